"""Do weighted means differ, given how the respondents were drawn? Linearized t, Wald's F."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from scipy import special

from survey_analysis.errors import check_confidence, check_option
from survey_analysis.findings import Note
from survey_analysis.statistics.design_variance import DesignMeans, design_means, design_of
from survey_analysis.statistics.effect_sizes import VarianceEffect
from survey_analysis.statistics.group_test import (
    GroupTest,
    PairTests,
    groups_with_variance,
    not_computed,
    pair_positions,
)
from survey_analysis.statistics.interval import t_interval
from survey_analysis.statistics.joint_test import contrast_covariance, joint_test
from survey_analysis.statistics.multiplicity import holm
from survey_analysis.statistics.weighted_effects import weighted_g, weighted_variance_share
from survey_analysis.tables.cell_design import FEW_EFFECTIVE, simple_design
from survey_analysis.tables.counts import Counts, FloatArray, IntArray

NO_VARIANCE = 1e-10
"""So small a part of the variance of a simple random sample is rounding: nothing varies."""

TOO_OFTEN = 0.07
"""From this share of wrong differences on, where .05 are meant, a note warns."""

LINEARIZED_T = (
    "Design-based t test of two weighted means, two-sided, with the variance by weights and design "
    "(Binder 1983; Korn and Graubard 1999); weighted Hedges' g by the average variance, with a t "
    "interval by the same."
)
WALD_F = (
    "Design-based Wald F test of several weighted means, with their covariance by weights and "
    "design (Binder 1983; Korn and Graubard 1999; Welch 1951 where groups are small); weighted "
    "{effect} with an interval by a scaled noncentral F (Rao and Scott 1984; Steiger 2004); pairs "
    "by design-based t, Holm-adjusted within the pairs, with weighted Hedges' g."
)


def wald(counts: Counts, *, confidence: float = 0.95) -> GroupTest:
    """Do the weighted means of two or more groups differ?

    Parameters
    ----------
    counts : table of an outcome with a sampling design; the values are used as numbers.
    confidence : share between 0 and 1.

    Returns
    -------
    GroupTest
        `linearized_t` where there are two groups or two that can take part, else `wald_f`.

    Missing data
    ------------
    As `wald_f`.

    Formula
    -------
    See `linearized_t` and `wald_f`.

    Source
    ------
    See `linearized_t` and `wald_f`.

    Verified against
    ----------------
    As `linearized_t` and `wald_f`.

    Examples
    --------
    >>> from survey_analysis.tables.counts import from_tables
    >>> wald(from_tables([1, 2], ("a", "b"), [[2, 5], [4, 4]], [[3, 5], [4, 4]],
    ...                  [[5, 6], [4, 5]])).test
    'linearized_t'
    """
    usable = groups_with_variance(counts, by_design=True).counts.groups
    two = len(usable) == 2 or len(counts.named.groups) == 2
    return (linearized_t if two else wald_f)(counts, confidence=confidence)


def linearized_t(counts: Counts, *, confidence: float = 0.95) -> GroupTest:
    """Do the weighted means of two groups differ?

    Parameters
    ----------
    counts : table of an outcome with two groups; the values are used as numbers. Without a design
        the respondents are taken as drawn one by one.
    confidence : share between 0 and 1.

    Returns
    -------
    GroupTest
        `statistic` is t, positive where the first group has the higher mean, `df1` its degrees
        of freedom; the only pair carries the difference with its interval.

    Missing data
    ------------
    Respondents without an answer or a group have no influence, but stay in the sample. A group
    with fewer than two different answers is left out, named, and nothing is computed; neither is
    it where the design gives no variance.

    Formula
    -------
    `t = (m1 - m2) / se`, `se^2 = V11 + V22 - 2 V12` with V of `design_variance.design_means`; the
    degrees of freedom are those of `design_variance.joint_df`.

    Source
    ------
    Binder (1983), International Statistical Review 51, 279-292, doi:10.2307/1402588; Korn and
    Graubard (1999), Analysis of Health Surveys, Wiley, section 5.2; `weighted_effects.weighted_g`.

    Verified against
    ----------------
    R survey 4.1.1 `svyttest`, `svyby` and `svycontrast` with strata, clusters and population
    sizes, tests/reference/weighted_means.json.

    Examples
    --------
    >>> from survey_analysis.tables.counts import from_tables
    >>> counts = from_tables([1, 2], ("a", "b"), [[20, 50], [40, 40]],
    ...                      [[30, 50], [40, 40]], [[50, 60], [40, 50]])
    >>> found = linearized_t(counts)
    >>> round(found.statistic, 6), found.df1, round(found.p_value, 6)
    (1.402931, 148.0, 0.162732)
    """
    check_confidence(confidence)
    part = groups_with_variance(_with_design(counts), at_most=2, by_design=True)
    if not part.ready:
        return not_computed("linearized_t", part, "hedges_g", LINEARIZED_T)
    means = design_means(part.counts)
    why = _why_not(means, float(means.joint_df[0, 1]))
    if why is not None:
        return not_computed("linearized_t", part, "hedges_g", LINEARIZED_T, why)
    pairs = _pairs(part.counts, means, confidence)
    return GroupTest(
        test="linearized_t",
        groups=part.counts.groups,
        n=int(part.counts.group_n.sum()),
        statistic=float(pairs.statistic[0]),
        df1=float(pairs.df[0]),
        df2=float("nan"),
        p_value=float(pairs.p_value[0]),
        effect_name="hedges_g",
        effect=float(pairs.effect[0]),
        effect_ci_low=float(pairs.effect_ci_low[0]),
        effect_ci_high=float(pairs.effect_ci_high[0]),
        pairs=pairs,
        notes=(*part.notes, *_small(part.counts, means)),
        method=LINEARIZED_T,
    )


def wald_f(
    counts: Counts, *, confidence: float = 0.95, effect: VarianceEffect = "omega_squared"
) -> GroupTest:
    """Do the weighted means of several groups differ?

    Parameters
    ----------
    counts : table of an outcome; the values are used as numbers. Without a design the respondents
        are taken as drawn one by one.
    confidence : share between 0 and 1. F has one side, so p < .05 corresponds to 0.90.
    effect : "omega_squared" or "epsilon_squared"; see `weighted_effects`.

    Returns
    -------
    GroupTest
        F with `df1`, `df2`, the weighted share of variance, and pairs by linearized t with Holm's
        p-values.

    Missing data
    ------------
    Respondents without an answer or a group have no influence, but stay in the sample. Groups
    with fewer than two different answers are left out by name. Nothing is computed, and a note
    says why, where the design gives no variance, leaves no degrees of freedom, or does not tell
    the means apart.

    Formula
    -------
    `F = b' V^-1 b / (k-1)` on `k - 1` and `df - (k - 1)`, with b the differences of the means to
    that of the first group, V their covariance by `design_variance.design_means` and df the
    sampling units that hold any of the groups minus their strata. Where a group has an effective
    n below 30, V is HC3's there, and Welch's correction is made: F is divided by
    `1 + 2 (k-2) L / (k^2 - 1)` with `L = sum (1 - w_j / sum w)^2 / df_j`, `w_j = 1 / V_jj`, and
    df2 is at most `(k^2 - 1) / (3 L)`.

    This is the F of R survey. With few clusters it is too large: if V is that of normal totals,
    `(df - k + 2) / df` of it is F on `k - 1` and `df - k + 2` (Korn and Graubard 1990). A note
    warns where a test at 5 % then finds more than .07 differences that are none, as with five
    groups on a df below 28. In simulations eight groups in 13 clusters had .155 (.149 by
    that formula), five in 21 clusters .083 (.077).

    Source
    ------
    Binder (1983), International Statistical Review 51, 279-292, doi:10.2307/1402588; few clusters:
    Korn and Graubard (1990), The American Statistician 44, 270-276,
    doi:10.1080/00031305.1990.10475737; small groups: Welch (1951), Biometrika 38, 330-336,
    doi:10.1093/biomet/38.3-4.330; `weighted_effects.weighted_variance_share`.

    Verified against
    ----------------
    R survey 4.1.1 `svyglm` and `regTermTest`, `svyby` and `svycontrast` with strata, clusters and
    population sizes (groups that are not small), tests/reference/weighted_means.json. With an
    effective n of 12 to 15 in two to twelve groups of 5-point answers and lognormal weights, tests
    at 5 % find .042 to .065 differences that are none, without the correction .052 to .101.

    Examples
    --------
    >>> from survey_analysis.tables.counts import from_tables
    >>> counts = from_tables([1, 2], ("a", "b", "c"), [[20, 50], [40, 40], [30, 60]],
    ...                      [[30, 50], [40, 40], [40, 60]], [[50, 60], [40, 50], [60, 70]])
    >>> found = wald_f(counts)
    >>> round(found.statistic, 6), found.df2, round(found.p_value, 6)
    (1.17325, 237.0, 0.31115)
    """
    check_confidence(confidence)
    check_option("effect", effect, VarianceEffect)
    method = WALD_F.format(effect=effect.replace("_", " "))
    part = groups_with_variance(_with_design(counts), by_design=True)
    if not part.ready:
        return not_computed("wald_f", part, effect, method)
    means = design_means(part.counts)
    divisor, df2 = _small_sample(means)
    f = _wald_statistic(means) / divisor
    why = _why_not(means, df2) or (Note("SA732", "warning") if np.isnan(f) else None)
    if why is not None:
        return not_computed("wald_f", part, effect, method, why)
    size = weighted_variance_share(part.counts, means, df2, confidence, effect)
    df1 = float(means.n.size - 1)
    return GroupTest(
        test="wald_f",
        groups=part.counts.groups,
        n=int(part.counts.group_n.sum()),
        statistic=f,
        df1=df1,
        df2=df2,
        p_value=float(special.fdtrc(df1, df2, f)),
        effect_name=effect,
        effect=float(size.estimate),
        effect_ci_low=float(size.ci_low),
        effect_ci_high=float(size.ci_high),
        pairs=_pairs(part.counts, means, confidence),
        notes=(*part.notes, *_small(part.counts, means), *_few_clusters(part.counts, means)),
        method=method,
    )


def _with_design(counts: Counts) -> Counts:
    """The counts with a design: respondents drawn one by one where nothing else is known."""
    return replace(counts, design=design_of(counts) or simple_design(counts))


def _why_not(means: DesignMeans, df2: float) -> Note | None:
    """Why the means cannot be tested, or None when they can."""
    if means.why is not None:
        return means.why
    first, second = pair_positions(means.n.size)
    by_chance = means.variance / means.n
    least = NO_VARIANCE * (by_chance[first] + by_chance[second])
    if (_of_differences(means, first, second) <= least).any():
        return Note("SA730", "warning")
    return None if df2 > 0 else Note("SA731", "warning", {"n": means.n.size})


def _of_differences(means: DesignMeans, first: IntArray, second: IntArray) -> FloatArray:
    """(P,) variances of the differences of pairs of means."""
    own = np.diagonal(means.covariance)
    return np.asarray(own[first] + own[second] - 2 * means.covariance[first, second])


def _wald_statistic(means: DesignMeans) -> float:
    """`b' V^-1 b / (k-1)` of the differences to the first mean; nan where V has no inverse."""
    k = means.n.size
    contrasts = np.hstack([-np.ones((k - 1, 1)), np.eye(k - 1)])
    covariance = contrast_covariance(contrasts, means.covariance)
    return joint_test(contrasts @ means.mean, covariance, df=1.0).statistic


def _small_sample(means: DesignMeans) -> tuple[float, float]:
    """What F is divided by, and its second degrees of freedom; Welch's where groups are small."""
    k = means.n.size
    df2 = means.df_all - (k - 1)
    if not means.small.any():
        return 1.0, df2
    with np.errstate(invalid="ignore", divide="ignore"):
        weight = 1 / np.diagonal(means.covariance)
        imbalance = float(((1 - weight / weight.sum()) ** 2 / means.df).sum())
        divisor = 1 + 2 * (k - 2) * imbalance / (k**2 - 1)
        return divisor, float(np.minimum(df2, (k**2 - 1) / (3 * np.float64(imbalance))))


def _small(counts: Counts, means: DesignMeans) -> Iterator[Note]:
    """Which groups have so few effective respondents that another variance is taken."""
    if means.small.any():
        small = tuple(np.array(counts.groups, dtype=object)[means.small])
        yield Note("SA733", values={"groups": small, "few": f"{FEW_EFFECTIVE:g}"})


def _few_clusters(counts: Counts, means: DesignMeans) -> Iterator[Note]:
    """Whether clusters are so few that F finds differences too often."""
    design, df1 = design_of(counts), means.n.size - 1
    if design is None or not design.units.clustered:
        return
    df2 = means.df_all - df1
    beyond = special.fdtri(df1, df2, 0.95)
    rate = float(special.fdtrc(df1, df2 + 1, beyond * (df2 + 1) / means.df_all))
    if rate > TOO_OFTEN:
        yield Note("SA735", "warning", {"n": df1 + 1, "rate": f"{100 * rate:.0f}"})


def _pairs(counts: Counts, means: DesignMeans, confidence: float) -> PairTests:
    first, second = pair_positions(means.n.size)
    difference = means.mean[first] - means.mean[second]
    se = np.sqrt(_of_differences(means, first, second))
    df = np.where(means.joint_df[first, second] > 0, means.joint_df[first, second], np.nan)
    ends = t_interval(difference, se, df, confidence)
    p = np.asarray(2 * special.stdtr(df, -np.abs(difference / se)))
    effect = weighted_g(counts, means).interval(confidence)
    return PairTests(
        group1=first,
        group2=second,
        n1=means.n[first],
        n2=means.n[second],
        estimate=difference,
        se=se,
        ci_low=ends.low,
        ci_high=ends.high,
        statistic=difference / se,
        df=df,
        p_value=p,
        p_adjusted=holm(p),
        effect=effect.estimate,
        effect_ci_low=effect.ci_low,
        effect_ci_high=effect.ci_high,
        effect_name="hedges_g",
        adjust="holm",
    )
