"""Replicates: how raked weights change when a unit is left out and they are raked again."""

from __future__ import annotations

from dataclasses import dataclass

from survey_analysis.tables.counts import FloatArray, IntArray


@dataclass(frozen=True, eq=False, kw_only=True)
class Replicates:
    """The raked weights without one unit, for every kind of unit.

    Respondents who share raking cell, base weight and stratum are of one kind: leaving out one or
    the other gives the same weights. Where clusters were drawn, each cluster is left out.

    Attributes
    ----------
    of_respondent : (N,) kind of each respondent: raking cell, base weight and stratum.
    raking_cell : (J,) raking cell of each kind, the column of `factor`. Where weights were capped,
        respondents of one cell with different base weights have columns of their own.
    stratum : (J,) stratum of each kind.
    weight : (J,) raked weight of its respondents.
    factor : (R, K) for each replicate, what the full weights in each raking cell are multiplied
        by. Without clusters R = J, replicate j leaves out one respondent of kind j; with clusters
        R is the number of clusters.
    stratum_factor : (R,) what weights in the stratum of the unit left out are multiplied by
        besides, `m / (m - 1)`.
    """

    of_respondent: IntArray
    raking_cell: IntArray
    stratum: IntArray
    weight: FloatArray
    factor: FloatArray
    stratum_factor: FloatArray

    @property
    def n_kinds(self) -> int:
        """J, the number of kinds of respondents."""
        return self.raking_cell.size
