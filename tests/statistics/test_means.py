"""Welch's t, Welch's analysis of variance, the classical one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_analysis.errors import OptionError
from survey_analysis.statistics.means import anova, welch, welch_anova, welch_t
from survey_analysis.statistics.wald import linearized_t, wald_f
from survey_analysis.tables.counts import from_tables
from survey_analysis.tables.sampling import sampling_units

TESTS = [welch, welch_t, welch_anova, anova]


def same(one, other):
    """Two tests agree to the last digit."""
    assert (one.test, one.method, one.notes) == (other.test, other.method, other.notes)
    for name in ("statistic", "df1", "df2", "p_value", "effect_ci_low", "effect_ci_high"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
    for name in one.pairs.__slots__:
        np.testing.assert_array_equal(getattr(one.pairs, name), getattr(other.pairs, name))


def test_welch_t_is_that_of_r(counts_of, reference):
    expected = reference("groups")["welch_t"]
    found = welch_t(counts_of("score", "region").keep([0, 1]))
    assert found.test == "welch_t"
    assert found.groups == ("r0", "r1")
    assert found.n == sum(expected["n"])
    assert found.statistic == pytest.approx(expected["t"], rel=1e-12)
    assert found.df1 == pytest.approx(expected["df"], rel=1e-12)
    assert np.isnan(found.df2)
    assert found.p_value == pytest.approx(expected["p"], rel=1e-10)
    assert found.effect_name == "hedges_g"
    assert found.effect == pytest.approx(expected["exact"]["g"], rel=1e-12)
    ends = [found.effect_ci_low, found.effect_ci_high]
    assert ends == pytest.approx(expected["exact"]["ci"], rel=1e-5)
    assert found.notes == ()
    pairs = found.pairs
    assert [pairs.n1[0], pairs.n2[0]] == expected["n"]
    assert pairs.estimate[0] == pytest.approx(expected["difference"], rel=1e-12)
    assert pairs.se[0] == pytest.approx(expected["se"], rel=1e-12)
    assert [pairs.ci_low[0], pairs.ci_high[0]] == pytest.approx(expected["ci"], rel=1e-10)
    assert pairs.p_adjusted[0] == pairs.p_value[0] == found.p_value


def test_welch_t_is_that_of_r_at_another_confidence(counts_of, reference):
    expected = reference("groups")["welch_t"]
    found = welch_t(counts_of("score", "region").keep([0, 1]), confidence=0.9)
    ends = [found.pairs.ci_low[0], found.pairs.ci_high[0]]
    assert ends == pytest.approx(expected["ci_90"], rel=1e-10)
    ends = [found.effect_ci_low, found.effect_ci_high]
    assert ends == pytest.approx(expected["exact_90"]["ci"], rel=1e-5)


def test_welch_anova_is_that_of_r(counts_of, reference):
    expected = reference("groups")["welch_anova"]
    found = welch_anova(counts_of("score", "age"))
    assert (found.test, found.effect_name, found.n) == ("welch_anova", "omega_squared", 600)
    assert found.groups == ("a0", "a1", "a2", "a3")
    assert found.statistic == pytest.approx(expected["F"], rel=1e-12)
    assert found.df1 == expected["df1"]
    assert found.df2 == pytest.approx(expected["df2"], rel=1e-12)
    assert found.p_value == pytest.approx(expected["p"], rel=1e-10)
    assert found.effect == pytest.approx(expected["omega"], rel=1e-12)
    ends = [found.effect_ci_low, found.effect_ci_high]
    assert ends == pytest.approx(expected["ends"]["ci"], rel=1e-7)
    assert found.pairs.adjust == "games_howell"
    np.testing.assert_allclose(found.pairs.estimate, expected["pairs"]["estimate"], rtol=1e-10)


def test_anova_is_that_of_r(counts_of, reference):
    expected = reference("groups")["anova"]
    found = anova(counts_of("score", "age"), confidence=0.9)
    assert (found.test, found.effect_name) == ("anova", "omega_squared")
    assert found.statistic == pytest.approx(expected["F"], rel=1e-11)
    assert [found.df1, found.df2] == [expected["df1"], expected["df2"]]
    assert found.p_value == pytest.approx(expected["p"], rel=1e-10)
    assert found.effect == pytest.approx(expected["omega"], rel=1e-10)
    ends = [found.effect_ci_low, found.effect_ci_high]
    assert ends == pytest.approx(expected["ends_90"]["ci"], rel=1e-7)
    np.testing.assert_allclose(anova(counts_of("score", "age")).pairs.p_value,
                               expected["pairs"]["p"], rtol=0, atol=1e-6)  # fmt: skip


def test_f_of_two_groups_is_t_squared(counts_of):
    two = counts_of("score", "region").keep([0, 2])
    t, f = welch_t(two), welch_anova(two)
    assert f.statistic == pytest.approx(t.statistic**2, rel=1e-12)
    assert f.df2 == pytest.approx(t.df1, rel=1e-12)
    assert f.p_value == pytest.approx(t.p_value, rel=1e-10)
    assert f.pairs.p_value[0] == pytest.approx(t.p_value, rel=1e-8)


def test_welch_chooses_by_the_groups_that_can_take_part(counts_of):
    assert welch(counts_of("score", "region")).test == "welch_anova"
    one_is_empty = from_tables([1, 2], ("a", "b", "c"), [[3, 2], [0, 4], [1, 5]])
    assert welch(one_is_empty).test == "welch_t"
    assert welch(one_is_empty).groups == ("a", "c")
    assert welch(one_is_empty.keep([1])).test == "welch_anova"
    alone = welch(one_is_empty.keep([0, 1]))
    assert (alone.test, alone.effect_name) == ("welch_t", "hedges_g")
    assert np.isnan(alone.p_value)


@pytest.mark.parametrize("test", [welch_anova, anova])
def test_the_order_of_groups_does_not_matter(counts_of, test):
    counts = counts_of("score", "age")
    one, other = test(counts), test(counts.keep([3, 1, 0, 2]))
    for name in ("statistic", "df2", "p_value", "effect", "effect_ci_low", "effect_ci_high"):
        assert getattr(one, name) == pytest.approx(getattr(other, name), rel=1e-10)


@settings(max_examples=60, deadline=None)
@given(
    table=st.lists(st.lists(st.integers(0, 4), min_size=3, max_size=3), min_size=1, max_size=5),
    shift=st.floats(-1e3, 1e3),
    scale=st.floats(0.01, 1e3),
)
def test_any_table_gives_numbers_or_a_reason(table, shift, scale):
    labels = tuple(f"g{row}" for row in range(len(table)))
    plain = from_tables([1, 2, 3], labels, table)
    moved = from_tables(shift + scale * np.array([1, 2, 3]), labels, table)
    for test in TESTS:
        found, other = test(plain), test(moved)
        if np.isnan(found.p_value):
            assert found.notes
            assert found.pairs is None
            assert found.notes[-1].severity == "warning"
        else:
            assert 0 <= found.p_value <= 1
            assert other.statistic == pytest.approx(found.statistic, rel=1e-6, abs=1e-9)
            assert (found.pairs.p_value >= 0).all()
            assert (found.pairs.p_value <= 1).all()


def test_groups_without_variance_leave_and_are_named():
    counts = from_tables(
        [1, 2, 3], ("18-24", "25-34", "35-44", "45-54"),
        [[3, 2, 1], [0, 7, 0], [1, 0, 0], [2, 5, 3]],
    )  # fmt: skip
    found = welch_anova(counts)
    assert found.groups == ("18-24", "45-54")
    assert found.n == 16
    assert [note.code for note in found.notes] == ["SA320"]
    assert "25-34, 35-44" in found.notes[0].text
    assert found.statistic == pytest.approx(welch_t(counts.keep([0, 3])).statistic ** 2)


def test_a_group_of_one_takes_part_in_classical_anova():
    counts = from_tables([1, 2, 3], ("a", "b", "c"), [[3, 2, 1], [0, 0, 1], [0, 5, 4]])
    found = anova(counts)
    assert found.groups == ("a", "b", "c")
    assert found.df2 == 13
    assert np.isfinite(found.pairs.p_value).all()
    assert np.isnan(found.pairs.effect).tolist() == [True, False, True]


def test_classical_anova_needs_a_difference_within_a_group():
    for table in ([[0, 4], [3, 0]], [[0, 1], [1, 0]], [[2, 0], [3, 0]]):
        found = anova(from_tables([1, 2], ("a", "b"), table))
        assert np.isnan(found.p_value)
        assert [note.code for note in found.notes] == ["SA328"]


def test_t_refuses_three_groups(counts_of):
    found = welch_t(counts_of("score", "region"))
    assert np.isnan(found.p_value)
    assert found.notes[-1].text == "this test compares two groups, and there are 3"


def test_weights_are_refused_by_the_classical_one(counts_of, respondents):
    found = anova(counts_of("score", "region", respondents["weight"]))
    assert np.isnan(found.p_value)
    assert [note.code for note in found.notes] == ["SA324"]
    assert "weight" in found.notes[0].text
    assert "вес" in found.notes[0].say("ru")


def test_weights_and_designs_have_their_own_tests(counts_of, drawn_counts, respondents):
    weighted = counts_of("score", "region", respondents["weight"])
    clustered = drawn_counts(
        respondents["score"],
        group=respondents["region"].astype(int),
        labels=("r0", "r1", "r2"),
        drawn=sampling_units(600, clusters=np.arange(600) // 10),
    )
    for counts in (weighted, clustered):
        assert welch(counts).test == "wald_f"
        same(welch_anova(counts), wald_f(counts))
        assert welch_anova(counts, effect="epsilon_squared").effect_name == "epsilon_squared"
        same(welch_anova(counts, confidence=0.5), wald_f(counts, confidence=0.5))
        two = counts.keep([0, 1])
        assert welch(two).test == welch_t(two).test == "linearized_t"
        same(welch_t(two, confidence=0.5), linearized_t(two, confidence=0.5))
        assert np.isnan(anova(counts).p_value)


@pytest.mark.parametrize("test", TESTS)
def test_equal_weights_are_exactly_no_weights(counts_of, test):
    weights = np.full(600, 0.1)
    for by in ("region", "age"):
        plain, equal = counts_of("score", by).keep([0, 1]), counts_of("score", by, weights)
        same(test(plain), test(equal.keep([0, 1])))


def test_epsilon_squared_is_the_other_share_of_variance(counts_of, reference):
    expected = reference("weighted_means")["epsilon"]
    counts = counts_of("score", "age")
    classical = anova(counts, effect="epsilon_squared")
    assert classical.effect_name == "epsilon_squared"
    assert classical.effect == pytest.approx(expected["classical"], rel=1e-10)
    ends = [classical.effect_ci_low, classical.effect_ci_high]
    assert ends == pytest.approx(expected["ends"], rel=1e-7)
    assert "epsilon squared" in classical.method
    assert "Kelley 1935" in classical.method
    robust = welch_anova(counts, effect="epsilon_squared")
    lift = robust.df1 * (robust.statistic - 1)
    assert robust.effect == pytest.approx(lift / (lift + 599), rel=1e-12)
    ends = [robust.effect_ci_low, robust.effect_ci_high]
    assert ends == pytest.approx(expected["welch_ends"], rel=1e-7)
    for test in (anova, welch_anova):
        assert test(counts.keep([0]), effect="epsilon_squared").effect_name == "epsilon_squared"
        with pytest.raises(OptionError, match="effect='eta_squared'"):
            test(counts, effect="eta_squared")


@pytest.mark.parametrize("test", TESTS)
def test_nobody_is_a_note_and_not_an_exception(test):
    found = test(from_tables([1, 2], ("a", "b", ""), [[0, 0], [0, 0], [3, 2]]))
    assert found.n == 0
    assert found.groups == ()
    assert found.notes[-1].code == "SA322"


@pytest.mark.parametrize("test", TESTS)
def test_a_confidence_in_percent_is_refused(counts_of, test):
    with pytest.raises(OptionError, match="confidence=95"):
        test(counts_of("score", "region"), confidence=95)
