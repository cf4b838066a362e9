"""What must not change a number: row order, language, units of weights, origin of codes, direction.

Four hundred made-up respondents through every verb; every column of every frame is compared.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import survey_analysis as sa
from survey_analysis.statistics.contingency import chi_square
from survey_analysis.statistics.means import anova
from survey_analysis.statistics.ranks import kruskal_wallis

DOMAINS = {"short": ["a1", "a2", "a3", "a4"], "long": [f"b{i}" for i in range(1, 13)]}
ITEMS = [item for items in DOMAINS.values() for item in items]
STATISTICS = (None, anova, kruskal_wallis, chi_square)
LEVELS = ("mean", "median", "q25", "q75", "median_ci_low", "median_ci_high", "quantile")
"""Columns that move with the origin of the codes; so do the ends of intervals of means."""
OF_WEIGHTS = ("sum_w", "n_eff", "deff_kish", "deff", "mean_unweighted", "share_unweighted")
"""What only a weighted survey shows."""


@pytest.fixture(scope="module")
def answers() -> pd.DataFrame:
    """Skewed five-point answers with gaps; groups of unequal size, one of a single respondent."""
    rng = np.random.default_rng(20)
    n = 400
    latent = rng.normal(size=(n, 1))
    raw = 3.7 + 0.8 * latent + rng.normal(size=(n, len(ITEMS)))
    frame = pd.DataFrame(np.clip(np.round(raw), 1, 5), columns=ITEMS)
    frame = frame.mask(rng.random(frame.shape) < 0.04)
    frame["region"] = rng.choice(["north", "south", "west"], size=n, p=[0.6, 0.3, 0.1])
    frame.loc[7, "region"] = "island"
    frame["sex"] = rng.choice(["f", "m", None], size=n, p=[0.5, 0.45, 0.05])
    frame["w"] = rng.lognormal(sigma=0.7, size=n)
    return frame


def frames(frame: pd.DataFrame, **options: Any) -> dict[str, pd.DataFrame]:
    """Every frame of every verb."""
    asked = {"domains": DOMAINS, "reverse": ["a2", "b5"], "groupings": ["region", "sex"]}
    survey = sa.survey_from_frame(frame, **(asked | options))
    by = ["region", "sex"]
    results: dict[str, Any] = {
        "describe": sa.describe(survey, by=by),
        "distribution": sa.distribution(survey),
        "by group": sa.distribution(survey, by=by),
        "items": sa.distribution(survey, outcomes=["a1", "b1"], by=by),
        "complete": sa.reliability(survey, by=by),
        "pairwise": sa.reliability(survey, by=by, missing="pairwise"),
        "feldt": sa.reliability(survey, interval="feldt"),
    }
    if not survey.weighted:
        for statistic in STATISTICS:
            found = sa.compare(survey, statistic=statistic)
            results[f"compare by {statistic}"] = found
    return {
        f"{verb}, {name}": getattr(result, name)
        for verb, result in results.items()
        for name in result.frames
    }


def check_same(found: dict[str, pd.DataFrame], base: dict[str, pd.DataFrame]) -> None:
    """The frames of `found` are those of `base`, but for what only weights add."""
    assert set(found) <= set(base)
    for name, frame in found.items():
        columns = [column for column in frame.columns if column not in OF_WEIGHTS]
        assert columns == [c for c in base[name].columns if c not in OF_WEIGHTS]
        pd.testing.assert_frame_equal(
            frame[columns], base[name][columns], rtol=1e-9, atol=1e-11, obj=name
        )


def test_the_order_of_the_rows_does_not_matter(answers):
    check_same(frames(answers.sample(frac=1, random_state=3)), frames(answers))


@pytest.mark.parametrize("weight", [1.0, 0.37, 1000.0])
def test_equal_weights_change_nothing(answers, weight):
    check_same(frames(answers.assign(w=weight), weight="w"), frames(answers))


def test_the_unit_of_the_weights_does_not_matter(answers):
    base = frames(answers, weight="w")
    check_same(frames(answers.assign(w=100 * answers["w"]), weight="w"), base)


def test_respondents_of_weight_zero_are_as_if_they_were_not_there(answers):
    weights = answers["w"].where(np.arange(len(answers)) % 5 > 0, 0.0)
    some = answers.assign(w=weights)
    check_same(frames(some, weight="w"), frames(some[weights > 0], weight="w"))


def test_the_origin_of_the_codes_moves_nothing_but_levels(answers):
    base = frames(answers)
    moved = answers.assign(**{item: answers[item] + 10 for item in ITEMS})
    for name, frame in frames(moved, scale=(11, 15)).items():
        expected = base[name].copy()
        levels = [] if "share" in expected else [c for c in LEVELS if c in expected]
        about_level = "mean" in expected or "quantile" in expected
        if about_level and "alpha_if_dropped" not in expected:
            levels += [
                c for c in ("ci_low", "ci_high") if c in expected and "share" not in expected
            ]
        expected[levels] += 10
        if "value" in expected and "residual" not in expected:
            for column in ("value", "label"):
                expected[column] = [str(int(code) + 10) for code in expected[column]]
        elif "value" in expected:
            expected[["value", "label"]] = frame[["value", "label"]]
        pd.testing.assert_frame_equal(frame, expected, rtol=1e-8, atol=1e-9, obj=name)


def test_turning_every_item_turns_differences_and_keeps_alpha(answers):
    plain = frames(answers, reverse=[])
    for name, frame in frames(answers, reverse=ITEMS).items():
        base = plain[name]
        if "alpha_se" in frame:
            pd.testing.assert_frame_equal(frame, base, rtol=1e-9, atol=1e-12, obj=name)
        if "effect" in frame and "estimate" in frame:
            for column in ("estimate", "statistic", "effect"):
                np.testing.assert_allclose(frame[column], -base[column], rtol=1e-8, atol=1e-10)
            for low, high in (("ci_low", "ci_high"), ("effect_ci_low", "effect_ci_high")):
                np.testing.assert_allclose(frame[low], -base[high], rtol=1e-7, atol=1e-9)
            for column in ("se", "p_value", "p_adjusted", "n1", "n2"):
                np.testing.assert_allclose(frame[column], base[column], rtol=1e-8, atol=1e-12)


def test_the_language_of_the_labels_moves_no_number(sample_folder):
    survey = sa.load_survey(sample_folder / "responses.csv", sample_folder / "codebook.yaml")
    found = {}
    for lang in ("en", "ru"):
        told = survey.in_language(lang)
        results = (
            sa.describe(told, by="region"),
            sa.distribution(told, by="education"),
            sa.reliability(told, by="region"),
            sa.compare(told),
        )
        found[lang] = [getattr(result, name) for result in results for name in result.frames]
    texts = ["label", "group", "group1", "group2", "note"]
    for english, russian in zip(found["en"], found["ru"], strict=True):
        numbers = [column for column in english.columns if column not in texts]
        pd.testing.assert_frame_equal(english[numbers], russian[numbers])


def test_answers_near_the_end_of_a_long_scale_keep_their_digits():
    rng = np.random.default_rng(8)
    y = 999 + np.round(0.7 * (rng.normal(size=(500, 1)) + rng.normal(size=(500, 4))))
    y = np.clip(y, 0, 1000)
    n, k = y.shape
    survey = sa.survey_from_frame(
        pd.DataFrame(y, columns=list("abcd")), domains={"x": list("abcd")}, scale=(0, 1000)
    )
    z = y - y.mean(axis=0)
    s = z.T @ z / n
    influence = np.trace(s) * z.sum(1) ** 2 / s.sum() ** 2 - (z**2).sum(1) / s.sum()
    se = k / (k - 1) * np.sqrt(n / (n - 1) * (influence**2).sum()) / n
    row = sa.reliability(survey, interval="adf").table.iloc[0]
    assert row.alpha == pytest.approx(k / (k - 1) * (1 - np.trace(s) / s.sum()), rel=1e-12)
    assert row.alpha_se == pytest.approx(se, rel=1e-10)
