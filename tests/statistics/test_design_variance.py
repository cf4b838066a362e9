"""One engine for every design-based variance: against R, against sums over respondents."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import survey_analysis as sa
from survey_analysis.statistics.design_variance import (
    by_group_rows,
    cell_covariance,
    design_means,
    design_of,
    df_of_all,
    joint_df,
)
from survey_analysis.tables.cell_design import Sample, with_design
from survey_analysis.tables.counts import Counts, from_tables, tabulate
from survey_analysis.tables.margins import raked_margins
from survey_analysis.tables.sampling import Drawn, sampling_units

SCORES = np.arange(5.0, 26.0)


def table(values, group, labels, weights, drawn=None, margins=None) -> Counts:
    position = np.searchsorted(SCORES, values)
    counts = tabulate(position, SCORES, group, (*labels, ""), weights)
    drawn = drawn or sampling_units(values.size)
    sample = Sample(drawn=drawn, weights=weights, margins=margins)
    return with_design(counts, position, group, sample)


@pytest.fixture
def data(respondents):
    return {name: column.copy() for name, column in respondents.items()}


def by_age(data, **options) -> Counts:
    age = data["age"].astype(int)
    labels = ("a0", "a1", "a2", "a3")
    return table(data["score"], age, labels, data["weight"], **options)


def test_means_of_groups_are_those_of_r(data):
    """R 4.2.2, survey 4.1-1: svyby(~score, ~age, svydesign(~1, weights = ~weight), svymean)."""
    means = design_means(by_age(data).named)
    assert means.mean == pytest.approx([14.84772148, 15.60806245, 16.26794523, 16.22772705])
    expected = [0.2175214743, 0.3491212086, 0.4381905906, 0.8412894766]
    assert means.se == pytest.approx(expected, rel=1e-9)
    assert means.df_all == 599


def test_the_mean_of_everybody_is_that_of_r(data):
    """R 4.2.2, survey 4.1-1: svymean(~score), SE .19673251, deff 1.50383, Kish 1.30355."""
    everybody = design_means(table(data["score"], None, (), data["weight"]))
    assert everybody.mean == pytest.approx([15.57582244])
    assert everybody.se == pytest.approx([0.19673251], rel=1e-7)
    assert everybody.df == [599]
    assert everybody.covariance[0] / (everybody.variance / 600) == pytest.approx(1.50383, rel=1e-5)
    assert 600 / everybody.n_eff == pytest.approx(1.30355, rel=1e-5)


def test_the_difference_of_two_groups_is_that_of_r(data):
    """R 4.2.2, survey 4.1-1: svyttest(score ~ I(region == 0)), t 1.8838871 on 598 df."""
    rest = (data["region"] > 0).astype(int)
    means = design_means(table(data["score"], rest, ("r0", "rest"), data["weight"]).named)
    difference = means.mean[0] - means.mean[1]
    contrast = np.array([1.0, -1.0])
    t = difference / np.sqrt(contrast @ means.covariance @ contrast)
    assert (difference, t) == pytest.approx((0.7283135672, 1.8838871), rel=1e-7)
    assert means.joint_df[0, 1] == 598


def test_strata_and_clusters_are_summed_over_the_respondents(data):
    """The definition, over respondents: totals of the clusters about the mean of their stratum."""
    rng = np.random.default_rng(3)
    strata, clusters = rng.integers(0, 4, 600), rng.integers(0, 12, 600)
    drawn = sampling_units(600, strata, clusters)
    means = design_means(by_age(data, drawn=drawn).named)
    w, y, age = data["weight"], data["score"], data["age"].astype(int)
    z = np.stack([w * (age == g) * (y - means.mean[g]) / w[age == g].sum() for g in range(4)])
    expected = np.zeros((4, 4))
    for stratum in range(4):
        units = np.unique(clusters[strata == stratum])
        totals = np.stack([z[:, (strata == stratum) & (clusters == u)].sum(axis=1) for u in units])
        apart = totals - totals.mean(axis=0)
        expected += units.size / (units.size - 1) * apart.T @ apart
    assert means.covariance == pytest.approx(expected, rel=1e-10)
    assert means.df_all == 48 - 4


def raked(data):
    """Weights raked to two margins, and the margins."""
    region, age = data["region"].astype(int), data["age"].astype(int)
    targets = (np.array([200.0, 220, 180]), np.array([150.0, 170, 150, 130]))
    w = data["weight"].copy()
    for _ in range(300):
        for code, target in zip((region, age), targets, strict=True):
            w *= (target / np.bincount(code, w))[code]
    levels = np.column_stack([np.arange(12) // 4, np.arange(12) % 4])
    return w, raked_margins(region * 4 + age, levels, w), targets


def test_after_raking_residuals_with_their_leverage_vary(data):
    """sum (w e / (1 - h))^2 over respondents, e the residual from the margins, as HC3."""
    w, margins, _ = raked(data)
    counts = table(data["score"], None, (), w, margins=margins)
    means = design_means(counts)
    x = margins.columns[margins.cell]
    e = data["score"] - means.mean[0]
    e = e - x @ np.linalg.lstsq(x * np.sqrt(w)[:, None], e * np.sqrt(w), rcond=None)[0]
    hat = np.linalg.inv((x * w[:, None]).T @ x)
    h = w * np.einsum("ip,pq,iq->i", x, hat, x)
    assert means.covariance[0, 0] == pytest.approx(
        ((w * e / (1 - h)) ** 2).sum() / w.sum() ** 2, rel=1e-9
    )


def test_after_raking_the_jackknife_with_raking_again_agrees(data):
    w, margins, targets = raked(data)
    se = design_means(table(data["score"], None, (), w, margins=margins)).se[0]
    region, age = data["region"].astype(int), data["age"].astype(int)
    # all respondents left out in turn at once: one row per replicate
    many = np.tile(data["weight"], (600, 1))
    np.fill_diagonal(many, 0)
    for _ in range(60):
        for code, target in zip((region, age), targets, strict=True):
            of_level = (np.eye(target.size)[code]).astype(float)
            many *= (target / (many @ of_level))[:, code]
    means = many @ data["score"] / many.sum(axis=1)
    centre = w @ data["score"] / w.sum()
    jackknife = np.sqrt(599 / 600 * ((means - centre) ** 2).sum())
    assert se == pytest.approx(jackknife, rel=0.003)


def test_a_margin_that_was_raked_does_not_vary(data):
    w, margins, _ = raked(data)
    age = data["age"].astype(int)
    position = age.astype(int)
    counts = tabulate(position, np.arange(4.0), None, ("",), w)
    sample = Sample(drawn=sampling_units(600), weights=w, margins=margins)
    means = design_means(with_design(counts, position, None, sample))
    assert means.se[0] == pytest.approx(0, abs=1e-9)


def test_a_small_group_has_the_variance_of_hc3(data):
    """sum w^2 (y - m)^2 / (1 - w/W)^2 / W^2, and t on the effective n minus 1."""
    group = np.where(np.arange(600) < 14, 0, 1)
    means = design_means(table(data["score"], group, ("few", "many"), data["weight"]).named)
    w, y = data["weight"][:14], data["score"][:14]
    m, share = w @ y / w.sum(), w / w.sum()
    assert means.covariance[0, 0] == pytest.approx(
        ((share * (y - m) / (1 - share)) ** 2).sum(), rel=1e-10
    )
    n_eff = w.sum() ** 2 / (w @ w)
    assert means.df[0] == pytest.approx(n_eff - 1)
    assert list(means.small) == [True, False]
    v = np.diag(means.covariance)
    satterthwaite = v.sum() ** 2 / (v[0] ** 2 / (n_eff - 1) + v[1] ** 2 / (586 - 1))
    assert means.joint_df[0, 1] == pytest.approx(satterthwaite)


def test_pooled_counts_keep_their_design(data):
    counts = by_age(data)
    whole = design_means(counts.named.pooled)
    assert whole.mean == pytest.approx([15.57582244])
    assert whole.se == pytest.approx([0.19673251], rel=1e-7)


def test_the_scale_of_weights_does_not_matter(data):
    once = design_means(by_age(data))
    data["weight"] = data["weight"] * 100
    again = design_means(by_age(data))
    for one, other in ((once.mean, again.mean), (once.covariance, again.covariance)):
        assert other == pytest.approx(one, rel=1e-11, nan_ok=True)


def test_the_order_of_respondents_does_not_matter(data):
    once = design_means(by_age(data))
    order = np.random.default_rng(1).permutation(600)
    again = design_means(by_age({name: column[order] for name, column in data.items()}))
    assert again.covariance == pytest.approx(once.covariance, rel=1e-11, nan_ok=True)


def test_counts_with_weights_and_nothing_else_are_drawn_one_by_one(data):
    full = by_age(data).named
    bare = from_tables(full.values, full.groups, full.n, full.w, full.w2)
    assert design_means(bare).covariance == pytest.approx(design_means(full).covariance)


def test_equal_weights_need_no_design():
    plain = from_tables([1, 2], ("a", "b"), [[1, 2], [3, 4]])
    assert design_of(plain) is None
    n = np.array([[1.0, 2], [3, 4]])
    assert design_of(from_tables([1, 2], ("a", "b"), n, 3 * n, 9 * n)) is None
    assert design_of(from_tables([1, 2], ("a", "b"), n, n * [[1], [2]], n * [[1], [4]])) is not None
    for function in (design_means, df_of_all):
        with pytest.raises(AssertionError, match="without a design"):
            function(plain)
    with pytest.raises(AssertionError, match="without a design"):
        cell_covariance(plain, np.zeros((1, 4)))
    with pytest.raises(AssertionError, match="without a design"):
        joint_df(plain, np.eye(2))


def test_what_has_no_influence_has_no_variance(data):
    counts = by_age(data).named
    influence = by_group_rows(counts, counts.cell_values * 0.0)
    influence[1, 0] = np.nan
    covariance = cell_covariance(counts, influence)
    assert np.isnan(covariance[1]).all()
    assert covariance[0, 0] == 0


@pytest.mark.parametrize("clustered", [False, True])
def test_a_design_that_gives_no_variance_says_why(data, clustered):
    strata = np.zeros(600, dtype=int)
    strata[0] = 1
    clusters = np.arange(600) // 10 if clustered else None
    drawn: Drawn = sampling_units(600, strata, clusters)
    means = design_means(by_age(data, drawn=drawn).named)
    assert means.why is not None
    assert means.why.code == "SA344"
    assert np.isnan(means.covariance).all()


def test_respondents_without_a_place_leave_no_variance(data):
    strata = np.where(np.arange(600) == 5, -1, 0)
    means = design_means(by_age(data, drawn=sampling_units(600, strata)).named)
    assert means.why is not None
    assert np.isnan(means.se).all()


def test_tables_with_a_design_are_not_added(data):
    counts = by_age(data)
    with pytest.raises(Exception, match="sampling design cannot be added"):
        counts + counts


@pytest.mark.parametrize("few", [1, 2, 4])
def test_a_tiny_group_leaves_the_errors_of_the_others_alone_after_raking(few):
    """What raking takes off is weighed without the leverage of respondents on their own group."""
    rng = np.random.default_rng(few)
    size = 160
    answers = pd.DataFrame({"q": rng.integers(1, 6, size), "sex": rng.choice(["f", "m"], size)})
    answers["group"] = ["tiny"] * few + ["a"] * (60 - few) + ["b"] * 100
    kinds = {}
    for name, group in (
        ("with", answers["group"]),
        ("without", answers["group"].replace("tiny", "a")),
    ):
        survey = sa.survey_from_frame(
            answers.assign(group=group), domains={"d": ["q"]}, groupings=["sex", "group"]
        )
        for variance in ("linearized", "jackknife"):
            raked = sa.weight(survey, {"sex": {"f": 0.6, "m": 0.4}}, variance=variance)
            frame = sa.compare(raked, by="group").groups.set_index("group")
            described = sa.distribution(raked, by="group").table.set_index("group")
            np.testing.assert_allclose(described["se"], frame["se"], rtol=1e-9)
            kinds[name, variance] = frame["se"]
    found, alone = kinds["with", "linearized"], kinds["without", "linearized"]
    np.testing.assert_allclose(found["b"], alone["b"], rtol=1e-3)
    again = kinds["with", "jackknife"]
    np.testing.assert_allclose(found[["a", "b"]], again[["a", "b"]], rtol=0.01)
