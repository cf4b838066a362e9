"""Public real data that the package was not built on, through the public API, against R.

The data (attitude, hs1939, sai, jobsatisfaction) and the values stand beside the repository with
their licences; each value names its call of R 4.2.2 (psych 2.2.9, survey 4.1-1, effectsize 0.8.3,
rstatix 0.7.2). Relative tolerance 1e-8 where R computes in closed form, else said at the place.
"""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import special

import survey_analysis as sa
from survey_analysis.statistics.design_variance import design_means
from survey_analysis.statistics.dunn import ranks as ranks_of
from survey_analysis.statistics.effect_sizes import small_sample_correction
from survey_analysis.statistics.joint_test import joint_test
from survey_analysis.statistics.linear_by_linear import cochran_armitage, linear_by_linear
from survey_analysis.statistics.mantel import generalized_mantel_haenszel
from survey_analysis.statistics.means import anova, welch_t
from survey_analysis.statistics.multiplicity import benjamini_hochberg, holm
from survey_analysis.statistics.noncentral import t_noncentrality
from survey_analysis.statistics.rank_association import kendall_tau_b, order_of, somers_d
from survey_analysis.statistics.rank_effects import rank_scores
from survey_analysis.statistics.ranks import kruskal_wallis, mann_whitney
from survey_analysis.statistics.score_association import pearson_r
from survey_analysis.statistics.trends import jonckheere_terpstra, linear_trend
from survey_analysis.tables.counts import Counts, from_tables
from survey_analysis.tables.item_by_rest import ItemByRest

RTOL = 1e-8
ATTITUDE = ("rating", "complaints", "privileges", "learning", "raises", "critical", "advance")
POS = (
    "calm", "secure", "at_ease", "rested", "comfortable", "confident", "relaxed", "content",
    "joyful", "pleasant",
)  # fmt: skip
NEG = (
    "tense", "regretful", "upset", "worrying", "anxious", "nervous", "jittery", "high_strung",
    "worried", "rattled",
)  # fmt: skip
STUDIES = ("FILM", "FLAT", "RIM", "SALT", "XRAY")
BANDS = ("11-12", "13", "14", "15", "16")
SCHOOLS = ("Grant-White", "Pasteur")
SCORES = ("visual", "textual", "speed")
TESTS = {"visual": ("x1", "x2", "x3"), "textual": ("x4", "x5", "x6")}
UNIT = {"visual": 24, "textual": 84}
"""The tests were scored in halves to eighths; so many parts make them whole numbers."""

Values = dict[str, Any]


@pytest.fixture(scope="module")
def folder(shared_folder: Path) -> Path:
    return shared_folder / "reference_data"


@pytest.fixture(scope="module")
def reference(folder: Path) -> dict[str, Any]:
    """What R computed, by the id of the record."""
    found: dict[str, Any] = {}
    for name in ("reliability", "distributions", "comparisons", "survey"):
        page = json.loads((folder / "reference" / f"{name}.json").read_text("utf-8"))
        found |= {id: record["value"] for id, record in page["results"].items()}
    return found


def read(folder: Path, name: str) -> pd.DataFrame:
    """A file as text, so that the package does the reading."""
    with (folder / "data" / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    return pd.DataFrame(rows[1:], columns=rows[0])


@pytest.fixture(scope="module")
def attitude(folder: Path) -> sa.Survey:
    return sa.survey_from_frame(
        read(folder, "attitude.csv"), domains={"all": ATTITUDE}, scale=(0, 100)
    )


@pytest.fixture(scope="module")
def sai_frame(folder: Path) -> pd.DataFrame:
    return read(folder, "sai.csv")


@pytest.fixture(scope="module")
def moods(sai_frame: pd.DataFrame) -> sa.Survey:
    """Ten calm and ten tense adjectives as two domains; one answer is enough for a score."""
    return sa.survey_from_frame(
        sai_frame,
        domains={"POS": POS, "NEG": NEG},
        scale=(1, 4),
        groupings=["study"],
        min_answered=1,
    )


@pytest.fixture(scope="module")
def anxiety(sai_frame: pd.DataFrame) -> sa.Survey:
    """All twenty adjectives as one domain, the calm ones reverse."""
    return sa.survey_from_frame(
        sai_frame, domains={"ANX": [*NEG, *POS]}, scale=(1, 4), reverse=POS, groupings=["study"]
    )


@pytest.fixture(scope="module")
def children(folder: Path) -> pd.DataFrame:
    """hs1939 with the tests in whole parts, and with sex and school as answers beside groups."""
    frame = read(folder, "hs1939.csv")
    for domain, tests in TESTS.items():
        for test in tests:
            parts = frame[test].astype(float) * UNIT[domain]
            assert np.abs(parts - parts.round()).max() < 1e-4
            frame[test] = parts.round().astype(int)
    return frame.assign(school_answer=frame["school"], band_answer=frame["age_band"])


@pytest.fixture(scope="module")
def abilities(children: pd.DataFrame) -> sa.Survey:
    return sa.survey_from_frame(
        children,
        domains=TESTS,
        scale={"visual": (0, 10 * 24), "textual": (0, 10 * 84)},
        groupings=["sex", "school"],
    )


def scores_codebook(folder: Path, *, weighted: bool = False) -> Path:
    def nominal(values: tuple[str, ...]) -> str:
        return "type: nominal, values: {" + ", ".join(f"'{v}': '{v}'" for v in values) + "}"

    lines = [
        "survey_analysis_codebook: 1",
        "survey: {id: hs1939, title: Nine tests}",
        "default_language: en",
        "scales: {parts: {type: ordinal, values: {"
        + ", ".join(f"'{code}': '{code}'" for code in range(241))
        + "}}}",
        "domains: {tests: {label: tests}}",
        *(
            ["items:"]
            + [f"  - {{id: {t}, domain: tests, scale: parts, label: {t}}}" for t in TESTS["visual"]]
        ),
        "variables:",
        *(f"  {score}: {{role: outcome, type: number}}" for score in SCORES),
        f"  sex: {{role: grouping, {nominal(('1', '2'))}}}",
        f"  school: {{role: grouping, {nominal(SCHOOLS)}}}",
        f"  age_band: {{role: grouping, {nominal(BANDS)}}}",
        f"  school_answer: {{role: outcome, {nominal(SCHOOLS)}}}",
        f"  band_answer: {{role: outcome, {nominal(BANDS)}}}",
        *(["  w: {role: design, type: number}", "design: {weight: w}"] if weighted else []),
    ]
    path = folder / "codebook.yaml"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def scores(children: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> sa.Survey:
    return sa.load_survey(children, scores_codebook(tmp_path_factory.mktemp("hs1939")))


def pick(frame: pd.DataFrame, **ids: object) -> pd.DataFrame:
    for column, value in ids.items():
        frame = frame[frame[column] == value]
    return frame


def only(frame: pd.DataFrame, **ids: object) -> pd.Series:
    found = pick(frame, **ids)
    assert len(found) == 1
    return found.iloc[0]


def near(found: object, expected: object, rtol: float = RTOL, atol: float = 1e-12) -> None:
    np.testing.assert_allclose(
        np.asarray(found, dtype=float), np.asarray(expected, dtype=float), rtol=rtol, atol=atol
    )


# reliability


def check_items(result: Any, expected: Values, unit: float = 1) -> None:
    """Item statistics and alpha if dropped are those of psych."""
    by_item = {row["row"]: row for row in expected["item_stats"]}
    dropped = {row["row"]: row["raw_alpha"] for row in expected["alpha_drop"]}
    for row in result.items.itertuples():
        # psych marks turned items with a minus sign
        value = by_item.get(row.item) or by_item[f"{row.item}-"]
        assert row.n == value["n"]
        near(row.mean, value["mean"] * unit)
        near(row.sd, value["sd"] * unit)
        near(row.item_rest_r, value["r.drop"])
        near(row.alpha_if_dropped, dropped.get(row.item) or dropped[f"{row.item}-"])


@pytest.mark.parametrize(
    ("survey", "domain", "id"),
    [
        ("attitude", "all", "attitude/ALL"),
        ("moods", "POS", "sai/POS"),
        ("moods", "NEG", "sai/NEG"),
        ("anxiety", "ANX", "sai/ANX"),
    ],
)
def test_alpha_of_complete_answers_equals_psych(survey, domain, id, reference, request):
    survey = request.getfixturevalue(survey)
    expected = reference.get(f"reliability/{id}/alpha_listwise")
    complete = expected is not None
    expected = expected or reference[f"reliability/{id}/alpha_pairwise"]
    formula = reference[f"reliability/{id}/alpha_formula"]
    total = expected["total"]
    normal = sa.reliability(survey, domains=domain, interval="normal")
    row = only(normal.table)
    assert (row.n_items, row.n_used, row.n_total) == (
        formula["k"],
        formula["n"],
        survey.n_respondents,
    )
    near(
        [row.alpha, row.alpha_std, row.mean_r, row.alpha_se],
        [total["raw_alpha"], total["std.alpha"], total["average_r"], total["ase"]],
    )
    near([row.alpha_ci_low, row.alpha_ci_high], list(formula["wald_ase_95"].values()))
    near(row["sem"], total["sd"] * np.sqrt(1 - total["raw_alpha"]))
    feldt = only(sa.reliability(survey, domains=domain, interval="feldt").table)
    near([feldt.alpha_ci_low, feldt.alpha_ci_high], list(formula["feldt"].values()))
    if not complete:
        check_items(normal, expected)
    else:
        near(normal.items.item_rest_r, [one["r.drop"] for one in expected["item_stats"]])
        near(normal.items.alpha_if_dropped, [one["raw_alpha"] for one in expected["alpha_drop"]])


@pytest.mark.parametrize(
    ("survey", "domain"), [("moods", "POS"), ("moods", "NEG"), ("anxiety", "ANX")]
)
def test_alpha_of_pairs_of_answers_equals_psych(survey, domain, reference, request):
    survey = request.getfixturevalue(survey)
    expected = reference[f"reliability/sai/{domain}/alpha_pairwise"]
    result = sa.reliability(survey, domains=domain, missing="pairwise")
    row = only(result.table)
    near(row.alpha, expected["total"]["raw_alpha"])
    near(row.mean_r, reference[f"reliability/sai/{domain}/interitem"]["mean"])
    # psych takes the standardized alpha from cov2cor of pairwise covariances; ours is the
    # textbook's k r / (1 + (k-1) r) with r the mean of the pairwise correlations
    k, r = row.n_items, row.mean_r
    near(row.alpha_std, k * r / (1 + (k - 1) * r))
    near(row.alpha_std, expected["total"]["std.alpha"], rtol=1e-3)
    assert np.isnan(row.alpha_ci_low)
    assert np.isnan(row.alpha_ci_high)
    assert row.ci_method == ""
    assert "pairwise" in row.note
    check_items(result, expected)


@pytest.mark.parametrize("domain", ["POS", "NEG"])
def test_alpha_of_groups_equals_psych(moods, domain, reference):
    result = sa.reliability(moods, domains=domain, by="study", missing="pairwise")
    assert tuple(result.table.group) == STUDIES
    for study in STUDIES:
        expected = reference[f"reliability_by_group/sai/{domain}/study={study}/alpha_pairwise"]
        near(only(result.table, group=study).alpha, expected["total"]["raw_alpha"])
        near(pick(result.items, group=study).item_rest_r, list(expected["r_drop"].values()))


@pytest.mark.parametrize("domain", list(TESTS))
def test_alpha_of_long_scales_does_not_depend_on_the_unit(abilities, domain, reference):
    # x1..x6 are given with seven decimals, so that their parts differ from them by 1e-8
    rtol = 1e-6
    expected = reference[f"reliability/hs1939/{domain}/alpha_pairwise"]
    row = only(sa.reliability(abilities, domains=domain, interval="normal").table)
    total, unit = expected["total"], UNIT[domain]
    near(
        [row.alpha, row.alpha_std, row.mean_r, row.alpha_se, row["sem"] / unit],
        [
            *(total[name] for name in ("raw_alpha", "std.alpha", "average_r", "ase")),
            total["sd"] * np.sqrt(1 - total["raw_alpha"]),
        ],
        rtol,
    )
    for by, groups in (("sex", ("1", "2")), ("school", SCHOOLS)):
        table = sa.reliability(abilities, domains=domain, by=by, interval="feldt").table
        for group in groups:
            value = reference[f"reliability_by_group/hs1939/{domain}/{by}={group}/alpha_pairwise"]
            found = only(table, group=group)
            near(
                [found.alpha, found.alpha_se, found.alpha_ci_low, found.alpha_ci_high],
                [
                    value["total"]["raw_alpha"],
                    value["total"]["ase"],
                    *value["feldt_ci"].values(),
                ],
                rtol,
            )


def test_two_items_are_spearman_and_brown(children, reference):
    expected = reference["reliability/hs1939/x4x5/two_items"]
    survey = sa.survey_from_frame(children, domains={"two": ["x4", "x5"]}, scale=(0, 840))
    row = only(sa.reliability(survey).table)
    near(
        [row.alpha, row.alpha_std, row.mean_r],
        [expected["raw_alpha"], expected["spearman_brown"], expected["r"]],
        rtol=1e-6,
    )


def alpha_of(answers: np.ndarray) -> float:
    s = np.cov(answers, rowvar=False)
    k = len(s)
    return float(k / (k - 1) * (1 - np.trace(s) / s.sum()))


@pytest.mark.parametrize(
    ("survey", "domain", "study"),
    [("attitude", "all", ""), ("moods", "NEG", "FILM"), ("moods", "POS", "XRAY")],
)
@pytest.mark.parametrize("confidence", [0.9, 0.95])
def test_intervals_of_alpha_respondent_by_respondent(survey, domain, study, confidence, request):
    survey = request.getfixturevalue(survey)
    frame = survey.frame if not study else survey.frame[survey.frame["study"] == study]
    answers = frame[[item.id for item in survey.codebook.items_of(domain)]].dropna().to_numpy()
    n, k = answers.shape
    alpha = alpha_of(answers)
    logs = np.log([1 - alpha_of(np.delete(answers, i, axis=0)) for i in range(n)])
    z = answers - answers.mean(axis=0)
    s = z.T @ z / n
    influence = -k / (k - 1) * (z**2).sum(1) / s.sum()
    influence += k / (k - 1) * np.trace(s) * z.sum(1) ** 2 / s.sum() ** 2
    expected = {
        "jackknife": (1 - alpha) * np.sqrt((n - 1) / n * ((logs - logs.mean()) ** 2).sum()),
        "adf": np.sqrt(n / (n - 1) * (influence**2).sum()) / n,
    }
    for interval, se in expected.items():
        result = sa.reliability(
            survey,
            domains=domain,
            by="study" if study else None,
            interval=interval,
            confidence=confidence,
        )
        row = only(result.table, group=study)
        half = special.stdtrit(n - 1, 0.5 + confidence / 2) * se / (1 - alpha)
        near([row.alpha, row.alpha_se], [alpha, se])
        near(row.alpha_ci_low, 1 - (1 - alpha) * np.exp(half))
        near(row.alpha_ci_high, 1 - (1 - alpha) * np.exp(-half))
        assert row.ci_method == interval


def test_auto_takes_the_jackknife_where_a_group_is_small(moods):
    auto = sa.reliability(moods, domains="NEG", by="study").table
    named = {
        method: sa.reliability(moods, domains="NEG", by="study", interval=method).table
        for method in ("jackknife", "adf")
    }
    for row, one in auto.iterrows():
        assert one.ci_method == ("jackknife" if one.n_used < 300 else "adf")
        same = named[one.ci_method].loc[row]
        assert one.alpha_se == same.alpha_se
        assert (one.alpha_ci_low, one.alpha_ci_high) == (same.alpha_ci_low, same.alpha_ci_high)
    assert set(auto.ci_method) == {"jackknife", "adf"}


# items, scores, shares


def test_the_item_table_equals_psych_describe(attitude, reference):
    table = sa.describe(attitude).table.set_index("item")
    for expected in reference["distribution/attitude/describe"]:
        row = table.loc[expected["row"]]
        assert (row.n, row.n_missing) == (30, 0)
        near(
            [row["mean"], row.sd, row["median"]],
            [expected[name] for name in ("mean", "sd", "median")],
        )


def test_quartiles_are_of_type_7(attitude, reference):
    table = sa.distribution(attitude, outcomes=list(ATTITUDE)).table.set_index("outcome")
    for item, types in reference["distribution/attitude/quantiles"].items():
        row, expected = table.loc[item], types["type7"]
        near([row.q25, row["median"], row.q75], [expected[p] for p in ("25%", "50%", "75%")])


def test_items_of_sai_are_distributed_as_in_r(moods, reference):
    items = list(reference["distribution/sai/table"])
    result = sa.distribution(moods, outcomes=items)
    described = sa.describe(moods).table.set_index("item")
    for item in items:
        counts = reference["distribution/sai/table"][item]
        mean = reference["distribution/sai/mean_ci"][item]
        boxes = reference["distribution/sai/boxes"][item]
        types = reference["distribution/sai/quantiles"][item]["type7"]
        row, shares = only(result.table, outcome=item), pick(result.shares, outcome=item)
        assert (row.n, row.n_missing) == (counts["n_valid"], counts["n_missing"])
        assert described.loc[item].no_answer == counts["n_missing"]
        near([row["mean"], row.sd, row.se], [mean["mean"], mean["sd"], mean["se"]])
        near([row.ci_low, row.ci_high], mean["ci"])
        near([row.q25, row["median"], row.q75], [types[p] for p in ("25%", "50%", "75%")])
        assert list(shares.value) == ["1", "2", "3", "4"]
        assert list(shares.n) == list(counts["count"].values())
        near(shares.share, list(reference["distribution/sai/prop"][item].values()))
        for box, place in (("bottom", 0), ("top", 3)):
            end = shares.iloc[place]
            near([end.share, end.ci_low, end.ci_high], [boxes[box]["p"], *boxes[box]["wilson"]])
        near(row.floor_share, boxes["floor_share"])
        near(row.ceiling_share, boxes["ceiling_share"])


def test_items_of_sai_by_study_are_distributed_as_in_r(moods, reference):
    counts = reference["distribution/sai/by_study/table"]
    result = sa.distribution(moods, outcomes=list(counts), by="study")
    for item, groups in reference["distribution/sai/by_study/summary"].items():
        for study, expected in groups.items():
            row = only(result.table, outcome=item, group=study)
            assert row.n == expected["n"]
            near(
                [row["mean"], row.sd, row["median"], row.q25, row.q75, row.ceiling_share],
                [expected[name] for name in ("mean", "sd", "median", "q1", "q3", "top")],
            )
            shares = pick(result.shares, outcome=item, group=study)
            assert list(shares.n) == list(counts[item][study].values())


@pytest.mark.parametrize(
    ("rule", "min_answered"), [("any", 1), ("half", 0.5), ("p80", 0.8), ("all", 1.0)]
)
def test_scores_keep_the_answered_minimum(sai_frame, reference, rule, min_answered):
    two = sa.survey_from_frame(
        sai_frame, domains={"POS": POS, "NEG": NEG}, scale=(1, 4), min_answered=min_answered
    )
    one = sa.survey_from_frame(
        sai_frame,
        domains={"ANX": [*NEG, *POS]},
        scale=(1, 4),
        reverse=POS,
        min_answered=min_answered,
    )
    for survey in (two, one):
        for row in sa.distribution(survey).table.itertuples():
            expected = reference["scores/sai/min_valid_rules"][row.outcome][rule]
            assert row.n == expected["n_valid"]
            assert row.n + row.n_missing == 911
            near([row.mean, row.sd], [expected["mean"], expected["sd"]])
            near(survey.scores[row.outcome].sum(), expected["sum"])


def test_intervals_of_rare_and_certain_shares_are_wilsons(reference):
    for case in reference["distribution/edge_cases/proportion_ci"]:
        answers = np.repeat([1, 0], [case["k"], case["n"] - case["k"]])
        survey = sa.survey_from_frame(
            pd.DataFrame({"q": answers}), domains={"d": ["q"]}, scale=(0, 1)
        )
        row = only(sa.distribution(survey, outcomes="q").shares, value="1")
        assert row.n == case["k"]
        near([row.ci_low, row.ci_high], case["wilson_prop.test"])


# comparisons


def check_pairs(
    pairs: pd.DataFrame, expected: list[Values], columns: dict[str, tuple[str, float]]
) -> None:
    """Pairs in R's order; R's differences are group2 - group1, ours the other way round."""
    assert [(row.group1, row.group2) for row in pairs.itertuples()] == [
        (value["group1"], value["group2"]) for value in expected
    ]
    for column, (key, sign) in columns.items():
        near(pairs[column], [sign * value[key] for value in expected], rtol=1e-8, atol=1e-7)


@pytest.mark.parametrize("score", SCORES)
@pytest.mark.parametrize(("by", "groups"), [("sex", ("1", "2")), ("school", SCHOOLS)])
def test_two_groups_equal_t_test_and_wilcox_test(scores, reference, score, by, groups):
    def value(name: str) -> Any:
        return reference[f"compare2/hs1939/{by}/{score}/{name}"]

    means = sa.compare(scores, outcomes=score, by=by)
    row, pair, t = only(means.table), only(means.pairs), value("t_welch")
    assert row.test == "welch_t"
    assert (pair.group1, pair.group2) == groups
    near(
        [row.statistic, row.df1, row.p_value],
        [t["statistic"]["t"], t["parameter"]["df"], t["p.value"]],
    )
    assert np.isnan(row.df2)
    near(
        [pair.estimate, pair.se, pair.ci_low, pair.ci_high],
        [-np.subtract(*list(t["estimate"].values())[::-1]), t["stderr"], *t["conf.int"]],
    )
    assert (pair.p_value, pair.p_adjusted) == (row.p_value, row.p_value)
    for group in groups:
        expected, found = value("describe")[group], only(means.groups, group=group)
        assert found.n == expected["n"]
        near(
            [found["mean"], found.sd, found["median"]],
            [expected[name] for name in ("mean", "sd", "median")],
        )
    # effectsize gives d; g is d with Hedges' correction, whose gammas R keeps for n1 + n2 - 2
    d = value("cohens_d_unpooled")[0]
    half = t["parameter"]["df"] / 2
    correction = np.exp(special.gammaln(half) - special.gammaln(half - 0.5)) / np.sqrt(half)
    near([row.effect, pair.effect], 2 * [correction * d["Cohens_d"]])
    near(
        [row.effect_ci_low, row.effect_ci_high],
        [correction * d["CI_low"], correction * d["CI_high"]],
        rtol=2e-6,
        atol=1e-6,
    )
    ranks = sa.compare(scores, outcomes=score, by=by, statistic=mann_whitney)
    row, wilcoxon = only(ranks.table), value("wilcoxon_nocc")
    near([row.statistic, row.p_value], [wilcoxon["W"], wilcoxon["p"]])
    assert row.effect_name == "cliffs_delta"
    near(row.effect, value("cliffs_delta")[0]["r_rank_biserial"])
    near(only(ranks.pairs).statistic, wilcoxon["coin_Z"])
    # Cliff's own unbiased variance is the one of Brunner and Munzel but for terms of order 1/n
    near(
        [row.effect_ci_low, row.effect_ci_high],
        list(value("cliffs_delta_consistent_var")["ci_asymmetric_consistent"].values()),
        atol=2e-3,
    )


@pytest.mark.parametrize(
    ("survey", "outcome", "by", "id"),
    [
        *(("scores", score, "age_band", f"hs1939/age_band/{score}") for score in SCORES),
        ("moods", "POS", "study", "sai/study/POS"),
        ("moods", "NEG", "study", "sai/study/NEG"),
    ],
)
def test_several_groups_equal_r(survey, outcome, by, id, reference, request):
    survey = request.getfixturevalue(survey)

    def value(name: str) -> Any:
        return reference[f"compareK/{id}/{name}"]

    means = sa.compare(survey, outcomes=outcome, by=by)
    row, expected = only(means.table), value("oneway_welch")
    assert (row.test, row.effect_name) == ("welch_anova", "omega_squared")
    numbers = [expected["statistic"]["F"], *expected["parameter"].values(), expected["p.value"]]
    near([row.statistic, row.df1, row.df2, row.p_value], numbers)
    lift = max(numbers[1] * (numbers[0] - 1), 0)
    near(row.effect, lift / (lift + row.n))
    assert row.effect_ci_low <= row.effect <= row.effect_ci_high
    for group, described in value("describe").items():
        found = only(means.groups, group=group)
        assert found.n == described["n"]
        near(
            [found["mean"], found.sd, found["median"], found.ci_low, found.ci_high],
            [*(described[name] for name in ("mean", "sd", "median")), *described["ci"]],
        )
    check_pairs(
        means.pairs,
        [one | {"se_t": one["se"] * np.sqrt(2)} for one in value("games_howell")],
        {
            "n1": ("n1", 1),
            "n2": ("n2", 1),
            "estimate": ("estimate", -1),
            "se": ("se_t", 1),
            "df": ("df", 1),
            "p_value": ("p.adj_full", 1),
            "p_adjusted": ("p.adj_full", 1),
        },
    )
    # R's qtukey stops at about 1e-5
    near(means.pairs.ci_low, [-one["conf.high"] for one in value("games_howell")], atol=1e-4)
    near(means.pairs.ci_high, [-one["conf.low"] for one in value("games_howell")], atol=1e-4)
    near(abs(means.pairs.statistic), [one["statistic"] for one in value("games_howell")])
    assert (np.sign(means.pairs.statistic) == np.sign(means.pairs.estimate)).all()


@pytest.mark.parametrize(
    ("survey", "outcome", "by", "id"),
    [
        *(("scores", score, "age_band", f"hs1939/age_band/{score}") for score in SCORES),
        ("moods", "POS", "study", "sai/study/POS"),
        ("moods", "NEG", "study", "sai/study/NEG"),
    ],
)
def test_ranks_and_equal_variances_of_several_groups_equal_r(
    survey, outcome, by, id, reference, request
):
    survey = request.getfixturevalue(survey)

    def value(name: str) -> Any:
        return reference[f"compareK/{id}/{name}"]

    classical = sa.compare(survey, outcomes=outcome, by=by, statistic=anova)
    row, (between, within) = only(classical.table), value("aov")
    near(
        [row.statistic, row.df1, row.df2, row.p_value],
        [between["F"], between["df"], within["df"], between["p"]],
    )
    near(row.effect, value("eta_omega_epsilon")["omega2"]["default"][0]["Omega2"])
    at_90 = only(sa.compare(survey, outcomes=outcome, by=by, statistic=anova, confidence=0.9).table)
    solved = value("eta_omega_epsilon")["eta2_ci90_uniroot"]["lambda"]
    ends = [solved["low"] / (solved["low"] + row.n), solved["high"] / (solved["high"] + row.n)]
    near([at_90.effect_ci_low, at_90.effect_ci_high], ends, rtol=1e-6)
    tukey = value("tukey_hsd")
    assert [f"{p.group2}-{p.group1}" for p in classical.pairs.itertuples()] == [
        one["row"] for one in tukey
    ]
    near(classical.pairs.estimate, [-one["diff"] for one in tukey])
    near(classical.pairs.ci_low, [-one["upr"] for one in tukey], atol=1e-4)
    near(classical.pairs.ci_high, [-one["lwr"] for one in tukey], atol=1e-4)
    near(classical.pairs.p_adjusted, [one["p_adj"] for one in tukey], atol=1e-7)
    for effect in ("rank_epsilon_squared", "rank_eta_squared"):
        statistic = partial(kruskal_wallis, effect=effect)
        ranks = sa.compare(survey, outcomes=outcome, by=by, statistic=statistic)
        row, kruskal = only(ranks.table), value("kruskal")
        near(
            [row.statistic, row.df1, row.p_value],
            [
                *kruskal["statistic"].values(),
                kruskal["parameter"]["df"],
                kruskal["p.value"],
            ],
        )
        assert row.effect_name == effect
        near(row.effect, value("rank_effect")[effect])
        check_pairs(
            ranks.pairs,
            value("dunn_holm"),
            {
                "n1": ("n1", 1),
                "n2": ("n2", 1),
                "estimate": ("estimate", -1),
                "statistic": ("statistic", -1),
                "p_value": ("p", 1),
                "p_adjusted": ("p.adj", 1),
            },
        )


@pytest.mark.parametrize(
    ("adjust", "method"), [("holm", "holm"), ("fdr_bh", "BH"), ("none", "none")]
)
def test_the_tests_of_a_call_are_adjusted_together(scores, reference, adjust, method):
    expected = reference["padjust/hs1939/school_welch"]
    table = sa.compare(scores, outcomes=list(SCORES), by="school", adjust=adjust).table
    assert list(table.outcome) == list(SCORES)
    near(table.p_value, [expected["none"][score] for score in SCORES])
    near(table.p_adjusted, [expected[method][score] for score in SCORES])
    assert set(table.adjust) == {adjust}


def check_chi_square(result: Any, expected: Values, effect: Values, *, turned: bool) -> None:
    row = only(result.table)
    assert (row.test, row.effect_name) == ("chi_square", "cramers_v")
    near(
        [row.statistic, row.df1, row.p_value],
        [expected["statistic"], expected["df"], expected["p.value"]],
    )
    near(row.effect, effect["adjusted"][0]["Cramers_v_adjusted"])
    for cell in result.residuals.itertuples():
        first, second = (cell.value, cell.group) if turned else (cell.group, cell.value)
        assert cell.n == expected["table"][first][second]
        near(cell.expected, expected["expected"][first][second])
        near(cell.residual, expected["stdres"][first][second])


def test_chi_square_of_school_by_sex_and_of_age_by_school(scores, reference):
    for outcome, by, name in (
        ("school_answer", "sex", "sex_x_school"),
        ("band_answer", "school", "school_x_age_band"),
    ):
        base = f"categorical/hs1939/{name}"
        check_chi_square(
            sa.compare(scores, outcomes=outcome, by=by),
            reference[f"{base}/chisq"],
            reference[f"{base}/cramers_v"],
            turned=False,
        )
    turned = sa.compare(scores, outcomes="school_answer", by="age_band")
    base = "categorical/hs1939/school_x_age_band"
    check_chi_square(
        turned, reference[f"{base}/chisq"], reference[f"{base}/cramers_v"], turned=True
    )


def test_job_satisfaction_by_income(folder, reference, tmp_path):
    codebook = tmp_path / "codebook.yaml"
    fours = "values: {'1': one, '2': two, '3': three, '4': four}"
    codebook.write_text(
        "\n".join(
            [
                "survey_analysis_codebook: 1",
                "survey: {id: gss, title: Job satisfaction}",
                "default_language: en",
                f"scales: {{four: {{type: ordinal, {fours}}}}}",
                "domains: {work: {label: work}}",
                "items: [{id: rating, column: satisfaction, domain: work, scale: four}]",
                "variables:",
                "  income: {role: grouping, type: ordinal, values: {'1': '1', '2': '2', '3': '3',"
                " '4': '4'}}",
                "  answer: {role: outcome, type: nominal, values: {'1': a, '2': b, '3': c,"
                " '4': d}}",
            ]
        ),
        encoding="utf-8",
    )
    frame = read(folder, "jobsatisfaction.csv")
    survey = sa.load_survey(frame.assign(answer=frame["satisfaction"]), codebook)
    base = "categorical/jobsatisfaction/income_x_satisfaction"
    result = sa.compare(survey, outcomes="answer", by="income")
    check_chi_square(
        result, reference[f"{base}/chisq"], reference[f"{base}/cramers_v"], turned=False
    )
    small = sum(
        e < 5 for row in reference[f"{base}/chisq"]["expected"].values() for e in row.values()
    )
    assert f"{small} of 16 expected counts are below 5" in only(result.table).note
    # an ordinal item is compared by ranks: the same answers, an ordered test
    assert only(sa.compare(survey, outcomes="rating").table).test == "kruskal_wallis"


def as_ranks(counts: Counts) -> Counts:
    """The table with the mid-rank of each value in its place."""
    n = counts.by_value(counts.cell_n)
    middle = np.cumsum(n) - (n - 1) / 2
    return from_tables(middle, counts.groups, counts.n)


@pytest.mark.parametrize("score", SCORES)
@pytest.mark.parametrize("by", ["sex", "school"])
def test_two_groups_with_one_variance_equal_student(scores, reference, score, by):
    expected = reference[f"compare2/hs1939/{by}/{score}/t_student"]
    exact = reference[f"compare2/hs1939/{by}/{score}/d_g_exact"]
    t, df = expected["statistic"]["t"], expected["parameter"]["df"]
    result = sa.compare(scores, outcomes=score, by=by, statistic=anova)
    row, pair = only(result.table), only(result.pairs)
    near([row.statistic, row.df2, row.p_value], [t**2, df, expected["p.value"]])
    near([pair.estimate, pair.statistic], [t * expected["stderr"], t])
    near([pair.ci_low, pair.ci_high], expected["conf.int"], rtol=1e-6)
    near(pair.p_adjusted, expected["p.value"], rtol=1e-6)
    # what g with one variance is made of
    scale = exact["d"] / t
    ends = t_noncentrality(t, df, 0.95)
    near([scale * ends.low, scale * ends.high], list(exact["d_ci"].values()), rtol=1e-7)
    near(small_sample_correction(np.array(float(df))), exact["J_exact"])
    near(small_sample_correction(np.array(float(df))) * exact["d"], exact["g"])


@pytest.mark.parametrize("score", SCORES)
@pytest.mark.parametrize("by", ["sex", "school"])
def test_mean_ranks_and_superiority_of_two_groups_equal_r(scores, reference, score, by):
    base = f"compare2/hs1939/{by}/{score}"
    counts = scores.counts(score, by).named
    described = reference[f"{base}/describe"]
    near(ranks_of(counts).mean, [described[group]["mean_rank"] for group in counts.groups])
    delta = mann_whitney(counts).effect
    near(delta, reference[f"{base}/rank_biserial"][0]["r_rank_biserial"])
    superiority = reference[f"{base}/p_superiority"]["nonparametric"][0]["p_superiority"]
    near((1 + delta) / 2, superiority)


@pytest.mark.parametrize("score", SCORES)
def test_trends_over_age_bands_equal_r(scores, reference, score):
    def value(name: str) -> Any:
        return reference[f"compareK/hs1939/age_band/{score}/{name}"]

    counts = scores.counts(score, "age_band").named
    assert counts.groups == BANDS
    found, expected = jonckheere_terpstra(counts), value("trend_jonckheere")
    near([found.j, found.statistic], [expected["JT"], expected["z"]], rtol=1e-9)
    near(found.p_value, expected["p_two_sided"])
    kendall = value("trend_kendall")
    near([found.statistic, found.p_value], [kendall["statistic"]["z"], kendall["p.value"]])
    near(found.effect, kendall["estimate"]["tau"])
    scored, raw = linear_by_linear(counts), value("trend_coin_raw")
    near([scored.statistic, scored.p_value], [raw["statistic_Z"], raw["p"]])
    near(scored.effect, raw["r"])
    slope = value("trend_regression")["coef"][1]
    near(scored.slope.estimate, slope["estimate"])
    # contr.poly has length one, and five groups have a sum of squares of ten
    linear = only(pd.DataFrame(value("trend_polynomial")), row="o.L")
    near(np.sqrt(10) * linear_trend(counts).slope.estimate, linear["estimate"])


@pytest.mark.parametrize("score", SCORES)
def test_trends_of_ranks_equal_coin(scores, reference, score):
    counts = as_ranks(scores.counts(score, "age_band").named)
    expected = reference[f"compareK/hs1939/age_band/{score}/trend_coin_ranks"]
    found = linear_by_linear(counts)
    near([found.statistic, found.p_value], [expected["statistic_Z"], expected["p"]])
    n = counts.group_n
    expected = reference[f"compareK/hs1939/age_band/{score}/trend_spearman"]
    near(pearson_r(counts, np.cumsum(n) - (n - 1) / 2).estimate, expected["rho"], atol=1e-10)
    both = linear_by_linear(counts, scores=np.cumsum(n) - (n - 1) / 2)
    near([both.statistic, both.p_value], [expected["coin_Z"], expected["coin_p"]], atol=1e-10)


@pytest.mark.parametrize(
    ("survey", "outcome", "by", "id"),
    [
        *(("scores", score, "age_band", f"hs1939/age_band/{score}") for score in SCORES),
        ("moods", "POS", "study", "sai/study/POS"),
        ("moods", "NEG", "study", "sai/study/NEG"),
    ],
)
def test_welch_t_of_all_pairs_with_holm_equals_r(survey, outcome, by, id, reference, request):
    counts = request.getfixturevalue(survey).counts(outcome, by).named
    groups = counts.groups
    pairs = [(j, i) for i in range(len(groups)) for j in range(i)]
    adjusted = holm([welch_t(counts.keep(pair)).p_value for pair in pairs])
    expected = reference[f"compareK/{id}/pairwise_adjusted"]["t_holm"]
    near(adjusted, [expected[groups[i]][groups[j]] for j, i in pairs])


def test_adjusted_p_values_equal_r(reference):
    expected = reference["padjust/vector"]
    p = list(expected["none"].values())
    near(holm(p), list(expected["holm"].values()))
    near(benjamini_hochberg(p), list(expected["BH"].values()))


def job_table(folder: Path, **only_these: str) -> Counts:
    """Satisfaction by income."""
    frame = pick(read(folder, "jobsatisfaction.csv"), **only_these)
    n = pd.crosstab(frame["income"], frame["satisfaction"]).reindex(
        index=list("1234"), columns=list("1234"), fill_value=0
    )
    return from_tables([1, 2, 3, 4], tuple("1234"), n.to_numpy())


def test_ordered_answers_by_ordered_groups_equal_r(folder, reference):
    counts = job_table(folder)
    expected = reference["categorical/jobsatisfaction/income_x_satisfaction/ordinal"]
    found = linear_by_linear(counts)
    near([found.statistic, found.p_value], [expected["lbl_Z"], expected["lbl_p"]])
    near(found.statistic**2, expected["mantel_haenszel_M2"])
    near(found.effect, expected["pearson_scores"])
    near(kendall_tau_b(counts).estimate, expected["tau_b"])
    near(order_of(counts).total / 2, expected["concordant"] - expected["discordant"])
    # with the outcome, in the columns, as the dependent variable
    near(somers_d(counts).estimate, expected["somers_d_col_given_row"])


def test_general_association_in_strata_equals_mantelhaen_test(folder, reference):
    genders = sorted(set(read(folder, "jobsatisfaction.csv")["gender"]))
    strata = np.stack([job_table(folder, gender=gender).n for gender in genders])
    answers = np.arange(1.0, 5.0)
    table = ItemByRest(rest=np.arange(2.0), groups=tuple("1234"), answers=answers, n=strata)
    found, expected = (
        generalized_mantel_haenszel(table),
        reference["categorical/jobsatisfaction/cmh"],
    )
    near(found.statistic, *expected["statistic"].values())
    assert found.df == expected["parameter"]["df"]
    near(found.p_value, expected["p.value"])


def test_shares_of_two_groups_equal_prop_test(scores, reference):
    expected = reference["categorical/hs1939/sex_x_school/two_by_two"]["prop_test_nocc"]
    counts = scores.counts("school_answer", "sex").named
    n = counts.group_n.sum()
    near(cochran_armitage(counts).statistic ** 2 * n / (n - 1), expected["statistic"]["X-squared"])
    first, second = expected["estimate"].values()
    # the shares are of the first answer
    near(somers_d(counts).estimate, first - second)


def test_weighted_means_and_alpha_equal_r_survey(children, reference, tmp_path):
    weights = reference["survey/hs1939_raked/weights"]
    frame = children.assign(w=weights["weights"])
    survey = sa.load_survey(frame, scores_codebook(tmp_path, weighted=True))
    expected = reference["survey/hs1939_raked/means"]["weights_only"]
    table = sa.distribution(survey, outcomes=list(SCORES)).table
    near(table.sum_w, 3 * [weights["kish"]["sum"]])
    near(table.n_eff, 3 * [weights["kish"]["n_eff"]])
    near(table["mean"], [expected["estimate"][score] for score in SCORES])
    near(table.se, [expected["se"][score] for score in SCORES])
    near(table.ci_low, [expected["ci_t_degf"][score]["2.5 %"] for score in SCORES])
    near(table.ci_high, [expected["ci_t_degf"][score]["97.5 %"] for score in SCORES])
    alpha = only(sa.reliability(survey, domains="tests").table)
    near(alpha.alpha, reference["survey/hs1939_raked/weighted_alpha"]["visual"]["svycralpha"], 1e-6)
    near([alpha.sum_w, alpha.n_eff], [weights["kish"]["sum"], weights["kish"]["n_eff"]])
    assert "weighted by w" in sa.reliability(survey).method


def test_weighted_mid_ranks_equal_r_survey(children, reference, tmp_path):
    weights = reference["survey/hs1939_raked/weights"]["weights"]
    survey = sa.load_survey(children.assign(w=weights), scores_codebook(tmp_path, weighted=True))
    expected = reference["survey/hs1939_raked/ranktest_midrank"]
    school = expected["school"]
    found = mann_whitney(survey.counts("visual", "school"))
    assert found.test == "weighted_rank_t"
    near(found.statistic, -school["t"])
    near([found.df1, found.p_value], [school["df"], school["p"]])
    assert found.pairs is not None
    near(found.pairs.estimate, [-school["estimate_rank_score_diff_group2_minus_1"]])
    # some age bands have an effective n below 30: R's number is the one without what that does
    ages = survey.counts("visual", "age_band").named
    assert [note.code for note in kruskal_wallis(ages).notes] == ["SA733"]
    assert ages.design is not None
    score = np.zeros(ages.values.size)
    score[ages.cell_value] = rank_scores(ages)
    means = design_means(replace(ages, values=score, design=ages.design.for_models))
    apart = np.hstack([-np.ones((4, 1)), np.eye(4)])
    bands = expected["age_band"]
    wald = joint_test(apart @ means.mean, apart @ means.covariance @ apart.T, means.df_all - 4)
    near([4 * wald.statistic, wald.df2], [bands["chisq"], bands["ddf"]])
    near(wald.p_value, bands["p"])
