"""Crosstabs: a frame with a row per answer, shown with a row per group and a column per answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

import numpy as np
import pandas as pd

from survey_analysis.disclosure.groups import BoolArray
from survey_analysis.present.columns import (
    HIDDEN_NUMBER,
    Block,
    head_columns,
    number_cells,
    shown_columns,
)
from survey_analysis.present.escape import clean
from survey_analysis.present.numbers import show
from survey_analysis.present.page import ShownColumn
from survey_analysis.present.terms import term
from survey_analysis.present.wording import COLUMNS

CELLS = ("residual", "share")
MOST_ANSWERS = 12

Signature = tuple[tuple[str, str], ...]


def is_crossed(block: Block) -> bool:
    """Whether a block is shown with a column per answer: kinds of missing answers, groups."""
    frame = block.frame
    if not any(name in frame for name in CELLS):
        return False
    return "kind" in frame or ("value" in frame and bool((frame["group_by"] != "").any()))


def crosstabs(block: Block) -> Iterator[tuple[ShownColumn, ...]]:
    """The columns of one table for each set of answers that outcomes share.

    Outcomes that follow each other and offer the same answers stand in one table. A table of
    missing answers leaves out the kinds that nobody gave, and itself where nobody gave any.
    """
    outcomes = block.frame["outcome"].to_numpy()
    names = list(dict.fromkeys(outcomes.tolist()))
    signatures = {name: _signature(block.frame[outcomes == name]) for name in names}
    for signature, members in groupby(names, key=signatures.__getitem__):
        part = block.part(np.isin(outcomes, list(members)))
        if _is_regular(part, signature):
            columns = tuple(_crossed(part, signature))
        else:
            columns, _ = shown_columns(part)
        if any(not column.head for column in columns):
            yield columns


def _signature(frame: pd.DataFrame) -> Signature:
    """The answers an outcome offers, in order: pairs of code and label."""
    if "kind" in frame:
        return tuple((kind, "") for kind in dict.fromkeys(frame["kind"]))
    return tuple(dict.fromkeys(zip(frame["value"], frame["label"], strict=True)))


def _is_regular(part: Block, signature: Signature) -> bool:
    """Whether every group has a row for each answer, in order, and there are few answers."""
    codes = part.frame[_answer_column(part.frame)].to_numpy()
    once = np.array([code for code, _ in signature])
    return len(signature) <= MOST_ANSWERS and np.array_equal(
        codes, np.tile(once, codes.size // once.size)
    )


def _crossed(part: Block, signature: Signature) -> Iterator[ShownColumn]:
    answer, cell = _answer_column(part.frame), _cell_column(part.frame)
    codes = part.frame[answer].to_numpy()
    rows = part.part(codes == signature[0][0])
    answers = [name for name in ("value", "label", "kind") if name in part.frame]
    yield from head_columns(replace(rows, frame=rows.frame.drop(columns=answers)))
    if answer == "value":
        yield _sizes(part, rows.hidden, len(signature))
    for code, label in signature:
        shown = part.part(codes == code)
        if answer == "value" or shown.frame[cell].fillna(0).any():
            title = _answer_title(part, answer, code, label)
            yield ShownColumn(title=title, cells=number_cells(shown, cell), number=True)


def _sizes(part: Block, hidden: BoolArray, n_answers: int) -> ShownColumn:
    """Valid answers of each group."""
    n = part.frame["n"].to_numpy(np.float64).reshape(-1, n_answers).sum(axis=1)
    cells = (show(value, "count", part.lang) for value in n.tolist())
    return ShownColumn(
        title=COLUMNS["n"].title(part.lang),
        cells=tuple(HIDDEN_NUMBER if h else c for c, h in zip(cells, hidden, strict=True)),
        number=True,
    )


def _answer_title(part: Block, answer: str, code: str, label: str) -> str:
    if answer == "kind":
        return term(code, part.lang)
    said = part.names.answer(part.frame["outcome"].iloc[0], code, label)
    return said if said == code else f"{clean(code)} {said}"


def _answer_column(frame: pd.DataFrame) -> str:
    return "kind" if "kind" in frame else "value"


def _cell_column(frame: pd.DataFrame) -> str:
    return next(name for name in CELLS if name in frame)
