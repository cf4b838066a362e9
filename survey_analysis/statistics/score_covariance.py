"""How would numbers made of the scores of several domains vary, had others been drawn?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from survey_analysis.statistics.linearization import linearized_covariance, why_no_variance
from survey_analysis.tables.cell_design import CellDesign
from survey_analysis.tables.counts import FloatArray, IntArray, rows_at, sum_at
from survey_analysis.tables.margins import Margins
from survey_analysis.tables.score_moments import ScoreMoments


@dataclass(frozen=True, eq=False, kw_only=True)
class ScoreCovariance:
    """Covariances of numbers made of scores, by the way in which respondents were drawn.

    The twin of `design_variance.cell_covariance` for a table that keeps persons together: the
    influence of a respondent is linear in the vector u of `ScoreMoments`, so that the sums in it
    give what sums over respondents would give.

    Attributes
    ----------
    moments : the table.

    Source, Verified against
    ------------------------
    See `design_variance.cell_covariance`; tests/statistics/test_score_covariance.py compares with
    it and with sums over respondents.
    """

    moments: ScoreMoments

    def of(self, group: IntArray, influence: FloatArray) -> FloatArray:
        """How would q numbers vary together from sample to sample?

        Parameters
        ----------
        group : (q,) row of the group that each number belongs to.
        influence : (q, p) b of each number: a respondent of weight 1 in its group moves it by
            `b'u`. Weighted by `w_u` the sum over the group is 0: means are taken off.

        Returns
        -------
        (q, q) array
            Covariances; rows and columns of nan for a number whose influence is nan. All is nan
            where `linearization.why_no_variance` gives a reason.

        Missing data
        ------------
        Respondents without a score in every domain, and those of other groups, have no influence
        but stay in the sample.

        Formula
        -------
        Without a design `n/(n-1) sum (b'u)^2` within each group, 0 between groups. With one as in
        `cell_covariance`: `sum m^2 (b'u - x's)(b'u - x's)'` with `x's` the part that the raking
        margins explain is `B M B' - L s' - s L' + s D s'`, M the `square` of the group, L the
        `m2_u` of the raking cells. Weights that were raked again without each respondent
        (`Replicates`) are not used: residuals from the margins stand for them, within 0.3 %.
        """
        undefined = np.asarray(np.isnan(influence).any(axis=1))
        known = np.where(undefined[:, None], 0.0, influence)
        design = self.moments.complete.design
        if design is None:
            covariance = self._classical(group, known)
        elif why_no_variance(design.units) is not None:
            covariance = np.full((group.size,) * 2, np.nan)
        else:
            covariance = self._linearized(design, group, known)
        covariance[undefined] = covariance[:, undefined] = np.nan
        return covariance

    def _classical(self, group: IntArray, b: FloatArray) -> FloatArray:
        n = self.moments.complete.group_n[group]
        unbiased = np.where(n > 1, n / np.maximum(n - 1, 1), np.nan)
        return self._squares(group, b) * unbiased

    def _linearized(self, design: CellDesign, group: IntArray, b: FloatArray) -> FloatArray:
        units, margins, moments = design.units, design.margins, self.moments
        by_place = self._totals(group, b, moments.v_u, design.place, units.n_places)
        squares = self._squares(group, b)
        if margins is not None:
            free = moments.w_u * margins.free[design.raking_cell, None]
            held = self._totals(group, b, free, design.raking_cell, margins.n_cells)
            slope = margins.inverse @ (margins.columns.T @ held.T)
            by_place -= slope.T @ self._margins_by_place.T
            if not units.clustered:
                squares = squares + self._of_margins(design, margins, group, b, slope)
        if units.clustered or units.n_units.size > 1:
            return linearized_covariance(by_place, units, squares)
        return squares  # weighted influences sum to zero, so that no mean is taken off

    def _of_margins(
        self,
        design: CellDesign,
        margins: Margins,
        group: IntArray,
        b: FloatArray,
        slope: FloatArray,
    ) -> FloatArray:
        """What the part that the margins explain adds to the sum of squares."""
        explained = (margins.columns @ slope).T
        shared = self.moments.m2_u * np.sqrt(design.plain_v2 / design.v2)[:, None]
        crossed = self._totals(group, b, shared, design.raking_cell, margins.n_cells)
        cross = crossed @ explained.T
        return np.asarray((explained * self._counted_by_cell) @ explained.T - cross - cross.T)

    @cached_property
    def _counted_by_cell(self) -> FloatArray:
        """(K,) what the squares of all respondents of each raking cell count."""
        design, margins = _raked(self.moments)
        counted = design.plain_v2 * design.units.scale[design.units.stratum[design.place]]
        return sum_at(design.raking_cell, counted, margins.n_cells)

    @cached_property
    def _margins_by_place(self) -> FloatArray:
        """(U, p) sums of the columns of the margins over all respondents of each place."""
        design, margins = _raked(self.moments)
        columns = margins.columns[design.raking_cell].T * design.plain_v
        return rows_at(design.place, columns, design.units.n_places).T

    def _squares(self, group: IntArray, b: FloatArray) -> FloatArray:
        """(q, q) `b' M b` of numbers of the same group; 0 for those of two groups."""
        products = np.zeros((group.size,) * 2)
        for one in np.unique(group):
            rows = np.flatnonzero(group == one)
            products[np.ix_(rows, rows)] = b[rows] @ self.moments.square[one] @ b[rows].T
        return products

    def _totals(
        self, group: IntArray, b: FloatArray, sums: FloatArray, position: IntArray, size: int
    ) -> FloatArray:
        """(q, size) `b'` of the sums (E, p) at each position, over the entries of the group."""
        totals = np.zeros((group.size, size))
        for one in np.unique(group):
            entries = self._entries.get(int(one), np.zeros(0, dtype=np.intp))
            for row in np.flatnonzero(group == one):
                totals[row] = sum_at(position[entries], sums[entries] @ b[row], size)
        return totals

    @cached_property
    def _entries(self) -> dict[int, IntArray]:
        """The entries of every group."""
        group = self.moments.entry_group
        order = np.argsort(group, kind="stable")
        starts = np.flatnonzero(np.diff(group[order], prepend=-2))
        parts = np.split(order, starts[1:])
        return {int(group[part[0]]): part for part in parts if part.size}


def _raked(moments: ScoreMoments) -> tuple[CellDesign, Margins]:
    """The design of raked respondents, and the margins."""
    design = moments.complete.design
    if design is None or design.margins is None:
        raise AssertionError("the respondents were not raked")
    return design, design.margins
