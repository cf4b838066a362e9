"""Which value has a given share of the respondents below it?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from survey_analysis.statistics.design_variance import design_of
from survey_analysis.statistics.group_means import has_equal_weights, with_unit_weights
from survey_analysis.statistics.interval import Interval
from survey_analysis.statistics.weighted_shares import design_shares
from survey_analysis.tables.counts import Counts, FloatArray, IntArray

QUARTERS = (0.25, 0.5, 0.75)

ROUNDING = 1e-12
"""A cumulated share that misses the one asked for by less (relative) has reached it."""


def quantile(counts: Counts, share: float) -> FloatArray:
    """Which value has this share of the respondents of each group below it?

    Parameters
    ----------
    counts : table of an outcome; the values are used as numbers.
    share : between 0 and 1; 0.5 is the median.

    Returns
    -------
    (G,) array
        One value per group; nan without respondents.

    Missing data
    ------------
    Respondents without a valid answer are not counted.

    Formula
    -------
    Equal weights: type 7, `x[h] + (h - floor h)(x[h+1] - x[h])` with `h = 1 + (n-1) share`.
    Otherwise the mean of the sorted answers over the window `[(n* - 1) share, (n* - 1) share + 1]
    / n*` of relative cumulated weight, where `n* = (sum w)^2 / sum w^2`. With equal weights the
    two agree; the scale of the weights does not matter, and neither does the order of ties.

    Source
    ------
    Hyndman and Fan (1996), American Statistician 50, 361-365, type 7,
    doi:10.1080/00031305.1996.10473566; Akinshin (2023), Weighted quantile estimators,
    doi:10.48550/arXiv.2304.07265.

    Verified against
    ----------------
    R 4.2.2 `quantile(type = 7)`, tests/reference/distributions.json.

    Examples
    --------
    >>> from survey_analysis.tables.counts import from_tables
    >>> quantile(from_tables([1, 2, 5], ("a",), [[1, 2, 1]]), 0.75)
    array([2.75])
    """
    table = with_unit_weights(counts)
    ladder = _Ladder.of(table)
    found = np.full(len(table.groups), np.nan)
    filled = table.group_n > 0
    equal = has_equal_weights(table)
    rows = np.flatnonzero(filled & equal)
    found[rows] = _order_quantile(ladder, rows, table.group_n[rows], share)
    rows = np.flatnonzero(filled & ~equal)
    found[rows] = _window_quantile(ladder, rows, table, share)
    return found


def quantile_interval(counts: Counts, share: float, confidence: float) -> Interval:
    """In what range does the value lie that has this share of the population below it?

    Parameters
    ----------
    counts : table of an outcome; the values are used as numbers.
    share : between 0 and 1; 0.5 is the median.
    confidence : share between 0 and 1.

    Returns
    -------
    Interval
        (G,) ends that are values of the support, or the estimate where it lies beyond them.

    Missing data
    ------------
    nan where the group is too small for any interval of this confidence: from the smallest to
    the largest of n answers covers the median with `1 - 2 * 0.5^n` only (n = 5: 0.9375). With
    weights or a design also where the share below has no variance, see
    `weighted_shares.design_shares`.

    Formula
    -------
    The share k / n below which `P(Bin(n, share) <= k) = (1 - confidence) / 2`, and its mirror
    image, read off the cumulated distribution: the smallest value whose cumulated share reaches
    the limit. With equal weights these are the order statistics of the sign test, which cover
    the quantile at least as often as promised, at any n. With weights or a design n is the
    effective number of Korn and Graubard of the share at or below the quantile (below it, where
    nobody is above), and need not be whole.

    Source
    ------
    Conover (1999), Practical Nonparametric Statistics, section 3.2; the limits of a share read
    off a weighted distribution: Woodruff (1952), Journal of the American Statistical Association
    47, 635-646, doi:10.1080/01621459.1952.10483443. Woodruff's `share ± t se` is replaced by the
    binomial limits, so that equal weights give the sign test. Wilson's limits are not used,
    because read off 6 to 30 continuous answers they cover .78 to .96 instead of .95.

    Verified against
    ----------------
    R 4.2.2 `sort(y)[qbinom((1 - confidence) / 2, n, 0.5)]`, tests/statistics/test_quantiles.py.
    R survey 4.1-1 `svyquantile` agrees on answers without ties (within two of them). On answers
    with ties it does not: R sets its limits around the share at or below the estimated quantile
    instead of around `share`, so that both ends move up. Where the true share is near `share`,
    five-point answers are then covered .50 to .77 instead of .95, here .98 and more:
    tests/reference/weighted_distributions.json.

    Examples
    --------
    >>> from survey_analysis.tables.counts import from_tables
    >>> quantile_interval(from_tables([1, 2, 3, 4], ("a",), [[10, 20, 30, 10]]), 0.5, 0.95)
    Interval(low=array([2.]), high=array([3.]))
    """
    table = with_unit_weights(counts)
    ladder = _Ladder.of(table)
    tail = (1 - confidence) / 2
    n = table.group_n
    if design_of(counts) is not None:
        rows = np.flatnonzero(n > 0)
        reached = share * (1 - ROUNDING) * table.group_w[rows]
        at = np.full(n.size, np.nan)
        at[rows] = ladder.values[ladder.cell_reaching(rows, reached)]
        n = _effective_n(counts, at, confidence)
    with np.errstate(invalid="ignore"):
        rarest = np.maximum((1 - share) ** n, share**n)
        usable = np.flatnonzero((n > 0) & (rarest <= tail))
    size = n[usable]
    below = special.bdtrik(tail, size, share) / size
    above = 1 - special.bdtrik(tail, size, 1 - share) / size
    ends = np.full((2, n.size), np.nan)
    for end, limit in zip(ends, (below, above), strict=True):
        cumulated = limit * table.group_w[usable]
        end[usable] = ladder.values[ladder.cell_reaching(usable, cumulated)]
    if design_of(counts) is not None:
        # where one respondent holds nearly all weight, the estimate lies between the answers
        estimate = quantile(counts, share)
        ends = np.array([np.minimum(ends[0], estimate), np.maximum(ends[1], estimate)])
    return Interval(low=ends[0], high=ends[1])


def _effective_n(counts: Counts, at: FloatArray, confidence: float) -> FloatArray:
    """(G,) effective number of the share at or below a value of each group.

    Where nobody is above the value, it is that of the share below it.
    """
    value, group = counts.cell_values, counts.cell_group
    above = counts.by_group(np.where(value > at[group], counts.cell_n, 0.0))
    inside = np.where(above[group] > 0, value <= at[group], value < at[group])
    return design_shares(counts, inside[None, :]).effective_n(confidence)[:, 0]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ladder:
    """The cells of each group with what is cumulated up to and including each."""

    values: FloatArray
    first: IntArray
    last: IntArray
    n: FloatArray
    w: FloatArray
    wy: FloatArray
    cell_n: FloatArray
    cell_w: FloatArray

    @classmethod
    def of(cls, table: Counts) -> _Ladder:
        edges = np.searchsorted(table.cell_group, np.arange(len(table.groups) + 1))
        return cls(
            values=table.cell_values,
            first=edges[:-1],
            last=edges[1:] - 1,
            n=np.cumsum(table.cell_n),
            w=np.cumsum(table.cell_w),
            wy=np.cumsum(table.cell_w * table.cell_values),
            cell_n=table.cell_n,
            cell_w=table.cell_w,
        )

    def cell_after(self, rows: IntArray, count: FloatArray) -> IntArray:
        """The cell of the respondent before whom `count` others of the group stand."""
        first = self.first[rows]
        before = self.n[first] - self.cell_n[first]
        cell = np.searchsorted(self.n, before + count, side="right")
        return np.clip(cell, first, self.last[rows])

    def cell_reaching(self, rows: IntArray, weight: FloatArray) -> IntArray:
        """The first cell of the group at which the cumulated weight is at least `weight`."""
        first = self.first[rows]
        before = self.w[first] - self.cell_w[first]
        cell = np.searchsorted(self.w, before + weight, side="left")
        return np.clip(cell, first, self.last[rows])


def _order_quantile(ladder: _Ladder, rows: IntArray, n: FloatArray, share: float) -> FloatArray:
    position = (n - 1) * share
    below = np.floor(position)
    low = ladder.values[ladder.cell_after(rows, below)]
    high = ladder.values[ladder.cell_after(rows, below + 1)]
    return low + (position - below) * (high - low)


def _window_quantile(ladder: _Ladder, rows: IntArray, table: Counts, share: float) -> FloatArray:
    total = table.group_w[rows]
    width = table.group_w2[rows] / total
    start = (total - width) * share
    left, right = (ladder.cell_reaching(rows, edge) for edge in (start, start + width))
    first = ladder.first[rows]
    before = ladder.w[first] - ladder.cell_w[first]
    low, high = ladder.values[left], ladder.values[right]
    # the integral of the sorted answers from start to start + width, split at cell borders
    inner = ladder.wy[right] - ladder.cell_w[right] * high - ladder.wy[left]
    outer = (ladder.w[left] - before - start) * low + (
        start + width - (ladder.w[right] - ladder.cell_w[right] - before)
    ) * high
    mean = np.where(left == right, low, (inner + outer) / width)
    return np.clip(mean, low, high)
