"""How often does an interval of reliability hold the true value? A simulation.

    python benchmarks/coverage.py                                          about half an hour
    python benchmarks/coverage.py --samples 200 --resampled 50 --omegas 20            a look

Samples of 20 to 1,000 respondents are drawn from four populations of answers, every interval of
95 % is made for each sample, and the share of intervals that hold the value of the population is
printed as Markdown. The population value is that of one draw of 1,000,000 respondents. A number
in brackets is the share of samples in which the interval does not exist; they do not count.
"""

from __future__ import annotations

import argparse
import math
import multiprocessing
import os
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

import numpy as np

from survey_analysis.statistics.bootstrap import RESAMPLES, bca_intervals
from survey_analysis.statistics.guttman import guttman_lambdas, lambdas
from survey_analysis.statistics.interval import normal_quantile
from survey_analysis.statistics.items import item_analysis, item_rest
from survey_analysis.statistics.omega import mcdonald_omega, omegas
from survey_analysis.statistics.reliability import cronbach_alpha
from survey_analysis.statistics.resampled_covariances import covariance_estimator
from survey_analysis.statistics.split_half import split_half, split_half_range
from survey_analysis.tables.counts import FloatArray
from survey_analysis.tables.moments import Moments, tabulate_rows
from survey_analysis.tables.patterns import Patterns, from_rows

SIZES = (20, 50, 100, 300, 1_000)
POPULATION = 1_000_000
MADE_AT_A_TIME = 100_000
CONFIDENCE = 0.95
SEED = 20261123
TOLD_FROM = 0.005
"""A larger share of samples without an interval is printed."""


@dataclass(frozen=True, kw_only=True)
class Design:
    """A population: `y_j = l_j theta + sqrt(1 - l_j^2) e_j`, cut at the thresholds."""

    title: str
    loadings: tuple[float, ...]
    thresholds: tuple[float, ...]

    def draw(self, n: int, rng: np.random.Generator) -> FloatArray:
        """The answers of n respondents, (n, k)."""
        loading = np.array(self.loadings)
        theta = rng.standard_normal((n, 1))
        noise = rng.standard_normal((n, loading.size))
        wanted = theta * loading + np.sqrt(1 - loading**2) * noise
        return np.asarray(np.digitize(wanted, self.thresholds), dtype=np.float64) + 1


SKEWED = (-2.2, -1.6, -1.0, -0.2)
DESIGNS = (
    Design(
        title="Symmetric answers on five points, 4 items, loadings .6",
        loadings=(0.6,) * 4,
        thresholds=(-1.5, -0.5, 0.5, 1.5),
    ),
    Design(
        title="Skewed answers on five points, 4 items, loadings .3 to .85",
        loadings=(0.3, 0.5, 0.7, 0.85),
        thresholds=SKEWED,
    ),
    Design(
        title="Skewed answers on five points, 8 items, loadings .3 to .85",
        loadings=(0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85),
        thresholds=SKEWED,
    ),
    Design(
        title="Yes or no, one in ten says yes, 5 items, loadings .7",
        loadings=(0.7,) * 5,
        thresholds=(1.3,),
    ),
)


@dataclass(frozen=True, kw_only=True)
class Ends:
    """Ends of the intervals of m numbers in R samples, (R, m)."""

    low: FloatArray
    high: FloatArray


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """How often an interval held the true value.

    Attributes
    ----------
    held : share among the samples that have the interval; the mean over several numbers.
    lowest : the same of the number that does worst; equal to `held` of one number.
    without : share of the samples without the interval.
    """

    held: float
    lowest: float
    without: float


@dataclass(frozen=True, kw_only=True)
class Task:
    """One population, one number of respondents, and how many samples of it."""

    design: int
    n: int
    samples: int
    resampled: int
    omegas: int


def tabulate(samples: FloatArray) -> tuple[Moments, Patterns]:
    """The tables of samples (R, n, k): each sample is a group."""
    n_samples, n, _ = samples.shape
    rows = np.concatenate(samples)
    groups = (*(str(sample) for sample in range(n_samples)), "")
    one = np.ones(rows.shape[0])
    patterns = from_rows(
        rows,
        np.repeat(np.arange(n_samples), n),
        groups,
        (one, one, one),
        np.append(np.full(n_samples, float(n)), 0.0),
        weighted=False,
    )
    moments = tabulate_rows(
        patterns.values,
        np.rint(rows.mean(axis=0)),
        groups,
        (patterns.cell_group, patterns.cell_row),
        (patterns.cell_n, patterns.cell_w, patterns.cell_w2),
        weighted=False,
    )
    return moments, patterns


def closed_forms(moments: Moments, patterns: Patterns) -> dict[str, Ends]:
    """The intervals that have a formula."""
    found: dict[str, Ends] = {}
    for method in ("jackknife", "adf", "feldt", "normal"):
        alpha = cronbach_alpha(moments, interval=method, patterns=patterns)
        found[f"alpha: {method}"] = ends_of(alpha.ci_low, alpha.ci_high)
    guttman = guttman_lambdas(moments, patterns=patterns)
    found["lambda 2: ADF"] = ends_of(guttman.ci_low[:, 1], guttman.ci_high[:, 1])
    halves = split_half(moments)
    found["split-half, mean: ADF"] = ends_of(halves.mean_ci_low, halves.mean_ci_high)
    items = item_analysis(moments)
    found["item-rest r: ADF of atanh"] = ends_of(items.item_rest_r_low, items.item_rest_r_high)
    with np.errstate(invalid="ignore", divide="ignore"):
        z = np.arctanh(items.item_rest_r)
        half = normal_quantile(CONFIDENCE) / np.sqrt(moments.n[:, None] - 3)
    found["item-rest r: Fisher's z"] = ends_of(np.tanh(z - half), np.tanh(z + half))
    return found


def ends_of(low: FloatArray, high: FloatArray) -> Ends:
    """Ends (G,) or (G, m) of all groups but the last one, which has no respondents."""
    samples = low.shape[0] - 1
    return Ends(low=low[:-1].reshape(samples, -1), high=high[:-1].reshape(samples, -1))


def closed_coefficients(covariance: FloatArray) -> FloatArray:
    """Alpha, lambda 2, mean and best split half, item-rest correlations: (b, 4 + k)."""
    guttman = lambdas(covariance)
    halves = split_half_range(covariance)
    return np.concatenate([guttman[:, [2, 1]], halves[:, 1:], item_rest(covariance)], axis=1)


def omega_of(covariance: FloatArray) -> FloatArray:
    """Omega by the variance that the model implies, (b, 1)."""
    return omegas(covariance)[:, :1]


NUMBERS = {
    "alpha": slice(0, 1),
    "lambda 2": slice(1, 2),
    "split-half, mean": slice(2, 3),
    "split-half, best": slice(3, 4),
    "item-rest r": slice(4, None),
}
"""Where `closed_coefficients` has them."""


def bootstrapped(patterns: Patterns, task: Task) -> dict[str, Ends]:
    """The BCa intervals of the first samples."""
    found: dict[str, Ends] = {}
    for samples, coefficients, numbers in (
        (task.resampled, closed_coefficients, NUMBERS),
        (task.omegas, omega_of, {"omega": slice(0, 1)}),
    ):
        results = []
        for sample in range(samples):
            rows = patterns.rows_of(sample)
            rng = np.random.default_rng([SEED, task.design, task.n, sample])
            estimator = covariance_estimator(rows, coefficients)
            results.append(bca_intervals(rows, estimator, confidence=CONFIDENCE, rng=rng))
        for name, place in numbers.items():
            low, high = (
                np.array([getattr(result, end)[place] for result in results])
                for end in ("ci_low", "ci_high")
            )
            found[f"{name}: bootstrap"] = Ends(low=low, high=high)
    return found


def population(design: Design) -> dict[str, FloatArray]:
    """The true values (m,) by the names of the numbers."""
    rng = np.random.default_rng([SEED, DESIGNS.index(design)])
    k = len(design.loadings)
    total, products = np.zeros(k), np.zeros((k, k))
    for _ in range(POPULATION // MADE_AT_A_TIME):
        answers = design.draw(MADE_AT_A_TIME, rng)
        total += answers.sum(axis=0)
        products += answers.T @ answers
    mean = total / POPULATION
    covariance = (products / POPULATION - np.outer(mean, mean))[None]
    closed = closed_coefficients(covariance)[0]
    return {name: closed[place] for name, place in NUMBERS.items()} | {
        "omega": omega_of(covariance)[0]
    }


def run(task: Task) -> dict[str, Coverage]:
    """The coverage of every interval in the samples of a task."""
    design = DESIGNS[task.design]
    rng = np.random.default_rng([SEED, task.design, task.n])
    moments, patterns = tabulate(np.stack([design.draw(task.n, rng) for _ in range(task.samples)]))
    truth = population(design)
    omega = mcdonald_omega(moments, patterns=patterns, confidence=CONFIDENCE)
    found = {
        **closed_forms(moments, patterns),
        "omega: sandwich": ends_of(omega.ci_low, omega.ci_high),
        **bootstrapped(patterns, task),
    }
    return {name: coverage(ends, truth[name.split(":")[0]]) for name, ends in found.items()}


def coverage(ends: Ends, truth: FloatArray) -> Coverage:
    """How often the intervals hold the truth (m,)."""
    there = np.isfinite(ends.low) & np.isfinite(ends.high)
    held = (there & (ends.low <= truth) & (truth <= ends.high)).sum(axis=0)
    with np.errstate(invalid="ignore"):
        share = held / there.sum(axis=0)
    return Coverage(
        held=float(share.mean()), lowest=float(share.min()), without=1 - float(there.mean())
    )


ORDER = (
    "alpha: jackknife", "alpha: adf", "alpha: feldt", "alpha: normal", "alpha: bootstrap",
    "omega: sandwich", "omega: bootstrap", "lambda 2: ADF", "lambda 2: bootstrap",
    "split-half, mean: ADF", "split-half, mean: bootstrap", "split-half, best: bootstrap",
    "item-rest r: ADF of atanh", "item-rest r: Fisher's z", "item-rest r: bootstrap",
)  # fmt: skip


def table(design: int, found: dict[tuple[int, int], dict[str, Coverage]]) -> str:
    """The coverage on one population as Markdown."""
    lines = [
        f"### {DESIGNS[design].title}",
        "",
        "| interval | " + " | ".join(f"n = {n:,}" for n in SIZES) + " |",
        "|---|" + "---:|" * len(SIZES),
    ]
    for name in ORDER:
        ones = [found[design, n][name] for n in SIZES]
        lines.append(f"| {name} | " + " | ".join(cell(one) for one in ones) + " |")
    return "\n".join(lines)


def cell(one: Coverage) -> str:
    """`.941`, with the worst of several numbers and the share without an interval."""
    worst = f", worst {share(one.lowest)}" if one.lowest < one.held else ""
    without = f" ({share(one.without)})" if one.without > TOLD_FROM else ""
    return share(one.held) + worst + without


def share(number: float) -> str:
    """Three digits without the zero before the point."""
    return "none" if math.isnan(number) else f"{number:.3f}".removeprefix("0")


def chance(samples: int) -> str:
    """The standard error of a coverage of .95 by the chance of the simulation."""
    return share(math.sqrt(CONFIDENCE * (1 - CONFIDENCE) / samples))


def main() -> None:
    """Run all tasks and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--samples", type=int, default=1_000, help="for the closed forms")
    parser.add_argument("--resampled", type=int, default=300, help="for the bootstrap")
    parser.add_argument("--omegas", type=int, default=200, help="for the bootstrap of omega")
    parser.add_argument("--processes", type=int, default=2)
    asked = parser.parse_args()
    resampled = min(asked.resampled, asked.samples)
    of_omega = min(asked.omegas, asked.samples)
    start = time.perf_counter()
    tasks = [
        Task(design=design, n=n, samples=asked.samples, resampled=resampled, omegas=of_omega)
        for n in sorted(SIZES, reverse=True)
        for design in range(len(DESIGNS))
    ]
    for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(variable, "1")  # the processes share the cores
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(asked.processes, mp_context=fresh) as pool:
        found = {
            (task.design, task.n): result
            for task, result in zip(tasks, pool.map(run, tasks), strict=True)
        }
    print(
        f"Samples: {asked.samples:,} (error of a coverage by chance {chance(asked.samples)}); "
        f"for the bootstrap {resampled:,} ({chance(resampled)}), for that of omega "
        f"{of_omega:,} ({chance(of_omega)}), of {RESAMPLES:,} resamples each.\n"
    )
    print("\n\n".join(table(design, found) for design in range(len(DESIGNS))))
    print(f"\nSeconds: {time.perf_counter() - start:.0f}")


if __name__ == "__main__":
    main()
