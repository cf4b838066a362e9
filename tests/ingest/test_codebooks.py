"""Codebook files: what is read, what is refused, and on which line."""

from __future__ import annotations

import hashlib
import json
import os
import pickle
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from survey_analysis.codebook import Category, Codebook, Composite, Design, MissingCode
from survey_analysis.errors import CodebookError, ExportError, OptionError, UnknownNameError
from survey_analysis.ingest import strict_yaml
from survey_analysis.ingest.codebooks import MAX_PROBLEMS, load_codebook, read_codebook

BASE = """\
survey_analysis_codebook: 1
survey: {id: ties, title: {en: Ties, ru: Связи}}
default_language: ru
missing:
  "97": {kind: refused, label: {en: Refused}}
  "98": {kind: dont_know}
scales:
  agree5:
    type: ordinal
    values: {"1": {ru: Нет}, "2": , "3": {ru: И да и нет}, "4": Rather, "5": {ru: Да}}
    also_accept: {"5": [совсем да]}
    missing: ["97", ""]
  yesno: {type: nominal, values: {"NO": Нет, "YES": Да}}
domains:
  trust: {label: {ru: Доверие}}
  money: {label: Money, measurement: formative, min_answered: 2}
items:
  - {id: t1, domain: trust, scale: agree5, label: Most people help}
  - {id: t2, domain: trust, scale: agree5, reverse: true, column: "Q2 [Да]"}
  - {id: m1, domain: money, scale: agree5}
  - {id: m2, domain: money, scale: agree5}
  - {id: v1, scale: yesno}
variables:
  alias: {role: respondent, type: text}
  age: {role: grouping, type: integer, range: [14, 110], bands: [14, 18, 65], \
quasi_identifier: true}
  education: {role: grouping, type: ordinal, values: {"3": High, "1": Low, "2": Middle}}
  region: {role: grouping, type: nominal, standard: "ISO 3166-2:RU", extra_codes: allowed}
  income: {role: outcome, type: number, range: [0, 1e6]}
  mood: {role: outcome, type: ordinal, scale: agree5}
  w: {role: design, type: number}
design: {weight: w, strata: region}
privacy: {min_cell: 5}
"""


def problems_of(text: str | bytes) -> list[str]:
    with pytest.raises(CodebookError) as raised:
        read_codebook(text)
    return list(raised.value.problems)


def edited(old: str, new: str) -> str:
    assert BASE.count(old) == 1, old
    return BASE.replace(old, new)


def test_everything_in_a_file_arrives_in_the_codebook() -> None:
    book = read_codebook(BASE)
    assert (book.id, book.title) == ("ties", {"en": "Ties", "ru": "Связи"})
    assert (book.default_language, book.min_cell) == ("ru", 5)
    assert book.missing[0] == MissingCode(code="97", kind="refused", label={"en": "Refused"})
    assert book.scale("agree5").categories[4] == Category(
        code="5", label={"ru": "Да"}, also_accept=("совсем да",)
    )
    assert book.scale("agree5").categories[1].label == {"": "2"}
    assert book.scale("agree5").missing == ("97", "")
    assert book.scale("yesno").missing is None
    assert book.domain("trust").min_answered == 0.5
    assert book.domain("money").measurement == "formative"
    assert book.domain("money").min_answered == 2
    assert [item.id for item in book.items] == ["t1", "t2", "m1", "m2", "v1"]
    assert [item.reverse for item in book.items] == [False, True, False, False, False]
    assert book.item("t2").label == {"": "t2"}
    assert (book.item("t2").header, book.item("t1").header) == ("Q2 [Да]", "t1")
    assert book.item("v1").domain == ""
    assert book.variable("age").range == (14, 110)
    assert book.variable("age").bands == (14, 18, 65)
    assert book.variable("age").quasi_identifier
    assert [c.code for c in book.variable("education").categories] == ["3", "1", "2"]
    assert (book.variable("region").standard, book.variable("region").extra_codes) == (
        "ISO 3166-2:RU",
        True,
    )
    assert book.variable("income").range == (0, 1e6)
    assert book.variable("mood").scale == "agree5"
    assert book.design == Design(weight="w", strata="region")


COMPOSITE = (
    BASE
    + """\
composites:
  ties_and_money:
    label: {en: Ties and money, ru: Связи и деньги}
    domains: {trust: 2, money: 0.5}
    range: [0, 99]
  plain: {domains: {money: , trust: 1e-1}}
"""
)


def test_composites_arrive_in_the_codebook() -> None:
    book = read_codebook(COMPOSITE)
    assert book.composites == (
        Composite(
            id="ties_and_money",
            label={"en": "Ties and money", "ru": "Связи и деньги"},
            weights=(("trust", 2), ("money", 0.5)),
            range=(0, 99),
        ),
        Composite(id="plain", label={"": "plain"}, weights=(("money", 1), ("trust", 0.1))),
    )
    assert book.composite("plain").domains == ("money", "trust")
    with pytest.raises(UnknownNameError, match="composite 'plane'; did you mean 'plain'"):
        book.composite("plane")
    assert ("composites", "ties_and_money, plain") in book.overview
    assert "composites" not in dict(read_codebook(BASE).overview)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("trust: 2,", "trst: 2,", "line 36: composite ties_and_money names domain 'trst'; did you "
         "mean 'trust'?"),
        ("trust: 2,", "t1: 2,", "line 36: composite ties_and_money names 't1', which is an item; a "
         "composite is made of domains."),
        ("trust: 2,", "", "line 36: composite ties_and_money has 1 domain; a composite is made of "
         "at least 2."),
        ("trust: 2,", "trust: two,", "line 36: domains of composite ties_and_money: trust is two; "
         "write a number such as 1.5."),
        ("trust: 2,", "trust: [2],", "line 36: domains of composite ties_and_money: trust must be "
         "a number such as 1.5, not a list."),
        ("trust: 2,", "trust: -2,", "line 36: composite ties_and_money: the weight of trust is -2. "
         "Allowed: a number above 0, such as 1 or 0.5."),
        ("trust: 2,", "trust: 1e999,", "line 36: composite ties_and_money: the weight of trust is "
         "inf. Allowed: a number above 0, such as 1 or 0.5."),
        ("{trust: 2, money: 0.5}", "[trust, money]", "line 36: domains of composite ties_and_money "
         "must be a mapping {key: value, ...}, not a list."),
        ("[0, 99]", "[99, 0]", "line 37: composite ties_and_money has the range [99, 0]; write the "
         "lowest, then the highest."),
        ("[0, 99]", "99", "line 37: range of composite ties_and_money must be a list, such as "
         "['99'], not a text."),
        ("range: [0, 99]", "rang: [0, 99]", "line 37: composite ties_and_money has the unknown key "
         "'rang'; did you mean 'range'?"),
        ("  plain:", "  t2:", "line 38: composite t2 has the same id as the item t2. Ids are "
         "unique over domains, items, variables, composites. (first: line 19)"),
        ("{domains: {money: , trust: 1e-1}}", "{label: x}", "line 38: composite plain needs the "
         "key 'domains'."),
        ("{domains: {money: , trust: 1e-1}}", "trust", "line 38: composite plain must be a mapping "
         "{key: value, ...}, not a text."),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_composite_is_told_with_its_line(
    old: str, new: str, problem: str
) -> None:
    assert COMPOSITE.count(old) == 1
    assert problems_of(COMPOSITE.replace(old, new)) == [problem]


def test_a_misspelt_section_of_composites_is_told_once() -> None:
    assert problems_of(COMPOSITE.replace("composites:", "composits:")) == [
        "line 33: the codebook has the unknown key 'composits'; did you mean 'composites'?"
    ]


def test_scalars_stay_text_until_the_format_types_them() -> None:
    values = "{NO: first, 012: second, 1:30: third, 0x10: fourth, 2020-01-02: fifth, 1_000: sixth}"
    book = read_codebook(edited('{"NO": Нет, "YES": Да}', values))
    codes = ("NO", "012", "1:30", "0x10", "2020-01-02", "1_000")
    assert book.scale("yesno").codes == codes


@pytest.mark.parametrize("silent", ["", "~", "null"])
def test_a_plain_empty_value_says_nothing(silent: str) -> None:
    old = "label: {en: Refused}"
    assert read_codebook(edited(old, f"label: {silent}")).missing[0].label["en"] == "Refused"


def test_a_quoted_null_is_a_text() -> None:
    assert read_codebook(edited("{ru: Доверие}", '"null"')).domain("trust").label == {"": "null"}


def test_the_example_of_the_design_is_read(shared_folder: Path) -> None:
    book = load_codebook(shared_folder / "examples" / "codebook.yaml")
    assert [domain.id for domain in book.domains] == ["wellbeing", "trust", "finances"]
    assert book.group_labels("age")[-1] == {"": "65+"}
    assert read_codebook(book.to_yaml()) == book
    assert read_codebook(book.to_json()) == book


def test_json_is_read_by_the_same_rules() -> None:
    tree = {
        "survey_analysis_codebook": 1,
        "survey": {"id": "s", "title": "smile \U0001f600, line\u2028end"},
        "scales": {"a": {"type": "ordinal", "values": {"1": "no", "2": "yes"}, "missing": []}},
        "domains": {"d": {"label": "D\\u0041", "min_answered": 1.0}, "e": {"min_answered": 1}},
        "items": [
            {"id": "q1", "domain": "d", "scale": "a", "reverse": True, "column": None},
            {"id": "q2", "domain": "e", "scale": "a"},
        ],
        "variables": {"n": {"role": "outcome", "type": "number", "range": [-0.5, 2e3]}},
    }
    read = [
        read_codebook(json.dumps(tree, ensure_ascii=ascii, indent=indent))
        for ascii in (True, False)
        for indent in (None, 2, "\t")
    ]
    assert all(book == read[0] for book in read)
    book = read[0]
    assert book.title == {"": "smile \U0001f600, line\u2028end"}
    assert book.domain("d").label == {"": "D\\u0041"}
    assert isinstance(book.domain("d").min_answered, float)
    assert isinstance(book.domain("e").min_answered, int)
    assert book.item("q1").reverse
    assert book.variable("n").range == (-0.5, 2000)


def test_a_json_key_that_stands_twice_is_refused() -> None:
    (problem,) = problems_of(BASE.replace("survey: {id: ties,", "survey: {id: ties, id: knots,"))
    assert problem == "line 2: the key 'id' stands twice in one mapping (first on line 2)."


def test_the_fingerprint_is_that_of_the_bytes(tmp_path: Path) -> None:
    file = tmp_path / "codebook.yaml"
    content = b"\xef\xbb\xbf" + BASE.replace("\n", "\r\n").encode()
    file.write_bytes(content)
    book = load_codebook(file)
    assert book.sha256 == hashlib.sha256(content).hexdigest()
    assert replace(book, min_cell=20).sha256 != book.sha256
    assert book == read_codebook(BASE)
    assert book.sha256 != read_codebook(BASE).sha256


def test_a_codebook_is_returned_as_it_is() -> None:
    book = read_codebook(BASE)
    assert load_codebook(book) is book


def test_problems_of_form_and_of_meaning_are_told_at_once_in_the_order_of_lines() -> None:
    text = edited("id: t1, domain: trust, scale: agree5", "id: t1, domain: trst, scale: agre5")
    text = text.replace("reverse: true", "reverse: yes, asked_if: x")
    text = text.replace("bands: [14, 18, 65]", "bands: [16, 18, 65]")
    text = text.replace("min_cell: 5", "min_cel: 5").replace("strata: region", "strata: regoin")
    assert problems_of(text) == [
        "line 18: item t1 names domain 'trst'; did you mean 'trust'?",
        "line 18: item t1 names scale 'agre5'; did you mean 'agree5'?",
        "line 19: item t2 has the unknown key 'asked_if'. "
        "Allowed: id, domain, scale, label, reverse, column.",
        "line 19: reverse of item t2 is yes; write true. Allowed: true, false.",
        "line 25: the bands of variable age start at 16; they must start at 14, "
        "the lowest number of its range.",
        "line 31: design: strata names variable 'regoin'; did you mean 'region'?",
        "line 32: privacy has the unknown key 'min_cel'; did you mean 'min_cell'?",
    ]


def test_the_line_is_that_of_the_value_in_block_style() -> None:
    text = edited(
        "  - {id: v1, scale: yesno}\n", "  - id: v1\n    label:\n      ru: x\n    scale: yesn\n"
    )
    assert problems_of(text) == ["line 25: item v1 names scale 'yesn'; did you mean 'yesno'?"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("survey_analysis_codebook: 1\n", "\n", "line 2: the codebook needs the key "
         "'survey_analysis_codebook'."),
        ("codebook: 1\n", "codebook: 2\n", "line 1: the format version is 2; this package "
         "reads 1."),
        ("{id: ties, ", "{", "line 2: survey needs the key 'id'."),
        ("{kind: dont_know}", "{}", "line 6: missing code 98 needs the key 'kind'."),
        ("{kind: dont_know}", "dont_know", "line 6: missing code 98 must be a mapping "
         "{key: value, ...}, not a text."),
        ("    type: ordinal\n", "", "line 8: scale agree5 needs the key 'type'."),
        ("[совсем да]", "совсем да", "line 11: 5 of also_accept of scale agree5 must be a list, "
         "such as ['совсем да'], not a text."),
        ('{"5": [', '{"6": [', "line 11: also_accept of scale agree5 has the unknown key '6'. "
         "Allowed: 1, 2, 3, 4, 5."),
        ('missing: ["97", ""]', "missing: {97: 1}", "line 12: missing of scale agree5 must be a "
         'list, such as ["...", "..."], not a mapping.'),
        ("label: Money", "label: [Money]", "line 16: label of domain money must be a text or "
         "{en: ..., ru: ...}, not a list."),
        ("{ru: Доверие}", "{ru: [Доверие]}", "line 15: label of domain trust must hold one text "
         "for each language."),
        ("min_answered: 2", "min_answered: 50%", "line 16: min_answered of domain money is '50%'. "
         "Allowed: a count of items such as 2, or a share with a decimal point such as 0.5."),
        ("{id: v1, scale: yesno}", "{id: v1}", "line 22: item v1 needs the key 'scale'."),
        ("{id: v1, scale: yesno}", "{scale: yesno}", "line 22: item number 5 needs the key 'id'."),
        ('{"NO": Нет, "YES": Да}', '["NO", "YES"]', "line 13: values of scale yesno must be a "
         "mapping {key: value, ...}, not a list."),
        ("{kind: dont_know}", "", "line 6: missing code 98 needs the key 'kind'."),
        ("{role: respondent, type: text}", "{role: respondent}", "line 24: variable alias needs "
         "the key 'type'."),
        ("{id: v1, scale: yesno}", "v1", "line 22: item number 5 must be a mapping "
         "{key: value, ...}, not a text."),
        ("reverse: true", "reverse: True", "line 19: reverse of item t2 is True; write true. "
         "Allowed: true, false."),
        ("reverse: true", "reverse: maybe", "line 19: reverse of item t2 is maybe; write false. "
         "Allowed: true, false."),
        ("{role: respondent, type: text}", "{type: text}", "line 24: variable alias needs the key "
         "'role'."),
        ("[14, 110]", "[14]", "line 25: range of variable age must be two numbers, such as "
         "[14, 110]."),
        ("[14, 110]", "[14, ∞]", "line 25: range of variable age must be two numbers, such as "
         "[14, 110]."),
        ("[14, 18, 65]", "[14, 018, 65]", "line 25: bands of variable age holds 018; write whole "
         "numbers such as [14, 18, 25]."),
        ("[14, 18, 65]", "[14, [18], 65]", "line 25: bands of variable age holds a list; write "
         "texts only."),
        ("extra_codes: allowed", "extra_codes: yes", "line 27: extra_codes of variable region is "
         "'yes'. Allowed: allowed, refused."),
        ("min_cell: 5", "min_cell: five", "line 32: min_cell of privacy must be a whole number "
         "such as 10."),
        ("type: text", "type: {a: text}", "line 24: type of variable alias must be a text, not a "
         "mapping."),
    ],
)  # fmt: skip
def test_a_mistake_of_form_is_told_once_with_its_line(old: str, new: str, expected: str) -> None:
    assert problems_of(edited(old, new)) == [expected]


def test_an_empty_place_in_the_list_of_items_is_told() -> None:
    assert problems_of(edited("{id: v1, scale: yesno}", "")) == [
        "line 22: item number 5 needs the key 'id'.",
        "line 22: item number 5 needs the key 'scale'.",
    ]


def test_a_section_of_the_wrong_kind_is_told() -> None:
    assert problems_of(edited(BASE[BASE.index("domains:") : BASE.index("items:")], "domains: x\n"))[
        0
    ] == ("line 14: domains must be a mapping such as {trust: {label: Trust}}, not a text.")


def test_an_item_whose_domain_cannot_be_read_leaves_its_domain_unjudged() -> None:
    text = edited("{id: m1, domain: money", "{id: m1, domian: money")
    assert problems_of(text) == [
        "line 20: item m1 has the unknown key 'domian'; did you mean 'domain'?"
    ]
    text = edited("{id: m1, domain: money", "{id: m1, asked_if: x").replace("domain: money", "x: y")
    assert [problem.split(" has ")[1] for problem in problems_of(text)] == [
        "no items.",
        "the unknown key 'asked_if'. Allowed: id, domain, scale, label, reverse, column.",
        "the unknown key 'x'. Allowed: id, domain, scale, label, reverse, column.",
    ]


def test_a_section_that_cannot_be_read_makes_no_further_problems() -> None:
    (problem,) = problems_of(edited("domains:", "domain:"))
    assert problem == "line 14: the codebook has the unknown key 'domain'; did you mean 'domains'?"
    (problem,) = problems_of(BASE[: BASE.index("items:")] + "items: {t1: x}\n")
    assert problem.startswith("line 17: items must be a list such as - {id: q1, scale: agree5}")


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a: 1\nb: !!python/object/apply:os.system [x]", 2, "tag"),
        ("a: ! x", 1, "tag ! "),
        ("a: 1\nb: &anchor 2", 2, "the anchor &anchor"),
        ("a: 1\nb: *alias", 2, "the alias *alias"),
        ("a: 1\n---\nb: 2", 2, "second document"),
        ("a: 1\n? [x]\n: 1", 2, "a key must be text"),
        ("a: 1\n~: 1", 2, "a key must be text"),
        ("a: 1\nb: {c: 1,\n  c: 2}", 3, "stands twice in one mapping (first on line 2)"),
        ("", 1, "empty"),
        ("# nothing\n", 1, "empty"),
        ("a:\n  " + "[" * 100_000, 2, "nested more than 20 deep"),
        ('{"a":' * 100_000, 1, "nested more than 20 deep"),
        ("- a\n" * 10, 1, "does not hold a codebook"),
        ("alias;age;q1\n1;2;3\n", 1, "Was the export given instead?"),
        ("a: 1\nb: c: d", 2, "Put a text that holds a colon in quotes"),
        ("a: 1\nb: @x", 2, "begins with a sign"),
        ("a: 1\n\tb: 1", 2, "Indent with spaces"),
        ('a: 1\nb: "x', 2, "not closed"),
        ("a: 1\nb: [1, 2\nc: 3", 3, "(begun on line 2). A comma or a closing bracket"),
        ("a: 1\nb: \x07", 2, "U+0007"),
        ("a: 1\r\rb: \u2028", 3, "U+2028"),
        ('a: 1\nb: "\\ud800"', 2, "not YAML"),
        (b"a: 1\nb: \xcf\xf0\xe8", 2, "0xCF is not UTF-8"),
        ("a: 1".encode("utf-16"), 1, "UTF-16"),
        (b"a: 1\x00", 1, "not text"),
        (b"PK\x03\x04 and more", 1, "spreadsheet"),
        (pickle.dumps({"a": 1}), 1, "not text"),
        (b"a: 1\n" + b"# " + b"x" * 1_000_000, 2, "beyond 1,000,000 bytes"),
    ],
)  # fmt: skip
def test_hostile_and_broken_files_are_refused_with_a_line(
    text: str | bytes, line: int, words: str
) -> None:
    told = problems_of(text)
    assert any(problem.startswith(f"line {line}: ") and words in problem for problem in told), told


def test_too_many_values_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strict_yaml, "MAX_NODES", 50)
    (problem,) = problems_of(BASE)
    assert problem.endswith("more than 50 values.")


def test_both_yaml_parsers_give_the_same_codebook_and_the_same_lines(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    broken = edited("scale: yesno}", "scale: yesn}").replace("\n", "\r\n")
    with_c = read_codebook(BASE), problems_of(broken), problems_of("a: 1\nb: c: d")[0][:7]
    monkeypatch.setattr(strict_yaml, "_LOADER", yaml.SafeLoader)
    in_python = read_codebook(BASE), problems_of(broken), problems_of("a: 1\nb: c: d")[0][:7]
    assert in_python == with_c


def test_a_flood_of_problems_is_cut() -> None:
    rows = "".join(f"  - {{id: x{i}, scale: nowhere}}\n" for i in range(MAX_PROBLEMS + 7))
    told = problems_of(edited("  - {id: v1, scale: yesno}\n", rows))
    assert len(told) == MAX_PROBLEMS + 1
    assert told[-1] == "and at least 7 more problems"


def test_a_missing_file_names_the_nearest_one(tmp_path: Path) -> None:
    (tmp_path / "codebook.yaml").write_text(BASE, encoding="utf-8")
    with pytest.raises(ExportError, match=r"did you mean 'codebook\.yaml'"):
        load_codebook(tmp_path / "codebok.yaml")
    with pytest.raises(OSError, match="there is no directory"):
        load_codebook(tmp_path / "nowhere" / "codebook.yaml")


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("https://example.org/codebook.yaml", "is a URL"),
        ("survey_analysis_codebook: 1\nsurvey: {id: x}", "not the text of a codebook"),
        ("code\0book.yaml", "is not a path"),
        ("x" * 5000, "cannot be read"),
        (os.devnull, "not a regular file"),
    ],
)
def test_what_is_no_file_is_refused(source: str, words: str) -> None:
    with pytest.raises(ExportError, match=words):
        load_codebook(source)


def test_a_directory_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="is a directory"):
        load_codebook(tmp_path)


@pytest.mark.parametrize("source", [None, 5, {"a": 1}, b"x"])
def test_what_is_no_path_is_refused(source: object) -> None:
    with pytest.raises(OptionError, match="a path or a Codebook"):
        load_codebook(source)  # type: ignore[arg-type]  # the wrong type is what is tested


def test_the_error_names_the_file_and_counts_the_problems(tmp_path: Path) -> None:
    file = tmp_path / "codebook.yaml"
    file.write_text(edited("scale: yesno}", "scale: yesn}"), encoding="utf-8")
    with pytest.raises(CodebookError) as raised:
        load_codebook(file)
    assert str(raised.value) == (
        f"{file}: 1 problem in the codebook\n"
        "  line 22: item v1 names scale 'yesn'; did you mean 'yesno'?"
    )
    assert isinstance(raised.value, ValueError)


def test_five_thousand_items_are_read() -> None:
    rows = "".join(
        f"  - {{id: q{i}, domain: trust, scale: agree5, label: {{ru: Вопрос {i}}}}}\n"
        for i in range(5000)
    )
    book: Codebook = read_codebook(edited("  - {id: v1, scale: yesno}\n", rows))
    assert len(book.items_of("trust")) == 5002
