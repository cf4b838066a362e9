"""Patterns: which answer rows of a domain occurred, and how often."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from survey_analysis.errors import OptionError
from survey_analysis.tables.counts import FloatArray, IntArray, fixed, sum_at


class PatternRows(NamedTuple):
    """The answer rows of one group: answers (P, k), and n, w, w2 of each (P,)."""

    values: FloatArray
    n: FloatArray
    w: FloatArray
    w2: FloatArray


@dataclass(frozen=True, eq=False, kw_only=True)
class Patterns:
    """The distinct rows of answers of a domain, by groups; of complete answers unless asked else.

    It says the same as the data, without persons. In a weighted survey respondents with the
    same answers but different weights make separate rows, so that `w / n` is the weight of each.
    Only cells with respondents are kept (`cell_*`); `n`, `w` and `w2` are the full tables, made
    when they are asked for.

    Attributes
    ----------
    values : (P, k) answers, reverse items turned by the declared range; nan = missing, where the
        table was asked for with incomplete rows.
    groups : (G,) labels in codebook order; the last is "" for respondents without a group.
    n_total : (G,) respondents, complete or not.
    cell_group, cell_row : (C,) group and row of `values` of each cell, groups first.
    cell_n, cell_w, cell_w2 : (C,) respondents, sum of weights, sum of squared weights.
    weighted : whether the weights are other than one for everybody.
    """

    values: FloatArray
    groups: tuple[str, ...]
    n_total: FloatArray
    cell_group: IntArray
    cell_row: IntArray
    cell_n: FloatArray
    cell_w: FloatArray
    cell_w2: FloatArray
    weighted: bool = False

    @cached_property
    def n(self) -> FloatArray:
        """(G, P) respondents."""
        return self._dense(self.cell_n)

    @cached_property
    def w(self) -> FloatArray:
        """(G, P) sum of weights; equal to `n` without weights."""
        return self._dense(self.cell_w)

    @cached_property
    def w2(self) -> FloatArray:
        """(G, P) sum of squared weights; equal to `n` without weights."""
        return self._dense(self.cell_w2)

    def rows_of(self, group: int) -> PatternRows:
        """The rows that occurred in one group, given as its position in `groups`."""
        start, stop = np.searchsorted(self.cell_group, [group, group + 1])
        cells = slice(start, stop)
        return PatternRows(
            self.values[self.cell_row[cells]],
            self.cell_n[cells],
            self.cell_w[cells],
            self.cell_w2[cells],
        )

    def __add__(self, other: Patterns) -> Patterns:
        """The patterns of both sets of respondents; both must have the same groups and items."""
        if not isinstance(other, Patterns):
            return NotImplemented
        if self.groups != other.groups or self.values.shape[1] != other.values.shape[1]:
            raise OptionError("Patterns of different groups or items cannot be added.")
        return from_rows(
            np.concatenate([self.values[self.cell_row], other.values[other.cell_row]]),
            np.concatenate([self.cell_group, other.cell_group]),
            self.groups,
            (
                np.concatenate([self.cell_n, other.cell_n]),
                np.concatenate([self.cell_w, other.cell_w]),
                np.concatenate([self.cell_w2, other.cell_w2]),
            ),
            self.n_total + other.n_total,
            weighted=self.weighted or other.weighted,
        )

    def _dense(self, per_cell: FloatArray) -> FloatArray:
        table = np.zeros((len(self.groups), self.values.shape[0]))
        table[self.cell_group, self.cell_row] = per_cell
        return fixed(table)


def from_rows(
    rows: FloatArray,
    group_codes: IntArray,
    groups: tuple[str, ...],
    sums: tuple[FloatArray, FloatArray, FloatArray],
    n_total: FloatArray,
    *,
    weighted: bool,
) -> Patterns:
    """Patterns from answer rows in any order; equal rows of a group are added up.

    Parameters
    ----------
    rows : (R, k) answers, nan = missing.
    group_codes : (R,) position in `groups` of each row.
    sums : three arrays (R,): respondents, sum of weights, sum of squared weights of each row.
        In a weighted survey all respondents of a row have the same weight.
    n_total : (G,) respondents, complete or not.
    """
    n, w, _ = sums
    key = np.where(np.isnan(rows), np.inf, rows)
    if weighted:
        key = np.column_stack([key, w / n])
    _, first, row = np.unique(key, axis=0, return_index=True, return_inverse=True)
    size = max(first.size, 1)
    cells, inverse = np.unique(group_codes * size + row.reshape(-1), return_inverse=True)
    cell_n, cell_w, cell_w2 = (sum_at(inverse, one, cells.size) for one in sums)
    return Patterns(
        values=rows[first],
        groups=groups,
        n_total=n_total,
        cell_group=cells // size,
        cell_row=cells % size,
        cell_n=cell_n,
        cell_w=cell_w,
        cell_w2=cell_w2,
        weighted=weighted,
    )
