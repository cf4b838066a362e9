"""What correlations do items have by chance? Those of independent items, many times over."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy.special import ndtr

from survey_analysis.statistics.polychoric_estimation import two_step_estimates
from survey_analysis.tables.counts import FloatArray

ENOUGH = 20.0
"""With so many respondents expected in the smallest corner of the best 2 x 2 table of every pair,
polychoric correlations of independent items spread as theory says."""

FEW = 5_000
"""Up to so many respondents their answers can be drawn one by one."""

ANSWERS = 2_000_000
"""So many answers are drawn at a time, so that memory stays flat."""


def wishart_correlations(n: FloatArray, replications: int, rng: np.random.Generator) -> FloatArray:
    """Pearson correlations (R, k, k) of independent normal items.

    Parameters
    ----------
    n : (k, k) respondents behind each correlation, at least three.

    Formula
    -------
    Bartlett's decomposition: `W = A A'` with A lower triangular, its squared diagonal chi-square
    with n - 1, n - 2, ... degrees of freedom, normal elsewhere; the correlations are those of W.
    Where pairs have their own respondents, n is the largest number and element ij is multiplied
    by `sqrt((n - 1) / (n_ij - 1))`.

    Source
    ------
    Bartlett (1933), Proceedings of the Royal Society of Edinburgh 53, 260-283.

    Verified against
    ----------------
    Correlations of answers drawn one by one (symmetric, skewed, rare; 4 to 24 items; 50 to 1,000
    respondents): the 95th percentile of the first eigenvalue is within 1.5 %
    (tests/statistics/test_independent_items.py).
    """
    k = n.shape[0]
    most = n.max()
    degrees = np.maximum(most - 1 - np.arange(k), 0.0)
    root = np.tril(rng.standard_normal((replications, k, k)), -1) * (degrees > 0)
    item = np.arange(k)
    root[:, item, item] = np.sqrt(2 * rng.standard_gamma(degrees / 2, (replications, k)))
    root /= np.sqrt((root**2).sum(axis=2, keepdims=True))
    return _with_ones(root @ root.transpose(0, 2, 1) * np.sqrt((most - 1) / (n - 1)))


def polychoric_of_independent(
    thresholds: FloatArray, n: FloatArray, replications: int, rng: np.random.Generator
) -> FloatArray:
    """Two-step polychoric correlations (R, k, k) of independent items.

    Parameters
    ----------
    thresholds : (k, m - 1) of each item; nan beyond those of an item with fewer categories.
    n : (k, k) respondents behind each correlation, at least three.

    Formula
    -------
    At rho = 0 the score of the likelihood is the product of the scores of two categories, so that
    the estimate is, but for terms of order 1/n, the correlation of these scores divided by
    `sqrt(I_i I_j)`, with I the `threshold_information`: Pearson correlations of independent items,
    each divided by that. With fewer than `ENOUGH` respondents in the corner of a table this is
    too narrow, since estimates jump to ±1; then answers are drawn and correlated, of respondents
    up to `FEW`, above that of each pair alone.

    Source
    ------
    Olsson (1979), Psychometrika 44, 443-460, doi:10.1007/BF02296207, for the information.

    Verified against
    ----------------
    Polychoric correlations of answers drawn one by one (as above, with five categories or two
    cut in the middle): within 2 % from 50 respondents on
    (tests/statistics/test_independent_items.py).
    """
    cuts = _cuts(thresholds)
    balance = np.minimum(ndtr(cuts), ndtr(-cuts)).max(axis=1)
    corner = n * balance[:, None] * balance
    if _off_diagonal(corner).min(initial=np.inf) < ENOUGH:
        shares = np.diff(ndtr(cuts), axis=1)
        if n.min() <= FEW:
            return _of_respondents(shares, round(n.min()), replications, rng)
        return _of_pairs(shares, n, replications, rng)
    keeps = threshold_information(thresholds)
    pearson = wishart_correlations(n, replications, rng)
    return _with_ones(pearson / np.sqrt(keeps[:, None] * keeps))


def threshold_information(thresholds: FloatArray) -> FloatArray:
    """How much of a normal variable do the categories of each item keep, (k,)?

    Returns
    -------
    The variance of the scores `(phi(t_c-1) - phi(t_c)) / p_c` of the categories, with t the
    thresholds: 1 for an item without categories, 0.64 for one cut in the middle. The standard
    error of a two-step polychoric correlation of independent items is `1 / sqrt(n I_i I_j)`.

    Examples
    --------
    >>> import numpy as np
    >>> threshold_information(np.array([[0.0, np.nan], [-1.0, 1.0]])).round(3)
    array([0.637, 0.738])
    """
    cuts = _cuts(thresholds)
    share = np.diff(ndtr(cuts), axis=1)
    density = np.diff(np.exp(-(cuts**2) / 2) / np.sqrt(2 * np.pi), axis=1)
    kept = np.divide(density**2, share, out=np.zeros_like(share), where=share > 0)
    return np.asarray(kept.sum(axis=1))


def _cuts(thresholds: FloatArray) -> FloatArray:
    """(k, m + 1) the ends of the categories; those that an item does not have are empty."""
    ends = np.full((len(thresholds), 1), np.inf)
    return np.concatenate([-ends, np.where(np.isnan(thresholds), np.inf, thresholds), ends], axis=1)


def _of_respondents(
    shares: FloatArray, n: int, replications: int, rng: np.random.Generator
) -> FloatArray:
    """Correlations of answers drawn for n respondents."""
    k, m = shares.shape
    upper = np.cumsum(shares, axis=1)[:, :-1]
    found = np.empty((replications, k, k))
    for some in _batches(replications, max(1, ANSWERS // (n * k * m))):
        drawn = rng.random((some.stop - some.start, n, k, 1)) > upper
        code = drawn.sum(axis=3)
        x = (code[..., None] == np.arange(m)).reshape(len(code), n, k * m).astype(np.float32)
        grams = (x.transpose(0, 2, 1) @ x).astype(np.float64)
        found[some] = two_step_estimates(grams, (m,) * k).correlation
    return np.nan_to_num(found)


def _of_pairs(
    shares: FloatArray, n: FloatArray, replications: int, rng: np.random.Generator
) -> FloatArray:
    """Correlations of tables drawn for each pair by itself."""
    k, m = shares.shape
    found = np.empty((replications, k, k))
    for one, two in zip(*np.triu_indices(k, 1), strict=True):
        cells = np.outer(shares[one], shares[two]).ravel()
        drawn = rng.multinomial(round(n[one, two]), cells / cells.sum(), replications)
        tables = drawn.reshape(-1, m, m).astype(np.float64)
        grams = np.zeros((replications, 2 * m, 2 * m))
        grams[:, :m, m:], grams[:, m:, :m] = tables, tables.transpose(0, 2, 1)
        category = np.arange(m)
        grams[:, category, category] = tables.sum(axis=2)
        grams[:, m + category, m + category] = tables.sum(axis=1)
        r = np.nan_to_num(two_step_estimates(grams, (m, m)).correlation[:, 0, 1])
        found[:, one, two] = found[:, two, one] = r
    return _with_ones(found)


def _batches(total: int, size: int) -> Iterator[slice]:
    for start in range(0, total, size):
        yield slice(start, min(start + size, total))


def _off_diagonal(matrix: FloatArray) -> FloatArray:
    return np.asarray(matrix[~np.eye(len(matrix), dtype=np.bool_)])


def _with_ones(correlations: FloatArray) -> FloatArray:
    item = np.arange(correlations.shape[1])
    correlations[:, item, item] = 1.0
    return correlations
