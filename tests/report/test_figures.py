"""plot: what is drawn, in which words, and the file it is saved to."""

from __future__ import annotations

import subprocess
import sys

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest

import survey_analysis as sa
from survey_analysis.report.figures import KINDS, UNKNOWN, in_font, plot

PNG = b"\x89PNG"


def texts(figure) -> str:
    """Every text of a drawn figure, a line each."""
    figure.to_bytes()
    return "\n".join(
        text.get_text()
        for text in figure.figure.findobj(mpl.text.Text)
        if text.get_visible() and text.get_text()
    )


def flat(figure) -> str:
    return texts(figure).replace("\n", " ").replace("\N{NO-BREAK SPACE}", " ")


def test_default_kinds(items, by_school, compared, alpha, survey):
    assert plot(items).data["part"].eq("answer").any()
    assert {"mean", "ci_low"} <= set(plot(by_school).data)
    assert {"mean", "ci_low"} <= set(plot(compared).data)
    assert {"value", "alpha"} <= set(plot(alpha).data)
    nominal = sa.distribution(survey, outcomes="news")
    assert {"share", "ci_low"} <= set(plot(nominal).data)


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_every_kind_of_every_result_is_drawn(items, scores, by_school, compared, alpha, lang):
    for result in (items, scores, by_school, compared, alpha):
        for kind in KINDS[type(result)]:
            figure = plot(result, kind=kind, lang=lang)
            assert figure.to_bytes().startswith(PNG)
            assert figure.figure.get_axes()
            assert figure.alt_text.endswith(".")
            assert isinstance(figure.data, pd.DataFrame)
            assert not figure.data.empty


def test_wrong_kind_names_what_is_allowed(items, compared):
    with pytest.raises(sa.errors.OptionError, match=r"did you mean 'likert'.*'profile', 'shares'"):
        plot(items, kind="likart")
    with pytest.raises(sa.errors.OptionError, match="'groups'"):
        plot(compared, kind="likert")
    with pytest.raises(sa.errors.OptionError, match="kind=3"):
        plot(items, kind=3)


def test_a_description_has_no_picture(survey):
    with pytest.raises(sa.errors.OptionError, match=r"DescriptionResult.*distribution\(\)"):
        plot(sa.describe(survey))


def test_language_of_words_and_labels(items):
    english, russian = flat(plot(items)), flat(plot(items, lang="ru"))
    assert "People can be trusted" in english
    assert "Strongly agree" in english
    assert "Людям можно верить" in russian
    assert "Полностью согласен" in russian
    assert "Без весов" in russian


def test_alt_text_says_the_numbers(scores, alpha, compared):
    profile = plot(scores, kind="profile")
    row = profile.data[profile.data["outcome"] == "trust"].iloc[0]
    assert f"Trust: {row['mean']:.2f} [{row.ci_low:.2f}, {row.ci_high:.2f}]" in profile.alt_text
    assert f"n = {row.n:.0f}" in profile.alt_text
    items = plot(alpha)
    first = alpha.items.iloc[0]
    assert f"{first['label']} {first.alpha_if_dropped:.3f}" in items.alt_text
    assert "Education" not in plot(compared).alt_text or "ω²" in plot(compared).alt_text


def test_save_writes_the_format_of_the_name(items, tmp_path):
    figure = plot(items)
    starts = {"png": PNG, "svg": b"<?xml", "pdf": b"%PDF"}
    for kind, start in starts.items():
        path = figure.save(tmp_path / f"bars.{kind}")
        assert path.read_bytes().startswith(start)


def test_the_same_picture_gives_the_same_bytes(items):
    for kind in ("png", "svg", "pdf"):
        assert plot(items).to_bytes(kind) == plot(items).to_bytes(kind)


def test_save_refuses_other_formats_and_missing_folders(items, tmp_path):
    figure = plot(items)
    with pytest.raises(sa.errors.OptionError, match=r"\.png, \.svg or \.pdf"):
        figure.save(tmp_path / "bars.docx")
    with pytest.raises(sa.errors.ExportError, match="There is no folder"):
        figure.save(tmp_path / "nowhere" / "bars.png")
    with pytest.raises(OSError, match="There is no folder"):
        figure.save(tmp_path / "nowhere" / "bars.png")


@pytest.mark.parametrize("dpi", [0, -1, 1e9, float("nan"), True, "300", None])
def test_a_resolution_that_no_picture_has_is_refused(items, tmp_path, dpi):
    with pytest.raises(sa.errors.OptionError, match="dots per inch"):
        plot(items).save(tmp_path / "bars.png", dpi=dpi)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("given", [{"kind": []}, {"kind": 3}, {"lang": []}, {"lang": "\ud800"}])
def test_a_kind_or_language_of_another_type_is_refused(items, given):
    with pytest.raises(sa.errors.OptionError, match="is not allowed"):
        plot(items, **given)


def test_notebooks_show_an_image_with_its_alt_text(items):
    shown = plot(items)._repr_html_()
    assert shown.startswith('<img src="data:image/png;base64,')
    assert 'alt="Answers, share of valid answers.' in shown
    assert repr(plot(items)).startswith("Figure(Answers")


def test_users_settings_neither_change_the_picture_nor_are_changed(items):
    expected = plot(items).to_bytes()
    with mpl.rc_context({"font.size": 30, "axes.facecolor": "red", "text.parse_math": True}):
        before = mpl.rcParams["font.size"]
        assert plot(items).to_bytes() == expected
        assert mpl.rcParams["font.size"] == before


def test_letters_are_nine_points_or_more(items, compared, alpha):
    for result in (items, compared, alpha):
        figure = plot(result)
        sizes = [
            text.get_fontsize()
            for text in figure.figure.findobj(mpl.text.Text)
            if text.get_text().strip()
        ]
        assert min(sizes) >= 9


def test_hostile_labels_are_drawn_as_they_are():
    bad = 'a $x_1$ $ <script>alert("1")</script> \n \\frac{1}{2} \u202e\u200b 漢字 🎉 ' + "w" * 300
    rng = np.random.default_rng(1)
    frame = pd.DataFrame({f"q{i}": rng.integers(1, 6, 60) for i in range(3)})
    frame["g"] = rng.choice(["$y$", "<b>x</b>"], 60)
    survey = sa.survey_from_frame(
        frame,
        domains={"d": ["q0", "q1", "q2"]},
        groupings=["g"],
        labels={"q0": bad, "d": bad, "g": bad},
    )
    for result in (
        sa.distribution(survey, outcomes=["q0", "q1"]),
        sa.distribution(survey, by="g"),
        sa.compare(survey),
        sa.reliability(survey),
    ):
        figure = plot(result)
        assert "$x_1$" in flat(figure) or "$y$" in flat(figure)
        for kind in ("png", "svg", "pdf"):
            assert figure.to_bytes(kind)
        assert "\u202e" not in texts(figure)
        assert max(figure.figure.get_size_inches()) <= 40


def test_small_groups_are_not_drawn(by_age, compared):
    assert (by_age.table["group"] == "14-17").any()
    for figure in (
        plot(by_age),
        plot(by_age, kind="likert"),
        plot(by_age, kind="shares"),
        plot(compared),
    ):
        assert "14-17" not in set(figure.data["group"])
        assert "14-17" not in figure.alt_text
        assert "Hidden" in flat(figure)


def test_nothing_to_draw_is_a_sentence(codebook):
    header = ["t1", "t2", "t3", "m1", "m2", "age", "school", "life", "news"]
    survey = sa.load_survey(pd.DataFrame(columns=header, dtype=str), codebook)
    for result in (sa.distribution(survey), sa.compare(survey), sa.reliability(survey)):
        for kind in KINDS[type(result)]:
            figure = plot(result, kind=kind)
            assert "nothing to draw" in flat(figure)
            assert "nothing to draw" in figure.alt_text


def test_seventy_items_and_eighty_groups_fit():
    rng = np.random.default_rng(2)
    frame = pd.DataFrame({f"q{i}": rng.integers(1, 6, 1500) for i in range(70)})
    frame["g"] = rng.integers(1, 84, 1500).astype(str)
    survey = sa.survey_from_frame(
        frame, domains={"d": [f"q{i}" for i in range(70)]}, groupings=["g"]
    )
    items = [f"q{i}" for i in range(70)]
    for result, kind in (
        (sa.distribution(survey, outcomes=items), "likert"),
        (sa.distribution(survey, by="g"), "profile"),
        (sa.distribution(survey, outcomes=items[:3], by="g"), "likert"),
        (sa.compare(survey), "groups"),
    ):
        width, height = plot(result, kind=kind).figure.get_size_inches()
        assert height <= 40
        assert width <= 13


def test_drawing_needs_no_window_and_waits_until_it_is_asked_for():
    code = (
        "import sys, survey_analysis.report.figures\n"
        "assert 'matplotlib' not in sys.modules\n"
        "assert 'scipy.stats' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True)
    assert "matplotlib.pyplot" not in sys.modules


def test_letters_that_the_font_lacks_are_marked():
    known = frozenset(map(ord, "abc"))
    assert in_font("ab\n漢c", known) == f"ab\n{UNKNOWN}c"
