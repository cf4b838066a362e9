"""Likert bars: diverging stacked bars of ordered answers, and beside them who gave none.

Lower answers stand left of zero, higher ones right, half of a middle answer on each side
(Robbins and Heiberger 2011, "Plotting Likert and other rating scales", Proceedings of the
Survey Research Methods Section, American Statistical Association).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from survey_analysis.present.escape import clean, cut
from survey_analysis.present.names import REVERSED
from survey_analysis.present.numbers import show
from survey_analysis.report.chart import BarPanel, BarRow, Chart, LegendEntry, Segment, wrapped
from survey_analysis.report.colours import (
    DONT_KNOW,
    DONT_KNOW_HATCH,
    MOST_CATEGORIES,
    NO_ANSWER,
    NO_ANSWER_HATCH,
    diverging,
    letter_colour,
)
from survey_analysis.report.shown import Shown, listed, parts_of, rows_of
from survey_analysis.report.wording import say

INCHES_OF_BARS = 4.3
LEAST_LABELLED = 0.05
LABEL_INCHES = 0.2
SPOKEN_ROWS = 25
NBSP = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True, kw_only=True)
class Answered:
    """How one outcome was answered by one group.

    Attributes
    ----------
    codes, labels : the ordered categories.
    counts, shares : respondents and shares of valid answers, one per category.
    missing : share of all respondents by kind.
    """

    outcome: str
    group_by: str
    group: str
    label: str
    codes: tuple[str, ...]
    labels: tuple[str, ...]
    counts: tuple[int, ...]
    shares: tuple[float, ...]
    missing: dict[str, tuple[int, float]]

    @property
    def n(self) -> int:
        """Valid answers."""
        return sum(self.counts)

    @property
    def half(self) -> int:
        """How many categories lie on each side of the middle."""
        return len(self.codes) // 2

    @property
    def lower(self) -> float:
        """Share of the answers below the middle; nan where nobody answered."""
        return sum(self.shares[: self.half]) if self.n else math.nan

    @property
    def upper(self) -> float:
        """Share of the answers above the middle; nan where nobody answered."""
        return sum(self.shares[-self.half :]) if self.n else math.nan

    @property
    def asked(self) -> int:
        """Respondents, with and without a valid answer."""
        return self.n + sum(n for n, _ in self.missing.values())

    @property
    def unanswered_told(self) -> float:
        """Share of respondents without a valid answer; nan where there are none."""
        return sum(self.unanswered) if self.asked else math.nan

    @property
    def start(self) -> float:
        """Where the bar begins: the middle category is centred on zero."""
        middle = self.shares[self.half] if len(self.codes) % 2 else 0.0
        return -(sum(self.shares[: self.half]) + middle / 2)

    @property
    def unanswered(self) -> tuple[float, float]:
        """Shares of don't know and of all other missing kinds."""
        dont_know = self.missing.get("dont_know", (0, 0.0))[1]
        rest = sum(share for kind, (_, share) in self.missing.items() if kind != "dont_know")
        return dont_know, rest


def likert_chart(shown: Shown) -> Chart:
    """Bars of every ordered outcome with 2 to 11 categories; the rest is named below them."""
    lang, table = shown.lang, shown.frames["table"]
    rows = answered_rows(shown)
    rows = rows if any(row.asked for row in rows) else []
    drawn = {row.outcome for row in rows}
    domains = bool(rows) and all(shown.is_domain(row.outcome) for row in rows)
    title = say("likert_domains" if domains else "likert", lang)
    reach = 1.03 * max(
        (max(-row.start, row.start + sum(row.shares)) for row in rows if row.n), default=1.0
    )
    widest = max((sum(row.unanswered) for row in rows), default=0.0)
    kinds = {kind for row in rows for kind, (n, _) in row.missing.items() if n}
    unanswered = _missing_entries(kinds, lang)
    panels = tuple(_panel(part, shown, reach, widest, unanswered) for part in _panels(rows, shown))
    marks = any(REVERSED in row.label for row in rows)
    if len(panels) == 1 and panels[0].title:
        title = f"{panels[0].title}. {title}"
        panels = (replace(panels[0], title=""),)
    return Chart(
        title=title,
        panels=panels,
        data=_frame(rows),
        alt_text=_alt_text(title, rows, lang),
        lang=lang,
        empty=say("empty", lang),
        footer=(
            *((say("reversed_mark", lang),) if marks else ()),
            *shown.footer(not_drawn=[o for o in table["outcome"].unique() if o not in drawn]),
        ),
    )


def can_be_bars(shares: pd.DataFrame, shown: Shown) -> bool:
    """Whether any outcome has 2 to 11 ordered categories."""
    return any(
        _is_ordered(outcome, part["value"].nunique(), shown)
        for (outcome,), part in parts_of(shares, ["outcome"])
    )


def answered_rows(shown: Shown) -> list[Answered]:
    """The rows of bars, in the order of the result."""
    frames = shown.frames
    missing = dict(parts_of(frames["missing"], KEY))
    order = {name: place for place, name in enumerate(frames["table"]["outcome"].unique())}
    rows = [
        _answered(key, part, missing.get(key), shown)
        for key, part in parts_of(frames["shares"], KEY)
        if _is_ordered(key[0], len(part), shown)
    ]
    return sorted(rows, key=lambda row: order[row.outcome])


KEY = ["outcome", "group_by", "group"]


def _is_ordered(outcome: str, categories: int, shown: Shown) -> bool:
    return 2 <= categories <= MOST_CATEGORIES and not shown.is_nominal(outcome)


def _answered(
    key: tuple[str, ...], part: pd.DataFrame, missing: pd.DataFrame | None, shown: Shown
) -> Answered:
    outcome, group_by, group = key
    codes = [str(code) for code in part["value"]]
    labels = zip(codes, part["label"], strict=True)
    kinds = [] if missing is None else rows_of(missing)
    return Answered(
        outcome=outcome,
        group_by=group_by,
        group=group,
        label=shown.names.group(group_by, group) if group_by else shown.names.in_picture(outcome),
        codes=tuple(codes),
        labels=tuple(shown.names.answer(outcome, code, label) for code, label in labels),
        counts=tuple(int(n) for n in part["n"]),
        shares=tuple(float(share) for share in part["share"].fillna(0.0)),
        missing={row.kind: (int(row.n), _number(row.share)) for row in kinds},
    )


def _number(share: float) -> float:
    return float(share) if math.isfinite(share) else 0.0


def _panels(rows: Sequence[Answered], shown: Shown) -> list[list[Answered]]:
    """Neighbours with the same categories, of one domain or of one grouping."""
    panels: list[list[Answered]] = []
    for row in rows:
        if panels and _place(panels[-1][-1], shown) == _place(row, shown):
            panels[-1].append(row)
        else:
            panels.append([row])
    return panels


def _place(row: Answered, shown: Shown) -> tuple[object, ...]:
    item = shown.find_item(row.outcome)
    title = item.domain if item is not None else ""
    return (row.codes, row.labels, row.group_by, row.outcome if row.group_by else title)


def _panel(
    rows: Sequence[Answered],
    shown: Shown,
    reach: float,
    widest: float,
    unanswered: Sequence[LegendEntry],
) -> BarPanel:
    first, lang = rows[0], shown.lang
    colours = diverging(len(first.codes))
    entries = [
        LegendEntry(label=cut(clean(label), 60), color=colour)
        for label, colour in zip(first.labels, colours, strict=True)
    ]
    return BarPanel(
        title=_title(first, shown),
        rows=tuple(_bar(row, colours, reach, lang) for row in rows),
        reach=reach,
        missing_reach=max(widest, 0.02),
        legend=(*entries, *unanswered),
        axis_text=say("axis_share", lang),
        missing_title=say("missing_title", lang),
    )


def _title(row: Answered, shown: Shown) -> str:
    item = shown.find_item(row.outcome)
    if not row.group_by:
        return shown.names.in_picture(item.domain) if item is not None and item.domain else ""
    return f"{shown.names.in_picture(row.outcome)} · {shown.names.variable(row.group_by)}"


def _bar(row: Answered, colours: Sequence[str], reach: float, lang: str) -> BarRow:
    least = max(LEAST_LABELLED, LABEL_INCHES / (INCHES_OF_BARS / (2 * reach)))
    segments, left = [], row.start
    for share, colour in zip(row.shares, colours, strict=True):
        text = f"{100 * share:.0f}" if share >= least else ""
        segments.append(
            Segment(
                left=left, share=share, color=colour, text=text, text_color=letter_colour(colour)
            )
        )
        left += share
    dont_know, rest = row.unanswered
    return BarRow(
        label=wrapped(f"{row.label} (n{NBSP}={NBSP}{show(row.n, 'count', lang)})"),
        answers=tuple(segments) if row.n else (),
        missing=(
            Segment(left=0.0, share=dont_know, color=DONT_KNOW, hatch=DONT_KNOW_HATCH),
            Segment(left=dont_know, share=rest, color=NO_ANSWER, hatch=NO_ANSWER_HATCH),
        ),
        missing_text=show(row.unanswered_told, "rough_share", lang),
    )


def _missing_entries(kinds: set[str], lang: str) -> list[LegendEntry]:
    entries = []
    if "dont_know" in kinds:
        entries.append(
            LegendEntry(label=say("dont_know", lang), color=DONT_KNOW, hatch=DONT_KNOW_HATCH)
        )
    if kinds - {"dont_know"}:
        word = "below_minimum" if kinds == {"below_minimum"} else "other_missing"
        entries.append(LegendEntry(label=say(word, lang), color=NO_ANSWER, hatch=NO_ANSWER_HATCH))
    return entries


def _frame(rows: Sequence[Answered]) -> pd.DataFrame:
    """One row per bar segment: part "answer" (share of valid answers) or "missing" (of all)."""
    columns = [*KEY, "label", "part", "value", "category", "n", "share", "left", "n_valid"]
    records = []
    for row in rows:
        head = (row.outcome, row.group_by, row.group, row.label)
        left = row.start
        parts = zip(row.codes, row.labels, row.counts, row.shares, strict=True)
        for code, category, n, share in parts:
            seen = share if row.n else float("nan")
            records.append((*head, "answer", code, category, n, seen, left, row.n))
            left += share
        records.extend(
            (*head, "missing", kind, kind, n, share, float("nan"), row.n)
            for kind, (n, share) in row.missing.items()
        )
    return pd.DataFrame(records, columns=columns).astype({"n": "int64", "n_valid": "int64"})


def _alt_text(title: str, rows: Sequence[Answered], lang: str) -> str:
    if not rows:
        return say("empty", lang)
    first, half = rows[0], rows[0].half
    middle = first.labels[half] if len(first.labels) % 2 else ""
    spoken = [
        say(
            "alt_likert_row",
            lang,
            label=f"{row.label}",
            lower=show(row.lower, "rough_share", lang),
            upper=show(row.upper, "rough_share", lang),
            missing=show(row.unanswered_told, "rough_share", lang),
            n=show(row.n, "count", lang),
        )
        for row in rows[:SPOKEN_ROWS]
    ]
    if len(rows) > SPOKEN_ROWS:
        spoken.append(say("alt_rest", lang, count=len(rows) - SPOKEN_ROWS))
    return say(
        "alt_likert",
        lang,
        title=title,
        lower=listed(first.labels[:half], lang),
        upper=listed(first.labels[-half:], lang),
        middle=say("alt_middle", lang, middle=middle) if middle else "",
        rows=" ".join(spoken),
    )
