"""Every exception of the package, and the sentence it says.

An error says what is wrong, where, what is allowed and what to do next. It is both one of
ours (`except SurveyAnalysisError`) and a builtin (`except ValueError`), and it never quotes
a respondent's words.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, get_args

if TYPE_CHECKING:
    from typing import Protocol

    class _Report(Protocol):
        """What a caught error offers of the validation report."""

        @property
        def ok(self) -> bool: ...
        @property
        def issues(self) -> Any: ...
        def to_text(self, lang: str = "en") -> str: ...
        def to_json(self, lang: str = "en") -> str: ...


class SurveyAnalysisError(Exception):
    """Base of every error that this package raises on purpose."""


class ExportError(SurveyAnalysisError, OSError):
    """The export cannot be read at all: no such file, a directory, a URL, not a table."""


class ValidationError(SurveyAnalysisError, ValueError):
    """The content of the export does not fit the codebook; `.report` lists every finding."""

    def __init__(self, message: str, report: _Report) -> None:
        super().__init__(message)
        self.report = report


class CodebookError(SurveyAnalysisError, ValueError):
    """The codebook is invalid; `.problems` lists all problems, one sentence each."""

    def __init__(self, source: str, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        count = "1 problem" if len(self.problems) == 1 else f"{len(self.problems)} problems"
        lines = "\n".join(f"  {problem}" for problem in self.problems)
        super().__init__(f"{source}: {count} in the codebook\n{lines}")


class OptionError(SurveyAnalysisError, ValueError):
    """A function was called with a value that it does not allow."""


class MissingExtraError(SurveyAnalysisError, ImportError):
    """A package of an optional extra is not installed; the message says how to install it."""


class UnknownNameError(SurveyAnalysisError, LookupError):
    """A domain, item, variable or group was named that the codebook does not have."""

    @classmethod
    def of(cls, kind: str, name: object, known: Iterable[str]) -> UnknownNameError:
        """The error for `name`, which should have been one of the `known` names of a `kind`."""
        names = list(known)
        if not names:
            return cls(f"There is no {kind} {name!r}: the codebook declares none.")
        return cls(
            f"There is no {kind} {name!r}{suggestion(str(name), names)} Known: {listing(names)}."
        )


def suggestion(name: str, known: Iterable[str]) -> str:
    """`; did you mean 'agree5'?` when a known name is near, else a full stop."""
    lowered = {candidate.casefold(): candidate for candidate in known}
    near = difflib.get_close_matches(name.casefold(), lowered, n=1, cutoff=0.6)
    return f"; did you mean {lowered[near[0]]!r}?" if near else "."


def listing(names: Sequence[str], most: int = 12) -> str:
    """The first names, separated by commas, and how many more there are."""
    shown = ", ".join(names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"


def check_option(name: str, value: object, allowed: Any) -> None:
    """Raise `OptionError` unless `value` is exactly one of the values of the Literal `allowed`."""
    values = [str(option) for option in get_args(allowed)]
    if value not in values:
        hint = suggestion(str(value), values) if isinstance(value, str) else "."
        raise OptionError(
            f"{name}={value!r} is not allowed{hint} Allowed: {', '.join(map(repr, values))}."
        )


def check_confidence(confidence: object) -> float:
    """The confidence level as a float strictly between 0 and 1; `95` is told to be `0.95`."""
    number = confidence if isinstance(confidence, (int, float)) else float("nan")
    if isinstance(confidence, bool) or not 0 < number < 1:
        raise OptionError(
            f"confidence={confidence!r} is not allowed. Give a share between 0 and 1, such as 0.95."
        )
    return float(number)
