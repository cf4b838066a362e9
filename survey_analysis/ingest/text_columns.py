"""TextColumn and Export: what was in the file, as text, before the codebook speaks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from survey_analysis.findings import LINES_KEPT, Finding

ByteArray = NDArray[np.uint8]
CodeArray = NDArray[np.int32]
ColumnChoice = Callable[[Sequence[str]], Iterable[str]]
"""Receives all headers and answers which of these columns to read."""


@dataclass(frozen=True, eq=False, kw_only=True)
class TextColumn:
    """One column as its distinct texts and, per respondent, which of them was given.

    Attributes
    ----------
    header : the header as in the file, not trimmed.
    position : place in the file, from 0.
    texts : the distinct texts in order of first appearance, as in the file, not trimmed; "" is
        the empty cell.
    codes : (N,) int32, index into `texts` per row; read-only.
    """

    header: str
    position: int
    texts: tuple[str, ...]
    codes: CodeArray


@dataclass(frozen=True, eq=False, kw_only=True)
class Export:
    """An export as text columns, with its fingerprint; nothing is interpreted.

    Attributes
    ----------
    source : file name without its folder; "DataFrame" for a frame.
    sha256 : of the bytes of the file; for a frame, of its headers and texts.
    encoding : name of the encoding; "" for Parquet and frames.
    encoding_margin : how far the guess is ahead of the second best; None if nothing was guessed.
    separator : what stands between cells; "" for Parquet and frames.
    headers : all headers in file order.
    n_rows : number of respondents.
    columns : the columns that were asked for, by header; empty if the structure is broken.
    findings : SA2xx; an "error" means that the columns cannot be trusted.
    row_lines : (N,) line of each row where that is not `first_line` + row, else None.
    first_line : line number of the first respondent.
    """

    source: str
    sha256: str = ""
    encoding: str = ""
    encoding_margin: float | None = None
    separator: str = ""
    headers: tuple[str, ...] = ()
    n_rows: int = 0
    columns: Mapping[str, TextColumn]
    findings: tuple[Finding, ...] = ()
    row_lines: CodeArray | None = None
    first_line: int = 2

    def lines_of(self, rows: NDArray[np.intp]) -> tuple[int, ...]:
        """Line numbers in the file of the first rows, at most ten.

        The header is line 1, line breaks inside quoted cells and blank lines count, as an editor
        counts them. Parquet and frames have no lines: there it is the number of the row, from 1.

        Parameters
        ----------
        rows : (M,) positions of respondents, from 0, in any order.

        Returns
        -------
        tuple of int, rising.
        """
        positions = np.asarray(rows, dtype=np.intp)
        if len(positions) > LINES_KEPT:
            positions = np.partition(positions, LINES_KEPT - 1)[:LINES_KEPT]
        first = np.sort(positions)
        lines = first + self.first_line if self.row_lines is None else self.row_lines[first]
        return tuple(int(line) for line in lines)
