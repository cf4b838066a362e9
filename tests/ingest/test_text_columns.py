"""Export: the lines of rows."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from survey_analysis.ingest.text_columns import Export


def test_the_first_ten_lines_are_told_in_order() -> None:
    export = Export(source="x", n_rows=100, columns={})
    rows = np.arange(99, -1, -1)
    assert export.lines_of(rows) == tuple(range(2, 12))
    assert export.lines_of(np.array([7, 3])) == (5, 9)
    assert export.lines_of(np.array([], dtype=np.intp)) == ()
    assert all(type(line) is int for line in export.lines_of(rows))


def test_lines_come_from_the_file_where_rows_are_not_lines() -> None:
    lines = np.array([3, 7, 8], dtype=np.int32)
    export = Export(source="x", n_rows=3, columns={}, row_lines=lines)
    assert export.lines_of(np.array([2, 1])) == (7, 8)


def test_an_export_is_frozen() -> None:
    export = Export(source="x", columns={})
    with pytest.raises(dataclasses.FrozenInstanceError):
        export.source = "y"  # type: ignore[misc]
