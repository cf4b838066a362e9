"""write_report: one file, whole, readable by everybody, the same every time."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import survey_analysis as sa
from survey_analysis.present.provenance import FROM_SOURCE
from survey_analysis.report.pages import STEPS, write_report

VOID = {"meta", "img", "br", "link", "input", "hr"}


class Page(HTMLParser):
    """The elements of a page with their attributes, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.texts: dict[str, list[str]] = {}
        self.html = html
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, tag

    def handle_data(self, data):
        if self.open:
            self.texts.setdefault(self.open[-1], []).append(data)

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attrs for name, attrs in self.elements if name == tag]

    @property
    def text(self) -> str:
        return " ".join(
            piece
            for tag, pieces in self.texts.items()
            if tag not in {"script", "style"}
            for piece in pieces
        )

    @property
    def provenance(self) -> dict:
        return json.loads("".join(self.texts["script"]))


def page_of(survey: sa.Survey, folder: Path, **options) -> Page:
    path = write_report(survey, folder / "report.html", **options)
    return Page(path.read_text("utf-8"))


@pytest.fixture(scope="module")
def page(survey, tmp_path_factory) -> Page:
    folder = tmp_path_factory.mktemp("page")
    return page_of(survey, folder, by=["age", "school"], command="survey-analysis report x.csv")


def test_the_page_is_well_formed(page):
    assert page.open == []
    assert page.html.startswith("<!DOCTYPE html>")
    assert page.all("html") == [{"lang": "en"}]
    assert "".join(page.texts["title"]) == "Small survey: survey report"


def test_nothing_is_loaded_from_anywhere(page):
    for _, attrs in page.elements:
        for name in ("src", "href", "srcset", "data", "action", "poster"):
            value = attrs.get(name, "#")
            assert value.startswith(("#", "data:image/png;base64,")), value
    without_pictures = re.sub(r"base64,[^\"]*", "", page.html)
    assert not re.search(r"https?:|//|@import|url\(", without_pictures)
    assert [attrs["type"] for attrs in page.all("script")] == ["application/json"]
    policy = next(m for m in page.all("meta") if m.get("http-equiv"))
    assert policy["content"].startswith("default-src 'none'")


def test_every_picture_has_words(page):
    pictures = page.all("img")
    assert len(pictures) >= 6
    for picture in pictures:
        assert len(picture["alt"]) > 40
        assert int(picture["width"]) > 100


def test_tables_tell_what_their_cells_belong_to(page):
    tables = page.html.count("<table")
    assert tables == page.html.count("<caption>") > 15
    assert all(attrs.get("scope") in {"col", "row", "rowgroup"} for attrs in page.all("th"))


def test_wide_tables_can_be_scrolled_by_keyboard(page):
    regions = [attrs for attrs in page.all("div") if attrs.get("role") == "region"]
    assert len(regions) == page.html.count("<table")
    assert all(attrs["tabindex"] == "0" and attrs["aria-label"] for attrs in regions)


def test_anchors_lead_somewhere_and_ids_are_unique(page):
    ids = [attrs["id"] for _, attrs in page.elements if "id" in attrs]
    assert len(ids) == len(set(ids))
    links = [attrs["href"] for attrs in page.all("a")]
    assert len(links) > 12
    assert {link.removeprefix("#") for link in links} <= set(ids)
    labelled = [a["aria-labelledby"] for _, a in page.elements if "aria-labelledby" in a]
    assert set(labelled) <= set(ids)


def test_landmarks_and_headings(page):
    for landmark in ("header", "nav", "main", "footer"):
        assert len(page.all(landmark)) == 1
    assert len(page.all("h1")) == 1
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_all_sections_are_there(page):
    for heading in (
        "What was asked",
        "How many answered",
        "What validation found",
        "Distributions",
        "Reliability",
        "Comparisons of groups",
        "Methods and sources",
        "Limits",
        "Provenance",
    ):
        assert heading in page.texts["h2"]
    assert {"Trust", "Money", "By Age", "By Education"} <= set(page.texts["h3"])


def test_numbers_of_the_results_stand_in_the_page(page, alpha, compared, scores):
    row = alpha.table.iloc[0]
    assert f"{row.alpha:.3f}" in page.text
    assert f"[{row.alpha_ci_low:.3f}, {row.alpha_ci_high:.3f}]" in page.text
    assert f"{compared.table['statistic'].iloc[0]:.2f}" in page.text
    assert f"{scores.table['mean'].iloc[0]:.2f}" in page.text


def test_what_the_report_is_not_for(page):
    assert "not for scoring, ranking or labelling individual persons" in page.text


def test_small_groups_are_hidden_everywhere(page):
    rows = re.findall(r"<tr>(?:(?!</tr>).)*14-17(?:(?!</tr>).)*</tr>", page.html, re.S)
    assert rows
    for row in rows:
        # how many items a domain has is no secret
        items = r"</th><th[^>]*>14-17</th><td[^>]*>[23]</td>"
        numbers = re.sub(rf"{items}|14-17|18-39|40-64|65\+|&lt; 10|<[^>]*>", " ", row)
        assert not re.search(r"\d", numbers), row
    assert not any("14-17" in picture["alt"] for picture in page.all("img"))


def test_provenance_is_in_the_page_as_json(page, survey):
    found = page.provenance
    assert found["export_sha256"] == survey.provenance.export_sha256
    assert found["codebook_sha256"] == survey.codebook.sha256
    assert found["options"]["by"] == ["age", "school"]
    assert found["command"] == "survey-analysis report x.csv"
    assert found["versions"]["numpy"] == np.__version__
    assert survey.codebook.sha256 in page.text


def test_the_same_call_gives_the_same_bytes(survey, tmp_path, monkeypatch):
    few = {"by": "school", "outcomes": ["trust", "news"]}
    first = write_report(survey, tmp_path / "a.html", **few).read_bytes()
    assert write_report(survey, tmp_path / "b.html", **few).read_bytes() == first
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    dated = write_report(survey, tmp_path / "c.html", **few).read_text("utf-8")
    assert "2023-11-14" in dated


def test_a_russian_report_is_russian(survey, tmp_path):
    page = page_of(survey, tmp_path, lang="ru", by="school")
    assert page.all("html") == [{"lang": "ru"}]
    assert {"Что спрашивали", "Надёжность", "Ограничения"} <= set(page.texts["h2"])
    assert "Малый опрос: отчёт об опросе" in page.text
    english = [
        word
        for word in ("Respondents", "Comparison", "Domain", "Missing", "Unweighted", "answered")
        if word in page.text
    ]
    assert english == []
    assert survey.language == "en"


def test_no_groupings_means_no_comparisons(survey, tmp_path):
    page = page_of(survey, tmp_path, by=[], outcomes="life")
    assert "No groupings were asked for" in page.text
    assert page.provenance["options"]["by"] == []


def test_by_silent_takes_all_groupings(survey, tmp_path):
    assert page_of(survey, tmp_path, outcomes="life").provenance["options"]["by"] == [
        "age",
        "school",
    ]


def test_outcomes_choose_what_is_compared_and_whose_items_are_shown(survey, tmp_path):
    page = page_of(survey, tmp_path, by="school", outcomes=["trust"])
    assert page.provenance["options"]["outcomes"] == ["trust"]
    assert "Trust" in page.texts["h3"]
    assert "Money" not in page.texts["h3"]
    only_number = page_of(survey, tmp_path, by="school", outcomes="life")
    assert "There is no domain among the outcomes" in only_number.text


def test_a_weighted_survey_is_compared_with_its_weights(tmp_path):
    rng = np.random.default_rng(8)
    frame = pd.DataFrame({f"q{i}": rng.integers(1, 6, 90) for i in range(3)})
    frame = frame.assign(w=rng.uniform(0.5, 2, 90), g=["x", "y", "z"] * 30)
    survey = sa.survey_from_frame(
        frame, domains={"d": ["q0", "q1", "q2"]}, groupings=["g"], weight="w"
    )
    for lang, words in (("en", "Wald F"), ("ru", "F-критерий Вальда")):
        page = page_of(survey, tmp_path, lang=lang)
        assert words in page.text


def test_an_export_without_respondents_gives_a_report(codebook, tmp_path):
    header = ["t1", "t2", "t3", "m1", "m2", "age", "school", "life", "news"]
    survey = sa.load_survey(pd.DataFrame(columns=header, dtype=str), codebook)
    for lang, words in (("en", "holds no respondents"), ("ru", "нет респондентов")):
        page = page_of(survey, tmp_path, lang=lang)
        assert words in page.text
        assert page.all("img") == []


@pytest.mark.parametrize("n", [1, 2, 9])
def test_so_few_respondents_show_no_numbers(codebook, tmp_path, n):
    frame = pd.DataFrame(
        {"t1": ["1"], "t2": ["5"], "t3": ["2"], "m1": ["4"], "m2": ["4"], "age": ["30"],
         "school": ["2"], "life": ["7"], "news": ["1"]}
    )  # fmt: skip
    survey = sa.load_survey(pd.concat([frame] * n, ignore_index=True), codebook)
    page = page_of(survey, tmp_path)
    assert page.all("img") == []
    assert "100.0%" not in page.text
    assert "7.00" not in page.text


def test_hostile_labels_stay_text(tmp_path):
    bad = "</script></title><script>alert('x')</script> $x$ \"q\" & <img src=x onerror=alert(1)>"
    rng = np.random.default_rng(9)
    frame = pd.DataFrame({f"q{i}": rng.integers(1, 6, 60) for i in range(3)})
    frame["g"] = rng.choice(["<b>x</b>", "</td>y"], 60)
    labels = {name: bad + name for name in ("q0", "q1", "d", "g")}
    survey = sa.survey_from_frame(
        frame, domains={"d": ["q0", "q1", "q2"]}, groupings=["g"], labels=labels
    )
    page = page_of(survey, tmp_path, command=f"survey-analysis report '{bad}'")
    assert page.open == []
    assert [attrs["type"] for attrs in page.all("script")] == ["application/json"]
    assert not any("onerror" in attrs for _, attrs in page.elements)
    assert page.provenance["command"].endswith(f"'{bad}'")
    assert bad + "q0" in page.text


def test_too_many_pairs_are_not_printed(tmp_path):
    rng = np.random.default_rng(10)
    frame = pd.DataFrame({"q0": rng.integers(1, 6, 900), "q1": rng.integers(1, 6, 900)})
    frame["g"] = (np.arange(900) % 46).astype(str)
    survey = sa.survey_from_frame(frame, domains={"d": ["q0", "q1"]}, groupings=["g"])
    page = page_of(survey, tmp_path)
    assert "1035 pairs of groups are too many to print" in page.text
    assert len(page.html) < 2_000_000


def test_progress_hears_every_step(survey, tmp_path):
    heard: list[str] = []
    write_report(survey, tmp_path / "report.html", outcomes="life", progress=heard.append)
    assert tuple(heard) == STEPS


def test_wrong_targets_are_refused_before_anything_is_computed(survey, tmp_path):
    def forbidden(_: str) -> None:
        raise AssertionError("computed before the path was checked")

    (tmp_path / "folder.html").mkdir()
    with pytest.raises(sa.errors.ExportError, match="is a folder"):
        write_report(survey, tmp_path / "folder.html", progress=forbidden)
    with pytest.raises(sa.errors.ExportError, match="There is no folder"):
        write_report(survey, tmp_path / "nowhere" / "report.html", progress=forbidden)
    with pytest.raises(sa.errors.OptionError, match=r"end the name in \.html"):
        write_report(survey, tmp_path / "responses.csv", progress=forbidden)


def test_wrong_calls_name_what_is_allowed(survey, tmp_path):
    path = tmp_path / "report.html"
    with pytest.raises(sa.errors.UnknownNameError, match="did you mean 'age'"):
        write_report(survey, path, by="agee")
    with pytest.raises(sa.errors.UnknownNameError, match="trust"):
        write_report(survey, path, outcomes="trst")
    with pytest.raises(sa.errors.OptionError, match="Allowed: en, ru"):
        write_report(survey, path, lang="fr")
    with pytest.raises(sa.errors.OptionError, match=r"0\.95"):
        write_report(survey, path, confidence=95)
    with pytest.raises(sa.errors.OptionError, match="a Survey is needed, not DataFrame"):
        write_report(survey.frame, path)
    assert not path.exists()


def test_a_failed_write_leaves_the_old_report(survey, tmp_path, monkeypatch):
    path = tmp_path / "report.html"
    path.write_text("old", encoding="utf-8")

    def full(*_: object, **__: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(sa.errors.ExportError, match="cannot be written: No space left"):
        write_report(survey, path, outcomes="life")
    monkeypatch.undo()
    assert path.read_text("utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_the_footer_reads_well_where_the_package_is_not_installed(survey, tmp_path, monkeypatch):
    monkeypatch.setattr("survey_analysis.report.pages.version_of", lambda _: FROM_SOURCE)
    english = page_of(survey, tmp_path, by=[], outcomes="life")
    russian = page_of(survey, tmp_path, by=[], outcomes="life", lang="ru")
    assert "Made by survey_analysis from source. One file" in english.text
    assert "Создано survey_analysis из исходного кода. Один файл" in russian.text


def test_the_report_never_replaces_the_export(tmp_path):
    export, book = tmp_path / "answers.html", tmp_path / "codebook.yaml"
    export.write_text("q1,q2\n1,2\n2,1\n", encoding="utf-8")
    book.write_text(
        "survey_analysis_codebook: 1\nsurvey: {id: t}\ndomains: {d: {label: D}}\n"
        "scales: {s: {type: ordinal, values: {'1': a, '2': b}}}\n"
        "items: [{id: q1, domain: d, scale: s}, {id: q2, domain: d, scale: s}]\n",
        encoding="utf-8",
    )
    loaded = sa.load_survey(export, book)
    with pytest.raises(sa.errors.ExportError, match="is the export or its codebook"):
        write_report(loaded, export)
    assert export.read_text("utf-8").startswith("q1,q2")


def test_a_command_line_in_another_encoding_is_told_as_far_as_it_can_be(survey, tmp_path):
    path = write_report(survey, tmp_path / "r.html", outcomes="life", command="report \udcff.csv")
    assert "report \ufffd.csv" in path.read_text("utf-8")


@pytest.mark.parametrize("given", [{"lang": []}, {"command": 3}, {"progress": "loud"}])
def test_a_call_of_other_types_is_refused(survey, tmp_path, given):
    with pytest.raises(sa.errors.OptionError, match="is not allowed"):
        write_report(survey, tmp_path / "report.html", **given)
