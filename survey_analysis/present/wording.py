"""Wording: titles of tables and columns, and words of a page, in English and Russian."""

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
    "composite": Column("text", "Composite", "Сводный показатель"),
    "outcome": Column("text", "Outcome", "Показатель"),
    "domain": Column("text", "Domain", "Домен"),
    "item": Column("text", "Item", "Пункт"),
    "label": Column("text", "Question", "Вопрос"),
    "group_by": Column("text", "Grouping", "Группировка"),
    "group": Column("text", "Group", "Группа"),
    "group1": Column("text", "Group 1", "Группа 1"),
    "group2": Column("text", "Group 2", "Группа 2"),
    "within_group": Column("text", "Within", "Внутри"),
    "term": Column("text", "Characteristic", "Характеристика"),
    "weights": Column("text", "Averaged over", "Усреднение"),
    "grouping": Column("text", "Margin", "Распределение"),
    "before": Column("share", "Before", "До"),
    "after": Column("share", "After", "После"),
    "target": Column("share", "Target", "Цель"),
    "mean_before": Column("decimal", "Mean before", "Среднее до"),
    "mean_after": Column("decimal", "Mean after", "Среднее после"),
    "shift": Column("coefficient", "Shift", "Сдвиг"),
    "which": Column("text", "Weights", "Веса"),
    "smallest": Column("decimal", "Smallest", "Наименьший"),
    "p5": Column("decimal", "5th percentile", "5-й процентиль"),
    "p95": Column("decimal", "95th percentile", "95-й процентиль"),
    "largest": Column("decimal", "Largest", "Наибольший"),
    "top_1_share": Column("share", "Held by the top 1%", "У верхнего 1 %"),
    "top_5_share": Column("share", "Held by the top 5%", "У верхних 5 %"),
    "top_10_share": Column("share", "Held by the top 10%", "У верхних 10 %"),
    "mean_raw": Column("decimal", "Raw mean", "Среднее без поправки"),
    "estimate_raw": Column("decimal", "Raw difference", "Разность без поправки"),
    "odds_ratio": Column("decimal", "Odds ratio", "Отношение шансов"),
    "log_odds": Column("decimal", "Log odds ratio", "Логарифм отношения"),
    "n_groups": Column("count", "Groups", "Групп"),
    "icc": Column("coefficient", "Intraclass r", "Внутриклассовая r"),
    "value": Column("text", "Code", "Код"),
    "kind": Column("text", "Reason", "Причина"),
    "n": Column("count", "n", "n"),
    "n1": Column("count", "n 1", "n 1"),
    "n2": Column("count", "n 2", "n 2"),
    "n_items": Column("count", "Items", "Пунктов"),
    "n_domains": Column("count", "Domains", "Доменов"),
    "n_total": Column("count", "n total", "n всего"),
    "n_used": Column("count", "n used", "n в расчёте"),
    "n_pair": Column("count", "n of the weakest pair", "n слабейшей пары"),
    "n_missing": Column("count", "Missing", "Без ответа"),
    "sum_w": Column("size", "Sum of weights", "Сумма весов"),
    "n_eff": Column("size", "Effective n", "Эффективный n"),
    "deff_kish": Column("decimal", "Kish's deff", "deff Киша"),
    "deff": Column("decimal", "deff", "deff"),
    "mean_rank": Column("decimal", "Mean rank", "Средний ранг"),
    "highest": Column("text", "Highest", "Выше всех"),
    "lowest": Column("text", "Lowest", "Ниже всех"),
    "refused": Column("count", "Refused", "Отказ"),
    "dont_know": Column("count", "Don't know", "Не знают"),
    "not_applicable": Column("count", "Not applicable", "Неприменимо"),
    "no_answer": Column("count", "No answer", "Нет ответа"),
    "technical": Column("count", "Technical", "Сбой"),
    "not_asked": Column("count", "Not asked", "Не спрашивали"),
    "mean": Column("decimal", "Mean", "Среднее"),
    "mean_unweighted": Column("decimal", "Mean, unweighted", "Среднее без весов"),
    "sd": Column("decimal", "SD", "Ст. откл."),
    "se": Column("decimal", "SE", "Ст. ошибка"),
    "median": Column("decimal", "Median", "Медиана"),
    "floor_share": Column("share", "Floor", "На минимуме"),
    "ceiling_share": Column("share", "Ceiling", "На максимуме"),
    "share": Column("share", "Share", "Доля"),
    "share_unweighted": Column("share", "Share, unweighted", "Доля без весов"),
    "below": Column("share", "Share below", "Доля ниже"),
    "quantile": Column("decimal", "Quantile", "Квантиль"),
    "missing_share": Column("share", "Missing", "Без ответа"),
    "alpha": Column("coefficient", "Cronbach's α", "α Кронбаха"),
    "alpha_se": Column("coefficient", "SE of α", "Ст. ошибка α"),
    "ci_method": Column("text", "CI by", "Метод ДИ"),
    "alpha_std": Column("coefficient", "Std. α", "α станд."),
    "mean_r": Column("coefficient", "Mean r", "Среднее r"),
    "reliability": Column("coefficient", "Reliability", "Надёжность"),
    "smallest_real_difference": Column(
        "coefficient", "Smallest real difference", "Наименьшая значимая разность"
    ),
    "pairs_tied": Column("share", "Pairs tied", "Пар с равным баллом"),
    "pairs_reversed": Column("share", "Pairs reversed", "Пар поменяется местами"),
    "top_tenth_share": Column("share", "At the top", "Наверху"),
    "top_tenth_kept": Column("share", "Kept at the top", "Останется наверху"),
    "band": Column("text", "Score", "Балл"),
    "domain1": Column("text", "Domain 1", "Домен 1"),
    "domain2": Column("text", "Domain 2", "Домен 2"),
    "pearson": Column("coefficient", "Pearson's r", "r Пирсона"),
    "spearman": Column("coefficient", "Spearman's ρ", "ρ Спирмена"),
    "disattenuated": Column("coefficient", "Disattenuated r", "r без ошибки измерения"),
    "n_complete": Column("count", "n complete", "n полных"),
    "sem": Column("coefficient", "SEM", "Ст. ош. изм."),
    "item_rest_r": Column("coefficient", "Item-rest r", "r с остальными"),
    "alpha_if_dropped": Column("coefficient", "α if dropped", "α без пункта"),
    "smc": Column("coefficient", "SMC", "R² с остальными"),
    "omega": Column("coefficient", "McDonald's ω", "ω Макдональда"),
    "omega_observed": Column("coefficient", "ω (observed variance)", "ω (по набл. дисперсии)"),
    "omega_if_dropped": Column("coefficient", "ω if dropped", "ω без пункта"),
    "lambda1": Column("coefficient", "λ1", "λ1"),
    "lambda2": Column("coefficient", "λ2", "λ2"),
    "lambda3": Column("coefficient", "λ3 (α)", "λ3 (α)"),
    "lambda4": Column("coefficient", "λ4", "λ4"),
    "lambda5": Column("coefficient", "λ5", "λ5"),
    "lambda6": Column("coefficient", "λ6", "λ6"),
    "split_half_min": Column("coefficient", "Split-half min", "Половины: мин."),
    "split_half_mean": Column("coefficient", "Split-half mean", "Половины: среднее"),
    "split_half_max": Column("coefficient", "Split-half max", "Половины: макс."),
    "alpha_ordinal": Column("coefficient", "Ordinal α", "Порядковая α"),
    "coefficient": Column("text", "Coefficient", "Коэффициент"),
    "loading": Column("decimal", "Loading", "Нагрузка"),
    "loading_std": Column("coefficient", "Std. loading", "Станд. нагрузка"),
    "residual_variance": Column("decimal", "Residual variance", "Ост. дисперсия"),
    "chi2": Column("decimal", "χ²", "χ²"),
    "cfi": Column("coefficient", "CFI", "CFI"),
    "rmsea": Column("coefficient", "RMSEA", "RMSEA"),
    "srmr": Column("coefficient", "SRMR", "SRMR"),
    "component": Column("count", "Component", "Компонента"),
    "eigenvalue": Column("decimal", "Eigenvalue", "Собств. значение"),
    "parallel_95": Column("decimal", "By chance (95th percentile)", "Случайно (95-й процентиль)"),
    "variance_share": Column("share", "Share of variance", "Доля дисперсии"),
    "eigenvalue_polychoric": Column("decimal", "Polychoric eigenvalue", "Собств. зн. полихор."),
    "parallel_95_polychoric": Column("decimal", "By chance, polychoric", "Случайно, полихор."),
    "components": Column("degrees", "Above chance", "Сильнее случайных"),
    "components_polychoric": Column("degrees", "Above chance, polychoric", "Выше случ., полихор."),
    "heywood": Column("text", "Heywood case", "Случай Хейвуда"),
    "flag": Column("text", "Flag", "Флаг"),
    "cronbachs_alpha": Column("coefficient", "Cronbach's Alpha", "Альфа Кронбаха"),
    "cronbachs_alpha_based_on_standardized_items": Column(
        "coefficient",
        "Cronbach's Alpha Based on Standardized Items",
        "Альфа Кронбаха на основе стандартизованных пунктов",
    ),
    "n_of_items": Column("count", "N of Items", "Количество пунктов"),
    "scale_mean_if_item_deleted": Column(
        "decimal", "Scale Mean if Item Deleted", "Среднее шкалы при исключении пункта"
    ),
    "scale_variance_if_item_deleted": Column(
        "coefficient", "Scale Variance if Item Deleted", "Дисперсия шкалы при исключении пункта"
    ),
    "corrected_item_total_correlation": Column(
        "coefficient",
        "Corrected Item-Total Correlation",
        "Скорректированная корреляция пункта с суммой",
    ),
    "squared_multiple_correlation": Column(
        "coefficient", "Squared Multiple Correlation", "Квадрат множественной корреляции"
    ),
    "cronbachs_alpha_if_item_deleted": Column(
        "coefficient",
        "Cronbach's Alpha if Item Deleted",
        "Альфа Кронбаха при исключении пункта",
    ),
    "weight": Column("coefficient", "Weight", "Вес"),
    "error_share": Column("share", "Share of error", "Доля ошибки"),
    "true_share": Column("share", "Share of true variance", "Доля истинной дисперсии"),
    "r_with_composite": Column("coefficient", "r with composite", "r со сводным показателем"),
    "length_factor": Column("decimal", "Times as long", "Удлинить, раз"),
    "items_needed": Column("degrees", "Items needed", "Нужно пунктов"),
    "best_reliability": Column("coefficient", "Reliability at most", "Надёжность не выше"),
    "recommended": Column("text", "Fewest new items", "Меньше всего новых пунктов"),
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
    "effect_label": Column("text", "By a rule", "По правилу"),
    "bound": Column("decimal", "Bound", "Граница"),
    "p_lower": Column("p_value", "p above -bound", "p выше -границы"),
    "p_upper": Column("p_value", "p below bound", "p ниже границы"),
    "equivalent": Column("text", "Alike", "Сходны"),
    "smallest_detectable": Column("decimal", "Detectable from", "Заметно от"),
    "smallest_detectable_effect": Column("decimal", "Detectable from, SD", "Заметно от, ст. откл."),
    "estimate": Column("decimal", "Difference", "Разность"),
    "expected": Column("decimal", "Expected", "Ожидалось"),
    "residual": Column("decimal", "Residual", "Остаток"),
    "method": Column("text", "Test", "Критерий"),
    "effect_if_fair": Column("coefficient", "If fair", "Без смещения"),
    "n_strata": Column("count", "Strata", "Страт"),
    "gap": Column("decimal", "Gap", "Разрыв"),
    "gap_without": Column("decimal", "Gap without flagged", "Разрыв без отмеченных"),
    "change": Column("decimal", "Change", "Изменение"),
    "n_flagged": Column("count", "Flagged", "Отмечено"),
    "flagged": Column("text", "Flagged items", "Отмеченные пункты"),
    "note": Column("text", "Note", "Прим."),
}
"""What is known of a column by its name, in whatever frame it stands."""

INTERVALS: Mapping[str, tuple[str, Words]] = {
    "ci": ("", Words("{level} CI", "{level} ДИ")),
    "alpha_ci": ("alpha", Words("{level} CI", "{level} ДИ")),
    "omega_ci": ("omega", Words("{level} CI of ω", "{level} ДИ ω")),
    "item_rest_r_ci": ("item_rest_r", Words("{level} CI of r", "{level} ДИ r")),
    "effect_ci": ("effect", Words("{level} CI", "{level} ДИ")),
    "pearson_ci": ("pearson", Words("{level} CI of r", "{level} ДИ r")),
    "spearman_ci": ("spearman", Words("{level} CI of ρ", "{level} ДИ ρ")),
    "disattenuated_ci": (
        "disattenuated",
        Words("{level} CI, disattenuated", "{level} ДИ без ошибки"),
    ),
    "gap_ci": ("gap", Words("{level} CI of the gap", "{level} ДИ разрыва")),
    "gap_without_ci": ("gap_without", Words("{level} CI without", "{level} ДИ без них")),
    "change_ci": ("change", Words("{level} CI of the change", "{level} ДИ изменения")),
    "icc_ci": ("icc", Words("{level} CI", "{level} ДИ")),
    "median_ci": ("median", Words("Median {level} CI", "{level} ДИ медианы")),
}
"""Pairs of columns `<name>_low`, `<name>_high` that are shown as one: column whose rounding
they share ("": the estimate, mean or share of the frame), and the title."""

QUARTILES = Words("Quartiles", "Квартили")
DEGREES = Words("df", "df")

UNITS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "composite": (
        ("composite", "composites"),
        ("сводный показатель", "сводных показателя", "сводных показателей"),
    ),
    "domain": (("domain", "domains"), ("домен", "домена", "доменов")),
    "item": (("item", "items"), ("пункт", "пункта", "пунктов")),
    "outcome": (("outcome", "outcomes"), ("показатель", "показателя", "показателей")),
    "row": (("row", "rows"), ("строка", "строки", "строк")),
    "column": (("column", "columns"), ("столбец", "столбца", "столбцов")),
    "respondent": (("respondent", "respondents"), ("респондент", "респондента", "респондентов")),
    "note": (("note", "notes"), ("примечание", "примечания", "примечаний")),
}
"""Nouns with the forms that `numbers.plural` asks for."""

WORDS: Mapping[str, Words] = {
    "all": Words("All respondents", "Все респонденты"),
    "answer": Words("Answer", "Ответ"),
    "at_a_glance": Words("{effect}, with p adjusted", "{effect} и p с поправкой"),
    "by": Words("{subject} by {groupings}", "{subject} по группам ({groupings})"),
    "crosstab": Words(
        "{caption} by group (with intervals in {frame})",
        "{caption} по группам (с интервалами: {frame})",
    ),
    "estimate": Words("Estimate", "Оценка"),
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
    "yes": Words("yes", "да"),
}


def nouns(unit: str, lang: str) -> tuple[str, ...]:
    """The forms of a noun of `UNITS` in a language."""
    return UNITS[unit][1 if lang == "ru" else 0]
