"""The section of the report that tells what weighting did."""

from __future__ import annotations

import pytest

import survey_analysis as sa

MARGINS = {"school": {"Lower": 0.5, "Middle": 0.3, "Higher": 0.2}}


@pytest.fixture(scope="module")
def pages(survey, tmp_path_factory):
    folder = tmp_path_factory.mktemp("weighted")
    weighted = sa.weight(survey, MARGINS)

    def page(one, lang):
        name = f"{lang}-{one.weighted}.html"
        return sa.write_report(one, folder / name, by="school", lang=lang).read_text("utf-8")

    return {
        "en": page(weighted, "en"),
        "ru": page(weighted, "ru"),
        "plain": page(survey, "en"),
    }


def test_a_weighted_survey_has_the_section_in_both_languages(pages):
    for lang, words in (
        ("en", ("Weighting", "The answers come from volunteers", "Each margin by itself",
                "Shares of all groups", "How unequal the weights are")),
        ("ru", ("Взвешивание", "Отвечали добровольцы", "Доли всех групп", "Подгонка весов",
                "Насколько неравны веса")),
    ):  # fmt: skip
        section = pages[lang].split('id="weighting"')[1]
        for one in words:
            assert one in section
    assert "margin of error" not in pages["en"].lower()


def test_an_unweighted_survey_has_none(pages):
    assert 'id="weighting"' not in pages["plain"]


def test_the_page_tells_the_margins_it_was_weighted_to(pages):
    assert '"weighting"' in pages["en"]
    assert "Lower = 0.5" in pages["en"]
