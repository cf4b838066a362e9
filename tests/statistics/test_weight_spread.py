"""How unequal weights are."""

from __future__ import annotations

import numpy as np
import pytest

from survey_analysis.statistics.weight_spread import QUANTILES, TOPS, weight_spread


def test_the_design_effect_is_that_of_r(respondents, reference):
    spread = weight_spread(respondents["weight"])
    assert spread.deff_kish == pytest.approx(reference("weighting")["deff_kish_base"], rel=1e-12)
    assert spread.n_eff == pytest.approx(600 / spread.deff_kish)
    assert spread.sum_w == pytest.approx(respondents["weight"].sum())


def test_quantiles_are_those_of_numpy_in_mean_weights(respondents):
    weight = respondents["weight"]
    expected = np.quantile(weight, QUANTILES) / weight.mean()
    np.testing.assert_allclose(weight_spread(weight).quantiles, expected, rtol=1e-12)


def test_counted_weights_are_repeated_weights():
    rng = np.random.default_rng(2)
    weight, n = rng.uniform(0.2, 4, 9), rng.integers(1, 8, 9)
    one, two = weight_spread(weight, n.astype(float)), weight_spread(np.repeat(weight, n))
    for name in ("n", "sum_w", "deff_kish", "n_eff", "quantiles", "top_shares"):
        np.testing.assert_allclose(getattr(one, name), getattr(two, name), rtol=1e-12)


def test_the_heaviest_hold_their_share():
    spread = weight_spread(np.concatenate([np.full(90, 1.0), np.full(10, 11.0)]))
    np.testing.assert_allclose(spread.top_shares, [11 * 100 * top / 200 for top in TOPS])


def test_equal_weights_cost_nothing_and_zeros_are_not_counted():
    spread = weight_spread(np.array([0.0, 3.0, 3.0, 3.0, 0.0]))
    assert (spread.n, spread.n_eff, spread.deff_kish) == (3, 3, 1)
    np.testing.assert_array_equal(spread.quantiles, 1)


def test_without_any_weight_there_is_nothing():
    spread = weight_spread(np.zeros(4))
    assert (spread.n, spread.sum_w) == (0, 0)
    assert np.isnan([spread.deff_kish, spread.n_eff, *spread.quantiles, *spread.top_shares]).all()
