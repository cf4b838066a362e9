"""A linear model from crossed counts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from survey_analysis.statistics.design_variance import cell_covariance
from survey_analysis.statistics.linear_model import df_of_groups, df_of_pairs, linear_model
from survey_analysis.tables.counts import from_tables
from survey_analysis.tables.margins import raked_margins
from survey_analysis.tables.sampling import sampling_units

BY = ("region", "age", "education")


def design_matrix(columns, by=BY):
    dummies = [
        np.equal.outer(columns[one], np.unique(columns[one])[1:]).astype(float) for one in by
    ]
    return np.hstack([np.ones((columns[by[0]].size, 1)), *dummies])


def test_without_weights_the_covariance_is_hc3_as_of_r(crossed, reference):
    model = linear_model(*crossed("score", BY))
    np.testing.assert_allclose(
        model.covariance, reference("adjusted")["unweighted"]["hc3"], rtol=1e-8
    )
    assert (model.df, model.by_design, model.n_alone, model.why) == (592, False, 0, None)


def test_hc3_is_a_sum_over_respondents(crossed, respondents):
    model = linear_model(*crossed("score", BY))
    x, y = design_matrix(respondents), respondents["score"]
    inverse = np.linalg.inv(x.T @ x)
    rest = y - x @ inverse @ x.T @ y
    rest /= 1 - np.einsum("ij,jk,ik->i", x, inverse, x)
    np.testing.assert_allclose(model.coefficients, inverse @ x.T @ y, rtol=1e-10)
    covariance = inverse @ (x.T * rest**2) @ x @ inverse
    np.testing.assert_allclose(model.covariance, covariance, rtol=1e-9)


@pytest.mark.parametrize("raked", [False, True])
def test_with_a_design_it_is_a_sum_of_influences(crossed, respondents, raked):
    """Also after raking: residuals from the margins, over 1 - h."""
    w = respondents["weight"]
    margins = None
    if raked:
        sex = (np.arange(w.size) % 2).astype(np.intp)
        margins = raked_margins(sex, np.array([[0], [1]]), w)
    model = linear_model(*crossed("score", BY, weights=w, margins=margins))
    x, y = design_matrix(respondents), respondents["score"]
    inverse = np.linalg.inv((x.T * w) @ x)
    influence = (y - x @ inverse @ (x.T * w) @ y)[:, None] * (x @ inverse)
    if raked:
        m = np.column_stack([np.ones(w.size), sex])
        inner = np.linalg.inv((m.T * w) @ m)
        influence = influence - m @ inner @ (m.T * w) @ influence
        influence /= (1 - w * np.einsum("ij,jk,ik->i", m, inner, m))[:, None]
    else:
        influence *= np.sqrt(600 / 599)
    expected = (influence.T * w**2) @ influence
    np.testing.assert_allclose(model.covariance, expected, rtol=1e-8)
    assert (model.df, model.by_design) == (592, True)


@pytest.mark.parametrize("raked", [False, True])
@pytest.mark.parametrize(("strata", "clusters"), [(1, 0), (4, 0), (1, 25), (3, 12)])
def test_cells_that_are_joined_give_the_covariance_of_all_cells(
    crossed, respondents, raked, strata, clusters
):
    """Also where respondents without an answer or a group have a part in the margins."""
    rng = np.random.default_rng(8)
    columns = {name: column.copy() for name, column in respondents.items()}
    columns["score"][:30] = np.nan
    columns["region"][20:50] = np.nan
    w = columns["weight"]
    stratum = rng.integers(0, strata, 600)
    drawn = sampling_units(600, stratum, rng.integers(0, clusters, 600) if clusters else None)
    margins = None
    if raked:
        margins = raked_margins(rng.integers(0, 3, 600), np.array([[0], [1], [2]]), w)
    model = linear_model(
        *crossed("score", BY, columns=columns, weights=w, drawn=drawn, margins=margins)
    )
    counts, x = model.counts, model.columns.x
    inverse = np.linalg.inv((x * model.weight[:, None]).T @ x)
    rest = counts.cell_values - (x @ model.coefficients)[counts.cell_group]
    influence = (x @ inverse)[counts.cell_group].T * rest
    plain = replace(counts, design=counts.design.for_models)
    np.testing.assert_allclose(model.covariance, cell_covariance(plain, influence), rtol=1e-8)


def test_equal_weights_are_no_design(crossed):
    plain, _ = crossed("score", BY)
    counts, levels = crossed("score", BY)
    doubled = from_tables(counts.values, counts.groups, counts.n, 2 * counts.n, 4 * counts.n)
    one, other = linear_model(plain, levels), linear_model(doubled, levels)
    assert not other.by_design
    np.testing.assert_allclose(one.covariance, other.covariance, rtol=1e-12)


def test_weights_times_a_hundred_change_nothing(crossed, respondents):
    w = respondents["weight"]
    one, other = (linear_model(*crossed("score", BY, weights=v)) for v in (w, 100 * w))
    np.testing.assert_allclose(one.covariance, other.covariance, rtol=1e-9)


def test_a_group_of_few_gets_its_leverage_back(crossed, respondents):
    """With a small group the standard error is that of HC3, by the mean weight of the group."""
    columns = {**respondents, "region": np.where(np.arange(600) < 12, 3.0, respondents["region"])}
    w = np.where(np.arange(600) % 2, 1.0, 2.0)
    model = linear_model(*crossed("score", ("region",), columns=columns, weights=w))
    of = np.arange(600) < 12
    y, v = columns["score"][of], w[of]
    rest = y - np.average(y, weights=v)
    mean_weight = (v**2).sum() / v.sum()
    bent = 1 / (1 - mean_weight / v.sum())
    variance = 600 / 599 * (v**2 * rest**2).sum() * bent**2 / v.sum() ** 2
    rows = model.columns.rows([np.eye(4)])
    small = np.arange(4) == 3
    found = model.estimates(rows, small)
    assert found.se[3] == pytest.approx(np.sqrt(variance), rel=1e-9)
    np.testing.assert_allclose(found.se[:3], model.estimates(rows).se[:3], rtol=1e-10)
    assert found.se[3] > 1.05 * model.estimates(rows).se[3]


def test_somebody_alone_with_a_characteristic_is_left_out(crossed, respondents):
    columns = {name: column.copy() for name, column in respondents.items()}
    columns["education"][5] = 7
    with_him = linear_model(*crossed("score", BY, columns=columns))
    others = {name: np.delete(column, 5) for name, column in respondents.items()}
    without = linear_model(*crossed("score", BY, columns=others))
    assert (with_him.n_alone, without.n_alone) == (1, 0)
    np.testing.assert_allclose(with_him.covariance, without.covariance, rtol=1e-10)
    assert with_him.df == without.df


def test_everybody_alone_leaves_nothing():
    counts = from_tables([1, 2], ("a x", "b y"), [[1, 0], [0, 1]])
    model = linear_model(counts, np.array([[0, 0], [1, 1]]))
    assert model.why is not None
    assert model.why.code == "SA764"
    assert np.isnan(model.covariance).all()


def test_no_residual_is_no_variance():
    counts = from_tables([1, 2], ("a x", "b x"), [[9, 0], [0, 9]])
    model = linear_model(counts, np.array([[0, 0], [1, 0]]))
    assert model.why is not None
    assert model.why.code == "SA328"


def test_a_design_without_a_variance_says_why(crossed):
    drawn = sampling_units(600, np.arange(600) // 599)
    model = linear_model(*crossed("score", BY, drawn=drawn))
    assert model.why is not None
    assert model.why.code == "SA344"


def test_more_columns_than_sampling_units_are_too_many(crossed):
    drawn = sampling_units(600, None, np.arange(600) % 5)
    model = linear_model(*crossed("score", BY, drawn=drawn))
    assert model.df < 1
    assert model.why is not None
    assert model.why.code == "SA764"


def test_a_group_in_one_sampling_unit_has_no_degrees_of_freedom(crossed, respondents):
    cluster = (np.arange(600) % 30).astype(np.intp)
    columns = {**respondents, "region": np.where(cluster == 0, 0.0, 1.0 + np.arange(600) % 2)}
    counts, levels = crossed(
        "score", ("region", "age"), columns=columns, drawn=sampling_units(600, None, cluster)
    )
    model = linear_model(counts, levels)
    n_eff = np.array([20.0, 290, 290])
    df = df_of_groups(model, model.columns.position[0], n_eff)
    np.testing.assert_array_equal(df, [np.nan, model.df, model.df])
    joint = df_of_pairs(df, np.ones(3), n_eff, model.df)
    assert np.isnan(joint[0]).all()
    assert joint[1, 2] == model.df


def test_differences_with_a_small_group_have_the_df_of_satterthwaite():
    joint = df_of_pairs(np.array([9.0, 500]), np.array([1.0, 0.5]), np.array([10.0, 800]), 500.0)
    assert joint[0, 1] == pytest.approx(1.5**2 / (1 / 9 + 0.25 / 500))


def test_the_order_of_the_respondents_does_not_matter(crossed, respondents):
    turned = {name: column[::-1].copy() for name, column in respondents.items()}
    w = respondents["weight"]
    one = linear_model(*crossed("score", BY, weights=w))
    other = linear_model(*crossed("score", BY, columns=turned, weights=w[::-1].copy()))
    np.testing.assert_allclose(one.covariance, other.covariance, rtol=1e-9)


def test_a_term_that_follows_from_others_is_not_tested(crossed, respondents):
    columns = {**respondents, "district": respondents["region"] * 2 + np.arange(600) % 2}
    model = linear_model(*crossed("score", ("region", "district"), columns=columns))
    assert model.term_test(0).why is not None
    assert model.term_test(0).why.code == "SA763"
    assert model.term_test(1).df1 == 3
