"""The arguments of `survey_from_frame`, checked: names, scales, codes, bands, labels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from math import isnan
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from survey_analysis.codebook import Label, MissingKind
from survey_analysis.errors import OptionError, UnknownNameError, check_option, shown

Names: TypeAlias = str | Iterable[str]
Ends: TypeAlias = tuple[int, int]
Code: TypeAlias = str | int | float

LARGEST_CODE = 1e15
MOST_VALUES = 100_000
_GIVE_NAMES = "Give a list of column names."
MOST_CODES = 1001
"""A scale may have so many codes: a slider from 0 to 1000."""


def column_names(argument: str, names: object, headers: Sequence[str]) -> tuple[str, ...]:
    """One name or several; none for None."""
    if names is None:
        return ()
    if isinstance(names, str):
        return (names,)
    found = tuple(column_name(argument, name) for name in _several(argument, names))
    if hasattr(names, "dtype") and not set(found) <= set(headers):
        # a column of answers instead of its name: the answers are not to be repeated
        raise OptionError(f"{argument}={shown(names)} is not allowed. {_GIVE_NAMES}")
    return found


def column_name(argument: str, name: object) -> str:
    """One column as the text of its label."""
    is_label = pd.api.types.is_scalar(name) or isinstance(name, tuple)
    too_large = isinstance(name, int) and abs(name) > LARGEST_CODE
    if not is_label or too_large or isinstance(name, bytes):
        raise OptionError(f"{argument}={shown(name)} is not allowed. {_GIVE_NAMES}")
    return str(name)


def _several(argument: str, values: object) -> list[object]:
    """The values of a collection, in its order."""
    try:
        if isinstance(values, Iterable) and not isinstance(values, str | bytes | bytearray):
            return list(islice(values, MOST_VALUES))
    except TypeError:  # an array without dimensions
        pass
    raise OptionError(f"{argument}={shown(values)} is not allowed. Give a list.")


def _mapping(argument: str, given: object) -> dict[Any, Any]:
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        raise OptionError(f"{argument}={shown(given)} is not allowed. Give a dict.")
    return dict(given)


def domain_columns(
    domains: Mapping[str, Names], headers: Sequence[str]
) -> dict[str, tuple[str, ...]]:
    """Domain -> its columns, in questionnaire order."""
    if not isinstance(domains, Mapping) or not domains:
        raise OptionError('domains: at least one is needed, such as {"trust": ["q1", "q2", "q3"]}.')
    named = {
        column_name("domains", id): column_names("domains", items, headers)
        for id, items in domains.items()
    }
    if len(named) < len(domains):
        raise OptionError("domains: two ids are the same as text, such as 1 and '1'.")
    for id, items in named.items():
        if not items:
            raise OptionError(f"domains: {id!r} has no items.")
    return named


def scale_ends(
    scale: Ends | Mapping[str, Ends], domains: Mapping[str, object], kinds: Mapping[str, object]
) -> dict[str, Ends]:
    """The lowest and highest code of every domain."""
    if not isinstance(scale, Mapping):
        return dict.fromkeys(domains, _ends(scale, kinds))
    for id in scale:
        if id not in domains:
            raise UnknownNameError.of("domain", id, domains)
    left = [id for id in domains if id not in scale]
    if left:
        raise OptionError(f"scale: no lowest and highest code for {', '.join(left)}.")
    return {id: _ends(scale[id], kinds) for id in domains}


def _ends(scale: object, kinds: Mapping[str, object]) -> Ends:
    pair = [_number(end) for end in scale] if isinstance(scale, tuple | list) else []
    ends = [int(end) for end in pair if end is not None and end == int(end)]
    if len(pair) != 2 or len(ends) != 2 or not ends[0] < ends[1]:
        raise OptionError(
            f"scale={shown(scale)} is not allowed. "
            "Give the lowest and the highest code, such as (1, 5)."
        )
    low, high = ends
    if high - low >= MOST_CODES:
        raise OptionError(f"scale={shown(scale)} has more than {MOST_CODES} codes.")
    inside = [code for code in map(str, range(low, high + 1)) if code in kinds]
    if inside:
        raise OptionError(
            f"missing: {', '.join(inside)} lies on the scale from {low} to {high}. "
            "A code is either an answer or missing."
        )
    return low, high


def _number(value: object) -> int | float | None:
    """A finite number of Python or numpy; None for anything else, True and False included."""
    if isinstance(value, bool | np.bool_):
        return None
    if isinstance(value, int | np.integer):
        return int(value)
    if isinstance(value, float | np.floating) and np.isfinite(value):
        return float(value)
    return None


def missing_kinds(
    missing: Iterable[Code] | Mapping[Code, MissingKind] | None,
) -> dict[str, MissingKind]:
    """Code as text -> kind."""
    if missing is None:
        return {}
    if isinstance(missing, Mapping):
        kinds = {_code(code): kind for code, kind in missing.items()}
        for kind in kinds.values():
            check_option("missing kind", kind, MissingKind)
    else:
        alone = pd.api.types.is_scalar(missing)
        codes = [missing] if alone else _several("missing", missing)
        kinds = dict.fromkeys(map(_code, codes), "no_answer")
    return {text: kind for text, kind in kinds.items() if text}


def _code(code: object) -> str:
    """A code as the export will hold it; "" for nan and None, which are missing anyway."""
    if isinstance(code, str):
        return code.strip()
    if code is None or code is pd.NA or code is pd.NaT or (isinstance(code, float) and isnan(code)):
        return ""
    number = _number(code)
    if number is None or abs(number) > LARGEST_CODE:
        raise OptionError(f"missing={shown(code)} is not allowed. Give codes such as 99 or 'DK'.")
    return str(int(number)) if number == int(number) else repr(number)


def band_starts(
    bands: Mapping[str, Sequence[int]] | None, groupings: Sequence[str]
) -> dict[str, tuple[int, ...]]:
    """Grouping -> the lower ends of its bands."""
    found: dict[str, tuple[int, ...]] = {}
    for key, given in _mapping("bands", bands).items():
        name = column_name("bands", key)
        if name not in groupings:
            raise UnknownNameError.of("grouping", name, groupings)
        starts = _several(f"bands of {name!r}", given)
        numbers = [_number(start) for start in starts]
        whole = [int(number) for number in numbers if number is not None and number == int(number)]
        if not whole or len(whole) < len(numbers) or whole != sorted(set(whole)):
            raise OptionError(
                f"bands: {name!r} has {shown(given)}. Give whole numbers that rise, the lower "
                "ends of the groups, such as [18, 25, 35, 45, 55, 65]."
            )
        found[name] = tuple(whole)
    return found


def label_texts(labels: Mapping[str, str | Label] | None, ids: Sequence[str]) -> dict[str, Label]:
    """Labels by id."""
    found: dict[str, Label] = {}
    for key, text in _mapping("labels", labels).items():
        id = column_name("labels", key)
        if id not in ids:
            raise UnknownNameError.of("item, domain or grouping", id, ids)
        if not isinstance(text, str | Mapping):
            message = f"labels: {id!r} has {shown(text)}. Give a text, or a dict of languages."
            raise OptionError(message)
        found[id] = dict(text) if isinstance(text, Mapping) else {"": text}
    return found


def least_answered(min_answered: object) -> int | float:
    """A count of items as an int, a share of them as a float."""
    number = _number(min_answered)
    if isinstance(number, int) and number >= 1:
        return number
    if isinstance(number, float) and 0 < number <= 1:
        return number
    raise OptionError(
        f"min_answered={shown(min_answered)} is not allowed. Give a count of items such as 2, or a "
        "share above 0 and up to 1.0, such as 0.5."
    )
