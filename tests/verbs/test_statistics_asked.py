"""Statistics that a call brings along: what they must return, and how their faults are told."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import survey_analysis as sa
from survey_analysis.statistics.means import welch
from survey_analysis.statistics.ranks import kruskal_wallis


def test_a_statistic_that_fails_is_told_with_its_place_and_its_own_error(survey):
    def divided(_):
        return 1 / 0

    with pytest.raises(sa.errors.OptionError, match=r"divided failed on 'trust' by 'sex'") as told:
        sa.compare(survey, outcomes="trust", by="sex", statistic=divided)
    assert isinstance(told.value.__cause__, ZeroDivisionError)


@pytest.mark.parametrize("statistic", [int, max, lambda: 1, pow])
def test_what_cannot_be_called_with_a_table_is_refused(survey, statistic):
    with pytest.raises(sa.errors.OptionError, match="A statistic takes Counts"):
        sa.compare(survey, statistic=statistic)


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        ({"p_value": 2.0}, "a p-value beyond 0 and 1"),
        ({"p_value": "0.03"}, "numbers that are none"),
        ({"statistic": np.zeros(3)}, "numbers that are none"),
        ({"n": None}, "numbers that are none"),
        ({"groups": ("f", "x")}, "groups that are not there"),
        ({"groups": ("f",)}, "pairs that do not fit"),
    ],
)
def test_a_test_that_no_table_can_hold_is_refused(survey, broken, message):
    def statistic(counts):
        return replace(welch(counts), **broken)

    with pytest.raises(sa.errors.OptionError, match=message):
        sa.compare(survey, outcomes="trust", by="sex", statistic=statistic)


def test_a_sound_statistic_of_ones_own_is_used(survey):
    def turned_off(counts):
        return replace(kruskal_wallis(counts), p_value=np.nan, pairs=None)

    found = sa.compare(survey, outcomes="trust", by="sex", statistic=turned_off)
    assert np.isnan(found.table.p_value).all()
    assert found.pairs.empty


def test_a_column_of_answers_in_place_of_names_is_not_repeated(answers, survey):
    told = answers.assign(words="secret words")
    for wrong in (told["words"], told[["words"]], told["words"].to_numpy(), np.array(5)):
        for verb in (sa.describe, sa.distribution, sa.reliability, sa.compare):
            with pytest.raises(sa.errors.SurveyAnalysisError) as caught:
                verb(survey, by=wrong)
            assert "secret" not in str(caught.value)
    with pytest.raises(sa.errors.OptionError, match="Pass a function") as caught:
        sa.compare(survey, statistic=told["words"])
    assert "secret" not in str(caught.value)
