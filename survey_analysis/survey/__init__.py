"""Survey: coded answers, codebook and weights; it makes the tables."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from survey_analysis.codebook import MISSING_KINDS, Codebook, Item, Label, in_language
from survey_analysis.errors import UnknownNameError, check_language
from survey_analysis.findings import ValidationReport
from survey_analysis.present.provenance import Provenance
from survey_analysis.present.weighting_report import WeightingReport
from survey_analysis.survey.answers import Answers, Grouping
from survey_analysis.survey.ids import check_ids
from survey_analysis.survey.overview import as_html, as_text, overview
from survey_analysis.tables.cell_design import Sample, with_design
from survey_analysis.tables.counts import Counts, FloatArray, IntArray, tabulate
from survey_analysis.tables.domain import By, Codes, DomainAnswers, cross, digits
from survey_analysis.tables.margins import Margins
from survey_analysis.tables.moments import Moments
from survey_analysis.tables.pairs import PairCounts
from survey_analysis.tables.patterns import Patterns
from survey_analysis.tables.replicates import Replicates
from survey_analysis.tables.sampling import Drawn, UnitSums, sampling_units
from survey_analysis.tables.score_moments import ScoreMoments, tabulate_scores

Domains = str | tuple[str, ...]
"""The id of a domain, or of several whose items stand side by side."""

Groups = str | tuple[str, ...] | None
"""The id of a grouping, or of several that are crossed; None for everybody."""

Scalar = TypeVar("Scalar", bound=np.generic)
Made = TypeVar("Made")


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
    weights : (N,) weights as given or as `weight` made them, or None; respondents of weight zero
        are not counted.
    columns : ids in the order of the export.
    validation : what validation found.
    provenance : fingerprints of export and codebook, versions.
    language : language of the labels in results.
    weighting : how the weights came about, where `weight` made them, else None.
    margins, replicates : what the weights were raked to, for variances; None without raking.
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
    weighting: WeightingReport | None = None
    margins: Margins | None = field(default=None, repr=False)
    replicates: Replicates | None = field(default=None, repr=False)
    _made: dict[Hashable, Any] = field(default_factory=dict, repr=False)

    def counts(self, outcome: str, by: Groups = None) -> Counts:
        """How many respondents, with what weight, gave each value in each group.

        Parameters
        ----------
        outcome : id of a domain (its score), an item or a variable.
        by : id of a grouping; None counts everybody in one row; several as a tuple are crossed
            (`crossing` tells which levels each row has).

        Returns
        -------
        Counts with one row per group in codebook order and a last row "" for respondents
        without a group. Respondents without a valid answer stand in `n_missing`.

        Errors
        ------
        UnknownNameError names the nearest outcome or grouping.
        """
        check_ids(outcome, by)
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

    def score_moments(
        self, domains: tuple[str, ...], by: Groups = None, *, ranked: bool = False
    ) -> ScoreMoments:
        """How the scores of domains vary together, or the ranks they have in each respondent."""
        of, grouping = [self._domain(one) for one in domains], self._by(by)
        groups, rest = (grouping.codes, grouping.groups), (self._weights, self.sample)
        table = ([one.score for one in of], of[0].centre, *groups, *rest)
        key = ("scores", domains, by, ranked)
        return self._once(key, lambda: tabulate_scores(*table, ranked=ranked))

    def missing_counts(self, outcome: str, by: str | None = None) -> Counts:
        """How many respondents of each group gave no valid answer, by kind.

        The values are positions in `MISSING_KINDS`: refused, dont_know, not_applicable,
        no_answer, technical, not_asked. Respondents with an answer stand in `n_missing`.
        """

        check_ids(outcome, by)

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

    def score_codes(self, domain: str) -> tuple[npt.NDArray[np.int32], FloatArray]:
        """Place (N,) of each respondent's score among those that occur (S: none), and these."""
        return self._domain(domain, every_respondent=True).score

    @property
    def scores(self) -> pd.DataFrame:
        """Domain scores, a copy: one row per respondent, one column per domain.

        A score is the mean of the answered items, reverse items turned by the declared range;
        nan where fewer items were answered than the domain asks for.
        """
        columns = {}
        for domain in self.codebook.domains:
            codes, values = self.score_codes(domain.id)
            columns[domain.id] = np.append(values, np.nan)[codes]
        return pd.DataFrame(columns, index=pd.RangeIndex(self.n_respondents))

    @property
    def weighted(self) -> bool:
        """Whether the codebook names a weight, or `weight` made one."""
        return self.weights is not None

    @property
    def weighted_by(self) -> str:
        """What the weights are, in words: a column, or the margins they were raked to; or ""."""
        if self.weighting is not None:
            return f"raked to {', '.join(self.weighting.by)}"
        return f"weighted by {self.codebook.design.weight}" if self.weighted else ""

    @cached_property
    def sample(self) -> Sample | None:
        """How respondents of positive weight were drawn and weighted.

        None for a simple random sample with equal weights.
        """
        drawn, weights = self._drawn, self._weights
        equal = weights is None or bool(weights.size == 0 or np.ptp(weights) <= 1e-9 * weights[0])
        if equal and self.margins is None and not self.codebook.design.drawn:
            return None
        ones = np.ones(drawn.place.size) if weights is None else weights
        return Sample(drawn=drawn, weights=ones, margins=self.margins, replicates=self.replicates)

    def crossing(self, by: tuple[str, ...]) -> IntArray:
        """(K, m) position of the group of each of m groupings, for each row of crossed counts."""
        return self._crossed(by)[0]

    @property
    def overview(self) -> tuple[tuple[str, str], ...]:
        """What the survey is, at a glance: pairs of a name and a text."""
        return overview(self)

    def __repr__(self) -> str:
        """The overview as text."""
        return as_text(self.overview)

    def _repr_html_(self) -> str:
        return as_html(self.overview)

    def in_language(self, lang: str) -> Survey:
        """The same survey with labels in another language."""
        check_language(lang)
        return self if lang == self.language else replace(self, language=lang, _made={})

    def group_labels(self, by: str) -> tuple[str, ...]:
        """The labels of a grouping's groups, in codebook order."""
        check_ids("", by)
        labels = self._grouping(by).labels
        return tuple(self._text(label) for label in labels)

    def label(self, outcome: str) -> str:
        """The label of a domain, an item or a variable."""
        check_ids(outcome, None)
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
        centred = design.single_unit == "centred"
        return self._once(("drawn",), lambda: sampling_units(n, *parts, numbers, centred=centred))

    def _once(self, key: Hashable, make: Callable[[], Made]) -> Made:
        if key not in self._made:
            self._made[key] = _fixed(make())
        made: Made = self._made[key]
        return made

    def _count(self, outcome: str, by: Groups) -> Counts:
        sample, grouping = self.sample, self._by(by)
        is_domain = outcome in {domain.id for domain in self.codebook.domains}
        if is_domain and sample is None:
            return self._domain(outcome).counts(grouping)
        position, support = self._domain(outcome).score if is_domain else self._coded(outcome)
        counts = tabulate(position, support, grouping.codes, grouping.groups, self._weights)
        return counts if sample is None else with_design(counts, position, grouping.codes, sample)

    def _coded(self, outcome: str) -> tuple[npt.NDArray[np.integer], FloatArray]:
        """(N,) position of each answer in the support (S: none), and the support."""
        column = self._column(outcome)
        return digits(self._active(column.codes), column.support.size), column.support

    def _column(self, outcome: str) -> Answers:
        if outcome not in self.answers:
            raise UnknownNameError.of("outcome", outcome, self.outcome_names)
        return self.answers[outcome]

    def _grouping(self, by: str) -> Grouping:
        if by not in self.groupings:
            raise UnknownNameError.of("grouping", by, self.groupings)
        return self.groupings[by]

    def _by(self, by: Groups) -> By:
        if by is None:
            return self._once(("by", None), By)
        if isinstance(by, tuple):
            return self._crossed(by)[1]
        labels, codes = self.group_labels(by), self._grouping(by).codes
        return self._once(("by", by), lambda: By(groups=(*labels, ""), codes=self._active(codes)))

    def _crossed(self, by: tuple[str, ...]) -> tuple[IntArray, By]:
        """The levels of each crossed group that occurs, and the crossed group of respondents."""
        key = ("crossed", by)
        if key not in self._made:
            parts = [self._grouping(one) for one in by]
            codes = [self._active(part.codes) for part in parts]
            texts = [self.group_labels(one) for one in by]
            self._made[key] = cross(codes, texts)
        made: tuple[IntArray, By] = self._made[key]
        return made

    def _checked(self, domain: Domains, by: str | None) -> Domains:
        """The domains, after a look whether the codebook has them and the grouping."""
        for one in domain if isinstance(domain, tuple) and domain else (domain,):
            check_ids(one, by)
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


def _fixed(made: Made) -> Made:
    """The table with arrays that cannot be changed, because it is kept for the next call."""
    for part in vars(made).values():
        if isinstance(part, np.ndarray):
            part.flags.writeable = False
    return made
