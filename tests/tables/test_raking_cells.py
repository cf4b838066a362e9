"""Raking cells: which respondents are alike."""

from __future__ import annotations

import numpy as np
import pytest

from survey_analysis.tables import raking_cells
from survey_analysis.tables.raking_cells import crossed_cells, raking_kinds

CODES = [np.array([0, 2, 0, 1, 2], dtype=np.uint8), np.array([1, 0, 1, 1, 1], dtype=np.uint8)]


@pytest.mark.parametrize("dense", [True, False])
def test_cells_are_the_combinations_that_occur(monkeypatch, dense):
    if not dense:
        monkeypatch.setattr(raking_cells, "DENSE_CELLS", 0)
    sizes = [3, 2] if dense else [3, 200]
    cell, levels = crossed_cells(CODES, sizes)
    assert levels.tolist() == [[0, 1], [1, 1], [2, 0], [2, 1]]
    assert cell.tolist() == [0, 2, 0, 1, 3]
    np.testing.assert_array_equal(levels[cell], np.column_stack(CODES))


def test_a_kind_is_a_cell_where_base_weights_need_not_be_kept_apart():
    cell, base = np.array([0, 0, 1, 1, 1]), np.array([1.0, 3, 2, 2, 5])
    kinds = raking_kinds(cell, 2, base, by_weight=False)
    assert kinds.cell.tolist() == [0, 1]
    assert kinds.n.tolist() == [2, 3]
    assert kinds.base.tolist() == [2, 3]
    np.testing.assert_array_equal(kinds.of_respondent, cell)


def test_a_kind_is_a_cell_and_a_base_weight_where_they_are():
    cell, base = np.array([0, 0, 1, 1, 1]), np.array([3.0, 1, 2, 2, 5])
    kinds = raking_kinds(cell, 2, base, by_weight=True)
    assert kinds.cell.tolist() == [0, 0, 1, 1]
    assert kinds.base.tolist() == [1, 3, 2, 5]
    assert kinds.n.tolist() == [1, 1, 2, 1]
    assert kinds.of_respondent.tolist() == [1, 0, 2, 2, 3]
    alike = raking_kinds(cell, 2, np.full(5, 0.7), by_weight=True)
    assert alike.cell.tolist() == [0, 1]
    np.testing.assert_allclose(alike.base, 0.7)
