"""What outcomes, groups and answers are called, and in which language."""

from __future__ import annotations

from collections.abc import Callable

from survey_analysis.codebook import Codebook
from survey_analysis.present.names import REVERSED, Names

MakeCodebook = Callable[..., Codebook]


def names(codebook: Codebook, lang: str, source: str = "en") -> Names:
    return Names(codebook=codebook, source=source, lang=lang)


def test_domains_and_variables_go_by_their_label(make_codebook: MakeCodebook) -> None:
    assert names(make_codebook(), "en").outcome("trust") == "Trust"
    assert names(make_codebook(), "ru").variable("age") == "Возраст"


def test_items_go_by_id_and_label_and_reverse_ones_are_marked(make_codebook: MakeCodebook) -> None:
    assert names(make_codebook(), "en").outcome("tr1") == "tr1: People can be trusted"
    assert names(make_codebook(), "ru").outcome("tr2") == (
        f"tr2\N{NO-BREAK SPACE}{REVERSED}: Надо быть осторожным"
    )


def test_two_outcomes_with_one_label_are_told_apart_by_their_ids(
    make_codebook: MakeCodebook,
) -> None:
    twins = names(make_codebook(trust="Health"), "en")
    assert twins.outcome("trust") == "trust: Health"
    assert twins.outcome("health") == "health: Health"


def test_an_unknown_outcome_goes_by_its_id(make_codebook: MakeCodebook) -> None:
    assert names(make_codebook(), "en").outcome("index") == "index"


def test_pictures_name_items_by_their_question_alone(make_codebook: MakeCodebook) -> None:
    drawn = names(make_codebook(), "en")
    assert drawn.in_picture("tr1") == "People can be trusted"
    assert drawn.in_picture("tr2").endswith(f"\N{NO-BREAK SPACE}{REVERSED}")
    assert drawn.in_picture("trust") == "Trust"
    assert drawn.in_picture("index") == "index"


def test_groups_are_translated_by_the_codebook_and_the_standard_list(
    make_codebook: MakeCodebook,
) -> None:
    russian, english = names(make_codebook(), "ru"), names(make_codebook(), "en", "ru")
    assert russian.group("education", "College") == "Колледж"
    assert english.group("education", "Колледж") == "College"
    assert english.group("region", "Республика Татарстан") == "Republic of Tatarstan"


def test_bands_and_unknown_groups_stay_as_they_are(make_codebook: MakeCodebook) -> None:
    russian = names(make_codebook(), "ru")
    assert russian.group("age", "65+") == "65+"
    assert russian.group("region", "RU-XX") == "RU-XX"
    assert russian.group("nowhere", "x") == "x"


def test_an_answer_without_a_label_goes_by_its_code(make_codebook: MakeCodebook) -> None:
    assert names(make_codebook(), "en").answer("trust", "1", "") == "1"


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
