"""How does each item of a domain behave beside the others?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from survey_analysis.errors import check_option
from survey_analysis.findings import Note
from survey_analysis.statistics.item_covariances import (
    ItemCovariances,
    Missing,
    item_covariances,
    why_no_answers,
)
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
    alpha_if_dropped : Cronbach's alpha of the others.
    notes : for each group and item, why something is nan or above 1, or None.
    """

    n: FloatArray
    missing_share: FloatArray
    mean: FloatArray
    sd: FloatArray
    item_rest_r: FloatArray
    alpha_if_dropped: FloatArray
    notes: tuple[tuple[Note | None, ...], ...]


def item_analysis(moments: Moments, *, missing: Missing = "listwise") -> ItemAnalysis:
    """Does each item go with the others, and what would alpha be without it?

    Parameters
    ----------
    moments : of a domain, reverse items turned.
    missing : whose answers the correlations are from: "listwise" of respondents who answered
        all items, "pairwise" for each pair of items of those who answered both.

    Returns
    -------
    ItemAnalysis
        (G, k) arrays, items in the order of the domain.

    Missing data
    ------------
    n, mean and sd are always of all who answered the item, the correlations as `missing` says.
    An item without variance has no correlation (nan). Alpha if dropped needs three items. With
    "pairwise" a correlation can come out above 1, and a note says so.

    Formula
    -------
    `r_i = sum_{j != i} s_ij / sqrt(s_ii T_i)` with `T_i` the sum of the covariances of the other
    items; `alpha_i = (k-1)/(k-2) (1 - tr S_i / T_i)`.

    Source
    ------
    Nunnally and Bernstein (1994), Psychometric Theory, chapter 8; Cronbach (1951),
    Psychometrika 16, 297-334, doi:10.1007/BF02310555.

    Verified against
    ----------------
    R psych 2.2.9 `alpha` (`r.drop`, `alpha.drop`, `mean`, `sd`), tests/reference/reliability.json.

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
    k = moments.n_items
    items = item_covariances(moments, missing)
    own = np.arange(k)
    n = moments.pair_n[:, own, own]
    with np.errstate(invalid="ignore", divide="ignore"):
        sum_w = moments.pair_w[:, own, own]
        mean = moments.pair_sum[:, own, own] / sum_w
        square = moments.pair_square[:, own, own] / sum_w
        variance = np.where(square - mean**2 <= NOTHING * square, 0.0, square - mean**2)
        sd = np.sqrt(variance * n / (n - 1))
        missing_share = 1 - n / moments.n_total[:, None]
    item_rest_r, alpha_if_dropped = _beside_the_rest(items, k)
    notes = tuple(
        tuple(
            why_no_answers(moments, items, missing, group)
            or _why_not(k, bool(items.constant[group, item]), float(item_rest_r[group, item]))
            for item in range(k)
        )
        for group in range(n.shape[0])
    )
    return ItemAnalysis(
        n=n,
        missing_share=missing_share,
        mean=mean + moments.centre,
        sd=np.where(n > 1, sd, np.nan),
        item_rest_r=item_rest_r,
        alpha_if_dropped=alpha_if_dropped,
        notes=notes,
    )


def _why_not(k: int, constant: bool, item_rest_r: float) -> Note | None:
    """Why an item of k, which enough respondents answered, lacks a number or has an odd one."""
    if k == 1:
        return Note("SA303", "warning")
    if constant:
        return Note("SA315", "warning")
    if np.isnan(item_rest_r):
        return Note("SA316", "warning")
    if abs(item_rest_r) > 1 + NOTHING:
        return Note("SA314", "warning")
    return Note("SA312") if k == 2 else None


def _beside_the_rest(items: ItemCovariances, k: int) -> tuple[FloatArray, FloatArray]:
    """Item-rest correlation and alpha if dropped, (G, k) each."""
    own = np.arange(k)
    variance = items.covariance[:, own, own]
    with_rest = items.covariance.sum(axis=2) - variance
    trace = items.trace[:, None] - variance
    rest = items.covariance.sum(axis=(1, 2))[:, None] - 2 * with_rest - variance
    enough = (items.n_least > 1)[:, None]
    varies = enough & (rest > NOTHING * trace) & (trace > 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        item_rest_r = np.where(
            varies & ~items.constant, with_rest / np.sqrt(variance * rest), np.nan
        )
        if k < 3:
            return item_rest_r, np.full_like(item_rest_r, np.nan)
        alpha = (k - 1) / (k - 2) * (1 - trace / rest)
    return item_rest_r, np.where(varies, alpha, np.nan)
