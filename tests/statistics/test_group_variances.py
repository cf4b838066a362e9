"""Variances group by group: the diagonal of the engine, without its covariances."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import survey_analysis as sa
from survey_analysis.statistics.design_variance import by_group_rows, cell_covariance, design_means
from survey_analysis.statistics.group_variances import group_variances
from survey_analysis.tables.counts import from_tables
from survey_analysis.tables.margins import raked_margins
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


def check(counts):
    influence = influence_of(counts)
    found = group_variances(counts, influence)
    for row, own in zip(found, influence, strict=True):
        expected = np.diagonal(cell_covariance(counts, by_group_rows(counts, own)))
        np.testing.assert_allclose(row, expected, rtol=1e-10, atol=1e-18)
    assert np.isfinite(found[:, counts.group_n > 1]).all()


@pytest.mark.parametrize("name", DESIGNS)
@pytest.mark.parametrize("raked", [False, True, "capped"])
def test_it_is_the_diagonal_of_the_engine(clusters, drawn_counts, drawn_by, name, raked):
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
    check(counts)
    check(counts.named)
    everybody = drawn_counts(answer, weights, drawn=drawn, margins=margins)
    check(everybody)


def test_the_jackknife_with_raking_is_that_of_the_engine(respondents):
    frame = pd.DataFrame(respondents).astype({"age": int, "region": int, "item": int})
    survey = sa.survey_from_frame(
        frame, domains={"d": ["item"]}, groupings=["age", "region"], bands={"age": [0, 1, 2, 3]}
    )
    shares = {"region": {"0": 0.3, "1": 0.4, "2": 0.3}}
    raked = sa.weight(survey, shares, variance="jackknife")
    check(raked.counts("d", "age"))


def test_the_mean_has_the_variance_of_design_means(clusters, drawn_counts, drawn_by):
    counts = drawn_counts(
        clusters["items"][:, 0], clusters["weight"], clusters["group"], LABELS, drawn_by("strata")
    ).named
    means = design_means(counts)
    apart = (counts.cell_values - means.mean[counts.cell_group]) / means.sum_w[counts.cell_group]
    found = group_variances(counts, apart[None, :])[0]
    np.testing.assert_allclose(np.sqrt(found), means.se, rtol=1e-10)


def test_an_undefined_influence_leaves_the_other_groups_alone(respondents, drawn_counts):
    counts = drawn_counts(
        respondents["item"], respondents["weight"], respondents["region"].astype(int), LABELS
    ).named
    influence = influence_of(counts)
    whole = group_variances(counts, influence)
    influence[0, counts.cell_group == 1] = np.nan
    found = group_variances(counts, influence)
    assert np.isnan(found).tolist() == [[False, True, False], [False, False, False]]
    np.testing.assert_array_equal(found[1], whole[1])
    np.testing.assert_array_equal(found[0, [0, 2]], whole[0, [0, 2]])


@pytest.mark.parametrize("strata", [2, 1])
def test_without_a_variance_of_the_design_there_is_none_of_a_group(drawn_counts, strata):
    size = 30 if strata == 2 else 1
    drawn = sampling_units(size, np.append(np.zeros(size - 1, dtype=int), strata - 1))
    counts = drawn_counts(np.arange(float(size)), np.linspace(1, 2, size), drawn=drawn)
    assert np.isnan(group_variances(counts, influence_of(counts))).all()


def test_nobody_and_no_number(drawn_counts):
    counts = drawn_counts(np.full(4, np.nan), np.linspace(1, 2, 4), np.zeros(4, int), ("a",))
    assert group_variances(counts, np.zeros((2, 0))).tolist() == [[0, 0], [0, 0]]
    assert group_variances(counts, np.zeros((0, 0))).shape == (0, 2)


def test_a_table_without_a_design_is_our_own_mistake():
    with pytest.raises(AssertionError, match="without a design"):
        group_variances(from_tables([1, 2], ("a",), [[1, 1]]), np.zeros((1, 2)))
