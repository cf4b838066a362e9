"""Rao and Scott's test of weighted tables."""

from __future__ import annotations

import csv
import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_analysis.errors import OptionError
from survey_analysis.statistics import rao_scott as module
from survey_analysis.statistics.contingency import chi_square
from survey_analysis.statistics.rao_scott import rao_scott
from survey_analysis.tables.counts import from_tables, tabulate
from survey_analysis.tables.margins import raked_margins
from survey_analysis.tables.replicates import Replicates
from survey_analysis.tables.sampling import sampling_units

DESIGNS = ["clusters", "population", "strata", "persons", "unweighted"]


@pytest.fixture
def of_clusters(clusters, drawn_counts, drawn_by):
    """Counts of q1 of clusters.csv by group, drawn as a design of weighted_means.R says."""

    def make(name):
        weights = None if name == "unweighted" else clusters["weight"]
        answers, group = clusters["items"][:, 0], clusters["group"]
        return drawn_counts(answers, weights, group, ("a", "b", "c"), drawn_by(name))

    return make


def check(found, expected):
    assert found.statistic == pytest.approx(expected["F"], rel=1e-9)
    assert [found.df1, found.df2] == pytest.approx(expected["df"], rel=1e-9)
    assert found.p_value == pytest.approx(expected["p"], rel=1e-9)
    r = found.expected.sum(axis=1, keepdims=True) / found.n
    c = found.expected.sum(axis=0) / found.n
    np.testing.assert_allclose(found.expected, found.n * r * c, rtol=1e-10)


@pytest.mark.parametrize(
    ("by", "outcome", "name"),
    [("region", "item", "simple"), ("age", "item", "age"), ("region", "score", "sparse")],
)
def test_f_is_that_of_r(counts_of, reference, respondents, by, outcome, name):
    found = rao_scott(counts_of(outcome, by, respondents["weight"]))
    assert (found.test, found.effect_name, found.n) == ("rao_scott", "cramers_v", 600)
    assert found.pairs is None
    check(found, reference("weighted_means")["tables"][name])
    # seven of the cells of region and score are empty
    assert [note.code for note in found.notes] == (["SA326"] if name == "sparse" else [])


def test_where_r_stops_expected_shares_are_taken(counts_of, respondents):
    # 13 of the 84 cells of age and score are empty
    found = rao_scott(counts_of("score", "age", respondents["weight"]))
    assert found.df1 == 60
    assert 0.01 < found.p_value < 0.2


def test_residuals_are_those_of_svycontrast(counts_of, reference, respondents):
    found = rao_scott(counts_of("item", "region", respondents["weight"]))
    expected = reference("weighted_means")["residuals"]["simple"]
    np.testing.assert_allclose(found.residuals, expected, rtol=1e-9)
    assert found.values.tolist() == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("name", DESIGNS)
def test_strata_clusters_and_population_sizes_are_those_of_r(of_clusters, reference, name):
    found, expected = rao_scott(of_clusters(name)), reference("weighted_means")
    check(found, expected["tables"][name])
    np.testing.assert_allclose(found.residuals, expected["residuals"][name], rtol=1e-8)


def test_real_clusters_are_those_of_r(shared_folder, drawn_counts):
    folder = shared_folder / "reference_data"
    with (folder / "data" / "yrbs.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    page = json.loads((folder / "reference" / "survey.json").read_text("utf-8"))
    expected = page["results"]["survey/yrbs/chisq"]["value"]["F"]
    column = {name: np.array([float(row[name] or "nan") for row in rows]) for name in rows[0]}
    labels, stratum = np.unique(column["stratum"], return_inverse=True)
    psu = np.unique(column["psu"], return_inverse=True)[1]
    drawn = sampling_units(len(rows), stratum, psu)
    groups = tuple(str(label) for label in labels)
    found = rao_scott(drawn_counts(column["qn8"], column["weight"], stratum, groups, drawn))
    assert found.statistic == pytest.approx(next(iter(expected["statistic"].values())), rel=1e-8)
    assert found.df1 == pytest.approx(expected["parameter"]["ndf"], rel=1e-8)
    # in one of the clusters nobody answered; R counts it unless it is told to subset
    assert found.df2 == pytest.approx(expected["parameter"]["ddf"] * 9 / 10, rel=1e-8)


def test_equal_weights_come_near_to_chi_square(counts_of):
    counts = counts_of("item", "region")
    found, plain = rao_scott(counts), chi_square(counts)
    assert found.statistic * plain.df1 == pytest.approx(plain.statistic, rel=0.05)
    assert found.p_value == pytest.approx(plain.p_value, abs=0.01)
    assert found.effect == pytest.approx(plain.effect, abs=0.005)
    assert found.effect_ci_high == pytest.approx(plain.effect_ci_high, abs=0.015)
    np.testing.assert_allclose(found.expected, plain.expected, rtol=1e-10)
    np.testing.assert_allclose(found.residuals, plain.residuals, atol=0.3)


def test_the_order_of_groups_and_answers_and_the_scale_do_not_matter(counts_of, respondents):
    one = rao_scott(counts_of("item", "age", respondents["weight"]))
    turned = counts_of("item", "age", 100 * respondents["weight"]).keep([3, 0, 2, 1])
    other = rao_scott(turned)
    for name in ("statistic", "df1", "p_value", "effect", "effect_ci_low", "effect_ci_high"):
        assert getattr(one, name) == pytest.approx(getattr(other, name), rel=1e-8, abs=1e-12)
    np.testing.assert_allclose(one.residuals[[3, 0, 2, 1]], other.residuals, rtol=1e-8)


def test_respondents_without_an_answer_stay_in_the_sample(counts_of):
    table = counts_of("item", "region").n[:3]
    more = from_tables(range(5), tuple("abc"), table, table * 2.0, table * 5.0, [100, 0, 50])
    none = from_tables(range(5), tuple("abc"), table, table * 2.0, table * 5.0)
    assert rao_scott(more).n == 600
    ratio = rao_scott(more).statistic / rao_scott(none).statistic
    assert ratio == pytest.approx((600 / 599) / (750 / 749), rel=1e-9)


def test_83_regions_with_empty_cells_are_quick_and_finite():
    rng = np.random.default_rng(4)
    group, weights = rng.integers(0, 83, 600), np.exp(0.5 * rng.normal(size=600))
    codes = rng.choice(5, 600, p=[0.05, 0.1, 0.2, 0.3, 0.35])
    labels = tuple(f"r{one}" for one in range(83))
    found = rao_scott(tabulate(codes, np.arange(5.0), group, (*labels, ""), weights))
    assert 0.001 < found.p_value < 1
    assert (found.df1, found.df2) == (82 * 4, 82 * 4 * 599)
    assert found.effect_ci_low <= found.effect <= found.effect_ci_high
    assert np.isfinite(found.residuals).all()
    assert "SA326" in [note.code for note in found.notes]


def test_many_groups_are_not_found_to_differ_where_they_do_not():
    rng = np.random.default_rng(5)
    labels, rejected = tuple(f"r{one}" for one in range(40)), []
    for _ in range(120):
        group, weights = rng.integers(0, 40, 2500), np.exp(0.6 * rng.normal(size=2500))
        codes = rng.choice(5, 2500, p=[0.6, 0.2, 0.1, 0.06, 0.04])
        found = rao_scott(tabulate(codes, np.arange(5.0), group, (*labels, ""), weights))
        rejected.append(found.p_value < 0.05)
    assert 0.01 <= np.mean(rejected) <= 0.11


def test_clusters_keep_their_few_degrees_of_freedom_in_a_sparse_table(drawn_counts):
    rng = np.random.default_rng(6)
    drawn = sampling_units(300, clusters=rng.integers(0, 12, 300))
    group = rng.integers(0, 30, 300)
    labels = tuple(f"r{one}" for one in range(30))
    answers = rng.integers(0, 5, 300).astype(float)
    found = rao_scott(drawn_counts(answers, rng.uniform(1, 2, 300), group, labels, drawn))
    assert found.df1 < 12
    assert found.df2 == pytest.approx(11 * found.df1)
    assert 0 < found.p_value <= 1


def test_the_interval_of_v_covers_the_population():
    rng = np.random.default_rng(9)
    population = np.exp(0.5 * np.outer(np.linspace(-1, 1, 3), np.linspace(-1, 1, 4)))
    population /= population.sum()
    margin = np.outer(population.sum(axis=1), population.sum(axis=0))
    truth = np.sqrt(((population - margin) ** 2 / margin).sum() / 2)
    inside = []
    for _ in range(200):
        cell = rng.choice(12, 300, p=population.ravel())
        weights = np.exp(0.6 * rng.normal(size=300))
        counts = tabulate(cell % 4, np.arange(4.0), cell // 4, ("a", "b", "c", ""), weights)
        found = rao_scott(counts)
        inside.append(found.effect_ci_low <= truth <= found.effect_ci_high)
    assert 0.91 < np.mean(inside) < 0.995


def raked(respondents):
    """Weights raked to regions and ages, and their margins."""
    region, age = respondents["region"].astype(int), respondents["age"].astype(int)
    weights = respondents["weight"]
    for _ in range(200):
        weights = weights * (np.full(3, 200.0) / np.bincount(region, weights))[region]
        weights = weights * (np.full(4, 150.0) / np.bincount(age, weights))[age]
    levels = np.array([[r, a] for r in range(3) for a in range(4)])
    return weights, raked_margins(region * 4 + age, levels, weights)


def test_raked_weights_have_a_test(drawn_counts, respondents):
    weights, margins = raked(respondents)
    region = respondents["region"].astype(int)
    labels = ("a", "b", "c")
    found = rao_scott(drawn_counts(respondents["item"], weights, region, labels, margins=margins))
    assert 0 < found.p_value < 1
    assert found.effect_ci_low <= found.effect <= found.effect_ci_high
    # the margins are fixed, the cells in which they cross are not
    crossed = rao_scott(drawn_counts(respondents["age"], weights, region, labels, margins=margins))
    assert 0 < crossed.p_value < 1


def test_a_raked_margin_compared_with_itself_is_a_reason(drawn_counts, respondents):
    weights, margins = raked(respondents)
    region = respondents["region"]
    labels = ("a", "b", "c")
    found = rao_scott(drawn_counts(region, weights, region.astype(int), labels, margins=margins))
    assert np.isnan(found.p_value)
    assert [note.code for note in found.notes] == ["SA730"]
    assert found.residuals is None


def test_a_fixed_cell_has_no_residual(drawn_counts, respondents):
    # raked to age and region crossed: only the cells of one age have nothing left to vary
    weights = respondents["weight"]
    cell = (respondents["age"] == 0).astype(int)
    margins = raked_margins(cell, np.array([[0], [1]]), weights)
    group = np.where(respondents["age"] == 0, 0, 1 + (respondents["region"] > 0)).astype(int)
    answers = np.where(respondents["age"] == 0, 9.0, respondents["item"])
    found = rao_scott(drawn_counts(answers, weights, group, ("a", "b", "c"), margins=margins))
    assert np.isnan(found.residuals[:, -1]).tolist() == [True, False, False]
    assert 0 <= found.p_value <= 1


def test_replicates_have_a_test(drawn_counts, respondents):
    weights, margins = raked(respondents)
    region = respondents["region"].astype(int)
    counts = drawn_counts(respondents["item"], weights, region, ("a", "b", "c"), margins=margins)
    kinds = np.unique(counts.design.raking_cell)
    replicates = Replicates(
        of_respondent=margins.cell,
        raking_cell=kinds,
        stratum=np.zeros(kinds.size, dtype=np.intp),
        weight=np.ones(kinds.size),
        factor=np.ones((kinds.size, 12)),
        stratum_factor=np.full(kinds.size, 600 / 599),
    )
    design = replace(counts.design, replicates=replicates, replicate=counts.design.raking_cell)
    found = rao_scott(replace(counts, design=design))
    assert 0 < found.p_value < 1


def test_a_perfect_table_has_a_v_of_one():
    table = 50 * np.eye(3)
    found = rao_scott(from_tables(range(3), tuple("abc"), table, 2 * table, 5 * table))
    assert found.effect == pytest.approx(1, abs=1e-6)
    assert 0.8 < found.effect_ci_low < found.effect_ci_high <= 1
    assert found.p_value < 1e-12


def test_independent_shares_have_a_v_of_zero():
    table = np.full((2, 2), 40.0)
    found = rao_scott(from_tables([0, 1], ("a", "b"), table, table, 2 * table))
    assert (found.statistic, found.p_value, found.effect, found.effect_ci_low) == (0, 1, 0, 0)
    np.testing.assert_allclose(found.residuals, 0, atol=1e-12)


def test_empty_groups_and_answers_leave_and_are_told():
    n = np.array([[30, 0, 20], [0, 0, 0], [25, 0, 40]])
    found = rao_scott(from_tables([0, 1, 2], ("a", "b", "c"), n, n, 3 * n))
    assert found.groups == ("a", "c")
    assert found.values.tolist() == [0, 2]
    assert [note.code for note in found.notes] == ["SA321", "SA327"]


def test_two_clusters_that_contradict_each_other_have_no_v(drawn_counts):
    # they tell as much as one respondent would, and of two V is not defined yet
    cluster = np.repeat(np.arange(2), 40)
    group = np.tile(np.arange(40) // 20, 2)
    answers = np.where(cluster == 0, group, 1.0 - group)
    drawn = sampling_units(cluster.size, clusters=cluster)
    found = rao_scott(drawn_counts(answers, None, group, ("a", "b"), drawn))
    assert np.isnan([found.effect, found.effect_ci_low, found.effect_ci_high]).all()
    assert 0 <= found.p_value <= 1


def test_one_answer_is_nothing_to_compare():
    n = np.array([[3, 0], [4, 0]])
    found = rao_scott(from_tables([0, 1], ("a", "b"), n, n, 2 * n))
    assert [note.code for note in found.notes] == ["SA325"]
    assert np.isnan(found.p_value)
    assert rao_scott(from_tables([0, 1], ("a",), n[:1], n[:1], 2 * n[:1])).notes[-1].code == "SA322"


def test_a_table_too_large_is_a_reason(counts_of, respondents, monkeypatch):
    monkeypatch.setattr(module, "MOST_CELLS", 10)
    found = rao_scott(counts_of("item", "region", respondents["weight"]))
    assert [note.code for note in found.notes] == ["SA734"]
    assert "15 cells" in found.notes[0].text
    assert "ячеек 15" in found.notes[0].say("ru")


def test_a_design_without_variance_is_a_reason(of_clusters):
    counts = of_clusters("clusters")
    units = counts.design.units
    single = replace(units, n_units=np.where(np.arange(units.n_units.size), units.n_units, 1.0))
    found = rao_scott(replace(counts, design=replace(counts.design, units=single)))
    assert [note.code for note in found.notes] == ["SA344"]


def test_one_cluster_is_a_reason(drawn_counts):
    drawn = sampling_units(40, strata=np.arange(40) % 2, clusters=np.arange(40) % 2)
    answers, group = (np.arange(40.0) // 2) % 2, np.arange(40) // 20
    found = rao_scott(drawn_counts(answers, None, group, ("a", "b"), drawn))
    assert [note.code for note in found.notes] == ["SA731"]


@settings(max_examples=60, deadline=None)
@given(
    table=st.lists(st.lists(st.integers(0, 6), min_size=3, max_size=3), min_size=1, max_size=5),
    heavier=st.lists(st.sampled_from([0.5, 1.0, 3.0]), min_size=3, max_size=3),
)
def test_any_table_gives_numbers_or_a_reason(table, heavier):
    labels = tuple(f"g{row}" for row in range(len(table)))
    n = np.array(table, dtype=float)
    found = rao_scott(from_tables(range(3), labels, n, n * heavier, n * np.square(heavier)))
    if np.isnan(found.p_value):
        assert found.notes[-1].severity == "warning"
        assert found.expected is None
    else:
        assert 0 <= found.p_value <= 1
        assert found.expected.sum() == pytest.approx(found.n)
        if not np.isnan(found.effect):
            assert 0 <= found.effect_ci_low <= found.effect + 1e-9
            assert found.effect <= found.effect_ci_high + 1e-9


def test_a_confidence_in_percent_is_refused(counts_of, respondents):
    with pytest.raises(OptionError, match="confidence=95"):
        rao_scott(counts_of("item", "region", respondents["weight"]), confidence=95)
