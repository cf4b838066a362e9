"""Layout: where everything of a chart goes, in inches from the top left corner.

Placing by hand instead of by a solver keeps bars of all panels aligned, takes no time and gives
the same picture everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from survey_analysis.present.escape import cut
from survey_analysis.report.chart import BarPanel, Chart, GridPanel, LegendEntry, Panel
from survey_analysis.report.wording import say

MOST_INCHES = 40.0
WIDTHS = {1: 8.2, 2: 8.2, 3: 10.5, 4: 13.0}
TITLE_SIZE, PANEL_SIZE, TEXT_SIZE = 12.0, 10.0, 9.0
MARGIN, GAP = 0.12, 0.1
TITLE_LINE, PANEL_LINE, LINE = 0.21, 0.175, 0.165
LEGEND_LINE = 0.2
TICKS, AXIS_GAP = 0.24, 0.2
SIDE, SIDE_GAP, SIDE_TEXT = 0.78, 0.12, 0.4
BOLD = 1.1
LEFT_ALIGNED_FROM = 24
SWATCH = 0.2
CELL_WIDTH, CELL_HEIGHT = 1.3, 0.34
MANY_ROWS = 30

Measure = Callable[[str, float], float]
"""Width in inches of a text, of its longest line, at a size in points."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle; `top` counts downwards from the top of the picture."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedEntry:
    """A legend entry and the left end of its line, `top` at the middle of the line."""

    entry: LegendEntry
    left: float
    top: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedPanel:
    """A panel with its axes, what stands right of them, and the lines above and below.

    Attributes
    ----------
    side : axes of those who gave no answer, beside the bars.
    beside : inches for the words at the right end of each row of dots.
    title, subtitle, axis_text : lines that fit; "" where a neighbour says the same.
    title_bottom, subtitle_bottom : inches from the top.
    labelled : the rows are labelled here, not in a panel to the left.
    headings : of the columns of a grid, in lines that fit.
    """

    panel: Panel
    axes: Box
    side: Box | None
    beside: float
    title: str
    subtitle: str
    axis_text: str
    title_left: float
    title_bottom: float
    subtitle_bottom: float
    legend: tuple[PlacedEntry, ...]
    labelled: bool
    headings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedText:
    """Lines of text with their top left corner."""

    text: str
    left: float
    top: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A placed chart.

    Attributes
    ----------
    label_width : inches of the widest row label.
    left_aligned : row labels are sentences, which read best from one left edge.
    """

    width: float
    height: float
    title: PlacedText
    panels: tuple[PlacedPanel, ...]
    footer: PlacedText
    label_width: float
    left_aligned: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Grid:
    """The columns of a chart: where they begin, and how wide axes and what is beside them are."""

    columns: int
    left: float
    cell: float
    beside: float
    width: float
    measure: Measure

    @property
    def inner(self) -> float:
        return self.cell - self.beside - (2 * GAP if self.columns > 1 else 0.0)


def place(chart: Chart, measure: Measure) -> Layout:
    """The layout of a chart; panels beyond 40 inches are left out and counted in the footer."""
    kept = chart.panels
    layout = _placed(chart, measure)
    while layout.height > MOST_INCHES:
        kept = _fewer(kept, chart.columns, layout.height)
        more = _rows(chart.panels) - _rows(kept)
        note = say("cut", chart.lang, count=more)
        layout = _placed(replace(chart, panels=kept, footer=(*chart.footer, note)), measure)
    return layout


def _fewer(panels: tuple[Panel, ...], columns: int, height: float) -> tuple[Panel, ...]:
    """Panels without the last row of panels; of a single row, without the last rows of it."""
    if len(panels) > columns:
        rows = -(-len(panels) // columns)
        keep = min(rows - 1, max(1, int(rows * MOST_INCHES / height)))
        return panels[: keep * columns]
    return tuple(_shorter(panel, 0.97 * MOST_INCHES / height) for panel in panels)


def _shorter(panel: Panel, share: float) -> Panel:
    keep = max(1, int(share * len(panel.labels)))
    if isinstance(panel, BarPanel):
        return replace(panel, rows=panel.rows[:keep])
    if isinstance(panel, GridPanel):
        return replace(panel, labels=panel.labels[:keep], cells=panel.cells[:keep])
    series = tuple(
        replace(s, estimates=s.estimates[:keep], lows=s.lows[:keep], highs=s.highs[:keep])
        for s in panel.series
    )
    return replace(panel, labels=panel.labels[:keep], beside=panel.beside[:keep], series=series)


def _rows(panels: Sequence[Panel]) -> int:
    return sum(len(panel.labels) for panel in panels)


def _placed(chart: Chart, measure: Measure) -> Layout:
    width = WIDTHS[chart.columns]
    title = folded(chart.title, TITLE_SIZE * BOLD, width - 2 * MARGIN, measure)
    labels = [label for panel in chart.panels for label in panel.labels]
    widest = max((measure(label, TEXT_SIZE) for label in labels), default=0.0)
    left = MARGIN + widest + GAP
    grid = _Grid(
        columns=chart.columns,
        left=left,
        cell=(width - MARGIN - left) / chart.columns,
        beside=max((_beside_width(panel, measure) for panel in chart.panels), default=0.0),
        width=width,
        measure=measure,
    )
    panels, top = _placed_panels(chart.panels, grid, MARGIN + TITLE_LINE * _lines(title) + GAP)
    footer = folded(" ".join(chart.footer), TEXT_SIZE, width - 2 * MARGIN, measure, 8)
    text = footer if panels else f"{chart.empty} {footer}".strip()
    return Layout(
        width=width,
        height=top + LINE * _lines(text) + MARGIN,
        title=PlacedText(text=title, left=MARGIN, top=MARGIN),
        panels=panels,
        footer=PlacedText(text=text, left=MARGIN, top=top),
        label_width=widest,
        left_aligned=any(len(label) > LEFT_ALIGNED_FROM for label in labels),
    )


def _placed_panels(
    panels: Sequence[Panel], grid: _Grid, top: float
) -> tuple[tuple[PlacedPanel, ...], float]:
    """All panels, row after row, and where the picture goes on below them."""
    placed: list[PlacedPanel] = []
    for place, panel in enumerate(panels):
        column = place % grid.columns
        below = panels[place + grid.columns] if place + grid.columns < len(panels) else None
        same_axis = below is not None and below.axis_text == panel.axis_text
        same_legend = place > 0 and panels[place - 1].legend == panel.legend
        legend = () if same_legend else _legend(panel.legend, grid)
        axis_text = "" if same_axis else panel.axis_text
        placed.append(_placed_panel(panel, column, top, grid, legend, axis_text))
        if column + 1 == grid.columns or place + 1 == len(panels):
            row = _levelled(placed[place - column :])
            placed[place - column :] = row
            top = max(map(_bottom, row))
    return tuple(placed), top


def _placed_panel(
    panel: Panel,
    column: int,
    top: float,
    grid: _Grid,
    legend: tuple[PlacedEntry, ...],
    axis_text: str,
) -> PlacedPanel:
    room = grid.width - 2 * MARGIN if grid.columns == 1 else grid.cell - GAP
    title = folded(panel.title, PANEL_SIZE * BOLD, room, grid.measure, 2)
    subtitle = folded(panel.subtitle, TEXT_SIZE, room, grid.measure, 2)
    title_bottom = top + PANEL_LINE * _lines(title)
    subtitle_bottom = title_bottom + LINE * _lines(subtitle)
    legend_bottom = subtitle_bottom + LEGEND_LINE * len({entry.top for entry in legend})
    space = 0.06 if legend_bottom > top else 0.0
    width, headings = _columns(panel, grid)
    axes_top = legend_bottom + space + LINE * _heading_lines(panel, headings)
    start = grid.left + column * grid.cell
    height = _row_inches(panel) * len(panel.labels)
    side = None
    if isinstance(panel, BarPanel):
        side = Box(left=start + grid.inner + SIDE_GAP, top=axes_top, width=SIDE, height=height)
    return PlacedPanel(
        panel=panel,
        axes=Box(left=start, top=axes_top, width=width, height=height),
        side=side,
        beside=grid.beside,
        title=title,
        subtitle=subtitle,
        axis_text=folded(axis_text, TEXT_SIZE, grid.inner + 0.3, grid.measure, 3),
        title_left=MARGIN if grid.columns == 1 else start,
        title_bottom=title_bottom,
        subtitle_bottom=subtitle_bottom,
        legend=tuple(replace(e, top=e.top + subtitle_bottom + 0.02) for e in legend),
        labelled=column == 0,
        headings=headings,
    )


def _columns(panel: Panel, grid: _Grid) -> tuple[float, tuple[str, ...]]:
    """How wide the axes are, and the headings of the columns of a grid in lines that fit."""
    if not isinstance(panel, GridPanel):
        return grid.inner, ()
    cell = min(CELL_WIDTH, grid.inner / max(len(panel.headings), 1))
    room = cell - 0.06
    return cell * len(panel.headings), tuple(
        folded(heading, TEXT_SIZE, room, grid.measure, 3) for heading in panel.headings
    )


def _levelled(row: Sequence[PlacedPanel]) -> list[PlacedPanel]:
    """The panels of a row with their axes, and the last lines above them, at one height."""
    lowest = max(placed.axes.top for placed in row)
    return [
        replace(
            placed,
            axes=replace(placed.axes, top=lowest),
            title_bottom=placed.title_bottom + lowest - placed.axes.top,
            subtitle_bottom=placed.subtitle_bottom + lowest - placed.axes.top,
        )
        for placed in row
    ]


def _bottom(placed: PlacedPanel) -> float:
    below = LINE * _lines(placed.axis_text) + (AXIS_GAP if placed.axis_text else AXIS_GAP / 2)
    return placed.axes.top + placed.axes.height + TICKS + below


def folded(text: str, size: float, inches: float, measure: Measure, most_lines: int = 4) -> str:
    """The text in lines that fit; what is over ends in an ellipsis."""
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and measure(longer, size) > inches:
            if len(lines) == most_lines:
                return "\n".join(lines) + " …"
            longer = word
            lines.append(longer)
        lines[-1] = _fitting(longer, size, inches, measure)
    return "\n".join(lines)


def _fitting(text: str, size: float, inches: float, measure: Measure) -> str:
    while len(text) > 2 and measure(text, size) > inches:
        text = cut(text, max(2, int(0.9 * len(text))))
    return text


def _lines(text: str) -> int:
    return text.count("\n") + 1 if text else 0


def _row_inches(panel: Panel) -> float:
    """Height of a row that holds the longest label and all series."""
    lines = max((label.count("\n") + 1 for label in panel.labels), default=1)
    if isinstance(panel, BarPanel):
        return max(0.36, LINE * lines + 0.14)
    if isinstance(panel, GridPanel):
        return max(CELL_HEIGHT, LINE * lines + 0.1)
    if lines == 1 and len(panel.labels) > MANY_ROWS:
        return LINE + 0.005
    return max(0.27, LINE * lines + 0.1, 0.12 * len(panel.series) + 0.14)


def _beside_width(panel: Panel, measure: Measure) -> float:
    if isinstance(panel, BarPanel):
        return SIDE_GAP + SIDE
    if isinstance(panel, GridPanel):
        return 0.0
    texts = (*panel.beside, panel.beside_title)
    widest = max(measure(text, TEXT_SIZE) for text in texts)
    return widest + GAP if widest else 0.0


def _heading_lines(panel: Panel, headings: tuple[str, ...]) -> int:
    """Lines right above the axes."""
    if isinstance(panel, GridPanel):
        return max(map(_lines, headings), default=0)
    return _lines(panel.missing_title if isinstance(panel, BarPanel) else panel.beside_title)


def _legend(entries: Sequence[LegendEntry], grid: _Grid) -> tuple[PlacedEntry, ...]:
    """The entries one after the other, in as many lines as they need, from `top` 0."""
    right = grid.width - MARGIN
    placed, x, line = [], MARGIN, 0
    for entry in entries:
        size = SWATCH + 0.06 + grid.measure(entry.label, TEXT_SIZE)
        if x > MARGIN and x + size > right:
            x, line = MARGIN, line + 1
        placed.append(PlacedEntry(entry=entry, left=x, top=LEGEND_LINE * (line + 0.5)))
        x += size + 0.2
    return tuple(placed)
