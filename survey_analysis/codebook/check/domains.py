"""Domains and their items: whether scores and reliability can be computed from them."""

from __future__ import annotations

from collections.abc import Iterator

from survey_analysis.codebook.check.names import label_problems
from survey_analysis.codebook.check.problem import (
    Place,
    Problem,
    as_whole,
    choice_problem,
    flag_problem,
    quoted,
    shown,
    unknown,
)
from survey_analysis.codebook.questions import Domain, Draft, Item, Measurement, Scale, Score


def domain_problems(draft: Draft) -> Iterator[Problem]:
    """What is wrong with each domain: no items, a minimum that cannot be met, unequal scales."""
    scales = {scale.name: scale for scale in draft.scales}
    members: dict[object, list[tuple[int, Item]]] = {}
    for number, item in enumerate(draft.items):
        members.setdefault(item.domain, []).append((number, item))
    for domain in draft.domains:
        path: Place = ("domains", domain.id)
        what = f"domain {shown(domain.id)}"
        items = members.get(domain.id, [])
        yield from label_problems(domain.label, (*path, "label"), f"the label of {what}")
        measured = f"the measurement of {what}"
        yield from choice_problem((*path, "measurement"), measured, domain.measurement, Measurement)
        yield from choice_problem((*path, "score"), f"the score of {what}", domain.score, Score)
        if not items:
            yield Problem(path, f"{what} has no items.")
        yield from _minimum_problems(domain, len(items), (*path, "min_answered"), what)
        yield from _range_problems(items, scales, what)


def item_problems(draft: Draft) -> Iterator[Problem]:
    """What is wrong with each item: its domain, its scale, its direction."""
    scales = {scale.name: scale for scale in draft.scales}
    domains = [domain.id for domain in draft.domains]
    declared = set(domains)
    for number, item in enumerate(draft.items):
        path: Place = ("items", number)
        what = f"item {shown(item.id)}"
        yield from label_problems(item.label, (*path, "label"), f"the label of {what}")
        yield from flag_problem((*path, "reverse"), f"reverse of {what}", item.reverse)
        if item.domain != "" and item.domain not in declared:
            message = f"{what} names domain {quoted(item.domain)}"
            yield Problem((*path, "domain"), unknown(message, item.domain, domains, "domains"))
        scale = scales.get(item.scale)
        if scale is None:
            message = f"{what} names scale {quoted(item.scale)}"
            yield Problem((*path, "scale"), unknown(message, item.scale, scales, "scales"))
        elif scale.type == "nominal" and item.domain != "":
            message = f"{what} stands in domain {shown(item.domain)} but its scale "
            hint = f"{shown(scale.name)} is nominal; a score needs an ordinal scale."
            yield Problem((*path, "scale"), message + hint)
        elif scale.type == "nominal" and item.reverse is True:
            message = f"{what} is reversed, but its scale {shown(scale.name)} is nominal."
            yield Problem((*path, "reverse"), message)


def _minimum_problems(domain: Domain, n_items: int, path: Place, what: str) -> Iterator[Problem]:
    minimum = domain.min_answered
    allowed = "Allowed: a count of items such as 2, or a share with a decimal point such as 0.5."
    if isinstance(minimum, bool) or not isinstance(minimum, int | float):
        yield Problem(path, f"min_answered of {what} is {shown(minimum)}. {allowed}")
    elif isinstance(minimum, float) and not 0 < minimum <= 1:
        yield Problem(path, f"min_answered of {what} is the share {minimum}; {_OUTSIDE} {allowed}")
    elif isinstance(minimum, int) and minimum < 1:
        yield Problem(
            path, f"min_answered of {what} is {shown(minimum)}; it is at least 1. {allowed}"
        )
    elif isinstance(minimum, int) and minimum > n_items > 0:
        message = f"min_answered of {what} is {shown(minimum)}, but the domain has {n_items} items."
        yield Problem(path, message)


_OUTSIDE = "a share lies above 0 and up to 1.0."


def _range_problems(
    items: list[tuple[int, Item]], scales: dict[str, Scale], what: str
) -> Iterator[Problem]:
    """The ordinal scales of one domain share their lowest and highest code."""
    first: tuple[int, Item, tuple[int, int]] | None = None
    for number, item in items:
        ends = ends_of(scales.get(item.scale))
        if ends is None:
            continue
        if first is None:
            first = (number, item, ends)
        elif ends != first[2]:
            message = (
                f"{what}: item {shown(item.id)} runs from {ends[0]} to {ends[1]}, item "
                f"{shown(first[1].id)} from {first[2][0]} to {first[2][1]}; the items of one "
                "domain share one range of codes."
            )
            yield Problem(("items", number, "scale"), message, ("items", first[0], "scale"))


def ends_of(scale: Scale | None) -> tuple[int, int] | None:
    """The lowest and highest code of a sound ordinal scale."""
    if scale is None or scale.type != "ordinal":
        return None
    numbers = [as_whole(code) for code in scale.codes]
    whole = [number for number in numbers if number is not None]
    return (min(whole), max(whole)) if whole and len(whole) == len(numbers) else None
