"""What every test of groups returns, and which groups take part in it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from survey_analysis.findings import Note
from survey_analysis.statistics.design_variance import design_of
from survey_analysis.tables.counts import Counts, FloatArray, IntArray


@dataclass(frozen=True, slots=True, kw_only=True)
class PairTests:
    """Every pair of groups; all arrays are (P,), pairs in the order of the groups.

    Attributes
    ----------
    group1, group2 : positions in `GroupTest.groups`.
    n1, n2 : respondents.
    estimate : group 1 minus group 2, of means or of mean ranks.
    se, ci_low, ci_high : its standard error and interval; nan where there is none.
    statistic, df : t or z of the pair, and the degrees of freedom of t.
    p_value, p_adjusted : p-value of the pair, and after `adjust` for the number of pairs.
    effect, effect_ci_low, effect_ci_high : effect size of the pair and its interval.
    effect_name : which one.
    adjust : what `p_adjusted` (and a simultaneous interval) adjusts by.
    """

    group1: IntArray
    group2: IntArray
    n1: FloatArray
    n2: FloatArray
    estimate: FloatArray
    se: FloatArray
    ci_low: FloatArray
    ci_high: FloatArray
    statistic: FloatArray
    df: FloatArray
    p_value: FloatArray
    p_adjusted: FloatArray
    effect: FloatArray
    effect_ci_low: FloatArray
    effect_ci_high: FloatArray
    effect_name: str
    adjust: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupTest:
    """A test of whether groups differ.

    Attributes
    ----------
    test : name of the test, as of its function.
    groups : labels of the groups that took part.
    n : respondents in them.
    statistic, df1, df2 : test statistic and degrees of freedom; nan where there are none.
    p_value : two-sided where the test has sides.
    effect_name, effect, effect_ci_low, effect_ci_high : effect size with its interval.
    pairs : every pair of groups, or None.
    notes : which groups were left out, or why nothing could be computed.
    method : what was computed, with its source, in one sentence.
    values : (C,) values that took part in a table of groups by values.
    expected, residuals : (groups, C) expected counts and adjusted residuals of that table.
    """

    test: str
    groups: tuple[str, ...]
    n: int
    statistic: float
    df1: float
    df2: float
    p_value: float
    effect_name: str
    effect: float
    effect_ci_low: float
    effect_ci_high: float
    pairs: PairTests | None
    notes: tuple[Note, ...]
    method: str
    values: FloatArray | None = None
    expected: FloatArray | None = None
    residuals: FloatArray | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TakingPart:
    """The groups that a test can use.

    Attributes
    ----------
    counts : their rows, with the sampling design if there is one.
    notes : who was left out; if not `ready`, also why nothing can be computed.
    ready : whether there are enough groups, and no sampling design that the test would ignore.
    """

    counts: Counts
    notes: tuple[Note, ...]
    ready: bool


def groups_with_answers(
    counts: Counts, at_most: float = np.inf, *, by_design: bool = False
) -> TakingPart:
    """The named groups in which somebody answered; at least two, and not more than `at_most`.

    Parameters
    ----------
    by_design : whether the test knows how respondents were drawn and weighted. One that does not
        is not `ready` where `design_of` tells of a design.
    """
    named = _with_design(counts).named
    return _taking_part(named, named.group_n > 0, "SA321", at_most, by_design)


def groups_with_variance(
    counts: Counts, at_most: float = np.inf, *, by_design: bool = False
) -> TakingPart:
    """The named groups with two or more different answers, of which a variance can be had.

    Parameters
    ----------
    by_design : as in `groups_with_answers`.
    """
    named = _with_design(counts).named
    different = named.by_group(np.ones_like(named.cell_n))
    return _taking_part(named, different > 1, "SA320", at_most, by_design)


def _with_design(counts: Counts) -> Counts:
    """The counts with the design that is taken for granted, before groups of them are left out."""
    return replace(counts, design=design_of(counts))


def _taking_part(
    named: Counts, usable: npt.NDArray[np.bool_], code: str, at_most: float, by_design: bool
) -> TakingPart:
    kept = named if usable.all() else named.keep(np.flatnonzero(usable))
    notes: list[Note] = []
    left_out = [label for label, used in zip(named.groups, usable, strict=True) if not used]
    if left_out:
        notes.append(Note(code, values={"groups": ", ".join(left_out)}))
    n_groups = len(kept.groups)
    ignored = not by_design and named.design is not None
    if ignored:
        notes.append(Note("SA324", "warning"))
    elif n_groups < 2:
        notes.append(Note("SA322", "warning", {"n": n_groups}))
    elif n_groups > at_most:
        notes.append(Note("SA323", "warning", {"n": n_groups}))
    ready = not ignored and 2 <= n_groups <= at_most
    return TakingPart(counts=kept, notes=tuple(notes), ready=ready)


def not_computed(
    test: str, part: TakingPart, effect_name: str, method: str, why: Note | None = None
) -> GroupTest:
    """A test without a result; its last note says why."""
    nothing = float("nan")
    return GroupTest(
        test=test,
        groups=part.counts.groups,
        n=int(part.counts.group_n.sum()),
        statistic=nothing,
        df1=nothing,
        df2=nothing,
        p_value=nothing,
        effect_name=effect_name,
        effect=nothing,
        effect_ci_low=nothing,
        effect_ci_high=nothing,
        pairs=None,
        notes=part.notes if why is None else (*part.notes, why),
        method=method,
    )


def pair_positions(n_groups: int) -> tuple[IntArray, IntArray]:
    """Positions of both groups of each pair: 0-1, 0-2, .., 1-2, .."""
    first, second = np.triu_indices(n_groups, 1)
    return first.astype(np.intp), second.astype(np.intp)
