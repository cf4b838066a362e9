"""Markdown: tables with pipes."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

Make = Callable[..., Any]


def tables(document: str) -> list[list[str]]:
    return [part.splitlines() for part in document.split("\n\n") if part.startswith("| ")]


def test_a_table_has_a_head_a_rule_and_full_rows(reliability: Make) -> None:
    table, items = tables(reliability((300, 200, 100)).to_markdown())
    assert table[0].startswith("| Domain | Education | Items | n total |")
    assert table[1].startswith("| :--- | :--- | ---: | ---: |")
    assert table[3].startswith("| Trust | College | 2 | 200 | 200 | 0.200 |")
    assert len(items) == 2 + 6


def test_labels_can_neither_end_a_cell_nor_a_row(reliability: Make, hostile: str) -> None:
    document = reliability((300, 200, 100), trust=hostile, school=hostile).to_markdown()
    for table in tables(document):
        assert len({len(re.findall(r"(?<!\\)\|", line)) for line in table}) == 1
    assert "<" not in document
    assert not re.search(r"(?<!\\)\$", document)
    assert "http:" not in document


def test_title_footnotes_notes_and_method_surround_the_tables(reliability: Make) -> None:
    document = reliability((300, 60, 4)).to_markdown("ru")
    assert document.startswith("**Надёжность (альфа Кронбаха): Доверие")
    assert "↺: обратный пункт" in document
    assert "**Примечания**\n\n- SA401: " in document
    assert document.rstrip().splitlines()[-1].startswith("*Метод:* ")
