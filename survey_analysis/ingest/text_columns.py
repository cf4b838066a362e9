"""TextColumn and Export: what was in the file, as text, before the codebook speaks.

`Draft` is an export while it is read; `as_arrow` and `holding` look for a pattern in a million
distinct texts at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from survey_analysis.findings import LINES_KEPT, Finding, Severity

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


@dataclass(eq=False, kw_only=True)
class Draft:
    """An export in the making.

    Attributes
    ----------
    source : file name without its folder.
    encoding, margin, separator : how the text was understood so far.
    first_line : number of the line where the text begins; 2 behind a `sep=` line.
    headers : the headers in file order.
    findings : what there is to say so far.
    """

    source: str
    encoding: str = ""
    margin: float | None = None
    separator: str = ""
    first_line: int = 1
    headers: tuple[str, ...] = ()
    findings: list[Finding] = field(default_factory=list)

    def tell(
        self,
        severity: Severity,
        code: str,
        *,
        lines: Iterable[int] = (),
        count: int = 1,
        **values: object,
    ) -> None:
        """Add a finding; `values` fill its sentence."""
        shown = tuple(int(line) for line in lines)[:LINES_KEPT]
        self.findings.append(
            Finding(severity=severity, code=code, lines=shown, count=count, values=values)
        )

    def is_broken(self) -> bool:
        """Whether a finding is an error."""
        return any(finding.severity == "error" for finding in self.findings)

    def export(
        self,
        n_rows: int = 0,
        columns: Mapping[str, TextColumn] | None = None,
        row_lines: CodeArray | None = None,
    ) -> Export:
        """The export as far as it is known."""
        return Export(
            source=self.source,
            encoding=self.encoding,
            encoding_margin=self.margin,
            separator=self.separator,
            headers=self.headers,
            n_rows=n_rows,
            columns=columns or {},
            findings=tuple(self.findings),
            row_lines=row_lines,
            first_line=self.first_line + 1,
        )


def as_arrow(texts: Sequence[str]) -> pa.Array:
    """The texts as an array; halves of characters, which a frame can hold, become `?`."""
    try:
        return pa.array(texts, type=pa.string())
    except UnicodeEncodeError:
        whole = [text.encode("utf-8", "replace").decode() for text in texts]
        return pa.array(whole, type=pa.string())


def holding(pattern: str, texts: pa.Array) -> NDArray[np.bool_]:
    """(T,) whether each text holds a match of the regular expression (RE2)."""
    matches = pc.match_substring_regex(texts, pattern)
    return np.asarray(matches.to_numpy(zero_copy_only=False), dtype=np.bool_)
