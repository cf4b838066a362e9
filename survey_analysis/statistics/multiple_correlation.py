"""How well do the other items of a domain foretell an item? Squared multiple correlations."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from survey_analysis.statistics.reliability_intervals import NOTHING
from survey_analysis.tables.counts import FloatArray


def constant_items(covariance: FloatArray) -> npt.NDArray[np.bool_]:
    """Items whose variance is nothing beside that of the others, (..., k)."""
    variance = np.diagonal(covariance, axis1=-2, axis2=-1)
    largest = variance.max(axis=-1, keepdims=True)
    return np.asarray((variance <= NOTHING * largest) | (variance <= 0))


def inverse_correlation(covariance: FloatArray) -> FloatArray:
    """The inverse of the correlation matrix of the items, (..., k, k).

    Parameters
    ----------
    covariance : (..., k, k) of the items.

    Returns
    -------
    FloatArray
        nan for a matrix that has no inverse: an item follows exactly from others, or (pairwise
        deletion) the covariances contradict each other. An item without variance stands apart,
        as if it had no correlation with the others.
    """
    one = np.eye(covariance.shape[-1])
    known = np.isfinite(covariance).all(axis=(-2, -1), keepdims=True)
    given = np.where(known, covariance, one)
    variance = np.diagonal(given, axis1=-2, axis2=-1)
    constant = constant_items(given)
    sd = np.sqrt(np.where(constant, 1.0, variance))
    apart = constant[..., :, None] | constant[..., None, :]
    correlation = np.where(apart, one, given / (sd[..., :, None] * sd[..., None, :]))
    values, vectors = np.linalg.eigh(correlation)
    usable = known & (values[..., :1, None] > NOTHING)
    scaled = vectors / np.where(usable[..., 0], values, 1.0)[..., None, :]
    return np.where(usable, scaled @ vectors.swapaxes(-1, -2), np.nan)


def squared_multiple_correlation(covariance: FloatArray) -> FloatArray:
    """What share of an item's variance do the other items foretell together? (..., k)

    Parameters
    ----------
    covariance : (..., k, k) of the items.

    Returns
    -------
    FloatArray
        (..., k); nan for a single item, for an item without variance, and for all items where
        the correlation matrix has no inverse. An item without variance does not disturb the
        others.

    Missing data
    ------------
    None: the covariances have dealt with it.

    Formula
    -------
    `1 - 1 / r^ii` with `r^ii` on the diagonal of the inverse of the correlation matrix.

    Source
    ------
    Guttman (1945), Psychometrika 10, 255-282, doi:10.1007/BF02288892.

    Verified against
    ----------------
    R psych 2.2.9 `smc` and the R squared of `lm`, tests/reference/guttman.json.

    Examples
    --------
    >>> squared_multiple_correlation(np.array([[1.0, 0.6], [0.6, 1.0]]))
    array([0.36, 0.36])
    """
    inverse = inverse_correlation(covariance)
    share = 1 - 1 / np.diagonal(inverse, axis1=-2, axis2=-1)
    if covariance.shape[-1] == 1:
        return np.full_like(share, np.nan)
    return np.where(constant_items(covariance), np.nan, np.clip(share, 0, None))
