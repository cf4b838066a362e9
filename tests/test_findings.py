"""Findings and notes: data with a code, told in several forms."""

from __future__ import annotations

import json

import numpy as np
import pytest

from survey_analysis.findings import Finding, Note, ValidationReport


@pytest.fixture
def report() -> ValidationReport:
    return ValidationReport(
        findings=(
            Finding(severity="note", code="SA202", where="", count=1),
            Finding(
                severity="error",
                code="SA230",
                where="q<1>",
                lines=tuple(range(2, 12)),
                count=31,
                values={"codes": "7"},
            ),
        ),
        source="export.csv",
    )


@pytest.fixture(autouse=True)
def sentences(monkeypatch):
    """Two sentences of our own, so that the tests do not depend on anybody's wording."""
    from survey_analysis import sentences as module
    from survey_analysis.sentences.sentence import Sentence

    own = {
        "SA202": Sentence(en="Read as it is.", ru="Прочитано как есть."),
        "SA230": Sentence(
            en="{count} answers hold {codes}.",
            ru="Ответов с кодом {codes}: {count}.",
            hint_en="Declare {codes}.",
            hint_ru="Опишите {codes}.",
        ),
    }
    monkeypatch.setattr(module, "SENTENCES", own)


def test_errors_come_first_and_stop_the_analysis(report):
    issues = report.issues
    assert list(issues.columns) == [
        "severity", "code", "where", "lines", "count", "message", "hint",
    ]  # fmt: skip
    assert list(issues.severity) == ["error", "note"]
    assert issues.message[0] == "31 answers hold 7."
    assert issues.hint[0] == "Declare 7."
    assert 2 in issues.lines[0]
    assert issues["count"].dtype == "int64"
    assert not report.ok
    assert ValidationReport(findings=report.findings[:1]).ok


def test_an_empty_report_has_the_same_columns():
    issues = ValidationReport().issues
    assert len(issues) == 0
    assert issues["count"].dtype == "int64"


def test_the_text_names_lines_and_how_many_more(report):
    text = report.to_text()
    assert text.splitlines()[0] == "export.csv: 1 error, 0 warnings, 1 note"
    assert (
        "SA230 q<1>: 31 answers hold 7. (lines 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 21 more)" in text
    )
    assert "-> Declare 7." in text
    assert str(report) == text


def test_a_frame_has_rows_instead_of_lines(report):
    frame = ValidationReport(findings=report.findings, source="DataFrame", place="row")
    assert "(rows 2, 3" in frame.to_text()
    assert ">Rows</th>" in frame.to_html()


def test_the_report_speaks_russian(report):
    text = report.to_text("ru")
    assert "ошибок: 1" in text
    assert "Ответов с кодом 7: 31." in text
    assert "Опишите 7." in text
    assert "Что делать" in report.to_html("ru")


def test_what_came_from_the_file_is_escaped(report):
    assert "q<1>" not in report.to_html()
    assert "q&lt;1&gt;" in report._repr_html_()


def test_json_holds_everything(report):
    document = json.loads(report.to_json())
    assert document["ok"] is False
    assert document["counts"] == {"error": 1, "warning": 0, "note": 1}
    assert document["findings"][0]["lines"] == list(range(2, 12))
    assert document["findings"][0]["message"] == "31 answers hold 7."


def test_repr_is_one_line(report):
    assert repr(report) == "ValidationReport(export.csv: 1 error, 0 warnings, 1 note)"


def test_a_note_says_its_code_and_sentence():
    note = Note("SA202", "note")
    assert str(note) == "SA202 note: Read as it is."
    assert note.say("ru") == "Прочитано как есть."


@pytest.mark.parametrize(
    "made", [Note, lambda code, values: Finding(severity="note", code=code, values=values)]
)
def test_numbers_of_numpy_become_those_of_python(made):
    values = made("SA202", values={"n": np.int64(7), "alpha": np.float64(0.5), "who": "a"}).values
    assert {name: type(value) for name, value in values.items()} == {
        "n": int, "alpha": float, "who": str,
    }  # fmt: skip
