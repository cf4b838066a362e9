"""Joint tables of the same answer rows under many weightings."""

from __future__ import annotations

import numpy as np
import pytest

from survey_analysis.errors import OptionError
from survey_analysis.statistics import resampled_pairs
from survey_analysis.statistics.resampled_pairs import pair_estimator, weighted_grams
from survey_analysis.tables.pairs import tabulate_rows
from survey_analysis.tables.patterns import PatternRows

VALUES = tuple(np.arange(1.0, 6) for _ in range(6))


def grams_of(items, *, complete, weights=None):
    """The tables of respondents, made by the table itself."""
    one = np.ones(len(items))
    w = one if weights is None else weights
    return tabulate_rows(
        items,
        VALUES,
        ("",),
        (np.zeros(len(items), dtype=int), np.arange(len(items))),
        (one, w, w * w),
        complete=complete,
        weighted=weights is not None,
    )


def rows_of(items, weights):
    return PatternRows(items, np.ones(len(items)), weights, weights**2)


@pytest.mark.parametrize("missing", ["listwise", "pairwise"])
def test_a_weighting_is_the_table_of_the_respondents_it_stands_for(answers, missing):
    items, weights = answers["items"], answers["weight"]
    times = np.random.default_rng(3).integers(0, 4, size=(2, len(items)))
    found = weighted_grams(rows_of(items, weights), VALUES, times * weights, missing)
    for one in range(2):
        drawn = np.repeat(np.arange(len(items)), times[one])
        table = grams_of(items[drawn], complete=missing == "listwise", weights=weights[drawn])
        np.testing.assert_allclose(found[one], table.w[0], rtol=1e-11, atol=1e-11)


def test_a_batch_of_any_size_gives_the_same_numbers(answers, monkeypatch):
    items = answers["items"]
    rows = rows_of(items, np.ones(len(items)))
    weights = np.random.default_rng(3).integers(0, 4, size=(5, len(items))).astype(float)

    def corner(grams):
        return grams[:, 0, :]

    whole = pair_estimator(rows, VALUES, corner, "pairwise")(weights)
    monkeypatch.setattr(resampled_pairs, "CELLS", 2 * 30**2)
    np.testing.assert_array_equal(whole, pair_estimator(rows, VALUES, corner, "pairwise")(weights))
    assert whole.shape == (5, 30)


def test_nobody_has_tables_of_zero():
    rows = PatternRows(np.empty((0, 6)), np.empty(0), np.empty(0), np.empty(0))
    assert (weighted_grams(rows, VALUES, np.empty((1, 0))) == 0).all()


def test_an_unknown_kind_of_missing_is_told():
    rows = PatternRows(np.ones((1, 6)), np.ones(1), np.ones(1), np.ones(1))
    with pytest.raises(OptionError, match="missing='pair' is not allowed"):
        pair_estimator(rows, VALUES, np.trace, "pair")
