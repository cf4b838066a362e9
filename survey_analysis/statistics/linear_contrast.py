"""How do means change with the scores of their groups, whatever the groups' sizes?"""

from __future__ import annotations

import numpy as np

from survey_analysis.statistics.cell_influence import Association, satterthwaite
from survey_analysis.statistics.design_variance import (
    cell_covariance,
    design_means,
    design_of,
)
from survey_analysis.statistics.effect_sizes import small_sample_correction
from survey_analysis.statistics.group_means import group_means
from survey_analysis.statistics.interval import Interval, t_interval
from survey_analysis.statistics.noncentral import t_noncentrality
from survey_analysis.statistics.weighted_effects import df_of_unit
from survey_analysis.tables.counts import Counts, FloatArray


def contrast_of_means(counts: Counts, scores: FloatArray, confidence: float) -> Association:
    """By how much do the means of groups change with each step of their scores?

    Parameters
    ----------
    counts : table with groups of two respondents or more; the values are used as numbers.
    scores : (G,) a number for each group, not all alike.
    confidence : share between 0 and 1.

    Returns
    -------
    Association
        In units of the outcome per unit of the scores.

    Missing data
    ------------
    nan where the design gives no variance.

    Formula
    -------
    See `trends.linear_trend`. With a group whose effective n is below 30 the degrees of freedom
    are at most Satterthwaite's.

    Source, Verified against
    ------------------------
    See `trends.linear_trend`.

    Examples
    --------
    >>> from survey_analysis.tables.counts import from_tables
    >>> counts = from_tables([1, 2, 3], ("a", "b", "c"), [[2, 5, 3], [4, 4, 2], [1, 2, 7]])
    >>> found = contrast_of_means(counts, np.arange(3.0), 0.95)
    >>> found.estimate, found.se, found.df
    (0.25, 0.16072751, 17.9481208)
    """
    weight = _contrast(scores)
    if design_of(counts) is None:
        means = group_means(counts)
        part = weight**2 * means.variance / means.n
        mean, variance, df = means.mean, part.sum(), satterthwaite(part, means.n - 1)
    else:
        design = design_means(counts)
        mean, variance = design.mean, weight @ design.covariance @ weight
        df = design.df_all - (scores.size - 1)
        if design.small.any():
            part = weight**2 * np.diagonal(design.covariance)
            df = min(df, satterthwaite(part, design.df))
    b, se = float(weight @ mean), float(np.sqrt(np.maximum(variance, 0.0)))
    interval = t_interval(b, se, df, confidence)
    return Association(
        estimate=b, se=se, df=df, ci_low=float(interval.low), ci_high=float(interval.high)
    )


def standardized(
    counts: Counts, scores: FloatArray, slope: Association, confidence: float
) -> Association:
    """How many standard deviations do the means change with each step of the scores?

    Parameters
    ----------
    counts, scores : as in `contrast_of_means`.
    slope : what it found.
    confidence : share between 0 and 1.

    Returns
    -------
    Association

    Missing data
    ------------
    nan where the design gives no variance, or no degrees of freedom.

    Formula
    -------
    `g = J(df) b / s`, s^2 the mean of the variances of the groups. Unweighted: noncentral t, as
    in `effect_sizes.hedges_g`. With a design: `J(df) (b / s ± t se)` with the influence of `b /
    s`, that is `u_b / s - b / (2 s^3) mean u_s2`, `u_s2 = (n/(n-1) (y - m)^2 - s_g^2) / W_g`;
    J where clusters were drawn on the degrees of freedom of `weighted_effects.df_of_unit`.

    Source
    ------
    Hedges (1981), Journal of Educational Statistics 6, 107-128, doi:10.3102/10769986006002107;
    average variance: Delacre, Lakens, Ley, Liu and Leys (2021), doi:10.31234/osf.io/tu6mp.

    Verified against
    ----------------
    R 4.2.2 from the formula, survey 4.1.1 `svytotal` of the influence values:
    tests/reference/trends.json.

    Examples
    --------
    >>> from survey_analysis.tables.counts import from_tables
    >>> counts = from_tables([1, 2, 3], ("a", "b", "c"), [[2, 5, 3], [4, 4, 2], [1, 2, 7]])
    >>> slope = contrast_of_means(counts, np.arange(3.0), 0.95)
    >>> found = standardized(counts, np.arange(3.0), slope, 0.95)
    >>> round(found.estimate, 6)
    0.322239
    """
    respondents = np.asarray((counts.group_w**2 / counts.group_w2).sum() - scores.size)
    unit_df = df_of_unit(counts, np.asarray(slope.df), respondents)
    correction = float(small_sample_correction(unit_df))
    if design_of(counts) is None:
        scale = correction / float(np.sqrt(group_means(counts).variance.mean()))
        se = scale * slope.se
        ends = t_noncentrality(slope.estimate / slope.se, slope.df, confidence)
        interval = Interval(low=se * ends.low, high=se * ends.high)
    else:
        influence, unit = _influence(counts, scores)
        scale = correction / unit
        variance = cell_covariance(counts, influence[None, :])[0, 0]
        se = correction * float(np.sqrt(np.maximum(variance, 0.0)))
        interval = t_interval(scale * slope.estimate, se, slope.df, confidence)
    return Association(
        estimate=scale * slope.estimate,
        se=se,
        df=slope.df,
        ci_low=float(interval.low),
        ci_high=float(interval.high),
    )


def has_spread(counts: Counts, scores: FloatArray) -> bool:
    """Whether answers differ within a group that matters for the contrast."""
    weight = np.abs(_contrast(scores))
    different = counts.by_group(np.ones_like(counts.cell_n)) > 1
    return bool((different & (weight > 1e-12 * weight.max())).any())


def _contrast(scores: FloatArray) -> FloatArray:
    """What the slope takes of each mean: scores minus their mean, over their sum of squares."""
    apart = scores - scores.mean()
    return np.asarray(apart / (apart @ apart))


def _influence(counts: Counts, scores: FloatArray) -> tuple[FloatArray, float]:
    """(C,) influence of a respondent on `b / s`, and s."""
    means = design_means(counts)
    group = counts.cell_group
    weight = _contrast(scores)
    b, square = weight @ means.mean, means.variance.mean()
    apart = counts.cell_values - means.mean[group]
    unbiased = means.n / (means.n - 1)
    of_square = (unbiased[group] * apart**2 - means.variance[group]) / scores.size
    of_slope = weight[group] * apart
    unit = np.sqrt(square)
    moved = of_slope / unit - b / (2 * unit**3) * of_square
    return moved / means.sum_w[group], float(unit)
