"""All splits of a domain into halves."""

from __future__ import annotations

import dataclasses
import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_analysis.errors import OptionError
from survey_analysis.statistics import split_half as module
from survey_analysis.statistics.guttman import lambda_gradients
from survey_analysis.statistics.influence import influence_values, standard_errors
from survey_analysis.statistics.reliability import cronbach_alpha
from survey_analysis.statistics.split_half import (
    largest_split_gradient,
    split_half,
    split_half_mean_gradient,
    split_half_range,
    split_halves,
    split_signs,
)

LABELS = ("a", "b", "c")


def covariances(seed, k, n=1):
    rng = np.random.default_rng(seed)
    loadings = rng.normal(size=(n, k, k + 3)) + 0.7
    return loadings @ loadings.swapaxes(1, 2)


def compare(found, row, expected):
    assert found.n_used[row] == expected["n"]
    for name, key in (("min", "split_min"), ("mean", "split_mean"), ("max", "split_max")):
        assert getattr(found, name)[row] == pytest.approx(expected[key], rel=1e-11)
    # R differentiates numerically
    assert found.mean_se[row] == pytest.approx(expected["split_se"], rel=1e-8)
    assert found.mean_ci_low[row] == pytest.approx(expected["split_ci"]["low"], rel=1e-8)
    assert found.mean_ci_high[row] == pytest.approx(expected["split_ci"]["high"], rel=1e-8)
    assert found.notes[row] is None


def test_every_field_is_that_of_r(answers, moments_of, reference):
    found = split_half(moments_of(answers["items"], answers["group"], LABELS))
    assert found.n_splits == 10
    for row, expected in enumerate(reference("guttman")["by_group"].values()):
        compare(found, row, expected)
    assert found.notes[3].code == "SA301"
    for name in ("min", "mean", "max", "mean_se", "mean_ci_low", "mean_ci_high"):
        assert np.isnan(getattr(found, name)[3])


@pytest.mark.parametrize(("name", "columns"), [("five", [0, 1, 2, 3, 4]), ("two", [2, 5])])
def test_other_numbers_of_items(answers, moments_of, reference, name, columns):
    found = split_half(moments_of(answers["items"][:, columns]))
    compare(found, 0, reference("guttman")[name])
    assert found.n_splits == {"five": 10, "two": 1}[name]


def test_weighted_numbers_are_those_of_r(answers, moments_of, reference):
    for scale in (1.0, 100.0):
        found = split_half(moments_of(answers["items"], weights=scale * answers["weight"]))
        compare(found, 0, reference("guttman")["weighted"])


def test_every_split_is_that_of_the_answers_in_r(answers, moments_of, reference):
    for name, k in (("all", 6), ("five", 5)):
        found = split_halves(moments_of(answers["items"][:, :k]).covariance[0])
        np.testing.assert_allclose(found, reference("guttman")[name]["splits"], rtol=1e-11)


def test_pairwise_splits_are_those_of_r_and_have_no_interval(answers, moments_of, reference):
    found = split_half(moments_of(answers["items"]), missing="pairwise")
    expected = reference("guttman")["pairwise"]["splits"]
    assert found.min[0] == pytest.approx(min(expected), rel=1e-10)
    assert found.mean[0] == pytest.approx(np.mean(expected), rel=1e-10)
    assert found.max[0] == pytest.approx(max(expected), rel=1e-10)
    assert np.isnan(found.mean_se[0])
    assert found.notes[0].code == "SA307"


def test_an_even_number_of_correlations_gives_the_splits_of_psych(answers, reference):
    items = answers["items"][~np.isnan(answers["items"]).any(axis=1)]
    found = split_half_range(np.corrcoef(items.T))
    np.testing.assert_allclose(found, reference("guttman")["all"]["psych"]["split"], rtol=1e-10)


@pytest.mark.parametrize(
    "domain", ["attitude/ALL", "hs1939/visual", "hs1939/textual", "hs1939/speed", "sai/POS"]
)
def test_real_items_agree_with_r(shared_folder, domain):
    folder = shared_folder / "reference_data" / "reference"
    values = json.loads((folder / "reliability.json").read_text("utf-8"))["results"]
    pearson = values[f"reliability/{domain}/interitem"]["value"]["pearson"]
    expected = values[f"reliability/{domain}/splithalf_full"]["value"]
    rows = [[row[item] for item in pearson] for row in pearson.values()]
    splits = split_halves(np.array(rows, dtype=float))
    assert splits.size == expected["n_splits"]
    assert np.median(splits) == pytest.approx(expected["median"], rel=1e-9)
    found = [splits.min(), splits.mean(), splits.max()]
    assert found == pytest.approx([expected[name] for name in ("min", "mean", "max")], rel=1e-9)


@pytest.mark.parametrize("k", range(2, 15))
def test_every_split_is_there_once(k):
    signs = split_signs(k)
    assert len(signs) == math.comb(k, k // 2) // (1 if k % 2 else 2)
    assert set(np.abs(signs.sum(axis=1))) == {k % 2}
    # a split and its mirror image are the same
    assert len({tuple(row * row[0]) for row in signs}) == len(signs)


@given(st.integers(0, 10_000), st.integers(2, 9))
def test_a_split_half_is_four_times_the_covariance_of_the_halves(seed, k):
    matrix = covariances(seed, k)[0]
    found = split_halves(matrix)
    for value, signs in zip(found, split_signs(k), strict=True):
        between = matrix[np.ix_(signs > 0, signs < 0)].sum()
        assert value == pytest.approx(4 * between / matrix.sum(), abs=1e-10)
    summary = [found.min(), found.mean(), found.max()]
    np.testing.assert_allclose(split_half_range(matrix), summary, atol=1e-10)


@pytest.mark.parametrize("k", [4, 5])
def test_the_mean_over_all_splits_is_alpha_but_for_unequal_halves(answers, moments_of, k):
    moments = moments_of(answers["items"][:, :k])
    alpha = cronbach_alpha(moments, interval="adf")
    found = split_half(moments)
    share = 1 if k == 4 else 24 / 25
    assert found.mean[0] == pytest.approx(share * alpha.alpha[0], rel=1e-12)
    assert found.mean_se[0] == pytest.approx(share * alpha.alpha_se[0], rel=1e-12)


@pytest.mark.parametrize("k", [3, 6])
def test_the_gradient_of_the_mean_is_the_mean_of_the_gradients(k):
    matrix, total = covariances(3, k)[0], covariances(3, k)[0].sum()
    each = [
        (signs @ matrix @ signs / total - np.outer(signs, signs)) / total
        for signs in split_signs(k)
    ]
    np.testing.assert_allclose(split_half_mean_gradient(matrix), np.mean(each, axis=0), atol=1e-14)
    best = each[split_halves(matrix).argmax()]
    np.testing.assert_allclose(largest_split_gradient(matrix), best, atol=1e-14)
    np.testing.assert_allclose(lambda_gradients(matrix)[3], best, atol=1e-14)


def test_the_standard_error_is_that_of_the_influence_values(answers, moments_of, patterns_of):
    items, weights = answers["items"][:, :5], answers["weight"]
    moments = moments_of(items, answers["group"], LABELS, weights)
    patterns = patterns_of(items, answers["group"], LABELS, weights)
    found = split_half(moments)
    for group in range(3):
        biased = moments.covariance[group] * (1 - 1 / moments.n[group])
        rows = patterns.rows_of(group)
        influence = influence_values(rows, split_half_mean_gradient(biased))
        assert found.mean_se[group] == pytest.approx(standard_errors(rows, influence)[0], rel=1e-9)


def test_a_stack_is_taken_in_blocks(monkeypatch):
    stack = covariances(5, 4, 7)
    whole, slopes = split_half_range(stack), largest_split_gradient(stack)
    monkeypatch.setattr(module, "BLOCK", 3)
    np.testing.assert_array_equal(split_half_range(stack.reshape(7, 1, 4, 4))[:, 0], whole)
    np.testing.assert_array_equal(largest_split_gradient(stack), slopes)


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (np.full((5, 3), np.nan), "SA301"),
        (np.array([[1.0, 2, 3]]), "SA302"),
        (np.array([[1.0], [2], [3]]), "SA303"),
        (np.full((6, 3), 4.0), "SA304"),
        (np.array([[1.0, 5], [2, 4], [5, 1]]), "SA305"),
    ],
)
def test_what_the_answers_do_not_allow_is_nan_with_its_reason(moments_of, rows, code):
    found = split_half(moments_of(rows))
    assert found.notes[0].code == code
    for name in ("min", "mean", "max", "mean_se", "mean_ci_low", "mean_ci_high"):
        assert np.isnan(getattr(found, name)[0])
    assert found.n_splits == (0 if code == "SA303" else len(split_signs(rows.shape[1])))


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (np.repeat([[1.0], [2], [4], [5], [3]], 4, axis=1), "SA310"),
        (np.repeat([[1.0], [2], [4], [5], [3]], 3, axis=1), "SA313"),
        (np.array([[1.0, 3], [2, 3]]), "SA308"),
    ],
)
def test_a_mean_without_an_interval_has_its_reason(moments_of, rows, code):
    found = split_half(moments_of(rows))
    assert np.isfinite(found.mean[0])
    assert np.isnan([found.mean_se[0], found.mean_ci_low[0], found.mean_ci_high[0]]).all()
    assert found.notes[0].code == code


def test_a_negative_alpha_has_negative_splits(answers, moments_of):
    items = answers["items"][:, :4] * [1, -1, 1, -1] + [0, 6, 0, 6]
    found = split_half(moments_of(items))
    assert found.mean[0] < 0
    assert found.mean_ci_low[0] < found.mean[0] < found.mean_ci_high[0]


def test_above_14_items_there_are_too_many_splits(moments_of):
    rng = np.random.default_rng(1)
    items = np.clip(np.round(3 + rng.normal(size=(80, 1)) + rng.normal(size=(80, 15))), 1, 5)
    found = split_half(moments_of(items))
    assert found.n_splits == 0
    assert np.isnan([found.min[0], found.mean[0], found.max[0], found.mean_se[0]]).all()
    assert found.notes[0].code == "SA330"
    assert "more than 14 items" in found.notes[0].text
    assert np.isnan(split_half_mean_gradient(covariances(1, 1))).all()


@pytest.mark.parametrize("k", [1, 15])
def test_too_few_or_too_many_items_to_split_are_refused(k):
    with pytest.raises(OptionError, match=f"2 to 14 items, and these are {k}"):
        split_halves(np.eye(k))


@pytest.mark.parametrize(
    ("options", "message"),
    [({"missing": "drop"}, "missing='drop'"), ({"confidence": 95}, "confidence=95")],
)
def test_a_wrong_option_is_refused(answers, moments_of, options, message):
    with pytest.raises(OptionError, match=message):
        split_half(moments_of(answers["items"]), **options)


def test_the_result_is_frozen(answers, moments_of):
    found = split_half(moments_of(answers["items"]))
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.mean = None
