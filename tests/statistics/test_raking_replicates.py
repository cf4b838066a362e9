"""Raked weights without each unit, against raking the respondents that are left."""

from __future__ import annotations

import numpy as np
import pytest

from survey_analysis.statistics import raking_replicates
from survey_analysis.statistics.raking import rake
from survey_analysis.statistics.raking_replicates import raked_replicates
from survey_analysis.tables.raking_cells import crossed_cells, raking_kinds
from survey_analysis.tables.sampling import sampling_units

CASES = {
    "equal": {},
    "unequal": {"unequal": True},
    "strata": {"strata": 3},
    "all": {"unequal": True, "strata": 3, "clusters": 12},
    "clusters": {"clusters": 15},
    "trimmed": {"trim": 2.0},
    "trimmed unequal": {"unequal": True, "trim": 2.6, "strata": 2},
}


class Drawing:
    """A sample of 120 with two margins, and its raked weights."""

    def __init__(self, *, unequal=False, strata=0, clusters=0, trim=None, n=120, seed=3):
        rng = np.random.default_rng(seed)
        self.n, self.clustered = n, bool(clusters)
        self.levels = np.column_stack([rng.integers(0, 3, n), rng.integers(0, 2, n)])
        self.base = np.exp(rng.normal(size=n) * 0.4).round(2) if unequal else np.ones(n)
        stratum = rng.integers(0, strata, n) if strata else None
        self.drawn = sampling_units(n, stratum, rng.integers(0, clusters, n) if clusters else None)
        total = self.base.sum()
        self.targets = [total * np.array([0.45, 0.33, 0.22]), total * np.array([0.4, 0.6])]
        self.cap = np.inf if trim is None else trim * total / n
        cell, cells = crossed_cells(self.levels.T, [3, 2])
        self.kinds = raking_kinds(cell, len(cells), self.base, by_weight=trim is not None)
        full = rake(
            cells, self.kinds.n, self.kinds.base, self.targets, cell=self.kinds.cell, cap=self.cap,
            tolerance=1e-12,
        )  # fmt: skip
        assert full.converged.all()
        self.weight = full.weight[0]
        self.left = raked_replicates(
            cells, self.kinds, self.base, self.weight, self.drawn, lambda _: self.targets,
            cap=self.cap,
        )  # fmt: skip

    @property
    def full(self):
        return (self.weight / self.kinds.base)[self.kinds.of_respondent] * self.base

    def without(self, unit):
        """The weights of the respondents without a unit, raked respondent by respondent."""
        stratum = self.drawn.units.stratum[self.drawn.place]
        place = self.drawn.place if self.clustered else np.arange(self.n)
        kept = place != unit
        own = stratum[~kept][0]
        m = self.drawn.units.n_units[own]
        times = np.where(stratum == own, m / (m - 1), 1.0)[kept]
        raked = rake(
            self.levels[kept], times, self.base[kept], self.targets, cap=self.cap, tolerance=1e-12
        )
        weights = np.zeros(self.n)
        weights[kept] = raked.weight[0] * times
        return weights


@pytest.mark.parametrize("case", CASES)
def test_replicates_are_the_sample_raked_without_the_unit(case):
    sample = Drawing(**CASES[case])
    made = sample.left.replicates
    assert sample.left.n_units == made.factor.shape[0]
    stratum = sample.drawn.units.stratum[sample.drawn.place]
    for unit in range(0, sample.n if not sample.clustered else made.factor.shape[0], 7):
        row = unit if sample.clustered else made.of_respondent[unit]
        own = sample.drawn.units.stratum[unit] if sample.clustered else made.stratum[row]
        column = made.raking_cell[made.of_respondent]
        weights = sample.full * made.factor[row, column]
        weights = np.where(stratum == own, made.stratum_factor[row], 1.0) * weights
        gone = sample.drawn.place == unit if sample.clustered else np.arange(sample.n) == unit
        weights[gone] = 0
        np.testing.assert_allclose(weights, sample.without(unit), rtol=1e-8, atol=1e-10)


def test_one_replicate_for_each_kind():
    sample = Drawing()
    assert sample.left.n_units == 6
    assert Drawing(strata=3).left.n_units == 18
    assert Drawing(unequal=True).left.n_units > 90
    np.testing.assert_allclose(
        sample.left.replicates.weight[sample.left.replicates.of_respondent], sample.full
    )


def test_a_unit_without_which_the_margins_cannot_be_met():
    cell, base = np.array([0, 0, 0, 1]), np.ones(4)
    kinds = raking_kinds(cell, 2, base, by_weight=False)
    left = raked_replicates(
        np.array([[0], [1]]), kinds, base, np.array([2 / 3, 2.0]), sampling_units(4),
        lambda _: [np.array([2.0, 2.0])], max_iterations=3,
    )  # fmt: skip
    assert left.replicates is None
    assert left.failed.tolist() == [False, True]
    assert left.raking_cell.tolist() == [0, 1]


def test_a_single_unit_of_a_stratum_stays():
    stratum = np.array([0, 0, 0, 1])
    drawn = sampling_units(4, stratum, np.arange(4))
    kinds = raking_kinds(np.array([0, 0, 1, 1]), 2, np.ones(4), by_weight=False)
    target = [np.array([2.0, 2.0])]
    left = raked_replicates(
        np.array([[0], [1]]), kinds, np.ones(4), np.ones(2), drawn, lambda _: target
    )
    np.testing.assert_allclose(left.replicates.factor[3], 1)
    assert left.replicates.stratum_factor.tolist() == [1.5, 1.5, 1.5, 1]
    assert left.raking_cell.tolist() == [-1] * 4


@pytest.mark.parametrize("limit", ["MOST_UNITS", "MOST_FACTORS"])
def test_too_many_units_are_counted_and_not_raked(monkeypatch, limit):
    monkeypatch.setattr(raking_replicates, limit, 5)
    left = Drawing().left
    assert left.replicates is None
    assert (left.n_units, left.failed.any()) == (6, False)


def test_blocks_do_not_change_anything(monkeypatch):
    whole = Drawing(unequal=True).left.replicates.factor
    monkeypatch.setattr(raking_replicates, "AT_ONCE", 40)
    np.testing.assert_allclose(Drawing(unequal=True).left.replicates.factor, whole, rtol=1e-9)
