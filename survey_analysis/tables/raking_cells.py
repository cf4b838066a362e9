"""Raking cells: respondents who are alike in every margin, and in their base weight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from survey_analysis.tables.counts import DENSE_CELLS, BoolArray, FloatArray, IntArray, sum_at

Codes = npt.NDArray[np.integer]


@dataclass(frozen=True, eq=False, kw_only=True)
class RakingKinds:
    """Respondents of one kind get one weight: they share raking cell and base weight.

    Attributes
    ----------
    of_respondent : (N,) kind of each respondent.
    cell : (J,) raking cell of each kind.
    base : (J,) base weight of one respondent; the mean of several where kinds are not kept apart
        by it.
    n : (J,) respondents.
    """

    of_respondent: IntArray
    cell: IntArray
    base: FloatArray
    n: FloatArray


def crossed_cells(codes: Sequence[Codes], sizes: Sequence[int]) -> tuple[IntArray, IntArray]:
    """The cell (N,) of every respondent, and the levels (K, g) of the cells that occur.

    Parameters
    ----------
    codes : g arrays (N,) of levels, from 0.
    sizes : how many levels each of them has.
    """
    key = np.zeros(codes[0].size, dtype=np.intp)
    for code, size in zip(codes, sizes, strict=True):
        key *= size
        key += code
    cell, occurring = numbered(key, int(np.prod(sizes, dtype=np.float64)))
    levels = np.zeros((occurring.size, len(sizes)), dtype=np.intp)
    for place in reversed(range(len(sizes))):
        occurring, levels[:, place] = np.divmod(occurring, sizes[place])
    return cell, levels


def numbered(key: IntArray, n_keys: int) -> tuple[IntArray, IntArray]:
    """The place (N,) of each key among those that occur, and these, rising."""
    if n_keys > max(DENSE_CELLS, 4 * key.size):
        occurring, place = np.unique(key, return_inverse=True)
        return place, occurring
    occurs: BoolArray = np.bincount(key, minlength=n_keys) > 0
    place_of = np.cumsum(occurs) - 1
    return place_of[key], np.flatnonzero(occurs)


def raking_kinds(cell: IntArray, n_cells: int, base: FloatArray, *, by_weight: bool) -> RakingKinds:
    """The kinds of respondents in K raking cells.

    Parameters
    ----------
    cell : (N,) raking cell of each respondent.
    base : (N,) positive base weights.
    by_weight : whether respondents of one cell with different base weights are different kinds.
        Without a cap on the weights they need not be: all are multiplied by the same factor.
    """
    if by_weight and base.size and np.ptp(base) > 0:
        distinct, place = np.unique(base, return_inverse=True)
        of_respondent, occurring = numbered(cell * distinct.size + place, n_cells * distinct.size)
        of_kind, weight = np.divmod(occurring, distinct.size)
        n = np.bincount(of_respondent, minlength=of_kind.size).astype(np.float64)
        return RakingKinds(of_respondent=of_respondent, cell=of_kind, base=distinct[weight], n=n)
    n = np.bincount(cell, minlength=n_cells).astype(np.float64)
    return RakingKinds(
        of_respondent=cell, cell=np.arange(n_cells), base=sum_at(cell, base, n_cells) / n, n=n
    )
