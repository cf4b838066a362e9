"""ItemByRest: the answers to one item, by groups, among respondents alike on the other items."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from survey_analysis.tables.counts import FloatArray, IntArray
from survey_analysis.tables.patterns import Patterns

LEAST_IN_STRATUM = 2
"""Neighbouring rest scores are joined until so many respondents of each group are among them.

Fewer leave strata in which nobody is there to be compared with; more would join respondents who
are not alike, and what then differs is not the item.
"""


@dataclass(frozen=True, eq=False, kw_only=True)
class ItemByRest:
    """How often each answer to an item was given, by rest score and group.

    The rest score is the sum of the other items, reverse items turned. It matches respondents:
    those with the same one are alike in what the domain asks, as far as the others can tell.

    Attributes
    ----------
    rest : (L,) rest scores that occurred, rising; of joined ones the lowest.
    groups : (G,) labels of the groups compared.
    answers : (C,) answers that occurred, rising; a reverse item is turned.
    n : (L, G, C) respondents.
    """

    rest: FloatArray
    groups: tuple[str, ...]
    answers: FloatArray
    n: FloatArray

    def joined(self, least: int = LEAST_IN_STRATUM) -> ItemByRest:
        """The table with neighbouring rest scores joined where respondents are few.

        From the lowest score up, scores are joined until the stratum holds at least `least`
        respondents of every group; what is left at the top joins the last stratum.
        """
        starts = [0]
        held = np.zeros(len(self.groups))
        for level, here in enumerate(self.n.sum(axis=2)):
            if held.size and (held >= least).all():
                starts.append(level)
                held = np.zeros_like(held)
            held = held + here
        if len(starts) > 1 and (held < least).any():
            starts.pop()
        if not self.rest.size:
            return self
        return replace(self, rest=self.rest[starts], n=np.add.reduceat(self.n, starts, axis=0))


def item_by_rest(
    patterns: Patterns, item: int, groups: Sequence[int], others: Sequence[int]
) -> ItemByRest:
    """The answers to one item by rest score and group, from respondents who answered all items.

    Parameters
    ----------
    patterns : complete answer rows of the domain; respondents are counted, weights not used.
    item : position of the item.
    groups : positions in `patterns.groups` of the groups compared.
    others : positions of the items whose sum is the rest score.
    """
    row_of = np.full(len(patterns.groups), -1, dtype=np.intp)
    row_of[list(groups)] = np.arange(len(groups))
    cells = np.flatnonzero(row_of[patterns.cell_group] >= 0)
    rows = patterns.cell_row[cells]
    total = patterns.values[:, list(others)].sum(axis=1)
    rest, level = np.unique(total[rows], return_inverse=True)
    answers, answer = np.unique(patterns.values[rows, item], return_inverse=True)
    shape = (rest.size, len(groups), answers.size)
    place: tuple[IntArray, ...] = (level, row_of[patterns.cell_group[cells]], answer)
    n = np.zeros(shape)
    np.add.at(n, place, patterns.cell_n[cells])
    return ItemByRest(
        rest=rest, groups=tuple(patterns.groups[group] for group in groups), answers=answers, n=n
    )
