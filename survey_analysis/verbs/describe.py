"""describe: how was every item answered, and by how many?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from survey_analysis.codebook import MISSING_KINDS, Item
from survey_analysis.errors import check_confidence
from survey_analysis.present.method import Method
from survey_analysis.present.result import Result
from survey_analysis.present.wording import Words
from survey_analysis.statistics.distributions import describe_counts
from survey_analysis.survey import Survey
from survey_analysis.verbs.frames import (
    counted,
    stack,
    weight_columns,
    weight_names,
    weighting,
)
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
from survey_analysis.verbs.variance_rule import variance_notes, variance_rule


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class DescriptionResult(Result):
    """The item table.

    `.table`: item, domain, label, reverse, group_by, group, n, n_missing, refused, dont_know,
    not_applicable, no_answer, technical, not_asked, mean, sd, median, floor_share,
    ceiling_share. Items are described as answered; the shares are of valid answers.

    In a weighted survey sum_w, n_eff, deff_kish and deff stand behind n, and mean_unweighted
    beside mean; with a sampling design without weights deff alone.
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
        notes=(
            *variance_notes(survey, [item.id for item in survey.codebook.items], groupings),
            *left_out(survey, groupings),
        ),
        method=_method(survey),
        provenance=survey.provenance.with_options(
            verb="describe", by=list(groupings), confidence=confidence
        ),
        codebook=survey.codebook,
        language=survey.language,
    )


def _columns(survey: Survey) -> list[str]:
    head = ["item", "domain", "label", "reverse", "group_by", "group", "n"]
    return [*head, *weight_names(survey), "n_missing", *MISSING_KINDS, *_numbers(survey)]


def _numbers(survey: Survey) -> tuple[str, ...]:
    """What is computed of the answers; nothing of it is defined for nominal ones."""
    means = ("mean", "mean_unweighted") if survey.weighted else ("mean",)
    return (*means, "sd", "median", "floor_share", "ceiling_share")


def _method(survey: Survey) -> Method:
    used = "plain" if survey.sample is None else "design"

    def text(lang: str) -> str:
        weights, rule = weighting(survey, lang), variance_rule(survey, lang)
        return METHOD[used].say(lang, weights=weights, rule=rule)

    return Method(text("en"), ru=text("ru"))


METHOD: Mapping[str, Words] = {
    "plain": Words(
        "Item table, {weights}: items as answered, sd with divisor n - 1, shares of valid answers.",
        "Таблица пунктов, {weights}: пункты описаны так, как на них отвечали; стандартное "
        "отклонение с делителем n − 1, доли содержательных ответов.",
    ),
    "design": Words(
        "Item table, {weights}: items as answered, sd with divisor n - 1, shares of valid answers; "
        "deff is the variance of the mean over sd² / n. {rule}",
        "Таблица пунктов, {weights}: пункты описаны так, как на них отвечали; стандартное "
        "отклонение с делителем n − 1, доли содержательных ответов; deff — дисперсия среднего, "
        "делённая на квадрат отклонения / n. {rule}",
    ),
}


def _item_rows(
    survey: Survey, item: Item, grouping: str | None, confidence: float
) -> dict[str, Any]:
    outcome = find_outcome(survey, item.id)
    counts = group_rows(survey, item.id, grouping)
    values = describe_counts(counts, confidence=confidence, low=outcome.low, high=outcome.high)
    missing = survey.missing_counts(item.id, grouping)
    kinds = missing.n[rows_of(missing.groups, grouping)]
    defined = np.nan if outcome.level == "nominal" else 1.0
    numbers = {name: getattr(values, name) * defined for name in _numbers(survey)}
    weights = weight_columns(survey, values)
    if "deff" in weights:
        weights["deff"] = weights["deff"] * defined
    return {
        "item": item.id,
        "domain": item.domain,
        "label": label_of_item(survey, item),
        "reverse": item.reverse,
        "group_by": grouping or "",
        "group": counts.groups,
        "n": counted(values.n),
        **weights,
        "n_missing": counted(values.n_missing),
        **{kind: counted(kinds[:, i]) for i, kind in enumerate(MISSING_KINDS)},
        **numbers,
    }
