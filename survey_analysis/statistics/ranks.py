"""Do groups differ in the order of their answers? Mann-Whitney, Kruskal-Wallis."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import numpy as np
from scipy import special

from survey_analysis.errors import check_confidence, check_option
from survey_analysis.findings import Note
from survey_analysis.statistics.dunn import dunn, ranks
from survey_analysis.statistics.group_test import GroupTest, groups_with_answers, not_computed
from survey_analysis.tables.counts import Counts

RankEffect = Literal["rank_epsilon_squared", "rank_eta_squared"]
"""Which effect size goes with Kruskal-Wallis."""

ENOUGH = 10
"""Below so many respondents the approximate p-values are rough: 3 against 3 can give .0495, where
.10 is exact."""

MANN_WHITNEY = (
    "Mann-Whitney U test, two-sided, normal approximation with tie correction, no continuity "
    "correction (Mann and Whitney 1947); Cliff's delta with the variance of Brunner and Munzel "
    "(2000)."
)
KRUSKAL_WALLIS = (
    "Kruskal-Wallis test with tie correction (Kruskal and Wallis 1952); pairs by Dunn (1964): "
    "differences of mean ranks, Holm-adjusted within the pairs, with Cliff's delta and the "
    "variance of Brunner and Munzel (2000)."
)


def mann_whitney(counts: Counts, *, confidence: float = 0.95) -> GroupTest:
    """Do the answers of one group tend to be higher than those of another?

    Parameters
    ----------
    counts : table of an outcome with two groups; only the order of the values matters.
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


def kruskal_wallis(
    counts: Counts, *, confidence: float = 0.95, effect: RankEffect = "rank_epsilon_squared"
) -> GroupTest:
    """Do the answers of some groups tend to be higher than those of others?

    Parameters
    ----------
    counts : table of an outcome; only the order of the values matters.
    confidence : share between 0 and 1, of the intervals of Cliff's delta.
    effect : "rank_epsilon_squared" is `H / (N - 1)`, exactly the share of the variance of the
        ranks that goes with the groups (an eta squared of ranks); "rank_eta_squared" is
        `(H - k + 1) / (N - k)`, at least 0, which is that share corrected for chance (an epsilon
        squared of ranks). The names are those of R's effectsize and rstatix; by the meaning of
        the letters they would be the other way round.

    Returns
    -------
    GroupTest
        `statistic` is H, `df1` its degrees of freedom; Dunn's pairs. The effect of all groups
        has no interval (nan); each pair has Cliff's delta with one.

    Missing data
    ------------
    Respondents without an answer or a group are not used; groups without answers are left out
    by name. Where all answers are equal nothing is computed. Below ten respondents a note says
    that the p-value is rough.

    Formula
    -------
    `H = sum n_j (R_j - (N+1)/2)^2 / V`, V the variance of a rank with ties as in `dunn.dunn`.

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
    part = groups_with_answers(counts)
    if not part.ready:
        return not_computed("kruskal_wallis", part, effect, KRUSKAL_WALLIS)
    ranked = ranks(part.counts)
    if _all_equal(part.counts):
        why = Note("SA325", "warning")
        return not_computed("kruskal_wallis", part, effect, KRUSKAL_WALLIS, why)
    n, k = float(ranked.n.sum()), ranked.n.size
    h = float(ranked.n @ (ranked.mean - (n + 1) / 2) ** 2) / ranked.variance
    return GroupTest(
        test="kruskal_wallis",
        groups=part.counts.groups,
        n=int(n),
        statistic=h,
        df1=float(k - 1),
        df2=float("nan"),
        p_value=float(special.chdtrc(k - 1, h)),
        effect_name=effect,
        effect=_rank_effect(h, n, k, effect),
        effect_ci_low=float("nan"),
        effect_ci_high=float("nan"),
        pairs=dunn(part.counts, confidence),
        notes=(*part.notes, *_rough(int(n))),
        method=KRUSKAL_WALLIS,
    )


def _rough(n: int) -> Iterator[Note]:
    if n < ENOUGH:
        yield Note("SA329", values={"n": n})


def _all_equal(counts: Counts) -> bool:
    return np.unique(counts.cell_value).size < 2


def _rank_effect(h: float, n: float, k: int, effect: RankEffect) -> float:
    if effect == "rank_epsilon_squared":
        return h / (n - 1)
    return max(h - k + 1, 0.0) / (n - k) if n > k else float("nan")
