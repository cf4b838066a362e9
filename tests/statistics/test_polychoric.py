"""polychoric correlations and ordinal alpha: against R, and where they have no answer."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from survey_analysis.statistics import polychoric_estimation
from survey_analysis.statistics.bivariate_normal import bivariate_normal_cdf
from survey_analysis.statistics.polychoric import (
    CAUTION,
    alpha_of_correlations,
    ordinal_alpha,
    ordinal_alphas,
    polychoric_correlations,
)
from survey_analysis.statistics.polychoric_estimation import two_step_estimates
from survey_analysis.statistics.polychoric_likelihood import _tail_cells, likelihood
from survey_analysis.tables.pairs import PairCounts, tabulate

ITERATIVE = 1e-6


def pairs_of(
    items: np.ndarray,
    group: np.ndarray | None = None,
    labels: Sequence[str] = (),
    weights: np.ndarray | None = None,
    *,
    codes: int = 5,
    complete: bool = True,
) -> PairCounts:
    """Tables of answers 1 to `codes` with nan."""
    columns = [np.where(np.isnan(one), codes, one - 1).astype(np.uint8) for one in items.T]
    values = (np.arange(1.0, codes + 1),) * items.shape[1]
    return tabulate(columns, values, group, (*labels, ""), weights, complete=complete)


def from_table(table: Sequence[Sequence[float]]) -> PairCounts:
    """Two items with this joint table."""
    counts = np.array(table, dtype=int)
    rows, columns = np.nonzero(counts)
    n = counts[rows, columns]
    values = tuple(np.arange(1.0, size + 1) for size in counts.shape)
    return tabulate([np.repeat(rows, n), np.repeat(columns, n)], values, None, ("",), complete=True)


def between(pairs: PairCounts) -> float:
    return float(polychoric_correlations(pairs).correlation[0, 0, 1])


# oracle


@pytest.fixture(scope="module")
def expected(reference) -> dict[str, Any]:
    return reference("polychoric")


def test_complete_answers_equal_lavaan(answers, expected):
    pairs = pairs_of(answers["items"])
    found = polychoric_correlations(pairs)
    np.testing.assert_allclose(found.correlation[0], expected["listwise"]["rho"], atol=ITERATIVE)
    assert found.n.tolist() == [expected["listwise"]["n"]]
    assert ordinal_alpha(pairs).alpha[0] == pytest.approx(
        expected["listwise"]["alpha"], abs=ITERATIVE
    )
    assert found.positive_definite.tolist() == [True]
    assert found.notes == (None,)


def test_pairs_of_answers_equal_r(answers, expected):
    pairs = pairs_of(answers["items"], complete=False)
    found = polychoric_correlations(pairs)
    np.testing.assert_allclose(found.correlation[0], expected["pairwise"]["rho"], atol=ITERATIVE)
    thresholds = [expected["pairwise"]["thresholds"][f"q{item}"] for item in range(1, 7)]
    np.testing.assert_allclose(found.thresholds[0], thresholds, rtol=1e-10)
    assert ordinal_alpha(pairs).alpha[0] == pytest.approx(
        expected["pairwise"]["alpha"], abs=ITERATIVE
    )


def test_weighted_tables_equal_r(answers, expected):
    pairs = pairs_of(answers["items"], weights=answers["weight"])
    found = polychoric_correlations(pairs)
    np.testing.assert_allclose(found.correlation[0], expected["weighted"]["rho"], atol=ITERATIVE)


def test_groups_equal_lavaan(answers, expected):
    pairs = pairs_of(answers["items"], answers["group"], ("a", "b", "c"))
    found = polychoric_correlations(pairs)
    for place, group in enumerate("abc"):
        np.testing.assert_allclose(
            found.correlation[place], expected["groups"][group]["rho"], atol=ITERATIVE
        )
        assert found.n[place] == expected["groups"][group]["n"]


def test_two_valued_items_equal_lavaan(answers, expected):
    items = answers["items"]
    upper = np.where(np.isnan(items), np.nan, 1 + (items > 3))
    found = polychoric_correlations(pairs_of(upper, codes=2))
    np.testing.assert_allclose(found.correlation[0], expected["binary"]["rho"], atol=ITERATIVE)


@pytest.mark.parametrize("domain", ["POS", "NEG"])
@pytest.mark.parametrize(
    ("kind", "complete"),
    [("polychoric_lavaan_listwise", True), ("polychoric_pairwise_tight", False)],
)
def test_a_real_questionnaire_equals_r(shared_folder: Path, domain, kind, complete):
    folder = shared_folder / "reference_data"
    page = json.loads((folder / "reference" / "reliability.json").read_text("utf-8"))
    value = page["results"][f"reliability/sai/{domain}/{kind}"]["value"]
    names = list(value["rho"])
    with (folder / "data" / "sai.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    items = np.array([[float(row[name] or "nan") for name in names] for row in rows])
    pairs = pairs_of(items, codes=4, complete=complete)
    expected = [[value["rho"][one][two] for two in names] for one in names]
    np.testing.assert_allclose(
        polychoric_correlations(pairs).correlation[0], expected, atol=ITERATIVE
    )
    assert ordinal_alpha(pairs).alpha[0] == pytest.approx(value["ordinal_alpha"], abs=ITERATIVE)


# identity


def test_a_two_by_two_table_is_reproduced_exactly():
    rho = between(from_table([[40, 10], [20, 30]]))
    assert bivariate_normal_cdf(0.0, 0.2533471031357997, rho) == pytest.approx(0.4, abs=1e-9)


def test_turning_an_item_turns_the_sign():
    table = np.array([[30, 12, 4], [10, 25, 9], [3, 11, 28]])
    assert between(from_table(table[:, ::-1])) == pytest.approx(
        -between(from_table(table)), abs=1e-9
    )
    assert between(from_table(table.T)) == pytest.approx(between(from_table(table)), abs=1e-9)


def test_large_tables_give_back_the_correlation_that_made_them():
    rng = np.random.default_rng(4)
    first, noise = rng.normal(size=(2, 400_000))
    for rho in (-0.95, -0.3, 0.0, 0.6, 0.98):
        second = rho * first + np.sqrt(1 - rho**2) * noise
        cuts = [-1.5, -0.5, 0.5, 1.5]
        items = 1.0 + np.stack([np.searchsorted(cuts, first), np.searchsorted(cuts, second)], 1)
        assert between(pairs_of(items)) == pytest.approx(rho, abs=0.005)


def test_multiplied_weights_change_nothing(answers):
    once = polychoric_correlations(pairs_of(answers["items"], weights=answers["weight"]))
    often = polychoric_correlations(pairs_of(answers["items"], weights=100 * answers["weight"]))
    np.testing.assert_allclose(often.correlation, once.correlation, atol=1e-8)


def test_many_tables_at_once_equal_each_alone(answers):
    labels = ("a", "b", "c")
    pairs = pairs_of(answers["items"], answers["group"], labels).keep([0, 1, 2])
    together = ordinal_alphas(pairs.w, pairs.sizes)
    np.testing.assert_allclose(together, ordinal_alpha(pairs).alpha, atol=1e-10)
    start = polychoric_correlations(pairs.pooled).correlation[0]
    begun = ordinal_alphas(pairs.w, pairs.sizes, start=start)
    np.testing.assert_allclose(begun, together, atol=1e-8)


def test_ordinal_alpha_is_the_standardized_alpha_of_the_correlations(answers):
    pairs = pairs_of(answers["items"])
    found = ordinal_alpha(pairs)
    r = polychoric_correlations(pairs).correlation[0]
    mean = r[~np.eye(6, dtype=bool)].mean()
    assert found.mean_r[0] == pytest.approx(mean)
    assert found.alpha[0] == pytest.approx(6 * mean / (1 + 5 * mean))
    assert (found.n_items, found.n.tolist()) == (6, [pairs.n_used[0]])


@pytest.mark.parametrize("seed", range(30))
def test_no_other_correlation_is_more_likely(seed):
    rng = np.random.default_rng(seed)
    shape = tuple(rng.integers(2, 6, 2))
    table = rng.poisson(rng.choice([0.5, 2, 500]), shape).astype(float)
    if seed % 3 == 0:
        table += np.diag(rng.integers(0, 900, max(shape)))[: shape[0], : shape[1]]
    gram = np.block([[np.diag(table.sum(1)), table], [table.T, np.diag(table.sum(0))]])[None]
    found = two_step_estimates(gram, shape)
    rho = found.correlation[0, 0, 1]
    if np.isnan(rho):
        assert min((table.sum(1) > 0).sum(), (table.sum(0) > 0).sum()) < 2
        return
    padded = np.zeros((1, max(shape), max(shape)))
    padded[0, : shape[0], : shape[1]] = table
    tried = np.append(np.tanh(np.linspace(-6, 6, 241)), np.clip(rho, -0.999995, 0.999995))
    ends = tuple(np.repeat(found.thresholds[:, item], tried.size, axis=0) for item in (0, 1))
    value = likelihood(tried, np.repeat(padded, tried.size, axis=0), ends).value
    assert value[-1] >= value.max() - 1e-9 * abs(value.max())


TAILS = [
    (0.95, 1.5, 40.0, -40.0, -1.5, -52.508708215227, -929.626227381, 827605.708),
    (-0.9, -2.0, -1.0, -1.5, -1.0, -15.746813056403, 113.954854391, 10833.2113),
    (0.99, 0.2, 0.9, -1.2, -0.5, -19.359951916615, -1365.51386027, 1604814.12),
    (0.3, 3.5, 40.0, -40.0, -3.5, -22.600625385751, -27.3824872907, 675.534989),
]
"""rho, the four sides of a cell, the logarithm of its probability and the first two derivatives
over the probability, by integration with 40 digits (mpmath 1.4.1, 2026-11-23)."""


@pytest.mark.parametrize(("rho", "h0", "h1", "k0", "k1", "log", "first", "second"), TAILS)
def test_cells_in_the_tails_keep_their_digits(rho, h0, h1, k0, k1, log, first, second):
    sides = (np.array([h0]), np.array([h1])), (np.array([k0]), np.array([k1]))
    found = _tail_cells(np.array([rho]), *sides)
    assert found.log[0] == pytest.approx(log, abs=1e-9)
    assert found.first[0] == pytest.approx(first, rel=1e-8)
    assert found.second[0] == pytest.approx(second, rel=1e-7)


def test_one_answer_far_off_the_axis_pulls_a_strong_correlation_down():
    table = np.diag([300, 400, 300])
    assert between(from_table(table)) == 1
    table[0, 2] = 1
    pulled = between(from_table(table))
    assert 0.9 < pulled < 1


def test_a_rare_cell_on_the_axis_is_no_tail():
    gram_of = [[500_000, 0, 0], [1, 0, 3], [0, 0, 500_000]]
    assert between(from_table(gram_of)) > 0.999


def test_a_search_that_is_cut_short_is_near(monkeypatch):
    pairs = from_table([[30, 12, 4], [10, 25, 9], [3, 11, 28]])
    whole = between(pairs)
    monkeypatch.setattr(polychoric_estimation, "MOST_STEPS", 1)
    assert between(pairs) == pytest.approx(whole, abs=0.01)


# edge


def test_copies_of_an_item_correlate_perfectly_and_say_so():
    answers = np.array([1, 2, 2, 3, 4, 5, 5, 3, 2, 4.0])
    items = np.stack([answers, answers, 6 - answers], axis=1)
    found = polychoric_correlations(pairs_of(items))
    assert found.correlation[0].tolist() == [[1, 1, -1], [1, 1, -1], [-1, -1, 1]]
    assert found.at_end[0].sum() == 6
    assert found.positive_definite.tolist() == [False]
    assert found.notes[0].code == "SA357"
    assert found.notes[0].values["n"] == 3


def test_an_empty_cell_of_two_by_two_is_the_end():
    assert between(from_table([[50, 10], [0, 40]])) == 1
    assert between(from_table([[50, 0], [10, 40]])) == 1
    assert between(from_table([[0, 50], [40, 10]])) == -1


def test_categories_that_nobody_chose_change_nothing():
    full = from_table([[20, 5, 1], [6, 30, 8], [2, 7, 25]])
    gaps = np.zeros((5, 6), dtype=int)
    gaps[np.ix_([0, 2, 3], [1, 2, 4])] = full.table(0, 1)[0]
    found = polychoric_correlations(from_table(gaps))
    assert found.correlation[0, 0, 1] == pytest.approx(between(full), abs=1e-9)
    assert found.thresholds[0, 0, 0] == found.thresholds[0, 0, 1]
    assert found.thresholds[0, 1, 0] == -np.inf
    assert np.isnan(found.thresholds[0, 0, 4])


def test_a_constant_item_has_no_correlation_but_a_reason(answers):
    items = answers["items"][:, :3].copy()
    items[:, 1] = 4
    pairs = pairs_of(items)
    found, alpha = polychoric_correlations(pairs), ordinal_alpha(pairs)
    assert np.isnan(found.correlation[0, 0, 1])
    assert np.isfinite(found.correlation[0, 0, 2])
    assert found.constant_items == ((1,),)
    assert not found.positive_definite[0]
    assert np.isnan(alpha.alpha[0])
    assert alpha.notes[0].code == "SA341"
    assert "item 2" in alpha.notes[0].text


def test_groups_without_enough_respondents_say_why():
    items = np.array([[1, 2], [2, 3], [3, np.nan], [np.nan, np.nan], [5, 4.0]])
    group = np.array([0, 1, 1, 2, 4])
    labels = ("pair of one", "one complete", "nobody", "empty")
    found = polychoric_correlations(pairs_of(items, group, labels))
    assert [note.code for note in found.notes] == ["SA302", "SA302", "SA302", "SA301", "SA302"]
    found = polychoric_correlations(pairs_of(items, group, labels, complete=False))
    assert [note.code for note in found.notes] == ["SA311", "SA311", "SA301", "SA301", "SA311"]
    assert np.isnan(found.correlation[:, 0, 1]).all()


def test_an_item_that_varies_only_outside_a_pair_has_no_correlation_there():
    items = np.array([[1, 1], [2, 1], [3, 1], [np.nan, 2], [np.nan, 3]])
    found = polychoric_correlations(pairs_of(items, complete=False))
    assert np.isnan(found.correlation[0, 0, 1])
    assert found.constant_items == ((1,),)
    assert found.notes[0].code == "SA341"


def test_one_item_is_not_enough():
    found = ordinal_alpha(pairs_of(np.array([[1.0], [2.0], [3.0]])))
    assert np.isnan(found.alpha[0])
    assert found.notes[0].code == "SA340"


def test_pairs_that_contradict_each_other_are_told():
    one, none = np.array([1.0, 2, 3, 4, 5] * 8), np.full(40, np.nan)
    noise = np.random.default_rng(1).integers(0, 2, 40)
    near = np.clip(one + noise, 1, 5)
    items = np.concatenate(
        [
            np.stack([one, near, none], axis=1),
            np.stack([none, one, near], axis=1),
            np.stack([near, none, 6 - one], axis=1),
        ]
    )
    found = polychoric_correlations(pairs_of(items, complete=False))
    assert not found.positive_definite[0]
    assert found.notes[0].code == "SA358"
    assert float(found.notes[0].values["smallest"]) < 0


def test_alpha_is_undefined_where_correlations_cancel():
    r = np.full((3, 3), -0.5)
    np.fill_diagonal(r, 1)
    mean_r, alpha = alpha_of_correlations(r)
    assert mean_r == pytest.approx(-0.5)
    assert np.isnan(alpha)


# message


def test_the_caution_stands_beside_ordinal_alpha(answers):
    found = ordinal_alpha(pairs_of(answers["items"]))
    assert found.caution is CAUTION
    assert "nobody observed" in CAUTION.text
    assert "Chalmers" in CAUTION.say("ru")


@pytest.mark.parametrize("code", ["SA340", "SA341", "SA357", "SA358"])
def test_reasons_are_said_in_both_languages(code):
    from survey_analysis.findings import Note

    note = Note(code, "warning", {"items": "2", "n": 3, "smallest": "-0.1"})
    assert note.text != note.say("ru")
