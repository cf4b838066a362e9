"""Sums over the scores of respondents: against loops, in parts, with a design, from a survey."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import rankdata

import survey_analysis as sa
from survey_analysis.errors import OptionError
from survey_analysis.tables import score_moments as module
from survey_analysis.tables.cell_design import Sample, entries_of, with_design
from survey_analysis.tables.counts import tabulate
from survey_analysis.tables.margins import raked_margins
from survey_analysis.tables.sampling import sampling_units
from survey_analysis.tables.score_moments import score_vectors, tabulate_scores, within_ranks

SUPPORT = np.array([1.0, 1.5, 2.0, 3.0, 4.5])
LABELS = ("a", "b", "")
respondents = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(0, 5), st.integers(0, 2)),
    max_size=30,
)


def table_of(rows, ranked=False, labels=LABELS):
    data = np.array(rows, dtype=int).reshape(-1, 4)
    scores = [(column, SUPPORT) for column in data[:, :3].T]
    return tabulate_scores(scores, 3.0, data[:, 3], labels, ranked=ranked)


@given(respondents, respondents, st.booleans())
def test_tables_of_parts_add_up_to_the_table_of_all(one, other, ranked):
    found = table_of(one, ranked) + table_of(other, ranked)
    whole = table_of(one + other, ranked)
    np.testing.assert_array_equal(found.complete.n, whole.complete.n)
    np.testing.assert_array_equal(found.complete.n_missing, whole.complete.n_missing)
    for name in ("w_u", "v_u", "m2_u", "square", "group_u"):
        np.testing.assert_allclose(getattr(found, name), getattr(whole, name), atol=1e-12)


@given(respondents, st.booleans())
def test_sums_are_those_over_the_respondents(rows, ranked):
    found = table_of(rows, ranked)
    scored = [(np.array(row[:3]), row[3]) for row in rows if max(row[:3]) < SUPPORT.size]
    square, total = np.zeros((3, 8, 8)), np.zeros((3, 8))
    for codes, group in scored:
        y = SUPPORT[codes][None]
        y = within_ranks(y) - 2 if ranked else y - 3
        (u,) = score_vectors(y)
        assert u[-1] == pytest.approx(((y - y.mean()) ** 2).sum())
        square[group] += np.outer(u, u)
        total[group] += u
    np.testing.assert_allclose(found.square, square, atol=1e-10)
    np.testing.assert_allclose(found.group_u, total, atol=1e-10)
    assert found.complete.group_n.sum() == len(scored)
    assert found.complete.n_missing.sum() == len(rows) - len(scored)
    assert (found.n_domains, found.groups) == (3, LABELS)
    assert found.centre == (2 if ranked else 3)


@given(st.lists(st.lists(st.integers(1, 4), min_size=4, max_size=4), min_size=1, max_size=5))
def test_ranks_are_those_of_scipy(rows):
    y = np.array(rows, dtype=float)
    np.testing.assert_array_equal(within_ranks(y), rankdata(y, axis=1))


def test_blocks_do_not_change_the_sums(monkeypatch):
    rng = np.random.default_rng(1)
    rows = rng.integers(0, 6, (60, 4)) % np.array([6, 6, 6, 3])
    whole = table_of(rows)
    monkeypatch.setattr(module, "BLOCK", 7)
    parts = table_of(rows)
    np.testing.assert_allclose(parts.square, whole.square, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(parts.w_u, whole.w_u, rtol=1e-12, atol=1e-12)


def test_a_block_without_anybody_is_left_out(monkeypatch):
    monkeypatch.setattr(module, "BLOCK", 2)
    rows = [(5, 1, 1, 0), (5, 1, 1, 0), (1, 2, 3, 1)]
    assert table_of(rows).complete.group_n.tolist() == [0, 1, 0]


def test_sums_of_entries_are_those_over_their_respondents():
    rng = np.random.default_rng(2)
    n = 200
    codes, group = rng.integers(0, 5, (n, 3)), rng.integers(0, 3, n)
    codes[:20, 0] = 5
    weights, cell = rng.uniform(0.5, 2, n), rng.integers(0, 4, n)
    levels = np.array([(i, j) for i in range(2) for j in range(2)])
    drawn = sampling_units(n, rng.integers(0, 2, n))
    sample = Sample(drawn=drawn, weights=weights, margins=raked_margins(cell, levels, weights))
    scores = [(column, SUPPORT) for column in codes.T]
    found = tabulate_scores(scores, 3.0, group, LABELS, weights, sample)
    position = (codes == 5).any(axis=1).astype(int)
    counts = with_design(
        tabulate(position, np.ones(1), group, LABELS, weights), position, group, sample
    )
    entry, v = entries_of(counts, position, group, sample)
    known = position == 0
    u = score_vectors(SUPPORT[codes[known]] - 3)
    scale = drawn.units.scale[drawn.place]
    for table, amount in ((found.w_u, weights), (found.v_u, v), (found.m2_u, v * v * scale)):
        expected = np.zeros(table.shape)
        np.add.at(expected, entry[known], u * amount[known, None])
        np.testing.assert_allclose(table, expected, atol=1e-10)
    assert found.entry_group[entry[known]].tolist() == group[known].tolist()
    assert (found.entry_group[entry[~known]] == -1).all()
    np.testing.assert_allclose(
        found.group_u[:, 0], np.bincount(group[known], weights[known]), rtol=1e-12
    )


def test_only_counts_with_a_design_have_entries():
    counts = tabulate(np.zeros(3, dtype=int), np.ones(1), None, ("",))
    sample = Sample(drawn=sampling_units(3), weights=np.ones(3))
    with pytest.raises(AssertionError, match="without a design"):
        entries_of(counts, np.zeros(3, dtype=int), None, sample)


def test_tables_that_do_not_fit_are_not_added():
    one = table_of([(1, 1, 1, 0)])
    with pytest.raises(OptionError, match="another centre or number"):
        _ = one + table_of([(1, 1, 1, 0)], ranked=True)
    with pytest.raises(OptionError, match="different groups"):
        _ = one + table_of([(1, 1, 1, 0)], labels=("x", "y", ""))
    with pytest.raises(TypeError):
        _ = one + 1


def test_a_survey_makes_it_of_its_scores():
    rng = np.random.default_rng(3)
    frame = pd.DataFrame(rng.integers(1, 6, (90, 4)).astype(float), columns=list("pqrs"))
    frame.loc[:9, "p"] = np.nan
    frame["w"] = rng.uniform(0.5, 2, 90)
    frame["town"] = rng.choice(["x", "y"], 90)
    domains = {"one": ["p"], "other": ["q", "r"], "third": ["s"]}
    survey = sa.survey_from_frame(frame, domains=domains, groupings=["town"], weight="w")
    found = survey.score_moments(("one", "other"), "town")
    assert survey.score_moments(("one", "other"), "town") is found
    scores = survey.scores[["one", "other"]].dropna()
    w, town = frame["w"][scores.index], frame["town"][scores.index]
    for row, label in enumerate("xy"):
        inside = town == label
        total = np.array((scores[inside] - 3).mul(w[inside], axis=0).sum())
        np.testing.assert_allclose(found.group_u[row, 1:3], total, rtol=1e-12)
    assert found.complete.n_missing.sum() == 10
    ranks = survey.score_moments(("one", "other"), "town", ranked=True)
    assert ranks.centre == 1.5
    assert survey.score_moments(("one", "other")).groups == ("",)
