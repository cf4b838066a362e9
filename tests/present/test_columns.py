"""Columns of a frame as they are shown: names, rounding, merging, leaving out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from survey_analysis.findings import Note
from survey_analysis.present.columns import Block, shown_columns
from survey_analysis.present.hiding import hide
from survey_analysis.present.names import Names
from survey_analysis.present.result import Result

Make = Callable[..., Any]


def block_of(result: Result, name: str, lang: str = "en") -> Block:
    hidden = hide(result)
    return Block(
        name=name,
        frame=hidden.frames[name],
        hidden=hidden.masks[name],
        small=hidden.small[name],
        names=Names(codebook=result.codebook, source=result.language, lang=lang),
        notes=hidden.notes,
        confidence=result.provenance.options["confidence"],
    )


def shown(result: Result, name: str, lang: str = "en") -> dict[str, tuple[str, ...]]:
    columns, _ = shown_columns(block_of(result, name, lang))
    return {column.title: column.cells for column in columns}


def test_numbers_are_rounded_by_their_column(reliability: Make) -> None:
    table = shown(reliability((1234,)), "table")
    assert table["n used"] == ("1234",)
    assert table["Cronbach's α"] == ("0.123",)
    items = shown(reliability((1234,)), "items")
    assert items["Missing"] == ("1.2%", "1.2%")
    assert items["Mean"] == ("2.12", "2.12")


def test_the_ends_of_an_interval_are_one_column_with_its_level(distribution: Make) -> None:
    table = shown(distribution(), "table")
    assert table["90% CI"] == ("[1.90, 2.10]",)
    assert table["Median 90% CI"] == ("[2.00, 2.50]",)
    assert table["Quartiles"] == ("[1.50, 2.50]",)
    assert shown(distribution(), "shares")["90% CI"][0] == "[24.0, 26.0%]"
    assert "90\N{NO-BREAK SPACE}% ДИ" in shown(distribution(), "table", "ru")


def test_a_test_is_told_in_words_with_its_degrees_of_freedom(comparison: Make) -> None:
    table = shown(comparison(), "table")
    assert table["Test"] == ("Welch's ANOVA",)
    assert table["df"] == ("2, 98.8",)
    assert table["p"] == ("< .001",)
    assert table["p adjusted (Holm)"] == (".012",)
    assert table["ω²"] == ("0.021",)
    assert "Adjustment" not in table
    assert "Effect" not in table


def test_one_degree_of_freedom_stands_alone(comparison: Make) -> None:
    result = comparison()
    result.table["df2"] = np.nan
    assert shown(result, "table")["df"] == ("2",)


def test_different_effects_keep_their_names(comparison: Make) -> None:
    result = comparison()
    result.pairs["effect_name"] = ["hedges_g", "cliffs_delta", "hedges_g"]
    pairs = shown(result, "pairs")
    assert pairs["Effect"] == ("Hedges' g", "Cliff's δ", "Hedges' g")
    assert pairs["Size"] == ("0.021",) * 3


def test_one_grouping_gives_its_name_to_the_column_of_groups(comparison: Make) -> None:
    assert shown(comparison(), "groups")["Education"] == ("School", "College", "University")
    assert shown(comparison(), "groups", "ru")["Образование"] == ("Школа", "Колледж", "Вуз")


def test_several_groupings_get_a_column(comparison: Make) -> None:
    result = comparison()
    result.groups["group_by"] = ["education", "age", "age"]
    groups = shown(result, "groups")
    assert groups["Grouping"] == ("Education", "Age", "Age")
    assert "Group" in groups


def test_without_groups_there_is_no_column_of_groups(distribution: Make) -> None:
    assert list(shown(distribution(), "table"))[:3] == ["Outcome", "n", "Missing"]


def test_reverse_items_are_marked_and_explained(reliability: Make) -> None:
    columns, footnotes = shown_columns(block_of(reliability(), "items"))
    assert columns[1].cells == ("tr1", "tr2\N{NO-BREAK SPACE}↺")
    assert footnotes == (("↺", "reverse item"),)
    result = reliability()
    result.items["reverse"] = False
    assert shown_columns(block_of(result, "items"))[1] == ()


def test_reasons_are_footnotes_in_the_language_of_the_page(reliability: Make) -> None:
    reason = Note("SA303").text
    result = reliability((300, 200, 100), reasons=[reason, "", reason])
    columns, footnotes = shown_columns(block_of(result, "table", "ru"))
    assert columns[-1].cells == ("a", "", "a")
    assert footnotes == (("a", Note("SA303").say("ru")),)


def test_without_reasons_there_is_no_column_of_notes(reliability: Make) -> None:
    assert "Note" not in shown(reliability(), "table")


def test_many_reasons_have_marks_of_two_letters(comparison: Make) -> None:
    result = comparison((200,) * 3)
    pairs = result.pairs.sample(n=30, replace=True, random_state=1)
    object.__setattr__(result, "pairs", pairs.assign(note=[f"reason {i}" for i in range(30)]))
    marks = shown(result, "pairs")["Note"]
    assert (marks[0], marks[25], marks[26], marks[29]) == ("a", "z", "aa", "ad")


def test_hidden_counts_say_so_and_hidden_numbers_are_a_dot(comparison: Make) -> None:
    groups = shown(comparison((200, 60, 4)), "groups")
    assert groups["n"] == ("200", "hidden", "< 10")
    assert groups["Mean"] == ("2.20", "·", "·")
    assert groups["95% CI"] == ("[1.80, 2.20]", "·", "·")
    russian = shown(comparison((200, 60, 4)), "groups", "ru")
    assert russian["n"] == ("200", "скрыто", "< 10")


def test_two_small_groups_look_alike_where_their_sum_would_tell(comparison: Make) -> None:
    assert shown(comparison((200, 6, 5)), "groups")["n"] == ("200", "hidden", "hidden")


def test_numbers_that_do_not_exist_are_left_out_where_no_reason_can_stand(
    distribution: Make,
) -> None:
    result = distribution((300, 200, 100))
    result.table[["sd", "median", "floor_share"]] = np.nan
    titles = shown(result, "table")
    assert {"SD", "Median", "Floor"}.isdisjoint(titles)
    assert "Mean" in titles


def test_kinds_of_missing_answers_that_nobody_gave_are_left_out(distribution: Make) -> None:
    result = distribution()
    result.table.insert(5, "refused", 3)
    result.table.insert(6, "technical", 0)
    titles = shown(result, "table")
    assert "Refused" in titles
    assert "Technical" not in titles


def test_weights_are_shown_where_there_are_any(distribution: Make) -> None:
    result = distribution()
    result.table.insert(4, "sum_w", 91.26)
    result.table.insert(5, "n_eff", 80.04)
    table = shown(result, "table")
    assert table["Sum of weights"] == ("91.3",)
    assert table["Effective n"] == ("80.0",)


@pytest.mark.parametrize(
    ("name", "value", "cell"),
    [("top_share", 0.5, "50.0%"), ("k", 3, "3"), ("x_value", 0.5, "0.50"), ("why", "a_b", "a b")],
)
def test_columns_that_are_not_known_are_shown_by_what_they_hold(
    distribution: Make, name: str, value: object, cell: str
) -> None:
    result = distribution()
    result.table[name] = value
    assert shown(result, "table")[name.replace("_", " ")] == (cell,)
