"""The studentized range, against scipy and R."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special

from survey_analysis.statistics.studentized_range import (
    studentized_range_ppf,
    studentized_range_sf,
)


@pytest.mark.parametrize("df", [1, 2.5, 5, 10, 30.5, 100, np.inf])
@pytest.mark.parametrize("k", [2, 3, 8, 40])
def test_tails_are_those_of_scipy(k, df):
    from scipy.stats import studentized_range

    q = np.array([0.5, 2.0, 4.0, 8.0])
    expected = np.array([studentized_range.sf(one, k, df) for one in q])
    np.testing.assert_allclose(studentized_range_sf(q, k, df), expected, rtol=0, atol=1e-9)


def test_a_quantile_is_that_of_scipy():
    from scipy.stats import studentized_range

    expected = studentized_range.ppf(0.95, 5, 14.2)
    assert studentized_range_ppf(0.95, 5, 14.2) == pytest.approx(expected, abs=1e-8)


def test_tails_and_quantiles_are_those_of_r(reference):
    # R's own ptukey is good for six digits at these degrees of freedom, and for fewer below ten
    values = reference("groups")
    for k in (2, 4, 9, 30):
        of = [position for position, size in enumerate(values["ptukey"]["k"]) if size == k]
        q, df, sf = (np.array(values["ptukey"][name])[of] for name in ("q", "df", "sf"))
        found = studentized_range_sf(q, k, df.astype(float))
        np.testing.assert_allclose(found, sf, rtol=0, atol=1e-6)
        of = [position for position, size in enumerate(values["qtukey"]["k"]) if size == k]
        df, quantile = (np.array(values["qtukey"][name])[of] for name in ("df", "q"))
        found = studentized_range_ppf(0.95, k, df.astype(float))
        np.testing.assert_allclose(found, quantile, rtol=1e-5)


@given(q=st.floats(0, 40), df=st.floats(0.6, 1e7))
def test_for_two_means_it_is_student_s_t(q, df):
    expected = 2 * special.stdtr(df, -q / np.sqrt(2))
    assert studentized_range_sf(q, 2, df) == pytest.approx(expected, rel=1e-7, abs=1e-11)


@settings(max_examples=40)
@given(
    k=st.integers(2, 60),
    df=st.one_of(st.just(np.inf), st.floats(1, 1e6)),
    p=st.sampled_from([0.5, 0.9, 0.95, 0.999]),
)
def test_tail_of_a_quantile_is_what_was_asked_for(k, df, p):
    assert studentized_range_sf(studentized_range_ppf(p, k, df), k, df) == pytest.approx(
        1 - p, rel=1e-8
    )


def test_more_means_and_fewer_degrees_of_freedom_range_wider():
    by_k = [float(studentized_range_sf(3.5, k, 20)) for k in (2, 3, 10, 83, 200)]
    assert by_k == sorted(by_k)
    by_df = studentized_range_sf(3.5, 5, np.array([np.inf, 1000, 50, 5, 1]))
    assert (np.diff(by_df) > 0).all()


def test_far_tails_stay_positive_and_finite():
    found = studentized_range_sf([12.0, 30.0, 1e6], 5, np.inf)
    # for large q all but the largest pair of 10 drop out
    assert found[0] == pytest.approx(10 * 2 * special.ndtr(-12 / np.sqrt(2)), rel=1e-4)
    assert found[1] == pytest.approx(10 * 2 * special.ndtr(-30 / np.sqrt(2)), rel=1e-4)
    assert 0 < found[2] < 1e-100


def test_what_is_not_defined_is_nan_and_nothing_is_below_zero():
    found = studentized_range_sf([np.nan, 3, 3, -1, 0], 3, [5, np.nan, 0, 5, 5])
    assert np.isnan(found[:3]).all()
    assert found[3:].tolist() == [1, 1]
    assert np.isnan(studentized_range_ppf(0.95, 3, [np.nan, 0, -2])).all()


def test_the_shape_is_kept():
    assert studentized_range_sf(np.ones((2, 3)), 4, 10).shape == (2, 3)
    assert studentized_range_ppf(0.9, 4, np.full((3, 2), 9.0)).shape == (3, 2)
    assert studentized_range_sf([], 4, 10.0).shape == (0,)
    assert studentized_range_ppf(0.9, 4, []).shape == (0,)
