"""Do groups differ in which of their domains stand higher?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from survey_analysis.findings import Note
from survey_analysis.statistics.design_variance import df_of_all
from survey_analysis.statistics.linearization import why_no_variance
from survey_analysis.statistics.paired_means import has_inverse
from survey_analysis.statistics.score_means import ScoreMeans
from survey_analysis.tables.counts import NO_GROUP, FloatArray, IntArray


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileDifferences:
    """A test of whether groups have the same profile of domains.

    Attributes
    ----------
    test : "profile_welch_james", or "profile_wald_f" where clusters were drawn.
    groups : labels of the groups that took part.
    statistic, df1, df2, p_value : F, its degrees of freedom and p; nan where there are none.
    notes : which groups were left out, or why nothing could be computed.
    """

    test: str
    groups: tuple[str, ...]
    statistic: float
    df1: float
    df2: float
    p_value: float
    notes: tuple[Note, ...]


def profile_differences(means: ScoreMeans) -> ProfileDifferences:
    """Do groups differ in which of their domains stand higher, whatever their level?

    That is the interaction of group and domain: whether a respondent's distances from their own
    mean over the domains are on average the same in all groups.

    Parameters
    ----------
    means : of k domains in the groups of a grouping.

    Returns
    -------
    ProfileDifferences

    Missing data
    ------------
    Respondents with a group and a score in every domain. Groups in which the differences between
    domains have no joint covariance (k - 1 degrees of freedom or fewer, no variance) are left out
    by name; with fewer than two groups left nothing is computed.

    Formula
    -------
    d: the k - 1 differences between neighbouring domains in each of g groups, V their covariance
    over all groups, R the contrasts of the groups with the first one, `f = (g - 1)(k - 1)`.
    `T = (R d)' (R V R')^-1 (R d)`. Respondents drawn one by one (also weighted or by strata):
    Welch's approximation as generalized by James and Johansen, `F = T / c` on f and
    `f (f + 2) / (3 A)`, `c = f + 2 A - 6 A / (f + 2)`, `A = sum_g [tr(M_g^2) + tr(M_g)^2] /
    (2 v_g)`, M_g the block of the group in `V R' (R V R')^-1 R` and v_g its degrees of freedom.
    Clusters: `F = (v - f + 1) / (v f) T` on f and v - f + 1, v the degrees of freedom of the whole
    design, because groups share clusters.

    Source
    ------
    Johansen (1980), Biometrika 67, 85-92, doi:10.1093/biomet/67.1.85; Keselman, Carriere and
    Lix (1993), Journal of Educational Statistics 18, 305-319, doi:10.3102/10769986018004305;
    Korn and Graubard (1990), The American Statistician 44, 270-276,
    doi:10.1080/00031305.1990.10475737.

    Verified against
    ----------------
    R 4.2.2 by hand on `cov` and, with clusters, on `vcov(svyby(covmat = TRUE))`:
    tests/reference/paired.json. Two domains: `means.welch_anova` of their difference.

    Examples
    --------
    >>> from survey_analysis.statistics.score_means import score_means
    >>> from survey_analysis.tables.score_moments import tabulate_scores
    >>> support, group = np.arange(1.0, 6.0), np.array([0, 0, 0, 1, 1, 1])
    >>> codes = np.array([[4, 2], [3, 3], [4, 1], [2, 1], [3, 4], [1, 3]])
    >>> table = tabulate_scores([(c, support) for c in codes.T], 3.0, group, ("a", "b", ""))
    >>> found = profile_differences(score_means(table))
    >>> round(found.statistic, 6), found.df1, round(found.df2, 6)
    (3.5, 1.0, 4.0)
    """
    rows, notes, ready = _taking_part(means)
    apart = _apart(means, rows) if ready else None
    if ready and apart is None:
        notes = (*notes, Note("SA773", "warning"))
    statistic, df1, df2 = (float("nan"),) * 3
    if apart is not None:
        by_units = _clustered(means)
        found = _by_units(means, rows, apart) if by_units else _welch_james(means.df[rows], apart)
        (statistic, df2), df1 = found, apart.df
    return ProfileDifferences(
        test="profile_wald_f" if _clustered(means) else "profile_welch_james",
        groups=tuple(means.moments.groups[row] for row in rows),
        statistic=statistic,
        df1=df1,
        df2=df2,
        p_value=float(special.fdtrc(df1, df2, statistic)),
        notes=notes,
    )


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class _Apart:
    """How far the profiles of the groups lie apart.

    Attributes
    ----------
    statistic : T.
    df : f.
    share : (q, q) M.
    """

    statistic: float
    df: float
    share: FloatArray


def _taking_part(means: ScoreMeans) -> tuple[IntArray, tuple[Note, ...], bool]:
    """The groups that take part, what there is to say about the others, and whether it suffices."""
    labels, design = means.moments.groups, means.moments.complete.design
    why = None if design is None else why_no_variance(design.units)
    named = [row for row, label in enumerate(labels) if label != NO_GROUP]
    contrast = np.diff(np.eye(means.mean.shape[1]), axis=0)
    rows = [
        row
        for row in named
        if means.notes[row] is None
        and means.df[row] > len(contrast)
        and has_inverse(contrast @ means.covariance[row] @ contrast.T)
    ]
    left = [labels[row] for row in named if row not in rows]
    notes = [Note("SA777", values={"groups": ", ".join(left)})] if left and not why else []
    if why is not None:
        notes.append(why)
    elif len(rows) < 2:
        notes.append(Note("SA322", "warning", {"n": len(rows)}))
    elif _clustered(means) and _free(means, rows) <= 0:
        n = int(means.n[rows].sum())
        notes.append(Note("SA772", "warning", {"n": n, "domains": means.mean.shape[1]}))
    ready = not (notes and notes[-1].severity == "warning")
    return np.array(rows, dtype=np.intp), tuple(notes), ready


def _apart(means: ScoreMeans, rows: IntArray) -> _Apart | None:
    """How far the profiles of the groups lie apart; None where their covariance has no inverse."""
    k = means.mean.shape[1]
    contrast = np.diff(np.eye(k), axis=0)
    restriction = np.kron(np.diff(np.eye(rows.size), axis=0), np.eye(k - 1))
    covariance = _covariance(means, rows, contrast)
    between = restriction @ covariance @ restriction.T
    if not has_inverse(between):
        return None
    inverse = np.linalg.inv(between)
    d = restriction @ (means.mean[rows] @ contrast.T).ravel()
    return _Apart(
        statistic=float(d @ inverse @ d),
        df=float(d.size),
        share=covariance @ restriction.T @ inverse @ restriction,
    )


def _covariance(means: ScoreMeans, rows: IntArray, contrast: FloatArray) -> FloatArray:
    """(q, q) covariance of the differences between neighbours in all groups."""
    k, total = means.mean.shape[1], means.moments.group_u[rows]
    influence = np.zeros((rows.size, k - 1, total.shape[1]))
    influence[:, :, 1 : k + 1] = contrast
    influence[:, :, 0] = -(total[:, 1 : k + 1] @ contrast.T) / total[:, :1]
    influence /= total[:, :1, None]
    where = np.repeat(rows, k - 1)
    return means.covariance_of.of(where, influence.reshape(where.size, -1))


def _clustered(means: ScoreMeans) -> bool:
    design = means.moments.complete.design
    return design is not None and design.units.clustered


def _free(means: ScoreMeans, rows: Sequence[int]) -> float:
    """The second degrees of freedom of a test on the sampling units of all groups."""
    f = (len(rows) - 1) * (means.mean.shape[1] - 1)
    return float(df_of_all(means.moments.complete.keep(rows)) - f + 1)


def _by_units(means: ScoreMeans, rows: IntArray, apart: _Apart) -> tuple[float, float]:
    """F and its second degrees of freedom, on the sampling units of all groups."""
    df2 = _free(means, rows.tolist())
    return float(df2 / ((df2 + apart.df - 1) * apart.df) * apart.statistic), df2


def _welch_james(df: FloatArray, apart: _Apart) -> tuple[float, float]:
    """F and its second degrees of freedom, on those of each group."""
    f, size = apart.df, apart.share.shape[0] // df.size
    a = 0.0
    for place, free in enumerate(df):
        own = slice(place * size, (place + 1) * size)
        block = apart.share[own, own]
        a += (np.trace(block @ block) + np.trace(block) ** 2) / (2 * free)
    c = f + 2 * a - 6 * a / (f + 2)
    return float(apart.statistic / c), float(f * (f + 2) / (3 * a))
