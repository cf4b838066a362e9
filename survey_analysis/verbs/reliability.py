"""reliability: how consistently do the items of a domain speak?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, get_args

import numpy as np
import pandas as pd

from survey_analysis.errors import OptionError, check_confidence, check_option, shown
from survey_analysis.present.result import Result
from survey_analysis.statistics.bootstrap import as_generator, check_resamples
from survey_analysis.statistics.item_covariances import Missing
from survey_analysis.survey import Survey
from survey_analysis.verbs.alpha_differences import (
    DIFFERENCES,
    compare_alphas,
    difference_notes,
    difference_rows,
)
from survey_analysis.verbs.frames import sampling_notes, stack
from survey_analysis.verbs.reliability_frames import (
    FACTOR,
    FIT,
    INTERVALS,
    ITEM_TOTAL,
    factor_rows,
    fit_rows,
    interval_rows,
    item_columns,
    item_rows,
    item_total_rows,
    table_columns,
    table_rows,
)
from survey_analysis.verbs.reliability_notes import (
    design_notes,
    method_of,
    reliability_notes,
)
from survey_analysis.verbs.scale_analysis import (
    Asked,
    Coefficient,
    IntervalAsked,
    ScaleAnalysis,
    analyse,
)
from survey_analysis.verbs.scale_bootstrap import with_bootstrap
from survey_analysis.verbs.selection import (
    Names,
    check_survey,
    choose_domains,
    choose_groupings,
    left_out,
    stacked,
)

PLACE = ("domain", "group_by", "group")
IN_TABLE = {"alpha", "omega", "omega_observed"}
"""Coefficients whose intervals need no frame of their own on a page."""
SPSS_TABLE = {
    "n_used": "n_used",
    "alpha": "cronbachs_alpha",
    "alpha_std": "cronbachs_alpha_based_on_standardized_items",
    "n_items": "n_of_items",
}
"""Columns of the table by the names that SPSS gives them."""
SPSS_ITEMS = {
    "n_used": "n_used",
    "scale_mean_if_dropped": "scale_mean_if_item_deleted",
    "scale_variance_if_dropped": "scale_variance_if_item_deleted",
    "item_rest_r": "corrected_item_total_correlation",
    "smc": "squared_multiple_correlation",
    "alpha_if_dropped": "cronbachs_alpha_if_item_deleted",
}
"""Columns of the items by the names that SPSS gives them."""


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class ReliabilityResult(Result):
    """Cronbach's alpha (coefficient alpha) of domains, further coefficients, and the items.

    `.table`: domain, group_by, group, n_items, n_total, n_used, alpha, alpha_se, alpha_ci_low,
    alpha_ci_high, ci_method, alpha_std, mean_r, sem; then, as asked for, omega (by the variance
    that the model implies), omega_ci_low, omega_ci_high, omega_observed; lambda1 to lambda6;
    split_half_min, split_half_mean, split_half_max; alpha_ordinal; note. `n_used` are respondents
    with complete answers, the same for every coefficient of a row; under pairwise deletion those
    with any answer, and `n_pair` beside it counts those behind the weakest covariance, by which
    rows are hidden. `sem` is in the units of the mean score.

    `.items`: domain, group_by, group, item, label, reverse, n, missing_share, mean, sd,
    floor_share, ceiling_share, item_rest_r, item_rest_r_ci_low, item_rest_r_ci_high, smc,
    alpha_if_dropped and alpha beside it, omega_if_dropped and omega, flag, note. Reverse items
    are turned. A flag names a reason to look at an item; nothing is done about it.

    `.intervals`: domain, group_by, group, coefficient, n_used, estimate, se, ci_low, ci_high,
    ci_method, note: every coefficient that was asked for, one a row.

    `.factor` (with omega): domain, group_by, group, item, label, reverse, n_used, loading,
    loading_std, residual_variance. `.fit`: domain, group_by, group, n_used, chi2, df, p_value,
    cfi, rmsea, srmr, heywood, note.

    `.differences` (with `by`): domain, group_by, test, group1, group2, statistic, df, df2,
    p_value, p_adjusted, estimate, ci_low, ci_high, note. A row without groups tests whether all
    alphas are equal; the others compare two: group1 minus group2.
    """

    title: ClassVar[str] = "Reliability"
    frames: ClassVar[tuple[str, ...]] = (
        "table", "items", "intervals", "fit", "factor", "differences",
    )  # fmt: skip
    off_screen: ClassVar[frozenset[str]] = frozenset(
        {
            "factor", "items.floor_share", "items.ceiling_share", "items.item_rest_r_ci_low",
            "items.item_rest_r_ci_high", "items.smc", "items.alpha", "items.omega_if_dropped",
            "items.omega",
        }
    )  # fmt: skip

    items: pd.DataFrame
    intervals: pd.DataFrame
    factor: pd.DataFrame
    fit: pd.DataFrame
    differences: pd.DataFrame
    item_total: pd.DataFrame

    def on_page(self, frame: str) -> bool:
        """Whether a frame says more than the others; `.intervals` repeats alpha and omega."""
        return frame != "intervals" or not set(self.intervals["coefficient"]) <= IN_TABLE

    def to_spss_layout(self) -> SpssLayout:
        """The two tables that SPSS prints: Reliability Statistics and Item-Total Statistics.

        The scale is the sum of the items, reverse items turned, over the respondents with
        complete answers, as in SPSS.

        Errors
        ------
        OptionError for a result of pairwise deletion, which SPSS does not offer.
        """
        if self.provenance.options.get("missing") == "pairwise":
            raise OptionError(
                "SPSS computes alpha from respondents with complete answers. Call "
                "reliability(..., missing='listwise') for its layout."
            )
        return SpssLayout(
            table=self.table[[*PLACE, *SPSS_TABLE]].rename(columns=SPSS_TABLE),
            items=self.item_total[[*PLACE, "item", "label", "reverse", *SPSS_ITEMS]].rename(
                columns=SPSS_ITEMS
            ),
            notes=(),
            method=(
                "Reliability analysis in the layout of SPSS: Cronbach's alpha (coefficient "
                "alpha), listwise deletion, the scale is the sum of the items."
            ),
            provenance=self.provenance,
            codebook=self.codebook,
            language=self.language,
        )


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class SpssLayout(Result):
    """Reliability Statistics (`.table`) and Item-Total Statistics (`.items`) as SPSS prints them.

    `.table`: domain, group_by, group, n_used, cronbachs_alpha,
    cronbachs_alpha_based_on_standardized_items, n_of_items. `.items`: domain, group_by, group,
    item, label, reverse, n_used, scale_mean_if_item_deleted, scale_variance_if_item_deleted,
    corrected_item_total_correlation, squared_multiple_correlation,
    cronbachs_alpha_if_item_deleted.
    """

    title: ClassVar[str] = "Reliability"
    frames: ClassVar[tuple[str, ...]] = ("table", "items")

    items: pd.DataFrame

    def __repr__(self) -> str:
        """The tables, so that a bare call prints them."""
        return str(self)


def reliability(
    survey: Survey,
    *,
    domains: Names = None,
    by: Names = None,
    missing: Missing = "listwise",
    interval: IntervalAsked = "auto",
    confidence: float = 0.95,
    coefficients: Coefficient | Sequence[Coefficient] = ("alpha", "omega"),
    rng: np.random.Generator | int | None = None,
    resamples: int = 2000,
) -> ReliabilityResult:
    """How consistently do the items of a domain speak, and which item speaks against the rest?

    Parameters
    ----------
    survey : a loaded survey.
    domains : ids of domains. None: all.
    by : id of a grouping or a list of them; several are stacked. None: everybody.
    missing : "listwise" uses respondents who answered all items of the domain, "pairwise" every
        pair of answers (then only the bootstrap gives an interval).
    interval : "auto" (jackknife below 300 respondents, distribution-free above; linearized where
        the codebook names strata or clusters), "jackknife", "adf", "feldt", "normal" for alpha;
        the other coefficients then have distribution-free intervals. "bootstrap" gives every
        coefficient its bias-corrected accelerated interval.
    confidence : level of the intervals, such as 0.95.
    coefficients : any of "alpha", "omega", "lambda", "split_half", "ordinal"; alpha is always
        there.
    rng : a seed or a `numpy.random.Generator` for the bootstrap. None: a fixed seed, so that the
        same call gives the same numbers.
    resamples : of the bootstrap.

    Returns
    -------
    ReliabilityResult with one row per domain (and group), in codebook order.

    Missing data
    ------------
    Nothing is imputed. `n_total` counts the respondents, `n_used` those in the computation.

    Formula
    -------
    See `statistics.reliability`, `omega`, `guttman`, `split_half`, `polychoric`, `items`,
    `alpha_differences` and `bootstrap`.

    Errors
    ------
    UnknownNameError for a domain or grouping that the codebook does not have; OptionError for
    another value of an option, and for a composite of domains, whose reliability is `composite`.
    """
    check_survey(survey)
    asked = _asked(missing, interval, confidence, coefficients, rng, resamples)
    groupings = choose_groupings(survey, by)
    chosen = choose_domains(survey, domains)
    found = [
        analyse(survey, domain, grouping, asked)
        for domain in chosen
        for grouping in stacked(groupings)
    ]
    if asked.by_bootstrap:
        found = [with_bootstrap(survey, one, asked) for one in found]
    named, weighted = asked.coefficients, survey.weighted
    rows = [row for one in found for row in item_rows(survey, one)]
    totals = [row for one in found for row in item_total_rows(survey, one)]
    compared = compare_alphas(survey, found)
    return ReliabilityResult(
        table=stack([table_rows(one) for one in found], table_columns(asked, weighted=weighted)),
        items=stack(rows, item_columns(named, weighted=weighted)),
        intervals=stack([row for one in found for row in interval_rows(one)], INTERVALS),
        factor=stack([row for one in found for row in factor_rows(survey, one)], FACTOR),
        fit=stack([row for one in found for row in fit_rows(one)], FIT),
        differences=stack(list(difference_rows(compared)), DIFFERENCES),
        item_total=stack(totals, ITEM_TOTAL),
        notes=(
            *(design_notes(survey) if _by_design(found) else sampling_notes(survey)),
            *left_out(survey, groupings),
            *reliability_notes(survey, found),
            *difference_notes(compared),
        ),
        method=method_of(survey, asked),
        provenance=survey.provenance.with_options(
            verb="reliability",
            domains=list(chosen),
            by=list(groupings),
            missing=missing,
            interval=interval,
            confidence=asked.confidence,
            coefficients=list(named),
        ),
        codebook=survey.codebook,
        language=survey.language,
    )


def _asked(
    missing: Missing,
    interval: IntervalAsked,
    confidence: float,
    coefficients: Coefficient | Sequence[Coefficient],
    rng: np.random.Generator | int | None,
    resamples: int,
) -> Asked:
    """The options of a call, checked; the coefficients in one order, alpha always among them."""
    check_option("missing", missing, Missing)
    check_option("interval", interval, IntervalAsked)
    check_resamples(resamples)
    listed = [coefficients] if isinstance(coefficients, str) else coefficients
    if not isinstance(listed, (list, tuple)):
        allowed = ", ".join(map(repr, get_args(Coefficient)))
        raise OptionError(
            f"coefficients={shown(coefficients)} is not allowed. Give a list of: {allowed}."
        )
    for name in listed:
        check_option("coefficients", name, Coefficient)
    return Asked(
        missing=missing,
        interval=interval,
        confidence=check_confidence(confidence),
        coefficients=tuple(n for n in get_args(Coefficient) if n in listed or n == "alpha"),
        rng=as_generator(rng),
        resamples=resamples,
    )


def _by_design(found: Sequence[ScaleAnalysis]) -> bool:
    """Whether the intervals of alpha know the strata and clusters that the codebook names."""
    return any("linearized" in one.estimates["alpha"].ci_method for one in found)
