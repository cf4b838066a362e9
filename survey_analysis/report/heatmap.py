"""Heat map: the effects of all comparisons, darker where they are larger."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

import pandas as pd

from survey_analysis.present.escape import clean
from survey_analysis.present.numbers import NO_NUMBER, marks_of, show
from survey_analysis.present.terms import term
from survey_analysis.present.wording import Words
from survey_analysis.report.chart import Cell, Chart, GridPanel, LegendEntry, wrapped
from survey_analysis.report.colours import SHADES, UNSURE, letter_colour
from survey_analysis.report.shown import Shown, rows_of
from survey_analysis.report.wording import say
from survey_analysis.statistics.effect_labels import ALPHA, RULES

COLUMNS = [
    "outcome", "group_by", "effect_name", "effect", "effect_ci_low", "effect_ci_high", "p_adjusted",
    "effect_label",
]  # fmt: skip
MOST_COLUMNS = 10
SPOKEN_CELLS = 60
LABEL, LABEL_LESS = 64, 4
"""Letters in a line of a row label, and how many fewer for each column."""
SHARES = (0.01, 0.06, 0.14)
OTHERS = (0.1, 0.3, 0.5)

WORDS = {
    "title": Words("Overview of comparisons: size of effects", "Обзор сравнений: размер эффектов"),
    "first": Words("below {high}", "меньше {high}"),
    "between": Words("{low} to {high}", "от {low} до {high}"),
    "last": Words("{low} and more", "{low} и больше"),
    "unsure": Words("p ≥ .05", "p ≥ 0,05"),
    "footer": Words(
        "Pale, not bold: p ≥ .05 after the adjustment ({adjust}; tests: {tests}), so that there "
        "may be no effect. {nothing}: no test.",
        "Бледно, не полужирно: p ≥ 0,05 после поправки ({adjust}; тестов: {tests}), так что "
        "эффекта может не быть. {nothing}: критерий не вычислен.",
    ),
    "alt": Words(
        "{title}. A grid of numbers, darker for larger effects. {panels}",
        "{title}. Таблица чисел, чем темнее, тем больше эффект. {panels}",
    ),
}


def heatmap_chart(shown: Shown) -> Chart:
    """A panel per kind of effect, a row per outcome, a column per grouping."""
    lang = shown.lang
    frame = shown.frames["table"][COLUMNS].reset_index(drop=True)
    parts = list(_parts(frame))
    title = WORDS["title"].say(lang)
    adjust = term(str(shown.option("adjust", "none")), lang)
    tests = int(frame["p_adjusted"].notna().sum())
    told = WORDS["footer"].say(lang, adjust=adjust, tests=tests, nothing=NO_NUMBER)
    return Chart(
        title=title,
        panels=tuple(panel for kind, part in parts for panel in _panels(kind, part, shown)),
        data=frame,
        alt_text=_alt_text(title, parts, shown),
        lang=lang,
        empty=say("empty", lang),
        footer=(told, *shown.footer()[:1]),
    )


def _parts(frame: pd.DataFrame) -> Iterator[tuple[tuple[str, ...], pd.DataFrame]]:
    """The outcomes that follow each other and share a kind of effect."""
    of = {
        str(name): tuple(dict.fromkeys(map(str, rows["effect_name"])))
        for name, rows in frame.groupby("outcome", sort=False)
    }
    for kinds, members in groupby(of, key=of.__getitem__):
        yield kinds, frame[frame["outcome"].isin(list(members))]


def _panels(kinds: tuple[str, ...], part: pd.DataFrame, shown: Shown) -> Iterator[GridPanel]:
    lang, bounds = shown.lang, _bounds(kinds[0])
    outcomes, groupings = list(part["outcome"].unique()), list(part["group_by"].unique())
    cells = {
        (row.outcome, row.group_by): _cell(row.effect_name, row.effect, row.p_adjusted, lang)
        for row in rows_of(part)
    }
    nothing = Cell(text=NO_NUMBER)
    for start in range(0, len(groupings), MOST_COLUMNS):
        some = groupings[start : start + MOST_COLUMNS]
        line = LABEL - LABEL_LESS * len(some)
        yield GridPanel(
            title=", ".join(term(kind, lang) for kind in kinds),
            labels=tuple(wrapped(shown.names.in_picture(o), line, 2) for o in outcomes),
            headings=tuple(clean(shown.names.variable(by)) for by in some),
            # a comparison of so few respondents that it is hidden has no row
            cells=tuple(tuple(cells.get((o, by), nothing) for by in some) for o in outcomes),
            legend=tuple(_legend(bounds, lang)),
        )


def _bounds(kind: str) -> tuple[float, ...]:
    """Sizes at which the colour changes: those of the rule for this effect, if there is one."""
    if kind in RULES:
        return RULES[kind].bounds
    return SHARES if kind.endswith("_squared") else OTHERS


def _cell(kind: str, effect: float, p: float, lang: str) -> Cell:
    if math.isnan(effect):
        return Cell(text=NO_NUMBER)
    text = show(effect, "coefficient", lang)
    if not p < ALPHA:
        return Cell(text=text, color=UNSURE)
    size = abs(effect - (RULES[kind].centre if kind in RULES else 0.0))
    color = SHADES[sum(size >= bound for bound in _bounds(kind))]
    return Cell(text=text, color=color, text_color=letter_colour(color), bold=True)


def _legend(bounds: Sequence[float], lang: str) -> Iterator[LegendEntry]:
    ends = [f"{bound:g}".replace(".", marks_of(lang).decimal) for bound in bounds]
    words = [
        WORDS["first"].say(lang, high=ends[0]),
        *(WORDS["between"].say(lang, low=low, high=high) for low, high in pairwise(ends)),
        WORDS["last"].say(lang, low=ends[-1]),
    ]
    for color, text in zip(SHADES, words, strict=True):
        yield LegendEntry(label=text, color=color)
    yield LegendEntry(label=WORDS["unsure"].say(lang), color=UNSURE)


def _alt_text(
    title: str, parts: Sequence[tuple[tuple[str, ...], pd.DataFrame]], shown: Shown
) -> str:
    lang = shown.lang
    if not parts:
        return say("empty", lang)
    spoken, left = [], SPOKEN_CELLS
    for kinds, part in parts:
        lines = []
        for outcome, rows in part.head(left).groupby("outcome", sort=False):
            cells = "; ".join(
                f"{shown.names.variable(row.group_by)} {_told(row.effect, row.p_adjusted, lang)}"
                for row in rows_of(rows)
            )
            lines.append(f"{shown.names.in_picture(str(outcome))}: {cells}.")
        left = max(0, left - len(part))
        if lines:
            spoken.append(f"{', '.join(term(kind, lang) for kind in kinds)}. {' '.join(lines)}")
    rest = sum(len(part) for _, part in parts) - SPOKEN_CELLS
    if rest > 0:
        spoken.append(say("alt_rest", lang, count=rest))
    return WORDS["alt"].say(lang, title=title, panels=" ".join(spoken))


def _told(effect: float, p: float, lang: str) -> str:
    """`0.024 (p < .001)`."""
    if math.isnan(effect):
        return NO_NUMBER
    said = show(p, "p_value", lang)
    return f"{show(effect, 'coefficient', lang)} (p {said if said[0] == '<' else f'= {said}'})"
