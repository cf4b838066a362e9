"""The outline of a text: which bytes it has, and where its records are if that is not plain."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from survey_analysis.ingest.structure import (
    BLOCK,
    CR,
    LF,
    NUL,
    QUOTE,
    Positions,
    QuoteProblem,
    RecordReader,
)
from survey_analysis.ingest.text_columns import ByteArray

SPANS_KEPT = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class ByteCensus:
    """Which bytes occur: what need not be looked for costs nothing later.

    Attributes
    ----------
    has_nul, has_quotes : whether these bytes occur.
    n_lines : number of lines, if no line ends in a carriage return, else None.
    """

    has_nul: bool
    has_quotes: bool
    n_lines: int | None


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Outline:
    """All records of a text, the header included.

    Attributes
    ----------
    lines : (R,) int32, number of the line where each record begins.
    is_blank : (R,) bool, whether it is a blank line.
    widths : (R,) int32, number of cells; empty unless they were counted.
    spans : begin and stop of the first records with a line break inside a cell.
    n_spans : how many such records there are.
    longest : place of the longest record, and its size in bytes.
    problem : where the quotes break the table, or None.
    """

    lines: NDArray[np.int32]
    is_blank: NDArray[np.bool_]
    widths: NDArray[np.int32]
    spans: tuple[tuple[int, int, int], ...]
    n_spans: int
    longest: tuple[int, int]
    problem: QuoteProblem | None


def census(text: ByteArray) -> ByteCensus:
    """Which bytes occur, and how many lines there are."""
    has_nul = has_quotes = has_returns = False
    n_feeds = 0
    for begin in range(0, len(text), BLOCK):
        block = text[begin : begin + BLOCK]
        has_nul = has_nul or bool((block == NUL).any())
        has_quotes = has_quotes or bool((block == QUOTE).any())
        has_returns = has_returns or bool((block == CR).any())
        n_feeds += int(np.count_nonzero(block == LF))
    n_lines = n_feeds + int(len(text) > 0 and text[-1] != LF)
    return ByteCensus(
        has_nul=has_nul, has_quotes=has_quotes, n_lines=None if has_returns else n_lines
    )


def has_blank_lines(text: ByteArray) -> bool:
    """Whether two line ends follow each other, or the text begins with one."""
    if len(text) and int(text[0]) in (LF, CR):
        return True
    for begin in range(0, len(text), BLOCK):
        block = text[max(begin - 1, 0) : begin + BLOCK]
        is_feed, is_return = block == LF, block == CR
        is_end = is_feed | is_return
        if (is_end[1:] & is_end[:-1] & ~(is_return[:-1] & is_feed[1:])).any():
            return True
    return False


def quotes_are_plain(text: ByteArray, separator: str) -> bool:
    """Whether every quote opens, closes or stands doubled, and no cell holds a line break.

    The rules of `Quotes`, on 64 bytes at a time: `inside` is the running parity of the quotes,
    an opening quote must follow the end of a cell, a closing one must precede it.
    """
    was_inside = False
    for begin in range(0, len(text), BLOCK):
        # One byte more on each side: what stands before and behind the quotes of the block.
        left = text[begin - 1 : begin] if begin else _LINE_END
        right = text[begin + BLOCK : begin + BLOCK + 1]
        block = np.concatenate(
            [left, text[begin : begin + BLOCK], right if len(right) else _LINE_END]
        )
        is_quote, is_end = block == QUOTE, (block == LF) | (block == CR)
        is_border = is_end | is_quote | (block == ord(separator))
        quotes = _words(is_quote[1:-1])
        parity = _running_parity(quotes, was_inside)
        if (quotes & parity & ~_words(is_border[:-2])).any():
            return False
        if (quotes & ~parity & ~_words(is_border[2:])).any():
            return False
        if (_words(is_end[1:-1]) & parity).any():
            return False
        was_inside ^= bool(np.count_nonzero(is_quote[1:-1]) % 2)
    return not was_inside


_LINE_END = np.array([LF], dtype=np.uint8)


def _words(flags: NDArray[np.bool_]) -> NDArray[np.uint64]:
    """Flags as bits, 64 a word, the first in the lowest bit."""
    packed = np.packbits(flags, bitorder="little")
    padded = np.zeros((len(packed) + 7) // 8 * 8, dtype=np.uint8)
    padded[: len(packed)] = packed
    return padded.view("<u8").astype(np.uint64, copy=False)


def _running_parity(words: NDArray[np.uint64], odd: bool) -> NDArray[np.uint64]:
    """Each bit: whether the number of set bits up to and with it is odd."""
    parity = words.copy()
    for shift in (1, 2, 4, 8, 16, 32):
        parity ^= parity << np.uint64(shift)
    totals = np.bitwise_xor.accumulate(parity >> np.uint64(63))
    before = np.concatenate([[np.uint64(odd)], totals[:-1] ^ np.uint64(odd)])
    # 0 - 1 wraps to all bits set: where the words before are odd, every bit turns.
    return parity ^ (np.uint64(0) - before)


def outline_of(
    text: ByteArray, separator: str, *, first_line: int = 1, count_cells: bool = False
) -> Outline:
    """Where every record is; (N,) arrays, blocks of the text are looked at one by one."""
    reader = RecordReader(text, separator, first_line=first_line, count_cells=count_cells)
    lines, blank, widths = [], [], []
    spans: list[tuple[int, int, int]] = []
    n_records = n_spans = 0
    longest = (0, 0)
    for part in reader:
        sizes = part.stops - part.starts
        lines.append(part.lines.astype(np.int32))
        blank.append(sizes == 0)
        widths.append(part.widths.astype(np.int32))
        if len(sizes) and int(sizes.max()) > longest[1]:
            longest = (n_records + int(sizes.argmax()), int(sizes.max()))
        places = np.flatnonzero(part.spans_lines)
        n_spans += len(places)
        first = places[: SPANS_KEPT - len(spans)]
        found: list[Positions] = [part.starts[first], part.stops[first], part.lines[first]]
        spans += zip(*(array.tolist() for array in found), strict=True)
        n_records += len(sizes)
    return Outline(
        lines=np.concatenate([np.empty(0, np.int32), *lines]),
        is_blank=np.concatenate([np.empty(0, np.bool_), *blank]),
        widths=np.concatenate([np.empty(0, np.int32), *widths]),
        spans=tuple(spans),
        n_spans=n_spans,
        longest=longest,
        problem=reader.problem,
    )
