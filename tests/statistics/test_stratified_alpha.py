"""The reliability of a composite of domains."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_analysis.errors import OptionError
from survey_analysis.statistics.composite_variance import (
    CompositeParts,
    composite_reliability,
    error_forms,
    reliability_gradient,
)
from survey_analysis.statistics.influence import centred_covariance
from survey_analysis.statistics.reliability import cronbach_alpha
from survey_analysis.statistics.stratified_alpha import stratified_alpha
from survey_analysis.tables.patterns import from_rows

LABELS = ("a", "b", "c")


def parts_of(sizes, weights=None, low=0.0, high=99.0, scale=(1, 5)):
    """The parts of a composite of domains on one scale."""
    given_weights = np.ones(len(sizes)) if weights is None else np.array(weights, dtype=float)
    share = given_weights / given_weights.sum()
    step = (high - low) * share / (scale[1] - scale[0])
    return CompositeParts(
        name="index",
        domains=tuple(f"d{number}" for number in range(len(sizes))),
        weights=share,
        items=tuple(np.split(np.arange(sum(sizes)), np.cumsum(sizes)[:-1])),
        coefficients=np.repeat(step / np.array(sizes), sizes),
        constant=float(low - step.sum() * scale[0]),
        low=low,
        high=high,
    )


PARTS = parts_of((2, 4), (1, 2.5))


@pytest.fixture(scope="module")
def patterns(answers, patterns_of):
    return patterns_of(answers["items"], answers["group"], LABELS)


def likert(rng, n, sizes, between=0.4):
    """Answers 1 to 5 of respondents whose domains correlate."""
    shared = rng.normal(size=(n, 1))
    columns = []
    for size in sizes:
        own = np.sqrt(between) * shared + np.sqrt(1 - between) * rng.normal(size=(n, 1))
        columns.append(0.7 * own + 0.7 * rng.normal(size=(n, size)))
    return np.clip(np.round(3 + 1.2 * np.concatenate(columns, axis=1)), 1, 5)


# ---- oracle ------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["jackknife", "adf"])
def test_every_number_is_that_of_r(patterns, reference, method):
    found = stratified_alpha(patterns, PARTS, interval=method)
    assert found.ci_method == (method, method, method, "")
    for row, expected in enumerate(reference("composite")["by_group"].values()):
        assert found.n_used[row] == expected["n"]
        assert found.reliability[row] == pytest.approx(expected["rho"], rel=1e-11)
        assert found.variance[row] == pytest.approx(expected["variance"], rel=1e-11)
        assert found.sem[row] == pytest.approx(expected["sem"], rel=1e-11)
        assert found.alpha[row] == pytest.approx(expected["alpha"], rel=1e-11, abs=1e-14)
        assert found.error[row] == pytest.approx(expected["error"], rel=1e-11)
        assert found.true[row] == pytest.approx(expected["true"], rel=1e-11)
        assert found.error_share[row] == pytest.approx(expected["error_share"], rel=1e-11)
        assert found.true_share[row] == pytest.approx(expected["true_share"], rel=1e-11)
        assert found.r_with_composite[row] == pytest.approx(expected["r"], rel=1e-11)
        # R differentiates numerically for the influence values
        exact = 1e-9 if method == "jackknife" else 1e-7
        name = {"jackknife": "jack", "adf": "adf"}[method]
        assert found.se[row] == pytest.approx(expected[f"{name}_se"], rel=exact)
        ends = [found.ci_low[row], found.ci_high[row]]
        assert ends == pytest.approx(expected[f"{name}_ci"], rel=exact)
        assert found.notes[row] is None
        assert found.domain_notes[row] == (None, None)
    assert found.notes[3].code == "SA301"


@pytest.mark.parametrize(("method", "name"), [("jackknife", "jack"), ("adf", "adf")])
def test_weights_are_those_of_r(answers, patterns_of, reference, method, name):
    patterns = patterns_of(answers["items"], weights=answers["weight"])
    found = stratified_alpha(patterns, PARTS, interval=method)
    expected = reference("composite")["weighted"]
    assert found.reliability[0] == pytest.approx(expected["rho"], rel=1e-11)
    assert found.alpha[0] == pytest.approx(expected["alpha"], rel=1e-11)
    assert found.sem[0] == pytest.approx(expected["sem"], rel=1e-11)
    assert found.true_share[0] == pytest.approx(expected["true_share"], rel=1e-11)
    assert found.r_with_composite[0] == pytest.approx(expected["r"], rel=1e-11)
    assert found.se[0] == pytest.approx(expected[f"{name}_se"], rel=1e-6)
    w = answers["weight"][~np.isnan(answers["items"]).any(axis=1)]
    assert found.sum_w[0] == pytest.approx(w.sum())
    assert found.n_eff[0] == pytest.approx(w.sum() ** 2 / (w**2).sum())


def test_the_alphas_are_those_of_psych(answers, patterns_of, reference):
    expected = reference("composite")["all"]
    found = stratified_alpha(patterns_of(answers["items"]), PARTS)
    assert found.alpha[0] == pytest.approx(expected["psych_alpha"], rel=1e-11)
    assert found.reliability[0] == pytest.approx(expected["rho"], rel=1e-11)


def test_auto_is_the_jackknife_below_300_and_adf_from_there_on(patterns_of):
    rng = np.random.default_rng(3)
    answers = likert(rng, 500, (3, 3))
    group = np.repeat([0, 1], [299, 201])
    group[-1] = 0
    of = stratified_alpha(patterns_of(answers, group, ("x", "y")), parts_of((3, 3)))
    assert of.ci_method == ("adf", "jackknife", "")


# ---- identity ----------------------------------------------------------------------------


def test_one_domain_alone_has_its_alpha(answers, moments_of, patterns_of):
    items = answers["items"][:, 2:]
    found = stratified_alpha(patterns_of(items), parts_of((4,)), interval="adf")
    alpha = cronbach_alpha(moments_of(items), interval="adf")
    assert found.reliability[0] == pytest.approx(alpha.alpha[0], rel=1e-12)
    assert found.se[0] == pytest.approx(alpha.alpha_se[0], rel=1e-10)
    assert found.sem[0] == pytest.approx(alpha.sem[0] * 99 / 4, rel=1e-12)
    jackknife = stratified_alpha(patterns_of(items), parts_of((4,)), interval="jackknife")
    of_alpha = cronbach_alpha(moments_of(items), patterns=patterns_of(items), interval="jackknife")
    assert jackknife.se[0] == pytest.approx(of_alpha.alpha_se[0], rel=1e-10)


def test_the_variances_are_those_of_the_scores(answers, patterns_of):
    patterns = patterns_of(answers["items"])
    rows = patterns.rows_of(0)
    found = stratified_alpha(patterns, PARTS)
    score = np.repeat(rows.values @ PARTS.coefficients + PARTS.constant, rows.n.astype(int))
    assert found.variance[0] == pytest.approx(score.var(ddof=1), rel=1e-12)
    assert found.error[0].sum() + found.true[0].sum() == pytest.approx(found.variance[0])
    assert found.sem[0] ** 2 == pytest.approx(
        found.variance[0] * (1 - found.reliability[0]), rel=1e-12
    )


def test_the_range_changes_the_sem_and_nothing_else(patterns):
    wide = stratified_alpha(patterns, PARTS)
    narrow = stratified_alpha(patterns, parts_of((2, 4), (10, 25), low=1, high=5))
    assert narrow.reliability[:3] == pytest.approx(wide.reliability[:3], rel=1e-12)
    assert narrow.se[:3] == pytest.approx(wide.se[:3], rel=1e-10)
    assert narrow.sem[:3] == pytest.approx(wide.sem[:3] * 4 / 99, rel=1e-12)


def test_the_gradient_is_the_derivative(answers, patterns_of):
    _, covariance = centred_covariance(patterns_of(answers["items"]).rows_of(0))
    gradient = reliability_gradient(covariance, PARTS)
    assert gradient == pytest.approx(gradient.T)
    step = 1e-6
    for i, j in [(0, 0), (0, 1), (1, 4), (3, 5)]:
        up, down = covariance.copy(), covariance.copy()
        up[i, j] += step
        down[i, j] -= step
        ends = composite_reliability(np.stack([down, up]), PARTS)
        assert gradient[i, j] == pytest.approx((ends[1] - ends[0]) / (2 * step), rel=1e-6)


def test_a_stack_of_covariances_gives_a_stack_of_reliabilities(answers, patterns_of):
    _, covariance = centred_covariance(patterns_of(answers["items"]).rows_of(0))
    stack = np.stack([covariance, 3 * covariance, np.zeros_like(covariance)])
    found = composite_reliability(stack, PARTS)
    expected = stratified_alpha(patterns_of(answers["items"]), PARTS).reliability[0]
    assert found[:2] == pytest.approx(expected, rel=1e-12)
    assert np.isnan(found[2])
    assert error_forms(PARTS).shape == (2, 6, 6)


def test_the_bootstrap_agrees_with_the_jackknife_and_is_repeatable(answers, patterns_of):
    patterns = patterns_of(answers["items"])
    told = []
    first = stratified_alpha(
        patterns, PARTS, interval="bootstrap", rng=4, resamples=600, progress=told.append
    )
    assert told == [600]
    again = stratified_alpha(patterns, PARTS, interval="bootstrap", rng=4, resamples=600)
    jackknife = stratified_alpha(patterns, PARTS, interval="jackknife")
    assert first.ci_method == ("bootstrap",)
    assert (first.ci_low[0], first.ci_high[0]) == (again.ci_low[0], again.ci_high[0])
    # 600 resamples know a standard error to 3 per cent
    assert first.se[0] == pytest.approx(jackknife.se[0], rel=0.1)
    assert first.ci_low[0] == pytest.approx(jackknife.ci_low[0], abs=0.01)


@settings(max_examples=30, deadline=None)
@given(
    st.integers(0, 10_000),
    st.lists(st.integers(2, 4), min_size=2, max_size=4),
    st.floats(0.01, 100),
)
def test_a_reliability_is_at_most_one_and_ignores_the_scale_of_weights(seed, sizes, times):
    rng = np.random.default_rng(seed)
    answers = rng.integers(1, 6, size=(12, sum(sizes))).astype(float)
    one, n = np.ones(12), np.array([12.0])
    weights = rng.uniform(0.1, 5, size=12)

    def of(w):
        rows = from_rows(answers, np.zeros(12, int), ("",), (one, w, w**2), n, weighted=True)
        return stratified_alpha(rows, parts_of(sizes), interval="jackknife")

    found, scaled = of(weights), of(times * weights)
    assert found.reliability[0] <= 1
    assert found.reliability[0] == pytest.approx(scaled.reliability[0], rel=1e-9)
    assert found.se[0] == pytest.approx(scaled.se[0], rel=1e-7, nan_ok=True)
    assert found.error_share[0].sum() == pytest.approx(1)
    assert (found.error >= 0).all()
    if found.ci_method[0]:
        assert found.ci_low[0] < found.reliability[0] < found.ci_high[0]


# ---- the design of the reference page ----------------------------------------------------


def drawn_twice(n, seed):
    """Six domains of four items, answered twice with fresh errors: two times (n, 24)."""
    rng = np.random.default_rng(seed)
    shared, own = rng.normal(size=(n, 1)), rng.normal(size=(n, 6))
    factors = np.sqrt(0.4) * shared + np.sqrt(0.6) * own
    loadings = np.array([0.45, 0.55, 0.65, 0.75])
    true = (factors[:, :, None] * loadings).reshape(n, 24)
    spread = np.sqrt(1 - np.tile(loadings, 6) ** 2)
    cuts = [-1.8, -1.1, -0.3, 0.6]
    return tuple(
        np.searchsorted(cuts, true + spread * rng.normal(size=(n, 24))).astype(float)
        for _ in range(2)
    )


def test_stratified_alpha_is_near_the_correlation_of_two_measurements(patterns_of, moments_of):
    # at n = 40,000 each of these numbers has a standard error near 0.001
    first, second = drawn_twice(40_000, seed=65)
    truth = np.corrcoef(first.sum(axis=1), second.sum(axis=1))[0, 1]
    assert truth == pytest.approx(0.851, abs=0.005)
    parts = parts_of((4,) * 6, high=100.0, scale=(0, 4))
    found = stratified_alpha(patterns_of(first), parts)
    assert found.reliability[0] == pytest.approx(0.848, abs=0.005)
    assert found.reliability[0] == pytest.approx(truth, abs=0.01)
    assert found.error_share[0] == pytest.approx(1 / 6, abs=0.01)
    assert found.true_share[0] == pytest.approx(1 / 6, abs=0.01)
    # what a plain alpha would say of the same composite
    of_items = cronbach_alpha(moments_of(first)).alpha[0]
    scores = first.reshape(-1, 6, 4).mean(axis=2)
    of_domains = cronbach_alpha(moments_of(scores)).alpha[0]
    assert of_items == pytest.approx(0.811, abs=0.005)
    assert of_domains == pytest.approx(0.678, abs=0.01)


# ---- edge --------------------------------------------------------------------------------


def test_a_domain_of_one_item_leaves_the_composite_unknown(answers, patterns_of):
    found = stratified_alpha(patterns_of(answers["items"]), parts_of((1, 5)))
    assert np.isnan(found.reliability[0])
    assert np.isnan(found.sem[0])
    assert found.ci_method == ("",)
    assert found.notes[0].code == "SA347"
    assert "d0" in found.notes[0].text
    assert [note.code for note in found.domain_notes[0]] == ["SA303", "SA347"]
    assert np.isnan(found.alpha[0, 0])
    assert np.isfinite(found.alpha[0, 1])
    assert np.isfinite(found.r_with_composite[0]).all()


def test_a_domain_that_does_not_vary_adds_nothing(answers, patterns_of):
    items = answers["items"].copy()
    items[:, :2] = 4
    found = stratified_alpha(patterns_of(items), PARTS)
    rest = stratified_alpha(patterns_of(items[:, 2:]), parts_of((4,)))
    assert found.reliability[0] == pytest.approx(rest.reliability[0], rel=1e-12)
    assert found.error_share[0].tolist() == [0, 1]
    assert found.true_share[0].tolist() == [0, 1]
    assert [note and note.code for note in found.domain_notes[0]] == ["SA304", None]
    assert np.isnan(found.alpha[0, 0])
    assert np.isnan(found.r_with_composite[0, 0])


def test_items_that_cancel_out_are_all_error(answers, patterns_of):
    items = answers["items"].copy()
    items[:, 1] = 6 - items[:, 0]
    found = stratified_alpha(patterns_of(items), PARTS)
    assert found.domain_notes[0][0].code == "SA305"
    assert np.isfinite(found.reliability[0])
    assert found.error_share[0, 0] > 0
    assert found.true[0, 0] < 0


def test_copies_have_a_reliability_of_one_and_no_interval(answers, patterns_of):
    items = answers["items"][:, [0, 0, 1, 1, 1, 1]]
    found = stratified_alpha(patterns_of(items), PARTS)
    assert found.reliability[0] == pytest.approx(1, abs=1e-12)
    assert found.sem[0] == 0
    assert found.notes[0].code == "SA393"
    assert np.isnan([found.se[0], found.ci_low[0], found.ci_high[0]]).all()
    assert np.isnan(found.error_share).all()
    assert [note.code for note in found.domain_notes[0]] == ["SA393", "SA393"]


def test_a_composite_that_does_not_vary_has_no_reliability(patterns_of):
    found = stratified_alpha(patterns_of(np.full((4, 4), 3.0)), parts_of((2, 2)))
    assert found.notes[0].code == "SA349"
    assert np.isnan(found.reliability[0])
    against = np.array([[1.0, 1, 5, 5], [2, 2, 4, 4], [5, 5, 1, 1], [3, 3, 3, 3]])
    opposed = stratified_alpha(patterns_of(against), parts_of((2, 2)))
    assert opposed.notes[0].code == "SA349"
    assert opposed.alpha[0] == pytest.approx([1, 1])


def test_a_negative_reliability_is_told_as_it_is(patterns_of):
    rng = np.random.default_rng(5)
    first = rng.integers(1, 6, size=200).astype(float)
    second = rng.integers(1, 6, size=200).astype(float)
    noise = [np.where(rng.uniform(size=200) < 0.3, 3, column) for column in (first, second)]
    items = np.stack([first, 6 - noise[0], second, 6 - noise[1]], axis=1)
    found = stratified_alpha(patterns_of(items), parts_of((2, 2)))
    assert found.reliability[0] < 0
    assert found.ci_low[0] < found.reliability[0] < found.ci_high[0]
    assert np.isnan(found.true_share).all()
    assert found.error_share[0].sum() == pytest.approx(1)
    assert [note.code for note in found.domain_notes[0]] == ["SA394", "SA394"]


def test_few_respondents_have_reasons_and_no_numbers(patterns_of):
    rng = np.random.default_rng(2)
    answers = likert(rng, 5, (2, 2))
    answers[0, 0] = np.nan
    group = np.array([0, 1, 2, 2, 3])
    found = stratified_alpha(
        patterns_of(answers, group, ("a", "b", "c", "d", "e")), parts_of((2, 2))
    )
    assert [note.code for note in found.notes] == [
        *("SA302", "SA302", "SA308", "SA302", "SA301", "SA301")
    ]
    assert found.n_used.tolist() == [0, 1, 2, 1, 0, 0]
    assert np.isfinite(found.reliability).tolist() == [False, False, True, False, False, False]
    assert np.isnan(found.ci_low).all()
    assert found.domain_notes[1][0].code == "SA302"


def test_one_respondent_who_carries_everything_leaves_no_jackknife(patterns_of):
    rows = np.array([[3, 3, 3, 3.0]] * 8 + [[5, 4, 5, 5.0]])
    found = stratified_alpha(patterns_of(rows), parts_of((2, 2)))
    assert found.notes[0].code == "SA309"
    assert np.isfinite(found.reliability[0])
    weights = np.array([1e-12] * 8 + [1.0])
    varied = np.array([[4.0, 5, 5, 5], [5, 4, 5, 5], [5, 5, 4, 5], [5, 5, 5, 4]] * 2 + [[1.0] * 4])
    heavy = stratified_alpha(patterns_of(varied, weights=weights), parts_of((2, 2)))
    assert heavy.notes[0].code == "SA309"
    assert np.isnan(heavy.ci_low[0])


def test_answers_that_tell_nothing_of_the_error_have_no_interval(patterns_of):
    corners = np.array([[1, 2, 1, 2], [2, 1, 2, 1], [4, 5, 4, 5], [5, 4, 5, 4.0]])
    found = stratified_alpha(patterns_of(np.repeat(corners, 100, axis=0)), parts_of((2, 2)))
    assert found.notes[0].code == "SA313"
    assert np.isnan(found.se[0])


def test_a_bootstrap_without_an_interval_says_why(patterns_of):
    rows = np.array([[3, 3, 3, 3.0]] * 60 + [[5, 4, 5, 5.0]])
    found = stratified_alpha(
        patterns_of(rows), parts_of((2, 2)), interval="bootstrap", resamples=100
    )
    assert found.notes[0].code == "SA342"
    assert found.ci_method == ("",)


def test_the_order_of_respondents_and_of_rows_does_not_matter(answers, patterns_of):
    items = answers["items"]
    shuffled = items[np.random.default_rng(8).permutation(len(items))]
    one, other = (stratified_alpha(patterns_of(of), PARTS) for of in (items, shuffled))
    assert one.reliability[0] == pytest.approx(other.reliability[0], rel=1e-13)
    assert one.se[0] == pytest.approx(other.se[0], rel=1e-10)


# ---- message -----------------------------------------------------------------------------


def test_wrong_options_are_refused(patterns):
    with pytest.raises(OptionError, match="interval='feldt' is not allowed"):
        stratified_alpha(patterns, PARTS, interval="feldt")
    with pytest.raises(OptionError, match="confidence=95"):
        stratified_alpha(patterns, PARTS, confidence=95)
    with pytest.raises(OptionError, match="resamples=5"):
        stratified_alpha(patterns, PARTS, resamples=5)
    with pytest.raises(OptionError, match="rng"):
        stratified_alpha(patterns, PARTS, rng="x")
