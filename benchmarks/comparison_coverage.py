"""How often do the intervals of group comparisons hold the true value? A simulation.

    python benchmarks/comparison_coverage.py                          half an hour on two cores
    python benchmarks/comparison_coverage.py --samples 200            a look

Samples are drawn from an invented population of 400,000 people in three groups who answer on five
points, skewed: one by one, with unequal weights, from volunteers whose weights are raked to two
margins, and in clusters. Every 95 % interval of a mean, difference or effect is made for each
sample; the share that holds the value of the population is printed as Markdown. A number in
brackets is the share of samples without the interval; they do not count.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache

import numpy as np

from survey_analysis.statistics.adjusted_means import adjusted_means
from survey_analysis.statistics.distributions import describe_counts, shares
from survey_analysis.statistics.group_test import GroupTest
from survey_analysis.statistics.means import welch_anova, welch_t
from survey_analysis.statistics.raking import rake
from survey_analysis.statistics.ranks import brunner_munzel, kruskal_wallis
from survey_analysis.statistics.trends import jonckheere_terpstra, linear_trend
from survey_analysis.tables.cell_design import Sample, with_design
from survey_analysis.tables.counts import Counts, FloatArray, IntArray, tabulate
from survey_analysis.tables.margins import raked_margins
from survey_analysis.tables.sampling import sampling_units

PEOPLE = 400_000
GROUPS = ("a", "b", "c")
SUPPORT = np.arange(1.0, 6.0)
SKEWED = np.array([-2.2, -1.6, -1.0, -0.2])
SIZES = (20, 50, 100, 300)
MANY = 100
"""From so many respondents a group on, the goal is a mean of .94 to .96 and a minimum of .93."""
CONFIDENCE = 0.95
SEED = 20261128
TOLD_FROM = 0.005
CLUSTER = 10


@dataclass(frozen=True, kw_only=True)
class People:
    """The population: what each person is and answers, and how much they weigh where drawn.

    Attributes
    ----------
    answer : position of the answer on five points.
    group : one of three, each a third of the people.
    other : one of four levels of another characteristic, tied to group and answer.
    spread : a lognormal weight, tied to nothing.
    tied : a weight that is larger for those who answer high.
    eager : how readily each takes part as a volunteer, by group and other.
    """

    answer: IntArray
    group: IntArray
    other: IntArray
    spread: FloatArray
    tied: FloatArray
    eager: FloatArray


@cache
def people() -> People:
    """The same population in every process."""
    rng = np.random.default_rng(7)
    group = rng.integers(0, 3, PEOPLE)
    lean = np.array([[0.4, 0.3, 0.2, 0.1], [0.25] * 4, [0.1, 0.2, 0.3, 0.4]])
    other = (rng.random(PEOPLE)[:, None] > lean.cumsum(axis=1)[group]).sum(axis=1)
    latent = 0.3 * (group - 1) + 0.25 * (other - 1.5) + rng.standard_normal(PEOPLE)
    spread = np.exp(0.6 * rng.standard_normal(PEOPLE))
    eager = np.exp(0.5 * (group - 1) - 0.4 * (other - 1.5))
    return People(
        answer=np.searchsorted(SKEWED, latent),
        group=group,
        other=other,
        spread=spread,
        tied=np.exp(0.4 * rng.standard_normal(PEOPLE) + 0.3 * latent),
        eager=eager,
    )


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """How a sample is drawn and weighted.

    Attributes
    ----------
    base : the weight that is known of each person, whose inverse is the chance to be drawn.
    volunteers : whether those who are eager take part more often, and weights are raked for it.
    clusters : whether people are drawn ten by ten, who answer alike.
    """

    title: str
    base: str = ""
    volunteers: bool = False
    clusters: bool = False


DRAWINGS = (
    Drawing(title="one by one, unweighted"),
    Drawing(title="lognormal weights (sigma .6), tied to nothing", base="spread"),
    Drawing(title="weights tied to the answer", base="tied"),
    Drawing(title="volunteers, raked to two margins", volunteers=True),
    Drawing(title="volunteers with unequal base weights, raked", base="spread", volunteers=True),
    Drawing(title="clusters of ten, lognormal weights", base="spread", clusters=True),
)


@cache
def chances(base: str, *, volunteers: bool) -> FloatArray:
    """The cumulated chance of each person to be drawn next."""
    crowd = people()
    chance = crowd.eager if volunteers else np.ones(PEOPLE)
    return np.cumsum(chance / (getattr(crowd, base) if base else 1.0))


def draw(drawing: Drawing, n: int, rng: np.random.Generator) -> IntArray:
    """Whom a sample of n people holds; with clusters, neighbours in an order by the answer."""
    up_to = chances(drawing.base, volunteers=drawing.volunteers)
    if not drawing.clusters:
        return np.searchsorted(up_to, rng.random(n) * up_to[-1])
    starts = np.searchsorted(up_to, rng.random(n // CLUSTER) * up_to[-1])
    return np.asarray(alike()[starts]).ravel()


@cache
def alike() -> IntArray:
    """(people, 10) the cluster that starts with each person: some of them answer as they do."""
    rng = np.random.default_rng(11)
    crowd = people()
    up_to = chances("spread", volunteers=False)
    members = np.searchsorted(up_to, rng.random((PEOPLE, CLUSTER)) * up_to[-1])
    members[:, 0] = np.arange(PEOPLE)
    by_answer = np.argsort(crowd.answer, kind="stable")
    edges = np.searchsorted(crowd.answer[by_answer], np.arange(6))
    same = rng.random((PEOPLE, CLUSTER)) < 0.1
    same[:, 0] = False
    first, width = edges[crowd.answer], np.diff(edges)[crowd.answer]
    pick = first[:, None] + (rng.random((PEOPLE, CLUSTER)) * width[:, None]).astype(np.intp)
    return np.where(same, by_answer[pick], members)


def tables(drawing: Drawing, who: IntArray) -> tuple[Counts, Counts, IntArray]:
    """The sample by group, and by group crossed with the other characteristic, with its levels."""
    crowd = people()
    group, other = crowd.group[who], crowd.other[who]
    cell = group * 4 + other
    levels = np.column_stack([np.arange(12) // 4, np.arange(12) % 4])
    weights = getattr(crowd, drawing.base)[who] if drawing.base else np.ones(who.size)
    margins = None
    if drawing.volunteers:
        targets = [margin_of(crowd.group, 3), margin_of(crowd.other, 4)]
        sums = [target * weights.sum() for target in targets]
        ones = np.ones(who.size)
        weights = rake(levels[cell], ones, weights, sums, tolerance=1e-8).weight[0]
        margins = raked_margins(cell, levels, weights)
    clusters = np.arange(who.size) // CLUSTER if drawing.clusters else None
    sample = Sample(
        drawn=sampling_units(who.size, clusters=clusters), weights=weights, margins=margins
    )
    answer = crowd.answer[who]

    def counts(code: IntArray, labels: tuple[str, ...]) -> Counts:
        plain = not drawing.base and not drawing.volunteers
        table = tabulate(answer, SUPPORT, code, (*labels, ""), None if plain else weights)
        return (table if plain else with_design(table, answer, code, sample)).named

    occurring = np.unique(cell)
    crossed = counts(np.searchsorted(occurring, cell), tuple(map(str, occurring)))
    return counts(group, GROUPS), crossed, levels[occurring]


def margin_of(code: IntArray, size: int) -> FloatArray:
    """The share of each level among all people."""
    return np.asarray(np.bincount(code, minlength=size) / code.size)


@dataclass(frozen=True, kw_only=True)
class Found:
    """Numbers of one kind, (m,), with the ends of their intervals."""

    estimate: FloatArray
    low: FloatArray
    high: FloatArray

    @classmethod
    def of(cls, estimate: object, low: object, high: object) -> Found:
        ends = (np.ravel(np.asarray(one, dtype=np.float64)) for one in (estimate, low, high))
        return cls(**dict(zip(("estimate", "low", "high"), ends, strict=True)))

    @classmethod
    def joined(cls, parts: list[Found]) -> Found:
        return cls.of(*(np.concatenate([getattr(p, end) for p in parts]) for end in ENDS))


ENDS = ("estimate", "low", "high")


def effect(test: GroupTest) -> Found:
    """The effect size of a test."""
    return Found.of(test.effect, test.effect_ci_low, test.effect_ci_high)


def difference(test: GroupTest) -> Found:
    """The difference of two groups; nan where they could not be compared."""
    if test.pairs is None:
        return Found.of(np.nan, np.nan, np.nan)
    return Found.of(test.pairs.estimate, test.pairs.ci_low, test.pairs.ci_high)


def numbers(by_group: Counts, crossed: Counts, levels: IntArray) -> dict[str, Found]:
    """Every number of a sample with its interval."""
    described, of_answers = describe_counts(by_group, CONFIDENCE), shares(by_group, CONFIDENCE)
    pairs = [by_group.keep(pair) for pair in ((0, 1), (0, 2), (1, 2))]
    tests = [welch_t(pair) for pair in pairs]
    slope = linear_trend(by_group).slope
    adjusted = adjusted_means(crossed, levels)
    return {
        "mean": Found.of(described.mean, described.ci_low, described.ci_high),
        "difference": Found.joined([difference(one) for one in tests]),
        "Hedges' g": Found.joined([effect(one) for one in tests]),
        "P(X > Y)": Found.joined([effect(brunner_munzel(pair)) for pair in pairs]),
        "omega squared": effect(welch_anova(by_group)),
        "rank epsilon squared": effect(kruskal_wallis(by_group)),
        "slope of a trend": Found.of(slope.estimate, slope.ci_low, slope.ci_high),
        "Kendall's tau-b": effect(jonckheere_terpstra(by_group)),
        "adjusted mean": Found.of(
            adjusted.population.mean, adjusted.population.ci_low, adjusted.population.ci_high
        ),
        "adjusted difference": Found.of(
            adjusted.pairs.estimate, adjusted.pairs.ci_low, adjusted.pairs.ci_high
        ),
        "share of an answer": Found.of(
            of_answers.share[:, 2:], of_answers.ci_low[:, 2:], of_answers.ci_high[:, 2:]
        ),
        "median": Found.of(described.median, described.median_ci_low, described.median_ci_high),
    }


DISCRETE = ("share of an answer", "median")
"""Their coverage may exceed .96, because answers on five points leave no other ends."""


@cache
def truth() -> dict[str, FloatArray]:
    """The numbers of the population."""
    found = numbers(*tables(DRAWINGS[0], np.arange(PEOPLE)))
    return {name: one.estimate for name, one in found.items()}


@dataclass(frozen=True, kw_only=True)
class Task:
    """Samples of one size, drawn in one way."""

    drawing: int
    n: int
    samples: int


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """How often intervals held the truth.

    Attributes
    ----------
    held, lowest : share of the samples with the interval; over the numbers of a kind, the mean
        and the number that does worst.
    without : share of the samples without the interval.
    """

    held: float
    lowest: float
    without: float


def run(task: Task) -> dict[str, Coverage]:
    """The coverage of every kind of interval in the samples of a task."""
    drawing = DRAWINGS[task.drawing]
    rng = np.random.default_rng([SEED, task.drawing, task.n])
    held: dict[str, list[FloatArray]] = {name: [] for name in truth()}
    for _ in range(task.samples):
        who = draw(drawing, len(GROUPS) * task.n, rng)
        for name, one in numbers(*tables(drawing, who)).items():
            inside = (one.low <= truth()[name]) & (truth()[name] <= one.high)
            known = np.isfinite(one.low) & np.isfinite(one.high)
            held[name].append(np.where(known, inside, np.nan))
    return {name: coverage(np.stack(rows)) for name, rows in held.items()}


def coverage(held: FloatArray) -> Coverage:
    """Of (samples, m) ones and zeros, nan without an interval."""
    there = ~np.isnan(held)
    with np.errstate(invalid="ignore"):
        share = np.nansum(held, axis=0) / there.sum(axis=0)
    return Coverage(
        held=float(share.mean()), lowest=float(share.min()), without=1 - float(there.mean())
    )


def table(drawing: int, found: dict[tuple[int, int], dict[str, Coverage]]) -> str:
    """The coverage of one way to draw, as Markdown."""
    lines = [
        f"### {DRAWINGS[drawing].title[0].upper()}{DRAWINGS[drawing].title[1:]}",
        "",
        "| interval | " + " | ".join(f"n = {n} a group" for n in SIZES) + " |",
        "|---|" + "---:|" * len(SIZES),
    ]
    for name in truth():
        ones = [found[drawing, n][name] for n in SIZES]
        lines.append(f"| {name} | " + " | ".join(cell(one) for one in ones) + " |")
    return "\n".join(lines)


def cell(one: Coverage) -> str:
    """`.941`, with the worst of several numbers and the share without an interval."""
    worst = f", worst {digits(one.lowest)}" if one.lowest < one.held else ""
    without = f" ({digits(one.without)})" if one.without > TOLD_FROM else ""
    return digits(one.held) + worst + without


def digits(number: float) -> str:
    """Three digits without the zero before the point."""
    return "none" if np.isnan(number) else f"{number:.3f}".removeprefix("0")


def summary(found: dict[tuple[int, int], dict[str, Coverage]]) -> str:
    """From `MANY` respondents a group on: mean and minimum of each kind, all ways to draw."""
    lines = ["| interval | mean | minimum |", "|---|---:|---:|"]
    for name in truth():
        ones = [one[name] for (_, n), one in found.items() if n >= MANY]
        mean, least = np.mean([one.held for one in ones]), min(one.lowest for one in ones)
        mark = " (may exceed)" if name in DISCRETE else ""
        lines.append(f"| {name}{mark} | {digits(float(mean))} | {digits(least)} |")
    return "\n".join(lines)


def main() -> None:
    """Run all tasks and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--samples", type=int, default=2_000)
    parser.add_argument("--processes", type=int, default=2)
    asked = parser.parse_args()
    start = time.perf_counter()
    tasks = [
        Task(drawing=drawing, n=n, samples=asked.samples)
        for n in sorted(SIZES, reverse=True)
        for drawing in range(len(DRAWINGS))
    ]
    for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(variable, "1")  # the processes share the cores
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(asked.processes, mp_context=fresh) as pool:
        found = {
            (task.drawing, task.n): result
            for task, result in zip(tasks, pool.map(run, tasks), strict=True)
        }
    chance = digits(float(np.sqrt(CONFIDENCE * (1 - CONFIDENCE) / asked.samples)))
    print(f"Samples: {asked.samples:,} (error of a coverage by chance {chance}).\n")
    print(f"From {MANY} respondents a group on:\n\n{summary(found)}\n")
    print("\n\n".join(table(drawing, found) for drawing in range(len(DRAWINGS))))
    print(f"\nSeconds: {time.perf_counter() - start:.0f}")


if __name__ == "__main__":
    main()
