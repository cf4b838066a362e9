"""Word documents with real tables."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from survey_analysis.errors import ExportError, MissingExtraError, OptionError

docx = pytest.importorskip("docx", reason="needs python-docx, the extra `word`")
Make = Callable[..., Any]


def cells(table: Any) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_tables_stand_in_the_document_with_their_rows(comparison: Make, tmp_path: Path) -> None:
    path = comparison((200, 100, 50)).to_word(tmp_path / "result.docx")
    document = docx.Document(str(path))
    assert path == tmp_path / "result.docx"
    assert len(document.tables) == 3
    assert cells(document.tables[1])[2][:2] == ["School", "200"]
    assert len({len(row) for row in cells(document.tables[1])}) == 1


def test_a_result_without_rows_is_a_document_that_says_so(
    distribution: Make, tmp_path: Path
) -> None:
    result = distribution((300, 60))
    nothing = {name: getattr(result, name).iloc[:0] for name in result.frames}
    document = docx.Document(str(replace(result, **nothing).to_word(tmp_path / "result.docx")))
    assert not document.tables
    assert len(document.paragraphs) > 2


def test_captions_are_numbered_by_word_in_the_language(comparison: Make, tmp_path: Path) -> None:
    result = comparison((200, 100, 50))
    english = docx.Document(str(result.to_word(tmp_path / "en.docx")))
    captions = [p for p in english.paragraphs if p.style.name == "Caption"]
    assert len(captions) == 3
    assert "".join(t.text for t in captions[1]._p.iter() if t.tag.endswith("}t")) == (
        "Table 2. Groups"
    )
    assert " SEQ Table " in captions[1]._p.xml
    russian = docx.Document(str(result.to_word(tmp_path / "ru.docx", lang="ru")))
    first = next(p for p in russian.paragraphs if p.style.name == "Caption")
    assert "".join(t.text for t in first._p.iter() if t.tag.endswith("}t")) == (
        "Таблица 1 — Критерии"
    )


def test_titles_repeat_on_each_page_and_rows_do_not_break(comparison: Make, tmp_path: Path) -> None:
    document = docx.Document(str(comparison().to_word(tmp_path / "result.docx")))
    rows = document.tables[0]._tbl.tr_lst
    assert ["tblHeader" in row.xml for row in rows] == [True] + [False] * (len(rows) - 1)
    assert all("cantSplit" in row.xml for row in rows)


def test_notes_footnotes_and_method_are_in_the_document(reliability: Make, tmp_path: Path) -> None:
    document = docx.Document(str(reliability((300, 60, 4)).to_word(tmp_path / "result.docx")))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "SA401" in text
    assert "↺ reverse item" in text
    assert "Method: Cronbach's alpha" in text
    assert document.core_properties.title.startswith("Reliability")


def test_hidden_numbers_are_not_in_the_document(comparison: Make, tmp_path: Path) -> None:
    document = docx.Document(str(comparison((200, 60, 4)).to_word(tmp_path / "result.docx")))
    assert [row[1:3] for row in cells(document.tables[1])[2:]] == [
        ["200", "2.20"], ["hidden", "·"], ["< 10", "·"],
    ]  # fmt: skip


def test_hostile_labels_are_text(reliability: Make, hostile: str, tmp_path: Path) -> None:
    result = reliability((300, 200, 100), trust=hostile, school=hostile)
    document = docx.Document(str(result.to_word(tmp_path / "result.docx")))
    assert cells(document.tables[0])[1][0].startswith('<script>alert("1")</script> $x^2$ \\input')


def test_a_wide_table_turns_the_page_and_fits_it(comparison: Make, tmp_path: Path) -> None:
    wide = docx.Document(str(comparison().to_word(tmp_path / "wide.docx")))
    section = wide.sections[0]
    assert section.page_width > section.page_height
    text = section.page_width - section.left_margin - section.right_margin
    for table in wide.tables:
        assert sum(column.width for column in table.columns) <= text


def test_only_word_documents_are_written(comparison: Make, tmp_path: Path) -> None:
    with pytest.raises(OptionError, match=r"end the name in \.docx"):
        comparison().to_word(tmp_path / "result.doc")
    with pytest.raises(ExportError, match="There is no folder"):
        comparison().to_word(tmp_path / "none" / "result.docx")


def test_without_python_docx_the_error_says_how_to_install_it(
    comparison: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "survey_analysis.present.word_document", raising=False)
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(MissingExtraError, match=r'pip install "survey-analysis\[word\]"'):
        comparison().to_word(tmp_path / "result.docx")
    assert not (tmp_path / "result.docx").exists()
