"""Writing a codebook: reading what was written gives an equal codebook."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_analysis.codebook import (
    MISSING_KINDS,
    Category,
    Codebook,
    Composite,
    Design,
    Domain,
    Item,
    Label,
    MissingCode,
    Scale,
    Variable,
)
from survey_analysis.codebook.labels import normalise_text
from survey_analysis.ingest.codebooks import load_codebook, read_codebook

TRICKY = "\"'\\:#{}[],&*!|>%@`~ -?=<>$()\n\t\u00a0\u2028\u202e\ufeff\uffff\U0001f600ёЖ漢1.0"
letters = st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"))
names = (
    st.text(letters, min_size=1, max_size=8) | st.sampled_from(["null", "~", "NO", "1:30"])
).filter(str.strip)
texts = st.text(
    st.characters(exclude_categories=("Cc", "Cs")) | st.sampled_from(TRICKY),
    min_size=1,
    max_size=12,
)


def numbered(text: str, number: int) -> str:
    """A text that no other number has."""
    return f"{text} n{number}"


@st.composite
def labels(draw: st.DrawFn, number: int) -> Label:
    """One text, or texts in one or two languages; none of them is used under another number."""
    languages = draw(st.sampled_from([("",), ("en",), ("ru", "en"), ("en", "pt-BR")]))
    return {language: numbered(draw(texts), number) for language in languages}


@st.composite
def category_lists(draw: st.DrawFn, ordinal: bool) -> tuple[Category, ...]:
    if ordinal:
        codes = sorted(draw(st.sets(st.integers(-50, 50), min_size=2, max_size=5)))
        written = [str(code) for code in codes]
    else:
        stripped = names.map(str.strip).filter(bool)
        written = draw(st.lists(stripped, min_size=2, max_size=5, unique=True))
    found = []
    for number, code in enumerate(written):
        given = draw(st.lists(texts, max_size=2))
        accepted = tuple(numbered(text, number) for text in given)
        label: Label = {"": code} if ordinal and draw(st.booleans()) else draw(labels(number))
        found.append(Category(code=code, label=label, also_accept=accepted))
    return tuple(found)


def without_texts(categories: tuple[Category, ...]) -> tuple[Category, ...]:
    return tuple(replace(category, also_accept=()) for category in categories)


@st.composite
def codebooks(draw: st.DrawFn) -> Codebook:
    ids = draw(
        st.lists(names, min_size=11, max_size=11, unique_by=lambda id: normalise_text(id) or id)
    )
    ids = [numbered(id, number) for number, id in enumerate(ids)]
    missing = tuple(
        MissingCode(
            code="" if number == 0 else str(900 + number),
            kind=draw(st.sampled_from(MISSING_KINDS)),
            label={"en": f"reason {number}"},
        )
        for number in range(draw(st.integers(0, 3)))
    )
    named = st.none() | st.lists(st.sampled_from(["", *(m.code for m in missing)]), unique=True)
    scales = tuple(
        Scale(
            name=name,
            type="ordinal" if ordinal else "nominal",
            categories=draw(category_lists(ordinal)),
            missing=draw(named.map(lambda codes: None if codes is None else tuple(codes))),
        )
        for name, ordinal in ((ids[0], True), (ids[1], False))
    )
    second = Domain(id=ids[9], label={"": ids[9]}, measurement="formative", min_answered=1)
    domain = Domain(
        id=ids[2],
        label=draw(labels(0)),
        measurement=draw(st.sampled_from(["reflective", "formative"])),
        min_answered=draw(st.sampled_from([1, 2]) | st.floats(1e-12, 1.0)),
    )
    items = (
        Item(id=ids[3], domain=ids[2], scale=ids[0], label=draw(labels(0)), reverse=True),
        Item(id=ids[4], domain=ids[2], scale=ids[0], label={"": ids[4]}, column=numbered("c", 1)),
        Item(id=ids[5], domain="", scale=ids[1], label=draw(labels(0))),
        Item(id=f"{ids[5]} again", domain=ids[9], scale=ids[0], label={"": "x"}),
    )
    weight = st.floats(1e-300, 1e300) | st.integers(1, 9)
    composite = Composite(
        id=ids[10],
        label=draw(labels(0)),
        weights=((ids[9], draw(weight)), (ids[2], draw(weight))),
        range=draw(st.none() | st.just((-0.1, draw(st.floats(0, 1e300))))),
    )
    low = draw(st.integers(-10, 10))
    variables = (
        Variable(
            id=ids[6],
            role="grouping",
            type="integer",
            label=draw(labels(0)),
            range=(low, low + 50),
            bands=(low, low + 1, low + 20),
            missing=draw(st.sampled_from([None, (), ("",)])),
            quasi_identifier=draw(st.booleans()),
        ),
        Variable(
            id=ids[7],
            role="grouping",
            type="nominal",
            label=draw(labels(0)),
            categories=without_texts(draw(category_lists(False))),
            standard=draw(st.sampled_from(["", "ISO 3166-2:RU"])),
            extra_codes=draw(st.booleans()),
        ),
        Variable(
            id=ids[8],
            role="design",
            type="number",
            label=draw(labels(0)),
            range=draw(st.none() | st.just((-0.1, draw(st.floats(0, 1e300))))),
        ),
    )
    return Codebook(
        id=draw(names),
        title=draw(labels(0)),
        default_language=draw(st.sampled_from(["en"])),
        missing=missing,
        scales=scales,
        domains=(domain, second),
        items=items,
        variables=variables,
        composites=draw(st.sampled_from([(), (composite,)])),
        design=Design(
            weight=draw(st.sampled_from(["", ids[8]])),
            strata=ids[7],
            single_unit=draw(st.sampled_from(["error", "centred"])),
        ),
        min_cell=draw(st.integers(3, 50)),
    )


def parts_with_types(book: Codebook) -> list[Any]:
    """What == does not see: a count of 1 and a share of 1.0 are different minimums."""
    return [type(domain.min_answered) for domain in book.domains]


@settings(max_examples=60, deadline=None)
@given(codebooks())
def test_yaml_keeps_everything(book: Codebook) -> None:
    again = read_codebook(book.to_yaml())
    assert again == book
    assert parts_with_types(again) == parts_with_types(book)


@settings(max_examples=60, deadline=None)
@given(codebooks())
def test_json_keeps_everything(book: Codebook) -> None:
    again = read_codebook(book.to_json())
    assert again == book
    assert parts_with_types(again) == parts_with_types(book)
    assert again.to_json() == book.to_json()


def small() -> Codebook:
    agree = Scale(
        name="agree",
        type="ordinal",
        categories=(
            Category(code="1", label={"en": "No", "ru": "Нет"}, also_accept=("nope",)),
            Category(code="2", label={"": "2"}),
        ),
        missing=("", "9"),
    )
    age = Variable(
        id="age",
        role="grouping",
        type="integer",
        label={"": "Age"},
        range=(14, 110),
        bands=(14, 18),
    )
    education = Variable(
        id="education",
        role="grouping",
        type="ordinal",
        label={"": "education"},
        categories=(Category(code="1", label={"": "Low"}), Category(code="2", label={"": "High"})),
    )
    return Codebook(
        id="ties",
        title={"en": "Ties", "ru": "Связи"},
        default_language="ru",
        missing=(MissingCode(code="9", kind="refused", label={"": "OFF"}),),
        scales=(agree,),
        domains=(Domain(id="Доверие", label={"": "Доверие"}, min_answered=1.0),),
        items=(Item(id="no", domain="Доверие", scale="agree", label={"": "A: b"}, reverse=True),),
        variables=(age, education),
    )


def test_yaml_is_made_to_be_read() -> None:
    assert (
        small().to_yaml()
        == """\
survey_analysis_codebook: 1
survey: {id: ties, title: {en: "Ties", ru: "Связи"}}
default_language: ru

missing:
  "9": {kind: refused, label: "OFF"}

scales:
  agree:
    type: ordinal
    values:
      "1": {en: "No", ru: "Нет"}
      "2":
    also_accept:
      "1": ["nope"]
    missing: ["", "9"]

domains:
  Доверие: {measurement: reflective, score: mean, min_answered: 1.0}

items:
  - {id: "no", domain: Доверие, scale: agree, reverse: true, label: "A: b"}

variables:
  age: {role: grouping, type: integer, range: [14, 110], bands: [14, 18], label: "Age"}
  education:
    role: grouping
    type: ordinal
    values:
      "1": "Low"
      "2": "High"

privacy: {min_cell: 10}
"""
    )
    assert read_codebook(small().to_yaml()) == small()


def test_a_composite_takes_one_line_and_a_codebook_without_one_says_nothing() -> None:
    assert "composites" not in small().to_yaml() + small().to_json()
    money = Domain(id="money", label={"": "Money"})
    composite = Composite(
        id="Итог",
        label={"en": "Total", "ru": "Итог"},
        weights=(("Доверие", 1.0), ("money", 2.5)),
        range=(0, 99),
    )
    book = replace(
        small(),
        domains=(*small().domains, money),
        items=(*small().items, Item(id="m1", domain="money", scale="agree", label={"": "m1"})),
        composites=(composite, replace(composite, id="bare", label={"": "bare"}, range=None)),
    )
    assert """
composites:
  Итог: {label: {en: "Total", ru: "Итог"}, domains: {Доверие: 1, money: 2.5}, range: [0, 99]}
  bare: {domains: {Доверие: 1, money: 2.5}}
""" in book.to_yaml()
    assert read_codebook(book.to_yaml()) == read_codebook(book.to_json()) == book
    assert json.loads(book.to_json())["composites"]["bare"] == {
        "domains": {"Доверие": 1, "money": 2.5}
    }


def test_other_readers_see_the_same_texts() -> None:
    tree = yaml.safe_load(small().to_yaml())
    assert tree["missing"]["9"]["label"] == "OFF"
    assert tree["items"][0] == {
        "id": "no",
        "domain": "Доверие",
        "scale": "agree",
        "reverse": True,
        "label": "A: b",
    }
    assert json.loads(small().to_json()) == tree


def test_the_text_of_the_example_is_stable(shared_folder: Path) -> None:
    book = load_codebook(shared_folder / "examples" / "codebook.yaml")
    assert read_codebook(book.to_yaml()).to_yaml() == book.to_yaml()
    assert "Псевдоним" in book.to_yaml()
