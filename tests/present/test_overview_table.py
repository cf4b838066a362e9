"""Comparisons with a column per grouping."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np
import pandas as pd
import pytest

from survey_analysis.findings import Note
from survey_analysis.present.layout import page_of
from survey_analysis.present.result import Result
from survey_analysis.present.terms import term
from survey_analysis.statistics.effect_labels import RULES

REASON = Note("SA322", "warning", {"n": 1})


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class OverviewResult(Result):
    """A result of comparisons at a glance."""

    title: ClassVar[str] = "Overview"


@pytest.fixture
def overview(make_codebook: Callable[..., Any]) -> OverviewResult:
    rows = [
        ("trust", "age", "omega_squared", 0.0213, 0.0004, "small (Cohen 1988)", ""),
        ("trust", "region", "omega_squared", np.nan, np.nan, "", REASON.text),
        ("health", "age", "omega_squared", 0.001, 0.6, "", ""),
        ("health", "region", "omega_squared", 0.0, 1.0, "", REASON.text),
    ]
    names = ["outcome", "group_by", "effect_name", "effect", "p_adjusted", "effect_label", "note"]
    return OverviewResult(
        table=pd.DataFrame(rows, columns=names),
        codebook=make_codebook(),
        notes=(REASON,),
    )


def test_effect_and_p_stand_in_a_cell(overview: OverviewResult) -> None:
    table = page_of(overview).tables[0]
    assert table.titles == ("Outcome", "Age", "Region")
    assert table.rows == (
        ("Trust", "0.021, p < .001", "– a"),
        ("Health", "0.001, p = .600", "0.000, p = 1.000 a"),
    )
    assert table.caption == "ω², with p adjusted"
    assert table.footnotes == (("a", REASON.text),)


def test_cells_are_told_in_the_language_of_the_page(overview: OverviewResult) -> None:
    table = page_of(overview, "ru").tables[0]
    assert table.rows[0] == ("Доверие", "0,021; p < 0,001", "– a")
    assert table.footnotes == (("a", REASON.say("ru")),)


def test_each_kind_of_effect_has_a_table_of_its_own(overview: OverviewResult) -> None:
    frame = overview.table.copy()
    frame.loc[2:, "effect_name"] = "cramers_v"
    captions = [t.caption for t in page_of(replace(overview, table=frame)).tables]
    assert captions[:2] == ["ω², with p adjusted", "Cramér's V, with p adjusted"]


def test_where_an_outcome_has_several_kinds_each_cell_says_its_own(
    overview: OverviewResult,
) -> None:
    frame = overview.table.copy()
    frame.loc[0, "effect_name"] = "hedges_g"
    first = page_of(replace(overview, table=frame)).tables[0]
    assert first.caption == "Hedges' g, ω², with p adjusted"
    assert first.rows == (("Trust", "Hedges' g 0.021, p < .001", "ω² – a"),)


def test_the_list_with_all_columns_follows(overview: OverviewResult) -> None:
    page = page_of(overview)
    assert [table.frame for table in page.tables] == ["table", "table"]
    assert "By a rule" in page.tables[1].titles
    assert len(page.tables[1].rows) == 4


def test_rows_on_a_screen_are_limited_and_counted(overview: OverviewResult) -> None:
    first = page_of(overview, most_rows=1).tables[0]
    assert len(first.rows) == 1
    assert first.footnotes[-1][1].startswith("1 row more in .table")


def test_every_label_has_words_in_both_languages() -> None:
    for rule in RULES.values():
        for word in rule.words:
            label = f"{word} ({rule.source})"
            assert term(label, "en") == label
            assert term(label, "ru") != label
            assert term(label, "ru").endswith(f"({rule.source})")
