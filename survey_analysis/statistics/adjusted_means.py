"""Do groups differ beside what comes from other characteristics? Adjusted (marginal) means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from survey_analysis.errors import check_confidence
from survey_analysis.findings import Note
from survey_analysis.statistics.group_test import pair_positions
from survey_analysis.statistics.interval import t_interval
from survey_analysis.statistics.joint_test import (
    ROUNDING,
    JointTest,
    joint_test,
    nothing_tested,
)
from survey_analysis.statistics.linear_model import (
    Estimates,
    LinearModel,
    df_of_groups,
    df_of_pairs,
    linear_model,
)
from survey_analysis.statistics.multiplicity import holm
from survey_analysis.tables.cell_design import FEW_EFFECTIVE
from survey_analysis.tables.counts import BoolArray, Counts, FloatArray, IntArray, sum_at


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class RawGroups:
    """The groups of the first grouping, as the respondents of the model answered; arrays (G,).

    Attributes
    ----------
    level : which level of the grouping.
    n, sum_w, n_eff : respondents, sum of weights, Kish's effective n.
    mean : weighted, not adjusted.
    """

    level: IntArray
    n: FloatArray
    sum_w: FloatArray
    n_eff: FloatArray
    mean: FloatArray


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class MarginalMeans:
    """Adjusted means with their intervals; arrays (G,), nan where respondents do not tell."""

    mean: FloatArray
    se: FloatArray
    df: FloatArray
    ci_low: FloatArray
    ci_high: FloatArray


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class AdjustedPairs:
    """Differences of adjusted means; arrays (P,), pairs in the order of the groups.

    Attributes
    ----------
    group1, group2 : positions in the groups.
    estimate : group 1 minus group 2, with `se`, `ci_low`, `ci_high`.
    statistic, df, p_value : t and its degrees of freedom, two-sided.
    p_adjusted : after Holm over the pairs.
    estimate_raw : the difference without adjustment, of the same respondents.
    """

    group1: IntArray
    group2: IntArray
    estimate: FloatArray
    se: FloatArray
    ci_low: FloatArray
    ci_high: FloatArray
    statistic: FloatArray
    df: FloatArray
    p_value: FloatArray
    p_adjusted: FloatArray
    estimate_raw: FloatArray


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class AdjustedMeans:
    """Adjusted means of the groups of one grouping.

    Attributes
    ----------
    groups : as answered.
    equal, population : averaged over the levels of the other groupings with equal weights, and
        with their shares among the respondents (weighted where these are).
    pairs : differences; with an interaction, of the means with equal weights.
    tests : one for each grouping, then the interaction if there is one.
    aliased : groupings with levels that follow from those before, and how many; counts of
        combinations without respondents for the interaction.
    n_alone : respondents left out because each alone determines something.
    small : (G,) groups with an effective n below 30.
    by_design : whether the covariance is design-based; else it is HC3.
    why : why there are no standard errors, or None.
    """

    groups: RawGroups
    equal: MarginalMeans
    population: MarginalMeans
    pairs: AdjustedPairs
    tests: tuple[JointTest, ...]
    aliased: tuple[tuple[int, int], ...]
    n_alone: int
    small: BoolArray
    by_design: bool
    why: Note | None


def adjusted_means(
    counts: Counts, levels: IntArray, *, interaction: bool = False, confidence: float = 0.95
) -> AdjustedMeans | None:
    """Do groups differ in their means beside what comes from other characteristics?

    Parameters
    ----------
    counts : table of an outcome by crossed groupings; the values are used as numbers.
    levels : (K, m) the level of each of m groupings, for each named crossed group. The groups of
        the first are compared, the others are adjusted for.
    interaction : whether the first grouping makes another difference at each level of the second.
    confidence : share between 0 and 1.

    Returns
    -------
    AdjustedMeans
        None where fewer than two groups of the first grouping have answers.

    Missing data
    ------------
    Respondents without an answer or without a level of every grouping are not used, not for the
    raw means either. nan: means that respondents do not tell (a combination without respondents,
    characteristics that determine each other). See `linear_model.linear_model`.

    Formula
    -------
    The adjusted mean of group g is `l'b`, l with 1 for g and for every other grouping the shares
    of its levels: `1 / L`, or `W_level / W`, taken as given. `t` on the degrees of freedom of the
    model; a group with an effective n below 30 has at most `n_eff - 1`, and a difference with
    such a group Satterthwaite's. Tests of the terms: `linear_model.joint_test`; with an
    interaction those of the first two groupings are of their means with equal weights.

    Source
    ------
    Searle, Speed and Milliken (1980), The American Statistician 34, 216-221,
    doi:10.1080/00031305.1980.10483031; Korn and Graubard (1999), Analysis of Health Surveys,
    Wiley, section 3.3.

    Verified against
    ----------------
    R emmeans 1.8.4 `emmeans`, `pairs`, `joint_tests` on `lm` (vcovHC) and on survey 4.1.1
    `svyglm`, tests/reference/adjusted.json. For `svyglm` emmeans with weights = "proportional"
    takes shares of unweighted respondents; here they are weighted.

    Examples
    --------
    >>> from survey_analysis.tables.counts import from_tables
    >>> counts = from_tables([1, 2], ("a x", "a y", "b x", "b y"), [[5, 1], [4, 2], [3, 3], [1, 5]])
    >>> found = adjusted_means(counts, np.array([[0, 0], [0, 1], [1, 0], [1, 1]]))
    >>> found.equal.mean
    array([1.25      , 1.66666667])
    """
    check_confidence(confidence)
    groups = raw_groups(counts.named, levels)
    if (groups.n > 0).sum() < 2:
        return None
    model = linear_model(counts, levels, interaction=interaction)
    equal, population = (_rows(model, groups.level, one) for one in _shares(model))
    place = np.searchsorted(groups.level, model.columns.levels[0])[model.columns.position[0]]
    df = df_of_groups(model, place, groups.n_eff)
    small = groups.n_eff < FEW_EFFECTIVE
    means = model.estimates(equal, small)
    joint_df = df_of_pairs(df, np.diagonal(means.covariance), groups.n_eff, model.df)
    return AdjustedMeans(
        groups=groups,
        equal=_with_interval(means, df, confidence),
        population=_with_interval(model.estimates(population, small), df, confidence),
        pairs=pair_differences(means, joint_df, groups.mean, confidence),
        tests=_tests(model),
        aliased=_aliased(model),
        n_alone=model.n_alone,
        small=small,
        by_design=model.by_design,
        why=model.why,
    )


def raw_groups(named: Counts, levels: IntArray) -> RawGroups:
    """The groups of the first grouping, all other levels together; as for `adjusted_means`."""
    level, place = np.unique(levels[:, 0], return_inverse=True)
    n, w, w2, total = (
        sum_at(place, one, level.size)
        for one in (
            named.group_n,
            named.group_w,
            named.group_w2,
            named.by_group(named.cell_w * named.cell_values),
        )
    )
    with np.errstate(invalid="ignore", divide="ignore"):
        return RawGroups(level=level, n=n, sum_w=w, n_eff=w**2 / w2, mean=total / w)


def _shares(model: LinearModel) -> tuple[list[FloatArray], list[FloatArray]]:
    """For each other grouping equal shares of its levels, and their shares of the respondents."""
    columns = model.columns
    others = list(zip(columns.levels[1:], columns.position[1:], strict=True))
    equal = [np.full(of.size, 1 / of.size) for of, _ in others]
    held = [sum_at(at, model.weight, of.size) for of, at in others]
    return equal, [one / one.sum() for one in held]


def _rows(model: LinearModel, level: IntArray, shares: Sequence[FloatArray]) -> FloatArray:
    """(G, P) the columns of the adjusted means; nan for a group that is not in the model."""
    member = (level[:, None] == model.columns.levels[0]).astype(np.float64)
    rows = model.columns.rows([member, *(np.tile(one, (level.size, 1)) for one in shares)])
    rows[member.sum(axis=1) == 0] = np.nan
    return rows


def _with_interval(means: Estimates, df: FloatArray, confidence: float) -> MarginalMeans:
    interval = t_interval(means.estimate, means.se, df, confidence)
    return MarginalMeans(
        mean=means.estimate, se=means.se, df=df, ci_low=interval.low, ci_high=interval.high
    )


def pair_differences(
    means: Estimates, joint_df: FloatArray, raw: FloatArray, confidence: float
) -> AdjustedPairs:
    """Every pair of G groups.

    Parameters
    ----------
    means : of the groups.
    joint_df : (G, G) degrees of freedom of the differences.
    raw : (G,) means without adjustment.
    confidence : share between 0 and 1.
    """
    first, second = pair_positions(raw.size)
    variance, df = np.diagonal(means.covariance), joint_df[first, second]
    shared = means.covariance[first, second]
    estimate = means.estimate[first] - means.estimate[second]
    both = variance[first] + variance[second]
    se = np.sqrt(np.where(both - 2 * shared <= ROUNDING * both, 0.0, both - 2 * shared))
    statistic = estimate / np.where(se > 0, se, np.nan)
    p_value = 2 * special.stdtr(np.where(df > 0, df, np.nan), -np.abs(statistic))
    interval = t_interval(estimate, se, df, confidence)
    return AdjustedPairs(
        group1=first,
        group2=second,
        estimate=estimate,
        se=se,
        ci_low=interval.low,
        ci_high=interval.high,
        statistic=statistic,
        df=df,
        p_value=p_value,
        p_adjusted=holm(p_value),
        estimate_raw=raw[first] - raw[second],
    )


def _tests(model: LinearModel) -> tuple[JointTest, ...]:
    """One for each grouping, and the interaction."""
    terms = range(len(model.columns.levels) + model.columns.interaction)
    main = 2 if model.columns.interaction else 0
    return tuple(_main_test(model, t) if t < main else model.term_test(t) for t in terms)


def _main_test(model: LinearModel, term: int) -> JointTest:
    """Are the means of the levels of a grouping equal, equally averaged over all others?"""
    sizes = [of.size for of in model.columns.levels]
    shares = [np.full((sizes[term], size), 1 / size) for size in sizes]
    shares[term] = np.eye(sizes[term])
    rows = model.columns.rows(shares)
    found = model.estimates(rows[1:] - rows[0])
    if not found.estimate.size or np.isnan(found.estimate).any():
        return nothing_tested(Note("SA763", "warning"))
    return joint_test(found.estimate, found.covariance, model.df, model.why)


def _aliased(model: LinearModel) -> tuple[tuple[int, int], ...]:
    terms, sizes = np.unique(model.columns.term[model.columns.aliased], return_counts=True)
    return tuple((int(term), int(size)) for term, size in zip(terms, sizes, strict=True))
