"""Adjusted means, their differences and the tests of the terms."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from survey_analysis.errors import OptionError
from survey_analysis.statistics.adjusted_means import adjusted_means
from survey_analysis.statistics.multiplicity import holm
from survey_analysis.tables.counts import from_tables
from survey_analysis.tables.sampling import sampling_units

BY = ("region", "age", "education")
MEANS = ("mean", "se", "df", "ci_low", "ci_high")
PAIRS = {
    "estimate": "estimate", "se": "se", "df": "df", "ci_low": "ci_low", "ci_high": "ci_high",
    "statistic": "t", "p_value": "p", "p_adjusted": "holm",
}  # fmt: skip


def check(found, expected):
    for name in MEANS:
        for weights in ("equal", "population"):
            means = getattr(getattr(found, weights), name)
            np.testing.assert_allclose(means, expected[weights][name], rtol=1e-8, err_msg=name)
    for name, r in PAIRS.items():
        np.testing.assert_allclose(
            getattr(found.pairs, name), expected["pairs"][r], rtol=1e-8, err_msg=name
        )
    for test, r in zip(found.tests, expected["tests"], strict=True):
        numbers = [test.statistic, test.df1, test.df2, test.p_value]
        assert numbers == pytest.approx([r["f"], r["df1"], r["df2"], r["p"]], rel=1e-8)


def test_without_weights_they_are_those_of_emmeans_with_hc3(crossed, reference):
    found = adjusted_means(*crossed("score", BY))
    check(found, reference("adjusted")["unweighted"])
    assert not found.by_design
    assert not found.small.any()


def test_with_weights_they_are_those_of_emmeans_on_svyglm(crossed, respondents, reference):
    found = adjusted_means(*crossed("score", BY, weights=respondents["weight"]))
    expected = reference("adjusted")["weighted"]
    check(found, expected)
    assert found.by_design
    r = expected["regterm"]
    test = found.tests[0]
    assert (test.statistic, test.df2, test.p_value) == pytest.approx((r["f"], r["df2"], r["p"]))


@pytest.fixture(scope="module")
def in_clusters(crossed, clusters):
    """q1 of clusters.csv by a grouping and q5; missing answers leave the model, not the sample."""
    group = clusters["group"].astype(float)
    columns = {
        "q1": clusters["items"][:, 0],
        "q5": clusters["items"][:, 4] - 1,
        "group": group,
        "large": np.minimum(group, 1),
    }
    of, population = np.unique(clusters["population"], return_inverse=True)
    drawn = sampling_units(group.size, clusters["stratum"], clusters["cluster"], population, of)

    def make(by):
        return adjusted_means(
            *crossed("q1", (by, "q5"), columns=columns, weights=clusters["weight"], drawn=drawn)
        )

    return make


def test_with_strata_and_clusters_they_are_those_of_svyglm(in_clusters, reference):
    found = in_clusters("large")
    check(found, reference("adjusted")["large"])
    assert found.groups.n.sum() == reference("adjusted")["clusters"]["n"]


def test_beside_a_small_group_the_others_are_those_of_svyglm(in_clusters, reference):
    """Group c has 24 respondents: its standard error is larger, by HC3."""
    found, expected = in_clusters("group"), reference("adjusted")["clusters"]
    assert found.small.tolist() == [False, False, True]
    for weights in ("equal", "population"):
        means, r = getattr(found, weights), expected[weights]
        np.testing.assert_allclose(means.mean, r["mean"], rtol=1e-8)
        for name in MEANS:
            np.testing.assert_allclose(getattr(means, name)[:2], r[name][:2], rtol=1e-8)
        assert r["se"][2] * 1.02 < means.se[2] < r["se"][2] * 1.15
    for name, r in PAIRS.items():
        if name != "p_adjusted":
            assert getattr(found.pairs, name)[0] == pytest.approx(expected["pairs"][r][0])
    assert found.tests[1].statistic == pytest.approx(expected["tests"][1]["f"], rel=1e-8)
    assert found.tests[0].statistic < expected["tests"][0]["f"]


def test_raw_means_are_of_the_same_respondents(crossed, respondents):
    columns = {**respondents, "education": respondents["education"].copy()}
    columns["education"][:50] = np.nan
    w = respondents["weight"]
    found = adjusted_means(*crossed("score", BY, columns=columns, weights=w))
    of = (respondents["region"] == 1) & (np.arange(600) >= 50)
    assert found.groups.n[1] == of.sum()
    assert found.groups.sum_w[1] == pytest.approx(w[of].sum())
    assert found.groups.n_eff[1] == pytest.approx(w[of].sum() ** 2 / (w[of] ** 2).sum())
    raw = np.average(respondents["score"][of], weights=w[of])
    assert found.groups.mean[1] == pytest.approx(raw)
    estimate = found.groups.mean[0] - found.groups.mean[1]
    assert found.pairs.estimate_raw[0] == pytest.approx(estimate)


def test_where_everybody_is_alike_otherwise_nothing_changes(crossed, respondents):
    """Every group with the same shares of the covariate: adjusted means are raw ones."""
    half = {name: np.concatenate([column, column]) for name, column in respondents.items()}
    half["sex"] = np.repeat([0.0, 1.0], 600)
    found = adjusted_means(*crossed("score", ("region", "sex"), columns=half))
    np.testing.assert_allclose(found.equal.mean, found.groups.mean, rtol=1e-10)
    np.testing.assert_allclose(found.population.mean, found.groups.mean, rtol=1e-10)


def test_population_means_average_to_the_mean_of_all_without_interaction(crossed, respondents):
    """Least squares: weighted by the groups' shares the adjusted means give the overall mean."""
    w = respondents["weight"]
    found = adjusted_means(*crossed("score", BY, weights=w))
    share = found.groups.sum_w / w.sum()
    overall = np.average(respondents["score"], weights=w)
    assert share @ found.population.mean == pytest.approx(overall, rel=1e-10)


def test_a_difference_that_comes_from_composition_vanishes():
    """Within each level of education the regions are equal; raw they are not."""
    n = np.array([[40, 40], [5, 15], [10, 10], [30, 90]])
    counts = from_tables([1, 2], ("a low", "a high", "b low", "b high"), n)
    found = adjusted_means(counts, np.array([[0, 0], [0, 1], [1, 0], [1, 1]]))
    assert found.pairs.estimate_raw[0] == pytest.approx(-0.15 + 0.014285714, abs=0.05)
    assert found.pairs.estimate[0] == pytest.approx(0, abs=1e-12)


def test_with_an_interaction_the_main_tests_are_of_equal_weights(crossed, reference):
    found = adjusted_means(*crossed("score", ("region", "education", "age")), interaction=True)
    r = reference("adjusted")["unweighted"]["interaction"]
    for test, expected in zip(found.tests[:2], r["main"], strict=True):
        numbers = [test.statistic, test.df1, test.df2, test.p_value]
        assert numbers == pytest.approx([expected[n] for n in ("f", "df1", "df2", "p")], rel=1e-8)
    assert len(found.tests) == 4
    assert found.tests[3].statistic == pytest.approx(r["interaction"]["f"], rel=1e-8)


def test_a_small_group_has_few_degrees_of_freedom(crossed, respondents):
    columns = {**respondents, "region": np.where(np.arange(600) < 12, 3.0, respondents["region"])}
    found = adjusted_means(*crossed("score", BY, columns=columns))
    assert found.small.tolist() == [False, False, False, True]
    assert found.equal.df.tolist() == [591, 591, 591, 11]
    with_small = (found.pairs.group1 == 3) | (found.pairs.group2 == 3)
    assert (found.pairs.df[with_small] < 20).all()
    assert (found.pairs.df[~with_small] == 591).all()


def test_what_respondents_do_not_tell_is_nan(crossed, respondents):
    columns = {**respondents, "district": respondents["region"] * 2 + np.arange(600) % 2}
    found = adjusted_means(*crossed("score", ("region", "district"), columns=columns))
    assert np.isnan(found.equal.mean).all()
    assert np.isnan(found.pairs.p_adjusted).all()
    assert found.aliased == ((1, 2),)
    assert found.tests[0].why.code == "SA763"
    assert np.isfinite(found.groups.mean).all()


def test_an_empty_combination_leaves_the_average_of_its_group_open(crossed, respondents):
    empty = (respondents["region"] == 2) & (respondents["education"] == 0)
    columns = {name: column[~empty] for name, column in respondents.items()}
    counts, levels = crossed("score", ("region", "education"), columns=columns)
    found = adjusted_means(counts, levels, interaction=True)
    assert np.isnan(found.equal.mean).tolist() == [False, False, True]
    assert found.aliased == ((2, 1),)
    assert found.tests[0].why.code == "SA763"
    assert found.tests[2].df1 == 3
    additive = adjusted_means(counts, levels)
    assert np.isfinite(additive.equal.mean).all()


def test_a_group_with_one_respondent_keeps_its_row(crossed, respondents):
    columns = {**respondents, "region": np.where(np.arange(600) == 3, 3.0, respondents["region"])}
    found = adjusted_means(*crossed("score", BY, columns=columns))
    assert found.groups.n.tolist()[-1] == 1
    assert np.isnan(found.equal.mean[3])
    assert np.isfinite(found.equal.mean[:3]).all()
    assert found.n_alone == 1


def test_equal_answers_have_means_and_no_intervals():
    counts = from_tables([3], ("a x", "a y", "b x"), [[5], [4], [6]])
    found = adjusted_means(counts, np.array([[0, 0], [0, 1], [1, 0]]))
    np.testing.assert_allclose(found.equal.mean, 3)
    assert np.isnan(found.equal.se).all()
    assert found.why.code == "SA328"
    assert all(test.why is found.why for test in found.tests)


def test_one_group_is_nothing_to_compare():
    counts = from_tables([1, 2], ("a x", "a y", "b x"), [[5, 1], [4, 2], [0, 0]])
    assert adjusted_means(counts, np.array([[0, 0], [0, 1], [1, 0]])) is None


def test_holm_is_over_the_pairs(crossed):
    pairs = adjusted_means(*crossed("score", BY)).pairs
    np.testing.assert_array_equal(pairs.p_adjusted, holm(pairs.p_value))


def test_the_confidence_is_that_of_the_intervals(crossed):
    narrow = adjusted_means(*crossed("score", BY), confidence=0.5)
    wide = adjusted_means(*crossed("score", BY), confidence=0.99)
    assert (narrow.equal.ci_low > wide.equal.ci_low).all()
    assert (narrow.pairs.ci_high < wide.pairs.ci_high).all()
    with pytest.raises(OptionError, match="between 0 and 1"):
        adjusted_means(*crossed("score", BY), confidence=95)


def test_a_respondent_without_a_group_stays_in_the_sample_only(crossed, respondents):
    """As svyglm on a subset: the respondents left out count in n / (n - 1)."""
    columns = {
        **respondents,
        "region": np.where(np.arange(600) < 40, np.nan, respondents["region"]),
    }
    w = respondents["weight"]
    counts, levels = crossed("score", BY, columns=columns, weights=w)
    found = adjusted_means(counts, levels)
    others = {name: column[40:] for name, column in respondents.items()}
    alone = adjusted_means(*crossed("score", BY, columns=others, weights=w[40:]))
    ratio = (600 / 599) / (560 / 559)
    np.testing.assert_allclose(found.equal.se**2, alone.equal.se**2 * ratio, rtol=1e-9)
    np.testing.assert_array_equal(found.equal.df, alone.equal.df)


def test_every_field_of_the_pairs_has_one_number_for_each_pair(crossed):
    pairs = adjusted_means(*crossed("score", BY)).pairs
    assert {getattr(pairs, field.name).shape for field in fields(pairs)} == {(3,)}
