"""Intervals that several statistics share."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_analysis.statistics.interval import (
    korn_graubard,
    normal_quantile,
    t_interval,
    t_quantile,
    wilson,
)


def test_quantiles_are_those_of_r():
    # R 4.2.2: qnorm(.975), qnorm(.95), qt(.975, c(1, 7.5, 100))
    assert normal_quantile(0.95) == pytest.approx(1.95996398454005, rel=1e-13)
    assert normal_quantile(0.90) == pytest.approx(1.64485362695147, rel=1e-13)
    expected = [12.7062047361747, 2.33303962686497, 1.98397151852355]
    # scipy before 1.14 knows the quantile of t to nine digits
    np.testing.assert_allclose(t_quantile(0.95, [1, 7.5, 100]), expected, rtol=1e-9)


def test_infinite_df_gives_the_normal_quantile_and_none_gives_nan():
    found = t_quantile(0.95, [np.inf, 0, -1, np.nan])
    assert found[0] == pytest.approx(normal_quantile(0.95), rel=1e-14)
    assert np.isnan(found[1:]).all()


def test_t_interval_takes_the_shape_of_what_it_is_given():
    found = t_interval([1.0, 2.0], [0.1, np.nan], np.array([5.0, 5.0]), 0.9)
    assert found.low.shape == (2,)
    assert found.low[0] == pytest.approx(1 - 0.1 * t_quantile(0.9, 5))
    assert found.high[0] - 1 == pytest.approx(1 - found.low[0])
    assert np.isnan(found.low[1])


@pytest.mark.parametrize(
    ("share", "n", "name"), [(0, 20, "none_of_20"), (1, 20, "all_of_20"), (1 / 3, 3, "one_of_3")]
)
def test_wilson_is_that_of_r(reference, share, n, name):
    found = wilson(share, n, 0.95)
    expected = reference("distributions")["wilson_edges"][name]
    np.testing.assert_allclose([found.low, found.high], expected, rtol=1e-12, atol=1e-15)


def test_wilson_solves_its_equation():
    # the ends are the shares p with |share - p| = z sqrt(p (1 - p) / n)
    share, n, z = 0.37, 41.5, normal_quantile(0.99)
    found = wilson(share, n, 0.99)
    for end in (found.low, found.high):
        assert abs(share - end) == pytest.approx(z * np.sqrt(end * (1 - end) / n), rel=1e-12)


def test_korn_graubard_is_clopper_pearson_at_whole_numbers():
    # R 4.2.2: binom.test(7, 20)$conf.int, binom.test(0, 20)$conf.int, binom.test(20, 20)$conf.int
    found = korn_graubard([7 / 20, 0, 1], 20, 0.95)
    expected = [0.153909204784541, 0, 0.831566529016915]
    np.testing.assert_allclose(found.low, expected, rtol=1e-9)
    expected = [0.592188534532828, 0.168433470983085, 1]
    np.testing.assert_allclose(found.high, expected, rtol=1e-9)


def test_korn_graubard_without_a_share_or_a_number_is_nan():
    found = korn_graubard([0.5, np.nan, 0.0, 1.0], [0, 10, np.nan, np.nan], 0.95)
    assert np.isnan(found.low).all()
    assert np.isnan(found.high).all()


@given(st.floats(0, 1), st.floats(0.5, 1e5))
def test_korn_graubard_holds_the_share_and_mirrors(share, n):
    found, mirrored = korn_graubard(share, n, 0.9), korn_graubard(1 - share, n, 0.9)
    assert 0 <= found.low <= share <= found.high <= 1
    assert found.low == pytest.approx(1 - mirrored.high, abs=1e-9)


def test_wilson_without_respondents_or_df_is_nan():
    found = wilson([0.5, 0.5, np.nan], [0, 1, 10], 0.95, [np.inf, 0, np.inf])
    assert np.isnan(found.low).all()
    assert np.isnan(found.high).all()


@given(
    share=st.one_of(st.just(0.0), st.just(1.0), st.floats(0, 1)),
    n=st.floats(0.01, 1e9),
    confidence=st.floats(0.01, 0.999),
    df=st.one_of(st.just(np.inf), st.floats(0.5, 1e6)),
)
def test_wilson_holds_the_share_and_stays_between_0_and_1(share, n, confidence, df):
    found = wilson(share, n, confidence, df)
    assert 0 <= found.low <= share + 1e-12
    assert share - 1e-12 <= found.high <= 1


def test_next_to_no_degrees_of_freedom_give_no_interval():
    """One respondent holds nearly all weight: the quantile has 151 digits."""
    assert np.isnan(t_quantile(0.95, 1e-5))
    found = t_interval(3.0, 0.5, np.array([1e-5, 0.5]), 0.95)
    assert np.isnan([found.low[0], found.high[0]]).all()
    assert found.low[1] < 3 < found.high[1]


def test_a_share_next_to_none_has_both_ends():
    found = korn_graubard([5e-324, 1e-310], 0.5, 0.9)
    assert (found.low >= 0).all()
    assert np.isfinite(found.high).all()
