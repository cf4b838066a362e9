"""Are groups alike? Tests that a difference of means is smaller than one that would matter."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from survey_analysis.errors import OptionError, check_confidence, shown
from survey_analysis.findings import Note
from survey_analysis.statistics.design_variance import design_means, design_of
from survey_analysis.statistics.effect_sizes import (
    EffectSize,
    hedges_g,
    small_sample_correction,
    welch_df,
)
from survey_analysis.statistics.group_means import group_means
from survey_analysis.statistics.group_test import groups_with_variance, pair_positions
from survey_analysis.statistics.joint_test import ROUNDING
from survey_analysis.statistics.noncentral import noncentral_t
from survey_analysis.statistics.weighted_effects import weighted_g
from survey_analysis.tables.counts import BoolArray, Counts, FloatArray, IntArray

LARGEST_BOUND = 5.0
"""More standard deviations than any two groups of a survey lie apart."""

EQUIVALENCE = (
    "Equivalence of every pair by two one-sided tests (Schuirmann 1987) that Hedges' g lies "
    "within -{bound:g} and {bound:g}, by the noncentral t distribution on Welch's degrees of "
    "freedom: p < {alpha:g} where the {level:g} % interval of g lies within these bounds."
)
EQUIVALENCE_WEIGHTED = (
    "Equivalence of every pair by two one-sided tests (Schuirmann 1987) that the weighted "
    "Hedges' g lies within -{bound:g} and {bound:g}, by its design-based standard "
    "error: p < {alpha:g} where the {level:g} % interval of g lies within these bounds."
)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class EquivalenceTests:
    """Every pair of groups, tested for being alike; arrays are (P,), in the order of the groups.

    Attributes
    ----------
    groups : labels of the groups that took part.
    bound : a standardized difference of this size or more would matter.
    group1, group2 : positions in `groups`.
    n1, n2 : respondents.
    effect : Hedges' g, group 1 minus group 2.
    ci_low, ci_high : its interval of level `1 - 2 alpha`, alpha being `1 - confidence`.
    p_lower : of the test that g is not above -bound.
    p_upper : of the test that g is not below bound.
    p_value : the larger of both: of the test that the groups are alike.
    p_difference : two-sided, of the test that the means do not differ at all.
    equivalent : whether `p_value < alpha`.
    notes : who was left out, or why nothing could be computed.
    method : what was computed, with its source, in one sentence.
    """

    groups: tuple[str, ...]
    bound: float
    group1: IntArray
    group2: IntArray
    n1: FloatArray
    n2: FloatArray
    effect: FloatArray
    ci_low: FloatArray
    ci_high: FloatArray
    p_lower: FloatArray
    p_upper: FloatArray
    p_value: FloatArray
    p_difference: FloatArray
    equivalent: BoolArray
    notes: tuple[Note, ...]
    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pairs:
    """What both ways of computing find: the effect, three p-values, why there may be none."""

    effect: EffectSize
    p_lower: FloatArray
    p_upper: FloatArray
    p_difference: FloatArray
    why: Note | None = None


def equivalence(
    counts: Counts, *, bound: float = 0.2, confidence: float = 0.95
) -> EquivalenceTests:
    """Are the means of two groups so near to each other that the difference would not matter?

    Parameters
    ----------
    counts : table of an outcome; the values are used as numbers.
    bound : the smallest difference that would matter, in standard deviations (Hedges' g); above
        0, at most 5.
    confidence : `1 - alpha`, above 0.5. The interval of g has the level `1 - 2 alpha`.

    Returns
    -------
    EquivalenceTests
        One entry per pair of groups; p-values are not adjusted for the number of pairs.

    Missing data
    ------------
    Respondents without an answer or a group are not used. Groups with fewer than two different
    answers have no variance and are left out by name. Without a design-based variance all is nan,
    and a note says why.

    Formula
    -------
    With the interval of g of `effect_sizes.hedges_g`, `J se l / s` over the noncentralities l
    that t does not contradict: `p_upper = P(T(df, +l0) < t)` and `p_lower = P(T(df, -l0) > t)`
    with `l0 = bound s / (J se)`, so that a p-value is below alpha exactly where an end of the
    interval is within its bound. Weighted: `t = (g ± bound) / se(g)` on the df of the interval.
    s is estimated, and the noncentral t knows that; the central t with bounds of `±bound s`, which
    takes s as given, finds equivalence a little too often in small samples.

    Source
    ------
    Schuirmann (1987), Journal of Pharmacokinetics and Biopharmaceutics 15, 657-680,
    doi:10.1007/BF01068419; bounds in standard deviations need the noncentral t: Wellek (2010),
    Testing Statistical Hypotheses of Equivalence and Noninferiority, section 6.1,
    doi:10.1201/EBK1439808184.

    Verified against
    ----------------
    R 4.2.2 `pt(ncp =)`, effectsize 0.8.3 `equivalence_test(hedges_g(pooled_sd = FALSE))`,
    tests/reference/equivalence.json.

    Examples
    --------
    >>> from survey_analysis.tables.counts import from_tables
    >>> counts = from_tables([1, 2, 3], ("a", "b"), [[200, 500, 300], [210, 500, 290]])
    >>> found = equivalence(counts)
    >>> found.effect, found.p_value, found.equivalent
    (array([0.02849413]), array([6.24476325e-05]), array([ True]))
    """
    bound, alpha = check_bound(bound), check_alpha(confidence)
    part = groups_with_variance(counts, by_design=True)
    kept = part.counts
    weighted = design_of(kept) is not None
    pairs = (_linearized if weighted else _noncentral)(kept, bound, 1 - 2 * alpha)
    p_value = np.maximum(pairs.p_lower, pairs.p_upper)
    first, second = pair_positions(len(kept.groups))
    method = EQUIVALENCE_WEIGHTED if weighted else EQUIVALENCE
    return EquivalenceTests(
        groups=kept.groups,
        bound=bound,
        group1=first,
        group2=second,
        n1=kept.group_n[first],
        n2=kept.group_n[second],
        effect=pairs.effect.estimate,
        ci_low=pairs.effect.ci_low,
        ci_high=pairs.effect.ci_high,
        p_lower=pairs.p_lower,
        p_upper=pairs.p_upper,
        p_value=p_value,
        p_difference=pairs.p_difference,
        equivalent=p_value < alpha,
        notes=part.notes if pairs.why is None else (*part.notes, pairs.why),
        method=method.format(bound=bound, alpha=alpha, level=100 * (1 - 2 * alpha)),
    )


def check_bound(bound: object) -> float:
    """The smallest difference that would matter, above 0 and at most 5 standard deviations."""
    number = bound if isinstance(bound, (int, float, np.floating, np.integer)) else float("nan")
    if isinstance(bound, bool) or not 0 < number <= LARGEST_BOUND:
        raise OptionError(
            f"equivalence={shown(bound)} is not allowed. Give the smallest difference that would "
            "matter, in standard deviations (Hedges' g): a number above 0 and at most "
            f"{LARGEST_BOUND:g}, such as 0.2."
        )
    return float(number)


def check_alpha(confidence: object) -> float:
    """`1 - confidence`, which must be below a half: two one-sided tests share what is left."""
    alpha = round(1 - check_confidence(confidence), 12)
    if alpha >= 0.5:
        raise OptionError(
            f"confidence={shown(confidence)} is not allowed with equivalence=...: the interval "
            "of the two one-sided tests has the level 2 confidence - 1. Give a confidence above "
            "0.5, such as 0.95."
        )
    return alpha


def _noncentral(counts: Counts, bound: float, level: float) -> _Pairs:
    """The pairs of groups of respondents with equal weights."""
    means = group_means(counts)
    first, second = pair_positions(means.n.size)
    v1, v2, n1, n2 = means.variance[first], means.variance[second], means.n[first], means.n[second]
    difference = means.mean[first] - means.mean[second]
    se, df = np.sqrt(v1 / n1 + v2 / n2), welch_df(v1, n1, v2, n2)
    t = difference / se
    edge = bound * np.sqrt((v1 + v2) / 2) / (small_sample_correction(df) * se)
    return _Pairs(
        effect=hedges_g(difference, v1, n1, v2, n2, level),
        p_lower=noncentral_t(-t, df, edge),
        p_upper=noncentral_t(t, df, edge),
        p_difference=2 * special.stdtr(df, -np.abs(t)),
    )


def _linearized(counts: Counts, bound: float, level: float) -> _Pairs:
    """The pairs of groups of weighted respondents."""
    means = design_means(counts)
    first, second = pair_positions(means.n.size)
    df = means.joint_df[first, second]
    covariance = means.covariance
    difference = means.mean[first] - means.mean[second]
    variance = np.diagonal(covariance)[first] + np.diagonal(covariance)[second]
    apart = variance - 2 * covariance[first, second]
    fixed = apart <= ROUNDING * variance
    t = difference / np.sqrt(np.where(fixed, np.nan, apart))
    g = weighted_g(counts, means)
    se = np.where(g.se > 0, g.se, np.nan)
    why = Note("SA730", "warning") if means.why is None and fixed.any() else means.why
    return _Pairs(
        effect=g.interval(level),
        p_lower=special.stdtr(g.df, -(g.estimate + bound) / se),
        p_upper=special.stdtr(g.df, (g.estimate - bound) / se),
        p_difference=2 * special.stdtr(df, -np.abs(t)),
        why=why,
    )
