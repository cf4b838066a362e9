"""Material: everything a report is written from, computed once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeVar

import pandas as pd

from survey_analysis.findings import Note
from survey_analysis.present.names import Names
from survey_analysis.present.result import Result
from survey_analysis.survey import Survey
from survey_analysis.verbs.compare import ComparisonResult, compare
from survey_analysis.verbs.composite import CompositeResult, composite
from survey_analysis.verbs.describe import DescriptionResult, describe
from survey_analysis.verbs.dimensionality import DimensionalityResult, dimensionality
from survey_analysis.verbs.distribution import DistributionResult, distribution
from survey_analysis.verbs.domain_correlations import (
    DomainCorrelationsResult,
    domain_correlations,
)
from survey_analysis.verbs.item_bias import ItemBiasResult, item_bias
from survey_analysis.verbs.measurement_error import MeasurementErrorResult, measurement_error
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
    dimensions, errors : of the domains.
    by_group : alpha of the domains in the groups of `by`, or None without groupings.
    bias : items that groups answer differently, or None without groupings.
    correlations : between the domains, or None where there is only one.
    composites : of the domains, in codebook order.
    comparison : comparisons, or None without groupings or outcomes.
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
    dimensions: DimensionalityResult
    errors: MeasurementErrorResult
    by_group: ReliabilityResult | None
    bias: ItemBiasResult | None
    correlations: DomainCorrelationsResult | None
    composites: tuple[CompositeResult, ...]
    comparison: ComparisonResult | None
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
        found = (
            self.description, self.scores, self.reliability, self.dimensions, self.errors,
            self.bias, self.correlations, *self.composites, self.comparison,
        )  # fmt: skip
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
    names = list(domains)
    by_group, bias = _in_groups(survey, names, list(groupings), confidence)
    step("comparisons")
    comparison = None
    if groupings and chosen:
        comparison = compare(survey, outcomes=chosen, by=groupings, confidence=confidence)
    return Material(
        survey=survey,
        by=groupings,
        domains=domains,
        confidence=confidence,
        description=description,
        scores=scores,
        items=items,
        reliability=reliability(survey, domains=names, confidence=confidence),
        dimensions=dimensionality(survey, names),
        errors=measurement_error(survey, names, confidence=confidence),
        by_group=by_group,
        bias=bias,
        correlations=_correlations(survey, names, confidence),
        composites=_composites(survey, domains, confidence),
        comparison=comparison,
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


def _in_groups(
    survey: Survey, domains: list[str], by: list[str], confidence: float
) -> tuple[ReliabilityResult | None, ItemBiasResult | None]:
    """Whether the domains are measured alike in all groups: alpha and the items."""
    if not by or not domains:
        return None, None
    return (
        reliability(survey, domains=domains, by=by, confidence=confidence),
        item_bias(survey, domains=domains, by=by, confidence=confidence),
    )


def _correlations(
    survey: Survey, domains: list[str], confidence: float
) -> DomainCorrelationsResult | None:
    if len(domains) < 2:
        return None
    return domain_correlations(survey, domains=domains, confidence=confidence)


def _composites(
    survey: Survey, domains: Sequence[str], confidence: float
) -> tuple[CompositeResult, ...]:
    """The composites that are made of the domains of the report only."""
    return tuple(
        composite(survey, one.id, confidence=confidence)
        for one in survey.codebook.composites
        if set(one.domains) <= set(domains)
    )
