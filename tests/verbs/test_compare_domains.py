"""compare_domains: frames, families, weights, designs, what is hidden, the picture, the words."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import survey_analysis as sa
from survey_analysis.present.hiding import hide
from survey_analysis.statistics.multiplicity import benjamini_hochberg, holm

DOMAINS = ("trust", "ties", "work")


def frame_of(n: int = 300) -> pd.DataFrame:
    """Three domains of three items, the second one higher; a small town, weights, a design."""
    rng = np.random.default_rng(6)
    latent = rng.normal(size=(n, 1, 1)) + np.array([0, 0.5, 0.1])[None, :, None]
    made = 3 + 0.7 * latent + 0.7 * rng.normal(size=(n, 3, 1)) + rng.normal(size=(n, 3, 3))
    items = np.clip(np.round(made), 1, 5).reshape(n, 9)
    frame = pd.DataFrame(items, columns=[f"{d}{i}" for d in "abc" for i in range(3)])
    frame["b1"] = 6 - frame["b1"]
    frame.loc[::9, ["c0", "c1"]] = np.nan
    place = np.arange(n)
    frame["town"] = np.where(place < 6, "small", np.where(place < 90, "mid", "large"))
    frame["sex"] = np.where(place % 3 == 0, "men", "women")
    frame["w"] = rng.uniform(0.5, 2, n)
    frame["plain"] = 2.0
    return frame


def survey_of(frame: pd.DataFrame, **options) -> sa.Survey:
    domains = {name: [f"{d}{i}" for i in range(3)] for d, name in zip("abc", DOMAINS, strict=True)}
    return sa.survey_from_frame(
        frame, domains=domains, reverse=["b1"], groupings=["town", "sex"], scale=(1, 5),
        min_answered=2, **options,
    )  # fmt: skip


@pytest.fixture(scope="module")
def three() -> sa.Survey:
    return survey_of(frame_of())


@pytest.fixture(scope="module")
def everybody(three):
    return sa.compare_domains(three)


@pytest.fixture(scope="module")
def by_town(three):
    return sa.compare_domains(three, by=["town", "sex"])


def test_the_frames_have_their_columns(everybody, by_town):
    assert list(everybody.table) == [
        "group_by", "group", "n", "highest", "lowest", "test", "statistic", "df1", "df2",
        "p_value", "p_adjusted", "adjust", "effect_name", "effect", "effect_ci_low",
        "effect_ci_high", "note",
    ]  # fmt: skip
    assert list(everybody.means) == [
        "group_by", "group", "domain", "n", "mean", "sd", "se", "ci_low", "ci_high", "mean_rank",
    ]  # fmt: skip
    assert list(everybody.pairs) == [
        "group_by", "group", "domain1", "domain2", "n", "estimate", "se", "ci_low", "ci_high",
        "statistic", "df", "p_value", "p_adjusted", "effect_name", "effect", "effect_ci_low",
        "effect_ci_high", "note",
    ]  # fmt: skip
    assert list(everybody.rank_pairs) == [*list(everybody.pairs)[:13], "note"]
    assert list(everybody.profiles) == [
        "group_by", "test", "statistic", "df1", "df2", "p_value", "p_adjusted", "note",
    ]  # fmt: skip
    assert [len(getattr(everybody, name)) for name in everybody.frames] == [2, 3, 3, 3, 0]
    assert [len(getattr(by_town, name)) for name in by_town.frames] == [10, 15, 15, 15, 2]
    assert str(by_town.table["n"].dtype) == "int64"
    assert by_town.table["df1"].dtype == np.float64


def test_numbers_are_those_of_the_scores(three, everybody):
    scores = three.scores.dropna()
    assert (everybody.means["n"] == len(scores)).all()
    np.testing.assert_allclose(everybody.means["mean"], scores.mean(), rtol=1e-12)
    np.testing.assert_allclose(everybody.means["sd"], scores.std(), rtol=1e-11)
    ranks = scores.rank(axis=1).mean()
    np.testing.assert_allclose(everybody.means["mean_rank"], ranks, rtol=1e-12)
    for row in everybody.pairs.itertuples():
        test = stats.ttest_rel(scores[row.domain1], scores[row.domain2])
        assert (row.statistic, row.p_value) == pytest.approx((test.statistic, test.pvalue))
        assert (row.df, row.effect_name) == (len(scores) - 1, "d_av")
    friedman = stats.friedmanchisquare(*scores.to_numpy().T)
    row = everybody.table.iloc[1]
    assert (row.test, row.effect_name) == ("friedman", "kendalls_w")
    assert (row.statistic, row.p_value) == pytest.approx((friedman.statistic, friedman.pvalue))
    np.testing.assert_allclose(everybody.pairs["p_adjusted"], holm(everybody.pairs["p_value"]))


def test_it_names_the_highest_and_the_lowest_domain(everybody):
    assert everybody.table["highest"].tolist() == ["ties", "ties"]
    assert everybody.table["lowest"].tolist() == ["trust", "trust"]
    assert everybody.table["test"].tolist() == ["hotelling", "friedman"]
    assert everybody.table["note"].tolist() == ["", ""]


def test_a_highest_domain_that_may_be_chance_is_said_so(three):
    result = sa.compare_domains(three, domains=["trust", "work"])
    assert (result.table["p_value"] > 0.05).all()
    assert result.table["note"].str.contains("may be chance").all()
    assert "may be chance" in str(result)
    assert "может быть случайным" in result.to_html("ru")


def test_groups_are_those_of_the_codebook_and_only_theirs(three, by_town):
    table = by_town.table
    assert table["group"].tolist()[::2] == ["large", "mid", "small", "men", "women"]
    scores = three.scores.dropna()
    women = scores[three.frame["sex"].astype(str)[scores.index] == "women"]
    row = by_town.pairs[by_town.pairs["group"] == "women"].iloc[0]
    assert row.n == len(women)
    test = stats.ttest_rel(women["trust"], women["ties"])
    assert row.statistic == pytest.approx(test.statistic, rel=1e-10)


@pytest.mark.parametrize(
    ("adjust", "rule"), [("holm", holm), ("fdr_bh", benjamini_hochberg), ("none", np.asarray)]
)
def test_each_kind_of_test_is_a_family_of_its_own(three, adjust, rule):
    result = sa.compare_domains(three, by=["town", "sex"], adjust=adjust)
    table = result.table
    for name in ("hotelling", "friedman"):
        part = table[table["test"] == name]
        np.testing.assert_allclose(part["p_adjusted"], rule(part["p_value"]))
    np.testing.assert_allclose(result.profiles["p_adjusted"], rule(result.profiles["p_value"]))
    assert (table["adjust"] == adjust).all()
    note = next(note for note in result.notes if note.code == "SA778")
    assert note.values == {"means": 5, "ranks": 5, "profiles": 2}
    assert "5 of means" in result.method or "5 tests of means" in result.method


def test_one_test_is_no_family(everybody):
    assert "SA778" not in [note.code for note in everybody.notes]
    assert "adjusted by Holm (1979) over" not in everybody.method
    assert everybody.table["p_adjusted"].tolist() == everybody.table["p_value"].tolist()


def test_profiles_tell_whether_groups_differ_in_their_domains(three):
    result = sa.compare_domains(three, by="sex", domains=["trust", "ties"])
    scores = three.scores[["trust", "ties"]].dropna()
    apart = scores["trust"] - scores["ties"]
    men = three.frame["sex"].astype(str)[scores.index] == "men"
    welch = stats.ttest_ind(apart[men], apart[~men], equal_var=False)
    row = result.profiles.iloc[0]
    assert (row.group_by, row.test) == ("sex", "profile_welch_james")
    assert (row.statistic, row.p_value) == pytest.approx((welch.statistic**2, welch.pvalue))


def test_who_is_left_out_is_told(everybody, by_town):
    note = next(note for note in everybody.notes if note.code == "SA775")
    assert note.values["total"] == 300
    assert note.values["n"] == everybody.means["n"][0] < 300
    assert "SA775" in [note.code for note in by_town.notes]
    assert everybody.notes[0].code == "SA770"
    complete = survey_of(frame_of().fillna(3))
    assert "SA775" not in [note.code for note in sa.compare_domains(complete).notes]


def test_weights_are_used_and_shown():
    survey = survey_of(frame_of(), weight="w")
    result = sa.compare_domains(survey, by="sex")
    assert list(result.means)[4:8] == ["sum_w", "n_eff", "deff_kish", "deff"]
    scores = survey.scores.dropna()
    men = survey.frame["sex"].astype(str)[scores.index] == "men"
    w = frame_of()["w"][scores.index][men]
    row = result.means.iloc[0]
    assert row["mean"] == pytest.approx(np.average(scores["trust"][men], weights=w), rel=1e-10)
    assert (row.sum_w, row.n_eff) == pytest.approx((w.sum(), w.sum() ** 2 / (w**2).sum()))
    assert row.deff_kish == pytest.approx(row.n / row.n_eff)
    assert set(result.table["test"]) == {"domain_wald_f", "domain_rank_wald_f"}
    assert "weighted by w" in result.method
    assert "linearized" in result.method
    assert "margin of error" not in str(result).lower()


def test_means_are_those_of_distribution_where_nobody_is_missing():
    frame = frame_of().fillna(3)
    survey = survey_of(frame, weight="w")
    one = sa.compare_domains(survey, by="sex").means
    other = sa.distribution(survey, by="sex").table
    one = one.sort_values(["domain", "group"]).reset_index(drop=True)
    other = other.rename(columns={"outcome": "domain"}).sort_values(["domain", "group"])
    for name in ("mean", "sd", "se", "ci_low", "ci_high", "deff", "n_eff"):
        np.testing.assert_allclose(one[name], other[name], rtol=1e-9)


def test_equal_weights_change_no_test(three):
    plain, weighted = sa.compare_domains(three), survey_of(frame_of(), weight="plain")
    result = sa.compare_domains(weighted)
    np.testing.assert_allclose(result.table["p_value"], plain.table["p_value"], rtol=1e-9)
    assert result.table["test"].tolist() == ["hotelling", "friedman"]
    assert (result.means["sum_w"] == 2 * result.means["n"]).all()


def test_raked_weights_take_residuals_from_the_margins():
    survey = survey_of(frame_of())
    raked = sa.weight(survey, {"sex": {"men": 0.5, "women": 0.5}})
    result = sa.compare_domains(raked, by="sex")
    assert "raked to sex" in result.method
    jackknife = sa.weight(survey, {"sex": {"men": 0.5, "women": 0.5}}, variance="jackknife")
    other = sa.compare_domains(jackknife, by="sex")
    np.testing.assert_allclose(other.pairs["se"], result.pairs["se"], rtol=1e-12)
    assert "SA779" in [note.code for note in other.notes]
    assert "jackknife" not in other.method


def test_small_groups_have_their_rule_said(three):
    result = sa.compare_domains(survey_of(frame_of(), weight="w"), by="town")
    note = next(note for note in result.notes if note.code == "SA720")
    assert note.values["groups"] == ("small",)
    few = sa.compare_domains(survey_of(frame_of(25), weight="w"))
    assert "SA721" in [note.code for note in few.notes]
    assert "SA720" not in [note.code for note in sa.compare_domains(three, by="town").notes]


def test_a_stratum_of_one_leaves_means_alone(tmp_path):
    frame = frame_of(60)
    frame["area"] = ["1"] + ["2"] * 59
    text = (
        "survey_analysis_codebook: 1\nsurvey: {id: s, title: S}\n"
        "scales: {five: {type: ordinal, values: {'1': a, '2': b, '3': c, '4': d, '5': e}}}\n"
        "domains: {trust: {}, ties: {}}\nitems:\n"
        + "".join(
            f"  - {{id: {d}{i}, domain: {name}, scale: five}}\n"
            for d, name in (("a", "trust"), ("b", "ties"))
            for i in range(3)
        )
        + "variables:\n  area: {role: design, type: nominal, values: {'1': x, '2': y}}\n"
        "design: {strata: area}\n"
    )
    path = tmp_path / "codebook.yaml"
    path.write_text(text, encoding="utf-8")
    kept = frame[[f"{d}{i}" for d in "ab" for i in range(3)]].astype(int).astype(str)
    survey = sa.load_survey(kept.assign(area=frame["area"]), path)
    result = sa.compare_domains(survey)
    assert "SA724" in [note.code for note in result.notes]
    assert result.means["mean"].notna().all()
    assert result.means["se"].isna().all()
    assert "deff" in result.means
    assert "sum_w" not in result.means
    assert result.pairs["note"].str.contains("single sampling unit").all()


def test_a_difference_without_error_says_why():
    frame = pd.DataFrame({"p": [1.0, 2, 3, 4] * 5, "q": [2.0, 3, 4, 5] * 5, "r": [3.0, 1] * 10})
    survey = sa.survey_from_frame(frame, domains={"a": ["p"], "b": ["q"], "c": ["r"]})
    result = sa.compare_domains(survey)
    assert "same for everybody" in result.pairs["note"][0]
    assert result.pairs["note"].tolist()[1:] == ["", ""]
    assert np.isnan(result.pairs["df"][0])
    assert "no joint test" in result.table["note"][0]


def test_small_groups_are_hidden_in_every_frame(by_town):
    hidden = hide(by_town)
    for name in ("table", "means", "pairs", "rank_pairs"):
        frame, mask = hidden.frames[name], hidden.masks[name]
        small = (by_town.table if name == "table" else getattr(by_town, name))["group"] == "small"
        assert mask[small].all()
        assert frame.loc[mask].select_dtypes("number").isna().all(axis=None)
        assert not mask[(getattr(by_town, name)["group"] == "large").to_numpy()].any()
    table = hidden.frames["table"]
    assert (table.loc[hidden.masks["table"], ["highest", "lowest", "note"]] == "").all(axis=None)
    # the next smallest town protects it; both tests of a group are hidden alike
    assert hidden.masks["table"].tolist() == [False, False, True, True, True, True] + 4 * [False]
    assert "SA401" in [note.code for note in hidden.notes]
    profile = hidden.frames["profiles"]["note"][0]
    assert "small" not in profile.split(": ")[-1]


def test_a_survey_of_few_is_hidden_as_a_whole():
    result = sa.compare_domains(survey_of(frame_of(9)))
    hidden = hide(result)
    assert all(hidden.masks[name].all() for name in ("table", "means", "pairs"))
    assert "SA775" not in [note.code for note in result.notes]


def test_it_is_shown_in_both_languages(by_town):
    text = str(by_town)
    assert text.startswith("Domains compared within persons: 3 domains by town, sex")
    assert "Mean rank" in text
    assert "rows more in .rank_pairs" in text
    russian = by_town.to_html("ru")
    for words in ("Сравнение доменов внутри человека", "Хотеллинга", "Выше всех", "Уэлча-Джеймса"):
        assert words in russian
    assert "3 domains" in repr(by_town)


def test_the_picture_is_the_profile(by_town, everybody):
    figure = sa.plot(by_town)
    assert list(figure.data) == [
        "outcome", "group_by", "group", "label", "n", "mean", "ci_low", "ci_high",
    ]  # fmt: skip
    assert "small" not in set(figure.data["group"])
    assert figure.data["outcome"].tolist()[:3] == list(DOMAINS)
    assert "Domain profile" in sa.plot(everybody, kind="profile").alt_text
    texts = [text.get_text() for text in sa.plot(everybody, lang="ru").figure.texts]
    assert any("перекрытие" in text.replace("\n", " ") for text in texts)
    with pytest.raises(sa.errors.OptionError, match="Allowed: 'profile'"):
        sa.plot(everybody, kind="likert")


def test_domains_of_different_ranges_are_not_compared():
    frame = frame_of(40).assign(d0=7.0, d1=8.0)
    domains = {"trust": ["a0", "a1"], "joy": ["d0", "d1"], "ties": ["b0", "b2"]}
    scale = {"trust": (1, 5), "joy": (0, 10), "ties": (1, 5)}
    survey = sa.survey_from_frame(frame, domains=domains, scale=scale)
    told = "1 to 5: trust, ties; 0 to 10: joy. Name domains of one range, such as domains="
    with pytest.raises(sa.errors.OptionError, match=told):
        sa.compare_domains(survey)
    assert len(sa.compare_domains(survey, domains=["trust", "ties"]).means) == 2


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"domains": "trust"}, sa.errors.OptionError, "two domains at least"),
        ({"domains": ["trust", "tiez"]}, sa.errors.UnknownNameError, "ties"),
        ({"by": "village"}, sa.errors.UnknownNameError, "town"),
        ({"confidence": 1}, sa.errors.OptionError, "confidence=1"),
        ({"adjust": "bonferroni"}, sa.errors.OptionError, "'holm', 'fdr_bh'"),
    ],
)
def test_a_wrong_call_says_what_is_allowed(three, options, error, message):
    with pytest.raises(error, match=message):
        sa.compare_domains(three, **options)


def test_only_a_survey_will_do():
    with pytest.raises(sa.errors.OptionError, match="a Survey is needed"):
        sa.compare_domains(pd.DataFrame())
