"""Words in two languages."""

from __future__ import annotations

import string

import pytest

from survey_analysis.report.methods import LIMITS, PURPOSE
from survey_analysis.report.wording import WORDS, say


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("key", WORDS)
def test_both_languages_say_the_same_values(key):
    words = WORDS[key]
    assert {f.split("!")[0] for f in fields(words.en)} == {
        f.split("!")[0] for f in fields(words.ru)
    }


def test_russian_words_are_russian():
    latin = {"n", "n_to"}
    for key, words in WORDS.items():
        if key not in latin:
            assert any("а" <= letter.lower() <= "я" for letter in words.ru), key
    for sentence in (*LIMITS.values(), *PURPOSE):
        assert sentence.en != sentence.ru


def test_other_languages_are_told_in_english():
    assert say("contents", "kk") == "Contents"
