"""Are the expected counts of a table too small for a chi-square?"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from survey_analysis.findings import Note
from survey_analysis.tables.counts import FloatArray

SMALL_EXPECTED = 5.0
"""Expected counts below this make the p-value rough where they are more than a fifth, and one
expected count below 1 does (Cochran 1954)."""


def about_the_table(rows: FloatArray, columns: FloatArray, n_empty: int) -> Iterator[Note]:
    """Which answers nobody gave, and whether too many expected counts are small.

    Parameters
    ----------
    rows, columns : respondents in each group, and with each answer that was given.
    n_empty : answers that nobody gave.
    """
    if n_empty:
        yield Note("SA327", values={"n": n_empty})
    limits = SMALL_EXPECTED * rows.sum() / rows
    n_small = int(np.searchsorted(np.sort(columns), limits, side="left").sum())
    n_cells = rows.size * columns.size
    if n_small > n_cells / 5 or rows.min() * columns.min() < rows.sum():
        yield Note("SA326", "warning", {"n_small": n_small, "n_cells": n_cells})
