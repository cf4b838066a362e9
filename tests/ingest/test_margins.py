"""Margins: what is understood, and everything that can be wrong with them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import survey_analysis as sa
from survey_analysis.errors import ExportError, OptionError, UnknownNameError
from survey_analysis.ingest.margins import asked_margins

CODEBOOK = """
survey_analysis_codebook: 1
survey: {id: margins}
default_language: en
scales: {five: {type: ordinal, values: {"1": a, "2": b, "3": c, "4": d, "5": e}}}
domains: {trust: {label: Trust}}
items: [{id: q1, domain: trust, scale: five}]
variables:
  age: {role: grouping, type: integer, range: [14, 99], bands: [14, 18, 25, 65]}
  sex:
    role: grouping
    type: nominal
    values: {"1": {en: Women, ru: Женщины}, "2": {en: Men, ru: Мужчины}}
  education:
    role: grouping
    type: ordinal
    values:
      "1": {en: School, ru: Школа}
      "2": {en: "Bachelor x Master", ru: "Бакалавр"}
      "3": {en: "PhD: all", ru: Кандидат}
  region: {role: grouping, type: nominal, standard: "ISO 3166-2:RU"}
"""


@pytest.fixture(scope="module")
def survey(tmp_path_factory):
    path = tmp_path_factory.mktemp("margins") / "codebook.yaml"
    path.write_text(CODEBOOK, encoding="utf-8")
    frame = pd.DataFrame(
        {
            "q1": ["1", "2", "3", "4", "5"] * 24,
            "age": ["20", "30", "40", "70"] * 30,
            "sex": (["1", "1", "2"] * 40),
            "education": (["1", "2", "3", "2", "1"] * 24),
            "region": (["RU-MOW", "RU-SPE"] * 60),
        }
    )
    frame.loc[:5, "sex"] = ""
    return sa.load_survey(frame, path)


SEX = {"Women": 0.5, "Men": 0.5}
AGE = {"18-24": 0.2, "25-64": 0.5, "65+": 0.3}


def asked(survey, margins, counted=None):
    return asked_margins(survey, margins, counted)


def one(survey, margins):
    (margin,) = asked(survey, margins).margins
    return dict(zip(margin.groups, margin.shares.tolist(), strict=True))


def problem(survey, margins, error=OptionError):
    with pytest.raises(error) as caught:
        asked(survey, margins)
    return str(caught.value)


# what is understood


@pytest.mark.parametrize(
    "groups",
    [
        {"Women": 0.4, "Men": 0.6},
        {"Женщины": 0.4, "мужчины ": 0.6},
        {"1": 0.4, "2": 0.6},
        {1: 0.4, 2.0: 0.6},
        {np.int64(1): np.float32(0.4) * 0 + 0.4, 2: 0.6},
        pd.Series({"Men": 0.6, "Women": 0.4}),
    ],
)
def test_groups_go_by_label_in_any_language_or_by_code(survey, groups):
    assert one(survey, {"sex": groups}) == pytest.approx({"Women": 0.4, "Men": 0.6})


def test_bands_go_by_their_label_with_any_dash(survey):
    assert one(survey, {"age": {"18–24": 0.2, "25-64": 0.5, "65+": 0.3}}) == AGE


def test_regions_of_a_standard_list_go_by_code_and_other_names(survey):
    found = one(survey, {"region": {"Москва": 0.7, "г. Санкт-Петербург": 0.3}})
    assert found == {"Moscow": 0.7, "Saint Petersburg": 0.3}
    assert one(survey, {"region": {"RU-MOW": 0.7, "RU-SPE": 0.3}}) == found


@pytest.mark.parametrize(
    "key", [("sex", "region"), "sex x region", "sex × region", "sex:region", "sex х region"]
)
@pytest.mark.parametrize("as_tuple", [True, False])
def test_crossed_margins_in_every_spelling(survey, key, as_tuple):
    pairs = [("Women", "Moscow"), ("Women", "RU-SPE"), ("2", "Москва"), ("Men", "Saint Petersburg")]
    shares = [0.1, 0.2, 0.3, 0.4]
    levels = pairs if as_tuple else [" x ".join(pair) for pair in pairs]
    (margin,) = asked(survey, {key: dict(zip(levels, shares, strict=True))}).margins
    assert margin.name == "sex x region"
    assert margin.groups == (
        "Women x Moscow", "Women x Saint Petersburg", "Men x Moscow", "Men x Saint Petersburg",
    )  # fmt: skip
    assert margin.shares.tolist() == shares
    assert margin.n_without == 6


def test_labels_that_hold_the_signs_of_crossing_are_told_apart(survey):
    (margin,) = asked(
        survey,
        {
            "education x sex": {
                "School x Women": 1, "School x Men": 1, "Bachelor x Master x Women": 2,
                "Bachelor x Master : Men": 2, "PhD: all x Women": 3, "PhD: all:Men": 3,
            }
        },
    ).margins  # fmt: skip
    assert margin.groups[2] == "Bachelor x Master x Women"
    np.testing.assert_allclose(margin.shares, np.array([1, 1, 2, 2, 3, 3]) / 12)


def test_shares_percent_and_counts(survey):
    for targets, code in (
        ({"Women": 0.4, "Men": 0.6}, None),
        ({"Women": 40.0, "Men": 60.0}, "SA702"),
        ({"Women": 400, "Men": 600}, "SA703"),
    ):
        found = asked(survey, {"sex": targets})
        np.testing.assert_allclose(found.margins[0].shares, [0.4, 0.6])
        codes = [note.code for note in found.notes]
        assert codes == ([code] if code else []) + ["SA701"]
    assert "6 respondents" in found.notes[-1].text
    assert "1000" in found.notes[0].text


def test_a_target_of_zero_for_nobody_is_no_problem(survey):
    assert one(survey, {"age": AGE | {"14-17": 0}}) == AGE
    (region,) = asked(survey, {"region": {"RU-MOW": 1, "RU-SPE": 1, "RU-TOM": 0}}).margins
    assert region.shares.tolist() == [0.5, 0.5]


def test_only_respondents_with_a_base_weight_count(survey):
    women = np.flatnonzero(survey.groupings["sex"].codes == 0)
    found = asked(survey, {"sex": {"Women": 1.0}}, women)
    assert found.margins[0].groups == ("Women",)
    assert found.cell.size == women.size
    with pytest.raises(OptionError, match="groups without respondents: Men"):
        asked(survey, {"sex": SEX}, women)


def test_margins_that_share_a_grouping_may_agree(survey):
    crossed = {(a, s): share * SEX[s] for a, share in AGE.items() for s in SEX}
    first, second = asked(survey, {"age": AGE, ("age", "sex"): crossed}).margins
    implied = second.shares.reshape(3, 2).sum(axis=1)
    np.testing.assert_allclose(implied, first.shares, rtol=1e-14)
    # rounding to six digits is evened out, so that raking can end
    rounded = {key: round(share, 6) for key, share in crossed.items()}
    rounded["18-24", "Women"] += 4e-7
    rounded["65+", "Men"] -= 4e-7
    turned = {key[::-1]: share for key, share in rounded.items()}
    first, second = asked(survey, {"age": AGE, ("sex", "age"): turned}).margins
    implied = second.shares.reshape(2, 3).sum(axis=0)
    np.testing.assert_allclose(implied, first.shares, rtol=1e-14)


# frames and files


LONG = pd.DataFrame(
    {
        "variable": ["sex", "sex", "age", "age", "age"],
        "level": ["Women", "Men", *AGE],
        "proportion": [0.5, 0.5, *AGE.values()],
    }
)


def test_a_long_frame(survey):
    found = asked(survey, LONG[["proportion", "variable", "level"]].assign(source="census"))
    assert [margin.name for margin in found.margins] == ["sex", "age"]
    assert found.margins[1].shares.tolist() == list(AGE.values())


@pytest.mark.parametrize(
    ("name", "separator", "decimal"), [("m.csv", ",", "."), ("m.txt", ";", ",")]
)
def test_a_csv_file(survey, tmp_path, name, separator, decimal):
    path = tmp_path / name
    LONG.to_csv(path, index=False, sep=separator, decimal=decimal)
    found = asked(survey, path)
    assert found.margins[1].shares.tolist() == list(AGE.values())


def test_a_yaml_file(survey, tmp_path):
    path = tmp_path / "m.yaml"
    path.write_text(
        "sex: {Women: 0.5, Men: 0.5}\nage:\n  18-24: 20\n  25-64: 50\n  65+: 30\n", "utf-8"
    )
    found = asked(survey, str(path))
    assert found.margins[1].shares.tolist() == list(AGE.values())
    path.write_text("region: {Москва: 7 000 000, Санкт-Петербург: 3 000 000}\n", "utf-8")
    assert one(survey, path) == {"Moscow": 0.7, "Saint Petersburg": 0.3}


# what is wrong


def test_unknown_groupings_and_groups_name_the_nearest(survey):
    assert "did you mean 'region'" in problem(survey, {"regon": SEX}, UnknownNameError)
    assert "no grouping 'q1'" in problem(survey, {"age x q1": SEX}, UnknownNameError)
    told = problem(survey, {"sex": {"Womem": 0.5, "Men": 0.5}}, UnknownNameError)
    assert "there is no group 'Womem' in sex; did you mean 'Women'? Known: Women, Men." in told
    told = problem(survey, {"age": {"18-25": 1.0}}, UnknownNameError)
    assert "margins (age, 18-25): there is no group '18-25' in age" in told


def test_targets_without_respondents(survey):
    told = problem(survey, {"age": AGE | {"14-17": 0.1}})
    assert "age: targets for groups without respondents: 14-17" in told
    told = problem(survey, {"region": {"RU-MOW": 0.5, "RU-SPE": 0.4, "Tomsk Oblast": 0.1}})
    assert "groups without respondents: Tomsk Oblast" in told
    assert "join them with a group beside them" in told


def test_respondents_without_a_target(survey):
    told = problem(survey, {"age": {"18-24": 0.4, "25-64": 0.6}})
    assert "age: groups with respondents but without a target: 65+" in told
    assert "A base weight of 0 leaves respondents out" in told


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        (-0.5, "the target is negative (-0.5)"),
        (None, "the target is missing"),
        (float("nan"), "the target is missing"),
        (pd.NA, "the target is missing"),
        ("", "the target is missing"),
        (float("inf"), "the target is infinite"),
        ("half", "the target is 'half', which is no number"),
        ("50%", "is no number (leave out the sign %)"),
        ("1,500", "can be read in two ways"),
        (True, "the target is True, which is no number"),
        ([0.5], "which is no number"),
    ],
)
def test_targets_that_are_no_positive_numbers(survey, target, reason):
    told = problem(survey, {"sex": {"Women": target, "Men": 0.5}})
    assert reason in told
    assert "margins (sex, Women)" in told
    assert "Give a number above zero" in told
    assert "add up" not in told


def test_a_target_of_zero_for_respondents(survey):
    told = problem(survey, {"sex": {"Women": 0, "Men": 1.0}})
    assert "the target is zero for groups with respondents: Women" in told


@pytest.mark.parametrize(
    ("targets", "total"),
    [((0.5, 0.49), "0.99"), ((50.5, 50.0), "100.5"), ((0.333, 0.333), "0.666"), ((1.5, 3), "4.5")],
)
def test_targets_that_add_up_to_nothing_known(survey, targets, total):
    told = problem(survey, {"sex": dict(zip(SEX, targets, strict=True))})
    assert f"sex: the targets add up to {total}." in told
    assert "Shares add up to 1, per cent to 100" in told


def test_the_same_group_twice(survey):
    told = problem(survey, {"sex": {"Women": 0.5, "1": 0.2, "Men": 0.3}})
    assert "margins (sex, 1): this group has a target already: margins (sex, Women)" in told
    told = problem(survey, pd.concat([LONG, LONG.iloc[[4]]]))
    assert "margins, row 6 (age, 65+): this group has a target already: margins, row 5" in told
    told = problem(survey, {"region": {"RU-MOW": 0.5, "RU-SPE": 0.5, "RU-TOM": 0, "ru-tom ": 0}})
    assert "has a target already" in told


def test_the_same_margin_twice(survey):
    crossed = {(s, r): 0.25 for s in SEX for r in ("RU-MOW", "RU-SPE")}
    turned = {key[::-1]: share for key, share in crossed.items()}
    told = problem(survey, {"sex x region": crossed, ("region", "sex"): turned})
    assert "sex x region and region x sex are the same margin. Give it once." in told


def test_margins_that_contradict_each_other(survey):
    crossed = {(a, s): 1 / 6 for a in AGE for s in SEX}
    told = problem(survey, {"age": AGE, ("age", "sex"): crossed})
    assert "age and age x sex contradict each other" in told
    assert "25-64 (age) is to have 0.5 by the one and 0.333333 by the other" in told
    others = {(a, code): AGE[a] / 3 for a in AGE for code in "123"}
    told = problem(survey, {("age", "sex"): crossed, ("age", "education"): others})
    assert "age x sex and age x education contradict each other" in told


def test_all_problems_are_told_at_once(survey):
    told = problem(survey, {"sex": {"Women": -1, "Men": 0.5}, "age": {"18-24": 0.5, "65+": 0.4}})
    assert told.startswith("3 problems in the margins\n")
    assert "negative" in told
    assert "25-64" in told
    assert "0.9" in told


def test_nobody_has_a_value(survey):
    men = np.flatnonzero(survey.groupings["sex"].codes == 2)
    with pytest.raises(OptionError, match="nobody has a value in sex"):
        asked(survey, {"sex": SEX}, men)


@pytest.mark.parametrize(
    ("margins", "reason"),
    [
        (None, "margins: NoneType is not allowed"),
        ([("sex", SEX)], "margins: list is not allowed"),
        ({}, "margins is empty"),
        ({"sex": {}}, "sex has no targets"),
        ({"sex": 0.5}, "the targets of sex are float"),
        ({"sex": [0.5, 0.5]}, "the targets of sex are list"),
        ({"": SEX}, "the grouping is missing"),
        ({3: SEX}, "the grouping is missing or no text"),
        ({"sex x sex": SEX}, "cannot be crossed with itself"),
        ({"sex": {None: 1.0}}, "the group is missing"),
        ({"sex": {float("nan"): 1.0}}, "the group is missing"),
        ({"sex": {" ": 1.0}}, "is no name of a group"),
        ({"sex": {True: 1.0}}, "is no name of a group"),
        ({"sex x region": {"Women": 1.0}}, "is not one group of each of sex, region"),
        ({("sex", "region"): {("Women",): 1.0}}, "has 2 parts, not 1"),
        ({"sex": {("Women", "Moscow"): 1.0}}, "has 1 parts, not 2"),
        (LONG.rename(columns={"level": "group"}), "Missing or repeated: level"),
        (LONG.iloc[:0], "margins is empty"),
        ("margins.xlsx", "whose name ends in .csv, .tsv, .txt, .yaml, .yml"),
    ],
)
def test_what_is_no_margins_at_all(survey, margins, reason):
    assert reason in problem(survey, margins)


def test_crossed_groups_of_which_one_is_unknown(survey):
    told = problem(survey, {"sex x region": {"Women x Omsc": 1.0}}, UnknownNameError)
    assert "there is no group 'Omsc' in region" in told


def test_places_in_files_are_told(survey, tmp_path):
    path = tmp_path / "m.csv"
    path.write_text("variable,level,proportion\nsex,Women,0.5\nsex,Men,much\n", "utf-8")
    assert "m.csv, line 3 (sex, Men): the target is 'much'" in problem(survey, path)
    path.write_text('variable,level,proportion\nsex,Women,"0.5\n', "utf-8")
    assert "m.csv cannot be read as a table of margins" in problem(survey, path, ExportError)
    assert "no file" in problem(survey, tmp_path / "none.csv", ExportError)
    yaml = tmp_path / "m.yaml"
    for text, error, reason in (
        ("sex: {Women: 0.5, Men: -1}\n", OptionError, "m.yaml, line 1 (sex, Men): the target is"),
        ("sex: {Women: 0.5, Women: 0.5}\n", OptionError, "line 1: the key 'Women' stands twice"),
        ("sex:\n  Women: [1]\n", OptionError, "m.yaml, line 2: one number is needed"),
        ("- sex\n", OptionError, "line 1: grouping: {group: share} is needed here"),
        ("sex:\n", OptionError, "line 1: {group: share} is needed here"),
        ("sex: {Women: 0.5\n", ExportError, "m.yaml, line"),
        ("sex: {Women: ~}\n", OptionError, "the target is missing"),
    ):
        yaml.write_text(text, "utf-8")
        assert reason in problem(survey, yaml, error)


def test_a_label_that_is_the_code_of_another_group_comes_first():
    frame = pd.DataFrame({"q": [1, 2] * 10, "g": pd.Categorical(["3", "1"] * 10, ["3", "1"],
                                                                 ordered=True)})  # fmt: skip
    survey = sa.survey_from_frame(frame, domains={"d": ["q"]}, groupings=["g"])
    assert one(survey, {"g": {"3": 0.3, "1": 0.7}}) == {"3": 0.3, "1": 0.7}
