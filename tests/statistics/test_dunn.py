"""Dunn's pairs."""

from __future__ import annotations

import numpy as np
import pytest

from survey_analysis.statistics.cliffs_delta import cliffs_delta
from survey_analysis.statistics.dunn import dunn, ranks
from survey_analysis.tables.counts import from_tables


def test_pairs_are_those_of_rstatix(counts_of, reference):
    counts = counts_of("score", "age").named
    found = dunn(counts)
    expected = reference("groups")["kruskal"]["pairs"]
    np.testing.assert_allclose(found.estimate, expected["estimate"], rtol=1e-10)
    np.testing.assert_allclose(found.statistic, expected["z"], rtol=1e-10)
    np.testing.assert_allclose(found.p_value, expected["p"], rtol=1e-9)
    np.testing.assert_allclose(found.p_adjusted, expected["p_holm"], rtol=1e-9)
    np.testing.assert_allclose(found.se, np.array(expected["estimate"]) / expected["z"], rtol=1e-9)
    for name in ("ci_low", "ci_high", "df"):
        assert np.isnan(getattr(found, name)).all()
    assert (found.effect_name, found.adjust) == ("cliffs_delta", "holm")
    effect = cliffs_delta(counts)
    np.testing.assert_array_equal(found.effect, effect.estimate)
    np.testing.assert_array_equal(found.effect_ci_low, effect.ci_low)
    np.testing.assert_array_equal(found.effect_ci_high, effect.ci_high)


def test_effects_follow_the_confidence(counts_of):
    counts = counts_of("score", "age").named
    narrow, wide = dunn(counts, 0.5), dunn(counts, 0.99)
    assert (narrow.effect_ci_low > wide.effect_ci_low).all()


def test_ranks_are_those_of_scipy(counts_of, respondents):
    from scipy.stats import rankdata

    found = ranks(counts_of("score", "age").named)
    rank = rankdata(respondents["score"])
    expected = [rank[respondents["age"] == age].mean() for age in range(4)]
    np.testing.assert_allclose(found.mean, expected, rtol=1e-13)
    assert found.n @ found.mean == pytest.approx(600 * 601 / 2, rel=1e-13)


def test_the_variance_of_a_rank_is_that_of_all_ranks(counts_of, respondents):
    from scipy.stats import rankdata

    found = ranks(counts_of("score", "age").named)
    assert found.variance == pytest.approx(rankdata(respondents["score"]).var(ddof=1), rel=1e-12)


def test_groups_turned_round_turn_the_signs():
    counts = from_tables([1, 2, 3], ("a", "b"), [[2, 5, 3], [4, 4, 2]])
    one, other = dunn(counts), dunn(counts.keep([1, 0]))
    assert one.estimate[0] == -other.estimate[0]
    assert one.statistic[0] == -other.statistic[0]
    assert one.effect[0] == -other.effect[0]
