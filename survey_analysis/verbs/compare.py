"""compare: do groups differ, by how much, and how sure can one be?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import pandas as pd

from survey_analysis.errors import OptionError, check_confidence, check_option, shown
from survey_analysis.present.result import Result
from survey_analysis.statistics.contingency import chi_square
from survey_analysis.statistics.means import welch
from survey_analysis.statistics.multiplicity import Adjustment, adjusted_p
from survey_analysis.statistics.ranks import kruskal_wallis
from survey_analysis.survey import Survey
from survey_analysis.verbs.compare_frames import (
    GROUPS,
    PAIRS,
    RESIDUALS,
    TABLE,
    Compared,
    columns_of,
    group_rows,
    p_values,
    pair_rows,
    residual_rows,
    table_row,
)
from survey_analysis.verbs.compare_notes import comparison_notes, method
from survey_analysis.verbs.frames import sampling_notes, stack
from survey_analysis.verbs.selection import (
    Names,
    Outcome,
    check_survey,
    choose_groupings,
    choose_outcomes,
    left_out,
)
from survey_analysis.verbs.statistics_asked import Statistic, asked_statistic, check_statistic


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class ComparisonResult(Result):
    """Comparisons of outcomes between groups.

    `.table` (one row per outcome x grouping): outcome, group_by, test, n, statistic, df1, df2,
    p_value, p_adjusted, adjust, effect_name, effect, effect_ci_low, effect_ci_high, note.

    `.groups`: outcome, group_by, group, n, mean, sd, se, ci_low, ci_high, median.

    `.pairs`: outcome, group_by, group1, group2, n1, n2, estimate, se, ci_low, ci_high,
    statistic, df, p_value, p_adjusted, effect_name, effect, effect_ci_low, effect_ci_high, note.
    An estimate is group1 minus group2.

    `.residuals` (nominal outcomes): outcome, group_by, group, value, label, n, expected,
    residual. A residual beyond 2 or -2 says where the groups differ.
    """

    title: ClassVar[str] = "Comparisons"
    frames: ClassVar[tuple[str, ...]] = ("table", "groups", "pairs", "residuals")

    groups: pd.DataFrame
    pairs: pd.DataFrame
    residuals: pd.DataFrame


def compare(
    survey: Survey,
    *,
    outcomes: Names = None,
    by: Names = None,
    statistic: Statistic | None = None,
    adjust: Adjustment = "holm",
    confidence: float = 0.95,
) -> ComparisonResult:
    """Do groups differ in an outcome, by how much, and how sure can one be?

    One call is one family: its tests are adjusted together.

    Parameters
    ----------
    survey : a loaded, unweighted survey.
    outcomes : ids of domains, outcome variables or items. None: all domains and outcomes.
    by : id of a grouping or a list of them. None: every grouping.
    statistic : a function of a table such as `statistics.ranks.kruskal_wallis`. None: Welch's
        t for two groups and Welch's ANOVA for several (domain scores, numbers), Kruskal-Wallis
        (ordinal items), chi-square (nominal ones).
    adjust : "holm" (Holm 1979), "fdr_bh" (Benjamini & Hochberg 1995) or "none", over all
        outcomes x groupings of the call.
    confidence : level of the intervals, such as 0.95.

    Returns
    -------
    ComparisonResult with one row per outcome and grouping, in codebook order.

    Missing data
    ------------
    Respondents without a group or without a valid outcome are left out of that comparison.

    Formula
    -------
    See `statistics.means`, `statistics.ranks`, `statistics.contingency`.

    Errors
    ------
    UnknownNameError for an outcome or grouping that the codebook does not have; OptionError for
    another `adjust` or `confidence`, a statistic that is not a function, a weighted survey.
    """
    check_survey(survey)
    check_option("adjust", adjust, Adjustment)
    confidence = check_confidence(confidence)
    check_statistic(statistic)
    groupings = _groupings(survey, by)
    chosen = choose_outcomes(survey, outcomes)
    found = [
        _compared(survey, outcome, grouping, statistic, confidence)
        for outcome in chosen
        for grouping in groupings
    ]
    adjusted = adjusted_p(p_values(found), adjust)
    groups = [group_rows(survey, one, confidence) for one in found]
    weights = [name for name in WEIGHTS if name in groups[0]] if groups else []
    table = [
        table_row(survey, one, p_adjusted, adjust, confidence)
        for one, p_adjusted in zip(found, adjusted, strict=True)
    ]
    return ComparisonResult(
        table=stack(table, columns_of(TABLE, weights)),
        groups=stack(groups, columns_of(GROUPS, weights)),
        pairs=stack([row for one in found for row in pair_rows(one)], PAIRS),
        residuals=stack([row for one in found for row in residual_rows(survey, one)], RESIDUALS),
        notes=(
            *sampling_notes(survey),
            *left_out(survey, groupings),
            *comparison_notes(found, adjusted, adjust),
        ),
        method=method(survey, [one.test for one in found], adjust, confidence),
        provenance=survey.provenance.with_options(
            verb="compare",
            outcomes=[outcome.id for outcome in chosen],
            by=list(groupings),
            statistic=getattr(statistic, "__name__", None) if statistic else None,
            adjust=adjust,
            confidence=confidence,
        ),
        codebook=survey.codebook,
        language=survey.language,
    )


WEIGHTS = ("sum_w", "n_eff", "deff_kish", "deff")


def default_statistic(outcome: Outcome) -> Statistic:
    """The test that is used when the call names none; it knows weights and design."""
    if outcome.level == "nominal":
        return chi_square
    if outcome.level == "ordinal":
        return kruskal_wallis
    return welch


def _groupings(survey: Survey, by: Names) -> tuple[str, ...]:
    """The groupings to compare by."""
    groupings = choose_groupings(survey, list(survey.groupings) if by is None else by)
    if not groupings:
        why = "the codebook declares none" if by is None else f"by={shown(by)} names none"
        raise OptionError(f"compare() needs a grouping, and {why}.")
    return groupings


def _compared(
    survey: Survey, outcome: Outcome, by: str, statistic: Statistic | None, confidence: float
) -> Compared:
    counts = survey.counts(outcome.id, by).named
    if statistic is None:
        test = default_statistic(outcome)(counts, confidence=confidence)
    else:
        test = asked_statistic(statistic, counts, confidence, f"{outcome.id!r} by {by!r}")
    return Compared(outcome=outcome, by=by, counts=counts, test=test)
