"""LaTeX: booktabs tables with captions and notes; every character from files is harmless."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from survey_analysis.present.escape import cut, latex_text
from survey_analysis.present.page import Page, ShownColumn, ShownTable

NEEDS = r"""
% needs \usepackage{array,booktabs,longtable}, and fonts with all letters: LuaLaTeX, XeLaTeX, or
% pdfLaTeX with \usepackage[T1]{fontenc} (Cyrillic: \usepackage[T2A]{fontenc} and babel)
""".strip()
MOST_LETTERS = 160
LONG_FROM = 40
"""A table of so many rows may break over pages."""
WIDE_FROM = 24
"""A column of names with so many letters gets a fixed width, and breaks its lines."""
WRAPPED = r">{\raggedright\arraybackslash}p{11em}"
TITLE_LETTERS = 9
"""A title may have so many letters in a line, or as many as its cells."""
SIZES = ((125, "\\tiny"), (100, "\\scriptsize"), (78, "\\footnotesize"), (0, "\\small"))
"""The print of a table by its letters in a row."""


def latex_of(page: Page) -> str:
    """The page as LaTeX: a table environment per table, then the notes and the method."""
    parts = [NEEDS, f"% {_comment(page.title)}"]
    parts += ["\n".join(_table_lines(table)) for table in page.tables]
    remarks = [f"{code}: {latex_text(said)}" for code, said in page.notes]
    if remarks:
        word = latex_text(page.notes_word)
        listed = "\\par\n".join(remarks)
        parts.append(f"\\noindent\\textit{{{word}.}}\n{listed}")
    if page.method:
        word = latex_text(page.method_word)
        parts.append(f"\\noindent\\textit{{{word}.}} {latex_text(page.method)}")
    return "\n\n".join(parts) + "\n"


def _table_lines(table: ShownTable) -> Iterator[str]:
    if not table.columns:
        yield from (latex_text(meaning) for _, meaning in table.footnotes)
        return
    long = len(table.columns[0].cells) >= LONG_FROM
    columns = table.columns[1:] if table.sections else table.columns
    letters = _letters(columns)
    size = next(size for least, size in SIZES if letters >= least)
    spec = f"{{@{{}}{''.join(_specs(columns))}@{{}}}}"
    caption = f"\\caption{{{_escaped(table.caption)}}}"
    head = f"{' & '.join(map(_title, columns))} \\\\\n\\midrule"
    if long:
        yield f"\\begingroup{size}\\setlength{{\\tabcolsep}}{{2.5pt}}"
        yield f"\\begin{{longtable}}{spec}"
        yield f"{caption}\\\\"
        yield f"\\toprule\n{head}\n\\endfirsthead\n\\toprule\n{head}\n\\endhead"
        yield "\\bottomrule\n\\endlastfoot"
    else:
        yield "\\begin{table}[htbp]\n\\centering"
        yield f"{caption}\n{size}\\setlength{{\\tabcolsep}}{{2.5pt}}"
        yield f"\\begin{{tabular}}{spec}\n\\toprule\n{head}"
    yield from _rows(table)
    yield "\\end{longtable}" if long else "\\bottomrule\n\\end{tabular}"
    for mark, meaning in table.footnotes:
        said = f"{latex_text(mark)}: {latex_text(meaning)}" if mark else latex_text(meaning)
        yield f"\\par\\smallskip\\raggedright {said}"
    yield "\\endgroup" if long else "\\end{table}"


def _rows(table: ShownTable) -> Iterator[str]:
    rows, sections = table.rows_without_repeats, table.sections
    first = 1 if sections else 0
    for start, length in table.bodies:
        if start:
            yield "\\addlinespace"
        if start in sections:
            span = f"\\multicolumn{{{len(table.columns) - 1}}}{{@{{}}l}}"
            yield f"{span}{{\\textit{{{_escaped(sections[start])}}}}} \\\\*"
        yield from (_line(row[first:]) for row in rows[start : start + length])


def _line(cells: tuple[str, ...]) -> str:
    return f"{' & '.join(map(_escaped, cells))} \\\\"


def _title(column: ShownColumn) -> str:
    """A title in as many lines as its words need."""
    words = cut(column.title, MOST_LETTERS)
    lines = textwrap.wrap(words, max(TITLE_LETTERS, _longest(column)), break_long_words=False)
    if len(lines) < 2:
        return latex_text(words)
    side = "r" if column.number else "l"
    stacked = "\\\\".join(map(latex_text, lines))
    return f"\\shortstack[{side}]{{{stacked}}}"


def _specs(columns: Sequence[ShownColumn]) -> Iterator[str]:
    for column in columns:
        if column.number:
            yield "r"
        else:
            yield WRAPPED if _longest(column) > WIDE_FROM else "l"


def _letters(columns: Sequence[ShownColumn]) -> int:
    """About how many letters wide the table is."""
    return sum(
        max(min(_longest(column), WIDE_FROM), *map(len, column.title.split()), 0) + 1
        for column in columns
    )


def _longest(column: ShownColumn) -> int:
    return max(map(len, column.cells), default=0)


def _escaped(text: str) -> str:
    return latex_text(cut(text, MOST_LETTERS))


def _comment(text: str) -> str:
    return text.replace("\n", " ")
