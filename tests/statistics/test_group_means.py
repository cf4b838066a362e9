"""Means and variances of groups."""

from __future__ import annotations

import numpy as np
import pytest

from survey_analysis.statistics.group_means import (
    group_means,
    has_equal_weights,
    with_unit_weights,
)
from survey_analysis.tables.counts import from_tables


def test_means_and_variances_are_those_of_r(counts_of, reference):
    found = group_means(counts_of("score", "age"))
    for row, expected in enumerate(reference("distributions")["score_by_age"].values()):
        assert found.n[row] == expected["n"]
        assert found.n_eff[row] == expected["n"]
        assert found.mean[row] == pytest.approx(expected["mean"], rel=1e-13)
        assert found.variance[row] == pytest.approx(expected["sd"] ** 2, rel=1e-13)
        assert found.se[row] == pytest.approx(expected["se"], rel=1e-13)


def test_weighted_means_are_those_of_r_survey(counts_of, respondents, reference):
    found = group_means(counts_of("score", weights=respondents["weight"]))
    expected = reference("distributions")["weighted"]
    assert found.mean[0] == pytest.approx(expected["mean"], rel=1e-12)
    assert found.se[0] == pytest.approx(expected["se"], rel=1e-12)
    assert np.sqrt(found.variance[0]) == pytest.approx(expected["sd"], rel=1e-12)
    assert found.n_eff[0] == pytest.approx(expected["kish"], rel=1e-12)


@pytest.mark.parametrize("constant", [0.1, 1.0, 3.7e6])
def test_equal_weights_give_the_unweighted_numbers_to_the_last_digit(counts_of, constant):
    plain = group_means(counts_of("score", "age"))
    weighted = group_means(counts_of("score", "age", np.full(600, constant)))
    for name in ("n", "n_eff", "mean", "variance", "se"):
        np.testing.assert_array_equal(getattr(plain, name), getattr(weighted, name))


def test_the_scale_of_the_weights_does_not_matter(counts_of, respondents):
    one = group_means(counts_of("score", "age", respondents["weight"]))
    hundred = group_means(counts_of("score", "age", 100 * respondents["weight"]))
    for name in ("n_eff", "mean", "variance", "se"):
        np.testing.assert_allclose(getattr(one, name), getattr(hundred, name), rtol=1e-12)


def test_a_group_without_variance_has_exactly_none():
    # a third is no binary fraction: the sum of seven of them, divided by seven, would not be one
    counts = from_tables([1 / 3, 2 / 3], ("same", "one", "none"), [[7, 0], [0, 1], [0, 0]])
    found = group_means(counts)
    assert found.mean[0] == 1 / 3
    assert found.variance[0] == 0
    assert found.mean[1] == 2 / 3
    assert np.isnan(found.variance[1:]).all()
    assert np.isnan(found.se[1:]).all()
    assert np.isnan(found.mean[2])


def test_a_mean_far_from_zero_keeps_its_digits():
    base = 1e9
    near = group_means(from_tables([0.0, 1.0, 2.0], ("a",), [[3, 4, 5]]))
    far = group_means(from_tables([base, base + 1, base + 2], ("a",), [[3, 4, 5]]))
    assert far.variance[0] == pytest.approx(near.variance[0], rel=1e-14)


def test_weights_are_equal_by_group():
    n = [[2, 3], [4, 0], [0, 0]]
    w = [[1.0, 6.0], [2.0, 0], [0, 0]]
    w2 = [[0.5, 12.0], [1.0, 0], [0, 0]]
    counts = from_tables([1, 2], ("varied", "equal", "none"), n, w, w2)
    assert has_equal_weights(counts).tolist() == [False, True, True]
    unit = with_unit_weights(counts)
    np.testing.assert_array_equal(unit.group_n[:2], [5, 4])
    np.testing.assert_allclose(unit.group_w[:2], [5, 4])
    assert unit.w[1].tolist() == [4, 0]


def test_without_weights_the_table_itself_is_returned(counts_of):
    counts = counts_of("score")
    assert with_unit_weights(counts) is counts
