"""What numbers have beside the margins: residuals of a weighted regression, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from survey_analysis.tables.margins import raked_margins

LEVELS = np.array([[0, 0], [0, 1], [1, 0], [1, 1], [2, 0], [2, 1]])


@pytest.fixture
def sample():
    rng = np.random.default_rng(4)
    cell = np.concatenate([np.arange(6), rng.integers(0, 6, 34)])
    return cell, rng.uniform(0.3, 3, 40), rng.normal(size=(2, 40))


def residuals(columns, weights, z, free=None):
    """Of z (N,) from a weighted regression on the columns."""
    used = weights if free is None else weights * free
    gram = (columns * used[:, None]).T @ columns
    return z - columns @ np.linalg.pinv(gram) @ (columns.T @ (used * z))


def indicators(levels):
    one = np.ones((len(levels), 1))
    return np.hstack([one, *(lv[:, None] == np.unique(lv) for lv in levels.T)]).astype(float)


def test_residuals_are_those_of_a_weighted_regression_on_the_levels(sample):
    cell, w, z = sample
    margins = raked_margins(cell, LEVELS, w)
    assert margins.columns.shape == (6, 4)
    columns = indicators(LEVELS)[cell]
    expected = [residuals(columns, w, one) for one in z]
    np.testing.assert_allclose(margins.beside(z, w, cell), expected, atol=1e-12)
    hat = columns @ np.linalg.pinv((columns * w[:, None]).T @ columns) @ columns.T
    np.testing.assert_allclose(margins.leverage(w), w * np.diag(hat), rtol=1e-10)
    assert margins.leverage(w).sum() == pytest.approx(4)


def test_a_margin_that_follows_from_another_adds_nothing(sample):
    cell, w, z = sample
    crossed = np.column_stack([LEVELS, np.arange(6)])
    whole = raked_margins(cell, crossed, w)
    assert whole.columns.shape[1] == 6
    for one, mean in zip(whole.beside(z, w, cell), z, strict=True):
        cells = np.bincount(cell, w * mean) / np.bincount(cell, w)
        np.testing.assert_allclose(one, mean - cells[cell], atol=1e-12)


def test_weights_at_the_cap_do_not_bend_the_regression(sample):
    cell, w, z = sample
    capped = w > 2.5
    margins = raked_margins(cell, LEVELS, w, capped=capped)
    assert margins.n_cells == 12
    assert set(margins.cell[capped]) <= set(range(6, 12))
    columns = indicators(LEVELS)[cell]
    expected = [residuals(columns, w, one, (~capped).astype(float)) for one in z]
    np.testing.assert_allclose(margins.beside(z, w, margins.cell), expected, atol=1e-12)
    assert (margins.leverage(w)[capped] == 0).all()
    nobody = raked_margins(cell, LEVELS, w, capped=np.zeros(40, dtype=bool))
    assert nobody.n_cells == 6


def test_a_level_of_which_all_weights_are_at_the_cap(sample):
    cell, w, z = sample
    capped = LEVELS[cell, 0] == 0
    margins = raked_margins(cell, LEVELS, w, capped=capped)
    columns = indicators(LEVELS)[cell]
    expected = residuals(columns, w, z[0], (~capped).astype(float))
    found = margins.beside(z[:1], w, margins.cell)[0]
    np.testing.assert_allclose(found[~capped], expected[~capped], atol=1e-12)


def test_respondents_without_a_value_are_compared_with_all_others(sample):
    cell, w, z = sample
    # the last level of the first margin is that of respondents without a value
    targets = [np.array([0.4, 0.6, np.nan]), np.array([0.5, 0.5])]
    margins = raked_margins(cell, LEVELS, w, targets=targets)
    level = LEVELS[cell, 0]
    first = np.where(level < 2, (level == 0) - 0.4, 0.0)
    columns = np.column_stack([np.ones(40), first, LEVELS[cell, 1]])
    expected = [residuals(columns, w, one) for one in z]
    assert margins.columns.shape[1] == 3
    np.testing.assert_allclose(margins.beside(z, w, cell), expected, atol=1e-12)


def test_what_groups_hold_beside_the_margins(sample):
    cell, w, _ = sample
    margins = raked_margins(cell, LEVELS, w)
    rng = np.random.default_rng(9)
    group = rng.integers(-1, 3, 40)
    leverage, of_group = margins.group_leverage(w, w, cell, group)
    np.testing.assert_allclose(leverage, margins.leverage(w))
    columns = indicators(LEVELS)[cell]
    for one in range(3):
        inside = group == one
        beside = residuals(columns, w, inside.astype(float))
        expected = (w * beside / w[inside].sum())[inside]
        np.testing.assert_allclose(of_group[inside], expected, atol=1e-12)
    assert (of_group[group < 0] == 0).all()
    # what the margins fix varies not at all
    _, fixed = margins.group_leverage(w, w, cell, LEVELS[cell, 0])
    np.testing.assert_allclose(fixed, 0, atol=1e-12)
