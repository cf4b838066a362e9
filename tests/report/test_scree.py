"""Scree: eigenvalues beside those of independent answers."""

from __future__ import annotations

import numpy as np
import pytest

import survey_analysis as sa
from survey_analysis.report.scree import scree_chart
from survey_analysis.report.shown import Shown


@pytest.fixture(scope="module")
def found(survey):
    return sa.dimensionality(survey)


def test_a_panel_per_domain_with_a_line_per_kind(found):
    chart = scree_chart(Shown.of(found))
    trust = found.table[found.table["domain"] == "trust"]
    panel = chart.panels[0]
    assert panel.title == "Trust"
    assert panel.labels == ("component 1", "component 2", "component 3")
    columns = ["eigenvalue", "parallel_95", "eigenvalue_polychoric", "parallel_95_polychoric"]
    assert [series.estimates for series in panel.series] == [tuple(trust[c]) for c in columns]
    assert all(series.joined for series in panel.series)
    assert len(panel.legend) == 4
    assert panel.limits[0] <= 0


def test_the_picture_in_words(found):
    first = f"{found.table['eigenvalue'].iloc[0]:.2f}"
    english, russian = (scree_chart(Shown.of(found, lang)) for lang in ("en", "ru"))
    assert f"Trust: {first} (" in english.alt_text
    assert first.replace(".", ",") in russian.alt_text
    assert "независимых ответов" in russian.alt_text


def test_a_domain_without_eigenvalues_is_named_and_not_drawn(survey):
    frame = survey.frame.assign(same=3.0)
    constant = sa.survey_from_frame(
        frame[["same"]].assign(other=4.0), domains={"nothing": ["same", "other"]}
    )
    chart = scree_chart(Shown.of(sa.dimensionality(constant)))
    assert chart.panels == ()
    assert chart.alt_text == chart.empty
    assert any("nothing" in line for line in chart.footer)


def test_groups_have_panels_of_their_own_and_small_ones_none(survey):
    chart = scree_chart(Shown.of(sa.dimensionality(survey, "trust", by="age")))
    titles = [panel.title for panel in chart.panels]
    assert "Trust · Age: 40-64" in titles
    assert not any("14-17" in title for title in titles)


def test_it_is_drawn(found):
    figure = sa.plot(found)
    assert figure.to_bytes("png").startswith(b"\x89PNG")
    assert np.isfinite(figure.data["eigenvalue"]).any()
