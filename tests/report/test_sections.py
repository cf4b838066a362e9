"""Sections of the report: what stands in them, in which order."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import survey_analysis as sa
from survey_analysis.report.accounted import provenance_of
from survey_analysis.report.analysed import (
    comparison_section,
    distribution_section,
    page_by_page,
    reliability_section,
)
from survey_analysis.report.answered import answered_section, findings_section
from survey_analysis.report.asked import asked_section
from survey_analysis.report.blocks import Details, Picture, Remarks, TableBlock
from survey_analysis.report.material import Material, gather, note_pairs, only
from survey_analysis.report.methods import limit_sentences, method_sentences, sources_used
from survey_analysis.report.scales import scale_section
from survey_analysis.report.shown import Shown
from survey_analysis.verbs.variance_rule import precision, variance_rule


def material_of(survey: sa.Survey, lang: str = "en", by=None, outcomes=None) -> Material:
    return gather(
        survey.in_language(lang),
        by=by,
        outcomes=outcomes,
        confidence=0.9,
        command="",
        step=lambda _: None,
    )


@pytest.fixture(scope="module")
def material(survey) -> Material:
    return material_of(survey)


def tables(blocks) -> list:
    """All tables of some blocks, those in details as well."""
    found = []
    for block in blocks:
        if isinstance(block, Details):
            found += tables(block.blocks)
        elif isinstance(block, TableBlock):
            found.append(block.table)
    return found


def test_what_was_asked(material):
    domains, items, scales, missing, variables = tables(asked_section(material).blocks)
    assert domains.rows[0] == (
        "Trust",
        "3",
        "2",
        "trust",
        "reflective: items are signs of one thing",
    )
    assert domains.rows[1][-1].startswith("formative")
    assert [row[1] for row in items.rows] == ["t1", "t2\N{NO-BREAK SPACE}↺", "t3", "m1", "m2"]
    assert scales.rows[0][2].startswith("1 Strongly disagree; 2 Disagree")
    assert missing.rows[0] == ("98", "Don't know", "Don't know")
    assert [row[0] for row in variables.rows] == ["age", "school", "life", "news"]


def test_how_many_answered(material, survey):
    by_age, by_school, domains, *_ = tables(answered_section(material).blocks)
    sizes = survey.frame["school"].value_counts()
    assert [row[1] for row in by_school.rows] == [
        str(sizes[g]) for g in ("Lower", "Middle", "Higher")
    ]
    assert by_age.rows[0] == ("14-17", "hidden", "hidden")
    assert sum(row[1] == "hidden" for row in by_age.rows) == 2
    assert domains.rows[0] == ("Trust", "240", "0", "220")


def test_respondents_without_a_group_are_counted(codebook):
    n = 60
    frame = pd.DataFrame(dict.fromkeys(("t1", "t2", "t3", "m1", "m2"), ["3"] * n))
    frame = frame.assign(age="30", life="5", news="1", school=["1"] * 30 + [""] * 30)
    section = answered_section(material_of(sa.load_survey(frame, codebook), by="school"))
    rows = tables(section.blocks)[0].rows
    assert rows[-1] == ("(no value)", "30", "50.0%")


def test_weight_zero_is_not_counted():
    frame = pd.DataFrame({"q": [1, 5] * 30, "g": ["x", "y"] * 30, "w": [0.0] * 20 + [1.0] * 40})
    survey = sa.survey_from_frame(frame, domains={"d": ["q"]}, groupings=["g"], weight="w")
    rows = tables(answered_section(material_of(survey)).blocks)[0].rows
    assert [row[1] for row in rows] == ["20", "20"]


def test_findings_stand_as_the_report_says_them(material, survey):
    section = findings_section(material)
    told = tables(section.blocks)
    issues = survey.validation.issues
    assert len(told[0].rows if told else ()) == len(issues)


def test_distributions_have_a_part_per_domain_and_one_for_scores(material):
    parts = distribution_section(material).parts
    assert [part.title for part in parts] == ["Trust", "Money", "Domain scores and outcomes"]
    for part in parts:
        assert any(isinstance(block, Picture) for block in part.blocks)
    items = tables(parts[0].blocks)[0]
    assert items.titles[:2] == ("Item", "Question")


def test_items_outside_the_domains_have_a_part(tmp_path):
    path = tmp_path / "codebook.yaml"
    path.write_text(
        "survey_analysis_codebook: 1\nsurvey: {id: x}\n"
        "scales: {yn: {type: ordinal, values: {'0': no, '1': yes}}}\n"
        "items: [{id: q, scale: yn, label: Do you vote}]\n",
        encoding="utf-8",
    )
    survey = sa.load_survey(pd.DataFrame({"q": ["0", "1"] * 20}), path)
    material = material_of(survey)
    assert [part.title for part in distribution_section(material).parts] == [
        "Items outside the domains"
    ]
    assert "no domain" in reliability_section(material).blocks[0].text


def test_reliability_tells_table_remarks_picture_items(material):
    blocks = reliability_section(material).blocks
    kinds = [type(block) for block in blocks[1:]]
    assert kinds == [TableBlock, Remarks, Picture, Picture, TableBlock, TableBlock, Details]


def test_what_a_score_is_worth_has_its_parts(material):
    section = scale_section(material)
    names = ["dimensions", "errors", "bias", "differences", "correlations"]
    assert [part.id for part in section.parts] == names
    kinds = {part.id: [type(block) for block in part.blocks[1:]] for part in section.parts}
    assert kinds["dimensions"] == [TableBlock, Picture, Details, Remarks]
    assert kinds["errors"] == [TableBlock, Picture, Details, Remarks]
    assert len([kind for kind in kinds["differences"] if kind is Details]) == 2


def test_without_domains_there_is_no_score(survey):
    assert not scale_section(material_of(survey, outcomes=["news"])).parts


def test_comparisons_have_a_part_per_grouping(material):
    section = comparison_section(material)
    assert [part.title for part in section.parts] == ["By Age", "By Education"]
    assert len(tables(section.blocks)[0].rows) == len(material.comparison.table)
    school = section.parts[1].blocks
    assert [type(block) for block in school] == [Picture, Details, Details, Details, Details]
    trend, pairs = tables(school)[1:3]
    assert len(trend.rows) == (material.comparison.trend["group_by"] == "school").sum()
    expected = material.comparison.pairs
    assert len(pairs.rows) == (expected["group_by"] == "school").sum()


def test_one_family_of_tests_whatever_the_grouping(material, survey):
    together = sa.compare(survey, by=["age", "school"], confidence=0.9)
    pd.testing.assert_frame_equal(material.comparison.table, together.table)


def test_only_keeps_the_rows_that_are_asked_for(material):
    part = only(material.comparison, "group_by", ["school"])
    assert set(part.table["group_by"]) == set(part.pairs["group_by"]) == {"school"}
    assert part.notes == ()
    assert len(material.comparison.table) > len(part.table)


def test_every_note_is_told_once(material):
    notes = material.reliability.notes
    assert note_pairs((*notes, *notes), "en") == note_pairs(notes, "en")


def test_methods_are_those_of_the_results(material, survey):
    said = method_sentences(material)
    once = precision(survey)
    own = [" ".join(result.method.replace(once, "").split()) for result in material.results]
    assert said == (*own[:2], once, *own[2:])
    russian = method_sentences(material_of(survey, "ru"))
    assert len(russian) >= len(said)
    assert any("Уэлча" in sentence for sentence in russian)
    assert any("90\N{NO-BREAK SPACE}%" in sentence for sentence in russian)


@pytest.fixture(scope="module")
def raked(survey):
    shares = {"Lower": 0.3, "Middle": 0.4, "Higher": 0.3}
    return sa.weight(survey, {"school": shares})


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_the_rule_of_variances_is_told_once(raked, lang):
    material = material_of(raked, lang, by=["school"])
    rule = variance_rule(raked, lang)
    told = method_sentences(material)
    assert told[2] == rule
    assert sum(rule in sentence for sentence in told) == 1
    assert ("Korn" if lang == "en" else "Корна и Граубарда") in told[1]
    assert "margin of error" not in " ".join(told)
    sources = " ".join(sources_used(material))
    for name in ("Korn", "Akinshin", "Kish", "Deville", "MacKinnon", "Robbins"):
        assert name in sources
    for name in ("Wilson", "Conover", "Hyndman", "Canty"):
        assert name not in sources
    limits = " ".join(limit_sentences(material))
    assert ("precision under the weights" if lang == "en" else "точности при этих весах") in limits
    assert ("shares of school are those" if lang == "en" else "доли (school) равны") in limits


def test_design_and_jackknife_have_sources_of_their_own(survey):
    shares = {"school": {"Lower": 0.3, "Middle": 0.4, "Higher": 0.3}}
    raked = sa.weight(survey, shares, variance="jackknife")
    assert any("Canty" in source for source in sources_used(material_of(raked, by=[])))
    weighted = replace(survey, weights=np.linspace(1, 2, survey.n_respondents), _made={})
    sources = " ".join(sources_used(material_of(weighted, by=[])))
    assert "Binder" in sources
    assert "Deville" not in sources


def test_pictures_of_raked_results_say_that_they_are_weighted(raked, survey):
    for one, said in ((raked, "Weighted; n counts respondents."), (survey, "Unweighted.")):
        assert Shown.of(sa.distribution(one)).footer()[0] == said
        assert Shown.of(sa.dimensionality(one)).footer()[0] == said


def test_sources_belong_to_the_methods_used(material, survey):
    used = " ".join(sources_used(material))
    assert "Games" in used
    assert "Bergsma" in used
    without = " ".join(sources_used(material_of(survey, by=[])))
    assert "Games" not in without
    assert "Cronbach" in without


def test_limits_name_the_smallest_group(material):
    assert any("fewer than 10 respondents" in sentence for sentence in limit_sentences(material))


def test_provenance_tells_options(material):
    found = provenance_of(material)
    assert found["options"] == {
        "by": ["age", "school"],
        "outcomes": ["trust", "money", "life", "news"],
        "confidence": 0.9,
        "lang": "en",
    }
    assert "command" not in found


def test_pages_hold_as_much_as_fits():
    assert page_by_page(["a", "b", "c"], [5.0, 5.0, 1.0]) == [["a"], ["b", "c"]]
    assert page_by_page(["a"], [99.0]) == [["a"]]
    assert page_by_page([], []) == []
    names = [str(i) for i in range(20)]
    pages = page_by_page(names, list(np.full(20, 2.0)))
    assert [name for page in pages for name in page] == names
