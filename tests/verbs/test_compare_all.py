"""compare_all: one family, one kind of effect for an outcome, labels only where found."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd
import pytest

import survey_analysis as sa
from survey_analysis.present.hiding import shown_frames
from survey_analysis.present.layout import page_of
from survey_analysis.statistics.means import welch_anova, welch_t
from survey_analysis.statistics.ranks import mann_whitney

COLUMNS = [
    "outcome", "group_by", "test", "n", "p_value", "p_adjusted", "adjust", "effect_name", "effect",
    "effect_ci_low", "effect_ci_high", "effect_label", "note",
]  # fmt: skip


@pytest.fixture(scope="module")
def sample(sample_folder):
    return sa.load_survey(sample_folder / "responses.csv", sample_folder / "codebook.yaml")


@pytest.fixture(scope="module")
def overview(sample):
    return sa.compare_all(sample)


def codes(result):
    return [note.code for note in result.notes]


def test_the_table_is_that_of_compare_without_its_statistics(sample, overview):
    table, compared = overview.table, sa.compare(sample).table
    assert table.columns.tolist() == COLUMNS
    assert table.dtypes["n"] == np.int64
    for name in ("outcome", "group_by", "test", "n", "p_value", "p_adjusted", "adjust", "note"):
        pd.testing.assert_series_equal(table[name], compared[name])
    pd.testing.assert_frame_equal(overview.groups, sa.compare(sample).groups)


def test_the_matrix_has_a_row_per_outcome_and_a_column_per_grouping(overview):
    matrix = overview.matrix
    assert matrix.index.tolist() == list(overview.table["outcome"].unique())
    assert matrix.columns.tolist() == ["age", "education", "region"]
    row = overview.table.set_index(["outcome", "group_by"]).loc[("health", "age")]
    assert matrix.loc["health", "age"] == row.effect
    matrix.loc["health", "age"] = 0
    assert overview.matrix.loc["health", "age"] == row.effect


def test_two_groups_have_the_omega_squared_of_their_own_test(survey):
    result = sa.compare_all(survey, outcomes=["trust", "q1"])
    rows = result.table.set_index(["outcome", "group_by"])
    assert set(rows.loc["trust"].effect_name) == {"omega_squared"}
    assert set(rows.loc["q1"].effect_name) == {"rank_epsilon_squared"}
    two = rows.loc[("trust", "sex")]
    t = sa.compare(survey, outcomes="trust", by="sex").table.iloc[0]
    f = t.statistic**2
    assert two.test == t.test
    assert two.effect == pytest.approx(max(f - 1, 0) / (max(f - 1, 0) + t.n), rel=1e-12)
    expected = welch_anova(survey.counts("trust", "sex").named)
    ends = (expected.effect_ci_low, expected.effect_ci_high)
    assert (two.effect_ci_low, two.effect_ci_high) == ends
    assert two.p_value == t.p_value
    assert {"SA787", "SA788"} <= set(codes(result))
    assert "in the place of g" in result.method
    assert "вместо g" in result.method.say("ru")


def test_one_call_is_one_family_and_says_how_large_it_was(survey, overview):
    small = sa.compare_all(survey, outcomes="trust")
    told = [note for note in small.notes if note.code == "SA372"]
    assert [note.values["tests"] for note in told] == [2]
    assert codes(overview).count("SA372") == 1
    assert "30 tests" in next(note.text for note in overview.notes if note.code == "SA372")


def test_without_two_groups_nothing_is_said_of_them(overview):
    assert "SA787" not in codes(overview)
    assert "in the place of g" not in overview.method


def test_a_label_has_its_rule_and_a_p_value_below_05(overview):
    table = overview.table
    found = table["p_adjusted"] < 0.05
    assert (table.loc[~found, "effect_label"] == "").all()
    assert table.loc[found, "effect_label"].str.endswith("(Cohen 1988)").all()
    rows = table.set_index(["outcome", "group_by"])["effect_label"]
    assert rows["health", "age"] == "medium (Cohen 1988)"
    # V of .258 in a table of 7 groups by 5 answers is a w of .516
    assert rows["news_source", "age"] == "large (Cohen 1988)"


def test_ranks_have_no_label(survey):
    table = sa.compare_all(survey, outcomes=["q1", "q4"], adjust="none").table
    assert (table["effect_label"] == "").all()


def test_a_statistic_that_is_asked_for_keeps_its_effects(survey):
    result = sa.compare_all(survey, outcomes="trust", by="sex", statistic=mann_whitney)
    assert result.table["effect_name"].tolist() == ["cliffs_delta"]
    assert "SA787" not in codes(result)
    assert result.provenance.options["statistic"] == "mann_whitney"
    assert result.provenance.options["verb"] == "compare_all"
    bound = sa.compare_all(survey, outcomes="trust", by="sex", statistic=partial(welch_t))
    assert bound.table["effect_name"].tolist() == ["hedges_g"]


def test_what_cannot_be_compared_is_nan_with_its_reason(answers):
    survey = sa.survey_from_frame(
        answers.assign(town="here"), domains={"d": ["q1"]}, groupings=["sex", "town"]
    )
    result = sa.compare_all(survey)
    assert np.isnan(result.matrix.loc["d", "town"])
    assert result.table.note[1] != ""
    assert result.table.effect_label[1] == ""


def test_the_confidence_reaches_the_interval_of_two_groups(survey):
    narrow, wide = (
        sa.compare_all(survey, outcomes="trust", by="sex", confidence=level).table.iloc[0]
        for level in (0.5, 0.99)
    )
    assert wide.effect_ci_high > narrow.effect_ci_high
    assert wide.effect == narrow.effect


def test_the_options_are_checked_as_those_of_compare(survey):
    with pytest.raises(sa.errors.OptionError, match="'holm', 'fdr_bh', 'none'"):
        sa.compare_all(survey, adjust="bonferroni")
    with pytest.raises(sa.errors.UnknownNameError, match="sex"):
        sa.compare_all(survey, by="sexx")
    with pytest.raises(sa.errors.OptionError, match=r"by=\[\] names none"):
        sa.compare_all(survey, by=[])
    with pytest.raises(sa.errors.OptionError, match="Pass a function"):
        sa.compare_all(survey, statistic="kruskal")


def test_without_groupings_there_is_nothing_to_compare(answers):
    with pytest.raises(sa.errors.OptionError, match="the codebook declares none"):
        sa.compare_all(sa.survey_from_frame(answers, domains={"d": ["q1"]}))


def test_weights_are_used_for_two_groups_as_for_several(answers):
    survey = sa.survey_from_frame(
        answers, domains={"d": ["q1", "q4"]}, groupings=["sex"], weight="w"
    )
    result = sa.compare_all(survey, outcomes=["d", "q1"])
    compared = sa.compare(survey, outcomes=["d", "q1"])
    assert {"sum_w", "n_eff"} <= set(result.table)
    np.testing.assert_array_equal(result.table.p_value, compared.table.p_value)
    assert list(result.table.effect_name) == ["omega_squared", "rank_epsilon_squared"]
    expected = welch_anova(survey.counts("d", "sex").named)
    assert result.table.effect[0] == pytest.approx(expected.effect, nan_ok=True)
    assert "weighted by w" in result.method


def test_an_n_that_tells_a_hidden_group_is_not_shown(answers):
    """A respondent is left out of the test: its n would give the size of that group."""
    some = answers.assign(sex=answers.sex.where(answers.index > 0, "x"))
    survey = sa.survey_from_frame(some, domains={"d": ["q1", "q4"]}, groupings=["sex"])
    result = sa.compare_all(survey)
    assert result.table["n"].tolist() == [59]
    shown = shown_frames(result)
    assert np.isnan(shown["table"]["n"][0])
    compared = shown_frames(sa.compare(survey))["table"]
    assert np.isnan(compared["n"][0])
    page = page_of(result)
    assert all("59" not in cell for table in page.tables for row in table.rows for cell in row)
    told = [text for _, text in page.notes] + [t for one in page.tables for _, t in one.footnotes]
    assert not any(text.endswith((" x", ": x")) or "left out, because" in text for text in told)


def test_every_form_shows_a_column_per_grouping(overview, tmp_path):
    page = page_of(overview)
    assert [table.caption for table in page.tables] == [
        "ω², with p adjusted", "Cramér's V, with p adjusted", "All comparisons with intervals",
    ]  # fmt: skip
    assert page.tables[0].titles == ("Outcome", "Age", "Education", "Region")
    assert "0.115, p < .001" in page.tables[0].rows[4]
    for said in (str(overview), overview.to_html(), overview.to_markdown()):
        assert "0.115, p" in said
    assert "0.115" in overview.to_latex()
    assert overview.to_word(tmp_path / "overview.docx").exists()
    in_russian = page_of(overview, "ru")
    assert "0,115; p < 0,001" in in_russian.tables[0].rows[4]
    assert "средний (Cohen 1988)" in {cell for row in in_russian.tables[2].rows for cell in row}
    assert in_russian.title.startswith("Обзор сравнений")
