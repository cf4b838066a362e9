"""Typed values: the texts of a DataFrame are those that a CSV of it would hold."""

from __future__ import annotations

import datetime
import decimal
import uuid

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from survey_analysis.ingest.text_columns import Export
from survey_analysis.ingest.typed_values import NotText, read_frame, text_of


def texts_of(values: object) -> list[str]:
    column = read_frame(pd.DataFrame({"q1": values})).columns["q1"]
    return [column.texts[code] for code in column.codes]


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        ([1, 5, 3], ["1", "5", "3"]),
        ([1.0, 2.5, np.nan], ["1", "2.5", ""]),
        (pd.array([1, None], dtype="Int64"), ["1", ""]),
        (pd.array([1.0, None], dtype="Float32"), ["1", ""]),
        (np.array([2.1, 3.0], dtype=np.float32), ["2.1", "3"]),
        (pd.Categorical(np.array([2.1, 3.0], dtype=np.float32)), ["2.1", "3"]),
        (pd.to_datetime(["2026-01-05 10:00+03:00"]), ["2026-01-05T10:00:00+03:00"]),
        ([True, False], ["True", "False"]),
        (pd.array([True, None], dtype="boolean"), ["True", ""]),
        (["NA", None, " 1 ", ""], ["NA", "", " 1 ", ""]),
        (
            np.array([1, 1.0, True, "1", None, np.nan], dtype=object),
            ["1", "1", "True", "1", "", ""],
        ),
        (pd.Categorical(["b", None, "a", "b"], categories=["a", "b", "c"]), ["b", "", "a", "b"]),
        (pd.Categorical([5, 1, 5]), ["5", "1", "5"]),
        (pd.to_datetime(["2026-01-05 10:00", None]), ["2026-01-05T10:00:00", ""]),
        ([datetime.date(2026, 1, 5), None], ["2026-01-05", ""]),
        ([decimal.Decimal("1.50"), decimal.Decimal(2)], ["1.50", "2"]),
        (pd.arrays.SparseArray([1.0, 2.0]), ["1", "2"]),
        ([-0.0, np.inf, 1e17, 1e300], ["0", "inf", "100000000000000000", "1e+300"]),
        ([None, None], ["", ""]),
        ([], []),
    ],
)
def test_each_value_has_its_plain_text(values: object, texts: list[str]) -> None:
    assert texts_of(values) == texts


@pytest.mark.parametrize("dtype", ["string", "str", "category", object, "string[python]"])
def test_every_way_to_store_text_gives_the_same(dtype: object) -> None:
    frame = pd.DataFrame({"q1": pd.Series(["б", "a", None, "б"], dtype=dtype)})  # type: ignore[call-overload]
    export = read_frame(frame)
    assert export.columns["q1"].texts == ("б", "a", "")
    assert export.columns["q1"].codes.tolist() == [0, 1, 2, 0]


def test_the_empty_text_and_missing_are_one() -> None:
    column = read_frame(pd.DataFrame({"q1": ["", None, "x"]})).columns["q1"]
    assert column.texts == ("", "x")
    assert column.codes.tolist() == [0, 0, 1]


def test_codes_are_int32_and_read_only() -> None:
    codes = read_frame(pd.DataFrame({"q1": [3, 1]})).columns["q1"].codes
    assert codes.dtype == np.int32
    assert not codes.flags.writeable


@pytest.mark.parametrize("value", [[1], {"a": 1}, (1, 2), b"a", 1j, object()])
def test_compound_values_are_an_error_finding_for_their_column_only(value: object) -> None:
    with pytest.raises(NotText):
        text_of(value)
    frame = pd.DataFrame({"q1": pd.Series([value, value], dtype=object), "q2": [1, 2]})
    export = read_frame(frame)
    assert list(export.columns) == ["q2"]
    (finding,) = export.findings
    assert (finding.severity, finding.code, finding.where) == ("error", "SA228", "q1")
    assert not read_frame(frame, lambda _: ["q2"]).findings


def test_rarer_values_have_texts() -> None:
    assert text_of(pd.Period("2026-01", "M")) == "2026-01"
    assert text_of(pd.Interval(18, 24)) == "(18, 24]"
    assert text_of(uuid.UUID(int=1)) == "00000000-0000-0000-0000-000000000001"
    assert text_of(datetime.timedelta(seconds=5)) == "P0DT0H0M5S"
    assert text_of(np.datetime64("2026-01-05")) == "2026-01-05T00:00:00"
    assert text_of(np.str_("a")) == "a"
    assert text_of(10**400) == "1" + "0" * 400


def test_labels_become_texts_and_equal_ones_are_told() -> None:
    export = read_frame(pd.DataFrame([[1, 2, 3]], columns=[7, "7", ("a", 1)]))  # type: ignore[list-item]
    assert export.headers == ("7", "7", "('a', 1)")
    assert [finding.code for finding in export.findings] == ["SA206"]
    assert export.columns["7"].position == 0
    nearly = read_frame(pd.DataFrame([[1, 2]], columns=["Age", "age "]))
    assert [finding.code for finding in nearly.findings] == ["SA207"]


def test_the_frame_is_not_changed_and_its_index_not_read() -> None:
    frame = pd.DataFrame({"q1": [3, 1]}, index=["x", "x"])
    before = frame.copy(deep=True)
    export = read_frame(frame)
    pd.testing.assert_frame_equal(frame, before)
    assert export.headers == ("q1",)
    assert export.lines_of(np.array([0, 1])) == (1, 2)


def fingerprint_of(**columns: object) -> str:
    return read_frame(pd.DataFrame(columns)).sha256


def test_the_fingerprint_is_that_of_the_texts_not_of_their_types() -> None:
    same = {
        fingerprint_of(q1=values)
        for values in ([1, 5, 1], [1.0, 5.0, 1.0], ["1", "5", "1"], pd.Categorical([1, 5, 1]))
    }
    assert len(same) == 1
    assert len(same.copy().pop()) == 64
    others = {
        fingerprint_of(q1=[1, 5, 5]),
        fingerprint_of(q2=[1, 5, 1]),
        fingerprint_of(q1=[1, 5, 1], q2=[1, 5, 1]),
        fingerprint_of(q1=["1 ", "5", "1 "]),
        fingerprint_of(q1=[5, 1, 5]),
    }
    assert len(others | same) == 6


def test_a_frame_without_rows_or_columns_is_an_export() -> None:
    assert read_frame(pd.DataFrame()).n_rows == 0
    empty: Export = read_frame(pd.DataFrame({"q1": []}))
    assert (empty.n_rows, empty.columns["q1"].texts) == (0, ())


@pytest.mark.parametrize(
    "type",
    [pa.list_(pa.int64()), pa.struct([("a", pa.int64())]), pa.binary()],
    ids=["list", "struct", "binary"],
)
def test_compounds_of_arrow_are_told_and_not_read(type: pa.DataType) -> None:
    nothing = pd.Series([None, None], dtype=pd.ArrowDtype(type))
    some = {"list": [1], "struct": {"a": 1}}.get(str(type).partition("<")[0], b"a")
    for values in (nothing, pd.Series([some, None], dtype=nothing.dtype)):
        export = read_frame(pd.DataFrame({"q1": values}))
        told = [finding.code for finding in export.findings]
        assert (told, list(export.columns)) in [(["SA228"], []), ([], ["q1"])]
        assert told or export.columns["q1"].texts == ("",)
    assert told == ["SA228"]
