"""Where margins come from: a mapping, a long frame, a CSV or a YAML file -> single targets."""

from __future__ import annotations

import math
import numbers
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from survey_analysis.codebook.labels import normalise_header
from survey_analysis.errors import ExportError, OptionError, listing, shown
from survey_analysis.ingest.exports import Export, read_export
from survey_analysis.ingest.local_files import read_local_file
from survey_analysis.ingest.strict_yaml import Node, StrictYamlError, read_strict_yaml

COLUMNS = ("variable", "level", "proportion")
TABLES, MAPPINGS = (".csv", ".tsv", ".txt"), (".yaml", ".yml")

_NUMBER = re.compile(r"[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(?:,\d{3})+", re.ASCII)
_SPACES = re.compile(r"(?<=\d)[ \u00a0\u2009\u202f](?=\d{3}(?!\d))")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One target as it was written.

    Attributes
    ----------
    variable, level : names of grouping and group; a tuple of them where groupings are crossed.
    target : what was written in the place of a number.
    where : the place, such as `margins.csv, line 4`; "" where the names say it all.
    """

    variable: object
    level: object
    target: object
    where: str = ""

    @property
    def place(self) -> str:
        """The place in words: `margins.csv, line 4 (age, 18-24)`."""
        names = f"{told(self.variable)}, {told(self.level)}"
        return f"{self.where} ({names})" if self.where else f"margins ({names})"


def told(name: object) -> str:
    """The name of a grouping or group in a message: `age x education`."""
    if isinstance(name, tuple):
        return " x ".join(map(told, name))
    return shown(name) if not isinstance(name, str) else shown(name)[1:-1]


def read_margins(margins: object) -> tuple[Asked, ...]:
    """Every target that was asked for, in its order; `OptionError` for anything but margins."""
    if isinstance(margins, pd.DataFrame):
        found = tuple(_of_frame(margins))
    elif isinstance(margins, Mapping):
        found = tuple(_of_mapping(margins))
    elif isinstance(margins, str | os.PathLike):
        found = tuple(_of_file(margins))
    else:
        raise OptionError(
            f"margins: {type(margins).__name__} is not allowed. Give {{grouping: {{group: "
            "share}}, a DataFrame with the columns variable, level, proportion, or the path of a "
            "CSV or YAML file."
        )
    if not found:
        raise OptionError("margins is empty. Give the share of every group of a grouping.")
    return found


def target_number(asked: Asked) -> tuple[float, str]:
    """The target as a positive number; nan and what is wrong with it otherwise."""
    given = asked.target
    if given is None or given is pd.NA or given == "":
        return math.nan, "is missing"
    if isinstance(given, str):
        return _number_of_text(given.strip())
    if isinstance(given, bool) or not isinstance(given, numbers.Real):
        return math.nan, f"is {shown(given)}, which is no number"
    return _positive(float(given))


def _positive(number: float) -> tuple[float, str]:
    if math.isnan(number):
        return number, "is missing"
    if math.isinf(number):
        return math.nan, "is infinite"
    return (number, "") if number >= 0 else (math.nan, f"is negative ({number:g})")


def _number_of_text(text: str) -> tuple[float, str]:
    """A number with a decimal point or comma, and with spaces between thousands."""
    if _THOUSANDS.fullmatch(text):
        reason = "can be read in two ways: write it without a comma between thousands"
        return math.nan, f"is {shown(text)}, which {reason}"
    plain = _SPACES.sub("", text)
    if not _NUMBER.fullmatch(plain):
        hint = " (leave out the sign %)" if text.endswith("%") else ""
        return math.nan, f"is {shown(text)}, which is no number{hint}"
    return _positive(float(plain.replace(",", ".")))


def _of_mapping(margins: Mapping[Any, Any]) -> Iterator[Asked]:
    for variable, groups in margins.items():
        levels = groups.to_dict() if isinstance(groups, pd.Series) else groups
        if not isinstance(levels, Mapping):
            raise OptionError(
                f"margins: the targets of {told(variable)} are {type(groups).__name__}, which is "
                "not allowed. Give {group: share}."
            )
        if not levels:
            raise OptionError(f"margins: {told(variable)} has no targets. Give {{group: share}}.")
        for level, target in levels.items():
            yield Asked(variable=variable, level=level, target=target)


def _of_frame(frame: pd.DataFrame) -> Iterator[Asked]:
    columns = _columns([str(name) for name in frame.columns], "margins")
    taken = (frame.iloc[:, columns[name]].tolist() for name in COLUMNS)
    for row, (variable, level, target) in enumerate(zip(*taken, strict=True), start=1):
        where = f"margins, row {row}"
        yield Asked(variable=variable, level=level, target=target, where=where)


def _columns(headers: list[str], source: str) -> dict[str, int]:
    """The position of each of the three columns."""
    known = [normalise_header(header) for header in headers]
    missing = [name for name in COLUMNS if known.count(name) != 1]
    if missing:
        raise OptionError(
            f"{source}: the columns variable, level, proportion are needed, once each. Missing "
            f"or repeated: {', '.join(missing)}. There are: {listing(headers) or 'none'}."
        )
    return {name: known.index(name) for name in COLUMNS}


def _of_file(source: str | os.PathLike[str]) -> Iterator[Asked]:
    ending = Path(os.fsdecode(source)).suffix.lower()
    if ending in TABLES:
        yield from _of_table(read_export(source))
    elif ending in MAPPINGS:
        file = read_local_file(source)
        yield from _of_yaml(file.data, file.name)
    else:
        raise OptionError(
            f"margins: {shown(os.fsdecode(source))} is not allowed. Give the path of a file whose "
            f"name ends in {', '.join((*TABLES, *MAPPINGS))}."
        )


def _of_table(export: Export) -> Iterator[Asked]:
    """The rows of a file of separated cells."""
    wrong = [f for f in export.findings if f.severity == "error"]
    if wrong:
        lines = "\n".join(f"  {f.message()} {f.hint()}".rstrip() for f in wrong)
        raise ExportError(f"{export.source} cannot be read as a table of margins.\n{lines}")
    places = _columns(list(export.headers), export.source)
    chosen = [export.columns[export.headers[places[name]]] for name in COLUMNS]
    for row in range(export.n_rows):
        cells = [column.texts[column.codes[row]].strip() for column in chosen]
        line = row + export.first_line if export.row_lines is None else int(export.row_lines[row])
        where = f"{export.source}, line {line}"
        yield Asked(variable=cells[0], level=cells[1], target=cells[2], where=where)


def _of_yaml(content: bytes, name: str) -> Iterator[Asked]:
    """The entries of `grouping: {group: share}`."""
    try:
        root, wrong_keys = read_strict_yaml(content)
    except StrictYamlError as error:
        raise ExportError(_problems(name, error.problems)) from None
    if wrong_keys:
        raise OptionError(_problems(name, wrong_keys))
    for variable, groups in _entries(root, name, "grouping: {group: share}"):
        for level, target in _entries(groups, name, "{group: share}"):
            where = f"{name}, line {target.line}"
            if isinstance(target.value, list | dict):
                raise OptionError(f"{where}: one number is needed as the target of {level}.")
            yield Asked(variable=variable, level=level, target=target.value, where=where)


def _entries(node: Node, name: str, form: str) -> Iterator[tuple[str, Node]]:
    if not isinstance(node.value, dict) or not node.value:
        raise OptionError(f"{name}, line {node.line}: {form} is needed here.")
    yield from node.value.items()


def _problems(name: str, problems: list[tuple[int, str]]) -> str:
    return "\n".join(f"{name}, line {line}: {message}" for line, message in problems)
