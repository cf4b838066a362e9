"""The benchmark's task with pandas and pingouin: `million_peer.py EXPORT OUT.json`.

This is what users write today. It runs in an environment of its own, without this package.
"""

from __future__ import annotations

import sys
from itertools import pairwise

from measured import Stopwatch, hand_back

watch = Stopwatch()
with watch.step("import"):
    import numpy as np
    import pandas as pd
    import pingouin as pg

DOMAINS = ("wellbeing", "trust", "work", "health", "civic", "culture")
ITEMS = {domain: [f"{domain}{number}" for number in range(1, 5)] for domain in DOMAINS}
BANDS = (14, 18, 25, 35, 45, 55, 65)
GROUPINGS = ("age_band", "education", "region")
NAMES = {"age_band": "age"}

export, out = sys.argv[1:]
numbers: dict[str, list[float]] = {}


def column(table: pd.DataFrame, *names: str) -> pd.Series:
    """The column that some version of pingouin gives one of these names."""
    return table[next(name for name in names if name in table)]


with watch.step("load"):
    frame = pd.read_csv(export)
    labels = [f"{a}-{b - 1}" for a, b in pairwise(BANDS)] + [f"{BANDS[-1]}+"]
    frame["age_band"] = pd.cut(frame["age"], [*BANDS, 200], right=False, labels=labels).astype(str)
    for domain, items in ITEMS.items():
        frame[items] = frame[items].replace(98, np.nan)
        frame[items[-1]] = 6 - frame[items[-1]]
        answered = frame[items].notna().sum(axis=1)
        frame[domain] = frame[items].mean(axis=1).where(answered >= 2)

with watch.step("analysis"):
    for domain, items in ITEMS.items():
        alpha, _interval = pg.cronbach_alpha(frame[items], nan_policy="listwise")
        numbers[f"alpha {domain}"] = [alpha]
        for by in GROUPINGS:
            data = frame[[domain, by]].dropna()
            ranks = pg.kruskal(data, dv=domain, between=by)
            means = pg.welch_anova(data, dv=domain, between=by)
            pairs = pg.pairwise_gameshowell(data, dv=domain, between=by)
            name = f"{domain} {NAMES.get(by, by)}"
            numbers[f"kruskal_wallis {name}"] = [
                column(ranks, "H").iloc[0],
                column(ranks, "ddof1").iloc[0],
                column(ranks, "p_unc", "p-unc").iloc[0],
            ]
            numbers[f"welch_anova {name}"] = [
                column(means, "F").iloc[0],
                column(means, "ddof1").iloc[0],
                column(means, "ddof2").iloc[0],
                column(means, "p_unc", "p-unc").iloc[0],
            ]
            for row in pairs.to_dict("records"):
                numbers[f"pair {name} {row['A']} {row['B']}"] = [
                    row["diff"], row["se"], row["T"], row["df"], row["pval"],
                ]  # fmt: skip

numbers = {name: [float(value) for value in values] for name, values in numbers.items()}
hand_back(out, watch, numbers)
