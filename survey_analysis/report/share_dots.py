"""Shares of answers with their intervals: for nominal outcomes, and for any other."""

from __future__ import annotations

from typing import Any

import pandas as pd

from survey_analysis.present.escape import clean, cut
from survey_analysis.present.numbers import interval, show
from survey_analysis.report.chart import (
    Chart,
    DotPanel,
    LegendEntry,
    dots_of,
    numbers_of,
    padded,
    wrapped,
)
from survey_analysis.report.colours import GROUPS, INK
from survey_analysis.report.shown import Shown, parts_of, rows_of
from survey_analysis.report.wording import say

COLUMNS = [
    "outcome", "group_by", "group", "value", "label", "n", "share", "ci_low", "ci_high",
]  # fmt: skip
SPOKEN_DOTS = 60
MOST_ANSWERS = 40


def shares_chart(shown: Shown) -> Chart:
    """A panel per outcome (and grouping) with a row per answer and a dot per group."""
    lang = shown.lang
    title = say("shares", lang)
    frame = _prepared(shown)
    panels: list[DotPanel] = []
    for place, part in parts_of(frame, ["outcome", "group_by"]):
        groups = list(part["group"].unique())
        together = len(groups) <= len(GROUPS)
        chosen = [groups] if together else [[group] for group in groups]
        panels.extend(_panel(part, place, some, shown) for some in chosen)
    drawn = set(frame["outcome"])
    left_out = [o for o in shown.frames["table"]["outcome"].unique() if o not in drawn]
    return Chart(
        title=title,
        panels=tuple(panels),
        data=frame,
        alt_text=_alt_text(title, frame, shown),
        lang=lang,
        empty=say("empty", lang),
        footer=shown.footer(not_drawn=left_out),
    )


def _prepared(shown: Shown) -> pd.DataFrame:
    shares = shown.frames["shares"]
    answers = shares.groupby("outcome", sort=False)["value"].transform("nunique")
    known = shares.groupby("outcome", sort=False)["share"].transform(lambda s: s.notna().any())
    drawn = (answers <= MOST_ANSWERS) & known.astype(bool)
    frame = shares.loc[drawn, COLUMNS].reset_index(drop=True)
    frame["label"] = [
        shown.names.answer(row.outcome, row.value, row.label) for row in rows_of(frame)
    ]
    return frame


def _panel(part: pd.DataFrame, place: tuple[str, ...], groups: list[str], shown: Shown) -> DotPanel:
    outcome, by = place
    lang = shown.lang
    series, legend = [], []
    for position, group in enumerate(groups):
        rows = part[part["group"] == group]
        colour, marker = GROUPS[position] if len(groups) > 1 else (INK, "o")
        series.append(dots_of(rows, "share", colour, marker))
        if by:
            name = cut(clean(shown.names.group(by, group)), 48)
            label = f"{name} ({say('n', lang, n=show(rows['n'].sum(), 'count', lang))})"
            legend.append(LegendEntry(label=label, color=colour, marker=marker))
    first = part[part["group"] == groups[0]]
    name = shown.names.in_picture(outcome)
    title = f"{name} · {shown.names.variable(by)}" if by else name
    seen = part[part["group"].isin(groups)]
    low, high = padded((0.0, *numbers_of(seen, "share"), *numbers_of(seen, "ci_high")), (0.0, 1.0))
    return DotPanel(
        title=title,
        labels=tuple(wrapped(label, most_lines=2) for label in first["label"]),
        series=tuple(series),
        limits=(max(low, -0.01), high),
        axis_text=say("axis_share_plain", lang, level=shown.level),
        beside=() if by else tuple(show(n, "count", lang) for n in first["n"]),
        beside_title="" if by else "n",
        legend=tuple(legend),
        percent=True,
    )


def _alt_text(title: str, frame: pd.DataFrame, shown: Shown) -> str:
    lang = shown.lang
    if frame.empty:
        return say("empty", lang)
    spoken = []
    keys = ["outcome", "group_by", "group"]
    for (outcome, by, group), rows in parts_of(frame.head(SPOKEN_DOTS), keys):
        place = f", {shown.names.group(by, group)}" if by else ""
        answers = "; ".join(f"{row.label} {_told(row, lang)}" for row in rows_of(rows))
        n = say("n", lang, n=show(rows["n"].sum(), "count", lang))
        spoken.append(f"{shown.names.in_picture(outcome)}{place} ({n}): {answers}.")
    if len(frame) > SPOKEN_DOTS:
        spoken.append(say("alt_rest", lang, count=len(frame) - SPOKEN_DOTS))
    return say("alt_dots", lang, title=title, level=shown.level, panels=" ".join(spoken))


def _told(row: Any, lang: str) -> str:
    """`45.0% [41.2, 48.9%]`."""
    return f"{show(row.share, 'share', lang)} {interval(row.ci_low, row.ci_high, 'share', lang)}"
