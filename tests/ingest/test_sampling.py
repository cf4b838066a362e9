"""Sampling: weights that can weigh, strata and clusters for everybody."""

from __future__ import annotations

import numpy as np
import pytest

from survey_analysis.ingest.sampling import judge_design, judge_weights
from survey_analysis.survey import Answers


@pytest.fixture
def export(export_of):
    return export_of({"w": ["1", "2", "3", "4"]})


@pytest.mark.parametrize(
    ("weights", "expected"),
    [
        ([1, 2, 0.5, 1], []),
        ([1, -2, 0.5, 1], [("error", "SA290", (3,))]),
        ([1, np.nan, 0.5, np.nan], [("error", "SA291", (3, 5))]),
        ([0, 2, 0, 1], [("warning", "SA293", (2, 4))]),
        ([0, 0, 0, 0], [("error", "SA295", (2, 3, 4, 5))]),
        ([1, 1, 1, 1], [("note", "SA294", ())]),
        ([-1, np.nan, 0, 1], [("error", "SA291", (3,)), ("error", "SA290", (2,)),
                              ("warning", "SA293", (4,))]),
    ],
)  # fmt: skip
def test_weights(export, weights, expected):
    found = judge_weights(export, np.array(weights, dtype=float), "w")
    assert [(f.severity, f.code, f.lines) for f in found] == expected


def test_no_weights_are_nothing_to_tell(export):
    assert not list(judge_weights(export, np.empty(0), "w"))


def test_a_respondent_without_a_stratum_is_told(export):
    column = Answers(
        codes=np.array([0, -4, 1, -1], dtype=np.int8), support=np.arange(2.0), texts=("a", "b")
    )
    (finding,) = judge_design(export, column, "s")
    assert (finding.severity, finding.code, finding.lines) == ("warning", "SA296", (3, 5))
