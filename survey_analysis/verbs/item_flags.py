"""Which items deserve a look, and why: reasons, never actions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from survey_analysis.findings import Note
from survey_analysis.tables.counts import FloatArray
from survey_analysis.verbs.scale_analysis import ScaleAnalysis

LOW_ITEM_REST = 0.30
"""Below it an item hardly goes with the others (Nunnally & Bernstein 1994, chapter 8)."""

GAIN = 0.01
"""Alpha must rise by more than this without an item before it is worth a word."""

AT_ONE_END = 0.5
"""A larger share of answers at one end of the scale tells the others little apart."""

MANY_MISSING = 0.1
"""A larger share without an answer costs the domain respondents."""


def item_flags(found: ScaleAnalysis, shares: Mapping[str, FloatArray], row: int) -> list[str]:
    """For each item of a group the reasons to look at it, "" for none; several with semicolons."""
    return [
        "; ".join(note.text for note in _reasons(found, shares, row, item))
        for item in range(found.moments.n_items)
    ]


def _reasons(
    found: ScaleAnalysis, shares: Mapping[str, FloatArray], row: int, item: int
) -> Iterator[Note]:
    items, alpha = found.items, found.alpha.alpha[row]
    r = items.item_rest_r[row, item]
    if r < 0:
        yield Note("SA374", "warning")
    elif r < LOW_ITEM_REST:
        yield Note("SA375", "note", {"limit": f"{LOW_ITEM_REST:.2f}"})
    if items.alpha_if_dropped[row, item] - alpha > GAIN:
        yield Note("SA376")
    for name, code in (("floor_share", "SA377"), ("ceiling_share", "SA378")):
        if shares[name][row, item] > AT_ONE_END:
            yield Note(code)
    missing = items.missing_share[row, item]
    if np.isfinite(missing) and missing > MANY_MISSING:
        yield Note("SA379", "note", {"share": f"{MANY_MISSING:.0%}"})
