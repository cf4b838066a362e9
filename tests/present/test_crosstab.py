"""Answers by group, with a column per answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd

from survey_analysis.present.layout import page_of
from survey_analysis.present.page import ShownTable
from survey_analysis.present.result import Result

Make = Callable[..., Any]


def table_of(result: Result, frame: str, lang: str = "en") -> ShownTable:
    return next(table for table in page_of(result, lang).tables if table.frame == frame)


def test_shares_by_group_have_a_column_per_answer(distribution: Make) -> None:
    table = table_of(distribution((300, 90, 60)), "shares")
    assert table.titles == ("Outcome", "Education", "n", "1 Disagree", "2 Neither", "3 Agree")
    assert table.rows[1] == ("Trust", "College", "90", "25.0%", "25.0%", "50.0%")
    assert ".shares" in table.caption


def test_shares_of_everybody_have_a_row_per_answer_with_its_interval(distribution: Make) -> None:
    table = table_of(distribution((300,)), "shares")
    assert table.titles == ("Outcome", "Code", "Answer", "n", "Share", "90% CI")
    assert table.rows[2] == ("Trust", "3", "Agree", "100", "50.0%", "[49.0, 51.0%]")


def test_answers_are_told_in_the_language_of_the_page(distribution: Make) -> None:
    titles = table_of(distribution((300, 90, 60)), "shares", "ru").titles
    assert titles[3:] == ("1 Не согласен", "2 И да, и нет", "3 Согласен")


def test_hidden_groups_keep_their_row_without_numbers(distribution: Make) -> None:
    table = table_of(distribution((300, 60, 4)), "shares")
    assert [row[2:] for row in table.rows[1:]] == [("·", "·", "·", "·")] * 2


def test_missing_answers_have_a_column_per_kind_that_occurred(distribution: Make) -> None:
    table = table_of(distribution((300, 90, 60)), "missing")
    assert table.titles == ("Outcome", "Education", "Refused")
    assert table.rows[0] == ("Trust", "School", "3.0%")


def test_there_is_no_table_of_missing_answers_where_there_are_none(distribution: Make) -> None:
    result = distribution((300, 90, 60))
    empty = replace(result, missing=result.missing.assign(n=0, share=0.0))
    assert [table.frame for table in page_of(empty).tables] == ["table", "shares"]


def test_outcomes_with_other_answers_stand_in_a_table_of_their_own(distribution: Make) -> None:
    result = distribution((300, 90, 60))
    other = result.shares.assign(outcome="health", label=result.shares["label"] + "!")
    both = replace(result, shares=pd.concat([result.shares, other], ignore_index=True))
    tables = [table for table in page_of(both).tables if table.frame == "shares"]
    assert [table.rows[0][0] for table in tables] == ["Trust", "Health"]
    assert tables[1].titles[3] == "1 Disagree!"


def test_very_many_answers_have_a_row_each(distribution: Make) -> None:
    result = distribution((300, 90, 60))
    rows = pd.concat(
        [
            result.shares.iloc[[0]].assign(group=group, value=str(code), label=str(code))
            for group in ("School", "College")
            for code in range(40)
        ],
        ignore_index=True,
    )
    table = table_of(replace(result, shares=rows), "shares")
    assert len(table.rows) == 80
    assert "95% CI" not in table.titles
    assert "90% CI" in table.titles


def test_residuals_have_a_column_per_answer(comparison: Make) -> None:
    result = comparison()
    residuals = pd.DataFrame(
        [
            {"outcome": "trust", "group_by": "education", "group": group, "value": value,
             "label": value, "n": 40, "expected": 38.0, "residual": 2.345}
            for group in ("School", "College")
            for value in ("a", "b")
        ]
    )  # fmt: skip
    object.__setattr__(result, "pairs", residuals)
    table = table_of(result, "pairs")
    assert table.titles == ("Outcome", "Education", "n", "a", "b")
    assert table.rows[0] == ("Trust", "School", "80", "2.35", "2.35")
