"""Quartiles, and their intervals."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special

from survey_analysis.statistics.interval import t_quantile
from survey_analysis.statistics.quantiles import QUARTERS, quantile, quantile_interval
from survey_analysis.tables.counts import from_tables, tabulate


def table_of(values, weights=None):
    support = np.unique(values)
    codes = np.searchsorted(support, values)
    return tabulate(codes, support, None, ("",), weights)


def test_quartiles_are_those_of_r(counts_of, reference):
    counts = counts_of("score", "age")
    found = np.array([quantile(counts, share)[:4] for share in (0.25, 0.5, 0.75)]).T
    expected = [row["q"] for row in reference("distributions")["score_by_age"].values()]
    np.testing.assert_array_equal(found, expected)


@given(
    values=st.lists(st.integers(-5, 5), min_size=1, max_size=30), share=st.floats(0, 1, width=32)
)
def test_equal_weights_give_numpy_s_quantile(values, share):
    expected = np.quantile(np.array(values, dtype=float), share)
    for weights in (None, np.full(len(values), 0.3)):
        found = quantile(table_of(np.array(values, dtype=float), weights), share)
        assert found[0] == pytest.approx(expected, abs=1e-12)


def direct(values, weights, share):
    """The definition in the docstring, respondent by respondent, by a fine sum."""
    order = np.argsort(values)
    y, w = np.asarray(values)[order], np.asarray(weights)[order]
    edges = np.concatenate([[0], np.cumsum(w)]) / w.sum()
    n_eff = w.sum() ** 2 / (w**2).sum()
    low = (n_eff - 1) * share / n_eff
    overlap = np.minimum(edges[1:], low + 1 / n_eff) - np.maximum(edges[:-1], low)
    overlap = np.maximum(overlap, 0)
    return (overlap * y).sum() / overlap.sum()


@given(
    rows=st.lists(
        st.tuples(st.integers(0, 6), st.floats(0.05, 20)), min_size=2, max_size=40
    ).filter(lambda rows: len({w for _, w in rows}) > 1),
    share=st.floats(0, 1),
)
def test_weighted_quantiles_follow_their_definition(rows, share):
    values = np.array([float(v) for v, _ in rows])
    weights = np.array([w for _, w in rows])
    expected = direct(values, weights, share)
    for scale in (1.0, 100.0):
        found = quantile(table_of(values, scale * weights), share)[0]
        assert found == pytest.approx(expected, abs=1e-6)
        assert values.min() <= found <= values.max()


def test_weighted_quantiles_look_at_their_own_group_only():
    n = [[5, 5, 0], [0, 3, 2], [1, 0, 0]]
    w = [[2.5, 6.0, 0], [0, 1.0, 5.0], [2.0, 0, 0]]
    w2 = [[2.0, 8.0, 0], [0, 0.4, 13.0], [4.0, 0, 0]]
    together = from_tables([1, 2, 9], ("a", "b", "c"), n, w, w2)
    apart = [
        from_tables([1, 2, 9], ("a",), n[row : row + 1], w[row : row + 1], w2[row : row + 1])
        for row in range(3)
    ]
    for share in (0.1, 0.5, 0.9):
        found = quantile(together, share)
        np.testing.assert_allclose(found, [quantile(one, share)[0] for one in apart], rtol=1e-12)


def test_without_respondents_there_is_no_quantile():
    counts = from_tables([1, 2], ("some", "none"), [[1, 1], [0, 0]])
    assert np.isnan(quantile(counts, 0.5)).tolist() == [False, True]
    nobody = from_tables([], ("none",), np.zeros((1, 0)))
    assert np.isnan(quantile(nobody, 0.5)).all()
    assert np.isnan(quantile_interval(nobody, 0.5, 0.95).low).all()


def test_the_weighted_median_and_its_interval_are_those_of_r_survey(
    counts_of, respondents, reference
):
    counts = counts_of("score", weights=respondents["weight"])
    found = quantile_interval(counts, 0.5, 0.95)
    expected = reference("distributions")["weighted"]["median"]
    assert [quantile(counts, 0.5)[0], found.low[0], found.high[0]] == expected


def test_intervals_of_answers_without_ties_are_next_to_those_of_r_survey(
    respondents, drawn_counts, reference
):
    """svyquantile(interval.type = "beta"), whose limits surround the share at the quantile."""
    values = respondents["score"] + np.arange(1, 601) * 0.6180339887 % 1
    counts = drawn_counts(values, respondents["weight"])
    ordered = np.sort(values)
    for share, row in zip(
        QUARTERS, reference("weighted_distributions")["quantiles"]["continuous"], strict=True
    ):
        found = quantile_interval(counts, share, 0.95)
        places = np.searchsorted(
            ordered, [found.low[0], found.high[0], *np.subtract(row[1:], 1e-9)]
        )
        assert abs(places[0] - places[2]) <= 2
        assert abs(places[1] - places[3]) <= 2


def around_the_estimate(values, weights, share):
    """R's rule: limits around the share at or below the estimated quantile."""
    support, place = np.unique(values, return_inverse=True)
    reached = np.cumsum(np.bincount(place, weights)) / weights.sum()
    at = np.searchsorted(reached, share)
    below = (values <= support[at]) - reached[at]
    n = values.size
    se = np.sqrt(n / (n - 1) * (weights**2 * below**2).sum()) / weights.sum()
    limits = reached[at] + t_quantile(0.95, n - 1) * se * np.array([-1, 1])
    return support[np.searchsorted(reached, limits).clip(max=support.size - 1)].tolist()


def test_intervals_of_tied_answers_surround_the_share_asked_for(
    respondents, drawn_counts, reference
):
    """R's surround the share at or below the estimate, which moves both ends up."""
    scores, weights = respondents["score"], respondents["weight"]
    counts = drawn_counts(scores, weights)
    found = [quantile_interval(counts, share, 0.95) for share in QUARTERS]
    assert [[one.low[0], one.high[0]] for one in found] == [[12, 13], [15, 16], [17, 18]]
    of_r = [row[1:] for row in reference("weighted_distributions")["quantiles"]["score"]]
    assert of_r == [[13, 14], [15, 16], [18, 19]]
    assert [around_the_estimate(scores, weights, share) for share in QUARTERS] == of_r


def test_intervals_of_tied_answers_hold_the_true_quantile(drawn_counts):
    """Five answers, the lowest two given by .51: the true median is 2."""
    rng = np.random.default_rng(17)
    inside, of_r = [], []
    for _ in range(200):
        values = np.searchsorted([0.26, 0.51, 0.76, 0.9], rng.random(150)) + 1.0
        weights = rng.lognormal(sigma=0.6, size=150)
        found = quantile_interval(drawn_counts(values, weights), 0.5, 0.95)
        inside.append(found.low[0] <= 2 <= found.high[0])
        low, high = around_the_estimate(values, weights, 0.5)
        of_r.append(low <= 2 <= high)
    assert np.mean(inside) >= 0.95
    assert np.mean(of_r) < 0.75


def test_weights_and_design_widen_the_interval_of_the_median(clusters, drawn_counts, drawn_by):
    answer = clusters["items"].mean(axis=1) + 1e-6 * np.arange(290)
    plain = quantile_interval(drawn_counts(answer), 0.5, 0.95)
    found = quantile_interval(
        drawn_counts(answer, clusters["weight"], drawn=drawn_by("clusters")), 0.5, 0.95
    )
    assert found.high[0] - found.low[0] > plain.high[0] - plain.low[0]


def test_the_highest_value_of_more_than_half_has_an_interval(respondents, drawn_counts):
    answers = np.where(np.arange(600) % 3 == 0, respondents["item"], 5.0)
    found = quantile_interval(drawn_counts(answers, respondents["weight"]), 0.5, 0.95)
    assert (found.low[0], found.high[0]) == (5, 5)
    same = quantile_interval(drawn_counts(np.full(600, 2.0), respondents["weight"]), 0.5, 0.95)
    assert (same.low[0], same.high[0]) == (2, 2)


@given(
    st.lists(st.tuples(st.integers(0, 6), st.floats(0.2, 5)), min_size=40, max_size=80).filter(
        lambda rows: len({w for _, w in rows}) > 1
    ),
    st.sampled_from(QUARTERS),
)
def test_the_weighted_interval_holds_the_quantile(rows, share):
    values = np.array([float(v) for v, _ in rows])
    weights = np.array([w for _, w in rows])
    counts = table_of(values, weights)
    found = quantile_interval(counts, share, 0.95)
    if np.isfinite(found.low[0]):
        assert found.low[0] <= quantile(counts, share)[0] <= found.high[0]


@pytest.mark.parametrize(
    ("n", "confidence", "place"),
    # R: qbinom((1 - confidence) / 2, n, 0.5)
    [
        (6, 0.95, 1),
        (10, 0.95, 2),
        (25, 0.95, 8),
        (100, 0.95, 40),
        (1001, 0.95, 470),
        (8, 0.99, 1),
        (25, 0.99, 6),
        (100, 0.9, 42),
    ],
)
def test_the_median_s_interval_is_that_of_the_sign_test(n, confidence, place):
    found = quantile_interval(table_of(np.arange(1.0, n + 1)), 0.5, confidence)
    assert (found.low[0], found.high[0]) == (place, n + 1 - place)


@pytest.mark.parametrize("confidence", [0.9, 0.95, 0.99])
def test_the_median_s_interval_covers_at_least_as_often_as_it_promises(confidence):
    for n in range(8, 120):
        found = quantile_interval(table_of(np.arange(1.0, n + 1)), 0.5, confidence)
        below = special.bdtr(found.low[0] - 1, n, 0.5)
        assert 1 - 2 * below >= confidence
        # one answer further in would not
        assert 1 - 2 * special.bdtr(found.low[0], n, 0.5) < confidence


@given(st.lists(st.integers(0, 9), min_size=6, max_size=60))
def test_the_median_s_interval_mirrors_and_holds_the_median(values):
    answers = np.array(values, dtype=float)
    found = quantile_interval(table_of(answers), 0.5, 0.95)
    mirrored = quantile_interval(table_of(9 - answers), 0.5, 0.95)
    assert found.low[0] <= np.median(answers) <= found.high[0]
    assert (9 - mirrored.high[0], 9 - mirrored.low[0]) == (found.low[0], found.high[0])


@pytest.mark.parametrize(("n", "defined"), [(1, False), (5, False), (6, True)])
def test_a_small_group_has_no_95_percent_interval_of_its_median(n, defined):
    # from smallest to largest of 5 covers the median with 1 - 2 / 32 = 0.9375
    found = quantile_interval(table_of(np.arange(float(n))), 0.5, 0.95)
    assert np.isfinite(found.low[0]) == defined
    assert np.isfinite(quantile_interval(table_of(np.arange(5.0)), 0.5, 0.90).low[0])


def test_an_interval_holds_its_estimate_where_one_respondent_holds_nearly_all_weight():
    weight = np.array([1.0, 1, 1, 1e6, 1, 1])
    counts = from_tables([1, 2, 3, 4, 5, 6], ("a",), np.ones((1, 6)), [weight], [weight**2])
    for share in QUARTERS:
        found, estimate = quantile_interval(counts, share, 0.5), quantile(counts, share)
        if not np.isnan(found.low[0]):
            assert found.low[0] <= estimate[0] <= found.high[0]
