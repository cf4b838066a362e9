"""The report on weights: its frames, what is hidden of them, and how it is shown."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import survey_analysis as sa
from survey_analysis.errors import OptionError
from survey_analysis.present.hiding import hide
from survey_analysis.present.method import said

CODEBOOK = """
survey_analysis_codebook: 1
survey: {id: report}
default_language: en
scales: {five: {type: ordinal, values: {"1": a, "2": b, "3": c, "4": d, "5": e}}}
domains:
  trust: {label: {en: Trust, ru: Доверие}}
  money: {label: {en: Money, ru: Деньги}}
items:
  - {id: t1, domain: trust, scale: five}
  - {id: t2, domain: trust, scale: five, reverse: true}
  - {id: m1, domain: money, scale: five}
variables:
  age:
    role: grouping
    type: integer
    range: [14, 99]
    bands: [14, 18, 40, 65]
    label: {en: Age, ru: Возраст}
  school:
    role: grouping
    type: ordinal
    label: {en: Education, ru: Образование}
    values: {"1": {en: Lower, ru: Низшее}, "2": {en: Higher, ru: Высшее}}
"""
MARGINS = {
    "age": {"14-17": 0.06, "18-39": 0.44, "40-64": 0.3, "65+": 0.2},
    "school": {"Lower": 60, "Higher": 40},
}
CROSSED = {
    ("age", "school"): {
        (age, school): share * {"Lower": 0.6, "Higher": 0.4}[school]
        for age, share in {"18-39": 0.5, "40-64": 0.3, "65+": 0.2}.items()
        for school in ("Lower", "Higher")
    }
}


@pytest.fixture(scope="module")
def survey(tmp_path_factory):
    path = tmp_path_factory.mktemp("report") / "codebook.yaml"
    path.write_text(CODEBOOK, encoding="utf-8")
    rng = np.random.default_rng(12)
    n = 400
    age = rng.integers(18, 90, n)
    age[:5] = 15
    trust = 3 + (age > 50) + rng.normal(size=n)

    def item(raw):
        return np.clip(np.rint(raw), 1, 5).astype(int).astype(str)

    frame = pd.DataFrame(
        {
            "t1": item(trust),
            "t2": item(6 - trust + rng.normal(size=n)),
            "m1": item(rng.normal(3, 1, n)),
            "age": age.astype(str),
            "school": rng.choice(["1", "2"], n, p=[0.4, 0.6]),
        }
    )
    frame.loc[30:60, "m1"] = ""
    return sa.load_survey(frame, path)


@pytest.fixture(scope="module")
def weighted(survey):
    return sa.weight(survey, MARGINS)


@pytest.fixture(scope="module")
def report(weighted):
    return weighted.weighting


def test_its_frames_have_the_columns_that_others_rely_on(report):
    assert list(report.margins) == ["grouping", "group", "before", "after", "target"]
    assert report.margins is report.table
    assert list(report.effects) == ["domain", "grouping", "shift"]
    assert list(report.groups) == ["grouping", "group", "n"]
    assert list(report.domains) == [
        "domain", "group_by", "group", "n", "mean_before", "mean_after", "shift",
    ]  # fmt: skip
    assert list(report.distribution) == [
        "which", "n", "sum_w", "n_eff", "deff_kish", "smallest", "p5", "q25", "median", "q75",
        "p95", "largest", "top_1_share", "top_5_share", "top_10_share",
    ]  # fmt: skip
    for frame in (report.margins, report.effects, report.groups, report.domains):
        for name in frame:
            kind = "str" if name in {"grouping", "group", "domain", "group_by"} else "float64"
            assert frame[name].dtype == ("int64" if name == "n" else kind)


def test_margins_in_codebook_order_with_before_after_and_target(survey, report):
    table = report.margins
    assert table["group"].tolist() == ["14-17", "18-39", "40-64", "65+", "Lower", "Higher"]
    assert table["target"].tolist() == pytest.approx([0.06, 0.44, 0.3, 0.2, 0.6, 0.4])
    counted = survey.groupings["age"].codes
    shares = np.bincount(counted) / counted.size
    np.testing.assert_allclose(table["before"][:4], shares)
    np.testing.assert_allclose(table["after"], table["target"], rtol=1e-7)
    assert report.groups["n"][:4].tolist() == np.bincount(counted).tolist()


def test_effects_are_shifts_of_means_by_each_margin_alone(survey, weighted, report):
    scores = survey.scores
    for domain in ("trust", "money"):
        own = scores[domain]
        valid = own.notna()
        for by in ("age", "school"):
            alone = sa.weight(survey, {by: MARGINS[by]}).weights
            mean = np.average(own[valid], weights=alone[valid])
            row = report.effects[report.effects["domain"].eq(domain)]
            found = row.loc[row["grouping"].eq(by), "shift"].item()
            assert found == pytest.approx(mean - own.mean(), abs=1e-12)
        row = report.domains[report.domains["domain"].eq(domain)].iloc[0]
        after = np.average(own[valid], weights=weighted.weights[valid])
        assert (row["n"], row["mean_before"]) == (valid.sum(), pytest.approx(own.mean()))
        assert row["mean_after"] == pytest.approx(after)
        assert row["shift"] == pytest.approx(after - own.mean())


def test_kish_and_the_distribution_of_the_weights(report):
    w = report.weights
    assert w.shape == (400,)
    assert report.deff_kish == pytest.approx(400 * (w**2).sum() / w.sum() ** 2)
    assert report.n_eff == pytest.approx(400 / report.deff_kish)
    row = report.distribution.iloc[0]
    assert (row["which"], row["n"], row["sum_w"]) == ("raked", 400, pytest.approx(400))
    expected = np.quantile(w, [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1])
    np.testing.assert_allclose(row["smallest":"largest"].astype(float), expected, rtol=1e-10)
    assert row["top_5_share"] == pytest.approx(np.sort(w)[-20:].sum() / 400)
    assert report.converged
    assert 1 < report.iterations < 20


def test_unequal_base_weights_stand_beside_the_raked_ones(survey):
    base = np.where(np.arange(400) % 2, 1.0, 2.0)
    found = sa.weight(survey, MARGINS, base=base).weighting
    assert found.distribution["which"].tolist() == ["base", "raked"]
    assert found.distribution["deff_kish"][0] == pytest.approx(400 * 1000 / 600**2)
    np.testing.assert_array_equal(found.base, base)
    assert not found.base.flags.writeable
    shares = np.bincount(survey.groupings["age"].codes, base) / 600
    np.testing.assert_allclose(found.margins["before"][:4], shares)


def test_small_groups_are_hidden_where_it_is_shown(report):
    hidden = hide(report)
    table = hidden.frames["table"]
    assert hidden.masks["table"].tolist() == [True, False, True, False, False, False]
    assert table["before"].isna().tolist() == hidden.masks["table"].tolist()
    assert report.margins["before"].notna().all()
    text = str(report)
    assert "14-17 " in text
    assert " · " in text
    assert "14-17" not in text[text.index("Notes") :]
    assert any(note.code == "SA707" for note in report.notes)
    assert not any(note.code == "SA707" for note in hidden.notes)
    assert any(note.code == "SA401" for note in hidden.notes)


def test_it_is_shown_in_every_form(report, tmp_path):
    assert repr(report) == "WeightingReport(Age, Education, 4 notes)"
    text = str(report)
    assert text.startswith("Weighting: Age, Education; 400 respondents")
    assert "Shares before and after weighting, and the target" in text
    assert "How far each margin by itself moves the means of the domains" in text
    assert ".groups" not in text
    russian = report.to_html("ru")
    for words in ("Взвешивание", "Возраст", "Низшее", "Доверие", "подогнанные", "Цель"):
        assert words in russian
    assert "Higher" not in russian
    assert "Education" in report.to_markdown()
    assert r"\toprule" in report.to_latex()
    assert report.to_word(tmp_path / "w.docx").exists()


def test_crossed_margins_are_named_by_their_labels(survey):
    frame = survey.frame
    base = np.where(frame["age"] == "14-17", 0.0, 1.0)
    report = sa.weight(survey, CROSSED, base=base).weighting
    assert report.by == ("age x school",)
    assert set(report.margins["grouping"]) == {"age x school"}
    assert report.margins["group"][0] == "18-39 x Lower"
    text = str(report)
    assert text.startswith("Weighting: Age × Education")
    assert "18-39 × Lower" in text
    assert "18-39 × Низшее" in report.to_html("ru")
    assert "Возраст × Образование" in report.to_html("ru")


def test_the_method_names_its_sources_and_is_fit_for_volunteers(survey, report):
    capped = sa.weight(survey, MARGINS, trim=6, variance="jackknife").weighting
    for lang, words in (
        ("en", ("Raking (Deming & Stephan 1940) of 400 respondents to the margins age, school",
                "from equal weights", "own will", "AAPOR 2016")),
        ("ru", ("Подгонка весов", "равных весов", "по своей воле", "AAPOR 2016")),
    ):  # fmt: skip
        method = said(report.method, lang)
        for part in words:
            assert part in method
    assert "HC3" in report.method
    assert "No weight is larger than 6 mean weights" in capped.method
    assert "jackknife that rakes again without each unit" in capped.method
    assert "складного ножа" in said(capped.method, "ru")
    for one in (report, capped):
        shown = str(one) + one.method + " ".join(note.text for note in one.notes)
        assert "margin of error" not in shown.lower()
    assert any(note.code == "SA704" for note in report.notes)


def test_notes_say_it_in_both_languages(report):
    for note in report.notes:
        assert note.say("ru") != note.text
    percent = next(note for note in report.notes if note.code == "SA702")
    assert percent.text.startswith("Margin school: the targets add up to 100")


def test_provenance_holds_the_call(weighted, report):
    options = report.provenance.options
    assert options["verb"] == "weight"
    assert options["base"] == "weights of the survey"
    assert options["margins"]["school"] == {"Lower": 0.6, "Higher": 0.4}
    later = sa.distribution(weighted).provenance
    assert later.options["verb"] == "distribution"
    assert later.weighting["margins"] == options["margins"]


def test_a_domain_that_nobody_answered_has_no_shift():
    frame = pd.DataFrame({"q": [1.0, 2, 3] * 20, "none": np.nan, "g": ["a", "b", "b"] * 20})
    other = sa.survey_from_frame(
        frame, domains={"d": ["q"], "e": ["none"]}, scale=(1, 5), groupings=["g"]
    )
    report = sa.weight(other, {"g": {"a": 0.5, "b": 0.5}}).weighting
    assert report.effects["shift"].isna().tolist() == [False, True]
    assert report.domains["n"].tolist() == [60, 0]
    assert "Weighting" in str(report)


def test_a_plain_survey_has_no_report(survey):
    assert survey.weighting is None
    with pytest.raises(OptionError, match="cannot draw a NoneType"):
        sa.plot(survey.weighting)
