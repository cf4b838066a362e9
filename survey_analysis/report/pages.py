"""write_report: one HTML file that holds everything a reader needs to judge the numbers."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from survey_analysis.errors import OptionError, check_confidence, check_language, shown
from survey_analysis.present.escape import clean
from survey_analysis.present.numbers import plural
from survey_analysis.present.output_file import output_path, write_file
from survey_analysis.present.provenance import FROM_SOURCE, version_of
from survey_analysis.present.wording import nouns
from survey_analysis.report.accounted import (
    limit_section,
    method_section,
    provenance_of,
    provenance_section,
)
from survey_analysis.report.analysed import (
    comparison_section,
    distribution_section,
    reliability_section,
)
from survey_analysis.report.answered import answered_section, findings_section
from survey_analysis.report.asked import asked_section
from survey_analysis.report.blocks import Section
from survey_analysis.report.material import Material, Step, gather
from survey_analysis.report.methods import weights_sentence
from survey_analysis.report.scales import scale_section
from survey_analysis.report.weighting import weighting_section
from survey_analysis.report.wording import say
from survey_analysis.survey import Survey
from survey_analysis.verbs.selection import Names, check_survey

ENDINGS = (".html", ".htm")
LANGUAGES = ("en", "ru")
SECTIONS: tuple[Callable[[Material], Section | None], ...] = (
    asked_section,
    answered_section,
    findings_section,
    weighting_section,
    distribution_section,
    reliability_section,
    scale_section,
    comparison_section,
    method_section,
    limit_section,
    provenance_section,
)
STEPS = ("distributions", "reliability", "comparisons", "pictures", "page")
"""What `progress` is told, in this order."""


def write_report(
    survey: Survey,
    path: str | os.PathLike[str],
    *,
    by: Names = None,
    lang: str | None = None,
    outcomes: Names = None,
    confidence: float = 0.95,
    command: str | None = None,
    progress: Step | None = None,
) -> Path:
    """Write what was asked, who answered, what came out and how, as one HTML file.

    Parameters
    ----------
    survey : a loaded survey.
    path : the file to write; its name ends in .html. A file of that name is replaced.
    by : ids of groupings to compare by. None: all of the codebook; []: none.
    lang : language of the labels, "en", "ru" or another one of the codebook; the words around
        them are English or Russian. None: that of the survey.
    outcomes : ids of domains, outcome variables or items. None: all domains and outcomes.
    confidence : level of the intervals, such as 0.95.
    command : the command line that asked for the report, to be told in it.
    progress : called with the name of each step of `STEPS` when it begins.

    Returns
    -------
    The path of the file. The same survey, call and versions give the same bytes.

    Missing data
    ------------
    Groups smaller than the codebook's `privacy: {min_cell: ...}` are hidden everywhere.

    Errors
    ------
    OptionError for another ending, language or confidence; UnknownNameError for an outcome or
    grouping that the codebook does not have; ExportError where the file cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> import pandas as pd
    >>> from survey_analysis.ingest.frames import survey_from_frame
    >>> answers = pd.DataFrame({"q1": [1, 2, 2, 5] * 10, "sex": ["f", "m"] * 20})
    >>> survey = survey_from_frame(answers, domains={"trust": ["q1"]}, groupings=["sex"])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = write_report(survey, f"{folder}/report.html", by="sex")
    ...     print(path.name, "Comparisons of groups" in path.read_text("utf-8"))
    report.html True
    """
    check_survey(survey)
    check_language(lang)
    _check_call(command, progress)
    target = output_path(path, ENDINGS)
    language = survey.language if lang is None else lang
    known = tuple(dict.fromkeys((*LANGUAGES, *survey.codebook.languages)))
    if lang is not None and lang not in known:
        raise OptionError(f"lang={shown(lang)} is not allowed. Allowed: {', '.join(known)}.")
    step = progress or (lambda _: None)
    material = gather(
        survey.in_language(language),
        by=by,
        outcomes=outcomes,
        confidence=check_confidence(confidence),
        command=_printable(command or ""),
        step=step,
    )
    step("pictures")
    made = (make(material) for make in SECTIONS)
    sections = [section for section in made if section is not None]
    step("page")
    origin = survey.provenance
    keep = (origin.export_sha256, origin.codebook_sha256)
    write_file(target, page_html(material, sections).encode("utf-8"), keep=keep)
    return target


def _check_call(command: object, progress: object) -> None:
    if command is not None and not isinstance(command, str):
        raise OptionError(f"command={shown(command)} is not allowed. Give a text.")
    if progress is not None and not callable(progress):
        raise OptionError(f"progress={shown(progress)} is not allowed. Give a function.")


def _printable(command: str) -> str:
    """A command line that a file can hold: halves of characters come of other encodings."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in command)


def page_html(material: Material, sections: list[Section]) -> str:
    """The page as text."""
    from jinja2 import Environment, PackageLoader
    from markupsafe import Markup

    from survey_analysis.present.html import table_html

    world = Environment(
        loader=PackageLoader("survey_analysis", "report"), autoescape=True, trim_blocks=True
    )
    world.filters["as_html"] = lambda table: Markup(table_html(table))
    world.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "sort_keys": True}
    lang = material.lang

    def told(key: str, **values: Any) -> str:
        return say(key, lang, **values)

    return world.get_template("page.html.jinja").render(
        lang=lang,
        title=_title(material),
        summary=_summary(material),
        sections=sections,
        provenance=provenance_of(material),
        version=_version(lang),
        say=told,
    )


def _version(lang: str) -> str:
    version = version_of("survey-analysis")
    return say("from_source", lang) if version == FROM_SOURCE else version


def _title(material: Material) -> str:
    book = material.survey.codebook
    title = material.names.text(book.title) or clean(book.id)
    return say("page_title", material.lang, title=title)


def _summary(material: Material) -> str:
    survey, lang = material.survey, material.lang
    book, origin = survey.codebook, survey.provenance
    counts = {"respondent": survey.n_respondents, "item": len(book.items)}
    counts["domain"] = len(book.domains)
    told = {f"{unit}s": plural(n, lang, nouns(unit, lang)) for unit, n in counts.items()}
    return say(
        "summary",
        lang,
        **told,
        weights=weights_sentence(survey),
        export=f"{clean(origin.export)} ({origin.export_sha256[:12]})",
        codebook=f"{clean(origin.codebook)} ({origin.codebook_sha256[:12]})",
    )
