"""compare_all: where do groups differ, and how much? All comparisons at a glance."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from survey_analysis.findings import Note
from survey_analysis.present.method import Method, said
from survey_analysis.present.result import Result
from survey_analysis.statistics.effect_labels import ALPHA, label_if_found
from survey_analysis.statistics.means import welch_anova
from survey_analysis.statistics.multiplicity import Adjustment
from survey_analysis.survey import Survey
from survey_analysis.verbs.compare import ComparisonResult, compare
from survey_analysis.verbs.selection import Names
from survey_analysis.verbs.statistics_asked import Statistic

EFFECT = ("effect", "effect_ci_low", "effect_ci_high")
LEFT_TO_COMPARE = ("statistic", "df1", "df2")
KEY = ["outcome", "group_by"]


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
        wide = self.table.set_index(KEY)["effect"].unstack()
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
    found = compare(
        survey, outcomes=outcomes, by=by, statistic=statistic, adjust=adjust, confidence=confidence
    )
    table = found.table.drop(columns=list(LEFT_TO_COMPARE))
    turned = [] if statistic else np.flatnonzero(table["effect_name"] == "hedges_g").tolist()
    _take_omega_squared(survey, table, turned, confidence)
    table.insert(len(table.columns) - 1, "effect_label", _labels(found, table))
    options = {**found.provenance.options, "verb": "compare_all"}
    return OverviewResult(
        table=table.astype({"effect_label": "str", "effect_name": "str"}),
        groups=found.groups,
        notes=(*found.notes, *_notes(found, table, turned)),
        method=_with_omega(found.method) if turned else found.method,
        provenance=found.provenance.with_options(**options),
        codebook=found.codebook,
        language=found.language,
    )


def _take_omega_squared(
    survey: Survey, table: pd.DataFrame, rows: list[int], confidence: float
) -> None:
    """Put omega squared in the place of Hedges' g: the F of two groups is the square of their t."""
    for row in rows:
        outcome, by = (str(table.at[row, name]) for name in KEY)
        test = welch_anova(survey.counts(outcome, by).named, confidence=confidence)
        for name in EFFECT:
            table.at[row, name] = getattr(test, name)
        table.at[row, "effect_name"] = test.effect_name


def _labels(found: ComparisonResult, table: pd.DataFrame) -> list[str]:
    """What a named rule calls each effect that was found."""
    sides = found.residuals.groupby(KEY, sort=False)[["group", "value"]].nunique().min(axis=1)
    least = {str(place): int(side) for place, side in sides.items()}
    places = map(str, zip(table["outcome"], table["group_by"], strict=True))
    columns = (table[name].tolist() for name in ("effect_name", "effect", "p_adjusted"))
    return [
        label_if_found(name, effect, p, smaller_side=least.get(place, 2))
        for place, name, effect, p in zip(places, *columns, strict=True)
    ]


def _notes(found: ComparisonResult, table: pd.DataFrame, turned: list[int]) -> Iterator[Note]:
    """How many tests the family held, and what can be compared with what."""
    if not any(note.code == "SA372" for note in found.notes):
        values = {
            "tests": int(table["p_value"].notna().sum()),
            "before": int((table["p_value"] < ALPHA).sum()),
            "after": int((table["p_adjusted"] < ALPHA).sum()),
            "adjust": found.provenance.options["adjust"],
        }
        yield Note("SA372", values=values)
    if turned:
        yield Note("SA787")
    if table["effect_name"].nunique() > 1:
        yield Note("SA788")


def _with_omega(method: str) -> Method:
    return Method(
        f"{method} Two groups: omega squared of F = t^2 in the place of g.",
        ru=f"{said(method, 'ru')} Две группы: омега-квадрат по F = t² вместо g.",
    )
