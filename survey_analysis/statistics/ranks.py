"""Do groups differ in the order of their answers? Mann-Whitney, Brunner-Munzel, Kruskal-Wallis."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy import special

from survey_analysis.errors import check_confidence, check_option
from survey_analysis.findings import Note
from survey_analysis.statistics.design_variance import design_of
from survey_analysis.statistics.dunn import dunn, ranks
from survey_analysis.statistics.group_test import (
    GroupTest,
    PairTests,
    groups_with_answers,
    not_computed,
)
from survey_analysis.statistics.interval import t_interval
from survey_analysis.statistics.linearization import why_no_variance
from survey_analysis.statistics.rank_effects import RankEffect, rank_effect
from survey_analysis.statistics.superiority import Superiority, superiority
from survey_analysis.statistics.weighted_ranks import weighted_rank_f, weighted_rank_t
from survey_analysis.tables.cell_design import FEW_EFFECTIVE, few_effective
from survey_analysis.tables.counts import Counts

ENOUGH = 10
"""Below so many respondents the approximate p-values are rough: 3 against 3 can give .0495, where
.10 is exact."""

MANN_WHITNEY = (
    "Mann-Whitney U test, two-sided, normal approximation with tie correction, no continuity "
    "correction (Mann and Whitney 1947); Cliff's delta with the variance of Brunner and Munzel "
    "(2000)."
)
BRUNNER_MUNZEL = (
    "Brunner-Munzel test, two-sided, by t (Brunner and Munzel 2000); probability of superiority "
    "P(X > Y) + P(X = Y) / 2 with the interval of its logit."
)
WEIGHTED_BRUNNER_MUNZEL = (
    "Weighted, design-based probability of superiority P(X > Y) + P(X = Y) / 2 with the variance "
    "by the design (Brunner and Munzel 2000; Binder 1983): t of its difference from 1/2, interval "
    "of its logit."
)
KRUSKAL_WALLIS = (
    "Kruskal-Wallis test with tie correction (Kruskal and Wallis 1952); share of the variance of "
    "the ranks with an interval by a scaled noncentral F; pairs by Dunn (1964): differences of "
    "mean ranks, Holm-adjusted within the pairs, with Cliff's delta and the variance of Brunner "
    "and Munzel (2000)."
)


def mann_whitney(counts: Counts, *, confidence: float = 0.95) -> GroupTest:
    """Do the answers of one group tend to be higher than those of another?

    Parameters
    ----------
    counts : table of an outcome with two groups; only the order of the values matters. With a
        sampling design the test is `weighted_ranks.weighted_rank_t`.
    confidence : share between 0 and 1, of the interval of Cliff's delta.

    Returns
    -------
    GroupTest
        `statistic` is U of the first group (R's W): pairs of respondents in which its answer is
        the higher one, ties half. The only pair carries z and the difference of mean ranks.

    Missing data
    ------------
    Respondents without an answer or a group are not used; groups without answers are left out
    by name. Where all answers are equal nothing is computed. Below ten respondents a note says
    that the p-value is rough.

    Formula
    -------
    `z = (R1 - R2) / sqrt(V (1/n1 + 1/n2))`, V as in `dunn.dunn`; `U = n1 R1 - n1 (n1 + 1) / 2`.

    Source
    ------
    Mann and Whitney (1947), Annals of Mathematical Statistics 18, 50-60,
    doi:10.1214/aoms/1177730491; `cliffs_delta.cliffs_delta`.

    Verified against
    ----------------
    R 4.2.2 `wilcox.test(exact = FALSE, correct = FALSE)`, tests/reference/groups.json.

    Examples
    --------
    >>> from survey_analysis.tables.counts import from_tables
    >>> found = mann_whitney(from_tables([1, 2, 3], ("a", "b"), [[2, 5, 3], [4, 4, 2]]))
    >>> found.statistic, round(found.p_value, 6), found.effect
    (61.0, 0.372235, 0.22)
    """
    check_confidence(confidence)
    if design_of(counts) is not None:
        return weighted_rank_t(counts, confidence=confidence)
    part = groups_with_answers(counts, at_most=2)
    if not part.ready:
        return not_computed("mann_whitney", part, "cliffs_delta", MANN_WHITNEY)
    ranked = ranks(part.counts)
    if _all_equal(part.counts):
        why = Note("SA325", "warning")
        return not_computed("mann_whitney", part, "cliffs_delta", MANN_WHITNEY, why)
    n1 = float(ranked.n[0])
    pairs = dunn(part.counts, confidence)
    return GroupTest(
        test="mann_whitney",
        groups=part.counts.groups,
        n=int(ranked.n.sum()),
        statistic=float(ranked.total[0]) - n1 * (n1 + 1) / 2,
        df1=float("nan"),
        df2=float("nan"),
        p_value=float(pairs.p_value[0]),
        effect_name="cliffs_delta",
        effect=float(pairs.effect[0]),
        effect_ci_low=float(pairs.effect_ci_low[0]),
        effect_ci_high=float(pairs.effect_ci_high[0]),
        pairs=pairs,
        notes=(*part.notes, *_rough(int(ranked.n.sum()))),
        method=MANN_WHITNEY,
    )


def brunner_munzel(counts: Counts, *, confidence: float = 0.95) -> GroupTest:
    """How often is an answer of one group higher than one of another, if not half of the time?

    Parameters
    ----------
    counts : table of an outcome with two groups; only the order of the values matters. With a
        sampling design it is weighted: the test is named "weighted_brunner_munzel".
    confidence : share between 0 and 1.

    Returns
    -------
    GroupTest
        `effect` is P(X > Y) + P(X = Y) / 2, X of the first group, Y of the second. `statistic` is
        above 0 and `effect` above 1/2 where the first group stands higher (R's brunnermunzel and
        scipy have the other sign), `df1` its degrees of freedom. The estimate of the only pair is
        the difference of the mean ranks (with a design, of the mean `rank_scores`), and unlike in
        the test of Mann and Whitney its standard error and interval hold with or without a
        difference.

    Missing data
    ------------
    Respondents without an answer or a group are not used; groups without answers are left out
    by name. Nothing is computed where all answers are equal, a group has one respondent, or the
    design gives no variance. Groups that do not overlap show no variance: the effect then has an
    interval, but there is no test. Below ten respondents a note says that the p-value is rough.

    Formula
    -------
    `(p - 1/2) / se(p)` against t, with p, its standard error, degrees of freedom and interval as in
    `superiority.superiority`.

    Source
    ------
    Brunner and Munzel (2000), Biometrical Journal 42, 17-25,
    doi:10.1002/(SICI)1521-4036(200001)42:1<17::AID-BIMJ17>3.0.CO;2-U. By weight it is our own.

    Verified against
    ----------------
    statsmodels 0.15 `rank_compare_2ordinal` and R 4.2.2 respondent by respondent; by weight R
    survey 4.1.1 `svytotal` of the influence values: tests/reference/weighted_ranks.json.

    Examples
    --------
    >>> from survey_analysis.tables.counts import from_tables
    >>> found = brunner_munzel(from_tables([1, 2, 3], ("a", "b"), [[2, 5, 3], [4, 4, 2]]))
    >>> found.effect, found.statistic, found.df1, found.p_value
    (0.61, 0.893853, 17.674391, 0.383411)
    """
    check_confidence(confidence)
    part = groups_with_answers(counts, at_most=2, by_design=True)
    design = part.counts.design
    test = "brunner_munzel" if design is None else "weighted_brunner_munzel"
    method = BRUNNER_MUNZEL if design is None else WEIGHTED_BRUNNER_MUNZEL
    why = None if design is None else why_no_variance(design.units)
    if part.ready and why is None and _all_equal(part.counts):
        why = Note("SA325", "warning")
    if not part.ready or why is not None:
        return not_computed(test, part, "probability_of_superiority", method, why)
    found = superiority(part.counts, confidence)
    apart = bool(found.se[0] == 0)
    if not apart and np.isnan(found.ci_low[0]):
        why = _no_interval(part.counts, float(found.df[0]))
        return not_computed(test, part, "probability_of_superiority", method, why)
    pairs = _only_pair(part.counts, found, confidence)
    n = int(part.counts.group_n.sum())
    remarks = [Note("SA740", "warning")] if apart else [*_rough(n), *_small(part.counts)]
    return GroupTest(
        test=test,
        groups=part.counts.groups,
        n=n,
        statistic=float(pairs.statistic[0]),
        df1=float(pairs.df[0]),
        df2=float("nan"),
        p_value=float(pairs.p_value[0]),
        effect_name=pairs.effect_name,
        effect=float(pairs.effect[0]),
        effect_ci_low=float(pairs.effect_ci_low[0]),
        effect_ci_high=float(pairs.effect_ci_high[0]),
        pairs=pairs,
        notes=(*part.notes, *remarks),
        method=method,
    )


def _no_interval(counts: Counts, df: float) -> Note:
    """Why nothing is known of the variance of P(X > Y)."""
    if counts.group_n.min() < 2:
        return Note("SA741", "warning")
    return Note("SA730", "warning") if df > 0 else Note("SA731", "warning", {"n": 2})


def _small(counts: Counts) -> Iterator[Note]:
    """Which groups have so few effective respondents that another variance is taken."""
    small = few_effective(counts)
    if counts.design is not None and small.any():
        groups = tuple(np.array(counts.groups, dtype=object)[small])
        yield Note("SA733", values={"groups": groups, "few": f"{FEW_EFFECTIVE:g}"})


def _only_pair(counts: Counts, found: Superiority, confidence: float) -> PairTests:
    """Both groups, with the difference of their mean ranks."""
    n = counts.group_n
    scale = (1.0 if counts.design is not None else n.sum()) / 2
    se = np.where(found.se > 0, scale * found.se, np.nan)
    estimate = scale * found.delta
    t = estimate / se
    df = np.where(np.isnan(se), np.nan, found.df)
    p = np.asarray(2 * special.stdtr(df, -np.abs(t)))
    ends = t_interval(estimate, se, df, confidence)
    effect = found.probability
    return PairTests(
        group1=np.zeros(1, dtype=np.intp),
        group2=np.ones(1, dtype=np.intp),
        n1=n[:1],
        n2=n[1:],
        estimate=estimate,
        se=se,
        ci_low=ends.low,
        ci_high=ends.high,
        statistic=t,
        df=df,
        p_value=p,
        p_adjusted=p,
        effect=effect.estimate,
        effect_ci_low=effect.ci_low,
        effect_ci_high=effect.ci_high,
        effect_name="probability_of_superiority",
        adjust="none",
    )


def kruskal_wallis(
    counts: Counts, *, confidence: float = 0.95, effect: RankEffect = "rank_epsilon_squared"
) -> GroupTest:
    """Do the answers of some groups tend to be higher than those of others?

    Parameters
    ----------
    counts : table of an outcome; only the order of the values matters. With a sampling design the
        test is `weighted_ranks.weighted_rank_f`.
    confidence : share between 0 and 1, of the intervals of the effects.
    effect : "rank_epsilon_squared" is `H / (N - 1)`, exactly the share of the variance of the
        ranks that goes with the groups (an eta squared of ranks); "rank_eta_squared" is
        `(H - k + 1) / (N - k)`, at least 0, which is that share corrected for chance (an epsilon
        squared of ranks). The names are those of R's effectsize and rstatix; by the meaning of
        the letters they would be the other way round.

    Returns
    -------
    GroupTest
        `statistic` is H, `df1` its degrees of freedom; Dunn's pairs, each with Cliff's delta.

    Missing data
    ------------
    Respondents without an answer or a group are not used; groups without answers are left out
    by name. Where all answers are equal nothing is computed. Below ten respondents a note says
    that the p-value is rough. With a group of one respondent the effect has no interval.

    Formula
    -------
    `H = sum n_j (R_j - (N+1)/2)^2 / V`, V the variance of a rank with ties as in `dunn.dunn`;
    effects as in `rank_effects.rank_effect`.

    Source
    ------
    Kruskal and Wallis (1952), Journal of the American Statistical Association 47, 583-621,
    doi:10.1080/01621459.1952.10483441; effects: Tomczak and Tomczak (2014), Trends in Sport
    Sciences 1, 19-25.

    Verified against
    ----------------
    R 4.2.2 `kruskal.test`, effectsize 0.8.3 `rank_epsilon_squared`, `rank_eta_squared`, rstatix
    0.7.2 `dunn_test`, tests/reference/groups.json.

    Examples
    --------
    >>> from survey_analysis.tables.counts import from_tables
    >>> counts = from_tables([1, 2, 3], ("a", "b", "c"), [[2, 5, 3], [4, 4, 2], [1, 2, 7]])
    >>> found = kruskal_wallis(counts)
    >>> round(found.statistic, 6), found.df1, round(found.p_value, 6), round(found.effect, 6)
    (5.424689, 2.0, 0.066381, 0.187058)
    """
    check_confidence(confidence)
    check_option("effect", effect, RankEffect)
    if design_of(counts) is not None:
        return weighted_rank_f(counts, confidence=confidence, effect=effect)
    part = groups_with_answers(counts)
    if not part.ready:
        return not_computed("kruskal_wallis", part, effect, KRUSKAL_WALLIS)
    ranked = ranks(part.counts)
    if _all_equal(part.counts):
        why = Note("SA325", "warning")
        return not_computed("kruskal_wallis", part, effect, KRUSKAL_WALLIS, why)
    n, k = float(ranked.n.sum()), ranked.n.size
    h = float(ranked.n @ (ranked.mean - (n + 1) / 2) ** 2) / ranked.variance
    explained = rank_effect(part.counts, effect, confidence)
    return GroupTest(
        test="kruskal_wallis",
        groups=part.counts.groups,
        n=int(n),
        statistic=h,
        df1=float(k - 1),
        df2=float("nan"),
        p_value=float(special.chdtrc(k - 1, h)),
        effect_name=effect,
        effect=float(explained.estimate),
        effect_ci_low=float(explained.ci_low),
        effect_ci_high=float(explained.ci_high),
        pairs=dunn(part.counts, confidence),
        notes=(*part.notes, *_rough(int(n))),
        method=KRUSKAL_WALLIS,
    )


def _rough(n: int) -> Iterator[Note]:
    if n < ENOUGH:
        yield Note("SA329", values={"n": n})


def _all_equal(counts: Counts) -> bool:
    return np.unique(counts.cell_value).size < 2
