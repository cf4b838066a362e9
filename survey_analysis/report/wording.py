"""Words and numbers as a picture or a page says them, in English or Russian."""

from __future__ import annotations

import math

from survey_analysis.present.numbers import confidence_level, interval, marks_of, show
from survey_analysis.report.figure_words import FIGURE_WORDS
from survey_analysis.report.page_words import PAGE_WORDS

WORDS = {**FIGURE_WORDS, **PAGE_WORDS}


def say(key: str, lang: str, **values: object) -> str:
    """The words of a key, filled with the values; English for any language but Russian."""
    words = WORDS[key]
    return (words.ru if lang == "ru" else words.en).format_map(values)


def number(value: float, lang: str) -> str:
    """`0.79`, in Russian `0,79`; a dash where there is no value."""
    return show(value, "decimal", lang)


def whole(value: float, lang: str) -> str:
    """`850`; a dash where there is no value."""
    return show(value, "count", lang)


def per_cent(share: float, lang: str) -> str:
    """`45%` of the share 0.45, without decimals; a dash where there is no value."""
    if not math.isfinite(share):
        return show(share, "share", lang)
    return f"{100 * share:.0f}{marks_of(lang).percent}"


def p_value(p: float, lang: str) -> str:
    """`p = .012` or `p < .001`."""
    told = show(p, "p_value", lang)
    return f"p {told}" if told.startswith("<") else f"p = {told}"


def ends(low: float, high: float, lang: str) -> str:
    """`[0.76, 0.82]`, in Russian `[0,76; 0,82]`; "" where there is no interval."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return ""
    return interval(low, high, "decimal", lang)


def level(confidence: float, lang: str) -> str:
    """`95%` of the confidence 0.95."""
    return confidence_level(confidence, lang)


def tick(value: float, lang: str) -> str:
    """A number on an axis, with the digits it needs."""
    return f"{value:.10g}".replace(".", marks_of(lang).decimal).replace("-", "\N{MINUS SIGN}")
