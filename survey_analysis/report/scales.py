"""What a score is worth: one thing or several, how exact, fair to all groups, what it goes with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from survey_analysis.report.analysed import page_by_page, remarks, tables_of
from survey_analysis.report.blocks import Block, Details, Part, Section, paragraphs, picture
from survey_analysis.report.material import Material, only
from survey_analysis.report.shown import Shown
from survey_analysis.report.wording import say

ROW_INCHES, PANEL_INCHES = 0.27, 1.0
"""Height of a row of dots and of what stands around a panel, in a picture."""


def scale_section(material: Material) -> Section:
    """Dimensions, error of measurement, item bias, and correlations of the domains."""
    lang = material.lang
    title = say("scales", lang)
    if not material.domains:
        return Section(id="scales", title=title, blocks=paragraphs(say("no_domains", lang)))
    makers: tuple[tuple[str, Callable[[Material], Iterator[Block]]], ...] = (
        ("dimensions", _dimensions),
        ("errors", _errors),
        ("bias", _bias),
        ("differences", _differences),
        ("correlations", _correlations),
        ("composites", _composites),
    )
    parts = []
    for name, make in makers:
        blocks = tuple(make(material))
        if blocks:
            text = paragraphs(say(f"{name}_text", lang))
            parts.append(Part(id=name, title=say(name, lang), blocks=(*text, *blocks)))
    return Section(id="scales", title=title, parts=tuple(parts))


def _dimensions(material: Material) -> Iterator[Block]:
    result = material.dimensions
    shown, tables = Shown.of(result), tables_of(result)
    yield from tables["fit"]
    table = shown.frames["table"]
    known = table[table["eigenvalue"].notna()]
    drawn = list(known["domain"].unique())
    inches = [
        ROW_INCHES * int((known["domain"] == domain).sum()) + PANEL_INCHES for domain in drawn
    ]
    for domains in page_by_page(drawn, inches):
        yield picture(shown.only("domain", domains), "scree")
    yield Details(summary=say("dimensions_details", material.lang), blocks=tables["table"])
    yield from remarks(shown)


def _errors(material: Material) -> Iterator[Block]:
    result = material.errors
    shown, tables = Shown.of(result), tables_of(result)
    yield from tables["table"]
    bands = shown.frames["bands"]
    known = bands[bands["sem"].notna()]
    drawn = list(known["outcome"].unique())
    inches = [ROW_INCHES * int((known["outcome"] == name).sum()) + PANEL_INCHES for name in drawn]
    for outcomes in page_by_page(drawn, inches):
        yield picture(shown.only("outcome", outcomes), "score_error")
    yield Details(summary=say("errors_details", material.lang), blocks=tables["bands"])
    yield from remarks(shown)


def _bias(material: Material) -> Iterator[Block]:
    """The flagged items, all tests on demand, and what the flags do to the gaps of groups."""
    result = material.bias
    if result is None or result.table.empty:
        return
    lang = material.lang
    flagged = result.table[result.table["flag"] != ""].reset_index(drop=True)
    if flagged.empty:
        yield from paragraphs(say("bias_none", lang))
    else:
        yield from tables_of(replace(result, table=flagged))["table"]
    tables = tables_of(result)
    yield Details(summary=say("bias_details", lang), blocks=tables["table"])
    moved = result.impact[result.impact["n_flagged"] > 0].reset_index(drop=True)
    if len(moved):
        yield from tables_of(replace(result, impact=moved))["impact"]
    yield from remarks(Shown.of(result))


def _differences(material: Material) -> Iterator[Block]:
    """Alpha in the groups of each grouping, and whether it differs."""
    result = material.by_group
    if result is None:
        return
    for by in material.by:
        part = only(result, "group_by", [by])
        whole = part.differences[part.differences["group1"] == ""].reset_index(drop=True)
        tables = tables_of(part)
        yield from tables_of(replace(part, differences=whole))["differences"]
        summary = say("groups_details", material.lang, grouping=material.names.variable(by))
        yield Details(summary=summary, blocks=tables["table"])


def _correlations(material: Material) -> Iterator[Block]:
    result = material.correlations
    if result is None or result.table.empty:
        return
    yield from tables_of(result)["table"]
    yield from remarks(Shown.of(result))


def _composites(material: Material) -> Iterator[Block]:
    for result in material.composites:
        tables = tables_of(result)
        yield from (*tables["table"], *tables["domains"])
        yield from remarks(Shown.of(result))
