"""What a benchmark process hands back: seconds, peak memory, numbers."""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


class Stopwatch:
    """Seconds of each named step."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Measure one step."""
        start = time.perf_counter()
        yield
        self.seconds[name] = time.perf_counter() - start


def hand_back(path: str, watch: Stopwatch, numbers: dict[str, Any]) -> None:
    """Write the measurements of this process to a JSON file."""
    # ru_maxrss is in kilobytes on Linux and in bytes on macOS.
    unit = 1 if sys.platform == "darwin" else 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    document = {"seconds": watch.seconds, "peak_bytes": peak, "numbers": numbers}
    Path(path).write_text(json.dumps(document), encoding="utf-8")
