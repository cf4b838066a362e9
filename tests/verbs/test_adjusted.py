"""Groups beside other characteristics: the frames, notes and errors."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pandas as pd
import pytest

import survey_analysis as sa
from survey_analysis.statistics.adjusted_means import adjusted_means
from survey_analysis.statistics.intraclass import intraclass_correlation
from survey_analysis.statistics.multiplicity import benjamini_hochberg, holm
from survey_analysis.statistics.ordinal_adjusted import ordinal_adjusted
from survey_analysis.statistics.simple_effects import simple_effects
from survey_analysis.verbs.adjusted import adjusted
from survey_analysis.verbs.adjusted_frames import (
    ADJUSTED,
    CLUSTERING,
    ODDS,
    PAIRS,
    SIMPLE,
    SIMPLE_MEANS,
    SIMPLE_PAIRS,
    TESTS,
)
from survey_analysis.verbs.selection import choose_outcomes

COLUMNS = {
    "adjusted": ADJUSTED, "adjusted_pairs": PAIRS, "adjusted_tests": TESTS, "simple": SIMPLE,
    "simple_means": SIMPLE_MEANS, "simple_pairs": SIMPLE_PAIRS, "odds": ODDS,
    "clustering": CLUSTERING,
}  # fmt: skip


def respondents(n=400, seed=3):
    """Two items, an outcome without order, three groupings with some missing, a weight."""
    rng = np.random.default_rng(seed)
    education = rng.choice(["low", "middle", "high"], n, p=[0.3, 0.4, 0.3])
    region = rng.choice(["north", "south", "west"], n)
    latent = (education == "high") * 0.8 + rng.normal(size=n)
    frame = pd.DataFrame(
        {
            "q1": np.clip(np.round(3 + latent), 1, 5),
            "q2": np.clip(np.round(3 + latent / 2 + rng.normal(size=n) / 2), 1, 5),
            "region": region,
            "education": pd.Categorical(education, ["none", "low", "middle", "high"], ordered=True),
            "sex": rng.choice(["f", "m"], n),
            "w": rng.uniform(0.5, 2, n),
        }
    )
    frame.loc[:9, "education"] = None
    frame.loc[5:14, "q1"] = np.nan
    return frame


def survey_of(frame, **options):
    return sa.survey_from_frame(
        frame,
        domains={"trust": ["q1", "q2"]},
        groupings=["region", "education", "sex"],
        **options,
    )


@pytest.fixture(scope="module")
def plain():
    return survey_of(respondents())


@pytest.fixture(scope="module")
def weighted():
    return survey_of(respondents(), weight="w")


def run(survey, by="region", outcomes="trust", **options):
    by = (by,) if isinstance(by, str) else by
    return adjusted(survey, choose_outcomes(survey, outcomes), by, **options)


def test_the_frames_have_the_columns_that_others_rely_on(plain):
    result = run(plain, adjust_for="education")
    for name, columns in COLUMNS.items():
        assert tuple(getattr(result, name).columns) == columns, name
    assert {field.name for field in fields(result)} == {*COLUMNS, "notes", "methods"}
    assert tuple(ADJUSTED[:8]) == (
        "outcome", "group_by", "group", "mean", "se", "ci_low", "ci_high", "weights",
    )  # fmt: skip


def test_without_a_question_there_is_only_the_clustering(plain):
    result = run(plain)
    for name in COLUMNS:
        assert len(getattr(result, name)) == (name == "clustering")
    assert result.notes == result.methods == ()


def test_adjusted_means_stand_beside_raw_ones(plain):
    frame = run(plain, adjust_for=["education"]).adjusted
    crossed = ("region", "education")
    found = adjusted_means(plain.counts("trust", crossed), plain.crossing(crossed))
    assert frame.weights.tolist() == ["equal"] * 3 + ["population"] * 3
    assert frame.group.tolist() == ["north", "south", "west"] * 2
    for weights, rows in (("equal", slice(0, 3)), ("population", slice(3, 6))):
        means = getattr(found, weights)
        for name in ("mean", "se", "ci_low", "ci_high"):
            np.testing.assert_array_equal(frame[name][rows], getattr(means, name))
        np.testing.assert_array_equal(frame.n[rows], found.groups.n)
        np.testing.assert_array_equal(frame.mean_raw[rows], found.groups.mean)
    assert (frame.note == "").all()


def test_raw_numbers_are_of_the_same_respondents_and_a_note_tells_who_is_left_out(plain):
    result = run(plain, adjust_for="education")
    of_all = plain.counts("trust", "region").named.group_n.sum()
    assert result.adjusted.n[:3].sum() == of_all - 10
    note = next(note for note in result.notes if note.code == "SA760")
    assert note.values["n"] == "10"
    assert "mean_raw and estimate_raw are of the same respondents" in note.text
    several = run(plain, adjust_for="education", outcomes=["trust", "q1"])
    assert next(n for n in several.notes if n.code == "SA760").values["n"] == "5-10"
    assert not [n for n in run(plain, adjust_for="sex").notes if n.code == "SA760"]


def test_pairs_are_group_1_minus_group_2_beside_the_raw_difference(plain):
    result = run(plain, adjust_for=["education", "sex"])
    means = result.adjusted.set_index("group").iloc[:3]
    for pair in result.adjusted_pairs.itertuples():
        estimate = means["mean"][pair.group1] - means["mean"][pair.group2]
        assert pair.estimate == pytest.approx(estimate)
        raw = means.mean_raw[pair.group1] - means.mean_raw[pair.group2]
        assert pair.estimate_raw == pytest.approx(raw)
    np.testing.assert_allclose(
        result.adjusted_pairs.p_adjusted, holm(result.adjusted_pairs.p_value)
    )


def test_the_tests_of_groups_are_a_family_and_those_of_covariates_another(plain):
    options = {"outcomes": ["trust", "q1", "q2"], "adjust_for": ["education", "sex"]}
    tests = run(plain, **options).adjusted_tests
    assert tests.term.tolist() == ["region", "education", "sex"] * 3
    assert set(tests.test) == {"wald_f_hc3"}
    for role in (tests.term == "region", tests.term != "region"):
        np.testing.assert_allclose(tests.p_adjusted[role], holm(tests.p_value[role]))
    other = run(plain, adjust="fdr_bh", **options).adjusted_tests
    role = other.term == "region"
    np.testing.assert_allclose(other.p_adjusted[role], benjamini_hochberg(other.p_value[role]))
    none = run(plain, adjust="none", **options).adjusted_tests
    np.testing.assert_array_equal(none.p_adjusted, none.p_value)


def test_a_weighted_survey_has_design_based_tests_and_the_sums_of_weights(weighted):
    result = run(weighted, adjust_for="education")
    frame = result.adjusted
    assert tuple(frame.columns) == (*ADJUSTED[:9], "sum_w", "n_eff", *ADJUSTED[9:])
    counts = weighted.counts("trust", ("region", "education")).named
    assert frame.sum_w[:3].sum() == pytest.approx(counts.group_w.sum())
    assert (frame.n_eff < frame.n).all()
    assert set(result.adjusted_tests.test) == {"wald_f"}
    assert "Binder 1983" in result.methods[0]
    assert "Binder 1983" in result.methods[0].ru


def test_a_declared_group_without_respondents_keeps_its_row(plain):
    result = run(plain, "education", adjust_for="region")
    assert result.adjusted.group.tolist()[:4] == ["none", "low", "middle", "high"]
    empty = result.adjusted.iloc[0]
    assert empty.n == 0
    assert np.isnan(empty["mean"])
    assert empty.note == ""
    assert "none" not in set(result.adjusted_pairs.group1)


def test_several_groupings_are_each_adjusted_for_the_others(plain):
    both = run(plain, ("region", "education"), adjust_for=["region", "education"])
    one = run(plain, "region", adjust_for=["education"])
    part = both.adjusted[both.adjusted.group_by == "region"]
    np.testing.assert_array_equal(part["mean"], one.adjusted["mean"])
    assert both.adjusted_tests.term.tolist() == ["region", "education", "education", "region"]
    fewer = run(plain, ("region", "sex"), adjust_for=["region"])
    assert set(fewer.adjusted.group_by) == {"sex"}


def test_within_gives_the_groups_at_each_level(plain):
    result = run(plain, within="education")
    crossed = ("region", "education")
    found = simple_effects(plain.counts("trust", crossed), plain.crossing(crossed))
    assert result.simple.within_group.tolist() == ["low", "middle", "high"]
    np.testing.assert_array_equal(result.simple.p_value, [t.p_value for t in found.tests])
    np.testing.assert_allclose(result.simple.p_adjusted, holm(result.simple.p_value))
    means = result.simple_means
    np.testing.assert_array_equal(means["mean"], found.mean.ravel())
    np.testing.assert_array_equal(means.n, found.n.ravel())
    assert means.group.tolist() == ["north", "south", "west"] * 3
    np.testing.assert_array_equal(
        result.simple_pairs.se, np.concatenate([p.se for p in found.pairs])
    )
    test = result.adjusted_tests.iloc[-1]
    assert test.term == "region × education"
    assert test.p_value == found.interaction.p_value
    assert len(result.adjusted) == 6
    assert "interaction" in result.methods[0]
    assert "взаимодействием" in result.methods[0].ru


def test_within_and_covariates_go_together(plain):
    result = run(plain, within="education", adjust_for="sex")
    assert result.adjusted_tests.term.tolist() == [
        "region", "education", "sex", "region × education",
    ]  # fmt: skip
    assert not np.allclose(
        result.simple_means["mean"], run(plain, within="education").simple_means["mean"]
    )
    fewer = run(plain, ("region", "education"), within="education")
    assert set(fewer.simple.group_by) == {"region"}


def test_a_combination_without_respondents_is_told():
    frame = respondents()
    frame = frame[~((frame.region == "west") & (frame.education == "low"))]
    result = run(survey_of(frame.reset_index(drop=True)), within="education")
    west = result.adjusted[result.adjusted.group == "west"]
    assert west["mean"].isna().all()
    assert all("do not tell this apart" in note for note in west.note)
    pairs = result.adjusted_pairs
    assert pairs.note[pairs.group2 == "west"].str.contains("do not tell").all()
    note = next(note for note in result.notes if note.code == "SA761")
    assert note.values == {"where": "region", "what": "region × education", "n": 1}
    cells = result.simple_means
    assert cells.n[(cells.group == "west") & (cells.within_group == "low")].tolist() == [0]


def test_somebody_alone_and_small_groups_are_told_once():
    frame = respondents()
    frame.loc[20, "sex"] = "x"
    frame["region"] = frame["region"].where(frame.index < 380, "east")
    result = run(survey_of(frame), adjust_for="sex", outcomes=["trust", "q1"])
    codes = [note.code for note in result.notes]
    assert codes.count("SA762") == 1
    small = next(note for note in result.notes if note.code == "SA767")
    assert small.values["groups"] == ("east",)
    within = run(survey_of(frame), within="education", outcomes="q1")
    told = [note for note in within.notes if note.code in {"SA767", "SA755"}]
    assert [note.values["where"] for note in told] == ["region", "region × education"]
    assert " combinations have an effective n below 30" in told[1].text


def test_odds_ratios_are_of_a_higher_answer_against_the_first_group(plain):
    result = run(plain, "education", outcomes=["q1", "q2"], adjust_for="region", model="ordinal")
    crossed = ("education", "region")
    found = ordinal_adjusted(plain.counts("q1", crossed), plain.crossing(crossed))
    odds = result.odds[result.odds.outcome == "q1"]
    assert odds.group1.tolist() == ["middle", "high"]
    assert set(odds.group2) == {"low"}
    np.testing.assert_array_equal(odds.odds_ratio, found.odds_ratio)
    assert (odds.n1.tolist(), set(odds.n2)) == (found.n[1:].tolist(), {found.n[0]})
    tests = result.adjusted_tests
    assert tests.term.tolist() == ["education", "region"] * 2
    assert set(tests.test) == {"likelihood_ratio"}
    assert len(result.adjusted) == len(result.adjusted_pairs) == 0
    assert "McCullagh 1980" in result.methods[0]


def test_an_ordinal_model_without_covariates_and_with_weights(weighted):
    result = run(weighted, outcomes="q1", model="ordinal")
    assert set(result.adjusted_tests.test) == {"wald_f"}
    assert "nothing else" in result.methods[0]
    assert "ничего больше" in result.methods[0].ru


def test_an_ordinal_model_that_does_not_tell_says_so():
    frame = respondents()
    frame["district"] = frame["region"] + frame["sex"]
    survey = sa.survey_from_frame(frame, domains={"d": ["q1"]}, groupings=["region", "district"])
    result = run(survey, outcomes="q1", adjust_for="district", model="ordinal")
    assert result.odds.odds_ratio.isna().all()
    assert result.odds.note.str.contains("do not tell this apart").all()
    assert "SA761" in [note.code for note in result.notes]


def test_an_outcome_without_order_has_a_row_with_the_reason(sample_folder):
    survey = sa.load_survey(sample_folder / "responses.csv", sample_folder / "codebook.yaml")
    result = run(survey, "education", outcomes="news_source", adjust_for="age")
    assert result.adjusted[["mean", "mean_raw"]].isna().all(axis=None)
    assert (result.adjusted.n > 0).all()
    assert result.adjusted.note.str.contains("no mean to adjust").all()
    assert result.adjusted_tests.note.str.contains("no mean to adjust").all()
    assert len(result.adjusted_pairs) == len(result.clustering) == 0
    assert result.methods == ()


def test_one_group_is_a_row_with_the_reason():
    survey = survey_of(respondents().assign(region="north"))
    result = run(survey, adjust_for="education", within="sex")
    assert "at least two are needed" in result.adjusted.note[0]
    assert np.isfinite(result.adjusted.mean_raw[0])
    assert result.adjusted_tests.p_value.isna().all()
    assert len(result.adjusted_tests) == 4
    odds = run(survey, outcomes="q1", adjust_for="education", model="ordinal")
    assert len(odds.odds) == 0
    assert odds.adjusted_tests.note.str.contains("at least two").all()


@pytest.fixture
def drawn(tmp_path):
    """The respondents, drawn in the strata or clusters of a column."""

    def make(place, role):
        path = tmp_path / "codebook.yaml"
        path.write_text(CODEBOOK.replace("ROLE", role), encoding="utf-8")
        frame = respondents().drop(columns=["education", "w"]).assign(place=place)
        return sa.load_survey(frame.astype({"q1": "Int64", "q2": "Int64"}), path)

    return make


CODEBOOK = """
survey_analysis_codebook: 1
survey: {id: drawn, title: Drawn}
default_language: en
missing: {"": {kind: no_answer}}
scales:
  agree5: {type: ordinal, values: {"1": "1", "2": "2", "3": "3", "4": "4", "5": "5"}}
domains: {trust: {label: Trust}}
items:
  - {id: q1, domain: trust, scale: agree5}
  - {id: q2, domain: trust, scale: agree5}
variables:
  region: {role: grouping, type: nominal, values: {north: north, south: south, west: west}}
  sex: {role: grouping, type: nominal, values: {f: f, m: m}}
  place: {role: design, type: integer}
design: {ROLE: place}
"""


def test_a_design_without_a_variance_leaves_means_with_the_reason(drawn):
    result = run(drawn(np.minimum(np.arange(400), 1), "strata"), adjust_for="sex")
    assert np.isfinite(result.adjusted["mean"]).all()
    assert result.adjusted.se.isna().all()
    reason = result.adjusted.note[0]
    assert "strat" in reason
    assert (result.adjusted_tests.note == reason).all()
    assert (result.adjusted_pairs.note == reason).all()


def test_a_group_in_one_sampling_unit_has_a_mean_and_no_interval(drawn):
    place = np.where(respondents().region == "west", 0, 1 + np.arange(400) % 40)
    frame = run(drawn(place, "cluster"), adjust_for="sex").adjusted
    assert frame.ci_low.isna().tolist() == [False, False, True] * 2
    assert "no degrees of freedom" in frame.note[2]


def test_equal_answers_have_means_without_intervals():
    frame = respondents().assign(q1=3.0, q2=3.0)
    result = run(survey_of(frame), adjust_for="education")
    assert (result.adjusted["mean"] == 3).all()
    assert result.adjusted.se.isna().all()
    assert result.adjusted.note.str.contains("no variance").all()
    assert result.adjusted_pairs.note.str.contains("no variance").all()


def test_clustering_is_of_groupings_that_are_no_scale(plain):
    frame = run(plain, ("region", "education", "sex")).clustering
    assert frame.group_by.tolist() == ["region"]
    found = intraclass_correlation(plain.counts("trust", "region"))
    row = frame.iloc[0]
    assert (row.icc, row.icc_ci_low, row.deff) == (found.icc, found.icc_ci_low, found.deff)
    assert row.n_groups == 3
    assert row.note.startswith("groups: 3")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"adjust_for": "region"}, "by='region' also stands in adjust_for"),
        ({"adjust_for": []}, "names no grouping"),
        ({"within": "region"}, "by='region' also stands in within"),
        ({"within": ["education"]}, "the id of one grouping"),
        ({"within": "sex", "adjust_for": ["sex", "education"]}, "also stands in adjust_for"),
        ({"model": "probit"}, "'linear', 'ordinal'"),
        ({"model": "ordinal"}, "for ordinal items, and these are none: trust"),
        ({"model": "ordinal", "outcomes": "q1", "within": "sex"}, "leave `within` out"),
        ({"adjust_for": "education", "confidence": 2}, "between 0 and 1"),
    ],
)
def test_a_wrong_call_stops_and_says_what_is_allowed(plain, options, message):
    with pytest.raises(sa.errors.OptionError, match=message):
        run(plain, **options)


@pytest.mark.parametrize("argument", ["adjust_for", "within"])
def test_an_unknown_grouping_is_suggested(plain, argument):
    with pytest.raises(sa.errors.UnknownNameError, match="did you mean 'education'"):
        run(plain, **{argument: "eduction"})


def test_columns_of_answers_instead_of_a_name_are_named_by_their_argument(plain):
    with pytest.raises(sa.errors.OptionError, match="adjust_for=Series"):
        run(plain, adjust_for=respondents()["sex"])
