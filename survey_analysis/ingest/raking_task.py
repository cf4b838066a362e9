"""RakingTask: respondents, base weights and margins, ready to be raked; and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from survey_analysis.ingest.margins import AskedMargins, Margin
from survey_analysis.statistics.raking import Raked, rake
from survey_analysis.tables.counts import FloatArray, IntArray, sum_at
from survey_analysis.tables.raking_cells import RakingKinds, raking_kinds


@dataclass(frozen=True, eq=False, kw_only=True)
class RakingTask:
    """What is to be raked.

    Attributes
    ----------
    margins : the margins asked for.
    cell : (N,) raking cell of each respondent with a base weight.
    levels : (K, m) group of each raking cell in each margin; the last one is that of respondents
        without a value.
    base : (N,) base weights, positive.
    kinds : respondents who get the same weight per base weight.
    trim : the largest weight allowed, in mean weights; None for no cap.
    """

    margins: tuple[Margin, ...]
    cell: IntArray
    levels: IntArray
    base: FloatArray
    kinds: RakingKinds
    trim: float | None

    @classmethod
    def of(cls, asked: AskedMargins, base: FloatArray, trim: float | None) -> RakingTask:
        """The task for respondents (N,) with these base weights."""
        all_levels = np.column_stack([margin.level for margin in asked.margins])
        levels, merged = np.unique(all_levels, axis=0, return_inverse=True)
        cell = merged.ravel()[asked.cell]
        kinds = raking_kinds(cell, len(levels), base, by_weight=trim is not None)
        return cls(
            margins=asked.margins, cell=cell, levels=levels, base=base, kinds=kinds, trim=trim
        )

    @cached_property
    def total(self) -> float:
        """The sum of the base weights, which the weights keep."""
        return float(self.base.sum())

    @cached_property
    def alike(self) -> bool:
        """Whether the respondents of each kind have the same base weight."""
        return self.trim is not None or bool(np.ptp(self.base) == 0)

    @property
    def cap(self) -> float:
        """The largest weight allowed."""
        return np.inf if self.trim is None else self.trim * self.total / self.base.size

    @cached_property
    def kind_levels(self) -> IntArray:
        """(J, m) group of each kind in each margin."""
        return self.levels[self.kinds.cell]

    def targets(self, sums: FloatArray) -> list[FloatArray]:
        """The sums of weights (R, L) that each margin is to have.

        Respondents without a value keep the share of the base weights that they have in the
        table; the targets are shares of the rest.

        Parameters
        ----------
        sums : (R, J) sums of base weights of the kinds in R tables.
        """
        found = []
        for margin, level in zip(self.margins, self.kind_levels.T, strict=True):
            if not margin.n_without:
                found.append(self.total * margin.shares[None, :])
                continue
            without = sums @ (level == margin.shares.size) / sums.sum(axis=1) * self.total
            rest = (self.total - without)[:, None] * margin.shares
            found.append(np.column_stack([rest, without]))
        return found

    @cached_property
    def wanted(self) -> list[FloatArray]:
        """The targets (L,) of the whole sample."""
        return [one[0] for one in self.targets((self.kinds.n * self.kinds.base)[None, :])]

    def rake(
        self,
        tolerance: float,
        max_iterations: int,
        *,
        only: int | None = None,
        cap: float | None = None,
    ) -> Raked:
        """The weights of the kinds; `only` rakes to one margin, `cap` takes another cap."""
        chosen = slice(None) if only is None else slice(only, only + 1)
        return rake(
            self.levels[:, chosen],
            self.kinds.n,
            self.kinds.base,
            self.wanted[chosen],
            cell=self.kinds.cell,
            cap=self.cap if cap is None else cap,
            tolerance=tolerance,
            max_iterations=max_iterations,
        )

    def weights(self, raked: Raked) -> FloatArray:
        """(N,) the weight of each respondent."""
        if self.alike:
            return np.asarray(raked.weight[0][self.kinds.of_respondent])
        ratio = raked.weight[0] / self.kinds.base
        return np.asarray(ratio[self.kinds.of_respondent] * self.base)

    def shares(self, weight: FloatArray) -> list[FloatArray]:
        """For each margin (L,) the shares of the groups among respondents with a value.

        Parameters
        ----------
        weight : (J,) weight of a respondent of each kind.
        """
        found = []
        for margin, level in zip(self.margins, self.kind_levels.T, strict=True):
            size = margin.shares.size
            held = sum_at(level, self.kinds.n * weight, size + 1)[:size]
            found.append(held / held.sum())
        return found
