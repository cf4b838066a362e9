"""Covariances of many groups, without a row for every entry: equal to those of the engine."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from survey_analysis.statistics.design_variance import (
    by_group_rows,
    cell_covariance,
    design_of,
    group_covariance,
)
from survey_analysis.statistics.grouped_linearization import grouped_covariance
from survey_analysis.tables.counts import from_tables
from survey_analysis.tables.margins import raked_margins
from survey_analysis.tables.replicates import Replicates
from survey_analysis.tables.sampling import sampling_units

LABELS = ("a", "b", "c")
DESIGNS = ("nothing", "clusters", "population", "strata", "persons")


def influence_of(counts):
    """Of the mean, and of the share of the lowest answer, in every group."""
    group, w = counts.cell_group, counts.group_w
    rows = []
    for value in (counts.cell_values, (counts.cell_values == counts.values[0]).astype(float)):
        mean = counts.by_group(counts.cell_w * value) / np.where(w > 0, w, 1)
        rows.append((value - mean[group]) / w[group])
    return np.array(rows)


def engine(counts, influence):
    return cell_covariance(counts, np.vstack([by_group_rows(counts, row) for row in influence]))


@pytest.mark.parametrize("name", DESIGNS)
@pytest.mark.parametrize("raked", [False, True, "capped"])
def test_it_is_the_covariance_of_the_engine(clusters, drawn_counts, drawn_by, name, raked):
    answer, weights = clusters["items"][:, 0], clusters["weight"].copy()
    drawn = sampling_units(answer.size) if name == "nothing" else drawn_by(name)
    margins = None
    if raked:
        cell = (clusters["items"][:, 1] > 3).astype(int) + 2 * (clusters["stratum"] > 1)
        levels = np.array([[0, 0], [1, 0], [0, 1], [1, 1]])
        weights *= np.array([1.2, 0.8, 1.1, 0.9])[cell]
        capped = weights > np.quantile(weights, 0.9) if raked == "capped" else None
        margins = raked_margins(cell, levels, weights, capped=capped)
    counts = drawn_counts(answer, weights, clusters["group"], LABELS, drawn, margins)
    for table in (counts, counts.named, counts.keep([2, 0])):
        influence = influence_of(table)
        expected = engine(table, influence)
        found = group_covariance(table, influence)
        np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-12 * expected.max())
        one = group_covariance(table, influence[:1])
        np.testing.assert_allclose(one, found[: len(table.groups), : len(table.groups)])


def test_cells_can_be_the_groups(counts_of, respondents):
    counts = counts_of("item", "region", respondents["weight"]).named
    size = counts.cell_n.size
    found = grouped_covariance(design_of(counts), np.ones((1, size)), np.arange(size), size)
    np.testing.assert_allclose(found, np.diag(counts.cell_w2 * 600 / 599), rtol=1e-12)


def test_replicates_are_left_to_the_engine(drawn_counts, respondents):
    cell = respondents["region"].astype(int)
    margins = raked_margins(cell, np.arange(3)[:, None], respondents["weight"])
    age = respondents["age"].astype(int)
    counts = drawn_counts(respondents["item"], respondents["weight"], age, tuple("abcd"),
                          margins=margins)  # fmt: skip
    replicates = Replicates(
        of_respondent=cell,
        raking_cell=np.arange(3),
        stratum=np.zeros(3, dtype=np.intp),
        weight=np.ones(3),
        factor=np.ones((3, 3)),
        stratum_factor=np.full(3, 600 / 599),
    )
    design = replace(counts.design, replicates=replicates, replicate=counts.design.raking_cell)
    counts = replace(counts, design=design)
    influence = influence_of(counts)
    np.testing.assert_array_equal(group_covariance(counts, influence), engine(counts, influence))


def test_an_undefined_group_leaves_the_others_alone(counts_of, respondents):
    counts = counts_of("score", "region", respondents["weight"]).named
    influence = influence_of(counts)
    whole = group_covariance(counts, influence)
    influence[1, counts.cell_group == 1] = np.nan
    found = group_covariance(counts, influence)
    defined = np.array([0, 1, 2, 3, 5])
    assert np.isnan(found[4]).all()
    assert np.isnan(found[:, 4]).all()
    np.testing.assert_array_equal(found[np.ix_(defined, defined)], whole[np.ix_(defined, defined)])


def test_one_respondent_has_no_variance(drawn_counts):
    counts = drawn_counts(np.ones(1), np.full(1, 2.0), drawn=sampling_units(1))
    assert np.isnan(group_covariance(counts, np.zeros((1, 1)))).all()


def test_a_table_without_a_design_is_our_own_mistake():
    with pytest.raises(AssertionError, match="without a design"):
        group_covariance(from_tables([1, 2], ("a",), [[1, 1]]), np.zeros((1, 2)))
