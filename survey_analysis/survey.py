"""Survey: coded answers, codebook and weights; it makes the tables."""

from __future__ import annotations

import html
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from survey_analysis.codebook import MISSING_KINDS, Codebook, Item, Label, in_language
from survey_analysis.errors import OptionError, UnknownNameError, check_language, shown
from survey_analysis.findings import ValidationReport
from survey_analysis.present.numbers import show
from survey_analysis.present.provenance import Provenance
from survey_analysis.tables.counts import Counts, FloatArray, IntArray, tabulate
from survey_analysis.tables.domain import By, Codes, DomainAnswers, GroupCodes, digits
from survey_analysis.tables.moments import Moments
from survey_analysis.tables.pairs import PairCounts
from survey_analysis.tables.patterns import Patterns
from survey_analysis.tables.sampling import Drawn, UnitSums, sampling_units

NEXT_STEPS = (
    "survey.validation, sa.describe(survey), sa.distribution(survey), sa.reliability(survey), "
    "sa.compare(survey), sa.write_report(survey, 'report.html')"
)

Domains = str | tuple[str, ...]
"""The id of a domain, or of several whose items stand side by side."""

Scalar = TypeVar("Scalar", bound=np.generic)
Made = TypeVar("Made")


@dataclass(frozen=True, eq=False, kw_only=True)
class Answers:
    """The coded answers to one question.

    Attributes
    ----------
    codes : (N,) position of each answer in `support`; `-1 - i` for the missing kind
        `MISSING_KINDS[i]`. As few bytes as the support allows.
    support : (S,) the number of each position, rising: the scale's codes in their order, the
        numbers that occurred; 0, 1, 2, ... for a nominal question.
    texts : (S,) the code of each position as text.
    labels : (S,) the label of each position; `()` for numbers.
    nominal : the positions have no order and no size.
    """

    codes: Codes
    support: FloatArray
    texts: tuple[str, ...]
    labels: tuple[Label, ...] = ()
    nominal: bool = False


@dataclass(frozen=True, eq=False, kw_only=True)
class Grouping:
    """The group of every respondent.

    Attributes
    ----------
    labels : the groups in codebook order.
    codes : (N,) position in `labels`; `len(labels)` for a respondent without a group.
    """

    labels: tuple[Label, ...]
    codes: GroupCodes


@dataclass(frozen=True, eq=False, kw_only=True)
class Survey:
    """A validated, coded, immutable survey.

    Made by `load_survey` or `survey_from_frame`. What can be done with it are the functions of
    the package: `describe`, `distribution`, `reliability`, `compare`, `plot`, `write_report`.

    Attributes
    ----------
    codebook : what was asked.
    answers : coded answers by id of item or variable.
    groupings : groups of the respondents by id of the grouping.
    weights : (N,) weights as given, or None; respondents of weight zero are not counted.
    columns : ids in the order of the export.
    validation : what validation found.
    provenance : fingerprints of export and codebook, versions.
    language : language of the labels in results.
    """

    codebook: Codebook
    answers: Mapping[str, Answers]
    groupings: Mapping[str, Grouping]
    n_respondents: int
    weights: FloatArray | None = None
    columns: tuple[str, ...] = ()
    validation: ValidationReport = field(default_factory=ValidationReport)
    provenance: Provenance = field(default_factory=Provenance)
    language: str = "en"
    _made: dict[Hashable, Any] = field(default_factory=dict, repr=False)

    def counts(self, outcome: str, by: str | None = None) -> Counts:
        """How many respondents, with what weight, gave each value in each group.

        Parameters
        ----------
        outcome : id of a domain (its score), an item or a variable.
        by : id of a grouping; None counts everybody in one row.

        Returns
        -------
        Counts with one row per group in codebook order and a last row "" for respondents
        without a group. Respondents without a valid answer stand in `n_missing`.

        Errors
        ------
        UnknownNameError names the nearest outcome or grouping.
        """
        _check_ids(outcome, by)
        return self._once(("counts", outcome, by), lambda: self._count(outcome, by))

    def moments(self, domain: Domains, by: str | None = None) -> Moments:
        """How the items of a domain vary together in each group (reverse items turned).

        Several domains, given as a tuple, stand side by side: their items in the tuple's order.
        """
        make = self._domain(self._checked(domain, by)).moments
        return self._once(("moments", domain, by), lambda: make(self._by(by)))

    def patterns(
        self, domain: Domains, by: str | None = None, *, complete: bool = True
    ) -> Patterns:
        """The distinct answer rows of a domain in each group (reverse items turned).

        Several domains, given as a tuple, stand side by side. With `complete=False` rows with
        missing answers (nan) are there as well.
        """
        make = self._domain(self._checked(domain, by)).patterns
        key = ("patterns", domain, by, complete)
        return self._once(key, lambda: make(self._by(by), complete=complete))

    def pair_counts(
        self, domain: Domains, by: str | None = None, *, complete: bool = True
    ) -> PairCounts:
        """The joint table of every pair of items of a domain in each group (reverse items turned).

        Several domains, given as a tuple, stand side by side. With `complete=False` each pair is
        counted over those who answered both, else over those who answered all items.
        """
        make = self._domain(self._checked(domain, by)).pair_counts
        key = ("pairs", domain, by, complete)
        return self._once(key, lambda: make(self._by(by), complete=complete))

    def unit_sums(self, domain: Domains, by: str | None = None) -> UnitSums:
        """What each sampling unit (without a design: respondent) adds to a domain's moments."""
        make = self._domain(self._checked(domain, by)).unit_sums
        return self._once(("units", domain, by), lambda: make(self._by(by), self._drawn))

    def missing_counts(self, outcome: str, by: str | None = None) -> Counts:
        """How many respondents of each group gave no valid answer, by kind.

        The values are positions in `MISSING_KINDS`: refused, dont_know, not_applicable,
        no_answer, technical, not_asked. Respondents with an answer stand in `n_missing`.
        """

        _check_ids(outcome, by)

        def make() -> Counts:
            codes = self._active(self._column(outcome).codes)
            kinds = np.where(codes < 0, -1 - codes, len(MISSING_KINDS))
            support = np.arange(len(MISSING_KINDS), dtype=np.float64)
            grouping = self._by(by)
            return tabulate(kinds, support, grouping.codes, grouping.groups, self._weights)

        return self._once(("missing", outcome, by), make)

    @property
    def frame(self) -> pd.DataFrame:
        """The answers as given, a copy in the order of the export.

        Items and numbers are floats with nan for missing answers, groupings are ordered categories
        in codebook order, nominal answers categories without order. The respondent's alias and
        the weight are left out.
        """
        columns: dict[str, Any] = {}
        for name in self.columns:
            if name in self.groupings:
                columns[name] = self._categorical(name)
            elif name in self.answers:
                columns[name] = self._given(self.answers[name])
        return pd.DataFrame(columns, index=pd.RangeIndex(self.n_respondents))

    @property
    def scores(self) -> pd.DataFrame:
        """Domain scores, a copy: one row per respondent, one column per domain.

        A score is the mean of the answered items, reverse items turned by the declared range;
        nan where fewer items were answered than the domain asks for.
        """
        columns = {}
        for domain in self.codebook.domains:
            codes, values = self._domain(domain.id, every_respondent=True).score
            columns[domain.id] = np.append(values, np.nan)[codes]
        return pd.DataFrame(columns, index=pd.RangeIndex(self.n_respondents))

    @property
    def weighted(self) -> bool:
        """Whether the codebook names a weight."""
        return self.weights is not None

    @property
    def overview(self) -> tuple[tuple[str, str], ...]:
        """What the survey is, at a glance: pairs of a name and a text."""
        book, origin = self.codebook, self.provenance
        domains = ", ".join(f"{d.id} ({len(book.items_of(d.id))})" for d in book.domains)
        fingerprints = f"export {origin.export_sha256[:12]}, codebook {origin.codebook_sha256[:12]}"
        return (
            ("title", in_language(book.title, self.language, book.default_language) or book.id),
            ("respondents", show(self.n_respondents, "count", self.language)),
            ("items", f"{len(book.items)} in {len(book.domains)} domains: {domains}"),
            ("groupings", ", ".join(self.groupings) or "none"),
            ("weights", f"weighted by {book.design.weight}" if self.weighted else "unweighted"),
            ("findings", self.validation.summary()),
            ("fingerprints", fingerprints),
            ("next", NEXT_STEPS),
        )

    def __repr__(self) -> str:
        """The overview as text."""
        return "Survey\n" + "\n".join(f"  {name:<13}{text}" for name, text in self.overview)

    def _repr_html_(self) -> str:
        rows = "".join(
            f'<tr><th scope="row">{html.escape(name)}</th><td>{html.escape(text)}</td></tr>'
            for name, text in self.overview
        )
        # the class stands twice to outweigh the right-aligned tables of Jupyter
        style = ".sa-survey.sa-survey :is(caption, th, td) {text-align: left; vertical-align: top}"
        return (
            f'<style>{style}</style><table class="sa-survey"><caption>Survey</caption>'
            f"<tbody>{rows}</tbody></table>"
        )

    def in_language(self, lang: str) -> Survey:
        """The same survey with labels in another language."""
        check_language(lang)
        return self if lang == self.language else replace(self, language=lang, _made={})

    def group_labels(self, by: str) -> tuple[str, ...]:
        """The labels of a grouping's groups, in codebook order."""
        _check_ids("", by)
        labels = self._grouping(by).labels
        return tuple(self._text(label) for label in labels)

    def label(self, outcome: str) -> str:
        """The label of a domain, an item or a variable."""
        _check_ids(outcome, None)
        book = self.codebook
        labels = {d.id: d.label for d in book.domains}
        labels |= {item.id: item.label for item in book.items}
        labels |= {variable.id: variable.label for variable in book.variables}
        if outcome not in labels:
            raise UnknownNameError.of("outcome", outcome, self.outcome_names)
        return self._text(labels[outcome]) or outcome

    @property
    def outcome_names(self) -> tuple[str, ...]:
        """Ids that can be described or compared: domains, items and variables with answers."""
        domains = tuple(domain.id for domain in self.codebook.domains)
        return domains + tuple(self.answers)

    @cached_property
    def _positive(self) -> IntArray | None:
        """Respondents of positive weight, where some weigh nothing."""
        if self.weights is None or self.weights.min(initial=1) > 0:
            return None
        return np.flatnonzero(self.weights)

    @property
    def _weights(self) -> FloatArray | None:
        return None if self.weights is None else self._active(self.weights)

    def _active(self, column: npt.NDArray[Scalar]) -> npt.NDArray[Scalar]:
        return column if self._positive is None else column[self._positive]

    @property
    def _drawn(self) -> Drawn:
        def codes(name: str) -> Codes | None:
            return self._active(self._column(name).codes) if name else None

        design = self.codebook.design
        n = self.n_respondents if self._positive is None else self._positive.size
        numbers = self._column(design.fpc).support if design.fpc else None
        parts = (codes(design.strata), codes(design.cluster), codes(design.fpc))
        return self._once(("drawn",), lambda: sampling_units(n, *parts, numbers))

    def _once(self, key: Hashable, make: Callable[[], Made]) -> Made:
        if key not in self._made:
            self._made[key] = _fixed(make())
        made: Made = self._made[key]
        return made

    def _count(self, outcome: str, by: str | None) -> Counts:
        if outcome in {domain.id for domain in self.codebook.domains}:
            return self._domain(outcome).counts(self._by(by))
        column = self._column(outcome)
        position = digits(self._active(column.codes), column.support.size)
        grouping = self._by(by)
        return tabulate(position, column.support, grouping.codes, grouping.groups, self._weights)

    def _column(self, outcome: str) -> Answers:
        if outcome not in self.answers:
            raise UnknownNameError.of("outcome", outcome, self.outcome_names)
        return self.answers[outcome]

    def _grouping(self, by: str) -> Grouping:
        if by not in self.groupings:
            raise UnknownNameError.of("grouping", by, self.groupings)
        return self.groupings[by]

    def _by(self, by: str | None) -> By:
        if by is None:
            return self._once(("by", None), By)
        labels, codes = self.group_labels(by), self._grouping(by).codes
        return self._once(("by", by), lambda: By(groups=(*labels, ""), codes=self._active(codes)))

    def _checked(self, domain: Domains, by: str | None) -> Domains:
        """The domains, after a look whether the codebook has them and the grouping."""
        for one in domain if isinstance(domain, tuple) and domain else (domain,):
            _check_ids(one, by)
            self.codebook.domain(str(one))
        return domain

    def _domain(self, domain: Domains, *, every_respondent: bool = False) -> DomainAnswers:
        whole = every_respondent and self._positive is not None

        def make() -> DomainAnswers:
            book = self.codebook
            names = (domain,) if isinstance(domain, str) else domain
            scale = book.scale_of_domain(names[0])
            items = [item for name in names for item in book.items_of(name)]
            columns = [self.answers[item.id] for item in items]
            return DomainAnswers(
                columns=tuple(c.codes if whole else self._active(c.codes) for c in columns),
                values=tuple(
                    self._turned(item) if item.reverse else c.support
                    for item, c in zip(items, columns, strict=True)
                ),
                centre=(scale.low + scale.high) / 2,
                needed=book.domain(names[0]).needed(len(items)),
                weights=None if whole else self._weights,
            )

        return self._once(("domain", domain, whole), make)

    def _turned(self, item: Item) -> FloatArray:
        """The numbers of a reverse item, turned by the declared range."""
        scale = self.codebook.scale_of(item.id)
        return scale.low + scale.high - self.answers[item.id].support

    def _given(self, column: Answers) -> Any:
        if not column.nominal:
            return np.append(column.support, np.full(len(MISSING_KINDS), np.nan))[column.codes]
        labels = [self._text(label) for label in column.labels]
        codes = np.maximum(column.codes, -1).astype(np.int64)
        return pd.Series(pd.Categorical.from_codes(codes, pd.Index(labels)))

    def _categorical(self, by: str) -> pd.Series:
        grouping = self._grouping(by)
        labels = self.group_labels(by)
        codes = grouping.codes.astype(np.int64)
        codes[codes == len(labels)] = -1
        return pd.Series(pd.Categorical.from_codes(codes, pd.Index(labels), ordered=True))

    def _text(self, label: Label) -> str:
        return in_language(label, self.language, self.codebook.default_language)


def _check_ids(outcome: object, by: object) -> None:
    """A table is of one outcome by one grouping at most."""
    if not isinstance(outcome, str):
        raise OptionError(
            f"{shown(outcome)} is not allowed here. Give the id of one outcome or domain."
        )
    if by is not None and not isinstance(by, str):
        raise OptionError(
            f"by={shown(by)} is not allowed here. Give the id of one grouping, or None."
        )


def _fixed(made: Made) -> Made:
    """The table with arrays that cannot be changed, because it is kept for the next call."""
    for part in vars(made).values():
        if isinstance(part, np.ndarray):
            part.flags.writeable = False
    return made
