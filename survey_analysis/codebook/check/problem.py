"""Problem: one thing that is wrong with a codebook, and the words that problems share."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, get_args

from survey_analysis.errors import listing, suggestion
from survey_analysis.errors import shown as short_form

Place = tuple[str | int, ...]
"""Where something stands: `("items", 3, "scale")`, `("variables", "age", "bands")`."""

LARGEST_WHOLE = 2**53
LONGEST_NAME = 500
_WHOLE = re.compile(r"-?[1-9][0-9]{0,15}|0")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong.

    Attributes
    ----------
    path : where it stands in the codebook.
    message : what is wrong and what is allowed; names its item, scale or variable.
    first : where the other one stands, if two are at odds.
    """

    path: Place
    message: str
    first: Place = ()


def shown(name: object) -> str:
    """A name as messages show it: bare if it is a plain word, else in quotes; never too long."""
    if isinstance(name, str) and re.fullmatch(r"[\w.-]{1,60}", name):
        return name
    return quoted(name)


def quoted(name: object) -> str:
    """A name in quotes, with invisible characters spelled out; never too long."""
    text = repr(name) if isinstance(name, str) else short_form(name)
    return text if len(text) <= 62 else f"{text[:58]}...{text[-1]}"


def unknown(text: str, name: object, known: Collection[str], kind: str) -> str:
    """The sentence for a name that is not declared: the nearest one, or the list of them."""
    hint = suggestion(str(name), known) if isinstance(name, str) else "."
    if hint != ".":
        return text + hint
    if not known:
        return f"{text}; the codebook declares no {kind}."
    return f"{text}. Declared: {listing([shown(one) for one in known])}."


def choice_problem(path: Place, what: str, value: object, allowed: Any) -> Iterator[Problem]:
    """A problem unless `value` is exactly one of the values of the Literal `allowed`."""
    options: tuple[str, ...] = get_args(allowed)
    if value in options:
        return
    hint = suggestion(value, options) if isinstance(value, str) else "."
    message = f"{what} is {shown(value)}{hint} Allowed: {', '.join(options)}."
    yield Problem(path, message)


def flag_problem(path: Place, what: str, value: object) -> Iterator[Problem]:
    """A problem unless `value` is True or False."""
    if not isinstance(value, bool):
        yield Problem(path, f"{what} is {shown(value)}. Allowed: true, false.")


def as_whole(text: object) -> int | None:
    """A whole number written in the plain way (`5`, `-1`, not `05` or `5.0`), else None."""
    if not isinstance(text, str) or not _WHOLE.fullmatch(text):
        return None
    number = int(text)
    return number if abs(number) <= LARGEST_WHOLE else None


def is_whole(number: object) -> bool:
    """Whether a value is a whole number that double precision holds exactly."""
    if isinstance(number, bool) or not isinstance(number, int | float):
        return False
    return abs(number) <= LARGEST_WHOLE and number == int(number)
