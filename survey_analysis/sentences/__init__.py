"""Every sentence that the package says about data, by its stable code, in English and Russian.

`export.py` holds what is said about reading an export (SA201 to SA229), `content.py` about its
content (SA230 to SA299), `identifiers.py` about persons in it (SA6xx), `results.py` and
`scales.py` what is said about a result (SA3xx statistics, SA4xx disclosure, SA5xx provenance). A
sentence is a format string; its values come with the `Finding` or `Note` that is shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from survey_analysis.sentences.adjusted import ADJUSTED_SENTENCES
from survey_analysis.sentences.comparisons import COMPARISON_SENTENCES
from survey_analysis.sentences.content import CONTENT_SENTENCES
from survey_analysis.sentences.domains import DOMAIN_SENTENCES
from survey_analysis.sentences.equivalence import EQUIVALENCE_SENTENCES
from survey_analysis.sentences.export import EXPORT_SENTENCES
from survey_analysis.sentences.identifiers import IDENTIFIER_SENTENCES
from survey_analysis.sentences.results import RESULT_SENTENCES
from survey_analysis.sentences.scales import SCALE_SENTENCES
from survey_analysis.sentences.sentence import Sentence
from survey_analysis.sentences.trends import TREND_SENTENCES
from survey_analysis.sentences.weighted import WEIGHTED_SENTENCES
from survey_analysis.sentences.weighting import WEIGHTING_SENTENCES

SENTENCES: Mapping[str, Sentence] = {
    **EXPORT_SENTENCES,
    **CONTENT_SENTENCES,
    **IDENTIFIER_SENTENCES,
    **RESULT_SENTENCES,
    **SCALE_SENTENCES,
    **EQUIVALENCE_SENTENCES,
    **ADJUSTED_SENTENCES,
    **TREND_SENTENCES,
    **WEIGHTED_SENTENCES,
    **WEIGHTING_SENTENCES,
    **COMPARISON_SENTENCES,
    **DOMAIN_SENTENCES,
}


def sentence_for(code: str, lang: str, values: Mapping[str, Any]) -> str:
    """What the code says, filled with `values`, in `lang` ("en" or "ru"; else English)."""
    sentence = SENTENCES[code]
    return (sentence.ru if lang == "ru" else sentence.en).format_map(values)


def hint_for(code: str, lang: str, values: Mapping[str, Any]) -> str:
    """What to do about it, filled with `values`; "" where there is nothing to do."""
    sentence = SENTENCES[code]
    return (sentence.hint_ru if lang == "ru" else sentence.hint_en).format_map(values)
