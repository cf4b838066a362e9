"""The frames of a comparison of domains."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from survey_analysis.findings import Note
from survey_analysis.statistics.domain_pairs import DomainPairs
from survey_analysis.statistics.friedman import Friedman
from survey_analysis.statistics.multiplicity import Adjustment, adjusted_p
from survey_analysis.statistics.paired_means import PairedMeans
from survey_analysis.statistics.profile_differences import ProfileDifferences
from survey_analysis.survey import Survey
from survey_analysis.tables.counts import FloatArray, IntArray
from survey_analysis.verbs.frames import stack, text_of_note, weight_names

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


def tests_frame(
    found: Sequence[DomainsCompared], adjust: Adjustment, confidence: float
) -> pd.DataFrame:
    """One row per group and test; tests of means and of ranks are adjusted apart."""
    p_values = [
        np.concatenate([one.tests[which].equal.p_value[one.rows] for one in found])
        for which in (0, 1)
    ]
    adjusted = [iter(adjusted_p(p, adjust)) for p in p_values]
    rows = [
        _test_row(one, row, which, confidence)
        | {"p_adjusted": next(adjusted[which]), "adjust": adjust}
        for one in found
        for row in one.rows
        for which in (0, 1)
    ]
    return stack(rows, TABLE)


def _test_row(one: DomainsCompared, row: int, which: int, confidence: float) -> dict[str, Any]:
    test = one.tests[which]
    means, equal, share = test.means, test.equal, test.share
    heights = means.mean[row]
    known = means.n[row] > 0
    order = np.argsort(-heights, kind="stable")
    return {
        "group_by": one.by,
        "group": means.moments.groups[row],
        "n": round(means.n[row]),
        "highest": one.domains[order[0]] if known else "",
        "lowest": one.domains[order[-1]] if known else "",
        "test": test.test,
        "statistic": equal.statistic[row],
        "df1": equal.df1[row],
        "df2": equal.df2[row],
        "p_value": equal.p_value[row],
        "effect_name": "kendalls_w" if which else "within_eta_squared",
        "effect": share.estimate[row],
        "effect_ci_low": share.ci_low[row],
        "effect_ci_high": share.ci_high[row],
        "note": text_of_note(equal.notes[row] or _perhaps(one, test.pairs, row, order, confidence)),
    }


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
    return stack([row for one in found for row in _mean_rows(one, weights)], columns)


def _mean_rows(one: DomainsCompared, weights: Sequence[str]) -> Iterator[dict[str, Any]]:
    means, ends = one.paired.means, one.paired.ends
    for row in one.rows:
        n, sd, se = means.n[row], means.sd[row], means.se[row]
        with np.errstate(invalid="ignore", divide="ignore"):
            cost = {
                "sum_w": means.sum_w[row],
                "n_eff": means.n_eff[row],
                "deff_kish": n / means.n_eff[row],
                "deff": np.where(sd > 0, n * se**2 / sd**2, np.nan),
            }
        yield {
            "group_by": one.by,
            "group": means.moments.groups[row],
            "domain": list(one.domains),
            "n": round(n),
            **{name: cost[name] for name in weights},
            "mean": means.mean[row],
            "sd": sd,
            "se": se,
            "ci_low": ends.low[row],
            "ci_high": ends.high[row],
            "mean_rank": one.ranked.means.mean[row],
        }


def pairs_frame(found: Sequence[DomainsCompared]) -> pd.DataFrame:
    """One row per group and pair of domains, by means."""
    rows = [
        _pair_row(one, one.paired, row)
        | {
            "effect_name": "d_av",
            "effect": one.paired.effect[row],
            "effect_ci_low": one.paired.effect_ci_low[row],
            "effect_ci_high": one.paired.effect_ci_high[row],
        }
        for one in found
        for row in one.rows
    ]
    return stack(rows, PAIRS)


def rank_pairs_frame(found: Sequence[DomainsCompared]) -> pd.DataFrame:
    """One row per group and pair of domains, by mean ranks."""
    return stack([_pair_row(one, one.ranked, row) for one in found for row in one.rows], RANK_PAIRS)


def _pair_row(one: DomainsCompared, test: PairedMeans | Friedman, row: int) -> dict[str, Any]:
    pairs, means = test.pairs, test.means
    names = np.array(one.domains, dtype=object)
    return {
        "group_by": one.by,
        "group": means.moments.groups[row],
        "domain1": names[pairs.first],
        "domain2": names[pairs.second],
        "n": round(means.n[row]),
        **{name: getattr(pairs, name)[row] for name in PAIR_NUMBERS},
        "df": np.where(np.isnan(pairs.se[row]), np.nan, means.df[row]),
        "note": _pair_notes(pairs.se[row], means.notes[row]),
    }


def _pair_notes(se: FloatArray, why: Note | None) -> list[str]:
    same = Note("SA774", "warning")
    return [text_of_note((why or same) if np.isnan(one) else None) for one in se]


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
