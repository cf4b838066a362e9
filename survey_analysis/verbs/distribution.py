"""distribution: how are domain scores, outcomes or items distributed?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from survey_analysis.codebook import MISSING_KINDS
from survey_analysis.errors import check_confidence
from survey_analysis.present.result import Result
from survey_analysis.statistics.distributions import describe_counts, shares
from survey_analysis.survey import Survey
from survey_analysis.tables.counts import Counts, FloatArray, from_cells
from survey_analysis.verbs.frames import (
    counted,
    sampling_notes,
    stack,
    weight_columns,
    weighting,
)
from survey_analysis.verbs.selection import (
    Names,
    Outcome,
    check_survey,
    choose_groupings,
    choose_outcomes,
    group_rows,
    left_out,
    rows_of,
    stacked,
    text_of,
)

Rows = list[dict[str, Any]]

BELOW_MINIMUM = "below_minimum"
"""Kind of a missing domain score: too few of its items were answered."""


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class DistributionResult(Result):
    """Distributions of domain scores, outcome variables or items.

    `.table`: outcome, group_by, group, n, n_missing, mean, sd, se, ci_low, ci_high, median,
    median_ci_low, median_ci_high, q25, q75, floor_share, ceiling_share.

    `.shares`: outcome, group_by, group, value, label, n, share, ci_low, ci_high. `value` is the
    code as text; a domain score is counted at the nearest declared code, halves up.

    `.missing`: outcome, group_by, group, kind, n, share of all respondents of the group. A
    domain has the one kind "below_minimum".
    """

    title: ClassVar[str] = "Distributions"
    frames: ClassVar[tuple[str, ...]] = ("table", "shares", "missing")

    shares: pd.DataFrame
    missing: pd.DataFrame


def distribution(
    survey: Survey, *, outcomes: Names = None, by: Names = None, confidence: float = 0.95
) -> DistributionResult:
    """How are domain scores, outcome variables or items distributed, overall or by group?

    Parameters
    ----------
    survey : a loaded survey.
    outcomes : ids of domains, outcome variables or items. None: all domains and outcomes.
    by : id of a grouping or a list of them; several are stacked. None: everybody.
    confidence : level of the intervals, such as 0.95.

    Returns
    -------
    DistributionResult with one row per outcome (and group), in codebook order.

    Missing data
    ------------
    A domain score needs the answered minimum of the domain; `n_missing` counts the rest.

    Formula
    -------
    Means with t intervals, medians with intervals of the sign test, type 7 quartiles, shares with
    Wilson intervals: see `statistics.distributions`.

    Errors
    ------
    UnknownNameError for an outcome or grouping that the codebook does not have; OptionError for
    a confidence outside (0, 1).
    """
    check_survey(survey)
    confidence = check_confidence(confidence)
    groupings = choose_groupings(survey, by)
    chosen = choose_outcomes(survey, outcomes)
    table: Rows = []
    share_rows: Rows = []
    missing: Rows = []
    for outcome in chosen:
        for grouping in stacked(groupings):
            counts = group_rows(survey, outcome.id, grouping)
            place = {"outcome": outcome.id, "group_by": grouping or ""}
            table.append(place | _summary(survey, outcome, counts, confidence))
            share_rows.extend(place | part for part in _shares(survey, outcome, counts, confidence))
            missing.extend(place | part for part in _missing(survey, outcome, grouping, counts))
    weights = ["sum_w", "n_eff"] if survey.weighted else []
    return DistributionResult(
        table=stack(table, ["outcome", "group_by", "group", "n", *weights, *SUMMARY]),
        shares=stack(share_rows, [*SHARE_HEAD, *weights, "share", "ci_low", "ci_high"]),
        missing=stack(missing, ["outcome", "group_by", "group", "kind", "n", "share"]),
        notes=(*sampling_notes(survey), *left_out(survey, groupings)),
        method=_method(survey, confidence),
        provenance=survey.provenance.with_options(
            verb="distribution",
            outcomes=[outcome.id for outcome in chosen],
            by=list(groupings),
            confidence=confidence,
        ),
        codebook=survey.codebook,
        language=survey.language,
    )


SUMMARY = (
    "n_missing", "mean", "sd", "se", "ci_low", "ci_high", "median", "median_ci_low",
    "median_ci_high", "q25", "q75", "floor_share", "ceiling_share",
)  # fmt: skip
SHARE_HEAD = ("outcome", "group_by", "group", "value", "label", "n")


def at_declared_codes(outcome: Outcome, counts: Counts) -> Counts:
    """The counts with every value moved to the nearest declared code, halves up."""
    codes = np.array([float(category.code) for category in outcome.categories])
    order = np.argsort(codes)
    middles = (codes[order][:-1] + codes[order][1:]) / 2
    nearest = order[np.searchsorted(middles, counts.cell_values, side="right")]
    return from_cells(
        codes,
        counts.groups,
        counts.n_missing,
        (counts.cell_group, nearest),
        (counts.cell_n, counts.cell_w, counts.cell_w2),
        weighted=counts.weighted,
    )


def _summary(survey: Survey, outcome: Outcome, counts: Counts, confidence: float) -> dict[str, Any]:
    values = describe_counts(counts, confidence=confidence, low=outcome.low, high=outcome.high)
    defined = np.nan if outcome.level == "nominal" else 1.0
    numbers = {name: getattr(values, name) * defined for name in SUMMARY[1:]}
    return {
        "group": counts.groups,
        "n": counted(values.n),
        **weight_columns(survey, values),
        "n_missing": counted(values.n_missing),
        **numbers,
    }


def _shares(survey: Survey, outcome: Outcome, counts: Counts, confidence: float) -> Rows:
    if not outcome.categories:
        return []
    if outcome.level != "nominal":
        counts = at_declared_codes(outcome, counts)
    found = shares(counts, confidence=confidence)
    values = [category.code for category in outcome.categories]
    labels = [text_of(survey, category.label) for category in outcome.categories]
    with np.errstate(invalid="ignore"):
        weights = {"sum_w": counts.w, "n_eff": counts.w**2 / counts.w2} if survey.weighted else {}
    return [
        {
            "group": group,
            "value": values,
            "label": labels,
            "n": counted(counts.n[row]),
            **{name: table[row] for name, table in weights.items()},
            "share": found.share[row],
            "ci_low": found.ci_low[row],
            "ci_high": found.ci_high[row],
        }
        for row, group in enumerate(counts.groups)
    ]


def _missing(survey: Survey, outcome: Outcome, grouping: str | None, counts: Counts) -> Rows:
    if outcome.is_domain:
        kinds: tuple[str, ...] = (BELOW_MINIMUM,)
        n = counts.n_missing[:, None]
    else:
        kinds = MISSING_KINDS
        table = survey.missing_counts(outcome.id, grouping)
        n = table.n[rows_of(table.groups, grouping)]
    everybody = counts.group_n + counts.n_missing
    return [
        {"group": group, "kind": kinds, "n": counted(n[row]), "share": _share(n[row], total)}
        for row, (group, total) in enumerate(zip(counts.groups, everybody, strict=True))
    ]


def _share(n: FloatArray, total: float) -> FloatArray:
    return n / total if total else np.full(n.shape, np.nan)


def _method(survey: Survey, confidence: float) -> str:
    level = f"{100 * confidence:g} %"
    weights = (
        "Standard errors are linearized (Woodruff 1971), intervals of medians and shares use the "
        "effective n, quartiles are those of Akinshin (2023). "
    )
    return (
        f"Distributions, {weighting(survey)}: means with {level} t intervals, medians with "
        f"{level} intervals of the sign test (Conover 1999), quartiles of type 7 (Hyndman & Fan "
        f"1996), shares with {level} score intervals (Wilson 1927). "
        f"{weights if survey.weighted else ''}Domain scores are means of the answered items, "
        "reverse items turned by the declared range."
    )
