"""Which weights make a sample agree with known margins? Raking, with a cap inside the cycle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from survey_analysis.tables.counts import BoolArray, FloatArray, IntArray, sum_at

MOST_CUTS = 1_000
"""Weights of a level are cut, and the rest spread, at most so often in one step of the cycle."""


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
    cap: float = np.inf,
    tolerance: float = 1e-8,
    max_iterations: int = 500,
) -> Raked:
    """Which weights, as near to the base weights as can be, meet all margins?

    Parameters
    ----------
    levels : (J, m) level of each kind of respondents in each margin.
    n : (R, J) respondents of each kind in each of R tables (fractions are allowed); (J,) is one
        table.
    base : (J,) positive base weight of a respondent of each kind.
    targets : for each margin the sum of weights of every level, (L,) or (R, L) where tables
        differ; positive wherever there are respondents.
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
    tables = np.atleast_2d(n)
    u = np.broadcast_to(base, tables.shape).copy()
    sums = [
        _Sums(level, np.shape(target)[-1]) for level, target in zip(levels.T, targets, strict=True)
    ]
    wanted = [np.atleast_2d(target) for target in targets]
    error = np.full(tables.shape[0], np.inf)
    iterations = 0
    # what cannot be met may grow without end; it is told as not converged
    with np.errstate(over="ignore", invalid="ignore"):
        while iterations < max_iterations and not bool((error < tolerance).all()):
            for margin, target in zip(sums, wanted, strict=True):
                factor = _factor(margin, tables, u, target, cap)
                u *= factor[:, margin.level]
            weight = np.minimum(u, cap)
            error = _largest_error(sums, tables * weight, wanted)
            iterations += 1
    return Raked(
        weight=np.minimum(u, cap),
        converged=error < tolerance,
        error=error,
        iterations=iterations,
    )


class _Sums:
    """Sums over the kinds of each level of a margin."""

    def __init__(self, level: IntArray, n_levels: int) -> None:
        self.level = level
        self.n_levels = n_levels
        self._indicator: FloatArray | None = None

    def of(self, mass: FloatArray) -> FloatArray:
        """(R, L) sums of (R, J) numbers."""
        if mass.shape[0] == 1:
            return sum_at(self.level, mass[0], self.n_levels)[None, :]
        if self._indicator is None:
            self._indicator = (self.level[:, None] == np.arange(self.n_levels)).astype(np.float64)
        return np.asarray(mass @ self._indicator)


def _factor(
    margin: _Sums, n: FloatArray, u: FloatArray, target: FloatArray, cap: float
) -> FloatArray:
    """(R, L) what the weights of each level are multiplied by, so that it meets its target."""
    held = margin.of(n * u)
    factor = np.where(held > 0, target / np.where(held > 0, held, 1.0), 1.0)
    if cap == np.inf:
        return factor
    for _ in range(MOST_CUTS):
        cut = factor[:, margin.level] * u > cap
        at_cap = cap * margin.of(n * cut)
        below = margin.of(np.where(cut, 0.0, n * u))
        spread = np.where(below > 0, (target - at_cap) / np.where(below > 0, below, 1.0), factor)
        if not bool((spread > factor * (1 + 1e-15)).any()):
            break
        factor = np.maximum(spread, factor)
    return factor


def _largest_error(
    sums: Sequence[_Sums], mass: FloatArray, targets: Sequence[FloatArray]
) -> FloatArray:
    """(R,) largest relative error of a level; infinite where weights have no size any more."""
    errors = [
        _relative(margin.of(mass), target) for margin, target in zip(sums, targets, strict=True)
    ]
    found = np.concatenate(errors, axis=1).max(axis=1)
    return np.where(np.isnan(found), np.inf, found)


def _relative(held: FloatArray, target: FloatArray) -> FloatArray:
    """(R, L) relative errors; a level that wants nothing and holds nothing has none."""
    asked = np.where(target > 0, target, 1.0)
    return np.abs(held - target) / asked
