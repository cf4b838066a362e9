"""How often does a respondent of one group answer higher than one of another?"""

from __future__ import annotations

from survey_analysis.statistics.effect_sizes import EffectSize
from survey_analysis.statistics.superiority import superiority
from survey_analysis.tables.counts import Counts


def cliffs_delta(counts: Counts, confidence: float = 0.95) -> EffectSize:
    """How much more often is an answer of group 1 higher than one of group 2 than lower?

    Parameters
    ----------
    counts : table of an outcome with groups that all have answers; only the order of the values
        matters. With a sampling design, respondents count by their weights.
    confidence : share between 0 and 1.

    Returns
    -------
    EffectSize
        (P,) arrays over all pairs of groups, from -1 (all lower) to 1 (all higher).

    Missing data
    ------------
    Respondents without an answer are not used. Without an interval (nan): groups of one, two
    groups that all gave one and the same answer, and designs that give no variance. Groups that
    do not overlap have an interval that ends at their delta of -1 or 1.

    Formula
    -------
    `delta = P(X > Y) - P(X < Y) = 2 p - 1`. The variance of p is
    `S1^2 / (n1 n2^2) + S2^2 / (n2 n1^2)` with S^2 the variances of the placements (how many of
    the other group lie below, ties half); the interval is `tanh(atanh delta ± t se / (1 -
    delta^2))` with `se = 2 sd(p)` and Satterthwaite's degrees of freedom. With a sampling design,
    and for groups that do not overlap: `superiority.superiority`.

    Source
    ------
    Cliff (1993), Psychological Bulletin 114, 494-509, doi:10.1037/0033-2909.114.3.494; Brunner
    and Munzel (2000), Biometrical Journal 42, 17-25,
    doi:10.1002/(SICI)1521-4036(200001)42:1<17::AID-BIMJ17>3.0.CO;2-U. R's effectsize uses the
    variance without a difference and without ties, which covers .81 instead of .95 for a delta
    of .78 in groups of 30.

    Verified against
    ----------------
    R effectsize 0.8.3 `cliffs_delta` (estimate); the interval computed from all pairs of
    respondents in R 4.2.2, tests/reference/groups.json.

    Examples
    --------
    >>> from survey_analysis.tables.counts import from_tables
    >>> effect = cliffs_delta(from_tables([1, 2, 3], ("a", "b"), [[2, 5, 3], [4, 4, 2]]))
    >>> effect.estimate, effect.ci_low, effect.ci_high
    (array([0.22]), array([-0.30991647]), array([0.64562809]))
    """
    return superiority(counts, confidence).cliffs_delta
