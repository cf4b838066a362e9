"""What there is to say about data: findings about an export, notes about a result.

Both are data with a stable code; the sentence is made when it is shown, in the language that
is asked for (the sentences stand in `sentences.py`).
"""

from __future__ import annotations

import html
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import pandas as pd

from survey_analysis.sentences import hint_for, sentence_for

Severity = Literal["error", "warning", "note"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")
LINES_KEPT = 10
LISTED = 12


@dataclass(frozen=True, slots=True)
class Note:
    """A remark on a result, such as a negative alpha or a group that is too small.

    Attributes
    ----------
    code : stable code, `SA3xx` for statistics, `SA4xx` for disclosure.
    severity : "warning" or "note".
    values : what the sentence is filled with: ids, counts, a tuple of labels, another
        note as reason.
    """

    code: str
    severity: Severity = "note"
    values: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", _plain(self.values))

    @property
    def text(self) -> str:
        """The sentence in English."""
        return self.say("en")

    def say(self, lang: str) -> str:
        """The sentence in the language `lang` ("en" or "ru"; English for any other)."""
        values = {name: _told(value, lang) for name, value in self.values.items()}
        return sentence_for(self.code, lang, values)

    def __str__(self) -> str:
        return f"{self.code} {self.severity}: {self.text}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that validation found in an export.

    Attributes
    ----------
    severity : "error" stops loading, "warning" asks for a look, "note" informs.
    code : stable code, `SA1xx` codebook, `SA2xx` export, `SA6xx` identifiers.
    where : item, variable or column it concerns, or "" for the whole file.
    lines : the first line numbers of the file (header = line 1), at most ten.
    count : how many cells, rows or columns are concerned.
    values : what the sentence is filled with; never a respondent's words.
    """

    severity: Severity
    code: str
    where: str = ""
    lines: tuple[int, ...] = ()
    count: int = 1
    values: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", _plain(self.values))

    def message(self, lang: str = "en") -> str:
        """What was found, as a sentence."""
        return sentence_for(self.code, lang, self._filling)

    def hint(self, lang: str = "en") -> str:
        """What to do about it, as a sentence ("" where nothing needs to be done)."""
        return hint_for(self.code, lang, self._filling)

    @property
    def _filling(self) -> dict[str, Any]:
        return {"where": self.where, "count": self.count, **self.values}


@dataclass(frozen=True, slots=True)
class ValidationReport:
    """Everything that validation found, errors first.

    Attributes
    ----------
    findings : the findings.
    source : name of the export, without its folder.
    place : what the numbers in `lines` count: "line" of a file (header = 1), "row" of a frame.
    """

    findings: tuple[Finding, ...] = ()
    source: str = ""
    place: Literal["line", "row"] = "line"

    @property
    def ok(self) -> bool:
        """True when no finding is an error: the survey can be analysed."""
        return not any(finding.severity == "error" for finding in self.findings)

    @property
    def issues(self) -> pd.DataFrame:
        """One row per finding: severity, code, where, lines, count, message, hint.

        `lines` is a tuple of the first line numbers (header = line 1).
        """
        return self.to_frame()

    def count(self, severity: Severity) -> int:
        """How many findings have this severity."""
        return sum(finding.severity == severity for finding in self.findings)

    def to_frame(self, lang: str = "en") -> pd.DataFrame:
        """`issues` with messages and hints in the language `lang`."""
        columns = ["severity", "code", "where", "lines", "count", "message", "hint"]
        rows = [
            (f.severity, f.code, f.where, f.lines, f.count, f.message(lang), f.hint(lang))
            for f in self._ordered()
        ]
        frame = pd.DataFrame(rows, columns=columns)
        return frame.astype({"count": "int64"})

    def to_json(self, lang: str = "en") -> str:
        """The report as a JSON object: source, ok, counts and findings."""
        findings = [
            {
                "severity": f.severity,
                "code": f.code,
                "where": f.where,
                "lines": list(f.lines),
                "count": f.count,
                "message": f.message(lang),
                "hint": f.hint(lang),
            }
            for f in self._ordered()
        ]
        counts = {severity: self.count(severity) for severity in SEVERITIES}
        document = {"source": self.source, "ok": self.ok, "counts": counts, "findings": findings}
        return json.dumps(document, ensure_ascii=False, indent=2)

    def to_text(self, lang: str = "en") -> str:
        """The report as plain text, one finding a paragraph."""
        words = _words(lang)
        lines = [f"{self.source}: {self.summary(lang)}"]
        for f in self._ordered():
            where = f" {f.where}" if f.where else ""
            many = "s" if lang != "ru" and f.count > 1 else ""
            at = f" ({words[self.place]}{many} {_lines(f, words)})" if f.lines else ""
            lines.append(f"{words[f.severity]:<8}{f.code}{where}: {f.message(lang)}{at}")
            if f.hint(lang):
                lines.append(f"        -> {f.hint(lang)}")
        return "\n".join(lines)

    def to_html(self, lang: str = "en") -> str:
        """The report as an HTML table; everything that came from the file is escaped."""
        words = _words(lang)
        titles = ("severity", "code", "where", self.place + "s", "message", "hint")
        head = "".join(f'<th scope="col">{html.escape(words[title])}</th>' for title in titles)
        rows = [
            (words[f.severity], f.code, f.where, _lines(f, words), f.message(lang), f.hint(lang))
            for f in self._ordered()
        ]
        body = "".join(
            "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>"
            for row in rows
        )
        caption = html.escape(f"{self.source}: {self.summary(lang)}")
        # the class stands twice to outweigh the right-aligned tables of Jupyter
        style = ".sa-validation.sa-validation :is(caption, th, td) {text-align: left}"
        return (
            f'<style>{style}</style><table class="sa-validation"><caption>{caption}</caption>'
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        )

    def summary(self, lang: str = "en") -> str:
        """`0 errors, 3 warnings, 1 note`."""
        if lang == "ru":
            return ", ".join(f"{RUSSIAN[s + 's']}: {self.count(s)}" for s in SEVERITIES)
        return ", ".join(
            f"{self.count(s)} {s if self.count(s) == 1 else s + 's'}" for s in SEVERITIES
        )

    def _ordered(self) -> Iterator[Finding]:
        for severity in SEVERITIES:
            yield from (finding for finding in self.findings if finding.severity == severity)

    def __str__(self) -> str:
        return self.to_text()

    def __repr__(self) -> str:
        return f"ValidationReport({self.source}: {self.summary()})"

    def _repr_html_(self) -> str:
        return self.to_html()


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values without numpy's numbers, so that they print and compare as Python's own."""
    return {
        name: value.item() if isinstance(value, np.generic) else value
        for name, value in values.items()
    }


def _told(value: object, lang: str) -> object:
    """A value of a note in words: another note as its sentence, a tuple as a list."""
    if isinstance(value, Note):
        return value.say(lang)
    if isinstance(value, tuple):
        more = len(value) - LISTED
        shown = ", ".join(map(str, value[:LISTED]))
        return f"{shown} {_words(lang)['and more'].format(more)}" if more > 0 else shown
    return value


def _lines(finding: Finding, words: Mapping[str, str]) -> str:
    shown = ", ".join(map(str, finding.lines))
    more = finding.count - len(finding.lines)
    return f"{shown} {words['and more'].format(more)}" if finding.lines and more > 0 else shown


def _words(lang: str) -> Mapping[str, str]:
    return RUSSIAN if lang == "ru" else ENGLISH


ENGLISH: Mapping[str, str] = {
    "error": "error", "warning": "warning", "note": "note", "line": "line", "row": "row",
    "and more": "and {} more", "severity": "Severity", "code": "Code", "where": "Where",
    "lines": "Lines", "rows": "Rows", "message": "Message", "hint": "What to do",
}  # fmt: skip
RUSSIAN: Mapping[str, str] = {
    "error": "ошибка", "warning": "внимание", "note": "заметка", "line": "строка файла",
    "row": "строка", "and more": "и ещё {}", "severity": "Важность", "code": "Код",
    "where": "Где", "lines": "Строки файла", "rows": "Строки", "message": "Что найдено",
    "hint": "Что делать", "errors": "ошибок", "warnings": "предупреждений", "notes": "заметок",
}  # fmt: skip
