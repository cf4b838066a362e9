"""How large are the means and variances of the groups?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from survey_analysis.tables.counts import Counts, FloatArray

EQUAL_WEIGHTS = 1e-9
"""Groups whose effective n is so near to n (relative) have equal weights."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupMeans:
    """Size, mean and spread of every group.

    Attributes
    ----------
    n : (G,) respondents with a valid answer.
    n_eff : (G,) effective number `(sum w)^2 / sum w^2`; equal to n with equal weights.
    mean : (G,) weighted mean; nan without respondents.
    variance : (G,) with divisor n - 1 (weighted: `n/(n-1) sum w (y-m)^2 / W`); nan below two.
    se : (G,) standard error of the mean; nan below two.
    """

    n: FloatArray
    n_eff: FloatArray
    mean: FloatArray
    variance: FloatArray
    se: FloatArray


def with_unit_weights(counts: Counts) -> Counts:
    """The same table with weights of mean one in each group, and exactly one where all are equal.

    Constant weights carry no information, so that a group that has them gives the same numbers
    as without weights, to the last digit.
    """
    if not counts.weighted:
        return counts
    with np.errstate(invalid="ignore", divide="ignore"):
        scale = counts.group_n / counts.group_w
    equal = has_equal_weights(counts)[counts.cell_group]
    factor = scale[counts.cell_group]
    return Counts(
        values=counts.values,
        groups=counts.groups,
        n_missing=counts.n_missing,
        cell_group=counts.cell_group,
        cell_value=counts.cell_value,
        cell_n=counts.cell_n,
        cell_w=np.where(equal, counts.cell_n, counts.cell_w * factor),
        cell_w2=np.where(equal, counts.cell_n, counts.cell_w2 * factor**2),
        weighted=True,
    )


def has_equal_weights(counts: Counts) -> npt.NDArray[np.bool_]:
    """(G,) groups whose respondents all have the same weight (always so without weights)."""
    if not counts.weighted:
        return np.ones(len(counts.groups), dtype=np.bool_)
    lost = counts.group_n * counts.group_w2 - counts.group_w**2
    return lost <= EQUAL_WEIGHTS * counts.group_w**2


def group_means(counts: Counts) -> GroupMeans:
    """How large are the mean and the variance of the outcome in each group?

    Parameters
    ----------
    counts : table of an outcome; the values are used as numbers.

    Returns
    -------
    GroupMeans
        One entry for every row of the table, the last one (no group) included.

    Missing data
    ------------
    Respondents without a valid answer are not counted. Without respondents all is nan; with
    one, the mean is defined and the variance is not.

    Formula
    -------
    With weights: `m = sum w y / W`, `s^2 = n/(n-1) sum w (y-m)^2 / W`,
    `se^2 = n/(n-1) sum w^2 (y-m)^2 / W^2`. Deviations are taken from the smallest value of the
    group first, so that a group without variance has exactly none.

    Source
    ------
    Linearized variance of a weighted mean: Woodruff (1971), Journal of the American
    Statistical Association 66, 411-414, doi:10.1080/01621459.1971.10482279.

    Verified against
    ----------------
    R 4.2.2 `mean`, `var`; survey 4.1-1 `svymean`; tests/reference.

    Examples
    --------
    >>> from survey_analysis.tables.counts import from_tables
    >>> group_means(from_tables([1, 2, 3], ("a",), [[1, 0, 1]])).variance
    array([2.])
    """
    table = with_unit_weights(counts)
    n = table.group_n
    group = table.cell_group
    origin = np.full(n.size, np.inf)
    np.minimum.at(origin, group, table.cell_values)
    with np.errstate(invalid="ignore", divide="ignore"):
        above = table.cell_values - origin[group]
        lift = table.by_group(table.cell_w * above) / table.group_w
        deviation = above - lift[group]
        unbiased = np.where(n > 1, n / (n - 1), np.nan)
        squares = deviation**2
        return GroupMeans(
            n=n,
            n_eff=table.group_w**2 / table.group_w2,
            mean=np.where(n > 0, origin + lift, np.nan),
            variance=unbiased * table.by_group(table.cell_w * squares) / table.group_w,
            se=np.sqrt(unbiased * table.by_group(table.cell_w2 * squares)) / table.group_w,
        )
