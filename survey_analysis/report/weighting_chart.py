"""Weighting: the margins before and after it beside their targets, and the weights."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from survey_analysis.present.numbers import show
from survey_analysis.present.weighting_report import WeightingReport
from survey_analysis.present.wording import Words
from survey_analysis.report.chart import (
    NAN,
    Chart,
    DotPanel,
    LegendEntry,
    Series,
    numbers_of,
    padded,
    wrapped,
)
from survey_analysis.report.colours import GROUPS, INK
from survey_analysis.report.shown import Shown, parts_of, rows_of
from survey_analysis.report.wording import say
from survey_analysis.tables.counts import FloatArray

LOOKS = (("before", *GROUPS[1]), ("after", *GROUPS[0]), ("target", *GROUPS[2]))
"""Column, colour and marker of each series of dots."""
PERCENTILES = (0, 1, 5, 25, 50, 75, 95, 99, 100)
SPOKEN_GROUPS = 60

WORDS = {
    "title": Words("Weighting to margins", "Взвешивание по распределениям"),
    "before": Words("before weighting", "до взвешивания"),
    "after": Words("after weighting", "после взвешивания"),
    "target": Words("target", "цель"),
    "axis": Words(
        "per cent of respondents with a value", "процент респондентов, у которых есть значение"
    ),
    "weights": Words("Distribution of the weights", "Распределение весов"),
    "axis_weights": Words(
        "weight, in mean weights; line: the mean", "вес в средних весах; линия: среднее"
    ),
    "percentile": Words("{at}th percentile", "{at}-й процентиль"),
    "first": Words("1st percentile", "1-й процентиль"),
    "smallest": Words("smallest", "наименьший"),
    "median": Words("median", "медиана"),
    "largest": Words("largest", "наибольший"),
    "base": Words("base weights", "исходные веса"),
    "raked": Words("weights", "веса"),
    "footer": Words(
        "{n} respondents count like {n_eff} (Kish's design effect {deff}).",
        "Респондентов: {n}; из-за неравных весов точность как у {n_eff} (эффект дизайна Киша "
        "{deff}).",
    ),
    "alt_margins": Words(
        "{title}. Shares before weighting, after it, and the target. {panels}",
        "{title}. Доли до взвешивания, после него и цель. {panels}",
    ),
    "alt": Words(
        "{title}. Shares before weighting, after it, and the target. {panels} Weights, in mean "
        "weights: {weights}.",
        "{title}. Доли до взвешивания, после него и цель. {panels} Веса в средних весах: "
        "{weights}.",
    ),
}


def weighting_chart(shown: Shown) -> Chart:
    """A panel per margin with dots before, after and target, and one of the weights."""
    report, lang = shown.result, shown.lang
    assert isinstance(report, WeightingReport)
    margins = shown.frames["table"].reset_index(drop=True)
    told_one_by_one = shown.frames["distribution"]["largest"].notna().any()
    weights = _percentiles(report) if told_one_by_one else pd.DataFrame()
    title = WORDS["title"].say(lang)
    hidden = len(report.table) - len(margins)
    told = WORDS["footer"].say(
        lang,
        n=show(int((report.weights > 0).sum()), "count", lang),
        n_eff=show(round(report.n_eff), "count", lang),
        deff=show(report.deff_kish, "decimal", lang),
    )
    footer = [told] if len(shown.frames["distribution"]) else []
    if hidden:
        footer.append(say("hidden", lang, count=hidden, smallest=shown.codebook.min_cell))
    shares = tuple(value for name, *_ in LOOKS for value in numbers_of(margins, name))
    low, high = padded((0.0, *shares), (0.0, 1.0))
    limits = max(low, -0.01), high
    panels = [_margin(by, part, limits, shown) for (by,), part in parts_of(margins, ["grouping"])]
    return Chart(
        title=title,
        panels=(*panels, *([_weights(weights, shown)] if told_one_by_one else ())),
        data=pd.concat(
            [margins.assign(part="margin"), weights.assign(part="weight")], ignore_index=True
        ),
        alt_text=_alt_text(title, margins, weights, shown),
        lang=lang,
        empty=say("empty", lang),
        footer=tuple(footer),
    )


def _percentiles(report: WeightingReport) -> pd.DataFrame:
    """Percentiles of the weights and, where they are unequal, of the base weights."""
    columns = {"raked": report.weights}
    if "base" in set(report.distribution["which"]):
        columns["base"] = report.base

    def of(weights: FloatArray) -> FloatArray:
        held = weights[weights > 0]
        return np.asarray(np.percentile(held, PERCENTILES) / held.mean())

    found = {name: of(weights) for name, weights in columns.items()}
    return pd.DataFrame({"percentile": PERCENTILES, **found})


def _margin(by: str, part: pd.DataFrame, limits: tuple[float, float], shown: Shown) -> DotPanel:
    lang, names = shown.lang, shown.names
    nothing = (NAN,) * len(part)
    return DotPanel(
        title=names.variable(by),
        labels=tuple(wrapped(names.group(by, group), most_lines=2) for group in part["group"]),
        series=tuple(
            Series(
                estimates=numbers_of(part, name),
                lows=nothing,
                highs=nothing,
                color=color,
                marker=marker,
            )
            for name, color, marker in LOOKS
        ),
        limits=limits,
        axis_text=WORDS["axis"].say(lang),
        legend=tuple(
            LegendEntry(label=WORDS[name].say(lang), color=color, marker=marker)
            for name, color, marker in LOOKS
        ),
        percent=True,
    )


def _weights(frame: pd.DataFrame, shown: Shown) -> DotPanel:
    lang, nothing = shown.lang, (NAN,) * len(frame)
    looks = [("raked", INK, "o")]
    if "base" in frame:
        looks.append(("base", *GROUPS[4]))
    values = tuple(value for name, *_ in looks for value in numbers_of(frame, name))
    return DotPanel(
        title=WORDS["weights"].say(lang),
        labels=tuple(_percentile(at, lang) for at in PERCENTILES),
        series=tuple(
            Series(
                estimates=numbers_of(frame, name),
                lows=nothing,
                highs=nothing,
                color=color,
                marker=marker,
                joined=True,
            )
            for name, color, marker in looks
        ),
        limits=padded((0.0, *values), None),
        axis_text=WORDS["axis_weights"].say(lang),
        beside=tuple(show(value, "decimal", lang) for value in numbers_of(frame, "raked")),
        beside_title=WORDS["raked"].say(lang),
        legend=tuple(
            LegendEntry(label=WORDS[name].say(lang), color=color, marker=marker)
            for name, color, marker in looks
            if len(looks) > 1
        ),
        line=1.0,
    )


def _percentile(at: int, lang: str) -> str:
    named = {0: "smallest", 1: "first", 50: "median", 100: "largest"}
    return WORDS[named.get(at, "percentile")].say(lang, at=at)


def _alt_text(title: str, margins: pd.DataFrame, weights: pd.DataFrame, shown: Shown) -> str:
    lang = shown.lang
    panels = " ".join(_spoken(margins.head(SPOKEN_GROUPS), shown))
    rest = len(margins) - SPOKEN_GROUPS
    more = f" {say('alt_rest', lang, count=rest)}" if rest > 0 else ""
    if weights.empty:
        return WORDS["alt_margins"].say(lang, title=title, panels=panels + more)
    told = "; ".join(
        f"{_percentile(at, lang)} {show(value, 'decimal', lang)}"
        for at, value in zip(PERCENTILES, numbers_of(weights, "raked"), strict=True)
    )
    return WORDS["alt"].say(lang, title=title, panels=panels + more, weights=told)


def _spoken(margins: pd.DataFrame, shown: Shown) -> Iterator[str]:
    """`Age: 18-24 10.2%, 15.0%, 15.0%; ...`."""
    for (by,), part in parts_of(margins, ["grouping"]):
        groups = "; ".join(
            f"{shown.names.group(by, row.group)} "
            + ", ".join(
                show(value, "share", shown.lang) for value in (row.before, row.after, row.target)
            )
            for row in rows_of(part)
        )
        yield f"{shown.names.variable(by)}: {groups}."
