"""The names of results on scales that others rely on."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import survey_analysis as sa

RELIABILITY = (
    "omega", "omega_ci_low", "omega_ci_high", "omega_observed", "lambda1", "lambda2", "lambda3",
    "lambda4", "lambda5", "lambda6", "split_half_min", "split_half_mean", "split_half_max",
    "alpha_ordinal",
)  # fmt: skip
CODEBOOK = """
survey_analysis_codebook: 1
survey: {id: index, title: An index}
scales:
  agree5: {type: ordinal, values: {"1": a, "2": b, "3": c, "4": d, "5": e}}
domains:
  trust: {label: Trust}
  mood: {label: Mood}
composites:
  index: {label: Index, domains: {trust: 2, mood: 1}, range: [0, 99]}
items:
  - {id: t1, domain: trust, scale: agree5}
  - {id: t2, domain: trust, scale: agree5}
  - {id: t3, domain: trust, scale: agree5, reverse: true}
  - {id: m1, domain: mood, scale: agree5}
  - {id: m2, domain: mood, scale: agree5}
  - {id: m3, domain: mood, scale: agree5}
variables:
  group: {role: grouping, type: nominal, values: {a: A, b: B, c: C}}
  w: {role: design, type: number}
"""


@pytest.fixture(scope="module", params=[False, True], ids=["unweighted", "weighted"])
def survey(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> sa.Survey:
    folder = tmp_path_factory.mktemp("contract")
    rng = np.random.default_rng(5)
    n = 400
    factor = rng.standard_normal((n, 2)) @ np.array([[1, 0.5], [0, 0.9]])
    made = np.repeat(factor, 3, axis=1) + rng.standard_normal((n, 6))
    answers = np.digitize(made, [-1.5, -0.5, 0.5, 1.5]) + 1
    answers[:, 2] = 6 - answers[:, 2]
    frame = pd.DataFrame(answers, columns=["t1", "t2", "t3", "m1", "m2", "m3"]).astype("Int64")
    frame.loc[::11, "t2"] = pd.NA
    frame["group"] = np.where(np.arange(n) % 3, "a", "b")
    frame["w"] = np.round(rng.uniform(0.5, 2, n), 2)
    design = "design: {weight: w}\n" if request.param else ""
    (folder / "codebook.yaml").write_text(CODEBOOK + design, encoding="utf-8")
    frame.to_csv(folder / "export.csv", index=False)
    return sa.load_survey(folder / "export.csv", folder / "codebook.yaml")


def has(frame: pd.DataFrame, *columns: str) -> None:
    """The columns are there, in this order, and of their kinds."""
    found = [column for column in frame.columns if column in columns]
    assert found == list(columns)
    for name in frame.columns:
        kind = frame[name].dtype
        assert kind.name in {"str", "int64", "float64", "bool"}, (name, kind)


def test_reliability(survey):
    result = sa.reliability(
        survey,
        domains=None,
        by=None,
        missing="listwise",
        interval="auto",
        confidence=0.95,
        coefficients=("alpha", "omega", "lambda", "split_half", "ordinal"),
        rng=None,
        resamples=2000,
    )
    has(result.table, "domain", "n_used", "alpha", "sem", *RELIABILITY, "note")
    has(result.factor, "domain", "group", "item", "loading", "loading_std", "residual_variance")
    fit = ("domain", "group", "chi2", "df", "p_value", "cfi", "rmsea", "srmr", "heywood")
    has(result.fit, *fit)
    assert {"omega", "omega_ci_low"} <= set(sa.reliability(survey).table)
    assert list(result.table["domain"]) == ["trust", "mood"]


def test_differences_between_groups(survey):
    result = sa.reliability(survey, by="group")
    assert list(result.table["group"]) == ["A", "B", "C"] * 2
    assert result.table.loc[result.table["group"] == "C", "n_used"].tolist() == [0, 0]
    assert (result.table.loc[result.table["group"] == "C", "note"] != "").all()
    columns = ("domain", "group_by", "test", "statistic", "df", "p_value", "p_adjusted")
    has(result.differences, *columns)
    has(result.differences, "group1", "group2", "estimate", "ci_low", "ci_high")


def test_dimensionality(survey):
    result = sa.dimensionality(survey, ["trust", "mood"])
    assert list(result.table.columns[:4]) == ["domain", "component", "eigenvalue", "parallel_95"]
    matrix = result.polychoric("trust")
    assert list(matrix.index) == list(matrix.columns) == ["t1", "t2", "t3"]
    np.testing.assert_array_equal(np.diag(matrix), 1)


def test_composite(survey):
    table = sa.composite(survey, "index").table
    has(table, "composite", "n_used", "reliability", "ci_low", "ci_high", "sem")
    row = table.iloc[0]
    assert row.ci_low < row.reliability < row.ci_high
    with pytest.raises(sa.errors.OptionError, match="composite"):
        sa.reliability(survey, domains="index")


def test_measurement_error(survey):
    columns = ("outcome", "group", "sem", "smallest_real_difference", "pairs_reversed")
    for asked in (None, "trust", ["trust", "mood"], "index"):
        has(sa.measurement_error(survey, asked).table, *columns, "top_tenth_kept")
    by_group = sa.measurement_error(survey, by="group")
    assert len(by_group.table) == 6
    sems = sa.reliability(survey).table["sem"]
    np.testing.assert_allclose(sa.measurement_error(survey).table["sem"], sems)


def test_item_bias(survey):
    result = sa.item_bias(survey, by="group")
    columns = ("domain", "item", "method", "statistic", "df", "p_value", "p_adjusted")
    has(result.table, *columns, "effect_name", "effect", "flag")
    assert {"gap", "gap_without"} <= set(result.impact)


def test_domain_correlations_and_lavaan(survey, tmp_path: Path):
    table = sa.domain_correlations(survey).table
    has(table, "domain1", "domain2", "pearson", "spearman", "disattenuated")
    written = sa.to_lavaan(survey, tmp_path / "ladder", by="group")
    assert [path.suffix for path in written] == [".csv", ".R"]
    assert all(path.is_file() for path in written)
