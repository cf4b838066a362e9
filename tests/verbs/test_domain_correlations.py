"""domain_correlations: the result, its notes, what is hidden."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import survey_analysis as sa
from survey_analysis.present.hiding import hide


@pytest.fixture(scope="module")
def three() -> sa.Survey:
    """Three hundred respondents, three domains, a grouping with a small group."""
    rng = np.random.default_rng(6)
    latent = rng.normal(size=(300, 1, 1))
    made = 3 + 0.7 * latent + 0.7 * rng.normal(size=(300, 3, 1)) + rng.normal(size=(300, 3, 3))
    items = np.clip(np.round(made), 1, 5).reshape(300, 9)
    frame = pd.DataFrame(items, columns=[f"{d}{i}" for d in "abc" for i in range(3)])
    frame["b1"] = 6 - frame["b1"]
    frame.loc[::7, "a0"] = np.nan
    frame.loc[::5, ["c0", "c1"]] = np.nan
    town = np.where(np.arange(300) < 6, "small", np.where(np.arange(300) < 60, "mid", "large"))
    frame["town"] = town
    domains = {
        name: [f"{d}{i}" for i in range(3)]
        for d, name in zip("abc", ("trust", "ties", "work"), strict=True)
    }
    return sa.survey_from_frame(
        frame, domains=domains, reverse=["b1"], groupings=["town"], scale=(1, 5), min_answered=2
    )  # fmt: skip


def test_every_pair_of_domains_has_a_row(three):
    result = sa.domain_correlations(three)
    assert list(result.table.columns) == [
        "domain1", "domain2", "group_by", "group", "n", "pearson", "pearson_ci_low",
        "pearson_ci_high", "spearman", "spearman_ci_low", "spearman_ci_high", "n_complete",
        "disattenuated", "disattenuated_ci_low", "disattenuated_ci_high", "note",
    ]  # fmt: skip
    pairs = list(zip(result.table.domain1, result.table.domain2, strict=True))
    assert pairs == [("trust", "ties"), ("trust", "work"), ("ties", "work")]
    assert str(result.table.n_complete.dtype) == "int64"


def test_the_scores_are_those_of_the_survey(three):
    table = sa.domain_correlations(three).table
    for row in table.itertuples():
        scores = three.scores[[row.domain1, row.domain2]].dropna()
        assert row.n == len(scores)
        assert row.pearson == pytest.approx(scores.corr().iloc[0, 1], rel=1e-10)
        assert row.spearman == pytest.approx(scores.rank().corr().iloc[0, 1], rel=1e-10)
    assert (table.n_complete < table.n).all() or (table.n_complete <= table.n).all()


def test_disattenuation_uses_the_alphas_of_the_same_respondents(three):
    row = sa.domain_correlations(three, ["trust", "work"]).table.iloc[0]
    items = [f"a{i}" for i in range(3)] + [f"c{i}" for i in range(3)]
    complete = three.frame[items].dropna()
    assert row.n_complete == len(complete)
    same = sa.survey_from_frame(
        complete, domains={"trust": items[:3], "work": items[3:]}, scale=(1, 5)
    )
    alphas = sa.reliability(same).table.alpha
    r = same.scores.corr().iloc[0, 1]
    assert row.disattenuated == pytest.approx(r / np.sqrt(alphas.prod()), rel=1e-10)


def test_small_groups_are_hidden_in_every_pair(three):
    result = sa.domain_correlations(three, by="town")
    hidden = hide(result)
    mask = pd.Series(hidden.masks["table"]).groupby(result.table.group).all()
    assert mask["small"]
    assert not mask["large"]
    assert hidden.frames["table"].loc[hidden.masks["table"], "disattenuated"].isna().all()
    assert "SA401" in [note.code for note in hidden.notes]


def test_a_pair_that_few_answered_is_hidden_for_everybody(three):
    frame = three.frame
    frame.loc[frame.index[5:], ["c0", "c1", "c2"]] = np.nan
    domains = {
        name: [f"{d}{i}" for i in range(3)] for d, name in (("a", "x"), ("b", "y"), ("c", "z"))
    }
    survey = sa.survey_from_frame(frame, domains=domains, scale=(1, 5))  # fmt: skip
    hidden = hide(sa.domain_correlations(survey))
    assert hidden.masks["table"].tolist() == [False, True, True]
    assert "SA402" in [note.code for note in hidden.notes]


def test_it_says_how_many_domains_it_is_about(three):
    result = sa.domain_correlations(three, by="town")
    assert str(result).startswith("Correlations between domains: 3 domains by town")
    assert "3 domains" in repr(result)
    assert "Disattenuated r" in result.to_markdown()
    assert "Связи между доменами" in result.to_html("ru")


def test_weights_are_used_and_shown(answers):
    survey = sa.survey_from_frame(
        answers,
        domains={"one": ["q1", "q2"], "other": ["q3", "q4"]},
        reverse=["q3"],
        weight="w",
    )
    result = sa.domain_correlations(survey)
    assert list(result.table.columns[4:7]) == ["n", "sum_w", "n_eff"]
    scores = survey.scores.dropna()
    covariance = np.cov(scores.to_numpy().T, aweights=answers.w[scores.index])
    expected = covariance[0, 1] / np.sqrt(covariance[0, 0] * covariance[1, 1])
    assert result.table.pearson[0] == pytest.approx(expected, rel=1e-10)
    assert "weighted by w" in result.method


def test_a_formative_domain_is_told(sample_folder):
    survey = sa.load_survey(sample_folder / "responses.csv", sample_folder / "codebook.yaml")
    result = sa.domain_correlations(survey, ["finances", "family"])
    assert [n.values["domain"] for n in result.notes if n.code == "SA361"] == ["finances"]


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"domains": "trust"}, sa.errors.OptionError, "two domains at least"),
        ({"domains": ["trust", "tiez"]}, sa.errors.UnknownNameError, "ties"),
        ({"by": "village"}, sa.errors.UnknownNameError, "town"),
        ({"confidence": 0}, sa.errors.OptionError, "confidence=0"),
    ],
)
def test_a_wrong_call_says_what_is_allowed(three, options, error, message):
    with pytest.raises(error, match=message):
        sa.domain_correlations(three, **options)
