"""Columns: how the columns of a frame are named, rounded, merged or left out when shown."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

import numpy as np
import pandas as pd

from survey_analysis.codebook import MISSING_KINDS
from survey_analysis.disclosure.groups import BoolArray, FloatArray
from survey_analysis.findings import Note
from survey_analysis.present.escape import clean
from survey_analysis.present.hiding import NOT_ABOUT_PERSONS
from survey_analysis.present.names import REVERSED, Names, marked
from survey_analysis.present.numbers import Kind, confidence_level, interval, show
from survey_analysis.present.page import ShownColumn
from survey_analysis.present.reasons import translated
from survey_analysis.present.terms import term
from survey_analysis.present.wording import COLUMNS, DEGREES, INTERVALS, QUARTILES, WORDS

HIDDEN_NUMBER = "·"
TERM_COLUMNS = ("test", "adjust", "effect_name", "ci_method", "kind")
HEAD_COLUMNS = (
    "composite", "domain", "domain1", "domain2", "outcome", "item", "label", "group_by", "grouping",
    "group",
    "within", "within_group", "group1", "group2", "term", "band", "value", "kind",
)  # fmt: skip
FOLDED = {"adjust": "p_adjusted", "effect_name": "effect"}
"""Columns that, where they say the same in all rows, become the title of another one."""
BETWEEN = " \N{MULTIPLICATION SIGN} "
"""Stands between the groupings of an interaction."""
ESTIMATES = ("estimate", "mean", "share", "reliability", "effect")
GROUP_COLUMNS = ("group", "group1", "group2", "within_group")
DOMAIN_COLUMNS = ("highest", "lowest")
REASON_COLUMNS = ("flag", "note")
FLAGS_BETWEEN = "; "

T = TypeVar("T", bound=Hashable)
Footnotes = tuple[tuple[str, str], ...]


@dataclass(frozen=True, eq=False, kw_only=True)
class Block:
    """A frame to be shown, and what is needed to show it.

    Attributes
    ----------
    name : name of the frame.
    frame : its rows; hidden ones blanked.
    hidden : (rows,) mask of hidden rows.
    small : for each count (rows,), where "< min_cell" may stand for a hidden n.
    names : labels in the language of the page.
    notes : notes of the result, for the sentences in a column `note`.
    confidence : level of the intervals.
    """

    name: str
    frame: pd.DataFrame
    hidden: BoolArray
    small: Mapping[str, BoolArray]
    names: Names
    notes: Sequence[Note] = ()
    confidence: float = 0.95

    @property
    def lang(self) -> str:
        """Language of the page."""
        return self.names.lang

    def part(self, rows: slice | BoolArray) -> Block:
        """The block with some of its rows."""
        return replace(
            self,
            frame=self.frame[rows],
            hidden=self.hidden[rows],
            small={name: mask[rows] for name, mask in self.small.items()},
        )


def shown_columns(block: Block) -> tuple[tuple[ShownColumn, ...], Footnotes]:
    """The columns of a block as they are shown, and the footnotes that explain their marks."""
    heads = head_columns(block)
    reasons, footnotes = _reasons(block)
    if any(REVERSED in cell for column in heads for cell in column.cells):
        footnotes = ((REVERSED, WORDS["reverse"].say(block.lang)), *footnotes)
    return (*heads, *_number_columns(block), *reasons), footnotes


def head_columns(block: Block) -> tuple[ShownColumn, ...]:
    """The columns that name the rows: outcome or domain, group, item, answer."""
    present = [name for name in block.frame.columns if name in HEAD_COLUMNS]
    present.sort(key=lambda name: name not in {"composite", "domain"})
    return tuple(
        ShownColumn(title=title, cells=_head_cells(block, name), head=True)
        for name in present
        if (title := _head_title(block, name)) is not None
    )


def number_cells(block: Block, name: str, kind: Kind | None = None) -> tuple[str, ...]:
    """The cells of a column of numbers; hidden ones say so."""
    kind = kind or kind_of(block.frame, name)
    values = _floats(block.frame[name])
    cells = tuple(show(value, kind, block.lang) for value in values.tolist())
    if name in NOT_ABOUT_PERSONS:
        return cells
    said = WORDS["hidden"].say(block.lang)
    if kind == "count":  # who counts always has a number, so nan stands for one that is hidden
        cells = _hidden_as(said, cells, np.isnan(values))
    if name not in block.small:
        return _hidden_as(HIDDEN_NUMBER, cells, block.hidden)
    min_cell = block.names.codebook.min_cell
    less = WORDS["less"].say(block.lang, min_cell=min_cell)
    cells = _hidden_as(said, cells, block.hidden)
    return _hidden_as(less, cells, block.small[name])


def kind_of(frame: pd.DataFrame, name: str) -> Kind:
    """How a column is rounded: by its name, else by what it holds."""
    if name == "se":
        return COLUMNS[_estimate(frame)].kind
    if name in {"estimate", "se"} and "domain" in frame:  # of a coefficient such as alpha
        return "coefficient"
    if name in COLUMNS:
        return COLUMNS[name].kind
    if name.endswith("_share"):
        return "share"
    return "count" if pd.api.types.is_integer_dtype(frame[name]) else "decimal"


def _hidden_as(text: str, cells: Sequence[str], mask: BoolArray) -> tuple[str, ...]:
    return tuple(text if hide else cell for cell, hide in zip(cells, mask, strict=True))


def _head_title(block: Block, name: str) -> str | None:
    """The title of a column of names; None where the column is not needed."""
    groupings = _groupings(block.frame)
    if name == "group_by" or (name == "grouping" and "group" in block.frame):
        return COLUMNS[name].title(block.lang) if len(groupings) > 1 else None
    if name == "group":
        if not groupings:
            return None
        return block.names.variable(groupings[0]) if len(groupings) == 1 else _title(block, name)
    if name == "label" and "value" in block.frame:
        return WORDS["answer"].say(block.lang)
    told_by_label = name == "value" and (block.frame["value"] == block.frame["label"]).all()
    if told_by_label or name == "within" or not any(block.frame[name]):
        return None
    return _title(block, name)


def _head_cells(block: Block, name: str) -> tuple[str, ...]:
    frame, names = block.frame, block.names
    if name in {"composite", "outcome", "domain", "domain1", "domain2"}:
        return _each_once(frame[name], names.outcome)
    if name in {"group_by", "grouping"}:
        return _each_once(frame[name], names.variable)
    if name in GROUP_COLUMNS:
        by = "within" if name == "within_group" else _by_column(frame)
        pairs = zip(frame[by], frame[name], strict=True)
        return _each_once(pairs, lambda pair: names.group(*pair))
    if name == "term":
        return tuple(BETWEEN.join(map(names.variable, t.split(BETWEEN))) for t in frame[name])
    if name == "kind":
        return _each_once(frame[name], lambda value: term(value, block.lang))
    texts = {"item": _items, "label": _labels}.get(name)
    return texts(block) if texts else tuple(map(clean, frame[name]))


def _items(block: Block) -> tuple[str, ...]:
    frame = block.frame
    if "reverse" not in frame:
        return tuple(map(clean, frame["item"]))
    pairs = zip(frame["item"], frame["reverse"], strict=True)
    return tuple(marked(clean(item), reverse=bool(turned)) for item, turned in pairs)


def _labels(block: Block) -> tuple[str, ...]:
    frame, names = block.frame, block.names
    if "value" in frame:
        triples = zip(frame["outcome"], frame["value"], frame["label"], strict=True)
        return tuple(names.answer(*triple) for triple in triples)
    return tuple(names.item(*pair) for pair in zip(frame["item"], frame["label"], strict=True))


def _number_columns(block: Block) -> Iterator[ShownColumn]:
    frame = block.frame
    done = {*HEAD_COLUMNS, *REASON_COLUMNS, "reverse"}
    if "band" in frame:  # its name tells both ends
        done |= {"low", "high"}
    folded = dict(_folded(block))
    for name in frame.columns:
        partner = _partner(name)
        if name in done or name in folded or not _worth_showing(block, name):
            continue
        if partner in frame:
            done |= {name, partner}
            yield _interval_column(block, name, partner)
        elif pd.api.types.is_bool_dtype(frame[name]):
            yes = WORDS["yes"].say(block.lang)
            cells = tuple(yes if flag else "" for flag in frame[name])
            yield ShownColumn(title=_title(block, name), cells=cells)
        elif name in TERM_COLUMNS or not pd.api.types.is_numeric_dtype(frame[name]):
            say = block.names.outcome if name in DOMAIN_COLUMNS else partial(_term, block.lang)
            cells = _each_once(frame[name], say)
            yield ShownColumn(
                title=_title(block, name), cells=_hidden_as(HIDDEN_NUMBER, cells, block.hidden)
            )
        else:
            source = next((one for one, target in FOLDED.items() if target == name), "")
            title = _folded_title(block, name, folded.get(source, ""))
            yield ShownColumn(title=title, cells=number_cells(block, name), number=True)


def _term(lang: str, value: object) -> str:
    return term(clean(str(value)), lang)


def _folded(block: Block) -> Iterator[tuple[str, str]]:
    """Columns of words that say the same in all rows and stand beside the number they name."""
    for name, target in FOLDED.items():
        if name in block.frame and target in block.frame:
            values = {value for value in block.frame[name] if value}
            if len(values) <= 1:
                yield name, next(iter(values), "")


def _folded_title(block: Block, name: str, value: str) -> str:
    if not value:
        return _title(block, name)
    said = term(clean(value), block.lang)
    return said if name == "effect" else f"{_title(block, name)} ({said})"


def _partner(name: str) -> str:
    """The column of the upper end of an interval, of the third quartile, of the second df."""
    if name.endswith("ci_low"):
        return name.removesuffix("low") + "high"
    return {"q25": "q75", "df1": "df2"}.get(name, "")


def _interval_column(block: Block, low: str, high: str) -> ShownColumn:
    lows, highs = (_floats(block.frame[name]).tolist() for name in (low, high))
    if low == "df1":
        title = DEGREES.say(block.lang)
        cells = [_degrees(one, two, block.lang) for one, two in zip(lows, highs, strict=True)]
    else:
        if low == "q25":
            title, kind = QUARTILES.say(block.lang), kind_of(block.frame, low)
        else:
            base, words = INTERVALS.get(low.removesuffix("_low"), INTERVALS["ci"])
            title = words.say(block.lang, level=confidence_level(_level(block), block.lang))
            kind = kind_of(block.frame, base or _estimate(block.frame))
        cells = [interval(*ends, kind, block.lang) for ends in zip(lows, highs, strict=True)]
    hidden = _hidden_as(HIDDEN_NUMBER, cells, block.hidden)
    return ShownColumn(title=title, cells=hidden, number=True)


def _level(block: Block) -> float:
    """The level of an interval; two one-sided tests look at both of its ends, each at alpha."""
    one_sided = {"p_lower", "p_upper"} <= set(block.frame)
    return round(2 * block.confidence - 1, 12) if one_sided else block.confidence


def _degrees(df1: float, df2: float, lang: str) -> str:
    """One or two degrees of freedom."""
    first = show(df1, "degrees", lang)
    between = "; " if lang == "ru" else ", "
    return first if np.isnan(df2) else f"{first}{between}{show(df2, 'degrees', lang)}"


def _estimate(frame: pd.DataFrame) -> str:
    return next((name for name in ESTIMATES if name in frame), "mean")


def _worth_showing(block: Block, name: str) -> bool:
    """Whether a column says anything: counts of missing kinds, words, numbers without a reason."""
    values = block.frame[name]
    if name in MISSING_KINDS:
        return bool(values.fillna(0).any())
    if not pd.api.types.is_numeric_dtype(values):
        return any(values)
    if name == "df2" and values.isna().all():
        return False
    if "note" in block.frame or name in ESTIMATES or block.hidden.all():
        return True
    return bool(values.notna().any())


def _reasons(block: Block) -> tuple[tuple[ShownColumn, ...], Footnotes]:
    """The columns of marks that stand for the sentences in `flag` and `note`, and the sentences."""
    named = [name for name in REASON_COLUMNS if name in block.frame and any(block.frame[name])]
    cells = {name: [_sentences(text, name) for text in block.frame[name]] for name in named}
    texts = dict.fromkeys(text for column in cells.values() for cell in column for text in cell)
    marks = {text: mark(number) for number, text in enumerate(texts)}
    columns = tuple(
        ShownColumn(
            title=_title(block, name),
            cells=tuple(", ".join(marks[text] for text in cell) for cell in cells[name]),
        )
        for name in named
    )
    said = [translated(text, block.lang, block.notes) for text in marks]
    return columns, tuple(zip(marks.values(), said, strict=True))


def _sentences(text: str, name: str) -> list[str]:
    """The sentences of a cell: flags are several, a note is one."""
    return text.split(FLAGS_BETWEEN) if name == "flag" and text else [text] if text else []


def mark(number: int) -> str:
    """The mark of a footnote: a, b, ..., z, aa, ab, ..."""
    letter = chr(ord("a") + number % 26)
    return letter if number < 26 else mark(number // 26 - 1) + letter


def _title(block: Block, name: str) -> str:
    if name == "within_group":
        return block.names.variable(block.frame["within"].iloc[0])
    if name == "estimate" and "coefficient" in block.frame:
        return WORDS["estimate"].say(block.lang)
    if name in COLUMNS:
        return COLUMNS[name].title(block.lang)
    return clean(name).replace("_", " ")


def _groupings(frame: pd.DataFrame) -> list[str]:
    by = _by_column(frame)
    return [one for one in dict.fromkeys(frame[by]) if one] if by in frame else []


def _by_column(frame: pd.DataFrame) -> str:
    """The column that names the grouping of a group; margins of weights call it `grouping`."""
    return "grouping" if "grouping" in frame else "group_by"


def _floats(values: pd.Series) -> FloatArray:
    return values.to_numpy(np.float64, na_value=np.nan)


def _each_once(values: Iterable[T], say: Callable[[T], str]) -> tuple[str, ...]:
    """What each value is called; equal values are looked up once."""
    known: dict[T, str] = {}
    listed = list(values)
    for value in listed:
        if value not in known:
            known[value] = say(value)
    return tuple(known[value] for value in listed)
