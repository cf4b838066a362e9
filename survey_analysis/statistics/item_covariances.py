"""Which covariances stand behind alpha: of complete rows, or of each pair of items."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from survey_analysis.findings import Note
from survey_analysis.statistics.reliability_intervals import NOTHING
from survey_analysis.tables.counts import FloatArray
from survey_analysis.tables.moments import Moments

Missing = Literal["listwise", "pairwise"]
"""Respondents who answered all items, or for each pair those who answered both."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemCovariances:
    """How the items vary together in each group.

    Attributes
    ----------
    n : (G,) respondents behind the numbers: with all items answered, or (pairwise) with any.
    n_least : (G,) respondents behind the weakest number: n, or (pairwise) the smallest pair.
    covariance : (G, k, k) with divisor n - 1; exactly 0 for an item without variance, nan of
        fewer than two respondents.
    correlation : (G, k, k); nan for an item without variance.
    constant : (G, k) items to which everybody gave the same answer.
    """

    n: FloatArray
    n_least: FloatArray
    covariance: FloatArray
    correlation: FloatArray
    constant: npt.NDArray[np.bool_]

    @property
    def trace(self) -> FloatArray:
        """(G,) sum of the item variances."""
        return np.asarray(np.trace(self.covariance, axis1=1, axis2=2))

    @property
    def total(self) -> FloatArray:
        """(G,) variance of the sum of the items; exactly 0 where it is nothing but rounding."""
        total = self.covariance.sum(axis=(1, 2))
        return np.where(np.abs(total) <= NOTHING * self.trace, 0.0, total)


def item_covariances(moments: Moments, missing: Missing) -> ItemCovariances:
    """The covariances of complete rows or of pairs."""
    k = moments.n_items
    diagonal = np.arange(k)
    if missing == "pairwise":
        covariance = moments.pair_covariance
        n, n_least = moments.n_any, moments.pair_n.min(axis=(1, 2))
        few = moments.pair_n < 2
        sum_w = moments.pair_w[:, diagonal, diagonal]
        squares = moments.pair_square[:, diagonal, diagonal]
    else:
        covariance = moments.covariance
        n = n_least = moments.n
        few = (n < 2)[:, None, None]
        sum_w = moments.w[:, None]
        squares = moments.M1[:, diagonal + 1, diagonal + 1]
    covariance = np.where(few, np.nan, covariance)  # of one, rounding over nothing is infinite
    with np.errstate(invalid="ignore", divide="ignore"):
        variance = covariance[:, diagonal, diagonal]
        constant = variance <= NOTHING * squares / sum_w
        covariance = np.where(constant[:, :, None] | constant[:, None, :], 0.0, covariance)
        if missing == "pairwise":
            correlation = moments.pair_correlation
        else:
            sd = np.sqrt(covariance[:, diagonal, diagonal])
            correlation = covariance / (sd[:, :, None] * sd[:, None, :])
    undefined = constant[:, :, None] | constant[:, None, :] | few
    return ItemCovariances(
        n=n,
        n_least=n_least,
        covariance=covariance,
        correlation=np.where(undefined, np.nan, correlation),
        constant=constant,
    )


def why_no_answers(
    moments: Moments, items: ItemCovariances, missing: Missing, group: int
) -> Note | None:
    """Why a group has too few answers for covariances, or None when it has enough."""
    if moments.n_any[group] == 0:
        return Note("SA301", "warning")
    least = int(items.n_least[group])
    if least >= 2:
        return None
    if missing == "pairwise":
        return Note("SA311", "warning", {"n": least, "needed": 2})
    return Note(
        "SA302", "warning", {"n": least, "n_total": int(moments.n_total[group]), "needed": 2}
    )
