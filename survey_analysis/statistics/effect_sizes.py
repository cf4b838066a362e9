"""How large is a difference of means, in units that can be compared between questions?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy import special

from survey_analysis.statistics.interval import Interval
from survey_analysis.statistics.noncentral import f_noncentrality, t_noncentrality
from survey_analysis.tables.counts import FloatArray

VarianceEffect = Literal["omega_squared", "epsilon_squared"]
"""Which share of the variance goes with a comparison of means."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectSize:
    """An effect size with its interval.

    Attributes
    ----------
    estimate, ci_low, ci_high : arrays of one shape.
    """

    estimate: FloatArray
    ci_low: FloatArray
    ci_high: FloatArray


def welch_df(
    variance1: npt.ArrayLike, n1: npt.ArrayLike, variance2: npt.ArrayLike, n2: npt.ArrayLike
) -> FloatArray:
    """Welch-Satterthwaite degrees of freedom of a difference of two means.

    Formula
    -------
    `(a + b)^2 / (a^2 / (n1 - 1) + b^2 / (n2 - 1))` with `a = s1^2 / n1`, `b = s2^2 / n2`.

    Source
    ------
    Welch (1947), Biometrika 34, 28-35, doi:10.1093/biomet/34.1-2.28.

    Examples
    --------
    >>> welch_df([4.0], [10.0], [4.0], [10.0])
    array([18.])
    """
    size1, size2 = np.asarray(n1, dtype=np.float64), np.asarray(n2, dtype=np.float64)
    a = np.asarray(variance1, dtype=np.float64) / size1
    b = np.asarray(variance2, dtype=np.float64) / size2
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray((a + b) ** 2 / (a**2 / (size1 - 1) + b**2 / (size2 - 1)))


def hedges_g(
    difference: FloatArray,
    variance1: FloatArray,
    n1: FloatArray,
    variance2: FloatArray,
    n2: FloatArray,
    confidence: float = 0.95,
) -> EffectSize:
    """How many standard deviations lie between two means?

    Parameters
    ----------
    difference : (M,) mean of group 1 minus mean of group 2.
    variance1, n1, variance2, n2 : (M,) variances (divisor n - 1) and sizes of the groups.
    confidence : share between 0 and 1.

    Returns
    -------
    EffectSize
        (M,) arrays.

    Missing data
    ------------
    nan where a variance is nan or both are zero.

    Formula
    -------
    `g = J(v) difference / s` with `s = sqrt((s1^2 + s2^2) / 2)`, v the Welch degrees of freedom
    and `J(v) = Gamma(v/2) / (sqrt(v/2) Gamma((v-1)/2))`. The ends are `J(v) l se / s`, with l the
    noncentralities of t that Welch's t does not contradict and `se^2 = s1^2/n1 + s2^2/n2`.

    Source
    ------
    Hedges (1981), Journal of Educational Statistics 6, 107-128, doi:10.3102/10769986006002107;
    average variance: Delacre, Lakens, Ley, Liu and Leys (2021), doi:10.31234/osf.io/tu6mp. Their
    degrees of freedom are other ones; Welch's, which R's effectsize takes, give intervals that
    cover .93 to .96 also for unequal groups. As a correction J(v) then takes a little too much:
    with 10 and 100 respondents g is 4 % too near to 0, with 5 and 50 it is 10 %.

    Verified against
    ----------------
    R effectsize 0.8.3 `hedges_g(pooled_sd = FALSE)`, tests/reference/groups.json.

    Examples
    --------
    >>> one = np.array([1.0])
    >>> effect = hedges_g(one, 4 * one, 20 * one, 4 * one, 20 * one)
    >>> effect.estimate, effect.ci_low, effect.ci_high
    (array([0.490055]), array([-0.13037]), array([1.10425]))
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        unit = np.sqrt((variance1 + variance2) / 2)
        se = np.sqrt(variance1 / n1 + variance2 / n2)
        df = welch_df(variance1, n1, variance2, n2)
        ends = t_noncentrality(difference / se, df, confidence)
        correction = small_sample_correction(df)
        scale = correction * se / unit
        return EffectSize(
            estimate=correction * difference / unit,
            ci_low=scale * ends.low,
            ci_high=scale * ends.high,
        )


def small_sample_correction(df: FloatArray) -> FloatArray:
    """Hedges' exact `J(df) = Gamma(df/2) / (sqrt(df/2) Gamma((df-1)/2))`; nan for df up to 1."""
    half = np.where(df > 1, df, np.nan) / 2
    # the rising factorial is this quotient of gamma functions, exact for large df as well
    return np.asarray(special.poch(half - 0.5, 0.5) / np.sqrt(half))


def omega_squared_welch(
    f: float, df1: float, df2: float, n: float, confidence: float = 0.95
) -> EffectSize:
    """What part of the variance goes with the groups, by Welch's F?

    Parameters
    ----------
    f, df1, df2 : Welch's F and its degrees of freedom.
    n : respondents.
    confidence : share between 0 and 1; p < .05 corresponds to 0.90, because F is one-sided.

    Returns
    -------
    EffectSize
        Arrays without dimension; the estimate is at least 0.

    Missing data
    ------------
    nan in, nan out.

    Formula
    -------
    `df1 (F - 1) / (df1 (F - 1) + n)`; the ends are `l / (l + n)` with l the noncentralities of
    F(df1, df2) that the observed F does not contradict.

    Source
    ------
    Carroll and Nordholm (1975), Educational and Psychological Measurement 35, 541-554,
    doi:10.1177/001316447503500304; Kirk (1996), doi:10.1177/0013164496056005002; Steiger (2004),
    doi:10.1037/1082-989X.9.2.164.

    Verified against
    ----------------
    R 4.2.2 `oneway.test` and `pf(ncp =)` solved by `uniroot`, tests/reference/groups.json. The
    formula of `effectsize(oneway.test())` with Welch's df2 in the place of n is three times too
    large and is not followed.

    Examples
    --------
    >>> omega_squared_welch(4.0, 3, 120.0, 400).estimate
    array(0.02200489)
    """
    lift = float(df1 * np.maximum(f - 1, 0.0))
    return _with_noncentral_f(lift / (lift + n), f, df1, df2, n, confidence)


def omega_squared(
    f: float, df1: float, df2: float, n: float, confidence: float = 0.95
) -> EffectSize:
    """What part of the variance goes with the groups, by the classical F?

    Parameters
    ----------
    f, df1, df2 : F and its degrees of freedom.
    n : respondents.
    confidence : share between 0 and 1; p < .05 corresponds to 0.90, because F is one-sided.

    Returns
    -------
    EffectSize
        Arrays without dimension; the estimate is at least 0.

    Missing data
    ------------
    nan in, nan out.

    Formula
    -------
    `df1 (F - 1) / (df1 F + df2 + 1)`; the ends as in `omega_squared_welch`.

    Source
    ------
    Hays (1963), Statistics for Psychologists; Steiger (2004), Psychological Methods 9, 164-182,
    doi:10.1037/1082-989X.9.2.164.

    Verified against
    ----------------
    R effectsize 0.8.3 `omega_squared` (estimate), `pf(ncp =)` solved by `uniroot` (ends),
    tests/reference/groups.json.

    Examples
    --------
    >>> omega_squared(4.0, 3, 396, 400).estimate
    array(0.02200489)
    """
    lift = float(df1 * np.maximum(f - 1, 0.0))
    return _with_noncentral_f(lift / (df1 * f + df2 + 1), f, df1, df2, n, confidence)


def epsilon_squared(
    f: float, df1: float, df2: float, n: float, confidence: float = 0.95
) -> EffectSize:
    """What part of the variance goes with the groups, by an F corrected for chance?

    Parameters
    ----------
    f, df1, df2 : F, the classical one or Welch's, and its degrees of freedom.
    n : respondents.
    confidence : share between 0 and 1; p < .05 corresponds to 0.90, because F is one-sided.

    Returns
    -------
    EffectSize
        Arrays without dimension; the estimate is at least 0.

    Missing data
    ------------
    nan in, nan out.

    Formula
    -------
    `df1 (F - 1) / (df1 (F - 1) + n - 1)`, for the classical F the same as
    `df1 (F - 1) / (df1 F + df2)` and as the adjusted R squared; the ends as in
    `omega_squared_welch`, because both estimate the same share of the population's variance.

    Source
    ------
    Kelley (1935), Proceedings of the National Academy of Sciences 21, 554-559,
    doi:10.1073/pnas.21.9.554; Steiger (2004), Psychological Methods 9, 164-182,
    doi:10.1037/1082-989X.9.2.164.

    Verified against
    ----------------
    R effectsize 0.8.3 `epsilon_squared` (estimate), `pf(ncp =)` solved by `uniroot` (ends),
    tests/reference/weighted_means.json. The interval of effectsize starts from an F that was
    shrunk before, which takes chance off twice, and is not followed.

    Examples
    --------
    >>> epsilon_squared(4.0, 3, 396, 400).estimate
    array(0.02205882)
    """
    lift = float(df1 * np.maximum(f - 1, 0.0))
    return _with_noncentral_f(lift / (lift + n - 1), f, df1, df2, n, confidence)


def _with_noncentral_f(
    estimate: float, f: float, df1: float, df2: float, n: float, confidence: float
) -> EffectSize:
    ends: Interval = f_noncentrality(f, df1, df2, confidence)
    return EffectSize(
        estimate=np.asarray(estimate, dtype=np.float64),
        ci_low=ends.low / (ends.low + n),
        ci_high=ends.high / (ends.high + n),
    )
