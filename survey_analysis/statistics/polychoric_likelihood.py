"""How likely are tables of two items under a correlation? The likelihood of many tables at once."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from survey_analysis.statistics.bivariate_normal import (
    FAR,
    bivariate_normal_cdf,
    bivariate_normal_density,
)
from survey_analysis.tables.counts import FloatArray, IntArray, sum_at

TINY = 1e-8
"""Below this a difference of four values of the CDF has lost digits that a logarithm needs."""

LEAST = 1e-300
"""Probabilities are kept above this, so that their logarithm is finite."""

FOLDS = 40.0
"""An integrand is followed until it has fallen by so many powers of e."""

NODES, WEIGHTS = np.polynomial.legendre.leggauss(48)
"""Of Gauss-Legendre integration between -1 and 1."""

BoolArray = npt.NDArray[np.bool_]

Ends = tuple[FloatArray, FloatArray]
"""Thresholds (Q, m - 1) of the first and of the second item of Q tables."""


class Likelihood(NamedTuple):
    """The log-likelihood of Q tables and its first two derivatives by rho, each (Q,)."""

    value: FloatArray
    slope: FloatArray
    curvature: FloatArray


class _Cells(NamedTuple):
    """Of the cells: logarithm of the probability, its first two derivatives over itself."""

    log: FloatArray
    first: FloatArray
    second: FloatArray


def likelihood(rho: FloatArray, tables: FloatArray, ends: Ends) -> Likelihood:
    """The log-likelihood `sum n_ij log p_ij(rho)` of tables with known thresholds.

    Parameters
    ----------
    rho : (Q,) correlations between -1 and 1, without the ends.
    tables : (Q, m, m) joint frequencies of two items.
    ends : thresholds of both items; equal neighbours enclose a category that nobody chose.

    Formula
    -------
    `p_ij` is the difference of four values of the bivariate normal CDF. Its derivative by rho is
    the same difference of densities f (Plackett's identity), and that of the density is
    `f (rho (1 - rho^2) + (1 + rho^2) h k - rho (h^2 + k^2)) / (1 - rho^2)^2`.

    Source
    ------
    Olsson (1979), Psychometrika 44, 443-460, doi:10.1007/BF02296207.
    """
    seen = tables > 0
    cells = _cells(rho, ends, seen)
    n = tables[seen]
    table = np.nonzero(seen)[0]
    parts = (n * cells.log, n * cells.first, n * (cells.second - cells.first**2))
    return Likelihood(*(sum_at(table, part, rho.size) for part in parts))


def _cells(rho: FloatArray, ends: Ends, seen: BoolArray) -> _Cells:
    """The cells that were seen, in the order of `seen`."""
    r = rho[:, None, None]
    h, k = (np.clip(one, -FAR, FAR) for one in (ends[0][:, :, None], ends[1][:, None, :]))
    density = bivariate_normal_density(h, k, r)
    none = np.zeros_like(ends[0])
    first, second = (
        _difference(inner, (none, none), 0.0)[seen] for inner in (density, density * _bend(h, k, r))
    )
    below = bivariate_normal_cdf(h, k, r)
    probability = _difference(below, (ndtr(ends[0]), ndtr(ends[1])), 1.0)[seen]
    kept = np.maximum(probability, LEAST)
    cells = _Cells(np.log(kept), first / kept, second / kept)
    tiny = np.flatnonzero(probability < TINY)
    if tiny.size:
        table, row, column = (axis[tiny] for axis in np.nonzero(seen))
        sides = _sides(ends[0], table, row), _sides(ends[1], table, column)
        exact = _tail_cells(rho[table], *sides)
        for whole, part in zip(cells, exact, strict=True):
            whole[tiny] = np.where(np.isnan(exact.log), whole[tiny], part)
    return cells


def _difference(inner: FloatArray, margins: Ends, corner: float) -> FloatArray:
    """(Q, m, m) cells from a function at the thresholds, at one infinite limit, and at both."""
    last = inner.shape[1] + 1
    grid = np.zeros((inner.shape[0], last + 1, last + 1))
    grid[:, 1:last, 1:last] = inner
    grid[:, 1:last, last], grid[:, last, 1:last] = margins
    grid[:, last, last] = corner
    return np.diff(np.diff(grid, axis=1), axis=2)


def _bend(h: FloatArray, k: FloatArray, rho: FloatArray) -> FloatArray:
    """The derivative of the density by rho, divided by the density."""
    rest = (1 - rho) * (1 + rho)
    return np.asarray((rho * rest + (1 + rho**2) * h * k - rho * (h * h + k * k)) / rest**2)


def _sides(ends: FloatArray, table: IntArray, category: IntArray) -> tuple[FloatArray, FloatArray]:
    """The lower and the upper threshold of categories."""
    last = ends.shape[1] - 1
    lower = np.where(category > 0, ends[table, np.maximum(category - 1, 0)], -FAR)
    upper = np.where(category <= last, ends[table, np.minimum(category, last)], FAR)
    return np.clip(lower, -FAR, FAR), np.clip(upper, -FAR, FAR)


def _tail_cells(rho: FloatArray, first: Ends, second: Ends) -> _Cells:
    """Cells far from the axis of the distribution, to many digits of the probability itself.

    Formula
    -------
    At rho = 1 there is nothing in a cell beside the axis, so that its probability is minus the
    integral, from rho to 1, of the densities at its corners (with signs). With `r = sin t` the
    integrand is `exp(-e(t)) / (2 pi)`, and the smallest e at t = arcsin rho is taken out of all.
    A negative rho is made positive by turning the second item. nan for a cell on the axis.
    """
    turn = np.where(rho < 0, -1.0, 1.0)
    h, k = np.stack(first), np.stack(second) * turn
    k = np.sort(k, axis=0)
    beside = (h[1] <= k[0]) | (k[1] <= h[0])
    sign = np.array([1.0, -1.0, -1.0, 1.0])[:, None]
    h, k = h[[0, 0, 1, 1]], k[[0, 1, 0, 1]]
    angle = np.arcsin(np.abs(rho))
    exponent = _exponent(h, k, angle)
    nearest = exponent.argmin(axis=0), np.arange(rho.size)
    fall = np.maximum(_fall(h[nearest], k[nearest], angle), 1.0)
    length = np.minimum(np.pi / 2 - angle, FOLDS / fall)
    least = exponent[nearest]
    angles = angle + length * (NODES[:, None, None] + 1) / 2
    along = (sign * np.exp(least - _exponent(h, k, angles))).sum(axis=1)
    mass = -length / 2 * (WEIGHTS @ along)
    mass = np.where(beside & (mass > 0), mass, np.nan)
    corner = sign * np.exp(least - exponent) / np.cos(angle)
    return _Cells(
        np.log(mass / (2 * np.pi)) - least,
        turn * corner.sum(axis=0) / mass,
        (corner * _bend(h, k, np.abs(rho))).sum(axis=0) / mass,
    )


def _exponent(h: FloatArray, k: FloatArray, angle: FloatArray) -> FloatArray:
    """`(h^2 + k^2 - 2 h k sin t) / (2 cos^2 t)` without loss of digits near t = pi / 2."""
    return np.asarray((h - k) ** 2 / (2 * np.cos(angle) ** 2) + h * k / (1 + np.sin(angle)))


def _fall(h: FloatArray, k: FloatArray, angle: FloatArray) -> FloatArray:
    """The derivative of the exponent by the angle."""
    sine, cosine = np.sin(angle), np.cos(angle)
    return np.asarray((h - k) ** 2 * sine / cosine**3 - h * k * cosine / (1 + sine) ** 2)
