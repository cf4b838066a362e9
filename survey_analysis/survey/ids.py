"""Ids: what a table of a survey may be asked for."""

from __future__ import annotations

from survey_analysis.errors import OptionError, shown


def check_ids(outcome: object, by: object) -> None:
    """A table is of one outcome by one grouping at most."""
    if not isinstance(outcome, str):
        raise OptionError(
            f"{shown(outcome)} is not allowed here. Give the id of one outcome or domain."
        )
    crossed = isinstance(by, tuple) and all(isinstance(one, str) for one in by)
    if by is not None and not crossed and not isinstance(by, str):
        raise OptionError(
            f"by={shown(by)} is not allowed here. Give the id of one grouping, or None."
        )
