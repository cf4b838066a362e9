"""domain_correlations: how closely do the domains go together, as measured and but for error?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, ClassVar

from survey_analysis.errors import OptionError, check_confidence
from survey_analysis.findings import Note
from survey_analysis.present.result import Result
from survey_analysis.statistics.score_correlations import (
    ScoreCorrelations,
    TwoDomains,
    score_correlations,
)
from survey_analysis.survey import Survey
from survey_analysis.verbs.frames import (
    counted,
    kish_columns,
    sampling_notes,
    stack,
    text_of_note,
    weighting,
)
from survey_analysis.verbs.selection import (
    Names,
    check_survey,
    choose_domains,
    choose_groupings,
    left_out,
    stacked,
)


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class DomainCorrelationsResult(Result):
    """How the scores of domains go together, pair by pair.

    `.table`: domain1, domain2, group_by, group, n, pearson, pearson_ci_low, pearson_ci_high,
    spearman, spearman_ci_low, spearman_ci_high, n_complete, disattenuated,
    disattenuated_ci_low, disattenuated_ci_high, note. `n` are respondents who have both scores,
    `n_complete` those who answered all items of both; the disattenuated correlation is of them.
    """

    title: ClassVar[str] = "Correlations between domains"
    frames: ClassVar[tuple[str, ...]] = ("table",)


def domain_correlations(
    survey: Survey,
    domains: Names = None,
    *,
    by: Names = None,
    confidence: float = 0.95,
) -> DomainCorrelationsResult:
    """Do respondents who score high in one domain score high in another one?

    Parameters
    ----------
    survey : a loaded survey.
    domains : ids of two domains or more. None: all.
    by : id of a grouping or a list of them; several are stacked. None: everybody.
    confidence : level of the intervals, such as 0.95.

    Returns
    -------
    DomainCorrelationsResult with one row per pair of domains (and group), in codebook order.

    Missing data
    ------------
    Each pair has its own respondents: those who have both scores, and for the disattenuated
    correlation those who answered all items of both domains. Nothing is imputed.

    Formula
    -------
    See `statistics.score_correlations.score_correlations`.

    Errors
    ------
    UnknownNameError for a domain or grouping that the codebook does not have; OptionError for a
    single domain and for a confidence outside (0, 1).
    """
    check_survey(survey)
    confidence = check_confidence(confidence)
    groupings = choose_groupings(survey, by)
    chosen = choose_domains(survey, domains)
    if len(chosen) < 2:
        raise OptionError(
            "domains: a correlation needs two domains at least. Name two or more, or give None "
            "for all domains of the codebook."
        )
    places = [
        _examine(survey, pair, grouping, confidence)
        for pair in combinations(chosen, 2)
        for grouping in stacked(groupings)
    ]
    weights = ["sum_w", "n_eff"] if survey.weighted else []
    return DomainCorrelationsResult(
        table=stack([_row(survey, place) for place in places], [*TABLE[:5], *weights, *TABLE[5:]]),
        notes=(
            *sampling_notes(survey),
            *left_out(survey, groupings),
            *_notes(survey, chosen),
        ),
        method=_method(survey, confidence),
        provenance=survey.provenance.with_options(
            verb="domain_correlations",
            domains=list(chosen),
            by=list(groupings),
            confidence=confidence,
        ),
        codebook=survey.codebook,
        language=survey.language,
    )


TABLE = (
    "domain1", "domain2", "group_by", "group", "n", "pearson", "pearson_ci_low",
    "pearson_ci_high", "spearman", "spearman_ci_low", "spearman_ci_high", "n_complete",
    "disattenuated", "disattenuated_ci_low", "disattenuated_ci_high", "note",
)  # fmt: skip
COEFFICIENTS = ("pearson", "spearman", "disattenuated")


@dataclass(frozen=True, kw_only=True)
class _Place:
    """A pair of domains in the groups of one grouping (or in everybody)."""

    pair: tuple[str, str]
    grouping: str | None
    groups: tuple[str, ...]
    found: ScoreCorrelations


def _examine(
    survey: Survey, pair: tuple[str, str], grouping: str | None, confidence: float
) -> _Place:
    book = survey.codebook
    first, second = (len(book.items_of(domain)) for domain in pair)
    patterns = survey.patterns(pair, grouping, complete=False)
    needed = (book.domain(pair[0]).needed(first), book.domain(pair[1]).needed(second))
    domains = TwoDomains(names=pair, sizes=(first, second), needed=needed)
    return _Place(
        pair=pair,
        grouping=grouping,
        groups=patterns.groups if grouping is None else patterns.groups[:-1],
        found=score_correlations(patterns, domains, confidence=confidence),
    )


def _row(survey: Survey, place: _Place) -> dict[str, Any]:
    found, reported = place.found, slice(len(place.groups))
    numbers = {
        f"{name}{column}": getattr(found, f"{name}{field}")[reported]
        for name in COEFFICIENTS
        for column, field in (("", ""), ("_ci_low", "_low"), ("_ci_high", "_high"))
    }
    return {
        "domain1": place.pair[0],
        "domain2": place.pair[1],
        "group_by": place.grouping or "",
        "group": place.groups,
        "n": counted(found.n[reported]),
        **{name: part[reported] for name, part in kish_columns(survey, found).items()},
        **numbers,
        "n_complete": counted(found.n_complete[reported]),
        "note": [text_of_note(note) for note in found.notes[reported]],
    }


def _notes(survey: Survey, domains: Sequence[str]) -> Iterator[Note]:
    """What there is to say about the domains."""
    for domain in domains:
        if survey.codebook.domain(domain).measurement == "formative":
            yield Note("SA361", "note", {"domain": domain})


def _method(survey: Survey, confidence: float) -> str:
    return (
        f"Correlations of domain scores, {weighting(survey)}: Pearson; Spearman (of midranks); "
        "disattenuated, r / sqrt(alpha1 alpha2) (Spearman 1904), of respondents with complete "
        f"answers to both domains. {100 * confidence:g} % intervals from influence values "
        "(distribution-free), on atanh for Pearson and Spearman; a disattenuated correlation above "
        "1 is not cut. Domain scores are means of the answered items, reverse items turned by the "
        "declared range."
    )
