"""What is the least reliability that the covariances of the items allow? Guttman's lambdas."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from survey_analysis.errors import OptionError, check_confidence, check_option
from survey_analysis.findings import Note
from survey_analysis.statistics.influence import influence_values, standard_errors
from survey_analysis.statistics.item_covariances import (
    ItemCovariances,
    Missing,
    item_covariances,
)
from survey_analysis.statistics.multiple_correlation import constant_items, inverse_correlation
from survey_analysis.statistics.reliability import LEAST
from survey_analysis.statistics.reliability_intervals import NOTHING
from survey_analysis.statistics.split_half import (
    MOST_ITEMS,
    largest_split_gradient,
    split_half_range,
)
from survey_analysis.statistics.total_variance import (
    Certainty,
    certainty,
    total_variance,
    why_no_total,
)
from survey_analysis.tables.counts import FloatArray
from survey_analysis.tables.moments import Moments
from survey_analysis.tables.patterns import Patterns

SYMBOLS = ("λ1", "λ2", "λ3", "λ4", "λ5", "λ6")
"""How notes name the six lambdas, in both languages."""

WITH_INTERVAL = (0, 1, 2, 4, 5)
"""Positions of the lambdas that have an interval: all but the best split, lambda 4."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GuttmanResult:
    """Guttman's six lower bounds of reliability, in the order of `Moments.groups`.

    Attributes
    ----------
    n_used : (G,) respondents behind the lambdas: those who answered all items (pairwise: any).
    lambdas : (G, 6) lambda 1 to 6, from covariances; each is also there by its name, as (G,).
    se : (G, 6) distribution-free standard errors; nan for lambda 4, and without patterns.
    ci_low, ci_high : (G, 6) intervals, nan as `se` is.
    notes : for each group, the gravest reason why something is nan, or None. That lambda 4 has
        no interval is told by the documentation only.
    """

    n_used: FloatArray
    lambdas: FloatArray
    se: FloatArray
    ci_low: FloatArray
    ci_high: FloatArray
    notes: tuple[Note | None, ...]

    @property
    def lambda1(self) -> FloatArray:
        """(G,) share of the total variance that is covariance."""
        return self.lambdas[:, 0]

    @property
    def lambda2(self) -> FloatArray:
        """(G,) never below alpha."""
        return self.lambdas[:, 1]

    @property
    def lambda3(self) -> FloatArray:
        """(G,) Cronbach's alpha."""
        return self.lambdas[:, 2]

    @property
    def lambda4(self) -> FloatArray:
        """(G,) the best split into halves; nan above 14 items."""
        return self.lambdas[:, 3]

    @property
    def lambda5(self) -> FloatArray:
        """(G,) by the item that covaries most with the others."""
        return self.lambdas[:, 4]

    @property
    def lambda6(self) -> FloatArray:
        """(G,) by the squared multiple correlations."""
        return self.lambdas[:, 5]


def guttman_lambdas(
    moments: Moments,
    *,
    missing: Missing = "listwise",
    patterns: Patterns | None = None,
    confidence: float = 0.95,
) -> GuttmanResult:
    """What is the least reliability of the sum of the items, and how sure is that?

    Parameters
    ----------
    moments : of a domain, reverse items turned.
    missing : "listwise" uses respondents who answered all items; "pairwise" uses for each pair
        of items those who answered both, and then has no interval.
    patterns : of the same domain and groups; without them there are no standard errors.
    confidence : share between 0 and 1.

    Returns
    -------
    GuttmanResult
        One entry for every row of the table, the last one (no group) included.

    Missing data
    ------------
    See `missing`. Below two respondents, with one item, or where the sum of the items does not
    vary, all lambdas are nan and `notes` says why. Lambda 4 is nan above 14 items, lambda 6
    where an item follows exactly from the others. An item without variance stays in.

    Formula
    -------
    With s_ij the covariances, T their sum and `l1 = 1 - sum s_ii / T`: lambda 1 is l1; lambda 2
    `l1 + sqrt(k/(k-1) sum_{i != j} s_ij^2) / T`; lambda 3 `k/(k-1) l1`, which is alpha; lambda 4
    the largest `2 (1 - (s_A^2 + s_B^2) / T)` over splits into halves A and B (for an odd k into
    (k-1)/2 and (k+1)/2 items); lambda 5 `l1 + 2 sqrt(max_i sum_{j != i} s_ij^2) / T`; lambda 6
    `1 - sum s_ii (1 - SMC_i) / T` with the squared multiple correlations. The intervals are those
    of `log(1 - lambda)` on t(n-1), from influence values.

    Source
    ------
    Guttman (1945), Psychometrika 10, 255-282, doi:10.1007/BF02288892. They are bounds in the
    population; in a sample lambda 4 above all, and lambda 6 with many items and few respondents,
    come out too high by chance. Lambda 4 has no interval: see `split_half`.

    Verified against
    ----------------
    The formulas on the answers themselves in R 4.2.2, standard errors respondent by respondent,
    and psych 2.2.9 `guttman` on standardized items (it is on the correlation metric; its lambda
    4 misses half of the splits of an odd number of items): tests/reference/guttman.json.

    Examples
    --------
    >>> import numpy as np
    >>> from survey_analysis.tables.moments import tabulate_blocks
    >>> answers = np.array([[1, 2, 2], [3, 3, 4], [4, 5, 4], [2, 1, 2], [5, 4, 5.0]])
    >>> blocks = [(answers, None, None)]
    >>> table = tabulate_blocks(blocks, np.full(3, 3.0), ("",), weighted=False)
    >>> found = guttman_lambdas(table)
    >>> found.lambda2, found.lambda6
    (array([0.94321636]), array([0.93243645]))
    """
    check_option("missing", missing, Missing)
    check_confidence(confidence)
    items = item_covariances(moments, missing)
    estimate = lambdas(items.covariance)
    se = np.full_like(estimate, np.nan)
    if patterns is not None and missing == "listwise":
        if patterns.groups != moments.groups or patterns.values.shape[1] != moments.n_items:
            raise OptionError("moments and patterns must be of the same domain and groups.")
        se = _standard_errors(moments, items, patterns)
    sure = certainty(estimate, se, items.n[:, None], confidence)
    notes = (
        why_no_total(moments, items, missing, group)
        or _why_not(estimate, missing, group)
        or (_why_no_interval(items.n, sure, group) if patterns is not None else None)
        for group in range(items.n.size)
    )
    return GuttmanResult(
        n_used=items.n,
        lambdas=estimate,
        se=sure.se,
        ci_low=sure.interval.low,
        ci_high=sure.interval.high,
        notes=tuple(notes),
    )


def _standard_errors(moments: Moments, items: ItemCovariances, patterns: Patterns) -> FloatArray:
    """(G, 6) standard errors; nan where a lambda has no derivative, and for lambda 4."""
    found = np.full((items.n.size, 6), np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        biased = items.covariance * ((moments.n - 1) / moments.n)[:, None, None]
    gradients = lambda_gradients(biased)
    known = np.asarray(np.isfinite(gradients).all(axis=(2, 3)))
    for group in np.flatnonzero(known.any(axis=1)):
        rows = patterns.rows_of(int(group))
        which = [at for at in WITH_INTERVAL if known[group, at]]
        influence = influence_values(rows, gradients[group, which])
        found[group, which] = standard_errors(rows, influence)
    return found


def _why_not(estimate: FloatArray, missing: Missing, group: int) -> Note | None:
    """Why a group whose sum of items varies lacks a lambda, or all intervals."""
    if np.isnan(estimate[group, 5]):
        return Note("SA354" if missing == "pairwise" else "SA353", "warning")
    if np.isnan(estimate[group, 3]):
        return Note("SA330", values={"most": MOST_ITEMS})
    return Note("SA307") if missing == "pairwise" else None


def _why_no_interval(n: FloatArray, sure: Certainty, group: int) -> Note | None:
    """Why a group lacks the interval of a lambda that has one elsewhere."""
    if n[group] < LEAST:
        return Note("SA308", values={"n": int(n[group]), "needed": LEAST})
    without = [SYMBOLS[at] for at in WITH_INTERVAL if np.isnan(sure.se[group, at])]
    return Note("SA355", "warning", {"names": ", ".join(without)}) if without else None


def lambdas(covariance: FloatArray) -> FloatArray:
    """Guttman's lambda 1 to 6 of covariances (..., k, k), as (..., 6).

    nan where the sum of the items does not vary; lambda 4 above 14 items; lambda 6 where the
    correlation matrix has no inverse. The formulas stand at `guttman_lambdas`. A correlation
    matrix gives the lambdas of standardized items.

    Examples
    --------
    >>> lambdas(np.array([[2.0, 1, 1], [1, 2, 1], [1, 1, 2]]))
    array([0.5       , 0.75      , 0.75      , 0.66666667, 0.73570226, 0.66666667])
    """
    k = covariance.shape[-1]
    total = total_variance(covariance)
    variance, squares = _variance_and_squares(covariance)
    first = 1 - variance.sum(axis=-1) / total
    factor = np.nan if k == 1 else k / (k - 1)
    second = first + np.sqrt(factor * squares.sum(axis=-1)) / total
    fourth = split_half_range(covariance)[..., 2]
    fifth = first + 2 * np.sqrt(squares.max(axis=-1)) / total
    inverse = np.diagonal(inverse_correlation(covariance), axis1=-2, axis2=-1)
    sixth = 1 - (variance / inverse).sum(axis=-1) / total
    return np.stack([first, second, factor * first, fourth, fifth, sixth], axis=-1)


def lambda_gradients(covariance: FloatArray) -> FloatArray:
    """Derivatives of lambda 1 to 6 by the covariances, (..., 6, k, k).

    Symmetric, every entry of the matrix taken as free; for `influence.influence_values`. nan
    where a lambda is nan or has no derivative: lambdas 2 and 5 where no two items covary. Where
    two items tie in lambda 5, or two splits in lambda 4, it is that of the first.

    Formula
    -------
    Each lambda is `1 - N / T` with N a function of S; its derivative is `((1 - lambda) 11' - N') /
    T`. N' is I for lambda 1, `I - k/(k-1) S_o / q` for lambda 2 with S_o the covariances without
    the variances and `q = sqrt(k/(k-1) sum s_ij^2)`, the signs `ee'` of the split for lambda 4,
    `I - R / c` for lambda 5 with R the row and column of the item in S_o and c the root of its
    sum of squares, and `sum_i b_i b_i'` for lambda 6 with b_i item i (1) minus its regression on
    the others.
    """
    k = covariance.shape[-1]
    total = total_variance(covariance)[..., None, None]
    one = np.eye(k)
    factor = np.nan if k == 1 else k / (k - 1)
    values = lambdas(covariance)[..., None, None]
    squares = _variance_and_squares(covariance)[1]
    between = covariance * (1 - one)
    scale = np.sqrt(factor * squares.sum(axis=-1))[..., None, None]
    chosen = np.arange(k) == squares.argmax(axis=-1)[..., None]
    row = np.where(chosen[..., :, None] | chosen[..., None, :], between, 0.0)
    length = np.sqrt(squares.max(axis=-1))[..., None, None]
    with np.errstate(invalid="ignore", divide="ignore"):
        covary = length > NOTHING * total
        by_all = np.where(covary, factor * between / scale, np.nan)
        by_one = np.where(covary, row / length, np.nan)
    residual = _residual_weights(covariance)
    first = (1 - values[..., 0, :, :] - one) / total
    second = (1 - values[..., 1, :, :] - one + by_all) / total
    fourth = largest_split_gradient(covariance)
    fifth = (1 - values[..., 4, :, :] - one + by_one) / total
    sixth = (1 - values[..., 5, :, :] - residual @ residual.swapaxes(-1, -2)) / total
    return np.stack([first, second, factor * first, fourth, fifth, sixth], axis=-3)


def _variance_and_squares(covariance: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The variance of each item, and its squared covariances with the others, (..., k) each."""
    variance = np.diagonal(covariance, axis1=-2, axis2=-1)
    between = covariance * (1 - np.eye(covariance.shape[-1]))
    return variance, np.asarray((between**2).sum(axis=-1))


def _residual_weights(covariance: FloatArray) -> FloatArray:
    """(..., k, k) column i makes what is left of item i when the others have foretold it."""
    variance = np.diagonal(covariance, axis1=-2, axis2=-1)
    constant = constant_items(covariance)
    sd = np.sqrt(np.where(constant, 1.0, variance))
    inverse = inverse_correlation(covariance)
    own = np.diagonal(inverse, axis1=-2, axis2=-1)
    weights = inverse * (sd / own)[..., None, :] / sd[..., :, None]
    return np.where(constant[..., :, None] | constant[..., None, :], 0.0, weights)
