"""SamplingUnits and UnitSums."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_analysis.errors import OptionError
from survey_analysis.tables import domain as module
from survey_analysis.tables.domain import By, DomainAnswers
from survey_analysis.tables.moments import u_vectors
from survey_analysis.tables.sampling import sampling_units

VALUES = (np.arange(1.0, 6.0), np.arange(5.0, 0.0, -1.0), np.arange(1.0, 6.0))
GROUPS = ("a", "b", "")

position = st.integers(-3, 4)
person = st.tuples(
    position,
    position,
    position,
    st.integers(0, 2),
    st.sampled_from([0.1, 0.7, 3.0]),
    st.integers(0, 1),
    st.integers(0, 3),
)
people = st.lists(person, min_size=1, max_size=25)


def columns_of(rows):
    return np.array(rows, dtype=float).T


def table_of(rows, drawn, weighted):
    column = columns_of(rows)
    answers = DomainAnswers(
        columns=tuple(one.astype(np.int8) for one in column[:3]),
        values=VALUES,
        centre=3.0,
        needed=1,
        weights=column[4] if weighted else None,
    )
    return answers.unit_sums(By(groups=GROUPS, codes=column[3].astype(np.uint8)), drawn)


def drawn_of(rows, clustered):
    column = columns_of(rows).astype(int)
    return sampling_units(len(rows), column[5], column[6] if clustered else None)


@settings(max_examples=60)
@given(rows=people, clustered=st.booleans(), weighted=st.booleans(), block=st.integers(1, 30))
def test_the_sums_of_each_unit_and_group(rows, clustered, weighted, block):
    drawn = drawn_of(rows, clustered)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "BLOCK", block)
        found = table_of(rows, drawn, weighted)
    column = columns_of(rows)
    answered = (column[:3] >= 0).all(axis=0)
    codes = column[:3].astype(int)
    y = np.array([values[one] for values, one in zip(VALUES, codes, strict=True)]).T - 3
    u, w = u_vectors(y), column[4] if weighted else np.ones(len(rows))
    group, scale = column[3], drawn.units.scale[drawn.units.stratum[drawn.place]]
    cells = sorted(
        {(int(g), int(p)) for g, p in zip(group[answered], drawn.place[answered], strict=True)}
    )
    assert list(zip(found.cell_group, found.cell_place, strict=True)) == cells
    for row, (g, p) in enumerate(cells):
        who = answered & (group == g) & (drawn.place == p)
        assert found.cell_n[row] == who.sum()
        np.testing.assert_allclose(found.cell_u[row], w[who] @ u[who], atol=1e-12)
    for g in range(3):
        who = answered & (group == g)
        c = scale[who] * w[who] ** 2
        expected = np.zeros_like(found.square[g]) if clustered else (u[who].T * c) @ u[who]
        np.testing.assert_allclose(found.square[g], expected, atol=1e-9)


@given(rows=people, more=people, clustered=st.booleans())
def test_parts_add_up_to_the_whole(rows, more, clustered):
    drawn = drawn_of(rows + more, clustered)
    whole = table_of(rows + more, drawn, weighted=True)
    parts = []
    for part, place in ((rows, drawn.place[: len(rows)]), (more, drawn.place[len(rows) :])):
        parts.append(table_of(part, type(drawn)(units=drawn.units, place=place), weighted=True))
    added = parts[0] + parts[1]
    for name in ("cell_group", "cell_place", "cell_n"):
        np.testing.assert_array_equal(getattr(added, name), getattr(whole, name))
    for name in ("cell_u", "square"):
        np.testing.assert_allclose(getattr(added, name), getattr(whole, name), atol=1e-9)


def test_sums_of_other_units_cannot_be_added():
    rows = [(1, 1, 1, 0, 1.0, 0, 0), (2, 2, 3, 1, 1.0, 1, 1)]
    one, other = (table_of(rows, drawn_of(rows, True), weighted=False) for _ in range(2))
    with pytest.raises(OptionError, match="different units"):
        one + other
    with pytest.raises(TypeError):
        one + 1


def test_clusters_are_numbered_within_strata():
    units = sampling_units(5, np.array([0, 0, 1, 1, 1]), np.array([1, 2, 1, 1, 2])).units
    assert units.clustered
    assert units.n_places == 4
    np.testing.assert_array_equal(units.stratum, [0, 0, 1, 1])
    np.testing.assert_array_equal(units.n_units, [2, 2])
    np.testing.assert_array_equal(units.scale, [2, 2])
    assert units.n_single == units.n_unplaced == units.n_contradictory == 0


def test_without_clusters_the_respondents_are_the_units():
    units = sampling_units(5, np.array([0, 0, 1, 1, 1])).units
    assert not units.clustered
    np.testing.assert_array_equal(units.n_units, [2, 3])
    np.testing.assert_array_equal(units.scale, [2, 1.5])
    np.testing.assert_array_equal(sampling_units(5).units.n_units, [5])


def test_population_numbers_and_shares_are_the_same_thing():
    strata = np.array([0, 0, 1, 1, 1])
    numbers = np.array([0.5, 4.0, 12.0])
    drawn = [
        sampling_units(5, strata, None, np.array(codes), numbers).units.fraction
        for codes in ([1, 1, 2, 2, 2], [0, 0, 2, 2, 2])
    ]
    for fraction in drawn:
        np.testing.assert_array_equal(fraction, [0.5, 0.25])


@pytest.mark.parametrize(
    ("codes", "unplaced", "contradictory"),
    [
        ([1, 1, 2, 2, 2], 0, 0),
        ([1, 0, 2, 2, 2], 0, 1),
        ([3, 3, 3, 3, 3], 0, 2),
        ([4, 4, 2, 2, 2], 0, 1),
        ([1, 1, 2, 2, -4], 1, 0),
        ([-1, -4, -1, -1, -4], 5, 0),
    ],
)
def test_population_numbers_that_make_no_sense_are_counted(codes, unplaced, contradictory):
    strata, numbers = np.array([0, 0, 1, 1, 1]), np.array([0.5, 4.0, 12.0, 0.0, 1.0])
    units = sampling_units(5, strata, None, np.array(codes), numbers).units
    assert (units.n_unplaced, units.n_contradictory) == (unplaced, contradictory)
    assert np.isfinite(units.scale).all()


def test_respondents_without_a_stratum_or_cluster_are_counted_once():
    strata, clusters = np.array([0, -1, -4, 1, 1]), np.array([1, -2, 2, -1, 1])
    units = sampling_units(5, strata, clusters).units
    assert units.n_unplaced == 3
    assert units.n_units.sum() == 5
