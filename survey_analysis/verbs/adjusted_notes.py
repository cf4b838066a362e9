"""What there is to say about adjusted comparisons: notes, and the method in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from survey_analysis.findings import Note
from survey_analysis.present.method import Method
from survey_analysis.present.wording import Words
from survey_analysis.statistics.multiplicity import Adjustment
from survey_analysis.survey import Survey
from survey_analysis.tables.cell_design import FEW_EFFECTIVE
from survey_analysis.verbs.adjusted_frames import Modelled, labels_of


def adjusted_notes(survey: Survey, found: Sequence[Modelled]) -> Iterator[Note]:
    """Who was left out, what could not be told, which groups are small; each said once."""
    yield from _left_out(found)
    told: dict[tuple[object, ...], Note] = {}
    for one in found:
        for note in (*_not_told(survey, one), *_small(survey, one)):
            told.setdefault((note.code, *map(str, note.values.values())), note)
    yield from told.values()


def _left_out(found: Sequence[Modelled]) -> Iterator[Note]:
    """Respondents without one of the other characteristics, over all outcomes of a grouping."""
    for by in dict.fromkeys(one.by for one in found):
        here = [one for one in found if one.by == by]
        sizes = sorted({one.n_left_out for one in here})
        if sizes[-1]:
            n = str(sizes[-1]) if len(sizes) == 1 else f"{sizes[0]}-{sizes[-1]}"
            yield Note("SA760", values={"grouping": by, "covariates": here[0].others, "n": n})


def _not_told(survey: Survey, one: Modelled) -> Iterator[Note]:
    if one.odds is not None and one.odds.n_aliased:
        values = {"where": one.by, "what": ", ".join(one.terms), "n": one.odds.n_aliased}
        yield Note("SA761", "warning", values)
    if one.means is not None:
        for term, size in one.means.aliased:
            values = {"where": one.by, "what": one.terms[term], "n": size}
            yield Note("SA761", "warning", values)
        if one.means.n_alone:
            groups = survey.group_labels(one.by)
            yield Note("SA762", values={"where": one.by, "of_groups": tuple(groups)})


def _small(survey: Survey, one: Modelled) -> Iterator[Note]:
    """Groups that have few degrees of freedom."""
    if one.means is not None and one.means.small.any():
        groups = labels_of(survey, one.by, one.groups.level[one.means.small])
        yield Note("SA767", values={"where": one.by, "groups": tuple(groups)})
    if one.simple is not None:
        simple = one.simple
        few = (simple.n > 0) & (simple.n_eff < FEW_EFFECTIVE)
        if few.any():
            values = {"n": few.sum(), "cells": (simple.n > 0).sum()}
            yield Note("SA755", values={"where": one.interaction, **values})


def adjusted_methods(found: Sequence[Modelled], adjust: Adjustment) -> tuple[Method, ...]:
    """What was computed, in English and Russian."""
    parts = list(dict.fromkeys(text for one in found for text in _parts(one)))
    if not parts:
        return ()
    families = [*(() if adjust == "none" else (FAMILIES,)), PAIRS]
    texts = {}
    for lang in ("en", "ru"):
        others = dict.fromkeys(", ".join(one.others) or NOTHING.say(lang) for one in found)
        values = {"groupings": " / ".join(others), "adjust": ADJUSTMENTS[adjust]}
        texts[lang] = " ".join(words.say(lang, **values) for words in (*parts, *families))
    return (Method(texts["en"], ru=texts["ru"]),)


def _parts(one: Modelled) -> Iterator[Words]:
    if one.ordinal:
        yield ORDINAL
        yield ORDINAL_DESIGN if one.by_design else ORDINAL_PLAIN
    elif one.outcome.level != "nominal":
        yield LINEAR
        yield LINEAR_DESIGN if one.by_design else LINEAR_PLAIN
        if one.within:
            yield WITHIN


LINEAR = Words(
    "Adjusted means: a linear model of the outcome on the grouping and {groupings} (as "
    "categories); marginal means over equal weights of the levels of the other characteristics and "
    "over their shares among the respondents (Searle, Speed & Milliken 1980).",
    "Скорректированные средние: линейная модель показателя от группировки и {groupings} (как "
    "категорий); маргинальные средние при равных весах значений прочих характеристик и при их "
    "долях среди респондентов (Searle, Speed & Milliken 1980).",
)
LINEAR_PLAIN = Words(
    "Least squares with the HC3 covariance (MacKinnon & White 1985), t and Wald's F on n - p; "
    "groups of fewer than 30 on t(n - 1).",
    "Наименьшие квадраты с ковариацией HC3 (MacKinnon & White 1985), t и F Вальда с n - p "
    "степенями свободы; группы меньше 30 с t(n - 1).",
)
LINEAR_DESIGN = Words(
    "Weighted least squares with the design-based covariance (Binder 1983), t and Wald's F on the "
    "design's degrees of freedom - p + 1; groups with an effective n below 30 with HC3 on "
    "t(n_eff - 1).",
    "Взвешенные наименьшие квадраты с ковариацией, учитывающей веса и план выборки (Binder 1983), "
    "t и F Вальда со степенями свободы плана - p + 1; группы с эффективным n меньше 30 с HC3 и "
    "t(n_eff - 1).",
)
WITHIN = Words(
    "Simple effects: the groups at each level of the second grouping, from the model with their "
    "interaction (further characteristics with equal weights); main differences then average over "
    "equal weights of the levels.",
    "Простые эффекты: группы при каждом значении второй группировки по модели с их "
    "взаимодействием (прочие характеристики с равными весами); главные разности усредняются по "
    "значениям с равными весами.",
)
ORDINAL = Words(
    "Adjusted odds ratios: proportional odds (McCullagh 1980) of a higher answer on the grouping "
    "and {groupings}, one ratio for all cuts of the answers.",
    "Скорректированные отношения шансов: пропорциональные шансы (McCullagh 1980) более высокого "
    "ответа от группировки и {groupings}, одно отношение для всех границ ответов.",
)
ORDINAL_PLAIN = Words(
    "Maximum likelihood, likelihood-ratio tests.",
    "Максимальное правдоподобие, критерии отношения правдоподобия.",
)
ORDINAL_DESIGN = Words(
    "Weighted likelihood with the design-based covariance (Binder 1983), Wald's F.",
    "Взвешенное правдоподобие с ковариацией, учитывающей веса и план выборки (Binder 1983), F "
    "Вальда.",
)
FAMILIES = Words(
    "p-values adjusted ({adjust}) over the tests of groups of the call, and likewise those of "
    "the other characteristics, of interactions and of simple effects.",
    "p-значения поправлены ({adjust}) по тестам групп этого вызова, и так же тесты прочих "
    "характеристик, взаимодействий и простых эффектов.",
)
PAIRS = Words(
    "Pairs adjusted by Holm (1979) within an outcome and grouping (and level).",
    "Пары с поправкой Холма (1979) внутри показателя и группировки (и значения).",
)
ADJUSTMENTS = {"holm": "Holm 1979", "fdr_bh": "Benjamini & Hochberg 1995", "none": ""}
NOTHING = Words("nothing else", "ничего больше")
