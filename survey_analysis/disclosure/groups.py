"""Which groups of a block are hidden because they are small, or because a small one would show."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

BoolArray = npt.NDArray[np.bool_]
FloatArray = npt.NDArray[np.float64]


def hidden_groups(
    counts: npt.ArrayLike, min_cell: int, *, already: npt.ArrayLike | None = None
) -> BoolArray:
    """Which groups must be hidden, so that no group of fewer than `min_cell` can be read off?

    Parameters
    ----------
    counts : (G,) respondents of each group, or (C, G) several counts of the same groups (such
        as valid answers, and all respondents). Each count adds up to a total that is known.
    min_cell : smallest number of respondents that may be shown.
    already : (G,) groups that are hidden for another reason.

    Returns
    -------
    (G,) mask, True for a hidden group.

    Formula
    -------
    Primary: 0 < n < min_cell. Secondary: the next smallest group that is not empty (by the
    first count) is hidden as well, until there are two hidden groups at least, `min_cell`
    respondents in them at least, and two values at least that each small n could have. A reader
    is taken to know the total, the shown groups, that a hidden group is not empty, and that it
    was not larger than the smallest shown one: with hidden n summing to S, n_g lies between
    `max(low_g, S - sum of the other highs)` and `min(high_g, S - sum of the other lows)`, and
    every whole number between can occur. Empty groups protect nothing and are shown. If no
    group is left that could protect a small one, all are hidden.

    Source
    ------
    Hundepool et al. (2012), Statistical Disclosure Control, ch. 4 (Wiley,
    doi:10.1002/9781118348239): primary and secondary suppression, and its audit.

    Example
    -------
    >>> hidden_groups([4, 35, 20, 0], min_cell=10)
    array([ True, False,  True, False])
    >>> hidden_groups([40, 35, 20, 0], min_cell=10)
    array([False, False, False, False])
    """
    table = np.atleast_2d(np.asarray(counts, dtype=np.float64))
    small = (table > 0) & (table < min_cell)
    hidden = np.asarray(small.any(axis=0), dtype=np.bool_)
    if already is not None:
        hidden |= np.asarray(already, dtype=np.bool_)
    by_size = np.argsort(table[0], kind="stable")
    complements = iter(by_size[(table[0] > 0)[by_size] & ~hidden[by_size]])
    while not all(_stays_open(n, small[row], hidden, min_cell) for row, n in enumerate(table)):
        complement = next(complements, None)
        if complement is None:
            return np.ones_like(hidden)
        hidden[complement] = True
    return hidden


def named_small(n: npt.ArrayLike, hidden: npt.ArrayLike, min_cell: int) -> BoolArray:
    """Which hidden groups may be shown as "< min_cell", because that tells nothing more?

    Parameters
    ----------
    n : (G,) respondents of each group of a block; their total is known.
    hidden : (G,) mask made by `hidden_groups`.
    min_cell : smallest number of respondents that may be shown.

    Returns
    -------
    (G,) mask: the small groups, if each could still have any n from 1 to `min_cell - 1` for a
    reader who sees which ones are small; else none, and all hidden groups look alike.

    Formula
    -------
    The bounds of `hidden_groups`, with a small group between 1 and `min_cell - 1` and another
    hidden one between `min_cell` and the smallest shown one.

    Example
    -------
    >>> hidden = [True, False, True, False]
    >>> named_small([4, 35, 20, 0], hidden, min_cell=10)
    array([ True, False, False, False])

    With 10 and 3 respondents in the hidden groups, the sum of 13 would say: 3 at most.

    >>> named_small([3, 35, 10, 0], hidden, min_cell=10)
    array([False, False, False, False])
    """
    sizes = np.asarray(n, dtype=np.float64)
    mask = np.asarray(hidden, dtype=np.bool_)
    small: BoolArray = mask & (sizes > 0) & (sizes < min_cell)
    inside, is_small = sizes[mask], small[mask]
    if not inside.all():  # an empty group that is hidden can only be 0 or large
        return np.zeros_like(small)
    most = _smallest_shown(sizes, mask)
    low = np.where(is_small, 1.0, min_cell)
    high = np.where(is_small, min_cell - 1.0, np.where(inside > most, inside.sum(), most))
    lowest, highest = _bounds(inside.sum(), low, high)
    untold = (lowest <= 1) & (highest >= min_cell - 1)
    return small if untold[is_small].all() else np.zeros_like(small)


def _stays_open(n: FloatArray, small: BoolArray, hidden: BoolArray, min_cell: int) -> bool:
    """Whether the total and the shown groups leave two values at least for each small group."""
    if not small.any():
        return True
    inside = n[hidden]
    total = inside.sum()
    if np.count_nonzero(inside) < 2 or total < min_cell:
        return False
    most = max(_smallest_shown(n, hidden), min_cell - 1.0)
    high = np.where(inside > most, total, min(most, total))
    lowest, highest = _bounds(total, np.minimum(inside, 1.0), high)
    return bool((highest - lowest >= 1)[small[hidden]].all())


def _smallest_shown(n: FloatArray, hidden: BoolArray) -> float:
    return float(n[~hidden & (n > 0)].min(initial=n[hidden].sum()))


def _bounds(total: float, low: FloatArray, high: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The least and the largest value of each part of a total, given the bounds of all parts."""
    lowest = np.maximum(low, total - (high.sum() - high))
    highest = np.minimum(high, total - (low.sum() - low))
    return lowest, highest
