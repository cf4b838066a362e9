"""The outline of a text agrees with a walk byte by byte."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_analysis.ingest import outline, structure
from survey_analysis.ingest.outline import (
    census,
    has_blank_lines,
    outline_of,
    quotes_are_plain,
)


def as_bytes(text: str) -> np.ndarray:
    return np.frombuffer(text.encode(), np.uint8)


@given(
    st.text(st.sampled_from('a",\n\r'), max_size=40),
    st.sampled_from([1, 2, 5, 64, 65, 1 << 20]),
)
@settings(max_examples=400, deadline=None)
def test_plain_quotes_are_those_without_letters_breaks_and_problems(text: str, block: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(outline, "BLOCK", block)
        patch.setattr(structure, "BLOCK", block)
        if quotes_are_plain(as_bytes(text), ","):
            found = outline_of(as_bytes(text), ",")
            assert found.problem is None
            assert found.n_spans == 0


@pytest.mark.parametrize(
    "row", ['"a","b"\n', '"","say ""hi"", you"\r\n', 'a,"b"\n', '"a,b","",c\n']
)
def test_well_formed_quotes_are_plain_over_words_and_blocks(row: str) -> None:
    assert quotes_are_plain(as_bytes(row * 3000), ",")
    assert quotes_are_plain(as_bytes((row * 300_000)[: len(row) * 300_000]), ",")


@pytest.mark.parametrize("end", ['"a\nb",c\n', '"a"b,c\n', 'a"b,c\n', '"a'])
@pytest.mark.parametrize("before", [0, 7, 15, 16, 17, 500])
def test_one_odd_quote_is_seen_wherever_it_stands(end: str, before: int) -> None:
    assert not quotes_are_plain(as_bytes('"1"\n' * before + end), ",")


def test_the_census_counts_lines_and_sees_rare_bytes() -> None:
    plain = census(as_bytes("a,b\n1,2"))
    assert (plain.has_nul, plain.has_quotes, plain.n_lines) == (False, False, 2)
    assert census(as_bytes("a\r\nb")).n_lines is None
    far = census(as_bytes("a,b\n" * 400_000 + '"\x00'))
    assert far.has_nul
    assert far.has_quotes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\nb\n", False),
        ("a\r\nb\r\n", False),
        ("a\rb\r", False),
        ("a\n\nb", True),
        ("a\r\n\r\nb", True),
        ("a\r\rb", True),
        ("a\n\rb", True),
        ("\na", True),
        ("\r\na", True),
        ("", False),
    ],
)
@pytest.mark.parametrize("block", [1, 2, 3, 1 << 20])
def test_blank_lines_are_seen_with_any_line_end(
    text: str, expected: bool, block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outline, "BLOCK", block)
    assert has_blank_lines(as_bytes(text)) == expected


def test_the_outline_knows_spans_blank_lines_and_the_longest_record() -> None:
    found = outline_of(as_bytes('a,b\n\n1,"x\ny"\n2,3\n'), ",", count_cells=True)
    assert found.lines.tolist() == [1, 2, 3, 5]
    assert found.is_blank.tolist() == [False, True, False, False]
    assert found.widths.tolist() == [2, 1, 2, 2]
    assert (found.n_spans, found.spans) == (1, ((5, 12, 3),))
    assert found.longest == (2, 7)
