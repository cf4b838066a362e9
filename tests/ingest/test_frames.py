"""A DataFrame without a codebook: what the arguments mean, and what is refused."""

from __future__ import annotations

import time

import numpy as np
import pandas as pd
import pytest

import survey_analysis as sa
from survey_analysis.errors import OptionError, UnknownNameError, ValidationError
from survey_analysis.ingest.frames import survey_from_frame


@pytest.fixture
def df():
    return pd.DataFrame(
        {
            "q1": [1, 5, 3, 4, 99, 2],
            "q2": [5.0, 1.0, np.nan, 2.0, 3.0, 4.0],
            "q3": pd.array([2, 4, 3, None, 5, 1], dtype="Int64"),
            "age": [18, 29, 30, 64, 65, 99],
            "sex": ["m", "f", "f", None, "m", "f"],
            "edu": pd.Categorical(
                ["mid", "low", "high", "mid", None, "low"],
                categories=["low", "mid", "high", "phd"],
                ordered=True,
            ),
            "w": [1.0, 0.5, 2.0, 1.0, 1.0, 1.5],
        }
    )


def survey(df, **given):
    return survey_from_frame(
        df, **({"domains": {"trust": ["q1", "q2", "q3"]}, "missing": [99]} | given)
    )


def test_the_door_opens_on_it():
    assert sa.survey_from_frame is survey_from_frame


def test_scores_turn_reverse_items_and_leave_missing_answers_out(df):
    scores = survey(df, reverse=["q2"]).scores["trust"]
    expected = [(1 + 1 + 2) / 3, (5 + 5 + 4) / 3, 3.0, (4 + 4) / 2, (3 + 5) / 2, (2 + 2 + 1) / 3]
    np.testing.assert_allclose(scores, expected, rtol=1e-15)


def test_min_answered_counts_items_or_is_a_share_of_them(df):
    assert survey(df, min_answered=3).scores["trust"].isna().tolist() == [
        False,
        False,
        True,
        True,
        True,
        False,
    ]
    assert survey(df, min_answered=1.0).scores["trust"].isna().sum() == 3
    assert survey(df, min_answered=np.int64(1)).scores["trust"].isna().sum() == 0


def test_the_frame_is_not_changed(df):
    before = df.copy(deep=True)
    survey(df, groupings=["age", "sex", "edu"], bands={"age": [18, 30, 65]}, weight="w")
    pd.testing.assert_frame_equal(df, before)


def test_groupings_keep_the_order_of_their_kind(df):
    df["level"] = [3, 1, 10, 99, 2, 1]
    df["town"] = ["b", "a", "B", "c", "a", " b"]
    df["yes"] = [True, False, True, True, False, True]
    df["half"] = [0.5, 1.5, 1, 0.5, np.nan, 2]
    df["cut"] = pd.cut(df["age"], [0, 29, 64, 120])
    names = ["age", "sex", "edu", "level", "town", "yes", "half", "cut"]
    made = survey(df, groupings=names, bands={"age": [18, 30, 65]})
    labels = {name: made.group_labels(name) for name in names}
    assert labels == {
        "age": ("18-29", "30-64", "65+"),
        "sex": ("f", "m"),
        "edu": ("low", "mid", "high", "phd"),
        "level": ("1", "2", "3", "10"),
        "town": ("B", "a", "b", "c"),
        "yes": ("False", "True"),
        "half": ("0.5", "1", "1.5", "2"),
        "cut": ("(0, 29]", "(29, 64]", "(64, 120]"),
    }
    types = {name: made.codebook.variable(name).type for name in names}
    ordered = ["edu", "level", "half", "cut"]
    assert [name for name, type in types.items() if type == "ordinal"] == ordered
    given = made.frame.astype(object).where(made.frame.notna(), None)
    assert given["age"].tolist() == ["18-29", "18-29", "30-64", "30-64", "65+", None]
    assert given["edu"].tolist() == ["mid", "low", "high", "mid", None, "low"]
    assert given["sex"].tolist() == ["m", "f", "f", None, "m", "f"]
    assert given["level"].tolist() == ["3", "1", "10", None, "2", "1"]
    assert given["half"].tolist() == ["0.5", "1.5", "1", "0.5", None, "2"]
    assert given["cut"].tolist()[:3] == ["(0, 29]", "(0, 29]", "(29, 64]"]


def test_an_order_of_words_and_numbers_is_kept(df):
    levels = ["none", "1", "2 or 3", "4", "more"]
    df["children"] = pd.Categorical(
        ["more", "1", "none", "4", "2 or 3", "1"], categories=levels, ordered=True
    )
    df["party"] = pd.Categorical(["2", "1", "1", "x", "2", "1"], categories=["2", "1", "x"])
    made = survey(df, groupings=["children", "party"], missing={"99": "no_answer", "7": "refused"})
    codes = [category.code for category in made.codebook.variable("children").categories]
    assert codes == ["2", "3", "5", "6", "8"]
    assert made.codebook.variable("children").type == "ordinal"
    assert made.codebook.variable("party").type == "nominal"
    assert made.group_labels("children") == tuple(levels)
    assert made.frame["children"].astype(object).tolist() == [
        "more", "1", "none", "4", "2 or 3", "1",
    ]  # fmt: skip


def test_a_name_may_stand_for_a_list_of_one(df):
    made = survey(df, domains={"trust": "q1"}, reverse="q1", groupings="sex")
    assert [item.reverse for item in made.codebook.items] == [True]
    assert made.group_labels("sex") == ("f", "m")


def test_none_stands_for_no_names(df):
    plain = survey(df, reverse=None, groupings=None)
    assert plain.codebook == survey(df, reverse=[], groupings=[]).codebook
    assert not plain.groupings


def test_missing_codes_have_a_kind(df):
    refused, no_answer = -1, -4
    assert survey(df).answers["q1"].codes.tolist() == [0, 4, 2, 3, no_answer, 1]
    made = survey(df, missing={99: "refused"})
    assert made.answers["q1"].codes.tolist() == [0, 4, 2, 3, refused, 1]
    df["q1"] = df["q1"].astype(object).replace(99, "DK")
    made = survey(df, missing={"DK": "dont_know", np.nan: "no_answer", 99.0: "refused"})
    assert made.answers["q1"].codes.tolist() == [0, 4, 2, 3, -2, 1]


def test_scales_may_differ_between_domains(df):
    made = survey(df, domains={"a": ["q1"], "b": ["q2"]}, scale={"a": (0, 10), "b": [1, 5]})
    assert made.codebook.scale_of_domain("a").high == 10
    assert made.answers["q1"].support.tolist() == list(range(11))
    assert made.codebook.scale_of_domain("b").high == 5


def test_true_and_false_are_answers_on_a_scale_from_0_to_1():
    df = pd.DataFrame({"a": [True, False, True], "b": [0, 1, 1]})
    made = survey_from_frame(df, domains={"d": ["a", "b"]}, scale=(0, 1))
    assert made.scores["d"].tolist() == [0.5, 0.5, 1.0]


def test_thousands_of_columns_are_read_quickly():
    rng = np.random.default_rng(4)
    wide = pd.DataFrame(rng.integers(1, 6, size=(40, 5000)), columns=map(str, range(5000)))
    start = time.process_time()
    made = survey_from_frame(wide, domains={"d": list(wide.columns)}, reverse=["7"])
    # generous against a busy machine: a quadratic search takes minutes
    assert time.process_time() - start < 20
    assert len(made.answers) == 5000


def test_labels_are_shown_in_results(df):
    given = {"trust": "Trust in people", "q1": {"en": "Most help", "ru": "Помогают"}, "sex": "Sex"}
    made = survey(df, labels=given, groupings=["sex"])
    assert made.label("trust") == "Trust in people"
    assert made.label("q1") == "Most help"
    assert made.in_language("ru").label("q1") == "Помогают"
    assert made.label("q2") == "q2"


def test_weights_are_a_column(df):
    made = survey(df, weight="w")
    assert made.weighted
    assert made.weights.tolist() == [1.0, 0.5, 2.0, 1.0, 1.0, 1.5]
    df.loc[2, "w"] = -1
    with pytest.raises(ValidationError) as caught:
        survey(df, weight="w")
    (finding,) = [f for f in caught.value.report.findings if f.severity == "error"]
    assert (finding.code, finding.where, finding.lines) == ("SA290", "w", (3,))
    assert "(row 3)" in str(caught.value)


def test_columns_that_are_not_named_are_not_read(df):
    df["email"] = "a@example.org"
    df["list"] = [[1]] * 6
    made = survey(df)
    assert made.columns == ("q1", "q2", "q3")
    codes = made.validation.issues["code"]
    assert not codes.str.startswith("SA6").any()
    assert "SA235" not in codes.tolist()


def test_columns_may_be_numbers_and_words_of_programs():
    df = pd.DataFrame({0: [1, 2], 1: [3, 4], "index": [5, 1], "__class__": ["x", "y"]})
    made = survey_from_frame(df, domains={"d": [0, 1, "index"]}, groupings=["__class__"])
    assert made.scores["d"].tolist() == [3.0, 7 / 3]
    assert made.group_labels("__class__") == ("x", "y")


def test_the_codebook_can_be_saved_and_read_again(df, tmp_path):
    made = survey(df, groupings=["age", "sex", "edu"], bands={"age": [18, 30, 65]}, weight="w")
    path = tmp_path / "codebook.yaml"
    path.write_text(made.codebook.to_yaml(), encoding="utf-8")
    again = sa.load_survey(df.drop(columns=[]), path)
    pd.testing.assert_frame_equal(again.frame, made.frame)


def test_an_answer_off_the_scale_is_an_error_with_row_numbers(df):
    df.loc[4, "q2"] = 7
    df.loc[5, "age"] = 17
    with pytest.raises(ValidationError) as caught:
        survey(df, groupings=["age"], bands={"age": [18, 30]}, missing=None)
    told = {(f.code, f.where): f.lines for f in caught.value.report.findings}
    assert told["SA240", "q1"] == (5,)
    assert told["SA240", "q2"] == (5,)
    assert told["SA259", "age"] == (6,)


def test_no_respondents_and_no_groups_load(df):
    made = survey(df.iloc[:0], groupings=["sex", "edu", "age"], bands={"age": [18]})
    assert made.n_respondents == 0
    df["sex"] = None
    made = survey(df, groupings=["sex"])
    assert made.group_labels("sex") == ()
    assert made.counts("trust", by="sex").n.shape[0] == 1


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"domains": {}}, "at least one is needed"),
        ({"domains": ["q1"]}, "at least one is needed"),
        ({"domains": {"a": []}}, "'a' has no items"),
        ({"domains": {"a": ["q1"], "b": ["q1"]}}, "'q1' is an item of 'a' and an item of 'b'"),
        ({"domains": {"a": ["q1", "q1"]}}, "'q1' is an item of 'a' and an item of 'a'"),
        ({"domains": {"q1": ["q1"]}}, "'q1' is a domain and an item of 'q1'"),
        ({"groupings": ["q1"]}, "'q1' is an item of 'trust' and a grouping"),
        ({"groupings": ["sex"], "weight": "sex"}, "'sex' is a grouping and the weight"),
        ({"groupings": 3}, "groupings=3 is not allowed"),
        ({"scale": (5, 1)}, r"scale=\(5, 1\) is not allowed"),
        ({"scale": 5}, "scale=5 is not allowed"),
        ({"scale": (1, 2.5)}, "is not allowed"),
        ({"scale": (1, 5, 7)}, "is not allowed"),
        ({"scale": (True, 5)}, "is not allowed"),
        ({"scale": (0, 10**6)}, "more than 1001 codes"),
        ({"scale": {}}, "no lowest and highest code for trust"),
        ({"missing": [3]}, "3 lies on the scale from 1 to 5"),
        ({"missing": {99: "gone"}}, "missing kind='gone' is not allowed"),
        ({"missing": [(1, 2)]}, "is not allowed"),
        ({"min_answered": 0}, "min_answered=0 is not allowed"),
        ({"min_answered": 1.5}, "min_answered=1.5 is not allowed"),
        ({"min_answered": "half"}, "is not allowed"),
        ({"min_answered": True}, "is not allowed"),
        ({"min_answered": 4}, "min_answered of domain trust is 4"),
        ({"groupings": ["age"], "bands": {"age": [30, 18]}}, "whole numbers that rise"),
        ({"groupings": ["age"], "bands": {"age": []}}, "whole numbers that rise"),
        ({"groupings": ["age"], "bands": {"age": [18.5]}}, "whole numbers that rise"),
    ],
)
def test_a_wrong_call_says_what_is_allowed(df, given, message):
    with pytest.raises(OptionError, match=message):
        survey(df, **given)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"domains": {"a": ["q1", "q22"]}}, "'q22'; did you mean 'q2'"),
        ({"groupings": ["agee"]}, "'agee'; did you mean 'age'"),
        ({"weight": "ww"}, "no column 'ww'"),
        ({"reverse": ["q4"]}, "no item of a domain 'q4'"),
        ({"reverse": ["sex"]}, "no item of a domain 'sex'"),
        ({"bands": {"age": [18]}}, "no grouping 'age'"),
        ({"scale": {"trust": (1, 5), "truth": (1, 5)}}, "'truth'; did you mean 'trust'"),
        ({"labels": {"q9": "x"}}, "'q9'"),
    ],
)
def test_a_wrong_name_suggests_the_nearest(df, given, message):
    with pytest.raises(UnknownNameError, match=message):
        survey(df, **given)


def test_numbers_without_bands_ask_for_them(df):
    many = pd.concat([df] * 20, ignore_index=True)
    many["income"] = np.linspace(0.5, 100.25, len(many))
    with pytest.raises(OptionError, match=r"'income' has 120 different numbers.*bands="):
        survey(many, groupings=["income"])


def test_something_else_than_a_frame_is_refused():
    with pytest.raises(OptionError, match="a DataFrame is needed, not dict"):
        survey_from_frame({"q1": [1]}, domains={"a": ["q1"]})
