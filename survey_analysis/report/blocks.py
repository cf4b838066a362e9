"""Blocks: what a report page is made of, in the order it is read; the template shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from survey_analysis.present.page import ShownColumn, ShownTable
from survey_analysis.report.figures import KINDS, Figure, draw
from survey_analysis.report.shown import Shown

PAGE_DPI = 125


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """Plain words."""

    kind: ClassVar[str] = "paragraph"
    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Bullets:
    """A list of sentences."""

    kind: ClassVar[str] = "bullets"
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Remarks:
    """Notes of a result: pairs of a code and a sentence."""

    kind: ClassVar[str] = "remarks"
    title: str
    notes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableBlock:
    """A table; the last column of names holds `questions`, which need room."""

    kind: ClassVar[str] = "table"
    table: ShownTable
    questions: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture inside the page: base64 of a PNG, its size in CSS pixels, its words."""

    kind: ClassVar[str] = "picture"
    png: str
    width: int
    height: int
    alt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """Tables that open on demand."""

    kind: ClassVar[str] = "details"
    summary: str
    blocks: tuple[Block, ...]


Block = Paragraph | Bullets | Remarks | TableBlock | Picture | Details


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a section with a heading of its own."""

    id: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A section of the report: what stands under its heading, then its parts."""

    id: str
    title: str
    blocks: tuple[Block, ...] = ()
    parts: tuple[Part, ...] = ()


def paragraphs(*texts: str) -> tuple[Paragraph, ...]:
    """Paragraphs of the texts that are not empty."""
    return tuple(Paragraph(text=text) for text in texts if text)


def picture(shown: Shown, kind: str) -> Picture:
    """The picture of a kind of what may be shown of a result."""
    return embedded(draw(KINDS[type(shown.result)][kind](shown)))


def embedded(figure: Figure) -> Picture:
    """A figure as a picture inside the page."""
    width, height = figure.figure.get_size_inches()
    return Picture(
        png=figure.to_base64(dpi=PAGE_DPI),
        width=round(96 * width),
        height=round(96 * height),
        alt=figure.alt_text,
    )


def table(
    caption: str,
    heads: Sequence[tuple[str, Sequence[str]]],
    numbers: Sequence[tuple[str, Sequence[str]]] = (),
    texts: Sequence[tuple[str, Sequence[str]]] = (),
) -> TableBlock:
    """A table of columns: those that name the rows, numbers, and other words."""
    columns = (
        *(ShownColumn(title=title, cells=tuple(cells), head=True) for title, cells in heads),
        *(ShownColumn(title=title, cells=tuple(cells), number=True) for title, cells in numbers),
        *(ShownColumn(title=title, cells=tuple(cells)) for title, cells in texts),
    )
    return TableBlock(table=ShownTable(frame="", caption=caption, columns=columns))
