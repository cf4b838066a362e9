"""Means with intervals: rows, panels, axes, hidden groups, the words of the test."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

import survey_analysis as sa
from survey_analysis.report.profile import groups_chart, profile_chart
from survey_analysis.report.shown import Shown


def profile_of(result, lang=None):
    return profile_chart(Shown.of(result, lang))


def groups_of(result, lang=None):
    return groups_chart(Shown.of(result, lang))


def test_outcomes_are_rows_and_groups_are_colours(by_school):
    panel = profile_of(by_school).panels[0]
    assert panel.labels == ("Trust", "Money")
    assert len(panel.series) == 3
    lower = by_school.table[by_school.table["group"] == "Lower"]
    assert panel.series[0].estimates == tuple(lower["mean"].iloc[:2])
    assert panel.series[0].lows == tuple(lower["ci_low"].iloc[:2])
    assert [entry.label.split(" (")[0] for entry in panel.legend] == ["Lower", "Middle", "Higher"]
    assert len({(s.color, s.marker) for s in panel.series}) == 3


def test_scales_of_different_range_have_axes_of_their_own(by_school):
    first, second = profile_of(by_school).panels
    assert "scale 1 to 5" in first.axis_text
    assert "scale 0 to 10" in second.axis_text
    assert second.labels == ("Life satisfaction",)


def test_axes_hold_every_interval_and_stay_within_the_scale(by_school, compared):
    for chart in (profile_of(by_school), groups_of(compared)):
        for panel in chart.panels:
            low, high = panel.limits
            for series in panel.series:
                ends = [x for x in (*series.lows, *series.highs) if math.isfinite(x)]
                assert low <= min(ends)
                assert high >= max(ends)
            assert high <= 10.3


def test_nominal_outcomes_are_not_drawn_but_named(by_school):
    assert any("Main news" in line for line in profile_of(by_school).footer)


def test_without_groups_n_stands_beside_each_row(scores):
    panel = profile_of(scores).panels[0]
    assert panel.beside == tuple(str(n) for n in scores.table["n"].iloc[:2])
    assert panel.legend == ()


def test_more_than_seven_groups_become_rows():
    rng = np.random.default_rng(4)
    frame = pd.DataFrame({f"q{i}": rng.integers(1, 6, 400) for i in range(4)})
    frame["g"] = rng.integers(10, 18, 400).astype(str)
    survey = sa.survey_from_frame(
        frame, domains={"a": ["q0", "q1"], "b": ["q2", "q3"]}, groupings=["g"]
    )
    chart = profile_of(sa.distribution(survey, by="g"))
    assert [panel.title for panel in chart.panels] == ["a", "b"]
    assert chart.panels[0].labels == tuple(str(g) for g in range(10, 18))
    assert chart.columns == 2


def test_a_comparison_has_a_panel_per_outcome_and_grouping(compared):
    chart = groups_of(compared)
    titles = [panel.title for panel in chart.panels]
    outcomes = ["Trust", "Money", "Life satisfaction"]
    assert titles == [f"{o} · {by}" for by in ("Age", "Education") for o in outcomes]
    assert chart.columns == 1


def test_one_grouping_stands_in_columns_that_share_their_rows(survey):
    chart = groups_of(sa.compare(survey, by="school"))
    assert chart.columns == 2
    assert chart.title == "Comparison of groups: Education"
    assert len({panel.labels for panel in chart.panels}) == 1


def test_a_group_hidden_for_one_outcome_keeps_its_row_there():
    rng = np.random.default_rng(5)
    n = 120
    frame = pd.DataFrame({"a": rng.integers(1, 6, n), "b": rng.integers(1, 6, n).astype(float)})
    frame["g"] = ["x"] * 50 + ["y"] * 40 + ["z"] * 30
    frame.loc[95:, "b"] = np.nan
    survey = sa.survey_from_frame(frame, domains={"A": ["a"], "B": ["b"]}, groupings=["g"])
    first, second = groups_of(sa.compare(survey)).panels
    assert first.labels == second.labels == ("x", "y", "z")
    assert first.beside == ("50", "40", "30")
    assert second.beside[2] == "hidden"
    assert second.beside[0] == "50"
    assert math.isnan(second.series[0].estimates[2])
    assert second.series[0].estimates[0] == pytest.approx(frame["b"][:50].mean())


def test_the_subtitle_tells_adjusted_p_and_effect(compared):
    hidden, *others = groups_of(compared).panels
    panel = next(one for one in others if one.labels != hidden.labels)
    row = compared.table[compared.table["group_by"] == "school"].iloc[0]
    assert "(Holm)" in panel.subtitle
    assert "[" not in hidden.subtitle
    assert f"{row.effect:.3f} [{row.effect_ci_low:.3f}, {row.effect_ci_high:.3f}]" in panel.subtitle
    p = "p < .001" if row.p_adjusted < 0.001 else f"p = {row.p_adjusted:.3f}".replace("0.", ".", 1)
    assert panel.subtitle.startswith(p)
    assert "(Холм)" in groups_of(compared, "ru").panels[0].subtitle


def test_no_test_is_said_so():
    frame = pd.DataFrame({"a": [3] * 40, "g": ["x", "y"] * 20})
    survey = sa.survey_from_frame(frame, domains={"A": ["a"]}, groupings=["g"])
    assert groups_of(sa.compare(survey)).panels[0].subtitle == "no test"
