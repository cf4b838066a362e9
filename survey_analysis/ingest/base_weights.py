"""Base weights: the weights that raking starts from, checked."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from survey_analysis.errors import OptionError, UnknownNameError
from survey_analysis.ingest.numbers import TOO_LARGE, TOO_SMALL
from survey_analysis.survey import Survey
from survey_analysis.tables.counts import BoolArray, FloatArray

LISTED = 5
ALLOWED = (
    "Give a positive number for each respondent (0 leaves one out), in the order of the export, or "
    "the id of a numeric design variable."
)


def base_weights(survey: Survey, base: object) -> FloatArray:
    """(N,) the weights that raking starts from.

    Parameters
    ----------
    survey : whose respondents are weighted.
    base : None for the weights of the survey (those it was raked from, if it was; ones without
        any), the id of a numeric design variable, or numbers.
    """
    if base is None:
        if survey.weighting is not None:
            return survey.weighting.base
        own = survey.weights
        found = np.ones(survey.n_respondents) if own is None else own
    elif isinstance(base, str):
        found = _of_variable(survey, base)
    else:
        found = _as_numbers(base)
    name = f"base={base!r}" if isinstance(base, str) else "base"
    _check(found, survey.n_respondents, name)
    return found


def _of_variable(survey: Survey, id: str) -> FloatArray:
    book = survey.codebook
    numeric = [v.id for v in book.variables if v.role == "design" and v.type in _NUMERIC]
    if id not in numeric:
        known = {variable.id for variable in book.variables} | {item.id for item in book.items}
        if id in known:
            raise OptionError(
                f"base={id!r} is not allowed: base weights are a variable of the role design and "
                f"of the type number or integer. There are: {', '.join(numeric) or 'none'}."
            )
        raise UnknownNameError.of("design variable", id, numeric)
    own = survey.weights if survey.weighting is None else survey.weighting.given
    if id == book.design.weight and own is not None:
        return own
    column = survey.answers[id]
    return np.append(column.support, np.nan)[np.maximum(column.codes, -1)]


_NUMERIC = ("number", "integer")


def _as_numbers(base: object) -> FloatArray:
    """Numbers as they were given, nan for missing ones."""
    if isinstance(base, pd.Series | pd.Index | pd.api.extensions.ExtensionArray):
        series = pd.Series(base)
        if _is_number(series.dtype):
            return series.to_numpy(np.float64, na_value=np.nan)
        raise OptionError(f"base holds {series.dtype} and no numbers. {ALLOWED}")
    if isinstance(base, np.ndarray | list | tuple):
        try:
            array: npt.NDArray[Any] = np.asarray(base)
        except ValueError:  # lists of different lengths
            raise OptionError(f"base is no list of numbers. {ALLOWED}") from None
        if array.ndim != 1:
            raise OptionError(f"base has {array.ndim} dimensions; one is needed. {ALLOWED}")
        if array.dtype == np.object_ and all(value is None or _is_float(value) for value in array):
            return np.array([np.nan if v is None else v for v in array], dtype=np.float64)
        if array.dtype.kind in "iuf":
            return array.astype(np.float64)
        raise OptionError(f"base holds {_kind(array)} and no numbers. {ALLOWED}")
    kind = "a path" if isinstance(base, os.PathLike) else type(base).__name__
    raise OptionError(f"base: {kind} is not allowed. {ALLOWED}")


def _is_number(dtype: Any) -> bool:
    return pd.api.types.is_numeric_dtype(dtype) and not (
        pd.api.types.is_bool_dtype(dtype) or pd.api.types.is_complex_dtype(dtype)
    )


def _is_float(value: object) -> bool:
    return isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)


def _kind(array: npt.NDArray[Any]) -> str:
    return {"U": "text", "S": "text", "O": "text or other objects", "b": "True and False"}.get(
        array.dtype.kind, str(array.dtype)
    )


def _check(weights: FloatArray, n: int, name: str) -> None:
    if not n:
        raise OptionError("The survey has no respondents, so that there is nobody to weight.")
    if weights.size != n:
        raise OptionError(
            f"{name} has {weights.size:,} numbers, and the survey {n:,} respondents. {ALLOWED}"
        )
    problems = list(_problems(weights))
    if problems:
        raise OptionError(f"{name}: {'; '.join(problems)}. {ALLOWED}")
    if not weights.any():
        raise OptionError(f"{name}: all weights are 0, so that nobody is left. {ALLOWED}")


def _problems(weights: FloatArray) -> Iterator[str]:
    for what, wrong in (
        ("missing", np.isnan(weights)),
        ("infinite", np.isinf(weights)),
        ("negative", weights < 0),
        (f"above {TOO_LARGE:g}", (weights >= TOO_LARGE) & np.isfinite(weights)),
        (f"below {TOO_SMALL:g}", (weights > 0) & (weights < TOO_SMALL)),
    ):
        if wrong.any():
            yield _counted(what, wrong)


def _counted(what: str, wrong: BoolArray) -> str:
    """`3 weights are negative (rows 4, 7, 9)`."""
    rows = np.flatnonzero(wrong) + 1
    told = ", ".join(map(str, rows[:LISTED].tolist())) + (", ..." if rows.size > LISTED else "")
    number = "1 weight is" if rows.size == 1 else f"{rows.size:,} weights are"
    return f"{number} {what} (row{'' if rows.size == 1 else 's'} {told})"
