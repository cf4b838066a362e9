"""Compared: outcomes in the groups of groupings, tested; what `compare` and `compare_all` share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from survey_analysis.errors import OptionError, check_confidence, check_option, shown
from survey_analysis.statistics.contingency import chi_square
from survey_analysis.statistics.group_test import GroupTest
from survey_analysis.statistics.means import welch
from survey_analysis.statistics.multiplicity import Adjustment
from survey_analysis.statistics.ranks import kruskal_wallis
from survey_analysis.survey import Survey
from survey_analysis.tables.counts import Counts
from survey_analysis.verbs.selection import (
    Names,
    Outcome,
    check_survey,
    choose_groupings,
    choose_outcomes,
)
from survey_analysis.verbs.statistics_asked import Statistic, asked_statistic, check_statistic


@dataclass(frozen=True, eq=False, kw_only=True)
class Compared:
    """One outcome in the groups of one grouping, tested.

    Attributes
    ----------
    counts : of the named groups.
    """

    outcome: Outcome
    by: str
    counts: Counts
    test: GroupTest

    @property
    def place(self) -> dict[str, str]:
        """The columns that say where a row stands."""
        return {"outcome": self.outcome.id, "group_by": self.by}

    @property
    def title(self) -> str:
        """The outcome and the grouping, for notes."""
        return f"{self.outcome.id} × {self.by}"


@dataclass(frozen=True, eq=False, kw_only=True)
class Asked:
    """What a call asks to compare, checked.

    Attributes
    ----------
    outcomes, groupings : in codebook order; every outcome is compared by every grouping.
    statistic : a function of a table, or None for the default of each outcome.
    """

    survey: Survey
    outcomes: tuple[Outcome, ...]
    groupings: tuple[str, ...]
    statistic: Statistic | None
    adjust: Adjustment
    confidence: float

    @property
    def options(self) -> dict[str, Any]:
        """The options of the call, for the provenance of its result."""
        return {
            "outcomes": [outcome.id for outcome in self.outcomes],
            "by": list(self.groupings),
            "statistic": getattr(self.statistic, "__name__", None) if self.statistic else None,
            "adjust": self.adjust,
            "confidence": self.confidence,
        }

    def compared(self) -> list[Compared]:
        """All comparisons, outcome after outcome."""
        return [self._one(outcome, by) for outcome in self.outcomes for by in self.groupings]

    def _one(self, outcome: Outcome, by: str) -> Compared:
        counts, level = self.survey.counts(outcome.id, by).named, self.confidence
        if self.statistic is None:
            test = default_statistic(outcome)(counts, confidence=level)
        else:
            test = asked_statistic(self.statistic, counts, level, f"{outcome.id!r} by {by!r}")
        return Compared(outcome=outcome, by=by, counts=counts, test=test)


def asked(
    verb: str,
    survey: Survey,
    outcomes: Names,
    by: Names,
    statistic: Statistic | None,
    adjust: Adjustment,
    confidence: float,
) -> Asked:
    """The arguments of a verb that compares groups, checked."""
    check_survey(survey)
    check_option("adjust", adjust, Adjustment)
    confidence = check_confidence(confidence)
    check_statistic(statistic)
    groupings = choose_groupings(survey, list(survey.groupings) if by is None else by)
    if not groupings:
        why = "the codebook declares none" if by is None else f"by={shown(by)} names none"
        raise OptionError(f"{verb}() needs a grouping, and {why}.")
    return Asked(
        survey=survey,
        outcomes=choose_outcomes(survey, outcomes),
        groupings=groupings,
        statistic=statistic,
        adjust=adjust,
        confidence=confidence,
    )


def default_statistic(outcome: Outcome) -> Statistic:
    """The test that is used when the call names none; it knows weights and design."""
    if outcome.level == "nominal":
        return chi_square
    if outcome.level == "ordinal":
        return kruskal_wallis
    return welch
