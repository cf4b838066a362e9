"""Matching: the distinct texts of a column against the answers that the codebook allows.

Everything happens once per distinct text, never per respondent. A text is an answer when it is
its code (`4`), when it is its label in any language (`Agree`), or when it is both
(`4 - Agree`); otherwise the reason why it is none becomes a remark.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from survey_analysis.codebook.labels import normalise_text, normalised
from survey_analysis.errors import nearest
from survey_analysis.findings import Severity
from survey_analysis.ingest.allowed import UNMATCHED, Allowed, Match, Remark
from survey_analysis.ingest.reasons import CODES_SHOWN, listed, quotable, reason_of_text, shown

EXAMINED = 1000
"""After so many texts that are no answers the column is another one; the rest is only counted."""

_WHOLE = re.compile(r"([+-]?\d+)[.,]0+")
_LEADING_ZEROS = re.compile(r"0+(\d+)")
_TWO_NUMBERS = re.compile(r"[+-]?\d+[.,:/-]\d+")
_CODE_FIRST = re.compile(r"([+-]?\w{1,8})(?:\s*[-–—.:)=|]\s*|\s+)(\S.*)", re.DOTALL)
# greedy: a lazy label would try every run of spaces again from each of its spaces
_CODE_LAST = re.compile(r"(\S(?:.*\S)?)\s*[(\[]([+-]?\w{1,8})[)\]]", re.DOTALL)

How = Literal["code", "label", "both", "whole", "tidied", "disagree", "unread"]


@dataclass(frozen=True, slots=True)
class _Reading:
    """One text: its position as a code and as a label (None: it is none), and how it was read."""

    by_code: int | None
    by_label: int | None
    how: How

    @property
    def positions(self) -> list[int]:
        """The positions it can stand for, that of the code first."""
        return [p for p in (self.by_code, self.by_label) if p is not None]


_UNREAD = _Reading(None, None, "unread")


def match_answers(texts: Sequence[str], allowed: Allowed, *, extra_codes: bool = False) -> Match:
    """What each text of a column with declared answers stands for.

    A column holds codes when every text is a code, labels when every text is a label; a text
    that could be both in a column that mixes them is an error.

    Parameters
    ----------
    texts : the distinct texts of the column.
    extra_codes : texts that are no declared answers are no errors, but stay unmatched.
    """
    readings = _read_all(texts, allowed, most=len(texts) if extra_codes else EXAMINED)
    known = [reading for reading in readings if reading.positions]
    holds_codes = all(r.by_code is not None for r in known)
    holds_labels = not holds_codes and all(
        r.by_label is not None or (r.by_code is not None and r.by_code < 0) for r in known
    )
    positions = np.full(len(texts), UNMATCHED, dtype=np.intp)
    ambiguous = []
    for place, reading in enumerate(readings):
        possible = reading.positions
        if len(set(possible)) > 1 and not holds_codes and not holds_labels:
            ambiguous.append(place)
        elif possible:
            positions[place] = possible[-1 if holds_labels else 0]
    remarks = [*_forms(texts, readings, allowed)]
    if ambiguous:
        remarks.append(_remark("error", "SA247", texts, ambiguous, allowed))
    if not extra_codes:
        remarks += _no_answers(texts, readings, allowed)
    return Match(
        positions=positions,
        support=allowed.support,
        texts=allowed.texts,
        labels=allowed.category_labels,
        nominal=allowed.nominal,
        remarks=tuple(remarks),
    )


def tidied(text: str) -> str:
    """The text without invisible characters, with plain digits and a plain minus sign."""
    if text.isascii():
        return text
    plain = normalised("NFKC", text).replace("\u2212", "-")
    return "".join(c for c in plain if unicodedata.category(c) != "Cf").strip()


def _read_all(texts: Sequence[str], allowed: Allowed, most: int) -> list[_Reading]:
    """A reading of every text, until `most` of them were no answers."""
    readings = []
    unread = 0
    for text in texts:
        reading = _read(text.strip(), allowed) if unread < most else _UNREAD
        unread += not reading.positions
        readings.append(reading)
    return readings


def _read(text: str, allowed: Allowed) -> _Reading:
    code = allowed.codes.get(text)
    label = allowed.labels.get(normalise_text(text)) if text else None
    if code is not None:
        return _Reading(code, label, "code")
    if label is not None:
        return _Reading(None, label, "label")
    tidy = tidied(text)
    if tidy in allowed.codes:
        return _Reading(allowed.codes[tidy], None, "tidied")
    whole = _WHOLE.fullmatch(tidy)
    if whole and whole[1] in allowed.codes:
        return _Reading(allowed.codes[whole[1]], None, "whole")
    return _read_code_and_label(text, allowed)


def _read_code_and_label(text: str, allowed: Allowed) -> _Reading:
    """`5 - Agree`, `5. Agree`, `Agree (5)`; but `3.3` is a number, not 3 with the label "3"."""
    if _TWO_NUMBERS.fullmatch(text):
        return _UNREAD
    for pattern, code_at, label_at in ((_CODE_FIRST, 1, 2), (_CODE_LAST, 2, 1)):
        parts = pattern.fullmatch(text)
        if parts and parts[code_at] in allowed.codes:
            position = allowed.codes[parts[code_at]]
            label = allowed.labels.get(normalise_text(parts[label_at]))
            if label == position:
                return _Reading(position, position, "both")
            if label is not None:
                return _Reading(None, None, "disagree")
    return _UNREAD


def _forms(
    texts: Sequence[str], readings: Sequence[_Reading], allowed: Allowed
) -> Iterator[Remark]:
    """Notes on texts that are answers, but not by their plain code."""
    places: dict[How, list[int]] = {}
    for place, reading in enumerate(readings):
        if reading.positions and reading.positions[0] >= 0:
            places.setdefault(reading.how, []).append(place)
    by_label = places.get("label", [])
    by_code = [*places.get("code", []), *places.get("whole", []), *places.get("tidied", [])]
    if by_label and any(readings[place].by_label is None for place in by_code):
        yield _remark("warning", "SA248", texts, by_label, allowed)
    elif by_label:
        yield _remark("note", "SA249", texts, by_label, allowed)
    for how, code in (("whole", "SA250"), ("both", "SA251"), ("tidied", "SA252")):
        if how in places:
            yield _remark("note", code, texts, places[how], allowed)


def _no_answers(
    texts: Sequence[str], readings: Sequence[_Reading], allowed: Allowed
) -> Iterator[Remark]:
    """Errors: texts that are no answers, one remark for each reason."""
    reasons: dict[str, list[int]] = {}
    unread = [place for place, reading in enumerate(readings) if not reading.positions]
    for place in unread[:EXAMINED]:
        known = readings[place].how == "disagree"
        reason = "SA246" if known else _reason(texts[place].strip(), allowed)
        reasons.setdefault(reason, []).append(place)
    if len(unread) > EXAMINED:
        reasons.setdefault("SA241", []).extend(unread[EXAMINED:])
    for reason, places in reasons.items():
        near = _nearest([texts[place] for place in places], allowed) if reason == "SA241" else ""
        code = "SA242" if near else reason
        yield _remark("error", code, texts, places, allowed, nearest=near)


def _reason(text: str, allowed: Allowed) -> str:
    """The finding for a text that is no answer."""
    if text in allowed.other_missing:
        return "SA245"
    zeros = _LEADING_ZEROS.fullmatch(text)
    if zeros and zeros[1] in allowed.codes:
        return "SA243"
    return reason_of_text(text) or ("SA240" if quotable(text) else "SA241")


def _nearest(unknown: Sequence[str], allowed: Allowed) -> str:
    """The declared label that is most like the first of the unknown texts; "" if none is."""
    declared = {
        normalise_text(text): text for label in allowed.category_labels for text in label.values()
    }
    for text in unknown[:CODES_SHOWN]:
        near = nearest(normalise_text(text), declared)
        if near:
            return declared[near]
    return ""


def _remark(
    severity: Severity,
    code: str,
    texts: Sequence[str],
    places: Iterable[int],
    allowed: Allowed,
    **values: Any,
) -> Remark:
    concerned = tuple(places)
    trimmed = (texts[place].strip() for place in concerned[:EXAMINED])
    # a missing code of the codebook is not a respondent's word, whatever it looks like
    quoted = listed(trimmed) if code == "SA245" else shown(trimmed)
    filling = {"shown": quoted, "allowed": allowed.listing, **values}
    return Remark(severity=severity, code=code, texts=concerned, values=filling)
