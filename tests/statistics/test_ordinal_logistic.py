"""The proportional-odds model and its two tests."""

from __future__ import annotations

import numpy as np
import pytest

from survey_analysis.statistics import ordinal_logistic
from survey_analysis.statistics.ordinal_logistic import logistic_bias, proportional_odds
from survey_analysis.tables.item_by_rest import ItemByRest, item_by_rest


def table_of(n) -> ItemByRest:
    n = np.asarray(n, dtype=float)
    return ItemByRest(
        rest=np.arange(float(n.shape[0])),
        groups=tuple("abc"[: n.shape[1]]),
        answers=np.arange(float(n.shape[2])),
        n=n,
    )


@pytest.fixture(scope="module")
def tables(answers, patterns_of):
    def make(item, items=answers["items"]):
        table = patterns_of(items, answers["group"], ("a", "b", "c"))
        return item_by_rest(table, item, [0, 1], [other for other in range(6) if other != item])

    return make


@pytest.mark.parametrize("item", range(6))
@pytest.mark.parametrize("name", ["two_groups", "two_answers"])
def test_likelihood_ratios_and_r2_are_those_of_polr(tables, answers, reference, name, item):
    items = answers["items"]
    if name == "two_answers":
        items = np.where(np.isnan(items), np.nan, items >= 5)
    expected = reference("item_bias")[name]["items"][item]
    found = logistic_bias(tables(item, items))
    assert found.n == expected["n"]
    assert found.notes == (None, None)
    assert found.df == pytest.approx(expected["df"])
    assert found.statistic == pytest.approx(expected["statistic"], rel=1e-6, abs=1e-8)
    assert found.p_value == pytest.approx(expected["p"], rel=1e-6)
    assert found.r2_change == pytest.approx(expected["r2_change"], rel=1e-6, abs=1e-10)


def predictors_of(table):
    """Standardized rest score, second group, and their product, for each row of counts."""
    weight = table.n.sum(axis=(1, 2))
    mean = weight @ table.rest / weight.sum()
    z = (table.rest - mean) / np.sqrt(weight @ (table.rest - mean) ** 2 / weight.sum())
    z = np.repeat(z, 2)
    group = np.tile([0.0, 1.0], table.rest.size)
    return np.column_stack([z, group, z * group])


@pytest.mark.parametrize("item", range(6))
def test_coefficients_and_thresholds_are_those_of_polr(tables, reference, item):
    expected = reference("item_bias")["two_groups"]["items"][item]
    table = tables(item)
    counts, x = table.n.reshape(-1, table.answers.size), predictors_of(table)
    for model in range(3):
        found = proportional_odds(counts, x[:, : model + 1])
        assert found.converged
        wanted = expected["log_likelihood"][model]
        assert found.log_likelihood == pytest.approx(wanted, rel=1e-10)
        # polr stops where its likelihood stands still, which leaves its coefficients less exact
        assert found.coefficients == pytest.approx(expected["coefficients"][model], abs=1e-5)
        assert found.thresholds == pytest.approx(expected["thresholds"][model], abs=1e-5)


def test_the_fit_is_that_of_statsmodels_with_a_row_per_respondent(tables):
    from statsmodels.miscmodels.ordinal_model import OrderedModel

    table = tables(3)
    counts, x = table.n.reshape(-1, table.answers.size), predictors_of(table)
    cell = np.repeat(np.arange(counts.size), counts.astype(int).ravel())
    answer, row = cell % counts.shape[1], cell // counts.shape[1]
    expected = OrderedModel(answer, x[row], distr="logit").fit(
        method="newton", disp=False, tol=1e-12
    )
    found = proportional_odds(counts, x)
    assert found.log_likelihood == pytest.approx(expected.llf, rel=1e-10)
    assert found.coefficients == pytest.approx(expected.params[:3], rel=1e-6)
    first, *steps = expected.params[3:]
    thresholds = first + np.concatenate([[0], np.cumsum(np.exp(steps))])
    assert found.thresholds == pytest.approx(thresholds, rel=1e-6)


def test_gradient_and_hessian_are_those_of_the_likelihood():
    rng = np.random.default_rng(5)
    counts, x = rng.integers(0, 9, (8, 4)).astype(float), rng.normal(size=(8, 2))
    at = np.array([-1.0, 0.2, 1.5, 0.3, -0.6])

    def slopes(point):
        return ordinal_logistic._slopes(counts, x, point[:3], point[3:])

    here = slopes(at)
    for axis, step in enumerate(1e-6 * np.eye(5)):
        up, down = slopes(at + step), slopes(at - step)
        assert here.gradient[axis] == pytest.approx((up.value - down.value) / 2e-6, rel=1e-6)
        bent = (down.gradient - up.gradient) / 2e-6
        np.testing.assert_allclose(here.information[axis], bent, rtol=1e-6, atol=1e-6)


def test_counts_weigh_like_respondents(tables):
    table = tables(0)
    counts, x = table.n.reshape(-1, table.answers.size), predictors_of(table)
    once, often = proportional_odds(counts, x), proportional_odds(1000 * counts, x)
    assert often.coefficients == pytest.approx(once.coefficients, rel=1e-8)
    assert often.log_likelihood == pytest.approx(1000 * once.log_likelihood, rel=1e-12)


@pytest.mark.parametrize(
    "counts",
    [
        [[30, 0, 0], [0, 30, 10.0]],
        [[30, 0, 0], [0, 30, 0], [0, 0, 30.0]],
        [[30, 5], [30, 0.0]],
    ],
)
def test_an_answer_that_is_told_without_error_has_no_finite_solution(counts):
    found = proportional_odds(np.array(counts), np.arange(float(len(counts)))[:, None])
    assert not found.converged
    assert np.isnan([found.log_likelihood, *found.coefficients, *found.thresholds]).all()


def test_a_predictor_that_is_a_sum_of_others_has_no_single_solution():
    counts = np.array([[9, 4], [5, 6], [2, 7.0]])
    x = np.array([[0, 0], [1, 1], [2, 2.0]])
    assert not proportional_odds(counts, x).converged


def test_a_step_that_leads_down_is_halved_and_a_wrong_one_given_up(monkeypatch):
    counts, x = np.array([[30, 9, 4], [5, 16, 30.0]]), np.array([[0.0], [1]])
    wanted = proportional_odds(counts, x)
    newton = ordinal_logistic._newton

    def too_long(here):
        step, gain = newton(here)
        return 3.5 * step, gain

    def backwards(here):
        step, gain = newton(here)
        return -step, gain

    monkeypatch.setattr(ordinal_logistic, "_newton", too_long)
    found = proportional_odds(counts, x)
    assert not found.converged or found.log_likelihood == pytest.approx(wanted.log_likelihood)
    monkeypatch.setattr(ordinal_logistic, "_newton", backwards)
    assert not proportional_odds(counts, x).converged


def test_a_step_over_another_threshold_is_halved():
    counts, x = np.array([[30, 9, 4], [5, 16, 30.0]]), np.array([[0.0], [1]])
    wanted = proportional_odds(counts, x)
    at = (wanted.thresholds + 0.5, wanted.coefficients)
    here = ordinal_logistic._slopes(counts, x, *at)
    found = ordinal_logistic._climb(counts, x, at, np.array([3.0, -3.0, 0.0]), here)
    assert found is None or (np.diff(found[0]) > 0).all()


def test_a_point_too_far_out_has_no_step():
    counts, x = np.array([[30, 9, 4], [5, 16, 30.0]]), np.array([[0.0], [1]])
    here = ordinal_logistic._slopes(counts, x, np.array([-1.0, 1.0]), np.array([1e4]))
    assert np.isnan(ordinal_logistic._newton(here)[1])


def test_a_likelihood_without_a_summit_has_no_step():
    here = ordinal_logistic._Slopes(0.0, np.ones(2), np.array([[1.0, 2.0], [2.0, 1.0]]))
    assert np.isnan(ordinal_logistic._newton(here)[1])


def test_steps_that_never_arrive_are_no_solution(monkeypatch):
    monkeypatch.setattr(ordinal_logistic, "ARRIVED", -1.0)
    counts = np.array([[30, 9, 4], [5, 16, 30.0]])
    assert not proportional_odds(counts, np.array([[0.0], [1]])).converged


def test_twenty_answers_and_a_million_respondents_are_fitted_as_well():
    rng = np.random.default_rng(6)
    truth, x = np.array([0.8, -0.3]), rng.normal(size=(200, 2))
    thresholds = np.linspace(-6, 6, 19)
    ends = np.concatenate([[-np.inf], thresholds, [np.inf]]) - (x @ truth)[:, None]
    counts = np.diff(1 / (1 + np.exp(-ends)), axis=1) * 5000
    found = proportional_odds(counts, x)
    assert found.coefficients == pytest.approx(truth, rel=1e-8)
    assert found.thresholds == pytest.approx(thresholds, rel=1e-8, abs=1e-8)


@pytest.mark.parametrize(
    ("n", "notes"),
    [
        ([[[9], [9]], [[4], [3]]], (True, True)),
        ([[[9, 2], [9, 3]]], (True, True)),
        ([[[9, 0], [8, 0]], [[0, 9], [0, 8]]], (True, True)),
        ([[[9, 3], [0, 9]], [[4, 8], [0, 9]]], (True, True)),
        ([[[9, 3], [9, 4]], [[4, 8], [0, 0]]], (False, True)),
    ],
)
def test_what_cannot_be_estimated_is_nan_with_the_reason(n, notes):
    found = logistic_bias(table_of(n))
    assert tuple(note is not None for note in found.notes) == notes
    for at in range(2):
        of_test = [found.statistic[at], found.p_value[at], found.r2_change[at], found.df[at]]
        assert np.isnan(of_test).all() == notes[at]
    assert {note.code for note in found.notes if note} == {"SA384"}


def test_nobody_has_no_model():
    found = logistic_bias(table_of(np.zeros((0, 2, 0))))
    assert found.n == 0
    assert np.isnan(found.statistic).all()


def test_groups_alike_at_every_score_add_nothing():
    n = np.array([[[9, 3, 1], [18, 6, 2]], [[4, 8, 3], [8, 16, 6]], [[1, 5, 9], [2, 10, 18.0]]])
    found = logistic_bias(table_of(n))
    assert found.statistic == pytest.approx([0, 0], abs=1e-9)
    assert (found.statistic >= 0).all()
    assert found.p_value == pytest.approx([1, 1], abs=1e-4)
