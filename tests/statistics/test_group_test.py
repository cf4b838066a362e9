"""Which groups take part in a test, and what a test without a result looks like."""

from __future__ import annotations

import numpy as np

from survey_analysis.statistics.group_test import (
    groups_with_answers,
    groups_with_variance,
    not_computed,
    pair_positions,
)
from survey_analysis.tables.counts import from_tables

TABLE = from_tables([1, 2], ("a", "b", "c", "d", ""), [[1, 1], [0, 5], [0, 0], [2, 3], [4, 4]])


def codes(part):
    return [note.code for note in part.notes]


def test_respondents_without_a_group_never_take_part():
    assert groups_with_answers(TABLE).counts.groups == ("a", "b", "d")
    assert groups_with_variance(TABLE).counts.groups == ("a", "d")


def test_groups_left_out_are_named():
    part = groups_with_variance(TABLE)
    assert part.ready
    assert codes(part) == ["SA320"]
    assert part.notes[0].text.endswith(": b, c")
    assert part.notes[0].say("ru").endswith(": b, c")
    assert groups_with_answers(TABLE).notes[0].text.endswith(": c")


def test_nobody_left_out_is_no_note():
    part = groups_with_answers(TABLE.keep([0, 3]))
    assert part.ready
    assert part.notes == ()


def test_one_group_is_too_few():
    part = groups_with_variance(TABLE.keep([0, 1, 4]))
    assert not part.ready
    assert codes(part) == ["SA320", "SA322"]
    assert part.notes[1].text == "groups that can be compared: 1; at least two are needed"


def test_three_groups_are_too_many_for_a_test_of_two():
    part = groups_with_answers(TABLE, at_most=2)
    assert not part.ready
    assert codes(part) == ["SA321", "SA323"]
    assert "there are 3" in part.notes[1].text


def test_weights_are_refused_not_ignored():
    weighted = from_tables(
        [1, 2], ("a", "b"), [[1, 1], [2, 3]], [[1.0, 2], [2, 2]], [[1.0, 4], [2, 2]]
    )
    part = groups_with_answers(weighted)
    assert not part.ready
    assert codes(part) == ["SA324"]
    assert groups_with_answers(weighted, by_design=True).ready


def test_equal_weights_are_as_good_as_none():
    table = np.array([[1, 1], [2, 3]])
    part = groups_with_answers(from_tables([1, 2], ("a", "b"), table, 7 * table, 49 * table))
    assert part.ready
    assert part.counts.design is None


def test_respondents_left_out_stay_in_the_sample():
    n = TABLE.n[[0, 1, 3, 4]]
    weighted = from_tables([1, 2], ("a", "b", "c", ""), n, 2 * n, 5 * n, [0, 1, 0, 2])
    part = groups_with_variance(weighted, by_design=True)
    assert part.counts.groups == ("a", "c")
    assert part.counts.design.units.n_units.tolist() == [23]
    assert part.counts.design.cell.tolist() == [0, 1, -1, 2, 3, -1, -1]
    assert groups_with_answers(weighted, by_design=True).counts.groups == ("a", "b", "c")


def test_a_test_without_a_result_is_all_nan():
    part = groups_with_variance(TABLE.keep([0, 1]))
    found = not_computed("welch_t", part, "hedges_g", "Welch.")
    numbers = [found.statistic, found.df1, found.df2, found.p_value, found.effect]
    assert np.isnan([*numbers, found.effect_ci_low, found.effect_ci_high]).all()
    assert found.groups == ("a",)
    assert found.n == 2
    assert found.pairs is None
    assert found.notes == part.notes


def test_pairs_stand_in_the_order_of_the_groups():
    first, second = pair_positions(4)
    assert list(zip(first.tolist(), second.tolist(), strict=True)) == [
        (0, 1),
        (0, 2),
        (0, 3),
        (1, 2),
        (1, 3),
        (2, 3),
    ]
