"""What an item without bias shows when the rest score matches with error."""

from __future__ import annotations

import numpy as np
import pytest

from survey_analysis.statistics.item_bias import differential_item_functioning
from survey_analysis.statistics.matching_error import smd_if_fair, within_groups


def test_covariances_are_pooled_within_the_groups(answers, patterns_of):
    items, group = answers["items"], answers["group"]
    found = within_groups(patterns_of(items, group, ("a", "b", "c")), [0, 2])
    kept = [items[(group == one) & ~np.isnan(items).any(axis=1)] for one in (0, 2)]
    assert list(found.n) == [len(one) for one in kept]
    np.testing.assert_allclose(found.mean, [one.mean(axis=0) for one in kept])
    squares = sum((len(one) - 1) * np.cov(one.T) for one in kept)
    np.testing.assert_allclose(found.covariance, squares / (sum(map(len, kept)) - 2), rtol=1e-12)


def fair_answers(rng, gap, n, k, loading):
    group = np.repeat([0, 1], n)
    theta = rng.normal(size=2 * n) + gap * group
    latent = loading * theta[:, None] + np.sqrt(1 - loading**2) * rng.normal(size=(2 * n, k))
    return np.searchsorted([-1.5, -0.5, 0.5, 1.5], latent.ravel()).reshape(-1, k) + 1.0, group


@pytest.mark.parametrize(("gap", "k", "loading"), [(0.5, 4, 0.6), (0.5, 8, 0.6), (0, 4, 0.6)])
def test_it_is_the_mean_smd_of_fair_items(patterns_of, gap, k, loading):
    rng = np.random.default_rng(21)
    smd, fair = [], []
    for _ in range(12):
        items, group = fair_answers(rng, gap, 1000, k, loading)
        found = differential_item_functioning(patterns_of(items, group, ("low", "high")))
        smd.append(found.effect[:, 0])
        fair.append(found.effect_if_fair[:, 0])
    # twelve samples leave a standard error of the mean of about .006
    assert np.mean(fair) == pytest.approx(np.mean(smd), abs=0.015)
    assert (abs(np.mean(fair)) > 0.05) == (gap > 0)


def test_parallel_normal_items_have_it_in_closed_form(patterns_of):
    rng = np.random.default_rng(4)
    group = np.repeat([0, 1], 20_000)
    theta = rng.normal(size=group.size) + 0.8 * group
    items = np.rint(8 * (theta[:, None] + rng.normal(size=(group.size, 4))))
    found = within_groups(patterns_of(items, group, ("a", "b")), [0, 1])
    # item variance 2, rest variance 12, reliability .75, gap of the rest 2.4, covariance 3
    expected = 3 / (0.75 * 12) * 0.25 * 2.4 / np.sqrt(2)
    assert smd_if_fair(found, 0, [1, 2, 3], 1) == pytest.approx(expected, abs=0.01)
    assert smd_if_fair(found, 0, [1, 2, 3], 0) == pytest.approx(-expected, abs=0.01)


def test_without_a_known_reliability_it_is_not_known(patterns_of):
    rng = np.random.default_rng(5)
    x = rng.integers(1, 6, (200, 1)).astype(float)
    group = rng.integers(0, 2, 200)
    found = within_groups(
        patterns_of(np.hstack([x, x, 6 - x, 0 * x + 3]), group, ("a", "b")), [0, 1]
    )
    assert np.isnan(smd_if_fair(found, 0, [1], 0))
    assert np.isnan(smd_if_fair(found, 0, [1, 2], 0))
    assert np.isnan(smd_if_fair(found, 0, [2, 3, 1], 0))
    assert np.isnan(smd_if_fair(found, 3, [0, 1], 0))
    noise = rng.integers(1, 6, (200, 3)).astype(float)
    noise[:, 1] = np.where(rng.random(200) < 0.7, 6 - noise[:, 0], noise[:, 1])
    opposed = within_groups(patterns_of(noise, group, ("a", "b")), [0, 1])
    assert np.isnan(smd_if_fair(opposed, 2, [0, 1], 0))
