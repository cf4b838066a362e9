"""Headers: which can be told apart and read, and which column belongs to which question."""

from __future__ import annotations

from dataclasses import replace

import pytest

from survey_analysis.codebook import Variable
from survey_analysis.ingest.headers import (
    column_numbers,
    find_headers,
    header_text,
    is_garbled,
    judge_header_row,
    judge_headers,
)

ITEMS = ("t1", "t2", "Q3 [Fair]")


def told(headers):
    return {finding.code: finding for finding in headers.findings}


def test_a_column_is_found_by_its_header_or_its_id(codebook):
    found = find_headers(ITEMS, codebook)
    assert found.of == {"t1": "t1", "t2": "t2", "t3": "Q3 [Fair]"}
    assert not found.findings


@pytest.mark.parametrize("header", [" T1", "T1 ", "\ufefft1", "t1\xa0"])
def test_a_header_may_differ_in_case_and_spaces_with_a_note(codebook, header):
    found = find_headers((header, "t2", "Q3 [Fair]"), codebook)
    assert found.of["t1"] == header
    assert [(f.severity, f.code, f.where) for f in found.findings] == [("note", "SA233", "t1")]


def test_an_exact_header_is_preferred(codebook):
    found = find_headers(("T1", "t1", "t2", "Q3 [Fair]"), codebook)
    assert found.of["t1"] == "t1"
    assert found.undeclared == ("T1",)


def test_a_missing_column_is_an_error_that_names_the_nearest_header(codebook):
    finding = told(find_headers(("t1", "t2", "Q3 [Fare]"), codebook))["SA231"]
    assert finding.severity == "error"
    assert finding.where == "t3"
    assert finding.message() == ("The export has no column «Q3 [Fair]»; did you mean «Q3 [Fare]»?")
    assert told(find_headers(("t1", "t2", "zzz"), codebook))["SA230"].where == "t3"


@pytest.mark.parametrize(
    ("role", "type", "severity", "code"),
    [
        ("respondent", "text", "note", "SA232"),
        ("paradata", "number", "warning", "SA234"),
        ("filter", "text", "warning", "SA234"),
        ("outcome", "number", "error", "SA230"),
        ("design", "number", "error", "SA230"),
    ],
)
def test_what_a_missing_variable_means_depends_on_its_role(
    with_variables, role, type, severity, code
):
    codebook = with_variables(Variable(id="absent", role=role, type=type, label={"": "a"}))
    (finding,) = find_headers(ITEMS, codebook).findings
    assert (finding.severity, finding.code, finding.where) == (severity, code, "absent")


def test_less_than_half_of_the_columns_are_another_survey(codebook):
    found = find_headers(("t1", "a", "b"), codebook)
    assert found.different
    first = found.findings[0]
    assert (first.code, first.severity, first.count) == ("SA236", "error", 2)
    assert "1 of 3 declared columns" in first.message()
    assert not find_headers(("t1", "t2"), codebook).different


def test_headers_are_not_named_where_they_may_be_answers(codebook):
    finding = told(find_headers(("Ivanov", "5", "3"), codebook))["SA235"]
    assert finding.values["columns"] == "1, 2, 3"


def test_undeclared_columns_are_listed_once_with_their_place(codebook):
    headers = (*ITEMS, "comment", "x" * 80, "a@b.ru", "")
    finding = told(find_headers(headers, codebook))["SA235"]
    assert (finding.severity, finding.count) == ("warning", 4)
    assert finding.values["columns"] == f"4 (comment), 5 ({'x' * 59}…), 6, 7"


def test_thousands_of_missing_columns_are_one_finding(codebook):
    items = tuple(replace(codebook.items[0], id=f"i{i}") for i in range(5000))
    found = find_headers([f"h{i}" for i in range(5000)], replace(codebook, items=items))
    assert [finding.code for finding in found.findings] == ["SA236", "SA235"]


def test_suggestions_stop_before_they_take_long(codebook):
    items = tuple(replace(codebook.items[0], id=f"item_{i}") for i in range(60))
    headers = [f"item_{i}" for i in range(35)] + ["itm_x"]
    codes = [f.code for f in find_headers(headers, replace(codebook, items=items)).findings]
    assert codes.count("SA231") == 20
    assert codes.count("SA230") == 5


def test_control_characters_never_reach_a_message():
    assert header_text("a\x1b[31m\u202eb\nc") == "ab c"


def test_headers_that_announce_identifiers_are_errors_and_questions_warnings():
    headers = ("t1", "Номер телефона", "Есть ли у вас дома телефон?", "+7 916 123-45-67")
    told = [(f.severity, f.code, f.where) for f in judge_headers(headers, headers)]
    assert told == [
        ("error", "SA606", "Номер телефона"),
        ("warning", "SA607", "Есть ли у вас дома телефон?"),
        ("error", "SA608", ""),
    ]


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
    assert column_numbers(range(12)) == "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, …"
