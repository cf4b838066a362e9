"""The intervals of `reliability(interval="bootstrap")`: all numbers of a group from one run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from survey_analysis.findings import Note
from survey_analysis.statistics.bootstrap import BootstrapResult, Estimator, bca_intervals
from survey_analysis.statistics.guttman import lambdas
from survey_analysis.statistics.items import item_rest
from survey_analysis.statistics.omega import omegas
from survey_analysis.statistics.polychoric import ordinal_alphas
from survey_analysis.statistics.resampled_covariances import covariance_estimator
from survey_analysis.statistics.resampled_pairs import pair_estimator
from survey_analysis.statistics.split_half import split_half_range
from survey_analysis.survey import Survey
from survey_analysis.tables.counts import FloatArray
from survey_analysis.tables.patterns import PatternRows
from survey_analysis.verbs.progress import progress_bar
from survey_analysis.verbs.scale_analysis import LAMBDAS, SPLITS, Asked, Estimate, ScaleAnalysis

OMEGAS = ("omega", "omega_observed")
ORDINAL = "alpha_ordinal"
LONG = 20
"""Items with more answers are numbers; resampling their joint tables takes minutes."""
PICKED = ("lambda4", "split_half_min", "split_half_max")
"""Coefficients of the best or the worst of many splits, which chance picks."""


def with_bootstrap(survey: Survey, found: ScaleAnalysis, asked: Asked) -> ScaleAnalysis:
    """The analysis with intervals from resampled respondents instead of its own."""
    patterns = survey.patterns(found.domain, found.grouping, complete=asked.missing == "listwise")
    names = [name for name in found.estimates if name != ORDINAL or not _long(survey, found)]
    runs: dict[int, BootstrapResult] = {}
    usable = np.flatnonzero(np.isfinite(found.alpha.alpha[: len(found.groups)]))
    with progress_bar(usable.size * asked.resamples, f"bootstrap: {found.name}") as progress:
        for group in usable:
            rows = patterns.rows_of(int(group))
            runs[int(group)] = bca_intervals(
                rows,
                _estimator(survey, found, names, rows, asked),
                resamples=asked.resamples,
                rng=asked.rng,
                confidence=asked.confidence,
                progress=progress,
            )
    return replace(
        found,
        estimates={
            name: _with_caution(name, _resampled(estimate, runs, [names.index(name)]))
            if name in names
            else _too_long(estimate)
            for name, estimate in found.estimates.items()
        },
        item_rest=_resampled(
            found.item_rest, runs, range(len(names), len(names) + found.moments.n_items)
        ),
    )


def _long(survey: Survey, found: ScaleAnalysis) -> bool:
    """Whether ordinal alpha of so many answers is not worth resampling."""
    scale = survey.codebook.scale_of_domain(found.domain)
    return len(scale.codes) > LONG


def _too_long(estimate: Estimate) -> Estimate:
    """The estimate without an interval, and why."""
    known = zip(estimate.notes, np.isfinite(estimate.value), strict=True)
    why = Note("SA317", values={"most": LONG})
    return replace(estimate, notes=tuple(why if there else note for note, there in known))


def _estimator(
    survey: Survey, found: ScaleAnalysis, names: Sequence[str], rows: PatternRows, asked: Asked
) -> Estimator:
    """Weights of the answer rows to all coefficients by name, and the item-rest correlations."""
    of_covariances = covariance_estimator(rows, _coefficients(names), asked.missing)
    if ORDINAL not in names:
        return of_covariances
    complete = asked.missing == "listwise"
    pairs = survey.pair_counts(found.domain, found.grouping, complete=complete)
    of_pairs = pair_estimator(
        rows, pairs.values, lambda grams: ordinal_alphas(grams, pairs.sizes), asked.missing
    )
    place = names.index(ORDINAL)

    def both(weights: FloatArray) -> FloatArray:
        return np.insert(of_covariances(weights), place, of_pairs(weights)[:, 0], axis=1)

    return both


def _coefficients(names: Sequence[str]) -> Callable[[FloatArray], FloatArray]:
    """Covariances (b, k, k) to the coefficients but ordinal alpha, then the item-rest r."""

    def numbers(covariance: FloatArray) -> FloatArray:
        bounds = lambdas(covariance)
        known = dict(zip(LAMBDAS, bounds.T, strict=True)) | {"alpha": bounds[:, 2]}
        if OMEGAS[0] in names:
            known |= dict(zip(OMEGAS, omegas(covariance).T, strict=True))
        if SPLITS[0] in names:
            known |= dict(zip(SPLITS, split_half_range(covariance).T, strict=True))
        wanted = [known[name] for name in names if name in known]
        return np.column_stack([*wanted, item_rest(covariance)])

    return numbers


def _resampled(
    estimate: Estimate, runs: dict[int, BootstrapResult], places: Sequence[int]
) -> Estimate:
    """The estimate with the intervals of the runs at some places of their numbers."""
    columns = list(places)
    se, low, high = (np.full_like(estimate.value, np.nan) for _ in range(3))
    method, notes = [""] * len(estimate.value), list(estimate.notes)
    for group, run in runs.items():
        for array, source in ((se, run.se), (low, run.ci_low), (high, run.ci_high)):
            array[group] = source[columns] if array.ndim > 1 else source[columns[0]]
        method[group] = "bootstrap" if np.isfinite(low[group]).any() else ""
        why = next((run.notes[place] for place in columns if run.notes[place]), None)
        missing = estimate.notes[group]
        only_interval = missing is not None and missing.code in {"SA307", "SA308", "SA309", "SA313"}
        if why is not None or only_interval:
            notes[group] = why
    return replace(
        estimate, se=se, ci_low=low, ci_high=high, ci_method=tuple(method), notes=tuple(notes)
    )


def _with_caution(name: str, estimate: Estimate) -> Estimate:
    """The estimate; the interval of a split that was picked among many says what it is worth."""
    if name not in PICKED:
        return estimate
    known = zip(estimate.notes, estimate.ci_method, strict=True)
    return replace(
        estimate,
        notes=tuple(Note("SA331") if method and note is None else note for note, method in known),
    )
