"""Ink: bars, dots and letters on axes that `figures.py` made."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from survey_analysis.present.numbers import marks_of, show
from survey_analysis.report.chart import (
    BarPanel,
    DotPanel,
    GridPanel,
    Segment,
    Series,
    rounded_ticks,
)
from survey_analysis.report.colours import BAND, INK
from survey_analysis.report.layout import (
    GAP,
    PANEL_SIZE,
    SIDE,
    SIDE_TEXT,
    SWATCH,
    TEXT_SIZE,
    Box,
    Layout,
    PlacedEntry,
    PlacedPanel,
)

Axes = Any
"""A matplotlib Axes; only `figures.py` imports matplotlib."""
Letters = Callable[[str], str]

BAR_HEIGHT = 0.78
AXIS_TEXT = 0.28
"""Inches from an axis down to its text."""


def draw_panel(
    axes_at: Callable[[Box], Axes],
    placed: PlacedPanel,
    layout: Layout,
    lang: str,
    letters: Letters,
) -> None:
    """Draw a panel on new axes at its place."""
    axes, panel = axes_at(placed.axes), placed.panel
    _label_rows(axes, placed, layout, letters)
    if isinstance(panel, BarPanel):
        _draw_bars(axes, panel, placed.axes.width, lang)
        assert placed.side is not None
        _draw_missing(axes_at(placed.side), panel, letters)
    elif isinstance(panel, GridPanel):
        _draw_cells(axes, panel, letters)
        _write_headings(axes, placed, letters)
    else:
        _draw_dots(axes, panel, placed.axes.width, lang)
        _write_beside(axes, panel, placed, letters)
    axes.set_xlabel(letters(placed.axis_text))
    # a place of its own spares matplotlib two measurements of every tick
    axes.xaxis.set_label_coords(0.5, -AXIS_TEXT / placed.axes.height)
    _write_titles(axes, placed, letters)


def draw_legend(board: Axes, layout: Layout, letters: Letters) -> None:
    """Draw the legends of all panels on axes that cover the picture and count in inches."""
    board.set_axis_off()
    board.set_xlim(0, layout.width)
    board.set_ylim(layout.height, 0)
    for placed in layout.panels:
        for entry in placed.legend:
            _draw_entry(board, entry, letters)


def _draw_entry(board: Axes, placed: PlacedEntry, letters: Letters) -> None:
    entry, middle = placed.entry, placed.left + SWATCH / 2
    if entry.marker:
        ends = [placed.left, placed.left + SWATCH]
        board.plot(ends, [placed.top] * 2, color=entry.color, linewidth=1.4)
        board.plot([middle], [placed.top], entry.marker, color=entry.color, markersize=6)
    else:
        edge = "#606060" if entry.hatch else entry.color
        board.barh(
            placed.top,
            SWATCH,
            left=placed.left,
            height=0.11,
            color=entry.color,
            hatch=entry.hatch or None,
            edgecolor=edge,
            linewidth=0.6,
        )
    board.text(
        placed.left + SWATCH + 0.06,
        placed.top,
        letters(entry.label),
        va="center_baseline",
        fontsize=TEXT_SIZE,
        color=INK,
    )


def _label_rows(axes: Axes, placed: PlacedPanel, layout: Layout, letters: Letters) -> None:
    labels = placed.panel.labels
    axes.set_ylim(len(labels) - 0.5, -0.5)
    if not placed.labelled:
        axes.yaxis.set_visible(False)
        return
    # matplotlib applies this to every tick there is, so the ticks come last
    axes.tick_params(axis="y", pad=72 * (layout.label_width + GAP) if layout.left_aligned else 4)
    across = "left" if layout.left_aligned else "right"
    axes.set_yticks(range(len(labels)), list(map(letters, labels)), horizontalalignment=across)
    axes.yaxis.set_label_coords(0, 0.5)


def _write_titles(axes: Axes, placed: PlacedPanel, letters: Letters) -> None:
    box = placed.axes
    left = (placed.title_left - box.left) / box.width
    style = {"loc": "left", "x": left, "pad": 2, "color": INK}
    if placed.title:
        height = 1 + (box.top - placed.title_bottom) / box.height
        axes.set_title(
            letters(placed.title), y=height, fontsize=PANEL_SIZE, fontweight="bold", **style
        )
    if placed.subtitle:
        axes.text(
            left,
            1 + (box.top - placed.subtitle_bottom) / box.height,
            letters(placed.subtitle),
            transform=axes.transAxes,
            va="bottom",
            fontsize=TEXT_SIZE,
            color=INK,
        )


def _draw_bars(axes: Axes, panel: BarPanel, inches: float, lang: str) -> None:
    _draw_segments(axes, [row.answers for row in panel.rows])
    axes.set_xlim(-panel.reach, panel.reach)
    ticks = rounded_ticks(-panel.reach, panel.reach, max(3, int(inches / 0.6)))
    names = [show(abs(at), "rough_share", lang) for at in ticks]
    axes.set_xticks(ticks, names)
    axes.axvline(0, color=INK, linewidth=0.8, zorder=0)


def _draw_segments(axes: Axes, rows: Sequence[Sequence[Segment]]) -> None:
    """Draw the segments of all rows, those of one colour at once."""
    placed = [(y, one) for y, row in enumerate(rows) for one in row if one.share > 0]
    looks = dict.fromkeys((one.color, one.hatch) for _, one in placed)
    for color, hatch in looks:
        alike = [(y, one) for y, one in placed if (one.color, one.hatch) == (color, hatch)]
        axes.barh(
            [y for y, _ in alike],
            [one.share for _, one in alike],
            left=[one.left for _, one in alike],
            height=BAR_HEIGHT,
            color=color,
            edgecolor="#606060" if hatch else "white",
            linewidth=0.6,
            hatch=hatch or None,
        )
    for y, one in placed:
        if one.text:
            axes.text(
                one.left + one.share / 2,
                y,
                one.text,
                ha="center",
                va="center_baseline",
                fontsize=TEXT_SIZE,
                color=one.text_color,
            )


def _draw_missing(axes: Axes, panel: BarPanel, letters: Letters) -> None:
    axes.set_ylim(len(panel.rows) - 0.5, -0.5)
    axes.set_xlim(0, panel.missing_reach * SIDE / (SIDE - SIDE_TEXT))
    axes.set_axis_off()
    _draw_segments(axes, [row.missing for row in panel.rows])
    for position, row in enumerate(panel.rows):
        end = sum(segment.share for segment in row.missing)
        axes.annotate(
            row.missing_text,
            (end, position),
            xytext=(3, 0),
            textcoords="offset points",
            va="center_baseline",
            fontsize=TEXT_SIZE,
            color=INK,
            annotation_clip=False,
        )
    title = letters(panel.missing_title)
    axes.set_title(title, loc="left", y=1, fontsize=TEXT_SIZE, color=INK, pad=3)


def _draw_cells(axes: Axes, panel: GridPanel, letters: Letters) -> None:
    axes.set_xlim(0, max(len(panel.headings), 1))
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    for row, cells in enumerate(panel.cells):
        for column, cell in enumerate(cells):
            axes.barh(row, 1, left=column, height=1, color=cell.color, linewidth=0)
            axes.text(
                column + 0.5,
                row,
                letters(cell.text),
                ha="center",
                va="center_baseline",
                fontsize=TEXT_SIZE,
                fontweight="bold" if cell.bold else "normal",
                color=cell.text_color,
            )
    rows, columns = len(panel.cells), len(panel.headings)
    axes.hlines([at - 0.5 for at in range(rows + 1)], 0, columns, color="white", linewidth=2)
    axes.vlines(range(columns + 1), -0.5, rows - 0.5, color="white", linewidth=2)


def _write_headings(axes: Axes, placed: PlacedPanel, letters: Letters) -> None:
    for column, heading in enumerate(placed.headings):
        axes.annotate(
            letters(heading),
            (column + 0.5, -0.5),
            xytext=(0, 3),
            textcoords="offset points",
            ha="center",
            va="bottom",
            fontsize=TEXT_SIZE,
            color=INK,
            annotation_clip=False,
        )


def _draw_dots(axes: Axes, panel: DotPanel, inches: float, lang: str) -> None:
    low, high = panel.limits
    axes.set_xlim(low, high)
    axes.grid(axis="x", color="#e6e6e6", linewidth=0.6)
    ticks = rounded_ticks(low, high, max(3, int(inches / 0.55)))
    names = [show(at, "rough_share", lang) if panel.percent else _tick(at, lang) for at in ticks]
    axes.set_xticks(ticks, names)
    between = 0.5 if len(panel.series) > 1 else 0.0
    lines = [place + between for place in range(len(panel.labels) - (between > 0))]
    axes.hlines(lines, low, high, color="#dddddd", linewidth=0.6, zorder=0)
    if all(map(math.isfinite, panel.band)):
        axes.axvspan(*panel.band, color=BAND, linewidth=0, zorder=0.5)
    if math.isfinite(panel.line):
        axes.axvline(panel.line, color=INK, linewidth=1.0, linestyle=(0, (4, 2)), zorder=1)
    apart = [series for series in panel.series if not series.joined]
    for series in panel.series:
        place, count = (0, 1) if series.joined else (apart.index(series), len(apart))
        _draw_series(axes, series, place, count)


def _draw_series(axes: Axes, series: Series, place: int, count: int) -> None:
    shift = 0.0 if count == 1 else (place - (count - 1) / 2) * 0.76 / count
    rows = list(zip(series.estimates, series.lows, series.highs, strict=True))
    spans = [
        (y + shift, low, high)
        for y, (_, low, high) in enumerate(rows)
        if math.isfinite(low) and math.isfinite(high)
    ]
    if spans:
        axes.hlines(*zip(*spans, strict=True), color=series.color, linewidth=1.5, zorder=2)
    dots = [(x, y + shift) for y, (x, _, _) in enumerate(rows) if math.isfinite(x)]
    if dots:
        axes.plot(
            *zip(*dots, strict=True),
            series.marker + ("-" if series.joined else ""),
            linewidth=1.2,
            color=series.color,
            markersize=6.0 if series.marker in "osD" else 7.5,
            markeredgecolor="white",
            markeredgewidth=0.5,
            zorder=3,
        )


def _write_beside(axes: Axes, panel: DotPanel, placed: PlacedPanel, letters: Letters) -> None:
    across = axes.get_yaxis_transform()
    style = {"ha": "right", "fontsize": TEXT_SIZE, "color": INK}
    right = 1 + placed.beside / placed.axes.width
    for position, text in enumerate(panel.beside):
        axes.text(right, position, letters(text), va="center_baseline", transform=across, **style)
    axes.text(right, -0.5, panel.beside_title, va="bottom", transform=across, **style)


def _tick(value: float, lang: str) -> str:
    """A number on an axis, with the digits it needs."""
    return f"{value:.10g}".replace(".", marks_of(lang).decimal).replace("-", "\N{MINUS SIGN}")
