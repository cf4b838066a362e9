"""SamplingUnits: how the respondents were drawn; UnitSums: what each unit adds to a domain."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from survey_analysis.errors import OptionError
from survey_analysis.tables.counts import BoolArray, FloatArray, IntArray, fixed
from survey_analysis.tables.moments import u_vectors

Codes = npt.NDArray[np.integer]


@dataclass(frozen=True, eq=False, kw_only=True)
class SamplingUnits:
    """The units that were drawn: clusters where there are any, else the respondents themselves.

    Nothing here is per respondent. A *place* is where sums are kept: a cluster, or, where the
    respondents themselves were drawn, the whole stratum.

    Attributes
    ----------
    stratum : (U,) stratum of each place.
    n_units : (H,) units drawn in each stratum.
    fraction : (H,) share of the stratum's units that were drawn; 0 where nothing is known of it.
    clustered : whether the units are clusters.
    n_unplaced : respondents without a stratum, a cluster or a population number.
    n_contradictory : strata whose population number varies, or is below the number drawn.
    centred : whether the total of a stratum's single unit is compared with the mean over all
        units; otherwise such a stratum leaves no variance.
    """

    stratum: IntArray
    n_units: FloatArray
    fraction: FloatArray
    clustered: bool
    n_unplaced: int = 0
    n_contradictory: int = 0
    centred: bool = False

    @property
    def n_places(self) -> int:
        """U, clusters or, without them, strata."""
        return self.stratum.size

    @property
    def n_single(self) -> int:
        """Strata of one unit, and not all there are, that leave no variance."""
        alone = (self.n_units == 1) & (self.fraction < 1)
        # one unit in all has nothing to be compared with
        return 0 if self.centred and self.n_units.sum() > 1 else int(alone.sum())

    @property
    def untouched(self) -> BoolArray:
        """(H,) strata of one unit that is not set against others, so that it is not left out."""
        return np.asarray((self.n_units == 1) & (not self.centred))

    @property
    def scale(self) -> FloatArray:
        """(H,) `(1 - f) m / (m - 1)`: what squares count in a stratum of m units.

        For a single unit 0, or `1 - f` where it is centred at the mean over all.
        """
        m, free = self.n_units, 1 - self.fraction
        alone = np.where((m == 1) & self.centred, free, 0.0)
        return np.where(m > 1, free * m / np.where(m > 1, m - 1, 1), alone)

    @property
    def replicate_scale(self) -> FloatArray:
        """(H,) `(1 - f) (m - 1) / m`: what squares count when units are left out one by one."""
        m = self.n_units
        return np.where(m > 1, self.scale * ((m - 1) / np.maximum(m, 1)) ** 2, self.scale)


@dataclass(frozen=True, eq=False, kw_only=True)
class Drawn:
    """The sampling units, and the place (N,) of every respondent among them."""

    units: SamplingUnits
    place: IntArray


def sampling_units(
    n_respondents: int,
    strata: Codes | None = None,
    clusters: Codes | None = None,
    population: Codes | None = None,
    numbers: FloatArray | None = None,
    *,
    centred: bool = False,
) -> Drawn:
    """The units that N respondents were drawn in.

    Parameters
    ----------
    strata, clusters : (N,) code of each respondent's stratum and cluster, negative = missing; None
        for one stratum, and for respondents who were drawn themselves. A code of a cluster counts
        within its stratum: cluster 1 of one stratum is not cluster 1 of another.
    population : (N,) position in `numbers`, negative = missing.
    numbers : how many units the population of a stratum has; below 1 the share of them drawn.
    centred : see `SamplingUnits`.
    """
    unplaced = np.zeros(n_respondents, dtype=np.bool_)
    stratum, n_strata = np.zeros(n_respondents, dtype=np.intp), 1
    if strata is not None:
        unplaced |= strata < 0
        labels, stratum = np.unique(np.maximum(strata, -1), return_inverse=True)
        n_strata = labels.size
    place, of_place = stratum, np.arange(n_strata)
    if clusters is not None:
        unplaced |= clusters < 0
        width = int(clusters.max(initial=0)) + 2
        key = stratum * width + np.maximum(clusters, -1) + 1
        keys, place = np.unique(key, return_inverse=True)
        of_place = keys // width
    of_unit = stratum if clusters is None else of_place
    n_units = np.bincount(of_unit, minlength=n_strata).astype(np.float64)
    fraction, contradictory = np.zeros(n_strata), 0
    if population is not None and numbers is not None:
        unplaced |= population < 0
        known = np.append(numbers, np.nan)[np.maximum(population, -1)]
        fraction, contradictory = _fractions(stratum, known, n_units)
    units = SamplingUnits(
        stratum=of_place,
        n_units=fixed(n_units),
        fraction=fixed(fraction),
        clustered=clusters is not None,
        n_unplaced=int(unplaced.sum()),
        n_contradictory=contradictory,
        centred=centred,
    )
    return Drawn(units=units, place=place)


def _fractions(
    stratum: IntArray, population: FloatArray, n_units: FloatArray
) -> tuple[FloatArray, int]:
    """The sampling fraction (H,) of every stratum, and in how many it makes no sense."""
    given = ~np.isnan(population)
    number = np.full(n_units.size, np.inf)
    number[stratum[given]] = population[given]
    wrong = number <= 0
    wrong[stratum[given & (population != number[stratum])]] = True
    number[wrong] = np.inf
    fraction = np.where(number < 1, number, n_units / number)
    wrong |= fraction > 1
    fraction[wrong] = 0.0
    return fraction, int(wrong.sum())


@dataclass(frozen=True, eq=False, kw_only=True)
class UnitSums:
    """Sums of `w u` (u as in `Moments`) over the respondents of each unit and group.

    It holds what the sampling variance of alpha, of alpha if dropped, of item-rest correlations
    and of the error variance needs, because the influence of a respondent on each is linear in u.
    Only respondents who answered all items are in it; only cells with such respondents are kept.

    Attributes
    ----------
    centre : (k,) what is subtracted from the answers, as in `Moments`.
    groups : (G,) labels in codebook order; the last is "" for respondents without a group.
    units : how the respondents were drawn.
    cell_group, cell_place : (C,) group and place of each cell, groups first.
    cell_n : (C,) respondents.
    cell_u : (C, p) `sum w u`.
    square : (G, p, p) where respondents themselves were drawn: `sum c w^2 u u'`, with c the
        `units.scale` of the respondent's stratum; 0 where the units are clusters.
    """

    centre: FloatArray
    groups: tuple[str, ...]
    units: SamplingUnits
    cell_group: IntArray
    cell_place: IntArray
    cell_n: FloatArray
    cell_u: FloatArray
    square: FloatArray

    def __add__(self, other: UnitSums) -> UnitSums:
        """The sums of both sets of respondents, drawn in the same units."""
        if not isinstance(other, UnitSums):
            return NotImplemented
        same = self.units is other.units and self.groups == other.groups
        if not same or not np.array_equal(self.centre, other.centre):
            raise OptionError("Sums of different units, groups or items cannot be added.")
        size = max(self.units.n_places, 1)
        keys = [one.cell_group * size + one.cell_place for one in (self, other)]
        cells, position = np.unique(np.concatenate(keys), return_inverse=True)
        n, u = np.zeros(cells.size), np.zeros((cells.size, self.cell_u.shape[1]))
        np.add.at(n, position, np.concatenate([self.cell_n, other.cell_n]))
        np.add.at(u, position, np.concatenate([self.cell_u, other.cell_u]))
        return UnitSums(
            centre=self.centre,
            groups=self.groups,
            units=self.units,
            cell_group=cells // size,
            cell_place=cells % size,
            cell_n=n,
            cell_u=u,
            square=self.square + other.square,
        )


Block = tuple[FloatArray, IntArray, FloatArray | None]
"""Answers (B, k) with nan = missing; cells `group * U + place` (B,); weights (B,) or None."""


def tabulate_blocks(
    blocks: Iterable[Block],
    cells: IntArray,
    centre: FloatArray,
    groups: tuple[str, ...],
    units: SamplingUnits,
) -> UnitSums:
    """Sums of respondents that arrive in blocks, so that memory stays flat.

    Parameters
    ----------
    blocks : answers with reverse items turned, cells, positive weights; quickest where the cells
        rise.
    cells : (C,) the cells that occur, rising.
    centre : (k,) what is subtracted, as in `Moments`.
    groups : (G,) labels, the last one "".
    """
    p, size = 3 * centre.size + 2, max(units.n_places, 1)
    n, total = np.zeros(cells.size), np.zeros((cells.size, p))
    square = np.zeros((len(groups), p, p))
    for answers, cell, weights in blocks:
        rows = answers - centre
        who = np.flatnonzero(~np.isnan(rows).any(axis=1))
        who = who[np.argsort(cell[who], kind="stable")]
        if not who.size:
            continue
        rising, u = cell[who], u_vectors(rows[who])
        wu = u if weights is None else u * weights[who, None]
        starts = np.flatnonzero(np.diff(rising, prepend=-1))
        position = np.searchsorted(cells, rising[starts])
        n[position] += np.diff(starts, append=who.size)
        total[position] += np.add.reduceat(wu, starts, axis=0)
        if not units.clustered:
            part = wu * units.scale[units.stratum[rising % size], None]
            _add_squares(square, rising // size, part, wu)
    held = n > 0
    return UnitSums(
        centre=centre,
        groups=groups,
        units=units,
        cell_group=cells[held] // size,
        cell_place=cells[held] % size,
        cell_n=n[held],
        cell_u=total[held],
        square=square,
    )


def _add_squares(square: FloatArray, group: IntArray, left: FloatArray, right: FloatArray) -> None:
    """Add `left' right` of the rows of every group; groups rise."""
    starts = np.flatnonzero(np.diff(group, prepend=-1))
    for start, stop in zip(starts, [*starts[1:], group.size], strict=True):
        square[group[start]] += left[start:stop].T @ right[start:stop]
