"""Labels: choosing a language, comparing texts, naming bands."""

from __future__ import annotations

import time
import unicodedata
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_analysis.codebook.labels import (
    band_labels,
    forbidden_character,
    in_language,
    normalise_header,
    normalise_text,
    normalised,
)


def test_a_label_is_shown_in_the_language_asked_for_or_the_nearest_to_it() -> None:
    label = {"en": "Trust", "ru": "Доверие"}
    assert in_language(label, "ru", "en") == "Доверие"
    assert in_language(label, "de", "ru") == "Доверие"
    assert in_language(label, "de", "fr") == "Trust"
    assert in_language({"": "Trust"}, "ru", "ru") == "Trust"
    assert in_language({}, "ru") == ""


@pytest.mark.parametrize(
    "text",
    [
        "  Полностью   согласён ",
        "ПОЛНОСТЬЮ\u00a0СОГЛАСЕН",
        "полностью\u2009\nсогласен",
        "\ufeffполно\u00adстью согласен\u200b",
        unicodedata.normalize("NFD", "Полностью согласён"),
    ],
)
def test_accidents_of_typing_do_not_make_another_label(text: str) -> None:
    assert normalise_text(text) == "полностью согласен"


def test_typographic_signs_are_the_plain_ones() -> None:
    assert normalise_text("Don’t know — «maybe»") == normalise_text('don\'t know - "maybe"')


def test_different_words_stay_different() -> None:
    assert normalise_text("согласен") != normalise_text("не согласен")
    assert normalise_text("5-6") != normalise_text("56")
    assert normalise_text("й") != normalise_text("и")


@given(st.text())
def test_comparing_twice_changes_nothing(text: str) -> None:
    once = normalise_text(text)
    assert normalise_text(once) == once


@pytest.mark.parametrize("form", ["NFC", "NFKC"])
def test_a_flood_of_marks_takes_no_time(form: Literal["NFC", "NFKC"]) -> None:
    flood = "и" + "\u0301\u0316" * 100_000
    started = time.process_time()
    assert len(normalised(form, flood)) >= len(flood)
    assert time.process_time() - started < 2  # the plain normal form takes a minute


def test_marks_are_normalised_as_ever_in_long_texts() -> None:
    text = "Полностью согласён " * 50
    assert normalised("NFC", unicodedata.normalize("NFD", text)) == text


def test_headers_are_compared_without_case_and_outer_spaces() -> None:
    assert normalise_header(" Возраст\u00a0") == normalise_header("ВОЗРАСТ")
    assert normalise_header("все") != normalise_header("всё")


def test_bands_are_named_by_their_ends() -> None:
    assert band_labels([14, 18, 65]) == ("14-17", "18-64", "65+")
    assert band_labels([14, 15, 16]) == ("14", "15", "16+")
    assert band_labels([14, 15, 16], high=16) == ("14", "15", "16")
    assert band_labels([14, 15], high=90) == ("14", "15+")
    assert band_labels([]) == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("plain «текст» \u00a0\u202e\u200b\U0001f600", ""),
        ("a\x00", "U+0000"),
        ("a\x85", "U+0085"),
        ("a\ud800", "U+D800"),
        ("a\u2028", "U+2028"),
        ("a\n\x07", "U+0007"),
    ],
)
def test_control_characters_are_found(text: str, found: str) -> None:
    assert forbidden_character(text, allowed="\n") == found
