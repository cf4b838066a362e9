"""What is said about weights and the sampling design in a result: SA720 to SA729."""

from __future__ import annotations

from collections.abc import Mapping

from survey_analysis.sentences.sentence import Sentence

WEIGHTED_SENTENCES: Mapping[str, Sentence] = {
    "SA720": Sentence(
        en="{grouping}: fewer than {below} effective respondents in {groups}. Standard errors and "
        "intervals there follow the rule for small groups that stands under the method.",
        ru="{grouping}: эффективных респондентов меньше {below} в группах {groups}. Ошибки и "
        "интервалы там вычислены по правилу для малых групп, которое указано в методе.",
    ),
    "SA721": Sentence(
        en="Fewer than {below} effective respondents in all. Standard errors and intervals follow "
        "the rule for small groups that stands under the method.",
        ru="Эффективных респондентов всего меньше {below}. Ошибки и интервалы вычислены по "
        "правилу для малых групп, которое указано в методе.",
    ),
    "SA722": Sentence(
        en="{grouping}: no standard errors and no intervals for {groups}. The respondents come "
        "from no more sampling units than strata, which leaves no degrees of freedom.",
        ru="{grouping}: ошибок и интервалов нет для {groups}. Респонденты взяты из стольких же "
        "единиц отбора, сколько страт, поэтому степеней свободы не остаётся.",
    ),
    "SA723": Sentence(
        en="No standard errors and no intervals: the respondents come from no more sampling units "
        "than strata, which leaves no degrees of freedom.",
        ru="Ошибок и интервалов нет: респонденты взяты из стольких же единиц отбора, сколько "
        "страт, поэтому степеней свободы не остаётся.",
    ),
    "SA724": Sentence(
        en="No standard errors and no intervals: {why}.",
        ru="Ошибок и интервалов нет: {why}.",
    ),
}
