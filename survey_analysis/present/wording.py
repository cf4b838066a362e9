"""Wording: titles of tables and columns, and names of methods, in English and Russian."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from survey_analysis.present.numbers import Kind


@dataclass(frozen=True, slots=True)
class Words:
    """The same words in two languages."""

    en: str
    ru: str

    def say(self, lang: str, **values: object) -> str:
        """The words in `lang`, filled with the values; English for any language but Russian."""
        return (self.ru if lang == "ru" else self.en).format_map(values)


@dataclass(frozen=True, slots=True)
class Column:
    """How a column of a frame is rounded, and its title."""

    kind: Kind
    en: str
    ru: str

    def title(self, lang: str) -> str:
        """The title in `lang`; English for any language but Russian."""
        return self.ru if lang == "ru" else self.en


COLUMNS: Mapping[str, Column] = {
    "outcome": Column("text", "Outcome", "Показатель"),
    "domain": Column("text", "Domain", "Домен"),
    "item": Column("text", "Item", "Пункт"),
    "label": Column("text", "Question", "Вопрос"),
    "group_by": Column("text", "Grouping", "Группировка"),
    "group": Column("text", "Group", "Группа"),
    "group1": Column("text", "Group 1", "Группа 1"),
    "group2": Column("text", "Group 2", "Группа 2"),
    "value": Column("text", "Code", "Код"),
    "kind": Column("text", "Reason", "Причина"),
    "n": Column("count", "n", "n"),
    "n1": Column("count", "n 1", "n 1"),
    "n2": Column("count", "n 2", "n 2"),
    "n_items": Column("count", "Items", "Пунктов"),
    "n_total": Column("count", "n total", "n всего"),
    "n_used": Column("count", "n used", "n в расчёте"),
    "n_missing": Column("count", "Missing", "Без ответа"),
    "sum_w": Column("size", "Sum of weights", "Сумма весов"),
    "n_eff": Column("size", "Effective n", "Эффективный n"),
    "refused": Column("count", "Refused", "Отказ"),
    "dont_know": Column("count", "Don't know", "Не знают"),
    "not_applicable": Column("count", "Not applicable", "Неприменимо"),
    "no_answer": Column("count", "No answer", "Нет ответа"),
    "technical": Column("count", "Technical", "Сбой"),
    "not_asked": Column("count", "Not asked", "Не спрашивали"),
    "mean": Column("decimal", "Mean", "Среднее"),
    "sd": Column("decimal", "SD", "Ст. откл."),
    "se": Column("decimal", "SE", "Ст. ошибка"),
    "median": Column("decimal", "Median", "Медиана"),
    "floor_share": Column("share", "Floor", "На минимуме"),
    "ceiling_share": Column("share", "Ceiling", "На максимуме"),
    "share": Column("share", "Share", "Доля"),
    "missing_share": Column("share", "Missing", "Без ответа"),
    "alpha": Column("coefficient", "Cronbach's α", "α Кронбаха"),
    "alpha_se": Column("coefficient", "SE of α", "Ст. ошибка α"),
    "ci_method": Column("text", "CI by", "Метод ДИ"),
    "alpha_std": Column("coefficient", "Std. α", "α станд."),
    "mean_r": Column("coefficient", "Mean r", "Среднее r"),
    "sem": Column("coefficient", "SEM", "Ст. ош. изм."),
    "item_rest_r": Column("coefficient", "Item-rest r", "r с остальными"),
    "alpha_if_dropped": Column("coefficient", "α if dropped", "α без пункта"),
    "test": Column("text", "Test", "Критерий"),
    "statistic": Column("decimal", "Statistic", "Статистика"),
    "df": Column("degrees", "df", "df"),
    "df1": Column("degrees", "df 1", "df 1"),
    "df2": Column("degrees", "df 2", "df 2"),
    "p_value": Column("p_value", "p", "p"),
    "p_adjusted": Column("p_value", "p adjusted", "p с поправкой"),
    "adjust": Column("text", "Adjustment", "Поправка"),
    "effect_name": Column("text", "Effect", "Эффект"),
    "effect": Column("coefficient", "Size", "Размер"),
    "estimate": Column("decimal", "Difference", "Разность"),
    "expected": Column("decimal", "Expected", "Ожидалось"),
    "residual": Column("decimal", "Residual", "Остаток"),
    "note": Column("text", "Note", "Прим."),
}
"""What is known of a column by its name, in whatever frame it stands."""

INTERVALS: Mapping[str, tuple[str, Words]] = {
    "ci": ("", Words("{level} CI", "{level} ДИ")),
    "alpha_ci": ("alpha", Words("{level} CI", "{level} ДИ")),
    "effect_ci": ("effect", Words("{level} CI", "{level} ДИ")),
    "median_ci": ("median", Words("Median {level} CI", "{level} ДИ медианы")),
}
"""Pairs of columns `<name>_low`, `<name>_high` that are shown as one: column whose rounding
they share ("": the estimate, mean or share of the frame), and the title."""

QUARTILES = Words("Quartiles", "Квартили")
DEGREES = Words("df", "df")

TERMS: Mapping[str, Words] = {
    "welch_t": Words("Welch's t", "t Уэлча"),
    "welch_anova": Words("Welch's ANOVA", "ANOVA Уэлча"),
    "anova": Words("ANOVA", "ANOVA"),
    "student_t": Words("Student's t", "t Стьюдента"),
    "mann_whitney": Words("Mann-Whitney", "Манна-Уитни"),
    "kruskal_wallis": Words("Kruskal-Wallis", "Краскела-Уоллиса"),
    "brunner_munzel": Words("Brunner-Munzel", "Бруннера-Мунцеля"),
    "jonckheere": Words("Jonckheere-Terpstra", "Джонкхиера-Терпстры"),
    "chi_square": Words("Chi-square", "Хи-квадрат"),
    "holm": Words("Holm", "Холм"),
    "fdr_bh": Words("Benjamini-Hochberg", "Бенджамини-Хохберг"),
    "none": Words("none", "нет"),
    "jackknife": Words("jackknife", "складной нож"),
    "adf": Words("ADF", "ADF"),
    "feldt": Words("Feldt", "Фельдт"),
    "normal": Words("normal theory", "норм. теория"),
    "bootstrap": Words("bootstrap", "бутстреп"),
    "hedges_g": Words("Hedges' g", "g Хеджеса"),
    "omega_squared": Words("ω²", "ω²"),
    "epsilon_squared": Words("ε²", "ε²"),
    "rank_epsilon_squared": Words("rank ε²", "ранговая ε²"),
    "rank_eta_squared": Words("rank η²", "ранговая η²"),
    "cliffs_delta": Words("Cliff's δ", "δ Клиффа"),
    "probability_of_superiority": Words("P(superiority)", "P(превосходства)"),
    "cramers_v": Words("Cramér's V", "V Крамера"),
    "kendall_tau_b": Words("Kendall's τ-b", "τ-b Кендалла"),
    "somers_d": Words("Somers' d", "d Сомерса"),
    "refused": Words("Refused", "Отказ"),
    "dont_know": Words("Don't know", "Затрудняюсь ответить"),
    "not_applicable": Words("Not applicable", "Неприменимо"),
    "no_answer": Words("No answer", "Нет ответа"),
    "technical": Words("Technical", "Технический сбой"),
    "not_asked": Words("Not asked", "Не спрашивали"),
    "below_minimum": Words("Too few items answered", "Мало отвеченных пунктов"),
}
"""What the values of test, adjust, effect_name, ci_method and kind are called on a page."""

TITLES: Mapping[str, Words] = {
    "DescriptionResult": Words("Item description", "Описание пунктов"),
    "DistributionResult": Words("Distribution", "Распределение"),
    "ReliabilityResult": Words("Reliability (Cronbach's alpha)", "Надёжность (альфа Кронбаха)"),
    "ComparisonResult": Words("Comparison of groups", "Сравнение групп"),
}
"""What a result is called, by its class."""

CAPTIONS: Mapping[tuple[str, str], Words] = {
    ("DescriptionResult", "table"): Words("Items as answered", "Пункты, как на них ответили"),
    ("DistributionResult", "table"): Words("Means and medians", "Средние и медианы"),
    ("DistributionResult", "shares"): Words("Shares of answers", "Доли ответов"),
    ("DistributionResult", "missing"): Words(
        "Respondents without a valid answer", "Респонденты без содержательного ответа"
    ),
    ("ReliabilityResult", "table"): Words("Reliability of domains", "Надёжность доменов"),
    ("ReliabilityResult", "items"): Words(
        "Items of the domains, reverse items turned", "Пункты доменов, обратные повёрнуты"
    ),
    ("ComparisonResult", "table"): Words("Tests", "Критерии"),
    ("ComparisonResult", "groups"): Words("Groups", "Группы"),
    ("ComparisonResult", "pairs"): Words(
        "Pairs of groups: the first minus the second", "Пары групп: первая минус вторая"
    ),
    ("ComparisonResult", "residuals"): Words("Adjusted residuals", "Скорректированные остатки"),
}
"""Captions of tables, by class of the result and name of the frame."""

UNITS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "domain": (("domain", "domains"), ("домен", "домена", "доменов")),
    "item": (("item", "items"), ("пункт", "пункта", "пунктов")),
    "outcome": (("outcome", "outcomes"), ("показатель", "показателя", "показателей")),
    "row": (("row", "rows"), ("строка", "строки", "строк")),
    "respondent": (("respondent", "respondents"), ("респондент", "респондента", "респондентов")),
    "note": (("note", "notes"), ("примечание", "примечания", "примечаний")),
}
"""Nouns with the forms that `numbers.plural` asks for."""

WORDS: Mapping[str, Words] = {
    "all": Words("All respondents", "Все респонденты"),
    "answer": Words("Answer", "Ответ"),
    "by": Words("{subject} by {groupings}", "{subject} по группам ({groupings})"),
    "crosstab": Words(
        "{caption} by group (with intervals in {frame})",
        "{caption} по группам (с интервалами: {frame})",
    ),
    "empty": Words("Nothing to show: the table has no rows.", "Показывать нечего: строк нет."),
    "hidden": Words("hidden", "скрыто"),
    "less": Words("< {min_cell}", "< {min_cell}"),
    "method": Words("Method", "Метод"),
    "more": Words(
        "{rows} more in {frame}; to_html() and the other forms show all.",
        "Ещё {rows} в {frame}; to_html() и другие формы показывают все.",
    ),
    "notes": Words("Notes", "Примечания"),
    "reverse": Words("reverse item", "обратный пункт"),
    "hidden_groups": Words("{n} hidden", "скрытых: {n}"),
    "table": Words("Table", "Таблица"),
}


def term(value: str, lang: str) -> str:
    """What a value such as "welch_anova" is called; unknown ones lose their underscores.

    Example
    -------
    >>> term("welch_anova", "ru"), term("my_test", "en")
    ('ANOVA Уэлча', 'my test')
    """
    return TERMS[value].say(lang) if value in TERMS else value.replace("_", " ")


def nouns(unit: str, lang: str) -> tuple[str, ...]:
    """The forms of a noun of `UNITS` in a language."""
    return UNITS[unit][1 if lang == "ru" else 0]
