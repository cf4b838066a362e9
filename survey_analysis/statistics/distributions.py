"""How are the answers distributed in each group?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from survey_analysis.errors import check_confidence
from survey_analysis.statistics.group_means import (
    group_means,
    has_equal_weights,
    with_unit_weights,
)
from survey_analysis.statistics.interval import Interval, t_interval, wilson
from survey_analysis.statistics.quantiles import median_interval, quantile
from survey_analysis.tables.counts import Counts, FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """An outcome in every group; all arrays are (G,), in the order of `Counts.groups`.

    Attributes
    ----------
    n, n_missing : respondents with and without a valid answer.
    sum_w, n_eff : sum of weights; effective number `(sum w)^2 / sum w^2` (Kish).
    mean, sd, se, ci_low, ci_high : mean with its t interval on n - 1 degrees of freedom.
    median, median_ci_low, median_ci_high : median with its interval.
    q25, q75 : quartiles, type 7.
    floor_share, ceiling_share : share of the lowest and highest answer of the declared scale.
    """

    n: FloatArray
    n_missing: FloatArray
    sum_w: FloatArray
    n_eff: FloatArray
    mean: FloatArray
    sd: FloatArray
    se: FloatArray
    ci_low: FloatArray
    ci_high: FloatArray
    median: FloatArray
    median_ci_low: FloatArray
    median_ci_high: FloatArray
    q25: FloatArray
    q75: FloatArray
    floor_share: FloatArray
    ceiling_share: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """The share of every value in every group; all arrays are (G, S).

    Attributes
    ----------
    n : respondents who gave the value.
    share : their share (weighted, if the table is) of those with a valid answer.
    ci_low, ci_high : Wilson interval.
    """

    n: FloatArray
    share: FloatArray
    ci_low: FloatArray
    ci_high: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class TopBoxes:
    """The share of agreement in every group; all arrays are (G,).

    Attributes
    ----------
    n : respondents with a valid answer.
    n_top : respondents who gave one of the top values.
    share : their share (weighted, if the table is).
    ci_low, ci_high : Wilson interval.
    """

    n: FloatArray
    n_top: FloatArray
    share: FloatArray
    ci_low: FloatArray
    ci_high: FloatArray


def describe_counts(
    counts: Counts,
    confidence: float = 0.95,
    *,
    low: float | None = None,
    high: float | None = None,
) -> Distribution:
    """Where do the answers of each group lie, and how far do they spread?

    Parameters
    ----------
    counts : table of an outcome; the values are used as numbers.
    confidence : share between 0 and 1, of all intervals.
    low, high : the ends of the declared scale, for floor and ceiling shares.

    Returns
    -------
    Distribution
        One entry for every row of the table, the last one (no group) included.

    Missing data
    ------------
    Respondents without a valid answer are counted in `n_missing` only. Without respondents all
    is nan but the counts; with one, the mean is defined and its spread is not. Floor and
    ceiling shares are nan where the end of the scale is not given.

    Formula
    -------
    See `group_means.group_means` for mean, sd and se, `quantiles.quantile` and
    `quantiles.median_interval` for the rest; `mean ± t(n-1) se`. Equal weights of any size give
    exactly the unweighted numbers.

    Source
    ------
    Kish (1965), Survey Sampling, for the effective number; the parts name their own.

    Verified against
    ----------------
    R 4.2.2 `mean`, `sd`, `quantile`, `t.test`; survey 4.1-1 `svymean`; tests/reference.

    Examples
    --------
    >>> from survey_analysis.tables.counts import from_tables
    >>> answers = from_tables([1, 2, 3], ("women", "men"), [[2, 5, 3], [4, 4, 2]])
    >>> described = describe_counts(answers, low=1, high=3)
    >>> described.mean, described.floor_share
    (array([2.1, 1.8]), array([0.2, 0.4]))
    """
    check_confidence(confidence)
    table = with_unit_weights(counts)
    means = group_means(table)
    interval = t_interval(means.mean, means.se, means.n - 1, confidence)
    median = median_interval(table, confidence)
    return Distribution(
        n=means.n,
        n_missing=counts.n_missing,
        sum_w=counts.group_w,
        n_eff=means.n_eff,
        mean=means.mean,
        sd=np.sqrt(means.variance),
        se=means.se,
        ci_low=interval.low,
        ci_high=interval.high,
        median=quantile(table, 0.5),
        median_ci_low=median.low,
        median_ci_high=median.high,
        q25=quantile(table, 0.25),
        q75=quantile(table, 0.75),
        floor_share=_share_at(table, low),
        ceiling_share=_share_at(table, high),
    )


def shares(counts: Counts, confidence: float = 0.95) -> Shares:
    """What share of each group gave each value?

    Parameters
    ----------
    counts : table of an outcome with few values; the result is as large as the full table.
    confidence : share between 0 and 1, of each interval by itself (not simultaneous).

    Returns
    -------
    Shares
        (G, S) arrays; the columns stand for `counts.values`.

    Missing data
    ------------
    Shares are of those with a valid answer; nan without any.

    Formula
    -------
    Wilson's interval with n and the normal quantile. With unequal weights the effective number
    is `p(1-p) / v(p)`, `v(p) = n/(n-1) sum w^2 (1[y] - p)^2 / W^2`, the quantile t(n-1); at
    shares of 0 and 1 the effective number is `(sum w)^2 / sum w^2`.

    Source
    ------
    See `interval.wilson`; Dean and Pagano (2015), Journal of Survey Statistics and Methodology
    3, 484-503, doi:10.1093/jssam/smv024.

    Verified against
    ----------------
    R 4.2.2 `prop.test(correct = FALSE)`, tests/reference/distributions.json.

    Examples
    --------
    >>> from survey_analysis.tables.counts import from_tables
    >>> shares(from_tables([1, 2], ("a",), [[5, 15]])).ci_low
    array([[0.1118617 , 0.53129912]])
    """
    check_confidence(confidence)
    table = with_unit_weights(counts)
    share, interval = _shares_with_interval(table, table.w, table.w2, confidence)
    return Shares(n=table.n, share=share, ci_low=interval.low, ci_high=interval.high)


def top_boxes(counts: Counts, at_least: float, confidence: float = 0.95) -> TopBoxes:
    """What share of each group agrees, that is, answers with one of the top values?

    Parameters
    ----------
    counts : table of an outcome.
    at_least : the lowest value that counts as agreement, such as 4 on a scale from 1 to 5.
    confidence : share between 0 and 1.

    Returns
    -------
    TopBoxes
        (G,) arrays.

    Missing data
    ------------
    Shares are of those with a valid answer; nan without any.

    Formula
    -------
    As in `shares`.

    Source
    ------
    As in `shares`.

    Verified against
    ----------------
    R 4.2.2 `prop.test(correct = FALSE)`, tests/reference/distributions.json.

    Examples
    --------
    >>> from survey_analysis.tables.counts import from_tables
    >>> agreement = top_boxes(from_tables([1, 2, 3, 4, 5], ("a",), [[1, 2, 3, 8, 6]]), 4)
    >>> agreement.share, agreement.ci_low, agreement.ci_high
    (array([0.7]), array([0.48102718]), array([0.85452276]))
    """
    check_confidence(confidence)
    table = with_unit_weights(counts)
    top = table.cell_values >= at_least
    n_top, w_top, w2_top = (
        table.by_group(np.where(top, one, 0.0))
        for one in (table.cell_n, table.cell_w, table.cell_w2)
    )
    share, interval = _shares_with_interval(table, w_top[:, None], w2_top[:, None], confidence)
    return TopBoxes(
        n=table.group_n,
        n_top=n_top,
        share=share[:, 0],
        ci_low=interval.low[:, 0],
        ci_high=interval.high[:, 0],
    )


def _shares_with_interval(
    table: Counts, w: FloatArray, w2: FloatArray, confidence: float
) -> tuple[FloatArray, Interval]:
    """Shares (G, C) of the sums `w` in their groups, and their Wilson intervals."""
    n, total = table.group_n[:, None], table.group_w[:, None]
    equal = has_equal_weights(table)[:, None]
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.clip(w / total, 0, 1)
        n_kish = total**2 / table.group_w2[:, None]
        squares = w2 * (1 - share) ** 2 + (table.group_w2[:, None] - w2) * share**2
        variance = n / (n - 1) * squares / total**2
        inside = (share > 0) & (share < 1) & ~equal
        n_eff = np.where(inside, share * (1 - share) / variance, n_kish)
        df = np.where(equal, np.inf, n - 1)
    return share, wilson(share, n_eff, confidence, df)


def _share_at(counts: Counts, value: float | None) -> FloatArray:
    if value is None or np.isnan(value):
        return np.full(len(counts.groups), np.nan)
    at: npt.NDArray[np.bool_] = counts.cell_values == value
    with np.errstate(invalid="ignore", divide="ignore"):
        return counts.by_group(np.where(at, counts.cell_w, 0.0)) / counts.group_w
