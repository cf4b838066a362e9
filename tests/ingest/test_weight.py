"""weight: what comes out, base weights good and bad, caps, and why raking does not end."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import survey_analysis as sa
from survey_analysis.errors import OptionError, UnknownNameError
from survey_analysis.statistics.design_variance import design_means

REFERENCE = Path(__file__).parents[1] / "reference"
MARGINS = {
    "region": {0: 200, 1: 220, 2: 180},
    "age": {0: 150, 1: 170, 2: 150, 3: 130},
    "education": {0: 0.25, 1: 0.35, 2: 0.4},
}
TWO = {name: MARGINS[name] for name in ("region", "age")}


@pytest.fixture(scope="module")
def frame():
    return pd.read_csv(REFERENCE / "groups.csv")


def survey_of(frame, **options):
    return sa.survey_from_frame(
        frame,
        domains={"wellbeing": ["score"], "trust": ["item"]},
        scale={"wellbeing": (5, 25), "trust": (1, 5)},
        groupings=["age", "region", "education"],
        **options,
    )


@pytest.fixture(scope="module")
def survey(frame):
    return survey_of(frame, weight="weight")


@pytest.fixture(scope="module")
def plain(frame):
    return survey_of(frame)


@pytest.fixture(scope="module")
def values():
    return json.loads((REFERENCE / "weighting.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def with_design(frame, tmp_path_factory):
    """The same answers with a codebook that names design variables."""
    path = tmp_path_factory.mktemp("design") / "codebook.yaml"
    path.write_text(
        "survey_analysis_codebook: 1\nsurvey: {id: groups}\ndefault_language: en\n"
        'scales: {five: {type: ordinal, values: {"1": a, "2": b, "3": c, "4": d, "5": e}}}\n'
        "domains: {trust: {label: Trust}}\nitems: [{id: item, domain: trust, scale: five}]\n"
        "variables:\n"
        '  age: {role: grouping, type: nominal, values: {"0": a, "1": b, "2": c, "3": d}}\n'
        '  region: {role: grouping, type: nominal, values: {"0": r, "1": s, "2": t}}\n'
        "  weight: {role: design, type: number}\n"
        "  other: {role: design, type: number, range: [0, 100]}\n"
        "  holes: {role: design, type: integer}\n"
        "  stratum: {role: design, type: text}\n"
        "  cluster: {role: design, type: text}\n"
        "design: {weight: weight, strata: stratum, cluster: cluster}\n",
        encoding="utf-8",
    )
    table = frame.drop(columns=["score", "education"]).assign(
        other=np.arange(600) % 5,
        holes=np.where(np.arange(600) % 9, 1, np.nan),
        stratum=np.where(np.arange(600) % 2, "n", "s"),
        cluster=np.arange(600) % 40,
    )
    return sa.load_survey(table, path)


def refused(survey, margins=None, error=OptionError, **options):
    with pytest.raises(error) as caught:
        sa.weight(survey, TWO if margins is None else margins, **options)
    return str(caught.value)


# what comes out


@pytest.mark.parametrize("case", ["equal", "base", "three"])
def test_weights_and_standard_errors_are_those_of_r(survey, plain, values, case):
    expected = values[case]
    source = plain if case == "equal" else survey
    margins = {name: MARGINS[name] for name in expected["margins"]}
    linearized, jackknife = (
        sa.weight(source, margins, tolerance=1e-12, variance=one)
        for one in ("linearized", "jackknife")
    )
    np.testing.assert_allclose(linearized.weights, expected["weights"], rtol=1e-10)
    np.testing.assert_allclose(jackknife.weights, expected["weights"], rtol=1e-10)
    assert linearized.weighting.deff_kish == pytest.approx(expected["deff_kish"], rel=1e-10)
    whole, by_age = (design_means(jackknife.counts("wellbeing", by)) for by in (None, "age"))
    assert whole.mean[0] == pytest.approx(expected["mean"], rel=1e-10)
    assert whole.se[0] == pytest.approx(expected["se_jackknife"], rel=1e-8)
    np.testing.assert_allclose(by_age.se[:4], expected["se_jackknife_by_age"], rtol=1e-8)


@pytest.mark.parametrize("outcome", ["wellbeing", "trust"])
@pytest.mark.parametrize("by", [None, "age", "region", "education"])
@pytest.mark.parametrize("margins", [TWO, MARGINS])
def test_linearized_errors_are_within_three_thousandths_of_the_jackknife(
    survey, margins, by, outcome
):
    linearized, jackknife = (
        design_means(sa.weight(survey, margins, variance=one).counts(outcome, by))
        for one in ("linearized", "jackknife")
    )
    kept = slice(0, 1 if by is None else len(survey.group_labels(by)))
    np.testing.assert_allclose(linearized.se[kept], jackknife.se[kept], rtol=3e-3)


def test_raked_weights_of_real_children_are_those_of_r(shared_folder):
    """hs1939, raked by R's `survey::rake` to invented margins."""
    folder = shared_folder / "reference_data"
    page = json.loads((folder / "reference" / "survey.json").read_text("utf-8"))
    expected = page["results"]["survey/hs1939_raked/weights"]["value"]
    with (folder / "data" / "hs1939.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    frame = pd.DataFrame(rows)[["sex", "school", "age_band"]].assign(
        q=["1", "2", "3"] * 100 + ["1"]
    )
    survey = sa.survey_from_frame(
        frame, domains={"d": ["q"]}, scale=(1, 3), groupings=["sex", "school", "age_band"]
    )
    margins = {
        "sex": {"1": 0.5, "2": 0.5},
        "school": {"Grant-White": 0.4, "Pasteur": 0.6},
        "age_band": {"11-12": 0.30, "13": 0.30, "14": 0.20, "15": 0.12, "16": 0.08},
    }
    made = sa.weight(survey, margins)
    np.testing.assert_allclose(made.weights, expected["weights"], rtol=1e-6)
    assert made.weighting.n_eff == pytest.approx(expected["kish"]["n_eff"], rel=1e-6)


def test_the_survey_says_that_it_is_weighted_and_the_one_given_stays(plain):
    before = plain.weights
    made = sa.weight(plain, TWO)
    assert plain.weights is before is None
    assert plain.weighting is None
    assert made.weighted_by == "raked to region, age"
    assert "raked to region, age" in repr(made)
    assert made.weights.sum() == pytest.approx(600, rel=1e-14)
    assert made.margins is not None
    assert made.replicates is None
    assert made.codebook is plain.codebook
    options = made.provenance.weighting
    assert options["margins"]["region"]["0"] == pytest.approx(1 / 3)
    assert options["variance"] == "linearized"
    assert json.loads(json.dumps(made.provenance.as_dict()))["weighting"] == options


def test_weights_keep_the_sum_of_the_base_weights(survey, frame):
    for trim in (None, 4):
        made = sa.weight(survey, TWO, trim=trim)
        assert made.weights.sum() == pytest.approx(frame["weight"].sum(), rel=1e-12)


def test_the_weights_are_read_only(plain):
    weights = sa.weight(plain, TWO).weighting.weights
    assert not weights.flags.writeable
    with pytest.raises(ValueError, match="read-only"):
        weights[0] = 1


def test_the_order_of_respondents_and_of_margins_does_not_matter(frame, survey):
    shuffled = frame.sample(frac=1, random_state=3)
    other = survey_of(shuffled.reset_index(drop=True), weight="weight")
    turned = dict(reversed(TWO.items()))
    expected = pd.Series(sa.weight(survey, TWO, tolerance=1e-13).weights)
    found = sa.weight(other, turned, tolerance=1e-13).weights
    np.testing.assert_allclose(found, expected[shuffled.index], rtol=1e-10)


def test_a_crossed_margin_is_post_stratification(plain, frame):
    shares = frame.groupby(["age", "region"]).size().rename("n").reset_index()
    shares["n"] = shares["n"] * (1 + shares["age"])
    margins = {
        ("age", "region"): {
            (row.age, row.region): row.n / shares["n"].sum() for row in shares.itertuples()
        }
    }
    made = sa.weight(plain, margins)
    expected = 1 + frame["age"]
    np.testing.assert_allclose(made.weights, expected * 600 / expected.sum(), rtol=1e-12)
    assert set(made.weighting.margins["grouping"]) == {"age x region"}


def test_respondents_without_a_value_keep_their_share(frame):
    rng = np.random.default_rng(5)
    holes = frame.assign(age=frame["age"].where(rng.uniform(size=600) < 0.9))
    survey = survey_of(holes, weight="weight")
    made = sa.weight(survey, TWO)
    without = holes["age"].isna().to_numpy()
    share = survey.weights[without].sum() / survey.weights.sum()
    assert made.weights[without].sum() / made.weights.sum() == pytest.approx(share, rel=1e-8)
    table = made.weighting.margins
    np.testing.assert_allclose(table["after"], table["target"], rtol=1e-7)
    note = next(note for note in made.weighting.notes if note.code == "SA701")
    assert note.values["n"] == without.sum()
    jackknife = sa.weight(survey, TWO, variance="jackknife")
    for by in (None, "age", "education"):
        one, two = (design_means(x.counts("wellbeing", by)) for x in (made, jackknife))
        kept = slice(0, 1 if by is None else len(survey.group_labels(by)))
        np.testing.assert_allclose(one.se[kept], two.se[kept], rtol=0.01)


def test_weighting_again_starts_from_the_base_weights_of_the_first_time(survey, plain):
    first = sa.weight(survey, {"age": MARGINS["age"]})
    again = sa.weight(first, {"region": MARGINS["region"]})
    direct = sa.weight(survey, {"region": MARGINS["region"]})
    np.testing.assert_array_equal(again.weights, direct.weights)
    assert "SA708" in {note.code for note in again.weighting.notes}
    on_top = sa.weight(first, {"region": MARGINS["region"]}, base=first.weights)
    assert np.abs(on_top.weights / direct.weights - 1).max() > 0.1
    own = np.linspace(1, 2, 600)
    third = sa.weight(sa.weight(plain, TWO, base=own), TWO)
    np.testing.assert_array_equal(third.weighting.base, own)


def test_the_weight_of_the_codebook_is_not_forgotten(with_design):
    first = sa.weight(with_design, TWO, base="other")
    back = sa.weight(first, TWO, base="weight")
    np.testing.assert_array_equal(back.weighting.base, with_design.weights)
    np.testing.assert_array_equal(back.weights, sa.weight(with_design, TWO).weights)


@pytest.mark.parametrize("variance", ["linearized", "jackknife"])
def test_strata_and_clusters_go_along(with_design, variance):
    made = sa.weight(with_design, TWO, variance=variance)
    assert made.sample.drawn.units.clustered
    se = design_means(made.counts("trust")).se[0]
    flat = sa.weight(with_design, TWO).counts("trust")
    assert se == pytest.approx(design_means(flat).se[0], rel=0.03)


# base weights


@pytest.mark.parametrize(
    "base",
    [
        np.linspace(1, 3, 600),
        np.linspace(1, 3, 600).tolist(),
        pd.Series(np.linspace(1, 3, 600), index=np.arange(600)[::-1]),
        pd.Series(np.linspace(1, 3, 600)).convert_dtypes(),
        np.linspace(1, 3, 600).astype(object),
        tuple(np.linspace(1, 3, 600)),
        pd.Index(np.linspace(1, 3, 600)),
    ],
)
def test_base_weights_in_every_form_go_by_position(plain, base):
    expected = sa.weight(plain, TWO, base=np.linspace(1, 3, 600)).weights
    np.testing.assert_allclose(sa.weight(plain, TWO, base=base).weights, expected, rtol=1e-14)


def test_equal_base_weights_are_fine_and_whole_numbers_too(plain):
    expected = sa.weight(plain, TWO).weights
    made = sa.weight(plain, TWO, base=np.full(600, 3))
    np.testing.assert_allclose(made.weights, 3 * expected, rtol=1e-12)
    assert set(made.weighting.distribution["which"]) == {"raked"}


def test_a_base_weight_of_zero_leaves_respondents_out(plain, frame):
    base = np.where(frame["age"] == 0, 0.0, 1.0)
    margins = {"region": MARGINS["region"], "age": {1: 1, 2: 1, 3: 1}}
    made = sa.weight(plain, margins, base=base)
    assert (made.weights[base == 0] == 0).all()
    assert made.weights.sum() == pytest.approx(base.sum())
    rest = survey_of(frame[frame["age"] > 0].reset_index(drop=True))
    expected = sa.weight(rest, margins)
    np.testing.assert_allclose(made.weights[base > 0], expected.weights, rtol=1e-12)
    assert made.weighting.deff_kish == pytest.approx(expected.weighting.deff_kish)
    note = next(note for note in made.weighting.notes if note.code == "SA709")
    assert note.values["n"] == (frame["age"] == 0).sum()
    se = [design_means(one.counts("trust", "education")).se for one in (made, expected)]
    np.testing.assert_allclose(*se, rtol=1e-12)
    effects = made.weighting.effects, expected.weighting.effects
    np.testing.assert_allclose(effects[0]["shift"], effects[1]["shift"], atol=1e-12)


def changed(at, value):
    base = np.ones(600)
    base[at] = value
    return base


@pytest.mark.parametrize(
    ("base", "reason"),
    [
        (changed([3, 6], -1), "base: 2 weights are negative (rows 4, 7)"),
        (changed(0, np.nan), "base: 1 weight is missing (row 1)"),
        (changed(range(9), np.inf), "base: 9 weights are infinite (rows 1, 2, 3, 4, 5, ...)"),
        ([None, *[1.0] * 599], "1 weight is missing (row 1)"),
        (pd.Series([pd.NA, *[1.0] * 599], dtype="Float64"), "1 weight is missing (row 1)"),
        (np.zeros(600), "base: all weights are 0, so that nobody is left"),
        (changed([3, 6], 1e15), "base: 2 weights are above 1e+15 (rows 4, 7)"),
        (np.full(600, 1e-300), "base: 600 weights are below 1e-60 (rows 1, 2, 3, 4, 5, ...)"),
        (np.ones(599), "base has 599 numbers, and the survey 600 respondents"),
        (np.ones((600, 1)), "base has 2 dimensions"),
        (["1.5"] * 600, "base holds text and no numbers"),
        (pd.Series(["1"] * 600), "and no numbers"),
        (np.array(["1"] * 600, dtype=object), "base holds text or other objects and no numbers"),
        (np.ones(600, dtype=bool), "base holds True and False and no numbers"),
        (pd.Series(np.ones(600, dtype=bool)), "base holds bool and no numbers"),
        (np.ones(600, dtype=complex), "base holds complex128 and no numbers"),
        ([[1.0], [1.0, 2.0]], "base is no list of numbers"),
        (Path("weights.csv"), "base: a path is not allowed"),
        (3.0, "base: float is not allowed"),
        ({"a": 1}, "base: dict is not allowed"),
    ],
)
def test_base_weights_that_are_none(plain, base, reason):
    told = refused(plain, base=base)
    assert reason in told
    assert "Give a positive number for each respondent" in told


def test_design_variables_as_base_weights(with_design):
    other = sa.weight(with_design, TWO, base="other")
    assert (other.weights == 0).sum() == 120
    assert other.weighting.provenance.options["base"] == "other"
    assert "from the weights other" in other.weighting.method
    told = refused(with_design, base="holes")
    assert "base='holes': 67 weights are missing (rows 1, 10, 19, 28, 37, ...)" in told
    told = refused(with_design, base="age")
    assert "base weights are a variable of the role design" in told
    assert "There are: weight, other, holes." in told
    assert "role design" in refused(with_design, base="stratum")
    assert "role design" in refused(with_design, base="item")
    told = refused(with_design, base="othr", error=UnknownNameError)
    assert "no design variable 'othr'; did you mean 'other'" in told


# caps


@pytest.mark.parametrize("trim", [2.5, 3, 4.5])
def test_a_cap_is_kept_and_all_margins_are_met(survey, trim):
    made = sa.weight(survey, TWO, trim=trim)
    assert made.weights.max() <= trim * made.weights.mean() * (1 + 1e-12)
    table = made.weighting.margins
    np.testing.assert_allclose(table["after"], table["target"], rtol=1e-7)
    assert made.weighting.trim == trim
    note = next(note for note in made.weighting.notes if note.code == "SA706")
    assert note.values["n"] == (made.weights > trim * made.weights.mean() * (1 - 1e-9)).sum()
    assert f"No weight is larger than {trim:g} mean weights" in made.weighting.method


def test_a_cap_that_binds_nowhere_says_nothing(plain):
    free, capped = (sa.weight(plain, TWO, trim=trim) for trim in (None, 50))
    np.testing.assert_allclose(free.weights, capped.weights, rtol=1e-10)
    assert "SA706" not in {note.code for note in capped.weighting.notes}


def test_an_infeasible_cap_names_the_smallest_feasible_one(survey):
    told = refused(survey, trim=2.2)
    assert "trim=2.2 is too small" in told
    assert "The smallest trim that can be met is 2.41." in told
    assert "Farthest off is" in told
    assert sa.weight(survey, TWO, trim=2.41).weighting.converged
    refused(survey, trim=2.4)


@pytest.mark.parametrize("outcome", ["wellbeing", "trust"])
@pytest.mark.parametrize("by", [None, "age", "education"])
def test_variances_know_the_cap(survey, outcome, by):
    linearized, jackknife = (
        design_means(sa.weight(survey, TWO, trim=3, variance=one).counts(outcome, by))
        for one in ("linearized", "jackknife")
    )
    kept = slice(0, 1 if by is None else len(survey.group_labels(by)))
    np.testing.assert_allclose(linearized.se[kept], jackknife.se[kept], rtol=0.01)


# what does not work


def tiny(pairs, times):
    frame = pd.DataFrame(pairs * times, columns=["sex", "age"]).assign(q=1)
    return sa.survey_from_frame(frame, domains={"d": ["q"]}, scale=(1, 5), groupings=["sex", "age"])


def test_groups_that_have_too_few_partners_are_named():
    survey = tiny([("w", "young"), ("w", "old"), ("m", "old")], 10)
    told = refused(survey, {"sex": {"w": 0.3, "m": 0.7}, "age": {"young": 0.5, "old": 0.5}})
    assert "The margins contradict each other in this sample" in told
    assert (
        "All respondents of sex: m are also of age: old; these are to have 50.0000% together, and "
        "m 70.0000%." in told
    )
    assert "All respondents of age: young are also of sex: w" in told
    assert "Farthest off is" in told
    assert "join groups in the codebook" in told


def test_margins_that_contradict_each_other_only_together():
    groups = [(a, b, c) for a in "01" for b in "01" for c in "01" if (a, b, c).count("1") % 2]
    frame = pd.DataFrame(groups * 10, columns=["a", "b", "c"]).assign(q=1)
    survey = sa.survey_from_frame(
        frame, domains={"d": ["q"]}, scale=(1, 5), groupings=["a", "b", "c"]
    )
    shares = {"0": 0.9, "1": 0.1}
    told = refused(survey, {"a": shares, "b": shares, "c": shares})
    assert "No weights meet all of them at once." in told


def test_margins_that_leave_nothing_for_some():
    survey = tiny([("w", "young"), ("w", "old"), ("m", "old")], 10)
    told = refused(survey, {"sex": {"w": 0.4, "m": 0.6}, "age": {"young": 0.4, "old": 0.6}})
    assert "weights of zero for respondents of these groups: sex: w, age: old." in told


def test_too_few_cycles_are_told(survey):
    told = refused(survey, max_iterations=2)
    assert "not come to an end in max_iterations=2 cycles" in told
    assert "larger tolerance (now 1e-08), or wider groups" in told
    assert "a larger trim" in refused(survey, max_iterations=2, trim=3)
    assert sa.weight(survey, TWO, max_iterations=2, tolerance=0.05).weighting.converged


def test_groups_without_a_value_are_called_so():
    survey = tiny([("w", None), ("m", "old"), ("m", "young")], 10)
    told = refused(survey, {"sex": {"w": 0.6, "m": 0.4}, "age": {"old": 0.5, "young": 0.5}})
    assert "All respondents of sex: w are also of age: (no value)" in told


def test_the_jackknife_needs_two_respondents_of_each_group():
    pairs = [("w", "young"), ("w", "old"), ("m", "old"), ("m", "young")]
    survey = tiny([*pairs * 8, ("m", "ancient")], 1)
    margins = {"age": {"young": 0.4, "old": 0.5, "ancient": 0.1}}
    told = refused(survey, margins, variance="jackknife")
    assert "nobody is left without the only one of these groups: age: ancient" in told
    assert "Use variance='linearized'" in told
    assert sa.weight(survey, margins).weighting.converged


def test_the_jackknife_with_a_cap_that_only_the_whole_sample_keeps():
    survey = tiny([("w", "young"), ("m", "old")], 8)
    margins = {"sex": {"w": 0.75, "m": 0.25}}
    told = refused(survey, margins, trim=1.5000001, variance="jackknife")
    assert "without 1 of these 2 the margins cannot be met (with trim=1.5)" in told
    assert sa.weight(survey, margins, trim=1.5000001).weighting.converged


def test_the_jackknife_with_a_cluster_that_holds_all_of_a_group(with_design, frame):
    table = frame.drop(columns=["score", "education"]).assign(
        other=1, holes=1, stratum="a", cluster=np.where(frame["age"] == 3, 99, frame.index % 20)
    )
    survey = sa.load_survey(table, with_design.codebook)
    told = refused(survey, variance="jackknife")
    assert "leaves out the clusters one by one, and without 1 of these 21" in told


def test_too_many_kinds_for_the_jackknife(survey, monkeypatch):
    from survey_analysis.statistics import raking_replicates

    monkeypatch.setattr(raking_replicates, "MOST_UNITS", 100)
    told = refused(survey, variance="jackknife")
    assert "would rake 600 times, once without each of the kinds of respondents" in told
    assert "Use variance='linearized', which needs no replicates, or round the base weights" in told


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"trim": 1}, "trim=1 is not allowed. Give the largest weight in mean weights"),
        ({"trim": 0.5}, "a number above 1 such as 5"),
        ({"trim": "5"}, "trim='5' is not allowed"),
        ({"trim": True}, "trim=True is not allowed"),
        ({"trim": float("nan")}, "trim=nan is not allowed"),
        ({"trim": float("inf")}, "trim=inf is not allowed"),
        ({"tolerance": 0}, "tolerance=0 is not allowed"),
        ({"tolerance": 1.0}, "a number between 0 and 1 such as 1e-8"),
        ({"tolerance": None}, "tolerance=None is not allowed"),
        ({"max_iterations": 0}, "max_iterations=0 is not allowed"),
        ({"max_iterations": 2.5}, "Give a whole number of cycles"),
        ({"max_iterations": "9"}, "max_iterations='9' is not allowed"),
        ({"variance": "bootstrap"}, "Allowed: 'linearized', 'jackknife'"),
        ({"variance": None}, "variance=None is not allowed"),
    ],
)
def test_options_that_are_not_allowed(plain, options, reason):
    assert reason in refused(plain, **options)


def test_what_is_no_survey(frame):
    assert "survey: a Survey is needed, not DataFrame" in refused(frame)


def test_a_survey_without_respondents():
    empty = survey_of(pd.read_csv(REFERENCE / "groups.csv").iloc[:0])
    assert "nobody to weight" in refused(empty)


def test_one_group_only(frame):
    survey = survey_of(frame.assign(region=0))
    made = sa.weight(survey, {"region": {0: 1.0}})
    np.testing.assert_allclose(made.weights, 1)
    assert made.weighting.deff_kish == pytest.approx(1)


def test_a_group_of_one_respondent_is_weighted_with_a_warning(frame):
    survey = survey_of(frame.assign(region=np.where(frame.index == 0, 2, frame["region"] % 2)))
    made = sa.weight(survey, {"region": {0: 0.5, 1: 0.45, 2: 0.05}})
    assert made.weights[0] == pytest.approx(30)
    codes = {note.code: note for note in made.weighting.notes}
    assert codes["SA707"].values["groups"] == "2"
    assert codes["SA705"].values["largest"] == "30.0"
    assert codes["SA710"].values["n"] == 600


def test_where_no_cap_near_the_smallest_comes_to_an_end_the_largest_tried_is_told(survey):
    told = refused(survey, trim=2.2, max_iterations=1)
    assert "The smallest trim that can be met is 3.01." in told


def test_millions_of_kinds_are_summed_respondent_by_respondent(survey, monkeypatch):
    from survey_analysis.ingest import weighting_frames

    expected = sa.weight(survey, TWO, trim=3).weighting
    monkeypatch.setattr(weighting_frames, "DENSE_CELLS", 0)
    found = sa.weight(survey, TWO, trim=3).weighting
    pd.testing.assert_frame_equal(found.effects, expected.effects)
    pd.testing.assert_frame_equal(found.domains, expected.domains)
