"""Plain text: aligned columns of a limited width."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from survey_analysis.findings import Note
from survey_analysis.present.page import Page, ShownColumn, ShownTable
from survey_analysis.present.text import display_width, text_of

Make = Callable[..., Any]


def page(*columns: ShownColumn, **others: Any) -> Page:
    table = ShownTable(frame="table", caption="Caption", columns=columns)
    words = {"notes_word": "Notes", "method_word": "Method", "table_word": "Table"}
    return Page(**{"title": "Title", "lang": "en", "tables": (table,), "notes": (), "method": "",
                   **words, **others})  # fmt: skip


def names(*cells: str, title: str = "Name") -> ShownColumn:
    return ShownColumn(title=title, cells=cells, head=True)


def numbers(*cells: str, title: str = "n") -> ShownColumn:
    return ShownColumn(title=title, cells=cells, number=True)


def lines(text: str) -> list[str]:
    return text.split("\n\n")[1].splitlines()


def test_names_stand_left_and_numbers_right() -> None:
    assert lines(text_of(page(names("Доверие", "Труд"), numbers("5", "1500")))) == [
        "Caption",
        "Name        n",
        "-------  ----",
        "Доверие     5",
        "Труд     1500",
    ]


def test_letters_of_no_or_double_width_keep_the_columns_straight() -> None:
    assert (display_width("信任"), display_width("е\u0301")) == (4, 1)
    rows = lines(text_of(page(names("信任", "е\u0301ж"), numbers("1", "2"))))
    assert rows[3:] == ["信任  1", "е\u0301ж    2"]


def test_names_with_several_rows_each_stand_on_a_line_of_their_own() -> None:
    shown = text_of(page(names("A", "A", "B", "B"), names("x", "y", "x", "y"), numbers(*"1234")))
    assert lines(shown)[3:] == ["A", "  x     1", "  y     2", "B", "  x     3", "  y     4"]


def test_titles_break_between_words() -> None:
    head = lines(text_of(page(names("a"), numbers("1", title="Median 95% CI of all"))))[1:4]
    assert [line.split() for line in head] == [["Median"], ["95%", "CI", "of"], ["Name", "all"]]


def test_a_wide_table_goes_on_below_with_its_names() -> None:
    columns = [numbers("0.123456", title=f"column{i}") for i in range(15)]
    shown = text_of(page(names("Trust"), *columns))
    assert max(map(len, shown.splitlines())) <= 100
    assert shown.count("Trust") == 2
    assert all(f"column{i}" in shown for i in range(15))


def test_a_little_more_than_the_width_is_not_broken() -> None:
    columns = [numbers("0.123456789", title="c") for _ in range(8)]
    shown = text_of(page(names("Trust"), *columns))
    assert shown.count("Trust") == 1
    assert 100 < max(map(len, shown.splitlines())) <= 116


def test_long_names_are_cut() -> None:
    row = lines(text_of(page(names("x" * 300), numbers("1"))))[3]
    assert "…" in row
    assert len(row) < 60


def test_footnotes_notes_and_method_follow() -> None:
    table = ShownTable(
        frame="table",
        caption="Caption",
        columns=(names("A"),),
        footnotes=(("a", "why"), ("", "so")),
    )
    shown = text_of(page(tables=(table,), notes=(("SA301", "nobody " * 40),), method="how"))
    assert shown.splitlines()[-1] == "Method: how"
    assert "a: why\nso" in shown
    assert "  SA301  nobody nobody" in shown
    assert max(map(len, shown.splitlines())) <= 100


def test_hostile_labels_cannot_move_the_cursor(reliability: Make, hostile: str) -> None:
    result = reliability((300, 200, 100), trust=hostile)
    result.items["label"] = "\x1b[31mred\x07\n\x9b2J"
    shown = str(result)
    assert "red" in shown
    assert all(line.replace("\N{NO-BREAK SPACE}", " ").isprintable() for line in shown.splitlines())


def test_the_first_line_is_the_title(reliability: Make) -> None:
    shown = str(reliability((300,), notes=(Note("SA361", "note", {"domain": "trust"}),)))
    assert shown.startswith("Reliability (Cronbach's alpha): Trust; 300 respondents\n\n")
    assert "SA361  trust is formative" in shown
