"""What weights can meet margins at all: by hand, and by raking on either side of the limit."""

from __future__ import annotations

import numpy as np
import pytest

from survey_analysis.statistics.raking import rake
from survey_analysis.statistics.raking_limits import smallest_cap, weightless_cells

GRID = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])


def test_one_margin_needs_the_largest_ratio_of_target_to_respondents():
    n, target = np.array([10.0, 30.0, 60.0]), np.array([20.0, 30.0, 50.0])
    assert smallest_cap(np.arange(3)[:, None], n, [target]) == pytest.approx(2)


def test_two_margins_can_need_more_than_each_of_them():
    # 10 respondents have both rare levels; 40 of 100 are wanted of each
    n = np.array([10.0, 10.0, 10.0, 70.0])
    halves = np.array([50.0, 50.0])
    cap = smallest_cap(GRID, n, [halves, halves])
    assert cap == pytest.approx(2.5)
    # without the fourth cell the first has to hold what the margins leave: 20 of 100
    more = np.array([60.0, 40.0])
    assert smallest_cap(GRID[:3], np.array([10.0, 45, 45]), [more, more]) == pytest.approx(2)


@pytest.mark.parametrize("seed", range(5))
def test_raking_comes_to_an_end_just_above_the_limit_and_not_below(seed):
    rng = np.random.default_rng(seed)
    levels = np.stack(np.meshgrid(range(4), range(3), indexing="ij"), -1).reshape(-1, 2)
    n = rng.integers(5, 60, 12).astype(float)
    targets = [n.sum() * rng.dirichlet(np.full(k, 5.0)) for k in (4, 3)]
    least = smallest_cap(levels, n, targets)
    options = {"tolerance": 1e-7, "max_iterations": 2000}
    assert rake(levels, n, np.ones(12), targets, cap=1.02 * least, **options).converged.all()
    assert not rake(levels, n, np.ones(12), targets, cap=0.99 * least, **options).converged.any()


def test_margins_that_nothing_meets_have_no_cap():
    diagonal = GRID[[0, 3]]
    targets = [np.array([5.0, 5.0]), np.array([3.0, 7.0])]
    assert np.isnan(smallest_cap(diagonal, np.array([5.0, 5.0]), targets))
    assert weightless_cells(diagonal, np.array([5.0, 5.0]), targets) is None


def test_cells_that_the_margins_leave_empty():
    levels = GRID[[0, 1, 3]]
    shares = np.array([40.0, 60.0])
    cells, empty = weightless_cells(levels, np.array([20.0, 30, 50]), [shares, shares])
    assert cells.tolist() == levels.tolist()
    assert empty.tolist() == [False, True, False]


def test_kinds_of_one_cell_count_together_and_those_without_respondents_not_at_all():
    levels = GRID[[0, 0, 1, 2, 3]]
    n = np.array([5.0, 5.0, 10.0, 10.0, 0.0])
    more, less = np.array([20.0, 10.0]), np.array([10.0, 20.0])
    cells, empty = weightless_cells(levels, n, [more, more])
    assert cells.tolist() == GRID[:3].tolist()
    assert not empty.any()
    assert weightless_cells(levels, n, [more, less])[1].tolist() == [True, False, False]
