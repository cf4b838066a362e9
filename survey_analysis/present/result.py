"""Result: what every verb returns, and the ways to show it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from survey_analysis.present.content import Content
from survey_analysis.present.escape import cut
from survey_analysis.present.html import html_of
from survey_analysis.present.latex import latex_of
from survey_analysis.present.layout import page_of, subject
from survey_analysis.present.markdown import markdown_of
from survey_analysis.present.names import Names
from survey_analysis.present.numbers import plural
from survey_analysis.present.text import text_of
from survey_analysis.present.word import write_word
from survey_analysis.present.wording import nouns

ROWS_ON_SCREEN = 160
"""A table with more rows is cut on screen (`print`, Jupyter), and says so."""


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class Result(Content):
    """A frozen result: tidy frames at full precision, notes, method, provenance.

    The frames hold everything; the fields are those of `Content`. Whatever is shown (`print`,
    Jupyter, `to_html`, `to_markdown`, `to_latex`, `to_word`) is rounded, and rows of groups of
    fewer than `codebook.min_cell` respondents are hidden.
    """

    def __repr__(self) -> str:
        """One line: `ReliabilityResult(8 domains, 3 notes)`."""
        names = Names(codebook=self.codebook, source=self.language, lang="en")
        notes = plural(len(self.notes), "en", nouns("note", "en"))
        return f"{type(self).__name__}({cut(subject(self, names), 60)}, {notes})"

    def __str__(self) -> str:
        """The tables as plain text, about 100 columns wide."""
        return text_of(page_of(self, most_rows=ROWS_ON_SCREEN))

    def _repr_html_(self) -> str:
        return html_of(page_of(self, most_rows=ROWS_ON_SCREEN))

    def to_html(self, lang: str | None = None) -> str:
        """The tables as one HTML element with its own style: no script, no network.

        Parameters
        ----------
        lang : language of words and labels, such as "ru"; None: that of the result.
        """
        return html_of(page_of(self, lang))

    def to_markdown(self, lang: str | None = None) -> str:
        """The tables as Markdown with pipes.

        Parameters
        ----------
        lang : language of words and labels, such as "ru"; None: that of the result.
        """
        return markdown_of(page_of(self, lang))

    def to_latex(self, lang: str | None = None) -> str:
        r"""The tables as LaTeX, which needs `\usepackage{array,booktabs,longtable}`.

        Parameters
        ----------
        lang : language of words and labels, such as "ru"; None: that of the result.
        """
        return latex_of(page_of(self, lang))

    def to_word(self, path: str | Path, lang: str | None = None) -> Path:
        """Write the tables into a Word document and return its path.

        Parameters
        ----------
        path : file to write, with a name that ends in .docx; an existing one is replaced.
        lang : language of words and labels, such as "ru"; None: that of the result.

        Errors
        ------
        MissingExtraError (an ImportError) says how to install python-docx where it is missing.
        """
        return write_word(page_of(self, lang), path)
