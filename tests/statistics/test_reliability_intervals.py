"""Standard errors and intervals of alpha."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_analysis.statistics.reliability_intervals import (
    distribution_free_se,
    feldt_interval,
    jackknife_log_se,
    log_interval,
    normal_interval,
    normal_theory_se,
)


def complete_rows(answers):
    return answers["items"][~np.isnan(answers["items"]).any(axis=1)]


def alpha_of(items, weights):
    w = weights / weights.sum()
    z = items - w @ items
    k = items.shape[1]
    return k / (k - 1) * (1 - (w @ z**2).sum() / (w @ z.sum(axis=1) ** 2))


def influence(items, weights):
    """A respondent's influence on alpha, by the formula."""
    w = weights / weights.sum()
    z = items - w @ items
    t, k = z.sum(axis=1), items.shape[1]
    trace, total = (w @ z**2).sum(), w @ t**2
    return -k / (k - 1) * ((z**2).sum(axis=1) / total - trace * t**2 / total**2)


def test_normal_theory_is_that_of_psych(answers, reference):
    complete = complete_rows(answers)
    expected = reference("reliability")["all"]["psych"]
    se = normal_theory_se(np.cov(complete.T)[None], np.array([float(len(complete))]))
    assert se[0] == pytest.approx(expected["ase"], rel=1e-10)
    found = normal_interval(np.array([expected["raw"]]), se, 0.95)
    assert [found.low[0], found.high[0]] == pytest.approx(expected["normal_ci"], rel=1e-10)


def test_feldt_is_that_of_psych(reference):
    for of in ("all", "by_group"):
        for row in (
            [reference("reliability")["all"]]
            if of == "all"
            else list(reference("reliability")["by_group"].values())
        ):
            n = np.array([float(row["n"])])
            found = feldt_interval(np.array([row["psych"]["raw"]]), n, 6, 0.95)
            ends = [found.low[0], found.high[0]]
            assert ends == pytest.approx(row["psych"]["feldt_ci"], rel=1e-9)


@pytest.mark.parametrize("scale", [1.0, 100.0])
@pytest.mark.parametrize("weighted", [False, True])
def test_the_distribution_free_error_is_the_direct_sum(answers, moments_of, weighted, scale):
    complete = ~np.isnan(answers["items"]).any(axis=1)
    items = answers["items"][complete]
    weights = scale * answers["weight"] if weighted else None
    w = weights[complete] if weighted else np.ones(len(items))
    n = len(items)
    squares = (w**2 * influence(items, w) ** 2).sum()
    expected = np.sqrt(n / (n - 1) * squares) / w.sum()
    found = distribution_free_se(moments_of(answers["items"], weights=weights))
    assert found[0] == pytest.approx(expected, rel=1e-12)


def test_the_distribution_free_error_is_that_of_r(answers, moments_of, reference):
    expected = reference("reliability")
    found = distribution_free_se(moments_of(answers["items"]))
    assert found[0] == pytest.approx(expected["all"]["adf_se"], rel=1e-11)
    found = distribution_free_se(moments_of(answers["items"], weights=answers["weight"]))
    assert found[0] == pytest.approx(expected["weighted"]["adf_se"], rel=1e-11)


def test_the_distribution_free_error_does_not_depend_on_the_centre(answers, moments_of):
    moments = moments_of(answers["items"])
    found = distribution_free_se(moments.recentred(np.array([1.0, 5, 2, 4.5, 3, 0])))
    assert found[0] == pytest.approx(distribution_free_se(moments)[0], rel=1e-10)


@settings(max_examples=30)
@given(
    rows=st.lists(st.lists(st.integers(1, 5), min_size=3, max_size=3), min_size=5, max_size=25),
    weighted=st.booleans(),
)
def test_the_jackknife_is_the_direct_one(patterns_of, rows, weighted):
    items = np.array(rows, dtype=float)
    weights = 0.5 + items[:, 0] if weighted else np.ones(len(items))
    found = jackknife_log_se(patterns_of(items, weights=weights if weighted else None).rows_of(0))
    with np.errstate(all="ignore"):
        rest = [
            1 - alpha_of(np.delete(items, i, axis=0), np.delete(weights, i))
            for i in range(len(items))
        ]
    if not np.isfinite(rest).all() or min(rest) < 1e-6 or max(rest) > 1e6:
        return
    logs = np.log(rest)
    n = len(items)
    expected = np.sqrt((n - 1) / n * ((logs - logs.mean()) ** 2).sum())
    assert found == pytest.approx(expected, rel=1e-8)


def test_the_jackknife_is_that_of_r(answers, patterns_of, reference):
    expected = reference("reliability")
    found = jackknife_log_se(patterns_of(answers["items"]).rows_of(0))
    assert found == pytest.approx(expected["all"]["jack_log_se"], rel=1e-10)
    found = jackknife_log_se(patterns_of(answers["items"], weights=answers["weight"]).rows_of(0))
    assert found == pytest.approx(expected["weighted"]["jack_log_se"], rel=1e-10)


@pytest.mark.parametrize(
    "rows",
    [
        [[1, 1], [1, 1], [1, 1], [5, 4]],  # without the last nobody varies
        [[1, 2], [2, 1], [3, 0], [4, 4]],  # without the last the sum is always 3
        [[1, 1], [2, 2], [3, 3], [3, 4]],  # without the last the items are copies
    ],
)
def test_where_all_hangs_on_one_respondent_the_jackknife_is_nan(patterns_of, rows):
    items = np.array(rows, dtype=float)
    assert np.isnan(jackknife_log_se(patterns_of(items).rows_of(0)))


def test_where_one_respondent_carries_all_the_weight_the_jackknife_is_nan(patterns_of):
    items = np.array([[1.0, 2], [2, 3], [3, 1], [5, 4]])
    rows = patterns_of(items, weights=np.array([1e14, 1e-14, 1e-14, 1e-14])).rows_of(0)
    assert np.isnan(jackknife_log_se(rows))


def test_the_log_interval_is_that_of_r(reference):
    row = reference("reliability")["all"]
    alpha, df = np.array([row["alpha"]]), np.array([row["n"] - 1.0])
    found = log_interval(alpha, np.array([row["adf_se"]]), df, 0.95)
    assert [found.low[0], found.high[0]] == pytest.approx(row["adf_ci"], rel=1e-12)


def test_the_log_interval_never_reaches_one_and_never_overflows_loudly():
    found = log_interval(np.array([0.9, -3.0]), np.array([50.0, 5000.0]), np.array([1.0, 1]), 0.99)
    assert (found.high < 1.0 + 1e-12).all()
    assert (found.low < found.high).all()
