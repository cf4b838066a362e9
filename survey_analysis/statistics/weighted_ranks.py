"""Do groups differ in the order of their answers, given weights and how respondents were drawn?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from survey_analysis.errors import check_confidence, check_option
from survey_analysis.findings import Note
from survey_analysis.statistics.design_variance import (
    by_group_rows,
    cell_covariance,
    design_of,
    df_of_all,
    joint_df,
)
from survey_analysis.statistics.group_test import (
    GroupTest,
    PairTests,
    TakingPart,
    groups_with_variance,
    not_computed,
    pair_positions,
)
from survey_analysis.statistics.joint_test import JointTest, joint_test
from survey_analysis.statistics.linearization import why_no_variance
from survey_analysis.statistics.multiplicity import holm
from survey_analysis.statistics.rank_effects import RankEffect, rank_effect, rank_scores
from survey_analysis.statistics.superiority import superiority
from survey_analysis.tables.cell_design import few_effective
from survey_analysis.tables.counts import Counts, FloatArray

NOTHING = 1e-10
"""A variance below this part of the largest one is none."""

WEIGHTED_RANK_T = (
    "Two groups by ranks, weighted and design-based: t of the difference of the weighted mean "
    "mid-ranks with linearized variance (Lumley and Scott 2013); weighted Cliff's delta with "
    "interval."
)
WEIGHTED_RANK_F = (
    "Several groups by ranks, weighted and design-based: Wald F of equal weighted mean mid-ranks "
    "with linearized covariance (Lumley and Scott 2013); pairs by t of their differences, "
    "Holm-adjusted within the pairs, with weighted Cliff's delta."
)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class WeightedRanks:
    """The mean ranks of groups, as shares of all respondents by weight.

    Attributes
    ----------
    mean : (G,) mean `rank_scores`: how much of all answers lies below an answer of the group.
    covariance : (G, G) of the means, ranks taken as fixed.
    joint_df : (G, G) degrees of freedom of each mean, and of the difference of two.
    df2 : degrees of freedom of the F test of equal means.
    """

    mean: FloatArray
    covariance: FloatArray
    joint_df: FloatArray
    df2: float


def weighted_ranks(counts: Counts) -> WeightedRanks:
    """How high stand the answers of the groups among those of all, and how surely?

    Parameters
    ----------
    counts : table with a sampling design, of groups that all have different answers.

    Missing data
    ------------
    Respondents without an answer are not used; nan where the design gives no variance.
    """
    group = counts.cell_group
    score = rank_scores(counts)
    mean = counts.by_group(counts.cell_w * score) / counts.group_w
    influence = (score - mean[group]) / counts.group_w[group]
    covariance = cell_covariance(counts, by_group_rows(counts, influence))
    df = joint_df(counts, covariance)
    return WeightedRanks(
        mean=mean, covariance=covariance, joint_df=df, df2=_df2(counts, covariance, df)
    )


def _df2(counts: Counts, covariance: FloatArray, df: FloatArray) -> float:
    """`df - (k - 1)`; not more than Welch's where a group has an effective n below 30."""
    k = len(counts.groups)
    df2 = df_of_all(counts) - (k - 1)
    if not few_effective(counts).any():
        return df2
    with np.errstate(invalid="ignore", divide="ignore"):
        share = 1 / np.diagonal(covariance)
        lost = (1 - share / share.sum()) ** 2 / np.diagonal(df)
    return float(np.fmin(df2, (k**2 - 1) / (3 * lost.sum())))


def weighted_rank_test(
    counts: Counts, *, confidence: float = 0.95, effect: RankEffect = "rank_epsilon_squared"
) -> GroupTest:
    """Do the answers of some groups tend to be higher, whatever weights and design there are?

    Two groups: `weighted_rank_t`; more: `weighted_rank_f` with its `effect`.
    """
    if len(groups_with_variance(counts, by_design=True).counts.groups) == 2:
        return weighted_rank_t(counts, confidence=confidence)
    return weighted_rank_f(counts, confidence=confidence, effect=effect)


def weighted_rank_t(counts: Counts, *, confidence: float = 0.95) -> GroupTest:
    """Do the answers of one group tend to be higher than those of another, by weight and design?

    Parameters
    ----------
    counts : table of an outcome with two groups and a sampling design; only the order of the
        values matters.
    confidence : share between 0 and 1, of the interval of Cliff's delta.

    Returns
    -------
    GroupTest
        `statistic` is t, above 0 where the first group stands higher, `df1` its degrees of
        freedom. The estimate of the only pair is the difference of the mean `rank_scores`.

    Missing data, Formula, Source, Verified against
    -----------------------------------------------
    As in `weighted_rank_f`: t is the root of F, on one degree of freedom less than the design
    has; Satterthwaite's, where a group has an effective n below 30.

    Examples
    --------
    >>> from survey_analysis.tables.counts import from_tables
    >>> n = np.array([[20, 50, 30], [40, 40, 20]])
    >>> found = weighted_rank_t(from_tables([1, 2, 3], ("a", "b"), n, 2 * n, 5 * n))
    >>> found.statistic, found.df1, found.p_value
    (2.638754, 198.0, 0.008983)
    """
    check_confidence(confidence)
    part = groups_with_variance(counts, at_most=2, by_design=True)
    why = _why_not(part)
    if not part.ready or why is not None:
        return not_computed("weighted_rank_t", part, "cliffs_delta", WEIGHTED_RANK_T, why)
    pairs = _pairs(part.counts, weighted_ranks(part.counts), confidence)
    if np.isnan(pairs.p_value[0]):
        why = Note("SA740", "warning")
        return not_computed("weighted_rank_t", part, "cliffs_delta", WEIGHTED_RANK_T, why)
    return GroupTest(
        test="weighted_rank_t",
        groups=part.counts.groups,
        n=int(part.counts.group_n.sum()),
        statistic=float(pairs.statistic[0]),
        df1=float(pairs.df[0]),
        df2=float("nan"),
        p_value=float(pairs.p_value[0]),
        effect_name="cliffs_delta",
        effect=float(pairs.effect[0]),
        effect_ci_low=float(pairs.effect_ci_low[0]),
        effect_ci_high=float(pairs.effect_ci_high[0]),
        pairs=pairs,
        notes=part.notes,
        method=WEIGHTED_RANK_T,
    )


def weighted_rank_f(
    counts: Counts, *, confidence: float = 0.95, effect: RankEffect = "rank_epsilon_squared"
) -> GroupTest:
    """Do the answers of some groups tend to be higher than those of others, by weight and design?

    Parameters
    ----------
    counts : table of an outcome with a sampling design; only the order of the values matters.
    confidence : share between 0 and 1, of the intervals of the effects.
    effect : as in `rank_effects.rank_effect`.

    Returns
    -------
    GroupTest
        `statistic` is F. The estimate of a pair is the difference of the mean `rank_scores`,
        group 1 minus group 2, with t; it has no interval, but Cliff's delta has one.

    Missing data
    ------------
    Respondents without an answer or a group are not used but stay in the sample. Groups without
    two different answers are left out by name, as of them there is no variance. Nothing is
    computed where the design gives no variance, or has too few sampling units for so many groups.

    Formula
    -------
    `s(v) = (W below v + half of W at v) / W`, W sums of weights over the groups that take part:
    ties share one score whatever the order of the respondents. The means m of s by group have the
    influence `(s - m_g) / W_g`, which is that of the regression of s on the groups, and their
    covariance V by the engine; the ranks are taken as fixed, as in the paper. `F = d'(C V C')^-1 d
    / (k - 1)`, d = C m the differences from the first group, on `k - 1` and `df - (k - 1)` degrees
    of freedom, df those of the design (Welch's, where a group has an effective n below 30, if they
    are fewer).

    Source
    ------
    Lumley and Scott (2013), Biometrika 100, 831-842, doi:10.1093/biomet/ast027; pairs: Holm (1979).

    Verified against
    ----------------
    The regression of the same scores by R survey 4.1.1 `svyglm`, tests/reference/
    weighted_ranks.json. Its own `svyranktest` gives other numbers, because it takes the mean of
    the ranks of a tie without weights: they depend on the order of the rows of the file, and one
    5-point item of 600 respondents has p-values from .090 to .105 for 300 orders of its rows.

    Examples
    --------
    >>> from survey_analysis.tables.counts import from_tables
    >>> n = np.array([[20, 50, 30], [40, 40, 20], [30, 40, 30]])
    >>> found = weighted_rank_f(from_tables([1, 2, 3], ("a", "b", "c"), n, 2 * n, 5 * n))
    >>> found.statistic, found.df1, found.df2, found.p_value
    (3.531332, 2.0, 297.0, 0.030501)
    """
    check_confidence(confidence)
    check_option("effect", effect, RankEffect)
    part = groups_with_variance(counts, by_design=True)
    why = _why_not(part)
    if not part.ready or why is not None:
        return not_computed("weighted_rank_f", part, effect, WEIGHTED_RANK_F, why)
    found = weighted_ranks(part.counts)
    equal = _equal_means(found)
    if np.isnan(equal.p_value):
        why = Note("SA740", "warning")
        return not_computed("weighted_rank_f", part, effect, WEIGHTED_RANK_F, why)
    explained = rank_effect(part.counts, effect, confidence)
    return GroupTest(
        test="weighted_rank_f",
        groups=part.counts.groups,
        n=int(part.counts.group_n.sum()),
        statistic=equal.statistic,
        df1=equal.df1,
        df2=equal.df2,
        p_value=equal.p_value,
        effect_name=effect,
        effect=float(explained.estimate),
        effect_ci_low=float(explained.ci_low),
        effect_ci_high=float(explained.ci_high),
        pairs=_pairs(part.counts, found, confidence),
        notes=part.notes,
        method=WEIGHTED_RANK_F,
    )


def _why_not(part: TakingPart) -> Note | None:
    """Why the design gives no variance, where groups could be compared."""
    design = design_of(part.counts)
    return why_no_variance(design.units) if part.ready and design is not None else None


def _equal_means(found: WeightedRanks) -> JointTest:
    """Wald's F of equal means; nan where the design has too few units to tell them apart."""
    first = found.covariance[1:, :1]
    spread = found.covariance[1:, 1:] - first - first.T + found.covariance[0, 0]
    least = NOTHING * np.trace(found.covariance)
    known = spread if (np.diagonal(spread) > least).all() else np.full_like(spread, np.nan)
    return joint_test(found.mean[1:] - found.mean[0], known, found.df2)


def _pairs(counts: Counts, found: WeightedRanks, confidence: float) -> PairTests:
    first, second = pair_positions(found.mean.size)
    own = np.diagonal(found.covariance)
    estimate = found.mean[first] - found.mean[second]
    variance = own[first] + own[second] - 2 * found.covariance[first, second]
    df = np.where(found.joint_df[first, second] > 0, found.joint_df[first, second], np.nan)
    se = np.sqrt(np.where(variance > NOTHING * (own[first] + own[second]), variance, np.nan))
    t = estimate / se
    p = np.asarray(2 * special.stdtr(df, -np.abs(t)))
    effect = superiority(counts, confidence).cliffs_delta
    nothing = np.full(se.size, np.nan)
    return PairTests(
        group1=first,
        group2=second,
        n1=counts.group_n[first],
        n2=counts.group_n[second],
        estimate=estimate,
        se=se,
        ci_low=nothing,
        ci_high=nothing,
        statistic=t,
        df=df,
        p_value=p,
        p_adjusted=holm(p),
        effect=effect.estimate,
        effect_ci_low=effect.ci_low,
        effect_ci_high=effect.ci_high,
        effect_name="cliffs_delta",
        adjust="holm",
    )
