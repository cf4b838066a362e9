"""How far apart are the domain scores of groups, with and without some of the items?"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from survey_analysis.findings import Note
from survey_analysis.statistics.interval import Interval, t_interval
from survey_analysis.tables.counts import FloatArray, IntArray
from survey_analysis.tables.patterns import PatternRows, Patterns


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreGaps:
    """Every pair of groups, the first minus the second; arrays are (P,) or (P, 3).

    The three columns are the gap with all items, the gap without the named ones, and the change:
    the second minus the first.

    Attributes
    ----------
    group1, group2 : (P,) positions in `Patterns.groups`.
    n1, n2 : (P,) respondents.
    estimate, se : (P, 3) gaps in units of the scale, and their standard errors.
    interval : (P, 3) each.
    note : why the second and third are nan or doubtful, or None.
    """

    group1: IntArray
    group2: IntArray
    n1: FloatArray
    n2: FloatArray
    estimate: FloatArray
    se: FloatArray
    interval: Interval
    note: Note | None


def score_gaps(
    patterns: Patterns,
    groups: Sequence[int],
    without: Sequence[int],
    *,
    confidence: float = 0.95,
) -> ScoreGaps:
    """Would groups differ as much in the mean of a domain if some items were not in it?

    Parameters
    ----------
    patterns : complete answer rows of a domain by groups.
    groups : positions in `patterns.groups` of the groups wanted.
    without : positions of the items that are left out, such as flagged ones.
    confidence : share between 0 and 1.

    Returns
    -------
    ScoreGaps

    Missing data
    ------------
    Respondents who answered all items, so that both gaps are of the same people. A group of fewer
    than two has no standard error. Without any item left, the second gap is nan.

    Formula
    -------
    With x the mean of the items of a respondent: `mean_1 - mean_2`,
    `SE^2 = s_1^2 + s_2^2`, `s^2 = n/(n-1) sum w^2 (x - mean)^2 / W^2`; the interval is on t with
    Welch's degrees of freedom. The change is the same with x the mean of the items left minus the
    mean of all.

    Source
    ------
    Welch (1947), Biometrika 34, 28-35, doi:10.1093/biomet/34.1-2.28.

    Verified against
    ----------------
    R 4.2.2 `t.test` of the mean scores, tests/reference/item_bias.json.
    """
    k = patterns.values.shape[1]
    left = [item for item in range(k) if item not in set(without)]
    share = np.zeros((k, 3))
    share[:, 0] = 1 / k
    share[left, 1] = 1 / max(len(left), 1)
    share[:, 2] = share[:, 1] - share[:, 0]
    if not left:
        share[:, 1:] = np.nan
    found = [_mean(patterns.rows_of(group), share) for group in groups]
    n = np.array([one[0] for one in found])
    mean, variance = (np.array([one[at] for one in found]).reshape(-1, 3) for at in (1, 2))
    pairs = list(itertools.combinations(range(len(groups)), 2))
    first, second = np.array(pairs, dtype=np.intp).reshape(-1, 2).T
    total = variance[first] + variance[second]
    with np.errstate(invalid="ignore", divide="ignore"):
        of_each = variance**2 / (n - 1)[:, None]
        df = np.where(total > 0, total**2 / (of_each[first] + of_each[second]), np.inf)
    estimate, se = mean[first] - mean[second], np.sqrt(total)
    chosen = np.asarray(groups, dtype=np.intp)
    doubtful = bool(without) and len(left) < 2
    return ScoreGaps(
        group1=chosen[first],
        group2=chosen[second],
        n1=n[first],
        n2=n[second],
        estimate=estimate,
        se=se,
        interval=t_interval(estimate, se, df, confidence),
        note=Note("SA385", "warning", {"n": len(left)}) if doubtful else None,
    )


def _mean(rows: PatternRows, share: FloatArray) -> tuple[float, FloatArray, FloatArray]:
    """n, the means of three sums of items (3,), and the squares of their standard errors (3,)."""
    n = float(rows.n.sum())
    if n < 1:
        return n, np.full(3, np.nan), np.full(3, np.nan)
    weight = rows.w.sum()
    x = rows.values @ share
    mean = rows.w @ x / weight
    if n < 2:
        return n, mean, np.full(3, np.nan)
    return n, mean, n / (n - 1) * (rows.w2 @ (x - mean) ** 2) / weight**2
