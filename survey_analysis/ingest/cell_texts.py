"""Cell texts: chosen columns of a delimited text, read by pyarrow and coded by distinct text.

pyarrow is handed records without a header whose quotes were followed before; no word counts as
missing, nothing is trimmed or converted.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
from numpy.typing import NDArray

from survey_analysis.ingest.text_columns import ByteArray, TextColumn

BLOCK_SIZE = 1 << 21
SAMPLE_ROWS = 200
"""Fewer records say little about how many distinct texts a column has."""

_BOM = np.frombuffer(b"\xef\xbb\xbf", np.uint8)
_CODED = pa.dictionary(pa.int32(), pa.string())


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class RecordText:
    """Records without their header, and how to cut them.

    Attributes
    ----------
    text : (n_bytes,) uint8, UTF-8.
    head_size : bytes of the first complete records, a sample of the whole.
    separator : one ASCII character.
    width : number of cells of every record.
    has_breaks : whether quoted cells hold line breaks.
    """

    text: ByteArray
    head_size: int
    separator: str
    width: int
    has_breaks: bool


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class CellTexts:
    """What was read.

    Attributes
    ----------
    n_rows : number of records.
    columns : the coded columns by place.
    filled : rows with a text, by place, for the columns that should be empty.
    """

    n_rows: int
    columns: Mapping[int, TextColumn]
    filled: Mapping[int, NDArray[np.intp]]


def read_cells(
    records: RecordText,
    headers: Mapping[int, str],
    probed: Iterable[int] = (),
    block_size: int = BLOCK_SIZE,
) -> CellTexts:
    """The columns of `headers` (place -> header), and which rows of `probed` columns hold text.

    Raises
    ------
    pyarrow.ArrowInvalid
        If a record has another number of cells than `width`, or is longer than a block.
    """
    places = sorted({*headers, *probed})
    plain = set(probed) | _of_many_texts(records, set(headers) - set(probed))
    table = _table(records, records.text, places or [0], plain or {0}, block_size)
    n_rows = table.num_rows
    read = dict(zip(places, table.columns, strict=False))
    del table
    filled = {place: np.flatnonzero(_has_text(read[place])) for place in probed}
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        tasks = {place: pool.submit(coded, read.pop(place)) for place in headers}
        columns = {
            place: TextColumn(header=headers[place], position=place, texts=texts, codes=codes)
            for place, (texts, codes) in ((place, task.result()) for place, task in tasks.items())
        }
    return CellTexts(n_rows=n_rows, columns=columns, filled=filled)


def coded(column: pa.ChunkedArray) -> tuple[tuple[str, ...], NDArray[np.int32]]:
    """The distinct texts in order of first appearance, and the index of each row's text."""
    chunks = one_dictionary(column)
    if not chunks:
        return (), np.empty(0, dtype=np.int32)
    indices = pa.chunked_array([chunk.indices for chunk in chunks]).combine_chunks()
    return tuple(chunks[-1].dictionary.to_pylist()), indices.to_numpy(zero_copy_only=True)


def one_dictionary(column: pa.ChunkedArray) -> Sequence[pa.DictionaryArray]:
    """The chunks of a column, coded by one dictionary."""
    if pa.types.is_dictionary(column.type):
        column = column.unify_dictionaries()
    else:
        # What is encoded as a whole has one dictionary already; to unify it would cost seconds.
        column = column.dictionary_encode()
    return list(column.chunks)


def _of_many_texts(records: RecordText, places: set[int]) -> set[int]:
    """Columns such as aliases, where coding block by block would be done twice in vain."""
    head = records.text[: records.head_size]
    if not places or len(head) == len(records.text):
        return set()
    sample = _table(records, head, sorted(places), set(), max(BLOCK_SIZE, 2 * len(head)))
    if sample.num_rows < SAMPLE_ROWS:
        return set()
    return {
        place
        for place, column in zip(sorted(places), sample.columns, strict=True)
        if 2 * len(pc.unique(column)) > sample.num_rows
    }


def _table(
    records: RecordText, text: ByteArray, places: list[int], plain: set[int], block_size: int
) -> pa.Table:
    if text[: len(_BOM)].tobytes() == _BOM.tobytes():
        # pyarrow drops a mark before the first cell; doubled, the one in the file stays.
        text = np.concatenate([_BOM, text])
    names = [f"f{place}" for place in range(records.width)]
    return pacsv.read_csv(
        pa.BufferReader(pa.py_buffer(text)),
        read_options=pacsv.ReadOptions(
            column_names=names,
            block_size=block_size,
            use_threads=len(text) > block_size,  # one block has nothing to share
        ),
        parse_options=pacsv.ParseOptions(
            delimiter=records.separator,
            quote_char='"',
            double_quote=True,
            escape_char=False,
            newlines_in_values=records.has_breaks,
            ignore_empty_lines=records.width > 1,
        ),
        convert_options=pacsv.ConvertOptions(
            check_utf8=False,
            column_types={
                names[place]: pa.string() if place in plain else _CODED for place in places
            },
            include_columns=[names[place] for place in places],
            null_values=[],
            strings_can_be_null=False,
        ),
    )


def _has_text(column: pa.ChunkedArray) -> NDArray[np.bool_]:
    lengths = pc.binary_length(column).to_numpy()
    return np.asarray(lengths > 0)
