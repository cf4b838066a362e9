"""A million respondents: this package beside pandas and pingouin, in one run.

    python benchmarks/million.py                      100,000, 300,000 and 1,000,000 respondents
    python benchmarks/million.py --rows 300000        one size

Both read the same CSV file and compute the same numbers: alpha of six domains and, for each
domain by age, education and region, Kruskal-Wallis, Welch's ANOVA and Games-Howell. The numbers
are compared first; the table of seconds, ratios and peak memory is printed only where they
agree. Each task runs in a process of its own, alternately; the table shows the medians.
Pingouin is installed into an environment of its own, with our versions of numpy, pandas, scipy.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import statistics
import subprocess
import sys
import time
import venv
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from million_data import write_input

HERE = Path(__file__).resolve().parent
SIZES = (100_000, 300_000, 1_000_000)
PEER = "pingouin==0.7.0"
MEGABYTE = 2**20
RELATIVE = 1e-8
# Differences of means near zero have lost digits on both sides.
ABSOLUTE = 1e-10
# scipy's studentized range, which the peer uses, is good to about 1e-9, and takes degrees of
# freedom above 100,000 to be infinite, which moves p by up to 1e-5.
ABSOLUTE_P = 1e-7
INFINITE_DF = 1e5
ABSOLUTE_P_INFINITE = 2e-5


@dataclass(frozen=True, kw_only=True)
class Run:
    """One process: seconds of its steps and of the whole, peak memory, numbers."""

    load: float
    analysis: float
    whole: float
    peak: float
    numbers: dict[str, list[float]]

    @property
    def results(self) -> float:
        """Seconds from the file to all results, without the start of the process."""
        return self.load + self.analysis


def main() -> None:
    """Run the benchmark and print the table."""
    options = _arguments()
    peer = options.peer_python or _peer_environment(options.cache)
    print(_machine(), "\n")
    print("| respondents | what | survey_analysis | pandas + pingouin | ratio |")
    print("|---:|---|---:|---:|---:|")
    for rows in options.rows:
        export, codebook = write_input(options.cache, rows)
        ours, theirs, yardstick = [], [], []
        for _ in range(options.repeat):
            ours.append(_run(sys.executable, "million_ours.py", str(export), str(codebook)))
            theirs.append(_run(str(peer), "million_peer.py", str(export)))
            yardstick.append(_run(sys.executable, "million_pyarrow.py", str(export)))
        _check_agreement(ours[0].numbers, theirs[0].numbers)
        print("\n".join(_rows(rows, ours, theirs, yardstick)), flush=True)


def _arguments() -> argparse.Namespace:
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, nargs="+", default=SIZES, help="respondents")
    parser.add_argument("--repeat", type=int, default=3, help="runs of each (default 3)")
    parser.add_argument("--peer-python", type=Path, help="a Python that has pingouin")
    parser.add_argument(
        "--cache",
        type=Path,
        default=cache / "survey_analysis_benchmark",
        help="folder of the input and of the peer's environment",
    )
    return parser.parse_args()


def _peer_environment(cache: Path) -> Path:
    """The Python of an environment with pingouin, made if there is none."""
    folder = cache / PEER.replace("==", "-")
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        venv.create(folder, with_pip=True)
        same = [f"{package}=={version(package)}" for package in ("numpy", "pandas", "scipy")]
        command = [str(python), "-m", "pip", "install", "--quiet", PEER, *same]
        subprocess.run(command, check=True)
    return python


def _run(python: str, script: str, *arguments: str) -> Run:
    out = Path(arguments[0]).with_suffix(f".{script}.json")
    start = time.perf_counter()
    subprocess.run([python, str(HERE / script), *arguments, str(out)], check=True)
    whole = time.perf_counter() - start
    measured: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    seconds = measured["seconds"]
    return Run(
        load=seconds["load"],
        analysis=seconds.get("analysis", math.nan),
        whole=whole,
        peak=measured["peak_bytes"] / MEGABYTE,
        numbers=measured["numbers"],
    )


def _check_agreement(ours: dict[str, list[float]], theirs: dict[str, list[float]]) -> None:
    """Stop unless every number of the peer is one of ours."""
    wrong = [name for name in theirs if not _agrees(ours, name, theirs[name])]
    if wrong:
        shown = "\n".join(f"  {name}: {ours.get(name)} / {theirs[name]}" for name in wrong[:10])
        raise SystemExit(f"{len(wrong)} of {len(theirs)} numbers differ (ours / peer):\n{shown}")
    print(f"{len(theirs)} results agree", file=sys.stderr)


def _agrees(ours: dict[str, list[float]], name: str, expected: list[float]) -> bool:
    if name.startswith("pair ") and name not in ours:
        first, second = name.split(" ")[3:]
        name = " ".join([*name.split(" ")[:3], second, first])
        expected = [-expected[0], expected[1], -expected[2], *expected[3:]]
    found = ours.get(name, [])
    if len(found) != len(expected):
        return False
    *values, p_value = zip(found, expected, strict=True)
    infinite = name.startswith("pair ") and expected[-2] > INFINITE_DF
    allowed = ABSOLUTE_P_INFINITE if infinite else ABSOLUTE_P
    return math.isclose(*p_value, rel_tol=RELATIVE, abs_tol=allowed) and all(
        math.isclose(a, b, rel_tol=RELATIVE, abs_tol=ABSOLUTE) for a, b in values
    )


def _rows(rows: int, ours: list[Run], theirs: list[Run], yardstick: list[Run]) -> list[str]:
    def median(runs: list[Run], field: str) -> float:
        return statistics.median(getattr(run, field) for run in runs)

    def row(what: str, field: str, unit: str) -> str:
        a, b = median(ours, field), median(theirs, field)
        digits = 0 if unit == "MB" else 2
        return (
            f"| {rows:,} | {what} | {a:.{digits}f} {unit} | {b:.{digits}f} {unit} | {b / a:.1f} |"
        )

    arrow = median(yardstick, "load")
    return [
        row("load", "load", "s"),
        row("analysis of a loaded survey", "analysis", "s"),
        row("file to all results", "results", "s"),
        row("the whole process, imports included", "whole", "s"),
        row("peak memory", "peak", "MB"),
        f"| {rows:,} | load, beside pyarrow's bare reading ({arrow:.2f} s) "
        f"| {median(ours, 'load') / arrow:.2f} times | | |",
    ]


def _machine() -> str:
    packages = ", ".join(f"{name} {version(name)}" for name in ("numpy", "pandas", "pyarrow"))
    return (
        f"{platform.system()}, {platform.machine()}, {os.cpu_count()} processors, "
        f"Python {platform.python_version()}, {packages}, {PEER.replace('==', ' ')}"
    )


if __name__ == "__main__":
    main()
