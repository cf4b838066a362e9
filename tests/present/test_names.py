"""What outcomes, groups and answers are called, and in which language."""

from __future__ import annotations

from collections.abc import Callable

from survey_analysis.codebook import Codebook
from survey_analysis.present.names import Names, translate_group

MakeCodebook = Callable[..., Codebook]


def names(codebook: Codebook, lang: str, source: str = "en") -> Names:
    return Names(codebook=codebook, source=source, lang=lang)


def test_domains_and_variables_go_by_their_label(make_codebook: MakeCodebook) -> None:
    assert names(make_codebook(), "en").outcome("trust") == "Trust"
    assert names(make_codebook(), "ru").variable("age") == "Возраст"


def test_items_go_by_id_and_label_and_reverse_ones_are_marked(make_codebook: MakeCodebook) -> None:
    assert names(make_codebook(), "en").outcome("tr1") == "tr1: People can be trusted"
    assert names(make_codebook(), "ru").outcome("tr2") == "tr2 ↺: Надо быть осторожным"


def test_two_outcomes_with_one_label_are_told_apart_by_their_ids(
    make_codebook: MakeCodebook,
) -> None:
    twins = names(make_codebook(trust="Health"), "en")
    assert twins.outcome("trust") == "trust: Health"
    assert twins.outcome("health") == "health: Health"


def test_an_unknown_outcome_goes_by_its_id(make_codebook: MakeCodebook) -> None:
    assert names(make_codebook(), "en").outcome("index") == "index"


def test_groups_are_translated_by_the_codebook_and_the_standard_list(
    make_codebook: MakeCodebook,
) -> None:
    book = make_codebook()
    assert translate_group(book, "education", "College", "en", "ru") == "Колледж"
    assert translate_group(book, "education", "Колледж", "ru", "en") == "College"
    assert translate_group(book, "region", "Республика Татарстан", "ru", "en") == (
        "Republic of Tatarstan"
    )


def test_bands_and_unknown_groups_stay_as_they_are(make_codebook: MakeCodebook) -> None:
    book = make_codebook()
    assert translate_group(book, "age", "65+", "en", "ru") == "65+"
    assert translate_group(book, "region", "RU-XX", "en", "ru") == "RU-XX"
    assert translate_group(book, "nowhere", "x", "en", "ru") == "x"


def test_in_the_language_of_the_frames_their_labels_stand(make_codebook: MakeCodebook) -> None:
    same = names(make_codebook(), "en")
    assert same.answer("trust", "1", "Not at all") == "Not at all"
    assert same.item("tr1", "Trust others") == "Trust others"


def test_in_another_language_the_codebook_speaks(make_codebook: MakeCodebook) -> None:
    other = names(make_codebook(), "ru")
    assert other.answer("trust", "1", "Disagree") == "Не согласен"
    assert other.answer("tr1", "3", "Agree") == "Согласен"
    assert other.answer("education", "2", "College") == "Колледж"
    assert other.answer("nowhere", "2", "Two") == "Two"
    assert other.item("tr1", "People can be trusted") == "Людям можно доверять"


def test_labels_are_cleaned(make_codebook: MakeCodebook) -> None:
    book = make_codebook(trust="Tr\u202eust", school="Sch\u200bool")
    assert names(book, "en").outcome("trust") == "Trust"
    assert names(book, "en").group("education", "Sch\u200bool") == "School"
