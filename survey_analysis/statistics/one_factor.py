"""Do the items go together as one thing would make them? The one-factor model by ML."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from survey_analysis.statistics.one_factor_likelihood import (
    derivatives,
    discrepancy,
    implied_correlation,
)
from survey_analysis.statistics.one_factor_minimum import minimum
from survey_analysis.statistics.reliability_intervals import NOTHING
from survey_analysis.tables.counts import FloatArray, IntArray

LEAST_ITEMS = 3
"""With two items one covariance cannot tell two loadings apart."""

FITTED, TOO_FEW_ITEMS, SINGULAR, NO_SOLUTION = range(4)
"""How a fit ended: `outcome` of `OneFactor`."""

SMALLEST_EIGENVALUE = 1e-9
"""A correlation matrix with a smaller eigenvalue has no inverse, but for rounding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OneFactor:
    """The one-factor model of a stack of covariance matrices; nan where it has no solution.

    Attributes
    ----------
    loadings : (..., k) covariances of the items with the factor (variance 1); their sum is not
        negative.
    loadings_std : (..., k) loadings in standard deviations of the items.
    residual_variances : (..., k) of the items; at most one is negative (a Heywood case).
    discrepancy : (...) the F that is minimized, 0 for a perfect fit.
    outcome : (...) FITTED, TOO_FEW_ITEMS, SINGULAR or NO_SOLUTION.
    """

    loadings: FloatArray
    loadings_std: FloatArray
    residual_variances: FloatArray
    discrepancy: FloatArray
    outcome: IntArray

    @property
    def heywood(self) -> npt.NDArray[np.bool_]:
        """(..., k) items with a negative residual variance."""
        with np.errstate(invalid="ignore"):
            return np.asarray(self.loadings_std**2 > 1 + NOTHING, dtype=np.bool_)


@dataclass(frozen=True, slots=True, kw_only=True)
class OneFactorFit:
    """How well one factor describes the covariances; all arrays are (...).

    Attributes
    ----------
    chi2, df, p_value : likelihood-ratio test against any covariances; no p-value at df 0.
    cfi : comparative fit index, against items without correlations.
    rmsea : root mean square error of approximation.
    srmr : standardized root mean square residual.
    """

    chi2: FloatArray
    df: FloatArray
    p_value: FloatArray
    cfi: FloatArray
    rmsea: FloatArray
    srmr: FloatArray


def one_factor(covariance: FloatArray) -> OneFactor:
    """With which loadings does one factor describe the covariances best?

    Parameters
    ----------
    covariance : (..., k, k) of the items, any divisor: loadings are in its units.

    Returns
    -------
    OneFactor
        One entry for every matrix.

    Missing data
    ------------
    nan, and `outcome` says why, with fewer than three items; where the matrix has no inverse (an
    item without variance, an item that repeats others, no more respondents than items, covariances
    of pairs that contradict each other); and where the likelihood has no maximum, because it
    rises without end as one loading grows, or none that the data determine.

    Formula
    -------
    Minimum of `F = log|M| + tr(S M^-1) - log|S| - k` with `M = l l' + diag(theta)`; residual
    variances may be negative as long as M is positive definite. How it is found:
    `one_factor_minimum`.

    Source
    ------
    Joreskog (1967), Psychometrika 32, 443-482, doi:10.1007/BF02289658; Lawley and Maxwell (1971),
    Factor Analysis as a Statistical Method, chapter 4.

    Verified against
    ----------------
    R lavaan 0.6-14 `cfa(std.lv = TRUE)`: tests/reference/omega.json. Where it does not converge,
    there is no solution here either, but for rare small samples with several minima.

    Examples
    --------
    >>> import numpy as np
    >>> found = one_factor(np.array([[4, 2, 2], [2, 4, 1], [2, 1, 4.0]]))
    >>> found.loadings, found.residual_variances
    (array([2., 1., 1.]), array([0., 3., 3.]))
    """
    k = covariance.shape[-1]
    matrices = covariance.reshape(-1, k, k)
    outcome = np.full(matrices.shape[0], TOO_FEW_ITEMS)
    loadings = np.full(matrices.shape[:2], np.nan)
    value = np.full(matrices.shape[0], np.nan)
    variance = np.diagonal(matrices, axis1=1, axis2=2)
    with np.errstate(invalid="ignore"):
        sd = np.sqrt(variance)
    if k >= LEAST_ITEMS:
        correlation, usable = correlations(matrices)
        outcome[~usable] = SINGULAR
        loadings[usable], value[usable], solved = minimum(correlation[usable])
        outcome[usable] = np.where(solved, FITTED, NO_SOLUTION)
        loadings[outcome != FITTED] = np.nan
        value[outcome != FITTED] = np.nan
    with np.errstate(invalid="ignore"):
        turned = np.where((loadings * sd).sum(axis=1, keepdims=True) < 0, -loadings, loadings)
        residual = variance * (1 - turned**2)
    shape = covariance.shape[:-1]
    return OneFactor(
        loadings=(turned * sd).reshape(shape),
        loadings_std=turned.reshape(shape),
        residual_variances=residual.reshape(shape),
        discrepancy=value.reshape(shape[:-1]),
        outcome=outcome.reshape(shape[:-1]),
    )


def correlations(covariance: FloatArray) -> tuple[FloatArray, npt.NDArray[np.bool_]]:
    """Correlation matrices (m, k, k), and which have an inverse; the identity for the others."""
    one = np.eye(covariance.shape[-1])
    variance = np.diagonal(covariance, axis1=1, axis2=2)
    usable = np.asarray(np.isfinite(covariance).all(axis=(1, 2)) & (variance > 0).all(axis=1))
    sd = np.sqrt(np.where(usable[:, None], variance, 1.0))
    scaled = np.where(usable[:, None, None], covariance, one) / (sd[:, :, None] * sd[:, None, :])
    usable &= np.linalg.eigvalsh(scaled)[:, 0] > SMALLEST_EIGENVALUE
    return np.where(usable[:, None, None], scaled, one), usable


def one_factor_fit(covariance: FloatArray, found: OneFactor, n: FloatArray) -> OneFactorFit:
    """How far are the covariances from those that one factor would make?

    Parameters
    ----------
    covariance : (..., k, k), the matrices that were fitted.
    found : the model of these matrices.
    n : (...) respondents.

    Returns
    -------
    OneFactorFit
        nan where there is no model.

    Formula
    -------
    `chi2 = n F`, `df = k(k-3)/2`; with `b = -n log|R|` and `db = k(k-1)/2` of items without
    correlations `CFI = 1 - max(chi2 - df, 0) / max(chi2 - df, b - db, 0)`; `RMSEA =
    sqrt(max(chi2 - df, 0) / (n df))`, 0 at df 0; SRMR the root of the mean of
    `((s_ij - m_ij) / sqrt(s_ii s_jj))^2` over the `k(k+1)/2` entries of the lower triangle.

    Source
    ------
    Bentler (1990), Psychological Bulletin 107, 238-246, doi:10.1037/0033-2909.107.2.238; Steiger
    (1990), Multivariate Behavioral Research 25, 173-180, doi:10.1207/s15327906mbr2502_4.

    Verified against
    ----------------
    R lavaan 0.6-14 `fitMeasures`: tests/reference/omega.json.
    """
    k = covariance.shape[-1]
    correlation, _ = correlations(covariance.reshape(-1, k, k))
    fitted = found.outcome == FITTED
    df = k * (k - 3) / 2
    log_det = np.linalg.slogdet(correlation)[1].reshape(n.shape)
    residual = correlation.reshape(covariance.shape) - implied_correlation(found.loadings_std)
    with np.errstate(invalid="ignore", divide="ignore"):
        chi2 = n * found.discrepancy
        excess = np.maximum(chi2 - df, 0)
        worst = np.maximum(excess, -n * log_det - k * (k - 1) / 2)
        rmsea = np.sqrt(excess / (n * df)) if df > 0 else np.where(fitted, 0.0, np.nan)
        both = (residual**2).sum(axis=(-2, -1)) + np.trace(residual**2, axis1=-2, axis2=-1)
        return OneFactorFit(
            chi2=chi2,
            df=np.where(fitted, df, np.nan),
            p_value=special.chdtrc(df, chi2) if df > 0 else np.full_like(chi2, np.nan),
            cfi=np.where(fitted & (worst <= 0), 1.0, 1 - excess / worst),
            rmsea=rmsea,
            srmr=np.where(fitted, np.sqrt(both / (k * (k + 1))), np.nan),
        )


def gradient_by_covariance(
    covariance: FloatArray, found: OneFactor, by_loadings: FloatArray, by_residuals: FloatArray
) -> FloatArray:
    """How a number of the model moves with the covariances, through the model, (..., k, k).

    Parameters
    ----------
    covariance : (..., k, k), the matrices that were fitted.
    found : the model of these matrices.
    by_loadings, by_residuals : (..., k) derivatives of the number by loadings and residual
        variances.

    Returns
    -------
    FloatArray
        Symmetric, every entry of the matrix taken as free; nan where there is no model.

    Formula
    -------
    Implicit differentiation of the equations `dF/d(l, theta) = 0`: with `(u, t) = H^-1 (by_l,
    by_theta)`, H the Hessian of F at the solution, `G = M^-1 (u l' + l u' + diag(t)) M^-1`.

    Source
    ------
    Yuan and Bentler (2000), Sociological Methodology 30, 165-200,
    doi:10.1111/0081-1750.00078: the observed Hessian makes the standard error hold without
    normality and where one factor does not fit.
    """
    k = covariance.shape[-1]
    gradient = np.full((found.outcome.size, k, k), np.nan)
    fitted = found.outcome.reshape(-1) == FITTED
    if fitted.any():
        matrices = covariance.reshape(-1, k, k)[fitted]
        sd = np.sqrt(np.diagonal(matrices, axis1=1, axis2=2))
        loadings = found.loadings_std.reshape(-1, k)[fitted]
        wanted = [
            by_loadings.reshape(-1, k)[fitted] * sd,
            by_residuals.reshape(-1, k)[fitted] * sd**2,
        ]
        correlation, _ = correlations(matrices)
        _, inverse = discrepancy(loadings, correlation)
        _, hessian = derivatives(loadings, correlation, inverse)
        solved = np.linalg.solve(hessian, np.concatenate(wanted, axis=1)[..., None])[..., 0]
        inner = solved[:, :k, None] * loadings[:, None, :]
        inner = inner + inner.swapaxes(1, 2) + solved[:, k:, None] * np.eye(k)
        gradient[fitted] = inverse @ inner @ inverse / (sd[:, :, None] * sd[:, None, :])
    return gradient.reshape(covariance.shape)
