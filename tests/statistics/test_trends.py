"""Linear trend and Jonckheere-Terpstra."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_analysis.errors import OptionError
from survey_analysis.statistics.cell_influence import satterthwaite
from survey_analysis.statistics.linear_by_linear import linear_by_linear
from survey_analysis.statistics.linear_contrast import contrast_of_means, standardized
from survey_analysis.statistics.means import welch_t
from survey_analysis.statistics.rank_association import kendall_tau_b, somers_d
from survey_analysis.statistics.ranks import mann_whitney
from survey_analysis.statistics.trend_test import t_test
from survey_analysis.statistics.trends import jonckheere_terpstra, linear_trend
from survey_analysis.tables import cell_design
from survey_analysis.tables.cell_design import Sample, with_design
from survey_analysis.tables.counts import from_tables, tabulate
from survey_analysis.tables.sampling import sampling_units

TESTS = [linear_trend, jonckheere_terpstra]
TABLE = [[2, 5, 3], [4, 4, 2], [1, 2, 7]]


def by_design(values, group, labels, weights, drawn=None):
    support = np.unique(values[~np.isnan(values)])
    position = np.where(np.isnan(values), support.size, np.searchsorted(support, values))
    counts = tabulate(position, support, group, (*labels, ""), weights)
    drawn = drawn or sampling_units(values.size)
    return with_design(counts, position, group, Sample(drawn=drawn, weights=weights))


@pytest.mark.parametrize("column", ["score", "item"])
def test_jonckheere_is_that_of_r(counts_of, reference, column):
    expected = reference("trends")["unweighted"][f"{column}_age"]
    found = jonckheere_terpstra(counts_of(column, "age"))
    assert (found.test, found.n) == ("jonckheere_terpstra", 600)
    assert found.groups == ("a0", "a1", "a2", "a3")
    assert found.j == expected["jonckheere"]["J"]
    for name in ("jonckheere", "kendall"):
        assert found.statistic == pytest.approx(expected[name]["z"], rel=1e-11)
        assert found.p_value == pytest.approx(expected[name]["p"], rel=1e-10)
    assert np.isnan([found.df1, found.df2, found.slope.estimate]).all()
    assert found.effect_name == "kendall_tau_b"
    assert found.effect == pytest.approx(expected["tau_b"]["estimate"], rel=1e-11)
    ends = [found.effect_ci_low, found.effect_ci_high]
    assert ends == pytest.approx(expected["tau_b"]["ci"], rel=1e-10)
    assert found.pairs is None
    assert found.notes == ()


def test_jonckheere_has_the_numbers_of_the_literature(counts_of):
    found = jonckheere_terpstra(counts_of("score", "age"), effect="somers_d")
    assert found.j == 69241.5
    assert found.statistic == pytest.approx(2.6148778744, rel=1e-9)
    assert found.p_value == pytest.approx(0.0089259365, rel=1e-8)
    assert found.effect_name == "somers_d"
    assert found.effect == somers_d(counts_of("score", "age").named).estimate
    assert "Somers' d" in found.method


@pytest.mark.parametrize(
    ("name", "scores"), [("score_age", None), ("score_age_scored", [21, 35, 50, 70])]
)
@pytest.mark.parametrize(("key", "confidence"), [("trend", 0.95), ("trend_90", 0.9)])
def test_linear_trend_is_that_of_r(counts_of, reference, name, scores, key, confidence):
    expected = reference("trends")["unweighted"][name][key]
    found = linear_trend(counts_of("score", "age"), scores=scores, confidence=confidence)
    assert (found.test, found.effect_name) == ("linear_trend", "hedges_g_per_step")
    assert found.statistic == pytest.approx(expected["t"], rel=1e-10)
    assert found.df1 == pytest.approx(expected["df"], rel=1e-10)
    assert found.p_value == pytest.approx(expected["p"], rel=1e-9)
    assert found.slope.estimate == pytest.approx(expected["slope"], rel=1e-10)
    assert found.slope.se == pytest.approx(expected["slope_se"], rel=1e-10)
    ends = [found.slope.ci_low, found.slope.ci_high]
    assert ends == pytest.approx(expected["slope_ci"], rel=1e-9)
    assert found.effect == pytest.approx(expected["g"], rel=1e-10)
    # R's pt is good for about twelve decimals
    ends = [found.effect_ci_low, found.effect_ci_high]
    assert ends == pytest.approx(expected["g_ci"], rel=1e-6)


def test_the_slope_is_that_of_emmeans(counts_of, reference):
    # the contrast (-3, -1, 1, 3) of emmeans is ten slopes
    expected = reference("trends")["emmeans_linear"]
    found = linear_trend(counts_of("score", "age"))
    assert 10 * found.slope.estimate == pytest.approx(expected["estimate"], rel=1e-10)


def test_with_equal_variances_and_sizes_the_pooled_error_is_the_same():
    table = [[10, 20, 10, 0, 0], [0, 10, 20, 10, 0], [0, 0, 10, 20, 10]]
    found = linear_trend(from_tables([1, 2, 3, 4, 5], ("a", "b", "c"), table))
    pooled = np.sqrt(20 / 39 * (1 / 40 + 1 / 40)) / 2
    assert found.slope.estimate == pytest.approx(1, rel=1e-12)
    assert found.slope.se == pytest.approx(pooled, rel=1e-12)
    assert found.df1 == pytest.approx(78, rel=1e-12)


@pytest.mark.parametrize(
    ("name", "column", "by"),
    [("score_age", "score", "age"), ("item_education", "item", "education")],
)
def test_weighted_ones_are_those_of_r_survey(respondents, reference, name, column, by):
    codes = respondents[by].astype(int)
    labels = tuple("abcd"[: codes.max() + 1])
    counts = by_design(respondents[column], codes, labels, respondents["weight"])
    expected = reference("trends")["weighted"][name]
    found = linear_trend(counts)
    assert found.test == "weighted_linear_trend"
    assert "design-based" in found.method
    assert found.slope.estimate == pytest.approx(expected["contrast"]["estimate"], rel=1e-10)
    assert found.slope.se == pytest.approx(expected["contrast"]["se"], rel=1e-9)
    assert found.df1 == 600 - 1 - (len(labels) - 1)
    ratio = expected["contrast"]["estimate"] / expected["contrast"]["se"]
    assert found.statistic == pytest.approx(ratio, rel=1e-9)
    correction = 1 - 3 / (4 * found.df1 - 1)
    assert found.effect == pytest.approx(correction * expected["per_sd"]["estimate"], rel=1e-6)
    slope = contrast_of_means(counts.named, found.scores, 0.95)
    per_sd = standardized(counts.named, found.scores, slope, 0.95)
    assert per_sd.se == pytest.approx(correction * expected["per_sd"]["se"], rel=1e-6)
    ordered = jonckheere_terpstra(counts)
    assert ordered.test == "weighted_jonckheere_terpstra"
    ratio = expected["null"]["S"] / expected["null"]["se"]
    assert ordered.statistic == pytest.approx(ratio, rel=1e-9)
    assert ordered.df1 == 598
    assert ordered.effect == pytest.approx(expected["tau_b"]["estimate"], rel=1e-10)
    assert np.isnan(ordered.j)


def test_strata_and_clusters_are_those_of_r_survey(monkeypatch, clusters, reference):
    monkeypatch.setattr(cell_design, "FEW_EFFECTIVE", 0.0)  # R knows no HC3
    drawn = sampling_units(clusters["stratum"].size, clusters["stratum"], clusters["cluster"])
    answers, group, weight = clusters["items"][:, 0], clusters["group"], clusters["weight"]
    counts = by_design(answers, group, ("a", "b", "c"), weight, drawn)
    expected = reference("trends")["clustered"]
    found = linear_trend(counts)
    assert found.slope.estimate == pytest.approx(expected["contrast"]["estimate"], rel=1e-9)
    assert found.slope.se == pytest.approx(expected["contrast"]["se"], rel=1e-9)
    assert found.df1 == expected["degf"] - 2
    ordered = jonckheere_terpstra(counts)
    ratio = expected["null"]["S"] / expected["null"]["se"]
    assert ordered.statistic == pytest.approx(ratio, rel=1e-9)
    assert ordered.df1 == expected["degf"] - 1
    scored = linear_by_linear(counts)
    assert scored.statistic == pytest.approx(expected["slope"]["t"], rel=1e-9)
    assert scored.df1 == expected["slope"]["df"]
    assert scored.p_value == pytest.approx(expected["slope"]["p"], rel=1e-9)


def test_two_groups_give_the_two_group_tests(counts_of):
    two = counts_of("score", "region").keep([0, 1])
    found, t = linear_trend(two), welch_t(two)
    assert found.statistic == pytest.approx(-t.statistic, rel=1e-12)
    assert found.df1 == pytest.approx(t.df1, rel=1e-12)
    assert found.p_value == pytest.approx(t.p_value, rel=1e-11)
    ends = [found.effect, found.effect_ci_low, found.effect_ci_high]
    assert ends == pytest.approx([-t.effect, -t.effect_ci_high, -t.effect_ci_low], rel=1e-9)
    ordered, u = jonckheere_terpstra(two), mann_whitney(two)
    assert ordered.statistic == pytest.approx(-u.pairs.statistic[0], rel=1e-12)
    assert ordered.p_value == pytest.approx(u.p_value, rel=1e-11)
    n1, n2 = u.pairs.n1[0], u.pairs.n2[0]
    assert ordered.j + u.statistic == n1 * n2


def test_equal_weights_are_no_weights(counts_of):
    for test in TESTS:
        one, other = (
            test(counts_of("score", "age", weights)) for weights in (None, np.full(600, 3.0))
        )
        assert one.test == other.test
        assert one.statistic == pytest.approx(other.statistic, rel=1e-12)
        assert one.effect == pytest.approx(other.effect, rel=1e-12)


def test_a_design_of_equal_weights_is_near_the_classical_test(respondents, counts_of):
    age = respondents["age"].astype(int)
    counts = by_design(respondents["score"], age, ("a0", "a1", "a2", "a3"), np.ones(600))
    designed, classical = (
        jonckheere_terpstra(counts),
        jonckheere_terpstra(counts_of("score", "age")),
    )
    assert designed.statistic == pytest.approx(classical.statistic, rel=0.05)
    assert designed.effect == pytest.approx(classical.effect, rel=1e-12)


def test_the_statistic_says_the_direction():
    counts = from_tables([1, 2, 3], ("a", "b", "c"), TABLE)
    for test in TESTS:
        rising, falling = test(counts), test(counts.keep([2, 1, 0]))
        assert rising.statistic > 0
        assert falling.statistic == pytest.approx(-rising.statistic, rel=1e-12)
        assert falling.effect_ci_low == pytest.approx(-rising.effect_ci_high, rel=1e-9)


def test_only_the_order_of_the_values_matters_to_jonckheere():
    one = jonckheere_terpstra(from_tables([1, 2, 3], ("a", "b", "c"), TABLE))
    other = jonckheere_terpstra(from_tables([-1e9, 0, 0.5], ("a", "b", "c"), TABLE))
    assert (one.statistic, one.effect) == (other.statistic, other.effect)


def test_jonckheere_is_the_test_of_tau(counts_of):
    counts = counts_of("item", "age").named
    found = jonckheere_terpstra(counts)
    assert found.effect == kendall_tau_b(counts).estimate
    assert np.sign(found.effect) == np.sign(found.statistic)


def test_the_slope_is_told(counts_of):
    found = linear_trend(counts_of("score", "age"))
    assert [note.text for note in found.notes] == [
        "with each step of the groups the mean changes by 0.476 [0.0183, 0.934]"
    ]
    assert "среднее меняется на 0.476" in found.notes[0].say("ru")


@settings(max_examples=60)
@given(st.lists(st.lists(st.integers(0, 4), min_size=3, max_size=3), min_size=1, max_size=5))
def test_any_table_gives_numbers_or_a_reason(table):
    counts = from_tables([1, 2, 3], tuple(f"g{row}" for row in range(len(table))), table)
    for test in TESTS:
        found = test(counts)
        if np.isnan(found.p_value):
            assert found.notes[-1].severity == "warning"
        else:
            assert 0 <= found.p_value <= 1
        assert found.pairs is None


@pytest.mark.parametrize("test", TESTS)
def test_groups_of_fewer_than_two_leave_and_are_named(test):
    table = [[6, 1], [0, 1], [0, 0], [2, 3]]
    found = test(from_tables([1, 2], ("a", "b", "c", "d"), table))
    assert found.groups == ("a", "d")
    assert found.n == 12
    assert list(found.scores) == [1, 4]
    assert found.notes[0].text == (
        "left out, because fewer than two respondents answered there: b, c"
    )


@pytest.mark.parametrize("test", TESTS)
def test_one_group_is_a_note(test):
    found = test(from_tables([1, 2], ("a", "b"), [[6, 1], [0, 1]]))
    assert np.isnan(found.p_value)
    assert [note.code for note in found.notes] == ["SA746", "SA322"]


@pytest.mark.parametrize("test", TESTS)
def test_equal_answers_are_a_note(test):
    found = test(from_tables([1, 2], ("a", "b"), [[0, 3], [0, 4]]))
    assert np.isnan([found.p_value, found.effect, found.statistic]).all()
    assert [note.code for note in found.notes] == ["SA325"]


def test_groups_without_spread_have_no_linear_trend():
    found = linear_trend(from_tables([1, 2, 3], ("a", "b", "c"), np.eye(3) * 5))
    assert [note.code for note in found.notes] == ["SA328"]
    # the middle group does not count in a contrast of three
    middle = linear_trend(
        from_tables([1, 2, 3], ("a", "b", "c"), [[5, 0, 0], [3, 4, 1], [0, 0, 5]])
    )
    assert [note.code for note in middle.notes] == ["SA328"]
    ordered = jonckheere_terpstra(from_tables([1, 2, 3], ("a", "b", "c"), np.eye(3) * 5))
    assert ordered.p_value < 1e-3
    assert ordered.effect == pytest.approx(1)
    assert np.isnan(ordered.effect_ci_low)


def test_one_group_without_spread_stays_in_the_linear_trend():
    found = linear_trend(from_tables([1, 2, 3], ("a", "b", "c"), [[5, 5, 0], [0, 9, 0], [1, 5, 6]]))
    assert found.groups == ("a", "b", "c")
    assert found.p_value < 0.01


@pytest.mark.parametrize(("top", "codes"), [(4, ["SA329"]), (5, [])])
def test_fewer_than_ten_respondents_are_told(top, codes):
    found = jonckheere_terpstra(from_tables([1, 2], ("a", "b"), [[top, 1], [1, 3]]))
    assert [note.code for note in found.notes] == codes


@pytest.mark.parametrize("test", TESTS)
def test_few_effective_respondents_are_named(test):
    n = np.array([[10, 5, 4], [30, 40, 50], [40, 30, 60]])
    found = test(from_tables([1, 2, 3], ("a", "b", "c"), n, 1.5 * n, 4.0 * n))
    assert found.df1 < n.sum() - 3
    assert found.notes[-1].text == (
        "effective n below 30, so that the rule for small groups is followed, with fewer degrees "
        "of freedom: a"
    )


@pytest.mark.parametrize("test", TESTS)
def test_a_design_without_a_variance_is_a_note(test, respondents):
    age = respondents["age"].astype(int)
    strata = np.zeros(600, dtype=int)
    strata[5] = 1
    drawn = sampling_units(600, strata)
    labels = ("a0", "a1", "a2", "a3")
    found = test(by_design(respondents["score"], age, labels, respondents["weight"], drawn))
    assert np.isnan(found.p_value)
    assert [note.code for note in found.notes] == ["SA344"]


@pytest.mark.parametrize("test", TESTS)
def test_too_few_clusters_are_a_note(test):
    values, group = np.tile([1.0, 2, 3], 40), np.repeat([0, 1, 2], 40)
    drawn = sampling_units(120, clusters=np.arange(120) % 2)
    found = test(by_design(values, group, ("a", "b", "c"), np.ones(120), drawn))
    assert np.isnan(found.p_value)
    assert [note.code for note in found.notes] == ["SA360"]


@pytest.mark.parametrize(
    "scores",
    [[1, 2], [3, 2, 1], [1, 1, 1], [1, 2, np.nan], ["a", "b", "c"], "abc", 5, {"a": 1}],
)
def test_wrong_scores_are_refused(scores):
    counts = from_tables([1, 2, 3], ("a", "b", "c"), TABLE)
    with pytest.raises(OptionError, match=r"scores=.* is not allowed. Give one number for each"):
        linear_trend(counts, scores=scores)


def test_a_wrong_call_says_what_is_allowed():
    counts = from_tables([1, 2, 3], ("a", "b", "c"), TABLE)
    with pytest.raises(OptionError, match=r"effect='tau' is not allowed.*kendall_tau_b"):
        jonckheere_terpstra(counts, effect="tau")
    for test in TESTS:
        with pytest.raises(OptionError, match="confidence=95 is not allowed"):
            test(counts, confidence=95)


def test_a_million_respondents_and_an_income_cost_the_table():
    rng = np.random.default_rng(3)
    values = rng.integers(0, 100_000, 300_000)
    counts = tabulate(values, np.arange(100_000.0), rng.integers(0, 7, 300_000), (*"abcdefg", ""))
    for test in (linear_trend, partial(jonckheere_terpstra, effect="somers_d")):
        assert test(counts).p_value > 1e-4


def test_what_does_not_vary_by_design_has_no_statistic_without_end():
    """Every answer of a group is the same, and all differ: nothing varies from sample to sample."""
    assert np.isnan(t_test(-3.0, 0.0, 7.0)).all()
    assert np.isnan(t_test(-3.0, float("nan"), 7.0)).all()
    assert t_test(-3.0, 1.5, 7.0)[0] == -2.0


def test_rounding_does_not_take_degrees_of_freedom():
    """All respondents of a group answer alike, so that the spread within groups is none."""
    table = [[6, 0], [0, 6]]
    scales = [1.0, 100.0, 1 / 3]
    found = []
    for scale in scales:
        weights = np.array([[7.3, 0.0], [0.0, 8.9]]) * scale
        squares = np.array([[9.7, 0.0], [0.0, 14.1]]) * scale**2
        counts = from_tables([1.0, 2.0], ("a", "b"), table, weights, squares)
        found.append(jonckheere_terpstra(counts))
    assert len({round(one.df1, 9) for one in found}) == 1
    assert satterthwaite(np.array([4.0, 1e-15]), np.array([9.0, 0.0])) == pytest.approx(9.0)
    assert np.isnan(satterthwaite(np.zeros(2), np.array([9.0, 0.0])))
    assert np.isnan(satterthwaite(np.array([4.0, np.nan]), np.array([9.0, 1.0])))
