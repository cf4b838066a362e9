"""What is said about scales: reliability in depth, dimensions, composites, item bias."""

from __future__ import annotations

from collections.abc import Mapping

from survey_analysis.sentences.sentence import Sentence

SCALE_SENTENCES: Mapping[str, Sentence] = {
    "SA330": Sentence(
        en="all splits into halves are too many with more than {most} items, so there is no "
        "split-half",
        ru="при числе пунктов больше {most} всех половинных разбиений слишком много, поэтому "
        "расщепления нет",
    ),
    "SA331": Sentence(
        en="one split picked among many, so that chance helps to choose it: in small samples this "
        "interval holds the true value too rarely",
        ru="одно разбиение выбрано из многих, и выбирать помогает случай: в малых выборках этот "
        "интервал слишком редко содержит истинное значение",
    ),
    "SA332": Sentence(
        en="items: {n_items}; the one-factor model behind omega needs at least {needed}",
        ru="пунктов: {n_items}; однофакторной модели, на которой стоит омега, нужно не меньше "
        "{needed}",
    ),
    "SA333": Sentence(
        en="the covariances of the items have no inverse (an item without variance or one that "
        "repeats others, no more respondents than items, or pairs of items that contradict each "
        "other), so there is no one-factor model and no omega",
        ru="матрица ковариаций пунктов необратима (пункт без разброса или повторяющий другие, "
        "респондентов не больше, чем пунктов, или пары пунктов противоречат друг другу), поэтому "
        "однофакторной модели и омеги нет",
    ),
    "SA334": Sentence(
        en="the correlations between the items are not those of one factor: the model has no "
        "maximum-likelihood solution (a loading grows without end or is not determined), so there "
        "is no omega",
        ru="корреляции между пунктами не такие, как у одного фактора: у модели нет решения "
        "максимального правдоподобия (нагрузка растёт без конца или не определена), поэтому омеги "
        "нет",
    ),
    "SA335": Sentence(
        en="the residual variance of item {item} of the domain is negative (a Heywood case): one "
        "factor does not fit, or there are too few respondents, and omega is not to be relied on; "
        "above 1 it has no interval",
        ru="остаточная дисперсия пункта {item} домена отрицательна (случай Хейвуда): один фактор "
        "не подходит или респондентов слишком мало, и полагаться на омегу нельзя; больше 1 у неё "
        "нет интервала",
    ),
    "SA336": Sentence(
        en="weighted answers: chi-square, its p-value, CFI and RMSEA would need a correction for "
        "the weights and are left out",
        ru="ответы взвешены: хи-квадрат, его p-значение, CFI и RMSEA потребовали бы поправки на "
        "веса и не приводятся",
    ),
    "SA337": Sentence(
        en="Ordinal alpha is the reliability of a sum of continuous variables that nobody "
        "observed, not of the score that is made of the answers. It is mostly higher than alpha, "
        "and does not mean that the score is more exact (Chalmers 2018).",
        ru="Порядковая альфа: надёжность суммы непрерывных величин, которых никто не наблюдал, а "
        "не балла, составленного из ответов. Обычно она выше альфы, но это не значит, что балл "
        "точнее (Chalmers 2018).",
    ),
    "SA338": Sentence(
        en="Alpha is not evidence that a domain measures one thing: items on two things that are "
        "related, or many items, give a high alpha as well. Eigenvalues beside those of chance and "
        "the fit of one factor are evidence.",
        ru="Альфа не доказывает, что домен измеряет что-то одно: пункты о двух связанных вещах или "
        "просто многочисленные пункты тоже дают высокую альфу. Об одномерности говорят собственные "
        "значения рядом со случайными и согласие с одним фактором.",
    ),
    "SA339": Sentence(
        en="{where}: components stronger than chance: {n}. The items may measure more than one "
        "thing; look at which of them go together before they are averaged into one score.",
        ru="{where}: компонент сильнее случайных: {n}. Возможно, пункты измеряют не что-то одно; "
        "прежде чем усреднять их в один балл, посмотрите, какие из них связаны между собой.",
    ),
    "SA340": Sentence(
        en="one item: a correlation needs two",
        ru="один пункт: для корреляции нужны два",
    ),
    "SA341": Sentence(
        en="all who are counted gave the same answer to item {items} of the domain, so that it has "
        "no correlation with the others",
        ru="на пункт {items} домена все учтённые ответили одинаково, поэтому корреляции с "
        "остальными у него нет",
    ),
    "SA342": Sentence(
        en="in {undefined} of {resamples} resamples of the respondents the number is not defined, "
        "so there is no bootstrap interval",
        ru="в {undefined} из {resamples} повторных выборок респондентов число не определено, "
        "поэтому бутстреп-интервала нет",
    ),
    "SA343": Sentence(
        en="the resamples of the respondents do not reach an end of the interval, or all give the "
        "same number, so there is no bootstrap interval",
        ru="повторные выборки респондентов не достают до границы интервала или все дают одно и то "
        "же число, поэтому бутстреп-интервала нет",
    ),
    "SA344": Sentence(
        en="strata with a single sampling unit: {n}; one unit does not tell how units differ, so "
        "there is no standard error by the sampling design. Merge such strata with others like "
        "them, or write design: {{single_unit: centred}} into the codebook: their totals are then "
        "compared with the mean over all units",
        ru="страт с единственной единицей отбора: {n}; по одной единице не видно, как единицы "
        "различаются, поэтому ошибки с учётом плана выборки нет. Объедините такие страты с "
        "похожими или укажите в кодовой книге design: {{single_unit: centred}}: тогда их суммы "
        "сравниваются со средним по всем единицам",
    ),
    "SA345": Sentence(
        en="respondents without a stratum, a cluster or a population number: {n}; a standard error "
        "by the sampling design needs them of everybody",
        ru="респондентов без страты, гнезда или численности совокупности: {n}; для ошибки с учётом "
        "плана выборки они нужны у каждого",
    ),
    "SA346": Sentence(
        en="alpha differs between the groups, but no difference in the error of measurement can be "
        "seen: where alpha is smaller, the scores are less spread out, which alone lowers alpha",
        ru="альфа в группах различается, а различий в ошибке измерения не видно: там, где альфа "
        "меньше, меньше и разброс баллов, а он сам по себе снижает альфу",
    ),
    "SA347": Sentence(
        en="the reliability of a domain of one item is unknown ({domains}), and so is that of the "
        "composite",
        ru="надёжность домена из одного пункта неизвестна ({domains}), а с ней и надёжность "
        "сводного показателя",
    ),
    "SA348": Sentence(
        en="no lengthening of this domain alone is enough: even with no error left in it the "
        "reliability would not reach {target}",
        ru="удлинить один этот домен недостаточно: даже без всякой ошибки в нём надёжность не "
        "достигла бы {target}",
    ),
    "SA349": Sentence(
        en="the composite does not vary, so it has no reliability",
        ru="сводный показатель не варьирует, надёжности у него нет",
    ),
    "SA350": Sentence(
        en="The interval of alpha uses how the sample was drawn ({columns}). The other intervals "
        "do not: where respondents were drawn in clusters they are too narrow.",
        ru="Интервал альфы учитывает, как строилась выборка ({columns}). Остальные интервалы этого "
        "не учитывают: если респондентов отбирали гнёздами, они слишком узкие.",
    ),
    "SA353": Sentence(
        en="an item follows exactly from the others (a copy, or too few respondents), so there are "
        "no squared multiple correlations and no lambda 6",
        ru="один из пунктов в точности следует из остальных (копия или слишком мало респондентов), "
        "поэтому квадратов множественной корреляции и лямбды 6 нет",
    ),
    "SA354": Sentence(
        en="pairwise deletion: the correlations are of different respondents and contradict each "
        "other, or an item follows exactly from the others, so there are no squared multiple "
        "correlations and no lambda 6",
        ru="попарное исключение: корреляции взяты по разным респондентам и противоречат друг "
        "другу, либо один из пунктов в точности следует из остальных, поэтому квадратов "
        "множественной корреляции и лямбды 6 нет",
    ),
    "SA355": Sentence(
        en="no interval for {names}: the value is 1, or the same whichever respondent is left out",
        ru="нет интервала для {names}: значение равно 1 или одно и то же, кого ни исключить",
    ),
    "SA356": Sentence(
        en="the correlation with the rest is the same whichever respondent is left out, so it has "
        "no interval",
        ru="корреляция с остальными одна и та же, кого ни исключить, поэтому интервала у неё нет",
    ),
    "SA357": Sentence(
        en="polychoric correlations at the end of their range (±1): {n}, because some combinations "
        "of answers were never given; they are not exact",
        ru="полихорических корреляций на краю диапазона (±1): {n}, потому что некоторых сочетаний "
        "ответов никто не дал; эти значения неточны",
    ),
    "SA358": Sentence(
        en="the correlations, each estimated from its own pair of items, contradict each other: "
        "their smallest eigenvalue is {smallest}",
        ru="корреляции, каждая из которых оценена по своей паре пунктов, противоречат друг другу: "
        "наименьшее собственное значение {smallest}",
    ),
    "SA359": Sentence(
        en="strata whose population number is not one number above zero, or is below the number of "
        "sampling units drawn there: {n}; so there is no standard error by the sampling design",
        ru="страт, где численность совокупности не одна и та же, не больше нуля или меньше числа "
        "отобранных единиц: {n}; поэтому ошибки с учётом плана выборки нет",
    ),
    "SA360": Sentence(
        en="the respondents come from no more sampling units than strata, which leaves no degrees "
        "of freedom for an interval",
        ru="респонденты взяты из стольких же единиц отбора, сколько страт, поэтому степеней "
        "свободы для интервала не остаётся",
    ),
    "SA380": Sentence(
        en="at the same score of the other items some groups answer higher than others, and "
        "further than a fair item would: size {size} by the rule of ETS (SMD from {moderate}: B, "
        "from {large}: C, with p adjusted below {level})",
        ru="при равной сумме остальных пунктов одни группы отвечают выше других, и сильнее, чем "
        "дал бы пункт без смещения: размер {size} по правилу ETS (SMD от {moderate}: B, от "
        "{large}: C, при p с поправкой ниже {level})",
    ),
    "SA381": Sentence(
        en="the group shifts the answer in the same direction at every score of the other items: "
        "size {size} by the rule of Jodoin and Gierl (change of R² from {moderate}: B, from "
        "{large}: C, with p adjusted below {level})",
        ru="группа сдвигает ответ в одну сторону при любой сумме остальных пунктов: размер {size} "
        "по правилу Джодоин и Гирля (изменение R² от {moderate}: B, от {large}: C, при p с "
        "поправкой ниже {level})",
    ),
    "SA382": Sentence(
        en="how far the group shifts the answer depends on the score of the other items: size "
        "{size} by the rule of Jodoin and Gierl (change of R² from {moderate}: B, from {large}: C, "
        "with p adjusted below {level})",
        ru="сдвиг ответа в группе зависит от суммы остальных пунктов: размер {size} по правилу "
        "Джодоин и Гирля (изменение R² от {moderate}: B, от {large}: C, при p с поправкой ниже "
        "{level})",
    ),
    "SA383": Sentence(
        en="{where}: left out, because fewer than {needed} respondents answered all items: "
        "{groups}.",
        ru="{where}: не участвуют, потому что на все пункты ответили меньше {needed} "
        "респондентов: {groups}.",
    ),
    "SA384": Sentence(
        en="groups, answers and the score of the other items leave nothing to estimate: one of "
        "them is constant, or tells another without error, or there are too many of them",
        ru="группы, ответы и сумма остальных пунктов не оставляют, что оценивать: что-то из них "
        "постоянно, либо безошибочно определяет другое, либо их слишком много",
    ),
    "SA385": Sentence(
        en="items left to match respondents by: {n}. With fewer than two, bias and a true "
        "difference cannot be told apart",
        ru="пунктов, по которым можно уравнять респондентов: {n}. Если их меньше двух, смещение "
        "не отличить от настоящего различия",
    ),
    "SA386": Sentence(
        en="{domain} is formative: its items need not go together, so respondents with the same "
        "score of the other items need not be alike, and a flag may be a true difference.",
        ru="{domain}: формативный домен, его пункты не обязаны быть связаны; респонденты с равной "
        "суммой остальных пунктов не обязательно похожи, и флаг может означать настоящее различие.",
    ),
    "SA387": Sentence(
        en="the disattenuated correlation is beyond 1: the two domains cannot be told apart from "
        "each other, or their items share more than the domain (such as their wording), or chance "
        "with few respondents; it is kept as it is",
        ru="корреляция без ошибки измерения вышла за 1: эти два домена не отличить друг от друга, "
        "либо у их пунктов общее не только содержание (например, формулировки), либо это случай "
        "при малом числе респондентов; значение оставлено как есть",
    ),
    "SA388": Sentence(
        en="no disattenuated correlation: alpha is not above 0, or not known (one item), in "
        "{domains}",
        ru="корреляции без ошибки измерения нет: альфа не больше 0 или неизвестна (один пункт) в "
        "{domains}",
    ),
    "SA389": Sentence(
        en="respondents with both scores: {n}; a correlation needs at least two, and scores that "
        "differ",
        ru="респондентов с обоими баллами: {n}; для корреляции нужны хотя бы двое и различные "
        "баллы",
    ),
    "SA390": Sentence(
        en="This is stratified alpha. A plain alpha over all items or over the domain scores is "
        "not given: it counts what the domains do not share as error, and as a rule is too low "
        "for a composite. Domains of a composite need not go together, so low correlations between "
        "them are no evidence against it.",
        ru="Это стратифицированная альфа. Обычная альфа по всем пунктам или по баллам доменов не "
        "приводится: она считает ошибкой всё, что у доменов не общее, и для сводного показателя, "
        "как правило, занижена. Домены сводного показателя не обязаны быть связаны, поэтому "
        "слабые корреляции между ними не говорят против него.",
    ),
    "SA391": Sentence(
        en="{composite}: a reliability of {target} is reached already; nothing has to be "
        "lengthened.",
        ru="{composite}: надёжность {target} уже достигнута, удлинять ничего не нужно.",
    ),
    "SA392": Sentence(
        en="{composite}: if one domain is lengthened to reach a reliability of {target}, {domain} "
        "needs the fewest new items: {items} in all instead of {now}, the new ones as good as the "
        "present ones. This advice is as uncertain as the reliability.",
        ru="{composite}: если ради надёжности {target} удлинять один домен, меньше всего новых "
        "пунктов нужно домену {domain}: всего {items} вместо {now}, причём новые не хуже прежних. "
        "Насколько неточна надёжность, настолько неточен и этот совет.",
    ),
    "SA393": Sentence(
        en="the items of every domain are copies of each other: there is no error, the reliability "
        "is 1, and there is no interval and nothing to share out",
        ru="пункты каждого домена повторяют друг друга: ошибки нет, надёжность равна 1, нет ни "
        "интервала, ни долей",
    ),
    "SA394": Sentence(
        en="the reliability is not above 0: nothing of the composite is true variance that could "
        "be shared out or strengthened",
        ru="надёжность не больше 0: в сводном показателе нет истинной дисперсии, которую можно "
        "было бы разделить или усилить",
    ),
    "SA395": Sentence(
        en="sem: how far a score typically lies from what the same respondent would score without "
        "error. A difference between two scores below smallest_real_difference may be error alone "
        "({confidence}). pairs_reversed: pairs of respondents that would stand the other way round "
        "if everybody answered once more; top_tenth_kept: those of the top tenth (with all ties: "
        "top_tenth_share) that would reach it again. Only the error between items counts here; "
        "moods, places and interviewers come on top of it.",
        ru="sem: насколько балл обычно отстоит от того, который этот же респондент получил бы без "
        "ошибки. Разность двух баллов меньше smallest_real_difference может быть одной ошибкой "
        "({confidence}). pairs_reversed: пары респондентов, которые поменялись бы местами, если бы "
        "все ответили ещё раз; top_tenth_kept: те из верхней десятой части (со всеми равными: "
        "top_tenth_share), кто снова попал бы в неё. Учтена только ошибка между пунктами; "
        "настроение, место и интервьюер добавляют свою.",
    ),
    "SA396": Sentence(
        en="reliability is not above 0 ({reliability}): the scores tell nothing but error, and no "
        "difference or order of respondents can be called real",
        ru="надёжность не больше 0 ({reliability}): баллы не показывают ничего, кроме ошибки, и ни "
        "разность, ни порядок респондентов нельзя назвать действительными",
    ),
    "SA397": Sentence(
        en="the items are copies of each other: they say nothing of what a second answer would be",
        ru="пункты повторяют друг друга и ничего не говорят о том, каким был бы второй ответ",
    ),
    "SA398": Sentence(
        en="Bands of scores that are hidden: {hidden}; fewer than {min_cell} respondents, or "
        "needed to protect such a band.",
        ru="Скрыто интервалов баллов: {hidden}; в них меньше {min_cell} респондентов, или они "
        "скрыты, чтобы защитить такие интервалы.",
    ),
    "SA399": Sentence(
        en="the scores lie on one line: the correlation is {r} and has no interval",
        ru="баллы лежат на одной прямой: корреляция равна {r}, интервала нет",
    ),
    "SA370": Sentence(
        en="Alpha is not evidence that a domain measures one thing: two unrelated sets of items "
        "can have a high alpha together. sa.dimensionality(survey) looks at that.",
        ru="Альфа не доказывает, что домен измеряет что-то одно: высокой она бывает и у двух не "
        "связанных наборов пунктов. Об этом говорит sa.dimensionality(survey).",
    ),
    "SA374": Sentence(
        en="runs against the other items: check its wording and its reverse flag",
        ru="идёт против остальных пунктов: проверьте формулировку и признак reverse",
    ),
    "SA375": Sentence(
        en="item-rest r below {limit} (rule of Nunnally & Bernstein 1994)",
        ru="r с остальными ниже {limit} (правило Nunnally & Bernstein 1994)",
    ),
    "SA376": Sentence(
        en="alpha would be more than .01 higher without it",
        ru="без него альфа была бы больше чем на 0,01 выше",
    ),
    "SA377": Sentence(
        en="more than half of the answers at the lowest code",
        ru="больше половины ответов на нижнем крае шкалы",
    ),
    "SA378": Sentence(
        en="more than half of the answers at the highest code",
        ru="больше половины ответов на верхнем крае шкалы",
    ),
    "SA379": Sentence(
        en="more than {share} without an answer",
        ru="без ответа больше {share}",
    ),
}
