"""The smallest difference that data could have shown."""

from __future__ import annotations

import numpy as np
import pytest

from survey_analysis.errors import OptionError
from survey_analysis.statistics.interval import t_quantile
from survey_analysis.statistics.noncentral import noncentral_t
from survey_analysis.statistics.power import (
    detectable_noncentrality,
    smallest_detectable,
    smallest_omega_squared,
)
from survey_analysis.tables.counts import from_tables


def test_equal_groups_are_those_of_power_t_test(reference):
    for case in reference("equivalence")["power"]["t"]:
        n, sd = case["n"], case["sd"]
        found = detectable_noncentrality(2 * n - 2, case["power"], case["alpha"])
        delta = found * sd * np.sqrt(2 / n)
        assert delta == pytest.approx(case["delta"], rel=1e-6)


def test_degrees_of_freedom_may_be_fractions(reference):
    for case in reference("equivalence")["power"]["welch"]:
        found = detectable_noncentrality([case["df"]], case["power"], case["alpha"])
        assert found * case["se"] == pytest.approx(case["difference"], rel=1e-8)


def test_several_groups_are_those_of_power_anova_test(reference):
    for case in reference("equivalence")["power"]["f"]:
        k, n = case["groups"], case["groups"] * case["n"]
        found = smallest_omega_squared(
            k - 1, n - k, n, power=case["power"], confidence=1 - case["alpha"]
        )
        assert found == pytest.approx(case["omega"], rel=1e-9)
        assert found == pytest.approx(case["power_anova_test"], rel=1e-4)


def test_pairs_use_the_error_of_their_test(counts_of, reference):
    found = smallest_detectable(counts_of("score", "region"))
    for pair, expected in enumerate(reference("equivalence")["region"]):
        noncentrality = detectable_noncentrality([expected["df"]], 0.8, 0.05)[0]
        assert found.difference[pair] == pytest.approx(noncentrality * expected["se"], rel=1e-10)
        effect = noncentrality * expected["se"] / expected["s"]
        assert found.effect[pair] == pytest.approx(effect, rel=1e-10)
        assert [found.n1[pair], found.n2[pair]] == expected["n"]


def test_weighted_pairs_use_the_linearized_error(counts_of, reference, respondents):
    found = smallest_detectable(counts_of("score", "region", respondents["weight"]))
    for pair, expected in enumerate(reference("equivalence")["weighted"]):
        noncentrality = detectable_noncentrality([expected["df"]], 0.8, 0.05)[0]
        assert found.difference[pair] == pytest.approx(noncentrality * expected["se"], rel=1e-8)
        effect = noncentrality * expected["se"] / expected["s"]
        assert found.effect[pair] == pytest.approx(effect, rel=1e-8)


def test_the_noncentrality_gives_the_power_asked_for():
    df = np.array([2.0, 7.5, 100.0, 1e5])
    for power in (0.06, 0.5, 0.8, 0.999):
        found = detectable_noncentrality(df, power, 0.05)
        beyond = t_quantile(0.95, df)
        either = noncentral_t(-beyond, df, -found) + noncentral_t(-beyond, df, found)
        np.testing.assert_allclose(either, power, rtol=1e-10)


def test_t_squared_is_f():
    noncentrality = detectable_noncentrality(38.0, 0.8, 0.05)
    squared = smallest_omega_squared(1, 38, 40)
    assert noncentrality**2 / (noncentrality**2 + 40) == pytest.approx(squared, rel=1e-9)


def test_more_respondents_show_smaller_differences():
    table = np.array([[2, 5, 3], [4, 4, 2]])
    few, many = (
        smallest_detectable(from_tables([1, 2, 3], ("a", "b"), scale * table)).difference[0]
        for scale in (1, 100)
    )
    assert many == pytest.approx(few / 10, rel=0.12)


def test_more_power_needs_a_larger_difference(counts_of):
    counts = counts_of("score", "age")
    found = [smallest_detectable(counts, power=power).difference for power in (0.5, 0.8, 0.95)]
    assert (np.diff(found, axis=0) > 0).all()


def test_a_group_without_variance_is_left_out_by_name():
    found = smallest_detectable(from_tables([1, 2], ("a", "b"), [[2, 5], [0, 4]]))
    assert found.groups == ("a",)
    assert found.difference.size == 0
    assert [note.code for note in found.notes] == ["SA320", "SA322"]


def test_without_degrees_of_freedom_nothing_is_known():
    assert np.isnan(detectable_noncentrality([np.nan, 0.0, -1.0], 0.8, 0.05)).all()
    assert np.isnan(smallest_omega_squared(3, np.nan, 400))


@pytest.mark.parametrize("power", [0.05, 0.01, 1, 0, -1, float("nan"), True, "0.8", None])
def test_a_wrong_power_says_what_it_is(power):
    counts = from_tables([1, 2], ("a", "b"), [[2, 5], [3, 4]])
    with pytest.raises(OptionError, match="chance of finding the difference"):
        smallest_detectable(counts, power=power)
