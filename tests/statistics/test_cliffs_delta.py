"""Cliff's delta of every pair of groups."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_analysis.statistics import superiority as module
from survey_analysis.statistics.cliffs_delta import cliffs_delta
from survey_analysis.statistics.interval import t_quantile
from survey_analysis.tables.cell_design import Sample, with_design
from survey_analysis.tables.counts import from_tables
from survey_analysis.tables.margins import raked_margins
from survey_analysis.tables.sampling import sampling_units


def test_delta_of_two_groups_is_that_of_effectsize(counts_of, reference):
    found = cliffs_delta(counts_of("score", "region").keep([0, 1]))
    expected = reference("groups")["mann_whitney"]
    assert found.estimate[0] == pytest.approx(expected["effectsize_delta"], rel=1e-12)
    ends = [found.ci_low[0], found.ci_high[0]]
    assert ends == pytest.approx(expected["exact"]["ci"], rel=1e-8)


def test_deltas_of_all_pairs_are_those_of_r(counts_of, reference):
    found = cliffs_delta(counts_of("score", "age").named)
    expected = reference("groups")["kruskal"]["pairs"]["delta"]
    np.testing.assert_allclose(found.estimate, [pair["delta"] for pair in expected], rtol=1e-11)
    ends = np.array([pair["ci"] for pair in expected])
    np.testing.assert_allclose(found.ci_low, ends[:, 0], rtol=1e-8)
    np.testing.assert_allclose(found.ci_high, ends[:, 1], rtol=1e-8)


@given(
    st.lists(
        st.lists(st.integers(0, 5), min_size=4, max_size=4).filter(lambda row: sum(row) > 0),
        min_size=2,
        max_size=4,
    )
)
def test_it_is_the_mean_sign_over_all_pairs_of_respondents(table):
    counts = from_tables([1, 2, 3, 4], tuple(f"g{row}" for row in range(len(table))), table)
    found = cliffs_delta(counts)
    people = [np.repeat([1.0, 2, 3, 4], row) for row in table]
    pair = 0
    for first in range(len(table)):
        for second in range(first + 1, len(table)):
            x, y = people[first], people[second]
            signs = np.sign(x[:, None] - y[None, :])
            delta = signs.mean()
            assert found.estimate[pair] == pytest.approx(delta, abs=1e-12)
            if min(x.size, y.size) > 1 and 0 < abs(delta) < 1:
                v1 = (signs.mean(axis=1) / 2).var(ddof=1) / x.size
                v2 = (signs.mean(axis=0) / 2).var(ddof=1) / y.size
                df = (v1 + v2) ** 2 / (v1**2 / (x.size - 1) + v2**2 / (y.size - 1))
                half = t_quantile(0.95, df) * 2 * np.sqrt(v1 + v2) / (1 - delta**2)
                expected = np.tanh(np.arctanh(delta) + np.array([-half, half]))
                limit = 2 * 0.025 ** (1 / min(x.size, y.size)) - 1
                if delta > 0:
                    expected[0] = min(expected[0], limit)
                if delta < 0:
                    expected[1] = max(expected[1], -limit)
                ends = [found.ci_low[pair], found.ci_high[pair]]
                assert ends == pytest.approx(expected, abs=1e-9)
            pair += 1


def test_groups_that_do_not_overlap_have_a_limit():
    found = cliffs_delta(from_tables([1, 2, 3], ("a", "b"), [[4, 4, 0], [0, 0, 9]]))
    assert (found.estimate[0], found.ci_low[0]) == (-1, -1)
    # eight pairs of different respondents, all the same way round: 8 of 8 by Clopper and Pearson
    assert found.ci_high[0] == pytest.approx(1 - 2 * 0.025 ** (1 / 8), rel=1e-12)
    turned = cliffs_delta(from_tables([1, 2, 3], ("a", "b"), [[0, 0, 9], [4, 4, 0]]), 0.8)
    assert (turned.estimate[0], turned.ci_high[0]) == (1, 1)
    assert turned.ci_low[0] == pytest.approx(2 * 0.1 ** (1 / 8) - 1, rel=1e-12)


def test_groups_that_overlap_a_little_are_not_surer_than_without():
    found = cliffs_delta(from_tables([1, 2, 3], ("a", "b"), [[9, 1, 0], [0, 1, 9]]))
    apart = cliffs_delta(from_tables([1, 2, 3], ("a", "b"), [[10, 0, 0], [0, 1, 9]]))
    assert found.estimate[0] == -0.99
    assert found.ci_low[0] > -1
    assert found.ci_high[0] == apart.ci_high[0]


def test_two_groups_with_one_and_the_same_answer_have_no_interval():
    found = cliffs_delta(from_tables([1, 2], ("a", "b", "c"), [[4, 0], [5, 0], [2, 2]]))
    assert found.estimate[0] == 0
    assert np.isnan([found.ci_low[0], found.ci_high[0]]).all()
    assert not np.isnan(found.ci_low[1:]).any()


def test_a_group_of_one_has_no_interval():
    found = cliffs_delta(from_tables([1, 2, 3], ("a", "b"), [[0, 1, 0], [3, 0, 9]]))
    assert found.estimate[0] == pytest.approx((3 - 9) / 12)
    assert np.isnan(found.ci_low[0])
    apart = cliffs_delta(from_tables([1, 2, 3], ("a", "b"), [[0, 1, 0], [3, 0, 0]]))
    assert np.isnan([apart.ci_low[0], apart.ci_high[0]]).all()


def test_only_the_order_of_the_values_matters():
    table = [[2, 5, 3], [4, 4, 2], [1, 2, 7]]
    one = cliffs_delta(from_tables([1, 2, 3], ("a", "b", "c"), table))
    other = cliffs_delta(from_tables([-7, 0.1, 1e6], ("a", "b", "c"), table))
    np.testing.assert_array_equal(one.ci_low, other.ci_low)


def test_a_table_taken_in_blocks_gives_the_same(counts_of, monkeypatch):
    counts = counts_of("score", "age").named
    whole = cliffs_delta(counts)
    monkeypatch.setattr(module, "CELLS_AT_ONCE", 12)
    blocks = cliffs_delta(counts)
    for name in ("estimate", "ci_low", "ci_high"):
        np.testing.assert_allclose(getattr(whole, name), getattr(blocks, name), rtol=1e-12)


@pytest.mark.parametrize(("cells", "width"), [(300, 1), (1600, 2), (9000, 4)])
def test_weighted_pairs_taken_in_parts_give_the_same(counts_of, respondents, cells, width):
    """With raking cells, of which the respondents of other groups hold some alone."""
    w = respondents["weight"]
    age, item = respondents["age"].astype(int), respondents["item"].astype(int) - 1
    cell = (respondents["region"] * 3 + respondents["education"]).astype(int)
    margins = raked_margins(cell, np.column_stack([np.arange(9) // 3, np.arange(9) % 3]), w)
    sample = Sample(drawn=sampling_units(600), weights=w, margins=margins)
    counts = with_design(counts_of("item", "age", w), item, age, sample).named
    whole = cliffs_delta(counts)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "MANY_GROUPS", 1)
        patch.setattr(module, "CELLS_AT_ONCE", cells)
        assert module._groups_at_once(counts, counts.design) == width
        parts = cliffs_delta(counts)
    for name in ("estimate", "ci_low", "ci_high"):
        np.testing.assert_allclose(getattr(whole, name), getattr(parts, name), rtol=1e-11)


def test_weighted_pairs_turned_round_turn_the_signs(counts_of, respondents):
    counts = counts_of("item", "age", respondents["weight"]).named
    one, other = cliffs_delta(counts.keep([0, 1])), cliffs_delta(counts.keep([1, 0]))
    assert one.estimate[0] == pytest.approx(-other.estimate[0], rel=1e-12)
    assert one.ci_low[0] == pytest.approx(-other.ci_high[0], rel=1e-12)


def test_weighted_groups_with_one_and_the_same_answer_have_no_interval():
    n = np.array([[4, 0], [5, 0], [2, 2]])
    found = cliffs_delta(from_tables([1, 2], ("a", "b", "c"), n, 2 * n, 5 * n))
    assert found.estimate[0] == 0
    assert np.isnan([found.ci_low[0], found.ci_high[0]]).all()
