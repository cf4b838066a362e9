"""Mantel's test, the general test and the SMD."""

from __future__ import annotations

import numpy as np
import pytest

from survey_analysis.statistics.mantel import (
    MOST_DF,
    _quadratic_form,
    generalized_mantel_haenszel,
    mantel,
    standardized_mean_differences,
)
from survey_analysis.tables.item_by_rest import ItemByRest, item_by_rest

TESTS = [mantel, generalized_mantel_haenszel]


def table_of(n, answers=None) -> ItemByRest:
    n = np.asarray(n, dtype=float)
    return ItemByRest(
        rest=np.arange(float(n.shape[0])),
        groups=tuple("abcdefghijklmnopqrstuvwxyz"[: n.shape[1]]),
        answers=np.arange(float(n.shape[2])) if answers is None else np.asarray(answers, float),
        n=n,
    )


def numbers(found):
    return [found.statistic, found.df, found.p_value]


@pytest.fixture(scope="module")
def strata(answers, patterns_of):
    def make(item, items=answers["items"]):
        table = patterns_of(items, answers["group"], ("a", "b", "c"))
        others = [other for other in range(6) if other != item]
        return item_by_rest(table, item, [0, 1], others).joined()

    return make


@pytest.mark.parametrize("item", range(6))
def test_two_groups_are_those_of_coin_and_mantelhaen(strata, reference, item):
    expected = reference("item_bias")["two_groups"]["items"][item]
    table = strata(item)
    assert list(table.rest) == expected["starts"]
    for test, name in zip(TESTS, ("mantel", "gmh"), strict=True):
        wanted = [expected[name][field] for field in ("statistic", "df", "p")]
        assert numbers(test(table)) == pytest.approx(wanted, rel=1e-8)
    smd = standardized_mean_differences(table)
    assert smd.smd == pytest.approx(expected["smd"], rel=1e-10)
    assert (smd.largest, smd.other) == (1, 0)


@pytest.mark.parametrize("item", range(6))
def test_of_two_answers_both_tests_are_mantel_haenszel_without_correction(
    strata, answers, reference, item
):
    two = np.where(np.isnan(answers["items"]), np.nan, answers["items"] >= 5)
    expected = reference("item_bias")["two_answers"]["items"][item]
    for test in TESTS:
        found = test(strata(item, two))
        assert found.statistic == pytest.approx(expected["gmh"]["statistic"], rel=1e-8)
        assert found.p_value == pytest.approx(expected["gmh"]["p"], rel=1e-8)


def test_one_stratum_is_the_test_without_matching():
    n = np.array([[[10, 20, 30], [25, 20, 5.0]]])
    table = table_of(n)
    a, b = np.repeat([0, 1, 2], [10, 20, 30]), np.repeat([0, 1, 2], [25, 20, 5])
    everybody = np.concatenate([a, b])
    z = (a.mean() - b.mean()) / np.sqrt(everybody.var(ddof=1) * (1 / 60 + 1 / 50))
    assert mantel(table).statistic == pytest.approx(z**2, rel=1e-12)
    expected = n[0].sum(axis=1)[:, None] * n[0].sum(axis=0) / 110
    chi2 = ((n[0] - expected) ** 2 / expected).sum()
    assert generalized_mantel_haenszel(table).statistic == pytest.approx(
        chi2 * 109 / 110, rel=1e-12
    )


@pytest.mark.parametrize("test", TESTS)
def test_order_of_groups_and_strata_and_unit_do_not_matter(test):
    rng = np.random.default_rng(0)
    n = rng.integers(1, 9, (6, 3, 4))
    found = numbers(test(table_of(n)))
    turned = table_of(n[::-1, ::-1, ::-1], answers=[-10, -20, -30, -40])
    assert numbers(test(turned)) == pytest.approx(found, rel=1e-10)


@pytest.mark.parametrize("test", TESTS)
def test_strata_that_say_nothing_change_nothing(test):
    rng = np.random.default_rng(1)
    n = rng.integers(1, 9, (4, 2, 3)).astype(float)
    alone, alike = np.zeros((2, 1, 2, 3))
    alone[0, 0, 1] = 1
    alike[0, :, 2] = 7
    found = numbers(test(table_of(np.concatenate([n, alone, alike]))))
    assert found == pytest.approx(numbers(test(table_of(n))), rel=1e-12)


def test_a_difference_of_spread_is_seen_by_the_general_test_only():
    n = np.array([[[40, 20, 40], [10, 80, 10.0]]] * 3)
    assert mantel(table_of(n)).p_value > 0.99
    assert generalized_mantel_haenszel(table_of(n)).p_value < 1e-10


@pytest.mark.parametrize("test", TESTS)
@pytest.mark.parametrize(
    "n",
    [
        np.zeros((0, 2, 3)),
        [[[9, 0], [9, 0]], [[0, 5], [0, 5]]],
        [[[1, 0], [0, 0]], [[0, 0], [0, 1]]],
        [[[9], [9]]],
        [[[9, 4]]],
    ],
)
def test_without_variance_at_any_score_there_is_a_reason(test, n):
    found = test(table_of(n))
    assert np.isnan(numbers(found)).all()
    assert found.note is not None
    assert "nothing to estimate" in found.note.text


def test_groups_that_never_meet_leave_fewer_degrees_of_freedom():
    rng = np.random.default_rng(2)
    n = rng.integers(2, 9, (4, 3, 3)).astype(float)
    n[:, 2] = 0
    assert mantel(table_of(n)).df == 1
    assert generalized_mantel_haenszel(table_of(n)).df == 2
    assert mantel(table_of(n)).statistic == pytest.approx(mantel(table_of(n[:, :2])).statistic)


def test_a_direction_without_information_is_left_out():
    # the second group answers only in strata of the first answer with the third, and so on round
    n = np.zeros((3, 3, 3))
    n[0, 0, 0], n[0, 1, 1], n[0, 0, 1], n[0, 1, 0] = 9, 8, 3, 4
    n[1, 2, 2] = 9
    n[2, 2, 1] = 4
    found = generalized_mantel_haenszel(table_of(n))
    assert found.df == 1
    alone = generalized_mantel_haenszel(table_of(n[:1, :2, :2]))
    assert found.statistic == pytest.approx(alone.statistic, rel=1e-10)


def test_a_singular_matrix_has_the_rank_as_degrees_of_freedom():
    rng = np.random.default_rng(3)
    loadings = rng.normal(size=(4, 2))
    loadings /= np.linalg.norm(loadings, axis=1)[:, None]
    correlation = loadings @ loadings.T
    distance = loadings @ np.array([1.0, 2.0])
    statistic, df = _quadratic_form(distance, correlation)
    assert df == 2
    assert statistic == pytest.approx(5, rel=1e-8)
    opposed = np.array([[1.0, 1 + 1e-9], [1 + 1e-9, 1.0]])
    assert _quadratic_form(np.ones(2), opposed) == pytest.approx((1.0, 1.0))


def test_a_matrix_too_large_to_build_is_refused_with_a_reason():
    found = generalized_mantel_haenszel(table_of(np.ones((2, 3, MOST_DF // 2 + 2))))
    assert np.isnan(found.statistic)
    assert found.note.code == "SA384"


def test_of_several_groups_the_smd_names_the_one_that_differs_most():
    n = np.array([[[20, 20], [10, 10], [2, 18]]] * 3)
    found = standardized_mean_differences(table_of(n))
    assert (found.largest, found.other) == (2, -1)
    assert found.smd[2] == pytest.approx(0.4 / np.sqrt((60 * 0.09 + 180 * 0.25) / 238), rel=1e-12)


def test_the_smaller_of_two_groups_is_the_focal_one():
    n = np.array([[[5, 15], [60, 40]]] * 2)
    found = standardized_mean_differences(table_of(n))
    assert (found.largest, found.other) == (0, 1)
    assert found.smd[0] > 0 > found.smd[1]


def test_an_smd_without_variance_or_without_anybody_to_compare_is_nan():
    alike = standardized_mean_differences(table_of([[[9, 0], [9, 0]]]))
    apart = standardized_mean_differences(table_of([[[9, 3], [0, 0]], [[0, 0], [2, 8]]]))
    nobody = standardized_mean_differences(table_of(np.zeros((0, 2, 0))))
    assert np.isnan([*alike.smd, *apart.smd, *nobody.smd]).all()
