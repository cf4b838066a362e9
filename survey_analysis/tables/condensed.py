"""Fewer entries of a design: respondents outside of a table, put together where they are alike."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from survey_analysis.tables.cell_design import OUTSIDE, CellDesign
from survey_analysis.tables.counts import FloatArray, IntArray, sum_at


@dataclass(frozen=True, eq=False, kw_only=True)
class EntryKinds:
    """Which entries of a design are alike but for their cells.

    Attributes
    ----------
    kind : (E,) entries of one kind have the same place, raking cell and replicate.
    first : (M,) an entry of each kind.
    """

    kind: IntArray
    first: IntArray


def entry_kinds(design: CellDesign) -> EntryKinds:
    """The kinds of the entries, to be found once for many parts of a table."""
    n_cells = int(design.raking_cell.max(initial=0)) + 1
    n_replicates = int(design.replicate.max(initial=0)) + 1
    key = (design.place * n_cells + design.raking_cell) * n_replicates + design.replicate
    _, first, kind = np.unique(key, return_index=True, return_inverse=True)
    return EntryKinds(kind=kind, first=first)


def condensed(design: CellDesign, kinds: EntryKinds) -> CellDesign:
    """The design with one entry for all respondents of a kind who are outside of the table.

    They have no influence on any number of the table, so that every variance stays what it is;
    for a few groups of many the entries are much fewer.

    Parameters
    ----------
    design : of a part of a table.
    kinds : `entry_kinds` of the whole table.
    """
    inside = np.flatnonzero(design.cell != OUTSIDE)
    outside = np.flatnonzero(design.cell == OUTSIDE)
    kind, size = kinds.kind[outside], kinds.first.size
    held = np.flatnonzero(np.bincount(kind, minlength=size))
    entry = np.append(inside, kinds.first[held])

    def together(amounts: FloatArray) -> FloatArray:
        return np.append(amounts[inside], sum_at(kind, amounts[outside], size)[held])

    return replace(
        design,
        cell=np.append(design.cell[inside], np.full(held.size, OUTSIDE, dtype=np.intp)),
        place=design.place[entry],
        raking_cell=design.raking_cell[entry],
        replicate=design.replicate[entry],
        n=together(design.n),
        w=together(design.w),
        v=together(design.v),
        v2=together(design.v2),
        plain_v=together(design.plain_v),
        plain_v2=together(design.plain_v2),
    )
