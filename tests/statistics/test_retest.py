"""The model of a second test."""

from __future__ import annotations

import numpy as np
import pytest

from survey_analysis.statistics.retest import MOST_SCORES, NODES, ScoreTable, retest


def table_of(score, w, reliability, *, low=0.0, high=1.0, step=None, error=None):
    score, w = np.asarray(score, dtype=float), np.asarray(w, dtype=float)
    mean = w @ score / w.sum()
    variance = w @ (score - mean) ** 2 / w.sum()
    flat = np.full(score.size, (1 - reliability) * variance)
    return ScoreTable(
        score=score,
        w=w,
        w2=w,
        error=flat if error is None else np.asarray(error, dtype=float),
        reliability=reliability,
        low=low,
        high=high,
        step=step or float(np.diff(score).min()),
    )


def normal_scores(reliability, size=1001):
    """Many scores, normal, far from both ends: what ties and ends do is next to nothing."""
    score = np.linspace(0, 1, size)
    return table_of(score, 1e6 * np.exp(-(((score - 0.5) / 0.08) ** 2) / 2), reliability)


@pytest.mark.parametrize("reliability", [0.2, 0.5, 0.8, 0.9, 0.95])
def test_for_normal_scores_it_is_the_closed_form_of_the_bivariate_normal(reliability):
    # two tests of correlation rho disagree about a pair with probability arccos(rho) / pi
    found = retest(normal_scores(reliability))
    assert found.pairs_tied == pytest.approx(0.5 / np.sqrt(np.pi) / 80, rel=0.01)
    # pairs that are tied on either test do not count as reversed: half of them would be
    expected = np.arccos(reliability) / np.pi - found.pairs_tied
    assert found.pairs_reversed == pytest.approx(expected, abs=1e-3)


def test_for_normal_scores_the_top_tenth_is_that_of_the_bivariate_normal():
    rng = np.random.default_rng(3)
    first, noise = rng.standard_normal((2, 1_000_000))
    second = 0.8 * first + 0.6 * noise
    cut = np.quantile(first, 0.9)
    kept = (second[first >= cut] >= cut).mean()
    found = retest(normal_scores(0.8))
    assert found.top_kept == pytest.approx(kept, abs=0.005)
    assert found.top_share == pytest.approx(0.1, abs=0.005)


def test_more_reliable_scores_keep_more():
    found = [retest(normal_scores(reliability)) for reliability in (0.05, 0.4, 0.7, 0.99, 0.99999)]
    reversed_ = [one.pairs_reversed for one in found]
    kept = [one.top_kept for one in found]
    assert reversed_ == sorted(reversed_, reverse=True)
    assert kept == sorted(kept)
    assert reversed_[-1] < 0.002
    assert kept[-1] > 0.97


def test_many_scores_are_gathered():
    coarse, fine = (retest(normal_scores(0.8, size)) for size in (MOST_SCORES, 40_001))
    assert fine.pairs_reversed == pytest.approx(coarse.pairs_reversed, abs=1e-3)
    assert fine.top_kept == pytest.approx(coarse.top_kept, abs=1e-3)


def test_weights_of_respondents_count_like_more_of_them_but_for_pairs_with_themselves():
    score, n = np.arange(5.0), np.array([3.0, 10, 20, 12, 5])
    one = table_of(score, n, 0.6, high=4)
    double = table_of(score, 2 * n, 0.6, high=4)
    first, second = retest(one), retest(double)
    total = n.sum()
    assert first.pairs_tied == pytest.approx((n * (n - 1)).sum() / (total * (total - 1)))
    pairs = [size * (size - 1) for size in (total, 2 * total)]
    assert first.pairs_reversed * pairs[0] * 4 == pytest.approx(second.pairs_reversed * pairs[1])
    assert first.top_kept == pytest.approx(second.top_kept)


def test_ties_at_the_edge_of_the_top_belong_to_it():
    found = retest(table_of([1, 2, 3], [50, 45, 5], 0.5, low=1, high=3))
    assert found.top_share == pytest.approx(0.5)
    assert found.top_kept < 1


def test_where_everybody_is_at_the_top_everybody_stays():
    found = retest(table_of([1, 3], [5, 95], 0.5, low=1, high=3))
    assert found.top_share == pytest.approx(0.95)
    everybody = table_of([0, 1], [95, 4], 0.5)
    assert retest(everybody).top_share == 1
    assert retest(everybody).top_kept == pytest.approx(1)


def test_an_error_variance_that_falls_below_zero_is_held_above_it():
    score = np.arange(1.0, 6)
    found = retest(table_of(score, [1, 2, 3, 2, 1], 0.7, low=1, high=5, error=[0, 0, 3, 0, 0]))
    assert 0 < found.pairs_reversed < 0.5
    assert 0 < found.top_kept < 1


def test_a_score_that_the_model_cannot_reach_takes_the_nearest_true_score():
    # an error far smaller than the gaps between the true scores of the sum
    score = np.array([0.0, 0.5, 1.0])
    found = retest(table_of(score, [1, 1e6, 1], 1 - 1e-12, step=1e-6))
    assert found.pairs_reversed == pytest.approx(0, abs=1e-6)
    assert NODES == 128
