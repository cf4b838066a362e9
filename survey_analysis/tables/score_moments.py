"""ScoreMoments: how the scores of several domains vary together, person by person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from survey_analysis.errors import OptionError
from survey_analysis.tables.cell_design import OUTSIDE, Sample, entries_of, with_design
from survey_analysis.tables.counts import (
    BoolArray,
    Counts,
    FloatArray,
    IntArray,
    sum_at,
    tabulate,
)

BLOCK = 16_384
"""Respondents that are turned into products at a time, so that memory stays flat."""

Scores = tuple[npt.NDArray[np.integer], FloatArray]
"""(N,) position of each respondent's score in the support (S: none), and the support (S,)."""


@dataclass(frozen=True, eq=False, kw_only=True)
class ScoreMoments:
    """Sums of products of domain scores: the table behind comparisons of domains.

    With y the k scores of a respondent minus `centre`, or the ranks that they have among each
    other (1 to k, ties averaged), and `s = sum (y_j - mean y)^2`, the vector of a respondent is
    `u = (1, y_1..y_k, y_1^2..y_k^2, s)`, of length `p = 2k + 2`. An *entry* is a group, or with a
    sampling design an entry of `complete.design`: group x sampling place x raking cell.

    Attributes
    ----------
    complete : who has a score in every domain, by groups (one value, 1); the others stand in
        `n_missing`. It carries the sampling design.
    centre : what is subtracted from scores and ranks.
    w_u : (E, p) `sum w u` of each entry, w the weights; without a design all weigh 1.
    v_u : (E, p) `sum v u`, v the variance weights of `CellDesign`.
    m2_u : (E, p) `sum m^2 u`, m what a respondent counts in a sum of squares: v times the root of
        `units.scale`; 0 where clusters were drawn.
    square : (G, p, p) `sum m^2 u u'` of each group.
    """

    complete: Counts
    centre: float
    w_u: FloatArray
    v_u: FloatArray
    m2_u: FloatArray
    square: FloatArray

    @property
    def groups(self) -> tuple[str, ...]:
        """(G,) labels in codebook order; the last is "" for respondents without a group."""
        return self.complete.groups

    @property
    def n_domains(self) -> int:
        """k, the number of domains."""
        return int(self.w_u.shape[1]) // 2 - 1

    @property
    def entry_group(self) -> IntArray:
        """(E,) group of each entry, `OUTSIDE` for those who miss a score."""
        of_cell = np.append(self.complete.cell_group, OUTSIDE)
        design = self.complete.design
        return of_cell[:-1] if design is None else of_cell[design.cell]

    @property
    def group_u(self) -> FloatArray:
        """(G, p) `sum w u` of each group."""
        inside = self.entry_group != OUTSIDE
        total = np.zeros((len(self.groups), self.w_u.shape[1]))
        np.add.at(total, self.entry_group[inside], self.w_u[inside])
        return total

    def __add__(self, other: ScoreMoments) -> ScoreMoments:
        """The table of both sets of respondents, of the same domains and groups."""
        if not isinstance(other, ScoreMoments):
            return NotImplemented
        if (self.centre, self.n_domains) != (other.centre, other.n_domains):
            raise OptionError("Moments of scores with another centre or number cannot be added.")
        complete = self.complete + other.complete
        sums = np.zeros((3, complete.cell_n.size, self.w_u.shape[1]))
        for one in (self, other):
            at = np.searchsorted(complete.cell_group, one.complete.cell_group)
            sums[:, at] += np.stack([one.w_u, one.v_u, one.m2_u])
        return ScoreMoments(
            complete=complete,
            centre=self.centre,
            w_u=sums[0],
            v_u=sums[1],
            m2_u=sums[2],
            square=self.square + other.square,
        )


def tabulate_scores(
    scores: Sequence[Scores],
    centre: float,
    group: npt.NDArray[np.integer] | None,
    groups: tuple[str, ...],
    weights: FloatArray | None = None,
    sample: Sample | None = None,
    *,
    ranked: bool = False,
) -> ScoreMoments:
    """Moments of the scores of respondents.

    Parameters
    ----------
    scores : of k domains.
    centre : the middle of their common range; not used for ranks, which have their own.
    group : (N,) row of each respondent; None puts everybody into the last row.
    groups : (G,) labels, the last one "".
    weights : (N,) positive weights, or None.
    sample : how the respondents were drawn; None: one by one, with equal weights. Its replicates
        are not used.
    ranked : whether the ranks of a respondent's scores take their place.

    Examples
    --------
    >>> support = np.array([1.0, 2.0, 3.0])
    >>> scores = [(np.array([0, 1, 2, 3]), support), (np.array([2, 2, 2, 0]), support)]
    >>> table = tabulate_scores(scores, 2.0, None, ("",))
    >>> table.complete.group_n, table.group_u
    (array([3.]), array([[3. , 0. , 3. , 2. , 3. , 2.5]]))
    """
    known = np.logical_and.reduce([codes < values.size for codes, values in scores])
    position = np.where(known, 0, 1)
    complete = tabulate(position, np.ones(1), group, groups, weights)
    row = np.full(known.size, len(groups) - 1) if group is None else group.astype(np.intp)
    if sample is None:
        entry = np.searchsorted(complete.cell_group, row)
        variance_weights = np.ones(0)
    else:
        sample = sample if sample.replicates is None else replace(sample, replicates=None)
        complete = with_design(complete, position, group, sample)
        entry, variance_weights = entries_of(complete, position, group, sample)
    centre = (len(scores) + 1) / 2 if ranked else centre
    n_amounts = len(_amounts(sample, np.zeros(0, dtype=np.intp), variance_weights))
    sums = _Sums(complete, centre, (n_amounts, 2 * len(scores) + 2))
    for who in _blocks(row, known):
        y = np.column_stack([values[codes[who]] for codes, values in scores])
        y = within_ranks(y) if ranked else y
        sums.add(entry[who], y, _amounts(sample, who, variance_weights))
    return sums.finish()


def within_ranks(y: FloatArray) -> FloatArray:
    """(B, k) the ranks 1 to k that the scores of each respondent have among each other.

    Examples
    --------
    >>> within_ranks(np.array([[3.0, 1.0, 3.0], [2.0, 2.0, 2.0]]))
    array([[2.5, 1. , 2.5],
           [2. , 2. , 2. ]])
    """
    k = y.shape[1]
    ranks = np.full(y.shape, (k + 1) / 2)
    for first in range(k):
        for second in range(first + 1, k):
            half = np.sign(y[:, first] - y[:, second]) / 2
            ranks[:, first] += half
            ranks[:, second] -= half
    return ranks


def score_vectors(y: FloatArray) -> FloatArray:
    """(B, p) the vector u of each row of centred scores (B, k)."""
    apart = y - y.mean(axis=1, keepdims=True)
    spread = np.einsum("ij,ij->i", apart, apart)
    return np.column_stack([np.ones(y.shape[0]), y, y * y, spread])


def _amounts(
    sample: Sample | None, who: IntArray, variance_weights: FloatArray
) -> tuple[FloatArray, ...]:
    """(B,) what respondents weigh, what they weigh in a variance, the square of what they count.

    One array where all is the same, two where variances take the weights themselves.
    """
    if sample is None:
        return (np.ones(who.size),)
    v, units = variance_weights[who], sample.drawn.units
    weights = (v,) if variance_weights is sample.weights else (sample.weights[who], v)
    if units.clustered:
        return (*weights, np.zeros(who.size))
    return (*weights, v * v * units.scale[units.stratum[sample.drawn.place[who]]])


def _blocks(group: IntArray, known: BoolArray) -> Iterator[IntArray]:
    """The respondents who are known, in blocks, and in each block group by group."""
    rising = group.astype(np.uint16 if group.max(initial=0) < 2**16 else np.uint32)
    for start in range(0, group.size, BLOCK):
        who = start + np.flatnonzero(known[start : start + BLOCK])
        if who.size:
            yield who[np.argsort(rising[who], kind="stable")]


class _Sums:
    """The growing sums of a tabulation, of one to three amounts per respondent."""

    def __init__(self, complete: Counts, centre: float, shape: tuple[int, int]) -> None:
        self.complete, self.centre = complete, centre
        cells = np.append(complete.cell_group, OUTSIDE)
        self.group = cells[:-1] if complete.design is None else cells[complete.design.cell]
        n_amounts, p = shape
        self.entries = np.zeros((n_amounts, p, self.group.size))
        self.square = np.zeros((len(complete.groups), p, p))

    def add(self, entry: IntArray, y: FloatArray, amounts: tuple[FloatArray, ...]) -> None:
        """Add respondents (B,) with scores or ranks (B, k), group by group."""
        u = score_vectors(y - self.centre)
        columns = np.ascontiguousarray(u.T)
        for place, amount in enumerate(amounts):
            for row, column in enumerate(columns):
                self.entries[place, row] += sum_at(entry, column * amount, self.group.size)
        counted = u * amounts[-1][:, None]
        group = self.group[entry]
        starts = np.flatnonzero(np.diff(group, prepend=-1))
        for start, stop in zip(starts, [*starts[1:], group.size], strict=True):
            self.square[group[start]] += counted[start:stop].T @ u[start:stop]

    def finish(self) -> ScoreMoments:
        """The sums as a table."""
        sums = np.ascontiguousarray(self.entries.swapaxes(1, 2))
        return ScoreMoments(
            complete=self.complete,
            centre=self.centre,
            w_u=sums[0],
            v_u=sums[-2 if len(sums) > 1 else 0],
            m2_u=sums[-1],
            square=self.square,
        )
