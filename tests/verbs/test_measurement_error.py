"""measurement_error: the result, its notes, what is hidden."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import survey_analysis as sa
from survey_analysis.codebook import Composite
from survey_analysis.present.hiding import hide


def codes(result) -> list[str]:
    return [note.code for note in result.notes]


@pytest.fixture(scope="module")
def many() -> sa.Survey:
    """Four hundred respondents, two domains that go together, two groupings."""
    rng = np.random.default_rng(5)
    latent = rng.normal(size=(400, 1))
    own = rng.normal(size=(400, 2, 1))
    made = 3 + latent[:, None] + 0.7 * own + rng.normal(size=(400, 2, 3))
    items = np.clip(np.round(made), 1, 5).reshape(400, 6)
    frame = pd.DataFrame(items, columns=[f"{d}{i}" for d in "ab" for i in range(3)])
    frame["sex"] = np.where(np.arange(400) % 3, "f", "m")
    frame["town"] = np.where(np.arange(400) < 8, "small", np.where(np.arange(400) < 60, "mid", "x"))
    return sa.survey_from_frame(
        frame,
        domains={"trust": ["a0", "a1", "a2"], "ties": ["b0", "b1", "b2"]},
        groupings=["sex", "town"],
        scale=(1, 5),
    )


@pytest.fixture(scope="module")
def with_composite(many) -> sa.Survey:
    composite = Composite(
        id="bonds",
        label={"en": "Bonds"},
        weights=(("trust", 2.0), ("ties", 1.0)),
        range=(0.0, 99.0),
    )
    return replace(many, codebook=replace(many.codebook, composites=(composite,)), _made={})


def test_every_domain_has_a_row_and_five_bands(many):
    result = sa.measurement_error(many)
    assert list(result.table.columns) == [
        "outcome", "group_by", "group", "n_total", "n_used", "reliability", "sem",
        "smallest_real_difference", "pairs_tied", "pairs_reversed", "top_tenth_share",
        "top_tenth_kept", "note",
    ]  # fmt: skip
    assert list(result.bands.columns) == [
        "outcome", "group_by", "group", "band", "low", "high", "n", "sem",
    ]  # fmt: skip
    assert list(result.table.outcome) == ["trust", "ties"]
    assert list(result.bands.band[:5]) == ["1–1.8", "1.8–2.6", "2.6–3.4", "3.4–4.2", "4.2–5"]
    assert result.bands.n.sum() == 800
    assert str(result.table.n_used.dtype) == "int64"
    assert (result.table.note == "").all()
    assert codes(result) == ["SA395"]


def test_the_error_is_that_of_reliability(many):
    ours = sa.measurement_error(many, by=["sex", "town"]).table
    theirs = sa.reliability(many, by=["sex", "town"]).table
    assert list(ours.outcome) == list(theirs.domain)
    assert list(ours.group) == list(theirs.group)
    assert ours.reliability.to_numpy() == pytest.approx(theirs.alpha.to_numpy(), rel=1e-10)
    assert ours["sem"].to_numpy() == pytest.approx(theirs["sem"].to_numpy(), rel=1e-10)


def test_a_composite_stands_in_the_units_of_its_range(with_composite):
    result = sa.measurement_error(with_composite, ["trust", "bonds"], by="sex")
    table = result.table[result.table.outcome == "bonds"]
    composite = sa.composite(with_composite, "bonds", by="sex").table
    assert table["sem"].to_numpy() == pytest.approx(composite["sem"].to_numpy(), rel=1e-10)
    assert table.reliability.to_numpy() == pytest.approx(composite.reliability.to_numpy())
    bands = result.bands[result.bands.outcome == "bonds"]
    assert (bands.low.min(), bands.high.max()) == (0, 99)
    assert "Bonds" in str(result)
    assert list(sa.measurement_error(with_composite).table.outcome) == ["trust", "ties"]


def test_two_positional_arguments_are_the_survey_and_the_ids(many):
    by_position = sa.measurement_error(many, "ties")
    named = sa.measurement_error(many, domains_or_composite=["ties"])
    pd.testing.assert_frame_equal(by_position.table, named.table)
    with pytest.raises(TypeError):
        sa.measurement_error(many, "ties", "sex")


def test_the_sentence_tells_what_the_numbers_mean_in_both_languages(many):
    note = sa.measurement_error(many, confidence=0.9).notes[0]
    assert "90 %" in note.text
    for column in ("smallest_real_difference", "pairs_reversed", "top_tenth_kept"):
        assert column in note.text
        assert column in note.say("ru")


def test_small_bands_are_hidden_when_shown_and_not_to_be_subtracted(many):
    result = sa.measurement_error(many, "trust", by="town")
    hidden = hide(result)
    bands = hidden.frames["bands"].assign(was=result.bands.n, mask=hidden.masks["bands"])
    assert bands.loc[(bands.was > 0) & (bands.was < 10), "mask"].all()
    assert bands.loc[bands["mask"], "sem"].isna().all()
    assert bands.loc[bands["mask"], "band"].ne("").all()
    # a group that is hidden takes its bands along, and tells of none that it is small
    assert bands.loc[bands.group == "small", "mask"].all()
    small = hidden.small["bands"]["n"][(bands.group == "small").to_numpy()]
    assert not small.any()
    for _, part in bands[~bands.group.isin(["small", "mid"])].groupby("group"):
        assert part["mask"].sum() != 1
    assert "SA401" in [note.code for note in hidden.notes]
    assert not hidden.masks["table"].all()
    assert "·" in str(result)


def test_hidden_bands_alone_are_told(many):
    frame = many.frame
    frame.loc[frame.index[:5], ["a0", "a1", "a2"]] = 1
    frame.loc[frame.index[5:], ["a0", "a1", "a2"]] = np.clip(
        frame.loc[frame.index[5:], ["a0", "a1", "a2"]], 3, 5
    )
    survey = sa.survey_from_frame(frame, domains={"trust": ["a0", "a1", "a2"]}, scale=(1, 5))
    hidden = hide(sa.measurement_error(survey))
    told = [note for note in hidden.notes if note.code == "SA398"]
    assert told[0].values["hidden"] == 2
    assert "SA401" not in [note.code for note in hidden.notes]
    assert not hidden.masks["table"].any()


def test_what_cannot_be_said_has_a_reason_in_its_row(survey):
    result = sa.measurement_error(survey, by="sex")
    ties = result.table[result.table.outcome == "ties"]
    assert ties["sem"].isna().all()
    assert ties.note.str.contains("at least two").all()
    assert "SA362" in codes(result)
    assert "SA367" in codes(sa.measurement_error(survey, "ties"))


def test_lost_respondents_and_small_groups_are_told(survey):
    result = sa.measurement_error(survey, "trust", by=["sex", "age"])
    assert "SA364" in codes(result)
    few = [note for note in result.notes if note.code == "SA366"]
    assert [note.values["grouping"] for note in few] == ["sex", "age"]
    frame = survey.frame.iloc[:20]
    few = sa.survey_from_frame(frame, domains={"d": ["q1", "q2"]}, scale=(1, 5))
    assert "SA369" in codes(sa.measurement_error(few))


def test_an_empty_survey_has_rows_of_nothing(survey):
    empty = sa.survey_from_frame(survey.frame.iloc[:0], domains={"d": ["q1", "q2"]}, scale=(1, 5))
    result = sa.measurement_error(empty)
    assert result.table.n_used[0] == 0
    assert result.bands.n.tolist() == [0] * 5
    assert result.table["sem"].isna().all()


def test_weights_are_used_and_shown(weighted):
    result = sa.measurement_error(weighted, by="sex")
    assert list(result.table.columns[4:7]) == ["n_used", "sum_w", "n_eff"]
    assert list(result.bands.columns[6:9]) == ["n", "sum_w", "n_eff"]
    assert "weighted by w" in result.method
    assert result.bands.sum_w.sum() == pytest.approx(result.table.sum_w.sum())


def test_a_formative_domain_is_told(sample_folder):
    survey = sa.load_survey(sample_folder / "responses.csv", sample_folder / "codebook.yaml")
    result = sa.measurement_error(survey, ["finances", "family"])
    assert [n.values["domain"] for n in result.notes if n.code == "SA361"] == ["finances"]


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"domains_or_composite": "trst"}, sa.errors.UnknownNameError, "trust"),
        ({"by": "gender"}, sa.errors.UnknownNameError, "gender"),
        ({"confidence": 95}, sa.errors.OptionError, "confidence=95"),
        ({"domains_or_composite": 7}, sa.errors.OptionError, "domains_or_composite=7"),
    ],
)
def test_a_wrong_call_says_what_is_allowed(many, options, error, message):
    with pytest.raises(error, match=message):
        sa.measurement_error(many, **options)


def test_it_asks_for_a_survey():
    with pytest.raises(sa.errors.OptionError, match="a Survey is needed"):
        sa.measurement_error(pd.DataFrame())


def test_it_can_be_shown_in_every_form(many):
    result = sa.measurement_error(many, by="sex")
    assert "Pairs reversed" in result.to_markdown()
    assert "Ошибка измерения" in result.to_html("ru")
    assert "Score" in result.to_latex()
