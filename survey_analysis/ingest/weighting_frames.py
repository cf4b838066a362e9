"""What weighting did, as the frames, notes and words of a WeightingReport."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from survey_analysis.findings import Note
from survey_analysis.ingest.margins import Margin
from survey_analysis.ingest.raking_task import RakingTask
from survey_analysis.present.method import Method
from survey_analysis.present.weighting_report import WeightingReport
from survey_analysis.statistics.raking import Raked
from survey_analysis.statistics.weight_spread import WeightSpread, weight_spread
from survey_analysis.survey import Survey
from survey_analysis.tables.counts import (
    DENSE_CELLS,
    FloatArray,
    IntArray,
    fixed,
    sum_at,
    sum_by_cell,
)

LARGE = 5.0
"""A weight of so many mean weights is large (DeBell and Krosnick 2009)."""

COSTLY = 2.0
"""A design effect from which on a note tells what unequal weights cost."""

SPREAD = ("smallest", "p5", "q25", "median", "q75", "p95", "largest")
TOPS = ("top_1_share", "top_5_share", "top_10_share")


def report_of(
    survey: Survey,
    task: RakingTask,
    raked: Raked,
    weights: FloatArray,
    base: FloatArray,
    counted: IntArray | None,
    options: Mapping[str, Any],
    notes: Sequence[Note],
) -> WeightingReport:
    """The report on weights of a survey.

    Parameters
    ----------
    survey : before it was weighted.
    weights, base : (N,) weights and base weights of all respondents.
    counted : positions of those with a base weight; None for all.
    options : arguments of the call.
    notes : how the margins were read.
    """
    effects, domains = _effects(survey, task, raked, counted)
    spread, before = _spreads(task, raked, weights)
    rows = [("base", before)] if before.deff_kish > 1 + 1e-9 else []
    given = survey.weights if survey.weighting is None else survey.weighting.given
    return WeightingReport(
        table=_margins_frame(task, raked),
        groups=_frame(task.margins, {"n": [m.n.astype(np.int64) for m in task.margins]}),
        domains=domains,
        effects=effects,
        distribution=_distribution([*rows, ("raked", spread)]),
        by=tuple(margin.name for margin in task.margins),
        weights=weights,
        base=fixed(base.copy()),
        given=given,
        trim=task.trim,
        variance=str(options["variance"]),
        deff_kish=spread.deff_kish,
        n_eff=spread.n_eff,
        converged=bool(raked.converged.all()),
        iterations=raked.iterations,
        notes=(*notes, *_notes(survey, task, raked, spread, base)),
        method=_method(task, raked, options),
        provenance=survey.provenance.with_options(verb="weight", **options),
        codebook=survey.codebook,
        language=survey.language,
    )


def _frame(margins: Sequence[Margin], columns: Mapping[str, Sequence[Any]]) -> pd.DataFrame:
    """A row per group of every margin."""
    grouping = [margin.name for margin in margins for _ in margin.groups]
    group = [label for margin in margins for label in margin.groups]
    frame = pd.DataFrame({"grouping": grouping, "group": group}, dtype="str")
    return frame.assign(**{name: np.concatenate(parts) for name, parts in columns.items()})


def _margins_frame(task: RakingTask, raked: Raked) -> pd.DataFrame:
    columns = {
        "before": task.shares(task.kinds.base),
        "after": task.shares(raked.weight[0]),
        "target": [margin.shares for margin in task.margins],
    }
    return _frame(task.margins, columns)


def _effects(
    survey: Survey, task: RakingTask, raked: Raked, counted: IntArray | None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """How far each margin alone, and all together, move the means of the domains."""
    ratios = [raked.weight[0] / task.kinds.base]
    for place in range(len(task.margins)):
        # one margin is met after one cycle
        alone = task.rake(1e-9, 5, only=place)
        ratios.append(alone.weight[0] / task.kinds.base)
    effects: list[tuple[str, str, float]] = []
    domains: list[tuple[str, str, str, int, float, float, float]] = []
    for domain in survey.codebook.domains:
        codes, values = survey.score_codes(domain.id)
        position = codes if counted is None else codes[counted]
        n, before, after = _means(task, position, values, ratios)
        domains.append((domain.id, "", "", n, before, after[0], after[0] - before))
        effects += [
            (domain.id, margin.name, mean - before)
            for margin, mean in zip(task.margins, after[1:], strict=True)
        ]
    text = {"domain": "str", "grouping": "str", "group_by": "str", "group": "str"}
    names = ["domain", "group_by", "group", "n", "mean_before", "mean_after", "shift"]
    found = pd.DataFrame(effects, columns=["domain", "grouping", "shift"])
    whole = pd.DataFrame(domains, columns=names)
    numbers = {"n": "int64", "mean_before": "float64", "mean_after": "float64", "shift": "float64"}
    return _typed(found, text | numbers), _typed(whole, text | numbers)


def _typed(frame: pd.DataFrame, types: Mapping[str, str]) -> pd.DataFrame:
    return frame.astype({name: kind for name, kind in types.items() if name in frame})


def _means(
    task: RakingTask,
    position: npt.NDArray[np.int32],
    values: FloatArray,
    ratios: Sequence[FloatArray],
) -> tuple[int, float, list[float]]:
    """How many have a score, its mean with the base weights, and with each of several others.

    Parameters
    ----------
    position : (N,) place of each score among the values; the last for none.
    ratios : for each of the others (J,) the weight per base weight of each kind.
    """
    held, points, n = _sums(task, position, values)
    means = [
        float(points @ ratio / (held @ ratio)) if held.any() else float("nan")
        for ratio in (np.ones(held.size), *ratios)
    ]
    return n, means[0], means[1:]


def _sums(
    task: RakingTask, position: npt.NDArray[np.int32], values: FloatArray
) -> tuple[FloatArray, FloatArray, int]:
    """(J,) base weights, and base weights times scores, of those with a score, and how many."""
    kinds, width = task.kinds, values.size + 1
    if kinds.n.size * width > DENSE_CELLS:
        valid = position < values.size
        kind, weight = kinds.of_respondent[valid], task.base[valid]
        score = values[position[valid]]
    else:
        base = None if task.alike else task.base
        cells, (_, weight, _) = sum_by_cell(
            position, width, kinds.of_respondent, kinds.n.size, base
        )
        kind, place = np.divmod(cells, width)
        valid = place < values.size
        kind, weight, score = kind[valid], weight[valid], values[place[valid]]
        weight = weight * kinds.base[kind] if task.alike else weight
    held, points = (sum_at(kind, one, kinds.n.size) for one in (weight, weight * score))
    return held, points, int((position < values.size).sum())


def _spreads(
    task: RakingTask, raked: Raked, weights: FloatArray
) -> tuple[WeightSpread, WeightSpread]:
    """How unequal the weights are, and the base weights."""
    if task.alike:
        n = task.kinds.n
        return weight_spread(raked.weight[0], n), weight_spread(task.kinds.base, n)
    return weight_spread(weights), weight_spread(task.base)


def _distribution(rows: Iterable[tuple[str, WeightSpread]]) -> pd.DataFrame:
    """How unequal the weights are, in mean weights."""
    return pd.DataFrame(
        [
            {
                "which": name,
                "n": int(spread.n),
                "sum_w": spread.sum_w,
                "n_eff": spread.n_eff,
                "deff_kish": spread.deff_kish,
                **dict(zip(SPREAD, spread.quantiles.tolist(), strict=True)),
                **dict(zip(TOPS, spread.top_shares.tolist(), strict=True)),
            }
            for name, spread in rows
        ]
    ).astype({"which": "str", "n": "int64"})


def _notes(
    survey: Survey, task: RakingTask, raked: Raked, spread: WeightSpread, base: FloatArray
) -> Iterator[Note]:
    if survey.weighting is not None:
        yield Note("SA708", "note")
    zeros = int((base == 0).sum())
    if zeros:
        yield Note("SA709", "note", {"n": zeros})
    few = survey.codebook.min_cell
    # a weight tells how many share it: neither is told where a group of the margins is hidden
    groups = {"of_groups": tuple(group for margin in task.margins for group in margin.groups)}
    for margin in task.margins:
        small = ", ".join(margin.groups[row] for row in np.flatnonzero(margin.n < few).tolist())
        if small:
            values = {"grouping": margin.name, "groups": small, "few": few}
            yield Note("SA707", "warning", values)
    if task.trim is not None:
        cut = int(task.kinds.n[raked.weight[0] >= task.cap * (1 - 1e-9)].sum())
        if cut:
            yield Note("SA706", "note", {"n": cut, "cap": f"{task.trim:g}"} | groups)
    elif spread.quantiles[-1] > LARGE:
        largest = f"{spread.quantiles[-1]:.1f}"
        yield Note("SA705", "warning", {"largest": largest, "cap": f"{LARGE:g}"} | groups)
    if spread.deff_kish >= COSTLY:
        values = {"n": int(spread.n), "n_eff": round(spread.n_eff)}
        yield Note("SA710", "warning", values | {"deff": f"{spread.deff_kish:.2f}"})
    yield Note("SA704", "note")


def _method(task: RakingTask, raked: Raked, options: Mapping[str, Any]) -> Method:
    """What was done, with its sources, in both languages."""
    margins = ", ".join(margin.name for margin in task.margins)
    start = {
        "given numbers": ("given weights", "заданных весов"),
        "weights of the survey": ("the weights of the survey", "весов опроса"),
    }.get(options["base"], (f"the weights {options['base']}", f"весов {options['base']}"))
    if np.ptp(task.base) <= 1e-9 * task.base[0]:
        start = ("equal weights", "равных весов")
    jackknife = options["variance"] == "jackknife"
    parts = [
        (
            f"Raking (Deming & Stephan 1940) of {task.base.size} respondents to the margins "
            f"{margins}, from {start[0]}, until no group was farther from its target than "
            f"{options['tolerance']:g} of it; cycles: {raked.iterations}.",
            f"Подгонка весов (raking; Deming & Stephan 1940) респондентов (n = {task.base.size}) к "
            f"распределениям {margins}, от {start[1]}, пока ни одна группа не отличалась от цели "
            f"больше чем на {options['tolerance']:g} её доли; циклов: {raked.iterations}.",
        )
    ]
    if task.trim is not None:
        parts.append(
            (
                f"No weight is larger than {task.trim:g} mean weights: the cap is kept in every "
                "step (Dykstra 1985; Deville & Särndal 1992).",
                f"Ни один вес не больше {task.trim:g} средних: граница соблюдается на каждом шаге "
                "(Dykstra 1985; Deville & Särndal 1992).",
            )
        )
    parts.append(JACKKNIFE if jackknife else LINEARIZED)
    parts.append(VOLUNTEERS)
    return Method(" ".join(en for en, _ in parts), ru=" ".join(ru for _, ru in parts))


LINEARIZED = (
    "Standard errors of estimates take what answers have beside the margins (Deville & Särndal "
    "1992), with a correction for leverage (HC3; MacKinnon & White 1985).",
    "Стандартные ошибки оценок — по остаткам ответов от распределений (Deville & Särndal 1992) с "
    "поправкой на влияние наблюдений (HC3; MacKinnon & White 1985).",
)
JACKKNIFE = (
    "Standard errors of estimates come from a jackknife that rakes again without each unit (Canty "
    "& Davison 1999).",
    "Стандартные ошибки оценок — по методу складного ножа с новой подгонкой весов без каждой "
    "единицы (Canty & Davison 1999).",
)
VOLUNTEERS = (
    "Design effect and effective n of the weights: Kish (1965). Respondents took part of their own "
    "will: intervals tell precision under the model that, within the groups of the margins, they "
    "answer like those who did not take part (AAPOR 2016).",
    "Эффект дизайна и эффективный n — по Кишу (1965). Респонденты участвовали по своей воле: "
    "интервалы говорят о точности при допущении, что внутри групп распределений они отвечают как "
    "те, кто не участвовал (AAPOR 2016).",
)
