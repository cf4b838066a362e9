"""Do the means of groups differ? Welch's t, Welch's analysis of variance, the classical one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from survey_analysis.errors import check_confidence, check_option
from survey_analysis.findings import Note
from survey_analysis.statistics.design_variance import design_of
from survey_analysis.statistics.effect_sizes import (
    EffectSize,
    VarianceEffect,
    epsilon_squared,
    omega_squared,
    omega_squared_welch,
)
from survey_analysis.statistics.games_howell import games_howell, one_t_pair, tukey_kramer
from survey_analysis.statistics.group_means import group_means
from survey_analysis.statistics.group_test import (
    GroupTest,
    PairTests,
    TakingPart,
    groups_with_answers,
    groups_with_variance,
    not_computed,
)
from survey_analysis.statistics.wald import linearized_t, wald_f
from survey_analysis.tables.counts import Counts

WELCH_T = (
    "Welch's t test, two-sided, unequal variances (Welch 1947); Hedges' g by the average "
    "variance (Delacre et al. 2021), with a noncentral t interval on Welch's degrees of freedom."
)
WELCH_ANOVA = (
    "Welch's analysis of variance, unequal variances (Welch 1951); {effect} with a noncentral F "
    "interval ({source}; Steiger 2004); pairs by Games and Howell (1976) with simultaneous "
    "p-values and intervals."
)
ANOVA = (
    "Classical analysis of variance, equal variances (Fisher 1925); {effect} with a noncentral F "
    "interval ({source}; Steiger 2004); pairs by Tukey and Kramer (1956) with simultaneous "
    "p-values and intervals."
)


def welch(counts: Counts, *, confidence: float = 0.95) -> GroupTest:
    """Do the means of two or more groups differ?

    Parameters
    ----------
    counts : table of an outcome; the values are used as numbers.
    confidence : share between 0 and 1.

    Returns
    -------
    GroupTest
        `welch_t` where there are two groups or two that can take part, else `welch_anova`; with
        weights or a sampling design `wald.linearized_t` and `wald.wald_f`.

    Missing data
    ------------
    As `welch_anova`.

    Formula
    -------
    See `welch_t` and `welch_anova`.

    Source
    ------
    See `welch_t` and `welch_anova`.

    Verified against
    ----------------
    As `welch_t` and `welch_anova`.

    Examples
    --------
    >>> from survey_analysis.tables.counts import from_tables
    >>> welch(from_tables([1, 2, 3], ("a", "b"), [[2, 5, 3], [4, 4, 2]])).test
    'welch_t'
    """
    usable = groups_with_variance(counts, by_design=True).counts.groups
    two = len(usable) == 2 or len(counts.named.groups) == 2
    return (welch_t if two else welch_anova)(counts, confidence=confidence)


def welch_t(counts: Counts, *, confidence: float = 0.95) -> GroupTest:
    """Do the means of two groups differ?

    Parameters
    ----------
    counts : table of an outcome with two groups; the values are used as numbers.
    confidence : share between 0 and 1.

    Returns
    -------
    GroupTest
        `statistic` is t, positive where the first group has the higher mean, `df1` its degrees
        of freedom; the only pair carries the difference with its interval. With weights or a
        sampling design it is `wald.linearized_t`.

    Missing data
    ------------
    Respondents without an answer or a group are not used. A group with fewer than two different
    answers has no variance: it is left out, named, and nothing is computed.

    Formula
    -------
    `t = (m1 - m2) / sqrt(s1^2/n1 + s2^2/n2)` on the Welch-Satterthwaite degrees of freedom.

    Source
    ------
    Welch (1947), Biometrika 34, 28-35, doi:10.1093/biomet/34.1-2.28; `effect_sizes.hedges_g`.

    Verified against
    ----------------
    R 4.2.2 `t.test`, effectsize 0.8.3 `hedges_g(pooled_sd = FALSE)`, tests/reference/groups.json.

    Examples
    --------
    >>> from survey_analysis.tables.counts import from_tables
    >>> found = welch_t(from_tables([1, 2, 3], ("a", "b"), [[2, 5, 3], [4, 4, 2]]))
    >>> round(found.statistic, 6), round(found.df1, 6), round(found.p_value, 6)
    (0.87831, 17.920354, 0.3914)
    """
    check_confidence(confidence)
    if design_of(counts) is not None:
        return linearized_t(counts, confidence=confidence)
    part = groups_with_variance(counts, at_most=2)
    if not part.ready:
        return not_computed("welch_t", part, "hedges_g", WELCH_T)
    pairs = one_t_pair(group_means(part.counts), confidence)
    return GroupTest(
        test="welch_t",
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
        notes=part.notes,
        method=WELCH_T,
    )


def welch_anova(
    counts: Counts, *, confidence: float = 0.95, effect: VarianceEffect = "omega_squared"
) -> GroupTest:
    """Do the means of several groups differ, which may vary unequally?

    Parameters
    ----------
    counts : table of an outcome; the values are used as numbers.
    confidence : share between 0 and 1. F has one side, so p < .05 corresponds to 0.90.
    effect : "omega_squared" or "epsilon_squared"; see `effect_sizes`.

    Returns
    -------
    GroupTest
        F with `df1`, `df2`, the share of variance, and Games-Howell pairs. With weights or a
        sampling design it is `wald.wald_f`.

    Missing data
    ------------
    Respondents without an answer or a group are not used. Groups with fewer than two different
    answers have no variance and are left out by name.

    Formula
    -------
    With `w = n / s^2`, `m = sum w m_j / sum w`, `L = sum (1 - w_j / sum w)^2 / (n_j - 1)`:
    `F = [sum w_j (m_j - m)^2 / (k-1)] / [1 + 2 (k-2) L / (k^2 - 1)]`, `df2 = (k^2 - 1) / (3 L)`.

    Source
    ------
    Welch (1951), Biometrika 38, 330-336, doi:10.1093/biomet/38.3-4.330;
    `effect_sizes.omega_squared_welch`; `games_howell.games_howell`.

    Verified against
    ----------------
    R 4.2.2 `oneway.test`, rstatix 0.7.2 `games_howell_test`, tests/reference/groups.json.

    Examples
    --------
    >>> from survey_analysis.tables.counts import from_tables
    >>> counts = from_tables([1, 2, 3], ("a", "b", "c"), [[2, 5, 3], [4, 4, 2], [1, 2, 7]])
    >>> found = welch_anova(counts)
    >>> round(found.statistic, 6), round(found.df2, 6), round(found.p_value, 6)
    (2.905965, 17.957034, 0.080656)
    """
    check_confidence(confidence)
    check_option("effect", effect, VarianceEffect)
    if design_of(counts) is not None:
        return wald_f(counts, confidence=confidence, effect=effect)
    method = _method(WELCH_ANOVA, effect, "Carroll and Nordholm 1975")
    part = groups_with_variance(counts)
    if not part.ready:
        return not_computed("welch_anova", part, effect, method)
    means = group_means(part.counts)
    k, n = means.n.size, float(means.n.sum())
    weight = means.n / means.variance
    centre = (weight @ means.mean) / weight.sum()
    between = (weight @ (means.mean - centre) ** 2) / (k - 1)
    imbalance = float(((1 - weight / weight.sum()) ** 2 / (means.n - 1)).sum())
    f = float(between / (1 + 2 * (k - 2) * imbalance / (k**2 - 1)))
    df2 = (k**2 - 1) / (3 * imbalance)
    size_of = omega_squared_welch if effect == "omega_squared" else epsilon_squared
    size = size_of(f, k - 1, df2, n, confidence)
    found = _F(f=f, df1=k - 1, df2=df2, effect=effect, size=size)
    return _f_test("welch_anova", part, found, games_howell(means, confidence), method)


def anova(
    counts: Counts, *, confidence: float = 0.95, effect: VarianceEffect = "omega_squared"
) -> GroupTest:
    """Do the means of several groups differ, if all vary equally?

    Parameters
    ----------
    counts : table of an outcome; the values are used as numbers.
    confidence : share between 0 and 1. F has one side, so p < .05 corresponds to 0.90.
    effect : "omega_squared" or "epsilon_squared"; see `effect_sizes`.

    Returns
    -------
    GroupTest
        F with `df1`, `df2`, the share of variance, and Tukey-Kramer pairs.

    Missing data
    ------------
    Respondents without an answer or a group are not used; groups without answers are left out
    by name. Where no group has two different answers, and with weights or a sampling design,
    nothing is computed.

    Formula
    -------
    `F = [sum n_j (m_j - m)^2 / (k-1)] / [sum (n_j - 1) s_j^2 / (n - k)]`.

    Source
    ------
    Fisher (1925), Statistical Methods for Research Workers; `effect_sizes.omega_squared`;
    `games_howell.tukey_kramer`.

    Verified against
    ----------------
    R 4.2.2 `aov`, `TukeyHSD`, effectsize 0.8.3 `omega_squared`, tests/reference/groups.json.

    Examples
    --------
    >>> from survey_analysis.tables.counts import from_tables
    >>> counts = from_tables([1, 2, 3], ("a", "b", "c"), [[2, 5, 3], [4, 4, 2], [1, 2, 7]])
    >>> found = anova(counts)
    >>> round(found.statistic, 6), found.df2, round(found.p_value, 6)
    (2.959732, 27.0, 0.068833)
    """
    check_confidence(confidence)
    check_option("effect", effect, VarianceEffect)
    method = _method(ANOVA, effect, "Hays 1963")
    part = groups_with_answers(counts)
    if not part.ready:
        return not_computed("anova", part, effect, method)
    means = group_means(part.counts)
    k, n = means.n.size, float(means.n.sum())
    within = float(np.where(means.n > 1, (means.n - 1) * means.variance, 0.0).sum())
    if within == 0:
        return not_computed("anova", part, effect, method, Note("SA328", "warning"))
    variance = within / (n - k)
    centre = (means.n @ means.mean) / n
    f = float(means.n @ (means.mean - centre) ** 2) / (k - 1) / variance
    size_of = omega_squared if effect == "omega_squared" else epsilon_squared
    size = size_of(f, k - 1, n - k, n, confidence)
    found = _F(f=f, df1=k - 1, df2=n - k, effect=effect, size=size)
    pairs = tukey_kramer(means, variance, n - k, confidence)
    return _f_test("anova", part, found, pairs, method)


@dataclass(frozen=True, slots=True, kw_only=True)
class _F:
    """F with its degrees of freedom and the size of the effect."""

    f: float
    df1: float
    df2: float
    effect: VarianceEffect
    size: EffectSize


def _method(sentence: str, effect: VarianceEffect, source: str) -> str:
    of_epsilon = effect == "epsilon_squared"
    return sentence.format(
        effect=effect.replace("_", " "), source="Kelley 1935" if of_epsilon else source
    )


def _f_test(test: str, part: TakingPart, found: _F, pairs: PairTests, method: str) -> GroupTest:
    return GroupTest(
        test=test,
        groups=part.counts.groups,
        n=int(part.counts.group_n.sum()),
        statistic=found.f,
        df1=float(found.df1),
        df2=float(found.df2),
        p_value=float(special.fdtrc(found.df1, found.df2, found.f)),
        effect_name=found.effect,
        effect=float(found.size.estimate),
        effect_ci_low=float(found.size.ci_low),
        effect_ci_high=float(found.size.ci_high),
        pairs=pairs,
        notes=part.notes,
        method=method,
    )
