"""A table of a Word document as XML: ruled above and below, with titles on every page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from survey_analysis.present.escape import html_text
from survey_analysis.present.page import ShownColumn, ShownTable

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
LETTER, CELL_MARGINS = 118, 190
"""Width of a letter, and of the margins of a cell, in twentieths of a point."""
WIDEST_NAME, NARROWEST_NAME = 44, 12
"""Letters after which names break their lines, and letters they keep on a full page."""
CELL_SIZE = 18
"""Half points of the print."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """How a cell looks: its width, whether it holds a number, a title or the name of a section."""

    width: int
    number: bool = False
    title: bool = False
    section: bool = False
    span: int = 1


def table_xml(table: ShownTable, available: int) -> str:
    """The table as a `w:tbl` element, at most `available` twentieths of a point wide."""
    columns, sections = _side_by_side(table), table.sections
    widths = _widths(columns, available)
    looks = [
        _Look(width=width, number=column.number)
        for column, width in zip(columns, widths, strict=True)
    ]
    section = _Look(width=sum(widths), section=True, span=len(widths))
    rows = [_row([column.title for column in columns], [replace(one, title=True) for one in looks])]
    for number, cells in enumerate(table.rows_without_repeats):
        if number in sections:
            rows.append(_row([sections[number]], [section]))
        rows.append(_row(cells[-len(columns) :], looks))
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl xmlns:w="{NAMESPACE}">{_properties(table.caption, sum(widths))}'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def natural_width(table: ShownTable) -> int:
    """How wide a table wants to be, in twentieths of a point."""
    return sum(_natural_widths(_side_by_side(table))) if table.columns else 0


def _side_by_side(table: ShownTable) -> tuple[ShownColumn, ...]:
    """The columns but for one that stands in section lines."""
    return table.columns[1:] if table.sections else table.columns


def _natural_widths(columns: Sequence[ShownColumn]) -> list[int]:
    """How wide the columns want to be; titles break between words."""
    return [
        LETTER * max(min(_longest(column.cells), WIDEST_NAME), _longest(column.title.split()))
        + CELL_MARGINS
        for column in columns
    ]


def _widths(columns: Sequence[ShownColumn], available: int) -> list[int]:
    """The widths on a page: where there is no room, names get narrower, then everything."""
    natural = _natural_widths(columns)
    heads = sum(column.head for column in columns)
    least = NARROWEST_NAME * LETTER + CELL_MARGINS
    spare = [max(0, width - least) for width in natural[:heads]]
    excess = sum(natural) - available
    if excess > 0 and any(spare):
        part = min(1.0, excess / sum(spare))
        natural[:heads] = [
            width - round(part * one) for width, one in zip(natural, spare, strict=False)
        ]
    scale = min(1.0, available / sum(natural))
    return [int(scale * width) for width in natural]


def _longest(texts: Iterable[str]) -> int:
    return max(map(len, texts), default=0)


def _properties(caption: str, width: int) -> str:
    rule = 'w:val="single" w:sz="12" w:space="0" w:color="auto"'
    margin = 'w:w="70" w:type="dxa"'
    return (
        f'<w:tblPr><w:tblW w:w="{width}" w:type="dxa"/>'
        f"<w:tblBorders><w:top {rule}/><w:bottom {rule}/></w:tblBorders>"
        '<w:tblLayout w:type="fixed"/>'
        f"<w:tblCellMar><w:left {margin}/><w:right {margin}/></w:tblCellMar>"
        f'<w:tblLook w:firstRow="1" w:firstColumn="1"/><w:tblCaption w:val="{html_text(caption)}"/>'
        "</w:tblPr>"
    )


def _row(texts: Sequence[str], looks: Sequence[_Look]) -> str:
    repeats = "<w:tblHeader/>" if looks[0].title else ""
    cells = "".join(_cell(text, look) for text, look in zip(texts, looks, strict=True))
    return f"<w:tr><w:trPr><w:cantSplit/>{repeats}</w:trPr>{cells}</w:tr>"


def _cell(text: str, look: _Look) -> str:
    return (
        f"<w:tc><w:tcPr>{''.join(_cell_properties(look))}</w:tcPr>"
        f"<w:p><w:pPr>{''.join(_paragraph_properties(look))}</w:pPr>"
        f"<w:r><w:rPr>{''.join(_print(look))}</w:rPr>"
        f"<w:t>{html_text(text)}</w:t></w:r></w:p></w:tc>"
    )


def _cell_properties(look: _Look) -> Iterator[str]:
    yield f'<w:tcW w:w="{look.width}" w:type="dxa"/>'
    if look.span > 1:
        yield f'<w:gridSpan w:val="{look.span}"/>'
    if look.title:
        yield '<w:tcBorders><w:bottom w:val="single" w:sz="6" w:space="0" w:color="auto"/>'
        yield '</w:tcBorders><w:vAlign w:val="bottom"/>'


def _paragraph_properties(look: _Look) -> Iterator[str]:
    if look.title or look.section:
        yield "<w:keepNext/>"
    yield f'<w:spacing w:before="{100 if look.section else 20}" w:after="20"/>'
    yield f'<w:jc w:val="{"right" if look.number else "left"}"/>'


def _print(look: _Look) -> Iterator[str]:
    if look.title:
        yield "<w:b/>"
    if look.section:
        yield "<w:i/>"
    yield f'<w:sz w:val="{CELL_SIZE}"/>'
