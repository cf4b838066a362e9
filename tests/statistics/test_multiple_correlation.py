"""Squared multiple correlations."""

from __future__ import annotations

import numpy as np
import pytest

from survey_analysis.statistics.multiple_correlation import (
    constant_items,
    inverse_correlation,
    squared_multiple_correlation,
)


def test_they_are_those_of_psych_and_of_lm(answers, moments_of, reference):
    for weights, name in ((None, "all"), (answers["weight"], "weighted")):
        found = squared_multiple_correlation(
            moments_of(answers["items"], weights=weights).covariance
        )
        np.testing.assert_allclose(found[0], reference("guttman")[name]["smc"], rtol=1e-9)
    plain = squared_multiple_correlation(moments_of(answers["items"]).covariance)
    np.testing.assert_allclose(plain[0], reference("guttman")["all"]["psych"]["smc"], rtol=1e-9)


def test_they_are_the_share_that_least_squares_foretells():
    rng = np.random.default_rng(2)
    z = rng.normal(size=(50, 4)) @ rng.normal(size=(4, 4))
    z -= z.mean(axis=0)
    found = squared_multiple_correlation(z.T @ z)
    for item in range(4):
        rest = np.delete(z, item, axis=1)
        weights = np.linalg.lstsq(rest, z[:, item], rcond=None)[0]
        left = ((z[:, item] - rest @ weights) ** 2).sum() / (z[:, item] ** 2).sum()
        assert found[item] == pytest.approx(1 - left, rel=1e-9)


def test_of_two_items_it_is_the_squared_correlation():
    matrix = np.array([[4.0, 1.2], [1.2, 1.0]])
    assert squared_multiple_correlation(matrix) == pytest.approx([0.36, 0.36])


def test_unrelated_items_foretell_nothing():
    found = squared_multiple_correlation(np.diag([1.0, 2, 3]))
    np.testing.assert_allclose(found, 0, atol=1e-15)
    assert (found >= 0).all()


def test_a_single_item_has_none():
    assert np.isnan(squared_multiple_correlation(np.array([[2.0]]))).all()


def test_an_item_without_variance_has_none_and_does_not_disturb():
    matrix = np.array([[4.0, 1.2, 0], [1.2, 1, 0], [0, 0, 0]])
    found = squared_multiple_correlation(matrix)
    assert found[:2] == pytest.approx([0.36, 0.36])
    assert np.isnan(found[2])
    assert constant_items(matrix).tolist() == [False, False, True]


@pytest.mark.parametrize(
    "matrix",
    [
        np.ones((3, 3)),
        np.array([[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]]),
        np.full((3, 3), np.nan),
        np.full((3, 3), np.inf),
    ],
    ids=["copies", "contradiction", "undefined", "infinite"],
)
def test_a_matrix_without_an_inverse_gives_nan_and_leaves_its_neighbours(matrix):
    stack = np.stack([np.eye(3), matrix, 2 * np.eye(3)])
    found = squared_multiple_correlation(stack)
    assert np.isnan(found[1]).all()
    np.testing.assert_allclose(found[[0, 2]], 0, atol=1e-15)
    assert np.isnan(inverse_correlation(stack)[1]).all()
    np.testing.assert_allclose(inverse_correlation(stack)[2], np.eye(3), atol=1e-15)


def test_nothing_varies():
    assert np.isnan(squared_multiple_correlation(np.zeros((3, 3)))).all()
