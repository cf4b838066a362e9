"""Weighted rank tests: against the regression of mid-ranks by R survey."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_analysis.errors import OptionError
from survey_analysis.statistics.cliffs_delta import cliffs_delta
from survey_analysis.statistics.dunn import dunn
from survey_analysis.statistics.ranks import kruskal_wallis, mann_whitney
from survey_analysis.statistics.wald import linearized_t
from survey_analysis.statistics.weighted_ranks import (
    weighted_rank_f,
    weighted_rank_t,
    weighted_rank_test,
)
from survey_analysis.tables.cell_design import Sample, with_design
from survey_analysis.tables.counts import from_tables, tabulate
from survey_analysis.tables.margins import raked_margins
from survey_analysis.tables.sampling import sampling_units

SUPPORT = {"score": np.arange(5.0, 26.0), "item": np.arange(1.0, 6.0)}


def table(values, group, n_groups, weights, drawn=None, margins=None):
    """Counts with a design; values may be nan, and groups -1."""
    support = np.unique(values[~np.isnan(values)])
    position = np.where(
        np.isnan(values), support.size, np.searchsorted(support, np.nan_to_num(values))
    )
    rows = np.where(group < 0, n_groups, group)
    labels = tuple(f"g{row}" for row in range(n_groups))
    counts = tabulate(position, support, rows, (*labels, ""), weights)
    drawn = drawn or sampling_units(values.size)
    sample = Sample(drawn=drawn, weights=weights, margins=margins)
    return with_design(counts, position, rows, sample)


def of_groups(respondents, outcome, by, rows=slice(None)):
    group = (respondents["region"] > 0).astype(int) if by == "zero" else respondents[by].astype(int)
    weights = respondents["weight"][rows]
    return table(respondents[outcome][rows], group[rows], int(group.max()) + 1, weights)


def of_clusters(clusters, item, by, weighted=True, sampled=True, **population):
    n = clusters["stratum"].size
    level = np.clip(clusters["items"][:, 4], 2, 4)
    group = (
        np.arange(n) % 3 if by == "third" else np.where(np.isnan(level), -1, level - 2).astype(int)
    )
    drawn = sampling_units(
        n, clusters["stratum"], clusters["cluster"] if sampled else None, **population
    )
    weights = clusters["weight"] if weighted else np.ones(n)
    return table(clusters["items"][:, item], group, 3, weights, drawn=drawn)


def agrees(found, expected):
    assert found.statistic == pytest.approx(expected["F"], rel=1e-9)
    assert (found.df1, found.df2) == (expected["df1"], expected["df2"])
    assert found.p_value == pytest.approx(expected["p"], rel=1e-9)
    pairs = expected["pairs"]
    names = {"estimate": "estimate", "se": "se", "t": "statistic", "df": "df", "p": "p_value"}
    for theirs, ours in names.items():
        expected_of = [pair[theirs] for pair in pairs]
        np.testing.assert_allclose(getattr(found.pairs, ours), expected_of, rtol=1e-8, atol=1e-13)
    np.testing.assert_allclose(found.pairs.p_adjusted, expected["p_holm"], rtol=1e-8)
    deltas = [2 * pair["superiority"]["P"] - 1 for pair in pairs]
    np.testing.assert_allclose(found.pairs.effect, deltas, rtol=1e-9, atol=1e-13)
    ends = 2 * np.array([pair["superiority"]["ci"] for pair in pairs]) - 1
    np.testing.assert_allclose(found.pairs.effect_ci_low, ends[:, 0], rtol=1e-8)
    np.testing.assert_allclose(found.pairs.effect_ci_high, ends[:, 1], rtol=1e-8)
    effects = expected["effects"]
    assert found.effect == pytest.approx(effects["epsilon"], rel=1e-9)
    # R's uniroot stops at 1e-14, its pf(ncp =) at 1e-9 or so
    assert found.effect_ci_low == pytest.approx(effects["ci"][0], abs=1e-7)
    assert found.effect_ci_high == pytest.approx(effects["ci"][1], abs=1e-7)


@pytest.mark.parametrize(
    ("outcome", "by", "confidence"),
    [("score", "age", 0.95), ("score", "region", 0.9), ("item", "age", 0.95)],
)
def test_several_groups_are_those_of_r(respondents, reference, outcome, by, confidence):
    expected = reference("weighted_ranks")["simple"][f"{outcome}_{by}"]
    counts = of_groups(respondents, outcome, by)
    found = kruskal_wallis(counts, confidence=confidence)
    assert (found.test, found.n) == ("weighted_rank_f", 600)
    assert found.effect_name == "rank_epsilon_squared"
    agrees(found, expected)
    eta = kruskal_wallis(counts, confidence=confidence, effect="rank_eta_squared")
    assert eta.effect_name == "rank_eta_squared"
    assert eta.effect == pytest.approx(expected["effects"]["eta"], rel=1e-9)
    assert "weighted" in found.method


@pytest.mark.parametrize("outcome", ["score", "item"])
def test_two_groups_are_those_of_r(respondents, reference, outcome):
    expected = reference("weighted_ranks")["simple"][f"{outcome}_zero"]
    counts = of_groups(respondents, outcome, "zero")
    agrees(kruskal_wallis(counts), expected)
    found = mann_whitney(counts)
    assert (found.test, found.effect_name) == ("weighted_rank_t", "cliffs_delta")
    pair = expected["pairs"][0]
    assert found.statistic == pytest.approx(pair["t"], rel=1e-9)
    assert found.statistic**2 == pytest.approx(expected["F"], rel=1e-9)
    assert (found.df1, np.isnan(found.df2)) == (598, True)
    assert found.p_value == pytest.approx(pair["p"], rel=1e-9)
    assert found.effect == pytest.approx(2 * pair["superiority"]["P"] - 1, rel=1e-9)


def test_the_numbers_of_the_literature(respondents):
    """Mid-ranks by hand: p .0297510021, .0819996832, .0981479730, .1186064082."""
    p = [
        weighted_rank_test(of_groups(respondents, outcome, by)).p_value
        for outcome in ("score", "item")
        for by in ("age", "zero")
    ]
    assert p == pytest.approx([0.0297510021, 0.0819996832, 0.0981479730, 0.1186064082], rel=1e-8)


def test_strata_clusters_and_populations_are_those_of_r(clusters, reference):
    expected = reference("weighted_ranks")
    agrees(weighted_rank_f(of_clusters(clusters, 0, "third")), expected["clusters"])
    numbers, position = np.unique(clusters["population"], return_inverse=True)
    population = of_clusters(clusters, 1, "level", population=position, numbers=numbers)
    agrees(weighted_rank_f(population), expected["population"])
    strata = of_clusters(clusters, 2, "level", sampled=False)
    agrees(weighted_rank_f(strata, confidence=0.8), expected["strata"])
    agrees(
        kruskal_wallis(of_clusters(clusters, 3, "level", weighted=False)), expected["unweighted"]
    )


def test_the_order_of_the_respondents_does_not_matter(respondents):
    one = kruskal_wallis(of_groups(respondents, "item", "age"))
    for seed in range(5):
        shuffled = np.random.default_rng(seed).permutation(600)
        other = kruskal_wallis(of_groups(respondents, "item", "age", shuffled))
        assert other.p_value == pytest.approx(one.p_value, rel=1e-9)


def test_only_the_order_of_the_values_and_the_ratio_of_the_weights_matter(respondents):
    counts = of_groups(respondents, "score", "age")
    one = kruskal_wallis(counts)
    other = kruskal_wallis(replace(counts, values=np.exp(counts.values)))
    assert other.p_value == one.p_value
    heavy = dict(respondents, weight=100 * respondents["weight"])
    other = kruskal_wallis(of_groups(heavy, "score", "age"))
    for name in ("statistic", "p_value", "effect", "effect_ci_low", "effect_ci_high"):
        assert getattr(other, name) == pytest.approx(getattr(one, name), rel=1e-7)


def test_with_equal_weights_pairs_are_those_of_dunn_but_for_the_variance(respondents):
    equal = dict(respondents, weight=np.ones(600))
    counts = of_groups(equal, "score", "age")
    found, classical = weighted_rank_f(counts), dunn(counts.named)
    np.testing.assert_allclose(600 * found.pairs.estimate, classical.estimate, rtol=1e-9)
    np.testing.assert_allclose(found.pairs.statistic, classical.statistic, rtol=0.14)
    np.testing.assert_allclose(found.pairs.effect, cliffs_delta(counts.named).estimate)


def test_groups_are_parts_of_one_sample(respondents):
    """Leaving out a group changes the ranks but not the sample that was drawn."""
    counts = of_groups(respondents, "item", "region")
    found = mann_whitney(counts.keep([0, 1]))
    assert found.df1 == 475
    assert counts.keep([0, 1]).design.units.n_units.tolist() == [600]


def raked(respondents):
    region, age = respondents["region"].astype(int), respondents["age"].astype(int)
    w = respondents["weight"].copy()
    for _ in range(300):
        w *= (np.array([200.0, 220, 180]) / np.bincount(region, w))[region]
        w *= (np.array([150.0, 170, 150, 130]) / np.bincount(age, w))[age]
    levels = np.column_stack([np.arange(12) // 4, np.arange(12) % 4])
    return w, raked_margins(region * 4 + age, levels, w)


def test_after_raking_it_is_the_test_of_the_scores(respondents):
    w, margins = raked(respondents)
    group, item = (respondents["education"] > 1).astype(int), respondents["item"]
    below = np.array(
        [((w * (item < v)).sum() + (w * (item == v)).sum() / 2) / w.sum() for v in item]
    )
    expected = linearized_t(table(below, group, 2, w, margins=margins))
    found = mann_whitney(table(item, group, 2, w, margins=margins))
    ignored = mann_whitney(table(item, group, 2, w))
    assert found.statistic == pytest.approx(expected.statistic, rel=1e-9)
    assert (found.df1, found.p_value) == pytest.approx((598, expected.p_value), rel=1e-9)
    assert found.pairs.estimate == pytest.approx(ignored.pairs.estimate, rel=1e-12)
    assert found.pairs.se[0] != pytest.approx(ignored.pairs.se[0], rel=1e-3)


SMALL_N = [[6, 5, 4], [3, 9, 12], [20, 40, 60]]


def test_small_groups_have_fewer_degrees_of_freedom():
    n = np.array(SMALL_N)
    counts = from_tables([1, 2, 3], ("a", "b", "c"), n, 2 * n, 5 * n)
    found = weighted_rank_f(counts)
    # Welch's: effective n of 12 and 19.2, the third group large
    assert 20 < found.df2 < 40
    assert (found.pairs.df < 40).all()
    two = weighted_rank_t(counts.keep([0, 1]))
    both = weighted_rank_f(counts.keep([0, 1]))
    assert two.df1 == pytest.approx(both.df2, rel=1e-9)
    assert two.p_value == pytest.approx(both.p_value, rel=1e-9)
    large = weighted_rank_f(from_tables([1, 2, 3], ("a", "b", "c"), 9 * n, 18 * n, 45 * n))
    assert large.df2 == 9 * n.sum() - 3


def test_one_test_for_two_groups_and_for_more():
    n = np.array(SMALL_N)
    counts = from_tables([1, 2, 3], ("a", "b", "c"), n, 2 * n, 5 * n)
    assert weighted_rank_test(counts).test == "weighted_rank_f"
    assert weighted_rank_test(counts.keep([0, 2])).test == "weighted_rank_t"
    assert weighted_rank_test(counts.keep([0])).notes[-1].code == "SA322"


@pytest.mark.parametrize("test", [mann_whitney, kruskal_wallis])
def test_groups_without_different_answers_leave(test):
    n = np.array([[5, 9, 6], [0, 4, 0], [7, 5, 1]])
    found = test(from_tables([1, 2, 3], ("a", "b", "c"), n, 2 * n, 5 * n))
    assert found.groups == ("a", "c")
    assert [note.code for note in found.notes] == ["SA320", "SA733"]
    assert 0 < found.p_value < 1


@pytest.mark.parametrize("test", [mann_whitney, kruskal_wallis])
@pytest.mark.parametrize(
    ("strata", "clusters", "code"),
    [
        (np.arange(12) % 6, np.arange(12) % 6, "SA344"),
        (None, np.arange(12) // 6, "SA731"),
    ],
)
def test_a_design_without_a_variance_is_told(test, strata, clusters, code):
    drawn = sampling_units(12, strata, clusters)
    values = np.array([1.0, 2, 3, 1, 2, 4, 2, 3, 4, 4, 1, 2])
    found = test(table(values, np.arange(12) % 2, 2, np.ones(12), drawn=drawn))
    assert np.isnan([found.p_value, found.effect]).all()
    assert found.pairs is None
    assert [note.code for note in found.notes] == [code]


def test_groups_that_differ_in_the_same_way_in_each_cluster_give_no_f():
    """Only the first group varies from cluster to cluster, so that the others cannot be told."""
    drawn = sampling_units(36, clusters=np.arange(36) // 6)
    values = np.tile([0.0, 0, 1, 2, 3, 2], 6)
    values[0::6], values[1::6] = [1, 2, 3, 1, 2, 3], [3, 3, 2, 1, 1, 1]
    found = kruskal_wallis(table(values, np.tile([0, 0, 1, 1, 2, 2], 6), 3, np.ones(36), drawn))
    assert np.isnan(found.p_value)
    assert found.notes[-1].code == "SA730"


def test_more_groups_than_clusters_give_no_f():
    drawn = sampling_units(24, clusters=np.arange(24) // 12)
    values = np.tile([1.0, 2, 3, 4, 2, 5], 4)
    found = kruskal_wallis(table(values, np.arange(24) % 4, 4, np.ones(24), drawn))
    assert found.notes[-1].code == "SA730"


def test_an_unknown_effect_is_refused(respondents):
    with pytest.raises(OptionError, match=r"effect='eta' is not allowed.*rank_eta_squared"):
        weighted_rank_f(of_groups(respondents, "score", "age"), effect="eta")


@pytest.mark.parametrize("test", [weighted_rank_f, weighted_rank_t])
def test_a_confidence_in_percent_is_refused(respondents, test):
    with pytest.raises(OptionError, match="confidence=95"):
        test(of_groups(respondents, "score", "zero"), confidence=95)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.lists(st.integers(0, 4), min_size=3, max_size=3), min_size=1, max_size=4),
    st.integers(0, 100),
)
def test_any_weighted_table_gives_numbers_or_a_reason(table, seed):
    n = np.array(table, dtype=float)
    w = n * np.random.default_rng(seed).uniform(0.3, 3, n.shape)
    square = np.where(n > 0, 1.2 * w**2 / np.where(n > 0, n, 1), 0)
    counts = from_tables([1, 2, 3], tuple(f"g{row}" for row in range(len(n))), n, w, square)
    for test in (mann_whitney, kruskal_wallis):
        found = test(counts)
        if np.isnan(found.p_value):
            assert found.notes[-1].severity == "warning"
            assert found.pairs is None
        else:
            assert 0 <= found.p_value <= 1
            assert -1 <= found.effect <= 1
            assert not found.effect < found.effect_ci_low
            assert not found.effect > found.effect_ci_high
            assert (found.pairs.p_adjusted >= found.pairs.p_value).all()
