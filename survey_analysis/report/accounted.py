"""How the numbers came about: methods and sources, limits, provenance."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from survey_analysis.present.escape import clean
from survey_analysis.present.hiding import hide
from survey_analysis.present.redaction import LEFT_OUT
from survey_analysis.present.weighting_report import WeightingReport
from survey_analysis.report.blocks import Block, Bullets, Part, Section, paragraphs, table
from survey_analysis.report.material import Material
from survey_analysis.report.methods import (
    limit_sentences,
    method_sentences,
    purpose_sentences,
    sources_used,
)
from survey_analysis.report.wording import WORDS, say

NAMED = {"\t": "tab", ",": ",", ";": ";", "|": "|"}


def method_section(material: Material) -> Section:
    """What was computed, with sources."""
    lang = material.lang
    sources = Bullets(sentences=sources_used(material))
    return Section(
        id="methods",
        title=say("methods", lang),
        blocks=(Bullets(sentences=method_sentences(material)),),
        parts=(Part(id="sources", title=say("sources_part", lang), blocks=(sources,)),),
    )


def limit_section(material: Material) -> Section:
    """What the numbers do not say, and what they are not for."""
    lang = material.lang
    purpose: tuple[Block, ...] = (
        *paragraphs(say("not_for", lang)),
        Bullets(sentences=purpose_sentences(lang)),
    )
    return Section(
        id="limits",
        title=say("limits", lang),
        blocks=(Bullets(sentences=limit_sentences(material)),),
        parts=(Part(id="purpose", title=say("purpose_part", lang), blocks=purpose),),
    )


def provenance_section(material: Material) -> Section:
    """Fingerprints, options, versions, command."""
    lang = material.lang
    names, values = zip(*_rows(provenance_of(material), lang), strict=True)
    told = table(
        say("provenance_caption", lang),
        heads=[(say("col_what", lang), names)],
        texts=[(say("col_value", lang), values)],
    )
    return Section(
        id="provenance-of-numbers",
        title=say("provenance", lang),
        blocks=(*paragraphs(say("provenance_text", lang)), told),
    )


def provenance_of(material: Material) -> Mapping[str, Any]:
    """What the report was computed from, as plain values that JSON can hold."""
    survey = material.survey
    options = {
        "by": list(material.by),
        "outcomes": material.scores.provenance.options.get("outcomes", []),
        "confidence": material.confidence,
        "lang": material.lang,
    }
    found = survey.provenance.with_options(**options).as_dict()
    if survey.weighting is not None:
        found["weighting"] = _without_hidden(found["weighting"], survey.weighting)
    date = _date()
    return (
        found
        | ({"command": material.command} if material.command else {})
        | ({"date": date} if date else {})
    )


def _without_hidden(options: Mapping[str, Any], report: WeightingReport) -> dict[str, Any]:
    """How weights were made, without the targets of groups that the report hides.

    With its target and the effective n one could compute how many respondents a group has.
    """
    shown = hide(report).frames["table"]
    gone = shown[shown["target"].isna()]
    targets = {margin: dict(shares) for margin, shares in options["margins"].items()}
    for margin, group in zip(gone["grouping"], gone["group"], strict=True):
        targets[margin][group] = LEFT_OUT
    return {**options, "margins": targets}


def _rows(found: Mapping[str, Any], lang: str) -> Iterator[tuple[str, str]]:
    for name, value in found.items():
        key = f"prov_{name}"
        if value not in ("", {}, None):
            yield say(key, lang) if key in WORDS else name, _told(name, value)


def _told(name: str, value: Any) -> str:
    if isinstance(value, Mapping):
        return "; ".join(f"{key} = {_told(key, one)}" for key, one in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(clean(str(one)) for one in value) or "–"
    if name == "separator":
        return NAMED.get(str(value), repr(value))
    return clean(str(value))


def _date() -> str:
    """The day of SOURCE_DATE_EPOCH; a report carries no other time, so that it can be repeated."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not epoch.isdecimal():
        return ""
    return datetime.fromtimestamp(int(epoch), tz=UTC).date().isoformat()
