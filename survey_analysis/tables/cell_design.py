"""CellDesign: where the respondents of each cell of a table were drawn, and what they weigh."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from survey_analysis.tables.counts import (
    DENSE_CELLS,
    BoolArray,
    Counts,
    FloatArray,
    IntArray,
    fixed,
    rows_at,
    sum_by_cell,
)
from survey_analysis.tables.margins import Margins
from survey_analysis.tables.replicates import Replicates
from survey_analysis.tables.sampling import Drawn, SamplingUnits

FEW_EFFECTIVE = 30.0
"""Below so many effective respondents the variance of a group needs the HC3 correction."""

OUTSIDE = -1
"""The cell of respondents without a valid answer, or in a group that was not kept."""

MOST_LEVERAGE = 1 - 1e-6


@dataclass(frozen=True, eq=False, kw_only=True)
class CellDesign:
    """The cells of `Counts`, split by sampling unit and raking cell.

    All respondents of the survey are in it, those without an answer in entries outside: groups
    are subpopulations, and the sample that was drawn is the whole one.

    Attributes
    ----------
    units : how the respondents were drawn.
    margins : what the weights were raked to, or None.
    replicates : how the raked weights change without each respondent, or None: residuals from
        the margins are used.
    cell : (E,) position of each entry among the cells of the counts, `OUTSIDE` for none.
    place : (E,) place of the entry in `units`.
    raking_cell : (E,) its raking cell; 0 without margins.
    replicate : (E,) its row in `replicates`; 0 without any.
    n, w : (E,) respondents and sum of weights.
    v, v2 : (E,) sum of the variance weights and of their squares. They are the weights, divided
        by 1 - h after raking and in groups with an effective n below `FEW_EFFECTIVE` (HC3), where
        h is the leverage of the respondent on the margins or on the group's mean.
    plain_v, plain_v2 : (E,) the same without what is done for small groups; see `for_models`.
    """

    units: SamplingUnits
    margins: Margins | None
    replicates: Replicates | None
    cell: IntArray
    place: IntArray
    raking_cell: IntArray
    replicate: IntArray
    n: FloatArray
    w: FloatArray
    v: FloatArray
    v2: FloatArray
    plain_v: FloatArray
    plain_v2: FloatArray

    @property
    def for_models(self) -> CellDesign:
        """The design for a model of the groups, in which a small one has no mean of its own.

        Where groups are crossed most are small; their leverage is that of the model.
        """
        return replace(self, v=self.plain_v, v2=self.plain_v2)

    def moved(self, cells: IntArray) -> CellDesign:
        """The design for counts in which the old cells (C,) have these positions, or `OUTSIDE`."""
        return replace(self, cell=np.append(cells, OUTSIDE)[self.cell])


@dataclass(frozen=True, eq=False, kw_only=True)
class Sample:
    """How the respondents of a survey were drawn and weighted.

    Attributes
    ----------
    drawn : sampling units.
    weights : (N,) positive weights.
    margins : what they were raked to, or None.
    replicates : see `CellDesign`.
    """

    drawn: Drawn
    weights: FloatArray
    margins: Margins | None = None
    replicates: Replicates | None = None

    @cached_property
    def leverage(self) -> FloatArray:
        """(N,) leverage of each respondent on the margins; 0 without margins."""
        if self.margins is None:
            return np.zeros_like(self.weights)
        return fixed(self.margins.leverage(self.weights))

    @cached_property
    def variance_weights(self) -> FloatArray:
        """(N,) what each weighs in a variance, without what is done for small groups."""
        if self.margins is None:
            return self.weights
        return fixed(_inflated(self.weights, self.leverage, self.drawn.units))


def with_design(
    counts: Counts,
    position: npt.NDArray[np.integer],
    group: npt.NDArray[np.integer] | None,
    sample: Sample,
) -> Counts:
    """The counts with what the sampling says of their cells.

    Parameters
    ----------
    counts : made of the same respondents.
    position : (N,) position of each answer in `counts.values`; `counts.values.size` for none.
    group : (N,) row of each respondent; None: the last one.
    sample : how they were drawn.
    """
    cell = _cell_of(counts, position, group)
    variance_weights, plain = _variance_weights(counts, cell, sample)
    place = sample.drawn.place
    code, n_codes = _codes(sample)
    width = counts.cell_n.size + 1
    split, n_split = place * n_codes + code, max(sample.drawn.units.n_places, 1) * n_codes
    at, (n, w, squares) = sum_by_cell(cell + 1, width, split, n_split, sample.weights)
    v, v2 = w, squares
    if variance_weights is not sample.weights:
        _, (_, v, v2) = sum_by_cell(cell + 1, width, split, n_split, variance_weights)
    plain_v, plain_v2 = v, v2
    if plain is not variance_weights:
        _, (_, plain_v, plain_v2) = sum_by_cell(cell + 1, width, split, n_split, plain)
    of_code = at // width % n_codes
    raking_cell, replicate = _of_codes(sample, of_code)
    if sample.margins is not None and sample.replicates is None:
        of_cell = np.append(counts.cell_group, OUTSIDE)[at % width - 1]
        weight = squares / w
        larger = _beside_margins(sample.margins, weight, w, raking_cell, of_cell)
        v, v2 = plain_v * larger, plain_v2 * larger**2
    design = CellDesign(
        units=sample.drawn.units,
        margins=sample.margins,
        replicates=sample.replicates,
        cell=fixed(at % width - 1),
        place=fixed(at // width // n_codes),
        raking_cell=fixed(raking_cell),
        replicate=fixed(replicate),
        n=fixed(n),
        w=fixed(w),
        v=fixed(v),
        v2=fixed(v2),
        plain_v=fixed(plain_v),
        plain_v2=fixed(plain_v2),
    )
    return replace(counts, design=design)


def entries_of(
    counts: Counts,
    position: npt.NDArray[np.integer],
    group: npt.NDArray[np.integer] | None,
    sample: Sample,
) -> tuple[IntArray, FloatArray]:
    """(N,) the entry of the design in which each respondent stands, and its variance weight.

    Parameters
    ----------
    counts : what `with_design` made of the other arguments.
    """
    design = counts.design
    if design is None:
        raise AssertionError("counts without a design have no entries")
    cell = _cell_of(counts, position, group)
    code, n_codes = _codes(sample)
    width = counts.cell_n.size + 1
    of_entry = design.raking_cell if sample.replicates is None else design.replicate
    rising = (design.place * n_codes + of_entry) * width + design.cell + 1
    key = (sample.drawn.place * n_codes + code) * width + cell + 1
    entry, weights = np.searchsorted(rising, key), _variance_weights(counts, cell, sample)[0]
    if design.plain_v is not design.v and sample.margins is not None:
        weights = weights * (design.v / design.plain_v)[entry]
    return entry, weights


def _codes(sample: Sample) -> tuple[IntArray, int]:
    """(N,) what beside the place splits the cells: the raking cell, or the replicate in it."""
    if sample.replicates is not None:
        return sample.replicates.of_respondent, sample.replicates.n_kinds
    if sample.margins is not None:
        return sample.margins.cell, sample.margins.n_cells
    return np.zeros(sample.weights.size, dtype=np.intp), 1


def _of_codes(sample: Sample, code: IntArray) -> tuple[IntArray, IntArray]:
    """(E,) raking cell and replicate of the entries."""
    if sample.replicates is not None:
        return sample.replicates.raking_cell[code], code
    return code, np.zeros_like(code)


def _cell_of(
    counts: Counts, position: npt.NDArray[np.integer], group: npt.NDArray[np.integer] | None
) -> IntArray:
    """(N,) the cell of each respondent, `OUTSIDE` without a valid answer."""
    width = counts.values.size + 1
    row = len(counts.groups) - 1 if group is None else group.astype(np.intp)
    key = np.asarray(row * width + position)
    of_cell = counts.cell_group * width + counts.cell_value
    size = len(counts.groups) * width
    if size <= DENSE_CELLS:
        places = np.full(size, OUTSIDE, dtype=np.intp)
        places[of_cell] = np.arange(of_cell.size)
        found: IntArray = places[key]
        return found
    at = np.minimum(np.searchsorted(of_cell, key), max(of_cell.size - 1, 0))
    if not of_cell.size:
        return np.full(key.size, OUTSIDE, dtype=np.intp)
    return np.where(of_cell[at] == key, at, OUTSIDE)


def _variance_weights(
    counts: Counts, cell: IntArray, sample: Sample
) -> tuple[FloatArray, FloatArray]:
    """(N,) what each respondent weighs in a variance, and without what is done for small groups."""
    weights, plain = sample.weights, sample.variance_weights
    few = few_effective(counts)
    if not few.any() or sample.margins is not None:  # see `_beside_margins`
        return plain, plain
    small = np.append(few[counts.cell_group], [False])[cell]
    leverage = sample.leverage[small]
    of_group = weights[small] / counts.group_w[counts.cell_group[cell[small]]]
    larger = _inflated(weights[small], np.maximum(leverage, of_group), sample.drawn.units)
    inflated = plain.copy()
    inflated[small] = larger
    return inflated, plain


def _beside_margins(
    margins: Margins, weight: FloatArray, w: FloatArray, raking_cell: IntArray, group: IntArray
) -> FloatArray:
    """(E,) what variance weights are multiplied by for what groups hold beside the margins.

    Without a respondent a mean is divided by what its group holds then. With the weights of one
    entry alike it is exact; of different ones the heavier count more.
    """
    leverage, of_group = margins.group_leverage(weight, w, raking_cell, group)
    left = 1 - np.minimum(leverage, MOST_LEVERAGE)
    return np.asarray(left / np.maximum(left - of_group, 1 - MOST_LEVERAGE))


def _inflated(weights: FloatArray, leverage: FloatArray, units: SamplingUnits) -> FloatArray:
    larger = weights / (1 - np.minimum(leverage, MOST_LEVERAGE))
    return np.asarray(larger * _without_scale(units))


def _without_scale(units: SamplingUnits) -> float:
    """The factor that takes `n / (n - 1)` off again, which 1 / (1 - h) holds already."""
    n = float(units.n_units[0])
    simple = not units.clustered and units.n_units.size == 1 and n > 1
    return float(np.sqrt((n - 1) / n)) if simple else 1.0


def few_effective(counts: Counts) -> BoolArray:
    """(G,) groups with respondents whose effective number is below `FEW_EFFECTIVE`."""
    with np.errstate(invalid="ignore", divide="ignore"):
        n_eff = counts.group_w**2 / counts.group_w2
    few: BoolArray = n_eff < FEW_EFFECTIVE
    return few


def simple_design(counts: Counts) -> CellDesign:
    """The design of weighted counts about which nothing else is known: respondents were drawn.

    The HC3 correction of small groups takes the mean weight of each cell.
    """
    n = float(counts.group_n.sum() + counts.n_missing.sum())
    units = SamplingUnits(
        stratum=np.zeros(1, dtype=np.intp),
        n_units=np.array([n]),
        fraction=np.zeros(1),
        clustered=False,
    )
    zeros = np.zeros(counts.cell_n.size, dtype=np.intp)
    small = few_effective(counts)[counts.cell_group]
    share = counts.cell_w2 / counts.cell_w / counts.group_w[counts.cell_group]
    larger = _without_scale(units) / (1 - np.minimum(share, MOST_LEVERAGE))
    factor = np.where(small, larger, 1.0)
    return CellDesign(
        units=units,
        margins=None,
        replicates=None,
        cell=np.arange(counts.cell_n.size),
        place=zeros,
        raking_cell=zeros,
        replicate=zeros,
        n=counts.cell_n,
        w=counts.cell_w,
        v=counts.cell_w * factor,
        v2=counts.cell_w2 * factor**2,
        plain_v=counts.cell_w,
        plain_v2=counts.cell_w2,
    )


def place_totals(design: CellDesign, per_entry: FloatArray) -> FloatArray:
    """(q, U) sums of (q, E) numbers over the entries of each place."""
    return rows_at(design.place, per_entry, design.units.n_places)
