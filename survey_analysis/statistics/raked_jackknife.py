"""How would numbers vary, had other respondents been drawn and raked? By leaving each out."""

from __future__ import annotations

import numpy as np

from survey_analysis.statistics.linearization import why_no_variance
from survey_analysis.tables.cell_design import CellDesign, place_totals
from survey_analysis.tables.counts import FloatArray, IntArray, rows_at
from survey_analysis.tables.replicates import Replicates

NOTHING = 1e-9
"""A sum of so small a part of its amounts is zero; a group that keeps so little is gone."""


def jackknife_covariance(
    design: CellDesign, replicates: Replicates, z: FloatArray, group: IntArray
) -> FloatArray:
    """How would q numbers vary together from sample to sample, if each were raked?

    Parameters
    ----------
    design : how the respondents were drawn and weighted.
    replicates : how the raked weights change without each unit.
    z : (q, E) what a respondent of weight 1 in each entry of the design moves each number by;
        weighted, each row sums to 0.
    group : (E,) the group of each entry; -1 for none.

    Returns
    -------
    (q, q) covariances; nan where `linearization.why_no_variance` gives a reason.

    Missing data
    ------------
    Respondents without an answer have no influence, but are left out in their turn as well.

    Formula
    -------
    `sum c r r'` over the units left out, with c `units.replicate_scale` and r the sum of raked
    weights times z without the unit. Where z sums to 0 in a group, as for its mean, the part of
    the group is divided by what the group holds then, relative to what it held: so r is the mean
    of the group without the unit minus its mean.

    Source
    ------
    Canty and Davison (1999), The Statistician 48, 379-391, doi:10.1111/1467-9884.00196.

    Verified against
    ----------------
    R survey 4.1.1 `rake` of `as.svrepdesign(type = "JK1", mse = TRUE)`, means of groups (1e-8);
    raking of the respondents without each of them, tests/statistics/test_raked_jackknife.py.

    Examples
    --------
    See `design_variance.cell_covariance`.
    """
    units = design.units
    if why_no_variance(units) is not None:
        return np.full((z.shape[0],) * 2, np.nan)
    own = units.stratum if units.clustered else replicates.stratum
    unit = np.arange(own.size) if units.clustered else design.replicate
    moved = np.zeros((z.shape[0], unit.size))
    for one in np.unique(group[group >= 0]):
        inside = group == one
        part = np.where(inside, z, 0.0)
        rows = np.flatnonzero(part.any(axis=1))
        if not rows.size:
            continue
        left = _left(design, replicates, part[rows], own)
        of_mean = _sums_to_zero(part[rows] * design.w)
        if of_mean.any():
            left[of_mean] /= _kept(design, replicates, inside, own)
        moved[rows] += left
    count = units.replicate_scale[own[unit]]
    if not units.clustered:
        count = count * design.n
    return np.asarray((moved * count) @ moved.T)


def _sums_to_zero(amounts: FloatArray) -> FloatArray:
    return np.asarray(np.abs(amounts.sum(axis=1)) <= NOTHING * np.abs(amounts).sum(axis=1))


def _kept(
    design: CellDesign, replicates: Replicates, inside: FloatArray, own: IntArray
) -> FloatArray:
    """What the group holds when each unit is left out, relative to what it held; 1 where gone."""
    share = np.where(inside, 1 / design.w[inside].sum(), 0.0)
    kept = _left(design, replicates, share[None, :], own)[0]
    return np.where(kept > NOTHING, kept, 1.0)


def _left(design: CellDesign, replicates: Replicates, z: FloatArray, own: IntArray) -> FloatArray:
    """Sums of raked weights times z: (q, R) without each cluster, else (q, E) without one of each.

    Without clusters one respondent of each entry is left out.
    """
    more, cell = replicates.stratum_factor, design.raking_cell
    total = _whole(design, replicates, z * design.w, own)
    if design.units.clustered:
        lost = z * design.w * replicates.factor[design.place, cell]
        return np.asarray(total - more * place_totals(design, lost))
    kind = design.replicate
    lost = replicates.factor[kind, cell] * replicates.weight[kind] * more[kind]
    return np.asarray(total[:, kind] - lost * z)


def _whole(
    design: CellDesign, replicates: Replicates, held: FloatArray, own: IntArray
) -> FloatArray:
    """(q, R) sums of (q, E) numbers in each replicate, before its unit is left out."""
    n_cells = replicates.factor.shape[1]
    by_cell = rows_at(design.raking_cell, held, n_cells)
    total = by_cell @ replicates.factor.T
    if design.units.n_units.size == 1:
        return np.asarray(total * replicates.stratum_factor)
    stratum = design.units.stratum[design.place]
    for one in np.unique(own):
        rows, inside = np.flatnonzero(own == one), stratum == one
        part = rows_at(design.raking_cell[inside], held[:, inside], n_cells)
        more = replicates.stratum_factor[rows] - 1
        total[:, rows] += more * (part @ replicates.factor[rows].T)
    return np.asarray(total)
