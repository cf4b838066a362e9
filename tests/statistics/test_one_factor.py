"""The one-factor model by maximum likelihood."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_analysis.statistics import one_factor_minimum
from survey_analysis.statistics.one_factor import (
    FITTED,
    NO_SOLUTION,
    SINGULAR,
    TOO_FEW_ITEMS,
    gradient_by_covariance,
    one_factor,
    one_factor_fit,
)
from survey_analysis.statistics.one_factor_likelihood import (
    by_loadings_alone,
    derivatives,
    discrepancy,
    implied_correlation,
)

LAVAAN = 2e-6
"""lavaan's optimizer stops at about seven digits of a loading."""

MATRICES = ("heywood", "heywood_large", "turned", "weak", "strong")


def samples(count, k, n, loadings, rng):
    """Covariances with divisor n of normal answers to items with one factor."""
    factor = rng.normal(size=(count, n, 1))
    own = rng.normal(size=(count, n, k))
    answers = factor * loadings + own * np.sqrt(1 - np.square(loadings))
    answers -= answers.mean(axis=1, keepdims=True)
    return answers.swapaxes(1, 2) @ answers / n


def full_discrepancy(loadings, residuals, covariance):
    implied = np.outer(loadings, loadings) + np.diag(residuals)
    k = len(loadings)
    sign, log_det = np.linalg.slogdet(implied)
    if np.linalg.eigvalsh(implied)[0] <= 0:
        return np.inf
    value = log_det + np.trace(np.linalg.solve(implied, covariance))
    return sign * value - np.linalg.slogdet(covariance)[1] - k


@pytest.mark.parametrize("name", MATRICES)
def test_loadings_and_fit_are_those_of_lavaan(reference, name):
    expected = reference("omega")["matrices"][name]
    covariance = np.array(expected["S"])
    found = one_factor(covariance)
    assert expected["converged"]
    assert found.outcome == FITTED
    for ours, theirs in (
        (found.loadings, "loadings"),
        (found.loadings_std, "loadings_std"),
        (found.residual_variances, "residuals"),
    ):
        np.testing.assert_allclose(ours, expected[theirs], rtol=LAVAAN)
    np.testing.assert_array_equal(found.heywood, found.residual_variances < 0)
    fit = one_factor_fit(covariance, found, np.array(float(expected["n"])))
    assert_fit(fit, expected["fit"])


def assert_fit(fit, expected):
    """The discrepancy is flat at its minimum, so that chi-square agrees further."""
    assert fit.df == expected["df"]
    assert fit.chi2 == pytest.approx(expected["chisq"], rel=1e-9, abs=1e-9)
    assert fit.cfi == pytest.approx(expected["cfi"], abs=1e-9)
    assert fit.rmsea == pytest.approx(expected["rmsea"], rel=1e-8, abs=1e-9)
    assert fit.srmr == pytest.approx(expected["srmr"], rel=LAVAAN, abs=1e-6)
    if expected["df"] == 0:
        assert np.isnan(fit.p_value)
    else:
        assert fit.p_value == pytest.approx(expected["pvalue"], rel=1e-8, abs=1e-15)


def test_three_items_are_solved_by_their_products():
    covariance = np.array([[2.0, 0.9, 0.8], [0.9, 3.0, 0.5], [0.8, 0.5, 1.5]])
    found = one_factor(covariance)
    first = np.sqrt(0.9 * 0.8 / 0.5)
    np.testing.assert_allclose(found.loadings, [first, 0.9 / first, 0.8 / first], rtol=1e-12)
    assert found.discrepancy == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("residuals", [[0.4, 0.9, 1.3, 0.2, 0.8], [-0.5, 0.9, 1.3, 0.8, 0.8]])
def test_covariances_made_by_one_factor_give_it_back(residuals):
    loadings = np.array([1.2, 0.5, -0.4, 0.3, 0.25])
    found = one_factor(np.outer(loadings, loadings) + np.diag(residuals))
    np.testing.assert_allclose(found.loadings, loadings, rtol=1e-10)
    np.testing.assert_allclose(found.residual_variances, residuals, rtol=1e-10)
    np.testing.assert_array_equal(found.heywood, np.less(residuals, 0))


def with_first_loading(first):
    loadings = np.array([first, 0.5 / first, 0.4 / first, 0.3 / first])
    return loadings, np.outer(loadings, loadings) * (1 - np.eye(4)) + np.eye(4)


def test_loadings_above_1_are_found_up_to_10():
    for first in (2.0, 5.0, 9.0):
        loadings, covariance = with_first_loading(first)
        np.testing.assert_allclose(one_factor(covariance).loadings, loadings, rtol=1e-8)
    _, covariance = with_first_loading(12.0)
    assert one_factor(covariance).outcome == NO_SOLUTION


def test_units_order_and_stacking_do_not_matter():
    rng = np.random.default_rng(3)
    covariance = samples(6, 5, 60, 0.6, rng)
    units = np.array([1.0, 10.0, 0.1, 3.0, 100.0])
    found = one_factor(covariance)
    scaled = one_factor((covariance * np.outer(units, units)).reshape(2, 3, 5, 5))
    assert scaled.loadings.shape == (2, 3, 5)
    assert scaled.discrepancy.shape == scaled.outcome.shape == (2, 3)
    np.testing.assert_allclose(scaled.loadings.reshape(6, 5), found.loadings * units, rtol=1e-9)
    turned = one_factor(covariance[:, ::-1, ::-1])
    np.testing.assert_allclose(turned.loadings[:, ::-1], found.loadings, rtol=1e-9)


def test_the_sum_of_loadings_is_not_negative():
    loadings = np.array([-0.8, -0.7, 0.4, -0.5])
    found = one_factor(np.outer(loadings, loadings) * (1 - np.eye(4)) + np.eye(4))
    np.testing.assert_allclose(found.loadings, -loadings, rtol=1e-9)


def numeric(function, at, step=1e-6):
    rows = []
    for place in range(at.size):
        shift = np.zeros(at.size)
        shift[place] = step
        rows.append((function(at + shift) - function(at - shift)) / (2 * step))
    return np.array(rows)


def test_derivatives_are_those_of_finite_differences():
    rng = np.random.default_rng(5)
    correlation = samples(1, 4, 40, 0.5, rng)[0]
    sd = np.sqrt(np.diag(correlation))
    correlation = correlation / np.outer(sd, sd)
    loadings = np.array([0.5, -0.3, 0.7, 0.2])
    start = np.concatenate([loadings, 1 - loadings**2])

    def gradient_at(point):
        implied = np.outer(point[:4], point[:4]) + np.diag(point[4:])
        inverse = np.linalg.inv(implied)
        omega = inverse - inverse @ correlation @ inverse
        return np.concatenate([2 * omega @ point[:4], np.diag(omega)])

    def value_at(point):
        return full_discrepancy(point[:4], point[4:], correlation)

    _, inverse = discrepancy(loadings[None], correlation[None])
    gradient, hessian = derivatives(loadings[None], correlation[None], inverse)
    np.testing.assert_allclose(gradient[0], numeric(value_at, start), atol=1e-8)
    np.testing.assert_allclose(hessian[0], numeric(gradient_at, start), atol=1e-7)

    def alone(point):
        _, own = discrepancy(point[None], correlation[None])
        both = derivatives(point[None], correlation[None], own)
        return by_loadings_alone(point[None], *both)[0][0]

    along, curvature = by_loadings_alone(loadings[None], gradient, hessian)
    np.testing.assert_allclose(
        along[0], numeric(lambda p: discrepancy(p[None], correlation[None])[0][0], loadings),
        atol=1e-8,
    )  # fmt: skip
    np.testing.assert_allclose(curvature[0], numeric(alone, loadings), atol=1e-7)


def test_steps_by_the_largest_loading_have_the_right_derivatives():
    loadings = np.array([-1.4, 0.4, -0.3, 0.25])
    correlation = implied_correlation(np.array([1.3, -0.5, 0.4, 0.2]))[None]

    def at(point):
        # m_j at the other places, v at that of the largest loading
        v = point[0]
        return np.concatenate([[-1 / np.sqrt(v)], -point[1:] * np.sqrt(v)])

    def slope_at(point):
        one = at(point)[None]
        _, inverse = discrepancy(one, correlation)
        both = by_loadings_alone(one, *derivatives(one, correlation, inverse))
        return one_factor_minimum._by_marker(one, *both)

    start = np.array([1.4**-2, *(-1.4 * loadings[1:])])
    np.testing.assert_allclose(at(start), loadings)
    gradient, hessian = slope_at(start)
    value = numeric(lambda p: discrepancy(at(p)[None], correlation)[0][0], start)
    np.testing.assert_allclose(gradient[0], value, atol=1e-7)
    np.testing.assert_allclose(hessian[0], numeric(lambda p: slope_at(p)[0][0], start), atol=1e-6)
    change = np.array([[-0.02, 0.1, 0.05, -0.03]])
    moved = one_factor_minimum._moved(loadings[None], change)
    np.testing.assert_allclose(moved[0], at(start + change[0]), rtol=1e-12)


def test_the_gradient_by_covariances_is_that_of_finite_differences():
    covariance = samples(1, 5, 80, np.array([0.9, 0.7, 0.3, 0.5, 0.6]), np.random.default_rng(8))[0]
    weights, others = np.arange(1.0, 6.0), np.array([0.5, -1.0, 2.0, 0.0, 1.0])

    def number(matrix):
        found = one_factor(matrix)
        return found.loadings @ weights + found.residual_variances @ others

    gradient = gradient_by_covariance(covariance, one_factor(covariance), weights, others)
    np.testing.assert_allclose(gradient, gradient.T, rtol=1e-12)
    for i in range(5):
        for j in range(5):
            shift = np.zeros((5, 5))
            shift[i, j] += 5e-6
            shift[j, i] += 5e-6
            slope = (number(covariance + shift) - number(covariance - shift)) / 2e-5
            assert slope == pytest.approx(gradient[i, j], abs=1e-7)


NOISY = [
    (10, 300, 0.6, 1.0),
    (10, 30, 0.5, 0.98),
    (10, 15, 0.4, 0.6),
    (3, 50, 0.5, 0.85),
    (4, 20, 0.3, 0.5),
    (8, 100, 0.0, 0.6),
    (6, 100, np.array([0.99, 0.5, 0.5, 0.4, 0.6, 0.3]), 1.0),
    (10, 200, np.array([0.5] * 7 + [-0.5] * 3), 1.0),
]


@pytest.mark.parametrize(("k", "n", "loadings", "share"), NOISY)
def test_every_sample_ends_in_a_minimum_or_without_end(k, n, loadings, share):
    covariance = samples(1000, k, n, loadings, np.random.default_rng(k * n))
    found = one_factor(covariance)
    solved = found.outcome == FITTED
    assert solved.mean() >= share
    assert (found.outcome[~solved] == NO_SOLUTION).all()
    assert np.isnan(found.loadings[~solved]).all()
    assert np.isnan(found.discrepancy[~solved]).all()
    assert (found.heywood.sum(axis=1) <= 1).all()
    # a minimum: the model has the variances of the data, and no step to the side leads down
    variance = np.diagonal(covariance, axis1=1, axis2=2)[solved]
    np.testing.assert_allclose(
        found.loadings[solved] ** 2 + found.residual_variances[solved], variance, rtol=1e-9
    )
    rng = np.random.default_rng(1)
    for one in np.flatnonzero(solved)[:20]:
        loading, residual = found.loadings[one], found.residual_variances[one]
        best = full_discrepancy(loading, residual, covariance[one])
        assert best == pytest.approx(found.discrepancy[one], abs=1e-8)
        for _ in range(5):
            aside = full_discrepancy(
                loading + 1e-3 * rng.normal(size=k),
                residual + 1e-3 * rng.normal(size=k),
                covariance[one],
            )
            assert aside >= best - 1e-12


def test_a_better_fit_without_end_is_no_solution():
    # two items go with the first and against each other: no product of loadings does that
    found = one_factor(np.array([[1, 0.5, 0.4], [0.5, 1, -0.2], [0.4, -0.2, 1]]))
    assert found.outcome == NO_SOLUTION
    assert np.isnan(found.loadings).all()


@pytest.mark.parametrize("covariance", [np.eye(4), np.diag([1.0, 2.0, 3.0])])
def test_items_without_correlations_determine_no_factor(covariance):
    assert one_factor(covariance).outcome == NO_SOLUTION


@pytest.mark.parametrize(
    ("covariance", "outcome"),
    [
        ([[1.0]], TOO_FEW_ITEMS),
        ([[1, 0.5], [0.5, 1.0]], TOO_FEW_ITEMS),
        ([[1, 1, 0.5], [1, 1, 0.5], [0.5, 0.5, 1]], SINGULAR),
        ([[1, 0, 0.5], [0, 0, 0], [0.5, 0, 1]], SINGULAR),
        ([[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]], SINGULAR),
        (np.full((3, 3), np.nan), SINGULAR),
        (np.full((3, 3), np.inf), SINGULAR),
    ],
)
def test_matrices_without_a_model_are_nan(covariance, outcome):
    matrix = np.array(covariance, dtype=float)
    found = one_factor(matrix)
    assert found.outcome == outcome
    assert not found.heywood.any()
    for name in ("loadings", "loadings_std", "residual_variances", "discrepancy"):
        assert np.isnan(getattr(found, name)).all()
    fit = one_factor_fit(matrix, found, np.array(100.0))
    for name in ("chi2", "df", "p_value", "cfi", "rmsea", "srmr"):
        assert np.isnan(getattr(fit, name)), name
    zero = np.zeros(matrix.shape[0])
    assert np.isnan(gradient_by_covariance(matrix, found, zero, zero)).all()


def test_bad_matrices_of_a_stack_leave_the_others_alone():
    rng = np.random.default_rng(2)
    good = samples(3, 4, 50, 0.7, rng)
    stack = np.stack([good[0], np.full((4, 4), np.nan), good[1], np.ones((4, 4)), good[2]])
    found = one_factor(stack)
    np.testing.assert_array_equal(found.outcome, [FITTED, SINGULAR, FITTED, SINGULAR, FITTED])
    np.testing.assert_allclose(found.loadings[::2], one_factor(good).loadings, rtol=1e-12)
    empty = one_factor(np.empty((0, 4, 4)))
    assert empty.loadings.shape == (0, 4)


@pytest.mark.parametrize("limit", ["ITERATIONS", "HALVINGS"])
def test_a_search_that_is_cut_short_gives_nothing(monkeypatch, limit):
    covariance = samples(20, 5, 12, 0.2, np.random.default_rng(4))
    monkeypatch.setattr(one_factor_minimum, limit, 1)
    cut = one_factor(covariance)
    monkeypatch.undo()
    whole = one_factor(covariance)
    fewer = cut.outcome == FITTED
    assert fewer.sum() < (whole.outcome == FITTED).sum()
    np.testing.assert_allclose(cut.loadings[fewer], whole.loadings[fewer], rtol=1e-6)


@given(st.lists(st.lists(st.integers(1, 5), min_size=4, max_size=4), min_size=2, max_size=14))
def test_any_answers_give_a_model_or_a_reason(rows):
    answers = np.array(rows, dtype=float)
    covariance = np.cov(answers.T, bias=True)
    found = one_factor(covariance)
    if len(rows) <= 4:
        assert found.outcome == SINGULAR
    if found.outcome == FITTED:
        assert found.loadings.sum() >= 0
        assert found.discrepancy >= 0
        assert (np.linalg.eigvalsh(implied_correlation(found.loadings_std)) > 0).all()
    else:
        assert np.isnan(found.loadings).all()
