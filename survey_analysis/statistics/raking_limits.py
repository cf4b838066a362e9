"""Can weights meet the margins at all, and how large must the largest one be?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from survey_analysis.tables.counts import BoolArray, FloatArray, IntArray


def smallest_cap(levels: IntArray, n: FloatArray, targets: Sequence[FloatArray]) -> float:
    """How small can the largest weight be, if all margins are to be met?

    Parameters
    ----------
    levels : (J, m) level of each kind of respondents in each margin.
    n : (J,) respondents of each kind.
    targets : for each margin (L,) the sum of weights of every level.

    Returns
    -------
    The smallest cap; nan where no weights at all meet the margins.

    Missing data
    ------------
    Respondents without a value have a level of their own.

    Formula
    -------
    The linear program: the smallest c for which there are `0 <= x <= c n` (x the sum of weights
    of a raking cell) with the sums of x in every level at its target.

    Source
    ------
    For two margins it is the bound of a network flow: Gale (1957), Pacific Journal of Mathematics
    7, 1073-1082, doi:10.2140/pjm.1957.7.1073. The program is solved by HiGHS: Huangfu and Hall
    (2018), Mathematical Programming Computation 10, 119-142, doi:10.1007/s12532-017-0130-5.

    Verified against
    ----------------
    By hand, and by `raking.rake` with caps on either side, tests/statistics/test_raking_limits.py.

    Examples
    --------
    Ten of a hundred respondents are to hold a quarter of the weight:

    >>> smallest_cap(np.array([[0], [1]]), np.array([10.0, 90.0]), (np.array([25.0, 75.0]),))
    2.5
    """
    cells, sizes = _cells(levels, n)
    number = sizes.size
    one = np.arange(number)
    # x - c n <= 0
    below = _sparse(np.ones(number), one, one, (number, number + 1))
    below += _sparse(-sizes, one, np.full(number, number), (number, number + 1))
    found = _least(
        np.append(np.zeros(number), 1.0),
        (below, np.zeros(number)),
        (_margin_rows(cells, targets, number + 1), np.concatenate(targets)),
    )
    return float("nan") if found is None else float(found[-1])


def weightless_cells(
    levels: IntArray, n: FloatArray, targets: Sequence[FloatArray]
) -> tuple[IntArray, BoolArray] | None:
    """Which raking cells get no weight at all, whatever weights meet the margins?

    Parameters
    ----------
    levels, n, targets : as in `smallest_cap`.

    Returns
    -------
    The levels (K, m) of the raking cells that hold respondents, and a mask (K,): True where the
    margins leave nothing for the cell. None where no weights meet the margins.

    Missing data
    ------------
    Respondents without a value have a level of their own.

    Formula
    -------
    The linear program: the largest `sum y` with `0 <= y <= 1`, `y <= x` and x such that the sums
    in every level are s times its target, s free. Then y is 1 wherever x can be positive.

    Source
    ------
    That raking converges to positive weights exactly where no cell is forced to be empty:
    Fienberg and Rinaldo (2012), Annals of Statistics 40, 996-1023, doi:10.1214/12-AOS986.

    Verified against
    ----------------
    By hand, tests/statistics/test_raking_limits.py.

    Examples
    --------
    All the young are women, and women are to be as many as the young: none older is left.

    >>> levels = np.array([[0, 0], [0, 1], [1, 1]])
    >>> shares = np.array([0.4, 0.6])
    >>> weightless_cells(levels, np.array([20.0, 30, 50]), (shares, shares))[1]
    array([False,  True, False])
    """
    cells, _ = _cells(levels, n)
    number = cells.shape[0]
    width = 2 * number + 1
    one = np.arange(number)
    # y - x <= 0
    below = _sparse(-np.ones(number), one, one, (number, width))
    below += _sparse(np.ones(number), one, number + one, (number, width))
    wanted = np.concatenate(targets)
    rows = np.arange(wanted.size)
    scaled = _sparse(-wanted, rows, np.full(wanted.size, width - 1), (wanted.size, width))
    found = _least(
        np.concatenate([np.zeros(number), -np.ones(number), [0.0]]),
        (below, np.zeros(number)),
        (_margin_rows(cells, targets, width) + scaled, np.zeros(wanted.size)),
        largest=np.concatenate([np.full(number, np.inf), np.ones(number), [np.inf]]),
    )
    if found is None or found[-1] <= 0:
        return None
    return cells, np.asarray(found[number : 2 * number] < 0.5)


def _cells(levels: IntArray, n: FloatArray) -> tuple[IntArray, FloatArray]:
    """The levels (K, m) of the raking cells that hold respondents, and how many each holds."""
    held = n > 0
    cells, place = np.unique(levels[held], axis=0, return_inverse=True)
    sizes = np.bincount(place.ravel(), n[held], cells.shape[0])
    return cells, np.asarray(sizes, dtype=np.float64)


def _margin_rows(cells: IntArray, targets: Sequence[FloatArray], width: int) -> Any:
    """(levels of all margins, width) sparse; 1 where a cell, the first K columns, has the level."""
    first = np.cumsum([0, *(target.size for target in targets)])
    rows = (cells + first[:-1]).ravel()
    columns = np.repeat(np.arange(cells.shape[0]), cells.shape[1])
    return _sparse(np.ones(rows.size), rows, columns, (int(first[-1]), width))


def _sparse(values: FloatArray, rows: IntArray, columns: IntArray, shape: tuple[int, int]) -> Any:
    from scipy.sparse import csr_array

    return csr_array((values, (rows, columns)), shape=shape)


def _least(
    cost: FloatArray,
    below: tuple[Any, FloatArray],
    equal: tuple[Any, FloatArray],
    largest: FloatArray | None = None,
) -> FloatArray | None:
    """The x of least cost with `0 <= x <= largest`; None where there is none."""
    from scipy import optimize

    solve: Any = optimize.linprog
    highest = np.full(cost.size, np.inf) if largest is None else largest
    found = solve(
        cost,
        A_ub=below[0],
        b_ub=below[1],
        A_eq=equal[0],
        b_eq=equal[1],
        bounds=np.column_stack([np.zeros(cost.size), highest]),
        method="highs",
    )
    return np.asarray(found.x, dtype=np.float64) if found.status == 0 else None
