"""distribution: domain scores, outcomes and items."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import survey_analysis as sa
from survey_analysis.tables.counts import from_tables
from survey_analysis.verbs.distribution import at_declared_codes
from survey_analysis.verbs.selection import find_outcome


def test_a_score_is_counted_at_the_nearest_code_halves_up(survey):
    outcome = find_outcome(survey, "trust")
    counts = from_tables([1, 1.5, 2.4, 2.5, 5], ("",), [[1, 2, 4, 8, 16]])
    assert at_declared_codes(outcome, counts).n.tolist() == [[1, 6, 8, 0, 16]]


def test_the_default_are_domains_and_outcomes(survey):
    result = sa.distribution(survey)
    assert list(result.table.outcome) == ["trust", "ties"]
    assert list(result.shares.value[:5]) == ["1", "2", "3", "4", "5"]
    assert result.shares.groupby("outcome").n.sum().tolist() == [60, 60]
    np.testing.assert_allclose(result.shares.groupby("outcome").share.sum(), 1)
    scores = survey.scores.trust
    assert result.table["mean"][0] == pytest.approx(scores.mean())
    assert result.table.q25[0] == pytest.approx(np.quantile(scores, 0.25))


def test_by_group_has_no_total_row(survey):
    table = sa.distribution(survey, outcomes="trust", by="sex").table
    assert list(table.group) == ["f", "m"]
    assert set(table.group_by) == {"sex"}


def test_what_is_missing_is_told_by_kind(survey):
    missing = sa.distribution(survey, outcomes=["q2", "trust"]).missing
    assert missing[missing.outcome == "trust"].kind.tolist() == ["below_minimum"]
    no_answer = missing[(missing.outcome == "q2") & (missing.kind == "no_answer")].iloc[0]
    assert no_answer.n == 7
    assert no_answer.share == pytest.approx(7 / 60)


def test_a_declared_group_without_respondents_keeps_its_row(answers):
    some = answers.assign(sex=pd.Categorical(answers.sex, ["f", "x", "m"], ordered=True))
    survey = sa.survey_from_frame(some, domains={"d": ["q1", "q4"]}, groupings=["sex"])
    table = sa.distribution(survey, by="sex").table
    assert list(table.group) == ["f", "x", "m"]
    assert table.n[1] == 0
    assert np.isnan(table["mean"][1])


def test_equal_weights_change_nothing(answers):
    plain = sa.survey_from_frame(answers, domains={"d": ["q1", "q2"]}, groupings=["sex"])
    equal = sa.survey_from_frame(
        answers.assign(w=3.0), domains={"d": ["q1", "q2"]}, groupings=["sex"], weight="w"
    )
    for name in ("table", "shares"):
        ours = getattr(sa.distribution(plain, by="sex"), name)
        theirs = getattr(sa.distribution(equal, by="sex"), name)
        pd.testing.assert_frame_equal(ours, theirs[list(ours.columns)], rtol=1e-12)


def test_an_unknown_outcome_suggests_the_nearest(survey):
    with pytest.raises(sa.errors.UnknownNameError, match="did you mean 'trust'"):
        sa.distribution(survey, outcomes=["trsut"])
    with pytest.raises(sa.errors.OptionError, match="id or a list of ids"):
        sa.distribution(survey, outcomes=[3])
