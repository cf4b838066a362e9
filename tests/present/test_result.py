"""Result: what every verb returns."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import FrozenInstanceError, dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from survey_analysis.findings import Note
from survey_analysis.present.result import ROWS_ON_SCREEN, Result

Make = Callable[..., Any]
ROOT = Path(__file__).resolve().parents[2]


def test_the_repr_is_one_short_line(reliability: Make, distribution: Make) -> None:
    assert repr(reliability((300,))) == "ReliabilityResult(Trust, 0 notes)"
    note = Note("SA361", "note", {"domain": "trust"})
    assert repr(reliability(notes=(note,))) == "ReliabilityResult(Trust, 1 note)"
    result = distribution((300, 200, 100))
    table = result.table.assign(outcome=["trust", "health", "health"])
    assert repr(replace(result, table=table)) == "DistributionResult(2 outcomes, 0 notes)"


def test_the_repr_of_a_hostile_label_is_short_and_plain(reliability: Make, hostile: str) -> None:
    shown = repr(reliability((300,), trust=hostile * 100))
    assert len(shown) < 120
    assert shown.isprintable()


def test_a_result_cannot_be_changed(reliability: Make) -> None:
    with pytest.raises(FrozenInstanceError):
        reliability().method = "another"


def test_showing_a_result_changes_none_of_its_frames(
    reliability: Make, comparison: Make, distribution: Make
) -> None:
    for result in (reliability((300, 60, 4)), comparison((300, 60, 4)), distribution((300, 60, 4))):
        before = {name: getattr(result, name).copy() for name in result.frames}
        for form in (str, repr, Result._repr_html_, Result.to_markdown, Result.to_latex):
            form(result)
        for name, frame in before.items():
            pd.testing.assert_frame_equal(getattr(result, name), frame)


def test_forms_speak_the_language_of_the_result_unless_told_otherwise(reliability: Make) -> None:
    result = reliability((300, 200, 100), groups=("Школа", "Колледж", "Вуз"), language="ru")
    for form in (result.to_html, result.to_markdown, result.to_latex):
        assert "Доверие" in form()
        assert "Колледж" in form()
        assert "Trust" in form(lang="en")
        assert "College" in form(lang="en")
    assert "0,200" in str(result)


def test_a_screen_shows_the_first_rows_and_files_show_all(comparison: Make) -> None:
    result = comparison()
    pairs = pd.concat([result.pairs] * 100, ignore_index=True)
    long = replace(result, pairs=pairs)
    left = f"{300 - ROWS_ON_SCREEN // 2} rows more in .pairs"
    assert left in str(long)
    assert left in long._repr_html_()
    assert "more in .pairs" not in long.to_html()


def test_a_result_of_another_verb_is_shown_by_what_its_frames_hold(make_codebook: Make) -> None:
    @dataclass(frozen=True, eq=False, kw_only=True, repr=False)
    class FairnessResult(Result):
        """A verb of tomorrow."""

        title = "Item bias"
        frames = ("table",)

    table = pd.DataFrame({"item": ["tr1", "tr2"], "n": [100, 99], "bias_share": [0.25, 0.5]})
    result = FairnessResult(table=table, codebook=make_codebook())
    assert repr(result) == "FairnessResult(2 items, 0 notes)"
    assert "tr1   100  25.0%" in str(result)
    assert "Item bias: table" in str(result)


def test_showing_results_imports_nothing_heavy() -> None:
    code = (
        "import sys, survey_analysis.present.result\n"
        "heavy = {'matplotlib', 'docx', 'great_tables', 'jinja2', 'scipy', 'statsmodels'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == "[]"
