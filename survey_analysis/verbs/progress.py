"""A bar that tells how far a long computation is, on a terminal or in a notebook."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

SHOWN_AFTER = 1.0
"""Seconds after which the bar appears; what is done sooner needs none."""


@contextmanager
def progress_bar(total: int, what: str) -> Iterator[Callable[[int], None]]:
    """A function to be told how many more of `total` steps are done.

    Nothing is shown where nobody looks: in a script whose messages go to a file.
    """
    if not (sys.stderr.isatty() or "ipykernel" in sys.modules):
        yield lambda _: None
        return
    from tqdm import tqdm

    with tqdm(total=total, desc=what, file=sys.stderr, leave=False, delay=SHOWN_AFTER) as bar:
        yield lambda steps: bar.update(steps) and None
