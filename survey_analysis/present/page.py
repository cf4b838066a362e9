"""Page: a result made ready to be shown; every form shows these words and nothing else.

The words are cleaned but not escaped: each form escapes them in its own way.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

Row = tuple[str, ...]

LEAST_IN_SECTION = 2
"""Names of the first column stand on lines of their own where each has so many rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownColumn:
    """A column of a shown table.

    Attributes
    ----------
    title : its title; "" for none.
    cells : one text per row.
    head : its cells name the row.
    number : its cells are numbers, and stand to the right.
    """

    title: str
    cells: tuple[str, ...]
    head: bool = False
    number: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownTable:
    """A table as it is shown.

    Attributes
    ----------
    frame : name of the frame it shows, such as "pairs".
    caption : what the table shows.
    columns : columns that name the rows first.
    footnotes : pairs of a mark, which stands in the cells, and what it means; "" is no mark.
    """

    frame: str
    caption: str
    columns: tuple[ShownColumn, ...]
    footnotes: tuple[tuple[str, str], ...] = ()

    @property
    def titles(self) -> Row:
        """The titles of the columns."""
        return tuple(column.title for column in self.columns)

    @property
    def heads(self) -> int:
        """How many columns name the rows."""
        return sum(column.head for column in self.columns)

    @property
    def rows(self) -> tuple[Row, ...]:
        """The cells row by row."""
        return tuple(zip(*(column.cells for column in self.columns), strict=True))

    @property
    def rows_without_repeats(self) -> tuple[Row, ...]:
        """The rows, with "" for each name that repeats the row above (but the last of a row)."""
        shown: list[Row] = []
        above: Row = ()
        for row in self.rows:
            same = 0
            while same < self.heads - 1 and row[: same + 1] == above[: same + 1]:
                same += 1
            shown.append(("",) * same + row[same:])
            above = row
        return tuple(shown)

    @property
    def bodies(self) -> Iterator[tuple[int, int]]:
        """The first row and the number of rows of each part with one name in the first column.

        A table whose rows have one name each is a single part.
        """
        start = 0
        if self.heads < 2:
            yield 0, len(self.columns[0].cells)
            return
        for _, members in groupby(self.columns[0].cells):
            length = sum(1 for _ in members)
            yield start, length
            start += length

    @property
    def sections(self) -> dict[int, str]:
        """The rows before which the name of the first column may stand on a line of its own.

        Forms of limited width write the names so, and leave out the first column.
        """
        bodies = list(self.bodies)
        if self.heads < 2 or len(self.columns[0].cells) < LEAST_IN_SECTION * len(bodies):
            return {}
        return {start: self.columns[0].cells[start] for start, _ in bodies}


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A result as it is shown.

    Attributes
    ----------
    title : what the result is and what it is about.
    lang : language of the words.
    tables : the tables.
    notes : pairs of a code and a sentence.
    method : what was computed, with its source.
    notes_word, method_word, table_word : headings in the language.
    """

    title: str
    lang: str
    tables: tuple[ShownTable, ...]
    notes: tuple[tuple[str, str], ...]
    method: str
    notes_word: str
    method_word: str
    table_word: str
