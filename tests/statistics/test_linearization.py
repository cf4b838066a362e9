"""Variances by the sampling design."""

from __future__ import annotations

import csv
import json

import numpy as np
import pytest

from survey_analysis.statistics.linearization import (
    degrees_of_freedom,
    linearize,
    linearized_covariance,
    why_no_variance,
)
from survey_analysis.statistics.moment_influence import alpha_influence, log_error_influence
from survey_analysis.statistics.reliability import cronbach_alpha
from survey_analysis.statistics.reliability_intervals import (
    design_based_alpha,
    distribution_free_se,
)
from survey_analysis.tables.sampling import sampling_units, tabulate_blocks

LABELS = ("a", "b", "c")
DESIGNS = {
    "clusters": ("stratum", "cluster", None, "weight"),
    "population": ("stratum", "cluster", "population", "weight"),
    "share": ("stratum", "cluster", "share", "weight"),
    "only_clusters": (None, "both", None, "weight"),
    "strata": ("stratum", None, None, "weight"),
    "persons": ("stratum", None, "persons", "weight"),
    "unweighted": ("stratum", "cluster", None, None),
    "nothing": (None, None, None, "weight"),
}


def drawn_by(clusters, name):
    """The units of a design of clusters.csv, and the weights."""
    strata, cluster, population, weight = DESIGNS[name]
    both = clusters | {"both": clusters["stratum"] * 100 + clusters["cluster"]}
    numbers = position = None
    if population:
        numbers, position = np.unique(both[population], return_inverse=True)
    n = len(both["items"])
    codes = [None if part is None else both[part] for part in (strata, cluster)]
    return sampling_units(n, *codes, position, numbers), None if weight is None else both[weight]


def tables_of(clusters, name, moments_of, unit_sums_of, by=True):
    drawn, weights = drawn_by(clusters, name)
    group, labels = (clusters["group"], LABELS) if by else (None, ())
    items = clusters["items"]
    return (
        moments_of(items, group, labels, weights),
        unit_sums_of(items, drawn, group, labels, weights),
    )


@pytest.mark.parametrize("name", DESIGNS)
def test_alpha_of_all_is_that_of_r_survey(clusters, moments_of, unit_sums_of, reference, name):
    page = reference("design")
    expected = page["designs"][name]
    moments, units = tables_of(clusters, name, moments_of, unit_sums_of, by=False)
    found = cronbach_alpha(moments, units=units)
    assert found.ci_method == ("linearized",)
    assert found.notes == (None,)
    assert found.n_used[0] == expected["n"]
    assert found.alpha[0] == pytest.approx(expected["alpha"], rel=1e-12)
    assert found.alpha_se[0] == pytest.approx(expected["se"], rel=1e-10)
    # the other route of R: alpha as a smooth function of estimated totals
    assert found.alpha_se[0] == pytest.approx(page["by_totals"][name]["se"], rel=1e-10)
    assert [found.ci_low[0], found.ci_high[0]] == pytest.approx(expected["ci"], rel=1e-10)
    assert design_based_alpha(moments, units).df[0] == expected["df"]


@pytest.mark.parametrize("name", DESIGNS)
def test_groups_are_subpopulations_as_in_r_survey(
    clusters, moments_of, unit_sums_of, reference, name
):
    expected = reference("design")["designs"][name]["groups"]
    moments, units = tables_of(clusters, name, moments_of, unit_sums_of)
    found = linearize(units, alpha_influence(moments))
    np.testing.assert_allclose(
        found.covariance[:3, :3], expected["covariance"], rtol=1e-8, atol=1e-15
    )
    assert np.isnan(found.covariance[3]).all()
    assert np.isnan(found.covariance[:, 3]).all()
    np.testing.assert_array_equal(found.df[:3], expected["df"])
    np.testing.assert_allclose(found.se[:3], expected["se"], rtol=1e-10)
    errors = linearize(units, log_error_influence(moments))
    np.testing.assert_allclose(
        errors.covariance[:3, :3], expected["error_covariance"], rtol=1e-8, atol=1e-15
    )
    alpha = cronbach_alpha(moments, units=units)
    assert alpha.ci_method == ("linearized", "linearized", "linearized", "")
    np.testing.assert_allclose(alpha.ci_low[:3], expected["low"], rtol=1e-10)
    np.testing.assert_allclose(alpha.ci_high[:3], expected["high"], rtol=1e-10)


def test_without_strata_and_clusters_it_is_the_distribution_free_error(
    clusters, moments_of, unit_sums_of
):
    whole = ~np.isnan(clusters["items"]).any(axis=1)
    items, weights = clusters["items"][whole], clusters["weight"][whole]
    moments = moments_of(items, weights=weights)
    units = unit_sums_of(items, sampling_units(len(items)), weights=weights)
    adf = distribution_free_se(moments)
    assert design_based_alpha(moments, units).se == pytest.approx(adf, rel=1e-11)
    assert design_based_alpha(moments, units).df[0] == len(items) - 1


def test_clusters_of_one_respondent_are_respondents(clusters, moments_of, unit_sums_of):
    items, stratum = clusters["items"], clusters["stratum"]
    moments = moments_of(items, clusters["group"], LABELS)
    alone = np.arange(len(items))
    one, other = (
        design_based_alpha(
            moments,
            unit_sums_of(
                items, sampling_units(len(items), stratum, each), clusters["group"], LABELS
            ),
        )
        for each in (alone, None)
    )
    np.testing.assert_allclose(one.covariance, other.covariance, rtol=1e-9, atol=1e-15)
    np.testing.assert_array_equal(one.joint_df[:3, :3], other.joint_df[:3, :3])


def test_neither_row_order_nor_the_unit_of_weights_matters(clusters, moments_of, unit_sums_of):
    turned = {name: column[::-1] for name, column in clusters.items()}
    turned["weight"] = 100 * turned["weight"]
    one, other = (
        design_based_alpha(*tables_of(data, "population", moments_of, unit_sums_of))
        for data in (clusters, turned)
    )
    np.testing.assert_allclose(one.covariance, other.covariance, rtol=1e-10)


def test_two_groups_have_the_units_of_both(clusters, moments_of, unit_sums_of):
    for name in ("clusters", "strata"):
        moments, units = tables_of(clusters, name, moments_of, unit_sums_of)
        joint = design_based_alpha(moments, units).joint_df
        first = clusters["group"] < 2
        both = {key: column[first] for key, column in clusters.items()}
        both["group"] = np.zeros(first.sum(), dtype=int)
        alone = design_based_alpha(*tables_of(both, name, moments_of, unit_sums_of)).joint_df
        assert joint[0, 1] == joint[1, 0] == alone[0, 0]


def test_a_stratum_of_one_unit_has_no_variance_unless_it_is_all_there_is():
    strata, clusters = np.array([0, 0, 0, 1]), np.array([0, 1, 2, 0])
    single = sampling_units(4, strata, clusters).units
    assert np.isnan(linearized_covariance(np.ones((2, 4)), single)).all()
    note = why_no_variance(single)
    assert note.code == "SA344"
    assert "single sampling unit: 1" in note.text
    numbers = np.array([10.0, 1.0])
    whole = sampling_units(4, strata, clusters, strata, numbers).units
    assert why_no_variance(whole) is None
    totals = np.array([[1.0, 2.0, 6.0, 50.0]])
    expected = (1 - 3 / 10) * 3 / 2 * np.sum((np.array([1, 2, 6]) - 3) ** 2)
    assert linearized_covariance(totals, whole)[0, 0] == pytest.approx(expected, rel=1e-14)


def test_a_census_has_no_sampling_error(clusters, moments_of, unit_sums_of):
    items = clusters["items"]
    n = len(items)
    drawn = sampling_units(n, population=np.zeros(n, dtype=int), numbers=np.array([float(n)]))
    moments, units = moments_of(items), unit_sums_of(items, drawn)
    found = cronbach_alpha(moments, units=units)
    assert found.alpha_se[0] == 0
    assert found.ci_low[0] == found.alpha[0] == found.ci_high[0]
    assert found.notes == (None,)


@pytest.mark.parametrize(
    ("code", "said"), [("SA344", "single"), ("SA345", "without a stratum"), ("SA359", "population")]
)
def test_an_incomplete_design_gives_no_interval_and_says_why(
    clusters, moments_of, unit_sums_of, code, said
):
    items, stratum, cluster = (clusters[name] for name in ("items", "stratum", "cluster"))
    position = stratum
    numbers = np.full(4, 50.0)
    if code == "SA344":
        cluster = np.where(stratum == 0, 1, cluster)
    elif code == "SA345":
        cluster = np.where(np.arange(len(items)) < 3, -4, cluster)
    else:
        numbers = np.array([50.0, 50, 3, 50])
    drawn = sampling_units(len(items), stratum, cluster, position, numbers)
    found = cronbach_alpha(moments_of(items), units=unit_sums_of(items, drawn))
    assert np.isfinite(found.alpha[0])
    assert np.isnan([found.alpha_se[0], found.ci_low[0], found.ci_high[0]]).all()
    assert found.ci_method == ("",)
    assert found.notes[0].code == code
    assert said in found.notes[0].text


def test_a_group_within_one_cluster_of_each_stratum_has_no_interval(
    clusters, moments_of, unit_sums_of
):
    data = clusters | {"group": (clusters["cluster"] == 1).astype(int)}
    moments, units = tables_of(data, "clusters", moments_of, unit_sums_of)
    found = cronbach_alpha(moments, units=units)
    assert found.ci_method[:2] == ("linearized", "")
    assert found.notes[1].code == "SA360"
    assert "degrees of freedom" in found.notes[1].text


def test_another_interval_asked_for_does_not_use_the_design(clusters, moments_of, unit_sums_of):
    moments, units = tables_of(clusters, "clusters", moments_of, unit_sums_of)
    found = cronbach_alpha(moments, units=units, interval="adf")
    assert found.ci_method[:3] == ("adf", "adf", "adf")
    np.testing.assert_allclose(found.alpha_se, distribution_free_se(moments))


def test_numbers_that_are_undefined_in_a_group_leave_the_others_alone(
    clusters, moments_of, unit_sums_of
):
    data = clusters | {"items": clusters["items"].copy()}
    data["items"][clusters["group"] == 2] = 3.0
    moments, units = tables_of(data, "clusters", moments_of, unit_sums_of)
    found = cronbach_alpha(moments, units=units)
    assert found.notes[2].code == "SA304"
    whole, sums = tables_of(clusters, "clusters", moments_of, unit_sums_of)
    left = cronbach_alpha(whole, units=sums)
    np.testing.assert_allclose(found.alpha_se[:2], left.alpha_se[:2], rtol=1e-12)


def test_nobody_at_all(moments_of, unit_sums_of):
    items = np.empty((0, 3))
    for codes in (None, np.empty(0, dtype=int)):
        drawn = sampling_units(0, codes, codes)
        units = unit_sums_of(items, drawn)
        found = cronbach_alpha(moments_of(items), units=units)
        assert found.notes[0].code == "SA301"
        assert np.isnan(found.alpha_se[0])
    assert degrees_of_freedom(drawn.units, (units.cell_group,) * 2, units.cell_n, 1)[0, 0] == 0


def test_real_schools_of_a_stratified_cluster_sample(shared_folder):
    """Share of never-wearers by R survey: a mean, with u = (1, y, ...)."""
    folder = shared_folder / "reference_data"
    with (folder / "data" / "yrbs.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    page = json.loads((folder / "reference" / "survey.json").read_text("utf-8"))
    expected = page["results"]["survey/yrbs/mean"]["value"]
    answer = np.array([[2 - float(row["qn8"]) if row["qn8"] else np.nan] for row in rows])
    stratum, psu = (
        np.unique([row[name] for row in rows], return_inverse=True)[1]
        for name in ("stratum", "psu")
    )
    weights = np.array([float(row["weight"]) for row in rows])
    drawn = sampling_units(len(rows), stratum, psu)
    blocks = [(answer, drawn.place, weights)]
    cells = np.unique(drawn.place)
    sums = tabulate_blocks(blocks, cells, np.zeros(1), ("",), drawn.units)
    total = sums.cell_u.sum(axis=0)
    mean = total[1] / total[0]
    found = linearize(sums, np.array([[-mean, 1.0, 0, 0, 0]]))
    assert mean == pytest.approx(next(iter(expected["estimate"].values())), rel=1e-8)
    assert found.se[0] == pytest.approx(next(iter(expected["se"].values())), rel=1e-8)
    # degf of the subset that answered; in one of the schools nobody did
    assert found.df[0] == 9
