"""What a codebook is made of: missing codes, scales, domains, items, variables, design.

The objects here are frozen and unchecked; `Draft` holds them together. `codebook.Codebook` is
a draft that was checked, and is what everybody works with.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, get_args

from survey_analysis.codebook.labels import Label, band_labels

MissingKind = Literal[
    "refused", "dont_know", "not_applicable", "no_answer", "technical", "not_asked"
]
MISSING_KINDS: tuple[MissingKind, ...] = get_args(MissingKind)
ScaleType = Literal["ordinal", "nominal"]
Measurement = Literal["reflective", "formative"]
Score = Literal["mean"]
Role = Literal["respondent", "grouping", "outcome", "design", "paradata", "filter"]
VariableType = Literal["text", "integer", "number", "ordinal", "nominal"]
SingleUnit = Literal["error", "centred"]

DEFAULT_MIN_CELL = 10
DEFAULT_MIN_ANSWERED = 0.5
DEFAULT_SINGLE_UNIT: SingleUnit = "error"
DEFAULT_LANGUAGE = "en"
MISSING_LABELS: Mapping[MissingKind, Label] = {
    "refused": {"en": "Refused", "ru": "Отказ от ответа"},
    "dont_know": {"en": "Don't know", "ru": "Затрудняюсь ответить"},
    "not_applicable": {"en": "Not applicable", "ru": "Неприменимо"},
    "no_answer": {"en": "No answer", "ru": "Нет ответа"},
    "technical": {"en": "Technical failure", "ru": "Технический сбой"},
    "not_asked": {"en": "Not asked", "ru": "Вопрос не задавался"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingCode:
    """A code that stands for no answer, and why: `97` refused, `98` don't know."""

    code: str
    kind: MissingKind
    label: Label


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """One answer of a scale: its code, its text, and other texts an export may hold for it."""

    code: str
    label: Label
    also_accept: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Scale:
    """The answers that an item offers, in order.

    Attributes
    ----------
    name : name of the scale.
    type : "ordinal" (codes are whole numbers that rise) or "nominal".
    categories : the answers in order.
    missing : codes of the codebook's `missing` that apply; None: all of them. The empty cell
        always applies.
    """

    name: str
    type: ScaleType
    categories: tuple[Category, ...]
    missing: tuple[str, ...] | None = None

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The codes as text, in order."""
        return tuple(category.code for category in self.categories)

    @cached_property
    def numbers(self) -> tuple[int, ...]:
        """The codes of an ordinal scale as whole numbers."""
        return tuple(int(code) for code in self.codes)

    @property
    def low(self) -> int:
        """The lowest code of an ordinal scale."""
        return min(self.numbers)

    @property
    def high(self) -> int:
        """The highest code of an ordinal scale."""
        return max(self.numbers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain:
    """An area of life: a set of items and the rule that makes a score of them.

    Attributes
    ----------
    measurement : "reflective" (the items are signs of one thing) or "formative" (they make it).
    min_answered : a whole number counts items, a float is a share of them (1.0 = all).
    """

    id: str
    label: Label
    measurement: Measurement = "reflective"
    score: Score = "mean"
    min_answered: int | float = DEFAULT_MIN_ANSWERED

    def needed(self, n_items: int) -> int:
        """How many of `n_items` must be answered for a score."""
        if isinstance(self.min_answered, int):
            return self.min_answered
        return max(1, math.ceil(self.min_answered * n_items - 1e-9))


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One question: where its answers stand, on which scale, and whether it is reversed.

    Attributes
    ----------
    domain : id of the domain; "" for an item outside the domains.
    scale : name of the scale.
    reverse : agreeing speaks against the domain; turned in scores and in reliability.
    column : header in the export where it differs from `id`; `header` is the one in force.
    """

    id: str
    domain: str
    scale: str
    label: Label
    reverse: bool = False
    column: str = ""

    @property
    def header(self) -> str:
        """The header of its column in the export."""
        return self.column or self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """A column of the export that is not an item: alias, grouping, outcome, weight, duration.

    Attributes
    ----------
    column : header in the export where it differs from `id`; `header` is the one in force.
    range : lowest and highest allowed number, or None.
    bands : lower ends of the groups of an integer grouping: `(14, 18, 25)` = 14-17, 18-24, 25+.
    categories : declared codes, in order.
    scale : name of a scale that declares the codes instead.
    missing : codes of the codebook's `missing` that apply; None: all of them.
    quasi_identifier : known to others, so that it could help to recognise a respondent.
    standard : name of a standard list of codes, such as "ISO 3166-2:RU".
    extra_codes : codes beyond `categories` and `standard` are accepted.
    """

    id: str
    role: Role
    type: VariableType
    label: Label
    column: str = ""
    range: tuple[float, float] | None = None
    bands: tuple[int, ...] = ()
    categories: tuple[Category, ...] = ()
    scale: str = ""
    missing: tuple[str, ...] | None = None
    quasi_identifier: bool = False
    standard: str = ""
    extra_codes: bool = False

    @property
    def header(self) -> str:
        """The header of its column in the export."""
        return self.column or self.id

    @property
    def lowest(self) -> float | None:
        """The lowest allowed number: the range's low end, else that of the bands, else None."""
        if self.range is not None:
            return self.range[0]
        return self.bands[0] if self.bands else None

    @property
    def highest(self) -> float | None:
        """The highest allowed number, or None."""
        return None if self.range is None else self.range[1]

    @property
    def band_labels(self) -> tuple[str, ...]:
        """The labels of the bands, such as `14-17` and `65+`; `()` without bands."""
        return band_labels(self.bands, self.highest)


@dataclass(frozen=True, slots=True, kw_only=True)
class Composite:
    """A number made of domains with weights; to be examined, never given to a person.

    Attributes
    ----------
    weights : pairs of a domain's id and its weight; only their proportions matter.
    range : the lowest and highest number it can have; None: the range that its domains share.
    """

    id: str
    label: Label
    weights: tuple[tuple[str, float], ...]
    range: tuple[float, float] | None = None

    @property
    def domains(self) -> tuple[str, ...]:
        """The ids of its domains."""
        return tuple(domain for domain, _ in self.weights)


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """How the sample was drawn.

    Attributes
    ----------
    weight, strata, cluster, fpc : names of the variables that say so; "" where there is none.
    single_unit : what a stratum of which one sampling unit was drawn gives: no variance at all
        ("error"), or the distance of its total from the mean over all units ("centred").
    """

    weight: str = ""
    strata: str = ""
    cluster: str = ""
    fpc: str = ""
    single_unit: SingleUnit = DEFAULT_SINGLE_UNIT

    @property
    def drawn(self) -> bool:
        """Whether it says how respondents were drawn: in strata, in clusters, out of how many."""
        return any((self.strata, self.cluster, self.fpc))


@dataclass(frozen=True, kw_only=True)
class Draft:
    """Everything that stands in a codebook, not yet checked.

    Attributes
    ----------
    id : id of the survey.
    title : its title.
    default_language : language of labels where the one asked for is missing.
    missing : the codes that stand for no answer, shared by all questions.
    scales, domains, items, variables : what was asked, in questionnaire order.
    composites : numbers made of domains.
    design : which variables describe the sampling.
    min_cell : groups of fewer respondents are hidden in whatever is published.
    """

    id: str
    title: Label
    default_language: str = DEFAULT_LANGUAGE
    missing: tuple[MissingCode, ...] = ()
    scales: tuple[Scale, ...] = ()
    domains: tuple[Domain, ...] = ()
    items: tuple[Item, ...] = ()
    variables: tuple[Variable, ...] = ()
    composites: tuple[Composite, ...] = ()
    design: Design = field(default_factory=Design)
    min_cell: int = DEFAULT_MIN_CELL

    def missing_kinds_for(self, asked: Scale | Item | Variable) -> dict[str, MissingKind]:
        """The codes that stand for no answer to a question, with their kinds.

        The empty cell `""` is always among them. An item has those of its scale. A scale or
        variable that names none has all of the codebook's; where the variable takes its answers
        from a scale, the answers of that scale are answers.
        """
        scale = self._scale_named(asked.scale) if isinstance(asked, (Item, Variable)) else None
        if isinstance(asked, Item):
            return self._kinds(scale.missing if scale else None)
        kinds = self._kinds(asked.missing)
        if asked.missing is None and scale is not None:
            kinds = {code: kind for code, kind in kinds.items() if code not in scale.codes}
        return kinds

    def _kinds(self, named: tuple[str, ...] | None) -> dict[str, MissingKind]:
        declared = {missing.code: missing.kind for missing in self.missing}
        everywhere: dict[str, MissingKind] = {"": declared.get("", "no_answer")}
        codes = declared if named is None else named
        return {code: declared[code] for code in codes if code in declared} | everywhere

    def _scale_named(self, name: str) -> Scale | None:
        return self._scales.get(name)

    @cached_property
    def _scales(self) -> dict[str, Scale]:
        return {scale.name: scale for scale in self.scales}

    @cached_property
    def _domains(self) -> dict[str, Domain]:
        return {domain.id: domain for domain in self.domains}

    @cached_property
    def _items(self) -> dict[str, Item]:
        return {item.id: item for item in self.items}

    @cached_property
    def _variables(self) -> dict[str, Variable]:
        return {variable.id: variable for variable in self.variables}

    @cached_property
    def _composites(self) -> dict[str, Composite]:
        return {composite.id: composite for composite in self.composites}
