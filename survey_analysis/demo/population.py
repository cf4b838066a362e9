"""The invented population from which the synthetic sample is drawn.

Each respondent has eight latent traits, one per domain. A trait is the sum of a shift that
depends on age, education and region, and of a standard normal residual; residuals of domains
a and b correlate `general_a * general_b`. An answer is a latent response of unit variance
within a group, `loading * trait + sqrt(1 - loading^2) * noise` (with the opposite sign for a
reverse item), cut into five categories. Every number is invented for teaching: none was
estimated from people, and no region or group has the mean it has for any other reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from survey_analysis.demo.questionnaire import AGE_BANDS

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
Value = TypeVar("Value")

OLDEST = 89
AGES: IntArray = np.arange(AGE_BANDS[0], OLDEST + 1)
N_EDUCATION = 6
AVERAGE_AGE = 45
AVERAGE_EDUCATION = 2  # position of "Vocational"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemModel:
    """How an item reflects its domain.

    Attributes
    ----------
    loading : correlation of the latent response with the trait within a group.
    shares : (5,) shares of the answers 1 to 5, as asked, where the trait's shift is zero.
    """

    loading: float
    shares: tuple[float, float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainModel:
    """How a domain depends on who answers, in standard deviations of the trait.

    Attributes
    ----------
    general : loading of the trait's residual on what all domains share.
    age : shift per ten years above 45.
    education : shift per level above "Vocational".
    region : shift of each region times this number; see `Population.region_shift`.
    refused, dont_know : share of its answers that are refused or not known.
    """

    general: float
    age: float = 0.0
    education: float = 0.0
    region: float = 0.0
    refused: float = 0.004
    dont_know: float = 0.010


@dataclass(frozen=True, slots=True, kw_only=True)
class Population:
    """Every number that the generator uses.

    Attributes
    ----------
    n : size of the sample.
    seed : of the bit generator PCG64.
    items, domains : models by id.
    age_share : (7,) share of each age band.
    education_by_age : (7, 6) share of each level of education within an age band.
    region_share, region_shift : (12,) share of each region, and its direction in the domains
        that differ by region.
    not_working : (7,) share of each age band to whom the work items do not apply.
    living_alone : share to whom the items about life at home do not apply.
    satisfaction : weight of each trait in life satisfaction; the latent answer has unit
        variance within a group.
    satisfaction_share : (11,) shares of the answers 0 to 10 where all shifts are zero.
    news_by_age : (7, 5) share of each source of news within an age band.
    no_answer, no_answer_age : share of items left empty at age 45, and what ten years add.
    careless : share of respondents who give the same answer to every item.
    careless_answer : (5,) shares of that answer.
    broke_off : share of respondents who stop before the end.
    unknown_age, unknown_education, unknown_region : shares without a group.
    seconds, seconds_spread, seconds_age : median time needed at age 45, standard deviation of
        its logarithm, and what ten years add to the logarithm.
    """

    n: int
    seed: int
    items: Mapping[str, ItemModel]
    domains: Mapping[str, DomainModel]
    age_share: tuple[float, ...]
    education_by_age: tuple[tuple[float, ...], ...]
    region_share: tuple[float, ...]
    region_shift: tuple[float, ...]
    not_working: tuple[float, ...]
    living_alone: float
    satisfaction: Mapping[str, float]
    satisfaction_share: tuple[float, ...]
    news_by_age: tuple[tuple[float, ...], ...]
    no_answer: float
    no_answer_age: float
    careless: float
    careless_answer: tuple[float, ...]
    broke_off: float
    unknown_age: float
    unknown_education: float
    unknown_region: float
    seconds: float
    seconds_spread: float
    seconds_age: float

    def age_of_year(self) -> FloatArray:
        """(76,) share of each year of age from 14 to 89: even in a band, falling from 65 on."""
        share = np.empty(AGES.size)
        for band, of_band in enumerate(self.age_share):
            inside = band_of(AGES) == band
            last = band == len(self.age_share) - 1
            height = OLDEST + 1.0 - AGES[inside] if last else np.ones(inside.sum())
            share[inside] = of_band * height / height.sum()
        return share

    def shift(
        self, domain: str, age: IntArray, education: IntArray, region: IntArray
    ) -> FloatArray:
        """Shift of a domain's trait for people of this age, education and region (positions)."""
        model = self.domains[domain]
        return (
            model.age * (age - AVERAGE_AGE) / 10
            + model.education * (education - AVERAGE_EDUCATION)
            + model.region * np.asarray(self.region_shift)[region]
        )


def band_of(age: IntArray) -> IntArray:
    """Position of the age band of each age."""
    return np.searchsorted(AGE_BANDS, age, side="right").astype(np.int64) - 1


def _frozen(values: Mapping[str, Value]) -> Mapping[str, Value]:
    return MappingProxyType(dict(values))


_ITEMS = {
    "skl1": ItemModel(loading=0.66, shares=(0.07, 0.15, 0.22, 0.36, 0.20)),
    "skl2": ItemModel(loading=0.60, shares=(0.04, 0.13, 0.25, 0.40, 0.18)),
    "skl3": ItemModel(loading=0.62, shares=(0.22, 0.36, 0.21, 0.15, 0.06)),
    "skl4": ItemModel(loading=0.46, shares=(0.10, 0.18, 0.27, 0.30, 0.15)),
    "wrk1": ItemModel(loading=0.80, shares=(0.05, 0.11, 0.22, 0.38, 0.24)),
    "wrk2": ItemModel(loading=0.68, shares=(0.16, 0.26, 0.24, 0.24, 0.10)),
    "wrk3": ItemModel(loading=0.52, shares=(0.20, 0.28, 0.22, 0.20, 0.10)),
    "wrk4": ItemModel(loading=0.74, shares=(0.12, 0.21, 0.26, 0.28, 0.13)),
    "fin1": ItemModel(loading=0.62, shares=(0.11, 0.21, 0.25, 0.30, 0.13)),
    "fin2": ItemModel(loading=0.34, shares=(0.30, 0.20, 0.15, 0.20, 0.15)),
    "fin3": ItemModel(loading=0.52, shares=(0.31, 0.25, 0.15, 0.18, 0.11)),
    "fin4": ItemModel(loading=0.58, shares=(0.34, 0.27, 0.17, 0.15, 0.07)),
    "fam1": ItemModel(loading=0.90, shares=(0.03, 0.06, 0.12, 0.31, 0.48)),
    "fam2": ItemModel(loading=0.80, shares=(0.06, 0.15, 0.22, 0.34, 0.23)),
    "fam3": ItemModel(loading=0.78, shares=(0.32, 0.34, 0.18, 0.11, 0.05)),
    "fam4": ItemModel(loading=0.88, shares=(0.04, 0.09, 0.20, 0.40, 0.27)),
    "hlt1": ItemModel(loading=0.82, shares=(0.05, 0.14, 0.21, 0.36, 0.24)),
    "hlt2": ItemModel(loading=0.66, shares=(0.09, 0.20, 0.20, 0.33, 0.18)),
    "hlt3": ItemModel(loading=0.74, shares=(0.13, 0.27, 0.24, 0.25, 0.11)),
    "hlt4": ItemModel(loading=0.44, shares=(0.10, 0.19, 0.26, 0.31, 0.14)),
    "civ1": ItemModel(loading=0.76, shares=(0.24, 0.29, 0.24, 0.17, 0.06)),
    "civ2": ItemModel(loading=0.70, shares=(0.30, 0.30, 0.19, 0.15, 0.06)),
    "civ3": ItemModel(loading=0.56, shares=(0.08, 0.19, 0.26, 0.28, 0.19)),
    "civ4": ItemModel(loading=0.68, shares=(0.11, 0.20, 0.29, 0.28, 0.12)),
    "rec1": ItemModel(loading=0.78, shares=(0.06, 0.15, 0.29, 0.35, 0.15)),
    "rec2": ItemModel(loading=0.64, shares=(0.35, 0.32, 0.18, 0.10, 0.05)),
    "rec3": ItemModel(loading=0.76, shares=(0.03, 0.07, 0.24, 0.43, 0.23)),
    "lng1": ItemModel(loading=0.40, shares=(0.34, 0.20, 0.12, 0.18, 0.16)),
    "lng2": ItemModel(loading=0.34, shares=(0.05, 0.14, 0.25, 0.35, 0.21)),
    "lng3": ItemModel(loading=0.52, shares=(0.22, 0.29, 0.22, 0.19, 0.08)),
}

_DOMAINS = {
    "skills": DomainModel(general=0.62, age=-0.10, education=0.25),
    "work": DomainModel(general=0.66, education=0.10, region=1.0),
    "finances": DomainModel(general=0.64, age=0.03, education=0.14, refused=0.030, dont_know=0.035),
    "family": DomainModel(general=0.60, age=0.05),
    "health": DomainModel(general=0.58, age=-0.24, education=0.05),
    "civic": DomainModel(general=0.56, age=0.04, education=0.08, region=1.2, dont_know=0.045),
    "recognition": DomainModel(general=0.70),
    "languages": DomainModel(general=0.54, age=-0.05, education=0.20),
}

POPULATION = Population(
    n=1500,
    seed=20260412,
    items=_frozen(_ITEMS),
    domains=_frozen(_DOMAINS),
    age_share=(0.04, 0.10, 0.18, 0.20, 0.17, 0.16, 0.15),
    education_by_age=(
        (0.80, 0.20, 0.00, 0.00, 0.00, 0.00),
        (0.08, 0.45, 0.28, 0.16, 0.03, 0.00),
        (0.04, 0.15, 0.30, 0.28, 0.22, 0.01),
        (0.04, 0.15, 0.34, 0.19, 0.26, 0.02),
        (0.05, 0.16, 0.39, 0.12, 0.26, 0.02),
        (0.06, 0.19, 0.43, 0.07, 0.22, 0.03),
        (0.13, 0.24, 0.39, 0.04, 0.17, 0.03),
    ),
    region_share=(0.17, 0.12, 0.11, 0.10, 0.10, 0.09, 0.08, 0.08, 0.07, 0.07, 0.006, 0.004),
    region_shift=(0.1, -0.05, 0.0, 0.05, -0.1, 0.0, 0.1, -0.1, 0.05, -0.05, 0.15, -0.15),
    not_working=(0.90, 0.35, 0.12, 0.08, 0.08, 0.28, 0.82),
    living_alone=0.06,
    satisfaction=_frozen(
        {"health": 0.25, "family": 0.25, "finances": 0.20, "recognition": 0.15, "work": 0.10}
    ),
    satisfaction_share=(0.01, 0.01, 0.02, 0.04, 0.06, 0.14, 0.13, 0.21, 0.22, 0.09, 0.07),
    news_by_age=(
        (0.06, 0.12, 0.66, 0.02, 0.14),
        (0.08, 0.20, 0.60, 0.02, 0.10),
        (0.14, 0.28, 0.48, 0.03, 0.07),
        (0.25, 0.31, 0.34, 0.04, 0.06),
        (0.38, 0.29, 0.22, 0.05, 0.06),
        (0.52, 0.22, 0.13, 0.07, 0.06),
        (0.66, 0.10, 0.06, 0.10, 0.08),
    ),
    no_answer=0.010,
    no_answer_age=0.002,
    careless=0.012,
    careless_answer=(0.10, 0.10, 0.45, 0.15, 0.20),
    broke_off=0.012,
    unknown_age=0.006,
    unknown_education=0.008,
    unknown_region=0.004,
    seconds=330.0,
    seconds_spread=0.38,
    seconds_age=0.06,
)
"""The population of `data/sample/`."""
