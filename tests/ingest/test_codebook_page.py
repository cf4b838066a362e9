"""The page about the codebook says what is true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from survey_analysis.errors import CodebookError
from survey_analysis.ingest.codebook_schema import (
    COMPOSITE_KEYS,
    DESIGN_KEYS,
    DOMAIN_KEYS,
    ITEM_KEYS,
    SCALE_KEYS,
    TOP_KEYS,
    VARIABLE_KEYS,
)
from survey_analysis.ingest.codebooks import read_codebook

PAGE = (Path(__file__).parents[2] / "docs" / "codebook.md").read_text(encoding="utf-8")
EXAMPLE, BROKEN = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)


def test_the_example_is_a_codebook() -> None:
    book = read_codebook(EXAMPLE)
    assert [item.id for item in book.items] == ["tr1", "tr2", "fi1", "fi2"]


def test_the_broken_example_says_what_the_page_prints() -> None:
    (printed,) = re.findall(r"```text\n(.*?)\n```", PAGE, re.DOTALL)
    with pytest.raises(CodebookError) as raised:
        read_codebook(BROKEN, source="codebook.yaml")
    assert str(raised.value) == printed


@pytest.mark.parametrize(
    ("title", "keys"),
    [
        ("Top level", TOP_KEYS),
        ("`scales`", SCALE_KEYS),
        ("`domains`", DOMAIN_KEYS),
        ("`items`", ITEM_KEYS),
        ("`variables`", VARIABLE_KEYS),
        ("`composites`", COMPOSITE_KEYS),
    ],
)
def test_every_key_has_its_row(title: str, keys: tuple[str, ...]) -> None:
    (section,) = re.findall(rf"\n## {re.escape(title)}.*?\n(.*?)\n## ", PAGE, re.DOTALL)
    rows = re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)
    assert sorted(set(rows) & set(keys)) == sorted(keys)


def test_the_design_keys_are_named() -> None:
    assert all(f"{key}:" in PAGE for key in DESIGN_KEYS)
