"""How reliable is a composite of domains, and where does its error come from?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from survey_analysis.errors import check_confidence, check_option
from survey_analysis.findings import Note
from survey_analysis.statistics.bootstrap import RESAMPLES, as_generator, check_resamples
from survey_analysis.statistics.composite_intervals import (
    CompositeInterval,
    Draws,
    limits_of,
)
from survey_analysis.statistics.composite_variance import CompositeParts, error_forms
from survey_analysis.statistics.influence import centred_covariance
from survey_analysis.statistics.reliability_intervals import NOTHING
from survey_analysis.tables.counts import FloatArray
from survey_analysis.tables.patterns import PatternRows, Patterns


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class StratifiedAlpha:
    """The reliability of a composite in every group, and what each domain adds to it.

    Arrays are (G,) in the order of `Patterns.groups`, those of the domains (G, J).

    Attributes
    ----------
    n_total : respondents.
    n_used : respondents who answered every item of every domain; all numbers are of them.
    sum_w, n_eff : their sum of weights, and Kish's effective number.
    reliability : stratified alpha of the composite.
    se : its standard error, that of the interval.
    ci_low, ci_high : interval.
    ci_method : for each group "jackknife", "adf", "bootstrap", or "" for no interval.
    sem : standard error of measurement, in the units of the composite's range.
    variance : of the composite, in squared units of its range.
    alpha : Cronbach's alpha of each domain.
    error : part of `variance` that is error of the domain.
    true : part of `variance` that is true: covariance of the domain's true part with the whole.
    error_share, true_share : the same as shares of all error and of all that is true.
    r_with_composite : correlation of the domain score with the composite, which contains it.
    notes : for each group, why something is nan, or None.
    domain_notes : for each group and domain, why its alpha or its shares are nan, or None.
    """

    n_total: FloatArray
    n_used: FloatArray
    sum_w: FloatArray
    n_eff: FloatArray
    reliability: FloatArray
    se: FloatArray
    ci_low: FloatArray
    ci_high: FloatArray
    ci_method: tuple[str, ...]
    sem: FloatArray
    variance: FloatArray
    alpha: FloatArray
    error: FloatArray
    true: FloatArray
    error_share: FloatArray
    true_share: FloatArray
    r_with_composite: FloatArray
    notes: tuple[Note | None, ...]
    domain_notes: tuple[tuple[Note | None, ...], ...]


def stratified_alpha(
    patterns: Patterns,
    parts: CompositeParts,
    *,
    interval: CompositeInterval = "auto",
    confidence: float = 0.95,
    rng: np.random.Generator | int | None = None,
    resamples: int = RESAMPLES,
    progress: Callable[[int], object] | None = None,
) -> StratifiedAlpha:
    """How reliable is a composite of domains, how sure is that, and where does its error arise?

    Parameters
    ----------
    patterns : complete answer rows of the domains side by side (`survey.patterns(parts.domains)`),
        reverse items turned.
    parts : which items belong to which domain, and what they count.
    interval : "jackknife", "adf", "bootstrap", or "auto": the jackknife below 300 complete
        respondents, ADF from there on.
    confidence : share between 0 and 1.
    rng, resamples : of the bootstrap; see `bootstrap.bca_intervals`.
    progress : is told after every group how many more resamples are done.

    Returns
    -------
    StratifiedAlpha
        One entry for every row of the table, the last one (no group) included.

    Missing data
    ------------
    Respondents who answered every item of every domain. The alpha of a domain can differ from
    that of `cronbach_alpha`, which uses all who answered this domain. Alpha of one item is
    unknown: with such a domain there is no reliability, and `notes` says so. A domain whose score
    does not vary has no alpha, but its error is known, and the composite keeps its reliability.

    Formula
    -------
    `rho = 1 - sum_j W_j^2 s_j^2 (1 - alpha_j) / s_C^2`. The composite is `C = a'y + b`; with S the
    covariances of the items, `s_C^2 = a'Sa`, the error of domain j is
    `E_j = a_j^2 (k_j tr S_j - 1'S_j 1) / (k_j - 1)`, so that `rho = 1 - sum E_j / s_C^2` and
    `sem = sqrt(sum E_j)`. Errors of domains do not go together, so the true part of domain j is
    `cov(C_j, C) - E_j`; these covariance shares sum to one, and one of them is negative where a
    domain works against the rest. "adf" and "jackknife" are intervals of `log(1 - rho)` on t(n-1),
    from influence values and from leaving out one respondent at a time.

    Source
    ------
    Rajaratnam, Cronbach and Gleser (1965), Psychometrika 30, 39-56, doi:10.1007/BF02289746; with
    weights Mosier (1943), Psychometrika 8, 161-168, doi:10.1007/BF02288700; the standard errors
    in `influence`, and Efron and Stein (1981), Annals of Statistics 9, 586-596,
    doi:10.1214/aos/1176345462.

    Verified against
    ----------------
    The formula in R 4.2.2 on the alphas of psych 2.2.9, standard errors computed respondent by
    respondent: tests/reference/composite.json.

    Examples
    --------
    >>> from survey_analysis.tables.patterns import from_rows
    >>> answers = np.array([[1, 2, 2, 1], [3, 3, 4, 5], [4, 5, 4, 4], [2, 1, 5, 4], [5, 4, 5, 5.0]])
    >>> one = np.ones(5)
    >>> table = from_rows(answers, np.zeros(5, int), ("",), (one,) * 3, 5 * one[:1], weighted=False)
    >>> parts = CompositeParts(
    ...     name="index", domains=("a", "b"), weights=np.array([0.5, 0.5]),
    ...     items=(np.array([0, 1]), np.array([2, 3])),
    ...     coefficients=np.full(4, 0.25), constant=0.0, low=1.0, high=5.0,
    ... )
    >>> stratified_alpha(table, parts).reliability
    array([0.93385214])
    """
    check_option("interval", interval, CompositeInterval)
    check_confidence(confidence)
    check_resamples(resamples)
    draws = Draws(rng=as_generator(rng), resamples=resamples, progress=progress)
    groups = range(len(patterns.groups))
    spread = _spread(patterns, parts)
    reasons = [_why_none(spread, patterns.n_total[group], parts, group) for group in groups]
    limits = [
        limits_of(
            patterns.rows_of(group),
            float(spread.reliability[group]),
            parts,
            interval=interval,
            confidence=confidence,
            draws=draws,
        )
        for group in groups
    ]
    notes = tuple(reasons[group] or limits[group].note for group in groups)
    return StratifiedAlpha(
        n_total=patterns.n_total,
        n_used=spread.n,
        sum_w=spread.w,
        n_eff=spread.n_eff,
        reliability=spread.reliability,
        se=np.array([one.se for one in limits]),
        ci_low=np.array([one.low for one in limits]),
        ci_high=np.array([one.high for one in limits]),
        ci_method=tuple(one.method for one in limits),
        sem=np.sqrt(spread.error.sum(axis=1)),
        variance=spread.variance,
        alpha=spread.alpha,
        error=spread.error,
        true=spread.true,
        error_share=_shares(spread.error),
        true_share=_shares(spread.true),
        r_with_composite=spread.r_with_composite,
        notes=notes,
        domain_notes=tuple(_domain_notes(spread, parts, group, reasons[group]) for group in groups),
    )


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class _Spread:
    """How the composite and its domains vary in every group, named as in `StratifiedAlpha`.

    `spread` (G, J) is the sum of the item variances of each domain, `own` (G, J) the variance of
    their sum; exactly 0 where it is nothing but rounding.
    """

    n: FloatArray
    w: FloatArray
    n_eff: FloatArray
    reliability: FloatArray
    variance: FloatArray
    spread: FloatArray
    own: FloatArray
    alpha: FloatArray
    error: FloatArray
    true: FloatArray
    r_with_composite: FloatArray


def _spread(patterns: Patterns, parts: CompositeParts) -> _Spread:
    """Variances of the composite and of its domains, and what of them is error."""
    tables = [patterns.rows_of(group) for group in range(len(patterns.groups))]
    n, w, w2 = (np.array([table[part].sum() for table in tables]) for part in (1, 2, 3))
    covariance = np.stack([_covariance(table) for table in tables])
    a = np.array([parts.coefficients[items[0]] for items in parts.items])
    k = np.array([items.size for items in parts.items])
    inside = [covariance[:, items[:, None], items] for items in parts.items]
    trace = np.stack([np.trace(one, axis1=1, axis2=2) for one in inside], axis=1)
    own = _or_zero(np.stack([one.sum(axis=(1, 2)) for one in inside], axis=1), trace)
    towards = covariance @ parts.coefficients
    with_whole = np.stack([towards[:, items].sum(axis=1) for items in parts.items], axis=1) * a
    variance = _or_zero(towards @ parts.coefficients, trace @ a**2)
    error = np.einsum("jkl,gkl->gj", error_forms(parts), covariance)
    error = _or_zero(error, a**2 * k * trace)
    with np.errstate(invalid="ignore", divide="ignore"):
        n_eff = w**2 / w2
        alpha = np.where(own > 0, k / (k - 1) * (1 - trace / own), np.nan)
        both = np.sqrt(a**2 * own * variance[:, None])
        r = np.where(both > 0, with_whole / both, np.nan)
        reliability = np.where(variance > 0, 1 - error.sum(axis=1) / variance, np.nan)
    return _Spread(
        n=n,
        w=w,
        n_eff=n_eff,
        reliability=reliability,
        variance=variance,
        spread=trace,
        own=own,
        alpha=alpha,
        error=error,
        true=with_whole - error,
        r_with_composite=r,
    )


def _covariance(rows: PatternRows) -> FloatArray:
    """Covariances with divisor n - 1; nan below two respondents, 0 for a constant item."""
    k, n = rows.values.shape[1], rows.n.sum()
    if n < 2:
        return np.full((k, k), np.nan)
    _, covariance = centred_covariance(rows)
    squares = rows.w @ rows.values**2 / rows.w.sum()
    constant = np.diagonal(covariance) <= NOTHING * squares
    return np.where(constant[:, None] | constant, 0.0, covariance * n / (n - 1))


def _or_zero(variance: FloatArray, made_of: FloatArray) -> FloatArray:
    return np.where(np.abs(variance) <= NOTHING * made_of, 0.0, variance)


def _shares(parts: FloatArray) -> FloatArray:
    """Shares of their sum; nan where it is not above 0."""
    total = parts.sum(axis=1, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(total > 0, parts / total, np.nan)


def _why_none(spread: _Spread, n_total: float, parts: CompositeParts, group: int) -> Note | None:
    """Why a group has no reliability, or None."""
    if n_total == 0:
        return Note("SA301", "warning")
    n = int(spread.n[group])
    if n < 2:
        return Note("SA302", "warning", {"n": n, "n_total": int(n_total), "needed": 2})
    pairs = zip(parts.domains, parts.items, strict=True)
    single = tuple(domain for domain, items in pairs if items.size == 1)
    if single:
        return Note("SA347", "warning", {"domains": single})
    return None if spread.variance[group] > 0 else Note("SA349", "warning")


def _domain_notes(
    spread: _Spread, parts: CompositeParts, group: int, reason: Note | None
) -> tuple[Note | None, ...]:
    """For each domain, why it lacks a number in this group, or None."""
    if reason is None and spread.error[group].sum() == 0:
        reason = Note("SA393", "warning")
    if reason is None and spread.true[group].sum() <= 0:
        reason = Note("SA394", "warning")
    if spread.n[group] < 2:
        return (reason,) * len(parts.domains)
    notes: list[Note | None] = []
    for domain, items in enumerate(parts.items):
        if items.size == 1:
            notes.append(Note("SA303", "warning"))
        elif spread.spread[group, domain] == 0:
            notes.append(Note("SA304", "warning"))
        elif spread.own[group, domain] == 0:
            notes.append(Note("SA305", "warning"))
        else:
            notes.append(reason)
    return tuple(notes)
