"""How sure is a number computed from covariances? Influence values, without assumptions (ADF)."""

from __future__ import annotations

import numpy as np

from survey_analysis.statistics.interval import Interval, t_quantile
from survey_analysis.tables.counts import FloatArray
from survey_analysis.tables.patterns import PatternRows

BLOCK = 16_384
"""Answer rows that are multiplied at a time, so that memory stays flat."""


def centred_covariance(rows: PatternRows) -> tuple[FloatArray, FloatArray]:
    """The answers minus their means (P, k), and the covariances (k, k) with divisor n (W)."""
    share = rows.w / rows.w.sum()
    z = rows.values - share @ rows.values
    return z, (z * share[:, None]).T @ z


def influence_values(rows: PatternRows, gradients: FloatArray) -> FloatArray:
    """How much one more respondent with each answer row would move each number, (m, P).

    Parameters
    ----------
    rows : complete answer rows of one group.
    gradients : (m, k, k) derivative of each number by the covariances (divisor n), symmetric,
        every entry of the matrix taken as free; (k, k) for one number.

    Formula
    -------
    `IF = z' G z - tr(G S)` with z the answers minus their means: the delta method, because the
    influence of a respondent on the covariances is `z z' - S`.

    Source
    ------
    Hampel (1974), Journal of the American Statistical Association 69, 383-393,
    doi:10.1080/01621459.1974.10482962; Yuan, Guarnaccia and Hayslip (2003), Educational and
    Psychological Measurement 63, 5-23, doi:10.1177/0013164402239314.
    """
    z, covariance = centred_covariance(rows)
    stack = gradients if gradients.ndim == 3 else gradients[None]
    found = np.empty((stack.shape[0], z.shape[0]))
    for start in range(0, z.shape[0], BLOCK):
        part = z[start : start + BLOCK]
        found[:, start : start + BLOCK] = ((part @ stack) * part).sum(axis=2)
    return np.asarray(found - (stack * covariance).sum(axis=(1, 2))[:, None])


def standard_errors(rows: PatternRows, influence: FloatArray) -> FloatArray:
    """Standard errors (m,) from influence values (m, P).

    Formula
    -------
    `SE^2 = n/(n-1) sum w^2 IF^2 / W^2` over the respondents.
    """
    n = rows.n.sum()
    if n < 2:
        return np.full(influence.shape[0], np.nan)
    return np.asarray(np.sqrt(n / (n - 1) * (influence**2 @ rows.w2)) / rows.w.sum())


def atanh_interval(r: FloatArray, se: FloatArray, df: FloatArray, confidence: float) -> Interval:
    """Interval of a correlation, `tanh(atanh r ± t se / (1 - r^2))`: inside -1 and 1."""
    with np.errstate(invalid="ignore", divide="ignore"):
        half = t_quantile(confidence, df) * se / (1 - r**2)
        return Interval(low=np.tanh(np.arctanh(r) - half), high=np.tanh(np.arctanh(r) + half))
