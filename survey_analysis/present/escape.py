"""Text from files made harmless: what is stripped, cut and escaped before anything is shown."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache

ELLIPSIS = "…"

# escape sequences of terminals: CSI, OSC and other strings up to their end, two-character ones
_ANSI = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?"
    r"|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?"
    r"|\x1b[ -/]*[0-~]?"
)
_DROPPED = frozenset({"Cc", "Cf", "Cs", "Cn"})
_MARK_FLOOD = re.compile(
    r"([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{3})"
    r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]+"
)

_MARKDOWN = {
    **{mark: f"\\{mark}" for mark in "\\`*{}[]|~$^"},
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    "@": "&#64;",
}
# underscores inside a word are no emphasis; a bare address would become a link
_EDGE_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_ADDRESS = re.compile(r"(?i)(?<=\b)(https?|ftp|www)(?=:|\.)[:.]")
_LATEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    "[": "{[}",
    "]": "{]}",
    "*": "{*}",
    '"': r"{\char34}",
    "`": r"{\char96}",
    "\N{NO-BREAK SPACE}": "~",
    "\N{NARROW NO-BREAK SPACE}": r"\,",
    "\N{THIN SPACE}": r"\,",
    "\N{EN DASH}": r"\textendash{}",
    "\N{EM DASH}": r"\textemdash{}",
    "\N{MIDDLE DOT}": r"\textperiodcentered{}",
    "\N{HORIZONTAL ELLIPSIS}": r"\ldots{}",
    "\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}": r"\guillemotleft{}",
    "\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}": r"\guillemotright{}",
    "\N{NUMERO SIGN}": r"\textnumero{}",
    "\N{SUPERSCRIPT TWO}": r"\textsuperscript{2}",
    "\N{MINUS SIGN}": "$-$",
    "\N{MULTIPLICATION SIGN}": r"$\times$",
    "\N{GREATER-THAN OR EQUAL TO}": r"$\geq$",
    "\N{LESS-THAN OR EQUAL TO}": r"$\leq$",
    "\N{INFINITY}": r"$\infty$",
    "\N{GREEK SMALL LETTER ALPHA}": r"$\alpha$",
    "\N{GREEK SMALL LETTER DELTA}": r"$\delta$",
    "\N{GREEK SMALL LETTER EPSILON}": r"$\varepsilon$",
    "\N{GREEK SMALL LETTER ETA}": r"$\eta$",
    "\N{GREEK SMALL LETTER TAU}": r"$\tau$",
    "\N{GREEK SMALL LETTER PHI}": r"$\varphi$",
    "\N{GREEK SMALL LETTER CHI}": r"$\chi$",
    "\N{GREEK SMALL LETTER OMEGA}": r"$\omega$",
    "\N{ANTICLOCKWISE OPEN CIRCLE ARROW}": r"(R)",
}


@lru_cache(maxsize=4096)
def clean(text: str) -> str:
    """The text without anything that moves, hides or reorders letters.

    Line breaks and tabs become spaces, runs of spaces one space. Escape sequences of terminals,
    control characters, invisible and bidirectional ones, halves of characters, and combining
    marks beyond three on a letter are dropped.

    Example
    -------
    >>> clean("Trust\\x1b[31m in\\u202e\\n people ")
    'Trust in people'
    """
    plain = _ANSI.sub("", text)
    if not (plain.isascii() and plain.isprintable()):
        kept = (c for c in plain if c.isspace() or unicodedata.category(c) not in _DROPPED)
        plain = _MARK_FLOOD.sub(r"\1", "".join(kept))
    return " ".join(plain.split())


def cut(text: str, most: int) -> str:
    """The text, or its beginning and "…" where it is longer than `most` characters.

    Example
    -------
    >>> cut("Most people can be trusted", 12)
    'Most people…'
    """
    return text if len(text) <= most else text[: most - 1].rstrip() + ELLIPSIS


def html_text(text: str) -> str:
    """The text as HTML, inside an element or a quoted attribute.

    Example
    -------
    >>> html_text('<script>"x"')
    '&lt;script&gt;&quot;x&quot;'
    """
    return html.escape(text, quote=True)


def markdown_text(text: str) -> str:
    """The text as Markdown inside a table cell: no HTML, link, formula or emphasis comes of it.

    Example
    -------
    >>> print(markdown_text("a|b <i> $x$ q_1"))
    a\\|b &lt;i&gt; \\$x\\$ q_1
    """
    escaped = "".join(_MARKDOWN.get(character, character) for character in text)
    unlinked = _ADDRESS.sub(lambda found: f"{found[1]}&#{ord(found[0][-1])};", escaped)
    return _EDGE_UNDERSCORE.sub(r"\\_", unlinked)


def latex_text(text: str) -> str:
    """The text as LaTeX in text mode (T1, T2A or Unicode fonts): no command comes of it.

    Example
    -------
    >>> print(latex_text("50 % of $x_1$"))
    50 \\% of \\$x\\_1\\$
    """
    escaped = "".join(_LATEX.get(character, character) for character in text)
    return escaped.replace("--", "-{}-")
