"""dimensionality: is a domain one thing?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from survey_analysis.errors import OptionError, UnknownNameError, check_option, shown
from survey_analysis.findings import Note
from survey_analysis.present.result import Result
from survey_analysis.statistics.bootstrap import SEED, as_generator
from survey_analysis.statistics.item_covariances import Missing, item_covariances
from survey_analysis.statistics.omega import OmegaResult, mcdonald_omega
from survey_analysis.statistics.parallel_analysis import (
    LEAST,
    REPLICATIONS,
    ParallelAnalysis,
    parallel_analysis,
)
from survey_analysis.statistics.polychoric import (
    INDEFINITE,
    PolychoricResult,
    alpha_of_correlations,
    polychoric_correlations,
)
from survey_analysis.survey import Survey
from survey_analysis.tables.counts import FloatArray
from survey_analysis.verbs.frames import counted, sampling_notes, stack, text_of_note, weighting
from survey_analysis.verbs.selection import (
    Names,
    check_survey,
    choose_domains,
    choose_groupings,
    left_out,
    stacked,
)

LEAST_REPLICATIONS = 100
"""Fewer data sets give no 95th percentile worth the name."""

MOST_REPLICATIONS = 100_000
"""More data sets are asked for by mistake."""

Place = tuple[str, str, str]
"""A domain, a grouping and a group."""


LONG = 20
"""Items with more answers are numbers rather than categories."""


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class DimensionalityResult(Result):
    """Eigenvalues of the correlations of the items, beside those of chance; fit of one factor.

    `.table`: domain, component, eigenvalue, parallel_95, group_by, group, n_used,
    variance_share, eigenvalue_polychoric, parallel_95_polychoric, note. One row per component.

    `.fit`: domain, group_by, group, n_items, n_total, n_used, mean_r, components,
    components_polychoric, chi2, df, p_value, cfi, rmsea, srmr, heywood, note. `components` counts
    the first eigenvalues above chance. Under pairwise deletion `n_pair` beside n_used counts the
    respondents behind the weakest correlation, by which rows are hidden.

    `.polychoric(domain)`: the polychoric correlations of the items.
    """

    title: ClassVar[str] = "Dimensionality"
    frames: ClassVar[tuple[str, ...]] = ("table", "fit")

    fit: pd.DataFrame
    correlations: Mapping[Place, pd.DataFrame] = field(default_factory=dict)

    def polychoric(self, domain: str, *, by: str = "", group: str = "") -> pd.DataFrame:
        """The polychoric correlations of the items of a domain: items x items, a copy.

        Parameters
        ----------
        domain : id of a domain of this result.
        by, group : of a result by groups, the id of the grouping and the label of the group.
        """
        places: list[Place] = list(self.correlations)
        for place, (kind, asked) in enumerate(
            (("domain", domain), ("grouping", by), ("group", group))
        ):
            known = dict.fromkeys(one[place] for one in places)
            if asked not in known:
                raise UnknownNameError.of(kind, asked, list(known))
            places = [one for one in places if one[place] == asked]
        return self.correlations[domain, by, group].copy()


def dimensionality(
    survey: Survey,
    domains: Names = None,
    *,
    by: Names = None,
    missing: Missing = "listwise",
    replications: int = REPLICATIONS,
    rng: np.random.Generator | int | None = None,
) -> DimensionalityResult:
    """Is a domain one thing?

    Parameters
    ----------
    survey : a loaded survey.
    domains : ids of domains. None: all.
    by : id of a grouping or a list of them; several are stacked. None: everybody.
    missing : "listwise" uses respondents who answered all items of the domain, "pairwise" for
        each correlation those who answered both items (then without a test of fit).
    replications : data sets of independent items that chance is judged by.
    rng : a seed or a `numpy.random.Generator`. None: a fixed seed, so that the same call gives
        the same numbers. With a seed a domain has the same numbers in whatever company.

    Returns
    -------
    DimensionalityResult with one row per domain, group and component, in codebook order.

    Missing data
    ------------
    Nothing is imputed. `n_total` counts the respondents, `n_used` those in the computation. In a
    weighted survey chance is that of the effective number of respondents.

    Formula
    -------
    See `statistics.parallel_analysis`, `statistics.polychoric` and `statistics.one_factor`.

    Errors
    ------
    UnknownNameError for a domain or grouping that the codebook does not have; OptionError for
    another value of `missing`, `replications` or `rng`.
    """
    check_survey(survey)
    check_option("missing", missing, Missing)
    _check_replications(replications)
    as_generator(rng)
    groupings = choose_groupings(survey, by)
    chosen = choose_domains(survey, domains)
    places = [
        _analyse(survey, domain, grouping, missing, replications, as_generator(rng))
        for domain in chosen
        for grouping in stacked(groupings)
    ]
    return DimensionalityResult(
        table=stack([row for place in places for row in _rows(place)], TABLE),
        fit=stack([_fit_rows(place) for place in places], _fit_columns(missing)),
        correlations=dict(item for place in places for item in _frames(survey, place)),
        notes=(
            *sampling_notes(survey),
            *left_out(survey, groupings),
            *_notes(survey, places),
        ),
        method=_method(survey, missing, replications, rng),
        provenance=survey.provenance.with_options(
            verb="dimensionality",
            domains=list(chosen),
            by=list(groupings),
            missing=missing,
            replications=replications,
            rng=_named(rng),
        ),
        codebook=survey.codebook,
        language=survey.language,
    )


TABLE = (
    "domain", "component", "eigenvalue", "parallel_95", "group_by", "group", "n_used",
    "variance_share", "eigenvalue_polychoric", "parallel_95_polychoric", "note",
)  # fmt: skip
FIT = (
    "domain", "group_by", "group", "n_items", "n_total", "n_used", "mean_r", "components",
    "components_polychoric", "chi2", "df", "p_value", "cfi", "rmsea", "srmr", "heywood", "note",
)  # fmt: skip


def _fit_columns(missing: Missing) -> tuple[str, ...]:
    return (*FIT[:6], "n_pair", *FIT[6:]) if missing == "pairwise" else FIT


@dataclass(frozen=True, kw_only=True)
class _Place:
    """A domain in the groups of one grouping (or in everybody)."""

    domain: str
    grouping: str | None
    labels: tuple[str, ...]
    complete: bool
    n_total: FloatArray
    mean_r: FloatArray
    omega: OmegaResult
    polychoric: PolychoricResult
    by_pearson: ParallelAnalysis
    by_polychoric: ParallelAnalysis

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups that are reported; `("",)` for everybody."""
        return self.labels if self.grouping is None else self.labels[:-1]

    @property
    def n_items(self) -> int:
        """k, the number of items."""
        return len(self.by_pearson.eigenvalues[0])

    @property
    def ids(self) -> dict[str, str]:
        """The id columns of every row."""
        return {"domain": self.domain, "group_by": self.grouping or ""}

    @property
    def name(self) -> str:
        """`trust`, or `trust x age`."""
        return f"{self.domain} × {self.grouping}" if self.grouping else self.domain

    def note(self, group: int) -> Note | None:
        """The gravest thing to know about the eigenvalues of a group, or None."""
        smallest = self.by_pearson.eigenvalues[group, -1]
        if np.isfinite(smallest) and np.isnan(self.by_pearson.components[group]):
            n = int(self.polychoric.pair_n[group].min())
            values = {"n": n, "n_total": int(self.n_total[group]), "needed": LEAST}
            return Note("SA302" if self.complete else "SA311", "warning", values)
        if self.polychoric.notes[group] is None and smallest < -INDEFINITE:
            return Note("SA358", "warning", {"smallest": f"{smallest:.3f}"})
        return self.polychoric.notes[group]


def _analyse(
    survey: Survey,
    domain: str,
    grouping: str | None,
    missing: Missing,
    replications: int,
    rng: np.random.Generator,
) -> _Place:
    moments = survey.moments(domain, grouping)
    pairs = survey.pair_counts(domain, grouping, complete=missing == "listwise")
    varies = np.asarray(pairs.pair_varies)
    both_vary = varies & varies.transpose(0, 2, 1)
    pearson = np.where(both_vary, item_covariances(moments, missing).correlation, np.nan)
    polychoric = polychoric_correlations(pairs)
    # a few heavy weights leave an effective number below what chance needs: then it is the least
    n = np.where(pairs.pair_n >= LEAST, np.maximum(pairs.pair_n_eff, LEAST), pairs.pair_n)
    chance = partial(parallel_analysis, n=n, replications=replications, rng=rng)
    # of a slider, the polychoric correlation is all but Pearson's, and so is its chance
    thresholds = polychoric.thresholds if max(pairs.sizes) <= LONG else None
    return _Place(
        domain=domain,
        grouping=grouping,
        labels=moments.groups,
        complete=pairs.complete,
        n_total=moments.n_total,
        mean_r=alpha_of_correlations(pearson)[0],
        omega=mcdonald_omega(moments, missing=missing),
        polychoric=polychoric,
        by_pearson=chance(pearson),
        by_polychoric=chance(polychoric.correlation, thresholds=thresholds),
    )


def _rows(place: _Place) -> Iterator[dict[str, Any]]:
    """The components of each group."""
    for row, group in enumerate(place.groups):
        yield place.ids | {
            "group": group,
            "component": np.arange(1, place.n_items + 1),
            "n_used": counted(place.polychoric.n)[row],
            "eigenvalue": place.by_pearson.eigenvalues[row],
            "parallel_95": place.by_pearson.chance[row],
            "variance_share": place.by_pearson.eigenvalues[row] / place.n_items,
            "eigenvalue_polychoric": place.by_polychoric.eigenvalues[row],
            "parallel_95_polychoric": place.by_polychoric.chance[row],
            "note": text_of_note(place.note(row)),
        }


def _fit_rows(place: _Place) -> dict[str, Any]:
    reported = slice(len(place.groups))
    fit = place.omega
    return {
        **place.ids,
        "group": place.groups,
        "n_items": place.n_items,
        "n_total": counted(place.n_total[reported]),
        "n_used": counted(place.polychoric.n[reported]),
        "n_pair": counted(place.polychoric.pair_n[reported].min(axis=(1, 2))),
        "mean_r": place.mean_r[reported],
        "components": place.by_pearson.components[reported],
        "components_polychoric": place.by_polychoric.components[reported],
        **{name: getattr(fit, name)[reported] for name in FIT[9:16]},
        "note": [
            text_of_note(fit.notes[row] or place.note(row)) for row in range(len(place.groups))
        ],
    }


def _frames(survey: Survey, place: _Place) -> Iterator[tuple[Place, pd.DataFrame]]:
    names = pd.Index([item.id for item in survey.codebook.items_of(place.domain)], name="item")
    for row, group in enumerate(place.groups):
        matrix = place.polychoric.correlation[row]
        frame = pd.DataFrame(matrix, index=names, columns=names.rename(None))
        yield (place.domain, place.grouping or "", group), frame


def _notes(survey: Survey, places: Sequence[_Place]) -> Iterator[Note]:
    """What there is to say about the domains."""
    yield Note("SA338")
    formative = {d.id for d in survey.codebook.domains if d.measurement == "formative"}
    for domain in dict.fromkeys(place.domain for place in places):
        if domain in formative:
            yield Note("SA361", "note", {"domain": domain})
    for place in places:
        found = np.fmax(place.by_pearson.components, place.by_polychoric.components)
        told = found[: len(place.groups)]
        if place.grouping is not None:
            told = told[place.polychoric.n[: told.size] >= survey.codebook.min_cell]
        several = np.sort(told[told > 1])
        if several.size and place.domain not in formative:
            least, most = int(several[0]), int(several[-1])
            n = str(most) if least == most else f"{least}-{most}"
            yield Note("SA339", "warning", {"where": place.name, "n": n})


def _check_replications(replications: int) -> None:
    whole = isinstance(replications, int | np.integer) and not isinstance(replications, bool)
    if not whole or not LEAST_REPLICATIONS <= replications <= MOST_REPLICATIONS:
        raise OptionError(
            f"replications={shown(replications)} is not allowed. Give a whole number from "
            f"{LEAST_REPLICATIONS} to {MOST_REPLICATIONS:,}."
        )


def _named(rng: np.random.Generator | int | None) -> str:
    if isinstance(rng, np.random.Generator):
        return "generator"
    return f"seed {SEED if rng is None else int(rng)}"


def _method(
    survey: Survey, missing: Missing, replications: int, rng: np.random.Generator | int | None
) -> str:
    rows = {
        "listwise": "respondents with complete answers",
        "pairwise": "for each pair those who answered both",
    }[missing]
    tested = missing == "listwise" and not survey.weighted
    fit = "chi-square, CFI, RMSEA, SRMR" if tested else "SRMR, without a test"
    return (
        f"Eigenvalues of Pearson and of two-step polychoric correlations (Olsson 1979), "
        f"{weighting(survey)}, {rows}, reverse items turned by the declared range. Parallel "
        f"analysis (Horn 1965): 95th percentile (Glorfeld 1995) of {replications:,} sets of "
        f"independent items of as many respondents, {_named(rng)}. One factor by maximum "
        f"likelihood on the covariances: {fit}."
    )
