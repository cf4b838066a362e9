"""An export and a codebook made in a line, for tests of what happens between them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pytest

from survey_analysis.codebook import (
    Category,
    Codebook,
    Domain,
    Item,
    MissingCode,
    Scale,
    Variable,
)
from survey_analysis.ingest.text_columns import Export, TextColumn


@pytest.fixture
def export_of() -> Callable[[Mapping[str, Sequence[str]]], Export]:
    """Makes an export of the given cells, header -> texts."""

    def make(cells: Mapping[str, Sequence[str]]) -> Export:
        columns = {}
        for position, (header, texts) in enumerate(cells.items()):
            distinct = tuple(dict.fromkeys(texts))
            codes = np.array([distinct.index(text) for text in texts], dtype=np.int32)
            columns[header] = TextColumn(
                header=header, position=position, texts=distinct, codes=codes
            )
        n_rows = len(next(iter(cells.values())))
        return Export(source="x.csv", headers=tuple(cells), n_rows=n_rows, columns=columns)

    return make


@pytest.fixture
def codebook() -> Codebook:
    """Trust (t1, t2 reversed, t3) on five points, two missing codes, six variables."""
    labels = ["совсем нет", "скорее нет", "и да, и нет", "скорее да", "совсем да"]
    english = ["Not at all", "Rather not", "Neither", "Rather yes", "Entirely"]
    return Codebook(
        id="small",
        title={"en": "Small"},
        missing=(
            MissingCode(code="97", kind="refused", label={"en": "Refused", "ru": "Отказ"}),
            MissingCode(code="98", kind="dont_know", label={"en": "Don't know", "ru": "Не знаю"}),
        ),
        scales=(
            Scale(
                name="five",
                type="ordinal",
                categories=tuple(
                    Category(code=str(code), label={"en": en, "ru": ru}, also_accept=(f"{ru}!",))
                    for code, en, ru in zip(range(1, 6), english, labels, strict=True)
                ),
                missing=("97", "98"),
            ),
        ),
        domains=(Domain(id="trust", label={"en": "Trust", "ru": "Доверие"}),),
        items=(
            Item(id="t1", domain="trust", scale="five", label={"en": "Most help"}),
            Item(id="t2", domain="trust", scale="five", label={"en": "Beware"}, reverse=True),
            Item(id="t3", domain="trust", scale="five", label={"en": "Fair"}, column="Q3 [Fair]"),
        ),
    )


@pytest.fixture
def with_variables(codebook: Codebook) -> Callable[..., Codebook]:
    """Makes the codebook with the given variables."""

    def make(*variables: Variable, **changes: object) -> Codebook:
        return replace(codebook, variables=variables, **changes)

    return make
