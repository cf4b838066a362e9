"""Covariances of the same answer rows under many weightings."""

from __future__ import annotations

import numpy as np
import pytest

from survey_analysis.errors import OptionError
from survey_analysis.statistics.item_covariances import item_covariances
from survey_analysis.statistics.resampled_covariances import (
    BLOCK,
    covariance_estimator,
    weighted_covariances,
)
from survey_analysis.tables.patterns import PatternRows, from_rows


def rows_of(items, weights=None):
    """Answer rows of everybody with an answer, incomplete ones too."""
    items = np.asarray(items, dtype=float)
    one = np.ones(len(items))
    w = one if weights is None else weights
    patterns = from_rows(
        items,
        np.zeros(len(items), dtype=int),
        ("",),
        (one, w, w**2),
        np.array([float(len(items))]),
        weighted=weights is not None,
    )
    return patterns.rows_of(0)


def trace(covariance):
    return np.trace(covariance, axis1=1, axis2=2)


@pytest.mark.parametrize("missing", ["listwise", "pairwise"])
@pytest.mark.parametrize("weighted", [False, True])
def test_the_weights_of_the_rows_give_the_covariances_of_the_items(
    answers, moments_of, missing, weighted
):
    weights = answers["weight"] if weighted else None
    expected = item_covariances(moments_of(answers["items"], weights=weights), missing).covariance
    rows = rows_of(answers["items"], weights)
    found = weighted_covariances(rows, rows.w[None], missing)
    np.testing.assert_allclose(found, expected, rtol=1e-11)


@pytest.mark.parametrize("missing", ["listwise", "pairwise"])
@pytest.mark.parametrize("weighted", [False, True])
def test_a_weighting_is_the_table_of_the_respondents_it_stands_for(
    answers, moments_of, missing, weighted
):
    items = answers["items"][:200]
    weights = answers["weight"][:200] if weighted else None
    rows = rows_of(items, weights)
    times = np.random.default_rng(3).multinomial(200, rows.n / rows.n.sum(), size=3)
    found = weighted_covariances(rows, times * rows.w / rows.n, missing)
    for one in range(3):
        drawn = np.repeat(np.arange(rows.n.size), times[one])
        own = None if weights is None else (rows.w / rows.n)[drawn]
        moments = moments_of(rows.values[drawn], weights=own)
        expected = item_covariances(moments, missing).covariance[0]
        np.testing.assert_allclose(found[one], expected, rtol=1e-11)


def test_more_rows_than_a_block_are_added_up(moments_of):
    items = np.random.default_rng(5).normal(size=(BLOCK + 7, 3))
    rows = rows_of(items)
    expected = moments_of(items).covariance
    np.testing.assert_allclose(weighted_covariances(rows, rows.w[None]), expected, atol=1e-12)


def test_an_item_without_variance_has_covariances_of_exactly_zero():
    rows = rows_of([[0.1, 1, 2], [0.1, 2, 2], [0.1, 4, 3]])
    found = weighted_covariances(rows, np.array([[1, 1, 1], [1, 1, 0.0]]))
    assert (found[:, 0] == 0).all()
    assert (found[1, 2] == 0).all()
    assert found[1, 1, 1] == pytest.approx(0.5)


@pytest.mark.parametrize("missing", ["listwise", "pairwise"])
def test_fewer_than_two_respondents_have_no_covariance(missing):
    nan = np.nan
    rows = rows_of([[1, 2, nan], [2, 4, 3], [4, 1, 3], [nan, nan, 1]])
    weights = np.array([[1, 1, 1, 1], [1, 1, 0, 1], [0, 0, 0, 0.0]])
    found = covariance_estimator(rows, trace, missing)(weights)
    assert found.shape == (3, 1)
    assert np.isfinite(found[:, 0]).tolist() == [True, False, False]


def test_no_respondents_have_no_covariance():
    nothing = np.empty(0)
    rows = PatternRows(np.empty((0, 2)), nothing, nothing, nothing)
    assert np.isnan(covariance_estimator(rows, trace)(np.empty((1, 0)))).all()


def test_an_unknown_kind_of_missing_is_told():
    one = np.ones(1)
    with pytest.raises(OptionError, match="missing='pair' is not allowed"):
        covariance_estimator(PatternRows(np.ones((1, 2)), one, one, one), trace, "pair")
