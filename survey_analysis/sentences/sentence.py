"""Sentence: what one code says, and what to do about it, in two languages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """The words of one code; `{name}` stands for a value of the finding or note."""

    en: str
    ru: str
    hint_en: str = ""
    hint_ru: str = ""
