"""Items of a domain: alpha if dropped and item-rest correlations."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import survey_analysis as sa
from survey_analysis.report.item_dots import items_chart
from survey_analysis.report.shown import Shown


def chart_of(result, column="alpha_if_dropped", lang=None):
    return items_chart(Shown.of(result, lang), column)


def test_a_panel_per_domain_with_the_alpha_of_all_items(alpha):
    panel = chart_of(alpha).panels[0]
    row, items = alpha.table.iloc[0], alpha.items[alpha.items["domain"] == "trust"]
    assert panel.title == "Trust"
    assert panel.line == row.alpha
    assert panel.band == (row.alpha_ci_low, row.alpha_ci_high)
    assert panel.series[0].estimates == tuple(items["alpha_if_dropped"])
    assert panel.beside == tuple(f"{value:.3f}" for value in items["alpha_if_dropped"])
    assert panel.labels[1].endswith("↺")


def test_two_items_have_no_alpha_without_one_and_are_named(alpha):
    chart = chart_of(alpha)
    assert [panel.title for panel in chart.panels] == ["Trust"]
    assert any("Money" in line for line in chart.footer)


def test_item_rest_correlations_have_zero_as_their_line(alpha):
    first, second = chart_of(alpha, "item_rest_r").panels
    assert first.line == second.line == 0
    assert first.limits == second.limits
    assert first.limits[0] <= 0
    assert first.series[0].estimates == tuple(alpha.items["item_rest_r"].iloc[:3])


def test_numbers_and_words_in_russian(alpha):
    chart = chart_of(alpha, lang="ru")
    value = f"{alpha.items['alpha_if_dropped'].iloc[0]:.3f}".replace(".", ",")
    assert chart.panels[0].beside[0] == value
    assert "Людям можно верить" in chart.panels[0].labels[0]
    assert "альфа всех пунктов" in chart.alt_text


def test_groups_have_panels_of_their_own_and_small_ones_none(survey):
    chart = chart_of(sa.reliability(survey, by="age"))
    titles = [panel.title for panel in chart.panels]
    assert "Trust · Age: 40-64" in titles
    assert not any("14-17" in title for title in titles)


def test_many_panels_are_spoken_of_in_part():
    rng = np.random.default_rng(6)
    frame = pd.DataFrame({f"q{i}": rng.integers(1, 6, 600) for i in range(3)})
    frame["g"] = (np.arange(600) % 24).astype(str)
    survey = sa.survey_from_frame(frame, domains={"d": ["q0", "q1", "q2"]}, groupings=["g"])
    chart = chart_of(sa.reliability(survey, by="g"))
    assert len(chart.panels) == 24
    assert chart.alt_text.endswith("12 more rows stand in the frame behind the picture.")


@pytest.mark.parametrize("column", ["alpha_if_dropped", "item_rest_r"])
def test_the_frame_behind_the_picture_holds_what_is_drawn(alpha, column):
    data = chart_of(alpha, column).data
    np.testing.assert_array_equal(data["value"], alpha.items[column])


def test_item_rest_correlations_have_their_intervals(alpha):
    panel = chart_of(alpha, "item_rest_r").panels[0]
    assert panel.series[0].lows == tuple(alpha.items["item_rest_r_ci_low"].iloc[:3])
    assert panel.series[0].highs == tuple(alpha.items["item_rest_r_ci_high"].iloc[:3])
    assert all(np.isnan(chart_of(alpha).panels[0].series[0].lows))
