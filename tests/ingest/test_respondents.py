"""Respondents: repeated aliases, empty rows, totals; an alias is never shown."""

from __future__ import annotations

import pytest

from survey_analysis.ingest.respondents import judge_aliases


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
