"""compare: defaults by level, one family, pairs, what a statistic may be."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd
import pytest

import survey_analysis as sa
from survey_analysis.statistics.means import welch_anova, welch_t
from survey_analysis.statistics.multiplicity import benjamini_hochberg, holm
from survey_analysis.statistics.ranks import kruskal_wallis


def test_the_default_test_follows_the_level_and_the_number_of_groups(survey):
    table = sa.compare(survey, outcomes=["trust", "q1"]).table
    assert list(table.outcome) == ["trust", "trust", "q1", "q1"]
    assert list(table.group_by) == ["sex", "age", "sex", "age"]
    assert list(table.test) == ["welch_t", "welch_anova", "kruskal_wallis", "kruskal_wallis"]
    assert list(table.effect_name[:2]) == ["hedges_g", "omega_squared"]


def test_one_call_is_one_family(survey):
    result = sa.compare(survey)
    np.testing.assert_array_equal(result.table.p_adjusted, holm(result.table.p_value))
    assert set(result.table.adjust) == {"holm"}
    other = sa.compare(survey, adjust="fdr_bh").table
    np.testing.assert_array_equal(other.p_adjusted, benjamini_hochberg(other.p_value))
    none = sa.compare(survey, adjust="none").table
    np.testing.assert_array_equal(none.p_adjusted, none.p_value)


def test_an_estimate_is_group_1_minus_group_2(survey):
    result = sa.compare(survey, outcomes="trust", by="sex")
    pair, groups = result.pairs.iloc[0], result.groups
    assert (pair.group1, pair.group2) == ("f", "m")
    assert pair.estimate == pytest.approx(groups["mean"][0] - groups["mean"][1])
    assert pair.se == pytest.approx(np.sqrt((groups.sd**2 / groups.n).sum()))
    assert pair.statistic == pytest.approx(pair.estimate / pair.se)


def test_two_groups_give_the_same_p_by_t_and_by_anova(survey):
    t = sa.compare(survey, outcomes="trust", by="sex", statistic=welch_t).table.iloc[0]
    f = sa.compare(survey, outcomes="trust", by="sex", statistic=welch_anova).table.iloc[0]
    assert f.statistic == pytest.approx(t.statistic**2, rel=1e-12)
    assert f.p_value == pytest.approx(t.p_value, rel=1e-10)


def test_the_confidence_reaches_the_statistic_unless_it_is_bound(survey):
    def width(**options):
        pair = sa.compare(survey, outcomes="trust", by="age", **options).pairs.iloc[0]
        return pair.ci_high - pair.ci_low

    assert width(confidence=0.9) < width()
    bound = partial(welch_anova, confidence=0.9)
    assert width(statistic=bound) == width(confidence=0.9)


def test_a_group_that_cannot_take_part_is_named(answers):
    some = answers.assign(sex=answers.sex.where(answers.index > 0, "x"))
    survey = sa.survey_from_frame(some, domains={"d": ["q1", "q4"]}, groupings=["sex"])
    result = sa.compare(survey)
    assert "x" in result.table.note[0]
    assert result.table.test[0] == "welch_t"
    assert list(result.groups.group) == ["f", "m", "x"]
    assert np.isfinite(result.table.p_value[0])


def test_nothing_to_compare_is_a_row_with_a_reason(answers):
    survey = sa.survey_from_frame(
        answers.assign(sex="f"), domains={"d": ["q1", "q4"]}, groupings=["sex"]
    )
    row = sa.compare(survey).table.iloc[0]
    assert np.isnan(row.p_value)
    assert np.isnan(row.p_adjusted)
    assert row.note


def test_a_test_without_a_result_is_no_member_of_the_family(answers):
    survey = sa.survey_from_frame(
        answers.assign(town="here", half=np.arange(60) % 2),
        domains={"d": ["q1", "q4"]},
        groupings=["sex", "town", "half"],
    )
    result = sa.compare(survey)
    table = result.table.set_index("group_by")
    assert np.isnan(table.p_adjusted["town"])
    least = table.p_value.min()
    assert table.p_adjusted[table.p_value.idxmin()] == pytest.approx(2 * least)
    assert "over the 2 tests of the call" in result.method


def test_many_tests_are_told(sample_folder):
    survey = sa.load_survey(sample_folder / "responses.csv", sample_folder / "codebook.yaml")
    notes = [note for note in sa.compare(survey).notes if note.code == "SA372"]
    assert notes[0].values["tests"] == 30


def test_residuals_say_where_nominal_answers_differ(sample_folder):
    survey = sa.load_survey(sample_folder / "responses.csv", sample_folder / "codebook.yaml")
    result = sa.compare(survey, outcomes="news_source", by="education")
    assert len(result.pairs) == 0
    assert list(result.residuals.columns) == [
        "outcome", "group_by", "group", "value", "label", "n", "expected", "residual",
    ]  # fmt: skip
    assert result.residuals.expected.sum() == pytest.approx(result.residuals.n.sum())
    assert np.isnan(result.groups["mean"]).all()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"adjust": "bonferroni"}, "'holm', 'fdr_bh', 'none'"),
        ({"statistic": "kruskal"}, "Pass a function"),
        ({"statistic": lambda _: 3}, "returned int"),
        ({"confidence": 1}, "between 0 and 1"),
    ],
)
def test_a_wrong_option_says_what_is_allowed(survey, options, message):
    with pytest.raises(sa.errors.OptionError, match=message):
        sa.compare(survey, **options)


def test_a_weighted_survey_is_compared_by_its_design(weighted):
    result = sa.compare(weighted)
    assert set(result.table.test) <= {"wald_f", "linearized_t"}
    for frame in (result.table, result.groups):
        assert {"n", "sum_w", "n_eff", "deff_kish", "deff"} <= set(frame.columns)
    assert "weighted by w" in result.method


def test_a_survey_without_groupings_is_refused(answers):
    with pytest.raises(sa.errors.OptionError, match="needs a grouping"):
        sa.compare(sa.survey_from_frame(answers, domains={"d": ["q1"]}))


def test_the_order_of_respondents_does_not_matter(answers):
    def table(frame: pd.DataFrame) -> pd.DataFrame:
        survey = sa.survey_from_frame(frame, domains={"d": ["q1", "q4"]}, groupings=["sex"])
        return sa.compare(survey, statistic=kruskal_wallis).table

    shuffled = answers.sample(frac=1, random_state=1).reset_index(drop=True)
    pd.testing.assert_frame_equal(table(answers), table(shuffled))


def test_tiny_groups_in_a_test_of_means_are_named_once_for_a_grouping(sample_folder):
    survey = sa.load_survey(sample_folder / "responses.csv", sample_folder / "codebook.yaml")
    notes = [note for note in sa.compare(survey).notes if note.code == "SA373"]
    assert [note.values["grouping"] for note in notes] == ["region", "age"]
    assert "Magadan Oblast" in notes[0].values["groups"]
    ranks = sa.compare(survey, outcomes="skills", by="region", statistic=kruskal_wallis)
    assert not [note for note in ranks.notes if note.code == "SA373"]
