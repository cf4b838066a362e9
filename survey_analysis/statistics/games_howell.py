"""Which pairs of means differ? Games-Howell, and Tukey-Kramer for equal variances."""

from __future__ import annotations

import numpy as np
from scipy import special

from survey_analysis.statistics.effect_sizes import hedges_g, welch_df
from survey_analysis.statistics.group_means import GroupMeans
from survey_analysis.statistics.group_test import PairTests, pair_positions
from survey_analysis.statistics.interval import t_quantile
from survey_analysis.statistics.studentized_range import (
    studentized_range_ppf,
    studentized_range_sf,
)
from survey_analysis.tables.counts import FloatArray


def games_howell(means: GroupMeans, confidence: float = 0.95) -> PairTests:
    """Which pairs of several means differ, where the groups vary unequally?

    Parameters
    ----------
    means : of groups with a variance.
    confidence : of all intervals of differences together.

    Returns
    -------
    PairTests
        p-values and intervals are simultaneous: they cover all pairs; Hedges' g is for each
        pair by itself.

    Missing data
    ------------
    Groups without a variance must have been left out.

    Formula
    -------
    `t = (m1 - m2) / se` with `se^2 = s1^2/n1 + s2^2/n2` and the Welch degrees of freedom;
    `p = P(Q(k, df) > |t| sqrt 2)`, interval `m1 - m2 ± Q se / sqrt 2`.

    Source
    ------
    Games and Howell (1976), Journal of Educational Statistics 1, 113-125,
    doi:10.3102/10769986001002113.

    Verified against
    ----------------
    R rstatix 0.7.2 `games_howell_test`, tests/reference/groups.json.

    Examples
    --------
    >>> from survey_analysis.statistics.group_means import group_means
    >>> from survey_analysis.tables.counts import from_tables
    >>> counts = from_tables([1, 2, 3], ("a", "b", "c"), [[2, 5, 3], [4, 4, 2], [1, 2, 7]])
    >>> games_howell(group_means(counts)).p_value
    array([0.66045219, 0.28996077, 0.06769817])
    """
    first, second = pair_positions(means.n.size)
    v1, v2 = means.variance[first], means.variance[second]
    n1, n2 = means.n[first], means.n[second]
    se = np.sqrt(v1 / n1 + v2 / n2)
    df = welch_df(v1, n1, v2, n2)
    return _by_studentized_range(means, se, df, confidence, "games_howell")


def tukey_kramer(
    means: GroupMeans, variance: float, df: float, confidence: float = 0.95
) -> PairTests:
    """Which pairs of several means differ, where all groups vary equally?

    Parameters
    ----------
    means : of the groups.
    variance, df : within the groups, pooled, and its degrees of freedom.
    confidence : of all intervals of differences together.

    Returns
    -------
    PairTests
        As `games_howell`.

    Missing data
    ------------
    A group of one respondent takes part; its pairs have no Hedges' g, which needs its variance.

    Formula
    -------
    As `games_howell` with `se^2 = variance (1/n1 + 1/n2)` and the pooled degrees of freedom.

    Source
    ------
    Tukey (1953); Kramer (1956), Biometrics 12, 307-310, doi:10.2307/3001469.

    Verified against
    ----------------
    R 4.2.2 `TukeyHSD`, tests/reference/groups.json.

    Examples
    --------
    >>> from survey_analysis.statistics.group_means import group_means
    >>> from survey_analysis.tables.counts import from_tables
    >>> counts = from_tables([1, 2, 3], ("a", "b", "c"), [[2, 5, 3], [4, 4, 2], [1, 2, 7]])
    >>> tukey_kramer(group_means(counts), 0.526, 27.0).p_value
    array([0.62953652, 0.28801079, 0.05140554])
    """
    first, second = pair_positions(means.n.size)
    se = np.sqrt(variance * (1 / means.n[first] + 1 / means.n[second]))
    return _by_studentized_range(means, se, np.full(se.size, df), confidence, "tukey")


def one_t_pair(means: GroupMeans, confidence: float) -> PairTests:
    """The only pair of two groups: Welch's t, its interval, and Hedges' g."""
    v, n = means.variance, means.n
    se = np.sqrt(v[:1] / n[:1] + v[1:] / n[1:])
    df = welch_df(v[:1], n[:1], v[1:], n[1:])
    t = (means.mean[:1] - means.mean[1:]) / se
    p = np.asarray(2 * special.stdtr(df, -np.abs(t)))
    return _pairs(means, se, df, p, t_quantile(confidence, df) * se, confidence, "holm")


def _by_studentized_range(
    means: GroupMeans, se: FloatArray, df: FloatArray, confidence: float, adjust: str
) -> PairTests:
    k = means.n.size
    first, second = pair_positions(k)
    q = np.abs(means.mean[first] - means.mean[second]) / se * np.sqrt(2)
    p = studentized_range_sf(q, k, df)
    half = studentized_range_ppf(confidence, k, df) * se / np.sqrt(2)
    return _pairs(means, se, df, p, half, confidence, adjust)


def _pairs(
    means: GroupMeans,
    se: FloatArray,
    df: FloatArray,
    p: FloatArray,
    half: FloatArray,
    confidence: float,
    adjust: str,
) -> PairTests:
    first, second = pair_positions(means.n.size)
    n1, n2 = means.n[first], means.n[second]
    difference = means.mean[first] - means.mean[second]
    effect = hedges_g(difference, means.variance[first], n1, means.variance[second], n2, confidence)
    return PairTests(
        group1=first,
        group2=second,
        n1=n1,
        n2=n2,
        estimate=difference,
        se=se,
        ci_low=difference - half,
        ci_high=difference + half,
        statistic=difference / se,
        df=df,
        p_value=p,
        p_adjusted=p,
        effect=effect.estimate,
        effect_ci_low=effect.ci_low,
        effect_ci_high=effect.ci_high,
        effect_name="hedges_g",
        adjust=adjust,
    )
