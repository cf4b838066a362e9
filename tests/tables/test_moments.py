"""Moments: tables that add, and do not depend on their centre."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_analysis.errors import OptionError
from survey_analysis.tables.moments import TABLES, tabulate_blocks, tabulate_rows

GROUPS = ("a", "b", "")
CENTRE = np.array([3.0, 3.0, 3.0])

answer = st.one_of(st.integers(1, 5).map(float), st.just(np.nan))
people = st.lists(
    st.tuples(answer, answer, answer, st.integers(0, 2), st.floats(0.1, 9)),
    min_size=1,
    max_size=25,
)


def parts_of(rows):
    items = np.array([row[:3] for row in rows], dtype=float).reshape(len(rows), 3)
    return items, np.array([row[3] for row in rows], dtype=int), np.array([row[4] for row in rows])


def table_of(rows, weighted=False, centre=CENTRE, size=1000):
    items, group, weights = parts_of(rows)
    blocks = [
        (items[s : s + size], group[s : s + size], weights[s : s + size] if weighted else None)
        for s in range(0, len(rows), size)
    ]
    return tabulate_blocks(blocks, centre, GROUPS, weighted=weighted)


def same(one, other, rtol=1e-12):
    assert one.groups == other.groups
    assert one.weighted == other.weighted
    np.testing.assert_array_equal(one.centre, other.centre)
    for name in TABLES:
        left, right = getattr(one, name), getattr(other, name)
        scale = np.abs(right).max(initial=1)
        np.testing.assert_allclose(left, right, rtol=rtol, atol=rtol * scale, err_msg=name)


@settings(max_examples=40)
@given(one=people, other=people, weighted=st.booleans())
def test_parts_add_up_to_the_whole(one, other, weighted):
    whole = table_of(one + other, weighted)
    same(table_of(one, weighted) + table_of(other, weighted), whole, 1e-12 if weighted else 0)


@settings(max_examples=40)
@given(rows=people, weighted=st.booleans())
def test_blocks_of_any_size_give_the_same(rows, weighted):
    whole = table_of(rows, weighted)
    same(table_of(rows, weighted, size=2), whole, 1e-12 if weighted else 0)


@settings(max_examples=40)
@given(rows=people, weighted=st.booleans())
def test_it_is_the_sum_of_products_over_respondents(rows, weighted):
    items, group, weights = parts_of(rows)
    w = weights if weighted else np.ones(len(rows))
    found = table_of(rows, weighted)
    for g in range(3):
        here = group == g
        y, own = items[here] - 3, w[here]
        answered = ~np.isnan(y)
        complete = answered.all(axis=1)
        assert found.n_total[g] == here.sum()
        assert found.n_any[g] == answered.any(axis=1).sum()
        assert found.n[g] == complete.sum()
        z, r = y[complete], y[complete].sum(axis=1)
        u = np.column_stack([np.ones(len(z)), z, z**2, z * r[:, None], r**2])
        np.testing.assert_allclose(found.M1[g], u.T @ (own[complete, None] * u), atol=1e-9)
        np.testing.assert_allclose(found.M2[g], u.T @ (own[complete, None] ** 2 * u), atol=1e-9)
        assert found.w[g] == pytest.approx(own[complete].sum())
        assert found.w2[g] == pytest.approx((own[complete] ** 2).sum())
        for i in range(3):
            for j in range(3):
                both = answered[:, i] & answered[:, j]
                v, yi, yj = own[both], y[both, i], y[both, j]
                assert found.pair_n[g, i, j] == both.sum()
                assert found.pair_w[g, i, j] == pytest.approx(v.sum())
                assert found.pair_sum[g, i, j] == pytest.approx((v * yi).sum(), abs=1e-9)
                assert found.pair_square[g, i, j] == pytest.approx((v * yi**2).sum(), abs=1e-9)
                assert found.pair_product[g, i, j] == pytest.approx((v * yi * yj).sum(), abs=1e-9)


@settings(max_examples=40)
@given(
    rows=people, weighted=st.booleans(), shift=st.lists(st.integers(-4, 4), min_size=3, max_size=3)
)
def test_moved_to_another_centre_it_is_the_table_of_that_centre(rows, weighted, shift):
    new = CENTRE + np.array(shift) / 2
    same(table_of(rows, weighted).recentred(new), table_of(rows, weighted, new), 1e-10)


def test_moved_there_and_back_it_is_the_same():
    rng = np.random.default_rng(0)
    rows = [(*rng.integers(1, 6, 3).astype(float), int(rng.integers(3)), 1.0) for _ in range(50)]
    table = table_of(rows)
    same(table.recentred([1.0, 5.0, 2.5]).recentred(CENTRE), table)
    assert table.recentred(CENTRE) is table


@settings(max_examples=40)
@given(one=people, other=people)
def test_tables_with_different_centres_add(one, other):
    moved = table_of(other, centre=np.array([1.0, 4.0, 2.5]))
    same(table_of(one) + moved, table_of(one + other), 1e-10)


def test_turning_an_item_twice_is_no_turn():
    rng = np.random.default_rng(1)
    items = rng.integers(1, 6, (40, 3)).astype(float)
    turned = items.copy()
    turned[:, 1] = 6 - turned[:, 1]
    twice = turned.copy()
    twice[:, 1] = 6 - twice[:, 1]
    tables = [
        tabulate_blocks([(x, None, None)], CENTRE, ("",), weighted=False)
        for x in (items, turned, twice)
    ]
    same(tables[2], tables[0], 0)
    sign = np.array([1, -1, 1])
    expected = tables[0].covariance[0] * np.outer(sign, sign)
    np.testing.assert_allclose(tables[1].covariance[0], expected, atol=1e-13)


@settings(max_examples=40)
@given(rows=people, weighted=st.booleans())
def test_distinct_rows_give_the_same_as_respondents(rows, weighted):
    items, group, weights = parts_of(rows)
    w = weights if weighted else np.ones(len(rows))
    order = np.argsort(group, kind="stable")
    distinct, row = np.unique(np.nan_to_num(items[order], nan=-1), axis=0, return_inverse=True)
    cell = group[order] * len(distinct) + row.reshape(-1)
    cells, inverse = np.unique(cell, return_inverse=True)
    sums = tuple(np.bincount(inverse, one) for one in (np.ones(len(rows)), w[order], w[order] ** 2))
    found = tabulate_rows(
        np.where(distinct == -1, np.nan, distinct),
        CENTRE,
        GROUPS,
        (cells // len(distinct), cells % len(distinct)),
        sums,
        weighted=weighted,
    )
    same(found, table_of(rows, weighted), 1e-12)


def test_covariances_and_correlations_are_numpy_s():
    rng = np.random.default_rng(2)
    items = rng.integers(1, 6, (60, 3)).astype(float)
    table = tabulate_blocks([(items, None, None)], CENTRE, ("",), weighted=False)
    assert table.n_items == 3
    np.testing.assert_allclose(table.means[0] + 3, items.mean(axis=0), rtol=1e-13)
    for found in (table.covariance, table.pair_covariance):
        np.testing.assert_allclose(found[0], np.cov(items.T), rtol=1e-12)
    np.testing.assert_allclose(table.pair_correlation[0], np.corrcoef(items.T), rtol=1e-12)
    weights = rng.random(60) + 0.1
    weighted = tabulate_blocks([(items, None, weights)], CENTRE, ("",), weighted=True)
    expected = np.cov(items.T, aweights=weights, ddof=0) * 60 / 59
    np.testing.assert_allclose(weighted.covariance[0], expected, rtol=1e-12)


def test_chosen_and_pooled_groups():
    rows = [(1.0, 2, 3, 0, 1.0), (2.0, 2, 5, 1, 1.0), (4.0, 1, 3, 2, 1.0), (np.nan, 1, 1, 1, 1.0)]
    table = table_of(rows)
    kept = table.keep([1, 0])
    assert kept.groups == ("b", "a")
    assert kept.n_total.tolist() == [2, 1]
    np.testing.assert_array_equal(kept.M1[1], table.M1[0])
    assert table.pooled.groups == ("",)
    assert table.pooled.n_total.tolist() == [4]
    assert table.pooled.n.tolist() == [3]
    np.testing.assert_array_equal(table.pooled.M2[0], table.M2.sum(axis=0))


def test_what_does_not_belong_together_does_not_add():
    one = tabulate_blocks([(np.ones((2, 3)), None, None)], CENTRE, ("",), weighted=False)
    two = tabulate_blocks([(np.ones((2, 2)), None, None)], CENTRE[:2], ("",), weighted=False)
    with pytest.raises(OptionError, match="different groups or items"):
        one + two
    with pytest.raises(OptionError, match="different groups or items"):
        one + table_of([(1.0, 2, 3, 0, 1.0)])
    with pytest.raises(TypeError):
        one + 1


def test_an_empty_group_has_nan_and_no_warning():
    table = table_of([(1.0, 2, 3, 0, 1.0), (2.0, 2, 5, 0, 1.0)])
    assert table.n.tolist() == [2, 0, 0]
    for name in ("means", "covariance", "pair_covariance", "pair_correlation"):
        assert np.isnan(getattr(table, name)[1]).all()
