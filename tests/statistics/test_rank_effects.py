"""What part of the variance of ranks goes with the groups."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_analysis.statistics.rank_effects import rank_effect, rank_scores
from survey_analysis.tables.counts import from_tables

TABLE = np.array([[20, 50, 30], [40, 40, 20], [30, 35, 15]])


@pytest.mark.parametrize(
    ("outcome", "by", "name", "confidence"),
    [("score", "age", "score_age", 0.95), ("item", "region", "item_region", 0.9)],
)
def test_without_weights_it_is_that_of_r(counts_of, reference, outcome, by, name, confidence):
    expected = reference("weighted_ranks")["kruskal"][name]
    counts = counts_of(outcome, by).named
    for effect, estimate in (("epsilon", "epsilon"), ("eta", "eta")):
        found = rank_effect(counts, f"rank_{effect}_squared", confidence)
        assert found.estimate == pytest.approx(expected[estimate], rel=1e-9)
        # R's uniroot stops at 1e-14, its pf(ncp =) at 1e-9 or so
        assert found.ci_low == pytest.approx(expected["ci"][0], abs=1e-7)
        assert found.ci_high == pytest.approx(expected["ci"][1], abs=1e-7)


def test_by_weight_it_is_that_of_r(counts_of, respondents, reference):
    expected = reference("weighted_ranks")["simple"]["score_age"]["effects"]
    counts = counts_of("score", "age", respondents["weight"]).named
    epsilon = rank_effect(counts, "rank_epsilon_squared")
    eta = rank_effect(counts, "rank_eta_squared")
    assert epsilon.estimate == pytest.approx(expected["epsilon"], rel=1e-9)
    assert eta.estimate == pytest.approx(expected["eta"], rel=1e-9)
    assert [eta.ci_low, eta.ci_high] == pytest.approx(expected["ci"], abs=1e-7)


def test_scores_are_the_middle_ranks(counts_of, respondents):
    from scipy.stats import rankdata

    counts = counts_of("score", "age").named
    of_value = (rankdata(respondents["score"]) - 0.5) / 600
    expected = [of_value[respondents["score"] == value][0] for value in counts.cell_values]
    np.testing.assert_allclose(rank_scores(counts), expected, rtol=1e-12)


def test_scores_are_shares_whatever_the_unit_of_the_weights():
    w = TABLE * np.array([[1.0, 2, 3], [1, 1, 0.5], [2, 1, 1]])
    one = rank_scores(from_tables([1, 2, 3], ("a", "b", "c"), TABLE, w, w**2 / TABLE))
    other = rank_scores(from_tables([1, 2, 3], ("a", "b", "c"), TABLE, 9 * w, 81 * w**2 / TABLE))
    np.testing.assert_allclose(one, other, rtol=1e-13)
    assert w.ravel() @ one / w.sum() == pytest.approx(0.5)


def test_constant_weights_of_any_size_change_nothing():
    one = rank_effect(from_tables([1, 2, 3], ("a", "b", "c"), TABLE), "rank_eta_squared")
    heavy = from_tables([1, 2, 3], ("a", "b", "c"), TABLE, 7 * TABLE, 49 * TABLE)
    other = rank_effect(heavy, "rank_eta_squared")
    for name in ("estimate", "ci_low", "ci_high"):
        assert getattr(other, name) == pytest.approx(float(getattr(one, name)), rel=1e-9)


def test_only_the_order_of_the_values_matters():
    one = rank_effect(from_tables([1, 2, 3], ("a", "b", "c"), TABLE), "rank_eta_squared")
    other = rank_effect(from_tables([0, 5, 999], ("a", "b", "c"), TABLE), "rank_eta_squared")
    assert (other.ci_low, other.ci_high) == (one.ci_low, one.ci_high)


def test_an_interval_reaches_as_far_as_the_estimate():
    """Groups that are more alike than by chance: the share in the population is 0."""
    same = [200, 200, 200]
    alike = from_tables([1, 2, 3], ("a", "b", "c"), [same, same, [200, 199, 201]])
    found = rank_effect(alike, "rank_epsilon_squared")
    assert 0 < found.estimate < 1e-4
    assert (found.ci_low, found.ci_high) == (0, found.estimate)
    eta = rank_effect(alike, "rank_eta_squared")
    assert (eta.estimate, eta.ci_low, eta.ci_high) == (0, 0, 0)


def test_groups_of_one_have_no_interval():
    counts = from_tables([1, 2, 3], ("a", "b"), [[0, 1, 0], [3, 2, 4]])
    found = rank_effect(counts, "rank_epsilon_squared")
    assert found.estimate > 0
    assert np.isnan([found.ci_low, found.ci_high]).all()
    eye = from_tables([1, 2], ("a", "b"), np.eye(2))
    assert np.isnan(rank_effect(eye, "rank_eta_squared").estimate)


@given(
    st.lists(
        st.lists(st.integers(0, 9), min_size=3, max_size=3).filter(lambda row: sum(row) > 0),
        min_size=2,
        max_size=4,
    ).filter(lambda table: np.count_nonzero(np.sum(table, axis=0)) > 1)
)
def test_estimates_lie_in_their_intervals(table):
    counts = from_tables([1, 2, 3], tuple(f"g{row}" for row in range(len(table))), table)
    for effect in ("rank_epsilon_squared", "rank_eta_squared"):
        found = rank_effect(counts, effect)
        assert not found.estimate < 0
        assert not found.estimate > 1 + 1e-12
        assert np.isnan(found.ci_low) or found.ci_low <= found.estimate <= found.ci_high
