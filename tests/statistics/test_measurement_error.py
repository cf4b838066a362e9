"""Error of measurement of scores."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_analysis.errors import OptionError
from survey_analysis.statistics.composite_variance import CompositeParts
from survey_analysis.statistics.measurement_error import (
    BANDS,
    measurement_error,
    score_of_domain,
)
from survey_analysis.statistics.reliability import cronbach_alpha
from survey_analysis.statistics.stratified_alpha import stratified_alpha

LABELS = ("a", "b", "c")
NAN = np.nan
RETEST = (
    "smallest_real_difference",
    "pairs_tied",
    "pairs_reversed",
    "top_tenth_share",
    "top_tenth_kept",
)


def parts_of_two(range_=(0, 99)):
    """Two domains of three items each from 1 to 5, one counts twice as much."""
    low, high = range_
    share = np.array([2 / 3, 1 / 3])
    return CompositeParts(
        name="index",
        domains=("one", "other"),
        weights=share,
        items=(np.arange(3), np.arange(3, 6)),
        coefficients=np.repeat((high - low) / 4 * share / 3, 3),
        constant=low - (high - low) / 4,
        low=float(low),
        high=float(high),
    )


@pytest.fixture(scope="module")
def tables(answers, patterns_of):
    of = (answers["items"], answers["group"], LABELS)
    first = (answers["items"][:, :3], answers["group"], LABELS)
    return {
        "two": patterns_of(*of),
        "two_weighted": patterns_of(*of, answers["weight"]),
        "one": patterns_of(*first),
        "one_weighted": patterns_of(*first, answers["weight"]),
    }


DOMAIN = score_of_domain("trust", 3, 1, 5)


@pytest.mark.parametrize("weighted", [False, True])
def test_errors_and_bands_are_those_of_r(tables, reference, weighted):
    found = measurement_error(tables["one_weighted" if weighted else "one"], DOMAIN)
    for row, expected in enumerate(reference("measurement")["by_group"].values()):
        error = expected["error_weighted" if weighted else "error"]
        assert found.n_used[row] == error["n"]
        assert found.sem[row] == pytest.approx(error["sem"], rel=1e-10)
        assert found.reliability[row] == pytest.approx(error["reliability"], rel=1e-10)
        assert found.band_n[row].tolist() == error["band_n"]
        sem = [NAN if one is None else one for one in error["band_sem"]]
        assert found.band_sem[row] == pytest.approx(sem, rel=1e-10, nan_ok=True)
        if not weighted:
            assert found.sem[row] == pytest.approx(expected["psych"]["sem"], rel=1e-10)
            assert found.reliability[row] == pytest.approx(expected["psych"]["alpha"], rel=1e-10)


def test_the_bands_are_of_the_declared_range(tables):
    found = measurement_error(tables["one"], DOMAIN)
    assert found.band_low == pytest.approx([1, 1.8, 2.6, 3.4, 4.2])
    assert found.band_high == pytest.approx([1.8, 2.6, 3.4, 4.2, 5])
    wider = measurement_error(tables["one"], score_of_domain("trust", 3, 1, 101))
    assert wider.band_high[0] == 21
    assert wider.band_n[:3, 1:].sum() == 0


@pytest.mark.parametrize("weighted", [False, True])
def test_for_a_domain_it_is_what_alpha_says(answers, moments_of, tables, weighted):
    weights = answers["weight"] if weighted else None
    alpha = cronbach_alpha(
        moments_of(answers["items"][:, :3], answers["group"], LABELS, weights), interval="adf"
    )
    found = measurement_error(tables["one_weighted" if weighted else "one"], DOMAIN)
    assert found.reliability == pytest.approx(alpha.alpha, rel=1e-11, nan_ok=True)
    assert found.sem == pytest.approx(alpha.sem, rel=1e-11, nan_ok=True)
    assert found.n_total.tolist() == alpha.n_total.tolist()
    assert [note.code for note in found.notes if note] == ["SA301"]


@pytest.mark.parametrize("name", ["two", "two_weighted"])
def test_for_a_composite_it_is_what_stratified_alpha_says(tables, name):
    parts = parts_of_two()
    expected = stratified_alpha(tables[name], parts, interval="adf")
    found = measurement_error(tables[name], parts)
    for field in ("n_total", "n_used", "sum_w", "n_eff", "reliability", "sem"):
        assert getattr(found, field) == pytest.approx(
            getattr(expected, field), rel=1e-11, nan_ok=True
        )


@pytest.mark.parametrize("name", ["one", "one_weighted"])
def test_the_errors_of_the_bands_add_up_to_the_whole(tables, name):
    found = measurement_error(tables[name], DOMAIN)
    squares = np.nansum(found.band_w * found.band_sem**2, axis=1)[:3] / found.sum_w[:3]
    assert np.sqrt(squares) == pytest.approx(found.sem[:3], rel=1e-12)
    assert found.band_n.sum(axis=1).tolist() == found.n_used.tolist()


def test_the_smallest_real_difference_follows_the_confidence(tables):
    found = measurement_error(tables["one"], DOMAIN)
    assert found.smallest_real_difference[:3] == pytest.approx(
        1.959963984540054 * np.sqrt(2) * found.sem[:3]
    )
    strict = measurement_error(tables["one"], DOMAIN, confidence=0.99)
    assert (strict.smallest_real_difference > found.smallest_real_difference)[:3].all()
    assert strict.pairs_reversed[:3].tolist() == found.pairs_reversed[:3].tolist()


def test_equal_weights_of_any_size_are_no_weights(answers, patterns_of, tables):
    seven = np.full(len(answers["items"]), 7.0)
    of = (answers["items"][:, :3], answers["group"], LABELS, seven)
    weighted = measurement_error(patterns_of(*of), DOMAIN)
    plain = measurement_error(tables["one"], DOMAIN)
    for field in ("sem", *RETEST, "band_sem"):
        assert getattr(weighted, field) == pytest.approx(
            getattr(plain, field), rel=1e-9, nan_ok=True
        )


@given(st.integers(0, 2**32 - 1), st.integers(2, 6), st.integers(3, 60))
def test_shares_are_shares_whatever_was_answered(patterns_of, seed, k, n):
    rng = np.random.default_rng(seed)
    latent = rng.normal(size=(n, 1))
    rows = np.clip(np.round(3 + latent + rng.normal(size=(n, k))), 1, 5)
    found = measurement_error(patterns_of(rows), score_of_domain("d", k, 1, 5))
    for field in RETEST[1:]:
        value = getattr(found, field)[0]
        assert np.isnan(value) == (found.notes[0] is not None)
        assert np.isnan(value) or 0 <= value <= 1
    assert found.band_n.sum() == n


def second_test(rng, n, loadings, thresholds):
    loading = np.array(loadings)
    theta = rng.standard_normal((n, 1))
    noise = rng.standard_normal((2, n, loading.size))
    made = theta * loading + np.sqrt(1 - loading**2) * noise
    return np.digitize(made, thresholds) + 1.0


@pytest.mark.parametrize(
    ("loadings", "thresholds", "near"),
    [
        ((0.6,) * 4, (-1.5, -0.5, 0.5, 1.5), (0.006, 0.03)),
        ((0.85,) * 4, (-1.5, -0.5, 0.5, 1.5), (0.006, 0.03)),
        ((0.3, 0.5, 0.7, 0.85), (-2.2, -1.6, -1.0, -0.2), (0.009, 0.05)),
    ],
)
def test_it_comes_near_to_a_second_test(patterns_of, loadings, thresholds, near):
    rng = np.random.default_rng(8)
    answers = second_test(rng, 60_000, loadings, thresholds)
    first, second = answers.mean(axis=2)
    found = measurement_error(patterns_of(answers[0]), score_of_domain("d", 4, 1, 5))
    other = rng.permutation(first.size)
    reversed_ = ((first - first[other]) * (second - second[other]) < 0).mean()
    cut = np.sort(first)[-6_000]
    assert found.pairs_reversed[0] == pytest.approx(reversed_, abs=near[0])
    assert found.top_tenth_share[0] == pytest.approx((first >= cut).mean())
    assert found.top_tenth_kept[0] == pytest.approx(
        (second[first >= cut] >= cut).mean(), abs=near[1]
    )


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([[1, NAN], [2, NAN]], "SA302"),
        ([[1, 2], [NAN, 2]], "SA302"),
        ([[1], [2], [5]], "SA303"),
        ([[2, 3], [2, 3], [2, 3]], "SA304"),
        ([[1, 5], [2, 4], [5, 1]], "SA305"),
    ],
)
def test_without_reliability_there_is_nothing_but_a_reason(patterns_of, rows, code):
    rows = np.array(rows, dtype=float)
    found = measurement_error(patterns_of(rows), score_of_domain("d", rows.shape[1], 1, 5))
    assert found.notes[0].code == code
    for field in ("reliability", "sem", *RETEST):
        assert np.isnan(getattr(found, field)[0])
    assert np.isnan(found.band_sem).all()


def test_an_empty_group_says_that_nobody_answered(patterns_of):
    found = measurement_error(patterns_of(np.empty((0, 3))), DOMAIN)
    assert found.notes[0].code == "SA301"
    assert found.band_n.tolist() == [[0] * BANDS]
    assert np.isnan(found.n_eff[0])


@pytest.mark.parametrize(
    ("rows", "code", "sem"),
    [
        # negative alpha: the error is larger than the spread of the scores
        ([[1, 4], [2, 4], [4, 2], [3, 2]], "SA396", None),
        # one item varies: alpha is 0
        ([[1, 3, 3], [2, 3, 3], [5, 3, 3]], "SA396", None),
        ([[1, 1], [2, 2], [4, 4]], "SA397", 0),
    ],
)
def test_error_alone_and_copies_say_nothing_of_a_retest(patterns_of, rows, code, sem):
    rows = np.array(rows, dtype=float)
    found = measurement_error(patterns_of(rows), score_of_domain("d", rows.shape[1], 1, 5))
    assert found.notes[0].code == code
    assert np.isfinite(found.sem[0])
    assert found.reliability[0] == (1 if sem == 0 else pytest.approx(min(found.reliability[0], 0)))
    assert all(np.isnan(getattr(found, field)[0]) for field in RETEST)
    assert found.notes[0].say("ru") != found.notes[0].text


def test_a_composite_with_a_domain_of_one_item_names_it(patterns_of):
    parts = dataclasses.replace(parts_of_two(), items=(np.arange(5), np.array([5])))
    rows = np.random.default_rng(1).integers(1, 6, (30, 6)).astype(float)
    found = measurement_error(patterns_of(rows), parts)
    assert found.notes[0].code == "SA347"
    assert found.notes[0].values["domains"] == ("other",)


def test_a_composite_that_does_not_vary_says_so(patterns_of):
    rows = np.full((5, 6), 3.0)
    assert measurement_error(patterns_of(rows), parts_of_two()).notes[0].code == "SA349"


def test_an_item_that_nobody_moves_leaves_the_step_to_the_others(patterns_of):
    rng = np.random.default_rng(2)
    rows = np.column_stack([rng.integers(1, 6, (40, 2)), np.full(40, 4)]).astype(float)
    rows[:, 1] = np.clip(rows[:, 0] + rng.integers(-1, 2, 40), 1, 5)
    found = measurement_error(patterns_of(rows), DOMAIN)
    assert found.notes[0] is None
    assert 0 < found.pairs_reversed[0] < 0.5


@pytest.mark.parametrize("confidence", [0, 1, 95, True])
def test_a_wrong_confidence_is_refused(tables, confidence):
    with pytest.raises(OptionError, match="confidence="):
        measurement_error(tables["one"], DOMAIN, confidence=confidence)


def test_the_result_is_frozen(tables):
    with pytest.raises(dataclasses.FrozenInstanceError):
        measurement_error(tables["one"], DOMAIN).sem = None
