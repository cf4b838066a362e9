"""Structure: records, lines and quotes of a delimited text."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_analysis.ingest import structure
from survey_analysis.ingest.structure import (
    QuoteProblem,
    RecordReader,
    cells_of,
    line_at,
    place_of,
)


def as_bytes(text: str) -> np.ndarray:
    return np.frombuffer(text.encode(), np.uint8)


def records_of(text: str, **options: object) -> tuple[list[tuple[str, int, int]], RecordReader]:
    """Content, line and number of cells of each record."""
    reader = RecordReader(as_bytes(text), ",", count_cells=True, **options)  # type: ignore[arg-type]
    found = [
        (text.encode()[start:stop].decode(), line, width)
        for part in reader
        for start, stop, line, width in zip(
            part.starts, part.stops, part.lines, part.widths, strict=True
        )
    ]
    return found, reader


@pytest.mark.parametrize("block", [1, 2, 3, 7, 1 << 20])
def test_records_lines_and_widths_do_not_depend_on_blocks(
    block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(structure, "BLOCK", block)
    text = 'a,b\r\n1,"x\r\n""y"""\r\r\n"",\n\nlast'
    found, reader = records_of(text)
    assert found == [
        ("a,b", 1, 2),
        ('1,"x\r\n""y"""', 2, 2),
        ("", 4, 1),
        ('"",', 5, 2),
        ("", 6, 1),
        ("last", 7, 1),
    ]
    assert reader.problem is None


def test_the_first_line_can_have_another_number() -> None:
    found, _ = records_of("a\nb\n", first_line=2)
    assert [line for _, line, _ in found] == [2, 3]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('a,"b', QuoteProblem(kind="unclosed", opened=2, at=4)),
        ('"', QuoteProblem(kind="unclosed", opened=0, at=1)),
        ('"""', QuoteProblem(kind="unclosed", opened=0, at=3)),
        ('"a"b,c\n', QuoteProblem(kind="text_after", opened=0, at=2)),
        ('1,"a\n2,"b",3\n', QuoteProblem(kind="text_after", opened=2, at=7)),
        ('"a" ,b\n', QuoteProblem(kind="text_after", opened=0, at=2)),
    ],
)
@pytest.mark.parametrize("block", [1, 2, 1 << 20])
def test_broken_quotes_are_located(
    text: str, problem: QuoteProblem, block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(structure, "BLOCK", block)
    _, reader = records_of(text)
    assert reader.problem == problem


@pytest.mark.parametrize("text", ['a"b",c\n', 'a""b,c\n', '5" pipe,"x"\n', "a,b'c\n"])
@pytest.mark.parametrize("block", [1, 2, 1 << 20])
def test_quotes_inside_an_unquoted_cell_are_letters(
    text: str, block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(structure, "BLOCK", block)
    found, reader = records_of(text)
    assert reader.problem is None
    assert [width for _, _, width in found] == [2]


@given(st.text(st.sampled_from('a",;'), max_size=20))
def test_cells_are_those_of_csv_reader(record: str) -> None:
    try:
        (expected,) = csv.reader(io.StringIO(record), strict=True)
    except (csv.Error, ValueError):
        return
    assert cells_of(record.encode(), ",") == tuple(expected)


def test_a_byte_has_a_line_and_a_column() -> None:
    text = as_bytes('a,b\r\n1,"x\ny,z",2\r3,4')
    assert place_of(text, text.tobytes().index(b"z"), ",") == (3, 2)
    assert place_of(text, text.tobytes().index(b"4"), ",", first_line=2) == (5, 2)
    assert line_at(text, 0) == 1
    assert line_at(text, len(text)) == 4
