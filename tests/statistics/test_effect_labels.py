"""Labels of effects, always with their rule."""

from __future__ import annotations

import pytest

from survey_analysis.errors import OptionError
from survey_analysis.statistics.effect_labels import RULES, effect_label, label_if_found


@pytest.mark.parametrize(("name", "key"), [("hedges_g", "g"), ("omega_squared", "omega")])
def test_labels_are_those_of_effectsize(reference, name, key):
    expected = reference("equivalence")["labels"][key]
    for size, label in zip(expected["size"], expected["label"], strict=True):
        word = "below small" if label == "very small" else label
        assert effect_label(name, size) == f"{word} (Cohen 1988)"


@pytest.mark.parametrize(
    ("value", "word"),
    [
        (0.5, "below small"), (0.55, "below small"), (0.56, "small"), (0.44, "small"),
        (0.64, "medium"), (0.36, "medium"), (0.71, "large"), (0.29, "large"), (1.0, "large"),
    ],
)  # fmt: skip
def test_superiority_is_counted_from_one_half(value, word):
    found = effect_label("probability_of_superiority", value)
    assert found == f"{word} (Vargha & Delaney 2000)"


@pytest.mark.parametrize(
    ("value", "word"), [(0.1, "negligible"), (-0.147, "small"), (0.33, "medium"), (-0.5, "large")]
)
def test_cliffs_delta_goes_by_romano(value, word):
    assert effect_label("cliffs_delta", value) == f"{word} (Romano et al. 2006)"


def test_cramers_v_depends_on_the_smaller_side_of_the_table():
    assert effect_label("cramers_v", 0.2) == "small (Cohen 1988)"
    assert effect_label("cramers_v", 0.2, smaller_side=4) == "medium (Cohen 1988)"


def test_delta_and_superiority_agree_where_they_are_the_same():
    """delta = 2 P - 1: the rules were made apart, and differ by a little at their bounds."""
    for p in (0.52, 0.6, 0.68, 0.8):
        one = effect_label("probability_of_superiority", p).split(" (")[0]
        other = effect_label("cliffs_delta", 2 * p - 1).split(" (")[0]
        assert one.replace("below small", "negligible") == other


@pytest.mark.parametrize(
    "name", ["rank_epsilon_squared", "rank_eta_squared", "kendall_tau_b", "somers_d", "mine", ""]
)
def test_where_no_rule_is_agreed_on_there_is_no_label(name):
    assert effect_label(name, 0.5) == ""


def test_without_a_number_there_is_no_label():
    assert effect_label("hedges_g", float("nan")) == ""


def test_a_rule_that_does_not_speak_of_the_effect_says_nothing():
    assert effect_label("hedges_g", 0.5, rule="romano2006") == ""
    assert effect_label("hedges_g", 0.5, rule="cohen1988") == "medium (Cohen 1988)"


@pytest.mark.parametrize("p", [0.05, 0.2, 1.0, float("nan")])
def test_an_effect_that_may_be_none_has_no_label(p):
    assert label_if_found("hedges_g", 3.0, p) == ""


def test_an_effect_that_was_found_has_one():
    assert label_if_found("hedges_g", 0.3, 0.049) == "small (Cohen 1988)"
    assert label_if_found("hedges_g", 0.3, 0.049, alpha=0.01) == ""


def test_no_label_is_without_its_rule():
    for name, rule in RULES.items():
        assert effect_label(name, 0.9).endswith(f"({rule.source})")
        assert len(rule.words) == len(rule.bounds) + 1
        assert list(rule.bounds) == sorted(rule.bounds)


def test_an_unknown_rule_says_which_are_known():
    with pytest.raises(OptionError, match="'cohen1988', 'romano2006', 'vargha_delaney2000'"):
        effect_label("hedges_g", 0.5, rule="sawilowsky2009")
