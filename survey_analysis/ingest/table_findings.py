"""Table findings: what is wrong with the structure of a delimited text, or worth knowing of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from survey_analysis.findings import LINES_KEPT
from survey_analysis.ingest.cell_texts import CellTexts
from survey_analysis.ingest.headers import column_numbers
from survey_analysis.ingest.outline import Outline
from survey_analysis.ingest.separators import Head, better_separator, lines_are_quoted
from survey_analysis.ingest.structure import NUL, QuoteProblem, line_at, place_of
from survey_analysis.ingest.text_columns import ByteArray, Draft, Export


def tell_nul(text: ByteArray, draft: Draft) -> None:
    """An error for NUL bytes, with the place of the first."""
    places = np.flatnonzero(text == NUL)
    line, column = place_of(text, int(places[0]), draft.separator, draft.first_line)
    lines = {line_at(text, place, draft.first_line) for place in places[:LINES_KEPT].tolist()}
    draft.tell("error", "SA214", lines=sorted(lines), count=len(places), column=column, line=line)


def tell_separator(text: ByteArray, draft: Draft, head: Head) -> None:
    """An error if the separator leaves one column where another one, or unquoting, gives more."""
    if len(head.widths) and head.widths[0] > 1:
        return
    better = better_separator(text, draft.separator)
    if better is not None:
        given = printable(draft.separator)
        draft.tell("error", "SA203", separator=given, better=printable(better))
    elif lines_are_quoted(text, draft.separator):
        draft.tell("error", "SA226")


def tell_quotes(text: ByteArray, draft: Draft, problem: QuoteProblem) -> None:
    """An error for a cell that never ends, or that ends before its text does."""
    line, column = place_of(text, problem.opened, draft.separator, draft.first_line)
    if problem.kind == "unclosed":
        draft.tell("error", "SA215", lines=(line,), column=column, line=line)
        return
    closed = line_at(text, problem.at, draft.first_line)
    lines = sorted({line, closed})
    draft.tell("error", "SA216", lines=lines, column=column, line=line, closed=closed)


def tell_ragged(draft: Draft, outline: Outline, width: int) -> bool:
    """An error if records have another number of cells than `width`; tells whether some have."""
    ragged = np.flatnonzero(rows_of(outline, width) & (outline.widths != width))
    if len(ragged):
        low, high = int(outline.widths[ragged].min()), int(outline.widths[ragged].max())
        found = str(low) if low == high else f"{low}–{high}"
        lines = outline.lines[ragged[:LINES_KEPT]]
        draft.tell("error", "SA204", lines=lines, count=len(ragged), expected=width, found=found)
    return len(ragged) > 0


def rows_of(outline: Outline, width: int) -> NDArray[np.bool_]:
    """(R,) which records count: no blank lines; with a single column, all from the header on."""
    if width > 1:
        return ~outline.is_blank
    return np.arange(len(outline.lines)) >= np.argmin(outline.is_blank)


def tell_overfull(cells: CellTexts, draft: Draft, export: Export, extra: Sequence[int]) -> bool:
    """An error if rows hold text beyond the last header; tells whether some do."""
    filled = [cells.filled[place] for place in extra]
    overfull = np.unique(np.concatenate([np.empty(0, np.intp), *filled]))
    if len(overfull):
        n_headers = len(draft.headers)
        lines, found = export.lines_of(overfull), str(n_headers + len(extra))
        values = {"expected": n_headers, "found": found}
        draft.tell("error", "SA204", lines=lines, count=len(overfull), **values)
    return len(overfull) > 0


def tell_nameless(cells: CellTexts, draft: Draft, export: Export, probed: Sequence[int]) -> None:
    """Columns without header: a note if they are empty, which drops them, else a warning."""
    empty = [place for place in probed if not len(cells.filled[place])]
    if empty:
        draft.tell("note", "SA205", count=len(empty), positions=column_numbers(empty))
    for place in probed:
        rows = cells.filled[place]
        if len(rows):
            lines = export.lines_of(rows)
            draft.tell("warning", "SA208", lines=lines, count=len(rows), column=place + 1)


def tell_outline(text: ByteArray, draft: Draft, outline: Outline, width: int) -> None:
    """Blank lines, and quoted cells that look as if they had swallowed rows."""
    blank = np.flatnonzero(outline.is_blank)
    lines = outline.lines[blank[:LINES_KEPT]]
    if len(blank) and width > 1:
        draft.tell("note", "SA222", lines=lines, count=len(blank))
    elif len(blank):
        draft.tell("warning", "SA202", lines=lines, count=len(blank))
    swallowed = [
        line
        for begin, stop, line in outline.spans
        if _looks_like_rows(text[begin:stop].tobytes(), draft.separator, width)
    ]
    if swallowed:
        draft.tell("warning", "SA224", lines=swallowed, count=len(swallowed))


def tell_breaks(cells: CellTexts, draft: Draft, export: Export) -> None:
    """A warning for each column whose cells hold line breaks."""
    for column in cells.columns.values():
        broken = [place for place, text in enumerate(column.texts) if "\n" in text or "\r" in text]
        if broken:
            rows = np.flatnonzero(np.isin(column.codes, broken))
            lines = export.lines_of(rows)
            draft.tell("warning", "SA223", lines=lines, count=len(rows), column=column.position + 1)


def printable(separator: str) -> str:
    r"""A separator as it can be shown: the tab as `\t`."""
    return "\\t" if separator == "\t" else separator


def _looks_like_rows(record: bytes, separator: str, width: int) -> bool:
    """Whether two lines inside one record hold as many separators as a row of their own."""
    counts = [line.count(separator.encode()) for line in record.splitlines()]
    return width > 2 and sum(count >= width - 1 for count in counts) > 1
