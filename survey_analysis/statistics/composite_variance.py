"""What of the variance of a composite of domains is error, and what is true?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from survey_analysis.statistics.reliability_intervals import NOTHING
from survey_analysis.tables.counts import FloatArray, IntArray


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class CompositeParts:
    """What a composite is made of: J domains of K items in all.

    The items stand side by side, domain after domain, as in the columns of the tables of these
    domains; the score of a complete respondent is `constant + coefficients @ answers`.

    Attributes
    ----------
    name : id of the composite.
    domains : (J,) ids of its domains.
    weights : (J,) share of each domain; they sum to one.
    items : for each domain, the positions of its items among all K.
    coefficients : (K,) what one step of each item (reverse items turned) adds to the score; the
        items of a domain count the same.
    constant : what is added to the weighted sum of the items.
    low, high : the lowest and the highest possible score.
    """

    name: str
    domains: tuple[str, ...]
    weights: FloatArray
    items: tuple[IntArray, ...]
    coefficients: FloatArray
    constant: float
    low: float
    high: float


def error_forms(parts: CompositeParts) -> FloatArray:
    """The matrices F_j (J, K, K) with which `E_j = sum(F_j * S)` is the error of domain j.

    Formula
    -------
    `W_j^2 s_j^2 (1 - alpha_j) = a_j^2 (k_j tr_j - T_j) / (k_j - 1)`, with a_j the coefficient of
    the items of domain j, T_j and tr_j the sum and the trace of their covariances: linear in S.
    A domain of one item has nan, because its alpha is unknown.
    """
    size = parts.coefficients.size
    forms = np.zeros((len(parts.domains), size, size))
    for form, items in zip(forms, parts.items, strict=True):
        k = items.size
        inside = (k * np.eye(k) - 1) / (k - 1) if k > 1 else np.full((1, 1), np.nan)
        form[np.ix_(items, items)] = inside * parts.coefficients[items[0]] ** 2
    return forms


def composite_reliability(covariance: FloatArray, parts: CompositeParts) -> FloatArray:
    """Stratified alpha (...) of a stack of covariances (..., K, K); nan where undefined.

    Formula
    -------
    `1 - sum_j E_j / a'Sa`; see `stratified_alpha.stratified_alpha`.
    """
    a = parts.coefficients
    error = (covariance * error_forms(parts).sum(axis=0)).sum(axis=(-2, -1))
    total = covariance @ a @ a
    spread = np.diagonal(covariance, axis1=-2, axis2=-1) @ a**2
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(total > NOTHING * spread, 1 - error / total, np.nan)


def reliability_gradient(covariance: FloatArray, parts: CompositeParts) -> FloatArray:
    """Derivative (..., K, K) of stratified alpha by the covariances, every entry taken as free.

    Formula
    -------
    `(E aa' / T - F) / T` with F the sum of the error forms, `E = sum(F * S)`, `T = a'Sa`.
    """
    a = parts.coefficients
    form = error_forms(parts).sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        total = (covariance @ a @ a)[..., None, None]
        error = (covariance * form).sum(axis=(-2, -1))[..., None, None]
        return np.asarray((error / total * np.outer(a, a) - form) / total)
