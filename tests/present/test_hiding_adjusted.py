"""Which rows of adjusted comparisons stay hidden whenever they are shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd
import pytest

from survey_analysis.findings import Note
from survey_analysis.present.hiding import hide
from survey_analysis.present.layout import page_of
from survey_analysis.present.provenance import Provenance
from survey_analysis.present.result import Result

Make = Callable[..., Any]
GROUPS = ("School", "College", "University")
LEVELS = ("North", "South", "West")
PLACE = {"outcome": "trust", "group_by": "education"}
PAIRS = ((0, 1), (0, 2), (1, 2))


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class ComparisonResult(Result):
    """A comparison with the frames of adjusted ones."""

    title: ClassVar[str] = "Comparisons"
    frames: ClassVar[tuple[str, ...]] = (
        "table", "groups", "adjusted", "adjusted_pairs", "adjusted_tests", "simple",
        "simple_means", "simple_pairs", "odds",
    )  # fmt: skip

    groups: pd.DataFrame
    adjusted: pd.DataFrame
    adjusted_pairs: pd.DataFrame
    adjusted_tests: pd.DataFrame
    simple: pd.DataFrame
    simple_means: pd.DataFrame
    simple_pairs: pd.DataFrame
    odds: pd.DataFrame


def pairs(n: Sequence[int], **place: str) -> list[dict[str, Any]]:
    return [
        {**PLACE, **place, "group1": GROUPS[i], "group2": GROUPS[j], "n1": n[i], "n2": n[j],
         "estimate": 0.5, "p_value": 0.2, "note": ""}
        for i, j in PAIRS
    ]  # fmt: skip


@pytest.fixture
def comparison(make_codebook: Make) -> Make:
    """Groups of education, raw and adjusted, and at each of three levels of region."""

    def make(
        sizes: Sequence[int] = (200, 100, 60),
        *,
        adjusted: Sequence[int] | None = None,
        cells: Sequence[Sequence[int]] = ((80, 40, 30), (60, 30, 20), (60, 30, 10)),
        notes: tuple[Note, ...] = (),
    ) -> ComparisonResult:
        fewer = sizes if adjusted is None else adjusted
        n = np.array(fewer, dtype=np.int64)
        means = pd.DataFrame({**PLACE, "group": GROUPS, "n": n, "mean": 2 + n / 1000})
        row = {**PLACE, "test": "wald_f", "statistic": 2.0, "df1": 2.0, "df2": 90.0, "note": ""}
        return ComparisonResult(
            table=pd.DataFrame([{**row, "n": sum(sizes)}]),
            groups=pd.DataFrame({**PLACE, "group": GROUPS, "n": list(sizes), "mean": 2.0}),
            adjusted=pd.concat(
                [means.assign(weights=w, mean_raw=2.0, note="") for w in ("equal", "population")],
                ignore_index=True,
            ),
            adjusted_pairs=pd.DataFrame(pairs(fewer)).drop(columns=["n1", "n2"]),
            adjusted_tests=pd.DataFrame(
                [{**row, "term": term} for term in ("education", "education × region")]
            ),
            simple=pd.DataFrame(
                [{**row, "within": "region", "within_group": level} for level in LEVELS]
            ),
            simple_means=pd.DataFrame(
                [
                    {**PLACE, "within": "region", "within_group": level, "group": group,
                     "n": size, "mean": 2.0, "note": ""}
                    for level, row in zip(LEVELS, cells, strict=True)
                    for group, size in zip(GROUPS, row, strict=True)
                ]
            ),
            simple_pairs=pd.DataFrame(
                [
                    pair
                    for level, row in zip(LEVELS, cells, strict=True)
                    for pair in pairs(row, within="region", within_group=level)
                ]
            ).drop(columns=["n1", "n2"]),
            odds=pd.DataFrame(pairs(fewer)[:2]),
            notes=notes,
            method="Adjusted.",
            provenance=Provenance(n_respondents=sum(sizes), options={"confidence": 0.95}),
            codebook=make_codebook(),
        )  # fmt: skip

    return make


def test_nothing_is_hidden_where_groups_and_cells_are_large(comparison: Make) -> None:
    hidden = hide(comparison())
    assert not any(mask.any() for mask in hidden.masks.values())
    assert hidden.notes == ()


def test_a_group_hidden_among_the_raw_ones_is_hidden_everywhere(comparison: Make) -> None:
    hidden = hide(comparison((200, 60, 4)))
    assert hidden.masks["groups"].tolist() == [False, True, True]
    assert hidden.masks["adjusted"].tolist() == [False, True, True] * 2
    assert hidden.masks["adjusted_pairs"].all()
    assert hidden.masks["odds"].all()
    assert hidden.masks["simple_means"].tolist() == [False, True, True] * 3
    assert hidden.masks["simple_pairs"].all()
    assert not hidden.masks["adjusted_tests"].any()
    numbers = hidden.frames["adjusted"].loc[[1, 2, 4, 5], ["n", "mean", "mean_raw"]]
    assert numbers.isna().all(axis=None)
    assert [note.code for note in hidden.notes] == ["SA401"]


def test_both_kinds_of_weights_are_looked_at_on_their_own(comparison: Make) -> None:
    """The two rows of a group are no company for each other: another group is hidden with it."""
    hidden = hide(comparison((200, 60, 40), adjusted=(190, 50, 4)))
    assert not hidden.masks["groups"].any()
    assert hidden.masks["adjusted"].tolist() == [False, True, True] * 2


def test_the_n_of_the_test_of_all_is_shown_as_without_the_adjusted_frames(comparison: Make) -> None:
    hidden = hide(comparison((200, 60, 4)))
    assert hidden.frames["table"]["n"].tolist() == [264]


def test_a_small_cell_is_protected_both_ways(comparison: Make) -> None:
    cells = ((80, 40, 4), (60, 30, 26), (60, 30, 30))
    hidden = hide(comparison(cells=cells))
    mask = hidden.masks["simple_means"].reshape(3, 3)
    assert mask[0, 2]
    for lines in (mask, mask.T):
        assert all(line.sum() != 1 for line in lines)
    assert not mask.all()
    assert not hidden.masks["groups"].any()
    assert not hidden.masks["adjusted"].any()
    assert not hidden.small["simple_means"]["n"].any()
    assert hidden.frames["simple_means"]["mean"][2::9].isna().all()


def test_pairs_at_a_level_follow_its_cells_only(comparison: Make) -> None:
    hidden = hide(comparison(cells=((80, 40, 4), (60, 30, 26), (60, 30, 30))))
    mask = hidden.masks["simple_means"].reshape(3, 3)
    expected = [mask[level, i] or mask[level, j] for level in range(3) for i, j in PAIRS]
    assert hidden.masks["simple_pairs"].tolist() == expected
    assert not hidden.masks["adjusted_pairs"].any()


def test_the_test_of_a_level_is_hidden_where_all_its_cells_are(comparison: Make) -> None:
    hidden = hide(comparison(cells=((80, 40, 30), (60, 30, 20), (3, 4, 2))))
    gone = hidden.masks["simple_means"].reshape(3, 3).all(axis=1)
    assert gone.tolist() == [False, True, True]  # the second protects the third
    assert hidden.masks["simple"].tolist() == gone.tolist()
    assert hidden.frames["simple"]["df2"].isna().tolist() == gone.tolist()
    assert hidden.masks["simple_pairs"][6:].all()
    assert not hide(comparison()).masks["simple"].any()


def test_a_note_counts_the_cells_and_names_no_group(comparison: Make) -> None:
    small = Note("SA767", values={"where": "education", "groups": ("School", "University")})
    hidden = hide(comparison(cells=((80, 40, 4), (60, 30, 26), (60, 30, 30)), notes=(small,)))
    codes = {note.code: note for note in hidden.notes}
    assert codes["SA766"].values["hidden"] == hidden.masks["simple_means"].sum()
    assert "fewer than 10" in codes["SA766"].text
    assert "SA401" not in codes
    assert codes["SA767"] == small


def test_pairs_with_few_respondents_are_hidden_though_the_groups_are_not(comparison: Make) -> None:
    hidden = hide(comparison((200, 60, 40), adjusted=(190, 50, 4)))
    assert hidden.masks["odds"].tolist() == [True, True]
    odds = comparison((200, 60, 40), adjusted=(190, 50, 40)).odds
    assert odds["n2"].tolist() == [50, 40]


def test_a_page_names_the_levels_and_the_terms(comparison: Make) -> None:
    page = page_of(comparison())
    tables = {table.frame: table for table in page.tables}
    heads = [column.title for column in tables["simple_means"].columns if column.head]
    assert heads == ["Outcome", "Region", "Education"]
    assert tables["simple_means"].columns[1].cells[:2] == ("North", "North")
    terms = next(c for c in tables["adjusted_tests"].columns if c.title == "Characteristic")
    assert terms.cells == ("Education", "Education × Region")
    weights = next(c for c in tables["adjusted"].columns if c.title == "Averaged over")
    assert set(weights.cells) == {"equal weights", "shares of respondents"}
    russian = page_of(comparison(), "ru")
    terms = next(c for t in russian.tables for c in t.columns if c.title == "Характеристика")
    assert terms.cells[1] == "Образование × Регион"
    assert all(table.caption for table in russian.tables)
