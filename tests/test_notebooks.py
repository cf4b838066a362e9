"""The notebooks as they lie in the repository; that they run is checked by nbmake."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
LARGEST = 1_500_000
OF_ONE_COMPUTER = re.compile(r"/home/|/Users/|/tmp/|/work/|[A-Z]:\\\\|site-packages")


def cells_of(notebook: Path, kind: str) -> list[dict[str, Any]]:
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in cells if cell["cell_type"] == kind]


def test_there_are_four_notebooks() -> None:
    assert [path.name for path in NOTEBOOKS] == [
        "01_first_look.ipynb",
        "02_reproduce_an_analysis.ipynb",
        "03_is_the_scale_any_good.ipynb",
        "04_comparing_groups.ipynb",
    ]


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_outputs_are_kept_as_if_run_once_from_top_to_bottom(notebook: Path) -> None:
    code = cells_of(notebook, "code")
    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1))
    outputs = [output for cell in code for output in cell["outputs"]]
    assert len(outputs) >= len(code)
    assert {output["output_type"] for output in outputs} <= {"execute_result", "stream"}
    assert all(output.get("name") != "stderr" for output in outputs)
    assert all(cell["metadata"] == {} for cell in code)


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_nothing_tells_on_which_computer_it_ran(notebook: Path) -> None:
    text = notebook.read_text(encoding="utf-8")
    assert len(text) < LARGEST
    assert OF_ONE_COMPUTER.findall(text) == []


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_link_leads_to_a_file(notebook: Path) -> None:
    words = "".join("".join(cell["source"]) for cell in cells_of(notebook, "markdown"))
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", words) if "://" not in link]
    assert links
    assert [link for link in links if not (notebook.parent / link).exists()] == []
