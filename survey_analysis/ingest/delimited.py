"""Delimited text: bytes -> text columns, or the findings why that cannot be done.

Nothing is shifted, padded or dropped in silence: a record whose number of cells is not that of
the header is an error with its line, and what is left out (an always-empty cell at the end,
blank lines, a `sep=` line) is told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa

from survey_analysis.ingest.cell_texts import BLOCK_SIZE, CellTexts, RecordText, read_cells
from survey_analysis.ingest.encodings import decode
from survey_analysis.ingest.headers import judge_header_row
from survey_analysis.ingest.outline import (
    ByteCensus,
    Outline,
    census,
    has_blank_lines,
    outline_of,
    quotes_are_plain,
)
from survey_analysis.ingest.separators import Head, detect_separator, head_of, sep_line
from survey_analysis.ingest.structure import CR, LF, cells_of
from survey_analysis.ingest.table_findings import (
    printable,
    rows_of,
    tell_breaks,
    tell_nameless,
    tell_nul,
    tell_outline,
    tell_overfull,
    tell_quotes,
    tell_ragged,
    tell_separator,
)
from survey_analysis.ingest.text_columns import (
    ByteArray,
    CodeArray,
    ColumnChoice,
    Draft,
    Export,
    TextColumn,
)

RECORD_LIMIT = 1 << 28
_BOM = b"\xef\xbb\xbf"


def read_delimited(
    data: bytes,
    source: str,
    *,
    encoding: str | None = None,
    separator: str | None = None,
    columns: ColumnChoice | None = None,
) -> Export:
    """The export in these bytes; errors of its structure are findings of an empty export."""
    draft = Draft(source=source)
    text = _text_of(data, draft, encoding)
    if draft.is_broken():
        return draft.export()
    text = _behind_sep_line(text, draft, separator)
    head = head_of(text, draft.separator)
    kinds = census(text)
    outline = None
    if kinds.has_nul:
        tell_nul(text, draft)
    else:
        tell_separator(text, draft, head)
    if not draft.is_broken():
        outline = _outline_if_needed(text, draft, kinds)
    if not draft.is_broken() and not len(head.starts):
        draft.tell("error", "SA201", size=len(text))
    if draft.is_broken():
        return draft.export()
    draft.headers = cells_of(text[head.starts[0] : head.stops[0]].tobytes(), draft.separator)
    draft.findings += judge_header_row(draft.headers)
    return _read_records(text, draft, head, outline, kinds.n_lines, columns)


def _text_of(data: bytes, draft: Draft, encoding: str | None) -> ByteArray:
    decoded = decode(data, encoding)
    draft.encoding, draft.margin = decoded.encoding, decoded.margin
    draft.findings += decoded.findings
    text = decoded.text
    while text[: len(_BOM)].tobytes() == _BOM:
        text = text[len(_BOM) :]
    if not draft.is_broken() and not text[:4096].tobytes().strip() and not text.tobytes().strip():
        draft.tell("error", "SA201", size=len(data))
    return text


def _behind_sep_line(text: ByteArray, draft: Draft, separator: str | None) -> ByteArray:
    line = sep_line(text)
    if line is not None:
        text = text[line.size :]
        draft.first_line = 2
        draft.tell("note", "SA221", lines=(1,), separator=printable(line.separator))
    draft.separator = separator or (line.separator if line is not None else detect_separator(text))
    return text


def _outline_if_needed(text: ByteArray, draft: Draft, kinds: ByteCensus) -> Outline | None:
    """The outline, unless the records are known to be the lines."""
    is_plain = not kinds.has_quotes or quotes_are_plain(text, draft.separator)
    if is_plain and (kinds.n_lines is not None or not has_blank_lines(text)):
        return None
    outline = outline_of(text, draft.separator, first_line=draft.first_line)
    if outline.problem is not None:
        tell_quotes(text, draft, outline.problem)
    return outline


def _read_records(
    text: ByteArray,
    draft: Draft,
    head: Head,
    outline: Outline | None,
    n_lines: int | None,
    choose: ColumnChoice | None,
) -> Export:
    n_headers, n_extra = len(draft.headers), _always_empty_cells(text, draft, head)
    records = _records_behind_header(text, draft, head, outline, n_headers + n_extra)
    nameless = [place for place, header in enumerate(draft.headers) if not header.strip()]
    extra = range(n_headers, n_headers + n_extra)
    probed = [*nameless, *extra]
    cells = _cells(records, _wanted(draft.headers, choose), probed, text, draft)
    if cells is None:
        return draft.export()
    # More lines than records: some are blank. In a single column they are records themselves.
    is_longer = n_lines is not None and n_lines != cells.n_rows + 1
    if outline is None and (is_longer or (records.width == 1 and has_blank_lines(text))):
        outline = outline_of(text, draft.separator, first_line=draft.first_line)
    row_lines = _row_lines(outline, records.width, cells.n_rows)
    export = draft.export(n_rows=cells.n_rows, row_lines=row_lines)
    if tell_overfull(cells, draft, export, extra):
        return draft.export()
    tell_nameless(cells, draft, export, probed)
    if outline is not None:
        tell_outline(text, draft, outline, records.width)
    if records.has_breaks:
        tell_breaks(cells, draft, export)
    empty = {place for place in probed if not len(cells.filled[place])}
    draft.headers = tuple(h for place, h in enumerate(draft.headers) if place not in empty)
    columns = {c.header: c for place, c in cells.columns.items() if place not in empty}
    return replace(export, headers=draft.headers, columns=columns, findings=tuple(draft.findings))


def _records_behind_header(
    text: ByteArray, draft: Draft, head: Head, outline: Outline | None, width: int
) -> RecordText:
    stop = int(head.stops[0])
    line_end = text[stop : stop + 2].tobytes()
    begin = stop + (2 if line_end == b"\r\n" else min(1, len(line_end)))
    return RecordText(
        text=text[begin:],
        head_size=max(head.end - begin, 0),
        separator=draft.separator,
        width=width,
        has_breaks=outline is not None and outline.n_spans > 0,
    )


def _always_empty_cells(text: ByteArray, draft: Draft, head: Head) -> int:
    """How many cells the first record has beyond the header, if these are empty."""
    if len(head.widths) < 2 or head.widths[1] <= len(draft.headers):
        return 0
    first = cells_of(text[head.starts[1] : head.stops[1]].tobytes(), draft.separator)
    extra = first[len(draft.headers) :]
    return 0 if any(extra) else len(extra)


def _wanted(headers: Sequence[str], choose: ColumnChoice | None) -> dict[int, str]:
    """The columns to read by place; of headers that stand twice the first."""
    chosen = set(headers if choose is None else choose(headers))
    wanted: dict[str, int] = {}
    for place, header in enumerate(headers):
        if header in chosen:
            wanted.setdefault(header, place)
    return {place: header for header, place in wanted.items()}


def _cells(
    records: RecordText,
    wanted: Mapping[int, str],
    probed: Sequence[int],
    text: ByteArray,
    draft: Draft,
) -> CellTexts | None:
    """The cells, or None after a record has been told that cannot be read."""
    if not _has_rows(records):
        return _no_cells(wanted, probed)
    try:
        return read_cells(records, wanted, probed)
    except pa.ArrowInvalid:
        # pyarrow names neither the line nor all records, so they are looked for here.
        first_line = draft.first_line
        outline = outline_of(text, draft.separator, first_line=first_line, count_cells=True)
    if tell_ragged(draft, outline, records.width):
        return None
    place, size = outline.longest
    if size > RECORD_LIMIT:
        line = int(outline.lines[place])
        draft.tell("error", "SA225", lines=(line,), size=size, limit=RECORD_LIMIT)
        return None
    return read_cells(records, wanted, probed, max(BLOCK_SIZE, 1 << (2 * size).bit_length()))


def _has_rows(records: RecordText) -> bool:
    """Whether any record follows; a blank line is one only in a table of a single column."""
    text = records.text
    if records.width == 1 or not len(text):
        return len(text) > 0
    return any(bool(((part != LF) & (part != CR)).any()) for part in (text[:4096], text))


def _no_cells(wanted: Mapping[int, str], probed: Sequence[int]) -> CellTexts:
    nothing = np.empty(0, dtype=np.int32)
    columns = {
        place: TextColumn(header=header, position=place, texts=(), codes=nothing)
        for place, header in wanted.items()
    }
    filled = {place: np.empty(0, dtype=np.intp) for place in probed}
    return CellTexts(n_rows=0, columns=columns, filled=filled)


def _row_lines(outline: Outline | None, width: int, n_rows: int) -> CodeArray | None:
    """The line of each respondent, or None if they stand line by line behind the header."""
    if outline is None:
        return None
    lines = outline.lines[rows_of(outline, width)][1:]
    assert len(lines) == n_rows, (len(lines), n_rows)
    if not outline.is_blank.any() and outline.n_spans == 0:
        return None
    lines.setflags(write=False)
    return lines
