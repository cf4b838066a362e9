"""The page at the head of a room names every module in it, so that a newcomer finds them all."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest


@pytest.mark.parametrize("room", ["ingest", "present", "report", "verbs"])
def test_every_module_of_a_room_is_named_at_its_head(room: str) -> None:
    package = import_module(f"survey_analysis.{room}")
    modules = {path.stem for path in Path(str(package.__file__)).parent.glob("[a-z]*.py")}
    lines = re.findall(r"^ {4,}([a-z_]+(?:, [a-z_]+)*)(?:$|  )", package.__doc__ or "", re.M)
    assert {name for line in lines for name in line.split(", ")} == modules
