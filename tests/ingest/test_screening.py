"""Screening: odd answers are told and never changed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from survey_analysis.codebook import Domain
from survey_analysis.ingest.screening import (
    identical_rows,
    item_rest_correlations,
    screen_domains,
    screen_groups,
    screen_items,
)
from survey_analysis.survey.answers import Answers, Grouping

NO_ANSWER = -4


def answers(*columns):
    """t1, t2, t3 from positions of five points."""
    return {
        f"t{number}": Answers(
            codes=np.array(column, dtype=np.int8),
            support=np.arange(1.0, 6.0),
            texts=("1", "2", "3", "4", "5"),
        )
        for number, column in enumerate(columns, start=1)
    }


@pytest.fixture
def trust():
    """Answers of 400 people to two items of trust and a reversed one between them."""
    rng = np.random.default_rng(3)
    trait = rng.normal(size=400)
    agree = np.clip(np.round(2 + trait[:, None] + rng.normal(size=(400, 3))), 0, 4)
    agree[:, 1] = 4 - agree[:, 1]
    return agree.T


def said(findings):
    return [(finding.code, finding.where, finding.count) for finding in findings]


def test_an_item_with_one_answer_only_is_told(codebook):
    found = list(screen_items(codebook, answers([2, 2, NO_ANSWER], [0, 1, 2], [3, 3, 3])))
    assert said(found) == [("SA280", "t1", 2), ("SA280", "t3", 3)]
    assert found[0].values["value"] == "3"
    assert all(finding.severity == "warning" for finding in found)


def test_an_item_that_nobody_answered_is_told(codebook):
    found = screen_items(codebook, answers([NO_ANSWER, -1], [0, 1], [1, 0]))
    assert said(found) == [("SA281", "t1", 2)]


def test_one_respondent_is_no_constant_item(codebook):
    assert not list(screen_items(codebook, answers([2], [1], [0])))


def test_a_grouping_of_one_group_or_none_is_told():
    def grouping(*codes):
        return Grouping(labels=({"": "a"}, {"": "b"}), codes=np.array(codes, dtype=np.uint8))

    found = screen_groups({"one": grouping(1, 1, 2), "none": grouping(2, 2), "two": grouping(0, 1)})
    assert said(found) == [("SA265", "one", 3), ("SA264", "none", 2)]


def test_items_keyed_as_declared_are_not_told(codebook, trust):
    assert not list(screen_domains(codebook, answers(*trust)))


def test_an_item_that_was_turned_already_is_told(codebook, trust):
    trust[1] = 4 - trust[1]
    (finding,) = screen_domains(codebook, answers(*trust))
    assert (finding.severity, finding.code, finding.where) == ("warning", "SA282", "t2")
    turned = np.array([trust[0], 4 - trust[1], trust[2]])
    r = np.corrcoef(turned[1], turned[0] + turned[2])[0, 1]
    assert finding.values["r"] == f"{r:.2f}"


def test_a_formative_domain_may_hold_items_that_run_against_each_other(codebook, trust):
    trust[1] = 4 - trust[1]
    formative = Domain(id="trust", label={"": "t"}, measurement="formative")
    book = replace(codebook, domains=(formative,))
    assert not list(screen_domains(book, answers(*trust)))


def banded(*labels):
    codes = (np.arange(40) % len(labels)).astype(np.uint8)
    return {"age": Grouping(labels=tuple({"": label} for label in labels), codes=codes)}


@pytest.mark.parametrize("labels", [("18-24", "14-17", "25+"), ("14–17 лет", "65+", "18–64 лет")])
def test_bands_that_do_not_rise_are_told(labels):
    (finding,) = screen_groups(banded(*labels))
    assert said([finding]) == [("SA269", "age", 1)]
    assert "before 1" in finding.message()


@pytest.mark.parametrize(
    "labels",
    [("14-17", "18-24", "65+"), ("до 18", "18-24", "25+", "нет"), ("Low", "High"), ("3", "1")],
)
def test_bands_that_rise_and_other_groups_are_nothing_to_tell(labels):
    assert not list(screen_groups(banded(*labels)))


def test_more_than_a_tenth_of_incomplete_answers_is_told(codebook, trust):
    trust[0, :40] = NO_ANSWER
    assert not list(screen_domains(codebook, answers(*trust)))
    trust[2, 40] = NO_ANSWER
    (finding,) = screen_domains(codebook, answers(*trust))
    assert said([finding]) == [("SA283", "trust", 41)]
    assert finding.message() == "41 of 400 respondents (10 %) did not answer all items."


def test_item_rest_correlations_are_those_of_their_definition():
    y = np.random.default_rng(1).integers(1, 6, size=(4, 50)).astype(float)
    expected = [np.corrcoef(row, y.sum(axis=0) - row)[0, 1] for row in y]
    np.testing.assert_allclose(item_rest_correlations(y), expected, rtol=1e-12)


def test_a_domain_with_an_unreadable_item_is_passed_over(codebook, trust):
    columns = answers(*trust)
    del columns["t2"]
    assert not list(screen_domains(codebook, columns))


def test_identical_rows_are_those_that_repeat_an_earlier_one():
    rng = np.random.default_rng(5)
    rows = rng.integers(0, 5, size=(300, 12))
    rows[[70, 250]] = rows[7]
    rows[120] = rows[119]
    rows[200:210] = NO_ANSWER
    columns = answers(*rows.T)
    assert identical_rows(columns, {}).tolist() == [70, 120, 250]
    apart = Grouping(labels=({"": "a"},), codes=np.arange(300).astype(np.uint16))
    assert identical_rows(columns, {"g": apart}).size == 0


def test_equal_rows_are_no_surprise_where_few_rows_are_possible():
    rows = np.random.default_rng(6).integers(0, 2, size=(300, 8))
    columns = {
        name: Answers(codes=column.codes, support=np.arange(2.0), texts=("0", "1"))
        for name, column in answers(*rows.T).items()
    }
    assert identical_rows(columns, {}).size == 0
