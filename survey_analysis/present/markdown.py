"""Markdown: tables with pipes (GitHub, Jupyter, Pandoc), everything from files escaped."""

from __future__ import annotations

from collections.abc import Iterator

from survey_analysis.present.escape import markdown_text
from survey_analysis.present.page import Page, ShownTable


def markdown_of(page: Page) -> str:
    """The page as Markdown."""
    parts = [f"**{markdown_text(page.title)}**"]
    parts += [part for table in page.tables for part in _table_parts(table)]
    if page.notes:
        notes = (f"- {code}: {markdown_text(said)}" for code, said in page.notes)
        parts.append("\n".join([f"**{page.notes_word}**", "", *notes]))
    if page.method:
        parts.append(f"*{page.method_word}:* {markdown_text(page.method)}")
    return "\n\n".join(parts) + "\n"


def _table_parts(table: ShownTable) -> Iterator[str]:
    yield f"*{markdown_text(table.caption)}*"
    if table.columns:
        rules = ("---:" if column.number else ":---" for column in table.columns)
        lines = [_line(table.titles), f"| {' | '.join(rules)} |", *map(_line, table.rows)]
        yield "\n".join(lines)
    for mark, meaning in table.footnotes:
        said = markdown_text(meaning)
        yield f"{markdown_text(mark)}: {said}" if mark else said


def _line(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(map(markdown_text, cells))} |"
