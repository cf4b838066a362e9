"""Gaps between groups with and without some items."""

from __future__ import annotations

import numpy as np
import pytest

from survey_analysis.statistics.score_gaps import score_gaps

LABELS = ("a", "b", "c")


def test_gaps_and_intervals_are_those_of_t_tests(answers, patterns_of, reference):
    expected = reference("item_bias")["gaps"]
    patterns = patterns_of(answers["items"], answers["group"], LABELS)
    found = score_gaps(patterns, [0, 1], [1, 4])
    assert found.note is None
    assert (found.n1[0], found.n2[0]) == (282, 74)
    for at, name in enumerate(("gap", "without", "change")):
        assert found.estimate[0, at] == pytest.approx(expected[name]["estimate"], rel=1e-10)
        assert found.se[0, at] == pytest.approx(expected[name]["se"], rel=1e-10)
        ends = [found.interval.low[0, at], found.interval.high[0, at]]
        assert ends == pytest.approx(expected[name]["ci"], rel=1e-10)


@pytest.mark.parametrize("scale", [1.0, 100.0])
def test_weighted_gaps_are_those_of_survey(answers, patterns_of, reference, scale):
    expected = reference("item_bias")["weighted_gaps"]
    weights = scale * answers["weight"]
    patterns = patterns_of(answers["items"], answers["group"], LABELS, weights=weights)
    found = score_gaps(patterns, [0, 1], [1, 4])
    for at, name in enumerate(("gap", "without", "change")):
        both = [found.estimate[0, at], found.se[0, at]]
        assert both == pytest.approx(expected[name], rel=1e-10)


def test_every_pair_stands_once_the_first_minus_the_second(answers, patterns_of):
    patterns = patterns_of(answers["items"], answers["group"], LABELS)
    found = score_gaps(patterns, [0, 1, 2], [])
    pairs = list(zip(found.group1.tolist(), found.group2.tolist(), strict=True))
    assert pairs == [(0, 1), (0, 2), (1, 2)]
    assert found.estimate[0, 0] + found.estimate[2, 0] == pytest.approx(found.estimate[1, 0])


def test_without_flagged_items_nothing_changes(answers, patterns_of):
    patterns = patterns_of(answers["items"], answers["group"], LABELS)
    found = score_gaps(patterns, [0, 1, 2], [])
    np.testing.assert_array_equal(found.estimate[:, 0], found.estimate[:, 1])
    for part in (found.estimate, found.se, found.interval.low, found.interval.high):
        np.testing.assert_array_equal(part[:, 2], 0)
    assert found.note is None


def test_without_any_item_left_there_is_no_second_gap(answers, patterns_of):
    patterns = patterns_of(answers["items"], answers["group"], LABELS)
    found = score_gaps(patterns, [0, 1], range(6))
    assert np.isfinite([found.estimate[0, 0], found.se[0, 0]]).all()
    assert np.isnan([found.estimate[0, 1:], found.interval.low[0, 1:]]).all()
    assert found.note is not None
    assert "items left to match respondents by: 0" in found.note.text
    one_left = score_gaps(patterns, [0, 1], range(5))
    assert np.isfinite(one_left.estimate).all()
    assert one_left.note is not None


def test_groups_of_nobody_and_of_one_have_a_gap_as_far_as_there_is_one(patterns_of):
    items = np.array([[1, 2, 3], [2, 3, 3], [3, 3, 4], [5, 5, 5.0]])
    patterns = patterns_of(items, np.array([0, 0, 0, 1]), LABELS)
    found = score_gaps(patterns, [0, 1, 2], [0])
    assert np.isfinite(found.estimate[0]).all()
    assert np.isnan(found.se[0]).all()
    assert np.isnan(found.estimate[1:]).all()
    assert score_gaps(patterns, [0], [0]).estimate.shape == (0, 3)
    assert score_gaps(patterns, [], []).estimate.shape == (0, 3)
