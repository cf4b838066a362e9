"""Respondents outside of a table, put together where they are alike."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from survey_analysis.statistics.design_variance import design_means
from survey_analysis.tables.cell_design import Sample, with_design
from survey_analysis.tables.condensed import condensed, entry_kinds
from survey_analysis.tables.counts import tabulate
from survey_analysis.tables.margins import raked_margins
from survey_analysis.tables.sampling import sampling_units


def table(clustered, raked):
    rng = np.random.default_rng(4)
    n = 3000
    value, group, cell = rng.integers(0, 6, n), rng.integers(0, 9, n), rng.integers(0, 6, n)
    w = rng.lognormal(0, 0.5, n)
    drawn = sampling_units(n, rng.integers(0, 3, n), rng.integers(0, 5, n) if clustered else None)
    levels = np.column_stack([np.arange(6) // 3, np.arange(6) % 3])
    margins = raked_margins(cell, levels, w) if raked else None
    counts = tabulate(value, np.arange(5.0), group, (*"abcdefgh", ""), w)
    return with_design(counts, value, group, Sample(drawn=drawn, weights=w, margins=margins))


@pytest.mark.parametrize("clustered", [False, True])
@pytest.mark.parametrize("raked", [False, True])
def test_no_variance_changes(clustered, raked):
    counts = table(clustered, raked)
    kinds = entry_kinds(counts.design)
    part = counts.keep([1, 4, 6])
    fewer = replace(part, design=condensed(part.design, kinds))
    assert fewer.design.n.size < 0.6 * part.design.n.size
    for name in ("n", "w", "v", "v2", "plain_v", "plain_v2"):
        sums = [getattr(one.design, name).sum() for one in (part, fewer)]
        assert sums[0] == pytest.approx(sums[1], rel=1e-12)
    one, other = design_means(part), design_means(fewer)
    np.testing.assert_allclose(one.covariance, other.covariance, rtol=1e-11, atol=1e-16)
    np.testing.assert_allclose(one.joint_df, other.joint_df, rtol=1e-12)
    assert one.df_all == other.df_all


def test_a_table_of_all_respondents_stays():
    counts = table(clustered=False, raked=True)
    design = replace(counts.design, cell=np.maximum(counts.design.cell, 0))
    same = condensed(design, entry_kinds(design))
    np.testing.assert_array_equal(same.v, design.v)
    np.testing.assert_array_equal(same.cell, design.cell)
