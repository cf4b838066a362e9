"""What the sample should show: the population's own values, by numerical integration.

They hold for complete answers of everybody to whom the questions apply, the few careless
respondents included, and let tests and students compare an estimate with the truth.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from survey_analysis.codebook import Item
from survey_analysis.demo.population import (
    AGES,
    N_EDUCATION,
    POPULATION,
    FloatArray,
    IntArray,
    ItemModel,
    Population,
    band_of,
)
from survey_analysis.demo.questionnaire import CODEBOOK, REGIONS

NODES = 41
TOP, BOTTOM = 5, 1


@dataclass(frozen=True, kw_only=True)
class DomainTruth:
    """The population's values of one domain.

    Attributes
    ----------
    mean : mean of the domain score, reverse items turned.
    alpha : Cronbach's alpha of the items as answered on five points.
    group_means : mean of the domain score in each group, by grouping, in codebook order
        (regions in the order of `REGIONS`).
    """

    mean: float
    alpha: float
    group_means: Mapping[str, tuple[float, ...]]


@dataclass(frozen=True, eq=False, kw_only=True)
class _Cells:
    """Every combination of age, education and region, and its share of the population."""

    age: IntArray
    education: IntArray
    region: IntArray
    share: FloatArray

    @property
    def groups(self) -> Mapping[str, IntArray]:
        """Position of each cell's group in every grouping."""
        return {"age": band_of(self.age), "education": self.education, "region": self.region}


def domain_truth(domain: str, population: Population = POPULATION) -> DomainTruth:
    """What are the mean, alpha and group means of a domain in the population?

    Parameters
    ----------
    domain : id of a domain of the sample's codebook.
    population : the population; that of `data/sample/` when silent.

    Returns
    -------
    DomainTruth.

    Missing data
    ------------
    None: the values are those of complete answers. Respondents without work are left out of
    the domain `work`, as they are in the sample.

    Formula
    -------
    Given the trait, answers are independent and E[y_i y_j] = E[E(y_i | trait) E(y_j | trait)];
    the outer expectation is a sum over every age, education and region, and a Gauss-Hermite
    sum over the trait's standard normal residual. Careless respondents are mixed in.

    Source
    ------
    Samejima (1969), doi:10.1007/BF03372160 (graded responses from a latent trait).

    Verified against
    ----------------
    A simulation of 200,000 respondents, `tests/demo/test_truth.py`.

    Examples
    --------
    >>> truth = domain_truth("health")
    >>> round(truth.alpha, 2)
    0.75
    """
    cells = _cells(domain, population)
    items = CODEBOOK.items_of(domain)
    nodes, heights = np.polynomial.hermite_e.hermegauss(NODES)
    heights = heights / heights.sum()
    shift = population.shift(domain, cells.age, cells.education, cells.region)
    trait = shift[:, np.newaxis] + nodes
    expected = [_expected(item, population.items[item.id], trait) for item in items]
    score = np.mean([mean for mean, _ in expected], axis=0) @ heights
    careless = np.array([_careless_answers(item) for item in items])
    careless_score = float(careless.mean(axis=0) @ population.careless_answer)

    def mixed(mean: FloatArray) -> FloatArray:
        return (1 - population.careless) * mean + population.careless * careless_score

    return DomainTruth(
        mean=float(mixed(cells.share @ score)),
        alpha=_alpha(expected, careless, cells.share[:, np.newaxis] * heights, population),
        group_means={
            by: tuple(mixed(_mean_by(groups, score, cells.share)).tolist())
            for by, groups in cells.groups.items()
        },
    )


def _cells(domain: str, population: Population) -> _Cells:
    age, education, region = (
        axis.ravel()
        for axis in np.meshgrid(
            AGES, np.arange(N_EDUCATION), np.arange(len(REGIONS)), indexing="ij"
        )
    )
    share = (
        population.age_of_year()[age - AGES[0]]
        * np.asarray(population.education_by_age)[band_of(age), education]
        * np.asarray(population.region_share)[region]
    )
    if domain == "work":
        share = share * (1 - np.asarray(population.not_working)[band_of(age)])
    return _Cells(age=age, education=education, region=region, share=share / share.sum())


def _expected(item: Item, model: ItemModel, trait: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Mean of the turned answer and of its square, given the trait."""
    sign = -1.0 if item.reverse else 1.0
    noise = math.sqrt(1 - model.loading**2)
    below = [
        ndtr((threshold - sign * model.loading * trait) / noise)
        for threshold in ndtri(np.cumsum(model.shares)[:-1])
    ]
    edges = [np.zeros_like(trait), *below, np.ones_like(trait)]
    shares = np.diff(edges, axis=0)
    answers = _careless_answers(item)
    return np.tensordot(answers, shares, 1), np.tensordot(answers**2, shares, 1)


def _careless_answers(item: Item) -> FloatArray:
    """(5,) the turned answer of those who answer 1, 2, ..., 5 to everything."""
    answers = np.arange(BOTTOM, TOP + 1.0)
    return BOTTOM + TOP - answers if item.reverse else answers


def _alpha(
    expected: list[tuple[FloatArray, FloatArray]],
    careless: FloatArray,
    weight: FloatArray,
    population: Population,
) -> float:
    """Alpha from the mixture of attentive and careless answers."""
    k = len(expected)
    means = np.array([mean.ravel() for mean, _ in expected])
    products = (means * weight.ravel()) @ means.T
    np.fill_diagonal(products, [float((square * weight).sum()) for _, square in expected])
    share = population.careless
    of_careless = np.asarray(population.careless_answer)
    products = (1 - share) * products + share * (careless * of_careless) @ careless.T
    mean = (1 - share) * means @ weight.ravel() + share * careless @ of_careless
    covariance = products - np.outer(mean, mean)
    return float(k / (k - 1) * (1 - np.trace(covariance) / covariance.sum()))


def _mean_by(groups: IntArray, score: FloatArray, share: FloatArray) -> FloatArray:
    return np.bincount(groups, share * score) / np.bincount(groups, share)
