"""Reasons: the sentences that stand in a column `note`, told in the language of a page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from survey_analysis.findings import Note
from survey_analysis.sentences import SENTENCES

_FIELD = re.compile(r"\{(\w+)\}")


def translated(text: str, lang: str, notes: Iterable[Note] = ()) -> str:
    """An English sentence of a frame in another language, as far as its words are known.

    Parameters
    ----------
    text : what stands in the frame: a sentence of `sentences`, or several with spaces between.
    lang : the language wanted.
    notes : notes of the result, whose sentences the text may hold.

    Example
    -------
    >>> translated("one item: alpha needs at least two", "ru")
    'один пункт: для альфы нужны хотя бы два'
    """
    if lang == "en" or not text:
        return text
    known = {note.text: note.say(lang) for note in _all(notes)}
    told = text
    for sentence in sorted(known, key=len, reverse=True):
        told = told.replace(sentence, known[sentence])
    return _by_template(text, lang) if told == text else told


def _all(notes: Iterable[Note]) -> Iterator[Note]:
    """The notes and the notes inside them."""
    for note in notes:
        yield note
        yield from _all(value for value in note.values.values() if isinstance(value, Note))


def _by_template(text: str, lang: str) -> str:
    if lang != "ru":
        return text
    for template, russian in _templates():
        found = template.fullmatch(text)
        if found:
            return russian.format_map(found.groupdict())
    return text


@lru_cache(maxsize=1)
def _templates() -> tuple[tuple[re.Pattern[str], str], ...]:
    """A pattern for each English sentence that says more than its values, and its Russian twin."""
    return tuple(
        (_pattern(sentence.en), sentence.ru)
        for sentence in SENTENCES.values()
        if len(_FIELD.sub("", sentence.en)) > 8 and _simple(sentence.en) and _simple(sentence.ru)
    )


def _simple(template: str) -> bool:
    """Whether every value stands once and as it is."""
    names = _FIELD.findall(template)
    return len(set(names)) == len(names) and template.count("{") == len(names)


def _pattern(template: str) -> re.Pattern[str]:
    parts = _FIELD.split(template)
    texts, names = parts[::2], parts[1::2]
    fields = [f"(?P<{name}>.+?)" for name in names]
    mixed = [re.escape(texts[0])]
    for field, following in zip(fields, texts[1:], strict=True):
        mixed += [field, re.escape(following)]
    return re.compile("".join(mixed))
