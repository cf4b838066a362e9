"""Error of measurement by score: how exact is a score in each band of its range?"""

from __future__ import annotations

import pandas as pd

from survey_analysis.present.escape import clean
from survey_analysis.present.numbers import show
from survey_analysis.report.chart import NAN, Chart, DotPanel, Series, numbers_of, padded
from survey_analysis.report.scree import panel_title
from survey_analysis.report.shown import Shown, parts_of, rows_of
from survey_analysis.report.wording import say

KEY = ["outcome", "group_by", "group"]


def score_error_chart(shown: Shown) -> Chart:
    """A panel per outcome (and group) with a dot per band of the score."""
    lang = shown.lang
    bands = shown.frames["bands"]
    whole = {
        tuple(map(str, row[:3])): row.sem for row in rows_of(shown.frames["table"][[*KEY, "sem"]])
    }
    frame = bands[[*KEY, "band", "low", "high", "n", "sem"]].reset_index(drop=True)
    parts = [(key, part) for key, part in parts_of(frame, KEY) if part["sem"].notna().any()]
    drawn = {key[0] for key, _ in parts}
    table = shown.frames["table"]
    title = say("score_error", lang)
    return Chart(
        title=title,
        panels=tuple(_panel(key, part, whole.get(key, NAN), shown) for key, part in parts),
        data=frame,
        alt_text=_alt_text(title, parts, shown),
        lang=lang,
        empty=say("empty", lang),
        footer=shown.footer(not_drawn=[o for o in table["outcome"].unique() if o not in drawn]),
    )


def _panel(key: tuple[str, ...], part: pd.DataFrame, sem: float, shown: Shown) -> DotPanel:
    lang, nothing = shown.lang, (NAN,) * len(part)
    values = numbers_of(part, "sem")
    return DotPanel(
        title=panel_title(key, shown),
        labels=tuple(clean(band) for band in part["band"]),
        series=(Series(estimates=values, lows=nothing, highs=nothing),),
        limits=padded((*values, sem, 0.0), None),
        axis_text=say("axis_score_error", lang),
        beside=tuple(show(n, "count", lang) for n in numbers_of(part, "n")),
        beside_title="n",
        line=sem,
    )


def _alt_text(title: str, parts: list[tuple[tuple[str, ...], pd.DataFrame]], shown: Shown) -> str:
    lang = shown.lang
    if not parts:
        return say("empty", lang)
    spoken = [
        f"{panel_title(key, shown)}: "
        + "; ".join(
            f"{clean(row.band)}: {show(row.sem, 'decimal', lang)}, "
            f"{say('n', lang, n=show(row.n, 'count', lang))}"
            for row in rows_of(part)
        )
        + "."
        for key, part in parts
    ]
    return say("alt_score_error", lang, title=title, panels=" ".join(spoken))
