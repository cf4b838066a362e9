"""How would a number of each group vary, had other respondents been drawn? Group by group."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from survey_analysis.statistics.design_variance import by_group_rows, cell_covariance, design_of
from survey_analysis.statistics.linearization import linearized_covariance, why_no_variance
from survey_analysis.tables.cell_design import CellDesign
from survey_analysis.tables.counts import Counts, FloatArray, IntArray, sum_at


def group_variances(counts: Counts, influence: FloatArray) -> FloatArray:
    """How would k numbers of every group vary from sample to sample?

    Parameters
    ----------
    counts : a table with a sampling design (`design_of` is not None).
    influence : (k, C) what a respondent of weight 1 in each cell of the counts moves the k
        numbers of the cell's own group by. Weighted by `cell_w` it sums to 0 in every group.

    Returns
    -------
    (k, G) array
        Variances; nan for a group with an influence of nan, and everywhere where
        `linearization.why_no_variance` gives a reason.

    Missing data
    ------------
    As in `design_variance.cell_covariance`.

    Formula
    -------
    The diagonal of `cell_covariance` for numbers that each belong to one group, without the
    covariances. After raking the influence is the group's own in its cells, less what the margins
    take off in all raking cells; its squares are summed over cells and raking cells apart, which
    takes time for their sum and not for their product: 83 groups in a raked sample of a million
    take a tenth of a second.

    Source, Verified against
    ------------------------
    See `cell_covariance`; equal to its diagonal, tests/statistics/test_group_variances.py.

    Examples
    --------
    >>> from survey_analysis.tables.counts import from_tables
    >>> counts = from_tables([1, 2], ("a", "b"), [[50, 50], [40, 60]], [[60, 40], [30, 90]],
    ...                      [[80, 40], [40, 200]])
    >>> mean = counts.by_group(counts.cell_w * counts.cell_values) / counts.group_w
    >>> apart = (counts.cell_values - mean[counts.cell_group]) / counts.group_w[counts.cell_group]
    >>> group_variances(counts, apart[None, :])
    array([[0.00273367, 0.00244277]])
    """
    design = design_of(counts)
    if design is None:
        raise AssertionError("counts without a design have no design-based variance")
    n_groups = len(counts.groups)
    undefined = np.isnan(influence)
    known = np.where(undefined, 0.0, influence)
    lost = [sum_at(counts.cell_group, row, n_groups) > 0 for row in undefined.astype(np.float64)]
    if design.replicates is not None:
        found = [np.diagonal(cell_covariance(counts, by_group_rows(counts, row))) for row in known]
    else:
        found = [_linearized(design, row, counts.cell_group, n_groups) for row in known]
    shape = (len(influence), n_groups)
    variances = np.array(found).reshape(shape)
    return np.where(np.array(lost).reshape(shape), np.nan, variances)


def _linearized(
    design: CellDesign, influence: FloatArray, cell_group: IntArray, n_groups: int
) -> FloatArray:
    """(G,) variances of one number of each group."""
    units = design.units
    own = np.flatnonzero(design.cell >= 0)
    group, z = cell_group[design.cell[own]], influence[design.cell[own]]
    fitted = _fitted(design, own, group, z, n_groups)
    place = design.place if units.clustered else units.stratum[design.place]
    n_places = units.n_places if units.clustered else units.n_units.size
    totals = sum_at(group * n_places + place[own], design.v[own] * z, n_groups * n_places)
    totals = totals.reshape(n_groups, n_places)
    if fitted is not None:
        totals = totals - fitted @ _by_cell(design, design.plain_v, place, n_places)
    if units.clustered:
        return np.diagonal(linearized_covariance(totals, units))
    scale = units.scale[units.stratum[design.place]]
    c, plain = (design.v2 * scale)[own], design.plain_v2 * scale
    squares = sum_at(group, c * z**2, n_groups)
    if fitted is not None:
        across = fitted[group, design.raking_cell[own]]
        squares -= 2 * sum_at(group, np.sqrt(c * plain[own]) * z * across, n_groups)
        squares += fitted**2 @ sum_at(design.raking_cell, plain, fitted.shape[1])
    if units.n_units.size > 1:
        return np.diagonal(linearized_covariance(totals, units, np.diag(squares)))
    return squares if why_no_variance(units) is None else np.full(n_groups, np.nan)


def _fitted(
    design: CellDesign, own: IntArray, group: IntArray, z: FloatArray, n_groups: int
) -> FloatArray | None:
    """(G, K) what the margins account for of a number of each group; None without margins."""
    margins = design.margins
    if margins is None:
        return None
    cell = design.raking_cell[own]
    weighted = design.w[own] * margins.free[cell] * z
    n_cells = margins.n_cells
    held = sum_at(group * n_cells + cell, weighted, n_groups * n_cells).reshape(n_groups, n_cells)
    return np.asarray(((held @ margins.columns) @ margins.inverse) @ margins.columns.T)


def _by_cell(
    design: CellDesign, amounts: FloatArray, place: IntArray, n_places: int
) -> sparse.csr_array:
    """(K, U) the amounts of the entries by raking cell and place."""
    assert design.margins is not None
    shape = (design.margins.n_cells, n_places)
    return sparse.csr_array((amounts, (design.raking_cell, place)), shape=shape)
