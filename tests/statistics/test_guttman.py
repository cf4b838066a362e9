"""Guttman's lambdas."""

from __future__ import annotations

import dataclasses
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_analysis.errors import OptionError
from survey_analysis.statistics.guttman import guttman_lambdas, lambda_gradients, lambdas
from survey_analysis.statistics.reliability import cronbach_alpha

LABELS = ("a", "b", "c")
BOUNDED = [0, 1, 2, 4, 5]
"""The lambdas that have an interval."""


@pytest.fixture(scope="module")
def tables(answers, moments_of, patterns_of):
    of = (answers["items"], answers["group"], LABELS)
    return moments_of(*of), patterns_of(*of)


def compare(found, row, expected):
    assert found.n_used[row] == expected["n"]
    np.testing.assert_allclose(found.lambdas[row], expected["lambdas"], rtol=1e-11)
    for name, values in (
        ("se", expected["se"]),
        ("ci_low", expected["ci"]["low"]),
        ("ci_high", expected["ci"]["high"]),
    ):
        # R differentiates numerically
        got = getattr(found, name)[row, BOUNDED]
        np.testing.assert_allclose(got, np.array(values)[BOUNDED], rtol=1e-8, err_msg=name)
        assert np.isnan(getattr(found, name)[row, 3])
    assert found.notes[row] is None


def test_every_field_is_that_of_r(tables, reference):
    moments, patterns = tables
    found = guttman_lambdas(moments, patterns=patterns)
    for row, expected in enumerate(reference("guttman")["by_group"].values()):
        compare(found, row, expected)
    assert found.notes[3].code == "SA301"
    for name in ("lambdas", "se", "ci_low", "ci_high"):
        assert np.isnan(getattr(found, name)[3]).all()


@pytest.mark.parametrize("items", [6, 5])
def test_so_it_is_of_everybody_and_of_an_odd_number_of_items(
    answers, moments_of, patterns_of, reference, items
):
    chosen = answers["items"][:, :items]
    found = guttman_lambdas(moments_of(chosen), patterns=patterns_of(chosen))
    compare(found, 0, reference("guttman")["all" if items == 6 else "five"])


def test_weighted_numbers_are_those_of_r(answers, moments_of, patterns_of, reference):
    for scale in (1.0, 100.0):
        weights = scale * answers["weight"]
        moments = moments_of(answers["items"], weights=weights)
        patterns = patterns_of(answers["items"], weights=weights)
        compare(guttman_lambdas(moments, patterns=patterns), 0, reference("guttman")["weighted"])


def test_of_correlations_they_are_those_of_psych(answers, reference):
    items = answers["items"]
    for group, expected in zip(range(3), reference("guttman")["by_group"].values(), strict=True):
        chosen = items[(answers["group"] == group) & ~np.isnan(items).any(axis=1)]
        found = lambdas(np.corrcoef(chosen.T))
        np.testing.assert_allclose(found, expected["psych"]["lambdas"], rtol=1e-10)


def test_pairwise_numbers_are_those_of_r_and_have_no_interval(
    answers, moments_of, patterns_of, reference
):
    tables = moments_of(answers["items"]), patterns_of(answers["items"])
    found = guttman_lambdas(tables[0], patterns=tables[1], missing="pairwise")
    np.testing.assert_allclose(
        found.lambdas[0], reference("guttman")["pairwise"]["lambdas"], rtol=1e-10
    )
    assert np.isnan(found.se).all()
    assert found.notes[0].code == "SA307"


@pytest.mark.parametrize("domain", ["visual", "textual", "speed", "POS", "NEG", "ANX"])
def test_real_items_agree_with_psych(shared_folder, domain):
    folder = shared_folder / "reference_data" / "reference"
    study = "hs1939" if domain.islower() else "sai"
    values = json.loads((folder / "reliability.json").read_text("utf-8"))["results"]
    pearson = values[f"reliability/{study}/{domain}/interitem"]["value"]["pearson"]
    expected = values[f"reliability/{study}/{domain}/guttman"]["value"]
    found = lambdas(np.array([[row[item] for item in pearson] for row in pearson.values()]))
    # psych misses splits of 3 items and takes a sample of those of 20
    for at in (1, 2, 3, 4, 5, 6) if domain in {"POS", "NEG"} else (1, 2, 3, 5, 6):
        assert found[at - 1] == pytest.approx(expected[f"lambda.{at}"], rel=1e-8)


def covariances(seed, k, n=1):
    rng = np.random.default_rng(seed)
    loadings = rng.normal(size=(n, k, k + 3)) + 0.7
    return loadings @ loadings.swapaxes(1, 2)


@pytest.mark.parametrize("k", [2, 3, 5, 6])
def test_the_gradients_are_those_of_numeric_differentiation(k):
    given_matrix = covariances(k, k)[0]
    found = lambda_gradients(given_matrix)
    step = 1e-4
    for i in range(k):
        for j in range(i + 1):
            change = np.zeros((k, k))
            change[i, j] = change[j, i] = step
            slope = (lambdas(given_matrix + change) - lambdas(given_matrix - change)) / (2 * step)
            # one symmetric step moves two free entries
            np.testing.assert_allclose(
                found[:, i, j] * (1 if i == j else 2), slope, rtol=1e-6, atol=1e-9
            )
    np.testing.assert_array_equal(found, found.swapaxes(1, 2))


@given(st.integers(0, 10_000), st.integers(2, 7))
def test_the_lambdas_keep_their_order_and_do_not_depend_on_the_unit(seed, k):
    given_matrix = covariances(seed, k)
    found = lambdas(given_matrix)[0]
    assert found[2] <= found[1] + 1e-12  # alpha never exceeds lambda 2
    assert found[0] <= found[5] + 1e-12
    np.testing.assert_allclose(lambdas(100 * given_matrix)[0], found, rtol=1e-9, atol=1e-12)
    order = np.random.default_rng(seed).permutation(k)
    shuffled = given_matrix[:, order][:, :, order]
    np.testing.assert_allclose(lambdas(shuffled)[0], found, rtol=1e-9, atol=1e-12)


def test_lambda_3_is_alpha_with_its_interval(tables):
    moments, patterns = tables
    found = guttman_lambdas(moments, patterns=patterns, confidence=0.9)
    alpha = cronbach_alpha(moments, interval="adf", confidence=0.9)
    for left, right in (
        (found.lambda3, alpha.alpha),
        (found.se[:, 2], alpha.alpha_se),
        (found.ci_low[:, 2], alpha.ci_low),
        (found.ci_high[:, 2], alpha.ci_high),
    ):
        np.testing.assert_allclose(left, right, rtol=1e-10)


def test_each_lambda_has_its_name(tables):
    found = guttman_lambdas(tables[0])
    for at in range(6):
        np.testing.assert_array_equal(getattr(found, f"lambda{at + 1}"), found.lambdas[:, at])


def test_without_patterns_there_are_estimates_only(tables):
    found = guttman_lambdas(tables[0])
    assert np.isfinite(found.lambdas[:3]).all()
    assert np.isnan(found.se).all()
    assert np.isnan(found.ci_low).all()
    assert found.notes[:3] == (None, None, None)


def test_a_stack_of_any_shape_is_one_matrix_at_a_time():
    stack = covariances(1, 5, 6)
    stack[4] = np.nan
    found, slopes = lambdas(stack.reshape(2, 3, 5, 5)), lambda_gradients(stack.reshape(2, 3, 5, 5))
    assert found.shape == (2, 3, 6)
    assert slopes.shape == (2, 3, 6, 5, 5)
    assert np.isnan(found[1, 1]).all()
    assert np.isnan(slopes[1, 1]).all()
    for at in (0, 5):
        one = stack[at]
        np.testing.assert_allclose(found.reshape(-1, 6)[at], lambdas(one), rtol=1e-12)
        np.testing.assert_allclose(
            slopes.reshape(-1, 6, 5, 5)[at], lambda_gradients(one), rtol=1e-10, atol=1e-15
        )


def test_copies_have_no_lambda_6(answers, moments_of, patterns_of):
    items = answers["items"][:, [0, 1, 2, 2]]
    found = guttman_lambdas(moments_of(items), patterns=patterns_of(items))
    assert np.isnan(found.lambdas[0]).tolist() == [False] * 5 + [True]
    assert np.isnan(found.se[0]).tolist() == [False, False, False, True, False, True]
    assert found.notes[0].code == "SA353"
    assert "follows exactly" in found.notes[0].text


def test_pairwise_contradictions_have_no_lambda_6(moments_of):
    nan = np.nan
    rows = [[1, 1, nan], [5, 5, nan], [nan, 1, 1], [nan, 5, 5], [2, nan, 3], [4, nan, 1]]
    found = guttman_lambdas(moments_of(np.array(rows, dtype=float)), missing="pairwise")
    assert np.isnan(found.lambda6[0])
    assert np.isfinite(found.lambda1[0])
    assert found.notes[0].code == "SA354"
    assert "contradict each other" in found.notes[0].text


def test_nothing_but_copies(moments_of, patterns_of):
    items = np.repeat([[1.0], [2], [4], [5], [3]], 4, axis=1)
    found = guttman_lambdas(moments_of(items), patterns=patterns_of(items))
    np.testing.assert_allclose(
        found.lambdas[0, :5], [0.75, 1, 1, 1, 0.75 + np.sqrt(12) / 16 * 1], rtol=1e-12
    )
    assert np.isnan(found.se[0]).all()
    assert found.notes[0].code == "SA353"


def test_two_items_that_do_not_covary(moments_of, patterns_of):
    items = np.array([[1.0, 1], [1, 5], [5, 1], [5, 5]])
    found = guttman_lambdas(moments_of(items), patterns=patterns_of(items))
    np.testing.assert_allclose(found.lambdas[0], 0, atol=1e-12)
    # at 0 lambdas 2 and 5 have a kink
    assert np.isnan(found.se[0]).tolist() == [False, True, False, True, True, False]
    assert found.notes[0].code == "SA355"
    assert "λ2, λ5" in found.notes[0].text
    assert "λ2, λ5" in found.notes[0].say("ru")


def test_an_item_without_variance_stays_in(answers, moments_of, patterns_of):
    items = answers["items"][:, :4]
    wider = np.column_stack([items, np.full(len(items), 2.7)])
    found = guttman_lambdas(moments_of(wider), patterns=patterns_of(wider))
    plain = guttman_lambdas(moments_of(items), patterns=patterns_of(items))
    # without the factor k/(k-1) nothing changes
    for at in (0, 4, 5):
        assert found.lambdas[0, at] == pytest.approx(plain.lambdas[0, at], rel=1e-10)
        assert found.se[0, at] == pytest.approx(plain.se[0, at], rel=1e-8)
    assert found.lambda3[0] == pytest.approx(cronbach_alpha(moments_of(wider)).alpha[0])
    assert found.notes[0] is None


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (np.full((5, 3), np.nan), "SA301"),
        (np.array([[1.0, 2, 3]]), "SA302"),
        (np.array([[1.0], [2], [3]]), "SA303"),
        (np.full((6, 3), 4.0), "SA304"),
        (np.array([[1.0, 5], [2, 4], [5, 1]]), "SA305"),
        (np.array([[1.0, 2], [3, 3]]), "SA308"),
    ],
)
def test_what_the_answers_do_not_allow_is_nan_with_its_reason(moments_of, patterns_of, rows, code):
    found = guttman_lambdas(moments_of(rows), patterns=patterns_of(rows))
    assert found.notes[0].code == ("SA353" if code == "SA308" else code)
    assert np.isnan(found.se).all()
    if code != "SA308":
        assert np.isnan(found.lambdas).all()


def test_two_respondents_have_no_interval(moments_of, patterns_of):
    rows = np.array([[1.0, 2, 7], [3, 3, 7]])
    found = guttman_lambdas(moments_of(rows[:, :1].repeat(2, axis=1)), patterns=None)
    assert found.lambda1[0] == pytest.approx(0.5)
    constant = np.column_stack([rows[:, 0], rows[:, 2]])
    found = guttman_lambdas(moments_of(constant), patterns=patterns_of(constant))
    assert found.notes[0].code == "SA308"


def test_above_14_items_there_is_no_lambda_4(moments_of, patterns_of):
    rng = np.random.default_rng(1)
    items = np.clip(np.round(3 + rng.normal(size=(80, 1)) + rng.normal(size=(80, 15))), 1, 5)
    found = guttman_lambdas(moments_of(items), patterns=patterns_of(items))
    assert np.isnan(found.lambdas[0]).tolist() == [False, False, False, True, False, False]
    assert np.isfinite(found.se[0, BOUNDED]).all()
    assert found.notes[0].code == "SA330"
    assert "14" in found.notes[0].text
    assert np.isnan(lambda_gradients(covariances(1, 15))[0, 3]).all()


def test_one_respondent_of_a_long_scale_and_an_odd_weight_is_no_warning(moments_of, patterns_of):
    # rounding over n - 1 = 0 must not become an infinite covariance
    for seed in range(40):
        rng = np.random.default_rng(seed)
        one, weight = rng.integers(0, 101, (1, 4)).astype(float), rng.uniform(0.1, 3, 1)
        tables = moments_of(one, weights=weight), patterns_of(one, weights=weight)
        found = guttman_lambdas(tables[0], patterns=tables[1])
        assert np.isnan(found.lambdas).all()
        assert found.notes[0].code == "SA302"


def test_tables_of_different_domains_are_refused(answers, moments_of, patterns_of):
    moments = moments_of(answers["items"])
    for patterns in (
        patterns_of(answers["items"], answers["group"], LABELS),
        patterns_of(answers["items"][:, :3]),
    ):
        with pytest.raises(OptionError, match="same domain and groups"):
            guttman_lambdas(moments, patterns=patterns)


@pytest.mark.parametrize(
    ("options", "message"),
    [({"missing": "drop"}, "missing='drop'"), ({"confidence": 95}, "confidence=95")],
)
def test_a_wrong_option_is_refused(tables, options, message):
    with pytest.raises(OptionError, match=message):
        guttman_lambdas(tables[0], **options)


def test_the_result_is_frozen(tables):
    found = guttman_lambdas(tables[0])
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.lambdas = None
