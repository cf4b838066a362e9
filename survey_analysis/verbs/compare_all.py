"""compare_all: where do groups differ, and how much? All comparisons at a glance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from survey_analysis.findings import Note
from survey_analysis.present.method import Method
from survey_analysis.present.result import Result
from survey_analysis.statistics.effect_labels import ALPHA, label_if_found
from survey_analysis.statistics.group_test import GroupTest
from survey_analysis.statistics.means import welch_anova
from survey_analysis.statistics.multiplicity import Adjustment, adjusted_p
from survey_analysis.survey import Survey
from survey_analysis.tables.counts import FloatArray
from survey_analysis.verbs.compare_frames import (
    GROUPS,
    TABLE,
    columns_of,
    group_rows,
    p_values,
    table_row,
)
from survey_analysis.verbs.compare_notes import comparison_notes, method
from survey_analysis.verbs.compared import Compared, asked
from survey_analysis.verbs.frames import stack, weight_names
from survey_analysis.verbs.selection import (
    Names,
    left_out,
)
from survey_analysis.verbs.statistics_asked import Statistic
from survey_analysis.verbs.variance_rule import variance_notes

OVERVIEW = (
    *(name for name in TABLE[:-1] if name not in {"statistic", "df1", "df2"}),
    "effect_label",
    "note",
)
OMEGA = Method(
    "Two groups: omega squared of F = t^2 in the place of g.",
    ru="Две группы: омега-квадрат по F = t² вместо g.",
)


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class OverviewResult(Result):
    """All comparisons of a survey at a glance.

    `.table` (one row per outcome x grouping): outcome, group_by, test, n, p_value, p_adjusted,
    adjust, effect_name, effect, effect_ci_low, effect_ci_high, effect_label, note.

    `.matrix`: the effects, a row per outcome and a column per grouping.

    `.groups`: as in a comparison.
    """

    title: ClassVar[str] = "Overview of comparisons"
    frames: ClassVar[tuple[str, ...]] = ("table", "groups")

    groups: pd.DataFrame

    @property
    def matrix(self) -> pd.DataFrame:
        """The effects, a row per outcome and a column per grouping; nan where there is none."""
        wide = self.table.set_index(["outcome", "group_by"])["effect"].unstack()
        return wide.reindex(
            index=pd.Index(self.table["outcome"].unique(), name="outcome"),
            columns=pd.Index(self.table["group_by"].unique(), name="group_by"),
        )

    def on_page(self, frame: str) -> bool:
        """The groups are there for the privacy of small ones; `compare` shows them."""
        return frame == "table"


def compare_all(
    survey: Survey,
    *,
    by: Names = None,
    outcomes: Names = None,
    statistic: Statistic | None = None,
    adjust: Adjustment = "holm",
    confidence: float = 0.95,
) -> OverviewResult:
    """Where do groups differ, and how much? Every outcome by every grouping, in one family.

    So that the cells of a row can be compared, all of an outcome have the same kind of effect:
    domain scores and numbers omega squared, for two groups as for several; ordinal items rank
    epsilon squared; nominal ones Cramer's V. Squares are shares of variance (of the answers, of
    their ranks); Cramer's V is none. What the two groups differ by, `compare` tells with its sign.

    Parameters
    ----------
    survey : a loaded survey.
    by : id of a grouping or a list of them. None: every grouping.
    outcomes : ids of domains, outcome variables or items. None: all domains and outcomes.
    statistic, adjust, confidence : as in `compare`. A statistic that is asked for keeps its
        effects as they are.

    Returns
    -------
    OverviewResult with one row per outcome and grouping, and `.matrix`. An effect has a label
    only where its adjusted p-value is below .05, and always with the rule that it comes from.

    Missing data
    ------------
    As in `compare`.

    Formula
    -------
    See `compare`, `statistics.effect_sizes.omega_squared_welch`, `statistics.effect_labels`.

    Errors
    ------
    As `compare`.
    """
    call = asked("compare_all", survey, outcomes, by, statistic, adjust, confidence)
    found = call.compared()
    turned = statistic is None and any(one.test.effect_name == "hedges_g" for one in found)
    if turned:
        found = [_with_omega_squared(one, call.confidence) for one in found]
    return _result(survey, found, call.options, turned=turned)


def _result(
    survey: Survey, found: Sequence[Compared], options: dict[str, Any], *, turned: bool
) -> OverviewResult:
    """The result of what was found."""
    adjust, confidence = options["adjust"], options["confidence"]
    adjusted, weights = adjusted_p(p_values(found), adjust), weight_names(survey)
    rows = [
        {**table_row(survey, one, p, adjust, confidence), "effect_label": _label(one.test, p)}
        for one, p in zip(found, adjusted, strict=True)
    ]
    groups = [group_rows(survey, one, confidence) for one in found]
    beside = [_Beside()] if turned else []
    return OverviewResult(
        table=stack(rows, columns_of(OVERVIEW, weights)),
        groups=stack(groups, columns_of(GROUPS, weights)),
        notes=(
            *variance_notes(survey, options["outcomes"], options["by"]),
            *left_out(survey, options["by"]),
            *_notes(found, adjusted, adjust, turned=turned),
        ),
        method=method(survey, [one.test for one in found], beside, adjust, confidence),
        provenance=survey.provenance.with_options(verb="compare_all", **options),
        codebook=survey.codebook,
        language=survey.language,
    )


@dataclass(frozen=True, slots=True)
class _Beside:
    """What the method says beside the tests."""

    notes: tuple[Note, ...] = ()
    methods: tuple[Method, ...] = (OMEGA,)


def _with_omega_squared(one: Compared, confidence: float) -> Compared:
    """Omega squared in the place of Hedges' g: the F of two groups is the square of their t."""
    if one.test.effect_name != "hedges_g":
        return one
    several = welch_anova(one.counts, confidence=confidence)
    names = ("effect_name", "effect", "effect_ci_low", "effect_ci_high")
    taken = {name: getattr(several, name) for name in names}
    return replace(one, test=replace(one.test, **taken))


def _label(test: GroupTest, p_adjusted: float) -> str:
    """What a named rule calls an effect that was found."""
    sides = (len(test.groups), 2 if test.values is None else test.values.size)
    return label_if_found(test.effect_name, test.effect, p_adjusted, smaller_side=min(sides))


def _notes(
    found: Sequence[Compared], adjusted: FloatArray, adjust: Adjustment, *, turned: bool
) -> Iterator[Note]:
    """Remarks on tests, how many the family held, and what can be compared with what."""
    notes = list(comparison_notes(found, adjusted, adjust))
    yield from notes
    if not any(note.code == "SA372" for note in notes):
        before = p_values(found)
        values = {
            "tests": int((~np.isnan(before)).sum()),
            "before": int((before < ALPHA).sum()),
            "after": int((adjusted < ALPHA).sum()),
            "adjust": adjust,
        }
        yield Note("SA372", values=values)
    if turned:
        yield Note("SA787")
    if len({one.test.effect_name for one in found}) > 1:
        yield Note("SA788")
