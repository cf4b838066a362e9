"""Is a domain measured equally well in every group? Differences of alphas."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from survey_analysis.errors import OptionError
from survey_analysis.findings import Note
from survey_analysis.statistics.group_test import pair_positions
from survey_analysis.statistics.interval import Interval
from survey_analysis.statistics.linearization import degrees_of_freedom, linearize
from survey_analysis.statistics.moment_influence import alpha_influence, log_error_influence
from survey_analysis.statistics.multiplicity import holm
from survey_analysis.statistics.reliability import AlphaResult
from survey_analysis.statistics.reliability_intervals import NOTHING
from survey_analysis.tables.counts import FloatArray, IntArray, sum_at
from survey_analysis.tables.moments import Moments
from survey_analysis.tables.sampling import UnitSums

SIGNIFICANT = 0.05
"""Alphas that differ with a p-value below this are looked at for an equal error of measurement."""


LEAST_IN_GROUP = 10
"""Groups of fewer respondents are not compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlphaPairs:
    """Every pair of groups; all arrays are (P,), pairs in the order of the groups.

    Attributes
    ----------
    group1, group2 : positions in `Moments.groups`.
    estimate : alpha of group 1 minus alpha of group 2.
    ci_low, ci_high : its interval.
    statistic, df : Wald chi-square of equal alphas, and its degrees of freedom (1).
    df2 : denominator degrees of freedom; infinite without a sampling design.
    p_value, p_adjusted : p-value of the pair, and after Holm for the number of pairs.
    """

    group1: IntArray
    group2: IntArray
    estimate: FloatArray
    ci_low: FloatArray
    ci_high: FloatArray
    statistic: FloatArray
    df: FloatArray
    df2: FloatArray
    p_value: FloatArray
    p_adjusted: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class AlphaDifferences:
    """Whether the alphas of groups differ, and by how much.

    Attributes
    ----------
    groups : positions in `Moments.groups` of the groups that take part: those with an interval.
    statistic, df : Wald chi-square of equal alphas, and its degrees of freedom.
    df2 : denominator degrees of freedom of `statistic / df`; infinite without a sampling design.
    p_value : of the above.
    error_statistic, error_p_value : the same test of equal standard errors of measurement.
    pairs : every pair of these groups.
    notes : why there is no test, or that the spread of the scores explains the difference.
    """

    groups: IntArray
    statistic: float
    df: float
    df2: float
    p_value: float
    error_statistic: float
    error_p_value: float
    pairs: AlphaPairs
    notes: tuple[Note, ...]


def alpha_differences(
    alpha: AlphaResult, moments: Moments, *, units: UnitSums | None = None
) -> AlphaDifferences:
    """Do the groups differ in alpha, which of them, and is it for want of spread?

    Parameters
    ----------
    alpha : of the groups, from `cronbach_alpha`; its intervals are used.
    moments : that alpha was computed from. The last group, respondents without one, is left out.
    units : of the same domain and groups, where the sampling design is known. Groups may then
        share clusters, and their alphas are not independent.

    Returns
    -------
    AlphaDifferences

    Missing data
    ------------
    Groups without an interval, or of fewer than 10 respondents, take no part: of a handful, the
    interval of alpha says little and its Wald test nothing. With fewer than two others everything
    is nan and `notes` says so. After pairwise deletion there is no test of equal error.

    Formula
    -------
    With `L = log(1 - alpha)`, its variance `(se / (1 - alpha))^2` and C the differences from the
    first group, `X2 = (C L)' (C V C')^-1 (C L)` on groups - 1 degrees of freedom; independent
    groups: `sum w (L - mean L)^2`, w the inverse variances. A pair: `(L1 - L2)^2 / var(L1 - L2)`.
    With a sampling design V has covariances (the correlations of the linearized alphas), and
    `X2 / df` is F on df and df2: the units that hold respondents of any of the groups, minus the
    strata that do, minus df. For a pair they are those of its two groups.

    The interval of a difference follows from both intervals (MOVER): with `l, u` their ends and r
    the correlation, 0 for independent groups,
    `low = d - sqrt((a1 - l1)^2 + (u2 - a2)^2 - 2 r (a1 - l1) (u2 - a2))`, and `high` likewise.

    Equal error: the same test on the log of the squared SEM of the mean score, whose standard
    error is distribution-free. If alphas differ (p < .05) and the error does not, and the smaller
    alpha stands where the scores are less spread out, a note says so.

    Source
    ------
    Maydeu-Olivares, Coffman and Hartmann (2007), Psychological Methods 12, 157-176,
    doi:10.1037/1082-989X.12.2.157 (distribution-free standard errors). Zou (2007), Psychological
    Methods 12, 399-413, doi:10.1037/1082-989X.12.4.399, and Donner and Zou (2012), Statistical
    Methods in Medical Research 21, 347-359, doi:10.1177/0962280210383082 (MOVER). The F of a
    sampling design is that of `regTermTest` in R survey.

    The Wald test is somewhat liberal. In simulations of equal alphas (1,500 samples; two or three
    groups of 60 to 600; 4 or 8 five-point items) it gave a false alarm at a nominal .05 in .051 to
    .054 of samples with symmetric and .063 to .079 with skewed answers by distribution-free
    intervals, in .045 to .050 and .052 to .071 by `auto`; the MOVER interval left out zero in .047
    to .073.

    Verified against
    ----------------
    The same formulas, respondent by respondent, in R 4.2.2, those of designs with R survey 4.1.1:
    tests/reference/design.json.

    Examples
    --------
    >>> from survey_analysis.statistics.reliability import cronbach_alpha
    >>> from survey_analysis.tables.moments import tabulate_blocks
    >>> rng = np.random.default_rng(1)
    >>> theta, noise = rng.normal(size=(400, 1)), rng.normal(size=(400, 4))
    >>> group = np.repeat([0, 1], 200)
    >>> answers = theta * np.where(group == 0, 1.2, 0.6)[:, None] + noise
    >>> blocks = [(answers, group, None)]
    >>> table = tabulate_blocks(blocks, np.zeros(4), ("a", "b", ""), weighted=False)
    >>> found = alpha_differences(cronbach_alpha(table), table)
    >>> found.p_value < 0.001, found.notes[0].code
    (True, 'SA346')
    """
    if alpha.n_used.size != len(moments.groups):
        raise OptionError("alpha and moments must be of the same groups.")
    if units is not None and units.groups != moments.groups:
        raise OptionError("moments and units must be of the same groups.")
    with np.errstate(invalid="ignore"):
        usable = np.isfinite(alpha.ci_low) & (alpha.alpha_se > 0) & (alpha.alpha < 1)
        usable &= alpha.n_used >= LEAST_IN_GROUP
    groups = np.flatnonzero(usable[:-1])
    design = _design(moments, units, groups)
    if groups.size < 2:
        return _not_compared(groups, _pairs(alpha, design))
    statistic, p = _wald(*_logs(alpha, design), design.df2)
    errors = 2 * np.log(alpha.sem[groups])
    error, error_p = _wald(errors, design.error_covariance, design.df2)
    if (alpha.n_used != moments.n).any():
        error = error_p = np.nan
    notes = () if np.isfinite(p) else (Note("SA360", "warning"),)
    if p < SIGNIFICANT <= error_p and _less_spread(alpha, moments, groups):
        notes = (Note("SA346"),)
    return AlphaDifferences(
        groups=groups,
        statistic=statistic,
        df=groups.size - 1,
        df2=design.df2,
        p_value=p,
        error_statistic=error,
        error_p_value=error_p,
        pairs=_pairs(alpha, design),
        notes=notes,
    )


def _not_compared(groups: IntArray, pairs: AlphaPairs) -> AlphaDifferences:
    return AlphaDifferences(
        groups=groups,
        statistic=np.nan,
        df=np.nan,
        df2=np.nan,
        p_value=np.nan,
        error_statistic=np.nan,
        error_p_value=np.nan,
        pairs=pairs,
        notes=(Note("SA322", "warning", {"n": groups.size}),),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Design:
    """How the groups that take part hang together.

    Attributes
    ----------
    groups : (g,) their positions.
    correlation : (g, g) of their alphas.
    error_covariance : (g, g) of the logs of their squared SEM.
    joint_df : (g, g) degrees of freedom of two groups together; infinite without a design.
    df2 : those of all groups, minus one for each difference.
    """

    groups: IntArray
    correlation: FloatArray
    error_covariance: FloatArray
    joint_df: FloatArray
    df2: float


def _design(moments: Moments, units: UnitSums | None, groups: IntArray) -> _Design:
    chosen = np.ix_(groups, groups)
    influence = log_error_influence(moments)
    if units is None:
        with np.errstate(invalid="ignore", divide="ignore"):
            squares = np.einsum("gi,gij,gj->g", influence, moments.M2, influence)
            variance = moments.n / (moments.n - 1) * squares / moments.w**2
        return _Design(
            groups=groups,
            correlation=np.eye(groups.size),
            error_covariance=np.diag(variance[groups]),
            joint_df=np.full((groups.size, groups.size), np.inf),
            df2=np.inf,
        )
    found = linearize(units, alpha_influence(moments))
    with np.errstate(invalid="ignore", divide="ignore"):
        correlation = found.covariance / np.outer(found.se, found.se)
    together = np.isin(units.cell_group, groups)
    place, at = np.unique(units.cell_place[together], return_inverse=True)
    nobody = np.zeros(place.size, dtype=np.intp)
    n = sum_at(at, units.cell_n[together], place.size)
    all_of_them = degrees_of_freedom(units.units, (nobody, place), n, 1)
    return _Design(
        groups=groups,
        correlation=correlation[chosen],
        error_covariance=linearize(units, influence).covariance[chosen],
        joint_df=found.joint_df[chosen],
        df2=float(all_of_them[0, 0]) - (groups.size - 1),
    )


def _logs(alpha: AlphaResult, design: _Design) -> tuple[FloatArray, FloatArray]:
    """`log(1 - alpha)` of the groups, and their covariances."""
    rest = 1 - alpha.alpha[design.groups]
    se = alpha.alpha_se[design.groups] / rest
    return np.log(rest), design.correlation * np.outer(se, se)


def _wald(values: FloatArray, covariance: FloatArray, df2: float) -> tuple[float, float]:
    """Chi-square of equal values, and its p-value; nan where there are too few units for it."""
    apart = np.eye(values.size)[1:] - np.eye(values.size)[0]
    spread = apart @ covariance @ apart.T
    squares = np.diagonal(spread)
    if not (squares > NOTHING * np.trace(covariance)).all() or df2 <= 0:
        return np.nan, np.nan
    scale = np.sqrt(squares)
    spread = spread / np.outer(scale, scale)
    if np.linalg.eigvalsh(spread)[0] <= NOTHING:
        return np.nan, np.nan
    distance = apart @ values / scale
    statistic = float(distance @ np.linalg.solve(spread, distance))
    return statistic, float(_tail(statistic, values.size - 1, df2))


def _tail(statistic: FloatArray | float, df: int, df2: FloatArray | float) -> FloatArray:
    """Tail of a Wald chi-square; of F where the denominator has finitely many degrees."""
    by_f = special.fdtrc(df, df2, statistic / df)
    return np.where(np.isinf(df2), special.chdtrc(df, statistic), by_f)


def _less_spread(alpha: AlphaResult, moments: Moments, groups: IntArray) -> bool:
    """Whether the scores of the smallest alpha are less spread out than those of the largest."""
    spread = moments.covariance.sum(axis=(1, 2))[groups]
    found = alpha.alpha[groups]
    return bool(spread[found.argmin()] < spread[found.argmax()])


def _pairs(alpha: AlphaResult, design: _Design) -> AlphaPairs:
    first, second = pair_positions(design.groups.size)
    logs, covariance = _logs(alpha, design)
    variance = np.diagonal(covariance)
    both = variance[first] + variance[second]
    within = both - 2 * covariance[first, second]
    with np.errstate(invalid="ignore", divide="ignore"):
        squares = (logs[first] - logs[second]) ** 2 / within
    statistic = np.where(within > NOTHING * both, squares, np.nan)
    df2 = design.joint_df[first, second] - 1
    p = _tail(statistic, 1, df2)
    group1, group2 = design.groups[first], design.groups[second]
    ends = _difference_interval(alpha, group1, group2, design.correlation[first, second])
    return AlphaPairs(
        group1=group1,
        group2=group2,
        estimate=alpha.alpha[group1] - alpha.alpha[group2],
        ci_low=ends.low,
        ci_high=ends.high,
        statistic=statistic,
        df=np.ones(first.size),
        df2=df2,
        p_value=p,
        p_adjusted=holm(p),
    )


def _difference_interval(
    alpha: AlphaResult, group1: IntArray, group2: IntArray, r: FloatArray
) -> Interval:
    """The interval of a difference from the intervals of both sides and their correlation."""
    down, up = alpha.alpha - alpha.ci_low, alpha.ci_high - alpha.alpha
    difference = alpha.alpha[group1] - alpha.alpha[group2]
    below = down[group1] ** 2 + up[group2] ** 2 - 2 * r * down[group1] * up[group2]
    above = up[group1] ** 2 + down[group2] ** 2 - 2 * r * up[group1] * down[group2]
    return Interval(
        low=difference - np.sqrt(np.maximum(below, 0)),
        high=difference + np.sqrt(np.maximum(above, 0)),
    )
