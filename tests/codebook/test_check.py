"""Contradictions in a codebook: each is found, with its place, and nothing sound is refused."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest

from survey_analysis.codebook.check import MOST_MISSING, MOST_PROBLEMS, problems
from survey_analysis.codebook.check.problem import LARGEST_WHOLE, as_whole, is_whole, shown
from survey_analysis.codebook.questions import (
    Category,
    Composite,
    Design,
    Domain,
    Draft,
    Item,
    MissingCode,
    Scale,
    Variable,
)


def categories(*codes: str) -> tuple[Category, ...]:
    return tuple(Category(code=code, label={"": f"answer {code}"}) for code in codes)


def scale(name: str = "agree", **parts: Any) -> Scale:
    given: dict[str, Any] = {"type": "ordinal", "categories": categories("1", "2", "3")}
    return Scale(name=name, **given | parts)


def item(id: str = "q1", **parts: Any) -> Item:
    given: dict[str, Any] = {"domain": "trust", "scale": "agree", "label": {"": id}}
    return Item(id=id, **given | parts)


def variable(id: str = "age", **parts: Any) -> Variable:
    given: dict[str, Any] = {"role": "grouping", "type": "integer", "label": {"": id}}
    return Variable(id=id, **given | parts)


MISSING = (
    MissingCode(code="97", kind="refused", label={"en": "Refused"}),
    MissingCode(code="98", kind="dont_know", label={"en": "Don't know"}),
)
SOUND = Draft(
    id="s",
    title={"en": "Survey"},
    missing=MISSING,
    scales=(scale(), scale("yesno", type="nominal", categories=categories("no", "yes"))),
    domains=(Domain(id="trust", label={"en": "Trust"}),),
    items=(item("q1"), item("q2", reverse=True)),
    variables=(
        variable("alias", role="respondent", type="text"),
        variable("age", range=(14, 110), bands=(14, 18, 65)),
        variable("education", type="ordinal", categories=categories("3", "1", "2")),
        variable("region", type="nominal", standard="ISO 3166-2:RU"),
        variable("town", type="nominal", extra_codes=True),
        variable("w", role="design", type="number"),
    ),
    design=Design(weight="w", strata="region"),
)


def told(**parts: Any) -> list[str]:
    return [problem.message for problem in problems(replace(SOUND, **parts))]


def told_of_variable(**parts: Any) -> list[str]:
    return told(variables=(*SOUND.variables, variable("v", **parts)))


def told_of_scale(**parts: Any) -> list[str]:
    return told(scales=(*SOUND.scales, scale("other", **parts)))


TWO_DOMAINS = replace(
    SOUND,
    domains=(*SOUND.domains, Domain(id="money", label={"": "Money"})),
    items=(*SOUND.items, item("m1", domain="money", scale="wide")),
    scales=(*SOUND.scales, scale("wide")),
)


def told_of_composite(**parts: Any) -> list[str]:
    given: dict[str, Any] = {
        "id": "index",
        "label": {"": "Index"},
        "weights": (("trust", 1), ("money", 2)),
    }
    composite = Composite(**given | parts)
    return [p.message for p in problems(replace(TWO_DOMAINS, composites=(composite,)))]


def test_a_sound_draft_has_no_problems() -> None:
    assert problems(SOUND) == ()


def test_a_problem_knows_its_place_and_that_of_its_rival() -> None:
    items = (item("q1"), item("q2"), item("q1", column="other"))
    (problem,) = problems(replace(SOUND, items=items))
    assert (problem.path, problem.first) == (("items", 2, "id"), ("items", 0, "id"))


@pytest.mark.parametrize(
    "id", ["index", "__class__", "Вопрос 1", "q[1]", "1", "<NA>", "null", "a\u202eb"]
)
def test_surprising_ids_are_allowed(id: str) -> None:
    assert told(items=(item(id),)) == []


@pytest.mark.parametrize(
    ("id", "message"),
    [
        ("", "the id of item number 1 is empty."),
        (" ", "the id of item number 1 is empty."),
        ("a\nb", "the id of item number 1 holds the control character U+000A."),
        ("a\ud800", "the id of item number 1 holds the control character U+D800."),
        ("x" * 501, "the id of item number 1 has 501 characters; allowed: 500."),
        (5, "the id of item number 1 is 5; it must be text."),
    ],
)
def test_ids_that_cannot_be_written_are_refused(id: Any, message: str) -> None:
    assert message in told(items=(item(id, label={"": "x"}),))


def test_ids_are_unique_over_domains_items_variables_and_composites() -> None:
    ending = " Ids are unique over domains, items, variables, composites."
    assert told(items=(item("trust"),)) == [
        "item trust has the same id as the domain trust." + ending
    ]
    found = told(
        variables=(*SOUND.variables, variable("q1", role="filter", type="text", column="x"))
    )
    assert found == ["variable q1 has the same id as the item q1." + ending]
    domains = (*SOUND.domains, Domain(id="trust", label={"": "T"}))
    assert told(domains=domains) == ["domain trust has the same id as another domain." + ending]
    for id, holder in [("trust", "domain"), ("q1", "item"), ("age", "variable")]:
        assert told_of_composite(id=id) == [
            f"composite {id} has the same id as the {holder} {id}." + ending
        ]
    twice = told_of_composite(id="c") + told_of_composite(id=" ")
    assert twice == ["the id of a composite is empty."]


@pytest.mark.parametrize("column", ["q1", " Q1 ", "\tQ1"])
def test_two_questions_in_one_column_are_refused(column: str) -> None:
    (message,) = told(items=(item("q1"), item("q2", column=column)))
    assert message.startswith("item q2 stands in the column")
    assert message.endswith("as item q1 does.")


def test_a_column_may_hold_line_breaks_but_no_other_control_characters() -> None:
    assert told(items=(item(column="Вопрос\r\n(уточните)"),)) == []
    assert told(items=(item(column="a\x00"),)) == [
        "the column of item q1 holds the control character U+0000."
    ]


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ({}, "must be a text or texts by language"),
        ("Trust", "must be a text or texts by language"),
        ({"": "a", "en": "b"}, "a text without a language beside others"),
        ({"En": "a"}, "names the language En; did you mean 'en'?"),
        ({"isced": "2"}, "names the language isced."),
        ({"en": ""}, "is empty"),
        ({"en": "\u200b "}, "is empty"),
        ({"en": "a\x1bb"}, "control character U+001B"),
        ({"en": 5}, "is 5; it must be text"),
    ],
)
def test_labels_that_cannot_be_shown_are_refused(label: Any, words: str) -> None:
    (message,) = told(items=(item(label=label), item("q2")))
    assert message.startswith("the label of item q1 ")
    assert words in message


def test_the_labels_of_values_are_checked_too() -> None:
    wrong: Any = "yes"
    found = told_of_scale(categories=(*categories("1"), Category(code="2", label=wrong)))
    assert found == [
        "the label of 2 in scale other must be a text or texts by language: {en: ..., ru: ...}."
    ]


def test_labels_may_hold_line_breaks_bidi_marks_and_markup() -> None:
    label = {"en": "a\n\tb \u202e <script> $x$ 'q' \"r\"", "pt-BR": "x"}
    assert told(items=(item(label=label),)) == []


def test_the_default_language_is_one_of_the_labels() -> None:
    assert told(default_language="de") == ["default_language is de; the labels are in en."]
    assert told(default_language="En") == [
        "default_language is En; did you mean 'en'? Write a tag such as en or ru."
    ]
    untagged = replace(SOUND, title={"": "x"}, domains=(Domain(id="trust", label={"": "T"}),))
    assert problems(replace(untagged, default_language="de")) == ()


def test_a_codebook_that_asks_nothing_is_refused() -> None:
    empty = Draft(id="s", title={"": "s"})
    assert [p.message for p in problems(empty)] == [
        "the codebook declares neither items nor variables."
    ]


def test_missing_codes_have_one_of_six_kinds() -> None:
    bad: Any = "refuse"
    assert told(missing=(MissingCode(code="9", kind=bad, label={"": "x"}),)) == [
        "the kind of missing code 9 is refuse; did you mean 'refused'? Allowed: refused, "
        "dont_know, not_applicable, no_answer, technical, not_asked."
    ]


def test_missing_codes_are_declared_once_and_labels_belong_to_one_kind() -> None:
    again = MissingCode(code="97", kind="refused", label={"": "x"})
    assert told(missing=(*MISSING, again)) == ["missing code 97 is declared twice."]
    rival = MissingCode(code="99", kind="not_asked", label={"en": "REFUSED "})
    assert told(missing=(*MISSING, rival)) == [
        "missing code 99 has the label of missing code 97, another kind."
    ]
    ally = MissingCode(code="-1", kind="refused", label={"en": "Refused"})
    assert told(missing=(*MISSING, ally)) == []


def test_the_empty_cell_may_be_declared_and_a_blank_code_may_not() -> None:
    empty = MissingCode(code="", kind="technical", label={"": "lost"})
    assert told(missing=(empty,)) == []
    assert told(missing=(replace(empty, code=" "),)) == ["missing code ' ' is empty."]
    assert told(missing=(replace(empty, code=" 9"),)) == [
        "missing code ' 9': ' 9' begins or ends with a space."
    ]


def test_a_scale_has_two_values_and_one_name() -> None:
    assert told_of_scale(categories=categories("1")) == ["scale other has fewer than two values."]
    assert told(scales=(*SOUND.scales, scale())) == ["scale agree is declared twice."]


@pytest.mark.parametrize(
    "code", ["01", "1.0", "+1", "a", "1e0", "-0", "１", "\u22121", "9" * 16 + "9"]
)
def test_ordinal_codes_are_plain_whole_numbers(code: str) -> None:
    (message, *_) = told_of_scale(categories=categories("0", code))
    assert "its codes are whole numbers" in message


def test_ordinal_codes_may_be_negative_and_many() -> None:
    assert told_of_scale(categories=categories("-2", "-1", "0", "1", "2")) == []
    slider = categories(*map(str, range(101)))
    assert told_of_scale(categories=slider, missing=()) == []


def test_ordinal_codes_rise() -> None:
    assert told_of_scale(categories=categories("3", "2", "1")) == [
        "scale other lists 2 after 3; list the lowest code first. "
        "Items worded the other way say reverse: true."
    ]


def test_a_code_stands_once_in_a_scale() -> None:
    doubled = (*categories("1", "2"), Category(code="2", label={"": "again"}))
    assert told_of_scale(categories=doubled) == ["scale other has the code 2 twice."]


@pytest.mark.parametrize("missing", [None, ("97",)])
def test_a_missing_code_among_the_values_is_refused(missing: tuple[str, ...] | None) -> None:
    (message,) = told_of_scale(categories=categories("1", "97"), missing=missing)
    assert message.startswith("scale other: 97 is both an answer and a missing code (refused).")
    assert told_of_scale(categories=categories("1", "97"), missing=("98", "")) == []
    found = told_of_variable(type="nominal", categories=categories("97"), missing=missing)
    assert "variable v: 97 is both an answer and a missing code (refused)." in found[0]


def test_a_missing_code_within_a_range_is_allowed() -> None:
    assert told_of_variable(range=(14, 110), bands=(14, 18)) == []


def test_named_missing_codes_are_declared() -> None:
    assert told_of_scale(missing=("97", "96", "")) == [
        "scale other names the missing code 96. Declared: 97, 98."
    ]
    assert told_of_variable(type="nominal", extra_codes=True, missing=("9",))[0].startswith(
        "variable v names the missing code 9"
    )


@pytest.mark.parametrize("text", ["answer 1", "ANSWER\u00a01 ", "answer\u200b 1"])
def test_two_values_with_the_same_label_are_refused(text: str) -> None:
    pair = (*categories("1"), Category(code="2", label={"en": "x", "ru": text}))
    assert told_of_scale(categories=pair) == ["scale other gives 1 and 2 the same label."]
    assert told_of_variable(type="ordinal", categories=pair) == [
        "variable v gives 1 and 2 the same label."
    ]


def test_a_value_must_not_have_the_label_of_a_missing_code() -> None:
    pair = (*categories("1"), Category(code="2", label={"en": "don’t know"}))
    assert told_of_scale(categories=pair) == ["scale other gives 98 and 2 the same label."]
    assert told_of_scale(categories=pair, missing=("97",)) == []


@pytest.mark.parametrize(
    ("text", "meaning"), [("Answer 2", "2"), ("refused", "97"), ("2", "2"), ("97", "97")]
)
def test_also_accepted_texts_mean_one_code(text: str, meaning: str) -> None:
    pair = (replace(categories("1")[0], also_accept=("yes", text)), *categories("2"))
    (message,) = told_of_scale(categories=pair)
    assert message.startswith("also_accept of 1 in scale other holds")
    assert message.endswith(f"which already means {meaning}.")


def test_also_accepted_texts_may_repeat_their_own_label_or_code() -> None:
    pair = (replace(categories("1")[0], also_accept=("Answer 1", "1", "ONE")), *categories("2"))
    assert told_of_scale(categories=pair) == []


def test_items_name_declared_scales_and_domains() -> None:
    assert told(items=(item(scale="agre"), item("q2", domain="trist"))) == [
        "item q1 names scale 'agre'; did you mean 'agree'?",
        "item q2 names domain 'trist'; did you mean 'trust'?",
    ]
    assert told(items=(item(scale="zzz"),)) == [
        "item q1 names scale 'zzz'. Declared: agree, yesno."
    ]
    assert told(domains=()) == [
        "item q1 names domain 'trust'; the codebook declares no domains.",
        "item q2 names domain 'trust'; the codebook declares no domains.",
    ]


def test_nominal_items_stand_outside_the_domains_and_are_not_reversed() -> None:
    assert told(items=(item(), item("q2", scale="yesno", domain=""))) == []
    assert told(items=(item(), item("q2", scale="yesno"))) == [
        "item q2 stands in domain trust but its scale yesno is nominal; a score needs an "
        "ordinal scale."
    ]
    assert told(items=(item(), item("q2", scale="yesno", domain="", reverse=True))) == [
        "item q2 is reversed, but its scale yesno is nominal."
    ]


def test_reverse_is_true_or_false() -> None:
    assert told(items=(item(reverse="yes"),)) == [
        "reverse of item q1 is yes. Allowed: true, false."
    ]


def test_a_domain_needs_items() -> None:
    domains = (*SOUND.domains, Domain(id="empty", label={"": "E"}))
    assert told(domains=domains) == ["domain empty has no items."]


def test_the_items_of_a_domain_share_one_range() -> None:
    scales = (*SOUND.scales, scale("wide", categories=categories("1", "2", "3", "4")))
    (problem,) = problems(replace(SOUND, scales=scales, items=(item(), item("q2", scale="wide"))))
    assert problem.message == (
        "domain trust: item q2 runs from 1 to 4, item q1 from 1 to 3; the items of one domain "
        "share one range of codes."
    )
    assert problem.path == ("items", 1, "scale")
    sparse = (*SOUND.scales, scale("sparse", categories=categories("1", "3")))
    assert told(scales=sparse, items=(item(), item("q2", scale="sparse"))) == []


@pytest.mark.parametrize("minimum", [1, 2, 0.5, 1.0, 1e-9])
def test_minimums_that_can_be_met_are_allowed(minimum: int | float) -> None:
    assert told(domains=(Domain(id="trust", label={"": "T"}, min_answered=minimum),)) == []


@pytest.mark.parametrize(
    ("minimum", "words"),
    [
        (3, "is 3, but the domain has 2 items"),
        (0, "is 0; it is at least 1"),
        (-1, "is -1; it is at least 1"),
        (0.0, "is the share 0.0"),
        (1.5, "is the share 1.5"),
        (50.0, "is the share 50.0"),
        (float("nan"), "is the share nan"),
        (True, "is True"),
        ("half", "is half"),
    ],
)
def test_minimums_that_cannot_be_met_are_refused(minimum: Any, words: str) -> None:
    (message,) = told(domains=(Domain(id="trust", label={"": "T"}, min_answered=minimum),))
    assert message.startswith("min_answered of domain trust ")
    assert words in message


def test_closed_choices_are_matched_exactly() -> None:
    wrong: Any = "Reflective"
    assert told(domains=(Domain(id="trust", label={"": "T"}, measurement=wrong),)) == [
        "the measurement of domain trust is Reflective; did you mean 'reflective'? "
        "Allowed: reflective, formative."
    ]
    wrong = "sum"
    assert told(domains=(Domain(id="trust", label={"": "T"}, score=wrong),)) == [
        "the score of domain trust is sum. Allowed: mean."
    ]
    assert told_of_variable(type="int", bands=(1,)) == [
        "the type of variable v is int; did you mean 'integer'? "
        "Allowed: text, integer, number, ordinal, nominal."
    ]
    assert told_of_variable(role="group", type="text") == [
        "the role of variable v is group; did you mean 'grouping'? "
        "Allowed: respondent, grouping, outcome, design, paradata, filter."
    ]


@pytest.mark.parametrize(
    ("role", "type", "allowed"),
    [
        ("respondent", "number", "text, integer"),
        ("grouping", "text", "integer, ordinal, nominal"),
        ("grouping", "number", "integer, ordinal, nominal"),
        ("outcome", "text", "number, integer, ordinal, nominal"),
    ],
)
def test_a_role_allows_certain_types(role: str, type: str, allowed: str) -> None:
    variables = tuple(v for v in SOUND.variables if v.role != "respondent")
    assert told(variables=(*variables, variable("v", role=role, type=type))) == [
        f"variable v has the role {role} and the type {type}. Types for the role {role}: {allowed}."
    ]


def test_there_is_at_most_one_respondent_variable() -> None:
    assert told_of_variable(role="respondent", type="text") == [
        "variable v is a second respondent variable; there is at most one."
    ]


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"type": "ordinal"}, "is ordinal and needs values or a scale"),
        ({"type": "nominal"}, "needs values, a scale, a standard, or extra_codes"),
        ({"type": "integer"}, "needs bands or values"),
        ({"type": "integer", "range": (0, 9)}, "needs bands or values"),
        ({"bands": (14, 18), "range": (10, 99)}, "start at 14; they must start at 10"),
        ({"bands": (14, 14)}, "must rise, but 14 follows 14"),
        ({"bands": (14, 18, 120), "range": (14, 110)}, "go up to 120, beyond its range [14, 110]"),
        ({"bands": (14.5, 18)}, "must be whole numbers"),
        ({"bands": (14,), "range": (110, 14)}, "write the lowest, then the highest"),
        ({"bands": (14,), "range": (14, 14)}, "write the lowest, then the highest"),
        ({"bands": (14,), "range": (14, float("inf"))}, "range must be two whole numbers"),
        ({"bands": (14,), "range": (14, 110.5)}, "range must be two whole numbers"),
        ({"type": "ordinal", "scale": "agree", "range": (1, 3)}, "range belongs to an integer or"),
        ({"type": "ordinal", "scale": "agree", "bands": (1,)}, "bands belongs to an integer group"),
        ({"role": "outcome", "bands": (1,)}, "bands belongs to an integer grouping"),
        ({"role": "outcome", "categories": categories("1")}, "values belongs to"),
        ({"bands": (1,), "scale": "agree"}, "scale belongs to an ordinal or nominal variable"),
        ({"bands": (1,), "standard": "ISO 3166-2:RU"}, "standard belongs to a nominal variable"),
        ({"bands": (1,), "extra_codes": True}, "extra_codes belongs to a nominal variable"),
        ({"bands": (1,), "categories": categories("1")}, "has both values and bands"),
        ({"type": "ordinal", "scale": "agree", "categories": categories("1")}, "and a scale"),
        ({"type": "ordinal", "scale": "agre"}, "names scale 'agre'; did you mean 'agree'?"),
        ({"type": "ordinal", "scale": "yesno"}, "is ordinal, but its scale yesno is nominal"),
        ({"type": "ordinal", "categories": categories("01")}, "its codes are whole numbers"),
        ({"categories": categories("a")}, "its codes are whole numbers"),
        ({"type": "nominal", "standard": "ISO 3166"}, "names the standard 'ISO 3166'"),
        ({"type": "nominal", "extra_codes": "yes"}, "extra_codes of variable v is yes"),
        ({"bands": (1,), "quasi_identifier": 1}, "quasi_identifier of variable v is 1"),
        (
            {"type": "nominal", "categories": (replace(categories("1")[0], also_accept=("x",)),)},
            "also_accept belongs to scales",
        ),
        (
            {"role": "outcome", "type": "ordinal", "categories": categories("2", "1")},
            "lists 1 after 2",
        ),
    ],
)
def test_variables_that_cannot_play_their_part_are_refused(
    parts: dict[str, Any], words: str
) -> None:
    (message,) = told_of_variable(**parts)
    assert words in message
    assert "variable v" in message


@pytest.mark.parametrize(
    "parts",
    [
        {"bands": (18, 30)},
        {"bands": (14,), "range": (14, 110)},
        {"categories": categories("2", "1")},
        {"type": "ordinal", "categories": categories("3", "1")},
        {"type": "ordinal", "scale": "agree"},
        {"type": "nominal", "scale": "yesno"},
        {"type": "nominal", "categories": categories("RU-MOW"), "standard": "ISO 3166-2:RU"},
        {"role": "outcome", "type": "number", "range": (-0.5, 1e9)},
        {"role": "outcome", "type": "integer"},
        {"role": "filter", "type": "text"},
        {"role": "paradata", "type": "number"},
    ],
)
def test_sound_variables_are_accepted(parts: dict[str, Any]) -> None:
    assert told_of_variable(**parts) == []


@pytest.mark.parametrize(
    ("design", "message"),
    [
        ({"weight": "W"}, "design: weight names variable 'W'; did you mean 'w'?"),
        ({"weight": "q1"}, "design: weight names variable 'q1'. Declared: alias, age, education, "
         "region, town, w."),
        ({"weight": "age"}, "design: weight is variable age of role grouping; its role must be "
         "design."),
        ({"cluster": "alias"}, "design: cluster is variable alias of role respondent; its role "
         "must be design or grouping."),
        ({"single_unit": "centered"}, "design: single_unit is centered; did you mean 'centred'? "
         "Allowed: error, centred."),
    ],
)  # fmt: skip
def test_the_design_names_variables_that_can_serve(design: dict[str, str], message: str) -> None:
    assert told(design=Design(**design)) == [message]


def test_a_weight_is_a_number_and_strata_may_be_text() -> None:
    stratum = variable("s", role="design", type="text")
    variables = (*SOUND.variables, stratum)
    assert told(variables=variables, design=Design(strata="s", cluster="region")) == []
    assert told(variables=variables, design=Design(weight="s")) == [
        "design: weight is variable s of type text; its type must be number or integer."
    ]


@pytest.mark.parametrize("size", [2, 1, 0, -10, 3.5, float("nan"), True, "10"])
def test_groups_of_fewer_than_three_can_never_be_shown(size: Any) -> None:
    (message,) = told(min_cell=size)
    assert message.startswith("privacy: min_cell is ")
    assert told(min_cell=3) == []


def test_all_problems_are_told_at_once() -> None:
    found = told(
        default_language="de",
        items=(item(scale="agre"), item("q1")),
        design=Design(weight="age"),
        min_cell=1,
    )
    assert len(found) == 5


def test_whole_numbers_are_read_from_plain_text_only() -> None:
    assert [as_whole(text) for text in ("0", "-7", "110")] == [0, -7, 110]
    assert as_whole(str(LARGEST_WHOLE)) == LARGEST_WHOLE
    assert as_whole(str(LARGEST_WHOLE + 1)) is None
    assert as_whole(5) is None
    assert (is_whole(5.0), is_whole(5.5), is_whole("5")) == (True, False, False)


def test_names_are_shown_bare_quoted_or_cut() -> None:
    assert shown("wb_7.a-b") == "wb_7.a-b"
    assert shown("Q7 [Доход]") == "'Q7 [Доход]'"
    assert shown("a\u202eb") == "'a\\u202eb'"
    assert len(shown("x" * 500)) == 62


def test_a_flood_of_wrong_names_is_told_at_once() -> None:
    scales = tuple(scale(f"scale{number}") for number in range(600))
    items = tuple(item(f"q{number}", scale=f"{'very_' * 9}long{number}") for number in range(3000))
    started = time.process_time()
    found = problems(replace(SOUND, scales=scales, items=items))
    assert len(found) == MOST_PROBLEMS
    assert time.process_time() - started < 10  # comparing all with all takes minutes


def test_a_flood_of_missing_codes_is_refused_at_once() -> None:
    many = tuple(
        MissingCode(code=str(code), kind="refused", label={"": str(code)})
        for code in range(100, 101 + MOST_MISSING)
    )
    scales = tuple(scale(f"scale{number}") for number in range(3000))
    (found,) = problems(replace(SOUND, missing=many, scales=(*SOUND.scales, *scales)))
    assert found.message == "the codebook declares 301 missing codes; at most 300 are allowed."


@pytest.mark.parametrize("weight", [1, 0.001, 1e300])
def test_sound_composites_are_allowed(weight: float) -> None:
    assert told_of_composite(weights=(("money", weight), ("trust", 1))) == []
    assert told_of_composite(range=(0, 99)) == []


def test_a_composite_is_made_of_declared_domains() -> None:
    assert told_of_composite(weights=(("trust", 1), ("monney", 2))) == [
        "composite index names domain 'monney'; did you mean 'money'?"
    ]
    assert told_of_composite(weights=(("trust", 1), ("zzz", 2))) == [
        "composite index names domain 'zzz'. Declared: trust, money."
    ]
    assert told_of_composite(weights=(("trust", 1), ("q1", 2))) == [
        "composite index names 'q1', which is an item; a composite is made of domains."
    ]
    assert told_of_composite(weights=(("trust", 1), ("money", 2), ("trust", 1))) == [
        "composite index names domain 'trust' twice."
    ]


def test_a_composite_is_made_of_two_domains_at_least() -> None:
    assert told_of_composite(weights=(("trust", 1),)) == [
        "composite index has 1 domain; a composite is made of at least 2."
    ]
    assert told_of_composite(weights=()) == [
        "composite index has 0 domains; a composite is made of at least 2."
    ]


@pytest.mark.parametrize(
    "weight", [0, -1, float("inf"), float("nan"), True, "1", None, pytest.param(10**400, id="huge")]
)
def test_weights_are_numbers_above_zero(weight: Any) -> None:
    (message,) = told_of_composite(weights=(("trust", weight), ("money", 2)))
    assert message.startswith("composite index: the weight of trust is ")
    assert message.endswith(". Allowed: a number above 0, such as 1 or 0.5.")


@pytest.mark.parametrize("ends", [(5, 5), (99, 0), (0, float("inf")), (float("nan"), 1)])
def test_the_range_of_a_composite_rises(ends: tuple[float, float]) -> None:
    assert told_of_composite(range=ends) == [
        f"composite index has the range [{ends[0]}, {ends[1]}]; write the lowest, then the highest."
    ]


def test_a_composite_needs_a_range_where_its_domains_do_not_share_one() -> None:
    wide = replace(
        TWO_DOMAINS,
        scales=(*SOUND.scales, scale("wide", categories=categories("1", "2", "3", "4", "5"))),
    )
    composite = Composite(id="i", label={"": "I"}, weights=(("trust", 1), ("money", 1)))
    (problem,) = problems(replace(wide, composites=(composite,)))
    assert problem.message == (
        "composite i needs a range such as [0, 100]: domain money runs from 1 to 5, domain trust "
        "from 1 to 3."
    )
    assert problem.path == ("composites", "i", "range")
    assert problems(replace(wide, composites=(replace(composite, range=(0, 100)),))) == ()


def test_the_label_of_a_composite_is_checked_and_tells_its_languages() -> None:
    assert told_of_composite(label={"en": ""}) == [
        "the label of composite index is empty; write a text or leave it out."
    ]
    composite = Composite(
        id="i", label={"de": "Lage"}, weights=(("trust", 1), ("money", 1)), range=(0, 1)
    )
    german = replace(TWO_DOMAINS, composites=(composite,), default_language="de")
    assert problems(german) == ()
