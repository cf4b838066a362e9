"""The sample as files: clean, as a Russian platform would send it, broken, ragged."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass

from survey_analysis.codebook import in_language
from survey_analysis.demo.questionnaire import CODEBOOK, RUSSIAN_HEADERS

Columns = Mapping[str, list[str]]

N_BROKEN = 120
N_RAGGED = 20
IN_WORDS = ("education", "region", "news_source")


@dataclass(frozen=True, slots=True, kw_only=True)
class Defect:
    """One thing that is wrong in `responses_broken.csv`.

    Attributes
    ----------
    column : the column as the codebook names it, or the header that should not be there.
    lines : lines of the file concerned (the header is line 1); `()` for the whole column.
    becomes : the text that stands there instead; "" where it is made in another way.
    says : what is wrong and how it comes about.
    told : code and severity of the finding that validation makes of it.
    """

    column: str
    lines: tuple[int, ...]
    becomes: str = ""
    says: str
    told: str


DEFECTS = (
    Defect(
        column="age",
        lines=(9,),
        becomes="1987",
        says="a year of birth in place of an age",
        told="SA260 error",
    ),
    Defect(
        column="age",
        lines=(14, 52),
        becomes="7",
        says="an age outside the declared range",
        told="SA259 error",
    ),
    Defect(
        column="education",
        lines=(47,),
        becomes="Бакалавриат",
        says="a label in place of a code; the codebook knows it, so it is understood",
        told="SA248 warning",
    ),
    Defect(
        column="region",
        lines=(35,),
        becomes="RU-MSK",
        says="a code that ISO 3166-2 does not have (Moscow is RU-MOW)",
        told="SA240 error",
    ),
    Defect(
        column="skl1",
        lines=(5, 17),
        becomes="7",
        says="a code that the scale does not have",
        told="SA240 error",
    ),
    Defect(
        column="fin1",
        lines=(66,),
        becomes="04",
        says="a leading zero",
        told="SA243 error",
    ),
    Defect(
        column="fin3",
        lines=(23,),
        becomes="6",
        says="don't know, typed as the next number of the scale",
        told="SA240 error",
    ),
    Defect(
        column="fam3",
        lines=(),
        says="the reverse item was turned before it was exported, so that it points the wrong way",
        told="SA282 warning",
    ),
    Defect(
        column="hlt3",
        lines=(),
        says="the header is misspelt as `htl3`: a column is missing and another is not declared",
        told="SA231 error",
    ),
    Defect(
        column="civ1",
        lines=(12, 40, 41),
        becomes="Agree",
        says="a label in place of a code; the codebook knows it, so it is understood",
        told="SA248 warning",
    ),
    Defect(
        column="civ1",
        lines=(44,),
        becomes="Rather agree",
        says="a label that the codebook does not know",
        told="SA242 error",
    ),
    Defect(
        column="rec1",
        lines=(31,),
        becomes="NA",
        says="what another program wrote for a missing answer",
        told="SA244 error",
    ),
    Defect(
        column="rec3",
        lines=(),
        says="whole numbers written as `4.0` by a program that made them decimal",
        told="SA250 note",
    ),
    Defect(
        column="lng3",
        lines=(),
        becomes="3",
        says="everybody gave the same answer",
        told="SA280 warning",
    ),
    Defect(
        column="life_satisfaction",
        lines=(70,),
        becomes="11",
        says="a number outside the declared range",
        told="SA259 error",
    ),
    Defect(
        column="duration",
        lines=(20,),
        becomes="412,6",
        says="a decimal comma in a column of decimal points",
        told="SA256 error",
    ),
    Defect(
        column="alias",
        lines=(31,),
        becomes="R0029",
        says="the alias of line 30 once more, with other answers",
        told="SA270 warning",
    ),
    Defect(
        column="alias",
        lines=(61,),
        says="line 60 once more, as when a form is sent twice",
        told="SA271 warning",
    ),
    Defect(
        column="browser",
        lines=(),
        becomes="Firefox",
        says="a column that the codebook does not declare; it is listed, not analysed",
        told="SA235 warning",
    ),
)
"""Everything that is wrong in `responses_broken.csv`, column by column."""


def clean_export(columns: Columns) -> bytes:
    """UTF-8, comma, LF; ids as headers."""
    return _table(columns, separator=",", newline="\n").encode("utf-8")


def russian_export(columns: Columns) -> bytes:
    """cp1251, semicolon, CRLF, decimal comma; Russian headers, some answers in words."""
    words = {id: _words(id) for id in IN_WORDS}
    translated = {
        RUSSIAN_HEADERS[id]: [words[id].get(cell, cell) for cell in column]
        if id in IN_WORDS
        else column
        for id, column in columns.items()
    }
    translated[RUSSIAN_HEADERS["duration"]] = [
        seconds.replace(".", ",") for seconds in columns["duration"]
    ]
    return _table(translated, separator=";", newline="\r\n").encode("cp1251")


def broken_export(columns: Columns) -> bytes:
    """The first respondents of the clean export with every defect of `DEFECTS`."""
    broken = {id: column[:N_BROKEN] for id, column in columns.items()}
    broken["browser"] = [""] * N_BROKEN
    broken["fam3"] = [_turned(cell) for cell in broken["fam3"]]
    broken["rec3"] = [f"{cell}.0" if cell in _codes() else cell for cell in broken["rec3"]]
    for defect in DEFECTS:
        if defect.becomes:
            for line in defect.lines or range(2, N_BROKEN + 2):
                broken[defect.column][line - 2] = defect.becomes
    for column in broken.values():
        column[59] = column[58]
    renamed = {{"hlt3": "htl3"}.get(id, id): column for id, column in broken.items()}
    return _table(renamed, separator=",", newline="\n").encode("utf-8")


def ragged_export(columns: Columns) -> bytes:
    """A few respondents; one row has a field too many, another one has two too few."""
    few = {id: column[:N_RAGGED] for id, column in columns.items()}
    lines = _table(few, separator=",", newline="\n").splitlines()
    # A decimal comma without quotes cuts one number into two fields.
    lines[7] = ",".join([*lines[7].split(",")[:-1], "301,4"])
    lines[14] = ",".join(lines[14].split(",")[:-2])
    return "\n".join([*lines, ""]).encode("utf-8")


def _table(columns: Columns, *, separator: str, newline: str) -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, lineterminator=newline)
    writer.writerow(columns)
    writer.writerows(zip(*columns.values(), strict=True))
    return text.getvalue()


def _words(variable: str) -> dict[str, str]:
    """The Russian label of each code of a variable."""
    categories = CODEBOOK.categories_for(CODEBOOK.variable(variable))
    return {category.code: in_language(category.label, "ru") for category in categories}


def _codes() -> tuple[str, ...]:
    return CODEBOOK.scales[0].codes


def _turned(cell: str) -> str:
    codes = _codes()
    return codes[-1 - codes.index(cell)] if cell in codes else cell
