"""equivalence_frame: pairs that are alike, different, both or neither."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import survey_analysis as sa
from survey_analysis.statistics.multiplicity import benjamini_hochberg, holm
from survey_analysis.statistics.power import smallest_detectable
from survey_analysis.verbs.equivalence import EQUIVALENCE, equivalence_frame
from survey_analysis.verbs.selection import choose_outcomes

SCORES = ("skills", "work")


@pytest.fixture(scope="module")
def sample(sample_folder):
    return sa.load_survey(sample_folder / "responses.csv", sample_folder / "codebook.yaml")


def made(sizes, means, **options):
    """A survey of groups with normal scores from 0 to 100."""
    rng = np.random.default_rng(3)
    groups = [name for name, n in zip("abcdef", sizes, strict=False) for _ in range(n)]
    mean = dict(zip("abcdef", means, strict=False))
    score = [np.clip(round(50 + 10 * mean[g] + 10 * rng.normal()), 0, 100) for g in groups]
    answers = pd.DataFrame({"q": score, "g": groups})
    answers["w"] = 0.5 + rng.random(len(answers))
    return sa.survey_from_frame(
        answers, domains={"d": ["q"]}, groupings=["g"], scale=(0, 100), **options
    )


def pairs_of(survey, outcomes=None, by=None, bound=0.2, adjust="holm", confidence=0.95):
    groupings = survey.groupings if by is None else by
    chosen = choose_outcomes(survey, outcomes)
    return equivalence_frame(survey, chosen, list(groupings), bound, adjust, confidence)


def test_the_frame_has_a_row_per_pair_of_every_outcome_and_grouping(sample):
    frame = pairs_of(sample, list(SCORES), ["age", "education"]).frame
    assert tuple(frame.columns) == EQUIVALENCE
    assert frame.groupby(["outcome", "group_by"]).size().tolist() == [21, 15, 21, 15]
    assert frame["equivalent"].dtype == bool
    assert frame["n1"].dtype == np.int64
    assert set(frame.effect_name) == {"hedges_g"}
    assert set(frame.bound) == {0.2}


def test_effects_and_groups_are_those_of_compare(sample):
    frame = pairs_of(sample, list(SCORES), ["age"]).frame
    pairs = sa.compare(sample, outcomes=list(SCORES), by="age", confidence=0.9).pairs
    for name in ("outcome", "group_by", "group1", "group2", "n1", "n2"):
        assert frame[name].tolist() == pairs[name].tolist()
    np.testing.assert_allclose(frame.effect, pairs.effect, rtol=1e-12)
    np.testing.assert_allclose(frame.ci_low, pairs.effect_ci_low, rtol=1e-8)
    np.testing.assert_allclose(frame.ci_high, pairs.effect_ci_high, rtol=1e-8)


@pytest.mark.parametrize(
    ("adjust", "function"), [("holm", holm), ("fdr_bh", benjamini_hochberg), ("none", np.array)]
)
def test_p_values_are_adjusted_within_the_pairs_of_a_grouping(sample, adjust, function):
    frame = pairs_of(sample, list(SCORES), ["age"], bound=0.4, adjust=adjust).frame
    for _, part in frame.groupby("outcome"):
        np.testing.assert_allclose(part.p_adjusted, function(part.p_value), rtol=1e-13)
    np.testing.assert_array_equal(frame.equivalent, frame.p_adjusted < 0.05)


def test_the_smallest_detectable_difference_stands_beside_each_pair(sample):
    frame = pairs_of(sample, "skills", ["age"]).frame
    found = smallest_detectable(sample.counts("skills", "age").named)
    np.testing.assert_array_equal(frame.smallest_detectable, found.difference)
    np.testing.assert_array_equal(frame.smallest_detectable_effect, found.effect)


def test_every_verdict_is_told_and_counted():
    survey = made((4000, 4000, 4000, 60), (0.0, 0.02, 0.12, 0.1))
    found = pairs_of(survey)
    frame = found.frame.set_index(["group1", "group2"])
    assert frame.equivalent.loc[("a", "b")]
    assert frame.note.loc[("a", "b")] == ""
    assert frame.note.loc[("a", "c")].startswith("the groups differ, but by less")
    assert frame.note.loc[("a", "d")].startswith("neither a difference nor equivalence")
    counts = next(note for note in found.notes if note.code == "SA781").values
    assert dict(counts) == {"pairs": 6, "alike": 1, "different": 0, "both": 2, "neither": 3}
    missed = next(note for note in found.notes if note.code == "SA786").values
    assert (missed["pairs"], missed["tested"]) == (3, 6)
    different = pairs_of(survey, bound=0.01)
    codes = {note.code: note.values for note in different.notes}
    assert codes["SA781"]["different"] == 2
    assert set(different.frame.note) == {"", frame.note.loc[("a", "d")]}


def test_a_pair_that_only_the_adjustment_keeps_from_being_alike_says_so(sample):
    frame = pairs_of(sample, "skills", ["age"]).frame
    row = frame[(frame.p_value < 0.05) & ~frame.equivalent].iloc[0]
    assert row.note == (
        "alike for this pair by itself, but not after the adjustment for the number of pairs"
    )
    none = pairs_of(sample, "skills", ["age"], adjust="none").frame
    assert none.equivalent[row.name]


def test_enough_respondents_leave_nothing_to_be_missed():
    codes = {note.code for note in pairs_of(made((4000, 4000), (0, 0))).notes}
    assert codes == {"SA780", "SA781"}


def test_items_are_numbers_and_nominal_answers_none(sample):
    item = sample.codebook.items[0].id
    found = pairs_of(sample, ["skills", item, "news_source"], ["age"])
    assert set(found.frame.outcome) == {"skills", item}
    codes = {note.code: note for note in found.notes}
    assert item in codes["SA784"].text
    assert "news_source" in codes["SA785"].text


def test_without_outcomes_that_have_means_there_are_no_rows(sample):
    found = pairs_of(sample, "news_source", ["age"])
    assert found.frame.empty
    assert tuple(found.frame.columns) == EQUIVALENCE
    assert [note.code for note in found.notes] == ["SA785"]
    assert found.methods == ()


def test_weights_give_design_based_tests():
    plain, weighted = made((400, 400), (0, 0.1)), made((400, 400), (0, 0.1), weight="w")
    one, other = pairs_of(plain), pairs_of(weighted)
    assert "Welch" in one.methods[0]
    assert "design-based" in other.methods[0]
    assert "веса" in other.methods[0].say("ru")
    assert other.frame.effect[0] != one.frame.effect[0]
    assert np.isfinite(other.frame.p_value).all()


CODEBOOK = """
survey_analysis_codebook: 1
survey: {id: drawn, title: Drawn in strata}
scales: {agree: {type: ordinal, values: {"1": "1", "2": "2", "3": "3"}}}
domains: {trust: {label: Trust}}
items: [{id: q, domain: trust, scale: agree}]
variables:
  g: {role: grouping, type: nominal, values: {a: A, b: B}}
  stratum: {role: design, type: nominal, extra_codes: allowed}
design: {strata: stratum}
"""


def test_a_design_without_a_variance_is_a_row_with_its_reason(tmp_path):
    (tmp_path / "codebook.yaml").write_text(CODEBOOK, encoding="utf-8")
    answers = pd.DataFrame({"q": ["1", "2", "3"] * 10, "g": ["a", "b"] * 15})
    answers["stratum"] = ["single"] + ["other"] * 29
    found = pairs_of(sa.load_survey(answers, tmp_path / "codebook.yaml"))
    assert np.isnan(found.frame.p_value).all()
    assert not found.frame.equivalent.any()
    assert "a single sampling unit" in found.frame.note[0]
    assert found.notes == ()


def test_the_method_tells_bound_and_level_in_both_languages(sample):
    method = pairs_of(sample, "skills", ["age"], bound=0.25).methods
    assert len(method) == 1
    assert "-0.25 and 0.25" in method[0]
    assert "90 % interval" in method[0]
    assert "-0,25 и 0,25" in method[0].say("ru")
    assert "90\N{NO-BREAK SPACE}% интервал" in method[0].say("ru")


@pytest.mark.parametrize("bound", [0, -1, 6, float("nan"), "0.2", True])
def test_a_wrong_bound_is_refused(sample, bound):
    with pytest.raises(sa.errors.OptionError, match="equivalence="):
        pairs_of(sample, "skills", ["age"], bound=bound)


def test_a_confidence_of_a_half_is_refused(sample):
    with pytest.raises(sa.errors.OptionError, match=r"above 0\.5"):
        pairs_of(sample, "skills", ["age"], confidence=0.5)
