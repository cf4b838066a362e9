"""Which groupings and groups the names in margins mean: by id, label, code, alone or crossed."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator

import numpy as np
import pandas as pd

from survey_analysis.codebook import Label
from survey_analysis.codebook.labels import normalise_text
from survey_analysis.errors import OptionError, UnknownNameError, listing, shown, suggestion
from survey_analysis.survey import Survey

CROSS = " x "
"""Stands between the names of crossed groupings, and of crossed groups."""

_SIGNS = re.compile(r"\s+[xXхХ]\s+|\s*[×:]\s*")


class MarginGroups:
    """The groupings of a survey and the names that their groups go by.

    Parameters
    ----------
    survey : whose groupings and labels are meant.
    """

    def __init__(self, survey: Survey) -> None:
        self._survey = survey
        self._forms: dict[str, dict[str, int]] = {}
        self._labels = {by: survey.group_labels(by) for by in survey.groupings}

    def by_of(self, variable: object, place: str) -> tuple[str, ...]:
        """The ids of the groupings that a name means: one, or several that are crossed."""
        known = self._survey.groupings
        if isinstance(variable, tuple):
            names = [str(name) for name in variable]
        elif not isinstance(variable, str) or not variable.strip():
            raise OptionError(f"{place}: the grouping is missing or no text.")
        elif variable in known:
            names = [variable]
        else:
            names = [part.strip() for part in _SIGNS.split(variable) if part.strip()]
        for name in names:
            if name not in known:
                message = str(UnknownNameError.of("grouping", name, known))
                raise UnknownNameError(f"{place}: {message}")
        if len(set(names)) < len(names):
            raise OptionError(f"{place}: a grouping cannot be crossed with itself.")
        return tuple(names)

    def level_of(self, by: tuple[str, ...], level: object, place: str) -> tuple[int, ...] | None:
        """The positions of the groups that a name means, one for each grouping.

        None for a group that the codebook declares and nobody in the survey belongs to.
        """
        parts = self._parts(by, level, place)
        found = [self._find(*pair, place) for pair in zip(by, parts, strict=True)]
        return None if any(place < 0 for place in found) else tuple(found)

    def labels(self, by: tuple[str, ...], level: tuple[int, ...]) -> tuple[str, ...]:
        """What a group is called in each grouping, in the language of the survey."""
        pairs = zip(by, level, strict=True)
        return tuple(self._labels[one][place] for one, place in pairs)

    def _parts(self, by: tuple[str, ...], level: object, place: str) -> tuple[str, ...]:
        """The names of the groups, one for each grouping."""
        if isinstance(level, tuple | list):
            if len(level) != len(by):
                raise OptionError(
                    f"{place}: a group of {CROSS.join(by)} has {len(by)} parts, not {len(level)}."
                )
            return tuple(_text(part, place) for part in level)
        text = _text(level, place)
        if len(by) == 1:
            return (text,)
        found = [
            parts
            for parts in _splits(text, len(by))
            if all(self._known(*pair) for pair in zip(by, parts, strict=True))
        ]
        if len(found) == 1:
            return found[0]
        parts = tuple(part.strip() for part in _SIGNS.split(text))
        if len(parts) != len(by):
            raise OptionError(
                f"{place}: {shown(text)} is not one group of each of {', '.join(by)}. Write "
                f"them as {CROSS.join(self._labels[one][0] for one in by)!r}, or as "
                "a tuple."
            )
        return parts

    def _known(self, by: str, name: str) -> bool:
        return normalise_text(name) in self._names(by)

    def _find(self, by: str, name: str, place: str) -> int:
        """The position of a group; -1 for one that is declared and has no respondents."""
        found = self._names(by).get(normalise_text(name))
        if found is not None:
            return found
        labels = self._labels[by]
        raise UnknownNameError(
            f"{place}: there is no group {shown(name)} in {by}{suggestion(name, labels)} Known: "
            f"{listing(labels)}."
        )

    def _names(self, by: str) -> dict[str, int]:
        """Positions by label (in any language), code, and other texts that exports hold."""
        if by not in self._forms:
            own = self._survey.groupings[by].labels
            names: dict[str, int] = {}
            for code, label, others in self._declared(by):
                place = own.index(label) if label in own else -1
                for text in (code, *others, *label.values()):
                    names[normalise_text(text)] = place
            for place, label in enumerate(own):  # a label comes before a code
                for text in label.values():
                    names[normalise_text(text)] = place
            self._forms[by] = names
        return self._forms[by]

    def _declared(self, by: str) -> Iterator[tuple[str, Label, tuple[str, ...]]]:
        """Code, label and other texts of every group that the codebook declares."""
        book = self._survey.codebook
        variable = book.variable(by)
        if not variable.bands:
            for category in book.categories_for(variable):
                yield category.code, category.label, category.also_accept


def _text(level: object, place: str) -> str:
    """The name of a group as text: codes may be given as numbers."""
    if isinstance(level, str) and level.strip():
        return level.strip()
    if level is None or level is pd.NA or level == "":
        raise OptionError(f"{place}: the group is missing.")
    if isinstance(level, int | float | np.integer | np.floating) and not isinstance(level, bool):
        number = float(level)
        if math.isnan(number):
            raise OptionError(f"{place}: the group is missing.")
        return str(int(number)) if number.is_integer() else repr(number)
    raise OptionError(f"{place}: {shown(level)} is no name of a group. Give its label or code.")


def _splits(text: str, parts: int) -> Iterator[tuple[str, ...]]:
    """The ways to cut a text into parts at a sign that stands between groups."""
    signs = [match.span() for match in _SIGNS.finditer(text)]
    for chosen in itertools.combinations(signs, parts - 1):
        starts = [0, *(end for _, end in chosen)]
        ends = [*(start for start, _ in chosen), len(text)]
        yield tuple(text[start:end].strip() for start, end in zip(starts, ends, strict=True))
