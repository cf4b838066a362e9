"""Answers and Grouping: what the respondents of a survey said, coded."""

from __future__ import annotations

from dataclasses import dataclass

from survey_analysis.codebook import Label
from survey_analysis.tables.counts import FloatArray
from survey_analysis.tables.domain import Codes, GroupCodes


@dataclass(frozen=True, eq=False, kw_only=True)
class Answers:
    """The coded answers to one question.

    Attributes
    ----------
    codes : (N,) position of each answer in `support`; `-1 - i` for the missing kind
        `MISSING_KINDS[i]`. As few bytes as the support allows.
    support : (S,) the number of each position, rising: the scale's codes in their order, the
        numbers that occurred; 0, 1, 2, ... for a nominal question.
    texts : (S,) the code of each position as text.
    labels : (S,) the label of each position; `()` for numbers.
    nominal : the positions have no order and no size.
    """

    codes: Codes
    support: FloatArray
    texts: tuple[str, ...]
    labels: tuple[Label, ...] = ()
    nominal: bool = False


@dataclass(frozen=True, eq=False, kw_only=True)
class Grouping:
    """The group of every respondent.

    Attributes
    ----------
    labels : the groups in codebook order.
    codes : (N,) position in `labels`; `len(labels)` for a respondent without a group.
    """

    labels: tuple[Label, ...]
    codes: GroupCodes
