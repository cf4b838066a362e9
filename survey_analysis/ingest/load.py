"""Loading: an export and a codebook -> a validated Survey."""

from __future__ import annotations

import os
from typing import TypeAlias

import pandas as pd

from survey_analysis.codebook import Codebook
from survey_analysis.errors import OptionError, ValidationError
from survey_analysis.findings import Finding, ValidationReport
from survey_analysis.ingest.codebooks import load_codebook
from survey_analysis.ingest.exports import read_export
from survey_analysis.ingest.text_columns import Export
from survey_analysis.ingest.validation import declared_headers, validate_export, validated
from survey_analysis.present.provenance import Provenance
from survey_analysis.survey import Survey

Source: TypeAlias = str | os.PathLike[str] | pd.DataFrame
CodebookSource: TypeAlias = str | os.PathLike[str] | Codebook

ERRORS_TOLD = 5


def load_survey(
    source: Source,
    codebook: CodebookSource,
    *,
    encoding: str | None = None,
    separator: str | None = None,
) -> Survey:
    """Which answers does this export hold, and can they be analysed?

    Parameters
    ----------
    source : path of the export (CSV, TSV, other separated text, Parquet) or a DataFrame. Neither
        is changed.
    codebook : path of the codebook (YAML) or a Codebook.
    encoding : encoding of the file; None finds it by rule and tells it in the validation.
    separator : what stands between cells; None finds it.

    Returns
    -------
    Survey: coded answers, groups, weights. `survey.validation` lists every finding.

    Missing data
    ------------
    Empty cells and the codebook's missing codes, each with its kind. Words such as `NA` are no
    missing answers until the codebook declares them.

    Errors
    ------
    ExportError : the file cannot be read at all.
    CodebookError : the codebook is invalid; `.problems` lists all problems.
    ValidationError : the answers do not fit the codebook; `.report` lists every finding.

    Examples
    --------
    >>> import pandas as pd
    >>> from survey_analysis.codebook import Category, Domain, Item, Scale
    >>> agree = Scale(
    ...     name="agree",
    ...     type="ordinal",
    ...     categories=tuple(Category(code=c, label={"": c}) for c in "12345"),
    ... )
    >>> codebook = Codebook(
    ...     id="demo",
    ...     title={"en": "Demo"},
    ...     scales=(agree,),
    ...     domains=(Domain(id="trust", label={"en": "Trust"}),),
    ...     items=(Item(id="q1", domain="trust", scale="agree", label={"en": "People help"}),),
    ... )
    >>> survey = load_survey(pd.DataFrame({"q1": [1, 5, 3]}), codebook)
    >>> survey.scores["trust"].tolist()
    [1.0, 5.0, 3.0]
    """
    asked = _codebook(codebook)
    return survey_of(_read(source, asked, encoding, separator), asked)


def check_export(
    source: Source,
    codebook: CodebookSource,
    *,
    encoding: str | None = None,
    separator: str | None = None,
) -> ValidationReport:
    """Everything there is to say about an export under a codebook, errors included.

    Like `load_survey`, but the content of the export never raises: it stands in the report.
    """
    asked = _codebook(codebook)
    return validate_export(_read(source, asked, encoding, separator), asked)


def survey_of(export: Export, codebook: Codebook) -> Survey:
    """The validated survey of an export; `ValidationError` with the report if it has errors."""
    validation = validated(export, codebook)
    if not validation.report.ok:
        raise ValidationError(_refusal(validation.report), validation.report)
    return Survey(
        codebook=codebook,
        answers=validation.answers,
        groupings=validation.groupings,
        n_respondents=export.n_rows,
        weights=validation.weights,
        columns=validation.columns,
        validation=validation.report,
        provenance=Provenance(
            export=export.source,
            export_sha256=export.sha256,
            codebook=codebook.id,
            codebook_sha256=codebook.sha256,
            encoding=export.encoding,
            separator=export.separator,
            n_respondents=export.n_rows,
        ),
        language=codebook.default_language,
    )


def _codebook(codebook: CodebookSource) -> Codebook:
    if isinstance(codebook, Codebook):
        return codebook
    if isinstance(codebook, str | os.PathLike):
        return load_codebook(codebook)
    raise OptionError(
        f"codebook: a path or a Codebook is needed, not {type(codebook).__name__}. "
        "For data without a codebook use survey_from_frame."
    )


def _read(
    source: Source, codebook: Codebook, encoding: str | None, separator: str | None
) -> Export:
    return read_export(
        source,
        encoding=encoding,
        separator=separator,
        columns=lambda headers: declared_headers(headers, codebook),
    )


def _refusal(report: ValidationReport) -> str:
    """What an error says: how many errors there are, the first of them, and where to look."""
    errors = [finding for finding in report.findings if finding.severity == "error"]
    count = "1 error" if len(errors) == 1 else f"{len(errors)} errors"
    told = [f"  {f.code} {_told(f)}{_at(report.place, f.lines)}" for f in errors[:ERRORS_TOLD]]
    more = [f"  and {len(errors) - ERRORS_TOLD} more"] if len(errors) > ERRORS_TOLD else []
    look = f"Every finding, with {report.place}s and what to do: error.report (.issues is a table)."
    return "\n".join([f"{report.source}: {count}; nothing was loaded.", *told, *more, look])


def _told(finding: Finding) -> str:
    return f"{finding.where}: {finding.message()}" if finding.where else finding.message()


def _at(place: str, lines: tuple[int, ...]) -> str:
    if not lines:
        return ""
    first = ", ".join(map(str, lines[:3])) + (", …" if len(lines) > 3 else "")
    return f" ({place}{'s' if len(lines) > 1 else ''} {first})"
