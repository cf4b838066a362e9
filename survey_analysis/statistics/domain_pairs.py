"""By how much do the same respondents stand higher in one domain than in another?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from survey_analysis.statistics.group_test import pair_positions
from survey_analysis.statistics.interval import t_interval
from survey_analysis.statistics.multiplicity import holm
from survey_analysis.statistics.score_means import ScoreMeans
from survey_analysis.tables.counts import FloatArray, IntArray

NO_VARIANCE = 1e-14
"""A variance of a difference below this part of that of its two numbers is one of rounding."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class DomainPairs:
    """Differences between two domains in the same respondents; arrays are (G, P).

    Attributes
    ----------
    first, second : (P,) positions of the two domains: 0-1, 0-2, .., 1-2, ..
    estimate : first minus second, of means or of mean ranks.
    se, ci_low, ci_high : its standard error and interval; nan where the difference is the same
        for everybody, or there is no variance at all.
    statistic, p_value : t and its two-sided p, on the degrees of freedom of the group.
    p_adjusted : by Holm over the pairs of the group.
    """

    first: IntArray
    second: IntArray
    estimate: FloatArray
    se: FloatArray
    ci_low: FloatArray
    ci_high: FloatArray
    statistic: FloatArray
    p_value: FloatArray
    p_adjusted: FloatArray


def domain_pairs(means: ScoreMeans, confidence: float = 0.95) -> DomainPairs:
    """By how much do the same respondents stand higher in one domain than in another?

    Parameters
    ----------
    means : of scores, or of ranks.
    confidence : share between 0 and 1.

    Returns
    -------
    DomainPairs

    Missing data
    ------------
    As in `score_means`.

    Formula
    -------
    `d = m_1 - m_2`, `se^2 = v_11 + v_22 - 2 v_12`, `t = d / se`. Without a design that is the
    paired t-test.

    Source
    ------
    Student (1908), Biometrika 6, 1-25, doi:10.1093/biomet/6.1.1; Holm (1979), Scandinavian
    Journal of Statistics 6, 65-70.

    Verified against
    ----------------
    R 4.2.2 `t.test(paired = TRUE)`, `p.adjust`; survey 4.1-1 `svycontrast`:
    tests/reference/paired.json.

    Examples
    --------
    >>> from survey_analysis.statistics.score_means import score_means
    >>> from survey_analysis.tables.score_moments import tabulate_scores
    >>> support = np.arange(1.0, 6.0)
    >>> codes = np.array([[4, 2], [3, 3], [4, 1], [2, 1], [3, 1]])
    >>> means = score_means(tabulate_scores([(c, support) for c in codes.T], 3.0, None, ("",)))
    >>> pairs = domain_pairs(means)
    >>> pairs.estimate, pairs.statistic
    (array([[1.6]]), array([[3.13785816]]))
    """
    first, second = pair_positions(means.mean.shape[1])
    v = means.covariance
    apart = v[:, first, first] + v[:, second, second] - 2 * v[:, first, second]
    both = np.abs(v[:, first, first]) + np.abs(v[:, second, second])
    estimate = means.mean[:, first] - means.mean[:, second]
    df = np.where(means.df > 0, means.df, np.nan)[:, None]
    se = np.sqrt(np.where(apart > NO_VARIANCE * both, apart, np.nan)) + 0 * df
    ends = t_interval(estimate, se, df, confidence)
    statistic = estimate / se
    p_value = 2 * special.stdtr(df, -np.abs(statistic))
    return DomainPairs(
        first=first,
        second=second,
        estimate=estimate,
        se=se,
        ci_low=ends.low,
        ci_high=ends.high,
        statistic=statistic,
        p_value=p_value,
        p_adjusted=np.stack([holm(row) for row in p_value]),
    )
