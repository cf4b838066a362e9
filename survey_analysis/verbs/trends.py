"""Trends over ordered groups: which groupings have an order, and the tests that use it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from survey_analysis.findings import Note
from survey_analysis.present.method import Method
from survey_analysis.sentences.methods import TEST_METHODS
from survey_analysis.statistics.linear_by_linear import cochran_armitage, linear_by_linear
from survey_analysis.statistics.multiplicity import Adjustment, adjusted_p
from survey_analysis.statistics.trend_test import PER_STEP, TrendTest
from survey_analysis.statistics.trends import jonckheere_terpstra, linear_trend
from survey_analysis.survey import Survey
from survey_analysis.verbs.frames import stack
from survey_analysis.verbs.selection import Outcome

TREND = (
    "outcome", "group_by", "test", "statistic", "p_value", "p_adjusted", "effect_name", "effect",
    "effect_ci_low", "effect_ci_high", "note",
)  # fmt: skip
NUMBERS = ("statistic", "p_value", "effect", "effect_ci_low", "effect_ci_high")
ORDERED = ("ordinal", "integer")
"""Types of groupings whose groups rise: levels, bands and whole numbers."""

TESTS: dict[str, tuple[Callable[..., TrendTest], ...]] = {
    "number": (linear_trend, jonckheere_terpstra),
    "ordinal": (linear_trend, jonckheere_terpstra, linear_by_linear),
    "nominal": (cochran_armitage,),
}
"""The tests for each level of an outcome; a nominal one must have two categories."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Trends:
    """The trends of outcomes over ordered groupings.

    Attributes
    ----------
    frame : the columns of `TREND`, a row for each test; without rows where nothing has an order.
    notes : who was left out, and why something could not be computed. The slopes stand in the
        frame only.
    methods : what the tests computed, each sentence once.
    """

    frame: pd.DataFrame
    notes: tuple[Note, ...]
    methods: tuple[Method, ...]


@dataclass(frozen=True, eq=False, kw_only=True)
class _Row:
    """One test of one outcome by one grouping."""

    outcome: str
    by: str
    test: TrendTest


def ordered_groupings(survey: Survey, groupings: Sequence[str]) -> tuple[str, ...]:
    """Those of the groupings that the codebook says are ordered: ordinal ones, and bands."""
    return tuple(by for by in groupings if survey.codebook.variable(by).type in ORDERED)


def trend_frame(
    survey: Survey,
    outcomes: Sequence[Outcome],
    groupings: Sequence[str],
    adjust: Adjustment,
    confidence: float,
) -> Trends:
    """Do outcomes rise or fall from group to group, where the groups have an order?

    Parameters
    ----------
    outcomes : scores and numbers have a linear trend and Jonckheere-Terpstra, ordinal answers
        also a linear-by-linear test, nominal ones with two categories Cochran-Armitage.
    groupings : ids; those without an order have no rows.
    adjust : how p-values are adjusted, each kind of test being one family.
    confidence : level of the intervals.
    """
    rows = list(_rows(survey, outcomes, ordered_groupings(survey, groupings), confidence))
    p_values = np.array([row.test.p_value for row in rows], dtype=np.float64)
    kinds = np.array([row.test.test for row in rows], dtype=object)
    adjusted = np.full(p_values.shape, np.nan)
    for kind in dict.fromkeys(kinds):
        adjusted[kinds == kind] = adjusted_p(p_values[kinds == kind], adjust)
    parts = [
        {
            "outcome": row.outcome,
            "group_by": row.by,
            "test": row.test.test,
            **{name: getattr(row.test, name) for name in NUMBERS},
            "p_adjusted": p_adjusted,
            "effect_name": row.test.effect_name,
            "note": "; ".join(note.text for note in row.test.notes),
        }
        for row, p_adjusted in zip(rows, adjusted, strict=True)
    ]
    return Trends(
        frame=stack(parts, TREND),
        notes=tuple(_notes(rows)),
        methods=tuple(dict.fromkeys(map(_method, rows))),
    )


def _rows(
    survey: Survey, outcomes: Sequence[Outcome], groupings: Sequence[str], confidence: float
) -> Iterator[_Row]:
    for outcome in outcomes:
        if outcome.level == "nominal" and len(outcome.categories) != 2:
            continue
        for by in groupings:
            counts = survey.counts(outcome.id, by)
            for test in TESTS[outcome.level]:
                found = test(counts, confidence=confidence)
                yield _Row(outcome=outcome.id, by=by, test=found)


def _method(row: _Row) -> Method:
    return Method(row.test.method, ru=TEST_METHODS[row.test.test])


def _notes(rows: Sequence[_Row]) -> Iterator[Note]:
    """What several tests of an outcome and a grouping say, once."""
    said = set()
    for row in rows:
        for note in row.test.notes:
            where = f"{row.outcome} × {row.by}"
            if note.code not in PER_STEP and (where, note.text) not in said:
                said.add((where, note.text))
                yield Note("SA371", note.severity, {"where": where, "what": note})
