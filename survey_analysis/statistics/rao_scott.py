"""Do groups give different answers, given how they were drawn and weighted? Rao and Scott's F."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import special

from survey_analysis.errors import check_confidence
from survey_analysis.findings import Note
from survey_analysis.statistics.design_variance import cell_covariance, design_of, df_of_all
from survey_analysis.statistics.effect_sizes import EffectSize
from survey_analysis.statistics.expected_counts import about_the_table
from survey_analysis.statistics.explained_variance import ratio_interval
from survey_analysis.statistics.group_test import (
    GroupTest,
    TakingPart,
    groups_with_answers,
    not_computed,
)
from survey_analysis.statistics.grouped_linearization import grouped_covariance
from survey_analysis.statistics.linearization import why_no_variance
from survey_analysis.tables.cell_design import CellDesign, simple_design
from survey_analysis.tables.counts import Counts, FloatArray, IntArray

RAO_SCOTT = (
    "Pearson's chi-square of weighted shares with the design-based second-order correction, as F "
    "(Rao and Scott 1984; Thomas and Rao 1987); weighted bias-corrected Cramer's V (Bergsma 2013) "
    "with an interval by a scaled noncentral F; residuals in their design-based standard errors."
)

MOST_DF = 100
"""Degrees of freedom up to which cells are divided by their observed shares."""

MOST_CELLS = 3_000
"""Cells with respondents whose covariances take seconds."""

MOST_NUMBERS = 30_000_000
"""Influence values that are held at once, 8 bytes each."""

NO_VARIANCE = 1e-10
"""So small a part of the variance of a simple random sample is rounding: nothing varies."""

SAME = 1e-9
"""A direction of so small a share of the largest is rounding."""


def rao_scott(counts: Counts, *, confidence: float = 0.95) -> GroupTest:
    """Do groups give the answers in different shares, given how respondents were drawn?

    Parameters
    ----------
    counts : table of an outcome with a sampling design; neither order nor size of the values
        matters. Without a design the respondents are taken as drawn one by one.
    confidence : share between 0 and 1. F has one side, so p < .05 corresponds to 0.90.

    Returns
    -------
    GroupTest
        `statistic` is F with `df1` and `df2`, the effect Cramer's V of the population. `expected`
        are the counts of respondents if weighted shares of groups and answers were independent;
        a residual is the weighted share of a cell minus the expected one in standard errors of
        that difference, about standard normal if the group gives the answer as often as the
        others (nan where the design leaves it no variance). No pairs.

    Missing data
    ------------
    Respondents without an answer or a group have no influence, but stay in the sample; groups
    without answers are left out by name, answers that nobody gave are counted. Nothing is
    computed, and a note says why, where the design gives no variance or the shares do not vary. A
    note warns where expected counts, of effective respondents, are small as in `chi_square`.

    Formula
    -------
    With weighted shares p of the cells, r of the groups and c of the answers:
    `X2 = n sum (p - rc)^2 / (rc)`. `D = (C' P^-1 C / n)^-1 C' P^-1 V P^-1 C` with P the diagonal
    of p, V the covariance of p by `design_variance.cell_covariance` and C the contrasts that no
    group and no answer alone explains. `F = X2 / tr D` on `d = tr(D)^2 / tr(D^2)` and `d df`,
    df the sampling units minus their strata. D is found as `n Q S Q`, `S = P^-1/2 V P^-1/2`, with Q
    the projection off `P^1/2 a` for the main effects a that vanish in the empty cells.

    With more than 100 degrees of freedom (I-1)(J-1), or so many empty cells that D has no inverse,
    expected shares rc stand in the place of p in D, and without clusters d is (I-1)(J-1): the
    observed ones make tr D too small. Of 83 groups with 5 answers and 8,000 respondents .26 were
    found to differ at 5 % where none did, now .06; .03 to .07 with 600 respondents.

    `V = sqrt(B / (min(r', c') - 1))` with `B = max(0, X2 - tr D) / n`, r' and c' as in
    `contingency.chi_square` with `n (r-1)(c-1) / tr D` in the place of n. The interval of B is
    `explained_variance.ratio_interval` with the linearized variance of `X2 / n`, but where that is
    smaller than the one of a noncentral chi-square, `4 tr(D^2) / tr(D) B / n`, the root of their
    product is taken: the linearized one alone covers .92 where some answers are rare.

    Source
    ------
    Rao and Scott (1984), Annals of Statistics 12, 46-60, doi:10.1214/aos/1176346391; Thomas and
    Rao (1987), Journal of the American Statistical Association 82, 630-636,
    doi:10.1080/01621459.1987.10478475; Bergsma (2013), Journal of the Korean Statistical Society
    42, 323-328, doi:10.1016/j.jkss.2012.10.002.

    Verified against
    ----------------
    R survey 4.1.1 `svychisq(statistic = "F")` with weights, strata, clusters and population sizes,
    also with some empty cells; residuals by `svycontrast` of `svytotal`,
    tests/reference/weighted_means.json. R stops where D has no inverse. Coverage of the interval
    of V in 2 x 3 to 4 x 4 tables, lognormal weights, 100 respondents a group, V 0 to .5: .93 to
    .98, more above; .92 at the least where the weights halve the effective n.

    Examples
    --------
    >>> from survey_analysis.tables.counts import from_tables
    >>> counts = from_tables([0, 1, 2], ("a", "b"), [[20, 50, 30], [40, 40, 20]],
    ...                      [[20, 60, 30], [40, 50, 20]], [[30, 80, 40], [50, 70, 30]])
    >>> found = rao_scott(counts)
    >>> round(found.statistic, 6), round(found.df1, 6), round(found.p_value, 6)
    (3.374398, 1.999777, 0.035226)
    """
    check_confidence(confidence)
    # the shares of a small group are no mean of their own: they stand beside all others
    design = (design_of(counts) or simple_design(counts)).for_models
    part = groups_with_answers(replace(counts, design=design), by_design=True)
    if not part.ready:
        return not_computed("rao_scott", part, "cramers_v", RAO_SCOTT)
    design = part.counts.design or design
    why = _why_not(part.counts, design)
    if why is not None:
        return not_computed("rao_scott", part, "cramers_v", RAO_SCOTT, why)
    table = _table(part.counts, design)
    trace = _traces(table, design.units.clustered)
    if trace[0] <= NO_VARIANCE * table.df:
        return not_computed("rao_scott", part, "cramers_v", RAO_SCOTT, Note("SA730", "warning"))
    return _tested(part, table, trace, confidence)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class _Table:
    """Weighted shares of groups by answers, cells row by row.

    Attributes
    ----------
    n : respondents.
    rows, columns : (I,) and (J,) shares of groups and of answers.
    occupied : (C,) positions of the cells with respondents among the I J cells.
    share : (C,) of the occupied cells.
    covariance : (C, C) of the shares.
    """

    n: float
    rows: FloatArray
    columns: FloatArray
    occupied: IntArray
    share: FloatArray
    covariance: FloatArray

    @property
    def df(self) -> int:
        """(I - 1) (J - 1)."""
        return (self.rows.size - 1) * (self.columns.size - 1)

    @property
    def expected(self) -> FloatArray:
        """(I, J) shares of the cells if groups and answers were independent."""
        return np.outer(self.rows, self.columns)

    @property
    def row(self) -> IntArray:
        """(C,) group of the occupied cells."""
        return self.occupied // self.columns.size

    @property
    def column(self) -> IntArray:
        """(C,) answer of the occupied cells."""
        return self.occupied % self.columns.size

    @property
    def phi_squared(self) -> float:
        """`sum (p - rc)^2 / (rc)`; empty cells add their expected share."""
        expected = self.expected[self.row, self.column]
        apart = ((self.share - expected) ** 2 / expected).sum()
        return float(apart + max(1 - expected.sum(), 0.0))

    def whole(self, occupied: FloatArray) -> FloatArray:
        """(I, J) numbers of the occupied cells, 0 in the empty ones."""
        full = np.zeros((self.rows.size, self.columns.size))
        full[self.row, self.column] = occupied
        return full


def _why_not(counts: Counts, design: CellDesign) -> Note | None:
    """Why the table cannot be tested, or None when it can."""
    if np.unique(counts.cell_value).size < 2:
        return Note("SA325", "warning")
    n_cells, width = counts.cell_n.size, design.units.n_places
    if design.replicates is not None:
        width = design.cell.size
    elif design.margins is not None:
        width += design.margins.n_cells
    if n_cells > MOST_CELLS or n_cells * width > MOST_NUMBERS:
        return Note("SA734", "warning", {"n_cells": n_cells})
    if df_of_all(counts) <= 0:
        return Note("SA731", "warning", {"n": len(counts.groups)})
    return why_no_variance(design.units)


def _table(counts: Counts, design: CellDesign) -> _Table:
    given, column = np.unique(counts.cell_value, return_inverse=True)
    weight = counts.cell_w.sum()
    share = counts.cell_w / weight
    return _Table(
        n=float(counts.group_n.sum()),
        rows=counts.group_w / weight,
        columns=counts.by_value(counts.cell_w)[given] / weight,
        occupied=counts.cell_group * given.size + column,
        share=share,
        covariance=_of_shares(counts, design, share, weight),
    )


def _of_shares(counts: Counts, design: CellDesign, share: FloatArray, weight: float) -> FloatArray:
    """(C, C) covariance of the shares of the cells."""
    if design.replicates is not None:
        return cell_covariance(counts, (np.eye(share.size) - share[:, None]) / weight)
    one = np.full((1, share.size), 1 / weight)
    # every cell is a group of its own; what a respondent adds to one share is taken from all
    covariance = grouped_covariance(design, one, np.arange(share.size), share.size)
    covariance = covariance - np.outer(share, covariance.sum(axis=0))
    return np.asarray(covariance - np.outer(covariance.sum(axis=1), share))


def _traces(table: _Table, clustered: bool) -> tuple[float, float]:
    """tr D and tr D^2; see `rao_scott`."""
    if table.df <= MOST_DF and table.share.size >= table.df:
        basis = _main_effects(table)
        if basis is not None:
            return _projected(table, table.share, basis, np.ones(basis.shape[1]))
    # expected shares are products, so that the main effects have a basis of their own
    r, c, row, column = table.rows, table.columns, table.row, table.column
    share = r[row] * c[column]
    of_rows = np.sqrt(c[column])[:, None] * (row[:, None] == np.arange(r.size))
    of_columns = np.sqrt(r[row])[:, None] * (column[:, None] == np.arange(c.size))
    basis = np.hstack([of_rows, of_columns, np.sqrt(share)[:, None]])
    first, second = _projected(table, share, basis, np.append(np.ones(r.size + c.size), -1.0))
    return first, second if clustered else first**2 / table.df


def _projected(
    table: _Table, share: FloatArray, basis: FloatArray, signs: FloatArray
) -> tuple[float, float]:
    """Traces of `n Q S Q` and of its square, `Q = 1 - basis signs basis'`."""
    scaled = table.covariance / np.sqrt(share[:, None] * share)
    off = scaled - (basis * signs) @ (basis.T @ scaled)
    return table.n * float(np.trace(off)), table.n**2 * float((off * off.T).sum())


def _main_effects(table: _Table) -> FloatArray | None:
    """(C, m) orthonormal `P^1/2 a` of the main effects; None where D would have no inverse."""
    n_rows, n_columns = table.rows.size, table.columns.size
    effects = np.hstack(
        [np.repeat(np.eye(n_rows), n_columns, axis=0), np.tile(np.eye(n_columns), (n_rows, 1))]
    )
    empty = np.delete(effects, table.occupied, axis=0)
    if empty.size:
        _, size, vectors = np.linalg.svd(empty)
        effects = effects @ vectors[(size > SAME * size[0]).sum() :].T
    scaled = np.sqrt(table.share)[:, None] * effects[table.occupied]
    basis, size, _ = np.linalg.svd(scaled, full_matrices=False)
    basis = basis[:, size > SAME * size.max(initial=0.0)]
    return basis if table.share.size - basis.shape[1] == table.df else None


def _tested(
    part: TakingPart, table: _Table, trace: tuple[float, float], confidence: float
) -> GroupTest:
    counts = part.counts
    f, df1 = table.n * table.phi_squared / trace[0], trace[0] ** 2 / trace[1]
    df2 = df1 * df_of_all(counts)
    effect = _cramers_v(counts, table, trace, df2, confidence)
    given = counts.by_value(counts.cell_n) > 0
    n_eff = counts.group_w.sum() ** 2 / counts.group_w2.sum()
    return GroupTest(
        test="rao_scott",
        groups=counts.groups,
        n=int(table.n),
        statistic=f,
        df1=df1,
        df2=df2,
        p_value=float(special.fdtrc(df1, df2, f)),
        effect_name="cramers_v",
        effect=float(effect.estimate),
        effect_ci_low=float(effect.ci_low),
        effect_ci_high=float(effect.ci_high),
        pairs=None,
        notes=(
            *part.notes,
            *about_the_table(n_eff * table.rows, n_eff * table.columns, int((~given).sum())),
        ),
        method=RAO_SCOTT,
        values=counts.values[given],
        expected=table.n * table.expected,
        residuals=_residuals(table),
    )


def _cramers_v(
    counts: Counts, table: _Table, trace: tuple[float, float], df2: float, confidence: float
) -> EffectSize:
    """Cramer's V of the population with its interval; see `rao_scott`."""
    first, second = trace[0] / table.n, trace[1] / table.n**2
    phi = table.phi_squared
    n_eff = table.df / first
    sizes = (table.rows.size, table.columns.size)
    others = max(n_eff - 1, NO_VARIANCE)
    smaller = min(size - 1 - (size - 1) ** 2 / others for size in sizes)
    noncentral = 4 * second / first * phi
    linearized = _phi_variance(counts, table)
    variance = linearized if linearized > noncentral else np.sqrt(linearized * noncentral)
    ends = ratio_interval(phi, (first, second), float(variance), df2, confidence)
    squares = np.array([max(0.0, phi - first), ends.low, ends.high])
    if smaller <= 0:
        squares[:] = np.nan
    estimate, low, high = np.minimum(np.sqrt(squares / abs(smaller or 1)), 1.0)
    return EffectSize(estimate=estimate, ci_low=low, ci_high=high)


def _phi_variance(counts: Counts, table: _Table) -> float:
    """Linearized variance of phi squared."""
    row, column = table.row, table.column
    lift = table.share / table.expected[row, column]
    squares = table.whole(table.share * lift)
    of_row, of_column = squares.sum(axis=1) / table.rows, squares.sum(axis=0) / table.columns
    moved = (2 * lift - of_row[row] - of_column[column]) / counts.cell_w.sum()
    return float(cell_covariance(counts, moved[None, :])[0, 0])


def _residuals(table: _Table) -> FloatArray:
    """(I, J) observed minus expected shares in standard errors of that difference."""
    r, c, v = table.rows[:, None], table.columns, table.covariance
    of_rows = (table.row[:, None] == np.arange(r.size)).astype(np.float64)
    of_columns = (table.column[:, None] == np.arange(c.size)).astype(np.float64)
    with_rows, with_columns = v @ of_rows, v @ of_columns
    at = np.arange(table.share.size)
    variance = (
        table.whole(np.diagonal(v))
        + c**2 * np.diagonal(of_rows.T @ with_rows)[:, None]
        + r**2 * np.diagonal(of_columns.T @ with_columns)
        - 2 * c * table.whole(with_rows[at, table.row])
        - 2 * r * table.whole(with_columns[at, table.column])
        + 2 * r * c * (of_rows.T @ with_columns)
    )
    least = NO_VARIANCE * table.expected / table.n
    known = np.where(variance > least, variance, np.nan)
    return np.asarray((table.whole(table.share) - table.expected) / np.sqrt(known))
