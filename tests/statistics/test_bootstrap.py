"""The bias-corrected and accelerated bootstrap (BCa)."""

from __future__ import annotations

import numpy as np
import pytest

from survey_analysis.errors import OptionError
from survey_analysis.statistics import bootstrap
from survey_analysis.statistics.bootstrap import as_generator, bca_intervals, bca_of
from survey_analysis.statistics.guttman import guttman_lambdas, lambdas
from survey_analysis.statistics.items import item_analysis, item_rest
from survey_analysis.statistics.polychoric import ordinal_alpha, ordinal_alphas
from survey_analysis.statistics.reliability import cronbach_alpha
from survey_analysis.statistics.resampled_covariances import covariance_estimator
from survey_analysis.statistics.resampled_pairs import pair_estimator
from survey_analysis.statistics.split_half import split_half, split_half_range
from survey_analysis.tables import pairs as pairs_table
from survey_analysis.tables.patterns import PatternRows


def alpha(covariance):
    k = covariance.shape[1]
    total = covariance.sum(axis=(1, 2))
    spread = np.where(total > 0, total, np.nan)
    return k / (k - 1) * (1 - np.trace(covariance, axis1=1, axis2=2) / spread)


def rest_of_first(covariance):
    rest = covariance[:, 1:, 1:].sum(axis=(1, 2))
    with np.errstate(invalid="ignore", divide="ignore"):
        return covariance[:, 0, 1:].sum(axis=1) / np.sqrt(covariance[:, 0, 0] * rest)


def both(covariance):
    return np.stack([alpha(covariance), rest_of_first(covariance)], axis=1)


def mean_of(values):
    """An estimator: the mean of one number per answer row."""

    def estimates(weights):
        return weights @ values[:, None] / weights.sum(axis=1, keepdims=True)

    return estimates


def rows_with(values, n, w=None):
    values, n = np.asarray(values, dtype=float), np.asarray(n, dtype=float)
    w = n if w is None else np.asarray(w, dtype=float)
    return PatternRows(values.reshape(n.size, -1), n, w, w**2 / n)


@pytest.fixture(scope="module")
def rows(answers, patterns_of):
    return patterns_of(answers["items"]).rows_of(0)


@pytest.fixture(scope="module")
def expected(reference):
    return reference("bootstrap")


# ---- oracle -------------------------------------------------------------------------------


@pytest.mark.parametrize(("level", "confidence"), [("ci95", 0.95), ("ci80", 0.8)])
def test_the_ends_are_those_of_boot_from_the_same_resamples(expected, level, confidence):
    known = expected["intervals"]
    found = bca_of(
        np.array([one["estimate"] for one in known]),
        np.array([one["replicates"] for one in known]).T,
        np.array([one["acceleration"] for one in known]),
        confidence,
    )
    ends = np.array([one[level] for one in known])
    np.testing.assert_allclose(found.ci_low, ends[:, 0], rtol=1e-10)
    np.testing.assert_allclose(found.ci_high, ends[:, 1], rtol=1e-10)
    np.testing.assert_allclose(found.se, [one["se"] for one in known], rtol=1e-10)
    assert found.resamples == 499
    assert found.notes == (None, None)


def test_estimate_and_acceleration_are_those_of_r_respondent_by_respondent(rows, expected):
    found = bca_intervals(rows, covariance_estimator(rows, both), resamples=100)
    for one, known in enumerate(expected["intervals"]):
        assert found.estimate[one] == pytest.approx(known["estimate"], rel=1e-11)
        assert found.acceleration[one] == pytest.approx(known["acceleration"], rel=1e-9)


def test_weighted_estimate_and_acceleration_are_those_of_r(answers, patterns_of, expected):
    rows = patterns_of(answers["items"], weights=answers["weight"]).rows_of(0)
    found = bca_intervals(rows, covariance_estimator(rows, alpha), resamples=100)
    assert found.estimate[0] == pytest.approx(expected["weighted"]["alpha"], rel=1e-11)
    assert found.acceleration[0] == pytest.approx(expected["weighted"]["acceleration"], rel=1e-9)


def test_pairwise_estimate_and_acceleration_are_those_of_r(answers, expected):
    items = answers["items"][~np.isnan(answers["items"]).all(axis=1)]
    one = np.ones(len(items))
    rows = PatternRows(items, one, one, one)
    found = bca_intervals(rows, covariance_estimator(rows, alpha, "pairwise"), resamples=100)
    assert found.estimate[0] == pytest.approx(expected["pairwise"]["alpha"], rel=1e-11)
    assert found.acceleration[0] == pytest.approx(expected["pairwise"]["acceleration"], rel=1e-9)


def test_the_resamples_spread_as_those_of_boot(rows, expected):
    found = bca_intervals(rows, covariance_estimator(rows, both), resamples=4000, rng=11)
    for one, known in enumerate(expected["intervals"]):
        ends = [found.ci_low[one], found.ci_high[one]]
        # 499 resamples of R: an end has a Monte Carlo error of about a seventh of the error
        assert ends == pytest.approx(known["ci95"], abs=0.45 * known["se"])
        assert found.se[one] == pytest.approx(known["se"], rel=0.1)


# ---- identity -----------------------------------------------------------------------------


@pytest.mark.parametrize("missing", ["listwise", "pairwise"])
def test_the_estimates_are_those_of_the_statistics(answers, moments_of, missing):
    items = answers["items"][~np.isnan(answers["items"]).all(axis=1)]
    one = np.ones(len(items))
    rows, moments = PatternRows(items, one, one, one), moments_of(items)

    def numbers(covariance):
        halves = split_half_range(covariance)
        return np.concatenate([lambdas(covariance), halves, item_rest(covariance)], axis=1)

    found = bca_intervals(rows, covariance_estimator(rows, numbers, missing), resamples=200)
    guttman = guttman_lambdas(moments, missing=missing)
    halves = split_half(moments, missing=missing)
    r = item_analysis(moments, missing=missing).item_rest_r
    known = [*guttman.lambdas[0], halves.min[0], halves.mean[0], halves.max[0], *r[0]]
    np.testing.assert_allclose(found.estimate, known, rtol=1e-10)
    np.testing.assert_allclose(found.estimate[2], cronbach_alpha(moments, missing=missing).alpha)
    assert np.isfinite(found.se).all()


def test_ordinal_alpha_is_that_of_its_statistic(answers, patterns_of):
    items = answers["items"]
    rows = patterns_of(items).rows_of(0)
    values = tuple(np.arange(1.0, 6) for _ in range(6))
    cells = (np.zeros(rows.n.size, dtype=int), np.arange(rows.n.size))
    table = pairs_table.tabulate_rows(
        rows.values, values, ("",), cells, rows[1:], complete=True, weighted=False
    )
    estimator = pair_estimator(rows, values, lambda grams: ordinal_alphas(grams, table.sizes))
    found = bca_intervals(rows, estimator, resamples=100)
    assert found.estimate == pytest.approx(ordinal_alpha(table).alpha, rel=1e-8)
    assert found.ci_low[0] < found.estimate[0] < found.ci_high[0]


def test_rows_drawn_one_by_one_or_as_counts_have_the_same_law(monkeypatch):
    few = rows_with([1, 2, 3, 5], [30, 40, 25, 5])
    estimator = mean_of(few.values[:, 0])
    counted = bca_intervals(few, estimator, resamples=20_000)
    monkeypatch.setattr(bootstrap, "PICKED", 1_000)
    picked = bca_intervals(few, estimator, resamples=20_000)
    assert counted.se != picked.se
    np.testing.assert_allclose(counted.se, picked.se, rtol=0.03)
    np.testing.assert_allclose(counted.ci_low, picked.ci_low, rtol=0.01)
    np.testing.assert_allclose(counted.ci_high, picked.ci_high, rtol=0.01)


def test_the_standard_error_of_a_mean_is_its_formula():
    n = np.array([30, 40, 25, 5])
    values = np.array([1, 2, 3, 5.0])
    found = bca_intervals(rows_with(values, n), mean_of(values), resamples=40_000)
    whole = np.repeat(values, n)
    assert found.se[0] == pytest.approx(whole.std() / 10, rel=0.02)
    # the acceleration of a mean is a sixth of its skewness, over the root of n
    skewness = ((whole - whole.mean()) ** 3).mean() / whole.std() ** 3
    assert found.acceleration[0] == pytest.approx(skewness / 60, rel=1e-10)


def test_splitting_a_row_in_two_changes_no_delete_one_estimate():
    whole = rows_with([1, 2, 3, 5], [30, 40, 25, 5])
    split = rows_with([1, 1, 2, 3, 5], [10, 20, 40, 25, 5])
    found = [bca_intervals(r, mean_of(r.values[:, 0]), resamples=100) for r in (whole, split)]
    assert found[0].acceleration == pytest.approx(found[1].acceleration, rel=1e-12)


def test_the_scale_of_the_weights_changes_nothing():
    n = np.array([3, 4, 9, 2.0])
    w = n * [0.5, 2, 1, 3]
    found = []
    for times in (1, 128):
        rows = rows_with([1, 2, 4, 8], n, w * times)
        found.append(bca_intervals(rows, mean_of(rows.values[:, 0]), resamples=500))
    assert found[0].ci_low == found[1].ci_low
    assert found[0].acceleration == pytest.approx(found[1].acceleration, rel=1e-12)


def test_of_very_many_rows_the_acceleration_is_from_a_part(monkeypatch):
    values = np.random.default_rng(2).exponential(size=3000)
    rows = rows_with(values, np.ones(3000))
    part = bca_intervals(rows, mean_of(values), resamples=100)
    monkeypatch.setattr(bootstrap, "MOST_LEFT_OUT", 3000)
    whole = bca_intervals(rows, mean_of(values), resamples=100)
    assert part.acceleration != whole.acceleration
    assert part.acceleration == pytest.approx(whole.acceleration, abs=1e-3)


def test_small_batches_give_the_same_numbers(rows, monkeypatch):
    estimator = covariance_estimator(rows, both)
    large = bca_intervals(rows, estimator, resamples=200)
    monkeypatch.setattr(bootstrap, "CELLS", 7 * rows.n.size)
    small = bca_intervals(rows, estimator, resamples=200)
    np.testing.assert_allclose(small.ci_low, large.ci_low, rtol=1e-12)
    np.testing.assert_allclose(small.acceleration, large.acceleration, rtol=1e-12)


def test_the_interval_widens_with_confidence_and_stays_inside_the_resamples(rows):
    estimator = covariance_estimator(rows, both)
    kept = []

    def watched(weights):
        kept.append(estimator(weights))
        return kept[-1]

    wide = bca_intervals(rows, watched, resamples=1000, confidence=0.99)
    drawn = np.concatenate(kept[1:3])
    narrow = bca_intervals(rows, estimator, resamples=1000, confidence=0.8)
    assert (wide.ci_low < narrow.ci_low).all()
    assert (wide.ci_high > narrow.ci_high).all()
    assert (drawn.shape[0], (drawn.min(axis=0) <= wide.ci_low).all()) == (1000, True)
    assert (drawn.max(axis=0) >= wide.ci_high).all()


# ---- randomness and progress --------------------------------------------------------------


def test_equal_seeds_give_equal_numbers(rows):
    estimator = covariance_estimator(rows, alpha)
    seeds = (5, np.int64(5), np.random.default_rng(5))
    found = [bca_intervals(rows, estimator, resamples=200, rng=seed) for seed in seeds]
    assert len({float(one.ci_low[0]) for one in found}) == 1
    other = bca_intervals(rows, estimator, resamples=200, rng=6)
    assert other.ci_low[0] != found[0].ci_low[0]


def test_no_rng_is_a_documented_seed(rows):
    estimator = covariance_estimator(rows, alpha)
    default = bca_intervals(rows, estimator, resamples=200)
    named = bca_intervals(rows, estimator, resamples=200, rng=bootstrap.SEED)
    assert default.ci_low == named.ci_low


@pytest.mark.parametrize("rng", [-1, True, 1.0, "7", np.random.RandomState(1)])
def test_another_source_of_randomness_is_told(rng):
    with pytest.raises(OptionError, match=r"rng=.* is not allowed\. Give a whole number from 0"):
        as_generator(rng)


def test_progress_is_told_until_all_is_done(rows):
    told = []
    bca_intervals(rows, covariance_estimator(rows, alpha), resamples=1200, progress=told.append)
    assert told == [500, 500, 200]


@pytest.mark.parametrize("resamples", [99, 100_001, 200.0, True, None, "2000"])
def test_a_wrong_number_of_resamples_is_told(rows, resamples):
    with pytest.raises(OptionError, match=r"resamples=.* is not allowed\. Give a whole number"):
        bca_intervals(rows, covariance_estimator(rows, alpha), resamples=resamples)


def test_a_wrong_confidence_is_told(rows):
    with pytest.raises(OptionError, match="confidence=95 is not allowed"):
        bca_intervals(rows, covariance_estimator(rows, alpha), confidence=95)


# ---- edge ---------------------------------------------------------------------------------


def test_nobody_has_no_interval_and_draws_nothing():
    nothing = np.empty(0)
    rows = PatternRows(np.empty((0, 3)), nothing, nothing, nothing)
    told = []
    found = bca_intervals(rows, covariance_estimator(rows, both), progress=told.append)
    assert np.isnan([found.estimate, found.ci_low, found.ci_high, found.acceleration]).all()
    assert (found.notes, told) == ((None, None), [])


def test_an_undefined_number_is_nan_beside_a_defined_one():
    rows = rows_with([[3, 1, 2], [3, 2, 1], [3, 4, 4], [3, 5, 4]], [5, 6, 7, 8])
    found = bca_intervals(rows, covariance_estimator(rows, both), resamples=300)
    assert np.isfinite(found.ci_low).tolist() == [True, False]
    assert np.isnan(found.estimate[1])
    assert found.notes == (None, None)


def test_two_respondents_have_no_interval():
    rows = rows_with([[1, 2, 2], [3, 5, 4]], [1, 1])
    found = bca_intervals(rows, covariance_estimator(rows, alpha), resamples=400)
    note = found.notes[0]
    assert note.code == "SA342"
    assert note.values == {"undefined": int(found.undefined[0]), "resamples": 400}
    assert 150 < found.undefined[0] < 250
    assert np.isnan([found.se, found.ci_low, found.ci_high]).all()
    assert "of 400 resamples" in note.text
    assert "повторных выборок" in note.say("ru")


def test_a_few_undefined_resamples_are_counted_and_left_out():
    rows = rows_with([[0, 1, 2], [0, 2, 1], [1, 4, 4], [0, 5, 4]], [5, 6, 4, 8])
    found = bca_intervals(rows, covariance_estimator(rows, both), resamples=1000)
    assert found.undefined[0] == 0
    assert 0 < found.undefined[1] <= 50
    assert np.isfinite(found.ci_low).all()
    assert found.notes == (None, None)


def test_copies_of_one_item_have_no_interval():
    values = np.repeat(np.arange(1.0, 6), 3).reshape(5, 3)
    rows = rows_with(values, [8, 9, 12, 10, 6])
    found = bca_intervals(rows, covariance_estimator(rows, alpha), resamples=300)
    assert found.estimate[0] == pytest.approx(1)
    assert found.notes[0].code == "SA343"
    assert np.isnan([found.ci_low, found.ci_high]).all()
    assert "no bootstrap interval" in found.notes[0].text


def test_an_estimate_below_all_its_resamples_has_no_interval():
    replicates = np.linspace(0, 1, 200)[:, None]
    found = bca_of(np.array([-0.5]), replicates, np.zeros(1), 0.95)
    assert np.isneginf(found.bias_correction).all()
    assert found.notes[0].code == "SA343"
    assert np.isnan([found.ci_low, found.ci_high]).all()


def test_an_end_that_lies_beyond_the_resamples_is_not_made_up():
    replicates = np.linspace(0, 1, 200)[:, None]
    found = bca_of(np.array([0.02]), replicates, np.zeros(1), 0.95)
    assert found.notes[0].code == "SA343"
    assert np.isnan([found.ci_low, found.ci_high]).all()
    assert np.isfinite(found.se).all()


def test_a_correction_that_turns_around_gives_no_interval():
    replicates = np.linspace(0, 1, 200)[:, None]
    found = bca_of(np.array([0.5]), replicates, np.array([0.6]), 0.95)
    assert np.isnan([found.ci_low, found.ci_high]).all()
    assert found.notes[0].code == "SA343"


def test_resamples_that_equal_the_estimate_but_for_rounding_count_half():
    replicates = np.repeat([1 - 1e-16, 0.3 - 1e-15, 0.3 + 1e-15, 0.0], 100)[:, None]
    found = bca_of(np.array([0.3]), replicates, np.zeros(1), 0.95)
    assert found.bias_correction[0] == 0


def test_without_bias_and_acceleration_the_ends_are_quantiles():
    replicates = np.random.default_rng(4).permutation(np.arange(1.0, 1000))[:, None]
    found = bca_of(np.array([500.0]), replicates, np.zeros(1), 0.95)
    assert found.bias_correction[0] == 0
    assert [found.ci_low[0], found.ci_high[0]] == pytest.approx([25, 975], rel=1e-9)


def test_negative_alpha_has_an_interval_around_it():
    rng = np.random.default_rng(9)
    first = rng.normal(size=80)
    values = np.stack([first, -first + rng.normal(size=80), rng.normal(size=80)], axis=1)
    rows = rows_with(values, np.ones(80))
    found = bca_intervals(rows, covariance_estimator(rows, alpha), resamples=500)
    assert found.ci_low[0] < found.estimate[0] < 0
    assert found.estimate[0] < found.ci_high[0] < 1
