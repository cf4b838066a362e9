"""What would the joint tables of the items be if each answer row counted otherwise?"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from survey_analysis.errors import check_option
from survey_analysis.statistics.item_covariances import Missing
from survey_analysis.statistics.resampled_covariances import BLOCK
from survey_analysis.tables.counts import FloatArray
from survey_analysis.tables.pairs import indicators
from survey_analysis.tables.patterns import PatternRows

CELLS = 2**22
"""Cells of tables that are handed on at a time, so that memory stays flat."""


def pair_estimator(
    rows: PatternRows,
    values: Sequence[FloatArray],
    numbers: Callable[[FloatArray], FloatArray],
    missing: Missing = "listwise",
) -> Callable[[FloatArray], FloatArray]:
    """What are numbers of the joint tables of all pairs under any weighting of the answer rows?

    Parameters
    ----------
    rows : answer rows of one group; with nan for "pairwise".
    values : k arrays: the numbers of each item's categories, as in `PairCounts`.
    numbers : turns Gram matrices (b, C, C), as in `PairCounts`, into b numbers, or (b, m) of
        them, such as polychoric correlations and what follows from them.
    missing : "listwise" uses the complete rows, "pairwise" for each pair those who answered both.

    Returns
    -------
    A function of weights (b, P), one row for each weighting, that returns (b, m) numbers: what
    `bootstrap.bca_intervals` asks for. `rows.w` gives the numbers themselves.

    Missing data
    ------------
    See `missing`; what is not defined is left to `numbers`.

    Examples
    --------
    >>> import numpy as np
    >>> from survey_analysis.tables.patterns import PatternRows
    >>> one = np.ones(4)
    >>> rows = PatternRows(np.array([[1, 1], [2, 1], [2, 2], [1, 2.0]]), one, one, one)
    >>> def alike(grams):
    ...     return grams[:, 0, 2] + grams[:, 1, 3]
    >>> twice = (np.array([1.0, 2.0]), np.array([1.0, 2.0]))
    >>> pair_estimator(rows, twice, alike)(np.array([[1, 1, 1, 1], [3, 0, 4, 1.0]]))
    array([[2.],
           [7.]])
    """
    check_option("missing", missing, Missing)
    size = sum(one.size for one in values)
    batch = max(1, CELLS // size**2)

    def estimates(weights: FloatArray) -> FloatArray:
        parts = []
        for start in range(0, weights.shape[0], batch):
            part = weights[start : start + batch]
            grams = weighted_grams(rows, values, part, missing)
            parts.append(np.reshape(numbers(grams), (part.shape[0], -1)))
        return np.concatenate(parts)

    return estimates


def weighted_grams(
    rows: PatternRows,
    values: Sequence[FloatArray],
    weights: FloatArray,
    missing: Missing = "listwise",
) -> FloatArray:
    """The joint tables of all pairs under many weightings of the answer rows, (b, C, C).

    Parameters
    ----------
    rows : answer rows of one group (P, k), nan = missing.
    values : k arrays: the numbers of each item's categories.
    weights : (b, P) sum of weights of each row in each weighting.
    missing : "listwise" uses the complete rows, "pairwise" for each pair those who answered both.

    Returns
    -------
    (b, C, C) sums of weights, as `PairCounts.w` has them.
    """
    size = sum(one.size for one in values)
    first, second = np.triu_indices(size)
    total = np.zeros((weights.shape[0], first.size))
    for start in range(0, rows.n.size, BLOCK):
        part = slice(start, start + BLOCK)
        x = indicators(rows.values[part], values)
        if missing == "listwise":
            x[np.isnan(rows.values[part]).any(axis=1)] = 0.0
        total += weights[:, part] @ (x[:, first] * x[:, second])
    grams = np.empty((weights.shape[0], size, size))
    grams[:, first, second] = grams[:, second, first] = total
    return grams
