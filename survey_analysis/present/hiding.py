"""Hiding: which rows of a result stay hidden whenever it is shown, figures and reports included.

A frame with a column `group` holds blocks: one outcome, domain or item in the groups of one
grouping. Each block is hidden by `disclosure.groups`; frames with a row per answer and frames of
pairs follow the groups they speak of. The frames of the result itself are never changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from survey_analysis.disclosure.crossed import hidden_cells, with_partner
from survey_analysis.disclosure.groups import (
    BoolArray,
    FloatArray,
    hidden_groups,
    named_small,
)
from survey_analysis.findings import Note
from survey_analysis.present.content import Content
from survey_analysis.present.names import CROSS
from survey_analysis.present.redaction import Redaction
from survey_analysis.present.telling import (
    told_of,
    without_asides,
    without_spread,
    without_telling,
)

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
    redaction = _redaction(places)
    frames = {name: _blanked(frame, masks[name], redaction) for name, frame in given.items()}
    frames, lost = _without_telling(given, frames, masks)
    return Hidden(
        frames=frames,
        masks={name: masks[name] for name in given},
        small=small,
        notes=(
            *redaction.notes(result.notes),
            *_told(places, masks, given, min_cell),
            *([Note("SA403", values={"rows": lost})] if lost else ()),
        ),
    )


def _redaction(places: Sequence[Mapping[str, str]]) -> Redaction:
    """What words must not say about the hidden places."""
    return Redaction(
        groups=frozenset(place["group"] for place in places if place["group"]),
        outcomes=frozenset(
            place[column]
            for place in places
            if not place["group"]
            for column in (("item",) if "item" in place else (*OUTCOME_COLUMNS, *PAIR_COLUMNS))
            if column in place
        ),
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
        elif _is_crossed(frame, rows):
            places = _positions(frame["group"].iloc[rows].tolist())
            mask[rows] = hidden_cells(block[0], places, min_cell, already=already[rows])
            continue
        else:
            mask[rows] = hidden_groups(block, min_cell, already=already[rows])
        for name, n in zip(names, block, strict=False):
            told = mask[rows] & (n > 0) & (n < min_cell)
            if not whole:  # who is alone is left out of tests, and must not be found by that
                told = named_small(n, mask[rows], min_cell) & (n != 1).all()
            small[name][rows] = told
    return mask, small


def _is_crossed(frame: pd.DataFrame, rows: IntArray) -> bool:
    """Whether the rows are a margin of weights in which groupings cross."""
    return "grouping" in frame and CROSS in frame["grouping"].iloc[rows[0]]


def _positions(labels: Sequence[str]) -> IntArray:
    """(G, m) the group of each cell in each grouping; the cell itself where labels hold a cross."""
    parts = [label.split(CROSS) for label in labels]
    if len({len(part) for part in parts}) > 1:
        parts = [[label] for label in labels]
    of_groupings = zip(*parts, strict=True)
    return np.column_stack([np.unique(one, return_inverse=True)[1] for one in of_groupings])


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
                    mask[rows] = with_partner(found, block[0])
    return mask


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
    """The rows of few respondents: pairs with a small group here, and numbers of everybody."""
    mask = np.zeros(len(frame), dtype=np.bool_)
    pairs = {"group1", "n1", "n2"} <= set(frame)
    for name in ("n1", "n2") if pairs else ("n",) if "n" in frame and "group" not in frame else ():
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


def _without_telling(
    given: Mapping[str, pd.DataFrame],
    frames: Mapping[str, pd.DataFrame],
    masks: Mapping[str, BoolArray],
) -> tuple[dict[str, pd.DataFrame], int]:
    """The frames of tests without numbers that tell hidden groups; tests that lost some."""
    once = [
        (groups, masks[name])
        for name, groups in given.items()
        if _has_groups(groups) and "weights" not in groups and WITHIN not in groups
    ]
    named = {name for groups, _ in once for name in groups}
    shown, lost = without_spread(frames, masks), 0
    for name, frame in shown.items():
        if "group" in frame or "group_by" not in frame:
            continue
        columns = tuple(c for c in (*OUTCOME_COLUMNS, "group_by") if c in frame and c in named)
        told = told_of(frame, once, columns)
        shown[name], telling = without_telling(frame, told)
        lost += int(telling.sum())
        if "note" in frame:
            shown[name] = without_asides(shown[name], [one.hidden > 0 for one in told])
    return shown, lost


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
