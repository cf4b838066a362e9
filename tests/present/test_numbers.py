"""Numbers as a page says them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_analysis.present.numbers import Kind, confidence_level, interval, plural, show

NARROW = "\N{NARROW NO-BREAK SPACE}"
NBSP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("value", "kind", "english", "russian"),
    [
        (1500, "count", "1500", "1500"),
        (1_234_567, "count", f"1{NARROW}234{NARROW}567", f"1{NBSP}234{NBSP}567"),
        (812.46, "size", "812.5", "812,5"),
        (2.6149, "decimal", "2.61", "2,61"),
        (54_321.987, "decimal", f"54{NARROW}321.99", f"54{NBSP}321,99"),
        (-0.1234, "coefficient", "-0.123", "-0,123"),
        (0.4567, "share", "45.7%", f"45,7{NBSP}%"),
        (0.456, "rough_share", "46%", f"46{NBSP}%"),
        (math.nan, "rough_share", "–", "–"),
        (0.0004, "p_value", "< .001", "< 0,001"),
        (0.0123, "p_value", ".012", "0,012"),
        (1.0, "p_value", "1.000", "1,000"),
        (6.0, "degrees", "6", "6"),
        (440.4321, "degrees", "440.4", "440,4"),
        (math.nan, "count", "–", "–"),
        (math.inf, "decimal", "∞", "∞"),
        (-math.inf, "decimal", "-∞", "-∞"),
        (1e18, "decimal", "1e+18", "1e+18"),
    ],
)
def test_each_kind_of_number_is_rounded_its_way(
    value: float, kind: Kind, english: str, russian: str
) -> None:
    assert show(value, kind, "en") == english
    assert show(value, kind, "ru") == russian


def test_a_number_that_rounds_to_zero_has_no_minus() -> None:
    assert show(-0.001, "decimal", "en") == "0.00"
    assert show(-0.0, "count", "en") == "0"


def test_other_languages_get_english_marks() -> None:
    assert show(0.5, "decimal", "de") == "0.50"


@given(st.floats(-9999, 9999))
def test_a_shown_number_is_the_number_up_to_its_last_digit(value: float) -> None:
    assert abs(float(show(value, "decimal", "en")) - value) <= 0.005 + 1e-9
    assert show(value, "decimal", "ru") == show(value, "decimal", "en").replace(".", ",")


def test_intervals_share_one_per_cent_sign_and_keep_an_open_end() -> None:
    assert interval(0.123, 0.2, "share", "en") == "[12.3, 20.0%]"
    assert interval(0.1, math.inf, "decimal", "ru") == "[0,10; ∞]"
    assert interval(math.nan, math.nan, "decimal", "en") == "–"
    assert interval(math.nan, math.nan, "decimal", "en", nothing="") == ""


def test_the_level_keeps_the_digits_it_was_given() -> None:
    assert confidence_level(0.95, "en") == "95%"
    assert confidence_level(0.999, "ru") == f"99,9{NBSP}%"


@pytest.mark.parametrize(
    ("n", "form"),
    [(1, "пункт"), (2, "пункта"), (5, "пунктов"), (11, "пунктов"), (21, "пункт"), (104, "пункта")],
)
def test_russian_nouns_take_the_form_of_their_number(n: int, form: str) -> None:
    assert plural(n, "ru", ("пункт", "пункта", "пунктов")) == f"{n} {form}"


def test_english_nouns_are_singular_for_one_only() -> None:
    forms = ("item", "items")
    assert [plural(n, "en", forms) for n in (0, 1, 2)] == ["0 items", "1 item", "2 items"]
