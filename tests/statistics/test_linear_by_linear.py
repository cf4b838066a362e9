"""Cochran-Armitage, linear-by-linear association, and the slope and correlation behind them."""

from __future__ import annotations

import numpy as np
import pytest

from survey_analysis.errors import OptionError
from survey_analysis.statistics.linear_by_linear import cochran_armitage, linear_by_linear
from survey_analysis.statistics.rank_association import kendall_tau_b, somers_d
from survey_analysis.statistics.score_association import deviations, pearson_r, slope
from survey_analysis.tables.counts import from_tables, tabulate

TESTS = [cochran_armitage, linear_by_linear]
SHARES = [[80, 20], [70, 30], [60, 40]]


def top_by_age(respondents, weights=None):
    position = (respondents["item"] >= 4).astype(int)
    labels = ("a0", "a1", "a2", "a3", "")
    age = respondents["age"].astype(int)
    return tabulate(position, np.array([0.0, 1.0]), age, labels, weights)


@pytest.mark.parametrize("column", ["score", "item"])
def test_linear_by_linear_is_that_of_coin(counts_of, reference, column):
    expected = reference("trends")["unweighted"][f"{column}_age"]
    found = linear_by_linear(counts_of(column, "age"))
    assert (found.test, found.n, found.groups) == (
        "linear_by_linear",
        600,
        ("a0", "a1", "a2", "a3"),
    )
    assert found.statistic == pytest.approx(expected["lbl"]["z"], rel=1e-10)
    assert found.p_value == pytest.approx(expected["lbl"]["p"], rel=1e-9)
    assert np.isnan([found.df1, found.df2]).all()
    assert found.effect_name == "pearson_r"
    assert found.effect == pytest.approx(expected["pearson"]["estimate"], rel=1e-10)
    ends = [found.effect_ci_low, found.effect_ci_high]
    assert ends == pytest.approx(expected["pearson"]["ci"], rel=1e-9)
    assert found.slope.estimate == pytest.approx(expected["slope"]["estimate"], rel=1e-10)
    assert found.slope.se == pytest.approx(expected["slope"]["se"], rel=1e-10)
    ends = [found.slope.ci_low, found.slope.ci_high]
    assert ends == pytest.approx(expected["slope"]["ci"], rel=1e-9)
    assert found.pairs is None


def test_other_scores_are_those_of_coin(counts_of, reference):
    expected = reference("trends")["unweighted"]["score_age_scored"]
    found = linear_by_linear(counts_of("score", "age"), scores=[21, 35, 50, 70])
    assert found.statistic == pytest.approx(expected["lbl"]["z"], rel=1e-10)
    assert found.slope.estimate == pytest.approx(expected["slope"]["estimate"], rel=1e-10)
    assert list(found.scores) == [21, 35, 50, 70]


def test_cochran_armitage_is_that_of_r(respondents, reference):
    values = reference("trends")
    found = cochran_armitage(top_by_age(respondents))
    assert found.test == "cochran_armitage"
    assert found.statistic == pytest.approx(1.6069392683, rel=1e-9)
    assert found.p_value == pytest.approx(values["unweighted"]["top_age"]["lbl"]["p"], rel=1e-9)
    # prop.trend.test divides by N
    square = found.statistic**2 * 600 / 599
    assert square == pytest.approx(values["prop_trend_test"]["X2"], rel=1e-10)
    assert found.notes[0].code == "SA750"
    assert "the share of the second answer changes by 0.0327 [-0.00756, 0.073]" in (
        found.notes[0].text
    )


@pytest.mark.parametrize(
    ("name", "column", "by"),
    [("score_age", "score", "age"), ("item_education", "item", "education")],
)
def test_weighted_ones_are_those_of_svyglm(respondents, reference, name, column, by):
    codes, values = respondents[by].astype(int), respondents[column]
    support, position = np.unique(values, return_inverse=True)
    labels = tuple("abcd"[: codes.max() + 1])
    counts = tabulate(position, support, codes, (*labels, ""), respondents["weight"])
    expected = reference("trends")["weighted"][name]
    found = linear_by_linear(counts)
    assert found.test == "weighted_linear_by_linear"
    assert found.statistic == pytest.approx(expected["slope"]["t"], rel=1e-9)
    assert found.df1 == expected["slope"]["df"]
    assert found.p_value == pytest.approx(expected["slope"]["p"], rel=1e-8)
    assert found.slope.estimate == pytest.approx(expected["slope"]["estimate"], rel=1e-10)
    assert found.slope.se == pytest.approx(expected["slope"]["se"], rel=1e-9)
    assert found.effect == pytest.approx(expected["pearson"]["estimate"], rel=1e-10)
    r = pearson_r(counts.named, found.scores)
    assert r.se == pytest.approx(expected["pearson"]["se"], rel=1e-9)


def test_a_weighted_trend_of_shares_is_that_of_svyglm(respondents, reference):
    expected = reference("trends")["weighted"]["top_age"]["slope"]
    found = cochran_armitage(top_by_age(respondents, respondents["weight"]))
    assert found.test == "weighted_cochran_armitage"
    assert "weighted" in found.method
    assert found.statistic == pytest.approx(expected["t"], rel=1e-9)
    assert found.p_value == pytest.approx(expected["p"], rel=1e-8)


def test_both_tests_agree_on_two_answers():
    counts = from_tables([0, 1], ("a", "b", "c"), SHARES)
    one, other = (test(counts) for test in TESTS)
    assert one.statistic == other.statistic
    assert (one.effect_name, other.effect_name) == ("somers_d", "pearson_r")
    assert cochran_armitage(counts, effect="pearson_r").effect == other.effect


@pytest.mark.parametrize("test", TESTS)
def test_the_effect_may_be_one_of_ranks(test):
    counts = from_tables([0, 1], ("a", "b", "c"), SHARES)
    for effect, association in (("kendall_tau_b", kendall_tau_b), ("somers_d", somers_d)):
        found, expected = test(counts, effect=effect), association(counts)
        assert (found.effect_name, found.effect) == (effect, expected.estimate)
        assert found.effect_ci_low == expected.ci_low
        assert found.statistic == test(counts).statistic
    assert "Somers' d" in test(counts, effect="somers_d").method


def test_units_change_the_slope_and_not_the_test(counts_of):
    counts = counts_of("score", "age")
    one, other = linear_by_linear(counts), linear_by_linear(counts, scores=[10, 30, 50, 70])
    assert one.statistic == pytest.approx(other.statistic, rel=1e-12)
    assert one.slope.estimate == pytest.approx(20 * other.slope.estimate, rel=1e-12)


def test_the_slope_of_two_groups_is_a_difference_of_means():
    counts = from_tables([1, 2, 3], ("a", "b"), [[2, 5, 3], [4, 4, 2]])
    found = slope(counts, np.array([1.0, 2.0]))
    assert found.estimate == pytest.approx(-0.3)
    assert found.df == pytest.approx(17.920354, rel=1e-7)
    r = pearson_r(counts, np.array([1.0, 2.0]))
    products = deviations(counts, np.array([1.0, 2.0]))
    assert r.estimate == pytest.approx(found.estimate * np.sqrt(products.xx / products.yy))


def test_three_answers_have_no_trend_of_shares():
    found = cochran_armitage(from_tables([1, 2, 3], ("a", "b"), [[2, 5, 3], [4, 4, 2]]))
    assert np.isnan(found.p_value)
    assert [note.text for note in found.notes] == [
        "different answers: 3; a trend of shares needs two"
    ]


@pytest.mark.parametrize("test", TESTS)
def test_equal_answers_are_a_note(test):
    found = test(from_tables([1, 2], ("a", "b"), [[0, 3], [0, 4]]))
    assert np.isnan([found.p_value, found.effect, found.slope.estimate]).all()
    assert [note.code for note in found.notes] == ["SA325"]


@pytest.mark.parametrize("test", TESTS)
def test_groups_that_are_left_out_are_named_and_keep_their_place(test):
    counts = from_tables([0, 1], ("a", "b", "c", "d"), [[8, 2], [0, 1], [0, 0], [6, 4]])
    found = test(counts)
    assert found.groups == ("a", "d")
    assert list(found.scores) == [1, 4]
    assert found.slope.estimate == pytest.approx(0.2 / 3)
    assert found.notes[0].text.endswith("two respondents answered there: b, c")


@pytest.mark.parametrize("test", TESTS)
def test_groups_with_the_same_score_have_no_trend(test):
    counts = from_tables([0, 1], ("a", "b", "c"), [[8, 2], [5, 5], [0, 1]])
    found = test(counts, scores=[1, 1, 2])
    assert np.isnan(found.p_value)
    assert [note.code for note in found.notes] == ["SA746", "SA747"]


@pytest.mark.parametrize("test", TESTS)
def test_fewer_than_ten_respondents_are_told(test):
    found = test(from_tables([0, 1], ("a", "b"), [[3, 1], [1, 4]]))
    assert [note.code for note in found.notes][1:] == ["SA752"]


@pytest.mark.parametrize("test", TESTS)
def test_a_wrong_call_says_what_is_allowed(test):
    counts = from_tables([0, 1], ("a", "b", "c"), SHARES)
    with pytest.raises(OptionError, match=r"effect='r' is not allowed.*pearson_r"):
        test(counts, effect="r")
    with pytest.raises(OptionError, match="confidence=95 is not allowed"):
        test(counts, confidence=95)
    with pytest.raises(OptionError, match=r"scores=\[1, 2\] is not allowed.*each of the 3 groups"):
        test(counts, scores=[1, 2])
