"""Domains of the same respondents by their means: against R, by other routes, at the edges."""

from __future__ import annotations

import numpy as np
import pytest

from survey_analysis.errors import OptionError
from survey_analysis.statistics.domain_pairs import domain_pairs
from survey_analysis.statistics.paired_means import equal_means, has_inverse, paired_means
from survey_analysis.statistics.score_means import score_means

LABELS = ("a", "b", "c")
PAIRS = ((0, 1), (0, 2), (1, 2))


@pytest.fixture(scope="module")
def expected(reference):
    return reference("paired")


def test_everybody_unweighted_as_in_r(paired_scores, expected):
    found, r = paired_means(paired_scores("items")), expected["plain"]
    assert (found.test, found.means.n[0], found.means.df[0]) == ("hotelling", r["n"], r["n"] - 1)
    np.testing.assert_allclose(found.means.mean[0], r["mean"], rtol=1e-12)
    np.testing.assert_allclose(found.means.sd[0], r["sd"], rtol=1e-11)
    np.testing.assert_allclose(found.means.covariance[0], r["covariance"], rtol=1e-10)
    hotelling = r["hotelling"]
    assert found.equal.statistic[0] == pytest.approx(hotelling["statistic"], rel=1e-9)
    assert (found.equal.df1[0], found.equal.df2[0]) == (hotelling["df1"], hotelling["df2"])
    assert found.equal.p_value[0] == pytest.approx(hotelling["p"], rel=1e-9)


def test_pairs_are_the_paired_t_tests_of_r(paired_scores, expected):
    found, r = paired_means(paired_scores("items")), expected["plain"]
    for place, pair in enumerate(r["pairs"]):
        pairs = found.pairs
        assert (pairs.first[place], pairs.second[place]) == PAIRS[place]
        for name, field in (
            ("estimate", "estimate"), ("se", "se"), ("ci_low", "low"), ("ci_high", "high"),
            ("statistic", "t"), ("p_value", "p"),
        ):  # fmt: skip
            assert getattr(pairs, name)[0, place] == pytest.approx(pair[field], rel=1e-9)
        ends = found.effect[0], found.effect_ci_low[0], found.effect_ci_high[0]
        for one, field in zip(ends, ("d", "d_low", "d_high"), strict=True):
            assert one[place] == pytest.approx(pair[field], rel=1e-8)
    np.testing.assert_allclose(found.pairs.p_adjusted[0], r["p_holm"], rtol=1e-9)


@pytest.mark.parametrize("name", ["items", "clusters"])
def test_everybody_weighted_as_in_r(paired_scores, expected, name):
    found = paired_means(paired_scores(name, by_design=True))
    r = expected["weighted" if name == "items" else "clusters"]["all"]
    assert_as_in_r(found, 0, r)


@pytest.mark.parametrize("name", ["items", "clusters"])
def test_groups_are_subpopulations_as_in_r(paired_scores, expected, name):
    found = paired_means(paired_scores(name, by_group=True, by_design=True))
    groups = expected["weighted" if name == "items" else "clusters"]["groups"]
    for group in (0, 1):  # the third one is small and has HC3
        assert_as_in_r(found, group, groups[group])
    np.testing.assert_allclose(found.means.mean[2], groups[2]["mean"], rtol=1e-12)
    assert found.means.df[2] == pytest.approx(
        min(groups[2]["df"], found.means.n_eff[2] - 1), rel=1e-12
    )


def assert_as_in_r(found, group, r):
    means = found.means
    assert (found.test, means.n[group], means.df[group]) == ("domain_wald_f", r["n"], r["df"])
    np.testing.assert_allclose(means.mean[group], r["mean"], rtol=1e-12)
    np.testing.assert_allclose(means.covariance[group], r["covariance"], rtol=1e-9)
    deff = means.se[group] ** 2 * means.n[group] / means.sd[group] ** 2
    np.testing.assert_allclose(deff, r["deff"], rtol=1e-9)
    for field in ("statistic", "df1", "df2"):
        assert getattr(found.equal, field)[group] == pytest.approx(r["wald"][field], rel=1e-8)
    assert found.equal.p_value[group] == pytest.approx(r["wald"]["p"], rel=1e-8)
    assert found.share.estimate[group] == pytest.approx(r["eta"]["q"], rel=1e-9)
    for place, pair in enumerate(r["pairs"]):
        assert found.pairs.estimate[group, place] == pytest.approx(pair["estimate"], rel=1e-9)
        assert found.pairs.se[group, place] == pytest.approx(pair["se"], rel=1e-9)
        assert found.pairs.p_value[group, place] == pytest.approx(pair["p"], rel=1e-8)
        assert found.effect[group, place] == pytest.approx(pair["d"], rel=1e-9)
        half = (found.effect_ci_high - found.effect_ci_low)[group, place] / 2
        quantile = (found.ends.high - found.ends.low)[group, 0] / 2 / means.se[group, 0]
        assert half / quantile == pytest.approx(pair["d_se"], rel=1e-8)


def test_two_domains_give_the_square_of_the_paired_t(scores_of):
    rng = np.random.default_rng(3)
    found = paired_means(scores_of(rng.integers(0, 5, (40, 2))))
    assert found.equal.statistic[0] == pytest.approx(found.pairs.statistic[0, 0] ** 2, rel=1e-10)
    assert found.equal.p_value[0] == pytest.approx(found.pairs.p_value[0, 0], rel=1e-10)


def test_two_domains_have_the_ends_of_their_difference_squared(scores_of):
    rng = np.random.default_rng(3)
    codes = np.stack([rng.integers(1, 5, 200), rng.integers(0, 4, 200)])
    codes = np.concatenate([codes, codes[::-1] + np.array([[1], [-1]])], axis=1)
    found = paired_means(scores_of(codes.T))
    spread, pairs = found.means.spread[0], found.pairs
    low = pairs.ci_low[0, 0] ** 2 / 2 / spread
    # the spread is not known either, which makes the interval of the share another one
    assert found.share.ci_low[0] == pytest.approx(low, rel=0.12)


def test_equal_weights_without_a_design_change_nothing(scores_of):
    rng = np.random.default_rng(5)
    codes = rng.integers(0, 5, (60, 3))
    plain = paired_means(scores_of(codes))
    weighted = paired_means(scores_of(codes, weights=np.full(60, 2.5)))
    np.testing.assert_allclose(weighted.means.mean, plain.means.mean, rtol=1e-13)
    np.testing.assert_allclose(weighted.means.covariance, plain.means.covariance, rtol=1e-12)
    assert weighted.means.sum_w[0] == 150


def test_a_design_with_equal_weights_gives_nearly_the_classical_test(scores_of):
    rng = np.random.default_rng(5)
    codes = rng.integers(0, 5, (400, 3))
    plain = paired_means(scores_of(codes))
    design = paired_means(scores_of(codes, weights=np.ones(400), drawn=True))
    np.testing.assert_allclose(design.equal.statistic, plain.equal.statistic, rtol=1e-10)
    np.testing.assert_allclose(design.equal.p_value, plain.equal.p_value, rtol=1e-10)
    np.testing.assert_allclose(design.effect_ci_low, plain.effect_ci_low, rtol=1e-10)


def test_order_of_respondents_and_scale_of_weights_do_not_matter(scores_of):
    rng = np.random.default_rng(6)
    codes, weights = rng.integers(0, 5, (80, 3)), rng.uniform(0.5, 2, 80)
    order = rng.permutation(80)
    one = paired_means(scores_of(codes, weights=weights, drawn=True))
    other = paired_means(scores_of(codes[order], weights=100 * weights[order], drawn=True))
    for name in ("estimate", "se", "p_value"):
        np.testing.assert_allclose(getattr(one.pairs, name), getattr(other.pairs, name), rtol=1e-9)
    np.testing.assert_allclose(one.share.ci_high, other.share.ci_high, rtol=1e-8)


def test_a_group_of_one_has_means_only(scores_of):
    codes = np.array([[4, 2, 1], [3, 3, 0], [4, 1, 2], [2, 1, 3], [3, 0, 1]])
    found = paired_means(scores_of(codes, group=np.array([0, 1, 1, 1, 1]), labels=("x", "y")))
    assert found.means.mean[0].tolist() == [5, 3, 2]
    assert np.isnan(found.ends.low[0]).all()
    assert np.isnan(found.pairs.se[0]).all()
    assert np.isnan([found.equal.p_value[0], found.share.ci_low[0]]).all()
    assert [note and note.code for note in found.means.notes] == ["SA771", None, "SA771"]
    assert found.equal.notes[0].values == {"n": 1}


def test_an_empty_group_is_nan(scores_of):
    codes = np.array([[4, 2], [3, 3], [4, 1]])
    found = paired_means(scores_of(codes, group=np.array([0, 0, 0]), labels=("x", "y")))
    assert found.means.n.tolist() == [3, 0, 0]
    assert np.isnan(found.means.mean[1]).all()
    assert np.isnan(found.share.estimate[1])


def test_too_few_for_a_joint_test_still_have_pairs(scores_of):
    codes = np.array([[4, 2, 1, 0], [3, 3, 0, 2], [4, 1, 2, 2]])
    found = paired_means(scores_of(codes))
    assert np.isnan(found.equal.statistic[0])
    assert found.equal.notes[0].code == "SA772"
    assert found.equal.notes[0].values == {"n": 3, "domains": 4}
    assert np.isfinite(found.pairs.p_value[0, 1])


def test_a_difference_that_is_the_same_for_everybody_has_no_error(scores_of):
    codes = np.array([[4, 3, 1], [3, 2, 0], [4, 3, 2], [2, 1, 3], [1, 0, 4]])
    found = paired_means(scores_of(codes))
    assert found.pairs.estimate[0, 0] == 1
    assert np.isnan([found.pairs.se[0, 0], found.pairs.p_value[0, 0]]).all()
    assert found.equal.notes[0].code == "SA773"
    assert np.isfinite(found.pairs.p_value[0, 1])
    assert found.pairs.p_adjusted[0, 1] == pytest.approx(
        min(1, 2 * min(found.pairs.p_value[0, 1:])), abs=1
    )


def test_constant_domains_have_no_effect_size(scores_of):
    found = paired_means(scores_of(np.full((10, 2), 3)))
    assert np.isnan([found.effect[0, 0], found.share.estimate[0], found.effect_ci_low[0, 0]]).all()
    assert found.equal.notes[0].code == "SA773"


def test_everybody_with_the_same_differences_has_a_share_of_one(scores_of):
    codes = np.array([[4, 3, 1], [3, 2, 0], [4, 3, 1], [3, 2, 0]])
    share = paired_means(scores_of(codes)).share
    assert (share.estimate[0], share.ci_low[0], share.ci_high[0]) == pytest.approx((1, 1, 1))


def test_a_share_that_is_nearly_sure_has_a_narrow_interval(scores_of):
    """From a chi-square of 100,000 on the root of the noncentrality is taken as normal."""
    rng = np.random.default_rng(4)
    support = np.concatenate([np.arange(10) / 1000, 100 + np.arange(10) / 1000])
    for noise in (3, 10):
        codes = np.stack([rng.integers(0, noise, 50), 10 + rng.integers(0, noise, 50)])
        share = paired_means(scores_of(codes.T, support=support)).share
        assert 0.999 < share.ci_low[0] < share.estimate[0] <= share.ci_high[0] <= 1


def test_equal_domains_have_a_share_of_nothing(scores_of):
    codes = np.array([[4, 3], [3, 4], [2, 1], [1, 2]])
    share = paired_means(scores_of(codes)).share
    assert (share.estimate[0], share.ci_low[0]) == (0, 0)
    assert 0 <= share.ci_high[0] < 1


def test_one_cluster_leaves_no_degrees_of_freedom(scores_of):
    rng = np.random.default_rng(8)
    group = np.repeat([0, 1], 30)
    table = scores_of(
        rng.integers(0, 5, (60, 3)),
        group=group,
        labels=("x", "y"),
        weights=rng.uniform(1, 2, 60),
        clusters=np.where(group == 0, 0, 1 + np.arange(60) % 9),
    )
    found = paired_means(table)
    assert found.means.df[0] == 0
    assert found.means.notes[0].code == "SA360"
    assert np.isnan([found.equal.p_value[0], found.pairs.p_value[0, 0], found.ends.low[0, 0]]).all()
    assert np.isfinite(found.equal.p_value[1])


def test_a_stratum_of_one_is_the_reason_for_everybody(scores_of):
    rng = np.random.default_rng(8)
    table = scores_of(
        rng.integers(0, 5, (30, 2)), weights=rng.uniform(1, 2, 30), strata=np.arange(30) // 29
    )
    found = paired_means(table)
    assert found.means.notes[0].code == "SA344"
    assert np.isfinite(found.means.mean[0]).all()
    assert np.isnan(
        [found.equal.p_value[0], found.share.ci_high[0], found.effect_ci_low[0, 0]]
    ).all()


def test_confidence_is_checked(scores_of):
    with pytest.raises(OptionError, match="confidence"):
        paired_means(scores_of(np.zeros((4, 2), dtype=int)), confidence=1.5)


def test_what_has_an_inverse():
    assert has_inverse(np.eye(3))
    assert not has_inverse(np.zeros((2, 2)))
    assert not has_inverse(np.full((2, 2), np.nan))


def test_intervals_hold_the_true_value(scores_of):
    """Three skewed domains, n = 120, unweighted and weighted: d_av, differences, the share.

    The figures in the docstrings are of 1,000 samples each (standard error .007).
    """
    rng = np.random.default_rng(2024)
    shift = np.array([0.0, 0.25, 0.6])

    def draw(n):
        common = rng.normal(size=(n, 1, 1)) * 0.6
        latent = common + 0.6 * rng.normal(size=(n, 3, 1)) + 0.7 * rng.normal(size=(n, 3, 3))
        items = np.clip(np.rint(3.7 + latent + shift[None, :, None]), 1, 5)
        return (items.sum(axis=2) - 3).astype(int)  # 0 to 12

    support = 1 + np.arange(13) / 3
    population = draw(60_000)
    truth = paired_means(scores_of(population, support=support))
    hits = np.zeros((2, 3))
    for _ in range(200):
        codes = population[rng.integers(0, len(population), 120)]
        for kind, weights in enumerate((None, np.exp(0.5 * rng.normal(size=120)))):
            table = scores_of(codes, support=support, weights=weights, drawn=weights is not None)
            found = paired_means(table)
            hits[kind] += [
                inside(found.effect_ci_low[0], truth.effect[0], found.effect_ci_high[0]),
                inside(found.pairs.ci_low[0], truth.pairs.estimate[0], found.pairs.ci_high[0]),
                inside(found.share.ci_low[0], truth.share.estimate[0], found.share.ci_high[0]),
            ]
    assert (hits / 200 > 0.91).all()
    assert (hits[:, :2] / 200 < 0.98).all()


def inside(low, value, high) -> float:
    return float(np.mean((low <= value) & (value <= high)))


def test_pairs_and_the_joint_test_need_no_effect_sizes(scores_of):
    rng = np.random.default_rng(1)
    means = score_means(scores_of(rng.integers(0, 5, (30, 4))))
    assert domain_pairs(means).estimate.shape == (1, 6)
    assert equal_means(means).df1.tolist() == [3]
