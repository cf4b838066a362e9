"""Codebook: looking things up, kinds of missing answers, group labels, showing, comparing."""

from __future__ import annotations

import pickle
from dataclasses import FrozenInstanceError, fields, replace
from hashlib import sha256

import pytest

from survey_analysis.codebook import (
    MISSING_KINDS,
    Category,
    Codebook,
    Design,
    Domain,
    Item,
    MissingCode,
    Scale,
    Variable,
)
from survey_analysis.errors import CodebookError, UnknownNameError


def categories(*codes: str) -> tuple[Category, ...]:
    return tuple(Category(code=code, label={"en": f"answer {code}"}) for code in codes)


AGREE = Scale(name="agree", type="ordinal", categories=categories("1", "2", "3", "4", "5"))
SLIDER = Scale(
    name="slider", type="ordinal", categories=categories(*map(str, range(101))), missing=("-1",)
)
AGE = Variable(
    id="age",
    role="grouping",
    type="integer",
    label={"en": "Age"},
    range=(14, 110),
    bands=(14, 18, 65),
)
MOOD = Variable(id="mood", role="outcome", type="ordinal", label={"en": "Mood"}, scale="slider")
REGION = Variable(
    id="region",
    role="grouping",
    type="nominal",
    label={"en": "Region"},
    standard="ISO 3166-2:RU",
    categories=(Category(code="RU-MOW", label={"en": "The capital"}), *categories("other")),
)
BOOK = Codebook(
    id="ties",
    title={"en": "Ties"},
    missing=(
        MissingCode(code="97", kind="refused", label={"en": "Refused"}),
        MissingCode(code="-1", kind="not_asked", label={"en": "Not asked"}),
    ),
    scales=(AGREE, SLIDER),
    domains=(Domain(id="trust", label={"en": "Trust"}), Domain(id="joy", label={"en": "Joy"})),
    items=(
        Item(id="q1", domain="trust", scale="agree", label={"en": "One"}),
        Item(id="q2", domain="joy", scale="slider", label={"en": "Two"}),
        Item(id="q3", domain="trust", scale="agree", label={"en": "Three"}, reverse=True),
    ),
    variables=(
        Variable(id="alias", role="respondent", type="text", label={"en": "Alias"}),
        AGE,
        MOOD,
        REGION,
    ),
)


def test_things_are_looked_up_by_their_ids() -> None:
    assert BOOK.item("q1").label == {"en": "One"}
    assert BOOK.domain("joy").label == {"en": "Joy"}
    assert BOOK.variable("age") is AGE
    assert BOOK.scale("agree") is AGREE
    assert [item.id for item in BOOK.items_of("trust")] == ["q1", "q3"]
    assert BOOK.scale_of("q2") is SLIDER
    assert BOOK.scale_of_domain("joy").high == 100
    assert BOOK.groupings == (AGE, REGION)
    assert BOOK.outcomes == (MOOD,)
    assert BOOK.respondent is not None
    assert BOOK.respondent.id == "alias"
    assert replace(BOOK, variables=(AGE,)).respondent is None
    assert BOOK.languages == ("en",)


@pytest.mark.parametrize(
    ("look_up", "message"),
    [
        (lambda: BOOK.domain("trist"), "There is no domain 'trist'; did you mean 'trust'?"),
        (lambda: BOOK.item("q9"), "There is no item 'q9'"),
        (lambda: BOOK.variable("Age"), "did you mean 'age'?"),
        (lambda: BOOK.items_of("q1"), "There is no domain 'q1'"),
    ],
)
def test_an_unknown_name_is_told_with_the_nearest(look_up: object, message: str) -> None:
    assert callable(look_up)
    with pytest.raises(UnknownNameError) as raised:
        look_up()
    assert message in str(raised.value)


def test_a_question_without_named_missing_codes_has_all_of_them() -> None:
    everything = {"97": "refused", "-1": "not_asked", "": "no_answer"}
    assert BOOK.missing_kinds_for(AGREE) == everything
    assert BOOK.missing_kinds_for(BOOK.item("q1")) == everything
    assert BOOK.missing_kinds_for(AGE) == everything


def test_named_missing_codes_are_the_only_ones_beside_the_empty_cell() -> None:
    assert BOOK.missing_kinds_for(BOOK.item("q2")) == {"-1": "not_asked", "": "no_answer"}
    assert BOOK.missing_kinds_for(replace(AGE, missing=("97",))) == {
        "97": "refused",
        "": "no_answer",
    }
    assert BOOK.missing_kinds_for(replace(AGE, missing=())) == {"": "no_answer"}


def test_answers_of_a_variables_scale_are_answers() -> None:
    assert BOOK.missing_kinds_for(MOOD) == {"-1": "not_asked", "": "no_answer"}


def test_the_kind_of_the_empty_cell_can_be_declared() -> None:
    empty = MissingCode(code="", kind="not_asked", label={"en": "Routed past"})
    book = replace(BOOK, missing=(*BOOK.missing, empty))
    assert book.missing_kinds_for(SLIDER)[""] == "not_asked"


def test_group_labels_stand_in_codebook_order() -> None:
    assert BOOK.group_labels("age") == ({"": "14-17"}, {"": "18-64"}, {"": "65+"})
    assert BOOK.group_labels("mood")[100] == {"en": "answer 100"}
    region = BOOK.group_labels("region")
    assert region[:2] == ({"en": "The capital"}, {"en": "answer other"})
    assert region[2]["en"] == "Republic of Adygea"
    assert len(region) == 84
    assert {"en": "Moscow", "ru": "Москва"} not in region
    assert BOOK.group_labels("alias") == ()


def test_the_answers_to_an_item_are_those_of_its_scale() -> None:
    assert BOOK.categories_for(BOOK.item("q1")) == AGREE.categories
    assert BOOK.categories_for(AGE) == ()


@pytest.mark.parametrize(
    ("minimum", "n_items", "needed"),
    [(1, 4, 1), (2, 2, 2), (0.5, 5, 3), (0.5, 4, 2), (1.0, 7, 7), (0.01, 3, 1), (0.6, 5, 3)],
)
def test_the_answered_minimum_is_a_count_or_a_share(
    minimum: int | float, n_items: int, needed: int
) -> None:
    assert Domain(id="d", label={"": "d"}, min_answered=minimum).needed(n_items) == needed


def test_a_band_that_ends_where_the_range_does_is_one_number() -> None:
    assert replace(AGE, range=(14, 65)).band_labels == ("14-17", "18-64", "65")
    assert (AGE.lowest, AGE.highest) == (14, 110)
    open_ended = replace(AGE, range=None)
    assert (open_ended.lowest, open_ended.highest) == (14, None)
    assert replace(open_ended, bands=()).lowest is None


def test_a_codebook_with_contradictions_cannot_be_built() -> None:
    with pytest.raises(CodebookError) as raised:
        replace(BOOK, items=(replace(BOOK.items[0], scale="agre"),), min_cell=1)
    assert raised.value.problems == (
        "domain joy has no items.",
        "item q1 names scale 'agre'; did you mean 'agree'?",
        "privacy: min_cell is 1. Allowed: a whole number from 3 on.",
    )
    assert str(raised.value).startswith("codebook 'ties': 3 problems")


def test_a_codebook_is_frozen_and_can_be_pickled() -> None:
    with pytest.raises(FrozenInstanceError):
        BOOK.min_cell = 3  # type: ignore[misc]  # what is tested
    assert pickle.loads(pickle.dumps(BOOK)) == BOOK


def test_codebooks_are_compared_by_what_they_say() -> None:
    same = Codebook(**{part.name: getattr(BOOK, part.name) for part in fields(BOOK) if part.init})
    assert same == BOOK
    assert replace(BOOK, min_cell=20) != BOOK
    assert replace(BOOK, design=Design(strata="region")) != BOOK


def test_a_codebook_built_in_code_has_the_fingerprint_of_its_json() -> None:
    assert BOOK.sha256 == sha256(BOOK.to_json().encode()).hexdigest()


def test_a_codebook_shows_itself_at_a_glance() -> None:
    shown = repr(BOOK)
    assert shown.startswith("Codebook ties\n  title        Ties\n")
    assert "3 in 2 domains: trust (2), joy (1)" in shown
    hostile = replace(BOOK, id="a\u202eb", title={"en": "<script>\n\u202e"})
    assert "\u202e" not in repr(hostile)
    assert "<script>" not in hostile._repr_html_()
    assert "&lt;script&gt;" in hostile._repr_html_()


def test_there_are_six_kinds_of_missing_answers() -> None:
    assert MISSING_KINDS == (
        "refused",
        "dont_know",
        "not_applicable",
        "no_answer",
        "technical",
        "not_asked",
    )
