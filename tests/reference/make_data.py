"""Writes the two data sets that the reference values are computed from.

`groups.csv`: 600 respondents with a score from 5 to 25, a five-point item, three groupings and a
weight. `items.csv`: 420 respondents with six five-point items, skewed, with missing answers, a
grouping and a weight. Both are synthetic. Made with numpy 2.4; a random stream may change between
versions, so the files are kept.

Run: python tests/reference/make_data.py
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

HERE = Path(__file__).parent


def groups() -> str:
    rng = np.random.default_rng(7)
    n = 600
    age = rng.choice(4, n, p=[0.4, 0.3, 0.2, 0.1])
    region = rng.choice(3, n, p=[0.5, 0.3, 0.2])
    education = rng.choice(3, n, p=[0.2, 0.3, 0.5])
    latent = 0.25 * age - 0.1 * region + rng.normal(size=n) * (1 + 0.25 * age)
    score = np.clip(np.round(latent * 3 + 15), 5, 25).astype(int)
    item = np.clip(np.round(latent + 3), 1, 5).astype(int)
    weight = np.exp(rng.normal(size=n) * 0.5 + 0.1 * age)
    rows = zip(age, region, education, score, item, weight, strict=True)
    lines = [f"{a},{r},{e},{s},{i},{float(w)!r}" for a, r, e, s, i, w in rows]
    return "\n".join(["age,region,education,score,item,weight", *lines]) + "\n"


def items() -> str:
    rng = np.random.default_rng(11)
    n = 420
    group = np.repeat(["a", "b", "c"], [320, 80, 20])
    loading = np.array([0.3, 0.5, 0.6, 0.7, 0.75, 0.85])
    latent = rng.normal(size=(n, 1))
    answer = loading * latent + np.sqrt(1 - loading**2) * rng.normal(size=(n, 6))
    code = 1 + np.searchsorted([-2.0, -1.3, -0.6, 0.3], answer.ravel()).reshape(n, 6)
    missing = rng.random((n, 6)) < 0.02
    weight = np.exp(rng.normal(size=n) * 0.4)
    order = rng.permutation(n)
    lines = []
    for i in order:
        answers = ["" if gone else str(one) for one, gone in zip(code[i], missing[i], strict=True)]
        lines.append(",".join([str(group[i]), *answers, repr(float(weight[i]))]))
    return "\n".join(["group,q1,q2,q3,q4,q5,q6,weight", *lines]) + "\n"


if __name__ == "__main__":
    (HERE / "groups.csv").write_text(groups(), encoding="utf-8", newline="\n")
    (HERE / "items.csv").write_text(items(), encoding="utf-8", newline="\n")
