"""What part of the variance of ranks goes with the groups?"""

from __future__ import annotations

from typing import Literal

import numpy as np

from survey_analysis.statistics.design_variance import (
    by_group_rows,
    cell_covariance,
    design_of,
    df_of_all,
)
from survey_analysis.statistics.effect_sizes import EffectSize
from survey_analysis.statistics.explained_variance import explained_variance, ratio_influence
from survey_analysis.tables.counts import Counts, FloatArray

RankEffect = Literal["rank_epsilon_squared", "rank_eta_squared"]
"""Which effect size goes with a test of ranks."""


def rank_scores(counts: Counts) -> FloatArray:
    """(C,) the share of all respondents who answered lower, by weight, half of those alike.

    The middle rank divided by the number of respondents, less 1/(2 n). It does not depend on the
    order of the respondents.

    Examples
    --------
    >>> from survey_analysis.tables.counts import from_tables
    >>> rank_scores(from_tables([1, 2], ("a", "b"), [[2, 2], [2, 4]]))
    array([0.2, 0.7, 0.2, 0.7])
    """
    at_value = counts.by_value(counts.cell_w)
    middle = np.cumsum(at_value) - at_value / 2
    return np.asarray(middle[counts.cell_value] / at_value.sum())


def rank_effect(counts: Counts, effect: RankEffect, confidence: float = 0.95) -> EffectSize:
    """What part of the variance of the ranks of a population goes with its groups?

    Parameters
    ----------
    counts : table of an outcome with groups that all have answers, not all the same; with or
        without a sampling design.
    effect : "rank_epsilon_squared" is the share in the sample, in which groups differ by chance
        as well; "rank_eta_squared" is corrected for that, and at least 0.
    confidence : share between 0 and 1; p < .05 corresponds to 0.90.

    Returns
    -------
    EffectSize
        Arrays without dimension. Both effects have the interval of the share in the population;
        where the uncorrected share lies outside, the interval reaches as far as it.

    Missing data
    ------------
    Respondents without an answer are not used. nan where there is a respondent for each group
    only. No interval where a group has one respondent, or the design gives no variance.

    Formula
    -------
    Unweighted `rank_epsilon_squared = H / (N - 1)`, H of Kruskal and Wallis, which is the eta
    squared of the ranks, and `rank_eta_squared = (H - k + 1) / (N - k)`, their epsilon squared. By
    weight: `B / T` and `(B - tr AV) / (B - tr AV + within)` as in `explained_variance`, of the
    `rank_scores`, with B the variance of the weighted mean scores and T that of all scores. The
    interval is that of `explained_variance`, with the ranks taken as fixed numbers: that they are
    estimated changes the variance of `B / within` by a few percent at most.

    Source
    ------
    Tomczak and Tomczak (2014), Trends in Sport Sciences 1, 19-25. The interval is our own: the
    noncentral chi-square of H covers .91 of 5-point answers where one of four groups stands out.

    Verified against
    ----------------
    R effectsize 0.8.3 `rank_epsilon_squared`, `rank_eta_squared` (estimates without weights),
    tests/reference/groups.json; by weight R survey 4.1.1 `svycontrast` of `svytotal`, and the ends
    by uniroot on `pf(ncp =)`, tests/reference/weighted_ranks.json. Coverage of 5-point answers,
    with and without lognormal weights, two to four groups of 50 to 300, share 0 to .43: .93 to .97.

    Examples
    --------
    >>> from survey_analysis.tables.counts import from_tables
    >>> counts = from_tables([1, 2, 3], ("a", "b"), [[20, 50, 30], [40, 40, 20]])
    >>> found = rank_effect(counts, "rank_epsilon_squared")
    >>> found.estimate, found.ci_low, found.ci_high
    (array(0.04190476), array(0.00440419), array(0.10949827))
    """
    score, n = rank_scores(counts), counts.group_n
    w, group = counts.cell_w, counts.cell_group
    share = counts.group_w / w.sum()
    mean = counts.by_group(w * score) / counts.group_w
    apart = score - mean[group]
    squares = counts.by_group(w * apart**2) / counts.group_w
    between, within = float(share @ (mean - 0.5) ** 2), float(share @ squares)
    with np.errstate(invalid="ignore", divide="ignore"):
        unbiased = float(share @ np.where(n > 1, n / (n - 1) * squares, np.nan))
        moved = ratio_influence(counts, score, mean, share, unbiased)
        covariance, variance, df2 = _covariance(counts, apart / counts.group_w[group], moved)
    found = explained_variance(mean, covariance, share, unbiased, variance, df2, confidence)
    estimate = between / (between + within)
    if effect == "rank_eta_squared":
        sampled = design_of(counts) is not None
        estimate = float(found.estimate) if sampled else _corrected(estimate, n)
    return EffectSize(
        estimate=np.asarray(estimate),
        ci_low=np.asarray(np.minimum(found.ci_low, estimate)),
        ci_high=np.asarray(np.maximum(found.ci_high, estimate)),
    )


def _covariance(
    counts: Counts, of_mean: FloatArray, of_ratio: FloatArray
) -> tuple[FloatArray, float, float]:
    """Covariances of the means, variance of the ratio, and the degrees of freedom behind them."""
    n = counts.group_n
    if design_of(counts) is None:
        everybody = float(n.sum())
        diagonal = n / (n - 1) * counts.by_group(counts.cell_w2 * of_mean**2)
        variance = everybody / (everybody - 1) * float(counts.cell_w2 @ of_ratio**2)
        return np.diag(diagonal), variance, everybody - n.size
    rows = np.vstack([by_group_rows(counts, of_mean), of_ratio])
    covariance = cell_covariance(counts, rows)
    return covariance[:-1, :-1], float(covariance[-1, -1]), df_of_all(counts) - (n.size - 1)


def _corrected(eta: float, n: FloatArray) -> float:
    """`(H - k + 1) / (N - k)`, at least 0."""
    everybody, k = float(n.sum()), n.size
    if everybody <= k:
        return float("nan")
    return max(eta * (everybody - 1) - k + 1, 0.0) / (everybody - k)
