"""What share of the differences between a respondent's own scores do all respondents have?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from survey_analysis.statistics.interval import Interval, normal_quantile, t_quantile
from survey_analysis.statistics.noncentral import chi2_noncentrality
from survey_analysis.statistics.score_means import ScoreMeans
from survey_analysis.tables.counts import FloatArray

ROUNDING = 1e-14
"""A share, or a unit of chance, so small is one of rounding."""

FAR = 1e5
"""From such a chi-square on the root of its noncentrality is normal."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class WithinShare:
    """How much of what a respondent's scores differ goes with the domains; arrays are (G,).

    Attributes
    ----------
    estimate, ci_low, ci_high : the share, with its interval.
    """

    estimate: FloatArray
    ci_low: FloatArray
    ci_high: FloatArray


def within_share(means: ScoreMeans, confidence: float = 0.95) -> WithinShare:
    """What share of the differences between a respondent's own scores is common to all?

    0 where the domains stand equally high on average, 1 where everybody has the same differences
    between them. Of ranks this is Kendall's W; of scores it is an eta squared within persons.

    Parameters
    ----------
    means : of scores, or of ranks.
    confidence : share between 0 and 1.

    Returns
    -------
    WithinShare

    Missing data
    ------------
    nan where nobody's scores differ from each other.

    Formula
    -------
    `q = sum (m_j - m)^2 / A`, A the mean over respondents of `s = sum_j (y_j - mean y)^2`. Its
    influence is `(2 sum_j (m_j - m) (y_j - m_j) - q (s - A)) / (A W)`, which vanishes where the
    domains do not differ. So the interval is that of a noncentrality: `q / c` is taken as
    noncentral chi-square with `tr(V) / (A c)` degrees of freedom and noncentrality `true q / c`,
    where V is the covariance of the `m_j - m` and `c = v(q) / (4 q)` makes the variances agree;
    for t instead of z c is multiplied by `(t / z)^2`. With two domains these are the ends of the
    t interval of their difference, squared, but for A. An end is moved to q where it would pass
    it, and to 1.

    Source
    ------
    Kendall and Babington Smith (1939), Annals of Mathematical Statistics 10, 275-287,
    doi:10.1214/aoms/1177732186; scaling: Satterthwaite (1946), Biometrics Bulletin 2, 110-114,
    doi:10.2307/3002019. The interval is our own.

    Verified against
    ----------------
    R 4.2.2 `friedman.test`, and influence values by hand: tests/reference/paired.json. Share of
    95 % intervals that hold the true value, 3 and 6 skewed domains, shares from .02 to .13, equal
    and lognormal weights, n = 100, 200, 400 (1,000 samples each): .935 to .962, mean .945.

    Examples
    --------
    >>> from survey_analysis.statistics.score_means import score_means
    >>> from survey_analysis.tables.score_moments import tabulate_scores
    >>> support = np.arange(1.0, 6.0)
    >>> codes = np.array([[4, 2], [3, 3], [4, 1], [2, 1], [3, 1]])
    >>> table = tabulate_scores([(c, support) for c in codes.T], 3.0, None, ("",))
    >>> within_share(score_means(table)).estimate
    array([0.71111111])
    """
    k, total = means.mean.shape[1], means.moments.group_u
    height = means.mean - means.mean.mean(axis=1, keepdims=True)
    estimate, low, high = (np.full(means.n.size, np.nan) for _ in range(3))
    centred = np.eye(k) - 1 / k
    for group in np.flatnonzero((means.n > 0) & (means.spread > 0)):
        spread, apart = means.spread[group], height[group]
        q = float(apart @ apart / spread)
        estimate[group] = q
        if means.notes[group] is not None:
            continue
        b = np.zeros((1, total.shape[1]))
        b[0, 1 : k + 1] = 2 * apart
        b[0, 0] = q * spread - 2 * apart @ (means.mean[group] - means.moments.centre)
        b[0, -1] = -q
        variance = means.covariance_of.of(np.array([group]), b / (spread * total[group, 0]))
        of_height = centred @ means.covariance[group] @ centred
        ends = _noncentral_ends(
            q, float(variance[0, 0]), of_height / spread, means.df[group], confidence
        )
        low[group], high[group] = float(ends.low), float(ends.high)
    return WithinShare(estimate=estimate, ci_low=low, ci_high=high)


def _noncentral_ends(
    q: float, variance: float, of_height: FloatArray, df: float, confidence: float
) -> Interval:
    """Ends for a share q with its variance and the covariance of what it is the square of."""
    trace, squares = float(np.trace(of_height)), float((of_height**2).sum())
    if not trace > ROUNDING:  # everybody has the same differences
        return Interval(low=np.array(q), high=np.array(q))
    unit = max(variance / (4 * q), ROUNDING * trace) if q > ROUNDING else squares / trace
    z = normal_quantile(confidence)
    scale = unit * float(t_quantile(confidence, df) / z) ** 2
    x, free = q / scale, trace / unit
    if x > FAR:
        root = np.sqrt(x - free + 1)
        ends = Interval(low=(root - z) ** 2, high=(root + z) ** 2)
    else:
        ends = chi2_noncentrality(x, free, confidence)
    low = np.minimum(scale * ends.low, q)
    return Interval(low=low, high=np.clip(scale * ends.high, q, max(q, 1.0)))
