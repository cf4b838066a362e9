"""Suppression of small groups: what must be hidden, and that it never gives anything away."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from survey_analysis.disclosure.groups import hidden_groups, named_small

MIN_CELL = 5
SMALL = st.lists(st.integers(1, MIN_CELL - 1), min_size=1, max_size=3)
LARGE = st.lists(st.integers(MIN_CELL, 30) | st.just(0), max_size=5)
SIZES = st.tuples(SMALL, LARGE).flatmap(lambda parts: st.permutations(parts[0] + parts[1]))


def sums(ranges: list[range]) -> set[int]:
    """All sums of one number out of each range."""
    found = {0}
    for values in ranges:
        found = {total + value for total in found for value in values}
    return found


def possible_sizes(total: int, own: range, others: list[range]) -> set[int]:
    """What a group can be, if it and the others add up to a total."""
    rest = sums(others)
    return {size for size in own if total - size in rest}


def hidden_of(sizes: list[int], *, min_cell: int = MIN_CELL) -> list[bool]:
    return hidden_groups(sizes, min_cell).tolist()


def test_nothing_is_hidden_where_every_group_is_large_or_empty() -> None:
    assert hidden_of([5, 0, 30, 12]) == [False] * 4


def test_the_next_smallest_group_is_hidden_with_a_single_small_one() -> None:
    assert hidden_of([40, 3, 0, 20, 30]) == [False, True, False, True, False]


def test_two_small_groups_protect_each_other_when_their_sum_is_large_enough() -> None:
    assert hidden_of([40, 4, 3, 30]) == [False, True, True, False]


def test_two_small_groups_with_a_small_sum_need_a_third() -> None:
    assert hidden_of([40, 1, 1, 30, 20]) == [False, True, True, False, True]


def test_groups_of_one_respondent_each_need_a_complement_although_their_sum_is_large() -> None:
    # five hidden groups that are not empty and add up to five can only be one each
    assert hidden_of([1, 1, 1, 1, 1, 40, 30]) == [True, True, True, True, True, False, True]


def test_a_complement_as_large_as_a_shown_group_is_not_told_from_the_small_one() -> None:
    # the sum is 24, and a complement is at most 20: a second group that is named small is the 4
    mask = hidden_groups([4, 20, 20, 30], MIN_CELL)
    assert mask.tolist() == [True, True, False, False]
    assert not named_small([4, 20, 20, 30], mask, MIN_CELL).any()


def test_all_groups_are_hidden_where_nothing_can_protect_the_small_one() -> None:
    assert hidden_of([3]) == [True]
    assert hidden_of([3, 0, 0]) == [True, True, True]
    assert hidden_of([1, 2, 0]) == [True, True, True]


def test_the_threshold_itself_may_be_shown() -> None:
    assert hidden_of([10, 40], min_cell=10) == [False, False]
    assert hidden_of([9, 40], min_cell=10) == [True, True]


def test_a_threshold_of_one_hides_nothing() -> None:
    assert hidden_of([1, 2, 40], min_cell=1) == [False] * 3


def test_groups_hidden_for_another_reason_stay_hidden_and_protect() -> None:
    mask = hidden_groups([40, 3, 20, 30], MIN_CELL, already=[True, False, False, False])
    assert mask.tolist() == [True, True, False, False]


def test_a_mask_that_is_given_is_not_changed() -> None:
    already = np.array([False, False, False])
    hidden_groups([40, 3, 20], MIN_CELL, already=already)
    assert not already.any()


def test_a_group_is_hidden_if_any_of_its_counts_is_small() -> None:
    used, asked = [40, 0, 20, 30], [45, 3, 25, 33]
    assert hidden_groups([used, asked], MIN_CELL).tolist() == [False, True, True, False]


@given(SIZES)
def test_small_groups_are_always_hidden(sizes: list[int]) -> None:
    mask = hidden_of(sizes)
    assert all(hidden for size, hidden in zip(sizes, mask, strict=True) if 0 < size < MIN_CELL)


@given(SIZES)
def test_empty_groups_are_shown_unless_everything_is_hidden(sizes: list[int]) -> None:
    mask = hidden_of(sizes)
    assert all(mask) or not any(
        hidden for size, hidden in zip(sizes, mask, strict=True) if size == 0
    )


@given(SIZES)
def test_the_total_and_the_shown_groups_never_give_a_small_group_away(sizes: list[int]) -> None:
    mask = hidden_of(sizes)
    assume(not all(mask))
    hidden = [size for size, hide in zip(sizes, mask, strict=True) if hide]
    shown = [size for size, hide in zip(sizes, mask, strict=True) if not hide and size]
    most = max(min(shown, default=sum(hidden)), MIN_CELL - 1)
    assert len(hidden) >= 2
    assert sum(hidden) >= MIN_CELL
    for size in hidden:
        if size < MIN_CELL:
            others = [range(1, most + 1)] * (len(hidden) - 1)
            assert len(possible_sizes(sum(hidden), range(1, most + 1), others)) >= 2


@given(SIZES)
def test_a_complement_is_hidden_only_where_it_is_needed(sizes: list[int]) -> None:
    mask = hidden_of(sizes)
    complements = [s for s, hide in zip(sizes, mask, strict=True) if hide and s >= MIN_CELL]
    if all(mask) or not complements:
        return
    last = max(complements)
    kept = [s for s, hide in zip(sizes, mask, strict=True) if hide]
    kept.remove(last)
    others = [range(1, max(last, MIN_CELL - 1) + 1)] * (len(kept) - 1)
    open_sizes = [
        possible_sizes(sum(kept), range(1, max(last, MIN_CELL - 1) + 1), others)
        for size in kept
        if size < MIN_CELL
    ]
    assert len(kept) < 2 or sum(kept) < MIN_CELL or min(map(len, open_sizes)) < 2


@given(SIZES)
def test_a_small_group_is_named_only_if_that_leaves_all_its_sizes_open(sizes: list[int]) -> None:
    mask = hidden_of(sizes)
    named = named_small(sizes, mask, MIN_CELL)
    if not named.any():
        return
    hidden = [(s, bool(n)) for s, hide, n in zip(sizes, mask, named, strict=True) if hide]
    shown = [size for size, hide in zip(sizes, mask, strict=True) if not hide and size]
    total = sum(size for size, _ in hidden)
    most = min(shown, default=total)
    small, large = range(1, MIN_CELL), range(MIN_CELL, max(most, MIN_CELL) + 1)
    ranges = [small if is_small else large for _, is_small in hidden]
    for position, (size, is_small) in enumerate(hidden):
        assert is_small == (size < MIN_CELL)
        if is_small:
            others = ranges[:position] + ranges[position + 1 :]
            assert possible_sizes(total, small, others) == set(small)


@pytest.mark.parametrize(
    ("sizes", "named"),
    [
        ([3, 40, 12], [True, False, False]),
        ([3, 40, 5], [False, False, False]),
        ([4, 4, 40], [False, False, False]),
        ([40, 30, 20], [False, False, False]),
    ],
)
def test_small_groups_are_told_from_complements_where_it_is_safe(
    sizes: list[int], named: list[bool]
) -> None:
    mask = hidden_groups(sizes, MIN_CELL)
    assert named_small(sizes, mask, MIN_CELL).tolist() == named


def test_the_order_of_groups_does_not_matter() -> None:
    sizes = [17, 2, 0, 25, 8, 31]
    order = [3, 5, 0, 2, 4, 1]
    mask = hidden_groups(sizes, MIN_CELL)
    shuffled = hidden_groups([sizes[i] for i in order], MIN_CELL)
    assert shuffled.tolist() == mask[order].tolist()
