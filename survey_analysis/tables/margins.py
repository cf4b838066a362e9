"""Margins: the cells in which raking margins cross, and what varies beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from survey_analysis.tables.counts import BoolArray, FloatArray, IntArray, fixed, rows_at, sum_at

DEPENDENT = 1e-9
"""A column of which others leave so little (squared) says nothing of its own."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Margins:
    """The margins that weights were raked to.

    Weights that were raked reproduce the margins in every sample, so that only what an answer has
    beside them varies: its residual from a weighted regression on the margins.

    Attributes
    ----------
    cell : (N,) raking cell of each respondent: one level of every margin, and whether the weight
        is at its cap.
    columns : (K, p) for each raking cell, which levels of the margins it has (1 or 0); levels
        that follow from the others are left out. Where respondents have no value in a margin,
        whose targets apply to the rest, `x - t` with t the target, and 0 for those without.
    free : (K,) 1, or 0 for weights at the cap: they do not move when another sample is raked.
    inverse : (p, p) inverse of `sum free w x x'` over the respondents.
    """

    cell: IntArray
    columns: FloatArray
    free: FloatArray
    inverse: FloatArray

    @property
    def n_cells(self) -> int:
        """K, the number of raking cells."""
        return int(self.columns.shape[0])

    def leverage(self, weights: FloatArray) -> FloatArray:
        """(N,) `w x' (sum w x x')^-1 x`: how much a respondent bends the regression."""
        return np.asarray(weights * self._per_weight[self.cell])

    @cached_property
    def _per_weight(self) -> FloatArray:
        """(K,) leverage of a respondent of weight 1 in each raking cell."""
        bent = ((self.columns @ self.inverse) * self.columns).sum(axis=1)
        return np.asarray(bent * self.free)

    def group_leverage(
        self, weight: FloatArray, w: FloatArray, cell: IntArray, group: IntArray
    ) -> tuple[FloatArray, FloatArray]:
        """(E,) how much respondents bend the regression, and what their group holds beside it.

        The second is `w e / W`, with W what the group holds and e the residual of belonging to it
        (1 or 0); it is 0 where the margins fix what the group holds.

        Parameters
        ----------
        weight, w : (E,) weight of a respondent of each entry, and the sum of all of them.
        cell, group : (E,) raking cell and group of each entry; the group is -1 for none.
        """
        inside, n_groups = group >= 0, int(group.max(initial=0)) + 1
        at, own = cell[inside], group[inside]
        held = sum_at(at * n_groups + own, w[inside], self.n_cells * n_groups)
        table = held.reshape(self.n_cells, n_groups)
        free = table * self.free[:, None]
        fitted = self.columns @ (self.inverse @ (self.columns.T @ free))
        of_group = np.zeros_like(w)
        of_group[inside] = weight[inside] * (1 - fitted[at, own]) / table.sum(axis=0)[own]
        return weight * self._per_weight[cell], of_group

    def beside(self, z: FloatArray, w: FloatArray, cell: IntArray) -> FloatArray:
        """(q, E) what numbers have beside the margins: their residuals from the regression.

        Parameters
        ----------
        z : (q, E) numbers of entries.
        w, cell : (E,) sum of weights and raking cell of each entry.
        """
        held = rows_at(cell, z * w * self.free[cell], self.n_cells)
        fitted = self.columns @ (self.inverse @ (self.columns.T @ held.T))
        return np.asarray(z - fitted.T[:, cell])


def raked_margins(
    cell: IntArray,
    levels: IntArray,
    weights: FloatArray,
    *,
    targets: Sequence[FloatArray] | None = None,
    capped: BoolArray | None = None,
) -> Margins:
    """The margins of raked respondents.

    Parameters
    ----------
    cell : (N,) raking cell of each respondent.
    levels : (K, m) the level that each raking cell has in each of the m margins.
    weights : (N,) raked weights.
    targets : for each margin the target share (L,) of every level; nan for the level of those
        without a value, to whom the targets do not apply. None: all have a value.
    capped : (N,) whether the weight is at its cap; None: no weight is.
    """
    n_cells = levels.shape[0]
    free = np.ones(n_cells)
    if capped is not None and capped.any():
        cell = np.where(capped, cell + n_cells, cell)
        levels, free = np.vstack([levels, levels]), np.concatenate([free, np.zeros(n_cells)])
    held = sum_at(cell, weights, free.size) * free
    shares = [None] * levels.shape[1] if targets is None else targets
    parts = [_columns(*pair) for pair in zip(levels.T, shares, strict=True)]
    columns = _independent(parts, held)
    gram = (columns * held[:, None]).T @ columns
    return Margins(
        cell=fixed(cell),
        columns=fixed(columns),
        free=fixed(free),
        inverse=fixed(np.asarray(np.linalg.inv(gram), dtype=np.float64)),
    )


def _columns(level: IntArray, target: FloatArray | None) -> FloatArray:
    """(K, L) a column for every level of a margin."""
    if target is None or not np.isnan(target).any():
        return np.asarray(level[:, None] == np.unique(level), dtype=np.float64)
    has_value = ~np.isnan(target)[level]
    place = np.flatnonzero(~np.isnan(target))
    return np.where(has_value[:, None], (level[:, None] == place) - target[place], 0.0)


def _independent(parts: Sequence[FloatArray], held: FloatArray) -> FloatArray:
    """A constant and the columns without those that follow from others, where weight is held."""
    one = np.ones((held.size, 1))
    root = np.sqrt(held)[:, None]
    # the last level of a margin follows from the others; mostly that is all
    columns = np.hstack([one, *(part[:, :-1] for part in parts)])
    scaled = columns * root
    size = np.sqrt((scaled**2).sum(axis=0))
    if (size > 0).all():
        gram = (scaled / size).T @ (scaled / size)
        try:
            left = np.diagonal(np.linalg.cholesky(gram))
        except np.linalg.LinAlgError:
            left = np.zeros(1)
        if float(left.min()) ** 2 > DEPENDENT:
            return columns
    return _picked(np.hstack([one, *parts]), root)


def _picked(columns: FloatArray, root: FloatArray) -> FloatArray:
    """The columns one after the other, without those that follow from the ones before."""
    kept: list[int] = []
    basis = np.zeros((columns.shape[0], 0))
    for place in range(columns.shape[1]):
        column = columns[:, place] * root[:, 0]
        rest = column - basis @ (basis.T @ column)
        rest = rest - basis @ (basis.T @ rest)
        if float(rest @ rest) > DEPENDENT * float(column @ column):
            kept.append(place)
            basis = np.column_stack([basis, rest / np.sqrt(rest @ rest)])
    return columns[:, kept]
