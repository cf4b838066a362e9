"""composite: how reliable is a number made of several domains, and what does each add?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from survey_analysis.errors import OptionError, check_confidence, check_option, shown
from survey_analysis.findings import Note
from survey_analysis.present.result import Result
from survey_analysis.statistics.bootstrap import RESAMPLES, as_generator, check_resamples
from survey_analysis.statistics.composite_intervals import CompositeInterval
from survey_analysis.statistics.composite_variance import CompositeParts
from survey_analysis.statistics.lengthening import Lengthening, check_target, lengthening
from survey_analysis.statistics.stratified_alpha import StratifiedAlpha, stratified_alpha
from survey_analysis.survey import Survey
from survey_analysis.verbs.composite_parts import composite_parts
from survey_analysis.verbs.frames import counted, sampling_notes, stack, text_of_note, weighting
from survey_analysis.verbs.progress import progress_bar
from survey_analysis.verbs.reliability_notes import LOST_SHARE
from survey_analysis.verbs.selection import (
    Names,
    check_survey,
    choose_groupings,
    left_out,
    stacked,
)


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class CompositeResult(Result):
    """The reliability of a composite of domains, and what each domain adds to it.

    `.table`: composite, group_by, group, n_domains, n_items, n_total, n_used, reliability, se,
    ci_low, ci_high, ci_method, sem, note. `n_used` are respondents who answered every item of
    every domain; `sem` is in the units of the composite's range.

    `.domains`: composite, group_by, group, domain, weight, n_items, n_used, alpha, error_share,
    true_share, r_with_composite, note; with a target also length_factor, items_needed,
    best_reliability (with no error left in the domain), recommended. Weights and shares sum to
    one; `alpha` is of the same respondents.
    """

    title: ClassVar[str] = "Composite"
    frames: ClassVar[tuple[str, ...]] = ("table", "domains")

    domains: pd.DataFrame


def composite(
    survey: Survey,
    name: str,
    *,
    by: Names = None,
    target: float | None = None,
    interval: CompositeInterval = "auto",
    confidence: float = 0.95,
    rng: np.random.Generator | int | None = None,
    resamples: int = RESAMPLES,
) -> CompositeResult:
    """How reliable is a composite of the codebook, where does its error come from, what helps?

    Composites are there to be examined, never to be given to persons.

    Parameters
    ----------
    survey : a loaded survey.
    name : id of a composite of the codebook.
    by : id of a grouping or a list of them; several are stacked. None: everybody.
    target : a reliability such as 0.9; for each domain alone: how many items would reach it?
    interval : "auto" (jackknife below 300 respondents, distribution-free above), "jackknife",
        "adf" or "bootstrap".
    confidence : level of the interval, such as 0.95.
    rng, resamples : of the bootstrap: a generator or a seed, and how many resamples.

    Returns
    -------
    CompositeResult with one row per group, and one per group and domain in codebook order.

    Missing data
    ------------
    Nothing is imputed: respondents count who answered every item of every domain.

    Formula
    -------
    See `statistics.stratified_alpha.stratified_alpha` and `statistics.lengthening.lengthening`.

    Errors
    ------
    UnknownNameError for a composite or grouping that the codebook does not have; OptionError for
    the id of a domain and for another value of an option.
    """
    check_survey(survey)
    check_option("interval", interval, CompositeInterval)
    confidence = check_confidence(confidence)
    check_resamples(resamples)
    generator = as_generator(rng)
    goal = None if target is None else check_target(target)
    groupings = choose_groupings(survey, by)
    parts = composite_parts(survey, _checked_name(survey, name))
    places = [
        _examine(survey, parts, grouping, goal, interval, confidence, generator, resamples)
        for grouping in stacked(groupings)
    ]
    weights = ["sum_w", "n_eff"] if survey.weighted else []
    return CompositeResult(
        table=stack([_row(place) for place in places], [*TABLE[:7], *weights, *TABLE[7:]]),
        domains=stack(
            [row for place in places for row in _domain_rows(place)],
            [*DOMAINS[:7], *weights, *DOMAINS[7:-1], *([] if goal is None else TARGET), "note"],
        ),
        notes=(
            Note("SA390", "note"),
            *sampling_notes(survey),
            *left_out(survey, groupings),
            *_notes(survey, places),
        ),
        method=_method(survey, parts, interval, confidence, resamples),
        provenance=survey.provenance.with_options(
            verb="composite",
            name=name,
            by=list(groupings),
            target=goal,
            interval=interval,
            confidence=confidence,
            **({"resamples": resamples} if interval == "bootstrap" else {}),
        ),
        codebook=survey.codebook,
        language=survey.language,
    )


TABLE = (
    "composite", "group_by", "group", "n_domains", "n_items", "n_total", "n_used", "reliability",
    "se", "ci_low", "ci_high", "ci_method", "sem", "note",
)  # fmt: skip
DOMAINS = (
    "composite", "group_by", "group", "domain", "weight", "n_items", "n_used", "alpha",
    "error_share", "true_share", "r_with_composite", "note",
)  # fmt: skip
TARGET = ("length_factor", "items_needed", "best_reliability", "recommended")


@dataclass(frozen=True, kw_only=True)
class _Place:
    """A composite in the groups of one grouping (or in everybody)."""

    parts: CompositeParts
    grouping: str | None
    groups: tuple[str, ...]
    found: StratifiedAlpha
    longer: Lengthening | None

    @property
    def ids(self) -> dict[str, str]:
        """The id columns of every row."""
        return {"composite": self.parts.name, "group_by": self.grouping or ""}

    @property
    def n_items(self) -> list[int]:
        """Items of each domain."""
        return [items.size for items in self.parts.items]

    @property
    def where(self) -> str:
        """`index`, or `index x age`."""
        return f"{self.parts.name} × {self.grouping}" if self.grouping else self.parts.name


def _checked_name(survey: Survey, name: object) -> str:
    book = survey.codebook
    if not isinstance(name, str):
        raise OptionError(f"name={shown(name)} is not allowed. Give the id of one composite.")
    if name in {domain.id for domain in book.domains}:
        raise OptionError(
            f"{name!r} is a domain, not a composite. Use sa.reliability(survey, domains={name!r})."
        )
    return book.composite(name).id


def _examine(
    survey: Survey,
    parts: CompositeParts,
    grouping: str | None,
    target: float | None,
    interval: CompositeInterval,
    confidence: float,
    rng: np.random.Generator,
    resamples: int,
) -> _Place:
    patterns = survey.patterns(parts.domains, grouping)
    steps = len(patterns.groups) * resamples if interval == "bootstrap" else 0
    with progress_bar(steps, f"bootstrap: {parts.name}") as progress:
        found = stratified_alpha(
            patterns,
            parts,
            interval=interval,
            confidence=confidence,
            rng=rng,
            resamples=resamples,
            progress=progress,
        )
    return _Place(
        parts=parts,
        grouping=grouping,
        groups=patterns.groups if grouping is None else patterns.groups[:-1],
        found=found,
        longer=None if target is None else lengthening(found, parts, target),
    )


def _row(place: _Place) -> dict[str, Any]:
    found, reported = place.found, slice(len(place.groups))
    return place.ids | {
        "group": place.groups,
        "n_domains": len(place.parts.domains),
        "n_items": sum(place.n_items),
        "n_total": counted(found.n_total[reported]),
        "n_used": counted(found.n_used[reported]),
        "sum_w": found.sum_w[reported],
        "n_eff": found.n_eff[reported],
        "reliability": found.reliability[reported],
        "se": found.se[reported],
        "ci_low": found.ci_low[reported],
        "ci_high": found.ci_high[reported],
        "ci_method": found.ci_method[reported],
        "sem": found.sem[reported],
        "note": [text_of_note(note) for note in found.notes[reported]],
    }


def _domain_rows(place: _Place) -> Iterator[dict[str, Any]]:
    """For each domain, a row for every group."""
    found, longer, reported = place.found, place.longer, slice(len(place.groups))
    for number, domain in enumerate(place.parts.domains):
        notes = [row[number] for row in found.domain_notes[reported]]
        of_target: dict[str, Any] = {}
        if longer is not None:
            more = [row[number] for row in longer.notes[reported]]
            notes = [first or second for first, second in zip(notes, more, strict=True)]
            of_target = {
                "length_factor": longer.factor[reported, number],
                "items_needed": longer.items_needed[reported, number],
                "best_reliability": longer.best_reliability[reported, number],
                "recommended": longer.recommended[reported, number],
            }
        of_domain = {
            "group": place.groups,
            "domain": domain,
            "weight": place.parts.weights[number],
            "n_items": place.n_items[number],
            "n_used": counted(found.n_used[reported]),
            "sum_w": found.sum_w[reported],
            "n_eff": found.n_eff[reported],
            "alpha": found.alpha[reported, number],
            "error_share": found.error_share[reported, number],
            "true_share": found.true_share[reported, number],
            "r_with_composite": found.r_with_composite[reported, number],
            "note": [text_of_note(note) for note in notes],
        }
        yield place.ids | of_domain | of_target


def _notes(survey: Survey, places: Sequence[_Place]) -> Iterator[Note]:
    """What there is to say about the composite, once for all groups where it is the same."""
    parts = places[0].parts
    for domain in parts.domains:
        if survey.codebook.domain(domain).measurement == "formative":
            yield Note("SA361", "note", {"domain": domain})
    n_total, n_used = places[0].found.n_total.sum(), places[0].found.n_used.sum()
    if n_total > 0 and 1 - n_used / n_total > LOST_SHARE:
        lost = f"{parts.name} ({1 - n_used / n_total:.0%})"
        yield Note("SA364", "warning", {"domains": (lost,)})
    for place in places:
        yield from _unknown(place)
        if place.grouping is None and place.longer is not None:
            yield from _advice(place, place.longer)


def _unknown(place: _Place) -> Iterator[Note]:
    """The groups without a reliability."""
    missing = np.isnan(place.found.reliability)
    groups = tuple(g for g, flag in zip(place.groups, missing, strict=False) if flag)
    if groups == ("",):
        yield Note("SA367", "warning", {"where": place.where})
    elif groups:
        yield Note("SA362", "warning", {"where": place.where, "groups": groups})


def _advice(place: _Place, longer: Lengthening) -> Iterator[Note]:
    """Which domain needs the fewest new items, or that none needs any."""
    values = {"composite": place.parts.name, "target": f"{longer.target:g}"}
    if place.found.reliability[0] >= longer.target:
        yield Note("SA391", "note", values)
    for domain in np.flatnonzero(longer.recommended[0]):
        advice = {
            "domain": place.parts.domains[domain],
            "items": int(longer.items_needed[0, domain]),
            "now": place.n_items[domain],
        }
        yield Note("SA392", "note", values | advice)


def _method(
    survey: Survey,
    parts: CompositeParts,
    interval: CompositeInterval,
    confidence: float,
    resamples: int,
) -> str:
    return (
        "Stratified alpha of a weighted composite (Rajaratnam, Cronbach & Gleser 1965; Mosier "
        f"1943), {weighting(survey)}, respondents with complete answers, reverse items turned by "
        "the declared range. True variance by domain: covariance of its true part with the "
        f"composite. {METHODS[interval].format(resamples=resamples)} Confidence "
        f"{100 * confidence:g} %. SEM in the units of the composite, from {parts.low:g} to "
        f"{parts.high:g}."
    )


METHODS: dict[CompositeInterval, str] = {
    "auto": (
        "Intervals on log(1 - reliability): delete-one jackknife below 300 respondents, "
        "distribution-free (influence values) from 300 on."
    ),
    "jackknife": "Intervals: delete-one jackknife of log(1 - reliability).",
    "adf": "Intervals on log(1 - reliability): distribution-free (influence values).",
    "bootstrap": "Intervals: BCa bootstrap with {resamples} resamples.",
}
