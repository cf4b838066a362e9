"""Do groups answer an item differently at the same rest score? Mantel's tests, and by how much."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from survey_analysis.findings import Note
from survey_analysis.tables.counts import FloatArray
from survey_analysis.tables.item_by_rest import ItemByRest

MOST_DF = 2000
"""The general test works on a matrix of so many rows at most: (groups - 1) x (answers - 1)."""

NO_VARIANCE = 1e-10
"""A share of the largest variance that is rounding: the direction holds no information."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MantelTest:
    """A test of an item across strata of respondents with the same rest score.

    Attributes
    ----------
    statistic : chi-square.
    df : degrees of freedom.
    p_value : upper tail.
    note : why there is no statistic, or None.
    """

    statistic: float
    df: float
    p_value: float
    note: Note | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MeanDifferences:
    """Standardized mean differences (SMD) of an item at the same rest score; arrays are (G,).

    Attributes
    ----------
    smd : each group minus all others, in standard deviations of the item; nan where undefined.
    largest : position of the group that is reported: the one that differs most; of two groups
        the smaller one, which is the focal group by custom.
    other : position of the group it is held against; -1 for all others.
    """

    smd: FloatArray
    largest: int
    other: int


def mantel(table: ItemByRest) -> MantelTest:
    """Do some groups give higher answers than others at the same rest score?

    Parameters
    ----------
    table : of an item, thin strata joined (`ItemByRest.joined`); the answers are the scores.

    Returns
    -------
    MantelTest
        Chi-square without continuity correction, on G - 1 degrees of freedom.

    Missing data
    ------------
    Respondents who answered all items. A stratum with one respondent, or in which all answered
    alike, says nothing. Where no stratum says anything the statistic is nan.

    Formula
    -------
    `F_g` the sum of the answers of group g in a stratum of n respondents with mean m and variance
    `s^2` (divisor n): `E F_g = n_g m`, `cov(F_g, F_h) = s^2 n_g (n [g = h] - n_h) / (n - 1)`, both
    summed over strata; `Q = (F - E F)' V^-1 (F - E F)`. For two groups it is Mantel's
    `(sum F - sum E F)^2 / sum Var F`.

    Source
    ------
    Mantel (1963), Journal of the American Statistical Association 58, 690-700,
    doi:10.1080/01621459.1963.10500879; Landis, Heyman and Koch (1978), International Statistical
    Review 46, 237-254, doi:10.2307/1402373; Zwick, Donoghue and Grima (1993), Journal of
    Educational Measurement 30, 233-251, doi:10.1111/j.1745-3984.1993.tb00425.x.

    Verified against
    ----------------
    R coin `cmh_test` with scores for the answers; for two answers `mantelhaen.test` without
    continuity correction: tests/reference/item_bias.json.

    Examples
    --------
    >>> import numpy as np
    >>> counts = np.array([[[4, 3, 1], [2, 3, 5.0]], [[2, 4, 6], [1, 2, 9.0]]])
    >>> table = ItemByRest(
    ...     rest=np.array([3, 4.0]), groups=("a", "b"), answers=np.array([1, 2, 3.0]), n=counts
    ... )
    >>> found = mantel(table)
    >>> round(found.statistic, 4), found.df
    (3.9887, 1.0)
    """
    n, a = table.n, table.answers
    by_group, by_answer = n.sum(axis=2), n.sum(axis=1)
    size = by_group.sum(axis=1)
    enough = size > 1
    n, by_group, by_answer, size = n[enough], by_group[enough], by_answer[enough], size[enough]
    mean = by_answer @ a / size
    variance = (by_answer * (a - mean[:, None]) ** 2).sum(axis=1) / size
    variance[(by_answer > 0).sum(axis=1) < 2] = 0  # and not the rounding of a mean
    distance = (n @ a - by_group * mean[:, None]).sum(axis=0)
    spread = _spread(by_group, variance / (size - 1))
    return _test(distance[:-1], spread[:-1, :-1])


def generalized_mantel_haenszel(table: ItemByRest) -> MantelTest:
    """Do groups answer an item differently in any way at the same rest score?

    It also sees what `mantel` does not: groups that differ in the spread of their answers. A
    difference that changes its sign with the rest score can still escape both.

    Parameters
    ----------
    table : of an item, thin strata joined; answers are categories without order.

    Returns
    -------
    MantelTest
        Chi-square on (G - 1)(C - 1) degrees of freedom, fewer where groups and answers meet in
        too few strata.

    Missing data
    ------------
    As `mantel`.

    Formula
    -------
    `n_gc` of a stratum of n: `E = n_g n_c / n`,
    `cov(n_gc, n_hd) = n_g (n [g = h] - n_h) n_c (n [c = d] - n_d) / (n^2 (n - 1))`, both summed
    over strata; `Q` as `mantel`, without the last group and answer.

    Source
    ------
    Landis, Heyman and Koch (1978), International Statistical Review 46, 237-254,
    doi:10.2307/1402373; Somes (1986), The American Statistician 40, 106-108,
    doi:10.1080/00031305.1986.10475369.

    Verified against
    ----------------
    R 4.2.2 `mantelhaen.test`: tests/reference/item_bias.json.
    """
    n = table.n[table.n.sum(axis=(1, 2)) > 1]
    df = (n.shape[1] - 1) * (n.shape[2] - 1)
    if df > MOST_DF:
        return _nothing()
    by_group, by_answer = n.sum(axis=2), n.sum(axis=1)
    size = by_group.sum(axis=1)
    expected = by_group[:, :, None] * by_answer[:, None, :] / size[:, None, None]
    distance = (n - expected).sum(axis=0)[:-1, :-1].ravel()
    spread = np.zeros((df, df))
    for groups, answers, total in zip(by_group, by_answer, size, strict=True):
        of_groups = _spread(groups[None], np.array([1 / (total - 1)]))[:-1, :-1]
        of_answers = _spread(answers[None], np.array([1 / total**2]))[:-1, :-1]
        spread += np.kron(of_groups, of_answers)
    return _test(distance, spread)


def standardized_mean_differences(table: ItemByRest) -> MeanDifferences:
    """By how much does each group answer higher than all others at the same rest score?

    Parameters
    ----------
    table : of an item, thin strata joined.

    Returns
    -------
    MeanDifferences
        One value per group; of two groups each is held against the other.

    Missing data
    ------------
    Strata without a respondent of the group, or with nobody else, are left out for that group.

    Formula
    -------
    `sum_k w_k (mean_Fk - mean_Rk) / sd`, with F the group, R all others, k the strata, `w_k` the
    share of F that is in the stratum, and `sd` the pooled standard deviation of the item within
    F and R.

    Source
    ------
    Dorans and Schmitt (1991), Constructed response and differential item functioning, ETS Research
    Report 91-47, doi:10.1002/j.2333-8504.1991.tb01414.x; in standard deviations as Zwick, Thayer
    and Mazzeo (1997), Applied Measurement in Education 10, 321-344,
    doi:10.1207/s15324818ame1004_2.

    Verified against
    ----------------
    The formula written out respondent by respondent in R 4.2.2: tests/reference/item_bias.json.
    """
    a = table.answers - table.answers.mean() if table.answers.size else table.answers
    focal_n, focal_sum, focal_square = (table.n @ power for power in (a**0, a, a**2))
    n, total, square = (
        part.sum(axis=1, keepdims=True) - part for part in (focal_n, focal_sum, focal_square)
    )
    both = (focal_n > 0) & (n > 0)
    weight = np.where(both, focal_n, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        gap = np.where(both, focal_sum / focal_n - total / n, 0.0)
        within = _squares(focal_n, focal_sum, focal_square) + _squares(n, total, square)
        sd = np.sqrt(within / (focal_n.sum(axis=0) + n.sum(axis=0) - 2))
        smd = (weight * gap).sum(axis=0) / weight.sum(axis=0) / sd
    smd[~np.isfinite(smd)] = np.nan
    sizes = focal_n.sum(axis=0)
    if sizes.size == 2:
        smaller = int(sizes[0] < sizes[1])
        return MeanDifferences(smd=smd, largest=1 - smaller, other=smaller)
    return MeanDifferences(smd=smd, largest=int(np.argmax(np.nan_to_num(np.abs(smd)))), other=-1)


def _squares(n: FloatArray, total: FloatArray, square: FloatArray) -> FloatArray:
    """(G,) sum of squared distances from the mean over all strata."""
    squares: FloatArray = square.sum(axis=0) - total.sum(axis=0) ** 2 / n.sum(axis=0)
    return np.where(squares > NO_VARIANCE * square.sum(axis=0), squares, 0.0)


def _spread(sizes: FloatArray, factor: FloatArray) -> FloatArray:
    """`sum_k f_k n_g (n [g = h] - n_h)`: the covariances of drawing without replacement."""
    scaled = sizes * factor[:, None]
    diagonal = np.diag((scaled * sizes.sum(axis=1, keepdims=True)).sum(axis=0))
    spread: FloatArray = diagonal - scaled.T @ sizes
    return spread


def _test(distance: FloatArray, spread: FloatArray) -> MantelTest:
    """The quadratic form over the directions that hold information."""
    variance = np.diag(spread)
    kept = variance > NO_VARIANCE * variance.max(initial=0)
    if not kept.any():
        return _nothing()
    sd = np.sqrt(variance[kept])
    statistic, df = _quadratic_form(
        distance[kept] / sd, spread[np.ix_(kept, kept)] / np.outer(sd, sd)
    )
    return MantelTest(
        statistic=statistic, df=df, p_value=float(special.chdtrc(df, statistic)), note=None
    )


def _quadratic_form(distance: FloatArray, correlation: FloatArray) -> tuple[float, float]:
    """`d' R^- d` and the rank of R: by Cholesky, and by eigenvalues where that meets a zero."""
    try:
        root = np.linalg.cholesky(correlation)
    except np.linalg.LinAlgError:
        root = np.zeros((1, 1))
    if np.diag(root).min() ** 2 > NO_VARIANCE:
        return float((np.linalg.solve(root, distance) ** 2).sum()), float(distance.size)
    values, vectors = np.linalg.eigh(correlation)
    informative = values > NO_VARIANCE * values[-1]
    along = (vectors.T @ distance)[informative]
    return float((along**2 / values[informative]).sum()), float(informative.sum())


def _nothing() -> MantelTest:
    nan = float("nan")
    return MantelTest(statistic=nan, df=nan, p_value=nan, note=Note("SA384", "warning"))
