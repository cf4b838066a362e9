"""Validation: everything at once, with lines and counts, and no respondent's words."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from survey_analysis.codebook import Category, Design, Variable
from survey_analysis.findings import Finding
from survey_analysis.ingest.validation import declared_headers, validate_export, validated

REFUSED, NO_ANSWER = -1, -4
CLEAN = {
    "t1": ["1", "5", "3", "4", "2", "4"],
    "t2": ["5", "1", "4", "2", "4", "3"],
    "Q3 [Fair]": ["2", "4", "3", "5", "1", "4"],
}


def said(report, severity=None):
    return [(f.code, f.where) for f in report.findings if severity in (None, f.severity)]


def variable(id, role, type, **given):
    return Variable(id=id, role=role, type=type, label={"": id}, **given)


AGE = variable("age", "grouping", "integer", range=(14, 110), bands=(14, 35, 65))


def test_a_clean_export_has_nothing_to_tell_and_everything_coded(export_of, codebook):
    found = validated(export_of(CLEAN), codebook)
    assert found.report.ok
    assert found.report.findings == ()
    assert found.report.source == "x.csv"
    assert found.columns == ("t1", "t2", "t3")
    assert found.answers["t1"].codes.tolist() == [0, 4, 2, 3, 1, 3]
    assert found.answers["t1"].codes.dtype == np.int8
    assert found.answers["t2"].support.tolist() == [1, 2, 3, 4, 5]


def test_errors_of_all_columns_are_told_at_once_and_first(export_of, with_variables):
    codebook = with_variables(AGE, variable("income", "outcome", "number"))
    cells = CLEAN | {
        "t1": ["1", "7", "3", "9", "7", "4"],
        "t2": ["NA", "1", "4", "2", "4", "3"],
        "age": ["20", "1984", "30", "40", "50", "60"],
        "income": ["1,5", "2.5", "3", "4", "5", "6"],
        "extra": ["x"] * 6,
    }
    report = validate_export(export_of(cells), codebook)
    assert not report.ok
    assert said(report, "error") == [
        ("SA240", "t1"),
        ("SA244", "t2"),
        ("SA260", "age"),
        ("SA256", "income"),
    ]
    first = report.findings[0]
    assert (first.count, first.lines, first.values["shown"]) == (3, (3, 5, 6), "7, 9")
    severities = [finding.severity for finding in report.findings]
    assert severities == sorted(severities, key=["error", "warning", "note"].index)
    assert list(report.issues["code"])[:4] == ["SA240", "SA244", "SA260", "SA256"]


def test_no_word_of_a_respondent_reaches_the_report(export_of, with_variables):
    secrets = ["Иванов Иван", "anna@example.org", "my secret", "+7 916 123-45-67", "Zoe", "x" * 9]
    codebook = with_variables(
        variable("alias", "respondent", "text"),
        variable("income", "outcome", "number"),
        variable("region", "grouping", "nominal", standard="ISO 3166-2:RU"),
        variable("note", "paradata", "text"),
    )
    cells = dict.fromkeys([*CLEAN, "alias", "income", "region", "note"], secrets)
    report = validate_export(export_of(cells), codebook)
    told = report.to_text() + report.to_text("ru") + report.to_json() + report.to_html()
    told += str([finding.values for finding in report.findings])
    for secret in secrets:
        assert secret not in told
    assert ("SA601", "alias") in said(report, "error")
    assert ("SA602", "note") in said(report, "error")


def test_the_report_can_be_told_in_every_form(export_of, codebook):
    report = validate_export(export_of(CLEAN | {"t1": ["9", "5", "3", "4", "2", ""]}), codebook)
    document = json.loads(report.to_json("ru"))
    assert document["ok"] is False
    assert document["findings"][0]["code"] == "SA240"
    assert "Недопустимые коды: 9" in report.to_text("ru")
    assert "<td>SA240</td>" in report.to_html()
    assert "{" not in report.to_text() + report.to_text("ru")


def test_findings_of_reading_stand_in_the_report(export_of, codebook):
    note = Finding(severity="note", code="SA249", where="file", count=3)
    export = replace(export_of(CLEAN), findings=(note,))
    assert validate_export(export, codebook).findings == (note,)


def test_a_broken_structure_is_told_without_guessing_at_columns(export_of, codebook):
    broken = Finding(severity="error", code="SA255", count=1)
    export = replace(export_of(CLEAN), findings=(broken,), columns={})
    assert validate_export(export, codebook).findings == (broken,)
    other = replace(export, headers=("t1;t2;Q3 [Fair]",))
    assert validate_export(other, codebook).findings == (broken,)


def test_only_declared_columns_are_read(codebook):
    assert declared_headers(("x", "T1 ", "t2", "y"), codebook) == ("T1 ", "t2")


def test_groups_have_the_order_of_the_codebook(export_of, with_variables):
    education = variable(
        "education",
        "grouping",
        "ordinal",
        categories=tuple(Category(code=c, label={"": f"level {c}"}) for c in "321"),
    )
    cells = CLEAN | {
        "age": ["14", "34", "35", "64", "110", "97"],
        "education": ["1", "3", "2", "", "98", "3"],
    }
    found = validated(export_of(cells), with_variables(AGE, education))
    assert found.report.ok
    assert [label[""] for label in found.groupings["age"].labels] == ["14-34", "35-64", "65+"]
    assert found.groupings["age"].codes.tolist() == [0, 0, 1, 1, 2, 3]
    assert found.groupings["education"].codes.tolist() == [2, 0, 1, 3, 3, 0]
    assert "age" not in found.answers
    assert found.columns == ("t1", "t2", "t3", "age", "education")


def test_outcomes_and_paradata_are_answers_and_texts_are_not_kept(export_of, with_variables):
    codebook = with_variables(
        variable("alias", "respondent", "text"),
        variable("hours", "paradata", "number"),
        variable("job", "outcome", "nominal", categories=(
            Category(code="b", label={"": "Boss"}), Category(code="a", label={"": "Aide"}))),
        variable("why", "paradata", "text"),
    )  # fmt: skip
    cells = {
        "why": ["long"] * 6,
        "hours": ["2,5", "1", "1", "97", "", "40"],
        "alias": list("abcdef"),
        "job": ["a", "b", "b", "Boss", "98", ""],
    } | CLEAN
    found = validated(export_of(cells), codebook)
    assert found.report.ok
    assert found.columns == ("hours", "job", "t1", "t2", "t3")
    assert found.answers["hours"].support.tolist() == [1, 2.5, 40]
    assert found.answers["hours"].texts == ("1", "2.5", "40")
    assert found.answers["hours"].codes.tolist() == [1, 0, 0, REFUSED, NO_ANSWER, 2]
    assert found.answers["hours"].labels == ()
    job = found.answers["job"]
    assert job.nominal
    assert job.texts == ("b", "a")
    assert job.support.tolist() == [0, 1]
    assert job.codes.tolist() == [1, 0, 0, 0, -2, NO_ANSWER]


def test_weights_strata_and_clusters(export_of, with_variables):
    codebook = with_variables(
        variable("w", "design", "number"),
        variable("block", "design", "integer"),
        variable("town", "grouping", "nominal", extra_codes=True),
        design=Design(weight="w", strata="town", cluster="block"),
    )
    cells = CLEAN | {
        "w": ["1,5", "0", "1", "1", "1", "1"],
        "block": ["10", "9", "9", "10", "11", "11"],
        "town": ["B", "A", "A", "B", "B", ""],
    }
    found = validated(export_of(cells), codebook)
    assert found.report.ok
    assert found.weights.tolist() == [1.5, 0, 1, 1, 1, 1]
    assert "w" not in found.answers
    assert "w" not in found.columns
    assert found.answers["block"].texts == ("9", "10", "11")
    assert found.answers["block"].nominal
    assert found.answers["town"].texts == ("A", "B")
    assert found.groupings["town"].codes.tolist() == [1, 0, 0, 1, 1, 2]
    assert said(found.report, "warning") == [("SA293", "w"), ("SA296", "town")]


@pytest.mark.parametrize(("bad", "code"), [("-1", "SA290"), ("", "SA291"), ("x", "SA255")])
def test_a_weight_that_cannot_weigh_is_an_error(export_of, with_variables, bad, code):
    codebook = with_variables(variable("w", "design", "number"), design=Design(weight="w"))
    cells = CLEAN | {"w": ["1", "2", bad, "1", "1", "1"]}
    report = validate_export(export_of(cells), codebook)
    assert said(report, "error") == [(code, "w")]
    assert report.findings[0].lines == (4,)


def test_no_respondents_are_a_warning(export_of, with_variables):
    codebook = with_variables(AGE, variable("hours", "outcome", "number"))
    found = validated(export_of({name: [] for name in (*CLEAN, "age", "hours")}), codebook)
    assert said(found.report) == [("SA238", "")]
    assert found.answers["t1"].codes.size == 0
    assert len(found.groupings["age"].labels) == 3


def test_one_respondent_is_a_warning(export_of, codebook):
    report = validate_export(export_of({name: ["1"] for name in CLEAN}), codebook)
    assert said(report) == [("SA239", "")]


def test_all_answers_missing_is_told_and_loads(export_of, codebook):
    report = validate_export(export_of({name: ["", "97"] for name in CLEAN}), codebook)
    assert report.ok
    assert {code for code, _ in said(report)} == {"SA281", "SA283"}


def test_repeated_and_empty_rows_are_told_with_their_lines(export_of, codebook):
    items = tuple(replace(codebook.items[0], id=f"i{j}", reverse=False) for j in range(8))
    book = replace(codebook, items=items)
    rng = np.random.default_rng(2)
    rows = rng.integers(1, 6, size=(30, 8)).astype(str).astype(object)
    rows[12] = rows[3]
    rows[[20, 25]] = ""
    report = validate_export(export_of({f"i{j}": list(rows[:, j]) for j in range(8)}), book)
    told = {finding.code: finding.lines for finding in report.findings}
    assert told["SA271"] == (14,)
    assert told["SA272"] == (22, 27)


def test_a_declared_column_of_answers_is_not_judged_by_its_header(export_of, codebook):
    items = (replace(codebook.items[0], column="Телефон"), *codebook.items[1:])
    cells = {"Телефон": CLEAN["t1"], "t2": CLEAN["t2"], "Q3 [Fair]": CLEAN["Q3 [Fair]"]}
    assert validate_export(export_of(cells), replace(codebook, items=items)).ok
    report = validate_export(export_of(CLEAN | {"Телефон": ["1"] * 6}), codebook)
    assert said(report, "error") == [("SA606", "Телефон")]


CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["1", "5", "97", "", " ", "NA", "01", "1.0", "5 - Entirely", "Entirely", "1,5", "2.5",
         "inf", "\ud800", "RU-MOW", "Москва", "+7 916 123-45-67",
         "a@b.ru", "1984", "٣", "²", "1e5", "-", "0x1F"]
    ),
    st.integers().map(str),
    st.floats().map(str),
)  # fmt: skip


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=st.lists(st.lists(CELLS, min_size=8, max_size=8), max_size=12))
def test_no_content_whatever_breaks_validation(export_of, with_variables, rows):
    codebook = with_variables(
        variable("alias", "respondent", "text"),
        AGE,
        variable("region", "grouping", "nominal", standard="ISO 3166-2:RU", extra_codes=True),
        variable("income", "outcome", "number", range=(-10, 10)),
        variable("w", "design", "number"),
        design=Design(weight="w", strata="region"),
    )
    names = [*CLEAN, "alias", "age", "region", "income", "w"]
    cells = {name: [row[place] for row in rows] for place, name in enumerate(names)}
    found = validated(export_of(cells), codebook)
    told = found.report.to_text() + found.report.to_text("ru") + found.report.to_json()
    assert told
    errors = {finding.where for finding in found.report.findings if finding.severity == "error"}
    for name in ("t1", "t2", "t3"):
        assert (name in found.answers) == (name not in errors)
    for answers in found.answers.values():
        assert answers.codes.size == len(rows)
        assert answers.codes.max(initial=-1) < answers.support.size
        assert answers.codes.min(initial=0) >= -6
        assert (np.diff(answers.support) > 0).all()
    for grouping in found.groupings.values():
        assert grouping.codes.max(initial=0) <= len(grouping.labels)
