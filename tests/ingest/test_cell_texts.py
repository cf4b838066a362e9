"""Cell texts: coded by distinct text, whatever way pyarrow stores them."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from survey_analysis.ingest.cell_texts import RecordText, coded, read_cells


def records(text: str, width: int, **options: object) -> RecordText:
    data = np.frombuffer(text.encode(), np.uint8)
    given = {"head_size": len(data), "separator": ",", "has_breaks": False, **options}
    return RecordText(text=data, width=width, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize("as_dictionary", [True, False])
def test_chunks_with_their_own_dictionaries_become_one(as_dictionary: bool) -> None:
    chunks = [pa.array(["b", "a", "b"]), pa.array(["c", "a"]), pa.array([], pa.string())]
    column = pa.chunked_array([c.dictionary_encode() for c in chunks] if as_dictionary else chunks)
    texts, codes = coded(column)
    assert texts == ("b", "a", "c")
    assert codes.tolist() == [0, 1, 0, 2, 1]
    assert codes.dtype == np.int32
    assert not codes.flags.writeable


def test_probed_columns_tell_the_rows_that_hold_text() -> None:
    cells = read_cells(records("1,,\n2,x,\n3,,\n", 3), {0: "q1"}, probed=[1, 2])
    assert cells.n_rows == 3
    assert cells.filled[1].tolist() == [1]
    assert cells.filled[2].tolist() == []
    assert list(cells.columns) == [0]


def test_without_a_column_the_rows_are_still_counted() -> None:
    assert read_cells(records("1,2\n3,4\n", 2), {}).n_rows == 2


def test_ragged_records_are_refused_and_not_padded() -> None:
    with pytest.raises(pa.ArrowInvalid):
        read_cells(records("1,2\n3\n", 2), {0: "q1"})


def test_many_texts_are_read_the_same_as_few() -> None:
    text = "".join(f"r{row},{row % 3}\n" for row in range(5000))
    few = records(text, 2)
    cells = read_cells(few, {0: "alias", 1: "q1"})
    many = read_cells(records(text, 2, head_size=text.index("r300,")), {0: "alias", 1: "q1"})
    for place in (0, 1):
        assert cells.columns[place].texts == many.columns[place].texts
        np.testing.assert_array_equal(cells.columns[place].codes, many.columns[place].codes)
