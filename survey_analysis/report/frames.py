"""Rows and groups of a tidy frame, in their order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd


def rows_of(frame: pd.DataFrame) -> Iterator[Any]:
    """The rows as named tuples."""
    yield from frame.itertuples(index=False)


def parts_of(
    frame: pd.DataFrame, keys: Sequence[str]
) -> Iterator[tuple[tuple[str, ...], pd.DataFrame]]:
    """The parts of equal text keys, in the order in which they first occur."""
    for key, part in frame.groupby(list(keys), sort=False):
        yield tuple(map(str, key)) if isinstance(key, tuple) else (str(key),), part


def numbers_of(frame: pd.DataFrame, column: str) -> tuple[float, ...]:
    """The numbers of a column, nan where there is none."""
    return tuple(float(value) for value in pd.to_numeric(frame[column]).astype("float64"))
