"""A result as a page: title, tables, notes, method."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Any

import pytest

from survey_analysis.errors import OptionError
from survey_analysis.findings import Note
from survey_analysis.present.layout import page_of
from survey_analysis.present.provenance import Provenance

Make = Callable[..., Any]


def test_the_title_says_what_and_by_what_and_of_how_many(reliability: Make) -> None:
    page = page_of(reliability((1000, 300, 100)))
    assert page.title == "Reliability (Cronbach's alpha): Trust by Education; 1400 respondents"
    russian = page_of(reliability((1000, 300, 101)), "ru")
    assert russian.title == (
        "Надёжность (альфа Кронбаха): Доверие по группам (Образование); 1401 респондент"
    )


def test_several_outcomes_are_counted_in_the_title(distribution: Make) -> None:
    result = distribution((300, 200, 100))
    table = result.table.assign(outcome=["trust", "health", "health"])
    assert "2 outcomes by Education" in page_of(replace(result, table=table)).title


def test_the_title_does_not_tell_the_number_of_very_few_respondents(distribution: Make) -> None:
    assert page_of(distribution((7,))).title == "Distribution: Trust"


def test_a_table_per_frame_with_rows(comparison: Make) -> None:
    result = comparison()
    assert [table.frame for table in page_of(result).tables] == ["table", "groups", "pairs"]
    without = replace(result, pairs=result.pairs.iloc[:0])
    assert [table.frame for table in page_of(without).tables] == ["table", "groups"]


def test_a_result_without_rows_says_so(comparison: Make) -> None:
    result = comparison()
    frames = {name: getattr(result, name).iloc[:0] for name in result.frames}
    page = page_of(replace(result, **frames))
    assert [table.frame for table in page.tables] == ["table"]
    assert "no rows" in page.tables[0].footnotes[0][1]


def test_notes_have_codes_and_speak_the_language_of_the_page(reliability: Make) -> None:
    note = Note("SA361", "note", {"domain": "trust"})
    assert page_of(reliability(notes=(note,)), "ru").notes == (("SA361", note.say("ru")),)


def test_on_a_screen_long_tables_are_cut_and_say_how_many_rows_are_left(
    comparison: Make,
) -> None:
    tables = page_of(comparison(), most_rows=4).tables
    assert [len(table.rows) for table in tables] == [1, 2, 2]
    assert "1 row more in .groups" in tables[1].footnotes[0][1]
    assert tables[0].footnotes == ()


def test_long_labels_are_cut_on_the_page_only(reliability: Make) -> None:
    long = "Trust " + "x" * 10_000
    result = reliability((300,), trust=long)
    page = page_of(result)
    assert len(page.title) < 200
    assert max(len(cell) for row in page.tables[0].rows for cell in row) <= 400
    assert result.codebook.domain("trust").label["en"] == long


def test_the_level_of_intervals_is_that_of_the_call(reliability: Make) -> None:
    result = replace(reliability(), provenance=Provenance(options={"confidence": 0.99}))
    assert "99% CI" in page_of(result).tables[0].titles
    silent = replace(reliability(), provenance=Provenance())
    assert "95% CI" in page_of(silent).tables[0].titles


def test_a_language_is_a_text(reliability: Make) -> None:
    with pytest.raises(OptionError, match="lang=7 is not allowed"):
        page_of(reliability(), 7)  # type: ignore[arg-type]


def test_a_language_without_words_gets_english_ones(reliability: Make) -> None:
    page = page_of(reliability(), "de")
    assert page.lang == "de"
    assert page.tables[0].titles[0] == "Domain"


def test_every_form_gets_the_same_rows(reliability: Make) -> None:
    result = reliability((1000, 300, 100))
    for row in page_of(result).tables[0].rows:
        for form in (str(result), result.to_markdown(), result.to_html(), result.to_latex()):
            assert all(cell in form for cell in row if cell.isalnum() or cell.startswith("0."))


def test_a_screen_leaves_out_what_a_result_says_and_tells_where_it_is(comparison: Make) -> None:
    @dataclass(frozen=True, eq=False, kw_only=True, repr=False)
    class Short(type(comparison())):  # type: ignore[misc]
        off_screen = frozenset({"pairs", "groups.sd"})

    full = comparison()
    short = Short(**{one.name: getattr(full, one.name) for one in fields(full)})
    screen, page = page_of(short, most_rows=100), page_of(short)
    assert [len(table.columns) > 0 for table in screen.tables] == [True, True, False]
    assert "SD" in page.tables[1].titles
    assert "SD" not in screen.tables[1].titles
    assert "1 column more in .groups" in screen.tables[1].footnotes[-1][1]
    assert f"{len(full.pairs)} rows more in .pairs" in str(short)
    assert ".pairs" in short._repr_html_()
    assert page.tables[2].columns
    without = replace(short, pairs=short.pairs.iloc[:0])
    assert ".pairs" not in str(without)
