"""How often do the intervals of correlations between domains hold the true value? A simulation.

    python benchmarks/correlations.py                 three minutes on two cores
    python benchmarks/correlations.py --samples 200   a look

Two domains of four items with five answers each, so that a score has 17 values. The true value is
that of one draw of 400,000 respondents. "Bonett-Wright" is the interval of Spearman's correlation
by Fisher's z with the variance `(1 + r^2 / 2) / (n - 3)` (2000), for comparison.
"""

from __future__ import annotations

import argparse

import numpy as np

from survey_analysis.statistics.interval import normal_quantile
from survey_analysis.statistics.score_correlations import (
    ScoreCorrelations,
    TwoDomains,
    score_correlations,
)
from survey_analysis.tables.counts import FloatArray
from survey_analysis.tables.patterns import from_rows

LOADINGS = np.array([0.3, 0.5, 0.7, 0.85])
SKEWED = (-2.2, -1.6, -1.0, -0.2)
SYMMETRIC = (-1.5, -0.5, 0.5, 1.5)
DESIGNS = (
    ("skewed, true r .5", SKEWED, 0.5),
    ("skewed, true r .9", SKEWED, 0.9),
    ("skewed, true r 0", SKEWED, 0.0),
    ("symmetric, true r .5", SYMMETRIC, 0.5),
)
SIZES = (20, 50, 100, 300)
POPULATION = 400_000
SEED = 20261123


def draw(n: int, thresholds: tuple[float, ...], r: float, rng: np.random.Generator) -> FloatArray:
    """The answers to eight items of two domains whose factors correlate at r."""
    shared = rng.standard_normal((n, 1, 1))
    own = rng.standard_normal((n, 2, 1))
    factors = np.sqrt(r) * shared + np.sqrt(1 - r) * own
    made = factors * LOADINGS + np.sqrt(1 - LOADINGS**2) * rng.standard_normal((n, 2, 4))
    return np.digitize(made, thresholds).reshape(n, 8) + 1.0


def estimate(answers: FloatArray) -> ScoreCorrelations:
    """What the package says."""
    n = len(answers)
    one = np.ones(n)
    total = np.array([float(n)])
    table = from_rows(answers, np.zeros(n, int), ("",), (one, one, one), total, weighted=False)
    return score_correlations(
        table, TwoDomains(names=("one", "other"), sizes=(4, 4), needed=(2, 2))
    )


def holds(found: ScoreCorrelations, true: ScoreCorrelations, n: int) -> list[float]:
    """For each interval whether it holds the true value; nan where there is none."""
    held = []
    for name in ("pearson", "spearman", "disattenuated"):
        low, high = getattr(found, f"{name}_low")[0], getattr(found, f"{name}_high")[0]
        held.append(float(low <= getattr(true, name)[0] <= high) if not np.isnan(low) else np.nan)
    r = found.spearman[0]
    half = normal_quantile(0.95) * np.sqrt((1 + r**2 / 2) / (n - 3))
    ends = np.tanh(np.arctanh(r) + np.array([-half, half]))
    return [*held, float(ends[0] <= true.spearman[0] <= ends[1])]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--samples", type=int, default=2_000)
    samples = parser.parse_args().samples
    heads = ("Pearson", "Spearman", "disattenuated", "Bonett-Wright")
    print(f"{'':24}{'n':>5}" + "".join(f"{head:>15}" for head in heads))
    for title, thresholds, r in DESIGNS:
        rng = np.random.default_rng(SEED)
        true = estimate(draw(POPULATION, thresholds, r, rng))
        for n in SIZES:
            held = [holds(estimate(draw(n, thresholds, r, rng)), true, n) for _ in range(samples)]
            shares = np.nanmean(held, axis=0)
            print(f"{title:24}{n:5}" + "".join(f"{share:15.3f}" for share in shares))


if __name__ == "__main__":
    main()
