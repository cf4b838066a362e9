"""The heat map of all comparisons: what is dark, what is pale, what is said of it."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

import survey_analysis as sa
from survey_analysis.report.chart import Cell, Chart, GridPanel, LegendEntry
from survey_analysis.report.colours import SHADES, UNSURE, luminance
from survey_analysis.report.figures import draw, plot
from survey_analysis.report.heatmap import heatmap_chart
from survey_analysis.report.layout import CELL_WIDTH, MOST_INCHES, place
from survey_analysis.report.shown import Shown


@pytest.fixture(scope="module")
def overview(survey):
    return sa.compare_all(survey, adjust="none")


def chart_of(result, lang=None) -> Chart:
    return heatmap_chart(Shown.of(result, lang))


def with_effects(overview, effects, p, name="omega_squared"):
    """The overview with other numbers in its first rows."""
    table = overview.table.iloc[: len(effects)].copy()
    table["effect"], table["p_adjusted"], table["effect_name"] = effects, p, name
    return replace(overview, table=table)


def test_a_panel_per_kind_of_effect_a_row_per_outcome_a_column_per_grouping(overview):
    chart = chart_of(overview)
    shares, nominal = chart.panels
    assert shares.labels == ("Trust", "Money", "Life satisfaction")
    assert shares.headings == ("Age", "Education")
    assert (shares.title, nominal.title) == ("ω²", "Cramér's V")
    assert nominal.labels == ("Main news",)
    assert [len(row) for row in shares.cells] == [2, 2, 2]
    assert chart.data["effect"].tolist() == overview.table["effect"].tolist()
    assert "n" not in chart.data


def test_larger_effects_are_darker_and_what_may_be_none_is_pale(overview):
    result = with_effects(overview, [0.009, 0.01, 0.06, 0.14], [0.01, 0.04, 0.0, 0.001])
    cells = [cell for row in chart_of(result).panels[0].cells for cell in row]
    assert [cell.color for cell in cells] == list(SHADES)
    assert all(cell.bold for cell in cells)
    pale = with_effects(overview, [0.2, 0.3, np.nan, 0.1], [0.05, 1.0, np.nan, np.nan])
    cells = [cell for row in chart_of(pale).panels[0].cells for cell in row]
    assert [cell.color for cell in cells] == [UNSURE, UNSURE, "white", UNSURE]
    assert [cell.text for cell in cells] == ["0.200", "0.300", "–", "0.100"]
    assert not any(cell.bold for cell in cells)


@pytest.mark.parametrize(
    ("name", "effects", "shades"),
    [
        ("cliffs_delta", [-0.5, 0.1], [3, 0]),
        ("probability_of_superiority", [0.2, 0.55], [3, 0]),
        ("rank_epsilon_squared", [0.2, 0.05], [3, 1]),
        ("kendall_tau_b", [-0.31, 0.05], [2, 0]),
    ],
)
def test_sizes_count_in_both_directions_and_by_the_rule_of_the_effect(
    overview, name, effects, shades
):
    result = with_effects(overview, effects, [0.001, 0.001], name)
    cells = chart_of(result).panels[0].cells[0]
    assert [cell.color for cell in cells] == [SHADES[shade] for shade in shades]


def test_the_legend_says_where_colours_change(overview):
    shares, nominal = chart_of(overview).panels
    assert [entry.label for entry in shares.legend] == [
        "below 0.01", "0.01 to 0.06", "0.06 to 0.14", "0.14 and more", "p ≥ .05",
    ]  # fmt: skip
    assert nominal.legend[0].label == "below 0.1"
    assert [entry.color for entry in shares.legend] == [*SHADES, UNSURE]


def test_colours_darken_and_differ_from_the_pale_one_in_grey():
    grey = [luminance(color) for color in (UNSURE, *SHADES)]
    assert all(lighter > 1.35 * darker for lighter, darker in pairwise(grey))


def test_the_footer_says_what_pale_means_and_how_many_tests_there_were(survey):
    chart = chart_of(sa.compare_all(survey))
    assert "p ≥ .05 after the adjustment (Holm; tests: 8)" in chart.footer[0]
    assert chart.footer[1:] == ("Unweighted.",)


def test_the_words_are_those_of_the_language(overview):
    chart = chart_of(overview, "ru")
    assert chart.title == "Обзор сравнений: размер эффектов"
    assert chart.panels[0].headings == ("Возраст", "Образование")
    assert chart.panels[0].legend[1].label == "от 0,01 до 0,06"
    assert "," in chart.panels[0].cells[0][0].text
    assert "Доверие: Возраст 0," in chart.alt_text
    assert "(p = 0," in chart.alt_text


def test_the_alt_text_tells_effect_and_p(overview):
    age, row = overview.table.iloc[0], overview.table.iloc[1]
    said = chart_of(overview).alt_text
    assert f"Education {row.effect:.3f} (p = {row.p_adjusted:.3f}".replace("= 0.", "= .") in said
    # with groups that are hidden, p is rounded up
    assert f"Trust: Age {age.effect:.3f} (p = 1.000)" in said
    none = with_effects(overview, [np.nan], [np.nan])
    assert "Trust: Age –." in chart_of(none).alt_text


def test_a_long_alt_text_counts_what_it_leaves_out():
    frame = pd.DataFrame({f"q{i}": 1 + np.arange(60) % (2 + i % 4) for i in range(33)})
    frame["a"], frame["b"] = np.arange(60) % 2, np.arange(60) % 3
    domains = {f"d{i}": [f"q{i}"] for i in range(33)}
    survey = sa.survey_from_frame(frame, domains=domains, scale=(1, 5), groupings=["a", "b"])
    chart = chart_of(sa.compare_all(survey, outcomes=[*list(domains)[:31], "q31"]))
    assert "4 more rows stand in the frame" in chart.alt_text
    assert "d29:" in chart.alt_text
    assert "d30:" not in chart.alt_text


def test_many_groupings_go_on_in_a_second_panel():
    frame = pd.DataFrame({"q": 1 + np.arange(120) % 5})
    names = [f"g{i:02d}" for i in range(13)]
    for i, name in enumerate(names):
        frame[name] = (np.arange(120) // (i + 1)) % 2
    survey = sa.survey_from_frame(frame, domains={"d": ["q"]}, scale=(1, 5), groupings=names)
    result = sa.compare_all(survey)
    first, second = chart_of(result).panels
    assert first.headings == tuple(names[:10])
    assert second.headings == tuple(names[10:])
    assert plot(result).figure.axes


def test_without_comparisons_there_is_a_sentence(overview):
    empty = replace(overview, table=overview.table.iloc[:0])
    chart = chart_of(empty)
    assert chart.panels == ()
    assert chart.alt_text == chart.empty


def test_it_is_the_picture_of_an_overview(overview):
    figure = plot(overview)
    assert figure.alt_text == chart_of(overview).alt_text
    assert plot(overview, kind="heatmap").to_bytes() == figure.to_bytes()
    with pytest.raises(sa.errors.OptionError, match="'heatmap'"):
        plot(overview, kind="groups")


# where the cells go


def measure(text: str, size: float) -> float:
    return max(len(line) for line in text.split("\n")) * size / 144


def grid(rows: int, headings: tuple[str, ...]) -> GridPanel:
    cell = Cell(text="0.012", color=SHADES[1], bold=True)
    return GridPanel(
        labels=tuple(f"row {i}" for i in range(rows)),
        headings=headings,
        cells=((cell,) * len(headings),) * rows,
        legend=(LegendEntry(label="p", color=UNSURE),),
    )


def chart(*panels: GridPanel) -> Chart:
    return Chart(
        title="A title", panels=panels, data=pd.DataFrame(), alt_text="", lang="en", empty=""
    )


def test_cells_are_not_wider_than_a_number_needs():
    few, many = (
        place(chart(grid(2, names)), measure).panels[0].axes.width
        for names in (("a", "b"), tuple("abcdefghij"))
    )
    assert few == pytest.approx(2 * CELL_WIDTH)
    assert many < 10 * CELL_WIDTH


def test_headings_fold_and_push_the_cells_down():
    short = place(chart(grid(1, ("a",))), measure).panels[0]
    long = place(chart(grid(1, ("a heading of several long words",))), measure).panels[0]
    assert long.headings[0].count("\n") > 0
    assert long.axes.top > short.axes.top


def test_a_grid_that_is_too_tall_is_cut_and_says_so():
    layout = place(chart(grid(200, ("a", "b"))), measure)
    assert layout.height <= MOST_INCHES
    panel = layout.panels[0].panel
    assert isinstance(panel, GridPanel)
    assert len(panel.cells) == len(panel.labels) < 200
    assert "more rows" in layout.footer.text.replace("\n", " ")


def test_every_cell_is_drawn_with_its_number():
    figure = draw(chart(grid(3, ("a", "b")))).figure
    axes = figure.axes[-1]
    assert len(axes.patches) == 6
    assert [text.get_text() for text in axes.texts] == ["0.012"] * 6 + ["a", "b"]
    assert {text.get_fontweight() for text in axes.texts[:6]} == {"bold"}


def test_a_comparison_of_few_respondents_has_an_empty_cell():
    at = np.arange(60)
    frame = pd.DataFrame({"q": 1 + at % 5, "r": np.where(at < 14, np.nan, 1 + at % 4)})
    frame["a"], frame["b"] = at % 2, np.where(at < 20, at % 2, np.nan)
    survey = sa.survey_from_frame(frame, domains={"d": ["q"], "e": ["r"]}, groupings=["a", "b"])
    chart = chart_of(sa.compare_all(survey, outcomes=["d", "e"]))
    (panel,) = chart.panels
    assert [[cell.text == "–" for cell in row] for row in panel.cells] == [
        [False, False],
        [False, True],
    ]
