"""The door: the names that others rely on, and what it costs to open it."""

from __future__ import annotations

import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import survey_analysis as sa

NAMES = [
    "Codebook", "Survey", "compare", "compare_all", "compare_domains", "composite", "describe",
    "dimensionality", "distribution", "domain_correlations", "errors", "item_bias", "load_codebook",
    "load_survey", "measurement_error", "plot", "reliability", "survey_from_frame", "to_lavaan",
    "weight", "write_report",
]  # fmt: skip
POSITIONAL = {
    "composite": 2,
    "dimensionality": 2,
    "domain_correlations": 2,
    "load_survey": 2,
    "measurement_error": 2,
    "to_lavaan": 2,
    "weight": 2,
    "write_report": 2,
}


def test_it_offers_the_verbs_and_nothing_else():
    assert [name for name in dir(sa) if not name.startswith("_")] == NAMES
    assert sorted(sa.__all__) == NAMES
    assert all(getattr(sa, name) is not None for name in NAMES)


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="'survey_analysis' has no attribute 'recode'"):
        _ = sa.recode


@pytest.mark.parametrize("name", [name for name in NAMES if name.islower() and name != "errors"])
def test_arguments_after_the_first_are_named(name):
    parameters = list(inspect.signature(getattr(sa, name)).parameters.values())
    rest = parameters[POSITIONAL.get(name, 1) :]
    assert all(parameter.kind is parameter.KEYWORD_ONLY for parameter in rest)


def test_opening_it_imports_nothing_heavy():
    program = (
        "import sys, survey_analysis; "
        "print(*{name.split('.')[0] for name in sys.modules} & {'numpy', 'pandas', 'scipy', "
        "'pyarrow', 'yaml', 'matplotlib', 'jinja2'})"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=Path(sa.__file__).parents[1],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == []
