"""Scree: eigenvalues of a domain beside those of answers that have nothing in common."""

from __future__ import annotations

import math

import pandas as pd

from survey_analysis.present.numbers import show
from survey_analysis.report.chart import (
    NAN,
    Chart,
    DotPanel,
    LegendEntry,
    Series,
    numbers_of,
    padded,
)
from survey_analysis.report.colours import GREY, INK
from survey_analysis.report.shown import Shown, parts_of, rows_of
from survey_analysis.report.wording import say

KEY = ["domain", "group_by", "group"]
LINES = (
    ("eigenvalue", "scree_data", INK, "o"),
    ("parallel_95", "scree_parallel", GREY, "s"),
    ("eigenvalue_polychoric", "scree_polychoric", "#0072B2", "D"),
    ("parallel_95_polychoric", "scree_parallel_polychoric", "#7FB8D8", "^"),
)
"""Column, word, colour and marker of each line."""


def scree_chart(shown: Shown) -> Chart:
    """A panel per domain (and group) with a line per kind of eigenvalue."""
    lang = shown.lang
    table = shown.frames["table"]
    columns = [column for column, *_ in LINES if column in table and table[column].notna().any()]
    keys = [name for name in KEY if name in table]
    frame = table[[*keys, "component", *columns]].reset_index(drop=True)
    parts = [
        (key, part) for key, part in parts_of(frame, keys) if part[columns].notna().any().any()
    ]
    drawn = {key[0] for key, _ in parts}
    left_out = [domain for domain in table["domain"].unique() if domain not in drawn]
    title = say("scree", lang)
    return Chart(
        title=title,
        panels=tuple(_panel(key, part, columns, shown) for key, part in parts),
        data=frame,
        alt_text=_alt_text(title, parts, shown),
        lang=lang,
        empty=say("empty", lang),
        footer=shown.footer(not_drawn=left_out),
    )


def _panel(key: tuple[str, ...], part: pd.DataFrame, columns: list[str], shown: Shown) -> DotPanel:
    lang, nothing = shown.lang, (NAN,) * len(part)
    looks = {column: look for column, *look in LINES}
    values = tuple(value for column in columns for value in numbers_of(part, column))
    return DotPanel(
        title=panel_title(key, shown),
        labels=tuple(
            say("component", lang, number=show(number, "count", lang))
            for number in part["component"]
        ),
        series=tuple(
            Series(
                estimates=numbers_of(part, column),
                lows=nothing,
                highs=nothing,
                color=looks[column][1],
                marker=looks[column][2],
                joined=True,
            )
            for column in columns
        ),
        limits=padded((*values, 0.0), None),
        axis_text=say("axis_scree", lang),
        beside=tuple(show(value, "decimal", lang) for value in numbers_of(part, columns[0])),
        beside_title="λ",
        legend=tuple(
            LegendEntry(
                label=say(looks[column][0], lang), color=looks[column][1], marker=looks[column][2]
            )
            for column in columns
        ),
    )


def panel_title(key: tuple[str, ...], shown: Shown) -> str:
    """The outcome, and the group where there is one."""
    outcome, *place = key
    name = shown.names.in_picture(outcome)
    if len(place) < 2 or not place[0]:
        return name
    by, group = place
    return f"{name} · {shown.names.variable(by)}: {shown.names.group(by, group)}"


def _alt_text(title: str, parts: list[tuple[tuple[str, ...], pd.DataFrame]], shown: Shown) -> str:
    lang = shown.lang
    if not parts:
        return say("empty", lang)
    spoken = [
        f"{panel_title(key, shown)}: "
        + "; ".join(
            f"{show(row.eigenvalue, 'decimal', lang)} ({show(row.parallel_95, 'decimal', lang)})"
            for row in rows_of(part)
            if math.isfinite(row.eigenvalue)
        )
        + "."
        for key, part in parts
    ]
    return say("alt_scree", lang, title=title, panels=" ".join(spoken))
