"""PairCounts: joint tables of all pairs, however they are counted."""

from __future__ import annotations

import numpy as np
import pytest

from survey_analysis.errors import OptionError
from survey_analysis.tables import pairs as pairs_table
from survey_analysis.tables.domain import By, DomainAnswers
from survey_analysis.tables.pairs import PairCounts, indicators, tabulate

GROUPS = ("a", "b", "")


def make_domain(k: int, n: int = 900, *, weighted: bool = False, seed: int = 1) -> DomainAnswers:
    """Five-point items with gaps, the second one turned, the last one with three categories."""
    rng = np.random.default_rng(seed)
    latent = rng.normal(size=n)
    columns = []
    for item in range(k):
        cuts = [-1, 0.5] if item == k - 1 else [-1.5, -0.5, 0.5, 1.5]
        codes = np.searchsorted(cuts, latent + rng.normal(size=n)).astype(np.int8)
        codes[rng.random(n) < 0.05] = -1 - rng.integers(0, 3)
        columns.append(codes)
    values = [np.arange(1.0, 6.0)] * (k - 1) + [np.arange(1.0, 4.0)]
    values[1] = values[1][::-1].copy()
    return DomainAnswers(
        columns=tuple(columns),
        values=tuple(values),
        centre=3,
        needed=1,
        weights=rng.uniform(0.2, 3, n) if weighted else None,
    )


def make_by(n: int = 900) -> By:
    codes = np.random.default_rng(9).integers(0, 3, n).astype(np.uint8)
    return By(groups=GROUPS, codes=codes)


def directly(domain: DomainAnswers, by: By, *, complete: bool) -> list[np.ndarray]:
    """n, w and w2, respondent by respondent."""
    rows = domain._rows(slice(None))
    x = indicators(rows, [np.sort(values) for values in domain.values])
    kept = ~np.isnan(rows).any(axis=1) if complete else np.ones(len(rows), dtype=bool)
    w = np.ones(len(rows)) if domain.weights is None else domain.weights
    group = domain._group_of(by)
    return [
        np.stack(
            [
                (x * (w**power * (kept & (group == place)))[:, None]).T @ x
                for place in range(len(by.groups))
            ]
        )
        for power in (0, 1, 2)
    ]


@pytest.mark.parametrize("k", [3, 8])
@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("complete", [False, True])
@pytest.mark.parametrize("grouped", [False, True])
def test_the_tables_are_those_of_the_respondents(k, weighted, complete, grouped):
    domain = make_domain(k, weighted=weighted)
    assert domain.few_patterns == (k == 3)
    by = make_by() if grouped else By()
    found = domain.pair_counts(by, complete=complete)
    for name, expected in zip(
        ("n", "w", "w2"), directly(domain, by, complete=complete), strict=True
    ):
        np.testing.assert_allclose(getattr(found, name), expected, rtol=1e-12)
    answered = ~np.isnan(domain._rows(slice(None)))
    used = answered.all(axis=1) if complete else answered.any(axis=1)
    group = domain._group_of(by)
    assert found.n_total.tolist() == np.bincount(group, minlength=len(by.groups)).tolist()
    assert found.n_used.tolist() == np.bincount(group[used], minlength=len(by.groups)).tolist()
    assert (found.complete, found.weighted) == (complete, weighted)


def test_categories_rise_and_a_table_is_a_block():
    domain = make_domain(3)
    pairs = domain.pair_counts(By(), complete=False)
    assert [values.tolist() for values in pairs.values] == [
        [1, 2, 3, 4, 5],
        [1, 2, 3, 4, 5],
        [1, 2, 3],
    ]
    assert (pairs.n_items, pairs.sizes) == (3, (5, 5, 3))
    rows = domain._rows(slice(None))
    expected = [
        [((rows[:, 1] == a) & (rows[:, 2] == b)).sum() for b in (1, 2, 3)] for a in range(1, 6)
    ]
    assert pairs.table(1, 2)[0].tolist() == expected
    both = ~np.isnan(rows[:, 1]) & ~np.isnan(rows[:, 2])
    assert pairs.pair_n[0, 1, 2] == both.sum()
    assert pairs.pair_n[0, 1, 1] == (~np.isnan(rows[:, 1])).sum()


@pytest.mark.parametrize("k", [3, 8])
@pytest.mark.parametrize("weighted", [False, True])
def test_parts_add_up_to_the_whole(k, weighted):
    domain = make_domain(k, weighted=weighted)
    halves = [
        DomainAnswers(
            columns=tuple(column[part] for column in domain.columns),
            values=domain.values,
            centre=3,
            needed=1,
            weights=None if domain.weights is None else domain.weights[part],
        ).pair_counts(By())
        for part in (slice(0, 400), slice(400, None))
    ]
    whole, sum_of_halves = domain.pair_counts(By()), halves[0] + halves[1]
    for name in pairs_table.TABLES:
        np.testing.assert_allclose(getattr(sum_of_halves, name), getattr(whole, name), rtol=1e-12)
    assert sum_of_halves.weighted is weighted


def test_groups_can_be_chosen_and_pooled():
    domain = make_domain(3)
    pairs = domain.pair_counts(make_by())
    assert pairs.keep([1, 0]).groups == ("b", "a")
    np.testing.assert_array_equal(pairs.keep([1, 0]).n, pairs.n[[1, 0]])
    np.testing.assert_array_equal(pairs.pooled.n, domain.pair_counts(By()).n)
    assert pairs.pooled.groups == ("",)


def test_the_effective_number_of_a_pair():
    domain = make_domain(3, weighted=True)
    pairs = domain.pair_counts(By(), complete=False)
    rows = domain._rows(slice(None))
    w = domain.weights[~np.isnan(rows[:, 0]) & ~np.isnan(rows[:, 2])]
    assert pairs.pair_n_eff[0, 0, 2] == pytest.approx(w.sum() ** 2 / (w**2).sum())
    unweighted = make_domain(3).pair_counts(By(), complete=False)
    np.testing.assert_allclose(unweighted.pair_n_eff, unweighted.pair_n)


def test_an_item_may_vary_in_one_pair_and_not_in_another():
    first = np.array([0, 1, 0, 1, 2])
    second = np.array([0, 1, 2, 2, 2])
    third = np.array([2, 2, 0, 0, 1])
    values = (np.array([1.0, 2.0]),) * 3
    pairs = tabulate([first, second, third], values, None, ("",), complete=False)
    assert pairs.pair_varies[0].tolist() == [
        [True, True, True],
        [True, True, False],
        [False, False, True],
    ]


def test_nobody_and_an_empty_group():
    empty = np.array([], dtype=np.uint8)
    values = (np.array([1.0, 2.0]),) * 2
    nobody = tabulate([empty, empty], values, None, ("",), complete=True)
    assert nobody.n_used.tolist() == [0]
    assert not nobody.pair_n_eff.any()
    one = np.array([0, 1], dtype=np.uint8)
    pairs = tabulate([one, one], values, np.zeros(2, dtype=np.uint8), ("a", ""), complete=True)
    assert pairs.n_used.tolist() == [2, 0]


def test_other_items_groups_or_respondents_cannot_be_added():
    pairs = make_domain(3).pair_counts(By())
    others = [
        make_domain(4).pair_counts(By()),
        make_domain(3).pair_counts(By(), complete=False),
        make_domain(3).pair_counts(make_by()),
    ]
    for other in others:
        with pytest.raises(OptionError, match="cannot be added"):
            _ = pairs + other
    with pytest.raises(TypeError):
        _ = pairs + 1


def test_too_large_a_table_says_what_to_do(monkeypatch):
    monkeypatch.setattr(pairs_table, "MOST_CELLS", 100)
    with pytest.raises(OptionError, match="grouping with fewer groups"):
        make_domain(3).pair_counts(By())


def test_a_survey_makes_it_once_and_for_several_domains(shared_survey):
    survey = shared_survey
    pairs = survey.pair_counts("d")
    assert isinstance(pairs, PairCounts)
    assert survey.pair_counts("d") is pairs
    assert survey.pair_counts(("d", "e")).n_items == 3
    assert survey.pair_counts("d", complete=False).n_used.tolist() == [4]
    with pytest.raises(ValueError, match="read-only"):
        pairs.n[0] = 0


@pytest.fixture
def shared_survey():
    import pandas as pd

    import survey_analysis as sa

    frame = pd.DataFrame({"a": [1, 2, 3, 4], "b": [2, 2, None, 5], "c": [1, 3, 5, 5]})
    return sa.survey_from_frame(frame, domains={"d": ["a", "b"], "e": ["c"]})
