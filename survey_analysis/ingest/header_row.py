"""The header row: headers that stand twice, or that were written with the wrong encoding."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from survey_analysis.findings import Finding
from survey_analysis.ingest.headers import cut, fold
from survey_analysis.ingest.identifiers import identifier_in

_QUESTION_MARKS = re.compile(r"\?{3,}")


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
        values = {"positions": listed(garbled)}
        yield Finding(severity="warning", code="SA218", count=len(garbled), values=values)


def is_garbled(header: str) -> bool:
    """Whether a header is UTF-8 read as something else, or lost its letters."""
    if "\ufffd" in header or _QUESTION_MARKS.search(header):
        return True
    return not header.isascii() and any(_is_twice_encoded(header, page) for page in _MISREADINGS)


def listed(places: Sequence[int], most: int = 10) -> str:
    """Column numbers from 1: `3, 7`."""
    shown = ", ".join(str(place + 1) for place in places[:most])
    return shown if len(places) <= most else f"{shown}, …"


def _repeated(headers: Sequence[str], places: Sequence[int]) -> Finding:
    exact = len({headers[place] for place in places}) == 1
    header = headers[places[0]]
    return Finding(
        severity="error",
        code="SA206" if exact else "SA207",
        where="" if identifier_in(header) else cut(header),
        count=len(places),
        values={"positions": listed(places)},
    )


_MISREADINGS = ("cp1251", "cp1252", "latin-1", "cp866", "koi8-r")


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
