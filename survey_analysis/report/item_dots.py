"""Items of a domain: alpha if dropped, and the item-rest correlation."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, Literal

import pandas as pd

from survey_analysis.present.names import REVERSED
from survey_analysis.present.numbers import interval, show
from survey_analysis.report.chart import (
    NAN,
    Chart,
    DotPanel,
    dots_of,
    numbers_of,
    padded,
    wrapped,
)
from survey_analysis.report.shown import Shown, parts_of, rows_of
from survey_analysis.report.wording import say

ItemColumn = Literal["alpha_if_dropped", "item_rest_r"]
KEY = ["domain", "group_by", "group"]
COLUMNS = [
    *KEY, "item", "label", "reverse", "n", "value", "ci_low", "ci_high", "alpha", "alpha_ci_low",
    "alpha_ci_high",
]  # fmt: skip
SPOKEN_PANELS = 20


def items_chart(shown: Shown, column: ItemColumn) -> Chart:
    """A panel per domain (and group) with a dot per item."""
    word = "alpha_if_dropped" if column == "alpha_if_dropped" else "item_rest"
    lang = shown.lang
    title = say(word, lang)
    frame = _prepared(shown, column)
    limits = _limits(frame, column)
    parts = list(_parts(frame))
    drawn = {str(key[0]) for key, _ in parts}
    left_out = [d for d in shown.frames["table"]["domain"].unique() if d not in drawn]
    reversed_ = bool(frame["reverse"].any())
    return Chart(
        title=title,
        panels=tuple(_panel(key, part, shown, column, limits) for key, part in parts),
        data=frame,
        alt_text=_alt_text(title, parts, shown),
        lang=lang,
        empty=say("empty", lang),
        footer=(
            *((say("reversed_turned", lang),) if reversed_ else ()),
            *shown.footer(not_drawn=left_out),
        ),
    )


def _prepared(shown: Shown, column: ItemColumn) -> pd.DataFrame:
    whole_scale = shown.frames["table"][[*KEY, "alpha", "alpha_ci_low", "alpha_ci_high"]]
    items = shown.frames["items"][[*KEY, "item", "reverse", "n"]].assign(
        **{
            name: shown.frames["items"].get(source, NAN)
            for name, source in (
                ("value", column),
                ("ci_low", f"{column}_ci_low"),
                ("ci_high", f"{column}_ci_high"),
            )
        }
    )
    frame = items.merge(whole_scale, on=KEY, how="left", sort=False)
    frame["label"] = [shown.names.in_picture(item) for item in frame["item"]]
    if column == "item_rest_r":
        frame[["alpha", "alpha_ci_low", "alpha_ci_high"]] = NAN
    return frame[COLUMNS]


def _parts(frame: pd.DataFrame) -> Iterator[tuple[tuple[str, ...], pd.DataFrame]]:
    for key, part in parts_of(frame, KEY):
        if part["value"].notna().any():
            yield key, part


def _limits(frame: pd.DataFrame, column: ItemColumn) -> tuple[float, float]:
    names = ["value", "ci_low", "ci_high", "alpha", "alpha_ci_low", "alpha_ci_high"]
    values = tuple(value for name in names for value in numbers_of(frame, name))
    extra = (0.0,) if column == "item_rest_r" else ()
    low, high = padded((*values, *extra), None)
    return max(low, -1.5), min(high, 1.02)


def _panel(
    key: tuple[str, ...],
    part: pd.DataFrame,
    shown: Shown,
    column: ItemColumn,
    limits: tuple[float, float],
) -> DotPanel:
    first, lang = part.iloc[0], shown.lang
    alpha = column == "alpha_if_dropped"
    return DotPanel(
        title=_title(key, shown),
        labels=tuple(wrapped(label) for label in part["label"]),
        series=(dots_of(part, "value"),),
        limits=limits,
        axis_text=say("axis_alpha" if alpha else "axis_item_rest", lang, level=shown.level),
        beside=tuple(show(value, "coefficient", lang) for value in numbers_of(part, "value")),
        beside_title="α" if alpha else "r",
        line=float(first["alpha"]) if alpha else 0.0,
        band=(float(first["alpha_ci_low"]), float(first["alpha_ci_high"])),
    )


def _title(key: tuple[str, ...], shown: Shown) -> str:
    domain, by, group = key
    place = f" · {shown.names.variable(by)}: {shown.names.group(by, group)}" if by else ""
    return f"{shown.names.in_picture(domain)}{place}"


def _alt_text(title: str, parts: list[tuple[tuple[str, ...], pd.DataFrame]], shown: Shown) -> str:
    lang = shown.lang
    if not parts:
        return say("empty", lang)
    spoken = [
        f"{_title(key, shown)}{_spoken_alpha(part.iloc[0], lang)}: "
        + "; ".join(
            f"{row.label.removesuffix(REVERSED).strip()} {show(row.value, 'coefficient', lang)}"
            for row in rows_of(part)
        )
        + "."
        for key, part in parts[:SPOKEN_PANELS]
    ]
    rest = sum(len(part) for _, part in parts[SPOKEN_PANELS:])
    if rest:
        spoken.append(say("alt_rest", lang, count=rest))
    return say("alt_plain_dots", lang, title=title, panels=" ".join(spoken))


def _spoken_alpha(row: Any, lang: str) -> str:
    if not math.isfinite(row["alpha"]):
        return ""
    ends = row["alpha_ci_low"], row["alpha_ci_high"]
    told = interval(*ends, "coefficient", lang, nothing="")
    alpha = f"{show(row['alpha'], 'coefficient', lang)} {told}".rstrip()
    return f" ({say('alt_alpha', lang, alpha=alpha)})"
