"""Parquet: the same texts as the frame it was written from."""

from __future__ import annotations

import datetime
import decimal
import io

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from survey_analysis.errors import ExportError
from survey_analysis.ingest.parquet import read_parquet
from survey_analysis.ingest.text_columns import Export


def written(table: pa.Table, *, rows: int = 2, **options: object) -> bytes:
    sink = io.BytesIO()
    pq.write_table(table, sink, row_group_size=rows, **options)
    return sink.getvalue()


def read(**columns: object) -> Export:
    return read_parquet(written(pa.table(columns)), "export.parquet")


def texts_of(values: object) -> list[str]:
    export = read(q1=values)
    column = export.columns["q1"]
    return [column.texts[code] for code in column.codes]


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        (pa.array([1, None, 5]), ["1", "", "5"]),
        (pa.array([1.0, 2.5, None, float("nan")]), ["1", "2.5", "", ""]),
        (pa.array([2.1, 3.0], pa.float32()), ["2.1", "3"]),
        (pa.array([True, False, None]), ["True", "False", ""]),
        (pa.array(["а", "", None, "а"]), ["а", "", "", "а"]),
        (pa.array(["а", None, "b"], pa.large_string()), ["а", "", "b"]),
        (pa.array(["а", None, "а"]).dictionary_encode(), ["а", "", "а"]),
        (pa.array(["нет".encode(), None]), ["нет", ""]),
        (pa.array([datetime.date(2026, 1, 5), None]), ["2026-01-05", ""]),
        (pa.array([datetime.datetime(2026, 1, 5, 10)]), ["2026-01-05T10:00:00"]),
        (pa.array([decimal.Decimal("1.50"), decimal.Decimal("2.00")]), ["1.50", "2"]),
        (pa.nulls(3), ["", "", ""]),
    ],
)
def test_each_value_has_its_plain_text(values: pa.Array, texts: list[str]) -> None:
    assert texts_of(values) == texts


def test_a_frame_written_and_read_gives_the_same_columns() -> None:
    frame = pd.DataFrame({"q1": [3, 1, 3, 2], "region": ["а", None, "б", "а"]})
    sink = io.BytesIO()
    frame.to_parquet(sink)
    export = read_parquet(sink.getvalue(), "export.parquet")
    assert export.headers == ("q1", "region")
    assert export.columns["q1"].texts == ("3", "1", "2")
    assert export.columns["region"].texts == ("а", "", "б")
    assert export.lines_of(np.array([0, 3])) == (1, 4)
    assert (export.encoding, export.separator) == ("", "")


def test_only_the_columns_asked_for_are_read_dots_in_names_included() -> None:
    table = pa.table({"a.b": ["1"], "q2": [2], "q3": [[1, 2]]})
    export = read_parquet(written(table), "x", lambda _: ["a.b"])
    assert list(export.columns) == ["a.b"]
    assert export.headers == ("a.b", "q2", "q3")
    assert not export.findings


@pytest.mark.parametrize(
    "values",
    [[[1, 2], [3]], [{"a": 1}, {"a": 2}], [b"\xff\xfe", b"a"]],
    ids=["list", "struct", "bytes"],
)
def test_compound_columns_are_an_error_finding(values: object) -> None:
    export = read(q1=values, q2=["1", "2"])
    assert [finding.code for finding in export.findings] == ["SA228"]
    assert list(export.columns) == ["q2"]


def test_equal_headers_are_an_error() -> None:
    table = pa.Table.from_arrays([pa.array([1]), pa.array([2])], names=["q1", "q1"])
    assert "SA206" in [f.code for f in read_parquet(written(table), "x").findings]


@pytest.mark.parametrize("keep", [4, 40, -12])
def test_a_damaged_file_is_a_finding(keep: int) -> None:
    data = written(pa.table({"q1": list(range(100))}))
    export = read_parquet(data[:keep], "export.parquet")
    assert [finding.code for finding in export.findings] == ["SA227"]
    assert not export.columns


def test_a_header_that_is_no_text_is_damage() -> None:
    data = written(pa.table({"q1": [1], "question": [2]}))
    export = read_parquet(data.replace(b"question", b"\xff\xfeestion"), "export.parquet")
    assert [finding.code for finding in export.findings] == ["SA227"]


def test_every_bit_of_damage_is_read_or_told() -> None:
    data = written(pa.table({"q1": [1, 5, 3] * 20, "q2": ["1", None, "2"] * 20}))
    for place in range(4, len(data)):
        damaged = bytearray(data)
        damaged[place] ^= 0x55
        export = read_parquet(bytes(damaged), "export.parquet")
        assert all(len(column.codes) == export.n_rows for column in export.columns.values())


def test_a_small_file_of_countless_rows_is_refused() -> None:
    rows = pa.array(np.ones(3_000_000, dtype=np.int8))
    data = written(pa.table({"q1": rows}), rows=3_000_000, compression="zstd")
    assert len(data) < 100_000
    with pytest.raises(ExportError, match="3000000 rows"):
        read_parquet(data, "bomb.parquet")


def test_a_small_file_of_one_endless_text_is_refused() -> None:
    data = written(pa.table({"q1": ["a" * 300_000_000]}), compression="zstd", use_dictionary=False)
    assert len(data) < 1_000_000
    with pytest.raises(ExportError, match="which no survey does"):
        read_parquet(data, "bomb.parquet")


def test_no_rows_are_no_rows() -> None:
    export = read(q1=pa.array([], pa.string()))
    assert (export.n_rows, export.columns["q1"].texts) == (0, ())
