"""A statistic that a call brings along: how it is asked, and what it must return."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import partial

import numpy as np

from survey_analysis.errors import OptionError, SurveyAnalysisError, shown
from survey_analysis.statistics.group_test import GroupTest
from survey_analysis.tables.counts import Counts

Statistic = Callable[..., GroupTest]

TEST_NUMBERS = (
    "statistic", "df1", "df2", "p_value", "effect", "effect_ci_low", "effect_ci_high",
)  # fmt: skip
PAIR_NUMBERS = (
    "n1", "n2", "estimate", "se", "ci_low", "ci_high", "statistic", "df", "p_value", "p_adjusted",
    "effect", "effect_ci_low", "effect_ci_high",
)  # fmt: skip
_WHAT_IT_IS = "A statistic takes Counts and returns a GroupTest; see statistics/group_test.py."


def check_statistic(statistic: object) -> None:
    """`OptionError` for anything that cannot be called."""
    if statistic is not None and not callable(statistic):
        raise OptionError(
            f"statistic={shown(statistic)} is not allowed. Pass a function of a table, such as "
            "kruskal_wallis from survey_analysis.statistics.ranks, or None for the default."
        )


def asked_statistic(
    statistic: Statistic, counts: Counts, confidence: float, where: str
) -> GroupTest:
    """What the statistic of the call says about these counts; `OptionError` if it is no test."""
    options = {"confidence": confidence} if _takes_confidence(statistic) else {}
    name = getattr(statistic, "__name__", type(statistic).__name__)
    try:
        test: object = statistic(counts, **options)
    except SurveyAnalysisError:
        raise
    except Exception as error:
        failed = f"statistic={name} failed on {where} with {type(error).__name__}"
        raise OptionError(f"{failed}. {_WHAT_IT_IS}") from error
    wrong = _fault(test, counts) if isinstance(test, GroupTest) else type(test).__name__
    if wrong or not isinstance(test, GroupTest):
        raise OptionError(f"statistic={name} returned {wrong}. {_WHAT_IT_IS}")
    return test


def _takes_confidence(statistic: Statistic) -> bool:
    """Whether the level of the intervals can be handed over, and is not bound already."""
    if isinstance(statistic, partial) and "confidence" in statistic.keywords:
        return False
    try:
        return "confidence" in inspect.signature(statistic).parameters
    except (TypeError, ValueError):  # some functions written in C do not tell their parameters
        return False


def _fault(test: GroupTest, counts: Counts) -> str:
    """Why no table can hold a test: numbers, groups or pairs that are none; "" if one can."""
    numbers = [test.n, *(getattr(test, name) for name in TEST_NUMBERS)]
    if not all(isinstance(x, int | float | np.integer | np.floating) for x in numbers):
        return "numbers that are none"
    if not (np.isnan(test.p_value) or 0 <= test.p_value <= 1):
        return "a p-value beyond 0 and 1"
    if not set(test.groups) <= set(counts.groups):
        return "groups that are not there"
    pairs = test.pairs
    if pairs is None:
        return ""
    sizes = {np.shape(getattr(pairs, name)) for name in ("group1", "group2", *PAIR_NUMBERS)}
    places = np.concatenate([np.ravel(pairs.group1), np.ravel(pairs.group2)])
    fits = len(sizes) == 1 and ((places >= 0) & (places < len(test.groups))).all()
    return "" if fits else "pairs that do not fit its groups"
