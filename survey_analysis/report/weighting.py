"""What weighting did: margins, weights, and how far the domains moved."""

from __future__ import annotations

from survey_analysis.present.layout import page_of
from survey_analysis.present.method import said
from survey_analysis.present.wording import Words
from survey_analysis.report.analysed import remarks
from survey_analysis.report.blocks import (
    Block,
    Details,
    Section,
    TableBlock,
    paragraphs,
    picture,
)
from survey_analysis.report.material import Material
from survey_analysis.report.shown import Shown

WORDS = {
    "title": Words("Weighting", "Взвешивание"),
    "text": Words(
        "The answers come from volunteers. The weights make them agree with what is known of the "
        "population, group by group; the pictures and tables tell what the weights changed and "
        "what they cost. What volunteers have in common beside these characteristics stays "
        "unknown.",
        "Отвечали добровольцы. Веса приводят их ответы в согласие с тем, что известно о населении, "
        "по группам; рисунки и таблицы показывают, что изменили веса и чего это стоило. Чем ещё "
        "похожи добровольцы, остаётся неизвестным.",
    ),
    "margins": Words("Shares of all groups", "Доли всех групп"),
    "effects": Words("Each margin by itself", "Каждое распределение само по себе"),
}


def weighting_section(material: Material) -> Section | None:
    """Weighting diagnostics; None for a survey whose weights were not made here."""
    report, lang = material.survey.weighting, material.lang
    if report is None:
        return None
    shown = Shown.of(report, lang)
    of: dict[str, list[Block]] = {name: [] for name in report.frames}
    for table in page_of(report, lang).tables:
        of[table.frame].append(TableBlock(table=table))
    blocks = (
        *paragraphs(WORDS["text"].say(lang), said(report.method, lang)),
        picture(shown, "weighting"),
        *of["distribution"],
        *of["domains"],
        Details(summary=WORDS["effects"].say(lang), blocks=tuple(of["effects"])),
        Details(summary=WORDS["margins"].say(lang), blocks=tuple(of["table"])),
        *remarks(shown),
    )
    return Section(id="weighting", title=WORDS["title"].say(lang), blocks=blocks)
