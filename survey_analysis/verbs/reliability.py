"""reliability: how consistently do the items of a domain speak?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from survey_analysis.errors import check_confidence, check_option
from survey_analysis.findings import Note, Severity
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
from survey_analysis.verbs.frames import counted, sampling_notes, stack, weighting
from survey_analysis.verbs.selection import (
    Names,
    check_survey,
    choose_domains,
    choose_groupings,
    label_of_item,
    left_out,
    stacked,
)

LOST_SHARE = 0.1
"""A note tells when more than this share of respondents is lost to missing answers."""

FEW = 30
"""Alpha of fewer respondents gets a note."""


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
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
    check_survey(survey)
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
        items=stack(
            [row for place in places for row in _item_rows(survey, place)],
            [*ITEMS[:7], *weights, *ITEMS[7:]],
        ),
        notes=(
            *sampling_notes(survey),
            *left_out(survey, groupings),
            *_notes(survey, places),
        ),
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

    @property
    def name(self) -> str:
        """`trust`, or `trust x age`."""
        return f"{self.domain} × {self.grouping}" if self.grouping else self.domain

    @property
    def lost_share(self) -> float:
        """Share of all respondents who are left out because they did not answer every item."""
        total = self.alpha.n_total.sum()
        return float(1 - self.alpha.n_used.sum() / total) if total else 0.0

    def note(
        self, severity: Severity, of_groups: str, of_all: str, concerned: npt.NDArray[np.bool_]
    ) -> Iterator[Note]:
        """A note that names the groups concerned, or one on everybody."""
        groups = tuple(g for g, flag in zip(self.groups, concerned, strict=False) if flag)
        if groups == ("",):
            yield Note(of_all, severity, {"where": self.name})
        elif groups:
            yield Note(of_groups, severity, {"where": self.name, "groups": groups})


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
    weights = _item_weights(survey, place) if survey.weighted else {}
    return [
        head
        | {
            "group": group,
            "n": counted(found.n[row]),
            **{name: table[row] for name, table in weights.items()},
            "missing_share": found.missing_share[row],
            "mean": found.mean[row],
            "sd": found.sd[row],
            "item_rest_r": found.item_rest_r[row],
            "alpha_if_dropped": found.alpha_if_dropped[row],
            "note": [_text(note) for note in found.notes[row]],
        }
        for row, group in enumerate(place.groups)
    ]


def _item_weights(survey: Survey, place: _Place) -> dict[str, FloatArray]:
    """Sum of weights and effective n (G, k) of those who answered each item."""
    items = survey.codebook.items_of(place.domain)
    counts = [survey.counts(item.id, place.grouping) for item in items]
    sum_w = np.stack([one.group_w for one in counts], axis=1)
    with np.errstate(invalid="ignore"):
        n_eff = sum_w**2 / np.stack([one.group_w2 for one in counts], axis=1)
    return {"sum_w": sum_w, "n_eff": n_eff}


def _notes(survey: Survey, places: Sequence[_Place]) -> Iterator[Note]:
    """What there is to say about the domains, once for all of them where it is the same."""
    for domain in dict.fromkeys(place.domain for place in places):
        if survey.codebook.domain(domain).measurement == "formative":
            yield Note("SA361", "note", {"domain": domain})
    lost = {place.domain: place.lost_share for place in places}
    many = tuple(f"{name} ({share:.0%})" for name, share in lost.items() if share > LOST_SHARE)
    if many:
        yield Note("SA364", "warning", {"domains": many})
    for place in places:
        yield from place.note("warning", "SA362", "SA367", np.isnan(place.alpha.alpha))
        yield from _negative(survey, place)
        if _rare(survey, place):
            yield Note("SA365", "warning", {"where": place.name, "below": ADF_FROM})
    yield from _few(places)


def _few(places: Sequence[_Place]) -> Iterator[Note]:
    """The groups with few complete answers, and the domains in which they have few."""
    found: dict[tuple[str | None, tuple[str, ...]], list[str]] = {}
    for place in places:
        few = (place.alpha.n_used > 0) & (place.alpha.n_used < FEW)
        groups = tuple(g for g, flag in zip(place.groups, few, strict=False) if flag)
        if groups:
            found.setdefault((place.grouping, groups), []).append(place.domain)
    for (grouping, groups), domains in found.items():
        values = {"few": FEW, "domains": tuple(domains)}
        if grouping is None:
            yield Note("SA369", "note", values)
        else:
            yield Note("SA366", "note", values | {"grouping": grouping, "groups": groups})


def _negative(survey: Survey, place: _Place) -> Iterator[Note]:
    items = survey.codebook.items_of(place.domain)
    for row, group in enumerate(place.groups):
        alpha = place.alpha.alpha[row]
        if alpha < 0:
            against = zip(items, place.items.item_rest_r[row] < 0, strict=True)
            names = tuple(item.id for item, flag in against if flag)
            values = {"where": place.name, "alpha": f"{alpha:.2f}", "items": names or ("-",)}
            group_of = {"group": group} if group else {}
            yield Note("SA363" if group else "SA368", "warning", values | group_of)


def _rare(survey: Survey, place: _Place) -> bool:
    """Two-valued items with a rare answer, in fewer respondents than ADF asks for."""
    scale = survey.codebook.scale_of_domain(place.domain)
    if len(scale.codes) != 2:
        return False
    upper = (place.items.mean - scale.low) / (scale.high - scale.low)
    rare = (np.fmin(upper, 1 - upper) < LOST_SHARE).any(axis=1)
    small = place.alpha.n_used < ADF_FROM
    return bool((rare & small)[: len(place.groups)].any())


def _method(survey: Survey, missing: Missing, interval: IntervalMethod, confidence: float) -> str:
    rows = {
        "listwise": "respondents with complete answers",
        "pairwise": "all pairs of answers (no interval)",
    }[missing]
    intervals = f"{METHODS[interval]} Confidence {100 * confidence:g} %. "
    return (
        f"Cronbach's alpha (coefficient alpha; Cronbach 1951), {weighting(survey)}, "
        f"{rows}, reverse items turned by the declared range. "
        f"{intervals if missing == 'listwise' else ''}SEM in the units of the mean score."
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
