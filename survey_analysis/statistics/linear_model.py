"""How does an outcome depend on several groupings at once? A linear model, from crossed counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from survey_analysis.findings import Note
from survey_analysis.statistics.design_variance import design_of, df_of_all, entry_covariance
from survey_analysis.statistics.joint_test import (
    ROUNDING,
    JointTest,
    contrast_covariance,
    joint_test,
    nothing_tested,
)
from survey_analysis.statistics.linearization import degrees_of_freedom, why_no_variance
from survey_analysis.statistics.model_columns import ModelColumns, model_columns
from survey_analysis.tables.cell_design import FEW_EFFECTIVE, OUTSIDE, CellDesign
from survey_analysis.tables.counts import BoolArray, Counts, FloatArray, IntArray, sum_at

ALONE = 1 - 1e-9
"""The leverage of a respondent who alone determines something."""

EXACT = 1e-20
"""A sum of squared residuals of so small a share is rounding."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class LinearModel:
    """A fitted model.

    Attributes
    ----------
    counts : the crossed groups that take part.
    columns : of the model.
    weight : (K,) weight of each crossed group: respondents where there is no sampling design.
    coefficients : (kept,).
    covariance : (kept, kept) of the coefficients.
    with_small : (2 kept, 2 kept) of the coefficients, and of the same as they are in the mean of
        a small group (HC3); None where there is no small group, or no design.
    df : degrees of freedom.
    n_alone : respondents left out because each alone determines something, and tells nothing else.
    by_design : whether the covariance is design-based; else it is HC3.
    why : why there is no covariance, or None.
    """

    counts: Counts
    columns: ModelColumns
    weight: FloatArray
    coefficients: FloatArray
    covariance: FloatArray
    with_small: FloatArray | None
    df: float
    n_alone: int
    by_design: bool
    why: Note | None

    def estimates(self, rows: FloatArray, small: BoolArray | None = None) -> Estimates:
        """What the model says of the rows (q, P) of `ModelColumns.rows`; nan if not estimable.

        Parameters
        ----------
        small : (q,) which rows are means of small groups.
        """
        known = np.where(self.columns.estimable(rows), 1.0, np.nan)
        own = rows[:, self.columns.kept]
        covariance = contrast_covariance(own, self.covariance)
        if self.with_small is not None and small is not None:
            parted = np.hstack([own * ~small[:, None], own * small[:, None]])
            covariance = contrast_covariance(parted, self.with_small)
        return Estimates(
            estimate=own @ self.coefficients * known,
            covariance=covariance * known[:, None] * known,
        )

    def term_test(self, term: int) -> JointTest:
        """Does a term say anything beside all the others?

        Where a group is small the terms that it stands in are tested with the HC3 covariance.
        """
        own = self.columns.contrasts(term, self.weight)
        if not own.shape[0]:
            return nothing_tested(Note("SA763", "warning"))
        covariance = self.covariance
        if self.with_small is not None and term in {0, len(self.columns.levels)}:
            covariance = self.with_small[own.shape[1] :, own.shape[1] :]
        apart = contrast_covariance(own, covariance)
        return joint_test(own @ self.coefficients, apart, self.df, self.why)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Estimates:
    """Numbers (q,) and their covariance (q, q); nan for those that respondents do not tell."""

    estimate: FloatArray
    covariance: FloatArray

    @property
    def se(self) -> FloatArray:
        """(q,) standard errors."""
        return np.sqrt(np.maximum(np.diagonal(self.covariance), 0))


def linear_model(counts: Counts, levels: IntArray, *, interaction: bool = False) -> LinearModel:
    """How does the mean of an outcome depend on several groupings at once?

    Parameters
    ----------
    counts : table of the outcome by crossed groups.
    levels : (K, m) the level of each of m groupings, for each named crossed group.
    interaction : whether the first two groupings interact; all others add up.

    Returns
    -------
    LinearModel

    Missing data
    ------------
    Respondents without an answer or without a level of every grouping are not used. One who alone
    determines something (the only one of a level) fits it exactly and tells nothing of the rest:
    he is left out and counted. Columns that follow from others are named in `columns.aliased`,
    and what depends on them is not estimable. No covariance, with the reason: no residuals, as
    many columns as degrees of freedom, a design without a variance.

    Formula
    -------
    `b = (X'WX)^-1 X'W y`. Without a design `V = (X'X)^-1 sum x x' e^2 / (1 - h)^2 (X'X)^-1`, h
    the leverage (HC3), on `n - p` degrees of freedom. With a design the influence of a respondent
    is `(X'WX)^-1 x e`; `design_variance.cell_covariance`; on the design's degrees of freedom
    `- p + 1`. Rule for small groups: where a group of the first grouping (with an interaction:
    of the first two crossed) has an effective n below 30, the influence of its respondents on its
    own mean is divided by `1 - h`, h by the mean weight of the crossed group; other groups keep
    theirs.

    Source
    ------
    Binder (1983), International Statistical Review 51, 279-292, doi:10.2307/1402588; MacKinnon
    and White (1985), Journal of Econometrics 29, 305-325, doi:10.1016/0304-4076(85)90158-7.

    Verified against
    ----------------
    R 4.2.2 `lm` with sandwich 3.0.2 `vcovHC(type = "HC3")`; survey 4.1.1 `svyglm` (but for small
    groups), tests/reference/adjusted.json.

    Examples
    --------
    >>> from survey_analysis.tables.counts import from_tables
    >>> counts = from_tables([1, 2], ("a x", "a y", "b x", "b y"), [[5, 1], [4, 2], [3, 3], [1, 5]])
    >>> linear_model(counts, np.array([[0, 0], [0, 1], [1, 0], [1, 1]])).coefficients
    array([1.125     , 0.41666667, 0.25      ])
    """
    counts = replace(counts, design=design_of(counts)).named
    answered = np.flatnonzero(counts.group_n > 0)
    counts, levels = counts.keep(answered), levels[answered]
    n_before = counts.group_n.sum()
    while True:
        weight = counts.group_n if counts.design is None else counts.group_w
        columns = model_columns(levels, weight, interaction=interaction)
        inverse = _inverse((columns.x * weight[:, None]).T @ columns.x)
        leverage = ((columns.x @ inverse) * columns.x).sum(axis=1)
        others = np.flatnonzero(~((counts.group_n == 1) & (leverage * weight > ALONE)))
        if others.size in {0, weight.size}:
            return _fitted(counts, columns, inverse, leverage, int(n_before - counts.group_n.sum()))
        counts, levels = counts.keep(others), levels[others]


def _fitted(
    counts: Counts, columns: ModelColumns, inverse: FloatArray, leverage: FloatArray, n_alone: int
) -> LinearModel:
    """The model of counts in which nobody determines anything alone."""
    by_design = counts.design is not None
    per_cell = counts.cell_w if by_design else counts.cell_n
    weight = counts.by_group(per_cell)
    middle = (per_cell @ counts.cell_values) / per_cell.sum()
    y = counts.cell_values - middle
    coefficients = inverse @ (columns.x.T @ counts.by_group(per_cell * y))
    residual = without_rounding(y - (columns.x @ coefficients)[counts.cell_group], y)
    coefficients[0] += middle  # the constant is the first column, and never follows from others
    p = columns.kept.size
    df = (df_of_all(counts) + 1 if by_design else float(counts.group_n.sum())) - p
    rest, total = (float(per_cell @ one**2) for one in (residual, counts.cell_values))
    why = _why_no_covariance(counts, rest, total, df)
    covariance, with_small = np.full((p, p), np.nan), None
    if why is None and not by_design:
        square = counts.by_group(counts.cell_n * residual**2) / (1 - leverage) ** 2
        half = without_rounding(columns.x @ inverse)
        covariance = np.asarray((half * square[:, None]).T @ half)
    elif why is None and counts.design is not None:
        with_small = _design_covariance(counts, counts.design, columns, inverse, leverage, residual)
        covariance = with_small[:p, :p]
    return LinearModel(
        counts=counts,
        columns=columns,
        weight=weight,
        coefficients=coefficients,
        covariance=covariance,
        with_small=None if with_small is None or with_small.shape[0] == p else with_small,
        df=df,
        n_alone=n_alone,
        by_design=by_design,
        why=why,
    )


def without_rounding(numbers: FloatArray, size: FloatArray | None = None) -> FloatArray:
    """The numbers, 0 where they are so small beside the largest that they are rounding.

    What nobody's answer differs in has then a variance of exactly 0, which no test divides by.

    Example
    -------
    >>> without_rounding(np.array([[0.5, 1e-17], [-1.0, 2.0]]))
    array([[ 0.5,  0. ],
           [-1. ,  2. ]])
    """
    largest = np.abs(numbers if size is None else size).max(axis=0, initial=0.0)
    return np.where(np.abs(numbers) > ROUNDING * largest, numbers, 0.0)


def _inverse(gram: FloatArray) -> FloatArray:
    return np.asarray(np.linalg.inv(gram), dtype=np.float64)


def _why_no_covariance(counts: Counts, rest: float, total: float, df: float) -> Note | None:
    if counts.design is not None:
        why = why_no_variance(counts.design.units)
        if why is not None:
            return why
    if df < 1:
        return Note("SA764", "warning")
    return Note("SA328", "warning") if rest <= EXACT * total else None


def _design_covariance(
    counts: Counts,
    design: CellDesign,
    columns: ModelColumns,
    inverse: FloatArray,
    leverage: FloatArray,
    residual: FloatArray,
) -> FloatArray:
    """(kept, kept) of the coefficients, or (2 kept, 2 kept) with a small group."""
    pull = without_rounding(columns.x @ inverse).T
    small = _in_small_groups(counts, columns)
    if small.any():
        mean_weight = counts.group_w2 / counts.group_w
        bent = 1 / (1 - np.minimum(leverage * mean_weight, ALONE))
        pull = np.vstack([pull, pull * np.where(small, bent, 1.0)])
    condensed, group, rest = _condensed(design.for_models, counts.cell_group, residual)
    return entry_covariance(condensed, pull[:, group] * rest, group)


def _condensed(
    design: CellDesign, group: IntArray, residual: FloatArray
) -> tuple[CellDesign, IntArray, FloatArray]:
    """The design with two cells for each crossed group in each place and raking cell.

    Respondents of a crossed group pull the coefficients in one direction, by their residual r, so
    that all that counts are the sums of their weights, of r and of r^2. Two residuals about the
    mean have the same; with a million values that is a hundredth of the cells.

    Returns
    -------
    The design, and the crossed group and the residual of its cells; those outside have a residual
    of 0.
    """
    of_entry = np.append(group, OUTSIDE)[design.cell]
    parts = (of_entry + 1, design.place, design.raking_cell, design.replicate)
    (number, place, raking_cell, replicate), at = _distinct(parts)
    size, r = number.size, np.append(residual, 0.0)[design.cell]

    def held(weight: FloatArray, power: int) -> FloatArray:
        return sum_at(at, weight * r**power, size)

    square = design.v2 if design.replicates is None else design.n
    whole = held(square, 0)
    mean = held(square, 1) / whole
    apart = np.sqrt(np.maximum(held(square, 2) / whole - mean**2, 0))

    def shared(weight: FloatArray) -> FloatArray:
        """The weight of the larger residuals, then of the smaller: for the same sum and mean."""
        every = held(weight, 0)
        beyond = held(weight, 1) - every * (mean - apart)
        larger = np.where(apart > 0, beyond / np.where(apart > 0, 2 * apart, 1.0), every / 2)
        return np.concatenate([larger, every - larger])

    twice = np.tile(np.arange(size), 2)
    made = replace(
        design,
        cell=np.arange(2 * size),
        place=place[twice],
        raking_cell=raking_cell[twice],
        replicate=replicate[twice],
        n=held(design.n, 0)[twice] / 2,
        w=shared(design.w),
        v=shared(design.v),
        v2=held(design.v2, 0)[twice] / 2,
        plain_v=shared(design.plain_v),
        plain_v2=held(design.plain_v2, 0)[twice] / 2,
    )
    return made, number[twice] - 1, np.concatenate([mean + apart, mean - apart])


def _distinct(parts: Sequence[IntArray]) -> tuple[list[IntArray], IntArray]:
    """The combinations of numbers that occur, one array for each part, and which one each is."""
    sizes = [int(part.max(initial=0)) + 1 for part in parts]
    key = np.ravel_multi_index(tuple(parts), sizes)
    found, at = np.unique(key, return_inverse=True)
    return [np.asarray(one, dtype=np.intp) for one in np.unravel_index(found, sizes)], at


def _in_small_groups(counts: Counts, columns: ModelColumns) -> BoolArray:
    """(K,) crossed groups whose group of the first grouping (or first two) is a small one."""
    place, size = columns.position[0], columns.levels[0].size
    if columns.interaction:
        place = place * columns.levels[1].size + columns.position[1]
        size *= columns.levels[1].size
    w, w2 = (sum_at(place, one, size) for one in (counts.group_w, counts.group_w2))
    with np.errstate(invalid="ignore", divide="ignore"):
        n_eff = w**2 / w2
    few: BoolArray = n_eff < FEW_EFFECTIVE
    return few[place]


def df_of_groups(model: LinearModel, place: IntArray, n_eff: FloatArray) -> FloatArray:
    """How many degrees of freedom has the mean of each group that a model tells of?

    Parameters
    ----------
    place : (K,) the group of each crossed group of the model.
    n_eff : (G,) Kish's effective n of the groups.

    Returns
    -------
    (G,) array
        Those of the model; for an effective n below 30 at most `n_eff - 1`. nan for a group whose
        respondents lie in no more sampling units than strata.
    """
    df = np.where(n_eff < FEW_EFFECTIVE, np.fmin(n_eff - 1, model.df), model.df)
    design = model.counts.design
    if design is None:
        return df
    inside = design.cell >= 0
    group = place[model.counts.cell_group[design.cell[inside]]]
    cells = (group, design.place[inside])
    own = np.diagonal(degrees_of_freedom(design.units, cells, design.n[inside], n_eff.size))
    return np.where(own >= 1, df, np.nan)


def df_of_pairs(
    df: FloatArray, variance: FloatArray, n_eff: FloatArray, df_of_model: float
) -> FloatArray:
    """(G, G) degrees of freedom of the difference of two means.

    Those of the model; where a group has an effective n below 30 Satterthwaite's, at most those
    of the model. nan where one of the groups has none.

    Parameters
    ----------
    df, variance, n_eff : (G,) of the means.
    """
    small = n_eff < FEW_EFFECTIVE
    with np.errstate(invalid="ignore", divide="ignore"):
        part = variance**2 / df
        both = (variance[:, None] + variance) ** 2 / (part[:, None] + part)
    free = np.where(small[:, None] | small, np.fmin(both, df_of_model), df_of_model)
    return np.asarray(free + 0 * (df[:, None] + df))
