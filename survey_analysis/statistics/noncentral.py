"""Which noncentrality would have made the observed t, F or chi-square just (un)likely?

`scipy.special.nctdtrinc` and `ncfdtrinc` return wrong values silently, so the distribution
functions are inverted here. Those of F and chi-square are our own sums, because `ncfdtr` before
scipy 1.15 is good for four digits only and `chndtr` is nan for a large noncentrality; `nctdtr`
before 1.15 is good for six digits.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from scipy import special

from survey_analysis.statistics.interval import Interval, normal_quantile
from survey_analysis.statistics.rootfinding import falling_roots
from survey_analysis.tables.counts import FloatArray

MOST_COUNTS = 20_000
"""Terms of a sum over Poisson counts; their probabilities are smooth."""


def t_noncentrality(t: npt.ArrayLike, df: npt.ArrayLike, confidence: float) -> Interval:
    """Which noncentralities of Student's t does the observed t not contradict?

    Parameters
    ----------
    t, df : one shape; the observed statistic and its degrees of freedom (may be fractional).
    confidence : share between 0 and 1.

    Returns
    -------
    Interval
        Ends where the observed t is the upper or lower `(1 - confidence) / 2` quantile.

    Missing data
    ------------
    nan in, nan out.

    Formula
    -------
    `P(T(df, low) > t) = P(T(df, high) < t) = (1 - confidence) / 2`.

    Source
    ------
    Steiger and Fouladi (1997), in Harlow, Mulaik and Steiger, What If There Were No
    Significance Tests?, 221-257.

    Verified against
    ----------------
    R 4.2.2 `pt(ncp =)` solved by `uniroot`, tests/reference/groups.json.

    Examples
    --------
    >>> t_noncentrality(2.0, 20.0, 0.95)
    Interval(low=array(-0.07708), high=array(4.03178))
    """
    observed, degrees = np.broadcast_arrays(
        np.asarray(t, dtype=np.float64), np.asarray(df, dtype=np.float64)
    )
    shape, observed, degrees = observed.shape, observed.ravel(), degrees.ravel()
    usable = np.isfinite(observed) & (degrees > 0)
    observed = np.where(usable, observed, np.nan)
    z = normal_quantile(confidence)
    with np.errstate(invalid="ignore", divide="ignore"):
        spread = np.sqrt(1 + observed**2 / (2 * degrees))
    ends = []
    for side in (1.0, -1.0):
        middle = observed - side * z * spread

        def too_likely(noncentrality: FloatArray, side: float = side) -> FloatArray:
            p = noncentral_t(observed, degrees, noncentrality)
            return np.asarray(special.ndtri(p), dtype=np.float64) - side * z

        found = falling_roots(
            too_likely,
            middle - 0.1 * spread,
            middle + 0.1 * spread,
            tolerance=1e-10,
        )
        ends.append(found.reshape(shape))
    return Interval(low=ends[0], high=ends[1])


def f_noncentrality(
    f: npt.ArrayLike, df1: npt.ArrayLike, df2: npt.ArrayLike, confidence: float
) -> Interval:
    """Which noncentralities of F does the observed F not contradict?

    Parameters
    ----------
    f, df1, df2 : one shape; the observed statistic and its degrees of freedom.
    confidence : share between 0 and 1.

    Returns
    -------
    Interval
        Ends as in `t_noncentrality`; 0 where even no noncentrality makes F that unlikely.

    Missing data
    ------------
    nan in, nan out.

    Formula
    -------
    `P(F(df1, df2, low) > f) = P(F(df1, df2, high) < f) = (1 - confidence) / 2`, where the
    distribution is a Poisson(l / 2) mixture of central ones with df1 + 2 j degrees of freedom.

    Source
    ------
    Steiger (2004), Psychological Methods 9, 164-182, doi:10.1037/1082-989X.9.2.164.

    Verified against
    ----------------
    R 4.2.2 `pf(ncp =)` solved by `uniroot`, tests/reference/groups.json.

    Examples
    --------
    >>> f_noncentrality(5.0, 3.0, 100.0, 0.95)
    Interval(low=array(1.95764302), high=array(32.32509005))
    """
    observed, first, second = (
        np.atleast_1d(np.asarray(one, dtype=np.float64)) for one in (f, df1, df2)
    )
    return _from_zero(
        lambda noncentrality: noncentral_f(observed, first, second, noncentrality),
        10 + first * observed,
        confidence,
        np.shape(f),
    )


def chi2_noncentrality(x: npt.ArrayLike, df: npt.ArrayLike, confidence: float) -> Interval:
    """Which noncentralities of chi-square does the observed chi-square not contradict?

    Parameters
    ----------
    x, df : one shape; the observed statistic and its degrees of freedom.
    confidence : share between 0 and 1.

    Returns
    -------
    Interval
        Ends as in `f_noncentrality`.

    Missing data
    ------------
    nan in, nan out.

    Formula
    -------
    `P(X(df, low) > x) = P(X(df, high) < x) = (1 - confidence) / 2`, where the distribution is
    a Poisson(l / 2) mixture of central ones with df + 2 j degrees of freedom.

    Source
    ------
    Smithson (2003), Confidence Intervals, chapter 4, doi:10.4135/9781412983761.

    Verified against
    ----------------
    R 4.2.2 `pchisq(ncp =)` solved by `uniroot`, tests/reference/groups.json.

    Examples
    --------
    >>> chi2_noncentrality(20.0, 4.0, 0.95)
    Interval(low=array(4.0804603), high=array(37.76392261))
    """
    observed, degrees = (np.atleast_1d(np.asarray(one, dtype=np.float64)) for one in (x, df))
    return _from_zero(
        lambda noncentrality: _noncentral_chi2(observed, degrees, noncentrality),
        10 + observed,
        confidence,
        np.shape(x),
    )


def noncentral_t(t: FloatArray, df: FloatArray, noncentrality: FloatArray) -> FloatArray:
    """P(T < t) of a noncentral t, all (M,); `P(T > t)` is that of -t with -noncentrality.

    Good to twelve decimals. nan in, or df not above 0: nan out.

    Examples
    --------
    >>> noncentral_t(np.array([2.0]), np.array([20.0]), np.array([1.5]))
    array([0.67462991])
    """
    p = np.asarray(special.nctdtr(df, noncentrality, t), dtype=np.float64)
    # far out scipy says nan at times, where p is 0 or 1 to the last digit
    far_out = np.isnan(p) & np.isfinite(t) & np.isfinite(noncentrality) & (df > 0)
    return np.where(far_out, np.where(noncentrality < t, 1.0, 0.0), p)


def noncentral_f(
    f: FloatArray, df1: FloatArray, df2: FloatArray, noncentrality: FloatArray
) -> FloatArray:
    """P(F < f) of a noncentral F, all (M,).

    Examples
    --------
    >>> noncentral_f(*(np.array([one]) for one in (3.0, 3.0, 100.0, 5.0)))
    array([0.6375829])
    """
    j, weight = _poisson(noncentrality / 2)
    share = (df1 * f / (df1 * f + df2))[:, None]
    central = special.betainc(df1[:, None] / 2 + j, df2[:, None] / 2, share)
    return np.asarray(np.minimum((weight * central).sum(axis=1), 1.0))


def _noncentral_chi2(x: FloatArray, df: FloatArray, noncentrality: FloatArray) -> FloatArray:
    """P(X < x), all (M,)."""
    j, weight = _poisson(noncentrality / 2)
    central = special.gammainc(df[:, None] / 2 + j, x[:, None] / 2)
    return np.asarray(np.minimum((weight * central).sum(axis=1), 1.0))


def _poisson(mean: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The counts that matter around the means, (J,), and their probabilities, (M, J).

    Where these are very many, every so-manieth stands for those around it.
    """
    mean = np.where(np.isfinite(mean), mean, 0.0)[:, None]
    reach = 8 * np.sqrt(mean) + 24
    last = np.ceil((mean + reach).max(initial=0.0))
    first = np.floor(np.maximum(mean - reach, 0.0).min(initial=last))
    j = np.arange(first, last, np.ceil((last - first) / MOST_COUNTS).clip(1))
    middle = np.floor(mean)
    log_weight = special.xlogy(j - middle, mean) - special.gammaln(j + 1)
    weight = np.exp(log_weight + special.gammaln(middle + 1))
    return j, weight / weight.sum(axis=1, keepdims=True)


def _from_zero(
    cdf: Callable[[FloatArray], FloatArray],
    far: FloatArray,
    confidence: float,
    shape: tuple[int, ...],
) -> Interval:
    """Both ends of an interval of a noncentrality that cannot be negative."""
    z = normal_quantile(confidence)
    at_zero = special.ndtri(cdf(np.zeros_like(far)))
    ends = []
    for side in (1.0, -1.0):

        def too_likely(root: FloatArray, side: float = side) -> FloatArray:
            return np.asarray(special.ndtri(cdf(root**2)) - side * z)

        # the root of the noncentrality, because the quantile is nearly linear in it
        root = falling_roots(
            too_likely, np.zeros_like(far), np.sqrt(far), lowest=0.0, tolerance=1e-11
        )
        found = root**2
        found = np.where(at_zero <= side * z, 0.0, found)
        ends.append(np.where(np.isnan(at_zero), np.nan, found).reshape(shape))
    return Interval(low=ends[0], high=ends[1])
