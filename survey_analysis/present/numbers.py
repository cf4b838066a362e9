"""Numbers as a page says them: rounded, with the marks of the language; `–` for no number."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "text", "count", "size", "decimal", "coefficient", "share", "rough_share", "p_value", "degrees"
]
"""How a number is rounded: whole numbers; one decimal (effective n); two (means, statistics);
three (alpha, correlations, effects); per cent with one decimal, and without; p; degrees of
freedom."""

NO_NUMBER = "–"
_GROUPED_FROM = 10_000
_LARGEST_WRITTEN_OUT = 1e15
_DIGITS: dict[Kind, int] = {"count": 0, "size": 1, "decimal": 2, "coefficient": 3}


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """The marks of a language.

    Attributes
    ----------
    decimal : before the decimals.
    thousands : between groups of three digits, in numbers of five digits and more.
    percent : after a percentage.
    between : between the ends of an interval.
    """

    decimal: str
    thousands: str
    percent: str
    between: str


ENGLISH = Marks(decimal=".", thousands="\N{NARROW NO-BREAK SPACE}", percent="%", between=", ")
RUSSIAN = Marks(
    decimal=",", thousands="\N{NO-BREAK SPACE}", percent="\N{NO-BREAK SPACE}%", between="; "
)


def marks_of(lang: str) -> Marks:
    """The marks of a language: Russian ones for "ru", English ones for any other."""
    return RUSSIAN if lang == "ru" else ENGLISH


def show(value: float, kind: Kind, lang: str) -> str:
    """A number of a kind, rounded and marked; `–` for nan.

    Parameters
    ----------
    value : the number at full precision; shares between 0 and 1.
    kind : how it is rounded.
    lang : "ru" for decimal commas; points for any other.

    Example
    -------
    >>> [show(0.7914, kind, "en") for kind in ("decimal", "coefficient", "share", "p_value")]
    ['0.79', '0.791', '79.1%', '.791']
    >>> show(0.00004, "p_value", "ru"), show(float("nan"), "decimal", "ru")
    ('< 0,001', '–')
    """
    if math.isnan(value):
        return NO_NUMBER
    if math.isinf(value):
        return "∞" if value > 0 else "-∞"
    marks = marks_of(lang)
    if kind == "p_value":
        return _p_value(value, lang)
    if kind in {"share", "rough_share"}:
        return _written(100 * value, 1 if kind == "share" else 0, marks) + marks.percent
    if kind == "degrees":
        return _written(value, 0 if value == round(value) else 1, marks)
    return _written(value, _DIGITS.get(kind, 2), marks)


def interval(low: float, high: float, kind: Kind, lang: str, *, nothing: str = NO_NUMBER) -> str:
    """The two ends of an interval in brackets; `nothing` where there is none.

    Example
    -------
    >>> interval(0.76, 0.8249, "decimal", "en"), interval(0.12, 0.2, "share", "ru")
    ('[0.76, 0.82]', '[12,0; 20,0\\xa0%]')
    """
    if math.isnan(low) and math.isnan(high):
        return nothing
    marks = marks_of(lang)
    left = show(low, kind, lang).removesuffix(marks.percent)
    return f"[{left}{marks.between}{show(high, kind, lang)}]"


def confidence_level(confidence: float, lang: str) -> str:
    """The level of an interval in per cent.

    Example
    -------
    >>> confidence_level(0.95, "en"), confidence_level(0.999, "ru")
    ('95%', '99,9\\xa0%')
    """
    marks = marks_of(lang)
    return f"{100 * confidence:.10g}".replace(".", marks.decimal) + marks.percent


def plural(n: int, lang: str, forms: tuple[str, ...]) -> str:
    """A number and the form of a noun that goes with it.

    Parameters
    ----------
    n : how many.
    lang : "ru" takes three forms (1 домен, 2 домена, 5 доменов), any other two.
    forms : the forms, in this order.

    Example
    -------
    >>> plural(1, "en", ("domain", "domains")), plural(22, "ru", ("пункт", "пункта", "пунктов"))
    ('1 domain', '22 пункта')
    """
    if lang != "ru":
        form = 0 if n == 1 else 1
    elif n % 10 == 1 and n % 100 != 11:
        form = 0
    else:
        form = 1 if n % 10 in {2, 3, 4} and n % 100 not in {12, 13, 14} else 2
    return f"{show(n, 'count', lang)} {forms[form]}"


def _p_value(value: float, lang: str) -> str:
    if lang == "ru":
        return "< 0,001" if value < 0.001 else f"{value:.3f}".replace(".", ",")
    if value < 0.001:
        return "< .001"
    return f"{value:.3f}".removeprefix("0")


def _written(value: float, digits: int, marks: Marks) -> str:
    if abs(value) >= _LARGEST_WRITTEN_OUT:
        return f"{value:.3g}".replace(".", marks.decimal)
    rounded = round(value, digits) + 0.0  # -0.0 becomes 0.0
    grouped = f"{rounded:,.{digits}f}" if abs(rounded) >= _GROUPED_FROM else f"{rounded:.{digits}f}"
    swapped = grouped.replace(",", " ").replace(".", marks.decimal)
    return swapped.replace(" ", marks.thousands)
