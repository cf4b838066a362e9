"""Every word that the report page says, in English and Russian; methods stand in `methods.py`."""

from __future__ import annotations

from collections.abc import Mapping

from survey_analysis.sentences.sentence import Sentence

PAGE_WORDS: Mapping[str, Sentence] = {
    # frame of the page
    "page_title": Sentence(en="{title}: survey report", ru="{title}: отчёт об опросе"),
    "skip": Sentence(en="Skip to the report", ru="К тексту отчёта"),
    "contents": Sentence(en="Contents", ru="Содержание"),
    "summary": Sentence(
        en="{respondents}, {items} in {domains}. {weights} Export {export}, codebook {codebook}.",
        ru="{respondents}, {items}, {domains}. {weights} Экспорт {export}, кодовая книга "
        "{codebook}.",
    ),
    "not_for": Sentence(
        en="This report describes the answers of groups. It is not for scoring, ranking or "
        "labelling individual persons, nor for deciding about benefits, sanctions or access to "
        "services.",
        ru="Отчёт описывает ответы групп. Он не предназначен для того, чтобы оценивать, "
        "ранжировать или маркировать отдельных людей, решать вопросы льгот, санкций или доступа "
        "к услугам.",
    ),
    "made_by": Sentence(
        en="Made by survey_analysis {version}. One file, nothing loaded from the network.",
        ru="Создано survey_analysis {version}. Один файл, из сети ничего не загружается.",
    ),
    "notes_title": Sentence(en="Remarks", ru="Замечания"),
    # what was asked
    "asked": Sentence(en="What was asked", ru="Что спрашивали"),
    "asked_text": Sentence(
        en="A domain is an area of life. Its score is the mean of the answered items; reverse "
        "items (↺) are turned by the declared range of the scale before that.",
        ru="Домен — область жизни. Балл домена — среднее отвеченных пунктов; обратные пункты (↺) "
        "перед этим переворачиваются по объявленному диапазону шкалы.",
    ),
    "domains_caption": Sentence(en="Domains", ru="Домены"),
    "items_asked": Sentence(en="Items", ru="Пункты"),
    "col_domain": Sentence(en="Domain", ru="Домен"),
    "col_measurement": Sentence(en="Measurement", ru="Измерение"),
    "col_items": Sentence(en="Items", ru="Пунктов"),
    "col_needed": Sentence(en="Needed for a score", ru="Нужно для балла"),
    "reflective": Sentence(
        en="reflective: items are signs of one thing",
        ru="рефлективное: пункты — признаки одного свойства",
    ),
    "formative": Sentence(
        en="formative: items make up the thing", ru="формативное: пункты образуют свойство"
    ),
    "other_items": Sentence(en="Items outside the domains", ru="Пункты вне доменов"),
    "scales_caption": Sentence(en="Scales", ru="Шкалы"),
    "missing_caption": Sentence(
        en="Codes that stand for no answer", ru="Коды, означающие отсутствие ответа"
    ),
    "variables_caption": Sentence(en="Groupings and outcomes", ru="Группировки и показатели"),
    "no_items": Sentence(
        en="The codebook declares no items.", ru="В кодовой книге нет ни одного пункта."
    ),
    "col_id": Sentence(en="Id", ru="Обозначение"),
    "col_question": Sentence(en="Question", ru="Вопрос"),
    "col_scale": Sentence(en="Scale", ru="Шкала"),
    "col_type": Sentence(en="Type", ru="Тип"),
    "col_answers": Sentence(en="Answers", ru="Ответы"),
    "col_label": Sentence(en="Label", ru="Название"),
    "col_role": Sentence(en="Role", ru="Роль"),
    "col_code": Sentence(en="Code", ru="Код"),
    "col_kind": Sentence(en="Kind", ru="Вид"),
    "empty_cell": Sentence(en="(empty cell)", ru="(пустая ячейка)"),
    "ordinal": Sentence(en="ordinal", ru="порядковая"),
    "nominal": Sentence(en="nominal", ru="номинальная"),
    "integer": Sentence(en="whole number", ru="целое число"),
    "number": Sentence(en="number", ru="число"),
    "text": Sentence(en="text", ru="текст"),
    "grouping": Sentence(en="grouping", ru="группировка"),
    "outcome": Sentence(en="outcome", ru="показатель"),
    # how many answered
    "answered": Sentence(en="How many answered", ru="Сколько человек ответило"),
    "answered_text": Sentence(en="{respondents} in the export.", ru="В экспорте {respondents}."),
    "nobody": Sentence(
        en="The export holds no respondents: there is nothing to compute, and the tables below "
        "are empty.",
        ru="В экспорте нет респондентов: вычислять нечего, таблицы ниже пусты.",
    ),
    "missing_by_domain": Sentence(
        en="Domains: respondents with a score (answered minimum) and with complete answers",
        ru="Домены: респонденты с баллом (отвечен минимум) и с полными ответами",
    ),
    "col_scored": Sentence(en="n with a score", ru="n с баллом"),
    "col_unscored": Sentence(en="Without a score", ru="Без балла"),
    "col_complete": Sentence(en="n for alpha (complete answers)", ru="n для альфы (полные ответы)"),
    "groups_caption": Sentence(
        en="Respondents by {grouping}", ru="Респонденты по группам: {grouping}"
    ),
    "col_group": Sentence(en="Group", ru="Группа"),
    "col_share": Sentence(en="Share", ru="Доля"),
    "no_group": Sentence(en="(no value)", ru="(нет значения)"),
    "hidden_cell": Sentence(en="hidden", ru="скрыто"),
    "items_caption": Sentence(
        en="Items as answered, and why others did not answer",
        ru="Пункты, как на них ответили, и почему не ответили остальные",
    ),
    # findings
    "findings": Sentence(en="What validation found", ru="Что нашла проверка данных"),
    "findings_text": Sentence(
        en="The export was checked against the codebook before anything was computed: {summary}.",
        ru="До вычислений экспорт сверен с кодовой книгой: {summary}.",
    ),
    "findings_none": Sentence(en="There were no findings.", ru="Замечаний нет."),
    "findings_more": Sentence(en="All findings (findings: {count})", ru="Все находки ({count})"),
    "findings_caption": Sentence(en="Findings", ru="Находки"),
    "col_severity": Sentence(en="Severity", ru="Важность"),
    "col_where": Sentence(en="Where", ru="Где"),
    "col_lines": Sentence(en="Lines", ru="Строки"),
    "col_count": Sentence(en="Count", ru="Сколько"),
    "col_message": Sentence(en="What was found", ru="Что найдено"),
    "col_hint": Sentence(en="What to do", ru="Что делать"),
    "error": Sentence(en="error", ru="ошибка"),
    "warning": Sentence(en="warning", ru="предупреждение"),
    "note": Sentence(en="note", ru="замечание"),
    # distributions
    "distributions": Sentence(en="Distributions", ru="Распределения"),
    "distributions_text": Sentence(
        en="Items are shown as they were answered, in the order of the questionnaire; shares are "
        "of valid answers, and who gave none stands beside the bars.",
        ru="Пункты показаны так, как на них отвечали, в порядке анкеты; доли — от содержательных "
        "ответов, а кто не ответил, показан рядом со столбцами.",
    ),
    "scores_part": Sentence(en="Domain scores and outcomes", ru="Баллы доменов и показатели"),
    "shares_details": Sentence(
        en="Shares of all answers, with intervals", ru="Доли всех ответов с интервалами"
    ),
    # reliability
    "reliability": Sentence(en="Reliability", ru="Надёжность"),
    "reliability_text": Sentence(
        en="Cronbach's alpha (coefficient alpha) says how consistently the items of a domain "
        "speak. It is not evidence that they measure one thing, and says nothing for or against "
        "a formative domain. Reverse items are turned.",
        ru="Альфа Кронбаха (коэффициент альфа) показывает, насколько согласованно отвечают на "
        "пункты домена. Она не доказывает, что пункты измеряют что-то одно, и ничего не говорит "
        "за или против формативного домена. Обратные пункты перевёрнуты.",
    ),
    "no_domains": Sentence(
        en="There is no domain among the outcomes, so there is no reliability to report.",
        ru="Среди показателей нет доменов, поэтому надёжность не вычислялась.",
    ),
    # comparisons
    "comparisons": Sentence(en="Comparisons of groups", ru="Сравнение групп"),
    "comparisons_text": Sentence(
        en="Every outcome is compared in every grouping. All {tests} tests are one family, and "
        "p is adjusted over it. Read the effect and its interval before p.",
        ru="Каждый показатель сравнивается в каждой группировке. Все тесты (их {tests}) — одно "
        "семейство, и p поправлено по нему. Смотрите сначала на размер эффекта и его интервал, "
        "потом на p.",
    ),
    "no_groupings": Sentence(
        en="No groupings were asked for, so nothing is compared.",
        ru="Группировки не заданы, поэтому сравнений нет.",
    ),
    "not_compared": Sentence(en="Nothing is compared: {reason}", ru="Сравнений нет: {reason}"),
    "weighted_refusal": Sentence(
        en="This survey is weighted (by {weight}), and comparisons do not use weights yet. "
        "Unweighted comparisons of a weighted survey would mislead, so none are made.",
        ru="Опрос взвешен (весом {weight}), а сравнения пока не учитывают веса. Сравнения без "
        "весов вводили бы в заблуждение, поэтому их нет.",
    ),
    "group_part": Sentence(en="By {grouping}", ru="По группам: {grouping}"),
    "groups_details": Sentence(en="Groups: {grouping}", ru="Группы: {grouping}"),
    "pairs_details": Sentence(en="Pairs of groups: {grouping}", ru="Пары групп: {grouping}"),
    "pairs_too_many": Sentence(
        en="{count} pairs of groups are too many to print here. They stand in the frame .pairs of "
        "compare(survey, by={by!r}).",
        ru="Пар групп слишком много для печати ({count}). Они в таблице .pairs результата "
        "compare(survey, by={by!r}).",
    ),
    "residuals_details": Sentence(
        en="Where nominal answers differ: {grouping}",
        ru="Чем различаются номинальные ответы: {grouping}",
    ),
    # methods, limits, provenance
    "methods": Sentence(en="Methods and sources", ru="Методы и источники"),
    "sources_part": Sentence(en="Sources", ru="Источники"),
    "limits": Sentence(en="Limits", ru="Ограничения"),
    "purpose_part": Sentence(
        en="What this report is not for", ru="Для чего этот отчёт не предназначен"
    ),
    "provenance": Sentence(en="Provenance", ru="Происхождение"),
    "provenance_text": Sentence(
        en="The same export, codebook, versions and command give the same report. This table "
        "stands in the file as JSON as well (element with the id provenance).",
        ru="Те же экспорт, кодовая книга, версии и команда дают тот же отчёт. Эта таблица есть в "
        "файле и как JSON (элемент с id provenance).",
    ),
    "provenance_caption": Sentence(
        en="What this report was computed from", ru="Из чего вычислен отчёт"
    ),
    "col_what": Sentence(en="What", ru="Что"),
    "col_value": Sentence(en="Value", ru="Значение"),
    "prov_export": Sentence(en="Export", ru="Экспорт"),
    "prov_export_sha256": Sentence(en="SHA-256 of the export", ru="SHA-256 экспорта"),
    "prov_codebook": Sentence(en="Codebook", ru="Кодовая книга"),
    "prov_codebook_sha256": Sentence(en="SHA-256 of the codebook", ru="SHA-256 кодовой книги"),
    "prov_encoding": Sentence(en="Encoding", ru="Кодировка"),
    "prov_separator": Sentence(en="Separator", ru="Разделитель"),
    "prov_n_respondents": Sentence(en="Respondents", ru="Респондентов"),
    "prov_options": Sentence(en="Options", ru="Параметры"),
    "prov_versions": Sentence(en="Versions", ru="Версии"),
    "prov_command": Sentence(en="Command", ru="Команда"),
    "prov_date": Sentence(en="Date", ru="Дата"),
}
