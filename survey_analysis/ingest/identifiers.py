"""Direct identifiers of persons, which an export must not hold: e-mail, phone, documents.

A value is never shown; findings give counts and lines. Bare digits prove little (one random
number in a hundred passes a checksum), so they count only where most of a column is such.

Sources: SNILS checksum: Pension Fund of Russia, rules of 2016, for numbers above 001-001-998;
INN checksum: order of the Federal Tax Service of Russia, twelve digits for persons.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np

from survey_analysis.ingest.text_columns import as_arrow, holding

SHORTEST_DIGITS = 10
"""Phone numbers and documents without a plus sign have at least so many characters."""

FEW_BARE = 3
"""Bare digits are identifiers when at least so many, and more than half of a column, are."""

_CANDIDATE = r"@|\+\d|\d{3}-\d{3}-\d{3}|\d{10}|8[\s(-]+\d{3}|\d\d \d{6}"
# one character before the @ is enough to find it; "+" there would take hours on a long text
_EMAIL = re.compile(r"[^\s@]@[^\s@]+\.[^\W\d_]{2,}")
_PHONE = re.compile(
    r"(?<![\w.])(?:\+\d(?:[\s()-]*\d){9,13}"
    r"|8(?:[\s-]*\(\d{3,4}\)|[\s-]+\d{3,4})(?:[\s-]*\d){6,7})(?!\w)"
)
_BARE_PHONE = re.compile(r"[78]9\d{9}")
_SNILS = re.compile(r"(?<!\d)(\d{3})-(\d{3})-(\d{3})[ -](\d{2})(?!\d)")
_PASSPORT = re.compile(r"(?<!\d)\d{2} ?\d{2} (?:№ ?)?\d{6}(?!\d)")
_INN = re.compile(r"\d{12}")
_INN_WEIGHTS = ((7, 2, 4, 10, 3, 5, 9, 4, 6, 8), (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8))

_NAMING = re.compile(
    r"email|почт[аы]|телефон\w{0,2}|тел|phone|telephone|паспорт\w{0,3}|passport|снилс|snils"
    r"|инн|фио|fio|фамили[яи]|surname|lastname|отчество"
)
_E_MAIL = re.compile(r"(?<![^\W_])e[\W_]?mail")
_ABOUT = re.compile(
    r"us(?:e|ed|age)|hours?|consent|frequency|ha(?:ve|s)|есть|час(?:ы|ов)|согласие|пользуетесь"
    r"|пользуюсь|использован\w+|наличие|зависимость|addiction|time|время|hash|хеш"
)
_HEADER_WORDS = 5


def identifiers_in(texts: Sequence[str]) -> Mapping[str, list[int]]:
    """Finding code -> positions of the distinct texts that hold such an identifier."""
    found: dict[str, list[int]] = {}
    bare: dict[str, list[int]] = {}
    for place in _candidates(texts):
        text = texts[place].strip()
        code = identifier_in(text)
        if code:
            found.setdefault(code, []).append(place)
        elif _BARE_PHONE.fullmatch(text):
            bare.setdefault("SA602", []).append(place)
        elif _INN.fullmatch(text) and is_inn(text):
            bare.setdefault("SA605", []).append(place)
    answered = sum(1 for text in texts if text.strip()) if bare else 0
    for code, places in bare.items():
        if len(places) >= FEW_BARE and 2 * len(places) > answered:
            found.setdefault(code, []).extend(places)
    return found


def identifier_in(text: str) -> str:
    """The finding for a text that holds a formatted identifier; "" if it holds none."""
    if _EMAIL.search(text):
        return "SA601"
    snils = _SNILS.search(text)
    if snils and is_snils("".join(snils.groups())):
        return "SA603"
    if _PHONE.search(text):
        return "SA602"
    return "SA604" if _PASSPORT.search(text) else ""


def is_snils(digits: str) -> bool:
    """Whether eleven digits carry the checksum of a SNILS: sum of d_i (10 - i) mod 101."""
    total = sum(int(digit) * (9 - i) for i, digit in enumerate(digits[:9]))
    return int(digits[:9]) > 1_001_998 and total % 101 % 100 == int(digits[9:])


def is_inn(digits: str) -> bool:
    """Whether twelve digits carry the two checksums of a person's INN."""
    checks = [
        sum(w * int(d) for w, d in zip(weights, digits, strict=False)) % 11 % 10
        for weights in _INN_WEIGHTS
    ]
    return digits.strip("0") != "" and checks == [int(digits[10]), int(digits[11])]


def identifier_of_header(header: str) -> str:
    """The finding for a header that is or announces an identifier; "" for any other header.

    SA608: the header is itself an identifier (a file without a header line); SA606: it
    announces one; SA607: it is a question that mentions one.
    """
    if identifier_in(header):
        return "SA608"
    words = re.findall(r"[^\W\d_]+", _E_MAIL.sub("email", header.casefold()))
    if not any(map(_NAMING.fullmatch, words)):
        return ""
    announces = len(words) <= _HEADER_WORDS and "?" not in header
    return "SA606" if announces and not any(map(_ABOUT.fullmatch, words)) else "SA607"


def _candidates(texts: Sequence[str]) -> list[int]:
    """Texts that may hold an identifier; columns of short codes are passed over as a whole."""
    joined = "\n".join(texts)
    signs = "@" in joined or "+" in joined
    if not signs and max(map(len, texts), default=0) < SHORTEST_DIGITS:
        return []
    return [int(place) for place in np.flatnonzero(holding(_CANDIDATE, as_arrow(texts)))]
