"""What notes and reasons must not say about hidden groups."""

from __future__ import annotations

import pytest

from survey_analysis.findings import Note
from survey_analysis.present.redaction import Redaction

HIDDEN = Redaction(groups=frozenset({"14-17", "Specialist, master"}))


def test_nothing_is_changed_where_nothing_is_hidden() -> None:
    notes = (Note("SA363", "warning", {"where": "trust", "group": "14-17"}),)
    assert Redaction().notes(notes) == notes
    assert Redaction().sentence("left out: 14-17") == "left out: 14-17"


def test_a_note_on_a_hidden_group_is_dropped_and_one_on_a_shown_group_kept() -> None:
    hidden = Note("SA363", "warning", {"where": "trust by age", "group": "14-17", "alpha": -0.3})
    shown = Note("SA363", "warning", {"where": "trust by age", "group": "18-24", "alpha": -0.3})
    assert HIDDEN.notes((hidden, shown)) == (shown,)


def test_hidden_groups_are_taken_out_of_lists_even_with_commas_in_their_labels() -> None:
    note = Note("SA733", "note", {"groups": "14-17, 18-24, Specialist, master and 3 more"})
    redacted = HIDDEN.note(note)
    assert redacted is not None
    assert redacted.values["groups"] == "(hidden), 18-24, (hidden) and 3 more"


def test_lists_of_labels_lose_hidden_groups() -> None:
    redacted = HIDDEN.note(Note("SA733", "note", {"groups": ("18-24", "14-17")}))
    assert redacted is not None
    assert redacted.values["groups"] == ("18-24", "(hidden)")


def test_a_note_that_lists_nothing_but_hidden_groups_is_dropped() -> None:
    assert HIDDEN.note(Note("SA366", "note", {"groups": "14-17, Specialist, master"})) is None
    assert HIDDEN.note(Note("SA366", "note", {"groups": "14-17 and 3 more"})) is not None


def test_a_note_inside_a_note_is_redacted_too() -> None:
    inner = Note("SA320", "note", {"groups": "14-17, 18-24"})
    redacted = HIDDEN.note(Note("SA371", "note", {"where": "trust by age", "what": inner}))
    assert redacted is not None
    assert "14-17" not in redacted.text
    inside = Note("SA363", "note", {"group": "14-17"})
    assert HIDDEN.note(Note("SA371", "note", {"where": "trust", "what": inside})) is None


def test_sentences_lose_hidden_groups_only_where_they_list_groups() -> None:
    assert HIDDEN.sentence("left out: 18-24, 14-17, 65+") == "left out: 18-24, (hidden), 65+"
    no = Redaction(groups=frozenset({"no"}))
    assert no.sentence("there is no variance: no, yes") == "there is no variance: (hidden), yes"


def test_labels_are_read_literally() -> None:
    odd = Redaction(groups=frozenset({"a.b|c(", "x"}))
    assert odd.sentence("left out: a.b|c(, axb") == "left out: (hidden), axb"


def test_a_note_on_an_outcome_hidden_for_everybody_is_dropped() -> None:
    whole = Redaction(outcomes=frozenset({"trust"}))
    assert whole.note(Note("SA364", "warning", {"where": "trust", "lost": 2})) is None
    assert whole.note(Note("SA364", "warning", {"where": "health", "lost": 2})) is not None


def test_redacted_notes_and_redacted_sentences_agree() -> None:
    for code in ("SA320", "SA733", "SA746"):
        note = Note(code, "note", {"groups": "14-17, 18-24", "few": 30})
        redacted = HIDDEN.note(note)
        assert redacted is not None
        assert redacted.text == HIDDEN.sentence(note.text)


@pytest.mark.parametrize("code", ["SA320", "SA746"])
def test_of_groups_of_one_that_are_hidden_not_even_the_number_is_told(code: str) -> None:
    """Beside a group without respondents, which is shown, `(hidden)` would be a group of one."""
    for groups in ("18-24, 14-17", "14-17, 18-24", "14-17, 18-24, Specialist, master"):
        note = Note(code, values={"groups": groups})
        redacted = HIDDEN.note(note)
        assert redacted is not None
        assert redacted.text == HIDDEN.sentence(note.text)
        assert redacted.text.endswith(": 18-24")
    assert HIDDEN.note(Note(code, values={"groups": "14-17"})) is None


def test_a_sentence_that_lists_hidden_groups_only_is_left_out() -> None:
    alone = Note("SA746", values={"groups": "14-17"}).text
    rough = Note("SA322", values={"n": 1}).text
    assert HIDDEN.sentence(alone) == ""
    assert HIDDEN.sentence(f"{alone}; {rough}") == rough
    assert HIDDEN.sentence(f"{rough}; {alone}") == rough


@pytest.mark.parametrize("code", ["SA329", "SA752"])
def test_how_many_a_test_had_is_not_told_where_groups_are_hidden(code: str) -> None:
    note = Note(code, "note", {"n": 9})
    assert HIDDEN.note(note) is None
    assert HIDDEN.note(Note("SA371", values={"where": "trust × age", "what": note})) is None
    assert Redaction().note(note) == note


def test_a_slope_over_groups_of_which_one_is_hidden_is_dropped() -> None:
    numbers = {"estimate": "0.5", "ci_low": "0.1", "ci_high": "0.9"}
    slope = Note("SA749", values=numbers | {"of_groups": ("14-17", "18-24")})
    assert HIDDEN.note(slope) is None
    assert HIDDEN.note(Note("SA371", values={"where": "trust × age", "what": slope})) is None
    other = Note("SA749", values=numbers | {"of_groups": ("school", "college")})
    assert HIDDEN.note(other) == other
