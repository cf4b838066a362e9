"""Patterns: distinct answer rows, tables that add."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_analysis.errors import OptionError
from survey_analysis.tables.patterns import from_rows

GROUPS = ("a", "b", "")

people = st.lists(
    st.tuples(
        st.integers(1, 3), st.integers(1, 3), st.integers(0, 2), st.sampled_from([0.1, 0.7, 3.0])
    ),
    max_size=30,
)


def table_of(rows, weighted=False):
    items = np.array([row[:2] for row in rows], dtype=float).reshape(len(rows), 2)
    group = np.array([row[2] for row in rows], dtype=int)
    n = np.ones(len(rows))
    w = np.array([row[3] for row in rows], dtype=float) if weighted else n
    total = np.bincount(group, minlength=3).astype(float) + 1
    return from_rows(items, group, GROUPS, (n, w, w**2), total, weighted=weighted)


def people_of(table):
    """Respondents, weights and squares by group, row and (rounded) weight."""
    found = {}
    for group in range(len(table.groups)):
        rows = table.rows_of(group)
        for values, n, w, w2 in zip(*rows, strict=True):
            key = (group, *values, round(w / n, 9))
            found[key] = found.get(key, 0) + np.array([n, w, w2])
    return found


def same(one, other):
    left, right = people_of(one), people_of(other)
    assert left.keys() == right.keys()
    for key, sums in left.items():
        np.testing.assert_allclose(sums, right[key], rtol=1e-12)


@given(one=people, other=people, weighted=st.booleans())
def test_parts_add_up_to_the_whole(one, other, weighted):
    whole = table_of(one + other, weighted)
    parts = table_of(one, weighted) + table_of(other, weighted)
    same(parts, whole)
    np.testing.assert_array_equal(parts.n_total - 1, whole.n_total)
    assert parts.weighted == weighted
    if not weighted:
        np.testing.assert_array_equal(parts.values, whole.values)
        np.testing.assert_array_equal(parts.n, whole.n)


@given(rows=people)
def test_every_respondent_is_in_one_row(rows):
    table = table_of(rows, weighted=True)
    expected = {}
    for a, b, group, weight in rows:
        key = (group, float(a), float(b), weight)
        expected[key] = expected.get(key, 0) + np.array([1, weight, weight**2])
    found = people_of(table)
    assert found.keys() == expected.keys()
    for key, sums in expected.items():
        np.testing.assert_allclose(found[key], sums, rtol=1e-12)


def test_respondents_with_different_weights_make_different_rows():
    rows = [(1, 2, 0, 0.5), (1, 2, 0, 0.5), (1, 2, 0, 2.0), (1, 2, 1, 2.0)]
    table = table_of(rows, weighted=True)
    values, n, w, w2 = table.rows_of(0)
    assert values.tolist() == [[1, 2], [1, 2]]
    assert n.tolist() == [2, 1]
    assert (w / n).tolist() == [0.5, 2]
    assert w2.tolist() == [0.5, 4]
    assert table.rows_of(2).n.size == 0


def test_the_full_tables_say_the_same():
    table = table_of([(1, 2, 0, 0.7), (3, 2, 1, 3.0), (1, 2, 0, 0.7)], weighted=True)
    assert table.n.shape == table.w.shape == table.w2.shape == (3, 2)
    assert table.n.sum() == 3
    assert table.w.sum() == pytest.approx(4.4)
    assert table.w2.sum() == pytest.approx(2 * 0.49 + 9)


def test_what_does_not_belong_together_does_not_add():
    table = table_of([(1, 2, 0, 1.0)])
    other = from_rows(
        np.ones((1, 3)),
        np.zeros(1, dtype=int),
        GROUPS,
        (np.ones(1),) * 3,
        np.ones(3),
        weighted=False,
    )
    with pytest.raises(OptionError, match="different groups or items"):
        table + other
    with pytest.raises(TypeError):
        table + 1


def test_nobody_at_all_makes_an_empty_table():
    table = table_of([])
    assert table.n.shape == (3, 0)
    assert (table + table).rows_of(0).values.shape == (0, 2)
