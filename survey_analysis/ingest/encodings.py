"""Encodings: the bytes of a text file as UTF-8, and by which rule they were understood.

The rule: a byte order mark; strict UTF-8; else the Cyrillic code page whose letters are the most
likely Russian. It never guesses silently: the margin over the second best is reported.
"""

from __future__ import annotations

import codecs
import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from survey_analysis.errors import OptionError, shown, suggestion
from survey_analysis.findings import LINES_KEPT, Finding
from survey_analysis.ingest.text_columns import ByteArray

HEAD = 4096
SAMPLE = 65_536
SMALL_MARGIN = 1.2
"""Below this margin the two best code pages are too close to trust the better one."""
FEW_CONTROLS = 8
"""So many control bytes may stand in a damaged text; more are a file of another kind."""

UNLIKELY_SCORE = -6.0
"""Below this score the letters are hardly Russian in any code page."""

CODE_PAGES = ("cp1251", "koi8-r", "cp866", "iso8859-5", "mac-cyrillic")
_KNOWN = ("utf-8", "utf-16", *CODE_PAGES)
_NOT_FOR_FILES = ("idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape", "utf-7")
_WITH_MARK = ("utf-16", "utf-32")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BLOCK = 1 << 20
_PRIOR = {"cp1251": 1.0, "iso8859-5": -0.5, "mac-cyrillic": -0.5}
_LETTERS = "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё"
_SHARES = (
    0.1097, 0.0845, 0.0801, 0.0735, 0.0670, 0.0626, 0.0547, 0.0473, 0.0454, 0.0440, 0.0349,
    0.0321, 0.0298, 0.0281, 0.0262, 0.0201, 0.0190, 0.0174, 0.0170, 0.0165, 0.0159, 0.0144,
    0.0121, 0.0097, 0.0094, 0.0073, 0.0064, 0.0048, 0.0036, 0.0032, 0.0026, 0.0004, 0.0004,
)  # fmt: skip
_LOG_SHARE = dict(zip(_LETTERS, map(math.log, _SHARES), strict=True))
_TYPOGRAPHIC = frozenset("№«»—–…°”“’\u00a0")
_LINE_WITH_LETTERS = re.compile(rb"[^\r\n]?[\x80-\xff][^\r\n]*")


@dataclass(frozen=True, eq=False, kw_only=True)
class DecodedText:
    """A text as UTF-8 without byte order mark.

    Attributes
    ----------
    text : (n_bytes,) uint8.
    encoding : what the file was written in, by its Python name.
    margin : score of this code page minus the second best; None if nothing was guessed.
    findings : what is to be told; after an error `text` is empty.
    """

    text: ByteArray
    encoding: str
    margin: float | None = None
    findings: tuple[Finding, ...] = ()


def canonical_encoding(encoding: str) -> str:
    """The Python name of an encoding that a user named; `OptionError` for an unknown one."""
    try:
        known = codecs.lookup(encoding)
        name = "utf-8" if known.name == "utf-8-sig" else known.name
        # A codec such as rot13 or base64 is found by its name but does not turn bytes into text.
        "".encode(name)
    except (LookupError, TypeError, ValueError):
        name = ""
    if not name or name.replace("_", "-") in _NOT_FOR_FILES:
        hint = suggestion(encoding, _KNOWN) if isinstance(encoding, str) else "."
        raise OptionError(
            f"encoding={shown(encoding)} is not known{hint} "
            f"Common ones: {', '.join(map(repr, _KNOWN))}; None finds it out."
        )
    return name


def decode(data: bytes, encoding: str | None = None) -> DecodedText:
    """The text of a file, in the given encoding or in the one that the rule finds."""
    mark = next(((mark, name) for mark, name in _MARKS if data.startswith(mark)), None)
    if encoding is not None:
        return _as_asked(data, canonical_encoding(encoding), mark)
    if mark is not None:
        told = Finding(severity="note", code="SA220", values={"encoding": mark[1]})
        return _with(_transcoded(data[len(mark[0]) :], mark[1]), told)
    if b"\x00" in data[:HEAD]:
        no_text = _not_text(data[:HEAD])
        if no_text is not None:
            return _refused("", no_text)
    text = np.frombuffer(data, np.uint8)
    if is_utf8(text):
        return DecodedText(text=text, encoding="utf-8")
    mixed = _mixed(data)
    return _refused("", mixed) if mixed is not None else _guessed(data)


def is_utf8(text: ByteArray) -> bool:
    """Whether these bytes are strict UTF-8."""
    if is_ascii(text):
        return True
    offsets = pa.py_buffer(np.array([0, len(text)], dtype=np.int64))
    one = pa.LargeStringArray.from_buffers(1, offsets, pa.py_buffer(text))
    try:
        one.validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def is_ascii(text: ByteArray) -> bool:
    """Whether there are only ASCII characters."""
    return not any(
        text[begin : begin + _BLOCK].max() >= 0x80 for begin in range(0, len(text), _BLOCK)
    )


def russian_scores(sample: bytes) -> dict[str, float]:
    """How likely these bytes are Russian in each code page, best first.

    The mean over characters beyond ASCII of the log frequency of Russian letters, with penalties
    for capitals inside words, Latin letters glued to Cyrillic ones and signs that texts lack.
    """
    scores = {page: _score(sample.decode(page, "replace")) for page in CODE_PAGES}
    for page, prior in _PRIOR.items():
        scores[page] += prior
    return dict(sorted(scores.items(), key=lambda entry: -entry[1]))


def _score(text: str) -> float:
    pairs = Counter(zip("\n" + text, text, strict=False))
    total, weighted = 0, 0.0
    for (before, letter), count in pairs.items():
        if letter >= "\x80":
            total += count
            weighted += count * _letter_score(before, letter)
    return weighted / total if total else 0.0


def _letter_score(before: str, letter: str) -> float:
    if letter in _TYPOGRAPHIC:
        return math.log(0.002)
    lower = letter.lower()
    if lower not in _LOG_SHARE:
        return -12.0
    score = _LOG_SHARE[lower]
    if lower != letter:
        score -= 4.0 if before in _LOG_SHARE else 1.0
    if before.isascii() and before.isalpha():
        score -= 4.0
    return score


def _guessed(data: bytes) -> DecodedText:
    scores = russian_scores(_lines_with_letters(data))
    best, second = list(scores)[:2]
    margin = scores[best] - scores[second]
    sure = best == "cp1251" and margin >= SMALL_MARGIN and scores[best] >= UNLIKELY_SCORE
    told = Finding(
        severity="note" if sure else "warning",
        code="SA217" if sure else "SA219",
        values={"encoding": best, "margin": margin, "second": second},
    )
    return replace(_with(_transcoded(data, best), told), margin=margin)


def _lines_with_letters(data: bytes) -> bytes:
    lines: list[bytes] = []
    size = 0
    for match in _LINE_WITH_LETTERS.finditer(data):
        lines.append(match[0][:SAMPLE])
        size += len(lines[-1])
        if size >= SAMPLE:
            break
    return b"\n".join(lines)


def _as_asked(data: bytes, encoding: str, mark: tuple[bytes, str] | None) -> DecodedText:
    if mark is None:
        # Python's utf-16 insists on a mark; without one, Windows programs mean little-endian.
        return _transcoded(data, f"{encoding}-le" if encoding in _WITH_MARK else encoding)
    content = data[len(mark[0]) :]
    if encoding in (mark[1], mark[1].removesuffix("-le").removesuffix("-be")):
        told = Finding(severity="note", code="SA220", values={"encoding": mark[1]})
        return _with(_transcoded(content, mark[1]), told)
    values = {"encoding": encoding, "marked": mark[1]}
    return _with(
        _transcoded(content, encoding), Finding(severity="warning", code="SA229", values=values)
    )


def _with(decoded: DecodedText, *findings: Finding) -> DecodedText:
    return replace(decoded, findings=(*findings, *decoded.findings))


def _refused(encoding: str, finding: Finding) -> DecodedText:
    return DecodedText(text=np.empty(0, np.uint8), encoding=encoding, findings=(finding,))


def _transcoded(data: bytes, encoding: str) -> DecodedText:
    text = np.frombuffer(data, np.uint8)
    if encoding == "utf-8" and is_utf8(text):
        return DecodedText(text=text, encoding=encoding)
    decoder = codecs.getincrementaldecoder(encoding)()
    parts: list[bytes] = []
    try:
        for begin in range(0, len(data), _BLOCK):
            part = decoder.decode(data[begin : begin + _BLOCK])
            parts.append(part.encode("utf-8"))
        parts.append(decoder.decode(b"", final=True).encode("utf-8"))
    except UnicodeDecodeError as problem:
        read = bytes(problem.object[: problem.start]).decode(encoding, "ignore").encode()
        return _refused(encoding, _unreadable(encoding, [*parts, read]))
    except UnicodeError:
        return _refused(encoding, _unreadable(encoding, parts))
    return DecodedText(text=np.frombuffer(b"".join(parts), np.uint8), encoding=encoding)


def _unreadable(encoding: str, read: list[bytes]) -> Finding:
    line = len(_line_ends(b"".join(read))) + 1
    return Finding(severity="error", code="SA211", lines=(line,), values={"encoding": encoding})


def _line_ends(text: bytes) -> list[bytes]:
    return re.findall(rb"\r\n|\r|\n", text)


def _not_text(head: bytes) -> Finding | None:
    """UTF-16 or UTF-32 without mark, or no text at all; None where a NUL stands in a text."""
    for encoding, unit in (("utf-32-le", 4), ("utf-32-be", 4), ("utf-16-le", 2), ("utf-16-be", 2)):
        whole = head[: len(head) // unit * unit]
        text = whole.decode(encoding, "replace")
        usual = sum(map(_is_usual, text))
        if text and "\x00" not in text and usual >= 0.95 * len(text):
            return Finding(severity="error", code="SA212", values={"encoding": encoding})
    controls = sum(byte < 32 and byte not in b"\t\r\n" for byte in head)
    is_binary = controls > max(0.05 * len(head), FEW_CONTROLS)
    return Finding(severity="error", code="SA213") if is_binary else None


def _is_usual(letter: str) -> bool:
    return (
        " " <= letter <= "~"
        or letter in "\t\r\n"
        or "\u0400" <= letter <= "\u045f"
        or (letter in _TYPOGRAPHIC)
    )


def _mixed(data: bytes) -> Finding | None:
    """An error if some lines are UTF-8 beyond ASCII and others are not UTF-8."""
    if not _holds_utf8_russian(np.frombuffer(data, np.uint8)):
        sample = list(_judged_lines(_lines_with_letters(data)))
        if 2 * sum(valid for _, valid in sample) < len(sample):
            return None
    judged = list(_judged_lines(data))
    good = [line for line, valid in judged if valid]
    bad = [line for line, valid in judged if not valid]
    few, code = (bad, "SA209") if len(bad) <= len(good) or not good else (good, "SA210")
    return Finding(
        severity="error",
        code=code,
        lines=tuple(few[:LINES_KEPT]),
        count=len(few),
        values={"good": len(good), "bad": len(bad)},
    )


def _holds_utf8_russian(text: ByteArray) -> bool:
    """Whether four Russian letters in UTF-8 stand side by side: no code page has such words."""
    for begin in range(0, len(text), _BLOCK):
        block = text[begin : begin + _BLOCK + 7]
        is_lead = (block == 0xD0) | (block == 0xD1)
        pair = is_lead[:-1] & ((block[1:] & 0xC0) == 0x80)
        if (pair[:-6] & pair[2:-4] & pair[4:-2] & pair[6:]).any():
            return True
    return False


def _judged_lines(data: bytes) -> Iterator[tuple[int, bool]]:
    """The numbers of the lines with bytes beyond ASCII, and whether they are UTF-8."""
    number, counted = 1, 0
    for match in _LINE_WITH_LETTERS.finditer(data):
        number += len(_line_ends(data[counted : match.start()]))
        counted = match.start()
        try:
            match[0].decode("utf-8")
        except UnicodeDecodeError:
            yield number, False
        else:
            yield number, True
