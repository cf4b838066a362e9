"""Axes: round ticks, limits that hold the values."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_analysis.report.chart import padded, rounded_ticks, wrapped

numbers = st.floats(-1e6, 1e6)


@given(numbers, st.floats(1e-3, 1e6), st.integers(2, 12))
def test_ticks_lie_on_the_axis_and_are_few(low, span, most):
    ticks = rounded_ticks(low, low + span, most)
    slack = 1e-6 * max(span, abs(low))
    assert all(low - slack <= tick <= low + span + slack for tick in ticks)
    assert len(ticks) <= most + 1
    assert list(ticks) == sorted(ticks)


def test_an_empty_axis_has_no_ticks():
    assert rounded_ticks(1, 1, 5) == ()
    assert rounded_ticks(float("nan"), 2, 5) == ()


@given(st.lists(st.floats(1, 5), min_size=1))
def test_limits_hold_all_values_and_hardly_leave_the_scale(values):
    low, high = padded(tuple(values), (1, 5))
    assert low <= min(values)
    assert high >= max(values)
    assert low >= 0.9
    assert high <= 5.1
    assert high - low >= 0.5


def test_without_values_the_axis_is_the_scale():
    assert padded((float("nan"),), (1, 5)) == (1, 5)
    assert padded((), None) == (0, 1)


def test_one_value_without_a_scale_has_room():
    low, high = padded((3000.0,), None)
    assert low < 3000 < high
    assert padded((0.0,), None)[0] == pytest.approx(-0.5)


def test_lines_are_wrapped_and_their_number_is_bounded():
    text = wrapped("word " * 200, 38, 4)
    lines = text.split("\n")
    assert len(lines) == 4
    assert all(len(line) <= 38 for line in lines)
    assert text.endswith("…")


def test_a_word_without_end_is_cut():
    assert all(len(line) <= 38 for line in wrapped("ы" * 300).split("\n"))


def test_n_stays_with_its_number():
    label = "x" * 30 + " (n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}812)"
    assert wrapped(label).split("\n")[1] == "(n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}812)"
