"""Noncentrality parameters."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special

from survey_analysis.statistics.noncentral import (
    chi2_noncentrality,
    f_noncentrality,
    noncentral_f,
    t_noncentrality,
)


def test_noncentralities_are_those_of_r(reference):
    groups = reference("groups")
    f, f90 = groups["welch_anova"], groups["anova"]
    found = f_noncentrality(f["F"], f["df1"], f["df2"], 0.95)
    assert [found.low, found.high] == pytest.approx(f["ends"]["lambda"], rel=1e-7)
    found = f_noncentrality(f90["F"], f90["df1"], f90["df2"], 0.90)
    assert [found.low, found.high] == pytest.approx(f90["ends_90"]["lambda"], rel=1e-7)
    chi = groups["chi_square"]
    for confidence, name in ((0.95, "lambda"), (0.90, "lambda_90")):
        found = chi2_noncentrality(chi["X2"], chi["df"], confidence)
        assert [found.low, found.high] == pytest.approx(chi[name], rel=1e-8)


@settings(max_examples=50, deadline=None)  # the first example imports scipy.stats
@given(t=st.floats(-30, 30), df=st.floats(1.2, 5e4), confidence=st.sampled_from([0.5, 0.9, 0.99]))
def test_the_observed_t_is_the_quantile_it_should_be(t, df, confidence):
    from scipy.stats import nct

    found = t_noncentrality(t, df, confidence)
    assert found.low < found.high
    # scipy before 1.15 is good for six digits
    assert nct.cdf(t, df, found.low) == pytest.approx((1 + confidence) / 2, abs=1e-4)
    assert nct.cdf(t, df, found.high) == pytest.approx((1 - confidence) / 2, abs=1e-4)


def test_few_degrees_of_freedom_and_a_large_t_have_an_interval():
    # scipy's distribution function is nan at some points on the way
    found = t_noncentrality([19.0, 19.0], [1.21875, 1.5], 0.99)
    assert (found.low < 1).all()
    assert (found.high > 40).all()


def test_t_is_symmetric():
    plus, minus = t_noncentrality([1.7], [13.0], 0.95), t_noncentrality([-1.7], [13.0], 0.95)
    assert minus.low[0] == pytest.approx(-plus.high[0], rel=1e-6)
    assert minus.high[0] == pytest.approx(-plus.low[0], rel=1e-6)


def test_with_infinite_degrees_of_freedom_t_is_normal():
    found = t_noncentrality([2.0], [1e8], 0.95)
    assert found.low[0] == pytest.approx(2 - 1.959964, abs=1e-5)


@settings(max_examples=50)
@given(x=st.floats(0.01, 500), df=st.integers(1, 90), confidence=st.sampled_from([0.5, 0.9, 0.99]))
def test_the_observed_chi_square_is_the_quantile_it_should_be(x, df, confidence):
    from scipy.stats import chi2, ncx2

    found = chi2_noncentrality(x, df, confidence)
    for end, p in ((found.low, (1 + confidence) / 2), (found.high, (1 - confidence) / 2)):
        if chi2.cdf(x, df) <= p:
            assert end == 0
        else:
            assert ncx2.cdf(x, df, end) == pytest.approx(p, abs=1e-8)


def test_f_with_many_denominator_degrees_of_freedom_is_chi_square():
    by_f = f_noncentrality(20 / 4, 4, 1e9, 0.95)
    by_chi2 = chi2_noncentrality(20, 4, 0.95)
    assert by_f.low == pytest.approx(float(by_chi2.low), rel=1e-6)
    assert by_f.high == pytest.approx(float(by_chi2.high), rel=1e-6)


def test_huge_statistics_have_an_interval():
    for x in (1e4, 1e6):
        found = chi2_noncentrality(x, 9.0, 0.95)
        assert x - 6 * np.sqrt(x) < found.low < x < found.high < x + 6 * np.sqrt(x)
    huge = f_noncentrality(5000.0, 3.0, 1e6, 0.95)
    assert 14_000 < huge.low < 15_000 < huge.high < 16_000


def test_nan_in_is_nan_out():
    for found in (
        t_noncentrality([np.nan, 1.0, 1.0, np.inf], [5.0, np.nan, 0.0, 5.0], 0.95),
        f_noncentrality(np.nan, 3.0, 10.0, 0.95),
        f_noncentrality(2.0, 3.0, np.nan, 0.95),
        chi2_noncentrality(np.nan, 3.0, 0.95),
    ):
        assert np.isnan(found.low).all()
        assert np.isnan(found.high).all()


@pytest.mark.parametrize("noncentrality", [1e4, 1e6, 1e8, 1e10])
def test_a_large_noncentrality_costs_no_more_and_is_near_the_normal_distribution(noncentrality):
    """chi-square with k and l is about normal around k + l with the variance 2 (k + 2 l)."""
    sd = np.sqrt(2 * (3 + 2 * noncentrality))
    for z in (-1.5, 0.0, 1.0):
        f = np.array([(3 + noncentrality + z * sd) / 3])
        found = noncentral_f(f, np.array([3.0]), np.array([1e15]), np.array([noncentrality]))
        assert found[0] == pytest.approx(special.ndtr(z), abs=0.6 / np.sqrt(noncentrality) + 1e-6)


def test_a_sum_with_fewer_terms_is_the_whole_one(monkeypatch):
    args = (np.array([40.0]), np.array([3.0]), np.array([200.0]), np.array([110.0]))
    whole = noncentral_f(*args)
    monkeypatch.setattr("survey_analysis.statistics.noncentral.MOST_COUNTS", 60)
    assert noncentral_f(*args) == pytest.approx(whole, rel=1e-9)
