"""What all verbs say alike."""

from __future__ import annotations

from dataclasses import replace

import pytest

import survey_analysis as sa
from survey_analysis.codebook import Design
from survey_analysis.verbs.frames import weight_names

WITHOUT_DESIGN = (sa.dimensionality, sa.domain_correlations, sa.measurement_error)


@pytest.mark.parametrize("verb", WITHOUT_DESIGN)
def test_strata_and_clusters_that_are_not_used_are_told(survey, verb):
    assert "SA351" not in [note.code for note in verb(survey).notes]
    drawn = replace(survey.codebook, design=Design(strata="sex", cluster="age"))
    told = [note for note in verb(replace(survey, codebook=drawn)).notes if note.code == "SA351"]
    assert len(told) == 1
    assert told[0].severity == "warning"
    assert "sex, age" in told[0].text
    assert "too narrow" in told[0].text


@pytest.mark.parametrize("verb", [sa.distribution, sa.describe])
def test_strata_and_clusters_that_are_used_stand_in_the_method(drawn_survey, verb):
    result = verb(drawn_survey(strata="stratum", cluster="cluster"))
    assert "SA351" not in [note.code for note in result.notes]
    used = "linearized over the sampling design (strata stratum, clusters cluster)"
    assert used in result.method
    assert "страты stratum, гнёзда cluster" in result.method.say("ru")


def test_the_weighted_method_says_how_its_errors_are_made(weighted, survey):
    assert "linearized" in sa.distribution(weighted).method
    assert "linearized" not in sa.distribution(survey).method


def test_what_stands_beside_n(weighted, survey, drawn_survey):
    assert weight_names(survey) == ()
    assert weight_names(weighted) == ("sum_w", "n_eff", "deff_kish", "deff")
    drawn = drawn_survey(strata="stratum")
    assert weight_names(drawn) == ("deff",)
    table = sa.distribution(drawn).table
    assert list(table.columns[3:6]) == ["n", "deff", "n_missing"]
    assert "mean_unweighted" not in table
