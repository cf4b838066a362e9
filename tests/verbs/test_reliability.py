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
        ({"interval": "percentile"}, "'bootstrap'"),
        ({"coefficients": ("alpha", "beta")}, "'split_half'"),
        ({"coefficients": {"alpha": 1}}, "Give a list"),
        ({"resamples": 10}, "100 to 100000"),
        ({"rng": "chance"}, "seed"),
        ({"confidence": True}, "0.95"),
    ],
)
def test_a_wrong_option_says_what_is_allowed(survey, options, message):
    with pytest.raises(sa.errors.OptionError, match=message):
        sa.reliability(survey, **options)


def test_a_coefficient_is_a_column_where_it_is_asked_for(survey):
    plain = sa.reliability(survey, coefficients="alpha").table
    assert "omega" not in plain
    every = sa.reliability(survey, coefficients=["ordinal", "split_half", "lambda", "omega"])
    added = [column for column in every.table if column not in plain]
    assert added == [
        "omega", "omega_ci_low", "omega_ci_high", "omega_observed", "lambda1", "lambda2",
        "lambda3", "lambda4", "lambda5", "lambda6", "split_half_min", "split_half_mean",
        "split_half_max", "alpha_ordinal",
    ]  # fmt: skip
    row = every.table.iloc[0]
    assert row.lambda3 == pytest.approx(row.alpha)
    assert row.lambda2 >= row.alpha
    assert row.split_half_max == row.lambda4
    assert row.omega_ci_low < row.omega < row.omega_ci_high


def test_omega_shows_its_model(survey):
    result = sa.reliability(survey)
    fit = result.fit.set_index("domain").loc["trust"]
    loadings = result.factor.loc[result.factor.domain == "trust"]
    total = loadings.loading.sum() ** 2
    omega = total / (total + loadings.residual_variance.sum())
    assert result.table.omega[0] == pytest.approx(omega)
    assert fit.df == 0  # three items
    assert list(loadings.item) == ["q1", "q2", "q3"]
    assert "at least" in result.fit.set_index("domain").loc["ties"].note


def test_every_coefficient_has_its_interval_in_one_frame(survey):
    result = sa.reliability(survey, by="sex", coefficients=("omega", "lambda", "split_half"))
    intervals = result.intervals
    trust = intervals[(intervals.domain == "trust") & (intervals.group == "f")]
    assert list(trust.coefficient) == [
        "alpha", "omega", "omega_observed", "lambda1", "lambda2", "lambda4", "lambda5", "lambda6",
        "split_half_min", "split_half_mean", "split_half_max",
    ]  # fmt: skip
    table = result.table.set_index(["domain", "group"]).loc[("trust", "f")]
    first = trust.iloc[0]
    assert (first.ci_low, first.ci_high) == (table.alpha_ci_low, table.alpha_ci_high)
    known = trust[trust.ci_method != ""]
    assert ((known.ci_low < known.estimate) & (known.estimate < known.ci_high)).all()


def test_the_bootstrap_gives_every_number_an_interval_and_the_seed_repeats_it(survey):
    options = {"interval": "bootstrap", "resamples": 300, "domains": "trust"}
    options["coefficients"] = ("omega", "lambda", "split_half", "ordinal")
    first, again = (sa.reliability(survey, **options) for _ in range(2))
    pd.testing.assert_frame_equal(first.intervals, again.intervals)
    other = sa.reliability(survey, rng=7, **options)
    assert (other.intervals.ci_low != first.intervals.ci_low).any()
    told = (first.intervals.ci_method == "bootstrap") | (first.intervals.note != "")
    assert told.all()
    assert (first.intervals.ci_method[:4] == "bootstrap").all()
    assert first.items.item_rest_r_ci_low.notna().all()
    assert (first.table.ci_method == "bootstrap").all()
    assert "300 resamples" in first.method


def test_under_pairwise_deletion_only_the_bootstrap_gives_an_interval(survey):
    result = sa.reliability(
        survey, domains="trust", missing="pairwise", interval="bootstrap", resamples=200
    )
    row = result.table.iloc[0]
    assert row.alpha_ci_low < row.alpha < row.alpha_ci_high
    assert row.note == ""
    assert (result.items.note == "").all()
    assert "no interval" not in result.method


def test_items_stand_beside_the_whole_scale(survey, answers):
    result = sa.reliability(survey, domains="trust")
    items = result.items.set_index("item")
    assert (items.alpha == result.table.alpha[0]).all()
    assert (items.omega == result.table.omega[0]).all()
    assert items.omega_if_dropped.isna().all()  # two items left
    # q3 is reversed: its highest code is the floor of the domain
    assert items.floor_share["q3"] == pytest.approx((answers.q3 == 5).mean())
    assert items.ceiling_share["q1"] == pytest.approx((answers.q1 == 5).mean())
    inside = (items.item_rest_r_ci_low < items.item_rest_r) & (
        items.item_rest_r < items.item_rest_r_ci_high
    )
    assert inside.all()


def test_a_flag_names_its_reason_and_does_nothing(answers):
    wrong = answers.assign(q4=np.where(np.arange(60) % 10 > 1, 5, 1))
    survey = sa.survey_from_frame(wrong, domains={"d": ["q1", "q2", "q3", "q4"]})
    result = sa.reliability(survey)
    flags = result.items.set_index("item").flag
    assert "runs against the other items" in flags["q3"]
    assert "alpha would be more than .01 higher without it" in flags["q3"]
    assert "highest code" in flags["q4"]
    assert "without an answer" in flags["q2"]
    assert len(result.items) == 4
    russian = result.to_html("ru")
    assert "идёт против остальных пунктов" in russian
    assert "runs against" not in russian


def test_groups_are_compared_and_one_call_is_one_family(survey):
    result = sa.reliability(survey, by=["sex", "age"], domains=["trust", "ties"])
    found = result.differences
    whole = found[found.test == "wald"]
    assert list(whole.domain) == ["trust", "trust", "ties", "ties"]
    assert (whole.group1 == "").all()
    tested = whole.dropna(subset="p_value")
    assert (tested.p_adjusted >= tested.p_value).all()
    assert whole.loc[whole.domain == "ties", "note"].str.contains("at least two").all()
    pair = found[(found.test == "wald_pair") & (found.group_by == "sex")].iloc[0]
    alphas = result.table.set_index(["domain", "group_by", "group"]).alpha
    difference = alphas["trust", "sex", pair.group1] - alphas["trust", "sex", pair.group2]
    assert pair.estimate == pytest.approx(difference)
    assert pair.ci_low < pair.estimate < pair.ci_high
    # two groups: the test of all is the test of the pair
    assert pair.p_value == pytest.approx(tested[tested.group_by == "sex"].p_value.iloc[0])


def test_without_groups_nothing_is_compared(survey):
    assert sa.reliability(survey).differences.empty


def test_alpha_is_never_called_evidence_of_one_dimension(survey):
    assert "SA370" in codes(sa.reliability(survey, domains="trust"))
    assert "SA370" not in codes(sa.reliability(survey, domains="ties"))


def test_the_spss_layout_has_the_two_tables_and_their_names(survey, answers):
    result = sa.reliability(survey, domains="trust")
    layout = result.to_spss_layout()
    printed = str(layout)
    assert printed == repr(layout)
    for name in ("Reliability Statistics", "Item-Total Statistics"):
        assert name in printed
    words = " ".join(layout.to_markdown().split())
    for name in (
        "Cronbach's Alpha Based on Standardized Items", "N of Items", "Scale Mean if Item Deleted",
        "Scale Variance if Item Deleted", "Corrected Item-Total Correlation",
        "Squared Multiple Correlation", "Cronbach's Alpha if Item Deleted",
    ):  # fmt: skip
        assert name in words
    turned = answers[["q1", "q2", "q3"]].assign(q3=6 - answers.q3).dropna()
    items = layout.items.set_index("item")
    rest = turned[["q2", "q3"]].sum(axis=1)
    assert items.scale_mean_if_item_deleted["q1"] == pytest.approx(rest.mean())
    assert items.scale_variance_if_item_deleted["q1"] == pytest.approx(rest.var())
    assert items.corrected_item_total_correlation["q1"] == pytest.approx(turned.q1.corr(rest))
    assert layout.table.cronbachs_alpha[0] == result.table.alpha[0]
    with pytest.raises(sa.errors.OptionError, match="listwise"):
        sa.reliability(survey, missing="pairwise").to_spss_layout()


def test_both_names_of_alpha_are_there(survey):
    assert "Cronbach's alpha (coefficient alpha" in sa.reliability(survey).method


def test_the_page_shows_the_frame_of_intervals_where_it_says_more(survey):
    caption = "Coefficients with intervals"
    plain = sa.reliability(survey)
    assert caption not in str(plain)
    assert len(plain.intervals) == 6
    assert caption in str(sa.reliability(survey, coefficients=("omega", "lambda")))


def test_ordinal_alpha_of_a_slider_is_not_resampled():
    rng = np.random.default_rng(3)
    factor = rng.normal(size=80)
    frame = {f"q{i}": np.clip(np.round(50 + 15 * (factor + rng.normal(size=80))), 0, 100)
             for i in range(3)}  # fmt: skip
    survey = sa.survey_from_frame(pd.DataFrame(frame), domains={"d": [*frame]}, scale=(0, 100))
    options = {"interval": "bootstrap", "resamples": 100, "coefficients": ("ordinal", "lambda")}
    rows = sa.reliability(survey, **options).intervals.set_index("coefficient")
    assert np.isfinite(rows.estimate["alpha_ordinal"])
    assert np.isnan(rows.ci_low["alpha_ordinal"])
    assert "numbers" in rows.note["alpha_ordinal"]
    assert rows.ci_method["alpha"] == "bootstrap"


def test_a_handful_is_not_compared_and_is_named(answers):
    groups = np.where(np.arange(60) < 4, "few", np.where(np.arange(60) % 2, "a", "b"))
    survey = sa.survey_from_frame(
        answers.assign(place=groups), domains={"d": ["q1", "q2", "q4"]}, groupings=["place"]
    )
    result = sa.reliability(survey, by="place")
    assert np.isfinite(result.table.set_index("group").alpha["few"])
    found = result.differences
    assert "few" not in {*found.group1, *found.group2}
    assert found.df[0] == 1
    told = [note for note in result.notes if note.code == "SA383"]
    assert told[0].values["groups"] == ("few",)


def test_a_missing_omega_says_why_in_its_row():
    # one item speaks for itself: the likelihood has no highest point
    rng = np.random.default_rng(0)
    noise = pd.DataFrame(rng.integers(1, 6, (40, 3)), columns=["a", "b", "c"])
    table = sa.reliability(sa.survey_from_frame(noise, domains={"d": ["a", "b", "c"]})).table
    assert np.isfinite(table.alpha[0])
    assert np.isnan(table.omega[0])
    assert "no maximum-likelihood solution" in table.note[0]
