"""Do groups give higher answers beside what comes from other characteristics? Odds ratios."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import special

from survey_analysis.errors import check_confidence
from survey_analysis.findings import Note
from survey_analysis.statistics.design_variance import cell_covariance, design_of, df_of_all
from survey_analysis.statistics.interval import t_interval
from survey_analysis.statistics.joint_test import (
    JointTest,
    contrast_covariance,
    joint_test,
    nothing_tested,
)
from survey_analysis.statistics.linearization import why_no_variance
from survey_analysis.statistics.model_columns import ModelColumns, model_columns
from survey_analysis.statistics.multiplicity import holm
from survey_analysis.statistics.ordinal_logistic import ProportionalOdds, proportional_odds
from survey_analysis.tables.counts import BoolArray, Counts, FloatArray, IntArray, sum_at


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class OrdinalAdjusted:
    """Odds ratios of the groups of one grouping against its first group.

    Attributes
    ----------
    level : (G,) levels of the grouping that have answers; the first is what others differ from.
    n : (G,) respondents.
    log_odds, se : (G - 1,) of a higher answer in a group, less those of the first group.
    odds_ratio, ci_low, ci_high : (G - 1,) the same as ratios; the se is that of `log_odds`.
    statistic, df, p_value : (G - 1,) z (df is infinite) or, with a design, t.
    p_adjusted : (G - 1,) after Holm.
    tests : for each grouping, whether it says anything beside the others: `statistic` is the
        likelihood-ratio chi-square (df2 is nan), or with a design Wald's F.
    n_aliased : columns that follow from others or that nobody has.
    by_design : whether the tests are design-based.
    why : why there is no model, or None.
    """

    level: IntArray
    n: FloatArray
    log_odds: FloatArray
    se: FloatArray
    odds_ratio: FloatArray
    ci_low: FloatArray
    ci_high: FloatArray
    statistic: FloatArray
    df: FloatArray
    p_value: FloatArray
    p_adjusted: FloatArray
    tests: tuple[JointTest, ...]
    n_aliased: int
    by_design: bool
    why: Note | None


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class _Fitted:
    """A model: answers (K, C) by crossed group, log odds (p,) and their covariance."""

    counts: Counts
    answers: FloatArray
    columns: ModelColumns
    weight: FloatArray
    model: ProportionalOdds
    covariance: FloatArray
    df: float
    why: Note | None


def ordinal_adjusted(
    counts: Counts, levels: IntArray, *, confidence: float = 0.95
) -> OrdinalAdjusted | None:
    """How much higher are the odds of a higher answer in a group than in the first one?

    Parameters
    ----------
    counts : table of an ordered answer by crossed groupings; only the order of the values matters.
    levels : (K, m) the level of each of m groupings, for each named crossed group. The groups of
        the first are compared, the others are adjusted for.
    confidence : share between 0 and 1.

    Returns
    -------
    OrdinalAdjusted
        None where fewer than two groups of the first grouping have answers.

    Missing data
    ------------
    Respondents without an answer or without a level of every grouping are not used. nan, with the
    reason: no finite solution, no variance from the design. The odds of a group whose level
    follows from the other groupings are nan.

    Formula
    -------
    `logit P(Y > j) = x'b - theta_j`: one odds ratio for all cuts j. Without a design the inverse
    information, z, and `2 (L - L0)`, L0 without the grouping. With a design the weighted
    likelihood; a respondent moves the parameters by the inverse information times his score;
    `design_variance.cell_covariance`, t and F on the design's degrees of freedom less columns.

    Source
    ------
    McCullagh (1980), Journal of the Royal Statistical Society B 42, 109-142,
    doi:10.1111/j.2517-6161.1980.tb01109.x; Binder (1983), International Statistical Review 51,
    279-292, doi:10.2307/1402588.

    Verified against
    ----------------
    R MASS 7.3 `polr` (1e-6: it estimates the information numerically), survey 4.1.1 `svyolr`
    (coefficients 1e-5, standard errors 1e-4, likewise), tests/reference/adjusted.json.

    Examples
    --------
    >>> from survey_analysis.tables.counts import from_tables
    >>> counts = from_tables([1, 2], ("a x", "b x"), [[30, 10], [10, 30]])
    >>> ordinal_adjusted(counts, np.array([[0, 0], [1, 0]])).odds_ratio
    array([9.])
    """
    check_confidence(confidence)
    counts = replace(counts, design=design_of(counts)).named
    answered = np.flatnonzero(counts.group_n > 0)
    counts, levels = counts.keep(answered), levels[answered]
    level, place = np.unique(levels[:, 0], return_inverse=True)
    if level.size < 2:
        return None
    found = _fitted(counts, levels)
    rows = found.columns.rows(
        [np.eye(level.size), *(np.tile(np.eye(of.size)[0], (level.size, 1))
                               for of in found.columns.levels[1:])]
    )  # fmt: skip
    rows = rows[1:] - rows[0]
    known = np.where(found.columns.estimable(rows), 1.0, np.nan)
    own = rows[:, found.columns.kept[1:]]
    log_odds = own @ found.model.coefficients * known
    se = np.sqrt(np.maximum(np.diagonal(own @ found.covariance @ own.T), 0)) * known
    df = np.full(log_odds.size, found.df)
    interval = t_interval(log_odds, se, df, confidence)
    statistic = log_odds / np.where(se > 0, se, np.nan)
    p_value = 2 * special.stdtr(df, -np.abs(statistic))
    with np.errstate(over="ignore"):  # next to no degrees of freedom: from 0 to infinity
        odds_ratio, low, high = np.exp([log_odds, interval.low, interval.high])
    return OrdinalAdjusted(
        level=level,
        n=sum_at(place, counts.group_n, level.size),
        log_odds=log_odds,
        se=se,
        odds_ratio=odds_ratio,
        ci_low=low,
        ci_high=high,
        statistic=statistic,
        df=df,
        p_value=p_value,
        p_adjusted=holm(p_value),
        tests=tuple(_test(found, term) for term in range(levels.shape[1])),
        n_aliased=found.columns.aliased.size,
        by_design=counts.design is not None,
        why=found.why,
    )


def _fitted(counts: Counts, levels: IntArray) -> _Fitted:
    by_design = counts.design is not None
    table = counts.w if by_design else counts.n
    gave = table.sum(axis=0) > 0
    answers = table[:, gave]
    answers = answers * (counts.group_n.sum() / answers.sum())  # as many as respondents
    weight = answers.sum(axis=1)
    columns = model_columns(levels, weight, interaction=False)
    model = proportional_odds(answers, columns.x[:, 1:])
    p = columns.kept.size - 1
    df = df_of_all(counts) - p if by_design else np.inf
    why = None if model.converged else Note("SA769", "warning")
    if why is None and counts.design is not None:
        why = why_no_variance(counts.design.units)
        why = why or (Note("SA764", "warning") if df < 1 else None)
    covariance = np.full((p, p), np.nan)
    if why is None and by_design:
        covariance = _design_covariance(counts, columns, model, gave)
    elif why is None:
        covariance = np.linalg.inv(model.information)[-p:, -p:]
    return _Fitted(
        counts=counts,
        answers=answers,
        columns=columns,
        weight=weight,
        model=model,
        covariance=covariance,
        df=float(df),
        why=why,
    )


def _design_covariance(
    counts: Counts, columns: ModelColumns, model: ProportionalOdds, gave: BoolArray
) -> FloatArray:
    """(p, p) of the log odds, by what a respondent of each cell moves them."""
    answer = (np.cumsum(gave) - 1)[counts.cell_value]
    x = columns.x[:, 1:][counts.cell_group]
    ends = np.concatenate([[-np.inf], model.thresholds, [np.inf]])
    logit = x @ model.coefficients
    upper, lower = ends[answer + 1] - logit, ends[answer] - logit
    share = _between(lower, upper)
    above, below = special.expit(-upper), special.expit(lower)
    score = np.zeros((counts.cell_n.size, ends.size - 2 + x.shape[1]))
    cells = np.arange(counts.cell_n.size)
    inner = answer < ends.size - 2
    score[cells[inner], answer[inner]] = (special.expit(upper) * above / share)[inner]
    inner = answer > 0
    score[cells[inner], answer[inner] - 1] -= (below * special.expit(-lower) / share)[inner]
    score[:, ends.size - 2 :] = x * (below - above)[:, None]
    scale = counts.cell_w.sum() / counts.cell_n.sum()
    influence = np.linalg.solve(model.information, score.T)[-x.shape[1] :] / scale
    design = counts.design
    plain = replace(counts, design=None if design is None else design.for_models)
    return cell_covariance(plain, influence)


def _between(lower: FloatArray, upper: FloatArray) -> FloatArray:
    """The logistic probability between two logits, above 0 however far out they are."""
    far = lower > 0  # there both are nearly 1, and their difference is that of the tails
    near = special.expit(upper) - special.expit(lower)
    tail = special.expit(-lower) - special.expit(-upper)
    return np.maximum(np.where(far, tail, near), np.finfo(np.float64).tiny)


def _test(found: _Fitted, term: int) -> JointTest:
    """Does a grouping say anything beside the others?"""
    if found.why is not None:
        return nothing_tested(found.why)
    columns, b = found.columns, found.model.coefficients
    own = columns.contrasts(term, found.weight)[:, 1:]
    if not own.shape[0]:
        return nothing_tested(Note("SA763", "warning"))
    if found.counts.design is not None:
        return joint_test(own @ b, contrast_covariance(own, found.covariance), found.df)
    without = _without(own, b.size)
    null = proportional_odds(found.answers, columns.x[:, 1:] @ without)
    statistic = max(2 * (found.model.log_likelihood - null.log_likelihood), 0.0)
    return JointTest(
        statistic=statistic,
        df1=float(own.shape[0]),
        df2=float("nan"),
        p_value=float(special.chdtrc(own.shape[0], statistic)),
    )


def _without(contrasts: FloatArray, size: int) -> FloatArray:
    """(p, p - r) a basis of the coefficients for which all contrasts are 0."""
    _, singular, vectors = np.linalg.svd(contrasts, full_matrices=True)
    return np.asarray(vectors[singular.size :].T.reshape(size, -1))
