"""Coding: matched texts x respondents -> compact integer codes, groups and weights."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from survey_analysis.codebook import MISSING_KINDS
from survey_analysis.ingest.allowed import Match
from survey_analysis.survey import Answers, Grouping
from survey_analysis.tables.counts import FloatArray

TextCodes = npt.NDArray[np.int32]
"""(N,) which of the distinct texts of a column each respondent gave."""


def coded_answers(match: Match, codes: TextCodes) -> Answers:
    """The answers of a column as positions in as few bytes as they need."""
    small = _smallest(np.int8, np.int16, np.int32, needed=match.support.size + len(MISSING_KINDS))
    return Answers(
        codes=_at(match.positions.astype(small), codes),
        support=_fixed(match.support),
        texts=match.texts,
        labels=match.labels,
        nominal=match.nominal,
    )


def coded_groups(match: Match, codes: TextCodes) -> Grouping:
    """The groups of the respondents; those with a missing answer are in none."""
    n_groups = len(match.labels)
    group = np.where(match.positions >= 0, match.positions, n_groups)
    small = _smallest(np.uint8, np.uint16, np.uint32, needed=n_groups + 1)
    return Grouping(labels=match.labels, codes=_at(group.astype(small), codes))


def coded_numbers(match: Match, codes: TextCodes) -> FloatArray:
    """(N,) the number of every respondent, nan where it is missing."""
    numbers = np.append(match.support, np.nan)
    return _at(numbers[np.maximum(match.positions, -1)], codes)


def _smallest(*kinds: Any, needed: int) -> Any:
    """The first integer type that holds `needed` values on each side of zero."""
    return next(kind for kind in kinds if np.iinfo(kind).max >= needed)


def _at(table: npt.NDArray[Any], codes: TextCodes) -> npt.NDArray[Any]:
    """The entry of the table for every respondent, as an array that cannot be changed."""
    return _fixed(table.take(codes))


def _fixed(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    array.flags.writeable = False
    return array
