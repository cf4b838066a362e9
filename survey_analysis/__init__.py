"""survey_analysis: from a questionnaire export to numbers one can defend.

    import survey_analysis as sa
    survey = sa.load_survey("responses.csv", "codebook.yaml")
    sa.describe(survey)
    sa.distribution(survey)
    sa.reliability(survey)
    sa.compare(survey, by=["age", "education", "region"])
    sa.write_report(survey, "report.html")

Names are imported when they are used, so that `import survey_analysis` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from survey_analysis import errors
    from survey_analysis.codebook import Codebook
    from survey_analysis.ingest.codebooks import load_codebook
    from survey_analysis.ingest.frames import survey_from_frame
    from survey_analysis.ingest.load import load_survey
    from survey_analysis.ingest.weight import weight
    from survey_analysis.report.figures import plot
    from survey_analysis.report.lavaan import to_lavaan
    from survey_analysis.report.pages import write_report
    from survey_analysis.survey import Survey
    from survey_analysis.verbs.compare import compare
    from survey_analysis.verbs.compare_all import compare_all
    from survey_analysis.verbs.compare_domains import compare_domains
    from survey_analysis.verbs.composite import composite
    from survey_analysis.verbs.describe import describe
    from survey_analysis.verbs.dimensionality import dimensionality
    from survey_analysis.verbs.distribution import distribution
    from survey_analysis.verbs.domain_correlations import domain_correlations
    from survey_analysis.verbs.item_bias import item_bias
    from survey_analysis.verbs.measurement_error import measurement_error
    from survey_analysis.verbs.reliability import reliability

__version__ = "0.1.0"

__all__ = [
    "Codebook",
    "Survey",
    "compare",
    "compare_all",
    "compare_domains",
    "composite",
    "describe",
    "dimensionality",
    "distribution",
    "domain_correlations",
    "errors",
    "item_bias",
    "load_codebook",
    "load_survey",
    "measurement_error",
    "plot",
    "reliability",
    "survey_from_frame",
    "to_lavaan",
    "weight",
    "write_report",
]

_MODULES = {
    "Codebook": "codebook",
    "Survey": "survey",
    "compare": "verbs.compare",
    "compare_all": "verbs.compare_all",
    "compare_domains": "verbs.compare_domains",
    "composite": "verbs.composite",
    "describe": "verbs.describe",
    "dimensionality": "verbs.dimensionality",
    "distribution": "verbs.distribution",
    "domain_correlations": "verbs.domain_correlations",
    "item_bias": "verbs.item_bias",
    "load_codebook": "ingest.codebooks",
    "load_survey": "ingest.load",
    "measurement_error": "verbs.measurement_error",
    "plot": "report.figures",
    "reliability": "verbs.reliability",
    "survey_from_frame": "ingest.frames",
    "to_lavaan": "report.lavaan",
    "weight": "ingest.weight",
    "write_report": "report.pages",
}


def __getattr__(name: str) -> Any:
    if name == "errors":
        return import_module("survey_analysis.errors")
    if name not in _MODULES:
        raise AttributeError(f"module 'survey_analysis' has no attribute {name!r}")
    return getattr(import_module(f"survey_analysis.{_MODULES[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
