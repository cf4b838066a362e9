"""How sure is a number, if it is known what a respondent of each cell of a table moves it by?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from survey_analysis.statistics.design_variance import (
    by_group_rows,
    cell_covariance,
    design_of,
    df_of_all,
    joint_df,
)
from survey_analysis.statistics.interval import t_quantile
from survey_analysis.tables.cell_design import few_effective
from survey_analysis.tables.counts import Counts, FloatArray

ROUNDING = 1e-12
"""A square of a correlation that is so near to 1 is 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Association:
    """How an outcome goes with the groups of a table, as one number with its interval.

    Attributes
    ----------
    estimate : the number.
    se, df : its standard error, and the degrees of freedom of that.
    ci_low, ci_high : its interval.
    """

    estimate: float
    se: float
    df: float
    ci_low: float
    ci_high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How a number varies from sample to sample.

    Attributes
    ----------
    variance : nan where the table or the design gives none.
    df : degrees of freedom of the variance.
    """

    variance: float
    df: float

    @property
    def se(self) -> float:
        """Standard error."""
        return float(np.sqrt(np.maximum(self.variance, 0.0)))


def spread(counts: Counts, influence: FloatArray) -> Spread:
    """How would a number made of all groups vary, had other respondents answered?

    Parameters
    ----------
    counts : table with groups that all have answers.
    influence : (C,) what a respondent of weight 1 in each cell moves the number by. Summed over
        all respondents (by weight) it is 0.

    Returns
    -------
    Spread

    Missing data
    ------------
    nan where a group of an unweighted table has one respondent, or the design gives no variance.

    Formula
    -------
    Without a design: `sum_g V_g + B` with `V_g = n/(n-1) sum (u - mean u)^2` within group g and
    `B = N/(N-1) sum n_g mean_g^2` between groups (of which one also sees how large they are in
    the population), on Satterthwaite's `(sum V_g + B)^2 / (sum V_g^2 / (n_g - 1) + B^2 / (N -
    1))` degrees of freedom. With two groups, and a number that does not depend on their sizes,
    this is the variance of Brunner and Munzel. With a design: `design_variance.cell_covariance`
    on its degrees of freedom less one, and not more than Satterthwaite's where a group has an
    effective n below 30.

    Source
    ------
    Satterthwaite (1946), Biometrics Bulletin 2, 110-114, doi:10.2307/3002019; the delta method
    with influence values: Hampel (1974), Journal of the American Statistical Association 69,
    383-393, doi:10.1080/01621459.1974.10482962.

    Verified against
    ----------------
    R 4.2.2, respondent by respondent, and survey 4.1.1 `svytotal` of the influence values:
    tests/reference/trends.json.

    Examples
    --------
    The difference of two means, as in Welch's t:

    >>> from survey_analysis.tables.counts import from_tables
    >>> counts = from_tables([1, 2, 3], ("a", "b"), [[2, 5, 3], [4, 4, 2]])
    >>> found = spread(counts, np.array([-1.1, -0.1, 0.9, 0.8, -0.2, -1.2]) / 10)
    >>> found.se, found.df
    (0.34156503, 17.9203540)
    """
    if design_of(counts) is None:
        return _of_respondents(counts, influence)
    variance = float(cell_covariance(counts, influence[None, :])[0, 0])
    df = df_of_all(counts) - 1
    if few_effective(counts).any():
        within = influence - _means(counts, counts.cell_w, influence)[counts.cell_group]
        within = np.where(np.abs(within) > ROUNDING * np.abs(influence).max(), within, 0.0)
        covariance = cell_covariance(counts, by_group_rows(counts, within))
        part = np.diagonal(covariance)
        df = float(np.fmin(df, satterthwaite(part, np.diagonal(joint_df(counts, covariance)))))
    return Spread(variance=variance, df=df if df > 0 else float("nan"))


def _of_respondents(counts: Counts, influence: FloatArray) -> Spread:
    n, everybody = counts.group_n, counts.group_n.sum()
    mean = _means(counts, counts.cell_n, influence)
    squares = counts.by_group(counts.cell_n * (influence - mean[counts.cell_group]) ** 2)
    with np.errstate(invalid="ignore", divide="ignore"):
        within = np.where(n > 1, n / (n - 1), np.nan) * squares
        between = everybody / (everybody - 1) * (n @ mean**2)
    part = np.append(within, between)
    return Spread(
        variance=float(part.sum()), df=satterthwaite(part, np.append(n - 1, everybody - 1))
    )


def satterthwaite(part: FloatArray, df: FloatArray) -> float:
    """Degrees of freedom of a sum of variances, `(sum v)^2 / sum (v^2 / df)`; nan if it is 0.

    A variance that is nothing but rounding is none, whatever its degrees of freedom.
    """
    there = np.isnan(part) | (part > ROUNDING * part.sum())
    with np.errstate(invalid="ignore", divide="ignore"):
        return float(part.sum() ** 2 / (part[there] ** 2 / df[there]).sum())


def of_correlation(
    counts: Counts, estimate: float, influence: FloatArray, confidence: float
) -> Association:
    """A number between -1 and 1 with its interval on Fisher's scale.

    Parameters
    ----------
    counts, influence : as in `spread`.
    estimate : the number.
    confidence : share between 0 and 1.

    Returns
    -------
    Association
        Without an interval (nan) at -1 and 1, where the sample shows no variance.

    Formula
    -------
    `tanh(atanh r ± t se / (1 - r^2))`.
    """
    found = spread(counts, influence)
    room = 1 - estimate**2
    with np.errstate(invalid="ignore", divide="ignore"):
        half = t_quantile(confidence, found.df) * found.se / (room if room > ROUNDING else np.nan)
        ends = np.tanh(np.arctanh(estimate) + np.array([-1, 1]) * half)
    return Association(
        estimate=estimate, se=found.se, df=found.df, ci_low=float(ends[0]), ci_high=float(ends[1])
    )


def _means(counts: Counts, amount: FloatArray, per_cell: FloatArray) -> FloatArray:
    """(G,) means of the numbers of the cells, each respondent counted by the amounts."""
    with np.errstate(invalid="ignore"):
        return counts.by_group(amount * per_cell) / counts.by_group(amount)
