"""Distributions, shares, top boxes."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_analysis.errors import OptionError
from survey_analysis.statistics.distributions import describe_counts, shares, top_boxes
from survey_analysis.statistics.interval import korn_graubard, t_quantile
from survey_analysis.tables.counts import from_tables
from survey_analysis.tables.sampling import sampling_units


def fields(result):
    return {entry.name: getattr(result, entry.name) for entry in dataclasses.fields(result)}


def test_every_field_is_that_of_r(counts_of, reference):
    found = describe_counts(counts_of("score", "age"), low=5, high=25)
    for row, expected in enumerate(reference("distributions")["score_by_age"].values()):
        for name in ("n", "mean", "sd", "se"):
            assert getattr(found, name)[row] == pytest.approx(expected[name], rel=1e-13)
        assert found.sum_w[row] == found.n_eff[row] == expected["n"]
        assert [found.ci_low[row], found.ci_high[row]] == pytest.approx(expected["ci"], rel=1e-9)
        assert [found.q25[row], found.median[row], found.q75[row]] == expected["q"]
        assert found.median_ci_low[row] <= found.median[row] <= found.median_ci_high[row]
    assert np.isnan(found.mean[4])
    assert found.n[4] == 0


def test_floor_and_ceiling_are_shares_at_the_ends_of_the_scale(counts_of, respondents):
    found = describe_counts(counts_of("score"), low=5, high=25)
    assert found.floor_share[0] == np.mean(respondents["score"] == 5)
    assert found.ceiling_share[0] == np.mean(respondents["score"] == 25)
    beyond = describe_counts(counts_of("score"), low=4, high=None)
    assert beyond.floor_share[0] == 0
    assert np.isnan(beyond.ceiling_share[0])
    undeclared = describe_counts(counts_of("score"), low=np.nan, high=np.nan)
    assert np.isnan([undeclared.floor_share[0], undeclared.ceiling_share[0]]).all()


def test_weighted_numbers_are_those_of_r_survey(counts_of, respondents, reference):
    weights = respondents["weight"]
    counts = counts_of("score", weights=weights)
    found = describe_counts(counts, low=5, high=25)
    expected = reference("distributions")["weighted"]
    assert found.sum_w[0] == pytest.approx(weights.sum(), rel=1e-12)
    assert found.n_eff[0] == pytest.approx(expected["kish"], rel=1e-12)
    for name in ("mean", "se", "sd"):
        assert getattr(found, name)[0] == pytest.approx(expected[name], rel=1e-12)
    assert [found.ci_low[0], found.ci_high[0]] == pytest.approx(expected["ci"], rel=1e-9)
    at_floor = weights[respondents["score"] == 5].sum() / weights.sum()
    assert found.floor_share[0] == pytest.approx(at_floor, rel=1e-12)
    assert found.deff_kish[0] == pytest.approx(600 / expected["kish"], rel=1e-12)
    assert found.deff[0] == pytest.approx(1.50383, rel=1e-5)
    assert found.mean_unweighted[0] == pytest.approx(respondents["score"].mean(), rel=1e-14)
    top = top_boxes(counts, 24)
    assert top.share[0] == pytest.approx(expected["top"], rel=1e-12)
    by_beta = reference("weighted_distributions")["top"]["ci"]
    assert [top.ci_low[0], top.ci_high[0]] == pytest.approx(by_beta, rel=1e-10)


def check_mean(found, row, expected):
    for name in ("n", "mean", "se", "deff"):
        assert getattr(found, name)[row] == pytest.approx(expected[name], rel=1e-10), name
    assert [found.ci_low[row], found.ci_high[row]] == pytest.approx(expected["ci"], rel=1e-10)


def test_weighted_groups_are_subpopulations_as_in_r_survey(counts_of, respondents, reference):
    """svyby(~score, ~age, svymean): SE .2175214743, .3491212086, .4381905906, .8412894766."""
    expected = reference("weighted_distributions")["simple"]
    weights = respondents["weight"]
    check_mean(describe_counts(counts_of("score", weights=weights)), 0, expected["all"])
    found = describe_counts(counts_of("score", "age", weights))
    for row, of_group in enumerate(expected["age"]):
        check_mean(found, row, of_group)
    page = [0.2175214743, 0.3491212086, 0.4381905906, 0.8412894766]
    np.testing.assert_allclose(found.se[:4], page, rtol=1e-9)


@pytest.mark.parametrize("name", ["clusters", "population", "strata", "persons", "unweighted"])
def test_means_of_a_design_are_those_of_r_survey(clusters, drawn_counts, drawn_by, reference, name):
    expected = reference("weighted_distributions")["designs"][name]
    weights = None if name == "unweighted" else clusters["weight"]
    answer, group = clusters["items"][:, 0], (clusters["group"] > 0).astype(int)
    everybody = drawn_counts(answer, weights, drawn=drawn_by(name))
    check_mean(describe_counts(everybody), 0, expected["all"])
    found = describe_counts(drawn_counts(answer, weights, group, ("a", "b"), drawn_by(name)))
    for row, of_group in enumerate(expected["parts"]):
        check_mean(found, row, of_group)
    np.testing.assert_allclose(found.deff_kish[:2], (found.n / found.n_eff)[:2], rtol=1e-14)


def test_a_group_of_few_effective_respondents_has_hc3(respondents, drawn_counts):
    group = (np.arange(600) >= 20).astype(int)
    w, y = respondents["weight"], respondents["score"]
    found = describe_counts(drawn_counts(y, w, group, ("few", "many")))
    w, y = w[:20], y[:20]
    total, mean = w.sum(), w @ y / w.sum()
    se = np.sqrt((w**2 * (y - mean) ** 2 / (1 - w / total) ** 2).sum()) / total
    n_eff = total**2 / (w**2).sum()
    assert found.se[0] == pytest.approx(se, rel=1e-12)
    half = t_quantile(0.95, n_eff - 1) * se
    assert [found.ci_low[0], found.ci_high[0]] == pytest.approx([mean - half, mean + half])


def test_a_group_within_one_cluster_of_each_stratum_has_no_error(clusters, drawn_counts, drawn_by):
    group = np.where(clusters["cluster"] == 1, 0, 1)
    counts = drawn_counts(
        clusters["items"][:, 0], clusters["weight"], group, ("one", "rest"), drawn_by("clusters")
    )
    found = describe_counts(counts)
    for name in ("se", "ci_low", "ci_high", "deff", "median_ci_low", "median_ci_high"):
        assert np.isnan(getattr(found, name)).tolist() == [True, False, True]
    assert np.isfinite([found.mean[0], found.sd[0], found.median[0]]).all()


def test_the_same_answer_of_everybody_has_no_error_at_all(respondents, drawn_counts):
    weights = respondents["weight"]
    found = describe_counts(drawn_counts(np.full(600, 3.7), weights), low=1, high=5)
    for name in ("mean", "ci_low", "ci_high", "median", "median_ci_low", "median_ci_high"):
        assert getattr(found, name)[0] == 3.7
    assert found.se[0] == found.sd[0] == 0
    assert np.isnan(found.deff[0])
    drawn = sampling_units(600, np.arange(600) % 7)
    assert describe_counts(drawn_counts(np.full(600, 0.1), weights, drawn=drawn)).se[0] == 0


def test_without_weights_design_effects_are_one(counts_of):
    found = describe_counts(counts_of("item", "region"))
    np.testing.assert_allclose(found.deff[:3], 1, rtol=1e-14)
    np.testing.assert_array_equal(found.deff_kish[:3], 1)
    np.testing.assert_array_equal(found.mean_unweighted, found.mean)
    divided = shares(counts_of("item", "region"))
    assert (divided.deff[:3] == 1).all()
    np.testing.assert_array_equal(divided.share_unweighted, divided.share)
    np.testing.assert_array_equal(divided.deff_kish[:3], 1)


def test_weighted_shares_stand_beside_unweighted_ones(counts_of, respondents):
    weights, item = respondents["weight"], respondents["item"]
    found = shares(counts_of("item", weights=weights))
    for column in range(5):
        chosen = weights[item == column + 1]
        assert found.n[0, column] == chosen.size
        assert found.sum_w[0, column] == pytest.approx(chosen.sum())
        n_eff = chosen.sum() ** 2 / (chosen**2).sum()
        assert found.n_eff[0, column] == pytest.approx(n_eff)
        assert found.deff_kish[0, column] == pytest.approx(chosen.size / n_eff)
        assert found.share_unweighted[0, column] == chosen.size / 600
        assert found.share[0, column] == pytest.approx(chosen.sum() / weights.sum())


def test_shares_and_their_intervals_are_those_of_r(counts_of, reference):
    found = shares(counts_of("item", "region"))
    expected = reference("distributions")["item_by_region"]
    np.testing.assert_array_equal(found.n[:3], expected["n"])
    np.testing.assert_allclose(found.share[:3], expected["share"], rtol=1e-13)
    np.testing.assert_allclose(found.ci_low[:3], expected["low"], rtol=1e-10, atol=1e-13)
    np.testing.assert_allclose(found.ci_high[:3], expected["high"], rtol=1e-10)
    assert np.isnan(found.share[3]).all()


def test_top_boxes_are_those_of_r_at_another_confidence(counts_of, respondents, reference):
    found = top_boxes(counts_of("item"), 4, 0.9)
    assert found.n_top[0] == (respondents["item"] >= 4).sum()
    assert found.n[0] == 600
    ends = [found.ci_low[0], found.ci_high[0]]
    assert ends == pytest.approx(reference("distributions")["top_item_90"], rel=1e-10)


@pytest.mark.parametrize("constant", [0.1, 1.0, 250.0])
def test_equal_weights_change_nothing_but_their_sum(counts_of, constant):
    plain, weighted = (
        counts_of("item", "region", weights) for weights in (None, np.full(600, constant))
    )
    for of in (lambda c: describe_counts(c, low=1, high=5), shares, lambda c: top_boxes(c, 4)):
        for name, expected in fields(of(plain)).items():
            found = getattr(of(weighted), name)
            if name == "sum_w":
                np.testing.assert_allclose(found, constant * expected, rtol=1e-12)
            else:
                np.testing.assert_array_equal(found, expected, err_msg=name)


def test_the_scale_of_the_weights_does_not_matter(counts_of, respondents):
    one, hundred = (
        counts_of("item", "region", scale * respondents["weight"]) for scale in (1.0, 100.0)
    )
    for of in (describe_counts, shares, lambda c: top_boxes(c, 4)):
        for name, expected in fields(of(one)).items():
            scale = 100.0 if name == "sum_w" else 1.0
            found = getattr(of(hundred), name)
            np.testing.assert_allclose(found, scale * expected, rtol=1e-11, err_msg=name)


def test_a_weighted_share_of_0_or_1_takes_the_number_itself(respondents):
    weights = respondents["weight"][:50]
    w, w2 = weights.sum(), (weights**2).sum()
    counts = from_tables([1, 2], ("a",), [[50, 0]], [[w, 0]], [[w2, 0]])
    found = shares(counts)
    ends = korn_graubard([1.0, 0.0], 50, 0.95)
    np.testing.assert_allclose(found.ci_low[0, 0], ends.low[0], rtol=1e-12)
    assert found.ci_high[0, 0] == 1
    assert top_boxes(counts, 2).ci_low[0] == 0
    np.testing.assert_allclose(top_boxes(counts, 2).ci_high[0], ends.high[1], rtol=1e-12)


def test_an_empty_group_and_a_single_respondent_are_nan_without_a_warning():
    counts = from_tables([1, 2], ("none", "one", "two"), [[0, 0], [0, 1], [1, 1]])
    found = describe_counts(counts, low=1, high=2)
    assert found.n.tolist() == [0, 1, 2]
    assert np.isnan(found.mean).tolist() == [True, False, False]
    for name in ("sd", "se", "ci_low", "ci_high"):
        assert np.isnan(getattr(found, name)).tolist() == [True, True, False]
    assert found.median[1:].tolist() == [2, 1.5]
    assert found.ceiling_share[1:].tolist() == [1, 0.5]
    assert found.ci_high[2] == pytest.approx(1.5 + t_quantile(0.95, 1) * 0.5)
    assert shares(counts).ci_high[1, 1] == 1
    assert np.isnan(top_boxes(counts, 2).share[0])


def test_respondents_without_an_answer_are_counted_apart():
    counts = from_tables([1, 2], ("a", ""), [[3, 1], [0, 2]], n_missing=[4, 1])
    assert describe_counts(counts).n_missing.tolist() == [4, 1]


@given(st.lists(st.lists(st.integers(0, 9), min_size=4, max_size=4), min_size=1, max_size=4))
def test_intervals_hold_their_estimates(table):
    counts = from_tables([1, 2, 3, 4], tuple(f"g{row}" for row in range(len(table))), table)
    found = describe_counts(counts, 0.8)
    for estimate, low, high in (
        (found.mean, found.ci_low, found.ci_high),
        (found.median, found.median_ci_low, found.median_ci_high),
    ):
        with np.errstate(invalid="ignore"):
            assert not ((low > estimate + 1e-12) | (high < estimate - 1e-12)).any()
    divided = shares(counts, 0.8)
    filled = counts.group_n > 0
    np.testing.assert_allclose(divided.share[filled].sum(axis=1), 1)
    assert (divided.ci_low[filled] <= divided.share[filled]).all()
    assert (divided.ci_high[filled] >= divided.share[filled]).all()


@pytest.mark.parametrize("statistic", [describe_counts, shares, lambda c, p: top_boxes(c, 2, p)])
def test_a_confidence_in_percent_is_refused(statistic):
    with pytest.raises(OptionError, match=r"confidence=95 .* such as 0\.95"):
        statistic(from_tables([1, 2], ("a",), [[1, 1]]), 95)
