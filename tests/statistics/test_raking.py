"""Raking: R's weights, the conditions of optimality with a cap, and what cannot be met."""

from __future__ import annotations

import numpy as np
import pytest

from survey_analysis.statistics.raking import rake
from survey_analysis.tables.raking_cells import crossed_cells, raking_kinds

SIZES = {"region": 3, "age": 4, "education": 3}
SHARES = {
    "region": np.array([200, 220, 180]) / 600,
    "age": np.array([150, 170, 150, 130]) / 600,
    "education": np.array([0.25, 0.35, 0.40]),
}


def cells_of(respondents, names):
    codes = [respondents[name].astype(int) for name in names]
    return crossed_cells(codes, [SIZES[name] for name in names])


def raked_respondents(respondents, base, names, **options):
    """The weight of every respondent, raked over cells."""
    cell, levels = cells_of(respondents, names)
    kinds = raking_kinds(cell, len(levels), base, by_weight="cap" in options)
    targets = [base.sum() * SHARES[name] for name in names]
    raked = rake(levels, kinds.n, kinds.base, targets, cell=kinds.cell, **options)
    if "cap" in options:
        return raked.weight[0][kinds.of_respondent], raked
    return (raked.weight[0] / kinds.base)[kinds.of_respondent] * base, raked


@pytest.mark.parametrize("case", ["equal", "base", "three"])
def test_the_weights_are_those_of_r(respondents, reference, case):
    expected = reference("weighting")[case]
    base = np.ones(600) if case == "equal" else respondents["weight"]
    weights, raked = raked_respondents(respondents, base, expected["margins"], tolerance=1e-12)
    assert raked.converged.all()
    # R stops at an absolute error of 1e-11
    np.testing.assert_allclose(weights, expected["weights"], rtol=1e-10)


def test_the_order_of_the_margins_does_not_matter(respondents):
    base = respondents["weight"]
    one, two = (
        raked_respondents(respondents, base, names, tolerance=1e-13)[0]
        for names in (["region", "age", "education"], ["education", "age", "region"])
    )
    np.testing.assert_allclose(one, two, rtol=1e-11)


def test_one_margin_is_met_after_one_cycle(respondents):
    base = respondents["weight"]
    weights, raked = raked_respondents(respondents, base, ["age"])
    assert raked.iterations == 1
    held = np.bincount(respondents["age"].astype(int), base)
    factor = base.sum() * SHARES["age"] / held
    np.testing.assert_allclose(weights, base * factor[respondents["age"].astype(int)], rtol=1e-14)


@pytest.mark.parametrize("cap", [2.6, 3.0, 5.0])
def test_capped_weights_are_the_nearest_that_meet_the_margins(respondents, cap):
    base = respondents["weight"] * 600 / respondents["weight"].sum()
    names = ["region", "age"]
    weights, raked = raked_respondents(respondents, base, names, cap=cap, tolerance=1e-12)
    assert raked.converged.all()
    assert weights.max() <= cap
    for name in names:
        held = np.bincount(respondents[name].astype(int), weights)
        np.testing.assert_allclose(held, 600 * SHARES[name], rtol=1e-11)
    # Karush-Kuhn-Tucker: log(w / base) is a sum of a number per level, or above it at the cap
    free = weights < cap * (1 - 1e-12)
    assert 0 < free.sum() < 600
    levels = [respondents[name].astype(int) for name in names]
    columns = np.hstack([np.eye(SIZES[n])[lv] for n, lv in zip(names, levels, strict=True)])
    ratio = np.log(weights / base)
    fit = columns @ np.linalg.lstsq(columns[free], ratio[free], rcond=None)[0]
    np.testing.assert_allclose(ratio[free], fit[free], atol=1e-10)
    assert (fit[~free] >= ratio[~free] - 1e-10).all()


def test_a_cap_that_binds_nowhere_changes_nothing(respondents):
    base = respondents["weight"]
    one, two = (
        raked_respondents(respondents, base, ["region", "age"], **options)[0]
        for options in ({}, {"cap": 1e6})
    )
    np.testing.assert_allclose(one, two, rtol=1e-13)


@pytest.mark.parametrize("cap", [np.inf, 3.0])
def test_kinds_sorted_in_cells_and_respondents_one_by_one_are_the_same(respondents, cap):
    base = respondents["weight"] * 600 / respondents["weight"].sum()
    weights, _ = raked_respondents(respondents, base, ["region", "age"], cap=cap)
    levels = np.column_stack([respondents[n].astype(int) for n in ("region", "age")])
    targets = [600 * SHARES[name] for name in ("region", "age")]
    alone = rake(levels, np.ones(600), base, targets, cap=cap)
    np.testing.assert_allclose(weights, alone.weight[0], rtol=1e-10)


@pytest.mark.parametrize("cap", [np.inf, 1.9])
def test_many_tables_at_once_are_each_alone(cap):
    rng = np.random.default_rng(5)
    levels = np.stack(np.meshgrid(range(3), range(2), indexing="ij"), -1).reshape(-1, 2)
    n = rng.integers(20, 60, (7, 6)).astype(float)
    shares = (np.array([0.4, 0.35, 0.25]), np.array([0.55, 0.45]))
    totals = n.sum(axis=1, keepdims=True)
    together = rake(levels, n, np.ones(6), [totals * one for one in shares], cap=cap)
    assert together.converged.all()
    for row in range(7):
        alone = rake(levels, n[row], np.ones(6), [totals[row] * one for one in shares], cap=cap)
        np.testing.assert_allclose(together.weight[row], alone.weight[0], rtol=1e-7)
        assert together.iterations >= alone.iterations


def test_a_table_of_many_kinds_with_a_cap_is_raked_beside_others():
    rng = np.random.default_rng(6)
    cell = np.repeat([0, 1, 2], 4)
    base = np.sort(rng.uniform(0.5, 2, (3, 4)), axis=1).ravel()
    n = rng.integers(3, 9, (2, 12)).astype(float)
    levels, target = np.array([[0], [1], [2]]), np.array([20.0, 20.0, 20.0])
    raked = rake(levels, n, base, [target], cell=cell, cap=1.6)
    for row in range(2):
        held = np.bincount(cell, n[row] * raked.weight[row])
        feasible = 1.6 * np.bincount(cell, n[row]) >= target
        np.testing.assert_allclose(held[feasible], 20)
    assert raked.weight.max() <= 1.6


def test_scaling_base_weights_changes_nothing_but_their_scale(respondents):
    base = respondents["weight"]
    small, large = (raked_respondents(respondents, c * base, ["region", "age"])[0] for c in (1, 99))
    np.testing.assert_allclose(99 * small, large, rtol=1e-12)


def test_a_level_without_respondents_cannot_be_met():
    levels = np.array([[0], [1]])
    raked = rake(levels, np.array([5.0, 5.0]), np.ones(2), [np.array([4.0, 4.0, 2.0])])
    assert not raked.converged.any()
    assert raked.error[0] == 1


def test_a_level_that_wants_and_holds_nothing_is_met():
    levels = np.array([[0], [1]])
    raked = rake(levels, np.array([5.0, 5.0]), np.ones(2), [np.array([4.0, 6.0, 0.0])])
    assert raked.converged.all()


@pytest.mark.parametrize("cap", [np.inf, 1.5])
def test_margins_that_contradict_each_other_do_not_converge(cap):
    levels = np.array([[0, 0], [1, 1]])  # every woman is young, every man is old
    targets = [np.array([5.0, 5.0]), np.array([3.0, 7.0])]
    raked = rake(levels, np.array([5.0, 5.0]), np.ones(2), targets, cap=cap, max_iterations=30)
    assert raked.iterations == 30
    assert not raked.converged.any()


def test_a_cap_below_the_mean_weight_is_not_met():
    raked = rake(
        np.array([[0], [1]]),
        np.array([5.0, 5.0]),
        np.ones(2),
        [np.array([5.0, 5.0])],
        cap=0.9,
        max_iterations=3,
    )
    assert not raked.converged.any()
    np.testing.assert_array_equal(raked.weight, 0.9)


def test_what_cannot_be_met_stays_in_numbers():
    """Factors that grow and shrink without end are held, so that the margins can be told."""
    rng = np.random.default_rng(1)
    levels = np.stack(np.meshgrid(range(6), range(9), indexing="ij"), -1).reshape(-1, 2)
    n = np.outer([30, 25, 20, 10, 10, 5], rng.integers(2, 30, 9)).ravel().astype(float)
    shares = [np.array([0.12, 0.15, 0.18, 0.2, 0.2, 0.15]), rng.dirichlet(np.full(9, 3.0))]
    targets = [n.sum() * one for one in shares]
    short, long = (
        rake(levels, n, np.ones(54), targets, cap=2, max_iterations=cycles) for cycles in (60, 9000)
    )
    assert np.isfinite(long.weight).all()
    held = [np.bincount(levels[:, 0], n * one.weight[0]) for one in (short, long)]
    np.testing.assert_allclose(*held, rtol=1e-3)
