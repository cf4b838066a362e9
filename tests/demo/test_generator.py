"""The generator: the same bits everywhere, and what it says it draws."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from survey_analysis.demo.generator import Uniforms, draw_responses, draw_sample
from survey_analysis.demo.population import AGES, POPULATION, band_of
from survey_analysis.demo.questionnaire import CODEBOOK, REGIONS

N = 40_000


@pytest.fixture(scope="module")
def many() -> dict[str, list[str]]:
    return draw_responses(n=N, seed=3)


def share(column: list[str], code: str) -> float:
    return column.count(code) / len(column)


def test_uniform_numbers_are_52_raw_bits_of_pcg64() -> None:
    # PCG64 and its seeding are fixed by numpy's compatibility policy (NEP 19).
    raw = np.random.PCG64(2026).random_raw(1000)
    expected = [(int(number) // 2**12 * 2 + 1) / 2**53 for number in np.asarray(raw)]
    assert Uniforms(2026).draw(1000).tolist() == expected
    assert Uniforms(2026).draw(10, 100).ravel().tolist() == expected


def test_the_same_seed_gives_the_same_answers_and_another_one_others() -> None:
    assert draw_responses(n=50, seed=1) == draw_responses(n=50, seed=1)
    assert draw_responses(n=50, seed=1) != draw_responses(n=50, seed=2)


def test_columns_stand_in_the_order_of_the_codebook() -> None:
    ids = list(draw_responses(n=2))
    assert ids[4:-3] == [item.id for item in CODEBOOK.items]
    assert ids[:4] + ids[-3:] == [variable.id for variable in CODEBOOK.variables]


def test_residuals_of_domains_correlate_by_their_general_loadings() -> None:
    sample = draw_sample(N, Uniforms(11))
    shifts = np.column_stack(
        [
            POPULATION.shift(domain, sample.age, sample.education, sample.region)
            for domain in POPULATION.domains
        ]
    )
    found = np.corrcoef((sample.traits - shifts).T)
    general = np.array([model.general for model in POPULATION.domains.values()])
    expected = np.outer(general, general)
    np.fill_diagonal(expected, 1)
    assert found == pytest.approx(expected, abs=5 / N**0.5)
    between = expected[~np.eye(general.size, dtype=bool)]
    assert between.min() >= 0.3 - 0.01
    assert between.max() <= 0.5


def test_groups_have_their_shares(many: dict[str, list[str]]) -> None:
    ages = np.array([int(age) for age in many["age"] if age])
    found = np.bincount(band_of(ages), minlength=7) / ages.size
    assert found == pytest.approx(POPULATION.age_share, abs=0.01)
    regions = Counter(many["region"])
    for region, expected in zip(REGIONS, POPULATION.region_share, strict=True):
        assert regions[region] / N == pytest.approx(expected, abs=0.01)
    assert set(ages) <= set(AGES.tolist())


def test_a_share_of_every_kind_is_missing(many: dict[str, list[str]]) -> None:
    finances, health = POPULATION.domains["finances"], POPULATION.domains["health"]
    assert share(many["fin1"], "97") == pytest.approx(finances.refused, abs=0.004)
    assert share(many["fin1"], "98") == pytest.approx(finances.dont_know, abs=0.004)
    assert share(many["hlt1"], "98") == pytest.approx(health.dont_know, abs=0.003)
    assert share(many["fam2"], "99") == pytest.approx(POPULATION.living_alone, abs=0.006)
    assert share(many["age"], "") == pytest.approx(POPULATION.unknown_age, abs=0.003)
    assert share(many["education"], "97") == pytest.approx(POPULATION.unknown_education, abs=0.003)


def test_older_respondents_leave_more_items_empty(many: dict[str, list[str]]) -> None:
    ages = np.array([int(age or 0) for age in many["age"]])
    empty = np.mean([[cell == "" for cell in many[item.id]] for item in CODEBOOK.items], axis=0)
    assert empty[ages >= 65].mean() > empty[(ages >= 14) & (ages < 35)].mean()


def test_work_does_not_apply_to_most_of_the_old_and_the_very_young(
    many: dict[str, list[str]],
) -> None:
    ages = np.array([int(age or 0) for age in many["age"]])
    idle = np.array([cell == "99" for cell in many["wrk1"]])
    for band, expected in enumerate(POPULATION.not_working):
        inside = idle[(ages > 0) & (band_of(ages) == band)]
        assert inside.mean() == pytest.approx(expected, abs=0.05)


def test_those_who_broke_off_answered_nothing_after() -> None:
    columns = draw_responses(n=5000, seed=5)
    asked = [*(item.id for item in CODEBOOK.items), "life_satisfaction", "news_source"]
    rows = np.array([columns[id] for id in asked]).T
    stopped = (rows[:, -5:] == "").all(axis=1)
    # Five empty cells in a row happen to nobody else.
    assert stopped.mean() == pytest.approx(POPULATION.broke_off, abs=0.005)


def test_a_few_respondents_answer_everything_alike() -> None:
    items = draw_sample(N, Uniforms(2)).items
    alike = (items == items[:, :1]).all(axis=1)
    assert alike.mean() == pytest.approx(POPULATION.careless, abs=0.003)


def test_aliases_are_short_unique_and_look_like_nothing_else() -> None:
    aliases = draw_responses()["alias"]
    assert len(set(aliases)) == POPULATION.n
    assert all(alias[0] == "R" and len(alias) == 5 and alias[1:].isdigit() for alias in aliases)


def test_shares_of_the_population_sum_to_one() -> None:
    model = POPULATION
    rows = [
        model.age_share, *model.education_by_age, model.region_share, *model.news_by_age,
        model.satisfaction_share, model.careless_answer, *(i.shares for i in model.items.values()),
    ]  # fmt: skip
    assert [sum(row) for row in rows] == pytest.approx([1.0] * len(rows), abs=1e-12)
    assert model.age_of_year().sum() == pytest.approx(1, abs=1e-12)


def test_the_population_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        POPULATION.n = 3
    with pytest.raises(TypeError):
        POPULATION.items["skl1"] = POPULATION.items["skl2"]
