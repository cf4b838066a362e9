"""Weighted Hedges' g, weighted omega and epsilon squared."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from survey_analysis.statistics.design_variance import design_means
from survey_analysis.statistics.effect_sizes import epsilon_squared, hedges_g, omega_squared
from survey_analysis.statistics.group_means import group_means
from survey_analysis.statistics.linear_contrast import contrast_of_means, standardized
from survey_analysis.statistics.weighted_effects import (
    weighted_g,
    weighted_variance_share,
    without_leverage,
)
from survey_analysis.tables import cell_design
from survey_analysis.tables.cell_design import simple_design
from survey_analysis.tables.counts import from_tables, tabulate
from survey_analysis.tables.sampling import sampling_units

DESIGNS = ["clusters", "population", "strata", "persons", "unweighted"]


@pytest.fixture
def of_groups(counts_of, respondents):
    """Weighted scores of groups.csv as respondents drawn one by one."""

    def make(by, factor=1.0):
        counts = counts_of("score", by, factor * respondents["weight"])
        return replace(counts, design=simple_design(counts)).named

    return make


@pytest.fixture
def no_leverage(monkeypatch):
    """The standard errors of R survey, which has no HC3."""
    monkeypatch.setattr(cell_design, "FEW_EFFECTIVE", 0.0)
    monkeypatch.setattr("survey_analysis.statistics.weighted_effects.MOST_LEVERAGE", 0.0)


@pytest.mark.usefixtures("no_leverage")
@pytest.mark.parametrize("by", ["age", "region"])
def test_g_and_its_standard_error_are_those_of_svycontrast(of_groups, reference, by):
    counts = of_groups(by)
    found = weighted_g(counts, design_means(counts))
    expected = reference("weighted_means")["means"]["simple" if by == "age" else by]["pairs"]
    j = np.array([pair["J"] for pair in expected])
    np.testing.assert_allclose(found.estimate, j * [p["d"][0] for p in expected], rtol=1e-9)
    np.testing.assert_allclose(found.se, j * [p["d"][1] for p in expected], rtol=1e-9)
    np.testing.assert_array_equal(found.df, [pair["df"] for pair in expected])


@pytest.mark.usefixtures("no_leverage")
@pytest.mark.parametrize("name", DESIGNS)
def test_g_knows_strata_clusters_and_population_sizes(
    clusters, drawn_counts, drawn_by, reference, name
):
    weights = None if name == "unweighted" else clusters["weight"]
    answers, group = clusters["items"][:, 0], clusters["group"]
    counts = drawn_counts(answers, weights, group, ("a", "b", "c"), drawn_by(name)).named
    found = weighted_g(counts, design_means(counts))
    expected = reference("weighted_means")["means"][name]["pairs"]
    j = np.array([pair["J"] for pair in expected])
    np.testing.assert_allclose(found.estimate, j * [p["d"][0] for p in expected], rtol=1e-8)
    np.testing.assert_allclose(found.se, j * [p["d"][1] for p in expected], rtol=1e-8)


def test_leverage_widens_by_a_little(of_groups, monkeypatch):
    counts = of_groups("region")
    means = design_means(counts)
    corrected = weighted_g(counts, means).se
    monkeypatch.setattr("survey_analysis.statistics.weighted_effects.MOST_LEVERAGE", 0.0)
    plain = weighted_g(counts, means).se
    assert (corrected > plain).all()
    np.testing.assert_allclose(corrected, plain, rtol=0.03)


def test_leverage_is_left_to_raked_weights_and_small_groups(of_groups):
    counts = of_groups("region")
    one = np.ones((1, counts.cell_n.size))
    h = counts.cell_w2 / counts.cell_w / counts.group_w[counts.cell_group]
    np.testing.assert_allclose(without_leverage(counts, one)[0], 1 / (1 - h))
    small = from_tables([1, 2], ("a", "b"), [[9, 9], [50, 50]], [[9, 18], [50, 99]],
                        [[9, 40], [50, 200]])  # fmt: skip
    assert (without_leverage(small, np.ones((1, 4)))[0] > 1).tolist() == [False, False, True, True]


def test_equal_weights_come_near_to_the_noncentral_interval(counts_of):
    counts = counts_of("score", "region").keep([0, 1])
    counts = replace(counts, design=simple_design(counts))
    found = weighted_g(counts, design_means(counts)).interval(0.95)
    m = group_means(counts)
    plain = hedges_g(m.mean[:1] - m.mean[1:], m.variance[:1], m.n[:1], m.variance[1:], m.n[1:])
    np.testing.assert_allclose(found.estimate, plain.estimate, rtol=1e-3)
    np.testing.assert_allclose(found.ci_low, plain.ci_low, atol=0.005)
    np.testing.assert_allclose(found.ci_high, plain.ci_high, atol=0.005)


def test_g_turns_with_the_groups_and_has_no_unit(of_groups):
    counts, heavier = of_groups("region"), of_groups("region", 100.0)
    one = weighted_g(counts, design_means(counts))
    turned = counts.keep([2, 1, 0])
    other = weighted_g(turned, design_means(turned))
    np.testing.assert_allclose(one.estimate[::-1], -other.estimate, rtol=1e-10)
    np.testing.assert_allclose(one.se[::-1], other.se, rtol=1e-10)
    same = weighted_g(heavier, design_means(heavier))
    np.testing.assert_allclose(one.se, same.se, rtol=1e-10)
    ten = replace(counts, values=10 * counts.values)
    np.testing.assert_allclose(weighted_g(ten, design_means(ten)).se, one.se, rtol=1e-10)


def test_groups_without_variance_have_no_g_and_give_no_warning():
    counts = from_tables([1, 2], ("a", "b", "c"), [[5, 0], [0, 9], [1, 0]],
                         [[7, 0], [0, 9], [2, 0]], [[11, 0], [0, 9], [4, 0]])  # fmt: skip
    counts = replace(counts, design=simple_design(counts))
    found = weighted_g(counts, design_means(counts))
    assert np.isnan(found.estimate).all()
    assert np.isnan(found.interval(0.9).ci_low).all()


def test_omega_squared_is_the_one_computed_in_r(of_groups, reference):
    counts = of_groups("age")
    expected = reference("weighted_means")["means"]["simple"]["omega"]
    means = design_means(counts)
    omega = weighted_variance_share(counts, means, 596.0)
    assert omega.estimate == pytest.approx(expected["estimate"], rel=1e-9)
    epsilon = weighted_variance_share(counts, means, 596.0, effect="epsilon_squared")
    assert epsilon.estimate == pytest.approx(expected["epsilon"], rel=1e-9)
    assert (epsilon.ci_low, epsilon.ci_high) == (omega.ci_low, omega.ci_high)
    # a noncentral F alone does not know that old respondents vary more
    assert 0 <= omega.ci_low < omega.estimate < omega.ci_high < expected["noncentral"][1]


def test_equal_weights_and_variances_give_hays_and_kelley():
    # three groups whose answers are spread alike: means 2, 2.5 and 3
    values = np.arange(1.0, 4.5, 0.5)
    n = np.zeros((3, values.size))
    for group in range(3):
        n[group, [group, group + 2, group + 4]] = [30, 40, 30]
    counts = from_tables(values, ("a", "b", "c"), n)
    counts = replace(counts, design=simple_design(counts))
    means = design_means(counts)
    within = means.variance[0]
    f = 100 * ((means.mean - 2.5) ** 2).sum() / 2 / within
    # n / (n - 1) of all, not of each group, stands in the covariance
    for effect, plain in (("omega_squared", omega_squared), ("epsilon_squared", epsilon_squared)):
        expected = plain(f, 2, 297, 300)
        found = weighted_variance_share(counts, means, 297.0, effect=effect)
        assert found.estimate == pytest.approx(expected.estimate, rel=1e-3)
        assert found.ci_low == pytest.approx(expected.ci_low, rel=0.1)
        assert found.ci_high == pytest.approx(expected.ci_high, rel=0.1)


def skewed(rng, shift, n):
    cuts = np.array([-1.6, -1.2, -0.8, -0.2])
    return np.searchsorted(cuts, shift + rng.normal(size=n))


def test_intervals_cover_the_population():
    rng = np.random.default_rng(11)
    shifts, sizes = np.array([-0.4, 0.0, 0.3]), (100, 150, 200)
    share = np.array(sizes) / sum(sizes)
    many = [skewed(rng, shift, 400_000) for shift in shifts]
    mean, variance = np.array([y.mean() for y in many]), np.array([y.var() for y in many])
    between = share @ (mean - share @ mean) ** 2
    omega = between / (between + share @ variance)
    d = (mean[0] - mean[2]) / np.sqrt((variance[0] + variance[2]) / 2)
    group, inside = np.repeat(np.arange(3), sizes), []
    for _ in range(250):
        codes = np.concatenate([skewed(rng, s, n) for s, n in zip(shifts, sizes, strict=True)])
        weights = np.exp(0.6 * rng.normal(size=group.size))
        counts = tabulate(codes, np.arange(5.0), group, ("a", "b", "c", ""), weights)
        counts = replace(counts, design=simple_design(counts)).named
        means = design_means(counts)
        g = weighted_g(counts, means).interval(0.95)
        found = weighted_variance_share(counts, means, 447.0)
        inside.append((g.ci_low[1] <= d <= g.ci_high[1], found.ci_low <= omega <= found.ci_high))
    cover = np.mean(inside, axis=0)
    assert (cover > 0.91).all()
    assert (cover < 0.99).all()


def test_counts_without_a_design_are_a_mistake_of_ours(counts_of):
    with pytest.raises(AssertionError, match="without a design"):
        without_leverage(counts_of("score", "age"), np.ones((1, 1)))


def test_few_clusters_do_not_shrink_the_effect(drawn_counts):
    """The standard deviation of 400 respondents is as sure in eight clusters as without any."""
    rng = np.random.default_rng(5)
    group = np.arange(400) % 2
    answers = np.clip(np.rint(3 + 0.5 * group + rng.normal(size=400)), 1, 5)
    clusters = sampling_units(400, None, np.arange(400) // 50)
    counts = drawn_counts(answers, None, group, ("a", "b"), clusters).named
    means = design_means(counts)
    found = weighted_g(counts, means)
    d = (means.mean[0] - means.mean[1]) / np.sqrt(means.variance.mean())
    assert found.df == 6
    assert found.estimate[0] / d == pytest.approx(1 - 3 / (4 * 398 - 1), rel=1e-5)
    slope = contrast_of_means(counts, np.arange(2.0), 0.95)
    trend = standardized(counts, np.arange(2.0), slope, 0.95)
    assert trend.estimate == pytest.approx(-found.estimate[0], rel=1e-12)
