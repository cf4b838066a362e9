"""Delimited text: cell by cell what csv.reader(strict=True) reads, or why it cannot be read."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_analysis.ingest import cell_texts, delimited, outline, structure
from survey_analysis.ingest.delimited import read_delimited
from survey_analysis.ingest.text_columns import Export


def codes_of(export: Export) -> set[str]:
    return {finding.code for finding in export.findings}


def errors_of(export: Export) -> list[str]:
    return [finding.code for finding in export.findings if finding.severity == "error"]


def cells(export: Export, header: str) -> list[str]:
    column = export.columns[header]
    return [column.texts[code] for code in column.codes]


def read(text: str, **options: object) -> Export:
    return read_delimited(text.encode(), "export.csv", **options)  # type: ignore[arg-type]


def numbered_records(data: bytes, separator: str) -> list[tuple[int, list[str]]] | None:
    """Line and cells of each record by the standard library; None where it refuses."""
    text = io.TextIOWrapper(io.BytesIO(data), encoding="utf-8", newline="")
    reader = csv.reader(text, delimiter=separator, strict=True)
    records, line = [], 1
    try:
        for record in reader:
            records.append((line, record))
            line = reader.line_num + 1
    except csv.Error:
        return None
    return records


def check_against_csv(data: bytes, separator: str) -> None:
    export = read_delimited(data, "export.csv", separator=separator)
    records = numbered_records(data, separator)
    if errors_of(export):
        assert not export.columns
        if records is not None and "SA204" in errors_of(export):
            widths = {len(record) for _, record in records if record}
            assert len(widths) > 1
        return
    assert records is not None, "accepted what csv.reader refuses"
    while not records[0][1]:
        records.pop(0)
    (_, headers), *body = records
    if len(headers) > 1 or any(len(record) > 1 for _, record in body):
        body = [(line, record) for line, record in body if record]
    rows = [record or [""] for _, record in body]
    assert export.n_rows == len(rows)
    for header, column in export.columns.items():
        assert headers[column.position] == header
        assert cells(export, header) == [row[column.position] for row in rows]
    for place, header in enumerate(headers):
        assert header in export.columns or not any(row[place] for row in rows)
    assert not any(any(row[len(headers) :]) for row in rows), "a cell beyond the header is lost"
    lines = [export.lines_of(np.array([row]))[0] for row in range(len(rows))]
    assert lines == [line for line, _ in body]


@st.composite
def tables(draw: st.DrawFn) -> tuple[bytes, str]:
    separator = draw(st.sampled_from(",;\t|"))
    width = draw(st.integers(1, 4))
    letters = st.text(
        st.sampled_from(["a", "я", '"', separator, "\n", "\r", " ", "\ufeff"]), max_size=5
    )
    special = str.maketrans("", "", separator + '"\r\n')
    cell = st.one_of(
        letters.map(lambda text: '"' + text.replace('"', '""') + '"'),
        letters.map(lambda text: text.translate(special)),
        letters,
    )
    row = st.lists(cell, min_size=width, max_size=width).map(separator.join)
    end = draw(st.sampled_from(["\n", "\r\n", "\r", "\n\n"]))
    header = separator.join(f"q{place}" for place in range(width))
    body = draw(st.lists(st.one_of(row, row.map(lambda text: text + separator)), max_size=6))
    text = end.join([header, *body]) + draw(st.sampled_from(["", end]))
    return text.encode(), separator


@given(
    table=tables(),
    block=st.sampled_from([1, 2, 3, 5, 8, 64, 100, 1 << 20]),
    arrow_block=st.sampled_from([16, 64, 1 << 20]),
)
@settings(max_examples=300, deadline=None)
def test_cells_and_lines_are_those_of_csv_reader(
    table: tuple[bytes, str], block: int, arrow_block: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for module in (structure, outline):
            patch.setattr(module, "BLOCK", block)
        patch.setattr(cell_texts, "BLOCK_SIZE", arrow_block)
        check_against_csv(*table)


@given(st.text(st.sampled_from('a,"\n\r\x00'), max_size=30))
@settings(max_examples=300, deadline=None)
def test_any_bytes_behind_a_header_are_read_as_by_csv_or_refused(body: str) -> None:
    data = ("q1,q2\n" + body).encode()
    if "\x00" in body:
        assert set(errors_of(read_delimited(data, "x"))) & {"SA213", "SA214"}
    else:
        check_against_csv(data, ",")


def test_rows_of_another_width_are_an_error_with_lines() -> None:
    export = read("a,b,c\n1,2,3\n1,2\n4,5,6\n1,2,3,4\n")
    (finding,) = export.findings
    assert finding.code == "SA204"
    assert finding.severity == "error"
    assert (finding.lines, finding.count) == ((3, 5), 2)
    assert finding.message() == "Rows with 2–4 cells where 3 are expected: 2."
    assert not export.columns


@pytest.mark.parametrize("header", ["a;b", "a;b;"])
def test_a_separator_at_the_end_of_each_row_is_dropped_with_a_note(header: str) -> None:
    export = read(f"{header}\n1;2;\n3;4;\n")
    assert codes_of(export) == {"SA205"}
    assert export.headers == ("a", "b")
    assert cells(export, "a") == ["1", "3"]
    assert cells(export, "b") == ["2", "4"]


def test_several_empty_columns_at_the_end_are_dropped() -> None:
    export = read("a;b;;;\n1;2;;;\n3;4;;;\n")
    assert export.headers == ("a", "b")
    assert [finding.count for finding in export.findings] == [3]


def test_an_extra_cell_that_is_filled_once_is_an_error_with_its_line() -> None:
    export = read("a;b\n1;2;\n3;4;9\n5;6;\n")
    (finding,) = export.findings
    assert (finding.code, finding.lines, finding.count) == ("SA204", (3,), 1)


def test_a_separator_at_the_end_of_some_rows_is_an_error() -> None:
    assert errors_of(read("a;b\n1;2;\n3;4\n5;6;\n")) == ["SA204"]
    assert errors_of(read("a;b\n1;2\n3;4;\n")) == ["SA204"]


def test_a_header_shorter_than_its_rows_shifts_nothing() -> None:
    export = read('q1,q2\n"1",5,4\n"2",3,3\n')
    assert errors_of(export) == ["SA204"]
    assert not export.columns


def test_a_column_without_header_is_told_when_it_is_filled() -> None:
    export = read(",q1\n0,5\n1,4\n")
    (finding,) = export.findings
    assert (finding.severity, finding.code, finding.count) == ("warning", "SA208", 2)
    assert finding.message() == "Column 1 has values but no header; it is not analysed."
    assert cells(export, "q1") == ["5", "4"]


def test_an_empty_column_without_header_between_others_moves_nothing() -> None:
    export = read("q1,,q2\n5,,4\n3,,2\n")
    assert codes_of(export) == {"SA205"}
    assert cells(export, "q2") == ["4", "2"]
    assert export.columns["q2"].position == 2


def test_a_header_alone_is_no_respondents_and_no_error() -> None:
    for text in ("q1,q2", "q1,q2\n", "q1,q2\r\n\r\n"):
        export = read(text)
        assert export.n_rows == 0
        assert not errors_of(export)
        assert export.columns["q1"].texts == ()


@pytest.mark.parametrize("text", ["", "\n", " \r\n\t\n", "\ufeff", "sep=;\n"])
def test_an_empty_file_is_an_error(text: str) -> None:
    assert errors_of(read(text)) == ["SA201"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_is_understood(end: str) -> None:
    export = read(end.join(["q1;q2", "1;2", "3;4", ""]))
    assert cells(export, "q2") == ["2", "4"]
    assert export.lines_of(np.array([1])) == (3,)
    assert not export.findings


def test_blank_lines_are_told_and_counted_in_line_numbers() -> None:
    export = read("\nq1,q2\n1,2\n\n\n3,4\n\n")
    (finding,) = export.findings
    assert (finding.severity, finding.code) == ("note", "SA222")
    assert (finding.lines, finding.count) == ((1, 4, 5, 7), 4)
    assert export.lines_of(np.array([0, 1])) == (3, 6)


def test_in_a_single_column_a_blank_line_is_an_empty_answer() -> None:
    export = read("q1\n1\n\n2\n")
    assert cells(export, "q1") == ["1", "", "2"]
    assert codes_of(export) == {"SA202"}


def test_a_sep_line_is_honoured_with_a_note() -> None:
    export = read("sep=;\r\nq1;q2\r\n1,5;2\r\n")
    assert (export.separator, export.headers) == (";", ("q1", "q2"))
    assert codes_of(export) == {"SA221"}
    assert export.lines_of(np.array([0])) == (3,)


def test_an_explicit_separator_goes_before_a_sep_line() -> None:
    assert read("sep=;\nq1,q2\n1,2\n", separator=",").headers == ("q1", "q2")


def test_a_nul_is_told_with_line_and_column() -> None:
    export = read("q1,q2\n1,2\n3,a\x00b\n")
    (finding,) = export.findings
    assert (finding.code, finding.lines) == ("SA214", (3,))
    assert finding.values == {"line": 3, "column": 2}


def test_a_quote_that_never_closes_is_told_where_it_opens() -> None:
    export = read('q1,q2\n1,2\n3,"open\n5,6\n')
    (finding,) = export.findings
    assert (finding.code, finding.lines) == ("SA215", (3,))
    assert finding.message() == "A quote that opens in line 3, column 2, never closes."


def test_text_behind_a_closing_quote_is_told_with_both_lines() -> None:
    export = read('q1,q2\n1,"open\n5,"shut"\n')
    (finding,) = export.findings
    assert (finding.code, finding.lines) == ("SA216", (2, 3))


def test_line_breaks_in_quotes_are_kept_and_told() -> None:
    export = read('q1,q2\n1,"two\r\nlines"\n3,4\n')
    assert cells(export, "q2") == ["two\r\nlines", "4"]
    (finding,) = export.findings
    assert (finding.severity, finding.code, finding.lines) == ("warning", "SA223", (2,))
    assert export.lines_of(np.array([1])) == (4,)


def test_a_cell_that_swallowed_rows_is_told_even_in_an_undeclared_column() -> None:
    text = 'q1,q2,q3\n1,"a,2\n3,4,5\n6,b",7\n'
    export = read(text, columns=lambda _: ["q1"])
    assert codes_of(export) == {"SA224"}
    assert export.findings[0].lines == (2,)


def test_only_the_columns_asked_for_are_read() -> None:
    seen: list[str] = []

    def choose(headers: object) -> list[str]:
        seen.extend(headers)  # type: ignore[arg-type]
        return ["q2", "no such column"]

    export = read("q1,q2,q3\n1,2,3\n", columns=choose)
    assert seen == ["q1", "q2", "q3"]
    assert export.headers == ("q1", "q2", "q3")
    assert list(export.columns) == ["q2"]
    assert read("q1,q2\n1,2\n", columns=lambda _: []).n_rows == 1


def test_words_for_missing_and_leading_zeros_stay_text() -> None:
    given = ["NA", "None", "null", "n/a", "нет", "001", "1e5", "1.0", " 1 ", "", "TRUE", "#N/A"]
    export = read("q1,q2\n" + "".join(f"{text},x\n" for text in given))
    assert cells(export, "q1") == given


def test_texts_are_distinct_in_order_of_first_appearance() -> None:
    export = read("q1,q2\n" + "3,x\n1,x\n3,x\n2,x\n")
    assert export.columns["q1"].texts == ("3", "1", "2")
    assert export.columns["q1"].codes.tolist() == [0, 1, 0, 2]
    assert export.columns["q1"].codes.dtype == np.int32


def test_a_column_of_many_texts_is_coded_like_the_others() -> None:
    rows = [f"r{row % 7000},{row % 5},{'x' * 60}" for row in range(9000)]
    export = read("alias,q1,text\n" + "\n".join(rows))
    assert cells(export, "alias") == [row.split(",")[0] for row in rows]
    assert export.columns["alias"].texts[:2] == ("r0", "r1")
    assert len(export.columns["alias"].texts) == 7000


def test_a_cell_of_200_kb_is_read() -> None:
    long = "я" * 200_000
    assert cells(read(f'q1,q2\n1,"{long}"\n2,{long}\n'), "q2") == [long, long]


def test_a_cell_longer_than_a_block_is_read_and_one_beyond_the_limit_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = "q1,q2\n1,2\n3," + "x" * 9_000_000 + "\n"
    assert len(cells(read(text), "q2")[1]) == 9_000_000
    monkeypatch.setattr(delimited, "RECORD_LIMIT", 1_000_000)
    (finding,) = read(text).findings
    assert (finding.code, finding.lines) == ("SA225", (3,))


def test_5000_columns_are_read() -> None:
    headers = [f"q{place}" for place in range(5000)]
    export = read("\n".join([",".join(headers), ",".join("12345" * 1000)]))
    assert len(export.columns) == 5000
    assert cells(export, "q4999") == ["5"]


def test_columns_with_treacherous_names_are_ordinary() -> None:
    export = read("index,__class__,<NA>,f0,sum\n1,2,3,4,5\n")
    assert [cells(export, header) for header in export.headers] == [
        ["1"],
        ["2"],
        ["3"],
        ["4"],
        ["5"],
    ]


def test_headers_are_kept_as_they_are() -> None:
    export = read('" q 1 ","a\nb","say ""hi""",Возраст \n1,2,3,4\n')
    assert export.headers == (" q 1 ", "a\nb", 'say "hi"', "Возраст ")
    assert export.lines_of(np.array([0])) == (3,)


def test_a_second_byte_order_mark_is_no_part_of_the_first_header() -> None:
    assert read("\ufeff\ufeffq1,q2\n1,2\n").headers == ("q1", "q2")


def test_a_mark_before_the_first_cell_stays() -> None:
    assert cells(read("q1,q2\n\ufeff1,2\n"), "q1") == ["\ufeff1"]


def test_findings_never_hold_a_cell() -> None:
    secret = "Иванов"
    texts = [
        f'q1,q2\n1,"{secret}\n',
        f'q1,q2\n"{secret}"{secret},2\n',
        f"q1,q2\n{secret},{secret},3\n",
        f"q1,q2\n{secret}\x00,2\n",
        f'q1,q2\n"{secret}\n{secret}",2\n',
        f",q2\n{secret},2\n",
    ]
    for text in texts:
        export = read(text)
        assert export.findings
        for finding in export.findings:
            for lang in ("en", "ru"):
                assert secret not in finding.message(lang) + finding.hint(lang)
