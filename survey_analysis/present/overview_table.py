"""Overview: a frame with a row per comparison, shown with a column per grouping."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from survey_analysis.present.columns import Block, Footnotes, mark
from survey_analysis.present.numbers import NO_NUMBER, show
from survey_analysis.present.page import ShownColumn
from survey_analysis.present.reasons import translated
from survey_analysis.present.terms import term
from survey_analysis.present.wording import COLUMNS

Kinds = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownOverview:
    """The outcomes of one kind of effect.

    Attributes
    ----------
    effect : what the effect is called.
    columns : the outcomes, and a column per grouping with effect and p.
    footnotes : what marked cells mean.
    """

    effect: str
    columns: tuple[ShownColumn, ...]
    footnotes: Footnotes


def is_overview(block: Block) -> bool:
    """Whether a block holds comparisons that are shown at a glance."""
    return "effect_label" in block.frame


def overviews(block: Block) -> Iterator[ShownOverview]:
    """A table for each kind of effect: outcomes that follow each other and share it."""
    outcomes = block.frame["outcome"].to_numpy()
    names = list(dict.fromkeys(outcomes.tolist()))
    kinds = {name: _kinds(block.part(outcomes == name)) for name in names}
    for kind, members in groupby(names, key=kinds.__getitem__):
        listed = list(members)
        yield _overview(block.part(np.isin(outcomes, listed)), listed, kind)


def _kinds(part: Block) -> Kinds:
    return tuple(dict.fromkeys(part.frame["effect_name"]))


def _overview(part: Block, outcomes: list[str], kinds: Kinds) -> ShownOverview:
    frame, names = part.frame, part.names
    marks = {text: mark(at) for at, text in enumerate(t for t in dict.fromkeys(frame["note"]) if t)}
    numbers = (frame[name].tolist() for name in ("effect", "p_adjusted"))
    rows = zip(frame["effect_name"].tolist(), *numbers, frame["note"].tolist(), strict=True)
    told = [
        " ".join(
            filter(None, [term(name, part.lang) if len(kinds) > 1 else "", text, marks.get(note)])
        )
        for name, effect, p, note in rows
        for text in [_cell(effect, p, part.lang)]
    ]
    places = zip(frame["outcome"].tolist(), frame["group_by"].tolist(), strict=True)
    cells = dict(zip(places, told, strict=True))
    groupings = list(dict.fromkeys(frame["group_by"].tolist()))
    first = ShownColumn(
        title=COLUMNS["outcome"].title(part.lang),
        cells=tuple(names.outcome(outcome) for outcome in outcomes),
        head=True,
    )
    others = (
        ShownColumn(
            title=names.variable(by),
            cells=tuple(cells[outcome, by] for outcome in outcomes),
            number=True,
        )
        for by in groupings
    )
    return ShownOverview(
        effect=", ".join(term(kind, part.lang) for kind in kinds),
        columns=(first, *others),
        footnotes=tuple(
            (one, translated(text, part.lang, part.notes)) for text, one in marks.items()
        ),
    )


def _cell(effect: float, p: float, lang: str) -> str:
    """`0.024, p = .003`."""
    if np.isnan(effect) and np.isnan(p):
        return NO_NUMBER
    said = show(p, "p_value", lang)
    between = "; " if lang == "ru" else ", "
    return (
        f"{show(effect, 'coefficient', lang)}{between}p {said if said[0] == '<' else f'= {said}'}"
    )
