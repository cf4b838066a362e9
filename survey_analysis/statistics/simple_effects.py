"""Do groups differ otherwise at each level of another characteristic? Simple effects."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from survey_analysis.errors import check_confidence
from survey_analysis.findings import Note
from survey_analysis.statistics.adjusted_means import AdjustedPairs, pair_differences
from survey_analysis.statistics.design_variance import design_means, design_of, df_of_all
from survey_analysis.statistics.interval import t_interval
from survey_analysis.statistics.joint_test import (
    JointTest,
    contrast_covariance,
    joint_test,
    nothing_tested,
)
from survey_analysis.statistics.linear_model import (
    Estimates,
    LinearModel,
    df_of_groups,
    df_of_pairs,
    linear_model,
)
from survey_analysis.statistics.multiplicity import holm
from survey_analysis.tables.cell_design import FEW_EFFECTIVE
from survey_analysis.tables.counts import Counts, FloatArray, IntArray, sum_at


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class SimpleEffects:
    """The groups of one grouping at each level of another; (W, G) arrays of W levels, G groups.

    Attributes
    ----------
    within : (W,) levels of the second grouping.
    group : (G,) levels of the first.
    n, sum_w, n_eff : respondents, sum of weights, Kish's effective n.
    mean, se, df, ci_low, ci_high : means, adjusted for further groupings if there are any
        (averaged with equal weights); nan without respondents.
    tests : for each level, whether the groups are equal there.
    p_adjusted : (W,) of the tests, after Holm over the levels.
    pairs : for each level, the differences; Holm within the level.
    interaction : whether the groups differ otherwise from level to level.
    why : why there are no standard errors, or None.
    """

    within: IntArray
    group: IntArray
    n: FloatArray
    sum_w: FloatArray
    n_eff: FloatArray
    mean: FloatArray
    se: FloatArray
    df: FloatArray
    ci_low: FloatArray
    ci_high: FloatArray
    tests: tuple[JointTest, ...]
    p_adjusted: FloatArray
    pairs: tuple[AdjustedPairs, ...]
    interaction: JointTest
    why: Note | None


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class _Grid:
    """The cells of two crossed groupings: position (K,) of each crossed group among W x G."""

    within: IntArray
    group: IntArray
    position: IntArray
    n: FloatArray
    sum_w: FloatArray
    n_eff: FloatArray
    raw: FloatArray

    @property
    def shape(self) -> tuple[int, int]:
        return self.within.size, self.group.size


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class _Cells:
    """Means of the cells (W G,), degrees of freedom of each and of two, and of each level (W,)."""

    means: Estimates
    df: FloatArray
    joint_df: FloatArray
    df_of_level: FloatArray


def simple_effects(
    counts: Counts, levels: IntArray, *, confidence: float = 0.95
) -> SimpleEffects | None:
    """Do groups differ otherwise at each level of another characteristic, and where do they?

    Parameters
    ----------
    counts : table of an outcome by crossed groupings; the values are used as numbers.
    levels : (K, m) the level of each of m groupings, for each named crossed group: the first is
        compared, at each level of the second; the others are adjusted for.
    confidence : share between 0 and 1.

    Returns
    -------
    SimpleEffects
        None where fewer than two groups have answers.

    Missing data
    ------------
    Respondents without an answer or without a level of every grouping are not used. nan: cells
    without respondents, and without a variance (one respondent).

    Formula
    -------
    Means of the cells by the model with the interaction of the first two groupings
    (`linear_model.linear_model`); without further groupings and with a sampling design by
    `design_variance.design_means`, whose degrees of freedom are those of the cells. At a level:
    `linear_model.joint_test` of the differences to its first group, on the model's degrees of
    freedom, or the design's in the level less the differences. With a cell of an effective n
    below 30 the level has at most `sum n_eff` less its groups.

    Source
    ------
    Kirk (2013), Experimental Design, 4th ed., Sage, chapter 9 (simple main effects);
    `linear_model.linear_model`, `design_variance.design_means`.

    Verified against
    ----------------
    R emmeans 1.8.4 (`emmeans(by = )`, `pairs`) on `lm` with vcovHC and on survey 4.1.1 `svyglm`;
    `svyglm` of one level as a subpopulation, tests/reference/adjusted.json.

    Examples
    --------
    >>> from survey_analysis.tables.counts import from_tables
    >>> counts = from_tables([1, 2], ("a x", "a y", "b x", "b y"), [[5, 1], [4, 2], [3, 3], [1, 5]])
    >>> found = simple_effects(counts, np.array([[0, 0], [0, 1], [1, 0], [1, 1]]))
    >>> [round(test.p_value, 3) for test in found.tests]
    [0.301, 0.12]
    """
    check_confidence(confidence)
    drawn = replace(counts, design=design_of(counts)).named
    grid = _grid(drawn, levels)
    if np.count_nonzero(grid.n.sum(axis=0)) < 2:
        return None
    model = linear_model(drawn, levels, interaction=True)
    if drawn.design is not None and levels.shape[1] == 2:
        cells = _of_design(drawn, grid)
    else:
        cells = _of_model(model, grid)
    tests = tuple(_test(cells, grid, level, model.why) for level in range(grid.within.size))
    interval = t_interval(cells.means.estimate, cells.means.se, cells.df, confidence)
    shape = grid.shape
    return SimpleEffects(
        within=grid.within,
        group=grid.group,
        n=grid.n,
        sum_w=grid.sum_w,
        n_eff=grid.n_eff,
        mean=cells.means.estimate.reshape(shape),
        se=cells.means.se.reshape(shape),
        df=cells.df.reshape(shape),
        ci_low=interval.low.reshape(shape),
        ci_high=interval.high.reshape(shape),
        tests=tests,
        p_adjusted=holm([test.p_value for test in tests]),
        pairs=tuple(_pairs(cells, grid, level, confidence) for level in range(shape[0])),
        interaction=model.term_test(levels.shape[1]),
        why=model.why,
    )


def _grid(named: Counts, levels: IntArray) -> _Grid:
    group, of_group = np.unique(levels[:, 0], return_inverse=True)
    within, of_within = np.unique(levels[:, 1], return_inverse=True)
    position = of_within * group.size + of_group
    shape = (within.size, group.size)
    n, w, w2, total = (
        sum_at(position, one, within.size * group.size).reshape(shape)
        for one in (
            named.group_n,
            named.group_w,
            named.group_w2,
            named.by_group(named.cell_w * named.cell_values),
        )
    )
    with np.errstate(invalid="ignore", divide="ignore"):
        n_eff, raw = w**2 / w2, total / w
    return _Grid(within=within, group=group, position=position, n=n, sum_w=w, n_eff=n_eff, raw=raw)


def _of_model(model: LinearModel, grid: _Grid) -> _Cells:
    """Cells as the model has them, which adjusts for further groupings."""
    columns, (n_within, n_group) = model.columns, grid.shape
    own = (grid.group[:, None] == columns.levels[0]).astype(np.float64)
    other = (grid.within[:, None] == columns.levels[1]).astype(np.float64)
    members = [np.tile(own, (n_within, 1)), np.repeat(other, n_group, axis=0)]
    size = n_within * n_group
    rows = columns.rows(
        [*members, *(np.full((size, of.size), 1 / of.size) for of in columns.levels[2:])]
    )
    rows[members[0].sum(axis=1) * members[1].sum(axis=1) == 0] = np.nan
    n_eff = grid.n_eff.ravel()
    means = model.estimates(rows, n_eff < FEW_EFFECTIVE)
    at_group, at_within = (
        np.searchsorted(every, of)[at]
        for every, of, at in zip(
            (grid.group, grid.within), columns.levels[:2], columns.position[:2], strict=True
        )
    )
    df = df_of_groups(model, at_within * n_group + at_group, n_eff)
    joint_df = df_of_pairs(df, np.diagonal(means.covariance), n_eff, model.df)
    return _Cells(
        means=means,
        df=df,
        joint_df=joint_df,
        df_of_level=_df_of_levels(np.full(n_within, model.df), grid),
    )


def _of_design(counts: Counts, grid: _Grid) -> _Cells:
    """Cells as subpopulations, which nothing else is adjusted for."""
    size, at = grid.n.size, grid.position
    found = design_means(counts)
    mean, df = np.full((2, size), np.nan)
    covariance, joint_df = np.full((2, size, size), np.nan)
    mean[at], df[at] = found.mean, found.df
    covariance[np.ix_(at, at)], joint_df[np.ix_(at, at)] = found.covariance, found.joint_df
    own = np.where(df >= 1, df, np.nan)
    n_groups = (grid.n > 0).sum(axis=1)
    of_level = np.array(
        [
            df_of_all(counts.keep(np.flatnonzero(at // grid.shape[1] == level))) - n_groups[level]
            for level in range(grid.within.size)
        ]
    )
    return _Cells(
        means=Estimates(estimate=mean, covariance=covariance),
        df=own,
        joint_df=joint_df + 0 * (own[:, None] + own),
        df_of_level=_df_of_levels(of_level + 1, grid),
    )


def _df_of_levels(df: FloatArray, grid: _Grid) -> FloatArray:
    """(W,) of the tests: where a cell is small, at most the effective n less the groups."""
    held = grid.n > 0
    small = (held & (grid.n_eff < FEW_EFFECTIVE)).any(axis=1)
    inside = np.where(held, grid.n_eff - 1, 0.0).sum(axis=1)
    return np.where(small, np.minimum(df, inside), df)


def _test(cells: _Cells, grid: _Grid, level: int, why: Note | None) -> JointTest:
    """Are the groups equal at this level?"""
    at = level * grid.group.size + np.arange(grid.group.size)
    told = at[np.isfinite(np.diagonal(cells.means.covariance)[at] + cells.df[at])]
    if why is not None:
        return nothing_tested(why)
    if told.size < 2:
        return nothing_tested(Note("SA322", "warning", {"n": told.size}))
    part = cells.means.covariance[np.ix_(told, told)]
    contrast = np.hstack([-np.ones((told.size - 1, 1)), np.eye(told.size - 1)])
    estimate = contrast @ cells.means.estimate[told]
    return joint_test(
        estimate, contrast_covariance(contrast, part), float(cells.df_of_level[level])
    )


def _pairs(cells: _Cells, grid: _Grid, level: int, confidence: float) -> AdjustedPairs:
    at = level * grid.group.size + np.arange(grid.group.size)
    means = Estimates(
        estimate=cells.means.estimate[at], covariance=cells.means.covariance[np.ix_(at, at)]
    )
    return pair_differences(means, cells.joint_df[np.ix_(at, at)], grid.raw[level], confidence)
