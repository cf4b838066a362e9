"""How many answered, and what validation found."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pandas as pd

from survey_analysis.disclosure.groups import hidden_groups
from survey_analysis.present.escape import clean
from survey_analysis.present.hiding import hide
from survey_analysis.present.layout import page_of
from survey_analysis.present.numbers import plural, show
from survey_analysis.present.wording import nouns
from survey_analysis.report.blocks import Block, Details, Section, TableBlock, paragraphs, table
from survey_analysis.report.chart import numbers_of
from survey_analysis.report.material import Material
from survey_analysis.report.wording import say
from survey_analysis.survey import Survey
from survey_analysis.tables.counts import FloatArray

FINDINGS_SHOWN, GROUPS_SHOWN = 40, 30


def answered_section(material: Material) -> Section:
    """Respondents, groups, missing answers by domain and by item."""
    survey, lang = material.survey, material.lang
    told = plural(survey.n_respondents, lang, nouns("respondent", lang))
    nobody = "" if survey.n_respondents else say("nobody", lang)
    return Section(
        id="answered",
        title=say("answered", lang),
        blocks=(
            *paragraphs(say("answered_text", lang, respondents=told), nobody),
            *(_group_table(material, by) for by in material.by),
            *_domain_table(material),
            *_item_table(material),
        ),
    )


def findings_section(material: Material) -> Section:
    """The validation report."""
    report, lang = material.survey.validation, material.lang
    return Section(
        id="findings",
        title=say("findings", lang),
        blocks=(
            *paragraphs(say("findings_text", lang, summary=report.summary(lang))),
            *_findings(material),
        ),
    )


def _group_table(material: Material, by: str) -> Block:
    """Respondents of each group; small groups hidden, so that none can be told from the sum."""
    survey, lang = material.survey, material.lang
    n = _group_sizes(survey, by)
    labels = [*map(clean, survey.group_labels(by)), say("no_group", lang)]
    if not n[-1]:
        n, labels = n[:-1], labels[:-1]
    hidden = hidden_groups(n[np.newaxis, :], survey.codebook.min_cell)
    shares = n / n.sum() if n.sum() else np.full(n.shape, np.nan)
    word = say("hidden_cell", lang)
    caption = say("groups_caption", lang, grouping=material.names.variable(by))
    told = table(
        caption,
        heads=[(say("col_group", lang), labels)],
        numbers=[
            ("n", [word if h else show(x, "count", lang) for x, h in zip(n, hidden, strict=True)]),
            (
                say("col_share", lang),
                [
                    word if h else show(x, "share", lang)
                    for x, h in zip(shares, hidden, strict=True)
                ],
            ),
        ],
    )
    return told if len(labels) <= GROUPS_SHOWN else Details(summary=caption, blocks=(told,))


def _group_sizes(survey: Survey, by: str) -> FloatArray:
    """Respondents of each group, and last those without one; weight zero is not counted."""
    codes = survey.groupings[by].codes.astype(np.intp)
    if survey.weights is not None:
        codes = codes[survey.weights > 0]
    sizes = np.bincount(codes, minlength=len(survey.group_labels(by)) + 1)
    return sizes.astype(np.float64)


def _domain_table(material: Material) -> Iterator[Block]:
    """For each domain the respondents with a score and with complete answers."""
    lang = material.lang
    scores = hide(material.scores).frames["table"].set_index("outcome")
    alpha = hide(material.reliability).frames["table"].set_index("domain")
    domains = [domain for domain in material.domains if domain in scores.index]
    if not domains:
        return

    def cells(frame: pd.DataFrame, column: str) -> list[str]:
        values = numbers_of(frame.reindex(domains), column)
        return [
            say("hidden_cell", lang) if math.isnan(n) else show(n, "count", lang) for n in values
        ]

    yield table(
        say("missing_by_domain", lang),
        heads=[(say("col_domain", lang), [material.names.outcome(d) for d in domains])],
        numbers=[
            (say("col_scored", lang), cells(scores, "n")),
            (say("col_unscored", lang), cells(scores, "n_missing")),
            (say("col_complete", lang), cells(alpha, "n_used")),
        ],
    )


def _item_table(material: Material) -> Iterator[Block]:
    tables = page_of(material.description).tables
    if not material.description.table.empty:
        yield Details(
            summary=say("items_caption", material.lang),
            blocks=tuple(TableBlock(table=shown) for shown in tables),
        )


def _findings(material: Material) -> Iterator[Block]:
    lang = material.lang
    frame = material.survey.validation.to_frame(lang)
    if frame.empty:
        yield from paragraphs(say("findings_none", lang))
        return
    lines = [", ".join(map(str, some)) for some in frame["lines"]]
    told = table(
        say("findings_caption", lang),
        heads=[
            (say("col_severity", lang), [say(severity, lang) for severity in frame["severity"]]),
            (say("col_code", lang), list(frame["code"])),
            (say("col_where", lang), [clean(where) for where in frame["where"]]),
        ],
        texts=[
            (say("col_message", lang), [clean(text) for text in frame["message"]]),
            (say("col_hint", lang), [clean(text) for text in frame["hint"]]),
            (say("col_lines", lang), lines),
        ],
    )
    if len(frame) <= FINDINGS_SHOWN:
        yield told
    else:
        yield Details(summary=say("findings_more", lang, count=len(frame)), blocks=(told,))
