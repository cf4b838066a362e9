"""The groups at each level of another grouping."""

from __future__ import annotations

import numpy as np
import pytest

from survey_analysis.errors import OptionError
from survey_analysis.statistics.design_variance import design_means
from survey_analysis.statistics.multiplicity import holm
from survey_analysis.statistics.simple_effects import simple_effects
from survey_analysis.tables.counts import from_tables
from survey_analysis.tables.sampling import sampling_units


def numbers(test):
    return [test.statistic, test.df1, test.df2, test.p_value]


def of_r(expected):
    return [expected[name] for name in ("f", "df1", "df2", "p")]


@pytest.mark.parametrize("name", ["interaction", "saturated"])
def test_without_weights_they_are_those_of_emmeans_with_hc3(crossed, reference, name):
    """The cell of 25 respondents has t(24) here, so that its interval and tests differ."""
    by = ("region", "education", "age") if name == "interaction" else ("region", "education")
    found = simple_effects(*crossed("score", by))
    expected = reference("adjusted")["unweighted"][name]
    np.testing.assert_allclose(found.mean.ravel(), expected["cells"]["mean"], rtol=1e-8)
    np.testing.assert_allclose(found.se.ravel(), expected["cells"]["se"], rtol=1e-8)
    large = found.n.ravel() >= 30
    assert large.sum() == 8
    assert found.df.ravel()[~large] == 24
    for one in ("df", "ci_low", "ci_high"):
        mine = getattr(found, one).ravel()[large]
        np.testing.assert_allclose(mine, np.array(expected["cells"][one])[large], rtol=1e-8)
    for level in (1, 2):
        assert numbers(found.tests[level]) == pytest.approx(of_r(expected["simple"][level]))
        for mine, r in (("estimate", "estimate"), ("se", "se"), ("df", "df"), ("p_value", "p")):
            pairs = expected["pairs"][r][3 * level : 3 * level + 3]
            np.testing.assert_allclose(getattr(found.pairs[level], mine), pairs, rtol=1e-8)
    few = found.tests[0]
    assert few.statistic == pytest.approx(expected["simple"][0]["f"], rel=1e-8)
    assert few.df2 == 114 - 3
    assert numbers(found.interaction) == pytest.approx(of_r(expected["interaction"]), rel=1e-8)


def test_adjusted_and_weighted_they_are_those_of_emmeans_on_svyglm(crossed, respondents, reference):
    columns = {**respondents, "half": (respondents["region"] > 0).astype(float)}
    w = respondents["weight"]
    found = simple_effects(
        *crossed("score", ("half", "education", "age"), columns=columns, weights=w)
    )
    expected = reference("adjusted")["weighted"]["interaction"]
    for name in ("mean", "se", "df", "ci_low", "ci_high"):
        np.testing.assert_allclose(getattr(found, name).ravel(), expected["cells"][name], rtol=1e-8)
    for test, r in zip(found.tests, expected["simple"], strict=True):
        assert numbers(test) == pytest.approx(of_r(r), rel=1e-8)
    assert numbers(found.interaction) == pytest.approx(of_r(expected["interaction"]), rel=1e-8)


def test_weighted_they_are_those_of_each_level_as_a_subpopulation(crossed, respondents, reference):
    columns = {**respondents, "half": (respondents["region"] > 0).astype(float)}
    counts, levels = crossed(
        "score", ("half", "education"), columns=columns, weights=respondents["weight"]
    )
    found = simple_effects(counts, levels)
    expected = reference("adjusted")["weighted"]
    for test, r in zip(found.tests, expected["levels"], strict=True):
        assert numbers(test) == pytest.approx([r["f"], 1, r["df2"], r["p"]], rel=1e-8)
    np.testing.assert_allclose(found.se.ravel(), expected["saturated"]["cells"]["se"], rtol=1e-8)
    assert numbers(found.interaction) == pytest.approx(
        of_r(expected["saturated"]["interaction"]), rel=1e-8
    )
    means = design_means(counts.named)
    np.testing.assert_array_equal(np.sort(found.df.ravel()), np.sort(means.df))
    for level, pairs in enumerate(found.pairs):
        assert pairs.p_value[0] == pytest.approx(found.tests[level].p_value, rel=1e-10)


def test_small_cells_of_a_weighted_survey_have_few_degrees_of_freedom(crossed, respondents):
    w = respondents["weight"]
    for by in (("region", "education"), ("region", "education", "age")):
        found = simple_effects(*crossed("score", by, weights=w))
        small = found.n_eff < 30
        assert small.sum() == 2
        np.testing.assert_allclose(found.df[small], found.n_eff[small] - 1)
        assert found.tests[0].df2 == pytest.approx(min(111, found.n_eff[0].sum() - 3))
        assert (found.pairs[0].df < 114).all()


def test_the_raw_numbers_are_of_the_cells(crossed, respondents):
    found = simple_effects(*crossed("score", ("region", "education", "age")))
    of = (respondents["region"] == 2) & (respondents["education"] == 1)
    assert found.n[1, 2] == found.sum_w[1, 2] == of.sum()
    raw = respondents["score"][of].mean()
    other = respondents["score"][(respondents["region"] == 0) & (respondents["education"] == 1)]
    assert found.pairs[1].estimate_raw[1] == pytest.approx(other.mean() - raw)


def test_holm_is_over_the_levels_and_over_the_pairs_of_a_level(crossed):
    found = simple_effects(*crossed("score", ("region", "education")))
    np.testing.assert_array_equal(found.p_adjusted, holm([t.p_value for t in found.tests]))
    for pairs in found.pairs:
        np.testing.assert_array_equal(pairs.p_adjusted, holm(pairs.p_value))


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("by", [("region", "education"), ("region", "education", "age")])
def test_a_cell_without_respondents_is_nan_and_the_others_are_not(
    crossed, respondents, weighted, by
):
    empty = (respondents["region"] == 2) & (respondents["education"] == 0)
    columns = {name: column[~empty] for name, column in respondents.items()}
    w = columns["weight"] if weighted else None
    found = simple_effects(*crossed("score", by, columns=columns, weights=w))
    assert found.n[0, 2] == 0
    assert np.isnan(found.mean[0, 2])
    assert np.isfinite(np.delete(found.mean.ravel(), 2)).all()
    assert found.tests[0].df1 == 1
    assert found.interaction.df1 == 3


@pytest.mark.parametrize("weighted", [False, True])
def test_a_level_with_one_group_is_not_tested(crossed, respondents, weighted):
    gone = (respondents["region"] > 0) & (respondents["education"] == 0)
    columns = {name: column[~gone] for name, column in respondents.items()}
    w = columns["weight"] if weighted else None
    found = simple_effects(*crossed("score", ("region", "education"), columns=columns, weights=w))
    assert found.tests[0].why.code == "SA322"
    assert found.tests[0].why.values["n"] == 1
    assert np.isfinite(found.p_adjusted).tolist() == [False, True, True]


def test_a_cell_in_one_sampling_unit_has_no_interval(crossed, respondents):
    cluster = (np.arange(600) % 30).astype(np.intp)
    columns = {**respondents, "region": np.where(cluster == 0, 0.0, 1.0 + np.arange(600) % 2)}
    drawn = sampling_units(600, None, cluster)
    for by in (("region", "education"), ("region", "education", "age")):
        found = simple_effects(*crossed("score", by, columns=columns, drawn=drawn))
        assert np.isfinite(found.mean).all()
        assert np.isnan(found.ci_low[:, 0]).all()
        assert np.isfinite(found.ci_low[:, 1:]).all()
        assert [test.df1 for test in found.tests] == [1, 1, 1]
        assert np.isnan(found.pairs[0].p_value).tolist() == [True, True, False]


def test_equal_answers_are_not_tested():
    counts = from_tables([3], ("a x", "a y", "b x", "b y"), [[5], [4], [6], [7]])
    levels = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
    found = simple_effects(counts, levels)
    assert found.why.code == "SA328"
    assert all(test.why is found.why for test in (*found.tests, found.interaction))
    assert simple_effects(counts.keep([0, 1]), levels[:2]) is None


def test_the_confidence_is_checked(crossed):
    with pytest.raises(OptionError, match="between 0 and 1"):
        simple_effects(*crossed("score", ("region", "education")), confidence=2)
