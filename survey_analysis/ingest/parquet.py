"""Parquet: the columns of a Parquet file as the texts that a CSV of it would hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from survey_analysis.errors import ExportError
from survey_analysis.findings import Finding
from survey_analysis.ingest.cell_texts import one_dictionary
from survey_analysis.ingest.headers import judge_header_row
from survey_analysis.ingest.text_columns import CodeArray, ColumnChoice, Export, TextColumn
from survey_analysis.ingest.typed_values import NotText, merged, no_text, text_of

if TYPE_CHECKING:
    from pyarrow import parquet

HARMLESS_ROWS, ROWS_PER_BYTE = 2_000_000, 20
HARMLESS_BYTES, UNPACKED_PER_BYTE = 1 << 28, 200


def read_parquet(data: bytes, source: str, columns: ColumnChoice | None = None) -> Export:
    """The export in the bytes of a Parquet file; a damaged file is a finding."""
    # Its import costs a tenth of a second and is rarely needed.
    from pyarrow import parquet

    headers: tuple[str, ...] = ()
    try:
        file = parquet.ParquetFile(pa.BufferReader(data))
        headers = tuple(file.schema_arrow.names)
        chosen = set(headers if columns is None else columns(headers))
        findings = list(judge_header_row(headers))
        wanted = {header: place for place, header in enumerate(headers) if header in chosen}
        repeated = len(set(headers)) < len(headers)
        _refuse_bomb(file.metadata, len(data), source)
        table = None if repeated else file.read(columns=list(wanted))
        n_rows = file.metadata.num_rows
        if table is not None and {n_rows} != {n_rows, *map(len, table.columns)}:
            raise pa.ArrowInvalid("columns of other lengths")
    except ExportError:
        raise
    except (pa.ArrowException, OSError, ValueError):  # ValueError: a header that is no UTF-8
        damaged = Finding(severity="error", code="SA227")
        return Export(source=source, headers=headers, columns={}, findings=(damaged,))
    read: dict[str, TextColumn] = {}
    for header, place in wanted.items():
        if table is None:
            break
        try:
            texts, codes = coded_column(table.column(header))
        except NotText:
            findings.append(no_text(header, place))
            continue
        read[header] = TextColumn(header=header, position=place, texts=texts, codes=codes)
    return Export(
        source=source,
        headers=headers,
        n_rows=n_rows,
        columns=read,
        findings=tuple(findings),
        first_line=1,
    )


def _refuse_bomb(metadata: parquet.FileMetaData, size: int, source: str) -> None:
    """Stop at a small file that would fill the memory: nothing but repetition packs so tightly."""
    groups = (metadata.row_group(place) for place in range(metadata.num_row_groups))
    unpacked = sum(group.total_byte_size for group in groups)
    too_many = metadata.num_rows > max(HARMLESS_ROWS, ROWS_PER_BYTE * size)
    if too_many or unpacked > max(HARMLESS_BYTES, UNPACKED_PER_BYTE * size):
        raise ExportError(
            f"{source!r} would unpack {size} bytes into {metadata.num_rows} rows and {unpacked} "
            "bytes, which no survey does. Ask who made it, or save it as CSV."
        )


def coded_column(column: pa.ChunkedArray) -> tuple[tuple[str, ...], CodeArray]:
    """The distinct texts in order of first appearance, and the index of each row's text."""
    try:
        if pa.types.is_null(column.type):
            return merged(np.full(len(column), -1), [])
        if pa.types.is_binary(column.type) or pa.types.is_large_binary(column.type):
            column = column.cast(pa.large_string())
        chunks = one_dictionary(column)
        indices = [np.asarray(chunk.indices.fill_null(-1), dtype=np.int64) for chunk in chunks]
        places = np.concatenate([np.empty(0, dtype=np.int64), *indices])
        return merged(places, _texts(chunks[-1].dictionary) if chunks else [])
    except (pa.ArrowException, TypeError, ValueError, OverflowError) as problem:
        raise NotText(str(column.type)) from problem


def _texts(distinct: pa.Array) -> list[str]:
    # A 32-bit float must keep its own shortest text; as a Python float 2.1 is 2.0999999046325684.
    is_float = pa.types.is_floating(distinct.type)
    values = distinct.to_numpy(zero_copy_only=False) if is_float else distinct.to_pylist()
    return [text_of(value) for value in values]
