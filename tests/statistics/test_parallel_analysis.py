"""parallel analysis: how many components are stronger than chance."""

from __future__ import annotations

import numpy as np
import pytest

from survey_analysis.statistics.parallel_analysis import parallel_analysis


def rng() -> np.random.Generator:
    return np.random.default_rng(1)


def two_things() -> np.ndarray:
    """Two triples of items that go together."""
    r = np.full((6, 6), 0.1)
    r[:3, :3] = r[3:, 3:] = 0.6
    np.fill_diagonal(r, 1)
    return r[None]


def test_two_things_are_two_components():
    found = parallel_analysis(two_things(), np.full((1, 6, 6), 300.0), rng=rng())
    assert found.components.tolist() == [2]
    assert found.eigenvalues.sum() == pytest.approx(6)
    assert (np.diff(found.eigenvalues) <= 0).all()
    assert (np.diff(found.chance) < 0).all()
    assert found.replications == 1000


def test_independent_items_have_no_component():
    noise = np.corrcoef(np.random.default_rng(3).normal(size=(400, 5)), rowvar=False)
    found = parallel_analysis(noise[None], np.full((1, 5, 5), 400.0), rng=rng())
    assert found.components.tolist() == [0]


def test_a_component_below_chance_ends_the_count():
    # equal eigenvalues: the last ones exceed their own percentile, the first ones do not
    found = parallel_analysis(np.eye(4)[None], np.full((1, 4, 4), 50.0), rng=rng())
    assert (found.eigenvalues > found.chance)[0].tolist()[-1]
    assert found.components.tolist() == [0]


def test_about_one_in_twenty_independent_surveys_has_a_component():
    data = np.random.default_rng(5).normal(size=(400, 80, 4))
    r = np.stack([np.corrcoef(one, rowvar=False) for one in data])
    n = np.full((1, 4, 4), 80.0)
    above = [parallel_analysis(one[None], n, rng=rng()).components[0] > 0 for one in r[:40]]
    line = parallel_analysis(r[:1], n, replications=5_000, rng=rng()).chance[0, 0]
    share = (np.linalg.eigvalsh(r)[:, -1] > line).mean()
    assert share == pytest.approx(0.05, abs=0.03)
    assert sum(above) <= 6


def test_the_same_seed_gives_the_same_line_and_the_order_of_items_none_other():
    n = np.full((1, 6, 6), 120.0)
    once = parallel_analysis(two_things(), n, rng=rng())
    again = parallel_analysis(two_things()[:, ::-1, ::-1], n, rng=rng())
    np.testing.assert_array_equal(once.chance, again.chance)
    np.testing.assert_allclose(once.eigenvalues, again.eigenvalues)


def test_more_respondents_bring_chance_nearer_to_one():
    lines = [
        parallel_analysis(two_things(), np.full((1, 6, 6), n), rng=rng()).chance[0, 0]
        for n in (50.0, 500.0, 5e6)
    ]
    assert lines[0] > lines[1] > lines[2] > 1
    assert lines[2] == pytest.approx(1, abs=0.003)


def test_polychoric_chance_is_wider():
    n = np.full((1, 6, 6), 300.0)
    middle = np.zeros((1, 6, 1))
    pearson = parallel_analysis(two_things(), n, rng=rng())
    polychoric = parallel_analysis(two_things(), n, thresholds=middle, rng=rng())
    excess = (polychoric.chance[0, 0] - 1) / (pearson.chance[0, 0] - 1)
    assert excess == pytest.approx(np.pi / 2, abs=0.15)


def test_undefined_correlations_and_too_few_respondents_are_nan():
    r = np.repeat(two_things(), 3, axis=0)
    r[0, 1, 2] = r[0, 2, 1] = np.nan
    n = np.full((3, 6, 6), 50.0)
    n[1] = 2
    found = parallel_analysis(r, n, rng=rng())
    assert np.isnan(found.components).tolist() == [True, True, False]
    assert np.isnan(found.eigenvalues[:, 0]).tolist() == [True, False, False]
    assert np.isnan(found.chance[:2]).all()


def test_one_item_is_one_eigenvalue():
    found = parallel_analysis(np.ones((1, 1, 1)), np.full((1, 1, 1), 9.0), rng=rng())
    assert (found.eigenvalues.tolist(), found.chance.tolist()) == ([[1]], [[1]])
    assert found.components.tolist() == [0]
