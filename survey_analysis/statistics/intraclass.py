"""How alike are respondents of the same group? Intraclass correlation and design effect."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from survey_analysis.errors import check_confidence
from survey_analysis.findings import Note
from survey_analysis.statistics.design_variance import design_of
from survey_analysis.tables.counts import Counts

EXACT = 1e-20
"""A sum of squares of so small a share is rounding."""

FEW_GROUPS = 10
"""With fewer groups the correlation says little about other groups."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intraclass:
    """The correlation of two respondents of the same group.

    Attributes
    ----------
    n_groups : groups with respondents.
    icc, icc_ci_low, icc_ci_high : intraclass correlation and its interval; below 0 where groups
        differ less than chance makes them.
    deff : design effect of a mean if the groups had been drawn as clusters.
    note : why there is none, or that the groups are few, or None.
    """

    n_groups: int
    icc: float
    icc_ci_low: float
    icc_ci_high: float
    deff: float
    note: Note | None


def intraclass_correlation(counts: Counts, *, confidence: float = 0.95) -> Intraclass:
    """How alike are respondents of the same group, such as a region?

    Parameters
    ----------
    counts : table of an outcome by groups; the values are used as numbers.
    confidence : share between 0 and 1.

    Returns
    -------
    Intraclass

    Missing data
    ------------
    Respondents without an answer or a group are not used. nan, with the reason, with fewer than
    two groups, and where no group has two respondents who differ.

    Formula
    -------
    Analysis of variance: `icc = (F - 1) / (F + n0 - 1)`, F the ratio of the mean squares between
    and within k groups, `n0 = (N - sum n^2 / N) / (k - 1)`. With weights the means and variances
    are weighted and n is Kish's effective n of the group. Interval: `(r - 1) / (r + n0 - 1)` with
    `r = F / q`, q the quantiles of F on k - 1 and N - k; exact for normal answers in groups of
    equal size. It knows neither strata nor clusters. `deff = 1 + (m - 1) icc`, `m = sum n^2 / N`
    of the respondents (the size of the group in which a respondent is on average), with an icc of
    0 where it is below.

    Source
    ------
    Searle (1971), Linear Models, Wiley, section 9.9; for unequal sizes Thomas and Hultquist (1978),
    Annals of Statistics 6, 582-587, and Donner (1979), American Journal of Epidemiology 110,
    335-342; Kish (1965), Survey Sampling, Wiley, section 5.4.

    Verified against
    ----------------
    R 4.2.2 `anova(lm())` and `qf`, as R's ICC `ICCest(CI.type = "THD")` has it,
    tests/reference/adjusted.json. The weighted version has no
    counterpart in R; with equal weights it is the unweighted one.

    Examples
    --------
    >>> from survey_analysis.tables.counts import from_tables
    >>> found = intraclass_correlation(from_tables([1, 2], ("a", "b"), [[8, 2], [2, 8]]))
    >>> round(found.icc, 4), round(found.deff, 4)
    (0.4771, 5.2941)
    """
    check_confidence(confidence)
    weighted = design_of(counts) is not None
    named = counts.named
    part = named.keep(np.flatnonzero(named.group_n > 0))
    k = len(part.groups)
    if k < 2:
        return _none(k, Note("SA322", "warning", {"n": k}))
    w = part.group_w if weighted else part.group_n
    n = w**2 / part.group_w2 if weighted else w
    per_cell = part.cell_w if weighted else part.cell_n
    mean = part.by_group(per_cell * part.cell_values) / w
    squares = part.by_group(per_cell * (part.cell_values - mean[part.cell_group]) ** 2) / w
    total, within = n.sum(), (n * squares).sum()
    if within <= EXACT * (n * mean**2).sum():
        return _none(k, Note("SA328", "warning"))
    between = (n * (mean - n @ mean / total) ** 2).sum()
    f = (between / (k - 1)) / (within / (total - k))
    n0 = (total - (n**2).sum() / total) / (k - 1)
    tail = (1 - confidence) / 2
    low, icc, high = (
        (r - 1) / (r + n0 - 1)
        for r in (
            f / special.fdtri(k - 1, total - k, 1 - tail),
            f,
            f / special.fdtri(k - 1, total - k, tail),
        )
    )
    size = (part.group_n**2).sum() / part.group_n.sum()
    return Intraclass(
        n_groups=k,
        icc=float(icc),
        icc_ci_low=float(low),
        icc_ci_high=float(high),
        deff=float(1 + (size - 1) * max(icc, 0.0)),
        note=Note("SA765", "note", {"n": k}) if k < FEW_GROUPS else None,
    )


def _none(n_groups: int, why: Note) -> Intraclass:
    nothing = float("nan")
    return Intraclass(
        n_groups=n_groups,
        icc=nothing,
        icc_ci_low=nothing,
        icc_ci_high=nothing,
        deff=nothing,
        note=why,
    )
