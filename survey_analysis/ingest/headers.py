"""Headers: whether they can be told apart and read, and which column belongs to which question."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from survey_analysis.codebook import Codebook, Item, Variable
from survey_analysis.codebook.labels import normalise_header
from survey_analysis.errors import nearest
from survey_analysis.findings import Finding, Severity
from survey_analysis.ingest.identifiers import identifier_in, identifier_of_header
from survey_analysis.ingest.reasons import listed
from survey_analysis.present.escape import clean, cut

DIFFERENT_SURVEYS = 0.5
"""Below this share of declared columns found, codebook and export are of different surveys."""

NAMES_TOLD = 20
"""So many columns are told one by one."""

HEADER_SHOWN = 60

_OPTIONAL_ROLES = ("paradata", "filter")
_QUESTION_MARKS = re.compile(r"\?{3,}")
_MISREADINGS = ("cp1251", "cp1252", "latin-1", "cp866", "koi8-r")


@dataclass(frozen=True, eq=False, kw_only=True)
class Headers:
    """Where the declared columns stand in the export.

    Attributes
    ----------
    of : header in the export by id of item or variable.
    findings : missing, inexactly matched and undeclared columns.
    undeclared : headers of the export that the codebook does not declare.
    different : so few are there that codebook and export are of different surveys.
    """

    of: Mapping[str, str]
    findings: tuple[Finding, ...]
    undeclared: tuple[str, ...]
    different: bool


def find_headers(headers: Sequence[str], codebook: Codebook) -> Headers:
    """The header of every item and variable: exactly, else without regard to case and spaces."""
    declared = {entry.id: entry for entry in everything_asked(codebook)}
    wanted = {id: entry.header for id, entry in declared.items()}
    present = set(headers)
    exact = {id: name for id, name in wanted.items() if name in present}
    taken = set(exact.values())
    folded = {fold(header): header for header in reversed(headers) if header not in taken}
    nearly = {
        id: folded[fold(name)]
        for id, name in wanted.items()
        if id not in exact and fold(name) in folded
    }
    both = exact | nearly
    found = {id: both[id] for id in wanted if id in both}
    taken.update(nearly.values())
    undeclared = tuple(header for header in headers if header not in taken)
    absent = [entry for id, entry in declared.items() if id not in found]
    different = bool(declared) and len(found) < DIFFERENT_SURVEYS * len(declared)
    findings = [
        *_absent(absent, [h for h in undeclared if h.strip()], different=different),
        *(
            Finding(severity="note", code="SA233", where=id, values={"header": header_text(header)})
            for id, header in nearly.items()
        ),
    ]
    if different:
        findings.insert(0, _different(found, absent))
    if undeclared:
        findings.append(_undeclared(headers, undeclared, named=not different))
    return Headers(of=found, findings=tuple(findings), undeclared=undeclared, different=different)


def fold(header: str) -> str:
    """What two headers are compared by: no invisible characters, no case, single spaces."""
    if not header.isascii():
        header = "".join(c for c in header if unicodedata.category(c) != "Cf")
    return normalise_header(header)


def everything_asked(codebook: Codebook) -> tuple[Item | Variable, ...]:
    """The items and variables of a codebook: what has a column in the export."""
    return (*codebook.items, *codebook.variables)


def header_text(header: str) -> str:
    """A header as it can be shown: without control characters, at most 60 characters."""
    return cut(clean(header), HEADER_SHOWN)


def _absent(
    absent: Sequence[Item | Variable], free: Sequence[str], *, different: bool
) -> Iterator[Finding]:
    if different and len(absent) > NAMES_TOLD:
        return
    candidates = {fold(header): header for header in free}
    for place, entry in enumerate(absent):
        wanted = entry.header
        values = {"header": header_text(wanted)}
        if isinstance(entry, Variable) and entry.role == "respondent":
            yield Finding(severity="note", code="SA232", where=entry.id, values=values)
        elif isinstance(entry, Variable) and entry.role in _OPTIONAL_ROLES:
            yield Finding(severity="warning", code="SA234", where=entry.id, values=values)
        else:
            near = nearest(fold(wanted), candidates) if place < NAMES_TOLD else ""
            code = "SA231" if near else "SA230"
            values["nearest"] = header_text(candidates[near]) if near else ""
            yield Finding(severity="error", code=code, where=entry.id, values=values)


def _different(found: Mapping[str, str], absent: Sequence[Item | Variable]) -> Finding:
    names = ", ".join(header_text(entry.header) for entry in absent[:NAMES_TOLD])
    return Finding(
        severity="error",
        code="SA236",
        count=len(absent),
        values={"declared": len(found) + len(absent), "found": len(found), "names": names},
    )


def _undeclared(headers: Sequence[str], undeclared: Sequence[str], *, named: bool) -> Finding:
    """One warning; headers are not named where they may be the answers of a respondent."""
    places = {header: place + 1 for place, header in enumerate(headers)}
    shown = [
        f"{places[header]} ({header_text(header)})"
        if named and header.strip() and not identifier_in(header)
        else str(places[header])
        for header in undeclared[:NAMES_TOLD]
    ]
    listing = ", ".join(shown) + (", …" if len(undeclared) > NAMES_TOLD else "")
    return Finding(
        severity="warning", code="SA235", count=len(undeclared), values={"columns": listing}
    )


def judge_headers(headers: Sequence[str], judged: Sequence[str]) -> Iterator[Finding]:
    """Headers that announce direct identifiers: errors; questions that mention them: warnings."""
    for header in judged:
        code = identifier_of_header(header)
        if code:
            values = {"column": headers.index(header) + 1}
            where = "" if code == "SA608" else header_text(header)
            severity: Severity = "warning" if code == "SA607" else "error"
            yield Finding(severity=severity, code=code, where=where, values=values)


def judge_header_row(headers: Sequence[str]) -> Iterator[Finding]:
    """Errors for headers that cannot be told apart, a warning for unreadable ones."""
    places: dict[str, list[int]] = {}
    for place, header in enumerate(headers):
        if header.strip():
            places.setdefault(fold(header), []).append(place)
    for same in places.values():
        if len(same) > 1:
            yield _repeated(headers, same)
    garbled = [place for place, header in enumerate(headers) if is_garbled(header)]
    if garbled:
        values = {"positions": column_numbers(garbled)}
        yield Finding(severity="warning", code="SA218", count=len(garbled), values=values)


def is_garbled(header: str) -> bool:
    """Whether a header is UTF-8 read as something else, or lost its letters."""
    if "\ufffd" in header or _QUESTION_MARKS.search(header):
        return True
    return not header.isascii() and any(_is_twice_encoded(header, page) for page in _MISREADINGS)


def column_numbers(places: Sequence[int]) -> str:
    """Column numbers from 1: `3, 7`."""
    return listed((str(place + 1) for place in places), most=10)


def _repeated(headers: Sequence[str], places: Sequence[int]) -> Finding:
    exact = len({headers[place] for place in places}) == 1
    header = headers[places[0]]
    return Finding(
        severity="error",
        code="SA206" if exact else "SA207",
        where="" if identifier_in(header) else header_text(header),
        count=len(places),
        values={"positions": column_numbers(places)},
    )


def _is_twice_encoded(header: str, page: str) -> bool:
    """Whether these letters, back in the bytes of a code page, are UTF-8 text."""
    letters = [letter for letter in header if not letter.isascii()]
    raw = [
        letter.encode(page, "ignore") or letter.encode("latin-1", "ignore") for letter in letters
    ]
    try:
        text = b"".join(raw).decode("utf-8")
    except UnicodeDecodeError:
        return False
    return 0 < len(text) < len(letters) and any(map(str.isalpha, text))
