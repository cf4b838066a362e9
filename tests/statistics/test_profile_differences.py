"""Whether groups have the same profile: against R, by other routes, at the edges."""

from __future__ import annotations

import numpy as np
import pytest

from survey_analysis.statistics.means import welch_anova
from survey_analysis.statistics.profile_differences import profile_differences
from survey_analysis.statistics.score_means import score_means
from survey_analysis.tables.counts import tabulate

FIELDS = ("statistic", "df1", "df2")


@pytest.fixture(scope="module")
def expected(reference):
    return reference("paired")


def profiles(table):
    return profile_differences(score_means(table))


def test_unweighted_groups_by_hand_in_r(paired_scores, expected):
    found, r = profiles(paired_scores("items", by_group=True)), expected["profiles"]
    assert (found.test, found.groups, found.notes) == (
        "profile_welch_james",
        ("a", "b", "c"),
        (),
    )
    assert [getattr(found, name) for name in FIELDS] == pytest.approx([r[name] for name in FIELDS])
    assert found.p_value == pytest.approx(r["p"], rel=1e-8)


def test_clusters_by_hand_in_r(scores_of, clusters, expected):
    """Groups a and b only: c is small and has HC3."""
    parts = (slice(0, 2), slice(2, 4), slice(4, 5))
    scores = np.column_stack([clusters["items"][:, part].mean(axis=1) for part in parts])
    support = np.arange(1.0, 5.5, 0.5)
    table = scores_of(
        np.where(np.isnan(scores), support.size, np.searchsorted(support, scores)),
        support=support,
        group=clusters["group"],
        labels=("a", "b"),
        weights=clusters["weight"],
        strata=clusters["stratum"],
        clusters=clusters["cluster"],
    )
    found, r = profiles(table), expected["clusters"]["profiles"]
    assert found.test == "profile_wald_f"
    assert [getattr(found, name) for name in FIELDS] == pytest.approx([r[name] for name in FIELDS])
    assert found.p_value == pytest.approx(r["p"], rel=1e-8)


def test_two_domains_give_welchs_anova_of_their_difference(scores_of):
    rng = np.random.default_rng(1)
    codes, group = rng.integers(0, 5, (90, 2)), rng.integers(0, 3, 90)
    found = profiles(scores_of(codes, group=group, labels=("a", "b", "c")))
    apart = tabulate(
        codes[:, 0] - codes[:, 1] + 4, np.arange(-4.0, 5.0), group, ("a", "b", "c", "")
    )
    welch = welch_anova(apart)
    assert [getattr(found, name) for name in FIELDS] == pytest.approx(
        [getattr(welch, name) for name in FIELDS], rel=1e-10
    )
    assert found.p_value == pytest.approx(welch.p_value, rel=1e-10)


def test_the_level_of_a_group_does_not_matter(scores_of):
    rng = np.random.default_rng(3)
    codes, group = rng.integers(0, 3, (80, 3)), np.repeat([0, 1], 40)
    one = profiles(scores_of(codes, group=group, labels=("a", "b")))
    other = profiles(scores_of(codes + 2 * group[:, None], group=group, labels=("a", "b")))
    assert other.statistic == pytest.approx(one.statistic, rel=1e-10)


def test_weights_of_one_give_nearly_the_same(scores_of):
    rng = np.random.default_rng(3)
    codes, group = rng.integers(0, 5, (600, 3)), rng.integers(0, 3, 600)
    options = {"group": group, "labels": ("a", "b", "c")}
    one = profiles(scores_of(codes, **options))
    other = profiles(scores_of(codes, weights=np.ones(600), drawn=True, **options))
    assert other.test == "profile_welch_james"
    assert other.statistic == pytest.approx(one.statistic, rel=0.005)


def test_groups_too_small_are_named(scores_of):
    rng = np.random.default_rng(3)
    codes, group = rng.integers(0, 5, (80, 3)), np.repeat([0, 1], 40)
    group[:2] = 2
    found = profiles(scores_of(codes, group=group, labels=("a", "b", "few", "none")))
    assert found.groups == ("a", "b")
    assert [note.code for note in found.notes] == ["SA777"]
    assert found.notes[0].values == {"groups": "few, none"}
    assert np.isfinite(found.p_value)


def test_a_single_group_has_nothing_to_be_compared_with(scores_of):
    codes = np.random.default_rng(3).integers(0, 5, (20, 3))
    found = profiles(scores_of(codes, group=np.zeros(20, dtype=int), labels=("a", "b")))
    assert [note.code for note in found.notes] == ["SA777", "SA322"]
    assert np.isnan([found.statistic, found.df1, found.df2, found.p_value]).all()


def test_a_design_without_variance_is_the_reason(scores_of):
    rng = np.random.default_rng(3)
    table = scores_of(
        rng.integers(0, 5, (40, 3)),
        group=np.repeat([0, 1], 20),
        labels=("a", "b"),
        strata=np.arange(40) // 39,
    )
    assert [note.code for note in profiles(table).notes] == ["SA344"]


def test_too_few_clusters_for_so_many_groups(scores_of):
    rng = np.random.default_rng(3)
    table = scores_of(
        rng.integers(0, 5, (120, 3)),
        group=np.arange(120) % 5,
        labels=tuple("abcde"),
        clusters=np.arange(120) // 20,
    )
    found = profiles(table)
    assert np.isnan([found.statistic, found.p_value]).all()
    assert [note.code for note in found.notes] == ["SA772"]
    assert found.notes[0].values == {"n": 120, "domains": 3}


def test_differences_that_follow_from_each_other_between_groups(scores_of):
    """Every cluster holds both groups alike, so that their difference has no error at all."""
    rng = np.random.default_rng(3)
    codes = np.repeat(rng.integers(0, 5, (60, 3)), 2, axis=0)
    table = scores_of(
        codes,
        group=np.arange(120) % 2,
        labels=("a", "b"),
        clusters=np.arange(120) // 6,
    )
    found = profiles(table)
    assert [note.code for note in found.notes] == ["SA773"]
    assert np.isnan(found.df1)
