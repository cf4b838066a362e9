"""Which cells of crossed groupings are hidden: each grouping by itself gives sums of them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from survey_analysis.disclosure.groups import BoolArray, FloatArray, hidden_groups

IntArray = npt.NDArray[np.intp]


def hidden_cells(
    n: npt.ArrayLike, positions: npt.ArrayLike, min_cell: int, *, already: npt.ArrayLike
) -> BoolArray:
    """Which cells must be hidden, so that no small one follows from the sums of lines?

    Parameters
    ----------
    n : (G,) respondents of each cell.
    positions : (G, m) the group that each cell has in each of the m groupings.
    min_cell : smallest number of respondents that may be shown.
    already : (G,) cells that are hidden for another reason.

    Returns
    -------
    (G,) mask, True for a hidden cell.

    Formula
    -------
    A line holds the cells that differ in one grouping only; its sum is taken to be known. Each
    line is protected by `groups.hidden_groups`, and by a second hidden cell where there is only
    one, until nothing more has to be hidden.

    Source
    ------
    Hundepool et al. (2012), Statistical Disclosure Control, ch. 4 (Wiley,
    doi:10.1002/9781118348239): secondary suppression in tables of two and more dimensions.

    Example
    -------
    The small cell of 4 needs another one in its row, another in its column, and so on:

    >>> positions = [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2)]
    >>> hidden_cells([4, 46, 60, 50, 52, 70], positions, 10, already=[False] * 6)
    array([ True,  True, False,  True,  True, False])
    """
    sizes, places = np.asarray(n, dtype=np.float64), np.asarray(positions, dtype=np.intp)
    mask = np.array(already, dtype=np.bool_)
    lines = [line for axis in range(places.shape[1]) for line in _lines(places, axis)]
    before = ~mask
    while not np.array_equal(mask, before):
        before = mask.copy()
        for line in lines:
            if not mask[line].all():
                found = hidden_groups(sizes[line], min_cell, already=mask[line])
                mask[line] = with_partner(found, sizes[line])
    return mask


def with_partner(hidden: BoolArray, n: FloatArray) -> BoolArray:
    """The mask with the smallest shown one where a single hidden one follows from the total.

    Example
    -------
    >>> with_partner(np.array([True, False, False, False]), np.array([40.0, 50.0, 30.0, 0.0]))
    array([ True, False,  True, False])
    """
    shown = ~hidden & (n > 0)
    if (hidden & (n > 0)).sum() != 1 or not shown.any():
        return hidden
    partner = np.flatnonzero(shown)[n[shown].argmin()]
    return np.asarray(hidden | (np.arange(n.size) == partner))


def _lines(places: IntArray, axis: int) -> list[IntArray]:
    """The cells that differ in one grouping only, by the groups that they have in the others."""
    others = np.delete(places, axis, axis=1)
    _, line = np.unique(others, axis=0, return_inverse=True)
    return [np.flatnonzero(line == one) for one in range(int(line.max(initial=-1)) + 1)]
