"""Results on scales, frame by frame: types, codebook order, empty groups, no row of all."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import survey_analysis as sa

LISTED = ("alpha", "omega", "lambda", "split_half", "ordinal")
COUNTS = {"n", "n1", "n2", "n_items", "n_domains", "n_total", "n_used", "n_complete", "n_strata",
          "n_flagged", "component", "n_of_items"}  # fmt: skip
FLAGS = {"reverse", "heywood", "recommended"}
DOMAINS = ("work", "ties", "life")
SCHOOLS = ("low", "middle", "high", "nobody")
CODEBOOK = """
survey_analysis_codebook: 1
survey: {id: made_up}
missing: {"": {kind: no_answer}}
scales:
  five: {type: ordinal, values: {"1": a, "2": b, "3": c, "4": d, "5": e}}
domains: {work: {label: Work}, ties: {label: Ties}, life: {label: Life, measurement: formative}}
items:
  - {id: t1, domain: ties, scale: five}
  - {id: w1, domain: work, scale: five}
  - {id: w2, domain: work, scale: five, reverse: true}
  - {id: w3, domain: work, scale: five}
  - {id: w4, domain: work, scale: five}
  - {id: t2, domain: ties, scale: five}
  - {id: t3, domain: ties, scale: five}
  - {id: l1, domain: life, scale: five}
  - {id: l2, domain: life, scale: five}
variables:
  school:
    {role: grouping, type: ordinal, values: {"1": low, "2": middle, "3": high, "4": nobody}}
  weight: {role: design, type: number}
composites: {index: {domains: {life: 1, work: 2}, range: [0, 99]}}
"""
WEIGHTED = "design: {weight: weight}\n"


def made_up(folder, *, weighted: bool) -> sa.Survey:
    """Three domains of four, three and two items; three groups, and one that nobody is in."""
    rng = np.random.default_rng(5)
    true = rng.normal(size=(400, 3))
    cells = {}
    for domain, names in enumerate((("w1", "w2", "w3", "w4"), ("t1", "t2", "t3"), ("l1", "l2"))):
        for name in names:
            answers = np.clip(np.rint(3 + true[:, domain] + rng.normal(size=400)), 1, 5)
            cells[name] = (6 - answers if name == "w2" else answers).astype(int).astype(str)
            cells[name][rng.random(400) < 0.03] = ""
    cells["school"] = (1 + np.arange(400) % 3).astype(str)
    cells["weight"] = (0.5 + np.arange(400) % 4 / 2).astype(str)
    codebook = folder / "codebook.yaml"
    codebook.write_text(CODEBOOK + WEIGHTED * weighted, encoding="utf-8")
    pd.DataFrame(cells).to_csv(folder / "answers.csv", index=False)
    return sa.load_survey(folder / "answers.csv", codebook)


@pytest.fixture(scope="module", params=["sample", "made up", "weighted"])
def survey(request, tmp_path_factory, sample_folder) -> sa.Survey:
    if request.param == "sample":
        return sa.load_survey(sample_folder / "responses.csv", sample_folder / "codebook.yaml")
    folder = tmp_path_factory.mktemp("contract")
    return made_up(folder, weighted=request.param == "weighted")


@pytest.fixture(scope="module")
def own(tmp_path_factory) -> sa.Survey:
    return made_up(tmp_path_factory.mktemp("own"), weighted=True)


def by_of(survey: sa.Survey) -> str:
    return "school" if "school" in survey.groupings else "education"


def labels_of(survey: sa.Survey, by: str) -> list[str]:
    """The groups in codebook order; one without a name for everybody."""
    return list(survey.counts(survey.codebook.domains[0].id, by).groups[:-1]) if by else [""]


def check(survey: sa.Survey, result, by: str = "") -> None:
    """Every frame: plain types, codebook order, the groups of `by` and no row of all."""
    order = [domain.id for domain in survey.codebook.domains]
    for name in result.frames:
        frame = getattr(result, name)
        for column, values in frame.items():
            where = f"{type(result).__name__}.{name}.{column}"
            if column in COUNTS:
                assert values.dtype == np.int64, where
            elif column in FLAGS:
                assert values.dtype == np.bool_, where
            elif pd.api.types.is_numeric_dtype(values):
                assert values.dtype == np.float64, where
            else:
                assert values.dtype == "str", where
                assert values.notna().all(), where
        for column in {"domain", "outcome", "domain1"} & set(frame) - {"composite"}:
            if "composite" not in frame:
                places = [order.index(one) for one in frame[column] if one in order]
                assert places == sorted(places), name
        if "group" in frame and len(frame):
            assert list(dict.fromkeys(frame["group"])) == labels_of(survey, by), name
            assert set(frame["group_by"]) == {by}, name


def test_reliability_has_the_columns_that_are_promised(survey):
    result = sa.reliability(survey, coefficients=LISTED)
    table = list(result.table)
    assert table[:6] == ["domain", "group_by", "group", "n_items", "n_total", "n_used"]
    lambdas = [f"lambda{number}" for number in range(1, 7)]
    added = ["omega", "omega_ci_low", "omega_ci_high", "omega_observed", *lambdas,
             "split_half_min", "split_half_mean", "split_half_max", "alpha_ordinal"]  # fmt: skip
    assert [name for name in table if name in added] == added
    assert {"domain", "group", "item", "loading", "loading_std", "residual_variance"} <= set(
        result.factor
    )
    fit = {"domain", "group", "chi2", "df", "p_value", "cfi", "rmsea", "srmr", "heywood"}
    assert fit <= set(result.fit)
    assert result.differences.empty
    known = result.table[result.table.n_items > 2]
    assert (known.lambda1 < known.lambda3).all()
    assert np.allclose(known.lambda3, known.alpha)
    assert (known.lambda2 >= known.alpha).all()
    assert (known.split_half_min <= known.split_half_mean).all()
    assert np.allclose(known.split_half_max, known.lambda4)
    check(survey, result)


def test_reliability_is_as_it_was_where_nothing_else_is_asked_for(survey):
    assert list(sa.reliability(survey, coefficients="alpha").table)[-1] == "note"
    assert "omega" not in sa.reliability(survey, coefficients=["alpha"]).table
    assert "omega" in sa.reliability(survey).table
    assert sa.reliability(survey, coefficients=["alpha"]).fit.empty


def test_groups_are_compared_and_an_empty_one_keeps_its_row(own):
    result = sa.reliability(own, domains=["ties", "work"], by="school")
    check(own, result, "school")
    empty = result.table[result.table.group == "nobody"]
    assert list(empty.n_used) == [0, 0]
    assert list(empty.domain) == ["work", "ties"]
    assert empty.alpha.isna().all()
    assert (empty.note != "").all()
    promised = {"domain", "group_by", "test", "statistic", "df", "p_value", "p_adjusted",
                "group1", "group2", "estimate", "ci_low", "ci_high"}  # fmt: skip
    assert promised <= set(result.differences)
    whole = result.differences[result.differences.group1 == ""]
    assert list(whole.domain) == ["work", "ties"]
    pairs = result.differences[result.differences.group1 != ""]
    assert set(pairs.group1) | set(pairs.group2) <= set(SCHOOLS)
    alphas = result.table.set_index(["domain", "group"]).alpha
    first = pairs[pairs.estimate.notna()].iloc[0]
    assert first.estimate == pytest.approx(
        alphas[first.domain, first.group1] - alphas[first.domain, first.group2]
    )


def test_the_options_are_those_that_are_promised(own):
    result = sa.reliability(
        own, domains="ties", by=None, missing="pairwise", interval="bootstrap", confidence=0.9,
        coefficients=("alpha",), rng=np.random.default_rng(1), resamples=200,
    )  # fmt: skip
    assert result.table.ci_method[0] == "bootstrap"
    assert result.table.alpha_ci_low[0] < result.table.alpha[0] < result.table.alpha_ci_high[0]


def test_the_spss_layout_is_two_tables(own):
    spss = sa.reliability(own).to_spss_layout()
    check(own, spss)
    assert "Cronbach's alpha (coefficient alpha)" in spss.method
    assert {"cronbachs_alpha", "n_of_items"} <= set(spss.table)


def test_dimensionality(survey):
    first = survey.codebook.domains[0].id
    result = sa.dimensionality(survey, [first])
    assert list(result.table)[:4] == ["domain", "component", "eigenvalue", "parallel_95"]
    items = [item.id for item in survey.codebook.items_of(first)]
    matrix = result.polychoric(first)
    assert list(matrix) == list(matrix.index) == items
    assert np.allclose(np.diag(matrix), 1)
    assert result.table.eigenvalue.sum() == pytest.approx(len(items))
    assert list(sa.dimensionality(survey).table.domain.unique()) == [
        domain.id for domain in survey.codebook.domains
    ]
    check(survey, result)


def test_measurement_error(survey):
    by = by_of(survey)
    first = survey.codebook.domains[0].id
    result = sa.measurement_error(survey, first, by=by)
    assert {"outcome", "group", "sem", "smallest_real_difference", "pairs_reversed",
            "top_tenth_kept"} <= set(result.table)  # fmt: skip
    check(survey, result, by)
    whole = sa.measurement_error(survey)
    check(survey, whole)
    shares = whole.table[["pairs_reversed", "top_tenth_kept"]].dropna()
    assert shares.ge(0).all(axis=None)
    assert shares.le(1).all(axis=None)


def test_a_composite_and_its_error(own):
    result = sa.composite(own, "index")
    assert {"composite", "reliability", "ci_low", "ci_high", "sem", "n_used"} <= set(result.table)
    check(own, result)
    check(own, sa.composite(own, "index", by="school"), "school")
    row = result.table.iloc[0]
    assert row.ci_low < row.reliability < row.ci_high
    error = sa.measurement_error(own, "index").table.iloc[0]
    assert error.outcome == "index"
    assert error["sem"] == pytest.approx(row["sem"], rel=1e-9)
    assert list(result.domains.domain) == ["work", "life"]


@pytest.mark.parametrize("ask", [sa.reliability, sa.dimensionality, sa.domain_correlations])
def test_a_plain_alpha_of_a_composite_is_refused_with_the_reason(own, ask):
    with pytest.raises(sa.errors.OptionError, match="composite of domains"):
        ask(own, domains="index")


def test_item_bias(survey):
    by = by_of(survey)
    result = sa.item_bias(survey, by=by, domains=survey.codebook.domains[0].id)
    assert {"domain", "item", "method", "statistic", "df", "p_value", "p_adjusted", "effect_name",
            "effect", "flag"} <= set(result.table)  # fmt: skip
    assert {"gap", "gap_without"} <= set(result.impact)
    assert list(result.groups.group) == labels_of(survey, by)
    check(survey, result, by)


def test_domain_correlations(survey):
    result = sa.domain_correlations(survey)
    domains = len(survey.codebook.domains)
    assert len(result.table) == domains * (domains - 1) // 2
    assert {"pearson", "spearman", "disattenuated", "disattenuated_ci_low"} <= set(result.table)
    check(survey, result)
    by = by_of(survey)
    check(survey, sa.domain_correlations(survey, by=by), by)


def test_to_lavaan_writes_the_data_and_the_script(own, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    written = sa.to_lavaan(own, by="school")
    assert [path.name for path in written] == ["answers.csv", "invariance.R"]


@pytest.mark.parametrize(
    "ask",
    [
        sa.reliability,
        sa.dimensionality,
        sa.measurement_error,
        sa.domain_correlations,
        lambda survey, by: sa.item_bias(survey, by=by),
        lambda survey, by: sa.composite(survey, "index", by=by),
    ],
)
def test_whatever_is_asked_an_empty_group_has_its_row(own, ask):
    result = ask(own, by="school")
    check(own, result, "school")
    frame = result.groups if hasattr(result, "groups") else result.table
    count = "n" if "n" in frame else "n_used"
    empty = frame[frame["group"] == "nobody"]
    assert len(empty)
    assert (empty[count] == 0).all()
