"""WeightingReport: what weighting did to a sample."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import pandas as pd

from survey_analysis.present.result import Result
from survey_analysis.tables.counts import FloatArray


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class WeightingReport(Result):
    """How weights came about, and what they changed.

    `.margins` (also `.table`): grouping, group, before, after, target: shares among those with a
    value. Crossed margins are called "age x education".

    `.effects`: domain, grouping, shift: how far weighting by this margin alone moves the mean of
    the domain.

    `.domains`: domain, group_by, group, n, mean_before, mean_after, shift: the mean of each domain
    with the base weights and with the weights; all margins together lead to the difference.

    `.distribution`: which ("base" where they are unequal, "raked"), n, sum_w, n_eff, deff_kish,
    and in mean weights smallest, p5, q25, median, q75, p95, largest; so many per cent of
    the respondents hold the shares top_1_share, top_5_share, top_10_share of the sum.

    `.groups`: grouping, group, n: respondents, by which small groups are hidden where they are
    shown.

    Attributes
    ----------
    by : the margins, crossed ones joined by " x ".
    weights : (N,) the weights, read-only, in the order of the respondents; 0 where the base weight
        is 0.
    base : (N,) the base weights, read-only: where raking started.
    given : (N,) the weights of the survey before it was raked at all, or None.
    trim : the largest weight that was allowed, in mean weights, or None.
    variance : how standard errors take account of the raking.
    deff_kish, n_eff : Kish's design effect of the weights and effective n.
    converged, iterations : of the raking.
    """

    title: ClassVar[str] = "Weighting"
    frames: ClassVar[tuple[str, ...]] = ("table", "groups", "domains", "effects", "distribution")

    groups: pd.DataFrame
    domains: pd.DataFrame
    effects: pd.DataFrame
    distribution: pd.DataFrame
    by: tuple[str, ...]
    weights: FloatArray
    base: FloatArray
    given: FloatArray | None
    trim: float | None
    variance: str
    deff_kish: float
    n_eff: float
    converged: bool
    iterations: int

    @property
    def margins(self) -> pd.DataFrame:
        """Shares of every group before and after weighting, beside the target."""
        return self.table

    def on_page(self, frame: str) -> bool:
        """Whether a frame says more than the others: how many respondents there are does not."""
        return frame != "groups"
