"""What was asked: the codebook, frozen and checked.

A codebook is read from a file by `ingest/codebooks.py` or built in code. Whatever the way, it
holds no contradictions: `codebook.check` finds the problems, and all of them are told at once.
"""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import TypeVar

from survey_analysis.codebook.check import problems
from survey_analysis.codebook.check.names import languages_of
from survey_analysis.codebook.labels import Label, band_labels, in_language, normalise_text
from survey_analysis.codebook.questions import (
    DEFAULT_MIN_ANSWERED,
    DEFAULT_MIN_CELL,
    MISSING_KINDS,
    Category,
    Composite,
    Design,
    Domain,
    Draft,
    Item,
    Measurement,
    MissingCode,
    MissingKind,
    Role,
    Scale,
    ScaleType,
    SingleUnit,
    Variable,
    VariableType,
)
from survey_analysis.codebook.standards import STANDARDS
from survey_analysis.codebook.text import json_text, yaml_text
from survey_analysis.errors import CodebookError, UnknownNameError

__all__ = [
    "DEFAULT_MIN_ANSWERED",
    "DEFAULT_MIN_CELL",
    "MISSING_KINDS",
    "Category",
    "Codebook",
    "Composite",
    "Design",
    "Domain",
    "Item",
    "Label",
    "Measurement",
    "MissingCode",
    "MissingKind",
    "Role",
    "Scale",
    "ScaleType",
    "SingleUnit",
    "Variable",
    "VariableType",
    "band_labels",
    "in_language",
    "normalise_text",
]

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True, repr=False)
class Codebook(Draft):
    """A questionnaire: scales, domains, items, variables, composites, missing codes, design.

    Frozen and checked: building one with contradictions raises `CodebookError`, which lists all
    of them. Look things up with `item(id)`, `domain(id)`, `variable(id)`, `composite(id)`,
    `items_of(domain_id)`, `scale_of(item_id)`. Two codebooks are equal if they say the same.

    Attributes
    ----------
    fingerprint : SHA-256 of the file it was read from; "" for one that was built or changed in
        code.

    Example
    -------
    >>> agree = Scale(
    ...     name="agree",
    ...     type="ordinal",
    ...     categories=tuple(Category(code=code, label={"": code}) for code in "12345"),
    ... )
    >>> codebook = Codebook(
    ...     id="trust",
    ...     title={"en": "Trust in people"},
    ...     scales=(agree,),
    ...     domains=(Domain(id="trust", label={"en": "Trust"}),),
    ...     items=(Item(id="q1", domain="trust", scale="agree", label={"en": "People help"}),),
    ... )
    >>> codebook.scale_of("q1").high
    5
    """

    fingerprint: str = field(default="", init=False, compare=False)

    def __post_init__(self) -> None:
        found = problems(self)
        if found:
            raise CodebookError(f"codebook {self.id!r}", [problem.message for problem in found])

    def domain(self, id: str) -> Domain:
        """The domain with this id; `UnknownNameError` suggests the nearest."""
        return _look_up("domain", id, self._domains)

    def item(self, id: str) -> Item:
        """The item with this id; `UnknownNameError` suggests the nearest."""
        return _look_up("item", id, self._items)

    def variable(self, id: str) -> Variable:
        """The variable with this id; `UnknownNameError` suggests the nearest."""
        return _look_up("variable", id, self._variables)

    def composite(self, id: str) -> Composite:
        """The composite with this id; `UnknownNameError` suggests the nearest."""
        return _look_up("composite", id, self._composites)

    def scale(self, name: str) -> Scale:
        """The scale with this name; `UnknownNameError` suggests the nearest."""
        return _look_up("scale", name, self._scales)

    def items_of(self, domain: str) -> tuple[Item, ...]:
        """The items of a domain, in questionnaire order."""
        self.domain(domain)
        return self._members[domain]

    def scale_of(self, item: str) -> Scale:
        """The scale of an item."""
        return self.scale(self.item(item).scale)

    def scale_of_domain(self, domain: str) -> Scale:
        """The scale of a domain's first item; all of them share one range of codes."""
        return self.scale(self.items_of(domain)[0].scale)

    def categories_for(self, asked: Item | Variable) -> tuple[Category, ...]:
        """The declared answers to a question, in order; `()` for numbers, texts and open lists.

        Those of the scale, or those of the variable itself, followed by those of its standard
        list that it does not declare.
        """
        if isinstance(asked, Item) or asked.scale:
            return self.scale(asked.scale).categories
        own = {category.code for category in asked.categories}
        listed = STANDARDS.get(asked.standard, ())
        return asked.categories + tuple(category for category in listed if category.code not in own)

    def group_labels(self, variable: str) -> tuple[Label, ...]:
        """The labels of the groups that a variable declares, in codebook order.

        Bands, values, the answers of its scale, or its standard list; `()` where the groups
        are known only from the data.
        """
        asked = self.variable(variable)
        if asked.bands:
            return tuple({"": label} for label in asked.band_labels)
        return tuple(category.label for category in self.categories_for(asked))

    @property
    def groupings(self) -> tuple[Variable, ...]:
        """The variables by which answers can be compared, in codebook order."""
        return tuple(v for v in self.variables if v.role == "grouping")

    @property
    def outcomes(self) -> tuple[Variable, ...]:
        """The variables that are described like a domain score or an item."""
        return tuple(v for v in self.variables if v.role == "outcome")

    @property
    def respondent(self) -> Variable | None:
        """The variable that holds the respondents' aliases, if there is one."""
        return next((v for v in self.variables if v.role == "respondent"), None)

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages of title, questions and answers, in the order in which they occur."""
        return languages_of(self)

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of the file it was read from, or of `to_json()` for one built in code."""
        return self.fingerprint or sha256(self.to_json().encode()).hexdigest()

    def to_yaml(self) -> str:
        """The codebook as YAML; reading it gives an equal codebook. Comments are not kept."""
        return yaml_text(self)

    def to_json(self) -> str:
        """The codebook as JSON; reading it gives an equal codebook."""
        return json_text(self)

    @property
    def overview(self) -> tuple[tuple[str, str], ...]:
        """What the codebook holds, at a glance: pairs of a name and a text."""
        domains = ", ".join(f"{d.id} ({len(self.items_of(d.id))})" for d in self.domains)
        missing = ", ".join(f"{m.code or 'empty'} {m.kind}" for m in self.missing)
        composites = ", ".join(one.id for one in self.composites)
        return (
            ("title", in_language(self.title, self.default_language)),
            ("languages", ", ".join(self.languages) or "not named"),
            ("items", f"{len(self.items)} in {len(self.domains)} domains: {domains}"),
            ("scales", ", ".join(scale.name for scale in self.scales) or "none"),
            *([("composites", composites)] if composites else []),
            ("groupings", ", ".join(v.id for v in self.groupings) or "none"),
            ("outcomes", ", ".join(v.id for v in self.outcomes) or "none"),
            ("missing", missing or "empty no_answer"),
            ("fingerprint", self.sha256[:12]),
        )

    def __repr__(self) -> str:
        lines = "\n".join(f"  {name:<13}{_printable(text)}" for name, text in self.overview)
        return f"Codebook {_printable(self.id)}\n{lines}"

    def _repr_html_(self) -> str:
        rows = "".join(
            f'<tr><th scope="row">{html.escape(name)}</th><td>{html.escape(text)}</td></tr>'
            for name, text in self.overview
        )
        caption = html.escape(f"Codebook {self.id}")
        # the class stands twice to outweigh the right-aligned tables of Jupyter
        style = ".sa-codebook.sa-codebook :is(caption, th, td) {text-align: left}"
        return (
            f'<style>{style}</style><table class="sa-codebook"><caption>{caption}</caption>'
            f"<tbody>{rows}</tbody></table>"
        )

    @cached_property
    def _members(self) -> dict[str, tuple[Item, ...]]:
        return {
            domain.id: tuple(item for item in self.items if item.domain == domain.id)
            for domain in self.domains
        }


def _look_up(kind: str, name: str, known: Mapping[str, T]) -> T:
    if not isinstance(name, str) or name not in known:
        raise UnknownNameError.of(kind, name, known)
    return known[name]


def _printable(text: str) -> str:
    """The text without line breaks, control characters and marks that turn its direction."""
    return "".join(one if one.isprintable() else " " for one in text)
