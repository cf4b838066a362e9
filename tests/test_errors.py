"""Errors: one tree, each also a builtin, with what is needed to go on."""

from __future__ import annotations

import pickle
import time
from typing import Literal

import pandas as pd
import pytest

import survey_analysis as sa
from survey_analysis import errors

ANSWERS = pd.DataFrame({"q1": [1, 9], "q2": [2, 3]})
TRUST = {"trust": ["q1", "q2"]}


@pytest.mark.parametrize(
    ("error", "builtin"),
    [
        (errors.ExportError, OSError),
        (errors.ValidationError, ValueError),
        (errors.CodebookError, ValueError),
        (errors.OptionError, ValueError),
        (errors.UnknownNameError, LookupError),
        (errors.MissingExtraError, ImportError),
    ],
)
def test_every_error_is_ours_and_a_builtin(error, builtin):
    assert issubclass(error, errors.SurveyAnalysisError)
    assert issubclass(error, builtin)


def wrong_calls(tmp_path):
    book = tmp_path / "codebook.yaml"
    book.write_text("survey_analysis_codebook: 2\n", encoding="utf-8")
    survey = sa.survey_from_frame(ANSWERS[["q2"]], domains={"trust": ["q2"]})
    return {
        "ExportError": lambda: sa.load_codebook(tmp_path / "none.yaml"),
        "CodebookError": lambda: sa.load_codebook(book),
        "ValidationError": lambda: sa.survey_from_frame(ANSWERS, domains=TRUST),
        "OptionError": lambda: sa.describe(survey, confidence=95),
        "UnknownNameError": lambda: sa.describe(survey, by="age"),
    }


@pytest.mark.parametrize(
    "name", ["ExportError", "CodebookError", "ValidationError", "OptionError", "UnknownNameError"]
)
def test_an_error_survives_the_way_between_processes(tmp_path, name):
    with pytest.raises(getattr(errors, name)) as caught:
        wrong_calls(tmp_path)[name]()
    again = pickle.loads(pickle.dumps(caught.value))
    assert type(again) is type(caught.value)
    assert str(again) == str(caught.value)


def test_a_validation_error_carries_the_report():
    with pytest.raises(errors.ValidationError) as caught:
        sa.survey_from_frame(ANSWERS, domains=TRUST)
    report = pickle.loads(pickle.dumps(caught.value)).report
    assert not report.ok
    assert report.issues["lines"].tolist() == [(2,)]


def test_a_codebook_error_carries_all_problems(tmp_path):
    with pytest.raises(errors.CodebookError) as caught:
        wrong_calls(tmp_path)["CodebookError"]()
    assert len(caught.value.problems) == 3
    assert all(problem.startswith("line 1: ") for problem in caught.value.problems)


def test_an_unknown_name_lists_what_there_is():
    assert str(errors.UnknownNameError.of("domain", "trsut", ["trust", "ties"])) == (
        "There is no domain 'trsut'; did you mean 'trust'? Known: trust, ties."
    )
    assert str(errors.UnknownNameError.of("domain", "x", [])) == (
        "There is no domain 'x': the codebook declares none."
    )


def test_the_nearest_name_is_found_whatever_there_is_to_compare():
    known = [f"domain_{number}" for number in range(5000)]
    started = time.process_time()
    assert errors.nearest("domian_77", known).startswith("domain_")
    assert errors.nearest("trusd", [*known, "trust"]) == "trust"
    assert errors.nearest("a" * 10_000, ["a" * 9_999 + "b"]) == "a" * 9_999 + "b"
    assert errors.nearest("zzz", known) == ""
    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("holm ", "'holm '"),
        (95, "95"),
        (ANSWERS["q1"], "Series"),
        (ANSWERS, "DataFrame"),
        (10**5000, "int"),
        ("a" * 1000, "'" + "a" * 97 + "…'"),
    ],
    ids=["text", "number", "series", "frame", "huge number", "long text"],
)
def test_a_wrong_value_is_shown_short_and_without_answers(value, shown):
    assert errors.shown(value) == shown


def test_an_option_of_another_type_is_refused():
    for value in (ANSWERS["q1"], None, 1, ["holm"], {}):
        with pytest.raises(errors.OptionError, match="Allowed: 'holm'"):
            errors.check_option("adjust", value, Literal["holm", "none"])
