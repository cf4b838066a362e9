"""Intervals that several statistics share: t, normal, Wilson, Korn-Graubard."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from survey_analysis.tables.counts import FloatArray

TELLS_NOTHING = 1e6
"""An interval of so many standard errors is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """The two ends of a confidence interval.

    Attributes
    ----------
    low, high : arrays of one shape; nan where there is no interval.
    """

    low: FloatArray
    high: FloatArray


def normal_quantile(confidence: float) -> float:
    """The z with `confidence` of the standard normal distribution between -z and z.

    Examples
    --------
    >>> normal_quantile(0.95)
    1.959963984540054
    """
    return float(special.ndtri(0.5 + confidence / 2))


def t_quantile(confidence: float, df: npt.ArrayLike) -> FloatArray:
    """The t with `confidence` of Student's distribution between -t and t.

    Parameters
    ----------
    confidence : share between 0 and 1.
    df : any shape; infinite gives the normal quantile, nan or not above 0 gives nan. So do df that
        are next to none, as where one respondent holds nearly all weight: an interval of a
        million standard errors tells nothing.

    Examples
    --------
    >>> t_quantile(0.95, [10, np.inf])
    array([2.22813885, 1.95996398])
    """
    degrees = np.asarray(df, dtype=np.float64)
    usable = np.where(degrees > 0, degrees, np.nan)
    found = np.asarray(special.stdtrit(usable, 0.5 + confidence / 2), dtype=np.float64)
    return np.where(found < TELLS_NOTHING, found, np.nan)


def t_interval(
    estimate: npt.ArrayLike, se: npt.ArrayLike, df: npt.ArrayLike, confidence: float
) -> Interval:
    """Estimate plus and minus t times its standard error, over any shape.

    Examples
    --------
    >>> t_interval(2.0, 0.5, np.inf, 0.95)
    Interval(low=array(1.02001801), high=array(2.97998199))
    """
    middle = np.asarray(estimate, dtype=np.float64)
    half = t_quantile(confidence, df) * np.asarray(se, dtype=np.float64)
    return Interval(low=np.asarray(middle - half), high=np.asarray(middle + half))


def wilson(
    share: npt.ArrayLike,
    n: npt.ArrayLike,
    confidence: float,
    df: npt.ArrayLike = np.inf,
) -> Interval:
    """In what range does the share of a population lie?

    Parameters
    ----------
    share : any shape, observed shares from 0 to 1.
    n : any shape, respondents behind each share; an effective number may be a fraction.
    confidence : share between 0 and 1.
    df : degrees of freedom of the variance of a weighted share; the quantile is then Student's
        instead of the normal one.

    Returns
    -------
    Interval
        Ends that never leave [0, 1] and are defined at shares of 0 and 1.

    Missing data
    ------------
    nan where the share is nan, n is not above 0, or df is not above 0.

    Formula
    -------
    `(p + z^2/2n ± z sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n)`.

    Source
    ------
    Wilson (1927), Journal of the American Statistical Association 22, 209-212,
    doi:10.1080/01621459.1927.10502953. With an effective number for weighted shares: Franco,
    Little, Louis and Slud (2019), Journal of Survey Statistics and Methodology 7, 334-364,
    doi:10.1093/jssam/smy019.

    Verified against
    ----------------
    R 4.2.2 `prop.test(correct = FALSE)`, tests/reference/distributions.json.

    Examples
    --------
    >>> wilson([0.0, 0.5], 20, 0.95)
    Interval(low=array([0.        , 0.29929801]), high=array([0.16112516, 0.70070199]))
    """
    p = np.asarray(share, dtype=np.float64)
    size = np.asarray(n, dtype=np.float64)
    size = np.where(size > 0, size, np.nan)
    z2 = t_quantile(confidence, df) ** 2
    middle = p + z2 / (2 * size)
    half = np.sqrt(z2 * (p * (1 - p) / size + z2 / (4 * size**2)))
    scale = 1 + z2 / size
    # at 0 and 1 the exact ends are 0 and 1, and rounding must not move them
    low = np.where(p == 0, 0.0 * half, np.clip((middle - half) / scale, 0, 1))
    high = np.where(p == 1, 1 + 0.0 * half, np.clip((middle + half) / scale, 0, 1))
    return Interval(low=np.asarray(low), high=np.asarray(high))


def korn_graubard(share: npt.ArrayLike, n: npt.ArrayLike, confidence: float) -> Interval:
    """In what range does the share of a population lie, given an effective number?

    Parameters
    ----------
    share : any shape, estimated shares from 0 to 1.
    n : any shape, effective number of respondents behind each share; may be a fraction.
    confidence : share between 0 and 1.

    Returns
    -------
    Interval
        Ends that never leave [0, 1] and are defined at shares of 0 and 1.

    Missing data
    ------------
    nan where the share is nan or n is not above 0.

    Formula
    -------
    Clopper and Pearson's limits with `x = n p` successes: the beta quantiles
    `B(a/2; x, n - x + 1)` and `B(1 - a/2; x + 1, n - x)`, `a = 1 - confidence`; 0 at p = 0 and 1
    at p = 1.

    Source
    ------
    Korn and Graubard (1998), Survey Methodology 24, 193-201; Clopper and Pearson (1934),
    Biometrika 26, 404-413, doi:10.1093/biomet/26.4.404.

    Verified against
    ----------------
    R survey 4.1-1 `svyciprop(method = "beta")`, tests/reference/weighted_distributions.json.

    Examples
    --------
    >>> korn_graubard([0.0, 0.5], 20, 0.95)
    Interval(low=array([0.        , 0.27195785]), high=array([0.16843347, 0.72804215]))
    """
    size = np.asarray(n, dtype=np.float64)
    p, size = np.broadcast_arrays(
        np.asarray(share, dtype=np.float64), np.where(size > 0, size, np.nan)
    )
    known = np.where(np.isnan(p) | np.isnan(size), np.nan, 1.0)
    yes, no, tail = size * p, size * (1 - p), (1 - confidence) / 2
    nobody = yes < np.finfo(np.float64).tiny
    low = np.where(nobody, 0.0, special.betaincinv(np.where(nobody, 1.0, yes), no + 1, tail))
    high = np.where(p == 1, 1.0, special.betaincinv(yes + 1, np.where(p == 1, 1.0, no), 1 - tail))
    # the quantiles of nearly empty counts are not exact to the last digit
    low, high = np.minimum(low, p) * known, np.maximum(high, p) * known
    return Interval(low=np.asarray(low), high=np.asarray(high))
