"""The files of the sample: the dialects that they promise, the defects that they name."""

from __future__ import annotations

import csv
import io

import pytest

from survey_analysis.demo.exports import (
    DEFECTS,
    N_BROKEN,
    N_RAGGED,
    broken_export,
    clean_export,
    ragged_export,
    russian_export,
)
from survey_analysis.demo.generator import draw_responses
from survey_analysis.demo.questionnaire import CODEBOOK, RUSSIAN_CODEBOOK

Rows = list[list[str]]


@pytest.fixture(scope="module")
def columns() -> dict[str, list[str]]:
    return draw_responses(n=200)


def rows_of(content: bytes, encoding: str = "utf-8", separator: str = ",") -> Rows:
    return list(csv.reader(io.StringIO(content.decode(encoding)), delimiter=separator))


def test_the_clean_export_is_plain_utf8_with_ids_as_headers(
    columns: dict[str, list[str]],
) -> None:
    content = clean_export(columns)
    assert b"\r" not in content
    header, *rows = rows_of(content)
    assert header == list(columns)
    assert rows == [list(row) for row in zip(*columns.values(), strict=True)]


def test_the_russian_export_is_cp1251_with_the_headers_of_its_codebook(
    columns: dict[str, list[str]],
) -> None:
    content = russian_export(columns)
    assert content.count(b"\r\n") == content.count(b"\n") == 201
    with pytest.raises(UnicodeDecodeError):
        content.decode("utf-8")
    header, *rows = rows_of(content, "cp1251", ";")
    asked = (*RUSSIAN_CODEBOOK.items, *RUSSIAN_CODEBOOK.variables)
    assert sorted(header) == sorted(question.column for question in asked)
    assert {len(row) for row in rows} == {len(header)}
    assert all("," in row[-1] and "." not in row[-1] for row in rows)


def test_the_russian_export_gives_groups_and_news_in_words(
    columns: dict[str, list[str]],
) -> None:
    header, *rows = rows_of(russian_export(columns), "cp1251", ";")
    for id in ("education", "region", "news_source"):
        variable = RUSSIAN_CODEBOOK.variable(id)
        categories = RUSSIAN_CODEBOOK.categories_for(variable)
        labels = {category.code: category.label["ru"] for category in categories}
        position = header.index(variable.column)
        expected = [labels.get(code, code) for code in columns[id]]
        assert [row[position] for row in rows] == expected


def test_every_defect_stands_where_it_is_said_to_stand(columns: dict[str, list[str]]) -> None:
    header, *rows = rows_of(broken_export(columns))
    assert {len(row) for row in rows} == {len(header)}
    for defect in DEFECTS:
        if defect.becomes:
            position = header.index(defect.column)
            for line in defect.lines or range(2, N_BROKEN + 2):
                assert rows[line - 2][position] == defect.becomes


def test_nothing_else_is_changed_in_the_broken_export(columns: dict[str, list[str]]) -> None:
    clean = rows_of(clean_export(columns))[: N_BROKEN + 1]
    broken = [row[:-1] for row in rows_of(broken_export(columns))]
    changed = {
        (clean[0][position], line)
        for line, (before, after) in enumerate(zip(clean, broken, strict=True), 1)
        for position, (a, b) in enumerate(zip(before, after, strict=True))
        if a != b
    }
    whole = {defect.column for defect in DEFECTS if not defect.lines}
    single = {(defect.column, line) for defect in DEFECTS for line in defect.lines}
    unexpected = {(id, line) for id, line in changed - single if id not in whole and line != 61}
    assert unexpected == set()
    assert broken[60] == broken[59]


def test_the_reverse_item_of_the_broken_export_is_turned_already(
    columns: dict[str, list[str]],
) -> None:
    header, *rows = rows_of(broken_export(columns))
    assert CODEBOOK.item("fam3").reverse
    position = header.index("fam3")
    for row, before in zip(rows[:50], columns["fam3"][:50], strict=True):
        assert row[position] == (str(6 - int(before)) if before in set("12345") else before)


def test_two_lines_of_the_ragged_export_have_another_length(
    columns: dict[str, list[str]],
) -> None:
    lengths = [len(row) for row in rows_of(ragged_export(columns))]
    assert len(lengths) == N_RAGGED + 1
    odd = {line: n - lengths[0] for line, n in enumerate(lengths, 1) if n != lengths[0]}
    assert odd == {8: 1, 15: -2}
