"""measurement_error: how exact is a score, and how much of an order of respondents is chance?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from survey_analysis.errors import check_confidence
from survey_analysis.findings import Note
from survey_analysis.present.result import Result
from survey_analysis.statistics.composite_variance import CompositeParts
from survey_analysis.statistics.measurement_error import (
    BANDS,
    MeasurementError,
    score_of_domain,
)
from survey_analysis.statistics.measurement_error import (
    measurement_error as error_of,
)
from survey_analysis.survey import Survey
from survey_analysis.tables.counts import FloatArray
from survey_analysis.verbs.composite_parts import composite_parts
from survey_analysis.verbs.frames import (
    counted,
    kish_columns,
    sampling_notes,
    stack,
    text_of_note,
    weighting,
)
from survey_analysis.verbs.reliability_notes import FEW, LOST_SHARE
from survey_analysis.verbs.selection import (
    Names,
    check_survey,
    choose_groupings,
    choose_scores,
    left_out,
    stacked,
)


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class MeasurementErrorResult(Result):
    """The error of scores, and what it does to an order of respondents; nothing about anyone.

    `.table`: outcome, group_by, group, n_total, n_used, reliability, sem,
    smallest_real_difference, pairs_tied, pairs_reversed, top_tenth_share, top_tenth_kept, note.
    `n_used` are respondents with complete answers; `sem` and `smallest_real_difference` are in
    the units of the score. Shares are of all pairs of respondents, of all respondents, and
    (`top_tenth_kept`) of those at the top.

    `.bands`: outcome, group_by, group, band, low, high, n, sem: the error of respondents whose
    score lies in each fifth of the declared range. Bands of few respondents are hidden when shown.
    """

    title: ClassVar[str] = "Measurement error"
    frames: ClassVar[tuple[str, ...]] = ("table", "bands")

    bands: pd.DataFrame


def measurement_error(
    survey: Survey,
    domains_or_composite: Names = None,
    *,
    by: Names = None,
    confidence: float = 0.95,
) -> MeasurementErrorResult:
    """How exact are scores, which difference is real, and what of an order would a retest keep?

    Parameters
    ----------
    survey : a loaded survey.
    domains_or_composite : ids of domains and composites. None: all domains.
    by : id of a grouping or a list of them; several are stacked. None: everybody.
    confidence : of the smallest real difference, such as 0.95.

    Returns
    -------
    MeasurementErrorResult with one row per outcome (and group), in codebook order.

    Missing data
    ------------
    Nothing is imputed: respondents count who answered all items.

    Formula
    -------
    See `statistics.measurement_error.measurement_error` and `statistics.retest.retest`.

    Errors
    ------
    UnknownNameError for an id that the codebook does not have; OptionError for a confidence
    outside (0, 1).
    """
    check_survey(survey)
    confidence = check_confidence(confidence)
    groupings = choose_groupings(survey, by)
    chosen = choose_scores(survey, domains_or_composite)
    places = [
        _examine(survey, outcome, grouping, confidence)
        for outcome in chosen
        for grouping in stacked(groupings)
    ]
    weights = ["sum_w", "n_eff"] if survey.weighted else []
    return MeasurementErrorResult(
        table=stack([_row(survey, place) for place in places], [*TABLE[:5], *weights, *TABLE[5:]]),
        bands=stack(
            [row for place in places for row in _band_rows(survey, place)],
            [*BAND_COLUMNS[:-1], *weights, "sem"],
        ),
        notes=(
            Note("SA395", "note", {"confidence": f"{100 * confidence:g} %"}),
            *sampling_notes(survey),
            *left_out(survey, groupings),
            *_notes(survey, places),
        ),
        method=_method(survey, confidence),
        provenance=survey.provenance.with_options(
            verb="measurement_error",
            domains_or_composite=list(chosen),
            by=list(groupings),
            confidence=confidence,
        ),
        codebook=survey.codebook,
        language=survey.language,
    )


TABLE = (
    "outcome", "group_by", "group", "n_total", "n_used", "reliability", "sem",
    "smallest_real_difference", "pairs_tied", "pairs_reversed", "top_tenth_share",
    "top_tenth_kept", "note",
)  # fmt: skip
BAND_COLUMNS = ("outcome", "group_by", "group", "band", "low", "high", "n", "sem")


@dataclass(frozen=True, kw_only=True)
class _Place:
    """A score in the groups of one grouping (or in everybody)."""

    parts: CompositeParts
    grouping: str | None
    groups: tuple[str, ...]
    found: MeasurementError

    @property
    def ids(self) -> dict[str, str]:
        """The id columns of every row."""
        return {"outcome": self.parts.name, "group_by": self.grouping or ""}

    @property
    def where(self) -> str:
        """`trust`, or `trust x age`."""
        return f"{self.parts.name} × {self.grouping}" if self.grouping else self.parts.name

    def groups_where(self, flags: Sequence[bool] | np.ndarray[Any, Any]) -> tuple[str, ...]:
        """The groups for which a flag is set; `("",)` for everybody."""
        return tuple(group for group, flag in zip(self.groups, flags, strict=False) if flag)


def _examine(survey: Survey, outcome: str, grouping: str | None, confidence: float) -> _Place:
    book = survey.codebook
    composite = outcome in {one.id for one in book.composites}
    if composite:
        parts = composite_parts(survey, outcome)
    else:
        scale = book.scale_of_domain(outcome)
        parts = score_of_domain(outcome, len(book.items_of(outcome)), scale.low, scale.high)
    patterns = survey.patterns(parts.domains if composite else outcome, grouping)
    return _Place(
        parts=parts,
        grouping=grouping,
        groups=patterns.groups if grouping is None else patterns.groups[:-1],
        found=error_of(patterns, parts, confidence=confidence),
    )


def _row(survey: Survey, place: _Place) -> dict[str, Any]:
    found, reported = place.found, slice(len(place.groups))
    weights = kish_columns(survey, found)
    numbers = {name: getattr(found, name)[reported] for name in TABLE[5:-1]}
    return place.ids | {
        "group": place.groups,
        "n_total": counted(found.n_total[reported]),
        "n_used": counted(found.n_used[reported]),
        **{name: values[reported] for name, values in weights.items()},
        **numbers,
        "note": [text_of_note(note) for note in found.notes[reported]],
    }


def _band_rows(survey: Survey, place: _Place) -> Iterator[dict[str, Any]]:
    """For each group, a row for every band."""
    found = place.found
    ends = list(zip(found.band_low.tolist(), found.band_high.tolist(), strict=True))
    with np.errstate(invalid="ignore"):
        n_eff = found.band_w**2 / found.band_w2
    for row, group in enumerate(place.groups):
        weights: dict[str, FloatArray] = {}
        if survey.weighted:
            weights = {"sum_w": found.band_w[row], "n_eff": n_eff[row]}
        yield place.ids | {
            "group": group,
            "band": [f"{low:.6g}–{high:.6g}" for low, high in ends],
            "low": found.band_low,
            "high": found.band_high,
            "n": counted(found.band_n[row]),
            **weights,
            "sem": found.band_sem[row],
        }


def _notes(survey: Survey, places: Sequence[_Place]) -> Iterator[Note]:
    """What there is to say about the scores, once for all groups where it is the same."""
    domains = dict.fromkeys(domain for place in places for domain in place.parts.domains)
    for domain in domains:
        if survey.codebook.domain(domain).measurement == "formative":
            yield Note("SA361", "note", {"domain": domain})
    lost = {place.parts.name: _lost_share(place.found) for place in places}
    many = tuple(f"{name} ({share:.0%})" for name, share in lost.items() if share > LOST_SHARE)
    if many:
        yield Note("SA364", "warning", {"domains": many})
    for place in places:
        groups = place.groups_where(np.isnan(place.found.reliability))
        if groups == ("",):
            yield Note("SA367", "warning", {"where": place.where})
        elif groups:
            yield Note("SA362", "warning", {"where": place.where, "groups": groups})
    yield from _few(places)


def _lost_share(found: MeasurementError) -> float:
    total = found.n_total.sum()
    return float(1 - found.n_used.sum() / total) if total else 0.0


def _few(places: Sequence[_Place]) -> Iterator[Note]:
    """The groups with few complete answers, and the scores of which they have few."""
    found: dict[tuple[str | None, tuple[str, ...]], list[str]] = {}
    for place in places:
        n = place.found.n_used
        groups = place.groups_where((n > 0) & (n < FEW))
        if groups:
            found.setdefault((place.grouping, groups), []).append(place.parts.name)
    for (grouping, groups), outcomes in found.items():
        values = {"few": FEW, "domains": tuple(outcomes)}
        if grouping is None:
            yield Note("SA369", "note", values)
        else:
            yield Note("SA366", "note", values | {"grouping": grouping, "groups": groups})


def _method(survey: Survey, confidence: float) -> str:
    return (
        f"Standard error of measurement from Cronbach's alpha (composites: stratified alpha), "
        f"{weighting(survey)}, respondents with complete answers, reverse items turned by the "
        f"declared range. Smallest real difference at {100 * confidence:g} % (Jacobson & Truax "
        "1991). Retest: true scores of beta shape (Lord 1965; Livingston & Lewis 1995), normal "
        "error smoothed over the score, put to possible scores; ties are no reversals. Error by "
        f"band of the declared range ({BANDS} equal ones): Feldt, Steffen & Gupta (1985), Brennan "
        "(1998)."
    )
