"""What is said about trends over ordered groups: SA746 to SA759."""

from __future__ import annotations

from collections.abc import Mapping

from survey_analysis.sentences.sentence import Sentence

TREND_SENTENCES: Mapping[str, Sentence] = {
    "SA746": Sentence(
        en="left out, because fewer than two respondents answered there: {groups}",
        ru="не участвуют, потому что там ответили меньше двух респондентов: {groups}",
    ),
    "SA747": Sentence(
        en="the groups that are left have one and the same score, so there is no trend",
        ru="у оставшихся групп одно и то же числовое значение, тренда нет",
    ),
    "SA748": Sentence(
        en="effective n below {few}, so that the rule for small groups is followed, with fewer "
        "degrees of freedom: {groups}",
        ru="эффективный n меньше {few}, поэтому применено правило для малых групп, с меньшим "
        "числом степеней свободы: {groups}",
    ),
    "SA749": Sentence(
        en="with each step of the groups the mean changes by {estimate} [{ci_low}, {ci_high}]",
        ru="с каждым шагом групп среднее меняется на {estimate} [{ci_low}, {ci_high}]",
    ),
    "SA750": Sentence(
        en="with each step of the groups the share of the second answer changes by {estimate} "
        "[{ci_low}, {ci_high}]",
        ru="с каждым шагом групп доля второго ответа меняется на {estimate} [{ci_low}, {ci_high}]",
    ),
    "SA751": Sentence(
        en="different answers: {n}; a trend of shares needs two",
        ru="разных ответов: {n}; для тренда долей нужно два",
    ),
    "SA752": Sentence(
        en="{n} respondents: the normal approximation of this test is rough",
        ru="респондентов {n}: нормальное приближение этого критерия грубое",
    ),
}
