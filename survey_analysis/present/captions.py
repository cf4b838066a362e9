"""Captions: what results and their tables are called on a page, in English and Russian."""

from __future__ import annotations

from collections.abc import Mapping

from survey_analysis.present.wording import Words

TITLES: Mapping[str, Words] = {
    "DescriptionResult": Words("Item description", "Описание пунктов"),
    "DistributionResult": Words("Distribution", "Распределение"),
    "ReliabilityResult": Words("Reliability (Cronbach's alpha)", "Надёжность (альфа Кронбаха)"),
    "SpssLayout": Words("Reliability", "Надёжность"),
    "CompositeResult": Words("Composite of domains", "Сводный показатель из доменов"),
    "DimensionalityResult": Words("One thing or several", "Одно или несколько"),
    "ComparisonResult": Words("Comparison of groups", "Сравнение групп"),
    "OverviewResult": Words("Overview of comparisons", "Обзор сравнений"),
    "MeasurementErrorResult": Words("Error of measurement", "Ошибка измерения"),
    "DomainCorrelationsResult": Words("Correlations between domains", "Связи между доменами"),
    "DomainComparisonResult": Words(
        "Domains compared within persons", "Сравнение доменов внутри человека"
    ),
    "ItemBiasResult": Words("Item bias (DIF)", "Смещение пунктов (DIF)"),
    "WeightingReport": Words("Weighting", "Взвешивание"),
}
"""What a result is called, by its class."""

CAPTIONS: Mapping[tuple[str, str], Words] = {
    ("DescriptionResult", "table"): Words("Items as answered", "Пункты, как на них ответили"),
    ("DistributionResult", "table"): Words("Means and medians", "Средние и медианы"),
    ("DistributionResult", "shares"): Words("Shares of answers", "Доли ответов"),
    ("DistributionResult", "missing"): Words(
        "Respondents without a valid answer", "Респонденты без содержательного ответа"
    ),
    ("DistributionResult", "quantiles"): Words("Quartiles", "Квартили"),
    ("ReliabilityResult", "table"): Words("Reliability of domains", "Надёжность доменов"),
    ("ReliabilityResult", "items"): Words(
        "Items of the domains, reverse items turned", "Пункты доменов, обратные повёрнуты"
    ),
    ("ReliabilityResult", "intervals"): Words("Coefficients with intervals", "Коэффициенты и ДИ"),
    ("ReliabilityResult", "fit"): Words(
        "Fit of the one-factor model", "Согласие однофакторной модели"
    ),
    ("ReliabilityResult", "factor"): Words(
        "Loadings of the one-factor model", "Нагрузки однофакторной модели"
    ),
    ("ReliabilityResult", "differences"): Words(
        "Equal alphas in all groups? The first minus the second",
        "Равны ли альфы в группах? Первая минус вторая",
    ),
    ("SpssLayout", "table"): Words("Reliability Statistics", "Статистика надёжности"),
    ("SpssLayout", "items"): Words("Item-Total Statistics", "Статистика пункт-шкала"),
    ("CompositeResult", "table"): Words(
        "Reliability of the composite", "Надёжность сводного показателя"
    ),
    ("CompositeResult", "domains"): Words(
        "What each domain adds to error and to true variance",
        "Вклад каждого домена в ошибку и в истинную дисперсию",
    ),
    ("DimensionalityResult", "table"): Words(
        "Eigenvalues, beside those of independent answers",
        "Собственные значения рядом с теми, что дают независимые ответы",
    ),
    ("DimensionalityResult", "fit"): Words(
        "Components above chance, and the fit of one factor",
        "Компоненты сильнее случайных и согласие с одним фактором",
    ),
    ("ComparisonResult", "table"): Words("Tests", "Критерии"),
    ("ComparisonResult", "groups"): Words("Groups", "Группы"),
    ("ComparisonResult", "trend"): Words(
        "Trends over ordered groups", "Тренды по упорядоченным группам"
    ),
    ("OverviewResult", "table"): Words(
        "All comparisons with intervals", "Все сравнения с интервалами"
    ),
    ("ComparisonResult", "adjusted"): Words(
        "Adjusted means, as if the groups were alike in the other characteristics, and raw means",
        "Скорректированные средние, как если бы группы не отличались прочими характеристиками, и "
        "обычные средние",
    ),
    ("ComparisonResult", "adjusted_pairs"): Words(
        "Pairs of groups, adjusted: the first minus the second",
        "Пары групп с поправкой на характеристики: первая минус вторая",
    ),
    ("ComparisonResult", "adjusted_tests"): Words(
        "What each characteristic says beside the others",
        "Что говорит каждая характеристика помимо прочих",
    ),
    ("ComparisonResult", "simple"): Words(
        "Are the groups equal at each level?", "Равны ли группы при каждом значении?"
    ),
    ("ComparisonResult", "simple_means"): Words(
        "The groups at each level", "Группы при каждом значении"
    ),
    ("ComparisonResult", "simple_pairs"): Words(
        "Pairs of groups at each level: the first minus the second",
        "Пары групп при каждом значении: первая минус вторая",
    ),
    ("ComparisonResult", "odds"): Words(
        "Odds of a higher answer: the first group over the second",
        "Шансы более высокого ответа: первая группа к второй",
    ),
    ("ComparisonResult", "clustering"): Words(
        "How alike respondents of the same group are",
        "Насколько похожи респонденты одной группы",
    ),
    ("ComparisonResult", "pairs"): Words(
        "Pairs of groups: the first minus the second", "Пары групп: первая минус вторая"
    ),
    ("MeasurementErrorResult", "table"): Words(
        "How exact scores are, and what a retest would keep of their order",
        "Точность баллов и что от их порядка осталось бы при повторном опросе",
    ),
    ("MeasurementErrorResult", "bands"): Words(
        "Standard error of measurement by score", "Стандартная ошибка измерения по баллам"
    ),
    ("DomainCorrelationsResult", "table"): Words(
        "Correlations of domain scores", "Корреляции баллов доменов"
    ),
    ("DomainComparisonResult", "table"): Words(
        "Which domain stands highest in the same respondents",
        "Какой домен выше у одних и тех же респондентов",
    ),
    ("DomainComparisonResult", "means"): Words(
        "Means of the domains, and mean ranks within respondents (1: the lowest)",
        "Средние доменов и средние ранги внутри респондента (1 — самый низкий)",
    ),
    ("DomainComparisonResult", "pairs"): Words(
        "Pairs of domains: the first minus the second; p by Holm within the group",
        "Пары доменов: первый минус второй; p по Холму внутри группы",
    ),
    ("DomainComparisonResult", "rank_pairs"): Words(
        "Pairs of domains by mean ranks: the first minus the second",
        "Пары доменов по средним рангам: первый минус второй",
    ),
    ("DomainComparisonResult", "profiles"): Words(
        "Do groups differ in which domains stand higher?",
        "Различаются ли группы тем, какие домены выше?",
    ),
    ("ItemBiasResult", "table"): Words(
        "Items at the same score of the others; SMD: group 1 minus group 2 (none: all others)",
        "Пункты при равной сумме остальных; SMD: группа 1 минус группа 2 (пусто: все прочие)",
    ),
    ("ItemBiasResult", "impact"): Words(
        "Gap in the domain score with and without the flagged items: group 1 minus group 2",
        "Разрыв в балле домена с отмеченными пунктами и без них: группа 1 минус группа 2",
    ),
    ("ItemBiasResult", "groups"): Words(
        "Respondents who answered all items", "Респонденты, ответившие на все пункты"
    ),
    ("WeightingReport", "table"): Words(
        "Shares before and after weighting, and the target",
        "Доли до и после взвешивания и целевая доля",
    ),
    ("WeightingReport", "domains"): Words(
        "Means of the domains before and after weighting",
        "Средние доменов до и после взвешивания",
    ),
    ("WeightingReport", "effects"): Words(
        "How far each margin by itself moves the means of the domains",
        "Насколько каждое распределение само по себе сдвигает средние доменов",
    ),
    ("WeightingReport", "distribution"): Words(
        "How unequal the weights are, in mean weights",
        "Насколько неравны веса (в средних весах)",
    ),
    ("ComparisonResult", "equivalence"): Words(
        "Are groups alike? Pairs of groups, the first minus the second",
        "Сходны ли группы? Пары групп, первая минус вторая",
    ),
    ("ComparisonResult", "residuals"): Words("Adjusted residuals", "Скорректированные остатки"),
}
"""Captions of tables, by class of the result and name of the frame."""
