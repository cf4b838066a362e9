"""Redaction: what notes and the reasons beside numbers must not say about hidden groups."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from survey_analysis.findings import Note

LEFT_OUT = "(hidden)"
_NOTHING = re.compile(r"(?!)")
_NOBODY = re.compile(rf"(?:{re.escape(LEFT_OUT)}(?:, )?)+")
_ONE_OF = re.compile(rf"{re.escape(LEFT_OUT)}, |, {re.escape(LEFT_OUT)}")
_ALONE = "left out, because"
"""So begins what tells that the groups of a list have one respondent, or one answer."""
_ALONE_CODES = frozenset({"SA320", "SA746"})
_TELLS_N = frozenset({"SA329", "SA752"})
"""Notes that tell how many respondents a test has, which tells how many were left out."""


@dataclass(frozen=True, kw_only=True)
class Redaction:
    """What is taken out of words.

    Attributes
    ----------
    groups : labels of hidden groups.
    outcomes : ids of outcomes that are hidden for everybody.
    """

    groups: frozenset[str] = frozenset()
    outcomes: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.groups or self.outcomes)

    def notes(self, notes: Iterable[Note]) -> tuple[Note, ...]:
        """The notes that may be shown; one on a single hidden group or outcome may not."""
        return tuple(kept for note in notes if (kept := self.note(note)) is not None)

    def note(self, note: Note) -> Note | None:
        """The note without the names of hidden groups, or None if it speaks of no other."""
        if not self:
            return note
        values = dict(note.values)
        if note.code in _TELLS_N:
            return None
        if self.groups.intersection((values.get("group"), *values.get("of_groups", ()))):
            return None
        if self.outcomes.intersection(v for v in values.values() if isinstance(v, str)):
            return None
        for name, value in values.items():
            if isinstance(value, Note):
                values[name] = self.note(value)
            elif name == "domains" and isinstance(value, tuple):
                values[name] = tuple(one for one in value if not self._tells_outcome(one)) or None
            elif name == "groups":
                kept = self._without_groups(value)
                values[name] = None if _NOBODY.fullmatch(str(kept)) else kept
                if isinstance(kept, str) and values[name] and note.code in _ALONE_CODES:
                    values[name] = _ONE_OF.sub("", kept)
        nothing_left = any(values[name] is None and note.values[name] for name in values)
        return None if nothing_left else replace(note, values=values)

    def sentence(self, text: str) -> str:
        """A sentence without the names of hidden groups where it lists groups.

        A part that lists no other group is left out; of groups that are left out of a test,
        because of how few they are, not even the number is told.
        """
        said = self._listed.sub(LEFT_OUT, text)
        if said == text:
            return text
        parts = [part for part in said.split("; ") if not _NOBODY.fullmatch(_list_of(part))]
        return "; ".join(
            _ONE_OF.sub("", part) if part.startswith(_ALONE) else part for part in parts
        )

    def _tells_outcome(self, text: object) -> bool:
        """Whether an entry is a hidden outcome, as `trust` or `trust (95%)`."""
        told = (one for one in self.outcomes if isinstance(text, str) and text.startswith(one))
        return any(text == one or str(text).startswith(f"{one} (") for one in told)

    def _without_groups(self, value: object) -> object:
        if isinstance(value, str):
            return self._alone.sub(LEFT_OUT, self.sentence(value))
        if isinstance(value, (list, tuple)):
            return tuple(LEFT_OUT if group in self.groups else group for group in value)
        return value

    @cached_property
    def _listed(self) -> re.Pattern[str]:
        """A hidden label as one of a list that follows a colon."""
        return self._pattern(r"(?<=[:,] )", r"(?=,|;|\.|$| and \d)")

    @cached_property
    def _alone(self) -> re.Pattern[str]:
        """A hidden label at the beginning of a list."""
        return self._pattern(r"^", r"(?=,|$| and \d)")

    def _pattern(self, before: str, after: str) -> re.Pattern[str]:
        longest_first = sorted(self.groups, key=len, reverse=True)
        if not longest_first:
            return _NOTHING
        return re.compile(f"{before}(?:{'|'.join(map(re.escape, longest_first))}){after}")


def _list_of(text: str) -> str:
    """What follows the last colon of a sentence."""
    return text.rpartition(": ")[2]
