"""How exactly is Cronbach's alpha known? Standard errors and intervals, one group an entry."""

from __future__ import annotations

import numpy as np
from scipy import special

from survey_analysis.statistics.interval import Interval, normal_quantile, t_quantile
from survey_analysis.statistics.linearization import Linearized, linearize
from survey_analysis.statistics.moment_influence import alpha_influence
from survey_analysis.tables.counts import FloatArray
from survey_analysis.tables.moments import Moments
from survey_analysis.tables.patterns import PatternRows
from survey_analysis.tables.sampling import UnitSums

NOTHING = 1e-11
"""A variance below this share of what it is computed from is zero but for rounding."""


def normal_theory_se(covariance: FloatArray, n: FloatArray) -> FloatArray:
    """Standard error of alpha for multivariate normal items.

    Parameters
    ----------
    covariance : (G, k, k) of the items.
    n : (G,) respondents (effective number with weights).

    Formula
    -------
    `Q = 2k^2 / ((k-1)^2 T^3) (T (tr S^2 + tr^2 S) - 2 tr S 1'S^2 1)`, `SE = sqrt(Q / n)`.

    Source
    ------
    van Zyl, Neudecker and Nel (2000), Psychometrika 65, 271-280, equation 21,
    doi:10.1007/BF02296146; Duhachek and Iacobucci (2004), Journal of Applied Psychology 89,
    792-808, doi:10.1037/0021-9010.89.5.792.
    """
    k = covariance.shape[1]
    trace = np.trace(covariance, axis1=1, axis2=2)
    total = covariance.sum(axis=(1, 2))
    rows = covariance.sum(axis=2)
    squares = (covariance**2).sum(axis=(1, 2))
    with np.errstate(invalid="ignore", divide="ignore"):
        inner = total * (squares + trace**2) - 2 * trace * (rows**2).sum(axis=1)
        q = 2 * k**2 / ((k - 1) ** 2 * total**3) * inner
        return np.asarray(np.sqrt(np.maximum(q, 0) / n))


def normal_interval(alpha: FloatArray, se: FloatArray, confidence: float) -> Interval:
    """Alpha plus and minus the normal quantile times its standard error."""
    half = normal_quantile(confidence) * se
    return Interval(low=alpha - half, high=alpha + half)


def feldt_interval(alpha: FloatArray, n: FloatArray, k: int, confidence: float) -> Interval:
    """Exact interval for normal items that all measure the same thing equally well.

    Formula
    -------
    `1 - (1 - alpha) F` with F the quantiles `(1 ± confidence) / 2` of
    `F(n - 1, (n - 1)(k - 1))`.

    Source
    ------
    Feldt (1965), Psychometrika 30, 357-370, doi:10.1007/BF02289499; Feldt, Woodruff and Salih
    (1987), Applied Psychological Measurement 11, 93-103, doi:10.1177/014662168701100107.
    """
    df1 = np.where(n > 1, n - 1, np.nan)
    df2 = df1 * (k - 1)
    upper, lower = (special.fdtri(df1, df2, (1 + side * confidence) / 2) for side in (1, -1))
    return Interval(low=1 - (1 - alpha) * upper, high=1 - (1 - alpha) * lower)


def distribution_free_se(moments: Moments) -> FloatArray:
    """Standard error of alpha without assumptions on the distribution (ADF), (G,).

    Formula
    -------
    A respondent's influence on alpha is `-k/(k-1) (z'z / T - tr S t^2 / T^2)` with `z = y - m`,
    `t = sum z_j`, and S, T with divisor n (W). It is linear in the vector u of `Moments`, with
    coefficients b (`moment_influence`), so that its squares add up to `b' M2 b`;
    `SE^2 = n/(n-1) b' M2 b / W^2`.

    Source
    ------
    Yuan, Guarnaccia and Hayslip (2003), Educational and Psychological Measurement 63, 5-23,
    doi:10.1177/0013164402239314; Maydeu-Olivares, Coffman and Hartmann (2007), Psychological
    Methods 12, 157-176, doi:10.1037/1082-989X.12.2.157.
    """
    b = alpha_influence(moments)
    with np.errstate(invalid="ignore", divide="ignore"):
        squares = np.einsum("gi,gij,gj->g", b, moments.M2, b)
        unbiased = moments.n / (moments.n - 1)
        return np.asarray(np.sqrt(unbiased * np.maximum(squares, 0)) / moments.w)


def design_based_alpha(moments: Moments, units: UnitSums) -> Linearized:
    """Covariances of the alphas of the groups, with strata, clusters and population sizes.

    Formula
    -------
    The influence of `distribution_free_se`, added up in each sampling unit; `linearization`.
    """
    return linearize(units, alpha_influence(moments))


def jackknife_log_se(rows: PatternRows) -> float:
    """Delete-one standard error of `log(1 - alpha)`; nan where a group without one has none.

    Formula
    -------
    `SE^2 = (n-1)/n sum (L_i - mean L)^2`, where `L_i` is `log(1 - alpha)` without respondent i.

    Source
    ------
    Efron and Stein (1981), Annals of Statistics 9, 586-596, doi:10.1214/aos/1176345462.
    """
    values, n, w, _ = rows
    k = values.shape[1]
    z = values - np.average(values, axis=0, weights=w)
    t = z.sum(axis=1)
    one = (w / n)[:, None]
    rest = (w.sum() - w / n)[:, None]
    if (rest <= NOTHING * w.sum()).any():  # one respondent carries all the weight
        return np.nan
    variances = (w @ z**2 - one * z**2) / rest - (one * z / rest) ** 2
    trace = variances.sum(axis=1)
    total = (w @ t**2 - one[:, 0] * t**2) / rest[:, 0] - (one[:, 0] * t / rest[:, 0]) ** 2
    spread = w @ (z**2).sum(axis=1) / w.sum()
    if (trace <= NOTHING * spread).any() or (total <= NOTHING * trace).any():
        return np.nan
    unexplained = (k * trace / total - 1) / (k - 1)
    if (unexplained <= NOTHING).any():
        return np.nan
    logs = np.log(unexplained)
    size = n.sum()
    return float(np.sqrt((size - 1) / size * (n @ (logs - n @ logs / size) ** 2)))


def log_interval(alpha: FloatArray, se: FloatArray, df: FloatArray, confidence: float) -> Interval:
    """Interval `1 - exp(L ± t se / (1 - alpha))` with `L = log(1 - alpha)`."""
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        half = t_quantile(confidence, df) * se / (1 - alpha)
        return Interval(low=1 - (1 - alpha) * np.exp(half), high=1 - (1 - alpha) * np.exp(-half))
