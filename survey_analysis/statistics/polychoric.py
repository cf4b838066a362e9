"""How do the items of a domain correlate behind their categories? Polychoric correlations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from survey_analysis.findings import Note
from survey_analysis.statistics.polychoric_estimation import two_step_estimates
from survey_analysis.statistics.polychoric_likelihood import BoolArray
from survey_analysis.statistics.reliability_intervals import NOTHING
from survey_analysis.tables.counts import FloatArray
from survey_analysis.tables.pairs import PairCounts

LEAST = 2
"""A correlation needs so many respondents."""

INDEFINITE = 1e-9
"""Eigenvalues between this and its negative are zero but for rounding."""

CAUTION = Note("SA337")
"""What has to be said wherever ordinal alpha is shown (Chalmers 2018)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PolychoricResult:
    """Polychoric correlations of the k items of a domain in each of G groups.

    Attributes
    ----------
    n : (G,) respondents behind the numbers: with all items answered, or with any.
    pair_n : (G, k, k) respondents behind each correlation.
    correlation : (G, k, k); 1 on the diagonal, nan where undefined.
    thresholds : (G, k, m - 1) between neighbouring categories on the scale of the normal
        variable, m the largest number of categories; nan beyond those of an item. Categories
        that nobody chose have equal thresholds, or infinite ones at the ends.
    at_end : (G, k, k) correlations that the data push to the end of their range, ±1.
    positive_definite : (G,) whether the matrix is one that real correlations could have; False
        where it is undefined.
    constant_items : for each group, positions of the items without variance, be it only among
        those who answered one of the others.
    notes : for each group, the gravest reason why something is nan or doubtful, or None.
    """

    n: FloatArray
    pair_n: FloatArray
    correlation: FloatArray
    thresholds: FloatArray
    at_end: BoolArray
    positive_definite: BoolArray
    constant_items: tuple[tuple[int, ...], ...]
    notes: tuple[Note | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrdinalAlphaResult:
    """Ordinal alpha of a domain in each of G groups.

    Attributes
    ----------
    n_items : items of the domain.
    n : (G,) respondents behind the numbers.
    alpha : (G,) ordinal alpha.
    mean_r : (G,) mean polychoric correlation between items.
    notes : for each group, the gravest reason why something is nan or doubtful, or None.
    caution : what has to be said beside the number.
    """

    n_items: int
    n: FloatArray
    alpha: FloatArray
    mean_r: FloatArray
    notes: tuple[Note | None, ...]
    caution: Note = CAUTION


def polychoric_correlations(pairs: PairCounts) -> PolychoricResult:
    """How do normal variables correlate, if each item is one of them cut into categories?

    Parameters
    ----------
    pairs : joint tables of a domain, reverse items turned. Made with `complete=True` every
        number is of the same respondents. With `complete=False` a correlation is of those who
        answered both items, and the thresholds of an item are of all who answered it.

    Returns
    -------
    PolychoricResult, one entry for every group of the table, the last one (no group) included.

    Missing data
    ------------
    See `pairs`. Categories that nobody chose are left out. No cell is "corrected" for being
    empty. A pair that fewer than two respondents answered, or with an item to which everybody
    gave the same answer, has no correlation. Where the likelihood rises up to the end, as in a
    table of two copies of an item, the correlation is ±1 and `at_end` says so.

    Formula
    -------
    Two steps: thresholds `Phi^-1` of the cumulative marginal shares; then, for each pair, the rho
    that maximizes `sum n_ij log p_ij(rho)` over the cells of the joint table, p_ij the
    probability of the rectangle between the thresholds. Weighted: sums of weights for n_ij.

    Source
    ------
    Olsson (1979), Psychometrika 44, 443-460, doi:10.1007/BF02296207.

    Verified against
    ----------------
    R lavaan 0.6-14 `lavCor(estimator = "two.step")` for complete answers, and for pairs the same
    likelihood maximized by R with pbivnorm: tests/reference/polychoric.json. lavaan adds 0.5 to
    empty cells of 2 x 2 tables; nothing is added here.

    Examples
    --------
    >>> import numpy as np
    >>> from survey_analysis.tables.pairs import tabulate
    >>> rows = np.repeat([[0, 0], [0, 1], [1, 0], [1, 1]], [40, 10, 20, 30], axis=0)
    >>> codes = (np.array([1.0, 2.0]),) * 2
    >>> pairs = tabulate(list(rows.T), codes, None, ("",), complete=True)
    >>> polychoric_correlations(pairs).correlation.round(3)
    array([[[1.   , 0.607],
            [0.607, 1.   ]]])
    """
    found = two_step_estimates(pairs.w, pairs.sizes)
    correlation = np.where(pairs.pair_n < LEAST, np.nan, found.correlation)
    smallest = _smallest_eigenvalues(correlation)
    enough = pairs.pair_n.min(axis=(1, 2)) >= LEAST
    alike = ~np.asarray(pairs.pair_varies.all(axis=2)) & enough[:, None]
    constant = tuple(tuple(int(item) for item in np.flatnonzero(row)) for row in alike)
    sizes = np.asarray(pairs.sizes)[:, None]
    beyond = np.arange(found.thresholds.shape[2]) >= sizes - 1
    return PolychoricResult(
        n=pairs.n_used,
        pair_n=pairs.pair_n,
        correlation=correlation,
        thresholds=np.where(beyond, np.nan, found.thresholds),
        at_end=found.at_end,
        positive_definite=smallest > INDEFINITE,
        constant_items=constant,
        notes=tuple(
            _why_undefined(pairs, group, constant[group])
            or _why_doubtful(found.at_end[group], float(smallest[group]))
            for group in range(len(pairs.groups))
        ),
    )


def ordinal_alpha(pairs: PairCounts) -> OrdinalAlphaResult:
    """How reliable would the sum of the normal variables behind the items be?

    Not of the sum of the answers: nobody can observe that other sum. See `CAUTION`.

    Parameters
    ----------
    pairs : joint tables of a domain, reverse items turned.

    Returns
    -------
    OrdinalAlphaResult, one entry for every group of the table.

    Missing data
    ------------
    As in `polychoric_correlations`. One undefined correlation leaves alpha undefined.

    Formula
    -------
    `k r / (1 + (k - 1) r)` with r the mean polychoric correlation of the k items.

    Source
    ------
    Zumbo, Gadermann and Zeisser (2007), Journal of Modern Applied Statistical Methods 6, 21-29,
    doi:10.22237/jmasm/1177992180. The caution: Chalmers (2018), Educational and Psychological
    Measurement 78, 1056-1071, doi:10.1177/0013164417727036.

    Verified against
    ----------------
    Standardized alpha of lavaan's correlations: tests/reference/polychoric.json.

    Examples
    --------
    >>> import numpy as np
    >>> from survey_analysis.tables.pairs import tabulate
    >>> rows = np.repeat([[0, 0], [0, 1], [1, 0], [1, 1]], [40, 10, 20, 30], axis=0)
    >>> codes = (np.array([1.0, 2.0]),) * 2
    >>> pairs = tabulate(list(rows.T), codes, None, ("",), complete=True)
    >>> ordinal_alpha(pairs).alpha.round(3)
    array([0.756])
    """
    found = polychoric_correlations(pairs)
    mean_r, alpha = alpha_of_correlations(found.correlation)
    return OrdinalAlphaResult(
        n_items=pairs.n_items, n=found.n, alpha=alpha, mean_r=mean_r, notes=found.notes
    )


def ordinal_alphas(
    grams: FloatArray, sizes: Sequence[int], *, start: FloatArray | None = None
) -> FloatArray:
    """Ordinal alpha of many tables at once, such as those of a bootstrap.

    Parameters
    ----------
    grams : (B, C, C) joint tables of all pairs, as in `PairCounts.w`.
    sizes : (k,) categories of each item, as in `PairCounts.sizes`.
    start : (k, k) correlations of the whole sample, from which the search begins.

    Returns
    -------
    (B,) ordinal alpha, nan where a correlation is undefined.
    """
    return alpha_of_correlations(two_step_estimates(grams, sizes, start=start).correlation)[1]


def alpha_of_correlations(correlation: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The mean correlation (...) and the standardized alpha (...) of matrices (..., k, k)."""
    k = correlation.shape[-1]
    if k < 2:
        nothing = np.full(correlation.shape[:-2], np.nan)
        return nothing, nothing
    mean_r = correlation[..., ~np.eye(k, dtype=np.bool_)].mean(axis=-1)
    spread = 1 + (k - 1) * mean_r
    alpha = np.divide(k * mean_r, spread, out=np.full_like(spread, np.nan), where=spread > NOTHING)
    return mean_r, alpha


def _smallest_eigenvalues(correlation: FloatArray) -> FloatArray:
    smallest = np.full(len(correlation), np.nan)
    for group in np.flatnonzero(np.isfinite(correlation).all(axis=(1, 2))):
        smallest[group] = np.linalg.eigvalsh(correlation[group])[0]
    return smallest


def _why_undefined(pairs: PairCounts, group: int, constant: tuple[int, ...]) -> Note | None:
    """Why a correlation of the group is undefined, or None."""
    n, least = int(pairs.n_used[group]), int(pairs.pair_n[group].min())
    if n == 0 and (not pairs.complete or pairs.n_total[group] == 0):
        return Note("SA301", "warning")
    if least < LEAST and pairs.complete:
        values = {"n": n, "n_total": int(pairs.n_total[group]), "needed": LEAST}
        return Note("SA302", "warning", values)
    if least < LEAST:
        return Note("SA311", "warning", {"n": least, "needed": LEAST})
    if pairs.n_items < 2:
        return Note("SA340", "warning")
    if constant:
        items = ", ".join(str(item + 1) for item in constant)
        return Note("SA341", "warning", {"items": items})
    return None


def _why_doubtful(at_end: BoolArray, smallest: float) -> Note | None:
    """What to know about correlations that are all there."""
    if smallest < -INDEFINITE:
        return Note("SA358", "warning", {"smallest": f"{smallest:.3f}"})
    ends = int(at_end.sum()) // 2
    return Note("SA357", "warning", {"n": ends}) if ends else None
