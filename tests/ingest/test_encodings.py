"""Encodings: by mark, by strict UTF-8, by letters; told, overridable, never half read."""

from __future__ import annotations

import codecs

import pytest

from survey_analysis.errors import OptionError
from survey_analysis.ingest.encodings import CODE_PAGES, canonical_encoding, decode, russian_scores

TABLE = "Псевдоним;Возраст;Ответ\r\nа1;34;Скорее согласен\r\nб2;51;Совсем не согласен\r\n"
HEADERS = "id;город;пол\n1;2;1\n2;3;2\n"


def test_utf8_is_not_copied_and_not_told() -> None:
    decoded = decode(TABLE.encode())
    assert decoded.text.tobytes().decode() == TABLE
    assert (decoded.encoding, decoded.margin, decoded.findings) == ("utf-8", None, ())
    assert decoded.text.base is not None


@pytest.mark.parametrize("page", ["cp1251", "cp866", "koi8-r", "iso8859-5"])
@pytest.mark.parametrize("text", [TABLE, HEADERS], ids=["answers", "mostly digits"])
def test_the_code_page_is_told_by_its_letters(page: str, text: str) -> None:
    decoded = decode(text.encode(page))
    assert decoded.text.tobytes().decode() == text
    assert decoded.encoding == page
    assert decoded.margin is not None
    assert decoded.margin > 0
    (finding,) = decoded.findings
    assert finding.code in ("SA217", "SA219")
    assert f"{decoded.margin:.1f}" in finding.message()


def test_a_sure_cp1251_is_a_note_and_another_page_a_warning() -> None:
    assert decode(TABLE.encode("cp1251")).findings[0].severity == "note"
    assert decode(TABLE.encode("cp866")).findings[0].severity == "warning"


def test_capitals_in_koi8_and_letters_that_are_not_russian_are_a_warning() -> None:
    capitals = "ПСЕВДОНИМ;ВОЗРАСТ;ОБРАЗОВАНИЕ\n".encode("koi8-r")
    french = "âge;prénom;métier;région\n".encode("latin-1")
    for data in (capitals, french):
        assert decode(data).findings[0].severity == "warning"


def test_scores_are_in_order_and_for_every_page() -> None:
    scores = russian_scores(TABLE.encode("cp1251"))
    assert set(scores) == set(CODE_PAGES)
    assert list(scores.values()) == sorted(scores.values(), reverse=True)


@pytest.mark.parametrize(
    ("mark", "name"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_a_byte_order_mark_is_believed_dropped_and_noted(mark: bytes, name: str) -> None:
    decoded = decode(mark + TABLE.encode(name))
    assert decoded.text.tobytes().decode() == TABLE
    assert decoded.encoding == name
    assert [finding.code for finding in decoded.findings] == ["SA220"]


@pytest.mark.parametrize("name", ["utf-16-le", "utf-16-be", "utf-32-le"])
@pytest.mark.parametrize("text", [TABLE, "id,q1\n1,2\n"], ids=["russian", "ascii"])
def test_utf16_without_mark_is_an_error_that_names_it(name: str, text: str) -> None:
    decoded = decode(text.encode(name))
    (finding,) = decoded.findings
    assert (finding.severity, finding.code, finding.values) == (
        "error",
        "SA212",
        {"encoding": name},
    )
    assert decode(text.encode(name), name).text.tobytes().decode() == text


def test_a_program_is_no_text() -> None:
    data = b"\x7fELF\x02\x01\x01" + bytes(range(9)) * 40
    assert [finding.code for finding in decode(data).findings] == ["SA213"]


def test_lines_in_another_encoding_are_named() -> None:
    lines = [line.encode() for line in TABLE.splitlines()]
    lines.insert(2, "в3;40;Не знаю".encode("cp1251"))
    (finding,) = decode(b"\r\n".join(lines)).findings
    assert (finding.severity, finding.code, finding.lines) == ("error", "SA209", (3,))
    assert finding.values == {"good": 3, "bad": 1}


def test_one_line_in_utf8_among_cp1251_is_named() -> None:
    lines = [line.encode("cp1251") for line in (TABLE * 5).splitlines()]
    lines[6] = "г4;40;Полностью согласен".encode()
    (finding,) = decode(b"\n".join(lines)).findings
    assert (finding.code, finding.lines, finding.count) == ("SA210", (7,), 1)


def test_letters_cut_in_the_middle_are_named_by_line() -> None:
    data = b"id;q\n1;" + "Скорее согласен".encode()[:-1] + b"\n2;" + "Нет".encode() + b"\n"
    (finding,) = decode(data).findings
    assert (finding.code, finding.lines) == ("SA209", (2,))


def test_french_in_utf8_with_one_bad_line_is_no_russian() -> None:
    good = [f"ligne {number};é" for number in range(9)]
    data = "\n".join(good).encode() + b"\nx;\xe9\n"
    (finding,) = decode(data).findings
    assert (finding.code, finding.lines) == ("SA209", (10,))


def test_a_given_encoding_goes_before_the_rule() -> None:
    text = "ВОЗРАСТ;ПОЛ\n"
    decoded = decode(text.encode("koi8-r"), "koi8-r")
    assert decoded.text.tobytes().decode() == text
    assert (decoded.encoding, decoded.margin, decoded.findings) == ("koi8-r", None, ())


def test_a_given_encoding_that_does_not_fit_is_an_error_with_the_line() -> None:
    for encoding, data in (("utf-8", TABLE.encode("cp1251")), ("ascii", TABLE.encode())):
        (finding,) = decode(b"id;q\r\n1;2\r\n" + data, encoding).findings
        assert (finding.code, finding.lines) == ("SA211", (3,))
    (finding,) = decode("a\nб\n".encode("utf-16-le")[:-1], "utf-16-le").findings
    assert (finding.code, finding.lines) == ("SA211", (2,))


def test_a_given_encoding_against_the_mark_is_told() -> None:
    decoded = decode(codecs.BOM_UTF8 + b"id;q\n", "cp1251")
    assert decoded.text.tobytes() == b"id;q\n"
    assert [finding.code for finding in decoded.findings] == ["SA229"]
    assert decode(codecs.BOM_UTF16_LE + "id".encode("utf-16-le"), "utf-16").encoding == "utf-16-le"


def test_names_of_encodings_are_understood_as_python_does() -> None:
    assert canonical_encoding("windows-1251") == "cp1251"
    assert canonical_encoding("UTF8") == "utf-8"
    assert canonical_encoding("utf-8-sig") == "utf-8"


@pytest.mark.parametrize("name", ["cp12511", "rot13", "base64", "idna", "", "utf-7", "a\x00b", 5])
def test_what_is_no_encoding_of_files_is_refused(name: object) -> None:
    with pytest.raises(OptionError, match="encoding="):
        canonical_encoding(name)  # type: ignore[arg-type]


def test_a_misspelt_encoding_gets_a_suggestion() -> None:
    with pytest.raises(OptionError, match="did you mean 'cp1251'"):
        canonical_encoding("cp1252x")


def test_large_texts_are_the_same_over_block_borders() -> None:
    text = "Привет, мир; \n" * 200_000
    for encoding in ("cp1251", "utf-16-le"):
        assert decode(text.encode(encoding), encoding).text.tobytes().decode() == text
    assert decode(text.encode("cp1251")).encoding == "cp1251"
