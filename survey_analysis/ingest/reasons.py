"""Reasons: why a text is no answer, and how much of it may be told."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice

from survey_analysis.codebook.labels import normalise_text

CODES_SHOWN = 8

MISSING_WORDS = frozenset(
    {"na", "n/a", "n.a.", "#n/a", "#na", "<na>", "nan", "nat", "none", "null", "nil", "missing"}
    | {"no answer", "no_answer", "-", "--", "---", ".", "..", "?", "нет", "н/д", "нд", "#н/д"}
    | {"н/о", "пусто", "нет ответа", "нет данных", "не ответил", "не ответила", "не указано"}
)
"""Words that often stand for a missing answer; they stay text until the codebook declares them."""

_MONTH = (
    r"(?:янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек"
    r"|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-zа-я]*\.?"
)
_DATE = re.compile(
    rf"\d{{1,2}}[./-]\d{{1,2}}[./-](?:\d{{2}}|\d{{4}})(?:\s.*)?|\d{{4}}-\d{{2}}-\d{{2}}(?:[T\s].*)?"
    rf"|\d{{1,4}}[.\s-]*{_MONTH}(?:[.\s-]*\d{{2,4}})?|{_MONTH}[.\s-]*\d{{1,4}}",
    re.IGNORECASE,
)
_QUOTABLE = re.compile(
    r"[+-]?\d{1,6}(?:[.,]\d{1,4})?|[A-Za-z]{1,2}\d{1,4}|[A-Z]{2}-[A-Z0-9]{1,3}", re.ASCII
)


def reason_of_text(text: str) -> str:
    """The finding for a word that means "missing" or for a date; "" for any other text."""
    if is_missing_word(text):
        return "SA244"
    return "SA253" if _DATE.fullmatch(text) else ""


def is_missing_word(text: str) -> bool:
    """Whether a text often stands for a missing answer, such as `NA` or `нет`."""
    return normalise_text(text) in MISSING_WORDS


def quotable(text: str) -> bool:
    """Whether a text is a short code, which may be quoted, and not a respondent's words."""
    return _QUOTABLE.fullmatch(text) is not None


def shown(texts: Iterable[str]) -> str:
    """The first texts that may be quoted, separated by commas."""
    known = (text for text in texts if quotable(text) or is_missing_word(text))
    return listed(islice(known, CODES_SHOWN + 1))


def listed(texts: Iterable[str], most: int = CODES_SHOWN) -> str:
    """The first texts, separated by commas, with an ellipsis if there are more."""
    known = list(texts)
    return ", ".join(known[:most]) + (", …" if len(known) > most else "")
