"""What part of the variance goes with the groups, when respondents were drawn by a design?"""

from __future__ import annotations

import numpy as np
from scipy import special

from survey_analysis.statistics.effect_sizes import EffectSize
from survey_analysis.statistics.interval import Interval, normal_quantile
from survey_analysis.statistics.noncentral import noncentral_f
from survey_analysis.statistics.rootfinding import falling_roots
from survey_analysis.tables.counts import Counts, FloatArray

LEAST = 0.25
"""The part of the variance of the ratio that is not left to the F distribution, at least."""


def explained_variance(
    mean: FloatArray,
    covariance: FloatArray,
    share: FloatArray,
    within: float,
    ratio_variance: float,
    df2: float,
    confidence: float = 0.95,
) -> EffectSize:
    """What part of the variance of a population goes with its groups?

    Parameters
    ----------
    mean, covariance : (G,) means of the groups (of answers, or of ranks) and (G, G) how they vary
        from sample to sample.
    share : (G,) of the groups in the population; they add up to 1.
    within : mean variance within the groups (divisor n - 1), weighted by their shares.
    ratio_variance : sampling variance of the variance between the groups divided by `within`, of
        the influence values in `ratio_influence`.
    df2 : degrees of freedom behind the covariance.
    confidence : share between 0 and 1; p < .05 corresponds to 0.90, because F is one-sided.

    Returns
    -------
    EffectSize
        Arrays without dimension; the estimate is corrected for chance and at least 0.

    Missing data
    ------------
    nan in, nan out; nan where nothing varies within the groups, or df2 is not above 0.

    Formula
    -------
    `B = m'A m` with `A = diag(p) - p p'` is too large by `tr(A V)` on average, so that the
    estimate is `(B - tr AV) / (B - tr AV + within)`. For the interval of `x = B / within`:
    `x / (c nu)` is taken as F with `nu = tr(AV)^2 / tr(AVAV)` and df2 degrees of freedom and
    noncentrality l. For a true ratio b, c and l are such that x has the mean `b + tr AV / within`
    and, beside the `2 x^2 / df2` of F itself, the variance `2 tr(AVAV) / within^2 +
    (ratio_variance - 2 x^2 / df2) b / x`; the ends are `b / (b + 1)`. For normal answers with
    equal variances and weights this is the interval of omega squared by the noncentral F. For
    others that one ignores how the variances within vary, which tells where groups differ much:
    it covers .90 to .92 of 5-point answers with an omega squared above .1. With so few degrees of
    freedom that the interval leaves the estimate out, it ends there.

    Source
    ------
    Scaling of a quadratic form: Satterthwaite (1946), Biometrics Bulletin 2, 110-114,
    doi:10.2307/3002019; Rao and Scott (1984), Annals of Statistics 12, 46-60,
    doi:10.1214/aos/1176346391; the interval of a noncentrality: Steiger (2004), Psychological
    Methods 9, 164-182, doi:10.1037/1082-989X.9.2.164. Their combination is our own.

    Verified against
    ----------------
    The noncentral F of R 4.2.2 by `pf(ncp =)`, tests/reference/weighted_ranks.json; coverage of
    four groups of 100 with 5-point answers, lognormal weights, omega squared 0 to .43: .93 to .97.

    Examples
    --------
    >>> share = np.full(4, 0.25)
    >>> effect = explained_variance(
    ...     np.array([0.0, 0.1, 0.2, 0.3]), 0.01 * np.eye(4), share, 1.0, 0.0005, 396.0
    ... )
    >>> effect.estimate, effect.ci_low, effect.ci_high
    (array(0.00497512), array(0.), array(0.08089089))
    """
    spread = np.diag(share) - np.outer(share, share)
    with np.errstate(invalid="ignore", divide="ignore"):
        noise = spread @ covariance / np.float64(within)
        ratio = float(share @ (mean - share @ mean) ** 2 / np.float64(within))
    trace = (float(np.trace(noise)), float((noise * noise.T).sum()))
    if not (np.isfinite(ratio) and trace[0] > 0 and ratio_variance >= 0 and df2 > 0):
        nothing = np.asarray(np.nan)
        return EffectSize(estimate=nothing, ci_low=nothing, ci_high=nothing)
    lift = max(ratio - trace[0], 0.0)
    ends = ratio_interval(ratio, trace, ratio_variance, df2, confidence)
    low, high = np.fmin(ends.low, lift), np.fmax(ends.high, lift)
    return EffectSize(
        estimate=np.asarray(lift / (lift + 1)),
        ci_low=np.asarray(low / (low + 1)),
        ci_high=np.asarray(high / (high + 1)),
    )


def ratio_interval(
    ratio: float,
    trace: tuple[float, float],
    ratio_variance: float,
    df2: float,
    confidence: float,
) -> Interval:
    """Which true ratios of a quadratic form does the observed one not contradict?

    Parameters
    ----------
    ratio : `x = z'A z / within`, not corrected for chance.
    trace : `tr(AV) / within` and `tr(AVAV) / within^2` with V the covariance of z.
    ratio_variance, df2, confidence : as in `explained_variance`, where the formula stands.
    """
    low, high = (
        _ratio_with(side, ratio, trace, ratio_variance, df2, confidence) for side in (1.0, -1.0)
    )
    return Interval(low=np.asarray(low), high=np.asarray(high))


def _ratio_with(
    side: float,
    ratio: float,
    trace: tuple[float, float],
    ratio_variance: float,
    df2: float,
    confidence: float,
) -> float:
    """The true ratio of which the observed one is the upper (side 1) or lower (-1) quantile."""
    first, second = trace
    nu = first**2 / second
    # the F distribution has a part of the variance of its own, by its second degrees of freedom
    own = max(ratio_variance - 2 * ratio**2 / df2, ratio_variance * LEAST)
    by_size = own / ratio if ratio > 0 else 0.0
    z = side * normal_quantile(confidence)

    def too_likely(root: FloatArray) -> FloatArray:
        # the root of the ratio, because the quantile is nearly linear in it
        mean = root**2 + first
        variance = 2 * second + by_size * root**2
        apart = np.sqrt(np.maximum(mean**2 - nu * variance / 2, 0.0))
        scale = np.minimum(variance / (2 * (mean + apart)), mean / nu)
        noncentrality = np.maximum(mean / scale - nu, 0.0)
        df1, df = np.full_like(root, nu), np.full_like(root, df2)
        return np.asarray(
            special.ndtri(noncentral_f(ratio / (scale * nu), df1, df, noncentrality)) - z
        )

    none = np.zeros(1)
    if too_likely(none)[0] <= 0:
        return 0.0
    far = np.full(1, np.sqrt(ratio + 10 * first))
    return float(falling_roots(too_likely, none, far, lowest=0.0, tolerance=1e-11)[0] ** 2)


def ratio_influence(
    counts: Counts, score: FloatArray, mean: FloatArray, share: FloatArray, within: float
) -> FloatArray:
    """(C,) what a respondent of weight 1 moves the variance between groups over that within by.

    Parameters
    ----------
    score : (C,) what the means are means of.
    mean, share, within : as in `explained_variance`.

    Formula
    -------
    `((m_g - m) (2 y - m_g - m) - B - B / within (n / (n - 1) (y - m_g)^2 - within)) / (within W)`
    for answer y in group g with n respondents, m the mean of all and W the sum of weights.
    """
    everybody, n = float(share @ mean), counts.group_n[counts.cell_group]
    lift = (mean - everybody)[counts.cell_group]
    apart = score - mean[counts.cell_group]
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = float(share @ (mean - everybody) ** 2 / np.float64(within))
        moved = lift * (2 * apart + lift) - ratio * n / (n - 1) * apart**2
        return np.asarray(moved / (within * counts.cell_w.sum()))
