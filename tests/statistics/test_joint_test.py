"""Wald's F test of several numbers."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from survey_analysis.findings import Note
from survey_analysis.statistics.joint_test import contrast_covariance, joint_test


def test_it_is_the_quadratic_form_over_its_rank():
    rng = np.random.default_rng(1)
    root = rng.normal(size=(3, 3))
    estimate, covariance = rng.normal(size=3), root @ root.T
    found = joint_test(estimate, covariance, 17.0)
    f = estimate @ np.linalg.solve(covariance, estimate) / 3
    assert found.statistic == pytest.approx(f, rel=1e-10)
    assert (found.df1, found.df2, found.why) == (3, 17, None)
    assert found.p_value == pytest.approx(stats.f.sf(f, 3, 17), rel=1e-10)


def test_of_one_number_it_is_the_square_of_t():
    found = joint_test(np.array([2.0]), np.array([[0.81]]), 30.0)
    t = 2 / 0.9
    assert found.statistic == pytest.approx(t**2)
    assert found.p_value == pytest.approx(2 * stats.t.sf(t, 30))


def test_it_does_not_matter_in_which_direction_the_numbers_point():
    rng = np.random.default_rng(4)
    root, turn = rng.normal(size=(2, 3, 3))
    estimate, covariance = rng.normal(size=3), root @ root.T
    one = joint_test(estimate, covariance, 9.0)
    other = joint_test(turn @ estimate, turn @ covariance @ turn.T, 9.0)
    assert one.p_value == pytest.approx(other.p_value, rel=1e-8)


@pytest.mark.parametrize(
    ("covariance", "df"),
    [
        (np.array([[1.0, 1.0], [1.0, 1.0]]), 9.0),
        (np.diag([1.0, 0.0]), 9.0),
        (np.diag([1.0, np.nan]), 9.0),
        (np.eye(2), 0.0),
    ],
)
def test_what_cannot_be_told_apart_is_not_tested(covariance, df):
    found = joint_test(np.ones(2), covariance, df)
    assert np.isnan([found.statistic, found.df1, found.df2, found.p_value]).all()
    assert found.why == Note("SA763", "warning")


def test_the_reason_of_the_caller_comes_first():
    why = Note("SA328", "warning")
    assert joint_test(np.ones(2), np.eye(2), 9.0, why).why is why


@pytest.mark.parametrize("order", [[0, 1, 2], [2, 0, 1], [1, 2, 0]])
def test_a_contrast_that_does_not_vary_is_not_tested_by_its_rounding(order):
    """Two numbers that move alike: what is left of the variance of their difference is noise."""
    rng = np.random.default_rng(3)
    loads = rng.normal(size=(2, 5))
    moves = np.vstack([loads[0], loads[0] * (1 + 1e-16), loads[1]])[order]
    covariance = moves @ moves.T
    first, second = order.index(0), order.index(1)
    contrast = np.zeros((1, 3))
    contrast[0, first], contrast[0, second] = 1.0, -1.0
    apart = contrast_covariance(contrast, covariance)
    assert apart.tolist() == [[0.0]]
    assert joint_test(np.array([1e-16]), apart, 9.0).why == Note("SA763", "warning")


def test_contrasts_have_the_covariance_of_the_product():
    rng = np.random.default_rng(5)
    root, contrasts = rng.normal(size=(4, 4)), rng.normal(size=(2, 4))
    covariance = root @ root.T
    found = contrast_covariance(contrasts, covariance)
    np.testing.assert_allclose(found, contrasts @ covariance @ contrasts.T, rtol=1e-12)
    assert np.isnan(contrast_covariance(contrasts, np.full((4, 4), np.nan))).all()
