"""item_bias: do groups answer an item differently although they are alike on the others?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Literal

import numpy as np
import pandas as pd

from survey_analysis.errors import OptionError, check_confidence, check_option, shown
from survey_analysis.findings import Note
from survey_analysis.present.result import Result
from survey_analysis.statistics.item_bias import (
    EFFECTS,
    ENOUGH_OTHERS,
    LEAST_IN_GROUP,
    METHODS,
    ItemBias,
    differential_item_functioning,
    flag,
)
from survey_analysis.statistics.multiplicity import benjamini_hochberg, holm
from survey_analysis.statistics.score_gaps import score_gaps
from survey_analysis.survey import Survey
from survey_analysis.tables.counts import FloatArray, sum_at
from survey_analysis.tables.item_by_rest import LEAST_IN_STRATUM
from survey_analysis.verbs.frames import counted, sampling_notes, stack, text_of_note
from survey_analysis.verbs.selection import (
    Names,
    check_survey,
    choose_domains,
    choose_groupings,
    label_of_item,
    left_out,
)

Adjustment = Literal["fdr_bh", "holm", "none"]

PURIFIED_FROM = 5
"""Only a domain of so many items has enough others to do without the flagged ones."""


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class ItemBiasResult(Result):
    """Items that groups answer differently at the same score of the other items.

    `.table` (four tests per item): domain, item, label, group_by, method, n, n_strata, statistic,
    df, p_value, p_adjusted, effect_name, effect, effect_if_fair, group1, group2, flag, note. An
    SMD is of group1 minus group2, where "" stands for all other groups; `effect_if_fair` is the
    SMD that an item without bias would show, because the score of a few items matches with error.
    `flag` is a sentence or "".

    `.impact`: domain, group_by, group1, group2, n1, n2, gap, gap_ci_low, gap_ci_high, gap_without,
    gap_without_ci_low, gap_without_ci_high, change, change_ci_low, change_ci_high, n_flagged,
    flagged, note. A gap is the mean score of group1 minus that of group2, of respondents who
    answered all items; `gap_without` leaves the flagged items out, `change` is what that does.

    `.groups`: domain, group_by, group, n_total, n. `n` are respondents who answered all items.
    """

    title: ClassVar[str] = "Item bias"
    frames: ClassVar[tuple[str, ...]] = ("table", "impact", "groups")

    impact: pd.DataFrame
    groups: pd.DataFrame


def item_bias(
    survey: Survey,
    *,
    by: Names,
    domains: Names = None,
    adjust: Adjustment = "fdr_bh",
    purify: bool = False,
    confidence: float = 0.95,
) -> ItemBiasResult:
    """Which items do groups answer differently though alike on the rest, and does it matter?

    Also called differential item functioning (DIF). One call is one family: the tests of one
    method are adjusted together.

    Parameters
    ----------
    survey : a loaded survey. Tests count respondents; the gaps of `.impact` are weighted.
    by : id of a grouping or a list of them; several are stacked.
    domains : ids of domains. None: all.
    adjust : "fdr_bh" (Benjamini & Hochberg 1995), "holm" or "none", over the items of the call.
    purify : test again with respondents matched by the items without a flag only, once, in
        domains of at least five items; the second round is what is reported.
    confidence : level of the intervals in `.impact`, such as 0.95.

    Returns
    -------
    ItemBiasResult with four rows per item (and grouping), in codebook order. Nothing is removed
    from any score: a flag is a reason to look at an item.

    Missing data
    ------------
    Respondents who answered all items of a domain. Groups with fewer than 50 of them take no part
    and are named.

    Formula
    -------
    See `statistics.item_bias`, `statistics.mantel`, `statistics.ordinal_logistic` and
    `statistics.score_gaps`. An item is flagged by a test with `p_adjusted < .05` and an absolute
    SMD of at least .17, also beyond `effect_if_fair`, or a change of R squared of at least .035.

    Errors
    ------
    UnknownNameError for a domain or grouping that the codebook does not have; OptionError for
    another `adjust`, `purify` or `confidence`, or without a grouping.
    """
    check_survey(survey)
    check_option("adjust", adjust, Adjustment)
    if not isinstance(purify, bool):
        raise OptionError(f"purify={shown(purify)} is not allowed. Give True or False.")
    confidence = check_confidence(confidence)
    groupings = choose_groupings(survey, by)
    if not groupings:
        raise OptionError(f"item_bias() needs a grouping, and by={shown(by)} names none.")
    chosen = choose_domains(survey, domains)
    places = [_tested(survey, domain, one) for domain in chosen for one in groupings]
    places = _judged(places, adjust)
    if purify:
        places = _judged([_purified(survey, place) for place in places], adjust)
    return ItemBiasResult(
        table=stack([row for place in places for row in _rows(survey, place)], TABLE),
        impact=stack([_impact(survey, place, confidence) for place in places], IMPACT),
        groups=stack([_groups(survey, place) for place in places], GROUPS),
        notes=(*sampling_notes(survey), *left_out(survey, groupings), *_notes(survey, places)),
        method=_method(survey, adjust, purify, confidence),
        provenance=survey.provenance.with_options(
            verb="item_bias",
            domains=list(chosen),
            by=list(groupings),
            adjust=adjust,
            purify=purify,
            confidence=confidence,
        ),
        codebook=survey.codebook,
        language=survey.language,
    )


TABLE = (
    "domain", "item", "label", "group_by", "method", "n", "n_strata", "statistic", "df", "p_value",
    "p_adjusted", "effect_name", "effect", "effect_if_fair", "group1", "group2", "flag", "note",
)  # fmt: skip
IMPACT = (
    "domain", "group_by", "group1", "group2", "n1", "n2", "gap", "gap_ci_low", "gap_ci_high",
    "gap_without", "gap_without_ci_low", "gap_without_ci_high", "change", "change_ci_low",
    "change_ci_high", "n_flagged", "flagged", "note",
)  # fmt: skip
GROUPS = ("domain", "group_by", "group", "n_total", "n")


@dataclass(frozen=True, kw_only=True)
class _Place:
    """A domain in the groups of one grouping: its tests, and the flags they raise.

    `p_adjusted` is (k, 4); `flags` holds for each item and test a flag or None.
    """

    domain: str
    by: str
    found: ItemBias
    p_adjusted: FloatArray | None = None
    flags: tuple[tuple[Note | None, ...], ...] = ()

    @property
    def flagged(self) -> list[int]:
        """Positions of the items with a flag of any test."""
        return [item for item, flags in enumerate(self.flags) if any(flags)]

    @property
    def ids(self) -> dict[str, str]:
        """The id columns of every row."""
        return {"domain": self.domain, "group_by": self.by}


def _tested(survey: Survey, domain: str, by: str) -> _Place:
    found = differential_item_functioning(survey.patterns(domain, by))
    return _Place(domain=domain, by=by, found=found)


def _judged(places: Sequence[_Place], adjust: Adjustment) -> list[_Place]:
    """The places with p-values adjusted over all items of the call, and their flags."""
    p_values = np.concatenate([np.empty((0, len(METHODS))), *(one.found.p_value for one in places)])
    adjusted = np.column_stack([_adjusted(of_method, adjust) for of_method in p_values.T])
    ends = np.cumsum([len(one.found.p_value) for one in places])
    return [
        replace(place, p_adjusted=p, flags=_flags(p, place.found))
        for place, p in zip(places, np.split(adjusted, ends[:-1]), strict=True)
    ]


def _adjusted(p_values: FloatArray, adjust: Adjustment) -> FloatArray:
    if adjust == "none":
        return p_values
    return holm(p_values) if adjust == "holm" else benjamini_hochberg(p_values)


def _flags(p_adjusted: FloatArray, found: ItemBias) -> tuple[tuple[Note | None, ...], ...]:
    columns = (p_adjusted.tolist(), found.effect.tolist(), found.effect_if_fair.tolist())
    return tuple(
        tuple(flag(*one) for one in zip(METHODS, *item, strict=True))
        for item in zip(*columns, strict=True)
    )


def _purified(survey: Survey, place: _Place) -> _Place:
    """The place tested again, matched by the items without a flag, where enough are left."""
    k = len(place.flags)
    clean = [item for item in range(k) if item not in place.flagged]
    if k < PURIFIED_FROM or not place.flagged or len(clean) <= ENOUGH_OTHERS:
        return place
    patterns = survey.patterns(place.domain, place.by)
    return replace(place, found=differential_item_functioning(patterns, matched_by=clean))


def _rows(survey: Survey, place: _Place) -> Iterator[dict[str, Any]]:
    found = place.found
    for at, item in enumerate(survey.codebook.items_of(place.domain)):
        yield place.ids | {
            "item": item.id,
            "label": label_of_item(survey, item),
            "method": METHODS,
            "n": int(found.n[at]),
            "n_strata": found.n_strata[at],
            "statistic": found.statistic[at],
            "df": found.df[at],
            "p_value": found.p_value[at],
            "p_adjusted": np.asarray(place.p_adjusted)[at],
            "effect_name": list(EFFECTS.values()),
            "effect": found.effect[at],
            "effect_if_fair": found.effect_if_fair[at],
            "group1": _of_smd(found, int(found.group1[at])),
            "group2": _of_smd(found, int(found.group2[at])),
            "flag": [text_of_note(one) for one in place.flags[at]],
            "note": [text_of_note(one) for one in found.notes[at]],
        }


def _of_smd(found: ItemBias, group: int) -> list[str]:
    """The label of a group beside the SMD, which is the only effect that has one."""
    named = found.groups[group] if group >= 0 else ""
    return [named if EFFECTS[method] == "smd" else "" for method in METHODS]


def _impact(survey: Survey, place: _Place, confidence: float) -> dict[str, Any]:
    patterns = survey.patterns(place.domain, place.by)
    groups = [patterns.groups.index(label) for label in place.found.groups]
    gaps = score_gaps(patterns, groups, place.flagged, confidence=confidence)
    items = survey.codebook.items_of(place.domain)
    names = np.array(patterns.groups, dtype=np.object_)
    part: dict[str, Any] = place.ids | {
        "group1": names[gaps.group1],
        "group2": names[gaps.group2],
        "n1": counted(gaps.n1),
        "n2": counted(gaps.n2),
        "n_flagged": len(place.flagged),
        "flagged": ", ".join(items[item].id for item in place.flagged),
        "note": text_of_note(gaps.note),
    }
    for at, name in enumerate(("gap", "gap_without", "change")):
        part[name] = gaps.estimate[:, at]
        part[f"{name}_ci_low"] = gaps.interval.low[:, at]
        part[f"{name}_ci_high"] = gaps.interval.high[:, at]
    return part


def _groups(survey: Survey, place: _Place) -> dict[str, Any]:
    patterns = survey.patterns(place.domain, place.by)
    size = len(patterns.groups)
    n = sum_at(patterns.cell_group, patterns.cell_n, size)
    return place.ids | {
        "group": patterns.groups[:-1],
        "n_total": counted(patterns.n_total[:-1]),
        "n": counted(n[:-1]),
    }


def _notes(survey: Survey, places: Sequence[_Place]) -> Iterator[Note]:
    for domain in dict.fromkeys(place.domain for place in places):
        if survey.codebook.domain(domain).measurement == "formative":
            yield Note("SA386", "warning", {"domain": domain})
    small: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for place in places:
        if place.found.left_out:
            small.setdefault((place.by, place.found.left_out), []).append(place.domain)
    for (by, groups), domains in small.items():
        values = {"needed": LEAST_IN_GROUP, "groups": groups}
        yield Note("SA383", "note", {"where": f"{', '.join(domains)} × {by}", **values})


def _method(survey: Survey, adjust: Adjustment, purify: bool, confidence: float) -> str:
    family = {
        "fdr_bh": "adjusted for the false discovery rate (Benjamini & Hochberg 1995)",
        "holm": "adjusted by Holm (1979)",
        "none": "not adjusted",
    }[adjust]
    matched = "the sum of the other items"
    if purify:
        matched += f" (in domains of {PURIFIED_FROM} or more those without a flag, found in a "
        matched += "first round)"
    weights = "The gaps are unweighted."
    if survey.weighted:
        weights = (
            f"The gaps are weighted by {survey.codebook.design.weight}; the tests count "
            "respondents and use no weights."
        )
    return (
        "Item bias (differential item functioning) among respondents who answered all items, "
        f"matched by {matched}, reverse items turned; neighbouring scores joined until "
        f"{LEAST_IN_STRATUM} respondents of every group are in a stratum. Mantel (1963; several "
        "groups: Landis, Heyman & Koch 1978) with the SMD (Dorans & Schmitt 1991), generalized "
        "Mantel-Haenszel (GMH), ordinal logistic regression (Zumbo 1999) with the change of "
        f"Nagelkerke's R²; p-values of each method over the items of the call {family}. A flag "
        "needs p adjusted < .05 and |SMD| >= .17 (ETS) or a change of R² >= .035 (Jodoin & Gierl "
        "2001; Zumbo asks for p <= .01 and .13). "
        "An SMD counts beyond that of a fair item: where groups truly differ, a score of few items "
        "matches with error (Zwick 1990), so that p-values are too small and fair items differ. "
        f"{weights} {100 * confidence:g} % intervals (Welch)."
    )
