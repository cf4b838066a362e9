"""Shown: the frames of a result without the rows that must stay hidden."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from survey_analysis.findings import Note
from survey_analysis.present.escape import clean, cut
from survey_analysis.present.hiding import hide
from survey_analysis.present.result import Result
from survey_analysis.report.naming import Naming
from survey_analysis.report.wording import level, say

MOST_NAMED = 8


@dataclass(frozen=True, eq=False, kw_only=True)
class Shown:
    """What of a result may be drawn, and how it is named.

    Attributes
    ----------
    frames : the frames of the result without hidden rows, by name.
    hidden : how many rows of the main frames are left out, because their groups are small.
    notes : the remarks that may be shown.
    """

    result: Result
    naming: Naming
    frames: Mapping[str, pd.DataFrame]
    hidden: int
    notes: tuple[Note, ...]

    @classmethod
    def of(cls, result: Result, lang: str | None) -> Shown:
        """What of the result may be drawn, in the language `lang` or its own."""
        found = hide(result)
        masks = found.masks
        main = "groups" if "groups" in masks else "table"
        return cls(
            result=result,
            naming=Naming.of(result, lang),
            frames={name: frame[~masks[name]] for name, frame in found.frames.items()},
            hidden=int(masks[main].sum()),
            notes=found.notes,
        )

    @property
    def lang(self) -> str:
        """Language of the words."""
        return self.naming.lang

    @property
    def level(self) -> str:
        """`95%`."""
        return level(float(self.option("confidence", 0.95)), self.lang)

    def option(self, name: str, silent: Any) -> Any:
        """An argument of the call that made the result."""
        return self.result.provenance.options.get(name, silent)

    def footer(self, *, not_drawn: Sequence[str] = ()) -> tuple[str, ...]:
        """Remarks for the foot of a picture."""
        book, lang = self.result.codebook, self.lang
        lines = [say("weighted" if book.design.weight else "unweighted", lang)]
        if not_drawn:
            lines.append(say("not_drawn", lang, names=listed(not_drawn, lang)))
        if self.hidden:
            lines.append(say("hidden", lang, count=self.hidden, smallest=book.min_cell))
        return tuple(lines)


def listed(names: Sequence[str], lang: str) -> str:
    """The first names, and how many more there are."""
    shown = ", ".join(cut(clean(name), 60) for name in names[:MOST_NAMED])
    if len(names) <= MOST_NAMED:
        return shown
    return f"{shown} {say('and_more', lang, count=len(names) - MOST_NAMED)}"
