"""Methods, limits and sources of a report, in English and Russian."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from survey_analysis.present.method import said
from survey_analysis.present.numbers import confidence_level
from survey_analysis.present.wording import Words
from survey_analysis.report.material import Material
from survey_analysis.report.tests_run import tests_sentence
from survey_analysis.sentences.methods import TEST_METHODS
from survey_analysis.survey import Survey
from survey_analysis.verbs.variance_rule import precision, variance_rule

METHODS: Mapping[str, str] = {
    "alpha": "Альфа Кронбаха (коэффициент альфа, 1951) по респондентам, ответившим на все пункты "
    "домена; обратные пункты перевёрнуты. Ошибка измерения — в единицах среднего балла.",
    "adf": "Интервал альфы при 300 респондентах и больше: стандартная ошибка, не зависящая от "
    "распределения (ADF; Yuan, Guarnaccia & Hayslip 2003), на шкале log(1 − альфа).",
    "jackknife": "Интервал альфы при числе респондентов меньше 300: метод складного ножа (Efron & "
    "Stein 1981) на шкале log(1 − альфа).",
    "linearized": "Интервал альфы с учётом страт и гнёзд: линеаризованная дисперсия по единицам "
    "отбора на шкале log(1 − альфа).",
    "omega": "Омега Макдональда (1999): один фактор по методу максимального правдоподобия на "
    "ковариациях, знаменатель — дисперсия по модели; интервал на шкале log(1 − омега) с робастной "
    "(sandwich) стандартной ошибкой. Корреляции пунктов с суммой остальных — с интервалами, не "
    "зависящими от распределения (ADF).",
    "dimensionality": "Собственные значения корреляций Пирсона и полихорических (Olsson 1979) "
    "рядом с 95-м процентилем для независимых ответов (параллельный анализ; Horn 1965, Glorfeld "
    "1995).",
    "error": "Стандартная ошибка измерения из альфы; наименьшее реальное различие (Jacobson & "
    "Truax 1991); повторный опрос — по модели истинного балла с бета-распределением (Lord 1965; "
    "Livingston & Lewis 1995); ошибка по полосам балла (Feldt, Steffen & Gupta 1985).",
    "bias": "Смещение пунктов (DIF) при равной сумме остальных пунктов: критерии Мантеля (1963) и "
    "Мантеля-Хензеля, порядковая логистическая регрессия (Zumbo 1999); флаг требует p с поправкой "
    "< 0,05 и |SMD| ≥ 0,17 сверх ожидаемого у справедливого пункта либо прироста R² ≥ 0,035.",
    "wald": "Равенство альф в группах: критерий Вальда на шкале log(1 − альфа), интервалы "
    "разностей по методу MOVER (Zou 2007).",
    "correlations": "Корреляции баллов доменов: Пирсона и Спирмена, а также с поправкой на "
    "ненадёжность обоих баллов (Spearman 1904); {level} интервалы без допущений о распределении.",
    "composites": "Надёжность составных показателей: стратифицированная альфа (Rajaratnam, "
    "Cronbach & Gleser 1965; с весами — Mosier 1943).",
    **TEST_METHODS,
    "holm": "p всех сравнений поправлено как одно семейство по Холму (1979).",
}
"""What was computed, in Russian, where a result does not say it itself (`.method`)."""

LIMITS: Mapping[str, Words] = {
    "volunteers": Words(
        "Respondents took part of their own will and under aliases. Intervals tell the "
        "uncertainty of a random sample of the same size; they do not tell how volunteers differ "
        "from others. Nothing here describes a population unless the sampling was designed to.",
        "Респонденты участвовали добровольно и под псевдонимами. Интервалы говорят о "
        "неопределённости случайной выборки того же размера, но не о том, чем добровольцы "
        "отличаются от остальных. Отчёт не описывает население, если выборка не строилась для "
        "этого.",
    ),
    "volunteers_weighted": Words(
        "Respondents took part of their own will and under aliases. Intervals tell the precision "
        "under the weights; they do not tell how volunteers differ from others beside what the "
        "weights account for. Nothing here describes a population unless the sampling was "
        "designed to, or the weights make those who took part like those who did not.",
        "Респонденты участвовали добровольно и под псевдонимами. Интервалы говорят о точности при "
        "этих весах, но не о том, чем ещё добровольцы отличаются от остальных. Отчёт не описывает "
        "население, если выборка не строилась для этого или веса не делают участников похожими на "
        "остальных.",
    ),
    "unweighted": Words("The numbers are unweighted.", "Числа вычислены без весов."),
    "weighted": Words(
        "The numbers are weighted as the codebook says; n counts respondents.",
        "Числа вычислены с весами из кодовой книги; n — число респондентов.",
    ),
    "raked": Words(
        "The numbers are weighted so that the shares of {margins} are those of the targets; n "
        "counts respondents.",
        "Числа вычислены с весами, при которых доли ({margins}) равны заданным; n — число "
        "респондентов.",
    ),
    "design": Words(
        "Strata and clusters of the sampling are used by the intervals of means, medians and "
        "shares, by comparisons and by the interval of alpha; not by the other intervals.",
        "Страты и гнёзда выборки учтены в интервалах средних, медиан и долей, в сравнениях и в "
        "интервале альфы; в остальных интервалах не учтены.",
    ),
    "alpha": Words(
        "Alpha is not evidence that a domain is unidimensional: several themes with many items "
        "can have a high alpha.",
        "Альфа не доказывает одномерность домена: и у нескольких тем с многими пунктами она "
        "может быть высокой.",
    ),
    "missing": Words(
        "Nothing is imputed. Respondents without a score or without a group are left out of "
        "that comparison; if they differ from the others, the means are off.",
        "Пропуски не восстанавливаются. Респонденты без балла или без группы не входят в "
        "сравнение; если они отличаются от остальных, средние смещены.",
    ),
    "tests": Words(
        "Each adjustment of p keeps the chance of a false alarm within its own family of tests; "
        "it knows nothing of the other families, nor of analyses that are not shown here.",
        "Каждая поправка p ограничивает вероятность ложной находки в своём семействе тестов и "
        "ничего не знает ни о других семействах, ни об анализах, которых здесь нет.",
    ),
    "groups": Words(
        "Differences between groups are not effects of belonging to them; means of regions or "
        "ages say nothing about single persons there.",
        "Различия между группами — не следствие принадлежности к ним; средние по регионам или "
        "возрастам ничего не говорят об отдельных людях.",
    ),
    "hidden": Words(
        "Groups of fewer than {smallest} respondents are hidden, with the next smallest where "
        "one hidden group could be computed from the total. Cells inside a group are not hidden.",
        "Группы меньше {smallest} респондентов скрыты вместе со следующей по размеру, если "
        "одну скрытую можно вычислить по сумме. Ячейки внутри группы не скрываются.",
    ),
}

PURPOSE: tuple[Words, ...] = (
    Words(
        "Domain scores and alphas exist to be examined, never to be assigned to people.",
        "Баллы доменов и альфы нужны для изучения, а не для присвоения людям.",
    ),
    Words(
        "Scoring persons for benefits or sanctions is prohibited in the EU (Regulation (EU) "
        "2024/1689, article 5(1)(c)).",
        "Социальный рейтинг людей ради льгот или санкций запрещён в ЕС (регламент (ЕС) "
        "2024/1689, статья 5(1)(c)).",
    ),
)

SOURCES: Mapping[str, str] = {
    "scores": "Wilson, E. B. (1927). Journal of the American Statistical Association 22, 209-212. "
    "doi:10.1080/01621459.1927.10502953",
    "medians": "Conover, W. J. (1999). Practical Nonparametric Statistics, section 3.2. Wiley.",
    "quartiles": "Hyndman, R. J., & Fan, Y. (1996). The American Statistician 50, 361-365. "
    "doi:10.1080/00031305.1996.10473566",
    "weighted_shares": "Korn, E. L., & Graubard, B. I. (1998). Survey Methodology 24, 193-201.",
    "nchs": "Parker, J. D., Talih, M., Malec, D. J., et al. (2017). National Center for Health "
    "Statistics Data Presentation Standards for Proportions. Vital and Health Statistics 2(175).",
    "woodruff": "Woodruff, R. S. (1952). Journal of the American Statistical Association 47, "
    "635-646. doi:10.1080/01621459.1952.10483443",
    "weighted_quartiles": "Akinshin, A. (2023). Weighted quantile estimators. "
    "doi:10.48550/arXiv.2304.07265",
    "kish": "Kish, L. (1965). Survey Sampling. Wiley.",
    "linearization": "Woodruff, R. S. (1971). Journal of the American Statistical Association 66, "
    "411-414. doi:10.1080/01621459.1971.10482279",
    "binder": "Binder, D. A. (1983). International Statistical Review 51, 279-292. "
    "doi:10.2307/1402588",
    "calibrated": "Deville, J.-C., & Särndal, C.-E. (1992). Journal of the American Statistical "
    "Association 87, 376-382. doi:10.1080/01621459.1992.10475217",
    "hc3": "MacKinnon, J. G., & White, H. (1985). Journal of Econometrics 29, 305-325. "
    "doi:10.1016/0304-4076(85)90158-7",
    "raked_again": "Canty, A. J., & Davison, A. C. (1999). The Statistician 48, 379-391. "
    "doi:10.1111/1467-9884.00196",
    "bars": "Robbins, N. B., & Heiberger, R. M. (2011). Plotting Likert and other rating scales. "
    "Proceedings of the Survey Research Methods Section, American Statistical Association, "
    "1058-1066.",
    "alpha": "Cronbach, L. J. (1951). Psychometrika 16, 297-334. doi:10.1007/BF02310555",
    "adf": "Yuan, K.-H., Guarnaccia, C. A., & Hayslip, B. (2003). Educational and Psychological "
    "Measurement 63, 5-23. doi:10.1177/0013164402239314",
    "jackknife": "Efron, B., & Stein, C. (1981). Annals of Statistics 9, 586-596. "
    "doi:10.1214/aos/1176345462",
    "omega": "McDonald, R. P. (1999). Test Theory: A Unified Treatment. Erlbaum. "
    "doi:10.4324/9781410601087",
    "dimensionality": "Horn, J. L. (1965). Psychometrika 30, 179-185. doi:10.1007/BF02289447",
    "olsson": "Olsson, U. (1979). Psychometrika 44, 443-460. doi:10.1007/BF02296207",
    "error": "Jacobson, N. S., & Truax, P. (1991). Journal of Consulting and Clinical Psychology "
    "59, 12-19. doi:10.1037/0022-006X.59.1.12",
    "livingston": "Livingston, S. A., & Lewis, C. (1995). Journal of Educational Measurement 32, "
    "179-197. doi:10.1111/j.1745-3984.1995.tb00462.x",
    "bias": "Mantel, N. (1963). Journal of the American Statistical Association 58, 690-700. "
    "doi:10.1080/01621459.1963.10500879",
    "zumbo": "Zumbo, B. D. (1999). A Handbook on the Theory and Methods of Differential Item "
    "Functioning. Directorate of Human Resources Research and Evaluation, Ottawa.",
    "wald": "Zou, G. Y. (2007). Psychological Methods 12, 399-413. doi:10.1037/1082-989X.12.4.399",
    "correlations": "Spearman, C. (1904). The American Journal of Psychology 15, 72-101. "
    "doi:10.2307/1412159",
    "composites": "Rajaratnam, N., Cronbach, L. J., & Gleser, G. C. (1965). Psychometrika 30, "
    "39-56. doi:10.1007/BF02289746",
    "welch_t": "Welch, B. L. (1947). Biometrika 34, 28-35. doi:10.1093/biomet/34.1-2.28",
    "hedges": "Hedges, L. V. (1981). Journal of Educational Statistics 6, 107-128. "
    "doi:10.3102/10769986006002107",
    "delacre": "Delacre, M., Lakens, D., Ley, C., Liu, L., & Leys, C. (2021). "
    "doi:10.31234/osf.io/tu6mp",
    "welch_anova": "Welch, B. L. (1951). Biometrika 38, 330-336. doi:10.1093/biomet/38.3-4.330",
    "omega_squared": "Carroll, R. M., & Nordholm, L. A. (1975). Educational and Psychological "
    "Measurement 35, 541-554. doi:10.1177/001316447503500304",
    "steiger": "Steiger, J. H. (2004). Psychological Methods 9, 164-182. "
    "doi:10.1037/1082-989X.9.2.164",
    "games_howell": "Games, P. A., & Howell, J. F. (1976). Journal of Educational Statistics 1, "
    "113-125. doi:10.3102/10769986001002113",
    "kruskal_wallis": "Kruskal, W. H., & Wallis, W. A. (1952). Journal of the American "
    "Statistical Association 47, 583-621. doi:10.1080/01621459.1952.10483441",
    "dunn": "Dunn, O. J. (1964). Technometrics 6, 241-252. doi:10.1080/00401706.1964.10490181",
    "chi_square": "Bergsma, W. (2013). Journal of the Korean Statistical Society 42, 323-328. "
    "doi:10.1016/j.jkss.2012.10.002",
    "smithson": "Smithson, M. (2003). Confidence Intervals. doi:10.4135/9781412983761",
    "haberman": "Haberman, S. J. (1973). Biometrics 29, 205-220. doi:10.2307/2529686",
    "holm": "Holm, S. (1979). Scandinavian Journal of Statistics 6, 65-70.",
}
"""Sources in the order of the report, by the method that needs them."""

NEEDED_BY = {
    "medians": "scores", "quartiles": "type7", "bars": "items", "hedges": "welch_t",
    "nchs": "weighted_shares", "woodruff": "weighted_shares", "binder": "linearization",
    "delacre": "welch_t", "games_howell": "welch_anova", "omega_squared": "welch_anova",
    "steiger": "welch_anova", "dunn": "kruskal_wallis", "smithson": "chi_square",
    "haberman": "chi_square", "olsson": "dimensionality", "livingston": "error", "zumbo": "bias",
}  # fmt: skip


def methods_used(material: Material) -> tuple[str, ...]:
    """The methods that made the numbers of a report, in its order."""
    return tuple(dict.fromkeys(_methods(material)))


def method_sentences(material: Material) -> tuple[str, ...]:
    """What was computed, in the language of the report; what results share once."""
    survey, lang = material.survey, material.lang
    shared = tuple(filter(None, (variance_rule(survey, lang), precision(survey, lang))))
    if material.lang != "ru":
        told = [result.method for result in material.results]
    else:
        level = {"level": confidence_level(material.confidence, "ru")}
        told = [said(result.method, "ru") for result in (material.description, material.scores)]
        known = (METHODS[used] for used in methods_used(material) if used in METHODS)
        told += [sentence.format_map(level) for sentence in known]
    for rule in shared:
        told = [" ".join(filter(None, text.replace(rule, "").split(" "))) for text in told]
    return (*told[:2], *shared, *told[2:])


def limit_sentences(material: Material) -> tuple[str, ...]:
    """What the numbers do not say."""
    lang, book = material.lang, material.survey.codebook
    keys = ["volunteers_weighted" if material.survey.weighted else "volunteers"]
    keys += ["design"] if book.design.strata or book.design.cluster else []
    keys += ["missing", "alpha"] if material.domains else ["missing"]
    keys += ["tests", "groups"] if material.comparison is not None else []
    told = [LIMITS[key].say(lang, smallest=book.min_cell) for key in (*keys, "hidden")]
    told.insert(1, weights_sentence(material.survey))
    at = keys.index("tests") + 1 if "tests" in keys else len(keys) + 1
    return tuple(filter(None, [*told[:at], tests_sentence(material), *told[at:]]))


def weights_sentence(survey: Survey) -> str:
    """Whether and how the numbers are weighted, in the language of the survey."""
    if survey.weighting is not None:
        return LIMITS["raked"].say(survey.language, margins=", ".join(survey.weighting.by))
    return LIMITS["weighted" if survey.weighted else "unweighted"].say(survey.language)


def purpose_sentences(lang: str) -> tuple[str, ...]:
    """What the report is not for."""
    return tuple(words.say(lang) for words in PURPOSE)


def sources_used(material: Material) -> tuple[str, ...]:
    """The sources of the methods used."""
    used = methods_used(material)
    return tuple(text for key, text in SOURCES.items() if NEEDED_BY.get(key, key) in used)


def _methods(material: Material) -> Iterator[str]:
    yield from _of_scores(material.survey)
    if material.domains:
        yield "alpha"
        yield from (str(used) for used in material.reliability.table["ci_method"] if used)
        yield from ("omega", "dimensionality", "error")
        yield from ("bias", "wald") if material.by else ()
        yield from ("correlations",) if material.correlations is not None else ()
        yield from ("composites",) if material.composites else ()
    if material.comparison is not None:
        table = material.comparison.table
        yield from (str(used) for used in table["test"] if used)
        yield from (str(used) for used in table["adjust"] if used)


def _of_scores(survey: Survey) -> Iterator[str]:
    """What describes items and scores: without weights, with them, by a sampling design."""
    yield "items"
    if survey.sample is None:
        yield from ("scores", "type7")
        return
    yield "weighted_shares"
    yield from ("weighted_quartiles", "kish") if survey.weighted else ("type7",)
    if survey.weighting is None:
        yield from ("linearization", "hc3")
    else:
        yield from ("calibrated", "hc3") if survey.replicates is None else ("raked_again",)
