"""What would the covariances be if each answer row counted otherwise? For bootstraps."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from survey_analysis.errors import check_option
from survey_analysis.statistics.item_covariances import Missing
from survey_analysis.statistics.reliability_intervals import NOTHING
from survey_analysis.tables.counts import FloatArray
from survey_analysis.tables.patterns import PatternRows

BLOCK = 4_096
"""Answer rows that are turned into products at a time, so that memory stays flat."""


def covariance_estimator(
    rows: PatternRows,
    coefficients: Callable[[FloatArray], FloatArray],
    missing: Missing = "listwise",
) -> Callable[[FloatArray], FloatArray]:
    """What are coefficients of covariances under any weighting of the answer rows?

    Parameters
    ----------
    rows : answer rows of one group; with nan for "pairwise".
    coefficients : turns covariances (b, k, k) into b numbers, or (b, m) of them.
    missing : "listwise" uses the complete rows, "pairwise" for each pair those who answered both.

    Returns
    -------
    A function of weights (b, P), one row for each weighting, that returns (b, m) estimates: what
    `bootstrap.bca_intervals` asks for. `rows.w` gives the estimate itself.

    Missing data
    ------------
    Where a covariance is not defined, all coefficients of that weighting are nan.

    Examples
    --------
    >>> import numpy as np
    >>> from survey_analysis.tables.patterns import PatternRows
    >>> one = np.ones(5)
    >>> answers = np.array([[1, 2, 2], [3, 3, 4], [4, 5, 4], [2, 1, 2], [5, 4, 5.0]])
    >>> rows = PatternRows(answers, one, one, one)
    >>> def alpha(s):
    ...     return 1.5 * (1 - np.trace(s, axis1=1, axis2=2) / s.sum(axis=(1, 2)))
    >>> covariance_estimator(rows, alpha)(np.array([[1, 1, 1, 1, 1], [0, 2, 1, 1, 1.0]]))
    array([[0.94262295],
           [0.92682927]])
    """
    check_option("missing", missing, Missing)

    def estimates(weights: FloatArray) -> FloatArray:
        covariance = weighted_covariances(rows, weights, missing)
        undefined = np.asarray(~np.isfinite(covariance).all(axis=(1, 2)))
        covariance[undefined] = np.eye(covariance.shape[1])  # so that no coefficient meets nan
        found = np.asarray(coefficients(covariance), dtype=np.float64)
        return np.where(undefined[:, None], np.nan, found.reshape(weights.shape[0], -1))

    return estimates


def weighted_covariances(
    rows: PatternRows, weights: FloatArray, missing: Missing = "listwise"
) -> FloatArray:
    """The covariances of the items under many weightings of the answer rows, (b, k, k).

    Parameters
    ----------
    rows : answer rows of one group (P, k), nan = missing.
    weights : (b, P) sum of weights of each row in each weighting. A row of weight w stands for
        `w n_p / w_p` respondents.
    missing : "listwise" uses the complete rows, "pairwise" for each pair those who answered both.

    Returns
    -------
    (b, k, k) covariances with divisor n - 1 (weighted `n / ((n - 1) W)`), as
    `item_covariances` has them: exactly 0 for an item without variance.

    Missing data
    ------------
    nan where fewer than two respondents stand behind a covariance.

    Formula
    -------
    One matrix product of the weights with the products `y_i y_j` of the rows (centred near the
    means); `S = n/(n-1) (sum w y y' / W - m m')`.
    """
    k = rows.values.shape[1]
    own = np.arange(k)
    n, w, sums, products = _sums(rows, weights, pairwise=missing == "pairwise")
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = sums / w
        second = products / w
        covariance = (second - mean * mean.transpose(0, 2, 1)) * (n / (n - 1))
    covariance[np.broadcast_to(n < 2 - NOTHING, covariance.shape)] = np.nan
    with np.errstate(invalid="ignore"):
        constant = covariance[:, own, own] <= NOTHING * second[:, own, own]
    covariance[constant[:, :, None] | constant[:, None, :]] = 0.0
    return covariance


def _sums(
    rows: PatternRows, weights: FloatArray, *, pairwise: bool
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Respondents, weights, sums of the answers and of their products, of every weighting.

    Pairwise all are (b, k, k), and the sum at i, j is of item i; listwise the first two are
    (b, 1, 1), and the sums (b, k, 1).
    """
    b, k = weights.shape[0], rows.values.shape[1]
    centre = _centre(rows)
    width = k if pairwise else 1
    near, upper = _triangle(width), _triangle(k)
    sizes = (near[0].size, near[0].size, k * width, upper[0].size)
    total = np.zeros((b, sum(sizes)))
    for start in range(0, rows.n.size, BLOCK):
        part = slice(start, start + BLOCK)
        answered = ~np.isnan(rows.values[part])
        there = answered if pairwise else np.asarray(answered.all(axis=1, keepdims=True))
        a = there.astype(np.float64)
        y = np.where(there, rows.values[part] - centre, 0.0)
        both = a[:, near[0]] * a[:, near[1]]
        columns = (
            both * (rows.n[part] / rows.w[part])[:, None],
            both,
            (y[:, :, None] * a[:, None, :]).reshape(a.shape[0], -1),
            y[:, upper[0]] * y[:, upper[1]],
        )
        total += weights[:, part] @ np.concatenate(columns, axis=1)
    n, w, sums, products = np.split(total, np.cumsum(sizes)[:-1], axis=1)
    return (
        _square(n, near, width),
        _square(w, near, width),
        sums.reshape(b, k, width),
        _square(products, upper, k),
    )


def _centre(rows: PatternRows) -> FloatArray:
    """(k,) the rounded mean of each item, so that sums of products keep their digits."""
    answered = ~np.isnan(rows.values)
    total = rows.w @ np.where(answered, rows.values, 0.0)
    return np.asarray(np.rint(total / np.maximum(rows.w @ answered, np.finfo(np.float64).tiny)))


Triangle = tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]


def _triangle(size: int) -> Triangle:
    row, column = np.triu_indices(size)
    return row, column


def _square(upper: FloatArray, place: Triangle, size: int) -> FloatArray:
    """Symmetric matrices (b, size, size) from their upper triangles."""
    full = np.empty((upper.shape[0], size, size))
    full[:, place[0], place[1]] = upper
    full[:, place[1], place[0]] = upper
    return full
