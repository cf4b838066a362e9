"""Are groups alike, and what could the data have shown? Every pair of groups of a comparison."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from survey_analysis.findings import Note
from survey_analysis.present.method import Method
from survey_analysis.present.numbers import confidence_level
from survey_analysis.statistics.design_variance import design_of
from survey_analysis.statistics.equivalence import (
    EquivalenceTests,
    check_alpha,
    check_bound,
    equivalence,
)
from survey_analysis.statistics.multiplicity import Adjustment, adjusted_p
from survey_analysis.statistics.power import SmallestDetectable, smallest_detectable
from survey_analysis.survey import Survey
from survey_analysis.tables.counts import BoolArray, FloatArray
from survey_analysis.verbs.frames import counted, stack
from survey_analysis.verbs.selection import Outcome

POWER = 0.8
"""The chance of finding a difference at which it counts as one that the data could have shown."""

EQUIVALENCE = (
    "outcome", "group_by", "group1", "group2", "n1", "n2", "bound", "effect_name", "effect",
    "ci_low", "ci_high", "p_lower", "p_upper", "p_value", "p_adjusted", "equivalent",
    "smallest_detectable", "smallest_detectable_effect", "note",
)  # fmt: skip


@dataclass(frozen=True, eq=False, kw_only=True)
class EquivalenceFrame:
    """Every pair of groups, tested for being alike.

    Attributes
    ----------
    frame : the columns of `EQUIVALENCE`. The interval has the level `1 - 2 alpha`, for the pair
        by itself; `equivalent` is `p_adjusted < alpha`, which knows how many pairs there are. The
        smallest detectable difference is in the units of the outcome, and in standard deviations.
    notes : what not to conclude, and how many pairs are alike, different, or neither.
    methods : what was computed, with its source.
    """

    frame: pd.DataFrame
    notes: tuple[Note, ...]
    methods: tuple[Method, ...]


@dataclass(frozen=True, eq=False, kw_only=True)
class _Tested:
    """One outcome in the groups of one grouping."""

    outcome: Outcome
    by: str
    tests: EquivalenceTests
    detectable: SmallestDetectable
    by_design: bool
    p_adjusted: FloatArray
    alike: BoolArray
    different: BoolArray


def equivalence_frame(
    survey: Survey,
    outcomes: Sequence[Outcome],
    groupings: Sequence[str],
    bound: float,
    adjust: Adjustment,
    confidence: float,
) -> EquivalenceFrame:
    """Which groups are alike, which differ, and of which do the data tell neither?

    Parameters
    ----------
    survey : a loaded survey.
    outcomes : domains, numbers and items; nominal ones, which have no mean, are named in a note.
    groupings : ids.
    bound : the smallest difference that would matter, in standard deviations (Hedges' g).
    adjust : "holm", "fdr_bh" or "none", within the pairs of each outcome and grouping.
    confidence : `1 - alpha`, above 0.5.

    Returns
    -------
    EquivalenceFrame

    Missing data
    ------------
    Respondents without a group or a valid outcome are left out. Groups without two different
    answers have no pairs.

    Errors
    ------
    OptionError for a bound that is not above 0 and at most 5, and for a confidence of 0.5 or less.
    """
    bound, alpha = check_bound(bound), check_alpha(confidence)
    tested = [
        _tested(survey, outcome, by, bound, adjust, confidence, alpha)
        for outcome in outcomes
        if outcome.level != "nominal"
        for by in groupings
    ]
    return EquivalenceFrame(
        frame=stack([_rows(one) for one in tested], EQUIVALENCE),
        notes=tuple(_notes(outcomes, tested, bound)),
        methods=tuple(dict.fromkeys(_method(one, bound, alpha) for one in tested)),
    )


def _tested(
    survey: Survey,
    outcome: Outcome,
    by: str,
    bound: float,
    adjust: Adjustment,
    confidence: float,
    alpha: float,
) -> _Tested:
    counts = survey.counts(outcome.id, by).named
    tests = equivalence(counts, bound=bound, confidence=confidence)
    p_adjusted = adjusted_p(tests.p_value, adjust)
    return _Tested(
        outcome=outcome,
        by=by,
        tests=tests,
        detectable=smallest_detectable(counts, power=POWER, confidence=confidence),
        by_design=design_of(counts) is not None,
        p_adjusted=p_adjusted,
        alike=p_adjusted < alpha,
        different=adjusted_p(tests.p_difference, adjust) < alpha,
    )


def _rows(one: _Tested) -> dict[str, Any]:
    tests, names = one.tests, np.array(one.tests.groups, dtype=object)
    return {
        "outcome": one.outcome.id,
        "group_by": one.by,
        "group1": names[tests.group1],
        "group2": names[tests.group2],
        "n1": counted(tests.n1),
        "n2": counted(tests.n2),
        "bound": tests.bound,
        "effect_name": "hedges_g",
        **{name: getattr(tests, name) for name in EQUIVALENCE[8:14]},
        "p_adjusted": one.p_adjusted,
        "equivalent": one.alike,
        "smallest_detectable": one.detectable.difference,
        "smallest_detectable_effect": one.detectable.effect,
        "note": _verdicts(one),
    }


def _verdicts(one: _Tested) -> list[str]:
    """What a row does not say by itself: that neither is shown, or both, or why nothing is."""
    neither, both, alone = (Note(code).text for code in ("SA782", "SA783", "SA789"))
    reason = one.tests.notes[-1].text if one.tests.notes else ""
    told = np.select(
        [
            np.isnan(one.tests.p_value),
            one.alike & one.different,
            one.tests.equivalent & ~one.alike,
            ~one.alike & ~one.different,
        ],
        [reason, both, alone, neither],
        "",
    )
    return [str(text) for text in told]


def _notes(outcomes: Sequence[Outcome], tested: Sequence[_Tested], bound: float) -> Iterator[Note]:
    pairs = _joined([~np.isnan(one.tests.p_value) for one in tested])
    alike = _joined([one.alike for one in tested])
    different = _joined([one.different for one in tested])
    if pairs.any():
        yield Note("SA780", values={"bound": f"{bound:g}"})
        values = {
            "pairs": int(pairs.sum()),
            "alike": int((alike & ~different).sum()),
            "different": int((different & ~alike).sum()),
            "both": int((alike & different).sum()),
            "neither": int((pairs & ~alike & ~different).sum()),
        }
        yield Note("SA781", values=values)
    missed = _joined([one.detectable.effect > bound for one in tested])
    if missed.any():
        told = {"pairs": int(missed.sum()), "tested": int(pairs.sum()), "bound": f"{bound:g}"}
        yield Note("SA786", values=told)
    for level, code in (("ordinal", "SA784"), ("nominal", "SA785")):
        names = tuple(outcome.id for outcome in outcomes if outcome.level == level)
        if names:
            yield Note(code, values={"outcomes": names})


def _joined(parts: Sequence[BoolArray]) -> BoolArray:
    return np.concatenate([*parts, np.array([], dtype=np.bool_)])


def _method(one: _Tested, bound: float, alpha: float) -> Method:
    values = {
        "bound": f"{bound:g}".replace(".", ","),
        "alpha": f"{alpha:g}".replace(".", ","),
        "level": confidence_level(1 - 2 * alpha, "ru"),
    }
    return Method(one.tests.method, ru=RUSSIAN[one.by_design].format_map(values))


RUSSIAN = {
    False: (
        "Эквивалентность каждой пары групп: два односторонних критерия (Schuirmann 1987), лежит "
        "ли g Хеджеса между -{bound} и {bound}, по нецентральному t со степенями свободы Уэлча; "
        "p < {alpha} там, где {level} интервал g лежит внутри этих границ."
    ),
    True: (
        "Эквивалентность каждой пары групп: два односторонних критерия (Schuirmann 1987), лежит "
        "ли взвешенный g Хеджеса между -{bound} и {bound}, по стандартной ошибке, учитывающей "
        "веса и план выборки; p < {alpha} там, где {level} интервал g лежит внутри этих границ."
    ),
}
