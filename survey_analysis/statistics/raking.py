"""Which weights make a sample agree with known margins? Raking, with a cap inside the cycle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from survey_analysis.tables.counts import BoolArray, FloatArray, IntArray, sum_at

FARTHEST = 1e100
"""Where margins cannot be met factors grow and shrink without end; beyond this they are held."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Raked:
    """Raked weights of R tables with the same J kinds of respondents.

    Attributes
    ----------
    weight : (R, J) weight of one respondent of each kind.
    converged : (R,) whether every margin is met within the tolerance.
    error : (R,) largest relative error of a margin, `|sum of weights / target - 1|`.
    iterations : cycles over all margins, until the slowest table converged.
    """

    weight: FloatArray
    converged: BoolArray
    error: FloatArray
    iterations: int


def rake(
    levels: IntArray,
    n: FloatArray,
    base: FloatArray,
    targets: Sequence[FloatArray],
    *,
    cell: IntArray | None = None,
    cap: float = np.inf,
    tolerance: float = 1e-8,
    max_iterations: int = 500,
) -> Raked:
    """Which weights, as near to the base weights as can be, meet all margins?

    Parameters
    ----------
    levels : (K, m) level of each raking cell in each margin.
    n : (R, J) respondents of each kind in each of R tables (fractions are allowed); (J,) is one
        table.
    base : (J,) positive base weight of a respondent of each kind.
    targets : for each margin the sum of weights of every level, (L,) or (R, L) where tables
        differ; positive wherever there are respondents.
    cell : (J,) raking cell of each kind, rising, and base weights rising within it; None: each
        kind is a cell of its own.
    cap : the largest weight that is allowed.
    tolerance : of the margins, relative.
    max_iterations : cycles over all margins.

    Returns
    -------
    Raked

    Missing data
    ------------
    Respondents without a value have a level of their own. A level with a target and without
    respondents cannot be met: the table does not converge.

    Formula
    -------
    For margin after margin, `w = min(cap, a u)` with `u` the weights before they are cut and `a`
    for each level such that `sum n w` is its target: without a cap `a = target / sum n u`, else
    what is cut off is spread over the weights below the cap in proportion to them, until it all
    has found a place. Every cycle so ends on a rake that keeps the cap. The limit is the one set
    of weights that minimizes `sum n w log(w / base)` among those that meet the margins and keep
    the cap, whatever the order of the margins.

    Source
    ------
    Deming and Stephan (1940), Annals of Mathematical Statistics 11, 427-444,
    doi:10.1214/aoms/1177731829; that such cycles reach the nearest point also with bounds:
    Dykstra (1985), Annals of Probability 13, 975-984, doi:10.1214/aop/1176992918; bounded weights:
    Deville and Sarndal (1992), Journal of the American Statistical Association 87, 376-382,
    doi:10.1080/01621459.1992.10475217.

    Verified against
    ----------------
    R survey 4.1.1 `rake` with epsilon 1e-13 (weights, 1e-8), tests/reference/weighting.json; with
    a cap by the conditions of optimality, tests/statistics/test_raking.py.

    Examples
    --------
    Forty women and sixty men, of whom 10 and 30 are young; half are women, half are young:

    >>> levels = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
    >>> n = np.array([10.0, 30.0, 30.0, 30.0])
    >>> half = np.array([50.0, 50.0])
    >>> raked = rake(levels, n, np.ones(4), (half, half))
    >>> raked.weight.round(4)
    array([[1.8301, 1.0566, 1.0566, 0.61  ]])
    >>> float((n * raked.weight)[0, :2].sum())
    50.0
    """
    held = _Held(np.atleast_2d(n), base, np.arange(base.size) if cell is None else cell, cap)
    wanted = [np.atleast_2d(target) for target in targets]
    margins = [
        _Sums(level, target.shape[1]) for level, target in zip(levels.T, wanted, strict=True)
    ]
    factor = np.ones_like(held.whole)
    error = np.full(factor.shape[0], np.inf)
    iterations = 0
    while iterations < max_iterations and not bool((error < tolerance).all()):
        for margin, target in zip(margins, wanted, strict=True):
            factor *= _step(margin, held, factor, target)[:, margin.level]
            np.clip(factor, 1 / FARTHEST, FARTHEST, out=factor)
        error = _largest_error(margins, held.mass(factor), wanted)
        iterations += 1
    weight = np.minimum(base * factor[:, held.cell], cap)
    return Raked(weight=weight, converged=error < tolerance, error=error, iterations=iterations)


class _Held:
    """What the raking cells hold, when their weights are multiplied by a factor and cut.

    Attributes
    ----------
    cell : (J,) raking cell of each kind.
    whole : (R, K) sums of base weights.
    """

    def __init__(self, n: FloatArray, base: FloatArray, cell: IntArray, cap: float) -> None:
        self.cell, self._n, self._base, self.cap = cell, n, base, cap
        self._alone = cell.size == int(cell.max(initial=-1)) + 1
        self._starts = np.flatnonzero(np.diff(cell, prepend=-1))
        self.whole = n * base if self._alone else np.add.reduceat(n * base, self._starts, axis=1)
        if not self._alone and cap < np.inf:
            self._largest = 2 * float(base.max())
            self._order = cell + base / self._largest
            self._up_to = [self._cumulated(one) for one in (n * base, n)]

    def mass(self, factor: FloatArray) -> FloatArray:
        """(R, K) sums of the weights."""
        below, at_cap = self.split(factor)
        return np.asarray(factor * below + at_cap)

    def split(self, factor: FloatArray) -> tuple[FloatArray, FloatArray]:
        """(R, K) sums of the base weights of those below the cap, of the weights of those at it."""
        if self.cap == np.inf:
            return self.whole, np.zeros(1)
        if self._alone:
            cut = factor * self._base > self.cap
            return np.where(cut, 0.0, self.whole), np.where(cut, self.cap * self._n, 0.0)
        most = np.minimum(self.cap / (factor * self._largest), 0.75)
        first = np.searchsorted(self._order, np.arange(self._starts.size) + most, side="right")
        (below, _), (_, above) = (self._parts(sums, first) for sums in self._up_to)
        return below, self.cap * above

    @staticmethod
    def _cumulated(per_kind: FloatArray) -> FloatArray:
        return np.hstack([np.zeros((per_kind.shape[0], 1)), np.cumsum(per_kind, axis=1)])

    def _parts(self, up_to: FloatArray, first: IntArray) -> tuple[FloatArray, FloatArray]:
        """The sums of the kinds of each cell before the first one that is cut, and from it on."""
        middle = np.take_along_axis(up_to, first, axis=1)
        ends = np.append(self._starts[1:], self.cell.size)
        return middle - up_to[:, self._starts], up_to[:, ends] - middle


class _Sums:
    """Sums over the raking cells of each level of a margin."""

    def __init__(self, level: IntArray, n_levels: int) -> None:
        self.level = level
        self.n_levels = n_levels
        self._indicator: FloatArray | None = None

    def of(self, mass: FloatArray) -> FloatArray:
        """(R, L) sums of (R, K) numbers."""
        if mass.shape[0] == 1:
            return sum_at(self.level, mass[0], self.n_levels)[None, :]
        if self._indicator is None:
            self._indicator = (self.level[:, None] == np.arange(self.n_levels)).astype(np.float64)
        return np.asarray(mass @ self._indicator)


def _step(margin: _Sums, held: _Held, factor: FloatArray, target: FloatArray) -> FloatArray:
    """(R, L) what the weights of each level are multiplied by, so that it meets its target."""
    step = _ratio(target, margin.of(factor * held.whole), 1.0)
    if held.cap == np.inf:
        return step
    while True:  # each time more weights are cut, until no more are
        below, at_cap = held.split(factor * step[:, margin.level])
        spread = _ratio(target - margin.of(at_cap), margin.of(factor * below), step)
        if not bool((spread > step * (1 + 1e-15)).any()):
            return step
        step = np.maximum(spread, step)


def _ratio(wanted: FloatArray, held: FloatArray, silent: FloatArray | float) -> FloatArray:
    """Wanted by held; `silent` where nothing is held."""
    return np.where(held > 0, wanted / np.where(held > 0, held, 1.0), silent)


def _largest_error(
    sums: Sequence[_Sums], mass: FloatArray, targets: Sequence[FloatArray]
) -> FloatArray:
    """(R,) largest relative error of a level."""
    errors = [
        _relative(margin.of(mass), target) for margin, target in zip(sums, targets, strict=True)
    ]
    return np.asarray(np.concatenate(errors, axis=1).max(axis=1))


def _relative(held: FloatArray, target: FloatArray) -> FloatArray:
    """(R, L) relative errors; a level that wants nothing and holds nothing has none."""
    asked = np.where(target > 0, target, 1.0)
    return np.abs(held - target) / asked
