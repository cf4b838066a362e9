"""How many dimensions do the items have beyond chance? Horn's parallel analysis."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from survey_analysis.statistics.independent_items import (
    polychoric_of_independent,
    wishart_correlations,
)
from survey_analysis.tables.counts import FloatArray

PERCENTILE = 95.0
"""A component counts when its eigenvalue exceeds this percentile of chance (Glorfeld 1995)."""

LEAST = 3
"""The correlation of fewer respondents is always ±1, so that nothing is beyond chance."""

REPLICATIONS = 1000
"""Data sets of independent items that are drawn, unless asked else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParallelAnalysis:
    """Eigenvalues of the correlations of k items in G groups, beside those of chance.

    Attributes
    ----------
    eigenvalues : (G, k) largest first; they add up to k. nan where a correlation is undefined.
    chance : (G, k) 95th percentile of each eigenvalue of independent items.
    components : (G,) how many of the first eigenvalues exceed it, one after the other; nan where
        undefined.
    replications : how many data sets of independent items were drawn.
    """

    eigenvalues: FloatArray
    chance: FloatArray
    components: FloatArray
    replications: int


def parallel_analysis(
    correlation: FloatArray,
    n: FloatArray,
    *,
    thresholds: FloatArray | None = None,
    replications: int = REPLICATIONS,
    rng: np.random.Generator,
) -> ParallelAnalysis:
    """How many components are stronger than those of items that have nothing in common?

    Parameters
    ----------
    correlation : (G, k, k) correlations of the items.
    n : (G, k, k) respondents behind each of them; in a weighted survey the effective number.
    thresholds : (G, k, m - 1) of polychoric correlations, as in `PolychoricResult`. None: the
        correlations are Pearson's.
    replications : data sets of independent items to draw.
    rng : where randomness comes from.

    Returns
    -------
    ParallelAnalysis, one entry for every group.

    Missing data
    ------------
    nan for a group with an undefined correlation; with a pair of fewer than three respondents
    there are eigenvalues, and no chance to judge them by.

    Formula
    -------
    `independent_items` draws the correlations of independent items: Pearson's from a Wishart
    matrix, polychoric ones from the same with the error that the categories add; no respondents
    are drawn, so that the cost does not depend on n, but where rare answers make that wrong. The
    percentile is Glorfeld's 95th, where Horn took the mean.

    Source
    ------
    Horn (1965), Psychometrika 30, 179-185, doi:10.1007/BF02289447; Glorfeld (1995), Educational
    and Psychological Measurement 55, 377-393, doi:10.1177/0013164495055003002.

    Verified against
    ----------------
    Data sets of independent answers, drawn and correlated one by one: see `independent_items`.

    Examples
    --------
    >>> import numpy as np
    >>> r = np.array([[[1, 0.5, 0.4], [0.5, 1, 0.3], [0.4, 0.3, 1]]])
    >>> found = parallel_analysis(r, np.full((1, 3, 3), 200.0), rng=np.random.default_rng(1))
    >>> found.eigenvalues.round(3), found.components
    (array([[1.806, 0.712, 0.482]]), array([1.]))
    """
    n_groups, k = correlation.shape[:2]
    eigenvalues, chance = np.full((2, n_groups, k), np.nan)
    defined = np.isfinite(correlation).all(axis=(1, 2))
    judged = defined & (n.min(axis=(1, 2)) >= LEAST)
    for group in np.flatnonzero(defined):
        eigenvalues[group] = np.linalg.eigvalsh(correlation[group])[::-1]
    for group in np.flatnonzero(judged):
        if thresholds is None:
            drawn = wishart_correlations(n[group], replications, rng)
        else:
            drawn = polychoric_of_independent(thresholds[group], n[group], replications, rng)
        found = np.linalg.eigvalsh(drawn)[:, ::-1]
        chance[group] = np.percentile(found, PERCENTILE, axis=0)
    above = np.cumprod(eigenvalues > chance, axis=1).sum(axis=1)
    return ParallelAnalysis(
        eigenvalues=eigenvalues,
        chance=chance,
        components=np.where(judged, above, np.nan),
        replications=replications,
    )
