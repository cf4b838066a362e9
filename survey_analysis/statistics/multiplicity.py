"""Which of many p-values would still be small if all were by chance?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
import numpy.typing as npt

from survey_analysis.tables.counts import FloatArray

Adjustment = Literal["holm", "fdr_bh", "none"]
"""By what the p-values of a family are adjusted."""


def holm(p: npt.ArrayLike) -> FloatArray:
    """How large are p-values when the chance of any false finding is to be kept?

    Parameters
    ----------
    p : (M,) p-values of one family.

    Returns
    -------
    (M,) array
        Adjusted p-values, in the order given, at most 1.

    Missing data
    ------------
    nan is no member of the family and stays nan.

    Formula
    -------
    `max over j <= i of min(1, (m - j + 1) p_(j))`, p sorted rising, m members.

    Source
    ------
    Holm (1979), Scandinavian Journal of Statistics 6, 65-70.

    Verified against
    ----------------
    R 4.2.2 `p.adjust(method = "holm")`, tests/reference/groups.json; statsmodels `multipletests`.

    Examples
    --------
    >>> holm([0.01, 0.04, 0.03])
    array([0.03, 0.06, 0.06])
    """
    return _adjusted(p, lambda rising, m: np.maximum.accumulate(rising * (m - np.arange(m))))


def benjamini_hochberg(p: npt.ArrayLike) -> FloatArray:
    """How large are p-values when the share of false findings among findings is to be kept?

    Parameters
    ----------
    p : (M,) p-values of one family.

    Returns
    -------
    (M,) array
        Adjusted p-values, in the order given, at most 1.

    Missing data
    ------------
    nan is no member of the family and stays nan.

    Formula
    -------
    `min over j >= i of min(1, m p_(j) / j)`, p sorted rising, m members.

    Source
    ------
    Benjamini and Hochberg (1995), Journal of the Royal Statistical Society B 57, 289-300,
    doi:10.1111/j.2517-6161.1995.tb02031.x.

    Verified against
    ----------------
    R 4.2.2 `p.adjust(method = "BH")`, tests/reference/groups.json; statsmodels `multipletests`.

    Examples
    --------
    >>> benjamini_hochberg([0.01, 0.04, 0.03])
    array([0.03, 0.04, 0.04])
    """

    def step_up(rising: FloatArray, m: int) -> FloatArray:
        scaled = rising * m / np.arange(1, m + 1)
        return np.minimum.accumulate(scaled[::-1])[::-1]

    return _adjusted(p, step_up)


def adjusted_p(p: npt.ArrayLike, adjust: Adjustment) -> FloatArray:
    """The p-values (M,) of one family, adjusted by `holm`, by `benjamini_hochberg`, or not.

    >>> adjusted_p([0.01, 0.04, 0.03], "none")
    array([0.01, 0.04, 0.03])
    """
    if adjust == "none":
        return np.asarray(p, dtype=np.float64)
    return holm(p) if adjust == "holm" else benjamini_hochberg(p)


def _adjusted(p: npt.ArrayLike, rule: Callable[[FloatArray, int], FloatArray]) -> FloatArray:
    values = np.asarray(p, dtype=np.float64)
    adjusted = np.full(values.shape, np.nan)
    members = np.flatnonzero(~np.isnan(values))
    order = members[np.argsort(values[members], kind="stable")]
    adjusted[order] = np.minimum(rule(values[order], order.size), 1.0)
    return adjusted
