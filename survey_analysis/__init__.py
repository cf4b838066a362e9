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
    from survey_analysis.report.figures import plot
    from survey_analysis.report.pages import write_report
    from survey_analysis.survey import Survey
    from survey_analysis.verbs.compare import compare
    from survey_analysis.verbs.describe import describe
    from survey_analysis.verbs.distribution import distribution
    from survey_analysis.verbs.reliability import reliability

__version__ = "0.1.0"

__all__ = [
    "Codebook",
    "Survey",
    "compare",
    "describe",
    "distribution",
    "errors",
    "load_codebook",
    "load_survey",
    "plot",
    "reliability",
    "survey_from_frame",
    "write_report",
]

_MODULES = {
    "Codebook": "codebook",
    "Survey": "survey",
    "compare": "verbs.compare",
    "describe": "verbs.describe",
    "distribution": "verbs.distribution",
    "load_codebook": "ingest.codebooks",
    "load_survey": "ingest.load",
    "plot": "report.figures",
    "reliability": "verbs.reliability",
    "survey_from_frame": "ingest.frames",
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
