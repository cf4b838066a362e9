"""compare: do groups differ, by how much, and how sure can one be?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import pandas as pd

from survey_analysis.present.result import Result
from survey_analysis.statistics.multiplicity import Adjustment, adjusted_p
from survey_analysis.survey import Survey
from survey_analysis.verbs.adjusted import Adjusted, Model, adjusted
from survey_analysis.verbs.compare_frames import (
    GROUPS,
    PAIRS,
    RESIDUALS,
    TABLE,
    columns_of,
    group_rows,
    p_values,
    pair_rows,
    residual_rows,
    table_row,
)
from survey_analysis.verbs.compare_notes import comparison_notes, method
from survey_analysis.verbs.compared import Compared, asked
from survey_analysis.verbs.equivalence import EQUIVALENCE, EquivalenceFrame, equivalence_frame
from survey_analysis.verbs.frames import stack, weight_names
from survey_analysis.verbs.selection import (
    Names,
    left_out,
)
from survey_analysis.verbs.statistics_asked import Statistic
from survey_analysis.verbs.trends import Trends, trend_frame
from survey_analysis.verbs.variance_rule import variance_notes


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class ComparisonResult(Result):
    """Comparisons of outcomes between groups. An estimate is always group1 minus group2.

    `.table` (one row per outcome x grouping): outcome, group_by, test, n, statistic, df1, df2,
    p_value, p_adjusted, adjust, effect_name, effect, effect_ci_low, effect_ci_high, note.

    `.groups`: outcome, group_by, group, n, mean, sd, se, ci_low, ci_high, median.

    `.pairs`: outcome, group_by, group1, group2, n1, n2, estimate, se, ci_low, ci_high,
    statistic, df, p_value, p_adjusted, effect_name, effect, effect_ci_low, effect_ci_high, note.

    `.residuals` (nominal outcomes): outcome, group_by, group, value, label, n, expected,
    residual. A residual beyond 2 or -2 says where the groups differ.

    `.trend` (ordered groupings): outcome, group_by, test, statistic, p_value, p_adjusted,
    effect_name, effect, effect_ci_low, effect_ci_high, note.

    `.adjusted`, `.adjusted_pairs`, `.adjusted_tests` (with `adjust_for`), `.simple`,
    `.simple_means`, `.simple_pairs` (with `within`), `.odds` (ordinal model) and `.clustering`
    (nominal groupings): see `verbs.adjusted.Adjusted`.

    `.equivalence` (with `equivalence`): see `verbs.equivalence.EquivalenceFrame`.

    In a weighted survey `.table` and `.groups` have sum_w, n_eff, deff_kish and deff behind n; in
    `.table` deff is that of the mean of all respondents compared.
    """

    title: ClassVar[str] = "Comparisons"
    frames: ClassVar[tuple[str, ...]] = (
        "table", "groups", "pairs", "residuals", "trend", "adjusted", "adjusted_tests",
        "adjusted_pairs", "simple", "simple_means", "simple_pairs", "odds", "equivalence",
        "clustering",
    )  # fmt: skip
    off_screen: ClassVar[frozenset[str]] = frozenset({"clustering"})

    groups: pd.DataFrame
    pairs: pd.DataFrame
    residuals: pd.DataFrame
    trend: pd.DataFrame
    adjusted: pd.DataFrame
    adjusted_tests: pd.DataFrame
    adjusted_pairs: pd.DataFrame
    simple: pd.DataFrame
    simple_means: pd.DataFrame
    simple_pairs: pd.DataFrame
    odds: pd.DataFrame
    equivalence: pd.DataFrame
    clustering: pd.DataFrame


def compare(
    survey: Survey,
    *,
    outcomes: Names = None,
    by: Names = None,
    statistic: Statistic | None = None,
    adjust: Adjustment = "holm",
    confidence: float = 0.95,
    adjust_for: Names = None,
    within: str | None = None,
    equivalence: float | None = None,
    model: Model = "linear",
) -> ComparisonResult:
    """Do groups differ in an outcome, by how much, and how sure can one be?

    One call is one family: its tests are adjusted together.

    Parameters
    ----------
    survey : a loaded survey; weights and sampling design are used.
    outcomes : ids of domains, outcome variables or items. None: all domains and outcomes.
    by : id of a grouping or a list of them. None: every grouping.
    statistic : a function of a table such as `statistics.ranks.kruskal_wallis`. None: Welch's
        t for two groups and Welch's ANOVA for several (domain scores, numbers), Kruskal-Wallis
        (ordinal items), chi-square (nominal ones); in a weighted survey or one with strata or
        clusters their design-based forms: linearized t, Wald F, weighted rank test, Rao-Scott.
    adjust : "holm" (Holm 1979), "fdr_bh" (Benjamini & Hochberg 1995) or "none", over all
        outcomes x groupings of the call.
    confidence : level of the intervals, such as 0.95.
    adjust_for : ids of groupings: differences beside what comes from them (adjusted means).
    within : id of a grouping that may change the differences: they are shown at each of its
        levels (interaction and simple effects).
    equivalence : the smallest difference that would matter, in standard deviations (Hedges' g),
        such as 0.2: which groups are alike by this measure?
    model : "linear" for adjusted means, "ordinal" for odds ratios of ordinal items.

    Returns
    -------
    ComparisonResult with one row per outcome and grouping, in codebook order.

    Missing data
    ------------
    Respondents without a group or without a valid outcome are left out of that comparison, for
    adjusted ones those without one of the other characteristics as well.

    Formula
    -------
    See `statistics.means`, `statistics.ranks`, `statistics.contingency`, `statistics.wald`,
    `statistics.weighted_ranks`, `statistics.rao_scott`, `statistics.trends`,
    `statistics.adjusted_means`, `statistics.equivalence`.

    Errors
    ------
    UnknownNameError for an outcome or grouping that the codebook does not have; OptionError for
    another `adjust` or `confidence`, a statistic that is not a function, an `equivalence` that
    is no number above 0, groups that would be adjusted for themselves.
    """
    call = asked("compare", survey, outcomes, by, statistic, adjust, confidence)
    beside = adjusted(
        survey,
        call.outcomes,
        call.groupings,
        adjust_for=adjust_for,
        within=within,
        model=model,
        adjust=call.adjust,
        confidence=call.confidence,
    )
    options = {
        **call.options,
        "adjust_for": adjust_for,
        "within": within,
        "equivalence": equivalence,
        "model": model,
    }
    shared = (survey, call.outcomes, call.groupings)
    alike = None
    if equivalence is not None:
        alike = equivalence_frame(*shared, equivalence, call.adjust, call.confidence)
    trends = trend_frame(*shared, call.adjust, call.confidence)
    return _result(survey, call.compared(), beside, trends, alike, options)


def _result(
    survey: Survey,
    found: Sequence[Compared],
    beside: Adjusted,
    trends: Trends,
    alike: EquivalenceFrame | None,
    options: dict[str, Any],
) -> ComparisonResult:
    """The result of what was found."""
    adjust, confidence = options["adjust"], options["confidence"]
    parts = (beside, trends) if alike is None else (beside, trends, alike)
    p_adjusted = adjusted_p(p_values(found), adjust)
    groups = [group_rows(survey, one, confidence) for one in found]
    weights = weight_names(survey)
    table = [
        table_row(survey, one, p, adjust, confidence)
        for one, p in zip(found, p_adjusted, strict=True)
    ]
    return ComparisonResult(
        table=stack(table, columns_of(TABLE, weights)),
        groups=stack(groups, columns_of(GROUPS, weights)),
        pairs=stack([row for one in found for row in pair_rows(one)], PAIRS),
        residuals=stack([row for one in found for row in residual_rows(survey, one)], RESIDUALS),
        trend=trends.frame,
        adjusted=beside.adjusted,
        adjusted_tests=beside.adjusted_tests,
        adjusted_pairs=beside.adjusted_pairs,
        simple=beside.simple,
        simple_means=beside.simple_means,
        simple_pairs=beside.simple_pairs,
        odds=beside.odds,
        equivalence=stack([], EQUIVALENCE) if alike is None else alike.frame,
        clustering=beside.clustering,
        notes=(
            *variance_notes(survey, options["outcomes"], options["by"]),
            *left_out(survey, options["by"]),
            *comparison_notes(found, p_adjusted, adjust),
            *(note for part in parts for note in part.notes),
        ),
        method=method(survey, [one.test for one in found], parts, adjust, confidence),
        provenance=survey.provenance.with_options(verb="compare", **options),
        codebook=survey.codebook,
        language=survey.language,
    )
