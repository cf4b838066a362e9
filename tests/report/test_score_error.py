"""Error of measurement by score."""

from __future__ import annotations

import pandas as pd
import pytest

import survey_analysis as sa
from survey_analysis.report.score_error import score_error_chart
from survey_analysis.report.shown import Shown


@pytest.fixture(scope="module")
def found(survey):
    return sa.measurement_error(survey)


def test_a_dot_per_band_and_a_line_for_all(found):
    chart = score_error_chart(Shown.of(found))
    panel = chart.panels[0]
    bands = Shown.of(found).frames["bands"]
    trust = bands[bands["outcome"] == "trust"]
    assert panel.title == "Trust"
    assert panel.labels == tuple(trust["band"])
    assert panel.series[0].estimates == pytest.approx(tuple(trust["sem"]), nan_ok=True)
    assert panel.line == found.table["sem"].iloc[0]
    assert panel.limits[0] <= 0


def test_small_bands_are_not_drawn(found, codebook):
    chart = score_error_chart(Shown.of(found))
    assert (chart.data["n"].dropna() >= codebook.min_cell).all()


def test_the_picture_in_words(found):
    for lang, word in (("en", "in bands of the score"), ("ru", "в полосах балла")):
        chart = score_error_chart(Shown.of(found, lang))
        assert word in chart.alt_text
    assert chart.data["sem"].notna().any()


def test_without_an_error_there_is_nothing_to_draw():
    frame = pd.DataFrame({"a": [3.0] * 30, "b": [3.0] * 30})
    survey = sa.survey_from_frame(frame, domains={"still": ["a", "b"]})
    chart = score_error_chart(Shown.of(sa.measurement_error(survey)))
    assert chart.panels == ()
    assert chart.alt_text == chart.empty


def test_it_is_drawn(found):
    assert sa.plot(found).to_bytes("png").startswith(b"\x89PNG")
