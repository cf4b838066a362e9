"""How long does weighting to margins take for many respondents?

    python benchmarks/weighting.py                   1,000,000 respondents, a minute
    python benchmarks/weighting.py --rows 100000     fewer

Beside it: all weighted comparisons (tests, effects, pairs, trends) once the tables are there.

Six domains of four items are asked; margins are age (six bands), education (four) and region
(eight, or the 83 of a country). Every time includes the report: margins, the shift of every domain
by every margin, the spread of the weights.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import replace
from statistics import median

import numpy as np
import pandas as pd

import survey_analysis as sa
from survey_analysis.statistics.design_variance import design_means
from survey_analysis.survey import Survey

DOMAINS, ITEMS = 6, 4
SEED = 20261128
RUNS = 3
TO_REACH = {"weighting": 1.0, "comparisons after tabulation": 1.0, "jackknife": 5.0}
"""Seconds for a million respondents."""

Margins = dict[str, dict[int, float]]


def survey_of(rows: int, regions: int) -> Survey:
    """Volunteers: the young, the educated and some regions come more often."""
    rng = np.random.default_rng(SEED)
    columns = {
        f"d{domain}i{item}": rng.integers(1, 6, rows).astype(np.int8)
        for domain in range(DOMAINS)
        for item in range(ITEMS)
    }
    columns["age"] = rng.choice(6, rows, p=[0.3, 0.25, 0.2, 0.1, 0.1, 0.05]).astype(np.int8)
    columns["education"] = rng.choice(4, rows, p=[0.1, 0.2, 0.3, 0.4]).astype(np.int8)
    columns["region"] = rng.choice(regions, rows, p=rng.dirichlet(np.full(regions, 20.0)))
    domains = {f"d{d}": [f"d{d}i{item}" for item in range(ITEMS)] for d in range(DOMAINS)}
    return sa.survey_from_frame(
        pd.DataFrame(columns), domains=domains, groupings=["age", "education", "region"]
    )


def margins_of(regions: int) -> Margins:
    """What is known of the population."""
    rng = np.random.default_rng(SEED + 1)
    return {
        "age": dict(enumerate([0.12, 0.15, 0.18, 0.2, 0.2, 0.15])),
        "education": dict(enumerate([0.2, 0.3, 0.3, 0.2])),
        "region": dict(enumerate(rng.dirichlet(np.full(regions, 40.0)).tolist())),
    }


def seconds(work: Callable[[], object]) -> float:
    """The median time of a few runs."""
    found = []
    for _ in range(RUNS):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return median(found)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    rows = parser.parse_args().rows
    rng = np.random.default_rng(SEED + 2)
    base = rng.lognormal(0, 0.5, rows)
    print(f"{rows:,} respondents, three margins; to reach {TO_REACH}")
    for regions in (8, 83):
        survey, margins = survey_of(rows, regions), margins_of(regions)

        def new(survey: Survey = survey) -> Survey:
            return replace(survey, _made={})

        jackknife = sa.weight(survey, margins, variance="jackknife")
        lines: dict[str, Callable[[], object]] = {
            "weighting": lambda new=new, m=margins: sa.weight(new(), m),
            "weighting with a cap": lambda new=new, m=margins: sa.weight(new(), m, trim=5),
            "weighting from base weights": lambda new=new, m=margins: sa.weight(
                new(), m, base=base
            ),
            "weighting with replicates for the jackknife": lambda new=new, m=margins: sa.weight(
                new(), m, variance="jackknife"
            ),
            "six domains by age after the jackknife": lambda s=jackknife: [
                design_means(replace(s, _made={}).counts(f"d{d}", "age")) for d in range(DOMAINS)
            ],
        }
        weighted = sa.weight(survey, margins)

        def tabulated(survey: Survey = weighted) -> None:
            for domain in range(DOMAINS):
                for by in survey.groupings:
                    survey.counts(f"d{domain}", by)

        tabulated()
        lines["tables of six domains by three groupings"] = lambda s=weighted: tabulated(
            replace(s, _made={})
        )
        lines["all weighted comparisons of these tables"] = lambda s=weighted: sa.compare(s)
        kinds = jackknife.replicates.n_kinds if jackknife.replicates else 0
        print(f"\n{regions} regions, {kinds:,} raking cells")
        for name, work in lines.items():
            print(f"  {name:<46}{seconds(work):7.2f} s")


if __name__ == "__main__":
    main()
