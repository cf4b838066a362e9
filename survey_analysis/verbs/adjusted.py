"""Do groups differ beside what comes from other characteristics? The frames of `compare`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from survey_analysis.errors import OptionError, UnknownNameError, check_option, listing, shown
from survey_analysis.findings import Note
from survey_analysis.present.method import Method
from survey_analysis.statistics.adjusted_means import adjusted_means, raw_groups
from survey_analysis.statistics.design_variance import design_of
from survey_analysis.statistics.multiplicity import Adjustment
from survey_analysis.statistics.ordinal_adjusted import ordinal_adjusted
from survey_analysis.statistics.simple_effects import simple_effects
from survey_analysis.survey import Survey
from survey_analysis.verbs.adjusted_frames import (
    Modelled,
    adjusted_frame,
    clustering_frame,
    odds_frame,
    pairs_frame,
    simple_frame,
    simple_means_frame,
    simple_pairs_frame,
    terms_frame,
)
from survey_analysis.verbs.adjusted_notes import adjusted_methods, adjusted_notes
from survey_analysis.verbs.selection import Names, Outcome, choose_groupings

Model = Literal["linear", "ordinal"]
"""How an outcome depends on groups: its mean, or the odds of a higher answer."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Adjusted:
    """Comparisons beside other characteristics; frames without rows where nothing was asked.

    Attributes
    ----------
    adjusted : outcome, group_by, group, mean, se, ci_low, ci_high, weights ("equal" or
        "population", all groups for each), n, mean_raw, note. n and mean_raw are of the
        respondents with all characteristics; a weighted survey has sum_w and n_eff behind n.
    adjusted_pairs : outcome, group_by, group1, group2, estimate, se, ci_low, ci_high, statistic,
        df, p_value, p_adjusted, estimate_raw, note.
    adjusted_tests : outcome, group_by, term, test, statistic, df1, df2, p_value, p_adjusted, note.
    simple : outcome, group_by, within, within_group, test, statistic, df1, df2, p_value,
        p_adjusted, note.
    simple_means : outcome, group_by, within, within_group, group, n, mean, se, ci_low, ci_high,
        note.
    simple_pairs : as adjusted_pairs, for each within_group.
    odds (ordinal model) : outcome, group_by, group1, group2, n1, n2, odds_ratio, ci_low, ci_high,
        log_odds, se, statistic, df, p_value, p_adjusted, note. The odds of a higher answer in
        group1 over those in group2, the first group; `se` is that of `log_odds`.
    clustering : outcome, group_by, n_groups, icc, icc_ci_low, icc_ci_high, deff, note; for
        nominal groupings of three groups or more.
    notes : who was left out, and what could not be told.
    methods : what was computed, with its source.
    """

    adjusted: pd.DataFrame
    adjusted_pairs: pd.DataFrame
    adjusted_tests: pd.DataFrame
    simple: pd.DataFrame
    simple_means: pd.DataFrame
    simple_pairs: pd.DataFrame
    odds: pd.DataFrame
    clustering: pd.DataFrame
    notes: tuple[Note, ...]
    methods: tuple[Method, ...]


def adjusted(
    survey: Survey,
    outcomes: Sequence[Outcome],
    by: Sequence[str],
    *,
    adjust_for: Names = None,
    within: str | None = None,
    model: Model = "linear",
    adjust: Adjustment = "holm",
    confidence: float = 0.95,
) -> Adjusted:
    """Do groups differ beside what comes from other characteristics, and where do they?

    Parameters
    ----------
    survey : a loaded survey.
    outcomes : domains, numbers and items; nominal ones have rows without a mean.
    by : ids of groupings, each compared on its own. One that also stands in `adjust_for` is not
        adjusted for itself, and one that is `within` is left out, as long as others remain.
    adjust_for : ids of groupings.
    within : id of a grouping that may interact with `by`; the groups are compared at each of its
        levels.
    model : "linear" (means), or "ordinal" (odds ratios; ordinal outcomes only, without `within`).
    adjust : "holm", "fdr_bh" or "none": over the tests of groups of the call, over those of
        covariates, over those of interactions, and over the simple effects. Pairs: always Holm.
    confidence : share between 0 and 1.

    Returns
    -------
    Adjusted

    Missing data
    ------------
    Respondents without an answer, a group or one of the other characteristics are left out; notes
    tell how many. The raw numbers beside adjusted ones are of the same respondents.

    Errors
    ------
    UnknownNameError for a grouping that the codebook does not have; OptionError for groups that
    would be adjusted for themselves, and for an ordinal model of other outcomes.
    """
    check_option("model", model, Model)
    covariates = choose_groupings(survey, adjust_for, "adjust_for")
    _check_within(survey, within, covariates)
    if model == "ordinal":
        _check_ordinal(outcomes, within)
    if adjust_for is not None and not covariates:
        raise OptionError(f"adjust_for={shown(adjust_for)} names no grouping. Name one, or None.")
    asked = bool(covariates) or within is not None or model == "ordinal"
    groupings = _compared(by, covariates, within) if asked else ()
    found = [
        _modelled(survey, outcome, name, others, within or "", model, confidence)
        for outcome in outcomes
        for name, others in groupings
    ]
    return Adjusted(
        adjusted=adjusted_frame(survey, found),
        adjusted_pairs=pairs_frame(survey, found),
        adjusted_tests=terms_frame(found, adjust),
        simple=simple_frame(survey, found, adjust),
        simple_means=simple_means_frame(survey, found),
        simple_pairs=simple_pairs_frame(survey, found),
        odds=odds_frame(survey, found),
        clustering=clustering_frame(survey, outcomes, by, confidence),
        notes=tuple(adjusted_notes(survey, found)),
        methods=adjusted_methods(found, adjust),
    )


def _check_within(survey: Survey, within: object, covariates: Sequence[str]) -> None:
    if within is None:
        return
    if not isinstance(within, str):
        raise OptionError(f"within={shown(within)} is not allowed. Give the id of one grouping.")
    if within not in survey.groupings:
        raise UnknownNameError.of("grouping", within, survey.groupings)
    if within in covariates:
        raise OptionError(
            f"within={within!r} also stands in adjust_for. The comparison at each of its levels "
            "already takes it into account: remove it from adjust_for."
        )


def _check_ordinal(outcomes: Sequence[Outcome], within: str | None) -> None:
    if within is not None:
        raise OptionError(
            "model='ordinal' compares over all levels: leave `within` out, or use model='linear'."
        )
    others = [outcome.id for outcome in outcomes if outcome.level != "ordinal"]
    if others:
        raise OptionError(
            f"model='ordinal' is for ordinal items, and these are none: {listing(others)}. Name "
            "items in `outcomes`, or use model='linear'."
        )


def _compared(
    by: Sequence[str], covariates: Sequence[str], within: str | None
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Each grouping to compare, with the others of its model: `within` first."""
    found = []
    for name in by:
        others = tuple(one for one in covariates if one != name)
        if name == within or (covariates and not others):
            if len(by) == 1:
                argument = "within" if name == within else "adjust_for"
                raise OptionError(
                    f"by={name!r} also stands in {argument}: groups cannot be adjusted for what "
                    "makes them groups. Name another grouping there."
                )
            continue
        found.append((name, (*((within,) if within else ()), *others)))
    return tuple(found)


def _modelled(
    survey: Survey,
    outcome: Outcome,
    by: str,
    others: tuple[str, ...],
    within: str,
    model: Model,
    confidence: float,
) -> Modelled:
    crossed = (by, *others)
    counts, levels = survey.counts(outcome.id, crossed), survey.crossing(crossed)
    groups = raw_groups(counts.named, levels)
    n_groups = int((groups.n > 0).sum())
    means = simple = odds = why = None
    if outcome.level == "nominal":
        why = Note("SA768", "warning")
    elif model == "ordinal":
        odds = ordinal_adjusted(counts, levels, confidence=confidence)
    else:
        means = adjusted_means(counts, levels, interaction=bool(within), confidence=confidence)
        simple = simple_effects(counts, levels, confidence=confidence) if within else None
    if why is None and n_groups < 2:
        why = Note("SA322", "warning", {"n": n_groups})
    whole = survey.counts(outcome.id, by).named.group_n.sum()
    return Modelled(
        outcome=outcome,
        by=by,
        others=others,
        within=within,
        groups=groups,
        n_left_out=int(whole - groups.n.sum()),
        ordinal=model == "ordinal",
        by_design=design_of(counts) is not None,
        means=means,
        simple=simple,
        odds=odds,
        why=why,
    )
