"""Margins that weights are to meet: read, understood, and checked against the respondents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from survey_analysis.codebook import normalise_text
from survey_analysis.errors import OptionError, listing
from survey_analysis.findings import Note
from survey_analysis.ingest.margin_groups import CROSS, MarginGroups
from survey_analysis.ingest.margin_sources import Asked, read_margins, target_number
from survey_analysis.survey import Survey
from survey_analysis.tables.counts import FloatArray, IntArray, sum_at
from survey_analysis.tables.raking_cells import crossed_cells

SHARES_ADD_UP = 1e-6
"""How far from 1 the sum of shares may be, and shares of one group in two margins apart."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Margin:
    """A margin: the shares that the groups of one grouping, or of several crossed, are to have.

    Attributes
    ----------
    by : ids of the groupings.
    positions, labels : (L, g) the groups that have respondents, in codebook order: their place
        and their label in each grouping.
    shares : (L,) the share that each is to have; they add up to 1.
    n : (L,) respondents.
    level : (K,) the group of each cell of the survey; L for respondents without a value.
    n_without : respondents without a value, to whom the shares do not apply.
    """

    by: tuple[str, ...]
    positions: IntArray
    labels: tuple[tuple[str, ...], ...]
    shares: FloatArray
    n: FloatArray
    level: IntArray
    n_without: int

    @property
    def groups(self) -> tuple[str, ...]:
        """(L,) what the groups are called: `18-24 x Bachelor`."""
        return tuple(CROSS.join(parts) for parts in self.labels)

    @property
    def name(self) -> str:
        """The ids of the groupings: `age x education`."""
        return CROSS.join(self.by)


@dataclass(frozen=True, eq=False, kw_only=True)
class AskedMargins:
    """The margins that were asked for, and the cells in which their groupings cross.

    Attributes
    ----------
    cell : (N,) cell of each respondent.
    n_cells : K, how many cells there are.
    notes : how targets were read, and who has no value.
    """

    margins: tuple[Margin, ...]
    cell: IntArray
    n_cells: int
    notes: tuple[Note, ...]


@dataclass(eq=False, kw_only=True)
class _Draft:
    """The targets of a margin while they are read: by the positions of groups."""

    by: tuple[str, ...]
    targets: dict[tuple[int, ...], float] = field(default_factory=dict)
    places: dict[object, str] = field(default_factory=dict)
    empty: list[str] = field(default_factory=list)
    total: float = 0.0
    whole: bool = True
    sound: bool = True

    @property
    def name(self) -> str:
        return CROSS.join(self.by)


def asked_margins(survey: Survey, margins: object, counted: IntArray | None) -> AskedMargins:
    """The margins that a call asks for; `OptionError` tells everything that is wrong with them.

    Parameters
    ----------
    survey : whose groupings are meant.
    margins : mapping, long frame or path, see `margin_sources`.
    counted : positions of the respondents that have a base weight; None for all.
    """
    names, problems = MarginGroups(survey), list[str]()
    drafts: dict[tuple[str, ...], _Draft] = {}
    for asked in read_margins(margins):
        by = names.by_of(asked.variable, asked.place)
        draft = drafts.setdefault(by, _Draft(by=by))
        problems += _add(draft, asked, names)
    problems += _given_twice(tuple(drafts))
    groupings = tuple(dict.fromkeys(by for draft in drafts.values() for by in draft.by))
    sizes = {by: len(survey.groupings[by].labels) + 1 for by in groupings}
    codes = [survey.groupings[by].codes for by in groupings]
    if counted is not None:
        codes = [code[counted] for code in codes]
    cell, levels = crossed_cells(codes, [sizes[by] for by in groupings])
    n = np.bincount(cell, minlength=len(levels)).astype(np.float64)
    found: list[Margin] = []
    notes: list[Note] = []
    for draft in drafts.values():
        columns = [groupings.index(by) for by in draft.by]
        size = [sizes[by] - 1 for by in draft.by]
        margin, told, wrong = _margin(draft, names, levels[:, columns], size, n)
        found.append(margin)
        notes += told
        problems += wrong
    if not problems:
        found, problems = _agreeing(found)
    if problems:
        raise OptionError(_listed(problems))
    return AskedMargins(margins=tuple(found), cell=cell, n_cells=len(levels), notes=tuple(notes))


def _listed(problems: Sequence[str]) -> str:
    if len(problems) == 1:
        return problems[0]
    return "\n".join([f"{len(problems)} problems in the margins", *(f"  {p}" for p in problems)])


def _add(draft: _Draft, asked: Asked, names: MarginGroups) -> Iterator[str]:
    """Take a target into the margin; problems with it."""
    level = names.level_of(draft.by, asked.level, asked.place)
    number, wrong = target_number(asked)
    key: object = level if level is not None else normalise_text(str(asked.level))
    if key in draft.places:
        draft.sound = False
        first = draft.places[key]
        yield f"{asked.place}: this group has a target already: {first}. Keep one of them."
        return
    draft.places[key] = asked.place
    if wrong:
        draft.sound = False
        yield f"{asked.place}: the target {wrong}. Give a number above zero."
        return
    draft.total += number
    draft.whole &= number.is_integer()
    if level is not None:
        draft.targets[level] = number
    elif number > 0:
        draft.empty.append(str(asked.level))


def _given_twice(keys: Sequence[tuple[str, ...]]) -> Iterator[str]:
    seen: dict[frozenset[str], tuple[str, ...]] = {}
    for by in keys:
        first = seen.setdefault(frozenset(by), by)
        if first != by:
            yield (
                f"margins: {CROSS.join(first)} and {CROSS.join(by)} are the same margin. Give it "
                "once."
            )


def _margin(
    draft: _Draft, names: MarginGroups, levels: IntArray, sizes: Sequence[int], n: FloatArray
) -> tuple[Margin, list[Note], list[str]]:
    """The margin, what there is to say about it, and what is wrong.

    Parameters
    ----------
    levels : (K, g) groups of each cell in the groupings of the margin.
    sizes : how many groups they have.
    n : (K,) respondents.
    """
    has_value = np.asarray((levels < np.array(sizes)).all(axis=1))
    known = np.where(has_value[:, None], levels, 0)
    place = np.asarray(np.ravel_multi_index(tuple(known.T), sizes), dtype=np.intp)
    width = int(np.prod(sizes))
    held = sum_at(place, np.where(has_value, n, 0.0), width)
    target = np.full(width, np.nan)
    for level, number in draft.targets.items():
        target[np.ravel_multi_index(level, sizes)] = number

    def label(one: int) -> tuple[str, ...]:
        return names.labels(draft.by, tuple(int(part) for part in np.unravel_index(one, sizes)))

    occurring = np.flatnonzero(held)
    level_of = np.full(width, occurring.size)
    level_of[occurring] = np.arange(occurring.size)
    margin = Margin(
        by=draft.by,
        positions=np.column_stack(np.unravel_index(occurring, sizes)),
        labels=tuple(map(label, occurring.tolist())),
        shares=target[occurring] / (draft.total or 1.0),
        n=held[occurring],
        level=np.where(has_value, level_of[place], occurring.size),
        n_without=int(n[~has_value].sum()),
    )
    if not occurring.size:
        return margin, [], [f"margins: nobody has a value in {draft.name}. Leave the margin out."]
    unit, wrong = _unit_of(draft)
    empty = [CROSS.join(label(one)) for one in np.flatnonzero((target > 0) & (held == 0)).tolist()]
    wrong += _unmatched(margin, target[occurring], [*empty, *draft.empty], sound=draft.sound)
    notes = []
    if unit:
        total = f"{draft.total:.10g}"
        notes.append(Note(unit, "note", {"grouping": draft.name, "total": total}))
    if margin.n_without:
        values = {"grouping": draft.name, "n": margin.n_without}
        notes.append(Note("SA701", "note", values))
    return margin, notes, wrong


def _unmatched(
    margin: Margin, target: FloatArray, empty: Sequence[str], *, sound: bool
) -> Iterator[str]:
    """Targets without respondents, and respondents without a target."""
    if empty:
        yield (
            f"margins, {margin.name}: targets for groups without respondents: {listing(empty)}. "
            "Nobody can be weighted up to them: join them with a group beside them in the "
            "codebook, or leave them out and divide their share among the others."
        )
    leave = "A base weight of 0 leaves respondents out."
    lacking = [margin.groups[one] for one in np.flatnonzero(np.isnan(target)).tolist()]
    if lacking and sound:
        yield (
            f"margins, {margin.name}: groups with respondents but without a target: "
            f"{listing(lacking)}. Give each a target above zero. {leave}"
        )
    zero = [margin.groups[one] for one in np.flatnonzero(target == 0).tolist()]
    if zero:
        yield (
            f"margins, {margin.name}: the target is zero for groups with respondents: "
            f"{listing(zero)}. Give a number above zero. {leave}"
        )


def _unit_of(draft: _Draft) -> tuple[str, list[str]]:
    """The code of the note on what the targets are ("" for shares), or what is wrong."""
    total = draft.total
    if not draft.sound or abs(total - 1) <= SHARES_ADD_UP:
        return "", []
    if abs(total - 100) <= 100 * SHARES_ADD_UP:
        return "SA702", []
    if draft.whole and total > 1:
        return "SA703", []
    return "", [
        f"margins, {draft.name}: the targets add up to {total:.8g}. Shares add up to 1, per cent "
        "to 100 (each to one part in a million); counts are whole numbers. Correct the targets, "
        "or divide each by their sum."
    ]


def _agreeing(margins: Sequence[Margin]) -> tuple[list[Margin], list[str]]:
    """Margins that say the same of the groupings they share, to the last digit; or problems."""
    done: list[Margin] = []
    problems: list[str] = []
    for margin in margins:
        agreed = margin
        for other in done:
            shared = [by for by in other.by if by in margin.by]
            if not shared:
                continue
            own, their = _implied(agreed, shared), _implied(other, shared)
            worst = max(own | their, key=lambda key: abs(own.get(key, 0) - their.get(key, 0)))
            one, two = their.get(worst, 0.0), own.get(worst, 0.0)
            if abs(one - two) > SHARES_ADD_UP:
                problems.append(
                    f"margins: {other.name} and {margin.name} contradict each other: "
                    f"{_called(margin, other, shared, worst)} is to have {one:.6g} by the one and "
                    f"{two:.6g} by the other. Correct them, or leave one of them out."
                )
                continue
            keys = _keys(agreed, shared)
            factors = np.array([their.get(key, own[key]) / own[key] for key in keys])
            agreed = replace(agreed, shares=agreed.shares * factors)
        done.append(agreed)
    return done, problems


def _keys(margin: Margin, shared: Sequence[str]) -> list[tuple[int, ...]]:
    """For each group of the margin, its position in the shared groupings."""
    columns = [margin.by.index(by) for by in shared]
    return [tuple(row) for row in margin.positions[:, columns].tolist()]


def _implied(margin: Margin, shared: Sequence[str]) -> dict[tuple[int, ...], float]:
    """The shares that a margin gives to the groups of the shared groupings."""
    found: dict[tuple[int, ...], float] = {}
    for key, share in zip(_keys(margin, shared), margin.shares.tolist(), strict=True):
        found[key] = found.get(key, 0.0) + share
    return found


def _called(margin: Margin, other: Margin, shared: Sequence[str], key: tuple[int, ...]) -> str:
    """The label of a group of the shared groupings."""
    one = margin if key in _keys(margin, shared) else other
    row = _keys(one, shared).index(key)
    labels = dict(zip(one.by, one.labels[row], strict=True))
    return f"{CROSS.join(labels[by] for by in shared)} ({CROSS.join(shared)})"
