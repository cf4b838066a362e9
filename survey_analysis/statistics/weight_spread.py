"""How unequal are weights, and how many respondents are they worth?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from survey_analysis.tables.counts import FloatArray

QUANTILES = (0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0)
TOPS = (0.01, 0.05, 0.1)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class WeightSpread:
    """How unequal weights are.

    Attributes
    ----------
    n : respondents with a weight above zero.
    sum_w : sum of their weights.
    deff_kish : Kish's design effect of the weights.
    n_eff : effective n, n / deff_kish.
    quantiles : at `QUANTILES`, in mean weights: the smallest, ..., the median, ..., the largest.
    top_shares : shares of the sum that the heaviest respondents hold, for the shares of
        respondents in `TOPS`.
    """

    n: float
    sum_w: float
    deff_kish: float
    n_eff: float
    quantiles: FloatArray
    top_shares: FloatArray


def weight_spread(weight: FloatArray, n: FloatArray | None = None) -> WeightSpread:
    """How unequal are weights, and how many respondents are they worth?

    Parameters
    ----------
    weight : (J,) weights, not negative.
    n : (J,) how many respondents have each; one if not given.

    Returns
    -------
    WeightSpread; nan without any weight above zero.

    Missing data
    ------------
    Respondents of weight zero are not counted.

    Formula
    -------
    `deff = n sum w^2 / (sum w)^2`, that is 1 plus the squared coefficient of variation; `n_eff =
    n / deff`. Quantiles of type 7. The heaviest share p of respondents counts fractions of a
    respondent, so that p holds exactly.

    Source
    ------
    Kish (1965), Survey Sampling, Wiley, section 11.7; Kish (1992), Journal of Official Statistics
    8, 183-200. It is not the design effect of an estimate, which also knows how weights and
    answers go together: Spencer (2000), Survey Methodology 26, 137-138.

    Verified against
    ----------------
    The design effect of tests/reference/groups.csv in R 4.2.2 (1.30355); numpy's `quantile`,
    tests/statistics/test_weight_spread.py.

    Examples
    --------
    Ten respondents, of whom two weigh three times as much as the others:

    >>> spread = weight_spread(np.array([1.0, 3.0]), np.array([8.0, 2.0]))
    >>> round(spread.deff_kish, 4), round(spread.n_eff, 4)
    (1.3265, 7.5385)
    >>> spread.quantiles[[0, -1]].round(4), float(spread.top_shares[-1])
    (array([0.7143, 2.1429]), 0.214)
    """
    if n is None:
        w = np.sort(weight[weight > 0])
        counted = np.ones(w.size)
    else:
        held = np.flatnonzero((weight > 0) & (n > 0))
        held = held[np.argsort(weight[held])]
        w, counted = weight[held], n[held]
    total, sum_w = float(counted.sum()), float(counted @ w)
    if not total:
        none = (np.full(len(QUANTILES), np.nan), np.full(len(TOPS), np.nan))
        return WeightSpread(
            n=0, sum_w=0, deff_kish=np.nan, n_eff=np.nan, quantiles=none[0], top_shares=none[1]
        )
    deff = total * float(counted @ w**2) / sum_w**2
    return WeightSpread(
        n=total,
        sum_w=sum_w,
        deff_kish=deff,
        n_eff=total / deff,
        quantiles=_quantiles(w, counted) * total / sum_w,
        top_shares=_held_by_top(w, counted) / sum_w,
    )


def _quantiles(w: FloatArray, n: FloatArray) -> FloatArray:
    """Quantiles of type 7 of rising weights w, each of n respondents."""
    last = np.cumsum(n)
    at = np.array(QUANTILES) * (last[-1] - 1)
    low = np.floor(at + 1e-9)
    below, above = (w[np.searchsorted(last, place, side="right")] for place in (low, np.ceil(at)))
    return np.asarray(below + (above - below) * np.maximum(at - low, 0))


def _held_by_top(w: FloatArray, n: FloatArray) -> FloatArray:
    """What the heaviest respondents hold, of rising weights."""
    heaviest, many = w[::-1], n[::-1]
    respondents = np.concatenate([[0.0], np.cumsum(many)])
    held = np.concatenate([[0.0], np.cumsum(heaviest * many)])
    return np.asarray(np.interp(np.array(TOPS) * respondents[-1], respondents, held))
