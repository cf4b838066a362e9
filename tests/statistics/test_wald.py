"""Linearized t and Wald's F of weighted means."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_analysis.errors import OptionError
from survey_analysis.statistics.means import welch_anova, welch_t
from survey_analysis.statistics.wald import linearized_t, wald, wald_f
from survey_analysis.tables import cell_design
from survey_analysis.tables.cell_design import simple_design
from survey_analysis.tables.counts import from_tables, tabulate
from survey_analysis.tables.margins import raked_margins
from survey_analysis.tables.sampling import SamplingUnits, sampling_units

TESTS = [wald, linearized_t, wald_f]
DESIGNS = ["clusters", "population", "strata", "persons", "unweighted"]


@pytest.fixture
def of_clusters(clusters, drawn_counts, drawn_by):
    """Counts of q1 of clusters.csv by group, drawn as a design of weighted_means.R says."""

    def make(name):
        weights = None if name == "unweighted" else clusters["weight"]
        answers, group = clusters["items"][:, 0], clusters["group"]
        return drawn_counts(answers, weights, group, ("a", "b", "c"), drawn_by(name))

    return make


@pytest.fixture
def no_small_groups(monkeypatch):
    """R survey has no correction of small groups."""
    monkeypatch.setattr(cell_design, "FEW_EFFECTIVE", 0.0)


def check_pairs(found, expected):
    for place, pair in enumerate(expected["pairs"]):
        at = {name: getattr(found.pairs, name)[place] for name in found.pairs.__slots__[4:15]}
        assert at["estimate"] == pytest.approx(pair["estimate"], rel=1e-10)
        assert at["se"] == pytest.approx(pair["se"], rel=1e-10)
        assert at["statistic"] == pytest.approx(pair["t"], rel=1e-9)
        assert at["df"] == pair["df"]
        assert at["p_value"] == pytest.approx(pair["p"], rel=1e-9)
        assert [at["ci_low"], at["ci_high"]] == pytest.approx(pair["ci"], rel=1e-9)
        assert at["effect"] == pytest.approx(pair["d"][0] * pair["J"], rel=1e-9)
    np.testing.assert_allclose(found.pairs.p_adjusted, expected["holm"], rtol=1e-9)


@pytest.mark.parametrize(("by", "name"), [("age", "simple"), ("region", "region")])
def test_wald_f_is_that_of_r(counts_of, reference, respondents, by, name):
    expected = reference("weighted_means")["means"][name]
    found = wald_f(counts_of("score", by, respondents["weight"]))
    assert (found.test, found.effect_name, found.n) == ("wald_f", "omega_squared", 600)
    assert found.statistic == pytest.approx(expected["F"], rel=1e-10)
    assert [found.df1, found.df2] == [expected["df1"], expected["df2"]]
    assert found.p_value == pytest.approx(expected["p"], rel=1e-10)
    assert found.effect == pytest.approx(expected["omega"]["estimate"], rel=1e-9)
    assert found.notes == ()
    assert (found.pairs.effect_name, found.pairs.adjust) == ("hedges_g", "holm")
    check_pairs(found, expected)


@pytest.mark.usefixtures("no_small_groups")
@pytest.mark.parametrize("name", DESIGNS)
def test_strata_clusters_and_population_sizes_are_those_of_r(of_clusters, reference, name):
    expected = reference("weighted_means")["means"][name]
    found = wald_f(of_clusters(name))
    assert found.statistic == pytest.approx(expected["F"], rel=1e-9)
    assert [found.df1, found.df2] == [expected["df1"], expected["df2"]]
    assert found.p_value == pytest.approx(expected["p"], rel=1e-9)
    assert found.effect == pytest.approx(expected["omega"]["estimate"], abs=1e-12)
    check_pairs(found, expected)


def test_linearized_t_is_that_of_r(drawn_counts, reference, respondents):
    expected = reference("weighted_means")["two"]
    rest = (respondents["region"] > 0).astype(int)
    counts = drawn_counts(respondents["score"], respondents["weight"], rest, ("0", "rest"))
    found = linearized_t(counts)
    assert (found.test, found.effect_name, found.groups) == (
        "linearized_t", "hedges_g", ("0", "rest"),
    )  # fmt: skip
    assert found.statistic == pytest.approx(expected["t"], rel=1e-10)
    assert found.df1 == expected["df"]
    assert np.isnan(found.df2)
    assert found.p_value == pytest.approx(expected["p"], rel=1e-10)
    assert found.pairs.estimate[0] == pytest.approx(expected["difference"], rel=1e-10)
    low, high = found.pairs.ci_low[0], found.pairs.ci_high[0]
    assert [low, high] == pytest.approx([-0.0309481453, 1.4875752797], abs=1e-9)
    assert found.pairs.p_adjusted[0] == found.p_value
    for name in ("effect", "effect_ci_low", "effect_ci_high"):
        assert getattr(found, name) == getattr(found.pairs, name)[0]


def test_f_of_two_groups_is_t_squared(counts_of, respondents):
    two = counts_of("score", "age", respondents["weight"])
    two = replace(two, design=simple_design(two)).keep([0, 3])
    t, f = linearized_t(two), wald_f(two)
    assert f.statistic == pytest.approx(t.statistic**2, rel=1e-10)
    assert (f.df1, f.df2) == (1, t.df1)
    assert f.p_value == pytest.approx(t.p_value, rel=1e-9)
    assert wald(two).test == "linearized_t"


def test_equal_weights_come_near_to_welch(counts_of):
    # linearized variances have n in the place of n_j as the divisor, and all df
    counts = counts_of("score", "age")
    design, plain = wald_f(counts), welch_anova(counts)
    assert design.df2 == 596
    assert design.statistic == pytest.approx(plain.statistic, rel=0.02)
    two = counts.keep([0, 1])
    assert linearized_t(two).statistic == pytest.approx(welch_t(two).statistic, rel=0.01)


def test_small_groups_of_equal_weights_have_the_df_and_correction_of_welch():
    counts = from_tables(
        [1, 2, 3], ("a", "b", "c"), [[5, 9, 6], [8, 4, 3], [2, 3, 9]], n_missing=[1, 0, 2]
    )
    found, plain = wald_f(counts), welch_anova(counts)
    # HC3 with divisor n - 1 twice: V is n/(n-1) times that of Welch
    n = counts.group_n
    weight = (n - 1) / np.array([variance_of(one, counts) for one in range(3)])
    imbalance = ((1 - weight / weight.sum()) ** 2 / (n - 1)).sum()
    assert found.df2 == pytest.approx(8 / (3 * imbalance), rel=1e-10)
    mean = counts.by_group(counts.cell_n * counts.cell_values) / n
    centre = weight @ mean / weight.sum()
    f = weight @ (mean - centre) ** 2 / 2 / (1 + 2 * imbalance / 8)
    assert found.statistic == pytest.approx(f, rel=1e-10)
    assert found.statistic == pytest.approx(plain.statistic, rel=0.1)
    assert [note.code for note in found.notes] == ["SA733"]
    assert found.notes[0].text.endswith(": a, b, c")
    assert "меньше 30" in found.notes[0].say("ru")
    t = linearized_t(counts.keep([0, 1]))
    v = 1 / weight[:2]
    assert t.df1 == pytest.approx(v.sum() ** 2 / (v**2 / (n[:2] - 1)).sum(), rel=1e-10)
    assert [note.code for note in t.notes] == ["SA733"]


def variance_of(group, counts):
    n, values = counts.n[group], counts.values
    mean = n @ values / n.sum()
    return n @ (values - mean) ** 2 / (n.sum() - 1)


def test_type_i_errors_of_small_groups_are_near_5_percent():
    rng = np.random.default_rng(20)
    sizes, rejected = (14, 18, 25), []
    group = np.repeat(np.arange(3), sizes)
    for _ in range(400):
        answers = rng.choice(5, group.size, p=[0.05, 0.1, 0.2, 0.3, 0.35])
        weights = np.exp(0.5 * rng.normal(size=group.size))
        counts = tabulate(answers, np.arange(1.0, 6), group, ("a", "b", "c", ""), weights)
        rejected.append(wald_f(counts).p_value < 0.05)
    assert 0.02 < np.mean(rejected) < 0.08


def test_epsilon_squared_is_the_other_choice(counts_of, reference, respondents):
    counts = counts_of("score", "age", respondents["weight"])
    found, other = wald_f(counts, effect="epsilon_squared"), wald_f(counts)
    expected = reference("weighted_means")["means"]["simple"]["omega"]
    assert found.effect_name == "epsilon_squared"
    assert found.effect == pytest.approx(expected["epsilon"], rel=1e-9)
    assert found.effect_ci_high == other.effect_ci_high
    assert "weighted epsilon squared" in found.method
    with pytest.raises(OptionError, match="effect='eta'"):
        wald_f(counts, effect="eta")


@pytest.mark.parametrize("test", [wald_f, linearized_t])
def test_the_scale_of_the_weights_does_not_matter(counts_of, respondents, test):
    by = "age" if test is wald_f else "region"
    one = counts_of("score", by, respondents["weight"])
    hundred = counts_of("score", by, 100 * respondents["weight"])
    if test is linearized_t:
        one, hundred = one.keep([0, 1]), hundred.keep([0, 1])
    first, second = test(one), test(hundred)
    for name in ("statistic", "p_value", "effect", "effect_ci_low", "effect_ci_high"):
        assert getattr(first, name) == pytest.approx(getattr(second, name), rel=1e-9)
    np.testing.assert_allclose(first.pairs.effect_ci_low, second.pairs.effect_ci_low, rtol=1e-9)


def test_the_order_of_groups_does_not_matter(counts_of, respondents):
    counts = counts_of("score", "age", respondents["weight"])
    one, other = wald_f(counts), wald_f(counts.keep([3, 1, 0, 2]))
    for name in ("statistic", "df2", "p_value", "effect", "effect_ci_low", "effect_ci_high"):
        assert getattr(one, name) == pytest.approx(getattr(other, name), rel=1e-8)


def test_respondents_without_a_group_stay_in_the_sample(of_clusters):
    counts = of_clusters("clusters")
    two = linearized_t(counts.keep([0, 1]))
    pair = wald_f(counts).pairs
    assert two.pairs.se[0] == pair.se[0]
    assert two.df1 == pair.df[0]


def test_groups_without_variance_leave_and_are_named():
    n = np.array([[30, 20, 10], [0, 70, 0], [1, 0, 0], [20, 50, 30]])
    counts = from_tables([1, 2, 3], ("a", "b", "c", "d"), n, n * 2.0, n * 5.0)
    found = wald(counts)
    assert (found.test, found.groups, found.n) == ("linearized_t", ("a", "d"), 160)
    assert [note.code for note in found.notes] == ["SA320"]
    assert "b, c" in found.notes[0].text
    alone = wald(counts.keep([0, 1]))
    assert (alone.test, alone.notes[-1].code) == ("linearized_t", "SA322")
    assert wald(counts.keep([1])).test == "wald_f"


def test_t_refuses_three_groups(counts_of, respondents):
    found = linearized_t(counts_of("score", "region", respondents["weight"]))
    assert np.isnan(found.p_value)
    assert found.notes[-1].text == "this test compares two groups, and there are 3"


def raked(weights, respondents):
    """Weights raked to regions and ages, and their margins."""
    region, age = respondents["region"].astype(int), respondents["age"].astype(int)
    for _ in range(200):
        weights = weights * (np.full(3, 200.0) / np.bincount(region, weights))[region]
        weights = weights * (np.full(4, 150.0) / np.bincount(age, weights))[age]
    levels = np.array([[r, a] for r in range(3) for a in range(4)])
    return weights, raked_margins(region * 4 + age, levels, weights)


def test_raked_weights_have_a_test(drawn_counts, respondents):
    weights, margins = raked(respondents["weight"], respondents)
    group = respondents["education"].astype(int)
    labels = ("x", "y", "z")
    found = wald_f(drawn_counts(respondents["score"], weights, group, labels, margins=margins))
    assert 0 < found.p_value < 1
    assert found.effect_ci_low <= found.effect <= found.effect_ci_high
    assert np.isfinite(found.pairs.effect_ci_low).all()


def test_a_raked_margin_compared_with_itself_is_a_reason(drawn_counts, respondents):
    weights, margins = raked(respondents["weight"], respondents)
    age, old = respondents["age"], (respondents["age"] > 1).astype(int)
    own = drawn_counts(age, weights, old, ("young", "old"), margins=margins)
    region = respondents["region"].astype(int)
    other = drawn_counts(age, weights, region, ("a", "b", "c"), margins=margins)
    for counts, test in ((own, linearized_t), (own, wald_f), (own, wald)):
        found = test(counts)
        assert np.isnan(found.p_value)
        assert [note.code for note in found.notes] == ["SA730"]
        assert found.pairs is None
    assert "raked" in found.notes[0].text
    assert "подогнаны" in found.notes[0].say("ru")
    # within regions the ages are free, but all regions together are not
    assert 0 < wald_f(other).p_value <= 1


def test_where_everybody_was_drawn_nothing_is_tested(of_clusters):
    counts = of_clusters("strata")
    units = counts.design.units
    everybody = replace(units, fraction=np.ones(units.n_units.size))
    found = wald_f(replace(counts, design=replace(counts.design, units=everybody)))
    assert [note.code for note in found.notes] == ["SA730"]


def test_a_stratum_of_one_unit_is_a_reason(of_clusters):
    counts = of_clusters("clusters")
    units = counts.design.units
    single = SamplingUnits(
        stratum=units.stratum,
        n_units=np.where(np.arange(units.n_units.size) == 0, 1.0, units.n_units),
        fraction=units.fraction,
        clustered=True,
    )
    counts = replace(counts, design=replace(counts.design, units=single))
    for found in (wald_f(counts), linearized_t(counts.keep([0, 1]))):
        assert np.isnan(found.p_value)
        assert [note.code for note in found.notes] == ["SA344"]


def test_too_few_units_for_so_many_groups_is_a_reason(drawn_counts):
    rng = np.random.default_rng(3)

    def of(n_clusters, n_groups):
        labels = tuple(f"g{one}" for one in range(n_groups))
        drawn = sampling_units(120, clusters=rng.integers(0, n_clusters, 120))
        answers, weights = rng.integers(0, 5, 120).astype(float), rng.uniform(1, 2, 120)
        return drawn_counts(answers, weights, np.arange(120) % n_groups, labels, drawn)

    found = wald_f(of(3, 3))
    assert np.isnan(found.p_value)
    assert found.notes[-1].code == "SA731"
    assert "groups: 3" in found.notes[-1].text
    assert np.isnan(linearized_t(of(2, 2)).p_value)


def test_units_that_do_not_tell_the_groups_apart_are_a_reason(drawn_counts):
    # seven clusters, but five of them answer alike: two directions for five groups
    group = np.tile(np.arange(5), 21)
    cluster = np.repeat(np.arange(7), 15)
    answers = np.where(cluster < 5, 2.0, np.random.default_rng(4).integers(0, 5, 105))
    weights = np.where(cluster == 0, 2.0, 1.0)
    drawn = sampling_units(105, clusters=cluster)
    found = wald_f(drawn_counts(answers, weights, group, tuple("abcde"), drawn))
    assert np.isnan(found.p_value)
    assert found.notes[-1].code == "SA732"


def test_many_groups_are_quick_and_finite():
    rng = np.random.default_rng(3)
    group = rng.integers(0, 83, 5000)
    position, weights = rng.integers(0, 21, 5000), np.exp(0.5 * rng.normal(size=5000))
    labels = tuple(f"r{i}" for i in range(83))
    found = wald_f(tabulate(position, np.arange(21.0), group, (*labels, ""), weights))
    assert 0 < found.p_value < 1
    assert found.pairs.p_value.shape == (83 * 82 // 2,)
    assert np.isfinite(found.pairs.effect_ci_high).all()


@settings(max_examples=60, deadline=None)
@given(
    table=st.lists(st.lists(st.integers(0, 4), min_size=3, max_size=3), min_size=1, max_size=5),
    heavier=st.lists(st.sampled_from([0.5, 1.0, 3.0]), min_size=3, max_size=3),
)
def test_any_table_gives_numbers_or_a_reason(table, heavier):
    labels = tuple(f"g{row}" for row in range(len(table)))
    n = np.array(table, dtype=float)
    counts = from_tables([1, 2, 3], labels, n, n * heavier, n * np.square(heavier))
    for test in TESTS:
        found = test(counts)
        if np.isnan(found.p_value):
            assert found.notes[-1].severity == "warning"
            assert found.pairs is None
        else:
            assert 0 <= found.p_value <= 1
            assert not (found.pairs.p_value < 0).any()


@pytest.mark.parametrize("test", TESTS)
def test_a_confidence_in_percent_is_refused(counts_of, respondents, test):
    with pytest.raises(OptionError, match="confidence=95"):
        test(counts_of("score", "region", respondents["weight"]), confidence=95)


@pytest.mark.parametrize(("n_clusters", "told"), [(13, "15"), (21, "13"), (120, None)])
def test_few_clusters_for_many_groups_are_told(drawn_counts, n_clusters, told):
    rng = np.random.default_rng(2)
    group = np.arange(2400) % 8
    answers = np.clip(np.rint(3 + rng.normal(size=2400)), 1, 5)
    drawn = sampling_units(2400, None, rng.integers(0, n_clusters, 2400))
    found = wald_f(drawn_counts(answers, None, group, tuple("abcdefgh"), drawn))
    codes = [note.values["rate"] for note in found.notes if note.code == "SA735"]
    assert codes == ([told] if told else [])
