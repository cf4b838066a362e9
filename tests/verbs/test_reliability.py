"""reliability: alpha, items, notes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import survey_analysis as sa


def codes(result) -> list[str]:
    return [note.code for note in result.notes]


def test_reverse_items_are_turned_and_the_interval_is_the_jackknife(survey, answers):
    result = sa.reliability(survey, domains="trust")
    row = result.table.iloc[0]
    turned = answers[["q1", "q2", "q3"]].assign(q3=6 - answers.q3).dropna()
    covariance = turned.cov().to_numpy()
    alpha = 1.5 * (1 - np.trace(covariance) / covariance.sum())
    assert row.alpha == pytest.approx(alpha, rel=1e-12)
    assert (row.n_total, row.n_used, row.n_items) == (60, 53, 3)
    assert row.ci_method == "jackknife"
    assert row.alpha_ci_low < alpha < row.alpha_ci_high
    assert list(result.items.reverse) == [False, False, True]
    assert result.items["mean"][2] == pytest.approx((6 - answers.q3).mean())


def test_a_domain_of_one_item_has_no_alpha_but_a_reason(survey):
    result = sa.reliability(survey, domains="ties")
    assert np.isnan(result.table.alpha[0])
    assert "at least two" in result.table.note[0]
    assert "SA367" in codes(result)


def test_pairwise_deletion_has_no_interval_but_a_reason(survey):
    result = sa.reliability(survey, domains="trust", missing="pairwise")
    row = result.table.iloc[0]
    assert row.n_used == 60
    assert "no interval" in result.method
    assert "jackknife" not in result.method
    assert np.isfinite(row.alpha)
    assert np.isnan(row.alpha_se)
    assert row.ci_method == ""
    assert row.note


def test_an_item_that_everybody_answered_alike_says_so_in_its_own_row(answers):
    survey = sa.survey_from_frame(answers.assign(q4=4), domains={"d": ["q1", "q2", "q4"]})
    items = sa.reliability(survey).items.set_index("item")
    assert items.note["q1"] == items.note["q2"] == ""
    assert np.isnan(items.item_rest_r["q4"])
    assert "same answer" in items.note["q4"]


def test_lost_respondents_and_small_groups_are_told_once(survey):
    result = sa.reliability(survey, domains="trust", by=["sex", "age"])
    assert codes(result).count("SA364") == 1
    few = [note for note in result.notes if note.code == "SA366"]
    assert [note.values["grouping"] for note in few] == ["sex", "age"]
    assert few[0].values["groups"] == ("m",)
    assert "trust" in few[0].say("ru")


def test_negative_alpha_names_the_items(answers):
    wrong = sa.survey_from_frame(answers, domains={"d": ["q1", "q3"]})
    result = sa.reliability(wrong)
    assert result.table.alpha[0] < 0
    note = next(note for note in result.notes if note.code == "SA368")
    assert "q1, q3" in note.text
    assert "nothing was changed" in note.text


def test_a_formative_domain_is_told(sample_folder):
    survey = sa.load_survey(sample_folder / "responses.csv", sample_folder / "codebook.yaml")
    result = sa.reliability(survey, domains=["finances", "family"])
    assert [n.values["domain"] for n in result.notes if n.code == "SA361"] == ["finances"]


def test_rare_two_valued_items_are_told():
    rng = np.random.default_rng(5)
    latent = rng.normal(size=120)
    items = {f"b{i}": (latent + rng.normal(size=120) > 2.2).astype(int) for i in range(3)}
    survey = sa.survey_from_frame(pd.DataFrame(items), domains={"d": list(items)}, scale=(0, 1))
    assert "SA365" in codes(sa.reliability(survey))


def test_weights_are_used_and_shown(weighted):
    result = sa.reliability(weighted, interval="adf")
    assert list(result.table.columns[5:8]) == ["n_used", "sum_w", "n_eff"]
    assert "weighted by w" in result.method


def test_each_item_shows_the_weight_of_those_who_answered_it(weighted, answers):
    items = sa.reliability(weighted, interval="adf").items
    assert list(items.columns[6:10]) == ["n", "sum_w", "n_eff", "missing_share"]
    w = answers.w[answers.q2.notna()]
    q2 = items.set_index("item").loc["q2"]
    assert q2.n == w.size
    assert q2.sum_w == pytest.approx(w.sum())
    assert q2.n_eff == pytest.approx(w.sum() ** 2 / (w**2).sum())


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"missing": "casewise"}, "'listwise', 'pairwise'"),
        ({"interval": "bootstrap"}, "'jackknife'"),
        ({"confidence": True}, "0.95"),
    ],
)
def test_a_wrong_option_says_what_is_allowed(survey, options, message):
    with pytest.raises(sa.errors.OptionError, match=message):
        sa.reliability(survey, **options)
