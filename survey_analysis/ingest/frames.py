"""A DataFrame without a codebook -> Survey: the codebook is written from the arguments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

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
from survey_analysis.errors import CodebookError, OptionError, UnknownNameError
from survey_analysis.ingest.exports import read_export
from survey_analysis.ingest.frame_arguments import (
    Code,
    Ends,
    Names,
    band_starts,
    column_name,
    column_names,
    domain_columns,
    label_texts,
    least_answered,
    missing_kinds,
    scale_ends,
)
from survey_analysis.ingest.frame_groups import group_variable
from survey_analysis.ingest.load import survey_of
from survey_analysis.survey import Survey


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
    headers = [str(name) for name in df.columns]
    asked = _Asked(
        domains=domain_columns(domains, headers),
        reverse=column_names("reverse", reverse, headers),
        groupings=column_names("groupings", groupings, headers),
        weight="" if weight is None else column_name("weight", weight),
    )
    asked.check(headers)
    named = set(asked.columns)
    chosen = [place for place, header in enumerate(headers) if header in named]
    export = read_export(df.iloc[:, chosen])
    kinds = missing_kinds(missing)
    ends = scale_ends(scale, asked.domains, kinds)
    starts = band_starts(bands, asked.groupings)
    texts = label_texts(labels, [*asked.domains, *asked.columns])
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
    minimum = least_answered(min_answered)
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
