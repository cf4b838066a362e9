"""Word: the door to `word_document`, which needs the optional package python-docx."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from survey_analysis.errors import MissingExtraError
from survey_analysis.present.output_file import output_path, write_file
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
    target = output_path(path, (".docx",))
    try:
        # python-docx is optional and takes a tenth of a second
        from survey_analysis.present.word_document import document_of
    except ModuleNotFoundError as error:
        raise MissingExtraError(INSTALL) from error
    content = BytesIO()
    document_of(page).save(content)
    write_file(target, content.getvalue())
    return target
