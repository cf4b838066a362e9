"""Do groups answer an item differently although they are alike on the rest of the domain?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from survey_analysis.findings import Note
from survey_analysis.statistics.mantel import (
    MantelTest,
    MeanDifferences,
    generalized_mantel_haenszel,
    mantel,
    standardized_mean_differences,
)
from survey_analysis.statistics.matching_error import WithinGroups, smd_if_fair, within_groups
from survey_analysis.statistics.ordinal_logistic import LogisticBias, logistic_bias
from survey_analysis.tables.counts import FloatArray, IntArray
from survey_analysis.tables.item_by_rest import ItemByRest, item_by_rest
from survey_analysis.tables.patterns import Patterns

Method = Literal["mantel", "gmh", "logistic_uniform", "logistic_nonuniform"]
"""The tests of an item: two of strata, two of the ordinal logistic model."""

METHODS: tuple[Method, ...] = get_args(Method)

EFFECTS: dict[Method, str] = {
    "mantel": "smd",
    "gmh": "",
    "logistic_uniform": "nagelkerke_r2_change",
    "logistic_nonuniform": "nagelkerke_r2_change",
}
"""The effect size that belongs to each test; the general test has none of its own."""

LEAST_IN_GROUP = 50
"""A group takes part with so many complete respondents; below 200 only large bias is found."""

LEVEL = 0.05
"""An adjusted p-value below it is one half of a flag."""

SMD_RULE = (0.17, 0.25)
"""Absolute SMD of sizes B and C of ETS (Dorans and Schmitt 1991)."""

R2_RULE = (0.035, 0.07)
"""Change of R squared of sizes B and C (Jodoin and Gierl 2001, Applied Measurement in Education 14,
329-349, doi:10.1207/S15324818AME1404_2). Zumbo (1999) asks for p <= .01 and .13."""

ENOUGH_OTHERS = 2
"""With fewer other items a match is too rough to tell bias from a true difference."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemBias:
    """The tests of the k items of a domain; arrays are (k, 4) in the order of `METHODS`.

    Attributes
    ----------
    groups : labels of the groups compared.
    left_out : labels of the groups with too few complete respondents.
    n : (k,) respondents in the tests.
    n_strata : strata of respondents that were matched (of the logistic model: rest scores).
    statistic, df, p_value : chi-square, its degrees of freedom and upper tail.
    effect : SMD of group1 minus group2; none; change of R squared, twice.
    effect_if_fair : the SMD that an item without bias would show, because the rest score holds
        error and the groups differ; nan for the other tests.
    group1 : (k,) position in `groups` of the group that the SMD is of; -1 where there is none.
    group2 : (k,) of the group it is held against; -1 for all others.
    notes : for each item and test, why something is nan or doubtful, or None.
    """

    groups: tuple[str, ...]
    left_out: tuple[str, ...]
    n: IntArray
    n_strata: IntArray
    statistic: FloatArray
    df: FloatArray
    p_value: FloatArray
    effect: FloatArray
    effect_if_fair: FloatArray
    group1: IntArray
    group2: IntArray
    notes: tuple[tuple[Note | None, ...], ...]


def differential_item_functioning(
    patterns: Patterns, *, matched_by: Sequence[int] | None = None
) -> ItemBias:
    """Which items do groups answer differently at the same score of the other items?

    Also called differential item functioning (DIF). That a whole group gives higher answers is no
    bias; that it does so on one item more than on the others is.

    Parameters
    ----------
    patterns : complete answer rows of a domain by groups; the row "" takes no part.
    matched_by : positions of the items that respondents are matched by, each item itself always
        left out. None: all.

    Returns
    -------
    ItemBias

    Missing data
    ------------
    Respondents who answered all items of the domain, counted without weights. A group with fewer
    than `LEAST_IN_GROUP` of them is left out.

    Formula
    -------
    Respondents are matched by their rest score, the sum of the other items, not by the total,
    which holds the item itself. Neighbouring rest scores are joined as `ItemByRest.joined` says,
    so that every stratum holds at least `LEAST_IN_STRATUM` respondents of each group; nobody is
    lost by that. See `mantel` and `ordinal_logistic` for the tests.

    Source
    ------
    Holland and Wainer (1993), Differential Item Functioning; Zumbo (1999), A Handbook on the Theory
    and Methods of Differential Item Functioning; Zwick, Donoghue and Grima (1993), Journal of
    Educational Measurement 30, 233-251, doi:10.1111/j.1745-3984.1993.tb00425.x.

    Verified against
    ----------------
    R 4.2.2 coin, MASS and `mantelhaen.test`, tests/reference/item_bias.json. In simulated answers
    without bias (1,200 items, two groups of 300, alike) 4 to 6 % have p < .05 in each test, and 1 %
    are flagged; with groups half a standard deviation apart still 1 %.
    """
    k = patterns.values.shape[1]
    groups, left_out = _groups(patterns)
    items = within_groups(patterns, groups)
    by = range(k) if matched_by is None else matched_by
    rows = [
        _of_item(patterns, items, item, groups, [other for other in by if other != item])
        for item in range(k)
    ]
    return ItemBias(
        groups=tuple(patterns.groups[group] for group in groups),
        left_out=left_out,
        n=np.array([row.n for row in rows], dtype=np.intp),
        n_strata=np.array([row.n_strata for row in rows], dtype=np.intp),
        statistic=np.array([row.statistic for row in rows]),
        df=np.array([row.df for row in rows]),
        p_value=np.array([row.p_value for row in rows]),
        effect=np.array([row.effect for row in rows]),
        effect_if_fair=np.array([row.effect_if_fair for row in rows]),
        group1=np.array([row.pair[0] for row in rows], dtype=np.intp),
        group2=np.array([row.pair[1] for row in rows], dtype=np.intp),
        notes=tuple(row.notes for row in rows),
    )


def flag(
    method: Method, p_adjusted: float, effect: float, effect_if_fair: float = float("nan")
) -> Note | None:
    """Is an item to be looked at, and by which rule? A flag names the rule and does nothing.

    Parameters
    ----------
    method : of the test.
    p_adjusted : adjusted over the items of a call.
    effect : that belongs to the test.
    effect_if_fair : what it would be without bias; nan where that is not known.

    Returns
    -------
    Note or None
        A flag needs both: an adjusted p-value below `LEVEL`, and an effect of size B or C by
        `SMD_RULE` or `R2_RULE`. An SMD must be so large as it is and beyond that of a fair item.

    Examples
    --------
    >>> flag("mantel", 0.001, -0.31).values["size"]
    'C'
    >>> flag("mantel", 0.001, -0.31, -0.20) is None
    True
    """
    if not EFFECTS[method]:
        return None
    moderate, large = SMD_RULE if method == "mantel" else R2_RULE
    side = np.sign(effect)
    size = float(np.fmin(side * effect, side * (effect - effect_if_fair)))
    if not (p_adjusted < LEVEL and size >= moderate):
        return None
    code = {"mantel": "SA380", "logistic_uniform": "SA381"}.get(method, "SA382")
    values = {"moderate": moderate, "large": large, "level": LEVEL}
    return Note(code, values={"size": "C" if size >= large else "B", **values})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """The tests of one item, in the order of `METHODS`."""

    n: int
    n_strata: tuple[int, ...]
    statistic: tuple[float, ...]
    df: tuple[float, ...]
    p_value: tuple[float, ...]
    effect: tuple[float, ...]
    effect_if_fair: tuple[float, ...]
    pair: tuple[int, int]
    notes: tuple[Note | None, ...]


def _groups(patterns: Patterns) -> tuple[list[int], tuple[str, ...]]:
    """Positions of the groups that are compared, and labels of those that are too small."""
    named = len(patterns.groups) - 1
    n = np.bincount(patterns.cell_group, weights=patterns.cell_n, minlength=named + 1)[:named]
    small = tuple(patterns.groups[group] for group in np.flatnonzero(n < LEAST_IN_GROUP))
    return [int(group) for group in np.flatnonzero(n >= LEAST_IN_GROUP)], small


def _of_item(
    patterns: Patterns, items: WithinGroups, item: int, groups: list[int], others: list[int]
) -> _Row:
    if not others:
        return _nothing(Note("SA385", "warning", {"n": 0}))
    if len(groups) < 2:
        return _nothing(Note("SA322", "warning", {"n": len(groups)}))
    table = item_by_rest(patterns, item, groups, others)
    if table.answers.size < 2:
        return _nothing(Note("SA325", "warning"), round(table.n.sum()))
    strata = table.joined()
    means = standardized_mean_differences(strata)
    fair = smd_if_fair(items, item, others, means.largest)
    doubt = Note("SA385", "warning", {"n": len(others)}) if len(others) < ENOUGH_OTHERS else None
    return _tests(table, strata, means, fair, doubt)


def _tests(
    table: ItemByRest,
    strata: ItemByRest,
    means: MeanDifferences,
    fair: float,
    doubt: Note | None,
) -> _Row:
    tests = (mantel(strata), generalized_mantel_haenszel(strata))
    models = logistic_bias(table)
    smd = float(means.smd[means.largest])
    of_smd = Note("SA384", "warning") if np.isnan(smd) else tests[0].note
    return _Row(
        n=models.n,
        n_strata=(strata.rest.size,) * 2 + (models.n_scores,) * 2,
        statistic=_all("statistic", tests, models),
        df=_all("df", tests, models),
        p_value=_all("p_value", tests, models),
        effect=(smd, np.nan, *map(float, models.r2_change)),
        effect_if_fair=(fair, np.nan, np.nan, np.nan),
        pair=(means.largest, means.other),
        notes=tuple(note or doubt for note in (of_smd, tests[1].note, *models.notes)),
    )


def _all(name: str, tests: tuple[MantelTest, ...], models: LogisticBias) -> tuple[float, ...]:
    return (*(getattr(test, name) for test in tests), *map(float, getattr(models, name)))


def _nothing(note: Note, n: int = 0) -> _Row:
    nan = (float("nan"),) * len(METHODS)
    return _Row(
        n=n, n_strata=(0,) * len(METHODS), statistic=nan, df=nan, p_value=nan, effect=nan,
        effect_if_fair=nan, pair=(-1, -1), notes=(note,) * len(METHODS),
    )  # fmt: skip
