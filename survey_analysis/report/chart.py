"""Chart: what a picture shows, before anything is placed or drawn.

A chart is a title, some panels, the tidy frame behind them and a sentence that says the same.
Three kinds of panels are enough: stacked bars, dots with intervals, and grids of coloured cells.
"""

from __future__ import annotations

import math
import textwrap
from dataclasses import dataclass

import numpy as np
import pandas as pd

from survey_analysis.report.colours import INK

NAN = float("nan")
LINE = 38
MOST_LINES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class LegendEntry:
    """What a colour, hatch or marker means; `marker` is "" for a bar."""

    label: str
    color: str
    hatch: str = ""
    marker: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One piece of a stacked bar, in shares: where it starts, how long it is, what stands on it."""

    left: float
    share: float
    color: str
    text: str = ""
    text_color: str = "black"
    hatch: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BarRow:
    """A row of stacked bars: the answers, and beside them those who gave none."""

    label: str
    answers: tuple[Segment, ...]
    missing: tuple[Segment, ...] = ()
    missing_text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BarPanel:
    """Rows of stacked bars that share a scale and therefore a legend.

    Attributes
    ----------
    reach : the axis runs from -reach to reach.
    missing_reach : share of those who gave no answer that the longest bar beside stands for.
    """

    rows: tuple[BarRow, ...]
    reach: float
    missing_reach: float
    legend: tuple[LegendEntry, ...]
    axis_text: str
    missing_title: str
    title: str = ""
    subtitle: str = ""

    @property
    def labels(self) -> tuple[str, ...]:
        """Labels of the rows, from top to bottom."""
        return tuple(row.label for row in self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Dots of one colour: an estimate per row with its interval; nan draws nothing.

    `joined` dots are the points of a line.
    """

    estimates: tuple[float, ...]
    lows: tuple[float, ...]
    highs: tuple[float, ...]
    color: str = INK
    marker: str = "o"
    joined: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DotPanel:
    """Rows of dots with intervals.

    Attributes
    ----------
    labels : labels of the rows, from top to bottom.
    limits : ends of the axis.
    beside : what stands at the right end of each row, such as its n; `()` for nothing.
    line, band : a vertical line for the whole and its interval; nan draws nothing.
    percent : the axis is printed as per cent.
    """

    labels: tuple[str, ...]
    series: tuple[Series, ...]
    limits: tuple[float, float]
    axis_text: str
    title: str = ""
    subtitle: str = ""
    beside: tuple[str, ...] = ()
    beside_title: str = ""
    legend: tuple[LegendEntry, ...] = ()
    line: float = NAN
    band: tuple[float, float] = (NAN, NAN)
    percent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A coloured cell and what stands in it."""

    text: str
    color: str = "white"
    text_color: str = INK
    bold: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GridPanel:
    """Rows of coloured cells under headings.

    Attributes
    ----------
    labels : labels of the rows, from top to bottom.
    headings : of the columns, from left to right.
    cells : a row of cells for each label.
    """

    labels: tuple[str, ...]
    headings: tuple[str, ...]
    cells: tuple[tuple[Cell, ...], ...]
    legend: tuple[LegendEntry, ...]
    title: str = ""
    subtitle: str = ""
    axis_text: str = ""


Panel = BarPanel | DotPanel | GridPanel


@dataclass(frozen=True, eq=False, kw_only=True)
class Chart:
    """A picture before it is drawn.

    Attributes
    ----------
    panels : what is drawn; none gives a picture with the sentence `empty`.
    columns : panels side by side; those in one row share the labels of their rows.
    data : tidy frame of what is drawn.
    alt_text : the picture in words, with its numbers.
    footer : remarks under the picture.
    """

    title: str
    panels: tuple[Panel, ...]
    data: pd.DataFrame
    alt_text: str
    lang: str
    empty: str
    columns: int = 1
    footer: tuple[str, ...] = ()


def rounded_ticks(low: float, high: float, most: int) -> tuple[float, ...]:
    """About `most` round numbers between the ends of an axis, 1, 2, 2.5 or 5 times a power of 10.

    >>> rounded_ticks(1.8, 4.3, 5)
    (2.0, 2.5, 3.0, 3.5, 4.0)
    """
    span = high - low
    if not (math.isfinite(span) and span > 0):
        return ()
    rough = span / max(most, 1)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10, 20) if factor * power >= rough)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return tuple(float(f"{index * step:.12g}") for index in range(first, last + 1))


def padded(values: tuple[float, ...], bounds: tuple[float, float] | None) -> tuple[float, float]:
    """Ends of an axis that hold all finite values with a margin, within the declared range."""
    finite = [value for value in values if math.isfinite(value)]
    if not finite:
        return bounds or (0.0, 1.0)
    low, high = min(finite), max(finite)
    least = (bounds[1] - bounds[0]) / 4 if bounds else abs(high) * 1e-3 or 1.0
    spare = max(0.06 * (high - low), (least - (high - low)) / 2)
    low, high = low - spare, high + spare
    if bounds:
        tip = 0.02 * (bounds[1] - bounds[0])
        low, high = max(low, bounds[0] - tip), min(high, bounds[1] + tip)
    return low, high


def wrapped(text: str, line: int = LINE, most_lines: int = MOST_LINES) -> str:
    """The text in lines of at most `line` characters; the rest is an ellipsis.

    A no-break space is kept, so that `n = 812` stays together.
    """
    lines = textwrap.wrap(
        text, line, max_lines=most_lines, placeholder=" …", break_on_hyphens=False
    )
    return "\n".join(lines)


def numbers_of(frame: pd.DataFrame, column: str) -> tuple[float, ...]:
    """The numbers of a column, nan where there is none."""
    return tuple(frame[column].to_numpy(np.float64, na_value=np.nan).tolist())


def dots_of(rows: pd.DataFrame, estimate: str, color: str = INK, marker: str = "o") -> Series:
    """Dots of the rows of a tidy frame with their intervals."""
    return Series(
        estimates=numbers_of(rows, estimate),
        lows=numbers_of(rows, "ci_low"),
        highs=numbers_of(rows, "ci_high"),
        color=color,
        marker=marker,
    )
