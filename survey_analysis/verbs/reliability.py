"""reliability: how consistently do the items of a domain speak?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from survey_analysis.errors import check_confidence, check_option, listing
from survey_analysis.findings import Note
from survey_analysis.present.result import Result
from survey_analysis.statistics.item_covariances import Missing
from survey_analysis.statistics.items import ItemAnalysis, item_analysis
from survey_analysis.statistics.reliability import (
    ADF_FROM,
    AlphaResult,
    IntervalMethod,
    cronbach_alpha,
)
from survey_analysis.survey import Survey
from survey_analysis.tables.counts import FloatArray
from survey_analysis.tables.moments import Moments
from survey_analysis.verbs.frames import counted, stack, weighting
from survey_analysis.verbs.selection import (
    Names,
    choose_domains,
    choose_groupings,
    label_of_item,
    stacked,
)

LOST_SHARE = 0.1
"""A note tells when more than this share of respondents is lost to missing answers."""

EVERYBODY = "all respondents"

FEW = 30
"""Alpha of fewer respondents gets a note."""


@dataclass(frozen=True, eq=False, kw_only=True)
class ReliabilityResult(Result):
    """Cronbach's alpha (coefficient alpha) of domains, and their items.

    `.table`: domain, group_by, group, n_items, n_total, n_used, alpha, alpha_se, alpha_ci_low,
    alpha_ci_high, ci_method, alpha_std, mean_r, sem, note. `n_used` are respondents with
    complete answers, `sem` is in the units of the mean score.

    `.items`: domain, group_by, group, item, label, reverse, n, missing_share, mean, sd,
    item_rest_r, alpha_if_dropped, note. Reverse items are turned.
    """

    title: ClassVar[str] = "Reliability"
    frames: ClassVar[tuple[str, ...]] = ("table", "items")

    items: pd.DataFrame


def reliability(
    survey: Survey,
    *,
    domains: Names = None,
    by: Names = None,
    missing: Missing = "listwise",
    interval: IntervalMethod = "auto",
    confidence: float = 0.95,
) -> ReliabilityResult:
    """How consistently do the items of a domain speak, and which item speaks against the rest?

    Parameters
    ----------
    survey : a loaded survey.
    domains : ids of domains. None: all.
    by : id of a grouping or a list of them; several are stacked. None: everybody.
    missing : "listwise" uses respondents who answered all items of the domain, "pairwise" every
        pair of answers (then without an interval).
    interval : "auto" (jackknife below 300 respondents, distribution-free above), "jackknife",
        "adf", "feldt" or "normal".
    confidence : level of the intervals, such as 0.95.

    Returns
    -------
    ReliabilityResult with one row per domain (and group), in codebook order.

    Missing data
    ------------
    Nothing is imputed. `n_total` counts the respondents, `n_used` those in the computation.

    Formula
    -------
    See `statistics.reliability.cronbach_alpha` and `statistics.items.item_analysis`.

    Errors
    ------
    UnknownNameError for a domain or grouping that the codebook does not have; OptionError for
    another value of `missing`, `interval` or `confidence`.
    """
    check_option("missing", missing, Missing)
    check_option("interval", interval, IntervalMethod)
    confidence = check_confidence(confidence)
    groupings = choose_groupings(survey, by)
    chosen = choose_domains(survey, domains)
    places = [
        _analyse(survey, domain, grouping, missing, interval, confidence)
        for domain in chosen
        for grouping in stacked(groupings)
    ]
    weights = ["sum_w", "n_eff"] if survey.weighted else []
    return ReliabilityResult(
        table=stack([_row(place) for place in places], [*TABLE[:6], *weights, *TABLE[6:]]),
        items=stack([row for place in places for row in _item_rows(survey, place)], ITEMS),
        notes=(*_formative(survey, chosen), *(n for p in places for n in _notes(survey, p))),
        method=_method(survey, missing, interval, confidence),
        provenance=survey.provenance.with_options(
            verb="reliability",
            domains=list(chosen),
            by=list(groupings),
            missing=missing,
            interval=interval,
            confidence=confidence,
        ),
        codebook=survey.codebook,
        language=survey.language,
    )


TABLE = (
    "domain", "group_by", "group", "n_items", "n_total", "n_used", "alpha", "alpha_se",
    "alpha_ci_low", "alpha_ci_high", "ci_method", "alpha_std", "mean_r", "sem", "note",
)  # fmt: skip
ITEMS = (
    "domain", "group_by", "group", "item", "label", "reverse", "n", "missing_share", "mean", "sd",
    "item_rest_r", "alpha_if_dropped", "note",
)  # fmt: skip


def _formative(survey: Survey, domains: Sequence[str]) -> Iterator[Note]:
    for domain in domains:
        if survey.codebook.domain(domain).measurement == "formative":
            yield Note("SA361", "note", {"domain": domain})


@dataclass(frozen=True, kw_only=True)
class _Place:
    """A domain in the groups of one grouping (or in everybody)."""

    domain: str
    grouping: str | None
    moments: Moments
    alpha: AlphaResult
    items: ItemAnalysis

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups that are reported; `("",)` for everybody."""
        return self.moments.groups if self.grouping is None else self.moments.groups[:-1]

    @property
    def ids(self) -> dict[str, str]:
        """The id columns of every row."""
        return {"domain": self.domain, "group_by": self.grouping or ""}

    def each(self, per_group: FloatArray) -> list[tuple[str, float]]:
        """Every reported group, in words, with its entry."""
        return [(group or EVERYBODY, per_group[row]) for row, group in enumerate(self.groups)]


def _analyse(
    survey: Survey,
    domain: str,
    grouping: str | None,
    missing: Missing,
    interval: IntervalMethod,
    confidence: float,
) -> _Place:
    moments = survey.moments(domain, grouping)
    small = interval == "auto" and bool((moments.n < ADF_FROM).any())
    by_rows = missing == "listwise" and (interval == "jackknife" or small)
    alpha = cronbach_alpha(
        moments,
        missing=missing,
        interval=interval,
        confidence=confidence,
        patterns=survey.patterns(domain, grouping) if by_rows else None,
    )
    items = item_analysis(moments, missing=missing)
    return _Place(domain=domain, grouping=grouping, moments=moments, alpha=alpha, items=items)


def _row(place: _Place) -> dict[str, Any]:
    alpha, reported = place.alpha, slice(len(place.groups))
    with np.errstate(invalid="ignore"):
        n_eff = place.moments.w**2 / place.moments.w2
    return place.ids | {
        "group": place.groups,
        "n_items": alpha.n_items,
        "n_total": counted(alpha.n_total[reported]),
        "n_used": counted(alpha.n_used[reported]),
        "sum_w": place.moments.w[reported],
        "n_eff": n_eff[reported],
        "alpha": alpha.alpha[reported],
        "alpha_se": alpha.alpha_se[reported],
        "alpha_ci_low": alpha.ci_low[reported],
        "alpha_ci_high": alpha.ci_high[reported],
        "ci_method": alpha.ci_method[reported],
        "alpha_std": alpha.alpha_std[reported],
        "mean_r": alpha.mean_r[reported],
        "sem": alpha.sem[reported],
        "note": [_text(note) for note in alpha.notes[reported]],
    }


def _text(note: Note | None) -> str:
    return note.text if note else ""


def _item_rows(survey: Survey, place: _Place) -> list[dict[str, Any]]:
    items = survey.codebook.items_of(place.domain)
    found = place.items
    head = place.ids | {
        "item": [item.id for item in items],
        "label": [label_of_item(survey, item) for item in items],
        "reverse": [item.reverse for item in items],
    }
    return [
        head
        | {
            "group": group,
            "n": counted(found.n[row]),
            "missing_share": found.missing_share[row],
            "mean": found.mean[row],
            "sd": found.sd[row],
            "item_rest_r": found.item_rest_r[row],
            "alpha_if_dropped": found.alpha_if_dropped[row],
            "note": _text(found.notes[row]),
        }
        for row, group in enumerate(place.groups)
    ]


def _notes(survey: Survey, place: _Place) -> Iterator[Note]:
    alpha = place.alpha
    by = f" by {place.grouping}" if place.grouping else ""
    where = {"where": f"{place.domain}{by}"}
    missed = [group for group, value in place.each(alpha.alpha) if np.isnan(value)]
    if missed:
        yield Note("SA362", "warning", where | {"groups": listing(missed)})
    for row, (group, value) in enumerate(place.each(alpha.alpha)):
        if value < 0:
            items = survey.codebook.items_of(place.domain)
            against = zip(items, place.items.item_rest_r[row] < 0, strict=True)
            names = listing([item.id for item, flag in against if flag]) or "none alone"
            yield Note("SA363", "warning", where | {"group": group, "alpha": value, "items": names})
    used, total = (n[: len(place.groups)].sum() for n in (alpha.n_used, alpha.n_total))
    if used < (1 - LOST_SHARE) * total:
        values = {"lost": int(total - used), "total": int(total), "share": 1 - used / total}
        yield Note("SA364", "warning", where | values)
    few = [group for group, n in place.each(alpha.n_used) if 2 <= n < FEW]
    if few:
        yield Note("SA366", "note", where | {"groups": listing(few), "few": FEW})
    yield from _rare(survey, place, where)


def _rare(survey: Survey, place: _Place, where: dict[str, str]) -> Iterator[Note]:
    """Two-valued items with a rare answer, in fewer respondents than ADF asks for."""
    scale = survey.codebook.scale_of_domain(place.domain)
    if len(scale.codes) != 2:
        return
    upper = (place.items.mean - scale.low) / (scale.high - scale.low)
    rare = (np.fmin(upper, 1 - upper) < LOST_SHARE).any(axis=1)
    small = place.alpha.n_used < ADF_FROM
    if (rare & small)[: len(place.groups)].any():
        yield Note("SA365", "warning", where | {"below": ADF_FROM})


def _method(survey: Survey, missing: Missing, interval: IntervalMethod, confidence: float) -> str:
    rows = {
        "listwise": "respondents with complete answers",
        "pairwise": "all pairs of answers (no interval)",
    }[missing]
    return (
        f"Cronbach's alpha (coefficient alpha; Cronbach 1951), {weighting(survey)}, "
        f"{rows}, reverse items turned by the declared range. {METHODS[interval]} "
        f"Confidence {100 * confidence:g} %. SEM in the units of the mean score."
    )


METHODS: dict[IntervalMethod, str] = {
    "auto": (
        "Intervals on log(1 - alpha): delete-one jackknife below 300 respondents, "
        "distribution-free (ADF; Yuan, Guarnaccia & Hayslip 2003) from 300 on."
    ),
    "jackknife": "Intervals: delete-one jackknife of log(1 - alpha).",
    "adf": "Intervals on log(1 - alpha): distribution-free (Yuan, Guarnaccia & Hayslip 2003).",
    "feldt": "Intervals of Feldt (1965), which assume normal, tau-equivalent items.",
    "normal": "Intervals of van Zyl, Neudecker & Nel (2000), which assume normal items.",
}
