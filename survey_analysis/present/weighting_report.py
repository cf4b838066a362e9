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

    `.margins` (also `.table`): grouping, group, before, after, target (shares).

    `.effects`: domain, grouping, shift: how far weighting by this margin alone moves the mean of
    the domain.

    Attributes
    ----------
    by : the margins, crossed ones joined by " x ".
    weights : (N,) the weights, read-only, in the order of the respondents.
    deff_kish, n_eff : Kish's design effect of the weights and effective n.
    converged, iterations : of the raking.
    """

    title: ClassVar[str] = "Weighting"
    frames: ClassVar[tuple[str, ...]] = ("table", "effects")

    effects: pd.DataFrame
    by: tuple[str, ...]
    weights: FloatArray
    deff_kish: float
    n_eff: float
    converged: bool
    iterations: int

    @property
    def margins(self) -> pd.DataFrame:
        """Shares of every group before and after weighting, beside the target."""
        return self.table
