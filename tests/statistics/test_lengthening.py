"""Which domain must be lengthened for a composite to reach a reliability."""

from __future__ import annotations

import numpy as np
import pytest

from survey_analysis.errors import OptionError
from survey_analysis.statistics.composite_variance import CompositeParts
from survey_analysis.statistics.lengthening import lengthening
from survey_analysis.statistics.stratified_alpha import stratified_alpha

LABELS = ("a", "b", "c")


def parts_of(sizes, weights):
    """The parts of a composite from 0 to 99 of domains from 1 to 5."""
    share = np.array(weights) / np.sum(weights)
    return CompositeParts(
        name="index",
        domains=tuple(f"d{number}" for number in range(len(sizes))),
        weights=share,
        items=tuple(np.split(np.arange(sum(sizes)), np.cumsum(sizes)[:-1])),
        coefficients=np.repeat(99 / 4 * share / np.array(sizes), sizes),
        constant=-99 / 4,
        low=0.0,
        high=99.0,
    )


PARTS = parts_of((2, 4), (1, 2.5))


@pytest.fixture(scope="module")
def found(answers, patterns_of):
    return stratified_alpha(patterns_of(answers["items"], answers["group"], LABELS), PARTS)


def test_factors_are_those_that_r_solves_for(found, reference):
    longer = lengthening(found, PARTS, 0.9)
    for row, expected in enumerate(reference("composite")["by_group"].values()):
        wanted = [np.nan if factor is None else factor for factor in expected["factor"]]
        assert longer.factor[row] == pytest.approx(wanted, rel=1e-8, nan_ok=True)
    assert longer.items_needed[0, 1] == np.ceil(4 * longer.factor[0, 1])
    assert longer.target == 0.9


def test_a_domain_lengthened_by_its_factor_reaches_the_target(found):
    longer = lengthening(found, PARTS, 0.8)
    for group in range(3):
        for domain in np.flatnonzero(np.isfinite(longer.factor[group])):
            error = found.error[group].copy()
            error[domain] /= longer.factor[group, domain]
            true = found.true[group].sum()
            reached = true / (true + error.sum())
            target = max(0.8, found.reliability[group])
            assert reached == pytest.approx(target, rel=1e-12)


def test_doubling_a_test_is_spearman_and_brown(answers, patterns_of):
    items = answers["items"][:, 2:]
    parts = parts_of((4,), (1,))
    found = stratified_alpha(patterns_of(items), parts)
    alpha = found.alpha[0, 0]
    longer = lengthening(found, parts, 2 * alpha / (1 + alpha))
    assert longer.factor[0, 0] == pytest.approx(2, rel=1e-10)
    assert longer.items_needed[0, 0] == 8
    assert longer.best_reliability[0, 0] == pytest.approx(1)


def test_the_domain_with_the_fewest_new_items_is_recommended(found):
    longer = lengthening(found, PARTS, 0.8)
    for group in range(3):
        new = longer.items_needed[group] - np.array([2, 4])
        assert longer.recommended[group].tolist() == (new == np.nanmin(new)).tolist()


def test_what_is_reached_already_needs_nothing(found):
    longer = lengthening(found, PARTS, 0.5)
    assert longer.factor[0].tolist() == [1, 1]
    assert longer.items_needed[0].tolist() == [2, 4]
    assert not longer.recommended[:3].any()
    assert longer.notes[0] == (None, None)


def test_where_nothing_helps_a_note_says_so(found):
    longer = lengthening(found, PARTS, 0.99)
    assert np.isnan(longer.factor[:3]).all()
    assert np.isnan(longer.items_needed[:3]).all()
    assert not longer.recommended.any()
    assert {note.code for row in longer.notes[:3] for note in row} == {"SA348"}
    assert (longer.best_reliability[:3] < 0.99).all()
    assert (longer.best_reliability[:3] >= found.reliability[:3, None]).all()
    assert "0.99" in longer.notes[0][0].text


def test_a_composite_without_reliability_has_its_own_reason(found, answers, patterns_of):
    longer = lengthening(found, PARTS, 0.9)
    assert [note.code for note in longer.notes[3]] == ["SA301", "SA301"]
    assert np.isnan(longer.factor[3]).all()
    single = parts_of((1, 5), (1, 1))
    of_one = lengthening(stratified_alpha(patterns_of(answers["items"]), single), single, 0.9)
    assert [note.code for note in of_one.notes[0]] == ["SA303", "SA347"]


def test_nothing_can_be_built_on_a_negative_reliability(patterns_of):
    rng = np.random.default_rng(5)
    one, two = rng.integers(1, 6, size=(2, 200)).astype(float)
    noisy = [np.where(rng.uniform(size=200) < 0.3, 3, column) for column in (one, two)]
    items = np.stack([one, 6 - noisy[0], two, 6 - noisy[1]], axis=1)
    parts = parts_of((2, 2), (1, 1))
    longer = lengthening(stratified_alpha(patterns_of(items), parts), parts, 0.7)
    assert np.isnan(longer.factor).all()
    assert [note.code for note in longer.notes[0]] == ["SA394", "SA394"]


@pytest.mark.parametrize("target", [0, 1, 90, -0.1, True, "0.9", None, float("nan")])
def test_targets_lie_between_0_and_1(found, target):
    with pytest.raises(OptionError, match="between 0 and 1, such as"):
        lengthening(found, PARTS, target)
