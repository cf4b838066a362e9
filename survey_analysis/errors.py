"""Every exception of the package, and the sentence it says.

An error says what is wrong, where, what is allowed and what to do next. It is both one of
ours (`except SurveyAnalysisError`) and a builtin (`except ValueError`), and it never quotes
a respondent's words.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable, Sequence
from itertools import chain, islice
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


_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}")
LONGEST_COMPARED = 60
MOST_COMPARED = 300
LONGEST_SHOWN = 100
_PLAIN = (str, bytes, bool, int, float, complex, type(None))


class SurveyAnalysisError(Exception):
    """Base of every error that this package raises on purpose."""


class ExportError(SurveyAnalysisError, OSError):
    """The export cannot be read at all: no such file, a directory, a URL, not a table."""


class ValidationError(SurveyAnalysisError, ValueError):
    """The content of the export does not fit the codebook; `.report` lists every finding."""

    def __init__(self, message: str, report: _Report) -> None:
        super().__init__(message)
        self.report = report

    def __reduce__(self) -> tuple[Any, ...]:
        """How it travels between processes: by what it was made of."""
        return type(self), (str(self), self.report)


class CodebookError(SurveyAnalysisError, ValueError):
    """The codebook is invalid; `.problems` lists all problems, one sentence each."""

    def __init__(self, source: str, problems: Sequence[str]) -> None:
        self.source = source
        self.problems = tuple(problems)
        count = "1 problem" if len(self.problems) == 1 else f"{len(self.problems)} problems"
        lines = "\n".join(f"  {problem}" for problem in self.problems)
        super().__init__(f"{source}: {count} in the codebook\n{lines}")

    def __reduce__(self) -> tuple[Any, ...]:
        """How it travels between processes: by what it was made of."""
        return type(self), (self.source, self.problems)


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
            return cls(f"There is no {kind} {shown(name)}: the codebook declares none.")
        hint = suggestion(name, names) if isinstance(name, str) else "."
        return cls(f"There is no {kind} {shown(name)}{hint} Known: {listing(names)}.")


def suggestion(name: str, known: Iterable[str]) -> str:
    """`; did you mean 'agree5'?` when a known name is near, else a full stop."""
    lowered = {candidate.casefold(): candidate for candidate in known}
    near = nearest(name.casefold(), lowered)
    return f"; did you mean {lowered[near]!r}?" if near else "."


def nearest(name: str, known: Collection[str]) -> str:
    """The known name that is most like `name`; "" if none is.

    Comparing takes time that grows with the square of the length, so only the beginnings of long
    names are compared, and of many names those that begin alike.
    """
    wanted = name[:LONGEST_COMPARED]
    alike = [one for one in known if one[:2] == name[:2]] if len(known) > MOST_COMPARED else known
    begun: dict[str, str] = {}
    for one in islice(chain(alike, known), MOST_COMPARED):
        begun.setdefault(one[:LONGEST_COMPARED], one)
    near = difflib.get_close_matches(wanted, begun, n=1, cutoff=0.6)
    return begun[near[0]] if near else ""


def shown(value: object) -> str:
    """A wrong value as a message shows it: short, and never a column of answers."""
    inside = value if isinstance(value, list | tuple | set | frozenset) else (value,)
    if not all(isinstance(part, _PLAIN) for part in inside):
        return type(value).__name__
    try:
        text = repr(value)
    except ValueError:  # a number of thousands of digits
        return type(value).__name__
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 2]}…{text[-1]}"


def listing(names: Sequence[str], most: int = 12) -> str:
    """The first names, separated by commas, and how many more there are."""
    shown = ", ".join(names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"


def check_option(name: str, value: object, allowed: Any) -> None:
    """Raise `OptionError` unless `value` is exactly one of the values of the Literal `allowed`."""
    values = [str(option) for option in get_args(allowed)]
    if not isinstance(value, str) or value not in values:
        hint = suggestion(value, values) if isinstance(value, str) else "."
        raise OptionError(
            f"{name}={shown(value)} is not allowed{hint} Allowed: {', '.join(map(repr, values))}."
        )


def check_language(lang: object) -> None:
    """Raise `OptionError` unless `lang` is None or the tag of a language, such as "ru"."""
    if lang is not None and not (isinstance(lang, str) and _LANGUAGE.fullmatch(lang)):
        message = f"lang={shown(lang)} is not allowed. Give a language, such as 'en' or 'ru'."
        raise OptionError(message)


def check_confidence(confidence: object) -> float:
    """The confidence level as a float strictly between 0 and 1; `95` is told to be `0.95`."""
    number = confidence if isinstance(confidence, (int, float)) else float("nan")
    if isinstance(confidence, bool) or not 0 < number < 1:
        raise OptionError(
            f"confidence={shown(confidence)} is not allowed. "
            "Give a share between 0 and 1, such as 0.95."
        )
    return float(number)
