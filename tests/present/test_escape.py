"""Text from files made harmless."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_analysis.present.escape import clean, cut, html_text, latex_text, markdown_text

ANY_TEXT = st.text(st.characters())


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("Trust\nin\r\npeople\ttoday", "Trust in people today"),
        ("a\u2028b\u2029c\x85d\xa0e", "a b c d e"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07text", "text"),
        ("\x1b]8;;http://x\x1b\\link", "link"),
        ("\x9b1mbold", "bold"),
        ("abc\u202edef\u2066g\u2069", "abcdefg"),
        ("\ufeffzero\u200bwidth\u00ad", "zerowidth"),
        ("NUL\x00 BEL\x07", "NUL BEL"),
        ("half \ud83d character", "half character"),
        ("no\ufffecharacter", "nocharacter"),
        ("Дове\u0301рие «да» – № 1", "Дове\u0301рие «да» – № 1"),
        ("e" + "\u0301" * 50, "e" + "\u0301" * 3),
        ("  ", ""),
    ],
)
def test_what_moves_hides_or_reorders_letters_is_dropped(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@given(ANY_TEXT)
def test_clean_text_is_one_line_that_any_file_can_hold(text: str) -> None:
    cleaned = clean(text)
    assert len(cleaned.splitlines()) <= 1
    assert "\x1b" not in cleaned
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]", cleaned)
    cleaned.encode("utf-8")


@given(ANY_TEXT)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)


def test_long_text_is_cut_with_an_ellipsis_and_short_text_is_not() -> None:
    assert cut("x" * 10_000, 20) == "x" * 19 + "…"
    assert cut("Trust", 5) == "Trust"


@given(ANY_TEXT)
def test_escaped_html_says_the_same_and_opens_nothing(text: str) -> None:
    escaped = html_text(text)
    assert html.unescape(escaped) == html.unescape(html.escape(text))
    assert not set(escaped) & set("<>\"'")


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("a|b", r"a\|b"),
        ("<script>", "&lt;script&gt;"),
        ("&lt;", "&amp;lt;"),
        ("$x$ and `code`", r"\$x\$ and \`code\`"),
        ("[x](http://e.org)", r"\[x\](http&#58;//e.org)"),
        ("https://e.org www.e.org a@e.org", "https&#58;//e.org www&#46;e.org a&#64;e.org"),
        ("_em_ **strong** ~~no~~", r"\_em\_ \*\*strong\*\* \~\~no\~\~"),
        ("q_1 in the end", "q_1 in the end"),
        ("back\\slash", r"back\\slash"),
    ],
)
def test_markdown_marks_lose_their_meaning(text: str, escaped: str) -> None:
    assert markdown_text(text) == escaped


@given(ANY_TEXT.map(clean))
def test_every_pipe_in_markdown_is_escaped(text: str) -> None:
    unescaped = re.sub(r"\\.", "", markdown_text(text))
    assert not set(unescaped) & set("|<>$`*[]")


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("50 % & more", r"50 \% \& more"),
        ("x_1^2 ~ {y}", r"x\_1\textasciicircum{}2 \textasciitilde{} \{y\}"),
        (r"\input{secret}", r"\textbackslash{}input\{secret\}"),
        ("$x$ #1", r"\$x\$ \#1"),
        ("a--b", "a-{}-b"),
        ("[0.1] *", "{[}0.1{]} {*}"),
        ('"q" `g`', r"{\char34}q{\char34} {\char96}g{\char96}"),
        ("95\N{NO-BREAK SPACE}%", r"95~\%"),
        ("ω² ≥ 0", r"$\omega$\textsuperscript{2} $\geq$ 0"),
        ("skl3 ↺", "skl3 (R)"),
    ],
)
def test_latex_commands_lose_their_meaning(text: str, escaped: str) -> None:
    assert latex_text(text) == escaped


@given(ANY_TEXT.map(clean))
def test_braces_in_latex_stay_balanced(text: str) -> None:
    bare = re.sub(r"\\[{}%&#_$\\]", "", latex_text(text))
    depth = 0
    for character in bare:
        depth += {"{": 1, "}": -1}.get(character, 0)
        assert depth >= 0
    assert depth == 0
    assert not set(re.sub(r"\$\\[a-z]+\$|\$-\$", "", bare)) & set("%&#_$^~") - {"~"}
