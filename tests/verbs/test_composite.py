"""composite: reliability of a number made of domains, and what each domain adds."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import survey_analysis as sa
from survey_analysis.codebook import Composite
from survey_analysis.errors import OptionError, UnknownNameError
from survey_analysis.verbs.composite_parts import composite_parts

REFERENCE = Path(__file__).parents[1] / "reference" / "composite.json"


def codes(result) -> list[str]:
    return [note.code for note in result.notes]


def with_composites(survey: sa.Survey, *composites: Composite) -> sa.Survey:
    """The survey with composites in its codebook."""
    return replace(survey, codebook=replace(survey.codebook, composites=composites), _made={})


INDEX = Composite(
    id="index",
    label={"en": "Index", "ru": "Индекс"},
    weights=(("ties", 2), ("trust", 1)),
    range=(0, 99),
)


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    """Two hundred respondents, six items of two domains, a grouping, a weight."""
    rng = np.random.default_rng(12)
    shared = rng.normal(size=200)
    own = rng.normal(size=(200, 2)) * 0.6 + shared[:, None]
    columns = {
        f"q{item}": np.clip(np.round(3 + own[:, int(item > 3)] + 0.8 * rng.normal(size=200)), 1, 5)
        for item in range(1, 7)
    }
    frame = pd.DataFrame(columns)
    frame["q2"] = 6 - frame["q2"]
    frame.loc[::20, "q4"] = np.nan
    frame["sex"] = np.where(np.arange(200) % 3, "f", "m")
    frame["tiny"] = np.where(np.arange(200) < 4, "few", "many")
    frame["w"] = 0.5 + (np.arange(200) % 4) / 2
    return frame


def made(frame: pd.DataFrame, **parts) -> sa.Survey:
    given = {
        "domains": {"trust": ["q1", "q2", "q3"], "ties": ["q4", "q5", "q6"]},
        "reverse": ["q2"],
        "groupings": ["sex", "tiny"],
        "scale": (1, 5),
    }
    return with_composites(sa.survey_from_frame(frame, **given | parts), INDEX)


@pytest.fixture(scope="module")
def survey(frame) -> sa.Survey:
    return made(frame)


def test_the_sample_has_the_numbers_of_r(sample_folder: Path) -> None:
    expected = json.loads(REFERENCE.read_text("utf-8"))["sample"]
    survey = sa.load_survey(sample_folder / "responses.csv", sample_folder / "codebook.yaml")
    weights = (("skills", 1), ("family", 2), ("health", 1), ("recognition", 0.5))
    of_four = Composite(id="four", label={"": "Four"}, weights=weights, range=(0, 99))
    result = sa.composite(with_composites(survey, of_four), "four", target=0.9)
    row = result.table.iloc[0]
    assert (row.composite, row.n_domains, row.n_items) == ("four", 4, 15)
    assert (row.n_total, row.n_used) == (1500, expected["n"])
    assert row.reliability == pytest.approx(expected["rho"], rel=1e-10)
    assert row["sem"] == pytest.approx(expected["sem"], rel=1e-10)
    assert row.ci_method == "adf"
    assert row.se == pytest.approx(expected["adf_se"], rel=1e-7)
    assert [row.ci_low, row.ci_high] == pytest.approx(expected["adf_ci"], rel=1e-7)
    domains = result.domains
    assert domains.domain.tolist() == ["skills", "family", "health", "recognition"]
    assert domains.alpha.to_numpy() == pytest.approx(expected["alpha"], rel=1e-10)
    assert domains.alpha.to_numpy() == pytest.approx(expected["psych_alpha"], rel=1e-10)
    assert domains.error_share.to_numpy() == pytest.approx(expected["error_share"], rel=1e-10)
    assert domains.true_share.to_numpy() == pytest.approx(expected["true_share"], rel=1e-10)
    assert domains.r_with_composite.to_numpy() == pytest.approx(expected["r"], rel=1e-10)
    factors = np.array(expected["factor"], dtype=float)
    assert domains.length_factor.to_numpy() == pytest.approx(factors, rel=1e-8, nan_ok=True)
    assert domains.recommended.tolist() == [False, True, False, False]
    (advice,) = [note for note in result.notes if note.code == "SA392"]
    assert advice.values["domain"] == "family"
    assert "8 in all instead of 4" in advice.text


def test_the_score_is_the_weighted_mean_of_the_domains_on_the_range(survey):
    parts = composite_parts(survey, "index")
    assert parts.domains == ("trust", "ties")
    assert parts.weights == pytest.approx([1 / 3, 2 / 3])
    assert (parts.low, parts.high) == (0, 99)
    rows = survey.patterns(parts.domains).rows_of(0)
    score = rows.values @ parts.coefficients + parts.constant
    complete = survey.frame[["q1", "q2", "q3", "q4", "q5", "q6"]].dropna().index
    scores = survey.scores.loc[complete]
    expected = 99 * ((scores.trust - 1) / 4 / 3 + (scores.ties - 1) / 4 * 2 / 3)
    assert rows.n @ score / rows.n.sum() == pytest.approx(expected.mean(), rel=1e-12)
    assert np.sort(np.repeat(score, rows.n.astype(int))) == pytest.approx(np.sort(expected))
    sem = sa.composite(survey, "index").table["sem"][0]
    assert sem**2 == pytest.approx(
        expected.var() * (1 - sa.composite(survey, "index").table.reliability[0])
    )


def test_a_silent_range_is_that_of_the_domains(survey):
    silent = with_composites(survey, replace(INDEX, range=None))
    parts = composite_parts(silent, "index")
    assert (parts.low, parts.high, parts.constant) == (1, 5, pytest.approx(0))
    wide, narrow = sa.composite(survey, "index").table, sa.composite(silent, "index").table
    assert narrow.reliability[0] == pytest.approx(wide.reliability[0], rel=1e-12)
    assert narrow["sem"][0] == pytest.approx(wide["sem"][0] * 4 / 99, rel=1e-12)


def test_domains_may_have_scales_of_their_own(frame):
    book = made(frame).codebook
    (scale,) = book.scales
    doubled = tuple(replace(one, code=str(2 * int(one.code))) for one in scale.categories)
    items = tuple(
        replace(item, scale="wide") if item.domain == "ties" else item for item in book.items
    )
    wide = replace(
        book, scales=(scale, replace(scale, name="wide", categories=doubled)), items=items
    )
    stretched = sa.load_survey(
        frame.assign(**{f"q{i}": 2 * frame[f"q{i}"] for i in (4, 5, 6)}), wide
    )
    one, other = sa.composite(made(frame), "index"), sa.composite(stretched, "index")
    assert one.table["sem"][0] == pytest.approx(other.table["sem"][0])
    assert one.table.reliability[0] == pytest.approx(other.table.reliability[0])
    assert one.table.ci_low[0] == pytest.approx(other.table.ci_low[0])


def test_huge_and_tiny_weights_do_not_overflow(survey):
    weights = (("trust", 1e308), ("ties", 1e308))
    equal = with_composites(survey, replace(INDEX, weights=weights))
    assert composite_parts(equal, "index").weights.tolist() == [0.5, 0.5]


def test_columns_and_their_types(survey):
    result = sa.composite(survey, "index", by=["sex", "tiny"])
    assert list(result.table.columns) == [
        "composite", "group_by", "group", "n_domains", "n_items", "n_total", "n_used",
        "reliability", "se", "ci_low", "ci_high", "ci_method", "sem", "note",
    ]  # fmt: skip
    assert result.table.group_by.tolist() == ["sex", "sex", "tiny", "tiny"]
    assert list(result.domains.columns) == [
        "composite", "group_by", "group", "domain", "weight", "n_items", "n_used", "alpha",
        "error_share", "true_share", "r_with_composite", "note",
    ]  # fmt: skip
    assert result.domains.domain.tolist() == ["trust", "trust", "ties", "ties"] * 2
    with_target = sa.composite(survey, "index", target=0.9).domains
    assert list(with_target.columns)[-5:] == [
        "length_factor", "items_needed", "best_reliability", "recommended", "note",
    ]  # fmt: skip
    assert with_target.recommended.dtype == bool
    assert result.table.n_used.dtype == np.int64


def test_a_group_has_the_numbers_of_its_respondents(frame, survey):
    by_sex = sa.composite(survey, "index", by="sex").table.set_index("group")
    alone = sa.composite(made(frame[frame.sex == "m"], groupings=["tiny"]), "index").table
    assert by_sex.loc["m", "reliability"] == pytest.approx(alone.reliability[0], rel=1e-12)
    assert by_sex.loc["m", "ci_low"] == pytest.approx(alone.ci_low[0], rel=1e-10)


def test_weights_are_used_and_named(frame):
    survey = made(frame, weight="w")
    result = sa.composite(survey, "index")
    row = result.table.iloc[0]
    assert list(result.table.columns)[7:9] == ["sum_w", "n_eff"]
    assert "weighted by w" in result.method
    used = frame[frame.q4.notna()]
    assert row.sum_w == pytest.approx(used.w.sum())
    assert row.n_eff == pytest.approx(used.w.sum() ** 2 / (used.w**2).sum())
    unweighted = sa.composite(made(frame), "index").table.reliability[0]
    assert row.reliability != pytest.approx(unweighted, rel=1e-6)
    assert "sum_w" in result.domains


def test_the_bootstrap_is_repeatable_and_named(survey):
    one = sa.composite(survey, "index", interval="bootstrap", resamples=200, rng=1)
    two = sa.composite(survey, "index", interval="bootstrap", resamples=200, rng=1)
    assert one.table.ci_method.tolist() == ["bootstrap"]
    assert one.table.ci_low[0] == two.table.ci_low[0]
    assert "200 resamples" in one.method
    assert one.provenance.options["resamples"] == 200


def test_a_plain_alpha_is_refused_with_the_reason(survey):
    result = sa.composite(survey, "index")
    assert "SA390" in codes(result)
    for call in (
        lambda: sa.reliability(survey, domains="index"),
        lambda: sa.reliability(survey, domains=["trust", "index"]),
    ):
        with pytest.raises(OptionError, match="plain alpha over its items or its domains") as told:
            call()
        assert "sa.composite(survey, 'index')" in str(told.value)
    for verb in (sa.compare, sa.distribution):
        with pytest.raises(OptionError, match="to be examined, not to be scored"):
            verb(survey, outcomes="index")


def test_a_domain_is_not_a_composite(survey):
    with pytest.raises(OptionError, match=r"sa\.reliability\(survey, domains='trust'\)"):
        sa.composite(survey, "trust")
    with pytest.raises(UnknownNameError, match="did you mean 'index'"):
        sa.composite(survey, "indx")
    with pytest.raises(OptionError, match="id of one composite"):
        sa.composite(survey, ["index"])
    with pytest.raises(UnknownNameError, match="declares none"):
        sa.composite(with_composites(survey), "index")


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ({"interval": "feldt"}, "interval='feldt'"),
        ({"confidence": 95}, "confidence=95"),
        ({"target": 90}, "target=90"),
        ({"rng": "x"}, "rng='x'"),
        ({"resamples": 1}, "resamples=1"),
    ],
)
def test_wrong_options_are_refused(survey, option, message):
    with pytest.raises(OptionError, match=message):
        sa.composite(survey, "index", **option)


def test_a_domain_of_one_item_is_told(frame):
    survey = made(frame, domains={"trust": ["q1", "q2", "q3"], "ties": ["q4"]})
    result = sa.composite(survey, "index", target=0.9)
    assert np.isnan(result.table.reliability[0])
    assert "ties" in result.table.note[0]
    assert "SA367" in codes(result)
    assert "SA391" not in codes(result)
    notes = result.domains.set_index("domain").note
    assert "at least two" in notes["ties"]
    assert np.isfinite(result.domains.alpha[0])
    by_sex = sa.composite(survey, "index", by="sex")
    assert "SA362" in codes(by_sex)


def test_lost_respondents_formative_domains_and_groups_are_told(frame):
    lost = frame.copy()
    lost.loc[::4, "q1"] = np.nan
    lost.loc[0:9, "sex"] = None
    survey = made(lost)
    domains = tuple(
        replace(domain, measurement="formative") if domain.id == "ties" else domain
        for domain in survey.codebook.domains
    )
    formative = replace(survey, codebook=replace(survey.codebook, domains=domains), _made={})
    result = sa.composite(formative, "index", by="sex")
    assert {"SA352", "SA361", "SA364", "SA390"} == set(codes(result))


def test_a_target_that_is_reached_already_is_told(survey):
    result = sa.composite(survey, "index", target=0.3)
    assert "SA391" in codes(result)
    assert result.domains.length_factor.tolist() == [1, 1]
    assert not result.domains.recommended.any()


def test_small_groups_are_hidden_when_shown(survey):
    result = sa.composite(survey, "index", by="tiny", target=0.95)
    shown = result.to_markdown()
    assert "few" in shown
    assert result.table.n_used.min() < 10
    of_few = [line for line in shown.splitlines() if "few" in line and line.startswith("|")]
    assert of_few
    assert all("·" in line or "hidden" in line or "< 10" in line for line in of_few)


def test_it_is_shown_in_two_languages(survey):
    result = sa.composite(survey, "index", target=0.95)
    assert "Composite of domains: Index" in result.to_markdown("en")
    russian = result.to_markdown("ru")
    assert "Сводный показатель из доменов: Индекс" in russian
    assert "Надёжность" in russian
    assert "Доля ошибки" in russian
    assert repr(result).startswith("CompositeResult(Index")


def test_a_survey_of_nobody_does_not_crash(frame):
    empty = frame.assign(**{f"q{item}": np.nan for item in range(1, 7)})
    result = sa.composite(made(empty), "index", target=0.9)
    assert result.table.n_used[0] == 0
    assert np.isnan(result.table.reliability[0])
    assert result.table.note[0]
