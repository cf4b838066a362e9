"""Shown: what of a result may be drawn, what it is called, and what values it can take."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from survey_analysis.codebook import Codebook, Item, Scale, Variable
from survey_analysis.findings import Note
from survey_analysis.present.escape import clean, cut
from survey_analysis.present.hiding import hide
from survey_analysis.present.names import Names
from survey_analysis.present.numbers import confidence_level
from survey_analysis.present.result import Result
from survey_analysis.report.wording import say

MOST_NAMED = 8


@dataclass(frozen=True, eq=False, kw_only=True)
class Shown:
    """What of a result may be drawn, and how it is named.

    Attributes
    ----------
    names : labels in the language of the picture.
    frames : the frames of the result without hidden rows, by name.
    hidden : the rows of the main frame that are left out, because their groups are small.
    notes : the remarks that may be shown.
    """

    result: Result
    names: Names
    frames: Mapping[str, pd.DataFrame]
    hidden: pd.DataFrame
    notes: tuple[Note, ...]

    @classmethod
    def of(cls, result: Result, lang: str | None = None) -> Shown:
        """What of the result may be drawn, in the language `lang` or its own."""
        found = hide(result)
        masks = found.masks
        main = next(name for name in ("groups", "means", "table") if name in masks)
        return cls(
            result=result,
            names=Names(
                codebook=result.codebook, source=result.language, lang=lang or result.language
            ),
            frames={name: frame[~masks[name]] for name, frame in found.frames.items()},
            hidden=found.frames[main][masks[main]],
            notes=found.notes,
        )

    def only(self, column: str, values: Sequence[str]) -> Shown:
        """The rows of some outcomes, domains or groupings; frames without the column stay whole."""

        def part(frame: pd.DataFrame) -> pd.DataFrame:
            return frame[frame[column].isin(list(values))] if column in frame else frame

        frames = {name: part(frame) for name, frame in self.frames.items()}
        return replace(self, frames=frames, hidden=part(self.hidden))

    @property
    def lang(self) -> str:
        """Language of the words."""
        return self.names.lang

    @property
    def codebook(self) -> Codebook:
        """What was asked."""
        return self.result.codebook

    @property
    def level(self) -> str:
        """`95%`."""
        return confidence_level(float(self.option("confidence", 0.95)), self.lang)

    def option(self, name: str, silent: Any) -> Any:
        """An argument of the call that made the result."""
        return self.result.provenance.options.get(name, silent)

    def footer(self, *, not_drawn: Sequence[str] = ()) -> tuple[str, ...]:
        """Remarks for the foot of a picture; outcomes that are not in it by their ids."""
        book, lang = self.codebook, self.lang
        weighted = book.design.weight or self.result.provenance.weighting
        lines = [say("weighted" if weighted else "unweighted", lang)]
        if not_drawn:
            names = listed([self.names.in_picture(outcome) for outcome in not_drawn], lang)
            lines.append(say("not_drawn", lang, names=names))
        if len(self.hidden):
            lines.append(say("hidden", lang, count=len(self.hidden), smallest=book.min_cell))
        return tuple(lines)

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

    def _scale(self, outcome: str) -> Scale | None:
        if self.is_domain(outcome):
            return self.codebook.scale_of_domain(outcome)
        if self.find_item(outcome) is not None:
            return self.codebook.scale_of(outcome)
        variable = self._variable(outcome)
        return self.codebook.scale(variable.scale) if variable and variable.scale else None

    def _variable(self, name: str) -> Variable | None:
        return next((v for v in self.codebook.variables if v.id == name), None)


def listed(names: Sequence[str], lang: str) -> str:
    """The first names, and how many more there are."""
    shown = ", ".join(cut(clean(name), 60) for name in names[:MOST_NAMED])
    if len(names) <= MOST_NAMED:
        return shown
    return f"{shown} {say('and_more', lang, count=len(names) - MOST_NAMED)}"


def rows_of(frame: pd.DataFrame) -> Iterator[Any]:
    """The rows of a tidy frame as named tuples."""
    yield from frame.itertuples(index=False)


def parts_of(
    frame: pd.DataFrame, keys: Sequence[str]
) -> Iterator[tuple[tuple[str, ...], pd.DataFrame]]:
    """The parts of equal text keys, in the order in which they first occur."""
    for key, part in frame.groupby(list(keys), sort=False):
        yield tuple(map(str, key)) if isinstance(key, tuple) else (str(key),), part
