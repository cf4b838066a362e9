"""Do the same respondents stand equally high in several domains?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from survey_analysis.errors import check_confidence
from survey_analysis.findings import Note
from survey_analysis.statistics.domain_pairs import DomainPairs, domain_pairs
from survey_analysis.statistics.interval import Interval, t_interval
from survey_analysis.statistics.score_means import ScoreMeans, score_means
from survey_analysis.statistics.within_share import WithinShare, within_share
from survey_analysis.tables.counts import FloatArray
from survey_analysis.tables.score_moments import ScoreMoments

NO_INVERSE = 1e-10
"""Differences whose correlations have a smaller eigenvalue follow from each other."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class EqualMeans:
    """A test of whether all domains stand equally high; arrays are (G,).

    Attributes
    ----------
    statistic, df1, df2, p_value : F, its degrees of freedom and p.
    notes : for each group, why there is none or how rough p is, or None.
    """

    statistic: FloatArray
    df1: FloatArray
    df2: FloatArray
    p_value: FloatArray
    notes: tuple[Note | None, ...]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class PairedMeans:
    """The domains of the same respondents, compared by their means.

    Attributes
    ----------
    test : its name, "hotelling" or, with a design, "domain_wald_f".
    means : means of the domains in each group.
    ends : (G, k) interval of each mean.
    equal : the test of all domains together.
    share : eta squared within persons, its effect size.
    pairs : every pair of domains.
    effect, effect_ci_low, effect_ci_high : (G, P) d of each pair in units of the average standard
        deviation of its two domains.
    """

    test: str
    means: ScoreMeans
    ends: Interval
    equal: EqualMeans
    share: WithinShare
    pairs: DomainPairs
    effect: FloatArray
    effect_ci_low: FloatArray
    effect_ci_high: FloatArray


def paired_means(moments: ScoreMoments, *, confidence: float = 0.95) -> PairedMeans:
    """Do the same respondents stand equally high in several domains, and if not, where higher?

    Parameters
    ----------
    moments : scores of two domains or more that share one range.
    confidence : share between 0 and 1.

    Returns
    -------
    PairedMeans

    Missing data
    ------------
    Respondents with a score in every domain. Groups of one have means only; in groups of too few
    for the joint test, and where differences follow from each other, the pairs stay.

    Formula
    -------
    Test: `equal_means`; its effect `within_share`. Pairs: `domain_pairs`, with
    `d_av = (m_1 - m_2) / s`, `s^2 = (s_1^2 + s_2^2) / 2`: the unit is how far respondents lie
    apart, as it is for Hedges' g between groups. (`d_z`, in units of the standard deviation of the
    difference, would be larger the more the domains go together; it says how sure the
    difference is, not how large.) Its influence is `(z_1 - z_2) / s - d (q_1 + q_2) / (4 s^2)`
    with `z = y - m` and `q_j = n/(n-1) (z_j^2 - mean z_j^2)`, its interval d plus and minus t
    times the standard error of that: no normal distribution is supposed. d is not corrected
    for small samples (3/(4n) of it at most).

    Source
    ------
    Average standard deviation, and why: Cumming (2012), Understanding the New Statistics,
    chapter 11 (Routledge); Bonett (2008), Psychological Methods 13, 99-109,
    doi:10.1037/1082-989X.13.2.99.

    Verified against
    ----------------
    R 4.2.2 by hand on `cov`, `t.test(paired = TRUE)`; survey 4.1-1 `svymean` of influence values:
    tests/reference/paired.json. Share of 95 % intervals of d_av that hold the true value, 3 and
    6 skewed domains, equal and lognormal weights, n = 100, 200, 400: .943 to .953.

    Examples
    --------
    >>> from survey_analysis.tables.score_moments import tabulate_scores
    >>> support = np.arange(1.0, 6.0)
    >>> codes = np.array([[4, 2], [3, 3], [4, 1], [2, 1], [3, 1]])
    >>> found = paired_means(tabulate_scores([(c, support) for c in codes.T], 3.0, None, ("",)))
    >>> found.means.mean, found.equal.statistic, found.effect
    (array([[4.2, 2.6]]), array([9.84615385]), array([[1.84752086]]))
    """
    check_confidence(confidence)
    means = score_means(moments)
    pairs = domain_pairs(means, confidence)
    df = np.where(means.df > 0, means.df, np.nan)[:, None]
    effect, se = _average_d(means, pairs)
    ends = t_interval(effect, se, df, confidence)
    return PairedMeans(
        test="domain_wald_f" if means.by_design else "hotelling",
        means=means,
        ends=t_interval(means.mean, means.se, df, confidence),
        equal=equal_means(means),
        share=within_share(means, confidence),
        pairs=pairs,
        effect=effect,
        effect_ci_low=ends.low,
        effect_ci_high=ends.high,
    )


def equal_means(means: ScoreMeans) -> EqualMeans:
    """Are all domains equally high in the same respondents?

    Formula
    -------
    `T^2 = d' (C V C')^-1 d` of the k - 1 differences between neighbours, on v degrees of freedom:
    `F = (v - k + 2) / (v (k - 1)) T^2` on k - 1 and v - k + 2. Without a design v = n - 1 and it
    is Hotelling's test, with one the Wald test with the correction of Korn and Graubard. `T^2 /
    (k - 1)` alone would find differences too often where few units were drawn (.09 instead of
    .05 with six domains and twenty clusters).

    Source
    ------
    Hotelling (1931), Annals of Mathematical Statistics 2, 360-378,
    doi:10.1214/aoms/1177732979; Korn and Graubard (1990), The American Statistician 44,
    270-276, doi:10.1080/00031305.1990.10475737.

    Verified against
    ----------------
    R 4.2.2, `T^2` by hand on `cov` and on `vcov(svymean())`: tests/reference/paired.json.

    Examples
    --------
    >>> from survey_analysis.tables.score_moments import tabulate_scores
    >>> support = np.arange(1.0, 6.0)
    >>> codes = np.array([[4, 2], [3, 3], [4, 1], [2, 1], [3, 1]])
    >>> means = score_means(tabulate_scores([(c, support) for c in codes.T], 3.0, None, ("",)))
    >>> equal_means(means).statistic, domain_pairs(means).statistic ** 2
    (array([9.84615385]), array([[9.84615385]]))
    """
    k = means.mean.shape[1]
    contrast = np.diff(np.eye(k), axis=0)
    squares, notes = np.full(means.n.size, np.nan), list(means.notes)
    df2 = means.df - k + 2
    for group in range(means.n.size):
        if notes[group] is not None:
            continue
        apart = contrast @ means.covariance[group] @ contrast.T
        if df2[group] <= 0:
            notes[group] = Note("SA772", "warning", {"n": int(means.n[group]), "domains": k})
        elif not has_inverse(apart):
            notes[group] = Note("SA773", "warning")
        else:
            d = contrast @ means.mean[group]
            squares[group] = d @ np.linalg.solve(apart, d)
    df1, df2 = (np.where(np.isnan(squares), np.nan, one) for one in (k - 1.0, df2))
    statistic = squares * df2 / ((df2 + k - 2) * (k - 1))
    return EqualMeans(
        statistic=statistic,
        df1=df1,
        df2=df2,
        p_value=np.asarray(special.fdtrc(df1, df2, statistic), dtype=np.float64),
        notes=tuple(notes),
    )


def has_inverse(covariance: FloatArray) -> bool:
    """Whether no number in it is constant or follows from the others.

    >>> has_inverse(np.eye(2)), has_inverse(np.ones((2, 2)))
    (True, False)
    """
    sd = np.sqrt(np.maximum(np.diagonal(covariance), 0))
    if not (sd > 0).all():  # nan as well
        return False
    return bool(np.linalg.eigvalsh(covariance / np.outer(sd, sd)).min() > NO_INVERSE)


def _average_d(means: ScoreMeans, pairs: DomainPairs) -> tuple[FloatArray, FloatArray]:
    """(G, P) d of each pair in units of the average sd, and its standard error."""
    k, total = means.mean.shape[1], means.moments.group_u
    first, second = pairs.first, pairs.second
    with np.errstate(invalid="ignore", divide="ignore"):
        unit = np.sqrt((means.sd[:, first] ** 2 + means.sd[:, second] ** 2) / 2)
        d = np.where(unit > 0, pairs.estimate / unit, np.nan)
    se = np.full(d.shape, np.nan)
    for group in np.flatnonzero([note is None for note in means.notes]):
        n, centred = means.n[group], means.mean[group] - means.moments.centre
        b = np.zeros((first.size, total.shape[1]))
        with np.errstate(invalid="ignore", divide="ignore"):
            for one, sign in ((first, 1.0), (second, -1.0)):
                rows = np.arange(first.size)
                squares = n / (n - 1) * d[group] / (4 * unit[group] ** 2)
                b[rows, 1 + one] = sign / unit[group] + 2 * centred[one] * squares
                b[rows, 1 + k + one] = -squares
        b[:, 0] = -(b[:, 1:] @ total[group, 1:]) / total[group, 0]
        where = np.full(first.size, group)
        variance = np.diagonal(means.covariance_of.of(where, b / total[group, 0]))
        se[group] = np.sqrt(np.maximum(variance, 0))
    return d, se
