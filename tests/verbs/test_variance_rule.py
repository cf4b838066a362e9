"""What is said about the rule that standard errors follow."""

from __future__ import annotations

import numpy as np
import pandas as pd

import survey_analysis as sa
from survey_analysis.verbs.variance_rule import (
    precision,
    small_group_notes,
    variance_notes,
    variance_rule,
)

SHARES = {"sex": {"f": 0.5, "m": 0.5}}


def codes(notes):
    return [note.code for note in notes]


def test_a_simple_random_sample_has_no_rule(survey):
    assert variance_rule(survey) == variance_rule(survey, "ru") == ""
    assert list(variance_notes(survey, ["trust"], ["sex"])) == []
    assert list(small_group_notes(survey, ["trust"], ["sex"])) == []


def test_equal_weights_have_no_rule_either(answers):
    equal = sa.survey_from_frame(answers.assign(w=2.5), domains={"d": ["q1"]}, weight="w")
    assert variance_rule(equal) == ""


def test_design_weights_are_linearized(weighted):
    told = variance_rule(weighted)
    assert told.startswith("Standard errors are linearized (Woodruff 1971")
    assert "effective n below 30 have HC3" in told
    assert "these weights" in precision(weighted)
    assert "линеаризованы" in variance_rule(weighted, "ru")


def test_after_raking_the_margins_stand_in_the_rule(weighted):
    raked = sa.weight(weighted, SHARES)
    told = variance_rule(raked)
    assert "raked to sex:" in told
    assert "HC3: MacKinnon & White 1985" in told
    assert "within the margins" in precision(raked)
    assert "долям (sex)" in variance_rule(raked, "ru")
    assert "точности при этих весах" in precision(raked, "ru")


def test_every_interval_says_under_which_assumption_it_holds(survey, weighted):
    for one in (survey, weighted, sa.weight(weighted, SHARES)):
        for result in (sa.distribution(one), sa.compare(one, by="sex")):
            assert precision(one) in result.method
            assert precision(one, "ru") in result.method.say("ru")
            assert "those who did not" in result.method
            assert "margin of error" not in result.method.lower()


def test_the_jackknife_is_named(weighted):
    told = variance_rule(sa.weight(weighted, SHARES, variance="jackknife"))
    assert "jackknife: the weights were raked to sex again" in told
    assert "have t on n_eff - 1" in told
    assert "have HC3" not in told


def test_a_jackknifed_comparison_says_nothing_of_other_variances(weighted):
    """Neither linearized nor HC3, in English and Russian."""
    found = sa.compare(sa.weight(weighted, SHARES, variance="jackknife"), by="sex")
    said = [
        found.method,
        found.method.ru,
        *(n.say(one) for n in found.notes for one in ("en", "ru")),
    ]
    assert not [one for one in said if "linearized" in one or "линеаризов" in one or "HC3" in one]
    assert sa.compare(weighted, by="sex").method.count("linearized") == 1  # in the rule


def test_clusters_without_weights_have_equal_ones(answers, tmp_path):
    plain = sa.survey_from_frame(answers, domains={"d": ["q1"]}, groupings=["sex"])
    book = plain.codebook.to_yaml()
    variable = "variables:\n  block: {role: design, type: text}\n"
    (tmp_path / "book.yaml").write_text(
        book.replace("variables:\n", variable) + "design: {cluster: block}\n", encoding="utf-8"
    )
    frame = answers.assign(block=[f"b{row % 9}" for row in range(len(answers))])
    told = sa.compare(sa.load_survey(frame, tmp_path / "book.yaml"), by="sex").method
    assert told.startswith("Comparison, unweighted (all weights equal): Design-based t test")
    assert "без весов (все веса равны)" in told.ru


def test_groups_stand_in_codebook_order_whatever_the_outcome(answers):
    frame = answers.assign(area=np.where(np.arange(60) < 20, "south", "north"))
    frame["area"] = pd.Categorical(frame.area, ["south", "north"], ordered=True)
    frame.loc[20:59:2, "q4"] = np.nan
    survey = sa.survey_from_frame(
        frame, domains={"a": ["q1"], "b": ["q4"]}, groupings=["area", "sex"], weight="w"
    )
    notes = list(small_group_notes(survey, ["a", "b"], ["area", "sex"]))
    assert codes(notes) == ["SA720", "SA720"]
    assert notes[0].values["groups"] == ("south", "north")
    assert "south, north" in notes[0].text
    assert codes(small_group_notes(survey, ["b"], ())) == []


def test_a_small_sample_is_told_without_groups(answers):
    few = sa.survey_from_frame(answers[:20], domains={"d": ["q1"]}, weight="w")
    notes = list(variance_notes(few, ["d"], ()))
    assert codes(notes) == ["SA721"]
    assert "Fewer than 30" in notes[0].text


def test_a_design_without_df_is_told_of_everybody(drawn_survey):
    alone = drawn_survey(strata="stratum", cluster="stratum", single_unit="centred")
    assert codes(variance_notes(alone, ["trust"], ())) == ["SA723"]
    result = sa.distribution(alone, outcomes="trust")
    assert np.isnan(result.table.se[0])


def test_a_design_without_a_variance_is_told_once(drawn_survey):
    alone = drawn_survey(strata="stratum", cluster="stratum")
    notes = list(variance_notes(alone, ["trust"], ["sex"]))
    assert codes(notes) == ["SA724"]
    assert "single sampling unit" in notes[0].text
    assert "единственной единицей" in notes[0].say("ru")
