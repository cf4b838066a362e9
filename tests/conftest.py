"""Places that tests read from, and surveys that many of them use."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def sample_folder() -> Path:
    """The checked-in sample data."""
    return ROOT / "data" / "sample"


@pytest.fixture(scope="session")
def shared_folder() -> Path:
    """Real questionnaires beside the repository, whose licences keep them out of it."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("needs the real questionnaires, which are not part of the repository")
    return folder
