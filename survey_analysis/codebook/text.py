"""A codebook as text: the YAML that people edit and the JSON that programs read.

Both hold everything that the codebook holds, and reading them gives an equal codebook. Comments
of the file that the codebook came from are not kept.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from survey_analysis.codebook.labels import Label
from survey_analysis.codebook.questions import (
    DEFAULT_SINGLE_UNIT,
    Category,
    Composite,
    Domain,
    Draft,
    Item,
    Scale,
    Variable,
)

FORMAT_VERSION = 1
_PLAIN = re.compile(r"[^\W\d_][\w-]*")
_NOT_PLAIN = {"null", "true", "false", "yes", "no", "on", "off", "y", "n"}
_ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_TALL = {"missing", "scales", "domains", "items", "variables", "composites"}
_NAMES = {
    *("id", "default_language", "kind", "type", "domain", "scale", "measurement", "score", "role"),
    *("extra_codes", "weight", "strata", "cluster", "fpc", "single_unit"),
}
_LISTS_OF_CODES = {"values", "also_accept"}


def document(draft: Draft) -> dict[str, Any]:
    """The codebook as plain dicts, lists, texts and numbers, in the format's order.

    What is silent in the format (the defaults) is left out.
    """
    design = {
        part: name
        for part in ("weight", "strata", "cluster", "fpc")
        if (name := getattr(draft.design, part))
    }
    if draft.design.single_unit != DEFAULT_SINGLE_UNIT:
        design["single_unit"] = draft.design.single_unit
    missing = {m.code: {"kind": m.kind, "label": _label(m.label)} for m in draft.missing}
    return _without_silent(
        {
            "survey_analysis_codebook": FORMAT_VERSION,
            "survey": {"id": draft.id, **_named(draft.title, draft.id, "title")},
            "default_language": draft.default_language,
            "missing": missing,
            "scales": {scale.name: _scale(scale) for scale in draft.scales},
            "domains": {domain.id: _domain(domain) for domain in draft.domains},
            "items": [_item(item) for item in draft.items],
            "variables": {variable.id: _variable(variable) for variable in draft.variables},
            "composites": {one.id: _composite(one) for one in draft.composites},
            "design": design,
            "privacy": {"min_cell": int(draft.min_cell)},
        }
    )


def json_text(draft: Draft) -> str:
    """The codebook as JSON, one scale, domain, item, variable or composite a line."""
    parts = (f"  {_json(key)}: {_json_section(value)}" for key, value in document(draft).items())
    return "{\n" + ",\n".join(parts) + "\n}\n"


def yaml_text(draft: Draft) -> str:
    """The codebook as YAML: one item a line, labels in quotes, Cyrillic as it is."""
    lines: list[str] = []
    before = ""
    for key, value in document(draft).items():
        if key in _TALL or before in _TALL:
            lines.append("")
        before = key
        lines.extend(_entry(key, value, 0, key in _TALL))
    return "\n".join(lines) + "\n"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _json_section(value: Any) -> str:
    """A list or mapping with one line per part; anything else in one line."""
    if isinstance(value, list):
        return "[\n" + ",\n".join(f"    {_json(part)}" for part in value) + "\n  ]"
    if isinstance(value, dict) and any(isinstance(part, dict) for part in value.values()):
        lines = (f"    {_json(name)}: {_json(part)}" for name, part in value.items())
        return "{\n" + ",\n".join(lines) + "\n  }"
    return _json(value)


def _without_silent(given: dict[str, Any]) -> dict[str, Any]:
    """Without what is said by saying nothing: empty texts and collections, False, None."""
    return {key: value for key, value in given.items() if value}


def _label(label: Label) -> str | dict[str, str]:
    return label[""] if set(label) == {""} else dict(label)


def _named(label: Label, id: str, key: str = "label") -> dict[str, Any]:
    """The label under its key, unless it is the id."""
    return {} if dict(label) == {"": id} else {key: _label(label)}


def _values(categories: tuple[Category, ...]) -> dict[str, Any]:
    """Code to label; a value whose label is its code has none."""
    return {
        category.code: _named(category.label, category.code).get("label") for category in categories
    }


def _scale(scale: Scale) -> dict[str, Any]:
    accepted = {c.code: list(c.also_accept) for c in scale.categories if c.also_accept}
    given = {"type": scale.type, "values": _values(scale.categories), "also_accept": accepted}
    missing = {} if scale.missing is None else {"missing": list(scale.missing)}
    return _without_silent(given) | missing


def _domain(domain: Domain) -> dict[str, Any]:
    return {
        **_named(domain.label, domain.id),
        "measurement": domain.measurement,
        "score": domain.score,
        "min_answered": domain.min_answered,
    }


def _item(item: Item) -> dict[str, Any]:
    given = {
        "id": item.id,
        "domain": item.domain,
        "scale": item.scale,
        "reverse": item.reverse,
        "column": item.column,
    }
    return _without_silent(given) | _named(item.label, item.id)


def _variable(variable: Variable) -> dict[str, Any]:
    given = {
        "role": variable.role,
        "type": variable.type,
        "column": variable.column,
        "range": None if variable.range is None else [_number(end) for end in variable.range],
        "bands": [int(start) for start in variable.bands],
        "scale": variable.scale,
        "standard": variable.standard,
        "extra_codes": "allowed" if variable.extra_codes else "",
        "quasi_identifier": variable.quasi_identifier,
    }
    missing = {} if variable.missing is None else {"missing": list(variable.missing)}
    values = {"values": _values(variable.categories)} if variable.categories else {}
    return _without_silent(given) | missing | _named(variable.label, variable.id) | values


def _composite(composite: Composite) -> dict[str, Any]:
    given = {
        "domains": {domain: _number(weight) for domain, weight in composite.weights},
        "range": None if composite.range is None else [_number(end) for end in composite.range],
    }
    return _named(composite.label, composite.id) | _without_silent(given)


def _number(number: float) -> int | float:
    """A whole number without a decimal point, as long as it has few digits."""
    return int(number) if abs(number) < 1e15 and number == int(number) else float(number)


def _entry(key: str, value: Any, depth: int, tall: bool) -> Iterator[str]:
    """The lines of one key: in one line, or one line per part where it is tall."""
    head = "  " * depth + _scalar(key)
    if tall and isinstance(value, list):
        yield head + ":"
        yield from (f"  - {_flow(part)}" for part in value)
    elif tall:
        yield head + ":"
        for name, part in value.items():
            yield from _entry(name, part, depth + 1, _is_tall(key, name, part, depth))
    else:
        yield f"{head}: {_flow(value, key)}".rstrip()


def _is_tall(parent: str, key: str, value: Any, depth: int) -> bool:
    """Scales, variables with values, and the values themselves take one line per part."""
    if depth == 0:
        return parent == "scales" or (parent == "variables" and "values" in value)
    return depth == 1 and key in _LISTS_OF_CODES


def _flow(value: Any, key: str = "") -> str:
    """A value in one line; names stand bare, labels and codes in quotes."""
    if isinstance(value, Mapping):
        inside = ", ".join(f"{_scalar(k)}: {_flow(v, k)}".rstrip() for k, v in value.items())
        return "{" + inside + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(part) for part in value) + "]"
    if isinstance(value, str):
        return _scalar(value) if key in _NAMES else _quoted(value)
    return "" if value is None else json.dumps(value)


def _scalar(text: str) -> str:
    """A text: a plain word bare, anything else in quotes."""
    plain = _PLAIN.fullmatch(text) and text.casefold() not in _NOT_PLAIN
    return text if plain else _quoted(text)


def _quoted(text: str) -> str:
    quoted = json.dumps(text, ensure_ascii=False)
    return _ESCAPED.sub(lambda match: f"\\u{ord(match[0]):04x}", quoted)
