"""Separators: what stands between cells, told by the first records or by a `sep=` line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from survey_analysis.ingest.structure import QUOTE, Positions, RecordReader, cells_of
from survey_analysis.ingest.text_columns import ByteArray

Separator = Literal[",", ";", "\t", "|"]
SEPARATORS: tuple[str, ...] = get_args(Separator)
RECORDS_JUDGED = 50

_HEAD = 1 << 18
_HEAD_LIMIT = 1 << 26
_SEP_LINE = re.compile(rb'"?sep=([^\w\s"]|\t)"?(\r\n|\r|\n|$)', re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class SepLine:
    """A first line `sep=;`, written by Excel: the separator, and how many bytes the line takes."""

    separator: str
    size: int


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Head:
    """The first complete records of a text, blank lines left out.

    Attributes
    ----------
    starts, stops : (M,) byte positions of the content.
    widths : (M,) number of cells.
    end : byte position behind these records.
    """

    starts: Positions
    stops: Positions
    widths: Positions
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """How well a separator fits.

    Attributes
    ----------
    n_cells : cells of the first record.
    agreement : share of the next records that have as many cells.
    cut_share : share of the next records that have more than one cell.
    is_prose : whether a space follows it in the first record, as in a question with a comma.
    """

    n_cells: int
    agreement: float
    cut_share: float
    is_prose: bool

    @property
    def rank(self) -> tuple[float, float, int]:
        """More is better; one odd record in fifty decides nothing."""
        return round(self.agreement, 1), round(self.cut_share, 1), self.n_cells


def sep_line(text: ByteArray) -> SepLine | None:
    """The `sep=` line at the begin of a text, or None."""
    match = _SEP_LINE.match(text[:16].tobytes())
    return None if match is None else SepLine(separator=match[1].decode(), size=match.end())


def head_of(text: ByteArray, separator: str) -> Head:
    """At least the first records (fifty, if the text has so many), with the cells counted."""
    size = _HEAD
    while True:
        whole = size >= len(text)
        reader = RecordReader(text[:size], separator, count_cells=True)
        parts = list(reader)
        starts, stops, widths = (
            np.concatenate([np.empty(0, np.int64), *arrays])
            for arrays in (
                [part.starts for part in parts],
                [part.stops for part in parts],
                [part.widths for part in parts],
            )
        )
        complete = starts < (len(text) if whole else reader.record_start)
        misfit = reader.problem is not None and reader.problem.kind == "text_after"
        if whole or misfit or int(complete.sum()) >= RECORDS_JUDGED or size >= _HEAD_LIMIT:
            kept = complete & (stops > starts)
            end = len(text) if whole else reader.record_start
            return Head(starts=starts[kept], stops=stops[kept], widths=widths[kept], end=end)
        size *= 8


def detect_separator(text: ByteArray) -> str:
    """The separator that cuts the header into most cells and the next records into as many."""
    fits = {separator: _fit(text, separator) for separator in SEPARATORS}
    several = {
        separator: fit
        for separator, fit in fits.items()
        if fit.n_cells > 1 and (fit.agreement > 0 or fit.cut_share > 0.5 or not fit.is_prose)
    }
    if several:
        return max(several, key=lambda separator: several[separator].rank)
    alone = [s for s, fit in fits.items() if fit.n_cells == 1 and fit.cut_share == 0]
    return alone[0] if alone else _most_frequent(text)


def better_separator(text: ByteArray, separator: str) -> str | None:
    """Another separator that fits, where this one leaves everything in one cell."""
    if _fit(text, separator).n_cells > 1:
        return None
    other = detect_separator(text)
    fit = _fit(text, other)
    return other if fit.n_cells > 1 and fit.agreement >= 0.5 else None


def lines_are_quoted(text: ByteArray, separator: str) -> bool:
    """Whether each line is one quoted cell that holds the cells: a table quoted twice."""
    head = head_of(text, separator)
    spans = list(zip(head.starts[:RECORDS_JUDGED], head.stops[:RECORDS_JUDGED], strict=True))
    if not spans or (head.widths[:RECORDS_JUDGED] > 1).any() or (text[head.starts] != QUOTE).any():
        return False
    inside = [cells_of(text[begin:stop].tobytes(), separator)[0].encode() for begin, stop in spans]
    counts = ({len(cells_of(line, other)) for line in inside} for other in SEPARATORS)
    return any(len(count) == 1 and count != {1} for count in counts)


def _fit(text: ByteArray, separator: str) -> Fit:
    head = head_of(text, separator)
    widths = head.widths[: RECORDS_JUDGED + 1]
    if not len(widths):
        return Fit(n_cells=0, agreement=0.0, cut_share=0.0, is_prose=True)
    n_cells, rest = int(widths[0]), widths[1:] if len(widths) > 1 else widths
    first = cells_of(text[head.starts[0] : head.stops[0]].tobytes(), separator)
    return Fit(
        n_cells=n_cells,
        # One cell more is a separator at the end of each row, dropped if it is always empty.
        agreement=float(((rest == n_cells) | (rest == n_cells + 1)).mean()),
        cut_share=float((rest > 1).mean()),
        is_prose=any(cell.startswith(" ") for cell in first[1:]),
    )


def _most_frequent(text: ByteArray) -> str:
    line = text[:_HEAD].tobytes().splitlines()[:1]
    counts = {s: line[0].count(s.encode()) if line else 0 for s in SEPARATORS}
    return max(counts, key=lambda separator: counts[separator])
