"""Coding: compact positions, groups and weights for every respondent."""

from __future__ import annotations

import numpy as np
import pytest

from survey_analysis.ingest.allowed import Match
from survey_analysis.ingest.coding import coded_answers, coded_groups, coded_numbers

CODES = np.array([0, 1, 2, 1, 3], dtype=np.int32)


def match(size=3, positions=(0, 2, -1, -4)):
    return Match(
        positions=np.array(positions),
        support=np.arange(1.0, size + 1),
        texts=tuple(str(i) for i in range(1, size + 1)),
        labels=tuple({"": f"label {i}"} for i in range(size)),
    )


def test_every_respondent_gets_the_position_of_the_text_given():
    answers = coded_answers(match(), CODES)
    assert answers.codes.tolist() == [0, 2, -1, 2, -4]
    assert answers.support.tolist() == [1, 2, 3]
    assert answers.texts == ("1", "2", "3")


@pytest.mark.parametrize(
    ("size", "kind"),
    [(2, np.int8), (120, np.int8), (122, np.int16), (32_000, np.int16), (33_000, np.int32)],
)
def test_positions_take_as_few_bytes_as_they_need(size, kind):
    answers = coded_answers(match(size, (0, size - 1, -6, -4)), CODES)
    assert answers.codes.dtype == kind
    assert answers.codes.tolist() == [0, size - 1, -6, size - 1, -4]


def test_a_missing_answer_is_in_no_group():
    grouping = coded_groups(match(), CODES)
    assert grouping.codes.tolist() == [0, 2, 3, 2, 3]
    assert grouping.codes.dtype == np.uint8
    assert coded_groups(match(255), CODES).codes.dtype == np.uint16


def test_weights_are_numbers_and_missing_ones_are_nan():
    numbers = coded_numbers(match(), CODES)
    np.testing.assert_array_equal(numbers, [1, 3, np.nan, 3, np.nan])


def test_what_is_coded_cannot_be_changed():
    answers = coded_answers(match(), CODES)
    with pytest.raises(ValueError, match="read-only"):
        answers.codes[0] = 1
    with pytest.raises(ValueError, match="read-only"):
        answers.support[0] = 1


def test_no_respondents_can_be_coded():
    nobody = np.empty(0, dtype=np.int32)
    empty = Match(positions=np.empty(0, np.intp), support=np.arange(2.0), texts=("a", "b"))
    assert coded_answers(empty, nobody).codes.size == 0
    assert coded_groups(empty, nobody).codes.size == 0
    assert coded_numbers(empty, nobody).size == 0
