"""Asked once more, who would stand above whom? A model of two tests of the same respondents."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy import special

from survey_analysis.tables.counts import FloatArray, sum_at

NODES = 128
"""True scores at which the model is summed up."""

MOST_SCORES = 2_048
"""More different scores than these are gathered at so many evenly spaced ones."""

MOST_STEPS = 1_024
"""The retest lands on at most so many evenly spaced scores."""

LEAST_ERROR = 0.05
"""The smoothed error variance is nowhere below this share of its mean."""

TOP = 0.1
"""The share of respondents that is the top."""

SAME = 1e-9
"""Scores closer than this share of the range are the same score."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class ScoreTable:
    """The scores that occurred in one group, and what is known of their error.

    Attributes
    ----------
    score : (S,) rising.
    w, w2 : (S,) sum of weights and of squared weights of the respondents with each score.
    error : (S,) mean error variance of these respondents.
    reliability : of the score, between 0 and 1.
    low, high : the ends of the declared range.
    step : the smallest difference that one answer can make.
    """

    score: FloatArray
    w: FloatArray
    w2: FloatArray
    error: FloatArray
    reliability: float
    low: float
    high: float
    step: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Retest:
    """What a second test would keep of the order of the first; shares between 0 and 1.

    Attributes
    ----------
    pairs_tied : pairs of respondents with equal scores now; they have no order to lose.
    pairs_reversed : pairs, of all pairs, that would stand the other way round.
    top_share : respondents at or above the score that a tenth at least reaches.
    top_kept : of these, the share that would reach that score again.
    """

    pairs_tied: float
    pairs_reversed: float
    top_share: float
    top_kept: float


def retest(table: ScoreTable) -> Retest:
    """If the same respondents were asked once more, how many would change places?

    Parameters
    ----------
    table : the observed scores of a group.

    Returns
    -------
    Retest

    Formula
    -------
    True scores follow the beta distribution on the declared range that has the mean of the
    scores and `rho` times their variance. A test gives the true score and a normal error, put to
    the nearest possible score; what falls outside the range lands on its end. The variance of the
    error is the mean error variance of the respondents, smoothed by a quadratic of the score and
    scaled to the mean `s^2 (1 - rho)`. Two tests of a respondent share the true score only, so
    that a retest given score x has the mean and variance of Kelley's regression wherever the
    ends are far away: about `mu + rho (x - mu)` and `SEM_x^2 (1 + rho)`. All pairs of observed
    scores are weighed with the respondents they stand for. A tie on either test is no reversal.

    Source
    ------
    Lord (1965), Psychometrika 30, 239-270, doi:10.1007/BF02289490; Livingston and Lewis (1995),
    Journal of Educational Measurement 32, 179-197, doi:10.1111/j.1745-3984.1995.tb00462.x (true
    scores of beta shape); Kelley (1947), Fundamentals of Statistics, p. 409 (the regression).

    Verified against
    ----------------
    A second test drawn for 200,000 simulated respondents: benchmarks/retest.py. See
    `measurement_error.measurement_error` for the figures.
    """
    table = _gathered(table)
    total = table.w.sum()
    all_pairs = total**2 - table.w2.sum()
    true, share, sd = _true_scores(table)
    weights = table.w[:, None] * _true_given_score(table, true, share, sd)
    below = np.cumsum(weights, axis=0) - weights
    reversed_ = ((weights @ _lower(table, true, sd)) * below).sum()
    reaching = np.cumsum(table.w[::-1])[::-1] / total
    cut = int(np.flatnonzero(reaching >= TOP - SAME)[-1])
    again = _reaches(table, float(table.score[cut]), true, sd)
    return Retest(
        pairs_tied=float((table.w**2 - table.w2).sum() / all_pairs),
        pairs_reversed=float(2 * reversed_ / all_pairs),
        top_share=float(reaching[cut]),
        top_kept=float(weights[cut:].sum(axis=0) @ again / table.w[cut:].sum()),
    )


def _gathered(table: ScoreTable) -> ScoreTable:
    """The table with at most `MOST_SCORES` scores."""
    if table.score.size <= MOST_SCORES:
        return table
    width = (table.high - table.low) / (MOST_SCORES - 1)
    nearest = np.rint((table.score - table.low) / width).astype(np.intp)
    kept, place = np.unique(nearest, return_inverse=True)
    w = sum_at(place, table.w, kept.size)
    return ScoreTable(
        score=sum_at(place, table.w * table.score, kept.size) / w,
        w=w,
        w2=sum_at(place, table.w2, kept.size),
        error=sum_at(place, table.w * table.error, kept.size) / w,
        reliability=table.reliability,
        low=table.low,
        high=table.high,
        step=max(table.step, width),
    )


@cache
def _levels() -> tuple[FloatArray, FloatArray]:
    """Points between 0 and 1 and their shares, for sums over a distribution (Gauss-Legendre)."""
    points, shares = np.polynomial.legendre.leggauss(NODES)
    return (points + 1) / 2, shares / 2


def _true_scores(table: ScoreTable) -> tuple[FloatArray, FloatArray, FloatArray]:
    """True scores (T,), the share of each, and the standard deviation of the error at each."""
    width = table.high - table.low
    share_of = table.w / table.w.sum()
    mean = share_of @ table.score
    variance = share_of @ (table.score - mean) ** 2
    middle = (mean - table.low) / width
    spread = middle * (1 - middle) / (table.reliability * variance / width**2) - 1
    levels, share = _levels()
    true = table.low + width * special.betaincinv(middle * spread, (1 - middle) * spread, levels)
    sd = np.sqrt(variance)
    powers = np.vander((table.score - mean) / sd, min(3, table.score.size))
    root = np.sqrt(share_of)
    fitted = np.linalg.lstsq(powers * root[:, None], table.error * root, rcond=None)[0]
    mean_error = (1 - table.reliability) * variance
    smooth = np.vander((true - mean) / sd, powers.shape[1]) @ fitted
    smooth = np.maximum(smooth, LEAST_ERROR * mean_error)
    return true, share, np.sqrt(smooth * mean_error / (share @ smooth))


def _true_given_score(
    table: ScoreTable, true: FloatArray, share: FloatArray, sd: FloatArray
) -> FloatArray:
    """How probable each true score is behind each observed one, (S, T); rows add up to one."""
    near = SAME * (table.high - table.low)
    lowest, highest = table.score <= table.low + near, table.score >= table.high - near
    ends = [
        np.where(lowest, -np.inf, table.score - table.step / 2),
        np.where(highest, np.inf, table.score + table.step / 2),
    ]
    below, above = (special.ndtr((end[:, None] - true) / sd) for end in ends)
    joint = share * (above - below)
    nearest = np.abs(table.score[:, None] - true).argmin(axis=1)
    joint[joint.sum(axis=1) <= 0, :] = 0
    empty = np.flatnonzero(joint.sum(axis=1) == 0)
    joint[empty, nearest[empty]] = 1
    return np.asarray(joint / joint.sum(axis=1, keepdims=True))


def _lower(table: ScoreTable, true: FloatArray, sd: FloatArray) -> FloatArray:
    """How probable it is that a retest of true score t is below one of true score u, (T, T)."""
    steps = round((table.high - table.low) / table.step)
    edges = np.linspace(table.low, table.high, 2 * min(max(steps, 1), MOST_STEPS) + 1)[1::2]
    up_to = special.ndtr((edges - true[:, None]) / sd[:, None])
    below = np.hstack([np.zeros((true.size, 1)), up_to])
    lands = np.diff(below, axis=1, append=1.0)
    return np.asarray(below @ lands.T)


def _reaches(table: ScoreTable, cut: float, true: FloatArray, sd: FloatArray) -> FloatArray:
    """How probable it is that a retest of each true score reaches a score, (T,)."""
    if cut <= table.low + SAME * (table.high - table.low):
        return np.ones(true.size)
    return np.asarray(special.ndtr((true - cut + table.step / 2) / sd))
