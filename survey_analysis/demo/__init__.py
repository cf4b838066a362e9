"""demo: makes the synthetic sample; `data/sample/` of the repository is its output.

`questionnaire.py` is what is asked, `population.py` the invented population with every number
in it, `generator.py` draws respondents, `truth.py` says what their answers estimate,
`exports.py` and `about.py` make the files.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from survey_analysis.codebook import Codebook
from survey_analysis.demo.about import readme
from survey_analysis.demo.exports import (
    broken_export,
    clean_export,
    ragged_export,
    russian_export,
)
from survey_analysis.demo.generator import draw_responses
from survey_analysis.demo.questionnaire import CODEBOOK, RUSSIAN_CODEBOOK
from survey_analysis.errors import ExportError, OptionError, shown
from survey_analysis.present.output_file import write_file


def sample_files() -> Mapping[str, bytes]:
    """The files of the sample: name -> content."""
    columns = draw_responses()
    return {
        "README.md": readme(),
        "codebook.yaml": _codebook_file(CODEBOOK, "responses.csv"),
        "codebook_ru.yaml": _codebook_file(RUSSIAN_CODEBOOK, "responses_cp1251.csv"),
        "responses.csv": clean_export(columns),
        "responses_cp1251.csv": russian_export(columns),
        "responses_broken.csv": broken_export(columns),
        "responses_ragged.csv": ragged_export(columns),
    }


def write_demo(directory: str | Path) -> tuple[Path, ...]:
    """Write the synthetic sample into a folder, which is made if there is none.

    Parameters
    ----------
    directory : the folder.

    Returns
    -------
    The files written: exports, codebooks, README.md.

    Errors
    ------
    ExportError where the folder is a file, or where one of the files is already there with
    another content: nothing is overwritten.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     print(*(path.name for path in write_demo(folder)), sep="\\n")
    README.md
    codebook.yaml
    codebook_ru.yaml
    responses.csv
    responses_cp1251.csv
    responses_broken.csv
    responses_ragged.csv
    """
    if not isinstance(directory, str | Path) or not str(directory):
        raise OptionError(f"directory={shown(directory)} is not allowed. Name a folder.")
    folder = Path(directory)
    files = {folder / name: content for name, content in sample_files().items()}
    try:
        _check_free(folder, files)
        folder.mkdir(parents=True, exist_ok=True)
    except ExportError:
        raise
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name is not allowed here"
        raise ExportError(f"{shown(str(folder))} cannot be made: {reason}.") from None
    for path, content in files.items():
        write_file(path, content)
    return tuple(files)


def _check_free(folder: Path, files: Mapping[Path, bytes]) -> None:
    """Stop where the folder is a file, or holds another file of one of these names."""
    if folder.exists() and not folder.is_dir():
        raise ExportError(f"{folder} is a file. Name a folder, or one that can be made.")
    for path, content in files.items():
        if path.exists() and not (path.is_file() and path.read_bytes() == content):
            raise ExportError(
                f"{path} is already there and is not this sample. Nothing was written: "
                "name another folder, or move that file away."
            )


def _codebook_file(codebook: Codebook, export: str) -> bytes:
    about = f"# What {export} holds and how its answers are read. Synthetic: see README.md.\n"
    return (about + codebook.to_yaml()).encode("utf-8")
