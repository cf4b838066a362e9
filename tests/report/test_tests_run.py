"""How many tests a report ran in all."""

from __future__ import annotations

import pandas as pd
import pytest

import survey_analysis as sa
from survey_analysis.report.accounted import limit_section
from survey_analysis.report.material import Material, gather
from survey_analysis.report.methods import limit_sentences
from survey_analysis.report.tests_run import tests_run as found_in
from survey_analysis.report.tests_run import tests_sentence as sentence_of


def material_of(survey: sa.Survey, lang: str = "en", by=None, outcomes=None) -> Material:
    return gather(
        survey.in_language(lang),
        by=by,
        outcomes=outcomes,
        confidence=0.95,
        command="",
        step=lambda _: None,
    )


@pytest.fixture(scope="module")
def material(survey) -> Material:
    return material_of(survey)


def test_every_p_value_that_was_computed_counts(material):
    counts = {one.what.en: one.tests for one in found_in(material)}
    comparison = material.comparison
    assert counts["groups compared"] == comparison.table["p_value"].notna().sum() == 8
    assert counts["pairs of groups"] == comparison.pairs["p_value"].notna().sum()
    assert counts["item bias"] == material.bias.table["p_value"].notna().sum()
    assert counts["equal alphas"] == material.by_group.differences["p_value"].notna().sum()
    assert all(counts.values())


def test_the_fit_of_a_domain_counts_once(sample_folder):
    survey = sa.load_survey(sample_folder / "responses.csv", sample_folder / "codebook.yaml")
    material = material_of(survey, by=[], outcomes=["skills", "work"])
    fit = material.reliability.fit["p_value"].notna().sum()
    assert fit == material.dimensions.fit["p_value"].notna().sum() == 2
    assert [(one.what.en, one.tests) for one in found_in(material)] == [("fit of one factor", 2)]


def test_the_sentence_adds_them_up_in_both_languages(material, survey):
    total = sum(one.tests for one in found_in(material))
    said = sentence_of(material)
    assert said.startswith(f"This report ran {total} tests in all (")
    assert f"about {round(0.05 * total)} of them" in said
    in_russian = sentence_of(material_of(survey, "ru"))
    assert in_russian.startswith(f"Всего в отчёте проведено тестов: {total} (")
    assert "сравнение групп: 8" in in_russian


def test_it_stands_among_the_limits_before_what_adjustments_do(material):
    sentences = limit_sentences(material)
    at = sentences.index(sentence_of(material))
    assert sentences[at + 1].startswith("Each adjustment of p")
    assert sentence_of(material) in limit_section(material).blocks[0].sentences


def test_a_frame_of_another_result_goes_by_its_caption(material):
    found = [one.what.en for one in found_in(material)]
    assert len(found) == len(set(found))


def test_without_tests_nothing_is_said():
    survey = sa.survey_from_frame(pd.DataFrame({"q": [1, 2, 3] * 10}), domains={"d": ["q"]})
    material = material_of(survey, by=[])
    assert found_in(material) == ()
    assert sentence_of(material) == ""
    assert "" not in limit_sentences(material)
