"""The engine for numbers made of scores: against that of counts, against sums over respondents."""

from __future__ import annotations

import numpy as np
import pytest

from survey_analysis.statistics.design_variance import by_group_rows, cell_covariance
from survey_analysis.statistics.score_covariance import ScoreCovariance
from survey_analysis.tables.cell_design import Sample, with_design
from survey_analysis.tables.counts import tabulate
from survey_analysis.tables.margins import raked_margins
from survey_analysis.tables.sampling import sampling_units
from survey_analysis.tables.score_moments import score_vectors, tabulate_scores

N, SUPPORT = 260, np.arange(1.0, 5.25, 0.25)
LABELS = ("a", "b", "c", "")
CENTRE = 3.0


@pytest.fixture(scope="module")
def people():
    """Scores in three domains, some missing; groups, strata, clusters, weights, raking cells."""
    rng = np.random.default_rng(11)
    scores = rng.integers(0, 17, (N, 3))
    scores[:12, 1] = SUPPORT.size
    group = rng.choice([0, 0, 0, 0, 1, 1, 1, 3], N)
    group[12:24] = 2  # a small group
    weights = np.exp(rng.normal(scale=0.5, size=N))
    levels = np.array([(i, j) for i in range(3) for j in range(2)])
    return {
        "scores": scores,
        "group": group,
        "weights": weights,
        "strata": rng.integers(0, 4, N),
        "clusters": rng.integers(0, 9, N),
        "cell": rng.integers(0, 6, N),
        "levels": levels,
    }


def weights_of(people, kind):
    """Raked weights of equal base weights are alike in a raking cell."""
    return people["weights"][people["cell"]] if "raked" in kind else people["weights"]


def sample_of(people, kind, weights):
    strata = people["strata"] if "strata" in kind else None
    clusters = people["clusters"] if "clusters" in kind else None
    drawn = sampling_units(N, strata, clusters)
    margins = None
    if "raked" in kind:
        capped = weights == weights.max() if "capped" in kind else None
        margins = raked_margins(people["cell"], people["levels"], weights, capped=capped)
    return Sample(drawn=drawn, weights=weights, margins=margins)


KINDS = [
    f"{design} {after}".strip()
    for design in ("", "strata", "clusters", "strata clusters")
    for after in ("", "raked", "raked capped")
]


@pytest.mark.parametrize("kind", KINDS)
def test_means_of_a_domain_vary_as_those_of_its_counts(people, kind):
    weights = weights_of(people, kind)
    sample = sample_of(people, kind, weights)
    complete = (people["scores"] < SUPPORT.size).all(axis=1)
    domain = np.where(complete, people["scores"][:, 0], SUPPORT.size)
    counts = tabulate(domain, SUPPORT, people["group"], LABELS, weights)
    counts = with_design(counts, domain, people["group"], sample)
    mean = counts.by_group(counts.cell_w * counts.cell_values) / counts.group_w
    apart = (counts.cell_values - mean[counts.cell_group]) / counts.group_w[counts.cell_group]
    expected = cell_covariance(counts, by_group_rows(counts, apart))
    moments = tabulate_scores(
        [(column, SUPPORT) for column in people["scores"].T],
        CENTRE,
        people["group"],
        LABELS,
        weights,
        sample,
    )
    total = moments.group_u
    np.testing.assert_allclose(total[:, 1] / total[:, 0] + CENTRE, mean, rtol=1e-12)
    influence = np.zeros((4, 8))
    influence[:, 0] = -(mean - CENTRE) / total[:, 0]
    influence[:, 1] = 1 / total[:, 0]
    found = ScoreCovariance(moments=moments).of(np.arange(4), influence)
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-14)


@pytest.mark.parametrize("kind", ["", "strata", "strata clusters", "raked", "strata raked"])
def test_numbers_of_one_person_vary_together(people, kind):
    """Any influence that is linear in u, against sums over respondents."""
    rng, weights = np.random.default_rng(5), weights_of(people, kind)
    sample = sample_of(people, kind, weights)
    group, units = people["group"], sample.drawn.units
    known = (people["scores"] < SUPPORT.size).all(axis=1)
    y = np.append(SUPPORT, np.nan)[people["scores"]] - CENTRE
    u = np.where(known[:, None], score_vectors(np.where(known[:, None], y, 0.0)), 0.0)
    moments = tabulate_scores(
        [(column, SUPPORT) for column in people["scores"].T], CENTRE, group, LABELS, weights, sample
    )
    of = np.array([0, 0, 1, 1, 0])
    b = rng.normal(size=(5, 8))
    total = moments.group_u[of]
    b[:, 0] -= np.einsum("qp,qp->q", b, total) / total[:, 0]
    np.testing.assert_allclose(np.einsum("qp,qp->q", b, total), 0, atol=1e-12)
    z = np.where(group == of[:, None], b @ u.T, 0.0)
    v = plain = weights
    taken = np.zeros_like(z)
    if sample.margins is not None:
        x = sample.margins.columns[people["cell"]]
        slope = np.linalg.solve((x * weights[:, None]).T @ x, (x * weights[:, None]).T @ z.T)
        taken = (x @ slope).T
        inside = np.where(known, group, -1)
        leverage, of_group = sample.margins.group_leverage(
            weights, weights, sample.margins.cell, inside
        )
        scale = np.sqrt((N - 1) / N) if units.n_units.size == 1 else 1.0
        v = weights / (1 - leverage - of_group) * scale
        plain = weights / (1 - leverage) * scale
    moved = z * v - taken * plain
    expected = np.zeros((5, 5))
    place = sample.drawn.place if units.clustered else np.arange(N)
    stratum = people["strata"] if "strata" in kind else np.zeros(N, dtype=int)
    for one in np.unique(stratum):
        inside = stratum == one
        labels = np.unique(place[inside])
        sums = np.stack([moved[:, inside & (place == unit)].sum(axis=1) for unit in labels])
        mean = sums.mean(axis=0) if units.n_units.size > 1 else 0.0
        apart = sums - mean
        expected += labels.size / (labels.size - 1) * apart.T @ apart
    found = ScoreCovariance(moments=moments).of(of, b)
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-14)


def test_without_a_design_it_is_the_classical_covariance(people):
    known = (people["scores"] < SUPPORT.size).all(axis=1)
    scores = [(column, SUPPORT) for column in people["scores"].T]
    moments = tabulate_scores(scores, CENTRE, people["group"], LABELS)
    total = moments.group_u
    influence = np.zeros((3, 8))
    influence[:, 1:4] = np.eye(3) / total[0, 0]
    influence[:, 0] = -total[0, 1:4] / total[0, 0] ** 2
    y = SUPPORT[people["scores"][known & (people["group"] == 0)]]
    found = ScoreCovariance(moments=moments).of(np.zeros(3, dtype=int), influence)
    np.testing.assert_allclose(found, np.cov(y.T) / len(y), rtol=1e-12)


def test_groups_without_a_design_are_independent(people):
    scores = [(column, SUPPORT) for column in people["scores"].T]
    moments = tabulate_scores(scores, CENTRE, people["group"], LABELS)
    found = ScoreCovariance(moments=moments).of(np.array([0, 1]), np.ones((2, 8)))
    assert found[0, 1] == 0


def test_a_number_that_is_nan_stays_nan_alone(people):
    scores = [(column, SUPPORT) for column in people["scores"].T]
    sample = sample_of(people, "strata", people["weights"])
    moments = tabulate_scores(
        scores, CENTRE, people["group"], LABELS, people["weights"], sample
    )  # fmt: skip
    influence = np.ones((2, 8))
    influence[1, 3] = np.nan
    found = ScoreCovariance(moments=moments).of(np.array([0, 1]), influence)
    assert np.isfinite(found[0, 0])
    assert np.isnan([found[0, 1], found[1, 0], found[1, 1]]).all()


def test_a_stratum_of_one_unit_gives_no_variance(people):
    strata = people["strata"].copy()
    strata[0] = 9
    drawn = sampling_units(N, strata)
    sample = Sample(drawn=drawn, weights=people["weights"])
    scores = [(column, SUPPORT) for column in people["scores"].T]
    moments = tabulate_scores(scores, CENTRE, people["group"], LABELS, people["weights"], sample)
    assert np.isnan(ScoreCovariance(moments=moments).of(np.array([0]), np.ones((1, 8)))).all()


def test_a_group_without_respondents_has_no_variance(people):
    scores = [(column, SUPPORT) for column in people["scores"].T]
    moments = tabulate_scores(scores, CENTRE, people["group"], ("a", "b", "c", "d", ""))
    found = ScoreCovariance(moments=moments).of(np.array([4]), np.zeros((1, 8)))
    assert np.isnan(found).all()


def test_only_raked_respondents_have_margins(people):
    scores = [(column, SUPPORT) for column in people["scores"].T]
    moments = tabulate_scores(scores, CENTRE, people["group"], LABELS)
    with pytest.raises(AssertionError, match="not raked"):
        _ = ScoreCovariance(moments=moments)._margins_by_place
