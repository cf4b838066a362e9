"""Kendall's tau-b, Somers' d, and how sure they are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_analysis.errors import OptionError
from survey_analysis.statistics import rank_association
from survey_analysis.statistics.cell_influence import spread
from survey_analysis.statistics.cliffs_delta import cliffs_delta
from survey_analysis.statistics.rank_association import (
    kendall_tau_b,
    null_spread,
    order_of,
    somers_d,
)
from survey_analysis.tables import cell_design
from survey_analysis.tables.cell_design import Sample, with_design
from survey_analysis.tables.counts import from_tables, tabulate
from survey_analysis.tables.sampling import sampling_units

BOTH = [kendall_tau_b, somers_d]
TABLE = [[20, 50, 30], [25, 40, 35], [10, 20, 70]]


def counts_by(respondents, column, by, weights=None):
    codes = respondents[by].astype(int)
    support, position = np.unique(respondents[column], return_inverse=True)
    labels = tuple(f"{by}{code}" for code in range(codes.max() + 1))
    return tabulate(position, support, codes, (*labels, ""), weights).named


@pytest.mark.parametrize(
    ("name", "column", "by"),
    [
        ("score_age", "score", "age"),
        ("item_age", "item", "age"),
        ("score_education", "score", "education"),
    ],
)
def test_both_are_those_of_r_with_their_intervals(respondents, reference, name, column, by):
    counts = counts_by(respondents, column, by)
    expected = reference("trends")["unweighted"][name]
    for association, key in ((kendall_tau_b, "tau_b"), (somers_d, "somers_d")):
        found = association(counts)
        assert found.estimate == pytest.approx(expected[key]["estimate"], rel=1e-11)
        assert found.se == pytest.approx(expected[key]["se"], rel=1e-10)
        assert found.df == pytest.approx(expected[key]["df"], rel=1e-10)
        assert [found.ci_low, found.ci_high] == pytest.approx(expected[key]["ci"], rel=1e-10)
    narrow = kendall_tau_b(counts, confidence=0.9)
    assert [narrow.ci_low, narrow.ci_high] == pytest.approx(expected["tau_b_90"]["ci"], rel=1e-10)
    assert kendall_tau_b(counts).estimate == pytest.approx(expected["kendall"]["tau"], rel=1e-11)


def test_the_standard_error_is_ase1_but_for_the_size_of_groups(respondents, reference):
    expected = reference("trends")["unweighted"]["item_age"]["tau_b"]["ase1"]
    found = kendall_tau_b(counts_by(respondents, "item", "age"))
    assert found.se == pytest.approx(expected, rel=6e-3)
    assert found.se > expected


@pytest.mark.parametrize(
    ("name", "column", "by"),
    [("score_age", "score", "age"), ("item_education", "item", "education")],
)
def test_weighted_ones_are_those_of_r_survey(respondents, reference, name, column, by):
    counts = counts_by(respondents, column, by, respondents["weight"])
    expected = reference("trends")["weighted"][name]
    for association, key in ((kendall_tau_b, "tau_b"), (somers_d, "somers_d")):
        found = association(counts)
        assert found.estimate == pytest.approx(expected[key]["estimate"], rel=1e-11)
        assert found.se == pytest.approx(expected[key]["se"], rel=1e-10)
        assert found.df == 598
    order = order_of(counts)
    assert order.total == pytest.approx(expected["null"]["S"], rel=1e-11)
    assert null_spread(counts, order).se == pytest.approx(expected["null"]["se"], rel=1e-10)


def clustered_counts(clusters):
    answer = clusters["items"][:, 0]
    support = np.unique(answer[~np.isnan(answer)])
    position = np.where(np.isnan(answer), support.size, np.searchsorted(support, answer))
    labels, weight = ("a", "b", "c", ""), clusters["weight"]
    drawn = sampling_units(answer.size, clusters["stratum"], clusters["cluster"])
    counts = tabulate(position, support, clusters["group"], labels, weight)
    return with_design(counts, position, clusters["group"], Sample(drawn=drawn, weights=weight))


def test_strata_and_clusters_are_those_of_r_survey(monkeypatch, clusters, reference):
    monkeypatch.setattr(cell_design, "FEW_EFFECTIVE", 0.0)  # R knows no HC3
    counts = clustered_counts(clusters).named
    expected = reference("trends")["clustered"]
    for association, key in ((kendall_tau_b, "tau_b"), (somers_d, "somers_d")):
        found = association(counts)
        assert found.estimate == pytest.approx(expected[key]["estimate"], rel=1e-10)
        assert found.se == pytest.approx(expected[key]["se"], rel=1e-9)
        assert found.df == expected["degf"] - 1


def test_somers_d_of_two_groups_is_cliffs_delta(counts_of):
    counts = counts_of("score", "region").keep([0, 1])
    delta, found = cliffs_delta(counts), somers_d(counts)
    assert found.estimate == pytest.approx(-delta.estimate[0], rel=1e-12)
    assert found.ci_low == pytest.approx(-delta.ci_high[0], rel=1e-11)
    assert found.ci_high == pytest.approx(-delta.ci_low[0], rel=1e-11)


def test_somers_d_of_two_groups_and_two_answers_is_a_difference_of_shares():
    found = somers_d(from_tables([0, 1], ("a", "b"), [[80, 20], [50, 50]]))
    assert found.estimate == pytest.approx(0.3)
    se = np.sqrt(0.2 * 0.8 / 99 + 0.25 / 99)
    assert found.se == pytest.approx(se, rel=1e-12)


def test_the_cells_of_a_large_table_are_taken_in_blocks(monkeypatch, respondents):
    counts = counts_by(respondents, "score", "age")
    whole = order_of(counts).surplus
    monkeypatch.setattr(rank_association, "CELLS_AT_ONCE", 9)
    np.testing.assert_array_equal(order_of(counts).surplus, whole)


def test_pairs_are_those_of_all_respondents(respondents):
    counts = counts_by(respondents, "item", "age", respondents["weight"])
    w, x, y = (respondents[name] for name in ("weight", "age", "item"))
    order = np.sign(x[:, None] - x) * np.sign(y[:, None] - y)
    found = order_of(counts)
    assert found.total == pytest.approx(w @ order @ w, rel=1e-11)
    assert found.pairs == pytest.approx(w @ (x[:, None] != x) @ w, rel=1e-11)
    assert found.untied == pytest.approx(w @ (y[:, None] != y) @ w, rel=1e-11)


@pytest.mark.parametrize("association", BOTH)
def test_groups_or_values_turned_round_turn_the_sign(association):
    counts = from_tables([1, 2, 3], ("a", "b", "c"), TABLE)
    found = association(counts)
    for other in (
        counts.keep([2, 1, 0]),
        from_tables([1, 2, 3], ("a", "b", "c"), [row[::-1] for row in TABLE]),
    ):
        turned = association(other)
        assert turned.estimate == pytest.approx(-found.estimate, rel=1e-12)
        assert turned.ci_low == pytest.approx(-found.ci_high, rel=1e-12)


@pytest.mark.parametrize("association", BOTH)
def test_weights_times_a_number_change_nothing(association, respondents):
    one = association(counts_by(respondents, "item", "age", respondents["weight"]))
    other = association(counts_by(respondents, "item", "age", 100 * respondents["weight"]))
    assert one.estimate == pytest.approx(other.estimate, rel=1e-12)
    assert one.se == pytest.approx(other.se, rel=1e-12)
    equal = association(counts_by(respondents, "item", "age", np.full(600, 7.0)))
    assert equal == association(counts_by(respondents, "item", "age"))


@pytest.mark.parametrize("association", BOTH)
def test_a_perfect_order_has_no_interval(association):
    found = association(from_tables([1, 2, 3], ("a", "b", "c"), np.eye(3) * 10))
    assert found.estimate == pytest.approx(1)
    assert np.isnan([found.ci_low, found.ci_high]).all()


def test_equal_answers_have_no_order():
    counts = from_tables([1, 2], ("a", "b"), [[0, 3], [0, 4]])
    assert np.isnan(kendall_tau_b(counts).estimate)
    found = somers_d(counts)
    assert found.estimate == 0
    assert np.isnan(found.ci_low)


def test_a_group_of_one_has_no_variance():
    counts = from_tables([1, 2], ("a", "b"), [[5, 3], [0, 1]])
    assert np.isnan(somers_d(counts).ci_low)


@settings(max_examples=60)
@given(st.lists(st.lists(st.integers(0, 4), min_size=3, max_size=3), min_size=2, max_size=5))
def test_any_table_gives_numbers_between_minus_one_and_one(table):
    counts = from_tables([1, 2, 3], tuple(f"g{row}" for row in range(len(table))), table)
    counts = counts.keep(np.flatnonzero(counts.group_n > 1))
    if len(counts.groups) < 2:
        return
    for association in BOTH:
        found = association(counts)
        assert np.isnan(found.estimate) or abs(found.estimate) <= 1 + 1e-12
        if not np.isnan(found.ci_low):
            assert found.ci_low <= found.estimate <= found.ci_high


def test_few_effective_respondents_have_fewer_degrees_of_freedom():
    n = np.array([[10, 5, 4], [30, 40, 50], [40, 30, 60]])
    counts = from_tables([1, 2, 3], ("a", "b", "c"), n, 1.5 * n, 4.0 * n)
    found = kendall_tau_b(counts)
    assert found.df < n.sum() - 2
    large = from_tables([1, 2, 3], ("a", "b", "c"), 5 * n, 7.5 * n, 20.0 * n)
    assert kendall_tau_b(large).df == 5 * n.sum() - 2


def test_one_unit_in_two_strata_leaves_no_degrees_of_freedom():
    position, group = np.array([0, 1, 0, 1]), np.array([0, 0, 1, 1])
    counts = tabulate(position, np.array([1.0, 2]), group, ("a", "b", ""), np.ones(4))
    drawn = sampling_units(4, clusters=np.array([0, 0, 1, 1]))
    counts = with_design(counts, position, group, Sample(drawn=drawn, weights=np.ones(4)))
    found = spread(counts.named, np.array([-1.0, 1, -1, 1]))
    assert np.isnan(found.df)


@pytest.mark.parametrize("association", BOTH)
def test_a_confidence_in_percent_is_refused(association):
    with pytest.raises(OptionError, match="confidence=95 is not allowed"):
        association(from_tables([1, 2, 3], ("a", "b", "c"), TABLE), confidence=95)
