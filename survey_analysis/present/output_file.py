"""Output files: where one may be written, and how: whole or not at all, never over the answers."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Collection, Sequence
from pathlib import Path

from survey_analysis.errors import ExportError, OptionError, shown


def output_path(path: object, endings: Sequence[str]) -> Path:
    """The path of a file that can be written.

    Parameters
    ----------
    path : what the call gives.
    endings : the endings that its name may have, such as (".html", ".htm").

    Errors
    ------
    OptionError for what is no path or ends otherwise; ExportError where there is no such folder,
    or where something stands there that is no file.
    """
    if not isinstance(path, str | os.PathLike) or not isinstance(os.fspath(path), str):
        raise OptionError(f"path={shown(path)} is not allowed. Give the path of a file.")
    target = Path(path)
    if target.suffix.lower() not in endings:
        listed = " or ".join(filter(None, (", ".join(endings[:-1]), endings[-1])))
        raise OptionError(f"path={shown(str(path))} is not allowed: end the name in {listed}.")
    name = shown(str(target))
    try:
        if target.is_dir():
            raise ExportError(f"{name} is a folder. Name a file in it.")
        if target.exists() and not target.is_file():
            raise ExportError(f"{name} is a device or a pipe. Name a file.")
        if not target.parent.is_dir():
            raise ExportError(f"There is no folder {shown(str(target.parent))}. Create it first.")
    except ExportError:
        raise
    except (OSError, ValueError) as error:
        raise ExportError(f"{name} cannot be written: {_reason(error)}.") from None
    return target


def write_file(target: Path, content: bytes, *, keep: Collection[str] = ()) -> None:
    """Write all or nothing: a reader never sees half a file, and a link is not followed.

    Parameters
    ----------
    target : from `output_path`; a file of that name is replaced.
    keep : SHA-256 of files that must not be replaced, such as the export and its codebook.

    Errors
    ------
    ExportError where the file cannot be written, or is one to be kept.
    """
    name = shown(str(target))
    part = target.with_name(f".{secrets.token_hex(8)}.part")
    try:
        if target.is_file() and hashlib.sha256(target.read_bytes()).hexdigest() in keep:
            raise ExportError(f"{name} is the export or its codebook. Name another file.")
        with part.open("xb") as file:
            file.write(content)
        part.replace(target)
    except ExportError:
        raise
    except (OSError, ValueError) as error:
        raise ExportError(f"{name} cannot be written: {_reason(error)}.") from None
    finally:
        part.unlink(missing_ok=True)


def _reason(error: OSError | ValueError) -> str:
    said = error.strerror if isinstance(error, OSError) else "its name is not allowed here"
    return said or type(error).__name__
