"""Which loadings describe correlations best? Newton's method for one factor, many at a time."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from survey_analysis.statistics.one_factor_likelihood import (
    by_loadings_alone,
    derivatives,
    discrepancy,
)
from survey_analysis.tables.counts import FloatArray

SMALLEST_CURVATURE = 1e-11
"""Below this curvature (Hessian with unit diagonal) a solution is not determined by the data."""

ITERATIONS = 100
"""Newton steps at most; most samples take five, small noisy ones up to forty."""

HALVINGS = 40
"""A step is halved at most so many times."""

CLOSE = 1e-7
"""A Newton step below this is the last one: the next would be of the order of its square."""

LONGEST_STEP = 0.7
"""No parameter moves further in one step, in units of correlations."""

LARGEST_SHARE = 0.9
"""One step takes at most this share of the way to a loading without end."""

LARGEST_LOADING = 10.0
"""A standardized loading above this does not count as found: in the model the other items then
have no correlation with each other above 0.01, and rounding rules the rest."""

ENDLESS = 32.0
"""The search for a larger standardized loading is given up: no step from 10 leads further."""

Flags = npt.NDArray[np.bool_]


class Point(NamedTuple):
    """Loadings (m, k), their discrepancy (m,), and the inverse (m, k, k) of what they imply."""

    loadings: FloatArray
    value: FloatArray
    inverse: FloatArray


class Step(NamedTuple):
    """Where to go (m, k), the slope there (m,), and which of the steps are the last (m,)."""

    change: FloatArray
    slope: FloatArray
    last: Flags


def minimum(correlation: FloatArray) -> tuple[FloatArray, FloatArray, Flags]:
    """Where the discrepancy is smallest.

    Parameters
    ----------
    correlation : (m, k, k), positive definite, k from 3 on.

    Returns
    -------
    tuple
        Standardized loadings (m, k), F (m,), and whether they are a minimum that the data
        determine (m,).

    Formula
    -------
    At a minimum the model has the variances of the data, so that loadings alone are fitted, with
    `theta = 1 - l^2`. Newton's method with the eigenvalues of the Hessian turned positive, from
    the first principal component. Where a loading `l_r` above 1 makes a narrow curved valley,
    the steps are in `v = 1 / l_r^2` and `m_j = l_r l_j`, which straighten it (`m_i m_j v` is the
    correlation of two other items); v = 0 is the end where there is no minimum.
    """
    loadings = _start(correlation)
    at = Point(loadings, *discrepancy(loadings, correlation))
    close = np.zeros(at.value.size, dtype=np.bool_)
    active = np.arange(at.value.size)
    for _ in range(ITERATIONS):
        if active.size == 0:
            break
        here = Point(*(one[active] for one in at))
        step = _newton_step(here, correlation[active])
        stuck = _descend(here, correlation[active], step)
        for one, new in zip(at, here, strict=True):
            one[active] = new
        close[active] = step.last
        endless = np.abs(here.loadings).max(axis=1) > ENDLESS
        active = active[~(step.last | stuck | endless)]
    value = at.value - np.linalg.slogdet(correlation)[1] - correlation.shape[-1]
    close &= np.abs(at.loadings).max(axis=1) <= LARGEST_LOADING
    return at.loadings, np.maximum(value, 0.0), close & _determined(at, correlation)


def _start(correlation: FloatArray) -> FloatArray:
    """The first principal component, without the variance that any component would have."""
    values, vectors = np.linalg.eigh(correlation)
    largest = values[:, -1:]
    own = np.maximum(largest - values[:, :-1].mean(axis=1, keepdims=True), 0.1 * largest)
    return np.asarray(np.clip(vectors[:, :, -1] * np.sqrt(own), -0.95, 0.95))


def _newton_step(at: Point, correlation: FloatArray) -> Step:
    loadings = at.loadings
    gradient, hessian = by_loadings_alone(loadings, *derivatives(loadings, correlation, at.inverse))
    above = np.abs(loadings).max(axis=1) > 1
    gradient[above], hessian[above] = _by_marker(loadings[above], gradient[above], hessian[above])
    curvature, axes = np.linalg.eigh(hessian)
    upwards = np.abs(curvature)
    upwards = np.maximum(upwards, 1e-6 * upwards.max(axis=1, keepdims=True))
    change = -(axes @ ((axes.swapaxes(1, 2) @ gradient[:, :, None]) / upwards[:, :, None]))[..., 0]
    row = np.arange(change.shape[0])
    marker = np.abs(loadings).argmax(axis=1)
    # how far v goes towards 0, as a share of v
    towards = np.where(above, -change[row, marker] * loadings[row, marker] ** 2, 0.0)
    largest = np.abs(change).max(axis=1)
    share = LONGEST_STEP / np.maximum(largest, LONGEST_STEP)
    share = np.minimum(share, LARGEST_SHARE / np.maximum(towards, LARGEST_SHARE))
    last = (np.maximum(largest, np.abs(towards)) < CLOSE) & (curvature[:, 0] > 0)
    change *= share[:, None]
    return Step(change, (gradient * change).sum(axis=1), last)


def _by_marker(
    loadings: FloatArray, gradient: FloatArray, hessian: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Gradient and Hessian by `m_j` and (at the place of the largest loading) by `v`."""
    m, k = loadings.shape
    row, marker = np.arange(m), np.abs(loadings).argmax(axis=1)
    # turned so that the largest is positive; the Hessian is the same for -l
    sign = np.sign(loadings[row, marker])[:, None]
    turned, slope = loadings * sign, gradient * sign
    v = turned[row, marker] ** -2.0
    change = np.sqrt(v)[:, None, None] * np.eye(k)
    by_v = turned / (2 * v[:, None])
    by_v[row, marker] *= -1
    change[row, :, marker] = by_v
    found = change.swapaxes(1, 2) @ hessian @ change
    mixed = slope / (2 * np.sqrt(v))[:, None]
    mixed[row, marker] = 0
    found[row, :, marker] += mixed
    found[row, marker, :] += mixed
    weighted = turned * slope
    found[row, marker, marker] += (weighted[row, marker] - weighted.sum(axis=1) / 4) / v**2
    return (change.swapaxes(1, 2) @ slope[:, :, None])[..., 0], found


def _moved(loadings: FloatArray, change: FloatArray) -> FloatArray:
    """The loadings after a step, which is by `m_j` and `v` where one of them is above 1."""
    new = loadings + change
    above = np.flatnonzero(np.abs(loadings).max(axis=1) > 1)
    marker = np.abs(loadings[above]).argmax(axis=1)
    largest = loadings[above, marker][:, None]
    m = loadings[above] * np.abs(largest) + np.sign(largest) * change[above]
    v = largest[:, 0] ** -2.0 + change[above, marker]
    new[above] = m * np.sqrt(v)[:, None]
    new[above, marker] = np.sign(largest[:, 0]) / np.sqrt(v)
    return new


def _descend(at: Point, correlation: FloatArray, step: Step) -> Flags:
    """Take the step, or the half, quarter, ... of it that leads down; True where none does."""
    k = correlation.shape[-1]
    share = 1.0
    waiting = np.arange(at.value.size)
    for _ in range(HALVINGS):
        tried = _moved(at.loadings[waiting], share * step.change[waiting])
        value, inverse = discrepancy(tried, correlation[waiting])
        # at the minimum rounding may lift the value by some units of its last digit
        wanted = at.value[waiting] + 1e-4 * share * step.slope[waiting] + 1e-13 * k
        lower = value <= wanted
        for one, new in zip(at, (tried, value, inverse), strict=True):
            one[waiting[lower]] = new[lower]
        waiting = waiting[~lower]
        if waiting.size == 0:
            break
        share /= 2
    stuck = np.zeros(at.value.size, dtype=np.bool_)
    stuck[waiting] = True
    return stuck


def _determined(at: Point, correlation: FloatArray) -> Flags:
    """Whether the discrepancy rises in every direction, of loadings and residual variances."""
    _, hessian = derivatives(at.loadings, correlation, at.inverse)
    own = np.diagonal(hessian, axis1=1, axis2=2)
    positive: Flags = own.min(axis=1) > 0
    scale = 1 / np.sqrt(np.where(positive[:, None], own, 1.0))
    scaled = hessian * scale[:, :, None] * scale[:, None, :]
    floor = SMALLEST_CURVATURE * np.eye(own.shape[1])
    try:
        np.linalg.cholesky(scaled - floor)
    except np.linalg.LinAlgError:
        return np.asarray(positive & (np.linalg.eigvalsh(scaled)[:, 0] > SMALLEST_CURVATURE))
    return positive
