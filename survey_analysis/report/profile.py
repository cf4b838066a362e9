"""Means with intervals: the domain profile by group, and group comparisons.

Up to seven groups are dots of one row per outcome, told apart by colour and marker; more groups
are rows of their own, a panel per outcome.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from survey_analysis.present.escape import clean, cut
from survey_analysis.present.numbers import interval, show
from survey_analysis.present.terms import term
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

COLUMNS = ["outcome", "group_by", "group", "label", "n", "mean", "ci_low", "ci_high"]
ROWS_FOR_NARROW_COLUMNS = 30
SPOKEN_DOTS = 60
EFFECT_SYMBOLS = {
    "hedges_g": "g", "omega_squared": "ω²", "epsilon_squared": "ε²",
    "rank_epsilon_squared": "ε²", "rank_eta_squared": "η²", "cliffs_delta": "δ",
    "probability_of_superiority": "P", "cramers_v": "V", "kendall_tau_b": "τ", "somers_d": "d",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Means:
    """Means of some outcomes in the groups of one grouping.

    Attributes
    ----------
    frame : outcome, group_by, group, label, n, mean, ci_low, ci_high; `label` names the group.
    by : the grouping, "" for everybody.
    """

    frame: pd.DataFrame
    by: str
    shown: Shown

    @property
    def outcomes(self) -> list[str]:
        """Outcomes in their order."""
        return list(self.frame["outcome"].unique())

    @property
    def groups(self) -> list[str]:
        """Groups in their order."""
        return list(self.frame["group"].unique())


def profile_chart(shown: Shown) -> Chart:
    """Domain profile by group: a panel per grouping with a row per outcome."""
    table = shown.frames["table"]
    frame = _prepared(table, shown)
    left_out = _without_mean(table, frame)
    parts = _by_grouping(frame, shown)
    if len(parts) == 1:
        by = shown.names.variable(parts[0].by) if parts[0].by else ""
        title = say("profile" if by else "profile_whole", shown.lang, grouping=by)
    else:
        title = say("profile_whole", shown.lang)
    panels: list[DotPanel] = []
    columns = 1
    for part in parts:
        if len(part.groups) <= len(GROUPS):
            panels.extend(_profile_panels(part, titled=len(parts) > 1))
        else:
            found = [
                _outcome_panel(part, outcome, {}, named=len(parts) > 1) for outcome in part.outcomes
            ]
            columns = max(columns, _columns(len(found), len(part.groups))) if len(parts) == 1 else 1
            panels.extend(found)
    return _chart(shown, title, panels, frame, columns, left_out)


def domains_chart(shown: Shown) -> Chart:
    """Domains compared within persons: their profile, with a word on what intervals do not tell."""
    means = shown.frames["means"].rename(columns={"domain": "outcome"})
    chart = profile_chart(replace(shown, frames={"table": means}))
    return replace(chart, footer=(*chart.footer, say("within_persons", shown.lang)))


def groups_chart(shown: Shown) -> Chart:
    """Group comparisons: a panel per outcome and grouping, with the adjusted p in its title."""
    groups = shown.frames["groups"]
    frame = _prepared(groups, shown)
    left_out = _without_mean(groups, frame)
    tests = _tests(shown)
    parts = _by_grouping(frame, shown)
    several = len(parts) > 1
    panels = [
        _outcome_panel(part, outcome, tests, named=several)
        for part in parts
        for outcome in part.outcomes
    ]
    columns = 1
    if len(parts) == 1:
        columns = _columns(len(panels), len(parts[0].groups))
    title = say("groups", shown.lang)
    if len(parts) == 1:
        title = f"{title}: {shown.names.variable(parts[0].by)}"
    return _chart(shown, title, panels, frame, columns, left_out)


def _prepared(table: pd.DataFrame, shown: Shown) -> pd.DataFrame:
    """The rows of outcomes that have a mean somewhere, with the names of their groups."""
    known = table.groupby("outcome", sort=False)["mean"].transform(lambda mean: mean.notna().any())
    frame = table[known.astype(bool)].copy()
    pairs = zip(frame["group_by"], frame["group"], strict=True)
    frame["label"] = [shown.names.group(by, group) if by else "" for by, group in pairs]
    return frame[COLUMNS].reset_index(drop=True)


def _without_mean(table: pd.DataFrame, frame: pd.DataFrame) -> list[str]:
    drawn = set(frame["outcome"])
    return [outcome for outcome in table["outcome"].unique() if outcome not in drawn]


def _by_grouping(frame: pd.DataFrame, shown: Shown) -> list[Means]:
    return [Means(frame=part, by=by, shown=shown) for (by,), part in parts_of(frame, ["group_by"])]


def _profile_panels(part: Means, *, titled: bool) -> list[DotPanel]:
    """One panel per range of values: outcomes of one scale share an axis."""
    ranges: dict[object, list[str]] = {}
    for outcome in part.outcomes:
        bounds = part.shown.bounds(outcome)
        own = bounds is None or not part.shown.is_scale(outcome)
        ranges.setdefault(outcome if own else bounds, []).append(outcome)
    title = part.shown.names.variable(part.by) if titled and part.by else ""
    panels = [_profile_panel(part, outcomes) for outcomes in ranges.values()]
    return [
        replace(panel, title=title) if place == 0 else panel for place, panel in enumerate(panels)
    ]


def _profile_panel(part: Means, outcomes: Sequence[str]) -> DotPanel:
    lang = part.shown.lang
    series, legend = [], []
    groups = part.groups
    for place, group in enumerate(groups):
        rows = part.frame[part.frame["group"] == group].set_index("outcome").reindex(list(outcomes))
        colour, marker = GROUPS[place] if len(groups) > 1 else (INK, "o")
        series.append(dots_of(rows, "mean", colour, marker))
        if part.by:
            name = cut(clean(part.shown.names.group(part.by, group)), 48)
            label = f"{name} ({_n_range(part.frame[part.frame['group'] == group], lang)})"
            legend.append(LegendEntry(label=label, color=colour, marker=marker))
    return DotPanel(
        labels=tuple(wrapped(part.shown.names.in_picture(outcome), 30) for outcome in outcomes),
        series=tuple(series),
        limits=_limits(part, outcomes),
        axis_text=_axis_text(part, outcomes[0]),
        legend=tuple(legend),
        beside=() if part.by else tuple(show(n, "count", lang) for n in numbers_of(rows, "n")),
        beside_title="" if part.by else "n",
    )


def _outcome_panel(
    part: Means, outcome: str, tests: Mapping[tuple[str, str], str], *, named: bool
) -> DotPanel:
    """One outcome, a row per group of the grouping, which is `named` where there are several.

    Panels side by side share their labels.
    """
    rows = part.frame[part.frame["outcome"] == outcome].set_index("group").reindex(part.groups)
    lang = part.shown.lang
    title = part.shown.names.in_picture(outcome)
    return DotPanel(
        title=f"{title} · {part.shown.names.variable(part.by)}" if named else title,
        subtitle=tests.get((outcome, part.by), ""),
        labels=tuple(
            wrapped(part.shown.names.group(part.by, group), 30, 2) for group in part.groups
        ),
        series=(dots_of(rows, "mean"),),
        limits=_limits(part, _alike(part, outcome)),
        axis_text=_axis_text(part, outcome),
        beside=tuple(_size(n, lang) for n in numbers_of(rows, "n")),
        beside_title="n",
    )


def _size(n: float, lang: str) -> str:
    """The n of a group, or that it is hidden."""
    return say("hidden_n", lang) if math.isnan(n) else show(n, "count", lang)


def _alike(part: Means, outcome: str) -> list[str]:
    """Outcomes with the scale of this one: they share an axis, so that they can be compared."""
    shown, bounds = part.shown, part.shown.bounds(outcome)
    if not shown.is_scale(outcome):
        return [outcome]
    return [o for o in part.outcomes if shown.is_scale(o) and shown.bounds(o) == bounds]


def _limits(part: Means, outcomes: Sequence[str]) -> tuple[float, float]:
    rows = part.frame[part.frame["outcome"].isin(list(outcomes))]
    values = tuple(
        value for name in ("mean", "ci_low", "ci_high") for value in numbers_of(rows, name)
    )
    return padded(values, part.shown.bounds(outcomes[0]))


def _axis_text(part: Means, outcome: str) -> str:
    bounds, lang = part.shown.bounds(outcome), part.shown.lang
    if bounds is None:
        return say("axis_mean", lang, level=part.shown.level)
    low, high = (f"{bound:g}" for bound in bounds)
    return say("axis_mean_scale", lang, level=part.shown.level, low=low, high=high)


def _n_range(rows: pd.DataFrame, lang: str) -> str:
    low, high = min(numbers_of(rows, "n")), max(numbers_of(rows, "n"))
    if low == high or math.isnan(low):
        return say("n", lang, n=show(high, "count", lang))
    return say("n_to", lang, low=show(low, "count", lang), high=show(high, "count", lang))


def _tests(shown: Shown) -> dict[tuple[str, str], str]:
    """What the title of each panel says about its test."""
    return {
        (row.outcome, row.group_by): _test_text(row, shown.lang)
        for row in rows_of(shown.frames["table"])
    }


def _test_text(row: Any, lang: str) -> str:
    if not math.isfinite(row.p_value):
        return say("no_test", lang)
    p = show(row.p_adjusted, "p_value", lang)
    p = f"p {p}" if p.startswith("<") else f"p = {p}"
    told = p if row.adjust == "none" else f"{p} ({term(row.adjust, lang)})"
    symbol = EFFECT_SYMBOLS.get(row.effect_name, row.effect_name)
    effect = f"{symbol} = {show(row.effect, 'coefficient', lang)}"
    ends = row.effect_ci_low, row.effect_ci_high
    return f"{told}, {effect} {interval(*ends, 'coefficient', lang, nothing='')}".rstrip()


def _columns(panels: int, rows: int) -> int:
    if panels < 2:
        return 1
    return 4 if rows > ROWS_FOR_NARROW_COLUMNS and panels >= 4 else 2


def _chart(
    shown: Shown,
    title: str,
    panels: Sequence[DotPanel],
    frame: pd.DataFrame,
    columns: int,
    left_out: Sequence[str],
) -> Chart:
    return Chart(
        title=title,
        panels=tuple(panels),
        data=frame,
        alt_text=_alt_text(title, shown, frame),
        lang=shown.lang,
        empty=say("empty", shown.lang),
        columns=columns,
        footer=shown.footer(not_drawn=left_out),
    )


def _alt_text(title: str, shown: Shown, frame: pd.DataFrame) -> str:
    lang = shown.lang
    if frame.empty:
        return say("empty", lang)
    tests = _tests(shown) if "groups" in shown.frames else {}
    spoken = []
    for (outcome, by), rows in parts_of(frame.head(SPOKEN_DOTS), ["outcome", "group_by"]):
        test = tests.get((outcome, by), "")
        dots = "; ".join(_spoken(row, lang) for row in rows_of(rows))
        head = shown.names.in_picture(outcome) + (f" ({test})" if test else "")
        spoken.append(f"{head}: {dots}.")
    if len(frame) > SPOKEN_DOTS:
        spoken.append(say("alt_rest", lang, count=len(frame) - SPOKEN_DOTS))
    return say("alt_dots", lang, title=title, level=shown.level, panels=" ".join(spoken))


def _spoken(row: Any, lang: str) -> str:
    told = interval(row.ci_low, row.ci_high, "decimal", lang, nothing="")
    value = " ".join(part for part in (row.label, show(row.mean, "decimal", lang), told) if part)
    return f"{value}, {say('n', lang, n=show(row.n, 'count', lang))}"
