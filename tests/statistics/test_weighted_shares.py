"""Shares by the sampling design: Korn and Graubard's interval against R survey."""

from __future__ import annotations

import csv
import json

import numpy as np
import pytest

from survey_analysis.statistics.interval import korn_graubard, t_quantile
from survey_analysis.statistics.weighted_shares import design_shares
from survey_analysis.tables.margins import raked_margins
from survey_analysis.tables.sampling import sampling_units

FIVE = np.arange(1.0, 6.0)
DESIGNS = ("clusters", "population", "strata", "persons", "unweighted")


def each_value(counts, values=FIVE):
    return counts.cell_values == np.asarray(values)[:, None]


def check(found, row, expected):
    """One group against R, whose effective number is not cut at n."""
    assert found.n[row] == expected["n"]
    assert found.df[row] == expected["df"]
    np.testing.assert_allclose(found.share[row], expected["share"], rtol=1e-12)
    np.testing.assert_allclose(found.variance[row], expected["var"], rtol=1e-10)
    deff, of_r, low, high = (
        np.array(expected[name], dtype=float) for name in ("share_deff", "n_e", "low", "high")
    )
    np.testing.assert_allclose(found.deff[row], deff, rtol=1e-10)
    # R has nothing to say of a share of 0
    n_e = np.where(np.isnan(of_r), expected["n"], np.minimum(of_r, expected["n"]))
    np.testing.assert_allclose(found.effective_n(0.95)[row], n_e, rtol=1e-10)
    interval = found.interval(0.95)
    within = of_r <= expected["n"]
    np.testing.assert_allclose(interval.low[row][within], low[within], rtol=1e-9)
    np.testing.assert_allclose(interval.high[row][within], high[within], rtol=1e-9)


@pytest.mark.parametrize("name", DESIGNS)
@pytest.mark.parametrize("parts", [False, True])
def test_shares_of_a_design_are_those_of_r_survey(
    clusters, drawn_counts, drawn_by, reference, name, parts
):
    expected = reference("weighted_distributions")["designs"][name]
    weights = None if name == "unweighted" else clusters["weight"]
    group = (clusters["group"] > 0).astype(int) if parts else None
    labels = ("a", "rest") if parts else ()
    counts = drawn_counts(clusters["items"][:, 0], weights, group, labels, drawn_by(name))
    counts = counts.named if parts else counts
    found = design_shares(counts, each_value(counts))
    for row, of_group in enumerate(expected["parts"] if parts else [expected["all"]]):
        check(found, row, of_group)


@pytest.mark.parametrize(("by", "column"), [("age", "score"), ("region", "item")])
def test_shares_of_weighted_groups_are_those_of_r_survey(
    respondents, drawn_counts, reference, by, column
):
    expected = reference("weighted_distributions")["simple"]
    group = respondents[by].astype(int)
    labels = tuple(f"g{i}" for i in range(group.max() + 1))
    counts = drawn_counts(respondents[column], respondents["weight"], group, labels).named
    values = np.arange(10.0, 21.0) if column == "score" else FIVE
    found = design_shares(counts, each_value(counts, values))
    for row, of_group in enumerate(expected["age" if column == "score" else "item"]):
        check(found, row, of_group)


def test_the_share_of_the_reference_page(respondents, drawn_counts, reference):
    """.04561412346, beta [.0239950864, .0778622663]."""
    counts = drawn_counts(respondents["score"], respondents["weight"])
    found = design_shares(counts, (counts.cell_values >= 24)[None, :])
    expected = reference("weighted_distributions")["top"]
    assert found.share[0, 0] == pytest.approx(expected["share"], rel=1e-12)
    interval = found.interval(0.95)
    assert [interval.low[0, 0], interval.high[0, 0]] == pytest.approx(expected["ci"], rel=1e-10)
    assert expected["ci"] == pytest.approx([0.0239950864, 0.0778622663], abs=1e-9)


def test_weights_of_one_give_the_variance_of_a_simple_sample(respondents, drawn_counts):
    counts = drawn_counts(respondents["item"], None)
    found = design_shares(counts, each_value(counts))
    p = found.share[0]
    np.testing.assert_allclose(found.variance[0], p * (1 - p) / 599, rtol=1e-12)
    np.testing.assert_allclose(found.deff[0], 1, rtol=1e-12)
    np.testing.assert_allclose(found.effective_n(0.95)[0], 599, rtol=1e-12)


def test_shares_of_0_and_1_take_n_itself(respondents, drawn_counts):
    answers = np.where(respondents["region"] == 1, 3.0, respondents["item"])
    group = respondents["region"].astype(int)
    weights = respondents["weight"]
    counts = drawn_counts(answers, weights, group, ("r0", "r1", "r2")).named
    found = design_shares(counts, each_value(counts))
    n = (group == 1).sum()
    np.testing.assert_array_equal(found.share[1], [0, 0, 1, 0, 0])
    np.testing.assert_array_equal(found.effective_n(0.95)[1], n)
    assert np.isnan(found.deff[1]).all()
    interval = found.interval(0.95)
    # Clopper and Pearson at 0 of n and n of n: 1 - (a/2)^(1/n)
    tail = 0.025 ** (1 / n)
    np.testing.assert_allclose(interval.low[1], [0, 0, tail, 0, 0], rtol=1e-10)
    np.testing.assert_allclose(interval.high[1], [1 - tail] * 2 + [1] + [1 - tail] * 2, rtol=1e-10)


def test_a_group_of_few_effective_respondents_has_hc3_and_its_own_df(respondents, drawn_counts):
    group = (np.arange(600) >= 25).astype(int)
    w, y = respondents["weight"], respondents["item"]
    counts = drawn_counts(y, w, group, ("few", "many")).named
    found = design_shares(counts, each_value(counts))
    w, y = w[:25], y[:25]
    n_eff = w.sum() ** 2 / (w**2).sum()
    assert n_eff < 30
    assert found.df[0] == pytest.approx(n_eff - 1)
    total = w.sum()
    for column, value in enumerate(FIVE):
        p = w[y == value].sum() / total
        apart = w * ((y == value) - p) / (1 - w / total) / total
        assert found.variance[0, column] == pytest.approx((apart**2).sum(), rel=1e-12)
        n_e = p * (1 - p) / (apart**2).sum()
        ratio = t_quantile(0.9, 24) / t_quantile(0.9, n_eff - 1)
        assert found.effective_n(0.9)[0, column] == pytest.approx(min(25, n_e * ratio**2))


def test_the_share_of_a_margin_is_known(respondents, drawn_counts):
    weights = respondents["weight"].copy()
    cell = respondents["region"].astype(int)
    weights *= (np.array([200.0, 220, 180]) / np.bincount(cell, weights))[cell]
    margins = raked_margins(cell, np.arange(3)[:, None], weights)
    counts = drawn_counts(respondents["region"], weights, margins=margins)
    found = design_shares(counts, each_value(counts, [0.0, 1, 2]))
    np.testing.assert_allclose(found.share[0], [200 / 600, 220 / 600, 180 / 600], rtol=1e-12)
    np.testing.assert_allclose(found.variance[0], 0, atol=1e-25)
    np.testing.assert_array_equal(found.effective_n(0.95)[0], 600)


def test_groups_without_df_and_of_one_have_no_interval(clusters, drawn_counts, drawn_by):
    group = np.where(clusters["cluster"] == 1, 0, 1)
    group[:1] = 2
    labels = ("one cluster of each stratum", "rest", "one", "nobody")
    answer = clusters["items"][:, 0]
    counts = drawn_counts(answer, clusters["weight"], group, labels, drawn_by("clusters")).named
    found = design_shares(counts, each_value(counts))
    interval = found.interval(0.95)
    assert found.df[[0, 2]].tolist() == [0, 0]
    assert np.isnan(interval.low[[0, 2, 3]]).all()
    assert np.isnan(interval.high[[0, 2, 3]]).all()
    assert np.isfinite(interval.low[1]).all()
    assert np.isfinite(found.share[:3]).all()
    assert np.isnan(found.share[3]).all()


def test_a_design_without_a_variance_gives_no_interval_not_even_at_0(clusters, drawn_counts):
    single = sampling_units(290, np.append(np.zeros(289, dtype=int), 1))
    answers = np.where(clusters["items"][:, 0] == 5, 4.0, clusters["items"][:, 0])
    counts = drawn_counts(answers, clusters["weight"], drawn=single)
    found = design_shares(counts, each_value(counts))
    assert found.share[0, 4] == 0
    assert np.isnan(found.interval(0.95).high[0]).all()


def test_neither_row_order_nor_the_unit_of_weights_matters(clusters, drawn_counts, drawn_by):
    answer, weights, group = clusters["items"][:, 0], clusters["weight"], clusters["group"]
    rows = np.arange(answer.size)[::-1]
    one = drawn_counts(answer, weights, group, ("a", "b", "c"), drawn_by("clusters"))
    other = drawn_counts(
        answer[rows], 100 * weights[rows], group[rows], ("a", "b", "c"), drawn_by("clusters", rows)
    )
    first, second = (design_shares(counts, each_value(counts)) for counts in (one, other))
    np.testing.assert_allclose(first.share, second.share, rtol=1e-12)
    np.testing.assert_allclose(first.variance, second.variance, rtol=1e-9)
    np.testing.assert_array_equal(first.df, second.df)


def test_real_schools_of_a_stratified_cluster_sample(shared_folder, drawn_counts):
    """svyciprop(~qn8yes, method = "beta"), whose n and df are those of the whole design."""
    folder = shared_folder / "reference_data"
    with (folder / "data" / "yrbs.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    page = json.loads((folder / "reference" / "survey.json").read_text("utf-8"))["results"]
    expected = page["survey/yrbs/ciprop"]["value"]["beta"]
    answer = np.array([2 - float(row["qn8"]) if row["qn8"] else np.nan for row in rows])
    stratum, psu = (
        np.unique([row[name] for row in rows], return_inverse=True)[1]
        for name in ("stratum", "psu")
    )
    weights = np.array([float(row["weight"]) for row in rows])
    drawn = sampling_units(len(rows), stratum, psu)
    found = design_shares(*of_yes(drawn_counts(answer, weights, drawn=drawn)))
    p, variance = found.share[0, 0], found.variance[0, 0]
    assert p == pytest.approx(expected["p"], rel=1e-9)
    assert np.sqrt(variance) == pytest.approx(expected["se"], rel=1e-9)
    n_e = p * (1 - p) / variance * (t_quantile(0.95, len(rows) - 1) / t_quantile(0.95, 10)) ** 2
    of_r = korn_graubard(p, n_e, 0.95)
    assert [of_r.low, of_r.high] == pytest.approx(expected["ci"], rel=1e-8)
    # ours counts the respondents who answered; in one of the schools nobody did
    assert found.df[0] == 9
    interval = found.interval(0.95)
    assert interval.low[0, 0] < expected["ci"][0] < expected["ci"][1] < interval.high[0, 0]


def of_yes(counts):
    return counts, (counts.cell_values == 1)[None, :]
