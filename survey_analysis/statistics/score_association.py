"""By how much does an outcome change from group to group, if groups have numbers?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from survey_analysis.errors import check_confidence
from survey_analysis.statistics.cell_influence import Association, of_correlation, spread
from survey_analysis.statistics.design_variance import design_of
from survey_analysis.statistics.interval import t_interval
from survey_analysis.tables.counts import Counts, FloatArray


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Deviations:
    """Scores of the groups and answers minus their means over all respondents.

    Attributes
    ----------
    x, y : (C,) deviation of the score of the group, and of the answer, of each cell.
    n : respondents, or the sum of their weights.
    xx, xy, yy : sums of products over the respondents.
    """

    x: FloatArray
    y: FloatArray
    n: float
    xx: float
    xy: float
    yy: float


def deviations(counts: Counts, scores: FloatArray) -> Deviations:
    """Deviations and their products, weighted where there is a design."""
    amount = counts.cell_n if design_of(counts) is None else counts.cell_w
    n = amount.sum()
    x, y = scores[counts.cell_group], counts.cell_values
    x, y = x - amount @ x / n, y - amount @ y / n
    return Deviations(
        x=x,
        y=y,
        n=float(n),
        xx=float(amount @ x**2),
        xy=float(amount @ (x * y)),
        yy=float(amount @ y**2),
    )


def pearson_r(counts: Counts, scores: FloatArray, *, confidence: float = 0.95) -> Association:
    """How strongly does the outcome go with the scores of the groups, in a straight line?

    Parameters
    ----------
    counts : table of an outcome with groups that all have answers; the values are used as
        numbers.
    scores : (G,) a number for each group.
    confidence : share between 0 and 1.

    Returns
    -------
    Association
        From -1 to 1.

    Missing data
    ------------
    Respondents without an answer are not used. nan where neither the answers or the scores
    differ. Without an interval: groups of one (unweighted), and an estimate of -1 or 1.

    Formula
    -------
    `r = Sxy / sqrt(Sxx Syy)`, with the influence `(zx zy - r/2 (zx^2 + zy^2)) / W` of a
    respondent with the standardized score zx and answer zy: no normal distribution and no equal
    variances are assumed. See `cell_influence.of_correlation`.

    Source
    ------
    Devlin, Gnanadesikan and Kettenring (1975), Biometrika 62, 531-545,
    doi:10.1093/biomet/62.3.531 (influence of a correlation).

    Verified against
    ----------------
    R 4.2.2 `cor`; survey 4.1.1 `svycontrast` of five means: tests/reference/trends.json.

    Examples
    --------
    >>> from survey_analysis.tables.counts import from_tables
    >>> counts = from_tables([1, 2, 3], ("a", "b", "c"), [[20, 50, 30], [25, 40, 35], [10, 20, 70]])
    >>> found = pearson_r(counts, np.arange(3.0))
    >>> found.estimate, found.ci_low, found.ci_high
    (0.27223275, 0.16447415, 0.37356992)
    """
    check_confidence(confidence)
    found = deviations(counts, scores)
    with np.errstate(invalid="ignore", divide="ignore"):
        r = float(found.xy / np.sqrt(np.float64(found.xx * found.yy)))
        zx, zy = found.x / np.sqrt(found.xx), found.y / np.sqrt(found.yy)
        influence = zx * zy - r / 2 * (zx**2 + zy**2)
    return of_correlation(counts, r, influence, confidence)


def slope(counts: Counts, scores: FloatArray, *, confidence: float = 0.95) -> Association:
    """By how much does the outcome change with each step of the scores of the groups?

    Parameters
    ----------
    counts : table of an outcome with groups that all have answers; the values are used as
        numbers.
    scores : (G,) a number for each group.
    confidence : share between 0 and 1.

    Returns
    -------
    Association
        In units of the outcome; each respondent counts alike, or by weight.

    Missing data
    ------------
    Respondents without an answer are not used. nan where the scores do not differ, and in an
    unweighted table with a group of one.

    Formula
    -------
    `b = Sxy / Sxx` with the influence `x (y - b x) / Sxx` (x and y minus their means).

    Source
    ------
    Binder (1983), International Statistical Review 51, 279-292, doi:10.2307/1402588.

    Verified against
    ----------------
    R survey 4.1.1 `svyglm`: tests/reference/trends.json.

    Examples
    --------
    >>> from survey_analysis.tables.counts import from_tables
    >>> counts = from_tables([0, 1], ("a", "b", "c"), [[80, 20], [70, 30], [60, 40]])
    >>> found = slope(counts, np.arange(3.0))
    >>> found.estimate, found.ci_low, found.ci_high
    (0.1, 0.03730975, 0.16269025)
    """
    check_confidence(confidence)
    found = deviations(counts, scores)
    with np.errstate(invalid="ignore", divide="ignore"):
        b = float(np.float64(found.xy) / found.xx)
        influence = found.x * (found.y - b * found.x) / found.xx
    moved = spread(counts, influence)
    interval = t_interval(b, moved.se, moved.df, confidence)
    return Association(
        estimate=b,
        se=moved.se,
        df=moved.df,
        ci_low=float(interval.low),
        ci_high=float(interval.high),
    )
