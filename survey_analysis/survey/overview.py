"""What a survey is, at a glance."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from survey_analysis.codebook import in_language
from survey_analysis.present.numbers import show

if TYPE_CHECKING:
    from survey_analysis.survey import Survey

NEXT_STEPS = (
    "survey.validation, sa.describe(survey), sa.distribution(survey), sa.reliability(survey), "
    "sa.compare(survey), sa.write_report(survey, 'report.html')"
)

Overview = tuple[tuple[str, str], ...]
"""Pairs of a name and a text."""


def overview(survey: Survey) -> Overview:
    """What the survey is: title, size, domains, groupings, weights, findings, fingerprints."""
    book, origin = survey.codebook, survey.provenance
    domains = ", ".join(f"{d.id} ({len(book.items_of(d.id))})" for d in book.domains)
    fingerprints = f"export {origin.export_sha256[:12]}, codebook {origin.codebook_sha256[:12]}"
    return (
        ("title", in_language(book.title, survey.language, book.default_language) or book.id),
        ("respondents", show(survey.n_respondents, "count", survey.language)),
        ("items", f"{len(book.items)} in {len(book.domains)} domains: {domains}"),
        ("groupings", ", ".join(survey.groupings) or "none"),
        ("weights", survey.weighted_by or "unweighted"),
        ("findings", survey.validation.summary()),
        ("fingerprints", fingerprints),
        ("next", NEXT_STEPS),
    )


def as_text(pairs: Overview) -> str:
    """The overview as text."""
    return "Survey\n" + "\n".join(f"  {name:<13}{text}" for name, text in pairs)


def as_html(pairs: Overview) -> str:
    """The overview as an HTML table."""
    rows = "".join(
        f'<tr><th scope="row">{html.escape(name)}</th><td>{html.escape(text)}</td></tr>'
        for name, text in pairs
    )
    # the class stands twice to outweigh the right-aligned tables of Jupyter
    style = ".sa-survey.sa-survey :is(caption, th, td) {text-align: left; vertical-align: top}"
    return (
        f'<style>{style}</style><table class="sa-survey"><caption>Survey</caption>'
        f"<tbody>{rows}</tbody></table>"
    )
