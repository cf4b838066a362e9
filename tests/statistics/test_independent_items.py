"""Chance correlations: what they are made from, against answers drawn one by one."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtr, ndtri

from survey_analysis.statistics import independent_items
from survey_analysis.statistics.independent_items import (
    polychoric_of_independent,
    threshold_information,
    wishart_correlations,
)
from survey_analysis.statistics.polychoric_estimation import two_step_estimates

SYMMETRIC = (-1.5, -0.5, 0.5, 1.5)
SKEWED = (-2.2, -1.6, -1.0, -0.2)
RARE = (1.3,)


def drawn_answers(cuts: tuple[float, ...], k: int, n: int, sets: int) -> tuple[np.ndarray, ...]:
    """Pearson and polychoric correlations of independent answers, data set by data set."""
    m = len(cuts) + 1
    answers = np.searchsorted(cuts, np.random.default_rng(1).normal(size=(sets, n, k)))
    pearson = np.stack([np.corrcoef(one, rowvar=False) for one in answers])
    x = (answers[..., None] == np.arange(m)).reshape(sets, n, k * m).astype(float)
    polychoric = two_step_estimates(x.transpose(0, 2, 1) @ x, (m,) * k).correlation
    return pearson, polychoric


def line(correlations: np.ndarray) -> np.ndarray:
    """95th percentile of each eigenvalue, largest first."""
    return np.percentile(np.linalg.eigvalsh(correlations)[:, ::-1], 95, axis=0)


@pytest.mark.parametrize("cuts", [SYMMETRIC, SKEWED])
@pytest.mark.parametrize(("k", "n"), [(4, 60), (4, 300), (7, 150)])
def test_the_line_is_that_of_drawn_answers(cuts, k, n):
    pearson, polychoric = drawn_answers(cuts, k, n, 1000)
    sizes, thresholds = np.full((k, k), float(n)), np.tile(cuts, (k, 1))
    rng = np.random.default_rng(2)
    np.testing.assert_allclose(
        line(wishart_correlations(sizes, 4000, rng)), line(pearson), rtol=0.025
    )
    np.testing.assert_allclose(
        line(polychoric_of_independent(thresholds, sizes, 4000, rng)), line(polychoric), rtol=0.03
    )


def test_rare_answers_are_drawn_because_theory_is_too_narrow():
    k, n = 4, 200
    _, polychoric = drawn_answers(RARE, k, n, 600)
    sizes, thresholds = np.full((k, k), float(n)), np.tile(RARE, (k, 1))
    found = line(polychoric_of_independent(thresholds, sizes, 600, np.random.default_rng(3)))
    assert found[0] == pytest.approx(line(polychoric)[0], rel=0.05)
    theory = wishart_correlations(sizes, 600, np.random.default_rng(3))
    information = threshold_information(thresholds)
    theory = np.where(np.eye(k, dtype=bool), 1, theory / information[0])
    assert line(theory)[0] < 0.9 * found[0]


def test_very_rare_answers_of_many_are_drawn_pair_by_pair(monkeypatch):
    cut = (float(-ndtri(0.03)),)
    sizes, thresholds = np.full((3, 3), 4_000.0), np.tile(cut, (3, 1))
    by_respondent = polychoric_of_independent(thresholds, sizes, 400, np.random.default_rng(4))
    monkeypatch.setattr(independent_items, "FEW", 1_000)
    by_pair = polychoric_of_independent(thresholds, sizes, 2_000, np.random.default_rng(4))
    np.testing.assert_allclose(line(by_pair)[0], line(by_respondent)[0], rtol=0.04)
    assert (np.diagonal(by_pair, axis1=1, axis2=2) == 1).all()


def test_wishart_correlations_have_the_variance_of_chance():
    drawn = wishart_correlations(np.full((3, 3), 30.0), 20_000, np.random.default_rng(5))
    for one, two in ((0, 1), (0, 2), (1, 2)):
        assert drawn[:, one, two].mean() == pytest.approx(0, abs=0.005)
        assert drawn[:, one, two].var() == pytest.approx(1 / 29, rel=0.04)
    assert np.linalg.eigvalsh(drawn).min() > 0


def test_pairs_with_fewer_respondents_vary_more():
    n = np.array([[100, 20, 100], [20, 100, 100], [100, 100, 100.0]])
    drawn = wishart_correlations(n, 20_000, np.random.default_rng(6))
    assert drawn[:, 0, 1].var() == pytest.approx(1 / 19, rel=0.04)
    assert drawn[:, 0, 2].var() == pytest.approx(1 / 99, rel=0.04)


def test_fewer_respondents_than_items():
    drawn = wishart_correlations(np.full((6, 6), 4.0), 500, np.random.default_rng(7))
    assert np.isfinite(drawn).all()
    eigenvalues = np.linalg.eigvalsh(drawn)
    assert eigenvalues[:, :3] == pytest.approx(0, abs=1e-12)
    assert eigenvalues.sum(axis=1) == pytest.approx(6)


def test_information_is_the_curvature_of_the_likelihood():
    from survey_analysis.statistics.polychoric_likelihood import likelihood

    cuts = np.array([SYMMETRIC, SKEWED])
    shares = [np.diff(ndtr([-np.inf, *row, np.inf])) for row in cuts]
    table = np.outer(*shares)[None]
    found = likelihood(np.zeros(1), table, (cuts[:1], cuts[1:]))
    assert -found.curvature[0] == pytest.approx(np.prod(threshold_information(cuts)), rel=1e-8)
    assert found.slope[0] == pytest.approx(0, abs=1e-10)


def test_information_of_categories_that_nobody_chose():
    thresholds = np.array([[-np.inf, -0.5, -0.5, 0.8], [-0.5, 0.8, np.nan, np.nan]])
    found = threshold_information(thresholds)
    assert found[0] == pytest.approx(found[1])


def test_a_drawn_item_without_variance_has_no_correlation_with_others():
    cut = (float(-ndtri(0.02)),)
    sizes, thresholds = np.full((2, 2), 10.0), np.tile(cut, (2, 1))
    drawn = polychoric_of_independent(thresholds, sizes, 200, np.random.default_rng(8))
    assert np.isfinite(drawn).all()
    assert (drawn[:, 0, 1] == 0).any()
