"""Section: one mapping of a codebook file while it is read, with its place and its name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from survey_analysis.codebook.check.problem import Place, Problem, as_whole, quoted, shown
from survey_analysis.codebook.labels import Label
from survey_analysis.errors import listing, suggestion
from survey_analysis.ingest.strict_yaml import Node

_NUMBER = re.compile(r"-?[0-9]{1,20}(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?")
_SHARE = re.compile(r"[0-9]*\.[0-9]+([eE][+-]?[0-9]{1,3})?|[0-9]+[eE]-[0-9]{1,3}")
_COUNT = re.compile(r"[0-9]{1,9}")
NOTHING = Node(None, 1)


@dataclass(frozen=True, slots=True)
class Section:
    """A mapping with the keys that it allows; what is wrong is added to `told`.

    Attributes
    ----------
    node : the mapping.
    path : where it stands.
    what : how messages name it, such as "item wb7".
    told : everything that was found wrong so far; shared by all sections.
    """

    node: Node
    path: Place
    what: str
    told: list[Problem]

    def tell(self, key: str, message: str) -> None:
        """Remember that something is wrong with the value of a key."""
        self.told.append(Problem((*self.path, key), message))

    def allow(self, keys: tuple[str, ...], required: tuple[str, ...] = ()) -> None:
        """Tell of keys that the format does not have, and of those that are needed and silent."""
        if not isinstance(self.node.value, dict | None):
            return
        for key in self.keys():
            if key not in keys:
                hint = suggestion(key, keys)
                allowed = "" if hint != "." else f" Allowed: {listing(keys, 12)}."
                self.tell(key, f"{self.what} has the unknown key {quoted(key)}{hint}{allowed}")
        for key in required:
            if self._at(key).value is None:
                self.tell(key, f"{self.what} needs the key {key!r}.")

    def keys(self) -> tuple[str, ...]:
        """The keys that are there, in order."""
        return tuple(self.node.value) if isinstance(self.node.value, dict) else ()

    def has(self, key: str) -> bool:
        """Whether the key is there and says something."""
        return self._at(key).value is not None

    def text(self, key: str, silent: str = "") -> str:
        """The text of a key; `silent` where it is missing."""
        value = self._at(key).value
        if value is None:
            return silent
        if isinstance(value, str):
            return value
        self.tell(key, f"{key} of {self.what} must be a text, not {_kind(value)}.")
        return silent

    def flag(self, key: str) -> bool:
        """True or false, in exactly these words; false where it is missing."""
        word = self.text(key, "false")
        if word not in {"true", "false"}:
            positive = word.casefold() in {"true", "yes", "y", "on", "1", "да"}
            hint = f"; write {'true' if positive else 'false'}" if word.isalnum() else ""
            self.tell(key, f"{key} of {self.what} is {shown(word)}{hint}. Allowed: true, false.")
        return word == "true"

    def minimum(self, key: str, silent: float) -> int | float:
        """A count of items (`2`) or a share of them (`0.5`, `1.0`)."""
        word = self.text(key)
        if _COUNT.fullmatch(word):
            return int(word)
        if _SHARE.fullmatch(word):
            return float(word)
        if self.has(key):
            self.tell(
                key,
                f"{key} of {self.what} is {shown(word)}. Allowed: a count of items such as 2, or "
                "a share with a decimal point such as 0.5.",
            )
        return silent

    def whole(self, key: str, silent: int) -> int:
        """A whole number."""
        if not self.has(key):
            return silent
        number = as_whole(self.text(key))
        if number is None:
            self.tell(key, f"{key} of {self.what} must be a whole number such as {silent}.")
        return silent if number is None else number

    def wholes(self, key: str) -> tuple[int, ...]:
        """A list of whole numbers; `()` where it is missing or cannot be read."""
        words = self.texts(key)
        numbers = [as_whole(word) for word in words or ()]
        for word, number in zip(words or (), numbers, strict=True):
            if number is None:
                message = f"{key} of {self.what} holds {shown(word)}; write whole numbers "
                self.tell(key, f"{message}such as [14, 18, 25].")
        whole = tuple(number for number in numbers if number is not None)
        return whole if len(whole) == len(numbers) else ()

    def ends(self, key: str) -> tuple[float, float] | None:
        """Two numbers, lowest and highest; None where it is missing or cannot be read."""
        words = self.texts(key)
        if words is None:
            return None
        if len(words) != 2 or not all(map(_NUMBER.fullmatch, words)):
            message = f"{key} of {self.what} must be two numbers, such as [14, 110]."
            self.tell(key, message)
            return None
        low, high = map(_as_number, words)
        return low, high

    def number(self, key: str, silent: float) -> float:
        """A number; `silent` where it is missing or cannot be read."""
        value = self._at(key).value
        if isinstance(value, str) and _NUMBER.fullmatch(value):
            return _as_number(value)
        if isinstance(value, str):
            wrong = f"is {shown(value)}; write a number such as 1.5."
            self.tell(key, f"{self.what}: {shown(key)} {wrong}")
        elif value is not None:
            wrong = f"must be a number such as 1.5, not {_kind(value)}."
            self.tell(key, f"{self.what}: {shown(key)} {wrong}")
        return silent

    def texts(self, key: str) -> tuple[str, ...] | None:
        """A list of texts; None where it is missing."""
        value = self._at(key).value
        if value is None:
            return None
        if not isinstance(value, list):
            example = f"[{value!r}]" if isinstance(value, str) else '["...", "..."]'
            message = f"{key} of {self.what} must be a list, such as {example}, not {_kind(value)}."
            self.tell(key, message)
            return None
        texts = [part.value for part in value]
        for text in texts:
            if not isinstance(text, str):
                self.tell(key, f"{key} of {self.what} holds {_kind(text)}; write texts only.")
        return tuple(text for text in texts if isinstance(text, str))

    def label(self, key: str, silent: Label) -> Label:
        """A text, or texts by language; a language without a text is left out."""
        value = self._at(key).value
        if value is None:
            return silent
        if isinstance(value, str):
            return {"": value}
        if isinstance(value, list):
            message = f"{key} of {self.what} must be a text or {{en: ..., ru: ...}}, not a list."
            self.tell(key, message)
            return silent
        label = {language: text.value for language, text in value.items() if text.value is not None}
        if not all(isinstance(text, str) for text in label.values()):
            self.tell(key, f"{key} of {self.what} must hold one text for each language.")
        return {tag: text for tag, text in label.items() if isinstance(text, str)} or silent

    def section(self, key: str, what: str) -> Section:
        """The mapping under a key; an empty one where it is missing or something else."""
        return self._below(self._at(key), (*self.path, key), what)

    def sections(self, key: str, what: str, example: str) -> Iterator[tuple[str, Section]]:
        """The named mappings under a key, in order."""
        value = self._at(key).value
        if not isinstance(value, dict | None):
            self.tell(key, f"{key} must be a mapping such as {example}, not {_kind(value)}.")
        for name, node in value.items() if isinstance(value, dict) else ():
            yield name, self._below(node, (*self.path, key, name), f"{what} {shown(name)}")

    def rows(self, key: str, what: str, example: str) -> Iterator[Section]:
        """The mappings in the list under a key, in order; named by their `id`."""
        value = self._at(key).value
        if value is not None and not isinstance(value, list):
            self.tell(key, f"{key} must be a list such as {example}, not {_kind(value)}.")
        for number, node in enumerate(value if isinstance(value, list) else ()):
            id = node.value.get("id", NOTHING).value if isinstance(node.value, dict) else None
            named = f"{what} {shown(id)}" if isinstance(id, str) else f"{what} number {number + 1}"
            yield self._below(node, (*self.path, key, number), named)

    def _at(self, key: str) -> Node:
        value = self.node.value
        return value.get(key, NOTHING) if isinstance(value, dict) else NOTHING

    def _below(self, node: Node, path: Place, what: str) -> Section:
        if not isinstance(node.value, dict | None):
            message = f"{what} must be a mapping {{key: value, ...}}, not {_kind(node.value)}."
            self.told.append(Problem(path, message))
        return Section(node, path, what, self.told)


def _kind(value: object) -> str:
    """What a value is, in words."""
    if value is None:
        return "nothing"
    if isinstance(value, list):
        return "a list"
    return "a mapping" if isinstance(value, dict) else "a text"


def _as_number(word: str) -> int | float:
    number = as_whole(word)
    return float(word) if number is None else number
