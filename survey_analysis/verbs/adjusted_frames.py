"""The frames of adjusted comparisons: means, pairs, tests, simple effects, odds, clustering."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from survey_analysis.findings import Note
from survey_analysis.statistics.adjusted_means import (
    AdjustedMeans,
    AdjustedPairs,
    MarginalMeans,
    RawGroups,
)
from survey_analysis.statistics.intraclass import intraclass_correlation
from survey_analysis.statistics.joint_test import JointTest, nothing_tested
from survey_analysis.statistics.multiplicity import Adjustment, adjusted_p
from survey_analysis.statistics.ordinal_adjusted import OrdinalAdjusted
from survey_analysis.statistics.simple_effects import SimpleEffects
from survey_analysis.survey import Survey
from survey_analysis.tables.counts import FloatArray, IntArray
from survey_analysis.verbs.frames import counted, stack, text_of_note
from survey_analysis.verbs.selection import Outcome

BETWEEN = " \N{MULTIPLICATION SIGN} "
"""Stands between two groupings that interact."""

FEWEST_GROUPS = 3
"""A grouping with fewer groups is no sample of clusters."""

ADJUSTED = (
    "outcome", "group_by", "group", "mean", "se", "ci_low", "ci_high", "weights", "n", "mean_raw",
    "note",
)  # fmt: skip
PAIRS = (
    "outcome", "group_by", "group1", "group2", "estimate", "se", "ci_low", "ci_high", "statistic",
    "df", "p_value", "p_adjusted", "estimate_raw", "note",
)  # fmt: skip
TESTS = (
    "outcome", "group_by", "term", "test", "statistic", "df1", "df2", "p_value", "p_adjusted",
    "note",
)  # fmt: skip
SIMPLE = (
    "outcome", "group_by", "within", "within_group", "test", "statistic", "df1", "df2", "p_value",
    "p_adjusted", "note",
)  # fmt: skip
SIMPLE_MEANS = (
    "outcome", "group_by", "within", "within_group", "group", "n", "mean", "se", "ci_low",
    "ci_high", "note",
)  # fmt: skip
SIMPLE_PAIRS = (*PAIRS[:2], "within", "within_group", *PAIRS[2:])
ODDS = (
    "outcome", "group_by", "group1", "group2", "n1", "n2", "odds_ratio", "ci_low", "ci_high",
    "log_odds", "se", "statistic", "df", "p_value", "p_adjusted", "note",
)  # fmt: skip
CLUSTERING = (
    "outcome", "group_by", "n_groups", "icc", "icc_ci_low", "icc_ci_high", "deff", "note",
)  # fmt: skip

PAIR_NUMBERS = PAIRS[4:-1]
TextArray = npt.NDArray[np.object_]


@dataclass(frozen=True, eq=False, kw_only=True)
class Modelled:
    """One outcome in the groups of one grouping, beside other groupings.

    Attributes
    ----------
    others : the groupings it is adjusted for; `within` is the first of them, if there is one.
    groups : as the respondents with all characteristics answered.
    n_left_out : respondents who answered and have a group, but not all other characteristics.
    ordinal, by_design : whether the model is the ordinal one, and knows weights and design.
    means, simple, odds : what was computed; None what was not asked for or not possible.
    why : why nothing was computed, or None.
    """

    outcome: Outcome
    by: str
    others: tuple[str, ...]
    within: str
    groups: RawGroups
    n_left_out: int
    ordinal: bool
    by_design: bool
    means: AdjustedMeans | None
    simple: SimpleEffects | None
    odds: OrdinalAdjusted | None
    why: Note | None

    @property
    def place(self) -> dict[str, str]:
        """The columns that say where a row stands."""
        return {"outcome": self.outcome.id, "group_by": self.by}

    @property
    def terms(self) -> tuple[str, ...]:
        """The groupings of the model, and the interaction."""
        return (self.by, *self.others, *((self.interaction,) if self.within else ()))

    @property
    def interaction(self) -> str:
        """The two groupings that interact."""
        return f"{self.by}{BETWEEN}{self.within}"

    @property
    def tests(self) -> tuple[JointTest, ...]:
        """One for each term."""
        found = self.odds or self.means
        if found is not None:
            return found.tests
        return (nothing_tested(self.why or Note("SA763", "warning")),) * len(self.terms)

    @property
    def test(self) -> str:
        """The name of its tests."""
        if self.by_design:
            return "wald_f"
        return "likelihood_ratio" if self.ordinal else "wald_f_hc3"


def labels_of(survey: Survey, grouping: str, level: IntArray) -> TextArray:
    """The labels of some levels of a grouping."""
    return np.array(survey.group_labels(grouping), dtype=object)[level]


def adjusted_frame(survey: Survey, found: Sequence[Modelled]) -> pd.DataFrame:
    """Adjusted beside raw means, with equal weights and with those of the population."""
    more = ("sum_w", "n_eff") if survey.weighted else ()
    at = ADJUSTED.index("n") + 1
    rows = [row for one in found if not one.ordinal for row in _mean_rows(survey, one)]
    return stack(rows, (*ADJUSTED[:at], *more, *ADJUSTED[at:]))


def _mean_rows(survey: Survey, one: Modelled) -> Iterator[dict[str, Any]]:
    labels, groups = survey.group_labels(one.by), one.groups
    nothing = np.full(groups.level.size, np.nan)
    none = MarginalMeans(mean=nothing, se=nothing, df=nothing, ci_low=nothing, ci_high=nothing)
    nominal = one.outcome.level == "nominal"

    def spread(values: FloatArray, empty: float = np.nan) -> FloatArray:
        every = np.full(len(labels), empty, dtype=np.float64)
        every[groups.level] = values
        return every

    for weights in ("equal", "population"):
        means = none if one.means is None else getattr(one.means, weights)
        n = spread(groups.n, 0)
        yield {
            **one.place,
            "group": labels,
            **{name: spread(getattr(means, name)) for name in ("mean", "se", "ci_low", "ci_high")},
            "weights": weights,
            "n": counted(n),
            "sum_w": spread(groups.sum_w, 0),
            "n_eff": spread(groups.n_eff),
            "mean_raw": spread(nothing if nominal else groups.mean),
            "note": [
                text_of_note(why) if size else ""
                for size, why in zip(n, _reasons(one, spread(means.mean), spread(means.ci_low)),
                                     strict=True)
            ],
        }  # fmt: skip


def _reasons(one: Modelled, mean: FloatArray, end: FloatArray) -> Iterator[Note | None]:
    """Why a mean, or its interval, is missing."""
    why = one.why if one.means is None else one.means.why
    for value, low in zip(mean, end, strict=True):
        if not np.isnan(low):
            yield None
        elif np.isnan(value):
            yield why or Note("SA763", "warning")
        else:
            yield why or Note("SA360", "warning")


def pairs_frame(survey: Survey, found: Sequence[Modelled]) -> pd.DataFrame:
    """Differences of adjusted means beside those of raw ones."""
    return stack(
        [
            {**one.place, **_pairs(survey, one, one.means.pairs, one.groups.level, one.groups.n)}
            for one in found
            if one.means is not None
        ],
        PAIRS,
    )


def _pairs(
    survey: Survey, one: Modelled, pairs: AdjustedPairs, level: IntArray, n: FloatArray
) -> dict[str, Any]:
    """The columns of pairs of groups that have respondents."""
    labels = labels_of(survey, one.by, level)
    there = (n[pairs.group1] > 0) & (n[pairs.group2] > 0)
    why = one.means.why if one.means is not None else None
    reason = text_of_note(why or Note("SA763", "warning"))
    return {
        "group1": labels[pairs.group1[there]],
        "group2": labels[pairs.group2[there]],
        **{name: getattr(pairs, name)[there] for name in PAIR_NUMBERS},
        "note": [reason if np.isnan(p) else "" for p in pairs.p_value[there]],
    }


def terms_frame(found: Sequence[Modelled], adjust: Adjustment) -> pd.DataFrame:
    """Tests of the terms. Those of the groups, of the covariates and of the interactions each
    are a family of the call.
    """
    rows = [
        (_role(one, term), {**one.place, "term": term, "test": one.test, **_numbers(test)})
        for one in found
        for term, test in zip(one.terms, one.tests, strict=True)
    ]
    roles = np.array([role for role, _ in rows], dtype=object)
    p_value = np.array([row["p_value"] for _, row in rows], dtype=np.float64)
    p_adjusted = np.full(p_value.size, np.nan)
    for role in set(roles):
        p_adjusted[roles == role] = adjusted_p(p_value[roles == role], adjust)
    return stack([{**row, "p_adjusted": p} for (_, row), p in zip(rows, p_adjusted, strict=True)],
                 TESTS)  # fmt: skip


def _role(one: Modelled, term: str) -> str:
    return {one.by: "by", one.interaction: "interaction"}.get(term, "covariate")


def _numbers(test: JointTest) -> dict[str, Any]:
    return {
        "statistic": test.statistic,
        "df1": test.df1,
        "df2": test.df2,
        "p_value": test.p_value,
        "note": text_of_note(test.why),
    }


def simple_frame(survey: Survey, found: Sequence[Modelled], adjust: Adjustment) -> pd.DataFrame:
    """Are the groups equal at each level of another grouping? All tests are one family."""
    rows = [
        {**place, "test": one.test, **_numbers(test)}
        for one, simple in _with_simple(found)
        for place, test in zip(_levels(survey, one, simple), simple.tests, strict=True)
    ]
    p_adjusted = adjusted_p(np.array([row["p_value"] for row in rows], dtype=np.float64), adjust)
    return stack([{**row, "p_adjusted": p} for row, p in zip(rows, p_adjusted, strict=True)],
                 SIMPLE)  # fmt: skip


def simple_means_frame(survey: Survey, found: Sequence[Modelled]) -> pd.DataFrame:
    """The groups at each level of another grouping."""
    rows = []
    for one, simple in _with_simple(found):
        reason = text_of_note(simple.why or Note("SA763", "warning"))
        for at, place in enumerate(_levels(survey, one, simple)):
            n = simple.n[at]
            rows.append(
                {
                    **place,
                    "group": labels_of(survey, one.by, simple.group),
                    "n": counted(n),
                    **{name: getattr(simple, name)[at] for name in SIMPLE_MEANS[6:-1]},
                    "note": [
                        reason if size and np.isnan(low) else ""
                        for size, low in zip(n, simple.ci_low[at], strict=True)
                    ],
                }
            )
    return stack(rows, SIMPLE_MEANS)


def simple_pairs_frame(survey: Survey, found: Sequence[Modelled]) -> pd.DataFrame:
    """Differences of the groups at each level of another grouping."""
    return stack(
        [
            {**place, **_pairs(survey, one, simple.pairs[at], simple.group, simple.n[at])}
            for one, simple in _with_simple(found)
            for at, place in enumerate(_levels(survey, one, simple))
        ],
        SIMPLE_PAIRS,
    )


def _with_simple(found: Iterable[Modelled]) -> Iterator[tuple[Modelled, SimpleEffects]]:
    for one in found:
        if one.simple is not None:
            yield one, one.simple


def _levels(survey: Survey, one: Modelled, simple: SimpleEffects) -> Iterator[dict[str, Any]]:
    for label in labels_of(survey, one.within, simple.within):
        yield {**one.place, "within": one.within, "within_group": label}


def odds_frame(survey: Survey, found: Sequence[Modelled]) -> pd.DataFrame:
    """The odds of a higher answer in each group over those in the first."""
    return stack([row for one in found for row in _odds_rows(survey, one)], ODDS)


def _odds_rows(survey: Survey, one: Modelled) -> Iterator[dict[str, Any]]:
    odds = one.odds
    if odds is None:
        return
    labels = labels_of(survey, one.by, odds.level)
    reason = text_of_note(odds.why or Note("SA763", "warning"))
    yield {
        **one.place,
        "group1": labels[1:],
        "group2": labels[0],
        "n1": counted(odds.n[1:]),
        "n2": counted(odds.n[:1])[0],
        **{name: getattr(odds, name) for name in ODDS[6:-1]},
        "note": [reason if np.isnan(p) else "" for p in odds.p_value],
    }


def clustering_frame(
    survey: Survey, outcomes: Sequence[Outcome], by: Sequence[str], confidence: float
) -> pd.DataFrame:
    """How alike respondents of the same group are, for groupings that are no scale."""
    rows = []
    unordered = [name for name in by if survey.codebook.variable(name).type == "nominal"]
    for outcome in outcomes:
        for name in unordered if outcome.level != "nominal" else ():
            found = intraclass_correlation(survey.counts(outcome.id, name), confidence=confidence)
            if found.n_groups >= FEWEST_GROUPS:
                rows.append(
                    {
                        "outcome": outcome.id,
                        "group_by": name,
                        **{column: getattr(found, column) for column in CLUSTERING[2:-1]},
                        "note": text_of_note(found.note),
                    }
                )
    return stack(rows, CLUSTERING)
