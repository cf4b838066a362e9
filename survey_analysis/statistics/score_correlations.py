"""How closely do the scores of two domains go together, as measured and but for their error?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from survey_analysis.errors import check_confidence
from survey_analysis.findings import Note
from survey_analysis.statistics.influence import (
    atanh_interval,
    centred_covariance,
    influence_values,
    standard_errors,
)
from survey_analysis.statistics.interval import t_interval
from survey_analysis.statistics.reliability_intervals import NOTHING
from survey_analysis.tables.counts import FloatArray, sum_at
from survey_analysis.tables.patterns import PatternRows, Patterns

LEAST = 4
"""An interval needs so many respondents."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoDomains:
    """Which columns of a table of two domains side by side belong to which, and who has a score.

    Attributes
    ----------
    names : ids of the two domains.
    sizes : how many items each has; those of the first domain come first.
    needed : how many of them must be answered for a score.
    """

    names: tuple[str, str]
    sizes: tuple[int, int]
    needed: tuple[int, int]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class ScoreCorrelations:
    """How the scores of two domains go together; arrays are (G,), in the order of the groups.

    Attributes
    ----------
    n : respondents who have both scores.
    sum_w, n_eff : their sum of weights, and Kish's effective number.
    pearson, spearman : correlation of the scores, and of their ranks.
    n_complete : respondents who answered all items of both domains.
    disattenuated : Pearson's correlation but for the error of measurement, of `n_complete`; it
        may be above 1.
    pearson_low, pearson_high, spearman_low, spearman_high, disattenuated_low,
    disattenuated_high : intervals.
    notes : for each group, the gravest reason why something is nan or strange, or None.
    """

    n: FloatArray
    sum_w: FloatArray
    n_eff: FloatArray
    pearson: FloatArray
    pearson_low: FloatArray
    pearson_high: FloatArray
    spearman: FloatArray
    spearman_low: FloatArray
    spearman_high: FloatArray
    n_complete: FloatArray
    disattenuated: FloatArray
    disattenuated_low: FloatArray
    disattenuated_high: FloatArray
    notes: tuple[Note | None, ...]


def score_correlations(
    patterns: Patterns, domains: TwoDomains, *, confidence: float = 0.95
) -> ScoreCorrelations:
    """Do respondents who score high in one domain score high in another one?

    Parameters
    ----------
    patterns : answer rows of both domains side by side, those with missing answers as well
        (`survey.patterns((one, other), complete=False)`), reverse items turned.
    domains : which columns are whose, and how many answers a score needs.
    confidence : share between 0 and 1.

    Returns
    -------
    ScoreCorrelations
        One entry for every row of the table, the last one (no group) included.

    Missing data
    ------------
    Pearson and Spearman: respondents who have both scores. Disattenuated: respondents who
    answered all items of both domains, for the correlation as for both alphas. Fewer than two of
    them, or a score that does not vary: nan, and `notes` says why. There is no disattenuated
    correlation where an alpha is not above 0, or not known (one item).

    Formula
    -------
    A score is the mean of the answered items. Spearman's correlation is Pearson's of the
    midranks (weighted: of the weighted midranks). `disattenuated = r / sqrt(alpha_1 alpha_2)`,
    which is `c / sqrt(t_1 t_2)` with c the covariance of the sums and `t_j = k/(k-1) (T_j - tr_j)`
    their true variances. Intervals rest on influence values: Pearson and Spearman on atanh with
    t(n-1), the disattenuated one on its own scale, because it is not bounded by 1.

    Source
    ------
    Spearman (1904), American Journal of Psychology 15, 72-101, doi:10.2307/1412159 (correction
    for attenuation); Charles (2005), Psychological Methods 10, 206-226,
    doi:10.1037/1082-989X.10.2.206 (values above 1 are kept); Croux and Dehon (2010), Statistical
    Methods and Applications 19, 497-515, doi:10.1007/s10260-010-0142-z (influence of ranks).

    Verified against
    ----------------
    R 4.2.2 `cor`, `cov.wt`, psych 2.2.9 `correct.cor` on alphas of psych, influence values row
    by row: tests/reference/measurement.json. Share of 95 % intervals that hold the true value,
    skewed scores of 17 values at n = 50, 100 and 300 (benchmarks/correlations.py): Pearson .927,
    .945, .943; Spearman .952, .953, .952 (as good as Fisher's z with the variance of Bonett and
    Wright 2000, which knows no weights); disattenuated .906, .921, .938.

    Examples
    --------
    >>> from survey_analysis.tables.patterns import from_rows
    >>> answers = np.array([[1, 2, 2, 1], [3, 3, 4, 5], [4, 5, 4, 4], [2, 1, 5, 4], [5, 4, 5, 5.0]])
    >>> one = np.ones(5)
    >>> table = from_rows(answers, np.zeros(5, int), ("",), (one,) * 3, 5 * one[:1], weighted=False)
    >>> domains = TwoDomains(names=("a", "b"), sizes=(2, 2), needed=(1, 1))
    >>> found = score_correlations(table, domains)
    >>> found.pearson, found.disattenuated
    (array([0.54056248]), array([0.60133779]))
    """
    check_confidence(confidence)
    found = [
        _of_group(patterns.rows_of(group), float(patterns.n_total[group]), domains, confidence)
        for group in range(len(patterns.groups))
    ]
    numbers = np.array([[one.r, *one.ends] for group in found for one in group.coefficients])
    table = numbers.reshape(len(found), 3, 3)
    return ScoreCorrelations(
        n=np.array([one.n for one in found]),
        sum_w=np.array([one.w for one in found]),
        n_eff=np.array([one.n_eff for one in found]),
        pearson=table[:, 0, 0],
        pearson_low=table[:, 0, 1],
        pearson_high=table[:, 0, 2],
        spearman=table[:, 1, 0],
        spearman_low=table[:, 1, 1],
        spearman_high=table[:, 1, 2],
        n_complete=np.array([one.n_complete for one in found]),
        disattenuated=table[:, 2, 0],
        disattenuated_low=table[:, 2, 1],
        disattenuated_high=table[:, 2, 2],
        notes=tuple(one.note for one in found),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Coefficient:
    """A correlation with its interval."""

    r: float = np.nan
    ends: tuple[float, float] = (np.nan, np.nan)
    note: Note | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    """What is known of one group: Pearson, Spearman and the disattenuated correlation."""

    n: float
    w: float
    n_eff: float
    n_complete: float
    coefficients: tuple[_Coefficient, _Coefficient, _Coefficient]

    @property
    def note(self) -> Note | None:
        """The first of the notes, Pearson's before the others."""
        return next((one.note for one in self.coefficients if one.note), None)


def _of_group(rows: PatternRows, n_total: float, domains: TwoDomains, confidence: float) -> _Group:
    scores = _scores(rows, domains)
    whole = np.flatnonzero(~np.isnan(rows.values).any(axis=1))
    complete = PatternRows(*(one[whole] for one in rows))
    n, w, w2 = (float(one.sum()) for one in scores[1:])
    ranks = _midranks(scores)
    moving = n >= 2 and bool((np.ptp(ranks.values, axis=0) > 0).all())
    if moving:
        pearson = _bounded(scores, *_pearson(scores), confidence)
        spearman = _bounded(scores, *_spearman(scores, ranks), confidence)
    else:
        pearson = spearman = _Coefficient(note=Note("SA389", "warning", {"n": int(n)}))
    return _Group(
        n=n,
        w=w,
        n_eff=w**2 / w2 if n else np.nan,
        n_complete=float(complete.n.sum()),
        coefficients=(pearson, spearman, _disattenuated(complete, n_total, domains, confidence)),
    )


def _scores(rows: PatternRows, domains: TwoDomains) -> PatternRows:
    """The two scores of those who have both."""
    scores = np.full((rows.n.size, 2), np.nan)
    answered = ~np.isnan(rows.values)
    first = domains.sizes[0]
    for side, (items, needed) in enumerate(
        zip((slice(None, first), slice(first, None)), domains.needed, strict=True)
    ):
        n_answered = answered[:, items].sum(axis=1)
        enough = n_answered >= max(needed, 1)
        total = np.nansum(rows.values[enough, items], axis=1)
        scores[enough, side] = total / n_answered[enough]
    both = ~np.isnan(scores).any(axis=1)
    return PatternRows(scores[both], *(one[both] for one in rows[1:]))


def _bounded(rows: PatternRows, r: float, influence: FloatArray, confidence: float) -> _Coefficient:
    """A correlation with an interval that stays inside -1 and 1."""
    n = rows.n.sum()
    if 1 - abs(r) <= NOTHING:
        line = float(np.sign(r))
        return _Coefficient(r=line, note=Note("SA399", values={"r": f"{line:.0f}"}))
    if n < LEAST:
        return _Coefficient(r=r, note=Note("SA308", values={"n": int(n), "needed": LEAST}))
    se = standard_errors(rows, influence[None])
    ends = atanh_interval(np.array([r]), se, np.array([n - 1]), confidence)
    return _Coefficient(r=r, ends=(float(ends.low[0]), float(ends.high[0])))


def _pearson(rows: PatternRows) -> tuple[float, FloatArray]:
    """Pearson's correlation of two columns, and its influence values (P,)."""
    _, s = centred_covariance(rows)
    root = np.sqrt(s[0, 0] * s[1, 1])
    r = s[0, 1] / root
    gradient = np.array([[-r / s[0, 0], 1 / root], [1 / root, -r / s[1, 1]]]) / 2
    return float(r), influence_values(rows, gradient)[0]


def _midranks(rows: PatternRows) -> PatternRows:
    """The share of respondents below each score, half of its own counted, minus a half."""
    columns = []
    for column in rows.values.T:
        values, place = np.unique(column, return_inverse=True)
        share = sum_at(place, rows.w, values.size) / max(rows.w.sum(), NOTHING)
        columns.append((np.cumsum(share) - share / 2 - 0.5)[place])
    return PatternRows(np.column_stack(columns), *rows[1:])


def _spearman(rows: PatternRows, ranks: PatternRows) -> tuple[float, FloatArray]:
    """Spearman's correlation, and its influence values (P,).

    Formula
    -------
    With a, b the centred midranks, `C = E ab`, the influence of a respondent on C is
    `ab - C` and, because all lower scores move up, `h(x) - E h` with `h(x) = E s(x, X) b` and s
    1 for x < X, a half for x = X; for y likewise, and for the variances `E a^2`, `E b^2`.
    """
    share = rows.w / rows.w.sum()
    a, b = ranks.values.T
    products = ((a, b), (a, a), (b, b))
    moments = [share @ (one * other) for one, other in products]
    sides = (rows.values[:, 0], rows.values[:, 1])
    shifts = (
        _moved(sides[0], share * b) + _moved(sides[1], share * a),
        2 * _moved(sides[0], share * a),
        2 * _moved(sides[1], share * b),
    )
    influence = [
        one * other - moment + shift - share @ shift
        for (one, other), moment, shift in zip(products, moments, shifts, strict=True)
    ]
    root = np.sqrt(moments[1] * moments[2])
    rho = moments[0] / root
    spread = influence[1] / moments[1] + influence[2] / moments[2]
    return float(rho), influence[0] / root - rho / 2 * spread


def _moved(column: FloatArray, amounts: FloatArray) -> FloatArray:
    """For each row the sum of the amounts at higher values, half of those at its own."""
    values, place = np.unique(column, return_inverse=True)
    at = sum_at(place, amounts, values.size)
    return np.asarray((at.sum() - np.cumsum(at) + at / 2)[place])


def _disattenuated(
    rows: PatternRows, n_total: float, domains: TwoDomains, confidence: float
) -> _Coefficient:
    """The correlation of the true parts of the scores."""
    n = float(rows.n.sum())
    if n < 2:
        values = {"n": int(n), "n_total": int(n_total), "needed": 2}
        return _Coefficient(note=Note("SA302", "warning", values))
    _, s = centred_covariance(rows)
    cross = np.zeros_like(s)
    first = domains.sizes[0]
    cross[:first, first:] = cross[first:, :first] = 0.5
    forms, true = [], []
    for k, items in zip(domains.sizes, (slice(None, first), slice(first, None)), strict=True):
        form = np.zeros_like(s)
        form[items, items] = (1 - np.eye(k)) * k / (k - 1) if k > 1 else 0
        variance = float((form * s).sum())
        forms.append(form)
        true.append(variance if variance > NOTHING * np.trace(s[items, items]) else 0.0)
    without = tuple(name for name, part in zip(domains.names, true, strict=True) if part <= 0)
    if without:
        return _Coefficient(note=Note("SA388", "warning", {"domains": without}))
    root = np.sqrt(true[0] * true[1])
    r = float((cross * s).sum() / root)
    note = Note("SA387", "note") if r > 1 + NOTHING or r < -1 - NOTHING else None
    if n < LEAST:
        return _Coefficient(r=r, note=note or Note("SA308", values={"n": int(n), "needed": LEAST}))
    gradient = cross / root - r / 2 * (forms[0] / true[0] + forms[1] / true[1])
    se = standard_errors(rows, influence_values(rows, gradient))
    ends = t_interval(r, se[0], n - 1, confidence)
    return _Coefficient(r=r, ends=(float(ends.low), float(ends.high)), note=note)
