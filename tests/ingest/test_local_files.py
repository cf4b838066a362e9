"""Local files: regular files only, and a plain word about files of other formats."""

from __future__ import annotations

import gzip
import os
import pickle
import zipfile
from pathlib import Path

import pytest

from survey_analysis.errors import ExportError, OptionError
from survey_analysis.ingest.local_files import read_local_file


def test_a_file_is_read_as_bytes_with_its_name(tmp_path: Path) -> None:
    path = tmp_path / "ответы.csv"
    path.write_bytes(b"a,b\n")
    for source in (path, str(path), os.fsencode(path)):
        file = read_local_file(source)  # type: ignore[arg-type]
        assert (file.name, file.data) == ("ответы.csv", b"a,b\n")


def test_a_missing_file_names_near_ones(tmp_path: Path) -> None:
    (tmp_path / "Responses.csv").write_text("a\n")
    with pytest.raises(ExportError, match=r"Near names in that folder: 'Responses\.csv'"):
        read_local_file(tmp_path / "response.csv")
    with pytest.raises(ExportError, match="relative paths start at"):
        read_local_file(tmp_path / "zzz")
    with pytest.raises(ExportError, match="there is no folder"):
        read_local_file(tmp_path / "nowhere" / "responses.csv")
    with pytest.raises(ExportError, match="path is empty"):
        read_local_file("")


def test_an_export_error_is_also_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="no file"):
        read_local_file(tmp_path / "zzz")


def test_a_folder_tells_its_tables(tmp_path: Path) -> None:
    (tmp_path / "answers.csv").write_text("a\n")
    with pytest.raises(ExportError, match=r"is a folder.*It holds 'answers\.csv'"):
        read_local_file(tmp_path)


@pytest.mark.parametrize(
    "url", ["https://example.org/a.csv", "s3://bucket/a.csv", "http:/a.csv", "FILE:///a.csv"]
)
def test_a_url_is_refused(url: str) -> None:
    with pytest.raises(ExportError, match="is a URL"):
        read_local_file(url)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_and_a_device_are_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for source in (tmp_path / "pipe", Path(os.devnull)):
        with pytest.raises(ExportError, match="device or a pipe"):
            read_local_file(source)


@pytest.mark.parametrize("source", ["a\x00b", "x" * 5000])
def test_impossible_paths_are_refused(source: str) -> None:
    with pytest.raises(ExportError):
        read_local_file(source)


@pytest.mark.parametrize("text", ["alias,q1\nanna,4\n", "anna;" * 1000])
def test_the_text_of_an_export_is_no_path_and_is_not_repeated(text: str) -> None:
    with pytest.raises(ExportError, match="no path but a text") as caught:
        read_local_file(text)
    assert "anna" not in str(caught.value)


def test_a_name_is_told_without_signs_that_move_letters(tmp_path: Path) -> None:
    path = tmp_path / "a\x1b[31m\u202e\n.csv"
    try:
        path.write_bytes(b"a,b\n")
    except OSError:
        pytest.skip("this system has no such file names")
    assert read_local_file(path).name == "a\ufffd[31m\ufffd\ufffd.csv"


def test_a_file_that_memory_cannot_hold_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Path) -> bytes:
        raise MemoryError

    (tmp_path / "huge.csv").write_bytes(b"a,b\n")
    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(ExportError, match="larger than the memory"):
        read_local_file(tmp_path / "huge.csv")


@pytest.mark.parametrize("source", [None, 3, ["a.csv"], {"q1": [1]}])
def test_what_is_no_path_is_refused(source: object) -> None:
    with pytest.raises(OptionError, match="a path or a DataFrame is needed"):
        read_local_file(source)  # type: ignore[arg-type]


def a_workbook(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>" * 2000)
        archive.writestr("xl/workbook.xml", "<workbook/>")


def an_archive(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("responses.csv", "a,b\n")


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (a_workbook, "an Excel workbook"),
        (an_archive, "a ZIP archive"),
        (lambda path: path.write_bytes(pickle.dumps({"a": 1})), "a pickle"),
        (lambda path: path.write_bytes(gzip.compress(b"a,b\n")), "a gzip archive"),
        (lambda path: path.write_bytes(b"$FL2@(#) SPSS DATA FILE"), "an SPSS file"),
        (
            lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1x"),
            "an old or encrypted",
        ),
        (lambda path: path.write_bytes(b"%PDF-1.7\n"), "a PDF document"),
        (lambda path: path.write_bytes(b"\xef\xbb\xbf\n<!DOCTYPE html><html>"), "an HTML page"),
        (lambda path: path.write_bytes(b'<?xml version="1.0"?>'), "an XML file"),
        (lambda path: path.write_bytes(b'[{"q1": 1}]'), "a JSON file"),
        (lambda path: path.write_bytes(b"BZh91AY&SY..."), "a bzip2 archive"),
        (lambda path: path.write_bytes(b"C1 ASCII SPSS PORT FILE  "), "an SPSS portable file"),
    ],
)
def test_other_formats_are_named_whatever_the_file_is_called(
    tmp_path: Path, make: object, kind: str
) -> None:
    path = tmp_path / "export.csv"
    make(path)  # type: ignore[operator]
    with pytest.raises(ExportError, match=f"'export.csv' is {kind}"):
        read_local_file(path)


def test_a_pickle_of_the_first_protocol_is_known_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "survey.pkl"
    path.write_bytes(pickle.dumps([1, 2], protocol=0))
    with pytest.raises(ExportError, match="never read"):
        read_local_file(path)
