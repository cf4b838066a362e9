"""What all verbs say alike."""

from __future__ import annotations

from dataclasses import replace

import pytest

import survey_analysis as sa
from survey_analysis.codebook import Design

WITH_INTERVALS = (sa.distribution, sa.compare)


@pytest.mark.parametrize("verb", WITH_INTERVALS)
def test_strata_and_clusters_that_are_not_used_are_told(survey, verb):
    assert "SA351" not in [note.code for note in verb(survey).notes]
    drawn = replace(survey.codebook, design=Design(strata="sex", cluster="age"))
    told = [note for note in verb(replace(survey, codebook=drawn)).notes if note.code == "SA351"]
    assert len(told) == 1
    assert told[0].severity == "warning"
    assert "sex, age" in told[0].text
    assert "too narrow" in told[0].text


def test_the_weighted_method_says_how_its_errors_are_made(weighted, survey):
    assert "linearized" in sa.distribution(weighted).method
    assert "linearized" not in sa.distribution(survey).method
