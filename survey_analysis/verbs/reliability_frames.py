"""The frames of a `ReliabilityResult`, row by row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from survey_analysis.statistics.distributions import describe_counts
from survey_analysis.survey import Survey
from survey_analysis.tables.counts import FloatArray
from survey_analysis.verbs.frames import counted, text_of_note
from survey_analysis.verbs.item_flags import item_flags
from survey_analysis.verbs.scale_analysis import LAMBDAS, SPLITS, Asked, Coefficient, ScaleAnalysis
from survey_analysis.verbs.selection import label_of_item

TABLE = (
    "domain", "group_by", "group", "n_items", "n_total", "n_used", "alpha", "alpha_se",
    "alpha_ci_low", "alpha_ci_high", "ci_method", "alpha_std", "mean_r", "sem",
)  # fmt: skip
FURTHER: dict[Coefficient, tuple[str, ...]] = {
    "alpha": (),
    "omega": ("omega", "omega_ci_low", "omega_ci_high", "omega_observed"),
    "lambda": LAMBDAS,
    "split_half": SPLITS,
    "ordinal": ("alpha_ordinal",),
}
"""The columns of the table that each coefficient adds."""
ITEMS = (
    "domain", "group_by", "group", "item", "label", "reverse", "n", "missing_share", "mean", "sd",
    "floor_share", "ceiling_share", "item_rest_r", "item_rest_r_ci_low", "item_rest_r_ci_high",
    "smc", "alpha_if_dropped", "alpha",
)  # fmt: skip
INTERVALS = (
    "domain", "group_by", "group", "coefficient", "n_used", "estimate", "se", "ci_low", "ci_high",
    "ci_method", "note",
)  # fmt: skip
FACTOR = (
    "domain", "group_by", "group", "item", "label", "reverse", "n_used", "loading", "loading_std",
    "residual_variance",
)  # fmt: skip
FIT = (
    "domain", "group_by", "group", "n_used", "chi2", "df", "p_value", "cfi", "rmsea", "srmr",
    "heywood", "note",
)  # fmt: skip
ITEM_TOTAL = (
    "domain", "group_by", "group", "item", "label", "reverse", "n_used", "scale_mean_if_dropped",
    "scale_variance_if_dropped", "item_rest_r", "smc", "alpha_if_dropped",
)  # fmt: skip


NO_PAIRWISE_INTERVAL = "SA307"
"""What an item says under pairwise deletion, unless the bootstrap gave it an interval."""


def table_columns(asked: Asked, *, weighted: bool) -> list[str]:
    """The columns of the table."""
    pairs = ("n_pair",) if asked.missing == "pairwise" else ()
    weights = ("sum_w", "n_eff") if weighted else ()
    further = (column for name in asked.coefficients for column in FURTHER[name])
    return [*TABLE[:6], *pairs, *weights, *TABLE[6:], *further, "note"]


def item_columns(coefficients: tuple[Coefficient, ...], *, weighted: bool) -> list[str]:
    """The columns of the item table."""
    weights = ("sum_w", "n_eff") if weighted else ()
    omega = ("omega_if_dropped", "omega") if "omega" in coefficients else ()
    return [*ITEMS[:7], *weights, *ITEMS[7:], *omega, "flag", "note"]


def table_rows(found: ScaleAnalysis) -> dict[str, Any]:
    """The rows of one domain in the table."""
    alpha, reported = found.alpha, slice(len(found.groups))
    with np.errstate(invalid="ignore"):
        n_eff = found.moments.w**2 / found.moments.w2
    values: dict[str, FloatArray] = {"alpha_std": alpha.alpha_std, "mean_r": alpha.mean_r}
    values |= {"sem": alpha.sem, "sum_w": found.moments.w, "n_eff": n_eff}
    for name, one in found.estimates.items():
        values |= {name: one.value, f"{name}_se": one.se}
        values |= {f"{name}_ci_low": one.ci_low, f"{name}_ci_high": one.ci_high}
    first = found.estimates["alpha"]
    return {
        **found.ids,
        "group": found.groups,
        "n_items": alpha.n_items,
        "n_total": counted(alpha.n_total[reported]),
        "n_used": counted(alpha.n_used[reported]),
        "n_pair": counted(found.moments.pair_n.min(axis=(1, 2))[reported]),
        "ci_method": first.ci_method[reported],
        **{name: value[reported] for name, value in values.items()},
        "note": [_gravest(found, row) for row in range(len(found.groups))],
    }


def _gravest(found: ScaleAnalysis, group: int) -> str:
    """What is said of alpha, else why another coefficient of the row is missing."""
    first, *others = found.estimates.values()
    missing = (one.notes[group] for one in others if np.isnan(one.value[group]))
    return text_of_note(first.notes[group] or next((note for note in missing if note), None))


def interval_rows(found: ScaleAnalysis) -> Iterator[dict[str, Any]]:
    """A row for every coefficient and group of one domain."""
    n_used = counted(found.alpha.n_used)
    for row, group in enumerate(found.groups):
        for name, one in found.estimates.items():
            if name != "lambda3":  # alpha
                yield {
                    **found.ids,
                    "group": group,
                    "coefficient": name,
                    "n_used": n_used[row],
                    "estimate": one.value[row],
                    "se": one.se[row],
                    "ci_low": one.ci_low[row],
                    "ci_high": one.ci_high[row],
                    "ci_method": one.ci_method[row],
                    "note": text_of_note(one.notes[row]),
                }


def item_rows(survey: Survey, found: ScaleAnalysis) -> list[dict[str, Any]]:
    """The rows of one domain in the item table."""
    items, rest = found.items, found.item_rest
    omega = found.estimates["omega"].value if found.omega is not None else None
    further = _from_counts(survey, found)
    return [
        _named(survey, found)
        | {
            "group": group,
            "n": counted(items.n[row]),
            **{name: table[row] for name, table in further.items()},
            "missing_share": items.missing_share[row],
            "mean": items.mean[row],
            "sd": items.sd[row],
            "item_rest_r": items.item_rest_r[row],
            "item_rest_r_ci_low": rest.ci_low[row],
            "item_rest_r_ci_high": rest.ci_high[row],
            "smc": items.smc[row],
            "alpha_if_dropped": items.alpha_if_dropped[row],
            "alpha": found.alpha.alpha[row],
            "omega_if_dropped": np.nan
            if found.omega_if_dropped is None
            else found.omega_if_dropped[row],
            "omega": np.nan if omega is None else omega[row],
            "flag": item_flags(found, further, row),
            "note": [
                "" if known and note and note.code == NO_PAIRWISE_INTERVAL else text_of_note(note)
                for note, known in zip(items.notes[row], np.isfinite(rest.ci_low[row]), strict=True)
            ],
        }
        for row, group in enumerate(found.groups)
    ]


def factor_rows(survey: Survey, found: ScaleAnalysis) -> Iterator[dict[str, Any]]:
    """The rows of one domain in the table of loadings; none without omega."""
    omega = found.omega
    if omega is None:
        return
    for row, group in enumerate(found.groups):
        yield _named(survey, found) | {
            "group": group,
            "n_used": counted(omega.n_used)[row],
            "loading": omega.loadings[row],
            "loading_std": omega.loadings_std[row],
            "residual_variance": omega.residual_variances[row],
        }


def fit_rows(found: ScaleAnalysis) -> Iterator[dict[str, Any]]:
    """The rows of one domain in the table of fit; none without omega."""
    omega = found.omega
    if omega is None:
        return
    reported = slice(len(found.groups))
    yield {
        **found.ids,
        "group": found.groups,
        "n_used": counted(omega.n_used[reported]),
        **{name: getattr(omega, name)[reported] for name in FIT[4:11]},
        "note": [text_of_note(note) for note in omega.notes[reported]],
    }


def item_total_rows(survey: Survey, found: ScaleAnalysis) -> list[dict[str, Any]]:
    """Each item beside the sum of the others, of the respondents in alpha."""
    moments, items = found.moments, found.items
    covariance = moments.covariance
    means = moments.means + moments.centre
    variance = np.diagonal(covariance, axis1=1, axis2=2)
    total = covariance.sum(axis=(1, 2))
    rest = total[:, None] - 2 * covariance.sum(axis=2) + variance
    return [
        _named(survey, found)
        | {
            "group": group,
            "n_used": counted(moments.n)[row],
            "scale_mean_if_dropped": means[row].sum() - means[row],
            "scale_variance_if_dropped": rest[row],
            "item_rest_r": items.item_rest_r[row],
            "smc": items.smc[row],
            "alpha_if_dropped": items.alpha_if_dropped[row],
        }
        for row, group in enumerate(found.groups)
    ]


def _named(survey: Survey, found: ScaleAnalysis) -> dict[str, Any]:
    """The columns that name the items."""
    items = survey.codebook.items_of(found.domain)
    return found.ids | {
        "item": [item.id for item in items],
        "label": [label_of_item(survey, item) for item in items],
        "reverse": [item.reverse for item in items],
    }


def _from_counts(survey: Survey, found: ScaleAnalysis) -> dict[str, FloatArray]:
    """Shares at the ends of the scale, items turned, and sums of weights, (G, k) each."""
    rows: dict[str, list[FloatArray]] = {}
    for item in survey.codebook.items_of(found.domain):
        scale = survey.codebook.scale_of(item.id)
        counts = survey.counts(item.id, found.grouping)
        values = describe_counts(counts, low=scale.low, high=scale.high)
        ends = values.floor_share, values.ceiling_share
        floor, ceiling = ends[::-1] if item.reverse else ends
        with np.errstate(invalid="ignore"):
            n_eff = counts.group_w**2 / counts.group_w2
        columns = {"floor_share": floor, "ceiling_share": ceiling}
        columns |= {"sum_w": counts.group_w, "n_eff": n_eff}
        for name, column in columns.items():
            rows.setdefault(name, []).append(column)
    return {name: np.stack(columns, axis=1) for name, columns in rows.items()}
