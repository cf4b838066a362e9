"""What a call asks for: names of outcomes and groupings, checked, in codebook order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType

import numpy as np

from survey_analysis.codebook import Category, Item, Label, Scale, Variable, in_language
from survey_analysis.errors import OptionError, UnknownNameError, shown
from survey_analysis.findings import Note
from survey_analysis.survey import Survey
from survey_analysis.tables.counts import Counts, IntArray

Names = str | Sequence[str] | None
"""An id, a list of ids, or None for the default."""

MOST_NAMES = 100_000

INTEGER_CODES_SHOWN = 21
"""An integer outcome with so many values or fewer gets a share for each of them."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """A domain score, an item or a variable that is described or compared.

    Attributes
    ----------
    level : "number" (scores, numbers), "ordinal" or "nominal".
    categories : declared answers in order, those a share is given for; `()` for a number.
    low, high : ends of the declared range; nan where none is declared.
    """

    id: str
    level: str
    is_domain: bool = False
    categories: tuple[Category, ...] = ()
    low: float = float("nan")
    high: float = float("nan")


def check_survey(survey: object) -> None:
    """Raise `OptionError` for anything but a survey, such as a DataFrame."""
    if not isinstance(survey, Survey):
        raise OptionError(
            f"survey: a Survey is needed, not {type(survey).__name__}. Make one with load_survey "
            "(export and codebook) or survey_from_frame (a DataFrame)."
        )


def choose_groupings(survey: Survey, by: Names, argument: str = "by") -> tuple[str, ...]:
    """The groupings asked for, in codebook order; `()` for None."""
    return _chosen(argument, "grouping", by, list(survey.groupings))


def choose_domains(survey: Survey, domains: Names) -> tuple[str, ...]:
    """The domains asked for, in codebook order; all of them for None."""
    known = [domain.id for domain in survey.codebook.domains]
    if domains is None:
        return tuple(known)
    return _chosen("domains", "domain", domains, known, _composites(survey, ALPHA_OF_COMPOSITE))


def choose_scores(survey: Survey, names: Names) -> tuple[str, ...]:
    """The domains and composites asked for, in codebook order; all domains for None."""
    domains = [domain.id for domain in survey.codebook.domains]
    if names is None:
        return tuple(domains)
    known = domains + [composite.id for composite in survey.codebook.composites]
    return _chosen("domains_or_composite", "domain or composite", names, known)


def choose_outcomes(survey: Survey, outcomes: Names) -> tuple[Outcome, ...]:
    """The outcomes asked for, in codebook order; domains and outcome variables for None."""
    book = survey.codebook
    if outcomes is None:
        names = [domain.id for domain in book.domains] + [v.id for v in book.outcomes]
    else:
        known = list(survey.outcome_names)
        composites = _composites(survey, "It is there to be examined, not to be scored.")
        names = list(_chosen("outcomes", "outcome", outcomes, known, composites))
    return tuple(find_outcome(survey, name) for name in names)


def find_outcome(survey: Survey, name: str) -> Outcome:
    """The outcome with this id."""
    book = survey.codebook
    if name in {domain.id for domain in book.domains}:
        scale = book.scale_of_domain(name)
        return Outcome(
            id=name,
            level="number",
            is_domain=True,
            categories=scale.categories,
            low=scale.low,
            high=scale.high,
        )
    if name in {item.id for item in book.items}:
        return _of_scale(name, book.scale_of(name))
    return _of_variable(survey, book.variable(name))


def rows_of(counts_groups: Sequence[str], by: str | None) -> IntArray:
    """Positions of the rows to report: the named groups, or the one row of everybody."""
    size = len(counts_groups)
    return np.arange(size if by is None else size - 1)


def stacked(groupings: Iterable[str]) -> Iterator[str | None]:
    """The groupings one after the other; None, the whole sample, where there are none."""
    names = list(groupings)
    if names:
        yield from names
    else:
        yield None


def group_rows(survey: Survey, outcome: str, by: str | None) -> Counts:
    """The counts of an outcome with the rows to report."""
    counts = survey.counts(outcome, by)
    return counts if by is None else counts.named


def left_out(survey: Survey, groupings: Sequence[str]) -> Iterator[Note]:
    """The groupings in which respondents have no value, so that they are in no group."""
    names = tuple(by for by in groupings if _has_respondents_without_group(survey, by))
    if names:
        yield Note("SA352", "note", {"groupings": names})


def _has_respondents_without_group(survey: Survey, by: str) -> bool:
    grouping = survey.groupings[by]
    without = grouping.codes == len(grouping.labels)
    counted = without if survey.weights is None else without[survey.weights > 0]
    return bool(counted.any())


ALPHA_OF_COMPOSITE = (
    "A plain alpha over its items or its domains would as a rule be too low, because it counts "
    "what the domains do not share as error."
)


def _composites(survey: Survey, reason: str) -> dict[str, str]:
    """For each composite, what to say where its id stands in the place of a domain or outcome."""
    return {
        one.id: f"{one.id!r} is a composite of domains. {reason} "
        f"Use sa.composite(survey, {one.id!r})."
        for one in survey.codebook.composites
    }


def _chosen(
    argument: str,
    kind: str,
    names: Names,
    known: list[str],
    composites: Mapping[str, str] = MappingProxyType({}),
) -> tuple[str, ...]:
    wanted = _listed(argument, names)
    for name in wanted:
        if name in known:
            continue
        if hasattr(names, "dtype"):  # a column of answers instead of its name: not to be repeated
            raise OptionError(_not_names(argument, names))
        if name in composites:
            raise OptionError(composites[name])
        raise UnknownNameError.of(kind, name, known)
    return tuple(name for name in known if name in wanted)


def _listed(argument: str, names: object) -> list[str]:
    if names is None:
        return []
    listed: list[object] = [names]
    if isinstance(names, Iterable) and not isinstance(names, str | bytes | Mapping):
        try:
            listed = list(islice(names, MOST_NAMES))
        except TypeError:  # an array without dimensions
            raise OptionError(_not_names(argument, names)) from None
    ids = [name for name in listed if isinstance(name, str)]
    if len(ids) < len(listed) or len(ids) == MOST_NAMES:
        raise OptionError(_not_names(argument, names))
    return ids


def _not_names(argument: str, names: object) -> str:
    return f"{argument}={shown(names)} is not allowed. Give an id or a list of ids."


def _of_scale(name: str, scale: Scale) -> Outcome:
    if scale.type == "nominal":
        return Outcome(id=name, level="nominal", categories=scale.categories)
    return Outcome(
        id=name,
        level="ordinal",
        categories=scale.categories,
        low=scale.low,
        high=scale.high,
    )


def _of_variable(survey: Survey, variable: Variable) -> Outcome:
    answers = survey.answers.get(variable.id)
    if answers is None:
        raise UnknownNameError.of("outcome", variable.id, survey.outcome_names)
    if variable.type in {"ordinal", "nominal"}:
        pairs = zip(answers.texts, answers.labels, strict=True)
        categories = tuple(Category(code=code, label=label) for code, label in pairs)
        if variable.type == "nominal":
            return Outcome(id=variable.id, level="nominal", categories=categories)
        return Outcome(
            id=variable.id,
            level="ordinal",
            categories=categories,
            low=float(answers.support[0]),
            high=float(answers.support[-1]),
        )
    low, high = variable.range or (float("nan"), float("nan"))
    whole = variable.type == "integer" and high - low < INTEGER_CODES_SHOWN
    codes = range(int(low), int(high) + 1) if whole else ()
    return Outcome(
        id=variable.id,
        level="number",
        categories=tuple(Category(code=str(code), label={"": str(code)}) for code in codes),
        low=low,
        high=high,
    )


def text_of(survey: Survey, label: Label) -> str:
    """A label in the survey's language."""
    return in_language(label, survey.language, survey.codebook.default_language)


def label_of_item(survey: Survey, item: Item) -> str:
    """The label of an item, or its id where it has none."""
    return text_of(survey, item.label) or item.id
