"""Distinct texts as a pyarrow array, to look for a pattern in a million of them at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc


def as_arrow(texts: Sequence[str]) -> pa.Array:
    """The texts as an array; halves of characters, which a frame can hold, become `?`."""
    try:
        return pa.array(texts, type=pa.string())
    except UnicodeEncodeError:
        whole = [text.encode("utf-8", "replace").decode() for text in texts]
        return pa.array(whole, type=pa.string())


def holding(pattern: str, texts: pa.Array) -> npt.NDArray[np.bool_]:
    """(T,) whether each text holds a match of the regular expression (RE2)."""
    matches = pc.match_substring_regex(texts, pattern)
    return np.asarray(matches.to_numpy(zero_copy_only=False), dtype=np.bool_)
