"""Columns: what the distinct texts of one declared column stand for, by what was asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from survey_analysis.codebook import Codebook, Item, Variable
from survey_analysis.ingest.allowed import Allowed, Match, MissingAnswers
from survey_analysis.ingest.groups import banded, opened
from survey_analysis.ingest.matching import match_answers
from survey_analysis.ingest.numbers import match_numbers


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
