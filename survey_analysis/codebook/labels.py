"""Labels: texts in one or more languages, how one is chosen and when two are the same."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Literal

Label = Mapping[str, str]
"""A text by language: `{"en": "Trust", "ru": "Доверие"}`; `{"": "Trust"}` if untagged."""

SHORT = 200
MOST_MARKS = 30

_INVISIBLE = dict.fromkeys(
    [0x00AD, 0x061C, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A)]
)
_TYPOGRAPHY = str.maketrans(
    dict.fromkeys("‐‑‒–—―−", "-") | dict.fromkeys("‘’‚‛ʼ`", "'") | dict.fromkeys("“”„‟«»", '"')
)


def in_language(label: Label, lang: str, default: str = "") -> str:
    """The text of a label in `lang`, else in the default language, else in the first there is."""
    for wanted in (lang, default, ""):
        if wanted in label:
            return label[wanted]
    return next(iter(label.values()), "")


def normalise_text(text: str) -> str:
    """What two labels are compared by: the text without the accidents of typing.

    Invisible characters are dropped; runs of spaces (no-break ones too) become one space and
    none at the ends; dashes, apostrophes and quotation marks lose their typography; capital
    and small letters, composed and decomposed ones, `ё` and `е` are the same.

    Example
    -------
    >>> normalise_text(" Полностью\\xa0 согласЁн ")
    'полностью согласен'
    """
    visible = text.translate(_INVISIBLE).translate(_TYPOGRAPHY)
    folded = normalised("NFC", visible).casefold()
    # once more, because folding can take a composed letter apart
    composed = normalised("NFC", normalised("NFC", folded).casefold())
    return " ".join(composed.replace("ё", "е").split())


def normalise_header(text: str) -> str:
    """What two column headers are compared by: trimmed, composed (NFC), small letters."""
    return " ".join(normalised("NFC", text).casefold().split())


def normalised(form: Literal["NFC", "NFKC"], text: str) -> str:
    """A Unicode normal form in a time that grows with the length of the text.

    Python sorts the marks on a letter in a time that grows with their square: ten seconds for a
    hundred thousand. So a joiner cuts floods of them, as in the Stream-Safe Text Format (Unicode
    Standard Annex 15, section 13).
    """
    if len(text) <= SHORT or text.isascii():
        return unicodedata.normalize(form, text)
    marks, parts = 0, []
    for character in text:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks > MOST_MARKS:
            parts.append("\N{COMBINING GRAPHEME JOINER}")
            marks = 1
        parts.append(character)
    return unicodedata.normalize(form, "".join(parts))


def band_labels(bands: Iterable[int], high: float | None = None) -> tuple[str, ...]:
    """The labels of age bands: `14-17`, `18-24`, `65+`; a band of one year is that year.

    Parameters
    ----------
    bands : lower ends of the bands, rising.
    high : highest allowed number, if there is one.

    Example
    -------
    >>> band_labels([14, 15, 18, 65])
    ('14', '15-17', '18-64', '65+')
    """
    starts = list(bands)
    if not starts:
        return ()
    ends = [start - 1 for start in starts[1:]]
    closed = [str(a) if a == b else f"{a}-{b}" for a, b in zip(starts, ends, strict=False)]
    last = str(starts[-1]) if high == starts[-1] else f"{starts[-1]}+"
    return (*closed, last)


def forbidden_character(text: str, allowed: str = "") -> str:
    """The first control character, line separator or half a character, as `U+0007`; "" if none."""
    if text.isprintable():
        return ""
    for character in text:
        category = unicodedata.category(character)
        if category in {"Cc", "Cs", "Zl", "Zp"} and character not in allowed:
            return f"U+{ord(character):04X}"
    return ""
