"""Ids, columns, labels, languages: whether they can be told apart, written and shown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from survey_analysis.codebook.check.problem import LONGEST_NAME, Place, Problem, shown
from survey_analysis.codebook.labels import (
    Label,
    forbidden_character,
    normalise_header,
    normalise_text,
)
from survey_analysis.codebook.questions import DEFAULT_LANGUAGE, Draft, Item, Variable
from survey_analysis.errors import suggestion

LINE_BREAKS = "\t\n\r\u2028\u2029"
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def name_problems(draft: Draft) -> Iterator[Problem]:
    """What is wrong with ids, columns and labels, wherever they stand."""
    yield from text_problems(draft.id, ("survey", "id"), "the id of the survey")
    yield from label_problems(draft.title, ("survey", "title"), "the title of the survey")
    yield from _id_problems(draft)
    yield from _column_problems(draft)
    yield from _language_problems(draft)
    if not draft.items and not draft.variables:
        yield Problem((), "the codebook declares neither items nor variables.")


def text_problems(
    text: object, path: Place, what: str, allowed: str = "", longest: int = LONGEST_NAME
) -> Iterator[Problem]:
    """A name, code or column must be text that is not empty and holds no control characters."""
    if not isinstance(text, str):
        yield Problem(path, f"{what} is {shown(text)}; it must be text.")
    elif not text.strip():
        yield Problem(path, f"{what} is empty.")
    elif forbidden_character(text, allowed):
        character = forbidden_character(text, allowed)
        yield Problem(path, f"{what} holds the control character {character}.")
    elif len(text) > longest:
        yield Problem(path, f"{what} has {len(text)} characters; allowed: {longest}.")


def label_problems(label: object, path: Place, what: str) -> Iterator[Problem]:
    """A label is one text, or texts by language; none of them is empty."""
    if not isinstance(label, Mapping) or not label:
        yield Problem(path, f"{what} must be a text or texts by language: {{en: ..., ru: ...}}.")
        return
    for language, text in label.items():
        place = (*path, language) if isinstance(language, str) and language else path
        yield from _tag_problems(language, len(label) == 1, place, what)
        if not isinstance(text, str):
            yield Problem(place, f"{what} is {shown(text)}; it must be text.")
        elif not normalise_text(text):
            yield Problem(place, f"{what} is empty; write a text or leave it out.")
        elif forbidden_character(text, LINE_BREAKS):
            character = forbidden_character(text, LINE_BREAKS)
            yield Problem(place, f"{what} holds the control character {character}.")


def _tag_problems(language: object, alone: bool, path: Place, what: str) -> Iterator[Problem]:
    """The language of a text is a tag such as `ru`; "" stands for a text without a language."""
    if language == "":
        if not alone:
            yield Problem(path, f"{what} has a text without a language beside others.")
    elif not isinstance(language, str) or not _LANGUAGE.fullmatch(language):
        hint = suggestion(language, ["en", "ru"]) if isinstance(language, str) else "."
        message = f"{what} names the language {shown(language)}{hint} Write a tag such as en or ru."
        yield Problem(path, message)


def _id_problems(draft: Draft) -> Iterator[Problem]:
    """Ids are names, unique over domains, items, variables and composites."""
    seen: dict[object, tuple[str, Place]] = {}
    for kind, id, path in _ids(draft):
        what = f"the id of a {kind}"
        if kind == "item":
            what = f"the id of item number {int(path[1]) + 1}"
        yield from text_problems(id, path, what)
        if id in seen:
            other, first = seen[id]
            holder = {kind: f"another {kind}"}.get(other, f"the {other} {shown(id)}")
            message = f"{kind} {shown(id)} has the same id as {holder}. "
            yield Problem(path, message + _UNIQUE, first)
        seen.setdefault(id, (kind, path))


_UNIQUE = "Ids are unique over domains, items, variables, composites."


def _ids(draft: Draft) -> Iterator[tuple[str, object, Place]]:
    for domain in draft.domains:
        yield "domain", domain.id, ("domains", domain.id)
    for number, item in enumerate(draft.items):
        yield "item", item.id, ("items", number, "id")
    for variable in draft.variables:
        yield "variable", variable.id, ("variables", variable.id)
    for composite in draft.composites:
        yield "composite", composite.id, ("composites", composite.id)


def _column_problems(draft: Draft) -> Iterator[Problem]:
    """No two items or variables stand in the same column of the export."""
    seen: dict[str, tuple[str, Place]] = {}
    for what, asked, path in _asked(draft):
        if asked.column:
            column = f"the column of {what}"
            yield from text_problems(asked.column, path, column, LINE_BREAKS, longest=100_000)
        header: object = asked.header
        if not isinstance(header, str):
            continue
        other, first = seen.setdefault(normalise_header(header), (what, path))
        if first != path and other != what:
            message = f"{what} stands in the column {shown(header)}, as {other} does."
            yield Problem(path, message, first)


def _asked(draft: Draft) -> Iterator[tuple[str, Item | Variable, Place]]:
    for number, item in enumerate(draft.items):
        yield f"item {shown(item.id)}", item, ("items", number, "column")
    for variable in draft.variables:
        yield f"variable {shown(variable.id)}", variable, ("variables", variable.id, "column")


def _language_problems(draft: Draft) -> Iterator[Problem]:
    """The default language is one that the labels have; English is the silent choice."""
    path: Place = ("default_language",)
    language = draft.default_language
    if not isinstance(language, str) or not _LANGUAGE.fullmatch(language):
        hint = suggestion(language, ["en", "ru"]) if isinstance(language, str) else "."
        message = f"default_language is {shown(language)}{hint} Write a tag such as en or ru."
        yield Problem(path, message)
        return
    spoken = languages_of(draft)
    if spoken and language not in spoken and language != DEFAULT_LANGUAGE:
        listed = ", ".join(shown(one) for one in spoken)
        yield Problem(path, f"default_language is {language}; the labels are in {listed}.")


def languages_of(draft: Draft) -> tuple[str, ...]:
    """The languages of the labels, in the order in which they first occur.

    Missing codes do not count: where they are silent, their labels are ours.
    """
    spoken: dict[str, None] = {}
    for label in _labels(draft):
        if isinstance(label, Mapping):
            spoken.update(dict.fromkeys(label))
    return tuple(language for language in spoken if isinstance(language, str) and language)


def _labels(draft: Draft) -> Iterator[Label]:
    yield draft.title
    yield from (category.label for scale in draft.scales for category in scale.categories)
    yield from (domain.label for domain in draft.domains)
    yield from (item.label for item in draft.items)
    for variable in draft.variables:
        yield variable.label
        yield from (category.label for category in variable.categories)
    yield from (composite.label for composite in draft.composites)
