"""What is wrong with a codebook: every problem at once, each with its place and a suggestion.

`problems(draft)` goes through a draft from top to bottom; a file per question: `names` (ids,
columns, labels, languages), `answers` (missing codes and scales), `domains` (domains and their
items), `variables` (variables, design, privacy), `composites` (numbers made of domains).
"""

from __future__ import annotations

from itertools import chain, islice

from survey_analysis.codebook.check.answers import missing_problems, scale_problems
from survey_analysis.codebook.check.composites import composite_problems
from survey_analysis.codebook.check.domains import domain_problems, item_problems
from survey_analysis.codebook.check.names import name_problems
from survey_analysis.codebook.check.problem import Problem
from survey_analysis.codebook.check.variables import design_problems, variable_problems
from survey_analysis.codebook.questions import Draft

__all__ = ["Problem", "problems"]

MOST_PROBLEMS = 2000
"""Nobody reads more, and looking for them all could take minutes."""

MOST_MISSING = 300
"""Every scale and variable is checked against every missing code."""


def problems(draft: Draft) -> tuple[Problem, ...]:
    """What is wrong with a draft, up to `MOST_PROBLEMS`; `()` if it can be a codebook."""
    if len(draft.missing) > MOST_MISSING:
        message = f"the codebook declares {len(draft.missing)} missing codes"
        return (Problem(("missing",), f"{message}; at most {MOST_MISSING} are allowed."),)
    found = chain(
        name_problems(draft),
        missing_problems(draft),
        scale_problems(draft),
        domain_problems(draft),
        item_problems(draft),
        variable_problems(draft),
        composite_problems(draft),
        design_problems(draft),
    )
    return tuple(islice(found, MOST_PROBLEMS))
