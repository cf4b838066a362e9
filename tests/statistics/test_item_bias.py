"""Item bias: the tests of a domain, and what is flagged."""

from __future__ import annotations

import numpy as np
import pytest

from survey_analysis.statistics.item_bias import (
    LEAST_IN_GROUP,
    METHODS,
    R2_RULE,
    SMD_RULE,
    differential_item_functioning,
    flag,
)
from survey_analysis.statistics.multiplicity import benjamini_hochberg

LABELS = ("a", "b", "c")
UNIFORM, NON_UNIFORM = 2, 5


def simulated(rng, *, shift=0.0, turn=0.0, n=1000, k=8):
    """Two groups alike in what is measured; item 2 shifted, item 5 turned in the second."""
    group = np.repeat([0, 1], n)
    theta = rng.normal(size=2 * n)
    loading = np.full((2 * n, k), 0.7)
    loading[group == 1, NON_UNIFORM] -= turn
    latent = loading * theta[:, None] + np.sqrt(1 - loading**2) * rng.normal(size=(2 * n, k))
    latent[group == 1, UNIFORM] += shift
    return np.searchsorted([-1.5, -0.5, 0.5, 1.5], latent.ravel()).reshape(-1, k) + 1.0, group


def flagged(found):
    """(k, 4) whether each test flags each item."""
    adjusted = np.column_stack([benjamini_hochberg(p) for p in found.p_value.T])
    return np.array(
        [
            [flag(*one) is not None for one in zip(METHODS, *item, strict=True)]
            for item in zip(adjusted, found.effect, found.effect_if_fair, strict=True)
        ]
    )


def test_it_gathers_the_four_tests_of_every_item(answers, patterns_of, reference):
    expected = reference("item_bias")["two_groups"]
    found = differential_item_functioning(patterns_of(answers["items"], answers["group"], LABELS))
    assert found.groups == ("a", "b")
    assert found.left_out == ("c",)
    assert list(found.n) == [sum(expected["n"])] * 6
    for item, one in enumerate(expected["items"]):
        assert list(found.n_strata[item, :2]) == [len(one["starts"])] * 2
        wanted = [one["mantel"]["statistic"], one["gmh"]["statistic"], *one["statistic"]]
        assert found.statistic[item] == pytest.approx(wanted, rel=1e-6, abs=1e-8)
        assert found.p_value[item, 0] == pytest.approx(one["mantel"]["p"], rel=1e-8)
        assert list(found.df[item]) == [1, one["gmh"]["df"], 1, 1]
        assert found.effect[item, 0] == pytest.approx(one["smd"][1], rel=1e-10)
        assert np.isnan(found.effect[item, 1])
        assert found.effect[item, 2:] == pytest.approx(one["r2_change"], rel=1e-6, abs=1e-9)
        assert np.isfinite(found.effect_if_fair[item, 0])
        assert np.isnan(found.effect_if_fair[item, 1:]).all()
        assert (found.group1[item], found.group2[item]) == (1, 0)
        assert found.notes[item] == (None,) * 4


def test_planted_bias_is_found_and_nothing_else(patterns_of):
    rng = np.random.default_rng(17)
    items, group = simulated(rng, shift=0.45, turn=0.6)
    found = differential_item_functioning(patterns_of(items, group, ("a", "b")))
    flags = flagged(found)
    assert flags[UNIFORM, METHODS.index("mantel")]
    assert flags[NON_UNIFORM, METHODS.index("logistic_nonuniform")]
    assert list(np.flatnonzero(flags.any(axis=1))) == [UNIFORM, NON_UNIFORM]
    assert found.effect[UNIFORM, 0] > 0.25
    # what changes its sign along the score is for the model to find
    assert found.p_value[NON_UNIFORM, 0] > 0.05
    assert found.p_value[NON_UNIFORM, 3] < 1e-10


def test_fair_items_of_groups_alike_are_seldom_flagged(patterns_of):
    rng = np.random.default_rng(18)
    p_values, flags = [], []
    for _ in range(20):
        items, group = simulated(rng, n=300)
        found = differential_item_functioning(patterns_of(items, group, ("a", "b")))
        p_values.append(found.p_value)
        flags.append(flagged(found))
    # 160 tests of each kind: a rate of .05 has a standard error of .017
    assert ((np.array(p_values) < 0.05).mean(axis=(0, 1)) < 0.11).all()
    assert np.mean(flags) < 0.01


def test_a_true_gap_between_groups_is_no_bias(patterns_of):
    rng = np.random.default_rng(19)
    group = np.repeat([0, 1], 1000)
    theta = rng.normal(size=2000) + 0.7 * group
    latent = 0.6 * theta[:, None] + 0.8 * rng.normal(size=(2000, 4))
    items = np.searchsorted([-1.5, -0.5, 0.5, 1.5], latent.ravel()).reshape(-1, 4) + 1.0
    found = differential_item_functioning(patterns_of(items, group, ("low", "high")))
    assert (found.p_value[:, 0] < 0.05).all()  # four items match with error
    assert not flagged(found).any()


def test_items_can_be_matched_by_some_of_the_others(answers, patterns_of):
    patterns = patterns_of(answers["items"], answers["group"], LABELS)
    fewer = patterns_of(answers["items"][:, [0, 1, 2, 3, 4]], answers["group"], LABELS)
    by_some = differential_item_functioning(patterns, matched_by=[0, 1, 2, 3, 4])
    complete = ~np.isnan(answers["items"]).any(axis=1)
    fewer = patterns_of(answers["items"][complete][:, :5], answers["group"][complete], LABELS)
    np.testing.assert_allclose(
        by_some.statistic[:5], differential_item_functioning(fewer).statistic, rtol=1e-8
    )
    assert by_some.statistic[5, 0] == pytest.approx(
        differential_item_functioning(patterns).statistic[5, 0]
    )


def test_row_order_weights_and_turning_the_scale_do_not_matter(answers, patterns_of):
    items, group = answers["items"], answers["group"]
    plain = differential_item_functioning(patterns_of(items, group, LABELS))
    weighted = differential_item_functioning(
        patterns_of(items, group, LABELS, weights=answers["weight"])
    )
    reversed_rows = differential_item_functioning(patterns_of(items[::-1], group[::-1], LABELS))
    for other in (weighted, reversed_rows):
        np.testing.assert_allclose(other.statistic, plain.statistic, rtol=1e-9)
        np.testing.assert_allclose(other.effect, plain.effect, rtol=1e-9)
    turned = differential_item_functioning(patterns_of(6 - items, group, LABELS))
    np.testing.assert_allclose(turned.statistic[:, 2:], plain.statistic[:, 2:], rtol=1e-6)
    np.testing.assert_allclose(turned.effect_if_fair[:, 0], -plain.effect_if_fair[:, 0])


def notes_of(found):
    return {note.code if note else "" for item in found.notes for note in item}


def all_nan(found):
    return np.isnan([found.statistic, found.df, found.p_value, found.effect]).all()


def test_too_few_groups_are_a_reason(answers, patterns_of):
    found = differential_item_functioning(
        patterns_of(answers["items"], answers["group"] // 2 * 2, LABELS)
    )
    assert found.groups == ("a",)
    assert found.left_out == ("b", "c")
    assert all_nan(found)
    assert notes_of(found) == {"SA322"}
    assert (found.group1 == -1).all()


def test_a_group_takes_part_from_a_named_number_on(patterns_of):
    rng = np.random.default_rng(2)
    group = np.repeat([0, 1, 2, 3], [60, LEAST_IN_GROUP, LEAST_IN_GROUP - 1, 20])
    items = rng.integers(1, 4, (group.size, 4)).astype(float)
    found = differential_item_functioning(patterns_of(items, group, LABELS))
    assert (found.groups, found.left_out) == (("a", "b"), ("c",))
    assert list(found.n) == [60 + LEAST_IN_GROUP] * 4


def test_one_item_cannot_be_matched_and_two_only_roughly(answers, patterns_of):
    one = differential_item_functioning(
        patterns_of(answers["items"][:, :1], answers["group"], LABELS)
    )
    assert all_nan(one)
    assert notes_of(one) == {"SA385"}
    two = differential_item_functioning(
        patterns_of(answers["items"][:, [3, 4]], answers["group"], LABELS)
    )
    assert np.isfinite(two.statistic).all()
    assert np.isnan(two.effect_if_fair).all()
    assert notes_of(two) == {"SA385"}
    assert "items left to match respondents by: 1" in two.notes[0][0].text


def test_a_constant_item_has_a_reason_and_does_not_harm_the_others(answers, patterns_of):
    items = answers["items"].copy()
    items[:, 2] = 4
    found = differential_item_functioning(patterns_of(items, answers["group"], LABELS))
    assert np.isnan(found.statistic[2]).all()
    assert {note.code for note in found.notes[2]} == {"SA325"}
    assert np.isfinite(found.statistic[[0, 1, 3, 4, 5]]).all()


@pytest.mark.filterwarnings("error")
def test_copies_of_one_item_leave_nothing_to_estimate(answers, patterns_of):
    copies = np.repeat(answers["items"][:, :1], 4, axis=1)
    found = differential_item_functioning(patterns_of(copies, answers["group"], LABELS))
    assert np.isnan(found.statistic).all()
    assert notes_of(found) == {"SA384"}


def test_an_item_that_tells_the_group_has_a_test_and_no_smd(answers, patterns_of):
    items = answers["items"].copy()
    items[:, 0] = np.where(answers["group"] == 0, 2, 4)
    found = differential_item_functioning(patterns_of(items, answers["group"], LABELS))
    assert found.p_value[0, 0] < 1e-20
    assert np.isnan(found.effect[0, 0])
    assert found.notes[0][0].code == "SA384"


def test_nobody_has_a_reason(patterns_of):
    found = differential_item_functioning(
        patterns_of(np.full((30, 3), np.nan), np.arange(30) % 3, LABELS)
    )
    assert found.left_out == LABELS
    assert all_nan(found)
    assert notes_of(found) == {"SA322"}


@pytest.mark.parametrize(
    ("method", "p", "effect", "fair", "size"),
    [
        ("mantel", 0.01, SMD_RULE[0], 0.0, "B"),
        ("mantel", 0.01, -SMD_RULE[1], np.nan, "C"),
        ("mantel", 0.01, -0.40, 0.30, "C"),
        ("mantel", 0.01, 0.40, 0.20, "B"),
        ("mantel", 0.01, 0.40, 0.30, None),
        ("mantel", 0.01, 0.10, -0.40, None),
        ("mantel", 0.05, 0.90, 0.0, None),
        ("mantel", np.nan, np.nan, np.nan, None),
        ("gmh", 1e-9, np.nan, np.nan, None),
        ("logistic_uniform", 0.01, R2_RULE[0], np.nan, "B"),
        ("logistic_nonuniform", 0.01, R2_RULE[1], np.nan, "C"),
        ("logistic_nonuniform", 0.01, 0.0349, np.nan, None),
    ],
)
def test_a_flag_needs_a_small_p_and_a_large_effect(method, p, effect, fair, size):
    found = flag(method, p, effect, fair)
    assert (found.values["size"] if found else None) == size
    if found:
        assert f"size {size} by the rule of" in found.text
        assert ";" not in found.text  # several flags of a cell are split there
