"""Weights, strata and clusters: whether every respondent has a place in the sampling design."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from survey_analysis.findings import Finding, Severity
from survey_analysis.ingest.text_columns import Export
from survey_analysis.survey import Answers
from survey_analysis.tables.counts import FloatArray, IntArray


def judge_weights(export: Export, weights: FloatArray, where: str) -> Iterator[Finding]:
    """Missing and negative weights are errors, zero ones a warning, equal ones a note.

    Parameters
    ----------
    weights : (N,) weights, nan where missing.
    """

    def finding(severity: Severity, code: str, rows: IntArray) -> Finding:
        lines = export.lines_of(rows) if severity != "note" else ()
        return Finding(severity=severity, code=code, where=where, lines=lines, count=rows.size)

    if not weights.size:
        return
    missing = np.flatnonzero(np.isnan(weights))
    if missing.size:
        yield finding("error", "SA291", missing)
    negative = np.flatnonzero(weights < 0)
    if negative.size:
        yield finding("error", "SA290", negative)
    zero = np.flatnonzero(weights == 0)
    if zero.size == weights.size:
        yield finding("error", "SA295", zero)
    elif zero.size:
        yield finding("warning", "SA293", zero)
    elif weights.size > 1 and np.ptp(weights) == 0:
        yield finding("note", "SA294", np.arange(weights.size))


def judge_design(export: Export, column: Answers, where: str) -> Iterator[Finding]:
    """Respondents without a stratum, cluster or population count: a warning."""
    rows = np.flatnonzero(column.codes < 0)
    if rows.size:
        lines = export.lines_of(rows)
        yield Finding(severity="warning", code="SA296", where=where, lines=lines, count=rows.size)
