"""Sentences: complete in both languages, and the page that lists them is true."""

from __future__ import annotations

import re
import runpy
import string
from pathlib import Path

import pytest

from survey_analysis.findings import Note
from survey_analysis.sentences import SENTENCES, hint_for, sentence_for

ROOT = Path(__file__).resolve().parents[1]


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_a_code_says_the_same_in_both_languages(code):
    sentence = SENTENCES[code]
    assert re.fullmatch(r"SA[1-7]\d\d", code)
    assert sentence.en
    assert sentence.ru
    assert places(sentence.en) == places(sentence.ru)
    assert bool(sentence.hint_en) == bool(sentence.hint_ru)
    assert places(sentence.hint_en) == places(sentence.hint_ru)
    assert "—" not in sentence.en


def test_a_sentence_is_filled_in_the_language_asked_for():
    values = {"where": "trust", "groups": "18-24"}
    assert sentence_for("SA362", "en", values).startswith("trust: no alpha for 18-24")
    assert sentence_for("SA362", "ru", values).startswith("trust: альфа не вычислена (18-24)")
    assert sentence_for("SA362", "fr", values) == sentence_for("SA362", "en", values)
    assert hint_for("SA362", "en", values) == ""


def test_a_note_can_carry_another_note_as_its_reason():
    note = Note("SA371", "warning", {"where": "trust × age", "what": Note("SA301")})
    assert note.text == f"trust × age: {Note('SA301').text}"
    assert note.say("ru") == f"trust × age: {Note('SA301').say('ru')}"


def test_a_note_lists_labels_and_how_many_more_there_are():
    groups = tuple(f"g{i}" for i in range(14))
    note = Note("SA362", "warning", {"where": "trust × age", "groups": groups})
    assert "g0, g1" in note.text
    assert "g11 and 2 more" in note.text
    assert "g11 и ещё 2" in note.say("ru")


def test_the_page_of_codes_is_up_to_date():
    page = runpy.run_path(str(ROOT / "docs" / "make_codes.py"))["page"]()
    assert (ROOT / "docs" / "codes.md").read_text("utf-8") == page, "run python docs/make_codes.py"
