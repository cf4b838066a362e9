"""Every statistic on real questionnaires, against stored values of R.

The data and values stand beside the repository (`reference_data`), whose licences keep them out
of it; without them these tests are skipped.
"""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from survey_analysis.statistics.contingency import chi_square
from survey_analysis.statistics.design_variance import cell_covariance
from survey_analysis.statistics.distributions import describe_counts, shares, top_boxes
from survey_analysis.statistics.items import item_analysis
from survey_analysis.statistics.means import anova, welch_anova, welch_t
from survey_analysis.statistics.multiplicity import benjamini_hochberg, holm
from survey_analysis.statistics.ranks import kruskal_wallis, mann_whitney
from survey_analysis.statistics.reliability import cronbach_alpha
from survey_analysis.tables.counts import Counts, tabulate
from survey_analysis.tables.moments import Moments, tabulate_blocks
from survey_analysis.tables.sampling import sampling_units

POS = [
    "calm",
    "secure",
    "at_ease",
    "rested",
    "comfortable",
    "confident",
    "relaxed",
    "content",
    "joyful",
    "pleasant",
]
NEG = [
    "tense",
    "regretful",
    "upset",
    "worrying",
    "anxious",
    "nervous",
    "jittery",
    "high_strung",
    "worried",
    "rattled",
]
ATTITUDE = ["rating", "complaints", "privileges", "learning", "raises", "critical", "advance"]
DOMAINS = {
    "hs1939/visual": ["x1", "x2", "x3"],
    "hs1939/textual": ["x4", "x5", "x6"],
    "hs1939/speed": ["x7", "x8", "x9"],
    "sai/POS": POS,
    "sai/NEG": NEG,
    "attitude/ALL": ATTITUDE,
}
AGE_BANDS = ("11-12", "13", "14", "15", "16")
GROUPS = {"sex": ("1", "2"), "school": ("Grant-White", "Pasteur"), "age_band": AGE_BANDS}


@pytest.fixture(scope="module")
def folder(shared_folder: Path) -> Path:
    return shared_folder / "reference_data"


@cache
def load(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text("utf-8"))["results"]


@cache
def columns_of(path: Path) -> dict[str, list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {name: [row[name] for row in rows] for name in rows[0]}


def numbers(cells: list[str]) -> np.ndarray:
    return np.array([float(cell) if cell else np.nan for cell in cells])


def counts_of(outcome: np.ndarray, by: list[str], labels: tuple[str, ...]) -> Counts:
    values = np.unique(outcome[~np.isnan(outcome)])
    codes = np.where(np.isnan(outcome), values.size, np.searchsorted(values, outcome))
    rows = np.array([labels.index(group) for group in by])
    return tabulate(codes, values, rows, (*labels, ""))


def moments_of(folder: Path, domain: str) -> Moments:
    data = columns_of(folder / "data" / f"{Path(domain).parent}.csv")
    items = np.column_stack([numbers(data[item]) for item in DOMAINS[domain]])
    centre = np.round(np.nanmean(items, axis=0))
    return tabulate_blocks([(items, None, None)], centre, ("",), weighted=False)


def comparison(folder: Path, by: str, outcome: str) -> tuple[Counts, Any]:
    data = columns_of(folder / "data" / "hs1939.csv")
    counts = counts_of(numbers(data[outcome]), data[by], GROUPS[by])
    kind = "compareK" if by == "age_band" else "compare2"
    values = load(folder / "reference" / "comparisons.json")
    return counts, lambda name: values[f"{kind}/hs1939/{by}/{outcome}/{name}"]["value"]


@pytest.mark.parametrize("domain", DOMAINS)
def test_reliability_is_that_of_psych(folder, domain):
    values = load(folder / "reference" / "reliability.json")
    moments = moments_of(folder, domain)
    name = "alpha_listwise" if domain.startswith("sai") else "alpha_pairwise"
    expected = values[f"reliability/{domain}/{name}"]["value"]
    normal = cronbach_alpha(moments, interval="normal")
    total = expected["total"]
    assert normal.alpha[0] == pytest.approx(total["raw_alpha"], rel=1e-10)
    assert normal.alpha_std[0] == pytest.approx(total["std.alpha"], rel=1e-10)
    assert normal.mean_r[0] == pytest.approx(total["average_r"], rel=1e-10)
    assert normal.alpha_se[0] == pytest.approx(total["ase"], rel=1e-9)
    formula = values[f"reliability/{domain}/alpha_formula"]["value"]
    assert normal.n_used[0] == formula["n"]
    wald = [formula["wald_ase_95"]["low"], formula["wald_ase_95"]["high"]]
    assert [normal.ci_low[0], normal.ci_high[0]] == pytest.approx(wald, rel=1e-9)
    feldt = cronbach_alpha(moments, interval="feldt")
    ends = [formula["feldt"]["lower.ci"], formula["feldt"]["upper.ci"]]
    assert [feldt.ci_low[0], feldt.ci_high[0]] == pytest.approx(ends, rel=1e-8)
    pairwise = cronbach_alpha(moments, missing="pairwise")
    assert pairwise.alpha[0] == pytest.approx(formula["alpha_pairwise"], rel=1e-10)
    items = item_analysis(moments)
    dropped = [row["raw_alpha"] for row in expected["alpha_drop"]]
    np.testing.assert_allclose(items.alpha_if_dropped[0], dropped, rtol=1e-9)
    stats = expected["item_stats"]
    np.testing.assert_allclose(items.item_rest_r[0], [row["r.drop"] for row in stats], rtol=1e-9)
    all_rows = values[f"reliability/{domain}/alpha_pairwise"]["value"]["item_stats"]
    for name, of in (("n", "n"), ("mean", "mean"), ("sd", "sd")):
        found = getattr(items, name)[0]
        np.testing.assert_allclose(found, [row[of] for row in all_rows], rtol=1e-10)


@pytest.mark.parametrize("outcome", ["visual", "textual", "speed"])
@pytest.mark.parametrize("by", ["sex", "school"])
def test_comparisons_of_two_groups_are_those_of_r(folder, by, outcome):
    counts, value = comparison(folder, by, outcome)
    t, expected = welch_t(counts), value("t_welch")
    assert t.statistic == pytest.approx(expected["statistic"]["t"], rel=1e-9)
    assert t.df1 == pytest.approx(expected["parameter"]["df"], rel=1e-9)
    assert t.p_value == pytest.approx(expected["p.value"], rel=1e-7)
    ends = [t.pairs.ci_low[0], t.pairs.ci_high[0]]
    assert ends == pytest.approx(expected["conf.int"], rel=1e-8)
    unpooled = value("cohens_d_unpooled")[0]
    # effectsize gives d here; g is d times the small-sample correction, at both ends as well
    ratio = t.effect / unpooled["Cohens_d"]
    assert 0.99 < ratio < 1
    assert t.effect_ci_low == pytest.approx(ratio * unpooled["CI_low"], abs=2e-5)
    assert t.effect_ci_high == pytest.approx(ratio * unpooled["CI_high"], abs=2e-5)
    u, expected = mann_whitney(counts), value("wilcoxon_nocc")
    assert u.statistic == expected["W"]
    assert u.p_value == pytest.approx(expected["p"], rel=1e-9)
    delta = value("cliffs_delta")[0]["r_rank_biserial"]
    assert u.effect == pytest.approx(delta, rel=1e-10)


@pytest.mark.parametrize("outcome", ["visual", "textual", "speed"])
def test_comparisons_of_several_groups_are_those_of_r(folder, outcome):
    counts, value = comparison(folder, "age_band", outcome)
    welch, expected = welch_anova(counts), value("oneway_welch")
    assert welch.statistic == pytest.approx(expected["statistic"]["F"], rel=1e-9)
    assert welch.df2 == pytest.approx(expected["parameter"]["denom df"], rel=1e-9)
    assert welch.p_value == pytest.approx(expected["p.value"], rel=1e-7)
    pairs = value("games_howell")
    np.testing.assert_allclose(-welch.pairs.estimate, [row["estimate"] for row in pairs], rtol=1e-7)
    np.testing.assert_allclose(welch.pairs.df, [row["df"] for row in pairs], rtol=1e-9)
    # R's ptukey and qtukey: six digits, fewer below ten degrees of freedom
    adjusted = [row["p.adj_full"] for row in pairs]
    np.testing.assert_allclose(welch.pairs.p_value, adjusted, atol=1e-5)
    np.testing.assert_allclose(-welch.pairs.ci_high, [row["conf.low"] for row in pairs], atol=1e-4)
    classical, expected = anova(counts), value("aov")[0]
    assert classical.statistic == pytest.approx(expected["F"], rel=1e-9)
    assert classical.p_value == pytest.approx(expected["p"], rel=1e-7)
    omega = value("eta_omega_epsilon")["omega2"]["default"][0]["Omega2"]
    assert classical.effect == pytest.approx(omega, rel=1e-8, abs=1e-12)
    tukey = value("tukey_hsd")
    np.testing.assert_allclose(classical.pairs.p_value, [row["p_adj"] for row in tukey], atol=1e-6)
    np.testing.assert_allclose(-classical.pairs.ci_high, [row["lwr"] for row in tukey], atol=1e-5)
    ranks, expected = kruskal_wallis(counts), value("kruskal")
    statistic = expected["statistic"]["Kruskal-Wallis chi-squared"]
    assert ranks.statistic == pytest.approx(statistic, rel=1e-9)
    assert ranks.p_value == pytest.approx(expected["p.value"], rel=1e-8)
    effects = value("rank_effect")
    assert ranks.effect == pytest.approx(effects["rank_epsilon_squared"], rel=1e-8)
    eta = kruskal_wallis(counts, effect="rank_eta_squared").effect
    assert eta == pytest.approx(max(effects["rank_eta_squared"], 0), rel=1e-8)
    dunn = value("dunn_holm")
    np.testing.assert_allclose(
        -ranks.pairs.statistic, [row["statistic"] for row in dunn], rtol=1e-8
    )
    np.testing.assert_allclose(ranks.pairs.p_adjusted, [row["p.adj"] for row in dunn], rtol=1e-7)


@pytest.mark.parametrize(
    ("name", "rows", "columns"),
    [
        ("jobsatisfaction/income_x_satisfaction", "income", "satisfaction"),
        ("hs1939/sex_x_school", "sex", "school"),
        ("hs1939/school_x_age_band", "school", "age_band"),
    ],
)
def test_tables_are_those_of_r(folder, name, rows, columns):
    data = columns_of(folder / "data" / f"{Path(name).parent}.csv")
    labels = tuple(sorted(set(data[rows])))
    answers = sorted(set(data[columns]))
    outcome = np.array([float(answers.index(answer)) for answer in data[columns]])
    found = chi_square(counts_of(outcome, data[rows], labels))
    values = load(folder / "reference" / "comparisons.json")
    expected = values[f"categorical/{name}/chisq"]["value"]
    assert found.statistic == pytest.approx(expected["statistic"], rel=1e-10)
    assert found.df1 == expected["df"]
    assert found.p_value == pytest.approx(expected["p.value"], rel=1e-9)
    stdres = [[expected["stdres"][row][column] for column in answers] for row in labels]
    np.testing.assert_allclose(found.residuals, stdres, rtol=1e-9)
    v = values[f"categorical/{name}/cramers_v"]["value"]
    assert found.effect == pytest.approx(v["adjusted"][0]["Cramers_v_adjusted"], rel=1e-9)
    # without the correction the ends are those of effectsize (found by optim)
    n, k = found.n, min(len(labels), len(answers)) - 1
    smaller = min(s - (s - 1) ** 2 / (n - 1) for s in (len(labels), len(answers))) - 1
    raw = np.array([found.effect_ci_low, found.effect_ci_high]) * np.sqrt(smaller / k)
    assert raw == pytest.approx([v["raw"][0]["CI_low"], v["raw"][0]["CI_high"]], abs=1e-5)


@pytest.mark.parametrize("item", ["calm", "secure", "at_ease", "rested", "regretful"])
def test_distributions_are_those_of_r(folder, item):
    values = load(folder / "reference" / "distributions.json")
    data = columns_of(folder / "data" / "sai.csv")
    studies = tuple(sorted(set(data["study"])))
    counts = counts_of(numbers(data[item]), data["study"], studies)
    everybody = describe_counts(counts.pooled, low=1, high=4)
    expected = values["distribution/sai/mean_ci"]["value"][item]
    for name in ("n", "mean", "sd", "se"):
        assert getattr(everybody, name)[0] == pytest.approx(expected[name], rel=1e-11)
    ends = [everybody.ci_low[0], everybody.ci_high[0]]
    assert ends == pytest.approx(expected["ci"], rel=1e-11)
    quartiles = values["distribution/sai/quantiles"]["value"][item]["type7"]
    found = [everybody.q25[0], everybody.median[0], everybody.q75[0]]
    assert found == [quartiles[name] for name in ("25%", "50%", "75%")]
    boxes = values["distribution/sai/boxes"]["value"][item]
    assert everybody.floor_share[0] == pytest.approx(boxes["floor_share"], rel=1e-12)
    assert everybody.ceiling_share[0] == pytest.approx(boxes["ceiling_share"], rel=1e-12)
    top = top_boxes(counts.pooled, 4)
    assert [top.ci_low[0], top.ci_high[0]] == pytest.approx(boxes["top"]["wilson"], rel=1e-9)
    bottom = shares(counts.pooled)
    ends = [bottom.ci_low[0, 0], bottom.ci_high[0, 0]]
    assert ends == pytest.approx(boxes["bottom"]["wilson"], rel=1e-9)
    by_study = describe_counts(counts, low=1, high=4)
    summary = values["distribution/sai/by_study/summary"]["value"][item]
    for row, study in enumerate(studies):
        expected = summary[study]
        assert by_study.n[row] == expected["n"]
        assert by_study.mean[row] == pytest.approx(expected["mean"], rel=1e-12)
        found = [by_study.q25[row], by_study.median[row], by_study.q75[row]]
        assert found == [expected[name] for name in ("q1", "median", "q3")]
        assert by_study.ceiling_share[row] == pytest.approx(expected["top"], rel=1e-12)


def without_hc3(counts: Counts) -> float:
    """The standard error of the mean by the design alone, as R has it for 15 respondents too."""
    means, design = describe_counts(counts), counts.design
    plain = replace(counts, design=replace(design, v=design.w, v2=design.w**2 / design.n))
    influence = (counts.cell_values - means.mean[0]) / counts.group_w[0]
    return float(np.sqrt(cell_covariance(plain, influence[None, :])[0, 0]))


def test_the_mean_of_a_stratified_sample_is_that_of_r(folder, drawn_counts):
    data = columns_of(folder / "data" / "hospital.csv")
    strata = np.array(data["oblevel"], dtype=int) - 1
    sizes, position = np.unique(numbers(data["tothosp"]), return_inverse=True)
    drawn = sampling_units(strata.size, strata, None, position, sizes)
    counts = drawn_counts(numbers(data["births"]), numbers(data["weighta"]), drawn=drawn)
    values = load(folder / "reference" / "survey.json")
    expected = values["survey/hospital/total_mean"]["value"]["mean"]
    found = describe_counts(counts)
    assert found.mean[0] == pytest.approx(expected["estimate"]["births"], rel=1e-12)
    assert without_hc3(counts) == pytest.approx(expected["se"]["births"], rel=1e-10)
    # 10 effective respondents: HC3 and fewer degrees of freedom than R's 12
    assert found.se[0] > expected["se"]["births"]
    ends = expected["ci_t_degf"]["births"]
    assert found.ci_low[0] < ends["2.5 %"] < ends["97.5 %"] < found.ci_high[0]


def test_the_first_stage_of_two_bounds_the_error_of_r(folder, drawn_counts):
    """With the clusters' sampling fraction it lacks the second stage, without it has too much."""
    data = columns_of(folder / "data" / "mu284.csv")
    clusters = np.array(data["id1"], dtype=int)
    weights = 50 / 5 * numbers(data["n2"]) / 3
    values = load(folder / "reference" / "survey.json")
    expected = values["survey/mu284/total_mean"]["value"]["mean"]
    ones = np.zeros(clusters.size, dtype=int)
    found = []
    for position, sizes in ((ones, np.array([50.0])), (None, None)):
        drawn = sampling_units(clusters.size, None, clusters, position, sizes)
        counts = drawn_counts(numbers(data["y1"]), weights, drawn=drawn)
        assert describe_counts(counts).mean[0] == pytest.approx(expected["estimate"]["y1"])
        found.append(without_hc3(counts))
    assert found[0] < expected["se"]["y1"] < found[1]
    # R survey 4.1-1: svydesign(id = ~id1, weights = ~w, fpc = ~n1)
    assert found[0] == pytest.approx(2.20150423795, rel=1e-10)


def test_adjusted_p_values_are_those_of_r(folder):
    expected = load(folder / "reference" / "comparisons.json")["padjust/vector"]["value"]
    p = list(expected["none"].values())
    np.testing.assert_allclose(holm(p), list(expected["holm"].values()), rtol=1e-12)
    np.testing.assert_allclose(benjamini_hochberg(p), list(expected["BH"].values()), rtol=1e-12)
