"""Structure: where records, cells and lines of a delimited text begin and end.

pyarrow reads a broken quote silently, so the quotes are followed here first, in blocks, by the
rules of RFC 4180 as `csv.reader(strict=True)` applies them: a quote opens a cell only where the
cell begins, `""` inside is a quote, and a closing quote ends the cell.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from survey_analysis.ingest.text_columns import ByteArray

BLOCK = 1 << 20
LF, CR, QUOTE, NUL = 10, 13, 34, 0

Positions = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteProblem:
    """A quote that breaks the table.

    Attributes
    ----------
    kind : "unclosed" (the cell never ends) or "text_after" (text follows the closing quote).
    opened : byte position of the quote that opened the cell.
    at : byte position where the trouble shows.
    """

    kind: Literal["unclosed", "text_after"]
    opened: int
    at: int


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Records:
    """Some records in a row; a blank line is a record whose `starts` equals its `stops`.

    Attributes
    ----------
    starts, stops : (M,) byte positions of the content, without the line end.
    lines : (M,) number of the line where the record begins, from 1.
    spans_lines : (M,) bool, whether a quoted cell of the record holds a line break.
    widths : (M,) number of cells; empty unless they are counted.
    """

    starts: Positions
    stops: Positions
    lines: Positions
    spans_lines: NDArray[np.bool_]
    widths: Positions


class Quotes:
    """Follows the quotes of a text in order; `problem` tells where they break the table."""

    def __init__(self, text: ByteArray, separator: str) -> None:
        self.problem: QuoteProblem | None = None
        self.inside = False
        self._text = text
        self._opened = -1
        self._last_close = -2
        self._ends_cell = np.zeros(256, dtype=bool)
        self._ends_cell[[ord(separator), LF, CR]] = True
        self._ends_cell_or_quotes = self._ends_cell.copy()
        self._ends_cell_or_quotes[QUOTE] = True

    def follow(self, quotes: Positions) -> Positions:
        """Of the next quotes those that open, close or stand doubled; others are letters."""
        if not len(quotes) or self._accept_regular(quotes):
            return quotes
        return np.array(self._one_by_one(quotes), dtype=np.int64)

    def finish(self) -> None:
        """The text has ended: a cell that is still open is a problem."""
        if self.inside and self.problem is None:
            size = len(self._text)
            self.problem = QuoteProblem(kind="unclosed", opened=self._opened, at=size)

    def _accept_regular(self, quotes: Positions) -> bool:
        """Move on behind these quotes if they open and close in turn; else tell so."""
        opening, closing = quotes[int(self.inside) :: 2], quotes[1 - int(self.inside) :: 2]
        before, after = self._left_of(opening), self._right_of(closing)
        allowed = self._ends_cell_or_quotes
        if not (allowed[before].all() and allowed[after].all()):
            return False
        if not self.inside and before[0] == QUOTE and self._last_close != quotes[0] - 1:
            return False
        fresh = np.flatnonzero(before != QUOTE)
        if len(fresh):
            self._opened = int(opening[fresh[-1]])
        if len(closing):
            self._last_close = int(closing[-1])
        self.inside ^= bool(len(quotes) % 2)
        return True

    def _one_by_one(self, quotes: Positions) -> list[int]:
        before, after = self._left_of(quotes).tolist(), self._right_of(quotes).tolist()
        ends_cell, ends_or_quotes = self._ends_cell.tolist(), self._ends_cell_or_quotes.tolist()
        structural: list[int] = []
        for position, left, right in zip(quotes.tolist(), before, after, strict=True):
            if self.inside:
                if not ends_or_quotes[right]:
                    opened = self._opened
                    self.problem = QuoteProblem(kind="text_after", opened=opened, at=position)
                    break
                self._last_close = position
            elif ends_cell[left]:
                self._opened = position
            elif left != QUOTE or self._last_close != position - 1:
                continue
            self.inside = not self.inside
            structural.append(position)
        return structural

    def _left_of(self, quotes: Positions) -> ByteArray:
        left = self._text[quotes - 1]
        if len(quotes) and quotes[0] == 0:
            left[0] = LF
        return left

    def _right_of(self, quotes: Positions) -> ByteArray:
        right = self._text[np.minimum(quotes + 1, len(self._text) - 1)]
        if len(quotes) and quotes[-1] == len(self._text) - 1:
            right[-1] = LF
        return right


class RecordReader:
    """Follows quotes and line ends through a text; `problem` tells where that failed.

    Parameters
    ----------
    text : (n_bytes,) uint8, UTF-8 without byte order mark.
    separator : one ASCII character.
    first_line : number of the line where the text begins.
    count_cells : whether to count the cells of each record.
    """

    def __init__(
        self, text: ByteArray, separator: str, *, first_line: int = 1, count_cells: bool = False
    ) -> None:
        self.record_start = 0
        self.separators_seen = 0
        self._text = text
        self._separator = ord(separator)
        self._count_cells = count_cells
        self._line = first_line
        self._record_line = first_line
        self._quotes = Quotes(text, separator)

    @property
    def problem(self) -> QuoteProblem | None:
        """Where the quotes break the table, or None so far."""
        return self._quotes.problem

    def __iter__(self) -> Iterator[Records]:
        for begin in range(0, len(self._text), BLOCK):
            yield self._block(begin, min(begin + BLOCK, len(self._text)))
            if self.problem is not None:
                return
        self._quotes.finish()
        if self.problem is None and self.record_start < len(self._text):
            yield self._last_record()

    def _block(self, begin: int, stop: int) -> Records:
        block = self._text[begin:stop]
        was_inside = self._quotes.inside
        quotes = self._quotes.follow(np.flatnonzero(block == QUOTE) + begin)
        if self.problem is not None:
            block = block[: self.problem.at - begin]
        ends = self._line_ends(block, begin)
        outside = np.flatnonzero(_outside(ends, quotes, was_inside))
        widths = np.empty(0, dtype=np.int64)
        if self._count_cells:
            found = np.flatnonzero(block == self._separator) + begin
            separators = found[_outside(found, quotes, was_inside)]
            widths = self._widths(separators, ends[outside])
        return self._records(ends, outside, widths)

    def _line_ends(self, block: ByteArray, begin: int) -> Positions:
        returns = np.flatnonzero(block == CR) + begin
        feeds = np.flatnonzero(block == LF) + begin
        if not len(returns):
            return feeds
        following = self._text[np.minimum(returns + 1, len(self._text) - 1)]
        return np.sort(np.concatenate([feeds, returns[following != LF]]))

    def _records(self, ends: Positions, outside: Positions, widths: Positions) -> Records:
        closing = ends[outside]
        starts = np.concatenate([[self.record_start], closing + 1])
        lines_after = self._line + outside + 1
        lines = np.concatenate([[self._record_line], lines_after])
        self.record_start = int(starts[-1])
        self._record_line = int(lines[-1])
        self._line += len(ends)
        starts = starts[:-1]
        before = self._text[np.maximum(closing - 1, 0)]
        is_crlf = (self._text[closing] == LF) & (before == CR) & (closing > starts)
        return Records(
            starts=starts,
            stops=closing - is_crlf,
            lines=lines[:-1],
            spans_lines=np.diff(lines) > 1,
            widths=widths,
        )

    def _widths(self, separators: Positions, closing: Positions) -> Positions:
        seen = np.searchsorted(separators, closing) + self.separators_seen
        widths = np.diff(seen, prepend=0) + 1
        self.separators_seen += len(separators) - (int(seen[-1]) if len(seen) else 0)
        return widths

    def _last_record(self) -> Records:
        size = len(self._text)
        return Records(
            starts=np.array([self.record_start]),
            stops=np.array([size]),
            lines=np.array([self._record_line]),
            spans_lines=np.array([self._record_line != self._line]),
            widths=np.array(
                [self.separators_seen + 1] if self._count_cells else [], dtype=np.int64
            ),
        )


def _outside(positions: Positions, quotes: Positions, was_inside: bool) -> NDArray[np.bool_]:
    if not len(quotes):
        return np.full(len(positions), not was_inside)
    return np.asarray((np.searchsorted(quotes, positions) + was_inside) % 2 == 0)


def cells_of(record: bytes, separator: str) -> tuple[str, ...]:
    """The cells of one record without its line end, quotes taken off."""
    text = np.frombuffer(record, np.uint8)
    quotes = Quotes(text, separator).follow(np.flatnonzero(text == QUOTE))
    found = np.flatnonzero(text == ord(separator))
    borders = found[_outside(found, quotes, was_inside=False)].tolist()
    pieces = zip([0, *(border + 1 for border in borders)], [*borders, len(record)], strict=True)
    return tuple(_unquoted(record[begin:stop].decode("utf-8")) for begin, stop in pieces)


def _unquoted(cell: str) -> str:
    return cell[1:-1].replace('""', '"') if len(cell) > 1 and cell[0] == '"' else cell


def line_at(text: ByteArray, position: int, first_line: int = 1) -> int:
    """The number of the line that holds this byte."""
    before = text[:position]
    feeds = int(np.count_nonzero(before == LF))
    returns = np.flatnonzero(before == CR)
    lone = int(np.count_nonzero(text[np.minimum(returns + 1, len(text) - 1)] != LF))
    return first_line + feeds + lone


def place_of(
    text: ByteArray, position: int, separator: str, first_line: int = 1
) -> tuple[int, int]:
    """The line of a byte, and the number of the cell in its record, both from 1."""
    reader = RecordReader(text[:position], separator, count_cells=True)
    for _ in reader:
        pass
    return line_at(text, position, first_line), reader.separators_seen + 1
