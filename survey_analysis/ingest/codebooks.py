"""A codebook file -> Codebook; every problem is told at once, with its line."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from dataclasses import fields
from hashlib import sha256
from pathlib import Path

from survey_analysis.codebook import Codebook
from survey_analysis.codebook.check import Problem, problems
from survey_analysis.codebook.check.problem import Place
from survey_analysis.codebook.questions import Draft
from survey_analysis.errors import CodebookError, ExportError, OptionError, suggestion
from survey_analysis.ingest.codebook_schema import ITEM_KEYS, TOP_KEYS, read_draft
from survey_analysis.ingest.strict_yaml import (
    MAX_BYTES,
    Node,
    StrictYamlError,
    line_of,
    read_strict_yaml,
)

MAX_PROBLEMS = 1000


def load_codebook(source: str | os.PathLike[str] | Codebook) -> Codebook:
    """What was asked: read a codebook file, YAML or JSON.

    Parameters
    ----------
    source : path of the file; a `Codebook` is returned as it is.

    Returns
    -------
    Codebook; `.sha256` is that of the file's bytes.

    Raises
    ------
    CodebookError
        The content is invalid; `.problems` lists every problem with its line.
    ExportError
        There is no such file, or it is a directory or a URL.

    Example
    -------
    >>> import tempfile, pathlib
    >>> file = pathlib.Path(tempfile.mkdtemp()) / "codebook.yaml"
    >>> _ = file.write_text('''
    ... survey_analysis_codebook: 1
    ... survey: {id: trust}
    ... scales:
    ...   agree: {type: ordinal, values: {"1": Disagree, "2": Neither, "3": Agree}}
    ... domains:
    ...   trust: {label: Trust}
    ... items:
    ...   - {id: q1, domain: trust, scale: agree, label: Most people can be trusted}
    ...   - {id: q2, domain: trust, scale: agree, reverse: true, label: One must be careful}
    ... ''')
    >>> codebook = load_codebook(file)
    >>> [item.id for item in codebook.items_of("trust")]
    ['q1', 'q2']
    """
    if isinstance(source, Codebook):
        return source
    given: object = source
    if not isinstance(given, str | os.PathLike):
        kind = type(given).__name__
        raise OptionError(f"A codebook is a path or a Codebook, not a {kind}.")
    name = os.fsdecode(given)
    return read_codebook(_content(name), source=name)


def read_codebook(content: str | bytes, *, source: str = "codebook") -> Codebook:
    """The codebook that a text describes, YAML or JSON.

    Parameters
    ----------
    content : the text, or the UTF-8 bytes of a file.
    source : how errors name it.
    """
    raw = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    try:
        root, wrong_keys = read_strict_yaml(raw)
    except StrictYamlError as error:
        raise CodebookError(source, _sentences(error.problems)) from None
    draft, told = _draft(root)
    placed = [(line_of(root, problem.path), _message(problem, root)) for problem in told]
    if placed or wrong_keys:
        raise CodebookError(source, _sentences([*wrong_keys, *placed]))
    parts = {part.name: getattr(draft, part.name) for part in fields(Draft)}
    codebook = Codebook(**parts)
    # set from outside, so that a changed copy does not claim to be the file
    object.__setattr__(codebook, "fingerprint", sha256(raw).hexdigest())
    return codebook


def _draft(root: Node) -> tuple[Draft, list[Problem]]:
    """The draft of a document and all its problems, those of form before those of meaning."""
    if not isinstance(root.value, dict):
        message = "the file does not hold a codebook but a list or plain text. "
        hint = "The codebook begins with survey_analysis_codebook: 1. Was the export given instead?"
        return Draft(id="", title={}), [Problem((), message + hint)]
    draft, told = read_draft(root)
    if _lacks_a_section(root.value, told):
        return draft, told
    return draft, told + _independent(problems(draft), told)


def _lacks_a_section(keys: dict[str, Node], told: list[Problem]) -> bool:
    """Whether a section cannot be read at all, so that every name in it would seem undeclared."""
    silent = [section for section in _SECTIONS if section not in keys]
    top = [str(problem.path[0]) for problem in told if len(problem.path) == 1]
    return any(
        key in _SECTIONS or (key not in TOP_KEYS and suggestion(key, silent) != ".") for key in top
    )


def _independent(found: Iterable[Problem], told: list[Problem]) -> list[Problem]:
    """Without what only follows from something that could not be read."""
    unread = {problem.path for problem in told}
    around = {path[:length] for path in unread for length in range(len(path) + 1)}

    def touched(path: Place) -> bool:
        within = (path[:length] in unread for length in range(1, len(path) + 1))
        return path in around or any(within)

    items_unsure = any(_hides_a_domain(path) for path in unread)

    def follows(problem: Problem) -> bool:
        counts_items = len(problem.path) == 2 or problem.path[2:] == ("min_answered",)
        if items_unsure and problem.path[:1] == ("domains",) and counts_items:
            return True
        return touched(problem.path) or bool(problem.first and touched(problem.first))

    return [problem for problem in found if not follows(problem)]


def _hides_a_domain(path: Place) -> bool:
    """Whether an item could not be read so far as to know its domain."""
    if path[:1] != ("items",):
        return False
    key = str(path[2]) if len(path) > 2 else "domain"
    return key == "domain" or (key not in ITEM_KEYS and suggestion(key, ["domain"]) != ".")


_SECTIONS = ("missing", "scales", "domains", "items", "variables")


def _message(problem: Problem, root: Node) -> str:
    if not problem.first:
        return problem.message
    return f"{problem.message} (first: line {line_of(root, problem.first)})"


def _sentences(placed: list[tuple[int, str]]) -> list[str]:
    """The problems in the order of their lines; a flood of them is cut."""
    ordered = sorted(placed, key=lambda pair: pair[0])
    told = [f"line {line}: {message}" for line, message in ordered[:MAX_PROBLEMS]]
    more = len(ordered) - MAX_PROBLEMS
    return [*told, f"and at least {more} more problems"] if more > 0 else told


def _content(name: str) -> bytes:
    """The bytes of a regular file, at most one more than a codebook may have."""
    if not name:
        raise ExportError("The path is empty. Give the path of the codebook file.")
    if "://" in name[:20]:
        raise ExportError(f"{name} is a URL; download the codebook and give the path of the file.")
    if "\n" in name:
        raise ExportError("A path was expected, not the text of a codebook; see read_codebook.")
    try:
        mode = os.stat(name).st_mode
        if stat.S_ISDIR(mode):
            raise ExportError(f"{name} is a directory; give the path of the codebook file.")
        if not stat.S_ISREG(mode):
            raise ExportError(f"{name} is not a regular file.")
        with open(name, "rb") as file:
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise ExportError(f"There is no file {name}{_near(name)}") from None
    except ValueError as error:
        raise ExportError(f"{name!r} is not a path: {error}.") from None
    except OSError as error:
        if isinstance(error, ExportError):
            raise
        raise ExportError(f"{name} cannot be read: {error.strerror}.") from error


def _near(name: str) -> str:
    """The nearest file name in the same directory."""
    path = Path(name)
    try:
        beside = [entry.name for entry in os.scandir(path.parent) if entry.is_file()]
    except OSError:
        return f"; there is no directory {path.parent} either."
    return suggestion(path.name, beside)
