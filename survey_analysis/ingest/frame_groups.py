"""Groups of a DataFrame column: which there are, and in which order."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import count, islice

import numpy as np
import pandas as pd

from survey_analysis.codebook import Category, Label, Variable
from survey_analysis.errors import OptionError
from survey_analysis.ingest.exports import read_export
from survey_analysis.ingest.text_columns import TextColumn

MOST_FRACTIONS = 60
"""A column with more different numbers, not all of them whole, needs bands."""


def group_variable(
    series: pd.Series,
    column: TextColumn | None,
    *,
    id: str,
    label: Label,
    bands: tuple[int, ...],
    missing: Collection[str],
) -> Variable:
    """The grouping that a column describes.

    Parameters
    ----------
    series : the column, for its type.
    column : the same column as text, for its values; None where it could not be read.
    missing : codes that stand for no answer and are no groups.
    """
    if bands:
        return Variable(id=id, role="grouping", type="integer", label=label, bands=bands)
    if isinstance(series.dtype, pd.CategoricalDtype):
        groups = _groups(_as_texts(series.cat.categories), missing)
        return _declared(id, label, groups, missing, ordered=bool(series.cat.ordered))
    if pd.api.types.is_numeric_dtype(series.dtype) and not pd.api.types.is_bool_dtype(series.dtype):
        texts = column.texts if column is not None else ()
        groups = sorted(_groups(texts, missing), key=float)
        _check_fractions(id, groups)
        return _declared(id, label, groups, missing, ordered=True)
    return Variable(id=id, role="grouping", type="nominal", label=label, extra_codes=True)


def _groups(texts: Iterable[str], missing: Collection[str]) -> list[str]:
    trimmed = (text.strip() for text in texts)
    return [text for text in dict.fromkeys(trimmed) if text and text not in missing]


def _declared(
    id: str, label: Label, groups: Sequence[str], missing: Collection[str], *, ordered: bool
) -> Variable:
    """A grouping with listed groups; ordered words are numbered, because ordinal codes are.

    A number that is itself a group, or a missing code, stands for that only.
    """
    numbered = ordered and not all(map(_is_whole, groups))
    taken = {*groups, *missing}
    free = (code for code in map(str, count(1)) if code not in taken)
    codes = list(islice(free, len(groups))) if numbered else groups
    categories = tuple(
        Category(code=code, label={"": group}) for code, group in zip(codes, groups, strict=True)
    )
    return Variable(
        id=id,
        role="grouping",
        type="ordinal" if categories and ordered else "nominal",
        label=label,
        categories=categories,
        extra_codes=not categories,
    )


def _as_texts(categories: pd.Index) -> list[str]:
    """The categories as the export writes them."""
    column = read_export(pd.DataFrame({"groups": categories})).columns["groups"]
    return [column.texts[code].strip() for code in column.codes]


def _check_fractions(id: str, groups: Sequence[str]) -> None:
    if len(groups) > MOST_FRACTIONS and not all(map(_is_whole, groups)):
        middle = np.quantile([float(group) for group in groups], [0, 0.25, 0.5, 0.75])
        starts = sorted({int(np.floor(start)) for start in middle})
        raise OptionError(
            f"groupings: {id!r} has {len(groups)} different numbers. "
            f"Group them, such as bands={{{id!r}: {starts}}}."
        )


def _is_whole(text: str) -> bool:
    digits = text.removeprefix("-")
    return digits.isascii() and digits.isdigit() and (digits == "0" or digits[0] != "0")
