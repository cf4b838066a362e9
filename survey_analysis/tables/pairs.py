"""PairCounts: how often each answer to one item goes with each answer to another."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from survey_analysis.errors import OptionError
from survey_analysis.tables.counts import FloatArray, IntArray, fixed, sum_at

Positions = npt.NDArray[np.integer]

BoolArray = npt.NDArray[np.bool_]

BLOCK = 262_144
"""Respondents that are counted at a time, so that memory stays flat."""

PACK = 256
"""Items are counted in packs of at most so many joint answers: two packs side by side then have
at most 65,536 cells, which stay in the cache."""

MOST_CELLS = 2**27
"""A table of all pairs has at most so many cells (a gigabyte)."""


@dataclass(frozen=True, eq=False, kw_only=True)
class PairCounts:
    """The joint tables of every pair of items of a domain, by groups.

    With x the indicators of the answers, one for each category of each item (C in all), a group
    is the Gram matrix `sum x x'`. The block of items i and j is their joint table; the block of
    an item with itself has its marginals on the diagonal and nothing beside it.

    Attributes
    ----------
    values : k arrays (S_i,): the numbers of each item's categories, rising, reverse items turned.
        Categories that nobody chose are there as well.
    groups : (G,) labels in codebook order; the last is "" for respondents without a group.
    n_total : (G,) respondents, whatever they answered.
    n_used : (G,) respondents in the tables: with all items answered, or else with any.
    n : (G, C, C) respondents.
    w : (G, C, C) sum of weights; equal to `n` without weights.
    w2 : (G, C, C) sum of squared weights; equal to `n` without weights.
    complete : only respondents who answered all items are counted; else for each pair those who
        answered both, and in the marginals of an item those who answered it.
    weighted : whether the weights are other than one for everybody.
    """

    values: tuple[FloatArray, ...]
    groups: tuple[str, ...]
    n_total: FloatArray
    n_used: FloatArray
    n: FloatArray
    w: FloatArray
    w2: FloatArray
    complete: bool
    weighted: bool = False

    @property
    def n_items(self) -> int:
        """k, the number of items."""
        return len(self.values)

    @property
    def sizes(self) -> tuple[int, ...]:
        """(k,) how many categories each item has."""
        return tuple(values.size for values in self.values)

    @cached_property
    def pair_n(self) -> FloatArray:
        """(G, k, k) respondents who answered both items."""
        return fixed(sum_blocks(self.n, self.sizes))

    @cached_property
    def pair_n_eff(self) -> FloatArray:
        """(G, k, k) Kish's effective number of those who answered both items."""
        w, w2 = sum_blocks(self.w, self.sizes), sum_blocks(self.w2, self.sizes)
        return fixed(np.divide(w * w, w2, out=np.zeros_like(w), where=w2 > 0))

    @cached_property
    def pair_varies(self) -> BoolArray:
        """(G, k, k) whether those who answered items i and j did not all answer i alike."""
        return varying(self.n, self.sizes)

    def table(self, first: int, second: int) -> FloatArray:
        """(G, S_i, S_j) respondents by the answers to two items, given by position."""
        offsets = offsets_of(self.sizes)
        rows, columns = (slice(offsets[i], offsets[i + 1]) for i in (first, second))
        return self.n[:, rows, columns]

    def keep(self, rows: npt.ArrayLike) -> PairCounts:
        """The tables of the chosen groups, given as positions in the order wanted."""
        positions = np.asarray(rows, dtype=np.intp)
        return self._with(
            tuple(self.groups[row] for row in positions),
            [getattr(self, name)[positions] for name in TABLES],
        )

    @property
    def pooled(self) -> PairCounts:
        """All respondents in one group."""
        return self._with(("",), [getattr(self, name).sum(0, keepdims=True) for name in TABLES])

    def __add__(self, other: PairCounts) -> PairCounts:
        """The tables of both sets of respondents; both must have the same groups and items."""
        if not isinstance(other, PairCounts):
            return NotImplemented
        same = self.sizes == other.sizes and all(
            np.array_equal(one, two) for one, two in zip(self.values, other.values, strict=True)
        )
        if not same or self.groups != other.groups or self.complete != other.complete:
            raise OptionError(
                "Tables of pairs of different groups, items or respondents cannot be added."
            )
        return self._with(
            self.groups,
            [getattr(self, name) + getattr(other, name) for name in TABLES],
            weighted=self.weighted or other.weighted,
        )

    def _with(
        self, groups: tuple[str, ...], tables: Sequence[FloatArray], *, weighted: bool | None = None
    ) -> PairCounts:
        return PairCounts(
            values=self.values,
            groups=groups,
            complete=self.complete,
            weighted=self.weighted if weighted is None else weighted,
            **dict(zip(TABLES, tables, strict=True)),
        )


TABLES = ("n_total", "n_used", "n", "w", "w2")
"""The fields that add."""


def offsets_of(sizes: Sequence[int]) -> IntArray:
    """(k + 1,) where the categories of each item begin, and where the last ones end."""
    return np.concatenate([[0], np.cumsum(sizes)]).astype(np.intp)


def sum_blocks(grams: FloatArray, sizes: Sequence[int]) -> FloatArray:
    """(..., k, k) the sums over the joint tables of Gram matrices (..., C, C)."""
    starts = offsets_of(sizes)[:-1]
    return np.asarray(np.add.reduceat(np.add.reduceat(grams, starts, axis=-2), starts, axis=-1))


def varying(grams: FloatArray, sizes: Sequence[int]) -> BoolArray:
    """(..., k, k) whether those who answered items i and j did not all answer i alike."""
    starts = offsets_of(sizes)[:-1]
    chosen = np.add.reduceat(grams, starts, axis=-1) > 0
    return np.asarray(np.add.reduceat(chosen.astype(np.intp), starts, axis=-2) > 1)


def indicators(rows: FloatArray, values: Sequence[FloatArray]) -> FloatArray:
    """(P, C) one column for each category of each item: 1 where a row has that answer.

    With `X = indicators(rows, values)`, the joint tables of all pairs of P answer rows that stand
    for n respondents each are `(X * n[:, None]).T @ X`.
    """
    columns = [np.equal.outer(rows[:, item], codes) for item, codes in enumerate(values)]
    return np.concatenate(columns, axis=1, dtype=np.float64)


def tabulate_rows(
    rows: FloatArray,
    values: Sequence[FloatArray],
    groups: tuple[str, ...],
    cells: tuple[IntArray, IntArray],
    sums: tuple[FloatArray, FloatArray, FloatArray],
    *,
    complete: bool,
    weighted: bool,
) -> PairCounts:
    """The tables from distinct answer rows and how often each occurred in each group.

    Parameters
    ----------
    rows : (P, k) distinct rows, reverse items turned, nan = missing.
    values : k arrays: the numbers of each item's categories.
    cells : group and row of each cell, groups first.
    sums : three arrays (C,): respondents, sum of weights, sum of squared weights of each cell.
    complete : count only rows without missing answers.
    """
    tables = _Tables(groups, values, weighted=weighted)
    answered = ~np.isnan(rows)
    used = np.asarray(answered.all(axis=1) if complete else answered.any(axis=1))
    x = indicators(rows, tables.values)
    starts = np.searchsorted(cells[0], np.arange(len(groups) + 1))
    for group, (start, stop) in enumerate(itertools.pairwise(starts)):
        row = cells[1][start:stop]
        kept = used[row]
        tables.n_total[group] = sums[0][start:stop].sum()
        tables.n_used[group] = sums[0][start:stop][kept].sum()
        of_group = x[row[kept]]
        for gram, one in zip(tables.grams, sums, strict=False):
            gram[group] = (of_group * one[start:stop][kept, None]).T @ of_group
    return tables.finish(complete=complete)


def tabulate(
    columns: Sequence[Positions],
    values: Sequence[FloatArray],
    group_codes: Positions | None,
    groups: tuple[str, ...],
    weights: FloatArray | None = None,
    *,
    complete: bool,
) -> PairCounts:
    """The tables of respondents.

    Parameters
    ----------
    columns : k arrays (N,): position of each answer in `values`; the size of those = missing.
    values : k arrays (S_i,): the number of each position, reverse items turned.
    group_codes : (N,) row of each respondent; None puts everybody into the last row.
    groups : (G,) labels, the last one "".
    weights : (N,) positive weights, or None.
    complete : count only respondents who answered all items.
    """
    tables = _Tables(groups, values, weighted=weights is not None)
    packs = [_Pack(items, values, tables.values) for items in _packs(values)]
    for group, who in _respondents(columns[0].size, group_codes, len(groups)):
        chosen = [column[who] for column in columns]
        tables.n_total[group] += chosen[0].size
        w = None if weights is None else weights[who]
        answered = [column < codes.size for column, codes in zip(chosen, values, strict=True)]
        used = (np.logical_and if complete else np.logical_or).reduce(answered)
        if not used.all():
            chosen = [column[used] for column in chosen]
            w = None if w is None else w[used]
        tables.n_used[group] += chosen[0].size
        tables.add(group, packs, chosen, w)
    return tables.finish(complete=complete)


def _respondents(
    n: int, group_codes: Positions | None, n_groups: int
) -> Iterator[tuple[int, slice | IntArray]]:
    """The respondents of each group, in blocks."""
    if group_codes is None:
        for start in range(0, n, BLOCK):
            yield n_groups - 1, slice(start, min(start + BLOCK, n))
        return
    order = np.argsort(group_codes, kind="stable")
    bounds = np.searchsorted(group_codes, np.arange(n_groups + 1), sorter=order)
    for group, (first, last) in enumerate(itertools.pairwise(bounds)):
        for start in range(first, last, BLOCK):
            yield group, order[start : min(start + BLOCK, last)]


def _packs(values: Sequence[FloatArray]) -> Iterator[tuple[int, ...]]:
    """Neighbouring items, as many as `PACK` allows (one item at least)."""
    items: list[int] = []
    cells = 1
    for item, codes in enumerate(values):
        if items and cells * (codes.size + 1) > PACK:
            yield tuple(items)
            items, cells = [], 1
        items.append(item)
        cells *= codes.size + 1
    yield tuple(items)


@dataclass(frozen=True, eq=False)
class _Pack:
    """Items that are counted as one: its cells are their joint answers, missing ones included."""

    items: tuple[int, ...]
    given: Sequence[FloatArray]
    rising: Sequence[FloatArray]
    indicators: FloatArray = field(init=False)
    columns: slice = field(init=False)

    def __post_init__(self) -> None:
        numbers = [np.append(self.given[item], np.nan) for item in self.items]
        rows = np.stack([axis.ravel() for axis in np.meshgrid(*numbers, indexing="ij")], axis=1)
        rising = [self.rising[item] for item in self.items]
        object.__setattr__(self, "indicators", indicators(rows, rising))
        start = sum(values.size for values in self.rising[: self.items[0]])
        object.__setattr__(self, "columns", slice(start, start + self.indicators.shape[1]))

    @property
    def n_cells(self) -> int:
        """How many joint answers there are."""
        return len(self.indicators)

    def cells(self, columns: Sequence[Positions]) -> IntArray:
        """(N,) the cell of each respondent."""
        found = np.zeros(columns[0].size, dtype=np.intp)
        for item in self.items:
            found *= self.given[item].size + 1
            found += columns[item]
        return found


class _Tables:
    """The growing tables; categories rise."""

    def __init__(
        self, groups: tuple[str, ...], values: Sequence[FloatArray], *, weighted: bool
    ) -> None:
        self.groups, self.weighted = groups, weighted
        self.values = tuple(np.sort(one) for one in values)
        size = sum(one.size for one in values)
        n_sums = 3 if weighted else 1
        if n_sums * len(groups) * size**2 > MOST_CELLS:
            raise OptionError(
                f"{len(groups)} groups by {size} answer categories are too many for the joint "
                "tables of all pairs. Ask for fewer domains or a grouping with fewer groups."
            )
        self.grams = np.zeros((n_sums, len(groups), size, size))
        self.n_total, self.n_used = np.zeros(len(groups)), np.zeros(len(groups))

    def add(
        self,
        group: int,
        packs: Sequence[_Pack],
        columns: Sequence[Positions],
        weights: FloatArray | None,
    ) -> None:
        """Add respondents of one group: the joint answers of every two packs, then of items."""
        cells = [pack.cells(columns) for pack in packs]
        sums = (None,) if weights is None else (None, weights, weights * weights)
        for gram, w in zip(self.grams[:, group], sums, strict=True):
            for pack, cell in zip(packs, cells, strict=True):
                x = pack.indicators
                alone = _sums(cell, w, pack.n_cells)
                gram[pack.columns, pack.columns] += (x * alone[:, None]).T @ x
        for (one, cell), (two, other) in itertools.combinations(zip(packs, cells, strict=True), 2):
            joint = cell * two.n_cells + other
            for gram, w in zip(self.grams[:, group], sums, strict=True):
                table = _sums(joint, w, one.n_cells * two.n_cells).reshape(one.n_cells, -1)
                block = one.indicators.T @ table @ two.indicators
                gram[one.columns, two.columns] += block
                gram[two.columns, one.columns] += block.T

    def finish(self, *, complete: bool) -> PairCounts:
        """The sums as a table."""
        return PairCounts(
            values=self.values,
            groups=self.groups,
            n_total=self.n_total,
            n_used=self.n_used,
            n=self.grams[0],
            w=self.grams[1 if self.weighted else 0],
            w2=self.grams[-1],
            complete=complete,
            weighted=self.weighted,
        )


def _sums(cells: IntArray, weights: FloatArray | None, size: int) -> FloatArray:
    if weights is None:
        return np.bincount(cells, minlength=size).astype(np.float64)
    return sum_at(cells, weights, size)
