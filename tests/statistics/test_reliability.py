"""Cronbach's alpha."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_analysis.errors import OptionError
from survey_analysis.statistics.items import item_analysis
from survey_analysis.statistics.reliability import ADF_FROM, cronbach_alpha

METHODS = ["jackknife", "adf", "feldt", "normal"]
LABELS = ("a", "b", "c")


@pytest.fixture(scope="module")
def tables(answers, moments_of, patterns_of):
    of = (answers["items"], answers["group"], LABELS)
    return moments_of(*of), patterns_of(*of)


def expected_rows(reference):
    return list(reference("reliability")["by_group"].values())


def test_alpha_and_what_goes_with_it_is_that_of_psych(tables, reference):
    moments, patterns = tables
    found = cronbach_alpha(moments, patterns=patterns)
    assert found.n_items == 6
    for row, expected in enumerate(expected_rows(reference)):
        assert found.n_total[row] == expected["n_total"]
        assert found.n_used[row] == expected["n"]
        assert found.alpha[row] == pytest.approx(expected["psych"]["raw"], rel=1e-11)
        assert found.alpha_std[row] == pytest.approx(expected["psych"]["std"], rel=1e-11)
        assert found.mean_r[row] == pytest.approx(expected["psych"]["mean_r"], rel=1e-11)
        assert found.sem[row] == pytest.approx(expected["psych"]["sem"], rel=1e-11)
        assert found.notes[row] is None
        assert found.constant_items[row] == ()
    assert found.notes[3].code == "SA301"


def ends_of(found, row):
    return [found.ci_low[row], found.ci_high[row]]


@pytest.mark.parametrize("method", METHODS)
def test_every_interval_is_that_of_r(tables, reference, method):
    moments, patterns = tables
    found = cronbach_alpha(moments, interval=method, patterns=patterns)
    assert found.ci_method == (method, method, method, "")
    for row, expected in enumerate(expected_rows(reference)):
        psych, alpha = expected["psych"], expected["alpha"]
        se = {
            "jackknife": (1 - alpha) * expected["jack_log_se"],
            "adf": expected["adf_se"],
            "feldt": psych["ase"],
            "normal": psych["ase"],
        }[method]
        ends = {
            "jackknife": expected["jack_ci"],
            "adf": expected["adf_ci"],
            "feldt": psych["feldt_ci"],
            "normal": psych["normal_ci"],
        }[method]
        assert found.alpha_se[row] == pytest.approx(se, rel=1e-9)
        assert ends_of(found, row) == pytest.approx(ends, rel=1e-9)


def test_auto_is_the_jackknife_below_300_and_adf_from_there_on(tables, reference):
    moments, patterns = tables
    found = cronbach_alpha(moments, patterns=patterns)
    used = [row["n"] for row in expected_rows(reference)]
    assert [n < ADF_FROM for n in used] == [True, True, True]
    assert found.ci_method == ("jackknife", "jackknife", "jackknife", "")
    pooled = cronbach_alpha(moments.pooled)
    assert pooled.ci_method == ("adf",)
    expected = reference("reliability")["all"]
    assert ends_of(pooled, 0) == pytest.approx(expected["adf_ci"], rel=1e-10)


def test_weighted_alpha_is_that_of_r(answers, moments_of, patterns_of, reference):
    expected = reference("reliability")["weighted"]
    for scale in (1.0, 100.0):
        weights = scale * answers["weight"]
        moments = moments_of(answers["items"], weights=weights)
        patterns = patterns_of(answers["items"], weights=weights)
        for method in ("adf", "jackknife"):
            found = cronbach_alpha(moments, interval=method, patterns=patterns)
            assert found.alpha[0] == pytest.approx(expected["alpha"], rel=1e-12)
            name = {"adf": "adf_ci", "jackknife": "jack_ci"}[method]
            assert ends_of(found, 0) == pytest.approx(expected[name], rel=1e-9)


@pytest.mark.parametrize("method", METHODS)
def test_equal_weights_give_the_unweighted_numbers(answers, moments_of, patterns_of, method):
    equal = np.full(len(answers["items"]), 0.37)
    plain, weighted = (
        cronbach_alpha(
            moments_of(answers["items"], weights=weights),
            interval=method,
            patterns=patterns_of(answers["items"], weights=weights),
        )
        for weights in (None, equal)
    )
    for name in ("alpha", "alpha_se", "ci_low", "ci_high", "alpha_std", "mean_r", "sem"):
        left, right = getattr(plain, name), getattr(weighted, name)
        np.testing.assert_allclose(left, right, rtol=1e-10, err_msg=name)


def test_pairwise_alpha_is_that_of_psych_and_has_no_interval(answers, moments_of, reference):
    expected = reference("reliability")["all"]["psych"]["pairwise"]
    found = cronbach_alpha(moments_of(answers["items"]), missing="pairwise")
    assert found.alpha[0] == pytest.approx(expected["raw"], rel=1e-11)
    assert found.alpha_std[0] == pytest.approx(expected["std"], rel=1e-11)
    assert found.mean_r[0] == pytest.approx(expected["mean_r"], rel=1e-11)
    assert found.n_used[0] == expected["n_any"]
    assert np.isnan([found.alpha_se[0], *ends_of(found, 0)]).all()
    assert found.ci_method == ("",)
    assert found.notes[0].code == "SA307"
    assert 'missing="listwise"' in found.notes[0].text


def test_two_items_are_enough(answers, moments_of, reference):
    expected = reference("reliability")["two_items"]
    found = cronbach_alpha(moments_of(answers["items"][:, [2, 5]]), interval="adf")
    assert found.alpha[0] == pytest.approx(expected["alpha"], rel=1e-12)
    assert ends_of(found, 0) == pytest.approx(expected["adf_ci"], rel=1e-10)
    assert found.mean_r[0] == pytest.approx(expected["r"], rel=1e-12)
    # Spearman-Brown is the standardized alpha of two items
    assert found.alpha_std[0] == pytest.approx(2 * expected["r"] / (1 + expected["r"]), rel=1e-12)


def test_row_order_and_unit_do_not_matter(answers, moments_of, patterns_of):
    items = answers["items"]
    turned = 10 * items[::-1]
    one, other = (
        cronbach_alpha(moments_of(x), interval="jackknife", patterns=patterns_of(x))
        for x in (items, turned)
    )
    for name in ("alpha", "alpha_se", "ci_low", "ci_high", "alpha_std"):
        np.testing.assert_allclose(getattr(one, name), getattr(other, name), rtol=1e-10)
    assert other.sem[0] == pytest.approx(10 * one.sem[0], rel=1e-12)


@given(
    st.lists(st.lists(st.integers(1, 4), min_size=3, max_size=3), min_size=1, max_size=12),
    st.sampled_from(["auto", *METHODS]),
)
def test_any_answers_give_numbers_or_a_reason(moments_of, patterns_of, rows, method):
    items = np.array(rows, dtype=float)
    found = cronbach_alpha(moments_of(items), interval=method, patterns=patterns_of(items))
    if np.isnan(found.alpha[0]):
        assert found.notes[0].severity == "warning"
    else:
        assert found.alpha[0] <= 1 + 1e-12
        if np.isnan(found.ci_low[0]):
            assert found.notes[0] is not None
            assert found.ci_method == ("",)
            assert np.isnan(found.alpha_se[0])
        else:
            assert found.ci_low[0] <= found.alpha[0] + 1e-9
            if method != "feldt":
                assert found.alpha[0] <= found.ci_high[0] + 1e-9
    if found.constant_items[0]:
        assert np.isnan(found.alpha_std[0])


def code_of(moments_of, patterns_of, rows, **options):
    items = np.array(rows, dtype=float)
    found = cronbach_alpha(moments_of(items), patterns=patterns_of(items), **options)
    return found, found.notes[0].code if found.notes[0] else None


NAN = np.nan


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([[NAN, NAN], [NAN, NAN]], "SA301"),
        ([[1, NAN], [2, 2], [NAN, 2]], "SA302"),
        ([[1], [2], [5]], "SA303"),
        ([[2, 3], [2, 3], [2, 3]], "SA304"),
        ([[1, 5], [2, 4], [5, 1]], "SA305"),
    ],
)
def test_where_there_is_no_alpha_a_note_says_why(moments_of, patterns_of, rows, code):
    found, told = code_of(moments_of, patterns_of, rows)
    assert told == code
    for name in ("alpha", "alpha_se", "ci_low", "ci_high", "alpha_std", "mean_r", "sem"):
        assert np.isnan(getattr(found, name)).all()
    assert found.ci_method == ("",)
    assert found.notes[0].say("ru") != found.notes[0].text


def test_pairs_that_nobody_answered_are_told(moments_of):
    items = np.array([[1, NAN], [2, NAN], [NAN, 3], [NAN, 4]], dtype=float)
    found = cronbach_alpha(moments_of(items), missing="pairwise")
    assert np.isnan(found.alpha[0])
    assert found.notes[0].code == "SA311"


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([[1, 2], [4, 3]], "SA308"),
        ([[1, 1], [1, 1], [1, 1], [5, 4]], "SA309"),
        ([[1, 1], [2, 2], [5, 5], [3, 3]], "SA310"),
    ],
)
def test_where_there_is_no_interval_a_note_says_why(moments_of, patterns_of, rows, code):
    found, told = code_of(moments_of, patterns_of, rows, interval="jackknife")
    assert told == code
    assert np.isfinite(found.alpha[0])
    assert np.isnan([found.alpha_se[0], *ends_of(found, 0)]).all()
    assert found.ci_method == ("",)


@pytest.mark.parametrize("method", METHODS)
def test_copies_of_one_item_have_alpha_1_and_no_interval(moments_of, patterns_of, method):
    rows = [[1, 1, 1], [2, 2, 2], [5, 5, 5], [3, 3, 3]]
    found, code = code_of(moments_of, patterns_of, rows, interval=method)
    assert found.alpha[0] == pytest.approx(1)
    assert code == "SA310"
    assert np.isnan(ends_of(found, 0)).all()


@pytest.mark.parametrize("method", ["jackknife", "adf"])
@pytest.mark.parametrize(
    ("rows", "alpha"),
    [
        # one item varies, or two are copies and the third is constant: alpha is a constant
        ([[1, 4], [3, 4], [5, 4], [2, 4]], 0),
        ([[1, 1, 4], [3, 3, 4], [5, 5, 4], [2, 2, 4]], 0.75),
    ],
)
def test_an_alpha_that_no_respondent_moves_has_no_interval(
    moments_of, patterns_of, method, rows, alpha
):
    found, code = code_of(moments_of, patterns_of, rows, interval=method)
    assert found.alpha[0] == pytest.approx(alpha, abs=1e-12)
    assert code == "SA313"
    assert np.isnan([found.alpha_se[0], *ends_of(found, 0)]).all()
    assert found.ci_method == ("",)


@pytest.mark.parametrize("method", METHODS)
def test_two_respondents_have_no_interval(moments_of, patterns_of, method):
    found, code = code_of(moments_of, patterns_of, [[1, 2, 2], [4, 3, 5]], interval=method)
    assert np.isfinite(found.alpha[0])
    assert code == "SA308"
    assert np.isnan([found.alpha_se[0], *ends_of(found, 0)]).all()


def test_pairs_that_contradict_each_other_can_give_an_alpha_above_1(moments_of):
    rows = [[1, 1, NAN], [5, 5, NAN], [NAN, 1, 1], [NAN, 5, 5], [2, NAN, 2], [3, NAN, 3]]
    found = cronbach_alpha(moments_of(np.array(rows)), missing="pairwise")
    assert found.alpha[0] > 1
    assert found.notes[0].code == "SA314"
    assert np.isnan(found.sem[0])


def test_an_item_without_variance_stays_in_and_is_told(moments_of, patterns_of):
    rows = [[1, 4, 2], [3, 4, 3], [5, 4, 4], [2, 4, 2], [4, 4, 5]]
    found, code = code_of(moments_of, patterns_of, rows, interval="adf")
    assert found.constant_items == ((1,),)
    assert code == "SA306"
    assert "item 2 of the domain" in found.notes[0].text
    assert np.isfinite([found.alpha[0], *ends_of(found, 0)]).all()
    assert np.isnan([found.alpha_std[0], found.mean_r[0]]).all()
    items = np.array(rows, dtype=float)
    covariance = np.cov(items.T)
    expected = 1.5 * (1 - np.trace(covariance) / covariance.sum())
    assert found.alpha[0] == pytest.approx(expected)


def test_negative_alpha_is_a_number_with_an_interval(moments_of, patterns_of):
    rows = [[1, 5, 3], [5, 1, 3], [2, 4, 4], [4, 3, 2], [3, 3, 1], [5, 2, 3]]
    found, code = code_of(moments_of, patterns_of, rows)
    assert found.alpha[0] < 0
    assert code is None
    assert found.ci_low[0] < found.alpha[0] < found.ci_high[0] < 1


def test_alpha_if_dropped_is_alpha_without_the_item(answers, moments_of):
    items = answers["items"][~np.isnan(answers["items"]).any(axis=1)]
    dropped = item_analysis(moments_of(items)).alpha_if_dropped[0]
    for item in range(6):
        rest = cronbach_alpha(moments_of(np.delete(items, item, axis=1)), interval="adf")
        assert dropped[item] == pytest.approx(rest.alpha[0], rel=1e-12)


def test_the_jackknife_needs_patterns(answers, moments_of, patterns_of):
    few = moments_of(answers["items"][:50])
    with pytest.raises(OptionError, match=r"needs patterns=survey\.patterns"):
        cronbach_alpha(few, interval="jackknife")
    alone = cronbach_alpha(few)
    assert alone.ci_method == ("adf",)
    assert ends_of(alone, 0) == ends_of(cronbach_alpha(few, interval="adf"), 0)
    assert cronbach_alpha(few, interval="feldt").ci_method == ("feldt",)
    other = patterns_of(answers["items"], answers["group"], LABELS)
    with pytest.raises(OptionError, match="same groups"):
        cronbach_alpha(few, patterns=other)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"missing": "listwize"}, "missing='listwize' is not allowed; did you mean 'listwise'"),
        ({"interval": "bootstrap"}, "interval='bootstrap' is not allowed.*'adf'"),
        ({"confidence": 95}, "confidence=95"),
    ],
)
def test_a_wrong_option_is_refused(answers, moments_of, options, message):
    with pytest.raises(OptionError, match=message):
        cronbach_alpha(moments_of(answers["items"]), **options)


def test_the_result_is_frozen(answers, moments_of):
    found = cronbach_alpha(moments_of(answers["items"]))
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.alpha = None
