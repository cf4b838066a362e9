"""Brunner-Munzel, unweighted and by weight and design."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_analysis.errors import OptionError
from survey_analysis.statistics.ranks import brunner_munzel, mann_whitney
from survey_analysis.statistics.superiority import superiority
from survey_analysis.tables.cell_design import Sample, with_design
from survey_analysis.tables.counts import from_tables, tabulate
from survey_analysis.tables.margins import raked_margins
from survey_analysis.tables.sampling import sampling_units


def agrees(found, expected, n):
    assert (found.test, found.n) == ("brunner_munzel", n)
    assert found.effect_name == "probability_of_superiority"
    assert found.effect == pytest.approx(expected["P"], rel=1e-12)
    assert found.statistic == pytest.approx(expected["W"], rel=1e-10)
    assert found.df1 == pytest.approx(expected["df"], rel=1e-10)
    assert found.p_value == pytest.approx(expected["p"], rel=1e-9)
    ends = [found.effect_ci_low, found.effect_ci_high]
    assert ends == pytest.approx(expected["ci"], rel=1e-9)
    pairs = found.pairs
    assert pairs.estimate[0] == pytest.approx(expected["ranks"], rel=1e-10)
    assert pairs.se[0] == pytest.approx(n * expected["se"], rel=1e-10)
    # the plain interval of P, on the scale of the difference of mean ranks
    ends = np.array([pairs.ci_low[0], pairs.ci_high[0]]) / n + 0.5
    assert ends == pytest.approx(expected["plain"], rel=1e-9)
    assert (pairs.p_adjusted[0], pairs.adjust) == (found.p_value, "none")


def test_scores_are_those_of_r(counts_of, reference):
    found = brunner_munzel(counts_of("score", "region").keep([0, 1]))
    agrees(found, reference("weighted_ranks")["brunner_munzel"]["score"], 477)
    assert found.notes == ()


def test_items_in_the_other_order_are_those_of_r(counts_of, reference):
    found = brunner_munzel(counts_of("item", "region").keep([2, 0]), confidence=0.8)
    agrees(found, reference("weighted_ranks")["brunner_munzel"]["item"], found.n)
    assert found.statistic < 0
    assert found.effect < 0.5


def test_it_is_that_of_statsmodels(counts_of):
    """statsmodels 0.15 rank_compare_2ordinal: .5290417402, df 368.5647, p .2885614625."""
    found = brunner_munzel(counts_of("score", "region").keep([0, 1]))
    assert found.effect == pytest.approx(0.5290417402, abs=1e-10)
    assert found.df1 == pytest.approx(368.5647, abs=1e-4)
    assert found.p_value == pytest.approx(0.2885614625, abs=1e-10)
    ends = np.array([found.pairs.ci_low[0], found.pairs.ci_high[0]]) / 477 + 0.5
    assert ends == pytest.approx([0.4753087140, 0.5827747663], abs=1e-10)


def test_the_effect_says_the_same_as_cliffs_delta(counts_of):
    two = counts_of("item", "region").keep([0, 2])
    found, other = brunner_munzel(two), mann_whitney(two)
    names = ("effect", "effect_ci_low", "effect_ci_high")
    probability = [getattr(found, name) for name in names]
    assert probability == pytest.approx([(getattr(other, name) + 1) / 2 for name in names])
    assert found.pairs.estimate[0] == pytest.approx(other.pairs.estimate[0], rel=1e-12)


@given(
    st.lists(
        st.lists(st.integers(0, 5), min_size=3, max_size=3).filter(lambda row: sum(row) > 0),
        min_size=2,
        max_size=2,
    )
)
def test_groups_turned_round_turn_the_signs(table):
    counts = from_tables([1, 2, 3], ("a", "b"), table)
    one, other = brunner_munzel(counts), brunner_munzel(counts.keep([1, 0]))
    if np.isnan(one.effect):
        assert np.isnan(one.p_value)
        assert one.notes[-1].code in {"SA325", "SA741"}
        return
    assert one.effect == pytest.approx(1 - other.effect)
    assert one.effect_ci_low == pytest.approx(1 - other.effect_ci_high)
    assert 0 <= one.effect_ci_low <= one.effect <= one.effect_ci_high <= 1
    if np.isnan(one.p_value):
        assert one.notes[-1].code == "SA740"
        assert one.effect in (0, 1)
    else:
        assert one.statistic == pytest.approx(-other.statistic)
        assert one.p_value == pytest.approx(other.p_value)


def test_groups_that_do_not_overlap_have_an_effect_but_no_test():
    found = brunner_munzel(from_tables([1, 2, 3], ("a", "b"), [[0, 4, 5], [9, 0, 0]]))
    assert np.isnan([found.statistic, found.df1, found.p_value]).all()
    assert (found.effect, found.effect_ci_high) == (1, 1)
    assert found.effect_ci_low == pytest.approx(0.025 ** (1 / 9), rel=1e-12)
    assert [note.code for note in found.notes] == ["SA740"]
    assert "do not overlap" in found.notes[0].text
    assert np.isnan([found.pairs.se[0], found.pairs.p_adjusted[0]]).all()


@pytest.mark.parametrize(
    ("table", "code"),
    [
        ([[0, 3, 0], [0, 4, 0]], "SA325"),
        ([[0, 1, 0], [3, 4, 2]], "SA741"),
        ([[0, 0, 0], [3, 4, 2]], "SA322"),
    ],
)
@pytest.mark.parametrize("weighted", [False, True])
def test_what_cannot_be_computed_has_a_reason(table, code, weighted):
    n = np.array(table)
    more = (2 * n, 5 * n) if weighted else (None, None)
    found = brunner_munzel(from_tables([1, 2, 3], ("a", "b"), n, *more))
    assert found.test == ("weighted_brunner_munzel" if weighted else "brunner_munzel")
    assert np.isnan([found.p_value, found.effect, found.effect_ci_low]).all()
    assert found.notes[-1].code == code
    assert found.notes[-1].severity == "warning"


def test_three_groups_are_too_many():
    found = brunner_munzel(from_tables([1, 2], ("a", "b", "c"), np.ones((3, 2))))
    assert found.notes[-1].code == "SA323"


def test_fewer_than_ten_respondents_are_told():
    found = brunner_munzel(from_tables([1, 2], ("a", "b"), [[3, 1], [1, 3]]))
    assert [note.code for note in found.notes] == ["SA329"]


def test_a_confidence_in_percent_is_refused(counts_of):
    with pytest.raises(OptionError, match="confidence=95"):
        brunner_munzel(counts_of("score", "region"), confidence=95)


def by_weight(respondents, rows, outcome="score", drawn=None):
    values, weights = respondents[outcome][rows], respondents["weight"][rows]
    group = respondents["region"][rows].astype(int)
    support = np.arange(1.0, 26.0)
    position = np.searchsorted(support, values)
    counts = tabulate(position, support, group, ("r0", "r1", "r2", ""), weights)
    sample = Sample(drawn=drawn or sampling_units(values.size), weights=weights)
    return with_design(counts, position, group, sample).keep([0, 1])


def test_by_weight_it_is_that_of_r(respondents, reference):
    expected = reference("weighted_ranks")["only_two"]
    found = brunner_munzel(by_weight(respondents, slice(None)))
    assert (found.test, found.n) == ("weighted_brunner_munzel", 477)
    assert found.effect == pytest.approx(expected["P"], rel=1e-12)
    assert found.pairs.se[0] == pytest.approx(expected["se"], rel=1e-10)
    assert found.statistic == pytest.approx(expected["t"], rel=1e-10)
    assert found.df1 == expected["df"]
    assert found.p_value == pytest.approx(expected["p"], rel=1e-10)
    ends = [found.effect_ci_low, found.effect_ci_high]
    assert ends == pytest.approx(expected["ci"], rel=1e-10)
    assert "Weighted" in found.method


def test_by_weight_without_the_third_group_it_is_the_published_number(respondents):
    """Only the 477 rows of both groups are the sample: P .5339491245, SE .0316908790."""
    found = brunner_munzel(by_weight(respondents, respondents["region"] < 2))
    assert found.effect == pytest.approx(0.5339491245, abs=1e-10)
    assert found.pairs.se[0] == pytest.approx(0.0316908790, abs=1e-10)
    ends = [found.effect_ci_low, found.effect_ci_high]
    # published with t on n - 1 and rounded
    assert ends == pytest.approx([0.4716, 0.5952], abs=2e-4)


def test_with_equal_weights_and_a_design_it_is_nearly_the_classical_one(respondents):
    equal = dict(respondents, weight=np.ones(600))
    found = brunner_munzel(by_weight(equal, slice(None)))
    plain = by_weight(equal, slice(None))
    classical = brunner_munzel(replace(plain, design=None, weighted=False))
    assert (found.test, classical.test) == ("weighted_brunner_munzel", "brunner_munzel")
    assert found.effect == pytest.approx(classical.effect, rel=1e-12)
    assert found.statistic == pytest.approx(classical.statistic, rel=5e-3)


def test_pairs_agree_with_those_of_respondents_in_clusters(respondents):
    clusters = np.random.default_rng(5).integers(0, 25, 600)
    drawn = sampling_units(600, clusters=clusters)
    found = brunner_munzel(by_weight(respondents, slice(None), "item", drawn))
    y, w, region = respondents["item"], respondents["weight"], respondents["region"]
    a, b = region == 0, region == 1
    higher = (y[a][:, None] > y[b]) + (y[a][:, None] == y[b]) / 2
    below, above = higher @ w[b] / w[b].sum(), w[a] @ higher / w[a].sum()
    p = w[a] @ below / w[a].sum()
    u = np.zeros(600)
    u[a], u[b] = w[a] * (below - p) / w[a].sum(), w[b] * (above - p) / w[b].sum()
    totals = np.bincount(clusters, u)
    assert found.effect == pytest.approx(p, rel=1e-12)
    expected = np.sqrt(25 / 24 * ((totals - totals.mean()) ** 2).sum())
    assert found.pairs.se[0] == pytest.approx(expected, rel=1e-9)
    assert found.df1 == 23


def test_by_weight_groups_that_do_not_overlap_have_a_limit():
    n = np.array([[30, 10, 0], [0, 0, 25]])
    found = brunner_munzel(from_tables([1, 2, 3], ("a", "b"), n, 2 * n, 5 * n))
    assert (found.effect, found.effect_ci_low) == (0, 0)
    # an effective n of 25 / 1.25
    assert found.effect_ci_high == pytest.approx(1 - 0.025 ** (1 / 20), rel=1e-9)
    assert np.isnan(found.p_value)
    assert [note.code for note in found.notes] == ["SA740"]


def test_what_weights_are_raked_to_does_not_vary(respondents):
    """All respondents of a region gave one answer, and the weights are raked to the regions."""
    w, region = respondents["weight"], respondents["region"].astype(int)
    levels = np.column_stack([np.arange(6) // 2, np.arange(6) % 2])
    group = (np.arange(600) % 2).astype(int)
    margins = raked_margins(region * 2 + group, levels, w)
    counts = tabulate(region, np.arange(3.0), group, ("a", "b", ""), w)
    sample = Sample(drawn=sampling_units(600), weights=w, margins=margins)
    crossed = raked_margins(region * 2 + group, np.arange(6)[:, None], w)
    found = brunner_munzel(with_design(counts, region, group, sample))
    assert found.p_value >= 0
    sample = Sample(drawn=sampling_units(600), weights=w, margins=crossed)
    found = brunner_munzel(with_design(counts, region, group, sample))
    assert np.isnan(found.p_value)
    assert [note.code for note in found.notes] == ["SA730"]


def test_small_groups_are_named():
    n = np.array([[6, 5, 4], [10, 20, 40]])
    found = brunner_munzel(from_tables([1, 2, 3], ("a", "b"), n, 2 * n, 5 * n))
    assert [note.code for note in found.notes] == ["SA733"]
    assert found.notes[0].values["groups"] == ("a",)


def test_a_design_without_a_variance_is_told():
    position = np.array([0, 1, 2, 0, 1, 2])
    counts = tabulate(position, np.arange(3.0), np.arange(6) % 2, ("a", "b", ""), np.ones(6))
    for strata, clusters, code in [
        (np.arange(6) % 3, np.arange(6) % 3, "SA344"),
        (None, np.arange(6) // 3, "SA731"),
    ]:
        drawn = sampling_units(6, strata, clusters)
        sample = Sample(drawn=drawn, weights=np.ones(6))
        found = brunner_munzel(with_design(counts, position, np.arange(6) % 2, sample))
        assert np.isnan([found.p_value, found.effect]).all()
        assert [note.code for note in found.notes] == [code]


def test_small_groups_have_satterthwaites_df():
    n = np.array([[6, 5, 4], [10, 20, 40]])
    found = superiority(from_tables([1, 2, 3], ("a", "b"), n, 2 * n, 5 * n))
    # the effective n of the first group is 12
    assert 11 < found.df[0] < 20
    larger = superiority(from_tables([1, 2, 3], ("a", "b"), 9 * n, 18 * n, 45 * n))
    assert larger.df[0] == 9 * n.sum() - 2


def test_without_degrees_of_freedom_there_is_no_end_of_an_interval_alone():
    """Four answers in three strata: units less strata less one are none."""
    codes, groups = np.array([0, 1, 0, 2, 3, 3]), np.array([0, 0, 1, 1, 0, 0])
    drawn, weights = sampling_units(6, np.array([0, 0, 1, 2, 1, 2])), np.arange(1.0, 7)
    counts = tabulate(codes, np.array([1.0, 2.0, 3.0]), groups, ("a", "b", ""), weights)
    counts = with_design(counts, codes, groups, Sample(drawn=drawn, weights=weights)).named
    found = superiority(counts)
    assert found.df <= 0
    assert 0 < np.abs(found.delta) < 1
    assert np.isnan([found.ci_low, found.ci_high]).all()
