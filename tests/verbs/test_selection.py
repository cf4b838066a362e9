"""What a call may ask for: names of outcomes and groupings, and a survey to ask."""

from __future__ import annotations

import pytest

import survey_analysis as sa

VERBS = (sa.describe, sa.distribution, sa.reliability, sa.compare)


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("by", [5, b"sex", {"sex": "age"}, ["sex", None], object()])
def test_a_grouping_that_is_no_name_is_refused(survey, verb, by):
    with pytest.raises(sa.errors.OptionError, match="Give an id or a list of ids"):
        verb(survey, by=by)


@pytest.mark.parametrize("verb", VERBS)
def test_a_frame_in_place_of_a_survey_is_told_what_to_do(answers, verb):
    with pytest.raises(sa.errors.OptionError, match=r"not DataFrame.*survey_from_frame"):
        verb(answers)


@pytest.mark.parametrize("by", [("age", "sex"), iter(["age", "sex"]), {"age", "sex"}])
def test_any_collection_of_names_will_do_and_rows_stand_in_codebook_order(survey, by):
    table = sa.distribution(survey, outcomes="trust", by=by).table
    assert table["group_by"].drop_duplicates().tolist() == ["sex", "age"]


def test_a_comparison_by_nothing_is_refused(survey):
    with pytest.raises(sa.errors.OptionError, match=r"by=\[\] names none"):
        sa.compare(survey, by=[])


@pytest.mark.parametrize("verb", VERBS)
def test_respondents_without_a_group_are_told_to_be_left_out(answers, verb):
    some = answers.copy()
    some.loc[:4, "sex"] = None
    survey = sa.survey_from_frame(
        some, domains={"trust": ["q1", "q2", "q3"]}, reverse=["q3"], groupings=["sex", "age"],
        bands={"age": [14, 40]},
    )  # fmt: skip
    (note,) = (note for note in verb(survey, by=["sex", "age"]).notes if note.code == "SA352")
    assert note.text == "Respondents without a value in a grouping are left out of it: sex."
    assert note.say("ru") != note.text
    assert "SA352" not in {note.code for note in verb(survey, by="age").notes}
    assert sa.compare(survey, by="sex").table["n"].tolist() == [55]


def test_a_respondent_of_weight_zero_is_nobody_to_leave_out(answers):
    some = answers.copy()
    some.loc[0, "sex"], some.loc[0, "w"] = None, 0
    survey = sa.survey_from_frame(some, domains={"trust": ["q1"]}, groupings=["sex"], weight="w")
    assert "SA352" not in {note.code for note in sa.describe(survey, by="sex").notes}
