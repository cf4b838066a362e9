"""What is said about comparisons of domains within respondents (SA770 to SA779)."""

from __future__ import annotations

from collections.abc import Mapping

from survey_analysis.sentences.sentence import Sentence

DOMAIN_SENTENCES: Mapping[str, Sentence] = {
    "SA770": Sentence(
        en="Equal means in two domains are not equal standing. The domains ask different "
        "questions, and how a question is worded moves its mean: compare the differences between "
        "groups or over time rather than the heights themselves.",
        ru="Равные средние двух доменов не означают равного положения. Вопросы доменов разные, а "
        "формулировка сдвигает среднее: надёжнее сравнивать различия между группами или во "
        "времени, чем сами уровни.",
    ),
    "SA771": Sentence(
        en="respondents with a score in every domain: {n}; two are needed at least",
        ru="респондентов с баллом по каждому домену: {n}; нужно не меньше двух",
    ),
    "SA772": Sentence(
        en="n = {n}: too few respondents, or sampling units, for a joint test of {domains} domains",
        ru="n = {n}: для общего критерия по {domains} доменам мало респондентов или единиц отбора",
    ),
    "SA773": Sentence(
        en="some differences between domains are the same for everybody, or follow from others, so "
        "there is no joint test",
        ru="некоторые различия между доменами одинаковы у всех или следуют из других, поэтому "
        "общего критерия нет",
    ),
    "SA774": Sentence(
        en="the difference is the same for everybody, so it has no error and no test",
        ru="разность одинакова у всех, поэтому у неё нет ошибки и критерия",
    ),
    "SA775": Sentence(
        en="Respondents with a score in every one of the {domains} domains: {n} of {total}. Only "
        "they are compared, because the comparison is within persons.",
        ru="Респондентов с баллом по каждому из {domains} доменов: {n} из {total}. Сравниваются "
        "только они, потому что сравнение идёт внутри человека.",
    ),
    "SA776": Sentence(
        en="{first} stands highest, but its difference from {second} may be chance (see the pairs)",
        ru="выше всего {first}, но отличие от {second} может быть случайным (см. пары)",
    ),
    "SA777": Sentence(
        en="too few respondents, or no variance, to compare their profile: {groups}",
        ru="мало респондентов или нет разброса, поэтому профиль не сравнивается: {groups}",
    ),
    "SA778": Sentence(
        en="Families of tests, each adjusted by itself: {means} of means, {ranks} of ranks, "
        "{profiles} of profiles. Tests of means and of ranks answer the same question: choose one "
        "of them beforehand.",
        ru="Семейства критериев, поправка внутри каждого: по средним {means}, по рангам {ranks}, "
        "по профилям {profiles}. Критерии по средним и по рангам отвечают на один вопрос: "
        "выбирайте заранее.",
    ),
    "SA779": Sentence(
        en="Standard errors here are those of residuals from the margins, not the jackknife of the "
        "weighting: in comparisons of domains the two agree within about 0.3 %.",
        ru="Стандартные ошибки здесь вычислены по остаткам от долей, а не методом складного ножа, "
        "выбранным при взвешивании: при сравнении доменов они расходятся не больше чем примерно на "
        "0,3 %.",
    ),
}
