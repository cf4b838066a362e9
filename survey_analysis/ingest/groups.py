"""Groups: bands of numbers, and lists of codes that are open to codes of the data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from survey_analysis.codebook import Label, Variable
from survey_analysis.codebook.labels import normalise_text
from survey_analysis.ingest.allowed import UNMATCHED, Match, Remark
from survey_analysis.ingest.reasons import is_missing_word

MANY_GROUPS = 300
"""More groups than any list of regions or professions: the column may hold free text."""


def banded(match: Match, variable: Variable) -> Match:
    """Numbers as positions of the bands that they lie in."""
    band = np.searchsorted(np.asarray(variable.bands, dtype=np.float64), match.support, "right") - 1
    positions = match.positions.copy()
    answered = positions >= 0
    positions[answered] = band[positions[answered]]
    labels = variable.band_labels
    return Match(
        positions=positions,
        support=np.arange(len(labels), dtype=np.float64),
        texts=labels,
        labels=tuple({"": label} for label in labels),
        nominal=True,
        remarks=match.remarks,
    )


def opened(match: Match, texts: Sequence[str], n_declared: int, *, extra_codes: bool) -> Match:
    """The declared answers, then those of a standard list and of the data that occur, sorted.

    Parameters
    ----------
    match : the texts against the declared answers, which stand first, and a standard list.
    n_declared : how many answers the codebook itself declares; they keep their place.
    extra_codes : unmatched texts become answers of their own, with the text as code and label.
    """
    trimmed = [text.strip() for text in texts]
    unmatched = np.flatnonzero(match.positions == UNMATCHED).tolist() if extra_codes else []
    extra = sorted({trimmed[place] for place in unmatched})
    codes = (*match.texts, *extra)
    labels: tuple[Label, ...] = (*match.labels, *({"": code} for code in extra))
    place_of = {code: place for place, code in enumerate(extra, start=len(match.texts))}
    positions = match.positions.copy()
    positions[unmatched] = [place_of[trimmed[place]] for place in unmatched]
    occurring = np.unique(positions[positions >= n_declared]).tolist()
    kept = [*range(n_declared), *sorted(occurring, key=lambda place: _rank(codes[place]))]
    moved = np.full(len(codes), UNMATCHED, dtype=np.intp)
    moved[kept] = np.arange(len(kept))
    answered = positions >= 0
    positions[answered] = moved[positions[answered]]
    return replace(
        match,
        positions=positions,
        support=np.arange(len(kept), dtype=np.float64),
        texts=tuple(codes[place] for place in kept),
        labels=tuple(labels[place] for place in kept),
        remarks=(*match.remarks, *_extra_remarks(trimmed, unmatched, extra, match.texts)),
    )


def _rank(code: str) -> tuple[int, int, str]:
    """Whole numbers first, by size; then other codes by their letters."""
    whole = code.isascii() and code.isdigit() and len(code) <= 15
    return (0, int(code), code) if whole else (1, 0, code)


def _extra_remarks(
    trimmed: Sequence[str],
    unmatched: Sequence[int],
    extra: Sequence[str],
    listed: Sequence[str],
) -> Iterator[Remark]:
    values = {"extra": len(extra)}
    if extra and listed:
        yield Remark(severity="note", code="SA268", texts=tuple(unmatched), values=values)
    if len(extra) > MANY_GROUPS:
        yield Remark(severity="warning", code="SA266", texts=tuple(unmatched), values=values)
    words = tuple(place for place in unmatched if is_missing_word(trimmed[place]))
    if words:
        yield Remark(severity="warning", code="SA254", texts=words)
    seen: dict[str, str] = {}
    twins = {code for code in extra if seen.setdefault(normalise_text(code), code) != code}
    if twins:
        places = tuple(place for place in unmatched if trimmed[place] in twins)
        yield Remark(severity="warning", code="SA267", texts=places, values={"extra": len(twins)})
