"""How does each item of a domain behave beside the others?"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from survey_analysis.errors import check_confidence, check_option
from survey_analysis.findings import Note
from survey_analysis.statistics.influence import atanh_interval
from survey_analysis.statistics.item_covariances import (
    ItemCovariances,
    Missing,
    item_covariances,
    why_no_answers,
)
from survey_analysis.statistics.multiple_correlation import (
    constant_items,
    squared_multiple_correlation,
)
from survey_analysis.statistics.reliability import LEAST, STILL
from survey_analysis.statistics.reliability_intervals import NOTHING
from survey_analysis.tables.counts import FloatArray
from survey_analysis.tables.moments import Moments


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemAnalysis:
    """The items of a domain in every group; all arrays are (G, k).

    Attributes
    ----------
    n : respondents who answered the item.
    missing_share : share of respondents who did not.
    mean, sd : of all who answered the item, reverse items turned.
    item_rest_r : correlation of the item with the sum of the others.
    item_rest_r_se : its standard error, distribution-free (ADF).
    item_rest_r_low, item_rest_r_high : its interval.
    smc : squared multiple correlation with the others.
    alpha_if_dropped : Cronbach's alpha of the others.
    notes : for each group and item, the gravest reason why something is nan or above 1, or None.
    """

    n: FloatArray
    missing_share: FloatArray
    mean: FloatArray
    sd: FloatArray
    item_rest_r: FloatArray
    item_rest_r_se: FloatArray
    item_rest_r_low: FloatArray
    item_rest_r_high: FloatArray
    smc: FloatArray
    alpha_if_dropped: FloatArray
    notes: tuple[tuple[Note | None, ...], ...]


def item_analysis(
    moments: Moments, *, missing: Missing = "listwise", confidence: float = 0.95
) -> ItemAnalysis:
    """Does each item go with the others, and what would alpha be without it?

    Parameters
    ----------
    moments : of a domain, reverse items turned.
    missing : whose answers the correlations are from: "listwise" of respondents who answered
        all items, "pairwise" for each pair of items of those who answered both; then there is
        no interval.
    confidence : share between 0 and 1.

    Returns
    -------
    ItemAnalysis
        (G, k) arrays, items in the order of the domain.

    Missing data
    ------------
    n, mean and sd are always of all who answered the item, the correlations as `missing` says.
    An item without variance has no correlation (nan). Alpha if dropped needs three items. The
    squared multiple correlations are nan where an item follows exactly from the others. With
    "pairwise" a correlation can come out above 1, and a note says so.

    Formula
    -------
    `r_i = sum_{j != i} s_ij / sqrt(s_ii T_i)` with `T_i` the sum of the covariances of the other
    items; `alpha_i = (k-1)/(k-2) (1 - tr S_i / T_i)`; the interval is `tanh(atanh r ± t SE /
    (1 - r^2))` with t(n-1) and the SE of `item_rest_se`; SMC see `multiple_correlation`.

    Source
    ------
    Nunnally and Bernstein (1994), Psychometric Theory, chapter 8; Cronbach (1951),
    Psychometrika 16, 297-334, doi:10.1007/BF02310555. Fisher's z, which is for normal answers,
    covers .75 to .92 instead of .95 on skewed ones.

    Verified against
    ----------------
    R psych 2.2.9 `alpha` (`r.drop`, `alpha.drop`, `mean`, `sd`), tests/reference/reliability.json,
    and `smc`; the interval respondent by respondent in R 4.2.2, tests/reference/guttman.json.

    Examples
    --------
    >>> import numpy as np
    >>> from survey_analysis.tables.moments import tabulate_blocks
    >>> answers = np.array([[1, 2, 2], [3, 3, 4], [4, 5, 4], [2, 1, 2], [5, 4, 5.0]])
    >>> blocks = [(answers, None, None)]
    >>> table = tabulate_blocks(blocks, np.full(3, 3.0), ("",), weighted=False)
    >>> item_analysis(table).alpha_if_dropped
    array([[0.8974359 , 0.96385542, 0.88888889]])
    """
    check_option("missing", missing, Missing)
    check_confidence(confidence)
    items = item_covariances(moments, missing)
    n, missing_share, mean, sd = _answers(moments)
    r = np.where(items.constant, np.nan, item_rest(items.covariance))
    se = item_rest_se(moments) if missing == "listwise" else np.full_like(r, np.nan)
    unsure = np.isnan(r) | (1 - r**2 <= NOTHING) | (se <= STILL * (1 - r**2))
    se = np.where(unsure | (items.n < LEAST)[:, None], np.nan, se)
    with np.errstate(invalid="ignore"):
        ends = atanh_interval(r, se, items.n[:, None] - 1, confidence)
    found = ItemAnalysis(
        n=n,
        missing_share=missing_share,
        mean=mean,
        sd=sd,
        item_rest_r=r,
        item_rest_r_se=se,
        item_rest_r_low=ends.low,
        item_rest_r_high=ends.high,
        smc=np.where(items.constant, np.nan, squared_multiple_correlation(items.covariance)),
        alpha_if_dropped=alpha_if_dropped(items.covariance),
        notes=(),
    )
    return replace(found, notes=_notes(moments, items, missing, found))


def _answers(moments: Moments) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """n, missing share, mean and sd of each item, of all who answered it, (G, k) each."""
    own = np.arange(moments.n_items)
    n = moments.pair_n[:, own, own]
    with np.errstate(invalid="ignore", divide="ignore"):
        sum_w = moments.pair_w[:, own, own]
        mean = moments.pair_sum[:, own, own] / sum_w
        square = moments.pair_square[:, own, own] / sum_w
        variance = np.where(square - mean**2 <= NOTHING * square, 0.0, square - mean**2)
        sd = np.where(n > 1, np.sqrt(variance * n / (n - 1)), np.nan)
        return n, 1 - n / moments.n_total[:, None], mean + moments.centre, sd


def _notes(
    moments: Moments, items: ItemCovariances, missing: Missing, found: ItemAnalysis
) -> tuple[tuple[Note | None, ...], ...]:
    return tuple(
        tuple(
            why_no_answers(moments, items, missing, group)
            or _why_not(items, missing, found, (group, item))
            for item in range(moments.n_items)
        )
        for group in range(items.n.size)
    )


def _why_not(
    items: ItemCovariances, missing: Missing, found: ItemAnalysis, at: tuple[int, int]
) -> Note | None:
    """Why an item that enough respondents answered lacks a number or has an odd one."""
    if items.constant.shape[1] == 1:
        return Note("SA303", "warning")
    if items.constant[at]:
        return Note("SA315", "warning")
    if np.isnan(found.item_rest_r[at]):
        return Note("SA316", "warning")
    if abs(found.item_rest_r[at]) > 1 + NOTHING:
        return Note("SA314", "warning")
    return _why_less(items, missing, found, at)


def _why_less(
    items: ItemCovariances, missing: Missing, found: ItemAnalysis, at: tuple[int, int]
) -> Note | None:
    """Why an item with an item-rest correlation lacks what goes with it."""
    if np.isnan(found.smc[at]):
        return Note("SA354" if missing == "pairwise" else "SA353", "warning")
    if items.constant.shape[1] == 2:
        return Note("SA312")
    if missing == "pairwise":
        return Note("SA307")
    return Note("SA356") if np.isnan(found.item_rest_r_se[at]) else None


def item_rest(covariance: FloatArray) -> FloatArray:
    """Correlation of each item with the sum of the others, (..., k).

    Parameters
    ----------
    covariance : (..., k, k). nan comes back for an item without variance, and where the sum of
        the others does not vary.

    Examples
    --------
    >>> item_rest(np.array([[2.0, 1, 1], [1, 2, 1], [1, 1, 2]]))
    array([0.57735027, 0.57735027, 0.57735027])
    """
    variance, with_rest, rest, _ = _parts(covariance)
    own = np.where(constant_items(covariance), np.nan, variance)
    return np.asarray(with_rest / np.sqrt(own * rest))


def alpha_if_dropped(covariance: FloatArray) -> FloatArray:
    """Cronbach's alpha of the other items, (..., k); nan below three items.

    Examples
    --------
    >>> alpha_if_dropped(np.array([[2.0, 1, 1], [1, 2, 1], [1, 1, 2]]))
    array([0.66666667, 0.66666667, 0.66666667])
    """
    k = covariance.shape[-1]
    _, _, rest, trace = _parts(covariance)
    return np.asarray((np.nan if k < 3 else (k - 1) / (k - 2)) * (1 - trace / rest))


def item_rest_gradients(covariance: FloatArray) -> FloatArray:
    """Derivatives of the item-rest correlations by the covariances, (..., k, k, k).

    The first k are the items. Symmetric, every entry of the matrix taken as free; for
    `influence.influence_values`.

    Formula
    -------
    `(a h' + h a') / (2 sqrt(s_ii T_i)) - r_i / 2 (a a' / s_ii + h h' / T_i)` with a the vector
    that picks item i and h the one that picks the others.
    """
    k = covariance.shape[-1]
    variance, _, rest, _ = _parts(covariance)
    r = item_rest(covariance)
    item = np.eye(k)[:, :, None] * np.eye(k)[:, None, :]
    others = (1 - np.eye(k))[:, :, None] * (1 - np.eye(k))[:, None, :]
    across = 1 - item - others
    varies = np.where(np.isfinite(r), variance, np.nan)
    root = np.sqrt(varies * rest)
    shares = (0.5 / root, -r / 2 / varies, -r / 2 / rest)
    of_across, of_item, of_others = (share[..., None, None] for share in shares)
    return np.asarray(of_across * across + of_item * item + of_others * others)


def item_rest_se(moments: Moments) -> FloatArray:
    """Standard errors of the item-rest correlations without assumptions on the answers, (G, k).

    Formula
    -------
    A respondent's influence on r_i is `z_i h / sqrt(s_ii T_i) - r_i / 2 (z_i^2 / s_ii +
    h^2 / T_i)` with `z = y - m`, h the sum of the other z, and variances with divisor n (W). As
    that of alpha it is linear in the vector u of `Moments`, with coefficients b, so that its
    squares add up to `b' M2 b`; `SE^2 = n/(n-1) b' M2 b / W^2`.

    Source
    ------
    Hampel (1974), Journal of the American Statistical Association 69, 383-393,
    doi:10.1080/01621459.1974.10482962.
    """
    k = moments.n_items
    item = np.arange(k)
    m = moments.means
    total = m.sum(axis=1, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        few = (moments.n < 2)[:, None, None]
        biased = moments.covariance * ((moments.n - 1) / moments.n)[:, None, None]
        variance, _, rest, _ = _parts(np.where(few, np.nan, biased))
        r = item_rest(np.where(few, np.nan, biased))
        # with t the sum of all z and h = t - z_i
        on_cross = 1 / np.sqrt(variance * rest) + r / rest
        on_square = -on_cross + r / 2 / rest - r / 2 / variance
        on_total = -r / 2 / rest
        b = np.zeros((*m.shape, 3 * k + 2))
        b[..., 0] = on_square * m**2 + on_cross * m * total + on_total * total**2
        b[..., 1 : k + 1] = -(on_cross * m + 2 * on_total * total)[..., None]
        b[:, item, 1 + item] -= 2 * on_square * m + on_cross * total
        b[:, item, 1 + k + item] = on_square
        b[:, item, 1 + 2 * k + item] = on_cross
        b[..., -1] = on_total
        squares = ((b @ moments.M2) * b).sum(axis=2)
        unbiased = (moments.n / (moments.n - 1))[:, None]
        return np.asarray(np.sqrt(unbiased * np.maximum(squares, 0)) / moments.w[:, None])


def _parts(covariance: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Of each item (..., k): its variance and covariance with the rest; of the rest the variance
    of the sum (nan where it is nothing) and the sum of the variances."""
    variance = np.diagonal(covariance, axis1=-2, axis2=-1)
    rows = covariance.sum(axis=-1)
    with_rest = rows - variance
    trace = variance.sum(axis=-1, keepdims=True) - variance
    rest = rows.sum(axis=-1, keepdims=True) - 2 * with_rest - variance
    varies = (trace > 0) & (rest > NOTHING * trace)
    return variance, with_rest, np.where(varies, rest, np.nan), trace
