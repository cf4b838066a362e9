"""Intraclass correlation and design effect."""

from __future__ import annotations

import numpy as np
import pytest

from survey_analysis.errors import OptionError
from survey_analysis.statistics.intraclass import intraclass_correlation
from survey_analysis.tables.counts import from_tables, tabulate


def of_clusters(clusters, weights=None):
    q1 = clusters["items"][:, 0]
    position = np.where(np.isnan(q1), 5, q1 - 1).astype(int)
    place = np.unique(clusters["stratum"] * 100 + clusters["cluster"], return_inverse=True)[1]
    labels = tuple(f"p{i}" for i in range(place.max() + 1))
    return tabulate(position, np.arange(1.0, 6), place, (*labels, ""), weights)


def test_it_is_that_of_the_analysis_of_variance_in_r(clusters, reference):
    found = intraclass_correlation(of_clusters(clusters))
    r = reference("adjusted")["intraclass"]
    numbers = (found.icc, found.icc_ci_low, found.icc_ci_high, found.deff)
    assert numbers == pytest.approx((r["icc"], r["low"], r["high"], r["deff"]), rel=1e-8)
    assert (found.n_groups, found.note) == (r["n_groups"], None)


def test_of_two_respondents_in_a_group_it_is_the_correlation_of_pairs():
    """Each pair both ways: Fisher's intraclass correlation, with the divisor of groups less one."""
    rng = np.random.default_rng(5)
    pairs = rng.integers(1, 6, (40, 2))
    table = np.array([np.bincount(pair, minlength=6)[1:] for pair in pairs])
    found = intraclass_correlation(
        from_tables(np.arange(1, 6), tuple(f"g{i}" for i in range(40)), table)
    )
    sums, apart = pairs.sum(axis=1), pairs[:, 0] - pairs[:, 1]
    between, within = sums.var(ddof=1) / 2, (apart**2).mean() / 2
    assert found.icc == pytest.approx((between - within) / (between + within))
    assert found.deff == pytest.approx(1 + max(found.icc, 0))


def test_equal_weights_change_nothing(clusters):
    one = intraclass_correlation(of_clusters(clusters))
    other = intraclass_correlation(of_clusters(clusters, np.full(clusters["weight"].size, 3.0)))
    assert one == other


def test_weights_count_by_the_effective_n(clusters):
    w = clusters["weight"]
    counts = of_clusters(clusters, w).named
    found = intraclass_correlation(of_clusters(clusters, w))
    n = counts.group_w**2 / counts.group_w2
    mean = counts.by_group(counts.cell_w * counts.cell_values) / counts.group_w
    apart = (counts.cell_values - mean[counts.cell_group]) ** 2
    variance = counts.by_group(counts.cell_w * apart) / counts.group_w * n / (n - 1)
    within = ((n - 1) * variance).sum() / (n - 1).sum()
    between = (n * (mean - np.average(mean, weights=n)) ** 2).sum() / (n.size - 1)
    n0 = (n.sum() - (n**2).sum() / n.sum()) / (n.size - 1)
    assert found.icc == pytest.approx((between - within) / (between + (n0 - 1) * within))
    assert found.icc_ci_low < found.icc < found.icc_ci_high
    hundred = intraclass_correlation(of_clusters(clusters, 100 * w))
    assert hundred.icc == pytest.approx(found.icc, rel=1e-10)


def test_groups_that_are_alike_have_a_correlation_below_zero_and_no_design_effect():
    found = intraclass_correlation(from_tables([1, 2], ("a", "b", "c"), [[5, 5]] * 3))
    assert found.icc == pytest.approx(-1 / 9)
    assert found.deff == 1
    assert found.note.code == "SA765"
    assert found.note.values["n"] == 3


@pytest.mark.parametrize(
    ("n", "code"),
    [
        ([[5, 5], [0, 0]], "SA322"),
        ([[5, 0], [0, 5]], "SA328"),
        ([[1, 0], [0, 1]], "SA328"),
    ],
)
def test_nothing_to_compute_has_a_reason(n, code):
    found = intraclass_correlation(from_tables([1, 2], ("a", "b"), n))
    assert np.isnan([found.icc, found.icc_ci_low, found.icc_ci_high, found.deff]).all()
    assert found.note.code == code


def test_the_confidence_widens_the_interval(clusters):
    counts = of_clusters(clusters)
    narrow, wide = (intraclass_correlation(counts, confidence=c) for c in (0.5, 0.99))
    assert wide.icc_ci_low < narrow.icc_ci_low
    with pytest.raises(OptionError, match="between 0 and 1"):
        intraclass_correlation(counts, confidence=95)
