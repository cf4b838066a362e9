"""`python -m survey_analysis`: the command line."""

from __future__ import annotations

import gc
import os
import sys
from typing import NoReturn

from survey_analysis.cli import main


def run() -> NoReturn:
    """Run the command line and leave with its exit code."""
    # the objects of a picture refer to each other in thousands, and a search for garbage among
    # them takes a tenth of the time of a report
    gc.set_threshold(100_000, 50, 50)
    code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    # In some hundreds of runs pyarrow's threads abort an interpreter that closes down, and the
    # exit code is lost; everything is written, so there is nothing to close down for.
    os._exit(code)


if __name__ == "__main__":
    run()
