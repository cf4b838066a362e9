"""Groups: bands, standard lists, codes beyond the declared ones."""

from __future__ import annotations

import pytest

from survey_analysis.codebook import Category, Design, Variable
from survey_analysis.ingest.coding import Matcher

NO_ANSWER, REFUSED = -4, -1


def grouping(type="nominal", **given):
    return Variable(id="g", role="grouping", type=type, label={"": "g"}, **given)


def categories(**labels):
    return tuple(Category(code=code, label={"": text}) for code, text in labels.items())


@pytest.fixture
def match(with_variables):
    def make(variable, texts, **changes):
        return Matcher(codebook=with_variables(variable, **changes)).match(variable, texts)

    return make


def labels(match):
    return [next(iter(label.values())) for label in match.labels]


def codes(match):
    return [(remark.severity, remark.code) for remark in match.remarks]


def test_a_number_lies_in_the_band_that_starts_at_or_below_it(match):
    age = grouping("integer", range=(14, 110), bands=(14, 18, 25, 65))
    found = match(age, ["14", "17", "18", "24", "25", "64", "65", "110", "97", ""])
    assert found.positions.tolist() == [0, 0, 1, 1, 2, 2, 3, 3, REFUSED, NO_ANSWER]
    assert found.texts == ("14-17", "18-24", "25-64", "65+")


def test_declared_groups_keep_their_order_even_if_codes_fall(match):
    found = match(
        grouping("ordinal", categories=categories(**{"3": "low", "1": "high"})), ["1", "low"]
    )
    assert labels(found) == ["low", "high"]
    assert found.positions.tolist() == [1, 0]


def test_an_undeclared_code_is_an_error_unless_codes_are_open(match):
    values = categories(a="A", b="B")
    assert not match(grouping(categories=values), ["a", "c"]).ok
    found = match(grouping(categories=values, extra_codes=True), ["b", "d", "c", "d ", "B", ""])
    assert labels(found) == ["A", "B", "c", "d"]
    assert found.positions.tolist() == [1, 3, 2, 3, 1, NO_ANSWER]
    assert ("note", "SA268") in codes(found)


def test_regions_are_sorted_by_code_and_only_those_of_respondents_are_kept(match):
    region = grouping(standard="ISO 3166-2:RU", extra_codes=True)
    found = match(region, ["RU-SPE", "Москва", "Moscow", "Крым", "г. Неизвестный", ""])
    assert found.texts == ("RU-MOW", "RU-SPE", "Крым", "г. Неизвестный")
    assert found.positions.tolist() == [1, 0, 0, 2, 3, NO_ANSWER]
    closed = match(grouping(standard="ISO 3166-2:RU"), ["RU-MOW", "Крым"])
    assert not closed.ok


def test_open_codes_are_sorted_as_numbers_then_as_texts(match):
    found = match(grouping(extra_codes=True), ["10", "b", "9", "a", "010"])
    assert found.texts == ("9", "010", "10", "a", "b")
    assert not found.remarks


def test_words_for_missing_answers_among_open_codes_are_a_warning(match):
    found = match(grouping(extra_codes=True), ["a", "NA", "нет"])
    assert found.texts == ("NA", "a", "нет")
    assert codes(found) == [("warning", "SA254")]


def test_open_codes_that_differ_only_in_writing_are_a_warning(match):
    found = match(grouping(extra_codes=True), ["Omsk", "OMSK", "Tomsk"])
    assert len(found.texts) == 3
    assert codes(found) == [("warning", "SA267")]


def test_hundreds_of_open_codes_are_a_warning(match):
    found = match(grouping(extra_codes=True), [f"town {i}" for i in range(301)])
    assert codes(found) == [("warning", "SA266")]


def test_strata_may_be_any_codes(match):
    stratum = Variable(id="s", role="design", type="text", label={"": "s"})
    found = match(stratum, ["north", "south", "north ", ""], design=Design(strata="s"))
    assert found.nominal
    assert found.texts == ("north", "south")
    assert found.positions.tolist() == [0, 1, 0, NO_ANSWER]
    assert not found.remarks


def test_without_respondents_there_are_no_groups_of_an_open_list(match):
    assert match(grouping(standard="ISO 3166-2:RU"), []).labels == ()
    assert len(match(grouping(categories=categories(a="A", b="B")), []).labels) == 2
