"""How much of the sum of the items is the one thing that they share? McDonald's omega."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from survey_analysis.errors import OptionError, check_confidence, check_option
from survey_analysis.findings import Note
from survey_analysis.statistics.influence import influence_values, standard_errors
from survey_analysis.statistics.interval import Interval
from survey_analysis.statistics.item_covariances import (
    ItemCovariances,
    Missing,
    item_covariances,
    why_no_answers,
)
from survey_analysis.statistics.one_factor import (
    FITTED,
    LEAST_ITEMS,
    SINGULAR,
    OneFactor,
    gradient_by_covariance,
    one_factor,
    one_factor_fit,
)
from survey_analysis.statistics.reliability_intervals import NOTHING, log_interval
from survey_analysis.tables.counts import FloatArray
from survey_analysis.tables.moments import Moments
from survey_analysis.tables.patterns import PatternRows, Patterns


@dataclass(frozen=True, slots=True, kw_only=True)
class OmegaResult:
    """McDonald's omega of a domain and the one-factor model behind it.

    Arrays are (G,) in the order of `Moments.groups`, those of items (G, k).

    Attributes
    ----------
    n_used : respondents behind omega: those who answered all items (pairwise: any item).
    omega : share of true variance in the variance of the sum that the model implies.
    omega_se, ci_low, ci_high : its standard error and interval.
    omega_observed : share of true variance in the observed variance of the sum.
    omega_observed_se, observed_ci_low, observed_ci_high : its standard error and interval.
    loadings : covariances of the items with the factor, in the units of the items.
    loadings_std : the same in standard deviations of the items.
    residual_variances : of the items, in squared units.
    chi2, df, p_value, cfi, rmsea, srmr : how well one factor fits.
    heywood : whether a residual variance is negative.
    notes : for each group, the gravest thing to know, or None.
    """

    n_used: FloatArray
    omega: FloatArray
    omega_se: FloatArray
    ci_low: FloatArray
    ci_high: FloatArray
    omega_observed: FloatArray
    omega_observed_se: FloatArray
    observed_ci_low: FloatArray
    observed_ci_high: FloatArray
    loadings: FloatArray
    loadings_std: FloatArray
    residual_variances: FloatArray
    chi2: FloatArray
    df: FloatArray
    p_value: FloatArray
    cfi: FloatArray
    rmsea: FloatArray
    srmr: FloatArray
    heywood: npt.NDArray[np.bool_]
    notes: tuple[Note | None, ...]


def mcdonald_omega(
    moments: Moments,
    *,
    missing: Missing = "listwise",
    patterns: Patterns | None = None,
    confidence: float = 0.95,
) -> OmegaResult:
    """How much of the sum of the items is the one thing they share, and is it one thing?

    Parameters
    ----------
    moments : of a domain, reverse items turned.
    missing : "listwise" uses respondents who answered all items; "pairwise" uses for each pair
        of items those who answered both, and then has no interval and no test of fit.
    patterns : complete answer rows of the same domain and groups. Standard errors and intervals
        need them; without them these are nan.
    confidence : share between 0 and 1.

    Returns
    -------
    OmegaResult
        One entry for every row of the table, the last one (no group) included.

    Missing data
    ------------
    See `missing`. With fewer than three items, where the covariances have no inverse, or where
    the one-factor model has no solution, everything is nan and `notes` says why.

    A negative residual variance (a Heywood case) is reported as it is, with a warning: the model
    does not fit, or respondents are too few, and omega is then not to be relied on. Only there can
    an omega exceed 1; from 1 on it has no interval. Neither can be negative.

    With weights, chi-square, its p-value, CFI and RMSEA are nan: they would need a correction for
    the weights. With "pairwise" they are nan, too. Omega, loadings and SRMR stay.

    Formula
    -------
    `omega = (sum l)^2 / ((sum l)^2 + sum theta)`, `omega_observed = (sum l)^2 / 1'S1`, with l and
    theta from `one_factor`. SE from influence values of the respondents, with the derivative of
    the fit by its own observed Hessian: the sandwich, which supposes neither normal answers nor a
    model that fits. Interval of `log(1 - omega)` on t(n-1), its lower end not below 0.

    Source
    ------
    McDonald (1999), Test Theory: A Unified Treatment, equation 6.20b; Raykov (2002), Multivariate
    Behavioral Research 37, 89-103, doi:10.1207/S15327906MBR3701_04; the second one: Kelley and
    Pornprasertmanit (2016), Psychological Methods 21, 69-92, doi:10.1037/a0040086 (they call it
    hierarchical); the standard error: Yuan and Bentler (2002), Psychometrika 67, 251-259,
    doi:10.1007/BF02294845.

    Verified against
    ----------------
    R lavaan 0.6-14 and semTools 0.5-6 (`compRelSEM`, both `obs.var`), the standard error `MLR`
    times `sqrt(n / (n - 1))`: tests/reference/omega.json.

    Examples
    --------
    >>> import numpy as np
    >>> from survey_analysis.tables.moments import tabulate_blocks
    >>> answers = np.array([[1, 2, 2], [3, 3, 4], [4, 5, 4], [2, 1, 2], [5, 4, 5], [3, 4, 2.0]])
    >>> blocks = [(answers, None, None)]
    >>> table = tabulate_blocks(blocks, np.full(3, 3.0), ("",), weighted=False)
    >>> mcdonald_omega(table).omega
    array([0.90415584])
    """
    check_option("missing", missing, Missing)
    level = check_confidence(confidence)
    if patterns is not None and patterns.groups != moments.groups:
        raise OptionError("moments and patterns must be of the same groups.")
    items = item_covariances(moments, missing)
    found = one_factor(items.covariance)
    weighted = _weights_differ(moments)
    tested = np.where((missing == "listwise") & ~weighted, items.n, np.nan)
    fit = one_factor_fit(items.covariance, found, tested)
    both = _ratios(items.covariance, found)
    se = _standard_errors(items, found, patterns if missing == "listwise" else None)
    ends = _ends(both, se, items.n, level)
    return OmegaResult(
        n_used=items.n,
        omega=both[:, 0],
        omega_se=se[:, 0],
        ci_low=ends.low[:, 0],
        ci_high=ends.high[:, 0],
        omega_observed=both[:, 1],
        omega_observed_se=se[:, 1],
        observed_ci_low=ends.low[:, 1],
        observed_ci_high=ends.high[:, 1],
        loadings=found.loadings,
        loadings_std=found.loadings_std,
        residual_variances=found.residual_variances,
        chi2=fit.chi2,
        df=fit.df,
        p_value=fit.p_value,
        cfi=fit.cfi,
        rmsea=fit.rmsea,
        srmr=fit.srmr,
        heywood=np.asarray(found.heywood.any(axis=1)),
        notes=tuple(
            why_no_answers(moments, items, missing, group)
            or _why_no_model(moments.n_items, int(found.outcome[group]))
            or _remark(found.heywood[group], missing, weighted=bool(weighted[group]))
            for group in range(both.shape[0])
        ),
    )


def omegas(covariance: FloatArray) -> FloatArray:
    """Both omegas of a stack of covariance matrices.

    Parameters
    ----------
    covariance : (..., k, k) of the items, any divisor.

    Returns
    -------
    FloatArray
        (..., 2): by the variance of the sum that the model implies, and by the observed one; nan
        where there is no one-factor model.

    Examples
    --------
    >>> import numpy as np
    >>> omegas(np.array([[4, 2, 2], [2, 4, 1], [2, 1, 4.0]]))
    array([0.72727273, 0.72727273])
    """
    return _ratios(covariance, one_factor(covariance))


def omega_gradients(covariance: FloatArray) -> FloatArray:
    """Derivatives of both omegas by the covariances.

    Parameters
    ----------
    covariance : (..., k, k) of the items; the derivatives have the inverse of its unit.

    Returns
    -------
    FloatArray
        (..., 2, k, k), symmetric, every entry of a matrix taken as free.
    """
    return _gradients(covariance, one_factor(covariance))


def omega_if_dropped(moments: Moments, *, missing: Missing = "listwise") -> FloatArray:
    """What would omega (by the variance that the model implies) be without each item?

    Parameters
    ----------
    moments : of a domain, reverse items turned.
    missing : as in `mcdonald_omega`; "listwise" keeps the same respondents for every item.

    Returns
    -------
    FloatArray
        (G, k).

    Missing data
    ------------
    nan with fewer than four items (three must be left), and where the rest has no one-factor
    model.

    Examples
    --------
    >>> import numpy as np
    >>> from survey_analysis.tables.moments import tabulate_blocks
    >>> a = [[1, 2, 2, 1], [3, 3, 4, 2], [4, 5, 4, 5], [2, 1, 2, 3], [5, 4, 5, 4], [3, 4, 2, 3.0]]
    >>> blocks = [(np.array(a), None, None)]
    >>> table = tabulate_blocks(blocks, np.full(4, 3.0), ("",), weighted=False)
    >>> omega_if_dropped(table).round(3)
    array([[0.827, 0.915, 0.9  , 0.904]])
    """
    check_option("missing", missing, Missing)
    covariance = item_covariances(moments, missing).covariance
    k = moments.n_items
    if k <= LEAST_ITEMS:
        return np.full(covariance.shape[:2], np.nan)
    kept = np.array([[other for other in range(k) if other != item] for item in range(k)])
    return omegas(covariance[:, kept[:, :, None], kept[:, None, :]])[..., 0]


def _ratios(covariance: FloatArray, found: OneFactor) -> FloatArray:
    true = found.loadings.sum(axis=-1) ** 2
    with np.errstate(invalid="ignore", divide="ignore"):
        implied = true / (true + found.residual_variances.sum(axis=-1))
        return np.stack([implied, true / covariance.sum(axis=(-2, -1))], axis=-1)


def _gradients(covariance: FloatArray, found: OneFactor) -> FloatArray:
    one = np.ones(covariance.shape[-1])
    loading = found.loadings.sum(axis=-1)[..., None]
    true, error = loading**2, found.residual_variances.sum(axis=-1)[..., None]
    total = covariance.sum(axis=(-2, -1))[..., None]
    with np.errstate(invalid="ignore", divide="ignore"):
        implied = gradient_by_covariance(
            covariance,
            found,
            2 * loading * error / (true + error) ** 2 * one,
            -true / (true + error) ** 2 * one,
        )
        observed = gradient_by_covariance(
            covariance, found, 2 * loading / total * one, np.zeros_like(covariance[..., 0])
        )
        observed = observed - (true / total**2)[..., None]
    return np.stack([implied, observed], axis=-3)


def _standard_errors(
    items: ItemCovariances, found: OneFactor, patterns: Patterns | None
) -> FloatArray:
    """Standard errors (G, 2) of both omegas; nan without the answer rows."""
    se = np.full((items.n.size, 2), np.nan)
    if patterns is None:
        return se
    # influence values are about covariances with divisor n
    gradients = _gradients(items.covariance, found)
    with np.errstate(invalid="ignore", divide="ignore"):
        gradients *= (items.n / (items.n - 1))[:, None, None, None]
    for group in np.flatnonzero(found.outcome == FITTED):
        rows = patterns.rows_of(int(group))
        complete = ~np.isnan(rows.values).any(axis=1)
        rows = PatternRows(*(one[complete] for one in rows))
        se[group] = standard_errors(rows, influence_values(rows, gradients[group]))
    return se


def _ends(both: FloatArray, se: FloatArray, n: FloatArray, confidence: float) -> Interval:
    """Intervals (G, 2); the lower end is not below 0, where no omega can be."""
    with np.errstate(invalid="ignore"):
        below = np.where(both < 1 - NOTHING, both, np.nan)
        ends = log_interval(below, se, np.maximum(n - 1, 0)[:, None], confidence)
    return Interval(low=np.maximum(ends.low, 0.0), high=ends.high)


def _why_no_model(k: int, outcome: int) -> Note | None:
    if k < LEAST_ITEMS:
        return Note("SA332", "warning", {"n_items": k, "needed": LEAST_ITEMS})
    if outcome == SINGULAR:
        return Note("SA333", "warning")
    return None if outcome == FITTED else Note("SA334", "warning")


def _weights_differ(moments: Moments) -> npt.NDArray[np.bool_]:
    """(G,) whether the respondents of a group weigh differently; equal weights are as none."""
    return np.asarray(moments.w**2 < moments.n * moments.w2 * (1 - NOTHING))


def _remark(heywood: npt.NDArray[np.bool_], missing: Missing, *, weighted: bool) -> Note | None:
    """The gravest thing to know about the omegas of a group that has them."""
    for item in np.flatnonzero(heywood):
        return Note("SA335", "warning", {"item": int(item) + 1})
    if missing == "pairwise":
        return Note("SA307")
    return Note("SA336") if weighted else None
