"""Layout: a result becomes a page of titled tables with rounded numbers and footnotes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from survey_analysis.disclosure.groups import BoolArray
from survey_analysis.errors import check_confidence, check_language
from survey_analysis.present.captions import CAPTIONS, TITLES
from survey_analysis.present.columns import Block, Footnotes, shown_columns
from survey_analysis.present.content import Content
from survey_analysis.present.crosstab import crosstabs, is_crossed
from survey_analysis.present.escape import clean, cut
from survey_analysis.present.hiding import OUTCOME_COLUMNS, PAIR_COLUMNS, Hidden, hide
from survey_analysis.present.method import said
from survey_analysis.present.names import Names
from survey_analysis.present.numbers import plural
from survey_analysis.present.overview_table import is_overview, overviews
from survey_analysis.present.page import Page, ShownColumn, ShownTable
from survey_analysis.present.wording import WORDS, nouns

MOST_LETTERS = 400
"""A text of a cell or title longer than this is cut, whatever the form."""
MOST_IN_SENTENCE = 1200
MOST_IN_TITLE = 80
PARTS_SHORTER = 2
"""Of the frames beside the main one so much less is shown where rows are limited."""
MOST_GROUPINGS_NAMED = 6


def page_of(result: Content, lang: str | None = None, *, most_rows: int | None = None) -> Page:
    """A result as it is shown: hidden where groups are small, rounded, in one language.

    Parameters
    ----------
    result : any result.
    lang : language of the words and labels; None: that of the result.
    most_rows : rows shown on a screen of the main table, and half as many of each other, without
        what is `off_screen`; None: everything.

    Returns
    -------
    Page with one table per frame that has rows (several where outcomes offer different answers).
    """
    check_language(lang)
    hidden = hide(result)
    names = Names(codebook=result.codebook, source=result.language, lang=lang or result.language)
    return Page(
        title=headline(result, names),
        lang=names.lang,
        tables=tuple(_tables(result, hidden, names, most_rows)),
        notes=tuple((note.code, _sentence(note.say(names.lang))) for note in hidden.notes),
        method=clean(said(result.method, names.lang)),
        notes_word=WORDS["notes"].say(names.lang),
        method_word=WORDS["method"].say(names.lang),
        table_word=WORDS["table"].say(names.lang),
    )


def headline(result: Content, names: Names) -> str:
    """What a result is and what it is about: `Distribution: 8 domains, by Age`."""
    groupings = list(
        dict.fromkeys(
            by
            for name in result.frames
            if "group_by" in getattr(result, name)
            for by in getattr(result, name)["group_by"].unique()
            if by
        )
    )
    about = subject(result, names)
    if groupings:
        named = (cut(names.variable(by), MOST_IN_TITLE) for by in groupings[:MOST_GROUPINGS_NAMED])
        listed = ", ".join(named)
        more = ", …" if len(groupings) > MOST_GROUPINGS_NAMED else ""
        about = WORDS["by"].say(names.lang, subject=about, groupings=listed + more)
    n = result.provenance.n_respondents
    if n >= result.codebook.min_cell:
        about = f"{about}; {plural(n, names.lang, nouns('respondent', names.lang))}"
    title = TITLES.get(type(result).__name__)
    return f"{title.say(names.lang) if title else clean(result.title)}: {about}"


def subject(result: Content, names: Names) -> str:
    """`8 domains`, or the name of the only one."""
    if set(PAIR_COLUMNS) <= set(result.table):
        pairs = {name for column in PAIR_COLUMNS for name in result.table[column]}
        return plural(len(pairs), names.lang, nouns("domain", names.lang))
    if "grouping" in result.table:
        margins = result.table["grouping"].unique().tolist()
        return cut(", ".join(map(names.variable, margins)), MOST_IN_TITLE)
    frames = [result.table, *(getattr(result, name) for name in result.frames)]
    frame = next((one for one in frames if set(OUTCOME_COLUMNS) & set(one)), result.table)
    for column in OUTCOME_COLUMNS[::-1]:
        if column in frame:
            ids = frame[column].unique().tolist()
            if len(ids) == 1:
                return cut(names.outcome(ids[0]), MOST_IN_TITLE)
            return plural(len(ids), names.lang, nouns(column, names.lang))
    return plural(len(result.table), names.lang, nouns("row", names.lang))


def _tables(
    result: Content, hidden: Hidden, names: Names, limit: int | None
) -> Iterator[ShownTable]:
    kind = type(result).__name__
    for name, whole in hidden.frames.items():
        if not result.on_page(name):
            continue
        off_screen = frozenset() if limit is None else result.off_screen
        if name in off_screen:
            yield from _only_named(name, whole, names.lang)
            continue
        rows = _rows_shown(whole, hidden.masks[name])
        frame, further = _narrowed(name, whole[rows], off_screen, names.lang)
        main = name == result.frames[0]
        most_rows = limit if limit is None or main else limit // PARTS_SHORTER
        words = CAPTIONS.get((kind, name))
        caption = words.say(names.lang) if words else f"{clean(result.title)}: {name}"
        block = Block(
            name=name,
            frame=frame,
            hidden=hidden.masks[name][rows],
            small={count: told[rows] for count, told in hidden.small[name].items()},
            names=names,
            notes=hidden.notes,
            confidence=check_confidence(result.provenance.options.get("confidence", 0.95)),
        )
        if frame.empty:
            if name == result.frames[0]:
                yield _empty(name, caption, names.lang)
        elif is_crossed(block):
            caption = _crossed_caption(caption, block)
            for columns in crosstabs(block):
                more = _more(name, len(columns[0].cells), most_rows, names.lang)
                yield _table(name, caption, _first_rows(columns, most_rows), more)
        else:
            yield from _at_a_glance(block, most_rows)
            columns, footnotes = shown_columns(block.part(slice(most_rows)))
            more = _more(name, len(frame), most_rows, names.lang)
            yield _table(name, caption, columns, (*footnotes, *further, *more))


def _rows_shown(frame: pd.DataFrame, hidden: BoolArray) -> BoolArray:
    """All rows but pairs with a hidden group: which of them there are tells who was left out."""
    return ~hidden if {"group1", "group2"} <= set(frame) else np.ones(len(frame), dtype=np.bool_)


def _at_a_glance(block: Block, most_rows: int | None) -> Iterator[ShownTable]:
    """The tables with a column per grouping that stand before a list of many comparisons."""
    for one in overviews(block) if is_overview(block) else ():
        more = _more(block.name, len(one.columns[0].cells), most_rows, block.lang)
        title = WORDS["at_a_glance"].say(block.lang, effect=one.effect)
        columns = _first_rows(one.columns, most_rows)
        yield _table(block.name, title, columns, (*one.footnotes, *more))


def _table(
    name: str, caption: str, columns: tuple[ShownColumn, ...], footnotes: Footnotes
) -> ShownTable:
    """A table whose texts are not longer than anybody would read."""
    short = tuple(
        replace(
            column,
            title=cut(column.title, MOST_LETTERS),
            cells=tuple(cut(cell, MOST_LETTERS) for cell in column.cells),
        )
        for column in columns
    )
    told = tuple((mark, _sentence(meaning)) for mark, meaning in footnotes)
    return ShownTable(frame=name, caption=caption, columns=short, footnotes=told)


def _crossed_caption(caption: str, block: Block) -> str:
    """Shares by group stand without their intervals; the caption says where these are."""
    if "ci_low" not in block.frame:
        return caption
    return WORDS["crosstab"].say(block.lang, caption=caption, frame=f".{block.name}")


def _sentence(text: str) -> str:
    return cut(clean(text), MOST_IN_SENTENCE)


def _narrowed(
    name: str, frame: pd.DataFrame, off_screen: frozenset[str], lang: str
) -> tuple[pd.DataFrame, Footnotes]:
    """A frame without the columns that a screen leaves out, and how many these are."""
    left = [column for column in frame if f"{name}.{column}" in off_screen]
    if not left:
        return frame, ()
    return frame.drop(columns=left), _rest(name, len(left), "column", lang)


def _only_named(name: str, frame: pd.DataFrame, lang: str) -> Iterator[ShownTable]:
    """In the place of a frame that a screen leaves out, where it is to be found."""
    if len(frame):
        footnotes = _rest(name, len(frame), "row", lang)
        yield ShownTable(frame=name, caption="", columns=(), footnotes=footnotes)


def _empty(name: str, caption: str, lang: str) -> ShownTable:
    return ShownTable(
        frame=name, caption=caption, columns=(), footnotes=(("", WORDS["empty"].say(lang)),)
    )


def _first_rows(columns: tuple[ShownColumn, ...], most: int | None) -> tuple[ShownColumn, ...]:
    return tuple(replace(column, cells=column.cells[:most]) for column in columns)


def _more(name: str, length: int, most: int | None, lang: str) -> Footnotes:
    """A footnote that tells how many rows are not shown on the screen."""
    return () if most is None or length <= most else _rest(name, length - most, "row", lang)


def _rest(name: str, number: int, noun: str, lang: str) -> Footnotes:
    """A footnote: so many more rows or columns in a frame."""
    rest = plural(number, lang, nouns(noun, lang))
    return (("", WORDS["more"].say(lang, rows=rest, frame=f".{name}")),)
