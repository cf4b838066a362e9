"""Do groups give different answers, where answers have no order? Chi-square."""

from __future__ import annotations

import numpy as np
from scipy import special

from survey_analysis.errors import check_confidence
from survey_analysis.findings import Note
from survey_analysis.statistics.design_variance import design_of
from survey_analysis.statistics.effect_sizes import EffectSize
from survey_analysis.statistics.expected_counts import about_the_table
from survey_analysis.statistics.group_test import GroupTest, groups_with_answers, not_computed
from survey_analysis.statistics.noncentral import chi2_noncentrality
from survey_analysis.statistics.rao_scott import rao_scott
from survey_analysis.tables.counts import DENSE_CELLS, Counts, FloatArray

CHI_SQUARE = (
    "Pearson's chi-square test of independence, no continuity correction (Pearson 1900); "
    "bias-corrected Cramer's V (Bergsma 2013) with a noncentral chi-square interval (Smithson "
    "2003); adjusted residuals (Haberman 1973)."
)


def chi_square(counts: Counts, *, confidence: float = 0.95) -> GroupTest:
    """Do groups give the answers in different shares?

    Parameters
    ----------
    counts : table of an outcome; neither order nor size of the values matters.
    confidence : share between 0 and 1. Chi-square has one side, so p < .05 corresponds to 0.90.

    Returns
    -------
    GroupTest
        `statistic` is chi-square, `df1` its degrees of freedom, the effect Cramer's V. `values`,
        `expected` and `residuals` are the table that took part (None where it is too large to
        hold): a residual is about standard normal if the group gives the answer as often as the
        others. No pairs. With weights or a sampling design it is `rao_scott.rao_scott`.

    Missing data
    ------------
    Respondents without an answer or a group are not used; groups without answers are left out
    by name, answers that nobody gave are counted. A note warns where more than a fifth of the
    expected counts are below 5, or one is below 1 (Cochran 1954).

    Formula
    -------
    `chi2 = sum (n - e)^2 / e`; `phi^2 = max(0, chi2/N - (r-1)(c-1)/(N-1))`,
    `r' = r - (r-1)^2/(N-1)`, c' likewise, `V = sqrt(phi^2 / (min(r', c') - 1))`. The ends are
    `sqrt(l / N / (min(r', c') - 1))`, at most 1, with l the noncentralities that the observed
    chi-square does not contradict. Residual: `(n - e) / sqrt(e (1 - n_row/N) (1 - n_col/N))`.

    Source
    ------
    Bergsma (2013), Journal of the Korean Statistical Society 42, 323-328,
    doi:10.1016/j.jkss.2012.10.002; Haberman (1973), Biometrics 29, 205-220,
    doi:10.2307/2529686; Cochran (1954), Biometrics 10, 417-451, doi:10.2307/3001616.

    Verified against
    ----------------
    R 4.2.2 `chisq.test(correct = FALSE)`, effectsize 0.8.3 `cramers_v`,
    tests/reference/groups.json. The interval that effectsize gives for the corrected V takes
    the bias off twice (noncentralities have none) and is not followed: it covered .35 to 1
    instead of .95 in simulations of 2 x 3 to 8 x 4 tables, where this one covered .90 to .98.
    With a strong association (V above .4) in rare answers this one too can fall to .80.

    Examples
    --------
    >>> from survey_analysis.tables.counts import from_tables
    >>> found = chi_square(from_tables([0, 1, 2], ("a", "b"), [[20, 50, 30], [40, 40, 20]]))
    >>> round(found.statistic, 6), found.df1, round(found.p_value, 6), round(found.effect, 6)
    (9.777778, 2.0, 0.00753, 0.197572)
    """
    check_confidence(confidence)
    if design_of(counts) is not None:
        return rao_scott(counts, confidence=confidence)
    part = groups_with_answers(counts)
    if not part.ready:
        return not_computed("chi_square", part, "cramers_v", CHI_SQUARE)
    at_value = part.counts.by_value(part.counts.cell_n)
    given = at_value > 0
    if given.sum() < 2:
        why = Note("SA325", "warning")
        return not_computed("chi_square", part, "cramers_v", CHI_SQUARE, why)
    rows, columns = part.counts.group_n, at_value[given]
    statistic = _pearson(part.counts, at_value)
    df = float((rows.size - 1) * (columns.size - 1))
    effect = cramers_v(statistic, float(rows.sum()), rows.size, columns.size, confidence)
    holds = rows.size * columns.size <= DENSE_CELLS
    observed = part.counts.n[:, given] if holds else None
    expected, residuals = (None, None) if observed is None else _residuals(observed)
    return GroupTest(
        test="chi_square",
        groups=part.counts.groups,
        n=int(rows.sum()),
        statistic=statistic,
        df1=df,
        df2=float("nan"),
        p_value=float(special.chdtrc(df, statistic)),
        effect_name="cramers_v",
        effect=float(effect.estimate),
        effect_ci_low=float(effect.ci_low),
        effect_ci_high=float(effect.ci_high),
        pairs=None,
        notes=(*part.notes, *about_the_table(rows, columns, int((~given).sum()))),
        method=CHI_SQUARE,
        values=part.counts.values[given] if holds else None,
        expected=expected,
        residuals=residuals,
    )


def cramers_v(chi2: float, n: float, rows: int, columns: int, confidence: float) -> EffectSize:
    """Bias-corrected Cramer's V of a chi-square, with its interval; see `chi_square`."""
    df = (rows - 1) * (columns - 1)
    smaller = min(size - (size - 1) ** 2 / (n - 1) for size in (rows, columns)) - 1
    ends = chi2_noncentrality(chi2, float(df), confidence)
    squares = np.array([max(0.0, chi2 / n - df / (n - 1)), ends.low / n, ends.high / n])
    if smaller <= 0:
        squares[:] = np.nan
    estimate, low, high = np.minimum(np.sqrt(squares / abs(smaller or 1)), 1.0)
    return EffectSize(estimate=estimate, ci_low=low, ci_high=high)


def _pearson(counts: Counts, at_value: FloatArray) -> float:
    """Chi-square from the cells with respondents; those without add their expected count."""
    n = counts.group_n.sum()
    expected = counts.group_n[counts.cell_group] * at_value[counts.cell_value] / n
    occupied = ((counts.cell_n - expected) ** 2 / expected).sum()
    return float(occupied + max(n - expected.sum(), 0.0))


def _residuals(observed: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Expected counts and adjusted residuals of a table without empty rows and columns."""
    n = observed.sum()
    row, column = observed.sum(axis=1, keepdims=True), observed.sum(axis=0, keepdims=True)
    expected = row * column / n
    scale = np.sqrt(expected * (1 - row / n) * (1 - column / n))
    return expected, (observed - expected) / scale
