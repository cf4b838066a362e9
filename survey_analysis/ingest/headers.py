"""Headers: which column of the export belongs to which item or variable of the codebook."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from survey_analysis.codebook import Codebook, Item, Variable
from survey_analysis.codebook.labels import normalise_header
from survey_analysis.findings import Finding, Severity
from survey_analysis.ingest.identifiers import identifier_in, identifier_of_header

DIFFERENT_SURVEYS = 0.5
"""Below this share of declared columns found, codebook and export are of different surveys."""

NAMES_TOLD = 20
"""So many columns are told one by one."""

HEADER_SHOWN = 60

_OPTIONAL_ROLES = ("paradata", "filter")


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
            Finding(severity="note", code="SA233", where=id, values={"header": cut(header)})
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


def cut(header: str) -> str:
    """A header as it can be shown: without control characters, at most 60 characters."""
    plain = " ".join("".join(c if c.isprintable() else " " for c in header).split())
    return plain if len(plain) <= HEADER_SHOWN else plain[: HEADER_SHOWN - 1] + "…"


def _absent(
    absent: Sequence[Item | Variable], free: Sequence[str], *, different: bool
) -> Iterator[Finding]:
    if different and len(absent) > NAMES_TOLD:
        return
    candidates = {fold(header): header for header in free[: 50 * NAMES_TOLD]}
    for place, entry in enumerate(absent):
        wanted = entry.header
        values = {"header": cut(wanted)}
        if isinstance(entry, Variable) and entry.role == "respondent":
            yield Finding(severity="note", code="SA232", where=entry.id, values=values)
        elif isinstance(entry, Variable) and entry.role in _OPTIONAL_ROLES:
            yield Finding(severity="warning", code="SA234", where=entry.id, values=values)
        else:
            near: list[str] = []
            if place < NAMES_TOLD:
                near = difflib.get_close_matches(fold(wanted), candidates, n=1, cutoff=0.6)
            nearest = cut(candidates[near[0]]) if near else ""
            code = "SA231" if near else "SA230"
            values["nearest"] = nearest
            yield Finding(severity="error", code=code, where=entry.id, values=values)


def _different(found: Mapping[str, str], absent: Sequence[Item | Variable]) -> Finding:
    names = ", ".join(cut(entry.header) for entry in absent[:NAMES_TOLD])
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
        f"{places[header]} ({cut(header)})"
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
            where = "" if code == "SA608" else cut(header)
            severity: Severity = "warning" if code == "SA607" else "error"
            yield Finding(severity=severity, code=code, where=where, values=values)
