"""Strata of one sampling unit, centred: R's options(survey.lonely.psu = "adjust")."""

from __future__ import annotations

import numpy as np
import pytest

from survey_analysis.statistics.distributions import describe_counts
from survey_analysis.statistics.linearization import linearized_covariance, why_no_variance
from survey_analysis.statistics.reliability import cronbach_alpha
from survey_analysis.statistics.weighted_shares import design_shares
from survey_analysis.tables.sampling import sampling_units

DESIGNS = ("clusters", "population", "strata", "persons")
FIVE = np.arange(1.0, 6.0)


def rows_of(clusters, name):
    """The respondents of clusters.csv without all but one unit of the stratum west (3)."""
    west = clusters["stratum"] == 3
    if name in ("clusters", "population"):
        return np.flatnonzero(~(west & (clusters["cluster"] == 2)))
    return np.flatnonzero(~west | (np.arange(west.size) == np.flatnonzero(west)[0]))


def check(counts, row, expected):
    found = describe_counts(counts)
    for name in ("n", "mean", "se", "deff"):
        assert getattr(found, name)[row] == pytest.approx(expected[name], rel=1e-10), name
    assert [found.ci_low[row], found.ci_high[row]] == pytest.approx(expected["ci"], rel=1e-10)
    shares = design_shares(counts, counts.cell_values == FIVE[:, None])
    np.testing.assert_allclose(shares.variance[row], expected["var"], rtol=1e-10)


@pytest.mark.parametrize("name", DESIGNS)
def test_means_and_shares_are_those_of_r_survey(clusters, drawn_counts, drawn_by, reference, name):
    expected = reference("weighted_distributions")["single"][name]
    rows = rows_of(clusters, name)
    drawn = drawn_by(name, rows, centred=True)
    assert why_no_variance(drawn.units) is None
    answer, weights = clusters["items"][rows, 0], clusters["weight"][rows]
    group = (clusters["group"][rows] > 0).astype(int)
    check(drawn_counts(answer, weights, drawn=drawn), 0, expected["all"])
    for row, of_group in enumerate(expected["parts"]):
        check(drawn_counts(answer, weights, group, ("a", "rest"), drawn), row, of_group)


@pytest.mark.parametrize("name", DESIGNS)
def test_alpha_agrees_with_r_survey(clusters, moments_of, unit_sums_of, drawn_by, reference, name):
    expected = reference("weighted_distributions")["single"][name]["alpha"]
    rows = rows_of(clusters, name)
    items, weights = clusters["items"][rows], clusters["weight"][rows]
    drawn = drawn_by(name, rows, centred=True)
    units = unit_sums_of(items, drawn, weights=weights)
    found = cronbach_alpha(moments_of(items, weights=weights), units=units)
    assert found.alpha[0] == pytest.approx(expected["alpha"], rel=1e-12)
    assert found.alpha_se[0] == pytest.approx(expected["se"], rel=1e-10)


@pytest.mark.parametrize("name", DESIGNS)
def test_not_centred_there_is_no_variance(clusters, drawn_counts, drawn_by, name):
    rows = rows_of(clusters, name)
    drawn = drawn_by(name, rows)
    counts = drawn_counts(clusters["items"][rows, 0], clusters["weight"][rows], drawn=drawn)
    found = describe_counts(counts)
    assert np.isnan([found.se[0], found.ci_low[0], found.deff[0]]).all()
    told = why_no_variance(drawn.units)
    assert told.code == "SA344"
    assert "single_unit: centred" in told.text
    assert "{single_unit: centred}" in told.say("ru")


def test_a_single_unit_adds_its_squared_total():
    strata, clusters = np.array([0, 0, 0, 1]), np.array([0, 1, 2, 0])
    totals = np.array([[1.0, 2.0, 6.0, -9.0]])
    inside = 3 / 2 * np.sum((np.array([1, 2, 6]) - 3) ** 2)
    units = sampling_units(4, strata, clusters, centred=True).units
    assert linearized_covariance(totals, units)[0, 0] == pytest.approx(inside + 81)
    numbers = np.array([10.0, 4.0])
    some = sampling_units(4, strata, clusters, strata, numbers, centred=True).units
    expected = 0.7 * inside + 0.75 * 81
    assert linearized_covariance(totals, some)[0, 0] == pytest.approx(expected)
    whole = sampling_units(4, strata, clusters, strata, np.array([10.0, 1.0]), centred=True).units
    assert linearized_covariance(totals, whole)[0, 0] == pytest.approx(0.7 * inside)


def test_strata_without_single_units_are_not_touched(clusters, drawn_counts, drawn_by):
    one, other = (
        describe_counts(
            drawn_counts(
                clusters["items"][:, 0],
                clusters["weight"],
                drawn=drawn_by("population", centred=centred),
            )
        )
        for centred in (True, False)
    )
    assert one.se[0] == other.se[0]


def test_a_single_unit_in_all_has_nothing_to_be_compared_with():
    units = sampling_units(5, clusters=np.zeros(5, dtype=int), centred=True).units
    assert why_no_variance(units).code == "SA344"
    assert np.isnan(linearized_covariance(np.ones((1, 1)), units)).all()


def test_what_squares_count_when_units_are_left_out():
    strata = np.array([0, 0, 0, 1])
    for centred, alone in ((True, 1.0), (False, 0.0)):
        units = sampling_units(4, strata, centred=centred).units
        np.testing.assert_allclose(units.replicate_scale, [2 / 3, alone])
        np.testing.assert_allclose(units.scale, [3 / 2, alone])
