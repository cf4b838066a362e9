"""Numbers of tests that would tell a hidden group are not shown: attacks that must fail."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import special

import survey_analysis as sa
from survey_analysis.present.hiding import hide
from survey_analysis.present.layout import page_of
from survey_analysis.present.telling import MANY, Told, rounded_up, told_of
from survey_analysis.statistics.means import anova, welch_t
from survey_analysis.statistics.ranks import kruskal_wallis, mann_whitney

TESTS = ["statistic", "df1", "df2", "effect_ci_low", "effect_ci_high"]
TARGETS = {"g": {"g0": 0.1, "g1": 0.5, "g2": 0.4}}
WEIGHTS = ["sum_w", "n_eff", "deff_kish", "deff"]


def survey_of(*sizes: int, ordered: bool = True) -> sa.Survey:
    """Respondents in groups of these sizes, with a second grouping beside."""
    rng = np.random.default_rng(1)
    group = np.repeat(np.arange(len(sizes)), sizes)
    answers = pd.DataFrame(
        {
            f"q{i}": np.clip(np.rint(3 + 0.4 * group + rng.normal(size=group.size)), 1, 5)
            for i in range(3)
        }
    )
    names = [f"g{i}" for i in range(len(sizes))]
    answers["g"] = pd.Categorical([names[i] for i in group], categories=names, ordered=ordered)
    answers["h"] = rng.choice(["x", "y"], size=group.size)
    return sa.survey_from_frame(
        answers, domains={"trust": ["q0", "q1", "q2"]}, groupings=["g", "h"]
    )


def shown(result, frame="table"):
    return hide(result).frames[frame]


def test_two_sizes_follow_from_the_t_the_g_and_the_n_of_two_hidden_groups() -> None:
    """With equal variances t^2 / d^2 is n1 n2 / N."""
    result = sa.compare(survey_of(4, 60), by="g", statistic=anova)
    f, n = result.table[["statistic", "n"]].iloc[0]
    d = result.pairs["estimate"][0] / (result.pairs["se"][0] / np.sqrt(1 / 4 + 1 / 60))
    product = f / d**2 * n
    assert np.sort(np.roots([1, -n, product])).real == pytest.approx([4, 60])
    table = shown(result)
    assert table[TESTS].isna().all(axis=None)
    assert table["n"].tolist() == [64]


def test_the_smallest_n_follows_from_the_df_of_welch_or_from_p_and_the_effect() -> None:
    result = sa.compare(survey_of(4, 40, 60), by="g")
    df2, p = result.table[["df2", "p_value"]].iloc[0]
    f = result.table["statistic"][0]
    assert special.fdtrc(2, df2, f) == pytest.approx(p)
    assert (9 - 1) / (3 * df2) == pytest.approx(1 / (4 - 1), rel=0.2)
    table = shown(result)
    assert table[TESTS].isna().all(axis=None)
    assert table["effect"].tolist() == result.table["effect"].tolist()
    assert table["p_value"].tolist() == rounded_up(result.table["p_value"]).tolist()
    assert [note.code for note in hide(result).notes][-1] == "SA403"


def test_tests_that_are_sums_over_all_groups_keep_their_numbers() -> None:
    for statistic in (anova, kruskal_wallis):
        result = sa.compare(survey_of(4, 40, 60), by="g", statistic=statistic)
        pd.testing.assert_frame_equal(shown(result), result.table)
    for sizes, statistic in (((4, 60), kruskal_wallis), ((4, 60), mann_whitney)):
        result = sa.compare(survey_of(*sizes), by="g", statistic=statistic)
        assert shown(result)[["statistic", "effect_ci_low"]].isna().all(axis=None)


@pytest.mark.parametrize("sizes", [(1, 40, 60), (1, 40, 30, 60)])
def test_nothing_is_shown_of_a_test_without_a_hidden_group_of_one(sizes: tuple[int, ...]) -> None:
    """Welch's t, its df and g tell the mean of the other hidden group, and so the one answer."""
    survey = survey_of(*sizes)
    weighted = sa.weight(survey, {"h": {"x": 0.6, "y": 0.4}})
    for one, columns in ((survey, []), (weighted, WEIGHTS)):
        result = sa.compare(one, by="g", adjust_for="h")
        table = shown(result)
        told = ["n", *columns, *TESTS, "p_value", "p_adjusted", "effect"]
        assert result.table["n"].tolist() == [sum(sizes) - 1]
        assert table[told].isna().all(axis=None)
        assert table["note"].tolist() == [""]
        for name in ("trend", "adjusted_tests"):
            frame = shown(result, name)
            assert len(frame)
            assert frame.select_dtypes("number").isna().all(axis=None)


def test_who_was_left_out_does_not_follow_from_the_pairs_that_there_are() -> None:
    result = sa.compare(survey_of(1, 40, 30, 60), by="g", adjust_for="h", equivalence=0.3)
    hidden = hide(result)
    for name in ("pairs", "adjusted_pairs", "equivalence"):
        assert hidden.masks[name].any()
        table = next(one for one in page_of(result).tables if one.frame == name)
        first, second = (c.cells for c in table.columns if c.title in {"Group 1", "Group 2"})
        assert (first, second) == (("g1",), ("g3",))
    page = page_of(result)
    groups = next(table for table in page.tables if table.frame == "groups")
    assert next(c.cells for c in groups.columns if c.title == "n") == (
        "hidden", "40", "hidden", "60",
    )  # fmt: skip
    assert all("left out, because" not in text for _, text in page.notes)
    assert "SA762" in {note.code for note in result.notes}
    assert "SA762" not in {note.code for note in hidden.notes}


def test_a_slope_over_hidden_groups_is_not_shown_and_an_association_is() -> None:
    result = sa.compare(survey_of(4, 40, 60), by="g")
    frame = shown(result, "trend").set_index("test")
    assert np.isnan(frame.loc["linear_trend", "effect"])
    assert frame.loc["jonckheere_terpstra", "effect"] == result.trend["effect"][1]
    assert frame[["statistic", "effect_ci_low", "effect_ci_high"]].isna().all(axis=None)
    assert frame["p_value"].notna().all()
    items = sa.compare(survey_of(4, 40, 60), by="g", outcomes="q0")
    frame = shown(items, "trend").set_index("test")
    assert np.isnan(frame.loc["linear_by_linear", "effect"])


def test_where_many_groups_are_hidden_a_test_tells_nothing_of_one() -> None:
    sizes = (*[8] * MANY, 40, 60)
    result = sa.compare(survey_of(*sizes), by="g")
    assert hide(result).masks["groups"].sum() >= MANY
    pd.testing.assert_frame_equal(shown(result), result.table)
    pd.testing.assert_frame_equal(shown(result, "trend").drop(columns="note"),
                                  result.trend.drop(columns="note"))  # fmt: skip
    left_out = sa.compare(survey_of(1, *sizes), by="g")
    table = shown(left_out)
    assert table["n"].isna().all()
    assert table[["df2", "effect", "p_value"]].notna().all(axis=None)


def test_the_sum_of_squared_sizes_does_not_follow_from_the_clustering() -> None:
    result = sa.compare(survey_of(4, 40, 60, ordered=False), by="g")
    frame = shown(result, "clustering")
    assert frame["n_groups"].tolist() == [3]
    assert frame["icc"].tolist() == result.clustering["icc"].tolist()
    assert frame[["deff", "icc_ci_low", "icc_ci_high"]].isna().all(axis=None)
    large = sa.compare(survey_of(30, 40, 60, ordered=False), by="g")
    pd.testing.assert_frame_equal(shown(large, "clustering"), large.clustering)


def test_an_overview_shows_effect_and_class_of_p_without_a_label_where_nothing_is_shown() -> None:
    small, alone = (
        sa.compare_all(survey_of(*sizes), by="g") for sizes in ((4, 40, 60), (1, 9, 60))
    )
    row = shown(small).iloc[0]
    assert row["effect"] == small.table["effect"][0]
    assert np.isnan(row["effect_ci_low"])
    assert shown(alone)[["effect", "p_adjusted"]].isna().all(axis=None)
    assert shown(alone)["effect_label"].tolist() == [""]
    assert "–" in page_of(alone).tables[0].rows[0][-1]
    assert sa.plot(alone).data["effect"].isna().all()


def test_a_test_of_few_respondents_in_all_is_hidden() -> None:
    result = sa.compare(survey_of(4, 4), by="g", statistic=welch_t)
    assert hide(result).masks["table"].tolist() == [True]
    assert "8 respondents" not in str(result)


@pytest.mark.parametrize(
    ("p", "expected"),
    [(0.0, 0.00099), (0.001, 0.00999), (0.0499, 0.04999), (0.05, 0.09999), (0.1, 1.0), (1.0, 1.0)],
)
def test_p_is_rounded_up_and_stays_on_its_side_of_a_bound(p: float, expected: float) -> None:
    found = rounded_up(pd.Series([p, np.nan]))
    assert found[0] == pytest.approx(expected)
    assert np.isnan(found[1])
    for bound in (0.001, 0.01, 0.05, 0.1):
        assert (found[0] < bound) == (p < bound)


def test_groups_are_counted_by_place_and_empty_ones_not() -> None:
    groups = pd.DataFrame(
        {"outcome": "a", "group_by": "g", "group": ["x", "y", "z"], "n": [1, 20, 0]}
    )
    frame = pd.DataFrame({"outcome": ["a", "b"], "group_by": "g"})
    found = told_of(frame, [(groups, np.array([True, True, False]))], ("outcome", "group_by"))
    assert found == [Told(n=21, groups=2, hidden=2, alone=True), Told()]
    assert told_of(frame, [], ()) == [Told(), Told()]


def test_the_smallest_n_does_not_follow_from_the_test_of_profiles() -> None:
    rng = np.random.default_rng(2)
    sizes = {"with a small group": (4, 40, 60), "with a group of one": (1, 40, 60)}
    for name, group_sizes in sizes.items():
        group = np.repeat(["g0", "g1", "g2"], group_sizes)
        answers = pd.DataFrame({f"q{i}": rng.integers(1, 6, group.size) for i in range(6)})
        survey = sa.survey_from_frame(
            answers.assign(g=group),
            domains={"a": ["q0", "q1"], "b": ["q2", "q3"], "c": ["q4", "q5"]},
            groupings=["g"],
        )
        result = sa.compare_domains(survey, by="g")
        row, whole = shown(result, "profiles").iloc[0], result.profiles.iloc[0]
        assert np.isnan([row["statistic"], row["df1"], row["df2"]]).all()
        if name == "with a small group":
            assert row["p_value"] == rounded_up(result.profiles["p_value"])[0]
        else:
            assert np.isnan(row["p_value"])
        assert whole["df2"] % 1 > 0
    adjusted = sa.compare(survey_of(4, 40, 60), by="g", adjust_for="h")
    pd.testing.assert_frame_equal(shown(adjusted, "adjusted_tests"), adjusted.adjusted_tests)


class TestWeighting:
    """What a report on weights must not tell of a small group of a margin."""

    def test_the_weights_one_by_one_would_tell_sizes_where_there_is_one_margin(self) -> None:
        report = sa.weight(survey_of(4, 40, 60), TARGETS).weighting
        row = report.distribution.iloc[0]
        held, mean = 0.6 * 104, row["q75"]
        # n0 largest + (44 - n0) q75 = what both hidden groups hold
        assert (held - 44 * mean) / (row["largest"] - mean) == pytest.approx(4)
        frame = hide(report).frames["distribution"].iloc[0]
        assert np.isnan(
            frame[["smallest", "q25", "median", "largest", "top_1_share"]].tolist()
        ).all()
        assert frame["n_eff"] == row["n_eff"]
        picture = sa.plot(report)
        assert "percentile" not in picture.data
        assert "percentile" not in picture.alt_text

    def test_with_several_margins_or_without_small_groups_they_are_shown(self) -> None:
        two = {**TARGETS, "h": {"x": 0.6, "y": 0.4}}
        for survey, targets in ((survey_of(4, 40, 60), two), (survey_of(20, 40, 60), TARGETS)):
            report = sa.weight(survey, targets).weighting
            frame = hide(report).frames["distribution"]
            assert frame["largest"].notna().all()
            assert "percentile" in sa.plot(report).alt_text

    def test_how_many_have_the_largest_weight_is_not_told(self) -> None:
        for heavy, trim, code in ((1.0, None, "SA705"), (3.0, 3.0, "SA706")):
            base = np.where(np.arange(104) < 2, heavy, 1.0)
            shares = TARGETS if trim else {"g": {"g0": 0.25, "g1": 0.35, "g2": 0.4}}
            report = sa.weight(survey_of(4, 40, 60), shares, base=base, trim=trim).weighting
            assert code in {note.code for note in report.notes}
            assert code not in {note.code for note in hide(report).notes}

    def test_a_page_keeps_the_targets_of_hidden_groups_to_itself(self, tmp_path: Path) -> None:
        targets = {"g": {"g0": 0.1234, "g1": 0.4321, "g2": 0.4445}}
        survey = sa.weight(survey_of(4, 40, 60), targets)
        page = sa.write_report(survey, tmp_path / "page.html", by=["g"]).read_text("utf-8")
        assert "0.4445" in page
        assert "0.1234" not in page
        assert "0.4321" not in page
        assert survey.provenance.weighting["margins"] == targets

    def test_cells_of_crossed_margins_are_protected_both_ways(self) -> None:
        survey = survey_of(50, 52, 70)
        answers = survey.frame.copy()
        answers["h"] = ["x"] * 4 + ["y"] * 46 + ["x", "y"] * 61
        crossed = sa.survey_from_frame(answers, domains={"trust": ["q0"]}, groupings=["g", "h"])
        sizes = answers.groupby(["g", "h"], observed=True).size()
        shares = {key: n / sizes.sum() for key, n in sizes.items()}
        report = sa.weight(crossed, {("g", "h"): shares}).weighting
        hidden = hide(report)
        mask = hidden.masks["table"].reshape(3, 2)
        assert mask[0].all()
        assert (mask.sum(axis=0) != 1).all()
        assert (mask.sum(axis=1) != 1).all()
        assert not hidden.small["groups"]["n"].any()
        odd = replace(report, groups=report.groups.assign(
            group=["a x b x c", *report.groups["group"][1:]]))  # fmt: skip
        assert hide(odd).masks["groups"].sum() == 2

    def test_a_survey_of_few_has_no_numbers_of_all(self) -> None:
        report = sa.weight(survey_of(4, 4), {"h": {"x": 0.6, "y": 0.4}}).weighting
        assert hide(report).masks["distribution"].all()
        assert "8" not in str(report).partition("Method")[0].replace("SA708", "")
