"""Plain text: aligned columns, about 100 wide; wider tables go on below in further columns."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from survey_analysis.present.escape import cut
from survey_analysis.present.page import Page, ShownColumn, ShownTable

WIDTH = 100
STRETCHED = 116
"""A table that is wider than `WIDTH` is not broken as long as it fits into this."""
GAP = "  "
INDENT = "  "
MOST_HEAD = 44
MOST_TITLE = 9
_WIDE = frozenset("WF")


def text_of(page: Page, width: int = WIDTH) -> str:
    """The page as plain text.

    Parameters
    ----------
    page : what is shown.
    width : columns of the screen; a table never gets narrower than its names and one column.
    """
    parts = [page.title]
    parts += ["\n".join(_table_lines(table, width)) for table in page.tables]
    if page.notes:
        notes = [_wrapped(f"{code}  {said}", width, "  ", "         ") for code, said in page.notes]
        parts.append("\n".join([page.notes_word, *notes]))
    if page.method:
        parts.append(_wrapped(f"{page.method_word}: {page.method}", width, "", "  "))
    return "\n\n".join(parts)


def display_width(text: str) -> int:
    """How many columns of a screen a text takes: marks on letters none, wide letters two.

    Example
    -------
    >>> display_width("Доверие"), display_width("e\\u0301"), display_width("信")
    (7, 1, 2)
    """
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in _WIDE else 1
        for c in text
    )


def _wrapped(text: str, width: int, first: str, following: str) -> str:
    return textwrap.fill(
        text, width, initial_indent=first, subsequent_indent=following, break_on_hyphens=False
    )


def _table_lines(table: ShownTable, width: int) -> Iterator[str]:
    if table.caption:
        yield table.caption
    if table.columns:
        sections = table.sections
        names = list(zip(*table.rows_without_repeats, strict=True))[: table.heads]
        heads = [
            _Laid(column, [cut(cell, MOST_HEAD) for cell in cells])
            for column, cells in zip(table.columns, names, strict=False)
        ]
        numbers = [_Laid(column, column.cells) for column in table.columns[table.heads :]]
        if sections:
            heads, width = heads[1:], width - len(INDENT)
        for number, block in enumerate(_blocks(heads, numbers, width)):
            if number:
                yield ""
            yield from _lines([*heads, *block], sections, width)
    for mark, meaning in table.footnotes:
        yield _wrapped(f"{mark}: {meaning}" if mark else meaning, width, "", "  ")


class _Laid:
    """A column with its width and the lines of its title."""

    def __init__(self, column: ShownColumn, cells: Sequence[str]) -> None:
        self.cells = cells
        self.number = column.number
        widest = max(map(display_width, cells), default=0)
        self.title = textwrap.wrap(
            column.title, max(widest, MOST_TITLE), break_on_hyphens=False, break_long_words=False
        ) or [""]
        self.width = max(widest, *map(display_width, self.title))

    def padded(self, text: str) -> str:
        """The text filled up with spaces: numbers to the right, words to the left."""
        space = " " * (self.width - display_width(text))
        return space + text if self.number else text + space


def _blocks(heads: Sequence[_Laid], others: Sequence[_Laid], width: int) -> Iterator[list[_Laid]]:
    """The columns that fit beside the names, one block after the other."""
    taken = sum(column.width + len(GAP) for column in heads)
    whole = taken + sum(column.width + len(GAP) for column in others) - len(GAP)
    if whole <= width + STRETCHED - WIDTH:
        width = whole
    block: list[_Laid] = []
    used = taken
    for column in others:
        if block and used + column.width > width:
            yield block
            block, used = [], taken
        block.append(column)
        used += column.width + len(GAP)
    yield block


def _lines(columns: Sequence[_Laid], sections: Mapping[int, str], width: int) -> Iterator[str]:
    indent = INDENT if sections else ""
    height = max(len(column.title) for column in columns)
    for row in range(height):
        yield indent + _joined(
            column.padded(([""] * (height - len(column.title)) + column.title)[row])
            for column in columns
        )
    yield indent + _joined("-" * column.width for column in columns)
    for row, cells in enumerate(zip(*(column.cells for column in columns), strict=True)):
        if row in sections:
            yield cut(sections[row], width)
        yield indent + _joined(
            column.padded(cell) for column, cell in zip(columns, cells, strict=True)
        )


def _joined(cells: Iterator[str]) -> str:
    return GAP.join(cells).rstrip()
