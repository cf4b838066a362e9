"""Roots of falling functions."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_analysis.statistics import rootfinding as module
from survey_analysis.statistics.rootfinding import falling_roots


@given(
    roots=st.lists(st.floats(-50, 50), min_size=1, max_size=6),
    start=st.floats(-60, 60),
    power=st.sampled_from([1, 3, 5]),
)
def test_all_roots_are_found_wherever_the_search_starts(roots, start, power):
    root = np.array(roots)
    low = np.full(root.size, start)
    found = falling_roots(lambda x: -np.sign(x - root) * np.abs(x - root) ** power, low, low + 1)
    np.testing.assert_allclose(found, root, atol=1e-9 if power < 5 else 1e-6)


def test_infinite_values_far_from_the_root_do_no_harm():
    def steep(x):
        return np.where(x < 2, np.inf, np.where(x > 3, -np.inf, 2.5 - x))

    assert falling_roots(steep, np.array([-4.0]), np.array([9.0]))[0] == pytest.approx(2.5)


def test_a_root_at_an_end_of_the_bracket_is_found_at_once():
    steps = []

    def line(x):
        steps.append(x)
        return 1 - x

    found = falling_roots(line, np.array([1.0, 0.0]), np.array([2.0, 1.0]))
    assert found.tolist() == [1.0, 1.0]
    assert len(steps) == 2


def test_what_has_no_root_in_reach_is_nan():
    always_below = falling_roots(lambda x: -1 - x, np.zeros(1), np.ones(1), lowest=0.0)
    assert np.isnan(always_below).all()
    always_above = falling_roots(np.ones_like, np.zeros(1), np.ones(1))
    assert np.isnan(always_above).all()
    nowhere = falling_roots(lambda x: np.full_like(x, np.nan), np.zeros(1), np.ones(1))
    assert np.isnan(nowhere).all()


def test_one_function_without_a_root_does_not_stop_the_others():
    target = np.array([2.0, np.nan, 5.0])
    found = falling_roots(lambda x: target - x, np.zeros(3), np.ones(3))
    np.testing.assert_allclose(found, target)


def test_a_search_that_is_cut_short_gives_its_last_point(monkeypatch):
    monkeypatch.setattr(module, "MOST_STEPS", 2)
    found = falling_roots(lambda x: 2 - x**3, np.array([0.0]), np.array([9.0]))
    assert 0 < found[0] < 9
