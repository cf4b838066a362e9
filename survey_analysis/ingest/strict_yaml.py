"""YAML as a codebook may use it: mappings, lists and texts, each with its line.

Tags, anchors, aliases, several documents, deep nesting and huge files are refused; every scalar
stays text, so that `NO` stays "NO" and `012` stays "012". Only a plain empty value, `~` and
`null` are None. JSON is read the same way.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import yaml

from survey_analysis.codebook.check.problem import quoted, shown

MAX_BYTES = 1_000_000
MAX_DEPTH = 20
MAX_NODES = 300_000

Value: TypeAlias = "str | list[Node] | dict[str, Node] | None"

_UNREADABLE = re.compile(
    "[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)
_JSON_ESCAPE = re.compile(r"\\u[dD][89abAB]..\\u[dD][c-fC-F]..|\\.", re.DOTALL)
_NOT_IN_YAML = re.compile("[\x7f-\x9f\u2028\u2029\ufffe\uffff]")
_BINARY = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x1f\x8b", b"%PDF", b"PAR1", b"\x80", b"$FL2")
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class StrictYamlError(Exception):
    """The text cannot be read as strict YAML; `problems` are pairs of a line and a sentence."""

    def __init__(self, problems: list[tuple[int, str]]) -> None:
        super().__init__("; ".join(f"line {line}: {message}" for line, message in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Node:
    """A value and the line on which it stands (that of its key, where it has one)."""

    value: Value
    line: int


@dataclass(slots=True)
class _Open:
    """A mapping or list whose end has not come yet."""

    value: list[Node] | dict[str, Node]
    line: int
    key: Node | None = None
    lines: dict[str, int] = field(default_factory=dict)


def read_strict_yaml(content: bytes) -> tuple[Node, list[tuple[int, str]]]:
    """The document, and what is wrong with its keys (twice in one mapping, not a text).

    Parameters
    ----------
    content : the bytes of the file, UTF-8 with or without a byte order mark.

    Raises
    ------
    StrictYamlError
        If the text is no YAML, or uses what a codebook must not use.
    """
    text = _decoded(content)
    builder = _Builder()
    try:
        for event in yaml.parse(_as_yaml(text), Loader=_LOADER):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        builder.stop(_line_of(error), _words_of(error))
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        builder.stop(1, f"not YAML: {error}")
    return builder.document()


def line_of(root: Node, path: tuple[str | int, ...]) -> int:
    """The line of the innermost part of `path` that there is."""
    node = root
    for part in path:
        below: Node | None = None
        if isinstance(node.value, dict) and isinstance(part, str):
            below = node.value.get(part)
        elif isinstance(node.value, list) and isinstance(part, int) and part < len(node.value):
            below = node.value[part]
        if below is None:
            break
        node = below
    return node.line


def _decoded(content: bytes) -> str:
    """The text of the file; `StrictYamlError` if it is too large, binary or not UTF-8."""
    if len(content) > MAX_BYTES:
        line = _line_at(content, MAX_BYTES)
        raise StrictYamlError([(line, f"the file goes on beyond {MAX_BYTES:,} bytes here.")])
    if not content.strip():
        raise StrictYamlError([(1, "the file is empty.")])
    if content.startswith(_BINARY):
        raise StrictYamlError([(1, "the file is not text but a spreadsheet, archive or the like.")])
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in content[:4096]:
        raise StrictYamlError([(1, "the file is UTF-16 or not text; save it as UTF-8.")])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = _line_at(content, error.start)
        message = f"the byte 0x{content[error.start]:02X} is not UTF-8; save the file as UTF-8."
        raise StrictYamlError([(line, message)]) from None
    return text


def _line_at(content: bytes, index: int) -> int:
    """The line on which a byte stands, whatever the line ends."""
    before = content[:index]
    return before.count(b"\n") + before.count(b"\r") - before.count(b"\r\n") + 1


def _as_yaml(text: str) -> str:
    """JSON in the few places where YAML reads it differently; anything else as it is."""
    if text.lstrip()[:1] == "{" and _is_json(text):
        text = _JSON_ESCAPE.sub(_joined, text.replace("\t", " "))
        text = _NOT_IN_YAML.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
    wrong = _UNREADABLE.search(text)
    if wrong:
        line = _line_at(text[: wrong.start()].encode(), MAX_BYTES)
        message = f"the character U+{ord(wrong[0]):04X} cannot stand in a codebook; delete it."
        raise StrictYamlError([(line, message)])
    return text


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _joined(match: re.Match[str]) -> str:
    r"""A character written as two halves, `\ud83d\ude00`, as itself; other escapes unchanged."""
    if len(match[0]) != 12:
        return match[0]
    character: str = json.loads(f'"{match[0]}"')
    return character


class _Builder:
    """Makes nodes of the parser's events, and remembers what a codebook must not use."""

    def __init__(self) -> None:
        self.refused: list[tuple[int, str]] = []
        self.wrong_keys: list[tuple[int, str]] = []
        self.root: Node | None = None
        self._open: list[_Open] = []
        self._nodes = 0
        self._documents = 0

    def take(self, event: Any) -> None:
        """The next event."""
        line = event.start_mark.line + 1
        if isinstance(event, yaml.NodeEvent):
            self._nodes += 1
            if self._nodes > MAX_NODES:
                self.stop(line, f"more than {MAX_NODES:,} values.")
            self._refuse_tricks(event, line)
        if isinstance(event, yaml.ScalarEvent):
            self._add(Node(_text(event), line))
        elif isinstance(event, yaml.AliasEvent):
            self._add(Node(None, line))
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            if len(self._open) >= MAX_DEPTH:
                self.stop(line, f"nested more than {MAX_DEPTH} deep.")
            self._open.append(_Open({} if isinstance(event, yaml.MappingStartEvent) else [], line))
        elif isinstance(event, yaml.CollectionEndEvent):
            closed = self._open.pop()
            self._add(Node(closed.value, closed.line))
        elif isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                self.stop(line, "a second document begins here; a codebook is one document.")

    def stop(self, line: int, message: str) -> None:
        """Raise all that was refused, and this."""
        raise StrictYamlError([*self.refused, (line, message)]) from None

    def document(self) -> tuple[Node, list[tuple[int, str]]]:
        """The document and its wrong keys, if nothing was refused."""
        if self.refused:
            raise StrictYamlError(self.refused)
        if self.root is None:
            raise StrictYamlError([(1, "the file is empty.")])
        return self.root, self.wrong_keys

    def _refuse_tricks(self, event: Any, line: int) -> None:
        if getattr(event, "tag", None) is not None:
            tag = "!" if event.tag == "!" else quoted(event.tag.rpartition(":")[2])
            self.refused.append((line, f"the tag {tag} is not allowed; put the text in quotes."))
        if event.anchor is not None:
            sign, what = ("*", "alias") if isinstance(event, yaml.AliasEvent) else ("&", "anchor")
            message = f"the {what} {sign}{shown(event.anchor)} is not allowed; write the value out."
            self.refused.append((line, message))

    def _add(self, node: Node) -> None:
        if not self._open:
            self.root = node
            return
        within = self._open[-1]
        if isinstance(within.value, list):
            within.value.append(node)
        elif within.key is None:
            within.key = node
        else:
            key, within.key = within.key, None
            self._add_entry(within, within.value, key, node)

    def _add_entry(self, within: _Open, entries: dict[str, Node], key: Node, node: Node) -> None:
        """One key of a mapping; a key that comes twice keeps its first value."""
        if not isinstance(key.value, str):
            message = "a key must be text; put an empty key or a key such as null in quotes."
            self.wrong_keys.append((key.line, message))
        elif key.value in entries:
            first = within.lines[key.value]
            message = (
                f"the key {quoted(key.value)} stands twice in one mapping (first on line {first})."
            )
            self.wrong_keys.append((key.line, message))
        else:
            within.lines[key.value] = key.line
            entries[key.value] = Node(node.value, key.line)


def _text(event: Any) -> str | None:
    """The text of a scalar; None for a plain empty one, `~` and `null`."""
    plain = event.implicit[0]
    if plain and event.value in {"", "~", "null"}:
        return None
    text: str = event.value
    return text


def _line_of(error: yaml.MarkedYAMLError) -> int:
    mark = error.problem_mark or error.context_mark
    return 1 if mark is None else mark.line + 1


def _words_of(error: yaml.MarkedYAMLError) -> str:
    """What the parser says, and what it is most often."""
    said = " ".join(part for part in (error.context, error.problem) if part)
    if "maximum nesting depth" in said:  # PyYAML 6.0.4 and later look ahead that far
        return f"nested more than {MAX_DEPTH} deep."
    begun = "" if error.context_mark is None else f" (begun on line {error.context_mark.line + 1})"
    hints: Iterator[str] = (hint for word, hint in _HINTS.items() if word in said)
    return f"not YAML: {said}{begun}. {next(hints, 'Check indentation, quotes and brackets.')}"


_HINTS = {
    "tab": "Indent with spaces, not with tabs.",
    "mapping values are not allowed": "Put a text that holds a colon in quotes.",
    "cannot start any token": "Put a text that begins with a sign such as @, % or ` in quotes.",
    "unexpected end of stream": "A quote or bracket is not closed.",
    "expected node content": "A quote or bracket is not closed, or a value is missing.",
    "expected the node content": "A quote or bracket is not closed, or a value is missing.",
    "expected ',' or": "A comma or a closing bracket is missing before this place.",
}
