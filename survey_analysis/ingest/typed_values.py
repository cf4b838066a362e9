"""Typed values: a DataFrame or a Parquet file as the texts that a CSV of it would hold.

A whole number is "1" whether it is stored as 1 or 1.0, 2.5 is "2.5", a missing value is the
empty text, a category is its name, a point in time is ISO 8601.
"""

from __future__ import annotations

import datetime
import decimal
import hashlib
import math
import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from survey_analysis.findings import Finding
from survey_analysis.ingest.headers import header_text, judge_header_row
from survey_analysis.ingest.text_columns import CodeArray, ColumnChoice, Export, TextColumn

_MIXED = ("mixed", "mixed-integer")


class NotText(TypeError):
    """A value that has no plain text, such as a list."""


def read_frame(frame: pd.DataFrame, columns: ColumnChoice | None = None) -> Export:
    """The export in a DataFrame, which is not changed; the index is not read."""
    headers = tuple(str(label) for label in frame.columns)
    chosen = set(headers if columns is None else columns(headers))
    findings = list(judge_header_row(headers))
    read: dict[str, TextColumn] = {}
    for place, header in enumerate(headers):
        if header not in chosen or header in read:
            continue
        try:
            texts, codes = coded_values(frame.iloc[:, place])
        except NotText:
            findings.append(no_text(header, place))
            continue
        read[header] = TextColumn(header=header, position=place, texts=texts, codes=codes)
    return Export(
        source="DataFrame",
        sha256=fingerprint(read, len(frame)),
        headers=headers,
        n_rows=len(frame),
        columns=read,
        findings=tuple(findings),
        first_line=1,
    )


def no_text(header: str, place: int) -> Finding:
    """The finding for a column whose values are lists or other compounds."""
    return Finding(
        severity="error", code="SA228", where=header_text(header), values={"column": place + 1}
    )


def coded_values(values: pd.Series) -> tuple[tuple[str, ...], CodeArray]:
    """The distinct texts in order of first appearance, and the index of each row's text."""
    if isinstance(values.dtype, pd.SparseDtype):
        values = pd.Series(np.asarray(values))
    try:
        if values.dtype == object and pd.api.types.infer_dtype(values) in _MIXED:
            # 1, 1.0 and True are equal but have different texts, so each value is looked at.
            values = pd.Series([text_of(value) for value in values], dtype=object)
        places, distinct = pd.factorize(values)
        # As numpy scalars 32-bit floats keep their own shortest text: 2.1, not 2.0999999.
        floats = np.asarray(distinct)
        chosen = floats if floats.dtype.kind == "f" else distinct
        return merged(places, [text_of(value) for value in chosen])
    except (TypeError, ValueError, OverflowError, NotImplementedError) as problem:
        # pyarrow's own error for lists and structs is a NotImplementedError
        raise NotText(str(values.dtype)) from problem


def merged(
    places: NDArray[np.integer[Any]], texts: Sequence[str]
) -> tuple[tuple[str, ...], CodeArray]:
    """Codes over distinct texts in order of first appearance; place -1 is the empty text."""
    index: dict[str, int] = {}
    code_of = [index.setdefault(text, len(index)) for text in (*texts, "")]
    found, used = pd.factorize(np.array(code_of, dtype=np.int32)[places])
    names = list(index)
    codes = found.astype(np.int32)
    codes.setflags(write=False)
    return tuple(names[code] for code in used), codes


def text_of(value: object) -> str:
    """The text of one value; `NotText` for lists, bytes and other compounds."""
    if value is None or value is pd.NA or value is pd.NaT:
        return ""
    for types, text in _TEXTS:
        if isinstance(value, types):
            return text(value)
    raise NotText(type(value).__name__)


def _plain(value: np.generic) -> object:
    """A numpy scalar as the builtin of the same text; the shortest text of its own precision."""
    if isinstance(value, np.datetime64):
        return pd.Timestamp(value)
    if isinstance(value, np.timedelta64):
        return pd.Timedelta(value)
    return float(str(value)) if isinstance(value, np.floating) else value.item()


def _number_text(value: float | decimal.Decimal) -> str:
    if math.isnan(value):
        return ""
    # Beyond 1e18 a whole number would be digits that nobody wrote.
    if abs(float(value)) < 1e18 and value == int(value):
        return str(int(value))
    return str(value)


# The first that fits counts: numpy.str_ is a str, numpy.float64 a float, bool an int.
_TEXTS: tuple[tuple[tuple[type, ...], Callable[[Any], str]], ...] = (
    ((str,), str.__str__),
    ((np.generic,), lambda value: text_of(_plain(value))),
    ((int, pd.Period, pd.Interval, uuid.UUID), str),
    ((float, decimal.Decimal), _number_text),
    ((datetime.date, datetime.time, pd.Timedelta), lambda value: str(value.isoformat())),
    ((datetime.timedelta,), lambda value: pd.Timedelta(value).isoformat()),
)


def fingerprint(columns: Mapping[str, TextColumn], n_rows: int) -> str:
    """SHA-256 of headers, texts and codes; the same texts give the same, whatever their types."""
    digest = hashlib.sha256(f"{n_rows} {len(columns)}".encode())
    for column in columns.values():
        for text in (column.header, *column.texts):
            raw = text.encode("utf-8", "surrogatepass")
            digest.update(f" {len(raw)} ".encode() + raw)
        digest.update(column.codes.astype("<i4", copy=False).tobytes())
    return digest.hexdigest()
