"""How sure is a number that has no formula for it? The bootstrap, bias-corrected (BCa)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from scipy import special

from survey_analysis.errors import OptionError, check_confidence, shown
from survey_analysis.findings import Note
from survey_analysis.statistics.reliability_intervals import NOTHING
from survey_analysis.tables.counts import FloatArray
from survey_analysis.tables.patterns import PatternRows

RESAMPLES = 2_000
"""So many resamples are drawn unless asked otherwise."""

LEAST_RESAMPLES = 100
"""Fewer resamples say nothing about the ends of an interval."""

MOST_RESAMPLES = 100_000
"""More resamples are asked for by mistake."""

SEED = 1
"""The seed that stands in for `rng=None`: the same data give the same interval on every run."""

UNDEFINED_SHARE = 0.05
"""With a larger share of resamples in which a number is not defined there is no interval."""

MOST_LEFT_OUT = 2_000
"""With more distinct answer rows, the acceleration is from so many respondents drawn from all."""

PICKED = 6
"""Up to so many respondents an answer row, persons are drawn one by one; above, the counts."""

CELLS = 2**24
"""A batch of resamples has at most so many numbers, so that memory stays flat."""

BATCH = 500
"""A batch has at most so many resamples, so that what an estimator makes of them stays small."""

Estimator = Callable[[FloatArray], FloatArray]
"""Turns weights of the answer rows (b, P) into estimates (b, m), nan where undefined."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BootstrapResult:
    """What the bootstrap says of m numbers; all arrays are (m,).

    Attributes
    ----------
    resamples : how many were drawn.
    estimate : of the respondents themselves.
    se : standard deviation over the resamples.
    ci_low, ci_high : interval; nan where there is none.
    bias_correction : z0, 0 where half of the resamples lie below the estimate.
    acceleration : how fast the standard error changes with the number.
    undefined : resamples in which the number is not defined.
    notes : for each number, why it has no interval, or None (also where the estimate is nan).
    """

    resamples: int
    estimate: FloatArray
    se: FloatArray
    ci_low: FloatArray
    ci_high: FloatArray
    bias_correction: FloatArray
    acceleration: FloatArray
    undefined: FloatArray
    notes: tuple[Note | None, ...]


def bca_intervals(
    rows: PatternRows,
    estimator: Estimator,
    *,
    resamples: int = RESAMPLES,
    rng: np.random.Generator | int | None = None,
    confidence: float = 0.95,
    progress: Callable[[int], object] | None = None,
) -> BootstrapResult:
    """Between which values do numbers lie, judged by drawing the respondents again?

    Parameters
    ----------
    rows : the answer rows of one group. Respondents are not copied: a resample is a number of
        respondents for every row, and the weight of the row is that number times `w / n`.
    estimator : turns weights (b, P) into estimates (b, m), such as
        `resampled_covariances.covariance_estimator(rows, coefficients)`.
    resamples : how many to draw, 100 to 100,000.
    rng : a `numpy.random.Generator`, a seed, or None for the seed `SEED`: equal data and equal
        seeds give equal numbers.
    confidence : share between 0 and 1.
    progress : is told, again and again, how many more resamples are done.

    Returns
    -------
    BootstrapResult
        (m,) arrays, one entry for every number of the estimator.

    Missing data
    ------------
    Resamples in which a number is not defined (an item without variance) are counted and left
    out; above a share of 0.05 there is no interval, and a note says so. Nor is there one where
    all resamples agree, or where an end would lie beyond the outermost resamples.

    Formula
    -------
    The ends are the quantiles `Phi(z0 + (z0 + z) / (1 - a (z0 + z)))` of the resamples for
    `z = Phi^-1((1 ± confidence) / 2)`; `z0 = Phi^-1` of the share of resamples below the
    estimate, ties by half; `a = mean d^3 / (6 sqrt(n) (mean d^2)^1.5)` with d the mean of the
    delete-one estimates minus each of them. Quantiles are interpolated on the normal scale. With
    more than 2,000 distinct rows, the means of d are over 2,000 respondents drawn from all: a is
    of the order `1 / sqrt(n)`, and its error then about a thousandth.

    Source
    ------
    Efron (1987), Journal of the American Statistical Association 82, 171-185,
    doi:10.1080/01621459.1987.10478410; Efron and Tibshirani (1993), An Introduction to the
    Bootstrap, chapter 14; DiCiccio and Efron (1996), Statistical Science 11, 189-228,
    doi:10.1214/ss/1032280214; the interpolation: Davison and Hinkley (1997), Bootstrap Methods
    and their Application, section 5.2.

    Verified against
    ----------------
    R boot 1.3-28.1 `boot.ci(type = "bca")`, from the same resamples:
    tests/reference/bootstrap.json.

    Examples
    --------
    >>> import numpy as np
    >>> from survey_analysis.tables.patterns import PatternRows
    >>> score = np.array([[1.0], [2.0], [3.0], [5.0], [9.0]])
    >>> n = np.array([4.0, 9.0, 12.0, 8.0, 2.0])
    >>> def mean(weights):
    ...     return weights @ score / weights.sum(axis=1, keepdims=True)
    >>> found = bca_intervals(PatternRows(score, n, n, n), mean, rng=7)
    >>> found.estimate, found.undefined
    (array([3.31428571]), array([0.]))
    >>> bool(found.ci_low[0] < 3 < found.ci_high[0])
    True
    """
    check_resamples(resamples)
    level = check_confidence(confidence)
    generator = as_generator(rng)
    estimate = estimator(rows.w[None])[0]
    replicates = np.full((resamples, estimate.size), np.nan)
    acceleration = np.full(estimate.size, np.nan)
    if np.isfinite(estimate).any():
        done = 0
        for weights in _resampled(rows, resamples, generator):
            replicates[done : done + weights.shape[0]] = estimator(weights)
            done += weights.shape[0]
            if progress is not None:
                progress(weights.shape[0])
        acceleration = _accelerations(rows, estimator, generator)
    replicates[~np.isfinite(replicates)] = np.nan
    return bca_of(estimate, replicates, acceleration, level)


def bca_of(
    estimate: FloatArray, replicates: FloatArray, acceleration: FloatArray, confidence: float
) -> BootstrapResult:
    """The intervals of m numbers from their resamples.

    Parameters
    ----------
    estimate : (m,) of the respondents themselves.
    replicates : (B, m) estimates of the resamples, nan where undefined.
    acceleration : (m,).
    confidence : share between 0 and 1.
    """
    size = estimate.size
    found = np.full((4, size), np.nan)
    undefined = np.isnan(replicates).sum(axis=0).astype(np.float64)
    notes: list[Note | None] = [None] * size
    for one in np.flatnonzero(np.isfinite(estimate)):
        ordered = np.sort(replicates[:, one])[: replicates.shape[0] - int(undefined[one])]
        notes[one] = _why_no_interval(ordered, replicates.shape[0])
        if notes[one] is None:
            z0 = _bias_correction(ordered, estimate[one])
            ends = _ends(ordered, z0, acceleration[one], confidence)
            found[:, one] = [ordered.std(ddof=1), z0, *ends]
            notes[one] = Note("SA343", "warning") if np.isnan(ends).any() else None
    return BootstrapResult(
        resamples=replicates.shape[0],
        estimate=estimate,
        se=found[0],
        ci_low=found[2],
        ci_high=found[3],
        bias_correction=found[1],
        acceleration=acceleration,
        undefined=undefined,
        notes=tuple(notes),
    )


def as_generator(rng: object) -> np.random.Generator:
    """The source of randomness: `rng` itself, or a new one from a seed; None is seed `SEED`."""
    if isinstance(rng, np.random.Generator):
        return rng
    seed = SEED if rng is None else rng
    if isinstance(seed, (int, np.integer)) and not isinstance(seed, bool) and seed >= 0:
        return np.random.default_rng(int(seed))
    raise OptionError(
        f"rng={shown(rng)} is not allowed. Give a whole number from 0 on as a seed, a "
        "numpy.random.Generator, or None."
    )


def check_resamples(resamples: object) -> None:
    """Raise `OptionError` unless `resamples` is a whole number that a bootstrap can use."""
    whole = isinstance(resamples, (int, np.integer)) and not isinstance(resamples, bool)
    if not (whole and LEAST_RESAMPLES <= resamples <= MOST_RESAMPLES):  # type: ignore[operator]
        raise OptionError(
            f"resamples={shown(resamples)} is not allowed. Give a whole number from "
            f"{LEAST_RESAMPLES} to {MOST_RESAMPLES}, such as {RESAMPLES}."
        )


def _resampled(rows: PatternRows, resamples: int, rng: np.random.Generator) -> Iterator[FloatArray]:
    """Weights (b, P) of the answer rows in batches of resamples."""
    n, size = int(rows.n.sum()), rows.n.size
    one, share = rows.w / rows.n, rows.n / rows.n.sum()
    owner = np.repeat(np.arange(size), rows.n.astype(np.intp)) if n <= PICKED * size else None
    batch = min(BATCH, max(1, CELLS // size))
    for start in range(0, resamples, batch):
        weights = np.empty((min(batch, resamples - start), size))
        for row in weights:
            if owner is None:
                row[:] = rng.multinomial(n, share)
            else:
                row[:] = np.bincount(owner[rng.integers(n, size=n)], minlength=size)
        weights *= one
        yield weights


def _accelerations(rows: PatternRows, estimator: Estimator, rng: np.random.Generator) -> FloatArray:
    """The acceleration of every number, from delete-one estimates."""
    n, size = rows.n.sum(), rows.n.size
    chosen, times = np.arange(size), rows.n
    if size > MOST_LEFT_OUT:
        drawn = rng.multinomial(MOST_LEFT_OUT, rows.n / n)
        chosen = np.flatnonzero(drawn)
        times = drawn[chosen].astype(np.float64)
    batch = min(BATCH, max(1, CELLS // size))
    parts = []
    for start in range(0, chosen.size, batch):
        left_out = chosen[start : start + batch]
        weights = np.repeat(rows.w[None], left_out.size, axis=0)
        weights[np.arange(left_out.size), left_out] -= rows.w[left_out] / rows.n[left_out]
        parts.append(estimator(weights))
    without = np.concatenate(parts)
    # where leaving one out leaves nothing, a third of the resamples have nothing either
    weight = times[:, None] * np.isfinite(without)
    values = np.where(weight > 0, without, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        d = (weight * values).sum(axis=0) / weight.sum(axis=0) - values
        second, third = ((weight * d**p).sum(axis=0) / weight.sum(axis=0) for p in (2, 3))
        return np.where(second > 0, third / (6 * np.sqrt(n) * second**1.5), 0.0)


def _why_no_interval(ordered: FloatArray, resamples: int) -> Note | None:
    undefined = resamples - ordered.size
    if undefined > UNDEFINED_SHARE * resamples:
        return Note("SA342", "warning", {"undefined": undefined, "resamples": resamples})
    spread = ordered[-1] - ordered[0]
    still = spread <= NOTHING * max(1.0, abs(ordered[0]), abs(ordered[-1]))
    return Note("SA343", "warning") if still else None


def _bias_correction(ordered: FloatArray, estimate: float) -> float:
    rounding = NOTHING * max(1.0, abs(estimate))
    below = np.searchsorted(ordered, estimate - rounding, side="left")
    up_to = np.searchsorted(ordered, estimate + rounding, side="right")
    return float(special.ndtri((below + up_to) / (2 * ordered.size)))


def _ends(
    ordered: FloatArray, z0: float, acceleration: float, confidence: float
) -> tuple[float, float]:
    """Both ends; nan where one of them lies beyond the outermost resamples."""
    z = float(special.ndtri(0.5 + confidence / 2))
    if np.isfinite(z0):
        low, high = (_quantile(ordered, z0, acceleration, end) for end in (-z, z))
        if np.isfinite(low) and np.isfinite(high):
            return low, high
    return np.nan, np.nan


def _quantile(ordered: FloatArray, z0: float, acceleration: float, z: float) -> float:
    """The corrected quantile, interpolated on the normal scale between order statistics."""
    slope = 1 - acceleration * (z0 + z)
    if slope <= 0:  # the correction has turned around: there is no such quantile
        return np.nan
    wanted = z0 + (z0 + z) / slope
    size = ordered.size
    place = int(np.floor(special.ndtr(wanted) * (size + 1)))
    if not 1 <= place < size:
        return np.nan
    near, next_one = special.ndtri(np.array([place, place + 1]) / (size + 1))
    share = (wanted - near) / (next_one - near)
    return float(ordered[place - 1] + share * (ordered[place] - ordered[place - 1]))
