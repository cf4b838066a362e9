"""Do groups differ in alpha? The frame `.differences` of a reliability, and its notes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from survey_analysis.findings import Note
from survey_analysis.statistics.alpha_differences import (
    LEAST_IN_GROUP,
    AlphaDifferences,
    alpha_differences,
)
from survey_analysis.statistics.multiplicity import holm
from survey_analysis.survey import Survey
from survey_analysis.verbs.scale_analysis import ScaleAnalysis

DIFFERENCES = (
    "domain", "group_by", "test", "group1", "group2", "statistic", "df", "df2", "p_value",
    "p_adjusted", "estimate", "ci_low", "ci_high", "note",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Compared:
    """The alphas of the groups of one domain and grouping, compared."""

    analysis: ScaleAnalysis
    found: AlphaDifferences


def compare_alphas(survey: Survey, places: Sequence[ScaleAnalysis]) -> tuple[Compared, ...]:
    """A comparison for every domain and grouping; none of everybody."""
    return tuple(
        Compared(analysis=place, found=_compare(survey, place))
        for place in places
        if place.grouping is not None
    )


def difference_rows(compared: Sequence[Compared]) -> Iterator[dict[str, Any]]:
    """A row for the test of all alphas of a place, then one for every pair of groups.

    The p-values of the tests are adjusted over the domains and groupings of the call (Holm),
    those of the pairs over the pairs of their place.
    """
    adjusted = holm(np.array([one.found.p_value for one in compared]))
    for one, p_adjusted in zip(compared, adjusted, strict=True):
        found, names = one.found, np.array(one.analysis.moments.groups, dtype=object)
        yield {
            **one.analysis.ids,
            "test": "wald",
            "group1": "",
            "group2": "",
            "statistic": [found.statistic],
            "df": found.df,
            "df2": found.df2 if np.isfinite(found.df2) else np.nan,
            "p_value": found.p_value,
            "p_adjusted": p_adjusted,
            "estimate": np.nan,
            "ci_low": np.nan,
            "ci_high": np.nan,
            "note": "; ".join(note.text for note in found.notes),
        }
        pairs = found.pairs
        yield {
            **one.analysis.ids,
            "test": "wald_pair",
            "group1": names[pairs.group1],
            "group2": names[pairs.group2],
            **{name: getattr(pairs, name) for name in PAIR_NUMBERS},
            "df2": np.where(np.isfinite(pairs.df2), pairs.df2, np.nan),
            "note": "",
        }


PAIR_NUMBERS = ("statistic", "df", "p_value", "p_adjusted", "estimate", "ci_low", "ci_high")


def difference_notes(compared: Sequence[Compared]) -> Iterator[Note]:
    """What there is to say about each comparison, with the place it speaks of."""
    for one in compared:
        yield from _left_out(one)
        for note in one.found.notes:
            yield Note("SA371", note.severity, {"where": one.analysis.name, "what": note})


def _left_out(one: Compared) -> Iterator[Note]:
    """The groups that have an alpha and are too small for a comparison."""
    alpha, groups = one.analysis.alpha, one.analysis.groups
    few = np.isfinite(alpha.alpha) & (alpha.n_used < LEAST_IN_GROUP)
    names = tuple(group for group, small in zip(groups, few, strict=False) if small)
    if names:
        values = {"where": one.analysis.name, "needed": LEAST_IN_GROUP, "groups": names}
        yield Note("SA383", "note", values)


def _compare(survey: Survey, place: ScaleAnalysis) -> AlphaDifferences:
    """The comparison with the intervals that the table shows."""
    first = place.estimates["alpha"]
    alpha = replace(place.alpha, alpha_se=first.se, ci_low=first.ci_low, ci_high=first.ci_high)
    linearized = "linearized" in first.ci_method
    units = survey.unit_sums(place.domain, place.grouping) if linearized else None
    return alpha_differences(alpha, place.moments, units=units)
