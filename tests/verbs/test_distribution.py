"""distribution: domain scores, outcomes and items."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import survey_analysis as sa
from survey_analysis.present.hiding import hide
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


def test_a_weighted_result_shows_weighted_beside_unweighted(weighted, answers):
    result = sa.distribution(weighted, outcomes=["trust", "q1"], by="sex")
    assert list(result.table.columns[3:11]) == [
        "n", "sum_w", "n_eff", "deff_kish", "deff", "n_missing", "mean", "mean_unweighted",
    ]  # fmt: skip
    assert list(result.shares.columns[5:14]) == [
        "n", "sum_w", "n_eff", "deff_kish", "deff", "share", "share_unweighted", "ci_low",
        "ci_high",
    ]  # fmt: skip
    men = answers[answers.sex == "m"]
    row = result.table[(result.table.outcome == "q1") & (result.table.group == "m")].iloc[0]
    assert row.mean_unweighted == pytest.approx(men.q1.mean())
    assert row["mean"] == pytest.approx(np.average(men.q1, weights=men.w))
    assert row.deff_kish == pytest.approx(len(men) / row.n_eff)
    shares = result.shares[(result.shares.outcome == "q1") & (result.shares.group == "m")]
    np.testing.assert_allclose(
        shares.share_unweighted, [(men.q1 == code).mean() for code in range(1, 6)]
    )
    assert shares.sum_w.sum() == pytest.approx(men.w.sum())
    for word in ("Korn", "Woodruff", "deff_kish", "linearized"):
        assert word in result.method
    assert "margin of error" not in result.method


def test_scores_at_declared_codes_keep_their_design(weighted):
    counts = weighted.counts("trust", "sex")
    outcome = find_outcome(weighted, "trust")
    moved = at_declared_codes(outcome, counts)
    assert moved.design is not None
    table = np.zeros(moved.cell_w.size + 1)
    np.add.at(table, moved.design.cell, moved.design.w)
    np.testing.assert_allclose(table[:-1], moved.cell_w)


def test_quartiles_have_intervals_of_their_own(survey, weighted):
    for one in (survey, weighted):
        result = sa.distribution(one, by="sex")
        frame = result.quantiles
        assert list(frame.columns) == [
            "outcome", "group_by", "group", "below", "quantile", "ci_low", "ci_high",
        ]  # fmt: skip
        table = result.table
        wide = frame.pivot(index=["outcome", "group"], columns="below", values="quantile")
        wide = wide.loc[list(zip(table.outcome, table.group, strict=True))]
        np.testing.assert_array_equal(wide[0.25], table.q25)
        np.testing.assert_array_equal(wide[0.5], table["median"])
        median = frame[frame.below == 0.5]
        np.testing.assert_array_equal(median.ci_low, table.median_ci_low)
        assert (frame["quantile"].between(frame.ci_low, frame.ci_high) | frame.ci_low.isna()).all()
    assert "quantiles" in str(result)
    assert "Quartiles" in result.to_html()


def test_quartiles_of_a_small_group_are_hidden(answers):
    frame = answers.assign(sex=np.where(np.arange(60) < 6, "m", "f"))
    small = sa.survey_from_frame(frame, domains={"d": ["q1"]}, groupings=["sex"], weight="w")
    result = sa.distribution(small, by="sex")
    hidden = hide(result)
    assert result.quantiles["quantile"].notna().all()
    assert hidden.frames["quantiles"]["quantile"].isna().all()
    assert hidden.frames["shares"].share_unweighted.isna().all()
    for name in ("mean_unweighted", "sum_w", "deff", "deff_kish", "n_eff"):
        assert hidden.frames["table"][name].isna().all()


def test_a_nominal_outcome_has_no_quartiles_and_no_deff_of_a_mean(tmp_path):
    codebook = tmp_path / "codebook.yaml"
    codebook.write_text(
        "survey_analysis_codebook: 1\n"
        "survey: {id: a}\n"
        "scales: {yesno: {type: nominal, values: {'1': x, '2': y}}}\n"
        "items: [{id: q, scale: yesno}]\n"
        "variables: {w: {role: design, type: number}}\n"
        "design: {weight: w}\n",
        encoding="utf-8",
    )
    frame = pd.DataFrame({"q": ["1", "2"] * 20, "w": [str(1 + i % 3) for i in range(40)]})
    loaded = sa.load_survey(frame, sa.load_codebook(codebook))
    result = sa.distribution(loaded, outcomes="q")
    assert result.quantiles.empty
    assert np.isnan(result.table.deff[0])
    assert result.shares.deff.notna().all()
    assert np.isnan(sa.describe(loaded).table.deff[0])


def test_groups_of_few_effective_respondents_are_named_once(weighted):
    result = sa.distribution(weighted, outcomes=["trust", "q1"], by="sex")
    told = [note for note in result.notes if note.code == "SA720"]
    assert len(told) == 1
    assert told[0].values["groups"] == ("m",)
    assert "HC3" in result.method


def test_an_unknown_outcome_suggests_the_nearest(survey):
    with pytest.raises(sa.errors.UnknownNameError, match="did you mean 'trust'"):
        sa.distribution(survey, outcomes=["trsut"])
    with pytest.raises(sa.errors.OptionError, match="id or a list of ids"):
        sa.distribution(survey, outcomes=[3])
