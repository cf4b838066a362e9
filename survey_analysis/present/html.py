"""HTML: accessible tables that carry their own style; no script, nothing from the network."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from survey_analysis.present.escape import html_text
from survey_analysis.present.page import Page, Row, ShownTable

STYLE = """
.sa-result { color: var(--jp-content-font-color1, inherit); max-width: 100%;
  font-size: 0.9375em; line-height: 1.4; }
.sa-result .sa-title { font-size: 1.15em; font-weight: 600; margin: 0.4em 0 0.6em; }
.sa-result .sa-scroll { overflow-x: auto; margin: 0 0 1.1em; }
.sa-result table.sa-table { border-collapse: collapse; border: 0; margin: 0; width: auto;
  font-variant-numeric: tabular-nums; border-bottom: 2px solid currentColor; font-size: 1em; }
.sa-result .sa-table caption { caption-side: top; text-align: left; font-weight: 600;
  padding: 0.3em 0; color: inherit; white-space: nowrap; }
.sa-result .sa-table th, .sa-result .sa-table td { padding: 0.25em 0.7em; border: 0;
  text-align: left; vertical-align: top; max-width: 32em; background: transparent;
  color: inherit; white-space: normal; font-weight: normal; overflow-wrap: break-word; }
.sa-result .sa-table td { white-space: nowrap; }
.sa-result .sa-table .sa-words { min-width: 17em; }
.sa-result .sa-table thead tr { border-top: 2px solid currentColor;
  border-bottom: 1px solid currentColor; }
.sa-result .sa-table thead th { font-weight: 600; vertical-align: bottom; }
.sa-result .sa-table .sa-number { text-align: right; white-space: nowrap; }
.sa-result .sa-table thead .sa-number { white-space: normal; }
.sa-result .sa-table tbody { border-top: 1px solid rgba(128, 128, 128, 0.45); }
.sa-result .sa-table tbody tr, .sa-result .sa-table tbody tr:nth-child(n) {
  background: transparent; }
.sa-result .sa-table tbody tr:hover td { background: rgba(128, 128, 128, 0.14); }
.sa-result .sa-footnotes, .sa-result .sa-notes { margin: 0.4em 0 0; padding: 0;
  list-style: none; font-size: 0.92em; max-width: 60em; }
.sa-result .sa-notes { margin-bottom: 0.8em; }
.sa-result .sa-notes li, .sa-result .sa-footnotes li { margin: 0.15em 0; padding: 0; }
.sa-result .sa-code { font-weight: 600; margin-right: 0.3em; }
.sa-result .sa-method { margin: 0.6em 0 0.3em; font-size: 0.92em; max-width: 60em; }
@media print { .sa-result .sa-scroll { overflow: visible; } }
""".strip()
"""Every rule names `.sa-result`, so that nothing else on a page changes; colours come from the
page around (Jupyter light and dark, print)."""

LONG = 30
"""Letters from which on a name is long."""

# the classes keep MathJax from reading $...$ in labels as formulas
_NO_FORMULAS = "tex2jax_ignore mathjax_ignore"


def html_of(page: Page) -> str:
    """The page as one HTML element with its style inside."""
    tables = "\n".join(map(table_html, page.tables))
    return (
        f'<section class="sa-result {_NO_FORMULAS}" lang="{html_text(page.lang)}">\n'
        f"<style>\n{STYLE}\n</style>\n"
        f'<p class="sa-title">{html_text(page.title)}</p>\n'
        f"{tables}\n{notes_html(page)}</section>"
    )


def table_html(table: ShownTable) -> str:
    """One table with its footnotes, without the style."""
    if not table.columns:
        return f"{_footnotes(table)}"
    caption = html_text(table.caption)
    head = "".join(
        f'<th scope="col"{_class(column.number)}>{html_text(column.title)}</th>'
        for column in table.columns
    )
    rows = table.rows
    bodies = "\n".join(_body(table, rows[at : at + length]) for at, length in table.bodies)
    return (
        f'<div class="sa-scroll" role="region" aria-label="{caption}" tabindex="0">\n'
        f'<table class="sa-table">\n<caption>{caption}</caption>\n'
        f"<thead><tr>{head}</tr></thead>\n{bodies}\n</table>\n{_footnotes(table)}</div>"
    )


def notes_html(page: Page) -> str:
    """The notes and the method of a page."""
    notes = "".join(
        f'<li><span class="sa-code">{html_text(code)}</span>{html_text(said)}</li>'
        for code, said in page.notes
    )
    listed = (
        f'<ul class="sa-notes" aria-label="{html_text(page.notes_word)}">{notes}</ul>\n'
        if notes
        else ""
    )
    method = f"<strong>{html_text(page.method_word)}:</strong> {html_text(page.method)}"
    return listed + (f'<p class="sa-method">{method}</p>\n' if page.method else "")


def _body(table: ShownTable, rows: Sequence[Row]) -> str:
    lines = "\n".join(f"<tr>{''.join(_cells(table, rows, at))}</tr>" for at in range(len(rows)))
    return f"<tbody>\n{lines}\n</tbody>"


def _cells(table: ShownTable, rows: Sequence[Row], index: int) -> Iterator[str]:
    """The cells of a row; a name that repeats the row above is spanned by the first one."""
    for position, (column, cell) in enumerate(zip(table.columns, rows[index], strict=True)):
        text = html_text(cell)
        if not column.head:
            yield f"<td{_class(column.number)}>{text}</td>"
        elif position == table.heads - 1:
            yield f'<th scope="row"{_long(text)}>{text}</th>'
        else:
            span = _span(rows, index, position)
            if span:
                scope = "row" if position else "rowgroup"
                spanned = f' rowspan="{span}"' if span > 1 else ""
                yield f'<th scope="{scope}"{spanned}{_long(text)}>{text}</th>'


def _span(rows: Sequence[Row], index: int, position: int) -> int:
    """How many rows a name stands for; 0 where a row above spans this one."""
    name = rows[index][: position + 1]
    if index and rows[index - 1][: position + 1] == name:
        return 0
    end = index
    while end < len(rows) and rows[end][: position + 1] == name:
        end += 1
    return end - index


def _footnotes(table: ShownTable) -> str:
    items = "".join(
        f'<li><span class="sa-code">{html_text(mark)}</span>{html_text(meaning)}</li>'
        for mark, meaning in table.footnotes
    )
    return f'<ul class="sa-footnotes">{items}</ul>\n' if items else ""


def _class(number: bool) -> str:
    return ' class="sa-number"' if number else ""


def _long(text: str) -> str:
    """Long names keep some width, or they would be squeezed to a word a line."""
    return ' class="sa-words"' if len(text) > LONG else ""
