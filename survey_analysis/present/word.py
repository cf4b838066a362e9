"""Word: the door to `word_document`, which needs the optional package python-docx."""

from __future__ import annotations

from pathlib import Path

from survey_analysis.errors import ExportError, MissingExtraError, OptionError
from survey_analysis.present.page import Page

INSTALL = 'to_word() needs python-docx: python -m pip install "survey-analysis[word]"'


def write_word(page: Page, path: str | Path) -> Path:
    """Write the page as a Word document.

    Parameters
    ----------
    page : what is shown.
    path : file to write, with a name that ends in .docx; an existing one is replaced.

    Returns
    -------
    The path.

    Errors
    ------
    MissingExtraError (an ImportError) names the command that installs python-docx; OptionError
    for a path that does not end in .docx; ExportError where its folder does not exist.
    """
    target = Path(path)
    if target.suffix.lower() != ".docx":
        raise OptionError(f"path={str(path)!r} is not allowed. Give a name that ends in .docx.")
    if not target.parent.is_dir():
        raise ExportError(f"There is no folder {str(target.parent)!r}. Create it first.")
    try:
        # python-docx is optional and takes a tenth of a second
        from survey_analysis.present.word_document import document_of
    except ModuleNotFoundError as error:
        raise MissingExtraError(INSTALL) from error
    document_of(page).save(str(target))
    return target
