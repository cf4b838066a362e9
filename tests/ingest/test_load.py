"""Loading: from a file and a codebook to a survey, or to an error that says everything."""

from __future__ import annotations

import hashlib
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import survey_analysis as sa
from survey_analysis.codebook import Category, Codebook, Domain, Item, Scale
from survey_analysis.errors import CodebookError, ExportError, OptionError, ValidationError
from survey_analysis.ingest.load import check_export, load_survey

CODEBOOK = """\
survey_analysis_codebook: 1
survey: {id: ties, title: {en: Ties, ru: Связи}}
default_language: ru
missing: {"97": {kind: refused, label: {en: Refused, ru: Отказ}}, "": {kind: not_asked, label: Нет}}
scales:
  five:
    type: ordinal
    values: {"1": {en: No, ru: Нет вовсе}, "2": {en: Rather no, ru: Скорее нет},
             "3": {en: Neither, ru: Ни да ни нет}, "4": {en: Rather yes, ru: Скорее да},
             "5": {en: Yes, ru: Да}}
domains: {ties: {label: {en: Ties, ru: Связи}, min_answered: 2}}
items:
  - {id: t1, domain: ties, scale: five, label: {en: Friends, ru: Друзья}}
  - {id: t2, domain: ties, scale: five, label: {en: Lonely, ru: Одиночество}, reverse: true}
  - {id: t3, domain: ties, scale: five, label: {en: Family, ru: Семья}, column: "Q3 [Семья]"}
variables:
  alias: {role: respondent, type: text, column: Псевдоним}
  age: {role: grouping, type: integer, range: [14, 110], bands: [14, 35, 65]}
  region: {role: grouping, type: nominal, standard: "ISO 3166-2:RU", extra_codes: allowed}
  hours: {role: outcome, type: number}
"""
ROWS = [
    "Псевдоним;t1;t2;Q3 [Семья];age;region;hours;комментарий",
    "a1;5;1;4;20;RU-MOW;1,5;длинный ответ",
    "a2;4;2;97;40;Москва;;",
    "a3;1;;;70;RU-SPE;40;",
    "a4;3;3;3;;;2;",
]


@pytest.fixture
def codebook(tmp_path) -> Path:
    path = tmp_path / "codebook.yaml"
    path.write_text(CODEBOOK, encoding="utf-8")
    return path


@pytest.fixture
def export(tmp_path):
    """Writes rows as a file in the way Excel would in Russia."""

    def write(rows=ROWS, encoding="cp1251", name="export.csv", end="\r\n"):
        path = tmp_path / name
        path.write_bytes((end.join(rows) + end).encode(encoding))
        return path

    return write


def test_an_export_becomes_a_survey(export, codebook):
    path = export()
    survey = sa.load_survey(path, codebook)
    assert survey.n_respondents == 4
    assert survey.columns == ("t1", "t2", "t3", "age", "region", "hours")
    assert survey.language == "ru"
    assert survey.weights is None
    scores = survey.scores["ties"].tolist()
    assert scores[:2] == [(5 + 5 + 4) / 3, (4 + 4) / 2]
    assert np.isnan(scores[2])
    assert scores[3] == 3
    frame = survey.frame
    assert frame["t1"].tolist() == [5, 4, 1, 3]
    assert frame["hours"].tolist()[0] == 1.5
    assert frame["age"].astype(object).where(frame["age"].notna(), None).tolist() == [
        "14-34",
        "35-64",
        "65+",
        None,
    ]
    assert survey.group_labels("region") == ("Москва", "Санкт-Петербург")
    assert survey.frame["region"].tolist()[:3] == ["Москва", "Москва", "Санкт-Петербург"]


def test_missing_answers_keep_their_kind(export, codebook):
    survey = sa.load_survey(export(), codebook)
    refused, not_asked = -1, -6
    assert survey.answers["t3"].codes.tolist() == [3, refused, not_asked, 2]


def test_a_survey_carries_its_provenance(export, codebook):
    path = export()
    survey = sa.load_survey(path, codebook)
    origin = survey.provenance
    assert origin.export == "export.csv"
    assert origin.export_sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert origin.codebook_sha256 == hashlib.sha256(codebook.read_bytes()).hexdigest()
    assert (origin.encoding, origin.separator) == ("cp1251", ";")
    assert (origin.codebook, origin.n_respondents) == ("ties", 4)
    assert "numpy" in origin.versions


def test_findings_that_are_no_errors_stand_in_the_survey(export, codebook):
    survey = sa.load_survey(export(), codebook)
    assert survey.validation.ok
    codes = survey.validation.issues["code"].tolist()
    assert "SA235" in codes
    assert "SA248" in codes


def test_the_same_answers_are_the_same_survey_however_they_are_written(export, codebook):
    one = sa.load_survey(export(), codebook)
    tabs = [row.replace(";", "\t") for row in ROWS]
    two = sa.load_survey(export(tabs, "utf-8-sig", "export.tsv", "\n"), codebook)
    pd.testing.assert_frame_equal(one.frame, two.frame)
    cells = [row.split(";") for row in ROWS]
    frame = pd.DataFrame(cells[1:], columns=cells[0])
    three = sa.load_survey(frame, codebook)
    pd.testing.assert_frame_equal(one.frame, three.frame)
    assert three.provenance.export == "DataFrame"


def test_everything_wrong_is_told_at_once(export, codebook):
    rows = ["t1;t2;age;region;hours", "9;Иванов;1984;RU-MOW;много", "NA;1;30;;inf"]
    with pytest.raises(ValidationError) as caught:
        sa.load_survey(export(rows), codebook)
    report = caught.value.report
    told = set(zip(report.issues["code"], report.issues["where"], strict=True))
    assert told >= {
        ("SA240", "t1"),
        ("SA244", "t1"),
        ("SA241", "t2"),
        ("SA260", "age"),
        ("SA255", "hours"),
        ("SA257", "hours"),
        ("SA230", "t3"),
    }
    message = str(caught.value)
    assert message.startswith("export.csv: 7 errors; nothing was loaded.")
    assert "and 2 more" in message
    assert "error.report" in message
    assert "Иванов" not in message
    assert isinstance(caught.value, ValueError)


def test_check_export_tells_what_load_survey_would_and_never_raises_for_content(export, codebook):
    path = export([*ROWS, "a5;9;1;1;20;;1;"])
    report = check_export(path, codebook)
    assert not report.ok
    assert [f.lines for f in report.findings if f.severity == "error"] == [(6,)]
    assert check_export(export(), codebook).ok
    ragged = check_export(export([*ROWS, "a5;1;1"], name="ragged.csv"), codebook)
    assert not ragged.ok
    with pytest.raises(ValidationError) as caught:
        sa.load_survey(export([*ROWS, "a5;1;1"], name="ragged.csv"), codebook)
    assert caught.value.report.to_json() == ragged.to_json()


@pytest.mark.parametrize(
    "body", [b"", b"\x00\x01\x02", b"t1;t2\n1;2\x00\n", b'a,b\n"open,1\n2,3\n']
)
def test_what_is_no_table_is_refused_with_a_reason(tmp_path, codebook, body):
    path = tmp_path / "broken.csv"
    path.write_bytes(body)
    with pytest.raises((ValidationError, ExportError)):
        sa.load_survey(path, codebook)


def test_a_codebook_of_another_survey_is_refused(export, codebook):
    with pytest.raises(ValidationError, match="different surveys"):
        sa.load_survey(export(["a;b;c", "1;2;3"]), codebook)


def test_files_that_are_not_there_are_told_apart(export, codebook, tmp_path):
    with pytest.raises(ExportError):
        sa.load_survey(tmp_path / "no.csv", codebook)
    with pytest.raises(ExportError):
        sa.load_survey(tmp_path, codebook)
    with pytest.raises((ExportError, CodebookError, OSError)):
        sa.load_survey(export(), tmp_path / "no.yaml")
    with pytest.raises(OptionError, match="survey_from_frame"):
        sa.load_survey(export(), {"items": []})


def test_headers_without_respondents_load_and_every_table_works(export, codebook):
    survey = sa.load_survey(export(ROWS[:1]), codebook)
    assert survey.n_respondents == 0
    assert "SA238" in survey.validation.issues["code"].tolist()
    assert survey.frame.shape == (0, 6)
    assert survey.scores.shape == (0, 1)
    for by in (None, "age", "region"):
        assert survey.counts("ties", by=by).n.sum() == 0
        assert survey.counts("t1", by=by).n.sum() == 0
        assert survey.counts("hours", by=by).n.sum() == 0
        assert survey.moments("ties", by=by).n.sum() == 0
        assert survey.patterns("ties", by=by).n.sum() == 0


def test_one_respondent_loads(export, codebook):
    survey = sa.load_survey(export(ROWS[:2]), codebook)
    assert survey.scores["ties"].tolist() == [(5 + 5 + 4) / 3]
    assert survey.moments("ties").n.tolist() == [1]


def test_all_answers_missing_loads(export, codebook):
    rows = [ROWS[0], *(f"a{i};;97;;;;;" for i in range(5))]
    survey = sa.load_survey(export(rows), codebook)
    assert survey.scores["ties"].isna().all()
    assert survey.counts("ties", by="age").n_missing.sum() == 5


def test_a_frame_is_not_changed(codebook):
    cells = [row.split(";") for row in ROWS]
    frame = pd.DataFrame(cells[1:], columns=cells[0])
    frame["t1"] = frame["t1"].astype("Int64")
    frame["age"] = pd.to_numeric(frame["age"])
    before = frame.copy(deep=True)
    survey = sa.load_survey(frame, codebook)
    pd.testing.assert_frame_equal(frame, before)
    assert survey.frame["t1"].tolist() == [5, 4, 1, 3]


def wide(names):
    scale = Scale(
        name="s", type="ordinal", categories=tuple(Category(code=c, label={"": c}) for c in "12345")
    )
    return Codebook(
        id="wide",
        title={"": "Wide"},
        scales=(scale,),
        domains=(Domain(id="a domain", label={"": "d"}),),
        items=tuple(Item(id=n, domain="a domain", scale="s", label={"": n}) for n in names),
    )


def test_columns_may_have_names_that_mean_something_to_programs(export):
    names = ["index", "__class__", "<NA>", "sum", "None", "<script>", "$x$", "columns"]
    survey = load_survey(export([";".join(names), *[";".join("12345123")] * 3]), wide(names))
    assert list(survey.frame.columns) == names
    assert survey.counts("__class__").n.tolist() == [[0, 3, 0, 0, 0]]
    assert "<script>" not in survey._repr_html_()


def test_five_thousand_columns_load_quickly(export):
    names = [f"question_{i}" for i in range(5000)]
    rng = np.random.default_rng(1)
    rows = [";".join(row) for row in rng.integers(1, 6, size=(50, 5000)).astype(str)]
    path = export([";".join(names), *rows])
    book = wide(names)
    start = time.process_time()
    survey = load_survey(path, book)
    # generous against a busy machine: a quadratic search takes minutes
    assert time.process_time() - start < 20
    assert len(survey.answers) == 5000
