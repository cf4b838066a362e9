"""The sampling design of a codebook, from the file to the standard error of alpha."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import survey_analysis as sa
from survey_analysis.codebook import Codebook, Design
from survey_analysis.statistics.reliability import cronbach_alpha
from survey_analysis.survey import Survey

REFERENCE = Path(__file__).parent / "reference"

CODEBOOK = """
survey_analysis_codebook: 1
survey: {id: drawn, title: {en: "Drawn in clusters"}}
default_language: en
scales:
  agree5: {type: ordinal, values: {"1": "1", "2": "2", "3": "3", "4": "4", "5": "5"}}
domains:
  trust: {label: Trust}
items:
  - {id: q1, domain: trust, scale: agree5}
  - {id: q2, domain: trust, scale: agree5}
  - {id: q3, domain: trust, scale: agree5}
  - {id: q4, domain: trust, scale: agree5}
  - {id: q5, domain: trust, scale: agree5}
variables:
  group: {role: grouping, type: nominal, values: {a: A, b: B, c: C}}
  stratum: {role: design, type: nominal, extra_codes: allowed}
  cluster: {role: design, type: text}
  weight: {role: design, type: number}
  population: {role: design, type: integer}
  persons: {role: design, type: integer}
  share: {role: design, type: number}
design: {weight: weight, strata: stratum, cluster: cluster, fpc: population}
"""


@pytest.fixture(scope="module")
def codebook(tmp_path_factory: pytest.TempPathFactory) -> Codebook:
    path = tmp_path_factory.mktemp("design") / "codebook.yaml"
    path.write_text(CODEBOOK, encoding="utf-8")
    return sa.load_codebook(path)


@pytest.fixture(scope="module")
def survey(codebook: Codebook) -> Survey:
    return sa.load_survey(REFERENCE / "clusters.csv", codebook)


def alpha_of(survey, by=None):
    units = survey.unit_sums("trust", by)
    return cronbach_alpha(survey.moments("trust", by), units=units)


def drawn_by(survey, **design):
    return replace(survey, codebook=replace(survey.codebook, design=Design(**design)), _made={})


@pytest.mark.parametrize(
    ("name", "design"),
    [
        ("population", {"strata": "stratum", "cluster": "cluster", "fpc": "population"}),
        ("share", {"strata": "stratum", "cluster": "cluster", "fpc": "share"}),
        ("clusters", {"strata": "stratum", "cluster": "cluster"}),
        ("persons", {"strata": "stratum", "fpc": "persons"}),
        ("nothing", {}),
    ],
)
def test_the_design_of_the_codebook_is_that_of_r_survey(survey, name, design):
    expected = json.loads((REFERENCE / "design.json").read_text("utf-8"))["designs"][name]
    drawn = drawn_by(survey, weight="weight", **design)
    assert drawn.codebook.design.drawn == bool(design)
    found = alpha_of(drawn)
    assert found.alpha_se[0] == pytest.approx(expected["se"], rel=1e-9)
    assert [found.ci_low[0], found.ci_high[0]] == pytest.approx(expected["ci"], rel=1e-9)
    by_group = alpha_of(drawn, "group")
    np.testing.assert_allclose(by_group.alpha_se[:3], expected["groups"]["se"], rtol=1e-9)


def test_the_table_is_made_once_and_cannot_be_changed(survey):
    sums = survey.unit_sums("trust", "group")
    assert survey.unit_sums("trust", "group") is sums
    assert survey.unit_sums("trust").units is sums.units
    for array in (sums.cell_u, sums.square, sums.units.n_units):
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0


def test_respondents_of_weight_zero_are_in_no_unit(survey):
    others = np.ones(survey.n_respondents, dtype=bool)
    others[:40] = False
    zero = replace(survey, weights=np.where(others, survey.weights, 0.0), _made={})
    frame = pd.read_csv(REFERENCE / "clusters.csv", dtype=str, keep_default_na=False)
    fewer = sa.load_survey(frame[others], survey.codebook)
    for by in (None, "group"):
        one, other = alpha_of(zero, by), alpha_of(fewer, by)
        np.testing.assert_allclose(one.alpha_se, other.alpha_se, rtol=1e-12)


def test_a_respondent_without_a_cluster_leaves_alpha_without_an_interval(codebook):
    frame = pd.read_csv(REFERENCE / "clusters.csv", dtype=str, keep_default_na=False)
    frame.loc[[3, 7], "cluster"] = ""
    found = alpha_of(sa.load_survey(frame, codebook))
    assert np.isfinite(found.alpha[0])
    assert np.isnan(found.alpha_se[0])
    assert found.notes[0].code == "SA345"
    assert "2" in found.notes[0].text


@pytest.fixture
def with_single_unit(survey):
    """The survey without the second cluster of the stratum west."""
    frame = pd.read_csv(REFERENCE / "clusters.csv", dtype=str, keep_default_na=False)
    fewer = frame[(frame.stratum != "west") | (frame.cluster != "2")]
    return sa.load_survey(fewer, survey.codebook)


def test_a_codebook_chooses_what_a_stratum_of_one_unit_gives(with_single_unit):
    design = {"weight": "weight", "strata": "stratum", "cluster": "cluster"}
    silent, centred = (
        drawn_by(with_single_unit, **design, **choice)
        for choice in ({}, {"single_unit": "centred"})
    )
    result = sa.distribution(silent, outcomes="q1", by="group")
    assert result.table[["se", "ci_low", "median_ci_low"]].isna().all(axis=None)
    assert result.shares.ci_low.isna().all()
    told = [note for note in result.notes if note.code == "SA724"]
    assert len(told) == 1
    assert "single_unit: centred" in told[0].text
    expected = json.loads((REFERENCE / "weighted_distributions.json").read_text("utf-8"))["single"]
    row = sa.distribution(centred, outcomes="q1").table.iloc[0]
    for name in ("mean", "se", "deff"):
        assert row[name] == pytest.approx(expected["clusters"]["all"][name], rel=1e-9)
    assert alpha_of(centred).alpha_se[0] == pytest.approx(
        expected["clusters"]["alpha"]["se"], rel=1e-9
    )
    assert np.isnan(alpha_of(silent).alpha_se[0])


@pytest.mark.parametrize("cluster", ["cluster", ""])
def test_the_jackknife_leaves_out_the_single_unit_of_a_centred_stratum(survey, cluster):
    frame = pd.read_csv(REFERENCE / "clusters.csv", dtype=str, keep_default_na=False)
    west = frame.stratum == "west"
    alone = frame.cluster == "1" if cluster else frame.index == frame.index[west][0]
    few = sa.load_survey(frame[~west | alone], survey.codebook)
    design = {"weight": "weight", "strata": "stratum", "cluster": cluster}
    found = {}
    for single_unit in ("centred", "error"):
        drawn = drawn_by(few, **design, single_unit=single_unit)
        for variance in ("linearized", "jackknife"):
            raked = sa.weight(drawn, {"group": {"A": 0.5, "B": 0.3, "C": 0.2}}, variance=variance)
            found[single_unit, variance] = sa.distribution(raked, outcomes="q1").table.se[0]
    assert np.isnan([found["error", "linearized"], found["error", "jackknife"]]).all()
    jackknife, linearized = found["centred", "jackknife"], found["centred", "linearized"]
    assert jackknife == pytest.approx(linearized, rel=0.2 if cluster else 0.01)


@pytest.mark.parametrize("name", ["clusters", "population", "strata", "persons", "unweighted"])
def test_distributions_of_the_design_are_those_of_r_survey(survey, name):
    design = {
        "clusters": {"cluster": "cluster"},
        "population": {"cluster": "cluster", "fpc": "population"},
        "strata": {},
        "persons": {"fpc": "persons"},
        "unweighted": {"cluster": "cluster"},
    }[name]
    expected = json.loads((REFERENCE / "weighted_distributions.json").read_text("utf-8"))
    expected = expected["designs"][name]["all"]
    drawn = drawn_by(survey, weight="weight", strata="stratum", **design)
    if name == "unweighted":
        drawn = replace(drawn_by(survey, strata="stratum", **design), weights=None, _made={})
    result = sa.distribution(drawn, outcomes="q1")
    row, shares = result.table.iloc[0], result.shares
    for column in ("mean", "se", "deff"):
        assert row[column] == pytest.approx(expected[column], rel=1e-9), column
    assert [row.ci_low, row.ci_high] == pytest.approx(expected["ci"], rel=1e-9)
    np.testing.assert_allclose(shares.share, expected["share"], rtol=1e-10)
    np.testing.assert_allclose(shares.deff, expected["share_deff"], rtol=1e-9)
    assert ("sum_w" in result.table) == (name != "unweighted")
    assert ("mean_unweighted" in result.table) == (name != "unweighted")
    assert "strata stratum" in result.method
    assert "SA351" not in [note.code for note in result.notes]


def test_a_group_within_one_cluster_of_each_stratum_is_told(survey):
    drawn = drawn_by(survey, weight="weight", strata="stratum", cluster="cluster")
    frame = pd.read_csv(REFERENCE / "clusters.csv", dtype=str, keep_default_na=False)
    frame["group"] = np.where(frame.cluster == "1", "a", "b")
    one = sa.load_survey(frame, drawn.codebook)
    result = sa.distribution(one, outcomes="q1", by="group")
    assert np.isnan(result.table.se).tolist() == [True, False, True]
    told = [note for note in result.notes if note.code == "SA722"]
    assert len(told) == 1
    assert told[0].values["groups"] == ("A",)
    assert "degrees of freedom" in told[0].text


def test_reliability_uses_the_design_and_says_what_does_not(survey):
    result = sa.reliability(survey, by="group")
    assert (result.table.ci_method == "linearized").all()
    expected = alpha_of(survey, "group")
    np.testing.assert_allclose(result.table.alpha_se, expected.alpha_se[:-1], rtol=1e-12)
    told = [note for note in result.notes if note.code == "SA350"]
    assert "stratum, cluster, population" in told[0].text
    assert "SA351" not in [note.code for note in result.notes]
    plain = sa.reliability(survey, interval="adf")
    assert "SA351" in [note.code for note in plain.notes]
    pairs = result.differences[result.differences.test == "wald_pair"]
    assert pairs.df2.notna().all()
