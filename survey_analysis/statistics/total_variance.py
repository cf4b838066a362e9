"""Does the sum of the items of a domain vary? Whatever shares it out needs that it does."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from survey_analysis.findings import Note
from survey_analysis.statistics.interval import Interval
from survey_analysis.statistics.item_covariances import ItemCovariances, Missing, why_no_answers
from survey_analysis.statistics.reliability import LEAST, STILL
from survey_analysis.statistics.reliability_intervals import NOTHING, log_interval
from survey_analysis.tables.counts import FloatArray
from survey_analysis.tables.moments import Moments


def total_variance(covariance: FloatArray) -> FloatArray:
    """Variance of the sum of the items of (..., k, k) covariances.

    nan for a single item, and where it is nothing beside the variances of the items: the answers
    cancel, or (pairwise deletion) the covariances contradict each other.
    """
    trace = np.trace(covariance, axis1=-2, axis2=-1)
    total = covariance.sum(axis=(-2, -1))
    varies = np.isfinite(total) & (trace > 0) & (total > NOTHING * trace)
    return np.where(varies & (covariance.shape[-1] > 1), total, np.nan)


def why_no_total(
    moments: Moments, items: ItemCovariances, missing: Missing, group: int
) -> Note | None:
    """Why the sum of the items of a group cannot be shared out, or None when it can."""
    note = why_no_answers(moments, items, missing, group)
    if note is not None:
        return note
    if moments.n_items == 1:
        return Note("SA303", "warning")
    if items.trace[group] <= 0:
        return Note("SA304", "warning")
    return Note("SA305", "warning") if items.total[group] <= 0 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Certainty:
    """How sure estimates of a share of the total variance are; arrays of their shape.

    Attributes
    ----------
    se : standard errors; nan where there is no interval.
    interval : of `log(1 - estimate)` on t(n-1), turned back.
    perfect : the estimate is 1, which has no interval.
    still : the estimate is the same whichever respondent is left out.
    """

    se: FloatArray
    interval: Interval
    perfect: npt.NDArray[np.bool_]
    still: npt.NDArray[np.bool_]


def certainty(estimate: FloatArray, se: FloatArray, n: FloatArray, confidence: float) -> Certainty:
    """The interval of estimates from their standard errors and respondents, where there is one."""
    perfect = 1 - estimate <= NOTHING
    still = se <= STILL * (1 - estimate)
    kept = np.where(perfect | still | (n < LEAST), np.nan, se)
    with np.errstate(invalid="ignore"):
        interval = log_interval(estimate, kept, n - 1, confidence)
    return Certainty(se=kept, interval=interval, perfect=perfect, still=still & ~perfect)
