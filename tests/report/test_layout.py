"""Where everything goes: aligned bars, wrapped words, a bounded height."""

from __future__ import annotations

import pandas as pd

from survey_analysis.report.chart import BarPanel, BarRow, Chart, DotPanel, LegendEntry, Series
from survey_analysis.report.layout import MOST_INCHES, folded, place


def measure(text: str, size: float) -> float:
    """Every letter as wide as half its height."""
    return max(len(line) for line in text.split("\n")) * size / 144


def chart(panels, columns: int = 1, footer=()) -> Chart:
    return Chart(
        title="A title",
        panels=tuple(panels),
        data=pd.DataFrame(),
        alt_text="",
        lang="en",
        empty="Nothing.",
        columns=columns,
        footer=footer,
    )


def bars(labels, legend=()) -> BarPanel:
    return BarPanel(
        rows=tuple(BarRow(label=label, answers=()) for label in labels),
        reach=1,
        missing_reach=1,
        legend=legend,
        axis_text="per cent",
        missing_title="no answer",
    )


def dots(labels, title="", axis_text="mean") -> DotPanel:
    nothing = (0.5,) * len(labels)
    return DotPanel(
        title=title,
        labels=tuple(labels),
        series=(Series(estimates=nothing, lows=nothing, highs=nothing),),
        limits=(0, 1),
        axis_text=axis_text,
        beside=("100",) * len(labels),
        beside_title="n",
    )


def test_bars_of_all_panels_begin_and_end_at_one_line():
    layout = place(chart([bars(["a"]), bars(["a much longer label"])]), measure)
    first, second = layout.panels
    assert first.axes.left == second.axes.left
    assert first.axes.width == second.axes.width
    assert first.side.left > first.axes.left + first.axes.width
    assert first.side.left + first.side.width < layout.width


def test_panels_follow_each_other_without_touching():
    layout = place(chart([bars(["a", "b"]), bars(["c"]), bars(["d"])]), measure)
    for above, below in zip(layout.panels, layout.panels[1:], strict=False):
        assert above.axes.top + above.axes.height < below.axes.top
    last = layout.panels[-1].axes
    assert last.top + last.height < layout.footer.top < layout.height


def test_a_legend_or_axis_that_a_neighbour_has_is_not_repeated():
    legend = (LegendEntry(label="x", color="#000000"),)
    first, second = place(chart([bars(["a"], legend), bars(["b"], legend)]), measure).panels
    assert len(first.legend) == 1
    assert second.legend == ()
    assert first.axis_text == ""
    assert second.axis_text == "per cent"


def test_a_legend_wraps_within_the_picture():
    legend = tuple(LegendEntry(label="a long answer", color="#000000") for _ in range(12))
    layout = place(chart([bars(["a"], legend)]), measure)
    tops = {entry.top for entry in layout.panels[0].legend}
    assert len(tops) > 1
    for entry in layout.panels[0].legend:
        assert entry.left + 0.26 + measure(entry.entry.label, 9) <= layout.width


def test_columns_stand_side_by_side_and_only_the_first_is_labelled():
    layout = place(chart([dots("ab", "One"), dots("ab", "Two words"), dots("ab")], 2), measure)
    first, second, third = layout.panels
    assert first.axes.top == second.axes.top
    assert first.axes.left + first.axes.width < second.axes.left
    assert [p.labelled for p in layout.panels] == [True, False, True]
    assert third.axes.top > first.axes.top + first.axes.height
    assert second.axes.left + second.axes.width + second.beside <= layout.width


def test_the_height_is_bounded_and_says_what_is_left_out():
    tall = place(chart([dots([str(i) for i in range(20)])] * 60), measure)
    assert tall.height <= MOST_INCHES
    drawn = sum(len(panel.panel.labels) for panel in tall.panels)
    assert f"{1200 - drawn} more rows are in the table only" in tall.footer.text.replace("\n", " ")
    one = place(chart([bars([str(i) for i in range(900)])]), measure)
    assert one.height <= MOST_INCHES
    assert 50 < len(one.panels[0].panel.labels) < 900


def test_nothing_to_draw_leaves_a_sentence():
    layout = place(chart([]), measure)
    assert layout.footer.text == "Nothing."
    assert layout.panels == ()


def test_words_are_folded_where_they_no_longer_fit():
    assert folded("aa bb cc", 144, 5, measure) == "aa bb\ncc"
    assert folded("aa bb cc dd", 144, 2, measure, 2) == "aa\nbb …"
    assert max(map(len, folded("w" * 500, 144, 10, measure).split("\n"))) <= 10
    assert folded("", 144, 5, measure) == ""
