"""What does matching by a rest score that holds error make of groups that truly differ?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from survey_analysis.tables.counts import FloatArray
from survey_analysis.tables.patterns import Patterns


@dataclass(frozen=True, slots=True, kw_only=True)
class WithinGroups:
    """How the k items of a domain vary inside groups.

    Attributes
    ----------
    n : (G,) respondents who answered all items, counted without weights.
    mean : (G, k) means of the items.
    covariance : (k, k) pooled within the groups.
    """

    n: FloatArray
    mean: FloatArray
    covariance: FloatArray


def within_groups(patterns: Patterns, groups: Sequence[int]) -> WithinGroups:
    """How do the items of a domain vary inside groups of at least one respondent?

    Parameters
    ----------
    patterns : complete answer rows of the domain.
    groups : positions in `patterns.groups`.
    """
    k = patterns.values.shape[1]
    n, mean = np.zeros(len(groups)), np.zeros((len(groups), k))
    squares = np.zeros((k, k))
    for at, group in enumerate(groups):
        rows = patterns.rows_of(group)
        n[at] = rows.n.sum()
        mean[at] = rows.n @ rows.values / n[at]
        z = rows.values - mean[at]
        squares += (z * rows.n[:, None]).T @ z
    return WithinGroups(n=n, mean=mean, covariance=squares / max(n.sum() - len(groups), 1))


def smd_if_fair(items: WithinGroups, item: int, others: Sequence[int], group: int) -> float:
    """Which standardized mean difference would an item without bias show at the same rest score?

    Not zero where the groups truly differ: of two respondents with the same rest score, the one
    from the higher group is likelier to be above it in truth. With four items of loading .6 and
    groups half a standard deviation apart it is .12, and with 500 respondents a group every second
    fair item has p < .05.

    Parameters
    ----------
    items : of the domain, within the groups compared.
    item : position of the item.
    others : positions of the items in the rest score.
    group : position of the group that is held against all others.

    Returns
    -------
    float
        In standard deviations of the item.

    Missing data
    ------------
    nan where the others are fewer than two, or not consistent (alpha not above 0): then nothing
    tells how much error their sum holds.

    Formula
    -------
    Kelley's regression: at the same rest score the true ones differ by `(1 - rho) (M_F - M_R)`, M
    the means of the rest score, rho the alpha of its items. The item follows with the slope
    `cov(item, rest) / (rho var(rest))`. Covariances are pooled within groups.

    Source
    ------
    Kelley (1947), Fundamentals of Statistics, 409; used against this bias by Shealy and Stout
    (1993), Psychometrika 58, 159-194, doi:10.1007/BF02294572. That the bias exists: Zwick (1990),
    Journal of Educational Statistics 15, 185-197, doi:10.3102/10769986015003185.

    Verified against
    ----------------
    The mean SMD of fair items in simulated answers (the test draws them).
    """
    rest = list(others)
    among = items.covariance[np.ix_(rest, rest)]
    m, total = len(rest), float(among.sum())
    if m < 2 or total <= 0 or items.covariance[item, item] <= 0:
        return float("nan")
    rho = m / (m - 1) * (1 - float(np.trace(among)) / total)
    if rho <= 0:
        return float("nan")
    score = items.mean[:, rest].sum(axis=1)
    n = items.n.copy()
    n[group] = 0
    gap = score[group] - n @ score / n.sum()
    slope = items.covariance[item, rest].sum() / (rho * total)
    return float(slope * (1 - rho) * gap / np.sqrt(items.covariance[item, item]))
