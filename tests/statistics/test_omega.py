"""McDonald's omega."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_analysis.errors import OptionError
from survey_analysis.statistics.omega import (
    mcdonald_omega,
    omega_gradients,
    omega_if_dropped,
    omegas,
)
from survey_analysis.statistics.one_factor import FITTED, one_factor
from survey_analysis.statistics.reliability import cronbach_alpha
from survey_analysis.tables.patterns import from_rows

LABELS = ("a", "b", "c")
OMEGA = 2e-7
"""lavaan's optimizer stops at about seven digits of a loading."""

SEMTOOLS = 5e-6
"""semTools divides by the observed variance, and does not average out the errors of loadings."""

ROOT = Path(__file__).resolve().parents[2]
NAN = np.nan
OF_GROUPS = (
    "omega", "omega_se", "ci_low", "ci_high", "omega_observed", "omega_observed_se",
    "observed_ci_low", "observed_ci_high", "chi2", "df", "p_value", "cfi", "rmsea", "srmr",
)  # fmt: skip
OF_ITEMS = ("loadings", "loadings_std", "residual_variances")


@pytest.fixture(scope="module")
def expected(reference):
    return reference("omega")


def with_patterns(moments_of, patterns_of, items, **options):
    weights = options.pop("weights", None)
    patterns = patterns_of(items, weights=weights)
    return mcdonald_omega(moments_of(items, weights=weights), patterns=patterns, **options)


def check_row(found, row, values, *, fit=True):
    """One group against lavaan, which has divisor n in covariances and standard errors."""
    n = values["n"]
    assert found.n_used[row] == n
    assert found.omega[row] == pytest.approx(values["omega"], rel=OMEGA)
    se = values["se_mlr"] * np.sqrt(n / (n - 1))
    assert found.omega_se[row] == pytest.approx(se, rel=1e-4 if found.heywood[row] else 2e-5)
    unit = np.sqrt(n / (n - 1))
    for ours, theirs in (
        (found.loadings[row] / unit, "loadings"),
        (found.loadings_std[row], "loadings_std"),
        (found.residual_variances[row] / unit**2, "residuals"),
    ):
        np.testing.assert_allclose(ours, values[theirs], rtol=2e-6, atol=1e-6, err_msg=theirs)
    assert found.heywood[row] == (min(values["residuals"]) < 0)
    if fit:
        observed = values["observed_semtools"]
        assert found.omega_observed[row] == pytest.approx(observed, rel=SEMTOOLS)
        check_fit(found, row, values["fit"])


def check_fit(found, row, fit):
    assert found.chi2[row] == pytest.approx(fit["chisq"], rel=1e-9, abs=1e-9)
    assert found.df[row] == fit["df"]
    assert found.cfi[row] == pytest.approx(fit["cfi"], abs=1e-9)
    assert found.rmsea[row] == pytest.approx(fit["rmsea"], rel=1e-8, abs=1e-9)
    assert found.srmr[row] == pytest.approx(fit["srmr"], rel=2e-6, abs=1e-6)
    if fit["df"]:
        assert found.p_value[row] == pytest.approx(fit["pvalue"], rel=1e-8, abs=1e-15)
    else:
        assert np.isnan(found.p_value[row])


def test_omega_of_every_group_is_that_of_lavaan(answers, moments_of, patterns_of, expected):
    of = (answers["items"], answers["group"], LABELS)
    found = mcdonald_omega(moments_of(*of), patterns=patterns_of(*of))
    for row, label in enumerate(LABELS):
        check_row(found, row, expected["by_group"][label])
    assert found.notes[:2] == (None, None)
    assert found.notes[2].code == "SA335"  # sixteen respondents and a negative residual variance
    assert found.notes[3].code == "SA301"
    assert np.isnan(found.omega[3])


@pytest.mark.parametrize(
    ("name", "items"), [("all", range(6)), ("three", range(3)), ("four", range(4))]
)
def test_omega_is_that_of_lavaan(answers, moments_of, patterns_of, expected, name, items):
    found = with_patterns(moments_of, patterns_of, answers["items"][:, list(items)])
    check_row(found, 0, expected[name])


def test_the_normal_theory_error_would_be_too_small(answers, moments_of, patterns_of, expected):
    found = with_patterns(moments_of, patterns_of, answers["items"])
    assert expected["all"]["se_ml"] < 0.85 * found.omega_se[0]


@pytest.mark.parametrize(("name", "items"), [("observed", range(6)), ("observed_three", (1, 3, 5))])
def test_the_error_of_omega_by_the_observed_variance_is_that_of_r(
    answers, moments_of, patterns_of, expected, name, items
):
    found = with_patterns(moments_of, patterns_of, answers["items"][:, list(items)])
    assert found.omega_observed[0] == pytest.approx(expected[name]["estimate"], rel=1e-9)
    assert found.omega_observed_se[0] == pytest.approx(expected[name]["se"], rel=1e-5)


def test_weighted_omega_is_that_of_lavaan(answers, moments_of, patterns_of, expected):
    for scale in (1.0, 100.0):
        found = with_patterns(
            moments_of, patterns_of, answers["items"], weights=scale * answers["weight"]
        )
        check_row(found, 0, expected["weighted"], fit=False)
        assert np.isnan([found.chi2[0], found.p_value[0], found.cfi[0], found.rmsea[0]]).all()
        assert np.isfinite(found.srmr[0])
        assert found.notes[0].code == "SA336"


def test_equal_weights_give_the_unweighted_numbers(answers, moments_of, patterns_of):
    equal = np.full(len(answers["items"]), 0.37)
    plain = with_patterns(moments_of, patterns_of, answers["items"])
    weighted = with_patterns(moments_of, patterns_of, answers["items"], weights=equal)
    for name in (*OF_GROUPS[:8], "srmr", *OF_ITEMS):
        left, right = getattr(plain, name), getattr(weighted, name)
        np.testing.assert_allclose(left, right, rtol=1e-9, err_msg=name)


def test_pairwise_omega_is_that_of_lavaan_and_has_no_interval(answers, moments_of, expected):
    found = mcdonald_omega(moments_of(answers["items"]), missing="pairwise")
    values = expected["pairwise"]
    assert found.omega[0] == pytest.approx(values["omega"], rel=OMEGA)
    assert found.omega_observed[0] == pytest.approx(values["observed"], rel=OMEGA)
    np.testing.assert_allclose(found.loadings[0], values["loadings"], rtol=2e-6)
    assert found.srmr[0] == pytest.approx(values["fit"]["srmr"], rel=2e-6)
    for name in ("omega_se", "ci_low", "ci_high", "observed_ci_low", "chi2", "p_value", "cfi"):
        assert np.isnan(getattr(found, name)[0])
    assert found.notes[0].code == "SA307"


def test_omega_if_dropped_is_omega_of_the_rest(answers, moments_of, expected):
    moments = moments_of(answers["items"])
    found = omega_if_dropped(moments)
    np.testing.assert_allclose(found[0], expected["dropped"], rtol=OMEGA)
    pairs = omega_if_dropped(moments, missing="pairwise")
    rest = moments_of(answers["items"][:, 1:])
    assert pairs[0, 0] == pytest.approx(mcdonald_omega(rest, missing="pairwise").omega[0])
    assert np.isnan(omega_if_dropped(moments_of(answers["items"][:, :3]))).all()


def read_sample(name):
    with (ROOT / "data" / "sample" / "responses.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    turned = (ROOT / "data" / "sample" / "codebook.yaml").read_text("utf-8")
    columns = []
    for item in range(1, 5):
        code = f"{name}{item}"
        if code not in rows[0]:
            continue
        answers = [float(row[code]) if row[code] in set("12345") else NAN for row in rows]
        line = next(line for line in turned.splitlines() if f"id: {code}," in line)
        columns.append([6 - one for one in answers] if "reverse: true" in line else answers)
    return np.array(columns).T


@pytest.mark.parametrize(
    ("domain", "short"), [("skills", "skl"), ("health", "hlt"), ("recognition", "rec")]
)
def test_the_sample_data_give_the_numbers_of_lavaan(
    moments_of, patterns_of, expected, domain, short
):
    found = with_patterns(moments_of, patterns_of, read_sample(short))
    check_row(found, 0, expected["sample"][domain])


REAL = [("attitude", "ALL"), ("hs1939", "visual"), ("hs1939", "textual"), ("hs1939", "speed"),
        ("sai", "POS"), ("sai", "NEG"), ("sai", "ANX")]  # fmt: skip


@pytest.mark.parametrize(("data", "domain"), REAL)
def test_real_questionnaires_give_the_numbers_of_lavaan(
    shared_folder, moments_of, patterns_of, data, domain
):
    folder = shared_folder / "reference_data"
    page = json.loads((folder / "reference" / "reliability.json").read_text("utf-8"))["results"]
    record = page[f"reliability/{data}/{domain}/cfa_ml_listwise"]
    fitted, names = record["value"], record["variables"]
    omega = page[f"reliability/{data}/{domain}/omega_cfa_listwise"]["value"]
    with (folder / "data" / f"{data}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    items = np.array([[float(row[x]) if row[x] not in ("", "NA") else NAN for x in names]
                      for row in rows])  # fmt: skip
    if domain == "ANX":
        items[:, 10:] = 5 - items[:, 10:]
    found = with_patterns(moments_of, patterns_of, items)
    n = fitted["n_used"]
    assert found.n_used[0] == n
    unit = np.sqrt((n - 1) / n)
    for ours, theirs in (
        (found.loadings[0] * unit, fitted["loadings_unstd"]),
        (found.loadings_std[0], fitted["loadings_std"]),
        (found.residual_variances[0] * unit**2, fitted["residual_var"]),
    ):
        np.testing.assert_allclose(ours, [theirs[name] for name in names], rtol=1e-5)
    check_fit(found, 0, fitted["fit"])
    assert found.omega[0] == pytest.approx(omega["omega"], rel=1e-6)
    assert found.omega_observed[0] == pytest.approx(omega["omega3"], rel=SEMTOOLS)


# ---- two routes, one answer ---------------------------------------------------------------


@pytest.mark.parametrize("name", ["heywood", "heywood_large", "turned", "weak", "strong"])
def test_gradients_are_those_of_finite_differences(expected, name):
    covariance = np.array(expected["matrices"][name]["S"])
    k = len(covariance)
    gradient = omega_gradients(covariance)
    for i in range(k):
        for j in range(k):
            shift = np.zeros((k, k))
            shift[i, j] += 5e-6
            shift[j, i] += 5e-6
            slope = (omegas(covariance + shift) - omegas(covariance - shift)) / 2e-5
            np.testing.assert_allclose(gradient[:, i, j], slope, rtol=1e-5, atol=1e-7)
    np.testing.assert_allclose((gradient * covariance).sum(axis=(1, 2)), 0, atol=1e-9)


def test_the_error_is_that_of_the_jackknife_in_large_groups(answers, moments_of, patterns_of):
    items = answers["items"][~np.isnan(answers["items"]).any(axis=1)]
    n = len(items)
    found = with_patterns(moments_of, patterns_of, items)
    without = np.stack([np.cov(np.delete(items, one, axis=0).T) for one in range(n)])
    values = omegas(without)
    jackknife = np.sqrt((n - 1) / n * ((values - values.mean(axis=0)) ** 2).sum(axis=0))
    assert found.omega_se[0] == pytest.approx(jackknife[0], rel=0.03)
    assert found.omega_observed_se[0] == pytest.approx(jackknife[1], rel=0.03)


def test_equal_loadings_make_omega_equal_to_alpha():
    for residuals in ([0.5, 0.5, 0.5, 0.5], [0.2, 0.9, 0.4, 1.3]):
        covariance = np.full((4, 4), 0.36) + np.diag(residuals)
        alpha = 4 / 3 * (1 - np.trace(covariance) / covariance.sum())
        np.testing.assert_allclose(omegas(covariance), alpha, rtol=1e-10)


def test_interval_is_on_the_logarithm(answers, moments_of, patterns_of):
    narrow, wide = (
        with_patterns(moments_of, patterns_of, answers["items"], confidence=level)
        for level in (0.8, 0.99)
    )
    for found in (narrow, wide):
        middle = np.log(1 - found.omega)
        ends = np.log(1 - found.ci_high) + np.log(1 - found.ci_low)
        np.testing.assert_allclose(ends / 2, middle, rtol=1e-12)
        assert found.observed_ci_low[0] < found.omega_observed[0] < found.observed_ci_high[0]
    assert wide.ci_low[0] < narrow.ci_low[0] < narrow.ci_high[0] < wide.ci_high[0]


def test_without_answer_rows_there_is_no_interval(answers, moments_of):
    found = mcdonald_omega(moments_of(answers["items"]))
    assert np.isfinite([found.omega[0], found.chi2[0]]).all()
    assert np.isnan([found.omega_se[0], found.ci_low[0], found.observed_ci_high[0]]).all()


def test_rows_with_gaps_are_left_out(answers, moments_of, patterns_of):
    items = answers["items"]
    plain = with_patterns(moments_of, patterns_of, items)
    one = np.ones(len(items))
    rows = np.zeros(len(items), dtype=int)
    patterns = from_rows(items, rows, ("",), (one, one, one), one.sum()[None], weighted=False)
    found = mcdonald_omega(moments_of(items), patterns=patterns)
    assert found.omega_se[0] == pytest.approx(plain.omega_se[0], rel=1e-12)


def test_row_order_and_unit_do_not_matter(answers, moments_of, patterns_of):
    items = answers["items"]
    one = with_patterns(moments_of, patterns_of, items)
    other = with_patterns(moments_of, patterns_of, 10 * items[::-1])
    for name in OF_GROUPS:
        np.testing.assert_allclose(
            getattr(one, name), getattr(other, name), rtol=1e-8, atol=1e-12, err_msg=name
        )
    np.testing.assert_allclose(10 * one.loadings, other.loadings, rtol=1e-9)
    np.testing.assert_allclose(100 * one.residual_variances, other.residual_variances, rtol=1e-8)


# ---- edges and messages -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([[NAN] * 3, [NAN] * 3], "SA301"),
        ([[1, 2, NAN], [2, 2, 3]], "SA302"),
        ([[1], [2], [5]], "SA332"),
        ([[1, 2], [2, 1], [5, 3]], "SA332"),
        ([[1, 4, 2], [3, 4, 3], [5, 4, 4], [2, 4, 2], [4, 4, 5]], "SA333"),
        ([[2, 2, 2], [2, 2, 2], [2, 2, 2], [2, 2, 2]], "SA333"),
        ([[1, 1, 2], [3, 3, 3], [5, 5, 4], [2, 2, 2], [4, 4, 5]], "SA333"),
        ([[1, 2, 2], [4, 3, 5], [2, 2, 1]], "SA333"),
        ([[x, y, z] for x in (1, 2) for y in (1, 2) for z in (1, 2)], "SA334"),
    ],
)
def test_where_there_is_no_omega_a_note_says_why(moments_of, patterns_of, rows, code):
    items = np.array(rows, dtype=float)
    found = with_patterns(moments_of, patterns_of, items)
    assert found.notes[0].code == code
    for name in (*OF_GROUPS, *OF_ITEMS):
        assert np.isnan(getattr(found, name)).all(), name
    assert not found.heywood.any()
    assert found.notes[0].say("ru") != found.notes[0].text
    assert np.isnan(omega_if_dropped(moments_of(items))).all()


def test_pairs_that_contradict_each_other_have_no_model(moments_of):
    rows = [[1, 1, NAN], [5, 5, NAN], [NAN, 1, 1], [NAN, 5, 5], [2, NAN, 3], [3, NAN, 2]]
    found = mcdonald_omega(moments_of(np.array(rows)), missing="pairwise")
    assert found.notes[0].code == "SA333"
    assert np.isnan(found.omega[0])


def answers_with(covariance, n=400, seed=1):
    """Answers whose covariances (divisor n - 1) are exactly these."""
    k = len(covariance)
    z = np.random.default_rng(seed).normal(size=(n, k))
    z -= z.mean(axis=0)
    z = z @ np.linalg.inv(np.linalg.cholesky(np.cov(z.T))).T
    return z @ np.linalg.cholesky(np.array(covariance)).T


def test_a_heywood_case_is_reported_with_a_warning(moments_of, patterns_of, expected):
    values = expected["matrices"]["heywood"]
    found = with_patterns(moments_of, patterns_of, answers_with(values["S"]))
    assert found.omega[0] == pytest.approx(values["omega"], rel=OMEGA)
    np.testing.assert_allclose(found.residual_variances[0], values["residuals"], rtol=2e-6)
    assert found.heywood[0]
    assert found.notes[0].code == "SA335"
    assert found.notes[0].severity == "warning"
    assert "residual variance of item 1 of the domain is negative" in found.notes[0].text
    assert np.isfinite([found.ci_low[0], found.ci_high[0]]).all()


def test_the_lower_end_is_not_below_0(answers, moments_of, patterns_of):
    few = answers["items"][answers["group"] == 2]
    found = with_patterns(moments_of, patterns_of, few)
    assert found.omega_se[0] > 1
    assert found.ci_low[0] == 0
    assert found.omega[0] < found.ci_high[0] < 1


def test_an_omega_above_1_has_no_interval(moments_of, patterns_of):
    loadings = np.array([3.0, 0.15, 0.1])
    covariance = np.outer(loadings, loadings) * (1 - np.eye(3)) + np.eye(3)
    found = with_patterns(moments_of, patterns_of, answers_with(covariance))
    assert found.omega[0] > 1
    assert found.omega_observed[0] > 1
    assert np.isnan([found.ci_low[0], found.observed_ci_high[0]]).all()
    assert found.notes[0].code == "SA335"


def test_without_a_heywood_case_no_omega_is_above_1():
    # S - l l' is positive definite exactly where all residual variances are positive
    rng = np.random.default_rng(11)
    z = rng.normal(size=(2000, 9, 4)) + 3 * rng.normal(size=(2000, 9, 1))
    z -= z.mean(axis=1, keepdims=True)
    stack = z.swapaxes(1, 2) @ z / 9
    found, values = one_factor(stack), omegas(stack)
    proper = (found.outcome == FITTED) & ~found.heywood.any(axis=1)
    assert 0 < proper.sum() < 2000
    assert (values[proper] < 1).all()
    assert (values[proper] >= 0).all()


def test_many_matrices_at_once_are_the_same_as_one_by_one():
    rng = np.random.default_rng(7)
    z = rng.normal(size=(40, 30, 5)) + rng.normal(size=(40, 30, 1))
    z -= z.mean(axis=1, keepdims=True)
    stack = (z.swapaxes(1, 2) @ z / 30).reshape(4, 10, 5, 5)
    together = omegas(stack)
    assert together.shape == (4, 10, 2)
    np.testing.assert_allclose(together[1, 3], omegas(stack[1, 3]), rtol=1e-10)
    assert omega_gradients(stack).shape == (4, 10, 2, 5, 5)


@given(
    st.lists(st.lists(st.integers(1, 4), min_size=3, max_size=3), min_size=1, max_size=14),
    st.sampled_from(["listwise", "pairwise"]),
)
def test_any_answers_give_numbers_or_a_reason(moments_of, patterns_of, rows, missing):
    items = np.array(rows, dtype=float)
    found = with_patterns(moments_of, patterns_of, items, missing=missing)
    if np.isnan(found.omega[0]):
        assert found.notes[0].severity == "warning"
        assert np.isnan(found.loadings).all()
    else:
        assert found.omega[0] >= 0
        assert found.omega_observed[0] >= 0
        assert found.loadings.sum() >= 0
        if missing == "listwise":
            assert found.omega_se[0] > 1e-9
        if np.isnan(found.ci_low[0]):
            assert found.notes[0] is not None
        else:
            assert found.ci_low[0] <= found.omega[0] <= found.ci_high[0]


def test_omega_is_not_below_alpha_where_one_factor_fits(answers, moments_of):
    moments = moments_of(answers["items"], answers["group"], LABELS)
    omega, alpha = mcdonald_omega(moments).omega[:3], cronbach_alpha(moments).alpha[:3]
    assert (omega > alpha - 0.01).all()


def test_wrong_options_are_told(answers, moments_of, patterns_of):
    moments = moments_of(answers["items"])
    with pytest.raises(OptionError, match="missing="):
        mcdonald_omega(moments, missing="list")
    with pytest.raises(OptionError, match=r"confidence=95"):
        mcdonald_omega(moments, confidence=95)
    with pytest.raises(OptionError, match="missing="):
        omega_if_dropped(moments, missing="all")
    other = patterns_of(answers["items"], answers["group"], LABELS)
    with pytest.raises(OptionError, match="same groups"):
        mcdonald_omega(moments, patterns=other)


def test_loadings_are_those_of_the_model(answers, moments_of):
    moments = moments_of(answers["items"])
    found, model = mcdonald_omega(moments), one_factor(moments.covariance)
    np.testing.assert_allclose(found.loadings, model.loadings)
    true, error = model.loadings.sum() ** 2, model.residual_variances.sum()
    np.testing.assert_allclose(found.omega, true / (true + error))
