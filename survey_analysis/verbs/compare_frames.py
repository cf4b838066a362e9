"""The frames of a comparison: tests, groups, pairs, residuals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from survey_analysis.statistics.distributions import describe_counts
from survey_analysis.survey import Survey
from survey_analysis.tables.counts import Counts, FloatArray
from survey_analysis.verbs.compared import Compared
from survey_analysis.verbs.frames import counted, weight_columns
from survey_analysis.verbs.selection import Outcome, text_of
from survey_analysis.verbs.statistics_asked import PAIR_NUMBERS, TEST_NUMBERS

TextArray = npt.NDArray[np.object_]

TABLE = (
    "outcome", "group_by", "test", "n", "statistic", "df1", "df2", "p_value", "p_adjusted",
    "adjust", "effect_name", "effect", "effect_ci_low", "effect_ci_high", "note",
)  # fmt: skip
GROUPS = (
    "outcome", "group_by", "group", "n", "mean", "sd", "se", "ci_low", "ci_high", "median",
)  # fmt: skip
PAIRS = (
    "outcome", "group_by", "group1", "group2", "n1", "n2", "estimate", "se", "ci_low", "ci_high",
    "statistic", "df", "p_value", "p_adjusted", "effect_name", "effect", "effect_ci_low",
    "effect_ci_high", "note",
)  # fmt: skip
RESIDUALS = (
    "outcome", "group_by", "group", "value", "label", "n", "expected", "residual",
)  # fmt: skip


def columns_of(names: Sequence[str], weights: Sequence[str]) -> tuple[str, ...]:
    """The columns of a frame, with those of weights behind `n`."""
    at = names.index("n") + 1
    return (*names[:at], *weights, *names[at:])


def table_row(
    survey: Survey, one: Compared, p_adjusted: float, adjust: str, confidence: float
) -> dict[str, Any]:
    """The row of a test."""
    test = one.test
    part = one.counts.keep([one.counts.groups.index(group) for group in test.groups])
    weights = weight_columns(survey, describe_counts(part.pooled, confidence))
    return {
        **one.place,
        "test": test.test,
        "n": test.n,
        **weights,
        **{name: getattr(test, name) for name in TEST_NUMBERS},
        "p_adjusted": p_adjusted,
        "adjust": adjust,
        "effect_name": test.effect_name,
        "note": "; ".join(note.text for note in test.notes),
    }


def group_rows(survey: Survey, one: Compared, confidence: float) -> dict[str, Any]:
    """The rows of the groups, described."""
    low, high = one.outcome.low, one.outcome.high
    values = describe_counts(one.counts, confidence=confidence, low=low, high=high)
    defined = np.nan if one.outcome.level == "nominal" else 1.0
    return {
        **one.place,
        "group": one.counts.groups,
        "n": counted(values.n),
        **weight_columns(survey, values),
        **{name: getattr(values, name) * defined for name in GROUPS[4:]},
    }


def pair_rows(one: Compared) -> Iterator[dict[str, Any]]:
    """The rows of the pairs of groups, where the test has pairs."""
    pairs = one.test.pairs
    if pairs is None:
        return
    names = np.array(one.test.groups, dtype=object)
    yield {
        **one.place,
        "group1": names[pairs.group1],
        "group2": names[pairs.group2],
        **{name: getattr(pairs, name) for name in PAIR_NUMBERS},
        "effect_name": pairs.effect_name,
        "note": "",
    }


def residual_rows(survey: Survey, one: Compared) -> Iterator[dict[str, Any]]:
    """The rows of the table of groups by answers, where the test has one."""
    test, counts = one.test, one.counts
    if test.values is None or test.expected is None or test.residuals is None:
        return
    columns = np.searchsorted(counts.values, test.values)
    texts, labels = _answers(survey, one.outcome, counts)
    for group, expected, residuals in zip(test.groups, test.expected, test.residuals, strict=True):
        yield {
            **one.place,
            "group": group,
            "value": texts[columns],
            "label": labels[columns],
            "n": counted(counts.n[counts.groups.index(group), columns]),
            "expected": expected,
            "residual": residuals,
        }


def p_values(found: Sequence[Compared]) -> FloatArray:
    """(M,) the p-values of the tests."""
    return np.array([one.test.p_value for one in found])


def _answers(survey: Survey, outcome: Outcome, counts: Counts) -> tuple[TextArray, TextArray]:
    """Code and label of each value of the counts."""
    if outcome.is_domain or len(outcome.categories) != counts.values.size:
        numbers = np.array([f"{value:g}" for value in counts.values], dtype=object)
        return numbers, numbers
    texts = [category.code for category in outcome.categories]
    labels = [text_of(survey, category.label) for category in outcome.categories]
    return np.array(texts, dtype=object), np.array(labels, dtype=object)
