"""compare: do groups differ, by how much, and how sure can one be?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from survey_analysis.errors import OptionError, check_confidence, check_option, shown
from survey_analysis.findings import Note
from survey_analysis.present.result import Result
from survey_analysis.statistics.contingency import chi_square
from survey_analysis.statistics.distributions import describe_counts
from survey_analysis.statistics.group_test import GroupTest
from survey_analysis.statistics.means import welch
from survey_analysis.statistics.multiplicity import benjamini_hochberg, holm
from survey_analysis.statistics.ranks import kruskal_wallis
from survey_analysis.survey import Survey
from survey_analysis.tables.counts import Counts, FloatArray
from survey_analysis.verbs.frames import counted, sampling_notes, stack
from survey_analysis.verbs.selection import (
    Names,
    Outcome,
    check_survey,
    choose_groupings,
    choose_outcomes,
    left_out,
    text_of,
)
from survey_analysis.verbs.statistics_asked import (
    PAIR_NUMBERS,
    TEST_NUMBERS,
    Statistic,
    asked_statistic,
    check_statistic,
)

TextArray = npt.NDArray[np.object_]
Adjustment = Literal["holm", "fdr_bh", "none"]

FEW = 10
"""A group of fewer respondents is named: Welch's ANOVA finds differences too often with it."""

TESTS_OF_MEANS = ("welch_anova",)

MANY_TESTS = 10
"""From so many tests on, a note tells how many pass before and after the adjustment."""


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class ComparisonResult(Result):
    """Comparisons of outcomes between groups.

    `.table` (one row per outcome x grouping): outcome, group_by, test, n, statistic, df1, df2,
    p_value, p_adjusted, adjust, effect_name, effect, effect_ci_low, effect_ci_high, note.

    `.groups`: outcome, group_by, group, n, mean, sd, se, ci_low, ci_high, median.

    `.pairs`: outcome, group_by, group1, group2, n1, n2, estimate, se, ci_low, ci_high,
    statistic, df, p_value, p_adjusted, effect_name, effect, effect_ci_low, effect_ci_high, note.
    An estimate is group1 minus group2.

    `.residuals` (nominal outcomes): outcome, group_by, group, value, label, n, expected,
    residual. A residual beyond 2 or -2 says where the groups differ.
    """

    title: ClassVar[str] = "Comparisons"
    frames: ClassVar[tuple[str, ...]] = ("table", "groups", "pairs", "residuals")

    groups: pd.DataFrame
    pairs: pd.DataFrame
    residuals: pd.DataFrame


def compare(
    survey: Survey,
    *,
    outcomes: Names = None,
    by: Names = None,
    statistic: Statistic | None = None,
    adjust: Adjustment = "holm",
    confidence: float = 0.95,
) -> ComparisonResult:
    """Do groups differ in an outcome, by how much, and how sure can one be?

    One call is one family: its tests are adjusted together.

    Parameters
    ----------
    survey : a loaded, unweighted survey.
    outcomes : ids of domains, outcome variables or items. None: all domains and outcomes.
    by : id of a grouping or a list of them. None: every grouping.
    statistic : a function of a table such as `statistics.ranks.kruskal_wallis`. None: Welch's
        t for two groups and Welch's ANOVA for several (domain scores, numbers), Kruskal-Wallis
        (ordinal items), chi-square (nominal ones).
    adjust : "holm" (Holm 1979), "fdr_bh" (Benjamini & Hochberg 1995) or "none", over all
        outcomes x groupings of the call.
    confidence : level of the intervals, such as 0.95.

    Returns
    -------
    ComparisonResult with one row per outcome and grouping, in codebook order.

    Missing data
    ------------
    Respondents without a group or without a valid outcome are left out of that comparison.

    Formula
    -------
    See `statistics.means`, `statistics.ranks`, `statistics.contingency`.

    Errors
    ------
    UnknownNameError for an outcome or grouping that the codebook does not have; OptionError for
    another `adjust` or `confidence`, a statistic that is not a function, a weighted survey.
    """
    check_survey(survey)
    check_option("adjust", adjust, Adjustment)
    confidence = check_confidence(confidence)
    check_statistic(statistic)
    groupings = _groupings(survey, by)
    chosen = choose_outcomes(survey, outcomes)
    found = [
        (outcome, grouping, _test(survey, outcome, grouping, statistic, confidence))
        for outcome in chosen
        for grouping in groupings
    ]
    adjusted = _adjusted(np.array([test.p_value for _, _, test in found]), adjust)
    tests = [test for _, _, test in found]
    return ComparisonResult(
        table=stack(list(_table_rows(found, adjusted, adjust)), TABLE),
        groups=stack([_group_rows(survey, *one[:2], confidence) for one in found], GROUPS),
        pairs=stack([row for one in found for row in _pair_rows(*one)], PAIRS),
        residuals=stack([r for one in found for r in _residual_rows(survey, *one)], RESIDUALS),
        notes=(
            *sampling_notes(survey),
            *left_out(survey, groupings),
            *_notes(found, adjusted, adjust),
            *_small_groups(survey, found),
        ),
        method=_method(tests, adjust, confidence),
        provenance=survey.provenance.with_options(
            verb="compare",
            outcomes=[outcome.id for outcome in chosen],
            by=list(groupings),
            statistic=getattr(statistic, "__name__", None) if statistic else None,
            adjust=adjust,
            confidence=confidence,
        ),
        codebook=survey.codebook,
        language=survey.language,
    )


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

Found = tuple[Outcome, str, GroupTest]


def _groupings(survey: Survey, by: Names) -> tuple[str, ...]:
    """The groupings to compare by, of a survey that can be compared."""
    if survey.weighted:
        raise OptionError(
            f"compare() does not use weights yet, and this survey is weighted by "
            f"{survey.codebook.design.weight!r}. Remove `design: {{weight: ...}}` from the "
            "codebook to compare the groups unweighted, and say so where you publish it."
        )
    groupings = choose_groupings(survey, list(survey.groupings) if by is None else by)
    if not groupings:
        why = "the codebook declares none" if by is None else f"by={shown(by)} names none"
        raise OptionError(f"compare() needs a grouping, and {why}.")
    return groupings


def default_statistic(outcome: Outcome) -> Statistic:
    """The test that is used when the call names none."""
    if outcome.level == "nominal":
        return chi_square
    if outcome.level == "ordinal":
        return kruskal_wallis
    return welch


def _test(
    survey: Survey, outcome: Outcome, by: str, statistic: Statistic | None, confidence: float
) -> GroupTest:
    counts = survey.counts(outcome.id, by).named
    if statistic is None:
        return default_statistic(outcome)(counts, confidence=confidence)
    return asked_statistic(statistic, counts, confidence, f"{outcome.id!r} by {by!r}")


def _adjusted(p_values: FloatArray, adjust: Adjustment) -> FloatArray:
    if adjust == "none":
        return p_values
    return holm(p_values) if adjust == "holm" else benjamini_hochberg(p_values)


def _table_rows(
    found: Sequence[Found], adjusted: FloatArray, adjust: Adjustment
) -> Iterator[dict[str, Any]]:
    for (outcome, by, test), p_adjusted in zip(found, adjusted, strict=True):
        yield {
            "outcome": outcome.id,
            "group_by": by,
            "test": test.test,
            "n": test.n,
            **{name: getattr(test, name) for name in TEST_NUMBERS},
            "p_adjusted": p_adjusted,
            "adjust": adjust,
            "effect_name": test.effect_name,
            "note": "; ".join(note.text for note in test.notes),
        }


def _group_rows(survey: Survey, outcome: Outcome, by: str, confidence: float) -> dict[str, Any]:
    counts = survey.counts(outcome.id, by).named
    values = describe_counts(counts, confidence=confidence, low=outcome.low, high=outcome.high)
    defined = np.nan if outcome.level == "nominal" else 1.0
    return {
        "outcome": outcome.id,
        "group_by": by,
        "group": counts.groups,
        "n": counted(values.n),
        **{name: getattr(values, name) * defined for name in GROUPS[4:]},
    }


def _pair_rows(outcome: Outcome, by: str, test: GroupTest) -> Iterator[dict[str, Any]]:
    pairs = test.pairs
    if pairs is None:
        return
    names = np.array(test.groups, dtype=object)
    yield {
        "outcome": outcome.id,
        "group_by": by,
        "group1": names[pairs.group1],
        "group2": names[pairs.group2],
        **{name: getattr(pairs, name) for name in PAIR_NUMBERS},
        "effect_name": pairs.effect_name,
        "note": "",
    }


def _residual_rows(
    survey: Survey, outcome: Outcome, by: str, test: GroupTest
) -> Iterator[dict[str, Any]]:
    if test.values is None or test.expected is None or test.residuals is None:
        return
    counts = survey.counts(outcome.id, by).named
    columns = np.searchsorted(counts.values, test.values)
    texts, labels = _answers(survey, outcome, counts)
    for group, expected, residuals in zip(test.groups, test.expected, test.residuals, strict=True):
        yield {
            "outcome": outcome.id,
            "group_by": by,
            "group": group,
            "value": texts[columns],
            "label": labels[columns],
            "n": counted(counts.n[counts.groups.index(group), columns]),
            "expected": expected,
            "residual": residuals,
        }


def _answers(survey: Survey, outcome: Outcome, counts: Counts) -> tuple[TextArray, TextArray]:
    """Code and label of each value of the counts."""
    if outcome.is_domain or len(outcome.categories) != counts.values.size:
        numbers = np.array([f"{value:g}" for value in counts.values], dtype=object)
        return numbers, numbers
    texts = [category.code for category in outcome.categories]
    labels = [text_of(survey, category.label) for category in outcome.categories]
    return np.array(texts, dtype=object), np.array(labels, dtype=object)


def _notes(found: Sequence[Found], adjusted: FloatArray, adjust: Adjustment) -> Iterator[Note]:
    for outcome, by, test in found:
        for note in test.notes:
            yield Note("SA371", note.severity, {"where": f"{outcome.id} × {by}", "what": note})
    p_values = np.array([test.p_value for _, _, test in found])
    tested = ~np.isnan(p_values)
    if tested.sum() >= MANY_TESTS:
        values = {
            "tests": int(tested.sum()),
            "before": int((p_values[tested] < 0.05).sum()),
            "after": int((adjusted[tested] < 0.05).sum()),
            "adjust": adjust,
        }
        yield Note("SA372", "note", values)


def _small_groups(survey: Survey, found: Sequence[Found]) -> Iterator[Note]:
    """Groups that are too small for tests of several means, once for each grouping."""
    places: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for outcome, by, test in found:
        if test.test in TESTS_OF_MEANS and not np.isnan(test.p_value):
            counts = survey.counts(outcome.id, by)
            sizes = dict(zip(counts.groups, counts.group_n, strict=True))
            groups = tuple(group for group in test.groups if sizes[group] < FEW)
            if groups:
                places.setdefault((by, groups), []).append(outcome.id)
    for (by, groups), outcomes in places.items():
        values = {"grouping": by, "groups": groups, "few": FEW, "outcomes": tuple(outcomes)}
        yield Note("SA373", "warning", values)


def _method(tests: Sequence[GroupTest], adjust: Adjustment, confidence: float) -> str:
    methods = " ".join(dict.fromkeys(test.method for test in tests))
    computed = sum(not np.isnan(test.p_value) for test in tests)
    if len(tests) == 1:
        return f"Comparison, unweighted: {methods} One test; {100 * confidence:g} % intervals."
    family = {
        "holm": f"p-values adjusted by Holm (1979) over the {computed} tests of the call",
        "fdr_bh": (
            "p-values adjusted for the false discovery rate (Benjamini & Hochberg 1995) over the "
            f"{computed} tests of the call"
        ),
        "none": f"p-values of {computed} tests, not adjusted",
    }[adjust]
    return f"Comparisons, unweighted: {methods} {family}; {100 * confidence:g} % intervals."
