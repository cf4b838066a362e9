"""Texts that a picture can hold: known letters only, no markup, wrapped, of bounded length."""

from __future__ import annotations

import textwrap

LINE = 38
MOST_LINES = 4
UNKNOWN = "\N{REPLACEMENT CHARACTER}"


def wrapped(text: str, line: int = LINE, most_lines: int = MOST_LINES) -> str:
    """The cleaned text in lines of at most `line` characters; the rest is an ellipsis.

    A no-break space is kept, so that `n = 812` stays together.
    """
    lines = textwrap.wrap(
        text, line, max_lines=most_lines, placeholder=" …", break_on_hyphens=False
    )
    return "\n".join(lines)


def in_font(text: str, known: frozenset[int]) -> str:
    """The text with letters that the font lacks replaced, so that none is drawn as an empty box."""
    return "".join(char if char == "\n" or ord(char) in known else UNKNOWN for char in text)
