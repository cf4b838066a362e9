"""What is said about a result: SA3xx statistics, SA4xx disclosure, SA5xx provenance."""

from __future__ import annotations

from collections.abc import Mapping

from survey_analysis.sentences.sentence import Sentence

RESULT_SENTENCES: Mapping[str, Sentence] = {
    "SA301": Sentence(
        en="nobody answered",
        ru="никто не ответил",
    ),
    "SA302": Sentence(
        en="{n} of {n_total} respondents answered all items; at least {needed} are needed",
        ru="на все пункты ответили {n} из {n_total} респондентов; нужно не меньше {needed}",
    ),
    "SA303": Sentence(
        en="one item: alpha needs at least two",
        ru="один пункт: для альфы нужны хотя бы два",
    ),
    "SA304": Sentence(
        en="nobody's answers differ: no item varies, so there is no alpha",
        ru="все ответили одинаково: ни один пункт не варьирует, альфы нет",
    ),
    "SA305": Sentence(
        en="the sum of the items does not vary, so there is no alpha; check the reverse items",
        ru="сумма пунктов не варьирует, альфы нет; проверьте обратные пункты",
    ),
    "SA306": Sentence(
        en="everybody gave the same answer to item {items} of the domain: it stays in alpha, but "
        "has no correlation, so there is no mean r and no standardized alpha",
        ru="на пункт {items} домена все ответили одинаково: он остаётся в альфе, но корреляции у "
        "него нет, поэтому нет среднего r и стандартизованной альфы",
    ),
    "SA307": Sentence(
        en="pairwise deletion: each covariance has its own respondents, so there is no interval; "
        'missing="listwise" gives one',
        ru="попарное исключение: у каждой ковариации свои респонденты, поэтому интервала нет; "
        'его даёт missing="listwise"',
    ),
    "SA308": Sentence(
        en="{n} complete respondents: the interval needs at least {needed}",
        ru="полных анкет {n}: для интервала нужно не меньше {needed}",
    ),
    "SA309": Sentence(
        en="alpha hangs on a single respondent: without them it is not defined, so there is no "
        "interval",
        ru="альфа держится на одном респонденте: без него она не определена, поэтому интервала нет",
    ),
    "SA310": Sentence(
        en="the items are copies of each other: alpha is 1 and has no interval",
        ru="пункты повторяют друг друга: альфа равна 1, интервала нет",
    ),
    "SA311": Sentence(
        en="respondents who answered both items of the weakest pair: {n}; at least {needed} are "
        "needed",
        ru="респондентов, ответивших на оба пункта самой слабой пары: {n}; нужно не меньше "
        "{needed}",
    ),
    "SA312": Sentence(
        en="two items: without one there is no alpha of the rest (it needs three items)",
        ru="два пункта: без одного у остатка нет альфы (нужны три пункта)",
    ),
    "SA313": Sentence(
        en="alpha is the same whichever respondent is left out, so that nothing tells how sure "
        "it is: there is no interval",
        ru="альфа одна и та же, кого ни исключить, и судить о её точности не по чему: "
        "интервала нет",
    ),
    "SA314": Sentence(
        en="pairwise deletion: the covariances are of different respondents and contradict each "
        'other, so that a value is above 1; missing="listwise" has none',
        ru="попарное исключение: ковариации взяты по разным респондентам и противоречат друг "
        'другу, поэтому значение больше 1; с missing="listwise" такого нет',
    ),
    "SA315": Sentence(
        en="everybody gave the same answer, which has no correlation with the other items",
        ru="все ответили одинаково, корреляции с остальными пунктами нет",
    ),
    "SA316": Sentence(
        en="the sum of the other items does not vary: no correlation with it, and no alpha of them",
        ru="сумма остальных пунктов не варьирует: нет ни корреляции с ней, ни их альфы",
    ),
    "SA317": Sentence(
        en="more than {most} possible answers: such items are numbers, and ordinal alpha has no "
        "interval",
        ru="возможных ответов больше {most}: такие пункты — числа, и интервала у порядковой альфы "
        "нет",
    ),
    "SA320": Sentence(
        en="left out, because a variance needs two respondents with different answers: {groups}",
        ru="не участвуют, потому что для дисперсии нужны два респондента с разными ответами: "
        "{groups}",
    ),
    "SA321": Sentence(
        en="left out, because nobody there answered: {groups}",
        ru="не участвуют, потому что там никто не ответил: {groups}",
    ),
    "SA322": Sentence(
        en="groups that can be compared: {n}; at least two are needed",
        ru="сравнить можно групп: {n}; нужно не меньше двух",
    ),
    "SA323": Sentence(
        en="this test compares two groups, and there are {n}",
        ru="этот критерий сравнивает две группы, а их {n}",
    ),
    "SA324": Sentence(
        en="this test uses neither weights nor strata and clusters, and the survey has some of "
        "them",
        ru="этот критерий не учитывает весов, страт и гнёзд, а в опросе они есть",
    ),
    "SA325": Sentence(
        en="all respondents gave the same answer, so there is nothing to compare",
        ru="все респонденты ответили одинаково, сравнивать нечего",
    ),
    "SA326": Sentence(
        en="{n_small} of {n_cells} expected counts are below 5: the p-value is rough",
        ru="ожидаемых частот меньше 5: {n_small} из {n_cells}; p-значение приблизительное",
    ),
    "SA327": Sentence(
        en="answers that nobody gave are left out: {n}",
        ru="не участвуют ответы, которых никто не дал: {n}",
    ),
    "SA328": Sentence(
        en="nobody's answer differs from the mean of the group, so there is no variance to "
        "compare with",
        ru="внутри групп ответы не различаются, дисперсии для сравнения нет",
    ),
    "SA329": Sentence(
        en="{n} respondents: the p-values of ranks are made for larger numbers and are rough",
        ru="респондентов {n}: p-значения рангов рассчитаны на большие числа и приблизительны",
    ),
    "SA351": Sentence(
        en="The codebook declares how the sample was drawn ({columns}), which these numbers do not "
        "use. Where respondents were drawn in clusters, the intervals are too narrow and the "
        "p-values too small.",
        ru="В кодовой книге указано, как строилась выборка ({columns}), но эти числа этого не "
        "учитывают. Если респондентов отбирали гнёздами, интервалы слишком узкие, а p-значения "
        "слишком малы.",
    ),
    "SA352": Sentence(
        en="Respondents without a value in a grouping are left out of it: {groupings}.",
        ru="Респонденты без значения группировки в ней не участвуют: {groupings}.",
    ),
    "SA361": Sentence(
        en="{domain} is formative: its items need not go together, so alpha is not evidence "
        "for or against it.",
        ru="{domain}: формативный домен, его пункты не обязаны быть связаны; альфа не говорит "
        "ни за, ни против него.",
    ),
    "SA362": Sentence(
        en="{where}: no alpha for {groups}; the reason is in the column note.",
        ru="{where}: альфа не вычислена ({groups}); причина указана в столбце note.",
    ),
    "SA363": Sentence(
        en="{where}, {group}: alpha is negative ({alpha}), because the items go together "
        "negatively on average. Items against the rest: {items}. Check their wording and their "
        "reverse flags in the codebook; nothing was changed.",
        ru="{where}, {group}: альфа отрицательна ({alpha}): в среднем пункты связаны "
        "отрицательно. Против остальных: {items}. Проверьте формулировки и признак reverse в "
        "кодовой книге; ничего не изменено.",
    ),
    "SA364": Sentence(
        en="Many respondents did not answer all items and are left out of alpha: {domains}.",
        ru="Многие респонденты ответили не на все пункты и не вошли в расчёт альфы: {domains}.",
    ),
    "SA365": Sentence(
        en="{where}: two-valued items with rare answers and fewer than {below} respondents; the "
        "interval of alpha may be too narrow.",
        ru="{where}: двузначные пункты с редкими ответами и меньше {below} респондентов; интервал "
        "альфы может быть слишком узким.",
    ),
    "SA366": Sentence(
        en="{grouping}: fewer than {few} complete answers in {groups}, so alpha is very uncertain "
        "there ({domains}).",
        ru="{grouping}: меньше {few} полных ответов в группах {groups}, поэтому альфа там очень "
        "неточна ({domains}).",
    ),
    "SA367": Sentence(
        en="{where}: no alpha; the reason is in the column note.",
        ru="{where}: альфа не вычислена; причина указана в столбце note.",
    ),
    "SA368": Sentence(
        en="{where}: alpha is negative ({alpha}), because the items go together negatively on "
        "average. Items against the rest: {items}. Check their wording and their reverse flags in "
        "the codebook; nothing was changed.",
        ru="{where}: альфа отрицательна ({alpha}): в среднем пункты связаны отрицательно. Против "
        "остальных: {items}. Проверьте формулировки и признак reverse в кодовой книге; ничего не "
        "изменено.",
    ),
    "SA369": Sentence(
        en="Fewer than {few} complete answers, so alpha is very uncertain: {domains}.",
        ru="Меньше {few} полных ответов, поэтому альфа очень неточна: {domains}.",
    ),
    "SA371": Sentence(
        en="{where}: {what}",
        ru="{where}: {what}",
    ),
    "SA372": Sentence(
        en="{tests} tests in one family: {before} have p < .05 before the adjustment, {after} "
        "after it (adjust={adjust}).",
        ru="Семейство из {tests} тестов: p < 0,05 у {before} до поправки и у {after} после неё "
        "(adjust={adjust}).",
    ),
    "SA373": Sentence(
        en="{grouping}: fewer than {few} respondents in {groups}. With such groups an analysis of "
        "variance finds differences too often ({outcomes}). Combine groups in the codebook, or "
        "compare by ranks (statistic=kruskal_wallis).",
        ru="{grouping}: меньше {few} респондентов в группах {groups}. С такими группами "
        "дисперсионный анализ слишком часто находит различия ({outcomes}). Объедините группы в "
        "кодовой книге или сравните по рангам (statistic=kruskal_wallis).",
    ),
    "SA401": Sentence(
        en="Rows of small groups are hidden (groups: {hidden}). A group is hidden where it has "
        "fewer than {min_cell} respondents (n is shown as < {min_cell} or as hidden), or where a "
        "smaller hidden group could otherwise be computed from the total (n is shown as hidden). "
        "The frames of the result, such as .table, hold every number for the researcher.",
        ru="Строки малых групп скрыты (групп: {hidden}). Группа скрыта там, где в ней меньше "
        "{min_cell} респондентов (вместо n стоит < {min_cell} или «скрыто») или где иначе меньшую "
        "скрытую группу можно вычислить из итога (вместо n стоит «скрыто»). Все числа остаются у "
        "исследователя в таблицах результата, таких как .table.",
    ),
    "SA402": Sentence(
        en="Rows that rest on fewer than {min_cell} respondents are hidden (rows: {hidden}; n is "
        "shown as < {min_cell}). The frames of the result, such as .table, hold every number for "
        "the researcher.",
        ru="Строки, за которыми меньше {min_cell} респондентов, скрыты (строк: {hidden}; вместо n "
        "стоит < {min_cell}). Все числа остаются у исследователя в таблицах результата, таких как "
        ".table.",
    ),
    "SA403": Sentence(
        en="Where few hidden groups take part in a test, p is rounded up (to .001, .01, .05, .1 or "
        "1), and degrees of freedom and intervals are not shown; where a hidden group was left "
        "out, nothing is (rows: {rows}). From these numbers one could compute how many respondents "
        "a hidden group has, or what they answered.",
        ru="Там, где в критерии участвует мало скрытых групп, p округлено вверх (до 0,001, 0,01, "
        "0,05, 0,1 или 1), а степени свободы и интервалы не показаны; там, где скрытая группа не "
        "участвует, не показано ничего (строк: {rows}). По этим числам можно было бы вычислить, "
        "сколько респондентов в скрытой группе или что они ответили.",
    ),
}
