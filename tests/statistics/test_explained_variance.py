"""What part of the variance goes with the groups, by a design."""

from __future__ import annotations

import numpy as np
import pytest

from survey_analysis.statistics.explained_variance import explained_variance, ratio_influence
from survey_analysis.statistics.noncentral import f_noncentrality
from survey_analysis.tables.counts import from_tables

SHARE = np.array([0.4, 0.3, 0.2, 0.1])
MEAN = np.array([0.0, 0.3, 0.1, 0.7])


def classical(n=400.0, within=2.0, mean=MEAN, confidence=0.95):
    """Equal variances and normal answers: the noncentral F."""
    covariance = np.diag(within / (n * SHARE))
    x = SHARE @ (mean - SHARE @ mean) ** 2 / within
    variance = 4 * x / n + 2 * x**2 / (n - 4)
    found = explained_variance(mean, covariance, SHARE, within, variance, n - 4, confidence)
    return x, found


@pytest.mark.parametrize("size", [0.1, 1.0, 4.0])
@pytest.mark.parametrize("confidence", [0.5, 0.95])
def test_equal_variances_give_the_noncentral_f(size, confidence):
    x, found = classical(mean=size * MEAN, confidence=confidence)
    ends = f_noncentrality(400 * x / 3, 3.0, 396.0, confidence)
    assert found.ci_low == pytest.approx(float(ends.low / (ends.low + 400)), abs=1e-9)
    assert found.ci_high == pytest.approx(float(ends.high / (ends.high + 400)), abs=1e-9)
    lift = max(x - 3 / 400, 0)
    assert found.estimate == pytest.approx(lift / (lift + 1), rel=1e-12)


def test_a_ratio_that_varies_more_has_a_wider_interval():
    covariance = np.diag(2 / (400 * SHARE))
    ends = [
        explained_variance(3 * MEAN, covariance, SHARE, 2.0, variance, 396.0)
        for variance in (0.005, 0.01, 0.02)
    ]
    assert ends[0].ci_low > ends[1].ci_low > ends[2].ci_low
    assert ends[0].ci_high < ends[1].ci_high < ends[2].ci_high


def test_equal_means_explain_nothing():
    found = explained_variance(np.ones(4), np.eye(4) / 100, SHARE, 1.0, 0.0, 96.0)
    assert (found.estimate, found.ci_low, found.ci_high) == (0, 0, 0)


def test_the_unit_of_the_answers_does_not_matter():
    one = explained_variance(MEAN, np.eye(4) / 100, SHARE, 1.0, 1e-3, 96.0)
    other = explained_variance(9 * MEAN + 5, 81 * np.eye(4) / 100, SHARE, 81.0, 1e-3, 96.0)
    assert other.estimate == pytest.approx(float(one.estimate), rel=1e-10)
    assert other.ci_high == pytest.approx(float(one.ci_high), rel=1e-8)


@pytest.mark.parametrize(
    ("covariance", "within", "variance", "df2"),
    [
        (np.full((4, 4), np.nan), 1.0, 1e-3, 96.0),
        (np.zeros((4, 4)), 1.0, 1e-3, 96.0),
        (np.eye(4) / 100, 0.0, 1e-3, 96.0),
        (np.eye(4) / 100, 1.0, np.nan, 96.0),
        (np.eye(4) / 100, 1.0, 1e-3, 0.0),
    ],
)
def test_without_a_variance_there_is_nothing(covariance, within, variance, df2):
    found = explained_variance(MEAN, covariance, SHARE, within, variance, df2)
    assert np.isnan([found.estimate, found.ci_low, found.ci_high]).all()


def test_the_influence_is_what_a_little_weight_moves():
    n = np.array([[3.0, 5, 2], [4, 1, 3], [2, 2, 9]])
    w = n * np.array([[1.0, 1.5, 0.5], [2, 1, 1], [1, 0.7, 1.2]])
    counts = from_tables([1, 2, 4], ("a", "b", "c"), n, w, w**2 / n)

    def parts(w):
        weight = w.sum(axis=1)
        mean = w @ counts.values / weight
        share = weight / weight.sum()
        unbiased = (counts.group_n / (counts.group_n - 1))[:, None]
        square = (unbiased * w * (counts.values - mean[:, None]) ** 2).sum() / weight.sum()
        return mean, share, float(square)

    def ratio(w):
        mean, share, within = parts(w)
        return share @ (mean - share @ mean) ** 2 / within

    found = ratio_influence(counts, counts.cell_values, *parts(w))
    for cell in range(9):
        more = w.copy()
        more[np.unravel_index(cell, (3, 3))] += 1e-6
        assert found[cell] == pytest.approx((ratio(more) - ratio(w)) / 1e-6, abs=1e-6)
    assert counts.cell_w @ found == pytest.approx(0, abs=1e-14)


def test_an_interval_holds_its_estimate_on_next_to_no_degrees_of_freedom():
    share = np.array([0.4, 0.6])
    effect = explained_variance(np.array([1.0, 3.0]), np.diag([0.5, 0.5]), share, 1.0, 0.5, 1e-4)
    assert effect.estimate > 0
    assert effect.ci_low <= effect.estimate <= effect.ci_high
