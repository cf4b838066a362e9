"""Covariances of complete rows, or of pairs."""

from __future__ import annotations

import numpy as np
import pytest

from survey_analysis.statistics.item_covariances import item_covariances, why_no_answers


def test_complete_rows_give_numpy_s_covariance(answers, moments_of):
    complete = answers["items"][~np.isnan(answers["items"]).any(axis=1)]
    found = item_covariances(moments_of(answers["items"]), "listwise")
    np.testing.assert_allclose(found.covariance[0], np.cov(complete.T), rtol=1e-12)
    np.testing.assert_allclose(found.correlation[0], np.corrcoef(complete.T), rtol=1e-12)
    assert found.n[0] == found.n_least[0] == len(complete)
    assert found.trace[0] == pytest.approx(np.trace(np.cov(complete.T)), rel=1e-12)
    assert found.total[0] == pytest.approx(complete.sum(axis=1).var(ddof=1), rel=1e-12)


def test_pairs_give_the_covariance_of_each_pair(answers, moments_of):
    items = answers["items"]
    found = item_covariances(moments_of(items), "pairwise")
    for i in range(6):
        for j in range(6):
            both = items[~np.isnan(items[:, [i, j]]).any(axis=1)][:, [i, j]]
            assert found.covariance[0, i, j] == pytest.approx(np.cov(both.T)[0, 1], rel=1e-11)
            if i != j:
                expected = np.corrcoef(both.T)[0, 1]
                assert found.correlation[0, i, j] == pytest.approx(expected, rel=1e-11)
    pair_n = (~np.isnan(items)).T.astype(int) @ (~np.isnan(items)).astype(int)
    assert found.n_least[0] == pair_n.min()
    assert found.n[0] == (~np.isnan(items)).any(axis=1).sum()


@pytest.mark.parametrize("missing", ["listwise", "pairwise"])
def test_an_item_without_variance_has_exactly_none(moments_of, missing):
    # 0.1 and the weights are no binary fractions: the sums are rounded
    items = np.column_stack([[1.0, 2, 4, 5, 3], np.full(5, 0.1), [2.0, 1, 5, 5, 3]])
    weights = np.array([0.3, 1.7, 0.9, 1.1, 0.7])
    found = item_covariances(moments_of(items, weights=weights), missing)
    assert found.constant.tolist() == [[False, True, False]]
    assert (found.covariance[0, 1] == 0).all()
    assert np.isnan(found.correlation[0, 1]).all()
    assert np.isfinite(found.correlation[0, 0, 2])


def test_a_sum_that_cancels_out_has_exactly_no_variance(moments_of):
    one = np.array([1.0, 2, 4, 5, 3])
    found = item_covariances(moments_of(np.column_stack([one, 6 - one])), "listwise")
    assert found.total[0] == 0
    assert found.trace[0] > 0


def test_too_few_answers_are_told(moments_of):
    nan = np.nan
    items = np.array([[1.0, nan], [nan, 2.0], [3.0, nan], [nan, nan]])
    group = np.array([0, 0, 0, 1])
    moments = moments_of(items, group, ("some", "none"))
    for missing, code in (("listwise", "SA302"), ("pairwise", "SA311")):
        found = item_covariances(moments, missing)
        assert why_no_answers(moments, found, missing, 0).code == code
        assert why_no_answers(moments, found, missing, 1).code == "SA301"
    note = why_no_answers(moments, item_covariances(moments, "listwise"), "listwise", 0)
    assert note.text == "0 of 3 respondents answered all items; at least 2 are needed"


@pytest.mark.parametrize("missing", ["listwise", "pairwise"])
def test_of_one_respondent_no_rounding_becomes_a_covariance(moments_of, missing):
    # the mean of a weighted answer may differ from it in the last digit: over n - 1 = 0, infinity
    for seed in range(40):
        rng = np.random.default_rng(seed)
        one, weight = rng.integers(0, 101, (1, 4)).astype(float), rng.uniform(0.1, 3, 1)
        found = item_covariances(moments_of(one, weights=weight), missing)
        assert np.isnan(found.covariance).all()
        assert np.isnan(found.correlation).all()
        assert np.isnan(found.total).all()
