"""How near do the retest numbers of `measurement_error` come to a real second test? A simulation.

    python benchmarks/retest.py                       ten seconds on two cores
    python benchmarks/retest.py --samples 1000        steadier means

Each population of 200,000 invented respondents answers twice: the same true scores, new errors.
What changed between the two tests is the truth. The estimate is made from the first test alone,
of the whole population and of samples of 500 (mean and standard deviation over samples).
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass

import numpy as np

from survey_analysis.statistics.composite_variance import CompositeParts
from survey_analysis.statistics.measurement_error import MeasurementError, measurement_error
from survey_analysis.tables.counts import FloatArray
from survey_analysis.tables.patterns import from_rows

POPULATION = 200_000
SAMPLE = 500
SEED = 20261123
SKEWED = (-2.2, -1.6, -1.0, -0.2)
MIXED = (-1.8, -1.1, -0.3, 0.6)


@dataclass(frozen=True, kw_only=True)
class Design:
    """Domains of items `y_j = l_j theta + sqrt(1 - l_j^2) e_j`, cut at the thresholds from 0 on."""

    title: str
    loadings: tuple[float, ...]
    thresholds: tuple[float, ...]
    weights: tuple[float, ...] = (1.0,)
    correlation: float = 0.4
    range: tuple[float, float] = (1.0, 5.0)

    @property
    def parts(self) -> CompositeParts:
        """What the score is made of."""
        k, weights = len(self.loadings), np.array(self.weights) / sum(self.weights)
        low, high = self.range
        return CompositeParts(
            name="score",
            domains=tuple(f"d{j}" for j in range(weights.size)),
            weights=weights,
            items=tuple(np.split(np.arange(k * weights.size), weights.size)),
            coefficients=np.repeat((high - low) / len(self.thresholds) * weights / k, k),
            constant=low,
            low=low,
            high=high,
        )

    def draw_twice(self, n: int, rng: np.random.Generator) -> tuple[FloatArray, FloatArray]:
        """The answers to two tests of the same respondents, each (n, J * k)."""
        shared = np.sqrt(self.correlation) * rng.standard_normal((n, 1))
        own = rng.standard_normal((n, len(self.weights)))
        theta = (shared + np.sqrt(1 - self.correlation) * own)[:, :, None]
        loading = np.array(self.loadings)

        def test() -> FloatArray:
            noise = rng.standard_normal((n, len(self.weights), loading.size))
            made = theta * loading + np.sqrt(1 - loading**2) * noise
            return np.digitize(made, self.thresholds).reshape(n, -1).astype(float)

        return test(), test()


EIGHT = (0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85)
DESIGNS = (
    Design(title="symmetric, 4 items", loadings=(0.6,) * 4, thresholds=(-1.5, -0.5, 0.5, 1.5)),
    Design(title="strong, 4 items", loadings=(0.85,) * 4, thresholds=(-1.5, -0.5, 0.5, 1.5)),
    Design(title="uneven, 4 items", loadings=(0.45, 0.55, 0.65, 0.75), thresholds=MIXED),
    Design(title="skewed, 4 items", loadings=(0.3, 0.5, 0.7, 0.85), thresholds=SKEWED),
    Design(title="skewed, 8 items", loadings=EIGHT, thresholds=SKEWED),
    Design(title="rare yes, 5 items", loadings=(0.7,) * 5, thresholds=(1.3,), range=(0, 1)),
    Design(
        title="index, 6 domains x 4",
        loadings=(0.45, 0.55, 0.65, 0.75),
        thresholds=MIXED,
        weights=(1.0,) * 6,
        range=(0, 100),
    ),
    Design(
        title="index, uneven weights",
        loadings=(0.45, 0.55, 0.65, 0.75),
        thresholds=MIXED,
        weights=(30, 25, 20, 10, 10, 5),
        range=(0, 100),
    ),
)


def estimate(answers: FloatArray, parts: CompositeParts) -> MeasurementError:
    """What the package says of answers to one test."""
    n = len(answers)
    rows, times = np.unique(answers, axis=0, return_counts=True)
    counts = times.astype(float)
    table = from_rows(
        rows, np.zeros(len(rows), int), ("",), (counts,) * 3, np.array([float(n)]), weighted=False
    )
    return measurement_error(table, parts)


def truth(
    first: FloatArray, second: FloatArray, rng: np.random.Generator
) -> tuple[float, float, float]:
    """Correlation of the tests, pairs that changed their order, and the share of the top kept."""
    flips = []
    for _ in range(5):
        other = rng.permutation(first.size)
        change = np.round(first - first[other], 9) * np.round(second - second[other], 9)
        flips.append(float((change < 0).mean()))
    cut = np.sort(first)[::-1][int(np.ceil(0.1 * first.size)) - 1] - 1e-9
    kept = float((second[first >= cut] >= cut).mean())
    return float(np.corrcoef(first, second)[0, 1]), float(np.mean(flips)), kept


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--samples", type=int, default=100)
    samples = parser.parse_args().samples
    print(f"{'':24}{'retest r':>9}{'rho':>7} | {'pairs reversed':^34} | {'top tenth kept':^34}")
    head = f"{'true':>7}{'estimate':>10}{'n = 500 (sd)':>17}"
    print(f"{'':40} | {head} | {head}")
    for design in DESIGNS:
        rng = np.random.default_rng(SEED)
        first, second = design.draw_twice(POPULATION, rng)
        score = [design.parts.constant + one @ design.parts.coefficients for one in (first, second)]
        r, reversed_, kept = truth(score[0], score[1], rng)
        whole = estimate(first, design.parts)
        drawn = [
            estimate(first[rng.choice(POPULATION, SAMPLE, replace=False)], design.parts)
            for _ in range(samples)
        ]
        columns = []
        for name, true in (("pairs_reversed", reversed_), ("top_tenth_kept", kept)):
            found = np.array([getattr(one, name)[0] for one in drawn])
            spread = f"{found.mean():.3f} ({found.std():.3f})"
            columns.append(f"{true:7.3f}{getattr(whole, name)[0]:10.3f}{spread:>17}")
        print(f"{design.title:24}{r:9.3f}{whole.reliability[0]:7.3f} | {columns[0]} | {columns[1]}")


if __name__ == "__main__":
    main()
