"""The frames of a comparison of domains."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from survey_analysis.findings import Note
from survey_analysis.statistics.domain_pairs import DomainPairs
from survey_analysis.statistics.friedman import Friedman
from survey_analysis.statistics.multiplicity import Adjustment, adjusted_p
from survey_analysis.statistics.paired_means import PairedMeans
from survey_analysis.statistics.profile_differences import ProfileDifferences
from survey_analysis.survey import Survey
from survey_analysis.tables.counts import FloatArray, IntArray
from survey_analysis.verbs.frames import counted, stack, text_of_note, weight_names

TextArray = npt.NDArray[np.object_]

TABLE = (
    "group_by", "group", "n", "highest", "lowest", "test", "statistic", "df1", "df2", "p_value",
    "p_adjusted", "adjust", "effect_name", "effect", "effect_ci_low", "effect_ci_high", "note",
)  # fmt: skip
MEANS = (
    "group_by", "group", "domain", "n", "mean", "sd", "se", "ci_low", "ci_high", "mean_rank",
)  # fmt: skip
RANK_PAIRS = (
    "group_by", "group", "domain1", "domain2", "n", "estimate", "se", "ci_low", "ci_high",
    "statistic", "df", "p_value", "p_adjusted", "note",
)  # fmt: skip
EFFECT = ("effect_name", "effect", "effect_ci_low", "effect_ci_high")
PAIRS = (*RANK_PAIRS[:-1], *EFFECT, "note")
PROFILES = (
    "group_by", "test", "statistic", "df1", "df2", "p_value", "p_adjusted", "note",
)  # fmt: skip
PAIR_NUMBERS = ("estimate", "se", "ci_low", "ci_high", "statistic", "p_value", "p_adjusted")
PROFILE_NUMBERS = ("statistic", "df1", "df2", "p_value")


@dataclass(frozen=True, eq=False, kw_only=True)
class DomainsCompared:
    """Domains compared in the groups of one grouping, or in everybody.

    Attributes
    ----------
    domains : ids of the k domains.
    by : id of the grouping, "" for everybody.
    rows : positions of the groups that are reported.
    paired, ranked : by means, and by ranks.
    profiles : whether groups differ in their profile; None for everybody.
    """

    domains: tuple[str, ...]
    by: str
    rows: IntArray
    paired: PairedMeans
    ranked: Friedman
    profiles: ProfileDifferences | None

    @property
    def tests(self) -> tuple[PairedMeans, Friedman]:
        """The two tests of each group."""
        return self.paired, self.ranked

    @property
    def groups(self) -> TextArray:
        """Labels of the groups that are reported."""
        return np.array(self.paired.means.moments.groups, dtype=object)[self.rows]


def tests_frame(
    found: Sequence[DomainsCompared], adjust: Adjustment, confidence: float
) -> pd.DataFrame:
    """Two rows per group; tests of means and of ranks are adjusted apart."""
    parts = [_tests_of(one, confidence) for one in found]
    p_values = np.concatenate([part["p_value"] for part in parts]).reshape(-1, 2)
    adjusted = np.stack([adjusted_p(one, adjust) for one in p_values.T], axis=1).ravel()
    ends = np.cumsum([len(part["p_value"]) for part in parts])
    for part, p_adjusted in zip(parts, np.split(adjusted, ends), strict=False):
        part |= {"p_adjusted": p_adjusted, "adjust": adjust}
    return stack(parts, TABLE)


def _tests_of(one: DomainsCompared, confidence: float) -> dict[str, Any]:
    """Both tests of every group: that of means, then that of ranks."""

    def both(numbers: Callable[[PairedMeans | Friedman], FloatArray]) -> FloatArray:
        return np.stack([numbers(test)[one.rows] for test in one.tests], axis=1).ravel()

    heights = [_heights(one, test, confidence) for test in one.tests]
    highest, lowest, notes = (
        [word for pair in zip(*words, strict=True) for word in pair]
        for words in zip(*heights, strict=True)
    )
    return {
        "group_by": one.by,
        "group": np.repeat(one.groups, 2),
        "n": counted(both(lambda test: test.means.n)),
        "highest": highest,
        "lowest": lowest,
        "test": np.tile([test.test for test in one.tests], one.rows.size),
        "statistic": both(lambda test: test.equal.statistic),
        "df1": both(lambda test: test.equal.df1),
        "df2": both(lambda test: test.equal.df2),
        "p_value": both(lambda test: test.equal.p_value),
        "effect_name": np.tile(["within_eta_squared", "kendalls_w"], one.rows.size),
        "effect": both(lambda test: test.share.estimate),
        "effect_ci_low": both(lambda test: test.share.ci_low),
        "effect_ci_high": both(lambda test: test.share.ci_high),
        "note": notes,
    }


def _heights(
    one: DomainsCompared, test: PairedMeans | Friedman, confidence: float
) -> tuple[list[str], list[str], list[str]]:
    """The highest and the lowest domain of each group, and what there is to say."""
    highest, lowest, notes = [], [], []
    for row in one.rows:
        order = np.argsort(-test.means.mean[row], kind="stable")
        known = test.means.n[row] > 0
        highest.append(one.domains[order[0]] if known else "")
        lowest.append(one.domains[order[-1]] if known else "")
        why = test.equal.notes[row] or _perhaps(one, test.pairs, row, order, confidence)
        notes.append(text_of_note(why))
    return highest, lowest, notes


def _perhaps(
    one: DomainsCompared, pairs: DomainPairs, row: int, order: IntArray, confidence: float
) -> Note | None:
    """That the highest domain is not surely above the next one."""
    first, second = order[:2]
    is_pair = (pairs.first == min(first, second)) & (pairs.second == max(first, second))
    if pairs.p_adjusted[row, np.flatnonzero(is_pair)[0]] >= 1 - confidence:
        values = {"first": one.domains[first], "second": one.domains[second]}
        return Note("SA776", values=values)
    return None


def means_frame(survey: Survey, found: Sequence[DomainsCompared]) -> pd.DataFrame:
    """One row per group and domain."""
    weights = weight_names(survey)
    columns = [*MEANS[:4], *weights, *MEANS[4:]]
    return stack([_means_of(one, weights) for one in found], columns)


def _means_of(one: DomainsCompared, weights: Sequence[str]) -> dict[str, Any]:
    means, ends, k, rows = one.paired.means, one.paired.ends, len(one.domains), one.rows
    n, n_eff = means.n[rows, None], means.n_eff[rows, None]
    sd, se = means.sd[rows], means.se[rows]
    with np.errstate(invalid="ignore", divide="ignore"):
        cost = {
            "sum_w": means.sum_w[rows, None],
            "n_eff": n_eff,
            "deff_kish": n / n_eff,
            "deff": np.where(sd > 0, n * se**2 / sd**2, np.nan),
        }
    each = {name: np.broadcast_to(cost[name], sd.shape).ravel() for name in weights}
    return {
        "group_by": one.by,
        "group": np.repeat(one.groups, k),
        "domain": np.tile(one.domains, rows.size),
        "n": counted(np.repeat(means.n[rows], k)),
        **each,
        "mean": means.mean[rows].ravel(),
        "sd": sd.ravel(),
        "se": se.ravel(),
        "ci_low": ends.low[rows].ravel(),
        "ci_high": ends.high[rows].ravel(),
        "mean_rank": one.ranked.means.mean[rows].ravel(),
    }


def pairs_frame(found: Sequence[DomainsCompared]) -> pd.DataFrame:
    """One row per group and pair of domains, by means."""
    parts = [
        _pairs_of(one, one.paired)
        | {name: getattr(one.paired, name)[one.rows].ravel() for name in EFFECT[1:]}
        | {"effect_name": "d_av"}
        for one in found
    ]
    return stack(parts, PAIRS)


def rank_pairs_frame(found: Sequence[DomainsCompared]) -> pd.DataFrame:
    """One row per group and pair of domains, by mean ranks."""
    return stack([_pairs_of(one, one.ranked) for one in found], RANK_PAIRS)


def _pairs_of(one: DomainsCompared, test: PairedMeans | Friedman) -> dict[str, Any]:
    pairs, means, rows = test.pairs, test.means, one.rows
    names, size = np.array(one.domains, dtype=object), pairs.first.size
    se = pairs.se[rows]
    return {
        "group_by": one.by,
        "group": np.repeat(one.groups, size),
        "domain1": np.tile(names[pairs.first], rows.size),
        "domain2": np.tile(names[pairs.second], rows.size),
        "n": counted(np.repeat(means.n[rows], size)),
        **{name: getattr(pairs, name)[rows].ravel() for name in PAIR_NUMBERS},
        "df": np.where(np.isnan(se), np.nan, means.df[rows, None]).ravel(),
        "note": [
            note
            for row, errors in zip(rows, se, strict=True)
            for note in _pair_notes(errors, means.notes[row])
        ],
    }


def _pair_notes(se: FloatArray, why: Note | None) -> list[str]:
    same = text_of_note(why or Note("SA774", "warning"))
    return [same if missing else "" for missing in np.isnan(se)]


def profiles_frame(found: Sequence[DomainsCompared], adjust: Adjustment) -> pd.DataFrame:
    """One row per grouping: whether its groups differ in their profile."""
    tests = [(one.by, one.profiles) for one in found if one.profiles is not None]
    adjusted = adjusted_p([test.p_value for _, test in tests], adjust)
    rows = [
        {
            "group_by": by,
            "test": test.test,
            **{name: getattr(test, name) for name in PROFILE_NUMBERS},
            "p_adjusted": p,
            "note": "; ".join(note.text for note in test.notes),
        }
        for (by, test), p in zip(tests, adjusted, strict=True)
    ]
    return stack(rows, PROFILES)
