"""People and their answers, drawn from the invented population.

Uniform numbers come from the raw bits of PCG64 and normal ones from the inverse normal
distribution, so that the same seed gives the same bytes under every version of numpy.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from survey_analysis.demo.population import (
    AGES,
    AVERAGE_AGE,
    POPULATION,
    FloatArray,
    IntArray,
    Population,
    band_of,
)
from survey_analysis.demo.questionnaire import CODEBOOK, REGIONS

TextArray = npt.NDArray[np.str_]
CODES = 5


class Uniforms:
    """A stream of uniform numbers in (0, 1) made of 52 bits each."""

    def __init__(self, seed: int) -> None:
        self._bits = np.random.PCG64(seed)

    def draw(self, *shape: int) -> FloatArray:
        """The next numbers of the stream."""
        raw = np.asarray(self._bits.random_raw(math.prod(shape)), dtype=np.uint64)
        kept = (raw >> np.uint64(12)).astype(np.float64)
        return (kept.reshape(shape) + 0.5) * 2.0**-52

    def normal(self, *shape: int) -> FloatArray:
        """The next numbers of the stream as standard normal ones."""
        return ndtri(self.draw(*shape)).astype(np.float64)


@dataclass(frozen=True, eq=False, kw_only=True)
class Sample:
    """Drawn respondents and what they would answer to everything.

    Attributes
    ----------
    age : (N,) years.
    education, region : (N,) positions in the list of levels and in `REGIONS`.
    traits : (N, 8) the latent trait of each domain.
    items : (N, 30) answers 1 to 5, as asked.
    satisfaction : (N,) life satisfaction, 0 to 10.
    news : (N,) main source of news, 1 to 5.
    seconds : (N,) time needed.
    """

    age: IntArray
    education: IntArray
    region: IntArray
    traits: FloatArray
    items: IntArray
    satisfaction: IntArray
    news: IntArray
    seconds: FloatArray


def draw_sample(n: int, uniforms: Uniforms, population: Population = POPULATION) -> Sample:
    """Draw `n` respondents with all their answers, before anything goes missing."""
    age = AGES[_position(uniforms.draw(n), population.age_of_year())]
    education = _position(uniforms.draw(n), np.asarray(population.education_by_age)[band_of(age)])
    region = _position(uniforms.draw(n), np.asarray(population.region_share))
    residuals = _residuals(n, uniforms, population)
    shifts = np.column_stack(
        [population.shift(domain, age, education, region) for domain in population.domains]
    )
    traits = shifts + residuals
    items = _item_answers(traits, uniforms, population)
    careless = uniforms.draw(n) < population.careless
    same = 1 + _position(uniforms.draw(n), np.asarray(population.careless_answer))
    items[careless] = same[careless, np.newaxis]
    spread = np.where(careless, -1.2, population.seconds_age * (age - AVERAGE_AGE) / 10)
    return Sample(
        age=age,
        education=education,
        region=region,
        traits=traits,
        items=items,
        satisfaction=_satisfaction(traits, uniforms, population),
        news=1 + _position(uniforms.draw(n), np.asarray(population.news_by_age)[band_of(age)]),
        seconds=population.seconds
        * np.exp(spread + population.seconds_spread * uniforms.normal(n)),
    )


def draw_responses(
    n: int | None = None, seed: int | None = None, population: Population = POPULATION
) -> dict[str, list[str]]:
    """An export as text: one column per id of the codebook, in questionnaire order.

    Parameters
    ----------
    n : number of respondents; the population's `n` when silent.
    seed : of the bit generator; the population's `seed` when silent.
    population : what to draw from.

    Returns
    -------
    The codes of every column as text; "" is an empty cell.

    Missing data
    ------------
    Refused 97, don't know 98, not applicable 99 and empty cells at the rates of the
    population; all answers are empty after a respondent has broken off.

    Examples
    --------
    >>> columns = draw_responses(n=3)
    >>> columns["alias"], len(columns["skl1"])
    (['R0001', 'R0002', 'R0003'], 3)
    """
    size = population.n if n is None else n
    uniforms = Uniforms(population.seed if seed is None else seed)
    sample = draw_sample(size, uniforms, population)
    answers = _lose_answers(sample, uniforms, population)
    age = _without(sample.age.astype(str), uniforms, population.unknown_age, "")
    education = (1 + sample.education).astype(str)
    region = np.asarray(REGIONS)[sample.region]
    columns = {
        "alias": [f"R{number:04d}" for number in range(1, size + 1)],
        "age": age,
        "education": _without(education, uniforms, population.unknown_education, "97"),
        "region": _without(region, uniforms, population.unknown_region, ""),
    }
    asked = (*population.items, "life_satisfaction", "news_source")
    columns |= {id: answers[:, position].tolist() for position, id in enumerate(asked)}
    return columns | {"duration": [f"{seconds:.1f}" for seconds in sample.seconds.tolist()]}


def _position(uniform: FloatArray, shares: FloatArray) -> IntArray:
    """Position drawn with these shares: one row of shares for all, or one per respondent."""
    edges = np.cumsum(shares, axis=-1)
    edges = edges / edges[..., -1:]
    above = uniform[:, np.newaxis] > edges[..., :-1]
    position: IntArray = np.count_nonzero(above, axis=1)
    return position


def _residuals(n: int, uniforms: Uniforms, population: Population) -> FloatArray:
    general = np.array([model.general for model in population.domains.values()])
    own = uniforms.normal(n, general.size)
    residuals: FloatArray = general * uniforms.normal(n, 1) + np.sqrt(1 - general**2) * own
    return residuals


def _item_answers(traits: FloatArray, uniforms: Uniforms, population: Population) -> IntArray:
    domains = list(population.domains)
    noise = uniforms.normal(traits.shape[0], len(CODEBOOK.items))
    answers = np.empty(noise.shape, dtype=np.int64)
    for position, item in enumerate(CODEBOOK.items):
        model = population.items[item.id]
        trait = traits[:, domains.index(item.domain)]
        response = model.loading * (-trait if item.reverse else trait)
        response = response + math.sqrt(1 - model.loading**2) * noise[:, position]
        answers[:, position] = 1 + _cut(response, model.shares)
    return answers


def _cut(response: FloatArray, shares: tuple[float, ...]) -> IntArray:
    """Category of a latent response whose categories have these shares at a shift of zero."""
    thresholds = ndtri(np.cumsum(shares)[:-1])
    return np.searchsorted(thresholds, response).astype(np.int64)


def _satisfaction(traits: FloatArray, uniforms: Uniforms, population: Population) -> IntArray:
    weight = np.array([population.satisfaction.get(domain, 0.0) for domain in population.domains])
    general = np.array([model.general for model in population.domains.values()])
    explained = (weight @ general) ** 2 + weight**2 @ (1 - general**2)
    response = traits @ weight + math.sqrt(1 - explained) * uniforms.normal(traits.shape[0])
    return _cut(response, population.satisfaction_share)


def _lose_answers(sample: Sample, uniforms: Uniforms, population: Population) -> TextArray:
    """(N, 32) answers to items and outcomes as text, with codes where there is none."""
    n = sample.age.size
    given = np.column_stack([sample.items, sample.satisfaction, sample.news]).astype("<U2")
    models = [population.domains[item.domain] for item in CODEBOOK.items]
    refused = np.array([*(model.refused for model in models), 0.004, 0.01])
    unknown = np.array([*(model.dont_know for model in models), 0.01, 0.02])
    uniform = uniforms.draw(*given.shape)
    given[uniform < refused] = "97"
    given[(uniform >= refused) & (uniform < refused + unknown)] = "98"
    given[:, :-2][_not_asked(sample, uniforms, population)] = "99"
    empty = population.no_answer + population.no_answer_age * (sample.age - AVERAGE_AGE) / 10
    given[uniforms.draw(*given.shape) < empty[:, np.newaxis]] = ""
    stops = uniforms.draw(n) < population.broke_off
    last = np.where(stops, (uniforms.draw(n) * given.shape[1]).astype(np.int64), given.shape[1])
    given[np.arange(given.shape[1]) >= last[:, np.newaxis]] = ""
    return given


def _not_asked(sample: Sample, uniforms: Uniforms, population: Population) -> npt.NDArray[np.bool_]:
    """(N, 30) items that do not apply: work without work, life at home when living alone."""
    idle = uniforms.draw(sample.age.size) < np.asarray(population.not_working)[band_of(sample.age)]
    alone = uniforms.draw(sample.age.size) < population.living_alone
    work = np.array([item.domain == "work" for item in CODEBOOK.items])
    home = np.array([item.id in {"fam2", "fam3"} for item in CODEBOOK.items])
    hidden: npt.NDArray[np.bool_] = (idle[:, np.newaxis] & work) | (alone[:, np.newaxis] & home)
    return hidden


def _without(column: TextArray, uniforms: Uniforms, share: float, code: str) -> list[str]:
    kept: list[str] = np.where(uniforms.draw(column.size) < share, code, column).tolist()
    return kept
