"""The header row: headers that cannot be told apart, or cannot be read."""

from __future__ import annotations

import pytest

from survey_analysis.ingest.header_row import is_garbled, judge_header_row, listed


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        (["q1", "q2", "q1"], "SA206"),
        (["Возраст", "q2", " возраст "], "SA207"),
        (["й", "q2", "и\u0306"], "SA207"),
        (["age", "q2", "age\u200b"], "SA207"),
    ],
)
def test_headers_that_are_equal_for_a_reader_are_an_error(headers: list[str], code: str) -> None:
    (finding,) = judge_header_row(headers)
    assert (finding.severity, finding.code, finding.count) == ("error", code, 2)
    assert finding.values == {"positions": "1, 3"}
    assert "1, 3" in finding.message()


def test_different_and_empty_headers_are_no_finding() -> None:
    assert not list(judge_header_row(["q1", "q2", "Q 1", "", "", " "]))


def test_a_header_that_is_an_identifier_is_not_echoed() -> None:
    (finding,) = judge_header_row(["ivan@example.org", "ivan@example.org"])
    assert "ivan" not in finding.where + finding.message() + finding.hint()


@pytest.mark.parametrize("page", ["cp1251", "cp1252", "latin-1", "cp866", "koi8-r"])
def test_utf8_read_as_something_else_is_garbled(page: str) -> None:
    twice = "".join(
        bytes([byte]).decode(page, "ignore") or bytes([byte]).decode("latin-1")
        for byte in "Сколько вам лет?".encode()
    )
    assert is_garbled(twice)
    (finding,) = judge_header_row(["id", twice])
    assert (finding.severity, finding.code, finding.values) == (
        "warning",
        "SA218",
        {"positions": "2"},
    )


@pytest.mark.parametrize("header", ["?????? ???", "Возраст\ufffd"])
def test_lost_letters_are_garbled(header: str) -> None:
    assert is_garbled(header)


@pytest.mark.parametrize(
    "header",
    ["Возраст", "РОСТ", "Région", "Größe", "№ п/п", "How old are you??", "Q1 – «да»", "年齢"],
)
def test_ordinary_headers_are_not_garbled(header: str) -> None:
    assert not is_garbled(header)


def test_many_columns_are_cut() -> None:
    assert listed(range(12)) == "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, …"
