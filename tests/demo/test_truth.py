"""The integrals of `truth.py` against 200,000 simulated respondents."""

from __future__ import annotations

import numpy as np
import pytest

from survey_analysis.demo.generator import Sample, Uniforms, draw_sample
from survey_analysis.demo.population import POPULATION, FloatArray, band_of
from survey_analysis.demo.questionnaire import CODEBOOK
from survey_analysis.demo.truth import domain_truth

N = 200_000
STANDARD_ERRORS = 4.5


@pytest.fixture(scope="module")
def simulated() -> Sample:
    return draw_sample(N, Uniforms(7))


def turned_items(sample: Sample, domain: str) -> FloatArray:
    columns = []
    for position, item in enumerate(CODEBOOK.items):
        if item.domain == domain:
            answers = sample.items[:, position].astype(np.float64)
            columns.append(6 - answers if item.reverse else answers)
    return np.column_stack(columns)


def alpha_of(items: FloatArray) -> float:
    covariance = np.cov(items.T)
    k = items.shape[1]
    return float(k / (k - 1) * (1 - np.trace(covariance) / covariance.sum()))


def everybody_who_works(sample: Sample) -> FloatArray:
    """Weights that stand for the share of each age band that has work."""
    return 1 - np.asarray(POPULATION.not_working)[band_of(sample.age)]


@pytest.mark.parametrize("domain", [d for d in POPULATION.domains if d != "work"])
def test_alpha_is_that_of_a_large_sample(simulated: Sample, domain: str) -> None:
    items = turned_items(simulated, domain)
    batches = [alpha_of(part) for part in np.array_split(items, 50)]
    se = np.std(batches, ddof=1) / np.sqrt(len(batches))
    assert domain_truth(domain).alpha == pytest.approx(alpha_of(items), abs=STANDARD_ERRORS * se)


@pytest.mark.parametrize("domain", [d for d in POPULATION.domains if d != "work"])
@pytest.mark.parametrize("by", ["age", "education", "region"])
def test_group_means_are_those_of_a_large_sample(simulated: Sample, domain: str, by: str) -> None:
    score = turned_items(simulated, domain).mean(axis=1)
    groups = {
        "age": band_of(simulated.age),
        "education": simulated.education,
        "region": simulated.region,
    }[by]
    truth = domain_truth(domain)
    assert truth.mean == pytest.approx(score.mean(), abs=STANDARD_ERRORS * score.std() / N**0.5)
    for group, mean in enumerate(truth.group_means[by]):
        inside = score[groups == group]
        se = inside.std() / inside.size**0.5
        assert mean == pytest.approx(inside.mean(), abs=STANDARD_ERRORS * se)


def test_the_work_domain_is_that_of_those_who_work(simulated: Sample) -> None:
    score = turned_items(simulated, "work").mean(axis=1)
    weight = everybody_who_works(simulated)
    mean = np.average(score, weights=weight)
    se = np.sqrt(np.sum(weight**2 * (score - mean) ** 2)) / weight.sum()
    assert domain_truth("work").mean == pytest.approx(mean, abs=STANDARD_ERRORS * se)


def test_recognition_is_the_same_in_every_group() -> None:
    truth = domain_truth("recognition")
    for means in truth.group_means.values():
        assert means == pytest.approx([truth.mean] * len(means), abs=1e-12)


def test_health_falls_with_age_and_skills_rise_with_education() -> None:
    health = domain_truth("health").group_means["age"]
    skills = domain_truth("skills").group_means["education"]
    assert list(health) == sorted(health, reverse=True)
    assert list(skills) == sorted(skills)


def test_reflective_domains_are_as_reliable_as_real_ones() -> None:
    for domain in CODEBOOK.domains:
        if domain.measurement == "reflective":
            assert 0.65 < domain_truth(domain.id).alpha < 0.88
