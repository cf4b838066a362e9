"""Missing codes and scales: whether every answer means one thing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from survey_analysis.codebook.check.names import LINE_BREAKS, label_problems, text_problems
from survey_analysis.codebook.check.problem import (
    Place,
    Problem,
    as_whole,
    choice_problem,
    shown,
    unknown,
)
from survey_analysis.codebook.labels import normalise_text
from survey_analysis.codebook.questions import (
    Category,
    Draft,
    MissingCode,
    MissingKind,
    Scale,
    ScaleType,
    Variable,
)


def missing_problems(draft: Draft) -> Iterator[Problem]:
    """What is wrong with the codes that stand for no answer."""
    told: dict[str, MissingCode] = {}
    codes: set[str] = set()
    for missing in draft.missing:
        path: Place = ("missing", missing.code)
        what = f"missing code {shown(missing.code)}"
        if missing.code != "":
            yield from _code_problems(missing.code, path, what)
        if missing.code in codes:
            yield Problem(path, f"{what} is declared twice.")
        codes.add(missing.code)
        yield from choice_problem((*path, "kind"), f"the kind of {what}", missing.kind, MissingKind)
        yield from label_problems(missing.label, (*path, "label"), f"the label of {what}")
        for text in _texts(missing.label):
            other = told.setdefault(text, missing)
            if other.kind != missing.kind:
                message = f"{what} has the label of missing code {shown(other.code)}, another kind."
                yield Problem((*path, "label"), message, ("missing", other.code, "label"))
                break


def scale_problems(draft: Draft) -> Iterator[Problem]:
    """What is wrong with each scale."""
    names: set[str] = set()
    for scale in draft.scales:
        path: Place = ("scales", scale.name)
        what = f"scale {shown(scale.name)}"
        yield from text_problems(scale.name, path, "the name of a scale")
        if scale.name in names:
            yield Problem(path, f"{what} is declared twice.")
        names.add(scale.name)
        yield from choice_problem((*path, "type"), f"the type of {what}", scale.type, ScaleType)
        if len(scale.categories) < 2:
            message = f"{what} has fewer than two values."
            yield Problem((*path, "values"), message)
        if scale.type == "ordinal":
            yield from whole_code_problems(scale.categories, path, what)
            yield from rising_code_problems(scale.categories, path, what)
        yield from category_problems(scale, path, what, draft)


def category_problems(
    asked: Scale | Variable, path: Place, what: str, draft: Draft
) -> Iterator[Problem]:
    """What is wrong with declared values and the missing codes beside them.

    Codes are unique; a text belongs to one code only, whatever the language, so that exports
    that hold labels can be read and groups can be told apart.
    """
    yield from _named_missing_problems(asked, path, what, draft)
    kinds = draft.missing_kinds_for(asked)
    codes: set[str] = set()
    for category in asked.categories:
        place: Place = (*path, "values", category.code)
        yield from _code_problems(category.code, place, f"a code of {what}")
        if category.code in codes:
            yield Problem(place, f"{what} has the code {shown(category.code)} twice.")
        elif category.code in kinds:
            yield Problem(place, _both(category.code, kinds[category.code], what))
        codes.add(category.code)
        named = f"the label of {shown(category.code)} in {what}"
        yield from label_problems(category.label, place, named)
    yield from _shared_text_problems(
        asked, path, what, [m for m in draft.missing if m.code in kinds]
    )


def _both(code: str, kind: str, what: str) -> str:
    return (
        f"{what}: {shown(code)} is both an answer and a missing code ({kind}). Take it out of "
        f"values or, if it is an answer here, list under missing only the codes that apply."
    )


def whole_code_problems(
    categories: tuple[Category, ...], path: Place, what: str
) -> Iterator[Problem]:
    """The codes of an ordinal scale are whole numbers, written in the plain way."""
    for category in categories:
        if as_whole(category.code) is None:
            message = f"{what} has the code {shown(category.code)}; its codes are whole numbers "
            yield Problem((*path, "values", category.code), message + "such as 1 (not 01, 1.0).")


def rising_code_problems(
    categories: tuple[Category, ...], path: Place, what: str
) -> Iterator[Problem]:
    """The values of an ordinal scale are listed from the lowest code to the highest."""
    before: int | None = None
    for category in categories:
        number = as_whole(category.code)
        if number is not None and before is not None and number < before:
            message = f"{what} lists {number} after {before}; list the lowest code first. "
            hint = "Items worded the other way say reverse: true."
            yield Problem((*path, "values", category.code), message + hint)
            return
        before = number if number is not None else before


def _code_problems(code: object, path: Place, what: str) -> Iterator[Problem]:
    yield from text_problems(code, path, what)
    if isinstance(code, str) and code.strip() != code and code.strip():
        yield Problem(path, f"{what}: {shown(code)} begins or ends with a space.")


def _named_missing_problems(
    asked: Scale | Variable, path: Place, what: str, draft: Draft
) -> Iterator[Problem]:
    declared = {missing.code: missing for missing in draft.missing}
    for number, code in enumerate(asked.missing or ()):
        if code != "" and code not in declared:
            message = f"{what} names the missing code {shown(code)}"
            yield Problem((*path, "missing", number), unknown(message, code, declared, "missing"))


def _shared_text_problems(
    asked: Scale | Variable, path: Place, what: str, missing: list[MissingCode]
) -> Iterator[Problem]:
    """Every text, as `normalise_text` compares them, belongs to one code."""
    codes = {category.code for category in asked.categories} | {one.code for one in missing}
    owners = {text: one.code for one in missing for text in _texts(one.label)}
    for category in asked.categories:
        for text in _texts(category.label):
            owner = owners.setdefault(text, category.code)
            if owner != category.code:
                message = f"{what} gives {shown(owner)} and {shown(category.code)} the same label."
                yield Problem((*path, "values", category.code), message)
                break
    for category in asked.categories:
        place: Place = (*path, "also_accept", category.code)
        named = f"also_accept of {shown(category.code)} in {what}"
        for number, text in enumerate(category.also_accept):
            yield from text_problems(text, (*place, number), named, LINE_BREAKS, longest=100_000)
            owner = owners.setdefault(normalise_text(text), category.code)
            if owner != category.code or (text.strip() in codes and text.strip() != category.code):
                other = owner if owner != category.code else text.strip()
                message = f"{named} holds {shown(text)}, which already means {shown(other)}."
                yield Problem((*place, number), message)


def _texts(label: object) -> set[str]:
    """The texts of a label as they are compared."""
    if not isinstance(label, Mapping):
        return set()
    return {_normalised(text) for text in label.values() if isinstance(text, str)} - {""}


@lru_cache(maxsize=4096)
def _normalised(text: str) -> str:
    """`normalise_text`, remembered: missing labels are compared with those of every scale."""
    return normalise_text(text)
