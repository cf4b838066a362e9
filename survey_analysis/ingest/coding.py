"""Coding: the distinct texts of a column -> what they stand for -> codes, groups and weights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from survey_analysis.codebook import MISSING_KINDS, Codebook, Item, Variable
from survey_analysis.ingest.allowed import Allowed, Match, MissingAnswers
from survey_analysis.ingest.groups import banded, opened
from survey_analysis.ingest.matching import match_answers
from survey_analysis.ingest.numbers import match_numbers
from survey_analysis.survey.answers import Answers, Grouping
from survey_analysis.tables.counts import FloatArray

TextCodes = npt.NDArray[np.int32]
"""(N,) which of the distinct texts of a column each respondent gave."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Matcher:
    """Matches columns of one codebook; what a scale allows is prepared once.

    Attributes
    ----------
    codebook : what was asked.
    """

    codebook: Codebook
    _scales: dict[str, Allowed] = field(default_factory=dict)

    def match(self, asked: Item | Variable, texts: Sequence[str]) -> Match:
        """What each distinct text of the column stands for."""
        if isinstance(asked, Item):
            return self._match_item(asked, texts)
        missing = MissingAnswers.of(self.codebook.missing_kinds_for(asked), self.codebook)
        if asked.bands:
            return banded(match_numbers(texts, asked, missing), asked)
        if self._holds_codes(asked):
            return self._match_codes(asked, texts, missing)
        return match_numbers(texts, asked, missing)

    def _match_item(self, item: Item, texts: Sequence[str]) -> Match:
        if item.scale not in self._scales:
            kinds = self.codebook.missing_kinds_for(item)
            scale = self.codebook.scale(item.scale)
            self._scales[item.scale] = Allowed.of(
                scale.categories,
                MissingAnswers.of(kinds, self.codebook),
                nominal=scale.type == "nominal",
            )
        return match_answers(texts, self._scales[item.scale])

    def _holds_codes(self, variable: Variable) -> bool:
        """Whether the answers are codes and not numbers; strata and clusters always are."""
        design = self.codebook.design
        return (
            variable.role == "grouping"
            or variable.type in {"ordinal", "nominal"}
            or variable.id in {design.strata, design.cluster}
        )

    def _match_codes(
        self, variable: Variable, texts: Sequence[str], missing: MissingAnswers
    ) -> Match:
        categories = self.codebook.categories_for(variable)
        nominal = variable.type != "ordinal" or variable.role == "grouping"
        extra = variable.extra_codes or not categories
        match = match_answers(
            texts, Allowed.of(categories, missing, nominal=nominal), extra_codes=extra
        )
        if not extra and not variable.standard:
            return match
        declared = categories if variable.scale else variable.categories
        return opened(match, texts, len(declared), extra_codes=extra)


def coded_answers(match: Match, codes: TextCodes) -> Answers:
    """The answers of a column as positions in as few bytes as they need."""
    small = _smallest(np.int8, np.int16, np.int32, needed=match.support.size + len(MISSING_KINDS))
    return Answers(
        codes=_at(match.positions.astype(small), codes),
        support=_fixed(match.support),
        texts=match.texts,
        labels=match.labels,
        nominal=match.nominal,
    )


def coded_groups(match: Match, codes: TextCodes) -> Grouping:
    """The groups of the respondents; those with a missing answer are in none."""
    n_groups = len(match.labels)
    group = np.where(match.positions >= 0, match.positions, n_groups)
    small = _smallest(np.uint8, np.uint16, np.uint32, needed=n_groups + 1)
    return Grouping(labels=match.labels, codes=_at(group.astype(small), codes))


def coded_numbers(match: Match, codes: TextCodes) -> FloatArray:
    """(N,) the number of every respondent, nan where it is missing."""
    numbers = np.append(match.support, np.nan)
    return _at(numbers[np.maximum(match.positions, -1)], codes)


def _smallest(*kinds: Any, needed: int) -> Any:
    """The first integer type that holds `needed` values on each side of zero."""
    return next(kind for kind in kinds if np.iinfo(kind).max >= needed)


def _at(table: npt.NDArray[Any], codes: TextCodes) -> npt.NDArray[Any]:
    """The entry of the table for every respondent, as an array that cannot be changed."""
    return _fixed(table.take(codes))


def _fixed(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    array.flags.writeable = False
    return array
