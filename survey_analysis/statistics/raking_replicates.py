"""How would raked weights look without each of the units? Replicates for the jackknife."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from survey_analysis.statistics.raking import rake
from survey_analysis.tables.counts import BoolArray, FloatArray, IntArray, fixed, sum_at
from survey_analysis.tables.raking_cells import RakingKinds, numbered
from survey_analysis.tables.replicates import Replicates
from survey_analysis.tables.sampling import Drawn

MOST_UNITS = 20_000
"""So many kinds of respondents, or clusters, are left out at most."""

MOST_FACTORS = 50_000_000
"""So many numbers are kept at most: units left out times raking cells."""

EXACT = 1e-11
"""Replicates differ by parts of 1/n, so that they are raked more exactly than weights need be."""

AT_ONCE = 1_000_000
"""So many weights are raked at a time, so that memory stays flat."""

Targets = Callable[[FloatArray], Sequence[FloatArray]]
"""The targets (R, L) of every margin, of the sums of base weights (R, J) of R tables."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class LeftOut:
    """The replicates, and which units could not be left out.

    Attributes
    ----------
    replicates : None where a unit cannot be left out, or where there are too many units.
    n_units : kinds of respondents (or clusters) to be left out.
    failed : (R,) mask: without this unit the margins cannot be met.
    raking_cell : (R,) the raking cell of the respondent left out; -1 for a cluster.
    """

    replicates: Replicates | None
    n_units: int
    failed: BoolArray
    raking_cell: IntArray


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class _Units:
    """What is left out, one unit after the other.

    Attributes
    ----------
    of_respondent, column, stratum, base : as in `Replicates`, with base weights.
    own : (R,) stratum of each unit.
    unit, at, amount : what each unit takes away from which column, units rising; in respondents
        of the column's base weight.
    """

    of_respondent: IntArray
    column: IntArray
    stratum: IntArray
    base: FloatArray
    own: IntArray
    unit: IntArray
    at: IntArray
    amount: FloatArray

    def lost(self, rows: slice, n_columns: int) -> FloatArray:
        """(rows, J) what the units of these rows take away."""
        first, last = np.searchsorted(self.unit, [rows.start, rows.stop])
        table = np.zeros((min(rows.stop, self.own.size) - rows.start, n_columns))
        table[self.unit[first:last] - rows.start, self.at[first:last]] = self.amount[first:last]
        return table


def raked_replicates(
    levels: IntArray,
    kinds: RakingKinds,
    base: FloatArray,
    weight: FloatArray,
    drawn: Drawn,
    targets: Targets,
    *,
    cap: float = np.inf,
    max_iterations: int = 500,
) -> LeftOut:
    """How do raked weights change when a unit is left out and they are raked again?

    Parameters
    ----------
    levels : (K, m) level of each raking cell in each margin.
    kinds : the J kinds of respondents that were raked.
    base : (N,) base weights.
    weight : (J,) what `rake` made of the base weights of the kinds.
    drawn : sampling units.
    targets : the sums of weights wanted, of the sums of base weights of the kinds of R tables.
    cap : the largest weight that is allowed, before `m / (m - 1)`.
    max_iterations : cycles over all margins.

    Returns
    -------
    LeftOut

    Missing data
    ------------
    Respondents without a value in a margin have a level of their own; `targets` says what it is
    to hold.

    Formula
    -------
    Without a unit of a stratum of m units, the other units of that stratum stand for m / (m - 1)
    units each (JK1, with strata JKn); then the margins are raked as for the whole sample.

    Source
    ------
    Canty and Davison (1999), The Statistician 48, 379-391, doi:10.1111/1467-9884.00196; Kolenikov
    (2010), Stata Journal 10, 165-199, doi:10.1177/1536867X1001000201.

    Verified against
    ----------------
    Raking of the respondents without each of them, tests/statistics/test_raking_replicates.py.

    Examples
    --------
    Four women and six men, weighted to halves; without one of the women the other three are to
    hold her weight as well:

    >>> from survey_analysis.tables.raking_cells import raking_kinds
    >>> from survey_analysis.tables.sampling import sampling_units
    >>> kinds = raking_kinds(np.repeat([0, 1], [4, 6]), 2, np.ones(10), by_weight=False)
    >>> halves = (np.array([5.0, 5.0]),)
    >>> left = raked_replicates(
    ...     np.array([[0], [1]]), kinds, np.ones(10), np.array([5 / 4, 5 / 6]),
    ...     sampling_units(10), lambda sums: halves,
    ... )
    >>> left.replicates.factor * left.replicates.stratum_factor[:, None]
    array([[1.3333333, 1.       ],
           [1.       , 1.2      ]])
    """
    parts = (_clusters if drawn.units.clustered else _respondents)(kinds, base, drawn)
    number, n_columns = parts.own.size, kinds.n.size
    cell = np.full(number, -1) if drawn.units.clustered else kinds.cell[parts.column]
    failed = np.zeros(number, dtype=np.bool_)
    if number > MOST_UNITS or number * n_columns > MOST_FACTORS:
        return LeftOut(replicates=None, n_units=number, failed=failed, raking_cell=cell)
    m = drawn.units.n_units
    more = np.where(m > 1, m / np.maximum(m - 1, 1), 1.0)[parts.own]
    held = _by_stratum(kinds, base, drawn)
    factor = np.empty((number, n_columns))
    step = max(1, AT_ONCE // n_columns)
    for start in range(0, number, step):
        rows = slice(start, start + step)
        of_stratum = held[parts.own[rows]]
        n = kinds.n - of_stratum
        n += more[rows, None] * (of_stratum - parts.lost(rows, n_columns))
        n[n < 1e-9 * kinds.n] = 0.0
        raked = rake(
            levels,
            n,
            kinds.base,
            targets(n * kinds.base),
            cell=kinds.cell,
            cap=cap,
            tolerance=EXACT,
            max_iterations=max_iterations,
        )
        failed[rows] = ~raked.converged
        factor[rows] = raked.weight / weight
    made = Replicates(
        of_respondent=fixed(parts.of_respondent),
        raking_cell=fixed(parts.column),
        stratum=fixed(parts.stratum),
        weight=fixed(parts.base * (weight / kinds.base)[parts.column]),
        factor=fixed(factor),
        stratum_factor=fixed(more),
    )
    kept = None if failed.any() else made
    return LeftOut(replicates=kept, n_units=number, failed=failed, raking_cell=cell)


def _by_stratum(kinds: RakingKinds, base: FloatArray, drawn: Drawn) -> FloatArray:
    """(H, J) respondents of each kind in each stratum, in respondents of its base weight."""
    n_strata, n_columns = drawn.units.n_units.size, kinds.n.size
    key = drawn.units.stratum[drawn.place] * n_columns + kinds.of_respondent
    share = base / kinds.base[kinds.of_respondent]
    return sum_at(key, share, n_strata * n_columns).reshape(n_strata, n_columns)


def _respondents(kinds: RakingKinds, base: FloatArray, drawn: Drawn) -> _Units:
    """Respondents alike in raking cell, base weight and stratum; one of each kind is left out."""
    stratum, n_strata = drawn.units.stratum[drawn.place], drawn.units.n_units.size
    distinct, place = np.unique(base, return_inverse=True)
    key = (kinds.of_respondent * n_strata + stratum) * distinct.size + place
    of_respondent, occurring = numbered(key, kinds.n.size * n_strata * distinct.size)
    rest, weight = np.divmod(occurring, distinct.size)
    column, own = np.divmod(rest, n_strata)
    alone = drawn.units.untouched[own]
    return _Units(
        of_respondent=of_respondent,
        column=column,
        stratum=own,
        base=distinct[weight],
        own=own,
        unit=np.arange(own.size),
        at=column,
        amount=np.where(alone, 0.0, distinct[weight] / kinds.base[column]),
    )


def _clusters(kinds: RakingKinds, base: FloatArray, drawn: Drawn) -> _Units:
    """The clusters; the kinds of respondents are the columns."""
    own, n_columns = drawn.units.stratum, kinds.n.size
    key = drawn.place * n_columns + kinds.of_respondent
    place, occurring = numbered(key, drawn.units.n_places * n_columns)
    unit, at = np.divmod(occurring, n_columns)
    amount = sum_at(place, base / kinds.base[kinds.of_respondent], occurring.size)
    return _Units(
        of_respondent=kinds.of_respondent,
        column=np.arange(n_columns),
        stratum=np.zeros(n_columns, dtype=np.intp),
        base=kinds.base,
        own=own,
        unit=unit,
        at=at,
        amount=np.where(drawn.units.untouched[own[unit]], 0.0, amount),
    )
