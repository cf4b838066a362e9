"""Do the items of a domain measure one thing, and how exactly? Cronbach's alpha."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast

import numpy as np
import numpy.typing as npt

from survey_analysis.errors import OptionError, check_confidence, check_option
from survey_analysis.findings import Note
from survey_analysis.statistics.interval import Interval
from survey_analysis.statistics.item_covariances import (
    ItemCovariances,
    Missing,
    item_covariances,
    why_no_answers,
)
from survey_analysis.statistics.linearization import Linearized
from survey_analysis.statistics.reliability_intervals import (
    NOTHING,
    design_based_alpha,
    distribution_free_se,
    feldt_interval,
    jackknife_log_se,
    log_interval,
    normal_interval,
    normal_theory_se,
)
from survey_analysis.tables.counts import FloatArray
from survey_analysis.tables.moments import Moments
from survey_analysis.tables.patterns import Patterns
from survey_analysis.tables.sampling import UnitSums

IntervalMethod = Literal["auto", "jackknife", "adf", "feldt", "normal"]
"""How the interval of alpha is made; `auto` is linearized where sampling units are given, else the
jackknife below 300 respondents and ADF above."""

LEAST = 3
"""An interval needs so many complete respondents; of two, alpha has no error of its own."""

STILL = 1e-5
"""A standard error below this share of 1 - alpha is rounding: no respondent moves alpha."""

ADF_FROM = 300
"""From so many respondents on, `auto` takes the distribution-free standard error."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlphaResult:
    """Cronbach's alpha of a domain; all arrays are (G,), in the order of `Moments.groups`.

    Attributes
    ----------
    n_items : items of the domain.
    n_total : respondents.
    n_used : respondents behind alpha: those who answered all items (pairwise: any item).
    alpha : raw alpha, from covariances.
    alpha_se : standard error that belongs to the interval; Feldt's interval has none of its
        own and is given the normal-theory one, which rests on the same assumption.
    ci_low, ci_high : interval.
    ci_method : for each group "linearized", "jackknife", "adf", "feldt", "normal", or "" for no
        interval.
    alpha_std : standardized alpha, from correlations.
    mean_r : mean correlation between items.
    sem : standard error of measurement of the mean score, in the units of the scale.
    constant_items : for each group, positions of the items without variance.
    notes : for each group, the gravest reason why something is nan, or None.
    """

    n_items: int
    n_total: FloatArray
    n_used: FloatArray
    alpha: FloatArray
    alpha_se: FloatArray
    ci_low: FloatArray
    ci_high: FloatArray
    ci_method: tuple[str, ...]
    alpha_std: FloatArray
    mean_r: FloatArray
    sem: FloatArray
    constant_items: tuple[tuple[int, ...], ...]
    notes: tuple[Note | None, ...]


def cronbach_alpha(
    moments: Moments,
    *,
    missing: Missing = "listwise",
    interval: IntervalMethod = "auto",
    confidence: float = 0.95,
    patterns: Patterns | None = None,
    units: UnitSums | None = None,
) -> AlphaResult:
    """How consistent are the answers to the items of a domain, and how sure is that?

    Parameters
    ----------
    moments : of a domain, reverse items turned.
    missing : "listwise" uses respondents who answered all items; "pairwise" uses for each pair
        of items those who answered both, and then has no interval.
    interval : "auto", "jackknife" (needs `patterns`), "adf", "feldt" or "normal".
    confidence : share between 0 and 1.
    patterns : of the same domain and groups. The jackknife needs them; without them "auto" is
        "adf" for groups below 300 complete respondents as well, and `ci_method` says so.
    units : of the same domain and groups, where the sampling design is known: "auto" is then
        "linearized", with strata, clusters and population sizes.

    Returns
    -------
    AlphaResult
        One entry for every row of the table, the last one (no group) included.

    Missing data
    ------------
    See `missing`. Below two respondents, with one item, or where the sum of the items does not
    vary, alpha is nan and `notes` says why. An item without variance stays in: alpha falls, the
    standardized alpha and the mean correlation are nan.

    Formula
    -------
    `alpha = k/(k-1) (1 - tr S / T)` with S the covariances and T their sum; standardized
    `k r / (1 + (k-1) r)`; `sem = sqrt(T (1 - alpha)) / k`. "adf" and "jackknife" are intervals of
    `log(1 - alpha)` on t(n-1); "linearized" is one on t with the sampling units minus the strata
    of the group for degrees of freedom; "normal" is `alpha ± z SE`; "feldt" uses F quantiles. With
    weights, "feldt" and "normal" take the effective number `(sum w)^2 / sum w^2` for n.

    Source
    ------
    Cronbach (1951), Psychometrika 16, 297-334, doi:10.1007/BF02310555; the intervals in
    `reliability_intervals`, "linearized" in `linearization`. Feldt's and the normal-theory
    interval are too narrow on skewed answers, at any n (Maydeu-Olivares, Coffman and Hartmann
    2007).

    Verified against
    ----------------
    R psych 2.2.9 `alpha` (raw, standardized, mean r, `ase`, Feldt), and ADF and jackknife
    computed respondent by respondent in R 4.2.2: tests/reference/reliability.json; "linearized" by
    R survey 4.1.1 `svyrecvar`: tests/reference/design.json. With pairwise
    deletion psych 2.2.9 standardizes the pairwise covariances (`cov2cor`), which differ from the
    pairwise correlations used here in the fourth digit.

    Examples
    --------
    >>> import numpy as np
    >>> from survey_analysis.tables.moments import tabulate_blocks
    >>> answers = np.array([[1, 2, 2], [3, 3, 4], [4, 5, 4], [2, 1, 2], [5, 4, 5.0]])
    >>> blocks = [(answers, None, None)]
    >>> table = tabulate_blocks(blocks, np.full(3, 3.0), ("",), weighted=False)
    >>> cronbach_alpha(table).alpha
    array([0.94262295])
    """
    check_option("missing", missing, Missing)
    check_option("interval", interval, IntervalMethod)
    check_confidence(confidence)
    items = item_covariances(moments, missing)
    alpha, notes = _alpha(moments, items, missing)
    if missing == "pairwise":
        found = _no_interval(alpha, notes)
    else:
        methods = _methods(alpha, items.n, interval, patterns, units, moments.groups)
        asked = units if interval == "auto" else None
        design = None if asked is None else design_based_alpha(moments, asked)
        found = _interval(moments, items, alpha, methods, patterns, design, confidence, notes)
    se, ends, methods = found
    mean_r, alpha_std = _standardized(items, np.isfinite(alpha))
    constant = _constant_items(items)
    with np.errstate(invalid="ignore"):
        error = np.where(np.abs(1 - alpha) <= NOTHING, 0.0, items.total * (1 - alpha))
        sem = np.sqrt(error) / moments.n_items
    return AlphaResult(
        n_items=moments.n_items,
        n_total=moments.n_total,
        n_used=items.n,
        alpha=alpha,
        alpha_se=se,
        ci_low=ends.low,
        ci_high=ends.high,
        ci_method=methods,
        alpha_std=alpha_std,
        mean_r=mean_r,
        sem=sem,
        constant_items=constant,
        notes=tuple(
            Note("SA306", "warning", {"items": ", ".join(str(item + 1) for item in same)})
            if same and np.isfinite(value) and (note is None or note.code == "SA307")
            else note
            for same, value, note in zip(constant, alpha, notes, strict=True)
        ),
    )


def _constant_items(items: ItemCovariances) -> tuple[tuple[int, ...], ...]:
    return tuple(
        tuple(int(item) for item in np.flatnonzero(row)) if n > 1 else ()
        for row, n in zip(items.constant, items.n_least, strict=True)
    )


def _alpha(
    moments: Moments, items: ItemCovariances, missing: Missing
) -> tuple[FloatArray, list[Note | None]]:
    """Alpha of every group, and why it is nan."""
    k = moments.n_items
    trace, total = items.trace, items.total
    notes: list[Note | None] = []
    for group in range(len(moments.groups)):
        note = why_no_answers(moments, items, missing, group)
        if note is None and k < 2:
            note = Note("SA303", "warning")
        if note is None and trace[group] <= 0:
            note = Note("SA304", "warning")
        if note is None and total[group] <= 0:
            note = Note("SA305", "warning")
        notes.append(note)
    defined = np.array([note is None for note in notes], dtype=np.bool_)
    alpha = np.full(defined.size, np.nan)
    if k > 1:
        alpha[defined] = k / (k - 1) * (1 - trace[defined] / total[defined])
    return alpha, notes


def _standardized(
    items: ItemCovariances, defined: npt.NDArray[np.bool_]
) -> tuple[FloatArray, FloatArray]:
    """Mean correlation between items, and the alpha that follows from it."""
    k = items.constant.shape[1]
    off_diagonal = ~np.eye(k, dtype=np.bool_)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean_r = items.correlation[:, off_diagonal].sum(axis=1) / (k * (k - 1))
        spread = 1 + (k - 1) * mean_r
        alpha_std = np.where(spread > NOTHING, k * mean_r / spread, np.nan)
    return np.where(defined, mean_r, np.nan), np.where(defined, alpha_std, np.nan)


def _no_interval(
    alpha: FloatArray, notes: list[Note | None]
) -> tuple[FloatArray, Interval, tuple[str, ...]]:
    """No standard error and no ends; the notes of groups that have alpha say why."""
    nothing = np.full(alpha.size, np.nan)
    for group in np.flatnonzero(np.isfinite(alpha)):
        above = alpha[group] > 1 + NOTHING
        notes[group] = Note("SA314", "warning") if above else Note("SA307")
    return nothing, Interval(low=nothing, high=nothing), ("",) * alpha.size


def _methods(
    alpha: FloatArray,
    n: FloatArray,
    interval: IntervalMethod,
    patterns: Patterns | None,
    units: UnitSums | None,
    groups: tuple[str, ...],
) -> tuple[str, ...]:
    """The method of each group; "" where alpha is nan."""
    named: list[str] = []
    for group in range(alpha.size):
        method: str = interval
        if interval == "auto":
            by_rows = patterns is not None and n[group] < ADF_FROM
            method = "jackknife" if by_rows else "adf"
            if units is not None:
                method = "linearized"
        named.append(method if np.isfinite(alpha[group]) else "")
    if "jackknife" in named and patterns is None:
        raise OptionError(
            f"interval={interval!r} needs patterns=survey.patterns(...) of the same domain and "
            "groups. Give them, or choose 'adf', 'feldt' or 'normal'."
        )
    for other, name in ((patterns, "patterns"), (units, "units")):
        if other is not None and other.groups != groups:
            raise OptionError(f"moments and {name} must be of the same groups.")
    return tuple(named)


def _interval(
    moments: Moments,
    items: ItemCovariances,
    alpha: FloatArray,
    methods: tuple[str, ...],
    patterns: Patterns | None,
    design: Linearized | None,
    confidence: float,
    notes: list[Note | None],
) -> tuple[FloatArray, Interval, tuple[str, ...]]:
    """Standard error and ends of every group by its method, and the methods that worked."""
    method = np.array(methods, dtype=np.str_)
    with np.errstate(invalid="ignore", divide="ignore"):
        n_eff = moments.w**2 / moments.w2
    se = _standard_errors(moments, items, alpha, method, patterns, n_eff)
    reasons: tuple[Note | None, ...]
    df, reasons, everyone = items.n - 1, (None,) * alpha.size, False
    if design is not None:
        linearized = method == "linearized"
        se, df = np.where(linearized, design.se, se), np.where(linearized, design.df, df)
        reasons, everyone = design.notes, design.everyone
    low, high = np.full((2, alpha.size), np.nan)
    by_log = log_interval(alpha, se, df, confidence)
    by_z = normal_interval(alpha, se, confidence)
    by_f = feldt_interval(alpha, n_eff, moments.n_items, confidence)
    for names, ends in ((BY_LOG, by_log), (("normal",), by_z), (("feldt",), by_f)):
        chosen = np.isin(method, names)
        low, high = np.where(chosen, ends.low, low), np.where(chosen, ends.high, high)
    perfect = 1 - alpha <= NOTHING
    still = (method != "feldt") & (se <= STILL * (1 - alpha)) & (not everyone)
    nothing = perfect | still | np.isnan(se) | np.isnan(low) | (items.n < LEAST)
    for group in np.flatnonzero((method != "") & nothing):
        se[group] = low[group] = high[group] = np.nan
        notes[group] = reasons[group] or _why_no_interval(
            int(items.n[group]), perfect=bool(perfect[group]), still=bool(still[group])
        )
    kept = tuple("" if np.isnan(end) else name for name, end in zip(methods, low, strict=True))
    return se, Interval(low=low, high=high), kept


BY_LOG = ("adf", "jackknife", "linearized")
"""Intervals of log(1 - alpha)."""


def _standard_errors(
    moments: Moments,
    items: ItemCovariances,
    alpha: FloatArray,
    method: npt.NDArray[np.str_],
    patterns: Patterns | None,
    n_eff: FloatArray,
) -> FloatArray:
    """Standard error of every group by its method, but for those of the sampling design."""
    se = np.full(alpha.size, np.nan)
    if "adf" in method:
        se = np.where(method == "adf", distribution_free_se(moments), se)
    for group in np.flatnonzero(method == "jackknife"):
        se[group] = (1 - alpha[group]) * jackknife_log_se(
            cast(Patterns, patterns).rows_of(int(group))
        )
    if "normal" in method or "feldt" in method:
        normal_se = normal_theory_se(items.covariance, n_eff)
        se = np.where((method == "normal") | (method == "feldt"), normal_se, se)
    return se


def _why_no_interval(n: int, *, perfect: bool, still: bool) -> Note:
    if perfect:
        return Note("SA310", "warning")
    if n < LEAST:
        return Note("SA308", values={"n": n, "needed": LEAST})
    return Note("SA313", "warning") if still else Note("SA309")
