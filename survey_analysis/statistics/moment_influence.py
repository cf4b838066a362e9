"""How much one more respondent would move a number made of moments: linear in the vector u."""

from __future__ import annotations

import numpy as np

from survey_analysis.tables.counts import FloatArray
from survey_analysis.tables.moments import Moments


def alpha_influence(moments: Moments) -> FloatArray:
    """Coefficients b (G, p): a respondent moves alpha of the group by `b'u / W`.

    Formula
    -------
    `-k/(k-1) (z'z / T - tr S t^2 / T^2)` with `z = y - m`, `t = sum z_j`, and S, T with divisor n
    (W). nan in groups where alpha is not defined.

    Source
    ------
    Yuan, Guarnaccia and Hayslip (2003), Educational and Psychological Measurement 63, 5-23,
    doi:10.1177/0013164402239314.
    """
    k = moments.n_items
    trace, total = _spreads(moments)
    with np.errstate(invalid="ignore", divide="ignore"):
        on_squares = -np.divide(k, k - 1) / total
        on_total = np.divide(k, k - 1) * trace / total**2
        return _coefficients(moments, on_squares, on_total, np.zeros(total.size))


def log_error_influence(moments: Moments) -> FloatArray:
    """Coefficients b (G, p): a respondent moves the log of the squared SEM by `b'u / W`.

    Formula
    -------
    `SEM^2 = (k tr S - T) / ((k-1) k^2)`, the error variance of the mean score by alpha, is linear
    in S: the influence on it is `(k z'z - t^2) / ((k-1) k^2) - SEM^2`, and on its log that over
    SEM^2.
    """
    k = moments.n_items
    trace, total = _spreads(moments)
    with np.errstate(invalid="ignore", divide="ignore"):
        error = k * trace - total
        return _coefficients(moments, k / error, -1 / error, np.full(error.size, -1.0))


def _spreads(moments: Moments) -> tuple[FloatArray, FloatArray]:
    """Sum of the item variances and variance of their sum, with divisor n (W)."""
    k, means = moments.n_items, moments.means
    with np.errstate(invalid="ignore", divide="ignore"):
        second = moments.M1[:, 1 : k + 1, 1 : k + 1] / moments.w[:, None, None]
        covariance = second - means[:, :, None] * means[:, None, :]
    return np.trace(covariance, axis1=1, axis2=2), covariance.sum(axis=(1, 2))


def _coefficients(
    moments: Moments, on_squares: FloatArray, on_total: FloatArray, constant: FloatArray
) -> FloatArray:
    """`on_squares z'z + on_total t^2 + constant` as coefficients of u.

    `z'z = sum y_j^2 - 2 m'y + m'm` and `t^2 = r^2 - 2 R r + R^2` with `R = sum m_j`.
    """
    k, means = moments.n_items, moments.means
    sum_of_means = means.sum(axis=1)
    b = np.zeros((moments.n.size, 3 * k + 2))
    b[:, 0] = constant + on_squares * (means**2).sum(axis=1) + on_total * sum_of_means**2
    b[:, 1 : k + 1] = -2 * on_squares[:, None] * means - 2 * (on_total * sum_of_means)[:, None]
    b[:, k + 1 : 2 * k + 1] = on_squares[:, None]
    b[:, -1] = on_total
    return b
