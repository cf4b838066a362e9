"""Adjusted odds ratios of an ordered answer."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from survey_analysis.errors import OptionError
from survey_analysis.statistics.interval import Interval
from survey_analysis.statistics.ordinal_adjusted import _between, ordinal_adjusted
from survey_analysis.tables.counts import from_tables
from survey_analysis.tables.sampling import sampling_units

BY = ("region", "age", "education")


def test_without_weights_it_is_polr(crossed, reference):
    """polr differentiates numerically, so that its standard errors are good to 1e-7."""
    found = ordinal_adjusted(*crossed("item", BY))
    expected = reference("adjusted")["polr"]
    np.testing.assert_allclose(found.log_odds, expected["coefficients"][:2], rtol=1e-6)
    np.testing.assert_allclose(found.se, expected["se"][:2], rtol=1e-6)
    for test, r in zip(found.tests, expected["tests"], strict=True):
        assert (test.statistic, test.df1, test.p_value) == pytest.approx(
            (r["lr"], r["df"], r["p"]), rel=1e-8
        )
        assert np.isnan(test.df2)
    np.testing.assert_allclose(found.odds_ratio, np.exp(found.log_odds))
    np.testing.assert_allclose(found.ci_high, np.exp(found.log_odds + 1.959963984540054 * found.se))
    np.testing.assert_allclose(found.statistic, found.log_odds / found.se)
    np.testing.assert_allclose(found.p_value, 2 * stats.norm.sf(np.abs(found.statistic)))
    assert np.isinf(found.df).all()
    assert (found.by_design, found.why, found.n_aliased) == (False, None, 0)
    assert found.level.tolist() == [0, 1, 2]
    assert found.n.tolist() == [315, 162, 123]


def test_with_weights_it_is_svyolr(crossed, respondents, reference):
    found = ordinal_adjusted(*crossed("item", BY, weights=respondents["weight"]))
    expected = reference("adjusted")["svyolr"]
    np.testing.assert_allclose(found.log_odds, expected["coefficients"][:2], rtol=1e-5)
    np.testing.assert_allclose(found.se, expected["se"][:2], rtol=1e-4)
    for test, r in zip(found.tests, expected["tests"], strict=True):
        numbers = (test.statistic, test.df1, test.df2, test.p_value)
        assert numbers == pytest.approx((r["f"], r["df1"], r["df2"], r["p"]), rel=1e-5)
    assert found.df.tolist() == [592, 592]
    assert found.by_design


def test_weights_times_a_hundred_change_nothing(crossed, respondents):
    w = respondents["weight"]
    one, other = (ordinal_adjusted(*crossed("item", BY, weights=v)) for v in (w, 100 * w))
    np.testing.assert_allclose(one.se, other.se, rtol=1e-7)


def test_equal_weights_give_the_odds_of_none_and_a_sandwich(crossed):
    one = ordinal_adjusted(*crossed("item", BY))
    other = ordinal_adjusted(*crossed("item", BY, drawn=sampling_units(600)))
    np.testing.assert_allclose(one.log_odds, other.log_odds, rtol=1e-8)
    assert other.by_design
    np.testing.assert_allclose(one.se, other.se, rtol=0.1)


def test_two_answers_give_the_odds_ratio_of_the_table():
    found = ordinal_adjusted(
        from_tables([0, 1], ("a", "b"), [[30, 10], [10, 30]]), np.array([[0], [1]])
    )
    assert found.odds_ratio == pytest.approx([9])
    assert found.se == pytest.approx([np.sqrt(2 / 30 + 2 / 10)])
    chi2 = 2 * sum(n * np.log(n / 20) for n in (30, 10, 10, 30))
    assert found.tests[0].statistic == pytest.approx(chi2)


def test_turning_the_answers_turns_the_odds(crossed, respondents):
    turned = {**respondents, "item": 6 - respondents["item"]}
    for options in ({}, {"weights": respondents["weight"]}):
        one = ordinal_adjusted(*crossed("item", BY, **options))
        other = ordinal_adjusted(*crossed("item", BY, columns=turned, **options))
        np.testing.assert_allclose(one.odds_ratio, 1 / other.odds_ratio, rtol=1e-6)
        np.testing.assert_allclose(one.se, other.se, rtol=1e-6)


def test_what_follows_from_other_groupings_is_nan(crossed, respondents):
    columns = {**respondents, "district": respondents["region"] * 2 + np.arange(600) % 2}
    found = ordinal_adjusted(*crossed("item", ("region", "district"), columns=columns))
    assert np.isnan(found.odds_ratio).all()
    assert found.n_aliased == 2
    assert found.tests[0].why.code == "SA763"
    assert found.tests[1].df1 == 3


def test_an_answer_told_without_error_has_no_solution():
    counts = from_tables([1, 2], ("a", "b"), [[9, 0], [0, 9]])
    found = ordinal_adjusted(counts, np.array([[0], [1]]))
    assert found.why.code == "SA769"
    assert np.isnan([found.odds_ratio[0], found.se[0], found.p_value[0]]).all()
    assert found.tests[0].why is found.why


def test_a_design_without_a_variance_says_why(crossed):
    single = sampling_units(600, np.arange(600) // 599)
    assert ordinal_adjusted(*crossed("item", BY, drawn=single)).why.code == "SA344"
    few = sampling_units(600, None, np.arange(600) % 5)
    found = ordinal_adjusted(*crossed("item", BY, drawn=few))
    assert found.why.code == "SA764"
    assert np.isfinite(found.log_odds).all()
    assert np.isnan(found.se).all()


def test_one_group_is_nothing_to_compare():
    counts = from_tables([1, 2], ("a", "b"), [[9, 3], [0, 0]])
    assert ordinal_adjusted(counts, np.array([[0], [1]])) is None


def test_the_confidence_is_checked(crossed):
    with pytest.raises(OptionError, match="between 0 and 1"):
        ordinal_adjusted(*crossed("item", BY), confidence=2)


def test_an_interval_without_end_is_no_warning(monkeypatch):
    counts = from_tables([1, 2, 3], ("a", "b"), [[5, 4, 3], [2, 5, 6]])
    monkeypatch.setattr(
        "survey_analysis.statistics.ordinal_adjusted.t_interval",
        lambda *_: Interval(low=np.array([-900.0]), high=np.array([900.0])),
    )
    found = ordinal_adjusted(counts, np.array([[0], [1]]))
    assert (found.ci_low[0], found.ci_high[0]) == (0.0, np.inf)


def test_an_answer_far_out_has_a_probability_above_zero():
    lower, upper = np.array([-1.0, 38.0, 900.0, -np.inf]), np.array([1.0, 39.0, 901.0, -900.0])
    found = _between(lower, upper)
    assert found[0] == pytest.approx(np.tanh(0.5))
    assert found[1] == pytest.approx(np.exp(-38) - np.exp(-39), rel=1e-12)
    assert (found > 0).all()
