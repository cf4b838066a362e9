"""What is said about weights: how margins were read, and what weighting cost."""

from __future__ import annotations

from collections.abc import Mapping

from survey_analysis.sentences.sentence import Sentence

WEIGHTING_SENTENCES: Mapping[str, Sentence] = {
    "SA701": Sentence(
        en="Margin {grouping}: {n} respondents have no value. Together they keep their share of "
        "the base weights; the targets apply to the others.",
        ru="Распределение {grouping}: респондентов без значения — {n}. Вместе они сохраняют свою "
        "долю исходных весов; целевые доли относятся к остальным.",
    ),
    "SA702": Sentence(
        en="Margin {grouping}: the targets add up to {total} and were read as per cent.",
        ru="Распределение {grouping}: целевые числа в сумме дают {total} и поняты как проценты.",
    ),
    "SA703": Sentence(
        en="Margin {grouping}: the targets are whole numbers that add up to {total}; they were "
        "read as counts, and only their proportions are used.",
        ru="Распределение {grouping}: целевые числа целые и в сумме дают {total}; они поняты как "
        "численности, и используются только их пропорции.",
    ),
    "SA704": Sentence(
        en="Weights make the sample agree with the margins that were given. They remove what goes "
        "with these characteristics; how volunteers differ from others in any other way stays "
        "unknown, and no interval tells it.",
        ru="Веса приводят выборку в согласие с заданными распределениями. Они устраняют то, что "
        "связано с этими признаками; чем ещё добровольцы отличаются от остальных, остаётся "
        "неизвестным, и ни один интервал этого не показывает.",
    ),
    "SA705": Sentence(
        en="The largest weight is {largest} times the mean weight, so that few respondents move "
        "the results. Consider a cap, such as trim={cap}, or margins with fewer groups.",
        ru="Наибольший вес в {largest} раза больше среднего, поэтому на результаты сильно влияют "
        "немногие респонденты. Подумайте об ограничении весов, например trim={cap}, или о "
        "распределениях с меньшим числом групп.",
    ),
    "SA706": Sentence(
        en="{n} respondents are at the cap of {cap} times the mean weight. What was cut off was "
        "spread over the others, so that all margins are met.",
        ru="Респондентов с весом на верхней границе ({cap} средних) — {n}. Срезанное распределено "
        "между остальными, так что все распределения выполнены.",
    ),
    "SA707": Sentence(
        en="Margin {grouping}: few respondents stand for the groups {groups} (fewer than {few} "
        "each). What is said of everybody rests on them in part.",
        ru="Распределение {grouping}: группы {groups} представлены немногими респондентами (меньше "
        "{few} в каждой). Итоги по всем отчасти держатся на них.",
    ),
    "SA708": Sentence(
        en="The weights of this survey had been raked before. Raking started again from the base "
        "weights of that time, not from the raked ones; give base to start from others.",
        ru="Веса этого опроса уже были подогнаны. Подгонка начата заново с прежних исходных весов, "
        "а не с подогнанных; чтобы начать с других, задайте base.",
    ),
    "SA709": Sentence(
        en="{n} respondents have a base weight of 0: they are not counted anywhere.",
        ru="Респондентов с исходным весом 0 — {n}: они нигде не учитываются.",
    ),
    "SA710": Sentence(
        en="Unequal weights cost precision: {n} respondents count like {n_eff} (Kish's design "
        "effect {deff}).",
        ru="Неравные веса снижают точность: респондентов {n}, а точность как у {n_eff} (эффект "
        "дизайна Киша {deff}).",
    ),
}
