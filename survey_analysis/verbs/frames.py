"""Tidy frames from rows: fixed columns, plain text ids, int64 counts, float64 numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from survey_analysis.findings import Note
from survey_analysis.survey import Survey
from survey_analysis.tables.counts import FloatArray

TEXT_COLUMNS = frozenset(
    {
        "item", "composite", "domain", "label", "group_by", "group", "group1", "group2", "outcome",
        "value", "ci_method", "note", "test", "adjust", "effect_name", "kind", "flag", "method",
        "flagged", "coefficient", "domain1", "domain2", "band", "effect_label",
        "weights", "term", "within", "within_group", "highest", "lowest",
    }
)  # fmt: skip
COUNT_COLUMNS = frozenset(
    {
        "n", "n1", "n2", "n_missing", "n_items", "n_domains", "component", "n_strata", "n_flagged",
        "n_groups", "n_total", "n_used", "n_complete", "n_pair", "refused", "dont_know",
        "not_applicable", "no_answer", "technical", "not_asked",
    }
)  # fmt: skip


FLAG_COLUMNS = frozenset({"reverse", "recommended", "heywood", "equivalent"})


class Weighed(Protocol):
    """Anything that knows the sum of weights and the effective n of its groups."""

    @property
    def sum_w(self) -> FloatArray:
        """(G,) sum of weights."""
        ...

    @property
    def n_eff(self) -> FloatArray:
        """(G,) Kish's effective n."""
        ...


class Estimated(Weighed, Protocol):
    """Anything that also knows what weights and design cost."""

    @property
    def deff_kish(self) -> FloatArray:
        """(G,) Kish's design effect of the weights, `n / n_eff`."""
        ...

    @property
    def deff(self) -> FloatArray:
        """(G,) design effect of the estimate."""
        ...


WEIGHT_COLUMNS = ("sum_w", "n_eff", "deff_kish", "deff")


def stack(parts: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> pd.DataFrame:
    """One frame from parts, each a mapping of columns to arrays or to one value for all rows."""
    pieces = {name: [_spread(part, name) for part in parts] for name in columns}
    joined = {name: np.concatenate([*arrays, _empty(name)]) for name, arrays in pieces.items()}
    frame = pd.DataFrame(joined, columns=list(columns))
    return frame.astype({name: "str" for name in columns if name in TEXT_COLUMNS})


def counted(n: FloatArray) -> npt.NDArray[np.int64]:
    """Counts as whole numbers."""
    return np.rint(n).astype(np.int64)


def text_of_note(note: Note | None) -> str:
    """The sentence of a note; "" for none."""
    return note.text if note else ""


def weight_names(survey: Survey) -> tuple[str, ...]:
    """What stands beside n: all of `WEIGHT_COLUMNS` with weights, only `deff` with a design.

    Without weights the sum of weights and the effective n are n, and Kish's design effect is 1;
    what strata and clusters cost, `deff` tells.
    """
    if survey.weighted:
        return WEIGHT_COLUMNS
    return () if survey.sample is None else ("deff",)


def weight_columns(survey: Survey, values: Estimated) -> dict[str, FloatArray]:
    """The columns of `weight_names`."""
    return {name: getattr(values, name) for name in weight_names(survey)}


def kish_columns(survey: Survey, values: Weighed) -> dict[str, FloatArray]:
    """`sum_w` and `n_eff` of a weighted survey, for numbers without a design effect."""
    return {"sum_w": values.sum_w, "n_eff": values.n_eff} if survey.weighted else {}


def weighting(survey: Survey, lang: str = "en") -> str:
    """`unweighted`, or `weighted by w (n counts respondents)`."""
    if not survey.weighted:
        # what is weighted in the sentences on a sampling design has equal weights then
        design = survey.codebook.design
        equal = bool(design.strata or design.cluster or design.fpc)
        if lang == "ru":
            return "без весов (все веса равны)" if equal else "без весов"
        return "unweighted (all weights equal)" if equal else "unweighted"
    if survey.weighting is not None:
        margins = ", ".join(survey.weighting.by)
        raked = f"с весами, подогнанными к долям: {margins} (n — число респондентов)"
        return raked if lang == "ru" else f"weighted to {margins} (n counts respondents)"
    column = survey.codebook.design.weight
    own = f"с весами {column} (n — число респондентов)"
    return own if lang == "ru" else f"weighted by {column} (n counts respondents)"


def sampling_notes(survey: Survey) -> Iterator[Note]:
    """Strata and clusters that the codebook declares and nothing here uses."""
    design = survey.codebook.design
    unused = tuple(name for name in (design.strata, design.cluster) if name)
    if unused:
        yield Note("SA351", "warning", {"columns": unused})


def _spread(part: Mapping[str, Any], name: str) -> npt.NDArray[Any]:
    length = max((len(v) for v in part.values() if _is_column(v)), default=1)
    value = part[name]
    if _is_column(value):
        return np.asarray(value, dtype=_dtype(name))
    return np.full(length, value, dtype=_dtype(name))


def _empty(name: str) -> npt.NDArray[Any]:
    return np.array([], dtype=_dtype(name))


def _is_column(value: object) -> bool:
    return isinstance(value, (np.ndarray, list, tuple))


def _dtype(name: str) -> npt.DTypeLike:
    if name in TEXT_COLUMNS:
        return np.object_
    if name in COUNT_COLUMNS:
        return np.int64
    return np.bool_ if name in FLAG_COLUMNS else np.float64
