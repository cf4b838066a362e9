"""distribution: how are domain scores, outcomes or items distributed?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from survey_analysis.codebook import MISSING_KINDS
from survey_analysis.errors import check_confidence
from survey_analysis.present.method import Method
from survey_analysis.present.numbers import confidence_level
from survey_analysis.present.result import Result
from survey_analysis.present.wording import Words
from survey_analysis.statistics.distributions import describe_counts, shares
from survey_analysis.statistics.quantiles import QUARTERS, quantile, quantile_interval
from survey_analysis.survey import Survey
from survey_analysis.tables.counts import Counts, FloatArray, from_cells
from survey_analysis.verbs.frames import (
    counted,
    stack,
    weight_columns,
    weight_names,
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
from survey_analysis.verbs.variance_rule import precision, variance_notes, variance_rule

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

    `.quantiles`: outcome, group_by, group, below, quantile, ci_low, ci_high: the quartiles, with
    the share of respondents below each (0.25, 0.5, 0.75). Nominal outcomes have none.

    In a weighted survey sum_w, n_eff, deff_kish and deff stand behind n in `.table` and
    `.shares`, and mean_unweighted and share_unweighted beside mean and share; with a sampling
    design without weights deff alone.
    """

    title: ClassVar[str] = "Distributions"
    frames: ClassVar[tuple[str, ...]] = ("table", "shares", "missing", "quantiles")
    off_screen: ClassVar[frozenset[str]] = frozenset({"quantiles"})

    shares: pd.DataFrame
    missing: pd.DataFrame
    quantiles: pd.DataFrame


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
    Means with t intervals, quartiles of type 7 with intervals of the sign test, shares with Wilson
    intervals. With weights or a sampling design: standard errors by `variance_rule`, quartiles
    with intervals of Woodruff, shares with intervals of Korn and Graubard. See
    `statistics.distributions`, `statistics.quantiles`.

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
    quartiles: Rows = []
    for outcome in chosen:
        for grouping in stacked(groupings):
            counts = group_rows(survey, outcome.id, grouping)
            place = {"outcome": outcome.id, "group_by": grouping or ""}
            table.append(place | _summary(survey, outcome, counts, confidence))
            share_rows.extend(place | part for part in _shares(survey, outcome, counts, confidence))
            missing.extend(place | part for part in _missing(survey, outcome, grouping, counts))
            quartiles.extend(place | part for part in _quartiles(outcome, counts, confidence))
    weights = weight_names(survey)
    names = [outcome.id for outcome in chosen]
    return DistributionResult(
        table=stack(table, [*PLACE, "n", *weights, *_columns(survey, SUMMARY)]),
        shares=stack(share_rows, [*SHARE_HEAD, *weights, *_columns(survey, SHARE)]),
        missing=stack(missing, [*PLACE, "kind", "n", "share"]),
        quantiles=stack(quartiles, [*PLACE, "below", "quantile", "ci_low", "ci_high"]),
        notes=(*variance_notes(survey, names, groupings), *left_out(survey, groupings)),
        method=_method(survey, confidence),
        provenance=survey.provenance.with_options(
            verb="distribution",
            outcomes=names,
            by=list(groupings),
            confidence=confidence,
        ),
        codebook=survey.codebook,
        language=survey.language,
    )


PLACE = ("outcome", "group_by", "group")
SUMMARY = (
    "n_missing", "mean", "mean_unweighted", "sd", "se", "ci_low", "ci_high", "median",
    "median_ci_low", "median_ci_high", "q25", "q75", "floor_share", "ceiling_share",
)  # fmt: skip
SHARE_HEAD = (*PLACE, "value", "label", "n")
SHARE = ("share", "share_unweighted", "ci_low", "ci_high")
ONLY_WEIGHTED = ("mean_unweighted", "share_unweighted")


def _columns(survey: Survey, names: Iterable[str]) -> list[str]:
    """The columns without those that say the same as others in an unweighted survey."""
    return [name for name in names if survey.weighted or name not in ONLY_WEIGHTED]


def at_declared_codes(outcome: Outcome, counts: Counts) -> Counts:
    """The counts with every value moved to the nearest declared code, halves up."""
    codes = np.array([float(category.code) for category in outcome.categories])
    order = np.argsort(codes)
    middles = (codes[order][:-1] + codes[order][1:]) / 2
    nearest = order[np.searchsorted(middles, counts.cell_values, side="right")]
    moved = from_cells(
        codes,
        counts.groups,
        counts.n_missing,
        (counts.cell_group, nearest),
        (counts.cell_n, counts.cell_w, counts.cell_w2),
        weighted=counts.weighted,
    )
    if counts.design is None:
        return moved
    cells = moved.cell_group * codes.size + moved.cell_value
    place = np.searchsorted(cells, counts.cell_group * codes.size + nearest)
    return replace(moved, design=counts.design.moved(place))


def _summary(survey: Survey, outcome: Outcome, counts: Counts, confidence: float) -> dict[str, Any]:
    values = describe_counts(counts, confidence=confidence, low=outcome.low, high=outcome.high)
    defined = np.nan if outcome.level == "nominal" else 1.0
    numbers = {name: getattr(values, name) * defined for name in SUMMARY[1:]}
    weights = weight_columns(survey, values)
    if "deff" in weights:
        weights["deff"] = weights["deff"] * defined
    return {
        "group": counts.groups,
        "n": counted(values.n),
        **weights,
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
    weights = weight_columns(survey, found)
    return [
        {
            "group": group,
            "value": values,
            "label": labels,
            "n": counted(found.n[row]),
            **{name: table[row] for name, table in weights.items()},
            **{name: getattr(found, name)[row] for name in SHARE},
        }
        for row, group in enumerate(counts.groups)
    ]


def _quartiles(outcome: Outcome, counts: Counts, confidence: float) -> Rows:
    if outcome.level == "nominal":
        return []
    values = np.array([quantile(counts, below) for below in QUARTERS])
    intervals = [quantile_interval(counts, below, confidence) for below in QUARTERS]
    return [
        {
            "group": group,
            "below": np.array(QUARTERS),
            "quantile": values[:, row],
            "ci_low": np.array([interval.low[row] for interval in intervals]),
            "ci_high": np.array([interval.high[row] for interval in intervals]),
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


def _method(survey: Survey, confidence: float) -> Method:
    kind = "plain" if survey.sample is None else "weighted" if survey.weighted else "design"

    def text(lang: str) -> str:
        told = METHOD[kind].say(
            lang,
            weights=weighting(survey, lang),
            level=confidence_level(confidence, lang),
            scores=SCORES.say(lang),
            deff=DEFF[kind].say(lang),
            rule=variance_rule(survey, lang),
        )
        return " ".join(filter(None, (*told.split(" "), precision(survey, lang))))

    return Method(text("en"), ru=text("ru"))


SCORES = Words(
    "Domain scores are means of the answered items, reverse items turned by the declared range.",
    "Балл домена — среднее отвеченных пунктов, обратные пункты перевёрнуты по объявленному "
    "диапазону.",
)
BY_DESIGN = Words(
    "{level} intervals of medians and quartiles read off the cumulated shares (Woodruff 1952, "
    "with binomial limits), shares with {level} intervals of Korn & Graubard (1998; NCHS: Parker "
    "et al. 2017). {rule} {deff} {scores}",
    "у медиан и квартилей {level} интервалы по накопленным долям (Woodruff 1952, с биномиальными "
    "границами), у долей {level} интервалы Корна и Граубарда (1998; NCHS: Parker et al. 2017). "
    "{rule} {deff} {scores}",
)
METHOD: Mapping[str, Words] = {
    "plain": Words(
        "Distributions, {weights}: means with {level} t intervals, medians with {level} intervals "
        "of the sign test (Conover 1999), quartiles of type 7 (Hyndman & Fan 1996), shares with "
        "{level} score intervals (Wilson 1927). {deff} {scores}",
        "Распределения, {weights}: у средних {level} t-интервалы, у медиан {level} интервалы по "
        "критерию знаков (Conover 1999), квартили типа 7 (Hyndman & Fan 1996), у долей {level} "
        "интервалы Уилсона (1927). {deff} {scores}",
    ),
    "weighted": Words(
        "Distributions, {weights}: means with {level} t intervals, quartiles of Akinshin (2023), "
        + BY_DESIGN.en,
        "Распределения, {weights}: у средних {level} t-интервалы, квартили Акиньшина (2023), "
        + BY_DESIGN.ru,
    ),
    "design": Words(
        "Distributions, {weights}: means with {level} t intervals, quartiles of type 7 (Hyndman & "
        "Fan 1996), " + BY_DESIGN.en,
        "Распределения, {weights}: у средних {level} t-интервалы, квартили типа 7 (Hyndman & Fan "
        "1996), " + BY_DESIGN.ru,
    ),
}
KISH = Words("n_eff and deff_kish are Kish's (1965);", "n_eff и deff_kish — по Кишу (1965);")
DEFF: Mapping[str, Words] = {
    "plain": Words("", ""),
    "weighted": Words(
        KISH.en + " deff is the variance of the mean or share over that of as many respondents "
        "drawn one by one with equal weights.",
        KISH.ru + " deff — дисперсия среднего или доли, делённая на дисперсию при таком же числе "
        "респондентов, отобранных по одному и с равными весами.",
    ),
    "design": Words(
        "deff is the variance of the mean or share over that of as many respondents drawn one by "
        "one.",
        "deff — дисперсия среднего или доли, делённая на дисперсию при таком же числе "
        "респондентов, отобранных по одному.",
    ),
}
