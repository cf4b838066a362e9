"""Means of several domains, or of their ranks within respondents, and how they vary together."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from survey_analysis.findings import Note
from survey_analysis.statistics.design_variance import joint_df
from survey_analysis.statistics.linearization import why_no_variance
from survey_analysis.statistics.score_covariance import ScoreCovariance
from survey_analysis.tables.counts import FloatArray
from survey_analysis.tables.score_moments import ScoreMoments


@dataclass(frozen=True, eq=False, kw_only=True)
class ScoreMeans:
    """Means of k domains in each group, with how they vary from sample to sample.

    Attributes
    ----------
    moments : the table they are made of.
    n, sum_w, n_eff : (G,) respondents with a score in every domain, sum of weights, Kish's n.
    mean, sd : (G, k) of the scores or ranks.
    covariance : (G, k, k) of the means.
    df : (G,) degrees of freedom.
    spread : (G,) mean of `s`, the sum of squares of a respondent's scores about their own mean.
    covariance_of : where the covariance of anything else that is made of the scores comes from.
    """

    moments: ScoreMoments
    n: FloatArray
    sum_w: FloatArray
    n_eff: FloatArray
    mean: FloatArray
    sd: FloatArray
    covariance: FloatArray
    df: FloatArray
    spread: FloatArray
    covariance_of: ScoreCovariance

    @property
    def by_design(self) -> bool:
        """Whether the covariances are those of a sampling design."""
        return self.moments.complete.design is not None

    @property
    def se(self) -> FloatArray:
        """(G, k) standard errors of the means."""
        return np.sqrt(np.maximum(np.diagonal(self.covariance, axis1=1, axis2=2), 0))

    @cached_property
    def notes(self) -> tuple[Note | None, ...]:
        """For each group, why it has no variances, or None."""
        design = self.moments.complete.design
        why = None if design is None else why_no_variance(design.units)
        few = [Note("SA771", "warning", {"n": int(n)}) if n < 2 else why for n in self.n]
        free = Note("SA360", "warning")
        pairs = zip(few, self.df, strict=True)
        return tuple(note if note or df > 0 else free for note, df in pairs)


def score_means(moments: ScoreMoments) -> ScoreMeans:
    """Where do the domains stand in each group, and how do their means vary together?

    Parameters
    ----------
    moments : of scores, or of the ranks of a respondent's scores among each other.

    Returns
    -------
    ScoreMeans

    Missing data
    ------------
    Only respondents with a score in every domain; all others stay in the sample where there is
    a design. nan for groups without any, and no variances for groups of one.

    Formula
    -------
    `m_j = sum w y_j / W`, with the influence `(y_j - m_j) / W`; covariances by
    `score_covariance`: without a design those of the textbook, `S / n` with divisor n - 1, and
    n - 1 degrees of freedom; with one as in `design_variance`. `sd_j^2 = n/(n-1) sum w (y_j -
    m_j)^2 / W`.

    Source
    ------
    Woodruff (1971), Journal of the American Statistical Association 66, 411-414,
    doi:10.1080/01621459.1971.10482279.

    Verified against
    ----------------
    R 4.2.2 `colMeans`, `cov`; survey 4.1-1 `svymean(~a + b + c)`, `vcov`:
    tests/reference/paired.json.

    Examples
    --------
    >>> from survey_analysis.tables.score_moments import tabulate_scores
    >>> support = np.arange(1.0, 6.0)
    >>> codes = np.array([[4, 2], [3, 3], [4, 1], [2, 1], [3, 1]])
    >>> found = score_means(tabulate_scores([(c, support) for c in codes.T], 3.0, None, ("",)))
    >>> found.mean, found.covariance
    (array([[4.2, 2.6]]), array([[[0.14, 0.01],
            [0.01, 0.16]]]))
    """
    complete, k = moments.complete, moments.n_domains
    total, n = moments.group_u, complete.group_n
    with np.errstate(invalid="ignore", divide="ignore"):
        first = total[:, 1 : k + 1] / total[:, :1]
        second = total[:, k + 1 : 2 * k + 1] / total[:, :1]
        unbiased = np.where(n > 1, n / (n - 1), np.nan)[:, None]
        sd = np.sqrt(np.maximum(second - first**2, 0) * unbiased)
        spread = total[:, -1] / total[:, 0]
        n_eff = complete.group_w**2 / complete.group_w2
    engine = ScoreCovariance(moments=moments)
    covariance = np.full((n.size, k, k), np.nan)
    for group in np.flatnonzero(n > 1):
        influence = np.zeros((k, total.shape[1]))
        influence[:, 1 : k + 1] = np.eye(k)
        influence[:, 0] = -first[group]
        rows = np.full(k, group)
        covariance[group] = engine.of(rows, influence / total[group, 0])
    return ScoreMeans(
        moments=moments,
        n=n,
        sum_w=complete.group_w,
        n_eff=n_eff,
        mean=first + moments.centre,
        sd=sd,
        covariance=covariance,
        df=_degrees(moments),
        spread=spread,
        covariance_of=engine,
    )


def _degrees(moments: ScoreMoments) -> FloatArray:
    """(G,) n - 1, or those of the design for each group."""
    complete = moments.complete
    if complete.design is None:
        return complete.group_n - 1
    return np.diagonal(joint_df(complete, np.zeros((len(complete.groups),) * 2)))
