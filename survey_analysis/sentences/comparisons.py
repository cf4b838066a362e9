"""What is said about a test of groups that knows weights and design: SA730 to SA749."""

from __future__ import annotations

from collections.abc import Mapping

from survey_analysis.sentences.sentence import Sentence

COMPARISON_SENTENCES: Mapping[str, Sentence] = {
    "SA730": Sentence(
        en="a difference of these groups does not vary from sample to sample, so there is nothing "
        "to test: the weights are raked to it, or everybody was drawn",
        ru="разность этих групп не меняется от выборки к выборке, проверять нечего: к ней "
        "подогнаны веса или опрошены все",
    ),
    "SA731": Sentence(
        en="groups: {n}; the sampling units that hold them leave no degrees of freedom for a test",
        ru="групп: {n}; единицы отбора, из которых они взяты, не оставляют степеней свободы для "
        "критерия",
    ),
    "SA732": Sentence(
        en="the sampling units are too few or too alike to tell these groups apart",
        ru="единиц отбора слишком мало или они слишком похожи, чтобы различить эти группы",
    ),
    "SA733": Sentence(
        en="effective n below {few}, so that the rule for small groups is followed, with fewer "
        "degrees of freedom: {groups}",
        ru="эффективный n меньше {few}, поэтому применено правило для малых групп, с меньшим "
        "числом степеней свободы: {groups}",
    ),
    "SA734": Sentence(
        en="groups by answers: {n_cells} cells; with this sampling design the covariances of so "
        "many shares are too large to hold",
        ru="группы по ответам: ячеек {n_cells}; при таком плане выборки ковариации стольких долей "
        "слишком велики",
    ),
    "SA735": Sentence(
        en="few clusters for {n} groups: at the 5 % level this F finds a difference that is none "
        "in about {rate} of 100 samples; the pairs are not affected",
        ru="гнёзд мало для стольких групп ({n}): при уровне 5 % этот F находит несуществующее "
        "различие примерно в {rate} выборках из 100; пар это не касается",
    ),
    "SA740": Sentence(
        en="the answers of the two groups do not overlap, so this test has no variance to compare "
        "with; the interval of the effect is a limit",
        ru="ответы двух групп не пересекаются, поэтому дисперсии для этого критерия нет; интервал "
        "эффекта — предельный",
    ),
    "SA741": Sentence(
        en="a group of one respondent shows no variance",
        ru="по группе из одного респондента дисперсию не оценить",
    ),
}
