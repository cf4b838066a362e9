"""Pairs of means."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from survey_analysis.statistics.effect_sizes import welch_df
from survey_analysis.statistics.games_howell import games_howell, one_t_pair, tukey_kramer
from survey_analysis.statistics.group_means import group_means
from survey_analysis.tables.counts import from_tables


@pytest.fixture
def means(counts_of):
    return group_means(counts_of("score", "age").named)


def test_games_howell_is_that_of_rstatix(means, reference):
    found = games_howell(means)
    expected = reference("groups")["welch_anova"]["pairs"]
    assert found.group1.tolist() == [0, 0, 0, 1, 1, 2]
    assert found.group2.tolist() == [1, 2, 3, 2, 3, 3]
    np.testing.assert_array_equal(found.n1, means.n[found.group1])
    np.testing.assert_array_equal(found.n2, means.n[found.group2])
    np.testing.assert_allclose(found.estimate, expected["estimate"], rtol=1e-10)
    np.testing.assert_allclose(found.se, expected["se"], rtol=1e-12)
    np.testing.assert_allclose(np.abs(found.statistic), expected["t"], rtol=1e-10)
    np.testing.assert_array_equal(np.sign(found.statistic), np.sign(found.estimate))
    np.testing.assert_allclose(found.df, expected["df"], rtol=1e-10)
    # R's ptukey and qtukey are good for six digits
    np.testing.assert_allclose(found.p_value, expected["p"], rtol=0, atol=1e-6)
    np.testing.assert_array_equal(found.p_adjusted, found.p_value)
    half = np.array(expected["half"])
    np.testing.assert_allclose(found.ci_low, found.estimate - half, atol=1e-5)
    np.testing.assert_allclose(found.ci_high, found.estimate + half, atol=1e-5)
    # rstatix subtracts the other way round
    np.testing.assert_allclose(-found.ci_high, expected["rstatix_low"], atol=1e-5)
    np.testing.assert_allclose(-found.ci_low, expected["rstatix_high"], atol=1e-5)
    np.testing.assert_allclose(found.effect, [pair["g"] for pair in expected["g"]], rtol=1e-10)
    ends = np.array([pair["ci"] for pair in expected["g"]])
    np.testing.assert_allclose(found.effect_ci_low, ends[:, 0], rtol=1e-5)
    np.testing.assert_allclose(found.effect_ci_high, ends[:, 1], rtol=1e-5)
    assert (found.effect_name, found.adjust) == ("hedges_g", "games_howell")


def test_tukey_kramer_is_that_of_r(means, reference):
    expected = reference("groups")["anova"]
    within = float(((means.n - 1) * means.variance).sum()) / expected["df2"]
    found = tukey_kramer(means, within, expected["df2"])
    pairs = expected["pairs"]
    np.testing.assert_allclose(-found.estimate, pairs["diff"], rtol=1e-10)
    np.testing.assert_allclose(found.p_value, pairs["p"], rtol=0, atol=1e-6)
    np.testing.assert_allclose(-found.ci_high, pairs["low"], atol=1e-5)
    np.testing.assert_allclose(-found.ci_low, pairs["high"], atol=1e-5)
    assert set(found.df.tolist()) == {596.0}
    assert found.adjust == "tukey"


def test_an_interval_without_zero_goes_with_a_small_p(means):
    for confidence in (0.5, 0.9, 0.95):
        found = games_howell(means, confidence)
        outside = (found.ci_low > 0) | (found.ci_high < 0)
        np.testing.assert_array_equal(outside, found.p_value < 1 - confidence)


def test_two_groups_have_the_same_pair_by_t_and_by_studentized_range(counts_of):
    means = group_means(counts_of("score", "region").keep([0, 1]))
    by_t, by_q = one_t_pair(means, 0.9), games_howell(means, 0.9)
    for entry in dataclasses.fields(by_t):
        if entry.name != "adjust":
            left, right = getattr(by_t, entry.name), getattr(by_q, entry.name)
            if isinstance(left, str):
                assert left == right
            else:
                np.testing.assert_allclose(left, right, rtol=1e-8, err_msg=entry.name)


def test_equal_groups_give_welch_and_tukey_the_same_standard_error():
    means = group_means(from_tables([1, 2, 3], ("a", "b", "c"), [[2, 3, 2], [2, 3, 2], [2, 3, 2]]))
    welch, tukey = games_howell(means), tukey_kramer(means, float(means.variance[0]), 18)
    np.testing.assert_allclose(welch.se, tukey.se, rtol=1e-13)
    np.testing.assert_allclose(welch.df, welch_df(1.0, 7.0, 1.0, 7.0))
    np.testing.assert_allclose(welch.p_value, 1)


def test_83_groups_have_3403_pairs():
    rng = np.random.default_rng(2)
    labels = tuple(f"region {row}" for row in range(83))
    counts = from_tables(np.arange(1.0, 6.0), labels, rng.integers(1, 9, (83, 5)))
    found = games_howell(group_means(counts))
    assert found.p_value.size == 3403
    assert (found.p_value > 0).all()
    assert (found.p_value <= 1).all()
    assert (found.ci_low < found.estimate).all()
    assert (found.effect_ci_low < found.effect).all()
    assert (found.effect < found.effect_ci_high).all()
