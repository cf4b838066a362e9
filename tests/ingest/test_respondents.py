"""Respondents: repeated aliases, empty rows, totals, weights, strata; no alias is shown."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from survey_analysis.ingest.frames import survey_from_frame
from survey_analysis.ingest.respondents import judge_aliases, judge_design, judge_weights
from survey_analysis.survey.answers import Answers


@pytest.fixture
def judged(export_of):
    def judge(*aliases):
        export = export_of({"alias": aliases})
        found = judge_aliases(export, export.columns["alias"], "alias")
        return [(finding.code, finding.count, finding.lines) for finding in found]

    return judge


def test_different_aliases_are_nothing_to_tell(judged):
    assert judged("a", "b", "c") == []


def test_a_repeated_alias_is_told_with_the_later_lines(judged):
    assert judged("a", "b", "a", "c", "a", "b") == [("SA270", 3, (4, 6, 7))]


@pytest.mark.parametrize("again", ["a ", " a", "\ta", "a\xa0", "a\n"])
def test_spaces_at_the_ends_make_no_other_person(judged, again):
    assert judged("a", "b", again) == [("SA270", 1, (4,))]


def test_rows_without_an_alias_are_told_once_and_are_no_repeats(judged):
    assert judged("a", "", "b", " ", "") == [("SA274", 3, (3, 5, 6))]
    assert judged("", "", "a", "a") == [("SA270", 1, (5,)), ("SA274", 2, (2, 3))]


@pytest.mark.parametrize("total", ["Итого", "ИТОГО:", " Total", "Всего"])
def test_a_total_at_the_end_is_no_respondent(judged, total):
    assert judged("a", "b", total) == [("SA273", 1, (4,))]
    assert judged("a", total, "b") == []


def test_no_respondents_are_nothing_to_tell(judged):
    assert judged() == []


def test_a_copied_row_of_few_items_is_told_unless_it_can_be_chance():
    rows = pd.DataFrame({"q1": [1, 5, 3, 1], "q2": [2, 4, 3, 2], "q3": [5, 1, 2, 5]})
    told = survey_from_frame(rows, domains={"trust": ["q1", "q2", "q3"]}).validation.findings
    assert [f.lines for f in told if f.code == "SA271"] == [(4,)]
    many = pd.concat([rows] * 10)
    told = survey_from_frame(many, domains={"trust": ["q1", "q2", "q3"]}).validation.findings
    assert "SA271" not in {finding.code for finding in told}


@pytest.fixture
def export(export_of):
    return export_of({"w": ["1", "2", "3", "4"]})


@pytest.mark.parametrize(
    ("weights", "expected"),
    [
        ([1, 2, 0.5, 1], []),
        ([1, -2, 0.5, 1], [("error", "SA290", (3,))]),
        ([1, np.nan, 0.5, np.nan], [("error", "SA291", (3, 5))]),
        ([0, 2, 0, 1], [("warning", "SA293", (2, 4))]),
        ([0, 0, 0, 0], [("error", "SA295", (2, 3, 4, 5))]),
        ([1, 1, 1, 1], [("note", "SA294", ())]),
        ([-1, np.nan, 0, 1], [("error", "SA291", (3,)), ("error", "SA290", (2,)),
                              ("warning", "SA293", (4,))]),
    ],
)  # fmt: skip
def test_weights(export, weights, expected):
    found = judge_weights(export, np.array(weights, dtype=float), "w")
    assert [(f.severity, f.code, f.lines) for f in found] == expected


def test_no_weights_are_nothing_to_tell(export):
    assert not list(judge_weights(export, np.empty(0), "w"))


def test_a_respondent_without_a_stratum_is_told(export):
    column = Answers(
        codes=np.array([0, -4, 1, -1], dtype=np.int8), support=np.arange(2.0), texts=("a", "b")
    )
    (finding,) = judge_design(export, column, "s")
    assert (finding.severity, finding.code, finding.lines) == ("warning", "SA296", (3, 5))
