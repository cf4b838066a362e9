"""The main job on a real questionnaire: 4,000 respondents, 70 items, five domains.

Reference values: R 4.2.2, psych 2.2.9 `alpha()`, `kruskal.test`, `oneway.test`, `aov`, `t.test`,
`wilcox.test`; the script stands beside the data. Tolerance: relative 1e-8 (iterative p-values of
far tails included); R's printed interval uses 1.96.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest

import survey_analysis as sa
from survey_analysis.statistics.means import anova, welch_anova, welch_t
from survey_analysis.statistics.ranks import kruskal_wallis, mann_whitney

DOMAINS = ("Agree", "Consc", "Neuro", "Extra", "Open")
RTOL = 1e-8


def spi_codebook(folder: Path) -> str:
    with (folder / "spi_items.csv").open(encoding="utf-8") as file:
        items = list(csv.DictReader(file))
    lines = [
        "survey_analysis_codebook: 1",
        "survey: {id: spi, title: SAPA Personality Inventory}",
        "default_language: en",
        "scales:",
        "  like6:",
        "    type: ordinal",
        "    values: {'1': very inaccurate, '2': moderately inaccurate, '3': slightly inaccurate,"
        " '4': slightly accurate, '5': moderately accurate, '6': very accurate}",
        "domains:",
        *(f"  {domain}: {{label: {domain}, min_answered: 11}}" for domain in DOMAINS),
        "items:",
        *(
            f"  - {{id: {row['item']}, domain: {row['domain']}, scale: like6, "
            f"reverse: {row['reverse'].lower()}, label: {json.dumps(row['text'])}}}"
            for row in items
        ),
        "variables:",
        "  respondent_id: {role: respondent, type: text}",
        "  age: {role: grouping, type: integer, range: [10, 99], bands: [10, 18, 25, 35, 50, 65]}",
        "  sex: {role: grouping, type: nominal, values: {'1': male, '2': female}}",
        "  education: {role: grouping, type: ordinal, values: {"
        + ", ".join(f"'{code}': level {code}" for code in range(1, 9))
        + "}}",
        "  health: {role: outcome, type: ordinal, values: {"
        + ", ".join(f"'{code}': health {code}" for code in range(1, 6))
        + "}}",
    ]
    return "\n".join(lines)


@pytest.fixture(scope="module")
def reference(shared_folder: Path) -> dict:
    return json.loads((shared_folder / "spi" / "spi_reference.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def survey(shared_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> sa.Survey:
    codebook = tmp_path_factory.mktemp("spi") / "codebook.yaml"
    codebook.write_text(spi_codebook(shared_folder / "spi"), encoding="utf-8")
    return sa.load_survey(shared_folder / "spi" / "spi.csv", codebook)


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize("missing", ["listwise", "pairwise"])
def test_alpha_equals_psych(survey, reference, domain, missing):
    expected = reference["reliability"][domain][
        "pairwise" if missing == "pairwise" else "complete.obs"
    ]
    result = sa.reliability(survey, domains=domain, missing=missing, interval="normal")
    row = result.table.iloc[0]
    assert row.n_items == expected["n_items"]
    assert row.alpha == pytest.approx(expected["raw_alpha"], rel=RTOL)
    assert row.alpha_std == pytest.approx(expected["std_alpha"], rel=RTOL)
    assert row.mean_r == pytest.approx(expected["average_r"], rel=RTOL)
    items = result.items.set_index("item")
    for column, key in (
        ("item_rest_r", "item_rest_r"),
        ("alpha_if_dropped", "alpha_if_dropped"),
        ("mean", "item_mean"),
        ("sd", "item_sd"),
    ):
        found = items[column].loc[list(expected[key])].to_numpy()
        np.testing.assert_allclose(found, list(expected[key].values()), rtol=RTOL)


@pytest.mark.parametrize("domain", DOMAINS)
def test_normal_theory_error_and_feldt_interval_equal_psych(survey, reference, domain):
    expected = reference["reliability"][domain]["complete.obs"]
    normal = sa.reliability(survey, domains=domain, interval="normal").table.iloc[0]
    feldt = sa.reliability(survey, domains=domain, interval="feldt").table.iloc[0]
    assert normal.n_used == expected["n_complete"]
    assert normal.alpha_se == pytest.approx(expected["ase"], rel=RTOL)
    low = normal.alpha - 1.96 * normal.alpha_se
    assert low == pytest.approx(expected["duhachek_lower"], rel=RTOL)
    assert feldt.alpha_ci_low == pytest.approx(expected["feldt_lower"], rel=RTOL)
    assert feldt.alpha_ci_high == pytest.approx(expected["feldt_upper"], rel=RTOL)


@pytest.mark.parametrize("domain", DOMAINS)
def test_scores_equal_r(survey, reference, domain):
    expected = reference["scores"][domain]
    row = sa.distribution(survey, outcomes=domain).table.iloc[0]
    for name in ("n", "mean", "sd", "median"):
        assert row[name] == pytest.approx(expected[name], rel=RTOL)
    groups = sa.distribution(survey, outcomes=domain, by="education").table
    for position, level in enumerate(expected["by_education"].values()):
        for name in ("n", "mean", "sd", "median"):
            assert groups[name].iloc[position] == pytest.approx(level[name], rel=RTOL)


@pytest.mark.parametrize("domain", DOMAINS)
def test_comparisons_by_education_equal_r(survey, reference, domain):
    expected = reference["scores"][domain]

    def table(statistic):
        return sa.compare(survey, outcomes=domain, by="education", statistic=statistic).table.iloc[
            0
        ]

    kruskal = table(kruskal_wallis)
    assert kruskal.statistic == pytest.approx(expected["kruskal_education"]["H"], rel=RTOL)
    assert kruskal.df1 == expected["kruskal_education"]["df"]
    assert kruskal.p_value == pytest.approx(expected["kruskal_education"]["p"], rel=RTOL)
    for statistic, key in (
        (welch_anova, "welch_anova_education"),
        (anova, "anova_education"),
        (None, "welch_anova_education"),
    ):
        row = table(statistic)
        assert row.statistic == pytest.approx(expected[key]["F"], rel=RTOL)
        assert row.df1 == expected[key]["df1"]
        assert row.df2 == pytest.approx(expected[key]["df2"], rel=RTOL)
        assert row.p_value == pytest.approx(expected[key]["p"], rel=RTOL)


@pytest.mark.parametrize("domain", DOMAINS)
def test_comparisons_by_sex_equal_r(survey, reference, domain):
    expected = reference["scores"][domain]
    result = sa.compare(survey, outcomes=domain, by="sex")
    assert result.table.test.iloc[0] == "welch_t"
    pair = result.pairs.iloc[0]
    welch = expected["welch_t_sex"]
    assert pair.statistic == pytest.approx(welch["t"], rel=RTOL)
    assert pair.df == pytest.approx(welch["df"], rel=RTOL)
    assert pair.p_value == pytest.approx(welch["p"], rel=RTOL)
    assert pair.ci_low == pytest.approx(welch["lower"], rel=RTOL)
    assert pair.ci_high == pytest.approx(welch["upper"], rel=RTOL)
    assert result.table.p_value.iloc[0] == pytest.approx(welch["p"], rel=RTOL)
    explicit = sa.compare(survey, outcomes=domain, by="sex", statistic=welch_t).pairs.iloc[0]
    assert explicit.statistic == pair.statistic
    ranks = sa.compare(survey, outcomes=domain, by="sex", statistic=mann_whitney).table.iloc[0]
    assert ranks.statistic == pytest.approx(expected["wilcoxon_sex"]["W"], rel=RTOL)
    assert ranks.p_value == pytest.approx(expected["wilcoxon_sex"]["p"], rel=RTOL)


def test_the_whole_report_is_written(survey, tmp_path):
    path = tmp_path / "spi.html"
    sa.write_report(survey, path, by=["age", "sex", "education"])
    page = path.read_text("utf-8")
    assert page.count("<table") > 10
    assert survey.provenance.export_sha256 in page
