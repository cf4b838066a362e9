"""What the answers say: distributions, reliability, comparisons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Literal

from survey_analysis.present.layout import page_of
from survey_analysis.present.result import Result
from survey_analysis.report.blocks import (
    Block,
    Details,
    Part,
    Remarks,
    Section,
    TableBlock,
    paragraphs,
    picture,
)
from survey_analysis.report.likert import can_be_bars
from survey_analysis.report.material import Material, note_pairs, only
from survey_analysis.report.shown import Shown
from survey_analysis.report.wording import say
from survey_analysis.verbs.compare import ComparisonResult

MOST_PAIRS = 1000
PAGE_INCHES = 9.0


def distribution_section(material: Material) -> Section:
    """The items of each domain, then domain scores and outcomes."""
    lang = material.lang
    return Section(
        id="distributions",
        title=say("distributions", lang),
        blocks=paragraphs(say("distributions_text", lang)),
        parts=(*_item_parts(material), *_score_part(material)),
    )


def reliability_section(material: Material) -> Section:
    """Alpha of the domains and their items."""
    lang, result = material.lang, material.reliability
    if not material.domains:
        blocks: tuple[Block, ...] = paragraphs(say("no_domains", lang))
    else:
        tables, shown = tables_of(result), Shown.of(result)
        blocks = (
            *paragraphs(say("reliability_text", lang)),
            *tables["table"],
            *remarks(shown),
            *_item_pictures(shown, "alpha_if_dropped"),
            *_item_pictures(shown, "item_rest"),
            *(replace(block, questions=True) for block in tables["items"]),
            *tables["fit"],
            Details(
                summary=say("factor_details", lang),
                blocks=tuple(replace(block, questions=True) for block in tables["factor"]),
            ),
        )
    return Section(id="reliability", title=say("reliability", lang), blocks=blocks)


def comparison_section(material: Material) -> Section:
    """All comparisons at a glance, then grouping by grouping; or why there are none."""
    lang, result = material.lang, material.comparison
    title = say("comparisons", lang)
    if result is None:
        return Section(id="comparisons", title=title, blocks=paragraphs(_no_comparison(material)))
    tests, shown = int(result.table["p_value"].notna().sum()), Shown.of(result)
    overview = replace(result, pairs=result.pairs.iloc[:0], residuals=result.residuals.iloc[:0])
    return Section(
        id="comparisons",
        title=title,
        blocks=(
            *paragraphs(say("comparisons_text", lang, tests=tests)),
            *tables_of(overview)["table"],
            *remarks(shown),
        ),
        parts=tuple(
            Part(
                id=f"by-{place}",
                title=say("group_part", lang, grouping=material.names.variable(by)),
                blocks=tuple(_group_blocks(material, result, shown, by)),
            )
            for place, by in enumerate(material.by, start=1)
        ),
    )


def _item_parts(material: Material) -> Iterator[Part]:
    book, lang, shown = material.survey.codebook, material.lang, Shown.of(material.items)
    for place, domain in enumerate((*material.domains, ""), start=1):
        items = [item.id for item in book.items if item.domain == domain]
        if not items:
            continue
        result = only(material.items, "outcome", items)
        name = material.names.outcome(domain) if domain else say("other_items", lang)
        details = Details(
            summary=f"{say('shares_details', lang)}: {name}", blocks=tables_of(result)["shares"]
        )
        yield Part(
            id=f"domain-{place}",
            title=name,
            blocks=(
                *_pictures(shown.only("outcome", items)),
                *map(
                    _without_domain, tables_of(only(material.description, "item", items))["table"]
                ),
                details,
            ),
        )


def _score_part(material: Material) -> Iterator[Part]:
    result, lang = material.scores, material.lang
    if result.table.empty:
        return
    tables, shown = tables_of(result), Shown.of(result)
    means = shown.frames["table"]["mean"]
    yield Part(
        id="scores",
        title=say("scores_part", lang),
        blocks=(
            *((picture(shown, "profile"),) if means.notna().any() else ()),
            *tables["table"],
            *_pictures(shown),
            Details(summary=say("shares_details", lang), blocks=tables["shares"]),
            *remarks(shown),
        ),
    )


def _pictures(shown: Shown) -> Iterator[Block]:
    """Bars of ordered answers and dots of nominal ones, of those that somebody gave."""
    shares = shown.frames["shares"]
    seen = shares.loc[shares["share"].notna(), "outcome"].unique()
    ordered = [name for name in seen if can_be_bars(shares[shares["outcome"] == name], shown)]
    nominal = [name for name in seen if shown.is_nominal(name)]
    if ordered:
        yield picture(shown.only("outcome", ordered), "likert")
    if nominal:
        yield picture(shown.only("outcome", nominal), "shares")


def _item_pictures(shown: Shown, kind: Literal["alpha_if_dropped", "item_rest"]) -> Iterator[Block]:
    """A dot per item, as many domains a picture as a printed page holds."""
    frame = shown.frames["items"]
    column = "alpha_if_dropped" if kind == "alpha_if_dropped" else "item_rest_r"
    items = frame.loc[frame[column].notna(), "domain"].value_counts()
    drawn = [domain for domain in shown.frames["table"]["domain"] if domain in items.index]
    inches = [0.45 * int(items[domain]) + 0.7 for domain in drawn]
    for domains in page_by_page(drawn, inches):
        yield picture(shown.only("domain", domains), kind)


def _group_pictures(shown: Shown) -> Iterator[Block]:
    """Groups with intervals, as many outcomes a picture as a printed page holds."""
    groups = shown.frames["groups"]
    means = groups[groups["mean"].notna()]
    drawn = list(means["outcome"].unique())
    groups_drawn = means["group"].nunique()
    half_row = (0.27 * groups_drawn + 1.05) / 2
    inches = [min(half_row, PAGE_INCHES / 2)] * len(drawn)
    for outcomes in page_by_page(drawn, inches):
        yield picture(shown.only("outcome", outcomes), "groups")


def page_by_page(names: Sequence[str], inches: Sequence[float]) -> list[list[str]]:
    """The names in their order, so many together as fit on a printed page.

    >>> page_by_page(["a", "b", "c"], [4.0, 4.0, 4.0])
    [['a', 'b'], ['c']]
    """
    pages: list[list[str]] = []
    room = 0.0
    for name, height in zip(names, inches, strict=True):
        if not pages or height > room:
            pages.append([])
            room = PAGE_INCHES
        pages[-1].append(name)
        room -= height
    return pages


def _group_blocks(
    material: Material, result: ComparisonResult, shown: Shown, by: str
) -> Iterator[Block]:
    lang, name = material.lang, material.names.variable(by)
    part = only(result, "group_by", [by])
    too_many = len(part.pairs) > MOST_PAIRS
    tables = tables_of(replace(part, pairs=part.pairs.iloc[:0]) if too_many else part)
    yield from _group_pictures(shown.only("group_by", [by]))
    for frame in ("groups", "trend", "pairs", "residuals"):
        if tables[frame]:
            summary = say(f"{frame}_details", lang, grouping=name)
            yield Details(summary=summary, blocks=tables[frame])
    if too_many:
        yield from paragraphs(say("pairs_too_many", lang, count=len(part.pairs), by=by))


def _no_comparison(material: Material) -> str:
    return say("no_outcomes" if material.by else "no_groupings", material.lang)


def tables_of(result: Result) -> dict[str, tuple[TableBlock, ...]]:
    """The tables of a result, by the frame they show."""
    shown = page_of(result).tables
    return {
        name: tuple(TableBlock(table=table) for table in shown if table.frame == name)
        for name in result.frames
    }


def _without_domain(block: TableBlock) -> TableBlock:
    """The item table of one domain: the heading above it names the domain."""
    columns = block.table.columns
    heads = sum(column.head for column in columns)
    columns = columns[1:] if heads == 3 else columns
    return TableBlock(table=replace(block.table, columns=columns), questions=True)


def remarks(shown: Shown) -> Iterator[Block]:
    """The notes of what is shown, if there are any."""
    notes = note_pairs(shown.notes, shown.lang)
    if notes:
        yield Remarks(title=say("notes_title", shown.lang), notes=notes)
