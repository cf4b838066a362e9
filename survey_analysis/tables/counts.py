"""Counts: how many respondents, and with what weight, gave each value in each group."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import numpy.typing as npt

from survey_analysis.errors import OptionError

if TYPE_CHECKING:
    from survey_analysis.tables.cell_design import CellDesign

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.intp]
BoolArray = npt.NDArray[np.bool_]
Scalar = TypeVar("Scalar", bound=np.generic)

NO_GROUP = ""
"""Label of the last row: respondents without a group, or everybody where none was asked for."""

BLOCK = 65_536
"""Respondents that are counted at a time."""

DENSE_CELLS = 4_194_304
"""Up to so many cells, tabulating counts into a full table beats sorting."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Counts:
    """A discrete outcome by groups: the table behind distributions and group comparisons.

    Only cells with respondents are kept (`cell_*`), so that an income with a million values in
    83 regions fits; `n`, `w` and `w2` are the full tables, made when they are asked for.

    Attributes
    ----------
    values : (S,) the support, rising: codes of an item, fractions of a score, numbers; the
        position in the codebook's list for a nominal outcome.
    groups : (G,) labels in codebook order; the last is "" for respondents without a group.
    n_missing : (G,) respondents without a valid answer.
    cell_group, cell_value : (C,) row and column of each cell with respondents, rows first.
    cell_n, cell_w, cell_w2 : (C,) respondents, sum of weights, sum of squared weights.
    weighted : whether the weights are other than one for everybody.
    design : how the respondents were drawn and weighted, for variances that know it; None where
        they are a simple random sample with equal weights, or nothing is known.
    """

    values: FloatArray
    groups: tuple[str, ...]
    n_missing: FloatArray
    cell_group: IntArray
    cell_value: IntArray
    cell_n: FloatArray
    cell_w: FloatArray
    cell_w2: FloatArray
    weighted: bool = False
    design: CellDesign | None = None

    @cached_property
    def n(self) -> FloatArray:
        """(G, S) respondents."""
        return self._dense(self.cell_n)

    @cached_property
    def w(self) -> FloatArray:
        """(G, S) sum of weights; equal to `n` without weights."""
        return self._dense(self.cell_w)

    @cached_property
    def w2(self) -> FloatArray:
        """(G, S) sum of squared weights; equal to `n` without weights."""
        return self._dense(self.cell_w2)

    @cached_property
    def group_n(self) -> FloatArray:
        """(G,) respondents with a valid answer."""
        return fixed(self.by_group(self.cell_n))

    @cached_property
    def group_w(self) -> FloatArray:
        """(G,) sum of weights of respondents with a valid answer."""
        return fixed(self.by_group(self.cell_w))

    @cached_property
    def group_w2(self) -> FloatArray:
        """(G,) sum of squared weights of respondents with a valid answer."""
        return fixed(self.by_group(self.cell_w2))

    @cached_property
    def cell_values(self) -> FloatArray:
        """(C,) the value of each cell."""
        return fixed(self.values[self.cell_value])

    def by_group(self, per_cell: FloatArray) -> FloatArray:
        """(G,) sums over the cells of each group."""
        return sum_at(self.cell_group, per_cell, len(self.groups))

    def by_value(self, per_cell: FloatArray) -> FloatArray:
        """(S,) sums over the cells of each value."""
        return sum_at(self.cell_value, per_cell, self.values.size)

    def keep(self, rows: npt.ArrayLike) -> Counts:
        """The table of the chosen rows, given as positions in the order wanted."""
        positions = np.asarray(rows, dtype=np.intp)
        new_row = np.full(len(self.groups), -1, dtype=np.intp)
        new_row[positions] = np.arange(positions.size)
        kept = np.flatnonzero(new_row[self.cell_group] >= 0)
        kept = kept[np.argsort(new_row[self.cell_group[kept]], kind="stable")]
        moved = np.full(self.cell_n.size, -1, dtype=np.intp)
        moved[kept] = np.arange(kept.size)
        return Counts(
            values=self.values,
            groups=tuple(self.groups[row] for row in positions),
            n_missing=self.n_missing[positions],
            cell_group=new_row[self.cell_group[kept]],
            cell_value=self.cell_value[kept],
            cell_n=self.cell_n[kept],
            cell_w=self.cell_w[kept],
            cell_w2=self.cell_w2[kept],
            weighted=self.weighted,
            design=None if self.design is None else self.design.moved(moved),
        )

    @property
    def named(self) -> Counts:
        """The rows of the groups proper, without the last row of those who have none."""
        rows = [row for row, label in enumerate(self.groups) if label != NO_GROUP]
        return self if len(rows) == len(self.groups) else self.keep(rows)

    @property
    def pooled(self) -> Counts:
        """All respondents in one row."""
        whole = from_cells(
            self.values,
            (NO_GROUP,),
            np.atleast_1d(self.n_missing.sum()),
            (np.zeros_like(self.cell_group), self.cell_value),
            (self.cell_n, self.cell_w, self.cell_w2),
            weighted=self.weighted,
        )
        if self.design is None:
            return whole
        merged = np.searchsorted(whole.cell_value, self.cell_value)
        return replace(whole, design=self.design.moved(merged))

    def __add__(self, other: Counts) -> Counts:
        """The table of both sets of respondents; both must have the same groups."""
        if not isinstance(other, Counts):
            return NotImplemented
        if self.groups != other.groups:
            raise OptionError("Counts with different groups cannot be added.")
        if self.design is not None or other.design is not None:
            raise OptionError(
                "Counts with a sampling design cannot be added: what a respondent adds to a "
                "variance depends on all of them. Tabulate the whole survey at once."
            )
        values = np.union1d(self.values, other.values)
        return from_cells(
            values,
            self.groups,
            self.n_missing + other.n_missing,
            (
                np.concatenate([self.cell_group, other.cell_group]),
                np.searchsorted(values, np.concatenate([self.cell_values, other.cell_values])),
            ),
            (
                np.concatenate([self.cell_n, other.cell_n]),
                np.concatenate([self.cell_w, other.cell_w]),
                np.concatenate([self.cell_w2, other.cell_w2]),
            ),
            weighted=self.weighted or other.weighted,
        )

    def _dense(self, per_cell: FloatArray) -> FloatArray:
        table = np.zeros((len(self.groups), self.values.size))
        table[self.cell_group, self.cell_value] = per_cell
        return fixed(table)


def fixed(array: npt.NDArray[Scalar]) -> npt.NDArray[Scalar]:
    """The array, which cannot be changed any more: a table is kept and shared."""
    array.flags.writeable = False
    return array


def from_cells(
    values: FloatArray,
    groups: tuple[str, ...],
    n_missing: FloatArray,
    position: tuple[IntArray, IntArray],
    sums: tuple[FloatArray, FloatArray, FloatArray],
    *,
    weighted: bool,
) -> Counts:
    """Counts from cells in any order; cells at the same (group, value) are added up."""
    size = values.size
    key = position[0] * size + position[1]
    cells, inverse = np.unique(key, return_inverse=True)
    n, w, w2 = (sum_at(inverse, one, cells.size) for one in sums)
    return Counts(
        values=values,
        groups=groups,
        n_missing=n_missing,
        cell_group=cells // max(size, 1),
        cell_value=cells % max(size, 1),
        cell_n=n,
        cell_w=w,
        cell_w2=w2,
        weighted=weighted,
    )


def from_tables(
    values: npt.ArrayLike,
    groups: tuple[str, ...],
    n: npt.ArrayLike,
    w: npt.ArrayLike | None = None,
    w2: npt.ArrayLike | None = None,
    n_missing: npt.ArrayLike | None = None,
) -> Counts:
    """Counts from full (G, S) tables, as a printed frequency table gives them.

    Parameters
    ----------
    values : (S,) the support, rising.
    groups : (G,) labels.
    n : (G, S) respondents.
    w, w2 : (G, S) sum of weights and of squared weights; both or neither.
    n_missing : (G,) respondents without a valid answer; none if not given.

    Examples
    --------
    >>> counts = from_tables([1, 2, 3], ("women", "men"), [[2, 5, 3], [4, 4, 2]])
    >>> counts.group_n
    array([10., 10.])
    """
    if (w is None) != (w2 is None):
        raise OptionError("Weighted counts need both w and w2.")
    support = np.asarray(values, dtype=np.float64)
    if (np.diff(support) <= 0).any():
        raise OptionError("The values of counts must rise.")
    shape = (len(groups), support.size)
    table = np.asarray(n, dtype=np.float64).reshape(shape)
    sums = table if w is None else np.asarray(w, dtype=np.float64).reshape(shape)
    squares = table if w2 is None else np.asarray(w2, dtype=np.float64).reshape(shape)
    missing = np.zeros(len(groups)) if n_missing is None else np.asarray(n_missing, np.float64)
    rows, columns = np.nonzero(table)
    return Counts(
        values=support,
        groups=groups,
        n_missing=missing,
        cell_group=rows,
        cell_value=columns,
        cell_n=table[rows, columns],
        cell_w=sums[rows, columns],
        cell_w2=squares[rows, columns],
        weighted=w is not None,
    )


def tabulate(
    codes: npt.NDArray[np.integer],
    values: FloatArray,
    group_codes: npt.NDArray[np.integer] | None,
    groups: tuple[str, ...],
    weights: FloatArray | None = None,
) -> Counts:
    """Counts of respondents.

    Parameters
    ----------
    codes : (N,) position of each answer in `values`; `values.size` for no valid answer.
    values : (S,) the support, rising.
    group_codes : (N,) row of each respondent; `None` puts everybody into the last row.
    groups : (G,) labels, the last one "".
    weights : (N,) positive weights, or None.
    """
    width = values.size + 1
    cells, sums = sum_by_cell(codes, width, group_codes, len(groups), weights)
    column = cells % width
    valid = column < values.size
    missing = np.zeros(len(groups))
    missing[cells[~valid] // width] = sums[0][~valid]
    return Counts(
        values=values,
        groups=groups,
        n_missing=missing,
        cell_group=cells[valid] // width,
        cell_value=column[valid],
        cell_n=sums[0][valid],
        cell_w=sums[1][valid],
        cell_w2=sums[2][valid],
        weighted=weights is not None,
    )


def sum_by_cell(
    codes: npt.NDArray[np.integer],
    width: int,
    group_codes: npt.NDArray[np.integer] | None,
    n_groups: int,
    weights: FloatArray | None,
) -> tuple[IntArray, tuple[FloatArray, FloatArray, FloatArray]]:
    """The cells `group * width + code` that occur, rising, and their sums.

    Returns
    -------
    The cells, and for each the number of respondents, the sum of their weights and the sum of
    their squared weights. Respondents are taken in blocks, so that memory stays flat.
    """
    n_cells = n_groups * width
    if n_cells > max(DENSE_CELLS, 4 * codes.size):
        return _sum_distinct(_cells(codes, width, group_codes, n_groups), weights)
    full = np.zeros((1 if weights is None else 3, n_cells))
    size = max(BLOCK, n_cells)
    for start in range(0, codes.size, size):
        block = slice(start, start + size)
        groups = None if group_codes is None else group_codes[block]
        cell = _cells(codes[block], width, groups, n_groups)
        full[0] += np.bincount(cell, minlength=n_cells)
        if weights is not None:
            w = weights[block]
            full[1] += sum_at(cell, w, n_cells)
            full[2] += sum_at(cell, w * w, n_cells)
    occurring = np.flatnonzero(full[0])
    sums = full[:, occurring]
    return occurring, (sums[0], sums[-2 if weights is not None else 0], sums[-1])


def _cells(
    codes: npt.NDArray[np.integer],
    width: int,
    group_codes: npt.NDArray[np.integer] | None,
    n_groups: int,
) -> IntArray:
    if group_codes is None:
        return codes.astype(np.intp) + (n_groups - 1) * width
    cells = group_codes.astype(np.intp)
    cells *= width
    cells += codes
    return cells


def _sum_distinct(
    cell: IntArray, weights: FloatArray | None
) -> tuple[IntArray, tuple[FloatArray, FloatArray, FloatArray]]:
    cells, position = np.unique(cell, return_inverse=True)
    n = np.bincount(position, minlength=cells.size).astype(np.float64)
    if weights is None:
        return cells, (n, n, n)
    w = sum_at(position, weights, cells.size)
    return cells, (n, w, sum_at(position, weights * weights, cells.size))


def sum_at(position: npt.NDArray[np.integer], amounts: FloatArray, size: int) -> FloatArray:
    """(size,) the sum of the amounts at each position."""
    return np.asarray(np.bincount(position, weights=amounts, minlength=size), dtype=np.float64)


def rows_at(
    position: npt.NDArray[np.integer], rows: npt.NDArray[np.float64], size: int
) -> FloatArray:
    """(q, size) the sum of each row of amounts (q, N) at each position; there may be no rows."""
    return np.array([sum_at(position, row, size) for row in rows]).reshape(len(rows), size)
