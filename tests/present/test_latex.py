"""LaTeX: booktabs tables that compile whatever the labels say."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd

Make = Callable[..., Any]


def test_a_table_is_ruled_captioned_and_aligned(distribution: Make) -> None:
    document = distribution((300,)).to_latex()
    assert r"\usepackage{array,booktabs,longtable}" in document
    assert r"\caption{Means and medians}" in document
    assert re.search(r"\\begin\{tabular\}\{@\{\}lr+@\{\}\}\n\\toprule", document)
    assert document.count(r"\bottomrule") == document.count(r"\toprule") == 3


def test_cells_are_separated_and_rows_ended(comparison: Make) -> None:
    document = comparison((200, 100, 50)).to_latex()
    assert r"School & 200 & 2.20 & 0.50 & 0.10 & {[}1.80, 2.20{]} & 2.00 \\" in document


def test_names_of_several_rows_stand_on_a_line_of_their_own(comparison: Make) -> None:
    assert r"{@{}l}{\textit{Trust}} \\*" in comparison((200, 100, 50)).to_latex()


def test_environments_and_braces_are_balanced(reliability: Make, hostile: str) -> None:
    document = reliability((300, 200, 100), trust=hostile, school=hostile).to_latex()
    begun = re.findall(r"\\begin\{(\w+)\}", document)
    ended = re.findall(r"\\end\{(\w+)\}", document)
    assert sorted(begun) == sorted(ended)
    bare = re.sub(r"\\[{}%&#_$\\]", "", re.sub(r"(?m)^%.*$", "", document))
    assert bare.count("{") == bare.count("}")


def test_hostile_labels_are_text(reliability: Make, hostile: str) -> None:
    document = reliability((300, 200, 100), trust=hostile, school=hostile).to_latex()
    body = re.sub(r"(?m)^%.*$", "", document)
    assert r"\input" not in body
    assert r"\textbackslash{}input\{a\} 50\% \& \#1" in body
    assert not re.search(r"(?<!\\)%", body)


def test_a_hostile_title_cannot_leave_its_comment(reliability: Make, hostile: str) -> None:
    comments = [
        line for line in reliability((300,), trust=hostile).to_latex().splitlines() if "%" in line
    ]
    assert sum("Reliability (Cronbach" in line and line.startswith("% ") for line in comments) == 1


def test_long_tables_break_over_pages_and_repeat_their_titles(comparison: Make) -> None:
    result = comparison()
    groups = pd.concat([result.groups] * 20, ignore_index=True)
    document = replace(result, groups=groups).to_latex()
    long = document[document.index(r"\begin{longtable}") : document.index(r"\end{longtable}")]
    assert r"\endfirsthead" in long
    assert long.count("Mean & SD & SE") == 2


def test_long_notes_are_not_cut(reliability: Make) -> None:
    document = reliability((300, 60, 4)).to_latex()
    assert "hold every number for the researcher." in document
    assert r"\noindent\textit{Method.} Cronbach's alpha (Cronbach 1951), unweighted." in document


def test_greek_letters_and_marks_have_commands(comparison: Make, reliability: Make) -> None:
    assert r"$\omega$\textsuperscript{2}" in comparison().to_latex()
    document = reliability((300,)).to_latex("ru")
    assert r"\shortstack[r]{$\alpha$\\Кронбаха}" in document
    assert "tr2~(R)" in document
