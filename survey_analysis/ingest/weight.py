"""weight: weights that make a sample agree with known margins."""

from __future__ import annotations

import numbers
import os
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal, TypeAlias, TypeGuard

import numpy as np
import pandas as pd

from survey_analysis.errors import OptionError, check_option, shown
from survey_analysis.ingest.base_weights import base_weights
from survey_analysis.ingest.margins import asked_margins
from survey_analysis.ingest.raking_failures import why_not_left_out, why_not_raked
from survey_analysis.ingest.raking_task import RakingTask
from survey_analysis.ingest.weighting_frames import report_of
from survey_analysis.statistics.raking import Raked
from survey_analysis.statistics.raking_replicates import EXACT, raked_replicates
from survey_analysis.survey import Survey
from survey_analysis.tables.counts import FloatArray, IntArray, fixed
from survey_analysis.tables.margins import Margins, raked_margins
from survey_analysis.tables.replicates import Replicates

MarginSource: TypeAlias = Mapping[Any, Mapping[Any, float]] | pd.DataFrame | str | os.PathLike[str]
Base: TypeAlias = str | FloatArray | pd.Series | list[float] | None
Variance = Literal["linearized", "jackknife"]

AT_CAP = 1 - 1e-9
"""Weights from this part of the cap on are at the cap."""


def weight(
    survey: Survey,
    margins: MarginSource,
    *,
    base: Base = None,
    trim: float | None = None,
    tolerance: float = 1e-8,
    max_iterations: int = 500,
    variance: Variance = "linearized",
) -> Survey:
    """Which weights make the respondents agree with what is known of the population?

    Parameters
    ----------
    survey : a loaded survey; it is not changed.
    margins : `{grouping: {group: share}}`, or a DataFrame with the columns variable, level,
        proportion, or the path of a CSV file with these columns or of a YAML file with that
        mapping. Groups go by their label (in any language of the codebook; a label comes first)
        or by their code. Crossed groupings are a tuple, `("age", "education")` with
        `("18-24", "Bachelor")`, or a text, `"age x education"` with `"18-24 x Bachelor"`. Shares
        add up to 1; per cent (100) and counts (whole numbers) are accepted with a note.
    base : weights to start from: None for those of the survey (equal ones if it has none), the id
        of a numeric design variable of the codebook, or a number for each respondent in the order
        of the export. A survey that was raked before starts again from the base weights of that
        time. Respondents with a base weight of 0 are not counted.
    trim : the largest weight allowed, in mean weights, such as 5; None for no cap.
    tolerance : raking ends where no group is farther from its target than this, relative to it.
    max_iterations : cycles over all margins after which raking gives up.
    variance : how standard errors of the new survey take account of the raking: "linearized"
        (residuals from the margins) or "jackknife" (raked again without each unit).

    Returns
    -------
    Survey with the new weights, whose sum is that of the base weights (the number of respondents
    without any), and with `.weighting`, which tells what weighting did.

    Missing data
    ------------
    Respondents without a value in a margin keep, together, their share of the base weights; the
    targets apply to the others. A note counts them.

    Formula
    -------
    `statistics.raking.rake`; the cap is kept inside the cycle. Variances: `cell_covariance` in
    `statistics.design_variance`.

    Errors
    ------
    OptionError : margins that cannot be read or do not fit the respondents, base weights that are
        none, a cap that cannot be kept (the smallest possible one is told), raking that does not
        come to an end (with the reason). UnknownNameError : a grouping or group that the codebook
        does not have. ExportError : a file that cannot be read.

    Examples
    --------
    >>> from survey_analysis.ingest.frames import survey_from_frame
    >>> answers = pd.DataFrame({"q1": [1, 2, 4, 5] * 10, "sex": ["f", "f", "f", "m"] * 10})
    >>> survey = survey_from_frame(answers, domains={"trust": ["q1"]}, groupings=["sex"])
    >>> weighted = weight(survey, {"sex": {"f": 0.5, "m": 0.5}})
    >>> weighted.weighting.margins
      grouping group  before  after  target
    0      sex     f    0.75    0.5     0.5
    1      sex     m    0.25    0.5     0.5
    >>> weighted.weighting.effects
      domain grouping     shift
    0  trust      sex  0.666667
    """
    _check(survey, trim, tolerance, max_iterations)
    check_option("variance", variance, Variance)
    given = base_weights(survey, base)
    counted = None if given.min(initial=1) > 0 else np.flatnonzero(given)
    asked = asked_margins(survey, margins, counted)
    task = RakingTask.of(asked, given if counted is None else given[counted], trim)
    exact = min(tolerance, EXACT) if variance == "jackknife" else tolerance
    raked = task.rake(exact, max_iterations)
    if not raked.converged.all():
        raise OptionError(why_not_raked(task, raked, max_iterations, exact))
    own = task.weights(raked)
    weights = _everybody(own, counted, given.size)
    options = _options(task, base, tolerance, max_iterations, variance)
    made = replace(
        survey,
        weights=weights,
        weighting=report_of(survey, task, raked, weights, given, counted, options, asked.notes),
        margins=_margins(task, raked, own),
        replicates=None,
        provenance=replace(survey.provenance, weighting=options),
        _made={},
    )
    if variance == "linearized":
        return made
    return replace(made, replicates=_replicates(made, task, raked, max_iterations), _made={})


def _check(survey: object, trim: object, tolerance: object, max_iterations: object) -> None:
    if not isinstance(survey, Survey):
        raise OptionError(
            f"survey: a Survey is needed, not {type(survey).__name__}. Make one with load_survey "
            "(export and codebook) or survey_from_frame (a DataFrame)."
        )
    if trim is not None and not (_is_number(trim) and 1 < trim < np.inf):
        raise OptionError(
            f"trim={shown(trim)} is not allowed. Give the largest weight in mean weights, a number "
            "above 1 such as 5, or None for no cap."
        )
    if not (_is_number(tolerance) and 0 < tolerance < 1):
        raise OptionError(
            f"tolerance={shown(tolerance)} is not allowed. Give the largest relative error of a "
            "margin, a number between 0 and 1 such as 1e-8."
        )
    if not (_is_number(max_iterations) and max_iterations % 1 == 0 < max_iterations):
        raise OptionError(
            f"max_iterations={shown(max_iterations)} is not allowed. Give a whole number of cycles "
            "from 1 on, such as 500."
        )


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, numbers.Real) and not isinstance(value, bool)


def _options(
    task: RakingTask, base: object, tolerance: float, max_iterations: int, variance: str
) -> dict[str, Any]:
    """The arguments of the call, for the provenance; targets as shares."""
    silent = "weights of the survey" if base is None else "given numbers"
    return {
        "margins": {
            margin.name: dict(zip(margin.groups, margin.shares.tolist(), strict=True))
            for margin in task.margins
        },
        "base": base if isinstance(base, str) else silent,
        "trim": task.trim,
        "tolerance": tolerance,
        "max_iterations": max_iterations,
        "variance": variance,
    }


def _everybody(weights: FloatArray, counted: IntArray | None, n: int) -> FloatArray:
    """(n,) the weights in the order of the respondents, 0 for those who are not counted."""
    if counted is None:
        return fixed(weights)
    whole = np.zeros(n)
    whole[counted] = weights
    return fixed(whole)


def _margins(task: RakingTask, raked: Raked, weights: FloatArray) -> Margins:
    """What the weights (of respondents who are counted) were raked to, for variances."""
    level_shares = [
        np.append(margin.shares, np.nan) if margin.n_without else margin.shares
        for margin in task.margins
    ]
    capped = None
    if task.trim is not None:
        capped = (raked.weight[0] >= AT_CAP * task.cap)[task.kinds.of_respondent]
    return raked_margins(task.cell, task.levels, weights, targets=level_shares, capped=capped)


def _replicates(survey: Survey, task: RakingTask, raked: Raked, max_iterations: int) -> Replicates:
    """The weights of a raked survey, raked again without each unit."""
    assert survey.sample is not None  # raked weights always have a sample
    drawn = survey.sample.drawn
    left = raked_replicates(
        task.levels,
        task.kinds,
        task.base,
        raked.weight[0],
        drawn,
        task.targets,
        cap=task.cap,
        max_iterations=10 * max_iterations,
    )
    if left.replicates is None:
        raise OptionError(why_not_left_out(task, left, clustered=drawn.units.clustered))
    return left.replicates
