"""Allowed answers of a question, and what the distinct texts of its column stand for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from survey_analysis.codebook import MISSING_KINDS, Category, Codebook, Label, MissingKind
from survey_analysis.codebook.labels import normalise_text
from survey_analysis.findings import Severity
from survey_analysis.ingest.reasons import listed
from survey_analysis.tables.counts import FloatArray, IntArray

UNMATCHED = -1 - len(MISSING_KINDS)
"""Position of a text that is neither an answer nor a missing code."""


@dataclass(frozen=True, kw_only=True)
class Remark:
    """What is to be said about some of the distinct texts of a column.

    Attributes
    ----------
    texts : positions of the texts concerned.
    values : what the sentence is filled with.
    """

    severity: Severity
    code: str
    texts: Sequence[int]
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, eq=False, kw_only=True)
class Match:
    """What each distinct text of a column stands for.

    Attributes
    ----------
    positions : (T,) position in `support`; `-1 - i` for the missing kind `MISSING_KINDS[i]`;
        `UNMATCHED` for a text that is no answer (then an error stands in `remarks`).
    support, texts, labels, nominal : as in `Answers`.
    remarks : what is to be said about the texts.
    """

    positions: IntArray
    support: FloatArray
    texts: tuple[str, ...]
    labels: tuple[Label, ...] = ()
    nominal: bool = False
    remarks: tuple[Remark, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether every text has a meaning."""
        return not any(remark.severity == "error" for remark in self.remarks)


@dataclass(frozen=True, eq=False, kw_only=True)
class MissingAnswers:
    """The codes that stand for no answer to a question.

    Attributes
    ----------
    codes : code -> `-1 - i` for the missing kind `MISSING_KINDS[i]`; "" is among them.
    labels : normalised label -> the same.
    other : missing codes of the codebook that this question does not list.
    """

    codes: Mapping[str, int]
    labels: Mapping[str, int]
    other: frozenset[str]

    @classmethod
    def of(cls, kinds: Mapping[str, MissingKind], codebook: Codebook) -> MissingAnswers:
        """The missing codes of a question, as `Codebook.missing_kinds_for` gives them."""
        positions = {code: -1 - MISSING_KINDS.index(kind) for code, kind in kinds.items()}
        labels = by_normalised_text(
            (text, positions[entry.code])
            for entry in codebook.missing
            if entry.code in positions
            for text in entry.label.values()
        )
        other = frozenset(entry.code for entry in codebook.missing) - positions.keys()
        return cls(codes=positions, labels=labels, other=other)


@dataclass(frozen=True, eq=False, kw_only=True)
class Allowed:
    """The answers that a question allows, ready to be looked up.

    Attributes
    ----------
    codes : code -> position; missing codes have negative positions.
    labels : normalised label or accepted text -> position. An answer goes before a missing code.
    support, texts, category_labels, nominal : of the answers, as in `Answers`.
    other_missing : missing codes of the codebook that this question does not list.
    """

    codes: Mapping[str, int]
    labels: Mapping[str, int]
    support: FloatArray
    texts: tuple[str, ...]
    category_labels: tuple[Label, ...]
    nominal: bool
    other_missing: frozenset[str]

    @classmethod
    def of(
        cls, categories: Sequence[Category], missing: MissingAnswers, *, nominal: bool
    ) -> Allowed:
        """The categories in their order, which is rising for ordinal ones, and what is missing."""
        texts = tuple(category.code for category in categories)
        accepted = [
            (text, position)
            for position, category in enumerate(categories)
            for text in (*category.label.values(), *category.also_accept)
        ]
        numbers = range(len(texts)) if nominal else [int(code) for code in texts]
        return cls(
            codes={**missing.codes, **{code: place for place, code in enumerate(texts)}},
            labels=by_normalised_text([*accepted, *missing.labels.items()]),
            support=np.array(numbers, dtype=np.float64),
            texts=texts,
            category_labels=tuple(category.label for category in categories),
            nominal=nominal,
            other_missing=missing.other,
        )

    @property
    def listing(self) -> str:
        """The allowed codes for a message: `1, 2, 3, 4, 5`."""
        return listed(self.texts, most=12)


def by_normalised_text(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Normalised text -> position; of two equal texts the first counts."""
    found: dict[str, int] = {}
    for text, position in pairs:
        found.setdefault(normalise_text(text), position)
    return found
