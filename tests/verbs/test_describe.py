"""describe: the item table."""

from __future__ import annotations

import numpy as np
import pytest

import survey_analysis as sa

COLUMNS = [
    "item", "domain", "label", "reverse", "group_by", "group", "n", "n_missing", "refused",
    "dont_know", "not_applicable", "no_answer", "technical", "not_asked", "mean", "sd", "median",
    "floor_share", "ceiling_share",
]  # fmt: skip


def test_items_stand_in_questionnaire_order_as_answered(survey, answers):
    table = sa.describe(survey).table
    assert list(table.columns) == COLUMNS
    assert list(table["item"]) == ["q1", "q2", "q3", "q4"]
    assert list(table.reverse) == [False, False, True, False]
    np.testing.assert_allclose(table["mean"], answers[["q1", "q2", "q3", "q4"]].mean())
    np.testing.assert_allclose(table.sd, answers[["q1", "q2", "q3", "q4"]].std())
    np.testing.assert_allclose(table.floor_share[0], (answers.q1 == 1).mean())
    np.testing.assert_allclose(table.ceiling_share[0], (answers.q1 == 5).mean())


def test_kinds_of_missing_answers_add_up(survey, answers):
    row = sa.describe(survey).table.iloc[1]
    assert row.n_missing == answers.q2.isna().sum()
    assert row.no_answer == row.n_missing
    assert row.n + row.n_missing == 60


def test_groupings_are_stacked_in_codebook_order(survey):
    table = sa.describe(survey, by=["age", "sex"]).table
    first = table[table["item"] == "q1"]
    assert list(first.group_by) == ["sex", "sex", "age", "age", "age"]
    assert list(first.group) == ["f", "m", "14-29", "30-49", "50+"]
    assert first.n.sum() == 120


def test_types_are_plain(survey):
    table = sa.describe(survey).table
    assert table["n"].dtype == "int64"
    assert table["mean"].dtype == "float64"
    assert table["reverse"].dtype == "bool"
    assert all(isinstance(name, str) for name in table["item"])


def test_a_weighted_table_shows_both_counts(weighted, answers):
    result = sa.describe(weighted)
    assert list(result.table.columns[6:11]) == ["n", "sum_w", "n_eff", "deff_kish", "deff"]
    assert list(result.table.columns[18:20]) == ["mean", "mean_unweighted"]
    w = answers.w
    row = result.table.iloc[0]
    assert row.sum_w == pytest.approx(w.sum())
    assert row.n_eff == pytest.approx(w.sum() ** 2 / (w**2).sum())
    assert row.deff_kish == pytest.approx(60 / row.n_eff)
    assert row["mean"] == pytest.approx(np.average(answers.q1, weights=w))
    assert row.mean_unweighted == pytest.approx(answers.q1.mean())
    spread = row.sd**2 / 60
    assert row.deff == pytest.approx(
        sa.distribution(weighted, outcomes="q1").table.se[0] ** 2 / spread
    )
    assert "weighted" in result.method
    assert "unweighted" not in result.method
    assert "unweighted" in sa.describe(sa.survey_from_frame(answers, domains={"d": ["q1"]})).method


def test_an_unknown_grouping_suggests_the_nearest(survey):
    with pytest.raises(sa.errors.UnknownNameError, match="did you mean 'age'"):
        sa.describe(survey, by="agee")
    with pytest.raises(sa.errors.OptionError, match=r"0\.95"):
        sa.describe(survey, confidence=95)
