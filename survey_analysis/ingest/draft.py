"""Draft: what is known of an export while it is read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from survey_analysis.findings import LINES_KEPT, Finding, Severity
from survey_analysis.ingest.text_columns import CodeArray, Export, TextColumn


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
