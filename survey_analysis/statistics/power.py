"""What is the smallest difference that these data could have shown?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from survey_analysis.errors import OptionError, check_confidence, shown
from survey_analysis.findings import Note
from survey_analysis.statistics.design_variance import design_means, design_of
from survey_analysis.statistics.effect_sizes import welch_df
from survey_analysis.statistics.group_means import group_means
from survey_analysis.statistics.group_test import groups_with_variance, pair_positions
from survey_analysis.statistics.interval import t_quantile
from survey_analysis.statistics.noncentral import noncentral_f, noncentral_t
from survey_analysis.statistics.rootfinding import falling_roots
from survey_analysis.tables.counts import Counts, FloatArray, IntArray


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class SmallestDetectable:
    """What every pair of groups could have shown; arrays are (P,), in the order of the groups.

    Attributes
    ----------
    groups : labels of the groups that took part.
    power : the chance of finding such a difference.
    group1, group2 : positions in `groups`.
    n1, n2 : respondents.
    difference : of the means, in the units of the outcome.
    effect : the same in standard deviations, the unit of Hedges' g.
    notes : who was left out, or why nothing could be computed.
    """

    groups: tuple[str, ...]
    power: float
    group1: IntArray
    group2: IntArray
    n1: FloatArray
    n2: FloatArray
    difference: FloatArray
    effect: FloatArray
    notes: tuple[Note, ...]


def smallest_detectable(
    counts: Counts, *, power: float = 0.8, confidence: float = 0.95
) -> SmallestDetectable:
    """What is the smallest true difference of two means that the test would most likely find?

    It depends on how many answered and how much they vary, not on the difference that was
    observed: the power of an observed difference would only be its p-value in other words.

    Parameters
    ----------
    counts : table of an outcome; the values are used as numbers.
    power : the chance of p < alpha that is asked for, above alpha and below 1.
    confidence : `1 - alpha` of the two-sided t test.

    Returns
    -------
    SmallestDetectable
        One entry per pair of groups, for a single test: with many tests, adjusted, it is larger.

    Missing data
    ------------
    Respondents without an answer or a group are not used. Groups with fewer than two different
    answers have no variance and are left out by name. nan where the design gives no variance.

    Formula
    -------
    `l se`, with l the noncentrality of t that solves `P(|T(df, l)| > t(1 - alpha/2)) = power`;
    se and df are those of the test of the difference (Welch's, or linearized by the design), s of
    `effect_sizes.hedges_g`; the effect is `l se / s`.

    Source
    ------
    Cohen (1988), Statistical Power Analysis for the Behavioral Sciences, chapter 2,
    doi:10.4324/9780203771587. Against observed power: Hoenig and Heisey (2001), The American
    Statistician 55, 19-24, doi:10.1198/000313001300339897.

    Verified against
    ----------------
    R 4.2.2 `power.t.test(strict = TRUE)` (1e-6), tests/reference/equivalence.json.

    Examples
    --------
    >>> from survey_analysis.tables.counts import from_tables
    >>> counts = from_tables([1, 2, 3], ("a", "b"), [[20, 50, 30], [40, 40, 20]])
    >>> found = smallest_detectable(counts)
    >>> found.difference, found.effect
    (array([0.28993809]), array([0.39814679]))
    """
    alpha = 1 - check_confidence(confidence)
    power = check_power(power, alpha)
    part = groups_with_variance(counts, by_design=True)
    kept = part.counts
    first, second = pair_positions(len(kept.groups))
    if design_of(kept) is None:
        means = group_means(kept)
        variance, n = means.variance, means.n
        se = np.sqrt(variance[first] / n[first] + variance[second] / n[second])
        df = welch_df(variance[first], n[first], variance[second], n[second])
    else:
        weighted = design_means(kept)
        variance, own = weighted.variance, np.diagonal(weighted.covariance)
        se = np.sqrt(own[first] + own[second] - 2 * weighted.covariance[first, second])
        df = weighted.joint_df[first, second]
    difference = detectable_noncentrality(df, power, alpha) * se
    return SmallestDetectable(
        groups=kept.groups,
        power=power,
        group1=first,
        group2=second,
        n1=kept.group_n[first],
        n2=kept.group_n[second],
        difference=difference,
        effect=difference / np.sqrt((variance[first] + variance[second]) / 2),
        notes=part.notes,
    )


def detectable_noncentrality(df: npt.ArrayLike, power: float, alpha: float) -> FloatArray:
    """The noncentrality at which a two-sided t test of level alpha has the power asked for.

    Parameters
    ----------
    df : any shape; degrees of freedom, nan where there are none.
    power, alpha : shares between 0 and 1, the power the larger.

    Examples
    --------
    >>> detectable_noncentrality([10.0, 1000.0], 0.8, 0.05)
    array([3.1099681, 2.8042759])
    """
    degrees = np.asarray(df, dtype=np.float64)
    flat = np.where(degrees > 0, degrees, np.nan).ravel()
    beyond = t_quantile(1 - alpha, flat)

    def too_weak(noncentrality: FloatArray) -> FloatArray:
        found = noncentral_t(-beyond, flat, -noncentrality)
        other_side = noncentral_t(-beyond, flat, noncentrality)
        return np.asarray(special.ndtri(power) - special.ndtri(found + other_side))

    start = np.maximum(beyond + special.ndtri(power), 0.5)
    found = falling_roots(too_weak, start - 0.5, start + 0.5, lowest=0.0, tolerance=1e-12)
    return found.reshape(degrees.shape)


def smallest_omega_squared(
    df1: float, df2: float, n: float, *, power: float = 0.8, confidence: float = 0.95
) -> float:
    """What is the smallest share of variance between groups that F would most likely find?

    Parameters
    ----------
    df1, df2 : degrees of freedom of F.
    n : respondents.
    power : the chance of p < alpha that is asked for, above alpha and below 1.
    confidence : `1 - alpha` of the test.

    Returns
    -------
    The true omega squared.

    Missing data
    ------------
    nan in, nan out.

    Formula
    -------
    `l / (l + n)`, with l the noncentrality of F that solves `P(F(df1, df2, l) > F(1 - alpha)) =
    power`.

    Source
    ------
    Cohen (1988), chapter 8; Steiger (2004), doi:10.1037/1082-989X.9.2.164.

    Verified against
    ----------------
    R 4.2.2 `pf(ncp =)` solved by `uniroot`; `power.anova.test` (1e-4), which searches coarsely;
    tests/reference/equivalence.json.

    Examples
    --------
    >>> round(smallest_omega_squared(3, 396, 400), 6)
    0.026789
    """
    alpha = 1 - check_confidence(confidence)
    power = check_power(power, alpha)
    first, second = (np.atleast_1d(np.asarray(one, dtype=np.float64)) for one in (df1, df2))
    beyond = np.asarray(special.fdtri(first, second, 1 - alpha), dtype=np.float64)

    def too_weak(root: FloatArray) -> FloatArray:
        missed = noncentral_f(beyond, first, second, root**2)
        return np.asarray(special.ndtri(missed) - special.ndtri(1 - power))

    far = np.sqrt(first * beyond) + 2
    found = falling_roots(too_weak, np.zeros_like(far), far, lowest=0.0, tolerance=1e-12) ** 2
    return float(found[0] / (found[0] + n))


def check_power(power: object, alpha: float) -> float:
    """The power as a number above alpha, which chance alone reaches, and below 1."""
    number = power if isinstance(power, (int, float)) else float("nan")
    if isinstance(power, bool) or not alpha < number < 1:
        raise OptionError(
            f"power={shown(power)} is not allowed. Give the chance of finding the difference: a "
            f"number above alpha ({alpha:.3g}) and below 1, such as 0.8."
        )
    return float(number)
