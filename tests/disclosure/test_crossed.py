"""Which cells of crossed groupings are hidden."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_analysis.disclosure.crossed import hidden_cells, with_partner

MIN_CELL = 10


def positions_of(shape: tuple[int, ...]) -> np.ndarray:
    return np.array(list(itertools.product(*map(range, shape))))


def hidden(table: np.ndarray) -> np.ndarray:
    positions = positions_of(table.shape)
    none = np.zeros(table.size, dtype=bool)
    return hidden_cells(table.ravel(), positions, MIN_CELL, already=none).reshape(table.shape)


def test_nothing_is_hidden_where_all_cells_are_large() -> None:
    assert not hidden(np.full((3, 4), MIN_CELL)).any()


def test_a_small_cell_takes_another_of_its_row_and_its_column() -> None:
    mask = hidden(np.array([[4, 46, 60], [50, 52, 70]]))
    assert mask.tolist() == [[True, True, False], [True, True, False]]


def test_a_line_of_one_cell_is_hidden_as_it_is_by_itself() -> None:
    mask = hidden_cells([4, 60, 70], [(0, 0), (1, 1), (1, 2)], MIN_CELL, already=[False] * 3)
    assert mask.tolist() == [True, False, False]


def test_what_is_hidden_already_stays_so_and_gets_company() -> None:
    table = np.full(4, 50)
    already = [True, False, False, False]
    assert hidden_cells(table, positions_of((2, 2)), MIN_CELL, already=already).all()


def test_a_partner_is_the_smallest_that_is_not_empty() -> None:
    none = np.zeros(3, dtype=bool)
    assert with_partner(none, np.array([5.0, 6, 7])).tolist() == [False] * 3
    one = np.array([True, False, False])
    assert with_partner(one, np.array([50.0, 0, 0])).tolist() == [True, False, False]
    assert with_partner(one, np.array([50.0, 0, 70])).tolist() == [True, False, True]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 60), min_size=12, max_size=12), st.sampled_from([(3, 4), (2, 3, 2)]))
def test_no_line_has_a_single_hidden_cell_beside_others(n: list[int], shape: tuple[int, ...]):
    table = np.array(n).reshape(shape)
    mask = hidden(table)
    assert mask[(table > 0) & (table < MIN_CELL)].all()
    for axis in range(table.ndim):
        alone = (mask & (table > 0)).sum(axis=axis) == 1
        others = (~mask & (table > 0)).sum(axis=axis) > 0
        assert not (alone & others).any()


@pytest.mark.parametrize("shape", [(2, 2), (2, 2, 2)])
def test_the_order_of_cells_does_not_matter(shape: tuple[int, ...]) -> None:
    rng = np.random.default_rng(3)
    n, positions = rng.integers(1, 60, np.prod(shape)), positions_of(shape)
    none = np.zeros(n.size, dtype=bool)
    mask = hidden_cells(n, positions, MIN_CELL, already=none)
    order = rng.permutation(n.size)
    other = hidden_cells(n[order], positions[order], MIN_CELL, already=none)
    assert other.tolist() == mask[order].tolist()
