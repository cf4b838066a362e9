"""Items beside the rest of their domain."""

from __future__ import annotations

import numpy as np
import pytest

from survey_analysis.errors import OptionError
from survey_analysis.statistics.items import item_analysis

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
    assert [note and note.code for note in found.notes[0]] == ["SA316", "SA316", None]


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
