"""What is said about direct identifiers of persons in an export: SA6xx."""

from __future__ import annotations

from collections.abc import Mapping

from survey_analysis.sentences.sentence import Sentence

_DELETE_EN = "This package works on anonymous answers. Delete the column or replace the values."
_DELETE_RU = "Пакет работает с обезличенными ответами. Удалите столбец или замените значения."

IDENTIFIER_SENTENCES: Mapping[str, Sentence] = {
    "SA601": Sentence(
        en="E-mail addresses; rows: {count}.",
        ru="Адреса электронной почты; строк: {count}.",
        hint_en=_DELETE_EN,
        hint_ru=_DELETE_RU,
    ),
    "SA602": Sentence(
        en="Phone numbers; rows: {count}.",
        ru="Номера телефонов; строк: {count}.",
        hint_en=_DELETE_EN,
        hint_ru=_DELETE_RU,
    ),
    "SA603": Sentence(
        en="SNILS numbers; rows: {count}.",
        ru="Номера СНИЛС; строк: {count}.",
        hint_en=_DELETE_EN,
        hint_ru=_DELETE_RU,
    ),
    "SA604": Sentence(
        en="Passport numbers; rows: {count}.",
        ru="Номера паспортов; строк: {count}.",
        hint_en=_DELETE_EN,
        hint_ru=_DELETE_RU,
    ),
    "SA605": Sentence(
        en="Taxpayer numbers of persons (INN); rows: {count}.",
        ru="ИНН физических лиц; строк: {count}.",
        hint_en=_DELETE_EN,
        hint_ru=_DELETE_RU,
    ),
    "SA606": Sentence(
        en="The header of column {column} announces direct identifiers of persons.",
        ru="Заголовок столбца {column} указывает на прямые идентификаторы людей.",
        hint_en="Delete the column from the export.",
        hint_ru="Удалите столбец из выгрузки.",
    ),
    "SA607": Sentence(
        en="The header of column {column} mentions an identifier of persons.",
        ru="Заголовок столбца {column} упоминает идентификатор людей.",
        hint_en="If the column holds phone numbers, addresses or names, delete it from the export.",
        hint_ru="Если в столбце телефоны, адреса или имена, удалите его из выгрузки.",
    ),
    "SA608": Sentence(
        en="The header of column {column} is itself an identifier of a person.",
        ru="Заголовок столбца {column} сам является идентификатором человека.",
        hint_en="The first line must hold the headers. Add them and delete identifiers.",
        hint_ru="Первая строка должна содержать заголовки. Добавьте их и удалите идентификаторы.",
    ),
}
