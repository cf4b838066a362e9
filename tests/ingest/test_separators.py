"""Separators: found from header and first records, or told by a `sep=` line."""

from __future__ import annotations

import numpy as np
import pytest

from survey_analysis.ingest.separators import (
    SEPARATORS,
    SepLine,
    better_separator,
    detect_separator,
    head_of,
    lines_are_quoted,
    sep_line,
)


def as_bytes(text: str) -> np.ndarray:
    return np.frombuffer(text.encode(), np.uint8)


@pytest.mark.parametrize("separator", SEPARATORS)
def test_each_separator_is_found(separator: str) -> None:
    text = "\n".join(separator.join(row) for row in (["q1", "q2", "q3"], ["1", "2", "3"]))
    assert detect_separator(as_bytes(text)) == separator
    assert detect_separator(as_bytes(text.split("\n")[0])) == separator


@pytest.mark.parametrize(
    ("text", "separator"),
    [
        ("id;income, rub;x\n1;1,5;3\n2;2,5;4\n", ";"),
        ("id;Как часто, вы;q\n1;2;3\n", ";"),
        ('"id","a;b;c","d"\n"1","x;y;z","3"\n', ","),
        ("id\ttext\n1\tone, two; three\n2\tfour\n", "\t"),
        ("a,b,c\n1,2\n3,4\n", ","),
        ("a,b\n1,2,3\n4,5,6\n", ","),
        ("a;b;c\n" + "1;2;3\n" * 30 + "1;2\n" + "1;2;3\n" * 10, ";"),
        ("q1\n1,5\n2,5\n", ";"),
        ("a,b\n1\n2\n", ","),
        ("Как часто, вы?\n1\n2\n", ";"),
        ("q1\n1\n2\n", ","),
        ('"a;b\n1;2\n', ";"),
        ("q1;q2\n1;\n2;\n", ";"),
    ],
)
def test_harder_files_are_understood(text: str, separator: str) -> None:
    assert detect_separator(as_bytes(text)) == separator


def test_a_wide_table_is_judged_by_whole_records() -> None:
    header = ";".join(f"Сколько, {place}" if place % 3 else "Итог" for place in range(9000))
    row = ";".join("1,5" for _ in range(9000))
    assert detect_separator(as_bytes("\n".join([header, row, row]))) == ";"


def test_another_separator_is_offered_only_if_this_one_cuts_nothing() -> None:
    assert better_separator(as_bytes("a;b\n1;2\n"), ",") == ";"
    assert better_separator(as_bytes('"a";"b"\n"1";"2"\n'), ",") == ";"
    assert better_separator(as_bytes("a;b\n1;2\n"), ";") is None
    assert better_separator(as_bytes("a;b,c\n1;2,5\n"), ",") is None
    assert better_separator(as_bytes("a\n1\n"), ",") is None


def test_a_table_quoted_twice_is_recognised() -> None:
    assert lines_are_quoted(as_bytes('"a,b"\n"1,2"\n"3,4"\n'), ",")
    assert lines_are_quoted(as_bytes('"a,""b"""\n"1,""x, y"""\n'), ",")
    assert not lines_are_quoted(as_bytes('"How, why"\n"1"\n'), ",")
    assert not lines_are_quoted(as_bytes("a,b\n1,2\n"), ",")
    assert not lines_are_quoted(as_bytes(""), ",")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sep=;\r\na;b", SepLine(separator=";", size=7)),
        ('"sep=,"\na,b', SepLine(separator=",", size=8)),
        ("SEP=\t\na\tb", SepLine(separator="\t", size=6)),
        ("sep=|", SepLine(separator="|", size=5)),
        ("sep=abc\n", None),
        ("separator\n", None),
        ("q1;q2\n", None),
    ],
)
def test_a_sep_line_is_recognised(text: str, expected: SepLine | None) -> None:
    assert sep_line(as_bytes(text)) == expected


def test_the_head_holds_complete_records_without_blank_lines() -> None:
    head = head_of(as_bytes("a,b\n\n1,2,3\n4"), ",")
    assert head.widths.tolist() == [2, 3, 1]
    long = as_bytes("a,b\n" + "1,2\n" * 200_000)
    head = head_of(long, ",")
    assert set(head.widths.tolist()) == {2}
    assert head.end < len(long)
    assert long[head.end - 1] == ord("\n")
