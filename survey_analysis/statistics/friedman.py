"""Which domains stand higher in the order that each respondent's own scores have?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from survey_analysis.errors import check_confidence
from survey_analysis.findings import Note
from survey_analysis.statistics.domain_pairs import DomainPairs, domain_pairs
from survey_analysis.statistics.paired_means import EqualMeans, equal_means
from survey_analysis.statistics.ranks import ENOUGH
from survey_analysis.statistics.score_means import ScoreMeans, score_means
from survey_analysis.statistics.within_share import WithinShare, within_share
from survey_analysis.tables.score_moments import ScoreMoments


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Friedman:
    """The domains of the same respondents, compared by their ranks within each of them.

    Attributes
    ----------
    test : its name, "friedman" or, with a design, "domain_rank_wald_f".
    means : mean ranks, 1 for the lowest domain to k for the highest.
    equal : the test of all domains together: chi-square (no df2), or Wald's F.
    share : Kendall's W.
    pairs : every pair of domains: differences of mean ranks.
    """

    test: str
    means: ScoreMeans
    equal: EqualMeans
    share: WithinShare
    pairs: DomainPairs


def friedman(moments: ScoreMoments, *, confidence: float = 0.95) -> Friedman:
    """Do respondents tend to order their own domains alike?

    Parameters
    ----------
    moments : ranks of two domains or more (`survey.score_moments(domains, ranked=True)`).
    confidence : share between 0 and 1.

    Returns
    -------
    Friedman

    Missing data
    ------------
    Respondents with a score in every domain. Respondents whose scores are all equal are counted:
    they speak for no order. Where that is everybody, nothing is computed. Below ten respondents a
    note says that the p-value is rough.

    Formula
    -------
    Without a design `chi2 = n (k - 1) W` on k - 1 degrees of freedom, with
    `W = sum (R_j - (k+1)/2)^2 / mean sum (r_j - (k+1)/2)^2`, ties averaged: Friedman's statistic
    with the correction for ties. With one the F of `paired_means.equal_means` on the mean ranks.
    Pairs are linearized: `domain_pairs.domain_pairs`. Interval of W: `within_share`.

    Source
    ------
    Friedman (1937), Journal of the American Statistical Association 32, 675-701,
    doi:10.1080/01621459.1937.10503522; Kendall and Babington Smith (1939), Annals of Mathematical
    Statistics 10, 275-287, doi:10.1214/aoms/1177732186.

    Verified against
    ----------------
    R 4.2.2 `friedman.test`; survey 4.1-1 `svymean` of the ranks: tests/reference/paired.json.

    Examples
    --------
    >>> from survey_analysis.tables.score_moments import tabulate_scores
    >>> support = np.arange(1.0, 6.0)
    >>> codes = np.array([[4, 2, 0], [3, 3, 1], [4, 1, 2], [2, 1, 0], [3, 1, 1]])
    >>> scores = [(c, support) for c in codes.T]
    >>> found = friedman(tabulate_scores(scores, 3.0, None, ("",), ranked=True))
    >>> found.means.mean, found.equal.statistic, found.share.estimate
    (array([[2.9, 1.8, 1.3]]), array([7.44444444]), array([0.74444444]))
    """
    check_confidence(confidence)
    means = score_means(moments)
    share = within_share(means, confidence)
    return Friedman(
        test="domain_rank_wald_f" if means.by_design else "friedman",
        means=means,
        equal=equal_means(means) if means.by_design else _chi_square(means, share),
        share=share,
        pairs=domain_pairs(means, confidence),
    )


def _chi_square(means: ScoreMeans, share: WithinShare) -> EqualMeans:
    k = means.mean.shape[1]
    notes = list(means.notes)
    for group in np.flatnonzero(means.spread == 0):
        notes[group] = notes[group] or Note("SA773", "warning")
    defined = np.array([note is None for note in notes])
    for group in np.flatnonzero(defined & (means.n < ENOUGH)):
        notes[group] = Note("SA329", values={"n": int(means.n[group])})
    statistic = np.where(defined, means.n * (k - 1) * share.estimate, np.nan)
    df1 = np.where(defined, k - 1.0, np.nan)
    return EqualMeans(
        statistic=statistic,
        df1=df1,
        df2=np.full(df1.shape, np.nan),
        p_value=special.chdtrc(df1, statistic),
        notes=tuple(notes),
    )
