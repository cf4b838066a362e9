"""How well do loadings describe correlations? The likelihood of one factor, its derivatives."""

from __future__ import annotations

import numpy as np

from survey_analysis.tables.counts import FloatArray


def implied_correlation(loadings: FloatArray) -> FloatArray:
    """The correlations (..., k, k) that one factor makes: `l_i l_j`, and 1 on the diagonal."""
    product = loadings[..., :, None] * loadings[..., None, :]
    return np.where(np.eye(loadings.shape[-1], dtype=np.bool_), 1.0, product)


def discrepancy(loadings: FloatArray, correlation: FloatArray) -> tuple[FloatArray, FloatArray]:
    """`log|M| + tr(R M^-1)` (m,), and `M^-1` (m, k, k), M the implied correlations.

    Infinite where M is not positive definite. As M is a diagonal matrix plus one of rank one, it
    is positive definite if its determinant is positive and at most one residual variance is
    negative.
    """
    implied = implied_correlation(loadings)
    sign, log_det = np.linalg.slogdet(implied)
    inside = (sign > 0) & ((loadings**2 > 1).sum(axis=1) < 2)
    inverse = np.linalg.inv(np.where(inside[:, None, None], implied, np.eye(loadings.shape[1])))
    value = log_det + (inverse * correlation).sum(axis=(1, 2))
    return np.where(inside, value, np.inf), inverse


def derivatives(
    loadings: FloatArray, correlation: FloatArray, inverse: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Gradient (m, 2k) and Hessian (m, 2k, 2k) of the discrepancy by loadings and residuals.

    Formula
    -------
    With `A = M^-1`, `B = A R A`, `a = A l`, `b = B l`: gradient `2 (a - b)` and
    `diag(A - B)`; Hessian by loadings
    `2 (a b' + b a' - a a' + (l'b - l'a) A + (l'a) B + A - B)`, by a loading i and a residual j
    `2 (A_ij (b_j - a_j) + B_ij a_j)`, by residuals `A_ij (2 B_ij - A_ij)`.
    """
    m, k = loadings.shape
    both = inverse @ correlation @ inverse
    a, b = ((matrix @ loadings[:, :, None])[..., 0] for matrix in (inverse, both))
    own_a, own_b = ((loadings * one).sum(axis=1)[:, None, None] for one in (a, b))
    cross = a[:, :, None] * (b - a / 2)[:, None, :]
    by_loadings = cross + cross.swapaxes(1, 2) + (own_b - own_a + 1) * inverse
    hessian = np.empty((m, 2 * k, 2 * k))
    hessian[:, :k, :k] = 2 * (by_loadings + (own_a - 1) * both)
    hessian[:, :k, k:] = 2 * (inverse * (b - a)[:, None, :] + both * a[:, None, :])
    hessian[:, k:, :k] = hessian[:, :k, k:].swapaxes(1, 2)
    hessian[:, k:, k:] = inverse * (2 * both - inverse)
    own = np.arange(k)
    return np.concatenate([2 * (a - b), (inverse - both)[:, own, own]], axis=1), hessian


def by_loadings_alone(
    loadings: FloatArray, gradient: FloatArray, hessian: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Gradient (m, k) and Hessian (m, k, k) along `theta = 1 - l^2`."""
    k = loadings.shape[1]
    by_residual = gradient[:, k:]
    mixed = hessian[:, :k, k:] * (2 * loadings)[:, None, :]
    squares = hessian[:, k:, k:] * (4 * loadings[:, :, None] * loadings[:, None, :])
    along = hessian[:, :k, :k] - mixed - mixed.swapaxes(1, 2) + squares
    along[:, np.arange(k), np.arange(k)] -= 2 * by_residual
    return gradient[:, :k] - 2 * loadings * by_residual, along
