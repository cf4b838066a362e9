"""How many tests did a report run in all? So many chances of a false alarm it had."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from survey_analysis.present.captions import CAPTIONS
from survey_analysis.present.numbers import show
from survey_analysis.present.result import Result
from survey_analysis.present.wording import Words
from survey_analysis.report.material import Material

P_VALUE = "p_value"
BY_CHANCE = 0.05

KINDS: Mapping[tuple[str, str], Words] = {
    ("ComparisonResult", "table"): Words("groups compared", "сравнение групп"),
    ("ComparisonResult", "pairs"): Words("pairs of groups", "пары групп"),
    ("ComparisonResult", "trend"): Words("trends over ordered groups", "тренды по порядку групп"),
    ("ComparisonResult", "equivalence"): Words("equivalence of pairs", "эквивалентность пар"),
    ("ItemBiasResult", "table"): Words("item bias", "смещение пунктов"),
    ("ReliabilityResult", "differences"): Words("equal alphas", "равенство альф"),
    ("ReliabilityResult", "fit"): Words("fit of one factor", "согласие с одним фактором"),
}
"""What is tested in a frame; others go by the caption of their table."""

REPEATED = {("DimensionalityResult", "fit")}
"""Frames with the same tests as another result of the report."""

TESTS = Words(
    "This report ran {tests} tests in all ({kinds}). If nothing differed anywhere, about {chance} "
    "of them would still have p < .05 before any adjustment.",
    "Всего в отчёте проведено тестов: {tests} ({kinds}). Если бы нигде ничего не различалось, "
    "примерно у {chance} из них всё равно было бы p < 0,05 до поправок.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class KindOfTests:
    """The tests of one kind.

    Attributes
    ----------
    what : what was tested.
    tests : p-values that could be computed.
    """

    what: Words
    tests: int


def tests_run(material: Material) -> tuple[KindOfTests, ...]:
    """The tests behind a report, kind by kind: every p-value that could be computed."""
    return tuple(one for one in _of_all(material) if one.tests)


def tests_sentence(material: Material) -> str:
    """How many tests there were in all, in the language of the report; "" where there were none."""
    found, lang = tests_run(material), material.lang
    total = sum(one.tests for one in found)
    if not total:
        return ""
    return TESTS.say(
        lang,
        tests=show(total, "count", lang),
        kinds="; ".join(f"{one.what.say(lang)}: {show(one.tests, 'count', lang)}" for one in found),
        chance=show(round(BY_CHANCE * total), "count", lang),
    )


def _of_all(material: Material) -> Iterator[KindOfTests]:
    for result in material.results:
        for frame in result.frames:
            yield from _of_frame(result, frame)
    if material.by_group is not None:
        yield from _of_frame(material.by_group, "differences")


def _of_frame(result: Result, frame: str) -> Iterator[KindOfTests]:
    name, values = (type(result).__name__, frame), getattr(result, frame)
    if P_VALUE in values and name not in REPEATED:
        what = KINDS.get(name) or CAPTIONS.get(name) or Words(frame, frame)
        yield KindOfTests(what=what, tests=int(values[P_VALUE].notna().sum()))
