"""Terms: what tests, effects, adjustments and the like are called, in English and Russian."""

from __future__ import annotations

from collections.abc import Mapping

from survey_analysis.present.wording import Words

TERMS: Mapping[str, Words] = {
    "welch_t": Words("Welch's t", "t Уэлча"),
    "welch_anova": Words("Welch's ANOVA", "ANOVA Уэлча"),
    "anova": Words("ANOVA", "ANOVA"),
    "student_t": Words("Student's t", "t Стьюдента"),
    "mann_whitney": Words("Mann-Whitney", "Манна-Уитни"),
    "kruskal_wallis": Words("Kruskal-Wallis", "Краскела-Уоллиса"),
    "brunner_munzel": Words("Brunner-Munzel", "Бруннера-Мунцеля"),
    "weighted_rank_t": Words("weighted ranks, t", "взвешенные ранги, t"),
    "weighted_rank_f": Words("weighted ranks, F", "взвешенные ранги, F"),
    "weighted_brunner_munzel": Words("weighted Brunner-Munzel", "взвешенный Бруннера-Мунцеля"),
    "linear_trend": Words("Linear trend", "Линейный тренд"),
    "weighted_linear_trend": Words("Linear trend, weighted", "Линейный тренд, взвешенный"),
    "jonckheere_terpstra": Words("Jonckheere-Terpstra", "Джонкхиера-Терпстры"),
    "weighted_jonckheere_terpstra": Words(
        "Jonckheere-Terpstra, weighted", "Джонкхиера-Терпстры, взвешенный"
    ),
    "cochran_armitage": Words("Cochran-Armitage", "Кохрана-Армитиджа"),
    "weighted_cochran_armitage": Words(
        "Cochran-Armitage, weighted", "Кохрана-Армитиджа, взвешенный"
    ),
    "linear_by_linear": Words("Linear-by-linear", "Линейный по линейному"),
    "weighted_linear_by_linear": Words(
        "Linear-by-linear, weighted", "Линейный по линейному, взвешенный"
    ),
    "hotelling": Words("Hotelling's T²", "T² Хотеллинга"),
    "domain_wald_f": Words("Wald F, means", "F Вальда, средние"),
    "friedman": Words("Friedman", "Фридмана"),
    "domain_rank_wald_f": Words("Wald F, ranks", "F Вальда, ранги"),
    "profile_welch_james": Words("Welch-James", "Уэлча-Джеймса"),
    "profile_wald_f": Words("Wald F, profiles", "F Вальда, профили"),
    "chi_square": Words("Chi-square", "Хи-квадрат"),
    "rao_scott": Words("Rao-Scott", "Рао-Скотта"),
    "wald_f": Words("Wald F", "F Вальда"),
    "linearized_t": Words("Linearized t", "Линеаризованное t"),
    "wald_f_hc3": Words("Wald F (HC3)", "F Вальда (HC3)"),
    "likelihood_ratio": Words("likelihood ratio", "отношение правдоподобия"),
    "equal": Words("equal weights", "равные веса"),
    "population": Words("shares of respondents", "доли респондентов"),
    "base": Words("base", "исходные"),
    "raked": Words("raked", "подогнанные"),
    "holm": Words("Holm", "Холм"),
    "fdr_bh": Words("Benjamini-Hochberg", "Бенджамини-Хохберг"),
    "none": Words("none", "нет"),
    "jackknife": Words("jackknife", "складной нож"),
    "adf": Words("ADF", "ADF"),
    "feldt": Words("Feldt", "Фельдт"),
    "normal": Words("normal theory", "норм. теория"),
    "bootstrap": Words("BCa bootstrap", "бутстреп BCa"),
    "linearized": Words("linearized", "линеаризация"),
    "wald": Words("Wald, all groups", "Вальда, все группы"),
    "wald_pair": Words("Wald, two groups", "Вальда, две группы"),
    "alpha": Words("Cronbach's α", "α Кронбаха"),
    "omega": Words("McDonald's ω", "ω Макдональда"),
    "omega_observed": Words("ω (observed variance)", "ω (по набл. дисперсии)"),
    "lambda1": Words("Guttman's λ1", "λ1 Гуттмана"),
    "lambda2": Words("Guttman's λ2", "λ2 Гуттмана"),
    "lambda4": Words("Guttman's λ4", "λ4 Гуттмана"),
    "lambda5": Words("Guttman's λ5", "λ5 Гуттмана"),
    "lambda6": Words("Guttman's λ6", "λ6 Гуттмана"),
    "split_half_min": Words("split-half, smallest", "половины, наименьшая"),
    "split_half_mean": Words("split-half, mean", "половины, среднее"),
    "split_half_max": Words("split-half, largest", "половины, наибольшая"),
    "alpha_ordinal": Words("ordinal α", "порядковая α"),
    "hedges_g": Words("Hedges' g", "g Хеджеса"),
    "d_av": Words("d (average SD)", "d (среднее ст. откл.)"),
    "within_eta_squared": Words("η² within persons", "η² внутри человека"),
    "kendalls_w": Words("Kendall's W", "W Кендалла"),
    "omega_squared": Words("ω²", "ω²"),
    "epsilon_squared": Words("ε²", "ε²"),
    "rank_epsilon_squared": Words("rank ε²", "ранговая ε²"),
    "rank_eta_squared": Words("rank η²", "ранговая η²"),
    "cliffs_delta": Words("Cliff's δ", "δ Клиффа"),
    "probability_of_superiority": Words("P(superiority)", "P(превосходства)"),
    "cramers_v": Words("Cramér's V", "V Крамера"),
    "hedges_g_per_step": Words("Hedges' g per step", "g Хеджеса на шаг"),
    "pearson_r": Words("Pearson's r", "r Пирсона"),
    "kendall_tau_b": Words("Kendall's τ-b", "τ-b Кендалла"),
    "somers_d": Words("Somers' d", "d Сомерса"),
    "mantel": Words("Mantel", "Мантеля"),
    "gmh": Words("generalized Mantel-Haenszel", "обобщённый Мантеля-Хензеля"),
    "logistic_uniform": Words("logistic, uniform", "логистический, равномерное"),
    "logistic_nonuniform": Words("logistic, non-uniform", "логистический, неравномерное"),
    "smd": Words("SMD", "SMD"),
    "nagelkerke_r2_change": Words("ΔR² (Nagelkerke)", "ΔR² (Нагелькерке)"),
    **{
        f"{en} ({source})": Words(f"{en} ({source})", f"{ru} ({source})")
        for source in ("Cohen 1988", "Romano et al. 2006", "Vargha & Delaney 2000")
        for en, ru in {
            "below small": "меньше малого",
            "negligible": "пренебрежимый",
            "small": "малый",
            "medium": "средний",
            "large": "большой",
        }.items()
    },
    "refused": Words("Refused", "Отказ"),
    "dont_know": Words("Don't know", "Затрудняюсь ответить"),
    "not_applicable": Words("Not applicable", "Неприменимо"),
    "no_answer": Words("No answer", "Нет ответа"),
    "technical": Words("Technical", "Технический сбой"),
    "not_asked": Words("Not asked", "Не спрашивали"),
    "below_minimum": Words("Too few items answered", "Мало отвеченных пунктов"),
}
"""What the values of test, adjust, effect_name, ci_method and kind are called on a page."""


def term(value: str, lang: str) -> str:
    """What a value such as "welch_anova" is called; unknown ones lose their underscores.

    Example
    -------
    >>> term("welch_anova", "ru"), term("my_test", "en")
    ('ANOVA Уэлча', 'my test')
    """
    return TERMS[value].say(lang) if value in TERMS else value.replace("_", " ")
