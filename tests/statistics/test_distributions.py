"""Distributions, shares, top boxes."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_analysis.errors import OptionError
from survey_analysis.statistics.distributions import describe_counts, shares, top_boxes
from survey_analysis.statistics.interval import t_quantile, wilson
from survey_analysis.tables.counts import from_tables


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
    top = top_boxes(counts, 24)
    assert top.share[0] == pytest.approx(expected["top"], rel=1e-12)
    assert [top.ci_low[0], top.ci_high[0]] == pytest.approx(expected["top_ci"], rel=1e-10)


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


def test_a_weighted_share_of_0_or_1_takes_the_effective_number(respondents):
    weights = respondents["weight"][:50]
    w, w2 = weights.sum(), (weights**2).sum()
    counts = from_tables([1, 2], ("a",), [[50, 0]], [[w, 0]], [[w2, 0]])
    found = shares(counts)
    ends = wilson([1.0, 0.0], w**2 / w2, 0.95, 49)
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
