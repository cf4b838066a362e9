"""Screening: what looks odd in coded answers. Nothing is changed; the reader decides."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from math import log

import numpy as np
import numpy.typing as npt

from survey_analysis.codebook import Codebook, Domain, Item, Label, Variable
from survey_analysis.findings import Finding
from survey_analysis.survey.answers import Answers, Grouping
from survey_analysis.tables.counts import FloatArray, IntArray

MOST_LOST = 0.10
"""Above this share of respondents with a missing answer in a domain, a warning is due."""

FEW_ITEMS = 3
"""With fewer items, equal answers of two respondents are no surprise."""

ENOUGH_RESPONDENTS = 20_000
"""Item-rest correlations for a warning need no more, so more are thinned out evenly."""

ENOUGH_ANSWERS = 10_000_000
"""The same for domains of thousands of items, so that memory stays flat."""

ONE_SIDED_95 = 1.645
"""A correlation so many standard errors below zero is no accident of an uncorrelated item."""

LITTLE = 0.05
"""Correlations this near to zero say nothing about the direction of an item, however sure."""

_BAND = re.compile(r"((\d{1,9})\s?(?:[-–—]\s?\d{1,9}|\+))(?:\s.*)?")
_HASH = np.uint64(0x9E3779B97F4A7C15)


def screen_items(codebook: Codebook, answers: Mapping[str, Answers]) -> Iterator[Finding]:
    """Items that nobody answered, and items to which everybody gave one answer."""
    asked_of_all: tuple[Item | Variable, ...] = (*codebook.items, *codebook.outcomes)
    for asked in asked_of_all:
        column = answers.get(asked.id)
        if column is None or column.codes.size < 2:
            continue
        highest = int(column.codes.max())
        if highest < 0:
            yield Finding(severity="warning", code="SA281", where=asked.id, count=column.codes.size)
        elif highest == _lowest_answer(column):
            n = int((column.codes >= 0).sum())
            values = {"value": column.texts[highest]}
            yield Finding(severity="warning", code="SA280", where=asked.id, count=n, values=values)


def _lowest_answer(column: Answers) -> int:
    """The lowest position that was chosen; missing answers are large unsigned numbers."""
    unsigned = column.codes.view(np.dtype(f"u{column.codes.dtype.itemsize}"))
    return int(unsigned.min())


def screen_groups(groupings: Mapping[str, Grouping]) -> Iterator[Finding]:
    """Groupings with everybody in one group or nobody in any, and bands that do not rise."""
    for id, grouping in groupings.items():
        if grouping.codes.size < 2:
            continue
        occurring = np.flatnonzero(np.bincount(grouping.codes, minlength=len(grouping.labels)))
        groups = occurring[occurring < len(grouping.labels)].size
        if groups < 2:
            code = "SA265" if groups else "SA264"
            yield Finding(severity="warning", code=code, where=id, count=grouping.codes.size)
        falling = _falling_bands(grouping.labels)
        if falling:
            before, after = falling
            values = {"before": before, "after": after}
            yield Finding(severity="warning", code="SA269", where=id, values=values)


def _falling_bands(labels: Sequence[Label]) -> tuple[str, str] | None:
    """The first two neighbours of groups such as `18-24` and `65+` that do not rise."""
    bands = [_BAND.fullmatch(next(iter(label.values()), "").strip()) for label in labels]
    for one, other in pairwise(band for band in bands if band):
        if int(one[2]) > int(other[2]):
            return one[1], other[1]
    return None


def screen_domains(codebook: Codebook, answers: Mapping[str, Answers]) -> Iterator[Finding]:
    """Domains with many incomplete answers, and items that run against their domain."""
    for domain in codebook.domains:
        items = codebook.items_of(domain.id)
        if any(item.id not in answers for item in items):
            continue
        columns = [answers[item.id] for item in items]
        n = columns[0].codes.size
        complete = np.ones(n, dtype=np.bool_)
        for column in columns:
            complete &= column.codes >= 0
        lost = n - int(complete.sum())
        if lost > MOST_LOST * n:
            values = {"share": f"{lost / n:.0%}".rstrip("%"), "n_total": n}
            yield Finding(
                severity="warning", code="SA283", where=domain.id, count=lost, values=values
            )
        if domain.measurement == "reflective" and len(items) > 1:
            signs = [-1.0 if item.reverse else 1.0 for item in items]
            yield from _against(domain, [i.id for i in items], columns, signs, complete)


def _against(
    domain: Domain,
    items: Sequence[str],
    columns: Sequence[Answers],
    signs: Sequence[float],
    complete: npt.NDArray[np.bool_],
) -> Iterator[Finding]:
    """Items whose correlation with the rest of their domain is clearly negative."""
    respondents = np.flatnonzero(complete)
    enough = min(ENOUGH_RESPONDENTS, ENOUGH_ANSWERS // len(items))
    step = max(1, respondents.size // enough)
    chosen = respondents[::step]
    if chosen.size < 3:
        return
    y = np.array(
        [
            (sign * column.support).take(column.codes.take(chosen))
            for sign, column in zip(signs, columns, strict=True)
        ]
    )
    for item, r in zip(items, item_rest_correlations(y), strict=True):
        if r < -max(LITTLE, ONE_SIDED_95 / np.sqrt(chosen.size)):
            values = {"domain": domain.id, "r": f"{r:.2f}"}
            yield Finding(severity="warning", code="SA282", where=item, values=values)


def item_rest_correlations(y: FloatArray) -> FloatArray:
    """(k,) correlation of each row of (k, n) with the sum of the others; nan if undefined."""
    centred = y - y.mean(axis=1, keepdims=True)
    total = centred.sum(axis=0)
    variance = np.einsum("ij,ij->i", centred, centred)
    with_total = centred @ total
    rest = total @ total - 2 * with_total + variance
    with np.errstate(invalid="ignore", divide="ignore"):
        r: FloatArray = (with_total - variance) / np.sqrt(variance * rest)
    return r


def identical_rows(answers: Mapping[str, Answers], groupings: Mapping[str, Grouping]) -> IntArray:
    """Respondents whose answers all equal those of an earlier one, rising.

    Respondents without any answer are left out. Nobody is told where there are so few possible
    rows that two equal ones are expected by chance.
    """
    columns = [column.codes for column in answers.values()]
    n = columns[0].size
    if not _are_rare(answers, groupings, n):
        return np.empty(0, dtype=np.intp)
    row = np.zeros(n, dtype=np.uint64)
    answered = np.zeros(n, dtype=np.bool_)
    for column in columns:
        answered |= column >= 0
    for codes in (*columns, *(grouping.codes for grouping in groupings.values())):
        row *= _HASH
        row += codes.view(np.dtype(f"u{codes.dtype.itemsize}"))
    ordered = np.sort(row)
    repeated = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
    if not repeated.size:
        return np.empty(0, dtype=np.intp)
    place = np.minimum(np.searchsorted(repeated, row), repeated.size - 1)
    among = np.flatnonzero((repeated[place] == row) & answered)
    first = np.unique(row[among], return_index=True)[1]
    return np.delete(among, first)


def _are_rare(answers: Mapping[str, Answers], groupings: Mapping[str, Grouping], n: int) -> bool:
    """Whether fewer than one of the n (n - 1) / 2 pairs is expected to be equal by chance."""
    sizes = [column.support.size for column in answers.values()]
    sizes += [len(grouping.labels) for grouping in groupings.values()]
    possible = sum(log(max(size, 1)) for size in sizes)
    return n > 1 and possible > log(n * (n - 1) / 2)
