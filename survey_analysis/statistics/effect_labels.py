"""What do others call an effect of this size? Only by a named rule, and only if it is there."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from survey_analysis.errors import check_option

Rule = Literal["cohen1988", "romano2006", "vargha_delaney2000"]

ALPHA = 0.05
"""From this p-value on, an effect has no name: it may be none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectRule:
    """From which size on an effect has which name.

    Attributes
    ----------
    rule, source : which rule, and how it is cited.
    bounds : sizes at which the names change, rising.
    words : one more than bounds.
    centre : the size of no effect, from which sizes are counted in both directions.
    """

    rule: Rule
    source: str
    bounds: tuple[float, float, float]
    words: tuple[str, str, str, str] = ("below small", "small", "medium", "large")
    centre: float = 0.0


_D = EffectRule(rule="cohen1988", source="Cohen 1988", bounds=(0.2, 0.5, 0.8))
_F = EffectRule(rule="cohen1988", source="Cohen 1988", bounds=(0.01, 0.06, 0.14))
_W = EffectRule(rule="cohen1988", source="Cohen 1988", bounds=(0.1, 0.3, 0.5))
_DELTA = EffectRule(
    rule="romano2006",
    source="Romano et al. 2006",
    bounds=(0.147, 0.33, 0.474),
    words=("negligible", "small", "medium", "large"),
)
_A = EffectRule(
    rule="vargha_delaney2000",
    source="Vargha & Delaney 2000",
    bounds=(0.06, 0.14, 0.21),
    centre=0.5,
)

RULES: Mapping[str, EffectRule] = {
    "hedges_g": _D,
    "omega_squared": _F,
    "epsilon_squared": _F,
    "cramers_v": _W,
    "cliffs_delta": _DELTA,
    "probability_of_superiority": _A,
}
"""The rule for each effect; others, such as rank epsilon squared, have none that is agreed on."""


def effect_label(
    name: str, value: float, *, rule: Rule | None = None, smaller_side: int = 2
) -> str:
    """What is an effect of this size called, and by whom?

    The rules are conventions from other fields, made for want of anything better; what is large
    is a question of what is at stake. A label is therefore never given without its rule.

    Parameters
    ----------
    name : effect, as in a column `effect_name`.
    value : its size; the sign does not matter.
    rule : the rule that is wanted. None: the one that speaks of this effect.
    smaller_side : rows or columns of the table behind Cramer's V, whichever are fewer.

    Returns
    -------
    "small (Cohen 1988)"; "" where the rule says nothing about the effect.

    Missing data
    ------------
    "" for nan.

    Formula
    -------
    Cohen: d .2, .5, .8; shares of variance .01, .06, .14 (f of .10, .25, .40); for Cramer's V
    `w = V sqrt(smaller_side - 1)` of .1, .3, .5. Romano: |delta| .147, .33, .474. Vargha and
    Delaney: P(X > Y) of .56, .64, .71, or as far below one half.

    Source
    ------
    Cohen (1988), Statistical Power Analysis for the Behavioral Sciences, 25-26, 227, 285-287,
    doi:10.4324/9780203771587; Romano, Kromrey, Coraggio and Skowronek (2006), Annual Meeting of
    the Florida Association of Institutional Research; Vargha and Delaney (2000), Journal of
    Educational and Behavioral Statistics 25, 101-132, doi:10.3102/10769986025002101.

    Verified against
    ----------------
    R effectsize 0.8.3 `interpret_cohens_d`, `interpret_omega_squared`,
    tests/reference/equivalence.json.

    Examples
    --------
    >>> effect_label("omega_squared", 0.03), effect_label("cliffs_delta", -0.4)
    ('small (Cohen 1988)', 'medium (Romano et al. 2006)')
    >>> effect_label("rank_epsilon_squared", 0.03)
    ''
    """
    if rule is not None:
        check_option("rule", rule, Rule)
    known = RULES.get(name)
    if known is None or math.isnan(value) or rule not in (None, known.rule):
        return ""
    size = abs(value - known.centre)
    if name == "cramers_v":
        size *= math.sqrt(smaller_side - 1)
    # 0.71 is as near to a large P(X > Y) as a computer gets
    word = known.words[sum(size >= bound - 1e-12 for bound in known.bounds)]
    return f"{word} ({known.source})"


def label_if_found(
    name: str,
    value: float,
    p_adjusted: float,
    *,
    alpha: float = ALPHA,
    rule: Rule | None = None,
    smaller_side: int = 2,
) -> str:
    """The label of an effect that was found; "" where it may be none.

    Parameters
    ----------
    name, value, rule, smaller_side : as in `effect_label`.
    p_adjusted : p-value of the effect, adjusted for the tests of its family.
    alpha : from this p-value on there is no label.

    Examples
    --------
    >>> label_if_found("omega_squared", 0.03, 0.02), label_if_found("omega_squared", 0.03, 0.2)
    ('small (Cohen 1988)', '')
    """
    found = p_adjusted < alpha
    return effect_label(name, value, rule=rule, smaller_side=smaller_side) if found else ""
