"""Shares of answers as dots with intervals."""

from __future__ import annotations

import numpy as np
import pandas as pd

import survey_analysis as sa
from survey_analysis.report.share_dots import shares_chart
from survey_analysis.report.shown import Shown


def chart_of(result, lang=None):
    return shares_chart(Shown.of(result, lang))


def test_a_row_per_answer_with_its_interval_and_n(survey):
    result = sa.distribution(survey, outcomes="news")
    panel = chart_of(result).panels[0]
    assert panel.labels == ("Radio", "Papers", "Sites")
    assert panel.series[0].estimates == tuple(result.shares["share"])
    assert panel.series[0].highs == tuple(result.shares["ci_high"])
    assert panel.beside == tuple(str(n) for n in result.shares["n"])
    assert panel.percent


def test_groups_are_colours_and_small_ones_are_not_there(survey):
    result = sa.distribution(survey, outcomes="news", by=["age", "school"])
    by_age, by_school = chart_of(result).panels
    assert by_school.title == "Main news · Education"
    assert len(by_school.series) == 3
    assert not any("14-17" in entry.label for entry in by_age.legend)
    total = result.shares[result.shares["group"] == "Lower"]["n"].sum()
    assert by_school.legend[0].label == f"Lower (n = {total})"


def test_many_groups_have_panels_of_their_own():
    frame = pd.DataFrame({"q": ["1", "2"] * 100, "g": (np.arange(200) % 10).astype(str)})
    survey = sa.survey_from_frame(frame, domains={"d": ["q"]}, scale=(1, 2), groupings=["g"])
    chart = chart_of(sa.distribution(survey, outcomes="q", by="g"))
    assert len(chart.panels) == 10


def test_long_scales_are_named_as_not_drawn():
    frame = pd.DataFrame({"q": np.arange(101)})
    survey = sa.survey_from_frame(frame, domains={"d": ["q"]}, scale=(0, 100))
    chart = chart_of(sa.distribution(survey, outcomes="q"))
    assert chart.panels == ()
    assert any("Not drawn: q" in line for line in chart.footer)


def test_alt_text_tells_shares_in_the_language(survey):
    said = chart_of(sa.distribution(survey, outcomes="news"), "ru").alt_text
    share = sa.distribution(survey, outcomes="news").shares["share"].iloc[0]
    assert f"Радио {100 * share:.1f}".replace(".", ",") in said
