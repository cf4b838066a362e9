"""What is said about adjusted comparisons: SA760 to SA769."""

from __future__ import annotations

from collections.abc import Mapping

from survey_analysis.sentences.sentence import Sentence

ADJUSTED_SENTENCES: Mapping[str, Sentence] = {
    "SA760": Sentence(
        en="{grouping}: respondents without a value in {covariates} are left out of the adjusted "
        "numbers ({n}). mean_raw and estimate_raw are of the same respondents as the adjusted "
        "numbers beside them; .groups is of all.",
        ru="{grouping}: респонденты без значения {covariates} не вошли в скорректированные числа "
        "({n}). mean_raw и estimate_raw относятся к тем же респондентам, что и скорректированные "
        "числа рядом с ними; .groups относится ко всем.",
    ),
    "SA761": Sentence(
        en="{where}: levels or combinations of {what} that nobody has or that follow from the "
        "other characteristics: {n}. What depends on them cannot be told and is left empty.",
        ru="{where}: значений или сочетаний {what}, которых ни у кого нет или которые следуют из "
        "других характеристик: {n}. То, что от них зависит, определить нельзя, и оно не указано.",
    ),
    "SA762": Sentence(
        en="{where}: respondents who are alone with a characteristic tell nothing of the others; "
        "nothing is averaged over what only they have.",
        ru="{where}: респонденты, которые одни обладают какой-то характеристикой, ничего не "
        "говорят об остальных; по тому, что есть только у них, ничего не усредняется.",
    ),
    "SA763": Sentence(
        en="the respondents do not tell this apart: combinations without respondents, "
        "characteristics that determine each other, or too few sampling units",
        ru="респонденты не позволяют это различить: есть сочетания без респондентов, "
        "характеристики определяют друг друга или слишком мало единиц отбора",
    ),
    "SA764": Sentence(
        en="too few respondents or sampling units for so many characteristics and levels",
        ru="слишком мало респондентов или единиц отбора для стольких характеристик и значений",
    ),
    "SA765": Sentence(
        en="groups: {n}; with so few the interval is wide, and it speaks of groups like these",
        ru="групп: {n}; когда их так мало, интервал широк и говорит лишь о подобных группах",
    ),
    "SA766": Sentence(
        en="Combinations of two groupings that are hidden: {hidden}; fewer than {min_cell} "
        "respondents, or needed to protect such a combination.",
        ru="Скрыто сочетаний двух группировок: {hidden}; в них меньше {min_cell} респондентов, или "
        "они скрыты, чтобы защитить такие сочетания.",
    ),
    "SA767": Sentence(
        en="{where}: an effective n below 30, so that standard errors are HC3 with t(n_eff - 1): "
        "{groups}",
        ru="{where}: эффективный n меньше 30, поэтому стандартные ошибки HC3 и t(n_eff - 1): "
        "{groups}",
    ),
    "SA755": Sentence(
        en="{where}: {n} of {cells} combinations have an effective n below 30, so that their "
        "standard errors are HC3 with t(n_eff - 1)",
        ru="{where}: у {n} из {cells} сочетаний эффективный n меньше 30, поэтому стандартные "
        "ошибки HC3 и t(n_eff - 1)",
    ),
    "SA768": Sentence(
        en="the answers are names without order: there is no mean to adjust",
        ru="ответы не упорядочены: нет среднего, которое можно скорректировать",
    ),
    "SA769": Sentence(
        en="the ordinal model has no finite solution: a characteristic tells the answer without "
        "error, or all answers are alike",
        ru="у порядковой модели нет конечного решения: какая-то характеристика предсказывает ответ "
        "без ошибки, или все ответы одинаковы",
    ),
}
