"""How probable is it that two correlated normal variables both stay below their limits?"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr, owens_t

from survey_analysis.tables.counts import FloatArray

FAR = 40.0
"""Beyond so many standard deviations nothing is left of the normal distribution."""


def bivariate_normal_cdf(h: npt.ArrayLike, k: npt.ArrayLike, rho: npt.ArrayLike) -> FloatArray:
    """How probable is `X <= h and Y <= k` for standard normal X and Y with correlation rho?

    Parameters
    ----------
    h, k : upper limits; infinite ones are allowed. The three are broadcast.
    rho : correlation from -1 to 1, both ends included.

    Returns
    -------
    Probabilities of the broadcast shape, with an absolute error below 1e-14.

    Missing data
    ------------
    nan in any argument gives nan.

    Formula
    -------
    `Phi(h)/2 + Phi(k)/2 - T(h, a_h) - T(k, a_k) - b` with T Owen's function,
    `a_h = (k - rho h) / (h sqrt(1 - rho^2))`, `a_k` the same with h and k exchanged, and b = 1/2
    where h and k have opposite signs (or one is zero and the other negative), else 0. Towards
    rho = ±1 `k - rho h` is written as `(k - h) + (1 - rho) h` or `(k + h) - (1 + rho) h`, so that
    no digits are lost.

    Source
    ------
    Owen (1956), Annals of Mathematical Statistics 27, 1075-1090, doi:10.1214/aoms/1177728074,
    equation 2.1; T by Patefield and Tandy (2000), Journal of Statistical Software 5(5),
    doi:10.18637/jss.v005.i05.

    Verified against
    ----------------
    Numerical integration with 30 digits (mpmath 1.4.1), scipy 1.17 `multivariate_normal.cdf`, and
    the closed form of orthants: tests/statistics/test_bivariate_normal.py.

    Examples
    --------
    >>> bivariate_normal_cdf(0, 0, 0.5)
    array(0.33333333)
    """
    h, k, rho = np.broadcast_arrays(*(np.asarray(one, dtype=np.float64) for one in (h, k, rho)))
    x, y = np.clip(h, -FAR, FAR), np.clip(k, -FAR, FAR)
    signs = np.sign(x) * np.sign(y)
    same = (signs > 0) | ((signs == 0) & (x + y >= 0))
    wing = _wing(x, y, rho) + _wing(y, x, rho)
    inside = (ndtr(x) + ndtr(y)) / 2 - wing - np.where(same, 0.0, 0.5)
    both_zero = np.arcsin(rho) / (2 * np.pi) + 0.25
    found = np.where((x == 0) & (y == 0), both_zero, inside)
    found = np.where(rho >= 1, ndtr(np.minimum(x, y)), found)
    found = np.where(rho <= -1, np.maximum(ndtr(x) - ndtr(-y), 0.0), found)
    return np.asarray(np.clip(found, 0.0, 1.0))


def bivariate_normal_density(h: npt.ArrayLike, k: npt.ArrayLike, rho: npt.ArrayLike) -> FloatArray:
    """The density of two standard normal variables; the derivative of the CDF by rho as well.

    Parameters
    ----------
    h, k : points; the density at an infinite one is 0. The three are broadcast.
    rho : correlation between -1 and 1, without the ends.

    Returns
    -------
    Densities of the broadcast shape.

    Missing data
    ------------
    nan in any argument gives nan.

    Formula
    -------
    `exp(-(h^2 - 2 rho h k + k^2) / (2 (1 - rho^2))) / (2 pi sqrt(1 - rho^2))`. That it is the
    derivative of the CDF by rho is Plackett's identity.

    Source
    ------
    Plackett (1954), Biometrika 41, 351-360, doi:10.1093/biomet/41.3-4.351.

    Verified against
    ----------------
    Differences of `bivariate_normal_cdf`; scipy 1.17 `multivariate_normal.pdf`.

    Examples
    --------
    >>> bivariate_normal_density(0, 0, 0)
    array(0.15915494)
    """
    h, k, rho = (np.asarray(one, dtype=np.float64) for one in (h, k, rho))
    x, y = np.clip(h, -FAR, FAR), np.clip(k, -FAR, FAR)
    rest = (1 - rho) * (1 + rho)
    square = np.where(
        rho >= 0, (x - y) ** 2 + 2 * (1 - rho) * x * y, (x + y) ** 2 - 2 * (1 + rho) * x * y
    )
    return np.asarray(np.exp(-square / (2 * rest)) / (2 * np.pi * np.sqrt(rest)))


def _wing(x: FloatArray, y: FloatArray, rho: FloatArray) -> FloatArray:
    """Owen's `T(x, (y - rho x) / (x sqrt(1 - rho^2)))`; a zero x counts as just above zero."""
    above = np.where(rho >= 0, (y - x) + (1 - rho) * x, (y + x) - (1 + rho) * x)
    below = x * np.sqrt((1 - rho) * (1 + rho))
    with np.errstate(divide="ignore", invalid="ignore"):
        slope = np.where(below == 0, np.copysign(np.inf, above), above / below)
    return np.asarray(owens_t(x, slope))
