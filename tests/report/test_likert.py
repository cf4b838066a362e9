"""Diverging bars: where each segment lies, and what stands beside it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import survey_analysis as sa
from survey_analysis.report.chart import BarPanel
from survey_analysis.report.likert import likert_chart
from survey_analysis.report.shown import Shown


def chart_of(result, lang=None):
    return likert_chart(Shown.of(result, lang))


def scale_survey(low: int, high: int, n: int = 120) -> sa.Survey:
    rng = np.random.default_rng(3)
    frame = pd.DataFrame({f"q{i}": rng.integers(low, high + 1, n) for i in range(3)})
    return sa.survey_from_frame(frame, domains={"d": ["q0", "q1", "q2"]}, scale=(low, high))


def test_the_middle_answer_is_centred_on_zero(items):
    data = chart_of(items).data
    middle = data[(data["part"] == "answer") & (data["value"] == "3")]
    np.testing.assert_allclose(middle["left"], -middle["share"] / 2, atol=1e-12)


def test_bars_end_where_their_shares_end(items):
    for panel in chart_of(items).panels:
        for row in panel.rows:
            lefts = [segment.left for segment in row.answers]
            ends = [segment.left + segment.share for segment in row.answers]
            np.testing.assert_allclose(lefts[1:], ends[:-1], atol=1e-12)
            assert sum(segment.share for segment in row.answers) == pytest.approx(1)
            assert panel.reach >= max(ends[-1], -lefts[0])


def test_an_even_scale_has_no_middle():
    survey = scale_survey(1, 4)
    data = chart_of(sa.distribution(survey, outcomes="q0")).data
    answers = data[data["part"] == "answer"]
    assert answers["left"].iloc[2] == pytest.approx(0, abs=1e-12)
    assert answers["left"].iloc[0] == pytest.approx(-answers["share"].iloc[:2].sum())


def test_shares_are_those_of_the_result(items):
    data = chart_of(items).data
    answers = data[data["part"] == "answer"]
    assert answers["share"].tolist() == items.shares["share"].tolist()
    assert answers["n"].tolist() == items.shares["n"].tolist()


def test_n_stands_in_the_label_and_reversed_items_are_marked(items):
    labels = [row.label for panel in chart_of(items).panels for row in panel.rows]
    assert labels[0].endswith("(n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}220)")
    assert "↺" in labels[1]
    assert "↺" not in labels[0]


def test_who_gave_no_answer_stands_beside(items):
    first, other = chart_of(items).panels
    dont_know, rest = first.rows[0].missing
    assert dont_know.share == pytest.approx(20 / 240)
    assert rest.share == 0
    assert first.rows[0].missing_text == "8%"
    assert other.rows[0].missing[1].share == pytest.approx(6 / 240)


def test_a_panel_per_domain_with_one_legend(items):
    panels = chart_of(items).panels
    assert [panel.title for panel in panels] == ["Trust", "Money"]
    assert [len(panel.rows) for panel in panels] == [3, 2]
    assert panels[0].legend == panels[1].legend
    assert len({panel.reach for panel in panels}) == 1


def test_one_panel_has_its_name_in_the_title(survey):
    chart = chart_of(sa.distribution(survey, outcomes=["t1", "t2"]))
    assert chart.title == "Trust. Answers, share of valid answers"
    assert chart.panels[0].title == ""


def test_nominal_outcomes_are_named_as_not_drawn(scores):
    chart = chart_of(scores)
    assert {"trust", "money", "life"} == set(chart.data["outcome"])
    assert any("Not drawn: Main news." in line for line in chart.footer)


def test_groups_are_rows_where_the_result_has_groups(by_school):
    chart = chart_of(by_school)
    first = chart.panels[0]
    assert isinstance(first, BarPanel)
    assert first.title == "Trust · Education"
    assert [row.label.split("\N{NO-BREAK SPACE}")[0] for row in first.rows] == [
        "Lower (n",
        "Middle (n",
        "Higher (n",
    ]


@pytest.mark.parametrize("high", [2, 3, 7, 11])
def test_any_number_of_categories_up_to_eleven(high):
    chart = chart_of(sa.distribution(scale_survey(1, high), outcomes="q0"))
    assert len({entry.color for entry in chart.panels[0].legend}) == high


def test_longer_scales_are_not_bars():
    chart = chart_of(sa.distribution(scale_survey(0, 100), outcomes="q0"))
    assert chart.panels == ()
    assert "nothing to draw" in chart.empty


def test_an_item_that_nobody_answered_keeps_its_row(codebook):
    frame = pd.DataFrame({"t1": ["98"] * 20, "t2": ["1", "5"] * 10, "t3": ["3"] * 20})
    frame = frame.assign(m1="3", m2="3", age="30", school="1", life="5", news="1")
    survey = sa.load_survey(frame, codebook)
    chart = chart_of(sa.distribution(survey, outcomes=["t1", "t2"]))
    row = chart.panels[0].rows[0]
    assert row.answers == ()
    assert "(n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}0)" in row.label
    assert row.missing_text == "100%"


def test_alt_text_names_lower_and_higher_answers(items):
    said = chart_of(items).alt_text
    assert "Lower answers: Strongly disagree, Disagree." in said
    assert "In the middle: Neither." in said
    share = items.shares[items.shares["outcome"] == "t1"]["share"]
    lower, upper = 100 * share.iloc[:2].sum(), 100 * share.iloc[3:].sum()
    assert f"People can be trusted: lower {lower:.0f}%, higher {upper:.0f}%" in said
    assert "no answer 8%, n = 220" in said
