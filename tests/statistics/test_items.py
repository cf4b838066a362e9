"""Items beside the rest of their domain."""

from __future__ import annotations

import numpy as np
import pytest

from survey_analysis.errors import OptionError
from survey_analysis.statistics.influence import influence_values, standard_errors
from survey_analysis.statistics.items import (
    alpha_if_dropped,
    item_analysis,
    item_rest,
    item_rest_gradients,
    item_rest_se,
)
from survey_analysis.statistics.reliability import cronbach_alpha

LABELS = ("a", "b", "c")


def test_every_field_is_that_of_psych(answers, moments_of, reference):
    found = item_analysis(moments_of(answers["items"], answers["group"], LABELS))
    for row, expected in enumerate(reference("reliability")["by_group"].values()):
        psych = expected["psych"]
        np.testing.assert_array_equal(found.n[row], psych["n_item"])
        lost = 1 - np.array(psych["n_item"]) / expected["n_total"]
        np.testing.assert_allclose(found.missing_share[row], lost, atol=1e-15)
        np.testing.assert_allclose(found.mean[row], psych["mean"], rtol=1e-12)
        np.testing.assert_allclose(found.sd[row], psych["sd"], rtol=1e-12)
        np.testing.assert_allclose(found.item_rest_r[row], psych["r_drop"], rtol=1e-10)
        np.testing.assert_allclose(found.alpha_if_dropped[row], psych["alpha_drop"], rtol=1e-10)
        assert found.notes[row] == 6 * (None,)
    assert [note.code for note in found.notes[3]] == 6 * ["SA301"]
    for name in ("missing_share", "mean", "sd", "item_rest_r", "alpha_if_dropped"):
        assert np.isnan(getattr(found, name)[3]).all()


def test_pairwise_numbers_are_those_of_r(answers, moments_of, reference):
    found = item_analysis(moments_of(answers["items"]), missing="pairwise")
    expected = reference("reliability")["all"]["psych"]["pairwise"]
    np.testing.assert_allclose(found.item_rest_r[0], expected["r_rest"], rtol=1e-10)
    np.testing.assert_allclose(found.alpha_if_dropped[0], expected["alpha_drop"], rtol=1e-10)


def test_means_are_weighted(answers, moments_of):
    items, weights = answers["items"], answers["weight"]
    found = item_analysis(moments_of(items, weights=weights))
    for item in range(6):
        answered = ~np.isnan(items[:, item])
        y, w, n = items[answered, item], weights[answered], answered.sum()
        mean = np.average(y, weights=w)
        assert found.n[0, item] == n
        assert found.mean[0, item] == pytest.approx(mean, rel=1e-12)
        variance = n / (n - 1) * np.average((y - mean) ** 2, weights=w)
        assert found.sd[0, item] == pytest.approx(np.sqrt(variance), rel=1e-12)


def test_the_item_rest_correlation_is_a_correlation(answers, moments_of):
    items = answers["items"][~np.isnan(answers["items"]).any(axis=1)]
    found = item_analysis(moments_of(items)).item_rest_r[0]
    for item in range(6):
        rest = np.delete(items, item, axis=1).sum(axis=1)
        assert found[item] == pytest.approx(np.corrcoef(items[:, item], rest)[0, 1], rel=1e-12)


def test_of_two_items_the_rest_is_the_other(answers, moments_of, reference):
    found = item_analysis(moments_of(answers["items"][:, [2, 5]]))
    r = reference("reliability")["two_items"]["r"]
    assert found.item_rest_r[0].tolist() == pytest.approx([r, r], rel=1e-12)
    assert np.isnan(found.alpha_if_dropped).all()
    assert [note.code for note in found.notes[0]] == ["SA312", "SA312"]
    assert "three items" in found.notes[0][0].text


def test_a_single_item_has_no_rest(answers, moments_of):
    found = item_analysis(moments_of(answers["items"][:, :1]))
    assert np.isnan(found.item_rest_r).all()
    assert [note.code for note in found.notes[0]] == ["SA303"]


def test_an_item_without_variance_has_sd_0_and_no_correlation(moments_of):
    # 2.7 is no binary fraction: the sums are rounded
    items = np.column_stack([[1.0, 2, 4, 5, 3], np.full(5, 2.7), [2.0, 1, 5, 5, 3]])
    found = item_analysis(moments_of(items))
    assert found.sd[0, 1] == 0
    assert found.mean[0, 1] == pytest.approx(2.7)
    assert np.isnan(found.item_rest_r[0]).tolist() == [False, True, False]
    assert np.isfinite(found.alpha_if_dropped[0]).all()
    assert found.notes[0][0] is found.notes[0][2] is None
    assert found.notes[0][1].code == "SA315"


def test_a_rest_that_does_not_vary_gives_nan(moments_of):
    items = np.column_stack([[1.0, 2, 4, 5, 3], [1.0, 2, 4, 5, 3], [5.0, 4, 2, 1, 3]])
    found = item_analysis(moments_of(items))
    # without the first the second and third always add up to 6
    assert np.isnan(found.item_rest_r[0]).tolist() == [True, True, False]
    assert np.isnan(found.alpha_if_dropped[0]).tolist() == [True, True, False]
    assert [note and note.code for note in found.notes[0]] == ["SA316", "SA316", "SA353"]


def test_pairs_that_contradict_each_other_are_told(moments_of):
    nan = np.nan
    rows = [[1, 1, nan], [5, 5, nan], [nan, 1, 1], [nan, 5, 5], [2, nan, 3], [4, nan, 1]]
    found = item_analysis(moments_of(np.array(rows, dtype=float)), missing="pairwise")
    assert found.item_rest_r[0, 1] > 1
    assert found.notes[0][1].code == "SA314"
    assert "above 1" in found.notes[0][1].text


def test_one_respondent_has_a_mean_but_no_sd(moments_of):
    found = item_analysis(moments_of(np.array([[1.0, 2, 3]])))
    assert found.mean[0].tolist() == [1, 2, 3]
    assert np.isnan(found.sd).all()
    assert np.isnan(found.item_rest_r).all()
    assert [note.code for note in found.notes[0]] == 3 * ["SA302"]


def test_a_wrong_option_is_refused(answers, moments_of):
    with pytest.raises(OptionError, match="missing='drop' is not allowed"):
        item_analysis(moments_of(answers["items"]), missing="drop")


def compare(found, row, expected):
    np.testing.assert_allclose(found.item_rest_r[row], expected["item_rest"], rtol=1e-10)
    np.testing.assert_allclose(found.smc[row], expected["smc"], rtol=1e-9)
    for name, key in (("se", "se"), ("low", "low"), ("high", "high")):
        values = getattr(found, f"item_rest_r_{name}")[row]
        # R differentiates numerically
        np.testing.assert_allclose(values, expected[f"item_rest_{key}"], rtol=1e-8)


def test_intervals_and_multiple_correlations_are_those_of_r(answers, moments_of, reference):
    found = item_analysis(moments_of(answers["items"], answers["group"], LABELS))
    for row, expected in enumerate(reference("guttman")["by_group"].values()):
        compare(found, row, expected)
        psych = expected["psych"]
        np.testing.assert_allclose(found.item_rest_r[row], psych["r_drop"], rtol=1e-10)
        np.testing.assert_allclose(found.smc[row], psych["smc"], rtol=1e-9)
    for name in ("item_rest_r_se", "item_rest_r_low", "item_rest_r_high", "smc"):
        assert np.isnan(getattr(found, name)[3]).all()


def test_weighted_intervals_are_those_of_r(answers, moments_of, reference):
    for scale in (1.0, 100.0):
        found = item_analysis(moments_of(answers["items"], weights=scale * answers["weight"]))
        compare(found, 0, reference("guttman")["weighted"])


def test_so_are_those_of_five_items_and_of_two(answers, moments_of, reference):
    for name, columns in (("five", [0, 1, 2, 3, 4]), ("two", [2, 5])):
        found = item_analysis(moments_of(answers["items"][:, columns]))
        compare(found, 0, reference("guttman")[name])


def test_pairwise_there_is_a_multiple_correlation_but_no_interval(answers, moments_of, reference):
    found = item_analysis(moments_of(answers["items"]), missing="pairwise")
    np.testing.assert_allclose(found.smc[0], reference("guttman")["pairwise"]["smc"], rtol=1e-9)
    assert np.isnan(found.item_rest_r_se).all()
    assert np.isnan(found.item_rest_r_low).all()
    assert [note.code for note in found.notes[0]] == 6 * ["SA307"]


def test_the_standard_error_is_that_of_the_influence_values(answers, moments_of, patterns_of):
    of = (answers["items"], answers["group"], LABELS, answers["weight"])
    moments, patterns = moments_of(*of), patterns_of(*of)
    found = item_rest_se(moments)
    for group in range(3):
        biased = moments.covariance[group] * (1 - 1 / moments.n[group])
        rows = patterns.rows_of(group)
        influence = influence_values(rows, item_rest_gradients(biased))
        np.testing.assert_allclose(found[group], standard_errors(rows, influence), rtol=1e-9)


@pytest.mark.parametrize("k", [2, 3, 5])
def test_the_gradients_are_those_of_numeric_differentiation(k):
    rng = np.random.default_rng(k)
    matrix = np.cov(rng.normal(size=(k, 3 * k)) + rng.normal(size=3 * k))
    found = item_rest_gradients(matrix)
    step = 1e-5
    for i in range(k):
        for j in range(i + 1):
            change = np.zeros((k, k))
            change[i, j] = change[j, i] = step
            slope = (item_rest(matrix + change) - item_rest(matrix - change)) / (2 * step)
            # one symmetric step moves two free entries
            np.testing.assert_allclose(
                found[:, i, j] * (1 if i == j else 2), slope, rtol=1e-6, atol=1e-8
            )
    np.testing.assert_array_equal(found, found.swapaxes(1, 2))


def test_a_stack_of_any_shape_is_one_matrix_at_a_time(answers, moments_of):
    moments = moments_of(answers["items"], answers["group"], LABELS)
    stack = moments.covariance
    found = item_analysis(moments)
    np.testing.assert_allclose(item_rest(stack[:3]), found.item_rest_r[:3], rtol=1e-12)
    np.testing.assert_allclose(alpha_if_dropped(stack[:3]), found.alpha_if_dropped[:3], rtol=1e-12)
    shaped = stack.reshape(2, 2, 6, 6)
    assert item_rest(shaped).shape == alpha_if_dropped(shaped).shape == (2, 2, 6)
    assert np.isnan(item_rest(shaped)[1, 1]).all()
    slopes = item_rest_gradients(shaped)
    assert slopes.shape == (2, 2, 6, 6, 6)
    assert np.isnan(slopes[1, 1]).all()
    np.testing.assert_allclose(slopes[1, 0], item_rest_gradients(stack[2]), rtol=1e-12)
    rest = np.delete(np.delete(stack[1], 2, axis=0), 2, axis=1)
    alpha = 5 / 4 * (1 - np.trace(rest) / rest.sum())
    assert alpha_if_dropped(stack[1])[2] == pytest.approx(alpha)


def test_alpha_if_dropped_is_alpha_of_the_others(answers, moments_of):
    items = answers["items"][~np.isnan(answers["items"]).any(axis=1)]
    for item, value in enumerate(item_analysis(moments_of(items)).alpha_if_dropped[0]):
        others = moments_of(np.delete(items, item, axis=1))
        assert value == pytest.approx(cronbach_alpha(others).alpha[0], rel=1e-12)


def test_confidence_moves_the_ends_only(answers, moments_of):
    moments = moments_of(answers["items"])
    wide, narrow = item_analysis(moments, confidence=0.99), item_analysis(moments, confidence=0.8)
    np.testing.assert_array_equal(wide.item_rest_r_se, narrow.item_rest_r_se)
    assert (wide.item_rest_r_low < narrow.item_rest_r_low).all()
    assert (narrow.item_rest_r_low < narrow.item_rest_r).all()
    assert (narrow.item_rest_r_high < wide.item_rest_r_high).all()


def test_copies_have_no_multiple_correlation(answers, moments_of):
    found = item_analysis(moments_of(answers["items"][:, [0, 1, 2, 2]]))
    assert np.isnan(found.smc).all()
    assert np.isfinite(found.item_rest_r_low).all()
    assert [note.code for note in found.notes[0]] == 4 * ["SA353"]
    assert "follows exactly from the others" in found.notes[0][0].text


def test_an_item_without_variance_leaves_the_others_their_multiple_correlation(answers, moments_of):
    items = answers["items"][:, :3]
    found = item_analysis(moments_of(np.column_stack([items, np.full(len(items), 2.7)])))
    plain = item_analysis(moments_of(items))
    np.testing.assert_allclose(found.smc[0, :3], plain.smc[0], rtol=1e-9)
    np.testing.assert_allclose(found.item_rest_r_se[0, :3], plain.item_rest_r_se[0], rtol=1e-7)
    assert np.isnan([found.smc[0, 3], found.item_rest_r_se[0, 3]]).all()


def test_an_item_that_is_the_sum_of_the_others_has_no_interval(moments_of):
    # the others are added up: with them the matrix of the three has no inverse
    first, second = np.array([1.0, 2, 3, 4, 5, 1]), np.array([1.0, 3, 2, 5, 5, 2])
    found = item_analysis(moments_of(np.column_stack([first, second, first + second])))
    assert found.item_rest_r[0, 2] == pytest.approx(1)
    assert np.isnan([found.item_rest_r_se[0, 2], found.item_rest_r_high[0, 2]]).all()
    assert np.isfinite(found.item_rest_r_se[0, :2]).all()


def test_a_correlation_that_nobody_moves_has_no_interval(moments_of):
    # the first item and the rest lie on two lines: each respondent's influence on r = .6 is 0
    first, rest = np.array([1.0, -1, 3, -3]), np.array([3.0, -3, 1, -1])
    first, rest, tilt = np.tile(first, 2), np.tile(rest, 2), np.repeat([1.0, -1], 4)
    found = item_analysis(moments_of(np.column_stack([first, rest / 2 + tilt, rest / 2 - tilt])))
    assert found.item_rest_r[0, 0] == pytest.approx(0.6)
    assert np.isnan(found.item_rest_r_se[0]).tolist() == [True, False, False]
    assert [note and note.code for note in found.notes[0]] == ["SA356", None, None]
    assert "no interval" in found.notes[0][0].text


def test_two_respondents_have_no_interval(moments_of):
    found = item_analysis(moments_of(np.array([[1.0, 2, 7], [3, 3, 7]])))
    assert np.isnan(found.item_rest_r_se).all()
    assert [note.code for note in found.notes[0]] == ["SA353", "SA353", "SA315"]


def test_contradicting_pairs_have_no_multiple_correlation(moments_of):
    nan = np.nan
    rows = [[1, 1, nan], [5, 4, nan], [nan, 1, 1], [nan, 5, 4], [2, nan, 3], [4, nan, 1], [3, 3, 3]]
    found = item_analysis(moments_of(np.array(rows, dtype=float)), missing="pairwise")
    assert np.isnan(found.smc).all()
    assert {note.code for note in found.notes[0]} == {"SA314", "SA354"}


def test_a_wrong_confidence_is_refused(answers, moments_of):
    with pytest.raises(OptionError, match="confidence=95"):
        item_analysis(moments_of(answers["items"]), confidence=95)
