"""Does an outcome rise or fall from group to group, where groups have an order?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from survey_analysis.errors import check_confidence, check_option
from survey_analysis.findings import Note
from survey_analysis.statistics.linear_contrast import contrast_of_means, has_spread, standardized
from survey_analysis.statistics.rank_association import (
    kendall_tau_b,
    null_spread,
    order_of,
    somers_d,
)
from survey_analysis.statistics.trend_test import (
    TrendTest,
    no_trend,
    normal_test,
    ordered_groups,
    rough,
    slope_told,
    t_test,
    trend_test,
)
from survey_analysis.tables.counts import Counts

OrderEffect = Literal["kendall_tau_b", "somers_d"]
"""Which effect size goes with a test of order."""

G_PER_STEP = "hedges_g_per_step"

LINEAR_TREND = (
    "Linear trend of the group means, two-sided, unequal variances (Welch 1947; Satterthwaite "
    "1946); Hedges' g per step by the average variance, with a noncentral t interval."
)
WEIGHTED_LINEAR_TREND = (
    "Linear trend of the weighted group means, two-sided, with a design-based "
    "variance (Binder 1983); weighted Hedges' g per step."
)
JONCKHEERE_TERPSTRA = (
    "Jonckheere-Terpstra test, two-sided, normal approximation with tie correction, no continuity "
    "correction (Jonckheere 1954; Terpstra 1952); {effect} with an interval on Fisher's scale "
    "(Brown and Benedetti 1977)."
)
WEIGHTED_JONCKHEERE_TERPSTRA = (
    "Weighted Jonckheere-Terpstra test: weighted pairs in and against the order of the groups, t "
    "test with a design-based variance (Binder 1983); weighted {effect}."
)
EFFECTS = {"kendall_tau_b": "Kendall's tau-b", "somers_d": "Somers' d"}


def linear_trend(
    counts: Counts, *, scores: Sequence[float] | None = None, confidence: float = 0.95
) -> TrendTest:
    """Do the means rise or fall in a straight line from group to group?

    Each group counts alike, however many respondents it has.

    Parameters
    ----------
    counts : table of an outcome; groups in their order, the values are used as numbers.
    scores : one rising number for each group of the table, such as the middles of age bands.
        None: 1, 2, 3, ...
    confidence : share between 0 and 1.

    Returns
    -------
    TrendTest
        `statistic` is t, positive where the means rise, `df1` its degrees of freedom. `slope` is
        the change of the mean per step of the scores; the effect is the slope in standard
        deviations: `hedges_g_per_step`. With two groups it is Welch's t and Hedges' g of the
        second group against the first. With weights `weighted_linear_trend`.

    Missing data
    ------------
    Respondents without an answer or a group are not used; groups of fewer than two are left out
    by name and keep their place in the scores. Nothing is computed where all answers are equal,
    or nobody's differs from the mean of the group.

    Formula
    -------
    With c the scores minus their mean: `b = sum c m / sum c^2`, `se^2 = sum c^2 s^2 / n / (sum
    c^2)^2`, `t = b / se` on Satterthwaite's degrees of freedom; `g = J(df) b / s`, s^2 the mean of
    the variances, with the interval of `effect_sizes.hedges_g`. With weights: `se^2 = c' V c /
    (sum c^2)^2`, V the design-based covariance of the means, on the degrees of freedom of the
    design minus k - 1; g with the linearized variance of `b / s`.

    Source
    ------
    Welch (1947), Biometrika 34, 28-35, doi:10.1093/biomet/34.1-2.28; Satterthwaite (1946),
    Biometrics Bulletin 2, 110-114, doi:10.2307/3002019.

    Verified against
    ----------------
    R 4.2.2 from the formula, emmeans 1.8.4 `contrast(poly)` where variances are equal; survey
    4.1.1 `svycontrast`, `svyglm`: tests/reference/trends.json.

    Examples
    --------
    >>> from survey_analysis.tables.counts import from_tables
    >>> counts = from_tables([1, 2, 3], ("a", "b", "c"), [[2, 5, 3], [4, 4, 2], [1, 2, 7]])
    >>> found = linear_trend(counts)
    >>> round(found.statistic, 6), round(found.p_value, 6), round(found.slope.estimate, 6)
    (1.555428, 0.137301, 0.25)
    """
    check_confidence(confidence)
    groups = ordered_groups(counts, scores)
    test, method = "linear_trend", LINEAR_TREND
    if groups.by_design:
        test, method = "weighted_linear_trend", WEIGHTED_LINEAR_TREND
    why = groups.why
    if why is None and not has_spread(groups.counts, groups.scores):
        why = Note("SA328", "warning")
    if why is not None:
        return no_trend(test, groups, G_PER_STEP, method, why)
    found = contrast_of_means(groups.counts, groups.scores, confidence)
    t, p_value = t_test(found.estimate, found.se, found.df)
    return trend_test(
        test,
        groups,
        method,
        statistic=t,
        df=found.df,
        p_value=p_value,
        effect_name=G_PER_STEP,
        effect=standardized(groups.counts, groups.scores, found, confidence),
        slope=found,
        notes=slope_told("SA749", found, groups.counts.groups),
    )


def jonckheere_terpstra(
    counts: Counts, *, confidence: float = 0.95, effect: OrderEffect = "kendall_tau_b"
) -> TrendTest:
    """Do answers tend to be higher (or lower) the later the group?

    Parameters
    ----------
    counts : table of an outcome; groups in their order, and only the order of the values matters.
    confidence : share between 0 and 1.
    effect : "kendall_tau_b", or "somers_d" with the outcome as the dependent variable.

    Returns
    -------
    TrendTest
        `statistic` is z, positive where answers rise; `j` is Jonckheere's J. With two groups it
        is the Mann-Whitney test. With weights `weighted_jonckheere_terpstra`, where `statistic`
        is t on `df1`.

    Missing data
    ------------
    Respondents without an answer or a group are not used; groups of fewer than two are left out
    by name. Where all answers are equal nothing is computed. Below ten respondents a note says
    that the p-value is rough.

    Formula
    -------
    `J = sum over i < j of U_ij`, `E = (N^2 - sum n^2) / 4`, `V = [N(N-1)(2N+5) - sum n(n-1)(2n+5)
    - sum t(t-1)(2t+5)] / 72 + sum n(n-1)(n-2) sum t(t-1)(t-2) / (36 N(N-1)(N-2)) + sum n(n-1) sum
    t(t-1) / (8 N(N-1))`, t respondents at a value; `z = (J - E) / sqrt(V)`. This is Kendall's
    test of tau-b. With weights: t of the weighted `C - D` (see `rank_association`) with the
    design-based variance, near z with equal weights.

    Source
    ------
    Jonckheere (1954), Biometrika 41, 133-145, doi:10.1093/biomet/41.1-2.133; Terpstra (1952),
    Indagationes Mathematicae 14, 327-333, doi:10.1016/S1385-7258(52)50043-X; ties: Hollander,
    Wolfe and Chicken (2014), Nonparametric Statistical Methods, section 6.2.

    Verified against
    ----------------
    R 4.2.2 `cor.test(method = "kendall", exact = FALSE)`; survey 4.1.1 `svytotal` of the
    influence values: tests/reference/trends.json.

    Examples
    --------
    >>> from survey_analysis.tables.counts import from_tables
    >>> counts = from_tables([1, 2, 3], ("a", "b", "c"), [[2, 5, 3], [4, 4, 2], [1, 2, 7]])
    >>> found = jonckheere_terpstra(counts)
    >>> found.j, round(found.statistic, 6), round(found.p_value, 6), round(found.effect, 6)
    (185.5, 1.445204, 0.148401, 0.239477)
    """
    check_confidence(confidence)
    check_option("effect", effect, OrderEffect)
    groups = ordered_groups(counts)
    test, method = "jonckheere_terpstra", JONCKHEERE_TERPSTRA
    if groups.by_design:
        test, method = "weighted_jonckheere_terpstra", WEIGHTED_JONCKHEERE_TERPSTRA
    method = method.format(effect=EFFECTS[effect])
    if groups.why is not None:
        return no_trend(test, groups, effect, method, groups.why)
    association = kendall_tau_b if effect == "kendall_tau_b" else somers_d
    order = order_of(groups.counts)
    if groups.by_design:
        found = null_spread(groups.counts, order)
        df, j = found.df, float("nan")
        statistic, p_value = t_test(order.total, found.se, df)
    else:
        df, j = float("nan"), (order.total + order.pairs) / 4
        se = np.sqrt(_variance_of_j(groups.counts))
        statistic, p_value = normal_test(order.total / 4 / se)
    return trend_test(
        test,
        groups,
        method,
        statistic=statistic,
        df=df,
        p_value=p_value,
        effect_name=effect,
        effect=association(groups.counts, confidence=confidence),
        j=j,
        notes=rough(groups, "SA329"),
    )


def _variance_of_j(counts: Counts) -> float:
    """Of J, if the groups did not differ; n of the groups and t at the values."""
    n, t = counts.group_n, counts.by_value(counts.cell_n)
    everybody = float(n.sum())
    pairs = everybody * (everybody - 1)
    triples = pairs * (everybody - 2)
    free = pairs * (2 * everybody + 5)
    free -= float((n * (n - 1) * (2 * n + 5)).sum() + (t * (t - 1) * (2 * t + 5)).sum())
    tied = float((n * (n - 1) * (n - 2)).sum() * (t * (t - 1) * (t - 2)).sum()) / (36 * triples)
    return free / 72 + tied + float((n * (n - 1)).sum() * (t * (t - 1)).sum()) / (8 * pairs)
