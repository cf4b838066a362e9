"""The jackknife that rakes again: R's, and means of the respondents without each unit."""

from __future__ import annotations

import numpy as np
import pytest

from survey_analysis.statistics.design_variance import cell_covariance, design_means
from survey_analysis.statistics.linear_model import linear_model
from survey_analysis.statistics.raking import rake
from survey_analysis.statistics.raking_replicates import raked_replicates
from survey_analysis.tables.cell_design import Sample, with_design
from survey_analysis.tables.counts import tabulate
from survey_analysis.tables.margins import raked_margins
from survey_analysis.tables.raking_cells import crossed_cells, raking_kinds
from survey_analysis.tables.sampling import sampling_units

CASES = [
    {},
    {"unequal": True},
    {"strata": 3},
    {"unequal": True, "strata": 2, "clusters": 14},
    {"clusters": 18},
    {"unequal": True, "trim": 2.4},
]
SUPPORT = np.arange(1.0, 6)


class Raked:
    """A sample of five-point answers in three groups, raked to two margins."""

    def __init__(self, *, unequal=False, strata=0, clusters=0, trim=None, n=150):
        rng = np.random.default_rng(8)
        self.n, self.clustered = n, bool(clusters)
        self.levels = np.column_stack([rng.integers(0, 3, n), rng.integers(0, 2, n)])
        latent = 3 + 0.7 * self.levels[:, 0] - 0.5 * self.levels[:, 1] + rng.normal(size=n)
        self.y, self.group = np.clip(np.rint(latent), 1, 5), rng.integers(0, 3, n)
        self.base = np.exp(rng.normal(size=n) * 0.4) if unequal else np.ones(n)
        stratum = rng.integers(0, strata, n) if strata else None
        self.drawn = sampling_units(n, stratum, rng.integers(0, clusters, n) if clusters else None)
        total = self.base.sum()
        self.targets = [total * np.array([0.45, 0.33, 0.22]), total * np.array([0.4, 0.6])]
        self.cap = np.inf if trim is None else trim * total / n
        self.weights = self.rake(np.ones(n, dtype=bool), np.ones(n))

    def rake(self, kept, times):
        raked = rake(
            self.levels[kept], times[kept], self.base[kept], self.targets, cap=self.cap,
            tolerance=1e-12,
        )  # fmt: skip
        weights = np.zeros(self.n)
        weights[kept] = raked.weight[0] * times[kept]
        return weights

    def counts(self, *, jackknife, group=True, labels=("a", "b", "c", "")):
        cell, cells = crossed_cells(self.levels.T, [3, 2])
        kinds = raking_kinds(cell, len(cells), self.base, by_weight=self.cap < np.inf)
        weight = np.bincount(kinds.of_respondent, self.weights) / kinds.n
        replicates = None
        if jackknife:
            replicates = raked_replicates(
                cells, kinds, self.base, weight, self.drawn, lambda _: self.targets, cap=self.cap
            ).replicates
        capped = self.weights >= self.cap * (1 - 1e-9)
        sample = Sample(
            drawn=self.drawn,
            weights=self.weights,
            margins=raked_margins(cell, cells, self.weights, capped=capped),
            replicates=replicates,
        )
        by = self.group if group else None
        labels = labels if group else ("",)
        codes = (self.y - 1).astype(int)
        table = tabulate(codes, SUPPORT, by, labels, self.weights)
        return with_design(table, codes, by, sample)

    def covariance(self, numbers):
        """Of numbers of weights, by leaving out each unit and raking the rest."""
        stratum = self.drawn.units.stratum[self.drawn.place]
        place = self.drawn.place if self.clustered else np.arange(self.n)
        full, found = numbers(self.weights), 0.0
        for unit in np.unique(place):
            kept = place != unit
            own = stratum[~kept][0]
            m = self.drawn.units.n_units[own]
            moved = numbers(self.rake(kept, np.where(stratum == own, m / (m - 1), 1.0))) - full
            found = found + (m - 1) / m * np.outer(moved, moved)
        return found

    def means(self, weights):
        inside = self.group == np.arange(3)[:, None]
        return (inside @ (weights * self.y)) / (inside @ weights)


@pytest.mark.parametrize("case", CASES)
def test_means_of_groups_vary_as_when_each_unit_is_left_out(case):
    sample = Raked(**case)
    expected = sample.covariance(sample.means)
    found = design_means(sample.counts(jackknife=True)).covariance[:3, :3]
    np.testing.assert_allclose(found, expected, rtol=1e-7, atol=1e-12)


@pytest.mark.parametrize("case", CASES)
def test_the_linearized_variance_is_near(case):
    sample = Raked(**case)
    linearized, jackknife = (design_means(sample.counts(jackknife=one)) for one in (False, True))
    # groups of 50 and, with clusters, 14 to 18 units
    near = 0.04 if sample.clustered else 0.015
    np.testing.assert_allclose(linearized.se[:3], jackknife.se[:3], rtol=near)


def test_numbers_that_are_no_means_of_groups_keep_what_groups_hold():
    """The share of a group varies because the group does."""
    sample = Raked(unequal=True)
    counts = sample.counts(jackknife=True)
    total = counts.cell_w.sum()
    share = counts.group_w[:3] / total
    influence = ((counts.cell_group == np.arange(3)[:, None]) - share[:, None]) / total
    inside = sample.group == np.arange(3)[:, None]
    expected = sample.covariance(lambda weights: inside @ weights / weights.sum())
    np.testing.assert_allclose(cell_covariance(counts, influence), expected, rtol=1e-8)


def test_everybody_is_one_group():
    sample = Raked()
    expected = sample.covariance(lambda w: np.array([w @ sample.y / w.sum()]))
    found = design_means(sample.counts(jackknife=True, group=False)).covariance
    np.testing.assert_allclose(found, expected, rtol=1e-8)


def test_a_group_of_one_keeps_its_number():
    sample = Raked()
    sample.group = np.where(sample.group == 2, 1, sample.group)
    sample.group[0] = 2
    means = design_means(sample.counts(jackknife=True))
    assert np.isnan(means.se[2])
    assert np.isfinite(means.se[:2]).all()
    counts = sample.counts(jackknife=True)
    only = (counts.cell_group == 2) * 1e-9
    assert np.isfinite(cell_covariance(counts, only[None, :])).all()


def test_a_stratum_of_one_gives_no_variance():
    sample = Raked()
    stratum = np.zeros(sample.n, dtype=int)
    stratum[0] = 1
    sample.drawn = sampling_units(sample.n, stratum)
    assert np.isnan(design_means(sample.counts(jackknife=True)).se).all()


@pytest.mark.parametrize("case", CASES)
def test_a_model_of_one_grouping_has_the_means_of_its_groups(case):
    counts = Raked(**case).counts(jackknife=True)
    model = linear_model(counts, np.arange(3)[:, None])
    rows = np.array([[1.0, 0, 0], [1, 1, 0], [1, 0, 1]])
    expected = design_means(counts).covariance[:3, :3]
    np.testing.assert_allclose(model.estimates(rows).covariance, expected, rtol=1e-8)


@pytest.mark.parametrize("case", CASES)
def test_a_model_of_two_groupings_varies_nearly_as_when_each_unit_is_left_out(case):
    """Its coefficients are no means, so that weights that change their sums are not followed."""
    sample = Raked(**case)
    other, own = sample.levels[:, 1].copy(), sample.group.copy()
    columns = np.column_stack([np.ones(sample.n), own == 1, own == 2, other == 1])

    def slopes(w):
        return np.linalg.solve((columns.T * w) @ columns, (columns.T * w) @ sample.y)

    expected = np.diagonal(sample.covariance(slopes))
    sample.group = own * 2 + other
    crossed = sample.counts(jackknife=True, labels=("a0", "a1", "b0", "b1", "c0", "c1", ""))
    levels = np.array([[0, 0], [0, 1], [1, 0], [1, 1], [2, 0], [2, 1]])
    found = np.diagonal(linear_model(crossed, levels).covariance)
    np.testing.assert_allclose(np.sqrt(found), np.sqrt(expected), rtol=0.05)
