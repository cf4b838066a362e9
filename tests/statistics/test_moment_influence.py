"""Influence as coefficients of the vector u."""

from __future__ import annotations

import numpy as np
import pytest

from survey_analysis.statistics.moment_influence import alpha_influence, log_error_influence
from survey_analysis.statistics.reliability import cronbach_alpha
from survey_analysis.tables.moments import u_vectors


@pytest.mark.parametrize("weighted", [False, True])
def test_a_little_more_weight_moves_the_number_by_its_influence(clusters, moments_of, weighted):
    items = clusters["items"][~np.isnan(clusters["items"]).any(axis=1)][:60]
    weights = clusters["weight"][:60] if weighted else np.ones(60)
    moments = moments_of(items, weights=weights)

    def numbers(weights):
        found = cronbach_alpha(moments_of(items, weights=weights), interval="adf")
        return np.array([found.alpha[0], 2 * np.log(found.sem[0])])

    coefficients = np.stack([alpha_influence(moments)[0], log_error_influence(moments)[0]])
    influence = coefficients @ u_vectors(items - 3).T
    assert influence @ weights == pytest.approx([0, 0], abs=1e-9)
    step = 1e-5
    for person in (0, 17, 59):
        more, less = weights.copy(), weights.copy()
        more[person] += step
        less[person] -= step
        slope = (numbers(more) - numbers(less)) / (2 * step)
        assert slope == pytest.approx(influence[:, person] / weights.sum(), rel=1e-6, abs=1e-9)


def test_where_the_number_is_not_defined_the_influence_is_not_either(moments_of):
    alike = moments_of(np.full((5, 3), 4.0))
    one_item = moments_of(np.arange(5.0)[:, None])
    for influence in (alpha_influence, log_error_influence):
        for moments in (alike, one_item):
            assert not np.isfinite(influence(moments)).all()
