"""Variance rule: how weights and design were used, in words, for every verb that uses them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from survey_analysis.codebook import Codebook
from survey_analysis.findings import Note
from survey_analysis.present.wording import Words
from survey_analysis.statistics.design_variance import df_of_groups
from survey_analysis.statistics.linearization import why_no_variance
from survey_analysis.survey import Survey
from survey_analysis.tables.cell_design import FEW_EFFECTIVE, few_effective
from survey_analysis.verbs.selection import group_rows, stacked


def variance_rule(survey: Survey, lang: str = "en") -> str:
    """By which rule standard errors and intervals were made, in sentences for `.method`.

    "" for a simple random sample with equal weights: the formulas of the statistics hold.
    """
    if survey.sample is None:
        return ""
    rule = "design"
    if survey.weighting is not None:
        rule = "raked" if survey.replicates is None else "jackknife"
    few = "few" if survey.replicates is None else "few_jackknife"
    margins = ", ".join(survey.weighting.by) if survey.weighting is not None else ""
    values = {"margins": margins, "below": f"{FEW_EFFECTIVE:g}"}
    design = _design(survey.codebook, lang)
    return " ".join(RULES[one].say(lang, design=design, **values) for one in (rule, few))


def precision(survey: Survey, lang: str = "en") -> str:
    """What intervals tell of volunteers, and under which assumption, as AAPOR (2016) asks for."""
    raked = survey.weighting is not None
    kind = "raked" if raked else "weighted" if survey.weighted else "unweighted"
    return PRECISION[kind].say(lang)


def variance_notes(
    survey: Survey, outcomes: Sequence[str], groupings: Sequence[str]
) -> Iterator[Note]:
    """Why there are no standard errors, of all or of some groups; which follow the small rule.

    Parameters
    ----------
    outcomes : ids of outcomes that were described or compared in the groups of each grouping.
    groupings : ids of groupings; `()` for everybody.
    """
    sample = survey.sample
    if sample is None:
        return
    why = why_no_variance(sample.drawn.units)
    if why is not None:
        yield Note("SA724", why.severity, {"why": why})
        return
    yield from _without_df(survey, outcomes, groupings)
    yield from small_group_notes(survey, outcomes, groupings)


def small_group_notes(
    survey: Survey, outcomes: Sequence[str], groupings: Sequence[str]
) -> Iterator[Note]:
    """The groups of few effective respondents in one of the outcomes, once for each grouping."""
    if survey.sample is None:
        return
    values = {"below": f"{FEW_EFFECTIVE:g}"}
    for grouping in stacked(groupings):
        few: list[str] = []
        for outcome in outcomes:
            counts = group_rows(survey, outcome, grouping)
            small = few_effective(counts) & (counts.group_n > 1)
            few += np.array(counts.groups, dtype=object)[small].tolist()
        yield from _note(survey, ("SA720", "SA721"), grouping, few, values)


def _without_df(
    survey: Survey, outcomes: Sequence[str], groupings: Sequence[str]
) -> Iterator[Note]:
    """The groups of two or more whose sampling units leave no degrees of freedom."""
    for grouping in stacked(groupings):
        without: list[str] = []
        for outcome in outcomes:
            counts = group_rows(survey, outcome, grouping)
            none = (df_of_groups(counts) <= 0) & (counts.group_n > 1)
            without += np.array(counts.groups, dtype=object)[none].tolist()
        yield from _note(survey, ("SA722", "SA723"), grouping, without, {})


def _note(
    survey: Survey,
    codes: tuple[str, str],
    grouping: str | None,
    groups: Sequence[str],
    values: Mapping[str, object],
) -> Iterator[Note]:
    """One note on some groups of a grouping, in codebook order; or on everybody."""
    of_group, of_all = codes
    if groups and grouping is None:
        yield Note(of_all, "warning", values)
    elif groups and grouping is not None:
        named = tuple(one for one in survey.group_labels(grouping) if one in groups)
        yield Note(of_group, "warning", {**values, "grouping": grouping, "groups": named})


def _design(book: Codebook, lang: str) -> str:
    """` over strata (s) and clusters (c)`; "" where nothing is said of the sampling."""
    design = book.design
    parts = (("strata", design.strata), ("cluster", design.cluster), ("fpc", design.fpc))
    named = [f"{PARTS[part].say(lang)} {name}" for part, name in parts if name]
    return RULES["over"].say(lang, parts=", ".join(named)) if named else ""


PARTS: Mapping[str, Words] = {
    "strata": Words("strata", "страты"),
    "cluster": Words("clusters", "гнёзда"),
    "fpc": Words("population numbers", "численность совокупности"),
}
RULES: Mapping[str, Words] = {
    "over": Words(" over the sampling design ({parts})", " с учётом плана выборки ({parts})"),
    "design": Words(
        "Standard errors are linearized{design} (Woodruff 1971; Binder 1983); t has as many "
        "degrees of freedom as sampling units less strata hold respondents of the group.",
        "Стандартные ошибки линеаризованы{design} (Woodruff 1971; Binder 1983); степеней свободы "
        "у t столько, сколько единиц отбора минус страт с респондентами группы.",
    ),
    "raked": Words(
        "Standard errors know that the weights were raked to {margins}: they are those of the "
        "residuals from these margins, each divided by 1 - h, h its leverage{design} (Deville & "
        "Särndal 1992; HC3: MacKinnon & White 1985); t has as many degrees of freedom as sampling "
        "units less strata hold respondents of the group.",
        "Стандартные ошибки учитывают, что веса подогнаны к долям ({margins}): это ошибки "
        "остатков от этих долей, делённых на 1 − h, где h — рычаг (leverage){design} (Deville & "
        "Särndal 1992; HC3: MacKinnon & White 1985); степеней свободы у t столько, сколько единиц "
        "отбора минус страт с респондентами группы.",
    ),
    "jackknife": Words(
        "Standard errors are those of the jackknife{design}: the weights were raked to {margins} "
        "again without each sampling unit (Canty & Davison 1999); t has as many degrees of "
        "freedom as sampling units less strata hold respondents of the group.",
        "Стандартные ошибки вычислены методом складного ножа{design}: веса заново подогнаны к "
        "долям ({margins}) без каждой из единиц отбора (Canty & Davison 1999); степеней свободы "
        "у t столько, сколько единиц отбора минус страт с респондентами группы.",
    ),
    "few": Words(
        "Groups with an effective n below {below} have HC3 standard errors and t on n_eff - 1.",
        "У групп с эффективным n меньше {below} стандартные ошибки HC3 и t с n_eff − 1 степенями "
        "свободы.",
    ),
    "few_jackknife": Words(
        "Groups with an effective n below {below} have t on n_eff - 1.",
        "У групп с эффективным n меньше {below} t с n_eff − 1 степенями свободы.",
    ),
}
PRECISION: Mapping[str, Words] = {
    "raked": Words(
        "Intervals tell precision under these weights: they hold as far as, within the margins, "
        "those who took part are like those who did not.",
        "Интервалы говорят о точности при этих весах: они верны в той мере, в какой внутри этих "
        "долей участники похожи на тех, кто не участвовал.",
    ),
    "weighted": Words(
        "Intervals tell precision under these weights: they hold as far as the weights make those "
        "who took part like those who did not.",
        "Интервалы говорят о точности при этих весах: они верны в той мере, в какой веса делают "
        "участников похожими на тех, кто не участвовал.",
    ),
    "unweighted": Words(
        "Intervals and p-values are those of a random sample of this size: they hold as far as "
        "those who took part are like those who did not.",
        "Интервалы и p-значения — как у случайной выборки такого размера: они верны в той мере, в "
        "какой участники похожи на тех, кто не участвовал.",
    ),
}
