"""Correlations of the scores of two domains."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from survey_analysis.errors import OptionError
from survey_analysis.statistics.reliability import cronbach_alpha
from survey_analysis.statistics.score_correlations import TwoDomains, score_correlations
from survey_analysis.tables.patterns import from_rows

LABELS = ("a", "b", "c")
NAN = np.nan
THREE_EACH = TwoDomains(names=("one", "other"), sizes=(3, 3), needed=(2, 2))
NUMBERS = tuple(
    f"{name}{end}"
    for name in ("pearson", "spearman", "disattenuated")
    for end in ("", "_low", "_high")
)


def rows_of(items, group=None, labels=(), weights=None):
    """Answer rows as they are, those with missing answers as well."""
    items = np.asarray(items, dtype=float)
    rows = np.zeros(len(items), dtype=int) if group is None else group
    one = np.ones(len(items))
    w = one if weights is None else weights
    return from_rows(
        items,
        rows,
        (*labels, ""),
        (one, w, w**2),
        np.bincount(rows, minlength=len(labels) + 1).astype(float),
        weighted=weights is not None,
    )


@pytest.mark.parametrize("weighted", [False, True])
def test_correlations_and_intervals_are_those_of_r(answers, reference, weighted):
    weights = answers["weight"] if weighted else None
    table = rows_of(answers["items"], answers["group"], LABELS, weights)
    found = score_correlations(table, THREE_EACH)
    for row, expected in enumerate(reference("measurement")["by_group"].values()):
        of_r = expected["correlations_weighted" if weighted else "correlations"]
        assert (found.n[row], found.n_complete[row]) == (of_r["n"], of_r["n_complete"])
        for name in ("pearson", "spearman", "disattenuated"):
            assert getattr(found, name)[row] == pytest.approx(of_r[name], rel=1e-10)
            ends = [getattr(found, f"{name}_{end}")[row] for end in ("low", "high")]
            assert ends == pytest.approx(of_r[f"{name}_ci"], rel=1e-9)
            if not weighted:
                assert getattr(found, name)[row] == pytest.approx(
                    expected["psych"][name], rel=1e-10
                )
    assert [note.code if note else None for note in found.notes] == [
        None,
        "SA387",
        "SA387",
        "SA389",
    ]


def test_disattenuated_is_r_over_the_root_of_the_alphas(answers, moments_of):
    items = answers["items"][~np.isnan(answers["items"]).any(axis=1)]
    found = score_correlations(rows_of(items), THREE_EACH)
    alphas = [
        cronbach_alpha(moments_of(part), interval="adf").alpha[0]
        for part in (items[:, :3], items[:, 3:])
    ]
    expected = found.pearson[0] / np.sqrt(alphas[0] * alphas[1])
    assert found.disattenuated[0] == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("step", [1e-6])
def test_intervals_rest_on_the_derivative_by_each_respondent(answers, step):
    """Influence values against what one more grain of weight on a row does to each number."""
    items = answers["items"][:60]
    items = items[~np.isnan(items).any(axis=1)]
    weight = answers["weight"][: len(items)]
    found = score_correlations(rows_of(items, weights=weight), THREE_EACH)
    share = weight / weight.sum()
    for name in ("pearson", "spearman", "disattenuated"):
        influence = []
        for row in range(len(items)):
            moved = share * (1 - step)
            moved[row] += step
            changed = score_correlations(rows_of(items, weights=moved), THREE_EACH)
            influence.append((getattr(changed, name)[0] - getattr(found, name)[0]) / step)
        n = len(items)
        se = np.sqrt(n / (n - 1) * ((share * np.array(influence)) ** 2).sum())
        low, high = getattr(found, f"{name}_low")[0], getattr(found, f"{name}_high")[0]
        r = getattr(found, name)[0]
        t = stats.t.ppf(0.975, n - 1)
        if name == "disattenuated":
            assert (high - low) / 2 == pytest.approx(t * se, rel=1e-4)
        else:
            half = (np.arctanh(high) - np.arctanh(low)) / 2
            assert half == pytest.approx(t * se / (1 - r**2), rel=1e-4)


def test_scores_need_as_many_answers_as_the_domain_asks_for():
    rows = [[1, NAN, 4, 5], [2, 3, NAN, NAN], [3, 3, 2, 1], [5, 4, 1, 2], [NAN, 2, 3, NAN]]
    lax = TwoDomains(names=("a", "b"), sizes=(2, 2), needed=(1, 1))
    strict = TwoDomains(names=("a", "b"), sizes=(2, 2), needed=(2, 1))
    assert score_correlations(rows_of(rows), lax).n[0] == 4
    found = score_correlations(rows_of(rows), strict)
    assert (found.n[0], found.n_complete[0]) == (2, 2)
    expected = np.corrcoef([1, 3, 4.5, 2], [4.5, 1.5, 1.5, 3])[0, 1]
    assert score_correlations(rows_of(rows), lax).pearson[0] == pytest.approx(expected)


def test_equal_fractions_are_ties():
    # 4/2 and 2/1 and 6/3 are one score
    rows = [[2, 2, 2, 1], [2, NAN, NAN, 2], [2, 2, NAN, 3], [1, 1, 1, 2], [3, 3, 4, 4]]
    domains = TwoDomains(names=("a", "b"), sizes=(3, 1), needed=(1, 1))
    found = score_correlations(rows_of(rows), domains)
    expected = stats.spearmanr([2, 2, 2, 1, 10 / 3], [1, 2, 3, 2, 4]).statistic
    assert found.spearman[0] == pytest.approx(expected, rel=1e-12)


@given(st.integers(0, 2**32 - 1), st.integers(5, 80), st.booleans())
def test_correlations_lie_in_their_intervals_and_in_bounds(seed, n, weighted):
    rng = np.random.default_rng(seed)
    latent = rng.normal(size=(n, 1))
    rows = np.clip(np.round(3 + latent + rng.normal(size=(n, 6))), 1, 5)
    weights = rng.uniform(0.2, 3, n) if weighted else None
    found = score_correlations(rows_of(rows, weights=weights), THREE_EACH)
    for name in ("pearson", "spearman", "disattenuated"):
        low, r, high = (getattr(found, f"{name}{end}")[0] for end in ("_low", "", "_high"))
        assert np.isnan(low) == np.isnan(high)
        assert np.isnan(low) or low <= r <= high
        assert name == "disattenuated" or np.isnan(r) or -1 <= r <= 1


def test_the_order_of_domains_does_not_matter(answers):
    table = rows_of(answers["items"], answers["group"], LABELS)
    turned = rows_of(answers["items"][:, [3, 4, 5, 0, 1, 2]], answers["group"], LABELS)
    one, other = (score_correlations(part, THREE_EACH) for part in (table, turned))
    for name in NUMBERS:
        assert getattr(one, name) == pytest.approx(getattr(other, name), rel=1e-10, nan_ok=True)


def test_equal_weights_of_any_size_are_no_weights(answers):
    plain = score_correlations(rows_of(answers["items"]), THREE_EACH)
    seven = rows_of(answers["items"], weights=np.full(len(answers["items"]), 7.0))
    for name in NUMBERS:
        assert getattr(score_correlations(seven, THREE_EACH), name) == pytest.approx(
            getattr(plain, name), rel=1e-10
        )
    assert plain.n_eff[0] == pytest.approx(plain.n[0])


@pytest.mark.parametrize(
    ("rows", "code", "pearson"),
    [
        (np.empty((0, 4)), "SA389", NAN),
        ([[1, 2, NAN, NAN], [2, 3, 4, 4]], "SA389", NAN),
        # the first score does not vary
        ([[1, 3, 2, 2], [2, 2, 4, 4], [3, 1, 5, 4]], "SA389", NAN),
        ([[1, 1, 1, 1], [2, 2, 2, 2], [5, 5, 5, 5], [4, 4, 4, 4]], "SA399", 1),
        ([[1, 1, 5, 5], [2, 2, 4, 4], [5, 5, 1, 1], [4, 4, 2, 2]], "SA399", -1),
        # three respondents: a correlation without an interval
        ([[1, 2, 2, 1], [2, 2, 3, 3], [4, 5, 3, 5]], "SA308", 0.886),
        # complete answers of fewer than two
        ([[1, NAN, 1, 2], [2, NAN, 3, NAN], [5, 4, 3, NAN], [4, 2, 4, 5]], "SA302", 0.547),
    ],
)
def test_what_is_missing_has_a_reason(rows, code, pearson):
    two_each = TwoDomains(names=("a", "b"), sizes=(2, 2), needed=(1, 1))
    found = score_correlations(rows_of(rows), two_each)
    assert found.notes[0].code == code
    assert found.pearson[0] == pytest.approx(pearson, abs=0.001, nan_ok=True)
    if code in {"SA389", "SA399", "SA308"}:
        assert np.isnan([found.pearson_low[0], found.spearman_high[0]]).all()
    assert found.notes[0].say("ru") != found.notes[0].text


def answers_of(rng, n=60):
    latent = rng.normal(size=(n, 1))
    return np.clip(np.round(3 + latent + rng.normal(size=(n, 4))), 1, 5)


def test_an_alpha_that_is_not_above_0_or_not_known_leaves_the_error_in():
    rows = answers_of(np.random.default_rng(4))
    rows[:, 1] = 6 - rows[:, 0]
    rows[::3, 1] = 3
    two_each = TwoDomains(names=("a", "b"), sizes=(2, 2), needed=(1, 1))
    found = score_correlations(rows_of(rows), two_each)
    assert found.notes[0].code == "SA388"
    assert found.notes[0].values["domains"] == ("a",)
    assert np.isfinite(found.pearson[0])
    assert np.isnan([found.disattenuated[0], found.disattenuated_low[0]]).all()
    single = TwoDomains(names=("a", "b"), sizes=(1, 3), needed=(1, 1))
    alone = score_correlations(rows_of(answers_of(np.random.default_rng(4))), single)
    assert alone.notes[0].values["domains"] == ("a",)


def test_a_disattenuated_correlation_above_1_is_kept_and_told():
    rng = np.random.default_rng(9)
    latent = rng.normal(size=(200, 1))
    rows = np.round(3 + 3 * latent + rng.normal(size=(200, 4)))
    # one item of each domain shares what is no part of either
    shared = 4 * rng.normal(size=200)
    rows[:, 0] = np.round(3 + shared)
    rows[:, 2] = np.round(3 + shared)
    two_each = TwoDomains(names=("a", "b"), sizes=(2, 2), needed=(1, 1))
    found = score_correlations(rows_of(rows), two_each)
    if found.disattenuated[0] <= 1:
        pytest.fail("the example must be above 1")
    assert found.notes[0].code == "SA387"
    assert found.disattenuated_low[0] < found.disattenuated[0] < found.disattenuated_high[0]
    assert found.pearson[0] < 1


def test_a_few_complete_respondents_have_no_interval_of_it():
    rows = answers_of(np.random.default_rng(7), 40)
    rows[3:, 1] = NAN
    two_each = TwoDomains(names=("a", "b"), sizes=(2, 2), needed=(1, 1))
    rows[:3] = [[1, 2, 1, 2], [3, 3, 2, 3], [5, 4, 4, 4]]
    found = score_correlations(rows_of(rows), two_each)
    assert found.n_complete[0] == 3
    assert np.isfinite(found.disattenuated[0])
    assert np.isnan(found.disattenuated_low[0])
    assert found.notes[0].code in {"SA308", "SA387"}


@pytest.mark.parametrize("confidence", [0, 95, None])
def test_a_wrong_confidence_is_refused(answers, confidence):
    with pytest.raises(OptionError, match="confidence="):
        score_correlations(rows_of(answers["items"]), THREE_EACH, confidence=confidence)


def test_the_result_is_frozen(answers):
    found = score_correlations(rows_of(answers["items"]), THREE_EACH)
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.pearson = None
