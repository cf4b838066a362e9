"""to_lavaan: the data and the R script for what belongs to lavaan, measurement invariance."""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from survey_analysis.errors import ExportError, OptionError, shown
from survey_analysis.present.escape import clean
from survey_analysis.present.output_file import write_file
from survey_analysis.survey import Survey
from survey_analysis.tables.patterns import Patterns
from survey_analysis.verbs.selection import Names, check_survey, choose_domains, choose_groupings

LEAST_ITEMS = 3
"""A domain needs so many items for a factor model of its own."""

LEAST_BESIDE = 2
"""Beside other domains so many are enough."""

ALL_DOMAINS = "all domains"
"""What the model of all domains is called."""

SCRIPT = "invariance.R"
DATA = "answers.csv"


def to_lavaan(
    survey: Survey,
    path: str | Path = "lavaan",
    *,
    by: Names = None,
    domains: Names = None,
    ordered: bool = False,
) -> tuple[Path, ...]:
    """Do groups understand the items alike? The data and the R script that ask lavaan.

    Parameters
    ----------
    survey : a loaded survey.
    path : folder for the files, which is made if there is none.
    by : id of one grouping, whose groups are compared. None: a factor model of everybody.
    domains : ids of domains. None: all.
    ordered : treat the answers as ordered categories (WLSMV, thresholds of Wu and Estabrook by
        semTools) instead of as numbers (robust maximum likelihood, missing answers by FIML).

    Returns
    -------
    The files written: `answers.csv` and `invariance.R`. `Rscript invariance.R` needs R with
    lavaan (and semTools for `ordered` groups), prints the table and writes `fit.csv`.

    Missing data
    ------------
    A missing answer is an empty cell. Respondents without any answer to the items, or without a
    group, are left out; so are groups of fewer than `min_cell` respondents, which the script
    names.

    Formula
    -------
    One factor per domain of three items or more, and all domains (of two items or more) together:
    configural, metric, scalar and strict invariance. The data hold the items as they are scored
    (reverse ones turned) and the label of the group, sorted by the answers: no alias, and an order
    that says nothing about anybody. It is nevertheless data of respondents: treat it as such.

    Source
    ------
    Meredith (1993), Psychometrika 58, 525-543, doi:10.1007/BF02294825; Wu and Estabrook (2016),
    Psychometrika 81, 1014-1045, doi:10.1007/s11336-016-9506-0; Rosseel (2012), Journal of
    Statistical Software 48(2), doi:10.18637/jss.v048.i02.

    Errors
    ------
    UnknownNameError for a domain or grouping that the codebook does not have; OptionError where
    no domain has enough items or fewer than two groups are left; ExportError where a file is
    already there with another content: nothing is overwritten.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> import pandas as pd
    >>> import survey_analysis as sa
    >>> answers = pd.DataFrame({f"q{i}": [1, 2, 3, 4, 5, 4] * 5 for i in range(3)})
    >>> survey = sa.survey_from_frame(answers, domains={"trust": list(answers)}, scale=(1, 5))
    >>> with TemporaryDirectory() as folder:
    ...     print(*(path.name for path in sa.to_lavaan(survey, folder)), sep="\\n")
    answers.csv
    invariance.R
    """
    check_survey(survey)
    folder = _folder(path)
    if not isinstance(ordered, bool):
        raise OptionError(f"ordered={shown(ordered)} is not allowed. Give True or False.")
    grouping = _one_grouping(survey, by)
    models = _models(survey, choose_domains(survey, domains))
    patterns = survey.patterns(models.domains, grouping, complete=False)
    groups = _Groups.of(survey, patterns, grouping)
    files = {
        folder / DATA: _data(patterns, models, groups).encode("utf-8"),
        folder / SCRIPT: _script(survey, models, groups, ordered=ordered).encode("utf-8"),
    }
    _make(folder, files)
    for file, content in files.items():
        write_file(file, content)
    return tuple(files)


@dataclass(frozen=True, kw_only=True)
class _Models:
    """The domains that can be modelled, and what their items are called in R.

    Attributes
    ----------
    domains : ids of the domains that are in any model, in codebook order.
    left_out : ids of those with too few items.
    items : for each domain, the ids of its items.
    names : for each id of a domain or item, a name that R accepts.
    """

    domains: tuple[str, ...]
    left_out: tuple[str, ...]
    items: Mapping[str, tuple[str, ...]]
    names: Mapping[str, str]

    @property
    def columns(self) -> list[str]:
        """The ids of all items, domain after domain."""
        return [item for domain in self.domains for item in self.items[domain]]

    @property
    def texts(self) -> Iterator[tuple[str, str]]:
        """The name and the lavaan syntax of each model."""
        lines = {domain: self._line(domain) for domain in self.domains}
        for domain, line in lines.items():
            if len(self.items[domain]) >= LEAST_ITEMS:
                yield domain, line
        if len(lines) > 1:
            yield ALL_DOMAINS, "\n".join(lines.values())

    def _line(self, domain: str) -> str:
        items = " + ".join(self.names[item] for item in self.items[domain])
        return f"{self.names[domain]} =~ {items}"


@dataclass(frozen=True, kw_only=True)
class _Groups:
    """The groups that are written: positions in the table, labels; who is left out."""

    grouping: str | None
    rows: tuple[int, ...]
    labels: tuple[str, ...]
    left_out: tuple[str, ...]
    weighted: bool

    @classmethod
    def of(cls, survey: Survey, patterns: Patterns, grouping: str | None) -> _Groups:
        """The groups with respondents enough; `OptionError` where they are too few."""
        least = survey.codebook.min_cell
        rows = range(len(patterns.groups) if grouping is None else len(patterns.groups) - 1)
        enough = [row for row in rows if patterns.rows_of(row).n.sum() >= least]
        if len(enough) < (1 if grouping is None else 2):
            what = "respondents" if grouping is None else "two groups"
            raise OptionError(
                f"to_lavaan needs {what} enough: after leaving out groups of fewer than {least} "
                f"respondents with answers, {len(enough)} of {len(rows)} remain."
            )
        return cls(
            grouping=grouping,
            rows=tuple(enough),
            labels=tuple(patterns.groups[row] for row in enough),
            left_out=tuple(patterns.groups[row] for row in rows if row not in enough),
            weighted=patterns.weighted,
        )


def _folder(path: object) -> Path:
    if not isinstance(path, str | os.PathLike) or not str(path):
        raise OptionError(f"path={shown(path)} is not allowed. Name a folder.")
    return Path(path)


def _one_grouping(survey: Survey, by: Names) -> str | None:
    groupings = choose_groupings(survey, by)
    if len(groupings) > 1:
        raise OptionError(
            f"by={shown(by)} is not allowed here. Give the id of one grouping, or None."
        )
    return groupings[0] if groupings else None


def _models(survey: Survey, domains: Sequence[str]) -> _Models:
    book = survey.codebook
    items = {domain: tuple(item.id for item in book.items_of(domain)) for domain in domains}
    several = sum(len(members) >= LEAST_BESIDE for members in items.values()) > 1
    least = LEAST_BESIDE if several else LEAST_ITEMS
    kept = tuple(domain for domain in domains if len(items[domain]) >= least)
    if not kept:
        raise OptionError(
            f"domains: a factor model needs a domain of at least {LEAST_ITEMS} items, or two of "
            f"at least {LEAST_BESIDE}."
        )
    ids = [name for domain in kept for name in (domain, *items[domain])]
    return _Models(
        domains=kept,
        left_out=tuple(domain for domain in domains if domain not in kept),
        items=items,
        names=_safe_names(ids),
    )


_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_TAKEN = frozenset(
    {
        "if", "else", "repeat", "while", "function", "for", "next", "break", "in", "TRUE", "FALSE",
        "NULL", "Inf", "NaN", "NA", "c", "start", "equal", "rv", "label", "prior", "lower",
        "upper", "group", "weight",
    }
)  # fmt: skip
"""Words of R and lavaan, and the columns beside the items."""


def _safe_names(ids: Sequence[str]) -> dict[str, str]:
    """Names that R and lavaan accept: the id where it is one, else v1, v2, ..."""
    plain = {name for name in ids if _PLAIN.fullmatch(name) and name not in _TAKEN}
    free = (f"v{number}" for number in range(1, 2 * len(ids) + 1) if f"v{number}" not in plain)
    return {name: name if name in plain else next(free) for name in ids}


def _data(patterns: Patterns, models: _Models, groups: _Groups) -> str:
    """One line per respondent, sorted by group and answers; no label begins a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    heads = ["group"] if groups.grouping else []
    weight = ["weight"] if groups.weighted else []
    writer.writerow([*heads, *(models.names[item] for item in models.columns), *weight])
    for row, label in zip(groups.rows, groups.labels, strict=True):
        values, n, w, _ = patterns.rows_of(row)
        for answers, times, sum_w in zip(values, n, w, strict=True):
            cells = ["" if np.isnan(answer) else f"{answer:.15g}" for answer in answers]
            weights = [f"{sum_w / times:.15g}"] if groups.weighted else []
            line = [*([_no_formula(label)] if heads else []), *cells, *weights]
            writer.writerows([line] * round(times))
    return text.getvalue()


FORMULA = ("=", "+", "-", "@", "'")
"""What a cell begins with that a spreadsheet computes; and the mark that keeps it from doing so."""


def _no_formula(label: str) -> str:
    """The label as a spreadsheet takes it for a text; different labels stay different."""
    return f"'{label}" if label.startswith(FORMULA) else label


def _script(survey: Survey, models: _Models, groups: _Groups, *, ordered: bool) -> str:
    """The settings, made here, and the ladder, which is the same for every survey."""
    ids = {models.names[item]: item for item in models.columns}
    settings = [
        f"by <- {_quoted(groups.grouping or '')}",
        f"ordered_answers <- {str(ordered).upper()}",
        f"weighted <- {str(groups.weighted).upper()}",
        _vector("item_ids", "c", ids.items()),
        _vector("models", "list", models.texts),
    ]
    ladder = Path(__file__).with_name("ladder.R").read_text(encoding="utf-8")
    about = "".join(f"# {line}\n" for line in _about(survey, models, groups))
    return f"{about}\n" + "\n".join(settings) + f"\n\n{ladder}"


def _about(survey: Survey, models: _Models, groups: _Groups) -> Iterator[str]:
    """What the files hold and leave out."""
    book, origin = survey.codebook, survey.provenance
    by = clean(groups.grouping or "")
    what = f"Measurement invariance by {by}" if by else "Factor models"
    yield f"{what}: {clean(survey.codebook.id)}"
    yield f"Run it where {DATA} lies: Rscript {SCRIPT}"
    yield ""
    yield f"{DATA} holds the items as they are scored, reverse items turned by the declared range;"
    yield "an empty cell is a missing answer. Lines are sorted by group and answers: their order"
    yield "says nothing about the respondents. Respondents without any answer are left out."
    if groups.grouping:
        yield "Respondents without a group are left out."
    if any(label.startswith(FORMULA) for label in groups.labels):
        yield "An apostrophe keeps a label that begins with = + - @ from being read as a formula."
    if groups.left_out:
        listed = ", ".join(clean(label) for label in groups.left_out)
        yield f"Left out, fewer than {book.min_cell} respondents: {listed}"
    if models.left_out:
        listed = ", ".join(clean(domain) for domain in models.left_out)
        yield f"Left out, too few items for a factor: {listed}"
    if groups.weighted:
        yield f"The column weight is {clean(book.design.weight)}."
    yield f"Export {origin.export_sha256[:12]}, codebook {origin.codebook_sha256[:12]}"
    yield ""
    for domain in models.domains:
        yield f"{models.names[domain]}: {clean(domain)}, {clean(survey.label(domain))}"
        for item in models.items[domain]:
            turned = " (reverse, turned)" if book.item(item).reverse else ""
            yield f"  {models.names[item]}: {clean(item)}, {clean(survey.label(item))}{turned}"


def _vector(name: str, kind: str, pairs: Iterable[tuple[str, str]]) -> str:
    """A named vector or list of R."""
    entries = ",\n".join(f"  {_quoted(key)} = {_quoted(text)}" for key, text in pairs)
    return f"{name} <- {kind}(\n{entries}\n)"


def _quoted(text: str) -> str:
    """A string of R in ASCII."""
    marks = {"\\": "\\\\", '"': '\\"', "\n": "\\n"}
    return '"' + "".join(marks.get(sign, _ascii(sign)) for sign in text) + '"'


def _ascii(sign: str) -> str:
    code = ord(sign)
    return sign if 32 <= code < 127 else f"\\U{code:08x}"


def _make(folder: Path, files: Mapping[Path, bytes]) -> None:
    """Make the folder; stop where another file has one of the names."""
    name = shown(str(folder))
    try:
        if folder.exists() and not folder.is_dir():
            raise ExportError(f"{name} is a file. Name a folder, or one that can be made.")
        for path, content in files.items():
            if path.exists() and not (path.is_file() and path.read_bytes() == content):
                raise ExportError(
                    f"{shown(str(path))} is already there with another content. Nothing was "
                    "written: name another folder, or move that file away."
                )
        folder.mkdir(parents=True, exist_ok=True)
    except ExportError:
        raise
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name is not allowed here"
        raise ExportError(f"{name} cannot be made: {reason}.") from None
