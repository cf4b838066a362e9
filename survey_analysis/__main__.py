"""`python -m survey_analysis`: the command line."""

from __future__ import annotations

import sys

from survey_analysis.cli import main

if __name__ == "__main__":
    sys.exit(main())
