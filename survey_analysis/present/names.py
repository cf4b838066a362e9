"""Names: what outcomes, groups and answers are called in the language of a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from survey_analysis.codebook import Codebook, Label, in_language
from survey_analysis.present.escape import clean

REVERSED = "↺"
"""Marks a reverse item."""


CROSS, TIMES = " x ", " \N{MULTIPLICATION SIGN} "
"""Between the names of crossed groupings in a frame, and on a page."""


def marked(name: str, *, reverse: bool) -> str:
    """The name of an item; a reverse one is marked with ↺, which stays on its line."""
    return f"{name}\N{NO-BREAK SPACE}{REVERSED}" if reverse else name


@dataclass(frozen=True, kw_only=True)
class Names:
    """Labels of a codebook in a language; the frames of a result may hold them in another one.

    Attributes
    ----------
    codebook : what was asked.
    source : language of the labels in the frames.
    lang : language wanted.
    """

    codebook: Codebook
    source: str
    lang: str

    def outcome(self, outcome: str) -> str:
        """The label of a domain, an item, a variable or a composite; its id where it has none.

        An item is named with its id (`tr1: Most people can be trusted`, a reverse one with ↺),
        and so is whatever shares its label with another outcome.
        """
        label = self.text(self._labels.get(outcome, {}))
        name = clean(outcome)
        if outcome in self._items:
            name = marked(name, reverse=self.codebook.item(outcome).reverse)
            return f"{name}: {label}" if label else name
        return label if self._times_used.get(label) == 1 else f"{name}: {label}".removesuffix(": ")

    def in_picture(self, outcome: str) -> str:
        """The same for a picture, where an item goes by its question alone."""
        if outcome not in self._items:
            return self.outcome(outcome)
        item = self.codebook.item(outcome)
        return marked(self.text(item.label) or clean(outcome), reverse=item.reverse)

    def variable(self, variable: str) -> str:
        """The label of a variable, its id where it has none.

        Crossed ones, `age x education`, are named one by one: `Age × Education`.
        """
        parts = self._crossed(variable)
        if parts:
            return TIMES.join(map(self.variable, parts))
        return self.text(self._labels.get(variable, {})) or clean(variable)

    def item(self, item: str, label: str) -> str:
        """The label of an item in the language wanted; `label` is what the frame says."""
        if self.lang == self.source or item not in self._items:
            return clean(label)
        return self.text(self._labels[item]) or clean(label)

    def group(self, variable: str, label: str) -> str:
        """The label of a group in the language wanted.

        It comes from the values of the grouping, its scale or the standard list it names; bands
        and unknown labels stay as they are.

        Example
        -------
        >>> from survey_analysis.codebook import Variable
        >>> region = Variable(
        ...     id="region", role="grouping", type="nominal", standard="ISO 3166-2:RU",
        ...     label={"en": "Region", "ru": "Регион"},
        ... )
        >>> book = Codebook(id="s", title={"en": "Survey"}, variables=(region,))
        >>> Names(codebook=book, source="en", lang="ru").group("region", "Moscow")
        'Москва'
        """
        parts, labels = self._crossed(variable), label.split(CROSS)
        if parts and len(parts) == len(labels):
            return TIMES.join(map(self.group, parts, labels))
        return self._translated(variable).get(label, clean(label))

    def answer(self, outcome: str, code: str, label: str) -> str:
        """The label of an answer in the language wanted; `label` is what the frame says.

        An answer without a label goes by its code.
        """
        here = "" if self.lang == self.source else self.text(self._answers(outcome).get(code, {}))
        return here or clean(label) or clean(code)

    def text(self, label: Label) -> str:
        """A label of the codebook in the language wanted."""
        return clean(in_language(label, self.lang, self.codebook.default_language))

    def _crossed(self, variable: str) -> list[str]:
        """The variables of `age x education`; none where it is the name of one."""
        parts = variable.split(CROSS)
        known = variable in self._labels or not all(part in self._labels for part in parts)
        return [] if known or len(parts) == 1 else parts

    @cached_property
    def _items(self) -> frozenset[str]:
        return frozenset(item.id for item in self.codebook.items)

    @cached_property
    def _labels(self) -> dict[str, Label]:
        book = self.codebook
        labels = {variable.id: variable.label for variable in book.variables}
        labels |= {item.id: item.label for item in book.items}
        labels |= {composite.id: composite.label for composite in book.composites}
        return labels | {domain.id: domain.label for domain in book.domains}

    @cached_property
    def _times_used(self) -> Mapping[str, int]:
        texts = [self.text(label) for label in self._labels.values()]
        return {text: texts.count(text) for text in texts}

    @cached_property
    def _groups(self) -> dict[str, dict[str, str]]:
        return {}

    def _translated(self, variable: str) -> dict[str, str]:
        """The labels of the groups in the frames, and what they are called on the page."""
        if variable not in self._groups:
            book = self.codebook
            known = variable in {declared.id for declared in book.variables}
            self._groups[variable] = {
                in_language(label, self.source, book.default_language): self.text(label)
                for label in (book.group_labels(variable) if known else ())
            }
        return self._groups[variable]

    def _answers(self, outcome: str) -> dict[str, Label]:
        """The declared answers of an outcome: labels by code."""
        book = self.codebook
        if outcome in self._items:
            categories = book.scale_of(outcome).categories
        elif outcome in {domain.id for domain in book.domains}:
            categories = book.scale_of_domain(outcome).categories
        elif outcome in {variable.id for variable in book.variables}:
            categories = book.categories_for(book.variable(outcome))
        else:
            categories = ()
        return {category.code: category.label for category in categories}
