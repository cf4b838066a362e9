"""How long do questions about scales take for many respondents?

    python benchmarks/scales.py                   1,000,000 respondents, half a minute
    python benchmarks/scales.py --rows 100000     fewer

Twenty-four items with five answers, in six domains of four (or in one domain of all), and a
grouping of five. The tables are made anew in every run; what is computed from them stands beside
the time of making them.
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
from survey_analysis.statistics.bootstrap import bca_intervals
from survey_analysis.statistics.guttman import guttman_lambdas, lambdas
from survey_analysis.statistics.items import item_analysis, item_rest
from survey_analysis.statistics.omega import mcdonald_omega
from survey_analysis.statistics.polychoric import polychoric_correlations
from survey_analysis.statistics.reliability import cronbach_alpha
from survey_analysis.statistics.resampled_covariances import covariance_estimator
from survey_analysis.statistics.split_half import split_half, split_half_range
from survey_analysis.survey import Survey
from survey_analysis.tables.counts import FloatArray

DOMAINS, ITEMS, GROUPS = 6, 4, 5
THRESHOLDS = (-1.5, -0.5, 0.5, 1.5)
SEED = 20261123
RUNS = 3


def answers(rows: int, domains: int, items: int) -> dict[str, FloatArray]:
    """Answers to the items of domains whose factors have nothing in common, by name of the item."""
    rng = np.random.default_rng(SEED)
    found = {}
    for domain in range(domains):
        factor = rng.standard_normal(rows)
        for item in range(items):
            made = 0.7 * factor + 0.7 * rng.standard_normal(rows)
            found[f"d{domain}i{item}"] = np.digitize(made, THRESHOLDS) + 1.0
    return found


def survey_of(columns: dict[str, FloatArray], *, together: bool) -> Survey:
    """The survey, its items in one domain or in a domain of each name's beginning."""
    frame = pd.DataFrame(columns)
    frame["group"] = [f"g{number}" for number in np.arange(len(frame)) % GROUPS]
    domains: dict[str, list[str]] = {}
    for name in columns:
        domains.setdefault("all" if together else name[:2], []).append(name)
    return sa.survey_from_frame(frame, domains=domains, groupings=["group"])


def seconds(work: Callable[[], object]) -> float:
    """The median time of a few runs."""
    found = []
    for _ in range(RUNS):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return median(found)


def closed_forms(survey: Survey) -> None:
    """Every closed-form coefficient of all domains in all groups, from tables that are there."""
    for domain in survey.codebook.domains:
        moments, patterns = survey.moments(domain.id, "group"), survey.patterns(domain.id, "group")
        cronbach_alpha(moments, patterns=patterns)
        guttman_lambdas(moments, patterns=patterns)
        split_half(moments)
        item_analysis(moments)


def omegas(survey: Survey) -> None:
    """Omega of all domains in all groups, from tables that are there."""
    for domain in survey.codebook.domains:
        tables = survey.moments(domain.id, "group"), survey.patterns(domain.id, "group")
        mcdonald_omega(tables[0], patterns=tables[1])


def tabulate(survey: Survey) -> None:
    """Moments and patterns of all domains in all groups, made anew."""
    new = replace(survey, _made={})
    for domain in survey.codebook.domains:
        new.moments(domain.id, "group")
        new.patterns(domain.id, "group")


def bootstrap() -> float:
    """Seconds of 2,000 resamples of 1,000 respondents and 10 items, all closed forms."""
    survey = survey_of(answers(1_000, 1, 10), together=True)
    rows = survey.patterns("all").rows_of(0)

    def numbers(covariance: FloatArray) -> FloatArray:
        parts = (lambdas(covariance), split_half_range(covariance), item_rest(covariance))
        return np.concatenate(parts, axis=1)

    return seconds(lambda: bca_intervals(rows, covariance_estimator(rows, numbers)))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    rows = parser.parse_args().rows
    columns = answers(rows, DOMAINS, ITEMS)
    survey, one = (survey_of(columns, together=together) for together in (False, True))
    tables = seconds(lambda: tabulate(survey))
    tabulate_once = replace(survey, _made={})
    closed_forms(tabulate_once)
    lines = {
        "tables of six domains by five groups": tables,
        "every closed form with its interval": seconds(lambda: closed_forms(tabulate_once)),
        "omega with its interval": seconds(lambda: omegas(tabulate_once)),
        "reliability(survey, by=...), all of it": seconds(
            lambda: sa.reliability(replace(survey, _made={}), by="group")
        ),
        "polychoric correlations of 24 items": seconds(
            lambda: polychoric_correlations(replace(one, _made={}).pair_counts("all"))
        ),
        "item_bias(survey, by=...)": seconds(
            lambda: sa.item_bias(replace(survey, _made={}), by="group")
        ),
        "measurement_error(survey)": seconds(
            lambda: sa.measurement_error(replace(survey, _made={}))
        ),
        "domain_correlations(survey)": seconds(
            lambda: sa.domain_correlations(replace(survey, _made={}))
        ),
        "bootstrap, 2,000 x 1,000 respondents x 10 items": bootstrap(),
    }
    print(f"{rows:,} respondents, 24 items; median of {RUNS} runs\n")
    print(f"{'what':<48} {'seconds':>8} {'of tables':>10}")
    for what, taken in lines.items():
        print(f"{what:<48} {taken:>8.3f} {taken / tables:>10.2f}")


if __name__ == "__main__":
    main()
