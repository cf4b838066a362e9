"""Variables, design and privacy: whether each variable can play its part."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise
from typing import get_args

from survey_analysis.codebook.check.answers import (
    category_problems,
    rising_code_problems,
    whole_code_problems,
)
from survey_analysis.codebook.check.names import label_problems
from survey_analysis.codebook.check.problem import (
    Place,
    Problem,
    choice_problem,
    flag_problem,
    is_whole,
    quoted,
    shown,
    unknown,
)
from survey_analysis.codebook.questions import (
    Draft,
    Role,
    Scale,
    SingleUnit,
    Variable,
    VariableType,
)
from survey_analysis.codebook.standards import STANDARDS

TYPES_OF_ROLE: dict[str, tuple[str, ...]] = {
    "respondent": ("text", "integer"),
    "grouping": ("integer", "ordinal", "nominal"),
    "outcome": ("number", "integer", "ordinal", "nominal"),
}
"""The types that a role allows; the other roles allow every type."""

SMALLEST_MIN_CELL = 3


def variable_problems(draft: Draft) -> Iterator[Problem]:
    """What is wrong with each variable."""
    scales = {scale.name: scale for scale in draft.scales}
    respondent: Variable | None = None
    for variable in draft.variables:
        path: Place = ("variables", variable.id)
        what = f"variable {shown(variable.id)}"
        yield from label_problems(variable.label, (*path, "label"), f"the label of {what}")
        yield from choice_problem((*path, "role"), f"the role of {what}", variable.role, Role)
        named = f"the type of {what}"
        yield from choice_problem((*path, "type"), named, variable.type, VariableType)
        for key in ("quasi_identifier", "extra_codes"):
            yield from flag_problem((*path, key), f"{key} of {what}", getattr(variable, key))
        if variable.role in get_args(Role) and variable.type in get_args(VariableType):
            yield from _role_problems(variable, path, what)
            yield from _misplaced_problems(variable, path, what)
        yield from _number_problems(variable, path, what)
        yield from _code_problems(variable, path, what, scales)
        yield from category_problems(variable, path, what, draft)
        if variable.role == "respondent":
            if respondent is not None:
                message = f"{what} is a second respondent variable; there is at most one."
                yield Problem((*path, "role"), message, ("variables", respondent.id, "role"))
            respondent = variable


def design_problems(draft: Draft) -> Iterator[Problem]:
    """What is wrong with the design and with the smallest group that is shown."""
    known = {variable.id: variable for variable in draft.variables}
    for part in ("weight", "strata", "cluster", "fpc"):
        name = getattr(draft.design, part)
        path: Place = ("design", part)
        if name == "":
            continue
        if name not in known:
            message = f"design: {part} names variable {quoted(name)}"
            yield Problem(path, unknown(message, name, known, "variables"))
            continue
        variable = known[name]
        numeric = part in {"weight", "fpc"}
        roles = ("design",) if numeric else ("design", "grouping")
        if variable.role not in roles:
            message = f"design: {part} is variable {shown(name)} of role {shown(variable.role)}; "
            yield Problem(path, f"{message}its role must be {' or '.join(roles)}.")
        elif numeric and variable.type not in {"number", "integer"}:
            message = f"design: {part} is variable {shown(name)} of type {shown(variable.type)}; "
            yield Problem(path, f"{message}its type must be number or integer.")
    single_unit = draft.design.single_unit
    path = ("design", "single_unit")
    yield from choice_problem(path, "design: single_unit", single_unit, SingleUnit)
    smallest = f"Allowed: a whole number from {SMALLEST_MIN_CELL} on."
    if not is_whole(draft.min_cell) or draft.min_cell < SMALLEST_MIN_CELL:
        yield Problem(
            ("privacy", "min_cell"), f"privacy: min_cell is {shown(draft.min_cell)}. {smallest}"
        )


def _role_problems(variable: Variable, path: Place, what: str) -> Iterator[Problem]:
    """The type must be one that the role can use."""
    allowed = TYPES_OF_ROLE.get(variable.role, ())
    if allowed and variable.type not in allowed:
        message = f"{what} has the role {variable.role} and the type {shown(variable.type)}. "
        hint = f"Types for the role {variable.role}: {', '.join(allowed)}."
        yield Problem((*path, "type"), message + hint)


def _misplaced_problems(variable: Variable, path: Place, what: str) -> Iterator[Problem]:
    """A key that would have no effect on this type is a mistake."""
    grouping = variable.role == "grouping"
    places: tuple[tuple[str, bool, bool, str], ...] = (
        ("range", variable.range is not None, variable.type in {"integer", "number"},
         "an integer or a number"),
        ("bands", bool(variable.bands), variable.type == "integer" and grouping,
         "an integer grouping"),
        ("values", bool(variable.categories),
         variable.type in {"ordinal", "nominal"} or (variable.type == "integer" and grouping),
         "an ordinal or nominal variable, or an integer grouping"),
        ("scale", variable.scale != "", variable.type in {"ordinal", "nominal"},
         "an ordinal or nominal variable"),
        ("standard", variable.standard != "", variable.type == "nominal", "a nominal variable"),
        ("extra_codes", variable.extra_codes is True, variable.type == "nominal",
         "a nominal variable"),
    )  # fmt: skip
    for key, given, fits, where in places:
        if given and not fits:
            message = f"{what} is of type {shown(variable.type)} and role {shown(variable.role)}; "
            yield Problem((*path, key), f"{message}{key} belongs to {where}.")
    if any(category.also_accept for category in variable.categories):
        message = f"{what}: also_accept belongs to scales; give the variable a scale."
        yield Problem((*path, "values"), message)
    if variable.categories and variable.scale:
        yield Problem((*path, "scale"), f"{what} has both values and a scale; keep one of them.")
    if variable.categories and variable.bands:
        yield Problem((*path, "bands"), f"{what} has both values and bands; keep one of them.")


def _number_problems(variable: Variable, path: Place, what: str) -> Iterator[Problem]:
    """Ranges and bands rise; bands start where the range does and lie within it."""
    low, high = variable.range if variable.range is not None else (-math.inf, math.inf)
    place: Place = (*path, "range")
    if variable.range is not None:
        if variable.type == "integer" and not (is_whole(low) and is_whole(high)):
            yield Problem(place, f"{what} is an integer; its range must be two whole numbers.")
            return
        if not (math.isfinite(low) and math.isfinite(high) and low < high):
            message = f"{what} has the range [{low}, {high}]; write the lowest, then the highest."
            yield Problem(place, message)
            return
    bands = variable.bands
    place = (*path, "bands")
    if not all(is_whole(start) for start in bands):
        yield Problem(place, f"the bands of {what} must be whole numbers.")
        return
    for before, start in pairwise(bands):
        if start <= before:
            yield Problem(place, f"the bands of {what} must rise, but {start} follows {before}.")
            return
    if bands and math.isfinite(low) and bands[0] != low:
        message = f"the bands of {what} start at {bands[0]}; they must start at {low:g}, "
        yield Problem(place, message + "the lowest number of its range.")
    if bands and bands[-1] > high:
        message = f"the bands of {what} go up to {bands[-1]}, beyond its range [{low:g}, {high:g}]."
        yield Problem(place, message)


def _code_problems(
    variable: Variable, path: Place, what: str, scales: dict[str, Scale]
) -> Iterator[Problem]:
    """Where the codes of a variable come from."""
    if variable.type in {"ordinal", "integer"}:
        yield from whole_code_problems(variable.categories, path, what)
        if variable.role != "grouping":
            yield from rising_code_problems(variable.categories, path, what)
    if variable.scale:
        yield from _scale_problems(variable, path, what, scales)
    if variable.standard and variable.standard not in STANDARDS:
        message = f"{what} names the standard {quoted(variable.standard)}"
        known = list(STANDARDS)
        yield Problem((*path, "standard"), unknown(message, variable.standard, known, "standard"))
    declared = bool(variable.categories or variable.scale)
    if variable.type == "ordinal" and not declared:
        yield Problem(path, f"{what} is ordinal and needs values or a scale.")
    open_list = bool(variable.standard) or variable.extra_codes
    if variable.type == "nominal" and not declared and not open_list:
        message = f"{what} is nominal and needs values, a scale, a standard, "
        yield Problem(path, f"{message}or extra_codes: allowed.")
    grouped = bool(variable.categories or variable.bands)
    if variable.type == "integer" and variable.role == "grouping" and not grouped:
        message = f"{what} is an integer grouping and needs bands or values, "
        yield Problem(path, f"{message}such as bands: [14, 18, 25, 35, 45, 55, 65].")


def _scale_problems(
    variable: Variable, path: Place, what: str, scales: dict[str, Scale]
) -> Iterator[Problem]:
    scale = scales.get(variable.scale)
    if scale is None:
        message = f"{what} names scale {quoted(variable.scale)}"
        yield Problem((*path, "scale"), unknown(message, variable.scale, scales, "scales"))
    elif {scale.type, variable.type} == {"ordinal", "nominal"}:
        message = f"{what} is {variable.type}, but its scale {shown(scale.name)} is {scale.type}."
        yield Problem((*path, "scale"), message)
