"""Do shares or graded answers rise from group to group, if groups and answers have numbers?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from survey_analysis.errors import check_confidence, check_option
from survey_analysis.findings import Note
from survey_analysis.statistics.cell_influence import Association
from survey_analysis.statistics.rank_association import kendall_tau_b, somers_d
from survey_analysis.statistics.score_association import deviations, pearson_r, slope
from survey_analysis.statistics.trend_test import (
    OrderedGroups,
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

ScoreEffect = Literal["pearson_r", "kendall_tau_b", "somers_d"]
"""Which effect size goes with a test of scores."""

COCHRAN_ARMITAGE = (
    "Cochran-Armitage trend test of shares, two-sided, (N - 1) r^2 (Armitage 1955; Mantel 1963); "
    "{effect} with a distribution-free interval."
)
WEIGHTED_COCHRAN_ARMITAGE = (
    "Trend of weighted shares: regression on the scores of the groups, t test with a design-based "
    "variance (Binder 1983); weighted {effect}."
)
LINEAR_BY_LINEAR = (
    "Linear-by-linear association, two-sided, (N - 1) r^2 (Mantel 1963); {effect} with a "
    "distribution-free interval."
)
WEIGHTED_LINEAR_BY_LINEAR = (
    "Weighted linear-by-linear association: regression of the answers on the scores of the "
    "groups, t test with a design-based variance (Binder 1983); weighted {effect}."
)
EFFECTS = {"pearson_r": "Pearson's r", "kendall_tau_b": "Kendall's tau-b", "somers_d": "Somers' d"}


def cochran_armitage(
    counts: Counts,
    *,
    scores: Sequence[float] | None = None,
    confidence: float = 0.95,
    effect: ScoreEffect = "somers_d",
) -> TrendTest:
    """Does the share of one of two answers rise or fall from group to group?

    Parameters
    ----------
    counts : table of an outcome with two answers; groups in their order.
    scores : one rising number for each group of the table. None: 1, 2, 3, ...
    confidence : share between 0 and 1.
    effect : "somers_d", by how much the share of the second answer is higher in the later of two
        groups, over all pairs of respondents from different groups; "kendall_tau_b"; or
        "pearson_r" between score and answer.

    Returns
    -------
    TrendTest
        `statistic` is z, positive where the share of the second answer rises; `slope` is the
        change of that share per step of the scores. With weights `weighted_cochran_armitage`,
        where `statistic` is t on `df1`.

    Missing data
    ------------
    As `linear_by_linear`; nothing is computed where more than two answers were given.

    Formula
    -------
    As `linear_by_linear`. R's `prop.trend.test` takes N where N - 1 stands here.

    Source
    ------
    Armitage (1955), Biometrics 11, 375-386, doi:10.2307/3001775; Cochran (1954), Biometrics 10,
    417-451, doi:10.2307/3001616.

    Verified against
    ----------------
    R 4.2.2 `prop.trend.test` times (N - 1) / N, coin 1.4.2 `lbl_test`; survey 4.1.1 `svyglm`:
    tests/reference/trends.json.

    Examples
    --------
    >>> from survey_analysis.tables.counts import from_tables
    >>> counts = from_tables([0, 1], ("a", "b", "c"), [[80, 20], [70, 30], [60, 40]])
    >>> found = cochran_armitage(counts)
    >>> round(found.statistic, 6), round(found.p_value, 6), round(found.slope.estimate, 6)
    (3.080919, 0.002064, 0.1)
    """
    check_confidence(confidence)
    check_option("effect", effect, ScoreEffect)
    groups = ordered_groups(counts, scores)
    answers = int(np.unique(groups.counts.cell_value).size)
    why = groups.why
    if why is None and answers > 2:
        why = Note("SA751", "warning", {"n": answers})
    test, method = "cochran_armitage", COCHRAN_ARMITAGE
    if groups.by_design:
        test, method = "weighted_cochran_armitage", WEIGHTED_COCHRAN_ARMITAGE
    method = method.format(effect=EFFECTS[effect])
    if why is not None:
        return no_trend(test, groups, effect, method, why)
    return _score_test(test, groups, method, effect, confidence, "SA750")


def linear_by_linear(
    counts: Counts,
    *,
    scores: Sequence[float] | None = None,
    confidence: float = 0.95,
    effect: ScoreEffect = "pearson_r",
) -> TrendTest:
    """Do graded answers rise or fall in a straight line from group to group?

    Each respondent counts alike, so that large groups weigh more than in `trends.linear_trend`.

    Parameters
    ----------
    counts : table of an outcome; groups in their order, the values are used as numbers.
    scores : one rising number for each group of the table. None: 1, 2, 3, ...
    confidence : share between 0 and 1.
    effect : "pearson_r" between score and answer, "kendall_tau_b", or "somers_d" with the outcome
        as the dependent variable.

    Returns
    -------
    TrendTest
        `statistic` is z, positive where answers rise; `slope` is the change of the mean per step
        of the scores. With weights `weighted_linear_by_linear`, where `statistic` is t on `df1`.

    Missing data
    ------------
    Respondents without an answer or a group are not used; groups of fewer than two are left out
    by name and keep their place in the scores. Where all answers are equal nothing is computed.
    Below ten respondents a note says that the p-value is rough.

    Formula
    -------
    `z = sqrt(N - 1) r`, r the correlation of score and answer: the variance is that of all orders
    of the answers. With weights: t of the slope of the weighted regression with the design-based
    variance, on the degrees of freedom of the design minus 1.

    Source
    ------
    Mantel (1963), Journal of the American Statistical Association 58, 690-700,
    doi:10.1080/01621459.1963.10500879; Agresti (2002), Categorical Data Analysis, section 3.4.

    Verified against
    ----------------
    R coin 1.4.2 `lbl_test`; survey 4.1.1 `svyglm`: tests/reference/trends.json.

    Examples
    --------
    >>> from survey_analysis.tables.counts import from_tables
    >>> counts = from_tables([1, 2, 3], ("a", "b", "c"), [[2, 5, 3], [4, 4, 2], [1, 2, 7]])
    >>> found = linear_by_linear(counts)
    >>> round(found.statistic, 6), round(found.p_value, 6), round(found.effect, 6)
    (1.412591, 0.157776, 0.262312)
    """
    check_confidence(confidence)
    check_option("effect", effect, ScoreEffect)
    groups = ordered_groups(counts, scores)
    test, method = "linear_by_linear", LINEAR_BY_LINEAR
    if groups.by_design:
        test, method = "weighted_linear_by_linear", WEIGHTED_LINEAR_BY_LINEAR
    method = method.format(effect=EFFECTS[effect])
    if groups.why is not None:
        return no_trend(test, groups, effect, method, groups.why)
    return _score_test(test, groups, method, effect, confidence, "SA749")


def _score_test(
    test: str,
    groups: OrderedGroups,
    method: str,
    effect: ScoreEffect,
    confidence: float,
    told_as: str,
) -> TrendTest:
    """The test of a slope; scores and answers both differ."""
    counts, scores = groups.counts, groups.scores
    per_step = slope(counts, scores, confidence=confidence)
    if groups.by_design:
        df = per_step.df
        statistic, p_value = t_test(per_step.estimate, per_step.se, df)
    else:
        found, df = deviations(counts, scores), float("nan")
        r = found.xy / np.sqrt(found.xx * found.yy)
        statistic, p_value = normal_test(r * np.sqrt(found.n - 1))
    return trend_test(
        test,
        groups,
        method,
        statistic=statistic,
        df=df,
        p_value=p_value,
        effect_name=effect,
        effect=_association(groups, effect, confidence),
        slope=per_step,
        notes=(*slope_told(told_as, per_step, counts.groups), *rough(groups, "SA752")),
    )


def _association(groups: OrderedGroups, effect: ScoreEffect, confidence: float) -> Association:
    if effect == "pearson_r":
        return pearson_r(groups.counts, groups.scores, confidence=confidence)
    association = kendall_tau_b if effect == "kendall_tau_b" else somers_d
    return association(groups.counts, confidence=confidence)
