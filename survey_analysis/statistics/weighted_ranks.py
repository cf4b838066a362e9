"""Do groups differ in the order of their answers, given weights and how respondents were drawn?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from survey_analysis.errors import check_confidence, check_option
from survey_analysis.statistics.design_variance import design_of
from survey_analysis.statistics.group_test import (
    GroupTest,
    PairTests,
    TakingPart,
    groups_with_variance,
    not_computed,
)
from survey_analysis.statistics.rank_effects import RankEffect, rank_effect, rank_scores
from survey_analysis.statistics.superiority import superiority
from survey_analysis.statistics.wald import linearized_t, wald_f
from survey_analysis.tables.cell_design import simple_design
from survey_analysis.tables.counts import Counts

WEIGHTED_RANK_T = (
    "Two groups by ranks, weighted and design-based: t of the difference of the weighted mean "
    "mid-ranks with the variance by the design (Lumley and Scott 2013); weighted Cliff's delta "
    "with interval."
)
WEIGHTED_RANK_F = (
    "Several groups by ranks, weighted and design-based: Wald F of equal weighted mean mid-ranks "
    "with the covariance by the design (Lumley and Scott 2013); share of the variance of the "
    "ranks with an interval by a scaled noncentral F; pairs by t of their differences, "
    "Holm-adjusted within the pairs, with weighted Cliff's delta."
)


def weighted_rank_test(
    counts: Counts, *, confidence: float = 0.95, effect: RankEffect = "rank_epsilon_squared"
) -> GroupTest:
    """Do the answers of some groups tend to be higher, whatever weights and design there are?

    Two groups, or two that can take part: `weighted_rank_t`; more: `weighted_rank_f` with its
    `effect`.
    """
    usable = groups_with_variance(counts, by_design=True).counts.groups
    if len(usable) == 2 or len(counts.named.groups) == 2:
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
    As in `weighted_rank_f`: the t of `wald.linearized_t` of the scores, on one degree of freedom
    less than the design has; Satterthwaite's, where a group has an effective n below 30.

    Examples
    --------
    >>> from survey_analysis.tables.counts import from_tables
    >>> n = np.array([[20, 50, 30], [40, 40, 20]])
    >>> found = weighted_rank_t(from_tables([1, 2, 3], ("a", "b"), n, 2 * n, 5 * n))
    >>> found.statistic, found.df1, found.p_value
    (2.638754, 198.0, 0.008983)
    """
    check_confidence(confidence)
    part = groups_with_variance(_with_design(counts), at_most=2, by_design=True)
    if not part.ready:
        return not_computed("weighted_rank_t", part, "cliffs_delta", WEIGHTED_RANK_T)
    found = linearized_t(_scored(part.counts), confidence=confidence)
    named = _named(part, found, "weighted_rank_t", "cliffs_delta", WEIGHTED_RANK_T)
    if found.pairs is None:
        return named
    pairs = _by_rank(part.counts, found.pairs, confidence)
    return replace(
        named,
        effect=float(pairs.effect[0]),
        effect_ci_low=float(pairs.effect_ci_low[0]),
        effect_ci_high=float(pairs.effect_ci_high[0]),
        pairs=pairs,
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
    computed, and a note says why, where `wald.wald_f` computes nothing.

    Formula
    -------
    `s(v) = (W below v + half of W at v) / W`, W sums of weights over the groups that take part:
    ties share one score whatever the order of the respondents. The means of s by group, with the
    influence `(s - m_g) / W_g`, are tested by `wald.wald_f`, which is the F of the regression of s
    on the groups, on `k - 1` and `df - (k - 1)` degrees of freedom; where a group has an effective
    n below 30, with the corrections that are made there. The ranks are taken as fixed, as in the
    paper.

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
    part = groups_with_variance(_with_design(counts), by_design=True)
    if not part.ready:
        return not_computed("weighted_rank_f", part, effect, WEIGHTED_RANK_F)
    found = wald_f(_scored(part.counts), confidence=confidence)
    named = _named(part, found, "weighted_rank_f", effect, WEIGHTED_RANK_F)
    if found.pairs is None:
        return named
    explained = rank_effect(part.counts, effect, confidence)
    return replace(
        named,
        effect=float(explained.estimate),
        effect_ci_low=float(explained.ci_low),
        effect_ci_high=float(explained.ci_high),
        pairs=_by_rank(part.counts, found.pairs, confidence),
    )


def _with_design(counts: Counts) -> Counts:
    """The counts with a design: respondents drawn one by one where nothing else is known."""
    return replace(counts, design=design_of(counts) or simple_design(counts))


def _scored(counts: Counts) -> Counts:
    """The counts with the scores of the ranks as values."""
    values = np.zeros(counts.values.size)
    values[counts.cell_value] = rank_scores(counts)
    return replace(counts, values=values)


def _named(
    part: TakingPart, found: GroupTest, test: str, effect_name: str, method: str
) -> GroupTest:
    """A test of the means of scores under the name of the test of ranks."""
    notes = (*part.notes, *found.notes)
    return replace(found, test=test, effect_name=effect_name, method=method, notes=notes)


def _by_rank(counts: Counts, pairs: PairTests, confidence: float) -> PairTests:
    """Pairs of mean scores with Cliff's delta; ranks that are taken as fixed give no interval."""
    delta = superiority(counts, confidence).cliffs_delta
    return replace(
        pairs,
        ci_low=np.full_like(pairs.ci_low, np.nan),
        ci_high=np.full_like(pairs.ci_high, np.nan),
        effect=delta.estimate,
        effect_ci_low=delta.ci_low,
        effect_ci_high=delta.ci_high,
        effect_name="cliffs_delta",
    )
