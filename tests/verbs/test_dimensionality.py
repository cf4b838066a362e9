"""dimensionality: eigenvalues beside chance, fit of one factor, polychoric correlations."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import survey_analysis as sa
from survey_analysis.statistics.polychoric import polychoric_correlations
from survey_analysis.survey import Survey
from survey_analysis.verbs import dimensionality as verb


def codes(result) -> list[str]:
    return [note.code for note in result.notes]


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    """Three hundred respondents; six items on two things, three on one of them, one alone."""
    rng = np.random.default_rng(21)
    one, two = rng.normal(size=(2, 300))
    answers = {
        f"{name}{item}": np.clip(np.round(3 + thing + 0.8 * rng.normal(size=300)), 1, 5)
        for name, thing in (("a", one), ("b", two))
        for item in (1, 2, 3)
    }
    found = pd.DataFrame(answers)
    found["a3"] = 6 - found["a3"]
    found["c1"] = rng.integers(1, 6, 300)
    found.loc[::10, "a2"] = np.nan
    found["sex"] = np.where(np.arange(300) % 3, "f", "m")
    found["town"] = np.where(np.arange(300) < 6, "small", "large")
    found["w"] = rng.uniform(0.3, 2, 300)
    return found


DOMAINS = {"mixed": ["a1", "a2", "b1", "b2", "b3"], "pure": ["a3"], "alone": ["c1"]}


@pytest.fixture(scope="module")
def two_things(frame) -> Survey:
    return sa.survey_from_frame(frame, domains=DOMAINS, groupings=["sex", "town"])


def test_the_tables_have_the_columns_that_others_rely_on(two_things):
    result = sa.dimensionality(two_things, "mixed")
    assert list(result.table.columns[:4]) == ["domain", "component", "eigenvalue", "parallel_95"]
    assert result.table.component.tolist() == [1, 2, 3, 4, 5]
    assert result.table.component.dtype == np.int64
    assert result.table.eigenvalue.sum() == pytest.approx(5)
    assert result.table.variance_share.sum() == pytest.approx(1)
    row = result.fit.iloc[0]
    assert (row.n_items, row.n_total, row.n_used) == (5, 300, 270)
    assert {"mean_r", "chi2", "df", "p_value", "cfi", "rmsea", "srmr", "heywood"} <= set(row.index)
    assert row.df == 5


def test_eigenvalues_are_those_of_the_complete_answers(two_things, frame):
    result = sa.dimensionality(two_things, "mixed")
    r = frame[DOMAINS["mixed"]].dropna().corr().to_numpy()
    np.testing.assert_allclose(result.table.eigenvalue, np.linalg.eigvalsh(r)[::-1], rtol=1e-10)
    assert result.fit.mean_r[0] == pytest.approx(r[~np.eye(5, dtype=bool)].mean())


def test_two_things_are_told(two_things):
    result = sa.dimensionality(two_things, "mixed")
    assert (result.fit.components[0], result.fit.components_polychoric[0]) == (2, 2)
    note = next(note for note in result.notes if note.code == "SA339")
    assert note.severity == "warning"
    assert "mixed" in note.text
    assert "stronger than chance: 2" in note.text
    assert "SA338" in codes(result)
    assert result.fit.rmsea[0] > 0.1


def test_one_thing_is_not_warned_of(frame):
    survey = sa.survey_from_frame(frame, domains={"b": ["b1", "b2", "b3"]})
    result = sa.dimensionality(survey)
    assert result.fit.components[0] == 1
    assert "SA339" not in codes(result)


def test_a_formative_domain_need_not_be_one_thing(sample_folder):
    survey = sa.load_survey(sample_folder / "responses.csv", sample_folder / "codebook.yaml")
    result = sa.dimensionality(survey, ["finances", "family"])
    assert [n.values["domain"] for n in result.notes if n.code == "SA361"] == ["finances"]


def test_polychoric_correlations_are_a_frame_of_items(two_things):
    result = sa.dimensionality(two_things, ["mixed", "alone"])
    found = result.polychoric("mixed")
    assert list(found.index) == list(found.columns) == DOMAINS["mixed"]
    expected = polychoric_correlations(two_things.pair_counts("mixed")).correlation[0]
    np.testing.assert_array_equal(found.to_numpy(), expected)
    eigenvalues = result.table[result.table.domain == "mixed"].eigenvalue_polychoric
    np.testing.assert_allclose(eigenvalues, np.linalg.eigvalsh(expected)[::-1])
    found.iloc[0, 0] = 9
    assert result.polychoric("mixed").iloc[0, 0] == 1


def test_polychoric_correlations_of_a_group(two_things):
    result = sa.dimensionality(two_things, "mixed", by="sex")
    women = result.polychoric("mixed", by="sex", group="f")
    assert women.shape == (5, 5)
    assert not women.equals(result.polychoric("mixed", by="sex", group="m"))


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"domain": "mixde"}, "mixed"),
        ({"domain": "mixed", "by": "age"}, "age"),
        ({"domain": "mixed", "by": "sex", "group": "x"}, "'x'"),
    ],
)
def test_an_unknown_matrix_names_the_nearest(two_things, asked, message):
    result = sa.dimensionality(two_things, "mixed", by="sex")
    with pytest.raises(sa.errors.UnknownNameError, match=message):
        result.polychoric(**asked)


def test_reverse_items_are_turned(frame):
    domains = {"a": ["a1", "a2", "a3"]}
    turned = sa.dimensionality(sa.survey_from_frame(frame, domains=domains, reverse=["a3"]))
    as_given = sa.dimensionality(sa.survey_from_frame(frame, domains=domains))
    assert turned.fit.mean_r[0] > 0.3 > as_given.fit.mean_r[0]
    np.testing.assert_allclose(turned.table.eigenvalue, as_given.table.eigenvalue)
    assert (turned.polychoric("a").to_numpy() > 0).all()


def test_the_same_call_gives_the_same_numbers(two_things):
    whole = sa.dimensionality(two_things)
    alone = sa.dimensionality(two_things, "mixed")
    part = whole.table[whole.table.domain == "mixed"].reset_index(drop=True)
    pd.testing.assert_frame_equal(part, alone.table)
    assert "seed 1" in alone.method
    other = sa.dimensionality(two_things, "mixed", rng=2)
    assert not other.table.parallel_95.equals(alone.table.parallel_95)
    np.testing.assert_allclose(other.table.parallel_95, alone.table.parallel_95, atol=0.05)
    generator = sa.dimensionality(two_things, "mixed", rng=np.random.default_rng(2))
    pd.testing.assert_frame_equal(generator.table, other.table)
    assert "generator" in generator.method


def test_pairwise_deletion_uses_more_respondents_and_has_no_test(two_things):
    result = sa.dimensionality(two_things, "mixed", missing="pairwise")
    row = result.fit.iloc[0]
    assert row.n_used == 300
    assert np.isnan(row.chi2)
    assert np.isfinite([row.srmr, row.components, row.components_polychoric]).all()
    assert "without a test" in result.method


def test_groups_are_stacked_and_small_ones_hidden(two_things):
    result = sa.dimensionality(two_things, "mixed", by=["sex", "town"])
    assert result.fit.group.tolist() == ["f", "m", "large", "small"]
    assert len(result.table) == 20
    assert result.fit.n_used.tolist()[:2] == [180, 90]
    assert (result.fit.components[:3] == 2).all()
    page = result.to_markdown()
    assert "hidden" in page
    small = result.table[result.table.group == "small"]
    assert f"{small.eigenvalue.iloc[0]:.2f}" not in page
    notes = [note for note in result.notes if note.code == "SA339"]
    assert [note.values["where"] for note in notes] == ["mixed × sex", "mixed × town"]


def test_groups_may_differ_in_components(frame):
    one = frame.copy()
    women = one.sex == "f"
    one.loc[women, "b1"], one.loc[women, "b2"] = one.a1[women], one.a2[women]
    survey = sa.survey_from_frame(
        one, domains={"d": ["a1", "a2", "b1", "b2", "b3"]}, groupings=["sex"]
    )
    result = sa.dimensionality(survey, by="sex")
    counts = np.fmax(result.fit.components, result.fit.components_polychoric)
    told = [note.values["n"] for note in result.notes if note.code == "SA339"]
    several = sorted({int(n) for n in counts if n > 1})
    assert told == (["-".join(map(str, several))] if several else [])


def test_weights_are_used_and_chance_follows_the_effective_number(frame):
    domains = {"b": ["b1", "b2", "b3"]}
    weighted = sa.dimensionality(sa.survey_from_frame(frame, domains=domains, weight="w"))
    plain = sa.dimensionality(sa.survey_from_frame(frame, domains=domains))
    assert "weighted by w" in weighted.method
    assert weighted.table.parallel_95[0] > plain.table.parallel_95[0]
    assert np.isnan(weighted.fit.chi2[0])
    equal = frame.assign(w=2.5)
    same = sa.dimensionality(sa.survey_from_frame(equal, domains=domains, weight="w"))
    np.testing.assert_allclose(
        same.table.eigenvalue_polychoric, plain.table.eigenvalue_polychoric, atol=1e-8
    )
    np.testing.assert_allclose(same.table.parallel_95, plain.table.parallel_95)


def test_domains_of_one_and_of_two_items(frame):
    survey = sa.survey_from_frame(frame, domains={"alone": ["c1"], "two": ["b1", "b2"]})
    result = sa.dimensionality(survey)
    alone, two = result.fit.iloc[0], result.fit.iloc[1]
    assert "two" in result.table.note[0]
    assert "at least 3" in two.note
    assert alone.components == 0
    assert two.components == 1
    assert np.isnan([alone.mean_r, two.chi2]).all()
    r = result.polychoric("two").iloc[0, 1]
    np.testing.assert_allclose(result.table.eigenvalue_polychoric[1:], [1 + r, 1 - r])


def test_constant_items_copies_and_empty_answers_are_rows_with_a_reason(frame):
    odd = frame.assign(same=4.0, copy=frame.a1, empty=np.nan)
    survey = sa.survey_from_frame(
        odd,
        domains={"constant": ["b1", "b2", "same"], "copies": ["a1", "b3", "copy"], "no": ["empty"]},
        scale=(1, 5),
    )
    for missing in ("listwise", "pairwise"):
        result = sa.dimensionality(survey, missing=missing)
        table = result.table.set_index("domain")
        assert np.isnan(table.loc["constant", "eigenvalue"]).all()
        assert "item 3" in table.loc["constant", "note"].iloc[0]
        assert table.loc["copies", "eigenvalue"].iloc[-1] == pytest.approx(0, abs=1e-12)
        assert "±1" in table.loc["copies", "note"].iloc[0]
        assert "0 of 300" in table.loc["no", "note"] or missing == "pairwise"
        assert str(result)


def test_pairs_that_contradict_each_other_are_told():
    rng = np.random.default_rng(2)
    x = rng.integers(1, 6, 60).astype(float)
    none = np.full(60, np.nan)
    rows = np.concatenate(
        [np.stack(columns, 1) for columns in ((x, x, none), (none, x, x), (x, none, 6 - x))]
    )
    rows[::7] = rng.integers(1, 6, (len(rows[::7]), 3))
    survey = sa.survey_from_frame(
        pd.DataFrame(rows, columns=list("xyz")), domains={"d": list("xyz")}
    )
    result = sa.dimensionality(survey, missing="pairwise")
    assert result.table.eigenvalue.iloc[-1] < 0
    assert "contradict" in result.table.note[0]


def test_pearson_correlations_alone_may_contradict_each_other(frame, monkeypatch):
    rows = frame[["b1", "b2", "b3"]].copy()
    rows.loc[:99, "b1"] = np.nan
    rows.loc[100:199, "b2"], rows.loc[100:199, "b1"] = np.nan, 6 - rows.b3[100:200]
    rows.loc[200:, "b3"] = np.nan
    survey = sa.survey_from_frame(rows, domains={"d": list(rows)})

    def unsuspecting(pairs):
        return replace(polychoric_correlations(pairs), notes=(None,))

    monkeypatch.setattr(verb, "polychoric_correlations", unsuspecting)
    result = sa.dimensionality(survey, missing="pairwise")
    assert result.table.eigenvalue.iloc[-1] < 0
    assert "contradict" in result.table.note[0]


def test_two_respondents_have_eigenvalues_but_no_chance_to_judge_them_by():
    answers = pd.DataFrame({"x": [1, 4, None], "y": [2, 5, None]})
    survey = sa.survey_from_frame(answers, domains={"d": ["x", "y"]}, scale=(1, 5))
    for missing, sentence in (("listwise", "2 of 3 respondents"), ("pairwise", "weakest pair: 2")):
        result = sa.dimensionality(survey, missing=missing)
        np.testing.assert_allclose(result.table.eigenvalue, [2, 0], atol=1e-12)
        assert np.isnan(result.table.parallel_95).all()
        assert np.isnan(result.fit.components[0])
        assert sentence in result.table.note[0]


def test_a_few_heavy_weights_leave_little_beyond_chance(frame):
    heavy = frame.assign(w=np.where(np.arange(300) < 2, 1e6, 1.0))
    survey = sa.survey_from_frame(heavy, domains={"b": ["b1", "b2", "b3"]}, weight="w")
    result = sa.dimensionality(survey)
    assert result.table.parallel_95[0] > 2.9


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"missing": "casewise"}, "'listwise', 'pairwise'"),
        ({"replications": 10}, "from 100 to 100,000"),
        ({"replications": True}, "replications=True"),
        ({"replications": 500.0}, "whole number"),
        ({"rng": "seed"}, "rng='seed'"),
    ],
)
def test_a_wrong_option_says_what_is_allowed(two_things, options, message):
    with pytest.raises(sa.errors.OptionError, match=message):
        sa.dimensionality(two_things, **options)


def test_it_is_shown_in_two_languages(two_things):
    result = sa.dimensionality(two_things, "mixed")
    assert "Eigenvalue" in result.to_markdown()
    assert "Собств. значение" in result.to_markdown("ru")
    assert "SA338" in result.to_html("ru")
