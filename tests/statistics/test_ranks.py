"""Mann-Whitney, Kruskal-Wallis."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_analysis.errors import OptionError
from survey_analysis.statistics.ranks import kruskal_wallis, mann_whitney
from survey_analysis.tables.counts import from_tables

TESTS = [mann_whitney, kruskal_wallis]


def test_mann_whitney_is_that_of_r(counts_of, reference):
    expected = reference("groups")["mann_whitney"]
    found = mann_whitney(counts_of("score", "region").keep([0, 1]))
    assert (found.test, found.groups, found.n) == ("mann_whitney", ("r0", "r1"), 477)
    assert found.statistic == expected["U"]
    assert found.p_value == pytest.approx(expected["p"], rel=1e-10)
    assert np.isnan([found.df1, found.df2]).all()
    assert found.effect_name == "cliffs_delta"
    assert found.effect == pytest.approx(expected["exact"]["delta"], rel=1e-12)
    ends = [found.effect_ci_low, found.effect_ci_high]
    assert ends == pytest.approx(expected["exact"]["ci"], rel=1e-10)
    assert found.pairs.p_adjusted[0] == found.p_value
    assert found.notes == ()


def test_kruskal_wallis_is_that_of_r(counts_of, reference):
    expected = reference("groups")["kruskal"]
    found = kruskal_wallis(counts_of("score", "age"))
    assert (found.test, found.n) == ("kruskal_wallis", 600)
    assert found.groups == ("a0", "a1", "a2", "a3")
    assert found.statistic == pytest.approx(expected["H"], rel=1e-11)
    assert found.df1 == expected["df"]
    assert found.p_value == pytest.approx(expected["p"], rel=1e-10)
    assert found.effect_name == "rank_epsilon_squared"
    assert found.effect == pytest.approx(expected["epsilon"], rel=1e-10)
    assert np.isnan(found.df2)
    assert (found.effect_ci_low, found.effect_ci_high) == pytest.approx((0, 0.0290742674), abs=1e-8)
    eta = kruskal_wallis(counts_of("score", "age"), effect="rank_eta_squared")
    assert eta.effect_name == "rank_eta_squared"
    assert eta.effect == pytest.approx(expected["eta"], rel=1e-10)
    np.testing.assert_allclose(found.pairs.statistic, expected["pairs"]["z"], rtol=1e-10)


def test_h_of_two_groups_is_z_squared(counts_of):
    two = counts_of("score", "region").keep([0, 2])
    u, h = mann_whitney(two), kruskal_wallis(two)
    assert h.statistic == pytest.approx(u.pairs.statistic[0] ** 2, rel=1e-12)
    assert h.p_value == pytest.approx(u.p_value, rel=1e-12)


def test_u_and_delta_say_the_same(counts_of):
    found = mann_whitney(counts_of("score", "region").keep([0, 1]))
    n1, n2 = found.pairs.n1[0], found.pairs.n2[0]
    assert found.effect == pytest.approx(2 * found.statistic / (n1 * n2) - 1, rel=1e-12)
    turned = mann_whitney(counts_of("score", "region").keep([1, 0]))
    assert found.statistic + turned.statistic == pytest.approx(n1 * n2)


def test_rank_epsilon_squared_is_the_eta_squared_of_the_ranks(counts_of, respondents):
    from scipy.stats import rankdata

    rank = rankdata(respondents["score"])
    age = respondents["age"]
    between = sum((age == a).sum() * (rank[age == a].mean() - 300.5) ** 2 for a in range(4))
    found = kruskal_wallis(counts_of("score", "age"))
    assert found.effect == pytest.approx(between / ((rank - 300.5) ** 2).sum(), rel=1e-12)


def test_only_the_order_of_the_values_matters():
    table = [[2, 5, 3], [4, 4, 2], [1, 2, 7]]
    one = kruskal_wallis(from_tables([1, 2, 3], ("a", "b", "c"), table))
    other = kruskal_wallis(from_tables([-1e9, 0, 0.5], ("a", "b", "c"), table))
    assert one.statistic == other.statistic


@settings(max_examples=60)
@given(st.lists(st.lists(st.integers(0, 4), min_size=3, max_size=3), min_size=1, max_size=5))
def test_any_table_gives_numbers_or_a_reason(table):
    counts = from_tables([1, 2, 3], tuple(f"g{row}" for row in range(len(table))), table)
    for test in TESTS:
        found = test(counts)
        if np.isnan(found.p_value):
            assert found.notes[-1].severity == "warning"
            assert found.pairs is None
        else:
            assert 0 <= found.p_value <= 1
            assert -1 <= found.effect <= 1
            assert (found.pairs.p_adjusted >= found.pairs.p_value).all()


@pytest.mark.parametrize("statistic", [mann_whitney, kruskal_wallis])
@pytest.mark.parametrize(("top", "codes"), [(4, ["SA329"]), (5, [])])
def test_fewer_than_ten_respondents_are_told(statistic, top, codes):
    found = statistic(from_tables([1, 2], ("a", "b"), [[top, 1], [1, 3]]))
    assert [note.code for note in found.notes] == codes
    assert all("9 respondents" in note.text for note in found.notes)


def test_empty_groups_leave_and_are_named():
    counts = from_tables([1, 2], ("a", "b", "c"), [[6, 1], [0, 0], [1, 2]])
    found = kruskal_wallis(counts)
    assert found.groups == ("a", "c")
    assert [note.code for note in found.notes] == ["SA321"]
    assert found.notes[0].text == "left out, because nobody there answered: b"


@pytest.mark.parametrize("test", TESTS)
def test_equal_answers_are_a_note(test):
    found = test(from_tables([1, 2], ("a", "b"), [[0, 3], [0, 4]]))
    assert np.isnan(found.p_value)
    assert found.n == 7
    assert [note.code for note in found.notes] == ["SA325"]


def test_one_respondent_a_group_has_no_corrected_effect():
    found = kruskal_wallis(from_tables([1, 2], ("a", "b"), np.eye(2)), effect="rank_eta_squared")
    assert found.statistic == pytest.approx(1.0)
    assert np.isnan([found.effect, found.effect_ci_low]).all()


@pytest.mark.parametrize(
    ("test", "name"), [(mann_whitney, "weighted_rank_t"), (kruskal_wallis, "weighted_rank_f")]
)
def test_weights_have_a_test_of_their_own(counts_of, respondents, test, name):
    found = test(counts_of("score", "region", respondents["weight"]).keep([0, 1]))
    assert found.test == name
    assert 0 < found.p_value < 1


@pytest.mark.parametrize("test", TESTS)
def test_equal_weights_change_nothing(counts_of, test):
    one = test(counts_of("score", "region").keep([0, 1]))
    other = test(counts_of("score", "region", np.full(600, 2.5)).keep([0, 1]))
    assert other.test == one.test
    for name in ("statistic", "p_value", "effect", "effect_ci_low", "effect_ci_high"):
        assert getattr(other, name) == pytest.approx(getattr(one, name), rel=1e-9)


def test_an_unknown_effect_is_refused(counts_of):
    with pytest.raises(OptionError, match=r"effect='eta' is not allowed.*rank_eta_squared"):
        kruskal_wallis(counts_of("score", "age"), effect="eta")


@pytest.mark.parametrize("test", TESTS)
def test_a_confidence_in_percent_is_refused(counts_of, test):
    with pytest.raises(OptionError, match="confidence=95"):
        test(counts_of("score", "region"), confidence=95)
