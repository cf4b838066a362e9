"""Which pairs of groups differ in their ranks?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from survey_analysis.statistics.cliffs_delta import cliffs_delta
from survey_analysis.statistics.group_test import PairTests, pair_positions
from survey_analysis.statistics.multiplicity import holm
from survey_analysis.tables.counts import Counts, FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranks:
    """The ranks of all respondents, ties sharing the middle one.

    Attributes
    ----------
    n : (G,) respondents.
    total : (G,) sum of ranks; whole numbers and halves, so that it is exact.
    ties : `sum (t^3 - t)` over the values, t respondents at each.
    """

    n: FloatArray
    total: FloatArray
    ties: float

    @property
    def mean(self) -> FloatArray:
        """(G,) mean rank."""
        return self.total / self.n

    @property
    def variance(self) -> float:
        """Of one rank, corrected for ties: `N (N + 1) / 12 - ties / (12 (N - 1))`."""
        everybody = float(self.n.sum())
        return everybody * (everybody + 1) / 12 - self.ties / (12 * (everybody - 1))


def ranks(counts: Counts) -> Ranks:
    """The mean ranks of groups that all have answers."""
    at_value = counts.by_value(counts.cell_n)
    middle = np.cumsum(at_value) - (at_value - 1) / 2
    return Ranks(
        n=counts.group_n,
        total=counts.by_group(counts.cell_n * middle[counts.cell_value]),
        ties=float((at_value**3 - at_value).sum()),
    )


def dunn(counts: Counts, confidence: float = 0.95) -> PairTests:
    """Which pairs of groups differ in their ranks?

    Parameters
    ----------
    counts : table of an outcome with groups that all have answers; only the order of the values
        matters.
    confidence : share between 0 and 1, of the intervals of Cliff's delta.

    Returns
    -------
    PairTests
        `estimate` is the difference of mean ranks, group 1 minus group 2, `statistic` z.
        `p_value` is two-sided, `p_adjusted` by Holm over all pairs. The standard error is the
        one under no difference, so that the difference has no interval; Cliff's delta has one.

    Missing data
    ------------
    Respondents without an answer are not used.

    Formula
    -------
    `z = (R1 - R2) / sqrt(V (1/n1 + 1/n2))` with `V = N(N+1)/12 - sum(t^3 - t) / (12 (N-1))`.

    Source
    ------
    Dunn (1964), Technometrics 6, 241-252, doi:10.1080/00401706.1964.10490181.

    Verified against
    ----------------
    R rstatix 0.7.2 `dunn_test` (its signs are group 2 minus group 1),
    tests/reference/groups.json.

    Examples
    --------
    >>> from survey_analysis.tables.counts import from_tables
    >>> counts = from_tables([1, 2, 3], ("a", "b", "c"), [[2, 5, 3], [4, 4, 2], [1, 2, 7]])
    >>> dunn(counts).statistic
    array([ 0.80104892, -1.49348105, -2.29452997])
    """
    ranked = ranks(counts)
    n, mean = ranked.n, ranked.mean
    first, second = pair_positions(n.size)
    estimate = mean[first] - mean[second]
    se = np.sqrt(ranked.variance * (1 / n[first] + 1 / n[second]))
    p = np.asarray(2 * special.ndtr(-np.abs(estimate / se)))
    effect = cliffs_delta(counts, confidence)
    nothing = np.full(se.size, np.nan)
    return PairTests(
        group1=first,
        group2=second,
        n1=n[first],
        n2=n[second],
        estimate=estimate,
        se=se,
        ci_low=nothing,
        ci_high=nothing,
        statistic=estimate / se,
        df=nothing,
        p_value=p,
        p_adjusted=holm(p),
        effect=effect.estimate,
        effect_ci_low=effect.ci_low,
        effect_ci_high=effect.ci_high,
        effect_name="cliffs_delta",
        adjust="holm",
    )
