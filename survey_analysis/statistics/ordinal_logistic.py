"""How does an ordered answer depend on other things? The proportional-odds model, from counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy import special

from survey_analysis.findings import Note
from survey_analysis.tables.counts import FloatArray
from survey_analysis.tables.item_by_rest import ItemByRest

MOST_STEPS = 60
"""Newton's method needs five to ten steps; one that takes more does not arrive."""

MOST_HALVINGS = 30
"""A step that makes the fit worse is halved at most so often."""

ARRIVED = 1e-7
"""Once a step promises less gain in log-likelihood than this, it is the last one."""

TOLD_BY_OTHERS = 1e-10
"""A share of a predictor's information that is rounding: the other predictors tell all of it."""

LARGEST = 15.0
"""A coefficient beyond this multiplies odds by three million: an answer is told without error."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProportionalOdds:
    """A fitted proportional-odds model.

    Attributes
    ----------
    thresholds : (C - 1,) rising.
    coefficients : (p,) a positive one makes high answers likelier.
    log_likelihood : natural logarithm; nan where there is no finite solution.
    information : minus the second derivatives of the log-likelihood, thresholds first.
    converged : whether there is a finite solution, and it was reached.
    """

    thresholds: FloatArray
    coefficients: FloatArray
    log_likelihood: float
    information: FloatArray
    converged: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LogisticBias:
    """Likelihood-ratio tests of an item; each array holds (uniform, non-uniform).

    Attributes
    ----------
    n : respondents.
    n_scores : distinct rest scores.
    statistic, df, p_value : chi-square, its degrees of freedom and upper tail.
    r2_change : by how much Nagelkerke's pseudo R squared grows.
    notes : why there is no statistic, or None.
    """

    n: int
    n_scores: int
    statistic: FloatArray
    df: FloatArray
    p_value: FloatArray
    r2_change: FloatArray
    notes: tuple[Note | None, Note | None]


def proportional_odds(
    counts: FloatArray, predictors: FloatArray, start: FloatArray | None = None
) -> ProportionalOdds:
    """How do the odds of a higher answer change with the predictors?

    Parameters
    ----------
    counts : (R, C) respondents with each answer for every distinct row of predictors; every
        answer occurs.
    predictors : (R, p) without a constant.
    start : coefficients to start from, at most p; the others start at 0.

    Returns
    -------
    ProportionalOdds
        nan and `converged=False` where the likelihood has no finite maximum.

    Missing data
    ------------
    None: rows without respondents do no harm.

    Formula
    -------
    `logit P(Y <= j) = theta_j - x'b`, by maximum likelihood. The log-likelihood is concave, so
    that Newton's method with halved steps finds the maximum. With `a`, `b` the upper and lower
    logit of an answer and `F` the logistic function, `p = F(a) F(-b) (1 - exp(b - a))`, which loses
    no digits in the tails.

    Source
    ------
    McCullagh (1980), Journal of the Royal Statistical Society B 42, 109-142,
    doi:10.1111/j.2517-6161.1980.tb01109.x.

    Verified against
    ----------------
    R MASS 7.3 `polr`, tests/reference/item_bias.json; statsmodels `OrderedModel`.

    Examples
    --------
    >>> import numpy as np
    >>> found = proportional_odds(np.array([[30, 10.0], [10, 30]]), np.array([[0.0], [1.0]]))
    >>> found.coefficients  # of two answers it is the log odds ratio, log 9
    array([2.19722458])
    """
    cumulative = np.cumsum(counts.sum(axis=0))
    thresholds = special.logit(cumulative[:-1] / cumulative[-1])
    coefficients = np.zeros(predictors.shape[1])
    if start is not None:
        coefficients[: start.size] = start
    here = _slopes(counts, predictors, thresholds, coefficients)
    for _ in range(MOST_STEPS):
        step, gain = _newton(here)
        if not np.isfinite(gain):
            break
        moved = _climb(counts, predictors, (thresholds, coefficients), step, here)
        if moved is None:
            break
        thresholds, coefficients, here = moved
        if gain < ARRIVED:
            if np.abs(coefficients).max(initial=0) > LARGEST:
                break
            return ProportionalOdds(
                thresholds=thresholds,
                coefficients=coefficients,
                log_likelihood=here.value,
                information=here.information,
                converged=True,
            )
    return ProportionalOdds(
        thresholds=np.full_like(thresholds, np.nan),
        coefficients=np.full_like(coefficients, np.nan),
        log_likelihood=float("nan"),
        information=np.full_like(here.information, np.nan),
        converged=False,
    )


def logistic_bias(table: ItemByRest) -> LogisticBias:
    """Does the group tell something about the answer that the rest score does not?

    Parameters
    ----------
    table : of an item, rest scores as they are (not joined).

    Returns
    -------
    LogisticBias
        Uniform: the group makes higher answers likelier at every rest score. Non-uniform: by how
        much depends on the rest score.

    Missing data
    ------------
    Respondents who answered all items. Without a finite solution (an item that everybody of a
    group answered alike, a rest score that tells the answer) the tests are nan with the reason.

    Formula
    -------
    Proportional odds on M1: z, the standardized rest score; M2: and the groups; M3: and groups by
    z. Uniform `2 (L2 - L1)`, non-uniform `2 (L3 - L2)`, each on G - 1 degrees of freedom.
    Nagelkerke's `R^2 = (1 - exp(2 (L0 - L) / n)) / (1 - exp(2 L0 / n))`, L0 without predictors.

    Source
    ------
    Zumbo (1999), A Handbook on the Theory and Methods of Differential Item Functioning;
    Nagelkerke (1991), Biometrika 78, 691-692, doi:10.1093/biomet/78.3.691.

    Verified against
    ----------------
    R MASS 7.3 `polr`, tests/reference/item_bias.json.
    """
    weight = table.n.sum(axis=(1, 2))
    n = float(weight.sum())
    size = len(table.groups)
    if table.answers.size < 2 or table.rest.size < 2:
        return _no_models(table, n)
    counts = table.n.reshape(-1, table.answers.size)
    mean = weight @ table.rest / n
    sd = np.sqrt(weight @ (table.rest - mean) ** 2 / n)
    z = np.repeat((table.rest - mean) / sd, size)[:, None]
    group = np.tile(np.eye(size)[:, 1:], (table.rest.size, 1))
    occurred = counts.sum(axis=1) > 0
    counts, z, group = counts[occurred], z[occurred], group[occurred]
    first = proportional_odds(counts, z)
    second = proportional_odds(counts, np.hstack([z, group]), first.coefficients)
    third = proportional_odds(counts, np.hstack([z, group, group * z]), second.coefficients)
    answered = counts.sum(axis=0)
    null = float(answered @ np.log(answered / n))
    likelihoods = np.array([model.log_likelihood for model in (first, second, third)])
    with np.errstate(invalid="ignore"):
        statistic = np.maximum(2 * np.diff(likelihoods), 0)
    r2 = np.expm1(2 * (null - likelihoods) / n) / np.expm1(2 * null / n)
    return LogisticBias(
        n=round(n),
        n_scores=table.rest.size,
        statistic=statistic,
        df=np.where(np.isnan(statistic), np.nan, size - 1),
        p_value=special.chdtrc(size - 1, statistic),
        r2_change=np.diff(r2),
        notes=(_reason(statistic[0]), _reason(statistic[1])),
    )


class _Slopes(NamedTuple):
    """The log-likelihood at a point, its gradient (thresholds first), and minus its Hessian."""

    value: float
    gradient: FloatArray
    information: FloatArray


def _slopes(
    counts: FloatArray, predictors: FloatArray, thresholds: FloatArray, coefficients: FloatArray
) -> _Slopes:
    ends = np.concatenate([[-np.inf], thresholds, [np.inf]])
    logits = ends - (predictors @ coefficients)[:, None]
    below, above = special.expit(logits), special.expit(-logits)
    width = -np.expm1(-np.diff(ends))  # 1 - exp(b - a), the same in every row
    with np.errstate(invalid="ignore", divide="ignore"):  # a step too far, which is not taken
        log_p = special.log_expit(logits[:, 1:]) + special.log_expit(-logits[:, :-1])
        log_p += np.log(width)
        # u, v: the density at the upper and lower end of an answer over its probability
        u = above[:, 1:] / (above[:, :-1] * width)
        v = below[:, :-1] / (below[:, 1:] * width)
    upper = (counts * u).sum(axis=0)[:-1]
    lower = (counts * v).sum(axis=0)[1:]
    pull = (counts * (above[:, 1:] - below[:, :-1])).sum(axis=1)
    density = below * above
    curve_u = (counts * u * (u - above[:, 1:] + below[:, 1:])).sum(axis=0)[:-1]
    curve_v = (counts * v * (v + above[:, :-1] - below[:, :-1])).sum(axis=0)[1:]
    beside = -(counts * u * v).sum(axis=0)[1:-1]
    cross = -(((counts[:, :-1] + counts[:, 1:]) * density[:, 1:-1]).T @ predictors)
    bend = (counts * (density[:, 1:] + density[:, :-1])).sum(axis=1)
    of_thresholds = np.diag(curve_u + curve_v) + np.diag(beside, 1) + np.diag(beside, -1)
    of_coefficients = (predictors * bend[:, None]).T @ predictors
    return _Slopes(
        value=float((counts * np.where(counts > 0, log_p, 0.0)).sum()),
        gradient=np.concatenate([upper - lower, -predictors.T @ pull]),
        information=np.block([[of_thresholds, cross], [cross.T, of_coefficients]]),
    )


def _newton(here: _Slopes) -> tuple[FloatArray, float]:
    """The step to the maximum of the local parabola, and the gain it promises."""
    if not (np.isfinite(here.gradient).all() and np.isfinite(here.information).all()):
        return here.gradient, float("nan")
    scale = np.sqrt(np.maximum(np.diag(here.information), np.finfo(float).tiny))
    try:
        root = np.linalg.cholesky(here.information / (scale[:, None] * scale))
    except np.linalg.LinAlgError:
        return here.gradient, float("nan")
    if np.diag(root).min() ** 2 < TOLD_BY_OTHERS:
        return here.gradient, float("nan")
    half = np.linalg.solve(root, here.gradient / scale)
    return np.linalg.solve(root.T, half) / scale, float(half @ half) / 2


def _climb(
    counts: FloatArray,
    predictors: FloatArray,
    at: tuple[FloatArray, FloatArray],
    step: FloatArray,
    here: _Slopes,
) -> tuple[FloatArray, FloatArray, _Slopes] | None:
    """The end of the step, halved until it leads up; None where it does not."""
    size = at[0].size
    rounding = 1e-12 * abs(here.value)
    for _ in range(MOST_HALVINGS):
        thresholds, coefficients = at[0] + step[:size], at[1] + step[size:]
        if (np.diff(thresholds) > 0).all():
            there = _slopes(counts, predictors, thresholds, coefficients)
            if there.value >= here.value - rounding:
                return thresholds, coefficients, there
        step = step / 2
    return None


def _no_models(table: ItemByRest, n: float) -> LogisticBias:
    nothing = np.full(2, np.nan)
    note = Note("SA384", "warning")
    return LogisticBias(
        n=round(n), n_scores=table.rest.size, statistic=nothing, df=nothing, p_value=nothing,
        r2_change=nothing, notes=(note, note),
    )  # fmt: skip


def _reason(statistic: float) -> Note | None:
    return Note("SA384", "warning") if np.isnan(statistic) else None
