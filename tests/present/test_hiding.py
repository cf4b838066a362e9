"""Which rows of a result stay hidden whenever it is shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

import survey_analysis as sa
from survey_analysis.findings import Note
from survey_analysis.present.hiding import hide, shown_frames

Make = Callable[..., Any]


def test_nothing_is_hidden_where_groups_are_large(comparison: Make) -> None:
    result = comparison((200, 100, 50))
    hidden = hide(result)
    assert not any(mask.any() for mask in hidden.masks.values())
    assert hidden.notes == ()
    for name in result.frames:
        pd.testing.assert_frame_equal(hidden.frames[name], getattr(result, name))


def test_a_small_group_is_hidden_with_the_next_smallest(comparison: Make) -> None:
    hidden = hide(comparison((200, 60, 4)))
    assert hidden.masks["groups"].tolist() == [False, True, True]
    numbers = hidden.frames["groups"].select_dtypes("number")
    assert numbers.iloc[1:].isna().all(axis=None)
    assert numbers.iloc[0].notna().all()


def test_a_hidden_group_keeps_its_names(comparison: Make) -> None:
    groups = hide(comparison((200, 60, 4))).frames["groups"]
    assert groups["group"].tolist() == ["School", "College", "University"]
    assert set(groups["outcome"]) == {"trust"}


def test_pairs_with_a_hidden_group_are_hidden_and_the_effect_of_all_is_not(
    comparison: Make,
) -> None:
    result = comparison((200, 60, 4))
    hidden = hide(result)
    assert hidden.masks["pairs"].tolist() == [True, True, True]
    assert hidden.frames["pairs"]["estimate"].isna().all()
    kept = ["outcome", "group_by", "test", "n", "adjust", "effect_name", "effect", "note"]
    pd.testing.assert_frame_equal(hidden.frames["table"][kept], result.table[kept])


def test_the_n_of_a_test_does_not_give_away_a_group_that_was_left_out(comparison: Make) -> None:
    result = comparison((200, 60, 1))
    without = replace(result, table=result.table.assign(n=260))
    assert hide(without).frames["table"]["n"].isna().all()
    assert "261" in str(result)
    told = str(without).partition("Groups")[0]
    assert "260" not in told
    assert "hidden" in told


def test_answers_and_missing_answers_of_a_hidden_group_are_hidden(distribution: Make) -> None:
    hidden = hide(distribution((300, 60, 4)))
    assert hidden.masks["shares"].tolist() == [False] * 3 + [True] * 6
    assert hidden.masks["missing"].tolist() == [False] * 2 + [True] * 4
    assert hidden.frames["shares"].loc[3:, ["n", "share", "ci_low"]].isna().all(axis=None)


def test_items_of_a_hidden_group_are_hidden(reliability: Make) -> None:
    hidden = hide(reliability((300, 60, 4)))
    assert hidden.masks["table"].tolist() == [False, True, True]
    assert hidden.masks["items"].tolist() == [False, False, True, True, True, True]
    assert hidden.frames["items"]["label"].tolist()[-1] == "Be careful"


def test_a_group_of_few_respondents_is_hidden_although_many_answers_are_missing(
    distribution: Make,
) -> None:
    result = distribution((300, 60, 200))
    table = result.table.assign(n=[300, 0, 200], n_missing=[3, 4, 3])
    other = replace(result, table=table)
    assert hide(other).masks["table"].tolist() == [False, True, True]


def test_a_group_without_respondents_is_shown(distribution: Make) -> None:
    result = distribution((300, 60, 200))
    table = result.table.assign(n=[300, 0, 200], n_missing=[3, 0, 3])
    assert not hide(replace(result, table=table)).masks["table"].any()


def test_few_complete_answers_in_a_large_group_are_hidden(reliability: Make) -> None:
    result = reliability((300, 60, 40))
    table = result.table.assign(n_used=[300, 50, 3])
    hidden = hide(replace(result, table=table))
    assert hidden.masks["table"].tolist() == [False, True, True]
    assert not hidden.small["table"]["n_total"].any()


def test_everybody_is_hidden_where_few_answered(distribution: Make) -> None:
    hidden = hide(distribution((9,)))
    assert hidden.masks["table"].tolist() == [True]
    assert hidden.masks["shares"].all()
    assert hidden.small["table"]["n"].tolist() == [True]
    assert [note.code for note in hidden.notes] == ["SA402"]
    assert hide(distribution((10,))).notes == ()


def test_the_smallest_group_to_be_shown_comes_from_the_codebook(comparison: Make) -> None:
    assert not hide(comparison((200, 60, 4), min_cell=4)).masks["groups"].any()
    assert hide(comparison((200, 60, 40), min_cell=50)).masks["groups"].any()


def test_each_outcome_and_grouping_is_hidden_on_its_own(comparison: Make) -> None:
    result = comparison((200, 60, 4))
    groups = pd.concat(
        [result.groups, result.groups.assign(outcome="health", n=[200, 60, 40])],
        ignore_index=True,
    )
    assert hide(replace(result, groups=groups)).masks["groups"].tolist() == [
        False, True, True, False, False, False,
    ]  # fmt: skip


def test_a_note_tells_how_many_groups_are_hidden_and_why(comparison: Make) -> None:
    notes = hide(comparison((200, 60, 4))).notes
    assert [(note.code, note.values) for note in notes] == [
        ("SA401", {"hidden": 2, "min_cell": 10}),
        ("SA403", {"rows": 1}),
    ]
    assert "fewer than 10 respondents" in notes[0].text
    assert "меньше 10" in notes[0].say("ru")


def test_words_on_hidden_groups_are_hidden_too(comparison: Make, reliability: Make) -> None:
    left_out = Note("SA320", "note", {"groups": "University"})
    hidden = hide(comparison((200, 60, 4), note=left_out))
    assert "University" not in hidden.frames["table"]["note"].item()
    assert not any("University" in note.text for note in hidden.notes)
    reasons = ["", "", "1 of 4 respondents answered all items; at least 2 are needed"]
    table = hide(reliability((300, 60, 4), reasons=reasons)).frames["table"]
    assert table["note"].tolist() == ["", "", ""]
    assert table["ci_method"].tolist() == ["adf", "", ""]


def test_hiding_never_changes_the_result(reliability: Make) -> None:
    result = reliability((300, 60, 4))
    before = {name: getattr(result, name).copy() for name in result.frames}
    hidden = hide(result)
    hidden.frames["table"].loc[:, "alpha"] = 0.0
    for name, frame in before.items():
        pd.testing.assert_frame_equal(getattr(result, name), frame)


def test_what_does_not_speak_of_persons_is_never_hidden(reliability: Make) -> None:
    hidden = hide(reliability((300, 60, 4)))
    assert hidden.frames["table"]["n_items"].tolist() == [2, 2, 2]
    assert hidden.frames["items"]["reverse"].dtype == np.bool_


def test_shown_frames_mark_hidden_rows(comparison: Make) -> None:
    frames = shown_frames(comparison((200, 60, 4)))
    assert list(frames) == ["table", "groups", "pairs"]
    assert frames["groups"]["hidden"].tolist() == [False, True, True]


@pytest.mark.parametrize("sizes", [(200, 60, 4), (200, 6, 4), (5, 6, 4), (9,)])
def test_no_form_shows_a_number_of_a_hidden_group(reliability: Make, sizes: tuple[int]) -> None:
    result = reliability(sizes)
    hidden = hide(result)
    assert hidden.masks["table"].any()
    secret = result.table.loc[hidden.masks["table"], "alpha"]
    forms = [str(result), result._repr_html_(), result.to_markdown(), result.to_latex("ru")]
    for value in secret:
        for form in forms:
            assert f"{value:.3f}" not in form
            assert f"{value:.3f}".replace(".", ",") not in form


def _survey(groups: list[str], *, items: int = 3, empty: int = 0) -> sa.Survey:
    """Respondents in groups; all but `empty` of them left the first item of `ties` out."""
    rng = np.random.default_rng(4)
    n = len(groups)
    z = rng.normal(size=(n, 1))
    names = [f"q{i}" for i in range(2 * items)]
    answers = pd.DataFrame(
        np.clip(np.round(3 + z + rng.normal(size=(n, 2 * items))), 1, 5), columns=names
    )
    if empty:
        answers.loc[empty:, names[items]] = np.nan
    return sa.survey_from_frame(
        answers.assign(g=groups),
        domains={"trust": names[:items], "ties": names[items:]},
        groupings=["g"],
    )


def test_several_coefficients_do_not_tell_what_one_does_not() -> None:
    # 4 and 10 are hidden; 14 in all would say that the small one has 4 at most
    survey = _survey(["a"] * 4 + ["b"] * 35 + ["c"] * 10)
    hidden = hide(
        sa.reliability(survey, domains="trust", by="g", coefficients=["alpha", "omega", "lambda"])
    )
    for name in ("table", "items", "intervals", "fit", "factor"):
        assert set(hidden.frames[name].loc[hidden.masks[name], "group"]) == {"a", "c"}
        assert not any(told.any() for told in hidden.small[name].values()), name


def test_a_share_of_lost_respondents_does_not_tell_a_hidden_n() -> None:
    survey = _survey(["a"] * 50 + ["b"] * 50, empty=5)
    for result in (sa.reliability(survey), sa.measurement_error(survey)):
        assert "ties (95%)" in " ".join(note.text for note in result.notes)
        assert "95%)" not in str(result)
        assert "SA364" not in {note.code for note in hide(result).notes}


def test_a_hidden_item_does_not_silence_what_is_said_of_its_domain() -> None:
    survey = _survey(["a"] * 50 + ["b"] * 50, empty=5)
    answers = survey.frame.copy()
    answers.loc[:4, "q4"] = np.nan
    nobody = sa.survey_from_frame(answers, domains={"ties": ["q3", "q4", "q5"]})
    result = sa.reliability(nobody)
    assert result.table["n_used"].tolist() == [0]
    hidden = hide(result)
    assert hidden.masks["items"].tolist() == [True, False, False]
    assert {"SA364", "SA367"} <= {note.code for note in hidden.notes}


def test_bands_of_scores_are_protected_in_both_directions() -> None:
    survey = _survey(["a"] * 300 + ["b"] * 300 + ["c"] * 60)
    hidden = hide(sa.measurement_error(survey, "trust", by="g"))
    bands = hidden.frames["bands"].assign(hidden=hidden.masks["bands"])
    assert bands["hidden"].any()
    assert (bands.groupby("band")["hidden"].sum() != 1).all()
    assert (bands.groupby("group")["hidden"].sum() != 1).all()
    assert not bands["hidden"].all()


def test_a_covariance_of_few_respondents_is_hidden_under_pairwise_deletion() -> None:
    answers = _survey(["a"] * 100).frame[["q0", "q1", "q2", "q3", "q4", "q5"]].copy()
    answers.loc[53:, "q0"] = np.nan
    answers.loc[:49, "q1"] = np.nan
    survey = sa.survey_from_frame(
        answers, domains={"trust": ["q0", "q1", "q2"], "ties": ["q3", "q4", "q5"]}
    )
    result = sa.reliability(survey, missing="pairwise")
    assert result.table[["n_used", "n_pair"]].to_numpy().tolist() == [[100, 3], [100, 100]]
    shown = hide(result)
    for name in ("table", "items", "intervals", "fit", "factor"):
        domains = getattr(result, name)["domain"]
        assert shown.masks[name].tolist() == domains.eq("trust").tolist()
    of_dimensions = sa.dimensionality(survey, missing="pairwise", replications=100)
    hidden = hide(of_dimensions)
    assert of_dimensions.fit["n_pair"].tolist() == [3, 100]
    assert hidden.masks["table"].tolist() == [True] * 3 + [False] * 3
    assert "n_pair" not in sa.reliability(survey).table
    assert "n_pair" not in sa.dimensionality(survey, replications=100).fit


@pytest.mark.parametrize(
    ("note", "shown"),
    [
        ("with each step of the groups the mean changes by 0.5 [0.1, 0.9]", ""),
        ("left out: x; with each step of the groups the mean changes by -5 [-9, 1]", "left out: x"),
        ("with each step of the groups the share of the second answer changes by 1 [0, 2]; a", "a"),
    ],
)
def test_a_slope_would_tell_the_mean_of_a_hidden_group(
    comparison: Make, note: str, shown: str
) -> None:
    for sizes, expected in (((200, 60, 4), shown), ((200, 60, 40), note)):
        result = comparison(sizes)
        result = replace(result, table=result.table.assign(note=note))
        assert hide(result).frames["table"]["note"].tolist() == [expected]
