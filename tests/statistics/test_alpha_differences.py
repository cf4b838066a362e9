"""Differences of alphas between groups."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from scipy import special

from survey_analysis.errors import OptionError
from survey_analysis.statistics.alpha_differences import alpha_differences
from survey_analysis.statistics.multiplicity import holm
from survey_analysis.statistics.reliability import cronbach_alpha
from survey_analysis.tables.sampling import sampling_units

LABELS = ("a", "b", "c")


@pytest.fixture(scope="module")
def tables(clusters, moments_of, unit_sums_of):
    """Moments of clusters.csv, and its units by strata and clusters, with weights."""
    drawn = sampling_units(len(clusters["items"]), clusters["stratum"], clusters["cluster"])
    of = (clusters["group"], LABELS, clusters["weight"])
    return moments_of(clusters["items"], *of), unit_sums_of(clusters["items"], drawn, *of)


def check_pairs(found, expected, p_of, statistic="statistic"):
    pairs = found.pairs
    assert list(zip(pairs.group1, pairs.group2, strict=True)) == [(0, 1), (0, 2), (1, 2)]
    for row, pair in enumerate(expected):
        assert pairs.estimate[row] == pytest.approx(pair["estimate"], rel=1e-9)
        assert pairs.ci_low[row] == pytest.approx(pair["low"], rel=1e-9)
        assert pairs.ci_high[row] == pytest.approx(pair["high"], rel=1e-9)
        assert pairs.statistic[row] == pytest.approx(pair["test"][statistic], rel=1e-8)
        assert pairs.df[row] == 1
        assert pairs.df2[row] == pair["test"].get("df2", np.inf)
        assert pairs.p_value[row] == pytest.approx(p_of(pair["test"]), rel=1e-8)
    np.testing.assert_array_equal(pairs.p_adjusted, holm(pairs.p_value))


def test_independent_groups_are_compared_as_in_r(clusters, moments_of, reference):
    expected = reference("design")["independent"]
    moments = moments_of(clusters["items"], clusters["group"], LABELS)
    found = alpha_differences(cronbach_alpha(moments, interval="adf"), moments)
    assert found.groups.tolist() == [0, 1, 2]
    assert found.statistic == pytest.approx(expected["equal"]["statistic"], rel=1e-10)
    assert found.df == expected["equal"]["df"]
    assert found.df2 == np.inf
    assert found.p_value == pytest.approx(expected["equal"]["p"], rel=1e-10)
    error = expected["equal_error"]
    assert found.error_statistic == pytest.approx(error["statistic"], rel=1e-9)
    assert found.error_p_value == pytest.approx(error["p"], rel=1e-9)
    check_pairs(found, expected["pairs"], lambda test: test["p"])
    np.testing.assert_allclose(found.pairs.p_adjusted, expected["holm"], rtol=1e-8)
    assert found.notes == ()


def test_groups_that_share_clusters_are_compared_as_in_r(tables, reference):
    expected = reference("design")["designs"]["clusters"]
    moments, units = tables
    found = alpha_differences(cronbach_alpha(moments, units=units), moments, units=units)
    for name, test in (("", expected["equal"]), ("error_", expected["equal_error"])):
        assert getattr(found, f"{name}statistic") == pytest.approx(test["statistic"], rel=1e-8)
        assert getattr(found, f"{name}p_value") == pytest.approx(test["p"], rel=1e-8)
    assert found.df == expected["equal"]["df"]
    assert found.df2 == expected["equal"]["df2"]
    check_pairs(found, expected["pairs"], lambda test: test["p"])


def test_two_groups_are_their_pair(clusters, moments_of, unit_sums_of):
    two = clusters["group"] < 2
    items, group = clusters["items"][two], clusters["group"][two]
    moments = moments_of(items, group, LABELS[:2])
    drawn = sampling_units(len(items), clusters["stratum"][two], clusters["cluster"][two])
    sums = unit_sums_of(items, drawn, group, LABELS[:2])
    for units in (None, sums):
        alpha = cronbach_alpha(moments, interval="auto", units=units)
        found = alpha_differences(alpha, moments, units=units)
        assert found.pairs.statistic[0] == pytest.approx(found.statistic, rel=1e-10)
        assert found.pairs.p_value[0] == pytest.approx(found.p_value, rel=1e-10)


def test_independent_groups_weigh_by_inverse_variance(tables):
    moments, _ = tables
    alpha = cronbach_alpha(moments, interval="adf")
    found = alpha_differences(alpha, moments)
    logs = np.log(1 - alpha.alpha[:3])
    w = ((1 - alpha.alpha[:3]) / alpha.alpha_se[:3]) ** 2
    expected = w @ (logs - w @ logs / w.sum()) ** 2
    assert found.statistic == pytest.approx(expected, rel=1e-12)
    assert found.p_value == pytest.approx(special.chdtrc(2, expected), rel=1e-12)


def simulated(rng, spreads, errors, n=300):
    """Five items in two groups with their spread of the true score and of the error."""
    group = np.repeat([0, 1], n)
    true = rng.normal(size=(2 * n, 1)) * np.repeat(spreads, n)[:, None]
    return true + rng.normal(size=(2 * n, 5)) * np.repeat(errors, n)[:, None], group


@pytest.mark.parametrize(
    ("spreads", "errors", "said"),
    [
        ((1.5, 0.6), (1.0, 1.0), ["SA346"]),
        ((1.0, 1.0), (0.7, 1.5), []),
        ((1.0, 1.0), (1.0, 1.0), []),
    ],
)
def test_a_smaller_spread_with_equal_error_is_told(moments_of, spreads, errors, said):
    items, group = simulated(np.random.default_rng(3), spreads, errors)
    moments = moments_of(items, group, ("a", "b"))
    found = alpha_differences(cronbach_alpha(moments), moments)
    assert [note.code for note in found.notes] == said
    assert (found.p_value < 0.05) == (spreads != errors)
    for note in found.notes:
        assert "error of measurement" in note.text
        assert "разброс" in note.say("ru")


def test_fewer_than_two_groups_with_an_interval_are_not_compared(moments_of):
    items, group = simulated(np.random.default_rng(4), (1, 1), (1, 1), n=20)
    items[group == 1] = 3.0
    moments = moments_of(items, group, ("a", "b"))
    found = alpha_differences(cronbach_alpha(moments), moments)
    assert found.groups.tolist() == [0]
    assert np.isnan([found.statistic, found.df, found.df2, found.p_value]).all()
    assert np.isnan([found.error_statistic, found.error_p_value]).all()
    assert found.pairs.estimate.size == found.pairs.p_adjusted.size == 0
    assert [note.code for note in found.notes] == ["SA322"]
    assert "at least two" in found.notes[0].text
    pairwise = cronbach_alpha(moments, missing="pairwise")
    assert alpha_differences(pairwise, moments).groups.size == 0


def test_respondents_without_a_group_take_no_part(moments_of):
    items, group = simulated(np.random.default_rng(5), (1, 1), (1, 1))
    rng = np.random.default_rng(6)
    outside = rng.normal(size=(50, 5))
    more = moments_of(np.vstack([items, outside]), np.append(group, np.full(50, 2)), ("a", "b"))
    less = moments_of(items, group, ("a", "b"))
    one, other = (alpha_differences(cronbach_alpha(m), m) for m in (less, more))
    assert one.statistic == pytest.approx(other.statistic, rel=1e-12)


def test_too_few_clusters_for_so_many_groups(moments_of, unit_sums_of):
    rng = np.random.default_rng(8)
    items, group = rng.normal(size=(400, 4)) + rng.normal(size=(400, 1)), np.arange(400) % 4
    drawn = sampling_units(400, clusters=rng.integers(0, 4, 400))
    moments = moments_of(items, group, ("a", "b", "c", "d"))
    units = unit_sums_of(items, drawn, group, ("a", "b", "c", "d"))
    found = alpha_differences(cronbach_alpha(moments, units=units), moments, units=units)
    assert found.groups.size == 4
    assert np.isnan([found.statistic, found.p_value]).all()
    assert np.isfinite(found.pairs.p_value).all()
    assert [note.code for note in found.notes] == ["SA360"]


def test_copies_of_a_group_cannot_be_told_apart(moments_of, unit_sums_of):
    rng = np.random.default_rng(9)
    half = rng.normal(size=(60, 4)) + rng.normal(size=(60, 1))
    items, group = np.vstack([half, half]), np.repeat([0, 1], 60)
    drawn = sampling_units(120, clusters=np.tile(np.arange(60) // 5, 2))
    moments = moments_of(items, group, ("a", "b"))
    units = unit_sums_of(items, drawn, group, ("a", "b"))
    found = alpha_differences(cronbach_alpha(moments, units=units), moments, units=units)
    assert np.isnan([found.p_value, found.pairs.p_value[0]]).all()
    assert found.pairs.estimate[0] == pytest.approx(0, abs=1e-12)


def test_a_group_that_copies_another_adds_no_comparison(moments_of, unit_sums_of):
    rng = np.random.default_rng(10)
    one, other = (rng.normal(size=(60, 4)) + rng.normal(size=(60, 1)) for _ in range(2))
    items, group = np.vstack([one, other, other]), np.repeat([0, 1, 2], 60)
    drawn = sampling_units(180, clusters=np.tile(np.arange(60) // 5, 3))
    moments = moments_of(items, group, LABELS)
    units = unit_sums_of(items, drawn, group, LABELS)
    found = alpha_differences(cronbach_alpha(moments, units=units), moments, units=units)
    assert np.isnan([found.statistic, found.p_value]).all()
    assert np.isfinite(found.pairs.p_value[:2]).all()


def test_pairwise_alphas_with_intervals_of_their_own_have_no_test_of_error(tables):
    moments, _ = tables
    alpha = cronbach_alpha(moments, missing="pairwise")
    bootstrapped = dataclasses.replace(
        alpha, alpha_se=0.1 + 0 * alpha.alpha, ci_low=alpha.alpha - 0.2, ci_high=alpha.alpha + 0.1
    )
    found = alpha_differences(bootstrapped, moments)
    assert np.isfinite(found.p_value)
    assert np.isnan([found.error_statistic, found.error_p_value]).all()


def test_tables_of_other_groups_are_refused(tables):
    moments, units = tables
    alpha = cronbach_alpha(moments, units=units)
    with pytest.raises(OptionError, match="alpha and moments must be of the same groups"):
        alpha_differences(alpha, moments.pooled)
    alone = cronbach_alpha(moments.pooled)
    with pytest.raises(OptionError, match="moments and units must be of the same groups"):
        alpha_differences(alone, moments.pooled, units=units)
    with pytest.raises(OptionError, match="moments and units must be of the same groups"):
        cronbach_alpha(moments.pooled, units=units)
