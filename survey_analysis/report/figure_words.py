"""Every word that a picture says, in English and Russian."""

from __future__ import annotations

from collections.abc import Mapping

from survey_analysis.sentences.sentence import Sentence

FIGURE_WORDS: Mapping[str, Sentence] = {
    "likert": Sentence(en="Answers, share of valid answers", ru="Ответы, доля от содержательных"),
    "likert_domains": Sentence(
        en="Domain scores at the nearest answer category",
        ru="Баллы доменов по ближайшей категории ответа",
    ),
    "shares": Sentence(en="Shares of answers", ru="Доли ответов"),
    "profile": Sentence(en="Domain profile: {grouping}", ru="Профиль доменов: {grouping}"),
    "profile_whole": Sentence(en="Domain profile", ru="Профиль доменов"),
    "groups": Sentence(en="Comparison of groups", ru="Сравнение групп"),
    "alpha_if_dropped": Sentence(
        en="Cronbach's alpha if an item is dropped",
        ru="Альфа Кронбаха при исключении пункта",
    ),
    "item_rest": Sentence(
        en="Item-rest correlation (corrected item-total)",
        ru="Корреляция пункта с суммой остальных",
    ),
    "axis_share": Sentence(en="per cent of valid answers", ru="процент содержательных ответов"),
    "axis_share_plain": Sentence(
        en="per cent of valid answers, {level} CI",
        ru="процент содержательных ответов, {level} ДИ",
    ),
    "axis_mean": Sentence(en="mean, {level} CI", ru="среднее, {level} ДИ"),
    "axis_mean_scale": Sentence(
        en="mean (scale {low} to {high}), {level} CI",
        ru="среднее (шкала от {low} до {high}), {level} ДИ",
    ),
    "axis_alpha": Sentence(
        en="alpha without the item; line and band: alpha of all items, {level} CI",
        ru="альфа без пункта; линия и полоса: альфа всех пунктов, {level} ДИ",
    ),
    "axis_item_rest": Sentence(
        en="correlation of the item with the sum of the others",
        ru="корреляция пункта с суммой остальных",
    ),
    "missing_title": Sentence(en="no answer", ru="нет ответа"),
    "dont_know": Sentence(en="Don't know", ru="Затруднились ответить"),
    "other_missing": Sentence(en="No answer, other reasons", ru="Нет ответа, другие причины"),
    "below_minimum": Sentence(en="Too few items answered", ru="Отвечено слишком мало пунктов"),
    "n": Sentence(en="n = {n}", ru="n = {n}"),
    "n_to": Sentence(en="n = {low} to {high}", ru="n = {low}–{high}"),
    "reversed_mark": Sentence(
        en="↺ reverse item, shown as answered.", ru="↺ обратный пункт, показан как отвечали."
    ),
    "reversed_turned": Sentence(
        en="↺ reverse item, turned before the computation.",
        ru="↺ обратный пункт, перевёрнут перед вычислением.",
    ),
    "not_drawn": Sentence(en="Not drawn: {names}.", ru="Не показано на рисунке: {names}."),
    "no_value": Sentence(en="No value: {names}.", ru="Нет значения: {names}."),
    "and_more": Sentence(en="and {count} more", ru="и ещё {count}"),
    "hidden_n": Sentence(en="hidden", ru="скрыто"),
    "hidden": Sentence(
        en="Hidden, as fewer than {smallest} respondents or computable from the rest: {count}.",
        ru="Скрыто, так как респондентов меньше {smallest} или значение вычислимо по остальным: "
        "{count}.",
    ),
    "cut": Sentence(
        en="The picture would be too tall: {count} more rows are in the table only.",
        ru="Рисунок был бы слишком высоким: ещё строк только в таблице: {count}.",
    ),
    "weighted": Sentence(
        en="Weighted; n counts respondents.", ru="С весами; n — число респондентов."
    ),
    "unweighted": Sentence(en="Unweighted.", ru="Без весов."),
    "empty": Sentence(
        en="There is nothing to draw: no values in this result.",
        ru="Рисовать нечего: в этом результате нет значений.",
    ),
    "no_test": Sentence(en="no test", ru="критерий не вычислен"),
    "alt_likert": Sentence(
        en="{title}. Stacked bars. Lower answers: {lower}. Higher answers: {upper}.{middle} {rows}",
        ru="{title}. Составные столбцы. Ответы ниже середины: {lower}. Выше середины: {upper}."
        "{middle} {rows}",
    ),
    "alt_middle": Sentence(en=" In the middle: {middle}.", ru=" Посередине: {middle}."),
    "alt_likert_row": Sentence(
        en="{label}: lower {lower}, higher {upper}, no answer {missing}, n = {n}.",
        ru="{label}: ниже {lower}, выше {upper}, нет ответа {missing}, n = {n}.",
    ),
    "alt_dots": Sentence(
        en="{title}. Dots with {level} intervals. {panels}",
        ru="{title}. Точки с {level} интервалами. {panels}",
    ),
    "alt_plain_dots": Sentence(en="{title}. Dots. {panels}", ru="{title}. Точки. {panels}"),
    "alt_rest": Sentence(
        en="{count} more rows stand in the frame behind the picture.",
        ru="Ещё строк в таблице данных рисунка: {count}.",
    ),
    "alt_alpha": Sentence(en="alpha of all items {alpha}", ru="альфа всех пунктов {alpha}"),
}
