"""What a number was computed from."""

from __future__ import annotations

import json
from importlib.metadata import PackageNotFoundError

import numpy as np
import pytest

from survey_analysis.present import provenance
from survey_analysis.present.provenance import Provenance, installed_versions


def test_versions_are_those_that_run() -> None:
    versions = installed_versions()
    assert versions["numpy"] == np.__version__
    assert set(versions) == {"python", *provenance.PACKAGES}


def test_a_package_that_is_not_installed_runs_from_source(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(package: str) -> str:
        raise PackageNotFoundError(package)

    monkeypatch.setattr(provenance, "version", missing)
    assert installed_versions()["survey-analysis"] == "from source"


def test_options_are_told_without_changing_the_rest() -> None:
    before = Provenance(export="a.csv", export_sha256="12", versions={"python": "3"})
    after = before.with_options(verb="compare", by=["age"])
    assert before.options == {}
    told = json.loads(json.dumps(after.as_dict()))
    assert told["options"] == {"verb": "compare", "by": ["age"]}
    assert (told["export"], told["versions"]) == ("a.csv", {"python": "3"})
