"""Respondents: whether each is one person with answers, a weight and a place in the design.

Repeated aliases, repeated and empty rows; weights, strata and clusters. Aliases are never shown
or kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from survey_analysis.codebook import Codebook
from survey_analysis.codebook.labels import normalise_text
from survey_analysis.findings import Finding, Severity
from survey_analysis.ingest.screening import FEW_ITEMS, identical_rows
from survey_analysis.ingest.text_columns import Export, TextColumn
from survey_analysis.survey.answers import Answers, Grouping
from survey_analysis.tables.counts import FloatArray, IntArray

_TOTALS = frozenset({"итого", "всего", "итог", "среднее", "total", "totals", "sum", "mean"})


def judge_aliases(export: Export, alias: TextColumn, where: str) -> Iterator[Finding]:
    """Repeated aliases, empty ones, and a last row that is a total and no respondent."""
    trimmed = _trimmed(alias.texts)
    person, names = alias.codes, trimmed
    if trimmed is not alias.texts:
        number = {text: place for place, text in enumerate(dict.fromkeys(trimmed))}
        person = np.array([number[text] for text in trimmed], dtype=np.int32).take(alias.codes)
        names = tuple(number)
    without = np.flatnonzero(person == names.index("")) if "" in names else _NOBODY
    again = _repeats(person, len(names), without)
    if again.size:
        yield _finding(export, "SA270", where, again)
    if without.size:
        yield _finding(export, "SA274", where, without)
    last = trimmed[alias.codes[-1]] if export.n_rows else ""
    if normalise_text(last).rstrip(":") in _TOTALS:
        yield _finding(export, "SA273", where, np.array([export.n_rows - 1]))


def judge_rows(
    export: Export,
    codebook: Codebook,
    answers: Mapping[str, Answers],
    groupings: Mapping[str, Grouping],
) -> Iterator[Finding]:
    """Rows without any answer, and rows that repeat an earlier one."""
    items = {item.id: answers[item.id] for item in codebook.items if item.id in answers}
    if not items or export.n_rows == 0:
        return
    answered = np.zeros(export.n_rows, dtype=np.bool_)
    for column in items.values():
        answered |= column.codes >= 0
    empty = np.flatnonzero(~answered)
    if 0 < empty.size < export.n_rows:
        yield _finding(export, "SA272", "", empty)
    if len(items) >= FEW_ITEMS:
        again = identical_rows(answers, groupings)
        if again.size:
            yield _finding(export, "SA271", "", again)


def judge_weights(export: Export, weights: FloatArray, where: str) -> Iterator[Finding]:
    """Missing and negative weights are errors, zero ones a warning, equal ones a note.

    Parameters
    ----------
    weights : (N,) weights, nan where missing.
    """

    def finding(severity: Severity, code: str, rows: IntArray) -> Finding:
        lines = export.lines_of(rows) if severity != "note" else ()
        return Finding(severity=severity, code=code, where=where, lines=lines, count=rows.size)

    if not weights.size:
        return
    missing = np.flatnonzero(np.isnan(weights))
    if missing.size:
        yield finding("error", "SA291", missing)
    negative = np.flatnonzero(weights < 0)
    if negative.size:
        yield finding("error", "SA290", negative)
    zero = np.flatnonzero(weights == 0)
    if zero.size == weights.size:
        yield finding("error", "SA295", zero)
    elif zero.size:
        yield finding("warning", "SA293", zero)
    elif weights.size > 1 and np.ptp(weights) == 0:
        yield finding("note", "SA294", np.arange(weights.size))


def judge_design(export: Export, column: Answers, where: str) -> Iterator[Finding]:
    """Respondents without a stratum, cluster or population count: a warning."""
    rows = np.flatnonzero(column.codes < 0)
    if rows.size:
        lines = export.lines_of(rows)
        yield Finding(severity="warning", code="SA296", where=where, lines=lines, count=rows.size)


def _trimmed(texts: Sequence[str]) -> Sequence[str]:
    """The aliases without spaces at their ends; the same object if there are none anywhere."""
    joined = "\n".join(texts)
    spaces = any(space in joined for space in _SPACES) or joined.count("\n") >= len(texts)
    return [text.strip() for text in texts] if spaces else texts


_SPACES = " \t\r\v\f\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)
"""What `str.strip` takes away, but for the line break."""


_NOBODY = np.empty(0, dtype=np.intp)


def _repeats(person: npt.NDArray[np.integer], n_persons: int, without: IntArray) -> IntArray:
    """Rows whose alias stands in an earlier row, rising; rows without an alias are left out."""
    if person.size - without.size < n_persons:
        return _NOBODY
    often = np.bincount(person, minlength=n_persons) > 1
    rows = np.setdiff1d(np.flatnonzero(often.take(person)), without, assume_unique=True)
    first = np.unique(person[rows], return_index=True)[1]
    return np.delete(rows, first)


def _finding(export: Export, code: str, where: str, rows: IntArray) -> Finding:
    return Finding(
        severity="warning", code=code, where=where, lines=export.lines_of(rows), count=rows.size
    )
