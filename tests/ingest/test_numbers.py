"""Numbers: the ways they are written, and what is no number."""

from __future__ import annotations

import numpy as np
import pytest

from survey_analysis.codebook import Variable
from survey_analysis.ingest import numbers
from survey_analysis.ingest.allowed import UNMATCHED, MissingAnswers
from survey_analysis.ingest.numbers import match_numbers

REFUSED, DONT_KNOW, NO_ANSWER = -1, -2, -4


def variable(type="number", **given):
    role = "grouping" if "bands" in given else "outcome"
    return Variable(id="x", role=role, type=type, label={"": "x"}, **given)


@pytest.fixture
def match(codebook):
    """Matches texts with a variable; 97 is refused, 98 don't know."""

    def make(texts, asked=None):
        asked = asked or variable()
        missing = MissingAnswers.of(codebook.missing_kinds_for(asked), codebook)
        return match_numbers(texts, asked, missing)

    return make


def values(match):
    """The number of every text, nan where it is missing or none."""
    return np.append(match.support, np.nan)[np.maximum(match.positions, -1)].tolist()


def said(match):
    return [(remark.severity, remark.code, tuple(remark.texts)) for remark in match.remarks]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12),
        ("-12", -12),
        ("−12", -12),
        ("+3", 3),
        ("0", 0),
        ("-0", 0),
        ("0.25", 0.25),
        ("0,25", 0.25),
        (".5", 0.5),
        ("1 200", 1200),
        ("1\xa0200,5", 1200.5),
        ("12\u202f345\u202f678", 12345678),
        ("1e-05", 1e-05),
        (" 7 ", 7),
        ("7.0", 7),
    ],
)
def test_a_number_is_read_however_it_is_written(match, text, number):
    found = match([text])
    assert values(found) == [number]
    assert found.ok


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("abc", "SA255"),
        ("1.2.3", "SA255"),
        ("1,234.5", "SA255"),
        ("12 34", "SA255"),
        (".", "SA244"),
        ("NA", "SA244"),
        ("inf", "SA257"),
        ("-Infinity", "SA257"),
        ("nan", "SA257"),
        ("0x1F", "SA257"),
        ("1e999", "SA257"),
        ("007", "SA243"),
        ("01.05.2026", "SA253"),
        ("12345678901234567890", "SA261"),
        ("1e15", "SA261"),
        ("-1e308", "SA261"),
        ("5e-324", "SA261"),
    ],
)
def test_what_is_no_number_is_an_error_with_its_reason(match, text, code):
    found = match([text, "1"])
    assert said(found) == [("error", code, (0,))]
    assert found.positions[0] == UNMATCHED


def test_missing_codes_are_no_numbers_however_they_are_written(match):
    found = match(["97", "97.0", "Refused", "", "5"])
    assert found.positions.tolist() == [REFUSED, REFUSED, REFUSED, NO_ANSWER, 0]
    assert found.support.tolist() == [5]


def test_points_and_commas_in_one_column_are_an_error(match):
    found = match(["1,5", "2.7", "3.1", "4"])
    assert ("error", "SA256", (0,)) in said(found)
    assert match(["1,5", "2,7", "4"]).ok


def test_a_comma_that_may_separate_thousands_is_a_warning(match):
    found = match(["1,200", "2,5"])
    assert values(found) == [1.2, 2.5]
    assert said(found) == [("warning", "SA262", (0,))]


def test_whole_numbers_are_asked_for_by_the_type_integer(match):
    found = match(["1", "2.0", "2.5"], variable("integer"))
    assert said(found) == [("note", "SA250", (1,)), ("error", "SA258", (2,))]


def test_a_decimal_part_of_zero_is_natural_in_a_number_column(match):
    assert not match(["1.0", "2.5"]).remarks


def test_numbers_outside_the_range_are_an_error(match):
    found = match(["-1", "0", "100", "101"], variable(range=(0, 100)))
    assert said(found) == [("error", "SA259", (0, 3))]
    (remark,) = found.remarks
    assert (remark.values["low"], remark.values["high"]) == ("0", "100")
    assert remark.values["shown"] == "-1, 101"


def test_a_number_below_the_first_band_is_an_error(match):
    found = match(["17", "18", "300"], variable("integer", bands=(18, 35)))
    assert said(found) == [("error", "SA259", (0,))]


def test_a_year_of_birth_in_place_of_an_age_is_recognised(match):
    age = variable("integer", range=(14, 110))
    assert said(match(["1984", "30", "200"], age)) == [
        ("error", "SA260", (0,)),
        ("error", "SA259", (2,)),
    ]
    income = variable("integer", range=(0, 1000))
    assert said(match(["1984"], income)) == [("error", "SA259", (0,))]


def test_equal_numbers_are_one_point_of_the_support(match):
    found = match(["1.50", "1,5".replace(",", "."), "1.5 ", "-0", "0"])
    assert found.support.tolist() == [0, 1.5]
    assert found.texts == ("0", "1.5")
    assert found.positions.tolist() == [1, 1, 1, 0, 0]


def test_many_texts_are_read_as_few_are(match, monkeypatch):
    rng = np.random.default_rng(7)
    texts = [repr(float(x)) for x in rng.normal(size=3000).round(3)]
    texts += ["12", "97", "", "1 200", "-3", "0.0", "1e-05", "100000000000000", "-0.5", "\ud800"]
    texts = list(dict.fromkeys(texts))
    fast = match(texts)
    monkeypatch.setattr(numbers, "MANY_TEXTS", 10**9)
    slow = match(texts)
    assert fast.positions.tolist() == slow.positions.tolist()
    assert fast.support.tolist() == slow.support.tolist()
    assert fast.texts == slow.texts
    assert said(fast) == said(slow)


def test_many_plain_numbers_with_a_missing_code_among_them(match):
    found = match([str(i) for i in range(3000)])
    assert found.positions[96:100].tolist() == [96, REFUSED, DONT_KNOW, 97]
    assert found.support.size == 2998


def test_a_column_of_words_is_told_once(match):
    found = match([f"word {i}" for i in range(5000)])
    assert [(remark.code, len(remark.texts)) for remark in found.remarks] == [("SA255", 5000)]
