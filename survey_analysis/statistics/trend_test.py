"""What a test of ordered groups returns, which groups take part, and which scores they have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import special

from survey_analysis.errors import OptionError, shown
from survey_analysis.findings import Note
from survey_analysis.statistics.cell_influence import Association
from survey_analysis.statistics.design_variance import design_of
from survey_analysis.statistics.group_test import GroupTest
from survey_analysis.statistics.linearization import why_no_variance
from survey_analysis.tables.cell_design import FEW_EFFECTIVE, few_effective
from survey_analysis.tables.counts import Counts, FloatArray

ENOUGH = 10
"""Below so many respondents the normal approximation of a test is rough."""

PER_STEP = ("SA749", "SA750")
"""Notes that tell a slope: a number, where the others are reasons."""

NOTHING = Association(
    estimate=float("nan"),
    se=float("nan"),
    df=float("nan"),
    ci_low=float("nan"),
    ci_high=float("nan"),
)
"""The association of a test that has none, or that was not computed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendTest(GroupTest):
    """A test of whether an outcome rises or falls with the order of groups.

    Attributes
    ----------
    scores : (k,) a number for each group that took part; their order, where the test has no use
        for numbers.
    slope : what the outcome changes by with each step of the scores, with its interval; nan for a
        test of ranks.
    j : Jonckheere and Terpstra's J, pairs of respondents in which the one of the later group
        answers higher, ties half; nan for other tests.
    """

    scores: FloatArray
    slope: Association = NOTHING
    j: float = float("nan")


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class OrderedGroups:
    """The groups of a table that a trend can be looked for in.

    Attributes
    ----------
    counts : their rows, in the order of the table, with the sampling design if there is one.
    scores : (k,) a number for each.
    by_design : whether respondents were weighted, or drawn otherwise than one by one.
    notes : who was left out.
    why : why nothing can be computed, or None.
    """

    counts: Counts
    scores: FloatArray
    by_design: bool
    notes: tuple[Note, ...]
    why: Note | None

    @property
    def n(self) -> int:
        """Respondents."""
        return int(self.counts.group_n.sum())


def ordered_groups(counts: Counts, scores: Sequence[float] | None = None) -> OrderedGroups:
    """The named groups of two respondents and more, with their scores.

    Parameters
    ----------
    scores : one rising number for each named group of the table; None: 1, 2, 3, ..., a group
        that is left out keeps its place.
    """
    design = design_of(counts)
    named = replace(counts, design=design).named
    numbers = _checked(scores, len(named.groups))
    enough = named.group_n > 1
    rows = np.flatnonzero(enough)
    left_out = [label for label, used in zip(named.groups, enough, strict=True) if not used]
    kept = named.keep(rows) if left_out else named
    listed = {"groups": ", ".join(left_out)}
    return OrderedGroups(
        counts=kept,
        scores=numbers[rows],
        by_design=design is not None,
        notes=(Note("SA746", values=listed),) if left_out else (),
        why=_why(kept, numbers[rows]),
    )


def _checked(scores: Sequence[float] | None, n_groups: int) -> FloatArray:
    if scores is None:
        return np.arange(1.0, n_groups + 1)
    try:
        numbers = np.asarray(scores, dtype=np.float64)
    except (TypeError, ValueError):
        numbers = np.empty((0, 0))
    fits = numbers.shape == (n_groups,) and bool(np.isfinite(numbers).all())
    alike = n_groups > 1 and np.unique(numbers).size < 2
    if not fits or alike or (np.diff(numbers) < 0).any():
        raise OptionError(
            f"scores={shown(scores)} is not allowed. Give one number for each of the {n_groups} "
            "groups of the table, in their order, rising, such as the middles of age bands; or "
            "None for 1, 2, 3, ..."
        )
    return numbers


def _why(kept: Counts, scores: FloatArray) -> Note | None:
    if len(kept.groups) < 2:
        return Note("SA322", "warning", {"n": len(kept.groups)})
    if np.unique(kept.cell_value).size < 2:
        return Note("SA325", "warning")
    if scores[0] == scores[-1]:
        return Note("SA747", "warning")
    return why_no_variance(kept.design.units) if kept.design is not None else None


def trend_test(
    test: str,
    groups: OrderedGroups,
    method: str,
    *,
    statistic: float,
    df: float,
    p_value: float,
    effect_name: str,
    effect: Association,
    slope: Association = NOTHING,
    j: float = float("nan"),
    notes: tuple[Note, ...] = (),
) -> TrendTest:
    """The result of a test; without a p-value the design has no degrees of freedom or no error."""
    used_up: tuple[Note, ...] = ()
    if np.isnan(p_value):
        used_up = (Note("SA730" if df > 0 else "SA360", "warning"),)
    return TrendTest(
        test=test,
        groups=groups.counts.groups,
        n=groups.n,
        statistic=statistic,
        df1=df,
        df2=float("nan"),
        p_value=p_value,
        effect_name=effect_name,
        effect=effect.estimate,
        effect_ci_low=effect.ci_low,
        effect_ci_high=effect.ci_high,
        pairs=None,
        notes=(*groups.notes, *notes, *_few(groups.counts), *used_up),
        method=method,
        scores=groups.scores,
        slope=slope,
        j=j,
    )


def no_trend(
    test: str, groups: OrderedGroups, effect_name: str, method: str, why: Note
) -> TrendTest:
    """A test without a result; its last note says why."""
    nothing = float("nan")
    return TrendTest(
        test=test,
        groups=groups.counts.groups,
        n=groups.n,
        statistic=nothing,
        df1=nothing,
        df2=nothing,
        p_value=nothing,
        effect_name=effect_name,
        effect=nothing,
        effect_ci_low=nothing,
        effect_ci_high=nothing,
        pairs=None,
        notes=(*groups.notes, why),
        method=method,
        scores=groups.scores,
    )


def t_test(estimate: float, se: float, df: float) -> tuple[float, float]:
    """t and its two-sided p-value; nan without degrees of freedom, or where nothing varies."""
    t = estimate / se if se > 0 else float("nan")
    return t, float(2 * special.stdtr(df if df > 0 else np.nan, -abs(t)))


def normal_test(z: float) -> tuple[float, float]:
    """z and its two-sided p-value."""
    return float(z), float(2 * special.ndtr(-abs(z)))


def rough(groups: OrderedGroups, code: str) -> tuple[Note, ...]:
    """A note on a normal approximation for few respondents."""
    return (Note(code, values={"n": groups.n}),) if groups.n < ENOUGH else ()


def slope_told(code: str, slope: Association, groups: tuple[str, ...]) -> tuple[Note, ...]:
    """A note that tells the slope with its interval, in three digits.

    It knows the groups, because with a hidden one among them it would tell that one's mean.
    """
    names = ("estimate", "ci_low", "ci_high")
    values: dict[str, object] = {name: _three_digits(getattr(slope, name)) for name in names}
    known = not np.isnan(slope.ci_low)
    return (Note(code, values=values | {"of_groups": groups}),) if known else ()


def _three_digits(number: float) -> str:
    return np.format_float_positional(number, precision=3, unique=False, fractional=False, trim="-")


def _few(counts: Counts) -> tuple[Note, ...]:
    """A note on groups whose variance is HC3's."""
    if counts.design is None:
        return ()
    small = few_effective(counts)
    names = ", ".join(label for label, few in zip(counts.groups, small, strict=True) if few)
    return (Note("SA748", values={"few": int(FEW_EFFECTIVE), "groups": names}),) if names else ()
