"""Naming: what outcomes, items, groups and answers are called in a picture, and their ranges."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from survey_analysis.codebook import Codebook, Item, Scale, Variable, in_language
from survey_analysis.present.escape import clean
from survey_analysis.present.names import Names
from survey_analysis.present.result import Result

REVERSED = "↺"


@dataclass(frozen=True, kw_only=True)
class Naming:
    """Labels of a codebook in a language; frames may hold them in another one.

    Attributes
    ----------
    codebook : what was asked.
    source : language of the labels in the frames.
    lang : language wanted.
    """

    codebook: Codebook
    source: str
    lang: str

    @classmethod
    def of(cls, result: Result, lang: str | None) -> Naming:
        """The naming of a result in `lang`, or in its own language."""
        return cls(codebook=result.codebook, source=result.language, lang=lang or result.language)

    def outcome(self, outcome: str) -> str:
        """The label of a domain, an item or a variable; its id where it has none."""
        item = self.find_item(outcome)
        return self._names.outcome(outcome) if item is None else self.item(outcome)

    def variable(self, variable: str) -> str:
        """The label of a grouping or another variable."""
        return self._names.variable(variable)

    def item(self, item: str) -> str:
        """The label of an item, marked when the item is reversed."""
        declared = self.codebook.item(item)
        label = clean(in_language(declared.label, self.lang, self.codebook.default_language))
        return (
            f"{label or clean(item)}\N{NO-BREAK SPACE}{REVERSED}"
            if declared.reverse
            else label or clean(item)
        )

    def group(self, by: str, label: str) -> str:
        """The label of a group."""
        return self._names.group(by, label)

    def answer(self, outcome: str, code: str, label: str) -> str:
        """The label of an answer, or its code where it has none."""
        return self._names.answer(outcome, code, label) or clean(code)

    def is_domain(self, outcome: str) -> bool:
        """Whether the outcome is the score of a domain."""
        return any(domain.id == outcome for domain in self.codebook.domains)

    def find_item(self, outcome: str) -> Item | None:
        """The item with this id, or None for a domain or a variable."""
        return next((item for item in self.codebook.items if item.id == outcome), None)

    def is_nominal(self, outcome: str) -> bool:
        """Whether the answers have no order."""
        scale, variable = self._scale(outcome), self._variable(outcome)
        if scale is not None:
            return scale.type == "nominal"
        return variable is not None and variable.type in {"nominal", "text"}

    def is_scale(self, outcome: str) -> bool:
        """Whether the values are answers of a scale, so that outcomes can share an axis."""
        return self._scale(outcome) is not None

    def bounds(self, outcome: str) -> tuple[float, float] | None:
        """The declared range of the values; None where there is none."""
        scale, variable = self._scale(outcome), self._variable(outcome)
        if scale is not None:
            return None if scale.type == "nominal" else (float(scale.low), float(scale.high))
        if variable is None or variable.type in {"nominal", "text"}:
            return None
        if variable.range is not None:
            return variable.range
        codes = [float(category.code) for category in variable.categories]
        return (min(codes), max(codes)) if codes else None

    @cached_property
    def _names(self) -> Names:
        return Names(codebook=self.codebook, source=self.source, lang=self.lang)

    def _scale(self, outcome: str) -> Scale | None:
        if self.is_domain(outcome):
            return self.codebook.scale_of_domain(outcome)
        if self.find_item(outcome) is not None:
            return self.codebook.scale_of(outcome)
        variable = self._variable(outcome)
        return self.codebook.scale(variable.scale) if variable and variable.scale else None

    def _variable(self, name: str) -> Variable | None:
        return next((v for v in self.codebook.variables if v.id == name), None)
