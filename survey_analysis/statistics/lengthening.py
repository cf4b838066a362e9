"""Which domain must be lengthened for a composite to reach a reliability?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from survey_analysis.errors import OptionError, shown
from survey_analysis.findings import Note
from survey_analysis.statistics.composite_variance import CompositeParts
from survey_analysis.statistics.reliability_intervals import NOTHING
from survey_analysis.statistics.stratified_alpha import StratifiedAlpha
from survey_analysis.tables.counts import FloatArray


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Lengthening:
    """What each domain alone would need for the target; arrays are (G, J).

    Attributes
    ----------
    target : the reliability wanted.
    factor : how many times as long the domain must be; 1 where the target is reached already.
    items_needed : how many items it then has, rounded up; a float, nan where nothing helps.
    best_reliability : what the composite would have if the domain had no error at all.
    recommended : the domains that need the fewest further items; none where the target is
        reached already.
    notes : for each group and domain, why there is no number, or None.
    """

    target: float
    factor: FloatArray
    items_needed: FloatArray
    best_reliability: FloatArray
    recommended: npt.NDArray[np.bool_]
    notes: tuple[tuple[Note | None, ...], ...]


def lengthening(found: StratifiedAlpha, parts: CompositeParts, target: float) -> Lengthening:
    """How many items of which domain would bring a composite to the target?

    Parameters
    ----------
    found : the composite as it is.
    parts : its domains and items.
    target : reliability wanted, between 0 and 1.

    Returns
    -------
    Lengthening
        For each domain as if it alone were lengthened, by items as good as those it has.

    Missing data
    ------------
    As in `found`. Where even an error-free domain would not be enough, the numbers are nan, and
    `best_reliability` says what is possible.

    Formula
    -------
    A domain f times as long keeps its true part and has the error `E_j / f` (Spearman-Brown). With
    the true variance `V = s_C^2 - sum E` and `D = s_C^2 - V / target` the error that must go,
    `f = E_j / (E_j - D)`; nothing helps where `D >= E_j`.

    Source
    ------
    Spearman (1910), British Journal of Psychology 3, 271-295; Brown (1910), British Journal of
    Psychology 3, 296-322; of one part of a composite: from the formula of stratified alpha.

    Verified against
    ----------------
    The formula in R 4.2.2: tests/reference/composite.json.

    Examples
    --------
    >>> from survey_analysis.statistics.stratified_alpha import stratified_alpha
    >>> from survey_analysis.tables.patterns import from_rows
    >>> answers = np.array([[1, 2, 2, 1], [3, 3, 4, 5], [4, 5, 4, 4], [2, 1, 5, 4], [5, 4, 5, 5.0]])
    >>> one = np.ones(5)
    >>> table = from_rows(answers, np.zeros(5, int), ("",), (one,) * 3, 5 * one[:1], weighted=False)
    >>> parts = CompositeParts(
    ...     name="index", domains=("a", "b"), weights=np.array([0.5, 0.5]),
    ...     items=(np.array([0, 1]), np.array([2, 3])),
    ...     coefficients=np.full(4, 0.25), constant=0.0, low=1.0, high=5.0,
    ... )
    >>> lengthening(stratified_alpha(table, parts), parts, 0.95).items_needed
    array([[4., 6.]])
    """
    goal = check_target(target)
    k = np.array([items.size for items in parts.items], dtype=np.float64)
    true = found.true.sum(axis=1, keepdims=True)
    variance = found.variance[:, None]
    with np.errstate(invalid="ignore", divide="ignore"):
        must_go = variance - true / goal
        left = found.error - must_go
        possible = (true > 0) & (left > NOTHING * variance)
        factor = np.where(possible, found.error / left, np.nan)
        factor = np.where(must_go <= NOTHING * variance, np.where(true > 0, 1.0, np.nan), factor)
        items = np.ceil(factor * k - 1e-9)
        best = true / (variance - found.error)
    further = np.where(np.isnan(items), np.inf, items - k)
    fewest = further.min(axis=1, keepdims=True)
    recommended = (further == fewest) & (fewest > 0) & (fewest < np.inf)
    notes = tuple(
        tuple(
            _why_not(found, group, domain, goal) if np.isnan(items[group, domain]) else None
            for domain in range(k.size)
        )
        for group in range(variance.shape[0])
    )
    return Lengthening(
        target=goal,
        factor=factor,
        items_needed=items,
        best_reliability=best,
        recommended=recommended,
        notes=notes,
    )


def check_target(target: object) -> float:
    """The target as a float strictly between 0 and 1; `OptionError` for anything else."""
    number = isinstance(target, (int, float)) and not isinstance(target, bool)
    if not (number and 0 < target < 1):  # type: ignore[operator]
        raise OptionError(
            f"target={shown(target)} is not allowed. Give a reliability between 0 and 1, such as "
            "0.9, or None."
        )
    return float(target)  # type: ignore[arg-type]


def _why_not(found: StratifiedAlpha, group: int, domain: int, target: float) -> Note | None:
    """Why a domain cannot bring the composite to the target."""
    if np.isnan(found.reliability[group]):
        return found.domain_notes[group][domain] or found.notes[group]
    if found.reliability[group] <= 0:
        return Note("SA394", "warning")
    return Note("SA348", values={"target": f"{target:g}"})
