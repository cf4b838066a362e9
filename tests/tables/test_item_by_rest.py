"""The table behind item bias: rest score by group by answer."""

from __future__ import annotations

import numpy as np
import pytest

from survey_analysis.tables.item_by_rest import LEAST_IN_STRATUM, ItemByRest, item_by_rest
from survey_analysis.tables.patterns import Patterns, from_rows


def patterns_of(answers, group, labels, weights=None) -> Patterns:
    one = np.ones(len(answers))
    w = one if weights is None else weights
    total = np.bincount(group, minlength=len(labels) + 1).astype(float)
    return from_rows(
        answers, group, (*labels, ""), (one, w, w**2), total, weighted=weights is not None
    )


@pytest.fixture(scope="module")
def people():
    rng = np.random.default_rng(3)
    return rng.integers(1, 6, (400, 4)).astype(float), rng.integers(0, 4, 400)


def test_it_counts_respondents_by_the_sum_of_the_other_items(people):
    answers, group = people
    table = item_by_rest(patterns_of(answers, group, "abc"), 1, [0, 2], [0, 2, 3])
    assert table.groups == ("a", "c")
    assert list(table.answers) == [1, 2, 3, 4, 5]
    rest = answers[:, [0, 2, 3]].sum(axis=1)
    for at, label in enumerate((0, 2)):
        for level, score in enumerate(table.rest):
            for answer in range(5):
                who = (group == label) & (rest == score) & (answers[:, 1] == answer + 1)
                assert table.n[level, at, answer] == who.sum()
    assert table.n.sum() == np.isin(group, [0, 2]).sum()


def test_weights_split_patterns_but_not_the_counts(people):
    answers, group = people
    weights = np.linspace(0.5, 2, len(answers))
    plain, weighted = (
        item_by_rest(patterns_of(answers, group, "abc", w), 0, [0, 1, 2], [1, 2, 3])
        for w in (None, weights)
    )
    np.testing.assert_array_equal(plain.n, weighted.n)


def test_neighbours_are_joined_until_every_group_is_there(people):
    answers, group = people
    table = item_by_rest(patterns_of(answers, group, "abc"), 0, [0, 1, 2], [1, 2, 3])
    for least in (1, LEAST_IN_STRATUM, 10, 30):
        joined = table.joined(least)
        assert (joined.n.sum(axis=2) >= least).all()
        np.testing.assert_array_equal(joined.n.sum(axis=0), table.n.sum(axis=0))
        assert set(joined.rest) <= set(table.rest)
    assert table.joined(10).rest.size < table.joined(1).rest.size


def of_sizes(sizes) -> ItemByRest:
    """A table with one answer, and the respondents of each group at each rest score."""
    n = np.array(sizes, dtype=float)[:, :, None]
    labels = tuple("abc"[: n.shape[1]])
    return ItemByRest(rest=np.arange(3.0, 3 + len(n)), groups=labels, answers=np.array([1.0]), n=n)


@pytest.mark.parametrize(
    ("sizes", "starts"),
    [
        ([(2, 2), (2, 2)], [3, 4]),
        ([(1, 9), (1, 9), (5, 5)], [3, 5]),
        ([(5, 5), (5, 5), (0, 9)], [3, 4]),
        ([(9, 0), (0, 9)], [3]),
        ([(1, 1)], [3]),
    ],
)
def test_scores_are_joined_from_the_lowest_up_and_the_rest_joins_the_last(sizes, starts):
    joined = of_sizes(sizes).joined(2)
    assert list(joined.rest) == starts
    assert joined.n.sum() == np.sum(sizes)


def test_nobody_makes_an_empty_table():
    nobody = patterns_of(np.empty((0, 3)), np.empty(0, dtype=int), "ab")
    table = item_by_rest(nobody, 0, [0, 1], [1, 2])
    assert table.n.shape == (0, 2, 0)
    assert table.joined().n.shape == (0, 2, 0)
    assert item_by_rest(nobody, 0, [], [1, 2]).joined().n.shape == (0, 0, 0)
