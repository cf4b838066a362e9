"""The codebook format: a strict YAML document -> a draft, and what is wrong with its form."""

from __future__ import annotations

from typing import cast

from survey_analysis.codebook.check.problem import Problem
from survey_analysis.codebook.labels import Label
from survey_analysis.codebook.questions import (
    DEFAULT_LANGUAGE,
    DEFAULT_MIN_ANSWERED,
    DEFAULT_MIN_CELL,
    DEFAULT_SINGLE_UNIT,
    MISSING_LABELS,
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
    Score,
    SingleUnit,
    Variable,
    VariableType,
)
from survey_analysis.codebook.text import FORMAT_VERSION
from survey_analysis.ingest.codebook_section import Section
from survey_analysis.ingest.strict_yaml import Node

TOP_KEYS = (
    *("survey_analysis_codebook", "survey", "default_language", "missing", "scales", "domains"),
    *("items", "variables", "composites", "design", "privacy"),
)
SCALE_KEYS = ("type", "values", "also_accept", "missing")
DOMAIN_KEYS = ("label", "measurement", "score", "min_answered")
ITEM_KEYS = ("id", "domain", "scale", "label", "reverse", "column")
VARIABLE_KEYS = (
    *("role", "type", "label", "column", "range", "bands", "values", "scale", "missing"),
    *("quasi_identifier", "standard", "extra_codes"),
)
COMPOSITE_KEYS = ("label", "domains", "range")
DESIGN_VARIABLES = ("weight", "strata", "cluster", "fpc")
DESIGN_KEYS = (*DESIGN_VARIABLES, "single_unit")


def read_draft(root: Node) -> tuple[Draft, list[Problem]]:
    """The draft that a document describes, and what is wrong with its form.

    What cannot be read is left out or stands at its default, so that everything else can still
    be checked.
    """
    told: list[Problem] = []
    top = Section(root, (), "the codebook", told)
    top.allow(TOP_KEYS, required=("survey_analysis_codebook", "survey"))
    version = top.text("survey_analysis_codebook", str(FORMAT_VERSION))
    if version != str(FORMAT_VERSION):
        message = f"the format version is {version}; this package reads {FORMAT_VERSION}."
        top.tell("survey_analysis_codebook", message)
    survey = top.section("survey", "survey")
    survey.allow(("id", "title"), required=("id",))
    id = survey.text("id", "survey")
    privacy = top.section("privacy", "privacy")
    privacy.allow(("min_cell",))
    draft = Draft(
        id=id,
        title=survey.label("title", {"": id}),
        default_language=top.text("default_language", DEFAULT_LANGUAGE),
        missing=_missing(top),
        scales=_scales(top),
        domains=_domains(top),
        items=_items(top),
        variables=_variables(top),
        composites=_composites(top),
        design=_design(top),
        min_cell=privacy.whole("min_cell", DEFAULT_MIN_CELL),
    )
    return draft, told


def _missing(top: Section) -> tuple[MissingCode, ...]:
    codes = []
    for code, part in top.sections("missing", "missing code", '{"97": {kind: refused}}'):
        part.allow(("kind", "label"), required=("kind",))
        kind = cast(MissingKind, part.text("kind"))
        silent: Label = MISSING_LABELS.get(kind, {"": code or "-"})
        codes.append(MissingCode(code=code, kind=kind, label=part.label("label", silent)))
    return tuple(codes)


def _scales(top: Section) -> tuple[Scale, ...]:
    scales = []
    for name, part in top.sections("scales", "scale", "{agree5: {type: ordinal, values: ...}}"):
        part.allow(SCALE_KEYS, required=("type", "values"))
        scale = Scale(
            name=name,
            type=cast(ScaleType, part.text("type")),
            categories=_categories(part),
            missing=part.texts("missing"),
        )
        scales.append(scale)
    return tuple(scales)


def _categories(part: Section) -> tuple[Category, ...]:
    """The values under `values`, with the texts under `also_accept`."""
    values = part.section("values", f"values of {part.what}")
    codes = values.keys()
    accepted = part.section("also_accept", f"also_accept of {part.what}")
    if codes:
        accepted.allow(codes)
    return tuple(
        Category(
            code=code,
            label=values.label(code, {"": code}),
            also_accept=accepted.texts(code) or (),
        )
        for code in codes
    )


def _domains(top: Section) -> tuple[Domain, ...]:
    domains = []
    for id, part in top.sections("domains", "domain", "{trust: {label: Trust}}"):
        part.allow(DOMAIN_KEYS)
        domain = Domain(
            id=id,
            label=part.label("label", {"": id}),
            measurement=cast(Measurement, part.text("measurement", "reflective")),
            score=cast(Score, part.text("score", "mean")),
            min_answered=part.minimum("min_answered", DEFAULT_MIN_ANSWERED),
        )
        domains.append(domain)
    return tuple(domains)


def _items(top: Section) -> tuple[Item, ...]:
    items = []
    for number, part in enumerate(top.rows("items", "item", "- {id: q1, scale: agree5}"), 1):
        part.allow(ITEM_KEYS, required=("id", "scale"))
        id = part.text("id", f"item number {number}")
        item = Item(
            id=id,
            domain=part.text("domain"),
            scale=part.text("scale"),
            label=part.label("label", {"": id}),
            reverse=part.flag("reverse"),
            column=part.text("column"),
        )
        items.append(item)
    return tuple(items)


def _variables(top: Section) -> tuple[Variable, ...]:
    variables = []
    for id, part in top.sections("variables", "variable", "{age: {role: grouping, ...}}"):
        part.allow(VARIABLE_KEYS, required=("role", "type"))
        variable = Variable(
            id=id,
            role=cast(Role, part.text("role")),
            type=cast(VariableType, part.text("type")),
            label=part.label("label", {"": id}),
            column=part.text("column"),
            range=part.ends("range"),
            bands=part.wholes("bands"),
            categories=_categories(part),
            scale=part.text("scale"),
            missing=part.texts("missing"),
            quasi_identifier=part.flag("quasi_identifier"),
            standard=part.text("standard"),
            extra_codes=_extra_codes(part),
        )
        variables.append(variable)
    return tuple(variables)


def _extra_codes(part: Section) -> bool:
    word = part.text("extra_codes", "refused")
    if word not in {"allowed", "refused", "true", "false"}:
        message = f"extra_codes of {part.what} is {word!r}. Allowed: allowed, refused."
        part.tell("extra_codes", message)
    return word in {"allowed", "true"}


def _composites(top: Section) -> tuple[Composite, ...]:
    composites = []
    example = "{wellbeing: {domains: {family: 1, health: 2}}}"
    for id, part in top.sections("composites", "composite", example):
        part.allow(COMPOSITE_KEYS, required=("domains",))
        weights = part.section("domains", f"domains of {part.what}")
        names = weights.keys()
        composite = Composite(
            id=id,
            label=part.label("label", {"": id}),
            weights=tuple((domain, weights.number(domain, 1)) for domain in names),
            range=part.ends("range"),
        )
        composites.append(composite)
    return tuple(composites)


def _design(top: Section) -> Design:
    part = top.section("design", "design")
    part.allow(DESIGN_KEYS)
    single_unit = cast(SingleUnit, part.text("single_unit", DEFAULT_SINGLE_UNIT))
    return Design(**{key: part.text(key) for key in DESIGN_VARIABLES}, single_unit=single_unit)
