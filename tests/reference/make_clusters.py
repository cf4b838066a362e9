"""Writes the data set that the reference values of sampling designs are computed from.

`clusters.csv`: respondents in clusters, drawn in four strata, with five five-point items, some
missing answers, a grouping whose groups share clusters, and a weight. Clusters are numbered within
their stratum. `population` is the number of clusters in the population of the stratum, `persons`
that of respondents, `share` the share of clusters that was drawn. Synthetic. Made with numpy 2.4; a
random stream may change between versions, so the file is kept.

Run: python tests/reference/make_clusters.py
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
CLUSTERS = {"north": 7, "east": 5, "south": 9, "west": 2}
POPULATION = {"north": 40, "east": 25, "south": 30, "west": 8}


def clusters() -> str:
    rng = np.random.default_rng(23)
    lines = []
    for stratum, n_clusters in CLUSTERS.items():
        of_stratum = []
        for cluster in range(1, n_clusters + 1):
            effect = rng.normal() * 0.6
            spread = np.exp(rng.normal() * 0.2)
            for _ in range(rng.integers(9, 17)):
                # group c lives in few clusters
                group = rng.choice(
                    ["a", "b", "c"], p=[0.5, 0.3, 0.2] if cluster < 4 else [0.6, 0.4, 0]
                )
                theta = effect + rng.normal() * (0.6 if group == "b" else 1.0)
                answer = np.clip(np.round(3.4 + 0.8 * theta + spread * rng.normal(size=5)), 1, 5)
                gone = rng.random(5) < 0.02
                cells = ["" if g else f"{a:.0f}" for a, g in zip(answer, gone, strict=True)]
                weight = float(np.exp(rng.normal() * 0.3 + 0.2 * effect))
                of_stratum.append([stratum, str(cluster), group, *cells, repr(weight)])
        persons = 20 * len(of_stratum) if stratum != "west" else len(of_stratum)
        drawn = [str(POPULATION[stratum]), str(persons), repr(n_clusters / POPULATION[stratum])]
        lines += [",".join([*row, *drawn]) for row in of_stratum]
    order = rng.permutation(len(lines))
    head = "stratum,cluster,group,q1,q2,q3,q4,q5,weight,population,persons,share"
    return "\n".join([head, *(lines[i] for i in order)]) + "\n"


if __name__ == "__main__":
    (HERE / "clusters.csv").write_text(clusters(), encoding="utf-8", newline="\n")
