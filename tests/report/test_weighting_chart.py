"""The picture of weighting: margins before, after and target, and the weights."""

from __future__ import annotations

import numpy as np
import pytest

import survey_analysis as sa
from survey_analysis.report.shown import Shown
from survey_analysis.report.weighting_chart import PERCENTILES, weighting_chart

MARGINS = {
    "age": {"14-17": 0.05, "18-39": 0.45, "40-64": 0.3, "65+": 0.2},
    "school": {"Lower": 0.5, "Middle": 0.3, "Higher": 0.2},
}


@pytest.fixture(scope="module")
def report(survey):
    return sa.weight(survey, MARGINS).weighting


def test_a_panel_per_margin_and_one_of_the_weights(report):
    chart = weighting_chart(Shown.of(report))
    age, school, weights = chart.panels
    assert (age.title, school.title) == ("Age", "Education")
    assert school.labels == ("Lower", "Middle", "Higher")
    assert [entry.label for entry in school.legend] == [
        "before weighting", "after weighting", "target",
    ]  # fmt: skip
    assert school.series[2].estimates == pytest.approx((0.5, 0.3, 0.2))
    assert school.series[1].estimates == pytest.approx((0.5, 0.3, 0.2))
    assert age.limits == school.limits
    assert school.percent
    assert weights.line == 1
    assert weights.labels[0] == "smallest"
    expected = np.percentile(report.weights, PERCENTILES)
    np.testing.assert_allclose(weights.series[0].estimates, expected)
    assert weights.legend == ()
    assert chart.footer[0].startswith("240 respondents count like")


def test_small_groups_are_not_drawn(report):
    chart = weighting_chart(Shown.of(report))
    assert "14-17" not in chart.panels[0].labels
    assert "14-17" not in chart.alt_text
    assert "Hidden" in chart.footer[1]
    assert set(chart.data["part"]) == {"margin", "weight"}


def test_base_weights_are_a_second_line(survey):
    base = np.where(np.arange(240) % 2, 1.0, 3.0)
    weights = weighting_chart(Shown.of(sa.weight(survey, MARGINS, base=base).weighting)).panels[-1]
    assert [entry.label for entry in weights.legend] == ["weights", "base weights"]
    assert weights.series[1].estimates[0] == pytest.approx(0.5)


def test_the_picture_in_words(report):
    english, russian = (weighting_chart(Shown.of(report, lang)) for lang in ("en", "ru"))
    assert "Education: Lower " in english.alt_text
    assert "50.0%, 50.0%; Middle" in english.alt_text
    assert "Образование: Низшее" in russian.alt_text
    assert "медиана" in russian.alt_text
    assert russian.title == "Взвешивание по распределениям"


def test_long_margins_are_not_spoken_to_the_end(report, monkeypatch):
    monkeypatch.setattr("survey_analysis.report.weighting_chart.SPOKEN_GROUPS", 2)
    assert "more rows stand in the frame" in weighting_chart(Shown.of(report)).alt_text


def test_it_is_drawn(report):
    figure = sa.plot(report)
    assert figure.to_bytes("png").startswith(b"\x89PNG")
    assert sa.plot(report, kind="weighting", lang="ru").alt_text.startswith("Взвешивание")
