"""item_bias: flags, gaps with and without them, reasons."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import survey_analysis as sa
from survey_analysis.errors import OptionError, UnknownNameError
from survey_analysis.present.hiding import hide
from survey_analysis.statistics.item_bias import METHODS
from survey_analysis.statistics.multiplicity import benjamini_hochberg, holm

REFERENCE = Path(__file__).parents[1] / "reference" / "item_bias.json"
EDUCATION = 5


def codes(result) -> list[str]:
    return [note.code for note in result.notes]


@pytest.fixture(scope="module")
def people() -> pd.DataFrame:
    """Two towns alike in trust and in ties; q3 of trust is answered higher in the second."""
    rng = np.random.default_rng(8)
    n = 1200
    town = np.arange(n) % 2
    frame = pd.DataFrame({"town": np.where(town, "B", "A"), "w": 0.5 + np.arange(n) % 3})
    frame["age"] = 20 + np.arange(n) % 60
    for domain, k in (("t", 6), ("s", 3)):
        theta = rng.normal(size=n)
        for i in range(1, k + 1):
            latent = 0.75 * theta + 0.66 * rng.normal(size=n)
            latent += 0.6 * town if (domain, i) == ("t", 3) else 0
            frame[f"{domain}{i}"] = 1 + np.searchsorted([-1.5, -0.5, 0.5, 1.5], latent)
    frame["t4"] = 6 - frame["t4"]
    frame.loc[::50, "t2"] = np.nan
    return frame


def survey_of(frame, **options) -> sa.Survey:
    domains = {"trust": [f"t{i}" for i in range(1, 7)], "ties": ["s1", "s2", "s3"]}
    return sa.survey_from_frame(
        frame,
        **{
            "domains": domains,
            "scale": (1, 5),
            "reverse": ["t4"],
            "groupings": ["town", "age"],
            "bands": {"age": [14, 40, 60]},
            **options,
        },
    )


@pytest.fixture(scope="module")
def survey(people) -> sa.Survey:
    return survey_of(people)


def test_a_planted_bias_is_flagged_and_its_weight_in_the_gap_is_told(survey, people):
    result = sa.item_bias(survey, by="town")
    flagged = result.table[result.table.flag != ""]
    assert set(flagged.item) == {"t3"}
    assert "mantel" in set(flagged.method)
    mantel = flagged[flagged.method == "mantel"].iloc[0]
    assert {mantel.group1, mantel.group2} == {"A", "B"}
    assert (mantel.effect > 0) == (mantel.group1 == "B")
    assert "size C by the rule of ETS" in mantel.flag

    gap = result.impact.iloc[0]
    complete = people.assign(t4=6 - people.t4).dropna()
    items = complete[[f"t{i}" for i in range(1, 7)]]
    a = complete.town == "A"
    difference = items[a].mean() - items[~a].mean()
    assert (gap.group1, gap.group2, gap.n_flagged, gap.flagged) == ("A", "B", 1, "t3")
    assert (gap.n1, gap.n2) == (a.sum(), (~a).sum())
    assert gap.gap == pytest.approx(difference.mean())
    assert gap.gap_without == pytest.approx(difference.drop("t3").mean())
    assert gap.change == pytest.approx(gap.gap_without - gap.gap)
    assert gap.change_ci_low > 0
    assert gap.gap_ci_high < 0 < gap.gap_without_ci_high


def test_where_nothing_is_flagged_the_gap_stays(survey):
    row = sa.item_bias(survey, by="town", domains="ties").impact.iloc[0]
    assert (row.n_flagged, row.flagged, row.note) == (0, "", "")
    assert row.gap_without == row.gap
    assert (row.change, row.change_ci_low, row.change_ci_high) == (0, 0, 0)


def test_one_call_is_one_family_for_each_method(survey):
    result = sa.item_bias(survey, by=["town", "age"])
    table = result.table
    assert len(table) == 2 * (6 + 3) * len(METHODS)
    for method in METHODS:
        rows = table[table.method == method]
        expected = benjamini_hochberg(rows.p_value.to_numpy())
        np.testing.assert_allclose(rows.p_adjusted, expected)
    strict = sa.item_bias(survey, by="town", adjust="holm").table
    rows = strict[strict.method == "gmh"]
    np.testing.assert_allclose(rows.p_adjusted, holm(rows.p_value.to_numpy()))
    plain = sa.item_bias(survey, by="town", adjust="none").table
    np.testing.assert_array_equal(plain.p_adjusted, plain.p_value)


def test_frames_have_their_columns_and_types(survey):
    result = sa.item_bias(survey, by="age")
    assert list(result.table.columns[:4]) == ["domain", "item", "label", "group_by"]
    assert list(result.table.method[:4]) == list(METHODS)
    assert list(result.table.effect_name[:4]) == [
        "smd", "", "nagelkerke_r2_change", "nagelkerke_r2_change",
    ]  # fmt: skip
    assert result.table.n.dtype == result.impact.n1.dtype == np.int64
    assert len(result.impact) == 2 * 3
    assert set(result.table.group2) == {""}
    assert list(result.groups.group[:3]) == ["14-39", "40-59", "60+"]
    assert list(result.groups.n_total[:3]) == [400, 400, 400]
    assert result.groups.n[:3].sum() == result.table.n[0] == 1176


def test_weights_move_the_gaps_and_not_the_tests(people, survey):
    weighted = survey_of(people, weight="w")
    plain = sa.item_bias(survey, by="town")
    result = sa.item_bias(weighted, by="town")
    np.testing.assert_allclose(result.table.statistic, plain.table.statistic, rtol=1e-9)
    assert (result.impact.gap != plain.impact.gap).all()
    assert "weighted by w; the tests count respondents" in result.method


def test_purification_tests_again_without_the_flagged_items(survey, people):
    first = sa.item_bias(survey, by="town", domains="trust")
    second = sa.item_bias(survey, by="town", domains="trust", purify=True)
    assert set(second.table.item[second.table.flag != ""]) == {"t3"}
    fair = first.table.item != "t3"
    assert (second.table.statistic[fair] != first.table.statistic[fair]).all()
    np.testing.assert_allclose(second.table.statistic[~fair], first.table.statistic[~fair])
    without = survey_of(people[people.t3.notna()], domains={"d": ["t1", "t2", "t4", "t5", "t6"]})
    left = sa.item_bias(without, by="town").table.statistic
    np.testing.assert_allclose(second.table.statistic[fair], left, rtol=1e-8)
    short = survey_of(people, domains={"d": ["t1", "t3", "t5"]}, reverse=[])
    np.testing.assert_array_equal(
        sa.item_bias(short, by="town", purify=True).table.statistic,
        sa.item_bias(short, by="town").table.statistic,
    )


def test_small_groups_are_left_out_and_named_once(people):
    town = people.town.where(people.index >= 40, "C")
    result = sa.item_bias(survey_of(people.assign(town=town)), by="town")
    (note,) = [note for note in result.notes if note.code == "SA383"]
    assert note.text.startswith("trust, ties × town: left out")
    assert note.values["groups"] == ("C",)
    assert set(result.impact.group1) == {"A"}
    assert set(result.groups.group) == {"A", "B", "C"}


def test_without_two_groups_every_row_has_its_reason(people):
    few = survey_of(people.iloc[:80])
    result = sa.item_bias(few, by="town")
    assert result.table.statistic.isna().all()
    assert result.table.note.str.contains("at least two").all()
    assert result.impact.empty
    assert "nothing" not in str(result)[:60]


def test_domains_of_one_and_two_items(people):
    domains = {"one": ["t1"], "two": ["t3", "s1"]}
    result = sa.item_bias(survey_of(people, domains=domains, reverse=[]), by="town")
    one = result.table[result.table.domain == "one"]
    assert one.statistic.isna().all()
    assert one.note.str.contains("items left to match respondents by: 0").all()
    two = result.table[result.table.domain == "two"]
    assert two.statistic.notna().all()
    assert two.note.str.contains("items left to match respondents by: 1").all()


def test_when_all_items_are_flagged_no_gap_is_left(people):
    domains = {"two": ["t1", "t3"]}
    result = sa.item_bias(survey_of(people, domains=domains, reverse=[]), by="town")
    row = result.impact.iloc[0]
    assert row.n_flagged == 2
    assert np.isnan([row.gap_without, row.change]).all()
    assert np.isfinite(row.gap)
    assert "items left" in row.note


def test_a_formative_domain_gets_a_word_of_caution(sample_folder):
    survey = sa.load_survey(sample_folder / "responses.csv", sample_folder / "codebook.yaml")
    result = sa.item_bias(survey, by="education", domains=["finances", "skills"])
    assert codes(result).count("SA386") == 1
    assert "finances is formative" in result.notes[codes(result).index("SA386")].text


def test_several_groups_are_those_of_r(sample_folder):
    reference = json.loads(REFERENCE.read_text("utf-8"))
    survey = sa.load_survey(sample_folder / "responses.csv", sample_folder / "codebook.yaml")
    result = sa.item_bias(survey, by="education", domains=["skills", "civic"])
    groups = survey.group_labels("education")
    for domain in ("skills", "civic"):
        expected = reference[domain]
        kept = [groups[int(code) - 1] for code in expected["groups"]]
        assert len(kept) == EDUCATION
        table = result.table[result.table.domain == domain]
        for item, one in zip(table.item.unique(), expected["items"], strict=True):
            rows = table[table.item == item].set_index("method")
            assert (rows.n == one["n"]).all()
            assert rows.n_strata["mantel"] == len(one["starts"])
            for name in ("mantel", "gmh"):
                wanted = [one[name]["statistic"], one[name]["df"], one[name]["p"]]
                found = rows.loc[name, ["statistic", "df", "p_value"]].astype(float)
                assert list(found) == pytest.approx(wanted, rel=1e-8)
            largest = int(np.argmax(np.abs(one["smd"])))
            assert rows.effect["mantel"] == pytest.approx(one["smd"][largest], rel=1e-9)
            assert rows.group1["mantel"] == kept[largest]
            for at, name in enumerate(("logistic_uniform", "logistic_nonuniform")):
                wanted = [one["statistic"][at], one["df"][at], one["p"][at], one["r2_change"][at]]
                found = rows.loc[name, ["statistic", "df", "p_value", "effect"]].astype(float)
                assert list(found) == pytest.approx(wanted, rel=1e-6)


def test_small_groups_are_hidden_in_every_frame(people):
    town = people.town.where(people.index >= 5, "C").where(people.index < 1194, "D")
    result = sa.item_bias(survey_of(people.assign(town=town)), by="town", domains="ties")
    hidden = hide(result)
    groups = hidden.frames["groups"].set_index("group")
    assert groups.n.isna().sum() >= 2
    # the n of the tests, taken from all respondents, would give the n of the hidden groups
    assert hidden.frames["table"].n.isna().all()
    assert hidden.frames["table"].statistic.notna().all()
    (note,) = [note for note in hidden.notes if note.code == "SA383"]
    assert set(note.values["groups"]) == {"(hidden)"}


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_it_can_be_shown_in_every_form(survey, lang):
    result = sa.item_bias(survey, by="town")
    page = result.to_html(lang)
    words = {"en": ("Item bias", "by the rule of ETS"), "ru": ("Смещение", "по правилу ETS")}[lang]
    assert all(word in page for word in words)
    assert result.to_markdown(lang)
    assert result.to_latex(lang)
    assert "ItemBiasResult" in repr(result)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"by": None}, "needs a grouping, and by=None names none"),
        ({"by": []}, "names none"),
        ({"by": "town", "adjust": "bh"}, "adjust='bh' is not allowed"),
        ({"by": "town", "purify": "yes"}, "purify='yes' is not allowed"),
        ({"by": "town", "confidence": 95}, "confidence=95 is not allowed"),
    ],
)
def test_a_wrong_call_is_told_what_is_allowed(survey, options, message):
    with pytest.raises(OptionError, match=message):
        sa.item_bias(survey, **options)


def test_unknown_names_and_frames_are_refused(survey, people):
    with pytest.raises(UnknownNameError, match="did you mean 'town'"):
        sa.item_bias(survey, by="twon")
    with pytest.raises(UnknownNameError, match="There is no domain 'trus'"):
        sa.item_bias(survey, by="town", domains="trus")
    with pytest.raises(OptionError, match="a Survey is needed"):
        sa.item_bias(people, by="town")
