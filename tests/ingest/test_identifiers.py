"""Identifiers: what is one, and what only looks like one."""

from __future__ import annotations

import time

import pytest

from survey_analysis.ingest.identifiers import (
    identifier_in,
    identifier_of_header,
    identifiers_in,
    is_inn,
    is_snils,
)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("anna@example.org", "SA601"),
        ("write to иван@почта.рф please", "SA601"),
        ("+7 (916) 123-45-67", "SA602"),
        ("+79161234567", "SA602"),
        ("8 (495) 123-45-67", "SA602"),
        ("8-916-123-45-67", "SA602"),
        ("+375 29 123 45 67", "SA602"),
        ("112-233-445 95", "SA603"),
        ("112-233-445-95", "SA603"),
        ("45 06 123456", "SA604"),
        ("4506 123456", "SA604"),
    ],
)
def test_a_formatted_identifier_is_found(text, code):
    assert identifier_in(text) == code
    assert identifiers_in(["a1", text, ""]) == {code: [1]}


@pytest.mark.parametrize(
    "text",
    [
        "r000123",
        "spi0001",
        "12",
        "5+",
        "65+",
        "a+b",
        "112-233-445 96",
        "2026-05-01 12:30:45",
        "01.05.2026",
        "1234567890",
        "79161234567",
        "@home",
        "3f2a9c1e-77aa-4b21-9d55-0123456789ab",
        "89 баллов из 100",
    ],
)
def test_a_code_a_date_and_bare_digits_are_none(text):
    assert identifier_in(text) == ""
    assert identifiers_in([text, "other"]) == {}


def test_bare_digits_count_where_most_of_a_column_is_such():
    phones = ["79161234567", "89031112233", "79998887766"]
    assert identifiers_in([*phones, ""]) == {"SA602": [0, 1, 2]}
    assert identifiers_in([*phones, "a", "b", "c"]) == {}
    inns = ["500100732259", "500100732260", "500100732261"]
    assert identifiers_in(inns) == {}
    assert identifiers_in([with_checks(f"50010073{i}0") for i in range(3)]) == {"SA605": [0, 1, 2]}


def with_checks(ten: str) -> str:
    """The INN that begins with these ten digits: one in a hundred endings passes."""
    return next(inn for inn in (f"{ten[:10]:0>10}{i:02d}" for i in range(100)) if is_inn(inn))


def test_checksums():
    assert is_snils("11223344595")
    assert not is_snils("11223344596")
    assert not is_snils("00100199800")
    assert is_inn("500100732259")
    assert not is_inn("500100732258")
    assert not is_inn("000000000000")


@pytest.mark.parametrize(
    "header",
    ["email", "E-mail", "Ваш e-mail", "Телефон", "phone_number", "ФИО", "Фамилия, имя", "СНИЛС",
     "ИНН", "Серия и номер паспорта", "contact_phone"],
)  # fmt: skip
def test_a_header_that_announces_an_identifier(header):
    assert identifier_of_header(header) == "SA606"


@pytest.mark.parametrize(
    "header",
    ["Пользуетесь ли вы телефоном?", "phone use", "Как часто вы говорите с близкими по телефону"],
)
def test_a_question_that_mentions_one(header):
    assert identifier_of_header(header) == "SA607"


@pytest.mark.parametrize(
    "header",
    ["age", "q1", "is_mobile", "mail_sent", "innovation", "инновации", "Возраст", "почти всегда"],
)
def test_a_header_like_any_other(header):
    assert identifier_of_header(header) == ""


def test_half_a_character_is_read_past():
    assert identifiers_in(["\ud800 and more text", "anna@example.org"]) == {"SA601": [1]}


@pytest.mark.parametrize("text", ["a" * 200_000, "a@" * 100_000, "8 " * 100_000, "+1" * 100_000])
def test_a_long_text_is_judged_at_once(text):
    started = time.process_time()
    assert identifier_in(text) == ""
    assert time.process_time() - started < 2
