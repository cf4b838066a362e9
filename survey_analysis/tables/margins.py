"""Margins: the cells in which raking margins cross, and what varies beside them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from survey_analysis.tables.counts import FloatArray, IntArray, fixed, sum_at


@dataclass(frozen=True, eq=False, kw_only=True)
class Margins:
    """The margins that weights were raked to.

    Weights that were raked reproduce the margins in every sample, so that only what an answer has
    beside them varies: its residual from a weighted regression on the margins.

    Attributes
    ----------
    cell : (N,) raking cell of each respondent: one level of every margin.
    columns : (K, p) for each raking cell, which levels of the margins it has (1 or 0); levels
        that follow from the others are left out.
    inverse : (p, p) inverse of `sum w x x'` over the respondents.
    """

    cell: IntArray
    columns: FloatArray
    inverse: FloatArray

    @property
    def n_cells(self) -> int:
        """K, the number of raking cells."""
        return int(self.columns.shape[0])

    def leverage(self, weights: FloatArray) -> FloatArray:
        """(N,) `w x' (sum w x x')^-1 x`: how much a respondent bends the regression."""
        per_weight = np.einsum("kp,pq,kq->k", self.columns, self.inverse, self.columns)
        return np.asarray(weights * per_weight[self.cell])


def raked_margins(cell: IntArray, levels: IntArray, weights: FloatArray) -> Margins:
    """The margins of raked respondents.

    Parameters
    ----------
    cell : (N,) raking cell of each respondent.
    levels : (K, m) the level that each raking cell has in each of the m margins.
    weights : (N,) raked weights.
    """
    n_cells = levels.shape[0]
    held = sum_at(cell, weights, n_cells)
    of_level = [(one[:, None] == np.unique(one)).astype(np.float64) for one in levels.T]
    columns = _independent(np.hstack([np.ones((n_cells, 1)), *of_level]), held)
    gram = (columns * held[:, None]).T @ columns
    return Margins(
        cell=cell,
        columns=fixed(columns),
        inverse=fixed(np.asarray(np.linalg.inv(gram), dtype=np.float64)),
    )


def _independent(columns: FloatArray, held: FloatArray) -> FloatArray:
    """The columns without those that follow from others before them, where weight is held."""
    kept: list[int] = []
    basis = np.zeros((columns.shape[0], 0))
    root = np.sqrt(held)
    for place in range(columns.shape[1]):
        column = columns[:, place] * root
        rest = column - basis @ (basis.T @ column)
        rest = rest - basis @ (basis.T @ rest)
        if float(rest @ rest) > 1e-9 * float(column @ column):
            kept.append(place)
            basis = np.column_stack([basis, rest / np.sqrt(rest @ rest)])
    return columns[:, kept]
