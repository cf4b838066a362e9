"""DomainAnswers: coded answers, and the tables made of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_analysis.tables import domain as module
from survey_analysis.tables.counts import tabulate
from survey_analysis.tables.domain import By, DomainAnswers
from survey_analysis.tables.moments import TABLES, tabulate_blocks

VALUES = (np.arange(1.0, 6.0), np.arange(5.0, 0.0, -1.0), np.arange(1.0, 6.0))
"""The second item is turned: position 0, the code 1, stands for 5."""

GROUPS = ("a", "b", "")

position = st.integers(-3, 4)
people = st.lists(
    st.tuples(position, position, position, st.integers(0, 2), st.sampled_from([0.1, 0.7, 3.0])),
    min_size=1,
    max_size=25,
)


def domain_of(rows, weighted=False, needed=2):
    columns = tuple(np.array([row[i] for row in rows], dtype=np.int8) for i in range(3))
    weights = np.array([row[4] for row in rows]) if weighted else None
    answers = DomainAnswers(
        columns=columns, values=VALUES, centre=3.0, needed=needed, weights=weights
    )
    return answers, By(groups=GROUPS, codes=np.array([row[3] for row in rows], dtype=np.uint8))


def numbers_of(rows):
    """The answers as numbers, nan = missing."""
    return np.array(
        [[VALUES[i][row[i]] if row[i] >= 0 else np.nan for i in range(3)] for row in rows]
    )


def scores_of(rows, needed):
    numbers = numbers_of(rows)
    answered = (~np.isnan(numbers)).sum(axis=1)
    with np.errstate(invalid="ignore"):
        scores = np.nansum(numbers, axis=1) / answered
    return np.where(answered >= needed, scores, np.nan)


both_ways = pytest.mark.parametrize("most_patterns", [65_536, 0], ids=["patterns", "blocks"])


@both_ways
@settings(max_examples=40)
@given(rows=people, weighted=st.booleans(), needed=st.integers(1, 3))
def test_scores_are_counted_by_groups(most_patterns, rows, weighted, needed):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "MAX_PATTERNS", most_patterns)
        answers, by = domain_of(rows, weighted, needed)
        found = answers.counts(by)
    scores = scores_of(rows, needed)
    values = np.unique(scores[~np.isnan(scores)])
    codes = np.where(np.isnan(scores), values.size, np.searchsorted(values, scores))
    weights = np.array([row[4] for row in rows]) if weighted else None
    expected = tabulate(codes, values, by.codes, GROUPS, weights)
    np.testing.assert_array_equal(found.values, values)
    np.testing.assert_array_equal(found.n, expected.n)
    np.testing.assert_array_equal(found.n_missing, expected.n_missing)
    np.testing.assert_allclose(found.w, expected.w, rtol=1e-12)
    np.testing.assert_allclose(found.w2, expected.w2, rtol=1e-12)
    assert found.weighted == weighted


@both_ways
@settings(max_examples=40)
@given(rows=people, weighted=st.booleans())
def test_moments_are_those_of_the_numbers(most_patterns, rows, weighted):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "MAX_PATTERNS", most_patterns)
        patch.setattr(module, "BLOCK", 4)
        answers, by = domain_of(rows, weighted)
        found = answers.moments(by)
    block = (numbers_of(rows), by.codes, answers.weights)
    expected = tabulate_blocks([block], np.full(3, 3.0), GROUPS, weighted=weighted)
    for name in TABLES:
        left, right = getattr(found, name), getattr(expected, name)
        np.testing.assert_allclose(left, right, rtol=1e-12, atol=1e-11, err_msg=name)
    assert found.weighted == weighted


@both_ways
@settings(max_examples=40)
@given(rows=people, weighted=st.booleans())
def test_patterns_are_the_complete_rows(most_patterns, rows, weighted):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "MAX_PATTERNS", most_patterns)
        answers, by = domain_of(rows, weighted)
        found = answers.patterns(by)
    expected = {}
    for row, numbers in zip(rows, numbers_of(rows), strict=True):
        if not np.isnan(numbers).any():
            weight = row[4] if weighted else 1.0
            key = (row[3], *numbers, weight)
            expected[key] = expected.get(key, 0) + 1
    seen = {}
    for group in range(3):
        cells = found.rows_of(group)
        for values, n, w, w2 in zip(*cells, strict=True):
            weight = w / n
            assert w2 == pytest.approx(n * weight**2)
            seen[(group, *values, round(weight, 9))] = n
    assert seen == expected
    assert found.n_total.tolist() == np.bincount(by.codes, minlength=3).tolist()


@both_ways
def test_without_a_grouping_everybody_is_in_the_last_row(monkeypatch, most_patterns):
    monkeypatch.setattr(module, "MAX_PATTERNS", most_patterns)
    rows = [(0, 1, 2, 0, 1.0), (4, 4, -1, 0, 1.0), (0, 1, 2, 0, 1.0)]
    answers, _ = domain_of(rows)
    assert (answers.n_respondents, answers.n_items) == (3, 3)
    for by in (By(), By(groups=("a", ""))):
        assert answers.counts(by).group_n[-1] == 3
        assert answers.moments(by).n_total[-1] == 3
        patterns = answers.patterns(by)
        assert patterns.n_total[-1] == 3
        assert patterns.rows_of(len(by.groups) - 1).n.tolist() == [2]


def test_equal_fractions_are_one_point():
    # 8 / 4 and 4 / 2 and 2 / 1 answered
    columns = tuple(
        np.array(column, dtype=np.int8)
        for column in ([1, 2, 1], [1, 0, -1], [1, -1, -1], [1, -1, -1])
    )
    for most in (65_536, 0):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(module, "MAX_PATTERNS", most)
            answers = DomainAnswers(
                columns=columns, values=(np.arange(1.0, 6.0),) * 4, centre=3.0, needed=1
            )
            counts = answers.counts(By())
        assert counts.values.tolist() == [2.0]
        assert counts.n.tolist() == [[3]]


def test_negative_and_large_codes_are_scored():
    values = (np.arange(-2.0, 3.0), np.arange(-2.0, 3.0))
    columns = (np.array([0, 4, -1], dtype=np.int8), np.array([1, 4, -2], dtype=np.int8))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "MAX_PATTERNS", 0)
        answers = DomainAnswers(columns=columns, values=values, centre=0.0, needed=1)
        counts = answers.counts(By())
    assert counts.values.tolist() == [-1.5, 2.0]
    assert counts.n_missing.tolist() == [1]


def test_counting_rows_is_done_once_for_a_grouping():
    answers, by = domain_of([(0, 1, 2, 0, 1.0), (1, 1, 1, 1, 1.0)])
    assert answers.row_counts(by) is answers.row_counts(by)


def test_rows_of_many_items_stay_apart():
    rng = np.random.default_rng(3)
    columns = tuple(rng.integers(0, 7, 500).astype(np.int8) for _ in range(30))
    answers = DomainAnswers(
        columns=columns, values=(np.arange(1.0, 8.0),) * 30, centre=4.0, needed=15
    )
    assert not answers.few_patterns
    patterns = answers.patterns(By())
    assert patterns.values.shape == (500, 30)
    expected = np.unique(np.column_stack(columns) + 1.0, axis=0)
    np.testing.assert_array_equal(np.unique(patterns.values, axis=0), expected)


def test_a_long_scale_is_centred_at_the_rounded_mean_of_each_item():
    codes = np.array([[0, 100], [1, 99], [2, 98], [-1, -1]], dtype=np.int8)
    values = np.arange(101.0)
    answers = DomainAnswers(
        columns=(codes[:, 0].copy(), codes[:, 1].copy()),
        values=(values, values),
        centre=50.0,
        needed=1,
    )
    moments = answers.moments(By())
    assert moments.centre.tolist() == [1, 99]
    np.testing.assert_allclose(moments.covariance[0], [[1, -1], [-1, 1]])
    nobody = DomainAnswers(
        columns=(codes[3:, 0], codes[3:, 1]), values=(values, values), centre=50.0, needed=1
    )
    assert nobody.moments(By()).centre.tolist() == [50, 50]


def test_parts_of_a_long_scale_add_up_to_the_whole():
    rng = np.random.default_rng(2)
    codes = rng.integers(0, 101, (60, 2)).astype(np.int8)
    values = np.arange(101.0)

    def moments(rows):
        columns = (codes[rows, 0].copy(), codes[rows, 1].copy())
        domain = DomainAnswers(columns=columns, values=(values, values), centre=50.0, needed=1)
        return domain.moments(By())

    merged = moments(slice(0, 25)) + moments(slice(25, 60))
    whole = moments(slice(0, 60)).recentred(merged.centre)
    for name in TABLES:
        np.testing.assert_allclose(getattr(merged, name), getattr(whole, name), rtol=1e-12)
