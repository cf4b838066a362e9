"""Validation: text x codebook -> findings, all of them at once.

Every declared column is matched once per distinct text (`columns`), what can be coded is coded
(`coding`), and the coded answers are screened (`screening`, `respondents`). Nothing is changed
and nothing stops halfway: the report holds whatever there is to say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from survey_analysis.codebook import Codebook, Item, Variable
from survey_analysis.findings import SEVERITIES, Finding, ValidationReport
from survey_analysis.ingest.allowed import Match, Remark
from survey_analysis.ingest.coding import Matcher, coded_answers, coded_groups, coded_numbers
from survey_analysis.ingest.headers import (
    Headers,
    everything_asked,
    find_headers,
    judge_headers,
)
from survey_analysis.ingest.identifiers import identifiers_in
from survey_analysis.ingest.respondents import (
    judge_aliases,
    judge_design,
    judge_rows,
    judge_weights,
)
from survey_analysis.ingest.screening import screen_domains, screen_groups, screen_items
from survey_analysis.ingest.text_columns import Export, TextColumn
from survey_analysis.survey.answers import Answers, Grouping
from survey_analysis.tables.counts import FloatArray


@dataclass(frozen=True, eq=False, kw_only=True)
class Validation:
    """What validation found, and the columns that could be coded.

    Attributes
    ----------
    report : every finding, errors first.
    answers, groupings, weights, columns : as in `Survey`; complete if `report.ok`.
    """

    report: ValidationReport
    answers: Mapping[str, Answers] = field(default_factory=dict)
    groupings: Mapping[str, Grouping] = field(default_factory=dict)
    weights: FloatArray | None = None
    columns: tuple[str, ...] = ()


def validate_export(export: Export, codebook: Codebook) -> ValidationReport:
    """Everything there is to say about an export under a codebook.

    Parameters
    ----------
    export : the export as text columns, from `read_export`.
    codebook : what was asked.

    Returns
    -------
    ValidationReport with the findings of reading and of validation, errors first. A code is
    told with its count and first lines; a respondent's words and aliases never are.
    """
    return validated(export, codebook).report


def declared_headers(headers: Sequence[str], codebook: Codebook) -> tuple[str, ...]:
    """The headers of an export that belong to items or variables: the columns to read."""
    return tuple(find_headers(headers, codebook).of.values())


def validated(export: Export, codebook: Codebook) -> Validation:
    """The findings about an export, and everything in it that could be coded."""
    headers = find_headers(export.headers, codebook)
    readable = all(finding.severity != "error" for finding in export.findings)
    if not readable:
        found = headers.findings if not headers.different else ()
        return Validation(report=_report(export, [*export.findings, *found]))
    findings = [
        *export.findings,
        *headers.findings,
        *judge_headers(export.headers, _judged(headers, codebook)),
    ]
    coded = _code_columns(export, codebook, headers)
    findings += coded.findings
    findings += _number_of_respondents(export)
    if export.n_rows:
        findings += screen_items(codebook, coded.answers)
        findings += screen_groups(coded.groupings)
        findings += screen_domains(codebook, coded.answers)
        findings += judge_rows(export, codebook, coded.answers, coded.groupings)
    return Validation(
        report=_report(export, findings),
        answers=coded.answers,
        groupings=coded.groupings,
        weights=coded.weights,
        columns=tuple(sorted(coded.places, key=coded.places.__getitem__)),
    )


@dataclass(eq=False, kw_only=True)
class _Coded:
    """The columns coded so far, where they stand, and what was found in them."""

    answers: dict[str, Answers] = field(default_factory=dict)
    groupings: dict[str, Grouping] = field(default_factory=dict)
    weights: FloatArray | None = None
    places: dict[str, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def _code_columns(export: Export, codebook: Codebook, headers: Headers) -> _Coded:
    """Every declared column that is there, in codebook order."""
    coded = _Coded()
    matcher = Matcher(codebook=codebook)
    for asked in everything_asked(codebook):
        column = export.columns.get(headers.of[asked.id]) if asked.id in headers.of else None
        if column is None:
            continue
        if isinstance(asked, Variable) and _is_open(asked, codebook):
            coded.findings += _identifiers(export, column, asked.id)
        if isinstance(asked, Variable) and asked.role == "respondent":
            coded.findings += judge_aliases(export, column, asked.id)
        elif _is_kept(asked, codebook):
            match = matcher.match(asked, column.texts)
            coded.findings += (_finding(export, column, asked.id, r) for r in match.remarks)
            if match.ok:
                _code(coded, export, codebook, asked, column, match)
    return coded


def _code(
    coded: _Coded,
    export: Export,
    codebook: Codebook,
    asked: Item | Variable,
    column: TextColumn,
    match: Match,
) -> None:
    """Code one column as what it is in the codebook: answers, groups, weights, design."""
    id, design = asked.id, codebook.design
    if id == design.weight:
        coded.weights = coded_numbers(match, column.codes)
        coded.findings += judge_weights(export, coded.weights, id)
        return
    coded.places[id] = column.position
    is_grouping = isinstance(asked, Variable) and asked.role == "grouping"
    if is_grouping:
        coded.groupings[id] = coded_groups(match, column.codes)
    if not is_grouping or id in {design.strata, design.cluster}:
        coded.answers[id] = coded_answers(match, column.codes)
    if id in {design.strata, design.cluster, design.fpc}:
        coded.findings += judge_design(export, coded.answers[id], id)


def _is_kept(asked: Item | Variable, codebook: Codebook) -> bool:
    """Whether the survey keeps the column; texts are kept only as strata or clusters."""
    is_text = isinstance(asked, Variable) and asked.type == "text"
    return not is_text or asked.id in {codebook.design.strata, codebook.design.cluster}


def _is_open(variable: Variable, codebook: Codebook) -> bool:
    """Whether any text is accepted, so that direct identifiers could stand in the column."""
    design = codebook.design
    return (
        variable.type == "text"
        or variable.role == "respondent"
        or variable.extra_codes
        or variable.id in {design.strata, design.cluster}
    )


def _judged(headers: Headers, codebook: Codebook) -> list[str]:
    """Headers that are judged by their words: all but those of questions with declared answers."""
    closed = {item.id for item in codebook.items}
    closed |= {v.id for v in codebook.variables if v.bands or codebook.categories_for(v)}
    named = [header for id, header in headers.of.items() if id not in closed]
    return [*headers.undeclared, *named]


def _identifiers(export: Export, column: TextColumn, where: str) -> Iterator[Finding]:
    for code, texts in identifiers_in(column.texts).items():
        yield _finding(export, column, where, Remark(severity="error", code=code, texts=texts))


def _finding(export: Export, column: TextColumn, where: str, remark: Remark) -> Finding:
    """A remark about distinct texts as a finding about the rows that hold them."""
    concerned = np.zeros(len(column.texts), dtype=np.bool_)
    concerned[list(remark.texts)] = True
    rows = np.flatnonzero(concerned.take(column.codes))
    return Finding(
        severity=remark.severity,
        code=remark.code,
        where=where,
        lines=() if remark.severity == "note" else export.lines_of(rows),
        count=rows.size,
        values=remark.values,
    )


def _number_of_respondents(export: Export) -> Iterator[Finding]:
    if export.n_rows < 2:
        code = "SA239" if export.n_rows else "SA238"
        yield Finding(severity="warning", code=code, count=export.n_rows)


def _report(export: Export, findings: Sequence[Finding]) -> ValidationReport:
    ordered = sorted(findings, key=lambda finding: SEVERITIES.index(finding.severity))
    place: Literal["line", "row"] = "row" if export.first_line == 1 else "line"
    return ValidationReport(findings=tuple(ordered), source=export.source, place=place)
