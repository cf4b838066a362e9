"""Do answers rise from group to group? Kendall's tau-b and Somers' d, with intervals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from survey_analysis.errors import check_confidence
from survey_analysis.statistics.cell_influence import Association, Spread, of_correlation, spread
from survey_analysis.statistics.design_variance import design_of
from survey_analysis.tables.counts import Counts, FloatArray

CELLS_AT_ONCE = 2_097_152
"""So many cells of the full table are held at a time, so that memory stays flat."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Order:
    """How pairs of respondents are ordered, each pair counted from both sides.

    Attributes
    ----------
    surplus : (C,) for a respondent of each cell: others in the same order by group and answer,
        less those in the opposite order; weighted, if there are weights.
    total : the sum of `surplus` over all respondents.
    pairs : pairs from different groups.
    untied : pairs with different answers.
    other_group, other_value : (C,) others in another group, with another answer.
    """

    surplus: FloatArray
    total: float
    pairs: float
    untied: float
    other_group: FloatArray
    other_value: FloatArray


def order_of(counts: Counts) -> Order:
    """The order of all pairs of respondents of a table; groups rise as they stand there.

    Parameters
    ----------
    counts : table with groups that all have answers; only the order of the values matters.

    Formula
    -------
    From sums over the groups of what lies below and above each value: the cost is that of the
    table, whatever the number of respondents.

    Examples
    --------
    Of 9 pairs with a respondent of each group, 4 rise and 3 fall:

    >>> from survey_analysis.tables.counts import from_tables
    >>> order_of(from_tables([1, 2], ("a", "b"), [[2, 1], [1, 2]])).total / 2
    3.0
    """
    amount = counts.cell_n if design_of(counts) is None else counts.cell_w
    of_group, of_value = counts.by_group(amount), counts.by_value(amount)
    everybody = of_group.sum()
    surplus = _surplus(counts, amount, of_group)
    return Order(
        surplus=surplus,
        total=float(amount @ surplus),
        pairs=float(of_group @ (everybody - of_group)),
        untied=float(of_value @ (everybody - of_value)),
        other_group=(everybody - of_group)[counts.cell_group],
        other_value=(everybody - of_value)[counts.cell_value],
    )


def _surplus(counts: Counts, amount: FloatArray, of_group: FloatArray) -> FloatArray:
    n_groups = len(counts.groups)
    by_value = np.argsort(counts.cell_value, kind="stable")
    value, group = counts.cell_value[by_value], counts.cell_group[by_value]
    width = max(1, CELLS_AT_ONCE // max(n_groups, 1))
    below = np.zeros(n_groups)
    surplus = np.zeros(value.size)
    for start in range(0, counts.values.size, width):
        stop = min(start + width, counts.values.size)
        cells: slice[int, int, None] = slice(*np.searchsorted(value, [start, stop]))
        block = np.zeros((n_groups, stop - start))
        block[group[cells], value[cells] - start] = amount[by_value[cells]]
        # in each group: those below less those above each value
        lead = 2 * (below[:, None] + np.cumsum(block, axis=1)) - block - of_group[:, None]
        upto = np.cumsum(lead, axis=0)
        whole = 2 * upto - lead - upto[-1]
        surplus[by_value[cells]] = whole[group[cells], value[cells] - start]
        below += block.sum(axis=1)
    return surplus


def kendall_tau_b(counts: Counts, *, confidence: float = 0.95) -> Association:
    """How strongly do answers rise (or fall) from group to group, ties in both counted out?

    Parameters
    ----------
    counts : table of an outcome with ordered groups that all have answers; only the order of the
        values matters.
    confidence : share between 0 and 1.

    Returns
    -------
    Association
        From -1 to 1; 1 only if each group has an answer of its own.

    Missing data
    ------------
    Respondents without an answer are not used. nan where all are in one group or all gave the
    same answer. Without an interval: groups of one (unweighted), and an estimate of -1 or 1.

    Formula
    -------
    `(C - D) / sqrt(P Q)`: C pairs in the same order, D in the opposite one, P pairs from
    different groups, Q with different answers; with weights a pair counts by the product of both.
    The influence of a respondent in a cell with c concordant and d discordant others (weights) is
    `(c - d) / sqrt(P Q) - tau/2 (p / P + q / Q)`, p and q the others in another group and with
    another answer; its variance is that of Goodman and Kruskal under any hypothesis (ASE1, but for
    n/(n-1) by group). See `cell_influence.spread` and `cell_influence.of_correlation`.

    Source
    ------
    Kendall (1945), Biometrika 33, 239-251, doi:10.1093/biomet/33.3.239; Brown and Benedetti
    (1977), Journal of the American Statistical Association 72, 309-315,
    doi:10.1080/01621459.1977.10480995; with weights, by the linearized covariance: Binder (1983),
    International Statistical Review 51, 279-292, doi:10.2307/1402588.

    Verified against
    ----------------
    R 4.2.2 `cor(method = "kendall")`; the interval from all pairs of respondents, with weights by
    survey 4.1.1 `svytotal` of the influence values: tests/reference/trends.json.

    Examples
    --------
    >>> from survey_analysis.tables.counts import from_tables
    >>> counts = from_tables([1, 2, 3], ("a", "b", "c"), [[20, 50, 30], [25, 40, 35], [10, 20, 70]])
    >>> found = kendall_tau_b(counts)
    >>> found.estimate, found.ci_low, found.ci_high
    (0.25900095, 0.16050040, 0.35239366)
    """
    check_confidence(confidence)
    order = order_of(counts)
    with np.errstate(invalid="ignore", divide="ignore"):
        unit = np.sqrt(np.float64(order.pairs * order.untied))
        tau = float(order.total / unit)
        ties = order.other_group / order.pairs + order.other_value / order.untied
        influence = 2 * order.surplus / unit - tau * ties
    return of_correlation(counts, tau, influence, confidence)


def somers_d(counts: Counts, *, confidence: float = 0.95) -> Association:
    """How much more often does the respondent of the later group answer higher than lower?

    The outcome is the dependent variable: pairs of respondents from different groups count, those
    with the same answer as half. With two groups it is Cliff's delta of the second against the
    first; with two answers and two groups the difference of two shares.

    Parameters
    ----------
    counts : table of an outcome with ordered groups that all have answers; only the order of the
        values matters.
    confidence : share between 0 and 1.

    Returns
    -------
    Association
        From -1 to 1.

    Missing data
    ------------
    As in `kendall_tau_b`; 0 where all gave the same answer, without an interval.

    Formula
    -------
    `(C - D) / P` in the terms of `kendall_tau_b`, with the influence
    `(c - d) / P - d p / P`.

    Source
    ------
    Somers (1962), American Sociological Review 27, 799-811, doi:10.2307/2090408; Goodman and
    Kruskal (1972), Journal of the American Statistical Association 67, 415-421,
    doi:10.1080/01621459.1972.10482401.

    Verified against
    ----------------
    As `kendall_tau_b`; for two groups that overlap `cliffs_delta.cliffs_delta`, interval included.

    Examples
    --------
    >>> from survey_analysis.tables.counts import from_tables
    >>> found = somers_d(from_tables([1, 2, 3], ("a", "b"), [[2, 5, 3], [4, 4, 2]]))
    >>> found.estimate, found.ci_low, found.ci_high
    (-0.22, -0.64562809, 0.30991647)
    """
    check_confidence(confidence)
    order = order_of(counts)
    with np.errstate(invalid="ignore", divide="ignore"):
        pairs = np.float64(order.pairs)
        d = float(order.total / pairs)
        influence = (2 * order.surplus - 2 * d * order.other_group) / pairs
    return of_correlation(counts, d, influence, confidence)


def null_spread(counts: Counts, order: Order) -> Spread:
    """How `order.total` would vary, numbers of pairs taken as fixed: for a test of no order.

    Formula
    -------
    Influence `2 (c - d) - 2 total / N`: SPSS's and SAS's variance under independence (ASE0).
    """
    amount = counts.cell_n if design_of(counts) is None else counts.cell_w
    return spread(counts, 2 * order.surplus - 2 * order.total / amount.sum())
