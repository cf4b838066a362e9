"""describe: how was every item answered, and by how many?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from survey_analysis.codebook import MISSING_KINDS, Item
from survey_analysis.errors import check_confidence
from survey_analysis.present.result import Result
from survey_analysis.statistics.distributions import describe_counts
from survey_analysis.survey import Survey
from survey_analysis.verbs.frames import counted, stack, weight_columns, weighting
from survey_analysis.verbs.selection import (
    Names,
    check_survey,
    choose_groupings,
    find_outcome,
    group_rows,
    label_of_item,
    left_out,
    rows_of,
    stacked,
)


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class DescriptionResult(Result):
    """The item table.

    `.table`: item, domain, label, reverse, group_by, group, n, n_missing, refused, dont_know,
    not_applicable, no_answer, technical, not_asked, mean, sd, median, floor_share,
    ceiling_share. Items are described as answered; the shares are of valid answers.
    """

    title: ClassVar[str] = "Items"


def describe(survey: Survey, *, by: Names = None, confidence: float = 0.95) -> DescriptionResult:
    """How was every item answered, by how many, and why did the others not answer?

    Parameters
    ----------
    survey : a loaded survey.
    by : id of a grouping or a list of them; several are stacked. None: everybody.
    confidence : recorded for the result; the item table has no intervals.

    Returns
    -------
    DescriptionResult with one row per item (and group), in questionnaire order.

    Missing data
    ------------
    `n` counts valid answers, `n_missing` the rest, which the six columns of kinds add up to.

    Formula
    -------
    Mean, sd with divisor n - 1, median; floor (ceiling) share: valid answers at the lowest
    (highest) code of the scale. Weighted as in `statistics.distributions`.

    Errors
    ------
    UnknownNameError for a grouping that the codebook does not have.
    """
    check_survey(survey)
    confidence = check_confidence(confidence)
    groupings = choose_groupings(survey, by)
    parts = [
        _item_rows(survey, item, grouping, confidence)
        for item in survey.codebook.items
        for grouping in stacked(groupings)
    ]
    return DescriptionResult(
        table=stack(parts, _columns(survey)),
        notes=tuple(left_out(survey, groupings)),
        method=(
            f"Item table, {weighting(survey)}: items as answered, sd with divisor n - 1, "
            "shares of valid answers."
        ),
        provenance=survey.provenance.with_options(
            verb="describe", by=list(groupings), confidence=confidence
        ),
        codebook=survey.codebook,
        language=survey.language,
    )


def _columns(survey: Survey) -> list[str]:
    head = ["item", "domain", "label", "reverse", "group_by", "group", "n"]
    weights = ["sum_w", "n_eff"] if survey.weighted else []
    return [
        *head, *weights, "n_missing", *MISSING_KINDS,
        "mean", "sd", "median", "floor_share", "ceiling_share",
    ]  # fmt: skip


def _item_rows(
    survey: Survey, item: Item, grouping: str | None, confidence: float
) -> dict[str, Any]:
    outcome = find_outcome(survey, item.id)
    counts = group_rows(survey, item.id, grouping)
    values = describe_counts(counts, confidence=confidence, low=outcome.low, high=outcome.high)
    missing = survey.missing_counts(item.id, grouping)
    kinds = missing.n[rows_of(missing.groups, grouping)]
    hidden = np.nan if outcome.level == "nominal" else 1.0
    return {
        "item": item.id,
        "domain": item.domain,
        "label": label_of_item(survey, item),
        "reverse": item.reverse,
        "group_by": grouping or "",
        "group": counts.groups,
        "n": counted(values.n),
        **weight_columns(survey, values),
        "n_missing": counted(values.n_missing),
        **{kind: counted(kinds[:, i]) for i, kind in enumerate(MISSING_KINDS)},
        **{
            name: getattr(values, name) * hidden
            for name in ("mean", "sd", "median", "floor_share", "ceiling_share")
        },
    }
