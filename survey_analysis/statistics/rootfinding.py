"""Where does a falling function cross zero? Many such questions at once."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from survey_analysis.tables.counts import FloatArray

MOST_STEPS = 200
MOST_DOUBLINGS = 40

FallingFunction = Callable[[FloatArray], FloatArray]
"""Takes and returns (M,) arrays; entry by entry it falls from above to below zero."""


def falling_roots(
    function: FallingFunction,
    low: FloatArray,
    high: FloatArray,
    *,
    lowest: float = -np.inf,
    tolerance: float = 1e-12,
) -> FloatArray:
    """The points where falling functions are zero, all searched for together.

    A secant step is taken, and the bracket is halved where three of them did not; an end that
    stays twice in a row has its value halved, so that both ends close in.

    Parameters
    ----------
    function : (M,) functions.
    low, high : (M,) points left and right of the roots; where they are not, they are moved out.
    lowest : how far to the left the search may go.
    tolerance : half width of the bracket, relative to 1 + |root|, that ends the search.

    Returns
    -------
    (M,) array
        The roots; nan where the function is nan, or has no zero in reach.

    Source
    ------
    The "Illinois" rule: Dowell and Jarratt (1971), BIT 11, 168-174, doi:10.1007/BF01934364.

    Examples
    --------
    >>> falling_roots(lambda x: 2 - x**2, np.array([0.0]), np.array([1.0]), lowest=0.0)
    array([1.41421356])
    """
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        a, at_a, b, at_b = _bracket(function, low, high, lowest)
        bad = ~((at_a >= 0) & (at_b <= 0))
        x = np.where(at_a == 0, a, b)
        found = bad | (at_a == 0) | (at_b == 0)
        side, width = np.zeros(a.shape), b - a
        for count in range(MOST_STEPS):
            near = tolerance * (1 + np.abs(x))
            found |= bad | (b - a <= 2 * near)
            if found.all():
                break
            step = (a * at_b - b * at_a) / (at_b - at_a)
            halve = ~np.isfinite(step)
            if count % 3 == 2:
                halve, width = halve | (b - a > width / 2), b - a
            # a step on to the end itself would not move it, so it goes a little further
            x = np.where(found, x, np.where(halve, (a + b) / 2, np.clip(step, a + near, b - near)))
            at_x = function(x)
            bad |= np.isnan(at_x)
            found |= at_x == 0
            right = at_x > 0
            at_b = np.where(right & (side > 0), at_b / 2, at_b)
            at_a = np.where(~right & (side < 0), at_a / 2, at_a)
            a, at_a = np.where(right, x, a), np.where(right, at_x, at_a)
            b, at_b = np.where(right, b, x), np.where(right, at_b, at_x)
            side = np.where(right, 1.0, -1.0)
    return np.where(bad, np.nan, x)


def _bracket(
    function: FallingFunction, low: FloatArray, high: FloatArray, lowest: float
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Points left and right of the roots, each with its value."""
    a, b = low.astype(np.float64), high.astype(np.float64)
    at_a, at_b = function(a), function(b)
    width = b - a
    for _ in range(MOST_DOUBLINGS):
        left, right = (at_a < 0) & (a > lowest), at_b > 0
        if not (left | right).any():
            break
        width = 2 * width
        b, at_b = np.where(left, a, b), np.where(left, at_a, at_b)
        a = np.where(left, np.maximum(a - width, lowest), np.where(right, b, a))
        at_a = np.where(left, np.nan, np.where(right, at_b, at_a))
        b = np.where(right & ~left, b + width, b)
        at_a, at_b = np.where(left, function(a), at_a), np.where(right, function(b), at_b)
    return a, at_a, b, at_b
