"""The columns of a model of groupings, and what of them follows from others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from survey_analysis.tables.counts import BoolArray, FloatArray, IntArray

TOLD_BY_OTHERS = 1e-9
"""A column of which so small a share is its own follows from the columns before it."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class ModelColumns:
    """The columns of a model of groupings; the first level of each is what others differ from.

    Attributes
    ----------
    levels : for each grouping (L,) the levels that occur, rising.
    position : for each grouping (K,) which of them each crossed group has.
    interaction : whether the first two groupings interact.
    term : (P,) the grouping of each column; -1 the constant; the number of groupings for the
        interaction.
    kept, aliased : columns that stand for themselves, and columns that follow from them.
    told : (kept, aliased) how: `x[aliased] = x[kept] @ told`.
    x : (K, kept) their values.
    """

    levels: tuple[IntArray, ...]
    position: tuple[IntArray, ...]
    interaction: bool
    term: IntArray
    kept: IntArray
    aliased: IntArray
    told: FloatArray
    x: FloatArray

    def rows(self, shares: Sequence[FloatArray]) -> FloatArray:
        """(q, P) columns of averages over levels: shares (q, L) of each grouping's levels."""
        return _columns(shares, self.interaction)

    def estimable(self, rows: FloatArray) -> BoolArray:
        """(q,) whether the respondents tell what the rows (q, P) ask for."""
        apart = rows[:, self.aliased] - rows[:, self.kept] @ self.told
        return np.asarray((np.abs(apart) < 1e-7).all(axis=1))

    def contrasts(self, term: int, weight: FloatArray) -> FloatArray:
        """(r, kept) what of the coefficients a term adds to all other terms; r its own columns.

        Parameters
        ----------
        weight : (K,) weight of each crossed group.
        """
        if not self.aliased.size:
            return np.asarray(np.eye(self.term.size)[self.term == term])
        gram = (self.x * weight[:, None]).T @ self.x
        scale = np.sqrt(np.diagonal(gram))
        every = _columns([_members(*one) for one in self._parts], self.interaction)
        others = every[:, self.term != term]
        others = others[:, _independent(others, weight)[0]]
        cross = (others * weight[:, None]).T @ self.x
        inner = (others * weight[:, None]).T @ others
        own = gram - cross.T @ np.linalg.solve(inner, cross)
        size, vectors = np.linalg.eigh(own / (scale[:, None] * scale))
        return np.asarray(vectors[:, size > TOLD_BY_OTHERS].T * scale)

    @property
    def _parts(self) -> list[tuple[IntArray, int]]:
        return [(at, of.size) for at, of in zip(self.position, self.levels, strict=True)]


def model_columns(levels: IntArray, weight: FloatArray, *, interaction: bool) -> ModelColumns:
    """The columns of crossed groups with these levels (K, m) and positive weights (K,)."""
    found = [np.unique(one, return_inverse=True) for one in levels.T]
    parts = [_members(at, of.size) for of, at in found]
    every = _columns(parts, interaction)
    term = np.repeat(np.arange(-1, len(parts)), [1, *(part.shape[1] - 1 for part in parts)])
    term = np.append(term, np.full(every.shape[1] - term.size, len(parts)))
    kept, aliased, told = _independent(every, weight)
    return ModelColumns(
        levels=tuple(of for of, _ in found),
        position=tuple(np.asarray(at, dtype=np.intp) for _, at in found),
        interaction=interaction,
        term=term,
        kept=kept,
        aliased=aliased,
        told=told,
        x=every[:, kept],
    )


def _members(position: IntArray, size: int) -> FloatArray:
    """(K, size) 1 in the column of each position."""
    return np.eye(size)[position]


def _columns(shares: Sequence[FloatArray], interaction: bool) -> FloatArray:
    """(q, P) the constant, each grouping without its first level, the products of the first two."""
    own = [share[:, 1:] for share in shares]
    columns = [np.ones((shares[0].shape[0], 1)), *own]
    if interaction:
        products = own[0][:, :, None] * own[1][:, None, :]
        columns.append(products.reshape(products.shape[0], -1))
    return np.hstack(columns)


def _independent(columns: FloatArray, weight: FloatArray) -> tuple[IntArray, IntArray, FloatArray]:
    """Columns that do not follow from those before them, the others, and how these follow."""
    gram = (columns * weight[:, None]).T @ columns
    scale = np.sqrt(np.diagonal(gram))
    scale = np.where(scale > 0, scale, 1.0)
    rest = gram / (scale[:, None] * scale)
    own = np.zeros(scale.size, dtype=np.bool_)
    for place in range(scale.size):
        pivot = rest[place, place]
        if pivot > TOLD_BY_OTHERS:
            own[place] = True
            rest = rest - np.outer(rest[:, place], rest[place] / pivot)
    kept, aliased = np.flatnonzero(own), np.flatnonzero(~own)
    told = np.linalg.solve(gram[np.ix_(kept, kept)], gram[np.ix_(kept, aliased)])
    return kept, aliased, np.asarray(told)
