"""HTML: tables that a screen reader can read and that carry nothing foreign."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

Make = Callable[..., Any]


class Tree(HTMLParser):
    """Every element with its attributes; fails where elements do not nest."""

    def __init__(self, document: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(document)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def test_tables_have_captions_and_every_heading_a_scope(reliability: Make) -> None:
    tree = Tree(reliability((300, 200, 100)).to_html())
    assert len(tree.all("table")) == len(tree.all("caption")) == 2
    scopes = [heading.get("scope") for heading in tree.all("th")]
    assert set(scopes) == {"col", "row", "rowgroup"}


def test_each_row_has_as_many_cells_as_the_head(comparison: Make) -> None:
    document = comparison((200, 100, 50)).to_html()
    for table in re.findall(r"<table.*?</table>", document, re.DOTALL):
        width = len(re.findall(r'scope="col"', table))
        left: list[int] = []
        for row in re.findall(r"<tr>(.*?)</tr>", table.split("</thead>")[1]):
            spans = [int(span) for span in re.findall(r'rowspan="(\d+)"', row)]
            cells = len(re.findall(r"<t[hd]", row))
            assert cells + len(left) == width
            left = [span - 1 for span in [*left, *spans] if span > 1]


def test_a_name_spans_its_rows(reliability: Make) -> None:
    tree = Tree(reliability((300, 200, 100)).to_html())
    spans = [heading["rowspan"] for heading in tree.all("th") if "rowspan" in heading]
    assert spans == ["3", "6", "2", "2", "2"]


def test_nothing_is_fetched_run_or_named_twice(reliability: Make) -> None:
    document = reliability((300, 200, 100)).to_html()
    tree = Tree(document)
    assert {"script", "link", "img", "iframe"}.isdisjoint(tag for tag, _ in tree.elements)
    assert not re.search(r"https?:|@import|url\(|\bid=|\bon\w+=", document)


def test_the_style_touches_nothing_else_on_a_page(reliability: Make) -> None:
    style = re.search(r"<style>(.*?)</style>", reliability().to_html(), re.DOTALL)
    assert style is not None
    selectors = re.findall(r"([^{}]+)\{", style[1])
    for selector in ",".join(selectors).split(","):
        assert selector.strip().startswith((".sa-result", "@media print"))


def test_hostile_labels_are_text(reliability: Make, hostile: str) -> None:
    result = reliability((300, 200, 100), trust=hostile, school=hostile)
    for document in (result.to_html(), result._repr_html_()):
        tree = Tree(document)
        assert not tree.all("script")
        assert '<script>alert("1")</script> $x^2$' in tree.text
        assert "\u202e" not in document
        assert "\x1b" not in document


def test_formulas_in_labels_are_left_alone(reliability: Make) -> None:
    section = Tree(reliability().to_html()).all("section")[0]
    assert {"mathjax_ignore", "tex2jax_ignore"} <= set(str(section["class"]).split())


def test_notes_and_method_follow(reliability: Make) -> None:
    tree = Tree(reliability((300, 60, 4)).to_html("ru"))
    assert "SA401" in tree.text
    assert "Метод:" in tree.text
    assert tree.all("section")[0]["lang"] == "ru"


def test_hidden_numbers_are_a_dot(comparison: Make) -> None:
    document = comparison((200, 60, 4)).to_html()
    assert '<th scope="row">University</th><td class="sa-number">&lt; 10</td>' in document
    assert '<th scope="row">College</th><td class="sa-number">hidden</td>' in document


def test_an_empty_result_is_valid_html(reliability: Make) -> None:
    result = reliability()
    for name in result.frames:
        object.__setattr__(result, name, getattr(result, name).iloc[:0])
    assert "no rows" in Tree(result.to_html()).text
