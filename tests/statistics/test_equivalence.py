"""Two one-sided tests of equivalence."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import special

from survey_analysis.errors import OptionError
from survey_analysis.statistics.effect_sizes import small_sample_correction
from survey_analysis.statistics.equivalence import check_alpha, check_bound, equivalence
from survey_analysis.statistics.games_howell import games_howell
from survey_analysis.statistics.group_means import group_means
from survey_analysis.tables.cell_design import Sample, with_design
from survey_analysis.tables.counts import from_tables, tabulate
from survey_analysis.tables.sampling import sampling_units

CASES = [("region", 0.2, "region"), ("region", 0.5, "region_wide"), ("age", 0.3, "age")]


@pytest.mark.parametrize(("by", "bound", "name"), CASES)
def test_pairs_are_those_of_r(counts_of, reference, by, bound, name):
    found = equivalence(counts_of("score", by), bound=bound)
    expected = reference("equivalence")[name]
    for field, wanted in (("effect", "g"), ("p_difference", "p_difference")):
        np.testing.assert_allclose(getattr(found, field), [e[wanted] for e in expected], rtol=1e-9)
    # R adds up the noncentral t to twelve decimals
    for field in ("p_lower", "p_upper"):
        values = [e[field] for e in expected]
        np.testing.assert_allclose(getattr(found, field), values, rtol=1e-8, atol=1e-12)
    np.testing.assert_array_equal(found.p_value, np.maximum(found.p_lower, found.p_upper))
    np.testing.assert_array_equal(np.transpose([found.n1, found.n2]), [e["n"] for e in expected])
    # effectsize solves its intervals to seven digits
    ends = np.transpose([found.ci_low, found.ci_high])
    np.testing.assert_allclose(ends, [e["effectsize"]["ci"] for e in expected], rtol=1e-5)
    said = [e["effectsize"]["accepted"] for e in expected]
    np.testing.assert_array_equal(found.equivalent, said)


def test_weighted_pairs_are_those_of_r_survey(counts_of, reference, respondents):
    found = equivalence(counts_of("score", "region", respondents["weight"]), bound=0.2)
    for pair, expected in enumerate(reference("equivalence")["weighted"]):
        df = expected["df"] + 0.0
        j = small_sample_correction(np.array([df]))[0]
        g, se = j * expected["d"], j * expected["se_d"]
        assert found.effect[pair] == pytest.approx(g, rel=1e-8)
        half = special.stdtrit(df, 0.95) * se
        # R takes off the mean of influence values that the leverage has moved a little from 0
        assert found.ci_low[pair] == pytest.approx(g - half, rel=1e-6)
        assert found.ci_high[pair] == pytest.approx(g + half, rel=1e-6)
        assert found.p_lower[pair] == pytest.approx(special.stdtr(df, -(g + 0.2) / se), rel=1e-5)
        assert found.p_upper[pair] == pytest.approx(special.stdtr(df, (g - 0.2) / se), rel=1e-5)
        t = expected["difference"] / expected["se"]
        assert found.p_difference[pair] == pytest.approx(2 * special.stdtr(df, -abs(t)), rel=1e-8)
    assert "design-based" in found.method


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("confidence", [0.9, 0.95, 0.99])
def test_a_p_value_is_alpha_where_the_interval_ends(counts_of, respondents, weighted, confidence):
    weights = respondents["weight"] if weighted else None
    counts = counts_of("score", "age", weights)
    ends = equivalence(counts, confidence=confidence)
    farther = np.maximum(np.abs(ends.ci_low), np.abs(ends.ci_high))
    for pair, end in enumerate(farther):
        at_end = equivalence(counts, bound=end, confidence=confidence)
        assert at_end.p_value[pair] == pytest.approx(1 - confidence, rel=1e-7)
    inside = equivalence(counts, bound=float(np.median(farther)) + 1e-9, confidence=confidence)
    np.testing.assert_array_equal(inside.equivalent, farther < inside.bound)
    np.testing.assert_array_equal(inside.equivalent, inside.p_value < 1 - confidence)


def test_the_effects_are_those_of_the_comparison(counts_of):
    counts = counts_of("score", "age")
    found = equivalence(counts)
    pairs = games_howell(group_means(counts.named), 0.9)
    np.testing.assert_allclose(found.effect, pairs.effect, rtol=1e-13)
    np.testing.assert_allclose(found.ci_low, pairs.effect_ci_low, rtol=1e-9)
    np.testing.assert_allclose(found.ci_high, pairs.effect_ci_high, rtol=1e-9)


def test_groups_turned_round_change_the_sides(counts_of):
    counts = counts_of("score", "region").named
    one, other = equivalence(counts.keep([0, 1])), equivalence(counts.keep([1, 0]))
    assert one.effect[0] == pytest.approx(-other.effect[0], rel=1e-13)
    assert one.p_lower[0] == pytest.approx(other.p_upper[0], rel=1e-12)
    assert one.p_value[0] == pytest.approx(other.p_value[0], rel=1e-12)


def test_a_wider_bound_is_easier_to_stay_within(counts_of):
    counts = counts_of("score", "age")
    p = [equivalence(counts, bound=bound).p_value for bound in (0.1, 0.2, 0.5, 5)]
    assert (np.diff(p, axis=0) < 0).all()


def test_equal_weights_are_none(counts_of):
    counts, ones = counts_of("score", "age"), counts_of("score", "age", np.full(600, 2.5))
    np.testing.assert_allclose(equivalence(ones).p_value, equivalence(counts).p_value, rtol=1e-10)


def test_weights_in_other_units_change_nothing(counts_of, respondents):
    one, other = (
        equivalence(counts_of("score", "age", w * respondents["weight"])) for w in (1, 100)
    )
    np.testing.assert_allclose(one.p_value, other.p_value, rtol=1e-9)


def test_small_samples_hold_their_level():
    """At a true difference of the bound, equivalence is found in 5 of 100 samples at most."""
    rng, n, found = np.random.default_rng(4), 60, 0
    for _ in range(400):
        x, y = rng.normal(0.8, 1, n).round(1), rng.normal(0, 1, n).round(1)
        values = np.unique([*x, *y])
        table = [[(one == value).sum() for value in values] for one in (x, y)]
        counts = from_tables(values, ("a", "b"), table)
        found += int(equivalence(counts, bound=0.8).equivalent[0])
    assert found <= 400 * 0.05 + 3 * np.sqrt(400 * 0.05 * 0.95)


def test_a_group_without_variance_is_left_out_by_name():
    counts = from_tables([1, 2, 3], ("a", "b", "c"), [[2, 5, 3], [0, 4, 0], [4, 4, 2]])
    found = equivalence(counts)
    assert found.groups == ("a", "c")
    assert found.p_value.shape == (1,)
    assert [note.code for note in found.notes] == ["SA320"]
    assert "b" in found.notes[0].text


def test_a_single_group_has_no_pairs():
    found = equivalence(from_tables([1, 2, 3], ("a", "b"), [[2, 5, 3], [0, 4, 0]]))
    assert found.p_value.size == 0
    assert found.notes[-1].code == "SA322"


def test_the_method_names_the_bound_and_both_levels(counts_of):
    method = equivalence(counts_of("score", "age"), bound=0.3, confidence=0.95).method
    assert "-0.3 and 0.3" in method
    assert "p < 0.05 where the 90 % interval" in method


@pytest.mark.parametrize(
    "bound", [0, -0.2, float("nan"), float("inf"), 5.1, True, "0.2", None, [0.2], 10**400]
)
def test_a_wrong_bound_says_what_it_is(bound):
    with pytest.raises(OptionError, match="smallest difference that would matter"):
        check_bound(bound)


def test_a_right_bound_is_a_float():
    assert [check_bound(bound) for bound in (1, 5, np.float32(0.5))] == [1.0, 5.0, 0.5]


@pytest.mark.parametrize("confidence", [0.5, 0.1])
def test_two_one_sided_tests_need_a_confidence_above_a_half(confidence):
    with pytest.raises(OptionError, match=r"above 0\.5"):
        check_alpha(confidence)


def test_a_design_without_a_variance_says_why(respondents):
    values = np.arange(5.0, 26.0)
    position = np.searchsorted(values, respondents["score"])
    region, weights = respondents["region"].astype(int), respondents["weight"]
    counts = tabulate(position, values, region, ("r0", "r1", "r2", ""), weights)
    drawn = sampling_units(600, (np.arange(600) == 0).astype(int))
    sample = Sample(drawn=drawn, weights=weights, margins=None)
    found = equivalence(with_design(counts, position, region, sample))
    assert np.isnan(found.p_value).all()
    assert not found.equivalent.any()
    assert found.notes[-1].code == "SA344"


def test_without_groups_that_vary_there_are_no_pairs_by_design_either(drawn_by, drawn_counts):
    for drawn in (None, drawn_by("strata"), drawn_by("clusters")):
        size = 12 if drawn is None else drawn.place.size
        answers, groups = np.full(size, 3.0), np.arange(size) % 2
        weights = np.linspace(1, 2, size)
        found = equivalence(drawn_counts(answers, weights, groups, ("a", "b"), drawn=drawn).named)
        assert found.groups == ()
        assert found.p_value.size == 0
        assert {note.code for note in found.notes} >= {"SA320", "SA322"}


def test_of_a_census_there_is_nothing_to_test():
    """Everybody was drawn: nothing varies from sample to sample."""
    codes, groups = np.arange(60) % 3, np.arange(60) % 2
    drawn = sampling_units(60, population=np.zeros(60, dtype=int), numbers=np.array([60.0]))
    counts = tabulate(codes, np.array([1.0, 2.0, 3.0]), groups, ("a", "b", ""))
    counts = with_design(counts, codes, groups, Sample(drawn=drawn, weights=np.ones(60))).named
    found = equivalence(counts)
    assert np.isnan([found.p_value, found.p_lower, found.p_difference]).all()
    assert found.notes[-1].code == "SA730"
    assert not found.equivalent.any()
