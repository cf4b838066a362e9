"""What there is to say about a comparison of domains: notes, and the method in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from survey_analysis.findings import Note
from survey_analysis.present.method import Method
from survey_analysis.present.numbers import confidence_level
from survey_analysis.present.wording import Words
from survey_analysis.statistics.linearization import why_no_variance
from survey_analysis.statistics.multiplicity import Adjustment
from survey_analysis.survey import Survey
from survey_analysis.tables.cell_design import FEW_EFFECTIVE, few_effective
from survey_analysis.verbs.domain_frames import DomainsCompared
from survey_analysis.verbs.frames import weighting
from survey_analysis.verbs.selection import left_out
from survey_analysis.verbs.variance_rule import precision, variance_rule


def domain_notes(
    survey: Survey, found: Sequence[DomainsCompared], groupings: Sequence[str]
) -> Iterator[Note]:
    """What there is to say about the domains, the respondents and the tests."""
    yield Note("SA770")
    yield from left_out(survey, groupings)
    complete = found[0].paired.means.moments.complete
    n, missing = complete.group_n.sum(), complete.n_missing.sum()
    if missing > 0 and n >= survey.codebook.min_cell:
        values = {"n": int(n), "total": int(n + missing), "domains": len(found[0].domains)}
        yield Note("SA775", values=values)
    yield from _precision(survey, found)
    sizes = family_sizes(found)
    if max(sizes) > 1:
        yield Note("SA778", values=dict(zip(("means", "ranks", "profiles"), sizes, strict=True)))


def _precision(survey: Survey, found: Sequence[DomainsCompared]) -> Iterator[Note]:
    """Why there are no standard errors, or which groups follow the rule for small ones."""
    if survey.sample is None:
        return
    if survey.replicates is not None:
        yield Note("SA779")
    why = why_no_variance(survey.sample.drawn.units)
    if why is not None:
        yield Note("SA724", why.severity, {"why": why})
        return
    for one in found:
        complete, rows = one.paired.means.moments.complete, one.rows
        small = rows[(few_effective(complete) & (complete.group_n > 1))[rows]]
        values = {"below": f"{FEW_EFFECTIVE:g}"}
        if small.size and one.by:
            groups = tuple(complete.groups[row] for row in small)
            yield Note("SA720", "warning", values | {"grouping": one.by, "groups": groups})
        elif small.size:
            yield Note("SA721", "warning", values)


def family_sizes(found: Sequence[DomainsCompared]) -> tuple[int, int, int]:
    """How many tests there are of means, of ranks and of profiles."""
    means, ranks = (
        sum(int((~np.isnan(one.tests[which].equal.p_value[one.rows])).sum()) for one in found)
        for which in (0, 1)
    )
    profiles = [one.profiles.p_value for one in found if one.profiles is not None]
    return means, ranks, int((~np.isnan(profiles)).sum())


def domain_method(
    survey: Survey, found: Sequence[DomainsCompared], adjust: Adjustment, confidence: float
) -> Method:
    """What was computed, in English and Russian."""
    parts = [found[0].paired.test, "pairs", found[0].ranked.test]
    parts += [found[0].profiles.test] if found[0].profiles is not None else []
    means, ranks, profiles = family_sizes(found)
    family = FAMILIES["one" if max(means, ranks, profiles) < 2 else adjust]
    linearized = replace(survey, replicates=None, _made={})

    def text(lang: str) -> str:
        values = {
            "weights": weighting(survey, lang),
            "level": f"{100 * confidence:g} %"
            if lang == "en"
            else confidence_level(confidence, lang),
        }
        told = [HEAD.say(lang, **values), *(METHODS[part].say(lang) for part in parts)]
        told.append(family.say(lang, means=means, ranks=ranks, profiles=profiles))
        rules = (variance_rule(linearized, lang), precision(survey, lang))
        return " ".join(filter(None, (*told, SCORES.say(lang), *rules)))

    return Method(text("en"), ru=text("ru"))


HEAD = Words(
    "Domains compared within the same respondents, {weights}; {level} intervals.",
    "Домены сравниваются у одних и тех же респондентов, {weights}; {level} интервалы.",
)
METHODS = {
    "hotelling": Words(
        "Means: Hotelling's T² test of equal means (1931), eta squared within persons.",
        "Средние: критерий T² Хотеллинга о равенстве средних (1931), эта-квадрат внутри человека.",
    ),
    "domain_wald_f": Words(
        "Means: Wald's F on the weighted means with their joint covariance by the design (Korn & "
        "Graubard 1990), eta squared within persons.",
        "Средние: F-критерий Вальда по взвешенным средним с их общей ковариацией по плану выборки "
        "(Korn & Graubard 1990), эта-квадрат внутри человека.",
    ),
    "pairs": Words(
        "Pairs: differences in the same respondents (paired t), by Holm (1979) within each group; "
        "d in units of the average standard deviation of the two domains (Cumming 2012) with a "
        "distribution-free interval.",
        "Пары: разности у одних и тех же респондентов (парный t) с поправкой Холма (1979) внутри "
        "каждой группы; d в единицах среднего стандартного отклонения двух доменов (Cumming 2012) "
        "с интервалом без предположений о распределении.",
    ),
    "friedman": Words(
        "Ranks within each respondent: Friedman's test (1937) with the correction for ties, "
        "Kendall's W.",
        "Ранги внутри каждого респондента: критерий Фридмана (1937) с поправкой на связи, W "
        "Кендалла.",
    ),
    "domain_rank_wald_f": Words(
        "Ranks within each respondent: Wald's F on the weighted mean ranks (Korn & Graubard 1990), "
        "Kendall's W.",
        "Ранги внутри каждого респондента: F-критерий Вальда по взвешенным средним рангам (Korn & "
        "Graubard 1990), W Кендалла.",
    ),
    "profile_welch_james": Words(
        "Profiles: whether groups differ in which domains stand higher, by the approximation of "
        "Welch and James for unequal covariances (Johansen 1980).",
        "Профили: различаются ли группы тем, какие домены выше, — по приближению Уэлча и Джеймса "
        "для неравных ковариаций (Johansen 1980).",
    ),
    "profile_wald_f": Words(
        "Profiles: whether groups differ in which domains stand higher, by Wald's F with the "
        "covariance by the design (Korn & Graubard 1990).",
        "Профили: различаются ли группы тем, какие домены выше, — F-критерий Вальда с ковариацией "
        "по плану выборки (Korn & Graubard 1990).",
    ),
}
"""What was computed, by the name of the test."""

SCORES = Words(
    "Domain scores are means of the answered items, reverse items turned by the declared range; "
    "only respondents with a score in every domain are compared. Groups are described, persons "
    "are not ranked.",
    "Балл домена — среднее отвеченных пунктов, обратные пункты повёрнуты по объявленной шкале; "
    "сравниваются только респонденты с баллом по каждому домену. Описываются группы, люди не "
    "ранжируются.",
)
FAMILIES = {
    "one": Words("", ""),
    "holm": Words(
        "p-values adjusted by Holm (1979) over the tests of each kind: {means} of means, {ranks} "
        "of ranks, {profiles} of profiles.",
        "p-значения поправлены по Холму (1979) внутри каждого вида тестов: по средним {means}, по "
        "рангам {ranks}, по профилям {profiles}.",
    ),
    "fdr_bh": Words(
        "p-values adjusted for the false discovery rate (Benjamini & Hochberg 1995) over the tests "
        "of each kind: {means} of means, {ranks} of ranks, {profiles} of profiles.",
        "p-значения поправлены на долю ложных находок (Benjamini & Hochberg 1995) внутри каждого "
        "вида тестов: по средним {means}, по рангам {ranks}, по профилям {profiles}.",
    ),
    "none": Words(
        "p-values of {means} tests of means, {ranks} of ranks and {profiles} of profiles, not "
        "adjusted.",
        "p-значения тестов без поправки: по средним {means}, по рангам {ranks}, по профилям "
        "{profiles}.",
    ),
}
