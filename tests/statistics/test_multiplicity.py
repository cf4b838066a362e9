"""Holm, Benjamini-Hochberg."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_analysis.statistics.multiplicity import benjamini_hochberg, holm

RULES = [(holm, "holm"), (benjamini_hochberg, "fdr_bh")]


@pytest.mark.parametrize(("rule", "name"), [(holm, "holm"), (benjamini_hochberg, "bh")])
def test_adjusted_p_values_are_those_of_r(reference, rule, name):
    expected = reference("groups")["p_adjust"]
    np.testing.assert_allclose(rule(expected["p"]), expected[name], rtol=1e-13)


@pytest.mark.parametrize(("rule", "name"), RULES)
def test_adjusted_p_values_are_those_of_statsmodels(rule, name):
    from statsmodels.stats.multitest import multipletests

    rng = np.random.default_rng(5)
    for size in (1, 2, 17):
        p = np.round(rng.random(size) ** 3, 2)
        np.testing.assert_allclose(rule(p), multipletests(p, method=name)[1], rtol=1e-13)


@pytest.mark.parametrize(("rule", "_"), RULES)
def test_nan_is_no_member_of_the_family(rule, _):
    found = rule([0.01, np.nan, 0.04, 0.03])
    assert np.isnan(found).tolist() == [False, True, False, False]
    np.testing.assert_array_equal(found[[0, 2, 3]], rule([0.01, 0.04, 0.03]))
    assert np.isnan(rule([np.nan])).all()
    assert rule([]).size == 0


@pytest.mark.parametrize(("rule", "_"), RULES)
@given(p=st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_adjusting_keeps_the_order_and_never_lowers(rule, _, p):
    found = rule(p)
    assert (found >= np.array(p) - 1e-15).all()
    assert (found <= 1).all()
    order = np.argsort(p, kind="stable")
    assert (np.diff(found[order]) >= 0).all()


def test_what_was_given_is_not_changed():
    p = np.array([0.04, 0.01])
    holm(p)
    assert p.tolist() == [0.04, 0.01]
