"""Hedges' g, omega and epsilon squared."""

from __future__ import annotations

import numpy as np
import pytest

from survey_analysis.statistics.effect_sizes import (
    epsilon_squared,
    hedges_g,
    omega_squared,
    omega_squared_welch,
    small_sample_correction,
    welch_df,
)
from survey_analysis.statistics.group_means import group_means


def g_of_two(counts, confidence):
    means = group_means(counts.keep([0, 1]))
    (v1, v2), (n1, n2) = means.variance[:, None], means.n[:, None]
    return hedges_g(means.mean[:1] - means.mean[1:], v1, n1, v2, n2, confidence)


@pytest.mark.parametrize(("confidence", "name"), [(0.95, "exact"), (0.90, "exact_90")])
def test_hedges_g_is_that_of_r(counts_of, reference, confidence, name):
    found = g_of_two(counts_of("score", "region"), confidence)
    expected = reference("groups")["welch_t"][name]
    assert found.estimate[0] == pytest.approx(expected["g"], rel=1e-12)
    # scipy before 1.15 knows the noncentral t to six digits
    assert [found.ci_low[0], found.ci_high[0]] == pytest.approx(expected["ci"], rel=1e-5)


def test_hedges_g_is_that_of_effectsize(counts_of, reference):
    found = g_of_two(counts_of("score", "region"), 0.95)
    expected = reference("groups")["welch_t"]["effectsize"]
    # effectsize searches its ends by optim, to about 1e-7
    numbers = [found.estimate[0], found.ci_low[0], found.ci_high[0]]
    assert numbers == pytest.approx(expected, abs=1e-6)


def test_hedges_g_turns_with_the_groups():
    one = hedges_g(*(np.array([x]) for x in (0.7, 1.0, 20.0, 3.0, 40.0)))
    other = hedges_g(*(np.array([x]) for x in (-0.7, 3.0, 40.0, 1.0, 20.0)))
    assert other.estimate[0] == pytest.approx(-one.estimate[0], rel=1e-12)
    assert other.ci_low[0] == pytest.approx(-one.ci_high[0], rel=1e-6)


def test_hedges_g_does_not_depend_on_the_unit():
    one = hedges_g(*(np.array([x]) for x in (0.7, 1.0, 20.0, 3.0, 40.0)))
    ten = hedges_g(*(np.array([x]) for x in (7.0, 100.0, 20.0, 300.0, 40.0)))
    assert ten.estimate[0] == pytest.approx(one.estimate[0], rel=1e-12)
    assert ten.ci_high[0] == pytest.approx(one.ci_high[0], rel=1e-9)


def test_hedges_g_of_groups_without_variance_is_nan_without_a_warning():
    zero, nan, ten = np.array([0.0]), np.array([np.nan]), np.array([10.0])
    for variance in (zero, nan):
        found = hedges_g(np.array([1.0]), variance, ten, variance, ten)
        assert np.isnan([found.estimate[0], found.ci_low[0], found.ci_high[0]]).all()


def test_the_small_sample_correction_is_exact():
    # Gamma(2) / (sqrt 2 Gamma(1.5)) and Gamma(5) / (sqrt 5 Gamma(4.5))
    expected = [1 / (np.sqrt(2) * np.sqrt(np.pi) / 2), 24 / (np.sqrt(5) * 11.631728396567448)]
    np.testing.assert_allclose(small_sample_correction(np.array([4.0, 10.0])), expected, rtol=1e-12)
    assert np.isnan(small_sample_correction(np.array([1.0, np.nan]))).all()
    assert small_sample_correction(np.array([1e9]))[0] == pytest.approx(1 - 0.75e-9, abs=1e-15)


def test_welch_df_lies_between_the_smaller_and_the_pooled():
    assert welch_df(4.0, 10.0, 4.0, 10.0) == pytest.approx(18)
    assert welch_df(1e-12, 5.0, 9.0, 12.0) == pytest.approx(11)
    assert np.isnan(welch_df(0.0, 5.0, 0.0, 5.0))


def test_omega_squared_of_welch_is_that_of_the_formula_in_r(reference):
    expected = reference("groups")["welch_anova"]
    found = omega_squared_welch(expected["F"], expected["df1"], expected["df2"], 600)
    assert found.estimate == pytest.approx(expected["omega"], rel=1e-12)
    assert [found.ci_low, found.ci_high] == pytest.approx(expected["ends"]["ci"], rel=1e-7)


def test_omega_squared_is_that_of_effectsize(reference):
    expected = reference("groups")["anova"]
    found = omega_squared(expected["F"], expected["df1"], expected["df2"], 600, 0.90)
    assert found.estimate == pytest.approx(expected["omega"], rel=1e-10)
    assert [found.ci_low, found.ci_high] == pytest.approx(expected["ends_90"]["ci"], rel=1e-7)


def test_epsilon_squared_is_that_of_effectsize(reference):
    anova, expected = reference("groups")["anova"], reference("weighted_means")["epsilon"]
    found = epsilon_squared(anova["F"], anova["df1"], anova["df2"], 600)
    assert found.estimate == pytest.approx(expected["classical"], rel=1e-9)
    assert [found.ci_low, found.ci_high] == pytest.approx(expected["ends"], rel=1e-7)
    # the adjusted R squared
    r2 = anova["df1"] * anova["F"] / (anova["df1"] * anova["F"] + anova["df2"])
    assert found.estimate == pytest.approx(1 - (1 - r2) * 599 / anova["df2"], rel=1e-10)


def test_p_below_5_percent_goes_with_a_90_percent_interval_above_zero():
    from scipy import special

    for p, above in ((0.049, True), (0.051, False)):
        f = float(special.fdtri(3, 187.0, 1 - p))
        assert (omega_squared_welch(f, 3, 187.0, 600, 0.90).ci_low > 0) == above


@pytest.mark.parametrize("omega", [omega_squared, omega_squared_welch, epsilon_squared])
def test_omega_squared_is_never_negative_and_nan_stays_nan(omega):
    assert omega(0.3, 3, 50.0, 54).estimate == 0
    assert omega(0.3, 3, 50.0, 54).ci_low == 0
    nothing = omega(np.nan, 3, 50.0, 54)
    assert np.isnan([nothing.estimate, nothing.ci_low, nothing.ci_high]).all()
