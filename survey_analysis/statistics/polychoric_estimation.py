"""Polychoric correlations of many tables at once: thresholds from marginals, then likelihood."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.special import ndtri

from survey_analysis.statistics.polychoric_likelihood import BoolArray, Ends, likelihood
from survey_analysis.tables.counts import FloatArray, IntArray
from survey_analysis.tables.pairs import offsets_of, varying

LIMIT = 0.99999
"""A likelihood that still rises here rises up to ±1."""

LARGEST = float(np.arctanh(1 - (1 - LIMIT) / 2))
"""Where the search of Fisher's z ends, a little beyond `LIMIT`."""

SHORT = 1e-4
"""A step of Fisher's z below this is good to the square of it."""

MOST_STEPS = 100
"""Steps of the search; five to eight are usual."""

LONGEST = 1.0
"""The longest step of Fisher's z."""

STEEP = 1.5
"""From this Fisher's z on it is asked whether the likelihood still rises, however little."""

FLAT = 1e-13
"""A change of the log-likelihood by this share of itself is rounding."""

CELLS = 262_144
"""Cells of tables that are worked on at a time, so that memory stays flat."""


class Estimates(NamedTuple):
    """Polychoric correlations of B Gram matrices.

    correlation : (B, k, k), 1 on the diagonal; nan where undefined.
    at_end : (B, k, k) the likelihood rises up to ±1.
    thresholds : (B, k, m - 1) between the categories of each item, m the largest number of
        them; equal neighbours enclose a category that nobody chose, infinite ones lie outside.
    """

    correlation: FloatArray
    at_end: BoolArray
    thresholds: FloatArray


def two_step_estimates(
    grams: FloatArray, sizes: Sequence[int], *, start: FloatArray | None = None
) -> Estimates:
    """The polychoric correlations of every pair of items in every Gram matrix.

    Parameters
    ----------
    grams : (B, C, C) joint tables of all pairs, as in `PairCounts`.
    sizes : (k,) categories of each item; they add up to C.
    start : (k, k) correlations to begin the search with, such as those of the whole sample.

    Returns
    -------
    Estimates; nan for a pair with an item that does not vary among those who answered both.
    """
    thresholds = _thresholds(grams, sizes)
    n_items, size = len(sizes), max(sizes)
    correlation = np.full((len(grams), n_items, n_items), np.nan)
    correlation[:, np.arange(n_items), np.arange(n_items)] = 1.0
    at_end = np.zeros(correlation.shape, dtype=np.bool_)
    varies = varying(grams, sizes)
    problems = np.argwhere(np.triu(varies & varies.transpose(0, 2, 1), 1))
    step = max(1, CELLS // size**2)
    for first in range(0, len(problems), step):
        batch, one, two = problems[first : first + step].T
        tables = _tables(grams, sizes, batch, one, two)
        ends = thresholds[batch, one], thresholds[batch, two]
        begin = _pearson(tables) if start is None else np.nan_to_num(start[one, two])
        rho = _maximize(tables, ends, begin)
        end = np.abs(rho) > LIMIT
        found = np.where(end, np.sign(rho), rho)
        for i, j in ((one, two), (two, one)):
            correlation[batch, i, j], at_end[batch, i, j] = found, end
    return Estimates(correlation, at_end, thresholds)


def _categories(sizes: Sequence[int], n_columns: int) -> IntArray:
    """(k, m) the column of each category; `n_columns` where an item has fewer than m."""
    category = np.arange(max(sizes))
    column = offsets_of(sizes)[:-1, None] + category
    return np.where(category < np.asarray(sizes)[:, None], column, n_columns)


def _marginals(grams: FloatArray, sizes: Sequence[int]) -> FloatArray:
    """(B, k, m) how often each category of each item was chosen."""
    own = np.diagonal(grams, axis1=1, axis2=2)
    padded = np.concatenate([own, np.zeros((len(own), 1))], axis=1)
    return np.asarray(padded[:, _categories(sizes, own.shape[1])])


def _thresholds(grams: FloatArray, sizes: Sequence[int]) -> FloatArray:
    below = np.cumsum(_marginals(grams, sizes), axis=2)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(ndtri(below[:, :, :-1] / below[:, :, -1:]))


def _tables(
    grams: FloatArray, sizes: Sequence[int], batch: IntArray, one: IntArray, two: IntArray
) -> FloatArray:
    """(Q, m, m) the joint table of each problem, with zeros where an item has fewer than m."""
    n_columns = grams.shape[1]
    columns = _categories(sizes, n_columns)
    row, column = columns[one][:, :, None], columns[two][:, None, :]
    outside = (row == n_columns) | (column == n_columns)
    last = n_columns - 1
    chosen = grams[batch[:, None, None], np.minimum(row, last), np.minimum(column, last)]
    return np.where(outside, 0.0, chosen)


def _pearson(tables: FloatArray) -> FloatArray:
    """(Q,) the correlation of the category numbers, drawn a little towards zero."""
    score = np.arange(tables.shape[1], dtype=np.float64)
    total = tables.sum(axis=(1, 2))
    row, column = tables.sum(axis=2) / total[:, None], tables.sum(axis=1) / total[:, None]
    x, y = score - (row @ score)[:, None], score - (column @ score)[:, None]
    product = (x[:, None, :] @ tables @ y[:, :, None])[:, 0, 0] / total
    spread = np.sqrt((row * x * x).sum(axis=1) * (column * y * y).sum(axis=1))
    r = np.divide(product, spread, out=np.zeros_like(product), where=spread > 0)
    return np.asarray(np.clip(r, -0.95, 0.95))


class _Search(NamedTuple):
    """Fisher's z of each table, its log-likelihood, Newton's step, and what it should gain."""

    z: FloatArray
    value: FloatArray
    step: FloatArray
    gain: FloatArray


def _maximize(tables: FloatArray, ends: Ends, start: FloatArray) -> FloatArray:
    """(Q,) the correlations of largest likelihood, by Newton's method on Fisher's z.

    A step that lowers the likelihood is halved; only tables that still move are worked on. The
    last step of each is too short to be looked at.
    """
    at = _look(np.arctanh(np.clip(start, -LIMIT, LIMIT)), tables, ends)
    active = np.arange(at.z.size)
    for _ in range(MOST_STEPS):
        z = np.clip(at.z[active] + at.step[active], -LARGEST, LARGEST)
        moving = (z != at.z[active]) & (at.gain[active] > FLAT * np.abs(at.value[active]))
        active, z = active[moving], z[moving]
        if not active.size:
            break
        tried = _look(z, tables[active], (ends[0][active], ends[1][active]))
        better = tried.value >= at.value[active]
        at.step[active[~better]] /= 2
        at.gain[active[~better]] /= 2
        for kept, new in zip(at, tried, strict=True):
            kept[active[better]] = new[better]
    at.z[:] += np.where(np.abs(at.step) < SHORT, at.step, 0.0)
    return np.tanh(_up_to_the_end(at, tables, ends))


def _up_to_the_end(at: _Search, tables: FloatArray, ends: Ends) -> FloatArray:
    """(Q,) Fisher's z, moved to the end where the likelihood is flat up to there."""
    z = at.z.copy()
    steep = np.flatnonzero(np.abs(z) > STEEP)
    if steep.size:
        last = np.copysign(LARGEST, z[steep])
        value = likelihood(np.tanh(last), tables[steep], (ends[0][steep], ends[1][steep])).value
        flat = value >= at.value[steep] - FLAT * np.abs(at.value[steep])
        z[steep[flat]] = last[flat]
    return z


def _look(z: FloatArray, tables: FloatArray, ends: Ends) -> _Search:
    rho = np.tanh(z)
    found = likelihood(rho, tables, ends)
    rest = (1 - rho) * (1 + rho)
    slope = found.slope * rest
    curvature = found.curvature * rest**2 - 2 * rho * slope
    uphill = np.sign(slope) * LONGEST
    step = np.divide(-slope, curvature, out=uphill, where=curvature < 0)
    step = np.clip(step, -LONGEST, LONGEST)
    return _Search(z, found.value, step, slope * step)
