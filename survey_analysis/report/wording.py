"""Every word that pictures and the report page say, in English and Russian.

Methods, limits and sources stand in `methods.py`.
"""

from __future__ import annotations

from collections.abc import Mapping

from survey_analysis.present.names import REVERSED
from survey_analysis.present.wording import Words

WORDS: Mapping[str, Words] = {
    # pictures
    "likert": Words("Answers, share of valid answers", "Ответы, доля от содержательных"),
    "likert_domains": Words(
        "Domain scores at the nearest answer category",
        "Баллы доменов по ближайшей категории ответа",
    ),
    "shares": Words("Shares of answers", "Доли ответов"),
    "profile": Words("Domain profile: {grouping}", "Профиль доменов: {grouping}"),
    "profile_whole": Words("Domain profile", "Профиль доменов"),
    "within_persons": Words(
        "Only respondents with a score in every domain; whether two domains differ is told by "
        "their pair, not by intervals that overlap.",
        "Только респонденты с баллом по каждому домену; различаются ли два домена, говорит их "
        "пара, а не перекрытие интервалов.",
    ),
    "groups": Words("Comparison of groups", "Сравнение групп"),
    "alpha_if_dropped": Words(
        "Cronbach's alpha if an item is dropped",
        "Альфа Кронбаха при исключении пункта",
    ),
    "item_rest": Words(
        "Item-rest correlation (corrected item-total)",
        "Корреляция пункта с суммой остальных",
    ),
    "axis_share": Words("per cent of valid answers", "процент содержательных ответов"),
    "axis_share_plain": Words(
        "per cent of valid answers, {level} CI",
        "процент содержательных ответов, {level} ДИ",
    ),
    "axis_mean": Words("mean, {level} CI", "среднее, {level} ДИ"),
    "axis_mean_scale": Words(
        "mean (scale {low} to {high}), {level} CI",
        "среднее (шкала от {low} до {high}), {level} ДИ",
    ),
    "axis_alpha": Words(
        "alpha without the item; line and band: alpha of all items, {level} CI",
        "альфа без пункта; линия и полоса: альфа всех пунктов, {level} ДИ",
    ),
    "axis_item_rest": Words(
        "correlation of the item with the sum of the others, {level} CI",
        "корреляция пункта с суммой остальных, {level} ДИ",
    ),
    "scree": Words(
        "Eigenvalues and parallel analysis", "Собственные значения и параллельный анализ"
    ),
    "axis_scree": Words(
        "eigenvalue of the correlations, components from the first to the last",
        "собственное значение корреляций, компоненты от первой до последней",
    ),
    "component": Words("component {number}", "компонента {number}"),
    "scree_data": Words("answers", "ответы"),
    "scree_parallel": Words(
        "independent answers, 95th percentile", "независимые ответы, 95-й процентиль"
    ),
    "scree_polychoric": Words("answers, polychoric", "ответы, полихорические"),
    "scree_parallel_polychoric": Words(
        "independent answers, polychoric, 95th percentile",
        "независимые ответы, полихорические, 95-й процентиль",
    ),
    "alt_scree": Words(
        "{title}. Eigenvalue (95th percentile of independent answers), component by component. "
        "{panels}",
        "{title}. Собственное значение (95-й процентиль независимых ответов) по компонентам. "
        "{panels}",
    ),
    "score_error": Words("Error of measurement by score", "Ошибка измерения по баллу"),
    "axis_score_error": Words(
        "standard error of measurement; line: of all respondents",
        "стандартная ошибка измерения; линия: у всех респондентов",
    ),
    "alt_score_error": Words(
        "{title}: standard error of measurement in bands of the score. {panels}",
        "{title}: стандартная ошибка измерения в полосах балла. {panels}",
    ),
    "missing_title": Words("no answer", "нет ответа"),
    "dont_know": Words("Don't know", "Затруднились ответить"),
    "other_missing": Words("No answer, other reasons", "Нет ответа, другие причины"),
    "below_minimum": Words("Too few items answered", "Отвечено слишком мало пунктов"),
    "n": Words("n = {n}", "n = {n}"),
    "n_to": Words("n = {low} to {high}", "n = {low}–{high}"),
    "reversed_mark": Words(
        f"{REVERSED} reverse item, shown as answered.",
        f"{REVERSED} обратный пункт, показан как отвечали.",
    ),
    "reversed_turned": Words(
        f"{REVERSED} reverse item, turned before the computation.",
        f"{REVERSED} обратный пункт, перевёрнут перед вычислением.",
    ),
    "not_drawn": Words("Not drawn: {names}.", "Не показано на рисунке: {names}."),
    "and_more": Words("and {count} more", "и ещё {count}"),
    "hidden_n": Words("hidden", "скрыто"),
    "hidden": Words(
        "Hidden, as fewer than {smallest} respondents or computable from the rest: {count}.",
        "Скрыто, так как респондентов меньше {smallest} или значение вычислимо по остальным: "
        "{count}.",
    ),
    "cut": Words(
        "The picture would be too tall: {count} more rows are in the table only.",
        "Рисунок был бы слишком высоким: ещё строк только в таблице: {count}.",
    ),
    "weighted": Words("Weighted; n counts respondents.", "С весами; n — число респондентов."),
    "unweighted": Words("Unweighted.", "Без весов."),
    "empty": Words(
        "There is nothing to draw: no values in this result.",
        "Рисовать нечего: в этом результате нет значений.",
    ),
    "no_test": Words("no test", "критерий не вычислен"),
    "alt_likert": Words(
        "{title}. Stacked bars. Lower answers: {lower}. Higher answers: {upper}.{middle} {rows}",
        "{title}. Составные столбцы. Ответы ниже середины: {lower}. Выше середины: {upper}."
        "{middle} {rows}",
    ),
    "alt_middle": Words(" In the middle: {middle}.", " Посередине: {middle}."),
    "alt_likert_row": Words(
        "{label}: lower {lower}, higher {upper}, no answer {missing}, n = {n}.",
        "{label}: ниже {lower}, выше {upper}, нет ответа {missing}, n = {n}.",
    ),
    "alt_dots": Words(
        "{title}. Dots with {level} intervals. {panels}",
        "{title}. Точки с {level} интервалами. {panels}",
    ),
    "alt_plain_dots": Words("{title}. Dots. {panels}", "{title}. Точки. {panels}"),
    "alt_rest": Words(
        "{count} more rows stand in the frame behind the picture.",
        "Ещё строк в таблице данных рисунка: {count}.",
    ),
    "alt_alpha": Words("alpha of all items {alpha}", "альфа всех пунктов {alpha}"),
    # frame of the page
    "page_title": Words("{title}: survey report", "{title}: отчёт об опросе"),
    "skip": Words("Skip to the report", "К тексту отчёта"),
    "contents": Words("Contents", "Содержание"),
    "summary": Words(
        "{respondents}, {items} in {domains}. {weights} Export {export}, codebook {codebook}.",
        "{respondents}, {items}, {domains}. {weights} Экспорт {export}, кодовая книга {codebook}.",
    ),
    "not_for": Words(
        "This report describes the answers of groups. It is not for scoring, ranking or "
        "labelling individual persons, nor for deciding about benefits, sanctions or access to "
        "services.",
        "Отчёт описывает ответы групп. Он не предназначен для того, чтобы оценивать, "
        "ранжировать или маркировать отдельных людей, решать вопросы льгот, санкций или доступа "
        "к услугам.",
    ),
    "made_by": Words(
        "Made by survey_analysis {version}. One file, nothing loaded from the network.",
        "Создано survey_analysis {version}. Один файл, из сети ничего не загружается.",
    ),
    "from_source": Words("from source", "из исходного кода"),
    "notes_title": Words("Remarks", "Замечания"),
    # what was asked
    "asked": Words("What was asked", "Что спрашивали"),
    "asked_text": Words(
        "A domain is an area of life. Its score is the mean of the answered items; reverse "
        f"items ({REVERSED}) are turned by the declared range of the scale before that.",
        "Домен — область жизни. Балл домена — среднее отвеченных пунктов; обратные "
        f"пункты ({REVERSED}) перед этим переворачиваются по объявленному диапазону шкалы.",
    ),
    "domains_caption": Words("Domains", "Домены"),
    "items_asked": Words("Items", "Пункты"),
    "col_domain": Words("Domain", "Домен"),
    "col_measurement": Words("Measurement", "Измерение"),
    "col_items": Words("Items", "Пунктов"),
    "col_needed": Words("Needed for a score", "Нужно для балла"),
    "reflective": Words(
        "reflective: items are signs of one thing",
        "рефлективное: пункты — признаки одного свойства",
    ),
    "formative": Words(
        "formative: items make up the thing", "формативное: пункты образуют свойство"
    ),
    "other_items": Words("Items outside the domains", "Пункты вне доменов"),
    "scales_caption": Words("Scales", "Шкалы"),
    "missing_caption": Words(
        "Codes that stand for no answer", "Коды, означающие отсутствие ответа"
    ),
    "variables_caption": Words("Groupings and outcomes", "Группировки и показатели"),
    "no_items": Words("The codebook declares no items.", "В кодовой книге нет ни одного пункта."),
    "col_id": Words("Id", "Обозначение"),
    "col_question": Words("Question", "Вопрос"),
    "col_scale": Words("Scale", "Шкала"),
    "col_type": Words("Type", "Тип"),
    "col_answers": Words("Answers", "Ответы"),
    "col_label": Words("Label", "Название"),
    "col_role": Words("Role", "Роль"),
    "col_code": Words("Code", "Код"),
    "col_kind": Words("Kind", "Вид"),
    "empty_cell": Words("(empty cell)", "(пустая ячейка)"),
    "ordinal": Words("ordinal", "порядковая"),
    "nominal": Words("nominal", "номинальная"),
    "integer": Words("whole number", "целое число"),
    "number": Words("number", "число"),
    "text": Words("text", "текст"),
    "grouping": Words("grouping", "группировка"),
    "outcome": Words("outcome", "показатель"),
    # how many answered
    "answered": Words("How many answered", "Сколько человек ответило"),
    "answered_text": Words("{respondents} in the export.", "В экспорте {respondents}."),
    "nobody": Words(
        "The export holds no respondents: there is nothing to compute, and the tables below "
        "are empty.",
        "В экспорте нет респондентов: вычислять нечего, таблицы ниже пусты.",
    ),
    "missing_by_domain": Words(
        "Domains: respondents with a score (answered minimum) and with complete answers",
        "Домены: респонденты с баллом (отвечен минимум) и с полными ответами",
    ),
    "col_scored": Words("n with a score", "n с баллом"),
    "col_unscored": Words("Without a score", "Без балла"),
    "col_complete": Words("n for alpha (complete answers)", "n для альфы (полные ответы)"),
    "groups_caption": Words("Respondents by {grouping}", "Респонденты по группам: {grouping}"),
    "col_group": Words("Group", "Группа"),
    "col_share": Words("Share", "Доля"),
    "no_group": Words("(no value)", "(нет значения)"),
    "hidden_cell": Words("hidden", "скрыто"),
    "items_caption": Words(
        "Items as answered, and why others did not answer",
        "Пункты, как на них ответили, и почему не ответили остальные",
    ),
    # findings
    "findings": Words("What validation found", "Что нашла проверка данных"),
    "findings_text": Words(
        "The export was checked against the codebook before anything was computed: {summary}.",
        "До вычислений экспорт сверен с кодовой книгой: {summary}.",
    ),
    "findings_none": Words("There were no findings.", "Замечаний нет."),
    "findings_more": Words("All findings (findings: {count})", "Все находки ({count})"),
    "findings_caption": Words("Findings", "Находки"),
    "col_severity": Words("Severity", "Важность"),
    "col_where": Words("Where", "Где"),
    "col_lines": Words("Lines", "Строки"),
    "col_message": Words("What was found", "Что найдено"),
    "col_hint": Words("What to do", "Что делать"),
    "error": Words("error", "ошибка"),
    "warning": Words("warning", "предупреждение"),
    "note": Words("note", "замечание"),
    # distributions
    "distributions": Words("Distributions", "Распределения"),
    "distributions_text": Words(
        "Items are shown as they were answered, in the order of the questionnaire; shares are "
        "of valid answers, and who gave none stands beside the bars.",
        "Пункты показаны так, как на них отвечали, в порядке анкеты; доли — от содержательных "
        "ответов, а кто не ответил, показан рядом со столбцами.",
    ),
    "scores_part": Words("Domain scores and outcomes", "Баллы доменов и показатели"),
    "shares_details": Words(
        "Shares of all answers, with intervals", "Доли всех ответов с интервалами"
    ),
    # reliability
    "reliability": Words("Reliability", "Надёжность"),
    "reliability_text": Words(
        "Cronbach's alpha (coefficient alpha) says how consistently the items of a domain "
        "speak. It is not evidence that they measure one thing, and says nothing for or against "
        "a formative domain. Reverse items are turned.",
        "Альфа Кронбаха (коэффициент альфа) показывает, насколько согласованно отвечают на "
        "пункты домена. Она не доказывает, что пункты измеряют что-то одно, и ничего не говорит "
        "за или против формативного домена. Обратные пункты перевёрнуты.",
    ),
    "no_domains": Words(
        "There is no domain among the outcomes, so there is no reliability to report.",
        "Среди показателей нет доменов, поэтому надёжность не вычислялась.",
    ),
    "factor_details": Words("Loadings of the one-factor model", "Нагрузки однофакторной модели"),
    # scales
    "scales": Words("What a score is worth", "Чего стоит балл"),
    "dimensions": Words("One thing or several?", "Одно или несколько?"),
    "dimensions_text": Words(
        "A component counts where its eigenvalue lies above that of independent answers; one "
        "such component speaks for one dimension. Alpha itself does not.",
        "Компонента значима, если её собственное значение выше, чем у независимых ответов; одна "
        "такая компонента говорит об одном измерении. Сама альфа об этом не говорит.",
    ),
    "dimensions_details": Words("All eigenvalues", "Все собственные значения"),
    "errors": Words("Error of measurement", "Ошибка измерения"),
    "errors_text": Words(
        "How far the score of a respondent can be off, and what of an order of respondents is "
        "chance. Nothing here is about a single person.",
        "Насколько балл респондента может быть неточен и какая часть порядка респондентов "
        "случайна. Об отдельных людях здесь ничего не сказано.",
    ),
    "errors_details": Words("Error by band of the score", "Ошибка по полосам балла"),
    "bias": Words(
        "Items that groups answer differently", "Пункты, на которые группы отвечают по-разному"
    ),
    "bias_text": Words(
        "Respondents with the same score on the other items are compared. A flag names a reason "
        "to look at the wording of an item; nothing is dropped.",
        "Сравниваются респонденты с одинаковым баллом по остальным пунктам. Флаг — повод "
        "посмотреть на формулировку пункта; ничего не исключается.",
    ),
    "bias_none": Words("No item is flagged.", "Ни один пункт не отмечен."),
    "bias_details": Words("All tests of items", "Все критерии по пунктам"),
    "differences": Words("Alpha in groups", "Альфа в группах"),
    "differences_text": Words(
        "Whether a domain is measured equally consistently in all groups.",
        "Одинаково ли согласованно измерен домен во всех группах.",
    ),
    "correlations": Words("Correlations between domains", "Корреляции между доменами"),
    "correlations_text": Words(
        "As measured, and corrected for the unreliability of both scores (disattenuated).",
        "Как измерены и с поправкой на ненадёжность обоих баллов.",
    ),
    "composites": Words("Composites of domains", "Составные показатели"),
    "composites_text": Words(
        "The reliability of a composite follows from that of its domains (stratified alpha). It "
        "is there to be examined, not to be assigned to people.",
        "Надёжность составного показателя следует из надёжности доменов (стратифицированная "
        "альфа). Он нужен для изучения, а не для присвоения людям.",
    ),
    # comparisons
    "comparisons": Words("Comparisons of groups", "Сравнение групп"),
    "comparisons_text": Words(
        "Every outcome is compared in every grouping. All {tests} tests are one family, and "
        "p is adjusted over it. Read the effect and its interval before p.",
        "Каждый показатель сравнивается в каждой группировке. Все тесты (их {tests}) — одно "
        "семейство, и p поправлено по нему. Смотрите сначала на размер эффекта и его интервал, "
        "потом на p.",
    ),
    "no_groupings": Words(
        "No groupings were asked for, so nothing is compared.",
        "Группировки не заданы, поэтому сравнений нет.",
    ),
    "no_outcomes": Words(
        "There are no outcomes, so nothing is compared.",
        "Показателей нет, поэтому сравнений нет.",
    ),
    "group_part": Words("By {grouping}", "По группам: {grouping}"),
    "groups_details": Words("Groups: {grouping}", "Группы: {grouping}"),
    "trend_details": Words("Trends over {grouping}", "Тренды по группам: {grouping}"),
    "pairs_details": Words("Pairs of groups: {grouping}", "Пары групп: {grouping}"),
    "pairs_too_many": Words(
        "{count} pairs of groups are too many to print here. They stand in the frame .pairs of "
        "compare(survey, by={by!r}).",
        "Пар групп слишком много для печати ({count}). Они в таблице .pairs результата "
        "compare(survey, by={by!r}).",
    ),
    "residuals_details": Words(
        "Where nominal answers differ: {grouping}",
        "Чем различаются номинальные ответы: {grouping}",
    ),
    # methods, limits, provenance
    "methods": Words("Methods and sources", "Методы и источники"),
    "sources_part": Words("Sources", "Источники"),
    "limits": Words("Limits", "Ограничения"),
    "purpose_part": Words("What this report is not for", "Для чего этот отчёт не предназначен"),
    "provenance": Words("Provenance", "Происхождение"),
    "provenance_text": Words(
        "The same export, codebook, versions and command give the same report. This table "
        "stands in the file as JSON as well (element with the id provenance).",
        "Те же экспорт, кодовая книга, версии и команда дают тот же отчёт. Эта таблица есть в "
        "файле и как JSON (элемент с id provenance).",
    ),
    "provenance_caption": Words("What this report was computed from", "Из чего вычислен отчёт"),
    "col_what": Words("What", "Что"),
    "col_value": Words("Value", "Значение"),
    "prov_export": Words("Export", "Экспорт"),
    "prov_export_sha256": Words("SHA-256 of the export", "SHA-256 экспорта"),
    "prov_codebook": Words("Codebook", "Кодовая книга"),
    "prov_codebook_sha256": Words("SHA-256 of the codebook", "SHA-256 кодовой книги"),
    "prov_encoding": Words("Encoding", "Кодировка"),
    "prov_separator": Words("Separator", "Разделитель"),
    "prov_n_respondents": Words("Respondents", "Респондентов"),
    "prov_options": Words("Options", "Параметры"),
    "prov_weighting": Words("Weights", "Веса"),
    "prov_versions": Words("Versions", "Версии"),
    "prov_command": Words("Command", "Команда"),
    "prov_date": Words("Date", "Дата"),
}


def say(key: str, lang: str, **values: object) -> str:
    """The words of a key, filled with the values; English for any language but Russian."""
    return WORDS[key].say(lang, **values)
