"""What there is to say about the reliability of domains: notes, and the method in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from survey_analysis.findings import Note
from survey_analysis.statistics.reliability import ADF_FROM
from survey_analysis.survey import Survey
from survey_analysis.verbs.frames import weighting
from survey_analysis.verbs.scale_analysis import Asked, Coefficient, IntervalAsked, ScaleAnalysis

LOST_SHARE = 0.1
"""A note tells when more than this share of respondents is lost to missing answers."""

FEW = 30
"""Alpha of fewer respondents gets a note."""


def reliability_notes(survey: Survey, places: Sequence[ScaleAnalysis]) -> Iterator[Note]:
    """What there is to say about the domains, once for all of them where it is the same."""
    if any(place.moments.n_items > 2 for place in places):
        yield Note("SA370")
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


def design_notes(survey: Survey) -> Iterator[Note]:
    """What the sampling design is used for, and what not."""
    design = survey.codebook.design
    used = tuple(name for name in (design.strata, design.cluster, design.fpc) if name)
    yield Note("SA350", "warning", {"columns": used})


def _few(places: Sequence[ScaleAnalysis]) -> Iterator[Note]:
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


def _negative(survey: Survey, place: ScaleAnalysis) -> Iterator[Note]:
    items = survey.codebook.items_of(place.domain)
    for row, group in enumerate(place.groups):
        alpha = place.alpha.alpha[row]
        if alpha < 0:
            against = zip(items, place.items.item_rest_r[row] < 0, strict=True)
            names = tuple(item.id for item, flag in against if flag)
            values = {"where": place.name, "alpha": f"{alpha:.2f}", "items": names or ("-",)}
            group_of = {"group": group} if group else {}
            yield Note("SA363" if group else "SA368", "warning", values | group_of)


def _rare(survey: Survey, place: ScaleAnalysis) -> bool:
    """Two-valued items with a rare answer, in fewer respondents than ADF asks for."""
    scale = survey.codebook.scale_of_domain(place.domain)
    if len(scale.codes) != 2:
        return False
    upper = (place.items.mean - scale.low) / (scale.high - scale.low)
    rare = (np.fmin(upper, 1 - upper) < LOST_SHARE).any(axis=1)
    small = place.alpha.n_used < ADF_FROM
    return bool((rare & small)[: len(place.groups)].any())


def method_of(survey: Survey, asked: Asked) -> str:
    """What was computed, with its sources."""
    rows = {
        "listwise": "respondents with complete answers",
        "pairwise": "all pairs of answers" + ("" if asked.by_bootstrap else " (no interval)"),
    }[asked.missing]
    told = asked.missing == "listwise" or asked.by_bootstrap
    intervals = f"{INTERVALS[asked.interval]} Confidence {100 * asked.confidence:g} %. "
    further = "".join(f"{METHODS[name]} " for name in asked.coefficients if name in METHODS)
    return (
        f"Cronbach's alpha (coefficient alpha; Cronbach 1951), {weighting(survey)}, "
        f"{rows}, reverse items turned by the declared range. "
        f"{intervals if told else ''}{further}SEM in the units of the mean score."
    ).format(resamples=asked.resamples)


INTERVALS: Mapping[IntervalAsked, str] = {
    "auto": (
        "Intervals on log(1 - alpha): delete-one jackknife below 300 respondents, "
        "distribution-free (ADF; Yuan, Guarnaccia & Hayslip 2003) from 300 on."
    ),
    "jackknife": "Intervals: delete-one jackknife of log(1 - alpha).",
    "adf": "Intervals on log(1 - alpha): distribution-free (Yuan, Guarnaccia & Hayslip 2003).",
    "feldt": "Intervals of Feldt (1965), which assume normal, tau-equivalent items.",
    "normal": "Intervals of van Zyl, Neudecker & Nel (2000), which assume normal items.",
    "bootstrap": "Intervals: bias-corrected accelerated bootstrap (Efron 1987) of {resamples} "
    "resamples of respondents.",
}

METHODS: Mapping[Coefficient, str] = {
    "omega": (
        "McDonald's omega (1999): one factor by maximum likelihood on the covariances; `omega` "
        "divides by the variance that the model implies, `omega_observed` by the observed one; "
        "interval on log(1 - omega) with the sandwich standard error."
    ),
    "lambda": "Guttman's lambda 1 to 6 (1945) on covariances; lambda 3 is alpha.",
    "split_half": (
        "Split-half: every split into halves, on covariances (Guttman 1945; no Spearman-Brown)."
    ),
    "ordinal": (
        "Ordinal alpha (Zumbo, Gadermann & Zeisser 2007) from two-step polychoric correlations "
        "(Olsson 1979): the reliability of a hypothetical continuous score, not of the score that "
        "is used (Chalmers 2018)."
    ),
}
