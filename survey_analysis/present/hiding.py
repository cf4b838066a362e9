"""Hiding: which rows of a result stay hidden whenever it is shown, figures and reports included.

A frame with a column `group` holds blocks: one outcome, domain or item in the groups of one
grouping. Each block is hidden by `disclosure.groups`; frames with a row per answer and frames of
pairs follow the groups they speak of. The frames of the result itself are never changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from survey_analysis.disclosure.groups import (
    BoolArray,
    FloatArray,
    hidden_groups,
    named_small,
)
from survey_analysis.findings import Note
from survey_analysis.present.content import Content
from survey_analysis.present.redaction import Redaction

OUTCOME_COLUMNS = ("composite", "outcome", "domain", "item")
PAIR_COLUMNS = ("domain1", "domain2")
BAND = "band"
WITHIN = "within_group"
CROSSING = ("within", WITHIN)
SPLIT = ("coefficient", "weights", "test")
"""Columns of which every value has a block of its own."""
ANSWER_COLUMNS = ("value", "kind", "component")
GROUP_COUNTS = ("n", "n_used", "n_pair", "n_complete", "n_total")
HIDDEN_TEXTS = ("note", "flag", "ci_method", "highest", "lowest")
HIDDEN_FLAGS = ("heywood", "recommended", "equivalent")
NOT_ABOUT_PERSONS = ("n_items", "n_domains", "weight", "component", "reverse")

SLOPE = re.compile(r"with each step of the groups [^;\]]*\](?:; )?")
"""What a note of a trend test says of its slope; see `sentences/trends.py`."""

Key = tuple[str, ...]
IntArray = npt.NDArray[np.intp]


@dataclass(frozen=True, eq=False, kw_only=True)
class Hidden:
    """What of a result may be shown.

    Attributes
    ----------
    frames : copies of the frames; in hidden rows numbers are nan and notes "". Where rows are
        hidden, counts are floats.
    masks : for each frame (rows,), True for a hidden row.
    small : for each frame and count column (rows,), True where "< min_cell" may stand for n.
    notes : the notes without what they say about hidden groups; the last ones tell what was
        hidden and why.
    """

    frames: Mapping[str, pd.DataFrame]
    masks: Mapping[str, BoolArray]
    small: Mapping[str, Mapping[str, BoolArray]]
    notes: tuple[Note, ...]


def hide(result: Content) -> Hidden:
    """What of a result may be shown to others?

    Parameters
    ----------
    result : any result; `codebook.min_cell` is the smallest number of respondents to be shown.

    Returns
    -------
    Hidden, with the frames in the order of `result.frames`.

    Source
    ------
    See `disclosure.groups.hidden_groups`.
    """
    min_cell = result.codebook.min_cell
    given = {name: getattr(result, name) for name in result.frames}
    masks: dict[str, BoolArray] = {}
    small: dict[str, dict[str, BoolArray]] = {name: {} for name in given}
    known: dict[Key, set[Key]] = {}
    for name, frame in sorted(given.items(), key=lambda one: not _counts_respondents(one[1])):
        if _has_groups(frame):
            masks[name], small[name] = _hide_blocks(frame, min_cell, _follow(frame, known))
            columns = _place_columns(frame)
            if BAND not in frame:
                known.setdefault(columns, set()).update(_rows(frame[masks[name]], columns))
            if WITHIN in frame:  # the degrees of freedom of a test tell how many there are
                level = columns[:-1]
                shown = set(_rows(frame[~masks[name] & (frame["n"] > 0).to_numpy()], level))
                known.setdefault(level, set()).update(set(_rows(frame, level)) - shown)
    for name, frame in given.items():
        if name not in masks:
            masks[name] = _follow(frame, known) | _of_few(frame, min_cell)
    places = [
        dict(zip(columns, row, strict=True))
        for columns in known
        if WITHIN not in columns
        for row in known[columns]
    ]
    redaction = Redaction(
        groups=frozenset(place["group"] for place in places if place["group"]),
        outcomes=frozenset(
            place[column]
            for place in places
            if not place["group"]
            for column in (("item",) if "item" in place else (*OUTCOME_COLUMNS, *PAIR_COLUMNS))
            if column in place
        ),
    )
    frames = {name: _blanked(frame, masks[name], redaction) for name, frame in given.items()}
    frames = {name: _without_slopes(frame, places) for name, frame in frames.items()}
    return Hidden(
        frames={name: _without_telling_sums(frame, given, masks) for name, frame in frames.items()},
        masks={name: masks[name] for name in given},
        small=small,
        notes=(*redaction.notes(result.notes), *_told(places, masks, given, min_cell)),
    )


def shown_frames(result: Content) -> dict[str, pd.DataFrame]:
    """The frames that may be shown, with a column `hidden` that is True for a hidden row."""
    hidden = hide(result)
    return {name: frame.assign(hidden=hidden.masks[name]) for name, frame in hidden.frames.items()}


def _has_groups(frame: pd.DataFrame) -> bool:
    """Whether a row is a group (or everybody), not an answer of a group."""
    return "group" in frame and not any(column in frame for column in ANSWER_COLUMNS)


def _counts_respondents(frame: pd.DataFrame) -> bool:
    """Whether the frame itself tells which groups are small; others follow it."""
    return any(name in frame for name in GROUP_COUNTS)


def _place_columns(frame: pd.DataFrame) -> Key:
    """The columns that say where a row stands: outcome, domain, item, grouping, group."""
    names = (*OUTCOME_COLUMNS, *PAIR_COLUMNS, "group_by", "grouping", "within", WITHIN, "group")
    return tuple(name for name in names if name in frame)


def _rows(frame: pd.DataFrame, columns: Iterable[str]) -> list[Key]:
    # a list is read several times faster than a column of pandas
    return list(zip(*(frame[column].tolist() for column in columns), strict=True))


def _hide_blocks(
    frame: pd.DataFrame, min_cell: int, already: BoolArray
) -> tuple[BoolArray, dict[str, BoolArray]]:
    """The mask of a frame of groups, and for each of its counts where "< min_cell" may stand."""
    names = [name for name in GROUP_COUNTS if name in frame]
    counts = [frame[name].to_numpy(np.float64) for name in names]
    if "n_missing" in frame and "n" in frame:
        counts.append((frame["n"] + frame["n_missing"]).to_numpy(np.float64))
    mask = already.copy()
    small = {name: np.zeros(len(frame), dtype=np.bool_) for name in names}
    if not counts:
        return mask, small
    table = np.vstack(counts)
    for crossing in (BAND, WITHIN):
        if crossing in frame:
            return _hide_crossed(frame, table, min_cell, mask, crossing), small
    for rows, whole in _blocks(frame, ("group",)):
        block = table[:, rows]
        if whole:
            mask[rows] |= ((block > 0) & (block < min_cell)).any(axis=0)
        else:
            mask[rows] = hidden_groups(block, min_cell, already=already[rows])
        for name, n in zip(names, block, strict=False):
            told = mask[rows] & (n > 0) & (n < min_cell)
            small[name][rows] = told if whole else named_small(n, mask[rows], min_cell)
    return mask, small


def _hide_crossed(
    frame: pd.DataFrame, table: FloatArray, min_cell: int, already: BoolArray, crossing: str
) -> BoolArray:
    """The mask of groups crossed with bands of scores or other groups, which add up both ways.

    The bands of a group sum to its n, and the groups in a band to the n that the same result of
    everybody shows; so each way is protected until nothing more has to be hidden. None is told
    to be small, because the sums of the other way would narrow it down.
    """
    mask, before = already.copy(), None
    while before is None or not np.array_equal(mask, before):
        before = mask.copy()
        for varying in ((crossing,), ("group",)):
            for rows, whole in _blocks(frame, varying):
                if not (mask[rows].all() or (whole and varying == ("group",))):
                    block = table[:, rows]
                    found = hidden_groups(block, min_cell, already=mask[rows])
                    mask[rows] = _with_partner(found, block[0])
    return mask


def _with_partner(hidden: BoolArray, n: FloatArray) -> BoolArray:
    """The mask with the smallest shown one where a single hidden one follows from the total."""
    shown = ~hidden & (n > 0)
    if hidden.sum() != 1 or not shown.any():
        return hidden
    partner = np.flatnonzero(shown)[n[shown].argmin()]
    return np.asarray(hidden | (np.arange(n.size) == partner))


def _blocks(frame: pd.DataFrame, varying: Key) -> Iterator[tuple[IntArray, bool]]:
    """The rows of a frame that differ in the varying columns only; True where it is everybody.

    That is each outcome in the groups of one grouping, one coefficient at a time, or the bands of
    a score in one group.
    """
    names = (*_place_columns(frame), *(c for c in (*SPLIT, BAND) if c in frame))
    columns = [name for name in names if name not in varying]
    everybody = np.zeros(len(frame), dtype=np.bool_)
    if "group_by" in frame:
        everybody = (frame["group_by"] == "").to_numpy()
    for found in frame.groupby(columns, sort=False).indices.values():
        rows = np.asarray(found, dtype=np.intp)
        yield rows, bool(everybody[rows[0]])


def _follow(frame: pd.DataFrame, known: Mapping[Key, set[Key]]) -> BoolArray:
    """The rows that speak of a group that is hidden in a frame before."""
    mask = np.zeros(len(frame), dtype=np.bool_)
    for columns, places in known.items():
        for group in ("group", "group1", "group2"):
            wanted = [group if name == "group" else name for name in columns]
            if places and all(name in frame for name in wanted):
                mask |= np.array([row in places for row in _rows(frame, wanted)], dtype=np.bool_)
    return mask


def _of_few(frame: pd.DataFrame, min_cell: int) -> BoolArray:
    """The pairs of which one group has few respondents here, as where answers are missing."""
    mask = np.zeros(len(frame), dtype=np.bool_)
    for name in ("n1", "n2") if {"group1", "n1", "n2"} <= set(frame) else ():
        mask |= ((frame[name] > 0) & (frame[name] < min_cell)).to_numpy(np.bool_)
    return mask


def _blanked(frame: pd.DataFrame, mask: BoolArray, redaction: Redaction) -> pd.DataFrame:
    """A copy with nan for the numbers of hidden rows and without words on hidden groups."""
    shown = frame.copy()
    if "note" in shown and redaction:
        shown["note"] = [redaction.sentence(text) for text in frame["note"]]
    if mask.any():
        for name in shown.columns:
            if name in HIDDEN_TEXTS:
                shown[name] = shown[name].mask(mask, "")
            elif name in HIDDEN_FLAGS:
                shown[name] = frame[name] & ~mask
            elif pd.api.types.is_numeric_dtype(shown[name]) and name not in NOT_ABOUT_PERSONS:
                numbers = shown[name].to_numpy(np.float64, na_value=np.nan)
                shown[name] = np.where(mask, np.nan, numbers)
    return shown


def _without_slopes(frame: pd.DataFrame, places: Sequence[Mapping[str, str]]) -> pd.DataFrame:
    """A frame of tests without slopes over groups of which one is hidden: they tell its mean.

    Over three groups the slope is half the difference of the first and the last.
    """
    if "group" in frame or not {"outcome", "group_by", "note"} <= set(frame):
        return frame
    hiding = {(one.get("outcome"), one.get("group_by")) for one in places if one["group"]}
    notes = [
        SLOPE.sub("", note).removesuffix("; ") if place in hiding else note
        for place, note in zip(_rows(frame, ("outcome", "group_by")), frame["note"], strict=True)
    ]
    return frame.assign(note=pd.Series(notes, index=frame.index, dtype="str"))


def _without_telling_sums(
    frame: pd.DataFrame, given: Mapping[str, pd.DataFrame], masks: Mapping[str, BoolArray]
) -> pd.DataFrame:
    """A frame of tests without an n that, taken from the total, gives the n of a hidden group."""
    if "n" not in frame or "group" in frame or "group_by" not in frame:
        return frame
    told_by = {name for groups in given.values() if _has_groups(groups) for name in groups}
    columns = [c for c in (*OUTCOME_COLUMNS, "group_by") if c in frame and c in told_by]
    sums: dict[Key, float] = {}
    hiding: set[Key] = set()
    for name, groups in given.items():
        repeated = "weights" in groups or WITHIN in groups
        if _has_groups(groups) and "n" in groups and set(columns) <= set(groups) and not repeated:
            for place, n, hide_it in zip(
                _rows(groups, columns), groups["n"].tolist(), masks[name].tolist(), strict=True
            ):
                sums[place] = sums.get(place, 0) + n
                hiding |= {place} if hide_it else set()
    told = [
        place in hiding and n != sums[place]
        for place, n in zip(_rows(frame, columns), frame["n"].tolist(), strict=True)
    ]
    return frame.assign(n=np.where(told, np.nan, frame["n"])) if any(told) else frame


def _told(
    places: Sequence[Mapping[str, str]],
    masks: Mapping[str, BoolArray],
    frames: Mapping[str, pd.DataFrame],
    min_cell: int,
) -> Iterator[Note]:
    """What was hidden, and why."""
    groups = {
        (place.get("group_by", place.get("grouping", "")), place["group"])
        for place in places
        if place["group"]
    }
    if groups:
        yield Note("SA401", values={"hidden": len(groups), "min_cell": min_cell})
    wholes = sum(
        int((masks[name] & (frame["group"] == "").to_numpy()).sum())
        for name, frame in frames.items()
        if _has_groups(frame) and BAND not in frame
    )
    if wholes:
        yield Note("SA402", values={"hidden": wholes, "min_cell": min_cell})
    gone = {tuple(place.values()) for place in places}
    for crossing, code in ((BAND, "SA398"), (WITHIN, "SA766")):
        cells = sum(
            row not in gone
            for name, frame in frames.items()
            if crossing in frame and "group" in frame
            for row in _rows(
                frame[masks[name]], [c for c in _place_columns(frame) if c not in CROSSING]
            )
        )
        if cells:
            yield Note(code, values={"hidden": cells, "min_cell": min_cell})
