"""bivariate normal distribution: precision up to the ends, and its derivative."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtr

from survey_analysis.statistics.bivariate_normal import (
    bivariate_normal_cdf,
    bivariate_normal_density,
)

INTEGRATED = [
    (0.5, -1.0, 0.3, 0.13325613544995111),
    (-1.5, -1.5, 0.9, 0.043948400713108545),
    (1.2, 0.7, -0.85, 0.64298114741620626),
    (2.5, -2.0, 0.99, 0.022750131948179207),
    (-0.3, -0.3, 0.999999, 0.38187340276195197),
    (1.0, 1.0001, 0.9999999, 0.84131260084165821),
    (-3.0, -3.5, -0.4, 1.1737690123584576e-10),
    (-0.7, 0.6999, -0.99999, 0.00054164553856474671),
    (4.0, -4.5, 0.05, 3.3976352062142517e-6),
    (0.0, 0.8, -0.6, 0.32344753934792576),
    (-0.9, 0.0, 0.75, 0.17132114740758215),
]
"""h, k, rho, and the integral over the angle with 30 digits (mpmath 1.4.1, 2026-11-23)."""


@pytest.mark.parametrize(("h", "k", "rho", "expected"), INTEGRATED)
def test_it_equals_integration_with_thirty_digits(h, k, rho, expected):
    assert bivariate_normal_cdf(h, k, rho) == pytest.approx(expected, abs=1e-15, rel=0)
    assert bivariate_normal_cdf(k, h, rho) == pytest.approx(expected, abs=1e-15, rel=0)


def test_it_equals_scipy():
    from scipy.stats import multivariate_normal

    rng = np.random.default_rng(1)
    for h, k, rho in zip(*rng.normal(size=(2, 20)), rng.uniform(-0.99, 0.99, 20), strict=True):
        both = multivariate_normal([0, 0], [[1, rho], [rho, 1]])
        assert bivariate_normal_cdf(h, k, rho) == pytest.approx(both.cdf([h, k]), abs=1e-12)
        assert bivariate_normal_density(h, k, rho) == pytest.approx(both.pdf([h, k]), rel=1e-12)


def test_an_orthant_has_a_closed_form():
    rho = np.linspace(-1, 1, 41)
    expected = 0.25 + np.arcsin(rho) / (2 * np.pi)
    assert bivariate_normal_cdf(0, 0, rho) == pytest.approx(expected, abs=1e-15)
    # a limit next to zero is no jump
    assert bivariate_normal_cdf(1e-300, -1e-300, rho) == pytest.approx(expected, abs=1e-15)


def test_the_four_quadrants_of_a_point_add_up():
    rng = np.random.default_rng(2)
    h, k = rng.normal(size=(2, 200)) * 2
    rho = np.tanh(rng.normal(size=200) * 3)
    parts = (
        bivariate_normal_cdf(h, k, rho)
        + bivariate_normal_cdf(-h, k, -rho)
        + bivariate_normal_cdf(h, -k, -rho)
        + bivariate_normal_cdf(-h, -k, rho)
    )
    assert parts == pytest.approx(np.ones(200), abs=1e-14)


def test_at_the_ends_the_two_variables_are_one():
    h, k = np.array([-1.0, 0.5, 2.0]), np.array([0.3, 0.5, -2.5])
    assert bivariate_normal_cdf(h, k, 1) == pytest.approx(ndtr(np.minimum(h, k)), abs=1e-15)
    assert bivariate_normal_cdf(h, k, -1) == pytest.approx(
        np.maximum(ndtr(h) + ndtr(k) - 1, 0), abs=1e-15
    )


@pytest.mark.parametrize("rho", [-1, -0.7, 0, 0.4, 1])
def test_infinite_limits(rho):
    infinite = np.inf
    assert bivariate_normal_cdf(infinite, 0.3, rho) == pytest.approx(ndtr(0.3), abs=1e-15)
    assert bivariate_normal_cdf(infinite, infinite, rho) == 1
    assert bivariate_normal_cdf(-infinite, 0.3, rho) == 0
    assert bivariate_normal_cdf(-infinite, infinite, rho) == 0
    if abs(rho) < 1:
        assert bivariate_normal_density(infinite, 0.3, rho) == 0


def test_nan_gives_nan():
    assert np.isnan(bivariate_normal_cdf(np.nan, 0, 0.5))
    assert np.isnan(bivariate_normal_cdf(0, 0, np.nan))
    assert np.isnan(bivariate_normal_density(0, np.nan, 0.5))


def test_the_density_is_the_derivative_by_rho():
    rng = np.random.default_rng(3)
    h, k = rng.normal(size=(2, 50))
    rho, step = rng.uniform(-0.9, 0.9, 50), 1e-5
    change = bivariate_normal_cdf(h, k, rho + step) - bivariate_normal_cdf(h, k, rho - step)
    assert bivariate_normal_density(h, k, rho) == pytest.approx(change / (2 * step), rel=1e-6)
