"""Replicates: a table of factors, one row per unit that is left out."""

from __future__ import annotations

import numpy as np

from survey_analysis.tables.replicates import Replicates


def test_kinds_are_counted():
    made = Replicates(
        of_respondent=np.array([0, 0, 1]),
        raking_cell=np.array([0, 1]),
        stratum=np.zeros(2, dtype=np.intp),
        weight=np.array([1.0, 2.0]),
        factor=np.ones((2, 2)),
        stratum_factor=np.full(2, 1.5),
    )
    assert made.n_kinds == 2
