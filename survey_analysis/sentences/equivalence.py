"""What is said about groups that are alike, and about many comparisons at a glance."""

from __future__ import annotations

from collections.abc import Mapping

from survey_analysis.sentences.sentence import Sentence

EQUIVALENCE_SENTENCES: Mapping[str, Sentence] = {
    "SA780": Sentence(
        en="A difference that is not significant is not the same as no difference. Groups are "
        "called alike only where a test of equivalence says that their difference is smaller than "
        "{bound} standard deviations.",
        ru="Незначимое различие — не то же, что отсутствие различия. Группы названы сходными "
        "только там, где критерий эквивалентности показывает, что различие меньше {bound} "
        "стандартного отклонения.",
    ),
    "SA781": Sentence(
        en="Pairs of groups tested for equivalence: {pairs}. Alike: {alike}; different: "
        "{different}; different, but by less than the bound: {both}; neither shown: {neither}.",
        ru="Пар групп, проверенных на эквивалентность: {pairs}. Сходны: {alike}; различаются: "
        "{different}; различаются, но меньше границы: {both}; не показано ни то, ни другое: "
        "{neither}.",
    ),
    "SA782": Sentence(
        en="neither a difference nor equivalence is shown: these data cannot tell",
        ru="не показано ни различие, ни сходство: эти данные не позволяют судить",
    ),
    "SA783": Sentence(
        en="the groups differ, but by less than the bound",
        ru="группы различаются, но меньше границы",
    ),
    "SA784": Sentence(
        en="Equivalence: the answers to {outcomes} are taken as numbers, with equal steps from one "
        "to the next, because Hedges' g is a difference of means.",
        ru="Эквивалентность: ответы ({outcomes}) взяты как числа с равными шагами, потому что g "
        "Хеджеса — разность средних.",
    ),
    "SA785": Sentence(
        en="Equivalence is not tested for nominal answers, which have no mean: {outcomes}.",
        ru="Эквивалентность номинальных ответов не проверяется: у них нет среднего ({outcomes}).",
    ),
    "SA786": Sentence(
        en="In {pairs} of {tested} pairs of groups these data would have missed a true difference "
        "of {bound} standard deviations in more than one sample out of five: see "
        "smallest_detectable.",
        ru="В {pairs} парах групп из {tested} такие данные не показали бы истинное различие в "
        "{bound} стандартного отклонения чаще чем в одной выборке из пяти: см. "
        "smallest_detectable.",
    ),
    "SA787": Sentence(
        en="Two groups have omega squared here as several have, so that the cells of a row can be "
        "compared; compare() gives them Hedges' g.",
        ru="У двух групп здесь омега-квадрат, как и у нескольких, чтобы ячейки строки можно было "
        "сравнивать; compare() даёт для них g Хеджеса.",
    ),
    "SA788": Sentence(
        en="Effects of different kinds are not comparable with each other: compare cells within "
        "one table or panel only.",
        ru="Эффекты разного рода несравнимы между собой: сравнивайте ячейки только внутри одной "
        "таблицы или панели.",
    ),
    "SA789": Sentence(
        en="alike for this pair by itself, but not after the adjustment for the number of pairs",
        ru="сходны, если брать эту пару отдельно, но не после поправки на число пар",
    ),
}
