"""Words and numbers in two languages."""

from __future__ import annotations

import string

import pytest

from survey_analysis.report.methods import LIMITS, PURPOSE
from survey_analysis.report.wording import WORDS, ends, level, p_value, per_cent, say, tick


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("key", WORDS)
def test_both_languages_say_the_same_values(key):
    words = WORDS[key]
    assert {f.split("!")[0] for f in fields(words.en)} == {
        f.split("!")[0] for f in fields(words.ru)
    }


def test_russian_words_are_russian():
    latin = {"n", "n_to", "hidden_n", "p_value"}
    for key, words in WORDS.items():
        if key not in latin:
            assert any("а" <= letter.lower() <= "я" for letter in words.ru), key
    for sentence in (*LIMITS.values(), *PURPOSE):
        assert sentence.en != sentence.ru


def test_other_languages_are_told_in_english():
    assert say("contents", "kk") == "Contents"


def test_numbers():
    assert per_cent(0.456, "en") == "46%"
    assert per_cent(0.456, "ru") == "46\N{NO-BREAK SPACE}%"
    assert per_cent(float("nan"), "en") == "–"
    assert p_value(0.0312, "en") == "p = .031"
    assert p_value(1e-9, "ru") == "p < 0,001"
    assert ends(0.7, 0.8, "ru") == "[0,70; 0,80]"
    assert ends(float("nan"), 0.8, "en") == ""
    assert level(0.95, "en") == "95%"
    assert tick(-2.5, "ru") == "−2,5"
