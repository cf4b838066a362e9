"""Are several numbers all zero? Wald's F test, with the reason where there is none."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from survey_analysis.findings import Note
from survey_analysis.tables.counts import FloatArray

TOLD_BY_OTHERS = 1e-9
"""A direction of so small a share of the variance is rounding: other numbers tell all of it."""


ROUNDING = 1e-12
"""So small a part of the numbers that something was made of is an error of arithmetic."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class JointTest:
    """A Wald F test that several numbers are all 0; nan, with the reason, where there is none."""

    statistic: float
    df1: float
    df2: float
    p_value: float
    why: Note | None = None


def nothing_tested(why: Note) -> JointTest:
    """A test without a result."""
    nothing = float("nan")
    return JointTest(statistic=nothing, df1=nothing, df2=nothing, p_value=nothing, why=why)


def contrast_covariance(contrasts: FloatArray, covariance: FloatArray) -> FloatArray:
    """(q, q) covariance of contrasts (q, p) of numbers with a covariance (p, p).

    The variance of a contrast that does not vary is exactly 0, and not what rounding leaves.

    Example
    -------
    >>> same = np.full((2, 2), 0.1) * np.outer([1, 3], [1, 3])
    >>> contrast_covariance(np.array([[3.0, -1.0], [0.0, 1.0]]), same)
    array([[0. , 0. ],
           [0. , 0.9]])
    """
    found = np.asarray(contrasts @ covariance @ contrasts.T)
    parts = np.abs(contrasts) @ np.abs(covariance)
    size = (parts * np.abs(contrasts)).sum(axis=1)
    nothing = np.diagonal(found) <= ROUNDING * size
    found[nothing] = found[:, nothing] = 0.0
    return found


def joint_test(
    estimate: FloatArray, covariance: FloatArray, df: float, why: Note | None = None
) -> JointTest:
    """Are q numbers all 0?

    Parameters
    ----------
    estimate, covariance : (q,) and (q, q).
    df : second degrees of freedom.
    why : why there is no covariance, if so.

    Returns
    -------
    JointTest
        nan where the covariance does not tell the numbers apart.

    Formula
    -------
    `F = e' V^-1 e / q` on q and df.

    Source
    ------
    Wald (1943), Transactions of the American Mathematical Society 54, 426-482,
    doi:10.1090/S0002-9947-1943-0012401-3.

    Verified against
    ----------------
    R survey 4.1.1 `regTermTest`, emmeans 1.8.4 `joint_tests`, tests/reference/adjusted.json.

    Examples
    --------
    >>> joint_test(np.array([1.0, 2.0]), np.eye(2), 20.0).statistic
    2.5
    """
    if why is not None:
        return nothing_tested(why)
    scale = np.sqrt(np.maximum(np.diagonal(covariance), 0))
    if not (np.isfinite(covariance).all() and (scale > 0).all() and df > 0):
        return nothing_tested(Note("SA763", "warning"))
    size, vectors = np.linalg.eigh(covariance / (scale[:, None] * scale))
    if size[0] < TOLD_BY_OTHERS * size[-1]:
        return nothing_tested(Note("SA763", "warning"))
    statistic = float(((vectors.T @ (estimate / scale)) ** 2 / size).sum() / size.size)
    return JointTest(
        statistic=statistic,
        df1=float(size.size),
        df2=df,
        p_value=float(special.fdtrc(size.size, df, statistic)),
    )
