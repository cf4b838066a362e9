"""How much would a number change if other units had been drawn? Linearized variance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from survey_analysis.findings import Note
from survey_analysis.tables.counts import FloatArray, IntArray, rows_at, sum_at
from survey_analysis.tables.sampling import SamplingUnits, UnitSums


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Linearized:
    """What the sampling design says of one number in each group.

    Attributes
    ----------
    covariance : (G, G) of the numbers; groups that share sampling units are not independent.
    joint_df : (G, G) degrees of freedom of each group, and of two together.
    notes : for each group, why there is no variance, or None.
    everyone : all units of the population were drawn: a variance of 0 is none of rounding.
    """

    covariance: FloatArray
    joint_df: FloatArray
    notes: tuple[Note | None, ...]
    everyone: bool

    @property
    def df(self) -> FloatArray:
        """(G,) degrees of freedom of each variance."""
        return np.diagonal(self.joint_df)

    @property
    def se(self) -> FloatArray:
        """(G,) standard errors."""
        return np.sqrt(np.maximum(np.diagonal(self.covariance), 0))


def linearize(sums: UnitSums, coefficients: FloatArray) -> Linearized:
    """How sure is a number of every group, given how its respondents were drawn?

    Parameters
    ----------
    sums : of a domain by groups.
    coefficients : (G, p) b of each group: a respondent moves the group's number by `b'u / W`,
        as in `moment_influence`.

    Returns
    -------
    Linearized

    Missing data
    ------------
    Every group, and those who answered all items in it, is a subpopulation: units without members
    of the group stay in the computation with a total of zero. nan, with the reason, where a
    stratum has a single unit, where a respondent has no place in the design, and where the
    population numbers contradict it.

    Formula
    -------
    `linearized_covariance` of the unit totals `b' sum w u / W`; `degrees_of_freedom`.

    Source, Verified against
    ------------------------
    See `linearized_covariance`.

    Examples
    --------
    The standard error of a mean, u = (1, y, y^2, y r, r^2) and the influence y - mean:

    >>> from survey_analysis.tables.sampling import sampling_units, tabulate_blocks
    >>> drawn = sampling_units(6, clusters=np.array([0, 0, 1, 1, 2, 2]))
    >>> answers = np.array([[1.0], [2], [4], [5], [2], [4]])
    >>> blocks = [(answers, drawn.place, None)]
    >>> sums = tabulate_blocks(blocks, np.arange(3), np.zeros(1), ("",), drawn.units)
    >>> linearize(sums, np.array([[-3.0, 1, 0, 0, 0]])).se
    array([0.8660254])
    """
    n_groups, units = len(sums.groups), sums.units
    group, place = sums.cell_group, sums.cell_place
    weight = sum_at(group, sums.cell_u[:, 0], n_groups)
    totals = np.zeros((n_groups, units.n_places))
    # a group without the number has no influence either: its row is nan
    with np.errstate(invalid="ignore", divide="ignore"):
        b = coefficients / weight[:, None]
        totals[group, place] = (sums.cell_u * b[group]).sum(axis=1)
        squares = np.diag(np.einsum("gi,gij,gj->g", b, sums.square, b))
        covariance = linearized_covariance(totals, units, squares)
    empty = weight == 0
    covariance[empty] = covariance[:, empty] = np.nan
    df = degrees_of_freedom(units, (group, place), sums.cell_n, n_groups)
    why, few = why_no_variance(units), Note("SA360", "warning")
    notes = tuple(why or (few if free < 1 else None) for free in np.diagonal(df))
    everyone = bool((units.fraction == 1).all())
    return Linearized(covariance=covariance, joint_df=df, notes=notes, everyone=everyone)


def linearized_covariance(
    totals: FloatArray, units: SamplingUnits, squares: FloatArray | None = None
) -> FloatArray:
    """How would q numbers vary together from sample to sample?

    Parameters
    ----------
    totals : (q, U) sum of weight times influence over the respondents of each place of `units`;
        zero in places without respondents concerned.
    units : how the respondents were drawn.
    squares : (q, q) where respondents themselves were drawn: the sum of `units.scale` times the
        products of weight times influence. Not used for clusters.

    Returns
    -------
    (q, q) array
        Covariances of the numbers; nan where `why_no_variance` gives a reason.

    Missing data
    ------------
    Strata that were drawn completely (sampling fraction 1) add nothing.

    Formula
    -------
    `sum_h (1 - f_h) m_h / (m_h - 1) sum_i (z_hi - mean z_h)(z_hi - mean z_h)'`, with z the totals
    of the m units of a stratum and f its sampling fraction. Without strata and clusters it is
    `n/(n-1) sum (w IF)^2`, as elsewhere in this folder. Stages after the first are not needed.
    The single unit of a stratum adds `(1 - f) z z'` where `units.centred`: its total less the
    mean over all units, which is 0, because influences sum to 0.

    Source
    ------
    Woodruff (1971), Journal of the American Statistical Association 66, 411-414,
    doi:10.1080/01621459.1971.10482279; Binder (1983), International Statistical Review 51,
    279-292, doi:10.2307/1402588.

    Verified against
    ----------------
    R survey 4.1.1 `svyrecvar` (options(survey.lonely.psu = "fail")) with strata, clusters nested
    in them, weights, population sizes and fractions, and `subset` for groups:
    tests/reference/design.json; centred as with options(survey.lonely.psu = "adjust"):
    tests/reference/weighted_distributions.json.

    Examples
    --------
    Two strata of two clusters each:

    >>> from survey_analysis.tables.sampling import sampling_units
    >>> units = sampling_units(4, np.array([0, 0, 1, 1]), np.arange(4)).units
    >>> linearized_covariance(np.array([[1.0, 3.0, 2.0, 6.0]]), units)
    array([[20.]])
    """
    if why_no_variance(units) is not None:
        return np.full((totals.shape[0],) * 2, np.nan)
    n_strata = units.n_units.size
    of_stratum = rows_at(units.stratum, totals, n_strata)
    # a single unit is not set against the mean of its own stratum, but of all: that is 0
    share = np.where(units.n_units > 1, 1 / np.maximum(units.n_units, 1), 0.0)
    if units.clustered:
        apart = totals - (of_stratum * share)[:, units.stratum]
        return np.asarray((apart * units.scale[units.stratum]) @ apart.T)
    between = (of_stratum * units.scale * share) @ of_stratum.T
    return np.asarray((0.0 if squares is None else squares) - between)


def degrees_of_freedom(
    units: SamplingUnits, cells: tuple[IntArray, IntArray], n: FloatArray, n_groups: int
) -> FloatArray:
    """How many degrees of freedom have the groups, alone and two together, (G, G)?

    Parameters
    ----------
    cells : group and place of each cell.
    n : (C,) respondents of each cell, above zero.

    Formula
    -------
    Sampling units that hold respondents of either group, minus the strata that do; on the
    diagonal those of the group itself. A difference of two groups has one less.

    Source
    ------
    Korn and Graubard (1999), Analysis of Health Surveys, Wiley, section 5.2; `degf` of a subset
    in R survey.
    """
    group, place = cells
    held = np.zeros((n_groups, units.n_places))
    held[group, place] = 1.0
    in_strata = np.zeros((n_groups, units.n_units.size))
    in_strata[group, units.stratum[place]] = 1.0
    if units.clustered:
        return _either(held) - _either(in_strata)
    n_held = sum_at(group, n, n_groups)
    together = n_held[:, None] + n_held
    np.fill_diagonal(together, n_held)
    return together - _either(in_strata)


def _either(held: FloatArray) -> FloatArray:
    """(G, G) how many columns hold one of the two groups, from a table of zeros and ones."""
    number = held.sum(axis=1)
    return np.asarray(number[:, None] + number - held @ held.T)


def why_no_variance(units: SamplingUnits) -> Note | None:
    """Why the design gives no variance, or None when it does."""
    if units.n_unplaced:
        return Note("SA345", "warning", {"n": units.n_unplaced})
    if units.n_contradictory:
        return Note("SA359", "warning", {"n": units.n_contradictory})
    if units.n_single:
        return Note("SA344", "warning", {"n": units.n_single})
    return None
