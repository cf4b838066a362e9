"""The verbs on the sample against R: every field and option that R computes.

Values: tests/reference/sample.json, made by tests/reference/sample.R (versions inside). Relative
tolerance 1e-8; studentized range 1e-6 (R's `ptukey` and `qtukey` are no better).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import survey_analysis as sa
from survey_analysis.codebook.standards import STANDARDS
from survey_analysis.statistics.means import anova
from survey_analysis.statistics.ranks import kruskal_wallis

DOMAINS = (
    "skills", "work", "finances", "family", "health", "civic", "recognition", "languages",
)  # fmt: skip
GROUPINGS = ("age", "education", "region")
RTOL = 1e-8


@pytest.fixture(scope="module")
def reference() -> dict[str, Any]:
    path = Path(__file__).parent / "reference" / "sample.json"
    return json.loads(path.read_text("utf-8"))


@pytest.fixture(scope="module")
def survey(sample_folder: Path) -> sa.Survey:
    return sa.load_survey(sample_folder / "responses.csv", sample_folder / "codebook.yaml")


@pytest.fixture(scope="module")
def means(survey):
    return sa.compare(survey)


@pytest.fixture(scope="module")
def ranks(survey):
    return sa.compare(survey, outcomes=list(DOMAINS), statistic=kruskal_wallis)


def pick(frame, **ids):
    for column, value in ids.items():
        frame = frame[frame[column] == value]
    return frame


@pytest.mark.parametrize("domain", DOMAINS)
def test_alpha_and_items(survey, reference, domain):
    expected = reference[domain]["reliability"]
    result = sa.reliability(survey, domains=domain, interval="normal")
    row = result.table.iloc[0]
    assert row.n_total == 1500
    assert row.n_used == expected["n_used"]
    for column, key in (
        ("alpha", "alpha"),
        ("alpha_std", "alpha_std"),
        ("mean_r", "mean_r"),
        ("alpha_se", "ase"),
    ):
        assert row[column] == pytest.approx(expected[key], rel=RTOL), column
    for column, key in (
        ("item_rest_r", "item_rest_r"),
        ("alpha_if_dropped", "alpha_if_dropped"),
        ("mean", "item_mean"),
        ("sd", "item_sd"),
    ):
        np.testing.assert_allclose(result.items[column], expected[key], rtol=RTOL, err_msg=column)
    feldt = sa.reliability(survey, domains=domain, interval="feldt").table.iloc[0]
    np.testing.assert_allclose(
        [feldt.alpha_ci_low, feldt.alpha_ci_high], expected["feldt"], rtol=RTOL
    )
    pairwise = sa.reliability(survey, domains=domain, missing="pairwise").table.iloc[0]
    assert pairwise.alpha == pytest.approx(expected["alpha_pairwise"], rel=RTOL)
    assert np.isnan(pairwise.alpha_ci_low)
    assert pairwise.note


@pytest.mark.parametrize("domain", DOMAINS)
def test_distribution_of_scores(survey, reference, domain):
    expected = reference[domain]["distribution"]
    row = sa.distribution(survey, outcomes=domain).table.iloc[0]
    assert row.n == expected["n"]
    assert row.n_missing == 1500 - expected["n"]
    found = [row["mean"], row.sd, row.ci_low, row.ci_high, row["median"], row.q25, row.q75]
    values = [expected["mean"], expected["sd"], *expected["ci"]]
    values += [expected[name] for name in ("median", "q25", "q75")]
    np.testing.assert_allclose(found, values, rtol=RTOL)
    np.testing.assert_allclose(
        [row.floor_share, row.ceiling_share], [expected["floor"], expected["ceiling"]], rtol=RTOL
    )


@pytest.mark.parametrize("domain", DOMAINS)
def test_shares_of_the_first_item(survey, reference, domain):
    item = survey.codebook.items_of(domain)[0].id
    shares = sa.distribution(survey, outcomes=item).shares
    expected = reference[domain]["shares"]
    assert list(shares.n) == [one["n"] for one in expected]
    np.testing.assert_allclose(shares.share, [one["share"] for one in expected], rtol=RTOL)
    np.testing.assert_allclose(shares.ci_low, [one["ci"][0] for one in expected], rtol=RTOL)
    np.testing.assert_allclose(shares.ci_high, [one["ci"][1] for one in expected], rtol=RTOL)


@pytest.mark.parametrize("grouping", GROUPINGS)
@pytest.mark.parametrize("domain", DOMAINS)
def test_welch_and_classical_anova(survey, means, reference, domain, grouping):
    expected = reference[domain]["tests"][grouping]
    row = pick(means.table, outcome=domain, group_by=grouping).iloc[0]
    classical = sa.compare(survey, outcomes=domain, by=grouping, statistic=anova).table.iloc[0]
    for found, key in ((row, "welch"), (classical, "anova")):
        value = expected[key]
        np.testing.assert_allclose(
            [found.statistic, found.df1, found.df2, found.p_value],
            [value["F"], value["df1"], value["df2"], value["p"]],
            rtol=RTOL,
        )


@pytest.mark.parametrize("grouping", GROUPINGS)
@pytest.mark.parametrize("domain", DOMAINS)
def test_games_howell_pairs(survey, means, reference, domain, grouping):
    pairs = pick(means.pairs, outcome=domain, group_by=grouping)
    expected = {
        frozenset((pair["group1"], pair["group2"])): pair
        for pair in reference[domain]["tests"][grouping]["pairs"]
    }
    assert len(pairs) == len(expected)
    codes = codes_of(survey, grouping)
    for pair in pairs.itertuples():
        value = expected[frozenset((codes[pair.group1], codes[pair.group2]))]
        sign = 1 if value["group1"] == codes[pair.group1] else -1
        assert pair.estimate == pytest.approx(sign * value["estimate"], rel=RTOL, abs=1e-12)
        assert pair.se == pytest.approx(value["se"], rel=RTOL)
        assert pair.statistic == pytest.approx(sign * value["statistic"], rel=RTOL, abs=1e-11)
        assert pair.df == pytest.approx(value["df"], rel=RTOL)
        assert pair.p_value == pytest.approx(value["p"], abs=1e-6)
        assert pair.p_adjusted == pair.p_value
        # R's ptukey is off by 2e-6 at three degrees of freedom; SciPy agrees with ours to 1e-12
        assert pair.ci_high - pair.estimate == pytest.approx(value["margin"], rel=3e-6)
        assert pair.estimate - pair.ci_low == pytest.approx(value["margin"], rel=3e-6)
        assert pair.effect_name == "hedges_g"
        assert pair.effect == pytest.approx(sign * value["g"], rel=RTOL, abs=1e-12)
        ends = sorted(sign * end for end in value["g_ci"])
        np.testing.assert_allclose(
            [pair.effect_ci_low, pair.effect_ci_high], ends, rtol=1e-8, atol=1e-10
        )


@pytest.mark.parametrize("grouping", GROUPINGS)
@pytest.mark.parametrize("domain", DOMAINS)
def test_kruskal_wallis_and_dunn(survey, ranks, reference, domain, grouping):
    expected = reference[domain]["tests"][grouping]
    row = pick(ranks.table, outcome=domain, group_by=grouping).iloc[0]
    value = expected["kruskal"]
    assert row.statistic == pytest.approx(value["H"], rel=RTOL)
    assert row.df1 == value["df"]
    assert row.p_value == pytest.approx(value["p"], rel=RTOL)
    assert row.effect_name == "rank_epsilon_squared"
    assert row.effect == pytest.approx(expected["rank_epsilon_squared"], rel=RTOL)
    dunn = expected["dunn"]
    codes = codes_of(survey, grouping)
    pairs = pick(ranks.pairs, outcome=domain, group_by=grouping)
    assert [codes[group] for group in pairs.group1] == dunn["group1"]
    assert [codes[group] for group in pairs.group2] == dunn["group2"]
    # rstatix prints group2 - group1
    np.testing.assert_allclose(pairs.statistic, -np.array(dunn["z"]), rtol=RTOL, atol=1e-11)
    np.testing.assert_allclose(pairs.p_value, dunn["p"], rtol=RTOL)
    np.testing.assert_allclose(pairs.p_adjusted, dunn["p_adjusted"], rtol=RTOL)


@pytest.mark.parametrize("grouping", GROUPINGS)
def test_chi_square_of_a_nominal_outcome(means, reference, grouping):
    expected = reference["news_source"][grouping]
    row = pick(means.table, outcome="news_source", group_by=grouping).iloc[0]
    assert row.test == "chi_square"
    assert row.statistic == pytest.approx(expected["chi2"], rel=RTOL)
    assert row.df1 == expected["df"]
    assert row.p_value == pytest.approx(expected["p"], rel=RTOL)
    assert row.effect_name == "cramers_v"
    assert row.effect == pytest.approx(expected["v"], rel=RTOL, abs=1e-12)
    found = pick(means.residuals, outcome="news_source", group_by=grouping)
    np.testing.assert_allclose(found.expected, np.ravel(expected["expected"]), rtol=RTOL)
    np.testing.assert_allclose(found.residual, np.ravel(expected["residual"]), rtol=RTOL)


def codes_of(survey: sa.Survey, grouping: str) -> dict[str, str]:
    """The code in the file of every group label."""
    variable = survey.codebook.variable(grouping)
    if grouping == "age":
        return {label: label for label in survey.group_labels("age")}
    if grouping == "education":
        labels = survey.group_labels("education")
        return dict(zip(labels, (c.code for c in variable.categories), strict=True))
    known = STANDARDS[variable.standard]
    return {text: category.code for category in known for text in category.label.values()}
