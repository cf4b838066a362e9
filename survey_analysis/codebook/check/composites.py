"""Composites: whether a number can be made of the domains that they name."""

from __future__ import annotations

import math
from collections.abc import Iterator

from survey_analysis.codebook.check.domains import ends_of
from survey_analysis.codebook.check.names import label_problems
from survey_analysis.codebook.check.problem import Place, Problem, quoted, shown, unknown
from survey_analysis.codebook.questions import Composite, Draft

LEAST_DOMAINS = 2


def composite_problems(draft: Draft) -> Iterator[Problem]:
    """What is wrong with each composite: its domains, their weights, its range."""
    ends = _ends_of_domains(draft)
    for composite in draft.composites:
        path: Place = ("composites", composite.id)
        what = f"composite {shown(composite.id)}"
        yield from label_problems(composite.label, (*path, "label"), f"the label of {what}")
        yield from _part_problems(draft, composite, (*path, "domains"), what)
        yield from _range_problems(composite, ends, path, what)


def _part_problems(draft: Draft, composite: Composite, path: Place, what: str) -> Iterator[Problem]:
    """At least two domains that are declared, each once, with a weight above zero."""
    domains = [domain.id for domain in draft.domains]
    items = {item.id for item in draft.items}
    seen: set[object] = set()
    for name, weight in composite.weights:
        place = (*path, name)
        if name in seen:
            yield Problem(place, f"{what} names domain {quoted(name)} twice.")
        seen.add(name)
        if name in items:
            message = f"{what} names {quoted(name)}, which is an item; "
            yield Problem(place, message + "a composite is made of domains.")
        elif name not in domains:
            message = f"{what} names domain {quoted(name)}"
            yield Problem(place, unknown(message, name, domains, "domains"))
        if not _is_weight(weight):
            message = f"{what}: the weight of {shown(name)} is {shown(weight)}. "
            yield Problem(place, message + "Allowed: a number above 0, such as 1 or 0.5.")
    if len(seen) < LEAST_DOMAINS:
        counted = f"{what} has {len(seen)} domain{'' if len(seen) == 1 else 's'}; "
        yield Problem(path, f"{counted}a composite is made of at least {LEAST_DOMAINS}.")


def _is_weight(weight: object) -> bool:
    if isinstance(weight, bool) or not isinstance(weight, int | float):
        return False
    try:
        return 0 < float(weight) < math.inf
    except OverflowError:
        return False


def _range_problems(
    composite: Composite, ends: dict[str, tuple[int, int] | None], path: Place, what: str
) -> Iterator[Problem]:
    """A range rises; it is needed where the domains do not share one."""
    if composite.range is not None:
        low, high = composite.range
        if not (math.isfinite(low) and math.isfinite(high) and low < high):
            message = f"{what} has the range [{low}, {high}]; write the lowest, then the highest."
            yield Problem((*path, "range"), message)
        return
    parts = [(name, ends[name]) for name in composite.domains if ends.get(name) is not None]
    for name, own in parts[1:]:
        first, shared = parts[0]
        if own is not None and shared is not None and own != shared:
            message = (
                f"{what} needs a range such as [0, 100]: domain {shown(name)} runs from {own[0]} "
                f"to {own[1]}, domain {shown(first)} from {shared[0]} to {shared[1]}."
            )
            yield Problem((*path, "range"), message)
            return


def _ends_of_domains(draft: Draft) -> dict[str, tuple[int, int] | None]:
    """The lowest and highest code of the first item of each domain that has a sound scale."""
    scales = {scale.name: scale for scale in draft.scales}
    found: dict[str, tuple[int, int] | None] = {}
    for item in draft.items:
        if found.get(item.domain) is None:
            found[item.domain] = ends_of(scales.get(item.scale))
    return found
