"""Material: everything a report is written from, computed once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeVar

import pandas as pd

from survey_analysis.errors import OptionError
from survey_analysis.findings import Note
from survey_analysis.present.names import Names
from survey_analysis.present.result import Result
from survey_analysis.survey import Survey
from survey_analysis.verbs.compare import ComparisonResult, compare
from survey_analysis.verbs.describe import DescriptionResult, describe
from survey_analysis.verbs.distribution import DistributionResult, distribution
from survey_analysis.verbs.reliability import ReliabilityResult, reliability
from survey_analysis.verbs.selection import Names as Ids
from survey_analysis.verbs.selection import choose_groupings, choose_outcomes

Step = Callable[[str], None]
R = TypeVar("R", bound=Result)


@dataclass(frozen=True, eq=False, kw_only=True)
class Material:
    """What a report is written from.

    Attributes
    ----------
    by : groupings of the report, in codebook order.
    domains : domains whose items are shown, in codebook order.
    description : the item table.
    scores : distributions of domain scores and outcome variables.
    items : distributions of the items.
    reliability : alpha of the domains.
    comparison : comparisons, or None; `refusal` then says why.
    command : the command line that asked for the report, or "".
    """

    survey: Survey
    by: tuple[str, ...]
    domains: tuple[str, ...]
    confidence: float
    description: DescriptionResult
    scores: DistributionResult
    items: DistributionResult
    reliability: ReliabilityResult
    comparison: ComparisonResult | None
    refusal: str
    command: str

    @property
    def lang(self) -> str:
        """Language of the report."""
        return self.survey.language

    @cached_property
    def names(self) -> Names:
        """What outcomes, groups and answers are called in the report."""
        return Names(codebook=self.survey.codebook, source=self.lang, lang=self.lang)

    @property
    def results(self) -> tuple[Result, ...]:
        """All results, in the order of the report."""
        found = (self.description, self.scores, self.reliability, self.comparison)
        return tuple(result for result in found if result is not None)


def gather(
    survey: Survey,
    *,
    by: Ids,
    outcomes: Ids,
    confidence: float,
    command: str,
    step: Step,
) -> Material:
    """Compute everything; a wrong call raises before anything is computed."""
    groupings = choose_groupings(survey, list(survey.groupings) if by is None else by)
    chosen = [outcome.id for outcome in choose_outcomes(survey, outcomes)]
    domains = _domains(survey, None if outcomes is None else chosen)
    asked = [item.id for item in survey.codebook.items if item.domain in {*domains, ""}]
    step("distributions")
    description = describe(survey, confidence=confidence)
    scores = distribution(survey, outcomes=chosen, confidence=confidence)
    items = distribution(survey, outcomes=asked, confidence=confidence)
    step("reliability")
    alpha = reliability(survey, domains=list(domains), confidence=confidence)
    step("comparisons")
    comparison, refusal = _compared(survey, chosen, groupings, confidence)
    return Material(
        survey=survey,
        by=groupings,
        domains=domains,
        confidence=confidence,
        description=description,
        scores=scores,
        items=items,
        reliability=alpha,
        comparison=comparison,
        refusal=refusal,
        command=command,
    )


def only(result: R, column: str, values: Sequence[str]) -> R:
    """The result with the rows of some outcomes, items or groupings, and their notes only.

    Frames without the column stay whole.
    """
    frames = {name: getattr(result, name) for name in result.frames}
    kept = {name: _rows(frame, column, values) for name, frame in frames.items() if column in frame}
    return _replaced(result, kept)


def note_pairs(notes: Sequence[Note], lang: str) -> tuple[tuple[str, str], ...]:
    """Code and sentence of each note, every sentence once."""
    return tuple(dict.fromkeys((note.code, note.say(lang)) for note in notes))


def _replaced(result: R, frames: dict[str, Any]) -> R:
    return replace(result, notes=(), **frames)


def _rows(frame: pd.DataFrame, column: str, values: Sequence[str]) -> pd.DataFrame:
    return frame[frame[column].isin(list(values))].reset_index(drop=True)


def _domains(survey: Survey, chosen: Sequence[str] | None) -> tuple[str, ...]:
    """All domains, or those that are chosen or hold a chosen item."""
    book = survey.codebook
    if chosen is None:
        return tuple(domain.id for domain in book.domains)
    holding = {item.domain for item in book.items if item.id in chosen}
    return tuple(d.id for d in book.domains if d.id in chosen or d.id in holding)


def _compared(
    survey: Survey, outcomes: Sequence[str], by: Sequence[str], confidence: float
) -> tuple[ComparisonResult | None, str]:
    """The comparison, or None and the reason why there is none."""
    if not by or not outcomes:
        return None, ""
    try:
        found = compare(survey, outcomes=outcomes, by=by, confidence=confidence)
    except OptionError as error:
        return None, str(error)
    return found, ""
