"""Counts: tables that add."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_analysis.errors import OptionError
from survey_analysis.tables import counts as module
from survey_analysis.tables.counts import from_cells, from_tables, rows_at, sum_by_cell, tabulate

GROUPS = ("a", "b", "")
VALUES = np.array([1.0, 2.0, 3.0, 4.5])

people = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 2), st.floats(0.1, 9)), min_size=0, max_size=40
)


def table_of(rows, weighted=False):
    codes = np.array([code for code, _, _ in rows], dtype=np.int8)
    groups = np.array([group for _, group, _ in rows], dtype=np.uint8)
    weights = np.array([weight for _, _, weight in rows]) if weighted else None
    return tabulate(codes, VALUES, groups, GROUPS, weights)


def same(one, other, rtol=0.0):
    assert one.groups == other.groups
    assert one.weighted == other.weighted
    for name in ("values", "n", "n_missing"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
    for name in ("w", "w2"):
        np.testing.assert_allclose(getattr(one, name), getattr(other, name), rtol=rtol)


def test_every_respondent_is_counted_once():
    rows = [(0, 0, 2.0), (0, 0, 3.0), (3, 1, 1.0), (4, 1, 5.0), (2, 2, 0.5), (4, 2, 1.0)]
    plain, weighted = table_of(rows), table_of(rows, weighted=True)
    assert plain.n.tolist() == [[2, 0, 0, 0], [0, 0, 0, 1], [0, 0, 1, 0]]
    np.testing.assert_array_equal(plain.w, plain.n)
    np.testing.assert_array_equal(plain.w2, plain.n)
    assert weighted.w.tolist() == [[5, 0, 0, 0], [0, 0, 0, 1], [0, 0, 0.5, 0]]
    assert weighted.w2[0, 0] == 4 + 9
    assert plain.n_missing.tolist() == weighted.n_missing.tolist() == [0, 1, 1]
    assert plain.group_n.tolist() == [2, 1, 1]
    assert weighted.group_w.tolist() == [5, 1, 0.5]
    assert weighted.group_w2.tolist() == [13, 1, 0.25]
    assert plain.cell_values.tolist() == [1, 4.5, 3]
    assert plain.by_value(plain.cell_n).tolist() == [2, 0, 1, 1]
    assert (plain.weighted, weighted.weighted) == (False, True)


@settings(max_examples=40)
@given(one=people, other=people, weighted=st.booleans())
def test_parts_add_up_to_the_whole(one, other, weighted):
    whole = table_of(one + other, weighted)
    parts = table_of(one, weighted) + table_of(other, weighted)
    same(parts, whole, rtol=1e-12 if weighted else 0)


@settings(max_examples=40)
@given(one=people, other=people)
def test_adding_does_not_depend_on_the_order(one, other):
    same(table_of(one) + table_of(other), table_of(other) + table_of(one))


def test_tables_with_different_values_get_all_of_them():
    left = from_tables([1, 2.5], ("a",), [[3, 1]], n_missing=[2])
    right = from_tables([2, 2.5], ("a",), [[4, 5]], n_missing=[1])
    both = left + right
    assert both.values.tolist() == [1, 2, 2.5]
    assert both.n.tolist() == [[3, 4, 6]]
    assert both.n_missing.tolist() == [3]


def test_tables_of_different_groups_do_not_add():
    with pytest.raises(OptionError, match="different groups"):
        from_tables([1], ("a",), [[1]]) + from_tables([1], ("b",), [[1]])
    with pytest.raises(TypeError):
        from_tables([1], ("a",), [[1]]) + 1


@settings(max_examples=40)
@given(rows=people, weighted=st.booleans())
def test_sorting_gives_the_same_table_as_counting(rows, weighted):
    few = rows[:3]
    counted = table_of(few, weighted)
    with pytest.MonkeyPatch.context() as patch:
        # 15 possible cells are now too many for at most three respondents
        patch.setattr(module, "DENSE_CELLS", 0)
        same(table_of(few, weighted), counted, rtol=1e-12)


def test_keys_that_do_not_fit_are_sorted(monkeypatch):
    monkeypatch.setattr(module, "DENSE_CELLS", 0)
    key = np.array([900, 3, 900])
    cells, (n, w, w2) = sum_by_cell(key, 1000, None, 1, np.array([1.0, 2.0, 3.0]))
    assert cells.tolist() == [3, 900]
    assert n.tolist() == [1, 2]
    assert w.tolist() == [2, 4]
    assert w2.tolist() == [4, 10]
    _, (n, w, _) = sum_by_cell(key, 1000, None, 1, None)
    assert w is n


def test_chosen_rows_stand_in_the_order_asked_for():
    counts = from_tables([1, 2], ("a", "b", ""), [[1, 2], [0, 4], [5, 0]], n_missing=[7, 8, 9])
    kept = counts.keep([2, 0])
    assert kept.groups == ("", "a")
    assert kept.n.tolist() == [[5, 0], [1, 2]]
    assert kept.n_missing.tolist() == [9, 7]
    assert kept.cell_group.tolist() == [0, 1, 1]
    assert counts.keep([]).n.shape == (0, 2)


def test_named_leaves_those_without_a_group():
    counts = from_tables([1, 2], ("a", "b", ""), [[1, 2], [0, 4], [5, 0]])
    assert counts.named.groups == ("a", "b")
    assert counts.named.n.tolist() == [[1, 2], [0, 4]]
    assert counts.named.named.groups == ("a", "b")
    only = from_tables([1], ("a",), [[1]])
    assert only.named is only


@settings(max_examples=40)
@given(rows=people, weighted=st.booleans())
def test_pooled_holds_everybody_in_one_row(rows, weighted):
    counts = table_of(rows, weighted)
    assert counts.pooled.groups == ("",)
    np.testing.assert_array_equal(counts.pooled.n[0], counts.n.sum(axis=0))
    np.testing.assert_allclose(counts.pooled.w2[0], counts.w2.sum(axis=0))
    assert counts.pooled.n_missing.tolist() == [counts.n_missing.sum()]


def test_without_groups_everybody_is_in_the_last_row():
    codes = np.array([0, 1, 1, 4])
    assert tabulate(codes, VALUES, None, ("",)).n.tolist() == [[1, 2, 0, 0]]
    last = tabulate(codes, VALUES, None, GROUPS)
    assert last.group_n.tolist() == [0, 0, 3]
    assert last.n_missing.tolist() == [0, 0, 1]


def test_nobody_at_all_makes_an_empty_table():
    counts = tabulate(np.zeros(0, dtype=int), np.zeros(0), None, ("",))
    assert counts.n.shape == (1, 0)
    assert counts.pooled.group_n.tolist() == [0]
    assert (counts + counts).group_n.tolist() == [0]


def test_cells_at_one_place_are_added_up():
    counts = from_cells(
        np.array([1.0, 2.0]),
        ("a", "b"),
        np.zeros(2),
        (np.array([1, 0, 1]), np.array([0, 1, 0])),
        (np.array([1.0, 2, 3]), np.array([0.5, 2, 1]), np.array([0.1, 2, 0.2])),
        weighted=True,
    )
    assert counts.n.tolist() == [[0, 2], [4, 0]]
    assert counts.w[1, 0] == 1.5
    assert counts.w2[1, 0] == pytest.approx(0.3)
    assert counts.cell_group.tolist() == [0, 1]


def test_what_was_given_is_not_changed():
    codes, groups = np.array([0, 1, 2]), np.array([0, 1, 2])
    tabulate(codes, VALUES, groups, GROUPS)
    assert codes.tolist() == groups.tolist() == [0, 1, 2]


def test_a_printed_table_must_be_whole_and_in_order():
    with pytest.raises(OptionError, match="both w and w2"):
        from_tables([1, 2], ("a",), [[1, 1]], w=[[2, 3]])
    with pytest.raises(OptionError, match="must rise"):
        from_tables([2, 1], ("a",), [[1, 1]])
    weighted = from_tables([1, 2], ("a",), [1, 1], w=[2, 3], w2=[4, 9])
    assert weighted.weighted
    assert weighted.group_w2.tolist() == [13]


def test_rows_are_summed_at_positions_and_there_may_be_none():
    position = np.array([0, 2, 0])
    rows = np.array([[1.0, 2, 3], [0.5, 0.5, 1]])
    assert rows_at(position, rows, 3).tolist() == [[4, 0, 2], [1.5, 0, 0.5]]
    assert rows_at(position, rows[:0], 3).shape == (0, 3)
