"""Texts that a picture can hold."""

from __future__ import annotations

from survey_analysis.report.lettering import UNKNOWN, in_font, wrapped


def test_lines_are_wrapped_and_their_number_is_bounded():
    text = wrapped("word " * 200, 38, 4)
    lines = text.split("\n")
    assert len(lines) == 4
    assert all(len(line) <= 38 for line in lines)
    assert text.endswith("…")


def test_a_word_without_end_is_cut():
    assert all(len(line) <= 38 for line in wrapped("ы" * 300).split("\n"))


def test_n_stays_with_its_number():
    label = "x" * 30 + " (n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}812)"
    assert wrapped(label).split("\n")[1] == "(n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}812)"


def test_letters_that_the_font_lacks_are_marked():
    known = frozenset(map(ord, "abc"))
    assert in_font("ab\n漢c", known) == f"ab\n{UNKNOWN}c"
