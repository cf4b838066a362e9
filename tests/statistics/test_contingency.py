"""Chi-square."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_analysis.errors import OptionError
from survey_analysis.statistics import contingency
from survey_analysis.statistics.contingency import chi_square, cramers_v
from survey_analysis.statistics.rao_scott import rao_scott
from survey_analysis.tables.counts import from_tables
from survey_analysis.tables.sampling import sampling_units


def test_every_field_is_that_of_r(counts_of, reference):
    expected = reference("groups")["chi_square"]
    found = chi_square(counts_of("item", "region"))
    assert (found.test, found.n, found.groups) == ("chi_square", 600, ("r0", "r1", "r2"))
    assert found.statistic == pytest.approx(expected["X2"], rel=1e-11)
    assert found.df1 == expected["df"]
    assert np.isnan(found.df2)
    assert found.p_value == pytest.approx(expected["p"], rel=1e-10)
    assert found.effect_name == "cramers_v"
    assert found.effect == pytest.approx(expected["V"], rel=1e-10)
    assert found.effect_ci_low == pytest.approx(expected["ci"][0], abs=1e-12)
    assert found.effect_ci_high == pytest.approx(expected["ci"][1], rel=1e-8)
    np.testing.assert_allclose(found.expected, expected["expected"], rtol=1e-13)
    np.testing.assert_allclose(found.residuals, expected["residuals"], rtol=1e-11)
    assert found.values.tolist() == [1, 2, 3, 4, 5]
    assert found.pairs is None
    assert found.notes == ()
    found = chi_square(counts_of("item", "region"), confidence=0.9)
    ends = [found.effect_ci_low, found.effect_ci_high]
    assert ends == pytest.approx(expected["ci_90"], rel=1e-7)


def test_printed_tables_give_the_printed_numbers():
    # Agresti (2002), page 57: gender by party; chi-square 30.1 on 2 degrees of freedom
    found = chi_square(from_tables([0, 1, 2], ("f", "m"), [[762, 327, 468], [484, 239, 477]]))
    assert round(found.statistic, 1) == 30.1
    np.testing.assert_allclose(found.residuals[0], [4.50, 0.70, -5.32], atol=0.005)


def test_of_a_2_x_2_table_the_residual_squared_is_chi_square():
    found = chi_square(from_tables([0, 1], ("a", "b"), [[20, 30], [35, 15]]))
    np.testing.assert_allclose(found.residuals**2, found.statistic, rtol=1e-12)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(st.integers(0, 30), min_size=4, max_size=4), min_size=1, max_size=5),
    st.permutations(range(4)),
)
def test_any_table_gives_numbers_or_a_reason_and_the_order_does_not_matter(table, order):
    labels = tuple(f"g{row}" for row in range(len(table)))
    found = chi_square(from_tables(range(4), labels, table))
    turned = chi_square(from_tables(range(4), labels, np.array(table)[:, list(order)]))
    if np.isnan(found.p_value):
        assert found.notes[-1].severity == "warning"
        assert found.expected is None
    else:
        assert 0 <= found.p_value <= 1
        assert found.statistic == pytest.approx(turned.statistic, rel=1e-9, abs=1e-9)
        assert found.expected.sum() == pytest.approx(found.n)
        if not np.isnan(found.effect):
            assert 0 <= found.effect <= 1
            assert found.effect_ci_low <= found.effect + 1e-9
            assert found.effect <= found.effect_ci_high + 1e-9


def test_empty_groups_and_answers_leave_and_are_told():
    counts = from_tables([0, 1, 2], ("a", "b", "c"), [[30, 0, 20], [0, 0, 0], [25, 0, 40]])
    found = chi_square(counts)
    assert found.groups == ("a", "c")
    assert found.values.tolist() == [0, 2]
    assert found.df1 == 1
    assert [note.code for note in found.notes] == ["SA321", "SA327"]
    assert found.notes[1].text == "answers that nobody gave are left out: 1"


def test_small_expected_counts_are_told():
    found = chi_square(from_tables([0, 1], ("a", "b"), [[6, 1], [3, 2]]))
    expected = np.array([[5.25, 1.75], [3.75, 1.25]])
    np.testing.assert_allclose(found.expected, expected)
    assert [note.code for note in found.notes] == ["SA326"]
    assert "3 of 4 expected counts are below 5" in found.notes[0].text
    assert "меньше 5: 3 из 4" in found.notes[0].say("ru")


def test_one_expected_count_below_1_is_told():
    # two of ten expected counts are below 5, which is a fifth and not more
    table = [[100, 100, 100, 100, 2], [19, 20, 20, 20, 1]]
    found = chi_square(from_tables(range(5), ("a", "b"), table))
    assert (found.expected < 5).sum() == 2
    assert found.expected.min() < 1
    assert [note.code for note in found.notes] == ["SA326"]


def test_a_table_too_large_to_hold_has_a_test_but_no_residuals(counts_of, monkeypatch):
    whole = chi_square(counts_of("score", "region"))
    monkeypatch.setattr(contingency, "DENSE_CELLS", 10)
    found = chi_square(counts_of("score", "region"))
    assert found.statistic == whole.statistic
    assert found.values is None
    assert found.expected is None
    assert found.residuals is None


def test_one_answer_is_nothing_to_compare():
    found = chi_square(from_tables([0, 1], ("a", "b"), [[3, 0], [4, 0]]))
    assert np.isnan(found.p_value)
    assert [note.code for note in found.notes] == ["SA325"]


def test_two_respondents_have_no_corrected_v():
    found = cramers_v(2.0, 2.0, 2, 2, 0.95)
    assert np.isnan([found.estimate, found.ci_low, found.ci_high]).all()


def test_v_of_a_perfect_table_is_one():
    found = chi_square(from_tables([0, 1, 2], ("a", "b", "c"), 50 * np.eye(3)))
    assert found.effect == pytest.approx(1)
    assert 0.8 < found.effect_ci_low < found.effect_ci_high == 1


def test_the_interval_of_v_covers_the_population():
    rng = np.random.default_rng(8)
    shape, n = (4, 5), 300
    scores = np.outer(np.arange(4) - 1.5, np.arange(5) - 2)
    population = np.exp(0.12 * scores)
    population /= population.sum()
    margin = np.outer(population.sum(axis=1), population.sum(axis=0))
    truth = np.sqrt(((population - margin) ** 2 / margin).sum() / 3)
    inside = []
    for _ in range(300):
        table = rng.multinomial(n, population.ravel()).reshape(shape)
        found = chi_square(from_tables(range(5), tuple("abcd"), table))
        inside.append(found.effect_ci_low <= truth <= found.effect_ci_high)
    assert 0.91 < np.mean(inside) < 0.99


def test_weights_and_designs_have_a_test_of_their_own(counts_of, drawn_counts, respondents):
    weighted = counts_of("item", "region", respondents["weight"])
    clustered = drawn_counts(
        respondents["item"],
        group=respondents["region"].astype(int),
        labels=("r0", "r1", "r2"),
        drawn=sampling_units(600, clusters=np.arange(600) // 10),
    )
    for counts in (weighted, clustered):
        found, expected = chi_square(counts, confidence=0.8), rao_scott(counts, confidence=0.8)
        assert found.test == "rao_scott"
        assert found.p_value == expected.p_value
        assert found.effect_ci_high == expected.effect_ci_high


def test_equal_weights_are_exactly_no_weights(counts_of):
    plain, equal = counts_of("item", "age"), counts_of("item", "age", np.full(600, 0.3))
    one, other = chi_square(plain), chi_square(equal)
    assert other.test == "chi_square"
    assert (one.statistic, one.effect) == (other.statistic, other.effect)
    np.testing.assert_array_equal(one.residuals, other.residuals)


def test_a_confidence_in_percent_is_refused(counts_of):
    with pytest.raises(OptionError, match="confidence=95"):
        chi_square(counts_of("item", "region"), confidence=95)
