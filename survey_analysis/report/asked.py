"""What was asked: domains with their items, scales, missing codes, groupings and outcomes."""

from __future__ import annotations

from collections.abc import Iterator

from survey_analysis.present.escape import clean
from survey_analysis.present.names import Names, marked
from survey_analysis.present.terms import term
from survey_analysis.report.blocks import Block, Details, Section, paragraphs, table
from survey_analysis.report.material import Material
from survey_analysis.report.wording import say

MOST_ANSWERS_LISTED = 30


def asked_section(material: Material) -> Section:
    """The questionnaire as the codebook declares it."""
    return Section(
        id="asked",
        title=say("asked", material.lang),
        blocks=tuple(_blocks(material.names)),
    )


def _blocks(names: Names) -> Iterator[Block]:
    book, lang = names.codebook, names.lang
    yield from paragraphs(say("asked_text" if book.items else "no_items", lang))
    if book.domains:
        yield _domain_table(names)
    if book.items:
        yield _item_table(names)
    codes = tuple(_code_tables(names))
    if codes:
        scales, missing = say("scales_caption", lang), say("missing_caption", lang)
        yield Details(summary=f"{scales}; {missing}", blocks=codes)
    variables = [v for v in book.variables if v.role in {"grouping", "outcome"}]
    if variables:
        yield table(
            say("variables_caption", lang),
            heads=[(say("col_id", lang), [clean(v.id) for v in variables])],
            texts=[
                (say("col_label", lang), [names.text(v.label) for v in variables]),
                (say("col_role", lang), [say(v.role, lang) for v in variables]),
                (say("col_type", lang), [say(v.type, lang) for v in variables]),
            ],
        )


def _domain_table(names: Names) -> Block:
    book, lang = names.codebook, names.lang
    domains, counts = book.domains, [len(book.items_of(d.id)) for d in book.domains]
    return table(
        say("domains_caption", lang),
        heads=[(say("col_domain", lang), [names.outcome(d.id) for d in domains])],
        texts=[
            (say("col_id", lang), [clean(d.id) for d in domains]),
            (say("col_measurement", lang), [say(d.measurement, lang) for d in domains]),
        ],
        numbers=[
            (say("col_items", lang), list(map(str, counts))),
            (
                say("col_needed", lang),
                [str(d.needed(n)) for d, n in zip(domains, counts, strict=True)],
            ),
        ],
    )


def _item_table(names: Names) -> Block:
    """All items, domain by domain, then those outside."""
    book, lang = names.codebook, names.lang
    order = [domain.id for domain in book.domains]
    items = sorted(book.items, key=lambda i: order.index(i.domain) if i.domain else len(order))
    named = [names.outcome(i.domain) if i.domain else say("other_items", lang) for i in items]
    ids = [marked(clean(item.id), reverse=item.reverse) for item in items]
    return table(
        say("items_asked", lang),
        heads=[(say("col_domain", lang), named), (say("col_id", lang), ids)],
        texts=[
            (say("col_question", lang), [names.text(item.label) for item in items]),
            (say("col_scale", lang), [clean(item.scale) for item in items]),
        ],
    )


def _code_tables(names: Names) -> Iterator[Block]:
    book, lang = names.codebook, names.lang
    if book.scales:
        yield table(
            say("scales_caption", lang),
            heads=[(say("col_scale", lang), [clean(scale.name) for scale in book.scales])],
            texts=[
                (say("col_type", lang), [say(scale.type, lang) for scale in book.scales]),
                (say("col_answers", lang), [_answers(names, s.name) for s in book.scales]),
            ],
        )
    if book.missing:
        empty = say("empty_cell", lang)
        yield table(
            say("missing_caption", lang),
            heads=[(say("col_code", lang), [clean(m.code) or empty for m in book.missing])],
            texts=[
                (say("col_kind", lang), [term(m.kind, lang) for m in book.missing]),
                (say("col_label", lang), [names.text(m.label) for m in book.missing]),
            ],
        )


def _answers(names: Names, scale: str) -> str:
    answers = [
        f"{clean(category.code)} {names.text(category.label)}".strip()
        for category in names.codebook.scale(scale).categories
    ]
    more = len(answers) - MOST_ANSWERS_LISTED
    listed = "; ".join(answers[:MOST_ANSWERS_LISTED])
    return f"{listed} {say('and_more', names.lang, count=more)}" if more > 0 else listed
