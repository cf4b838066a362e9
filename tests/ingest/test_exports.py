"""read_export: whatever arrives is read as it stands, or refused with a reason and a place."""

from __future__ import annotations

import hashlib
import pickle
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from survey_analysis.errors import ExportError, OptionError
from survey_analysis.ingest.exports import read_export
from survey_analysis.ingest.text_columns import Export
from survey_analysis.sentences import SENTENCES

TABLE = "Псевдоним;Возраст;q1\r\nа1;34;5\r\nб2;51;4\r\nа1;34;\r\n"


def write(folder: Path, content: str | bytes, name: str = "export.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def cells(export: Export, header: str) -> list[str]:
    column = export.columns[header]
    return [column.texts[code] for code in column.codes]


def codes_of(export: Export) -> set[str]:
    return {finding.code for finding in export.findings}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251", "cp866", "koi8-r"])
def test_the_same_table_in_any_encoding_is_the_same(tmp_path: Path, encoding: str) -> None:
    path = write(tmp_path, TABLE.encode(encoding))
    before = path.read_bytes(), path.stat().st_mtime_ns
    export = read_export(path)
    assert (export.source, export.separator, export.n_rows) == ("export.csv", ";", 3)
    assert export.headers == ("Псевдоним", "Возраст", "q1")
    assert cells(export, "Псевдоним") == ["а1", "б2", "а1"]
    assert cells(export, "q1") == ["5", "4", ""]
    assert export.sha256 == hashlib.sha256(before[0]).hexdigest()
    assert not any(finding.severity == "error" for finding in export.findings)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def test_the_margin_is_kept_only_where_something_was_guessed(tmp_path: Path) -> None:
    guessed = read_export(write(tmp_path, TABLE.encode("cp1251")))
    assert guessed.encoding == "cp1251"
    assert guessed.encoding_margin is not None
    assert guessed.encoding_margin > 1
    assert read_export(write(tmp_path, TABLE)).encoding_margin is None
    told = read_export(write(tmp_path, TABLE.encode("cp1251")), encoding="windows-1251")
    assert (told.encoding, told.encoding_margin, told.findings) == ("cp1251", None, ())


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found_or_given(tmp_path: Path, separator: str) -> None:
    path = write(tmp_path, TABLE.replace(";", separator))
    assert read_export(path).separator == separator
    assert read_export(path, separator=separator).columns.keys() == read_export(path).columns.keys()


def test_a_wrong_separator_is_an_error_that_names_the_right_one(tmp_path: Path) -> None:
    export = read_export(write(tmp_path, TABLE), separator=",")
    (finding,) = export.findings
    assert (finding.severity, finding.code) == ("error", "SA203")
    assert 'looks like ";"' in finding.message()
    assert not export.columns


def test_a_table_quoted_twice_is_an_error(tmp_path: Path) -> None:
    export = read_export(write(tmp_path, '"q1,q2"\n"1,2"\n"3,4"\n'))
    assert codes_of(export) == {"SA226"}


def test_equal_headers_are_an_error_and_the_other_columns_are_read(tmp_path: Path) -> None:
    export = read_export(write(tmp_path, "q1,Age,q1, age \n1,2,3,4\n"))
    assert codes_of(export) == {"SA206", "SA207"}
    assert cells(export, "q1") == ["1"]


def test_broken_content_is_a_finding_never_an_exception(tmp_path: Path) -> None:
    broken = {
        b"": "SA201",
        b"a,b\n1\n": "SA204",
        b"a,b\n1,\x002\n": "SA214",
        b'a,b\n1,"2\n': "SA215",
        b'a,b\n1,"2"3\n': "SA216",
        "a;б\n1;2\n".encode("utf-16-le"): "SA212",
        "a;вопрос\n1;".encode() + "ответ\n".encode("cp1251"): "SA209",
        b"PAR1 and nothing else": "SA227",
    }
    for content, code in broken.items():
        export = read_export(write(tmp_path, content))
        assert code in codes_of(export), content
        assert not export.columns
        assert len(export.sha256) == 64


def test_mojibake_is_told(tmp_path: Path) -> None:
    export = read_export(write(tmp_path, TABLE.encode().decode("cp1251", "ignore")))
    assert "SA218" in codes_of(export)


def test_parquet_is_known_by_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    pd.DataFrame({"q1": [5, 4], "q2": ["а", None]}).to_parquet(path)
    export = read_export(path)
    assert cells(export, "q1") == ["5", "4"]
    assert cells(export, "q2") == ["а", ""]
    assert export.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_frame_gives_the_texts_of_its_file(tmp_path: Path) -> None:
    path = write(tmp_path, TABLE)
    frame = pd.read_csv(path, sep=";")
    export, from_file = read_export(frame), read_export(path)
    assert export.source == "DataFrame"
    assert export.headers == from_file.headers
    for header in export.headers:
        assert cells(export, header) == cells(from_file, header)
    assert len(export.sha256) == 64
    assert export.lines_of(np.array([0])) == (1,)
    assert from_file.lines_of(np.array([0])) == (2,)


def test_what_is_no_local_table_is_an_export_error(tmp_path: Path) -> None:
    pickled = write(tmp_path, pickle.dumps(pd.DataFrame({"q1": [1]})))
    for source in (tmp_path, tmp_path / "none.csv", "https://example.org/export.csv", pickled):
        with pytest.raises(ExportError):
            read_export(source)


def test_options_are_checked_at_the_door(tmp_path: Path) -> None:
    path = write(tmp_path, TABLE)
    for options in ({"separator": ":"}, {"separator": ""}, {"encoding": "cp12515"}):
        with pytest.raises(OptionError):
            read_export(path, **options)  # type: ignore[arg-type]
        with pytest.raises(OptionError):
            read_export(pd.DataFrame(), **options)  # type: ignore[arg-type]
    with pytest.raises(OptionError, match="a path or a DataFrame"):
        read_export([1, 2])  # type: ignore[arg-type]


def test_every_finding_has_words_in_both_languages() -> None:
    for number in range(201, 230):
        sentence = SENTENCES[f"SA{number}"]
        assert sentence.en
        assert sentence.ru
        assert bool(sentence.hint_en) == bool(sentence.hint_ru)


def test_a_hundred_thousand_rows_with_aliases_are_read(tmp_path: Path) -> None:
    rows = np.arange(100_000)
    path = tmp_path / "large.csv"
    pd.DataFrame({"alias": [f"r{row}" for row in rows], "q1": rows % 7}).to_csv(path, index=False)
    export = read_export(path)
    assert export.n_rows == 100_000
    assert len(export.columns["alias"].texts) == 100_000
    np.testing.assert_array_equal(export.columns["q1"].codes, rows % 7)
    assert not export.findings
