"""Sentences of a column `note`, in another language."""

from __future__ import annotations

import pytest

from survey_analysis.findings import Note
from survey_analysis.present.reasons import translated
from survey_analysis.sentences import SENTENCES


def test_english_stays_as_it_is() -> None:
    assert translated("whatever it says", "en") == "whatever it says"


def test_sentences_are_found_again_with_their_values() -> None:
    note = Note("SA302", "warning", {"n": 1, "n_total": 7, "needed": 2})
    assert translated(note.text, "ru") == note.say("ru")


def test_several_notes_in_one_cell_are_told_one_after_the_other() -> None:
    notes = (Note("SA301"), Note("SA303"))
    text = " ".join(note.text for note in notes)
    assert translated(text, "ru", notes) == " ".join(note.say("ru") for note in notes)


def test_a_note_inside_a_note_is_known() -> None:
    inner = Note("SA320", "note", {"groups": "14-17"})
    outer = Note("SA371", "note", {"where": "trust by age", "what": inner})
    assert translated(inner.text, "ru", (outer,)) == inner.say("ru")


def test_unknown_words_stay_as_they_are() -> None:
    assert translated("my own test says so", "ru") == "my own test says so"
    assert translated("nobody answered", "de") == "nobody answered"
    assert translated("", "ru") == ""


@pytest.mark.parametrize("code", [code for code in SENTENCES if code.startswith("SA3")])
def test_no_sentence_is_taken_for_another(code: str) -> None:
    sentence = SENTENCES[code]
    if "{" not in sentence.en:
        assert translated(sentence.en, "ru") == sentence.ru
