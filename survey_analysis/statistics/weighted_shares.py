"""How sure are shares of respondents who were weighted, or drawn in a design?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from survey_analysis.statistics.design_variance import df_of_groups
from survey_analysis.statistics.group_variances import group_variances
from survey_analysis.statistics.interval import Interval, korn_graubard, t_quantile
from survey_analysis.tables.counts import BoolArray, Counts, FloatArray


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class DesignShares:
    """Shares of every group with variances by the design; (G, k) for k sets of values.

    Attributes
    ----------
    n : (G,) respondents with a valid answer.
    share : weighted shares of them; exactly 0 and 1 where nobody or everybody is counted.
    variance : of the shares, by the design; nan for groups of one.
    df : (G,) degrees of freedom.
    """

    n: FloatArray
    share: FloatArray
    variance: FloatArray
    df: FloatArray

    @property
    def deff(self) -> FloatArray:
        """(G, k) variance over that of as many respondents drawn one by one with equal weights."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return self.variance * (self.n[:, None] - 1) / (self.share * (1 - self.share))

    def effective_n(self, confidence: float) -> FloatArray:
        """(G, k) Korn and Graubard's effective number, at most n; n at shares of 0 and 1."""
        n, df = self.n[:, None], self.df[:, None]
        inside = (self.share > 0) & (self.share < 1)
        with np.errstate(invalid="ignore", divide="ignore"):
            of_variance = np.where(inside, self.share * (1 - self.share) / self.variance, np.inf)
            ratio = t_quantile(confidence, n - 1) / t_quantile(confidence, df)
            found = np.minimum(n, of_variance * ratio**2)
        defined = np.isfinite(self.variance) & (df > 0)
        return np.where(defined, found, np.nan)

    def interval(self, confidence: float) -> Interval:
        """(G, k) Korn and Graubard's interval."""
        return korn_graubard(self.share, self.effective_n(confidence), confidence)


def design_shares(counts: Counts, inside: BoolArray) -> DesignShares:
    """What share of each group gave one of some values, and how sure is it, by the design?

    Parameters
    ----------
    counts : table of an outcome with a sampling design (`design_of` is not None).
    inside : (k, C) for each of k sets of values, whether a cell of the counts is in it.

    Returns
    -------
    DesignShares
        Its `interval` is that of Korn and Graubard in the form of the NCHS.

    Missing data
    ------------
    Respondents without a valid answer are not counted. No variance and no interval for groups
    of one, for groups without degrees of freedom (all in one cluster of each stratum), and where
    the design gives no variance at all (`linearization.why_no_variance`).

    Formula
    -------
    `p = sum w 1[in] / W` with the influence `(1[in] - p) / W`, `v(p)` by
    `group_variances.group_variances`.
    Effective number `min(n, n_e (t(n-1) / t(df))^2)`, `n_e = p(1-p) / v(p)`; n at shares of 0
    and 1. Groups with an effective n (Kish) below 30 have HC3's variance and df = n_eff - 1.

    Source
    ------
    Korn and Graubard (1998), Survey Methodology 24, 193-201; Parker, Talih, Malec et al. (2017),
    National Center for Health Statistics Data Presentation Standards for Proportions, Vital and
    Health Statistics 2(175).

    Verified against
    ----------------
    R survey 4.1-1 `svyciprop(method = "beta")` with `subset` for groups, where the effective
    number is not cut at n (R does not cut it, and has no interval at 0 and 1):
    tests/reference/weighted_distributions.json.

    Examples
    --------
    >>> from survey_analysis.tables.counts import from_tables
    >>> counts = from_tables([1, 2, 3], ("a",), [[20, 50, 30]], [[40, 50, 30]], [[90, 60, 40]])
    >>> found = design_shares(counts, (counts.cell_values >= 2)[None, :])
    >>> found.share, found.interval(0.95).low
    (array([[0.66666667]]), array([[0.53546456]]))
    """
    n, w, group = counts.group_n, counts.group_w, counts.cell_group
    share = np.full((len(inside), n.size), np.nan)
    for place, chosen in enumerate(inside):
        n_in, w_in = (
            counts.by_group(np.where(chosen, one, 0.0)) for one in (counts.cell_n, counts.cell_w)
        )
        with np.errstate(invalid="ignore", divide="ignore"):
            share[place] = np.where(n_in == n, np.where(n > 0, 1.0, np.nan), w_in / w)
    variance = group_variances(counts, (inside - share[:, group]) / w[group])
    return DesignShares(
        n=n,
        share=share.T,
        variance=np.where(n > 1, np.maximum(variance, 0), np.nan).T,
        df=df_of_groups(counts),
    )
