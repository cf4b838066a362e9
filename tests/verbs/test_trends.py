"""Trends: which groupings have an order, which tests follow, one family for each kind of test."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd
import pytest

import survey_analysis as sa
from survey_analysis.present.hiding import hide
from survey_analysis.statistics.linear_by_linear import cochran_armitage
from survey_analysis.statistics.multiplicity import benjamini_hochberg, holm
from survey_analysis.statistics.trends import jonckheere_terpstra, linear_trend
from survey_analysis.verbs.selection import find_outcome
from survey_analysis.verbs.trends import TREND, ordered_groupings, trend_frame

CODEBOOK = """
survey_analysis_codebook: 1
survey: {id: trends, title: Trends}
default_language: en
scales:
  agree: {type: ordinal, values: {1: no, 2: rather no, 3: middle, 4: rather yes, 5: yes}}
domains: {trust: {label: Trust}, ties: {label: Ties}}
items:
  - {id: q1, domain: trust, scale: agree, label: One}
  - {id: q2, domain: trust, scale: agree, label: Two}
  - {id: q3, domain: ties, scale: agree, label: Three}
variables:
  age: {role: grouping, type: integer, range: [14, 99], bands: [14, 25, 35, 45, 55, 65]}
  education: {role: grouping, type: ordinal, values: {1: school, 2: college, 3: university}}
  children: {role: grouping, type: integer, values: {0: none, 1: one, 2: more}}
  region: {role: grouping, type: nominal, values: {n: North, s: South, w: West}}
  income: {role: outcome, type: number, range: [0, 1000000]}
  member: {role: outcome, type: nominal, values: {0: "no", 1: "yes"}}
  faith: {role: outcome, type: nominal, values: {a: A, b: B, c: C}}
  w: {role: design, type: number}
"""


@pytest.fixture(scope="module")
def answers() -> pd.DataFrame:
    rng = np.random.default_rng(5)
    n = 400
    age = rng.integers(14, 90, n)
    latent = 0.02 * (age - 40) + rng.normal(size=n)
    frame = pd.DataFrame(
        {q: np.clip(np.round(3 + latent + rng.normal(size=n)), 1, 5) for q in ("q1", "q2", "q3")}
    ).astype(int)
    return frame.assign(
        age=age,
        education=rng.integers(1, 4, n),
        children=rng.integers(0, 3, n),
        region=rng.choice(list("nsw"), n),
        income=rng.integers(0, 90_000, n),
        member=rng.integers(0, 2, n),
        faith=rng.choice(list("abc"), n),
        w=np.exp(rng.normal(size=n) / 2),
    )


def load(answers: pd.DataFrame, tmp_path, *, weighted: bool = False) -> sa.Survey:
    path = tmp_path / "codebook.yaml"
    path.write_text(CODEBOOK + "design: {weight: w}\n" * weighted, encoding="utf-8")
    return sa.load_survey(answers, path)


@pytest.fixture
def survey(answers, tmp_path) -> sa.Survey:
    return load(answers, tmp_path)


def trends(survey, outcomes, groupings=None, adjust="holm", confidence=0.95):
    found = [find_outcome(survey, name) for name in outcomes]
    names = list(survey.groupings) if groupings is None else groupings
    return trend_frame(survey, found, names, adjust, confidence)


def test_bands_whole_numbers_and_levels_have_an_order(survey):
    assert ordered_groupings(survey, ["age", "education", "children", "region"]) == (
        "age",
        "education",
        "children",
    )


def test_a_frame_says_what_has_an_order(answers):
    frame = answers.assign(
        level=pd.Categorical.from_codes(
            answers["education"] - 1, ["low", "2", "high"], ordered=True
        ),
        place=pd.Categorical(answers["region"]),
        half=answers["education"] / 2,
    )
    names = ["level", "place", "half", "children", "region"]
    made = sa.survey_from_frame(frame, domains={"d": ["q1"]}, scale=(1, 5), groupings=names)
    assert ordered_groupings(made, names) == ("level", "half", "children")


def test_the_columns_and_their_kinds(survey):
    frame = trends(survey, ["trust"]).frame
    assert tuple(frame.columns) == TREND
    assert list(frame.columns[:3]) == ["outcome", "group_by", "test"]
    for name in ("statistic", "p_value", "p_adjusted", "effect", "effect_ci_low"):
        assert frame[name].dtype == np.float64


def test_the_tests_follow_the_level_of_the_outcome(survey):
    outcomes = ["trust", "q1", "income", "member", "faith"]
    result = trends(survey, outcomes, ["age", "region"])
    by_outcome = result.frame.groupby("outcome", sort=False)["test"].agg(list).to_dict()
    assert by_outcome == {
        "trust": ["linear_trend", "jonckheere_terpstra"],
        "q1": ["linear_trend", "jonckheere_terpstra", "linear_by_linear"],
        "income": ["linear_trend", "jonckheere_terpstra"],
        "member": ["cochran_armitage"],
    }
    assert set(result.frame["group_by"]) == {"age"}
    assert len(result.methods) == 4
    assert [method.say("ru").split()[0] for method in result.methods] == 4 * ["Упорядоченные"]


def test_the_numbers_are_those_of_the_statistics(survey):
    frame = trends(survey, ["trust", "member"], ["age"], confidence=0.9).frame
    for row, test in zip(
        frame.itertuples(), (linear_trend, jonckheere_terpstra, cochran_armitage), strict=True
    ):
        found = test(survey.counts(row.outcome, "age"), confidence=0.9)
        assert row.statistic == found.statistic
        assert row.p_value == found.p_value
        assert (row.effect_ci_low, row.effect_ci_high) == (
            found.effect_ci_low,
            found.effect_ci_high,
        )
    assert "with each step of the groups the mean changes by" in frame["note"][0]
    assert "the share of the second answer changes by" in frame["note"][2]


@pytest.mark.parametrize(("adjust", "rule"), [("holm", holm), ("fdr_bh", benjamini_hochberg)])
def test_each_kind_of_test_is_a_family(survey, adjust, rule):
    frame = trends(survey, ["trust", "ties", "q1"], adjust=adjust).frame
    for _, family in frame.groupby("test"):
        np.testing.assert_array_equal(family["p_adjusted"], rule(family["p_value"]))
    plain = trends(survey, ["trust", "ties"], adjust="none").frame
    np.testing.assert_array_equal(plain["p_adjusted"], plain["p_value"])


def test_slopes_stand_in_the_frame_and_reasons_in_the_notes_once(answers, tmp_path):
    few = answers[(answers["age"] >= 25) | (answers.index == answers.index[0])].copy()
    few.loc[few.index[0], "age"] = 14
    result = trends(load(few, tmp_path), ["trust"], ["age"])
    assert [note.code for note in result.notes] == ["SA371"]
    assert result.notes[0].text == (
        "trust × age: left out, because fewer than two respondents answered there: 14-24"
    )
    assert all("left out" in note for note in result.frame["note"])


def test_an_outcome_that_everybody_answers_alike_has_rows_with_the_reason(answers, tmp_path):
    alike = answers.assign(q3=4)
    frame = trends(load(alike, tmp_path), ["ties"], ["age"]).frame
    assert frame["p_value"].isna().all()
    assert frame["p_adjusted"].isna().all()
    assert set(frame["note"]) == {
        "all respondents gave the same answer, so there is nothing to compare"
    }


def test_without_an_ordered_grouping_there_are_no_rows(survey):
    result = trends(survey, ["trust"], ["region"])
    assert result.frame.empty
    assert tuple(result.frame.columns) == TREND
    assert (result.notes, result.methods) == ((), ())


def test_weights_are_used(answers, tmp_path):
    weighted = load(answers, tmp_path, weighted=True)
    result = trends(weighted, ["trust", "q1", "member"], ["age"])
    assert tuple(dict.fromkeys(result.frame["test"])) == (
        "weighted_linear_trend",
        "weighted_jonckheere_terpstra",
        "weighted_linear_by_linear",
        "weighted_cochran_armitage",
    )
    assert all("design-based" in method for method in result.methods)
    assert result.frame["p_value"].notna().all()


def test_compare_takes_both_tests_as_statistics(survey):
    for statistic in (linear_trend, jonckheere_terpstra):
        result = sa.compare(survey, outcomes="trust", by="age", statistic=statistic)
        expected = statistic(survey.counts("trust", "age"))
        assert result.table["test"].tolist() == [statistic.__name__]
        assert result.table["p_value"].tolist() == [expected.p_value]
        assert result.pairs.empty
    scored = partial(linear_trend, scores=[20, 30, 40, 50, 60, 75])
    table = sa.compare(survey, outcomes="trust", by="age", statistic=scored).table
    assert "changes by" in table["note"][0]
    with pytest.raises(sa.errors.OptionError, match="each of the 3 groups"):
        sa.compare(survey, outcomes="trust", by="education", statistic=scored)


def test_a_slope_is_not_shown_where_a_group_is_hidden(answers, tmp_path):
    young = answers[(answers["age"] >= 25) | (answers.index < 12)]
    survey = load(young, tmp_path)
    assert 1 < survey.counts("trust", "age").group_n[0] < 10
    result = sa.compare(survey, outcomes="trust", by=["age", "education"], statistic=linear_trend)
    shown = hide(result)
    for name, tests in (("table", ["linear_trend"]), ("trend", ["linear_trend"])):
        frame = getattr(result, name)
        asked = frame["test"].isin(tests)
        assert frame["note"][asked].str.contains("changes by").all()
        notes = shown.frames[name][asked].set_index("group_by")["note"]
        assert notes["age"] == ""
        assert "changes by" in notes["education"]
    assert any("changes by" in note.text for note in shown.notes)
    assert not any("trust × age: with each step" in note.text for note in shown.notes)
