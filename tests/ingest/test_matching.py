"""Matching: codes, labels, code with label, and texts that are no answers."""

from __future__ import annotations

import time

import pytest

from survey_analysis.codebook import Category
from survey_analysis.ingest.allowed import UNMATCHED, Allowed, MissingAnswers
from survey_analysis.ingest.coding import Matcher
from survey_analysis.ingest.matching import match_answers

REFUSED, DONT_KNOW, NO_ANSWER = -1, -2, -4


@pytest.fixture
def match(codebook):
    """Matches texts with the item t1: five points, 97 refused, 98 don't know."""
    return lambda *texts: Matcher(codebook=codebook).match(codebook.item("t1"), texts)


def said(match):
    return [(remark.severity, remark.code, tuple(remark.texts)) for remark in match.remarks]


def test_codes_are_read_to_the_letter_but_for_spaces_at_the_ends(match):
    found = match("1", "5 ", " 3", "\xa04\xa0")
    assert found.positions.tolist() == [0, 4, 2, 3]
    assert found.support.tolist() == [1, 2, 3, 4, 5]
    assert found.texts == ("1", "2", "3", "4", "5")
    assert found.ok
    assert not found.remarks


def test_missing_codes_keep_their_kind_and_the_empty_cell_is_no_answer(match):
    assert match("97", "98", "", "  ").positions.tolist() == [
        REFUSED,
        DONT_KNOW,
        NO_ANSWER,
        NO_ANSWER,
    ]


@pytest.mark.parametrize("text", ["Entirely", "совсем да", "СОВСЕМ  ДА", "совсем да!", "entirely "])
def test_labels_in_any_language_and_accepted_texts_are_read(match, text):
    found = match(text, "Не знаю", "")
    assert found.positions.tolist() == [4, DONT_KNOW, NO_ANSWER]
    assert said(found) == [("note", "SA249", (0,))]


def test_a_missing_label_beside_codes_is_no_mixture(match):
    found = match("1", "2", "Refused")
    assert found.positions.tolist() == [0, 1, REFUSED]
    assert not found.remarks


def test_codes_and_labels_in_one_column_are_told(match):
    found = match("1", "Rather yes", "5")
    assert found.positions.tolist() == [0, 3, 4]
    assert said(found) == [("warning", "SA248", (1,))]


@pytest.mark.parametrize("text", ["5 - Entirely", "5. совсем да", "5) Entirely", "Entirely (5)"])
def test_code_and_label_together_are_read_if_they_agree(match, text):
    found = match(text, "2")
    assert found.positions.tolist() == [4, 1]
    assert said(found) == [("note", "SA251", (0,))]


def test_code_and_label_that_contradict_each_other_are_an_error(match):
    found = match("5 - Rather not", "1")
    assert found.positions.tolist() == [UNMATCHED, 0]
    assert said(found) == [("error", "SA246", (0,))]


def test_whole_numbers_with_a_decimal_part_are_codes_with_one_note(match):
    found = match("1.0", "2,00", "3")
    assert found.positions.tolist() == [0, 1, 2]
    assert said(found) == [("note", "SA250", (0, 1))]


def test_a_fraction_is_not_a_code_with_a_number_as_label(codebook):
    numbers = tuple(Category(code=code, label={"": code}) for code in "12345")
    missing = MissingAnswers.of({"": "no_answer"}, codebook)
    found = match_answers(("3.3", "1,5", "4-4", "2"), Allowed.of(numbers, missing, nominal=False))
    assert found.positions.tolist() == [UNMATCHED, UNMATCHED, UNMATCHED, 1]
    assert said(found)[0] == ("error", "SA240", (0, 1))


def test_full_width_digits_and_invisible_characters_are_read(match):
    found = match("５", "\u200b4", "1")
    assert found.positions.tolist() == [4, 3, 0]
    assert said(found) == [("note", "SA252", (0, 1))]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("7", "SA240"),
        ("-1", "SA240"),
        ("3.5", "SA240"),
        ("01", "SA243"),
        ("005", "SA243"),
        ("0", "SA240"),
        ("NA", "SA244"),
        ("None", "SA244"),
        ("нет", "SA244"),
        ("#Н/Д", "SA244"),
        ("01.05.2026", "SA253"),
        ("5 мар", "SA253"),
        ("2026-05-01", "SA253"),
        ("May-05", "SA253"),
        ("entirly", "SA242"),
        ("my neighbour helped me", "SA241"),
        ("Иванов", "SA241"),
    ],
)
def test_a_text_that_is_no_answer_is_an_error_with_its_reason(match, text, code):
    found = match("1", text)
    assert found.positions.tolist() == [0, UNMATCHED]
    assert said(found) == [("error", code, (1,))]
    assert not found.ok


def test_short_codes_are_quoted_and_words_never(match):
    (codes, words) = match("7", "99", "-1", "Иванов", "Петров").remarks
    assert codes.values["shown"] == "7, 99, -1"
    assert codes.values["allowed"] == "1, 2, 3, 4, 5"
    assert words.values["shown"] == ""
    assert "Иванов" not in str(words.values)


def test_the_nearest_label_comes_from_the_codebook(match):
    (remark,) = match("Rather yess").remarks
    assert remark.values["nearest"] == "Rather yes"


def test_a_missing_code_of_another_scale_is_told_as_such(codebook):
    missing = MissingAnswers.of({"": "no_answer", "97": "refused"}, codebook)
    allowed = Allowed.of(codebook.scale("five").categories, missing, nominal=False)
    (remark,) = match_answers(["98"], allowed).remarks
    assert (remark.code, remark.values["shown"]) == ("SA245", "98")


@pytest.fixture
def children(codebook):
    """Codes 1 to 4 with the labels 0 to 3: every label but one is another answer's code."""
    categories = [Category(code=str(c), label={"": str(c - 1)}) for c in range(1, 5)]
    missing = MissingAnswers.of({"": "no_answer"}, codebook)
    return Allowed.of(categories, missing, nominal=False)


def test_a_column_of_codes_is_read_as_codes_even_if_labels_look_alike(children):
    assert match_answers(["1", "4", ""], children).positions.tolist() == [0, 3, NO_ANSWER]


def test_a_column_of_labels_is_read_as_labels_even_if_codes_look_alike(children):
    assert match_answers(["0", "1", "3"], children).positions.tolist() == [0, 1, 3]


def test_a_mixed_column_in_which_an_answer_could_be_either_is_an_error(children):
    found = match_answers(["0", "4", "2"], children)
    assert found.positions.tolist() == [0, 3, UNMATCHED]
    assert ("error", "SA247", (2,)) in said(found)


def test_a_column_of_names_is_told_once_and_quickly(match):
    names = [f"person number {i}" for i in range(20_000)]
    found = match(*names)
    assert [(remark.code, len(remark.texts)) for remark in found.remarks] == [("SA241", 20_000)]


def test_an_empty_column_has_nothing_to_match(match):
    found = match()
    assert found.positions.size == 0
    assert found.ok


def test_an_answer_goes_before_a_missing_code_of_the_same_name(codebook):
    missing = MissingAnswers.of({"": "no_answer", "97": "refused"}, codebook)
    categories = [Category(code=c, label={"": t}) for c, t in (("97", "all"), ("98", "Refused"))]
    allowed = Allowed.of(categories, missing, nominal=True)
    assert match_answers(["97", "98"], allowed).positions.tolist() == [0, 1]
    assert match_answers(["Refused"], allowed).positions.tolist() == [1]


@pytest.mark.parametrize(
    "text", ["a" + " " * 100_000 + "b", "1" + " " * 50_000 + "-" + " " * 50_000]
)
def test_a_long_text_is_judged_at_once(match, text):
    started = time.process_time()
    assert not match(text).ok
    assert time.process_time() - started < 2


def test_a_code_behind_its_label_is_found_among_other_brackets(match):
    assert match("1", "Скорее да (4)", "скорее да   [4]").positions.tolist()[1:] == [3, 3]
