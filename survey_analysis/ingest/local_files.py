"""Local files: the bytes of a regular file, and what a file is that is no table of text."""

from __future__ import annotations

import difflib
import os
import re
import stat
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from survey_analysis.errors import ExportError, OptionError

PARQUET_MAGIC = b"PAR1"
LONGEST_PATH = 4096
MOST_COMPARED = 1000

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://|(https?|ftp|s3|gs|file):/", re.IGNORECASE)
_SAVE_AS = "Open it in the program that made it and save it as CSV (UTF-8)."
_UNPACK = "Unpack it and give the file inside."
_READ_FRAME = "Read it with pandas and pass the DataFrame, or save it as CSV."
_SPSS = "Save it from SPSS as CSV, or read it with pyreadstat and pass the DataFrame."
_KINDS: tuple[tuple[bytes, str, str], ...] = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old or encrypted Excel or Word file", _SAVE_AS),
    (b"$FL2", "an SPSS file (.sav)", _SPSS),
    (b"$FL3", "an SPSS file (.zsav)", _SPSS),
    (b"<stata_dta>", "a Stata file", _READ_FRAME),
    (b"%PDF-", "a PDF document", "Ask for the table behind it as CSV."),
    (b"{\\rtf", "an RTF document", _SAVE_AS),
    (b"\x1f\x8b", "a gzip archive", _UNPACK),
    (b"\xfd7zXZ\x00", "an xz archive", _UNPACK),
    (b"\x28\xb5\x2f\xfd", "a zstandard archive", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", _UNPACK),
    (b"Rar!\x1a\x07", "a RAR archive", _UNPACK),
    (b"SQLite format 3\x00", "an SQLite database", _READ_FRAME),
    (b"ARROW1", "an Arrow (Feather) file", "Save it as Parquet or CSV."),
    (b"\x89HDF", "an HDF5 file", _READ_FRAME),
    (b"\x93NUMPY", "a numpy file", _READ_FRAME),
    (b"\x89PNG", "a picture (PNG)", "Give the table of answers."),
    (b"\xff\xd8\xff", "a picture (JPEG)", "Give the table of answers."),
)
_MARKUP: tuple[tuple[bytes, str], ...] = (
    (b"<!doctype", "an HTML page"),
    (b"<html", "an HTML page"),
    (b"<head", "an HTML page"),
    (b"<table", "an HTML page"),
    (b"<?xml", "an XML file"),
    (b"[{", "a JSON file"),
    (b'{"', "a JSON file"),
)
_PICKLE = (b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05")


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class LocalFile:
    """The bytes of a file, read once, and its name without the folder, fit to be shown."""

    name: str
    data: bytes


def read_local_file(source: str | os.PathLike[str]) -> LocalFile:
    """The bytes of a regular file; `ExportError` for anything that is none."""
    try:
        given = os.fsdecode(source)
    except TypeError:
        message = f"source: a path or a DataFrame is needed, not {type(source).__name__}."
        raise OptionError(message) from None
    if not given:
        raise ExportError("The path is empty. Give the path of the export.")
    if _URL.match(given):
        raise ExportError(
            f"{given!r} is a URL. Nothing is read from the network: "
            "save the file and give its path."
        )
    path = Path(given)
    if len(given) > LONGEST_PATH or ("\n" in given and not os.path.lexists(given)):
        raise ExportError(
            "The source is no path but a text, which may hold answers and is not repeated here. "
            "Write it into a file and give the path of that file."
        )
    data = _bytes_of(path, given)
    _refuse_other_formats(path, data)
    return LocalFile(name=_shown(path.name), data=data)


def _shown(name: str) -> str:
    """The name with a sign in place of what moves, hides or reorders letters on a screen."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in name)


def _bytes_of(path: Path, given: str) -> bytes:
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise ExportError(_directory(path, given))
        if not stat.S_ISREG(mode):
            raise ExportError(f"{given!r} is a device or a pipe. Give the path of a regular file.")
        return path.read_bytes()
    except FileNotFoundError:
        raise ExportError(_missing(path, given)) from None
    except ExportError:
        raise
    except PermissionError:
        message = f"{given!r} may not be read by this user. Change its permissions or copy it."
        raise ExportError(message) from None
    except MemoryError:
        message = f"{given!r} is larger than the memory. Give a file of fewer respondents."
        raise ExportError(message) from None
    except (OSError, ValueError) as problem:
        raise ExportError(f"{given!r} cannot be read: {_reason(problem)}.") from None


def _reason(problem: OSError | ValueError) -> str:
    text = problem.strerror if isinstance(problem, OSError) else str(problem)
    return (text or type(problem).__name__).rstrip(".")


def _missing(path: Path, given: str) -> str:
    folder = path.parent
    if not folder.is_dir():
        return f"There is no file {given!r}: there is no folder {str(folder)!r}."
    try:
        present = {entry.casefold(): entry for entry in os.listdir(folder)}
    except OSError:
        present = {}
    near = difflib.get_close_matches(path.name.casefold(), list(present)[:MOST_COMPARED], n=3)
    if not near:
        return (
            f"There is no file {given!r}. Check the name; relative paths start at {os.getcwd()!r}."
        )
    names = ", ".join(repr(present[name]) for name in near)
    return f"There is no file {given!r}. Near names in that folder: {names}."


def _directory(path: Path, given: str) -> str:
    tables = sorted(
        entry.name
        for entry in path.iterdir()
        if entry.suffix.lower() in (".csv", ".tsv", ".txt", ".parquet")
    )
    inside = f" It holds {', '.join(map(repr, tables[:5]))}." if tables else ""
    return f"{given!r} is a folder. Give the path of one file.{inside}"


def _refuse_other_formats(path: Path, data: bytes) -> None:
    found = _format_of(data)
    if found is None and path.suffix.lower() in (".pkl", ".pickle"):
        found = _a_pickle()
    if found is not None:
        kind, advice = found
        raise ExportError(f"{path.name!r} is {kind}, not a table of text. {advice}")


def _format_of(data: bytes) -> tuple[str, str] | None:
    """What kind of file begins like this, and what to do; None for text."""
    if data.startswith(b"PK\x03\x04"):
        is_excel = b"xl/" in data[:4096] or b"xl/" in data[-65536:]
        return ("an Excel workbook (.xlsx)", _SAVE_AS) if is_excel else ("a ZIP archive", _UNPACK)
    if data.startswith(_PICKLE) and data.endswith(b"."):
        return _a_pickle()
    if data.startswith(b"BZh") and data[4:10] == b"1AY&SY":
        return "a bzip2 archive", _UNPACK
    if b"SPSS PORT FILE" in data[:500]:
        return "an SPSS portable file (.por)", _SPSS
    kinds = ((kind, advice) for magic, kind, advice in _KINDS if data.startswith(magic))
    opening = data[:512].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    markup = ((kind, _SAVE_AS) for magic, kind in _MARKUP if opening.startswith(magic))
    return next(chain(kinds, markup), None)


def _a_pickle() -> tuple[str, str]:
    return "a pickle", (
        "A pickle can run any program when it is opened, so it is never read: "
        "save the table as CSV or Parquet."
    )
