"""How sure is the reliability of a composite? Intervals of one group."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from survey_analysis.findings import Note
from survey_analysis.statistics.bootstrap import bca_intervals
from survey_analysis.statistics.composite_variance import (
    CompositeParts,
    composite_reliability,
    error_forms,
    reliability_gradient,
)
from survey_analysis.statistics.influence import (
    centred_covariance,
    influence_values,
    standard_errors,
)
from survey_analysis.statistics.reliability import ADF_FROM, LEAST, STILL
from survey_analysis.statistics.reliability_intervals import NOTHING, log_interval
from survey_analysis.statistics.resampled_covariances import covariance_estimator
from survey_analysis.tables.counts import FloatArray
from survey_analysis.tables.patterns import PatternRows

CompositeInterval = Literal["auto", "jackknife", "adf", "bootstrap"]
"""How the interval is made; `auto` is the jackknife below 300 respondents, else ADF."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draws:
    """How the bootstrap draws.

    Attributes
    ----------
    rng : its source of randomness.
    resamples : how many to draw.
    progress : is told after every group how many more are done.
    """

    rng: np.random.Generator
    resamples: int
    progress: Callable[[int], object] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The interval of one group, or why it has none.

    Attributes
    ----------
    se : standard error of the reliability.
    low, high : ends of the interval.
    method : how it was made; "" for none.
    note : why there is none.
    """

    se: float = np.nan
    low: float = np.nan
    high: float = np.nan
    method: str = ""
    note: Note | None = None


def limits_of(
    rows: PatternRows,
    reliability: float,
    parts: CompositeParts,
    *,
    interval: CompositeInterval,
    confidence: float,
    draws: Draws,
) -> Limits:
    """The interval of a group; nothing, without a note, where it has no reliability.

    Parameters
    ----------
    rows : its complete answer rows.
    reliability : its stratified alpha.

    Formula
    -------
    See `stratified_alpha.stratified_alpha`.
    """
    n = rows.n.sum()
    if np.isnan(reliability):
        return Limits()
    if 1 - reliability <= NOTHING:
        return Limits(note=Note("SA393", "warning"))
    if n < LEAST:
        return Limits(note=Note("SA308", values={"n": int(n), "needed": LEAST}))
    if interval == "bootstrap":
        return _by_bootstrap(rows, parts, confidence, draws)
    if interval == "auto":
        interval = "jackknife" if n < ADF_FROM else "adf"
    return _by_log(rows, reliability, parts, interval, confidence)


def _by_log(
    rows: PatternRows,
    reliability: float,
    parts: CompositeParts,
    method: CompositeInterval,
    confidence: float,
) -> Limits:
    """The interval of `log(1 - rho)` by the jackknife or by influence values."""
    if method == "jackknife":
        se = (1 - reliability) * _jackknife_log_se(rows, parts)
    else:
        _, covariance = centred_covariance(rows)
        gradient = reliability_gradient(covariance, parts)
        se = float(standard_errors(rows, influence_values(rows, gradient))[0])
    if np.isnan(se):
        return Limits(note=Note("SA309"))
    if se <= STILL * (1 - reliability):
        return Limits(note=Note("SA313", "warning"))
    df = np.array(rows.n.sum() - 1)
    ends = log_interval(np.array(reliability), np.array(se), df, confidence)
    return Limits(se=se, low=float(ends.low), high=float(ends.high), method=method)


def _by_bootstrap(
    rows: PatternRows,
    parts: CompositeParts,
    confidence: float,
    draws: Draws,
) -> Limits:
    estimator = covariance_estimator(rows, lambda one: composite_reliability(one, parts))
    found = bca_intervals(
        rows, estimator, resamples=draws.resamples, rng=draws.rng, confidence=confidence
    )
    if draws.progress is not None:
        draws.progress(draws.resamples)
    note = found.notes[0]
    return Limits(
        se=float(found.se[0]),
        low=float(found.ci_low[0]),
        high=float(found.ci_high[0]),
        method="" if note else "bootstrap",
        note=note,
    )


def _jackknife_log_se(rows: PatternRows, parts: CompositeParts) -> float:
    """Delete-one standard error of `log(1 - rho)`; nan where a group without one has none.

    Error and variance are linear in the covariances, and leaving out a respondent of weight w
    makes of these `(W S - w z z') / (W - w) - (w / (W - w))^2 z z'`.
    """
    z, covariance = centred_covariance(rows)
    form = error_forms(parts).sum(axis=0)
    one = rows.w / rows.n
    whole = rows.w.sum()
    rest = whole - one
    if (rest <= NOTHING * whole).any():  # one respondent carries all the weight
        return np.nan

    def without(all_of_them: float, own: FloatArray) -> FloatArray:
        return np.asarray((whole * all_of_them - one * own) / rest - (one / rest) ** 2 * own)

    a = parts.coefficients
    error = without(float((form * covariance).sum()), ((z @ form) * z).sum(axis=1))
    variance = without(float(a @ covariance @ a), (z @ a) ** 2)
    spread = float(np.diagonal(covariance) @ a**2)
    if (variance <= NOTHING * spread).any() or (error <= NOTHING * variance).any():
        return np.nan
    logs = np.log(error / variance)
    size = rows.n.sum()
    return float(np.sqrt((size - 1) / size * (rows.n @ (logs - rows.n @ logs / size) ** 2)))
