"""Tables of the reference data, and what R computed from them."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from survey_analysis.tables.cell_design import Sample, with_design
from survey_analysis.tables.counts import Counts, tabulate
from survey_analysis.tables.domain import cross
from survey_analysis.tables.margins import Margins
from survey_analysis.tables.moments import Moments, tabulate_blocks
from survey_analysis.tables.patterns import Patterns, from_rows
from survey_analysis.tables.sampling import Drawn, UnitSums, sampling_units
from survey_analysis.tables.sampling import tabulate_blocks as unit_blocks
from survey_analysis.tables.score_moments import ScoreMoments, tabulate_scores

REFERENCE = Path(__file__).parents[1] / "reference"

SUPPORT = {"score": np.arange(5.0, 26.0), "item": np.arange(1.0, 6.0)}
GROUPS = {"age": ("a0", "a1", "a2", "a3"), "region": ("r0", "r1", "r2")}


def read(name: str) -> dict[str, list[str]]:
    with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {column: [row[column] for row in rows] for column in rows[0]}


@pytest.fixture(scope="session")
def reference() -> Callable[[str], dict[str, Any]]:
    """Values that R computed, by the name of the file."""

    def load(name: str) -> dict[str, Any]:
        values: dict[str, Any] = json.loads((REFERENCE / f"{name}.json").read_text("utf-8"))
        return values

    return load


@pytest.fixture(scope="session")
def respondents() -> dict[str, np.ndarray]:
    """The columns of groups.csv as numbers."""
    return {name: np.array(column, dtype=float) for name, column in read("groups.csv").items()}


@pytest.fixture(scope="session")
def counts_of(respondents: dict[str, np.ndarray]) -> Callable[..., Counts]:
    """Counts of a column of groups.csv by another, with or without weights."""

    def make(column: str, by: str | None = None, weights: np.ndarray | None = None) -> Counts:
        support = SUPPORT[column]
        codes = np.searchsorted(support, respondents[column])
        rows = None if by is None else respondents[by].astype(int)
        labels = () if by is None else GROUPS[by]
        return tabulate(codes, support, rows, (*labels, ""), weights)

    return make


def make_crossed(
    columns: dict[str, np.ndarray],
    outcome: str,
    by: Sequence[str],
    weights: np.ndarray | None = None,
    drawn: Drawn | None = None,
    margins: Margins | None = None,
) -> tuple[Counts, np.ndarray]:
    """Counts of a column by others crossed, nan = missing, and the levels of each crossed group.

    With weights or sampling units the counts carry a design.
    """
    values = columns[outcome]
    support = np.unique(values[~np.isnan(values)])
    position = np.where(np.isnan(values), support.size, np.searchsorted(support, values))
    labels = [tuple(f"{one}{i}" for i in range(int(np.nanmax(columns[one])) + 1)) for one in by]
    codes = [
        np.where(np.isnan(columns[one]), len(of), np.nan_to_num(columns[one])).astype(int)
        for one, of in zip(by, labels, strict=True)
    ]
    levels, group = cross(codes, labels)
    counts = tabulate(position, support, group.codes, group.groups, weights)
    if weights is None and drawn is None:
        return counts, levels
    one = np.ones(values.size) if weights is None else weights
    sample = Sample(drawn=drawn or sampling_units(values.size), weights=one, margins=margins)
    return with_design(counts, position, group.codes, sample), levels


@pytest.fixture(scope="session")
def crossed(respondents: dict[str, np.ndarray]) -> Callable[..., tuple[Counts, np.ndarray]]:
    """Counts of a column of groups.csv by others crossed, and the levels of the crossed groups."""

    def make(
        outcome: str, by: Sequence[str], *, columns: dict[str, np.ndarray] | None = None, **options
    ) -> tuple[Counts, np.ndarray]:
        return make_crossed(respondents if columns is None else columns, outcome, by, **options)

    return make


@pytest.fixture(scope="session")
def answers() -> dict[str, np.ndarray]:
    """items.csv: answers (N, 6) with nan, group rows, weights."""
    columns = read("items.csv")
    cells = np.array([columns[f"q{item}"] for item in range(1, 7)]).T
    return {
        "items": np.array([[float(c) if c else np.nan for c in row] for row in cells]),
        "group": np.searchsorted(["a", "b", "c"], columns["group"]),
        "weight": np.array(columns["weight"], dtype=float),
    }


def make_moments(
    items: np.ndarray,
    group: np.ndarray | None = None,
    labels: Sequence[str] = (),
    weights: np.ndarray | None = None,
) -> Moments:
    """Moments of answers, centred at 3."""
    return tabulate_blocks(
        [(items, group, weights)],
        np.full(items.shape[1], 3.0),
        (*labels, ""),
        weighted=weights is not None,
    )


def make_patterns(
    items: np.ndarray,
    group: np.ndarray | None = None,
    labels: Sequence[str] = (),
    weights: np.ndarray | None = None,
) -> Patterns:
    """Patterns of the complete rows of answers."""
    rows = np.zeros(len(items), dtype=int) if group is None else group
    complete = ~np.isnan(items).any(axis=1)
    one = np.ones(int(complete.sum()))
    w = one if weights is None else weights[complete]
    return from_rows(
        items[complete],
        rows[complete],
        (*labels, ""),
        (one, w, w**2),
        np.bincount(rows, minlength=len(labels) + 1).astype(float),
        weighted=weights is not None,
    )


def make_unit_sums(
    items: np.ndarray,
    drawn: Drawn,
    group: np.ndarray | None = None,
    labels: Sequence[str] = (),
    weights: np.ndarray | None = None,
) -> UnitSums:
    """Sums of answers, centred at 3, in the units that the respondents were drawn in."""
    rows = np.full(len(items), len(labels)) if group is None else group
    cells = rows * drawn.units.n_places + drawn.place
    centre = np.full(items.shape[1], 3.0)
    blocks = [(items, cells, weights)]
    return unit_blocks(blocks, np.unique(cells), centre, (*labels, ""), drawn.units)


@pytest.fixture(scope="session")
def unit_sums_of() -> Callable[..., UnitSums]:
    return make_unit_sums


@pytest.fixture(scope="session")
def clusters() -> dict[str, np.ndarray]:
    """clusters.csv: answers (N, 5) with nan, group rows, and how the respondents were drawn."""
    columns = read("clusters.csv")
    cells = np.array([columns[f"q{item}"] for item in range(1, 6)]).T
    numbers = ("weight", "population", "persons", "share")
    return {
        "items": np.array([[float(c) if c else np.nan for c in row] for row in cells]),
        "group": np.searchsorted(["a", "b", "c"], columns["group"]),
        "stratum": np.unique(columns["stratum"], return_inverse=True)[1],
        "cluster": np.array(columns["cluster"], dtype=int),
        **{name: np.array(columns[name], dtype=float) for name in numbers},
    }


def make_drawn_counts(
    values: np.ndarray,
    weights: np.ndarray | None = None,
    group: np.ndarray | None = None,
    labels: Sequence[str] = (),
    drawn: Drawn | None = None,
    margins: Margins | None = None,
) -> Counts:
    """Counts of answers (nan = none) that know how the respondents were drawn and weighted."""
    support = np.unique(values[~np.isnan(values)])
    position = np.where(np.isnan(values), support.size, np.searchsorted(support, values))
    counts = tabulate(position, support, group, (*labels, ""), weights)
    sample = Sample(
        drawn=drawn or sampling_units(values.size),
        weights=np.ones(values.size) if weights is None else weights,
        margins=margins,
    )
    return with_design(counts, position, group, sample)


@pytest.fixture(scope="session")
def drawn_counts() -> Callable[..., Counts]:
    return make_drawn_counts


DRAWN = {
    "clusters": ("cluster", None),
    "population": ("cluster", "population"),
    "strata": (None, None),
    "persons": (None, "persons"),
    "unweighted": ("cluster", None),
}


@pytest.fixture(scope="session")
def drawn_by(clusters: dict[str, np.ndarray]) -> Callable[..., Drawn]:
    """The sampling units of a design of weighted_distributions.json, of chosen respondents."""

    def make(name: str, rows: np.ndarray | None = None, *, centred: bool = False) -> Drawn:
        cluster, population = DRAWN[name]
        chosen = np.arange(len(clusters["weight"])) if rows is None else rows
        numbers = position = None
        if population:
            numbers, position = np.unique(clusters[population][chosen], return_inverse=True)
        return sampling_units(
            chosen.size,
            clusters["stratum"][chosen],
            None if cluster is None else clusters[cluster][chosen],
            position,
            numbers,
            centred=centred,
        )

    return make


@pytest.fixture(scope="session")
def moments_of() -> Callable[..., Moments]:
    return make_moments


@pytest.fixture(scope="session")
def patterns_of() -> Callable[..., Patterns]:
    return make_patterns


def make_scores(
    codes: np.ndarray,
    *,
    support: np.ndarray | None = None,
    group: np.ndarray | None = None,
    labels: Sequence[str] = (),
    weights: np.ndarray | None = None,
    drawn: bool = False,
    strata: np.ndarray | None = None,
    clusters: np.ndarray | None = None,
    ranked: bool = False,
) -> ScoreMoments:
    """Moments of scores 1 to 5, given by position (N, k); a position past the end is no score."""
    values = np.arange(1.0, 6.0) if support is None else support
    sample = None
    if drawn or strata is not None or clusters is not None:
        units = sampling_units(len(codes), strata, clusters)
        sample = Sample(drawn=units, weights=np.ones(len(codes)) if weights is None else weights)
    scores = [(column, values) for column in codes.T]
    return tabulate_scores(scores, 3.0, group, (*labels, ""), weights, sample, ranked=ranked)


@pytest.fixture(scope="session")
def scores_of() -> Callable[..., ScoreMoments]:
    return make_scores


@pytest.fixture(scope="session")
def paired_scores(
    answers: dict[str, np.ndarray], clusters: dict[str, np.ndarray]
) -> Callable[..., ScoreMoments]:
    """Three domains of items.csv or clusters.csv, as in paired.R."""

    def make(name: str, *, by_group: bool = False, by_design: bool = False, **options: Any) -> Any:
        data = {"items": answers, "clusters": clusters}[name]
        halves = {"items": (slice(0, 2), slice(2, 4), slice(4, 6))}
        parts = halves.get(name, (slice(0, 2), slice(2, 4), slice(4, 5)))
        scores = np.column_stack([data["items"][:, part].mean(axis=1) for part in parts])
        support = np.arange(1.0, 5.5, 0.5)
        codes = np.where(np.isnan(scores), support.size, np.searchsorted(support, scores))
        options |= {"group": data["group"], "labels": ("a", "b", "c")} if by_group else {}
        if by_design:
            options |= {"weights": data["weight"], "drawn": True}
        if by_design and name == "clusters":
            options |= {"strata": data["stratum"], "clusters": data["cluster"]}
        return make_scores(codes, support=support, **options)

    return make
