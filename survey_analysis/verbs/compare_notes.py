"""What there is to say about a comparison: notes, and the method in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

import numpy as np

from survey_analysis.findings import Note
from survey_analysis.present.method import Method, said
from survey_analysis.present.numbers import confidence_level
from survey_analysis.present.wording import Words
from survey_analysis.sentences.methods import TEST_METHODS
from survey_analysis.statistics.group_test import GroupTest
from survey_analysis.statistics.multiplicity import Adjustment
from survey_analysis.survey import Survey
from survey_analysis.tables.counts import FloatArray
from survey_analysis.verbs.compare_frames import p_values
from survey_analysis.verbs.compared import Compared
from survey_analysis.verbs.frames import weighting
from survey_analysis.verbs.variance_rule import precision, variance_rule

FEW = 10
"""A group of fewer respondents is named: Welch's ANOVA finds differences too often with it."""

TESTS_OF_MEANS = ("welch_anova",)

MANY_TESTS = 10
"""From so many tests on, a note tells how many pass before and after the adjustment."""


def comparison_notes(
    found: Sequence[Compared], adjusted: FloatArray, adjust: Adjustment
) -> Iterator[Note]:
    """Remarks on single tests, on their number, and on groups that are too small."""
    for one in found:
        for note in one.test.notes:
            yield Note("SA371", note.severity, {"where": one.title, "what": note})
    before = p_values(found)
    tested = ~np.isnan(before)
    if tested.sum() >= MANY_TESTS:
        values = {
            "tests": int(tested.sum()),
            "before": int((before[tested] < 0.05).sum()),
            "after": int((adjusted[tested] < 0.05).sum()),
            "adjust": adjust,
        }
        yield Note("SA372", "note", values)
    yield from _small_groups(found)


def _small_groups(found: Sequence[Compared]) -> Iterator[Note]:
    """Groups that are too small for tests of several means, once for each grouping."""
    places: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for one in found:
        if one.test.test in TESTS_OF_MEANS and not np.isnan(one.test.p_value):
            sizes = dict(zip(one.counts.groups, one.counts.group_n, strict=True))
            groups = tuple(group for group in one.test.groups if sizes[group] < FEW)
            if groups:
                places.setdefault((one.by, groups), []).append(one.outcome.id)
    for (by, groups), outcomes in places.items():
        values = {"grouping": by, "groups": groups, "few": FEW, "outcomes": tuple(outcomes)}
        yield Note("SA373", "warning", values)


class Part(Protocol):
    """What stands beside the tests of a comparison: trends, adjusted means, equivalence."""

    @property
    def notes(self) -> Sequence[Note]:
        """What there is to say about it."""
        ...

    @property
    def methods(self) -> Sequence[str]:
        """What was computed, a sentence each."""
        ...


def method(
    survey: Survey,
    tests: Sequence[GroupTest],
    parts: Sequence[Part],
    adjust: Adjustment,
    confidence: float,
) -> Method:
    """What was computed, in English and Russian."""
    own = [Method(test.method, ru=TEST_METHODS.get(test.test, "")) for test in tests]
    beside = [one for part in parts for one in part.methods]
    family = FAMILIES["one" if len(tests) == 1 else adjust]
    computed = sum(not np.isnan(test.p_value) for test in tests)

    def text(lang: str) -> str:
        told = METHOD["one" if len(tests) == 1 else "several"].say(
            lang,
            weights=weighting(survey, lang),
            methods=_listed(own, lang),
            family=family.say(lang, tests=computed),
            level=f"{100 * confidence:g} %" if lang == "en" else confidence_level(confidence, lang),
        )
        rules = (variance_rule(survey, lang), precision(survey, lang))
        return " ".join(filter(None, (told, _listed(beside, lang), *rules)))

    return Method(text("en"), ru=text("ru"))


def _listed(methods: Sequence[str], lang: str) -> str:
    """The sentences, each once."""
    return " ".join(dict.fromkeys(said(one, lang) for one in methods))


METHOD = {
    "one": Words(
        "Comparison, {weights}: {methods} {family}; {level} intervals.",
        "Сравнение, {weights}. {methods} {family}; {level} интервалы.",
    ),
    "several": Words(
        "Comparisons, {weights}: {methods} {family}; {level} intervals.",
        "Сравнения, {weights}. {methods} {family}; {level} интервалы.",
    ),
}
FAMILIES = {
    "one": Words("One test", "Один тест"),
    "holm": Words(
        "p-values adjusted by Holm (1979) over the {tests} tests of the call",
        "p-значения поправлены по Холму (1979) по всем тестам вызова (их {tests})",
    ),
    "fdr_bh": Words(
        "p-values adjusted for the false discovery rate (Benjamini & Hochberg 1995) over the "
        "{tests} tests of the call",
        "p-значения поправлены на долю ложных находок (Benjamini & Hochberg 1995) по всем тестам "
        "вызова (их {tests})",
    ),
    "none": Words(
        "p-values of {tests} tests, not adjusted", "p-значения тестов (их {tests}) без поправки"
    ),
}
