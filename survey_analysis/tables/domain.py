"""DomainAnswers: the coded answers to the items of a domain, and the tables made of them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from survey_analysis.tables import moments as moments_table
from survey_analysis.tables import pairs as pairs_table
from survey_analysis.tables import patterns as patterns_table
from survey_analysis.tables import sampling
from survey_analysis.tables.counts import (
    Counts,
    FloatArray,
    IntArray,
    from_cells,
    sum_at,
    sum_by_cell,
    tabulate,
)
from survey_analysis.tables.moments import Block, Moments
from survey_analysis.tables.pairs import PairCounts
from survey_analysis.tables.patterns import Patterns
from survey_analysis.tables.sampling import Drawn, UnitSums

MAX_PATTERNS = 65_536
"""Up to so many possible answer rows, one bincount of rows serves every table."""

LONG_SCALE = 21
"""A scale with more codes is long: its answers are centred at the mean of each item."""

BLOCK = 16_384
"""Respondents that are turned into products at a time, so that memory stays flat."""

Codes = npt.NDArray[np.signedinteger]
GroupCodes = npt.NDArray[np.unsignedinteger]


@dataclass(frozen=True, eq=False, kw_only=True)
class By:
    """A grouping, as tables see it: labels (the last one "") and the row of each respondent."""

    groups: tuple[str, ...] = ("",)
    codes: GroupCodes | None = None


def cross(
    codes: Sequence[npt.NDArray[np.integer]], labels: Sequence[tuple[str, ...]]
) -> tuple[IntArray, By]:
    """Several groupings crossed: the levels (K, m) of each combination that occurs, and its groups.

    Respondents without a group in any of them stand in the last row.
    """
    key = np.zeros(codes[0].size, dtype=np.intp)
    known = np.ones(key.size, dtype=np.bool_)
    for code, of in zip(codes, labels, strict=True):
        known &= code < len(of)
        key = key * max(len(of), 1) + np.minimum(code, len(of) - 1)
    occurring, position = np.unique(key[known], return_inverse=True)
    rest, levels = occurring, np.zeros((occurring.size, len(labels)), dtype=np.intp)
    for place in reversed(range(len(labels))):
        rest, levels[:, place] = np.divmod(rest, max(len(labels[place]), 1))
    names = tuple(
        " \N{MULTIPLICATION SIGN} ".join(of[level] for of, level in zip(labels, row, strict=True))
        for row in levels.tolist()
    )
    group = np.full(key.size, occurring.size, dtype=np.uint32)
    group[known] = position
    return levels, By(groups=(*names, ""), codes=group)


@dataclass(frozen=True, eq=False, kw_only=True)
class RowCounts:
    """How often each distinct answer row, complete or not, occurred in each group.

    Attributes
    ----------
    rows : (P, k) distinct rows, reverse items turned, nan = missing.
    codes : (P,) the number of each row among all possible ones.
    cells : group and row of each cell, groups first.
    sums : three arrays (C,): respondents, sum of weights, sum of squared weights.
    """

    rows: FloatArray
    codes: IntArray
    cells: tuple[IntArray, IntArray]
    sums: tuple[FloatArray, FloatArray, FloatArray]


@dataclass(frozen=True, eq=False, kw_only=True)
class DomainAnswers:
    """Coded answers to the k items of a domain, or of several domains side by side.

    Attributes
    ----------
    columns : k arrays (N,): position of each answer among the item's codes; negative = missing.
    values : k arrays: the number of each position, reverse items turned by the declared range.
    centre : the middle of the scale.
    needed : how many items must be answered for a score.
    weights : (N,) positive weights, or None.
    """

    columns: tuple[Codes, ...]
    values: tuple[FloatArray, ...]
    centre: float
    needed: int
    weights: FloatArray | None = None
    _row_counts: dict[By, RowCounts] = field(default_factory=dict, repr=False)

    @property
    def n_respondents(self) -> int:
        """N, the number of respondents."""
        return self.columns[0].size

    @property
    def n_items(self) -> int:
        """k, the number of items."""
        return len(self.columns)

    def counts(self, by: By) -> Counts:
        """The domain score by groups: its support are the fractions that occurred."""
        if not self.few_patterns:
            codes, values = self.score
            return tabulate(codes, values, by.codes, by.groups, self.weights)
        table = self.row_counts(by)
        scores = _score_rows(table.rows, self.needed)
        valid = ~np.isnan(scores)
        values, position = np.unique(scores[valid], return_inverse=True)
        support = np.full(scores.size, values.size)
        support[valid] = position
        value = support[table.cells[1]]
        scored = value < values.size
        missing = sum_at(table.cells[0][~scored], table.sums[0][~scored], len(by.groups))
        n, w, w2 = (one[scored] for one in table.sums)
        return from_cells(
            values,
            by.groups,
            missing,
            (table.cells[0][scored], value[scored]),
            (n, w, w2),
            weighted=self.weights is not None,
        )

    def moments(self, by: By) -> Moments:
        """How the items vary together, by groups."""
        centre = self.item_centres
        weighted = self.weights is not None
        if self.few_patterns:
            table = self.row_counts(by)
            return moments_table.tabulate_rows(
                table.rows, centre, by.groups, table.cells, table.sums, weighted=weighted
            )
        return moments_table.tabulate_blocks(self._blocks(by), centre, by.groups, weighted=weighted)

    @cached_property
    def item_centres(self) -> FloatArray:
        """(k,) the middle of the scale; the rounded mean of each item where the scale is long.

        Answers near one end of a long scale would otherwise lose digits in the fourth powers.
        """
        centres = np.full(self.n_items, self.centre)
        for item, (column, values) in enumerate(zip(self.columns, self.values, strict=True)):
            if values.size > LONG_SCALE:
                position = digits(column, values.size)
                n = np.bincount(position, minlength=values.size + 1)[: values.size]
                if n.any():
                    centres[item] = np.rint(n @ values / n.sum())
        return centres

    def patterns(self, by: By, *, complete: bool = True) -> Patterns:
        """The distinct answer rows, by groups: complete ones, or those with any answer."""
        if self.few_patterns and self.weights is None:
            table = self.row_counts(by)
            n_missing = np.isnan(table.rows).sum(axis=1)
            kept = n_missing == 0 if complete else n_missing < self.n_items
            chosen = kept[table.cells[1]]
            rows = table.rows[table.cells[1][chosen]]
            group, (n, w, w2) = table.cells[0][chosen], (one[chosen] for one in table.sums)
        else:
            codes = np.stack(self.columns)
            who = np.flatnonzero((codes.min if complete else codes.max)(axis=0) >= 0)
            pairs = zip(self.columns, self.values, strict=True)
            key = _distinct_rows([digits(column[who], values.size) for column, values in pairs])
            group = self._group_of(by)[who]
            weight = np.ones(who.size) if self.weights is None else self.weights[who]
            _, of_weight = np.unique(weight, return_inverse=True)
            _, first, inverse = np.unique(
                (key * (of_weight.max(initial=0) + 1) + of_weight) * len(by.groups) + group,
                return_index=True,
                return_inverse=True,
            )
            n = np.bincount(inverse, minlength=first.size).astype(np.float64)
            rows, group, weight = self._rows(who[first]), group[first], weight[first]
            w, w2 = n * weight, n * weight**2
        total = np.bincount(self._group_of(by), minlength=len(by.groups)).astype(np.float64)
        return patterns_table.from_rows(
            rows, group, by.groups, (n, w, w2), total, weighted=self.weights is not None
        )

    def pair_counts(self, by: By, *, complete: bool = True) -> PairCounts:
        """The joint table of every pair of items, by groups."""
        if self.few_patterns:
            table, weighted = self.row_counts(by), self.weights is not None
            return pairs_table.tabulate_rows(
                table.rows,
                self.values,
                by.groups,
                table.cells,
                table.sums,
                complete=complete,
                weighted=weighted,
            )
        pairs = zip(self.columns, self.values, strict=True)
        columns = [digits(column, values.size) for column, values in pairs]
        return pairs_table.tabulate(
            columns, self.values, by.codes, by.groups, self.weights, complete=complete
        )

    def unit_sums(self, by: By, drawn: Drawn) -> UnitSums:
        """What the respondents of each sampling unit add up to, by groups."""
        cell = self._group_of(by) * max(drawn.units.n_places, 1) + drawn.place
        order = np.argsort(cell, kind="stable")

        def blocks() -> Iterator[sampling.Block]:
            for start in range(0, order.size, BLOCK):
                who = order[start : start + BLOCK]
                weights = None if self.weights is None else self.weights[who]
                yield self._rows(who), cell[who], weights

        table = (np.unique(cell), self.item_centres, by.groups, drawn.units)
        return sampling.tabulate_blocks(blocks(), *table)

    def row_counts(self, by: By) -> RowCounts:
        """How often each distinct answer row occurred (only where there are few patterns)."""
        if by not in self._row_counts:
            self._row_counts[by] = self._count_rows(by)
        return self._row_counts[by]

    def _count_rows(self, by: By) -> RowCounts:
        width = self._n_patterns
        cells, sums = sum_by_cell(self.pattern_codes, width, by.codes, len(by.groups), self.weights)
        codes, row = np.unique(cells % width, return_inverse=True)
        return RowCounts(
            rows=self._decode(codes), codes=codes, cells=(cells // width, row), sums=sums
        )

    @property
    def few_patterns(self) -> bool:
        """Whether the possible answer rows can all be counted in one table."""
        return self._n_patterns <= MAX_PATTERNS

    @property
    def _n_patterns(self) -> int:
        return math.prod(values.size + 1 for values in self.values)

    @cached_property
    def pattern_codes(self) -> npt.NDArray[np.uint16]:
        """(N,) the number of each respondent's answer row among all possible ones."""
        codes = np.zeros(self.n_respondents, dtype=np.uint16)
        for start in range(0, codes.size, BLOCK):
            block = codes[start : start + BLOCK]
            for column, values in zip(self.columns, self.values, strict=True):
                block *= np.uint16(values.size + 1)
                block += digits(column[start : start + BLOCK], values.size)
        return codes

    @cached_property
    def score(self) -> tuple[npt.NDArray[np.int32], FloatArray]:
        """(N,) position of each respondent's score in the support (S: none), and the support.

        A score is the sum over the number answered; equal fractions (8/4, 10/5) are one point.
        """
        low = min(values.min() for values in self.values)
        total = np.zeros(self.n_respondents, dtype=np.int32)
        answered = np.zeros(self.n_respondents, dtype=np.int32)
        for column, values in zip(self.columns, self.values, strict=True):
            number = np.append(values - low, np.zeros(_KINDS)).astype(np.int32)
            total += number[column]
            answered += column >= 0
        key = total * (self.n_items + 1) + answered
        occurring = np.flatnonzero(np.bincount(key))
        sums, parts = np.divmod(occurring, self.n_items + 1)
        enough = parts >= self.needed
        scores = (sums[enough] + low * parts[enough]) / parts[enough]
        values, position = np.unique(scores, return_inverse=True)
        support = np.full(occurring.max(initial=0) + 1, values.size, dtype=np.int32)
        support[occurring[enough]] = position
        return support[key], values

    def _rows(self, respondents: IntArray | slice) -> FloatArray:
        """(B, k) the numbers of these respondents' answers, nan = missing."""
        numbers = [np.append(values, np.full(_KINDS, np.nan)) for values in self.values]
        chosen = [column[respondents] for column in self.columns]
        return np.column_stack([n[c] for n, c in zip(numbers, chosen, strict=True)])

    def _blocks(self, by: By) -> Iterator[Block]:
        for start in range(0, self.n_respondents, BLOCK):
            block = slice(start, start + BLOCK)
            codes = None if by.codes is None else by.codes[block]
            weights = None if self.weights is None else self.weights[block]
            yield self._rows(block), codes, weights

    def _group_of(self, by: By) -> IntArray:
        if by.codes is None:
            return np.full(self.n_respondents, len(by.groups) - 1, dtype=np.intp)
        return by.codes.astype(np.intp)

    def _decode(self, codes: IntArray) -> FloatArray:
        rest = codes.copy()
        columns = []
        for values in reversed(self.values):
            rest, digit = np.divmod(rest, values.size + 1)
            columns.append(np.append(values, np.nan)[digit])
        return np.column_stack(columns[::-1])


_KINDS = 8
"""Room for the negative positions of missing answers at the end of a lookup table."""


def digits(column: Codes, n_values: int) -> npt.NDArray[np.unsignedinteger]:
    """Positions with one digit for missing; a negative number is a large unsigned one."""
    unsigned = column.view(np.dtype(f"u{column.dtype.itemsize}"))
    limited: npt.NDArray[np.unsignedinteger] = np.minimum(unsigned, unsigned.dtype.type(n_values))
    return limited


def _score_rows(rows: FloatArray, needed: int) -> FloatArray:
    answered = (~np.isnan(rows)).sum(axis=1)
    scores = np.full(rows.shape[0], np.nan)
    enough = answered >= max(needed, 1)
    scores[enough] = np.nansum(rows[enough], axis=1) / answered[enough]
    return scores


def _distinct_rows(columns: list[npt.NDArray[np.unsignedinteger]]) -> IntArray:
    """(N,) a number for each respondent, equal exactly where the answer rows are equal."""
    key = np.zeros(columns[0].size, dtype=np.intp)
    n_keys = 1
    for column in columns:
        width = int(column.max(initial=0)) + 1
        if n_keys * width >= 2**31:
            distinct, key = np.unique(key, return_inverse=True)
            n_keys = distinct.size
        key = key * width + column
        n_keys *= width
    return np.unique(key, return_inverse=True)[1] if n_keys >= 2**31 else key
