"""The columns of a model of groupings."""

from __future__ import annotations

import numpy as np
import pytest

from survey_analysis.statistics.model_columns import model_columns

TWO_BY_TWO = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])


def columns_of(levels, *, interaction=False):
    levels = np.asarray(levels)
    return model_columns(levels, np.ones(len(levels)), interaction=interaction)


def test_the_first_level_is_what_others_differ_from():
    columns = columns_of(TWO_BY_TWO, interaction=True)
    expected = [[1, 0, 0, 0], [1, 0, 1, 0], [1, 1, 0, 0], [1, 1, 1, 1]]
    np.testing.assert_array_equal(columns.x, expected)
    assert columns.term.tolist() == [-1, 0, 1, 2]
    assert columns.aliased.size == 0


def test_levels_that_nobody_has_make_no_column():
    columns = columns_of([[2, 0], [2, 4], [7, 0]])
    assert [of.tolist() for of in columns.levels] == [[2, 7], [0, 4]]
    assert columns.x.shape == (3, 3)


def test_a_grouping_that_follows_from_another_is_found():
    """Districts 0 and 1 lie in region 0, district 2 is region 1."""
    columns = columns_of([[0, 0], [0, 1], [1, 2]])
    assert columns.term[columns.aliased].tolist() == [1]
    every = columns.rows([np.eye(2)[columns.position[0]], np.eye(3)[columns.position[1]]])
    told = columns.x @ columns.told
    np.testing.assert_allclose(told, every[:, columns.aliased], atol=1e-12)
    rows = columns.rows([np.eye(2), np.full((2, 3), 1 / 3)])
    assert columns.estimable(rows).tolist() == [False, False]
    within = columns.rows([np.eye(2)[[0, 0]], np.eye(3)[:2]])
    assert columns.estimable(within).tolist() == [True, True]


def test_an_empty_combination_is_told_by_nothing():
    columns = columns_of(TWO_BY_TWO[:3], interaction=True)
    assert columns.aliased.tolist() == [3]
    rows = columns.rows([np.eye(2), np.full((2, 2), 0.5)])
    assert columns.estimable(rows).tolist() == [True, False]


def test_what_a_term_adds_is_its_own_coefficients():
    """Without aliasing the contrasts of a term span its columns and nothing else."""
    rng = np.random.default_rng(2)
    levels = np.array([[a, b, c] for a in range(3) for b in range(2) for c in range(4)])
    columns = columns_of(levels)
    for term, of in enumerate(columns.levels):
        own = columns.contrasts(term, rng.uniform(1, 5, len(levels)))
        assert own.shape[0] == of.size - 1
        np.testing.assert_allclose(own[:, columns.term[columns.kept] != term], 0, atol=1e-9)


@pytest.mark.parametrize("term", [0, 1])
def test_a_term_that_follows_from_another_adds_less(term):
    columns = columns_of([[0, 0], [0, 1], [1, 2]])
    assert columns.contrasts(term, np.ones(3)).shape[0] == term
