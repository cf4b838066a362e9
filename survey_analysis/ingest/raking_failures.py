"""Why raking did not come to an end, and what can be done about it."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator

import numpy as np

from survey_analysis.errors import listing
from survey_analysis.ingest.raking_task import RakingTask
from survey_analysis.statistics.raking import Raked
from survey_analysis.statistics.raking_limits import smallest_cap, weightless_cells
from survey_analysis.statistics.raking_replicates import LeftOut
from survey_analysis.tables.counts import IntArray

CAPS_TRIED = (1.0, 1.01, 1.02, 1.05, 1.1, 1.25)
"""Just above the smallest cap that is possible raking may never come to an end."""

MOST_TOLD = 3


def why_not_raked(task: RakingTask, raked: Raked, max_iterations: int, tolerance: float) -> str:
    """What to say where the margins are not met: how far off which is, and why."""
    off = _worst(task, raked)
    mean = task.total / task.base.size
    least = smallest_cap(task.kind_levels, task.kinds.n, task.wanted) / mean
    if np.isnan(least):
        reasons = list(_too_few_partners(task))[:MOST_TOLD]
        told = " ".join(reasons) or "No weights meet all of them at once."
        return f"The margins contradict each other in this sample. {told} {off} {_WIDER}"
    if task.trim is not None and task.trim < least * (1 + 1e-9):
        found = _cap_that_works(task, least, tolerance, max_iterations)
        return (
            f"trim={task.trim:g} is too small: no weights of at most {task.trim:g} times the mean "
            f"weight meet the margins. The smallest trim that can be met is {found}. {off}"
        )
    empty = weightless_cells(task.kind_levels, task.kinds.n, task.wanted)
    if empty is not None and empty[1].any():
        groups = [_cell(task, level) for level in empty[0][empty[1]]]
        return (
            "The margins can be met only by weights of zero for respondents of these groups: "
            f"{'; '.join(groups[:MOST_TOLD])}{' and others' if len(groups) > MOST_TOLD else ''}. "
            f"{off} {_WIDER}"
        )
    larger = "" if task.trim is None else ", a larger trim"
    return (
        f"Raking has not come to an end in max_iterations={max_iterations} cycles. {off} Give a "
        f"larger max_iterations, a larger tolerance (now {tolerance:g}){larger}, or wider groups."
    )


_WIDER = (
    "Correct the targets, join groups in the codebook, or leave out one of the margins. "
    "Margins from different sources often do not fit together."
)


def _worst(task: RakingTask, raked: Raked) -> str:
    """The group that is farthest off after the last cycle."""
    shares = task.shares(raked.weight[0])
    off = [
        np.abs(share / margin.shares - 1)
        for share, margin in zip(shares, task.margins, strict=True)
    ]
    at = int(np.argmax([one.max() for one in off]))
    margin, row = task.margins[at], int(np.argmax(off[at]))
    return (
        f"Farthest off is {margin.name}: {margin.groups[row]} has {shares[at][row]:.4%} where "
        f"{margin.shares[row]:.4%} is wanted."
    )


def _too_few_partners(task: RakingTask) -> Iterator[str]:
    """Groups whose respondents all belong to groups of another margin that are to be smaller."""
    numbers = range(len(task.margins))
    for first, second in itertools.permutations(numbers, 2):
        wanted, other = task.wanted[first], task.wanted[second]
        meets = np.zeros((wanted.size, other.size))
        meets[task.levels[:, first], task.levels[:, second]] = 1.0
        room = meets @ other
        for row in np.flatnonzero(wanted > room * (1 + 1e-9)).tolist():
            partners = [_group(task, second, one) for one in np.flatnonzero(meets[row]).tolist()]
            yield (
                f"All respondents of {task.margins[first].name}: {_group(task, first, row)} are "
                f"also of {task.margins[second].name}: {listing(partners)}; these are to have "
                f"{room[row] / task.total:.4%} together, and {_group(task, first, row)} "
                f"{wanted[row] / task.total:.4%}."
            )


def _group(task: RakingTask, margin: int, row: int) -> str:
    groups = task.margins[margin].groups
    return groups[row] if row < len(groups) else "(no value)"


def _cell(task: RakingTask, level: IntArray) -> str:
    """The groups of a raking cell: `age: 18-24, education: Bachelor`."""
    return ", ".join(
        f"{margin.name}: {_group(task, place, row)}"
        for place, (margin, row) in enumerate(zip(task.margins, level.tolist(), strict=True))
    )


def _cap_that_works(task: RakingTask, least: float, tolerance: float, max_iterations: int) -> str:
    """The smallest trim, rounded up, with which raking comes to an end."""
    mean = task.total / task.base.size

    def comes_to_an_end(trim: float) -> bool:
        return bool(task.rake(tolerance, max_iterations, cap=trim * mean).converged.all())

    tried = [math.ceil(least * factor * 100 - 1e-7) / 100 for factor in CAPS_TRIED]
    return f"{next(filter(comes_to_an_end, tried), tried[-1]):g}"


def why_not_left_out(task: RakingTask, left: LeftOut, *, clustered: bool) -> str:
    """What to say where there are no replicates for the jackknife."""
    instead = "Use variance='linearized', which needs no replicates"
    unit = "clusters" if clustered else "kinds of respondents (raking cell, base weight, stratum)"
    if not left.failed.any():
        fewer = "" if clustered else ", or round the base weights"
        return (
            f"variance='jackknife' would rake {left.n_units:,} times, once without each of the "
            f"{unit}, in {task.kinds.n.size:,} raking cells; that is too much. {instead}{fewer}."
        )
    alone = dict.fromkeys(
        f"{margin.name}: {margin.groups[row]}"
        for margin in task.margins
        for row in np.flatnonzero(margin.n == 1).tolist()
    )
    if alone and not clustered:
        return (
            "variance='jackknife' leaves out each respondent once, and nobody is left without the "
            f"only one of these groups: {listing(list(alone))}. {instead}, or join the groups in "
            "the codebook."
        )
    cap, trim = "", ""
    if task.trim is not None:
        cap, trim = f" (with trim={task.trim:g})", ", or give a larger trim"
    return (
        f"variance='jackknife' leaves out the {unit} one by one, and without {left.failed.sum():,} "
        f"of these {left.n_units:,} the margins cannot be met{cap}. {instead}, or join small "
        f"groups in the codebook{trim}."
    )
