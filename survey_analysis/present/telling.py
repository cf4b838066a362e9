"""Telling: numbers of tests that would give away a hidden group, although none speaks of it alone.

A test of groups is shown although one of them is hidden, but not with all of its numbers. The
degrees of freedom of Welch's and of design-based tests are about the smallest n less 1, and follow
from p together with the statistic, the effect or its interval; so only the effect is shown as it
is, and p is rounded up. A slope over the groups gives a mean where all others are known. Where a
hidden group was left out of a test, n tells how many it holds; where it was one respondent, the
mean of the other hidden group follows from p, and then the answer of the one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from survey_analysis.disclosure.groups import BoolArray, FloatArray

MANY = 5
"""Where so many groups are hidden, one number of all tells nothing of one of them."""

OMNIBUS = ("anova", "kruskal_wallis", "chi_square")
"""Tests of which no number depends on the size of a single group, where there are three or more."""

COUNTS = ("n", "sum_w", "n_eff", "deff_kish", "deff")
KEPT = ("effect", "icc", "n_groups")
P_VALUES = ("p_value", "p_adjusted")
BOUNDS = (0.001, 0.01, 0.05, 0.1, 1.0)
"""What p-values are rounded up to."""

SLOPES = ("hedges_g_per_step", "pearson_r")
"""Effects that are a slope over the groups; so is that of a test of shares."""
TESTS_OF_SHARES = ("cochran_armitage", "weighted_cochran_armitage")

SPREAD = (
    "smallest", "p5", "q25", "median", "q75", "p95", "largest", "top_1_share", "top_5_share",
    "top_10_share",
)  # fmt: skip
"""What is told of the weights one by one."""

ASIDE = re.compile(
    r"with each step of the groups [^;\]]*\](?:; )?"
    r"|\d+ respondents: the p-values of ranks [^;]*(?:; )?"
    r"|\d+ respondents: the normal approximation [^;]*(?:; )?"
)
"""What a note of a test says of its slope and of its n; see `sentences/trends.py`."""

Key = tuple[str, ...]
Frames = Mapping[str, pd.DataFrame]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is shown of the groups that a test compares.

    Attributes
    ----------
    n : respondents of all groups, hidden ones included.
    groups, hidden : groups that are not empty, and those of them that are hidden.
    alone : whether one of the hidden ones has one respondent, whom most tests leave out.
    """

    n: float = 0.0
    groups: int = 0
    hidden: int = 0
    alone: bool = False

    @classmethod
    def of(cls, groups: Mapping[str, tuple[float, bool]]) -> Told:
        """From the n of each group, and whether it is hidden."""
        there = [(n, hidden) for n, hidden in groups.values() if n > 0]
        return cls(
            n=sum(n for n, _ in there),
            groups=len(there),
            hidden=sum(hidden for _, hidden in there),
            alone=any(hidden and n == 1 for n, hidden in there),
        )


def told_of(
    frame: pd.DataFrame, groups: Iterable[tuple[pd.DataFrame, BoolArray]], columns: Key
) -> list[Told]:
    """What is shown of the groups behind each row of a frame.

    Parameters
    ----------
    groups : frames of groups with their n, and which rows of them are hidden.
    columns : those that say which groups belong to a row.
    """
    if not columns:
        return [Told()] * len(frame)
    found: dict[Key, dict[str, tuple[float, bool]]] = {}
    for one, mask in groups:
        if {"n", *columns} <= set(one):
            for place, group, n, gone in zip(
                _keys(one, columns), one["group"], one["n"].tolist(), mask.tolist(), strict=True
            ):
                # a group has a row for each domain where domains are compared
                found.setdefault(place, {})[group] = (n, gone)
    told = {place: Told.of(members) for place, members in found.items()}
    return [told.get(place, Told()) for place in _keys(frame, columns)]


def _keys(frame: pd.DataFrame, columns: Key) -> list[Key]:
    return list(zip(*(frame[column].tolist() for column in columns), strict=True))


def without_telling(frame: pd.DataFrame, told: list[Told]) -> tuple[pd.DataFrame, BoolArray]:
    """A frame of tests without the numbers that tell a hidden group, and where some were taken.

    Parameters
    ----------
    told : for each row, what is shown of its groups.
    """
    moved = _moved(frame, told)
    gone, telling = _telling(frame, told, moved)
    shown = frame.copy()
    for name in frame:
        mask = telling
        if name in P_VALUES:
            shown[name] = np.where(telling, rounded_up(frame[name]), frame[name])
            mask = gone
        elif name == "effect" and "test" in frame:
            mask = gone | (telling & _is_slope(frame))
        elif name in KEPT:
            mask = gone
        elif name in COUNTS and "icc" not in frame:
            mask = moved
        if pd.api.types.is_numeric_dtype(frame[name]) and mask.any():
            shown[name] = shown[name].astype(np.float64).mask(mask)
        elif name == "effect_label":
            shown[name] = frame[name].mask(gone, "")
    return shown, telling


def rounded_up(p_values: pd.Series) -> FloatArray:
    """Each p-value at the upper end of its class, just below the bound.

    Example
    -------
    >>> rounded_up(pd.Series([0.0002, 0.02, 0.05, 0.7])).round(3)
    array([0.001, 0.05 , 0.1  , 1.   ])
    """
    values = p_values.to_numpy(np.float64)
    bounds = np.array(BOUNDS)
    place = np.searchsorted(bounds[:-1], values, side="right")
    return np.where(np.isnan(values), np.nan, bounds[place] - np.where(place < 4, 1e-5, 0))


def _moved(frame: pd.DataFrame, told: list[Told]) -> BoolArray:
    """The rows whose n is not that of their groups, of which some are hidden."""
    if "n" not in frame:
        return np.zeros(len(frame), dtype=np.bool_)
    hidden = np.array([one.hidden > 0 for one in told], dtype=np.bool_)
    n = np.array([one.n for one in told], dtype=np.float64)
    return np.asarray(hidden & (frame["n"].to_numpy(np.float64) != n))


def _telling(
    frame: pd.DataFrame, told: list[Told], moved: BoolArray
) -> tuple[BoolArray, BoolArray]:
    """The rows of which nothing may be shown, and those of which not all may be shown."""
    few = np.array([0 < one.hidden < MANY for one in told], dtype=np.bool_)
    tested = {"test", "p_value"} <= set(frame)
    alone = moved if "n" in frame else np.array([one.alone for one in told], dtype=np.bool_)
    gone = few & alone & tested
    if tested and "effect" in frame:
        several = np.array([one.groups > 2 for one in told], dtype=np.bool_)
        return gone, gone | (few & ~(frame["test"].isin(OMNIBUS).to_numpy() & several))
    approximate = np.zeros(len(frame), dtype=np.bool_)
    if tested and "df2" in frame:  # else they tell how many respondents there are in all
        approximate = (frame["df2"] % 1 > 0).to_numpy()
    return gone, gone | (few & (("icc" in frame) | approximate))


def _is_slope(frame: pd.DataFrame) -> BoolArray:
    of_means, of_shares = frame["effect_name"].isin(SLOPES), frame["test"].isin(TESTS_OF_SHARES)
    return (of_means | of_shares).to_numpy(np.bool_)


def without_asides(frame: pd.DataFrame, concerned: Iterable[bool]) -> pd.DataFrame:
    """A frame of tests without what its notes say of slopes over hidden groups, and of their n.

    Over three groups the slope is half the difference of the first and the last.
    """
    notes = [
        ASIDE.sub("", note).removesuffix("; ") if hiding else note
        for note, hiding in zip(frame["note"], concerned, strict=True)
    ]
    return frame.assign(note=pd.Series(notes, index=frame.index, dtype="str"))


def without_spread(frames: Frames, masks: Mapping[str, BoolArray]) -> dict[str, pd.DataFrame]:
    """The frames without the weights one by one, where these tell a hidden group of a margin.

    Raked to one margin, all respondents of a group have the same weight: its share of the
    population over its share of the respondents.
    """
    margins = [frame for frame in frames.values() if {"grouping", "target"} <= set(frame)]
    hidden = any(masks[name].any() for name, frame in frames.items() if "target" in frame)
    single = bool(margins) and margins[0]["grouping"].nunique() == 1
    return {
        name: frame.assign(**dict.fromkeys(SPREAD, np.nan))
        if hidden and single and set(SPREAD) <= set(frame)
        else frame
        for name, frame in frames.items()
    }
