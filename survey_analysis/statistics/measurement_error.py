"""How far may a score be from the truth, and how much of an order of respondents is chance?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from survey_analysis.errors import check_confidence
from survey_analysis.findings import Note
from survey_analysis.statistics.composite_variance import CompositeParts
from survey_analysis.statistics.interval import normal_quantile
from survey_analysis.statistics.reliability_intervals import NOTHING
from survey_analysis.statistics.retest import SAME, Retest, ScoreTable, retest
from survey_analysis.tables.counts import FloatArray, sum_at
from survey_analysis.tables.patterns import PatternRows, Patterns

BANDS = 5
"""The declared range is cut into so many equal bands, whatever was answered."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class MeasurementError:
    """The error of a domain score or composite in every group, and what it does to an order.

    Arrays are (G,) in the order of `Patterns.groups`, those of bands (G, B). Shares lie between
    0 and 1.

    Attributes
    ----------
    n_total : respondents.
    n_used : respondents who answered all items; all numbers are of them.
    sum_w, n_eff : their sum of weights, and Kish's effective number.
    reliability : Cronbach's alpha of a domain, stratified alpha of a composite.
    sem : standard error of measurement, in the units of the score.
    smallest_real_difference : between two scores; smaller ones may be error alone.
    pairs_tied : pairs of respondents with equal scores.
    pairs_reversed : pairs, of all pairs, whose order a retest would turn round.
    top_tenth_share : respondents at or above the score that a tenth at least reaches.
    top_tenth_kept : of these, the share that would reach this score again.
    band_low, band_high : (B,) ends of the bands; a score on the border belongs to the upper one.
    band_n, band_w, band_w2 : respondents in each band, sums of their weights and squared weights.
    band_sem : conditional standard error of measurement of the respondents in each band.
    notes : for each group, why something is nan, or None.
    """

    n_total: FloatArray
    n_used: FloatArray
    sum_w: FloatArray
    n_eff: FloatArray
    reliability: FloatArray
    sem: FloatArray
    smallest_real_difference: FloatArray
    pairs_tied: FloatArray
    pairs_reversed: FloatArray
    top_tenth_share: FloatArray
    top_tenth_kept: FloatArray
    band_low: FloatArray
    band_high: FloatArray
    band_n: FloatArray
    band_w: FloatArray
    band_w2: FloatArray
    band_sem: FloatArray
    notes: tuple[Note | None, ...]


def measurement_error(
    patterns: Patterns, parts: CompositeParts, *, confidence: float = 0.95
) -> MeasurementError:
    """How exact is the score of a respondent, and how much of the order of respondents is error?

    Parameters
    ----------
    patterns : complete answer rows of the items (of all domains side by side for a composite),
        reverse items turned.
    parts : how the items make the score, and its range; `score_of_domain` for a domain.
    confidence : of the smallest real difference; share between 0 and 1.

    Returns
    -------
    MeasurementError
        One entry for every row of the table, the last one (no group) included.

    Missing data
    ------------
    Respondents who answered all items. Where reliability is not defined, nothing else is; where
    it is not above 0 or where the items are copies of each other, there is no word on a retest.

    Formula
    -------
    `sem = s sqrt(1 - rho)`; `smallest_real_difference = z sqrt(2) sem`. The error variance of
    respondent p is `sum_j W_j^2 sum_i (x_pi - x_pj - m_i + m_j)^2 / (k_j (k_j - 1)) n/(n-1)` with
    x_pj the mean of the items of domain j, m their means over respondents; its mean over
    respondents is `sem^2` exactly. The SEM of a band is the root of its mean in the band. The
    retest is that of `retest.retest`.

    Source
    ------
    Feldt, Steffen and Gupta (1985), Applied Psychological Measurement 9, 351-361,
    doi:10.1177/014662168500900402; Brennan (1998), Applied Psychological Measurement 22, 307-331,
    doi:10.1177/014662169802200401 (conditional error); Jacobson and Truax (1991), Journal of
    Consulting and Clinical Psychology 59, 12-19, doi:10.1037/0022-006X.59.1.12 (smallest real
    difference).

    Verified against
    ----------------
    Formulas in R 4.2.2, respondent by respondent: tests/reference/measurement.json. The retest
    against a second test of 200,000 simulated respondents (benchmarks/retest.py), true and
    estimated: pairs reversed .181 and .183 (4 symmetric items), .175 and .180 (4 skewed items),
    .151 and .152 (index of 6 domains x 4 items); top tenth kept .454 and .442, .442 and .403, .620
    and .612. In eight designs the estimates lay within .006 and .047 of the truth; a normal
    retest with Kelley's mean and the error of the observed score gave 0 for a top tenth that
    stands at the end of the scale.

    Examples
    --------
    >>> from survey_analysis.tables.patterns import from_rows
    >>> answers = np.array([[1, 2, 2], [3, 3, 4], [4, 5, 4], [2, 1, 2], [5, 4, 5.0]])
    >>> one = np.ones(5)
    >>> table = from_rows(answers, np.zeros(5, int), ("",), (one,) * 3, 5 * one[:1], weighted=False)
    >>> found = measurement_error(table, score_of_domain("trust", 3, 1, 5))
    >>> found.sem, found.smallest_real_difference
    (array([0.34156503]), array([0.94675255]))
    """
    check_confidence(confidence)
    edges = np.linspace(parts.low, parts.high, BANDS + 1)
    step = _step(patterns, parts)
    found = [
        _of_group(patterns.rows_of(group), float(patterns.n_total[group]), parts, edges, step)
        for group in range(len(patterns.groups))
    ]
    sem = np.array([one.sem for one in found])
    bands = np.stack([one.bands for one in found], axis=1)
    return MeasurementError(
        n_total=patterns.n_total,
        n_used=np.array([one.n for one in found]),
        sum_w=np.array([one.w for one in found]),
        n_eff=np.array([one.n_eff for one in found]),
        reliability=np.array([one.reliability for one in found]),
        sem=sem,
        smallest_real_difference=np.where(
            [one.note is None for one in found],
            normal_quantile(confidence) * np.sqrt(2) * sem,
            np.nan,
        ),
        pairs_tied=np.array([one.retest.pairs_tied for one in found]),
        pairs_reversed=np.array([one.retest.pairs_reversed for one in found]),
        top_tenth_share=np.array([one.retest.top_share for one in found]),
        top_tenth_kept=np.array([one.retest.top_kept for one in found]),
        band_low=edges[:-1],
        band_high=edges[1:],
        band_n=bands[0],
        band_w=bands[1],
        band_w2=bands[2],
        band_sem=bands[3],
        notes=tuple(one.note for one in found),
    )


def score_of_domain(domain: str, n_items: int, low: float, high: float) -> CompositeParts:
    """The mean score of a domain as a composite of that domain alone."""
    return CompositeParts(
        name=domain,
        domains=(domain,),
        weights=np.ones(1),
        items=(np.arange(n_items),),
        coefficients=np.full(n_items, 1 / n_items),
        constant=0.0,
        low=float(low),
        high=float(high),
    )


NO_RETEST = Retest(pairs_tied=np.nan, pairs_reversed=np.nan, top_share=np.nan, top_kept=np.nan)
"""Where nothing can be said of a second test."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class _Group:
    """What is known of one group, named as in `MeasurementError`; `bands` is (4, B)."""

    n: float
    w: float
    n_eff: float
    reliability: float = np.nan
    sem: float = np.nan
    retest: Retest = NO_RETEST
    bands: FloatArray
    note: Note | None


def _of_group(
    rows: PatternRows, n_total: float, parts: CompositeParts, edges: FloatArray, step: float
) -> _Group:
    n, w, w2 = (float(one.sum()) for one in rows[1:])
    n_eff = w**2 / w2 if n else np.nan
    score = parts.constant + rows.values @ parts.coefficients
    error = _error_variances(rows, parts)
    variance = _variance(rows, score, parts)
    note = _why_none(rows, parts, n_total, variance)
    bands = _bands(rows, score, error if note is None else np.full(error.size, np.nan), edges)
    if note is not None:
        return _Group(n=n, w=w, n_eff=n_eff, bands=bands, note=note)
    mean_error = float(rows.w @ error / w)
    mean_error = 0.0 if mean_error <= NOTHING * variance else mean_error
    reliability = 1 - mean_error / variance
    if mean_error == 0:
        note, known = Note("SA397", "warning"), NO_RETEST
    elif reliability <= NOTHING:
        note, known = Note("SA396", "warning", {"reliability": f"{reliability:.2f}"}), NO_RETEST
    else:
        known = retest(_table(rows, score, error, reliability, parts, step))
    return _Group(
        n=n,
        w=w,
        n_eff=n_eff,
        reliability=reliability,
        sem=float(np.sqrt(mean_error)),
        retest=known,
        bands=bands,
        note=note,
    )


def _error_variances(rows: PatternRows, parts: CompositeParts) -> FloatArray:
    """The error variance of respondents with each answer row, (P,); their mean is sem squared."""
    error = np.zeros(rows.n.size)
    n = rows.n.sum()
    if n < 2:
        return np.full(rows.n.size, np.nan)
    for items in parts.items:
        k = items.size
        if k == 1:
            return np.full(rows.n.size, np.nan)
        part = rows.values[:, items]
        z = part - rows.w @ part / rows.w.sum()
        z -= z.mean(axis=1, keepdims=True)
        error += parts.coefficients[items[0]] ** 2 * k / (k - 1) * (z**2).sum(axis=1)
    return np.asarray(error * n / (n - 1))


def _variance(rows: PatternRows, score: FloatArray, parts: CompositeParts) -> float:
    """The variance of the score; 0 where it is nothing but rounding, nan below two respondents."""
    n, w = rows.n.sum(), rows.w.sum()
    if n < 2:
        return np.nan
    variance = rows.w @ (score - rows.w @ score / w) ** 2 / w
    return float(n / (n - 1) * variance) if variance > (SAME * (parts.high - parts.low)) ** 2 else 0


def _why_none(
    rows: PatternRows, parts: CompositeParts, n_total: float, variance: float
) -> Note | None:
    """Why a group has no reliability, or None."""
    n = int(rows.n.sum())
    if n_total == 0:
        return Note("SA301", "warning")
    if n < 2:
        return Note("SA302", "warning", {"n": n, "n_total": int(n_total), "needed": 2})
    pairs = zip(parts.domains, parts.items, strict=True)
    single = tuple(domain for domain, items in pairs if items.size == 1)
    if single:
        alone = len(parts.domains) == 1
        return Note("SA303", "warning") if alone else Note("SA347", "warning", {"domains": single})
    if variance > 0:
        return None
    if len(parts.domains) > 1:
        return Note("SA349", "warning")
    still = bool((rows.values == rows.values[0]).all())
    return Note("SA304" if still else "SA305", "warning")


def _bands(
    rows: PatternRows, score: FloatArray, error: FloatArray, edges: FloatArray
) -> FloatArray:
    """Respondents, sums of weights and of squared weights, and SEM of each band, (4, B)."""
    place = np.searchsorted(edges[1:-1] - SAME * (edges[-1] - edges[0]), score, side="right")
    n, w, w2, errors = (sum_at(place, one, BANDS) for one in (*rows[1:], rows.w * error))
    with np.errstate(invalid="ignore"):
        return np.stack([n, w, w2, np.sqrt(errors / w)])


def _table(
    rows: PatternRows,
    score: FloatArray,
    error: FloatArray,
    reliability: float,
    parts: CompositeParts,
    step: float,
) -> ScoreTable:
    """The distinct scores; those that differ by rounding alone are one."""
    exact = np.rint(score / (SAME * (parts.high - parts.low)))
    _, first, place = np.unique(exact, return_index=True, return_inverse=True)
    w, w2, errors = (sum_at(place, one, first.size) for one in (rows.w, rows.w2, rows.w * error))
    return ScoreTable(
        score=score[first],
        w=w,
        w2=w2,
        error=errors / w,
        reliability=reliability,
        low=parts.low,
        high=parts.high,
        step=step,
    )


def _step(patterns: Patterns, parts: CompositeParts) -> float:
    """The smallest difference between two scores that one answer made."""
    steps = [parts.high - parts.low]
    for column, coefficient in zip(patterns.values.T, parts.coefficients, strict=True):
        gaps = np.diff(np.unique(column))
        if gaps.size:
            steps.append(float(abs(coefficient) * gaps.min()))
    return min(steps)
