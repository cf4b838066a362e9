"""A DataFrame without a codebook -> Survey: the codebook is written from the arguments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isnan
from typing import TypeAlias

import numpy as np
import pandas as pd

from survey_analysis.codebook import (
    Category,
    Codebook,
    Design,
    Domain,
    Item,
    Label,
    MissingCode,
    MissingKind,
    Scale,
    Variable,
)
from survey_analysis.codebook.questions import MISSING_LABELS
from survey_analysis.errors import CodebookError, OptionError, UnknownNameError, check_option
from survey_analysis.ingest.exports import read_export
from survey_analysis.ingest.frame_groups import group_variable
from survey_analysis.ingest.load import survey_of
from survey_analysis.survey import Survey

Names: TypeAlias = str | Iterable[str]
Ends: TypeAlias = tuple[int, int]
Code: TypeAlias = str | int | float

MOST_CODES = 1001
"""A scale may have so many codes: a slider from 0 to 1000."""


def survey_from_frame(
    df: pd.DataFrame,
    *,
    domains: Mapping[str, Names],
    scale: Ends | Mapping[str, Ends] = (1, 5),
    reverse: Names | None = None,
    groupings: Names | None = None,
    bands: Mapping[str, Sequence[int]] | None = None,
    missing: Iterable[Code] | Mapping[Code, MissingKind] | None = None,
    labels: Mapping[str, str | Label] | None = None,
    weight: str | None = None,
    min_answered: int | float = 0.5,
) -> Survey:
    """What can be said about these answers, when there is no codebook file?

    Parameters
    ----------
    df : one row per respondent, one column per question; it is not changed. Columns that are not
        named in the arguments are not read.
    domains : domain id -> names of its item columns, in questionnaire order.
    scale : lowest and highest code of all items, or domain id -> lowest and highest code.
    reverse : item columns in which agreeing speaks against the domain.
    groupings : columns by which respondents are compared. A Categorical keeps the order of its
        categories, numbers rise, texts are sorted.
    bands : grouping -> lower ends of its groups: `{"age": [14, 18, 25]}` = 14-17, 18-24, 25+.
    missing : codes that stand for no answer, or code -> kind (refused, dont_know,
        not_applicable, no_answer, technical, not_asked). Without a kind it is no_answer.
    labels : texts for items, domains and groupings, by id.
    weight : column with the weight of each respondent.
    min_answered : how many items of a domain must be answered for a score: a whole number counts
        them, a number with a decimal point is a share (`1.0` = all).

    Returns
    -------
    Survey, validated and coded as `load_survey` does it; `survey.codebook` is the codebook that
    was written from the arguments (`survey.codebook.to_yaml()` saves it).

    Missing data
    ------------
    nan, None and pandas.NA are no answer; so are the codes under `missing`.

    Errors
    ------
    OptionError, UnknownNameError : an argument is not allowed or names no column.
    ValidationError : the answers do not fit the arguments; `.report` lists every finding, with
        row numbers that start at 1.

    Examples
    --------
    >>> df = pd.DataFrame({"q1": [1, 5, 4], "q2": [5, 1, None], "sex": ["f", "m", "f"]})
    >>> survey = survey_from_frame(
    ...     df, domains={"trust": ["q1", "q2"]}, reverse=["q2"], groupings=["sex"]
    ... )
    >>> survey.scores["trust"].tolist()
    [1.0, 5.0, 4.0]
    >>> survey.group_labels("sex")
    ('f', 'm')
    """
    if not isinstance(df, pd.DataFrame):
        raise OptionError(f"df: a DataFrame is needed, not {type(df).__name__}.")
    asked = _Asked(
        domains=_domains(domains),
        reverse=_names("reverse", reverse),
        groupings=_names("groupings", groupings),
        weight="" if weight is None else str(weight),
    )
    headers = [str(name) for name in df.columns]
    asked.check(headers)
    named = set(asked.columns)
    chosen = [place for place, header in enumerate(headers) if header in named]
    export = read_export(df.iloc[:, chosen])
    kinds = _missing(missing)
    ends = _scales(scale, asked.domains, kinds)
    starts = _bands(bands, asked.groupings)
    texts = _labels(labels, [*asked.domains, *asked.columns])
    variables = [
        group_variable(
            df.iloc[:, headers.index(name)],
            export.columns.get(name),
            id=name,
            label=texts.get(name, {"": name}),
            bands=starts.get(name, ()),
            missing=kinds,
        )
        for name in asked.groupings
    ]
    minimum = _minimum(min_answered)
    return survey_of(export, _codebook(asked, ends, kinds, texts, variables, minimum))


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """The columns that the arguments name."""

    domains: Mapping[str, tuple[str, ...]]
    reverse: tuple[str, ...]
    groupings: tuple[str, ...]
    weight: str

    @property
    def items(self) -> tuple[str, ...]:
        return tuple(item for items in self.domains.values() for item in items)

    @property
    def columns(self) -> tuple[str, ...]:
        return (*self.items, *self.groupings, *([self.weight] if self.weight else []))

    def check(self, headers: Sequence[str]) -> None:
        """Every name is a column, and plays one part."""
        present = set(headers)
        for name in self.columns:
            if name not in present:
                raise UnknownNameError.of("column", name, headers)
        parts = [
            (name, f"an item of {id!r}") for id, items in self.domains.items() for name in items
        ]
        parts += [(name, "a grouping") for name in self.groupings]
        parts += [(self.weight, "the weight")] if self.weight else []
        seen: dict[str, str] = dict.fromkeys(self.domains, "a domain")
        for name, part in parts:
            if name in seen:
                raise OptionError(
                    f"{name!r} is {seen[name]} and {part}. A name can play one part only; "
                    "rename the domain, or copy the column under another name."
                )
            seen[name] = part
        items = set(self.items)
        for name in self.reverse:
            if name not in items:
                raise UnknownNameError.of("item of a domain", name, self.items)


def _names(argument: str, names: Names | None) -> tuple[str, ...]:
    """One name or several; none for None."""
    if names is None:
        return ()
    if isinstance(names, str):
        return (names,)
    if not isinstance(names, Iterable):
        raise OptionError(f"{argument}={names!r} is not allowed. Give a list of column names.")
    return tuple(str(name) for name in names)


def _domains(domains: Mapping[str, Names]) -> dict[str, tuple[str, ...]]:
    if not isinstance(domains, Mapping) or not domains:
        raise OptionError('domains: at least one is needed, such as {"trust": ["q1", "q2", "q3"]}.')
    named = {str(id): _names("domains", items) for id, items in domains.items()}
    for id, items in named.items():
        if not items:
            raise OptionError(f"domains: {id!r} has no items.")
    return named


def _scales(
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
            f"scale={scale!r} is not allowed. Give the lowest and the highest code, such as (1, 5)."
        )
    low, high = ends
    if high - low >= MOST_CODES:
        raise OptionError(f"scale={scale!r} has more than {MOST_CODES} codes.")
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


def _missing(missing: Iterable[Code] | Mapping[Code, MissingKind] | None) -> dict[str, MissingKind]:
    """Code as text -> kind."""
    if missing is None:
        return {}
    if isinstance(missing, Mapping):
        kinds = dict(missing)
    else:
        several = isinstance(missing, Iterable) and not isinstance(missing, str)
        kinds = dict.fromkeys(missing if several else [missing], "no_answer")
    for kind in kinds.values():
        check_option("missing kind", kind, MissingKind)
    return {text: kind for code, kind in kinds.items() if (text := _code(code))}


def _code(code: object) -> str:
    """A code as the export will hold it; "" for nan and None, which are missing anyway."""
    if isinstance(code, str):
        return code.strip()
    if code is None or code is pd.NA or code is pd.NaT or (isinstance(code, float) and isnan(code)):
        return ""
    number = _number(code)
    if number is None:
        raise OptionError(f"missing={code!r} is not allowed. Give codes such as 99 or 'DK'.")
    return str(int(number)) if number == int(number) else repr(number)


def _bands(
    bands: Mapping[str, Sequence[int]] | None, groupings: Sequence[str]
) -> dict[str, tuple[int, ...]]:
    found = {}
    for name, starts in (bands or {}).items():
        if name not in groupings:
            raise UnknownNameError.of("grouping", name, groupings)
        numbers = [_number(start) for start in starts]
        whole = [int(number) for number in numbers if number is not None and number == int(number)]
        if not whole or len(whole) < len(numbers) or whole != sorted(set(whole)):
            raise OptionError(
                f"bands: {name!r} has {list(starts)!r}. Give whole numbers that rise, the lower "
                "ends of the groups, such as [18, 25, 35, 45, 55, 65]."
            )
        found[name] = tuple(whole)
    return found


def _labels(labels: Mapping[str, str | Label] | None, ids: Sequence[str]) -> dict[str, Label]:
    found: dict[str, Label] = {}
    for id, text in (labels or {}).items():
        if id not in ids:
            raise UnknownNameError.of("item, domain or grouping", id, ids)
        found[id] = dict(text) if isinstance(text, Mapping) else {"": str(text)}
    return found


def _minimum(min_answered: object) -> int | float:
    """A count of items as an int, a share of them as a float."""
    number = _number(min_answered)
    if isinstance(number, int) and number >= 1:
        return number
    if isinstance(number, float) and 0 < number <= 1:
        return number
    raise OptionError(
        f"min_answered={min_answered!r} is not allowed. Give a count of items such as 2, or a "
        "share above 0 and up to 1.0, such as 0.5."
    )


def _codebook(
    asked: _Asked,
    ends: Mapping[str, Ends],
    kinds: Mapping[str, MissingKind],
    labels: Mapping[str, Label],
    variables: Sequence[Variable],
    minimum: int | float,
) -> Codebook:
    """The codebook that the arguments describe; its problems are problems of the arguments."""
    weight = [
        Variable(id=id, role="design", type="number", label=labels.get(id, {"": id}))
        for id in [asked.weight]
        if id
    ]
    try:
        return Codebook(
            id="DataFrame",
            title={"": "DataFrame"},
            missing=tuple(
                MissingCode(code=code, kind=kind, label=MISSING_LABELS[kind])
                for code, kind in kinds.items()
            ),
            scales=tuple(_scale(*pair) for pair in dict.fromkeys(ends.values())),
            domains=tuple(
                Domain(id=id, label=labels.get(id, {"": id}), min_answered=minimum)
                for id in asked.domains
            ),
            items=tuple(
                Item(
                    id=name,
                    domain=id,
                    scale=_scale_name(*ends[id]),
                    label=labels.get(name, {"": name}),
                    reverse=name in asked.reverse,
                )
                for id, items in asked.domains.items()
                for name in items
            ),
            variables=(*variables, *weight),
            design=Design(weight=asked.weight),
        )
    except CodebookError as error:
        raise OptionError("\n".join(error.problems)) from None


def _scale_name(low: int, high: int) -> str:
    return f"{low} to {high}"


def _scale(low: int, high: int) -> Scale:
    codes = [str(code) for code in range(low, high + 1)]
    accepted = {"0": ("False",), "1": ("True",)} if (low, high) == (0, 1) else {}
    categories = tuple(
        Category(code=code, label={"": code}, also_accept=accepted.get(code, ())) for code in codes
    )
    return Scale(name=_scale_name(low, high), type="ordinal", categories=categories)
