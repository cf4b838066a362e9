"""Output files: refused before anything is computed, written whole, never over the answers."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import numpy as np
import pytest

from survey_analysis.errors import ExportError, OptionError
from survey_analysis.present.output_file import output_path, write_file

HTML = (".html", ".htm")


@pytest.mark.parametrize("path", [None, 3, b"a.html", [], np.zeros(2), "a.csv", "html", "", "a"])
def test_what_is_no_name_of_such_a_file_is_refused(path: object) -> None:
    with pytest.raises(OptionError, match="is not allowed"):
        output_path(path, HTML)


@pytest.mark.parametrize("path", ["a\x00.html", "\ud800.html", "a" * 5000 + ".html"])
def test_an_impossible_name_is_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(ExportError):
        write_file(output_path(tmp_path / path, HTML), b"new")
    assert not list(tmp_path.iterdir())


def test_folders_are_neither_written_nor_made(tmp_path: Path) -> None:
    (tmp_path / "a.html").mkdir()
    with pytest.raises(ExportError, match="is a folder"):
        output_path(tmp_path / "a.html", HTML)
    with pytest.raises(ExportError, match="There is no folder"):
        output_path(tmp_path / "b" / "a.html", HTML)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.html")
    with pytest.raises(ExportError, match="device or a pipe"):
        output_path(tmp_path / "a.html", HTML)


def test_a_file_is_replaced_as_a_whole(tmp_path: Path) -> None:
    target = output_path(tmp_path / "отчёт 'x'.HTML", HTML)
    for content in (b"old", b"new"):
        write_file(target, content)
        assert target.read_bytes() == content
    assert list(tmp_path.iterdir()) == [target]


def test_a_link_is_replaced_and_what_it_points_to_is_kept(tmp_path: Path) -> None:
    answers, link = tmp_path / "answers.csv", tmp_path / "report.html"
    answers.write_bytes(b"q1\n4\n")
    try:
        link.symlink_to(answers)
    except OSError:
        pytest.skip("this system makes no links")
    write_file(output_path(link, HTML), b"new")
    assert answers.read_bytes() == b"q1\n4\n"
    assert not link.is_symlink()


def test_the_export_is_never_replaced(tmp_path: Path) -> None:
    answers = tmp_path / "answers.html"
    answers.write_bytes(b"q1\n4\n")
    with pytest.raises(ExportError, match="is the export or its codebook"):
        write_file(answers, b"new", keep=[hashlib.sha256(b"q1\n4\n").hexdigest()])
    assert answers.read_bytes() == b"q1\n4\n"
    assert list(tmp_path.iterdir()) == [answers]
