"""What `reliability` computes of one domain in the groups of one grouping."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from survey_analysis.findings import Note, Severity
from survey_analysis.statistics.guttman import guttman_lambdas
from survey_analysis.statistics.item_covariances import Missing
from survey_analysis.statistics.items import ItemAnalysis, item_analysis
from survey_analysis.statistics.omega import OmegaResult, mcdonald_omega, omega_if_dropped
from survey_analysis.statistics.polychoric import ordinal_alpha
from survey_analysis.statistics.reliability import AlphaResult, cronbach_alpha
from survey_analysis.statistics.split_half import split_half
from survey_analysis.survey import Survey
from survey_analysis.tables.counts import FloatArray
from survey_analysis.tables.moments import Moments
from survey_analysis.tables.patterns import Patterns

Coefficient = Literal["alpha", "omega", "lambda", "split_half", "ordinal"]
"""What can be asked for; alpha is always there."""

IntervalAsked = Literal["auto", "jackknife", "adf", "feldt", "normal", "bootstrap"]
"""How intervals are made: those of `statistics.reliability`, and the bootstrap."""

LAMBDAS = ("lambda1", "lambda2", "lambda3", "lambda4", "lambda5", "lambda6")
SPLITS = ("split_half_min", "split_half_mean", "split_half_max")


Notes = tuple[Note | None, ...]
"""For each group, why a number is missing or strange, or None."""


OF_FIT = "SA336"
"""What is said of the test of fit, not of omega: there is none with weights."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The options of a call, checked."""

    missing: Missing
    interval: IntervalAsked
    confidence: float
    coefficients: tuple[Coefficient, ...]
    rng: np.random.Generator
    resamples: int

    @property
    def by_bootstrap(self) -> bool:
        """Whether intervals come from resampling."""
        return self.interval == "bootstrap"


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """A number in every group, and what is known of its error; (G,) each, (G, k) of items."""

    value: FloatArray
    se: FloatArray
    ci_low: FloatArray
    ci_high: FloatArray
    ci_method: tuple[str, ...]
    notes: Notes

    @classmethod
    def without_interval(cls, value: FloatArray, notes: Notes) -> Estimate:
        """A number of which nothing more is known."""
        nothing = np.full_like(value, np.nan)
        return cls.by_influence(value, nothing, nothing, nothing, notes=notes)

    @classmethod
    def by_influence(
        cls,
        value: FloatArray,
        se: FloatArray,
        ci_low: FloatArray,
        ci_high: FloatArray,
        *,
        notes: Notes,
    ) -> Estimate:
        """A number whose interval, where it has one, comes from influence values."""
        return cls(
            value=value,
            se=se,
            ci_low=ci_low,
            ci_high=ci_high,
            ci_method=tuple("adf" if low.any() else "" for low in np.isfinite(ci_low)),
            notes=notes,
        )


Estimates = Iterator[tuple[str, Estimate]]
"""Coefficients by the name of their column."""


@dataclass(frozen=True, kw_only=True)
class ScaleAnalysis:
    """A domain in the groups of one grouping (or in everybody).

    Attributes
    ----------
    estimates : the coefficients asked for, by the name of their column, alpha first.
    item_rest : the item-rest correlations (G, k) with their intervals.
    """

    domain: str
    grouping: str | None
    moments: Moments
    alpha: AlphaResult
    items: ItemAnalysis
    omega: OmegaResult | None
    omega_if_dropped: FloatArray | None
    estimates: dict[str, Estimate]
    item_rest: Estimate

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups that are reported; `("",)` for everybody."""
        return self.moments.groups if self.grouping is None else self.moments.groups[:-1]

    @property
    def ids(self) -> dict[str, str]:
        """The id columns of every row."""
        return {"domain": self.domain, "group_by": self.grouping or ""}

    @property
    def name(self) -> str:
        """`trust`, or `trust x age`."""
        return f"{self.domain} × {self.grouping}" if self.grouping else self.domain

    @property
    def lost_share(self) -> float:
        """Share of all respondents who are left out because they did not answer every item."""
        total = self.alpha.n_total.sum()
        return float(1 - self.alpha.n_used.sum() / total) if total else 0.0

    def note(
        self, severity: Severity, of_groups: str, of_all: str, concerned: npt.NDArray[np.bool_]
    ) -> Iterator[Note]:
        """A note that names the groups concerned, or one on everybody."""
        groups = tuple(g for g, flag in zip(self.groups, concerned, strict=False) if flag)
        if groups == ("",):
            yield Note(of_all, severity, {"where": self.name})
        elif groups:
            yield Note(of_groups, severity, {"where": self.name, "groups": groups})


def analyse(survey: Survey, domain: str, grouping: str | None, asked: Asked) -> ScaleAnalysis:
    """Everything that is asked for, of one domain in the groups of one grouping."""
    moments = survey.moments(domain, grouping)
    patterns = survey.patterns(domain, grouping) if asked.missing == "listwise" else None
    units = survey.unit_sums(domain, grouping) if survey.codebook.design.drawn else None
    alpha = cronbach_alpha(
        moments,
        missing=asked.missing,
        interval="adf" if asked.interval == "bootstrap" else asked.interval,
        confidence=asked.confidence,
        patterns=patterns,
        units=units,
    )
    items = item_analysis(moments, missing=asked.missing, confidence=asked.confidence)
    omega = None
    if "omega" in asked.coefficients:
        omega = mcdonald_omega(
            moments, missing=asked.missing, patterns=patterns, confidence=asked.confidence
        )
    estimates = {"alpha": _of_alpha(alpha)} | dict(
        _further(survey, domain, grouping, moments, patterns, omega, asked)
    )
    return ScaleAnalysis(
        domain=domain,
        grouping=grouping,
        moments=moments,
        alpha=alpha,
        items=items,
        omega=omega,
        omega_if_dropped=omega_if_dropped(moments, missing=asked.missing) if omega else None,
        estimates=estimates,
        item_rest=Estimate.by_influence(
            items.item_rest_r,
            items.item_rest_r_se,
            items.item_rest_r_low,
            items.item_rest_r_high,
            notes=alpha.notes,
        ),
    )


def _of_alpha(alpha: AlphaResult) -> Estimate:
    return Estimate(
        value=alpha.alpha,
        se=alpha.alpha_se,
        ci_low=alpha.ci_low,
        ci_high=alpha.ci_high,
        ci_method=alpha.ci_method,
        notes=alpha.notes,
    )


def _of_omega(omega: OmegaResult) -> Estimates:
    implied = (omega.omega, omega.omega_se, omega.ci_low, omega.ci_high)
    observed = (
        omega.omega_observed,
        omega.omega_observed_se,
        omega.observed_ci_low,
        omega.observed_ci_high,
    )
    notes = tuple(None if note and note.code == OF_FIT else note for note in omega.notes)
    yield "omega", Estimate.by_influence(*implied, notes=notes)
    yield "omega_observed", Estimate.by_influence(*observed, notes=notes)


def _of_lambdas(moments: Moments, patterns: Patterns | None, asked: Asked) -> Estimates:
    found = guttman_lambdas(
        moments, missing=asked.missing, patterns=patterns, confidence=asked.confidence
    )
    for place, name in enumerate(LAMBDAS):
        numbers = (one[:, place] for one in (found.lambdas, found.se, found.ci_low, found.ci_high))
        yield name, Estimate.by_influence(*numbers, notes=found.notes)


def _of_halves(moments: Moments, asked: Asked) -> Estimates:
    found = split_half(moments, missing=asked.missing, confidence=asked.confidence)
    mean = (found.mean, found.mean_se, found.mean_ci_low, found.mean_ci_high)
    yield "split_half_min", Estimate.without_interval(found.min, found.notes)
    yield "split_half_mean", Estimate.by_influence(*mean, notes=found.notes)
    yield "split_half_max", Estimate.without_interval(found.max, found.notes)


def _further(
    survey: Survey,
    domain: str,
    grouping: str | None,
    moments: Moments,
    patterns: Patterns | None,
    omega: OmegaResult | None,
    asked: Asked,
) -> Estimates:
    """The coefficients beside alpha that are asked for, each by the name of its column."""
    if omega is not None:
        yield from _of_omega(omega)
    if "lambda" in asked.coefficients:
        yield from _of_lambdas(moments, patterns, asked)
    if "split_half" in asked.coefficients:
        yield from _of_halves(moments, asked)
    if "ordinal" in asked.coefficients:
        pairs = survey.pair_counts(domain, grouping, complete=asked.missing == "listwise")
        found = ordinal_alpha(pairs)
        yield "alpha_ordinal", Estimate.without_interval(found.alpha, found.notes)
